"""Consumer prices: the chains are multiplied by hand from the rates of the source."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from budgets.prices import PriceIndex, consumer_prices

PRICES = PriceIndex({2021: Decimal("0.98"), 2022: Decimal("1.97"), 2023: Decimal("0.23"), 1998: Decimal("-0.77")}, "by hand")


@pytest.mark.parametrize(
    ("year", "base", "factor"),
    [
        (2022, 2023, Fraction("1.0023")),
        (2023, 2022, 1 / Fraction("1.0023")),
        (2021, 2023, Fraction("1.02204531")),  # 1.0197 × 1.0023
        (2020, 2023, Fraction("1.0320613540380000")),  # 1.0098 × 1.02204531
        (1997, 1998, Fraction("0.9923")),
        (2023, 2023, Fraction(1)),
        (2030, 2030, Fraction(1)),
    ],
)
def test_rates_are_chained_exactly_from_one_year_to_the_other(year: int, base: int, factor: Fraction) -> None:
    assert PRICES.factor(year, base) == factor


@pytest.mark.parametrize(("year", "base"), [(2023, 2024), (2024, 2023), (1998, 2023), (2019, 2023)])
def test_over_a_year_without_a_rate_there_is_no_factor(year: int, base: int) -> None:
    assert PRICES.factor(year, base) is None


def test_there_and_back_is_the_same_amount_again() -> None:
    there, back = PRICES.factor(2020, 2023), PRICES.factor(2023, 2020)
    assert there is not None
    assert back is not None
    assert there * back == 1


def test_the_national_prices_name_their_source_and_end_where_it_ends() -> None:
    prices = consumer_prices()
    assert (prices.percent[2018], prices.percent[2019], prices.percent[2023]) == (Decimal("2.07"), Decimal("2.90"), Decimal("0.23"))
    assert prices.source.startswith("World Bank FP.CPI.TOTL.ZG")
    assert prices.factor(2024, 2200) is None
