"""Workbooks of old (.xls): what they show, with sheet and cell; what is hidden; damage and passwords in one line."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
import xlwt

from ingest.compound import compound
from ingest.readers.worksheets import cells
from ingest.readers.xls import read_xls
from ingest.shapes import Document, UnreadableDocument


def saved(fill: Callable[[Any], None]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def style(number_format: str) -> Any:
    return xlwt.easyxf(num_format_str=number_format)


def read(fill: Callable[[Any], None]) -> Document:
    return read_xls("a.xls", "0" * 64, saved(fill))


def notes(document: Document) -> dict[str, str]:
    return {note.code: note.text for note in document.notes}


def a_table(book: Any) -> None:
    sheet = book.add_sheet("部门支出总表")
    sheet.write_merge(0, 0, 0, 2, "2026年部门支出预算总表")
    for column, text in enumerate(("科目编码", "科目名称", "合计")):
        sheet.write(1, column, text)
    sheet.write(2, 0, "205")
    sheet.write(2, 1, "教育支出")
    sheet.write(2, 2, 1234.5, style("#,##0.00"))


def test_cells_are_read_as_they_are_shown_with_sheet_and_cell() -> None:
    document = read(a_table)
    (page,) = document.pages
    assert (document.media_type, page.sheet) == ("application/vnd.ms-excel", "部门支出总表")
    assert page.masked == ("2026年部门支出预算总表", "科目编码\t科目名称\t合计", "205\t教育支出\t1,234.50")
    (figure,) = [cell for lattice in page.lattices for cell in lattice.cells if cell.text == "1,234.50"]
    assert (figure.source.sheet, figure.source.cell) == ("部门支出总表", "C3")
    (title,) = [cell for lattice in page.lattices for cell in lattice.cells if cell.text.startswith("2026年")]
    assert title.colspan == 3
    assert not document.notes


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1,234,567"),
        (-1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (0.1234, "0.00%", "12.34%"),
        (12.34, "0", "12.34"),
        (True, "General", "TRUE"),
        (datetime.date(2026, 2, 3), "yyyy-mm-dd", "2026-02-03"),
        ("第一行\n第二行", "General", "第一行第二行"),
    ],
)
def test_a_number_is_what_its_format_shows(value: Any, number_format: str, text: str) -> None:
    document = read(lambda book: book.add_sheet("表").write(0, 0, value, style(number_format)))
    assert "".join(line.text.strip() for line in document.pages[0].lines) == text


def test_what_is_hidden_is_noted_and_hidden_sheets_are_left_out() -> None:
    def fill(book: Any) -> None:
        a_table(book)
        sheet = book.get_sheet(0)
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True
        other = book.add_sheet("底稿")
        other.write(0, 0, "不公开")
        other.visibility = 1

    document = read(fill)
    assert len(document.pages) == 1
    assert "不公开" not in repr(document.pages)
    found = notes(document)
    assert found["hidden_sheet"] == "工作表“底稿”是隐藏的，没有读取。"
    assert found["hidden_rows"] == "工作表“部门支出总表”有隐藏的行（3），已一并读取。"
    assert found["hidden_columns"] == "工作表“部门支出总表”有隐藏的列（B），已一并读取。"


def test_zeros_that_the_sheet_does_not_show_are_blank_and_said() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("表")
        sheet.show_zero_values = False
        sheet.write(0, 0, "合计")
        sheet.write(0, 1, 0)

    document = read(fill)
    assert document.pages[0].masked == ("合计",)
    assert "hidden_zero" in notes(document)


def test_personal_data_is_masked() -> None:
    def fill(book: Any) -> None:
        a_table(book)
        book.get_sheet(0).write(3, 0, "填表人：")
        book.get_sheet(0).write(3, 1, "王小明")

    document = read(fill)
    assert "王小明" not in repr(document)
    assert "personal_data_masked" in notes(document)


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_xls("a.xls", "0" * 64, data)
    assert "\n" not in str(caught.value)
    return caught.value


def test_damage_is_one_line_wherever_it_is() -> None:
    data = saved(a_table)
    assert refused(compound({"Workbook": b"\xff" * 5000})).code == "damaged"
    codes = set()
    for at in range(512, len(data), 61):
        try:
            read_xls("a.xls", "0" * 64, data[:at] + b"\xff\x00\xff" + data[at + 3 :])
        except UnreadableDocument as error:
            codes.add(error.code)
    assert codes <= {"damaged", "no_text", "too_large", "encrypted"}
    assert "damaged" in codes


def test_a_password_is_told() -> None:
    records = b"\x09\x08\x10\x00\x00\x06\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  # BOF of BIFF 8
    records += b"\x2f\x00\x06\x00\x00\x00\x00\x00\x00\x00"  # FILEPASS
    error = refused(compound({"Workbook": records}))
    assert (error.code, str(error)) == ("encrypted", "Excel 工作簿设有密码，打不开；请提供没有密码的文件。")


def test_a_workbook_without_content_is_told() -> None:
    assert refused(saved(lambda book: book.add_sheet("表"))).code == "no_text"


def test_more_cells_than_any_disclosure_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_CELLS", 6)
    assert refused(saved(a_table)).code == "too_large"  # six with text, two more that are merged


def test_a_cell_far_out_is_refused() -> None:
    def fill(book: Any) -> None:
        book.add_sheet("表").write(60_000, 200, 1)

    assert cells.MOST_CELLS < 60_000 * 200
    assert refused(saved(fill)).code == "too_large"
