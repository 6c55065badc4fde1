"""From printed tables to schedules, measures and rows. A dot stands for a space."""

from decimal import Decimal

import pytest

from ingest.lines import to_lines
from ingest.recognise import recognise
from ingest.shapes import Amount, Cell, Grid, Line, Table
from tests.ingest.typed import codes_of, table_of

CODED = ("公开表3", "2030年支出总表", "单位：万元", "项目·2030年预算数", "科目编码·科目名称·合计·基本支出·项目支出")
TWO_SIDED = ("公开表1", "2030年收支总表", "单位：万元", "收入·支出", "项目·2030年·项目·合计·当年预算安排")


def labelled(table: Table, label: str, side: str | None = None) -> Line:
    (line,) = (line for line in table.lines if line.label == label and line.side == side)
    return line


def figures(line: Line) -> list[tuple[int, str, Decimal | None]]:
    return [(amount.column, amount.printed, amount.yuan) for amount in line.amounts]


def test_a_table_is_recognised_by_its_words() -> None:
    table, notes = table_of(*CODED, "205·教育支出·2.00·1.00·1.00")
    assert (table.schedule, table.number, table.title, table.unit) == ("expenditure", "公开表3", "2030年支出总表", "万元")
    assert (table.carry_over, table.no_data, table.source.line) == (None, False, 1)
    assert [(column.index, column.header, column.measure) for column in table.columns] == [
        (0, ("2030年预算数", "合计"), "total"),
        (1, ("2030年预算数", "基本支出"), "basic"),
        (2, ("2030年预算数", "项目支出"), "project"),
    ]
    assert notes == ()


def test_the_number_may_stand_in_front_of_the_title() -> None:
    table, _ = table_of("预算03表支出总表", *CODED[2:], "205·教育支出·2.00·1.00·1.00")
    assert (table.number, table.title) == ("预算03表", "预算03表支出总表")


def test_amounts_are_exact_in_yuan_and_blank_cells_have_none() -> None:
    table, _ = table_of(*CODED, "205·教育支出·1,234.50··0.00")
    assert figures(table.lines[0]) == [(0, "1,234.50", Decimal("12345000.00")), (2, "0.00", Decimal("0.00"))]
    assert (table.lines[0].amounts[0].source.line, table.lines[0].amounts[0].source.span) == (11, (9, 17))


@pytest.mark.parametrize(("unit", "yuan"), [("元", "1234.50"), ("千元", "1234500.00"), ("亿元", "123450000000.00")])
def test_each_table_has_its_own_unit(unit: str, yuan: str) -> None:
    table, _ = table_of(*CODED[:2], f"金额单位：{unit}", *CODED[3:], "205·教育支出·1,234.50··0.00")
    assert table.lines[0].amounts[0].yuan == Decimal(yuan)


def test_without_a_unit_nothing_is_converted_and_a_note_says_so() -> None:
    table, notes = table_of("公开表3", "2030年支出总表", *CODED[4:], "205·教育支出·2.00·1.00·1.00")
    assert table.unit is None
    assert [amount.yuan for amount in table.lines[0].amounts] == [None, None, None]
    assert codes_of(notes) == ["no_unit"]


def test_a_dash_is_a_figure_without_amount() -> None:
    table, _ = table_of(*CODED, "205·教育支出·2.00·2.00·-")
    assert figures(table.lines[0])[-1] == (2, "-", None)


def test_a_percentage_is_no_money() -> None:
    table, _ = table_of("公开表3", "支出总表", "单位：万元", "项目·合计·增减%", "教育支出·2.00·-3.5", "卫生支出·1.00·12.5%")
    assert table.columns[1].measure == "percent"
    assert [line.amounts[1] for line in table.lines] == [
        Amount(1, "-3.5", None, table.lines[0].amounts[1].source, Decimal("-3.5"), "percent", "%"),
        Amount(1, "12.5%", None, table.lines[1].amounts[1].source, Decimal("12.5"), "percent", "%"),
    ]


