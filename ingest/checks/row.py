"""Within one row: the total is the sum of what it is split into. By nature, by source, by year, by kind of basic expenditure. Pure.

Which columns are the parts follows from the measures of the header alone: `general` and `fund` beside `total`, `carryover.general` below
`carryover`. Where a figure column has no known meaning, or where most rows of a table do not add up, the columns are not the whole split:
then nothing is called a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.checks import doubts
from ingest.checks.lookup import figure_at, is_unreadable, key_of_line, name_of_line, place
from ingest.checks.results import Question, Result, not_evaluable
from ingest.checks.sums import added
from ingest.shapes import Column, Extraction, Line, Table

NATURES: Final = ("basic", "project", "operating_expense", "to_superior", "to_subordinate", "reserve")
SOURCES: Final = (
    "fiscal",
    "general",
    "fund",
    "capital",
    "special_account",
    "unit_funds",
    "business",
    "operation",
    "superior",
    "subordinate",
    "other",
    "own_reserves",
)
KINDS: Final = ("personnel", "operating")
YEARS: Final = ("current", "carryover")

_TOTALS: Final = ("total", "budget")
_FISCAL_PARTS: Final = ("general", "fund", "capital")
_FEW_ROWS: Final = 3
_NOT_THE_WHOLE: Final = "多数行都不等于这几栏之和，这几栏可能不是合计的全部组成"
_UNKNOWN_COLUMN: Final = "表中有不认识的金额栏，这几栏可能不是合计的全部组成"


Families = tuple[tuple[str, ...], tuple[str, ...]]
"""The measures that make up a total, and those that may."""


@dataclass(frozen=True, slots=True)
class Split:
    """A column and the columns it is split into; `optional` may or may not be meant in it (a carry-over beside 本年收入)."""

    table: Table
    total: Column
    parts: tuple[Column, ...]
    optional: tuple[Column, ...] = ()
    doubt: str | None = None


def basic_project(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row its basic and its project expenditure (A3), and what else the table splits it into?"""
    yield from _rows(extraction, (NATURES, ()), "各类支出")


def sources(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row the sum of its sources of money (A4)? A carry-over column may be part of it or stand beside it."""
    yield from _rows(extraction, (SOURCES, ("carryover",)), "各资金来源")


def personnel_operating(extraction: Extraction) -> Iterator[Result]:
    """Is the basic expenditure of each row its personnel and its operating costs (A8)?"""
    yield from _rows(extraction, (KINDS, ()), "人员经费和公用经费")


def current_carryover(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row what was arranged for the year and what was carried over (A5)?"""
    yield from _rows(extraction, (YEARS, ()), "当年安排和上年结转")


def splits(extraction: Extraction, families: Families) -> Iterator[Split]:
    """The columns of every table that a family of measures splits, on top and below each other column."""
    for table in extraction.tables:
        lost = doubts.lost_page(extraction, table)
        for side, block in sorted({(column.side or "", column.block or 0) for column in table.columns}):
            columns = [column for column in table.columns if (column.side or "", column.block or 0) == (side, block)]
            doubt = lost or (_UNKNOWN_COLUMN if _has_unknown(table, columns) else None)
            for prefix in _prefixes(columns):
                split = _split(table, columns, prefix, families)
                if split is not None:
                    yield replace(split, doubt=doubt)


def _split(table: Table, columns: list[Column], prefix: str, families: Families) -> Split | None:
    by_measure = {column.measure or "": column for column in columns}
    total = _first(by_measure, [*(f"{prefix}{name}" for name in _TOTALS), prefix[:-1]])
    parts = _parts(by_measure, prefix, families[0])
    if total is None or len(parts) < 2 or total in parts:
        return None
    return Split(table, total, parts, _parts(by_measure, prefix, families[1]))


def _parts(by_measure: dict[str, Column], prefix: str, family: tuple[str, ...]) -> tuple[Column, ...]:
    """For each measure of the family its column, or the columns below it where it has none of its own."""
    found: list[Column] = []
    for name in family:
        whole = _first(by_measure, [f"{prefix}{name}", f"{prefix}{name}.total"])
        below = [column for measure, column in by_measure.items() if measure.startswith(f"{prefix}{name}.")]
        found.extend([whole] if whole else below)
    fiscal = any((column.measure or "").removeprefix(prefix) in ("fiscal", "fiscal.total") for column in found)
    inside = {f"{prefix}{name}" for name in _FISCAL_PARTS} if fiscal else set()
    return tuple(column for column in found if column.measure not in inside)


def _prefixes(columns: Iterable[Column]) -> tuple[str, ...]:
    measures = [column.measure or "" for column in columns]
    return ("", *dict.fromkeys(f"{measure.rpartition('.')[0]}." for measure in measures if "." in measure))


def _first(by_measure: dict[str, Column], names: Iterable[str]) -> Column | None:
    return next((by_measure[name] for name in names if name in by_measure), None)


def _has_unknown(table: Table, columns: list[Column]) -> bool:
    """Whether one of these columns holds money and has no known meaning."""
    unknown = {column.index for column in columns if not column.measure}
    return any(amount.column in unknown and amount.kind == "money" for line in table.lines for amount in line.amounts)


def _rows(extraction: Extraction, families: Families, parts: str) -> Iterator[Result]:
    for split in splits(extraction, families):
        results = list(_results(split, parts))
        failing = sum(result.outcome == "mismatch" for result in results)
        doubtful = split.doubt is None and len(results) >= _FEW_ROWS and failing * 2 > len(results)
        yield from _results(replace(split, doubt=_NOT_THE_WHOLE), parts) if doubtful else results


def _results(split: Split, parts: str) -> Iterator[Result]:
    for line in split.table.lines:
        if _belongs(line, split.total):
            yield from _row(split, line, parts)


def _belongs(line: Line, column: Column) -> bool:
    return column.side in (line.side, None) and column.block in (line.block, None)


def _row(split: Split, line: Line, parts: str) -> Iterator[Result]:
    table, total = split.table, split.total
    subject = f"{table.schedule} {key_of_line(line)} {total.measure}"
    if any(is_unreadable(line, column) for column in (total, *split.parts, *split.optional)):
        yield not_evaluable(subject, f"{place(table)}“{name_of_line(line)}”一行有读不出来的数", [line.source])
        return
    what = f"{place(table)}“{name_of_line(line)}”一行的“{total.header[-1]}”，按{parts}相加，"
    question = Question(subject, what, total.unit or table.unit, split.doubt)
    choices = dict.fromkeys([(*split.parts, *split.optional), split.parts])
    results = [list(added(question, [figure_at(table, line, c) for c in cs], figure_at(table, line, total))) for cs in choices]
    yield from min(results, key=_badness)


def _badness(results: list[Result]) -> int:
    order = ("exact", "rounding", "not_evaluable", "mismatch")
    return max((order.index(result.outcome) for result in results), default=0)
