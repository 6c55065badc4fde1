"""Ruled tables: the notation of the facts → cells with the rows and columns that they take. Pure.

A row is one string, its cells separated by `|`: `*` before a cell means bold, `~` a cell merged into the one on its left,
`^` into the one above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

FIGURE: Final = re.compile(r"-?[\d,]*\d(\.\d+)?%?|-{1,2}|—{1,2}|/")
_CODE_HEADS: Final = ("类", "款", "项", "序号")


@dataclass(frozen=True, slots=True)
class RuledCell:
    """One cell: its first row and column, how many it takes, and what is printed in it."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    bold: bool = False

    @property
    def is_figure(self) -> bool:
        return bool(FIGURE.fullmatch(self.text))


def split(row: str) -> tuple[str, ...]:
    """The marks and texts of one printed row."""
    return tuple(row.split("|"))


def cells_of(rows: tuple[str, ...]) -> tuple[RuledCell, ...]:
    """The cells of a grid, row by row. Raises ValueError where the rows differ in length."""
    grid = [split(row) for row in rows]
    if len({len(row) for row in grid}) > 1:
        raise ValueError(f"rows of different length: {rows[0]!r} …")
    return tuple(_cell(grid, at, column) for at, row in enumerate(grid) for column, mark in enumerate(row) if mark not in ("~", "^"))


def _cell(grid: list[tuple[str, ...]], row: int, column: int) -> RuledCell:
    columns = 1
    while column + columns < len(grid[row]) and grid[row][column + columns] == "~":
        columns += 1
    rows = 1
    while row + rows < len(grid) and grid[row + rows][column] == "^":
        rows += 1
    text = grid[row][column]
    return RuledCell(row, column, rows, columns, text.removeprefix("*"), text.startswith("*"))


def code_columns(head: tuple[str, ...]) -> frozenset[int]:
    """The columns in which classification codes or numbers of rows stand, by the lowest text of their head."""
    lowest = {cell.column + offset: cell.text for cell in cells_of(head) for offset in range(cell.columns)} if head else {}
    return frozenset(column for column, text in lowest.items() if text in _CODE_HEADS or "编码" in text or "代码" in text)
