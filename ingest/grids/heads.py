"""The head of a table: printed fragments → words → a tree of heads over the columns. Pure.

Heads are printed level by level, wrapped cells line by line, so that neither words nor levels can be told from the layout alone. Known
words (`budgets.schedules.head_of`) and the number of columns of the body decide. Every reading has a cost; the body must then fit to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate, pairwise
from typing import Final

from budgets.schedules import PARTS, Head, head_of
from ingest.grids.runs import ORDINAL, Row, Run, is_amount, runs_of
from ingest.shapes import Cell, Source

_PIECES: Final = 4  # lines that one head may be wrapped into
_READINGS: Final = 12  # ways to join fragments into words that are kept
_TREES: Final = 40  # trees that are tried on the body
_DEPTH: Final = 4
_UNKNOWN: Final = 5  # cost of a head that is not known
_JOINED: Final = 3  # cost of reading two known heads as one
_WORSE: Final = 4  # a way to join that costs so much more than the best is not looked at
_ELEMENTS: Final = frozenset(
    {"general", "fund", "capital", "special_account", "unit_funds", "fiscal", "business", "operation", "superior", "subordinate", "other"}
    | {"basic", "project", "personnel", "operating", "carryover", "abroad", "reception", "vehicles"}
)
"""Measures that name money of a kind; 合计 and 预算数 may stand under any of them."""

_LOOSE_ENDS: Final = frozenset({"预算", "支出", "收入", "资金", "经费", "安排", "数", "费"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """One run of a head, doubling undone.

    `opens_line`: it is the first of its line; `alone`: the only one; `joined`: no empty line stands between it and the line before.
    """

    text: str
    run: Run
    opens_line: bool
    alone: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A head: one or more fragments read together, and what it says. `opens_line` where its first fragment begins a line."""

    text: str
    fragments: tuple[Fragment, ...]
    opens_line: bool
    head: Head | None


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


@dataclass(frozen=True, slots=True)
class Heads:
    """One way to read a head: its trees, what speaks against it, and the first line that belongs to the body.

    `undecided`: other trees fit just as well; what they differ in was left out.
    """

    trees: tuple[Node, ...]
    cost: int
    body: int
    undecided: bool = False

    @property
    def leaves(self) -> tuple[Word, ...]:
        return tuple(leaf for tree in self.trees for leaf in _leaves(tree))


def fragments_of(rows: Sequence[Row]) -> tuple[tuple[Fragment, ...], int]:
    """The fragments above the first line that only a body can have, and the index of that line."""
    fragments: list[Fragment] = []
    for index, row in enumerate(rows):
        runs = runs_of(row)
        if _is_body(runs):
            return tuple(fragments), index
        fragments.extend(_fragment(run, place, len(runs), row) for place, run in enumerate(runs))
    return tuple(fragments), len(rows)


def _fragment(run: Run, place: int, count: int, row: Row) -> Fragment:
    first = place == 0
    return Fragment(_undoubled(run.text), run, first, alone=count == 1, joined=first and row.line.follows)


def _is_body(runs: Sequence[Run]) -> bool:
    """Whether a line has a figure, an empty cell, an ordinal in front of a label, or nothing but figures (the numbers of the columns)."""
    return any(not run.text or is_amount(run.text) or ORDINAL.match(run.text) for run in runs) or all(run.text.isdecimal() for run in runs)


def _undoubled(text: str) -> str:
    half = len(text) // 2
    return text[:half] if text[:half] == text[half:] else text


def readings(rows: Sequence[Row], width: int) -> tuple[Heads, ...]:
    """Ways to read the head of a table with so many columns, the likeliest first."""
    fragments, body = fragments_of(rows)
    found = (
        Heads(trees, cost + len(fragments) - used + _cost(trees), _first_line(rows, fragments, used, body))
        for used in _ends(fragments)
        for cost, words in _words(fragments[:used])
        for trees in _forests(words, width)
    )
    return tuple(nsmallest(_TREES, found, key=lambda heads: heads.cost))


def header_cells(heads: Heads) -> tuple[tuple[Cell, ...], ...]:
    """The head as rows of cells that span columns and rows."""
    depth = max((tree.depth for tree in heads.trees), default=0)
    rows: list[list[Cell]] = [[] for _ in range(depth)]
    level = list(heads.trees)
    for number in range(depth):
        rows[number].extend(_cell(node, depth - number) for node in level)
        level = [child for node in level for child in node.children]
    return tuple(tuple(row) for row in rows)