def test_a_head_may_print_a_unit_of_its_own() -> None:
    table, _ = table_of("公开表3", "支出总表", "单位：元", "项目·合计（万元）·车辆数（辆）", "教育支出·2.00·3", "卫生支出·1.00·4")
    assert [column.unit for column in table.columns] == ["万元", "辆"]
    money, count = table.lines[0].amounts
    assert money.yuan == Decimal("20000.00")
    assert (count.yuan, count.value, count.kind, count.unit) == (None, Decimal(3), "count", "辆")


# Rows


def test_a_head_may_print_its_unit_with_the_word_unit() -> None:
    body = (("农业普查经费", "534.72"), ("其他运行经费", "7"))
    grid = Grid((), ((Cell("项目"), Cell("预算数（单位：万元）")),), tuple(tuple(map(Cell, row)) for row in body), 2)
    table, notes = to_lines(recognise(grid), grid)
    assert [column.unit for column in table.columns] == ["万元"]
    assert [line.amounts[0].yuan for line in table.lines] == [Decimal(5347200), Decimal(70000)]
    assert codes_of(notes) == ["unknown_table"]


def test_levels_come_from_the_length_of_codes() -> None:
    rows = ("合计合计·9.00·9.00··", "205·教育支出·9.00·9.00··", "20501·教育管理事务·9.00·9.00··", "2050101·行政运行·9.00·9.00··")
    table, _ = table_of(*CODED, *rows)
    assert [(line.code, line.path, line.level) for line in table.lines] == [
        (None, (), 0),
        ("205", (), 1),
        ("20501", ("教育支出",), 2),
        ("2050101", ("教育支出", "教育管理事务"), 3),
    ]


def test_a_division_printed_with_its_own_two_digits_has_its_whole_code() -> None:
    rows = ("224·灾害防治·9.00·9.00··", "01·应急管理事务·9.00·9.00··", "2240106·安全监管·9.00·9.00··", "05·别的事·1.00·1.00··")
    table, _ = table_of(*CODED, *rows)
    assert [line.code for line in table.lines] == ["224", "22401", "2240106", "05"]


def test_a_printed_line_of_a_two_sided_table_gives_a_row_on_each_side() -> None:
    rows = ("一、一般公共预算·9.00一、教育支出·4.00·4.00", "··二、卫生健康支出·5.00·5.00", "收入总计·9.00支出总计·9.00·9.00")
    table, _ = table_of(*TWO_SIDED, *rows)
    assert [(line.label, line.side) for line in table.lines] == [
        ("一、一般公共预算", "income"),
        ("一、教育支出", "expenditure"),
        ("二、卫生健康支出", "expenditure"),
        ("收入总计", "income"),
        ("支出总计", "expenditure"),
    ]
    assert [(column.side, column.measure) for column in table.columns] == [
        ("income", "amount"),
        ("expenditure", "total"),
        ("expenditure", "current"),
    ]
    assert figures(labelled(table, "二、卫生健康支出", "expenditure")) == [(1, "5.00", Decimal(50000)), (2, "5.00", Decimal(50000))]


def test_ordinals_below_a_label_without_one_are_its_parts() -> None:
    rows = (
        "一、一般公共预算·9.00一、教育支出·4.00·4.00",
        "本年收入合计·9.00本年支出合计·4.00·4.00",
        "上年结转··年终结转···",
        "一、一般公共预算·····",
    )
    table, _ = table_of(*TWO_SIDED, *rows)
    assert [(line.label, line.path) for line in table.lines if line.side == "income"] == [
        ("一、一般公共预算", ()),
        ("本年收入合计", ()),
        ("上年结转", ()),
        ("一、一般公共预算", ("上年结转",)),
    ]


