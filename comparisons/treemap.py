"""Parts of a whole as areas: squarified, in two levels, what is small gathered. Pure.

The layout is that of Bruls, Huizing and van Wijk (Squarified Treemaps, 2000): strips of tiles along the shorter side of what is left, each
strip as long as its worst tile gets squarer. Areas are the amounts and nothing else: the name of a whole stands on a strip that lies over
the upper ends of its parts, and takes no area from them. A piece is divided into its own only where there is room for both names. What has
no room for its name has a number, by which the key below the drawing tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, count, pairwise
from typing import Final

from comparisons.drawings import NARROW, TENTH, TYPE, WIDE, ZERO, Box, Drawing, Tile, Tip, Word, width_of, wrapped

SMALL: Final = Decimal("0.01")
"""Pieces of less than this of the whole are gathered, where there are several of them."""
PAD, LINE, BASELINE = 7, 19, 21
HEAD: Final = 28
"""How high the strip of a name of one line is."""
MARKED: Final = (22, 19)
"""How broad and high a tile is at least that has room for a number."""
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
    wide, narrow = (Drawing(width, height, tiles=tuple(_tiles(pieces, _Room(width, height)))) for width, height in HEIGHTS.items())
    return wide, narrow


class _Room:
    """The drawing that is being laid out: its size, and the numbers of its tiles without a name."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = Decimal(width), Decimal(height)
        self.numbers = count(1)


def _tiles(pieces: Sequence[Piece], room: _Room) -> Iterator[Tile]:
    rects = squarified([piece.amount for piece in pieces], Rect(ZERO, ZERO, room.width, room.height))
    for piece, rect in zip(pieces, rects, strict=True):
        yield from _divided_tile(piece, rect, room) or [_whole_tile(piece, rect, room)]


def _whole_tile(piece: Piece, rect: Rect, room: _Room) -> Tile:
    """A piece of the whole that is not divided: with its name on a strip, as those have that are; what is no line without one."""
    if piece.look != "tile":
        return _tile(piece, rect, _label(piece, rect, look="bold"), room, look=piece.look)
    words, head = _head(piece, rect)
    return _tile(piece, rect, words, room, look="whole", head=head)


def _divided_tile(piece: Piece, rect: Rect, room: _Room) -> list[Tile]:
    """The tiles of its pieces, and over them its own with its name; none where the names have no room."""
    rects = squarified([one.amount for one in piece.pieces], rect)
    words, head = _head(piece, rect) if len(rects) > 1 else ((), None)
    if head is None or not words or words[-1].text != piece.written:
        return []
    below = head.y + head.height
    if not _label(piece.pieces[0], rects[0], below) or any(one.bottom < below + MARKED[1] for one in rects):
        return []
    parts = [_tile(one, place, _label(one, place, below), room, below) for one, place in zip(piece.pieces, rects, strict=True)]
    return [*parts, _tile(piece, rect, words, room, look="frame", head=head)]


def _tile(
    piece: Piece, rect: Rect, words: tuple[Word, ...], room: _Room, below: Decimal = ZERO, *, look: str = "tile", head: Box | None = None
) -> Tile:
    left, top, right, bottom = (edge.quantize(TENTH) for edge in (rect.left, rect.top, rect.right, rect.bottom))
    box = Box(look, left, top, right - left, bottom - top)
    mark = None if words else _mark(box, max(below.quantize(TENTH), top), room)
    is_whole = bool(words) and words[-1].text == piece.written
    tip = None if words else _tip(piece.told, box, room)
    return Tile(box, words, piece.key, piece.told, head, not is_whole or bool(piece.names), mark, tip)


def _mark(box: Box, top: Decimal, room: _Room) -> Word | None:
    """The next number, in the upper left corner of what is seen of a tile; None where that is too small."""
    if box.width < MARKED[0] or box.y + box.height - top < MARKED[1]:
        return None
    return Word(str(next(room.numbers)), box.x + PAD - 2, top + LINE - 4, look="small")


def _tip(told: str, box: Box, room: _Room) -> Tip:
    """Over a tile, or below it, as far to the left as it has to be."""
    lines = wrapped(told, int((room.width - 2 * PAD) / Decimal("1.1") // TYPE))
    width, height = max(map(width_of, lines)) + 2 * PAD, Decimal(LINE * len(lines) + PAD)
    x = max(min(box.x, room.width - width), ZERO).quantize(TENTH)
    y = box.y - height - PAD if box.y > height + PAD else min(box.y + box.height + PAD, room.height - height)
    words = tuple(Word(line, x + PAD, y + LINE * at + LINE - 4) for at, line in enumerate(lines))
    return Tip(Box("tip", x, y, width.quantize(TENTH), height), words)


def _head(piece: Piece, rect: Rect) -> tuple[tuple[Word, ...], Box | None]:
    """Name and figure on a strip across a tile, on one line where they have room, and the strip; nothing where even the name has none."""
    left, top = (rect.left + PAD).quantize(TENTH), rect.top.quantize(TENTH)
    beside = left + width_of(piece.name) + PAD
    if beside + width_of(piece.written) + PAD <= rect.right and rect.height >= HEAD:
        baseline = top + BASELINE - 2
        words: tuple[Word, ...] = (
            Word(piece.name, left, baseline, look="bold"),
            Word(piece.written, beside.quantize(TENTH), baseline, look="bold"),
        )
    else:
        words = _label(piece, rect, look="bold")
    if not words:
        return (), None
    high = min(words[-1].y - top + PAD + 2, rect.height.quantize(TENTH))
    return words, Box("head", rect.left.quantize(TENTH), top, (rect.right.quantize(TENTH) - rect.left.quantize(TENTH)), high)


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
