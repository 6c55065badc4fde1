"""Small texts for tests. A dot stands for a space, for spaces are what is counted; rows stand apart by an empty line."""

from __future__ import annotations

from ingest.grids import find_grids
from ingest.lines import to_lines
from ingest.readers.text import read_text
from ingest.recognise import recognise
from ingest.shapes import Document, Grid, Note, Table


def document_of(text: str) -> Document:
    """The document that a text is, read from UTF-8."""
    return read_text("typed.txt", "0" * 64, text.replace("·", " ").encode())


def rows(*lines: str) -> str:
    """Lines with an empty line after each; a line that is to follow directly on another one stands in the same argument."""
    return "".join(f"{line}\n\n" for line in lines)


def grid_of(*lines: str) -> Grid:
    """The one table of a text."""
    (grid,) = find_grids(document_of(rows(*lines)).pages)
    return grid


def body_of(*lines: str) -> list[list[str]]:
    """The texts of the rows of the one table of a text."""
    return [[cell.text for cell in row] for row in grid_of(*lines).body]


def table_of(*lines: str) -> tuple[Table, tuple[Note, ...]]:
    """The one table of a text, recognised, and its notes."""
    grid = grid_of(*lines)
    return to_lines(recognise(grid), grid)


def codes_of(notes: tuple[Note, ...]) -> list[str]:
    """The codes of notes, in order."""
    return [note.code for note in notes]
