"""Figures that the layout lets be read in several ways: settled by sums, or left out with the ways named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.grids import find_grids
from ingest.readers import read
from ingest.settling import decided, read_tables
from ingest.shapes import Note, Table
from tests.ingest.pdfs import Pdf, PdfPage

XS = [60, 120, 240, 300, 360, 420]
HEADS: list[str | None] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


def drawn(rows: Sequence[Sequence[str | None]], heads: Sequence[str | None] = HEADS, xs: Sequence[float] = XS) -> tuple[Pdf, PdfPage]:
    pdf = Pdf()
    page = pdf.page()
    page.text(180, 60, "2024年部门支出预算总表", 14)
    page.text(440, 90, "单位：元", 9)
    page.table(xs, 110, [heads, *rows])
    return pdf, page


def tables(pdf: Pdf, folder: Path) -> tuple[Table, list[Note]]:
    (table,), notes = read_tables(find_grids(read(pdf.save(folder)).pages))
    return table, [note for note in notes if note.code in ("ambiguous", "settled_by_sums", "figure_over_border", "not_an_amount")]


def figures(table: Table) -> list[list[tuple[str, str]]]:
    heads = {column.index: column.header[-1] for column in table.columns}
    return [[(heads[one.column], one.printed) for one in line.amounts] for line in table.lines]


def over_border(total: str, page_rows: Sequence[Sequence[str | None]]) -> tuple[Pdf, PdfPage]:
    """107.00 runs over the border between 基本支出 and 项目支出 in the first row."""
    pdf, page = drawn([["201", "一般公共服务支出", total, "", ""], *page_rows])
    page.text(347, 134, "107.00", 9)
    return pdf, page


def test_a_figure_over_a_border_is_where_the_sums_hold(tmp_path: Path) -> None:
    pdf, _ = over_border("107.00", [["205", "教育支出", "30.00", "10.00", "20.00"], ["", "合计", "137.00", "10.00", "127.00"]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == [("合计", "107.00"), ("项目支出", "107.00")]
    assert [(note.level, note.code) for note in notes] == [("info", "settled_by_sums")]
    assert "“107.00”在“项目支出”一栏" in notes[0].text
    (amount,) = [one for one in table.lines[0].amounts if one.printed == "107.00" and one.column == 2]
    assert amount.source.bbox is not None
    assert amount.source.bbox[0] < 360 < amount.source.bbox[2]


def test_a_figure_over_a_border_without_sums_is_left_out_and_its_ways_are_named(tmp_path: Path) -> None:
    pdf, _ = over_border("", [["205", "教育支出", "30.00", "10.00", "20.00"]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == []
    assert [(note.level, note.code) for note in notes] == [("warning", "ambiguous")]
    assert "“107.00”在“基本支出”一栏，还是“107.00”在“项目支出”一栏" in notes[0].text


def test_a_figure_over_a_border_that_fits_on_both_sides_is_left_out(tmp_path: Path) -> None:
    """The row's total is 107.00 either way, and no total tells the columns apart."""
    pdf, _ = over_border("107.00", [["205", "教育支出", "30.00", "10.00", "20.00"]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == [("合计", "107.00")]
    assert [note.code for note in notes] == ["ambiguous"]


def test_where_no_way_makes_the_sums_hold_none_is_taken(tmp_path: Path) -> None:
    pdf, _ = over_border("107.00", [["205", "教育支出", "30.00", "10.00", "20.00"], ["", "合计", "137.00", "55.00", "82.00"]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == [("合计", "107.00")]
    assert [note.code for note in notes] == ["ambiguous"]


MERGED: list[list[str | None]] = [["201", "一般公共服务支出", "30.00", "30.00", ""], ["205", "教育支出", "70.00", "70.00", None]]


@pytest.mark.parametrize(("totals", "column"), [(("100.00", "100.00", ""), "基本支出"), (("100.00", "30.00", "70.00"), "项目支出")])
def test_a_figure_in_a_merged_cell_is_where_the_sums_hold(tmp_path: Path, totals: tuple[str, str, str], column: str) -> None:
    pdf, _ = drawn([*MERGED, ["", "合计", *totals]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[1] == [("合计", "70.00"), (column, "70.00")]
    assert [note.code for note in notes] == ["settled_by_sums"]


def test_a_figure_in_a_merged_cell_without_sums_is_left_out(tmp_path: Path) -> None:
    pdf, _ = drawn(MERGED)
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[1] == [("合计", "70.00")]
    assert "“70.00”印在并作一格的几栏里，分不清是在“基本支出”一栏，还是在“项目支出”一栏" in notes[0].text


def test_a_zero_in_a_merged_cell_says_the_same_everywhere(tmp_path: Path) -> None:
    pdf, _ = drawn([["201", "一般公共服务支出", "30.00", "30.00", ""], ["205", "教育支出", "0.00", "0.00", None]])
    table, notes = tables(pdf, tmp_path)
    assert (figures(table)[1], notes) == ([("合计", "0.00"), ("基本支出", "0.00")], [])


def test_lines_of_one_cell_are_one_figure_where_the_sums_hold(tmp_path: Path) -> None:
    pdf, _ = drawn(
        [["201", "一般公共服务支出", "12\n34", "1234", ""], ["205", "教育支出", "66", "66", ""], ["", "合计", "1300", "1300", ""]]
    )
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == [("合计", "1234"), ("基本支出", "1234")]
    assert [note.code for note in notes] == ["settled_by_sums"]


def test_lines_of_one_cell_that_no_sum_tells_are_left_out(tmp_path: Path) -> None:
    pdf, _ = drawn([["201", "一般公共服务支出", "12\n34", "", ""], ["205", "教育支出", "66", "66", ""]])
    table, notes = tables(pdf, tmp_path)
    assert figures(table)[0] == []
    assert "分不清是“1234”，还是“12”，还是“34”" in notes[0].text


def test_a_figure_too_long_for_its_cell_is_one_by_its_decimals(tmp_path: Path) -> None:
    pdf, _ = drawn([["201", "一般公共服务支出", "18,536.8\n8", "18,536.88", ""], ["205", "教育支出", "66.00", "66.00", ""]])
    table, notes = tables(pdf, tmp_path)
    assert (figures(table)[0], notes) == ([("合计", "18,536.88"), ("基本支出", "18,536.88")], [])


CODED: list[str | None] = ["类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"]
CODED_XS = [60, 90, 120, 150, 240, 300, 360, 420]


@pytest.mark.parametrize(
    ("division", "code"),
    [("30.00", "20805"), ("50.00", "2080105")],
)
def test_digits_between_the_parts_of_a_code_are_where_the_sums_hold(tmp_path: Path, division: str, code: str) -> None:
    """05 stands on the border between 款 and 项: a 款 beside 01, or a 项 of it."""
    below = "20.00" if division == "30.00" else "50.00"
    rows: list[list[str | None]] = [
        ["208", "", "", "社会保障和就业支出", "50.00", "50.00", ""],
        ["", "01", "", "某款", division, division, ""],
        ["", "", "", "某款或某项", below, below, ""],
        ["", "", "", "合计", "50.00", "50.00", ""],
    ]
    pdf, page = drawn(rows, CODED, CODED_XS)
    page.text(115.5, 174, "05", 9)
    table, notes = tables(pdf, tmp_path)
    assert [line.code for line in table.lines] == ["208", "20801", code, None]
    assert [note.code for note in notes] == ["settled_by_sums"]


def test_ways_that_say_the_same_are_no_doubt(tmp_path: Path) -> None:
    """20805 over the border between 类 and 款: the code is the same in one cell, and as 208 and 05."""
    rows: list[list[str | None]] = [
        ["208", "", "", "社会保障和就业支出", "50.00", "50.00", ""],
        ["", "", "", "行政事业单位养老支出", "50.00", "50.00", ""],
    ]
    pdf, page = drawn(rows, CODED, CODED_XS)
    page.text(76.5, 154, "20805", 9)
    table, notes = tables(pdf, tmp_path)
    assert ([line.code for line in table.lines], notes) == (["208", "20805"], [])


def test_what_cannot_be_checked_is_no_proof() -> None:
    sum_, total = ("各项之和", "a"), ("合计", "b")
    assert decided([{sum_: "exact"}, {sum_: "mismatch"}]) == ([0], [sum_])
    assert decided([{sum_: "exact"}, {}]) == ([0], [sum_])
    assert decided([{sum_: "exact", total: "mismatch"}, {sum_: "mismatch", total: "exact"}])[0] == []
    assert decided([{sum_: "exact"}, {sum_: "exact"}]) == ([], [])
    assert decided([{sum_: "mismatch"}, {}]) == ([], [])
