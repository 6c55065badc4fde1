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

    `matrix` places it on the page.
    """

    matrix: Matrix
    texts: list[Handle]
    paths: list[Handle]
    has_pictures: bool


def layers_of(page: Any) -> tuple[Layer, ...]:
    """Everything that a page shows. Raises TooMuch."""
    handle = calls.handle_of(page)
    layers: list[Layer] = []
    count = 0
    for layer in _layers(list(map(calls.get_object, repeat(handle), range(calls.count_objects(handle)))), PLAIN, 0):
        layers.append(layer)
        count += 1 + len(layer.texts) + len(layer.paths)
        at_most(count, PAGE_OBJECTS, "图形和文字块")
    return tuple(layers)


def _layers(objects: list[Handle], matrix: Matrix, depth: int) -> Iterator[Layer]:
    kinds = list(map(calls.kind_of, objects))
    yield Layer(
        matrix,
        _of_kind(pdfium.FPDF_PAGEOBJ_TEXT, objects, kinds),
        _of_kind(pdfium.FPDF_PAGEOBJ_PATH, objects, kinds),
        not _PICTURES.isdisjoint(kinds),
    )
    if depth < _DEEPEST:
        for form in _of_kind(pdfium.FPDF_PAGEOBJ_FORM, objects, kinds):
            inner = list(map(calls.get_inner_object, repeat(form), range(max(0, calls.count_inner_objects(form)))))
            yield from _layers(inner, times(matrix_of(form), matrix), depth + 1)


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