def _cell(node: Node, rows_below: int) -> Cell:
    fragments = node.word.fragments
    first = fragments[0].run
    same_line = [fragment.run for fragment in fragments if fragment.run.line == first.line]
    source = Source(page=first.page, line=first.line, span=(first.start, same_line[-1].end))
    raw = "".join(fragment.run.text for fragment in fragments)
    return Cell(node.word.text, source, raw, colspan=node.width, rowspan=1 if node.children else rows_below)


def _ends(fragments: Sequence[Fragment]) -> Iterator[int]:
    """How many fragments may belong to the head: all, or all but unknown ones at its end (a wrapped label of the first row)."""
    yield len(fragments)
    used = len(fragments)
    while used and head_of(fragments[used - 1].text) is None:
        used -= 1
        if used and fragments[used].run.line != fragments[used - 1].run.line:
            yield used


def _first_line(rows: Sequence[Row], fragments: Sequence[Fragment], used: int, body: int) -> int:
    if used == len(fragments):
        return body
    return next(index for index, row in enumerate(rows) if row.number == fragments[used].run.line)


def _words(fragments: Sequence[Fragment]) -> list[tuple[int, tuple[Word, ...]]]:
    """The likeliest ways to join fragments into words, each with its cost."""
    best: list[list[tuple[int, tuple[Word, ...]]]] = [[(0, ())]]
    for end in range(1, len(fragments) + 1):
        ways = [
            (cost + own, (*words, word))
            for start in range(max(0, end - _PIECES), end)
            if (step := _word(fragments[start:end])) is not None
            for own, word in [step]
            for cost, words in best[start]
        ]
        best.append(nsmallest(_READINGS, ways, key=lambda way: way[0]))
    return [way for way in best[-1] if way[0] <= best[-1][0][0] + _WORSE]


def _word(fragments: Sequence[Fragment]) -> tuple[int, Word] | None:
    """These fragments as one word, and its cost; None where they are none."""
    text = "".join(fragment.text for fragment in fragments)
    first = fragments[0]
    word = Word(text, tuple(fragments), first.opens_line, head_of(text))
    if len(fragments) == 1:
        known = 2 if first.alone and text in _LOOSE_ENDS else 0
        return known if word.head is not None else _UNKNOWN, word
    if word.head is None or any(fragment.run.line == before.run.line for before, fragment in pairwise(fragments)):
        return None
    whole = all(head_of(fragment.text) is not None and fragment.text not in _LOOSE_ENDS for fragment in fragments)
    return (_JOINED if whole else int(not all(fragment.joined for fragment in fragments[1:]))), word


def _forests(words: Sequence[Word], width: int) -> Iterator[tuple[Node, ...]]:
    """All trees that these words, printed level by level, can form over so many columns: each word too many stands over others."""
    over = len(words) - width
    if width > 0 and over >= 0:
        for top in _level_ends(words):
            yield from _grow(words[:top], words[top:], over, _DEPTH)


def _level_ends(words: Sequence[Word]) -> Iterator[int]:
    """Where the level that begins here may end: before a word that opens a line, or with the last word."""
    yield from (index for index in range(1, len(words)) if words[index].opens_line)
    yield len(words)


def _grow(level: Sequence[Word], below: Sequence[Word], over: int, depth: int) -> Iterator[tuple[Node, ...]]:
    """The trees with these roots; all words below are used, and exactly `over` words stand over others."""
    if not below and not over:
        yield tuple(Node(word) for word in level)
    elif below and over and depth > 1:
        for end in _level_ends(below):
            for shares in _shares(level, below[:end], over):
                for lower in _grow(below[:end], below[end:], over - sum(share > 0 for share in shares), depth - 1):
                    yield _hung(level, shares, lower)


def _shares(level: Sequence[Word], children: Sequence[Word], over: int) -> Iterator[tuple[int, ...]]:
    """How many of these children each word of a level may have, in order; at most `over` words have any."""
    if not level:
        if not children:
            yield ()
        return
    for share in range(len(children) + 1 if over else 1):
        if share == 0 or _may_stand_over(level[0], children[:share]):
            yield from ((share, *rest) for rest in _shares(level[1:], children[share:], over - (share > 0)))


