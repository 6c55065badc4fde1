"""The bytes of a workbook → its worksheets, opened only after the package was looked at. Pure.

What comes from outside may be made to exhaust its reader: sizes, numbers of cells and merged areas are counted in the raw parts first, and
a part with a document type (entities, external or nested) is refused, since no office program writes one. Macros are never looked at.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from PIL.Image import DecompressionBombError

from ingest.shapes import UnreadableDocument

MOST_BYTES: Final = 128 * 1024 * 1024
"""Largest size of a workbook's parts together, unpacked."""
MOST_CELLS: Final = 200_000
"""No disclosure has more cells; merged and formatted ones count."""

_LARGEST_RATIO: Final = 250
_SMALL: Final = 4 * 1024 * 1024  # unpacked; smaller ones may be packed as tightly as they like
_MOST_PARTS: Final = 5_000
_ENCRYPTED_FLAG: Final = 0x1
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})[\"']"
)
_BROKEN: Final = (
    BadZipFile,
    ParseError,
    InvalidFileException,
    DecompressionBombError,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    EOFError,
    OSError,
)


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
        raise UnreadableDocument("damaged", "Excel 工作簿已损坏，读不出来（可能没有下载完整），请重新下载，或用 Excel 另存一次。") from None
    return Opened(sheets, formulas, any(name.endswith("vbaProject.bin") for name in names))


def _loaded(data: bytes, *, formulas: bool) -> tuple[Any, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not read: drawings, validations, print settings
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas, keep_links=False)
    return tuple(book.worksheets)


def _looked_through(package: ZipFile, size: int) -> _Count:
    parts = package.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or total > MOST_BYTES or (total > _SMALL and total > _LARGEST_RATIO * size):
        raise UnreadableDocument(
            "too_large", f"Excel 工作簿解开后有 {total // 1024 // 1024} MiB，大得不像公开文件，没有读取；请只保留公开的表。"
        )
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableDocument("encrypted", "Excel 工作簿设有密码，打不开；请提供没有密码的文件。")
    count = _Count()
    for part in _xml_parts(package):
        _count(part, count)
    return count


def _xml_parts(package: ZipFile) -> Iterator[bytes]:
    for part in package.infolist():
        if _is_xml(part):
            yield package.read(part)


def _is_xml(part: ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _count(part: bytes, count: _Count) -> None:
    if b"\0" in part[:200] or _DTD.search(part):
        raise UnreadableDocument("forbidden_content", "Excel 工作簿里有不应有的内容（外部实体或特殊编码），没有读取；请用 Excel 另存一次。")
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
