"""Pages → the same pages with lattices also where no rulings part a table, or only some. Pure.

stretches of each table → its columns and heads → the rows of each page → a lattice a page, as rulings would have given it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgets.worded import _
from ingest.grids.aligned.blocks import blocks_of, is_whole
from ingest.grids.aligned.columns import Columns, find_columns
from ingest.grids.aligned.heads import Node, tree
from ingest.grids.aligned.rows import Placed, find_rows
from ingest.grids.aligned.stretches import Printed, Stretch, find_tables
from ingest.grids.aligned.words import Word, height_of, hull, is_amount, printed
from ingest.shapes import BBox, Lattice, LatticeCell, Note, Page, Source, around

_FIGURES: Final = 0.6  # share of a column's words that are numbers where it holds figures


@dataclass(frozen=True, slots=True)
class Table:
    """What the pages of a table have in common: columns, heads as a tree, which columns hold figures, the height of its characters."""

    columns: Columns
    heads: tuple[Node, ...]
    numbers: tuple[bool, ...]
    height: float
    is_sure: bool

    @property
    def depth(self) -> int:
        """How many rows its head takes."""
        return max(node.depth for node in self.heads)


def with_aligned(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with a lattice for each table that alignment makes one; it takes the place of a lattice that is ruled only in part.

    Worksheets stay as they are: there every cell is its own.
    """
    parted = {page.number: tuple(filter(_is_open, page.lattices)) if not page.has_cells else () for page in pages}
    found: dict[int, list[Lattice]] = {}
    for stretches in find_tables([_without(page, parted[page.number]) for page in pages]):
        uprights = [edge for lattice in parted[stretches[0].page.number] for edge in lattice.edges]
        for lattice in _lattices(stretches, uprights):
            found.setdefault(lattice.page, []).append(lattice)
    return tuple(_with(page, parted[page.number], found.get(page.number, ())) for page in pages)


def _without(page: Page, parted: Sequence[Lattice]) -> Page:
    """The page without the lattices that are ruled in part."""
    return replace(page, lattices=tuple(lattice for lattice in page.lattices if lattice not in parted)) if parted else page


def _is_open(lattice: Lattice) -> bool:
    """Whether rulings part only some of a lattice's columns or rows: most amounts in it share their cell with something else."""
    amounts = shared = 0
    for cell in lattice.cells:
        if cell.text and len(cell.lines) == 1 and " " not in cell.text:
            amounts += is_amount(cell.text)
        elif cell.text:
            here = sum(is_amount(word) for line in cell.lines for word in line.split())
            amounts, shared = amounts + here, shared + here
    return 2 * shared > amounts


def _holds_several(lattice: Lattice) -> bool:
    """Whether amounts share a cell with other amounts."""
    return any(sum(is_amount(word) for line in cell.lines for word in line.split()) > 1 for cell in lattice.cells)


def _with(page: Page, parted: Sequence[Lattice], aligned: Sequence[Lattice]) -> Page:
    """The page with these lattices; those that are ruled in part stay, with a note, where no other takes their place."""
    if not parted and not aligned:
        return page
    whole = _without(page, parted).lattices
    left = [lattice for lattice in parted if not any(_overlap(lattice, other) for other in aligned)]
    kept = [replace(one, notes=(*one.notes, _ruled_in_part(page.number, one))) if _holds_several(one) else one for one in left]
    return replace(page, lattices=tuple(sorted((*whole, *kept, *aligned), key=lambda one: one.box[1] if one.box else 0.0)))


def _overlap(one: Lattice, other: Lattice) -> bool:
    return one.box is not None and other.box is not None and one.box[1] < other.box[3] and other.box[1] < one.box[3]


def _ruled_in_part(page: int, lattice: Lattice) -> Note:
    text = _("第 {page} 页的表格只画了一部分边框，一格里有几个数，分不清各属于哪一栏哪一行，请对照原文。").format(page=page)
    return Note("warning", "ruled_in_part", text, Source(page=page, bbox=lattice.box))


def _lattices(stretches: Sequence[Stretch], uprights: Sequence[float]) -> Iterator[Lattice]:
    """A lattice for each page of a table; one without cells, and a note, where its columns cannot be told."""
    table = _table(stretches, uprights)
    for stretch in stretches:
        yield _lattice(stretch, table) if table is not None else _unread(stretch)


def _unread(stretch: Stretch) -> Lattice:
    page, box = stretch.page.number, hull([*stretch.head_words, *stretch.words])
    text = _("第 {page} 页的表格没有边框，各栏分不清，其中的数没有采用，请对照原文。").format(page=page)
    return Lattice(page, 0, 0, (), (), box, (Note("warning", "no_rulings", text, Source(page=page, bbox=box)),))


