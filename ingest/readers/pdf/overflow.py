"""Text too long for its cell: what is cut off there belongs to the cell all the same, and to no neighbour over which it would lie. Pure.

Spreadsheets print a name that is too long across the border, or on lines below it, and cut it off by the area in which the cell is painted.
Nobody sees the rest, but a file has it: left where it stands it would mix with the figure beside it, or begin the name of the next row.
Areas are asked only for characters that a ruling may part from the rest of their text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf.glyphs import Boxes, Characters, Turned
from ingest.readers.pdf.rulings import Strokes
from ingest.readers.pdf.texts import Texts

_BESIDE: Final = 0.5  # heights between the characters of one text
_LEVEL: Final = 1.0  # points by which they may stand higher or lower
_NEXT_LINE: Final = 2.0  # heights by which the next line of a text stands lower at most
_WITHIN: Final = 2.0  # points from the edge of an area within which what it cuts off is set, as narrow as that needs,
_NARROW: Final = 0.001  # the characters of a line this share of their distance apart,
_LOW: Final = 0.02  # and further lines behind it
_OUT: Final = 0.5  # points by which a character's middle is out of its area before it is cut off
_FIGURE: Final = frozenset("0123456789.,-")

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Overflow:
    """Of a page's characters those that their cell cuts off: `moved` into their own cell, and `unseen`, figures of which nothing is seen.

    `at` are the characters whose areas were asked, `out` which of them are cut off, the others what each is set into.
    """

    moved: Mask
    unseen: Mask
    at: Numbers
    out: Mask
    areas: Boxes
    before: Mask

    def set_in(self, boxes: Boxes) -> Boxes:
        """Boxes of the page's characters within their areas: what is cut off at the end of its cell, or at its start."""
        found, own = boxes.copy(), boxes[self.at]
        left, top, right, bottom = self.areas.T
        start, end = np.minimum(left + _WITHIN, right), np.maximum(right - _WITHIN, left)
        x, y = (own[:, 0] + own[:, 2]) / 2, (own[:, 1] + own[:, 3]) / 2
        lower = np.maximum(y - bottom, 0.0) - np.maximum(top - y, 0.0)
        in_order = _NARROW * (x - left) + _LOW * lower
        edge = np.where(self.before, start - _WITHIN / 2, end + _WITHIN / 2) + in_order
        level = np.where(self.out, np.where(lower > 0, bottom - _LEVEL - y, np.where(lower < 0, top + _LEVEL - y, 0.0)), 0.0)
        found[self.at, 0] = np.where(self.out, edge, np.clip(own[:, 0], start, end))
        found[self.at, 2] = np.where(self.out, edge, np.clip(own[:, 2], start, end))
        found[self.at, 1] = own[:, 1] + level
        found[self.at, 3] = own[:, 3] + level
        return found


def overflow(texts: Texts, characters: Characters, strokes: Strokes, view: Turned) -> Overflow | None:
    """What cells cut off of a page's characters; None where that is nothing, or nothing is ruled."""
    frames = view.boxes(characters.frames)
    runs = runs_of(frames)
    at = np.flatnonzero(parted(frames, runs, strokes))
    plain = set(texts.own) if len(at) else set()
    owners = list(texts.owners(characters.places[place] for place in at.tolist()))
    known = np.array([owner in plain for owner in owners], dtype=bool)
    if not known.any():
        return None
    areas = view.boxes(texts.areas([owner for owner in owners if owner in plain]))
    return cut_off_by(areas, at[known], frames, characters.text, runs)


def runs_of(frames: Boxes) -> Numbers:
    """The number of the run to which each character belongs: those that stand side by side, in the order of the file."""
    heights = np.maximum(frames[1:, 3] - frames[1:, 1], 1.0)
    level = np.abs(frames[1:, 1] - frames[:-1, 1]) < _LEVEL
    beside = level & (np.abs(frames[1:, 0] - frames[:-1, 2]) < _BESIDE * heights)
    found: Numbers = np.concatenate(([0], np.cumsum(~beside)))[: len(frames)]
    return found


