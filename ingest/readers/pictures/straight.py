"""How far a scanned page leans, and the page set straight. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

Picture = npt.NDArray[np.uint8]
"""Shades of grey, 255 the paper: rows of pixels."""
Ink = npt.NDArray[np.bool_]
"""Which pixels of a picture are printed on."""

_FURTHEST: Final = 3.0  # degrees; no sheet is laid more askew
_COARSE: Final = 0.1
_FINE: Final = 0.02
_SAMPLE: Final = 60_000  # printed pixels that are enough to tell
_AROUND: Final = 40  # pixels around one that say how light its ground is
_CONTRAST: Final = 28  # shades by which print is darker than its ground
_DARKEST_PAPER: Final = 215
_PALE: Final = 26  # the same of rulings, beside paper alone: they may be grey hairlines; what JPEG leaves around print is paler
_PALEST: Final = 228


def ink_of(picture: Picture) -> Ink:
    """What is darker than its ground: a head may be shaded, a sheet grey."""
    ground = _sums(picture) / _sums(np.ones_like(picture))
    found: Ink = picture < np.minimum(ground - _CONTRAST, _DARKEST_PAPER)
    return found


def pale_ink_of(picture: Picture, ink: Ink) -> Ink:
    """The print, and what is hardly darker than the paper around it, as rulings may be."""
    paper = ~ink
    ground = _sums(np.where(paper, picture, np.uint8(0))) / np.maximum(_sums(paper.astype(np.uint8)), 1)
    found: Ink = ink | (picture < np.minimum(ground - _PALE, _PALEST))
    return found


def _sums(values: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The sum over the square around each pixel."""
    height, width = values.shape
    sums = np.zeros((height + 1, width + 1), dtype=np.int64)
    np.cumsum(np.cumsum(values, axis=0, dtype=np.int64), axis=1, out=sums[1:, 1:])
    top, bottom = _window(height, _AROUND)
    left, right = _window(width, _AROUND)
    total = sums[bottom][:, right] - sums[bottom][:, left] - sums[top][:, right] + sums[top][:, left]
    return total.astype(np.float32)


def _window(length: int, around: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    at = np.arange(length)
    return np.maximum(at - around, 0), np.minimum(at + around + 1, length)


def skew_of(ink: Ink) -> float:
    """By how many degrees counter-clockwise the print leans: at that angle its lines fall on the fewest rows."""
    ys, xs = np.nonzero(ink)
    if not len(ys):
        return 0.0
    every = max(1, len(ys) // _SAMPLE)
    down, across = ys[::every].astype(np.float64), xs[::every] - ink.shape[1] / 2
    best = _sharpest(down, across, np.arange(-_FURTHEST, _FURTHEST + _COARSE / 2, _COARSE))
    return _sharpest(down, across, np.arange(best - _COARSE, best + _COARSE + _FINE / 2, _FINE))


def _sharpest(ys: npt.NDArray[np.float64], xs: npt.NDArray[np.float64], angles: npt.NDArray[np.float64]) -> float:
    scores = [_sharpness(ys + xs * np.tan(np.radians(angle))) for angle in angles.tolist()]
    return round(float(angles[int(np.argmax(scores))]), 3)


def _sharpness(rows: npt.NDArray[np.float64]) -> float:
    counts = np.bincount((rows - rows.min()).astype(np.intp)).astype(np.float64)
    return float((counts**2).sum())


def set_straight(picture: Picture, skew: float) -> Picture:
    """The picture turned about its middle so that what leans by `skew` degrees counter-clockwise is level; its size stays."""
    if not skew:
        return picture
    return np.asarray(Image.fromarray(picture).rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor=255))
