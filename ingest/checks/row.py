"""Within one row: the total is the sum of what it is split into. By nature, by source, by year, by kind of basic expenditure. Pure.

Which columns are the parts follows from the header alone: `general` and `fund` beside `total`, `carryover.general` below `carryover`.
A column of unknown meaning, one under 其中, a second one of the same meaning and a carry-over may be parts or not: that is the same for
all rows of a table, and those are taken with which most rows add up. Where most rows of a table do not add up, and its 合计 neither, the
columns are not the whole split: then nothing is called a mismatch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from budgets.money import YUAN_PER_UNIT
from budgets.schedules import is_sum
from budgets.worded import _, enumerated
from ingest.checks import doubts
from ingest.checks.lookup import (
    OF_WHICH,
    figure_at,
    is_of_which,
    is_unreadable,
    key_of_line,
    money_columns,
    name_of_line,
    place,
    total_line,
)
from ingest.checks.results import Question, Result, not_evaluable
from ingest.checks.sums import added, sources_of
from ingest.checks.tolerance import Figure, judge_sum
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
_NOT_THE_WHOLE: Final = _("多数行都不等于这几栏之和，这几栏可能不是它的全部组成")
NO_SPLITS: Final = ("performance",)
"""Tables that hold words and goals beside their money: what stands in a row does not divide one amount."""

_OWN_CHECKS: Final = ("three_public",)
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
    yield from _rows(extraction, (NATURES, OTHER_NATURES), _("各类支出"))


def sources(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row the sum of its sources of money (A4)? A carry-over column may be part of it or stand beside it."""
    yield from _rows(extraction, (SOURCES, ("carryover",)), _("各资金来源"))


def personnel_operating(extraction: Extraction) -> Iterator[Result]:
    """Is the basic expenditure of each row its personnel and its operating costs (A8)?"""
    yield from _rows(extraction, (KINDS, ("project",)), _("人员经费和公用经费"))


def current_carryover(extraction: Extraction) -> Iterator[Result]:
    """Is the total of each row what was arranged for the year and what was carried over (A5)?"""
    yield from _rows(extraction, (YEARS, ()), _("当年安排和上年结转"))


def subtotals(extraction: Extraction) -> Iterator[Result]:
    """Is a 小计 under a head, where the table has a 合计 besides, the sum of the columns under that head (A4)?"""
    for table in extraction.tables:
        if table.schedule in (*NO_SPLITS, *_OWN_CHECKS):
            continue
        lost = doubts.lost_rows(extraction, table)
        for total in money_columns(table):
            parts = _under_one_head(table, total)
            if len(parts) > 1:
                yield from _of_split(Split(table, total, parts, doubt=lost), _("同一栏目下各栏"))


def _under_one_head(table: Table, total: Column) -> tuple[Column, ...]:
    """The columns under the head that a 小计 stands under; nothing where it is the total of its whole table or of a measure of its own."""
    over = total.header[:-1]
    own = [column for column in table.columns if (column.side, column.block) == (total.side, total.block)]
    elsewhere = any(column.measure == "total" and column.header[: len(over)] != over for column in own)
    if not over or total.measure != "total" or not is_sum(total.leaf) or not elsewhere:
        return ()
    inside = [column for column in own if column.header[: len(over)] == over and column is not total and not is_of_which(column)]
    sums = [column.header[:-1] for column in inside if len(column.header) > len(over) + 1 and is_sum(column.leaf)]
    return tuple(column for column in inside if is_sum(column.leaf) or not any(column.header[: len(head)] == head for head in sums))


def splits(extraction: Extraction, families: Families) -> Iterator[Split]:
    """The columns of every table that a family of measures splits, on top and below each other column."""
    for table in extraction.tables:
        if table.schedule in NO_SPLITS:
            continue
        lost = doubts.lost_rows(extraction, table)
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
    return not over or is_sum(whole.leaf) or column.header[: len(over)] != over or column.header[: len(whole.header)] == whole.header


