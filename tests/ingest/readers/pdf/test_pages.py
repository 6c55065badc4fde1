"""PDFs that the tests draw themselves → pages: lines, cells, furniture, personal data."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import read
from ingest.shapes import Document
from tests.ingest.pdfs import Pdf, PdfPage, Style

XS = [60, 120, 300, 420, 540]
ROWS: list[list[str | None]] = [
    ["科目编码", "科目名称", "合计", "财政拨款收入"],
    ["201", "一般公共服务支出", "1,200", "1,200"],
    ["合计", None, "1,200", "1,200"],
]


def texts(document: Document, page: int = 1) -> list[str]:
    return [line.text.strip() for line in document.pages[page - 1].lines]


@pytest.mark.parametrize("style", ["line", "rectangle", "area"])
def test_cells_are_found_however_their_rulings_are_drawn(tmp_path: Path, style: Style) -> None:
    pdf = Pdf()
    pdf.page().table(XS, 110, ROWS, style=style)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert (lattice.rows, lattice.columns) == (3, 4)
    assert [(cell.row, cell.column, cell.colspan, cell.text) for cell in lattice.cells] == [
        *((0, column, 1, text) for column, text in enumerate(["科目编码", "科目名称", "合计", "财政拨款收入"])),
        *((1, column, 1, text) for column, text in enumerate(["201", "一般公共服务支出", "1,200", "1,200"])),
        (2, 0, 2, "合计"),
        (2, 2, 1, "1,200"),
        (2, 3, 1, "1,200"),
    ]


def test_a_figure_knows_its_place(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.page().table(XS, 110, ROWS)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    cell = next(cell for cell in lattice.cells if (cell.row, cell.column) == (1, 2))
    x0, top, x1, bottom = cell.source.bbox or (0, 0, 0, 0)
    assert cell.source.page == 1
    assert 300 < x0 < x1 < 420
    assert 130 < top < bottom < 150


def test_shading_rules_nothing(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.shade(60, 113, 540, 127)
    page.table(XS, 110, ROWS)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert (lattice.rows, lattice.columns) == (3, 4)


def test_a_wrapped_cell_is_one_text(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.page().table([60, 200, 300], 110, [["机关事业单位基本养老保\n险缴费支出", "18,536.8\n8"], ["住房公积金", "3.00"]], height=30)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert [cell.text for cell in lattice.cells] == ["机关事业单位基本养老保险缴费支出", "18,536.88", "住房公积金", "3.00"]


@pytest.mark.parametrize("copies", [2, 3, 5])
def test_bold_printed_again_and_again_is_one_text(tmp_path: Path, copies: int) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.table([60, 200, 300], 110, [["合计", "11,220.00"], ["一", "1"]])
    for copy in range(1, copies):
        page.text(63 + 0.3 * copy, 114, "合计", 9)
        page.text(203 + 0.3 * copy, 114, "11,220.00", 9)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert [cell.text for cell in lattice.cells][:2] == ["合计", "11,220.00"]


def test_a_slanted_watermark_is_no_text(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.table(XS, 110, ROWS)
    page.text(150, 200, "仅供内部审核", 30, turned=True)
    document = read(pdf.save(tmp_path))
    assert "仅" not in "".join(texts(document))
    assert [note.code for note in document.notes] == ["slanted_text_removed"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_may_be_displayed_turned(tmp_path: Path, rotate: int) -> None:
    """What is drawn upright and displayed lying is read as it is drawn; `turn` says how it lies."""
    pdf = Pdf()
    page = pdf.page(rotate=rotate)
    page.text(60, 60, "2024年部门收入预算总表")
    page.table(XS, 110, ROWS)
    (found,) = read(pdf.save(tmp_path)).pages
    assert found.turn == rotate // 90
    assert found.lines[0].text.strip() == "2024年部门收入预算总表"
    assert [cell.text for cell in found.lattices[0].cells][:4] == ["科目编码", "科目名称", "合计", "财政拨款收入"]


def test_the_row_that_the_end_of_a_page_cut_is_read(tmp_path: Path) -> None:
    """The upright rulings go on above the first level one."""
    pdf = Pdf()
    page = pdf.page()
    for x in (60, 200, 300):
        page.ruling(x, 40, x, 100)
    for y in (60, 80, 100):
        page.ruling(60, y, 300, y)
    for top, label, figure in ((44, "电费", "235.00"), (64, "邮电费", "105.00"), (84, "差旅费", "265.00")):
        page.text(65, top, label)
        page.text(205, top, figure)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert [cell.text for cell in lattice.cells] == ["电费", "235.00", "邮电费", "105.00", "差旅费", "265.00"]


def test_page_numbers_and_running_titles_are_set_aside(tmp_path: Path) -> None:
    pdf = Pdf()
    for number in range(1, 5):
        page = pdf.page()
        page.text(200, 30, "某市某局2024年部门预算")
        page.text(60, 300, f"第{number}段文字，说明情况。")
        page.text(280, 810, f"- {number + 6} -")
    document = read(pdf.save(tmp_path))
    assert [page.printed for page in document.pages] == [7, 8, 9, 10]
    assert texts(document, 2) == ["第2段文字，说明情况。"]
    assert {note.code for note in document.notes} == {"page_number_removed", "running_title_removed"}


def test_a_title_that_every_page_repeats_stays(tmp_path: Path) -> None:
    pdf = Pdf()
    for _ in range(4):
        page = pdf.page()
        page.text(200, 30, "收入总体情况表")
        page.table(XS, 110, ROWS)
    document = read(pdf.save(tmp_path))
    assert all(texts(document, number)[0] == "收入总体情况表" for number in range(1, 5))


def test_a_number_in_a_table_at_the_edge_is_no_page_number(tmp_path: Path) -> None:
    pdf = Pdf()
    for number in range(1, 5):
        pdf.page().table([60, 200, 300], 790, [["项目", "个数"], ["合计", str(number)]])
    document = read(pdf.save(tmp_path))
    assert [page.printed for page in document.pages] == [None] * 4


def test_personal_data_is_in_no_line_and_no_cell_and_its_place_is_known(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 60, "经办人：张三丰  联系电话：13912345678")
    page.table([60, 200, 400], 110, [["经办人：李四光", "电话：0351-1234567"], ["合计", "12.00"]])
    (found,) = read(pdf.save(tmp_path)).pages
    everything = "".join([*found.masked, *(line.text for line in found.lines), *(cell.text for cell in found.lattices[0].cells)])
    assert not any(secret in everything for secret in ("张三丰", "李四光", "13912345678", "1234567"))
    assert any(60 < box[0] < 300 and 55 < box[1] < 75 for box in found.hidden)
    assert any(60 < box[0] < 200 and 110 < box[1] < 130 for box in found.hidden)


def test_text_boxes_out_of_order_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 200, "二、支出情况")
    page.text(200, 100, "2024年收入。")
    page.text(60, 100, "一、收入情况")
    assert texts(read(pdf.save(tmp_path))) == ["一、收入情况  2024年收入。", "二、支出情况"]


def test_a_figure_that_runs_over_a_border_is_said(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.table([60, 120, 180], 110, [["合计", "基本支出"], ["", ""]])
    page.text(92, 134, "107.000000", 9)
    (lattice,) = read(pdf.save(tmp_path)).pages[0].lattices
    assert [note.code for note in lattice.notes] == ["figure_over_border"]


def test_text_that_nobody_sees_is_no_text(tmp_path: Path) -> None:
    """A program recognised it under a scanned picture: its figures are nobody's."""
    pdf = Pdf()
    page = pdf.page()
    page.text(60, 60, "收入总计 12.00 万元")
    page.text(60, 90, "支出总计 99.00 万元", unseen=True)
    document = read(pdf.save(tmp_path))
    assert texts(document) == ["收入总计 12.00 万元"]
    assert [(note.level, note.code) for note in document.notes] == [("warning", "unseen_text")]


