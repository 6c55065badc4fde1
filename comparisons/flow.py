"""Where the money of one disclosure comes from and where it goes: both sides of its 收支总表. Pure.

Which lines are parts of others no line says for sure: taken are those that come to the whole as printed. Nothing is made to fit: what the
lines of a side lack of the whole stays a part of its own, and where they come to more than it there is nothing to be drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from comparisons.changes import ZERO, Point, are_all_of

Way = Literal["income", "expenditure"]
WAYS: Final[tuple[Way, ...]] = ("income", "expenditure")
TOTAL: Final = "total"
SUMS: Final = (TOTAL, "current")
"""The items of the table that add others up: 总计, and 本年合计 without what is carried over."""
CARRIED: Final = ("carryover", "carried_forward", "own_reserves")
NUMBERED: Final = re.compile("[一二三四五六七八九十]+、")
Blocks = Mapping[int, int]
"""By the ids of their evidence, in which of the table's columns of names lines stand."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its lines with a figure above 0 in the order of the table, and its printed total if any.

    `residual` is what the lines lack of the whole, in 元; below 0 where they come to more than it. `is_rounding` says that rounding
    explains it.
    """

    way: Way
    lines: tuple[Point, ...]
    total: Point | None
    residual: Decimal
    is_rounding: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """Income and expenditure of one year, and the larger of their printed totals, in 元."""

    income: Side
    expenditure: Side
    whole: Decimal

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, income first."""
        return self.income, self.expenditure

    @property
    def is_drawn(self) -> bool:
        """Whether both sides can be drawn: where lines come to more than the whole, some are parts of others."""
        return all(side.residual >= 0 or side.is_rounding for side in self.sides)


def flow(points: Iterable[Point], blocks: Blocks) -> Flow | None:
    """Both sides of the lines of a 收支总表 in one year; None where a side has no figure, or neither has a total, or one is below 0."""
    lines = list(points)
    own: dict[Way, list[Point]] = {way: [point for point in lines if point.key.startswith(f"{way}:")] for way in WAYS}
    totals = {way: next((point for point in own[way] if point.key == f"{way}:{TOTAL}"), None) for way in WAYS}
    printed = [total for total in totals.values() if total is not None and total.yuan is not None]
    if not printed or any(point.yuan is not None and point.yuan < 0 for point in lines):
        return None
    whole = max(printed, key=lambda total: total.yuan or ZERO)
    income, expenditure = (_side(way, own[way], totals[way], whole, blocks) for way in WAYS)
    return Flow(income, expenditure, whole.yuan or ZERO) if whole.yuan and income.lines and expenditure.lines else None


def _side(way: Way, lines: Sequence[Point], total: Point | None, whole: Point, blocks: Blocks) -> Side:
    sums = {f"{way}:{item}" for item in SUMS}
    top = [point for point in lines if point.key not in sums and (point.parent is None or point.parent in sums)]
    chosen = next((some for some in _readings(top, blocks) if are_all_of(some, whole)), top)
    finest = [one for point in chosen for one in (_finer(point, lines) if way == "income" else (point,))]
    found = tuple(point for point in finest if point.yuan)
    residual = (whole.yuan or ZERO) - sum((point.yuan or ZERO for point in found), ZERO)
    return Side(way, found, total, residual, are_all_of(found, whole))


def _readings(top: Sequence[Point], blocks: Blocks) -> Iterator[list[Point]]:
    """Which lines may be the whole: all that nothing is known to stand over; those of the highest level; those with a number before them;
    where a side is told twice, by class and by nature, those of one column of names. What is carried over is always among them."""
    yield list(top)
    highest = min((point.level for point in top if point.level), default=None)
    yield [point for point in top if _is_carried(point) or point.level in (None, highest)]
    yield [point for point in top if _is_carried(point) or NUMBERED.match(point.label.strip())]
    columns = {point: blocks.get(point.evidence.id) if point.evidence else None for point in top}
    for column in dict.fromkeys(columns.values()):
        yield [point for point in top if _is_carried(point) or columns[point] == column]


def _is_carried(point: Point) -> bool:
    return point.key.partition(":")[2] in CARRIED


def _finer(point: Point, lines: Sequence[Point]) -> Sequence[Point]:
    """A source by its own sources, where these are all of it: 财政拨款 is told by its funds."""
    own = [one for one in lines if one.parent == point.key]
    return own if own and point.yuan and are_all_of(own, point) else (point,)
