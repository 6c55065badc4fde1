"""Where everything stands on the page as it is displayed: the last step before the contract. Pure.

The steps between reading and checking count lines, whatever the format, and read a page that lies on its side as if it stood upright; here
lines give way to page and box, and boxes are turned back. On a worksheet boxes are columns and rows (`worksheets`); they give way to
cells. In web pages and Word documents lines stay, and those of tables give table, row and cell as well (`readers.flowing`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from math import cos, radians, sin
from typing import Any, Final, TypeVar

from budgets.worded import Sentence
from ingest.shapes import BBox, Extraction, Page, Source, TextLine, around

_BY_LINE: Final = ("identity", "sections", "statements", "forms", "findings", "notes")
"""What may still tell lines; tables tell cells."""

_A_LINE: Final = re.compile(r"(?<!个表格)第 ?(\d+) ?行")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Places:
    """Lines by their number, each with its page, the pages that lie on their side, and the names of those that are worksheets.

    `rows` are the lines of a document that flows, each with the table and row that it is, or None.
    """

    lines: dict[int, tuple[int, TextLine]]
    turned: dict[int, Page]
    sheets: dict[int, str]
    rows: dict[int, tuple[int, int] | None]

    def of(self, source: Source) -> Source:
        """The source with page and box as displayed."""
        if self.rows:
            return self._flowing(source)
        if source.line in self.lines:
            source = _boxed(source, *self.lines[source.line])
        if source.sheet is None and (sheet := self.sheets.get(source.page or 0)) is not None:
            return Source(sheet=sheet, cell=_cell(source.bbox))
        page = self.turned.get(source.page or 0)
        return replace(source, bbox=_displayed(source.bbox, page)) if page is not None and source.bbox is not None else source

    def _flowing(self, source: Source) -> Source:
        """The source with its line, and where that is a row of a table with table, row and cell."""
        line, box = source.line, source.bbox
        if source.table is not None or (line is None and box is None):
            return source
        if line is None and box is not None:
            line = int(box[1]) + 1
        if line in self.lines and source.span is not None:
            box = _boxed(source, *self.lines[line]).bbox
        row = self.rows.get(line or 0)
        if row is None:
            return replace(source, page=None, bbox=None, line=line)
        return Source(line=line, table=row[0], row=row[1], cell=None if box is None else str(int(box[0]) + 1))

    def in_words(self, text: str) -> str:
        """What we say of a line, said of its page or cell: lines of a PDF or worksheet have numbers only while it is read."""
        if not isinstance(text, Sentence):
            return _A_LINE.sub(self._page_for, text)
        place = _A_LINE.fullmatch(text)
        if place is not None:
            return self._page_for(place)
        return Sentence(text.template, {name: self.in_words(value) for name, value in text.values.items()})

    def _page_for(self, found: re.Match[str]) -> str:
        line = int(found[1])
        return self.of(Source(line=line)).words if line in self.lines else found[0]


def with_places(extraction: Extraction) -> Extraction:
    """The extraction with page and box as displayed, wherever a page has places."""
    lines = {line.number: (page.number, line) for page in extraction.pages if _has_places(page) for line in (*page.lines, *page.furniture)}
    if not lines:
        return extraction
    turned = {page.number: page for page in extraction.pages if page.turn or page.skew}
    sheets = {page.number: page.sheet for page in extraction.pages if page.sheet is not None}
    rows = {page.first_line + at: row for page in extraction.pages for at, row in enumerate(page.table_rows or ())}
    places = _Places(lines, turned, sheets, rows)
    names = (*_BY_LINE, "tables") if places.turned else _BY_LINE
    changed: dict[str, Any] = {name: _moved(getattr(extraction, name), places) for name in names}
    changed["notes"] = tuple(replace(note, text=places.in_words(note.text)) for note in changed["notes"])
    changed["findings"] = tuple(
        replace(
            one, subject=places.in_words(one.subject), message=places.in_words(one.message), hint=one.hint and places.in_words(one.hint)
        )
        for one in changed["findings"]
    )
    moved = replace(extraction, **changed, pages=_displayed_pages(extraction.pages))
    return _beside_cells(moved, places) if places.sheets or places.rows else moved


def _has_places(page: Page) -> bool:
    return page.size is not None or page.has_cells


def _beside_cells(extraction: Extraction, places: _Places) -> Extraction:
    """What stands over and under the tables of a worksheet or of a document that flows; the cells have their places from the start."""
    grids = (replace(grid, caption=_moved(grid.caption, places), remarks=_moved(grid.remarks, places)) for grid in extraction.grids)
    tables = (replace(table, source=places.of(table.source)) for table in extraction.tables)
    return replace(extraction, grids=tuple(grids), tables=tuple(tables))


def _moved(value: _T, places: _Places) -> _T:
    """The value with every source in it moved, however deep."""
    if isinstance(value, Source):
        return places.of(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_moved(item, places) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, old in found.items() if (new := _moved(old, places)) is not old and new != old}
        return replace(value, **changed) if changed else value
    return value


def _boxed(source: Source, page: int, line: TextLine) -> Source:
    start, end = source.span or (0, len(line.text))
    box = around(line.boxes[max(0, start - line.offset) : max(0, end - line.offset)]) or line.box
    return Source(page=page, bbox=box)


def _displayed_pages(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(_displayed_page(page) if (page.turn or page.skew) and page.size else page for page in pages)


def _displayed_page(page: Page) -> Page:
    """The page as displayed: what was read upright lies on its side again. Its lines and lattices have been read and stay as they are."""
    width, height = page.size or (0.0, 0.0)
    boxes = tuple(_displayed(box, page) if box is not None else None for box in page.boxes)
    hidden = tuple(_displayed(box, page) for box in page.hidden)
    lines = tuple(replace(line, box=_displayed(line.box, page)) for line in page.recognised)
    size = (height, width) if page.turn % 2 else (width, height)
    return replace(page, size=size, turn=0, skew=0.0, boxes=boxes, hidden=hidden, recognised=lines)


def _displayed(box: BBox, page: Page) -> BBox:
    """A box of the page turned upright, on the page as displayed: turned clockwise by as many quarters as its text is, and as askew."""
    width, height = page.size or (0.0, 0.0)
    x0, top, x1, bottom = _leaning(box, page.skew, (width / 2, height / 2)) if page.skew else box
    for _ in range(page.turn):
        x0, top, x1, bottom = height - bottom, x0, height - top, x1
        width, height = height, width
    return x0, top, x1, bottom


def _leaning(box: BBox, skew: float, middle: tuple[float, float]) -> BBox:
    """The box in its size, its middle turned counter-clockwise about that of the page."""
    x0, top, x1, bottom = box
    x, y = (x0 + x1) / 2 - middle[0], (top + bottom) / 2 - middle[1]
    sine, cosine = sin(radians(skew)), cos(radians(skew))
    right, down = x * cosine + y * sine - x, y * cosine - x * sine - y
    return x0 + right, top + down, x1 + right, bottom + down


def _cell(box: BBox | None) -> str | None:
    """The name of the top left cell of a box of columns and rows."""
    return None if box is None else f"{_letters(int(box[0]) + 1)}{int(box[1]) + 1}"


def _letters(column: int) -> str:
    """A for 1, AA for 27."""
    above, last = divmod(column - 1, 26)
    return (_letters(above) if above else "") + chr(ord("A") + last)