TABLE = (60, 110, 300, 150)


def drawn_table() -> tuple[Pdf, PdfPage]:
    pdf = Pdf()
    page = pdf.page()
    page.table([60, 180, 300], 110, [["项目", "金额"], ["电费", "12.00"]])
    return pdf, page


def test_text_outside_of_the_area_of_its_table_is_no_text(tmp_path: Path) -> None:
    """A merged cell that goes on over pages is painted whole on each, and cut off."""
    pdf, page = drawn_table()
    page.text(63, 80, "为保障", 9, within=TABLE)
    page.text(63, 155, "正常运转", 9, within=TABLE)
    page.text(63, 90, "单位：万元", 9)
    document = read(pdf.save(tmp_path))
    assert texts(document) == ["单位：万元", "项目  金额", "电费  12.00"]
    assert [line.text.strip() for line in document.pages[0].cut] == ["为保障", "正常运转"]
    assert [(note.level, note.code) for note in document.notes] == [("info", "cut_text")]


def test_what_is_cut_off_below_a_title_in_the_frame_of_its_table_is_no_text(tmp_path: Path) -> None:
    """The head that each page repeats is as high as its title too; what it hides is no part of it, and of no other column."""
    pdf = Pdf()
    page = pdf.page()
    for top, row in ((40, ["项目支出表", None]), (60, ["单位：万元", None]), (80, ["项目", "金额"]), (120, ["电费", "12.00"])):
        page.table([60, 180, 300], top, [row], height=40 if top == 80 else 20)
    page.text(63, 106, "为保障", 9, within=(55, 120, 305, 145))
    page.text(183, 108, "99.00", 9, within=(55, 120, 305, 145))
    document = read(pdf.save(tmp_path))
    assert texts(document) == ["项目支出表", "单位：万元", "项目  金额", "电费  12.00"]
    assert [line.text.strip() for line in document.pages[0].cut] == ["为保障  99.00"]


