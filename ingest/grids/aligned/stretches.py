"""Pages → which of their lines are a table without rulings: heads right under a caption, figures under these, over pages. Pure.

Nothing else begins one: running text, lists and contents have no known heads under a title and a unit. A table ends before another caption,
a remark, a heading or running text; it goes on at the top of the next page under its own head, or where everything fits its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from budgets.schedules import head_of, is_total, schedule_of
from ingest.grids.aligned.blocks import blocks_of
from ingest.grids.aligned.gutters import unions
from ingest.grids.aligned.words import Word, height_of, hull, is_amount, words_of
from ingest.grids.ruled.captions import caption_cells, caption_lines, is_remark, is_title, plain
from ingest.headings import is_part_heading, mark_level
from ingest.shapes import BBox, Page, TextLine

_PROSE: Final = re.compile(r"[，。；]")
_UNIT: Final = re.compile(r"单位\s*[:：]\s*[百千万亿]?元")
_CAPTION_ENDS: Final = ("表", "）", ")", "元")
_NUMBERS: Final = frozenset({"**", "栏次", "行次"})
"""What begins a row that only numbers the columns."""
_MOST_HEAD_LINES: Final = 16
_FEWEST_HEADS: Final = 2
_CLOSE: Final = 0.3  # heights between the lines of a name and the figures beside it
_WIDE: Final = 0.35  # share of a page's width that only running text takes without a gap
_SAME_PLACE: Final = 2.0  # points by which a head may move from page to page


@dataclass(frozen=True, slots=True)
class Printed:
    """A line and its words."""

    line: TextLine
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def has_numbers(self) -> bool:
        """Whether figures, codes, or the numbers of columns stand in it."""
        return any(word.is_number or word.text in _NUMBERS for word in self.words)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a table on one page: heads (none where it goes on without them) and body.

    `is_open` if it runs to the page's end; `lost` if the next page begins with figures that do not fit its columns.
    """

    page: Page
    head: tuple[Printed, ...]
    body: tuple[Printed, ...]
    is_open: bool
    lost: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the body."""
        return tuple(word for line in self.body for word in line.words)

    @property
    def head_words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.head for word in line.words)


def find_tables(pages: Sequence[Page]) -> Iterator[list[Stretch]]:
    """The stretches of each table whose columns stand at the same places, page by page. What lattices hold is none of it."""
    table: list[Stretch] = []
    for page in pages:
        for place, lines in enumerate(_runs(page) if not page.has_cells else ()):
            if not (table or any(_may_end_caption(line) for line in lines)):
                continue
            run = [Printed(line, tuple(words_of(line))) for line in lines]
            goes_on = place == 0 and bool(table) and table[-1].is_open and table[-1].page.number + 1 == page.number
            found = list(_stretches(page, run, table if goes_on else []))
            if (
                goes_on
                and _begins_with_figures(page, run)
                and not any(stretch.body[0] is run[0] or run[0] in stretch.head for stretch in found)
            ):
                table[-1] = replace(table[-1], lost=True)
            for stretch in found:
                if table and not _is_more(table, stretch):
                    yield table
                    table = []
                table.append(stretch)
    if table:
        yield table


def _begins_with_figures(page: Page, run: Sequence[Printed]) -> bool:
    """Whether amounts stand beside each other or names before the first caption, remark or running text of a page."""
    top = takewhile(lambda line: not _ends(line, page) and not caption_lines([line.line]), run)
    return any(len(line.words) > 1 and any(is_amount(word.text) for word in line.words) for line in top)


def _runs(page: Page) -> Iterator[list[TextLine]]:
    """The lines outside the lattices of a page, those between two lattices together; the first may be on top of the page."""
    boxes = sorted((lattice.box for lattice in page.lattices if lattice.box), key=lambda box: box[1])
    run: list[TextLine] = []
    passed = 0
    for line in page.lines:
        place = page.boxes[line.number - page.first_line] if page.boxes else line.box
        if place is None:
            continue
        middle = (place[1] + place[3]) / 2
        while passed < len(boxes) and boxes[passed][1] <= middle:
            if run or not passed:
                yield run
            run, passed = [], passed + 1
        if not any(box[1] <= middle <= box[3] for box in boxes):
            run.append(line)
    if run:
        yield run


def _stretches(page: Page, run: Sequence[Printed], before: Sequence[Stretch]) -> Iterator[Stretch]:
    """The tables of a run of lines, also one that goes on from the page before at its top."""
    at = 0
    further = _further(before, page, run) if before else None
    while further is not None:
        stretch, at = further
        yield stretch
        further = _begun(page, run, at)
    if not at:
        begun = _begun(page, run, 0)
        while begun is not None:
            stretch, at = begun
            yield stretch
            begun = _begun(page, run, at)


def _begun(page: Page, run: Sequence[Printed], at: int) -> tuple[Stretch, int] | None:
    """The next table from a line on, and where it ends."""
    for start in range(at + 1, len(run)):
        if not _may_end_caption(run[start - 1].line) or caption_lines([run[start].line]):
            continue
        caption = caption_lines([printed.line for printed in run[at:start]])
        if not caption or _lists_targets(caption):
            continue
        found = list(takewhile(lambda line: not _begins_body(line) and not _ends(line, page), run[start : start + _MOST_HEAD_LINES]))
        head = _without_names(found, run[start + len(found) : start + len(found) + 1])
        first = start + len(head)
        if not head or not _says_heads(head, caption):
            continue
        body = _body(run[first:], page)
        if any(line.has_numbers for line in body):
            end = first + len(body)
            return Stretch(page, tuple(head), body, is_open=end == len(run)), end
    return None


def _may_end_caption(line: TextLine) -> bool:
    text = line.text.rstrip()
    return text.endswith(_CAPTION_ENDS) or "单位" in text or "部门" in text


def _lists_targets(caption: Sequence[TextLine]) -> bool:
    """Whether a table lists targets of performance: only rulings tell over how many lines its cells are merged."""
    return any(schedule_of(cell.text) == "performance" for cell in caption_cells(caption, 0))


def _begins_body(line: Printed) -> bool:
    """Whether a line is no head: figures, or an item (一、部门预算)."""
    return line.has_numbers or any(mark_level(word.text) is not None for word in line.words)


def _without_names(head: Sequence[Printed], body: Sequence[Printed]) -> list[Printed]:
    """The lines of a head without those at its end that begin the name of the first row: they stand close over its figures."""
    found = list(head)
    below = body[0].line.box if body else None
    while len(found) > 1 and below is not None and (box := found[-1].line.box) is not None:
        apart, words = below[1] - box[3], found[-1].words
        if len(words) > 1 or apart > _CLOSE * height_of(words) or (apart > 0 and head_of(words[0].text)):
            break
        below = found.pop().line.box
    return found


def _says_heads(head: Sequence[Printed], caption: Sequence[TextLine]) -> bool:
    """Whether known heads stand beside each other: one is enough under the title and the unit of a standard table."""
    blocks = blocks_of([word for line in head for word in line.words])
    known = sum(head_of(block.text) is not None for block in blocks)
    standard = any(_UNIT.search(line.text) for line in caption) and any(schedule_of(plain(line.text)) for line in caption)
    return known >= _FEWEST_HEADS or (standard and known > 0 and len(blocks) >= _FEWEST_HEADS)


def _body(run: Sequence[Printed], page: Page) -> tuple[Printed, ...]:
    """The lines up to the end of the table."""
    return tuple(takewhile(lambda line: not _ends(line, page), run))


def _ends(line: Printed, page: Page) -> bool:
    """Whether a table has ended before this line: another one's caption, a remark, a heading, running text."""
    text = line.text
    if is_remark(text) or _UNIT.search(text) or is_part_heading(plain(text)) or _is_prose(line.words, page.size[0] if page.size else 0.0):
        return True
    return len(line.words) == 1 and is_title(plain(text)) and not line.words[0].is_number


