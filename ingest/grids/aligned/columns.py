"""The columns of a table without rulings: where no word of its body stands from top to bottom, and what its heads say of it. Pure.

Totals stand over several columns (合计 in the middle of code and name); they part nothing and join nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from budgets.schedules import is_total
from ingest.grids.aligned.heads import Block, Node, is_clear, leaves_of, shared_out
from ingest.grids.aligned.heads import Span as heads_span
from ingest.grids.aligned.words import Word, height_of

_GUTTER: Final = 0.04  # heights that part two columns at least
_SPACE: Final = 1.0  # heights: the parts of one cell stand closer
_LOWER: Final = 0.6
_SAME_EDGE: Final = 0.8  # heights by which the right edges of one column's figures may differ
_TAIL: Final = 0.6  # heights between the words of one text at most
_OFTEN: Final = 0.3

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns from left to right: where their words stand, the borders around them, the heads right over them.

    `sure` is false where heads and columns could not be brought together in one clear way.
    """

    spans: tuple[Span, ...]
    borders: tuple[float, ...]
    leaves: tuple[Node, ...]
    sure: bool

    def of(self, word: Word) -> tuple[int, int]:
        """The columns over which a word stands (first, last), ends excluded; it stands over one at least."""
        x0, _, x1, _ = word.box
        over = [at for at, (left, right) in enumerate(self.spans) if min(x1, right) - max(x0, left) > 0]
        if over:
            return over[0], over[-1] + 1
        at = next((at for at, border in enumerate(self.borders[1:-1]) if word.centre < border), len(self.spans) - 1)
        return at, at + 1

    def most_of(self, word: Word) -> tuple[int, int]:
        """The one column over which the most of a word stands."""
        shares = [min(word.box[2], right) - max(word.box[0], left) for left, right in pairwise(self.borders)]
        at = shares.index(max(shares))
        return at, at + 1


def find_columns(body: Sequence[Word], heads: Sequence[Block], uprights: Sequence[float] = ()) -> Columns | None:
    """The columns of a body under its heads; None where they cannot be told."""
    height = height_of(body)
    rows = _by_line(body)
    spans = _parted(_spans(body, height, uprights), body, rows, height)
    spans = _under_one_head(spans, leaves_of(heads), rows, height)
    leaves = _leaves(heads, spans)
    kinds = [heads_span(left, right, is_figures=_holds_numbers((left, right), rows)) for left, right in spans]
    shares = shared_out(leaves, kinds, height) if leaves and spans else None
    if shares is None:
        return None
    sure = is_clear(leaves, kinds, shares, height)
    found: list[Span] = []
    nodes: list[Node] = []
    for leaf, (first, last) in zip(leaves, shares, strict=True):
        own = _merged(spans[first:last], rows, height) or [(leaf.box[0], leaf.box[2])]
        nodes.append(Node(leaf, len(found), len(found) + len(own)))
        found.extend(own)
    return Columns(tuple(found), _borders(found, nodes, uprights), tuple(nodes), sure)


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
    own = [span for span in spans if _is_over(leaf, span)]
    return any(not any(_is_over(other, span) for other in others) for span in own)


def _is_over(leaf: Block, span: Span) -> bool:
    return leaf.box[0] < span[1] and leaf.box[2] > span[0]


def unions(body: Sequence[Word]) -> list[Span]:
    """Where words stand from left to right, totals left out, without the gutters that go through from top to bottom."""
    return _unions([_span(word) for word in body if not is_total(word.text)], height_of(body))


def _spans(body: Sequence[Word], height: float, uprights: Sequence[float]) -> list[Span]:
    """Where words stand, without the gutters between them that go through from top to bottom."""
    spans = unions(body)
    loose = [
        _span(word)
        for word in body
        if is_total(word.text) and not any(min(word.box[2], right) - max(word.box[0], left) > 0 for left, right in spans)
    ]
    return _cut(_unions([*spans, *loose], height) if loose else spans, uprights)


def _span(word: Word) -> Span:
    return word.box[0], word.box[2]


def _unions(spans: Sequence[Span], height: float) -> list[Span]:
    found: list[Span] = []
    for left, right in sorted(spans):
        if found and left - found[-1][1] < _GUTTER * height:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _cut(spans: Sequence[Span], uprights: Sequence[float]) -> list[Span]:
    """The spans parted where an upright ruling goes through them."""
    found = list(spans)
    for at in uprights:
        found = [piece for left, right in found for piece in (((left, at), (at, right)) if left + 1 < at < right - 1 else ((left, right),))]
    return found


