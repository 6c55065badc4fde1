"""Glyphs within cells → what is printed in each cell, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf.glyphs import Boxes, Codes, Glyphs, text_of
from ingest.readers.pdf.stretches import Floats, Places, boxes_around, spaced
from ingest.shapes import BBox

_SAME_LINE: Final = 0.6  # share of a character's height by which the middles of one line's characters may differ
_GAP: Final = 0.45  # share of a character's height that is a space

_OVERLAID: Final = 0.4  # share of a digit's width that another one covers where both are of different figures


class Content(NamedTuple):
    """What is printed in a cell: its lines from top to bottom, the box around it, and whether digits are painted over digits."""

    lines: tuple[str, ...]
    box: BBox
    overlaid: bool = False


def contents_of(cells: Places, glyphs: Glyphs, count: int) -> Mapping[int, Content]:
    """What each of `count` cells holds, by its number; empty ones are left out. `cells` has each glyph's cell, -1 for none."""
    inside = np.flatnonzero(cells >= 0)
    if not len(inside):
        return {}
    frames = glyphs.frames[inside]
    order = np.lexsort(((frames[:, 1] + frames[:, 3]) / 2, cells[inside]))
    inside, frames = inside[order], frames[order]
    own = cells[inside]
    lines = _lines(own, frames)
    inside, frames = inside[order := np.lexsort((frames[:, 0], lines))], frames[order]
    texts = _texts(glyphs.codes[inside], frames, lines)
    starts = np.flatnonzero(np.diff(own, prepend=-1))
    boxes = glyphs.boxes[inside]
    overlaid = set(own[1:][_overlaid(glyphs.codes[inside], boxes, lines)].tolist())
    firsts = [*lines[starts].tolist(), len(texts)]
    return {
        cell: Content(tuple(texts[first:last]), (x0, top, x1, bottom), cell in overlaid)
        for cell, (first, last), (x0, top, x1, bottom) in zip(
            own[starts].tolist(), pairwise(firsts), boxes_around(boxes, starts).tolist(), strict=True
        )
    }


def _overlaid(codes: Codes, boxes: Boxes, lines: Places) -> npt.NDArray[np.bool_]:
    """Whether each glyph but the first is a digit painted over the one before it in its line: two figures are then mixed."""
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    widths = boxes[:, 2] - boxes[:, 0]
    over = boxes[:-1, 2] - boxes[1:, 0] > _OVERLAID * np.minimum(widths[:-1], widths[1:])
    found: npt.NDArray[np.bool_] = over & digits[:-1] & digits[1:] & (lines[:-1] == lines[1:])
    return found


def _lines(cells: Places, frames: Boxes) -> Places:
    """The number of each glyph's line, glyphs being ordered by cell and height: a line ends where the next one stands clearly lower."""
    middles, heights = (frames[:, 1] + frames[:, 3]) / 2, np.maximum(frames[:, 3] - frames[:, 1], 1.0)
    apart = _SAME_LINE * np.maximum(heights, np.concatenate((heights[:1], heights[:-1])))
    first = np.diff(cells, prepend=-1) > 0
    starts = np.flatnonzero(first)
    sizes = np.diff(starts, append=len(cells))
    deep = middles[starts + sizes - 1] - middles[starts] > np.minimum.reduceat(apart, starts)
    within = np.flatnonzero(np.repeat(deep, sizes) & ~first)
    first[within[list(_breaks(within, middles, apart))]] = True
    return np.cumsum(first) - 1


def _breaks(within: Places, middles: Floats, apart: Floats) -> Iterator[bool]:
    """Whether a line begins at each glyph of cells of several lines, those that begin a cell left out."""
    reference, before = 0.0, -1
    for at, above, middle, enough in zip(
        within.tolist(), middles[within - 1].tolist(), middles[within].tolist(), apart[within].tolist(), strict=True
    ):
        if at != before + 1:
            reference = above
        breaks = middle - reference > enough
        if breaks:
            reference = middle
        before = at
        yield breaks


def _texts(codes: Codes, frames: Boxes, lines: Places) -> Sequence[str]:
    """The text of each line, glyphs being ordered from left to right: a space where there is room for one."""
    gaps = np.concatenate(([0.0], frames[1:, 0] - frames[:-1, 2]))
    first = np.diff(lines, prepend=-1) > 0
    spaces = (gaps > _GAP * (frames[:, 3] - frames[:, 1])) & ~first
    text, at = spaced(codes, spaces)
    whole = text_of(text)
    return [whole[start:end] for start, end in pairwise([*at[first].tolist(), len(whole)])]


def box_around(boxes: Boxes) -> BBox:
    """The smallest box around others."""
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return x0, top, x1, bottom
