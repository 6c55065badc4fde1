"""Ruled tables on pages that the tests draw → tables with heads, codes, labels, figures: one fixed fault of the corpus a test."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ingest.grids import find_grids
from ingest.lines import to_lines
from ingest.readers import read
from ingest.recognise import recognise
from ingest.shapes import Note, Table
from tests.ingest.pdfs import Pdf, PdfPage

HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
XS = [50, 110, 260, 340, 420, 500]


def tables(pdf: Pdf, folder: Path) -> tuple[list[Table], list[Note]]:
    results = [to_lines(recognise(grid), grid) for grid in find_grids(read(pdf.save(folder)).pages)]
    return [table for table, _ in results], [note for _, notes in results for note in notes]


def caption(page: PdfPage, title: str = "2024年部门支出预算总表", unit: str = "单位：元") -> None:
    page.text(180, 60, title, 14)
    page.text(50, 85, "编制部门：某市某局")
    page.text(440, 85, unit)


def figures(table: Table) -> list[tuple[str | None, str, list[str]]]:
    return [(line.code, line.label, [amount.printed for amount in line.amounts]) for line in table.lines]


def test_title_unit_heads_and_rows(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "1,200", "0", "1,200"], ["合计", None, "1,200", "0", "1,200"]])
    (table,), notes = tables(pdf, tmp_path)
    assert (table.schedule, table.title, table.unit, table.pages) == ("expenditure", "2024年部门支出预算总表", "元", (1,))
    assert [(column.header, column.measure) for column in table.columns] == [
        (("合计",), "total"),
        (("基本支出",), "basic"),
        (("项目支出",), "project"),
    ]
    assert figures(table) == [("201", "一般公共服务支出", ["1,200", "0", "1,200"]), (None, "合计", ["1,200", "0", "1,200"])]
    assert notes == []


def test_a_table_over_pages_is_one_table(tmp_path: Path) -> None:
    """With a head on the first page only; on the last one nothing but a 合计 that is merged over codes and names."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "700", "0", "700"]])
    pdf.page().table(XS, 60, [["208", "社会保障和就业支出", "500", "500", "0"]])
    pdf.page().table(XS, 60, [["合计", None, "1,200", "500", "700"]])
    (table,), notes = tables(pdf, tmp_path)
    assert table.pages == (1, 2, 3)
    assert [row[1] for row in figures(table)] == ["一般公共服务支出", "社会保障和就业支出", "合计"]
    assert figures(table)[2] == (None, "合计", ["1,200", "500", "700"])
    assert notes == []


def test_a_head_that_a_page_break_cuts_in_two_is_one_head(tmp_path: Path) -> None:
    """The upper half stands under the title at the foot of a page: it is no empty table, and what follows overleaf is no nameless one."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年财政拨款收支总表")
    page.table([50, 275, 500], 110, [["收入", "支出"]])
    rows = [["项目", "金额", "项目", "金额"], ["一、一般公共预算", "700", "一、基本支出", "300"], ["收入合计", "700", "支出合计", "700"]]
    pdf.page().table([50, 170, 275, 400, 500], 60, rows)
    (table,), notes = tables(pdf, tmp_path)
    assert (table.schedule, table.unit, table.pages) == ("fiscal_summary", "元", (1, 2))
    assert [(line.side, line.label, [amount.printed for amount in line.amounts]) for line in table.lines] == [
        ("income", "一、一般公共预算", ["700"]),
        ("expenditure", "一、基本支出", ["300"]),
        ("income", "收入合计", ["700"]),
        ("expenditure", "支出合计", ["700"]),
    ]
    assert notes == []


def test_a_titled_head_overleaf_begins_another_table(tmp_path: Path) -> None:
    """A head alone at the foot of a page is an empty table where the next one has a caption of its own."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年财政拨款收支总表")
    page.table([50, 275, 500], 110, [["收入", "支出"]])
    page = pdf.page()
    caption(page)
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "700", "0", "700"]])
    found, _ = tables(pdf, tmp_path)
    assert [(table.schedule, len(table.lines)) for table in found] == [("fiscal_summary", 0), ("expenditure", 1)]


