"""Which tables are shown as contradictory: those in a row of which something does not add up, by line or by place on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comparisons import stored
from comparisons.report import report
from tests.budgets.drawn import FIGURE, TURNED, DrawnBook
from tests.factories import Book

pytestmark = pytest.mark.django_db


def states(book: Book) -> dict[str, str]:
    book.publish()
    edition = stored.with_documents(type(book.edition).objects.filter(pk=book.edition.pk)).get()
    return {one.table.schedule: one.state for one in report(edition).coverage}


@pytest.fixture
def book(tmp_path: Path, settings: Any) -> DrawnBook:
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    made = DrawnBook()
    made.figure()
    made.table("three_public", "“三公”经费支出表", page=2)
    made.figure(page=2, bbox=TURNED)
    return made


def test_a_table_of_a_pdf_is_found_by_page_and_height(book: DrawnBook) -> None:
    name_of_its_row = [100.0, TURNED[1] + 1, 150.0, TURNED[3] + 1]
    book.find("row.sum", "mismatch", "不符。", sources=[{"page": 2, "bbox": name_of_its_row}])
    assert states(book) == {"operating": "full", "three_public": "flagged"}


@pytest.mark.parametrize("source", [{"page": 1, "bbox": [300.0, 400.0, 360.0, 410.0]}, {"page": 3, "bbox": list(FIGURE)}, {"page": 1}, {}])
def test_what_stands_elsewhere_or_nowhere_flags_no_table(book: DrawnBook, source: dict[str, Any]) -> None:
    book.find("row.sum", "mismatch", "不符。", sources=[source])
    assert set(states(book).values()) == {"full"}


def test_only_what_does_not_add_up_flags(book: DrawnBook) -> None:
    book.find("row.sum", "rounding", "四舍五入内一致。", sources=[{"page": 1, "bbox": list(FIGURE)}])
    assert set(states(book).values()) == {"full"}
    text = Book(name="大同市财政局")
    text.table("operating", "机关运行经费表")
    (row,) = text.row("合计", {"amount": "1.00"}, item="total")
    text.find("row.sum", "mismatch", "不符。", sources=[{"line": row.line}])
    assert states(text) == {"operating": "flagged"}


@pytest.mark.parametrize("no_data", [True, False])
def test_a_table_of_blank_cells_is_empty_on_its_page_as_on_the_coverage_page(no_data: bool) -> None:
    text = Book(name="大同市财政局")
    text.table("operating", "机关运行经费表")
    text.row("合计", {"amount": "1.00"}, item="total")
    text.table("capital", "国有资本经营预算支出表", no_data=no_data)
    text.row("合计", {"total": None}, item="total")
    assert states(text) == {"operating": "full", "capital": "empty"}