def _is_prose(words: Sequence[Word], width: float) -> bool:
    """Whether words are running text: one stretch without gaps, wider than any cell, with marks of sentences."""
    if not words or words[-1].box[2] - words[0].box[0] < _WIDE * width or not any(_PROSE.search(word.text) for word in words):
        return False
    height = height_of(words)
    return all(after.box[0] - before.box[2] < height for before, after in pairwise(words))


def _further(table: Sequence[Stretch], page: Page, run: Sequence[Printed]) -> tuple[Stretch, int] | None:
    """What goes on with a table at the top of the next page: under the head printed again, or where everything fits its columns."""
    again = _head_again(table[0].head, run)
    body = _body(run[again:], page)
    end = again + len(body)
    stretch = Stretch(page, tuple(run[:again]), body, is_open=end == len(run))
    if not any(line.has_numbers for line in body) or not (again or _fits(table, stretch)):
        return None
    return stretch, end


def _head_again(head: Sequence[Printed], run: Sequence[Printed]) -> int:
    """How many lines at the top of a page print a head again; 0 where they do not."""
    letters = _letters(head)
    return next((count for count in range(1, 2 * len(head) + 1) if _letters(run[:count]) == letters), 0)


def _letters(lines: Sequence[Printed]) -> list[str]:
    """All letters of a head, whatever lines they stand on."""
    return sorted(letter for line in lines for word in line.words for letter in word.text)


def _is_more(table: Sequence[Stretch], stretch: Stretch) -> bool:
    """Whether a stretch has the same columns at the same places as the table before."""
    before = table[-1]
    if not before.is_open or before.page.number + 1 != stretch.page.number:
        return False
    if not stretch.head:
        return True
    alike = bool(table[0].head) and _letters(table[0].head) == _letters(stretch.head)
    return alike and _same_place(hull(table[0].head_words), hull(stretch.head_words)) and _fits(table, stretch)


def _same_place(one: BBox, other: BBox) -> bool:
    return abs(one[0] - other[0]) < _SAME_PLACE and abs(one[2] - other[2]) < _SAME_PLACE


def _fits(table: Sequence[Stretch], stretch: Stretch) -> bool:
    """Whether no word lies across a gutter of the table, totals apart, and no amount stands among its names."""
    words = [word for part in table for word in part.words]
    spans = unions(words)
    gutters = [(before[1], after[0]) for before, after in pairwise(spans)]
    names = [span for span in spans if not any(word.is_number and span[0] <= word.centre <= span[1] for word in words)]
    return not any(
        (not is_total(word.text) and any(word.box[0] < left and right < word.box[2] for left, right in gutters))
        or (is_amount(word.text) and any(word.box[0] < right and left < word.box[2] for left, right in names))
        for word in stretch.words
    )
