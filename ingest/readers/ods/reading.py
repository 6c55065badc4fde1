"""An OpenDocument spreadsheet → Document. Pure.

Every cell holds its value and what the worksheet shows of it, so that no format has to be understood; the standard library's parser is
enough (`readers.packages` has looked through the parts before).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, XMLParser, fromstring
from zipfile import ZipFile

from ingest.readers.packages import BROKEN, Kind, xml_parts
from ingest.readers.worksheets import (
    HIDDEN_ZERO,
    Described,
    Shown,
    Stored,
    lay_out,
    require_cells,
    show_display,
    show_number,
    shown_text,
    shown_truth,
)
from ingest.shapes import Document

MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
KIND: Final = Kind("OpenDocument 表格", "LibreOffice 或 WPS", "表")

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ERROR_TYPE: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

_ENCLOSING: Final = frozenset(
    _TABLE + name
    for name in ("table-rows", "table-header-rows", "table-row-group", "table-columns", "table-header-columns", "table-column-group")
)
_CELLS: Final = frozenset((_TABLE + "table-cell", _TABLE + "covered-table-cell"))
_NUMBERS: Final = frozenset(("float", "percentage", "currency"))
_HIDING: Final = frozenset(("collapse", "filter"))
_NOT_TEXT: Final = frozenset((_OFFICE + "annotation", _TEXT + "note", _TEXT + "ruby-text"))
_NO_ZEROS: Final = re.compile(rb'config:name="ShowZeroValues"[^>]*>\s*false')
_MOST_COLUMNS: Final = 16_384


def read_ods(name: str, sha256: str, data: bytes) -> Document:
    """The worksheets of a spreadsheet. Raises UnreadableDocument for what is damaged, encrypted, too large or empty."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            has_macros = any(part.startswith(("Basic/", "Scripts/")) for part in package.namelist())
            parts = {part: content for part, content in xml_parts(package, len(data), KIND) if part in ("content.xml", "settings.xml")}
        root = fromstring(parts["content.xml"], parser=XMLParser())  # noqa: S314  looked through for document types before
        stored = _Reader(_hidden_styles(root), _NO_ZEROS.search(parts.get("settings.xml", b"")) is None).sheets(root)
    except BROKEN:
        raise KIND.damaged from None
    return lay_out(Described(name, sha256, MEDIA_TYPE, KIND.name, has_macros), stored)


def _hidden_styles(root: Element) -> frozenset[str]:
    """The styles of worksheets that are not displayed."""
    return frozenset(
        style.get(_STYLE + "name", "")
        for style in root.iter(_STYLE + "style")
        if any(properties.get(_TABLE + "display") == "false" for properties in style.iter(_STYLE + "table-properties"))
    )


