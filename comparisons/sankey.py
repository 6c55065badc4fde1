"""From sources through one whole to uses, as ribbons whose height is the amount. Pure.

Each side is as high as the whole: whoever draws sees to it that the amounts of a side come to it, as far as rounding shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from typing import Final

from comparisons.drawings import NARROW, TENTH, TYPE, WIDE, ZERO, Box, Drawing, Ribbon, Word, paragraph, width_of

BAR: Final = 8
GAP: Final = 10
LINE, BASELINE = 19, 15
MOST: Final = 9
"""So many ribbons a side; of more the smallest are gathered."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A source or a use with its amount above 0, its name and its figure as they are written. `look` is `node` or `residual`."""

    name: str
    written: str
    amount: Decimal
    look: str = "node"


@dataclass(frozen=True, slots=True)
class _Frame:
    """How one of the two drawings is laid out: where the three bars stand, how high all of the money is, letters of names."""

    width: int
    left: int
    middle: int
    right: int
    high: int
    letters: int
    beside: bool


_FRAMES: Final = (
    _Frame(WIDE, 212, 376, 540, 300, 14, beside=True),
    _Frame(NARROW, 0, 175, 350, 260, 10, beside=False),
)

Gather = Callable[[Sequence[Stream]], Stream]


def fewer(streams: Sequence[Stream], gather: Gather) -> list[Stream]:
    """At most so many, in the same order: the smallest as one behind the others, what is no line last."""
    lines, others = [one for one in streams if one.look == "node"], [one for one in streams if one.look != "node"]
    if len(lines) <= MOST:
        return [*lines, *others]
    largest = sorted(lines, key=lambda one: -one.amount)[: MOST - 1]
    return [*(one for one in lines if one in largest), gather([one for one in lines if one not in largest]), *others]


def sankey(sources: Sequence[Stream], middle: Stream, uses: Sequence[Stream]) -> tuple[Drawing, Drawing]:
    """The sources, the whole, and the uses, wide and narrow."""
    wide, narrow = (_drawn(frame, sources, middle, uses) for frame in _FRAMES)
    return wide, narrow


@dataclass(frozen=True, slots=True)
class _Room:
    """Where both sides are drawn: the upper edge and the height of all, and the bar of the whole between them."""

    top: Decimal
    height: Decimal
    bar: Box


def _drawn(frame: _Frame, sources: Sequence[Stream], middle: Stream, uses: Sequence[Stream]) -> Drawing:
    frame = _as_narrow(frame, sources) if frame.beside else frame
    names = [*paragraph(middle.name, frame.width // TYPE), middle.written]
    top = Decimal(LINE * len(names) + GAP)
    height = max(Decimal(frame.high), *(sum(_slots(frame, side), ZERO) for side in (sources, uses)))
    bar = Box("node", Decimal(frame.middle), (top + (height - frame.high) / 2).quantize(TENTH), Decimal(BAR), Decimal(frame.high))
    room = _Room(top, height, bar)
    left, right = _side(frame, sources, room, is_left=True), _side(frame, uses, room, is_left=False)
    center = Decimal(frame.middle) + BAR // 2
    above = [Word(name, center, Decimal(16 + LINE * at), "middle", "bold") for at, name in enumerate(names)]
    return Drawing(
        frame.width,
        int(top + height) + GAP,
        boxes=(*left[0], bar, *right[0]),
        words=(*above, *left[1], *right[1]),
        ribbons=(*left[2], *right[2]),
    )


def _as_narrow(frame: _Frame, sources: Sequence[Stream]) -> _Frame:
    """The frame with no more room on the left than the names there take."""
    texts = (text for one in sources for text in (*paragraph(one.name, frame.letters), one.written))
    left = min(frame.left, int(max(map(width_of, texts))) + 2 * GAP)
    return replace(frame, left=left, middle=(left + frame.right) // 2)


_Drawn = tuple[list[Box], list[Word], list[Ribbon]]


def _heights(frame: _Frame, streams: Sequence[Stream]) -> list[Decimal]:
    """How high each is: together as high as the bar of the whole."""
    unit = frame.high / sum((one.amount for one in streams), ZERO)
    return [one.amount * unit for one in streams]


def _slots(frame: _Frame, streams: Sequence[Stream]) -> list[Decimal]:
    """How much height each takes, its name and its distance from the next included."""
    names = (LINE * (len(paragraph(one.name, frame.letters)) + 1) for one in streams)
    return [max(high, Decimal(words)) + GAP for high, words in zip(_heights(frame, streams), names, strict=True)]


def _side(frame: _Frame, streams: Sequence[Stream], room: _Room, *, is_left: bool) -> _Drawn:
    slots, heights, bar = _slots(frame, streams), _heights(frame, streams), room.bar
    places = accumulate(slots[:-1], initial=room.top + (room.height - sum(slots, ZERO)) / 2)
    joins = accumulate(heights[:-1], initial=bar.y)
    found: _Drawn = ([], [], [])
    for one, high, slot, place, join in zip(streams, heights, slots, places, joins, strict=True):
        y = (place + (slot - GAP - high) / 2 if frame.beside else place).quantize(TENTH)
        found[0].append(Box(one.look, Decimal(frame.left if is_left else frame.right), y, Decimal(BAR), high.quantize(TENTH)))
        found[1].extend(_words(frame, one, y, high, is_left=is_left))
        at = join.quantize(TENTH)
        ends = (Decimal(frame.left + BAR), y, bar.x, at) if is_left else (bar.x + BAR, at, Decimal(frame.right), y)
        found[2].append(Ribbon("loose" if one.look == "residual" else "flow", *ends, high.quantize(TENTH)))
    return found


def _words(frame: _Frame, one: Stream, y: Decimal, high: Decimal, *, is_left: bool) -> list[Word]:
    """Name and figure beside the bar, or from its upper end over the ribbon."""
    lines = [*paragraph(one.name, frame.letters), one.written]
    if frame.beside:
        first = y + (high - LINE * len(lines)) / 2 + BASELINE
        x, anchor = (frame.left - GAP, "end") if is_left else (frame.right + BAR + GAP, "start")
    else:
        first = y + BASELINE
        x, anchor = (frame.left + BAR + 6, "start") if is_left else (frame.right - 6, "end")
    looks = [*("bold" for _line in lines[1:]), ""]
    places = zip(lines, looks, strict=True)
    return [Word(text, Decimal(x), (first + LINE * at).quantize(TENTH), anchor, look) for at, (text, look) in enumerate(places)]
