"""Whether a document has a carry-over at all: only without one do tables "with" and "without 上年结转" mean the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from budgets.schedules import item_of
from budgets.worded import _
from ingest.checks.lookup import column_of, figure_at, money_columns, tables_of, total_line
from ingest.checks.tolerance import Figure
from ingest.shapes import Extraction, Table

SCHEDULES: Final = ("summary", "income", "fiscal_summary", "fund_expenditure", "projects", "projects_carryover")
_ITEMS: Final = frozenset({"carryover", "carried_forward"})
OTHER_SCOPE: Final = _("一张表含上年结转，另一张可能不含，两处口径不同")


def doubt(extraction: Extraction) -> str | None:
    """A reason for two tables to differ: money was carried over from or into another year."""
    return OTHER_SCOPE if any(figure.value for figure in figures(extraction)) else None


def amounts(extraction: Extraction) -> frozenset[Decimal]:
    """The carry-overs printed: a difference of exactly one of them is the carry-over."""
    return frozenset(figure.value for figure in figures(extraction) if figure.value)


def figures(extraction: Extraction) -> Iterator[Figure]:
    """Every carry-over printed in the tables: columns and rows of that meaning, and the table of projects carried over."""
    for table in tables_of(extraction, *SCHEDULES):
        yield from _in_columns(table)
        yield from _in_rows(table)


def has_column_total(table: Table) -> bool:
    """Whether a table prints a 合计 and a column of what was carried over."""
    return total_line(table) is not None and column_of(table, "carryover") is not None


def column_total(table: Table) -> Figure | None:
    """The carry-over column of a table's 合计."""
    total = total_line(table)
    return figure_at(table, total, column_of(table, "carryover")) if total else None


def _in_columns(table: Table) -> Iterator[Figure]:
    for column in money_columns(table):
        if "carryover" in (column.measure or "").split(".") or table.schedule == "projects_carryover":
            yield from (figure for line in table.lines if (figure := figure_at(table, line, column)))


def _in_rows(table: Table) -> Iterator[Figure]:
    for line in table.lines:
        if item_of(table.schedule, line.label) in _ITEMS:
            yield from (figure for column in money_columns(table, line.side) if (figure := figure_at(table, line, column)))
