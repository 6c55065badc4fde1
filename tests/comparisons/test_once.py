"""Nothing twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comparisons.once import CountedTwice, Summand, overlaps, summed

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
    assert [one.why for one in overlaps([COURT, below], {8: 1})] == ["subordinate"]
    assert [one.why for one in overlaps([COURT, below], {8: 3, 3: 8})] == []


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
