"""Tables without rulings, or ruled in part, on pages that the tests draw: what stands under what is told by where it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.grids import find_grids
from ingest.lines import to_lines
from ingest.paragraphs import read_paragraphs
from ingest.readers import read
from ingest.recognise import recognise
from ingest.shapes import Note, Table
from tests.ingest.pdfs import Pdf, PdfPage

SIZE = 9
XS = (50, 120, 290, 370, 450, 530)
HEAD = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (
    ("201", "一般公共服务支出", "1,200.00", "700.00", "500.00"),
    ("20103", "政府办公厅及相关机构事务", "1,200.00", "700.00", "500.00"),
    ("208", "社会保障和就业支出", "34.50", "34.50", ""),
    ("", "合计", "1,234.50", "734.50", "500.00"),
)
READ = [
    ("201", "一般公共服务支出", ["1,200.00", "700.00", "500.00"]),
    ("20103", "政府办公厅及相关机构事务", ["1,200.00", "700.00", "500.00"]),
    ("208", "社会保障和就业支出", ["34.50", "34.50"]),
    (None, "合计", ["1,234.50", "734.50", "500.00"]),
]


def read_tables(pdf: Pdf, folder: Path) -> tuple[list[Table], list[Note]]:
    results = [to_lines(recognise(grid), grid) for grid in find_grids(read(pdf.save(folder)).pages)]
    return [table for table, _ in results], [note for _, notes in results for note in notes]


def caption(page: PdfPage, title: str = "2024年部门支出预算总表", top: float = 60) -> None:
    page.text(180, top, title, 14)
    page.text(50, top + 25, "编制部门：某市某局")
    page.text(440, top + 25, "单位：万元")


def width(text: str, size: float = SIZE) -> float:
    return sum(size if unicodedata.east_asian_width(letter) in "WF" else size / 2 for letter in text)


def right(page: PdfPage, x: float, top: float, text: str) -> None:
    page.text(x - 3 - width(text), top, text, SIZE)


def centred(page: PdfPage, x0: float, x1: float, top: float, text: str) -> None:
    page.text((x0 + x1 - width(text)) / 2, top, text, SIZE)


def heads(page: PdfPage, top: float = 110, texts: Sequence[str] = HEAD, xs: Sequence[float] = XS) -> None:
    for x0, x1, text in zip(xs, xs[1:], texts, strict=False):
        centred(page, x0, x1, top, text)


def row(page: PdfPage, top: float, texts: Sequence[str], xs: Sequence[float] = XS, *, figures: int = 2) -> None:
    """Names at the left of their cells, figures, from the column of that number on, at the right; names may have several lines."""
    for at, text in enumerate(texts):
        if at >= figures:
            right(page, xs[at + 1], top, text)
            continue
        lines = text.split("\n")
        for number, line in enumerate(lines):
            page.text(xs[at] + 3, top + 12 * (number - (len(lines) - 1) / 2), line, SIZE)


def body(page: PdfPage, top: float = 134, rows: Sequence[Sequence[str]] = ROWS, step: float = 20) -> None:
    for at, texts in enumerate(rows):
        row(page, top + step * at, texts)


def figures(table: Table) -> list[tuple[str | None, str, list[str]]]:
    return [(line.code, line.label, [amount.printed for amount in line.amounts]) for line in table.lines]


def warnings(notes: Sequence[Note]) -> list[str]:
    return [note.code for note in notes if note.level == "warning"]


def levels(page: PdfPage, tops: Sequence[float], x0: float = XS[0], x1: float = XS[-1]) -> None:
    for top in tops:
        page.ruling(x0, top, x1, top)


def uprights(page: PdfPage, xs: Sequence[float], top: float = 104, bottom: float = 210) -> None:
    for x in xs:
        page.ruling(x, top, x, bottom)


BORDERS = (104, 128, 148, 168, 188, 210)


@pytest.mark.parametrize(
    ("level", "upright"),
    [
        pytest.param((), (), id="no rulings"),
        pytest.param(BORDERS, (), id="no uprights"),
        pytest.param((128,), (), id="a rule under the head"),
        pytest.param((104, 128, 210), (), id="three rules"),
        pytest.param((104, 210), (XS[0], XS[-1]), id="a frame"),
        pytest.param(BORDERS, (XS[0], XS[-1]), id="a frame and levels"),
        pytest.param(BORDERS, XS[1:-1], id="open sides"),
        pytest.param(BORDERS, (XS[0], XS[2], XS[-1]), id="some uprights"),
        pytest.param((104, 210), XS, id="a frame and uprights"),
        pytest.param((104, 128, 210), XS, id="a frame, uprights, a rule under the head"),
        pytest.param(BORDERS, XS, id="all rulings"),
    ],
)
def test_the_same_table_whatever_is_ruled(tmp_path: Path, level: Sequence[float], upright: Sequence[float]) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page)
    levels(page, level)
    uprights(page, upright)
    (table,), notes = read_tables(pdf, tmp_path)
    assert (table.schedule, table.title, table.unit, table.pages) == ("expenditure", "2024年部门支出预算总表", "万元", (1,))
    assert [(column.header, column.measure) for column in table.columns] == [
        (("合计",), "total"),
        (("基本支出",), "basic"),
        (("项目支出",), "project"),
    ]
    assert figures(table) == READ
    assert [amount.yuan for amount in table.lines[2].amounts] == [Decimal(345_000), Decimal(345_000)]
    assert warnings(notes) == []


def test_shaded_rows_without_rulings(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    for top in (128, 168):
        page.shade(XS[0], top, XS[-1], top + 20)
    heads(page)
    body(page)
    (table,), notes = read_tables(pdf, tmp_path)
    assert (figures(table), warnings(notes)) == (READ, [])


def test_every_figure_leads_to_its_place(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page)
    (table,), _ = read_tables(pdf, tmp_path)
    box = table.lines[0].amounts[1].source.bbox
    assert table.lines[0].amounts[1].source.page == 1
    assert box is not None
    assert box[0] == pytest.approx(450 - 3 - width("700.00"), abs=1.5)
    assert box[2] == pytest.approx(450 - 3, abs=1.5)
    assert 134 < box[1] < box[3] < 146


def test_names_over_two_lines_belong_to_the_figures_beside_their_middle(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page, rows=ROWS[:2])
    row(page, 180, ("2080505", "机关事业单位基本养老保险缴费支出和\n职业年金缴费支出", "20.00", "20.00", ""))
    row(page, 204, ("210", "卫生健康支出", "", "", ""))
    row(page, 230, ("2101101", "行政单位医疗和公务员医疗补助以及其\n他行政事业单位医疗支出", "14.50", "14.50", ""))
    (table,), notes = read_tables(pdf, tmp_path)
    assert figures(table)[2:] == [
        ("2080505", "机关事业单位基本养老保险缴费支出和职业年金缴费支出", ["20.00", "20.00"]),
        ("210", "卫生健康支出", []),
        ("2101101", "行政单位医疗和公务员医疗补助以及其他行政事业单位医疗支出", ["14.50", "14.50"]),
    ]
    assert warnings(notes) == []


def test_the_first_name_over_two_lines_is_no_head(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    row(page, 144, ("2080505", "机关事业单位基本养老保险缴费支出和\n职业年金缴费支出", "20.00", "20.00", ""))
    body(page, 170)
    (table,), notes = read_tables(pdf, tmp_path)
    assert figures(table)[0] == ("2080505", "机关事业单位基本养老保险缴费支出和职业年金缴费支出", ["20.00", "20.00"])
    assert warnings(notes) == []


def test_a_figure_over_two_lines_is_one(tmp_path: Path) -> None:
    """The parts alone have not the decimals of the other figures: 1,435,216.1 would be a wrong figure."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page)
    page.text(XS[0] + 3, 222, "221", SIZE)
    page.text(XS[1] + 3, 222, "住房保障支出", SIZE)
    right(page, XS[3], 216, "1,435,216.1")
    right(page, XS[3], 228, "7")
    (table,), _ = read_tables(pdf, tmp_path)
    assert figures(table)[-1] == ("221", "住房保障支出", ["1,435,216.17"])
    assert [amount.yuan for amount in table.lines[-1].amounts] == [Decimal("14352161700.00")]


