"""What the public sees of a worksheet: its rows around the marked cells, with their numbers and the letters of the columns.

A stored page of kind `sheet` holds in its first line the worksheet's name and in every further line the row of that number, cells parted by
tabs, personal data masked. A page of kind `cells` is a web page or a Word document: its lines, those of tables with cells parted by tabs,
are shown in the same way, the columns numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from budgets.models import Document, DocumentPage
from budgets.pages import CONTEXT, MarkedLine, find_text, mark_page

KIND: Final = "sheet"
CELLS: Final = "cells"
"""The kinds of pages that are shown as rows of cells."""

_CELL: Final = re.compile(r"([A-Z]+)(\d+)")
_ROW: Final = re.compile(r"(\d+):(\d+)")
_FIGURE: Final = re.compile(r"[-−+(（]?[\d,，]+(?:\.\d+)?[)）%％]?|[-—–－]+")
_SHORT: Final = 2
_LONG: Final = 8
_HEAD: Final = 3
"""So many rows with text at the top of a worksheet are always shown: title, unit and heads stand there."""
_OVER: Final = 4
"""So many lines over a table are shown with it."""
_WIDE: Final = 6
"""So many columns a line of text takes at most in a document that flows: its tables may be wider than any page."""
_APART: Final = 2
"""Rows of a table with nothing but their first cell are no more than so many minus one together."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as text, line by line, in pieces that are marked or not."""

    name: str
    lines: tuple[MarkedLine, ...]
    is_marked: bool
    is_figure: bool
    is_pinned: bool
    span: int = 1

    @property
    def style(self) -> str:
        """Its classes of the style sheet."""
        return " ".join(name for name, holds in (("num", self.is_figure), ("pinned", self.is_pinned)) if holds)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that has text. `skipped` is true where rows with text are left out before it."""

    number: int
    cells: tuple[ShownCell, ...]
    is_marked: bool
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column's letter, and how much room its texts want: a class of the style sheet. What is marked is pinned, to be always in sight."""

    letter: str
    is_pinned: bool
    room: Literal["", "some-room", "much-room"]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """Rows of a worksheet and their columns; `left_out` says how many rows with text are not among them.

    `name` is the worksheet's, "" for a web page or a Word document.
    """

    name: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Marks:
    """Names of cells (D14) and rows (14:14) to be marked, and a sentence in them."""

    cells: frozenset[str]
    sentence: str

    @property
    def column(self) -> str | None:
        """The letters of the column in which everything marked stands; None where that is several or none."""
        found = {match[1] for name in self.cells if (match := _CELL.fullmatch(name))}
        return found.pop() if len(found) == 1 else None

    @property
    def rows(self) -> set[int]:
        return {number for name in self.cells for number in _rows_of(name)}


def sheet_page(document: Document, sheet: str) -> DocumentPage | None:
    """The stored page of a worksheet."""
    return DocumentPage.objects.filter(document=document, kind=KIND, lines__0=sheet).select_related("document").first()


def numbers_of(source: Mapping[str, Any]) -> str:
    """Table, row and cell of a place in a table, as a fact holds them (2:14:3; a whole row 2:14); of other places the name of the cell."""
    cell = source.get("cell") or ""
    if source.get("table") is None or source.get("row") is None:
        return str(cell)
    return ":".join(str(number) for number in (source["table"], source["row"], cell) if number)


def name_in_line(line: int | None, numbers: str) -> str:
    """The name by which `show_sheet` knows a line, or the cell or the whole row of a table (`numbers_of`) that stands in it."""
    if line is None:
        return ""
    cell = numbers.split(":")[2:]
    return f"{line}:{line}" if numbers and not cell else f"{letters_of(int(cell[0]) - 1) if cell else 'A'}{line}"


