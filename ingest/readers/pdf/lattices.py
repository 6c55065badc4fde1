"""Strokes and glyphs → lattices: the cells that rulings enclose, with what is printed in each. Pure.

    strokes → rulings (one each, straight) → groups that touch → borders in x and y → cells (merged where no border stands between) → text

A border stands between two neighbours where a ruling covers most of their common edge; the outer border of a group always does, since some
tables are open at their sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf.glyphs import Glyphs
from ingest.readers.pdf.rulings import Strokes
from ingest.shapes import BBox, Lattice, LatticeCell, Note, Source

_SNAP: Final = 2.2  # points within which rulings are one border
_JOIN: Final = 2.5  # points by which the ends of rulings may miss each other
_COVERED: Final = 0.55  # share of an edge that a ruling must cover to be its border
_SHORTEST: Final = 4.0  # points; a shorter ruling borders no cell
_SAME_LINE: Final = 0.6
_GAP: Final = 0.45
_TOUCHING: Final = 0.05  # share of a character's height by which the characters of one figure may stand apart
_DIGITS: Final = frozenset("0123456789.,")

Rulings = npt.NDArray[np.float64]
"""One row a ruling: its place across, its beginning and its end along."""
Grid = npt.NDArray[np.bool_]


def find_lattices(strokes: Strokes, glyphs: Glyphs, page: int) -> tuple[Lattice, ...]:
    """The ruled tables of a page, from top to bottom. A frame with one cell is none."""
    levels, uprights = _rulings(strokes, across=1), _rulings(strokes, across=0)
    found = []
    for own_levels, own_uprights in _groups(levels, uprights):
        ys, xs = _reached(_borders(own_levels[:, 0]), own_uprights), _reached(_borders(own_uprights[:, 0]), own_levels)
        if len(xs) > 1 and len(ys) > 1 and (len(xs) > 2 or len(ys) > 2):
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
    joined = [ruling for group in _clustered(rows) for ruling in _joined(group)]
    kept = [ruling for ruling in joined if ruling[2] - ruling[1] >= _SHORTEST]
    return np.array(kept, dtype=np.float64).reshape(len(kept), 3)


def _clustered(rows: Rulings) -> Iterator[Rulings]:
    """Rulings by their place across."""
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    breaks = np.flatnonzero(np.diff(rows[:, 0]) > _SNAP / 2) + 1
    yield from np.split(rows, breaks)


def _joined(group: Rulings) -> Iterator[tuple[float, float, float]]:
    """The stretches that the pieces of one border cover."""
    if not len(group):
        return
    pieces = group[np.argsort(group[:, 1], kind="stable")]
    place = float(np.median(pieces[:, 0]))
    start, end = float(pieces[0, 1]), float(pieces[0, 2])
    for _, left, right in pieces[1:].tolist():
        if left > end + _JOIN:
            yield place, start, end
            start, end = left, right
        end = max(end, right)
    yield place, start, end


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
    places = np.array(across)
    for place, start, end in rulings.tolist():
        at = int(np.argmin(np.abs(places - place)))
        covered[at] += np.clip(np.minimum(ends, end) - np.maximum(starts, start), 0, None)
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


@dataclass(frozen=True, slots=True)
class _Area:
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
    contents = _contents(within, len(areas))
    cells = [_cell(area, contents[at], borders.box(area), glyphs, page) for at, area in enumerate(areas)]
    box: BBox = (xs[0], ys[0], xs[-1], ys[-1])
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return Lattice(
        page, len(ys) - 1, len(xs) - 1, ordered, tuple(xs), box, (*_doubts(areas, owner, page, box), *_torn(within, glyphs, page))
    )


def _areas(below: Grid, beside: Grid) -> tuple[npt.NDArray[np.intp], list[_Area]]:
    """Elementary cells without a border between them are one; what is no rectangle then is made one (`_doubts` says so)."""
    rows, columns = below.shape[0] - 1, beside.shape[1] - 1
    parent = list(range(rows * columns))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and not beside[row, column + 1]:
                parent[find(at + 1)] = find(at)
            if row + 1 < rows and not below[row + 1, column]:
                parent[find(at + columns)] = find(at)
    roots = sorted({find(at) for at in range(rows * columns)})
    number = {root: at for at, root in enumerate(roots)}
    owner = np.array([number[find(at)] for at in range(rows * columns)], dtype=np.intp).reshape(rows, columns)
    return owner, [_extent(owner, at) for at in range(len(roots))]


def _extent(owner: npt.NDArray[np.intp], at: int) -> _Area:
    rows, columns = np.nonzero(owner == at)
    return _Area(int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)


def _doubts(areas: Sequence[_Area], owner: npt.NDArray[np.intp], page: int, box: BBox) -> Iterator[Note]:
    sizes = np.bincount(owner.ravel(), minlength=len(areas))
    odd = [area for at, area in enumerate(areas) if sizes[at] != (area.last_row - area.row) * (area.last_column - area.column)]
    if odd:
        yield Note(
            "warning",
            "odd_cells",
            f"第 {page} 页的表格有 {len(odd)} 处边框不闭合，格子的范围可能不对，请对照原文。",
            Source(page=page, bbox=box),
        )


def _cells_of(borders: _Borders, owner: npt.NDArray[np.intp], glyphs: Glyphs) -> npt.NDArray[np.intp]:
    """The cell in which each glyph's middle lies, -1 for those outside."""
    middle_x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    middle_y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    columns, rows = np.searchsorted(borders.xs, middle_x) - 1, np.searchsorted(borders.ys, middle_y) - 1
    inside = (columns >= 0) & (columns < len(borders.xs) - 1) & (rows >= 0) & (rows < len(borders.ys) - 1)
    cells = np.full(len(glyphs.text), -1, dtype=np.intp)
    cells[inside] = owner[rows[inside], columns[inside]]
    return cells


