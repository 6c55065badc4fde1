"""The lines of a document page, with figures marked. Personal data was masked before the lines were stored.

A mark is a range of characters of a line. Only `page_of` asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from budgets.models import Document, DocumentPage

CONTEXT: Final = 6
"""So many printed lines before and after a mark are shown at once; the rest of the page is there to be opened."""

_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
Kind = Literal["", "cell", "row"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of characters, half open, in a physical line (1-based). `cell` is the figure itself, `row` its name or its sentence."""

    line: int
    start: int
    end: int
    kind: Kind = "cell"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line, and whether they are marked."""

    text: str
    kind: Kind = ""


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A printed line of a page: its number in the document and its pieces."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def is_marked(self) -> bool:
        return any(piece.kind for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passage:
    """The printed lines around the marks. `before` and `after` say how many printed lines of the page are left out there."""

    lines: tuple[MarkedLine, ...]
    before: int = 0
    after: int = 0


def page_of(document: Document, line: int | None, number: int | None) -> DocumentPage | None:
    """The stored page on which a line stands; of a document without lines the page of that number."""
    pages = DocumentPage.objects.filter(document=document).select_related("document")
    if line is None:
        return pages.filter(number=number).first() if number is not None else None
    return pages.filter(first_line__lte=line).order_by("-first_line", "-number").first()


def mark_page(lines: Sequence[str], first_line: int, marks: Iterable[Mark]) -> tuple[MarkedLine, ...]:
    """All printed lines of a page, cut where marks begin and end. Blank lines are left out; numbers count them."""
    of_line: dict[int, list[Mark]] = {}
    for mark in marks:
        of_line.setdefault(mark.line, []).append(mark)
    numbered = enumerate(lines, start=first_line)
    return tuple(MarkedLine(number, _cut(text, of_line.get(number, []))) for number, text in numbered if text.strip())


def passage(lines: Sequence[MarkedLine], context: int = CONTEXT) -> Passage:
    """The marked lines with some before and after; the beginning of the page where nothing is marked."""
    marked = [position for position, line in enumerate(lines) if line.is_marked] or [0]
    start, end = max(0, marked[0] - context), min(len(lines), marked[-1] + context + 1)
    return Passage(tuple(lines[start:end]), start, len(lines) - end)


def find_text(lines: Sequence[str], first_line: int, text: str, near: int) -> tuple[Mark, ...]:
    """Where a text stands in the lines, white space and line breaks left aside; nothing where it does not.

    Of several places the one is taken that ends nearest to the line `near`.
    """
    letters = [(number, column, letter) for number, line in enumerate(lines, first_line) for column, letter in enumerate(line)]
    letters = [place for place in letters if not place[2].isspace()]
    whole, wanted = "".join(letter for _, _, letter in letters), "".join(text.split())
    starts = _all_places(whole, wanted) if wanted else []
    if not starts:
        return ()
    best = min(starts, key=lambda start: abs(letters[start + len(wanted) - 1][0] - near))
    return _marks_of(letters[best : best + len(wanted)])


def find_numbers(
    lines: Sequence[str], first_line: int, within: Sequence[Mark], numbers: Iterable[Decimal], after: Sequence[Mark] = ()
) -> tuple[Mark, ...]:
    """Where numbers are printed in a marked sentence, whatever their separators and trailing zeros: one place each.

    The first behind the mark `after` is taken, as a sentence gives an amount before what it says of it; else the first of all.
    """
    start = min(((mark.line, mark.start) for mark in after), default=(0, 0))
    printed = [
        (Decimal(token[0].replace(",", "")), Mark(mark.line, *token.span()))
        for mark in within
        for token in _NUMBER.finditer(lines[mark.line - first_line], mark.start, mark.end)
    ]
    found = []
    for number in numbers:
        places = [mark for value, mark in printed if value == abs(number)]
        behind = [mark for mark in places if (mark.line, mark.start) > start]
        found += (behind or places)[:1]
    return tuple(found)


def _all_places(whole: str, wanted: str) -> list[int]:
    places, start = [], whole.find(wanted)
    while start >= 0:
        places.append(start)
        start = whole.find(wanted, start + 1)
    return places


def _marks_of(letters: Sequence[tuple[int, int, str]]) -> tuple[Mark, ...]:
    columns: dict[int, list[int]] = {}
    for number, column, _ in letters:
        columns.setdefault(number, []).append(column)
    return tuple(Mark(number, min(found), max(found) + 1, "row") for number, found in columns.items())


def _cut(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """The line in pieces; where marks overlap, the figure's goes before its row's."""
    kinds: list[Kind] = [""] * len(text)
    for mark in sorted(marks, key=lambda mark: mark.kind == "cell"):
        for column in range(max(0, mark.start), min(mark.end, len(text))):
            kinds[column] = mark.kind
    pieces: list[Piece] = []
    for letter, kind in zip(text, kinds, strict=True):
        if pieces and pieces[-1].kind == kind:
            pieces[-1] = Piece(pieces[-1].text + letter, kind)
        else:
            pieces.append(Piece(letter, kind))
    return tuple(pieces)
