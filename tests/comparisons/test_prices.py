"""Amounts in prices of a named year. Worked out by hand from the rates of the source."""

from __future__ import annotations

from decimal import Decimal

from comparisons.changes import Basis, Point
from comparisons.prices import in_prices_of


def point(year: int, yuan: str | None) -> Point:
    return Point("total_expenditure", "支出总计", year, None if yuan is None else Decimal(yuan), Basis("budget", "unit"))


def test_the_budget_of_datong_grew_by_14_23_percent_in_real_terms() -> None:
    """大同市应急管理局 2022 and 2023: 2,005.93 and 2,296.59 万元, +14.49 %; prices rose by 0.23 %: 1.144901 ÷ 1.0023 = 1.142274."""
    before, after = (in_prices_of(2023).of(one).number for one in (point(2022, "20059300"), point(2023, "22965900")))
    assert before == Decimal("20059300") * Decimal("1.0023")
    assert after == Decimal("22965900")
    assert f"{100 * (after / before - 1):.2f}" == "14.23"


def test_an_amount_of_a_later_year_is_worth_less_in_earlier_prices() -> None:
    assert in_prices_of(2022).of(point(2023, "10023")).number == 10000


def test_a_blank_cell_stays_blank_and_zero_stays_zero() -> None:
    assert (in_prices_of(2023).of(point(2022, None)).number, in_prices_of(2023).of(point(2022, None)).why) == (None, "blank")
    assert in_prices_of(2023).of(point(2022, "0")).number == 0


def test_a_year_without_a_price_index_has_no_real_amount() -> None:
    value = in_prices_of(2023).of(point(2199, "1"))
    assert (value.number, value.why) == (None, "no_price")
    assert in_prices_of(2199).of(point(2023, "1")).why == "no_price"


def test_the_factors_of_years_and_the_rates_that_they_are_products_of() -> None:
    """2019: +2.90, 2020: +2.42, 2021: +0.98, 2022: +1.97 percent; back from 2022 it is 1 ÷ (1.0098 × 1.0197)."""
    prices = in_prices_of(2020)
    assert [(one.year, one.percent) for one in prices.rates((2022, 2018))] == [
        (2019, Decimal("2.90")),
        (2020, Decimal("2.42")),
        (2021, Decimal("0.98")),
        (2022, Decimal("1.97")),
    ]
    forward, same, back = prices.factors((2022, 2020, 2018))
    assert (forward.year, forward.number) == (2018, Decimal("1.0290") * Decimal("1.0242"))
    assert (same.year, same.number) == (2020, Decimal(1))
    assert (back.year, round(back.number * Decimal("1.0098") * Decimal("1.0197"), 20)) == (2022, Decimal(1))


def test_a_year_without_a_price_index_has_no_factor() -> None:
    assert in_prices_of(2023).factors((2199,)) == ()
    assert in_prices_of(2023).rates((2199, 2022)) == in_prices_of(2023).rates((2022,))
