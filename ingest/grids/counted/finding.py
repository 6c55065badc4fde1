"""Pages → grids: each table's caption, head, rows and remarks. Pure.

How many columns a table has, and what its head means, is decided together with its body: the reading under which most figures find their
cell, fewest lines fail, and least speaks against the head.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import Final, Literal

from budgets.worded import _
from ingest.grids.counted.body import Body, Columns, Kind, is_remark, read_body
from ingest.grids.counted.captions import Region, caption_cells, find_regions, plain
from ingest.grids.counted.counting import before_prose, why_not_counted
from ingest.grids.counted.heads import Heads, header_cells, readings
from ingest.grids.counted.runs import Row, Run, decimals_of, figure_at_start, halved, is_amount, rows_of, runs_of
from ingest.grids.counted.trees import Node
from ingest.grids.counted.words import Word, fragments_of, is_body
from ingest.headings import heading_level
from ingest.limits import TABLES, is_over
from ingest.shapes import Cell, Grid, Note, Page, Source

_LEVELS: Final = 6  # so many heads at most stand over others
_LIKELY: Final = 4  # numbers of cells a line, the most frequent ones, that are tried first
_SPACES: Final = _("文本里的空格可能已被删改")
_TOO_LONG: Final = _("用时太长，请拆分文件或调高 PARSE_SECONDS")
_PROSE: Final = re.compile("[，。；]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A head, and the body read with its columns."""

    heads: Heads
    body: Body

    @property
    def rank(self) -> int:
        """Smaller is better: what speaks against the head, lines that failed, and figures that found no cell, all weighed alike."""
        return self.heads.cost + len(self.body.of("failed")) - self.body.amounts

    @property
    def is_doubtful(self) -> bool:
        """Whether more lines failed than came out: then those that did may have done so by chance."""
        return len(self.body.of("failed")) > len(self.body.rows)


def find_counted(pages: Sequence[Page]) -> tuple[Grid, ...]:
    """The tables of a text, in the order of the document. What could not be placed with certainty is noted, never guessed."""
    regions = find_regions(rows_of(pages))
    reason = why_not_counted(regions)
    if reason is None:
        return tuple(_unread(region, _TOO_LONG) if is_over(TABLES) else _grid(region) for region in regions)
    first, *others = (_unread(region) for region in regions)
    return (replace(first, notes=(_not_counted(regions, reason), *first.notes)), *others)


def _not_counted(regions: Sequence[Region], reason: str) -> Note:
    """What to do where no column of the whole text can be told from its spaces: then no figure of its tables is taken."""
    text = _(
        "{reason}，数不出各栏，{count} 张表的数都没有采用。"
        "请换用逐格保留空格的提取方式重新转换，不要删改空格和空行，或等到能直接上传 PDF 原件。"
    ).format(reason=reason, count=len(regions))
    return _note(regions[0].caption[0], "warning", "columns_not_counted", text)


def _grid(region: Region) -> Grid:
    cut = next((index for index, row in enumerate(region.rest) if is_remark(row)), len(region.rest))
    reading = _read(region.rest[:cut])
    if reading is None or reading.is_doubtful:
        return _unread(region)
    end = reading.heads.body + reading.body.end
    remarks = _remarks(region.rest[end:])
    headings = [region.rest[reading.heads.body + event.at] for event in reading.body.of("heading")]
    used = (*region.caption, *region.rest[:end], *remarks)
    return Grid(
        caption=caption_cells(region.caption),
        header=header_cells(reading.heads),
        body=reading.body.rows,
        width=len(reading.heads.leaves),
        remarks=tuple(_remark_cell(remark) for remark in _paragraphs(remarks)),
        pages=tuple(dict.fromkeys(row.page for row in used)),
        segments=_segments(used, headings),
        notes=(*_notes(reading, region.rest), *_left_over(region.rest[end:] if not remarks else ())),
    )


