"""The characters of a page that stand upright, each once and where it belongs. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf.glyphs import Characters, Glyphs, Turned
from ingest.readers.pdf.overflow import Overflow

_SAME_PLACE: Final = 0.35  # share of a character's height within which the same character again is doubled, not repeated
_DOUBLED_AT_MOST: Final = 1.6  # points by which a doubled character may be moved


def upright(characters: Characters, view: Turned, over: Overflow | None = None) -> Glyphs:
    """The characters that stand upright as the page is looked at, each once where bold type prints it twice; watermarks are slanted.

    What cells cut off (`over`) stands in its own cell, but for figures of which nothing is seen: they are left out.
    """
    kept = (characters.quarters + view.turns) % 4 == 0
    glyphs = Glyphs(characters.text, view.boxes(characters.boxes), view.boxes(characters.frames))
    if over is None:
        kept &= first_prints(glyphs, kept)
    else:
        kept = (first_prints(glyphs, kept & ~over.moved) | first_prints(glyphs, kept & over.moved)) & ~over.unseen
        glyphs = Glyphs(glyphs.text, over.set_in(glyphs.boxes), over.set_in(glyphs.frames))
    return glyphs if kept.all() else glyphs.where(kept)


def first_prints(glyphs: Glyphs, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the wanted characters are not printed again: bold type prints the same ones again, and again, within a point or so."""
    kept = np.zeros(len(wanted), dtype=bool)
    among = np.flatnonzero(wanted)
    if not len(among):
        return kept
    codes, frames = glyphs.codes[among], glyphs.frames[among]
    order = np.lexsort((frames[:, 0], np.round(frames[:, 1] / 2), codes))
    before, after = order[:-1], order[1:]
    near = np.minimum(_SAME_PLACE * np.maximum(frames[before, 3] - frames[before, 1], 1.0), _DOUBLED_AT_MOST)
    again = (codes[before] == codes[after]) & (np.abs(frames[before] - frames[after])[:, :2] < near[:, None]).all(axis=1)
    starts = np.flatnonzero(np.concatenate(([True], ~again)))
    kept[among[np.minimum.reduceat(order, starts)]] = True
    return kept
