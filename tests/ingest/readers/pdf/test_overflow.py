"""Text that is too long for its cell: what is cut off belongs to its own cell, to no neighbour over which it lies."""

from __future__ import annotations

from pathlib import Path

from ingest.readers import read
from ingest.shapes import Document
from tests.ingest.pdfs import Pdf, PdfPage

XS = (60.0, 200.0, 300.0)


def cells(document: Document) -> dict[tuple[int, int], str]:
    (lattice,) = document.pages[0].lattices
    return {(cell.row, cell.column): cell.text for cell in lattice.cells if cell.text}


def table(page: PdfPage, rows: int) -> None:
    page.table(XS, 100, [["", ""] for _ in range(rows)])


def test_the_end_of_a_name_that_lies_over_the_figure_beside_it_is_of_the_name(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    table(page, 2)
    page.text(63, 104, "对事业单位经常性补助和其他补助", 10, within=(60, 100, 200, 120))
    page.text(205, 104, "730.29", 10, within=(200, 100, 300, 120))
    page.text(63, 124, "合计", 10, within=(60, 120, 200, 140))
    page.text(205, 124, "730.29", 10, within=(200, 120, 300, 140))
    document = read(pdf.save(tmp_path))
    assert cells(document) == {(0, 0): "对事业单位经常性补助和其他补助", (0, 1): "730.29", (1, 0): "合计", (1, 1): "730.29"}
    assert [(note.level, note.code) for note in document.notes] == [("info", "overflowing_text")]


def test_a_head_in_the_middle_of_its_cell_leaves_both_neighbours_alone(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.table((60, 130, 200, 270, 340), 100, [["", "", "", ""], ["甲", "1.00", "乙", "2.00"]])
    page.text(135, 104, "预算数", 10, within=(130, 100, 200, 120))
    page.text(170, 104, "部门预算支出经济分类科目", 10, within=(200, 100, 270, 120))
    page.text(275, 104, "预算数", 10, within=(270, 100, 340, 120))
    assert [text for place, text in sorted(cells(read(pdf.save(tmp_path))).items()) if place[0] == 0] == [
        "预算数",
        "部门预算支出经济分类科目",
        "预算数",
    ]


def test_a_line_below_its_cell_goes_on_with_the_name_and_begins_no_other(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    table(page, 2)
    for top, line in ((104, "机关事业单位基本养老保险缴"), (116, "费")):
        page.text(63, top, line, 10, within=(60, 100, 200, 120))
    page.text(63, 127, "职业年金缴费", 10, within=(60, 120, 200, 140))
    page.text(205, 104, "98.00", 10, within=(200, 100, 300, 120))
    page.text(205, 124, "49.00", 10, within=(200, 120, 300, 140))
    found = cells(read(pdf.save(tmp_path)))
    assert (found[0, 0], found[1, 0]) == ("机关事业单位基本养老保险缴费", "职业年金缴费")


def test_a_figure_of_which_nothing_is_seen_is_no_cells(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.table((60, 200, 300), 100, [["项目名称", "项目总额"], ["道路改造", ""]])
    page.text(205, 114, "1,276.74", 10, within=(200, 130, 300, 140))
    document = read(pdf.save(tmp_path))
    assert cells(document) == {(0, 0): "项目名称", (0, 1): "项目总额", (1, 0): "道路改造"}
    assert [line.text.strip() for line in document.pages[0].cut] == ["1,276.74"]


def test_letters_that_happen_to_lie_on_the_same_letters_are_not_taken_for_bold_type(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    table(page, 1)
    page.text(66, 104, "部门预算支出的经济分类科目预算", 10, within=(60, 100, 200, 120))
    page.text(66 + 131.3, 104, "预算数", 10, within=(60, 90, 300, 130))
    text = "".join(cells(read(pdf.save(tmp_path))).values())
    assert text.count("预") == 3
    assert "部门预算支出的经济分类科目预算" in text
