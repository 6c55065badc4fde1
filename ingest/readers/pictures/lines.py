"""Where in a cell lines of text stand, told from its print. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.readers.pictures.straight import Ink, Picture

Box = tuple[int, int, int, int]
"""x0, top, x1, bottom in pixels, ends excluded."""

_SPECK: Final = 2  # pixels; what is not larger in both directions is dust
_APART: Final = 0.22  # share of a character's height by which lines stand apart at least; 二 has a larger gap within
_HIGH: Final = 1.75  # characters; what is higher may be two lines that touch
_THIN: Final = 0.35  # of the print of a usual row of pixels: so little stands where lines touch
_MOST: Final = 0.7
_MARGIN: Final = 0.16  # of a line's height: paper above and below, twice as much at the ends, as recognisers learnt it
_SPREAD: Final = 0.5  # of a line's height: a wider gap is narrowed; recognisers do not know 合 计 printed far apart
_NARROWED: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of print: where it stands, its picture with some paper around it and wide gaps narrowed, the place of each column of that."""

    box: Box
    picture: Picture
    columns: npt.NDArray[np.intp]

    def place_of(self, share: float) -> float:
        """Where in the page's pixels a share of the picture's width is."""
        at = min(len(self.columns) - 1, max(0, int(share * len(self.columns))))
        return min(max(self.box[0] + 0.5, float(self.columns[at]) + 0.5), self.box[2] - 0.5)


def line_of(picture: Picture, ink: Ink, box: Box) -> Line:
    """The line in a box, for a recogniser."""
    x0, top, x1, bottom = box
    high = bottom - top
    printed: npt.NDArray[np.bool_] = np.any(ink[top:bottom, x0:x1], axis=0)
    kept = x0 + _without_gaps(printed, high)
    margin = max(2, round(_MARGIN * high))
    shown = np.full((high + 2 * margin, len(kept) + 4 * margin), 255, dtype=np.uint8)
    shown[margin : margin + high, 2 * margin : 2 * margin + len(kept)] = picture[top:bottom, kept]
    ends = np.arange(2 * margin)
    return Line(box, shown, np.concatenate([x0 - 2 * margin + ends, kept, x1 + ends]))


def _without_gaps(printed: npt.NDArray[np.bool_], high: int) -> npt.NDArray[np.intp]:
    """The columns that are left where gaps between characters are narrowed to what is usual."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], printed, [True])).astype(np.int8)))
    kept = np.ones(len(printed), dtype=bool)
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start > _SPREAD * high:
            room = max(1, round(_NARROWED * high / 2))
            kept[start + room : end - room] = False
    return np.flatnonzero(kept)


def lines_in(ink: Ink, size: float) -> list[Box]:
    """The lines of text of one cell, from top to bottom; `size` is the height of a character."""
    ink = _without_dust(ink)
    bands = [part for band in _bands(ink, size) for part in _split(ink, band, size)]
    boxes = []
    for top, bottom in bands:
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        x0, x1 = int(columns[0]), int(columns[-1]) + 1
        if max(x1 - x0, bottom - top) > _SPECK + 1 and min(x1 - x0, bottom - top) >= _SPECK:
            boxes.append((x0, top, x1, bottom))
    return boxes


def _without_dust(ink: Ink) -> Ink:
    """The print without pixels that stand alone or in pairs."""
    around = np.zeros((ink.shape[0] + 2, ink.shape[1] + 2), dtype=np.int8)
    for down in range(3):
        for across in range(3):
            around[down : down + ink.shape[0], across : across + ink.shape[1]] += ink
    kept: Ink = ink & (around[1:-1, 1:-1] > _SPECK)
    return kept


def height_of_characters(heights: Sequence[int], per_point: float) -> float:
    """The height of most characters of a page (digits are lower); of one without any, that of small print."""
    usual = [height for height in heights if 4 * per_point <= height <= 24 * per_point]
    return float(np.quantile(usual, _MOST)) if usual else 9 * per_point


def _bands(ink: Ink, size: float) -> list[tuple[int, int]]:
    """Stretches of rows with print; what belongs to one character stands together."""
    printed = np.concatenate(([False], ink.any(axis=1), [False]))
    edges = np.flatnonzero(printed[1:] != printed[:-1]).tolist()
    bands: list[tuple[int, int]] = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        if bands and _one_line(bands[-1], (top, bottom), size):
            bands[-1] = (bands[-1][0], bottom)
        else:
            bands.append((top, bottom))
    return bands


def _one_line(before: tuple[int, int], band: tuple[int, int], size: float) -> bool:
    together = band[1] - before[0]
    return together <= 1.25 * size or (band[0] - before[1] <= _APART * size and together <= 1.45 * size)


def _split(ink: Ink, band: tuple[int, int], size: float) -> list[tuple[int, int]]:
    """A band of several lines that touch, cut where there is least print."""
    top, bottom = band
    count = round((bottom - top) / size / 1.15)
    if bottom - top <= _HIGH * size or count < 2:
        return [band]
    printed = ink[top:bottom].sum(axis=1)
    step, reach = (bottom - top) / count, max(1, round(0.25 * size))
    cuts = [top]
    for number in range(1, count):
        middle = round(number * step)
        near = printed[middle - reach : middle + reach + 1]
        if near.min() > _THIN * float(np.median(printed)):
            return [band]
        cuts.append(top + middle - reach + int(np.argmin(near)))
    cuts.append(bottom)
    return [(one, other) for one, other in pairwise(cuts) if ink[one:other].any()]
