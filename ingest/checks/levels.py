"""Which rows are the parts of a total where neither codes nor marks nor paths tell: those by which all printed sums hold. Pure.

Names alone leave open which row stands below which (类, 款 and 项 without codes; a department, then its units, then their projects). A
reading takes each row either as a part, or as a row over the rows right behind it that add up to it. Where a reading makes the parts the
total, the figures agree; where none does, nothing is read into them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from ingest.checks.tolerance import Figure

MOST_STEPS: Final = 20_000
"""A search for the rows of one total that needs more steps is given up: the figures do not tell."""

_ENDS: Final = 8
"""Of the places where the rows below a row may end so many are looked for; kept are the two furthest, the nearest, one of one row."""

_ZERO: Final = Decimal(0)

Run = tuple[int, tuple[int, ...]]
"""Where rows that add up to a total end, and the places of its parts among them."""


def parts_of(total: Figure, rows: Sequence[Figure | None]) -> tuple[int, ...] | None:
    """The places of the rows that make up the total, the others standing below them; None where no reading holds."""
    readings = (_Reading(rows, likes_equals=likes).parts(total) for likes in (True, False))
    return next((parts for parts in readings if parts is not None), None)


class _Reading:
    """The search: for every row, from the last to the first, where the rows below it may end.

    `likes_equals`: two rows of the same amount behind each other are first taken as equals, else as one below the other.
    """

    def __init__(self, rows: Sequence[Figure | None], *, likes_equals: bool) -> None:
        self.rows = rows
        self.values = [row.value if row else _ZERO for row in rows]
        self.halves = [row.half if row else _ZERO for row in rows]
        self.likes_equals = likes_equals
        self.only_positive = all(value >= 0 for value in self.values)
        self.ends: list[tuple[int, ...]] = [()] * len(rows)
        for place in reversed(range(len(rows))):
            self.ends[place] = self._ends(place)

    def parts(self, total: Figure) -> tuple[int, ...] | None:
        """The parts of the total among all rows."""
        return next((parts for _, parts in self._runs(0, total, len(self.rows))), None)

    def _ends(self, place: int) -> tuple[int, ...]:
        """Likeliest first: over several rows, then over none and over one row of the same amount, in the order of this reading."""
        row, alone = self.rows[place], place + 1
        if row is None or not row.value:
            return (alone,)
        ends = sorted((end for end, _ in self._runs(alone, row, None)), reverse=True)
        several = [end for end in ends if sum(map(bool, self.values[alone:end])) > 1]
        single = [end for end in ends if end not in several]
        return (*several[:2], *several[2:][-1:], *((alone, *single[:1]) if self.likes_equals else (*single[:1], alone)))

    def _runs(self, start: int, total: Figure, until: int | None) -> list[Run]:
        """Rows from `start` on that add up to the total: the first few runs, or with `until` the one that ends there."""
        found: dict[int, tuple[int, ...]] = {}
        seen: set[tuple[int, Decimal]] = set()
        stack: list[tuple[int, Decimal, Decimal, tuple[int, ...]]] = [(start, _ZERO, total.half, ())]
        while stack and len(seen) < MOST_STEPS and len(found) < (_ENDS if until is None else 1):
            place, added, bound, parts = stack.pop()
            holds = bool(parts) and abs(added - total.value) <= bound
            if holds and until in (None, place):
                found.setdefault(place, parts)
            over = self.only_positive and (added - total.value > bound or (holds and until is None))
            if place < len(self.rows) and (place, added) not in seen and not over:
                seen.add((place, added))
                below = added + self.values[place], bound + self.halves[place], (*parts, place)
                stack.extend((end, *below) for end in reversed(self.ends[place]))
        return list(found.items())
