"""Parts of a whole as areas: squarified, in two levels, what is small gathered. Pure.

The layout is that of Bruls, Huizing and van Wijk (Squarified Treemaps, 2000): strips of tiles along the shorter side of what is left, each
strip as long as its worst tile gets squarer. Areas are the amounts and nothing else; a piece is divided into its own only where there is
room for both names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Final

from comparisons.drawings import NARROW, TENTH, TYPE, WIDE, ZERO, Box, Drawing, Tile, Word, width_of, wrapped

SMALL: Final = Decimal("0.01")
"""Pieces of less than this of the whole are gathered, where there are several of them."""
PAD, LINE, BASELINE = 7, 19, 21
FEWEST_LETTERS: Final = 3
MOST_LINES: Final = 4
HEIGHTS: Final = {WIDE: 420, NARROW: 460}


@dataclass(frozen=True, slots=True)
class Piece:
    """Something with an amount above 0: its name and figure as they are written in it, both and more as they are told (`told`), and the
    pieces that are all of it.

    `key` says which line it is; of pieces that were gathered, which line they are parts of, and `names` are theirs. `look` is `tile` or
    `residual`.
    """

    key: str
    name: str
    written: str
    told: str
    amount: Decimal
    look: str = "tile"
    pieces: tuple[Piece, ...] = ()
    names: tuple[str, ...] = ()


Gather = Callable[[str, Sequence[Piece]], Piece]
"""What several small pieces are together, given the key of what they are parts of."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its edges."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    @property
    def width(self) -> Decimal:
        """From the left edge to the right one."""
        return self.right - self.left

    @property
    def height(self) -> Decimal:
        """From the upper edge to the lower one."""
        return self.bottom - self.top

    @property
    def is_broad(self) -> bool:
        """Whether its upright sides are the shorter ones."""
        return self.width >= self.height


# Layout


def squarified(amounts: Sequence[Decimal], within: Rect) -> list[Rect]:
    """A rectangle for each amount: each has its share of `within`, and together they are all of it.

    Raises ValueError for amounts that are not above 0, or not the largest first.
    """
    if any(amount <= 0 for amount in amounts) or any(one < other for one, other in pairwise(amounts)):
        raise ValueError("amounts must be above 0, the largest first")
    found: list[Rect] = []
    rest, left = list(amounts), within
    while rest:
        strip, rest = _strip(rest, left)
        taken, upright = sum(strip, ZERO), left.is_broad
        one, left = _cut(left, taken, sum(rest, ZERO), upright=upright)
        found += _divided(one, strip, upright=upright)
    return found


def _strip(amounts: Sequence[Decimal], left: Rect) -> tuple[list[Decimal], list[Decimal]]:
    """As many amounts as make the worst tile of the strip squarer, and the others."""
    unit = left.width * left.height / sum(amounts, ZERO)
    side = min(left.width, left.height)
    count = 1
    while count < len(amounts) and _worst(amounts[: count + 1], unit, side) <= _worst(amounts[:count], unit, side):
        count += 1
    return list(amounts[:count]), list(amounts[count:])


def _worst(amounts: Sequence[Decimal], unit: Decimal, side: Decimal) -> Decimal:
    """How many times as long as broad the worst tile of a strip along this side is."""
    depth = sum(amounts, ZERO) * unit / side
    lengths = (amounts[0] * unit / depth, amounts[-1] * unit / depth)
    return max(max(length / depth, depth / length) for length in lengths)


def _cut(left: Rect, taken: Decimal, rest: Decimal, *, upright: bool) -> tuple[Rect, Rect]:
    """A strip along the shorter side, and what is left behind it."""
    share = taken / (taken + rest)
    if upright:
        edge = left.left + left.width * share if rest else left.right
        return Rect(left.left, left.top, edge, left.bottom), Rect(edge, left.top, left.right, left.bottom)
    edge = left.top + left.height * share if rest else left.bottom
    return Rect(left.left, left.top, left.right, edge), Rect(left.left, edge, left.right, left.bottom)