def test_the_gap_of_a_double_ruling_is_no_row(tmp_path: Path) -> None:
    """Rows 3 points high, between rulings drawn twice: a name merged from within one names the first row below it."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年收入预算总表")
    for y in (110, 130, 150, 153, 170, 173, 190):
        page.ruling(50 if y in (110, 130, 150, 190) else 200, y, 500, y)
    for x in (50, 200, 350, 500):
        page.ruling(x, 110 if x != 200 else 150, x, 190)
    for x, y, text in (
        (60, 115, "项目名称"),
        (360, 115, "金额"),
        (60, 135, "收入总计"),
        (360, 135, "700"),
        (60, 165, "一般公共预算资金"),
        (210, 156, "小计"),
        (360, 156, "700"),
        (210, 176, "专项收入"),
    ):
        page.text(x, y, text)
    (table,), notes = tables(pdf, tmp_path)
    assert figures(table) == [(None, "收入总计", ["700"]), (None, "一般公共预算资金", ["700"]), (None, "专项收入", [])]
    assert notes == []


def test_heads_and_titles_that_each_page_repeats_are_no_rows(tmp_path: Path) -> None:
    pdf = Pdf()
    for code, name in (("201", "一般公共服务支出"), ("208", "社会保障和就业支出")):
        page = pdf.page()
        caption(page)
        page.table(XS, 110, [HEAD, [code, name, "700", "0", "700"]])
    (table,), _ = tables(pdf, tmp_path)
    assert figures(table) == [("201", "一般公共服务支出", ["700", "0", "700"]), ("208", "社会保障和就业支出", ["700", "0", "700"])]


def test_text_over_a_table_without_a_head_begins_another_one(tmp_path: Path) -> None:
    """Figures that stand under a sentence are none of the table before: without a head nobody knows what they mean."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "700", "0", "700"]])
    second = pdf.page()
    second.text(50, 40, "以下为另一事项，说明如下。")
    second.table(XS, 60, [["208", "社会保障和就业支出", "500", "500", "0"]])
    found, notes = tables(pdf, tmp_path)
    assert [len(table.lines) for table in found] == [1, 1]
    assert "no_head" in {note.code for note in notes}


def test_codes_in_three_columns_and_a_short_part(tmp_path: Path) -> None:
    """Heads over two rows; a 款 printed as 2 is 02."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门一般公共预算支出功能分类预算表")
    xs = [50, 80, 110, 140, 260, 340, 420, 500]
    rows: list[list[str | None]] = [
        ["项目", None, None, None, "一般公共预算支出", None, None],
        ["类", "款", "项", "功能分类科目名称", "合计", "基本支出", "项目支出"],
        ["201", "", "", "一般公共服务支出", "900", "0", "900"],
        ["201", "2", "", "政协事务", "900", "0", "900"],
        ["201", "2", "01", "行政运行", "900", "0", "900"],
    ]
    page.table(xs, 110, rows)
    (table,), _ = tables(pdf, tmp_path)
    assert [(line.code, line.label, line.level) for line in table.lines] == [
        ("201", "一般公共服务支出", 1),
        ("20102", "政协事务", 2),
        ("2010201", "行政运行", 3),
    ]
    assert table.columns[1].header == ("一般公共预算支出", "基本支出")


def test_of_a_code_only_the_lowest_part_may_be_printed(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    xs = [50, 80, 110, 140, 260, 340, 420, 500]
    rows: list[list[str | None]] = [
        ["类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"],
        ["205", "", "", "教育支出", "4.44", "4.44", "0"],
        ["", "08", "", "进修及培训", "4.44", "4.44", "0"],
        ["", "", "03", "培训支出", "4.44", "4.44", "0"],
        ["208", "", "", "社会保障和就业支出", "1", "1", "0"],
        ["", "05", "", "行政事业单位养老支出", "1", "1", "0"],
    ]
    page.table(xs, 110, rows)
    (table,), _ = tables(pdf, tmp_path)
    assert [line.code for line in table.lines] == ["205", "20508", "2050803", "208", "20805"]


def test_a_row_with_three_classifications(tmp_path: Path) -> None:
    """The code is that of the functional one, the name the most specific; all three are told."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "预算03表 支出总表", "金额单位：万元")
    head = ["支出功能分类科目", "政府支出经济分类科目", "部门支出经济分类科目", "合计", "基本支出"]
    page.table(
        [50, 150, 250, 350, 430, 510],
        110,
        [head, ["2013601-行政运行", "50101-工资奖金津补贴", "30101-基本工资", "151.992000", "151.992000"]],
    )
    (table,), _ = tables(pdf, tmp_path)
    (line,) = table.lines
    assert (table.number, line.code, line.label) == ("预算03表", "2013601", "基本工资")
    assert [(code.system, code.code, code.label) for code in line.codes] == [
        ("function", "2013601", "行政运行"),
        ("economic_department", "30101", "基本工资"),
        ("economic_government", "50101", "工资奖金津补贴"),
    ]


