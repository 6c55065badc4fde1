"""The sample as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from ingest.samples.published import load_published
from ingest.samples.ruled import cells_of, code_columns
from ingest.samples.typeset_xlsx import HEAD_ROW, shown_as, typeset_xlsx

SAMPLE = load_published("putuo-justice-2026")


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(BytesIO(typeset_xlsx(SAMPLE)))


def shown(value: float, number_format: str) -> str:
    decimals = len(number_format.partition(".")[2])
    return f"{value:,.{decimals}f}" if "," in number_format else f"{value:.{decimals}f}"


def test_the_sheets_are_those_of_the_district_s_template(book: Any) -> None:
    assert book.sheetnames[:2] == ["封面", "目录"]
    assert book.sheetnames[6:8] == ["单位收支总表", "单位收入总表"]
    assert len(book.sheetnames) == 16


def test_every_amount_is_a_number_that_shows_what_was_printed(book: Any) -> None:
    sheets = [book[name] for name in book.sheetnames if book[name]["A2"].value]
    checked = 0
    for sheet, table in zip(sheets, SAMPLE.tables, strict=True):
        codes = code_columns(table.head)
        for cell in cells_of((*table.head, *table.rows)):
            if cell.is_figure and cell.row >= len(table.head) and cell.column not in codes:
                written = sheet.cell(HEAD_ROW + cell.row, cell.column + 1)
                assert shown(written.value, written.number_format) == cell.text
                checked += 1
    assert checked == 391, "as many as the corpus counts in this document"


def test_codes_keep_the_zero_in_front(book: Any) -> None:
    sheet = book["单位收入总表"]
    assert [sheet.cell(11, column).value for column in (1, 2, 3)] == [204, "06", "01"]
    assert sheet["B11"].number_format == "@"


def test_the_unit_stands_in_a_cell_of_its_own_and_heads_are_merged(book: Any) -> None:
    sheet = book["单位支出总表"]
    assert sheet["G4"].value == "单位：元"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A2:G2", "A6:D6", "E6:G6", "A7:C7", "D7:D8"} <= merged


def test_every_sheet_says_that_it_is_no_official_original(book: Any) -> None:
    for sheet in book:
        assert [cell.value for row in sheet.iter_rows() for cell in row].count(SAMPLE.notice) == 1


def test_the_same_facts_give_the_same_bytes() -> None:
    assert typeset_xlsx(SAMPLE) == typeset_xlsx(SAMPLE)


@pytest.mark.parametrize(
    ("printed", "number_format"),
    [("1,234.50", "#,##0.00"), ("1,234", "#,##0"), ("87267272.44", "0.00"), ("0", "#,##0"), ("0.00", "#,##0.00"), ("12345", "0")],
)
def test_number_formats(printed: str, number_format: str) -> None:
    assert shown_as(printed) == number_format
