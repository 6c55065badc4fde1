"""Levels of one table: a 类 is the sum of its 款, a 款 of its 项, the 合计 of its 类.

In every column of known meaning, by code, or by printed levels where a table prints names only. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.codes import level_of
from budgets.schedules import is_total
from budgets.worded import _
from ingest.checks import doubts
from ingest.checks.levels import parts_of
from ingest.checks.lookup import figure_at, first_column, is_below, is_unreadable, key_of_line, money_columns, name_of_line, place
from ingest.checks.results import Question, Result, not_evaluable
from ingest.checks.sums import added
from ingest.shapes import Column, Extraction, Line, Table

BY_NAME = ("general_basic", "basic", "fiscal_basic", "general_economic")
"""Schedules that may print names only, their levels by path."""

_PART = "其中"


@dataclass(frozen=True, slots=True)
class Family:
    """A row and those directly below it, within one part of a table. `level` is that of the parent: 0 合计, 1 类, 2 款.

    `unread` are all rows below the parent where it is not certain which of them are directly below it; `items` those that no row stands
    below.
    """

    table: Table
    parent: Line
    children: tuple[Line, ...]
    level: int
    doubt: str | None = None
    unread: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()


Below = dict[int, tuple[Line, list[Line]]]
"""By its identity (two rows may be equal), every row with those directly below it, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one unit, with the row of the unit as a whole where it has one; without units all rows of a part of a table."""

    head: Line | None
    lines: tuple[Line, ...]


def class_sum(extraction: Extraction) -> Iterator[Result]:
    """Is each 类 the sum of its 款 (A1)?"""
    yield from _of_level(extraction, 1, _("按各款相加"))


def division_sum(extraction: Extraction) -> Iterator[Result]:
    """Is each 款 the sum of its 项 (A1)?"""
    yield from _of_level(extraction, 2, _("按各项相加"))


def total(extraction: Extraction) -> Iterator[Result]:
    """Is the 合计 the sum of the 类, and not of all rows (A2)?"""
    yield from _of_level(extraction, 0, _("按各类相加"))


def units(extraction: Extraction) -> Iterator[Result]:
    """In a table by unit, is the 合计 the sum of the units (A10)? The row of a department as a whole stands over its units."""
    for table in extraction.tables:
        family = _units(table)
        if family is not None:
            family = replace(family, doubt=doubts.lost_rows(extraction, table))
            for column in money_columns(table):
                yield from _adds_up(family, column, _("按各单位相加"))


def _units(table: Table) -> Family | None:
    """The row of the totals, or of the department as a whole, over the rows of the units."""
    totals = [line for line in table.lines if is_total(line.label) and not line.code]
    heads = [section.head for section in _sections(table.lines) if section.head]
    if len(totals) == 1 and heads:
        return Family(table, totals[0], tuple(heads), 0, unread=tuple(heads))
    if totals or len(heads) < 2 or any(section.lines for section in _sections(table.lines) if section.head is heads[0]):
        return None
    whole, column = heads[0], first_column(table)
    total = figure_at(table, whole, column)
    parts = parts_of(total, [figure_at(table, line, column) for line in heads[1:]]) if total else None
    own = any(section.lines for section in _sections(table.lines))
    return Family(table, whole, tuple(heads[1:]), 0, unread=tuple(heads[1:])) if parts or own else None


def families(extraction: Extraction) -> Iterator[Family]:
    """Every parent of every table with its children. Rows of different sides, blocks and units do not meet."""
    for table in extraction.tables:
        lost = doubts.lost_rows(extraction, table)
        for part in sorted({(line.side or "", line.block or 0) for line in table.lines}):
            lines = tuple(line for line in table.lines if (line.side or "", line.block or 0) == part)
            for family in _families_of(table, lines):
                yield replace(family, doubt=lost or family.doubt)


def _families_of(table: Table, lines: tuple[Line, ...]) -> Iterator[Family]:
    coded = any(line.code for line in lines)
    if not coded and table.schedule not in BY_NAME:
        return
    sections = _sections(lines)
    for section in sections:
        yield from _families_in(table, section, coded)
    totals = [line for line in lines if line.code is None and is_total(line.label)]
    if len(totals) == 1 and not any(section.head for section in sections):
        rows = tuple(line for section in sections for line in section.lines)
        nested = [_nested(_keyed(section, coded)) for section in sections]
        tops = tuple(line for found, _below in nested for line in found)
        items = tuple(item for found, below in nested for item in _leaves(found, below))
        if tops:
            yield Family(table, totals[0], tops, 0, doubts.repeated_code(table, rows, tops), () if _is_certain(rows) else rows, items)


def _families_in(table: Table, section: Section, coded: bool) -> Iterator[Family]:
    tops, below = _nested(_keyed(section, coded))
    if section.head is not None and tops:
        unread = () if _is_certain(section.lines) else section.lines
        yield Family(table, section.head, tuple(tops), 0, unread=unread, items=_leaves(tops, below))
    for parent, found in below.values():
        children = tuple(found)
        if children:
            unread = () if _is_certain(children) else children
            yield Family(table, parent, children, _level(parent, section.head), unread=unread, items=_leaves(children, below))


def _keyed(section: Section, coded: bool) -> tuple[Line, ...]:
    """The rows whose level is known: where rows have codes those without one (a project below its 项) are part of one above."""
    return tuple(line for line in section.lines if line.code or not coded)


def _is_certain(lines: Sequence[Line]) -> bool:
    """Whether every row has a code of its own: then the codes alone say which row is whose part."""
    codes = [line.code for line in lines]
    return all(codes) and len(set(codes)) == len(codes)


def _level(line: Line, unit: Line | None) -> int:
    """1 类, 2 款 …: by the code, or by the rows above it, the unit not counted."""
    if line.code:
        return level_of(line.code) or 0
    return len(line.path) + (0 if unit is not None and line.path[:1] == (unit.label,) else 1)


def _sections(lines: Sequence[Line]) -> list[Section]:
    """The rows cut where another unit begins: at the row of the unit as a whole, or where the rows name another one."""
    found: list[tuple[Line | None, list[Line]]] = []
    unit: object = None
    for line in lines:
        if line.is_unit:
            found.append((line, []))
            unit = line.organisation
        elif (line.code or line.label) and not is_total(line.label) and not line.label.startswith(_PART):
            if not found or (line.organisation is not None and line.organisation != unit):
                found.append((None, []))
            unit = line.organisation or unit
            found[-1][1].append(line)
    return [Section(head, tuple(own)) for head, own in found]


def _nested(lines: Sequence[Line]) -> tuple[list[Line], Below]:
    """The topmost rows, and every row with those directly below it: a row stands below the nearest one before it that it belongs to."""
    tops: list[Line] = []
    below: Below = {}
    open_: list[tuple[Line, list[Line]]] = []
    for line in lines:
        while open_ and not _belongs_to(line, open_[-1][0]):
            open_.pop()
        (open_[-1][1] if open_ else tops).append(line)
        open_.append((line, []))
        below[id(line)] = open_[-1]
    return tops, below


def _leaves(lines: Sequence[Line], below: Below) -> tuple[Line, ...]:
    """The rows among these and below them that no row stands below."""
    return tuple(leaf for line in lines for leaf in (_leaves(below[id(line)][1], below) or (line,)))


def _belongs_to(line: Line, parent: Line) -> bool:
    if line.code and parent.code:
        return is_below(line.code, parent.code)
    return not line.code and not parent.code and line.path[: len(parent.path) + 1] == (*parent.path, parent.label)


def _of_level(extraction: Extraction, level: int, by: str) -> Iterator[Result]:
    for family in families(extraction):
        if family.level == level:
            for column in money_columns(family.table):
                if column.side in (family.parent.side, None):
                    yield from _adds_up(family, column, by)


def _adds_up(family: Family, column: Column, by: str) -> Iterator[Result]:
    table, parent = family.table, family.parent
    subject = f"{table.schedule} {key_of_line(parent)} {column.measure}"
    row = name_of_line(parent)
    what = _("{table}“{row}”的“{column}”，{by}，").format(table=place(table), row=row, column=column.leaf, by=by)
    unreadable = [line for line in (parent, *family.children) if is_unreadable(line, column)]
    if unreadable:
        why = _("其中“{row}”一格读不出来").format(row=name_of_line(unreadable[0]))
        yield not_evaluable(subject, _("{what}{why}").format(what=what, why=why), [unreadable[0].source])
        return
    question = Question(subject, what, column.unit or table.unit, family.doubt)
    figures, unread, items = (
        [figure_at(table, line, column) for line in lines] for lines in (family.children, family.unread, family.items)
    )
    yield from added(question, figures, figure_at(table, parent, column), unread, items)
