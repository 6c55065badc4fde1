"""Cells of a workbook: looks that are shared, words that are never computed, formulas beside their results. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

BEGINS_A_FORMULA: Final = "=+-@\t\r\n"
MOST_LINKS: Final = 65_000
"""A worksheet of Excel has room for 65,530 links."""
LONGEST_TEXT: Final = 32_767
LONGEST_TIP: Final = 250
LONGEST_FORMULA: Final = 8_000

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WITHOUT_RESULT: Final = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/>')
INK, INK_2, INK_3, HAIR = "FF16201C", "FF47524D", "FF626C67", "FFD6DBD7"
_THIN: Final = Side(style="thin", color=INK)
_HAIR: Final = Side(style="hair", color=HAIR)
_BORDERS: Final = {"head": Border(bottom=_THIN), "line": Border(bottom=_HAIR), "total": Border(top=_THIN, bottom=_THIN)}


Rule = Literal["", "head", "line", "total"]


def writable(text: str) -> str:
    """A text without what no XML file can hold, with a mark in its place."""
    return _UNWRITABLE.sub("\ufffd", text)[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is set. `quoted` is of a text that an editor would take for a formula; `rule` says which lines it has."""

    number_format: str = "General"
    align: str = "left"
    indent: int = 0
    size: int = 11
    colour: str = INK
    bold: bool = False
    italic: bool = False
    wrap: bool = False
    quoted: bool = False
    rule: Rule = ""


PLAIN: Final = Look()


@dataclass
class Shared:
    """What the sheets of a workbook have in common: a look is made once, since a workbook has many more cells than looks."""

    looks: dict[Look, Any] = field(default_factory=dict)


@dataclass
class Pen:
    """Writes the cells of a sheet. `results` are what its formulas come to, by their places."""

    sheet: Worksheet
    shared: Shared
    results: dict[str, Decimal] = field(default_factory=dict)
    links: int = 0

    def text(self, place: str, text: str, look: Look = PLAIN) -> Any:
        """Words, which are never computed."""
        quoted = bool(text) and text[0] in BEGINS_A_FORMULA
        cell = self.dressed(place, replace(look, quoted=True) if quoted else look)
        cell.value = writable(text)
        cell.data_type = "s"
        return cell

    def number(self, place: str, number: Decimal | int, look: Look) -> None:
        """A number as it is."""
        self.dressed(place, look).value = number

    def formula(self, place: str, formula: str, result: Decimal, look: Look) -> None:
        """A formula with what it comes to; where it is too long only that."""
        if len(formula) > LONGEST_FORMULA:
            self.number(place, result, look)
            return
        self.dressed(place, look).value = f"={formula}"
        self.results[place] = result

    def link(self, place: str, address: str, tip: str = "") -> bool:
        """Let a cell lead to an address; False where the sheet has no more room for links."""
        if self.links >= MOST_LINKS:
            return False
        self.links += 1
        self.sheet[place].hyperlink = Hyperlink(ref="", target=address, tooltip=writable(tip)[:LONGEST_TIP] or None)
        return True

    def dressed(self, place: str, look: Look) -> Any:
        """A cell with a look."""
        cell = self.sheet[place]
        known = self.shared.looks.get(look)
        if known is None:
            cell._style = StyleArray()
            _dress(cell, look)
            self.shared.looks[look] = cell._style
        else:
            cell._style = known  # sharing has no public name; setting fonts cell by cell takes ten times as long
        return cell


def saved(book: Workbook, pen: Pen) -> bytes:
    """The workbook, with the results of the formulas of its first sheet (`pen`)."""
    out = BytesIO()
    book.save(out)
    return _with_results(out.getvalue(), pen.results)


def for_print(sheet: Worksheet) -> None:
    """Let a sheet be printed on A4 across, as wide as the page, its pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def _dress(cell: Any, look: Look) -> None:
    cell.font = Font(name="Microsoft YaHei", size=look.size, bold=look.bold, italic=look.italic, color=look.colour)
    cell.alignment = Alignment(horizontal=look.align, vertical="bottom", indent=look.indent, wrap_text=look.wrap)
    cell.number_format = look.number_format
    if look.rule:
        cell.border = _BORDERS[look.rule]
    if look.quoted:
        cell.quotePrefix = True


def _with_results(workbook: bytes, results: Mapping[str, Decimal]) -> bytes:
    """The workbook with the results of the first sheet's formulas, which the library leaves out: a preview shows them without computing."""

    def result(match: re.Match[bytes]) -> bytes:
        return match[1] + f"<v>{float(results[match[2].decode()])!r}</v>".encode()

    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for item in before.infolist():
            content = before.read(item)
            after.writestr(item, _WITHOUT_RESULT.sub(result, content) if item.filename == "xl/worksheets/sheet1.xml" else content)
    return out.getvalue()
