"""What a laid out sample is made of: pages of rows of cells. Every renderer starts from these. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "prose", "table", "form"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `width` in half-width characters where longer text wraps; `glued` where nothing separates it from the cell before."""

    text: str
    bold: bool = False
    width: int | None = None
    glued: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The text as it wraps in the cell."""
        return wrapped(self.text, self.width) if self.width else (self.text,)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other. `follows` where it stands so close to the row above that no empty line is between them."""

    cells: tuple[Cell, ...]
    kind: Kind = "table"
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `underlay` is the template that shows through at its top; `numbered` pages print their number, title and watermark."""

    number: int
    rows: tuple[Row, ...]
    underlay: tuple[Row, ...] = ()
    numbered: bool = False
    spaced: bool = False


def row_of(notation: str, kind: Kind = "table") -> Row:
    """A row from the notation of the facts (see `ingest.samples.facts`); merged cells are left out."""
    follows = notation.startswith("+")
    texts = [text for text in notation.removeprefix("+").split("|") if text != "~"]
    return Row(tuple(Cell(text.removeprefix("*"), bold=text.startswith("*")) for text in texts), kind, follows)


def breadth(text: str) -> int:
    """How many half-width characters a text takes: two for a Chinese one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most this many half-width characters; figures are not broken."""
    lines: list[str] = [""]
    for piece in _pieces(text):
        if lines[-1] and breadth(lines[-1]) + breadth(piece) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def _pieces(text: str) -> list[str]:
    """Characters, runs of digits and their signs kept together."""
    pieces: list[str] = []
    for character in text:
        figure = character in "0123456789.,%"
        if figure and pieces and pieces[-1][-1] in "0123456789.,%":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
