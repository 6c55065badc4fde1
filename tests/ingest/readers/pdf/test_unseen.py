"""Text that nobody sees, and watermarks, are no text of a page; what is seen is."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.readers.pdf.switched import has_layers
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


def test_what_an_area_covers_is_no_figure_and_is_said(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9)
    page.fill(322, 132, 438, 148)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", ""]
    assert codes(document) == [("warning", "unseen_text")]


def test_a_figure_printed_over_a_covered_one_is_the_one_that_is_read(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9)
    page.fill(322, 132, 438, 148)
    page.text(330, 134, "88.00", 9)
    assert figures(read(pdf.save(tmp_path))) == ["电费", "12.00", "88.00"]


@pytest.mark.parametrize("state", ["thin", "mixed"])
def test_a_highlighter_hides_nothing(tmp_path: Path, state: str) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9)
    page.fill(322, 132, 438, 148, grey=0.9, state=state)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "99.00"]
    assert codes(document) == []


def test_what_is_filled_before_the_text_hides_nothing(tmp_path: Path) -> None:
    pdf, page = table()
    page.fill(322, 132, 438, 148, grey=0.9)
    page.text(330, 134, "99.00", 9)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "99.00"]
    assert codes(document) == []


def test_a_figure_of_which_a_part_is_covered_is_read_and_said(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "1234567.00", 9)
    page.fill(354, 132, 438, 148)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "1234567.00"]
    assert codes(document) == [("warning", "partly_covered_text")]


def test_two_areas_together_cover_a_figure(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "1234567.00", 9)
    page.fill(322, 132, 354, 148)
    page.fill(354, 132, 438, 148)
    assert figures(read(pdf.save(tmp_path))) == ["电费", "12.00", ""]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_covers_its_text_too(tmp_path: Path, rotate: int) -> None:
    pdf = Pdf()
    page = pdf.page(rotate=rotate)
    page.text(60, 60, "收入总计 12.00 万元")
    page.text(60, 90, "支出总计 99.00 万元")
    page.fill(50, 85, 300, 105)
    assert "".join(line.text.strip() for line in read(pdf.save(tmp_path)).pages[0].lines) == "收入总计 12.00 万元"


def test_a_layer_that_is_switched_off_has_no_figure_and_one_that_is_on_has(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9, layer="off")
    page.text(330, 154, "以上", 9, layer="on")
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", ""]
    assert "以上" in "".join(document.pages[0].masked)
    assert codes(document) == [("warning", "unseen_text")]


def test_a_figure_of_a_layer_that_is_shown_is_read(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9, layer="on")
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "99.00"]
    assert codes(document) == []


def test_layers_are_found_in_a_packed_part_of_a_file() -> None:
    def packed(text: bytes) -> bytes:
        return b"1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\r\n" + zlib.compress(text) + b"\nendstream"

    assert has_layers(packed(b"<< /Type /Catalog /OCProperties 3 0 R >>"))
    assert not has_layers(packed(b"<< /Type /Catalog /Pages 2 0 R >>"))
    assert has_layers(b"1 0 obj << /Type /ObjStm >> stream\nnot packed as expected"), "what cannot be told is looked at"


def test_a_figure_painted_outside_of_its_area_is_not_seen(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "99.00", 9, within=(10, 800, 20, 810))
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", ""]
    assert codes(document) == [("info", "cut_text")]


def test_a_small_grey_figure_in_a_table_may_be_a_watermark_and_is_said(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(330, 134, "2024", 12, grey=0.85)
    document = read(pdf.save(tmp_path))
    assert figures(document) == ["电费", "12.00", "2024"]
    assert codes(document) == [("warning", "pale_text")]


def test_grey_words_outside_of_a_table_are_no_news(tmp_path: Path) -> None:
    pdf, page = table()
    page.text(60, 60, "内部资料", 12, grey=0.85)
    assert codes(read(pdf.save(tmp_path))) == []
