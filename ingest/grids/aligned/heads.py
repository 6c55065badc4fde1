"""The head of a table without rulings: which words are one head, which stands over which columns. Pure.

Heads are centred in their cells: those under one head begin at one height, and it stands over the middle of them. Where that leaves more
than one reading the head is said to be unsure; none is guessed without saying so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from budgets.schedules import head_of, is_total
from ingest.grids.aligned.words import Word, height_of, hull
from ingest.shapes import BBox

_OVERLAP: Final = 0.5  # share of the narrower one by which lines of one head lie under each other
_CLOSE: Final = 0.35  # heights between the lines of one head whatever they say
_APART: Final = 1.0  # heights between lines that are never one head
_STEP: Final = 0.2  # heights by which the gaps between the lines of one head may differ
_LETTERS: Final = 15.0  # heights by which the letters of one head may be set apart
_LOWER: Final = 0.6  # heights by which heads stand lower than those over them at least
_SAME_TOP: Final = 0.8  # heights by which the places where heads begin may differ
_OFF_CENTRE: Final = 1.2  # heights by which a head may miss the middle of its columns
_ENDINGS: Final = frozenset({"预算", "预算数", "收入", "支出", "资金", "经费", "拨款", "科目", "名称", "编码", "数"})
"""Known heads that rather end the head over them."""
_BLANK: Final = 30.0  # heights that it costs to take a head for that of a blank column, or for that of several
_WRONG_SIDE: Final = 3.0  # how much worse it is for figures to end left of the middle of their column
_MOST_SHARED: Final = 6


@dataclass(frozen=True, slots=True)
class Block:
    """One head: its words, from top to bottom."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def box(self) -> BBox:
        return hull(self.words)

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def blocks_of(words: Sequence[Word]) -> list[Block]:
    """The heads among the words over a table, lines of one head together, from left to right."""
    height = height_of(words)
    found: list[list[Word]] = []
    groups = list(_spelled(sorted(words, key=lambda word: (word.line, word.box[0])), height))
    for group in groups:
        beside = [hull(other) for other in groups if other is not group and other[0].line == group[0].line]
        over = [block for block in found if _continues(block, group, height) and not any(_common(hull(block), box) > 0 for box in beside)]
        if over:
            max(over, key=lambda block: block[-1].box[3]).extend(group)
        else:
            found.append(list(group))
    return sorted((Block(tuple(block)) for block in found), key=lambda block: block.centre)


def _spelled(words: Sequence[Word], height: float) -> Iterator[list[Word]]:
    """The words of each line, letters that are set apart (合  计) together."""
    group: list[Word] = []
    for word in words:
        apart = group and (word.line != group[-1].line or not _is_spelled(group, word, height))
        if group and apart:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _is_spelled(group: Sequence[Word], word: Word, height: float) -> bool:
    gap = word.box[0] - group[-1].box[2]
    if gap < _CLOSE * height:
        return True
    single = len(word.text) == 1 and all(len(one.text) == 1 for one in group)
    text = "".join(one.text for one in group) + word.text
    return gap < _LETTERS * height and single and _known(text) and not (_known(group[-1].text) and _known(word.text))


@cache
def _known(text: str) -> bool:
    return head_of(text) is not None or is_total(text)


def _continues(block: Sequence[Word], group: Sequence[Word], height: float) -> bool:
    """Whether a line of words goes on with the head over it."""
    upper, lower = hull(block), hull(group)
    narrower = min(upper[2] - upper[0], lower[2] - lower[0])
    gap = lower[1] - upper[3]
    if group[0].line == block[-1].line or _common(upper, lower) < _OVERLAP * narrower or gap > _APART * height:
        return False
    above, below = "".join(word.text for word in block), "".join(word.text for word in group)
    if (_known(above + below) and below in _ENDINGS) or _same_step(block, gap, height):
        return True
    if _known(above) and _known(below):
        return False
    if gap < _CLOSE * height or _known(above + below):
        return True
    return not _known(below) and (not _known(above) or block[0].line != block[-1].line)


