"""Arithmetic over stretches: values that follow each other and belong together, told by where each stretch starts. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf.glyphs import Boxes, Codes

Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


def medians(ordered: Floats, starts: Places, sizes: Places) -> Floats:
    """The median of each stretch, whose values are in order."""
    middle: Floats = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    return middle


def boxes_around(boxes: Boxes, starts: Places) -> Boxes:
    """The smallest box around those of each stretch."""
    return np.concatenate([np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)], axis=1)


def spaced(codes: Codes, spaces: npt.NDArray[np.integer | np.bool_]) -> tuple[Codes, Places]:
    """The characters with so many spaces put in front of each, and where each then stands."""
    at = np.arange(len(codes)) + np.cumsum(spaces)
    text = np.full(at[-1] + 1, ord(" "), dtype=np.uint32)
    text[at] = codes
    return text, at
