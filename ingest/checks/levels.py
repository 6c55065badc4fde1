"""Which rows are the parts of a total where neither codes nor marks nor paths tell: those by which all printed sums hold. Pure.

Names alone (深圳: 类, 款 and 项 without codes; 西安: the department, then its units) leave open which row stands below which. A reading takes
each row either as a part, or as a row over the rows right behind it that add up to it. Where a reading makes the parts the total, the figures
agree; where none does, nothing is read into them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from ingest.checks.tolerance import Figure

MOST_STEPS: Final = 200_000
"""A search that needs more steps is given up: the figures do not tell."""

_ZERO: Final = Decimal(0)


def parts_of(total: Figure, rows: Sequence[Figure | None]) -> tuple[int, ...] | None:
    """The places of the rows that make up the total, the others standing below them; None where no reading holds."""
    return _Reading(rows).parts(total)


class _Reading:
    """The search: for every row, from the last to the first, where the rows below it may end."""

    def __init__(self, rows: Sequence[Figure | None]) -> None:
        self.rows = rows
        self.steps = 0
        self.ends: list[tuple[int, ...]] = [()] * len(rows)
        self.only_positive = all(row is None or row.value >= 0 for row in rows)
        for place in reversed(range(len(rows))):
            self.ends[place] = self._ends(place)

    def parts(self, total: Figure) -> tuple[int, ...] | None:
        """The parts of the total among all rows: the fewest, for a row that others stand below is none of their equals."""
        return next((parts for end, parts in self._runs(0, total, len(self.rows)) if end == len(self.rows)), None)

    def _ends(self, place: int) -> tuple[int, ...]:
        row = self.rows[place]
        if row is None or not row.value:
            return (place + 1,)
        below = dict.fromkeys(end for end, _ in self._runs(place + 1, row, None))
        return (*sorted(below, reverse=True), place + 1)

    def _runs(self, start: int, total: Figure, until: int | None) -> list[tuple[int, tuple[int, ...]]]:
        """Where runs of parts from `start` on end that add up to the total; with `until` only the one that ends there."""
        found: list[tuple[int, tuple[int, ...]]] = []
        seen: set[tuple[int, Decimal]] = set()
        stack: list[tuple[int, Decimal, Decimal, tuple[int, ...]]] = [(start, _ZERO, total.half, ())]
        while stack and self.steps < MOST_STEPS:
            place, sum_, bound, parts = stack.pop()
            self.steps += 1
            holds = abs(sum_ - total.value) <= bound
            if holds and parts and until in (None, place):
                found.append((place, parts))
                if until is not None:
                    return found
            if place == len(self.rows) or (place, sum_) in seen or (self.only_positive and sum_ - total.value > bound):
                continue
            if holds and until is None and parts and self.only_positive:
                continue
            seen.add((place, sum_))
            row = self.rows[place]
            value, half = (row.value, row.half) if row else (_ZERO, _ZERO)
            nexts = [(end, sum_ + value, bound + half, (*parts, place)) for end in self.ends[place]]
            stack.extend(reversed(nexts))
        return found