def _is_again(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column before it has the same meaning: a second part of it (其他专户收入), or the same less something (扣除基建项目后)."""
    return next(other for other in columns if other.measure == column.measure) is not column


def _prefixes(columns: Iterable[Column]) -> tuple[str, ...]:
    measures = [column.measure or "" for column in columns]
    return ("", *dict.fromkeys(f"{measure.rpartition('.')[0]}." for measure in measures if "." in measure))


def _rows(extraction: Extraction, families: Families, parts: str) -> Iterator[Result]:
    for split in splits(extraction, families):
        yield from _of_split(split, parts)


def _of_split(split: Split, parts: str) -> Iterator[Result]:
    results = list(_results(split, parts))
    failing = [result for result in results if result.outcome == "mismatch"]
    doubtful = split.doubt is None and len(results) >= _FEW_ROWS and len(failing) * 2 > len(results)
    if doubtful and not _total_holds(split, results):
        words = {"table": place(split.table), "column": split.total.leaf, "parts": parts, "heads": _heads(split.parts)}
        what = _("{table}各行的“{column}”，按{parts}（{heads}）相加，").format(**words)
        yield not_evaluable(failing[0].subject, _("{what}{why}").format(what=what, why=_NOT_THE_WHOLE), failing[0].sources)
    else:
        yield from results


def _results(split: Split, parts: str) -> Iterator[Result]:
    lines = [line for line in split.table.lines if _belongs(line, split.total)]
    chosen = _chosen(split, lines)
    for line in lines:
        yield from _row(split, line, chosen, parts)


def _total_holds(split: Split, results: Sequence[Result]) -> bool:
    """Whether the row of the totals is divided as the head says, among several columns: then the other rows have to be."""
    line = total_line(split.table, split.total.side)
    if line is None:
        return False
    printed = [figure for column in split.parts if (figure := figure_at(split.table, line, column)) and figure.value]
    return len(printed) > 1 and any(result.outcome == "exact" and result.subject == _subject(split, line) for result in results)


def _belongs(line: Line, column: Column) -> bool:
    return column.side in (line.side, None) and column.block in (line.block, None)


def _subject(split: Split, line: Line) -> str:
    return f"{split.table.schedule} {key_of_line(line)} {split.total.measure}"


def _row(split: Split, line: Line, chosen: tuple[Column, ...], parts: str) -> Iterator[Result]:
    table, total = split.table, split.total
    subject = _subject(split, line)
    words = {"table": place(table), "row": name_of_line(line), "column": total.leaf, "parts": _named(parts, chosen)}
    what = _("{table}“{row}”一行的“{column}”，按{parts}相加，").format(**words)
    if any(is_unreadable(line, column) for column in (total, *split.parts, *split.optional)):
        yield not_evaluable(subject, _("{what}{why}").format(what=what, why=_("这一行有读不出来的数")), [line.source])
        return
    question = Question(subject, what, total.unit or table.unit, split.doubt)
    for result in added(question, _figures(split, line, chosen), figure_at(table, line, total)):
        yield _not_adding_up(split, line, result, what) if result.outcome == "mismatch" else result


def _not_adding_up(split: Split, line: Line, result: Result, what: str) -> Result:
    """A row that does not add up: soft where it would with other columns than the rest of its table; all its figures are named."""
    other = next((extra for extra in _choices(split.optional) if _holds(split, line, extra)), None)
    all_figures = [figure_at(split.table, line, split.total), *_figures(split, line, split.optional)]
    result = replace(result, sources=sources_of(*all_figures))
    if other is None:
        return result
    if other:
        message = _("{what}对不上；这一行加上{heads}才相等，与表中其他各行不同。请看一眼原文件。").format(what=what, heads=_heads(other))
    else:
        message = _("{what}对不上；这一行不加这几栏才相等，与表中其他各行不同。请看一眼原文件。").format(what=what)
    return replace(result, outcome="soft", message=message)


def _chosen(split: Split, lines: Sequence[Line]) -> tuple[Column, ...]:
    """Which of the columns that may be parts are: those with which most rows add up that have figures in them, of several the fewest."""
    used = [column for column in split.optional if any(_value(split, line, column) for line in lines)]
    telling = [line for line in lines if any(_value(split, line, column) for column in used)]
    return max(_choices(used), key=lambda extra: sum(_holds(split, line, extra) for line in telling))


def _choices(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """None, some or all of these, the fewest first."""
    return [extra for size in range(len(columns) + 1) for extra in combinations(columns, size)]


def _figures(split: Split, line: Line, extra: Sequence[Column]) -> list[Figure | None]:
    return [figure_at(split.table, line, column) for column in (*split.parts, *extra)]


def _holds(split: Split, line: Line, extra: Sequence[Column]) -> bool:
    printed = [figure for figure in _figures(split, line, extra) if figure]
    whole = figure_at(split.table, line, split.total)
    return whole is not None and bool(printed) and judge_sum(printed, whole).outcome != "mismatch"


def _value(split: Split, line: Line, column: Column) -> bool:
    figure = figure_at(split.table, line, column)
    return figure is not None and figure.value != 0


def _named(parts: str, chosen: Sequence[Column]) -> str:
    return _("{parts}（含{heads}）").format(parts=parts, heads=_heads(chosen)) if chosen else parts


def _heads(columns: Sequence[Column]) -> str:
    return enumerated([re.sub(rf"^{OF_WHICH}[：:]?", "", column.leaf) for column in columns])
