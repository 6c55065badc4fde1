"""Pages with lattices → grids. Pure.

    page → placed lattices (with the lines over and under them) → tables in the making → joined over pages → grids
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.grids.ruled.captions import caption_cells, caption_lines, is_caption_text, is_title, remark_cells, remark_lines
from ingest.grids.ruled.heads import Parts, body_cells, divide, header_cells, spaceless
from ingest.grids.ruled.rows import Row, rows_of
from ingest.shapes import Cell, Grid, Lattice, Note, Page, Source, TextLine

_SAME_EDGE: Final = 4.0  # points by which the borders of one table may differ from page to page
_FORM_WORDS: Final = frozenset({"一级指标", "二级指标", "三级指标", "绩效指标", "绩效目标", "项目名称", "年度绩效目标", "总体目标"})
_FORM_LIST: Final = ("项目名称",)


@dataclass(frozen=True, slots=True)
class Placed:
    """A lattice with the lines over it (down from the lattice above or the top of the page) and under it."""

    lattice: Lattice
    above: tuple[TextLine, ...]
    below: tuple[TextLine, ...]
    inside: tuple[TextLine, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Making:
    """A table as far as it has been read."""

    caption: tuple[Cell, ...]
    parts: Parts
    width: int
    edges: tuple[float, ...]
    pages: tuple[int, ...]
    lines: tuple[TextLine, ...]
    body: tuple[tuple[Cell, ...], ...]
    remarks: tuple[Cell, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def title(self) -> str:
        return next((cell.text for cell in self.caption if is_title(cell.text)), "")

    @property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """The heads by column, to tell the same head printed again."""
        return tuple((spaceless(cell.text), cell.column) for row in self.parts.head for cell in row.filled)


def find_ruled(pages: Sequence[Page]) -> tuple[Grid, ...]:
    """The tables of the lattices, each once however many pages it takes."""
    tables: list[Making] = []
    for page in pages:
        for placed in _placed(page):
            made = _made(placed)
            if tables and (joined := _joined(tables[-1], made, placed)) is not None:
                tables[-1] = joined
            else:
                tables.append(made)
    return tuple(_grid(table) for table in tables)


def _placed(page: Page) -> Iterator[Placed]:
    top = float("-inf")
    for at, lattice in enumerate(page.lattices):
        box = lattice.box or (0.0, float(at), 0.0, float(at))
        end = page.lattices[at + 1].box if at + 1 < len(page.lattices) else None
        bottom = end[1] if end else float("inf")
        yield Placed(
            lattice,
            above=tuple(line for line in page.lines if top <= _middle(line) < box[1]),
            below=tuple(line for line in page.lines if box[3] < _middle(line) <= bottom),
            inside=tuple(line for line in page.lines if box[1] <= _middle(line) <= box[3]),
            is_first=at == 0,
        )
        top = box[3]


def _middle(line: TextLine) -> float:
    return (line.box[1] + line.box[3]) / 2 if line.box else float("-inf")


def _made(placed: Placed) -> Making:
    lattice, page = placed.lattice, placed.lattice.page
    over = caption_lines(placed.above)
    rows = rows_of(lattice)
    count = _caption_rows(rows)
    parts = divide(rows[count:], lattice.columns)
    under = remark_lines(placed.below)
    inside = tuple(Cell(cell.text, cell.source, raw=cell.text) for row in rows[:count] for cell in row.filled)
    body, remarks = _without_remarks(parts.body, lattice.columns)
    return Making(
        caption=(*caption_cells(over, page), *inside),
        parts=parts,
        width=lattice.columns,
        edges=lattice.edges,
        pages=(page,),
        lines=(*over, *placed.inside, *under),
        body=body,
        remarks=(*remarks, *remark_cells(under, page)),
        notes=lattice.notes,
    )


def _caption_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top of a lattice are its caption: a title, a unit, or nothing at all, ruled like the rest."""
    count = 0
    while count < len(rows) - 1 and all(is_caption_text(text) for text in rows[count].texts):
        count += 1
    return count if any(row.filled for row in rows[:count]) else 0


def _without_remarks(rows: Sequence[Row], width: int) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Cell, ...]]:
    """The rows of the body, and the remarks that stand in rows of their own under them."""
    body, remarks = list(rows), []
    while body and len(body[-1].filled) == 1 and body[-1].filled[0].text.lstrip().startswith(("注", "备注", "说明")):
        cell = body.pop().filled[0]
        remarks.insert(0, Cell(cell.text, cell.source, raw=cell.text))
    return tuple(body_cells(row, width) for row in body if row.filled), tuple(remarks)


def _joined(before: Making, after: Making, placed: Placed) -> Making | None:
    """Both as one table, where the later one goes on from the page before; None where it is a table of its own."""
    if not placed.is_first or after.pages[0] not in (before.pages[-1], before.pages[-1] + 1) or before.width != after.width:
        return None
    if after.title and after.title != before.title:
        return None
    if after.parts.head and after.heads != before.heads:
        return None
    if not after.parts.head and not _same_edges(before.edges, after.edges):
        return None
    if not after.parts.head and placed.above and not all(line in after.lines for line in placed.above):
        return None
    return replace(
        before,
        pages=tuple(dict.fromkeys((*before.pages, *after.pages))),
        lines=(*before.lines, *after.lines),
        body=(*before.body, *after.body),
        remarks=(*before.remarks, *after.remarks),
        notes=(*before.notes, *after.notes),
    )


def _same_edges(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether the borders stand at the same places, the whole table moved or not."""
    if not before or not after:
        return True
    return all(abs((left - before[0]) - (right - after[0])) <= _SAME_EDGE for left, right in zip(before, after, strict=True))


def _grid(table: Making) -> Grid:
    return Grid(
        caption=table.caption,
        header=header_cells(table.parts.head, table.width),
        body=table.body,
        width=table.width,
        remarks=table.remarks,
        pages=table.pages,
        segments=_segments(table.lines),
        notes=(*table.notes, *_doubts(table)),
    )


def _segments(lines: Sequence[TextLine]) -> tuple[tuple[int, int], ...]:
    return tuple((line.number, line.number) for line in lines)


def _doubts(table: Making) -> Iterator[Note]:
    if not table.parts.head and any(cell.text for row in table.body for cell in row):
        page = table.pages[0]
        yield Note("warning", "no_head", f"第 {page} 页的表格没有印出表头，各栏的含义不明，请对照原文。", Source(page=page))