def test_items_of_the_three_public_table_are_named_and_vehicles_have_parts() -> None:
    caption = ("公开表10", "“三公”经费支出预算表", "单位：万元", "项目·合计·一般公共预算")
    rows = (
        "因公出国（境）费···",
        "公务接待费·1.00·1.00",
        "公务用车购置及运行费·3.50·3.50",
        "①公务用车购置费···",
        "②公务用车运行维护费·3.50·3.50",
        "合计·4.50·4.50",
    )
    table, _ = table_of(*caption, *rows)
    assert [(line.measure, line.path, line.level) for line in table.lines] == [
        ("abroad", (), 1),
        ("reception", (), 1),
        ("vehicles", (), 1),
        ("vehicle_purchase", ("公务用车购置及运行费",), 2),
        ("vehicle_running", ("公务用车购置及运行费",), 2),
        ("total", (), 0),
    ]


def test_economic_names_without_codes_have_their_class_and_both_classifications() -> None:
    caption = (
        "公开表6",
        "一般公共预算基本支出表",
        "单位：万元",
        "部门预算支出经济科目名称·政府预算支出经济科目名称·合计·人员经费·公用经费",
    )
    rows = (
        "合计合计·3.00·2.00·1.00",
        "工资福利支出··2.00·2.00··",
        "基本工资·工资奖金津补贴·2.00·2.00··",
        "商品和服务支出··1.00··1.00",
        "办公费·办公经费·1.00··1.00",
    )
    table, _ = table_of(*caption, *rows)
    assert table.schedule == "general_basic"
    assert [(line.label, line.path) for line in table.lines] == [
        ("合计", ()),
        ("工资福利支出", ()),
        ("基本工资", ("工资福利支出",)),
        ("商品和服务支出", ()),
        ("办公费", ("商品和服务支出",)),
    ]
    assert [(code.system, code.code, code.label) for code in table.lines[2].codes] == [
        ("economic_department", None, "基本工资"),
        ("economic_government", None, "工资奖金津补贴"),
    ]
    assert table.lines[0].codes == ()
    assert [code.label for code in table.lines[1].codes] == ["工资福利支出"]


def test_rows_of_units_are_organisations_and_their_total_is_none() -> None:
    caption = ("公开表11", "机关运行经费表", "单位：万元", "单位名称·合计·一般公共预算")
    table, _ = table_of(*caption, "部门合计·3.00·3.00", "某局·2.00·2.00", "某中心·1.00·1.00")
    assert [(line.label, line.organisation) for line in table.lines] == [
        ("部门合计", None),
        ("某局", (None, "某局")),
        ("某中心", (None, "某中心")),
    ]


def test_indents_of_names_are_no_part_of_them() -> None:
    table, _ = table_of(
        "公开表12", "项目支出预算表", "单位：万元", "项目名称·合计·单位资金", "　　甲项目·1.00·1.00", "　　甲项目·2.00·2.00"
    )
    assert [(line.label, figures(line)[0][1]) for line in table.lines] == [("甲项目", "1.00"), ("甲项目", "2.00")]


def test_what_is_neither_label_nor_figure_is_kept_as_text() -> None:
    table, _ = table_of(
        "公开表14", "政府采购预算表", "单位：万元", "项目名称·采购目录·合计", "甲项目·台式计算机·1.00", "乙项目·复印机·2.00"
    )
    assert [line.texts for line in table.lines] == [(("采购目录", "台式计算机"),), (("采购目录", "复印机"),)]


def test_an_empty_row_is_no_row() -> None:
    table, _ = table_of(*CODED, "合计合计·······", "·····")
    assert [line.label for line in table.lines] == ["合计"]


# What a table says of itself, and what it contradicts


def test_a_table_without_data_says_so() -> None:
    table, notes = table_of(*CODED, "合计合计·······", "注：本表无数据注：本表无数据")
    assert (table.no_data, table.remarks) == (True, ("注：本表无数据",))
    assert notes == ()


def test_figures_in_a_table_without_data_are_kept_and_noted() -> None:
    table, notes = table_of(*CODED, "205·教育支出·2.00··2.00", "注：本表无数据")
    assert (table.no_data, len(table.lines[0].amounts)) == (True, 2)
    assert [(note.level, note.code) for note in notes] == [("warning", "contradicts_no_data")]


