"""The two-sided summaries 收支总表 and 财政拨款收支总表: each side adds up, and both come to the same. Pure.

The rows above 本年收入合计 are its parts, and the rows between it and 收入总计 (上年结转 and the like) come on top. Rows below another one
(their path says so) belong to that one and are not added again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from budgets.schedules import item_of
from ingest.checks import doubts
from ingest.checks.lookup import Side, figure_at, key_of_line, money_columns, place, tables_of, total_column
from ingest.checks.results import Question, Result
from ingest.checks.sums import added, same
from ingest.checks.tolerance import Figure
from ingest.shapes import Column, Extraction, Line, Table

SCHEDULES: Final = ("summary", "fiscal_summary")
_PART: Final = "其中"
_CARRIED: Final = ("carryover", "carried_forward", "own_reserves")
"""What stands between the total of the year and the grand total; other rows behind a total that stands first are its parts."""


@dataclass(frozen=True, slots=True)
class Half:
    """One block of one side of a summary: rows above the total of the year, that total, rows between, the grand total.

    Totals are None where they are not printed once. `below` are the parts of a total of the year that stands first. `lines` are all rows of
    the block, those below others included.
    """

    table: Table
    side: Side
    above: tuple[Line, ...]
    year: Line | None
    between: tuple[Line, ...]
    grand: Line | None
    doubt: str | None
    lines: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of money of this block."""
        block = self.lines[0].block if self.lines else None
        return tuple(column for column in money_columns(self.table, self.side) if column.block == block)

    def span(self, start: Line | None, end: Line) -> tuple[Line, ...]:
        """The rows from one (from the first where it is None) up to another, without it."""
        first = self.lines.index(start) if start else 0
        return self.lines[first : self.lines.index(end)]


def income_sum(extraction: Extraction) -> Iterator[Result]:
    """Is 本年收入合计 the sum of the income rows above it (A5)?"""
    yield from _year_sums(extraction, "income")


def expenditure_sum(extraction: Extraction) -> Iterator[Result]:
    """Is 本年支出合计 the sum of the expenditure rows above it (A5)?"""
    yield from _year_sums(extraction, "expenditure")


def income_total(extraction: Extraction) -> Iterator[Result]:
    """Is 收入总计 本年收入合计 and what was carried over (A6, A7)?"""
    yield from _grand_sums(extraction, "income")


def expenditure_total(extraction: Extraction) -> Iterator[Result]:
    """Is 支出总计 本年支出合计 and what is carried forward (A6, A7)?"""
    yield from _grand_sums(extraction, "expenditure")


def balance(extraction: Extraction) -> Iterator[Result]:
    """Are 收入总计 and 支出总计 the same (A6, A7)?"""
    for table in tables_of(extraction, *SCHEDULES):
        income, expenditure = (half_of(extraction, table, side) for side in ("income", "expenditure"))
        question = Question(f"{table.schedule} 收入总计 支出总计", f"{place(table)}的支出总计，按收入总计，", table.unit)
        if income.grand and expenditure.grand:
            yield from same(question, grand_figure(income), grand_figure(expenditure))


def carryover_parts(extraction: Extraction) -> Iterator[Result]:
    """Is a carry-over (上年财政拨款结转) the sum of the rows below it (A7)?"""
    for half in _halves(extraction):
        for line in half.between:
            below = [part for part in half.lines if part.path[-1:] == (line.label,)]
            for column in half.columns if below else ():
                what = f"{place(half.table)}的“{line.label}”，按其下各行相加，"
                question = Question(_subject(half, line, column), what, column.unit or half.table.unit, half.doubt)
                parts = [figure_at(half.table, part, column) for part in below]
                yield from added(question, parts, figure_at(half.table, line, column))


def half_of(extraction: Extraction, table: Table, side: Side) -> Half:
    """One side of a summary, cut at its totals; of several blocks of the side the first."""
    return _half(extraction, table, side, min((line.block or 0 for line in table.lines if line.side == side), default=0))


def _half(extraction: Extraction, table: Table, side: Side, block: int) -> Half:
    own = [line for line in table.lines if line.side == side and (line.block or 0) == block]
    lines = [line for line in own if not line.path and not line.label.startswith(_PART)]
    year, grand = _once(table, lines, "current"), _once(table, lines, "total")
    first = lines.index(year) if year else len(lines)
    last = lines.index(grand) if grand else len(lines)
    counted = tuple(line for line in own if not any(name.startswith(_PART) for name in (*line.path, line.label)))
    doubt = doubts.lost_page(extraction, table)
    above, between = tuple(lines[:first]), tuple(lines[first + 1 : last])
    below = () if above or year is None else tuple(line for line in counted if line.path == (year.label,))
    if not above and not below:
        below = tuple(takewhile(lambda line: item_of(table.schedule, line.label) not in _CARRIED, between))
        between = between[len(below) :]
    return Half(table, side, above, year, between, grand, doubt, counted, below)


def _halves(extraction: Extraction) -> Iterator[Half]:
    sides: tuple[Side, ...] = ("income", "expenditure")
    for table in tables_of(extraction, *SCHEDULES):
        for side in sides:
            for block in sorted({line.block or 0 for line in table.lines if line.side == side}):
                yield _half(extraction, table, side, block)


def _once(table: Table, lines: list[Line], item: str) -> Line | None:
    found = [line for line in lines if item_of(table.schedule, line.label) == item]
    return found[0] if len(found) == 1 else None


def _year_sums(extraction: Extraction, side: Side) -> Iterator[Result]:
    for half in _halves(extraction):
        if half.side != side or half.year is None:
            continue
        if half.above:
            yield from _sum(half, half.above, half.year, "其上各行", half.span(None, half.year))
        elif half.below:
            yield from _sum(half, half.below, half.year, "其下各行", ())


def _grand_sums(extraction: Extraction, side: Side) -> Iterator[Result]:
    for half in _halves(extraction):
        if half.side == side and half.year is not None and half.grand is not None:
            items = (*half.above, *half.below, *half.between)
            yield from _sum(half, (half.year, *half.between), half.grand, "本年合计和结转各行", half.span(half.year, half.grand), items)


def _sum(
    half: Half, parts: tuple[Line, ...], total: Line, named: str, unread: tuple[Line, ...], items: tuple[Line, ...] = ()
) -> Iterator[Result]:
    for column in half.columns:
        what = f"{place(half.table)}“{total.label}”的“{column.header[-1]}”，按{named}相加，"
        question = Question(_subject(half, total, column), what, column.unit or half.table.unit, half.doubt)
        figures, rows, rounded = ([figure_at(half.table, line, column) for line in lines] for lines in (parts, unread, items))
        yield from added(question, figures, figure_at(half.table, total, column), rows, rounded)


def _subject(half: Half, line: Line, column: Column) -> str:
    return f"{half.table.schedule} {key_of_line(line)} {column.measure}"


def grand_figure(half: Half) -> Figure | None:
    """The grand total of one side."""
    return figure_at(half.table, half.grand, total_column(half.table, half.side)) if half.grand else None
