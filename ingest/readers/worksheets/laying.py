"""Worksheets → Document: a worksheet is a page, its tables are lattices, every row of it lines. Pure.

Places on a worksheet are columns and rows, as boxes: (3, 13, 4, 14) is D14, so that the steps that look over and under a table need not
know of worksheets. `ingest.places` gives sheets and cells back at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from budgets.worded import _
from ingest.readers.areas import Area, FilledRow, find_areas, rows_of
from ingest.readers.cells import PlacedCell
from ingest.readers.worksheets.cells import Sheet, Stored, left_out, read_sheet
from ingest.shapes import BBox, Document, Lattice, LatticeCell, Note, Page, TextLine, UnreadableDocument, around

INDENT: Final = "\u3000\u3000"
"""Before every line of text: in a worksheet each begins a paragraph."""

_GAP: Final = "  "


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a workbook beside its worksheets; `kind` is what it is called in Chinese."""

    name: str
    sha256: str
    media_type: str
    kind: str
    has_macros: bool = False


def lay_out(described: Described, stored: Sequence[Stored]) -> Document:
    """The visible worksheets, each a page. Raises UnreadableDocument (no_text, too_large)."""
    sheets = [read_sheet(sheet, number) for number, sheet in enumerate((sheet for sheet in stored if sheet.is_visible), 1)]
    if not any(cell.text for sheet in sheets for cell in sheet.cells.values()):
        raise UnreadableDocument("no_text", f"{described.kind}里没有内容（隐藏的工作表不读取），请检查是否选错。")
    so_far = _Count()
    pages = tuple(_page(sheet, so_far) for sheet in sheets)
    macros = (Note("info", "macros_ignored", _("工作簿带有宏，没有运行也没有读取。")),) if described.has_macros else ()
    notes = chain.from_iterable(sheet.notes for sheet in sheets)
    return Document(described.name, described.sha256, described.media_type, pages, (*macros, *left_out(stored), *notes))


@dataclass(slots=True)
class _Count:
    """Lines so far: lines are numbered through the whole document."""

    lines: int = 0


def _page(sheet: Sheet, so_far: _Count) -> Page:
    rows = rows_of(sheet.cells)
    areas = find_areas(rows)
    first = so_far.lines + 1
    lines = tuple(_lines(rows, areas, first))
    so_far.lines += len(lines)
    return Page(
        number=sheet.number,
        lines=lines,
        first_line=first,
        masked=tuple(_rows(rows)),
        lattices=tuple(_lattice(sheet, area) for area in areas),
        sheet=sheet.name,
    )


def _rows(rows: Sequence[FilledRow]) -> Iterator[str]:
    """Every row from the first one of the worksheet to the last with text: its cells from column A, parted by tabs."""
    by_number = {row.number: row for row in rows}
    for number in range(1, max(by_number, default=0) + 1):
        texts = {cell.column: cell.text for cell in by_number[number].cells} if number in by_number else {}
        yield "\t".join(texts.get(column, "") for column in range(1, max(texts, default=0) + 1))


# Lines


def _lines(rows: Sequence[FilledRow], areas: Sequence[Area], number: int) -> Iterator[TextLine]:
    """A row of a table is one line; of text every line of a cell is one."""
    for row in rows:
        ruled = any(area.first_row <= row.number <= area.last_row for area in areas)
        for pieces in [row.cells] if ruled or _is_short(row) else [(cell,) for cell in row.cells]:
            for text, follows, offset, boxes in _printed(pieces, ruled):
                yield TextLine(number, text, follows, offset, boxes, around(boxes))
                number += 1


def _is_short(row: FilledRow) -> bool:
    """Whether a row of text is one line over several cells: a label and what it says."""
    return all(len(cell.lines) == 1 for cell in row.cells)


def _printed(cells: Sequence[PlacedCell], ruled: bool) -> Iterator[tuple[str, bool, int, tuple[BBox | None, ...]]]:
    """Text, follows, offset and boxes of the lines that some cells beside each other make."""
    texts = [cell.joined for cell in cells] if len(cells) > 1 or ruled else list(cells[0].lines)
    if len(cells) > 1 or ruled:
        text, boxes = "", list[BBox | None]()
        for cell, part in zip(cells, texts, strict=True):
            gap = _GAP if text else ""
            text += gap + part
            boxes += [None] * len(gap) + [_box(cell)] * len(part)
        lead = "" if ruled else INDENT
        yield lead + text, False, 0, (*([None] * len(lead)), *boxes)
        return
    for at, part in enumerate(texts):
        bare = part.strip()
        yield INDENT + bare, at > 0, 0, (None, None, *([_box(cells[0])] * len(bare)))


def _box(cell: PlacedCell) -> BBox:
    return cell.column - 1.0, cell.row - 1.0, float(cell.column), float(cell.row)


# Tables


def _lattice(sheet: Sheet, area: Area) -> Lattice:
    return Lattice(
        page=sheet.number,
        rows=area.last_row - area.first_row + 1,
        columns=area.last_column - area.first_column + 1,
        cells=tuple(sorted(_cells(sheet, area), key=lambda cell: (cell.row, cell.column))),
        box=(area.first_column - 1.0, area.first_row - 1.0, float(area.last_column), float(area.last_row)),
    )


def _cells(sheet: Sheet, area: Area) -> Iterator[LatticeCell]:
    """The cells of a table, blank ones too; what is merged beyond its borders is cut there."""
    taken: set[tuple[int, int]] = set()
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            if (row, column) in taken:
                continue
            cell = sheet.cells.get((row, column), PlacedCell(row, column, 1, 1, ""))
            rowspan, colspan = min(cell.rowspan, area.last_row - row + 1), min(cell.colspan, area.last_column - column + 1)
            taken |= {(row + down, column + across) for down in range(rowspan) for across in range(colspan)}
            yield LatticeCell(
                row - area.first_row,
                column - area.first_column,
                rowspan,
                colspan,
                cell.joined,
                sheet.source(row, column),
                cell.lines,
            )
