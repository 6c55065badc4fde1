"""A table in the making: from one lattice first, then with those that go on with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.schedules import table_number
from ingest.grids.ruled.captions import is_title
from ingest.grids.ruled.heads import Parts
from ingest.shapes import Cell, Lattice, LatticeCell, Note, TextLine, Torn


@dataclass(frozen=True, slots=True)
class Making:
    """A table as far as it has been read. `edges` are the places of its column borders, none where the format has no places.

    `lattices` are those beside which a right half may still stand, `printed` the heads of each of its halves as they are printed.
    """

    caption: tuple[Cell, ...]
    parts: Parts
    width: int
    edges: tuple[float, ...]
    pages: tuple[int, ...]
    lines: tuple[TextLine, ...]
    remarks: tuple[Cell, ...] = ()
    notes: tuple[Note, ...] = ()
    lattices: tuple[Lattice, ...] = ()
    torn: tuple[Torn, ...] = ()
    printed: tuple[tuple[str, ...], ...] = ()

    @property
    def title(self) -> str:
        return next((cell.text for cell in self.caption if is_title(cell.text) and not table_number(cell.text)), "")


def over(cell: LatticeCell, column: int, colspan: int) -> LatticeCell:
    """The cell over other columns."""
    if (column, colspan) == (cell.column, cell.colspan):
        return cell
    return LatticeCell(cell.row, column, cell.rowspan, colspan, cell.text, cell.source, cell.lines)
