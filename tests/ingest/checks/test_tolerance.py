"""Rounding explains what it can, and nothing more."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.checks.tolerance import Figure, Verdict, judge_percent, judge_same, judge_sum, judge_summed_twice, round_to

CENT_OF_WAN = Decimal(100)  # 0.01万元 in 元


def wan(text: str) -> Figure:
    """A figure in 万元 with the decimals it is written with."""
    decimals = len(text.partition(".")[2])
    return Figure(Decimal(text) * 10_000, Decimal(10_000).scaleb(-decimals))


def yuan(text: str) -> Figure:
    return Figure(Decimal(text), Decimal(1).scaleb(-len(text.partition(".")[2])))


def percent(text: str) -> Figure:
    return Figure(Decimal(text), Decimal(1).scaleb(-len(text.partition(".")[2])))


def judged(verdict: Verdict | None) -> Verdict:
    assert verdict is not None
    return verdict


def test_a_sum_that_holds_is_exact() -> None:
    assert judge_sum([wan("20.00"), wan("146.70")], wan("166.70")).outcome == "exact"


def test_two_parts_may_miss_their_total_by_one_and_a_half_steps_and_no_more() -> None:
    assert judge_sum([wan("20.00"), wan("146.70")], wan("166.71")).outcome == "rounding"
    assert judge_sum([wan("20.00"), wan("146.70")], wan("166.72")).outcome == "mismatch"


def test_the_tolerance_is_half_a_step_for_each_part_and_the_total() -> None:
    verdict = judge_sum([wan("1.00")] * 23, wan("23.01"))
    assert verdict.tolerance == Decimal(1200)  # (23 + 1) · 0.005万元 = 0.12万元
    assert verdict.difference == Decimal(100)


def test_the_difference_is_printed_less_expected() -> None:
    verdict = judge_sum([yuan("9802030"), yuan("9802034")], yuan("19604060"))
    assert verdict.outcome == "mismatch"
    assert (verdict.expected, verdict.actual, verdict.difference) == (Decimal(19604064), Decimal(19604060), Decimal(-4))
    assert verdict.tolerance == Decimal("1.5")


def test_a_difference_that_chance_would_hardly_make_is_rounding_but_marked() -> None:
    near = judge_sum([wan("1.00")] * 23, wan("23.04"))  # 3σ of 24 errors: 0.0424万元
    far = judge_sum([wan("1.00")] * 23, wan("23.05"))
    assert (near.outcome, near.unlikely) == ("rounding", False)
    assert (far.outcome, far.unlikely) == ("rounding", True)


def test_up_to_three_parts_only_the_hard_bound_counts() -> None:
    assert judge_sum([wan("1.00")] * 3, wan("3.02")) == Verdict("rounding", Decimal(30000), Decimal(30200), Decimal(200), unlikely=False)


def test_a_part_without_rounding_adds_no_tolerance() -> None:
    assert judge_sum([wan("1.00"), Figure(Decimal(0))], wan("1.00")).tolerance == Decimal(100)


def test_the_same_quantity_printed_twice_has_no_tolerance() -> None:
    assert judge_same(wan("809.80"), wan("809.80")).outcome == "exact"
    verdict = judge_same(wan("809.81"), wan("809.80"))
    assert verdict.outcome == "mismatch"
    assert verdict.tolerance == Decimal(0)


def test_fewer_decimals_decide_whether_two_prints_are_the_same() -> None:
    assert judge_same(wan("809.80"), wan("809.8")).outcome == "exact"
    assert judge_same(wan("809.86"), wan("809.8")).outcome == "mismatch"
    assert judge_same(wan("809.75"), wan("809.8")).outcome == "exact"  # half up
    assert judge_same(wan("809.85"), wan("809.8")).outcome == "rounding"  # 809.849 prints as both


def test_yuan_and_wan_yuan_are_the_same_within_half_a_step() -> None:
    assert judge_same(yuan("1649120"), wan("164.91")).outcome == "exact"
    assert judge_same(yuan("1649150"), wan("164.92")).outcome == "exact"
    assert judge_same(yuan("1649151"), wan("164.91")).outcome == "mismatch"


def test_counts_are_the_same_or_not() -> None:
    assert judge_same(Figure(Decimal(23)), Figure(Decimal(19))).outcome == "mismatch"


def test_a_total_of_rounded_items_may_differ_from_the_total_rounded_once() -> None:
    assert judge_summed_twice(wan("326.71"), wan("326.72"), items=2).outcome == "rounding"
    assert judge_summed_twice(wan("326.71"), wan("326.73"), items=2).outcome == "mismatch"
    assert judge_summed_twice(wan("326.71"), wan("326.72"), items=1).outcome == "mismatch"


def test_a_percentage_is_right_to_its_last_digit() -> None:
    assert judged(judge_percent(wan("290.66"), wan("2005.93"), percent("14.49"))).outcome == "exact"
    assert judged(judge_percent(wan("290.66"), wan("2005.93"), percent("14.59"))).outcome == "mismatch"
    assert judged(judge_percent(wan("1486.79"), wan("2296.59"), percent("64.74"))).outcome == "exact"


def test_a_percentage_may_come_from_unrounded_figures() -> None:
    # 1.00 / 3.00 may be anything from 0.995 / 3.005 to 1.005 / 2.995
    assert judged(judge_percent(wan("1.00"), wan("3.00"), percent("33.5"))).outcome == "rounding"
    assert judged(judge_percent(wan("1.00"), wan("3.00"), percent("34.0"))).outcome == "mismatch"


def test_a_percentage_one_last_digit_off_is_unusual_and_two_beyond_is_wrong() -> None:
    assert judged(judge_percent(wan("2233.13"), wan("3348.98"), percent("66.69"))).outcome == "soft"
    assert judged(judge_percent(wan("865.57"), wan("1094.42"), percent("79.05"))).outcome == "mismatch"


@pytest.mark.parametrize("base", ["0.00", "-3.00"])
def test_no_percentage_exists_of_zero_or_of_a_negative(base: str) -> None:
    assert judge_percent(wan("1.00"), wan(base), percent("100")) is None


def test_a_percentage_of_a_tiny_base_means_nothing_unless_it_is_plainly_wrong() -> None:
    assert judge_percent(wan("0.01"), wan("0.30"), percent("2.00")) is None
    assert judged(judge_percent(wan("0.01"), wan("0.30"), percent("3.33"))).outcome == "exact"
    assert judged(judge_percent(wan("0.01"), wan("0.30"), percent("50.00"))).outcome == "mismatch"


def test_rounding_is_half_up_and_away_from_zero() -> None:
    assert round_to(Decimal("0.125"), Decimal("0.01")) == Decimal("0.13")
    assert round_to(Decimal("-0.125"), Decimal("0.01")) == Decimal("-0.13")


exact_amounts = st.integers(min_value=0, max_value=10**10).map(lambda cents: Decimal(cents) / 100)
steps = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100), Decimal(1000), Decimal(10_000)])


def printed(exact: Decimal, step: Decimal) -> Figure:
    return Figure((exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step, step)


@given(st.lists(exact_amounts, min_size=1, max_size=40), steps)
def test_a_sum_of_rounded_parts_is_never_a_mismatch(parts: list[Decimal], step: Decimal) -> None:
    verdict = judge_sum([printed(part, step) for part in parts], printed(sum(parts, Decimal(0)), step))
    assert verdict.outcome in ("exact", "rounding")


@given(st.lists(exact_amounts, min_size=1, max_size=40), steps, steps)
def test_nor_is_one_whose_total_has_another_unit(parts: list[Decimal], step: Decimal, of_total: Decimal) -> None:
    verdict = judge_sum([printed(part, step) for part in parts], printed(sum(parts, Decimal(0)), of_total))
    assert verdict.outcome in ("exact", "rounding")


@given(st.lists(exact_amounts, min_size=1, max_size=12), steps, st.integers(min_value=1, max_value=50))
def test_a_total_beyond_the_tolerance_is_always_a_mismatch(parts: list[Decimal], step: Decimal, beyond: int) -> None:
    figures = [printed(part, step) for part in parts]
    total = sum((figure.value for figure in figures), Decimal(0)) + step * (len(parts) + 1) / 2 + step * beyond
    assert judge_sum(figures, Figure(total, step)).outcome == "mismatch"


@given(exact_amounts, steps, steps)
def test_one_amount_printed_with_different_steps_is_never_a_mismatch(amount: Decimal, one: Decimal, other: Decimal) -> None:
    assert judge_same(printed(amount, one), printed(amount, other)).outcome in ("exact", "rounding")


@given(exact_amounts, exact_amounts.filter(bool), steps, st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1)]))
def test_a_percentage_of_exact_amounts_is_never_a_mismatch(part: Decimal, whole: Decimal, step: Decimal, digit: Decimal) -> None:
    verdict = judge_percent(printed(part, step), printed(whole, step), printed(100 * part / whole, digit))
    assert verdict is None or verdict.outcome != "mismatch"


@given(st.lists(exact_amounts, min_size=2, max_size=12), steps)
def test_a_total_of_rounded_items_printed_elsewhere_is_never_a_mismatch(items: list[Decimal], step: Decimal) -> None:
    once = printed(sum(items, Decimal(0)), step)
    summed = Figure(sum((printed(item, step).value for item in items), Decimal(0)), step)
    assert judge_summed_twice(once, summed, len(items)).outcome in ("exact", "rounding")
