"""Where the head of a ruled table ends: the rulings say it where heads span rows, known words and figures where they do not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgets.schedules import head_of, year_of_head
from ingest.grids.ruled.rows import Row, has_figures, is_head, numbers_columns
from ingest.headings import mark_level
from ingest.recognise import BROKEN_UNIT
from ingest.shapes import BBox, Cell, LatticeCell, TextLine

_DEEPEST: Final = 6
_UNITS: Final = frozenset({"项", "款", "类", "%", "％"})
_BLANK: Final = Cell("")
_FALLEN: Final = "元"


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows of a lattice by what they are; `numbers` are the rows that only number the columns."""

    head: tuple[Row, ...]
    numbers: tuple[Row, ...]
    body: tuple[Row, ...]


def divide(rows: Sequence[Row]) -> Parts:
    """Head and body. A lattice that begins with figures has no head: it goes on from the page before."""
    end = _head_end(rows)
    numbers = end
    while numbers < len(rows) and numbers_columns(rows[numbers].texts):
        numbers += 1
    return Parts(tuple(rows[:end]), tuple(rows[end:numbers]), tuple(rows[numbers:]))


def _head_end(rows: Sequence[Row]) -> int:
    if not rows or numbers_columns(rows[0].texts) or has_figures(rows[0].texts) or not rows[0].filled:
        return 0
    end = _closed(rows, 1)
    while end < min(len(rows), _DEEPEST) and _goes_on(rows, end):
        end = _closed(rows, end + 1)
    return end if _says_heads(rows[:end]) and not any(_is_of_body(row) for row in rows[:end]) else 0


def _is_of_body(row: Row) -> bool:
    """Whether a row that a merged cell beside it would make part of the head has figures, and not only years."""
    return has_figures(text for text in row.texts if year_of_head(text) is None) and not numbers_columns(row.texts)


def _closed(rows: Sequence[Row], end: int) -> int:
    """The first row below all cells that begin above it; one merged over more rows than a head has is beside them."""
    while True:
        base = rows[0].number
        reach = max(
            (cell.row + cell.rowspan - base for row in rows[:end] for cell in row.cells if cell.text and cell.rowspan <= _DEEPEST),
            default=end,
        )
        if reach <= end or reach > len(rows):
            return end
        end = reach


def _goes_on(rows: Sequence[Row], end: int) -> bool:
    """Whether the next row belongs to the head: known heads, or texts over columns that have no head yet; 一、财政拨款收入 is an item."""
    row = rows[end]
    if not row.filled or has_figures(row.texts) or numbers_columns(row.texts) or mark_level(row.texts[0]) is not None:
        return False
    if is_head(row.texts):
        return True
    above = [cell for before in rows[:end] for cell in before.filled]
    headed, grouped = _columns(above), _columns([cell for cell in above if cell.colspan > 1])
    under = [cell for cell in row.filled if cell.column not in headed or cell.column in grouped]
    return len(under) == len(row.filled) and len(under) > 1 and any(head_of(text) is not None for text in row.texts)


def _columns(cells: Sequence[LatticeCell]) -> set[int]:
    return {column for cell in cells for column in range(cell.column, cell.column + cell.colspan)}


def _says_heads(rows: Sequence[Row]) -> bool:
    """Whether a known head is among texts over several columns: 项 and % by themselves are as well the unit of a row's figure."""
    cells = [cell for row in rows for cell in row.filled]
    known = {cell.text for cell in cells if head_of(cell.text) is not None}
    return len({cell.column for cell in cells}) > 1 and bool(known - _UNITS or len(known) > 1)


def header_cells(head: Sequence[Row]) -> tuple[tuple[Cell, ...], ...]:
    """The head as rows of cells that cover every column; a cell that reaches below the head is cut there."""
    first = head[0].number if head else 0
    return tuple(tuple(_cell(cell, first + len(head)) for cell in row.cells) for row in head)


def without_unit(head: Sequence[Row], above: Sequence[TextLine]) -> tuple[tuple[Row, ...], tuple[Cell, ...]]:
    """The head without the 元 that a unit broken over it (单位：万) lets fall into the cell below, and that 元."""
    broken = [line.box for line in above if line.box is not None and BROKEN_UNIT.search(spaceless(line.text))]
    fallen = [cell for row in head for cell in row.cells if _begins_with_unit(cell) and any(_is_below(cell, box) for box in broken)]
    if len(fallen) != 1:
        return tuple(head), ()
    (cell,) = fallen
    own = replace(cell, text=cell.text.strip().removeprefix(_FALLEN).strip(), lines=cell.lines[1:])
    rows = tuple(Row(row.number, tuple(own if one is cell else one for one in row.cells)) for row in head)
    return rows, (Cell(_FALLEN, cell.source, raw=cell.lines[0]),)


def _begins_with_unit(cell: LatticeCell) -> bool:
    return len(cell.lines) > 1 and cell.lines[0].strip() == _FALLEN and cell.text.strip().startswith(_FALLEN)


def _is_below(cell: LatticeCell, box: BBox) -> bool:
    own = cell.source.bbox
    return own is not None and own[0] < box[2] and box[0] < own[2]


def _cell(cell: LatticeCell, end: int) -> Cell:
    text = spaceless(cell.text)
    return Cell(text, cell.source, raw="".join(cell.lines), colspan=cell.colspan, rowspan=min(cell.rowspan, end - cell.row))


def body_cells(row: Row, width: int) -> tuple[Cell, ...]:
    """One cell a column; what is merged stands in the first column it takes up, and in the first row."""
    cells = [_BLANK] * width
    for cell in row.filled:
        lines = cell.lines if len(cell.lines) > 1 else ()
        raw = "".join(cell.lines)
        cells[cell.column] = Cell(cell.text.strip(), cell.source, raw, cell.colspan, cell.rowspan, lines=lines)
    return tuple(cells)


def spaceless(text: str) -> str:
    """A head without the spaces that set its letters apart (合  计)."""
    return "".join(text.split())
