"""What a typeset page is made of: runs of text, rulings and areas, and how text is broken into lines. Pure.

Positions are points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

RULING: Final = 0.5
Box = tuple[float, float, float, float]

Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text on its baseline; `angle` in degrees around its start, `grey` from 0 (black) to 1 (white)."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    angle: float = 0.0
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A stroked ruling."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Areas:
    """Black areas that are filled as one path, as some office programs write the rulings of a whole table."""

    boxes: tuple[Box, ...]


Shape = Text | Line | Area | Areas


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed. `rotated`: it is stored upright and turned by the viewer."""

    width: float
    height: float
    rotated: bool
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Something as high as this that is never divided, drawn relative to its own top. `kept`: it stays with the block below it."""

    height: float
    shapes: tuple[Shape, ...]
    kept: bool = False


def moved(shape: Shape, down: float) -> Shape:
    """The shape so far below."""
    if isinstance(shape, Text):
        return replace(shape, y=shape.y + down)
    if isinstance(shape, Areas):
        return Areas(tuple((x0, y0 + down, x1, y1 + down) for x0, y0, x1, y1 in shape.boxes))
    return replace(shape, y0=shape.y0 + down, y1=shape.y1 + down)


def wrap(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> tuple[str, ...]:
    """The text in lines no wider than this, figures unbroken and no line beginning with a closing mark."""
    lines: list[str] = [""]
    for piece in pieces(text):
        room = width - (indent if len(lines) == 1 else 0.0)
        if lines[-1] and measure(lines[-1] + piece, size) > room and piece not in "，。、；：！？）》”" and lines[-1][-1] not in "（《“":
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def pieces(text: str) -> list[str]:
    """Characters, those of a figure or a Latin word kept together."""
    kept: list[str] = []
    for character in text:
        joins = character.isascii() and character != " "
        if joins and kept and kept[-1][-1].isascii() and kept[-1][-1] != " ":
            kept[-1] += character
        else:
            kept.append(character)
    return kept
