"""The objects of a PDF page, those within forms too, each with the matrix that places it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.limits import PAGE_OBJECTS, at_most
from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Number = TypeVar("Number", float, npt.NDArray[np.float64])

_PICTURES: Final = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING})
_DEEPEST: Final = 8  # forms within forms


@dataclass(frozen=True, slots=True)
class Layer:
    """What a page, or a form on it, shows itself: its texts and paths in the order in which they are drawn, and whether it has pictures.

    `matrix` places it on the page. `drawn` are all of its objects in that order, with their kinds. A `form` stands in the layer `outer`.
    """

    matrix: Matrix
    texts: list[Handle]
    paths: list[Handle]
    has_pictures: bool
    drawn: list[Handle]
    kinds: list[int]
    form: Handle | None = None
    outer: Layer | None = None

    def around(self) -> Iterator[Layer]:
        """The layer, and those in which it stands."""
        found: Layer | None = self
        while found is not None:
            yield found
            found = found.outer


def layers_of(page: Any) -> tuple[Layer, ...]:
    """Everything that a page shows. Raises TooMuch."""
    handle = calls.handle_of(page)
    layers: list[Layer] = []
    count = 0
    for layer in _layers(list(map(calls.get_object, repeat(handle), range(calls.count_objects(handle)))), PLAIN):
        layers.append(layer)
        count += 1 + len(layer.texts) + len(layer.paths)
        at_most(count, PAGE_OBJECTS, "图形和文字块")
    return tuple(layers)


def _layers(objects: list[Handle], matrix: Matrix, form: Handle | None = None, outer: Layer | None = None) -> Iterator[Layer]:
    kinds = list(map(calls.kind_of, objects))
    texts, paths = _of_kind(pdfium.FPDF_PAGEOBJ_TEXT, objects, kinds), _of_kind(pdfium.FPDF_PAGEOBJ_PATH, objects, kinds)
    layer = Layer(matrix, texts, paths, not _PICTURES.isdisjoint(kinds), objects, kinds, form, outer)
    yield layer
    if sum(1 for _ in layer.around()) <= _DEEPEST:
        for inner in _of_kind(pdfium.FPDF_PAGEOBJ_FORM, objects, kinds):
            within = list(map(calls.get_inner_object, repeat(inner), range(max(0, calls.count_inner_objects(inner)))))
            yield from _layers(within, times(matrix_of(inner), matrix), inner, layer)


def _of_kind(kind: int, objects: list[Handle], kinds: list[int]) -> list[Handle]:
    return [found for found, own in zip(objects, kinds, strict=True) if own == kind] if kind in kinds else []


def matrix_of(found: Handle) -> Matrix:
    """The object's own matrix."""
    return calls.matrix(found) or PLAIN


def times(first: Matrix, second: Matrix) -> Matrix:
    """`first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def point_of(x: Number, y: Number, matrix: Matrix) -> tuple[Number, Number]:
    """Where the matrix places a point, or many."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def moved(boxes: npt.NDArray[np.float64], matrix: Matrix) -> npt.NDArray[np.float64]:
    """Boxes (left, bottom, right, top) as a layer's matrix places them on the page."""
    if matrix is PLAIN:
        return boxes
    corners = [point_of(boxes[:, x], boxes[:, y], matrix) for x in (0, 2) for y in (1, 3)]
    xs, ys = np.stack([x for x, _ in corners]), np.stack([y for _, y in corners])
    return np.stack([xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)], axis=1)
