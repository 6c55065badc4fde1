"""Consumer prices of China, year on year, and what they come to over several years. Pure.

The data is `budgets/reference/cpi.tsv`: the change on the year before in percent, rounded to two decimals by its source. Chains of these
rates are exact; they are no better than the rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import prod
from typing import Final

from budgets.codes import read_rows, source_of_rows

CPI_FILE: Final = "cpi.tsv"
_ITSELF: Final = Fraction(1)


@dataclass(frozen=True)
class PriceIndex:
    """A price index as the changes of its years on the years before, in percent; `source` is where they come from, in words."""

    percent: Mapping[int, Decimal]
    source: str

    def rates(self, year: int, base_year: int) -> Mapping[int, Decimal] | None:
        """The rates that lead from one of two years to the other, in percent; None where one is not known.

        The rate of the earlier of the two is not needed: it leads to that year, not from it.
        """
        between = range(min(year, base_year) + 1, max(year, base_year) + 1)
        if any(one not in self.percent for one in between):
            return None
        return {one: self.percent[one] for one in between}

    def factor(self, year: int, base_year: int) -> Fraction | None:
        """What an amount of `year` is multiplied by to stand in prices of `base_year`, exactly; None where a year's rate is not known.

        In its own prices an amount is what it is.
        """
        if year == base_year:
            return _ITSELF
        rates = self.rates(year, base_year)
        if rates is None:
            return None
        growth = prod((1 + Fraction(rate) / 100 for rate in rates.values()), start=Fraction(1))
        return growth if year <= base_year else 1 / growth


@cache
def consumer_prices() -> PriceIndex:
    """The consumer prices of the whole country: there are none of provinces in the data."""
    rates = {int(year): Decimal(percent) for year, percent in read_rows(CPI_FILE)}
    return PriceIndex(rates, source_of_rows(CPI_FILE))
