"""What a line is made up of: from the lines of one table in one year to its parts, and theirs, the largest first. Pure.

Only what adds up is taken for parts of parts: as far as rounding shows, the amounts below a line come to it, or it is shown whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from comparisons.changes import ZERO, Point, are_all_of
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _

TOTAL: Final = "total"
"""The line that adds up a table. One that adds up a unit is not meant."""
FEWEST: Final = 2
UNTOLD: Final = Formula(_("图里的差额"), "{whole} − {parts}", {"whole": _("总数"), "parts": _("各项之和")}, _("元"))
"""What this number is, as pages print it; `methods` says the rest."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part with a figure above 0, and what it is made up of: nothing, where that does not add up to it or would be one part alone."""

    point: Point
    parts: tuple[Part, ...] = ()

    @property
    def yuan(self) -> Decimal:
        """Its figure in 元."""
        return self.point.yuan or ZERO


@dataclass(frozen=True, slots=True)
class Parts:
    """A line with its parts, the largest first, and those below 0, which have no area; blanks, dashes and 0 are left out.

    `residual` is what the line has more than all of them, in 元; below 0 where they come to more than it. `is_rounding` says that rounding
    explains it.
    """

    whole: Point
    parts: tuple[Part, ...]
    below_zero: tuple[Point, ...]
    residual: Decimal
    is_rounding: bool

    @property
    def amount(self) -> Decimal:
        """The line's figure in 元."""
        return self.whole.yuan or ZERO


def parts_of(points: Iterable[Point], under: str = "") -> Parts | None:
    """The parts of one line of a table in one year (`under` is its key), else of the line that adds up the table.

    A line whose one part is all of it gives way to that part's parts: it would be one tile, and say nothing. None where the line is not
    there, has no figure above 0, or fewer than two parts with one, and where more of it is unknown than its largest part.
    """
    lines = list(points)
    below = _below(lines)
    whole, own = _line(lines, below, under) if under else _total(lines, below)
    if whole is None or not whole.yuan or whole.yuan < 0:
        return None
    found = _parts(own, below)
    while len(found) == 1 and found[0].yuan == whole.yuan and found[0].parts:
        found = found[0].parts
        own = [part.point for part in found]
    negative = tuple(point for point in own if point.yuan is not None and point.yuan < 0)
    residual = whole.yuan - sum((point.yuan for point in own if point.yuan is not None), ZERO)
    if len(found) < FEWEST or residual > found[0].yuan:
        return None
    return Parts(whole, found, negative, residual, are_all_of(own, whole))


def _below(lines: Sequence[Point]) -> dict[str, list[Point]]:
    below: dict[str, list[Point]] = {}
    for point in lines:
        if point.parent is not None:
            below.setdefault(point.parent, []).append(point)
    return below


def _line(lines: Sequence[Point], below: Mapping[str, Sequence[Point]], key: str) -> tuple[Point | None, Sequence[Point]]:
    """The line with this key, and those below it."""
    return next((point for point in lines if point.key == key), None), below.get(key, ())


def _total(lines: Sequence[Point], below: Mapping[str, Sequence[Point]]) -> tuple[Point | None, Sequence[Point]]:
    """The line that adds up the table, and its parts: its 合计, else the first line where that has no code and all others without one above
    them are its parts, as printed."""
    total, own = _line(lines, below, TOTAL)
    top = [point for point in lines if point.parent is None]
    if total is None and top and not top[0].code and are_all_of(top[1:], top[0]):
        return top[0], top[1:]
    return total, own


def _parts(points: Sequence[Point], below: Mapping[str, Sequence[Point]]) -> tuple[Part, ...]:
    found = (Part(point, _within(point, below)) for point in points if point.yuan is not None and point.yuan > 0)
    return tuple(sorted(found, key=lambda part: -part.yuan))


def _within(point: Point, below: Mapping[str, Sequence[Point]]) -> tuple[Part, ...]:
    """Its parts where they are all of it; a lone one gives way to what it is made up of."""
    own = below.get(point.key, ())
    if not own or not are_all_of(own, point) or any(part.yuan is not None and part.yuan < 0 for part in own):
        return ()
    found = _parts(own, below)
    return found[0].parts if len(found) == 1 else found
