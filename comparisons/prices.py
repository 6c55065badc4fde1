"""Amounts in prices of a named year: `InPricesOf(year, index).of(point) → Value`. Pure.

The consumer price index is a poor deflator for wages and construction; what is computed here is CPI-adjusted, not volume, and every place
that shows it says so with `label` and `source`. The factor is that of the figure's fiscal year, also for budgets that were made before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from budgets.prices import PriceIndex, consumer_prices
from comparisons.changes import Point
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.values import Value, decimal, none

REAL: Final = Formula(
    _("折算的数"), "{amount} × {factor}", {"amount": _("所印的数"), "factor": _("两年之间各年（1 + CPI 涨幅）的连乘积")}, _("元")
)
"""Amounts of later years than that of the prices are divided instead: the factor is then 1 ÷ the product."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What consumer prices rose by in a year against the year before, in percent, as its source has it."""

    year: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Factor:
    """What amounts of a year are multiplied by: 28 significant digits, exact where it has no more."""

    year: int
    number: Decimal


@dataclass(frozen=True, slots=True)
class InPricesOf:
    """A year in whose prices amounts are told, and the index that leads there."""

    year: int
    index: PriceIndex

    @property
    def label(self) -> str:
        """What stands beside an adjusted figure, with `{year}` to be filled in; translated where it is shown."""
        return _("按全国居民消费价格指数（CPI）折算为 {year} 年价格")

    @property
    def source(self) -> str:
        """Where the index comes from."""
        return self.index.source

    def of(self, point: Point) -> Value:
        """A figure in 元 of the year's prices: 28 significant digits, exact where it has no more.

        None for a blank cell or a dash (`blank`), and where a rate between the two years is not known (`no_price`).
        """
        if point.yuan is None:
            return none("blank")
        factor = self.index.factor(point.year, self.year)
        return none("no_price") if factor is None else Value(decimal(Fraction(point.yuan) * factor))

    def factors(self, years: Iterable[int]) -> tuple[Factor, ...]:
        """By what the amounts of each of these years are multiplied; a year without a known factor is left out."""
        factors = ((year, self.index.factor(year, self.year)) for year in sorted(set(years)))
        return tuple(Factor(year, decimal(factor)) for year, factor in factors if factor is not None)

    def rates(self, years: Iterable[int]) -> tuple[Rate, ...]:
        """The rates that those factors are the products of, each once."""
        rates = {year: rate for one in years for year, rate in (self.index.rates(one, self.year) or {}).items()}
        return tuple(Rate(year, rates[year]) for year in sorted(rates))


def in_prices_of(year: int) -> InPricesOf:
    """National consumer prices, told in those of a year."""
    return InPricesOf(year, consumer_prices())
