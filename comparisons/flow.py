"""Where the money of one disclosure comes from and where it goes: both sides of its 收支总表. Pure.

Nothing is made to fit: what the lines of a side lack of the whole is a part of its own, and where they come to more than the whole there is
nothing to be drawn, since some of them must be parts of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from comparisons.changes import Point, are_all_of

ZERO: Final = Decimal(0)
Way = Literal["income", "expenditure"]
WAYS: Final[tuple[Way, ...]] = ("income", "expenditure")
TOTAL, YEAR_ALONE = "total", "current"
"""The items of the table that add others up: 总计, and 本年合计 without what is carried over."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its lines with a figure above 0 in the order of the table, its printed total if any, and what its lines lack of the whole
    (`residual`, in 元; below 0 where they come to more than it)."""

    way: Way
    lines: tuple[Point, ...]
    total: Point | None
    residual: Decimal

    @property
    def amount(self) -> Decimal:
        """What the lines come to, in 元."""
        return sum((point.yuan or ZERO for point in self.lines), ZERO)


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
        """Whether both sides can be drawn: no line of theirs may be part of another."""
        return all(side.residual >= 0 for side in self.sides)


def flow(points: Iterable[Point]) -> Flow | None:
    """Both sides of the lines of a 收支总表 in one year; None where a side has no figure, or neither has a total, or one is below 0."""
    lines = list(points)
    own: dict[Way, list[Point]] = {way: [point for point in lines if point.key.startswith(f"{way}:")] for way in WAYS}
    totals = {way: _total(way, own[way]) for way in WAYS}
    printed = [total.yuan for total in totals.values() if total is not None and total.yuan is not None]
    if not printed or any(point.yuan is not None and point.yuan < 0 for point in lines):
        return None
    whole = max(printed)
    income, expenditure = (_side(way, own[way], totals[way], whole) for way in WAYS)
    return Flow(income, expenditure, whole) if whole and income.lines and expenditure.lines else None


def _total(way: Way, lines: Sequence[Point]) -> Point | None:
    return next((point for point in lines if point.key == f"{way}:{TOTAL}"), None)


def _side(way: Way, lines: Sequence[Point], total: Point | None, whole: Decimal) -> Side:
    sums = {f"{way}:{item}" for item in (TOTAL, YEAR_ALONE)}
    below: dict[str, list[Point]] = {}
    for point in lines:
        if point.parent is not None and point.parent not in sums:
            below.setdefault(point.parent, []).append(point)
    top = [point for point in lines if point.key not in sums and (point.parent is None or point.parent in sums)]
    finest = [one for point in top for one in (_finer(point, below) if way == "income" else (point,))]
    found = tuple(point for point in finest if point.yuan)
    return Side(way, found, total, whole - sum((point.yuan or ZERO for point in found), ZERO))


def _finer(point: Point, below: Mapping[str, Sequence[Point]]) -> Sequence[Point]:
    """A source by its own sources, where these are all of it: 财政拨款 is told by its funds."""
    own = below.get(point.key, ())
    return own if own and point.yuan and are_all_of(own, point) else (point,)
