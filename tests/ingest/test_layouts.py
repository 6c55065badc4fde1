"""Tables as other regions and years lay them out, drawn small: heads, codes, units, halves, page breaks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.shapes import Note, Table
from tests.ingest.grids.ruled.test_tables import XS, caption, figures, tables
from tests.ingest.pdfs import Pdf

Row = list[str | None]

HEAD: Row = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
EDUCATION: tuple[tuple[str, str], ...] = (("205", "教育支出"), ("20508", "进修及培训"), ("2050803", "培训支出"))
SUMMARY: list[Row] = [
    ["一、财政拨款收入", "9.00", "一、教育支出", "9.00"],
    ["收入总计", "9.00", "支出总计", "9.00"],
]


def table_of(
    folder: Path, xs: list[int], rows: list[Row], title: str = "2030年部门支出预算总表", unit: str = "单位：万元"
) -> tuple[Table, list[Note]]:
    pdf = Pdf()
    page = pdf.page()
    caption(page, title, unit)
    page.table(xs, 110, rows)
    (table,), notes = tables(pdf, folder)
    return table, notes


def flags(notes: list[Note]) -> list[str]:
    return [note.code for note in notes if note.level != "info"]


# Codes


@pytest.mark.parametrize(
    "codes",
    [
        ("205", "205 08", "205 08 03"),
        ("205", "205.08", "205.08.03"),
        ("205", "205-08", "205-08-03"),
        ("205类", "20508款", "2050803项"),
        ("２０５", "２０５０８", "２０５０８０３"),
    ],
)
def test_a_code_however_it_is_set(tmp_path: Path, codes: tuple[str, ...]) -> None:
    rows: list[Row] = [[code, name, "4.44", "4.44", "0.00"] for code, (_, name) in zip(codes, EDUCATION, strict=True)]
    table, notes = table_of(tmp_path, [50, 130, *XS[2:]], [HEAD, *rows])
    assert [(line.code, line.label) for line in table.lines] == list(EDUCATION)
    assert flags(notes) == []


@pytest.mark.parametrize(
    ("heads", "parts"),
    [
        (("类", "款项"), (("205", ""), ("205", "08"), ("205", "0803"))),
        (("类款", "项"), (("205", ""), ("20508", ""), ("20508", "03"))),
    ],
)
def test_a_code_in_two_columns(tmp_path: Path, heads: tuple[str, str], parts: tuple[tuple[str, str], ...]) -> None:
    rows: list[Row] = [[*part, name, "4.44", "4.44", "0.00"] for part, (_, name) in zip(parts, EDUCATION, strict=True)]
    table, notes = table_of(tmp_path, [50, 90, 140, 260, 340, 420, 500], [[*heads, *HEAD[1:]], *rows])
    assert [line.code for line in table.lines] == ["205", "20508", "2050803"]
    assert flags(notes) == []


def test_each_column_may_hold_the_whole_code_so_far(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["205", "", "", "教育支出", "4.44", "4.44", "0.00"],
        ["205", "20508", "", "进修及培训", "4.44", "4.44", "0.00"],
        ["205", "20508", "2050803", "培训支出", "4.44", "4.44", "0.00"],
    ]
    table, _ = table_of(tmp_path, [40, 75, 120, 175, 290, 360, 430, 500], [["类", "款", "项", *HEAD[1:]], *rows])
    assert [line.code for line in table.lines] == ["205", "20508", "2050803"]


def test_code_and_name_run_together_in_one_cell(tmp_path: Path) -> None:
    """A code is one where the classification has it: 300 in front of a name is none."""
    rows: list[Row] = [[f"{code}{name}", "4.44", "4.44", "0.00"] for code, name in EDUCATION]
    table, _ = table_of(tmp_path, [50, 260, 340, 420, 500], [["功能分类科目", *HEAD[2:]], *rows, ["300人以下单位", "1.00", "1.00", "0.00"]])
    assert [(line.code, line.label) for line in table.lines] == [*EDUCATION, (None, "300人以下单位")]


def test_names_under_the_heads_of_codes(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["教育支出", "", "", "4.44", "4.44", "0.00"],
        ["教育支出", "进修及培训", "", "4.44", "4.44", "0.00"],
        ["教育支出", "进修及培训", "培训支出", "4.44", "4.44", "0.00"],
    ]
    table, notes = table_of(tmp_path, [50, 130, 210, 290, 360, 430, 500], [["类", "款", "项", *HEAD[2:]], *rows])
    assert [(line.code, line.label) for line in table.lines] == [(None, name) for _, name in EDUCATION]
    assert flags(notes) == []


@pytest.mark.parametrize("heads", [("", ""), ("功能分类科目", "科目名称"), ("项目编码", "项目名称")])
def test_a_column_of_nothing_but_codes_holds_codes(tmp_path: Path, heads: tuple[str, str]) -> None:
    rows: list[Row] = [[code, name, "4.44", "4.44", "0.00"] for code, name in EDUCATION]
    table, _ = table_of(tmp_path, XS, [[*heads, *HEAD[2:]], *rows, ["合计", None, "4.44", "4.44", "0.00"]])
    assert [(line.code, line.label) for line in table.lines] == [*EDUCATION, (None, "合计")]


# Heads and columns


def test_numbers_of_things_and_of_projects_are_no_money(tmp_path: Path) -> None:
    """30 computers are no 300,000 元, and the number of a project is no amount."""
    rows: list[Row] = [
        ["项目名称", "项目编码", "实施期限", "数量", "编制人数", "金额"],
        ["台式计算机", "140200230000012345678", "3", "30", "12", "15.00"],
    ]
    table, _ = table_of(tmp_path, [40, 130, 280, 350, 410, 470, 550], rows, "政府采购预算表")
    (line,) = table.lines
    assert [(amount.printed, amount.yuan, amount.value, amount.kind, amount.unit) for amount in line.amounts] == [
        ("30", None, Decimal(30), "count", "数量"),
        ("12", None, Decimal(12), "count", "人"),
        ("15.00", Decimal(150000), None, "money", None),
    ]
    assert line.texts == (("项目编码", "140200230000012345678"), ("实施期限", "3"))


def test_rows_that_count_things_are_no_money(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["项目", "预算数"],
        ["公务用车购置及运行费", "18.00"],
        ["公务用车保有量（辆）", "6"],
        ["国内公务接待人次", "260"],
    ]
    table, _ = table_of(tmp_path, [50, 300, 420], rows, "一般公共预算“三公”经费支出表")
    assert [(amount.yuan, amount.value, amount.kind, amount.unit) for line in table.lines for amount in line.amounts] == [
        (Decimal(180000), None, "money", None),
        (None, Decimal(6), "count", "辆"),
        (None, Decimal(260), "count", "数量"),
    ]


def test_figures_may_stand_before_their_names(tmp_path: Path) -> None:
    rows: list[Row] = [["4.44", "4.44", "0.00", name, code] for code, name in EDUCATION]
    table, notes = table_of(tmp_path, [50, 130, 210, 290, 420, 500], [[*HEAD[2:], "科目名称", "科目编码"], *rows])
    assert [(line.code, line.label, len(line.amounts)) for line in table.lines] == [(code, name, 3) for code, name in EDUCATION]
    assert flags(notes) == []


def test_heads_of_codes_may_reach_down_to_the_row_that_numbers_the_columns(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["支出功能分类科目编码", None, None, "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["类", "款", "项", "栏次", "1", "2", "3"],
        ["2050803", None, None, "培训支出", "4.44", "4.44", "0.00"],
    ]
    table, notes = table_of(tmp_path, [40, 75, 110, 145, 270, 350, 430, 510], rows, "支出决算表")
    assert figures(table) == [("2050803", "培训支出", ["4.44", "4.44", "0.00"])]
    assert flags(notes) == []


@pytest.mark.parametrize(
    "heads",
    [
        ["收入", "预算数", "支出", "预算数"],
        ["收入项目", "预算数", "支出项目", "预算数"],
        ["资金来源", "预算数", "支出内容", "预算数"],
        ["项目", "预算数", "项目", "预算数"],
    ],
)
def test_the_halves_of_a_summary_without_heads_over_both(tmp_path: Path, heads: Row) -> None:
    """Said by the heads of the names, or by the names of the totals."""
    table, notes = table_of(tmp_path, [50, 200, 280, 430, 510], [heads, *SUMMARY], "收支总表")
    assert [(line.side, line.label, line.amounts[0].printed) for line in table.lines] == [
        ("income", "一、财政拨款收入", "9.00"),
        ("expenditure", "一、教育支出", "9.00"),
        ("income", "收入总计", "9.00"),
        ("expenditure", "支出总计", "9.00"),
    ]
    assert flags(notes) == []


def test_a_carry_over_beside_this_years_grant(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["科目编码", "科目名称", "总计", "本年拨款", None, "上年结转"],
        ["", "", "", "小计", "基本支出", ""],
        ["205", "教育支出", "5.00", "4.00", "4.00", "1.00"],
    ]
    table, _ = table_of(tmp_path, [40, 100, 220, 300, 370, 440, 520], rows)
    assert [column.measure for column in table.columns] == ["total", "current", "current.basic", "carryover"]


# Captions


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("万元", "万元"),
        ("（万元）", "万元"),
        ("单 位：万元", "万元"),
        ("单位：人民币万元", "万元"),
        ("单位（千元）", "千元"),
        ("单位：万 元", "万元"),
        ("金额：元", "元"),
        ("单位；万元", "万元"),
        ("单位 亿元", "亿元"),
    ],
)
def test_the_unit_however_it_is_printed(tmp_path: Path, printed: str, unit: str) -> None:
    table, notes = table_of(tmp_path, XS, [HEAD, ["205", "教育支出", "2.00", "2.00", "0.00"]], unit=printed)
    assert (table.unit, table.schedule) == (unit, "expenditure")
    assert flags(notes) == []


def test_a_unit_whose_name_begins_like_one_of_money_is_none(tmp_path: Path) -> None:
    table, notes = table_of(tmp_path, XS, [HEAD, ["205", "教育支出", "2.00", "2.00", "0.00"]], unit="编制单位：元江县某局")
    assert table.unit is None
    assert flags(notes) == ["no_unit"]


def test_units_that_every_head_of_money_prints_are_enough(tmp_path: Path) -> None:
    heads: Row = [*HEAD[:2], *(f"{head}（万元）" for head in HEAD[2:])]
    table, notes = table_of(tmp_path, XS, [heads, ["205", "教育支出", "2.00", "2.00", "0.00"]], unit="")
    assert [amount.yuan for amount in table.lines[0].amounts] == [Decimal(20000), Decimal(20000), Decimal(0)]
    assert flags(notes) == []


@pytest.mark.parametrize("between", ["2030年度", "某市某林业和草原局"])
def test_something_else_may_stand_between_a_title_and_its_table(tmp_path: Path, between: str) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.text(230, 40, "支出总表", 14)
    page.text(230, 62, between)
    page.text(440, 85, "单位：万元")
    page.table(XS, 110, [HEAD, ["205", "教育支出", "2.00", "2.00", "0.00"]])
    (table,), _ = tables(pdf, tmp_path)
    assert (table.schedule, table.title, table.unit) == ("expenditure", "支出总表", "万元")


# Rows over a page break


def halves(folder: Path, last: Row, first: Row, head: Row | None = None) -> tuple[Table, list[Note]]:
    """A table whose first page ends with one row and whose second begins with another."""
    pdf = Pdf()
    page = pdf.page()
    caption(page)
    known: list[Row] = [[code, name, "4.44", "4.44", "0.00"] for code, name in EDUCATION]
    page.table(XS, 110, [head or HEAD, *known, last])
    pdf.page().table(XS, 60, [first, ["合计", None, "8.88", "8.88", "0.00"]])
    (table,), notes = tables(pdf, folder)
    return table, notes


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (["2080505", "机关事业单位基本养老", "4.44", "4.44", "0.00"], ["", "保险缴费支出", "", "", ""]),
        (["2080505", "机关事业单位基本养老", "", "", ""], ["", "保险缴费支出", "4.44", "4.44", "0.00"]),
        (["", "机关事业单位基本养老", "", "", ""], ["2080505", "保险缴费支出", "4.44", "4.44", "0.00"]),
    ],
)
def test_a_row_cut_by_a_page_break_is_one(tmp_path: Path, last: Row, first: Row) -> None:
    table, notes = halves(tmp_path, last, first)
    assert figures(table)[3:] == [
        ("2080505", "机关事业单位基本养老保险缴费支出", ["4.44", "4.44", "0.00"]),
        (None, "合计", ["8.88", "8.88", "0.00"]),
    ]
    assert [note.code for note in notes] == ["row_over_pages"]


def test_a_row_of_its_own_behind_a_page_break_stays_one(tmp_path: Path) -> None:
    """The row before it is whole: its code has exactly this name."""
    table, notes = halves(tmp_path, ["20805", "行政事业单位养老支出", "4.44", "4.44", "0.00"], ["", "其他未列明事项", "", "", ""])
    assert [line.label for line in table.lines[3:]] == ["行政事业单位养老支出", "其他未列明事项", "合计"]
    assert notes == []
