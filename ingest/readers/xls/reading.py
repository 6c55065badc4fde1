"""A workbook of old (.xls) → Document: what xlrd read of it, as worksheets. Pure.

xlrd knows number formats, merged cells and what is hidden, and runs nothing. A sheet is read, counted and forgotten before the next one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError

from ingest.readers.packages import BROKEN, Kind
from ingest.readers.worksheets import (
    HIDDEN_ZERO,
    Described,
    Shown,
    Stored,
    lay_out,
    require_cells,
    show_number,
    shown_date,
    shown_text,
    shown_truth,
)
from ingest.shapes import Document, UnreadableDocument

MEDIA_TYPE: Final = "application/vnd.ms-excel"
KIND: Final = Kind("Excel 工作簿", "Excel 或 WPS", "表")

_BROKEN: Final = (*BROKEN, CompDocError, UnboundLocalError)
_BLANK: Final = frozenset((xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK))
_MACROS: Final = "_VBA_PROJECT_CUR".encode("utf-16-le")


def read_xls(name: str, sha256: str, data: bytes) -> Document:
    """The worksheets of a workbook. Raises UnreadableDocument for what is damaged, encrypted, too large or empty."""
    with _one_line(), _opened(data) as book:
        stored = list(_sheets(book))
    return lay_out(Described(name, sha256, MEDIA_TYPE, KIND.name, _MACROS in data), stored)


def _opened(data: bytes) -> Any:
    return xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True)


@contextmanager
def _one_line() -> Iterator[None]:
    """Whatever xlrd stumbles over is one line."""
    try:
        yield
    except XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableDocument("encrypted", f"{KIND.name}设有密码，打不开；请提供没有密码的文件。") from None
        raise KIND.damaged from None
    except _BROKEN:
        raise KIND.damaged from None


def _sheets(book: Any) -> Iterator[Stored]:
    cells = 0
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        cells += _size(sheet)
        require_cells(cells, KIND.name)
        yield _stored(book, sheet)
        book.unload_sheet(number)


def _size(sheet: Any) -> int:
    """Cells with content, and those that are merged."""
    filled: int = sum(sum(kind not in _BLANK for kind in sheet.row_types(row)) for row in range(sheet.nrows))
    merged: int = sum((end - first) * (right - left) for first, end, left, right in sheet.merged_cells)
    return filled + merged


def _stored(book: Any, sheet: Any) -> Stored:
    stored = Stored(
        name=sheet.name,
        is_visible=sheet.visibility == 0,
        merged={(first + 1, left + 1): (end - first, right - left) for first, end, left, right in sheet.merged_cells},
        hidden_rows={row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden},
        hidden_columns={column + 1 for column, info in sheet.colinfo_map.items() if info.hidden},
    )
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in _BLANK:
                continue
            place = (row + 1, column + 1)
            if kind == xlrd.XL_CELL_ERROR:
                stored.errors.append(place)
            if (shown := _shown(book, sheet, row, column)) is not None:
                stored.shown[place] = shown
    return stored


def _shown(book: Any, sheet: Any, row: int, column: int) -> Shown | None:
    """What a cell says; None for a blank one."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return shown_truth(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return Shown(error_text_from_code.get(value, "#ERROR!"))
    if kind == xlrd.XL_CELL_DATE:
        return _date(value, book.datemode)
    if kind == xlrd.XL_CELL_NUMBER:
        if value == 0 and not sheet.show_zero_values:
            return HIDDEN_ZERO
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        return show_number(value, book.format_map[style.format_key].format_str or "General")
    return shown_text(str(value))


def _date(value: float, datemode: int) -> Shown:
    try:
        return shown_date(xlrd.xldate_as_datetime(value, datemode))
    except (xlrd.XLDateError, ValueError, OverflowError):
        return Shown(str(value))
