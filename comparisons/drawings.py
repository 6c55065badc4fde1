"""Charts as plain shapes: where each line, bar and word stands, in units of the drawing. Pure.

Each chart is drawn twice, wide (760 units) and narrow (358), so that its type keeps its size; one of the two is shown. Words come from the
caller. Positions are `Decimal` with one decimal: what is drawn is the figure, only rounded for the eye.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, Literal

WIDE, NARROW = 760, 358
TYPE: Final = 14
"""The size of the type; one Chinese character is as wide."""

CLOSING: Final = "）」』》”，。、；："
"""What never begins a line."""

_PIECE: Final = re.compile(r"[\x21-\x7e]+ ?| |[^\x20-\x7e]")
"""What a line may be broken behind: a Latin word with its space, or a letter of another script."""

ZERO: Final = Decimal(0)
TENTH: Final = Decimal("0.1")
Look = Literal["axis", "base", "hair", "link", "total", "line", "dotted", "edge"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    look: Look
    x1: Decimal
    y1: Decimal
    x2: Decimal
    y2: Decimal


@dataclass(frozen=True, slots=True)
class Box:
    """A bar (`rise`, `fall`, `residual`, `node`), a shaded column (`band`), a `tile`, one that is no part (`whole`), the outline of
    several (`frame`), or the strip with the name of one of these two (`head`)."""

    look: str
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a series; hollow where it is taken from a text."""

    x: Decimal
    y: Decimal
    hollow: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text. `look` is small, bold, rise, fall or empty; `anchor` start, middle or end."""

    text: str
    x: Decimal
    y: Decimal
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Tip:
    """What is said of a tile while it is pointed at: words on a ground of their own, within the drawing."""

    box: Box
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """An area with what is written in it, and the whole name of what it stands for. `key` says of which line that is, where it is one.

    `head` is the strip at its upper end on which its name stands, over the upper ends of its parts. `is_keyed` says that the key below
    the drawing has to tell it: its name or its figure has no room, or it is several. `mark` is the number that it has there, where that
    has room, and `tip` what is said in its place.
    """

    box: Box
    words: tuple[Word, ...]
    key: str
    name: str
    head: Box | None = None
    is_keyed: bool = False
    mark: Word | None = None
    tip: Tip | None = None


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band of one height from a place on the left (its upper end) to one on the right."""

    look: str
    x1: Decimal
    y1: Decimal
    x2: Decimal
    y2: Decimal
    height: Decimal

    @property
    def path(self) -> str:
        """Its outline, as SVG writes paths."""
        middle, low1, low2 = (self.x1 + self.x2) / 2, self.y1 + self.height, self.y2 + self.height
        over = f"M{self.x1:f} {self.y1:f}C{middle:f} {self.y1:f} {middle:f} {self.y2:f} {self.x2:f} {self.y2:f}"
        return f"{over}V{low2:f}C{middle:f} {low2:f} {middle:f} {low1:f} {self.x1:f} {low1:f}Z"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing, back to front: grid, ribbons, bands and bars, tiles, lines, dots, words."""

    width: int
    height: int
    grid: tuple[Stroke, ...] = ()
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Word, ...] = ()
    tiles: tuple[Tile, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()


# Waterfall: from one total to another


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the change, in 万元, with its name and its figure as they are written."""

    name: str
    amount: Decimal
    written: str
    look: Literal["fall", "rise", "residual"]


@dataclass(frozen=True, slots=True)
class Total:
    """A total at either end, in 万元."""

    name: str
    amount: Decimal
    written: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """How one of the two drawings is laid out."""

    width: int
    left: int
    right: int
    row: int
    bar: int
    letters: int
    above: bool
    ticks: int


_FRAMES: Final = {
    "wide": _Frame(WIDE, 262, 656, 34, 18, 17, above=False, ticks=5),
    "narrow": _Frame(NARROW, 6, 352, 46, 14, 18, above=True, ticks=4),
}


