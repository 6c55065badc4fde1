"""Nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from comparisons.once import Below, Summand, followed, overlaps, through_years

COURT = Summand(1, "department", name="省高级人民法院")
OWN_UNIT = Summand(1, "unit", name="省高级人民法院（本级）")
RAILWAY = Summand(2, "unit", name="徐州铁路运输法院")
CPPCC = Summand(3, "department", name="省政协办公厅")
STRANGER = Summand(4, "unit", name="某单位")
ABOVE = {RAILWAY.department: [COURT.department]}


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
        ((RAILWAY, STRANGER), []),
        ((COURT, OWN_UNIT, RAILWAY), ["own_unit", "subordinate"]),
    ],
)
def test_which_figures_hold_each_other(summands: tuple[Summand, ...], why: list[str]) -> None:
    found = overlaps(summands, ABOVE)
    assert [one.why for one in found] == why
    assert all(one.whole.scope == "department" for one in found)


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (("310000",), ("320500", "320000"), False),  # 上海, 苏州
        (("320500", "320000"), ("610100", "610000"), False),  # 苏州, 西安
        (("320000",), ("320500", "320000"), True),  # a province and its city
        (("320500", "320000"), ("320000",), True),
        (("320500", "320000"), ("320500", "320000"), True),
        ((), ("610100", "610000"), True),
        (("610100", "610000"), (), True),
    ],
)
def test_across_regions_of_which_neither_lies_in_the_other_nobody_is_below(one: tuple[str, ...], other: tuple[str, ...], may: bool) -> None:
    whole, part = replace(COURT, regions=one), replace(STRANGER, regions=other)
    assert [found.why for found in overlaps([part, whole], {})] == ["not_known"] * may
    assert [found.why for found in overlaps([part, whole], {STRANGER.department: [COURT.department]})] == ["subordinate"]


def test_a_unit_is_found_below_over_departments_that_are_not_summed() -> None:
    below = Summand(9, "unit")
    assert [one.why for one in overlaps([COURT, below], {9: [8], 8: [1]})] == ["subordinate"]
    assert [one.why for one in overlaps([COURT, below], {9: [8], 8: [3], 3: [8]})] == []


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