def _may_stand_over(word: Word, children: Sequence[Word]) -> bool:
    """Whether a head may have these children: labels stand under labels, figures under figures, both only under 收入 and 支出."""
    head = word.head
    if head is None:
        return True
    labels = [_is_label(child) for child in children]
    if head.spans < 0 or (head.kind == "label" and not all(labels)) or (head.kind not in {"side", "label"} and any(labels)):
        return False
    parts = PARTS.get(head.measure or "")
    return parts is None or all(_is_part(child, parts) for child in children)


def _is_part(word: Word, parts: Sequence[str]) -> bool:
    measure = _measure(word)
    return measure is None or measure in parts or measure not in _ELEMENTS


def _hung(level: Sequence[Word], shares: Sequence[int], lower: Sequence[Node]) -> tuple[Node, ...]:
    ends = list(accumulate(shares))
    return tuple(Node(word, tuple(lower[end - share : end])) for word, share, end in zip(level, shares, ends, strict=True))


def _leaves(node: Node) -> Iterator[Word]:
    if not node.children:
        yield node.word
    for child in node.children:
        yield from _leaves(child)


def _cost(trees: Sequence[Node]) -> int:
    """What speaks against these trees: labels behind figures, heads over what they are seldom over, and heads over nothing."""
    leaves = [leaf for tree in trees for leaf in _leaves(tree)]
    blocks = [tree for tree in trees if _is_side(tree) and any(_is_label(leaf) for leaf in _leaves(tree))]
    lonely = 3 if len(blocks) == 1 else 0
    return sum(_own_cost(tree) for tree in trees) + _order_cost(leaves, len(blocks) or 2) + lonely + _parts_cost(trees)


def _own_cost(node: Node) -> int:
    spans = node.word.head.spans if node.word.head is not None else 0
    if not node.children:
        return max(spans, 0)
    names = [child.word.text for child in node.children]
    odd = (len(names) == 1) + len(names) - len(set(names))  # a head over one column, or twice over the same
    own = (2 - spans) + 2 * odd + sum(_own_cost(child) for child in node.children)
    leaves = list(_leaves(node))
    return own + (_order_cost(leaves, 1) if _is_side(node) and any(_is_label(leaf) for leaf in leaves) else 0)


def _order_cost(leaves: Sequence[Word], blocks: int) -> int:
    """Labels come first in each block, and a row begins with one; 项目 is over 编码 and 名称 where there are any."""
    labels = [_is_label(leaf) for leaf in leaves]
    starts = sum(label and (place == 0 or not labels[place - 1]) for place, label in enumerate(labels))
    beside = sum(_is_open(leaf) and any(labels[place + 1 : place + 2]) for place, leaf in enumerate(leaves))
    at_edges = (not labels[0]) + (labels[-1] and len(labels) > 1 and not _is_remark(leaves[-1]))
    return 6 * at_edges + 6 * max(0, starts - blocks) + 3 * beside


def _parts_cost(trees: Sequence[Node]) -> int:
    """Parts of one thing (一般公共预算, 政府性基金, 国有资本经营 of 财政拨款) that stand under different heads."""
    groups = [tuple(trees), *(node.children for tree in trees for node in _nodes(tree))]
    measures = [{_measure(node.word) or "" for node in group if not node.children} for group in groups]
    return 2 * sum(_apart(measures, frozenset(parts)) for parts in PARTS.values())


def _apart(measures: Sequence[set[str]], parts: frozenset[str]) -> int:
    """How many of the parts that the head has anywhere are missing where others of them stand."""
    present = parts & set().union(*measures)
    return sum(len(present - group) for group in measures if group & parts)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _measure(word: Word) -> str | None:
    return word.head.measure if word.head is not None else None


def _is_label(word: Word) -> bool:
    return word.head is not None and word.head.kind in ("code", "label", "organisation", "text")


def _is_remark(word: Word) -> bool:
    return word.head is not None and word.head.kind == "text"


def _is_open(word: Word) -> bool:
    """Whether the word is a head for labels that are named below it (项目, 科目)."""
    return word.head is not None and word.head.kind in ("label", "code") and word.head.spans > 0


def _is_side(node: Node) -> bool:
    return node.word.head is not None and node.word.head.kind == "side"
