"""The head of a table: words → trees over the columns. Pure.

Heads are printed level by level, each level from left to right, so that which one stands over which follows from the words alone:
labels stand under labels, figures under figures, the parts of a thing under it. Every tree has a cost; those up to a bound are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from budgets.schedules import PARTS
from ingest.grids.counted.words import Word

_ELEMENTS: Final = frozenset(
    {"general", "fund", "capital", "special_account", "unit_funds", "fiscal", "business", "operation", "superior", "subordinate", "other"}
    | {"basic", "project", "personnel", "operating", "carryover", "abroad", "reception", "vehicles"}
)
"""Measures that name money of a kind; 合计 and 预算数 may stand under any of them."""

Fuel = Iterator[object]
"""Steps that a search may still take; where it runs dry, the search was not complete."""

Costed = Iterator[tuple[int, tuple["Node", ...]]]
"""Trees, each row of them with its cost."""


@dataclass(frozen=True, slots=True)
class Node:
    """A head over one column, or over those of its children."""

    word: Word
    children: tuple[Node, ...] = ()

    @property
    def width(self) -> int:
        return sum(child.width for child in self.children) or 1

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)

    @property
    def leaves(self) -> tuple[Word, ...]:
        return tuple(leaf for child in self.children for leaf in child.leaves) or (self.word,)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (self, *(node for child in self.children for node in child.nodes))


def forests(words: Sequence[Word], width: int, bound: int, fuel: Fuel) -> Costed:
    """The trees that these words can form over so many columns at no higher cost, each with its cost.

    Each word beyond the number of columns stands over others. Where the fuel runs dry, trees are missing.
    """
    over = len(words) - width
    if width > 0 and over >= 0:
        for top in _level_ends(words):
            for own, trees in _grow(words[:top], words[top:], over, bound, fuel):
                cost = own + _shape_cost(trees)
                if cost <= bound:
                    yield cost, trees


def _level_ends(words: Sequence[Word]) -> Iterator[int]:
    """Where the level that begins here may end: before a word that opens a line, or with the last word."""
    yield from (index for index in range(1, len(words)) if words[index].opens_line)
    yield len(words)


def _grow(level: Sequence[Word], below: Sequence[Word], over: int, bound: int, fuel: Fuel) -> Costed:
    """The trees with these roots; all words below are used, and exactly `over` words stand over others."""
    if not below and not over:
        cost = sum(_leaf_cost(word) for word in level)
        if cost <= bound:
            yield cost, tuple(Node(word) for word in level)
    elif below and over:
        for end in _level_ends(below):
            for own, shares in _shares(level, below[:end], over, bound, fuel):
                left = over - sum(share > 0 for share in shares)
                for cost, lower in _grow(below[:end], below[end:], left, bound - own, fuel):
                    yield own + cost, _hung(level, shares, lower)


def _shares(level: Sequence[Word], children: Sequence[Word], over: int, bound: int, fuel: Fuel) -> Iterator[tuple[int, tuple[int, ...]]]:
    """How many of these children each word of a level may have, in order, and what that costs; at most `over` words have any."""
    if next(fuel, None) is None:
        return
    if not level:
        if not children:
            yield 0, ()
        return
    for share in range(len(children) + 1 if over else 1):
        own = _share_cost(level[0], children[:share])
        if own is not None and own <= bound:
            for cost, rest in _shares(level[1:], children[share:], over - (share > 0), bound - own, fuel):
                yield own + cost, (share, *rest)


def _share_cost(word: Word, children: Sequence[Word]) -> int | None:
    """What speaks against a head with these children, or without any; None where it cannot have them."""
    if not children:
        return _leaf_cost(word)
    if not _may_stand_over(word, children):
        return None
    names = [child.text for child in children]
    odd = (len(names) == 1) + len(names) - len(set(names))  # over one column, or twice over the same
    return 2 - (word.head.spans if word.head is not None else 0) + 2 * odd


def _leaf_cost(word: Word) -> int:
    return max(word.head.spans, 0) if word.head is not None else 0


def _may_stand_over(word: Word, children: Sequence[Word]) -> bool:
    """Whether a head may have these children: labels stand under labels, figures under figures, both only under 收入 and 支出."""
    head = word.head
    if head is None:
        return True
    labels = [child.is_label for child in children]
    if head.spans < 0 or (head.kind == "label" and not all(labels)) or (head.kind not in {"side", "label"} and any(labels)):
        return False
    parts = PARTS.get(head.measure or "")
    return parts is None or all(child.measure in parts or child.measure not in _ELEMENTS for child in children)


def _hung(level: Sequence[Word], shares: Sequence[int], lower: Sequence[Node]) -> tuple[Node, ...]:
    ends = list(accumulate(shares))
    return tuple(Node(word, tuple(lower[end - share : end])) for word, share, end in zip(level, shares, ends, strict=True))


def _shape_cost(trees: Sequence[Node]) -> int:
    """What speaks against the trees as a whole: labels behind figures, one side alone with labels, parts of a thing in several places."""
    leaves = [leaf for tree in trees for leaf in tree.leaves]
    sides = [
        node for tree in trees for node in tree.nodes if node.children and node.word.is_side and any(leaf.is_label for leaf in node.leaves)
    ]
    blocks = [tree for tree in trees if tree in sides]
    lonely = 3 if len(blocks) == 1 else 0
    return _order_cost(leaves, len(blocks) or 2) + lonely + sum(_order_cost(side.leaves, 1) for side in sides) + _parts_cost(trees)


def _order_cost(leaves: Sequence[Word], blocks: int) -> int:
    """Labels come first in each block, and a row begins with one; 项目 is over 编码 and 名称 where there are any."""
    labels = [leaf.is_label for leaf in leaves]
    starts = sum(label and (place == 0 or not labels[place - 1]) for place, label in enumerate(labels))
    beside = sum(_is_open(leaf) and any(labels[place + 1 : place + 2]) for place, leaf in enumerate(leaves))
    at_edges = (not labels[0]) + (labels[-1] and len(labels) > 1 and not _is_remark(leaves[-1]))
    return 6 * at_edges + 6 * max(0, starts - blocks) + 3 * beside


def _parts_cost(trees: Sequence[Node]) -> int:
    """Parts of one thing (一般公共预算, 政府性基金, 国有资本经营 of 财政拨款) that stand under different heads."""
    groups = [tuple(trees), *(node.children for tree in trees for node in tree.nodes)]
    measures = [{node.word.measure or "" for node in group if not node.children} for group in groups]
    return 2 * sum(_apart(measures, frozenset(parts)) for parts in PARTS.values())


def _apart(measures: Sequence[set[str]], parts: frozenset[str]) -> int:
    """How many of the parts that the head has anywhere are missing where others of them stand."""
    present = parts & set().union(*measures)
    return sum(len(present - group) for group in measures if group & parts)


def _is_remark(word: Word) -> bool:
    return word.head is not None and word.head.kind == "text"


def _is_open(word: Word) -> bool:
    """Whether the word is a head for labels that are named below it (项目, 科目)."""
    return word.head is not None and word.head.kind in ("label", "code") and word.head.spans > 0