def test_heads_over_heads_stand_over_the_middle_of_theirs(tmp_path: Path) -> None:
    xs = (50, 120, 250, 310, 370, 430, 490, 550)
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年一般公共预算支出表")
    for at, text in ((0, "科目编码"), (1, "科目名称"), (2, "合计"), (6, "项目支出")):
        centred(page, xs[at], xs[at + 1], 119, text)
    centred(page, xs[3], xs[6], 110, "基本支出")
    for at, text in ((3, "小计"), (4, "人员经费"), (5, "公用经费")):
        centred(page, xs[at], xs[at + 1], 128, text)
    for top, texts in (
        (150, ("201", "一般公共服务支出", "12.00", "7.00", "4.00", "3.00", "5.00")),
        (170, ("208", "社会保障和就业支出", "1.00", "1.00", "1.00", "", "")),
    ):
        row(page, top, texts, xs)
    (table,), notes = read_tables(pdf, tmp_path)
    assert [(column.header, column.measure) for column in table.columns] == [
        (("合计",), "total"),
        (("基本支出", "小计"), "basic"),
        (("基本支出", "人员经费"), "basic.personnel"),
        (("基本支出", "公用经费"), "basic.operating"),
        (("项目支出",), "project"),
    ]
    assert figures(table) == [
        ("201", "一般公共服务支出", ["12.00", "7.00", "4.00", "3.00", "5.00"]),
        ("208", "社会保障和就业支出", ["1.00", "1.00", "1.00"]),
    ]
    assert warnings(notes) == []


