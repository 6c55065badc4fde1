"""What a flowing document is made of, as its file nests it: paragraphs, and tables whose cells hold blocks again. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.limits import CELLS, at_most


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: its lines as the document itself breaks them, never blank all of them."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A cell, or several merged, where it begins: row and column from 1."""

    row: int
    column: int
    rowspan: int
    colspan: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table: the how manieth of the document's, counting nested ones and those that only arrange; how many rows; its cells in order."""

    number: int
    rows: int
    cells: tuple[FlowCell, ...]


Block = Text | FlowTable


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as a row of the file gives it, before it is known in which column it stands: how many rows and columns, and what is in it."""

    rowspan: int
    colspan: int
    blocks: tuple[Block, ...]


def placed(rows: list[list[Span]]) -> tuple[FlowCell, ...]:
    """Each cell in the first column that no cell from above reaches into. Raises TooMuch where cells claim more places than are read."""
    cells: list[FlowCell] = []
    reaches: dict[int, int] = {}  # the last row that something in a column reaches into
    area = 0
    for number, row in enumerate(rows, 1):
        column = 1
        for span in row:
            while reaches.get(column, 0) >= number:
                column += 1
            rowspan = min(span.rowspan, len(rows) - number + 1)
            area += span.colspan * rowspan
            at_most(area, CELLS, "一个表格的格子")
            cells.append(FlowCell(number, column, rowspan, span.colspan, span.blocks))
            for at in range(column, column + span.colspan):
                reaches[at] = max(reaches.get(at, 0), number + rowspan - 1)
            column += span.colspan
    return tuple(cells)


def lines_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every line of the paragraphs; nested tables cell by cell."""
    for block in blocks:
        if isinstance(block, Text):
            yield from block.lines
        else:
            for cell in block.cells:
                yield from lines_of(cell.blocks)
