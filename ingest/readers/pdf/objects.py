"""The objects of a PDF page, those within forms too, each with the matrix that places it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pypdfium2.raw as pdfium

Matrix = tuple[float, float, float, float, float, float]
PLAIN: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
TEXT: Final = pdfium.FPDF_PAGEOBJ_TEXT
PATH: Final = pdfium.FPDF_PAGEOBJ_PATH
PICTURES: Final = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING})

_FORM: Final = pdfium.FPDF_PAGEOBJ_FORM
_DEEPEST: Final = 8  # forms within forms

Placed = tuple[Any, int, Matrix]
"""An object, its kind, and the matrix of the forms around it."""


def objects_of(page: Any) -> Iterator[Placed]:
    """Everything that a page shows, in the order in which it is drawn."""
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _within(pdfium.FPDFPage_GetObject(page, at), PLAIN, 0)


def _within(found: Any, matrix: Matrix, depth: int) -> Iterator[Placed]:
    kind = pdfium.FPDFPageObj_GetType(found)
    if kind != _FORM:
        yield found, kind, matrix
    elif depth < _DEEPEST:
        inner = times(matrix_of(found), matrix)
        for at in range(pdfium.FPDFFormObj_CountObjects(found)):
            yield from _within(pdfium.FPDFFormObj_GetObject(found, at), inner, depth + 1)


def matrix_of(found: Any) -> Matrix:
    """The object's own matrix."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(found, matrix):
        return PLAIN
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def times(first: Matrix, second: Matrix) -> Matrix:
    """`first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def point_of(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Where the matrix places a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
