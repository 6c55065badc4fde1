"""Tables laid out as printed. Heads and rows are like those of the disclosures of 大同市 and 普陀区."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from comparisons.sheets import Head, Printed, Sheet, lay_out, mark, padding

numbers = iter(range(1, 10_000))


def row(position: int, label: str, columns: Mapping[int, tuple[tuple[str, ...], str | None]], **more: Any) -> list[Printed]:
    """A printed row: column → head and printed figure, None for a blank cell."""
    return [
        Printed(
            next(numbers),
            position,
            column,
            label,
            header=header,
            printed=printed or "",
            presence="blank" if printed is None else "printed",
            **{"unit": "万元", **more},
        )
        for column, (header, printed) in columns.items()
    ]


def words(heads: tuple[tuple[Head, ...], ...]) -> list[list[tuple[str, int, int]]]:
    """The head as text, columns, rows; our own columns by their kind."""
    return [[(head.text or f"<{head.kind}>", head.colspan, head.rowspan) for head in line] for line in heads]


def labels(sheet: Sheet) -> list[tuple[str | None, ...]]:
    return [tuple(entry.label if entry else None for entry in line.entries) for line in sheet.lines]


PROJECTS = {
    0: (("合计",), "5.00"),
    1: (("2023年财政拨款", "一般公共预算"), "5.00"),
    2: (("2023年财政拨款", "政府性基金预算"), None),
    3: (("财政专户管理资金",), None),
}


def test_equal_heads_beside_each_other_are_one_and_a_leaf_reaches_down() -> None:
    sheet = lay_out(row(0, "J水费", PROJECTS))
    assert words(sheet.heads) == [
        [("<label>", 1, 2), ("合计", 1, 2), ("2023年财政拨款", 2, 1), ("财政专户管理资金", 1, 2)],
        [("一般公共预算", 1, 1), ("政府性基金预算", 1, 1)],
    ]
    assert sheet.width == 5


def test_equal_leaves_beside_each_other_stay_two() -> None:
    sheet = lay_out(row(0, "甲", {0: (("2024年", "金额"), "1.00"), 1: (("2024年", "金额"), "2.00")}))
    assert words(sheet.heads) == [[("<label>", 1, 2), ("2024年", 2, 1)], [("金额", 1, 1), ("金额", 1, 1)]]


def test_three_levels_of_heads() -> None:
    head = {0: (("支出", "金额", "小计"), "3.00"), 1: (("支出", "金额", "基金"), "1.00"), 2: (("支出", "备注数"), "2.00")}
    assert words(lay_out(row(0, "甲", head, code="201")).heads) == [
        [("<code>", 1, 3), ("<label>", 1, 3), ("支出", 3, 1)],
        [("金额", 2, 1), ("备注数", 1, 2)],
        [("小计", 1, 1), ("基金", 1, 1)],
    ]


INCOME = {0: (("收入", "2023年"), "9.00")}
EXPENDITURE = {1: (("支出", "合计"), "9.00"), 2: (("支出", "结转"), None)}


def test_two_sides_stand_beside_each_other_under_their_heads_names_too() -> None:
    cells = [*row(0, "一、一般公共预算", INCOME, side="income"), *row(1, "一、外交支出", EXPENDITURE, side="expenditure")]
    sheet = lay_out(cells)
    assert words(sheet.heads) == [
        [("收入", 2, 1), ("支出", 3, 1)],
        [("<label>", 1, 1), ("2023年", 1, 1), ("<label>", 1, 1), ("合计", 1, 1), ("结转", 1, 1)],
    ]
    assert labels(sheet) == [("一、一般公共预算", "一、外交支出")]


def test_a_side_that_has_ended_leaves_its_place_empty() -> None:
    sides = [("收一", "income"), ("支一", "expenditure"), ("支二", "expenditure"), ("收三", "income"), ("支三", "expenditure")]
    cells = [
        cell for at, (label, side) in enumerate(sides) for cell in row(at, label, INCOME if side == "income" else EXPENDITURE, side=side)
    ]
    assert labels(lay_out(cells)) == [("收一", "支一"), (None, "支二"), ("收三", "支三")]


def test_rows_known_to_stand_below_each_other_are_two_lines() -> None:
    above = row(0, "收一", INCOME, side="income", page=3, bbox=(50.0, 100.0, 90.0, 110.0))
    below = row(1, "支一", EXPENDITURE, side="expenditure", page=3, bbox=(250.0, 120.0, 290.0, 130.0))
    beside = row(1, "支一", EXPENDITURE, side="expenditure", page=3, bbox=(250.0, 101.0, 290.0, 111.0))
    elsewhere = row(1, "支一", EXPENDITURE, side="expenditure", page=4)
    assert labels(lay_out([*above, *beside])) == [("收一", "支一")]
    assert labels(lay_out([*above, *below])) == [("收一", None), (None, "支一")]
    assert labels(lay_out([*above, *elsewhere])) == [("收一", None), (None, "支一")]


def test_blocks_stand_beside_each_other_and_their_heads_are_not_joined() -> None:
    cells = [
        *row(0, "工资福利支出", {0: (("金额",), "5.00")}, block=1, code="301"),
        *row(1, "商品和服务支出", {1: (("金额",), "2.00")}, block=2, code="302"),
    ]
    sheet = lay_out(cells)
    assert words(sheet.heads) == [
        [("<code>", 1, 1), ("<label>", 1, 1), ("金额", 1, 1), ("<code>", 1, 1), ("<label>", 1, 1), ("金额", 1, 1)]
    ]
    assert labels(sheet) == [("工资福利支出", "商品和服务支出")]


def test_a_row_is_indented_by_its_level_else_by_its_ancestors() -> None:
    cells = [
        *row(0, "合计", PROJECTS, level=0, item="total"),
        *row(1, "类", PROJECTS, level=1),
        *row(2, "款", PROJECTS, level=2),
        *row(3, "其中", PROJECTS, path=("类", "款")),
    ]
    assert [line.entries[0].depth for line in lay_out(cells).lines if line.entries[0]] == [0, 0, 1, 2]
    assert [line.is_total for line in lay_out(cells).lines] == [True, False, False, False]


def test_a_column_has_the_unit_and_the_precision_of_its_cells() -> None:
    cells = [
        *row(0, "甲", {0: (("金额",), "25")}),
        *row(1, "乙", {0: (("金额",), "21.56")}),
        *row(2, "批次", {0: (("金额",), "3")}, unit="个"),
    ]
    (column,) = lay_out(cells).banks[0].columns
    assert (column.unit, column.decimals) == ("万元", 2)


@pytest.mark.parametrize(
    ("text", "decimals", "pad"),
    [("25", 2, ".00"), ("21.5", 2, "0"), ("21.56", 2, ""), ("−3", 1, ".0"), ("1,234", 2, ".00"), ("—", 2, ""), ("12%", 2, ""), ("", 2, "")],
)
def test_figures_line_up_without_a_digit_invented(text: str, decimals: int, pad: str) -> None:
    assert padding(text, decimals) == pad


def test_a_table_without_cells_has_the_head_that_was_read() -> None:
    columns = [
        {"index": 0, "header": ["合计"], "side": None, "block": None, "unit": None},
        {"index": 1, "header": ["财政拨款", "基金"], "side": None, "block": None, "unit": "元"},
    ]
    sheet = lay_out([], columns, unit="万元")
    assert words(sheet.heads) == [[("<label>", 1, 2), ("合计", 1, 2), ("财政拨款", 1, 1)], [("基金", 1, 1)]]
    assert [column.unit for column in sheet.banks[0].columns] == ["万元", "元"]
    assert sheet.lines == ()


def test_words_of_a_row_stand_in_columns_of_their_own() -> None:
    cells = [*row(0, "电脑", {0: (("金额",), "3.00")}), *row(1, "复印纸", {0: (("金额",), "1.00")})]
    rows: list[dict[str, Any]] = [
        {"label": "电脑", "texts": [{"header": "采购目录", "printed": "A02010104"}]},
        {"label": "复印纸", "organisation": {"code": "114001", "name": "局机关"}},
    ]
    sheet = lay_out(cells, rows=rows)
    assert [(extra.kind, extra.header) for extra in sheet.banks[0].extras] == [("text", "采购目录"), ("organisation", "")]
    assert [entry.extras for line in sheet.lines for entry in line.entries if entry] == [("A02010104", ""), ("", "114001 局机关")]


def test_further_classifications_of_a_row_are_shown_and_its_own_is_not_repeated() -> None:
    own = {"system": "economic_department", "code": "30101", "label": "基本工资"}
    other = {"system": "economic_government", "code": "50101", "label": "工资奖金津补贴"}
    cells = row(0, "基本工资", {0: (("金额",), "3.00")}, code="30101")
    sheet = lay_out(cells, rows=[{"code": "30101", "label": "基本工资", "codes": [own, other]}])
    assert [extra.kind for extra in sheet.banks[0].extras] == ["economic_government"]
    assert [entry.extras for line in sheet.lines for entry in line.entries if entry] == [("50101 工资奖金津补贴",)]


def test_a_name_that_two_classifications_share_is_printed_in_both() -> None:
    codes = [{"system": f"economic_{whose}", "code": None, "label": "住房公积金"} for whose in ("department", "government")]
    cells = row(0, "住房公积金", {0: (("金额",), "3.00")})
    sheet = lay_out(cells, rows=[{"code": None, "label": "住房公积金", "codes": codes}])
    assert [extra.kind for extra in sheet.banks[0].extras] == ["economic_government"]
    assert [entry.extras for line in sheet.lines for entry in line.entries if entry] == [("住房公积金",)]


# Marks


def test_a_finding_marks_the_cells_rows_and_title_that_its_sources_name() -> None:
    first = row(0, "甲", {0: (("金额",), "1.00")}, line=20, span=(4, 8))
    second = row(1, "乙", {0: (("金额",), "2.00")}, line=22, span=(4, 8))
    sources: dict[int, list[dict[str, Any]]] = {
        1: [{"line": 20, "span": [4, 8]}, {"line": 99, "span": [4, 8]}],
        2: [{"line": 22}],
        3: [{"line": 17}],
        4: [{"line": 20, "span": [0, 2]}],
    }
    marks = mark([*first, *second], sources, head_line=17)
    assert marks.cells == {first[0].id: (1,)}
    assert marks.rows == {1: (2,)}
    assert marks.table == (3,)
    assert marks.numbers == (1, 2, 3)


def test_on_a_page_a_finding_marks_the_cell_in_the_same_box() -> None:
    cells = row(0, "甲", {0: (("金额",), "1.00")}, page=15, bbox=(301.2, 210.0, 349.9, 220.4))
    assert mark(cells, {1: [{"page": 15, "bbox": [301.2, 210, 349.9, 220.4]}]}).cells == {cells[0].id: (1,)}
    assert mark(cells, {1: [{"page": 16, "bbox": [301.2, 210, 349.9, 220.4]}]}).numbers == ()
    assert mark(cells, {1: [{"page": 15}]}).numbers == ()


def test_in_a_workbook_a_finding_marks_the_cell_of_that_name() -> None:
    cells = row(0, "甲", {0: (("金额",), "1.00")}, sheet="收支总表", cell="D14")
    assert mark(cells, {1: [{"sheet": "收支总表", "cell": "D14"}]}).cells == {cells[0].id: (1,)}
    assert mark(cells, {1: [{"sheet": "支出总表", "cell": "D14"}]}).numbers == ()


def test_a_line_is_that_of_its_row_even_where_the_figures_stand_lower() -> None:
    cells = row(0, "甲", {0: (("金额",), "1.00")}, line=22, span=(4, 8))
    assert mark(cells, {1: [{"line": 20}]}, [{"line": 20}]).rows == {0: (1,)}
