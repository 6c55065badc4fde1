"""The rows of a table without rulings: each where its figures stand, with the lines of wrapped names around them. Pure.

Cells are set in the middle of their row, or all at its top or its bottom. A line of text belongs to the figures for which this holds; one
for which it holds with none is a row without figures.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from budgets.schedules import is_total
from ingest.grids.aligned.words import Word, hull
from ingest.headings import mark_level

_SAME_ROW: Final = 0.5  # heights by which the middles of one row's words may differ
_STEP: Final = 0.35  # heights from one word of a row to the next lower one
_SPREAD: Final = 0.8  # heights from its highest to its lowest word
_WRAPPED: Final = 1.9  # heights from line to line of one cell at most
_WITHIN: Final = 0.3  # heights by which figures may stand over or under the lines beside them
_SLIGHTLY: Final = 0.01
_ALONE: Final = 0.9  # heights: a text further off is a row of its own
_TIGHT: Final = 1.2  # heights from row to row at least
_BROKEN: Final = 1.15  # heights between the lines of one figure at most
_CLOSER: Final = 0.85
_FULL: Final = 2.5  # heights by which a line that was wrapped may be shorter than the longest
_CODED: Final = re.compile(r"\d{3,9}[-－—]\D")  # 30108-机关事业单位基本养老保险缴费
_MOST_LINES: Final = 60


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of a column (`last` excluded) that are one cell; the row whose figures they name, None for a row without; how far it is off."""

    first: int
    last: int
    row: int | None
    off: float


@dataclass(frozen=True, slots=True)
class _Step:
    """The last cell of a way to divide lines among rows: what the way costs, and how many rows were used before it."""

    cost: float
    before: int
    group: Group


@dataclass(frozen=True, slots=True)
class Placed:
    """The words of one row; `sure` is false where a line may belong to another one."""

    middle: float
    words: tuple[Word, ...]
    sure: bool = True

    @property
    def has_numbers(self) -> bool:
        return any(word.is_number for word in self.words)


def find_rows(columns: Sequence[Sequence[Word]], numbers: Sequence[bool], height: float) -> list[Placed]:
    """The rows from top to bottom; `numbers` says which columns hold figures or codes."""
    anchors = _clusters([word for column, holds in zip(columns, numbers, strict=True) if holds for word in _whole(column, height)], height)
    middles = [sum(word.middle for word in group) / len(group) for group in anchors]
    found: list[list[Word]] = [list(group) for group in anchors]
    doubtful = set(_too_close(middles, anchors, height))
    alone: list[list[Word]] = []
    for column, holds in zip(columns, numbers, strict=True):
        if holds:
            continue
        lines = _clusters(column, height)
        for group in _groups(lines, middles, height):
            words = [word for line in lines[group.first : group.last] for word in line]
            if group.row is None:
                alone.append(words)
                continue
            found[group.row].extend(words)
            if group.off > _SAME_ROW * height:
                doubtful.add(group.row)
    rows = [Placed(middle, tuple(words), at not in doubtful) for at, (middle, words) in enumerate(zip(middles, found, strict=True))]
    return _with_close_ones_doubted(sorted([*rows, *_rows_alone(alone, height)], key=lambda row: row.middle), _pitch(middles))


