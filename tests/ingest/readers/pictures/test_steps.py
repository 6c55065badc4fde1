"""The steps from a picture to its lines, on sheets that tests draw; no recogniser is needed."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from ingest.limits import TooMuch
from ingest.readers.pictures.lines import line_of, lines_in
from ingest.readers.pictures.rulings import Boxes, find_rulings, without_rulings
from ingest.readers.pictures.runs import boxes_of
from ingest.readers.pictures.straight import Picture, ink_of, pale_ink_of, set_straight, skew_of
from tests.ingest.readers.pictures.drawn import PER_POINT, Sheet

XS = (150, 500, 900, 1300)
ROWS = [["科目编码", "科目名称", "合计"], ["205", "教育支出", "1,234.56"], ["208", "社会保障支出", "78.90"]]


def sheet() -> Sheet:
    drawn = Sheet()
    drawn.text(500, 150, "2023年部门支出预算总表", 44)
    drawn.table(XS, 300, ROWS)
    return drawn


def rulings_of(picture: Picture) -> Boxes:
    ink = ink_of(picture)
    return find_rulings(pale_ink_of(picture, ink), ink, PER_POINT)


def places(edges: Boxes) -> list[float]:
    """The different places of rulings, those within a few pixels being one."""
    middles = sorted(edges.mean(axis=1).tolist())
    return [middle for at, middle in enumerate(middles) if not at or middle - middles[at - 1] > 5]


@pytest.mark.parametrize("leaning", [-2.5, -0.7, 0.0, 0.35, 1.8])
def test_how_far_a_page_leans(leaning: float) -> None:
    assert skew_of(ink_of(sheet().scanned(leaning))) == pytest.approx(leaning, abs=0.06)


def test_an_empty_page_does_not_lean() -> None:
    assert skew_of(ink_of(Sheet().scanned())) == 0.0


def test_a_page_set_straight_has_its_rulings_where_they_were_drawn() -> None:
    picture = set_straight(sheet().scanned(0.7), 0.7)
    rulings = rulings_of(picture)
    levels = rulings[(rulings[:, 2] - rulings[:, 0]) > 500]
    assert places(levels[:, [1, 3]]) == pytest.approx([300, 360, 420, 480], abs=3)


def test_the_rulings_of_a_table_and_no_stroke_of_its_characters() -> None:
    """十 and 1 stand nearly as high as their row, 一 is as long as many a ruling."""
    drawn = Sheet()
    drawn.table((200, 420, 700), 300, [["十一", "111"], ["一一一", "1,111.11"]], height=44)
    rulings = rulings_of(drawn.scanned())
    upright = rulings[:, 3] - rulings[:, 1] > rulings[:, 2] - rulings[:, 0]
    assert places(rulings[~upright][:, [1, 3]]) == pytest.approx([300, 344, 388], abs=2)
    assert places(rulings[upright][:, [0, 2]]) == pytest.approx([200, 420, 700], abs=2)


def test_grey_hairlines_rule_too() -> None:
    drawn = Sheet()
    for x in (200, 420, 700):
        drawn.brush.line((x, 300, x, 420), fill=200)
    for y in (300, 360, 420):
        drawn.brush.line((200, y, 700, y), fill=200)
    drawn.text(214, 312, "一般公共预算")
    drawn.text(434, 312, "4,695.064898")
    rulings = rulings_of(drawn.scanned())
    upright = rulings[:, 3] - rulings[:, 1] > rulings[:, 2] - rulings[:, 0]
    assert places(rulings[~upright][:, [1, 3]]) == pytest.approx([300, 360, 420], abs=2)
    assert places(rulings[upright][:, [0, 2]]) == pytest.approx([200, 420, 700], abs=2)


def test_a_shaded_head_is_no_ruling_and_its_print_is_seen() -> None:
    drawn = Sheet()
    ImageDraw.Draw(drawn.image).rectangle((200, 300, 900, 360), fill=200)
    drawn.text(300, 312, "合计")
    ink = ink_of(drawn.scanned())
    assert not len(find_rulings(ink, ink, PER_POINT))
    assert lines_in(ink[305:355, 210:890], 28)


def test_a_page_that_is_all_lines_is_too_much() -> None:
    hatched = np.zeros((2300, 1600), dtype=bool)
    hatched[:, np.arange(1600) % 80 < 70] = True
    with pytest.raises(TooMuch):
        find_rulings(hatched, hatched, PER_POINT)


def test_what_is_left_without_the_rulings_is_the_print() -> None:
    ink = ink_of(sheet().scanned())
    left = without_rulings(ink, find_rulings(ink, ink, PER_POINT))
    assert not left[300, :].any()
    assert lines_in(left[363:418, 503:897], 28)


def test_lines_of_a_cell_one_below_the_other() -> None:
    drawn = Sheet()
    drawn.text(20, 20, "社会保障和")
    drawn.text(20, 62, "就业支出")
    found = lines_in(ink_of(drawn.scanned())[:120, :400], 27)
    assert len(found) == 2
    assert found[0][3] < 62 <= found[1][1]


@pytest.mark.parametrize("text", ["二", "三", "：", "二、三", "—", "1,234.56"])
def test_what_has_gaps_within_is_one_line(text: str) -> None:
    drawn = Sheet()
    drawn.text(20, 20, text)
    assert len(lines_in(ink_of(drawn.scanned())[:80, :400], 27)) == 1


def test_dust_is_no_line() -> None:
    dust = np.zeros((60, 200), dtype=bool)
    dust[30, 100] = dust[10, 50] = True
    assert lines_in(dust, 27) == []


def test_characters_printed_far_apart_come_nearer_and_keep_their_places() -> None:
    drawn = Sheet()
    drawn.text(20, 20, "合")
    drawn.text(300, 20, "计")
    picture = drawn.scanned()
    ink = ink_of(picture)
    (box,) = lines_in(ink[:80, :400], 27)
    line = line_of(picture, ink, box)
    assert line.picture.shape[1] < 120
    width = line.picture.shape[1]
    places = [line.place_of(share) for share in (0.3, 0.7)]
    assert 20 < places[0] < 50
    assert 300 < places[1] < 332
    assert width == len(line.columns)


def test_groups_of_pixels() -> None:
    marked = np.zeros((10, 20), dtype=bool)
    marked[1:3, 2:5] = marked[3, 4:8] = True  # one group round a corner
    marked[7, 15:18] = True
    assert sorted(boxes_of(marked)) == [(2, 1, 8, 4), (15, 7, 18, 8)]
    assert boxes_of(np.zeros((3, 3), dtype=bool)) == []