def _same_step(block: Sequence[Word], gap: float, height: float) -> bool:
    """Whether a line follows as closely as the lines of a block follow each other."""
    over = [word for word in block if word.line != block[-1].line]
    return bool(over) and abs(block[-1].box[1] - over[-1].box[3] - gap) < _STEP * height


def _common(one: BBox, other: BBox) -> float:
    return min(one[2], other[2]) - max(one[0], other[0])


@dataclass(slots=True)
class Node:
    """A head with the columns that it stands over: `first` to `last`, ends excluded, and the heads under it."""

    block: Block
    first: int
    last: int
    children: list[Node] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many heads stand over each other, itself included."""
        return 1 + max((child.depth for child in self.children), default=0)

    def top(self, bottom: float) -> float:
        """Where its cell begins, if it is centred and the whole head ends at `bottom`."""
        if self.children:
            bottom = max(child.top(bottom) for child in self.children)
        return 2 * self.block.middle - bottom


def leaves_of(blocks: Sequence[Block]) -> list[Block]:
    """The heads right over the columns: those under which no other head stands."""
    return [block for block in blocks if not any(_is_under(other, block) for other in blocks)]


def _is_under(block: Block, other: Block) -> bool:
    narrower = min(block.box[2] - block.box[0], other.box[2] - other.box[0])
    return block is not other and block.box[1] >= other.box[3] - 1 and _common(block.box, other.box) > 0.2 * narrower


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where words of a column stand, and whether they are figures."""

    left: float
    right: float
    is_figures: bool = False


