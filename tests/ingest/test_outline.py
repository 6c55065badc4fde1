"""Levels that stand in columns side by side: names printed once over their details, taken where sums prove it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.shapes import Note, Table
from tests.ingest.grids.ruled.test_tables import caption, tables
from tests.ingest.pdfs import Pdf
from tests.ingest.test_layouts import table_of

Row = list[str | None]

XS = [40, 110, 210, 300, 400, 480, 560]
TITLE = "2030年政府采购预算表"
HEAD: Row = ["采购品目大类", "专项名称", "经济科目", "采购物品名称", "采购组织形式", "总计"]
GOODS: list[Row] = [
    ["合计", "", "", "", "", "51.00"],
    ["一、货物A", "", "", "", "", "33.00"],
    ["", "设备购置费", "办公设备购置", "", "", "18.00"],
    ["", "", "", "复印机", "分散自行组织", "12.00"],
    ["", "", "", "扫描仪", "分散自行组织", "6.00"],
    ["", "办案费", "办公设备购置", "", "", "10.00"],
    ["", "", "", "复印机", "分散自行组织", "10.00"],
    ["", "", "印刷费", "", "", "5.00"],
    ["", "", "", "印刷品", "分散自行组织", "5.00"],
]
SERVICES: list[Row] = [
    ["三、服务C", "", "", "", "", "18.00"],
    ["", "物业管理费", "物业管理费", "", "", "18.00"],
    ["", "", "", "物业管理服务", "部门集中采购", "13.00"],
    ["", "", "", "", "分散自行组织", "5.00"],
]


def drawn(folder: Path, rows: list[Row]) -> tuple[Table, list[Note]]:
    return table_of(folder, XS, [HEAD, *rows], TITLE)


def placed(table: Table) -> list[tuple[tuple[str, ...], str]]:
    return [(line.path, line.label) for line in table.lines]


def test_a_name_goes_for_the_rows_below_it_until_there_is_another(tmp_path: Path) -> None:
    table, notes = drawn(tmp_path, [*GOODS, *SERVICES])
    assert placed(table) == [
        ((), "合计"),
        ((), "一、货物A"),
        (("一、货物A", "设备购置费"), "办公设备购置"),
        (("一、货物A", "设备购置费", "办公设备购置"), "复印机"),
        (("一、货物A", "设备购置费", "办公设备购置"), "扫描仪"),
        (("一、货物A", "办案费"), "办公设备购置"),
        (("一、货物A", "办案费", "办公设备购置"), "复印机"),
        (("一、货物A", "办案费"), "印刷费"),
        (("一、货物A", "办案费", "印刷费"), "印刷品"),
        ((), "三、服务C"),
        (("三、服务C", "物业管理费"), "物业管理费"),
        (("三、服务C", "物业管理费", "物业管理费"), "物业管理服务"),
        (("三、服务C", "物业管理费", "物业管理费"), "物业管理服务"),
    ]
    assert notes == []


def test_what_is_no_name_tells_rows_of_one_name_apart(tmp_path: Path) -> None:
    table, _ = drawn(tmp_path, [*GOODS, *SERVICES])
    assert [line.texts for line in table.lines[-2:]] == [(("采购组织形式", "部门集中采购"),), (("采购组织形式", "分散自行组织"),)]


@pytest.mark.parametrize(("row", "figure"), [(0, "51.10"), (2, "18.10"), (8, "5.10"), (3, "")])
def test_what_sums_do_not_prove_is_not_taken(tmp_path: Path, row: int, figure: str) -> None:
    rows = [list(one) for one in [*GOODS, *SERVICES]]
    rows[row][-1] = figure
    table, _ = drawn(tmp_path, rows)
    assert all(line.path == () for line in table.lines)


def test_units_in_the_column_of_the_classes_stand_below_them(tmp_path: Path) -> None:
    """货物 and the units that buy it share a column: only the sums tell them apart, and the same unit comes again below 服务."""
    rows: list[Row] = [
        ["合计", "", "", "", "", "30.00"],
        ["货物", "", "", "", "", "12.00"],
        ["某局（本级）", "", "", "", "", "8.00"],
        ["", "定额", "办公费", "复印纸", "分散采购", "5.00"],
        ["", "定额", "办公费", "打印机", "分散采购", "3.00"],
        ["某中心", "", "", "", "", "4.00"],
        ["", "定额", "办公费", "复印纸", "集中采购", "4.00"],
        ["服务", "", "", "", "", "18.00"],
        ["某局（本级）", "", "", "", "", "18.00"],
        ["", "定额", "印刷费", "印刷服务", "分散采购", "18.00"],
    ]
    table, _ = drawn(tmp_path, rows)
    assert placed(table)[1:] == [
        ((), "货物"),
        (("货物",), "某局（本级）"),
        (("货物", "某局（本级）", "定额", "办公费"), "复印纸"),
        (("货物", "某局（本级）", "定额", "办公费"), "打印机"),
        (("货物",), "某中心"),
        (("货物", "某中心", "定额", "办公费"), "复印纸"),
        ((), "服务"),
        (("服务",), "某局（本级）"),
        (("服务", "某局（本级）", "定额", "印刷费"), "印刷服务"),
    ]


def test_blank_rows_prove_nothing(tmp_path: Path) -> None:
    rows: list[Row] = [["合计", "", "", "", "", ""], *[[*row[:-1], ""] for row in [*GOODS[1:], *SERVICES]]]
    table, _ = drawn(tmp_path, rows)
    assert all(line.path == () for line in table.lines)


# Names cut by the end of a page


def over_pages(folder: Path, last: Row, first: Row) -> tuple[Table, list[Note]]:
    pdf = Pdf()
    page = pdf.page()
    caption(page, TITLE)
    page.table(XS, 110, [HEAD, *GOODS, last])
    pdf.page().table(XS, 60, [first, *SERVICES[2:]])
    (table,), notes = tables(pdf, folder)
    return table, notes


def test_the_rest_of_a_name_behind_a_page_break_is_joined_and_flagged(tmp_path: Path) -> None:
    table, notes = over_pages(tmp_path, ["", "某项购建费", "信息网络及软件购", "", "", "18.00"], ["", "", "置与更新", "", "", ""])
    assert "信息网络及软件购置与更新" in [line.label for line in table.lines]
    assert [(note.code, note.level) for note in notes] == [("row_over_pages", "warning")]


def test_the_rest_of_a_name_of_the_classification_is_sure(tmp_path: Path) -> None:
    last: Row = ["", "商品和服务支出(定额非", "公务用车运行", "车辆维修", "", "18.00"]
    table, notes = over_pages(tmp_path, last, ["", "三保)", "维护费", "", "", ""])
    assert [(line.path, line.texts) for line in table.lines if line.label in ("公务用车运行维护费", "车辆维修")] != []
    assert [(note.code, note.level) for note in notes] == [("row_over_pages", "info")]


@pytest.mark.parametrize("first", [["", "", "印刷费", "", "", ""], ["二、工程B", "", "", "", "", ""], ["", "", "", "", "分散", ""]])
def test_a_row_without_figures_that_is_no_rest_stays_one(tmp_path: Path, first: Row) -> None:
    """A name of its own, a mark of its own, or a column in which the row above it has nothing."""
    table, notes = over_pages(tmp_path, ["", "某项购建费", "信息网络及软件购", "", "", "18.00"], first)
    assert len(table.lines) == len(GOODS) + len(SERVICES[2:]) + 2
    assert "row_over_pages" not in [note.code for note in notes]
