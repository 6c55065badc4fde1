"""The bytes of a workbook → its worksheets, opened only after the package was looked at. Pure.

What comes from outside may be made to exhaust its reader: beside sizes (`readers.packages`), cells and merged areas are counted in the raw
parts first.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import Any, Final
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from PIL.Image import DecompressionBombError

from ingest.readers.packages import BROKEN, Kind, xml_parts
from ingest.readers.worksheets import MOST_CELLS
from ingest.shapes import UnreadableDocument

KIND: Final = Kind("Excel 工作簿", "Excel", "表")

_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})[\"']"
)
_BROKEN: Final = (*BROKEN, InvalidFileException, DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Opened:
    """The worksheets in their order, with stored values; `formulas` are the same with formulas, where there are any."""

    sheets: tuple[Any, ...]
    formulas: tuple[Any, ...]
    has_macros: bool


@dataclass(slots=True)
class _Count:
    """What the parts hold together."""

    cells: int = 0
    formulas: bool = False


def open_workbook(data: bytes) -> Opened:
    """The worksheets of a workbook. Raises UnreadableDocument (damaged, encrypted, too_large, forbidden_content)."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            count = _looked_through(package, len(data))
            names = package.namelist()
        sheets = _loaded(data, formulas=False)
        formulas = _loaded(data, formulas=True) if count.formulas else ()
    except _BROKEN:
        raise KIND.damaged from None
    return Opened(sheets, formulas, any(name.endswith("vbaProject.bin") for name in names))


def _loaded(data: bytes, *, formulas: bool) -> tuple[Any, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not read: drawings, validations, print settings
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas, keep_links=False)
    return tuple(book.worksheets)


def _looked_through(package: ZipFile, size: int) -> _Count:
    count = _Count()
    for _, part in xml_parts(package, size, KIND):
        _count(part, count)
    return count


def _count(part: bytes, count: _Count) -> None:
    count.formulas = count.formulas or _FORMULA.search(part) is not None
    count.cells += sum(1 for _ in _CELL.finditer(part)) + sum(map(_area, _MERGED.finditer(part)))
    if count.cells > MOST_CELLS:
        raise UnreadableDocument(
            "too_large", f"Excel 工作簿用到的格超过 {MOST_CELLS} 个，没有读取；请删去表格以外设了格式的空行空列后另存。"
        )


def _area(merged: re.Match[bytes]) -> int:
    first, top, last, bottom = (part.decode() for part in merged.groups())
    columns: int = column_index_from_string(last) - column_index_from_string(first) + 1
    return columns * (int(bottom) - int(top) + 1)