def parted(frames: Boxes, runs: Numbers, strokes: Strokes) -> Mask:
    """Which characters may be cut off: those of a run that an upright ruling crosses, on a level ruling, or of two lines that one parts."""
    if len(frames) < 2 or not len(strokes):
        return np.zeros(len(frames), dtype=bool)
    across = strokes[:, 2] - strokes[:, 0] < strokes[:, 3] - strokes[:, 1]
    uprights, levels = strokes[across], strokes[~across]
    if not len(uprights) or not len(
        levels
    ):  # cells are not ruled all around: what stands at the edge of one would close the gap to the next
        return np.zeros(len(frames), dtype=bool)
    x, y = (frames[:, 0] + frames[:, 2]) / 2, (frames[:, 1] + frames[:, 3]) / 2
    heights = np.maximum(frames[:, 3] - frames[:, 1], 1.0)
    same_run, lower = runs[1:] == runs[:-1], y[1:] - y[:-1]
    below = ~same_run & (lower > heights[1:] / 2) & (lower < _NEXT_LINE * heights[1:])
    before = np.arange(len(frames) - 1)
    crossed = _between(before, x, y, uprights[:, [0, 2, 1, 3]], same_run)
    stepped = _between(before, y, np.maximum(frames[:, 0], 0.0), levels[:, [1, 3, 0, 2]], below)
    own = np.concatenate((runs[crossed], runs[stepped], runs[stepped + 1]))
    return np.isin(runs, own) | _straddling(frames, x, levels)


def _between(before: Numbers, along: npt.NDArray[np.float64], across: npt.NDArray[np.float64], rulings: Boxes, wanted: Mask) -> Numbers:
    """Which characters a ruling parts from the next one. Rulings: from, to in the direction of the two, from, to across it."""
    places = (rulings[:, 0] + rulings[:, 1]) / 2
    ordered = np.unique(places)
    apart = wanted & (np.searchsorted(ordered, along[1:]) != np.searchsorted(ordered, along[:-1]))
    at = before[apart]
    low, high = np.minimum(along[at], along[at + 1]), np.maximum(along[at], along[at + 1])
    hit = (places > low[:, None]) & (places < high[:, None]) & (rulings[:, 2] <= across[at, None]) & (rulings[:, 3] >= across[at, None])
    parting: Numbers = at[hit.any(axis=1)]
    return parting


def _straddling(frames: Boxes, x: npt.NDArray[np.float64], levels: Strokes) -> Mask:
    """Which characters stand on a level ruling."""
    found = np.zeros(len(frames), dtype=bool)
    places = (levels[:, 1] + levels[:, 3]) / 2
    ordered = np.unique(places)
    top, bottom = frames[:, 1] + _LEVEL, frames[:, 3] - _LEVEL
    at = np.flatnonzero(np.searchsorted(ordered, top) < np.searchsorted(ordered, bottom))
    hit = (places > top[at, None]) & (places < bottom[at, None]) & (levels[:, 0] <= x[at, None]) & (levels[:, 2] >= x[at, None])
    found[at[hit.any(axis=1)]] = True
    return found


def cut_off_by(areas: Boxes, at: Numbers, frames: Boxes, text: str, runs: Numbers) -> Overflow | None:
    """What the areas of the characters `at` cut off; None where that is nothing.

    What stands left of its area or above comes before the rest. A figure of which nothing is seen is nobody's.
    """
    x, y = (frames[at, 0] + frames[at, 2]) / 2, (frames[at, 1] + frames[at, 3]) / 2
    left, right = x < areas[:, 0] - _OUT, x > areas[:, 2] + _OUT
    above, below = y < areas[:, 1] - _OUT, y > areas[:, 3] + _OUT
    out = left | right | above | below
    if not out.any():
        return None
    moved, unseen = np.zeros(len(frames), dtype=bool), np.zeros(len(frames), dtype=bool)
    moved[at[out]] = True
    unseen[list(_unseen_figures(text, runs, moved))] = True
    return Overflow(moved & ~unseen, unseen, at, out, areas, above | (left & ~below))


def _unseen_figures(text: str, runs: Numbers, moved: Mask) -> Iterable[int]:
    """Figures of which every character is cut off."""
    places = np.flatnonzero(np.isin(runs, np.unique(runs[moved]))).tolist()
    for _, group in groupby(places, key=lambda place: int(runs[place])):
        run = list(group)
        if moved[run].all() and _FIGURE.issuperset(text[run[0] : run[-1] + 1]):
            yield from run
