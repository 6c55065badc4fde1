"""Pages → the same pages with lattices also where no rulings part a table. Pure.

page → stretches under a caption (head lines, body lines), over pages where they go on → columns of the whole table → rows of each page →
a lattice a page
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from budgets.schedules import head_of, is_total, schedule_of
from ingest.grids.aligned.columns import Columns, find_columns, unions
from ingest.grids.aligned.heads import Block, Node, blocks_of, tree
from ingest.grids.aligned.rows import Placed, find_rows
from ingest.grids.aligned.words import Word, height_of, hull, printed, words_of
from ingest.grids.ruled.captions import caption_cells, caption_lines, is_remark, is_title, plain
from ingest.headings import is_part_heading, mark_level
from ingest.shapes import BBox, Lattice, LatticeCell, Note, Page, Source, TextLine, around

_PROSE: Final = re.compile(r"[，。；]")
_UNIT: Final = re.compile(r"单位\s*[:：]\s*[百千万亿]?元")
_CLOSE: Final = 0.3  # heights between the lines of a name and the figures beside it
_MOST_HEAD_LINES: Final = 16
_SAME_PLACE: Final = 2.0  # points
_FEWEST_HEADS: Final = 2
_FIGURES: Final = 0.6  # share of a column's words that are numbers where it holds figures
_WIDE: Final = 0.45  # share of a page's width that only running text takes in one word


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a table on one page: heads (none where it goes on from the page before) and body. `open` if it runs to the page's end."""

    page: Page
    head: tuple[TextLine, ...]
    body: tuple[TextLine, ...]
    is_open: bool


