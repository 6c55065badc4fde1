"""Which head stands over which columns of the body, in their order. Pure.

A column may be blank, and a head may stand over several. Figures end right of the middle of their column, or in its middle; names begin
left of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.grids.aligned.blocks import Block

_BLANK: Final = 30.0  # heights that it costs to take a head for that of a blank column, or for that of one more column
_WRONG_SIDE: Final = 3.0  # how much worse it is for figures to end left of the middle of their column
_ASIDE: Final = 0.02  # how little it matters that names are not in the middle of their column
_MOST_SHARED: Final = 6
_NEVER: Final = float("inf")

Share = tuple[int, int]
"""Columns from the first to the last, end excluded; none for a blank column."""


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where words of a column stand, and whether they are figures."""

    left: float
    right: float
    is_figures: bool = False


def shared_out(leaves: Sequence[Block], spans: Sequence[Span], height: float) -> list[Share] | None:
    """For each leaf the columns of the body under it (first, last; none for a blank one), in order; None where heads are too few."""
    count, width = len(leaves), len(spans)
    best: list[list[tuple[float, int]]] = [[(_NEVER, 0)] * (width + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, 0)
    for at, leaf in enumerate(leaves):
        for start in range(width + 1):
            cost = best[at][start][0]
            if cost == _NEVER:
                continue
            for end in range(start, min(width, start + _MOST_SHARED) + 1):
                new = cost + _misfit(leaf, spans[start:end], height)
                if new < best[at + 1][end][0]:
                    best[at + 1][end] = (new, start)
    if best[count][width][0] == _NEVER:
        return None
    found, end = [], width
    for at in range(count, 0, -1):
        start = best[at][end][1]
        found.append((start, end))
        end = start
    return found[::-1]


def is_clear(leaves: Sequence[Block], spans: Sequence[Span], shares: Sequence[Share], height: float) -> bool:
    """Whether no figures fit the blank column beside their own about as well as it."""
    for at, (first, last) in enumerate(shares):
        beside = [leaves[near] for near in (at - 1, at + 1) if 0 <= near < len(shares) and shares[near][0] == shares[near][1]]
        own = spans[first:last]
        if own and any(_misfit(leaf, own, height) < _misfit(leaves[at], own, height) + height for leaf in beside):
            return False
    return True


def _misfit(leaf: Block, own: Sequence[Span], height: float) -> float:
    """How badly a head and the columns under it go together. Figures end right of the middle of their column, names begin left of it."""
    if not own:
        return _BLANK * height
    shared = (len(own) - 1) * _BLANK * height
    end = own[-1].right - leaf.centre
    if all(span.is_figures for span in own):
        return shared + (end if end >= 0 else -_WRONG_SIDE * end)
    start = leaf.centre - own[0].left
    return shared + max(0.0, own[0].left - leaf.box[2], leaf.box[0] - own[-1].right) + _ASIDE * abs(start - end)
