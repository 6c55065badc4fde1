"""The printed characters of a PDF page, with where they stand on the page as it is displayed. Pure.

pdfium gives characters in the space of the unturned page; `Turned` brings them into the space of the contract: points from the top left
corner of the page as displayed, /Rotate and the origin of the crop box applied.
"""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Boxes = npt.NDArray[np.float64]

_SAME_PLACE: Final = 0.35  # share of a character's height within which the same character again is doubled, not repeated
_DOUBLED_AT_MOST: Final = 1.6  # points by which a doubled character may be moved
_UPRIGHT: Final = 0.02  # radians by which upright text may be turned
_BLANK: Final = frozenset("\u200b\ufeff\ufffe\uffff\u00ad\u2060")


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """The printed characters of a page in the order of the file.

    `boxes` are what is painted of each (n × 4: x0, top, x1, bottom), `frames` the same with the room that the font gives it.
    """

    text: str
    boxes: Boxes
    frames: Boxes

    def where(self, kept: npt.NDArray[np.bool_]) -> Glyphs:
        """Those characters for which `kept` is true."""
        text = "".join(character for character, keep in zip(self.text, kept, strict=True) if keep)
        return Glyphs(text, self.boxes[kept], self.frames[kept])


@dataclass(frozen=True, slots=True)
class Turned:
    """How a page is displayed: size in points, quarter turns, and the corner of its crop box."""

    width: float
    height: float
    turns: int
    left: float
    bottom: float

    def boxes(self, boxes: Boxes) -> Boxes:
        """Boxes (left, bottom, right, top) of the page's own space → (x0, top, x1, bottom) as displayed."""
        x0, y0, x1, y1 = (boxes[:, at] - (self.left if at % 2 == 0 else self.bottom) for at in range(4))
        corners = {
            0: (x0, self.height - y1, x1, self.height - y0),
            1: (y0, x0, y1, x1),
            2: (self.width - x1, y0, self.width - x0, y1),
            3: (self.width - y1, self.height - x1, self.width - y0, self.height - x0),
        }[self.turns]
        return np.stack(corners, axis=1)


def turned(page: Any) -> Turned:
    """How pdfium displays a page."""
    box = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPage_GetCropBox(page, *box) and not pdfium.FPDFPage_GetMediaBox(page, *box):
        box = [ctypes.c_float(0), ctypes.c_float(0), ctypes.c_float(0), ctypes.c_float(0)]
    left, bottom = min(box[0].value, box[2].value), min(box[1].value, box[3].value)
    turns = pdfium.FPDFPage_GetRotation(page) % 4
    return Turned(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), turns, left, bottom)


def read_glyphs(page: Any, view: Turned) -> Glyphs:
    """The characters that a page prints upright, blanks left out, each once where bold type prints it twice."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        return _once(_glyphs(text_page, view))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _glyphs(text_page: Any, view: Turned) -> Glyphs:
    count = max(0, pdfium.FPDFText_CountChars(text_page))
    characters = _characters(text_page, count)
    frames, boxes = (pdfium.FS_RECTF * count)(), np.empty((count, 4))
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    kept = []
    for at, character in enumerate(characters):
        if character.isspace() or character in _BLANK or unicodedata.category(character) == "Cc":
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, at, frames[at])
        pdfium.FPDFText_GetCharBox(text_page, at, *edges)
        boxes[at] = left.value, bottom.value, right.value, top.value
        kept.append(at)
    places = np.array(kept, dtype=np.intp)
    loose = np.frombuffer(frames, dtype=np.float32).reshape(count, 4)[:, [0, 3, 2, 1]].astype(np.float64) if count else boxes
    upright = places[_is_upright(text_page, kept, view)] if kept else places
    text = "".join(characters[at] for at in upright)
    return Glyphs(text, view.boxes(boxes[upright]), view.boxes(loose[upright]))


def _characters(text_page: Any, count: int) -> list[str]:
    """One character each; a ligature or a damaged one stays one character."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written - 1 == count:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return list(text)
    codes = (pdfium.FPDFText_GetUnicode(text_page, at) for at in range(count))
    return [chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " if code == 0 else "\ufffd" for code in codes]


def _is_upright(text_page: Any, places: list[int], view: Turned) -> npt.NDArray[np.bool_]:
    """Which characters stand upright on the page as displayed: a watermark's slanted ones do not."""
    angles = np.fromiter((pdfium.FPDFText_GetCharAngle(text_page, at) for at in places), dtype=np.float64, count=len(places))
    quarter = np.pi / 2
    straight = (angles + view.turns * quarter) % (2 * np.pi)
    return (np.minimum(straight, 2 * np.pi - straight) < _UPRIGHT) | (angles < 0)


def _once(glyphs: Glyphs) -> Glyphs:
    """Characters that bold type prints again, and again, within a point or so are taken once."""
    if len(glyphs.text) < 2:
        return glyphs
    codes = np.array([ord(character) for character in glyphs.text])
    frames = glyphs.frames
    order = np.lexsort((frames[:, 0], np.round(frames[:, 1] / 2), codes))
    before, after = order[:-1], order[1:]
    near = np.minimum(_SAME_PLACE * np.maximum(frames[before, 3] - frames[before, 1], 1.0), _DOUBLED_AT_MOST)
    again = (codes[before] == codes[after]) & (np.abs(frames[before] - frames[after])[:, :2] < near[:, None]).all(axis=1)
    starts = np.flatnonzero(np.concatenate(([True], ~again)))
    kept = np.zeros(len(codes), dtype=bool)
    kept[np.minimum.reduceat(order, starts)] = True
    return glyphs.where(kept)
