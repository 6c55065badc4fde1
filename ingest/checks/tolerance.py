"""What rounding can explain, and what it cannot. Pure arithmetic on printed figures; nothing here knows a table.

A figure printed with step `s` (0.01 万元 is 100 元) stands for any value within `s / 2` of it. From that alone follow all tolerances:
a sum of n printed parts and its printed total may differ by `(n + 1) · s / 2`, and by chance hardly ever by more than three standard
deviations, `σ = s / √12 · √(n + 1)`. There is no constant such as 0.5 万元: it would swallow whole projects.
Rounding is ROUND_HALF_UP (四舍五入) on `Decimal`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final

from ingest.shapes import Outcome, Source

FEW_PARTS: Final = 3
"""Up to so many parts the hard bound alone is used: the statistical one says nothing about so few errors."""

LAST_DIGITS: Final = 2
"""A printed percentage within so many last digits of the right one is unusual, not wrong: it may come from unrounded figures."""

MEANINGFUL: Final = Decimal(1)
"""A percentage that rounding alone can move by more than one point says nothing: its base is too small."""

_ZERO: Final = Decimal(0)
_SHOWN: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: its value, the smallest difference it can show (0 where it is exact, as a count) and where it stands.

    `unit` is the unit of money that it is printed in, where that is known; the value is in 元 all the same.
    """

    value: Decimal
    step: Decimal = _ZERO
    sources: tuple[Source, ...] = ()
    unit: str | None = None

    @property
    def half(self) -> Decimal:
        """By how much the value meant may differ from the value printed."""
        return self.step / 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one comparison. `tolerance` is the largest difference that rounding explains; `unlikely` marks a difference
    within it that chance would hardly make (more than three standard deviations)."""

    outcome: Outcome
    expected: Decimal
    actual: Decimal
    tolerance: Decimal = _ZERO
    unlikely: bool = False

    @property
    def difference(self) -> Decimal:
        """Printed less expected."""
        return self.actual - self.expected


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """四舍五入 to a multiple of `step`; unchanged where step is 0."""
    return value if not step else (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def round_down(value: Decimal, step: Decimal) -> Decimal:
    """The digits beyond a multiple of `step` cut off."""
    return value if not step else (value / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step


def hard_bound(figures: Iterable[Figure]) -> Decimal:
    """The largest difference that the rounding of these figures can make: the sum of their half steps."""
    return sum((figure.half for figure in figures), _ZERO)


def likely_bound(figures: Iterable[Figure]) -> Decimal:
    """Three standard deviations of the sum of the rounding errors, each uniform over its step."""
    return 3 * (sum((figure.step * figure.step for figure in figures), _ZERO) / 12).sqrt()


def judge_sum(parts: Sequence[Figure], total: Figure) -> Verdict:
    """Do the printed parts add up to the printed total? Parts may be negative (deductions) and of different steps."""
    expected = sum((part.value for part in parts), _ZERO)
    figures = (*parts, total)
    bound = hard_bound(figures)
    difference = abs(total.value - expected)
    if not difference:
        return Verdict("exact", expected, total.value, bound)
    if difference > bound:
        return Verdict("mismatch", expected, total.value, bound)
    unlikely = len(parts) > FEW_PARTS and difference > likely_bound(figures)
    return Verdict("rounding", expected, total.value, bound, unlikely)


def judge_summed(parts: Sequence[Figure], total: Figure, items: Sequence[Figure]) -> Verdict:
    """Like `judge_sum`, where the total or its parts were added up from items that had been rounded before.

    They were, where the items come to exactly the one or the other: then every item brings its own half step.
    """
    verdict = judge_sum(parts, total)
    added_up = sum((item.value for item in items), _ZERO)
    bound = hard_bound((*items, total))
    if verdict.outcome != "mismatch" or len(items) <= len(parts) or added_up not in (verdict.expected, verdict.actual):
        return verdict
    return replace(verdict, outcome="rounding", tolerance=bound) if abs(verdict.difference) <= bound else verdict


def judge_same(expected: Figure, actual: Figure) -> Verdict:
    """Is the same quantity, printed twice, the same? Equal steps leave no room; of two steps the coarser decides (809.8 is 809.80)."""
    coarse = max(expected.step, actual.step)
    if round_to(expected.value, coarse) == round_to(actual.value, coarse):
        return Verdict("exact", expected.value, actual.value, _tolerance_of_same(expected, actual))
    tolerance = _tolerance_of_same(expected, actual)
    outcome: Outcome = "rounding" if abs(actual.value - expected.value) <= tolerance else "mismatch"
    return Verdict(outcome, expected.value, actual.value, tolerance)


def judge_summed_twice(expected: Figure, actual: Figure, items: int) -> Verdict:
    """Like `judge_same`, where one of the two may have been added up from so many items, each rounded before."""
    verdict = judge_same(expected, actual)
    if verdict.outcome != "mismatch":
        return verdict
    tolerance = hard_bound((expected, actual)) * (items + 1) / 2
    within = items > 1 and abs(verdict.difference) <= tolerance
    return Verdict("rounding" if within else "mismatch", expected.value, actual.value, tolerance if items > 1 else verdict.tolerance)


def judge_percent(part: Figure, whole: Figure, printed: Figure) -> Verdict | None:
    """Is the printed percentage that of part to whole? None where it does not exist (a whole of zero or less) or means nothing."""
    if whole.value <= 0:
        return None
    expected = 100 * part.value / whole.value
    rounded = round_to(expected, printed.step)
    if rounded == printed.value:
        return Verdict("exact", rounded, printed.value, printed.half)
    spread = _spread(part, whole)
    if spread is None:
        return None
    tolerance = (printed.half + spread).quantize(_SHOWN, rounding=ROUND_CEILING)
    difference = abs(printed.value - expected)
    if difference <= tolerance:
        return None if spread > MEANINGFUL else Verdict("rounding", rounded, printed.value, tolerance)
    outcome: Outcome = "soft" if difference <= LAST_DIGITS * printed.step else "mismatch"
    return Verdict(outcome, rounded, printed.value, tolerance)


def _spread(part: Figure, whole: Figure) -> Decimal | None:
    """By how many points the rounding of both figures can move their percentage; None where the whole may be nothing at all.

    To first order `100 · (δpart / whole + part · δwhole / whole²)`; here the bound itself, which is a little more.
    """
    if whole.value <= whole.half:
        return None
    expected, size = 100 * part.value / whole.value, abs(part.value)
    furthest = 100 * (size + part.half) / (whole.value - whole.half)
    return furthest - abs(expected)


def _tolerance_of_same(expected: Figure, actual: Figure) -> Decimal:
    return _ZERO if expected.step == actual.step else hard_bound((expected, actual))
