"""The district's two workbook templates, filled with invented figures: every table, code, label, measure and cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.contract import to_contract
from ingest.extract import extract
from ingest.shapes import Extraction, Source, Table
from tests.ingest import workbooks
from tests.ingest.workbooks import Book, rows

TEMPLATES = Path(__file__).resolve().parents[2].parent / "shared" / "reference"

Figures = dict[tuple[str | None, str, str], tuple[str, str]]
"""Amount in 元 and cell by code, label and measure."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbooks")


@pytest.fixture(scope="module")
def department(folder: Path) -> Extraction:
    return extract(workbooks.department().written(folder, "department.xlsx"))


@pytest.fixture(scope="module")
def unit(folder: Path) -> Extraction:
    return extract(workbooks.unit().written(folder, "unit.xlsx"))


def read(book: Book, folder: Path) -> Extraction:
    return extract(book.written(folder))


def table_of(extraction: Extraction, schedule: str) -> Table:
    (found,) = [table for table in extraction.tables if table.schedule == schedule]
    return found


def figures(table: Table) -> Figures:
    measures = {column.index: column.measure for column in table.columns}
    return {
        (line.code, line.label, measures[amount.column] or ""): (str(amount.yuan), amount.source.cell or "")
        for line in table.lines
        for amount in line.amounts
    }


def test_a_departments_workbook_says_who_when_and_what(department: Extraction) -> None:
    identity = department.identity
    found = {
        name: (stated.value, stated.source)
        for name in ("unit", "region", "fiscal_year", "stage", "scope")
        if (stated := getattr(identity, name))
    }
    cover = Source(sheet="封面", cell="A3")
    assert found == {
        "unit": ("上海市普陀区示例局", Source(sheet="封面", cell="A9")),
        "region": ("上海市普陀区", Source(sheet="封面", cell="A9")),
        "fiscal_year": (2026, cover),
        "stage": ("budget", cover),
        "scope": ("department", cover),
    }


def test_a_units_workbook_is_of_the_unit(unit: Extraction) -> None:
    identity = unit.identity
    assert identity.scope is not None
    assert identity.scope.value == "unit"
    assert identity.unit is not None
    assert identity.unit.value == "上海市普陀区示例中心"


@pytest.mark.parametrize("name", ["department", "unit"])
def test_every_table_of_the_template_is_known_once_with_its_unit(name: str, request: pytest.FixtureRequest) -> None:
    extraction = request.getfixturevalue(name)
    word = "单位" if name == "unit" else "部门"
    assert [(table.schedule, table.unit, table.source.sheet, table.source.cell) for table in extraction.tables] == [
        ("summary", "元", f"{word}收支总表", "A2"),
        ("income", "元", f"{word}收入总表", "A2"),
        ("expenditure", "元", f"{word}支出总表", "A2"),
        ("fiscal_summary", "元", f"{word}财政拨款收支总表", "A2"),
        ("general_expenditure", "元", f"{word}一般公共预算拨款表", "A2"),
        ("fund_expenditure", "元", f"{word}政府性基金拨款表", "A2"),
        ("capital", "元", f"{word}国有资本经营预算拨款表 ", "A2"),
        ("general_basic", "元", f"{word}一般公共预算拨款基本支出明细表", "A2"),
        ("three_public", "万元", f"{word}“三公”经费和机关运行费预算表", "A2"),
    ]
    assert extraction.tables[0].title == ("2026年预算单位财务收支预算总表" if name == "unit" else "2026年部门财务收支预算总表")


def test_a_two_sided_table_has_its_sides_and_its_total_behind_empty_rows(department: Extraction) -> None:
    table = table_of(department, "summary")
    assert [(line.side, line.label, [str(amount.yuan) for amount in line.amounts]) for line in table.lines] == [
        ("income", "一、财政拨款收入", ["10000000.00"]),
        ("expenditure", "一、教育支出", ["8620000.50"]),
        ("income", "1. 一般公共预算", ["9000000.00"]),
        ("expenditure", "二、社会保障和就业支出", ["1000000.00"]),
        ("income", "2. 政府性基金预算", ["800000.00"]),
        ("expenditure", "三、国有资本经营预算支出", ["200000.00"]),
        ("income", "3. 国有资本经营预算", ["200000.00"]),
        ("expenditure", "四、其他支出", ["800000.00"]),
        ("income", "二、事业收入", ["500000.00"]),
        ("income", "三、事业单位经营收入", []),
        ("income", "四、其他收入", ["120000.50"]),
        ("income", "收入总计", ["10620000.50"]),
        ("expenditure", "支出总计", ["10620000.50"]),
    ]
    assert table.lines[2].path == ("一、财政拨款收入",)
    assert table.lines[11].amounts[0].source == Source(sheet="部门收支总表", cell="B21")


