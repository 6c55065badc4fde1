"""What tests of readers of flowing documents look at: lines, cells of tables, notes."""

from __future__ import annotations

from ingest.shapes import Document, LatticeCell


def lines(document: Document) -> list[str]:
    return [line.text.strip() for line in document.pages[0].lines]


def cells(document: Document, number: int = 0) -> list[tuple[int, int, int, int, str]]:
    """Row, column, rowspan, colspan and text of the filled cells of a table."""
    lattice = document.pages[0].lattices[number]
    return [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in lattice.cells if cell.text]


def codes(document: Document) -> list[tuple[str, str]]:
    return [(note.level, note.code) for note in document.notes]


def cell_of(document: Document, text: str) -> LatticeCell:
    (found,) = [cell for lattice in document.pages[0].lattices for cell in lattice.cells if cell.text == text]
    return found