def test_a_head_that_stands_over_the_middle_of_nothing_is_said(tmp_path: Path) -> None:
    xs = (50, 120, 250, 310, 370, 430, 490, 550)
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年一般公共预算支出表")
    for at, text in ((0, "科目编码"), (1, "科目名称")):
        centred(page, xs[at], xs[at + 1], 119, text)
    page.text(xs[2] + 2, 110, "基本支出", SIZE)
    page.text(xs[3] + 2, 110, "项目支出", SIZE)
    for at, text in ((2, "小计"), (3, "人员经费"), (4, "公用经费"), (5, "小计"), (6, "其他")):
        centred(page, xs[at], xs[at + 1], 128, text)
    for top, code in ((150, "201"), (170, "208")):
        row(page, top, (code, "某项支出", "7.00", "4.00", "3.00", "5.00", "5.00"), xs)
    _, notes = read_tables(pdf, tmp_path)
    assert "unsure_head" in warnings(notes)


def test_a_blank_column_is_told_by_its_head(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page, rows=[(code, name, total, "", total) for code, name, total, *_ in ROWS])
    (table,), _ = read_tables(pdf, tmp_path)
    assert [(amount.column, amount.printed) for amount in table.lines[0].amounts] == [(0, "1,200.00"), (2, "1,200.00")]


def test_two_sides_beside_each_other(tmp_path: Path) -> None:
    xs = (40, 200, 290, 460, 550)
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门收支预算总表")
    centred(page, xs[0], xs[2], 110, "收  入")
    centred(page, xs[2], xs[4], 110, "支  出")
    heads(page, 128, ("项目", "预算数", "项目", "预算数"), xs)
    for top, texts in (
        (150, ("一、一般公共预算拨款收入", "1,200.00", "一、一般公共服务支出", "1,200.00")),
        (168, ("二、政府性基金预算拨款收入", "", "二、社会保障和就业支出", "34.50")),
        (186, ("三、其他收入", "34.50", "三、卫生健康支出", "")),
        (204, ("收入总计", "1,234.50", "支出总计", "1,234.50")),
    ):
        for at, text in enumerate(texts):
            if at % 2:
                right(page, xs[at + 1], top, text)
            else:
                page.text(xs[at] + 3, top, text, SIZE)
    (table,), notes = read_tables(pdf, tmp_path)
    assert [(line.side, line.label, [amount.printed for amount in line.amounts]) for line in table.lines] == [
        ("income", "一、一般公共预算拨款收入", ["1,200.00"]),
        ("expenditure", "一、一般公共服务支出", ["1,200.00"]),
        ("income", "二、政府性基金预算拨款收入", []),
        ("expenditure", "二、社会保障和就业支出", ["34.50"]),
        ("income", "三、其他收入", ["34.50"]),
        ("expenditure", "三、卫生健康支出", []),
        ("income", "收入总计", ["1,234.50"]),
        ("expenditure", "支出总计", ["1,234.50"]),
    ]
    assert warnings(notes) == []


