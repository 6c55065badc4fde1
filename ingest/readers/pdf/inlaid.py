"""Pictures on a page that has text too: whether they show a table or lines of text, which nobody would miss. Pure.

The pictures are painted alone, set straight, and looked at as a page is that is a picture: cells of rulings with print in them, or so many
lines of print. Seals, logos and ornaments have neither; a chart has some labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import pypdfium2.raw as pdfium

from ingest.limits import TooMuch
from ingest.readers.pdf import calls
from ingest.readers.pdf.drawing import Picture, draw, size_of
from ingest.readers.pdf.glyphs import NOTHING
from ingest.readers.pdf.lattices import find_lattices
from ingest.readers.pdf.objects import Layer, moved
from ingest.readers.pdf.painting import Spot, canvas_of
from ingest.readers.pdf.rulings import Strokes
from ingest.readers.pictures.lines import Box, lines_in
from ingest.readers.pictures.rulings import find_rulings, without_rulings
from ingest.readers.pictures.straight import Ink, ink_of, pale_ink_of, set_straight, skew_of
from ingest.shapes import BBox

_SHOWN: Final = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING})
_SHARE: Final = 0.03  # of the page that pictures take up together; what has less is a seal or a logo
_CELLS: Final = 6  # with print in them: two rows of three columns; the grid of a chart has up to three
_LINES: Final = 8  # of print; charts of published documents have up to five
_LOWEST, _HIGHEST = 4.0, 24.0  # points that a line of print is high
_CHARACTER: Final = 9.0  # points that one is high as a rule


def inlaid_print(page: Any, layers: Sequence[Layer], number: int) -> BBox | None:
    """Where on the page as displayed its pictures show a table or lines of text, about; None where they do not."""
    if not any(layer.has_pictures for layer in layers):
        return None
    canvas, (width, _) = canvas_of(page), size_of(page)
    spots = [canvas.spot(box) for box in _places(layers)]
    if sum(_area(spot) for spot in spots) < _SHARE * canvas.columns * canvas.rows:
        return None
    left, top = min(spot.left for spot in spots), min(spot.top for spot in spots)
    right, bottom = max(spot.right for spot in spots), max(spot.bottom for spot in spots)
    scale = canvas.columns / max(1.0, width)
    found = _print(_painted(page, layers, scale)[top:bottom, left:right], scale, number)
    if found is None:
        return None
    x0, y0, x1, y1 = found
    return (left + x0) / scale, (top + y0) / scale, (left + x1) / scale, (top + y1) / scale


def _places(layers: Sequence[Layer]) -> Iterator[Sequence[float]]:
    """The box of each picture, in the page's own space."""
    for layer in layers:
        shown = [found for found, kind in zip(layer.drawn, layer.kinds, strict=True) if kind in _SHOWN]
        if shown:
            boxes = moved(calls.bounds(shown), layer.matrix)
            yield from boxes[np.isfinite(boxes).all(axis=1)].tolist()


def _area(spot: Spot) -> int:
    rows, columns = spot.shape
    return rows * columns


def _painted(page: Any, layers: Sequence[Layer], scale: float) -> Picture:
    """The page with nothing but its pictures."""
    with _without_others(layers):
        return draw(page, scale)


@contextmanager
def _without_others(layers: Sequence[Layer]) -> Iterator[None]:
    others = [found for layer in layers for found in (*layer.texts, *layer.paths)]
    calls.set_active(others, active=False)
    try:
        yield
    finally:
        calls.set_active(others, active=True)


def _print(picture: Picture, scale: float, number: int) -> Box | None:
    """Around all print, where there is enough of it."""
    ink = ink_of(picture)
    if not ink.any():
        return None
    if skew := skew_of(ink):
        picture = set_straight(picture, skew)
        ink = ink_of(picture)
    rulings = _rulings(picture, ink, scale)
    clean = without_rulings(ink, rulings)
    lines = _lines(clean, scale)
    if len(lines) < _LINES and _printed_cells(clean, rulings, scale, number) < _CELLS:
        return None
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _rulings(picture: Picture, ink: Ink, scale: float) -> Strokes:
    try:
        return find_rulings(pale_ink_of(picture, ink), ink, scale)
    except TooMuch:  # a photograph, or hatching
        return np.empty((0, 4))


def _printed_cells(ink: Ink, rulings: Strokes, scale: float, number: int) -> int:
    """In how many cells of the rulings lines of print stand."""
    try:
        lattices = find_lattices(rulings / scale, NOTHING, number)
    except TooMuch:
        return _CELLS
    boxes = [cell.source.bbox for lattice in lattices for cell in lattice.cells if cell.source.bbox]
    whole = (tuple(max(0, round(edge * scale)) for edge in box) for box in boxes)
    return sum(bool(_lines(ink[top:bottom, x0:x1], scale)) for x0, top, x1, bottom in whole)


def _lines(ink: Ink, scale: float) -> list[Box]:
    """The lines that are as high as lines of text are."""
    found = lines_in(ink, _CHARACTER * scale) if ink.size else []
    return [line for line in found if _LOWEST * scale <= line[3] - line[1] <= _HIGHEST * scale]
