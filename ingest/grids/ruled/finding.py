"""Pages with lattices → grids. Pure.

page → placed lattices (with the lines over and under them) → tables in the making → joined over pages → grids
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from budgets.money import is_figure
from budgets.schedules import schedule_of
from budgets.worded import _
from ingest.grids.ruled.captions import (
    caption_cells,
    caption_lines,
    further_remarks,
    is_caption_row,
    is_remark,
    is_title,
    remark_cells,
    remark_lines,
    row_captions,
)
from ingest.grids.ruled.halves import beside, with_doubt
from ingest.grids.ruled.heads import body_cells, divide, header_cells, spaceless, without_unit
from ingest.grids.ruled.making import Making, over
from ingest.grids.ruled.rows import Row, rows_of, spanning, without_gaps
from ingest.shapes import Cell, Grid, Lattice, LatticeCell, Note, Page, Source, TextLine

_SAME_EDGE: Final = 4.0  # points by which the borders of one table may differ from page to page
_NEAR: Final = 4  # lines from a title to its unit
_PROSE: Final = re.compile("[，。；]")
_NARROW: Final = 12.0  # points; no column of a table is narrower


@dataclass(frozen=True, slots=True)
class Placed:
    """A lattice with the lines over it (down from the lattice above or the top of the page) and under it."""

    lattice: Lattice
    above: tuple[TextLine, ...]
    below: tuple[TextLine, ...]
    inside: tuple[TextLine, ...]
    is_first: bool
    is_last: bool
    sheet: str | None
    has_cells: bool


def find_ruled(pages: Sequence[Page]) -> tuple[Grid, ...]:
    """The tables of the lattices, each once however many pages it takes."""
    tables: list[Making] = []
    for page in pages:
        for placed in _placed(page):
            made = _made(placed)
            joined = (beside(tables[-1], made, page.cut) or _joined(tables[-1], made, placed)) if tables else None
            if joined is not None:
                tables[-1] = joined
            else:
                tables.append(with_doubt(tables[-1], made) if tables else made)
    return (*(_grid(table) for table in tables), *_without_rulings(pages, tables))


def _without_rulings(pages: Sequence[Page], tables: Sequence[Making]) -> Iterator[Grid]:
    """Standard tables whose title and unit are printed, but no rulings: their figures are left alone, and that is said."""
    taken = {line.number for table in tables for line in table.lines}
    for page, after in zip(pages, (*pages[1:], None), strict=True):
        for at, line in enumerate(page.lines):
            rest = page.lines[at + 1 :]
            if line.number in taken or not schedule_of(spaceless(line.text)) or not _has_unit(rest) or _ruled_below(line, page, after):
                continue
            text = _("第 {number} 页的《{title}》没有边框，各栏分不清，其中的数没有采用，请对照原文。").format(
                number=page.number, title=spaceless(line.text)
            )
            note = Note("warning", "no_rulings", text, Source(page=page.number, bbox=line.box))
            figures = tuple(takewhile(lambda other: not _PROSE.search(other.text), rest))
            caption = caption_cells([line, *rest[:1]], page.number)
            yield Grid(caption, (), (), 0, pages=(page.number,), segments=_segments((line, *figures)), notes=(note,))


def _has_unit(lines: Sequence[TextLine]) -> bool:
    return any(re.search(r"单位\s*[:：]\s*[百千万亿]?元", line.text) for line in lines[:_NEAR])


def _ruled_below(line: TextLine, page: Page, after: Page | None) -> bool:
    """Whether rulings follow under a title, on its page or first on the next one."""
    here = any(lattice.box and lattice.box[3] > _middle(line) for lattice in page.lattices)
    begun = any(is_figure(word) for other in page.lines if _middle(other) > _middle(line) for word in other.text.split())
    return here or (not begun and after is not None and bool(after.lattices))


def _placed(page: Page) -> Iterator[Placed]:
    top = float("-inf")
    lines = [(_middle(line), line) for line in page.lines] if page.lattices else []
    for at, lattice in enumerate(page.lattices):
        box = lattice.box or (0.0, float(at), 0.0, float(at))
        end = page.lattices[at + 1].box if at + 1 < len(page.lattices) else None
        bottom = end[1] if end else float("inf")
        yield Placed(
            lattice,
            above=tuple(line for middle, line in lines if top <= middle < box[1]),
            below=tuple(line for middle, line in lines if box[3] < middle <= bottom),
            inside=tuple(line for middle, line in lines if box[1] <= middle <= box[3]),
            is_first=at == 0,
            is_last=at + 1 == len(page.lattices),
            sheet=page.sheet,
            has_cells=page.has_cells,
        )
        top = box[3]


def _middle(line: TextLine) -> float:
    box = line.box
    return (box[1] + box[3]) / 2 if box else float("-inf")


def _made(placed: Placed) -> Making:
    lattice, page = without_gaps(_without_margins(placed.lattice)), placed.lattice.page
    over = caption_lines(placed.above)
    rows = rows_of(lattice)
    count = _caption_rows(rows)
    parts = divide(rows[count:])
    under = remark_lines(placed.below)
    head, unit = without_unit(parts.head, over)
    inside = tuple(cell for row in rows[:count] for cell in row_captions(row.filled))
    body, remarks = _without_remarks(parts.body)
    body = spanning(body)
    heads = tuple(spaceless(cell.text) for row in head for cell in row.filled)
    return Making(
        caption=(*_tab(placed, inside), *caption_cells(over, page), *unit, *inside),
        parts=replace(parts, head=head, body=body),
        width=lattice.columns,
        edges=lattice.edges,
        pages=(page,),
        lines=(*over, *placed.inside, *under),
        remarks=(*remarks, *remark_cells((*under, *further_remarks(placed.below, under)), page)),
        notes=lattice.notes,
        lattices=(lattice,),
        torn=lattice.torn,
        printed=(heads,) if heads else (),
    )


def _without_margins(lattice: Lattice) -> Lattice:
    """The lattice without blank columns at its sides that are too narrow to be any: a frame around the table, on its first page only."""
    edges = lattice.edges
    at_sides = {side for side in (0, lattice.columns - 1) if edges and edges[side + 1] - edges[side] <= _NARROW}
    blank = {side for side in at_sides if not any(_is_over(cell, side) and (cell.text or cell.colspan > 1) for cell in lattice.cells)}
    if not blank or lattice.columns - len(blank) < 2:
        return lattice
    first = int(0 in blank)
    cells = tuple(over(cell, cell.column - first, cell.colspan) for cell in lattice.cells if cell.column not in blank)
    kept = edges[first : len(edges) - len(blank - {0})]
    return replace(lattice, columns=lattice.columns - len(blank), cells=cells, edges=kept)


def _is_over(cell: LatticeCell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.colspan


def _tab(placed: Placed, caption: Sequence[Cell]) -> Iterator[Cell]:
    """The name of a worksheet, where it names its only table and nothing on the worksheet does."""
    name, lonely = (placed.sheet or "").strip(), placed.is_first and placed.is_last
    if lonely and schedule_of(name) and not any(is_title(cell.text) for cell in caption):
        yield Cell(name, Source(sheet=placed.sheet), raw=name)


def _caption_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top of a lattice are its caption: a title, a unit, or nothing at all, ruled like the rest."""
    count = 0
    while count < len(rows) - 1 and is_caption_row(rows[count].texts):
        count += 1
    return count if any(row.filled for row in rows[:count]) else 0