def test_two_sides_one_of_them_with_two_blocks(tmp_path: Path) -> None:
    """收入 stands over one block, 支出 over two; a label merged over several of them belongs to the last."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "收支总表", "单位：万元")
    rows: list[list[str | None]] = [
        ["收入", None, "支出", None, None, None],
        ["项目", "预算数", "项目（按功能分类）", "预算数", "支出用途", "预算数"],
        ["一、财政拨款", "9.00", "一、一般公共服务支出", "6.00", "一、基本支出", "5.00"],
        ["收入合计", "9.00", "支出合计", None, None, "9.00"],
    ]
    page.table([50, 150, 210, 320, 380, 470, 540], 110, rows)
    (table,), _ = tables(pdf, tmp_path)
    assert [(line.side, line.label, [amount.printed for amount in line.amounts]) for line in table.lines] == [
        ("income", "一、财政拨款", ["9.00"]),
        ("expenditure", "一、一般公共服务支出", ["6.00"]),
        ("expenditure", "一、基本支出", ["5.00"]),
        ("income", "收入合计", ["9.00"]),
        ("expenditure", "支出合计", ["9.00"]),
    ]


def test_title_and_unit_within_the_rulings(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    rows: list[list[str | None]] = [
        ["预算10表 政府采购预算明细表", None],
        ["", "金额单位：万元"],
        ["采购类别", "金额"],
        ["A-货物", "18.690000"],
        ["合 计", "18.690000"],
    ]
    page.table([80, 400, 540], 100, rows)
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.unit) == ("procurement", "万元")
    assert [(line.label, line.amounts[0].printed, line.amounts[0].yuan) for line in table.lines] == [
        ("A-货物", "18.690000", line_yuan := table.lines[0].amounts[0].yuan),
        ("合 计", "18.690000", line_yuan),
    ]
    assert str(line_yuan) == "186900.00"


def test_the_unit_of_rows_is_merged_over_their_years(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page, "财政拨款“三公”经费支出表", "单位：万元")
    xs = [50, 180, 260, 340, 430, 520]
    head = ["预算单位", "年度", "因公出国（境）费", "公务接待费", "公务用车购置及运行维护费"]
    bottom = page.table(xs, 110, [head])
    page.table(xs[1:], bottom, [["2025年", "1.00", "2.00", "3.00"], ["2026年", "1.50", "2.00", "3.00"]])
    page.ruling(50, bottom, 50, bottom + 40)
    page.ruling(50, bottom + 40, 180, bottom + 40)
    page.text(53, bottom + 14, "某市某局（本级）", 9)
    (table,), _ = tables(pdf, tmp_path)
    assert [(line.year, line.label, line.organisation) for line in table.lines] == [
        (2025, "2025年", (None, "某市某局（本级）")),
        (2026, "2026年", (None, "某市某局（本级）")),
    ]


def test_rows_that_number_the_columns_are_no_figures(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    numbers = ["栏次", None, "1=2+3", "2", "3"]
    page.table(XS, 110, [HEAD, numbers, ["201", "一般公共服务支出", "700", "0", "700"]])
    (table,), _ = tables(pdf, tmp_path)
    assert figures(table) == [("201", "一般公共服务支出", ["700", "0", "700"])]


def test_an_empty_table_with_its_note(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门政府性基金预算支出功能分类预算表")
    bottom = page.table(XS, 110, [HEAD, ["合计", None, "", "", ""]])
    page.text(50, bottom + 10, "注：本部门2024年没有政府性基金预算，本表无数据。")
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.no_data) == ("fund_expenditure", True)
    assert [amount for line in table.lines for amount in line.amounts] == []


def test_a_title_over_two_lines_is_one(tmp_path: Path) -> None:
    """The second line alone would name another table: 支出决算表 is not the one of 一般公共预算财政拨款."""
    pdf = Pdf()
    page = pdf.page()
    page.text(150, 50, "2024年度某市某局一般公共预算财政拨款", 14)
    page.text(241, 68, "支出决算表", 14)
    page.text(440, 90, "单位：万元")
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "7.00", "0.00", "7.00"]])
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.title) == ("general_expenditure", "2024年度某市某局一般公共预算财政拨款支出决算表")


def test_what_stands_in_brackets_under_a_title_belongs_to_it_on_every_page(tmp_path: Path) -> None:
    pdf = Pdf()
    for number, (code, name) in enumerate((("301", "工资福利支出"), ("302", "商品和服务支出"))):
        page = pdf.page()
        if number == 0:
            page.text(50, 40, "表6")
        page.text(180, 50, "2022年部门综合预算一般公共预算支出明细表", 12)
        page.text(230, 68, "（按经济分类科目分）", 12)
        page.text(440, 90, "单位：万元")
        page.table(XS, 110, [HEAD, [code, name, "7.00", "0.00", "7.00"]])
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.number, table.pages, len(table.lines)) == ("general_economic", "表6", (1, 2), 2)


def test_a_table_without_rulings_and_known_heads_is_said_and_its_figures_are_left_alone(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    for top, row in ((110, ["甲", "乙", "丙", "丁", "戊"]), (130, ["201", "一般公共服务支出", "700", "0", "700"])):
        for x, text in zip(XS, row, strict=False):
            page.text(x, top, text)
    (table,), notes = tables(pdf, tmp_path)
    assert table.lines == ()
    assert [(note.level, note.code) for note in notes if note.level == "warning"] == [("warning", "no_rulings")]


def test_a_unit_broken_over_two_lines(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(180, 60, "2024年部门支出预算总表", 14)
    page.text(440, 80, "单位：万")
    page.text(50, 94, "编制部门：某市某局")
    page.text(440, 94, "元")
    page.table(XS, 110, [HEAD, ["201", "一般公共服务支出", "7.00", "0.00", "7.00"]])
    (table,), _ = tables(pdf, tmp_path)
    assert table.unit == "万元"


def test_a_unit_whose_end_fell_into_the_head_below_it_is_the_units(tmp_path: Path) -> None:
    """单位：万 is wrapped over the table, its 元 lies on the border."""
    pdf = Pdf()
    page = pdf.page()
    page.text(180, 60, "2024年部门支出预算总表", 14)
    page.text(344, 98, "单位：万", 9)
    page.table([60, 180, 340, 420], 112, [["科目编码", "科目名称", ""]], height=30)
    page.text(371, 108, "元", 9)
    page.text(344, 124, "预算金额", 9)
    page.table([60, 180, 340, 420], 142, [["201", "一般公共服务支出", "7.00"]])
    (table,), notes = tables(pdf, tmp_path)
    assert (table.unit, [column.header for column in table.columns]) == ("万元", [("预算金额",)])
    assert [(amount.printed, amount.yuan) for amount in table.lines[0].amounts] == [("7.00", Decimal(70000))]
    assert notes == []


def test_names_beside_the_one_of_the_row_are_kept(tmp_path: Path) -> None:
    """The unit of a row is its organisation; a name that the row is not called by is a text of it."""
    pdf = Pdf()
    page = pdf.page()
    page.text(180, 60, "2024年重点项目预算情况表", 14)
    head = ["二级预算单位名称", "一级项目名称", "项目负责处室名称", "预算数（万元）"]
    page.table([50, 160, 270, 380, 500], 110, [head, ["某市某局", "公园养护", "某处", "7.00"], ["某市某局", "展览", "某处", "8.00"]])
    (table,), _ = tables(pdf, tmp_path)
    assert [(line.label, line.organisation) for line in table.lines] == [("公园养护", (None, "某市某局")), ("展览", (None, "某市某局"))]
    assert [line.texts for line in table.lines] == [(("项目负责处室名称", "某处"),)] * 2


def test_a_blank_column_under_an_unknown_head_between_figures_is_one(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table(XS, 110, [["科目编码", "科目名称", "合计", "上年实户资金余额", "其他收入"], ["201", "一般公共服务支出", "7", "", "7"]])
    (table,), _ = tables(pdf, tmp_path)
    assert [(column.index, column.header) for column in table.columns] == [(0, ("合计",)), (1, ("上年实户资金余额",)), (2, ("其他收入",))]
    assert [(amount.column, amount.printed) for amount in table.lines[0].amounts] == [(0, "7"), (2, "7")]


def test_an_empty_table_may_say_so_in_its_second_remark(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年度财政拨款“三公”经费支出决算表")
    page.table(XS[:4], 110, [["合计", "公务接待费", "因公出国（境）费"], ["", "", ""]])
    page.text(50, 160, "注：本表反映部门本年度“三公”经费支出情况。")
    page.text(50, 180, "说明：某局本年度没有“三公”经费支出，故本表无数据。")
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.no_data, len(table.remarks)) == ("three_public", True, 2)


def test_a_merged_cell_painted_whole_on_both_pages_does_not_part_a_table(tmp_path: Path) -> None:
    """Over the second page stands what of the cell belongs to the first: nobody sees it there."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门项目支出表")
    page.table([60, 180, 300, 420], 110, [["项目名称", "项目内容", "预算数"], ["电费", "照明", "12"]])
    page = pdf.page()
    page.table([60, 180, 300, 420], 40, [["水费", "节水", "34"]])
    page.text(183, 20, "照明，为保障办公区的", 9, within=(60, 40, 420, 60))
    (table,), _ = tables(pdf, tmp_path)
    assert [row for _, *row in figures(table)] == [["电费", ["12"]], ["水费", ["34"]]]
    assert table.pages == (1, 2)


