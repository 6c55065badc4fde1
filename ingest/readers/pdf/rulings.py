"""The rulings of a PDF page: lines, rectangles and thin filled areas, all as straight strokes on the page as displayed. Pure.

A table may be ruled by stroked lines, by rectangles, or by filled areas as thin as a line; one page may mix them. What is filled over more
than a line's width is shading, and rules nothing.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.readers.pdf.glyphs import Turned
from ingest.readers.pdf.objects import PATH, PLAIN, Matrix, Placed, matrix_of, point_of, times

Strokes = npt.NDArray[np.float64]
"""One row a stroke: x0, top, x1, bottom, its thickness still in it."""

_THIN: Final = 3.0  # points; what is wider is no ruling
_SHORT: Final = 0.3  # shorter than this in both directions is nothing
_Box = tuple[float, float, float, float]
MOST: Final = 200_000
"""Strokes of one page beyond which no more are read: no table has so many."""


def read_strokes(objects: Iterable[Placed], view: Turned) -> Strokes:
    """The strokes that may rule a table."""
    found: list[_Box] = []
    for box in _boxes(objects):
        found.append(box)
        if len(found) >= MOST:
            break
    boxes = np.array(found, dtype=np.float64).reshape(len(found), 4)
    return view.boxes(boxes) if found else boxes


def _boxes(objects: Iterable[Placed]) -> Iterator[_Box]:
    for found, kind, matrix in objects:
        if kind == PATH:
            yield from _path_boxes(found, matrix)


def _path_boxes(path: Any, matrix: Matrix) -> Iterator[_Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *edges):
        return
    box = _moved((edges[0].value, edges[1].value, edges[2].value, edges[3].value), matrix)
    if _is_thin(box):
        if max(box[2] - box[0], box[3] - box[1]) >= _SHORT:
            yield box
    elif stroke.value or pdfium.FPDFPath_CountSegments(path) > 6:
        yield from _segment_boxes(path, matrix, stroked=bool(stroke.value))


def _is_thin(box: _Box) -> bool:
    return box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN


def _segment_boxes(path: Any, matrix: Matrix, *, stroked: bool) -> Iterator[_Box]:
    """The straight edges of a stroked path; of a filled one of many parts those parts that are as thin as a line."""
    whole = times(matrix_of(path), matrix)
    for part in _parts(path, whole):
        if stroked:
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(x0 - x1) < 1 or abs(y0 - y1) < 1:
                    yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        else:
            xs, ys = [x for x, _ in part], [y for _, y in part]
            box = (min(xs), min(ys), max(xs), max(ys))
            if _is_thin(box):
                yield box


def _parts(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The subpaths as points, closed where the path says so; curves as their end points."""
    part: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = point_of(x.value, y.value, matrix)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if part:
                yield part
            part = [point]
        else:
            part.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                part.append(part[0])
    if part:
        yield part


def _moved(box: _Box, matrix: Matrix) -> _Box:
    if matrix is PLAIN:
        return box
    corners = [point_of(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