def with_aligned(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with a lattice for each table that alignment alone makes one."""
    found: dict[int, list[Lattice]] = {}
    for table in _tables(pages):
        for lattice in _lattices(table):
            found.setdefault(lattice.page, []).append(lattice)
    if not found:
        return tuple(pages)
    return tuple(_with(page, found[page.number]) if page.number in found else page for page in pages)


def _with(page: Page, lattices: Sequence[Lattice]) -> Page:
    return replace(page, lattices=tuple(sorted((*page.lattices, *lattices), key=lambda one: one.box[1] if one.box else 0.0)))


def _tables(pages: Sequence[Page]) -> Iterator[list[Stretch]]:
    """The stretches of each table, in the order of its pages."""
    table: list[Stretch] = []
    for page in pages:
        free = _free_lines(page)
        at = 0
        if table and table[-1].is_open and (further := _further(table, page, free)) is not None:
            if further.head and not _goes_on(table, further):
                yield table
                table = []
            table.append(further)
            at = len(further.head) + len(further.body)
        while (begun := _begun(page, free, at)) is not None:
            stretch, at = begun
            if table and _same_head(table[-1], stretch) and _goes_on(table, stretch):
                table.append(stretch)
                continue
            if table:
                yield table
            table = [stretch]
    if table:
        yield table


def _free_lines(page: Page) -> list[TextLine]:
    """The lines outside the lattices of a page."""
    boxes = [lattice.box for lattice in page.lattices if lattice.box]
    return [line for line in page.lines if line.box and not any(box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3] for box in boxes)]


def _begun(page: Page, lines: Sequence[TextLine], at: int) -> tuple[Stretch, int] | None:
    """The next table from a line on: heads right under a caption, then figures."""
    for start in range(at + 1, len(lines)):
        if not _may_end_caption(lines[start - 1]) or not caption_lines(lines[at:start]) or caption_lines([lines[start]]):
            continue
        over = list(takewhile(lambda line: not _begins_body(line) and not _ends(line, page), lines[start : start + _MOST_HEAD_LINES]))
        head = _without_names(over, lines[start + len(over) : start + len(over) + 1])
        if not head or not _says_heads(head, lines[at:start]) or _lists_targets(lines[at:start]):
            continue
        first = start + len(head)
        body = _body(lines[first:], page)
        if not any(_has_numbers(line) for line in body):
            continue
        end = first + len(body)
        return Stretch(page, tuple(head), body, is_open=end == len(lines)), end
    return None


def _lists_targets(lines: Sequence[TextLine]) -> bool:
    """Whether the table lists targets of performance: its cells are merged over so many lines that only rulings tell what belongs together."""
    titles = [cell.text for cell in caption_cells(caption_lines(lines), 0)]
    return any(schedule_of(title) == "performance" for title in titles)


def _without_names(head: list[TextLine], body: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a head without those at its end that begin the name of the first row: they stand close over its figures."""
    below = body[0].box if body else None
    while len(head) > 1 and below is not None and (box := head[-1].box) is not None:
        height = height_of(list(words_of(head[-1])))
        apart, words = below[1] - box[3], head[-1].text.split()
        if apart > _CLOSE * height or len(words) > 1 or (apart > 0 and head_of("".join(words))):
            break
        below = head.pop().box
    return head


def _may_end_caption(line: TextLine) -> bool:
    return "表" in line.text or "单位" in line.text or "元" in line.text or "部门" in line.text


def _has_numbers(line: TextLine) -> bool:
    return any(word.is_number or word.text in ("**", "栏次", "行次") for word in words_of(line))


def _begins_body(line: TextLine) -> bool:
    """Whether a line is no head: figures, or an item (一、部门预算)."""
    return _has_numbers(line) or any(mark_level(word.text) is not None for word in words_of(line))


def _says_heads(lines: Sequence[TextLine], over: Sequence[TextLine]) -> bool:
    """Whether known heads stand beside each other: one is enough under the title and the unit of a standard table."""
    blocks = blocks_of([word for line in lines for word in words_of(line)])
    known = sum(head_of(block.text) is not None for block in blocks)
    standard = any(_UNIT.search(line.text) for line in over) and any(schedule_of(plain(line.text)) for line in over)
    return known >= _FEWEST_HEADS or (standard and known > 0 and len(blocks) >= _FEWEST_HEADS)


def _body(lines: Sequence[TextLine], page: Page) -> tuple[TextLine, ...]:
    """The lines from the first figures on that may be rows, without those at the end that have no figures."""
    found = list(takewhile(lambda line: not _ends(line, page), lines))
    return tuple(found)


def _ends(line: TextLine, page: Page) -> bool:
    """Whether a table has ended before this line: another one's caption, a remark, a heading, running text."""
    text = line.text
    if is_remark(text) or _UNIT.search(text) or is_part_heading(plain(text)):
        return True
    words = list(words_of(line))
    if _is_prose(words, page.size[0] if page.size else 0.0):
        return True
    return len(words) == 1 and is_title(plain(text)) and not words[0].is_number


def _is_prose(words: Sequence[Word], width: float) -> bool:
    """Whether a line is running text: one stretch without gaps, wider than any cell, with marks of sentences."""
    if not words or words[-1].box[2] - words[0].box[0] < _WIDE * width or not any(_PROSE.search(word.text) for word in words):
        return False
    height = height_of(words)
    return all(after.box[0] - before.box[2] < height for before, after in pairwise(words))


def _further(table: Sequence[Stretch], page: Page, lines: Sequence[TextLine]) -> Stretch | None:
    """The rows with which a table goes on at the top of the next page, its head printed again or not."""
    before = table[-1]
    if page.number != before.page.number + 1 or not lines or page.lattices[:1] and _over(page, lines[0]):
        return None
    again = _head_again(table[0].head, lines)
    body = _body(lines[again:], page)
    if not any(_has_numbers(line) for line in body) or not (again or _fits(table, body)):
        return None
    return Stretch(page, tuple(lines[:again]), body, is_open=again + len(body) == len(lines))


def _goes_on(table: Sequence[Stretch], further: Stretch) -> bool:
    """Whether a table under the same head has the same columns at the same places, as far as can be seen before they are known."""
    return bool(table[0].head) and _same_place(table[0].head, further.head) and _fits(table, further.body)


def _same_place(head: Sequence[TextLine], again: Sequence[TextLine]) -> bool:
    """Whether a head printed again stands where it stood before, from left to right."""
    (left, _, right, _), (begin, _, end, _) = (hull([word for line in lines for word in words_of(line)]) for lines in (head, again))
    return abs(left - begin) < _SAME_PLACE and abs(right - end) < _SAME_PLACE


def _fits(table: Sequence[Stretch], body: Sequence[TextLine]) -> bool:
    """Whether no word of these lines lies across a gutter of the table."""
    spans = unions([word for stretch in table for line in stretch.body for word in words_of(line)])
    gutters = [(before[1], after[0]) for before, after in pairwise(spans)]
    words = [word for line in body for word in words_of(line) if not is_total(word.text)]
    return not any(word.box[0] < left and right < word.box[2] for word in words for left, right in gutters)


def _head_again(head: Sequence[TextLine], lines: Sequence[TextLine]) -> int:
    """How many lines at the top of a page print the head again; 0 where they do not."""
    heads = _head_words(head)
    return next((count for count in range(1, 2 * len(head) + 1) if _head_words(lines[:count]) == heads), 0)


def _head_words(lines: Sequence[TextLine]) -> list[str]:
    return sorted("".join(line.text for line in lines).replace(" ", "").replace("\u3000", ""))


def _over(page: Page, line: TextLine) -> bool:
    """Whether a lattice stands over a line."""
    return any(lattice.box and line.box and lattice.box[1] < line.box[1] for lattice in page.lattices)


def _same_head(before: Stretch, after: Stretch) -> bool:
    following = after.page.number == before.page.number + 1
    return following and before.is_open and _head_words(before.head) == _head_words(after.head)


def _lattices(table: Sequence[Stretch]) -> Iterator[Lattice]:
    """A lattice for each page of a table; none where its columns cannot be told."""
    head = [word for line in table[0].head for word in words_of(line)]
    bodies = [[word for line in stretch.body for word in words_of(line) if not _numbers_columns(line)] for stretch in table]
    body = [word for words in bodies for word in words]
    blocks = blocks_of(head)
    columns = find_columns(body, blocks)
    if columns is None:
        return
    bottom = (hull(head)[3] + min(word.box[1] for word in bodies[0])) / 2
    used = {node.block for node in columns.leaves}
    nodes, sure = tree(columns.leaves, [block for block in blocks if block not in used], columns.borders, bottom)
    height = height_of(body)
    numbers = [bool(words) and sum(word.is_number for word in words) >= _FIGURES * len(words) for words in _by_column(body, columns)]
    for stretch in table:
        yield _lattice(stretch, columns, nodes, numbers, height, sure=sure and columns.sure)


def _numbers_columns(line: TextLine) -> bool:
    return all(word.is_ordinal for word in words_of(line))


def _lattice(
    stretch: Stretch, columns: Columns, nodes: Sequence[Node], numbers: Sequence[bool], height: float, *, sure: bool
) -> Lattice:
    depth = max(node.depth for node in nodes) if stretch.head else 0
    number = stretch.page.number
    cells = list(_head_cells(nodes, 0, depth, stretch.page.number, height)) if depth else []
    rows = _rows(stretch, columns, numbers, height)
    for at, row in enumerate(rows, depth):
        cells.extend(_row_cells(row, at, columns, number, height))
    words = [word for line in (*stretch.head, *(line for line in stretch.body)) for word in words_of(line)]
    kept = [word for row in rows for word in row.words]
    box = hull([*kept, *(word for line in stretch.head for word in words_of(line))]) if kept else hull(words)
    doubts = tuple(_doubts(rows, number, box, sure=sure))
    edges = columns.borders
    frame: BBox = (edges[0], box[1] - 1, edges[-1], box[3] + 1)
    return Lattice(number, depth + len(rows), len(columns.spans), tuple(_filled_up(cells, depth, len(rows), columns)), edges, frame, doubts)


def _doubts(rows: Sequence[Placed], page: int, box: BBox, *, sure: bool) -> Iterator[Note]:
    if not sure:
        text = f"第 {page} 页的表格没有边框，表头怎样覆盖各栏不止一种读法，请对照原文。"
        yield Note("warning", "unsure_head", text, Source(page=page, bbox=box))
    unsure = sum(not row.sure for row in rows)
    if unsure:
        text = f"第 {page} 页的表格没有边框，有 {unsure} 行的名称分不清属于哪一行，请对照原文。"
        yield Note("warning", "unsure_row", text, Source(page=page, bbox=box))


def _rows(stretch: Stretch, columns: Columns, numbers: Sequence[bool], height: float) -> list[Placed]:
    """The rows of a page, up to the last one with figures."""
    own = [word for line in stretch.body for word in words_of(line)]
    rows = find_rows(_by_column(own, columns), numbers, height)
    last = max((at for at, row in enumerate(rows) if any(word.is_number for word in row.words)), default=-1)
    return rows[: last + 1]


def _by_column(words: Sequence[Word], columns: Columns) -> list[list[Word]]:
    found: list[list[Word]] = [[] for _ in columns.spans]
    for word in words:
        found[columns.of(word)[0]].append(word)
    return found


def _row_cells(row: Placed, at: int, columns: Columns, page: int, height: float) -> Iterator[LatticeCell]:
    for (first, last), words in sorted(_shared_out(row, columns).items()):
        yield _cell(words, at, first, 1, last - first, page, height)


def _shared_out(row: Placed, columns: Columns) -> dict[tuple[int, int], list[Word]]:
    """The words of a row by the columns that they take up; a word over several is in all of them only where it is alone there."""
    found: dict[tuple[int, int], list[Word]] = {}
    filled = [first for first, last in map(columns.of, row.words) if last - first == 1]
    for word in row.words:
        first, last = columns.of(word)
        wide = last - first > 1
        apart = wide and not word.is_number and not any(first <= column < last for column in filled)
        span = (first, last) if not wide or apart else columns.most_of(word)
        if apart and any(other != span and other[0] < last and first < other[1] for other in found):
            span = columns.most_of(word)
        found.setdefault(span, []).append(word)
    return found


def _head_cells(nodes: Sequence[Node], level: int, depth: int, page: int, height: float) -> Iterator[LatticeCell]:
    for node in nodes:
        own = depth - level - (node.depth - 1) if not node.children else 1
        yield _cell(node.block.words, level, node.first, own, node.last - node.first, page, height)
        yield from _head_cells(node.children, level + own, depth, page, height)


def _cell(words: Sequence[Word], row: int, column: int, rowspan: int, colspan: int, page: int, height: float) -> LatticeCell:
    lines = printed(words, height)
    return LatticeCell(row, column, rowspan, colspan, "".join(lines), Source(page=page, bbox=around(word.box for word in words)), lines)


def _filled_up(cells: Sequence[LatticeCell], depth: int, rows: int, columns: Columns) -> list[LatticeCell]:
    """The cells with blank ones wherever nothing is printed, row by row."""
    width = len(columns.spans)
    taken = [[False] * width for _ in range(depth + rows)]
    for cell in cells:
        for row in taken[cell.row : cell.row + cell.rowspan]:
            row[cell.column : cell.column + cell.colspan] = [True] * cell.colspan
    blank = [
        LatticeCell(at, column, 1, 1, "", Source()) for at, row in enumerate(taken) for column in range(width) if not row[column]
    ]
    return sorted([*cells, *blank], key=lambda cell: (cell.row, cell.column))


__all__ = ["Block", "with_aligned"]