def test_a_head_of_four_rows_gives_each_column_its_measure(unit: Extraction) -> None:
    table = table_of(unit, "summary")
    assert [(column.side, column.measure) for column in table.columns] == [
        ("income", "budget"),
        ("expenditure", "total"),
        ("expenditure", "basic.personnel"),
        ("expenditure", "basic.operating"),
        ("expenditure", "project"),
    ]
    (education,) = [line for line in table.lines if line.label == "一、教育支出"]
    assert [(amount.printed, amount.source.cell) for amount in education.amounts] == [
        ("8,620,000.50", "D10"),
        ("4,800,000.50", "E10"),
        ("1,200,000.00", "F10"),
        ("2,620,000.00", "G10"),
    ]


def test_codes_of_three_columns_are_joined_and_wrapped_heads_are_known(department: Extraction) -> None:
    table = table_of(department, "income")
    assert [column.measure for column in table.columns] == ["total", "fiscal", "business", "operation", "other"]
    assert [(line.code, line.level) for line in table.lines] == [
        ("205", 1),
        ("20502", 2),
        ("2050205", 3),
        ("208", 1),
        ("20805", 2),
        ("2080505", 3),
        ("223", 1),
        ("22301", 2),
        ("2230105", 3),
        ("229", 1),
        ("22908", 2),
        ("2290804", 3),
        (None, 0),
    ]
    assert table.lines[2].path == ("教育支出", "普通教育")
    assert figures(table)["2050205", "高等教育", "other"] == ("120000.50", "I11")
    assert figures(table)[None, "合计", "total"] == ("10620000.50", "E23")


@pytest.mark.parametrize("name", ["department", "unit"])
def test_expenditure_by_function_item_and_three_public(name: str, request: pytest.FixtureRequest) -> None:
    extraction = request.getfixturevalue(name)
    assert figures(table_of(extraction, "expenditure"))["205", "教育支出", "basic"] == ("6000000.50", "F9")
    assert figures(table_of(extraction, "general_expenditure"))[None, "合计", "project"] == ("2500000.00", "G24")
    assert figures(table_of(extraction, "fund_expenditure"))["2290804", "福利彩票销售机构的业务费支出", "project"] == ("800000.00", "G11")
    assert figures(table_of(extraction, "capital"))["223", "国有资本经营预算支出", "total"] == ("200000.00", "E9")
    items = figures(table_of(extraction, "general_basic"))
    assert items["30101", "基本工资", "personnel"] == ("3000000.00", "E10")
    assert items["302", "商品和服务支出", "operating"] == ("1200000.00", "F12")
    assert figures(table_of(extraction, "three_public")) == {
        (None, "", "total"): ("105000.00", "A7"),
        (None, "", "abroad"): ("0.00", "B7"),
        (None, "", "reception"): ("5000.00", "C7"),
        (None, "", "vehicles"): ("100000.00", "D7"),
        (None, "", "vehicles.vehicle_purchase"): ("0.00", "E7"),
        (None, "", "vehicles.vehicle_running"): ("100000.00", "F7"),
        (None, "", "agency_running"): ("1200000.00", "G7"),
    }


@pytest.mark.parametrize("name", ["department", "unit"])
def test_figures_that_add_up_give_no_mismatch(name: str, request: pytest.FixtureRequest) -> None:
    extraction = request.getfixturevalue(name)
    assert [finding for finding in extraction.findings if finding.outcome in ("mismatch", "rounding")] == []
    assert extraction.checks["hierarchy.class_sum"]["exact"] > 0


def test_what_the_text_says_stands_in_its_cell(department: Extraction) -> None:
    (fiscal,) = [one for one in department.statements if one.subject == "财政拨款收入"]
    assert (fiscal.amount, fiscal.change, fiscal.base_year, fiscal.direction) == (Decimal("1000.00"), Decimal("50.00"), 2025, "increase")
    assert fiscal.source == Source(sheet="部门编制说明", cell="A3")
    (education,) = [one for one in department.statements if one.amount == Decimal("862.00")]
    assert education.source.cell == "A4"


