"""How the table of a comparison is laid out: what its rows are, which of them it shows, and in which order. Pure.

Nothing here changes a figure, a difference or what adds up: a row that is not shown is still a part of its whole.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from budgets.codes import flat
from comparisons.matrix import Row, Rows

AXES: Final = ("lines", "departments", "years")
ORDERS: Final = ("figure", "difference", "rate")
DEEPEST: Final = 6
LONGEST_FIND: Final = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """`by` says what the rows are: lines (departments and years beside each other), or below each line departments (years beside each
    other) or years (departments beside each other); "" leaves it to the comparison. `sort` puts the largest figure, difference or rate
    first; "" keeps the order of the table. Of the lines are shown those so many levels deep (`depth`, 0 for all), that are `under` one,
    itself included, and that have words in their name or code (`find`), with the lines over them.
    """

    by: str = ""
    sort: str = ""
    find: str = ""
    depth: int = 0
    under: str = ""

    @property
    def picks(self) -> bool:
        """Whether lines may be left out."""
        return bool(self.find or self.depth or self.under)


def shown(rows: Rows, layout: Layout) -> Rows:
    """The rows that a layout shows."""
    if not layout.picks:
        return rows
    kept = _under(rows.rows, layout.under) if layout.under else rows.rows
    least = min((row.depth for row in kept), default=0)
    kept = tuple(row for row in kept if not layout.depth or row.depth - least < layout.depth)
    return replace(rows, rows=_found(kept, flat(layout.find)) if layout.find else kept)


def _under(rows: Sequence[Row], key: str) -> tuple[Row, ...]:
    over = {row.key: row.parent for row in rows}
    return tuple(row for row in rows if key in _line_over(row, over))


def _line_over(row: Row, over: dict[str, str | None]) -> Iterator[str]:
    """The row itself and every line over it."""
    at: str | None = row.key
    while at is not None:
        yield at
        at = over.get(at)


def _found(rows: Sequence[Row], words: str) -> tuple[Row, ...]:
    over = {row.key: row.parent for row in rows}
    lines = (row for row in rows if row.kind != "residual")
    wanted = {key for row in lines if words in flat(row.label) or words in row.code for key in _line_over(row, over)}
    return tuple(row for row in rows if row.key in wanted)


def nested(rows: Sequence[Row], every: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that are shown of all, each indented only below lines over it that are shown too: below another it would look like its
    part. One whose whole is not shown names it; what adds up a table need not be named."""
    lines = {row.key: row for row in every}
    over = {row.key: row.parent for row in every}
    there = {row.key for row in rows}
    return tuple(_nested(row, [lines[key] for key in _line_over(row, over) if key in lines][1:], there) for row in rows)


def _nested(row: Row, above: Sequence[Row], there: Container[str]) -> Row:
    depth = sum(one.kind == "line" and one.key in there for one in above)
    whole = above[0] if above and above[0].kind == "line" and above[0].key not in there else None
    return replace(row, depth=depth, apart_from=whole)


Value = Callable[[Row], Decimal | None]


def in_order(rows: Rows, value: Value) -> Rows:
    """The rows with the parts of each line by a value, the largest first, those without one last, and what adds them up behind them."""
    return replace(rows, rows=tuple(_in_order(rows.rows, value)))


def _in_order(rows: Sequence[Row], value: Value) -> Iterator[Row]:
    """Of rows in the order of a tree: each begins a branch that goes on while rows lie deeper; branches of one whole are put in order."""
    there = {row.key for row in rows}
    for (_whole, last), branches in groupby(_branches(rows), key=lambda branch: ({branch[0].parent} & there, branch[0].kind != "line")):
        own = list(branches)
        for head, *below in own if last else sorted(own, key=lambda branch: largest_first(value(branch[0]))):
            yield head
            yield from _in_order(below, value)


def _branches(rows: Sequence[Row]) -> list[list[Row]]:
    found: list[list[Row]] = []
    for row in rows:
        if found and row.depth > found[-1][0].depth:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def largest_first(value: Decimal | None) -> tuple[bool, Decimal]:
    """A key of order: None is last."""
    return value is None, -(value or Decimal(0))
