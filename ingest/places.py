"""Lines of reading → places on the page: what a PDF's text says is found by page and box, as its figures are. Pure.

The steps between reading and checking count lines, whatever the format; here, at the end, the lines of a document whose pages have places
give way to these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from ingest.shapes import Extraction, Page, Source, TextLine, around

_PLACED: Final = ("identity", "sections", "statements", "forms", "findings", "notes")
_T = TypeVar("_T")

Lines = dict[int, tuple[int, TextLine]]
"""Page and line by the number of the line."""


def with_places(extraction: Extraction) -> Extraction:
    """The extraction with page and box wherever it told a line of a page that has places."""
    lines = _lines(extraction.pages)
    if not lines:
        return extraction
    changed: dict[str, Any] = {name: _moved(getattr(extraction, name), lines) for name in _PLACED}
    return replace(extraction, **changed)


def _lines(pages: Sequence[Page]) -> Lines:
    return {line.number: (page.number, line) for page in pages if page.size is not None for line in (*page.lines, *page.furniture)}


def _moved(value: _T, lines: Lines) -> _T:
    """The value with every source in it moved, however deep."""
    if isinstance(value, Source):
        return _place(value, lines)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_moved(item, lines) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, old in found.items() if (new := _moved(old, lines)) is not old and new != old}
        return replace(value, **changed) if changed else value
    return value


def _place(source: Source, lines: Lines) -> Source:
    if source.line is None or source.line not in lines:
        return source
    page, line = lines[source.line]
    start, end = source.span or (0, len(line.text))
    box = around(line.boxes[max(0, start - line.offset) : max(0, end - line.offset)]) or line.box
    return Source(page=page, bbox=box)
