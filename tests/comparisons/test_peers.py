"""Peers by what is stored with a source, and quartiles by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import Basis
from comparisons.peers import Criterion, Fact, Profile, Reason, Size, chosen, peers, spread, standing
from comparisons.ranking import Entry, rank

BASIS = Basis("budget", "unit", schedule="summary", measure="total")


def profile(department: int, size: str | None = None, source: str = "三定方案", **facts: str) -> Profile:
    named: Any = {name: Fact(value, source) for name, value in facts.items()}
    return Profile(department, named, None if size is None else Size("total_expenditure", Decimal(size)))


def test_peers_share_every_criterion_and_each_says_why() -> None:
    own = profile(1, kind="应急管理", level="市级")
    others = [
        profile(2, source="大编办〔2019〕1号", kind="应急管理", level="市级"),
        profile(3, kind="财政", level="市级"),
        profile(4, kind="应急管理", level="县级"),
        profile(5, kind="应急管理", level="市级", source=""),
        profile(6, level="市级"),
    ]
    group = peers(own, [own, *others], ["kind", "level"])
    assert group.departments == (1, 2)
    assert [member.reasons for member in group.members] == [
        (Reason("itself"),),
        (Reason("kind", "应急管理", "大编办〔2019〕1号"), Reason("level", "市级", "大编办〔2019〕1号")),
    ]
    assert group.left_out == {("kind", "differs"): 1, ("level", "differs"): 1, ("kind", "no_source"): 1, ("kind", "not_stored"): 1}


@pytest.mark.parametrize(("own", "why"), [(profile(1), "not_stored"), (profile(1, kind="财政", source=""), "no_source")])
def test_a_department_of_which_the_kind_is_not_known_has_no_peers(own: Profile, why: str) -> None:
    group = peers(own, [profile(2, kind="财政")], ["kind"])
    assert (group.members, group.missing) == ((), {"kind": why})


def test_names_are_no_criterion() -> None:
    with pytest.raises(ValueError, match="no criterion"):
        peers(profile(1, kind="财政"), [], [])


def test_of_like_size_is_from_half_to_twice_both_included() -> None:
    own = profile(1, "1000")
    group = peers(own, [profile(2, "499.99"), profile(3, "500"), profile(4, "2000"), profile(5, "2000.01"), profile(6)], ["size"])
    assert group.departments == (1, 3, 4)
    reason = group.members[1].reasons[0]
    assert (reason.value, reason.source, reason.smallest, reason.largest) == ("500", "total_expenditure", *numbers("500", "2000"))
    assert group.left_out == {("size", "differs"): 2, ("size", "not_disclosed"): 1}


def test_sizes_of_different_things_are_not_compared() -> None:
    other = Profile(2, size=Size("staff", Decimal(1000), "人"))
    assert peers(profile(1, "1000"), [other], ["size"]).departments == (1,)
    assert peers(profile(1, "0"), [profile(2, "0")], ["size"]).missing == {"size": "not_disclosed"}


def test_a_group_of_the_readers_own_has_each_once_and_the_own_department_with_it() -> None:
    group = chosen([3, 2, 3], 9)
    assert [(member.department, member.reasons[0].why) for member in group.members] == [(9, "itself"), (3, "chosen"), (2, "chosen")]


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_quartiles_are_linear_between_both_ends() -> None:
    """Eight figures: the lower quartile is at 1 + 7/4 = 2.75, three quarters of the way from the second to the third."""
    found = spread(numbers("80", "10", "20", "30", "40", "50", "60", "70"))
    assert [found.smallest, found.lower, found.median, found.upper, found.largest] == numbers("10", "27.5", "45", "62.5", "80")
    nine = spread(numbers("1", "2", "3", "4", "5", "6", "7", "8", "9"))
    assert [nine.lower, nine.median, nine.upper] == numbers("3", "5", "7")


def test_quartiles_are_exact_where_a_context_of_28_digits_would_round() -> None:
    large = Decimal("99999999999999999999.00000001")
    found = spread([large] * 4 + [large + Decimal("0.00000001")] * 4)
    assert found.median == Decimal("99999999999999999999.000000015")


def test_few_figures_have_no_quartiles_and_fewer_no_median_and_it_is_said() -> None:
    seven = spread(numbers("1", "2", "3", "4", "5", "6", "7"))
    assert (seven.median, seven.lower, seven.upper) == (Decimal(4), None, None)
    assert (seven.no_median, seven.no_quartiles) == ("", "few_figures")
    two = spread(numbers("1", "3"))
    assert (two.median, two.smallest, two.largest, two.no_median) == (None, Decimal(1), Decimal(3), "few_figures")
    none = spread([])
    assert (none.count, none.median, none.no_median) == (0, None, "no_figures")


def test_the_spread_is_of_the_ranked_figures_and_the_own_place_is_among_them() -> None:
    entries = [Entry(at, 2023, Decimal(at), BASIS) for at in range(1, 9)]
    blank = Entry(9, 2023, None, BASIS, "blank")
    found = standing(chosen(range(1, 10), 6), rank([*entries, blank]))
    assert found.own is not None
    assert (found.own.rank, found.spread.count, found.spread.median) == (3, 8, Decimal("4.5"))
    assert [one.department for one in found.ranking.absent] == [9]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=8, max_size=40))
def test_half_lie_on_each_side_of_the_median_and_order_does_not_matter(values: list[int]) -> None:
    found, back = spread(map(Decimal, values)), spread(map(Decimal, reversed(values)))
    assert found == back
    assert found.lower is not None
    assert found.median is not None
    assert found.upper is not None
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)
    assert 2 * sum(value <= found.median for value in values) >= len(values)
    assert 2 * sum(value >= found.median for value in values) >= len(values)


def test_every_criterion_can_be_asked_for() -> None:
    every: list[Criterion] = ["kind", "level", "region", "region_level", "size"]
    own = profile(1, "5", kind="财政", level="市级", region="140000", region_level="city")
    assert peers(own, [profile(2, "5", kind="财政", level="市级", region="140000", region_level="city")], every).departments == (1, 2)