def _pitch(middles: Sequence[float]) -> float:
    """How far apart rows stand at least, all but a few."""
    apart = sorted(after - before for before, after in pairwise(middles))
    return apart[len(apart) // 5] if apart else 0.0


def _too_close(middles: Sequence[float], anchors: Sequence[Sequence[Word]], height: float) -> Iterator[int]:
    """Rows of figures that may be parts of one figure each: one figure that stands closer to the next row than rows do."""
    for at, (before, after) in enumerate(pairwise(middles)):
        if after - before < _TIGHT * height and 1 in (len(anchors[at]), len(anchors[at + 1])):
            yield from (at, at + 1)


def _with_close_ones_doubted(rows: Sequence[Placed], pitch: float) -> list[Placed]:
    """The rows, those in doubt that stand closer to one without figures than rows do: one may go on with the other."""
    close = {
        place
        for at, (before, after) in enumerate(pairwise(rows))
        if after.middle - before.middle < _CLOSER * pitch and not (before.has_numbers and after.has_numbers)
        for place in (at, at + 1)
    }
    return [replace(row, sure=row.sure and at not in close) for at, row in enumerate(rows)]


def _whole(column: Sequence[Word], height: float) -> list[Word]:
    """The figures of a column, those over two lines (435,216.1 and 7) as one: the parts alone have not the decimals of the others."""
    found: list[Word] = []
    usual = Counter(map(_decimals, column)).most_common(1)
    for word in sorted(column, key=lambda one: one.middle):
        before = found[-1] if found else None
        if before is not None and usual and usual[0][0] and _goes_on(before, word, usual[0][0], height):
            found[-1] = Word(before.text + word.text, hull([before, word]), before.line)
        else:
            found.append(word)
    return found


def _decimals(word: Word) -> int:
    return len(word.text.partition(".")[2])


def _goes_on(before: Word, word: Word, decimals: int, height: float) -> bool:
    joined = rf"-?\d{{1,3}}(?:,\d{{3}})+\.\d{{{decimals}}}|-?\d+\.\d{{{decimals}}}"
    broken = _decimals(before) != decimals and word.box[1] - before.box[3] < _BROKEN * height
    return broken and re.fullmatch(r"\.?\d+", word.text) is not None and re.fullmatch(joined, before.text + word.text) is not None


def _clusters(words: Sequence[Word], height: float) -> list[list[Word]]:
    """The words of one height together, from top to bottom."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.middle):
        if not found or word.middle - found[-1][-1].middle > _STEP * height or word.middle - found[-1][0].middle > _SPREAD * height:
            found.append([])
        found[-1].append(word)
    return found


def _rows_alone(groups: Sequence[Sequence[Word]], height: float) -> list[Placed]:
    """Rows without figures: texts of one height in several columns are one."""
    found: list[tuple[float, list[Word]]] = []
    for middle, words in sorted(((_middle(words), words) for words in groups), key=lambda pair: pair[0]):
        if found and middle - found[-1][0] <= _SAME_ROW * height:
            found[-1][1].extend(words)
        else:
            found.append((middle, list(words)))
    return [Placed(middle, tuple(words)) for middle, words in found]


def _middle(words: Sequence[Word]) -> float:
    return (min(word.box[1] for word in words) + max(word.box[3] for word in words)) / 2


def _groups(lines: Sequence[Sequence[Word]], rows: Sequence[float], height: float) -> list[Group]:
    """The lines of a column as cells, each with its row, in the way in which cells are off least."""
    if not lines:
        return []
    places = [sum(word.middle for word in line) / len(line) for line in lines]
    ways = [_way(places, _full(lines, height), rows, height, place) for place in (_centred, _at_top, _at_bottom)]
    return min(ways, key=lambda way: way[0])[1]


def _full(lines: Sequence[Sequence[Word]], height: float) -> list[bool]:
    """Which lines of a column may go on in the next one: those that reach its end, or are as wide as it, where no item begins below."""
    ends = [max(word.box[2] for word in line) for line in lines]
    widths = [end - min(word.box[0] for word in line) for end, line in zip(ends, lines, strict=True)]
    slack = _FULL * height
    reach = [end > max(ends) - slack or width > max(widths) - slack for end, width in zip(ends, widths, strict=True)]
    begins = [_begins_cell(line) for line in lines]
    ended = [max(line, key=lambda word: word.box[2]).text.endswith("计") for line in lines]
    return [reaches and not new and not end for reaches, new, end in zip(reach, [*begins[1:], True], ended, strict=True)]


def _begins_cell(line: Sequence[Word]) -> bool:
    """Whether a line begins an item, a total or a code: it goes on with nothing."""
    text = min(line, key=lambda word: word.box[0]).text
    return mark_level(text) is not None or is_total(text) or text.startswith(("其中", "[", "［")) or _CODED.match(text) is not None


def _centred(first: float, last: float) -> float:
    return (first + last) / 2


def _at_top(first: float, last: float) -> float:
    return first


def _at_bottom(first: float, last: float) -> float:
    return last


def _way(
    places: Sequence[float], full: Sequence[bool], rows: Sequence[float], height: float, place: Callable[[float, float], float]
) -> tuple[float, list[Group]]:
    """The cheapest way to divide lines among rows in their order: what it costs, and its cells."""
    count, slack = len(places), _WITHIN * height
    best: list[dict[int, _Step]] = [{} for _ in range(count + 1)]
    best[0][0] = _Step(0.0, 0, Group(0, 0, None, 0.0))
    for start in range(count):
        for used, step in sorted(best[start].items()):
            for end in _ends_of(start, places, full, height):
                within = range(bisect_left(rows, places[start] - slack), bisect_right(rows, places[end - 1] + slack))
                if len(within) > 1 and end - start > 1:
                    break
                _offer(best[end], used, _Step(step.cost + _alone(end - start, within) * height, used, Group(start, end, None, 0.0)))
                where = place(places[start], places[end - 1])
                for row in within or _near(rows, where, _ALONE * height):
                    off = abs(rows[row] - where)
                    if row >= used and off <= _ALONE * height:
                        _offer(best[end], row + 1, _Step(step.cost + off, used, Group(start, end, row, off)))
    return _read_back(best)


def _ends_of(start: int, places: Sequence[float], full: Sequence[bool], height: float) -> Iterator[int]:
    """Where a cell that begins with a line may end: lines that were full go on in the next one, if it stands close."""
    for end in range(start + 1, min(len(places), start + _MOST_LINES) + 1):
        if end - start > 1 and (places[end - 1] - places[end - 2] > _WRAPPED * height or not full[end - 2]):
            return
        yield end


def _alone(lines: int, within: range) -> float:
    """What it costs to take lines for a row without figures: more for several, much more where figures stand beside them."""
    return (_ALONE + _SLIGHTLY) * (1.0 if lines == 1 else 1.5) * (3.0 if within else 1.0)


def _near(rows: Sequence[float], where: float, far: float) -> range:
    return range(bisect_left(rows, where - far), bisect_right(rows, where + far))


def _offer(options: dict[int, _Step], used: int, step: _Step) -> None:
    if used not in options or step.cost < options[used].cost:
        options[used] = step


def _read_back(best: Sequence[dict[int, _Step]]) -> tuple[float, list[Group]]:
    used = min(best[-1], key=lambda at: best[-1][at].cost)
    total, found, end = best[-1][used].cost, [], len(best) - 1
    while end:
        step = best[end][used]
        found.append(step.group)
        end, used = step.group.first, step.before
    return total, found[::-1]
