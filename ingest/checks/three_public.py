"""“三公”经费: its parts and its vehicles. Items may be rows (one column a budget) or columns (one row a unit). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from budgets.schedules import is_sum, is_total
from budgets.worded import _
from ingest.checks import doubts
from ingest.checks.lookup import cell_named, figure_at, key_of_line, money_columns, place, tables_of, total_line
from ingest.checks.results import Question, Result
from ingest.checks.sums import added
from ingest.checks.tolerance import Figure
from ingest.shapes import Column, Extraction, Line, Table

PARTS: Final = ("abroad", "reception", "vehicles")
VEHICLES: Final = ("vehicle_purchase", "vehicle_running")
BESIDE: Final = ("meetings", "training")
"""Items that some regions print in the same table, inside its total or beside it."""

ITEMS: Final = ("total", *PARTS, *VEHICLES, *BESIDE, "agency_running")

_BESIDE: Final = _("表中还有会议费、培训费，合计不一定只是“三公”经费")


@dataclass(frozen=True, slots=True)
class Items:
    """Figures of one column or one row by item (`total`, `abroad`, …). `of` is that column's measure or that row's name.

    `printed` are the items that have a row or a column of their own, blank or not. `kind` is what the measures say besides the item
    (`final`, `previous`, "" for the plain figure), `whole` whether they are the figures of the whole table, not of one of its units.
    `cells` is how a sentence names the cell of each item, by the words printed over it and beside it.
    """

    table: Table
    of: str
    figures: dict[str, Figure]
    printed: frozenset[str]
    kind: str
    cells: Mapping[str, str]
    whole: bool = True


def parts(extraction: Extraction) -> Iterator[Result]:
    """Is the total 出国（境） and 接待 and 公务用车 (A9)? ① and ② belong to 公务用车 and are not added again."""
    for items in all_items(extraction, "three_public", every_total=True):
        if {"total", *PARTS} <= items.printed:
            beside = [name for name in BESIDE if name in items.printed]
            own = PARTS if "vehicles" in items.figures else (*PARTS, *VEHICLES)  # a blank 小计 of the vehicles: its parts stand for it
            wider = list(_sum(extraction, items, "total", (*own, *beside))) if beside else []
            alone = list(_sum(extraction, items, "total", own, _BESIDE if beside else None))
            yield from wider if wider and wider[0].outcome == "exact" else alone


def vehicles(extraction: Extraction) -> Iterator[Result]:
    """Is 公务用车购置及运行费 its 购置 and its 运行 (A9)?"""
    for items in all_items(extraction, "three_public"):
        if {"vehicles", *VEHICLES} <= items.printed:
            yield from _sum(extraction, items, "vehicles", VEHICLES)


def all_items(extraction: Extraction, schedule: str, *, every_total: bool = False) -> Iterator[Items]:
    """The items of every table of the schedule, column by column or row by row; with the total of the three.

    `every_total`: once for each total that a row has, in its items' own table or with meetings and training beside them.
    """
    for table in tables_of(extraction, schedule):
        if any(line.measure not in (None, "total") for line in table.lines):
            yield from _rows_as_items(table)
        else:
            yield from _columns_as_items(table, every_total=every_total)


def split_measure(measure: str) -> tuple[str | None, str]:
    """The item that a column's measure names, and what else it says: `vehicles.vehicle_running.final` → vehicle_running, final."""
    words = measure.split(".")
    named = [word for word in words if word in ITEMS and word != "total"] or [word for word in words if word == "total"]
    rest = [word for word in words if word not in ITEMS]
    return (named[-1] if named else None), ".".join(rest)


def _rows_as_items(table: Table) -> Iterator[Items]:
    rows = {item: line for line in reversed(table.lines) if (item := _item_of(line))}
    for column in money_columns(table):
        figures = {item: figure for item, line in rows.items() if (figure := figure_at(table, line, column))}
        cells = {item: cell_named(line, column) for item, line in rows.items()}
        yield Items(table, column.measure or "", figures, frozenset(rows), column.measure or "", cells)


def _item_of(line: Line) -> str | None:
    return line.measure or ("total" if is_total(line.label) else None)


def _columns_as_items(table: Table, *, every_total: bool) -> Iterator[Items]:
    columns = [(*_split_head(column), column) for column in money_columns(table)]
    for rest in dict.fromkeys(other for _item, other, _column in columns):
        own = [(item, column) for item, other, column in columns if item and other == rest]
        named = dict(reversed(own))
        totals = sorted((column for item, column in own if item == "total"), key=_is_of_the_three, reverse=True)
        wanted: list[Column | None] = [*(totals if every_total else totals[:1])]
        for total in wanted or [None]:
            beside = frozenset(BESIDE) if total is not None and _is_of_the_three(total) else frozenset()
            of_total = {item: column for item, column in named.items() if item not in beside} | ({"total": total} if total else {})
            for line in table.lines:
                figures = {item: figure for item, column in of_total.items() if (figure := figure_at(table, line, column))}
                of = f"{key_of_line(line)} {rest}".strip()
                cells = {item: cell_named(line, column) for item, column in of_total.items()}
                yield Items(table, of, figures, frozenset(of_total), rest, cells, line is total_line(table))


def _is_of_the_three(total: Column) -> bool:
    """Whether a total stands under “三公”经费 itself: meetings and training beside it are in another one."""
    return any("三公" in word for word in total.header[:-1])


def _split_head(column: Column) -> tuple[str | None, str]:
    """The item and the rest of a column's measure; under 总计 a column of one budget is that budget's total."""
    item, rest = split_measure(column.measure or "")
    return ("total" if item is None and any(map(is_sum, column.header)) else item), rest


def _sum(extraction: Extraction, items: Items, total: str, names: tuple[str, ...], doubt: str | None = None) -> Iterator[Result]:
    what = _("{table}{cell}，按其各项相加，").format(table=place(items.table), cell=items.cells[total])
    subject = f"{items.table.schedule} {total} {items.of}"
    question = Question(subject, what, items.table.unit, doubt or doubts.lost_rows(extraction, items.table))
    yield from added(question, [items.figures.get(name) for name in names], items.figures.get(total))
