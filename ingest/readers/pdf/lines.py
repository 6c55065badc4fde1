"""Glyphs → the printed lines of a page, from top to bottom. Pure.

What stands on one height is one line, whatever order the file has it in. A gap as wide as half a character becomes a space, a wider one
two; a line that begins to the right of the page's text is indented by two wide spaces, as the text readers have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, overload

import numpy as np

from ingest.readers.pdf.glyphs import Boxes, Codes, Glyphs, text_of
from ingest.readers.pdf.stretches import Floats, Places, boxes_around, medians, spaced
from ingest.shapes import BBox

INDENT: Final = "\u3000\u3000"

_SAME_LINE: Final = 0.5  # share of a character's height by which the middles of one line's characters may differ
_GAP: Final = 0.45  # share of a character's height that is a space
_WIDE_GAP: Final = 1.8  # and that sets two things apart
_INDENTED: Final = 1.2
_FULL: Final = 0.75  # share of the widest line that a line of running text has at least
_DENSE: Final = 0.6  # share of its width that the characters of a line of running text fill; the cells of a table stand apart


class CharacterBoxes(Sequence[BBox | None]):
    """Where each character of a line stands; None for a space. Made when it is asked for: few lines are ever asked."""

    __slots__ = ("_boxes", "_glyphs")

    def __init__(self, boxes: Boxes, glyphs: Places) -> None:
        self._boxes = boxes
        self._glyphs = glyphs

    def __len__(self) -> int:
        return len(self._glyphs)

    @overload
    def __getitem__(self, at: int) -> BBox | None: ...
    @overload
    def __getitem__(self, at: slice) -> CharacterBoxes: ...
    def __getitem__(self, at: int | slice) -> BBox | CharacterBoxes | None:
        if isinstance(at, slice):
            return CharacterBoxes(self._boxes, self._glyphs[at])
        glyph = int(self._glyphs[at])
        return _box(self._boxes, glyph) if glyph >= 0 else None


class PrintedLine(NamedTuple):
    """A line: its text, for each character of it the glyph that prints it (-1 for a space that was put in), and where it stands."""

    text: str
    glyphs: Places
    box: BBox

    def boxes(self, glyphs: Glyphs) -> CharacterBoxes:
        """Where each character stands; None for a space."""
        return CharacterBoxes(glyphs.boxes, self.glyphs)


def box_of(glyphs: Glyphs, at: int) -> BBox:
    """Where a character is painted."""
    return _box(glyphs.boxes, at)


def _box(boxes: Boxes, at: int) -> BBox:
    x0, top, x1, bottom = boxes[at].tolist()
    return x0, top, x1, bottom


def printed_lines(glyphs: Glyphs) -> tuple[PrintedLine, ...]:
    """The lines of a page."""
    if not glyphs.text:
        return ()
    order, starts = _rows(glyphs)
    spaces = _spaces(glyphs.frames[order], starts)
    text, places = _spelt(glyphs.codes[order], order, starts, spaces)
    corners = boxes_around(glyphs.boxes[order], starts)
    stretches = pairwise([*(starts + np.cumsum(spaces)[starts] - spaces[starts]).tolist(), len(text)])
    return tuple(
        PrintedLine(text[start:end], places[start:end], (x0, top, x1, bottom))
        for (start, end), (x0, top, x1, bottom) in zip(stretches, corners.tolist(), strict=True)
    )


def _rows(glyphs: Glyphs) -> tuple[Places, Places]:
    """The glyphs line by line, each from left to right, and where each line starts among them.

    A line ends where the next character's middle stands lower by half a character.
    """
    frames = glyphs.frames
    middles = (frames[:, 1] + frames[:, 3]) / 2
    order = np.argsort(middles, kind="stable")
    heights = np.maximum(frames[order, 3] - frames[order, 1], 1.0)
    starts = np.array(list(_starts(middles[order].tolist(), (_SAME_LINE * heights).tolist())), dtype=np.intp)
    numbers = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(order)))
    return order[np.lexsort((frames[order, 0], numbers))], starts


def _starts(middles: Sequence[float], apart: Sequence[float]) -> Iterator[int]:
    reference = -np.inf
    for at, (middle, enough) in enumerate(zip(middles, apart, strict=True)):
        if middle - reference > enough:
            yield at
            reference = middle


def _spaces(frames: Boxes, starts: Places) -> Places:
    """How many spaces stand before each glyph: for gaps within a line, and two wide ones where a line is indented."""
    sizes = np.diff(starts, append=len(frames))
    heights = medians(_in_order(frames[:, 3] - frames[:, 1], sizes), starts, sizes)
    heights[heights == 0] = 1.0
    rights = _furthest(frames[:, 2], starts, sizes)
    lefts = frames[starts, 0]
    gaps = (frames[:, 0] - np.concatenate(([0.0], rights[:-1]))) / np.repeat(heights, sizes)
    spaces = (gaps > _GAP).astype(np.intp) + (gaps > _WIDE_GAP)
    widths = frames[starts + sizes - 1, 2] - lefts
    spaces[starts] = np.where(lefts - _margin(frames, starts, widths) > _INDENTED * heights, len(INDENT), 0)
    return spaces


def _margin(frames: Boxes, starts: Places, widths: Floats) -> float:
    """Where the lines of the running text begin: the leftmost of those that are as wide as text is. A table may be wider than the text."""
    lefts = frames[starts, 0]
    wide = widths >= _FULL * max(0.0, widths.max())
    filled = np.add.reduceat(frames[:, 2] - frames[:, 0], starts) >= _DENSE * widths
    margin: float = lefts[wide & filled if (wide & filled).any() else wide].min(initial=np.inf)
    return margin


def _in_order(values: Floats, sizes: Places) -> Floats:
    """The values of each stretch in order."""
    ordered: Floats = values[np.lexsort((values, np.repeat(np.arange(len(sizes)), sizes)))]
    return ordered


def _furthest(rights: Floats, starts: Places, sizes: Places) -> Floats:
    """The largest value of each stretch so far: a wide character may reach over those after it."""
    apart: Floats = np.repeat(np.arange(len(starts)) * (np.ptp(rights) + 1.0), sizes)
    reached: Floats = np.maximum.accumulate(rights + apart)
    return reached - apart


def _spelt(codes: Codes, order: Places, starts: Places, spaces: Places) -> tuple[str, Places]:
    """The text of all lines with its spaces, and the glyph of each of its characters."""
    text, at = spaced(codes, spaces)
    places = np.full(len(text), -1, dtype=np.intp)
    places[at] = order
    indented = at[starts[spaces[starts] > 0]]
    for back, space in enumerate(INDENT, 1):
        text[indented - back] = ord(space)
    return text_of(text), places
