"""The rows of lattices with the places of their cells: what stands beside and below what, over the ends of pages too. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.shapes import Lattice, LatticeCell, Source, around


@dataclass(frozen=True)
class Field:
    """A cell and the places of its left and right border: points, or numbers of columns where the format has no places."""

    cell: LatticeCell
    left: float
    right: float

    @property
    def text(self) -> str:
        return self.cell.text.strip()

    @property
    def source(self) -> Source:
        return self.cell.source

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def over(self, place: float) -> bool:
        return self.left <= place <= self.right


@dataclass(frozen=True)
class Row:
    """A row: the cells that begin in it, and all that reach into it, merged ones from above too; from left to right."""

    lattice: Lattice
    index: int
    fields: tuple[Field, ...]
    reaching: tuple[Field, ...]

    @property
    def page(self) -> int:
        return self.lattice.page

    @cached_property
    def filled(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.text)

    @property
    def top(self) -> float | None:
        """Where the topmost text of the row stands."""
        box = around(field.source.bbox for field in self.filled)
        return box[1] if box else None

    def before(self, field: Field) -> Field | None:
        """The cell to the left of a cell."""
        return next((other for other in reversed(self.reaching) if other.right <= field.left + 0.5), None)

    def beside(self, field: Field) -> Field | None:
        """The cell to the right of a cell."""
        return next((other for other in self.reaching if other.left >= field.right - 0.5), None)

    def at(self, place: float) -> Field | None:
        """The cell that stands at a place of the row."""
        return next((field for field in self.reaching if field.over(place)), None)


def rows_of(lattice: Lattice) -> tuple[Row, ...]:
    """The rows of a lattice from top to bottom."""
    edges = lattice.edges or tuple(float(at) for at in range(lattice.columns + 1))
    fields = [Field(cell, edges[cell.column], edges[cell.column + cell.colspan]) for cell in lattice.cells]
    beginning: list[list[Field]] = [[] for _ in range(lattice.rows)]
    reaching: list[list[Field]] = [[] for _ in range(lattice.rows)]
    for field in sorted(fields, key=lambda field: field.left):
        for index in range(field.cell.row, min(field.cell.row + field.cell.rowspan, lattice.rows)):
            reaching[index].append(field)
    for field in fields:
        beginning[field.cell.row].append(field)
    return tuple(Row(lattice, index, tuple(beginning[index]), tuple(reaching[index])) for index in range(lattice.rows))


def lattices_of(rows: Iterable[Row]) -> tuple[Lattice, ...]:
    """The lattices that the rows are of, each once. They are told apart as objects: comparing them would compare all of their cells."""
    return tuple({id(row.lattice): row.lattice for row in rows}.values())