def _without_remarks(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Cell, ...]]:
    """The rows of the body that have anything in them, and the remarks that stand in rows of their own under them."""
    body = [row for row in rows if row.filled]
    remarks: list[Cell] = []
    while body and len(body[-1].filled) == 1 and is_remark(body[-1].filled[0].text):
        cell = body.pop().filled[0]
        remarks.insert(0, Cell(cell.text, cell.source, raw=cell.text))
    return tuple(body), tuple(remarks)


def _joined(before: Making, after: Making, placed: Placed) -> Making | None:
    """Both as one table, where the later one goes on from the page before; None where it is a table of its own."""
    if placed.has_cells or not placed.is_first or after.pages[0] not in (before.pages[-1], before.pages[-1] + 1):
        return None
    if after.title and after.title != before.title:
        return None
    head_goes_on = _head_goes_on(before, after)
    if after.parts.head and not head_goes_on and not set(after.printed) <= set(before.printed):
        return None
    if (head_goes_on or not after.parts.head) and not after.title and _says_more(placed, after):
        return None
    repeated = bool(after.parts.head) and not head_goes_on and before.width == after.width
    alike = (before, after) if repeated else with_same_columns(before, after)
    if alike is None:
        return None
    before, after = alike
    return replace(
        before,
        parts=replace(
            before.parts,
            head=(*before.parts.head, *(_further_down(after.parts.head, len(before.parts.head)) if head_goes_on else ())),
            numbers=(*before.parts.numbers, *(after.parts.numbers if head_goes_on else ())),
            body=(*before.parts.body, *after.parts.body),
        ),
        printed=(*before.printed, *(after.printed if head_goes_on else ())),
        pages=tuple(dict.fromkeys((*before.pages, *after.pages))),
        lines=(*before.lines, *after.lines),
        remarks=(*before.remarks, *after.remarks),
        notes=(*before.notes, *after.notes),
        lattices=(*before.lattices, *after.lattices),
        torn=(*before.torn, *after.torn),
    )


def _head_goes_on(before: Making, after: Making) -> bool:
    """Whether a page break cuts a head in two: over it stands a titled head and nothing else, below it one without a caption of its own."""
    cut = bool(before.title and before.parts.head) and not before.parts.body and not before.parts.numbers and not before.remarks
    return cut and bool(after.parts.head and after.parts.body) and not after.caption and after.pages[0] == before.pages[-1] + 1


