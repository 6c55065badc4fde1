"""The words over a table without rulings → its heads, the lines of one head together. Pure.

Lines of one head stand close, under each other, and read as one head together (政府性基金, 预算); two known heads under each other are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from budgets.schedules import head_of, is_total
from ingest.grids.aligned.words import Word, height_of, hull
from ingest.shapes import BBox

_OVERLAP: Final = 0.5  # share of the narrower one by which lines of one head lie under each other
_UNDER: Final = 0.2  # and by which another head stands under a head
_CLOSE: Final = 0.35  # heights between the lines of one head whatever they say
_APART: Final = 1.0  # heights between lines that are never one head
_STEP: Final = 0.2  # heights by which the gaps between the lines of one head may differ
_LETTERS: Final = 15.0  # heights by which the letters of one head may be set apart (收  入)
_ENDINGS: Final = frozenset(
    {"预算", "预算数", "收入", "支出", "资金", "经费", "拨款", "科目", "名称", "编码", "数", "预算收入", "预算支出", "拨款收入"}
)
"""Known heads that rather end the head over them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One head: its words, from top to bottom."""

    words: tuple[Word, ...]
    box: BBox

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

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
    return sorted((Block(tuple(block), hull(block)) for block in found), key=lambda block: block.centre)


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


def is_whole(block: Block) -> bool:
    """Whether a head may stand by itself: a single letter that says nothing is the end of another one."""
    return len(block.text) > 1 or _known(block.text)


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


def leaves_of(blocks: Sequence[Block]) -> list[Block]:
    """The heads right over the columns: those under which no other head stands."""
    return [block for block in blocks if not any(is_under(other, block) for other in blocks)]


def is_under(block: Block, other: Block) -> bool:
    narrower = min(block.box[2] - block.box[0], other.box[2] - other.box[0])
    return block is not other and block.box[1] >= other.box[3] - 1 and _common(block.box, other.box) > _UNDER * narrower
