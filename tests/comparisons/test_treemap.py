"""A whole as areas: exact shares, nothing over another, nothing left free; names where they fit, and legible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import budgets
from comparisons.drawings import Drawing, Tile, width_of
from comparisons.treemap import Piece, Rect, arranged, squarified, treemap

TINY = Decimal("0.000001")
AMOUNTS = st.lists(st.decimals(Decimal("0.01"), Decimal(10**8), places=2), min_size=1, max_size=14).map(
    lambda one: sorted(one, reverse=True)
)
SIDES = st.decimals(20, 2000, places=1)


def area(rect: Rect) -> Decimal:
    return rect.width * rect.height


def shared(one: Rect, other: Rect) -> Decimal:
    """The area that two rectangles have in common."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(across, Decimal(0)) * max(down, Decimal(0))


@given(AMOUNTS, SIDES, SIDES)
def test_each_has_its_share_of_the_rectangle_and_together_they_are_all_of_it(
    amounts: list[Decimal], width: Decimal, height: Decimal
) -> None:
    within = Rect(Decimal(0), Decimal(0), width, height)
    rects = squarified(amounts, within)
    whole = sum(amounts)
    assert len(rects) == len(amounts)
    for amount, rect in zip(amounts, rects, strict=True):
        assert abs(area(rect) - area(within) * amount / whole) < TINY
        assert rect.left >= 0
        assert rect.top >= 0
        assert rect.right <= width
        assert rect.bottom <= height
    assert abs(sum(map(area, rects)) - area(within)) < TINY
    assert all(shared(one, other) < TINY for one, other in combinations(rects, 2))


def test_the_example_of_those_who_found_it() -> None:
    """Bruls, Huizing, van Wijk 2000, figure 3: 6, 6, 4, 3, 2, 2, 1 in a rectangle of 6 × 4."""
    rects = squarified([Decimal(one) for one in (6, 6, 4, 3, 2, 2, 1)], Rect(Decimal(0), Decimal(0), Decimal(6), Decimal(4)))
    drawn = [tuple(round(float(edge), 2) for edge in (one.left, one.top, one.width, one.height)) for one in rects]
    assert drawn[:4] == [(0, 0, 3, 2), (0, 2, 3, 2), (3, 0, 1.71, 2.33), (4.71, 0, 1.29, 2.33)]


