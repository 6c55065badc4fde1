"""A disclosure → a workbook as a district's own templates lay it out. The same facts always give the same bytes.

Amounts are numbers whose format shows what was printed; codes of 款 and 项 are text, so that no zero in front is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ingest.samples.published import Part, Published, RuledTable
from ingest.samples.ruled import RuledCell, cells_of, code_columns
from ingest.samples.wording import paragraphs

TITLE_ROW: Final = 2
ABOVE_ROW: Final = 4
HEAD_ROW: Final = 6
TEXT_ROW: Final = 3
CONTENTS_ROW: Final = 4
COVER_ROWS: Final = (3, 9)
COVER_COLUMNS: Final = 13
TEXT_ROWS: Final = 15
TEXT_WIDTH: Final = 121.4
CLASS_DIGITS: Final = 3
POINTS_A_CHARACTER: Final = 5.6
MOMENT: Final = "2000-01-01T00:00:00Z"

_GRID: Final = Border(*(Side(style="thin") for _ in range(4)))
_TITLE: Final = Font(name="宋体", size=16, bold=True)
_TEXT: Final = Font(name="宋体", size=10)
_NOTICE: Final = Font(name="宋体", size=9, color="00808080")
_SAVED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def typeset_xlsx(sample: Published) -> bytes:
    """The whole sample as one workbook, a sheet for each part of the document."""
    book = Workbook()
    for name, parts in _sheets(sample):
        sheet = book.create_sheet(name)
        sheet.page_setup.orientation = "landscape"
        sheet.oddFooter.center.text = sample.notice
        last = _fill(sheet, parts, sample)
        _write(sheet, last + 2, 1, sample.notice).font = _NOTICE
    book.remove(book.worksheets[0])
    book.properties.creator = "明账 Mingzhang"
    book.properties.title = f"{sample.source['title']}（{sample.notice}）"
    out = BytesIO()
    book.save(out)
    return _without_time(out.getvalue())


def _sheets(sample: Published) -> Iterator[tuple[str, list[Part]]]:
    """The parts behind each name of a sheet."""
    name, parts = "", list[Part]()
    for part in (*sample.parts, Part("sheet", ("",))):
        if part.kind != "sheet":
            parts.append(part)
            continue
        if name:
            yield name, parts
        name, parts = part.values[0], []


def _fill(sheet: Worksheet, parts: list[Part], sample: Published) -> int:
    """Everything of one sheet; the last row that was used."""
    first = parts[0]
    if first.kind == "table":
        return _table(sheet, sample.tables[first.values[0] - 1])
    if first.kind == "cover":
        for row, text in zip(COVER_ROWS, first.values, strict=True):
            _write(sheet, row, 1, text, centred=True).font = _TITLE
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=COVER_COLUMNS)
        return COVER_ROWS[-1]
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    _write(sheet, 1, 1, first.values[0], centred=True).font = _TITLE
    if parts[1].kind == "contents":
        return _lines(sheet, CONTENTS_ROW, parts[1].values)
    texts = tuple(text for part in parts[1:] for text in (part.values if part.kind == "heading" else paragraphs(part)))
    return _lines(sheet, TEXT_ROW, texts) if any(part.kind == "say" for part in parts) else _one_cell(sheet, texts)


def _lines(sheet: Worksheet, row: int, texts: tuple[str, ...]) -> int:
    for offset, text in enumerate(texts):
        _write(sheet, row + offset, 1, text)
    return row + len(texts) - 1


def _one_cell(sheet: Worksheet, texts: tuple[str, ...]) -> int:
    """All paragraphs in one merged cell, as the templates have it."""
    _write(sheet, TEXT_ROW, 1, "\n".join(f"    {text}" for text in texts))
    sheet.merge_cells(start_row=TEXT_ROW, end_row=TEXT_ROW + TEXT_ROWS - 1, start_column=1, end_column=1)
    return TEXT_ROW + TEXT_ROWS - 1


def _table(sheet: Worksheet, table: RuledTable) -> int:
    columns = len(table.widths)
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width / POINTS_A_CHARACTER
    _write(sheet, TITLE_ROW, 1, table.title, centred=True).font = _TITLE
    sheet.merge_cells(start_row=TITLE_ROW, end_row=TITLE_ROW, start_column=1, end_column=columns)
    for left, right in table.above:
        _write(sheet, ABOVE_ROW, 1, left, wrapped=False)
        _write(sheet, ABOVE_ROW, columns, right, wrapped=False).alignment = Alignment(horizontal="right")
    codes = code_columns(table.head)
    for cell in cells_of((*table.head, *table.rows)):
        _table_cell(sheet, cell, is_head=cell.row < len(table.head), is_code=cell.column in codes)
    for row in range(HEAD_ROW, HEAD_ROW + len(table.head) + len(table.rows)):
        sheet.row_dimensions[row].height = table.height
    last = HEAD_ROW + len(table.head) + len(table.rows) - 1
    for note in table.below:
        last += 1
        _write(sheet, last, 1, note, wrapped=False)
    return last


def _table_cell(sheet: Worksheet, cell: RuledCell, *, is_head: bool, is_code: bool) -> None:
    top, left = HEAD_ROW + cell.row, cell.column + 1
    bottom, right = top + cell.rows - 1, left + cell.columns - 1
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            sheet.cell(row, column).border = _GRID
    if cell.is_figure and not is_head and not is_code:
        written = sheet.cell(top, left, Decimal(cell.text.replace(",", "")))
        written.number_format = shown_as(cell.text)
        written.font = _TEXT
    elif cell.text:
        written = _write(sheet, top, left, cell.text, centred=is_head or is_code or cell.columns > 1)
        if is_code and not is_head:
            _as_code(written, cell.text)
    if cell.rows > 1 or cell.columns > 1:
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)


def _as_code(cell: Cell, code: str) -> None:
    """类 is a number, 款 and 项 are text, as in the templates."""
    if len(code) == CLASS_DIGITS and code.isdecimal():
        cell.value = int(code)
    else:
        cell.number_format = "@"


def shown_as(printed: str) -> str:
    """The number format that shows a figure as it was printed."""
    whole = "#,##0" if "," in printed or len(printed.split(".", maxsplit=1)[0].lstrip("-")) <= 3 else "0"
    decimals = len(printed.partition(".")[2])
    return f"{whole}.{'0' * decimals}" if decimals else whole


def _write(sheet: Worksheet, row: int, column: int, text: str, *, centred: bool = False, wrapped: bool = True) -> Cell:
    cell: Cell = sheet.cell(row, column, text)
    cell.font = _TEXT
    cell.alignment = Alignment(horizontal="center" if centred else None, vertical="center", wrap_text=wrapped)
    return cell


def _without_time(content: bytes) -> bytes:
    """The same workbook, none of its files and properties telling when it was written."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as written, ZipFile(out, "w", ZIP_DEFLATED) as timeless:
        for name in sorted(written.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = written.read(name)
            if name == "docProps/core.xml":
                data = _SAVED.sub(rb"\g<1>" + MOMENT.encode(), data)
            timeless.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED)
    return out.getvalue()