def test_a_frame_around_the_first_page_of_a_table_is_no_column(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table([52, 60, 300, 420, 428], 110, [["", "科目名称", "合计", ""], ["", "教育支出", "12", ""]])
    pdf.page().table([60, 300, 420], 40, [["科学技术支出", "34"]])
    (table,), _ = tables(pdf, tmp_path)
    assert [row for _, *row in figures(table)] == [["教育支出", ["12"]], ["科学技术支出", ["34"]]]


def test_a_code_of_a_unit_without_its_name_is_kept(tmp_path: Path) -> None:
    """The name stands under another head (项目名称): whose it is, the rulings do not say."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门专项业务经费支出表")
    page.table([60, 120, 300, 420], 110, [["单位编码", "项目名称", "项目金额"], ["251001", "某某局", "12"], ["", "培训", "12"]])
    (table,), _ = tables(pdf, tmp_path)
    assert [(line.label, line.organisation, line.texts) for line in table.lines] == [
        ("某某局", None, (("单位编码", "251001"),)),
        ("培训", None, ()),
    ]


def test_a_name_merged_over_rows_stands_over_those_that_print_none(tmp_path: Path) -> None:
    """It is their path and not their label, which is what the row itself prints; a row that is not merged has still no name."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年项目支出绩效目标表", "单位：万元")
    page.table([60, 180, 300, 420], 110, [["项目名称", "项目总额", "绩效目标"]])
    page.table([60, 180], 130, [["信息系统运维"]], height=60)
    page.table([180, 300, 420], 130, [["8", "网络畅通"], ["89", "系统稳定"], ["", "专线可用"]])
    page.table([60, 180, 300, 420], 190, [["", "54", "网站可用"]])
    (table,), notes = tables(pdf, tmp_path)
    assert [(line.label, line.path, line.level, [amount.printed for amount in line.amounts]) for line in table.lines] == [
        ("信息系统运维", (), 1, ["8"]),
        ("", ("信息系统运维",), 2, ["89"]),
        ("", ("信息系统运维",), 2, []),
        ("", (), 1, ["54"]),
    ]
    assert [note.code for note in notes] == ["no_label"]


