"""A page that is a picture → the same glyphs and strokes that a page with text has, and how sure each of its lines is. Pure.

    page → picture → set straight → print, rulings → cells → lines of print → text ⇒ glyphs, strokes

Within ruled tables the rulings say where text may stand, and print says where it does: nothing printed in a cell can be passed over. The
rest of the page is read where the recogniser finds lines. What is printed and says nothing to it is told as unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

import numpy as np

from budgets.money import is_dash, is_figure
from ingest.limits import at_most
from ingest.readers.pdf.drawing import Picture, draw, size_of
from ingest.readers.pdf.glyphs import NOTHING, Glyphs
from ingest.readers.pdf.lattices import find_lattices
from ingest.readers.pdf.rulings import Strokes
from ingest.readers.pictures.engine import Recogniser, Text
from ingest.readers.pictures.lines import Box, Line, height_of_characters, line_of, lines_in
from ingest.readers.pictures.rulings import find_rulings, without_rulings
from ingest.readers.pictures.straight import Ink, ink_of, pale_ink_of, set_straight, skew_of
from ingest.shapes import BBox, Lattice, Recognised

_PER_POINT: Final = 200 / 72  # pixels; what offices scan with
_MOST_PIXELS: Final = 12_000_000  # an A2 sheet
_MOST_LINES: Final = 2_000  # lines and cells of a page: four times as many as the densest has
_BLANK: Final = 60  # pixels of print; what has less is empty
_READABLE: Final = 0.75  # sureness of a page that stands upright
_SAMPLE: Final = 5  # lines that tell whether a page stands upright
_UNREAD: Final = 0.3  # a line whose characters are less sure than this says nothing
_LOST: Final = 1.5  # characters of print outside of all lines that are told
_COVER: Final = 0.2  # share of its square that a character blackens
_REACH: Final = 0.9  # of a line's height, to each side of a character's middle: what stands nearer together has no space between
_DECIMALS: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True, eq=False)
class Pictured:
    """What was recognised on a page, in points of the page standing straight and upright (`size`).

    `turn` is by how many quarters clockwise the picture's text is turned as the page is displayed, `skew` by how many degrees
    counter-clockwise it leans then. `lines` are what was read, each as sure as its least sure character; `unread` is where something is
    printed that could not be read.
    """

    glyphs: Glyphs
    strokes: Strokes
    lines: tuple[Recognised, ...]
    unread: tuple[BBox, ...]
    size: tuple[float, float]
    turn: int
    skew: float


def recognise(page: Any, number: int, recogniser: Recogniser) -> Pictured:
    """What the picture of a page says. One without any text has no glyphs. Raises TooMuch."""
    width, height = size_of(page)
    scale = min(_PER_POINT, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    sheet = _upright(draw(page, scale), scale, recogniser)
    rulings = find_rulings(pale_ink_of(sheet.picture, sheet.ink), sheet.ink, scale)
    strokes = rulings / scale
    read = list(_read(sheet, find_lattices(strokes, NOTHING, number), rulings, recogniser))
    kept = [said for said in read if said.says_something]
    size = (sheet.picture.shape[1] / scale, sheet.picture.shape[0] / scale)
    return Pictured(
        glyphs=_glyphs(kept, scale),
        strokes=strokes,
        lines=tuple(_recognised(said, scale) for said in kept),
        unread=tuple(_points(said.line.box, scale) for said in read if not said.says_something),
        size=size,
        turn=sheet.turn,
        skew=sheet.skew,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A line of print and what it says."""

    line: Line
    text: Text

    @property
    def says_something(self) -> bool:
        return bool(self.text.text) and min(self.text.sure) >= _UNREAD

    @property
    def confidence(self) -> Decimal:
        """That of the least sure character."""
        return Decimal(min(self.text.sure)).quantize(_DECIMALS, ROUND_DOWN)


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A picture set straight: its print, where its lines are found, by how many quarters and degrees it was turned."""

    picture: Picture
    ink: Ink
    found: tuple[Box, ...]
    turn: int
    skew: float
    scale: float


def _upright(picture: Picture, scale: float, recogniser: Recogniser) -> _Sheet:
    """The picture as it can be read: as it is displayed, or else as it is best read of all four ways."""
    best: tuple[float, _Sheet] | None = None
    for turn in (0, 1, 3, 2):
        sheet = _sheet(np.ascontiguousarray(np.rot90(picture, turn)), turn, scale, recogniser)
        readable = _how_readable(sheet, recogniser)
        if best is None or readable > best[0]:
            best = readable, sheet
        if readable >= _READABLE or not sheet.found:
            break
    assert best is not None  # noqa: S101  there are four ways
    return best[1]


def _sheet(picture: Picture, turn: int, scale: float, recogniser: Recogniser) -> _Sheet:
    ink = ink_of(picture)
    if ink.sum() < _BLANK:
        return _Sheet(picture, ink, (), turn, 0.0, scale)
    skew = skew_of(ink)
    straight = set_straight(picture, skew)
    found = tuple(_whole(box) for box in recogniser.find(straight).tolist())
    return _Sheet(straight, ink_of(straight), found, turn, skew, scale)


def _how_readable(sheet: _Sheet, recogniser: Recogniser) -> float:
    """How sure some lines of a page are, neither the longest nor the shortest; 0 where most stand upright: it lies on its side."""
    lying = sorted((box for box in sheet.found if box[2] - box[0] > box[3] - box[1]), key=lambda box: box[2] - box[0])
    if len(lying) * 2 < len(sheet.found):
        return 0.0
    first = max(0, (len(lying) - _SAMPLE) // 2)
    lines = [line_of(sheet.picture, sheet.ink, box).picture for box in lying[first : first + _SAMPLE]]
    sure = [float(np.mean(text.sure)) for text in recogniser.read(lines) if text.text]
    return float(np.median(sure)) if sure else 0.0


def _read(sheet: _Sheet, lattices: Sequence[Lattice], rulings: Strokes, recogniser: Recogniser) -> Iterator[_Said]:
    """Every line of print with what it says."""
    ink = without_rulings(sheet.ink, rulings)
    clean = np.where(sheet.ink & ~ink, np.uint8(255), sheet.picture)
    tight = [box for found in sheet.found if (box := _tight(ink, found))]
    size = height_of_characters([bottom - top for _, top, _, bottom in tight], sheet.scale)
    cells = [_whole(tuple(edge * sheet.scale for edge in cell.source.bbox)) for one in lattices for cell in one.cells if cell.source.bbox]
    inside = [box for cell in cells for box in _lines_of(ink, cell, size)]
    tables = [_whole(tuple(edge * sheet.scale for edge in lattice.box)) for lattice in lattices if lattice.box]
    lines = [*inside, *(box for box in tight if not any(_is_in(box, table) for table in tables))]
    at_most(len(lines), _MOST_LINES, "文字行")
    shown = [line_of(clean, ink, box) for box in lines]
    yield from (_Said(line, text) for line, text in zip(shown, recogniser.read([line.picture for line in shown]), strict=True))
    yield from (_Said(line_of(clean, ink, box), Text()) for box in _left(ink, [*tables, *lines], size))


def _lines_of(ink: Ink, cell: Box, size: float) -> Iterator[Box]:
    x0, top, x1, bottom = cell
    for line in lines_in(ink[top:bottom, x0:x1], size):
        yield line[0] + x0, line[1] + top, line[2] + x0, line[3] + top


def _tight(ink: Ink, box: Box) -> Box | None:
    """The box around what is printed in it; None where nothing is."""
    x0, top, x1, bottom = box
    part = ink[top:bottom, x0:x1]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    return x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _left(ink: Ink, known: Sequence[Box], size: float) -> Iterator[Box]:
    """Where print stands outside of all tables and lines, if it is more than dust: as one place."""
    rest = ink.copy()
    for x0, top, x1, bottom in known:
        grown = round(size / 2)
        rest[max(0, top - grown) : bottom + grown, max(0, x0 - grown) : x1 + grown] = False
    if rest.sum() > _LOST * _COVER * size * size and (box := _tight(rest, (0, 0, rest.shape[1], rest.shape[0]))):
        yield box


def _is_in(box: Box, table: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return table[0] <= x <= table[2] and table[1] <= y <= table[3]


def _whole(box: Sequence[float]) -> Box:
    x0, top, x1, bottom = (max(0, round(edge)) for edge in box)
    return x0, top, x1, bottom


def _points(box: Box, scale: float) -> BBox:
    x0, top, x1, bottom = (edge / scale for edge in box)
    return x0, top, x1, bottom


def _recognised(said: _Said, scale: float) -> Recognised:
    text = said.text.text
    return Recognised(_points(said.line.box, scale), said.confidence, is_figure(text) and not is_dash(text))


# Characters


def _glyphs(lines: Sequence[_Said], scale: float) -> Glyphs:
    """The characters with their places: each around its middle, as high as its line, and not into the next one."""
    kept = [(character, box) for said in lines for character, box in _characters(said) if not character.isspace()]
    if not kept:
        return NOTHING
    boxes = np.array([box for _, box in kept], dtype=np.float64) / scale
    return Glyphs("".join(character for character, _ in kept), boxes, boxes)


def _characters(said: _Said) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    x0, top, x1, bottom = said.line.box
    middles = [said.line.place_of(share) for share in said.text.middles]
    for at, (character, middle) in enumerate(zip(said.text.text, middles, strict=True)):
        half = (bottom - top) * _REACH
        left = max(x0 if at == 0 else (middles[at - 1] + middle) / 2, middle - half)
        right = min(x1 if at + 1 == len(middles) else (middles[at + 1] + middle) / 2, middle + half)
        yield character, (left, top, max(left + 0.1, right), bottom)