def _contents(cells: npt.NDArray[np.intp], count: int) -> list[list[int]]:
    """The glyphs of each cell."""
    contents: list[list[int]] = [[] for _ in range(count)]
    for at, cell in enumerate(cells.tolist()):
        if cell >= 0:
            contents[cell].append(at)
    return contents


def _torn(cells: npt.NDArray[np.intp], glyphs: Glyphs, page: int) -> Iterator[Note]:
    """Figures that run over a border: a digit may have come into the wrong cell."""
    frames = glyphs.frames
    height = frames[:-1, 3] - frames[:-1, 1]
    gap = frames[1:, 0] - frames[:-1, 2]
    touching = (np.abs(gap) < _TOUCHING * height) & (np.abs(frames[1:, 1] - frames[:-1, 1]) < _TOUCHING * height)
    apart = (cells[:-1] >= 0) & (cells[1:] >= 0) & (cells[:-1] != cells[1:])
    for at in np.flatnonzero(touching & apart).tolist():
        if glyphs.text[at] in _DIGITS and glyphs.text[at + 1] in _DIGITS:
            text = f"第 {page} 页有一个数印过了格子的边框，分不清它的数字属于哪一格，请对照原文。"
            yield Note("warning", "figure_over_border", text, Source(page=page, bbox=_box([at, at + 1], glyphs)))


def _cell(area: _Area, content: list[int], frame: BBox, glyphs: Glyphs, page: int) -> LatticeCell:
    lines = _lines(content, glyphs)
    return LatticeCell(
        row=area.row,
        column=area.column,
        rowspan=area.last_row - area.row,
        colspan=area.last_column - area.column,
        text="".join(lines),
        source=Source(page=page, bbox=_box(content, glyphs) or frame),
        lines=lines,
    )


def _box(content: list[int], glyphs: Glyphs) -> BBox | None:
    if not content:
        return None
    boxes = glyphs.boxes[content]
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return x0, top, x1, bottom


def _lines(content: list[int], glyphs: Glyphs) -> tuple[str, ...]:
    """The printed lines of a cell: by height, each from left to right, a space where there is room for one."""
    if not content:
        return ()
    frames = glyphs.frames[content].tolist()
    middles = [((top + bottom) / 2, bottom - top) for _, top, _, bottom in frames]
    order = sorted(range(len(content)), key=lambda at: middles[at][0])
    rows: list[list[int]] = [[order[0]]]
    for before, at in pairwise(order):
        if middles[at][0] - middles[rows[-1][0]][0] > _SAME_LINE * max(middles[at][1], middles[before][1], 1.0):
            rows.append([])
        rows[-1].append(at)
    return tuple(_line(sorted(row, key=lambda at: frames[at][0]), content, frames, glyphs) for row in rows)


def _line(row: Sequence[int], content: list[int], frames: list[list[float]], glyphs: Glyphs) -> str:
    text = glyphs.text[content[row[0]]]
    for before, at in pairwise(row):
        gap = frames[at][0] - frames[before][2]
        text += (" " if gap > _GAP * (frames[at][3] - frames[at][1]) else "") + glyphs.text[content[at]]
    return text
