"""The columns of a table without rulings: what its body shows of them, and its heads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.grids.aligned import matching
from ingest.grids.aligned.blocks import Block, leaves_of
from ingest.grids.aligned.gutters import Rows, Span, by_line, holds_numbers, is_over, merged, share_of_amounts, spans_of
from ingest.grids.aligned.heads import Node
from ingest.grids.aligned.words import Word, height_of

Area = tuple[int, int]
"""Columns from the first to the last, end excluded."""

_MOSTLY: Final = 0.6
_LOWER: Final = 0.6  # heights by which heads stand lower than those over them at least


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns from left to right: where their words stand, the borders around them, the heads right over them.

    `sure` is false where heads and columns could not be brought together in one clear way.
    """

    spans: tuple[Span, ...]
    borders: tuple[float, ...]
    leaves: tuple[Node, ...]
    sure: bool

    def of(self, word: Word) -> Area:
        """The columns over which a word stands (first, last), ends excluded; it stands over one at least."""
        x0, _, x1, _ = word.box
        over = [at for at, (left, right) in enumerate(self.spans) if min(x1, right) - max(x0, left) > 0]
        if over:
            return over[0], over[-1] + 1
        at = next((at for at, border in enumerate(self.borders[1:-1]) if word.centre < border), len(self.spans) - 1)
        return at, at + 1

    def share(self, words: Iterable[Word]) -> list[list[Word]]:
        """The words by the first column over which they stand."""
        found: list[list[Word]] = [[] for _ in self.spans]
        for word in words:
            found[self.of(word)[0]].append(word)
        return found

    def areas(self, words: Sequence[Word]) -> dict[Area, list[Word]]:
        """The words of a row by the columns that they take up; a text over several takes up all of them only where it is alone there."""
        found: dict[Area, list[Word]] = {}
        filled = {first for first, last in map(self.of, words) if last - first == 1}
        for word in words:
            first, last = self.of(word)
            if last - first > 1 and (
                word.is_number or filled & set(range(first, last)) or any(_meet(other, (first, last)) for other in found)
            ):
                first, last = self._most_of(word)
            found.setdefault((first, last), []).append(word)
        return found

    def _most_of(self, word: Word) -> Area:
        """The one column over which the most of a word stands."""
        shares = [min(word.box[2], right) - max(word.box[0], left) for left, right in pairwise(self.borders)]
        at = shares.index(max(shares))
        return at, at + 1


def _meet(one: Area, other: Area) -> bool:
    return one != other and one[0] < other[1] and other[0] < one[1]


def find_columns(body: Sequence[Word], heads: Sequence[Block], uprights: Sequence[float] = ()) -> Columns | None:
    """The columns of a body under its heads; None where they cannot be told."""
    height, rows = height_of(body), by_line(body)
    spans = spans_of(body, heads, uprights, rows)
    leaves = _leaves(heads, spans)
    kinds = [matching.Span(*span, is_figures=holds_numbers(span, rows)) for span in spans]
    shares = matching.shared_out(leaves, kinds, height) if leaves and spans else None
    if shares is None:
        return None
    sure = matching.is_clear(leaves, kinds, shares, height)
    found: list[Span] = []
    nodes: list[Node] = []
    for leaf, (first, last) in zip(leaves, shares, strict=True):
        own = merged(spans[first:last], rows, height) or [(leaf.box[0], leaf.box[2])]
        if _mixed(own, rows):
            return None
        nodes.append(Node(leaf, len(found), len(found) + len(own)))
        found.extend(own)
    return Columns(tuple(found), _borders(found, nodes, uprights), tuple(nodes), sure)


def _mixed(spans: Sequence[Span], rows: Rows) -> bool:
    """Whether one head would stand over amounts and names: then heads and columns do not belong together."""
    shares = [share_of_amounts(span, rows) for span in spans]
    return len(spans) > 1 and max(shares) > _MOSTLY and min(shares) < 1 - _MOSTLY and not all(holds_numbers(span, rows) for span in spans)


def _leaves(heads: Sequence[Block], spans: Sequence[Span]) -> list[Block]:
    """The heads right over columns. One between two lower ones stands over them both, where there are more heads than columns."""
    leaves = leaves_of(heads)
    between = [
        leaf
        for before, leaf, after in zip(leaves, leaves[1:], leaves[2:], strict=False)
        if min(before.middle, after.middle) > leaf.middle + _LOWER * height_of(leaf.words) and not _has_own(leaf, (before, after), spans)
    ]
    between.sort(key=lambda leaf: leaf.middle)
    over = between[: max(0, len(leaves) - len(spans))]
    return [leaf for leaf in leaves if leaf not in over]


def _has_own(leaf: Block, others: Sequence[Block], spans: Sequence[Span]) -> bool:
    """Whether a head stands over a column over which none of the others does."""
    own = [span for span in spans if is_over(leaf, span)]
    return any(not any(is_over(other, span) for other in others) for span in own)


def _borders(spans: Sequence[Span], leaves: Sequence[Node], uprights: Sequence[float]) -> tuple[float, ...]:
    """The borders of the columns: in the middle of the gutters, heads counted, or where a ruling stands."""
    wide = [list(span) for span in spans]
    for node in leaves:
        wide[node.first][0] = min(wide[node.first][0], node.block.box[0])
        wide[node.last - 1][1] = max(wide[node.last - 1][1], node.block.box[2])
    inner = [_border(spans[at], spans[at + 1], (wide[at][1], wide[at + 1][0]), uprights) for at in range(len(spans) - 1)]
    return (min(left for left, _ in wide) - 1, *inner, max(right for _, right in wide) + 1)


def _border(left: Span, right: Span, wide: Span, uprights: Sequence[float]) -> float:
    ruled = [at for at in uprights if left[1] - 1 <= at <= right[0] + 1]
    if ruled:
        return ruled[0]
    middle = (wide[0] + wide[1]) / 2
    return min(max(middle, left[1]), right[0])
