"""Tables whose levels stand in columns side by side: each name is printed once, over the rows that go into its details. Pure.

    采购品目大类 | 专项名称 | 经济科目 | 采购物品名称 | 总计
    货物        |         |          |            | 33.00
                | 设备购置 | 办公费    |            | 33.00
                |         |          | 复印机      | 18.00
                |         |          | 扫描仪      | 15.00

A row's names are its own and, left of its first own one, those of the rows above it; the row with the longest part of them stands over
it. That is a guess from the layout alone, so it is taken only where sums prove it: every row with rows below it is their sum in every
column of money, and 合计 is that of the highest rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from budgets.schedules import is_total
from ingest.checks.levels import parts_of
from ingest.checks.lookup import figure_at, first_column, is_unreadable, money_columns
from ingest.checks.tolerance import Figure, judge_sum
from ingest.recognise import NAMES, Role
from ingest.shapes import Cell, Column, Line, Table

Row = Sequence[Cell]
Names = tuple[str, ...]
"""The names that a row goes by, one for each column of names as far as its last own one; "" in a column that has none."""

_FEWEST: Final = 2  # columns of names, and rows that another one is the sum of, or sums
_PROVED: Final = frozenset({"exact", "rounding"})
_NOTHING: Final = Figure(Decimal(0))


@dataclass(slots=True)
class _Node:
    """A row of the table, its cells, its names and the rows directly below it. `over` are names of its own column that it stands under."""

    line: Line
    row: Row
    names: Names
    below: list[_Node] = field(default_factory=list)
    over: Names = ()

    @property
    def known_by(self) -> Names:
        """All its names, the highest first."""
        return (*self.over, *filter(None, self.names))

    def goes_under(self, node: _Node) -> None:
        """Hangs it, with all that is below it, under the names of another row."""
        self.over = node.known_by
        for other in self._all_below():
            other.over = node.known_by

    def _all_below(self) -> Iterator[_Node]:
        for node in self.below:
            yield node
            yield from node._all_below()


def outlined(table: Table, rows: Sequence[Row], roles: Sequence[Role]) -> Table:
    """The table with each row called by its last name and standing under the others, where sums prove it; else as it is.

    `rows` are the cells of its lines, one each.
    """
    columns = [place for place, role in enumerate(roles) if role.kind in NAMES and not any(row[place].text.isdecimal() for row in rows)]
    classified = sum(roles[place].system is not None for place in columns)  # two classifications side by side are no levels
    if len(columns) < _FEWEST or classified > 1 or len({role.block for role in roles}) > 1 or any(line.code for line in table.lines):
        return table
    totals = [line for line in table.lines if _is_total(line)]
    details = [(line, row) for line, row in zip(table.lines, rows, strict=True) if not _is_total(line)]
    names = _names([row for _, row in details], columns, [place for place, role in enumerate(roles) if role.kind == "text"])
    if names is None or len(totals) > 1:
        return table
    nodes = [_Node(line, row, own) for (line, row), own in zip(details, names, strict=True)]
    highest = _nested(nodes)
    for total in totals:
        highest = _levelled(table, total, highest)
    if not _is_proved(table, totals, nodes, highest):
        return table
    placed = iter([_placed(node, roles) for node in nodes])
    return replace(table, lines=tuple(line if _is_total(line) else next(placed) for line in table.lines))


def _is_total(line: Line) -> bool:
    return is_total(line.label) and not line.path


def _names(rows: Sequence[Row], columns: Sequence[int], texts: Sequence[int]) -> list[Names] | None:
    """The names of each row; None where one has none of its own, and nothing that tells it from the row above it."""
    found: list[Names] = []
    above: list[str] = [""] * len(columns)
    merged: list[int] = [0] * len(columns)
    for row in rows:
        merged = [max(left - 1, 0) for left in merged]
        own = [at for at, place in enumerate(columns) if row[place].text or merged[at]]
        if not own:
            if not found or not any(row[place].text for place in texts):
                return None
            found.append(found[-1])
            continue
        for at in range(own[0], len(columns)):
            cell = row[columns[at]]
            if cell.text:
                above[at], merged[at] = cell.text.strip(), cell.rowspan
            elif not merged[at]:
                above[at] = ""
        found.append(tuple(above[: own[-1] + 1]))
    return found


def _nested(nodes: Sequence[_Node]) -> list[_Node]:
    """The highest rows, those below each one hung onto it: a row stands under the last one with the most of its names."""
    highest: list[_Node] = []
    last: dict[Names, _Node] = {}
    for node in nodes:
        over = next((last[part] for part in _beginnings(node.names) if part in last), None)
        (highest if over is None else over.below).append(node)
        last[node.names] = node
    return highest


def _beginnings(names: Names) -> Iterator[Names]:
    """What names begin with, the longest first, without the gaps at the ends."""
    return (names[:length] for length in range(len(names) - 1, 0, -1) if names[length - 1])


def _levelled(table: Table, total: Line, highest: Sequence[_Node]) -> list[_Node]:
    """The highest rows, where these do not add up to 合计 those of them that do and that the others are the parts of, hung onto them.

    Two levels may share a column: 货物, and the unit that buys it.
    """
    column = first_column(table)
    whole, figures = figure_at(table, total, column), [figure_at(table, node.line, column) for node in highest]
    if _add_up(table, money_columns(table), total, highest) or whole is None or not all(one is not None and one.value for one in figures):
        return list(highest)
    parts = parts_of(whole, figures)
    if not parts or parts[0] != 0:
        return list(highest)
    for begin, end in pairwise((*parts, len(highest))):
        for node in highest[begin + 1 : end]:
            highest[begin].below.append(node)
            node.goes_under(highest[begin])
    return [highest[place] for place in parts]


def _is_proved(table: Table, totals: Sequence[Line], nodes: Sequence[_Node], highest: Sequence[_Node]) -> bool:
    """Whether each row with rows below it is their sum in every column of money, and 合计, where it is printed, that of the highest."""
    columns = money_columns(table)
    families = [(node.line, node.below) for node in nodes if node.below]
    if not families or not columns:
        return False
    families += [(total, list(highest)) for total in totals]
    enough = len(families) >= _FEWEST or any(len(parts) >= _FEWEST for _, parts in families)
    return enough and all(_add_up(table, columns, whole, parts) for whole, parts in families)


def _add_up(table: Table, columns: Sequence[Column], whole: Line, parts: Sequence[_Node]) -> bool:
    """Whether rows are the sum of another one wherever something is printed, which is somewhere."""
    lines = [node.line for node in parts]
    if any(is_unreadable(line, column) for line in (whole, *lines) for column in columns):
        return False
    wholes = [figure_at(table, whole, column) for column in columns]
    sums = [[figure for line in lines if (figure := figure_at(table, line, column)) is not None] for column in columns]
    return any(wholes) and all(
        judge_sum(figures, figure or _NOTHING).outcome in _PROVED for figure, figures in zip(wholes, sums, strict=True)
    )


def _placed(node: _Node, roles: Sequence[Role]) -> Line:
    """The row under its names; what stands in columns of no names stays beside it."""
    *path, label = node.known_by
    texts = tuple((role.name, cell.text) for role, cell in zip(roles, node.row, strict=True) if role.kind == "text" and cell.text)
    return replace(node.line, label=label, path=tuple(path), level=len(path) + 1, texts=texts)
