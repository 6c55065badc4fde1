"""Strokes and glyphs → lattices: the cells that rulings enclose, with what is printed in each. Pure.

    strokes → rulings (one each, straight) → groups that touch → borders in x and y → cells (merged where no border stands between) → text

A border stands between two neighbours where a ruling covers most of their common edge; the outer border of a group always does, since some
tables are open at their sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from budgets.worded import _
from ingest.limits import LINE_CHARACTERS, PAGE_CELLS, PAGE_RULINGS, at_most
from ingest.readers.pdf.contents import Content, box_around, contents_of
from ingest.readers.pdf.glyphs import Glyphs
from ingest.readers.pdf.rulings import Strokes
from ingest.readers.pdf.stretches import medians
from ingest.shapes import OVER_BORDER, BBox, Lattice, LatticeCell, Note, Source, Torn

_SNAP: Final = 2.2  # points within which rulings are one border
_JOIN: Final = 2.5  # points by which the ends of rulings may miss each other
_COVERED: Final = 0.55  # share of an edge that a ruling must cover to be its border
_SHORTEST: Final = 4.0  # points; a shorter ruling borders no cell
_TOUCHING: Final = 0.05  # share of a character's height by which the characters of one figure may stand apart
_DIGITS: Final = frozenset("0123456789.,")

Rulings = npt.NDArray[np.float64]
"""One row a ruling: its place across, its beginning and its end along."""
Grid = npt.NDArray[np.bool_]
Owners = npt.NDArray[np.intp]
"""For each elementary cell, row by row, the number of the cell that it is part of."""


def find_lattices(strokes: Strokes, glyphs: Glyphs, page: int) -> tuple[Lattice, ...]:
    """The ruled tables of a page, from top to bottom. A frame with one cell is none. Raises TooMuch."""
    levels, uprights = _rulings(strokes, across=1), _rulings(strokes, across=0)
    at_most(len(levels) + len(uprights), PAGE_RULINGS, "表格线")
    found, cells = [], 0
    for own_levels, own_uprights in _groups(levels, uprights):
        ys, xs = _reached(_borders(own_levels[:, 0]), own_uprights), _reached(_borders(own_uprights[:, 0]), own_levels)
        if len(xs) > 1 and len(ys) > 1 and (len(xs) > 2 or len(ys) > 2):
            cells += (len(xs) - 1) * (len(ys) - 1)
            at_most(cells, PAGE_CELLS, "表格的格子")
            found.append(_lattice(_Borders(xs, ys), own_levels, own_uprights, glyphs, page))
    return tuple(sorted(found, key=lambda lattice: lattice.box[1] if lattice.box else 0.0))


def _rulings(strokes: Strokes, across: int) -> Rulings:
    """Level rulings (across y, `across` = 1) or upright ones (across x, 0): pieces that continue each other made one."""
    if not len(strokes):
        return np.empty((0, 3))
    along = 1 - across
    thickness, length = strokes[:, across + 2] - strokes[:, across], strokes[:, along + 2] - strokes[:, along]
    lying = strokes[(thickness <= length) & (length > 0)]
    rows = np.stack([(lying[:, across] + lying[:, across + 2]) / 2, lying[:, along], lying[:, along + 2]], axis=1)
    kept = [ruling for ruling in _joined(rows) if ruling[2] - ruling[1] >= _SHORTEST]
    return np.array(kept, dtype=np.float64).reshape(len(kept), 3)


def _joined(rows: Rulings) -> Iterator[tuple[float, float, float]]:
    """The stretches that the pieces of each border cover; what stands within a point or so of its neighbour is of one border."""
    if not len(rows):
        return
    pieces = rows[np.argsort(rows[:, 0], kind="stable")]
    places = pieces[:, 0]
    starts = np.flatnonzero(np.diff(places, prepend=-np.inf) > _SNAP / 2)
    sizes = np.diff(starts, append=len(rows))
    middles = medians(places, starts, sizes).tolist()
    borders = np.repeat(np.arange(len(starts)), sizes)
    order = np.lexsort((pieces[:, 1], borders))
    of, start, end = -1, 0.0, 0.0
    for border, (_at, left, right) in zip(borders.tolist(), pieces[order].tolist(), strict=True):
        if border != of or left > end + _JOIN:
            if of >= 0:
                yield middles[of], start, end
            of, start, end = border, left, right
        end = max(end, right)
    yield middles[of], start, end


def _groups(levels: Rulings, uprights: Rulings) -> Iterator[tuple[Rulings, Rulings]]:
    """Rulings that touch each other, directly or over others."""
    if not len(levels) or not len(uprights):
        return
    y, x0, x1 = (levels[:, at][:, None] for at in range(3))
    x, y0, y1 = (uprights[:, at][None, :] for at in range(3))
    touching = (x >= x0 - _JOIN) & (x <= x1 + _JOIN) & (y >= y0 - _JOIN) & (y <= y1 + _JOIN)
    seen = np.zeros(len(levels), dtype=bool)
    for first in range(len(levels)):
        if seen[first]:
            continue
        own = np.zeros(len(levels), dtype=bool)
        own[first] = True
        while True:
            crossing = touching[own].any(axis=0)
            wider = touching[:, crossing].any(axis=1) | own
            if (wider == own).all():
                break
            own = wider
        seen |= own
        if crossing.any():
            yield levels[own], uprights[crossing]


def _borders(places: npt.NDArray[np.float64]) -> list[float]:
    """The distinct borders in order, rulings within a few points being one."""
    borders: list[list[float]] = []
    for place in sorted(places.tolist()):
        if borders and place - borders[-1][0] <= _SNAP:
            borders[-1].append(place)
        else:
            borders.append([place])
    return [sum(group) / len(group) for group in borders]


def _reached(borders: list[float], crossing: Rulings) -> list[float]:
    """The borders with the outer ones that are not drawn but reached: a row cut by the end of the page, a table open at its sides."""
    starts, ends = np.sort(crossing[:, 1]), np.sort(crossing[:, 2])[::-1]
    if len(crossing) < 2:
        return borders
    first, last = float(starts[1]), float(ends[1])
    before = [first] if borders and borders[0] - first > _SHORTEST else []
    behind = [last] if borders and last - borders[-1] > _SHORTEST else []
    return [*before, *borders, *behind]


def _edges(rulings: Rulings, across: Sequence[float], along: Sequence[float]) -> Grid:
    """For each border across and each step along whether a ruling covers it; the first and the last border always are."""
    covered = np.zeros((len(across), len(along) - 1))
    starts, ends = np.array(along[:-1]), np.array(along[1:])
    at = np.abs(np.array(across)[None, :] - rulings[:, 0:1]).argmin(axis=1)
    np.add.at(covered, at, np.clip(np.minimum(ends, rulings[:, 2:3]) - np.maximum(starts, rulings[:, 1:2]), 0, None))
    edges: Grid = covered >= _COVERED * (ends - starts)
    edges[0] = edges[-1] = True
    return edges


@dataclass(frozen=True, slots=True)
class _Borders:
    """The borders of a lattice: `xs` from left to right, `ys` from top to bottom."""

    xs: list[float]
    ys: list[float]

    def box(self, area: _Area) -> BBox:
        return self.xs[area.column], self.ys[area.row], self.xs[area.last_column], self.ys[area.last_row]


class _Area(NamedTuple):
    """A rectangle of elementary cells, ends excluded."""

    row: int
    column: int
    last_row: int
    last_column: int


def _lattice(borders: _Borders, levels: Rulings, uprights: Rulings, glyphs: Glyphs, page: int) -> Lattice:
    xs, ys = borders.xs, borders.ys
    below, beside = _edges(levels, ys, xs), _edges(uprights, xs, ys).T
    owner, areas = _areas(below, beside)
    within = _cells_of(borders, owner, glyphs)
    contents = contents_of(within, glyphs, len(areas))
    cells = [_cell(area, contents.get(at), borders.box(area), page) for at, area in enumerate(areas)]
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    box: BBox = (xs[0], ys[0], xs[-1], ys[-1])
    torn = tuple(_torn(within, glyphs, cells))
    notes = (*_doubts(areas, owner, page, box), *map(_over_border, torn), *_overlaid(contents.values(), page))
    return Lattice(page, len(ys) - 1, len(xs) - 1, ordered, tuple(xs), box, notes, tuple(ys), torn)


def _areas(below: Grid, beside: Grid) -> tuple[Owners, list[_Area]]:
    """Elementary cells without a border between them are one; what is no rectangle then is made one (`_doubts` says so).

    They are numbered in the order of their first elementary cell.
    """
    rows, columns = below.shape[0] - 1, beside.shape[1] - 1
    numbers = np.arange(rows * columns).reshape(rows, columns)
    open_beside, open_below = ~beside[:, 1:-1], ~below[1:-1]
    pairs = np.concatenate(
        [
            np.stack([numbers[:, :-1][open_beside], numbers[:, 1:][open_beside]], axis=1),
            np.stack([numbers[:-1][open_below], numbers[1:][open_below]], axis=1),
        ]
    )
    first = _united(rows * columns, pairs.tolist())
    number = np.cumsum(first == np.arange(len(first))) - 1
    owner = number[first].reshape(rows, columns)
    return owner, _extents(owner)


def _united(count: int, pairs: Iterable[Sequence[int]]) -> npt.NDArray[np.intp]:
    """For each of `count` the lowest that it is joined to, directly or over others."""
    parent = list(range(count))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in pairs:
        first, second = find(one), find(other)
        if first != second:
            parent[max(first, second)] = min(first, second)
    lowest = np.array(parent, dtype=np.intp)
    while (lowest != lowest[lowest]).any():
        lowest = lowest[lowest]
    return lowest


def _extents(owner: Owners) -> list[_Area]:
    """The rectangle around each owner's elementary cells."""
    order = np.argsort(owner, axis=None, kind="stable")
    starts = np.flatnonzero(np.diff(owner.ravel()[order], prepend=-1))
    rows, columns = np.divmod(order, owner.shape[1])
    edges = (
        np.minimum.reduceat(rows, starts),
        np.minimum.reduceat(columns, starts),
        np.maximum.reduceat(rows, starts) + 1,
        np.maximum.reduceat(columns, starts) + 1,
    )
    return list(map(_Area._make, np.stack(edges, axis=1).tolist()))


