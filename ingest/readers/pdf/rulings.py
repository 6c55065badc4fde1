"""The rulings of a PDF page: lines, rectangles and thin filled areas, all as straight strokes on the page as displayed. Pure.

A table may be ruled by stroked lines, by rectangles, or by filled areas as thin as a line; one page may mix them. What is filled over more
than a line's width is shading, and rules nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.limits import PAGE_SEGMENTS, PAGE_STROKES, at_most
from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle
from ingest.readers.pdf.glyphs import Boxes, Turned
from ingest.readers.pdf.objects import Layer, Matrix, matrix_of, moved, point_of, times

Strokes = npt.NDArray[np.float64]
"""One row a stroke: x0, top, x1, bottom, its thickness still in it."""

_THIN: Final = 3.0  # points; what is wider is no ruling
_SHORT: Final = 0.3  # shorter than this in both directions is nothing
_RECTANGLE: Final = 6  # segments that one rectangle has at most
_Box = tuple[float, float, float, float]


def read_strokes(layers: Iterable[Layer], view: Turned) -> Strokes:
    """The strokes that may rule a table. Raises TooMuch."""
    at_most(sum(map(_segments_of, layers)), PAGE_SEGMENTS, "线段")
    found: list[Boxes] = []
    count = 0
    for boxes in (boxes for layer in layers for boxes in _boxes(layer)):
        found.append(boxes)
        count += len(boxes)
        at_most(count, PAGE_STROKES, "线段")
    strokes = np.concatenate(found) if found else np.empty((0, 4))
    return view.boxes(strokes) if len(strokes) else strokes


def _segments_of(layer: Layer) -> int:
    return sum(map(calls.count_segments, layer.paths))


def _boxes(layer: Layer) -> Iterator[Boxes]:
    """The strokes of a layer: paths as thin as a line, and what larger ones are made of."""
    paths = layer.paths
    if not paths:
        return
    filled, stroked = calls.draw_modes(paths)
    boxes = moved(calls.bounds(paths), layer.matrix)
    drawn = (filled | stroked) & ~np.isnan(boxes[:, 0])
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    thin = _are_thin(boxes)
    yield boxes[drawn & thin & (np.maximum(width, height) >= _SHORT)]
    for at in np.flatnonzero(drawn & ~thin).tolist():
        if stroked[at] or calls.count_segments(paths[at]) > _RECTANGLE:
            parts = list(islice(_segment_boxes(paths[at], layer.matrix, stroked=bool(stroked[at])), PAGE_STROKES + 1))
            yield np.array(parts, dtype=np.float64).reshape(len(parts), 4)


def _are_thin(boxes: Boxes) -> npt.NDArray[np.bool_]:
    thin: npt.NDArray[np.bool_] = (boxes[:, 2] - boxes[:, 0] <= _THIN) | (boxes[:, 3] - boxes[:, 1] <= _THIN)
    return thin


def _segment_boxes(path: Handle, matrix: Matrix, *, stroked: bool) -> Iterator[_Box]:
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
            if box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN:
                yield box


def _parts(path: Handle, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The subpaths as points, closed where the path says so; curves as their end points."""
    part: list[tuple[float, float]] = []
    for kind, closes, (x, y) in zip(*calls.segments(path), strict=True):
        point = point_of(x, y, matrix)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if part:
                yield part
            part = [point]
        else:
            part.append(point)
            if closes:
                part.append(part[0])
    if part:
        yield part