def _by_line(body: Sequence[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in body:
        lines[word.line].append(word)
    return list(lines.values())


def _parted(spans: Sequence[Span], body: Sequence[Word], rows: Sequence[Sequence[Word]], height: float) -> list[Span]:
    """The spans, those in which figures stand side by side parted at their right edges: one wide figure may reach into the next column."""
    found: list[Span] = []
    for span in spans:
        inside = [[word for word in row if word.is_number and span[0] <= word.box[0] and word.box[2] <= span[1]] for row in rows]
        beside = [row for row in inside if len(row) > 1]
        ends = _right_edges([word for row in beside for word in row], len(beside), height) if beside else []
        if len(ends) < 2 or len(ends) != max(map(len, beside)):
            found.extend(_names_set_apart(span, rows))
            continue
        starts = [span[0], *(end + 0.05 for end in ends[:-1])]
        found.extend(zip(starts, [*ends[:-1], span[1]], strict=True))
    return found


def _names_set_apart(span: Span, rows: Sequence[Sequence[Word]]) -> list[Span]:
    """A span in which figures end where names begin as two: the two may touch."""
    inside = [[word for word in row if span[0] <= word.box[0] and word.box[2] <= span[1]] for row in rows]
    ends = [word.box[2] for row in inside for word in row if word.is_number]
    starts = [word.box[0] for row in inside for word in row if not word.is_number and not is_total(word.text)]
    beside = any(before.is_number and not word.is_number for row in inside for before, word in pairwise(row))
    if not beside or not ends or not starts or max(ends) > min(starts) + 1:
        return [span]
    return [(span[0], max(ends)), (max(ends) + 0.01, span[1])]


def _holds_numbers(span: Span, rows: Sequence[Sequence[Word]]) -> bool:
    return all(word.is_number for row in rows for word in row if span[0] <= word.centre <= span[1])


def _right_edges(words: Sequence[Word], rows: int, height: float) -> list[float]:
    """Where the figures of many rows end."""
    ends: list[list[float]] = []
    for end in sorted(word.box[2] for word in words):
        if not ends or end - ends[-1][-1] > _SAME_EDGE * height:
            ends.append([])
        ends[-1].append(end)
    return [group[-1] for group in ends if len(group) >= _OFTEN * rows]


def _under_one_head(
    spans: Sequence[Span], leaves: Sequence[Block], rows: Sequence[Sequence[Word]], height: float
) -> list[Span]:
    """The spans, neighbours with one head between them made one where never both are filled: codes that are indented by their level."""
    found = list(spans[:1])
    for span in spans[1:]:
        before = found[-1]
        both = any(_is_over(leaf, before) and _is_over(leaf, span) for leaf in leaves)
        headed = all(any(_is_over(leaf, one) for leaf in leaves) for one in (before, span))
        lonely = span[0] - before[1] < 2 * height and not headed and _holds_numbers(before, rows) and _holds_numbers(span, rows)
        if _is_tail(before, span, rows, height) or (both or lonely) and all(_gap(row, before, span) is None for row in rows):
            found[-1] = (before[0], span[1])
        else:
            found.append(span)
    return found


def _is_tail(before: Span, span: Span, rows: Sequence[Sequence[Word]], height: float) -> bool:
    """Whether a span is but the end of longer texts: never filled alone, and never further away than words are."""
    alone = any(span[0] <= word.box[0] and word.box[2] <= span[1] and word.is_number for row in rows for word in row)
    gaps = [_gap(row, before, span) for row in rows if any(span[0] <= word.box[0] and word.box[2] <= span[1] for word in row)]
    return not alone and bool(gaps) and all(gap is not None and gap < _TAIL * height for gap in gaps)


def _merged(spans: Sequence[Span], rows: Sequence[Sequence[Word]], height: float) -> list[Span]:
    """The spans under one head, those made one that are one column: never filled side by side, or no further apart than words."""
    found = list(spans[:1])
    for before, span in pairwise(spans):
        gaps = [gap for row in rows if (gap := _gap(row, before, span)) is not None]
        if not gaps or median(gaps) < _SPACE * height:
            found[-1] = (found[-1][0], span[1])
        else:
            found.append(span)
    return found


def _gap(row: Sequence[Word], left: Span, right: Span) -> float | None:
    """How far apart the words of a line stand in two neighbouring columns; None where one is blank."""
    before = [word.box[2] for word in row if left[0] - 0.1 <= word.box[0] and word.box[2] <= left[1] + 0.1]
    after = [word.box[0] for word in row if right[0] - 0.1 <= word.box[0] and word.box[2] <= right[1] + 0.1]
    return min(after) - max(before) if before and after else None


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