def _further_down(head: Sequence[Row], rows: int) -> Iterator[Row]:
    """The rows of a head below so many others."""
    return (Row(row.number + rows, tuple(replace(cell, row=cell.row + rows) for cell in row.cells)) for row in head)


def _says_more(placed: Placed, after: Making) -> bool:
    """Whether text stands over a lattice that is none of its caption: then it does not go on from the page before.

    A line that its border cuts in two is of a cell that goes on.
    """
    own = {line.number for line in after.lines}
    top = placed.lattice.box[1] if placed.lattice.box else float("inf")
    return any(line.number not in own and line.box is not None and line.box[3] <= top for line in placed.above)


def with_same_columns(before: Making, after: Making) -> tuple[Making, Making] | None:
    """Both with the same columns, where the borders of one are all borders of the other too; None where they are not.

    A page with nothing but a merged 合计 row lacks the borders between the columns that it merges.
    """
    if not before.edges or not after.edges:
        return (before, after) if before.width == after.width else None
    shift = _shift(before.edges, after.edges)
    if shift is None:
        return None
    fewer, more = sorted((before.edges, tuple(edge + shift for edge in after.edges)), key=len)
    if not all(_nearest(more, edge) is not None for edge in fewer):
        return None
    return _moved(before, more, 0.0), _moved(after, more, shift)


def _shift(before: Sequence[float], after: Sequence[float]) -> float | None:
    """By how much the whole table moved from one page to the next; None where it got wider or narrower."""
    left, right = before[0] - after[0], before[-1] - after[-1]
    return left if abs(left - right) <= _SAME_EDGE else 0.0 if min(abs(left), abs(right)) <= _SAME_EDGE else None


def _nearest(edges: Sequence[float], edge: float) -> int | None:
    at = bisect_left(edges, edge)
    if at == len(edges) or (at > 0 and edge - edges[at - 1] <= edges[at] - edge):
        at -= 1
    return at if abs(edges[at] - edge) <= _SAME_EDGE else None


def _moved(table: Making, edges: tuple[float, ...], shift: float) -> Making:
    """The table on other borders, of which its own are some."""
    if edges is table.edges:
        return table
    places = [at if (at := _nearest(edges, edge + shift)) is not None else 0 for edge in table.edges]
    if places == list(range(len(edges))):
        return table

    def row(found: Row) -> Row:
        return Row(found.number, tuple(cell_on(cell) for cell in found.cells))

    def cell_on(cell: LatticeCell) -> LatticeCell:
        first, last = places[cell.column], places[cell.column + cell.colspan]
        return over(cell, first, max(1, last - first))

    head, body = tuple(map(row, table.parts.head)), tuple(map(row, table.parts.body))
    return replace(table, parts=replace(table.parts, head=head, body=body), width=len(edges) - 1, edges=edges)


def _without_blank_columns(table: Making) -> Making:
    """The table without columns over which no head stands and in which nothing is printed: double rulings make such."""
    rows = (*table.parts.head, *table.parts.body)
    used = {column for row in rows for cell in row.filled for column in range(cell.column, cell.column + cell.colspan)}
    starts = {cell.column for row in rows for cell in row.filled}
    kept = [column for column in range(table.width) if column in starts or (column in used and _is_wide(table, column))]
    if len(kept) == table.width or not kept:
        return table
    place = {column: at for at, column in enumerate(kept)}

    def row(found: Row) -> Row:
        return Row(found.number, tuple(cell for one in found.cells if (cell := cell_in(one)) is not None))

    def cell_in(cell: LatticeCell) -> LatticeCell | None:
        own = [place[column] for column in range(cell.column, cell.column + cell.colspan) if column in place]
        return over(cell, own[0], len(own)) if own else None

    head, body = tuple(map(row, table.parts.head)), tuple(map(row, table.parts.body))
    return replace(table, parts=replace(table.parts, head=head, body=body), width=len(kept), edges=())


def _is_wide(table: Making, column: int) -> bool:
    return not table.edges or table.edges[column + 1] - table.edges[column] > _NARROW


def _grid(table: Making) -> Grid:
    table = _without_blank_columns(table)
    return Grid(
        caption=table.caption,
        header=header_cells(table.parts.head),
        body=tuple(body_cells(row, table.width) for row in table.parts.body),
        width=table.width,
        remarks=table.remarks,
        pages=table.pages,
        segments=_segments(table.lines),
        notes=(*table.notes, *_doubts(table)),
        torn=table.torn,
    )


def _segments(lines: Sequence[TextLine]) -> tuple[tuple[int, int], ...]:
    return tuple((line.number, line.number) for line in lines)


def _doubts(table: Making) -> Iterator[Note]:
    if not table.parts.head and table.parts.body:
        first = next((cell.source for row in table.parts.body for cell in row.filled), Source())
        place = Source(page=table.pages[0]) if first.sheet is None and first.table is None else replace(first, cell=None)
        yield Note("warning", "no_head", _("{place}的表格没有印出表头，各栏的含义不明，请对照原文。").format(place=place.words), place)
