"""A lattice → rows, and what each row is: head, numbers of the columns, figures. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from budgets.money import is_figure
from budgets.schedules import head_of, is_total
from ingest.shapes import Lattice, LatticeCell

_FORMULA: Final = re.compile(r"(?:栏次|行次)?[\dA-Za-z甲乙丙丁]{0,3}\s*[=＝][\d+＋\-－=＝()（）A-Za-z\s]+")
_ORDINAL: Final = re.compile(r"\*+|×+|栏次|行次|[甲乙丙丁]|[A-Z]|[(（]?\d{1,2}[)）]?|[①-⑳]")
_COUNTING: Final = frozenset({"栏次", "行次"})
_PARTS: Final = frozenset({"类", "款", "项"})
"""The heads of codes reach down beside 栏次 in final accounts; they may be printed there only."""
_CODE: Final = re.compile(r"[\[【(（]?\d{3,9}[\]】)）]?")
_LOW: Final = 4.0  # points; no row that holds a text is lower


@dataclass(frozen=True)
class Row:
    """The cells that begin in one row of a lattice, by column."""

    number: int
    cells: tuple[LatticeCell, ...]

    @cached_property
    def filled(self) -> tuple[LatticeCell, ...]:
        return tuple([cell for cell in self.cells if cell.text])

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.filled)


def rows_of(lattice: Lattice) -> tuple[Row, ...]:
    """The rows from top to bottom, also those in which no cell begins."""
    cells: list[list[LatticeCell]] = [[] for _ in range(lattice.rows)]
    for cell in lattice.cells:
        cells[cell.row].append(cell)
    return _merged([Row(number, tuple(found)) for number, found in enumerate(cells)])


def without_gaps(lattice: Lattice) -> Lattice:
    """The lattice without the rows between two rulings that are drawn as one: too low for a text, and nothing is printed in them alone."""
    tall = [after - before > _LOW for before, after in pairwise(lattice.levels)]
    holding = {cell.row for cell in lattice.cells if cell.text and cell.rowspan == 1}
    kept = [row for row in range(lattice.rows) if row in holding or row >= len(tall) or tall[row]]
    if len(kept) == lattice.rows:
        return lattice
    moved = (_within(cell, kept) for cell in lattice.cells)
    levels = (*(lattice.levels[row] for row in kept), lattice.levels[-1])
    return replace(lattice, rows=len(kept), cells=tuple(cell for cell in moved if cell is not None), levels=levels)


def _within(cell: LatticeCell, rows: Sequence[int]) -> LatticeCell | None:
    """The cell over those of its rows that are kept; None where none is."""
    first, end = bisect_left(rows, cell.row), bisect_left(rows, cell.row + cell.rowspan)
    return replace(cell, row=first, rowspan=end - first) if end > first else None


def _merged(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, two made one where only a stray ruling parts them: every cell goes through both, or is blank in one of them."""
    found: list[Row] = []
    for row in rows:
        if found and _is_one(found[-1], row):
            found[-1] = Row(found[-1].number, tuple(sorted((*_filled_or_through(found[-1]), *row.filled), key=lambda cell: cell.column)))
        else:
            found.append(row)
    return tuple(found)


def _filled_or_through(row: Row) -> tuple[LatticeCell, ...]:
    return tuple(cell for cell in row.cells if cell.text or cell.rowspan > 1)


def _is_one(above: Row, row: Row) -> bool:
    if row.number != above.number + 1 or not row.cells:
        return False
    if not [cell for cell in above.cells if cell.rowspan == 2 and cell.row == above.number and cell.text]:
        return False
    single = {cell.column: cell for cell in above.cells if cell.rowspan == 1}
    blank = [cell for cell in row.cells if cell.column in single and not (single[cell.column].text and cell.text)]
    return len(blank) == len(row.cells) and not any(cell.text for cell in single.values()) and bool(row.filled)


def spanning(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, their cells merged over so many of them: blank ones are gone, and those that a stray ruling parts are one."""
    numbers = [row.number for row in rows]

    def over(cell: LatticeCell) -> LatticeCell:
        rowspan = bisect_left(numbers, cell.row + cell.rowspan) - bisect_left(numbers, cell.row) if cell.rowspan > 1 else 1
        return cell if rowspan in (0, cell.rowspan) else replace(cell, rowspan=rowspan)

    return tuple(Row(row.number, tuple(map(over, row.cells))) for row in rows)


def has_figures(texts: Iterable[str]) -> bool:
    """Whether a row has what only a body has: a figure or a code."""
    return any(is_figure(text) or _CODE.fullmatch(text) for text in texts)


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1 2 3 …, ** **, 栏次 1 2, 1=2+3."""
    found = [unicodedata.normalize("NFKC", text).replace(" ", "") for text in texts]
    if any(text in _COUNTING for text in found):
        found = [text for text in found if text not in _PARTS]
    if not found or not all(_ORDINAL.fullmatch(text) or _FORMULA.fullmatch(text) for text in found):
        return False
    numbers = [int(number[1]) for text in found if (number := re.match(r"[(（]?(\d{1,2})", text))]
    rising = all(after > before for before, after in pairwise(numbers))
    telling = any(not text.isdecimal() for text in found)
    return rising and (telling or (len(numbers) > 1 and numbers[0] <= 2 and numbers[-1] - numbers[0] < 2 * len(numbers)))


def is_head(texts: Sequence[str]) -> bool:
    """Whether every text of a row is a known column head, and it is no row of totals without figures."""
    known = [head_of(text) is not None for text in texts]
    return bool(known) and all(known) and not (len(texts) <= 2 and is_total(texts[0]))
