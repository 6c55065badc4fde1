"""Pages → blocks: the lines of one form each, cut into the pieces that its labels begin. Pure.

A form begins at its title. Where a page was lost it may also begin without one: when a field comes that this form already had, or when, on
a further page, one comes that forms print further up. What comes further down behind one unreadable page belongs to the form whose
middle was lost; behind several, nothing says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

from ingest.forms.counted.indicators import is_complete
from ingest.forms.labels import LEVEL2, ORDER, Label, recognise, vertical
from ingest.shapes import Page, TextLine

_FIELDS_OF_A_FORM: Final = 4  # fewer known labels without a title and a project name are running text
_HEADING: Final = re.compile(r"\s*[一二三四五六七八九十]+、")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and the number of its page."""

    page: int
    line: TextLine


@dataclass(slots=True)
class Piece:
    """A label with the lines that belong to it."""

    label: Label
    lines: list[Placed]

    @property
    def texts(self) -> list[str]:
        return [placed.line.text for placed in self.lines]

    @property
    def row(self) -> str:
        """The lines joined as those of a wrapped cell: with nothing."""
        return "".join(text.strip() for text in self.texts)


@dataclass(slots=True)
class Block:
    """One form as printed: its pieces, all lines it takes up, and the lines since its beginning that belong to no field.

    `titled` where its title was read, `interrupted` where a page inside it or right behind it cannot be read, `rejoined` where it goes
    on behind such a page.
    """

    titled: bool
    pieces: list[Piece] = field(default_factory=list)
    claimed: list[Placed] = field(default_factory=list)
    strangers: list[Placed] = field(default_factory=list)
    interrupted: bool = False
    rejoined: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for piece in self.pieces for key in piece.label.keys)

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """First and last physical line of the form on each page."""
        pages = [[placed.line.number for placed in group] for _, group in groupby(self.claimed, key=lambda placed: placed.page)]
        return tuple((numbers[0], numbers[-1]) for numbers in pages)

    @property
    def unread(self) -> tuple[Placed, ...]:
        """Lines inside the form that belong to no field of it."""
        return tuple(placed for placed in self.strangers if placed.line.number < self.claimed[-1].line.number)

    @property
    def is_form(self) -> bool:
        """Whether there is enough of it to be no chance: a named project, several fields, or signed indicators."""
        signed = "filled_at" in self.keys and bool(self.of("row"))
        return (self.titled and "project" in self.keys) or signed or len(self.keys) >= _FIELDS_OF_A_FORM

    def take(self, pieces: Iterable[Piece]) -> None:
        """Adds the pieces; headings that say nothing but where they stand are only claimed."""
        for piece in pieces:
            self.claimed += piece.lines
            if piece.label.keys or piece.label.kind in ("head", "columns"):
                self.pieces.append(piece)

    def of(self, kind: str) -> list[Piece]:
        return [piece for piece in self.pieces if piece.label.kind == kind]


@dataclass(frozen=True, slots=True)
class Habits:
    """How this document prints its forms, seen inside its pages, where nothing can be lost.

    `two_sided`: indicators stand for the period and again for the year. `rows_repeat`: several indicators of one kind have a row each.
    `ordered`: fields come in the usual order.
    """

    two_sided: bool
    rows_repeat: bool
    ordered: bool


_Marked = tuple[Page, tuple[tuple[Placed, Label | None], ...]]


def cut(pages: Sequence[Page]) -> tuple[tuple[Block, ...], Habits]:
    """The forms among the pages, in their order, and how the document prints them."""
    marked = [_marked(page) for page in pages]
    habits = _habits(marked)
    cutter = _Cutter(habits)
    for page, lines in marked:
        cutter.turn(is_lost=page.kind == "error")
        for placed, label in lines:
            cutter.take(placed, label)
    return tuple(block for block in cutter.blocks if block.is_form), habits


def _marked(page: Page) -> _Marked:
    """The lines of a page that are not blank, with what they begin with."""
    lines = [line for line in page.lines if line.text.strip()]
    heading = vertical((line.number, line.text) for line in lines)
    marks = (Label("vertical") if line.number in heading else recognise(line.text) for line in lines)
    return page, tuple((Placed(page.number, line), label) for line, label in zip(lines, marks, strict=True))


def _habits(marked: Iterable[_Marked]) -> Habits:
    labels = [[(placed, label) for placed, label in lines if label] for _, lines in marked]
    steps = [(first, second) for page in labels for (_, first), (_, second) in pairwise(page) if first.keys and second.keys]
    return Habits(
        two_sided=any(label.kind == "header" and placed.line.text.count("三级指标") > 1 for page in labels for placed, label in page),
        rows_repeat=any(first.kind == "row" and first.keys == second.keys for first, second in steps),
        ordered=all(_place(first) <= _place(second) for first, second in steps if first.kind != "signature"),
    )


def _place(label: Label) -> int:
    return min(ORDER[key] for key in label.keys)