def test_figures_without_a_head_mean_nothing(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table([60, 180, 300], 110, [["合计", "12"], ["教育支出", "12"]])
    (table,), notes = tables(pdf, tmp_path)
    assert [(column.header, column.measure) for column in table.columns] == [((), None)]
    assert "no_head" in {note.code for note in notes}


def test_rows_beside_a_merged_text_are_no_head(tmp_path: Path) -> None:
    """A page begins with a row of a list whose goal is merged over it and rows with figures; 项 is a unit there, no part of codes."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年项目支出绩效目标表")
    page.table(
        [50, 110, 200, 300, 360, 400],
        110,
        [["绩效目标", "一级指标", "三级指标", "项目总额", "度量单位"], ["保障", "产出指标", "课题", "1", "项"]],
    )
    page = pdf.page()
    for top, texts in ((40, ["成本指标", "经费", "", "项"]), (60, ["成本指标", "劳务", "79.64", "%"])):
        page.table([110, 200, 300, 360, 400], top, [texts])
    page.ruling(50, 40, 50, 80)
    page.ruling(50, 40, 110, 40)
    page.ruling(50, 80, 110, 80)
    page.text(53, 55, "运行", 9)
    (table,), _ = tables(pdf, tmp_path)
    assert [[amount.printed for amount in line.amounts] for line in table.lines] == [["1"], [], ["79.64"]]


def test_names_under_each_other_on_the_next_page_are_no_head(tmp_path: Path) -> None:
    """The page breaks a cell merged over rows without figures: 事业收入 and 其他收入 are items here, not heads."""
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年部门收入预算总表")
    page.table([60, 180, 300, 420], 110, [["项目名称", "", "金额"], ["其他资金", "小计", "12"]])
    page = pdf.page()
    page.table([180, 300, 420], 40, [["事业收入", ""], ["其他收入", "12"]])
    page.ruling(60, 40, 60, 80)
    page.ruling(60, 80, 180, 80)
    (table,), _ = tables(pdf, tmp_path)
    assert (table.pages, [column.header for column in table.columns]) == ((1, 2), [("金额",)])
    assert [amount.printed for line in table.lines for amount in line.amounts] == ["12", "12"]


def test_a_label_merged_beside_a_whole_page_leaves_its_rows(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page, "2024年项目支出绩效目标表")
    bottom = page.table([110, 200, 300, 400], 110, [["一级指标", "指标值", "项目总额"], *(["产出指标", "是", str(at)] for at in range(8))])
    page.ruling(60, 110, 60, bottom)
    page.ruling(60, 110, 110, 110)
    page.ruling(60, bottom, 110, bottom)
    page.text(63, 190, "绩效指标", 9)
    (table,), _ = tables(pdf, tmp_path)
    assert [amount.printed for line in table.lines for amount in line.amounts] == [str(at) for at in range(8)]


def test_a_line_that_the_upper_border_cuts_does_not_part_a_table(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    page.table([60, 300, 420], 110, [["科目名称", "合计"], ["教育支出", "12"]])
    page = pdf.page()
    page.table([60, 300, 420], 40, [["科学技术支出", "34"]])
    page.text(63, 33, "教育支出（续）的说明", 9)
    (table,), _ = tables(pdf, tmp_path)
    assert [row for _, *row in figures(table)] == [["教育支出", ["12"]], ["科学技术支出", ["34"]]]
