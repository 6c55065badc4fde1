"""Text that nobody sees, and watermarks, are no text of a page; what is seen is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import read
from ingest.shapes import Document
from tests.ingest.pdfs import Pdf, PdfPage

XS = [60, 200, 320, 440]


def table() -> tuple[Pdf, PdfPage]:
    """A table with a blank cell at (320, 130)."""
    pdf = Pdf()
    page = pdf.page()
    page.table(XS, 110, [["项目", "预算数", "决算数"], ["电费", "12.00", ""]])
    return pdf, page


def figures(document: Document) -> list[str]:
    (lattice,) = document.pages[0].lattices
    return [cell.text for cell in lattice.cells if cell.row == 1]


def codes(document: Document) -> list[tuple[str, str]]:
    return [(note.level, note.code) for note in document.notes]


@pytest.mark.parametrize("grey", [1, 0.98])
def test_what_is_white_on_white_is_no_figure_and_is_said(tmp_path: Path, grey: float) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9, grey=grey)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", ""]
    assert codes(document) == [("warning", "unseen_text")]


def test_what_is_white_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    pdf, page = table()
    page.drawn.append(f"0.2 g 321 {842 - 149} 118 18 re f 0 g")
    page.text(330, 134, "99.00", 9, grey=1)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "99.00"]
    assert codes(document) == []


def test_a_large_grey_word_over_a_table_is_a_watermark(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(150, 100, "2030", 48, grey=0.85)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", ""]
    assert codes(document) == [("info", "watermark_removed")]


def test_grey_text_as_large_as_the_rest_is_text(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9, grey=0.7)
    assert figures(read(pdf.save(tmp_path))) == ["电费", "12.00", "99.00"]


def test_a_large_title_in_black_is_text(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(60, 40, "收支总表", 40)
    document = read(pdf.save(tmp_path))
    assert document.pages[0].lines[0].text.strip() == "收支总表"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_hides_its_white_text_too(tmp_path: Path, rotate: int) -> None:
    pdf = Pdf()
    page = pdf.page(rotate=rotate)
    page.text(60, 60, "收入总计 12.00 万元")
    page.text(60, 90, "支出总计 99.00 万元", grey=1)
    document = read(pdf.save(tmp_path))
    assert "".join(line.text.strip() for line in document.pages[0].lines) == "收入总计 12.00 万元"


def test_one_figure_over_another_is_said(tmp_path: Path) -> None:
    """Their digits together may read like a third one."""
    pdf, page = table()
    page.text(325, 134, "1200", 9)
    page.text(327, 134, "34", 9)
    assert [note.code for note in read(pdf.save(tmp_path)).pages[0].lattices[0].notes] == ["figures_overlaid"]


def test_bold_print_is_no_figure_over_another(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(325, 134, "1,200.00", 9)
    page.text(325.4, 134, "1,200.00", 9)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "1,200.00"]
    assert document.pages[0].lattices[0].notes == ()
