"""Text that is none of a page's: what nobody sees, and watermarks. Pure.

Nobody sees what was recognised under a scanned picture, what is painted in the colour of its ground, what is covered, and what is in a
layer that is switched off. White text may be seen, on a dark head for instance: whether it is, the page painted says, and it is painted
only where such text stands on it. A watermark is large and of a light grey; smaller grey text may be one too, or a figure: it is read, and
said.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle
from ingest.readers.pdf.covered import covered_texts
from ingest.readers.pdf.drawing import Picture, draw, size_of
from ingest.readers.pdf.objects import PLAIN, Layer, Matrix, moved, point_of
from ingest.readers.pdf.switched import switched_off

_NEVER_SHOWN: Final = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_LIGHT: Final = 235  # of 255: what is darker is seen on paper
_PALE: Final = 170  # of 255, and of one grey
_GREY: Final = 12  # of 255 by which the colours of a grey may differ
_LARGE: Final = 24.0  # points; no text of a table is so high
_FAINT: Final = 20  # of 255: what covers less of its ground is not seen
_SEEN: Final = 24  # of 255: shades by which text and its ground must differ to be read
_FEW: Final = 0.5  # share of a page's text; what is more is no watermark
_WIDEST: Final = 2_000  # pixels of a painted page

Boxes = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """The texts of a page that nobody sees, and those that are watermarks.

    Where text stands (left, bottom, right, top) that may be read otherwise than it is seen: `covered` in a part, or `pale` among darker
    text.
    """

    unseen: frozenset[Handle] = frozenset()
    marks: frozenset[Handle] = frozenset()
    covered: Boxes = field(default_factory=lambda: np.empty((0, 4)))
    pale: Boxes = field(default_factory=lambda: np.empty((0, 4)))

    def __bool__(self) -> bool:
        return bool(self.unseen or self.marks)


def hidden_texts(page: Any, layers: Sequence[Layer], *, layered: bool = False) -> Hidden:
    """The texts of a page that are none of what it says; `layered` where its file may have layers that are switched off."""
    never: set[Handle] = set()
    light: list[tuple[Handle, Matrix]] = []
    pale: list[tuple[Handle, Matrix]] = []
    marks: set[Handle] = set()
    for layer in layers:
        colours = calls.fill_colours(layer.texts)
        never.update(compress(layer.texts, map(_NEVER_SHOWN.__contains__, map(calls.text_mode, layer.texts))))
        light += [(layer.texts[at], layer.matrix) for at in _light(colours)]
        grey = [layer.texts[at] for at in _pale(colours)]
        marks |= set(_large(grey, layer.matrix))
        pale += [(text, layer.matrix) for text in grey]
    covered = covered_texts(page, layers)
    never |= covered.whole
    if layered:
        never |= switched_off(page, layers)
    light = [(text, matrix) for text, matrix in light if text not in never]
    unseen = frozenset((*never, *_as_their_ground(page, light))) if light else frozenset(never)
    few = len(pale) <= _FEW * sum(len(layer.texts) for layer in layers)
    left_out = unseen | marks
    doubtful = [each for each in pale if few and each[0] not in left_out]
    return Hidden(unseen, frozenset(marks) - unseen, _places(each for each in covered.part if each[0] not in left_out), _places(doubtful))


def _places(found: Iterable[tuple[Handle, Matrix]]) -> Boxes:
    """Where texts stand on the page."""
    texts = list(found)
    boxes = calls.bounds([text for text, _ in texts])
    return np.concatenate([moved(boxes[at : at + 1], matrix) for at, (_, matrix) in enumerate(texts)]) if texts else boxes


Colours = npt.NDArray[np.uint32]


def _light(colours: Colours) -> list[int]:
    """What is filled in white, nearly so, or hardly at all."""
    return [int(at) for at in np.flatnonzero((colours[:, :3].min(axis=1) >= _LIGHT) | (colours[:, 3] < _FAINT))]


def _pale(colours: Colours) -> list[int]:
    """What is filled in a light grey."""
    darkest = colours[:, :3].min(axis=1)
    if not (darkest >= _PALE).any():
        return []
    lightest = colours[:, :3].max(axis=1)
    return [int(at) for at in np.flatnonzero((darkest >= _PALE) & (darkest < _LIGHT) & (lightest - darkest <= _GREY))]


def _large(texts: Sequence[Handle], matrix: Matrix) -> Iterator[Handle]:
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
    boxes = calls.bounds(texts)
    for text, box in zip(texts, boxes, strict=True):
        if min(box[2] - box[0], box[3] - box[1]) * scale >= _LARGE:
            yield text


def _as_their_ground(page: Any, texts: Sequence[tuple[Handle, Matrix]]) -> Iterator[Handle]:
    """Those in whose place the page has one shade only."""
    picture = _painted(page)
    for (text, matrix), box in zip(texts, calls.bounds([text for text, _ in texts]).tolist(), strict=True):
        left, top, right, bottom = _in_picture(page, box, matrix, picture.shape)
        spot = picture[top:bottom, left:right]
        if not spot.size or int(spot.max()) - int(spot.min()) < _SEEN:
            yield text


def _painted(page: Any) -> Picture:
    return draw(page, min(1.0, _WIDEST / max(*size_of(page), 1.0)))


def _in_picture(page: Any, box: Sequence[float], matrix: Matrix, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of an object in the picture of its page; nothing where its place is not known."""
    if not np.isfinite(box).all():
        return 0, 0, 0, 0
    corners = [point_of(x, y, matrix) if matrix is not PLAIN else (x, y) for x in box[::2] for y in box[1::2]]
    places = [_pixel(page, x, y, shape) for x, y in corners]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return max(0, min(xs)), max(0, min(ys)), max(0, max(xs) + 1), max(0, max(ys) + 1)


def _pixel(page: Any, x: float, y: float, shape: tuple[int, ...]) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, shape[1], shape[0], 0, x, y, column, row)
    return column.value, row.value
