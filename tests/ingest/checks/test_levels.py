"""Which rows are the parts of a total, told by their sums alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.checks.levels import parts_of
from ingest.checks.tolerance import Figure


def figures(*numbers: str) -> list[Figure | None]:
    return [None if number == "_" else Figure(Decimal(number), Decimal("0.01")) for number in numbers]


def parts(total: str, *numbers: str) -> tuple[int, ...] | None:
    return parts_of(Figure(Decimal(total), Decimal("0.01")), figures(*numbers))


def test_rows_that_add_up_are_all_parts() -> None:
    assert parts("9.00", "4.00", "_", "5.00") == (0, 1, 2)


def test_a_row_over_those_behind_it_is_counted_once() -> None:
    assert parts("16.00", "9.00", "4.00", "5.00", "7.00") == (0, 3)


def test_a_chain_of_one_amount_is_one_part() -> None:
    assert parts("12.00", "7.00", "7.00", "7.00", "5.00", "5.00") == (0, 3)


def test_equal_rows_may_as_well_be_equals() -> None:
    assert parts("14.00", "7.00", "7.00") == (0, 1)


def test_units_stand_over_groups_and_groups_over_projects() -> None:
    department = ("30.00", "30.00", "18.00", "11.00", "7.00", "12.00", "12.00", "12.00")
    assert parts("30.00", *department) == (0,)


def test_rounding_is_allowed_for_at_every_level() -> None:
    assert parts("10.00", "5.01", "2.50", "2.50", "4.99") == (0, 3)


@pytest.mark.parametrize("wrong", [("16.00", "9.00", "4.00", "6.00", "7.00"), ("17.00", "9.00", "4.00", "5.00", "7.00")])
def test_where_a_sum_breaks_nothing_is_read_into_the_rows(wrong: tuple[str, ...]) -> None:
    assert parts(*wrong) is None


def test_negative_rows_are_parts_too() -> None:
    assert parts("4.00", "9.00", "4.00", "5.00", "-5.00") == (0, 3)


def test_many_rows_of_few_amounts_are_told_or_given_up_soon() -> None:
    assert parts("1.00", *["3.00"] * 60) is None


def test_a_long_run_that_happens_to_fit_does_not_hide_the_short_one() -> None:
    """A row over its unit over its one purchase; the rows behind come to as much as these three in more than two longer ways."""
    assert parts("7.00", "5.00", "5.00", "5.00", "2.00", "2.00", "1.00", "1.00") == (0, 3)