@dataclass(slots=True)
class _Cutter:
    """Takes line after line. `blocks` are all that were begun, `block` the one that is open, `piece` the one that text goes on.

    `pending` are headings at the top of a page: the field behind them says to which form they belong.
    """

    habits: Habits
    blocks: list[Block] = field(default_factory=list)
    block: Block | None = None
    piece: Piece | None = None
    pending: list[Piece] = field(default_factory=list)
    page_turned: bool = False
    pages_lost: int = 0

    def turn(self, is_lost: bool) -> None:
        """A new page. What follows one that cannot be read does not go on with the text before it."""
        self._settle()
        self.page_turned = True
        if is_lost:
            self.pages_lost += 1
            self.piece = None
            if self.block:
                self.block.interrupted = True

    def take(self, placed: Placed, label: Label | None) -> None:
        if label is None:
            self._text(placed)
        elif label.kind == "title":
            self._settle()
            self._begin(titled=True).claimed.append(placed)
        elif label.kind == "part":
            self._end()
        elif label.kind == "year":
            self._year(placed)
        elif label.kind in ("vertical", "level1", "header", "columns"):
            self._frame(Piece(label, [placed]))
        elif label.kind in ("funding", "money"):
            self._money(placed, label)
        elif label.kind == "signature":
            self._signature(placed, label)
        else:
            self._field(placed, label)

    def _begin(self, titled: bool) -> Block:
        self.block, self.piece = Block(titled), None
        self.page_turned, self.pages_lost = False, 0
        self.blocks.append(self.block)
        return self.block

    def _end(self) -> None:
        self._settle()
        self.block = self.piece = None

    def _settle(self) -> None:
        """Headings that no field came behind stay with the form before."""
        if self.block:
            self.block.take(self.pending)
        self.pending = []

    def _text(self, placed: Placed) -> None:
        self._settle()
        if self.block and self.piece and self._goes_on(self.piece, placed):
            self.piece.lines.append(placed)
            self.block.claimed.append(placed)
        else:
            self.piece = None
            self._pass(placed)

    def _pass(self, placed: Placed) -> None:
        """A line that no field goes on with: a title with such a line behind it is no form's."""
        if self.block and self.block.pieces:
            self.block.strangers.append(placed)
        else:
            self.block = None

    def _goes_on(self, piece: Piece, placed: Placed) -> bool:
        same_page = piece.lines[-1].page == placed.page
        if piece.label.kind == "row":
            return (same_page and placed.line.follows) or not is_complete(piece.row, self.habits.two_sided)
        if piece.label.kind == "head":
            return same_page
        return same_page or not _HEADING.match(placed.line.text)

    def _year(self, placed: Placed) -> None:
        if self.block and not self.block.pieces:
            self.block.claimed.append(placed)
        else:
            self._text(placed)

    def _frame(self, heading: Piece) -> None:
        """Headings that only structure the form: they end a text and begin none."""
        self.piece = None
        self.pending.append(heading)
        if not self.page_turned:
            self._settle()

    def _money(self, placed: Placed, label: Label) -> None:
        """Lines of 项目资金; its merged label is printed again on a further page. In a text such words are text."""
        last = self.block.pieces[-1] if self.block and self.block.pieces else None
        if self.block and last and last.label.keys == label.keys and not self.pages_lost:
            last.lines.append(placed)
            self.block.claimed.append(placed)
            self.piece = last
        elif label.kind == "money" and self.piece and self.piece.label.kind != "head":
            self._text(placed)
        else:
            self._field(placed, label)

    def _signature(self, placed: Placed, label: Label) -> None:
        """The line of those who are responsible closes a form; further up it is a field of the form that is left out."""
        if self.block and self.block.keys & {"goal", *LEVEL2}:
            self._field(placed, label)
            self._end()
        elif self.block:
            self.block.claimed.append(placed)
            self.piece = None

    def _field(self, placed: Placed, label: Label) -> None:
        block = self.block if self.block and not self._belongs_to_another(self.block, label) else self._begin(titled=False)
        block.rejoined |= self.pages_lost > 0
        self.piece = Piece(label, [placed])
        block.take([*self.pending, self.piece])
        self.pending = []
        self.page_turned, self.pages_lost = False, 0

    def _belongs_to_another(self, block: Block, label: Label) -> bool:
        if not label.keys or not block.keys:
            return False
        on_a_further_page = self.page_turned or self.pages_lost > 0
        if self.pages_lost > 1:
            return True
        if label.kind == "row":
            again = label.keys == block.pieces[-1].label.keys and not self.habits.rows_repeat
            return on_a_further_page and (again or _comes_earlier(block, label))
        if block.keys & {*label.keys}:
            return True
        return _comes_earlier(block, label) and (self.pages_lost > 0 or (self.page_turned and self.habits.ordered))


def _comes_earlier(block: Block, label: Label) -> bool:
    return _place(label) < max(ORDER[key] for key in block.keys)