def show_sheet(page: DocumentPage, cells: Iterable[str] = (), sentence: str = "") -> ShownSheet:
    """The rows around some cells (D14; 14:14 is a whole row), these marked and the sentence in them; all rows where no cell is named."""
    marks = _Marks(frozenset(cells), sentence)
    flows = page.kind == CELLS
    texts = [line.split("\t") for line in (page.lines if flows else page.lines[1:])]
    filled = [number for number, row in enumerate(texts, 1) if any(text.strip() for text in row)]
    kept = _around(filled, marks.rows, _heads_over(texts, marks.rows) if flows else set(filled[: _HEAD + CONTEXT // 2]))
    used = sorted({at for number in (kept if flows else filled) for at, text in enumerate(texts[number - 1]) if text.strip()})
    columns = range(used[0], used[-1] + 1) if used else range(0)
    cut = _skipped_before(filled, kept)
    widest = _WIDE if flows else len(columns)
    rows = [_row(number, texts[number - 1], columns, marks, widest) for number in kept]
    shown = tuple(replace(row, skipped=row.number in cut) for row in rows)
    pinned = marks.column
    of_rows = [texts[number - 1] for number in kept]
    heads = tuple(_column(of_rows, at, letters_of(at) == pinned) for at in columns)
    if flows:
        heads = tuple(replace(head, letter=str(at + 1)) for at, head in zip(columns, heads, strict=True))
    return ShownSheet("" if flows else page.lines[0], heads, shown, len(filled) - len(kept))


def _column(rows: Sequence[Sequence[str]], at: int, pinned: bool) -> ShownColumn:
    """A column by the longest line of its texts that do not stand alone in their row."""
    beside = (row[at] for row in rows if at < len(row) and sum(bool(text.strip()) for text in row) > 1)
    longest = max((len(line.strip()) for text in beside if not _FIGURE.fullmatch(text.strip()) for line in text.split("\n")), default=0)
    return ShownColumn(letters_of(at), pinned, "much-room" if longest > _LONG else "some-room" if longest > _SHORT else "")


def letters_of(column: int) -> str:
    """A for column 0, AA for column 26."""
    above, last = divmod(column, 26)
    return (letters_of(above - 1) if above else "") + chr(ord("A") + last)


def _rows_of(name: str) -> range:
    if found := _CELL.fullmatch(name):
        return range(int(found[2]), int(found[2]) + 1)
    found = _ROW.fullmatch(name)
    return range(int(found[1]), int(found[2]) + 1) if found else range(0)


def _heads_over(texts: Sequence[Sequence[str]], marked: set[int]) -> set[int]:
    """The first rows of the tables in which marked ones stand, and the lines over them."""
    heads: set[int] = set()
    for number in marked:
        top = number
        while top > 1 and any(len(row) > 1 for row in texts[max(0, top - 1 - _APART) : top - 1]):
            top -= 1
        if top <= len(texts) and any(len(row) > 1 for row in texts[top - 1 : number]):
            heads |= set(range(max(1, top - _OVER), min(number, top + _HEAD)))
    return heads


def _around(filled: Sequence[int], marked: set[int], heads: set[int]) -> list[int]:
    """The heads, and the rows near marked ones; all of them where nothing is marked."""
    near = {at for at, number in enumerate(filled) if number in marked}
    if not near:
        return list(filled)
    return [number for at, number in enumerate(filled) if number in heads or any(abs(at - other) <= CONTEXT for other in near)]


def _skipped_before(filled: Sequence[int], kept: Sequence[int]) -> set[int]:
    """The kept rows before which rows with text are left out."""
    places = {number: at for at, number in enumerate(filled)}
    before = [-1, *(places[number] for number in kept)]
    return {number for number, last in zip(kept, before, strict=False) if places[number] != last + 1}


def _row(number: int, texts: Sequence[str], columns: range, marks: _Marks, widest: int) -> ShownRow:
    row = tuple(_cell(f"{letters_of(at)}{number}", texts[at] if at < len(texts) else "", marks) for at in columns)
    return ShownRow(number, _spread(row, widest), number in marks.rows)


def _spread(row: tuple[ShownCell, ...], widest: int) -> tuple[ShownCell, ...]:
    """A text that stands alone in its row reaches over the blank cells behind it, `widest` at most, as a worksheet shows it."""
    filled = [at for at, cell in enumerate(row) if cell.lines or cell.is_marked]
    if len(filled) != 1 or row[filled[0]].is_figure or not row[filled[0]].lines:
        return row
    at = filled[0]
    span = min(len(row) - at, max(1, widest))
    return (*row[:at], replace(row[at], span=span, is_pinned=False), *row[at + span :])


def _cell(name: str, text: str, marks: _Marks) -> ShownCell:
    lines = text.split("\n")
    found = find_text(lines, 1, marks.sentence, 1) if marks.sentence and name in marks.cells else ()
    return ShownCell(
        name, mark_page(lines, 1, found), name in marks.cells, _FIGURE.fullmatch(text.strip()) is not None, _is_in(name, marks)
    )


def _is_in(name: str, marks: _Marks) -> bool:
    found = _CELL.fullmatch(name)
    return found is not None and found[1] == marks.column