def waterfall(start: Total, bars: Sequence[Bar], end: Total) -> tuple[Drawing, Drawing]:
    """The change as a row for each part, wide and narrow. Totals are ticks, since the axis does not begin at 0."""
    return _waterfall(_FRAMES["wide"], start, bars, end), _waterfall(_FRAMES["narrow"], start, bars, end)


def _waterfall(frame: _Frame, start: Total, bars: Sequence[Bar], end: Total) -> Drawing:
    levels = list(accumulate((bar.amount for bar in bars), initial=start.amount))
    ticks = nice_ticks(min(*levels, end.amount), max(*levels, end.amount), frame.ticks)
    scale = _Scale(ticks[0], ticks[-1], Decimal(frame.left), Decimal(frame.right))
    strokes, boxes, words = [], [], []
    top = Decimal(28)
    for name, level, written, bar in _rows(start, bars, levels, end):
        names = wrapped(name, frame.letters)
        words += _labels(frame, names, written, top, "bold" if bar is None else bar.look)
        height = Decimal(frame.row + 18 * (len(names) - 1))
        at = _bar_top(frame, top, height)
        if bar is None:
            strokes.append(Stroke("total", scale.at(level), at, scale.at(level), at + frame.bar))
        else:
            left, right = sorted((scale.at(level), scale.at(level + bar.amount)))
            boxes.append(Box(bar.look, left, at, max(right - left, Decimal("0.8")), Decimal(frame.bar)))
        top += height
        strokes.append(Stroke("hair", ZERO, top, Decimal(frame.width), top))
    axis = [Stroke("axis", scale.at(tick), Decimal(24), scale.at(tick), top) for tick in ticks]
    names_of_ticks = [Word(f"{tick:,.0f}".replace("-", "−"), *_within(frame, scale.at(tick)), look="small") for tick in ticks]
    return Drawing(frame.width, int(top) + 2, tuple(axis), tuple(boxes), tuple(strokes), (), (*names_of_ticks, *words))


def _rows(start: Total, bars: Sequence[Bar], levels: Sequence[Decimal], end: Total) -> Iterator[tuple[str, Decimal, str, Bar | None]]:
    yield start.name, start.amount, start.written, None
    for bar, level in zip(bars, levels, strict=False):
        yield bar.name, level, bar.written, bar
    yield end.name, end.amount, end.written, None


def _labels(frame: _Frame, names: Sequence[str], written: str, top: Decimal, look: str) -> list[Word]:
    first = top + (16 if frame.above else 22)
    plain = "bold" if look == "bold" else ""
    value = Word(written, Decimal(frame.width), first, "end", look if look in ("bold", "rise", "fall") else "")
    return [Word(name, ZERO, first + 18 * line, "start", plain) for line, name in enumerate(names)] + [value]


def _bar_top(frame: _Frame, top: Decimal, height: Decimal) -> Decimal:
    return top + height - frame.bar - 7 if frame.above else top + (height - frame.bar) / 2


def _within(frame: _Frame, x: Decimal) -> tuple[Decimal, Decimal, str]:
    """A tick's name stays inside of the drawing."""
    anchor = "start" if x < 20 else "end" if x > frame.width - 24 else "middle"
    return x, Decimal(16), anchor


