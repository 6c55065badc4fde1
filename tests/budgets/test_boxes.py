"""Places on a page: frames, close views, lines."""

from __future__ import annotations

import pytest

from budgets.boxes import BoxMark, close_view, is_level, lines_at, part_of_line, strip_of

PAGE = (842.0, 595.0)
LIMITS = (400.0, 620.0)


def test_a_figures_frame_leaves_room_around_it() -> None:
    assert BoxMark((100, 200, 150, 210)).rect == {"x": "97.5", "y": "197.5", "width": "55.0", "height": "15.0"}
    assert BoxMark((100, 200, 150, 210), "row").rect["x"] == "99.0"


def test_a_close_view_has_figure_and_name_where_both_fit() -> None:
    name, figure = BoxMark((60, 200, 160, 210), "row"), BoxMark((500, 200, 550, 210))
    view = close_view(PAGE, [name, figure], [], LIMITS)
    assert view.x <= 60
    assert view.x + view.width >= 550
    far = BoxMark((770, 200, 820, 210))
    near = close_view(PAGE, [name, far], [], LIMITS)
    assert near.width == 400
    assert near.x + near.width == 842  # at the page's border, and not over it


def test_a_close_view_knows_what_it_leaves_out() -> None:
    name, far = BoxMark((60, 200, 160, 210), "row"), BoxMark((770, 200, 820, 210))
    near = close_view(PAGE, [name, far], [], LIMITS)
    assert near.shows(far.box)
    assert not near.shows(name.box)


def test_a_close_view_takes_in_what_stands_beside_the_figures() -> None:
    figures = [BoxMark((500, top, 550, top + 10)) for top in (200, 400)]
    view = close_view(PAGE, figures, [(60, 200, 550, 210)], LIMITS)
    assert view.x <= 60
    assert view.y <= 200
    assert view.y + view.height >= 410


def test_the_name_of_a_row_that_a_close_view_leaves_out_has_a_strip_of_its_own() -> None:
    """On a phone a view is 190 points wide, and the name 400 points to the left of its figure."""
    marks = [BoxMark((60, 200, 110, 210), "row"), BoxMark((500, 200, 550, 210))]
    view = close_view(PAGE, marks, [], (190.0, 260.0))
    strip = strip_of(PAGE, marks, view)
    assert strip is not None
    assert strip.shows(marks[0].box)
    assert (strip.width, strip.height) == (view.width, 22.0)
    assert strip_of(PAGE, marks[1:], view) is None, "no name is known"
    assert strip_of(PAGE, marks[:1], view) is None, "a sentence is what is shown"
    assert strip_of(PAGE, marks, close_view(PAGE, marks, [], (400.0, 620.0))) is None, "it is there"


def test_a_close_view_is_never_larger_than_the_page() -> None:
    view = close_view((300, 200), [BoxMark((10, 10, 290, 190))], [], LIMITS)
    assert (view.view_box, view.width) == ("0.0 0.0 300.0 200.0", 300)


@pytest.mark.parametrize(
    ("other", "level"), [((0, 200, 9, 210), True), ((0, 195, 9, 204), False), ((0, 190, 9, 220), True), ((0, 240, 9, 250), False)]
)
def test_level_is_who_has_the_middle_of_the_other(other: tuple[float, ...], level: bool) -> None:
    assert is_level((50, 201, 90, 211), other) is level


def test_a_figure_stands_on_the_line_around_it_and_not_on_one_beside_it() -> None:
    lines = [[50, 100, 500, 112], None, [50, 120, 200, 132], [300, 120, 500, 132]]
    assert lines_at(lines, (310, 121, 350, 131)) == [3]
    assert lines_at(lines, (310, 300, 350, 310)) == []


def test_a_part_of_a_line_is_about_where_its_characters_are() -> None:
    box = (100.0, 50.0, 200.0, 60.0)
    assert part_of_line("预算支出12345678", box, 4, 12) == pytest.approx((150, 50, 200, 60))  # four wide characters, eight narrow ones
    assert part_of_line("\u3000\u3000预算支出", box, 2, 4) == pytest.approx((100, 50, 150, 60))  # an indent is outside of the box
    assert part_of_line("预算支出", (100, 50, 110, 250), 0, 4) == (100, 50, 110, 250)  # text that lies on its side
