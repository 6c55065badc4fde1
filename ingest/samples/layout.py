"""The facts of a sample → pages of rows of cells, before any file format. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ingest.samples.facts import Part, Sample, SampleTable
from ingest.samples.forms import form_pages
from ingest.samples.sheets import Cell, Page, Row, row_of

PROSE_WIDTH: Final = 72

_FIGURE: Final = re.compile(r"\{([\w.]+)\}")


def lay_out(sample: Sample) -> tuple[Page, ...]:
    """The pages of the sample in order, numbered from 1; the number of a missing page is left out."""
    pages: list[Page] = []
    rows: list[Row] = []
    for part in (*sample.parts, Part("page")):
        if part.kind == "forms":
            pages.extend(form_pages(sample, _next_number(pages)))
            continue
        *full, rows_left = _set_part(rows, part, sample)
        for page_rows in filter(None, full):
            pages.append(Page(_next_number(pages), page_rows))
        rows = list(rows_left)
    return tuple(replace(page, numbered=page.number in sample.numbered_pages) for page in pages)


def _next_number(pages: list[Page]) -> int:
    return pages[-1].number + 1 if pages else 1


def _set_part(rows: list[Row], part: Part, sample: Sample) -> list[tuple[Row, ...]]:
    """The rows so far and those of the part: all but the last of the results are full pages."""
    if part.kind == "page":
        return [tuple(rows), ()]
    if part.kind == "table":
        before, *rest = _table_pages(sample.tables[part.table - 1])
        return [(*rows, *before), *rest]
    row = row_of(part.text, "heading") if part.kind == "heading" else _prose(part.text, sample)
    return [(*rows, row)]


def _prose(text: str, sample: Sample) -> Row:
    printed = {figure.key: figure.printed for figure in sample.figures}
    return Row((Cell(_FIGURE.sub(lambda match: printed[match[1]], text), width=PROSE_WIDTH),), "prose")


def _table_pages(table: SampleTable) -> list[tuple[Row, ...]]:
    """The printed rows of a table, divided where the page breaks."""
    above = [row_of(notation) for notation in (*table.above, *table.head)]
    body = [_body_row(notation, table) for notation in table.rows]
    below = [row_of(notation) for notation in table.below]
    if table.page_break is None:
        return [(*above, *body, *below)]
    at, floating, swallowed = table.page_break.after_row, table.page_break.floating, table.page_break.swallowed
    first, second = body[:at], body[at:]
    if swallowed:
        first[-1] = _without_end(first[-1])
        second[0] = replace(second[0], cells=second[0].cells[swallowed:])
    heading = [row_of(floating, "heading")] if floating else []
    return [(*above, *first, *heading), (*second, *below)]


def _body_row(notation: str, table: SampleTable) -> Row:
    cells = notation.split("|")
    widths = table.widths or {}
    set_cells = [
        Cell(
            text.removeprefix("*"),
            bold=text.startswith("*"),
            width=widths.get(column),
            glued=column in table.glued and _is_figure(cells[column - 1]) and bool(text.strip("*")),
        )
        for column, text in enumerate(cells)
        if text != "~"
    ]
    return Row(tuple(set_cells))


def _is_figure(text: str) -> bool:
    return bool(re.search(r"\d\.\d\d$", text))


def _without_end(row: Row) -> Row:
    """The row without the empty cells at its end."""
    cells = row.cells
    while cells and not cells[-1].text:
        cells = cells[:-1]
    return replace(row, cells=cells)
