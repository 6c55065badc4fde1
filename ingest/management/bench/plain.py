"""The least that reading a page's characters and paths takes: pypdfium2 alone, in the plainest loop."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium


def read_plainly(path: Path) -> int:
    """Ask for the box of every character and for the bounds of every path of a PDF; its number of pages."""
    document = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    if not document:
        return 0
    try:
        count: int = max(0, pdfium.FPDF_GetPageCount(document))
        for at in range(count):
            _read_page(document, at)
    finally:
        pdfium.FPDF_CloseDocument(document)
    return count


def _read_page(document: Any, at: int) -> None:
    page = pdfium.FPDF_LoadPage(document, at)
    if not page:
        return
    text = pdfium.FPDFText_LoadPage(page)
    _read_characters(text)
    pdfium.FPDFText_ClosePage(text)
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        _read_object(pdfium.FPDFPage_GetObject(page, number))
    pdfium.FPDF_ClosePage(page)


def _read_characters(text: Any) -> None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for at in range(pdfium.FPDFText_CountChars(text)):
        pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)


def _read_object(found: Any) -> None:
    kind = pdfium.FPDFPageObj_GetType(found)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(found, left, bottom, right, top)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM:
        for at in range(pdfium.FPDFFormObj_CountObjects(found)):
            _read_object(pdfium.FPDFFormObj_GetObject(found, at))
