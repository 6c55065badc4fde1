"""Page numbers that are stamped over the tables of a PDF."""

from __future__ import annotations

from pathlib import Path

from ingest.readers import read
from ingest.shapes import LatticeCell, Page
from tests.ingest.pdfs import Pdf

XS = [60, 120, 300, 420, 540]


def stamped(folder: Path, *numbers: str) -> tuple[Page, ...]:
    """Pages full of a table, each with a number in the blank last cell of its last row."""
    pdf = Pdf()
    for number in numbers:
        page = pdf.page()
        page.table(XS, 740, [["205", "教育支出", "4", "4"], ["206", "科学技术支出", "4", ""]])
        page.text(460, 765, number, 9)
    return read(pdf.save(folder)).pages


def last_cells(pages: tuple[Page, ...]) -> list[str]:
    def last(cells: tuple[LatticeCell, ...]) -> str:
        return max(cells, key=lambda cell: (cell.row, cell.column)).text

    return [last(page.lattices[0].cells) for page in pages]


def test_a_number_that_goes_up_with_the_pages_in_one_place_is_no_figure(tmp_path: Path) -> None:
    pages = stamped(tmp_path, "12", "13", "14")
    assert last_cells(pages) == ["", "", ""]
    assert {cell.text for page in pages for cell in page.lattices[0].cells if cell.column == 2} == {"4"}


def test_numbers_that_do_not_go_up_with_the_pages_are_figures(tmp_path: Path) -> None:
    assert last_cells(stamped(tmp_path, "12", "12", "14")) == ["12", "12", "14"]


def test_now_and_then_is_no_page_number(tmp_path: Path) -> None:
    """In a long table some figures in the last row are as far from the page's number as others."""
    pages = stamped(tmp_path, "12", "7", "8", "15", "7", "7", "7", "7", "20")
    assert last_cells(pages) == ["12", "7", "8", "15", "7", "7", "7", "7", "20"]


def test_two_pages_are_too_few_to_tell(tmp_path: Path) -> None:
    assert last_cells(stamped(tmp_path, "12", "13")) == ["12", "13"]
