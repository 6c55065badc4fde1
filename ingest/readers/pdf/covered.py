"""Text over which something is painted later that lets nothing of it be seen: an area in the colour of the paper, a picture. Pure.

Most pages paint nothing but rulings after a text, and are not looked at further. A cell's colour is usually painted before its text; a
ruling, a highlighter, a stamp hide nothing: whether something hides what is beneath, the painter says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Clips, Handle
from ingest.readers.pdf.objects import Layer, Matrix, matrix_of, moved, point_of
from ingest.readers.pdf.painting import Canvas, Mask, Spot, canvas_of, silenced

_THIN: Final = 3.0  # points; what is thinner is a ruling, and hides no text
_PART: Final = 0.25  # share of a text's box over which something must be painted to be looked at
_HIDDEN: Final = 0.7  # share of a text's height, from which on nobody reads it
_LETTER: Final = 0.5  # heights; what hides less of a text's width hides no character

Boxes = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Covered:
    """The texts of a page that are covered: whole, or in a part (with the matrices of their layers)."""

    whole: set[Handle] = field(default_factory=set)
    part: list[tuple[Handle, Matrix]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Cover:
    """Something that is painted over texts: the layer that has it, its box on the page, how many of the texts stand beneath."""

    layer: Layer
    own: Handle
    box: Boxes
    beneath: int


def covered_texts(page: Any, layers: Sequence[Layer]) -> Covered:
    """The texts of a page over which something opaque is painted."""
    found = Covered()
    for layer in layers:
        covers = _covers(layer) if layer.texts else []
        if covers:
            _look(canvas_of(page), layer, covers, found)
    return found


def _covers(layer: Layer) -> list[_Cover]:
    """What is painted after a text of the layer and is wider than a ruling."""
    found: list[_Cover] = []
    first = layer.kinds.index(pdfium.FPDF_PAGEOBJ_TEXT)
    if len(layer.kinds) - first > len(layer.texts):
        after = _others(layer.kinds[first:])
        found += _areas(layer, after + first, after - np.arange(len(after)))
    for inner in layer.around():
        if inner.outer is not None and inner.form is not None:
            first = inner.outer.drawn.index(inner.form) + 1
            after = _others(inner.outer.kinds[first:])
            found += _areas(inner.outer, after + first, np.full(len(after), len(layer.texts)))
    return found


def _others(kinds: Sequence[int]) -> Places:
    """Which are no texts."""
    return np.flatnonzero(np.array(kinds, dtype=np.int64) != pdfium.FPDF_PAGEOBJ_TEXT)


def _areas(layer: Layer, places: Places, beneath: Places) -> Iterator[_Cover]:
    """Those of the objects at these places that may cover a text, with the number of texts beneath each."""
    handles = [layer.drawn[at] for at in places.tolist()]
    boxes = calls.bounds(handles)
    wide = np.flatnonzero(np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) > _THIN).tolist()
    paths = [at for at in wide if layer.kinds[places[at]] == pdfium.FPDF_PAGEOBJ_PATH]
    filled, _ = calls.draw_modes([handles[at] for at in paths])
    bare = {at for at, is_filled in zip(paths, filled.tolist(), strict=True) if not is_filled or not _is_wide(handles[at])}
    wide = [at for at in wide if at not in bare]
    if not wide:
        return
    clips = Clips().boxes([handles[at] for at in wide])
    seen = np.concatenate((np.maximum(boxes[wide, :2], clips[:, :2]), np.minimum(boxes[wide, 2:], clips[:, 2:])), axis=1)
    for at, box in zip(wide, moved(seen, layer.matrix), strict=True):
        if (box[2:] - box[:2] > _THIN).all():
            yield _Cover(layer, handles[at], box, int(beneath[at]))


def _is_wide(found: Handle) -> bool:
    """Whether a part of a path is wider than a ruling."""
    kinds, _, points = calls.segments(found)
    starts = np.flatnonzero(np.array(kinds) == pdfium.FPDF_SEGMENT_MOVETO)
    if not len(starts):
        return False
    ends = np.array(points)
    places = np.stack(point_of(ends[:, 0], ends[:, 1], matrix_of(found)), axis=1)
    sizes = np.maximum.reduceat(places, starts) - np.minimum.reduceat(places, starts)
    return bool((sizes.min(axis=1) > _THIN).any())


def _look(canvas: Canvas, layer: Layer, covers: Sequence[_Cover], found: Covered) -> None:
    """Which texts of the layer the covers hide, painted one by one."""
    boxes = moved(calls.bounds(layer.texts), layer.matrix)
    hidden: dict[int, Mask] = {}
    spots: dict[int, Spot] = {}
    for _, group in groupby(covers, key=lambda cover: id(cover.layer)):
        own = list(group)
        pairs = [(cover, beneath) for cover in own if (beneath := _beneath(cover, boxes))]
        if pairs:
            with silenced(own[0].layer):
                for cover, beneath in pairs:
                    spots.update((at, canvas.spot(boxes[at].tolist())) for at in beneath if at not in spots)
                    _paint(canvas, cover, {at: spots[at] for at in beneath}, hidden)
    for at, mask in hidden.items():
        columns = mask.mean(axis=0) >= _HIDDEN if mask.size else np.zeros(0, dtype=bool)
        if columns.all():
            found.whole.add(layer.texts[at])
        elif columns.sum() >= _LETTER * mask.shape[0]:
            found.part.append((layer.texts[at], layer.matrix))


def _beneath(cover: _Cover, boxes: Boxes) -> list[int]:
    """The texts that stand beneath a cover, for a part of their box at least."""
    own = boxes[: cover.beneath]
    common = np.minimum(own[:, 2:], cover.box[2:]) - np.maximum(own[:, :2], cover.box[:2])
    sizes = own[:, 2:] - own[:, :2]
    shared = np.clip(common, 0.0, None).prod(axis=1) > _PART * sizes.prod(axis=1)
    return [int(at) for at in np.flatnonzero(shared)]


def _paint(canvas: Canvas, cover: _Cover, spots: dict[int, Spot], hidden: dict[int, Mask]) -> None:
    """Adds to what is hidden of each text what that cover hides."""
    whole = canvas.spot(cover.box.tolist())
    calls.set_active([cover.own], active=True)
    opaque = canvas.opaque(whole)
    calls.set_active([cover.own], active=False)
    for at, spot in spots.items():
        common = spot.within(whole)
        mask = hidden.setdefault(at, np.zeros(spot.shape, dtype=bool))
        mask[common.inside(spot)] |= opaque[common.inside(whole)]
