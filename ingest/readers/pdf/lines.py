"""Glyphs → the printed lines of a page, from top to bottom. Pure.

What stands on one height is one line, whatever order the file has it in. A gap as wide as half a character becomes a space, a wider one
two; a line that begins to the right of the page's text is indented by two wide spaces, as the text readers have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.readers.pdf.glyphs import Glyphs
from ingest.shapes import BBox

INDENT: Final = "\u3000\u3000"

_SAME_LINE: Final = 0.5  # share of a character's height by which the middles of one line's characters may differ
_GAP: Final = 0.45  # share of a character's height that is a space
_WIDE_GAP: Final = 1.8  # and that sets two things apart
_INDENTED: Final = 1.2
_FULL: Final = 0.75  # share of the widest line that a line of running text has at least


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line: its text, and for each character of it the glyph that prints it, -1 for a space that was put in."""

    text: str
    glyphs: tuple[int, ...]

    def boxes(self, glyphs: Glyphs) -> tuple[BBox | None, ...]:
        """Where each character stands; None for a space."""
        return tuple(box_of(glyphs, at) if at >= 0 else None for at in self.glyphs)


def box_of(glyphs: Glyphs, at: int) -> BBox:
    """Where a character is painted."""
    x0, top, x1, bottom = glyphs.boxes[at].tolist()
    return x0, top, x1, bottom


def printed_lines(glyphs: Glyphs) -> tuple[PrintedLine, ...]:
    """The lines of a page."""
    rows = [_ordered(glyphs, row) for row in _rows(glyphs)]
    margin = _margin(glyphs, rows)
    return tuple(_line(glyphs, row, margin) for row in rows)


def _rows(glyphs: Glyphs) -> Iterator[np.ndarray]:
    """The glyphs of each line: a line ends where the next character's middle stands lower by half a character."""
    if not glyphs.text:
        return
    frames = glyphs.frames
    heights = np.maximum(frames[:, 3] - frames[:, 1], 1.0)
    middles = (frames[:, 1] + frames[:, 3]) / 2
    order = np.argsort(middles, kind="stable")
    start, reference = 0, middles[order[0]]
    for at in range(1, len(order)):
        if middles[order[at]] - reference > _SAME_LINE * heights[order[at]]:
            yield order[start:at]
            start, reference = at, middles[order[at]]
    yield order[start:]


def _ordered(glyphs: Glyphs, row: np.ndarray) -> list[int]:
    return [int(at) for at in row[np.argsort(glyphs.frames[row, 0], kind="stable")]]


def _margin(glyphs: Glyphs, rows: Sequence[Sequence[int]]) -> float | None:
    """Where the lines of the running text begin: the leftmost of those that are as wide as text is."""
    spans = [(float(glyphs.frames[row[0], 0]), float(glyphs.frames[row[-1], 2])) for row in rows]
    widest = max((right - left for left, right in spans), default=0.0)
    return min((left for left, right in spans if right - left >= _FULL * widest), default=None)


def _line(glyphs: Glyphs, row: Sequence[int], margin: float | None) -> PrintedLine:
    characters: list[str] = []
    places: list[int] = []
    height = float(np.median(glyphs.frames[row, 3] - glyphs.frames[row, 1])) or 1.0
    if margin is not None and float(glyphs.frames[row[0], 0]) - margin > _INDENTED * height:
        characters += INDENT
        places += [-1] * len(INDENT)
    right = None
    for at in row:
        left = float(glyphs.frames[at, 0])
        spaces = _spaces(left - right, height) if right is not None else 0
        characters += " " * spaces + glyphs.text[at]
        places += [-1] * spaces + [at]
        right = max(right or left, float(glyphs.frames[at, 2]))
    return PrintedLine("".join(characters), tuple(places))


def _spaces(gap: float, height: float) -> int:
    return 2 if gap > _WIDE_GAP * height else int(gap > _GAP * height)
