"""Where the columns of a body stand: the gutters in which no word stands from top to bottom, and what is known of columns beside. Pure.

Totals stand over several columns (合计 in the middle of code and name); they part nothing and join nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from budgets.schedules import is_total
from ingest.grids.aligned.blocks import Block, leaves_of
from ingest.grids.aligned.words import Word, height_of, is_amount

_GUTTER: Final = 0.04  # heights that part two columns at least
_SPACE: Final = 1.0  # heights: the parts of one cell stand closer
_BESIDE: Final = 2.0  # heights: codes that are indented by their level stand closer
_SAME_EDGE: Final = 0.8  # heights by which the right edges of one column's figures may differ
_TAIL: Final = 0.6  # heights between the words of one text at most
_OFTEN: Final = 0.3  # share of the rows in which figures end at the right edge of a column
_INSIDE: Final = 0.1  # points

Span = tuple[float, float]
Rows = Sequence[Sequence[Word]]


def spans_of(body: Sequence[Word], heads: Sequence[Block], uprights: Sequence[float], rows: Rows) -> list[Span]:
    """From where to where the columns of a body go, as far as it shows them; an upright ruling parts what it goes through."""
    height = height_of(body)
    spans = [piece for span in _spans(body, height, uprights, rows) for piece in _parted(span, rows, height)]
    return _under_one_head(spans, leaves_of(heads), rows, height)


def unions(body: Sequence[Word]) -> list[Span]:
    """Where words stand from left to right, totals left out, without the gutters that go through from top to bottom."""
    return _unions([_span(word) for word in body if not is_total(word.text)], height_of(body))


def _spans(body: Sequence[Word], height: float, uprights: Sequence[float], rows: Rows) -> list[Span]:
    """Where words stand, without the gutters between them that go through from top to bottom."""
    spans = unions(body)
    for total in (_span(word) for word in body if is_total(word.text)):
        if not any(min(total[1], right) - max(total[0], left) > 0 for left, right in spans):
            spans = _with_total(spans, total, rows)
    return _cut(spans, uprights)


def _with_total(spans: Sequence[Span], total: Span, rows: Rows) -> list[Span]:
    """The spans with that of a total: part of the names left of it, which it may stand behind, else a column of its own."""
    left = next((at for at in reversed(range(len(spans))) if spans[at][1] <= total[0]), None)
    if left is None or holds_numbers(spans[left], rows):
        return sorted([*spans, total])
    return [*spans[:left], (spans[left][0], total[1]), *spans[left + 1 :]]


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


def is_over(leaf: Block, span: Span) -> bool:
    """Whether a head stands over some of a column."""
    return leaf.box[0] < span[1] and leaf.box[2] > span[0]


def _is_inside(word: Word, span: Span) -> bool:
    return span[0] - _INSIDE <= word.box[0] and word.box[2] <= span[1] + _INSIDE


def by_line(body: Sequence[Word]) -> list[list[Word]]:
    """The words of each line."""
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in body:
        lines[word.line].append(word)
    return list(lines.values())


def _parted(span: Span, rows: Rows, height: float) -> list[Span]:
    """A span in which figures stand side by side, parted at their right edges: one wide figure may reach into the next column."""
    inside = [[word for word in row if word.is_number and _is_inside(word, span)] for row in rows]
    beside = [row for row in inside if len(row) > 1]
    ends = _right_edges([word for row in beside for word in row], len(beside), height) if beside else []
    if len(ends) < 2 or len(ends) != max(map(len, beside)):
        return _names_set_apart(span, rows)
    return list(zip([span[0], *(end + _INSIDE / 2 for end in ends[:-1])], [*ends[:-1], span[1]], strict=True))


def _names_set_apart(span: Span, rows: Rows) -> list[Span]:
    """A span in which figures end where names begin as two: the two may touch."""
    inside = [[word for word in row if _is_inside(word, span)] for row in rows]
    ends = [word.box[2] for row in inside for word in row if word.is_number]
    starts = [word.box[0] for row in inside for word in row if not word.is_number and not is_total(word.text)]
    beside = any(before.is_number and not word.is_number for row in inside for before, word in pairwise(row))
    if not beside or not ends or not starts or max(ends) > min(starts) + 1:
        return [span]
    return [(span[0], max(ends)), (max(ends) + _INSIDE / 2, span[1])]


def share_of_amounts(span: Span, rows: Rows) -> float:
    """How many of the words of a column are amounts."""
    words = [word for row in rows for word in row if _is_inside(word, span)]
    return sum(is_amount(word.text) for word in words) / len(words) if words else 0.0


def holds_numbers(span: Span, rows: Rows) -> bool:
    """Whether nothing but figures and codes stands in a column."""
    return all(word.is_number for row in rows for word in row if span[0] <= word.centre <= span[1])


def _right_edges(words: Sequence[Word], rows: int, height: float) -> list[float]:
    """Where the figures of many rows end."""
    ends: list[list[float]] = []
    for end in sorted(word.box[2] for word in words):
        if not ends or end - ends[-1][-1] > _SAME_EDGE * height:
            ends.append([])
        ends[-1].append(end)
    return [group[-1] for group in ends if len(group) >= _OFTEN * rows]


def _under_one_head(spans: Sequence[Span], leaves: Sequence[Block], rows: Rows, height: float) -> list[Span]:
    """The spans, neighbours with one head between them made one where never both are filled: codes that are indented by their level."""
    found = list(spans[:1])
    for span in spans[1:]:
        before = found[-1]
        both = any(is_over(leaf, before) and is_over(leaf, span) for leaf in leaves)
        headed = all(any(is_over(leaf, one) for leaf in leaves) for one in (before, span))
        lonely = span[0] - before[1] < _BESIDE * height and not headed and holds_numbers(before, rows) and holds_numbers(span, rows)
        if _is_tail(before, span, rows, height) or ((both or lonely) and all(_gap(row, before, span) is None for row in rows)):
            found[-1] = (before[0], span[1])
        else:
            found.append(span)
    return found


def _is_tail(before: Span, span: Span, rows: Rows, height: float) -> bool:
    """Whether a span is but the end of longer texts: never filled alone, and never further away than words are."""
    alone = any(_is_inside(word, span) and word.is_number for row in rows for word in row)
    gaps = [_gap(row, before, span) for row in rows if any(_is_inside(word, span) for word in row)]
    return not alone and bool(gaps) and all(gap is not None and gap < _TAIL * height for gap in gaps)


def merged(spans: Sequence[Span], rows: Rows, height: float) -> list[Span]:
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
    before = [word.box[2] for word in row if _is_inside(word, left)]
    after = [word.box[0] for word in row if _is_inside(word, right)]
    return min(after) - max(before) if before and after else None
