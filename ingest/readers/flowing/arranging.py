"""Blocks as the file nests them → one after another: paragraphs and tables of cells with text. Pure.

Tables that only arrange a page are undone, their cells being read in order. A table within a cell of another one that holds figures stands
behind that one: no figure is read twice, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.grids.ruled.captions import is_caption_row
from ingest.readers.areas import FilledRow, rows_of
from ingest.readers.cells import Place, PlacedCell
from ingest.readers.flowing.blocks import Block, FlowCell, FlowTable, Text, lines_of

GAP: Final = "  "
"""Between cells that are read as one line."""

_FEW_ROWS: Final = 3
_MANY_PARAGRAPHS: Final = 10
"""A table of so few rows with a cell of so many paragraphs sets a text beside something else."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A table of figures or words: which of the document's it is, its rows and columns, and its cells by place, blank ones too."""

    number: int
    rows: int
    columns: int
    cells: Mapping[Place, PlacedCell]


def arranged(blocks: Iterable[Block]) -> Iterator[Text | Arranged]:
    """The document from top to bottom."""
    for block in blocks:
        if isinstance(block, Text):
            yield block
        elif _only_arranges(block):
            yield from _undone(block)
        else:
            yield from _as_table(block)


def _only_arranges(table: FlowTable) -> bool:
    """Whether a table is there for the look of the page: one row or column, or little but other tables or a whole text in it."""
    filled = [cell for cell in table.cells if _size(cell.blocks)]
    if len({cell.row for cell in filled}) < 2 or len({cell.column for cell in filled}) < 2:
        return True
    total = sum(_size(cell.blocks) for cell in filled)
    within = sum(_size((block,)) for cell in filled for block in cell.blocks if isinstance(block, FlowTable))
    if within * 2 >= total:
        return True
    largest = max(filled, key=lambda cell: _size(cell.blocks))
    is_text = sum(isinstance(block, Text) for block in largest.blocks) >= _MANY_PARAGRAPHS
    return is_text and table.rows <= _FEW_ROWS and _size(largest.blocks) * 2 >= total


def _size(blocks: tuple[Block, ...]) -> int:
    return sum(len(line.strip()) for line in lines_of(blocks))


def _undone(table: FlowTable) -> Iterator[Text | Arranged]:
    """Cell by cell; a row of several cells of one line each is one line (编制单位：某局 | 单位：万元)."""
    rows: dict[int, list[FlowCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    for _, cells in sorted(rows.items()):
        lines = [line for cell in cells if (line := _one_line(cell)) != ""]
        if None not in lines:
            if lines:
                yield Text((GAP.join(line for line in lines if line),))
            continue
        for cell in cells:
            yield from arranged(cell.blocks)


def _one_line(cell: FlowCell) -> str | None:
    """The only line of a cell, "" for a blank one; None where it has several, or a table."""
    if any(isinstance(block, FlowTable) for block in cell.blocks):
        return None
    lines = [line for line in lines_of(cell.blocks) if line.strip()]
    return None if len(lines) > 1 else lines[0].strip() if lines else ""


def _as_table(table: FlowTable) -> Iterator[Text | Arranged]:
    behind: list[FlowTable] = []
    texts = [(cell, "\n".join(_cell_lines(cell.blocks, behind))) for cell in table.cells]
    columns = {column: at for at, column in enumerate(sorted({cell.column for cell, _ in texts}), 1)}
    cells = {(cell.row, columns[cell.column]): _on(cell, text, columns) for cell, text in texts}
    rows = rows_of(cells)
    if all(is_caption_row(row.texts) for row in rows):
        yield from map(_as_line, rows)
    else:
        yield Arranged(table.number, table.rows, len(columns), cells)
    yield from arranged(behind)


def _cell_lines(blocks: Sequence[Block], behind: list[FlowTable]) -> Iterator[str]:
    """The lines of a cell. A table in it that only arranges is text of the cell; others are to stand `behind` the table."""
    for block in blocks:
        if isinstance(block, Text):
            yield from (line.strip() for line in block.lines if line.strip())
        elif _only_arranges(block):
            for cell in block.cells:
                yield from _cell_lines(cell.blocks, behind)
        else:
            behind.append(block)


def _on(cell: FlowCell, text: str, columns: Mapping[int, int]) -> PlacedCell:
    """The cell on the columns in which any cell begins: others have no border of their own."""
    over = sum(column in columns for column in range(cell.column, cell.column + cell.colspan))
    return PlacedCell(cell.row, columns[cell.column], cell.rowspan, over, text)


def _as_line(row: FilledRow) -> Text:
    return Text((GAP.join(row.texts),))
