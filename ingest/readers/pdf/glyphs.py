"""The printed characters of a PDF page, with where they stand on the page as it is displayed. Pure.

pdfium gives characters in the space of the unturned page; `Turned` brings them into a space in which text is read: points from the top
left corner, /Rotate and the origin of the crop box applied.
"""

from __future__ import annotations

import ctypes
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.limits import PAGE_CHARACTERS, at_most
from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle
from ingest.readers.pdf.objects import PLAIN, Layer
from ingest.readers.pdf.unseen import Hidden

Boxes = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32]

_UPRIGHT: Final = 0.02  # quarter turns by which straight text may be off
_BLANK: Final = frozenset("\u200b\ufeff\ufffe\uffff\u00ad\u2060")


def _is_blank(character: str) -> bool:
    return character.isspace() or character in _BLANK or unicodedata.category(character) == "Cc"


_BEYOND: Final = 0x10000
_IS_BLANK: Final = np.array([*(_is_blank(chr(code)) for code in range(_BEYOND)), False])


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
        return Glyphs(text_of(self.codes[kept]), self.boxes[kept], self.frames[kept])

    @property
    def codes(self) -> Codes:
        """The characters as Unicode numbers."""
        return codes_of(self.text)


NOTHING: Final = Glyphs("", np.empty((0, 4)), np.empty((0, 4)))


def codes_of(text: str) -> Codes:
    """Text as Unicode numbers."""
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """Unicode numbers as text."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", errors="replace")


@dataclass(frozen=True, slots=True, eq=False)
class Characters:
    """What pdfium gives of a page, in the page's own space (left, bottom, right, top).

    `quarters` is by how many quarters clockwise each is turned, NaN for a slanted one; `places` are their numbers in the page's text.
    """

    text: str
    boxes: Boxes
    frames: Boxes
    quarters: npt.NDArray[np.float64]
    places: Sequence[int]

    def where(self, kept: npt.NDArray[np.bool_]) -> Characters:
        """Those characters for which `kept` is true."""
        if kept.all():
            return self
        places = list(compress(self.places, kept.tolist()))
        return Characters(text_of(codes_of(self.text)[kept]), self.boxes[kept], self.frames[kept], self.quarters[kept], places)


@dataclass(frozen=True, slots=True)
class Turned:
    """How a page is looked at: size in points, quarter turns clockwise, the corner of its crop box.

    `turned_back` is by how many quarters it is looked at otherwise than it is displayed, so that its text stands upright.
    """

    width: float
    height: float
    turns: int
    left: float
    bottom: float
    turned_back: int = 0

    def boxes(self, boxes: Boxes) -> Boxes:
        """Boxes (left, bottom, right, top) of the page's own space → (x0, top, x1, bottom) as looked at."""
        left, bottom, right, top = (boxes - [self.left, self.bottom, self.left, self.bottom]).T
        match self.turns:
            case 0:
                corners = left, self.height - top, right, self.height - bottom
            case 1:
                corners = bottom, left, top, right
            case 2:
                corners = self.width - right, bottom, self.width - left, top
            case _:
                corners = self.width - top, self.height - right, self.width - bottom, self.height - left
        return np.stack(corners, axis=1)

    def back(self, quarters: int) -> Turned:
        """The same page turned back counter-clockwise by so many quarters."""
        width, height = (self.height, self.width) if quarters % 2 else (self.width, self.height)
        return Turned(width, height, (self.turns - quarters) % 4, self.left, self.bottom, quarters)


def turned(page: Any) -> Turned:
    """How pdfium displays a page."""
    box = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPage_GetCropBox(page, *box) and not pdfium.FPDFPage_GetMediaBox(page, *box):
        box = [ctypes.c_float(0), ctypes.c_float(0), ctypes.c_float(0), ctypes.c_float(0)]
    left, bottom = min(box[0].value, box[2].value), min(box[1].value, box[3].value)
    turns = pdfium.FPDFPage_GetRotation(page) % 4
    return Turned(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), turns, left, bottom)


