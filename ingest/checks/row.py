"""Within one row: the total is the sum of what it is split into. By nature, by source, by year, by kind of basic expenditure. Pure.

Which columns are the parts follows from the header alone: `general` and `fund` beside `total`, `carryover.general` below `carryover`.
A column of unknown meaning, one under 其中, a second one of the same meaning and a carry-over may be parts or not: a row holds if it
adds up with some of them or without. Where most rows of a table do not add up, the columns are not the whole split: then nothing is
called a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from budgets.money import YUAN_PER_UNIT
from budgets.schedules import is_sum
from ingest.checks import doubts
from ingest.checks.lookup import figure_at, is_of_which, is_unreadable, key_of_line, name_of_line, place
from ingest.checks.results import Question, Result, not_evaluable
from ingest.checks.sums import added
from ingest.shapes import Column, Extraction, Line, Table

NATURES: Final = ("basic", "project")
OTHER_NATURES: Final = ("operating_expense", "to_superior", "to_subordinate", "reserve")
"""Natures that some tables count among the projects, and others beside them."""

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
NO_SPLITS: Final = ("performance",)
"""Tables that hold words and goals beside their money: what stands in a row does not divide one amount."""

MOST_OPTIONAL: Final = 6
"""So many columns are tried as parts that need not be ones."""


Families = tuple[tuple[str, ...], tuple[str, ...]]
"""The measures that make up a total, and those that may."""


@dataclass(frozen=True, slots=True)
class Split:
    """A column and the columns it is split into; `optional` may or may not be meant in it (a carry-over beside 本年收入, 其中：…)."""

    table: Table
    total: Column
    parts: tuple[Column, ...]
    optional: tuple[Column, ...] = ()
    doubt: str | None = None


def basic_project(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row its basic and its project expenditure (A3), and what else the table splits it into?"""
    yield from _rows(extraction, (NATURES, OTHER_NATURES), "各类支出")


def sources(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row the sum of its sources of money (A4)? A carry-over column may be part of it or stand beside it."""
    yield from _rows(extraction, (SOURCES, ("carryover",)), "各资金来源")


def personnel_operating(extraction: Extraction) -> Iterator[Result]:
    """Is the basic expenditure of each row its personnel and its operating costs (A8)?"""
    yield from _rows(extraction, (KINDS, ("project",)), "人员经费和公用经费")


def current_carryover(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row what was arranged for the year and what was carried over (A5)?"""
    yield from _rows(extraction, (YEARS, ()), "当年安排和上年结转")


def splits(extraction: Extraction, families: Families) -> Iterator[Split]:
    """The columns of every table that a family of measures splits, on top and below each other column."""
    for table in extraction.tables:
        if table.schedule in NO_SPLITS:
            continue
        lost = doubts.lost_page(extraction, table)
        for side, block in sorted({(column.side or "", column.block or 0) for column in table.columns}):
            columns = [column for column in table.columns if (column.side or "", column.block or 0) == (side, block)]
            for prefix in _prefixes(columns):
                split = _split(table, columns, prefix, families)
                if split is not None:
                    yield replace(split, doubt=lost)


def _split(table: Table, columns: list[Column], prefix: str, families: Families) -> Split | None:
    total = _total(columns, prefix)
    parts = _parts(columns, prefix, families[0], total)
    if total is None or len(parts) < 2:
        return None
    unknown = [column for column in columns if not (column.measure or prefix) and (column.unit is None or column.unit in YUAN_PER_UNIT)]
    sure = tuple(column for column in parts if not is_of_which(column) and not _is_again(column, parts))
    optional = [*(column for column in parts if column not in sure), *_parts(columns, prefix, families[1], total), *unknown]
    return Split(table, total, sure, tuple(dict.fromkeys(optional))[:MOST_OPTIONAL])


def _total(columns: Sequence[Column], prefix: str) -> Column | None:
    """The first column of the total; one that bears the name of a source is its total only where its head stands over the others."""
    for name in (*(f"{prefix}{name}" for name in _TOTALS), prefix[:-1]):
        below = [column for column in columns if (column.measure or "").startswith(prefix) and column.measure != name]
        found = [column for column in columns if column.measure == name and not is_of_which(column)]
        if found and (name != prefix[:-1] or all(_covers(found[0], column) for column in below)):
            return found[0]
    return None


def _parts(columns: Sequence[Column], prefix: str, family: tuple[str, ...], total: Column | None) -> tuple[Column, ...]:
    """For each measure of the family its columns, and those below it that it is not the sum of."""
    found: list[Column] = []
    for name in family:
        named = (f"{prefix}{name}", f"{prefix}{name}.total")
        whole = [column for column in columns if column.measure in named and column is not total]
        whole = [column for column in whole if not is_of_which(column) or column is whole[0]]
        below = [column for column in columns if (column.measure or "").startswith(f"{prefix}{name}.") and column not in whole]
        found.extend(whole)
        found.extend(column for column in below if not any(_covers(other, column) for other in whole))
    fiscal = any((column.measure or "").removeprefix(prefix) in ("fiscal", "fiscal.total") for column in found)
    inside = {f"{prefix}{name}" for name in _FISCAL_PARTS} if fiscal else set()
    return tuple(column for column in found if column.measure not in inside)


def _covers(whole: Column, column: Column) -> bool:
    """Whether a column is the sum of another whose measure begins with its own: not where both stand in one group, and it is none's sum."""
    over = whole.header[:-1]
    return not over or is_sum(whole.header[-1]) or column.header[: len(over)] != over or column.header[: len(whole.header)] == whole.header


def _is_again(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column before it has the same meaning: a second part of it (其他专户收入), or the same less something (扣除基建项目后)."""
    return next(other for other in columns if other.measure == column.measure) is not column


def _prefixes(columns: Iterable[Column]) -> tuple[str, ...]:
    measures = [column.measure or "" for column in columns]
    return ("", *dict.fromkeys(f"{measure.rpartition('.')[0]}." for measure in measures if "." in measure))


def _rows(extraction: Extraction, families: Families, parts: str) -> Iterator[Result]:
    for split in splits(extraction, families):
        results = list(_results(split, parts))
        failing = [result for result in results if result.outcome == "mismatch"]
        doubtful = split.doubt is None and len(results) >= _FEW_ROWS and len(failing) * 2 > len(results)
        if doubtful:
            yield not_evaluable(failing[0].subject, f"{place(split.table)}中{_NOT_THE_WHOLE}", failing[0].sources)
        else:
            yield from results


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
    whole = figure_at(table, line, total)
    results = [list(added(question, [figure_at(table, line, c) for c in columns], whole)) for columns in _choices(split, line)]
    yield from min(results, key=_badness)


def _choices(split: Split, line: Line) -> list[tuple[Column, ...]]:
    """The columns that may be meant to add up: the parts, with none, some or all of those that may be among them."""
    printed = [column for column in split.optional if figure_at(split.table, line, column)]
    chosen = [extra for size in range(len(printed) + 1) for extra in combinations(printed, size)]
    return [(*split.parts, *extra) for extra in chosen]


def _badness(results: list[Result]) -> int:
    order = ("exact", "rounding", "not_evaluable", "mismatch")
    return max((order.index(result.outcome) for result in results), default=0)
