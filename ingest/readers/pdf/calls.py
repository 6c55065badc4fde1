"""pdfium's functions, called for many things at once. Pure.

A page has thousands of characters and objects, and the general bindings spend more time on the wrapping of each call than pdfium on its
answer. Here handles and addresses are plain integers, and numpy arrays take the answers in place.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import c_float, c_int, c_uint, c_void_p
from itertools import count, repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Handle = int
"""The address of something of pdfium's: a page, a page's text, an object."""


def handle_of(pointer: Any) -> Handle:
    """The address of what the general bindings call a page or a text page."""
    return ctypes.cast(pointer, c_void_p).value or 0


def _direct(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(handle_of(function))


get_object: Final = _direct(pdfium.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
get_inner_object: Final = _direct(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, c_int)
count_objects: Final = _direct(pdfium.FPDFPage_CountObjects, c_int, c_void_p)
count_inner_objects: Final = _direct(pdfium.FPDFFormObj_CountObjects, c_int, c_void_p)
kind_of: Final = _direct(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
text_mode: Final = _direct(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
text_object: Final = _direct(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
text_into: Final = _direct(pdfium.FPDFText_GetText, c_int, c_void_p, c_int, c_int, c_void_p)
unicode_of: Final = _direct(pdfium.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
count_segments: Final = _direct(pdfium.FPDFPath_CountSegments, c_int, c_void_p)
count_characters: Final = _direct(pdfium.FPDFText_CountChars, c_int, c_void_p)
count_marks: Final = _direct(pdfium.FPDFPageObj_CountMarks, c_int, c_void_p)
get_mark: Final = _direct(pdfium.FPDFPageObj_GetMark, c_void_p, c_void_p, c_int)

_angle: Final = _direct(pdfium.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
_char_box: Final = _direct(pdfium.FPDFText_GetCharBox, c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
_loose_box: Final = _direct(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_bounds: Final = _direct(pdfium.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_fill_colour: Final = _direct(pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_clip: Final = _direct(pdfium.FPDFPageObj_GetClipPath, c_void_p, c_void_p)
_clip_paths: Final = _direct(pdfium.FPDFClipPath_CountPaths, c_int, c_void_p)
_clip_segments: Final = _direct(pdfium.FPDFClipPath_CountPathSegments, c_int, c_void_p, c_int)
_clip_segment: Final = _direct(pdfium.FPDFClipPath_GetPathSegment, c_void_p, c_void_p, c_int, c_int)
_draw_mode: Final = _direct(pdfium.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_set_active: Final = _direct(pdfium.FPDFPageObj_SetIsActive, c_int, c_void_p, c_int)
_matrix: Final = _direct(pdfium.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_segment: Final = _direct(pdfium.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
_segment_kind: Final = _direct(pdfium.FPDFPathSegment_GetType, c_int, c_void_p)
_segment_closes: Final = _direct(pdfium.FPDFPathSegment_GetClose, c_int, c_void_p)
_segment_point: Final = _direct(pdfium.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)

EVERYWHERE: Final = (-np.inf, -np.inf, np.inf, np.inf)
"""An area that confines nothing."""


def painted_boxes(text_page: Handle, at: Sequence[int]) -> npt.NDArray[np.float64]:
    """What is painted of the characters `at`: n × 4, left, bottom, right, top; zeros where pdfium knows no box."""
    boxes = np.zeros((len(at), 4))
    left, bottom, right, top = (_addresses(boxes, column) for column in range(4))
    _run(map(_char_box, repeat(text_page), at, left, right, bottom, top))
    return boxes


def font_boxes(text_page: Handle, at: Sequence[int]) -> npt.NDArray[np.float64]:
    """The room that the font gives the characters `at`: n × 4, left, bottom, right, top."""
    boxes = np.zeros((len(at), 4), dtype=np.float32)
    _run(map(_loose_box, repeat(text_page), at, _addresses(boxes, 0)))
    return boxes[:, [0, 3, 2, 1]].astype(np.float64)


def angles(text_page: Handle, at: Sequence[int]) -> npt.NDArray[np.float64]:
    """By what angle (radians) each of the characters `at` is turned; negative where pdfium does not know."""
    return np.fromiter(map(_angle, repeat(text_page), at), dtype=np.float64, count=len(at))


def bounds(objects: Sequence[Handle]) -> npt.NDArray[np.float64]:
    """Where objects stand, their own forms not considered: n × 4, left, bottom, right, top; NaN where pdfium knows no place."""
    found = np.full((len(objects), 4), np.nan, dtype=np.float32)
    _run(map(_bounds, objects, *(_addresses(found, column) for column in range(4))))
    return found.astype(np.float64)


def fill_colours(objects: Sequence[Handle]) -> npt.NDArray[np.uint32]:
    """In what objects are filled: n × 4, red, green, blue, how much it covers the ground, each of 255; black where pdfium knows none."""
    colours = np.tile(np.array([0, 0, 0, 255], dtype=np.uint32), (len(objects), 1))
    _run(map(_fill_colour, objects, *(_addresses(colours, column) for column in range(4))))
    return colours


class Clips:
    """The areas in which the objects of a page are painted.

    Objects share the paths by which they are clipped, some thousands of them one path: each is read once, told by the address of its start.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Handle | None, tuple[float, float, float, float]] = {None: EVERYWHERE}

    def boxes(self, objects: Sequence[Handle | None]) -> npt.NDArray[np.float64]:
        """The area of each object: n × 4, left, bottom, right, top; infinite where it is not confined."""
        clips = [clip or 0 for clip in map(_clip, objects)]
        counts = list(map(_clip_paths, clips))
        found = np.tile(EVERYWHERE, (len(objects), 1))
        for path in range(max(counts, default=0)):
            own = [at for at, count in enumerate(counts) if count > path]
            boxes = np.array(list(map(self._known.__getitem__, self._starts([clips[at] for at in own], path))))
            found[own, :2] = np.maximum(found[own, :2], boxes[:, :2])
            found[own, 2:] = np.minimum(found[own, 2:], boxes[:, 2:])
        return found

    def _starts(self, clips: Sequence[Handle], path: int) -> list[Handle | None]:
        """The start of a path of each clip; what each path leaves is known then."""
        starts = list(map(_clip_segment, clips, repeat(path), repeat(0)))
        for start, clip in dict(zip(starts, clips, strict=True)).items():
            if start not in self._known:
                points = _points(list(map(_clip_segment, repeat(clip), repeat(path), range(_clip_segments(clip, path))))).tolist()
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._known[start] = (min(xs), min(ys), max(xs), max(ys))
        return starts