@contextmanager
def text_page_of(page: Any, left_out: Collection[Handle] = ()) -> Iterator[Handle]:
    """The text of a page without those texts, for as long as the block takes.

    pdfium gives what is printed twice in one place once: text that is hidden must not stand for what is seen there.
    """
    calls.set_active(left_out, active=False)
    text_page = pdfium.FPDFText_LoadPage(page)
    calls.set_active(left_out, active=True)
    try:
        yield calls.handle_of(text_page)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def read_characters(text_page: Handle, layers: Sequence[Layer]) -> Characters:
    """The characters that a page shows, blanks left out. Raises TooMuch."""
    codes, printed = _printed(text_page)
    at = printed.tolist()
    return Characters(
        text=text_of(codes[printed]),
        boxes=calls.painted_boxes(text_page, at),
        frames=calls.font_boxes(text_page, at),
        quarters=np.zeros(len(at)) if _stand_upright(layers) else _quarters(calls.angles(text_page, at)),
        places=at,
    )


def count_hidden(page: Any, hidden: Hidden) -> tuple[int, int]:
    """How many characters a page has that nobody sees, and how many of watermarks. Raises TooMuch."""
    if not hidden:
        return 0, 0
    with text_page_of(page) as text_page:
        _, printed = _printed(text_page)
        owners = list(map(calls.text_object, repeat(text_page), printed.tolist()))
    return sum(owner in hidden.unseen for owner in owners), sum(owner in hidden.marks for owner in owners)


def _printed(text_page: Handle) -> tuple[Codes, npt.NDArray[np.intp]]:
    """The characters of a page's text, and which of them are no blanks."""
    count = max(0, calls.count_characters(text_page))
    at_most(count, PAGE_CHARACTERS, "字符")
    codes = _codes(text_page, count)
    return codes, np.flatnonzero(~_IS_BLANK[np.minimum(codes, _BEYOND)])


def main_turn(characters: Characters, view: Turned) -> int:
    """By how many quarters clockwise most of the text is turned as the page is displayed: a wide table may lie on its side."""
    turned = (characters.quarters + view.turns) % 4
    counts = [int((turned == quarter).sum()) for quarter in range(4)]
    return max(range(4), key=lambda quarter: (counts[quarter], -quarter))


def set_apart(characters: Characters, view: Turned) -> tuple[str, str]:
    """The characters that `upright` leaves out: slanted ones, and those turned by quarters."""
    quarters = (characters.quarters + view.turns) % 4
    if not quarters.any():
        return "", ""
    places = list(enumerate(characters.text))
    slanted, other = np.isnan(quarters), ~np.isnan(quarters) & (quarters != 0)
    return "".join(text for at, text in places if slanted[at]), "".join(text for at, text in places if other[at])


def _stand_upright(layers: Sequence[Layer]) -> bool:
    """Whether no text of the page is turned, so that its characters need not be asked one by one."""
    return all(layer.matrix is PLAIN and calls.stand_upright(layer.texts) for layer in layers if layer.texts)


def _quarters(angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Quarter turns clockwise, NaN where the angle is none; pdfium gives a negative angle where it knows none."""
    quarters = np.where(angles < 0, 0.0, angles) / (np.pi / 2)
    whole = np.round(quarters)
    return np.where(np.abs(quarters - whole) < _UPRIGHT, whole % 4, np.nan)


def _codes(text_page: Handle, count: int) -> Codes:
    """One Unicode number for each character; a ligature or a damaged one stays one character."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    written = calls.text_into(text_page, 0, count, buffer.ctypes.data)
    codes = buffer[:count].astype(np.uint32)
    if written - 1 == count and not _is_half(codes).any():
        return codes
    codes = np.fromiter(map(calls.unicode_of, repeat(text_page), range(count)), dtype=np.uint32, count=count)
    codes[codes == 0] = ord(" ")
    codes[_is_half(codes) | (codes > sys.maxunicode)] = ord("\ufffd")
    return codes


def _is_half(codes: Codes) -> npt.NDArray[np.bool_]:
    """Which are halves of a character beyond the first 65,536."""
    halves: npt.NDArray[np.bool_] = (codes >= 0xD800) & (codes < 0xE000)
    return halves
