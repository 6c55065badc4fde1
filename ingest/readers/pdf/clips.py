"""What a page cuts off: characters off its edges, or outside of the area in which a table is painted. Pure.

A merged cell that goes on over pages is painted whole on each of them, and a table wider than the page whole on every part of it; all but
what belongs on the page is cut off by the clip. Nobody sees it there, so it is no text of that page; a line cut in two is one of the page
that shows its middle. A name too long for its own cell is cut off as well, but belongs to the cell: it stays.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.readers.pdf.glyphs import Boxes, Characters, Turned
from ingest.readers.pdf.objects import PLAIN, TEXT, Placed
from ingest.readers.pdf.rulings import Strokes

_WITHIN: Final = 3.0  # points from its edges at which a ruling crosses an area, and does not frame it

_Area = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own space."""
_Key = tuple[str, float, float, float, float]
"""A character and its frame: the same however often the page's text is asked for."""
_Mask = npt.NDArray[np.bool_]


def cut_off(page: Any, objects: Sequence[Placed], characters: Characters, strokes: Strokes, view: Turned) -> _Mask:
    """Which characters of the page are cut off. Clips are looked at only where text stands outside of the rulings."""
    boxes = view.boxes(characters.boxes)
    cut = _outside(boxes, (0.0, 0.0, view.width, view.height))
    if not len(strokes) or not _outside(boxes, _ruled(strokes)).any():
        return cut
    texts = [found for found, kind, matrix in objects if kind == TEXT and matrix == PLAIN]
    areas = _painted(texts, strokes, view)
    return cut | _unpainted(characters, _out_of(page, areas)) if areas else cut


def _outside(boxes: Boxes, area: _Area) -> _Mask:
    """Which boxes have their middle outside of an area."""
    left, top, right, bottom = area
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found: _Mask = (x < left) | (y < top) | (x > right) | (y > bottom)
    return found


def _ruled(strokes: Strokes) -> _Area:
    return float(strokes[:, 0].min()), float(strokes[:, 1].min()), float(strokes[:, 2].max()), float(strokes[:, 3].max())


def _painted(texts: Sequence[Any], strokes: Strokes, view: Turned) -> dict[int, _Area]:
    """By the address of an object that reaches over it the area of a table in which it is painted; a first look is at what is outside."""
    bounds = _bounds(texts)
    beyond = np.flatnonzero(_outside(view.boxes(bounds), _ruled(strokes))).tolist()
    if not any(True for _ in _reaching([texts[at] for at in beyond], bounds[beyond], strokes, view)):
        return {}
    return dict(_reaching(texts, bounds, strokes, view))


def _bounds(texts: Sequence[Any]) -> Boxes:
    found = np.zeros((len(texts), 4))
    edges = [ctypes.c_float() for _ in range(4)]
    for at, text in enumerate(texts):
        if pdfium.FPDFPageObj_GetBounds(text, *edges):
            found[at] = [edge.value for edge in edges]
    return found


def _reaching(texts: Sequence[Any], bounds: Boxes, strokes: Strokes, view: Turned) -> Iterator[tuple[int, _Area]]:
    crossed: dict[_Area, bool] = {}
    for text, (left, bottom, right, top) in zip(texts, bounds.tolist(), strict=True):
        area = _area_of(text)
        if area is None or (left >= area[0] and bottom >= area[1] and right <= area[2] and top <= area[3]):
            continue
        if area not in crossed:
            crossed[area] = _is_crossed(view.boxes(np.array([area]))[0].tolist(), strokes)
        if crossed[area]:
            yield ctypes.addressof(text.contents), area


def _area_of(text: Any) -> _Area | None:
    """The area in which an object is painted; None where it is not confined."""
    clip = pdfium.FPDFPageObj_GetClipPath(text)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    boxes = [box for at in range(count) if (box := _box_of(clip, at)) is not None]
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return max(left), max(bottom), min(right), min(top)


def _box_of(clip: Any, at: int) -> _Area | None:
    """The box of one path of a clip."""
    x, y = ctypes.c_float(), ctypes.c_float()
    xs, ys = [], []
    for segment in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, at))):
        if pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, at, segment), x, y):
            xs.append(x.value)
            ys.append(y.value)
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None


def _is_crossed(area: Sequence[float], strokes: Strokes) -> bool:
    """Whether rulings run through an area: then it is a table's, and no single cell's."""
    left, top, right, bottom = area[0] + _WITHIN, area[1] + _WITHIN, area[2] - _WITHIN, area[3] - _WITHIN
    apart = (strokes[:, 2] <= left) | (strokes[:, 3] <= top) | (strokes[:, 0] >= right) | (strokes[:, 1] >= bottom)
    return not bool(apart.all())


def _out_of(page: Any, areas: Mapping[int, _Area]) -> Counter[_Key]:
    """The characters whose middle stands outside of the area in which they are painted."""
    found: Counter[_Key] = Counter()
    text_page = pdfium.FPDFText_LoadPage(page)
    frame, edges = pdfium.FS_RECTF(), [ctypes.c_double() for _ in range(4)]
    try:
        for at in range(max(0, pdfium.FPDFText_CountChars(text_page))):
            text = pdfium.FPDFText_GetTextObject(text_page, at)
            area = areas.get(ctypes.addressof(text.contents)) if text else None
            if area is None or not pdfium.FPDFText_GetCharBox(text_page, at, *edges):
                continue
            left, right, bottom, top = (edge.value for edge in edges)
            if not (area[0] <= (left + right) / 2 <= area[2] and area[1] <= (bottom + top) / 2 <= area[3]):
                pdfium.FPDFText_GetLooseCharBox(text_page, at, frame)
                character = chr(pdfium.FPDFText_GetUnicode(text_page, at))
                found[character, frame.left, frame.bottom, frame.right, frame.top] += 1
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return found


def _unpainted(characters: Characters, found: Counter[_Key]) -> _Mask:
    """Which characters those are, each as often as it was found."""
    left = found.copy()
    cut = np.zeros(len(characters.text), dtype=bool)
    for at, (character, frame) in enumerate(zip(characters.text, characters.frames.tolist(), strict=True)):
        key = (character, frame[0], frame[1], frame[2], frame[3])
        if left[key] > 0:
            left[key] -= 1
            cut[at] = True
    return cut
