"""A ruled table → its columns, rows and cells with all measures, and any rows of it as one block of shapes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.samples.drawn import RULING, Area, Areas, Block, Box, Line, Measure, Shape, Text, pieces, wrap
from ingest.samples.published import RuledTable, Style
from ingest.samples.ruled import RuledCell, cells_of, code_columns

PADDING: Final = 3.0
ABOVE: Final = 2.0
LINE: Final = 1.25
SHADE: Final = 0.88
SMALLEST: Final = 5.5

Edge = tuple[bool, float, float, float]
"""A border of a cell: whether it is level, where it lies, from where, to where."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table with all its measures: columns from `left`, the height of each row, the cells, and how many rows are its head."""

    xs: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[RuledCell, ...]
    head: int
    codes: frozenset[int]
    style: Style


def set_table(table: RuledTable, style: Style, left: float, width: float, measure: Measure) -> SetTable:
    """The table in this width, in its middle where it is narrower."""
    factor = min(1.0, width / sum(table.widths))
    widths = [column * factor for column in table.widths]
    start = left + (width - sum(widths)) / 2
    xs = tuple(start + sum(widths[:column]) for column in range(len(widths) + 1))
    cells = cells_of((*table.head, *table.rows))
    heights = [table.height] * (len(table.head) + len(table.rows))
    for cell in cells:
        needed = len(_cell_lines(cell, xs, style, measure)[1]) * style.cell_size * LINE + 2 * ABOVE
        lacking = needed - sum(heights[cell.row : cell.row + cell.rows])
        if lacking > 0:
            heights[cell.row + cell.rows - 1] += lacking
    return SetTable(xs, tuple(heights), cells, len(table.head), code_columns(table.head), style)


def _cell_lines(cell: RuledCell, xs: tuple[float, ...], style: Style, measure: Measure) -> tuple[float, tuple[str, ...]]:
    """The size and the lines of a cell's text: smaller where a figure would not fit on one line."""
    width = xs[cell.column + cell.columns] - xs[cell.column] - 2 * PADDING
    size = style.cell_size
    while size > SMALLEST and any(measure(piece, size) > width for piece in pieces(cell.text)):
        size -= 0.5
    return size, wrap(cell.text, width, size, measure) if cell.text else ()


def piece(table: SetTable, rows: tuple[int, ...], measure: Measure) -> Block:
    """Some rows of a table as one block; a cell that goes on over the page shows its text where it begins."""
    tops: dict[int, float] = {}
    y = 0.0
    for row in rows:
        tops[row] = y
        y += table.heights[row]
    shapes: list[Shape] = []
    edges: set[Edge] = set()
    for cell in table.cells:
        shown = [row for row in range(cell.row, cell.row + cell.rows) if row in tops]
        if shown:
            x0, x1 = table.xs[cell.column], table.xs[cell.column + cell.columns]
            y0, y1 = tops[shown[0]], tops[shown[-1]] + table.heights[shown[-1]]
            edges |= {(True, y0, x0, x1), (True, y1, x0, x1), (False, x0, y0, y1), (False, x1, y0, y1)}
            if table.style.rulings == "fills" and cell.row < table.head:
                shapes.append(Area(x0, y0, x1, y1, SHADE))
            if shown[0] == cell.row:
                shapes.extend(_cell_text(table, cell, (x0, y0, x1, y1), measure))
    return Block(y, (*_shades(shapes), *_rulings(edges, table.style), *(shape for shape in shapes if isinstance(shape, Text))))


def _shades(shapes: list[Shape]) -> Iterator[Shape]:
    return (shape for shape in shapes if isinstance(shape, Area))


def _cell_text(table: SetTable, cell: RuledCell, box: Box, measure: Measure) -> Iterator[Text]:
    x0, y0, x1, y1 = box
    size, lines = _cell_lines(cell, table.xs, table.style, measure)
    step = size * LINE
    y = (y0 + y1 - step * len(lines)) / 2 + size
    for line in lines:
        breadth = measure(line, size)
        aligned = x1 - PADDING - breadth if cell.is_figure else x0 + PADDING
        yield Text((x0 + x1 - breadth) / 2 if _is_centred(table, cell) else aligned, y, size, line, cell.bold)
        y += step


def _is_centred(table: SetTable, cell: RuledCell) -> bool:
    total = cell.text.replace(" ", "").endswith(("合计", "总计")) and not cell.is_figure
    return cell.row < table.head or cell.column in table.codes or total or (cell.columns > 1 and not cell.is_figure)


def _joined(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Edges on one line that touch or overlap, as one."""
    current: Edge | None = None
    for edge in sorted(edges):
        if current and current[:2] == edge[:2] and edge[2] <= current[3] + 0.01:
            current = (*current[:3], max(current[3], edge[3]))
        else:
            if current:
                yield current
            current = edge
    if current:
        yield current


def _rulings(edges: set[Edge], style: Style) -> tuple[Shape, ...]:
    """The edges as stroked lines, as thin rectangles, or all together as one filled path."""
    joined = tuple(_joined(edges))
    if style.rulings == "lines":
        return tuple(Line(start, at, end, at) if is_level else Line(at, start, at, end) for is_level, at, start, end in joined)
    boxes = tuple(map(_thin_box, joined))
    return (Areas(boxes),) if style.rulings == "fills" else tuple(Area(*box) for box in boxes)


def _thin_box(edge: Edge) -> Box:
    is_level, at, start, end = edge
    half = RULING / 2
    return (start - half, at - half, end + half, at + half) if is_level else (at - half, start - half, at + half, end + half)