@pytest.mark.parametrize("amounts", [[1, 0], [1, -1], [1, 2]])
def test_what_has_no_area_or_is_not_in_order_is_refused(amounts: list[int]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        squarified([Decimal(one) for one in amounts], Rect(Decimal(0), Decimal(0), Decimal(1), Decimal(1)))


def piece(key: str, amount: str, *pieces: Piece, look: str = "tile") -> Piece:
    return Piece(key, key, f"{Decimal(amount):,.2f}", f"{key}，{amount} 万元", Decimal(amount), look, pieces)


def others(key: str, small: Sequence[Piece]) -> Piece:
    amount = sum((one.amount for one in small), Decimal(0))
    return Piece(key, f"其他 {len(small)} 项", f"{amount:,.2f}", "其他", amount, names=tuple(one.name for one in small))


WANLI = [
    piece(
        "城乡社区支出", "11938.53", piece("城乡社区管理事务", "9445.00"), piece("公共设施", "972.18"), piece("其他城乡社区支出", "1521.35")
    ),
    piece("社会保障和就业支出", "1960.41"),
    piece("住房保障支出", "888.24"),
    piece("教育支出", "25.00"),
    piece("科学技术支出", "10.00"),
]
"""From the published budget of 万里街道 2024; two of the parts put together."""


def test_what_is_too_small_to_be_seen_is_one_piece_with_its_names() -> None:
    found = arranged(WANLI, "total", others)
    assert [one.name for one in found] == ["城乡社区支出", "社会保障和就业支出", "住房保障支出", "其他 2 项"]
    assert (found[-1].key, found[-1].names, found[-1].amount) == ("total", ("教育支出", "科学技术支出"), Decimal("35.00"))


def test_one_small_piece_stays_itself_and_so_does_what_is_no_line() -> None:
    pieces = [piece("大", "99.50"), piece("小", "0.30"), piece("差额", "0.20", look="residual")]
    assert [one.name for one in arranged(pieces, "total", others)] == ["大", "小", "差额"]


def tile(drawing: Drawing, key: str) -> Tile:
    (found,) = (one for one in drawing.tiles if one.key == key)
    return found


@pytest.mark.parametrize("drawing", treemap(arranged(WANLI, "total", others)))
def test_a_tile_is_as_large_as_its_amount_to_the_tenth_of_a_unit(drawing: Drawing) -> None:
    whole = Decimal(drawing.width * drawing.height)
    for key, share in (("城乡社区支出", "11938.53"), ("城乡社区管理事务", "9445.00"), ("住房保障支出", "888.24")):
        box = tile(drawing, key).box
        wanted = whole * Decimal(share) / Decimal("14822.18")
        assert abs(box.width * box.height - wanted) <= (box.width + box.height) / 10


@pytest.mark.parametrize("drawing", treemap(arranged(WANLI, "total", others)))
def test_parts_stand_within_their_whole_whose_name_stands_over_theirs(drawing: Drawing) -> None:
    whole, part = tile(drawing, "城乡社区支出"), tile(drawing, "城乡社区管理事务")
    assert whole.box.look == "frame"
    assert (part.box.x, part.box.y) == (whole.box.x, whole.box.y)
    assert whole.words[-1].text == "11,938.53"
    assert whole.words[-1].y < part.words[0].y
    assert drawing.tiles.index(part) < drawing.tiles.index(whole), "the whole's outline lies over its parts"


@pytest.mark.parametrize("drawing", treemap(arranged(WANLI, "total", others)))
def test_the_name_of_a_whole_stands_on_a_strip_as_broad_as_it_is(drawing: Drawing) -> None:
    wholes = [one for one in drawing.tiles if one.box.look in ("frame", "whole") and one.words]
    assert {"城乡社区支出", "社会保障和就业支出"} <= {one.key for one in wholes}
    for one in wholes:
        assert one.head is not None
        assert (one.head.x, one.head.y, one.head.width) == (one.box.x, one.box.y, one.box.width)
        assert all(one.head.y < word.y < one.head.y + one.head.height for word in one.words)
        assert one.head.height <= one.box.height


NAMES = st.text(st.sampled_from("社会保障和就业支出机关事业单位养老"), min_size=1, max_size=24)


@given(st.lists(st.tuples(NAMES, st.decimals(Decimal("0.01"), Decimal(10**6), places=2)), min_size=2, max_size=14))
def test_a_name_is_whole_and_stands_within_its_tile_or_is_not_there(given_pieces: list[tuple[str, Decimal]]) -> None:
    pieces = [Piece(str(at), name, f"{amount:,.2f}", "", amount) for at, (name, amount) in enumerate(given_pieces)]
    names = {one.key: one.name for one in pieces}
    for drawing in treemap(arranged(pieces, "total", others)):
        for one in (one for one in drawing.tiles if one.words and one.key in names):
            assert "".join(word.text for word in one.words).startswith(names[one.key])
            for word in one.words:
                assert one.box.x < word.x
                assert word.x + width_of(word.text) / Decimal("1.1") <= one.box.x + one.box.width
                assert one.box.y < word.y - 11
                assert word.y + 3 < one.box.y + one.box.height


@given(st.lists(st.tuples(NAMES, st.decimals(Decimal("0.01"), Decimal(10**6), places=2)), min_size=2, max_size=14))
def test_what_is_not_written_whole_stands_in_the_key_and_what_has_no_name_is_told_within_the_drawing(
    given_pieces: list[tuple[str, Decimal]],
) -> None:
    pieces = [Piece(str(at), name, f"{amount:,.2f}", f"{name}，{amount}", amount) for at, (name, amount) in enumerate(given_pieces)]
    for drawing in treemap(arranged(pieces, "total", others)):
        written = {one.key: f"{one.amount:,.2f}" for one in pieces}
        for one in (one for one in drawing.tiles if one.key in written):
            assert one.is_keyed == (not one.words or one.words[-1].text != written[one.key])
            assert (one.tip is None) == bool(one.words)
        marks = [one.mark.text for one in drawing.tiles if one.mark is not None]
        assert marks == [str(at + 1) for at in range(len(marks))]
        for tip in (one.tip for one in drawing.tiles if one.tip is not None):
            assert tip.box.x >= 0
            assert tip.box.x + tip.box.width <= drawing.width
            assert tip.box.y >= 0
            assert tip.box.y + tip.box.height <= drawing.height


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_is_written_in_a_tile_or_over_a_ribbon_is_legible_by_day_and_by_night() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    css = (Path(budgets.__file__).parent / "static/budgets/site.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in css.split(":root {")[1:3]]
    assert len(themes) == 2
    for theme in themes:
        for ground in ("wash", "ribbon", "accent-wash"):
            dark, light = sorted((luminance(theme["ink"]), luminance(theme[ground])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, ground
        dark, light = sorted((luminance(theme["accent"]), luminance(theme["accent-wash"])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
