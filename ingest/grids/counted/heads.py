"""The head of a table: what it may mean, the likeliest first. Pure.

Neither words nor levels can be told from the layout alone: known words, the number of columns, and in the end the body decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from budgets.schedules import PARTS
from ingest.grids.counted.runs import Row
from ingest.grids.counted.trees import Fuel, Node, forests
from ingest.grids.counted.words import Word, Words, words_of
from ingest.shapes import Cell, Source

_LETTER: Final = re.compile(r"[^\W\d]")
_STEP: Final = 2  # by so much the cost that is looked up to rises
_HIGHEST: Final = 12  # above the cost of the words themselves
_FUEL: Final = 5_000  # steps of one search; the widest known head of a disclosure takes 1,500
_MANY: Final = 200  # readings of about the same cost: then nothing is known


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
        return tuple(leaf for tree in self.trees for leaf in tree.leaves)

    @property
    def is_doubtful(self) -> bool:
        """Whether nothing but the order of printing says what stands under what: a head is unknown in a head of several levels, a whole
        is torn from its parts, or numbers stand in place of heads."""
        unknown = [node.word for tree in self.trees for node in tree.nodes if node.word.head is None]
        has_levels = any(tree.children for tree in self.trees)
        return bool(unknown and has_levels) or any(not _LETTER.search(word.text) for word in unknown) or _is_torn(self.leaves)


def _is_torn(leaves: Sequence[Word]) -> bool:
    """Whether a whole (财政拨款) is a column of its own and others stand between it and its parts."""
    measures = [leaf.head.measure if leaf.head else None for leaf in leaves]
    parts = [
        (place, [at for at, name in enumerate(measures) if name in PARTS.get(whole or "", ())]) for place, whole in enumerate(measures)
    ]
    return any(found and min(found) > place + 1 for place, found in parts)


def readings(rows: Sequence[Row], width: int) -> Iterator[tuple[Heads, ...]]:
    """Ways to read the head of a table with so many columns, in groups of about the same cost, the likeliest first.

    Ends where a search was too long or had too many results to be worth anything.
    """
    ways = words_of(rows)
    cheapest = min((way.cost for way in ways), default=0)
    for bound in range(cheapest, cheapest + _HIGHEST, _STEP):
        fuel: Fuel = iter(range(_FUEL))
        found = tuple(heads for way in ways for heads in _up_to(way, width, bound + _STEP - 1, fuel) if heads.cost >= bound)
        if next(fuel, None) is None or len(found) > _MANY:
            return
        yield tuple(sorted(found, key=lambda heads: heads.cost))


def _up_to(way: Words, width: int, bound: int, fuel: Fuel) -> Iterator[Heads]:
    for cost, trees in forests(way.words, width, bound - way.cost, fuel):
        yield Heads(trees, way.cost + cost, way.body)


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
