"""Charts as shapes: what is drawn is the figure, from 0 or saying so, and nothing is joined that cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.drawings import Bar, Drawing, Mark, Total, nice_ticks, series, spark, waterfall, wrapped

START, END = Total("2023 年预算", Decimal("16497.86"), "16,497.86"), Total("2024 年预算", Decimal("15621.11"), "15,621.11")
BARS = [
    Bar("社会保障和就业支出", Decimal("-746.92"), "↓ −746.92", "fall"),
    Bar("城乡社区支出", Decimal("-193.46"), "↓ −193.46", "fall"),
    Bar("公共安全支出", Decimal("63.63"), "↑ +63.63", "rise"),
]


def pixels(drawing: Drawing) -> Decimal:
    """How many units of the drawing one 万元 takes, from the first two names of the axis."""
    ticks = [(word.x, Decimal(word.text.replace(",", ""))) for word in drawing.words if word.look == "small"][:2]
    (left, small), (right, large) = ticks
    return (right - left) / (large - small)


@pytest.mark.parametrize("drawing", waterfall(START, BARS, END))
def test_a_bar_is_as_long_as_its_amount_and_begins_where_the_one_before_ended(drawing: Drawing) -> None:
    scale = pixels(drawing)
    for box, bar in zip(drawing.boxes, BARS, strict=True):
        assert abs(box.width - abs(bar.amount) * scale) < Decimal("0.5")
    first, second, third = drawing.boxes
    assert abs(first.x - (second.x + second.width)) <= Decimal("0.2")
    assert abs(second.x - third.x) <= Decimal("0.2")


@pytest.mark.parametrize("drawing", waterfall(START, BARS, END))
def test_totals_are_ticks_at_both_ends(drawing: Drawing) -> None:
    start, end = (stroke for stroke in drawing.strokes if stroke.look == "total")
    assert start.x1 == start.x2
    assert abs((start.x1 - end.x1) - Decimal("876.75") * pixels(drawing)) < 1
    assert abs(start.x1 - (drawing.boxes[0].x + drawing.boxes[0].width)) <= Decimal("0.2")


@pytest.mark.parametrize("drawing", waterfall(START, BARS, END))
def test_every_name_and_figure_is_written_within_the_drawing(drawing: Drawing) -> None:
    texts = {word.text for word in drawing.words}
    assert {"社会保障和就业支出", "↓ −746.92", "16,497.86", "15,621.11"} <= texts
    assert all(0 <= word.x <= drawing.width and 0 <= word.y <= drawing.height for word in drawing.words)


def test_a_long_name_is_broken_into_lines_and_never_cut() -> None:
    name = "机关事业单位基本养老保险缴费及职业年金缴费支出与其他各项"
    lines = wrapped(name, 17)
    assert "".join(lines) == name
    assert [len(line) for line in lines] == [17, len(name) - 17]
    assert wrapped("一般行政管理事务（城乡社区管理事务）", 17) == ("一般行政管理事务（城乡社区管理事", "务）")
    taller = waterfall(START, [Bar(name, Decimal(-1), "−1.00", "fall")], END)[0]
    assert taller.height > waterfall(START, [Bar("短", Decimal(-1), "−1.00", "fall")], END)[0].height


YEARS = [
    Mark(2017, Decimal("9146.79"), "9,146.79"),
    Mark(2018, Decimal("10150.48"), "10,150.48", joined="line"),
    Mark(2019, Decimal("13377.11"), "13,377.11", joined="line"),
]


@pytest.mark.parametrize("drawing", series(YEARS))
def test_a_series_stands_on_0(drawing: Drawing) -> None:
    base = next(stroke for stroke in drawing.grid if stroke.look == "base")
    assert "0" in {word.text for word in drawing.words}
    heights = [base.y1 - dot.y for dot in drawing.dots]
    assert abs(heights[2] / heights[0] - Decimal("13377.11") / Decimal("9146.79")) < Decimal("0.01")


def test_a_year_without_a_figure_is_a_gap() -> None:
    marks = [YEARS[0], Mark(2018, None), Mark(2019, Decimal(5), "5.00")]
    drawing = series(marks)[0]
    assert len(drawing.dots) == 2
    assert [stroke for stroke in drawing.strokes if stroke.look in ("line", "dotted")] == []


def test_where_the_basis_changes_a_shaded_column_stands_instead_of_a_line() -> None:
    marks = [YEARS[0], Mark(2018, Decimal(5), "5.00", joined="broken")]
    drawing = series(marks)[0]
    assert [box.look for box in drawing.boxes] == ["band"]
    (band,) = drawing.boxes
    assert {(one.look, one.x1) for one in drawing.strokes} == {("edge", band.x), ("edge", band.x + band.width)}, "in print, too"


def test_a_figure_of_a_text_is_hollow_and_the_line_to_it_dotted() -> None:
    marks = [Mark(2022, Decimal(5), "5.00", hollow=True), Mark(2023, Decimal(6), "6.00", joined="dotted")]
    drawing = spark(marks)
    assert [dot.hollow for dot in drawing.dots] == [True, False]
    assert [stroke.look for stroke in drawing.strokes] == ["dotted"]


def test_several_series_on_one_scale_have_the_same_axis() -> None:
    small = series([Mark(2023, Decimal(10), "10.00")], Decimal(1000))[0]
    large = series([Mark(2023, Decimal(1000), "1,000.00")], Decimal(1000))[0]
    assert [stroke.y1 for stroke in small.grid] == [stroke.y1 for stroke in large.grid]
    assert small.dots[0].y > large.dots[0].y


def test_words_do_not_stand_on_each_other() -> None:
    marks = [Mark(year, Decimal(9000 + year), f"{9000 + year:,}.00", joined="line") for year in range(2010, 2024)]
    words = [word for word in series(marks)[1].words if word.anchor == "middle"]
    assert any(word.text == "2023" for word in words)
    years = sorted(word.x for word in words if word.text.startswith("20"))
    assert all(right - left > 30 for left, right in pairwise(years))


@given(st.decimals(-(10**8), 10**8, places=2), st.decimals(0, 10**8, places=2), st.integers(2, 6))
def test_ticks_are_even_and_reach_from_below_to_above(smallest: Decimal, reach: Decimal, most: int) -> None:
    ticks = nice_ticks(smallest, smallest + reach, most)
    assert ticks[0] <= smallest
    assert ticks[-1] >= smallest + reach
    assert len({right - left for left, right in pairwise(ticks)}) == 1
    assert 2 <= len(ticks) <= most + 2