def _divided(strip: Rect, amounts: Sequence[Decimal], *, upright: bool) -> Iterator[Rect]:
    *sums, whole = accumulate(amounts)
    shares = [one / whole for one in sums]
    if upright:
        edges = [strip.top, *(strip.top + strip.height * share for share in shares), strip.bottom]
        yield from (Rect(strip.left, one, strip.right, other) for one, other in pairwise(edges))
    else:
        edges = [strip.left, *(strip.left + strip.width * share for share in shares), strip.right]
        yield from (Rect(one, strip.top, other, strip.bottom) for one, other in pairwise(edges))


# Gathering


def arranged(pieces: Sequence[Piece], key: str, gather: Gather) -> list[Piece]:
    """The pieces of the line with this key, and theirs, the largest first; what is too small to be seen of the whole as one piece."""
    whole = sum((piece.amount for piece in pieces), ZERO)
    return [
        replace(piece, pieces=tuple(_gathered(piece.pieces, piece.key, whole, gather))) for piece in _gathered(pieces, key, whole, gather)
    ]


def _gathered(pieces: Sequence[Piece], key: str, whole: Decimal, gather: Gather) -> list[Piece]:
    """One small piece alone stays itself, and so does what is no line."""
    small = [piece for piece in pieces if piece.amount < SMALL * whole and piece.look == "tile"]
    if len(small) > 1:
        pieces = [*(piece for piece in pieces if piece not in small), gather(key, small)]
    return sorted(pieces, key=lambda piece: -piece.amount)


# Drawing


def treemap(pieces: Sequence[Piece]) -> tuple[Drawing, Drawing]:
    """The pieces, wide and narrow, the largest first."""
    wide, narrow = (Drawing(width, height, tiles=tuple(_tiles(pieces, width, height))) for width, height in HEIGHTS.items())
    return wide, narrow


def _tiles(pieces: Sequence[Piece], width: int, height: int) -> Iterator[Tile]:
    rects = squarified([piece.amount for piece in pieces], Rect(ZERO, ZERO, Decimal(width), Decimal(height)))
    for piece, rect in zip(pieces, rects, strict=True):
        look = "whole" if piece.look == "tile" else piece.look
        yield from _divided_tile(piece, rect) or [_tile(piece, rect, _label(piece, rect, look="bold"), look)]


def _divided_tile(piece: Piece, rect: Rect) -> list[Tile]:
    """The tiles of its pieces, and around them its own with its name; none where the names have no room."""
    rects = squarified([one.amount for one in piece.pieces], rect)
    name = _label(piece, rects[0], look="bold") if len(rects) > 1 else ()
    below = name[-1].y + PAD if name else ZERO
    first = _label(piece.pieces[0], rects[0], below) if name else ()
    if not first:
        return []
    others = (_tile(one, place, _label(one, place)) for one, place in zip(piece.pieces[1:], rects[1:], strict=True))
    return [_tile(piece.pieces[0], rects[0], first), *others, _tile(piece, rect, name, "frame")]


def _tile(piece: Piece, rect: Rect, words: tuple[Word, ...], look: str = "tile") -> Tile:
    left, top, right, bottom = (edge.quantize(TENTH) for edge in (rect.left, rect.top, rect.right, rect.bottom))
    return Tile(Box(look, left, top, right - left, bottom - top), words, piece.key, piece.told)


def _label(piece: Piece, rect: Rect, below: Decimal = ZERO, look: str = "") -> tuple[Word, ...]:
    """Name and figure in the upper left corner, or behind what stands there; the name alone, or nothing, where there is no room."""
    room = rect.width - 2 * PAD
    if room < FEWEST_LETTERS * TYPE:
        return ()
    names = wrapped(piece.name, int(room // TYPE))
    left, first = (rect.left + PAD).quantize(TENTH), max(rect.top, below).quantize(TENTH) + BASELINE
    lines = [(name, look) for name in names] + ([(piece.written, look)] if width_of(piece.written) <= room else [])
    words = tuple(Word(text, left, first + LINE * at, "start", own) for at, (text, own) in enumerate(lines))
    fitting = [words[:count] for count in (len(words), len(names)) if words[count - 1].y + PAD <= rect.bottom]
    return fitting[0] if fitting and len(names) <= MOST_LINES else ()
