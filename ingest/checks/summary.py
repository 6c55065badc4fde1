"""The two-sided summaries 收支总表 and 财政拨款收支总表: each side adds up, and both come to the same. Pure.

The rows above 本年收入合计 are its parts, and the rows between it and 收入总计 (上年结转 and the like) come on top. Rows below another one
(their path says so) belong to that one and are not added again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from budgets.schedules import item_of
from budgets.worded import _, enumerated
from ingest.checks import carryover, doubts
from ingest.checks.lookup import Side, figure_at, key_of_line, money_columns, place, tables_of, total_column
from ingest.checks.results import Question, Result
from ingest.checks.sums import added, same
from ingest.checks.tolerance import Figure
from ingest.shapes import Column, Extraction, Line, Table

SCHEDULES: Final = ("summary", "fiscal_summary")
LIKE_THEM: Final = ("fund_expenditure", "capital")
_PART: Final = "其中"
_ORDINAL: Final = re.compile(r"[（(]?[〇一二三四五六七八九十]+[)）、]")
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
    for table in two_sided(extraction):
        income, expenditure = (half_of(extraction, table, side) for side in ("income", "expenditure"))
        question = Question(
            f"{table.schedule} 收入总计 支出总计", _("{table}的支出总计，按收入总计，").format(table=place(table)), table.unit
        )
        if income.grand and expenditure.grand:
            yield from same(question, grand_figure(income), grand_figure(expenditure))


def carryover_parts(extraction: Extraction) -> Iterator[Result]:
    """Is a carry-over (上年财政拨款结转) the sum of the rows below it (A7)?"""
    for half in _halves(extraction):
        for line in half.between:
            below = [part for part in half.lines if part.path[-1:] == (line.label,)]
            for column in half.columns if below else ():
                what = _("{table}的“{row}”，按其下各行相加，").format(table=place(half.table), row=line.label)
                question = Question(_subject(half, line, column), what, column.unit or half.table.unit, half.doubt)
                parts = [figure_at(half.table, part, column) for part in below]
                yield from added(question, parts, figure_at(half.table, line, column))


def parts(extraction: Extraction) -> Iterator[Result]:
    """Is a row the sum of the rows that stand below it (A1 by name: 财政拨款 and its three budgets, a 类 and its 款 and 项)?"""
    for half in _halves(extraction):
        done = {id(half.year), *(id(line) for line in half.between)}
        below = _below(half)
        for line in half.lines:
            rows = below.get((*line.path, line.label), ())
            for column in half.columns if rows and id(line) not in done else ():
                yield from _parts(half, line, rows, column)


def _below(half: Half) -> dict[tuple[str, ...], tuple[Line, ...]]:
    """The rows that stand below each path, in their order; a path that two rows have is left out."""
    found: dict[tuple[str, ...], list[Line]] = {}
    paths = Counter((*line.path, line.label) for line in half.lines)
    for line in half.lines:
        for depth in range(1, len(line.path) + 1):
            found.setdefault(line.path[:depth], []).append(line)
    return {path: tuple(lines) for path, lines in found.items() if paths[path] == 1}


def _parts(half: Half, line: Line, rows: tuple[Line, ...], column: Column) -> Iterator[Result]:
    """Nothing where the row or all below it are blank: it may be a heading, or its parts are not told. Nor where a row without an ordinal
    would stand over rows with one (其他资本性支出, 二、专项业务经费支出): then the ordinals do not tell what stands below what."""
    if not _ORDINAL.match(line.label) and any(_ORDINAL.match(row.label) for row in rows):
        return
    figures = [figure_at(half.table, row, column) for row in rows]
    direct = [figure for row, figure in zip(rows, figures, strict=True) if row.path == (*line.path, line.label)]
    total = figure_at(half.table, line, column)
    if total is None or not any(direct):
        return
    what = _("{table}的“{row}”，按其下各行相加，").format(table=place(half.table), row=line.label)
    question = Question(_subject(half, line, column), what, column.unit or half.table.unit, half.doubt)
    yield from added(question, direct, total, figures)


def blocks(extraction: Extraction) -> Iterator[Result]:
    """Does each classification of one side (功能分类, 支出用途) come to the total that is printed for the side (A5)?"""
    halves = list(_halves(extraction))
    for half in halves:
        others = [other for other in halves if other.table is half.table and other.side == half.side and (other.year or other.grand)]
        if half.year is None and half.grand is None and half.above and len(others) == 1 and half.columns and others[0].columns:
            other = others[0]
            total, column = other.year or other.grand, half.columns[0]
            doubt = half.doubt or (carryover.doubt(extraction) if other.year is None else None)
            rows = enumerated([line.label for line in half.above[:2]])
            words = {"table": place(half.table), "row": total.label if total else "", "rows": rows}
            what = _("{table}的“{row}”，按“{rows}”等各行相加，").format(**words)
            question = Question(f"{half.table.schedule} {half.side} {half.lines[0].block}", what, half.table.unit, doubt)
            figures, unread = ([figure_at(half.table, line, column) for line in lines] for lines in (half.above, half.lines))
            yield from added(question, figures, figure_at(half.table, total, other.columns[0]) if total else None, unread)


def half_of(extraction: Extraction, table: Table, side: Side) -> Half:
    """One side of a summary, cut at its totals; of several blocks of the side the first."""
    return _half(extraction, table, side, min((line.block or 0 for line in table.lines if line.side == side), default=0))


def _half(extraction: Extraction, table: Table, side: Side, block: int) -> Half:
    own = [line for line in table.lines if line.side == side and (line.block or 0) == block]
    lines = [line for line in own if not line.path and not line.label.startswith(_PART)]
    year, grand = _totals(lines)
    last = lines.index(grand) if grand else len(lines)
    first = lines.index(year) if year else last
    counted = tuple(line for line in own if not any(name.startswith(_PART) for name in (*line.path, line.label)))
    doubt = doubts.lost_rows(extraction, table)
    above, between = tuple(lines[:first]), tuple(lines[first + 1 : last])
    below = () if above or year is None else tuple(line for line in counted if line.path == (year.label,))
    if not above and not below:
        below = tuple(takewhile(lambda line: _item(line) not in _CARRIED, between))
        between = between[len(below) :]
    return Half(table, side, above, year, between, grand, doubt, counted, below)


def _halves(extraction: Extraction) -> Iterator[Half]:
    sides: tuple[Side, ...] = ("income", "expenditure")
    for table in two_sided(extraction):
        for side in sides:
            for block in sorted({line.block or 0 for line in table.lines if line.side == side}):
                yield _half(extraction, table, side, block)


def two_sided(extraction: Extraction) -> tuple[Table, ...]:
    """The summaries, and the tables of one budget that print income beside expenditure like them."""
    like = (table for table in tables_of(extraction, *LIKE_THEM) if {"income", "expenditure"} <= {line.side for line in table.lines})
    return (*tables_of(extraction, *SCHEDULES), *like)


def _item(line: Line) -> str | None:
    return item_of(SCHEDULES[0], line.label)


def _totals(lines: list[Line]) -> tuple[Line | None, Line | None]:
    """The total of the year and the grand total, which may be called 合计 too where it stands below the other (本年收入合计 … 收入合计)."""
    years, grands = ([line for line in lines if _item(line) == item] for item in ("current", "total"))
    if len(years) == 2 and not grands:
        return years[0], years[1]
    return (years[0] if len(years) == 1 else None), (grands[0] if len(grands) == 1 else None)


def _year_sums(extraction: Extraction, side: Side) -> Iterator[Result]:
    for half in _halves(extraction):
        if half.side != side or half.year is None:
            continue
        if half.above:
            yield from _sum(half, half.year, _("其上各行"), half.above, half.span(None, half.year))
        elif half.below:
            yield from _sum(half, half.year, _("其下各行"), half.below)


def _grand_sums(extraction: Extraction, side: Side) -> Iterator[Result]:
    for half in _halves(extraction):
        if half.side == side and half.year is None and half.grand is not None and half.above:
            yield from _sum(half, half.grand, _("其上各行"), half.above, half.span(None, half.grand))
        elif half.side == side and half.year is not None and half.grand is not None:
            what = _("本年合计和结转各行")
            yield from _sum(half, half.grand, what, (half.year, *half.between), half.span(half.year, half.grand))


def _sum(half: Half, total: Line, named: str, parts: tuple[Line, ...], unread: tuple[Line, ...] = ()) -> Iterator[Result]:
    """Do the parts make a total in every column? For the grand total the rows of the year are the items it may be added up from."""
    items = (*half.above, *half.below, *half.between) if total is half.grand and half.year is not None else ()
    for column in half.columns:
        words = {"table": place(half.table), "row": total.label, "column": column.leaf, "parts": named}
        what = _("{table}“{row}”的“{column}”，按{parts}相加，").format(**words)
        question = Question(_subject(half, total, column), what, column.unit or half.table.unit, half.doubt)
        figures, rows, rounded = ([figure_at(half.table, line, column) for line in lines] for lines in (parts, unread, items))
        yield from added(question, figures, figure_at(half.table, total, column), rows, rounded)


def _subject(half: Half, line: Line, column: Column) -> str:
    return f"{half.table.schedule} {key_of_line(line)} {column.measure}"


def grand_figure(half: Half) -> Figure | None:
    """The grand total of one side."""
    return figure_at(half.table, half.grand, total_column(half.table, half.side)) if half.grand else None