def test_a_line_cut_in_two_is_of_the_page_that_shows_its_middle(tmp_path: Path) -> None:
    pdf, page = drawn_table()
    page.text(63, 80, "为保障", 9, within=TABLE)
    page.text(183, 107, "上半", 9, within=TABLE)
    page.text(183, 103, "下半", 9, within=TABLE)
    document = read(pdf.save(tmp_path))
    assert [line.text.strip() for line in document.pages[0].cut] == ["为保障", "下半"]


def test_the_point_of_a_figure_is_cut_off_with_its_digits(tmp_path: Path) -> None:
    """It stands lower than they do: still within the area, of which the digits are just out."""
    pdf, page = drawn_table()
    page.text(63, 80, "为保障", 9, within=TABLE)
    page.text(183, 103.5, "167.9", 9, within=TABLE)
    document = read(pdf.save(tmp_path))
    assert [line.text.strip() for line in document.pages[0].cut] == ["为保障", "167.9"]


def test_a_name_too_long_for_its_cell_is_whole(tmp_path: Path) -> None:
    pdf, page = drawn_table()
    page.text(63, 80, "为保障", 9, within=TABLE)
    page.text(83, 134, "（含办公区电费）", 9, within=(60, 130, 100, 150))
    document = read(pdf.save(tmp_path))
    assert "电费（含办公区电费）" in "".join(texts(document)).replace(" ", "")


def test_text_off_the_page_is_no_text(tmp_path: Path) -> None:
    pdf, page = drawn_table()
    page.text(63, -30, "本页以外 99.00", 9)
    document = read(pdf.save(tmp_path))
    assert texts(document) == ["项目  金额", "电费  12.00"]
    assert [line.text.strip() for line in document.pages[0].cut] == ["本页以外 99.00"]


def test_a_table_wider_than_the_text_does_not_indent_it(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    for at, text in enumerate(("序号", "培训名称", "人数", "金额", "备注")):
        page.text(30 + 115 * at, 100, text)
    for at in range(3):
        page.text(60, 140 + 20 * at, "本部门当年一般公共预算培训费预算支出用于举办各类业务培训班次，增长的主要原因是培训任务增加")
    lines = read(pdf.save(tmp_path)).pages[0].lines
    assert [line.text.startswith("\u3000") for line in lines] == [False] * 4


def test_the_head_of_a_table_without_rulings_that_every_page_repeats_stays(tmp_path: Path) -> None:
    """Things beside each other at the top of pages are no running title, nor is the known head over them."""
    pdf = Pdf()
    for number in range(1, 5):
        page = pdf.page()
        page.text(200, 20, "某市某局2024年部门预算")
        page.text(300, 40, "财政拨款")
        for x, text in zip((60, 200, 300, 400), ("某项资金使用单位", "小计", "一般公共预算", "政府性基金预算"), strict=True):
            page.text(x, 60, text)
        page.text(60, 300, f"第{number}段文字，说明情况。")
    document = read(pdf.save(tmp_path))
    assert [line.text.split() for line in document.pages[2].lines][:2] == [
        ["财政拨款"],
        ["某项资金使用单位", "小计", "一般公共预算", "政府性基金预算"],
    ]
    assert [line.text.strip() for line in document.pages[2].furniture] == ["某市某局2024年部门预算"]
