"""Text in optional content (layers) that the document shows switched off. Pure.

A text is marked as belonging to a layer, or stands in a form that belongs to one. Which layers are shown pdfium does not tell, but paints:
something black with the same mark is put on the page, painted, and taken away again. Only documents that have layers are looked at.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle
from ingest.readers.pdf.objects import Layer
from ingest.readers.pdf.packed import packed_objects
from ingest.readers.pdf.painting import Canvas, Spot, canvas_of, silenced

_LAYERS: Final = b"/OCProperties"
_PROBE: Final = 8.0  # points
_MARK: Final = "OC"


def has_layers(data: bytes) -> bool:
    """Whether a file may have optional content: its catalogue says so, plainly or in a packed part, or cannot be told."""
    return _LAYERS in data or any(part is None or _LAYERS in part for part in packed_objects(data))


def switched_off(page: Any, layers: Sequence[Layer]) -> set[Handle]:
    """The texts of a page that its switched-off layers have."""
    canvas = canvas_of(page)
    found: set[Handle] = set()
    for layer in layers:
        if layer.texts and _is_off(canvas, layer):
            found.update(layer.texts)
    marked = [(text, mark) for layer in layers for text in layer.texts for mark in _marks(text)]
    if marked:
        shown = dict.fromkeys(mark for _, mark in marked)
        off = set(_off(canvas, layers[0], list(shown)))
        found.update(text for text, mark in marked if mark in off)
    return found


def _is_off(canvas: Canvas, layer: Layer) -> bool:
    """Whether it is a form of which nothing is painted, nor of what stands in it."""
    if layer.outer is None or layer.form is None:
        return False
    with silenced(layer.outer):
        calls.set_active([layer.form], active=True)
        blank = canvas.is_blank(Spot(0, 0, canvas.columns, canvas.rows))
        calls.set_active([layer.form], active=False)
    return blank


def _marks(text: Handle) -> Iterator[Handle]:
    """The marks of an object that make it part of a layer."""
    for mark in map(calls.get_mark, repeat(text), range(calls.count_marks(text))):
        if mark and _name(mark) == _MARK:
            yield mark


def _name(mark: Handle) -> str:
    letters, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetName(_mark(mark), letters, ctypes.sizeof(letters), length):
        return ""
    return bytes(letters)[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")


def _mark(mark: Handle) -> Any:
    return ctypes.cast(mark, pdfium.FPDF_PAGEOBJECTMARK)


def _off(canvas: Canvas, top: Layer, marks: Sequence[Handle]) -> Iterator[Handle]:
    """The marks of layers that are not shown. None where not even what has no mark is painted."""
    with silenced(top):
        with _probe(canvas.page, None) as spot:
            if canvas.is_blank(canvas.spot(spot)):
                return
        for mark in marks:
            with _probe(canvas.page, mark) as spot:
                if canvas.is_blank(canvas.spot(spot)):
                    yield mark


@contextmanager
def _probe(page: Any, mark: Handle | None) -> Iterator[tuple[float, float, float, float]]:
    """Something black in the middle of the page, and where it is."""
    x, y = _middle(page)
    probe = pdfium.FPDFPageObj_CreateNewRect(x, y, _PROBE, _PROBE)
    pdfium.FPDFPath_SetDrawMode(probe, pdfium.FPDF_FILLMODE_WINDING, 0)
    pdfium.FPDFPageObj_SetFillColor(probe, 0, 0, 0, 255)
    if mark is not None:
        pdfium.FPDFPageObj_AddExistingMark(probe, _mark(mark))
    pdfium.FPDFPage_InsertObject(page, probe)
    try:
        yield x, y, x + _PROBE, y + _PROBE
    finally:
        pdfium.FPDFPage_RemoveObject(page, probe)
        pdfium.FPDFPageObj_Destroy(probe)


def _middle(page: Any) -> tuple[float, float]:
    """The middle of a page in its own space."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDF_DeviceToPage(page, 0, 0, 1000, 1000, 0, 500, 500, x, y)
    return x.value, y.value