@pytest.mark.parametrize("again", [True, False])
def test_a_table_goes_on_over_pages(tmp_path: Path, *, again: bool) -> None:
    """Under its head printed again, or with nothing but figures that fit its columns; what stands behind it is text."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page, rows=ROWS[:2])
    page = pdf.page()
    if again:
        heads(page, 60)
    body(page, 84, rows=ROWS[2:])
    page.text(70, 140, "第三部分  名词解释", 14)
    page.text(70, 170, "一、财政拨款收入：指本级财政当年拨付的资金，包括一般公共预算和政府性基金。")
    (table,), notes = read_tables(pdf, tmp_path)
    assert (table.pages, figures(table), warnings(notes)) == ((1, 2), READ, [])


def test_figures_on_the_next_page_that_do_not_fit_are_said(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page, rows=ROWS[:2])
    page = pdf.page()
    for top in (60, 80):
        page.text(53, top, "208", SIZE)
        for x in (180, 300, 420):
            page.text(x, top, "123,456,789.00", SIZE)
    (table,), notes = read_tables(pdf, tmp_path)
    assert table.pages == (1,)
    assert [(note.code, note.source.page) for note in notes if note.level == "warning"] == [("no_rulings", 2)]


def test_where_heads_and_columns_do_not_belong_together_no_figure_is_taken(tmp_path: Path) -> None:
    """One head over names and figures: nobody knows what the figures mean."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page, texts=("科目编码", "", "", "合计", "项目支出"))
    body(page)
    (table,), notes = read_tables(pdf, tmp_path)
    assert (table.title, table.lines) == ("2024年部门支出预算总表", ())
    assert warnings(notes) == ["no_rulings"]


def test_a_list_of_targets_is_left_alone(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年项目支出绩效目标表")
    heads(page)
    body(page)
    (table,), notes = read_tables(pdf, tmp_path)
    assert table.lines == ()
    assert warnings(notes) == ["no_rulings"]


def test_running_text_and_contents_are_no_tables(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(250, 50, "目  录", 14)
    for at, text in enumerate(("2024年部门收支预算总表", "2024年部门支出预算总表", "2024年部门“三公”经费支出表")):
        page.text(60, 80 + 20 * at, f"{at + 1}. {text} ................................ {at + 3}")
    page = pdf.page()
    page.text(60, 50, "二、2024年部门支出预算总表情况说明")
    for at, text in enumerate(
        (
            "2024年支出合计1,234.50万元，其中：基本支出734.50万元，项目支出",
            "500.00 万元，比上年增加 34.50 万元，增长 2.88 %，主要原因是人员增加。",
            "（一）一般公共服务支出 1,200.00 万元；（二）社会保障和就业支出 34.50 万元。",
            "单位：某市某局    合计    12    基本支出    34",
        )
    ):
        page.text(60, 80 + 20 * at, text)
    document = read(pdf.save(tmp_path))
    grids = find_grids(document.pages)
    assert [cell for grid in grids for line in grid.body for cell in line] == []
    text = "".join(paragraph.text for paragraph in read_paragraphs(document.pages, grids, ()))
    assert "项目支出500.00 万元，比上年增加 34.50 万元" in text


def test_two_tables_under_each_other_are_two(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    heads(page)
    body(page)
    caption(page, "2024年一般公共预算支出表", 260)
    heads(page, 310)
    body(page, 334, ROWS[:1])
    (first, second), notes = read_tables(pdf, tmp_path)
    assert (first.schedule, second.schedule) == ("expenditure", "general_expenditure")
    assert (figures(first), figures(second)) == (READ, READ[:1])
    assert warnings(notes) == []


def test_a_lattice_whose_cells_hold_several_figures_is_said(tmp_path: Path) -> None:
    """Ruled in part, and no heads that say more: the figures are not taken for one."""
    pdf = Pdf()
    page = pdf.page()
    levels(page, (104, 128, 148, 168))
    uprights(page, (XS[0], XS[-1]), bottom=168)
    for top in (110, 134, 154):
        row(page, top, ("", "", "12.00", "5.00", "7.00"))
    _, notes = read_tables(pdf, tmp_path)
    assert "ruled_in_part" in warnings(notes)
