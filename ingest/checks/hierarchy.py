"""Levels of one table: a 类 is the sum of its 款, a 款 of its 项, the 合计 of its 类.

In every column of known meaning, by code, or by printed levels where a table prints names only. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets.codes import level_of
from budgets.schedules import is_total
from ingest.checks import doubts
from ingest.checks.lookup import ancestors, figure_at, is_unreadable, key_of_line, money_columns, name_of_line, place
from ingest.checks.results import Question, Result, not_evaluable
from ingest.checks.sums import added
from ingest.shapes import Column, Extraction, Line, Table

BY_NAME = ("general_basic", "basic", "fiscal_basic", "general_economic")
"""Schedules that may print names only, their levels by path."""

_PART = "其中"


@dataclass(frozen=True, slots=True)
class Family:
    """A row and those directly below it, within one part of a table. `level` is that of the parent: 0 合计, 1 类, 2 款."""

    table: Table
    parent: Line
    children: tuple[Line, ...]
    level: int
    doubt: str | None = None


def class_sum(extraction: Extraction) -> Iterator[Result]:
    """Is each 类 the sum of its 款 (A1)?"""
    yield from _of_level(extraction, 1, "各款")


def division_sum(extraction: Extraction) -> Iterator[Result]:
    """Is each 款 the sum of its 项 (A1)?"""
    yield from _of_level(extraction, 2, "各项")


def total(extraction: Extraction) -> Iterator[Result]:
    """Is the 合计 the sum of the 类, and not of all rows (A2)?"""
    yield from _of_level(extraction, 0, "各类")


def units(extraction: Extraction) -> Iterator[Result]:
    """In a table by unit, is the 合计 the sum of the units (A10)?"""
    for table in extraction.tables:
        totals = [line for line in table.lines if is_total(line.label) and not line.code]
        members = tuple(line for line in table.lines if line.organisation and not line.code and not line.path and line not in totals)
        rest = [line for line in table.lines if line not in totals and line not in members]
        if len(totals) == 1 and members and not rest:
            family = Family(table, totals[0], members, 0, doubts.lost_page(extraction, table))
            for column in money_columns(table):
                yield from _adds_up(family, column, "各单位")


def families(extraction: Extraction) -> Iterator[Family]:
    """Every parent of every table with its children. Rows of different sides and blocks do not meet."""
    for table in extraction.tables:
        unsure = doubts.lost_page(extraction, table) or doubts.several_units(table)
        for part in sorted({(line.side or "", line.block or 0) for line in table.lines}):
            lines = tuple(line for line in table.lines if (line.side or "", line.block or 0) == part)
            yield from _families_of(table, lines, unsure or doubts.repeated_code(table, lines))


def _families_of(table: Table, lines: tuple[Line, ...], doubt: str | None) -> Iterator[Family]:
    coded = tuple(line for line in lines if line.code and level_of(line.code))
    named = tuple(line for line in lines if not is_total(line.label) and not line.label.startswith(_PART))
    if coded:
        yield from _total_family(table, lines, _tops(coded), doubt)
        yield from _coded(table, coded, doubt)
    elif table.schedule in BY_NAME:
        yield from _total_family(table, lines, tuple(line for line in named if not line.path), doubt)
        yield from _by_path(table, named, doubt)


def _total_family(table: Table, lines: tuple[Line, ...], tops: tuple[Line, ...], doubt: str | None) -> Iterator[Family]:
    totals = [line for line in lines if line.code is None and is_total(line.label)]
    if len(totals) == 1 and tops:
        yield Family(table, totals[0], tops, 0, doubt)


def _tops(coded: tuple[Line, ...]) -> tuple[Line, ...]:
    codes = {line.code for line in coded if line.code}
    return tuple(line for line in coded if codes.isdisjoint(ancestors(line.code or "")))


def _coded(table: Table, coded: tuple[Line, ...], doubt: str | None) -> Iterator[Family]:
    below: dict[str, list[Line]] = {}
    for line in coded:
        below.setdefault((line.code or "")[:-2], []).append(line)
    for parent in coded:
        if children := below.get(parent.code or ""):
            yield Family(table, parent, tuple(children), level_of(parent.code or "") or 0, doubt)


def _by_path(table: Table, lines: tuple[Line, ...], doubt: str | None) -> Iterator[Family]:
    paths = [(*line.path, line.label) for line in lines]
    for parent, path in zip(lines, paths, strict=True):
        children = tuple(line for line in lines if line.path == path)
        if children:
            twice = f"{place(table)}中“{parent.label}”出现多次" if paths.count(path) > 1 else None
            yield Family(table, parent, children, len(path), doubt or twice)


def _of_level(extraction: Extraction, level: int, parts: str) -> Iterator[Result]:
    for family in families(extraction):
        if family.level == level:
            for column in money_columns(family.table):
                if column.side in (family.parent.side, None):
                    yield from _adds_up(family, column, parts)


def _adds_up(family: Family, column: Column, parts: str) -> Iterator[Result]:
    table, parent = family.table, family.parent
    subject = f"{table.schedule} {key_of_line(parent)} {column.measure}"
    what = f"{place(table)}“{name_of_line(parent)}”的“{column.header[-1]}”，按{parts}相加，"
    unreadable = [line for line in (parent, *family.children) if is_unreadable(line, column)]
    if unreadable:
        yield not_evaluable(
            subject, f"{place(table)}“{name_of_line(unreadable[0])}”的“{column.header[-1]}”读不出来", [unreadable[0].source]
        )
        return
    figures = [figure_at(table, line, column) for line in family.children]
    yield from added(Question(subject, what, column.unit or table.unit, family.doubt), figures, figure_at(table, parent, column))