def _read(rows: Sequence[Row]) -> Reading | None:
    """The best reading of a table's head and body; None where the head cannot be read."""
    decimals = decimals_of(rows)
    bodies: dict[tuple[int, tuple[Kind, ...]], Body] = {}
    tried: list[Reading] = []
    for group in (group for width in _widths(rows, decimals) for group in readings(rows, width)):
        for heads, kinds in [(one, kinds) for one in group for kinds in _kinds(one)]:
            if (heads.body, kinds) not in bodies:
                bodies[heads.body, kinds] = read_body(rows[heads.body :], Columns(kinds, decimals))
            tried.append(Reading(heads, bodies[heads.body, kinds]))
        tried = [reading for reading in tried if not _leaves_heads_over(reading, rows)]
        if any(_is_perfect(reading, rows) for reading in tried):
            break
    best = min((reading.rank for reading in tried), default=None)
    equal = [reading for reading in tried if reading.rank == best]
    return _undecided(equal) if len({header_cells(reading.heads) for reading in equal}) > 1 else next(iter(equal), None)


def _leaves_heads_over(reading: Reading, rows: Sequence[Row]) -> bool:
    """Whether the body begins with a line of words that is no row: then the head is longer than this reading has it."""
    at = reading.heads.body
    first = next((event for event in reading.body.events if rows[at + event.at].text.strip()), None)
    return first is not None and first.kind == "failed" and not is_body(runs_of(rows[at + first.at]))


def _widths(rows: Sequence[Row], decimals: int) -> tuple[int, ...]:
    """How many columns the table may have: as many cells as most of its lines have, else as its head has fragments."""
    fragments, body = fragments_of(rows)
    lines = [runs_of(row) for row in rows[body:]]
    lines = [line for line in lines if any(run.text for run in line)] or lines
    counts = Counter(_cells(way, decimals) for line in lines for way in (line, halved(line)) if way is not None)
    counted = sorted((width for width in counts if width > 1), key=lambda width: (-counts[width], -width))[:_LIKELY]
    return tuple(dict.fromkeys([*counted, *range(len(fragments), max(1, len(fragments) - _LEVELS), -1)]))


def _cells(runs: Sequence[Run], decimals: int) -> int:
    """How many cells these runs are, a figure with something glued behind it counted as two."""
    figures = [(run, figure_at_start(run.text, decimals)) for run in runs]
    return len(runs) + sum(figure is not None and figure.length < len(run.text) for run, figure in figures)


def _is_perfect(reading: Reading, rows: Sequence[Row]) -> bool:
    body = rows[reading.heads.body : reading.heads.body + reading.body.end]
    behind = rows[reading.heads.body + reading.body.end :]
    return bool(body) and not reading.body.of("failed") and not list(_left_over(behind))


def _kinds(heads: Heads) -> Iterator[tuple[Kind, ...]]:
    """What the columns hold, by their heads; those of unknown heads are tried as figures and as texts."""
    unknown: tuple[Kind, ...] = ("figure", "text") if any(leaf.head is None for leaf in heads.leaves) else ("figure",)
    for other in unknown:
        yield tuple(_kind(leaf, "label" if place == 0 else other) for place, leaf in enumerate(heads.leaves))


def _kind(leaf: Word, unknown: Kind) -> Kind:
    if leaf.head is None:
        return unknown
    kind = leaf.head.kind
    return kind if kind in ("code", "label", "organisation", "text") else "figure"


def _undecided(equal: Sequence[Reading]) -> Reading | None:
    """Readings with nothing to choose between them: what stands over the columns is left out; with other columns nothing is known."""
    heads = equal[0].heads
    if len({tuple(leaf.text for leaf in reading.heads.leaves) for reading in equal}) > 1:
        return None
    return replace(equal[0], heads=replace(heads, trees=tuple(Node(leaf) for leaf in heads.leaves), undecided=True))