def _points(segments: Sequence[Handle]) -> npt.NDArray[np.float32]:
    """Where segments end."""
    points = np.zeros((len(segments), 2), dtype=np.float32)
    _run(map(_segment_point, segments, _addresses(points, 0), _addresses(points, 1)))
    return points


def draw_modes(paths: Sequence[Handle]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of paths which are filled, and which are stroked."""
    modes = np.zeros((len(paths), 2), dtype=np.int32)
    _run(map(_draw_mode, paths, _addresses(modes, 0), _addresses(modes, 1)))
    return modes[:, 0] != 0, modes[:, 1] != 0


def stand_upright(objects: Sequence[Handle]) -> bool:
    """Whether the own matrices of all objects neither turn, slant nor mirror them."""
    values = np.zeros((len(objects), 6), dtype=np.float32)
    _run(map(_matrix, objects, _addresses(values, 0)))
    a, b, c, d, _, _ = values.T
    return bool((a > 0).all() and (d > 0).all() and not b.any() and not c.any())


def set_active(objects: Iterable[Handle], *, active: bool) -> None:
    """Lets objects be painted with their page, or not."""
    _run(map(_set_active, objects, repeat(int(active))))


def matrix(found: Handle) -> tuple[float, float, float, float, float, float] | None:
    """An object's own matrix."""
    values = np.zeros(6, dtype=np.float32)
    if not _matrix(found, values.ctypes.data):
        return None
    a, b, c, d, e, f = values.tolist()
    return a, b, c, d, e, f


def segments(path: Handle) -> tuple[list[int], list[bool], list[list[float]]]:
    """The segments of a path: the kind of each, whether it closes its part, and the point at which it ends."""
    found = list(map(_segment, repeat(path), range(count_segments(path))))
    return list(map(_segment_kind, found)), [bool(closes) for closes in map(_segment_closes, found)], _points(found).tolist()


def _addresses(table: npt.NDArray[Any], column: int) -> Iterator[int]:
    """Where in memory that column of each row stands, without an end: what it goes along with ends it."""
    return count(table.ctypes.data + column * table.itemsize, table.strides[0])


def _run(calls: Iterable[Any]) -> None:
    deque(calls, maxlen=0)
