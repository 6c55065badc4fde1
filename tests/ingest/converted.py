"""A document as another format would hold it: the tables of its own reading, written as a web page, a Word document, a workbook.

What only LibreOffice writes (.doc, .xls, .ods …) it makes of these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.forms import outside_forms, read_forms
from ingest.grids import find_grids
from ingest.paragraphs import read_paragraphs
from ingest.readers import read
from ingest.shapes import Cell, Grid
from tests.ingest.words import Word, tbl, tc, tr
from tests.ingest.workbooks import Book

Rows = list[list[Cell]]


_Placed = tuple[int, int, Sequence[str | Rows]]
"""Line, text before tables, and what stands there."""


@dataclass(frozen=True)
class Plain:
    """Paragraphs, and tables of cells as far as they begin in their rows."""

    parts: tuple[str | Rows, ...]


def plain(path: Path) -> Plain:
    """The text and the tables of a document, forms left out."""
    pages = read(path).pages
    forms, _ = read_forms(pages)
    grids = find_grids(outside_forms(pages, forms))
    texts: list[_Placed] = [(paragraph.source.line or 0, 0, [paragraph.text]) for paragraph in read_paragraphs(pages, grids, forms)]
    tables: list[_Placed] = [
        (min(first for first, _ in grid.segments), 1, list(_parts(grid))) for grid in grids if grid.body and grid.segments
    ]
    ordered = sorted([*texts, *tables], key=lambda item: item[:2])
    return Plain(tuple(part for _, _, parts in ordered for part in parts))


def _parts(grid: Grid) -> Iterator[str | Rows]:
    yield from (cell.text for cell in grid.caption)
    yield _rows([*grid.header, *_uncovered(grid.body)])
    yield from (cell.text for cell in grid.remarks)


def _uncovered(body: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """The rows of a body without the blank cells that merged ones cover."""
    until: dict[int, int] = {}
    for at, row in enumerate(body):
        kept, column = [], 0
        while column < len(row):
            cell = row[column]
            if until.get(column, 0) > at and not cell.text:
                column += 1
                continue
            kept.append(cell)
            for place in range(column, column + cell.colspan):
                until[place] = max(until.get(place, 0), at + cell.rowspan)
            column += cell.colspan
        yield kept


def _rows(rows: Sequence[Sequence[Cell]]) -> Rows:
    """Without rows in which no cell begins."""
    kept = [list(row) for row in rows]
    for at in reversed(range(len(kept))):
        if not kept[at]:
            for above in range(at):
                kept[above] = [replace(cell, rowspan=cell.rowspan - (above + cell.rowspan > at)) for cell in kept[above]]
            del kept[at]
    return kept


def as_html(document: Plain) -> bytes:
    parts = [_html_table(part) if isinstance(part, list) else f"<p>{html.escape(part)}</p>" for part in document.parts]
    return f"<!DOCTYPE html><html><head><meta charset=gbk></head><body>{''.join(parts)}</body></html>".encode("gb18030")


def _html_table(rows: Rows) -> str:
    cells = (
        "".join(f"<td colspan={cell.colspan} rowspan={cell.rowspan}>{'<br>'.join(map(html.escape, _lines(cell)))}</td>" for cell in row)
        for row in rows
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _lines(cell: Cell) -> Sequence[str]:
    return cell.lines or (cell.raw or cell.text,)


def as_word(document: Plain) -> bytes:
    word = Word()
    for part in document.parts:
        if isinstance(part, list):
            word.add(_word_table(part))
        else:
            word.p(part)
    return word.data()


def _word_table(rows: Rows) -> str:
    """Merged cells go on in every row, as Word writes them."""
    over: dict[int, tuple[int, int]] = {}  # column → rows that go on, columns
    written = []
    for row in rows:
        cells, column, own = [], 0, list(row)
        while own or column in over:
            if column in over:
                left, span = over.pop(column)
                cells.append(tc(span=span, merge="continue"))
                if left > 1:
                    over[column] = (left - 1, span)
            else:
                cell = own.pop(0)
                span = cell.colspan
                cells.append(tc("".join(_lines(cell)), span, "restart" if cell.rowspan > 1 else None))
                if cell.rowspan > 1:
                    over[column] = (cell.rowspan - 1, span)
            column += span
        written.append(tr(*cells))
    return tbl(*written)


_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")


def as_workbook(document: Plain) -> bytes:
    """A worksheet for each table, with the text before it: figures are numbers whose format shows what was printed."""
    book = Book()
    texts: list[str] = []
    for part in [*document.parts, []]:
        if isinstance(part, str):
            texts.append(part)
        elif part or texts:
            _add_sheet(book, texts, part)
            texts = []
    return book.data()


def _add_sheet(book: Book, texts: Sequence[str], rows: Rows) -> None:
    sheet = book.sheet(f"表{len(book.book.worksheets)}" if not book.empty else "表", {f"A{at}": text for at, text in enumerate(texts, 1)})
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows, len(texts) + 1):
        column = 1
        for cell in row:
            while (number, column) in taken:
                column += 1
            _put(sheet.cell(number, column), "\n".join(_lines(cell)))
            area = [(number + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)]
            taken.update(area)
            if len(area) > 1:
                sheet.merge_cells(
                    start_row=number, start_column=column, end_row=number + cell.rowspan - 1, end_column=column + cell.colspan - 1
                )
            column += cell.colspan


def _put(cell: Any, text: str) -> None:
    found = _NUMBER.fullmatch(text)
    if found is None or re.match(r"0\d", found[2]):  # codes with a zero in front are text
        cell.value, cell.data_type = text, "s"
        return
    _, whole, decimals, percent = found.groups()
    places = len(decimals or "")
    grouped = "," in whole or (len(whole) < 4 and places > 0)
    cell.value = float(Decimal(text.replace(",", "").rstrip("%")) / (100 if percent else 1))
    cell.number_format = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "") + percent