def _remarks(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The lines of the remarks that stand directly under a table."""
    filled = [row for row in rows if row.text.strip()]
    if not filled or not is_remark(filled[0]):
        return ()
    return tuple(takewhile(lambda row: is_remark(row) or row.line.follows, filled))


def _paragraphs(remarks: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    starts = [*(index for index, row in enumerate(remarks) if is_remark(row)), len(remarks)]
    yield from (tuple(remarks[start:end]) for start, end in pairwise(starts))


def _remark_cell(rows: Sequence[Row]) -> Cell:
    text = "".join(plain(row) for row in rows)
    return Cell(text, Source(page=rows[0].page, line=rows[0].number), raw="".join(row.text for row in rows))


def _segments(used: Sequence[Row], headings: Sequence[Row]) -> tuple[tuple[int, int], ...]:
    """The physical lines of a table, without headings that were printed into it."""
    groups = (list(rows) for inside, rows in groupby(used, key=lambda row: row not in headings) if inside)
    return tuple((rows[0].number, rows[-1].number) for rows in groups)


def _notes(reading: Reading, rows: Sequence[Row]) -> Iterator[Note]:
    if reading.heads.undecided:
        first = rows[0]
        yield _note(
            first,
            "warning",
            "ambiguous",
            _("{place}起的表头有几种读法，不能确定的部分没有采用。").format(place=Source(line=first.number).words),
        )
    elif reading.heads.is_doubtful:
        first = rows[0]
        yield _note(
            first,
            "warning",
            "ambiguous",
            _("{place}起的表头有认不出或被打散的栏名，各栏的上下级可能不对，请对照原文。").format(place=Source(line=first.number).words),
        )
    for event in reading.body.events:
        row = rows[reading.heads.body + event.at]
        if event.kind == "failed" and row.text.strip():
            yield _note(
                row,
                "warning",
                "ambiguous",
                _("{place}数不出 {count} 栏，其中的数没有采用，请对照原文。").format(
                    place=Source(line=row.number).words, count=len(reading.heads.leaves)
                ),
            )
        elif event.kind == "heading":
            yield _note(
                row, "info", "floating_heading", _("{place}的标题印在表格中间，已从表中分出。").format(place=Source(line=row.number).words)
            )
        elif event.kind == "ordinals":
            yield _note(
                row, "info", "column_numbers_removed", _("{place}是各栏的序号，不是数据。").format(place=Source(line=row.number).words)
            )
        elif any(cell.inferred for cell in event.cells):
            yield _note(
                row,
                "info",
                "inferred_cells",
                _("{place}的空格被换页吃掉，空白单元格按表的结构补齐。").format(place=Source(line=row.number).words),
            )


def _left_over(rows: Iterable[Row]) -> Iterator[Note]:
    """Figures that stand behind the last row and before the text goes on: rows that came out wrong."""
    for row in rows:
        if heading_level(plain(row)) or _PROSE.search(row.text):
            return
        if any(is_amount(run.text) for run in runs_of(row)):
            yield _note(
                row,
                "warning",
                "ambiguous",
                _("{place}在表格之后，其中的数没有归入任何一行，请对照原文。").format(place=Source(line=row.number).words),
            )


def _unread(region: Region, why: str = _SPACES) -> Grid:
    """A table whose head cannot be read, or most of whose rows do not come out: its figures are left alone."""
    first = region.caption[0]
    text = _("{place}起的表格读不出来（{why}），其中的数没有采用，请对照原文。").format(place=Source(line=first.number).words, why=why)
    note = _note(first, "warning", "ambiguous", text)
    used = (*region.caption, *before_prose(region.rest))
    pages = tuple(dict.fromkeys(row.page for row in used))
    return Grid(caption_cells(region.caption), (), (), 0, pages=pages, segments=_segments(used, ()), notes=(note,))


def _note(row: Row, level: Literal["info", "warning"], code: str, text: str) -> Note:
    return Note(level, code, text, Source(page=row.page, line=row.number))
