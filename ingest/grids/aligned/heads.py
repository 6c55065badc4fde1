"""The head of a table without rulings as a tree: which head stands over which. Pure.

Heads are centred in their cells: those under one head begin at one height, and it stands over the middle of them. Where that leaves more
than one reading the head is said to be unsure; none is guessed without saying so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ingest.grids.aligned.blocks import Block, is_under
from ingest.grids.aligned.words import height_of

_LOWER: Final = 0.6  # heights by which heads stand lower than those over them at least
_SAME_TOP: Final = 0.8  # heights by which the places where heads begin may differ
_OFF_CENTRE: Final = 1.2  # heights by which a head may miss the middle of its columns
_OF_WIDTH: Final = 0.15  # or share of their width

Way = tuple[float, tuple[int, ...]]
"""By how much heads are off the middle of their parts, and where these begin."""


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


def tree(leaves: Sequence[Node], others: Sequence[Block], borders: Sequence[float], bottom: float) -> tuple[list[Node], bool]:
    """The heads from the top, each with those under it, and whether that is the only reading."""
    nodes, left, sure = list(leaves), list(others), True
    height = height_of([word for node in leaves for word in node.block.words])
    while left:
        lowest = [block for block in left if not any(is_under(other, block) for other in left)]
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
    fits = best <= len(parents) * max(_OFF_CENTRE * height, _OF_WIDTH * widest)
    clear = len(ways) == 1 or ways[1][0] - best > height
    return parts, fits and clear


def _ways(run: Sequence[Node], parents: Sequence[Block], borders: Sequence[float]) -> list[Way]:
    """The two best ways to share a run out among heads: by how much these are off the middle of their parts, and where the parts begin."""
    best: list[list[Way]] = [[] for _ in range(len(run) + 1)]
    best[0] = [(0.0, ())]
    for block in parents:
        after: list[list[Way]] = [[] for _ in range(len(run) + 1)]
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
