"""What of an extraction was recognised in pictures: every figure, row and sentence there is marked with how sure it is. Pure.

A figure is as sure as its least sure character; so are the name of a row with its code, and a sentence. Of what is printed in figures and
became no figure of a table, a note tells: a row or a table may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeVar

from budgets.worded import _
from ingest.shapes import BBox, Extraction, Form, Line, Note, Page, Recognised, Source, Statement, Table, TextLine

_NONE: Final = Decimal(0)
"""How sure a figure is of which no line of print is known."""

Recognisable = TypeVar("Recognisable", Statement, Form)


def marked(extraction: Extraction) -> Extraction:
    """The extraction with how sure everything is that was recognised; the same one where nothing was."""
    pages = {page.number: page for page in extraction.pages if page.kind == "recognised"}
    if not pages:
        return extraction
    tables = tuple(replace(table, lines=tuple(_line(line, pages) for line in table.lines)) for table in extraction.tables)
    texts = {line.number: (page, line) for page in pages.values() for line in page.lines}
    return replace(
        extraction,
        tables=tables,
        statements=tuple(_sentence(one, pages, texts) for one in extraction.statements),
        forms=tuple(_sentence(one, pages, texts) for one in extraction.forms),
        notes=(*extraction.notes, *_left_over(pages.values(), tables, extraction.forms)),
    )


Pages = dict[int, Page]


def _line(line: Line, pages: Pages) -> Line:
    amounts = tuple(replace(amount, confidence=_sure(amount.source, pages)) for amount in line.amounts)
    return replace(line, amounts=amounts, confidence=_sure(line.source, pages))


def _sentence(one: Recognisable, pages: Pages, texts: dict[int, tuple[Page, TextLine]]) -> Recognisable:
    page, line = texts.get(one.source.line or 0, (None, None))
    if page is not None and line is not None:
        return replace(one, confidence=_least(page, line.box))
    return replace(one, confidence=_sure(one.source, pages))


def _sure(source: Source, pages: Pages) -> Decimal | None:
    """How sure what stands there is; None where it was not recognised in a picture."""
    page = pages.get(source.page or 0)
    return None if page is None else _least(page, source.bbox)


def _least(page: Page, box: BBox | None) -> Decimal:
    found = [line.confidence for line in page.recognised if box is not None and _overlaps(line.box, box)]
    return min(found, default=_NONE)


def _overlaps(line: BBox, box: BBox) -> bool:
    """Whether the middle of a line is in a box, or the middle of the box in the line."""
    return _holds(box, line) or _holds(line, box)


def _holds(box: BBox, other: BBox) -> bool:
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


# What is left over


def _left_over(pages: Iterable[Page], tables: Sequence[Table], forms: Sequence[Form]) -> Iterator[Note]:
    used: dict[int, list[BBox]] = {}
    for table in tables:
        for line in table.lines:
            for source in (line.source, *(amount.source for amount in line.amounts)):
                if source.page is not None and source.bbox is not None:
                    used.setdefault(source.page, []).append(source.bbox)
    of_forms = {number for form in forms for number in form.pages}
    for page in pages:
        if page.number not in of_forms:
            yield from _unused(page, used.get(page.number, []))


def _unused(page: Page, used: Sequence[BBox]) -> Iterator[Note]:
    """Figures within the ruled tables of a page that no row has."""
    ruled = [lattice.box for lattice in page.lattices if lattice.box]
    left = [
        line for line in page.recognised if line.is_figure and _inside(line, ruled) and not any(_overlaps(line.box, box) for box in used)
    ]
    if left:
        text = _("第 {number} 页的表格里有 {count} 处识别出的数没有归入任何一行，表可能没有读全，请对照原文。").format(
            number=page.number, count=len(left)
        )
        yield Note("warning", "figures_left_over", text, Source(page=page.number))


def _inside(line: Recognised, boxes: Sequence[BBox]) -> bool:
    return any(_holds(box, line.box) for box in boxes)
