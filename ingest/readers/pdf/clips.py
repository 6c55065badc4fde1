"""What a page cuts off: characters off its edges, or outside of the area in which a table is painted. Pure.

A merged cell that goes on over pages is painted whole on each of them, and a table wider than the page whole on every part of it; all but
what belongs on the page is cut off by the clip. Nobody sees it there, so it is no text of that page; a line cut in two is one of the page
that shows its middle, or of both. A name too long for its own cell is cut off as well, but belongs to the cell: it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.limits import PAGE_AREAS, at_most
from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Handle
from ingest.readers.pdf.glyphs import Boxes, Characters, Turned
from ingest.readers.pdf.objects import Layer, moved
from ingest.readers.pdf.overflow import Numbers, Overflow, runs_of
from ingest.readers.pdf.rulings import Strokes
from ingest.readers.pdf.texts import Texts

_HEAD: Final = 120.0  # points that a head takes up which each page repeats, with a title in its frame
_ROW: Final = 10.0
_LINE: Final = 12.0
_HALVED: Final = 0.5  # points by which a middle may be out: what is cut in two halves is shown by both pages, rather than by none
_TOGETHER: Final = (40.0, 4.0)  # points: no column of a table is much narrower, no line lower
_ROWS: Final = 100_000
_FAR: Final = 1e6  # points; further than any page goes
_WITHIN: Final = 3.0  # points from its edges at which a ruling crosses an area, and does not frame it

_Area = tuple[float, ...]
"""Left, bottom, right, top in the page's own space; left, top, right, bottom as looked at."""
_Mask = npt.NDArray[np.bool_]


def cut_off(texts: Texts, characters: Characters, strokes: Strokes, view: Turned) -> _Mask:
    """Which characters of the page are cut off. Clips are looked at only where there are rulings.

    Raises TooMuch.
    """
    boxes = view.boxes(characters.frames)
    cut = _outside(boxes, (0.0, 0.0, view.width, view.height))
    if not len(strokes):
        return cut
    near = _sample(boxes, _body(strokes), characters.places)
    areas = _painted(texts, list(texts.owners(near)), strokes, view)
    return cut | _out_of(texts, characters, areas) if areas else cut


def out_of_sight(texts: Texts, layers: Sequence[Layer], characters: Characters, over: Overflow | None, view: Turned) -> _Mask:
    """Which characters stand wholly out of the areas in which they are painted, with all that stands beside them.

    What a cell cuts off (`over`) is its own. A text is asked by the first character of each of its runs: no run is cut off alone there.
    """
    runs = runs_of(view.boxes(characters.frames))
    firsts = np.flatnonzero(np.diff(runs, prepend=-1))
    boxes = characters.frames
    out = np.zeros(len(boxes), dtype=bool)
    suspected = firsts[_out(boxes[firsts], _areas(texts, layers, characters, firsts))]
    if not len(suspected):
        return out
    at = np.flatnonzero(np.isin(runs, runs[suspected]))
    out[at] = _out(boxes[at], _areas(texts, layers, characters, at))
    if over is not None:
        out &= ~(over.moved | over.unseen)
    seen = np.unique(runs[~out])
    return out & ~np.isin(runs, seen)


def _areas(texts: Texts, layers: Sequence[Layer], characters: Characters, at: Numbers) -> Boxes:
    """The areas of the page in which the texts of those characters are painted."""
    owners = list(texts.owners(characters.places[place] for place in at.tolist()))
    areas = texts.areas(owners)
    for layer in layers:
        if layer.form is not None and layer.texts:
            of_form = set(layer.texts)
            own = np.array([owner in of_form for owner in owners], dtype=bool)
            areas[own] = _within_forms(texts, moved(np.clip(areas[own], -_FAR, _FAR), layer.matrix), layer)
    return areas


def _within_forms(texts: Texts, areas: Boxes, layer: Layer) -> Boxes:
    """Areas within those in which the forms around are painted."""
    found = areas
    for inner in layer.around():
        if inner.form is not None and inner.outer is not None:
            form = moved(np.clip(texts.areas([inner.form]), -_FAR, _FAR), inner.outer.matrix)[0]
            found = np.concatenate((np.maximum(found[:, :2], form[:2]), np.minimum(found[:, 2:], form[2:])), axis=1)
    return found


