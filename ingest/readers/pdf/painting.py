"""What pdfium paints of a page when it paints only some of its objects. Pure.

Which objects hide others, and which are not shown at all, follows from blending, clips, patterns, pictures and optional content: pdfium's
painter knows. It is asked twice, on white paper and on black: where both look the same nothing beneath is seen, and where each shows its
paper nothing is painted. Characters are never asked, since a machine may lack their font.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.readers.pdf import calls
from ingest.readers.pdf.objects import Layer

Mask = npt.NDArray[np.bool_]
"""One truth a pixel."""

SCALE: Final = 2.0  # pixels a point, on a page of usual size
_WIDEST: Final = 3_000  # pixels of a whole page
_SAME: Final = 8  # of 255: shades that differ less are one
_COLOURS: Final = 3
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF000000


class Spot(NamedTuple):
    """A part of a painted page in pixels, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    def within(self, other: Spot) -> Spot:
        """What two spots have in common; it may be empty."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Spot(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def inside(self, outer: Spot) -> tuple[slice, slice]:
        """Where it is in a picture of `outer`."""
        rows = slice(self.top - outer.top, self.bottom - outer.top)
        return rows, slice(self.left - outer.left, self.right - outer.left)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top, self.right - self.left


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page to be painted in so many columns and rows of pixels."""

    page: Any
    columns: int
    rows: int

    def spot(self, box: Sequence[float]) -> Spot:
        """Where a box (left, bottom, right, top in the page's own space) is, within the page."""
        column, row = ctypes.c_int(), ctypes.c_int()
        columns, rows = [], []
        for x in box[::2]:
            for y in box[1::2]:
                pdfium.FPDF_PageToDevice(self.page, 0, 0, self.columns, self.rows, 0, x, y, column, row)
                columns.append(column.value)
                rows.append(row.value)
        return Spot(min(columns), min(rows), max(columns) + 1, max(rows) + 1).within(Spot(0, 0, self.columns, self.rows))

    def opaque(self, spot: Spot) -> Mask:
        """Where what is painted lets nothing beneath be seen."""
        same: Mask = (np.abs(self._painted(spot, _WHITE) - self._painted(spot, _BLACK)) < _SAME).all(axis=2)
        return same

    def is_blank(self, spot: Spot) -> bool:
        """Whether nothing is painted there."""
        return bool((self._painted(spot, _WHITE) > 255 - _SAME).all() and (self._painted(spot, _BLACK) < _SAME).all())

    def _painted(self, spot: Spot, paper: int) -> npt.NDArray[np.int16]:
        rows, columns = spot.shape
        if not rows or not columns:
            return np.empty((rows, columns, _COLOURS), dtype=np.int16)
        bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_BGRA, None, 0)  # in others blending takes all paper for white
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, paper)
            pdfium.FPDF_RenderPageBitmap(bitmap, self.page, -spot.left, -spot.top, self.columns, self.rows, 0, 0)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return np.frombuffer(data, dtype=np.uint8).reshape(rows, stride // 4, 4)[:, :columns, :_COLOURS].astype(np.int16)


def canvas_of(page: Any) -> Canvas:
    """The whole of a page."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(SCALE, _WIDEST / max(width, height, 1.0))
    return Canvas(page, max(1, round(width * scale)), max(1, round(height * scale)))


@contextmanager
def silenced(layer: Layer) -> Iterator[None]:
    """While nothing is painted of a layer and of those around it: what is made active again meanwhile is painted alone."""
    around = list(layer.around())
    forms = {each.form for each in around}
    others = [found for each in around for found in each.drawn if found not in forms]
    calls.set_active(others, active=False)
    try:
        yield
    finally:
        calls.set_active(others, active=True)