def test_zeros_do_not_contradict_a_remark_that_there_is_nothing() -> None:
    table, notes = table_of(*CODED, "205·教育支出·0.00··0.00", "注：本表本年无发生额。")
    assert (table.no_data, len(table.lines[0].amounts), notes) == (True, 2, ())


@pytest.mark.parametrize(
    "remark",
    [
        "注：本部门无相关内容。",
        "注：本部门无该项目",
        "注：本表本年无发生额。",
        "注：2026年没有使用政府性基金预算拨款安排的支出。",
        "备注：本单位2026年没有使用国有资本经营预算拨款安排的支",  # its last word stands on the next line
        "备注：本单位 2026 年度没有一般公共预算安排的“三公”",
        "注：我单位无2017年政府性基金支出安排。",
        "说明：本部门不涉及此项。",
        "注：本部门2024年无国有资本经营预算财政拨款安排的预算，故本表为空表。",
    ],
)
def test_a_remark_that_there_is_none_explains_an_empty_table(remark: str) -> None:
    table, _ = table_of(*CODED, "合计合计·······", remark)
    assert (table.no_data, table.remarks) == (True, (remark,))


@pytest.mark.parametrize(
    "remark", ["注：无。", "备注：无涉密项目。", "备注：涉密项目按要求不予公开。", "注：2、公开空表一定要在目录说明理由。"]
)
def test_a_remark_on_something_else_explains_no_empty_table(remark: str) -> None:
    assert not table_of(*CODED, "合计合计·······", remark)[0].no_data


def test_a_remark_that_there_is_none_of_something_says_nothing_of_a_table_with_figures() -> None:
    table, notes = table_of(*CODED, "205·教育支出·2.00·1.00·1.00", "注：本单位没有使用上年结转资金安排的支出。")
    assert (table.no_data, notes) == (False, ())


def test_the_title_says_whether_the_carry_over_is_meant() -> None:
    table, _ = table_of(CODED[0], "2030年支出总表（不含上年结转）", *CODED[2:], "205·教育支出·2.00·1.00·1.00")
    assert (table.schedule, table.carry_over) == ("expenditure", "excluded")


def test_figures_of_the_year_before_are_told_from_those_of_the_year() -> None:
    table, _ = table_of("公开表3", "支出总表", "单位：万元", "项目·2029年预算数·2030年预算数", "教育支出·2.00·3.00", "卫生支出·1.00·1.00")
    assert [column.measure for column in table.columns] == ["previous", "budget"]


def test_this_year_beside_last_year_over_the_same_heads_only_names_the_year() -> None:
    """As 西安市审计局 prints its 表13 in 2026: 上年, 当年 and 增减变化情况, each over 三公 (小计), 会议费 and 合计."""
    years = (Cell("项目", rowspan=2), *(Cell(year, colspan=2) for year in ("上年", "当年", "增减变化情况")))
    items = tuple(Cell(item) for item in ("公务接待费", "合计") * 3)
    figures = ("20,000.00", "120,000.00", "20,000.00", "102,000.00", "0.00", "-18,000.00")
    caption = (Cell("“三公”经费支出预算表"), Cell("单位：元"))
    grid = Grid(caption, (years, items), (tuple(map(Cell, ("合计", *figures))),), 7)
    table, _ = to_lines(recognise(grid), grid)
    assert [column.measure for column in table.columns] == [
        "previous.reception",
        "previous.total",
        "reception",
        "total",
        "change.reception",
        "change.total",
    ]
    assert [(line.label, line.measure) for line in table.lines] == [("合计", None)]


def test_a_total_among_items_that_are_rows_is_the_total_of_the_items() -> None:
    table, _ = table_of("公开表13", "“三公”经费支出预算表", "单位：元", "项目·上年·当年", "合计·3.00·4.00", "公务接待费·3.00·4.00")
    assert [line.measure for line in table.lines] == ["total", "reception"]


def test_this_year_alone_beside_last_year_is_the_figure_of_the_year() -> None:
    table, _ = table_of("公开表3", "支出总表", "单位：万元", "项目·上年·当年", "教育支出·2.00·3.00")
    assert [column.measure for column in table.columns] == ["previous", "amount"]


