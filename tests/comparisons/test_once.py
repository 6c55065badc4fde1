"""Nothing twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comparisons.once import Below, CountedTwice, Summand, followed, overlaps, summed, through_years

COURT = Summand(1, "department", name="省高级人民法院")
OWN_UNIT = Summand(1, "unit", name="省高级人民法院（本级）")
RAILWAY = Summand(2, "unit", parent=1, name="徐州铁路运输法院")
CPPCC = Summand(3, "department", name="省政协办公厅")
STRANGER = Summand(4, "unit", name="某单位")


@pytest.mark.parametrize(
    ("summands", "why"),
    [
        ((COURT, COURT), ["twice"]),
        ((COURT, OWN_UNIT), ["own_unit"]),
        ((OWN_UNIT, COURT), ["own_unit"]),
        ((RAILWAY, COURT), ["subordinate"]),
        ((OWN_UNIT, RAILWAY), []),
        ((COURT, CPPCC), []),
        ((COURT, STRANGER), ["not_known"]),
        ((COURT, Summand(4, "unit", is_independent=True)), []),
        ((RAILWAY, STRANGER), []),
        ((COURT, OWN_UNIT, RAILWAY), ["own_unit", "subordinate"]),
    ],
)
def test_which_figures_hold_each_other(summands: tuple[Summand, ...], why: list[str]) -> None:
    found = overlaps(summands)
    assert [one.why for one in found] == why
    assert all(one.whole.scope == "department" for one in found)


def test_a_unit_is_found_below_over_departments_that_are_not_summed() -> None:
    below = Summand(9, "unit", parent=8)
    assert [one.why for one in overlaps([COURT, below], {8: [1]})] == ["subordinate"]
    assert [one.why for one in overlaps([COURT, below], {8: [3], 3: [8]})] == []


def test_a_sum_that_counts_something_twice_is_refused_and_names_it() -> None:
    with pytest.raises(CountedTwice, match="省高级人民法院 ⊇ 徐州铁路运输法院") as caught:
        summed([(COURT, Decimal("331721500")), (RAILWAY, Decimal("1"))])
    assert [(one.whole, one.part) for one in caught.value.overlaps] == [(COURT, RAILWAY)]


def test_a_sum_of_what_is_apart_is_exact_and_one_in_doubt_says_so() -> None:
    """江苏 2018, in 元: 331,721,500 + 101,504,800."""
    apart = summed([(COURT, Decimal("331721500")), (CPPCC, Decimal("101504800"))])
    assert (apart.yuan, apart.doubts) == (Decimal("433226300"), ())
    doubtful = summed([(COURT, Decimal("331721500")), (STRANGER, Decimal("0.10"))])
    assert (doubtful.yuan, [one.why for one in doubtful.doubts]) == (Decimal("331721500.10"), ["not_known"])
    assert not doubtful.doubts[0].is_certain


MOVED = (Below(4, 1, last=date(2020, 6, 30)), Below(4, 3, first=date(2020, 7, 1)))
"""The stranger was the court's until the middle of 2020, and is 省政协办公厅's since."""


@pytest.mark.parametrize(
    ("years", "wholes"),
    [((2019,), [1]), ((2020,), [1, 3]), ((2021,), [3]), ((2019, 2021), [1, 3])],
)
def test_a_unit_that_moved_is_in_the_figures_of_either_in_its_years(years: tuple[int, ...], wholes: list[int]) -> None:
    found = through_years(dict.fromkeys(years, (COURT, CPPCC, STRANGER)), MOVED)
    assert [(one.whole.department, one.why) for one in found] == [(whole, "subordinate") for whole in wholes]


def test_only_in_years_of_which_both_have_figures() -> None:
    below = (Below(4, 1),)
    assert through_years({2019: (COURT,), 2020: (STRANGER,)}, below) == ()
    assert len(through_years({2019: (COURT,), 2020: (STRANGER, COURT)}, below)) == 1


def test_what_one_year_makes_certain_is_no_doubt() -> None:
    until = (Below(4, 1, last=date(2019, 12, 31)),)
    (one,) = through_years(dict.fromkeys((2019, 2020), (COURT, STRANGER)), until)
    assert one.why == "subordinate"
    (doubt,) = through_years({2020: (COURT, STRANGER)}, until)
    assert doubt.why == "not_known"


def test_a_unit_is_below_whoever_either_became() -> None:
    """4 was below 1; 1 became 8, and 8 became 9; 4 became 5."""
    found = followed([Below(4, 1)], {1: (8,), 8: (9,), 4: (5,)})
    assert {(one.unit, one.superior) for one in found} == {(4, 1), (4, 8), (4, 9), (5, 1), (5, 8), (5, 9)}
    assert followed([Below(4, 1)], {4: (1,)}) == (Below(4, 1),)