# Series: one line through the years, from 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A year of a series, in 万元. `value` is None where there is no figure; `joined` says how it hangs together with the year before.

    A dotted line leads to a figure of a text; where the basis changes there is none, and the column between is shaded; where nobody can
    know whether it did (`unheard`), there is none either.
    """

    year: int
    value: Decimal | None
    written: str = ""
    hollow: bool = False
    joined: Literal["", "line", "dotted", "broken", "unheard"] = ""


def series(marks: Sequence[Mark], highest: Decimal | None = None) -> tuple[Drawing, Drawing]:
    """A series from 0, wide and narrow. With `highest` several series have one scale."""
    return wide_series(marks, highest), narrow_series(marks, highest)


def wide_series(marks: Sequence[Mark], highest: Decimal | None = None) -> Drawing:
    """The wide one alone."""
    return _series(marks, highest, WIDE, 280)


def narrow_series(marks: Sequence[Mark], highest: Decimal | None = None) -> Drawing:
    """The narrow one alone."""
    return _series(marks, highest, NARROW, 250)


def spark(marks: Sequence[Mark]) -> Drawing:
    """The same small and without an axis, for beside a figure: from 0, the years at its ends."""
    plot = _Plot(200, 92, 12, 188, 10, 66)
    scales = _scales(marks, None, plot, 2)
    ends = [marks[0].year, marks[-1].year][: len(marks)]
    anchors = ("start", "end")
    words = [Word(str(year), Decimal(at), Decimal(88), anchor, "small") for year, at, anchor in zip(ends, (0, 200), anchors, strict=False)]
    base = Stroke("axis", ZERO, Decimal(plot.bottom), Decimal(200), Decimal(plot.bottom))
    boxes, strokes, dots = _line(marks, *scales, plot)
    return Drawing(200, 92, (base,), tuple(boxes), tuple(strokes), tuple(dots), tuple(words))


@dataclass(frozen=True, slots=True)
class _Plot:
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


def _series(marks: Sequence[Mark], highest: Decimal | None, width: int, height: int) -> Drawing:
    plot = _Plot(width, height, 108 if width == WIDE else 92, width - 40, 40, height - 34)
    across, up = _scales(marks, highest, plot, 4)
    ticks = nice_ticks(up.first, up.last, 4)
    boxes, strokes, dots = _line(marks, across, up, plot)
    left = Decimal(plot.left - 40)
    grid = [Stroke("axis" if tick else "base", left, up.at(tick), Decimal(width), up.at(tick)) for tick in ticks]
    words = [Word(_plain(tick), left - 8, up.at(tick) + 4, "end", "small") for tick in ticks]
    years = [Word(str(mark.year), across.at(Decimal(mark.year)), Decimal(height - 10), "middle", "small") for mark in marks]
    words += [*_apart(years), *_apart(_values(marks, across, up, plot))]
    return Drawing(width, height, tuple(grid), tuple(boxes), tuple(strokes), tuple(dots), tuple(words))


def _scales(marks: Sequence[Mark], highest: Decimal | None, plot: _Plot, ticks: int) -> tuple[_Scale, _Scale]:
    values = [mark.value for mark in marks if mark.value is not None]
    steps = nice_ticks(min([ZERO, *values]), highest or max([ZERO, *values]) or Decimal(1), ticks)
    years = [Decimal(mark.year) for mark in marks]
    across = _Scale(min(years), max(years), Decimal(plot.left), Decimal(plot.right))
    return across, _Scale(steps[0], steps[-1], Decimal(plot.bottom), Decimal(plot.top))


def _line(marks: Sequence[Mark], across: _Scale, up: _Scale, plot: _Plot) -> tuple[list[Box], list[Stroke], list[Dot]]:
    boxes, strokes, dots = [], [], []
    for before, mark in pairwise(marks):
        left, right = across.at(Decimal(before.year)), across.at(Decimal(mark.year))
        if mark.joined == "broken":
            top, bottom = Decimal(plot.top), Decimal(plot.bottom)
            boxes.append(Box("band", left, top, right - left, bottom - top))
            strokes += [Stroke("edge", at, top, at, bottom) for at in (left, right)]
        elif mark.joined in ("line", "dotted") and before.value is not None and mark.value is not None:
            look: Look = "line" if mark.joined == "line" else "dotted"
            strokes.append(Stroke(look, left, up.at(before.value), right, up.at(mark.value)))
    for mark in marks:
        if mark.value is not None:
            dots.append(Dot(across.at(Decimal(mark.year)), up.at(mark.value), mark.hollow))
    return boxes, strokes, dots


def _values(marks: Sequence[Mark], across: _Scale, up: _Scale, plot: _Plot) -> list[Word]:
    """The figures above their points, below where the line comes down to them."""
    found, before = [], None
    last = next((mark for mark in reversed(marks) if mark.value is not None), None)
    for mark in marks:
        if mark.value is None:
            continue
        y = up.at(mark.value)
        falls = before is not None and before > mark.value and y + 24 < plot.bottom
        found.append(
            Word(mark.written, across.at(Decimal(mark.year)), y + 23 if falls else y - 13, "middle", "bold" if mark is last else "")
        )
        before = mark.value
    return found


def _apart(words: Sequence[Word]) -> list[Word]:
    """The words that do not stand on each other: the last first, then the first, then what fits between. The table has them all."""
    kept: list[tuple[Word, Decimal]] = []
    for word in (*words[-1:], *words[:-1]):
        width = _width(word)
        if not any(abs(word.y - one.y) < 16 and abs(word.x - one.x) < (width + own) / 2 + 6 for one, own in kept):
            kept.append((word, width))
    return [word for word, _width in kept]


def _width(word: Word) -> Decimal:
    return width_of(word.text)


def width_of(text: str) -> Decimal:
    """How wide a text is at most, in units of the drawing."""
    return Decimal(TYPE * sum(map(_half_widths, text))) / 2 * Decimal("1.1")


# Scales and words


@dataclass(frozen=True, slots=True)
class _Scale:
    first: Decimal
    last: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal) -> Decimal:
        """Where a value stands, rounded for the eye; in the middle where there is only one."""
        if self.first == self.last:
            return (self.start + self.end) / 2
        place = self.start + (self.end - self.start) * (value - self.first) / (self.last - self.first)
        return place.quantize(Decimal("0.1"))


def nice_ticks(smallest: Decimal, largest: Decimal, most: int) -> tuple[Decimal, ...]:
    """Round numbers from below the smallest to above the largest, at most so many between them and one more."""
    reach = largest - smallest or abs(largest) or Decimal(1)
    size = _nice(reach / most)
    first = (smallest / size).to_integral_value(ROUND_FLOOR)
    last = (largest / size).to_integral_value(ROUND_CEILING)
    last = last if last > first else first + 1
    return tuple(size * number for number in range(int(first), int(last) + 1))


def _nice(size: Decimal) -> Decimal:
    power = Decimal(1).scaleb(size.adjusted())
    return next(power * step for step in (1, 2, 5, 10) if power * step >= size)


def _plain(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return (f"{number:,.0f}" if whole else f"{number.normalize():,f}").replace("-", "−")


def wrapped(text: str, letters: int) -> tuple[str, ...]:
    """A name in lines of at most so many Chinese characters: never cut."""
    lines, line, width = [], "", 0
    for letter in text:
        width += _half_widths(letter)
        if width > 2 * letters and line:
            kept = -1 if letter in CLOSING and len(line) > 1 else len(line)
            lines.append(line[:kept])
            line = line[kept:]
            width = sum(map(_half_widths, line + letter))
        line += letter
    return (*lines, line)


def paragraph(text: str, letters: int) -> list[str]:
    """A text in lines of at most so many Chinese characters, Latin words kept whole where a line has room for them."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if len(wrapped((line + piece).rstrip(), letters)) > 1 and line and len(piece) > 1:
            lines.append(line)
            line = piece
        else:
            line += piece
        *full, line = wrapped(line, letters) if line.strip() else ("",)
        lines += full
    return [one.strip() for one in (*lines, line) if one.strip()]


@lru_cache(maxsize=4096)
def _half_widths(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WFA" else 1


def highest(values: Iterable[Decimal | None]) -> Decimal | None:
    """The largest of the figures that there are."""
    return max((value for value in values if value is not None), default=None)