def test_this_year_beside_what_was_carried_over_is_a_source_of_money() -> None:
    table, _ = table_of("公开表3", "支出总表", "单位：万元", "项目·上年·当年·上年结转", "教育支出·2.00·3.00·1.00")
    assert [column.measure for column in table.columns] == ["previous", "current", "carryover"]


def test_an_unknown_table_keeps_its_figures_and_is_noted() -> None:
    table, notes = table_of("公开表20", "2030年某某情况表", "单位：万元", "项目·合计·基本支出", "甲·2.00·1.00", "乙·3.00·1.00")
    assert (table.schedule, table.title, len(table.lines)) == (None, "2030年某某情况表", 2)
    assert codes_of(notes) == ["unknown_table"]


def test_a_figure_without_a_name_is_noted() -> None:
    table, notes = table_of(*TWO_SIDED, "一、一般公共预算·9.00一、教育支出·4.00·4.00", "合计·9.00··4.00·4.00")
    assert labelled(table, "", "expenditure").amounts[0].yuan == Decimal(40000)
    assert codes_of(notes) == ["no_label"]


def test_a_name_where_the_code_should_be_is_noted() -> None:
    _, notes = table_of(*CODED, "205·教育支出·2.00·1.00·1.00", "管理事务\n支出", "出·2.00·1.00·1.00")
    assert codes_of(notes) == ["no_code"]


def test_names_without_marks_below_marked_ones_are_their_parts() -> None:
    rows = (
        "一、一般公共预算·9.00一、教育支出·4.00·4.00",
        "··进修及培训·4.00·4.00",
        "··二、卫生健康支出·5.00·5.00",
        "收入总计·9.00支出总计·9.00·9.00",
    )
    table, _ = table_of(*TWO_SIDED, *rows)
    assert labelled(table, "进修及培训", "expenditure").path == ("一、教育支出",)
    assert labelled(table, "二、卫生健康支出", "expenditure").path == ()
    assert labelled(table, "支出总计", "expenditure").path == ()


def paths_of(*labels: str) -> list[tuple[str, ...]]:
    """The paths of the rows of a list of procurement."""
    body = tuple((Cell(label), Cell("1.00")) for label in labels)
    grid = Grid((Cell("2030年政府采购预算表"), Cell("单位：万元")), ((Cell("采购品目"), Cell("总计")),), body, 2)
    return [line.path for line in to_lines(recognise(grid), grid)[0].lines]


def test_an_ordinal_that_goes_on_from_one_of_the_top_is_of_the_top() -> None:
    assert paths_of("合计", "一、货物A", "复印机", "其他货物", "三、服务C") == [()] * 5
    assert paths_of("某局", "一、货物A", "三、服务C") == [(), ("某局",), ("某局",)]
    assert paths_of("一、货物A", "某中心", "一、货物A", "三、服务C") == [(), (), ("某中心",), ("某中心",)]


def test_units_stand_over_the_classes_that_come_again_for_each_of_them() -> None:
    rows = ("合计·9.00", "某局·5.00", "工资福利支出·5.00", "某中心·4.00", "工资福利支出·4.00")
    table, _ = table_of("公开表6", "基本支出表", "单位：万元", "项目·合计", *rows)
    assert [(line.path, line.is_unit) for line in table.lines] == [
        ((), False),
        ((), True),
        (("某局",), False),
        ((), True),
        (("某中心",), False),
    ]


def test_units_with_codes_of_their_own_stand_over_the_subjects_that_come_again_for_each_of_them() -> None:
    heads = ("功能科目编码", "功能科目名称", "合计")
    body = (
        ("", "合计", "9.00"),
        ("125001", "某局", "5.00"),
        ("208", "社会保障和就业支出", "5.00"),
        ("2080505", "机关事业单位基本养老保险缴费支出", "5.00"),
        ("125002", "某中心", "4.00"),
        ("208", "社会保障和就业支出", "4.00"),
    )
    title = (Cell("2030年一般公共预算支出表"), Cell("单位：万元"))
    grid = Grid(title, (tuple(map(Cell, heads)),), tuple(tuple(map(Cell, row)) for row in body), 3)
    table, _ = to_lines(recognise(grid), grid)
    assert [(line.path, line.is_unit) for line in table.lines] == [
        ((), False),
        ((), True),
        (("某局",), False),
        (("某局", "社会保障和就业支出"), False),
        ((), True),
        (("某中心",), False),
    ]
    assert [line.organisation for line in table.lines[4:]] == [("125002", "某中心")] * 2


