"""Lines of reading → places on the page: what a PDF's text says is found by page and box, a worksheet's by sheet and cell. Pure.

The steps between reading and checking count lines, whatever the format; here, at the end, the lines of a document whose pages have places
give way to these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from ingest.shapes import BBox, Extraction, Page, Source, TextLine, around

_PLACED: Final = ("identity", "sections", "statements", "forms", "findings", "notes")
_T = TypeVar("_T")

Lines = dict[int, tuple[int, TextLine]]
"""Page and line by the number of the line."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where lines stand, and the names of the pages that are worksheets."""

    lines: Lines
    sheets: dict[int, str]


def with_places(extraction: Extraction) -> Extraction:
    """The extraction with page and box wherever it told a line of a page that has places."""
    lines = _lines(extraction.pages)
    if not lines:
        return extraction
    places = Places(lines, {page.number: page.sheet for page in extraction.pages if page.sheet is not None})
    changed: dict[str, Any] = {name: _moved(getattr(extraction, name), places) for name in _PLACED}
    return _beside_cells(replace(extraction, **changed), places) if places.sheets else replace(extraction, **changed)


def _beside_cells(extraction: Extraction, places: Places) -> Extraction:
    """What stands over and under the cells of a worksheet's tables; the cells have their places from the start."""
    grids = (replace(grid, caption=_moved(grid.caption, places), remarks=_moved(grid.remarks, places)) for grid in extraction.grids)
    tables = (replace(table, source=_place(table.source, places)) for table in extraction.tables)
    return replace(extraction, grids=tuple(grids), tables=tuple(tables))


def _lines(pages: Sequence[Page]) -> Lines:
    return {line.number: (page.number, line) for page in pages if _has_places(page) for line in (*page.lines, *page.furniture)}


def _has_places(page: Page) -> bool:
    return page.size is not None or page.sheet is not None


def _moved(value: _T, places: Places) -> _T:
    """The value with every source in it moved, however deep."""
    if isinstance(value, Source):
        return _place(value, places)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_moved(item, places) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, old in found.items() if (new := _moved(old, places)) is not old and new != old}
        return replace(value, **changed) if changed else value
    return value


def _place(source: Source, places: Places) -> Source:
    if source.line is not None and source.line in places.lines:
        page, line = places.lines[source.line]
        start, end = source.span or (0, len(line.text))
        box = around(line.boxes[max(0, start - line.offset) : max(0, end - line.offset)]) or line.box
        source = Source(page=page, bbox=box)
    sheet = places.sheets.get(source.page) if source.page is not None and source.sheet is None else None
    return source if sheet is None else Source(sheet=sheet, cell=_cell(source.bbox))


def _cell(box: BBox | None) -> str | None:
    """The name of the top left cell of a box of columns and rows (`readers.xlsx`)."""
    return None if box is None else f"{_letters(int(box[0]) + 1)}{int(box[1]) + 1}"


def _letters(column: int) -> str:
    """A for 1, AA for 27."""
    above, last = divmod(column - 1, 26)
    return (_letters(above) if above else "") + chr(ord("A") + last)