def shared_out(leaves: Sequence[Block], spans: Sequence[Span], height: float) -> list[tuple[int, int]] | None:
    """For each leaf the columns of the body under it (first, last; none for a blank one), in order; None where heads are too few."""
    count, width = len(leaves), len(spans)
    best: list[list[tuple[float, int]]] = [[(float("inf"), 0)] * (width + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, 0)
    for at, leaf in enumerate(leaves):
        for start in range(width + 1):
            cost = best[at][start][0]
            if cost == float("inf"):
                continue
            for end in range(start, min(width, start + _MOST_SHARED) + 1):
                new = cost + _misfit(leaf, spans[start:end], height)
                if new < best[at + 1][end][0]:
                    best[at + 1][end] = (new, start)
    if best[count][width][0] == float("inf"):
        return None
    found, end = [], width
    for at in range(count, 0, -1):
        start = best[at][end][1]
        found.append((start, end))
        end = start
    return found[::-1]


def is_clear(leaves: Sequence[Block], spans: Sequence[Span], shares: Sequence[tuple[int, int]], height: float) -> bool:
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
    return shared + max(0.0, own[0].left - leaf.box[2], leaf.box[0] - own[-1].right) + 0.02 * abs(start - end)


def tree(leaves: Sequence[Node], others: Sequence[Block], borders: Sequence[float], bottom: float) -> tuple[list[Node], bool]:
    """The heads from the top, each with those under it, and whether that is the only reading."""
    nodes, left, sure = list(leaves), list(others), True
    height = height_of([word for node in leaves for word in node.block.words])
    while left:
        lowest = [block for block in left if not any(_is_under(other, block) for other in left)]
        found, placed = _with_parents(nodes, lowest, borders, bottom, height, strict=True)
        if not placed:
            found, placed = _with_parents(nodes, lowest, borders, bottom, height, strict=False)
            sure = False
        if not placed:
            return nodes, False
        nodes, left = found, [block for block in left if block not in placed]
    tops = [node.top(bottom) for node in nodes]
    level_top = max(tops) - min(tops) <= 2 * _SAME_TOP * height if any(node.children for node in nodes) else True
    return nodes, sure and level_top


def _with_parents(
    nodes: list[Node], parents: Sequence[Block], borders: Sequence[float], bottom: float, height: float, *, strict: bool
) -> tuple[list[Node], list[Block]]:
    """The nodes, some of them under these heads, and the heads that found their place; `strict` where there is only one."""
    placed: list[Block] = []
    result: list[Node] = []
    for run in _runs(nodes, bottom, height):
        x0, x1 = borders[run[0].first], borders[run[-1].last]
        low = min(node.block.middle for node in run) - _LOWER * height
        over = [block for block in parents if x0 <= block.centre <= x1 and block.middle < low]
        own, parts = _taken_by(run, over, borders, height, strict=strict)
        placed.extend(own)
        result.extend(Node(block, part[0].first, part[-1].last, list(part)) for block, part in zip(own, parts, strict=True))
        if not own:
            result.extend(run)
    return result, placed


def _taken_by(
    run: Sequence[Node], over: Sequence[Block], borders: Sequence[float], height: float, *, strict: bool
) -> tuple[list[Block], list[Sequence[Node]]]:
    """Which of the heads over a run stand right over it, the lowest first, with their parts of it."""
    for lowest in _from_below(over, height):
        own = sorted(lowest, key=lambda block: block.centre)
        parts, certain = _split(run, own, borders, height)
        if parts is not None and (certain or not strict):
            return own, parts
    return [], []


def _from_below(blocks: Sequence[Block], height: float) -> Iterator[list[Block]]:
    """The lowest heads, then those with the next higher ones, and so on."""
    group: list[Block] = []
    for block in sorted(blocks, key=lambda one: -one.middle):
        if group and group[-1].middle - block.middle > height / 2:
            yield list(group)
        group.append(block)
    if group:
        yield group


def _runs(nodes: Sequence[Node], bottom: float, height: float) -> Iterator[list[Node]]:
    """Neighbours that begin at one height."""
    run = [nodes[0]]
    for before, node in pairwise(nodes):
        if abs(before.top(bottom) - node.top(bottom)) > _SAME_TOP * height:
            yield run
            run = []
        run.append(node)
    yield run


def _split(
    run: Sequence[Node], parents: Sequence[Block], borders: Sequence[float], height: float
) -> tuple[list[Sequence[Node]] | None, bool]:
    """The run in as many parts as heads stand over it, each head over the middle of its part; and whether no other way fits as well."""
    ways = _ways(run, parents, borders)
    if not ways:
        return None, False
    best, cuts = ways[0]
    parts = [run[start:end] for start, end in pairwise((*cuts, len(run)))]
    widest = max(borders[part[-1].last] - borders[part[0].first] for part in parts)
    fits = best <= len(parents) * max(_OFF_CENTRE * height, 0.15 * widest)
    clear = len(ways) == 1 or ways[1][0] - best > height
    return parts, fits and clear


def _ways(run: Sequence[Node], parents: Sequence[Block], borders: Sequence[float]) -> list[tuple[float, tuple[int, ...]]]:
    """The two best ways to share a run out among heads: by how much these are off the middle of their parts, and where the parts begin."""
    best: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(len(run) + 1)]
    best[0] = [(0.0, ())]
    for block in parents:
        after: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(len(run) + 1)]
        for start, ways in enumerate(best):
            for end in range(start + 1, len(run) + 1) if ways else ():
                off = _off_centre(block, run[start:end], borders)
                after[end].extend((cost + off, (*cuts, start)) for cost, cuts in ways)
        best = [sorted(ways)[:2] for ways in after]
    return best[len(run)]


def _off_centre(block: Block, part: Sequence[Node], borders: Sequence[float]) -> float:
    """By how much a head misses the middle of its columns: of their cells, or of what is printed in them."""
    middle = (borders[part[0].first] + borders[part[-1].last]) / 2
    inner = (part[0].block.box[0] + part[-1].block.box[2]) / 2
    return min(abs(block.centre - middle), abs(block.centre - inner))
