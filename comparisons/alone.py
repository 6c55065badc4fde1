"""A drawing that stands alone: heading above it, basis, remarks and source around it, in units of the drawing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from comparisons.drawings import Box, Drawing, Stroke, Tile, Word, paragraph

MARGIN: Final = 24
_HEADING, _TEXT, _NOTE = 20, 14, 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text around a drawing, of this size."""

    text: str
    y: int
    size: int
    look: str


@dataclass(frozen=True, slots=True)
class Alone:
    """A sheet of paper with a drawing on it, moved to where it stands."""

    width: int
    height: int
    lines: tuple[Line, ...]
    drawing: Drawing
    margin: int = MARGIN


def alone(drawing: Drawing, heading: str, basis: Iterable[str], below: Iterable[str]) -> Alone:
    """The drawing with its heading and basis above it, and what belongs to it below."""
    lines, top = _set(heading, _HEADING, "bold", MARGIN, drawing.width)
    for text in basis:
        more, top = _set(text, _TEXT, "small", top, drawing.width)
        lines += more
    top += MARGIN
    moved, bottom = _moved(drawing, Decimal(MARGIN), Decimal(top)), top + drawing.height + MARGIN
    for text in below:
        more, bottom = _set(text, _NOTE, "small", bottom, drawing.width)
        lines += more
    return Alone(drawing.width + 2 * MARGIN, bottom + MARGIN, tuple(lines), moved)


def _set(text: str, size: int, look: str, top: int, width: int) -> tuple[list[Line], int]:
    """A text in lines of this width from `top`, and where it ends."""
    step = size * 3 // 2
    texts = paragraph(text, width // size)
    return [Line(one, top + size + step * number, size, look) for number, one in enumerate(texts)], top + step * len(texts) + 4


def _moved(drawing: Drawing, x: Decimal, y: Decimal) -> Drawing:
    return Drawing(
        drawing.width,
        drawing.height,
        _strokes(drawing.grid, x, y),
        tuple(_placed(one, x, y) for one in drawing.boxes),
        _strokes(drawing.strokes, x, y),
        tuple(replace(one, x=one.x + x, y=one.y + y) for one in drawing.dots),
        _written(drawing.words, x, y),
        tuple(_tile(one, x, y) for one in drawing.tiles),
        tuple(replace(one, x1=one.x1 + x, x2=one.x2 + x, y1=one.y1 + y, y2=one.y2 + y) for one in drawing.ribbons),
    )


def _tile(tile: Tile, x: Decimal, y: Decimal) -> Tile:
    """A tile in its new place; a picture is not pointed at, and has no tips."""
    head = _placed(tile.head, x, y) if tile.head is not None else None
    mark = replace(tile.mark, x=tile.mark.x + x, y=tile.mark.y + y) if tile.mark is not None else None
    return replace(tile, box=_placed(tile.box, x, y), words=_written(tile.words, x, y), head=head, mark=mark, tip=None)


def _placed(box: Box, x: Decimal, y: Decimal) -> Box:
    return replace(box, x=box.x + x, y=box.y + y)


def _written(words: Sequence[Word], x: Decimal, y: Decimal) -> tuple[Word, ...]:
    return tuple(replace(one, x=one.x + x, y=one.y + y) for one in words)


def _strokes(strokes: Sequence[Stroke], x: Decimal, y: Decimal) -> tuple[Stroke, ...]:
    return tuple(replace(one, x1=one.x1 + x, x2=one.x2 + x, y1=one.y1 + y, y2=one.y2 + y) for one in strokes)
