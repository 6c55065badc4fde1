"""Printed amounts: what is a number, what is negative, what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.money import NotAnAmount, parse_amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-1.00", "-1.00"),
        ("－1.00", "-1.00"),
        ("−1.00", "-1.00"),
        ("(1.00)", "-1.00"),
        ("（1,234.50）", "-1234.50"),
        ("△1.00", "-1.00"),
        ("▲1.00", "-1.00"),
        ("１，２３４．５０", "1234.50"),
        ("300, 000", "300000"),
        (".00", ".00"),
        ("-.50", "-.50"),
    ],
)
def test_an_amount_however_it_is_set(text: str, number: str) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert printed.number == Decimal(number)


@pytest.mark.parametrize("text", ["-", "—", "/", "－"])
def test_a_dash_has_no_number(text: str) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert printed.is_dash


@pytest.mark.parametrize("text", ["△", "△甲", ".", "1.", "1-2", "- 3 -", "1,23", "12万"])
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(text)


def test_a_number_has_no_more_digits_than_a_state_has_money() -> None:
    largest = parse_amount("9,999,999,999,999,999.99")
    assert largest is not None
    assert largest.number == Decimal("9999999999999999.99")
    for text in ("12345678901234567", "1" * 100_000, "0." + "1" * 60):
        with pytest.raises(NotAnAmount):
            parse_amount(text)