def _doubts(areas: Sequence[_Area], owner: Owners, page: int, box: BBox) -> Iterator[Note]:
    sizes = np.bincount(owner.ravel(), minlength=len(areas)).tolist()
    odd = [area for at, area in enumerate(areas) if sizes[at] != (area.last_row - area.row) * (area.last_column - area.column)]
    if odd:
        yield Note(
            "warning",
            "odd_cells",
            _("第 {page} 页的表格有 {count} 处边框不闭合，格子的范围可能不对，请对照原文。").format(page=page, count=len(odd)),
            Source(page=page, bbox=box),
        )


def _cells_of(borders: _Borders, owner: Owners, glyphs: Glyphs) -> npt.NDArray[np.intp]:
    """The cell in which each glyph's middle lies, -1 for those outside."""
    middle_x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    middle_y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    columns, rows = np.searchsorted(borders.xs, middle_x) - 1, np.searchsorted(borders.ys, middle_y) - 1
    inside = (columns >= 0) & (columns < len(borders.xs) - 1) & (rows >= 0) & (rows < len(borders.ys) - 1)
    cells = np.full(len(glyphs.text), -1, dtype=np.intp)
    cells[inside] = owner[rows[inside], columns[inside]]
    return cells


def _torn(within: npt.NDArray[np.intp], glyphs: Glyphs, cells: Sequence[LatticeCell]) -> Iterator[Torn]:
    """Figures that run over a border: a digit may have come into the wrong cell."""
    frames = glyphs.frames
    height = frames[:-1, 3] - frames[:-1, 1]
    gap = frames[1:, 0] - frames[:-1, 2]
    touching = (np.abs(gap) < _TOUCHING * height) & (np.abs(frames[1:, 1] - frames[:-1, 1]) < _TOUCHING * height)
    apart = (within[:-1] >= 0) & (within[1:] >= 0) & (within[:-1] != within[1:])
    for at in np.flatnonzero(touching & apart).tolist():
        if glyphs.text[at] in _DIGITS and glyphs.text[at + 1] in _DIGITS:
            left, right = (cells[int(within[place])].source for place in (at, at + 1))
            yield Torn(left, right, Source(page=left.page, bbox=box_around(glyphs.boxes[at : at + 2])))


def _over_border(torn: Torn) -> Note:
    text = _("第 {page} 页有一个数印过了格子的边框，分不清它的数字属于哪一格，请对照原文。").format(page=torn.place.page)
    return Note("warning", OVER_BORDER, text, torn.place)


def _overlaid(contents: Iterable[Content], page: int) -> Iterator[Note]:
    """Cells in which one figure is printed over another."""
    for content in contents:
        if content.overlaid:
            text = _("第 {page} 页有一格里两个数印在一起，分不清哪个数字属于哪个数，请对照原文。").format(page=page)
            yield Note("warning", "figures_overlaid", text, Source(page=page, bbox=content.box))


def _cell(area: _Area, content: Content | None, frame: BBox, page: int) -> LatticeCell:
    lines, box = (content.lines, content.box) if content else ((), frame)
    text = lines[0] if len(lines) == 1 else "".join(lines)
    at_most(len(text), LINE_CHARACTERS, "一个格子里的字符")
    return LatticeCell(area.row, area.column, area.last_row - area.row, area.last_column - area.column, text, Source(page, box), lines)
