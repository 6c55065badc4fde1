"""How the figures of a sentence are written: one unit for all of them, and no more digits than the printed figures hold. Pure.

A printed figure is written exactly. What is computed from printed figures is rounded half up to what the coarser of them can show, and is
then only approximate (约): 2,296.59 against a base of 2,006 whole 万元 rose by about 291, not by 290.59.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from budgets.money import YUAN_PER_UNIT, round_half_up
from comparisons.changes import ZERO, Change, Point, points_of_share
from comparisons.stated import MEANINGFUL

Unit = Literal["元", "万元", "亿元"]

UNITS: Final[tuple[Unit, ...]] = ("元", "万元", "亿元")
READABLE: Final = 10**9
"""Nine digits before the point can be read, more are better counted in a larger unit."""

MOST_DECIMALS: Final = 2
"""Of an amount in a unit that we choose, and of a percentage: more are hard to read."""

MINUS: Final = "−"


@dataclass(frozen=True, slots=True)
class Known:
    """A computed number, rounded to what is known of it: an amount in 元, or a percentage or percentage points.

    `quantum` is the smallest digit that it has (1000 元, 0.01 %), 0 where it is exact; `approximate` says that 约 must stand before it.
    """

    number: Decimal
    quantum: Decimal
    approximate: bool


def quantum(point: Point | None) -> Decimal:
    """The place of the last digit that a figure holds, in 元: 100 for 0.01 万元; 0 where it is not known, then it counts as exact."""
    return Decimal(1).scaleb(point.step.adjusted()) if point is not None and point.step else ZERO


def difference(change: Change) -> Known | None:
    """The change in 元; None where there is none to compute.

    As the pages have it: exact, but where one side comes from a sentence that tells it more coarsely than the other is printed.
    """
    if change.difference is None:
        return None
    places = [quantum(point) for point in (change.before, change.after) if point is not None]
    if not change.is_rough:
        return Known(change.difference, min(places), approximate=False)
    return Known(change.difference.quantize(max(places), ROUND_HALF_UP), max(places), approximate=True)


def rate(change: Change) -> Known | None:
    """The rate in percent with two decimals, as the pages have it; fewer where a figure that is only about right moves it by more.

    None where it does not exist, and where that alone can move it by more than a point (as in `stated`: the base is too small).
    """
    before, after = change.before, change.after
    if change.rate is None or before is None or after is None or not before.yuan or after.yuan is None:
        return None
    if not change.is_rough:
        return Known(change.rate, Decimal(1).scaleb(-MOST_DECIMALS), approximate=False)
    base, low = before.yuan, before.yuan - before.step / 2
    if low <= 0:
        return None
    size, half = abs(after.yuan), after.step / 2
    return _known(change.rate, 100 * max((size + half) / low - size / base, size / base - (size - half) / (base + before.step / 2)))


def points(change: Change, parent: Change) -> Known | None:
    """What a line adds to the rate of its whole, in percentage points; None where that does not exist or says nothing.

    A blank cell counts for nothing in sums, yet nothing is said of what it adds: nobody knows.
    """
    share, base = points_of_share(change, parent), parent.before
    if share is None or change.difference is None or base is None or not base.yuan:
        return None
    if not (change.is_rough or parent.is_rough):
        return Known(share, Decimal(1).scaleb(-MOST_DECIMALS), approximate=False)
    steps = sum((point.step for point in (change.before, change.after) if point is not None), ZERO)
    return _known(share, (100 * steps + abs(share) * base.step) / 2 / base.yuan)


def _known(percent: Decimal, doubt: Decimal) -> Known | None:
    """A percentage that rounding can move by `doubt` in either direction."""
    if doubt > MEANINGFUL:
        return None
    decimals = next(places for places in range(MOST_DECIMALS, -1, -1) if doubt <= Decimal(1).scaleb(-places))
    return Known(percent, Decimal(1).scaleb(-decimals), approximate=decimals < MOST_DECIMALS)


def unit_of(amounts: Iterable[Decimal], printed: Iterable[str]) -> Unit:
    """The unit for all amounts (元) of a sentence, given the units that they are printed in.

    That in which all are printed, so that a reader finds the same digits there. Where they are printed in several units, in another one or
    in more than nine digits before the point, the largest in which each is exact with two decimals: 亿元 where none is smaller than one,
    万元 where the largest is not; else 元.
    """
    sizes, units = [abs(amount) for amount in amounts if amount], set(printed)
    alike = next((unit for unit in UNITS if units == {unit}), None)
    if alike is not None and all(size / YUAN_PER_UNIT[alike] < READABLE for size in sizes):
        return alike
    return next((unit for unit in ("亿元", "万元") if _suits(sizes, unit)), "元")


def _suits(sizes: list[Decimal], unit: Unit) -> bool:
    fits = all(_decimals(size / YUAN_PER_UNIT[unit]) <= MOST_DECIMALS for size in sizes)
    smallest = min(sizes, default=ZERO) if unit == "亿元" else max(sizes, default=ZERO)
    return fits and smallest >= YUAN_PER_UNIT[unit]


def written(yuan: Decimal, unit: Unit, place: Decimal = ZERO) -> str:
    """An amount of 元 in a unit, exact, separators between thousands, U+2212 for a minus.

    `place` is that of its last digit, in 元: a printed 10.50 stays 10.50, and 398.4 is not made 398.40. Zeros behind two decimals go.
    """
    per = YUAN_PER_UNIT[unit]
    held = min(MOST_DECIMALS, max(0, -(place / per).adjusted())) if place else 0
    return f"{yuan / per:,.{max(held, _decimals(yuan / per))}f}".replace("-", MINUS)


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def signed(known: Known) -> str:
    """A percentage with its sign; one that is not 0 but rounds to it as +<0.01."""
    sign = "+" if known.number > 0 else MINUS if known.number < 0 else ""
    return sign + unsigned(known)


def unsigned(known: Known) -> str:
    """The same without its sign, for a sentence whose words say it."""
    decimals = -int(known.quantum.as_tuple().exponent)
    rounded = round_half_up(abs(known.number), decimals)
    return f"<{known.quantum:f}" if known.number and not rounded else f"{rounded:,f}"