def _out(boxes: Boxes, areas: Boxes) -> _Mask:
    """Which boxes have their middle outside of their area."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    left, bottom, right, top = (areas + np.array([-_HALVED, -_HALVED, _HALVED, _HALVED])).T
    found: _Mask = (x < left) | (y < bottom) | (x > right) | (y > top)
    return found


def _outside(boxes: Boxes, area: _Area) -> _Mask:
    """Which boxes have their middle outside of an area."""
    left, top, right, bottom = area
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found: _Mask = (x < left) | (y < top) | (x > right) | (y > bottom)
    return found


def _body(strokes: Strokes) -> _Area:
    """What is ruled without the room of a head and of a last row: text that is cut off stands outside of it, if there is any."""
    left, top = strokes[:, :2].min(axis=0).tolist()
    right, bottom = strokes[:, 2:].max(axis=0).tolist()
    return left, min(top + _HEAD, bottom), right, max(bottom - _ROW, top)


def _painted(texts: Texts, near: Sequence[Handle | None], strokes: Strokes, view: Turned) -> dict[Handle, _Area]:
    """The area of a table in which each text is painted that reaches over it; a first look is at those near the edges of what is ruled."""
    plain = set(texts.own)
    first = [text for text in dict.fromkeys(near) if text in plain]
    areas = set(_reaching(texts, first, calls.bounds(first), strokes, view).values())
    if not areas:
        return {}
    bounds = calls.bounds(texts.own) + np.array([0.0, -_LINE, 0.0, _LINE])  # a point may be within an area that cuts off its figure
    out = np.flatnonzero(np.any([_over(bounds, np.array(area)) for area in areas], axis=0)).tolist()
    return _reaching(texts, [texts.own[at] for at in out], bounds[out], strokes, view)


def _over(bounds: Boxes, areas: Boxes) -> _Mask:
    """Which are not known to stand within their area, or within one area."""
    within = (bounds[:, :2] >= areas[..., :2]).all(axis=1) & (bounds[:, 2:] <= areas[..., 2:]).all(axis=1)
    return np.asarray(~within)


def _sample(boxes: Boxes, body: _Area, places: Sequence[int]) -> list[int]:
    """One of the characters that stand together, of those outside of an area: a line may be many texts, and none is cut off alone."""
    outside = np.flatnonzero(_outside(boxes, body))
    columns, rows = np.round(boxes[outside][:, [0, 3]] / _TOGETHER).astype(np.int64).T
    _, first = np.unique(columns * _ROWS + rows, return_index=True)
    return [places[at] for at in outside[first].tolist()]


def _reaching(texts: Texts, near: Sequence[Handle], bounds: Boxes, strokes: Strokes, view: Turned) -> dict[Handle, _Area]:
    areas = texts.areas(near)
    over = np.flatnonzero(_over(bounds, areas)).tolist()
    confined = {near[at]: tuple(areas[at].tolist()) for at in over}
    different = set(confined.values())
    at_most(len(different), PAGE_AREAS, "裁剪区域")
    crossed = {area: _is_crossed(view.boxes(np.array([area]))[0], strokes) for area in different}
    return {text: area for text, area in confined.items() if crossed[area]}


def _is_crossed(area: npt.NDArray[np.float64], strokes: Strokes) -> bool:
    """Whether rulings run through an area: then it is a table's, and no single cell's."""
    left, top, right, bottom = (area + np.array([_WITHIN, _WITHIN, -_WITHIN, -_WITHIN])).tolist()
    apart = (strokes[:, 2] <= left) | (strokes[:, 3] <= top) | (strokes[:, 0] >= right) | (strokes[:, 1] >= bottom)
    return not bool(apart.all())


def _out_of(texts: Texts, characters: Characters, areas: Mapping[Handle, _Area]) -> _Mask:
    """Which characters have their middle outside of the area in which they are painted; the frames of one line have one middle."""
    owners = np.fromiter((owner or 0 for owner in texts.owners(characters.places)), np.uint64, len(characters.places))
    order = sorted(areas)
    known = np.array(order, np.uint64)
    at = np.minimum(np.searchsorted(known, owners), len(known) - 1)
    return _out(
        characters.frames, np.where((known[at] == owners)[:, None], np.array([areas[text] for text in order])[at], calls.EVERYWHERE)
    )