def test_no_line_or_page_is_left_in_the_contract_of_a_workbook(department: Extraction) -> None:
    contract = to_contract(department)
    places = [amount for table in contract["tables"] for row in table["rows"] for amount in row["amounts"]]
    places += [*contract["statements"], *contract["sections"], *contract["notes"], *filter(None, contract["identity"].values())]
    places += [source for finding in contract["findings"] for source in finding["sources"]]
    assert all("sheet" in place and "line" not in place and "page" not in place and "bbox" not in place for place in places)
    assert {"sheet": "部门支出总表", "cell": "E9"}.items() <= contract["tables"][2]["rows"][0]["amounts"][0].items()
    cover, *_ = contract["pages"]
    assert cover == {"page": 1, "printed": None, "line": 0, "kind": "sheet", "lines": cover["lines"]}
    assert cover["lines"][0] == "封面"
    assert cover["lines"][3] == "上海市普陀区2026年区级部门预算"


def one_table(*values: tuple[object, ...], unit: str = "单位：元") -> Book:
    book = Book()
    head = rows(1, ("2026年部门支出预算总表",), (unit,), ("科目编码", "科目名称", "合计", "基本支出", "项目支出"))
    book.sheet("表", head | rows(4, *values))
    return book


def test_a_display_a_dash_a_zero_and_a_blank_stay_different(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", 12.34, 0, "-"), ("206", "科学技术支出", 1234.5600000001, None, 0.004))
    for cell, style in {"C4": "0", "D4": '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "C5": "#,##0.00", "E5": "0.00"}.items():
        book.book.active[cell].number_format = style
    extraction = read(book, tmp_path)
    printed = [[(amount.printed, amount.yuan) for amount in line.amounts] for line in extraction.tables[0].lines]
    assert printed == [
        [("12.34", Decimal("12.34")), ("-", None), ("-", None)],
        [("1,234.56", Decimal("1234.56")), ("0.004", Decimal("0.004"))],
    ]
    (note,) = [note for note in extraction.notes if note.code == "hidden_decimals"]
    assert note.source == Source(sheet="表", cell="C4")
    assert "有 2 格" in note.text
    assert "C4 显示 12，存的是 12.34" in note.text


def test_errors_and_formulas_without_value_are_no_figures_and_noted(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", "=SUM(D4:E4)", 1, "#REF!"), ("206", "科学技术支出", 2, 2, None))
    book.book.active["E4"].data_type = "e"
    extraction = read(book, tmp_path)
    amounts = [[(amount.column, amount.printed) for amount in line.amounts] for line in extraction.tables[0].lines]
    assert amounts == [[(1, "1")], [(0, "2"), (1, "2")]]
    notes = {note.code: note for note in extraction.notes}
    assert notes["formula_without_value"].source == Source(sheet="表", cell="C4")
    assert notes["error_value"].source == Source(sheet="表", cell="E4")
    assert "#REF!" in notes["not_an_amount"].text


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_left_out_all_noted(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", 3, 1, 2), ("合计", None, 3, 1, 2))
    first = book.book.active
    first.row_dimensions[4].hidden = True
    first.column_dimensions["E"].hidden = True
    book.sheet("底稿", rows(1, ("2026年部门收入预算总表",), ("项目", "合计", "其他收入"), ("某项", 9, 9))).sheet_state = "hidden"
    extraction = read(book, tmp_path)
    assert [table.schedule for table in extraction.tables] == ["expenditure"]
    assert [len(line.amounts) for line in extraction.tables[0].lines] == [3, 3]
    said = {note.code: note.text for note in extraction.notes if note.code.startswith("hidden")}
    assert said == {
        "hidden_sheet": "工作表“底稿”是隐藏的，没有读取。",
        "hidden_rows": "工作表“表”有隐藏的行（4），已一并读取。",
        "hidden_columns": "工作表“表”有隐藏的列（E），已一并读取。",
    }


def test_tables_under_each_other_are_several_and_remarks_stay_with_theirs(tmp_path: Path) -> None:
    first = rows(1, ("2026年部门支出预算总表",), ("编制部门：", "上海市普陀区示例局", "单位：元"), ("项目", "合计", "基本支出", "项目支出"))
    first |= rows(4, ("教育支出", 3, 1, 2)) | rows(8, ("合计", 3, 1, 2)) | rows(9, ("注：合计为各项之和。",))
    second = rows(11, ("2026年部门政府性基金预算支出表",), ("单位：万元",)) | rows(14, ("项目", "合计", "基本支出", "项目支出"))
    second |= rows(16, ("注：本表无数据。",))
    book = Book()
    book.sheet("两张", first | second | rows(18, ("第二部分 说明",), ("    2026年机关运行经费5.00万元。",)))
    extraction = read(book, tmp_path)
    spent, fund = extraction.tables
    assert (spent.schedule, spent.unit, [line.label for line in spent.lines]) == ("expenditure", "元", ["教育支出", "合计"])
    assert (spent.remarks, spent.no_data) == (("注：合计为各项之和。",), False)
    assert (fund.schedule, fund.unit, fund.lines, fund.no_data) == ("fund_expenditure", "万元", (), True)
    assert fund.source == Source(sheet="两张", cell="A11")
    assert [(one.subject, one.source.cell) for one in extraction.statements] == [("机关运行经费", "A19")]
    assert extraction.identity.unit is not None
    assert (extraction.identity.unit.value, extraction.identity.unit.source.cell) == ("上海市普陀区示例局", "A2")


def test_sheets_with_the_same_heads_are_tables_of_their_own(tmp_path: Path) -> None:
    book = Book()
    for name in ("一", "二"):
        book.sheet(name, rows(1, ("项目", "合计", "基本支出", "项目支出"), ("教育支出", 3, 1, 2)))
    book.sheet("三", rows(1, ("预算 决算 财政拨款 三公",)))
    assert [[line.source.sheet for line in table.lines] for table in read(book, tmp_path).tables] == [["一"], ["二"]]


def test_a_worksheets_name_is_the_title_of_its_only_table_without_one(tmp_path: Path) -> None:
    book = Book()
    head = rows(1, ("单位：万元",), ("科目编码", "科目名称", "合计", "基本支出", "项目支出"), ("205", "教育支出", 3, 1, 2))
    book.sheet("部门支出总表", head)
    (table,) = read(book, tmp_path).tables
    assert (table.schedule, table.title, table.unit) == ("expenditure", "部门支出总表", "万元")
    assert table.source == Source(sheet="部门支出总表")


def test_a_table_behind_an_empty_column_with_number_and_spaced_title(tmp_path: Path) -> None:
    book = Book()
    cells: dict[str, object] = {"B1": "公开01表", "B2": "2025年 部 门 收 支 总 表", "B3": "编制部门：示例市财政局", "E3": "金额单位：万元"}
    cells |= {"B4": "收      入", "D4": "支      出", "B5": "项目", "C5": "预算数", "D5": "项目（按功能分类）", "E5": "预算数"}
    cells |= {"B6": "一、一般公共预算拨款收入", "C6": 100.5, "D6": "一、一般公共服务支出", "E6": "100.50"}
    book.sheet("Sheet1", cells | {"B7": "本年收入合计", "C7": 100.5, "D7": "本年支出合计", "E7": 100.5}, ("B2:E2", "B4:C4", "D4:E4"))
    extraction = read(book, tmp_path)
    (table,) = extraction.tables
    assert (table.schedule, table.title, table.number, table.unit) == ("summary", "2025年部门收支总表", "公开01表", "万元")
    assert [(line.side, line.label, line.amounts[0].source.cell) for line in table.lines] == [
        ("income", "一、一般公共预算拨款收入", "C6"),
        ("expenditure", "一、一般公共服务支出", "E6"),
        ("income", "本年收入合计", "C7"),
        ("expenditure", "本年支出合计", "E7"),
    ]
    assert extraction.identity.unit is not None
    assert (extraction.identity.unit.value, extraction.identity.unit.source.cell) == ("示例市财政局", "B3")


def test_text_right_above_a_table_and_a_number_before_its_title(tmp_path: Path) -> None:
    book = Book()
    text = rows(
        1, ("第三部分 2025年部门预算表",), ("一、收入总体情况：2025年收入预算100.00万元。",), ("表1 2025年部门收入总表",), ("单位：万元",)
    )
    book.sheet(
        "四", text | rows(5, ("科目编码", "科目名称", "合计", "财政拨款收入"), ("205", "教育支出", 100, 100), ("备注：本表含上年结转。",))
    )
    extraction = read(book, tmp_path)
    (table,) = extraction.tables
    assert (table.schedule, table.number, table.remarks) == ("income", "表1", ("备注：本表含上年结转。",))
    assert [(one.amount, one.source.cell) for one in extraction.statements] == [(Decimal("100.00"), "A2")]


def test_personal_data_is_masked_in_cells_beside_their_labels(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", 3, 1, 2))
    sheet = book.book.active
    sheet["A7"], sheet["B7"], sheet["C7"] = "填表人：", "王小明", "联系电话：021-52564588"
    sheet["A9"] = 13812345678
    extraction = read(book, tmp_path)
    text = str(to_contract(extraction))
    assert "王小明" not in text
    assert "52564588" not in text
    assert "13812345678" not in text
    assert "填表人：\t███\t联系电话：████████████" in extraction.pages[0].masked
    assert "personal_data_masked" in {note.code for note in extraction.notes}


def test_what_a_worksheet_says_stands_under_a_heading_of_that_sheet(unit: Extraction) -> None:
    found = {
        (one["title"], one["sheet"], one["cell"]): (one["level"], one["text"].splitlines()[0]) for one in to_contract(unit)["sections"]
    }
    assert found[("2026年单位预算编制说明", "单位编制说明", "A1")][1].startswith("2026年，示例中心收入预算")
    assert found[("目  录", "目录", "A1")] == (1, "一、单位主要职能  …………………")
    assert {one.section for one in unit.statements if one.source.sheet == "单位编制说明"} == {"2026年单位预算编制说明"}


def test_entries_of_the_contents_head_nothing_on_other_sheets(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", 3, 1, 2))
    book.sheet("目录", rows(1, ("目录",), ("一、编制说明",), ("二、其他情况说明",), ("三、名词解释",)))
    said = "2026年收入预算1,062.00万元，比2025年预算1,000.00万元减少62.00万元。"
    book.sheet("编制说明", rows(1, ("2026年预算编制说明",), (said,)))
    book.sheet("其他", rows(1, ("一、车辆情况",), ("本单位共有车辆3辆。",)))
    extraction = read(book, tmp_path)
    assert [(one.section, one.source.sheet, str(one.amount)) for one in extraction.statements] == [
        ("2026年预算编制说明", "编制说明", "1062.00"),
        ("一、车辆情况", "其他", "3"),
    ]
    (wrong,) = [one for one in extraction.findings if one.check == "text.direction"]
    assert wrong.message.startswith("“2026年预算编制说明”里的收入预算")
    assert [(source.sheet, source.cell) for source in wrong.sources] == [("编制说明", "A2")]


def test_nothing_of_a_worksheet_is_taken_for_a_part_of_what_another_one_says(tmp_path: Path) -> None:
    book = one_table(("205", "教育支出", 3, 1, 2))
    book.sheet("Sheet2", rows(1, ("2026年收入预算5.00万元，其中：",)))
    book.sheet("Sheet3", rows(1, ("1、水费2.00万元。",)))
    found = read(book, tmp_path).statements
    assert [(one.subject, one.part_of, one.section) for one in found] == [("收入预算", None, None), ("水费", None, None)]


@pytest.mark.shared
@pytest.mark.skipif(not TEMPLATES.exists(), reason="the corpus is not beside the checkout")
@pytest.mark.parametrize(("name", "scope"), [("template_department_2026.xlsx", "department"), ("template_unit_2026.xlsx", "unit")])
def test_the_districts_own_empty_templates_are_recognised_without_a_figure(name: str, scope: str) -> None:
    extraction = extract(TEMPLATES / name)
    assert [table.schedule for table in extraction.tables] == [
        "summary",
        "income",
        "expenditure",
        "fiscal_summary",
        "general_expenditure",
        "fund_expenditure",
        "capital",
        "general_basic",
        "three_public",
    ]
    assert all(not line.amounts for table in extraction.tables for line in table.lines)
    assert all(column.measure for table in extraction.tables for column in table.columns)
    assert [table.unit for table in extraction.tables] == ["元"] * 8 + ["万元"]
    assert [one for one in extraction.statements if one.amount is not None] == []
    assert extraction.identity.scope is not None
    assert extraction.identity.scope.value == scope
    assert extraction.identity.fiscal_year is not None
    assert extraction.identity.fiscal_year.value == 2026