@dataclass(slots=True)
class _Reader:
    """Reads the worksheets of one file; `cells` counts those that hold something or are merged."""

    hidden_styles: frozenset[str]
    shows_zeros: bool
    cells: int = 0

    def sheets(self, root: Element) -> list[Stored]:
        return [self._sheet(table) for table in root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")]

    def _sheet(self, table: Element) -> Stored:
        stored = Stored(table.get(_TABLE + "name", ""), table.get(_TABLE + "style-name") not in self.hidden_styles)
        place = _Cursor()
        for element in _unfolded(table):
            if element.tag == _TABLE + "table-column":
                _take_column(element, stored, place)
            elif element.tag == _TABLE + "table-row":
                self._take_rows(element, stored, place)
        return stored

    def _take_rows(self, element: Element, stored: Stored, place: _Cursor) -> None:
        """A row, as often as it is repeated; one without content only counts."""
        row = list(self._row(element))
        repeated = _repeated(element, "rows")
        self._count(sum(columns * cell.size for _, columns, cell in row) * repeated)
        for number in range(place.row, place.row + repeated) if row else ():
            if element.get(_TABLE + "visibility") in _HIDING:
                stored.hidden_rows.add(number)
            for first, columns, cell in row:
                for column in range(first, first + columns):
                    cell.put(stored, number, column)
        place.row += repeated

    def _row(self, element: Element) -> Iterator[tuple[int, int, _Cell]]:
        """The first column of each cell, in how many columns it is repeated, and the cell."""
        column = 1
        for child in element:
            if child.tag in _CELLS:
                columns = _repeated(child, "columns")
                if (cell := self._cell(child)) is not None:
                    yield column, columns, cell
                column += columns

    def _count(self, cells: int) -> None:
        self.cells += cells
        require_cells(self.cells, KIND.name)

    def _cell(self, element: Element) -> _Cell | None:
        """The cell, None where it holds nothing and is not merged. What is covered by a merged cell is not shown."""
        if element.tag != _TABLE + "table-cell":
            return None
        span = (_number(element, "number-rows-spanned"), _number(element, "number-columns-spanned"))
        shown = self._shown(element)
        return None if shown is None and span == (1, 1) and not _is_unvalued(element) else _Cell(shown, span, element)

    def _shown(self, element: Element) -> Shown | None:
        kind = element.get(_OFFICE + "value-type")
        paragraphs = element.findall(_TEXT + "p")
        text = "\n".join("".join(_words(paragraph)) for paragraph in paragraphs)
        if kind in _NUMBERS:
            return self._figure(element.get(_OFFICE + "value", ""), text if paragraphs else None)
        if kind == "boolean":
            return shown_truth(element.get(_OFFICE + "boolean-value") == "true")
        if kind == "date":
            return shown_text(element.get(_OFFICE + "date-value", text).removesuffix("T00:00:00"))
        return shown_text(text if paragraphs else element.get(_OFFICE + "string-value", ""))

    def _figure(self, value: str, display: str | None) -> Shown:
        number = float(value)
        if number == 0 and not self.shows_zeros:
            return HIDDEN_ZERO
        return show_number(number, "General") if display is None else show_display(value, display)


@dataclass(slots=True)
class _Cursor:
    """Where the next row and the next column stand."""

    row: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with what it shows, its rows and columns, and itself."""

    shown: Shown | None
    span: tuple[int, int]
    element: Element = field(repr=False)

    @property
    def size(self) -> int:
        """How many places it takes up."""
        return self.span[0] * self.span[1]

    def put(self, stored: Stored, row: int, column: int) -> None:
        place = (row, column)
        if self.shown is not None:
            stored.shown[place] = self.shown
        if self.span != (1, 1):
            stored.merged[place] = self.span
        if self.element.get(_ERROR_TYPE) == "error":
            stored.errors.append(place)
        if _is_unvalued(self.element):
            stored.unvalued.append(place)


def _is_unvalued(element: Element) -> bool:
    """Whether it is a formula of which no result was kept."""
    return element.get(_TABLE + "formula") is not None and element.get(_OFFICE + "value-type") is None and not element.findall(_TEXT + "p")


def _unfolded(table: Element) -> Iterator[Element]:
    """Rows and columns in their order, those of groups and heads too."""
    for child in table:
        if child.tag in _ENCLOSING:
            yield from _unfolded(child)
        else:
            yield child


def _take_column(element: Element, stored: Stored, place: _Cursor) -> None:
    end = place.column + _repeated(element, "columns")
    if element.get(_TABLE + "visibility") in _HIDING:
        stored.hidden_columns.update(range(place.column, min(end, _MOST_COLUMNS)))
    place.column = end


def _repeated(element: Element, what: str) -> int:
    return _number(element, f"number-{what}-repeated")


def _number(element: Element, name: str) -> int:
    return max(int(element.get(_TABLE + name, "1")), 1)


def _words(element: Element) -> Iterator[str]:
    """The text of a paragraph: comments and notes are none of it."""
    yield element.text or ""
    for child in element:
        if child.tag == _TEXT + "s":
            yield " " * min(int(child.get(_TEXT + "c", "1")), 200)
        elif child.tag == _TEXT + "tab":
            yield " "
        elif child.tag == _TEXT + "line-break":
            yield "\n"
        elif child.tag not in _NOT_TEXT:
            yield from _words(child)
        yield child.tail or ""