def _table(stretches: Sequence[Stretch], uprights: Sequence[float]) -> Table | None:
    head, first = stretches[0].head_words, stretches[0].body[0]
    body = [word for stretch in stretches for line in stretch.body if not _numbers_columns(line) for word in line.words]
    blocks = blocks_of(head)
    columns = find_columns(body, blocks, uprights) if body else None
    if columns is None:
        return None
    bottom = (hull(head)[3] + min(word.box[1] for word in first.words)) / 2
    over = {node.block for node in columns.leaves}
    heads, sure = tree(columns.leaves, [block for block in blocks if block not in over], columns.borders, bottom)
    numbers = [bool(words) and sum(word.is_number for word in words) >= _FIGURES * len(words) for words in columns.share(body)]
    sure = sure and columns.sure and all(map(is_whole, blocks))
    return Table(columns, tuple(heads), tuple(numbers), height_of(body), sure)


def _numbers_columns(line: Printed) -> bool:
    return all(word.is_ordinal for word in line.words)


def _lattice(stretch: Stretch, table: Table) -> Lattice:
    page, depth, columns = stretch.page.number, table.depth if stretch.head else 0, table.columns
    rows = _rows(stretch, table)
    cells = [*(_head_cells(table.heads, 0, depth, table, page) if depth else ())]
    for at, row in enumerate(rows, depth):
        cells.extend(_row_cells(row, at, table, page))
    box = hull([*stretch.head_words, *(word for row in rows for word in row.words)])
    frame: BBox = (columns.borders[0], box[1] - 1, columns.borders[-1], box[3] + 1)
    notes = (*_doubts(rows, page, frame, table), *_lost(stretch))
    return Lattice(
        page, depth + len(rows), len(columns.spans), _filled_up(cells, depth + len(rows), columns), columns.borders, frame, notes
    )


def _doubts(rows: Sequence[Placed], page: int, frame: BBox, table: Table) -> Iterator[Note]:
    place = Source(page=page, bbox=frame)
    if not table.is_sure:
        yield Note(
            "warning", "unsure_head", _("第 {page} 页的表格没有边框，表头怎样覆盖各栏不止一种读法，请对照原文。").format(page=page), place
        )
    names = sum(not row.sure for row in rows)
    if names:
        yield Note(
            "warning",
            "unsure_row",
            _("第 {page} 页的表格没有边框，有 {names} 行的文字分不清属于哪一行，请对照原文。").format(page=page, names=names),
            place,
        )
    figures = sum(_shares_a_cell(words) for row in rows for words in table.columns.areas(row.words).values())
    if figures:
        yield Note(
            "warning",
            "unsure_figure",
            _("第 {page} 页的表格没有边框，有 {figures} 处几个数分不清属于哪一栏，请对照原文。").format(page=page, figures=figures),
            place,
        )


def _lost(stretch: Stretch) -> Iterator[Note]:
    if stretch.lost:
        page = stretch.page.number + 1
        text = _("第 {page} 页开头的数像是上一页表格的续页，却对不上它的各栏，没有采用，请对照原文。").format(page=page)
        yield Note("warning", "no_rulings", text, Source(page=page))


def _shares_a_cell(words: Sequence[Word]) -> bool:
    return sum(is_amount(word.text) for word in words) > 1


def _rows(stretch: Stretch, table: Table) -> list[Placed]:
    """The rows of a page, up to the last one with figures."""
    rows = find_rows(table.columns.share(stretch.words), table.numbers, table.height)
    last = max((at for at, row in enumerate(rows) if row.has_numbers), default=-1)
    return rows[: last + 1]


def _row_cells(row: Placed, at: int, table: Table, page: int) -> Iterator[LatticeCell]:
    for (first, last), words in sorted(table.columns.areas(row.words).items()):
        yield _cell(words, (at, first), (1, last - first), table, page)


def _head_cells(nodes: Sequence[Node], level: int, depth: int, table: Table, page: int) -> Iterator[LatticeCell]:
    """The heads row by row; one without others under it reaches down to the body."""
    for node in nodes:
        own = 1 if node.children else depth - level
        yield _cell(node.block.words, (level, node.first), (own, node.last - node.first), table, page)
        yield from _head_cells(node.children, level + own, depth, table, page)


def _cell(words: Sequence[Word], place: tuple[int, int], spans: tuple[int, int], table: Table, page: int) -> LatticeCell:
    lines = printed(words)
    source = Source(page=page, bbox=around(word.box for word in words))
    return LatticeCell(*place, *spans, "".join(lines), source, lines)


def _filled_up(cells: Sequence[LatticeCell], rows: int, columns: Columns) -> tuple[LatticeCell, ...]:
    """The cells with blank ones wherever nothing is printed, row by row."""
    width = len(columns.spans)
    taken = [[False] * width for _ in range(rows)]
    for cell in cells:
        for row in taken[cell.row : cell.row + cell.rowspan]:
            row[cell.column : cell.column + cell.colspan] = [True] * cell.colspan
    blank = [LatticeCell(at, column, 1, 1, "", Source()) for at, row in enumerate(taken) for column in range(width) if not row[column]]
    return tuple(sorted([*cells, *blank], key=lambda cell: (cell.row, cell.column)))
