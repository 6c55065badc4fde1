"""Ribbons from sources to uses: as high as their amounts, side by side at the whole, never over each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.drawings import Drawing, Ribbon
from comparisons.sankey import MOST, Stream, fewer, sankey

MIDDLE = Stream("某部门", "100.00 万元", Decimal(100))
USES = [
    Stream("教育支出", "60.00", Decimal(60)),
    Stream("住房保障支出", "39.50", Decimal("39.5")),
    Stream("差额", "0.50", Decimal("0.5"), "residual"),
]
SOURCES = [Stream("一般公共预算拨款", "90.00", Decimal(90)), Stream("上年结转", "10.00", Decimal(10))]
NEAR = Decimal("0.2")


def sides(drawing: Drawing, sources: int) -> tuple[Sequence[Ribbon], Sequence[Ribbon]]:
    return drawing.ribbons[:sources], drawing.ribbons[sources:]


@pytest.mark.parametrize("drawing", sankey(SOURCES, MIDDLE, USES))
def test_what_is_missing_is_a_ribbon_that_looks_like_none_of_the_others(drawing: Drawing) -> None:
    assert [ribbon.look for ribbon in drawing.ribbons] == ["flow"] * 4 + ["loose"]
    texts = [word.text for word in drawing.words]
    assert {"某部门", "100.00 万元", "差额", "0.50", "上年结转", "10.00"} <= set(texts)


@given(
    st.lists(st.decimals(Decimal("0.01"), 10**6, places=2), min_size=1, max_size=9),
    st.lists(st.decimals(Decimal("0.01"), 10**6, places=2), min_size=1, max_size=9),
)
def test_ribbons_are_as_high_as_their_amounts_and_fill_the_whole(sources: list[Decimal], uses: list[Decimal]) -> None:
    """Of both sides each, whatever the other comes to."""
    streams = [[Stream(f"第{at}项支出", f"{one:,.2f}", one) for at, one in enumerate(side)] for side in (sources, uses)]
    for drawing in sankey(streams[0], Stream("某部门", "", sum(sources, Decimal(0))), streams[1]):
        bar = drawing.boxes[len(sources)]
        for side, amounts, is_left in zip(sides(drawing, len(sources)), (sources, uses), (True, False), strict=True):
            joins = [ribbon.y2 if is_left else ribbon.y1 for ribbon in side]
            ends = [ribbon.y1 if is_left else ribbon.y2 for ribbon in side]
            whole = sum(amounts)
            for ribbon, amount in zip(side, amounts, strict=True):
                assert abs(ribbon.height - bar.height * amount / whole) <= NEAR
            for (high, ribbon), low in pairwise_with(joins, side):
                assert abs(high + ribbon.height - low) <= NEAR
            assert abs(joins[0] - bar.y) <= NEAR
            assert abs(joins[-1] + side[-1].height - bar.y - bar.height) <= NEAR
            for (high, ribbon), low in pairwise_with(ends, side):
                assert high + ribbon.height < low
        assert all(-1 <= word.y <= drawing.height + 1 for word in drawing.words)


def pairwise_with(places: Sequence[Decimal], side: Sequence[Ribbon]) -> list[tuple[tuple[Decimal, Ribbon], Decimal]]:
    return [((one, ribbon), other) for (one, other), ribbon in zip(pairwise(places), side, strict=False)]


@given(st.lists(st.decimals(Decimal("0.01"), 10**6, places=2), min_size=2, max_size=9))
def test_names_on_one_side_never_stand_on_each_other(uses: list[Decimal]) -> None:
    streams = [Stream("文化旅游体育与传媒支出及其他各项支出", f"{one:,.2f}", one) for one in uses]
    for drawing in sankey(SOURCES, MIDDLE, streams):
        x = drawing.words[-1].x
        lines = sorted(word.y for word in drawing.words if word.x == x)
        assert all(low - high >= 18 for high, low in pairwise(lines))


def test_of_many_the_smallest_are_one_behind_the_others_and_what_is_missing_is_last() -> None:
    streams = [Stream(f"{one}", f"{one}", Decimal(one)) for one in (5, 1, 9, 2, 8, 3, 7, 4, 6, 10)]
    gathered = fewer(
        [*streams, Stream("差额", "1", Decimal(1), "residual")],
        lambda small: Stream(f"其他 {len(small)} 项", "", sum((one.amount for one in small), Decimal(0))),
    )
    assert [one.name for one in gathered] == ["5", "9", "8", "3", "7", "4", "6", "10", "其他 2 项", "差额"]
    assert gathered[-2].amount == 3
    assert len(fewer(streams[:MOST], lambda small: small[0])) == MOST