def test_an_economic_code_that_is_longer_than_usual_is_no_units() -> None:
    heads = ("科目编码", "科目名称", "合计")
    body = (
        ("301", "工资福利支出", "5.00"),
        ("3010202", "改革性补贴", "5.00"),
        ("301", "工资福利支出", "4.00"),
        ("3010202", "改革性补贴", "4.00"),
    )
    title = (Cell("2030年一般公共预算基本支出表"), Cell("单位：万元"))
    grid = Grid(title, (tuple(map(Cell, heads)),), tuple(tuple(map(Cell, row)) for row in body), 3)
    assert not any(line.is_unit for line in to_lines(recognise(grid), grid)[0].lines)


def test_the_only_row_of_a_table_needs_no_name() -> None:
    table, notes = table_of("公开表7", "“三公”经费支出表", "单位：万元", "合计·因公出国（境）费·公务接待费", "3.00·1.00·2.00")
    assert [len(line.amounts) for line in table.lines] == [3]
    assert notes == ()


def ruled(header: tuple[tuple[Cell, ...], ...], *rows: str) -> Table:
    """A ruled table of 万元; a bar stands between cells."""
    body = tuple(tuple(Cell(text) for text in row.split("|")) for row in rows)
    grid = Grid((Cell("2030年收支总表"), Cell("单位：万元")), header, body, len(body[0]))
    return to_lines(recognise(grid), grid)[0]


def test_blocks_of_one_side_have_their_own_parts() -> None:
    heads = (Cell("收入", colspan=2), Cell("支出", colspan=4))
    leaves = tuple(Cell(name) for name in ("项目", "预算数", "功能分类科目", "预算数", "经济分类科目", "预算数"))
    table = ruled(
        (heads, leaves),
        "一、部门预算|9.00|一、部门预算|9.00|一、部门预算|9.00",
        "||1、教育支出|4.00|1、人员经费|9.00",
        "||2、住房保障支出|5.00|(1)工资福利支出|9.00",
    )
    assert [(column.side, column.block) for column in table.columns] == [("income", None), ("expenditure", 2), ("expenditure", 3)]
    assert labelled(table, "2、住房保障支出", "expenditure").path == ("一、部门预算",)
    assert labelled(table, "(1)工资福利支出", "expenditure").path == ("一、部门预算", "1、人员经费")


def test_a_quantity_between_names_ends_no_block() -> None:
    header = (tuple(Cell(name) for name in ("项目名称", "数量", "经济科目编码", "金额")),)
    body = ((Cell("某设备"), Cell("3"), Cell("31002"), Cell("6.00")),)
    grid = Grid((Cell("政府采购预算表"), Cell("单位：万元")), header, body, 4)
    (line,) = to_lines(recognise(grid), grid)[0].lines
    assert (line.label, [amount.printed for amount in line.amounts]) == ("某设备", ["3", "6.00"])


def test_heads_whose_borders_contradict_each_other_are_said_and_never_break_a_reading() -> None:
    heads = (
        (Cell("项目"), Cell("“三公”经费", colspan=2)),
        (Cell("名称"), Cell("小计接待费", colspan=2, rowspan=2)),
        (Cell("小计"), Cell("接待费")),
    )
    body = ((Cell("某局"), Cell("7.00"), Cell("5.00")),)
    recognised = recognise(Grid((Cell("“三公”经费支出表"), Cell("单位：万元")), heads, body, 3))
    assert [note.code for note in recognised.notes] == ["unclear_head"]
