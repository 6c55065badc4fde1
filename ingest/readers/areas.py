"""The rows of a worksheet, or of a table that holds several → its tables, and the rows of text between them. Pure.

    rows with text → runs (empty rows and titles part them) → captions, table rows, text → tables that go on behind empty rows joined

A table is told by heads or figures beside labels, never by borders or colours: those are set far beyond tables, and missing in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgets.schedules import head_of, is_total
from ingest.grids.ruled.captions import is_caption_row, is_remark, is_title
from ingest.grids.ruled.rows import has_figures
from ingest.readers.cells import Place, PlacedCell

_PROSE: Final = re.compile("[。；]|，.*，")
_LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class FilledRow:
    """The cells with text that begin in one row, from left to right."""

    number: int
    cells: tuple[PlacedCell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.joined for cell in self.cells)

    @property
    def end(self) -> int:
        """The last row that a cell of it takes up."""
        return max(cell.row + cell.rowspan - 1 for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Area:
    """The rows and columns of a table, first and last, from 1; captions included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows that stand together: text first, then captions, then rows of a table, then text again; each may be missing."""

    text: tuple[FilledRow, ...]
    captions: tuple[FilledRow, ...]
    table: tuple[FilledRow, ...]
    tail: tuple[FilledRow, ...]

    @property
    def rows(self) -> tuple[FilledRow, ...]:
        """The rows that a table may have: those of its own, else the text."""
        return self.table or self.text


def rows_of(cells: Mapping[Place, PlacedCell]) -> tuple[FilledRow, ...]:
    """The rows that have text."""
    rows: dict[int, list[PlacedCell]] = {}
    for place in sorted(cells):
        cell = cells[place]
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    return tuple(FilledRow(number, tuple(own)) for number, own in rows.items())


def find_areas(rows: Sequence[FilledRow]) -> tuple[Area, ...]:
    """The tables of a worksheet, from top to bottom."""
    areas: list[Area] = []
    pending: tuple[FilledRow, ...] = ()
    adjoins = False
    for run in map(_divided, _runs(rows)):
        captions = run.captions if run.text else (*pending, *run.captions)
        goes_on = adjoins and not captions and _goes_on(areas[-1], run)
        if goes_on:
            areas[-1] = replace(areas[-1], last_row=max(row.end for row in run.rows))
        elif run.table:
            areas.append(_area(captions, run.table))
        pending = captions if not run.table else ()
        adjoins = (goes_on or bool(run.table)) and not run.tail
    return tuple(areas)


def _runs(rows: Sequence[FilledRow]) -> Iterator[tuple[FilledRow, ...]]:
    """Rows without an empty one between them; a title below rows of a table begins a run of its own."""
    run: list[FilledRow] = []
    end, wide = 0, False
    for row in rows:
        if run and (row.number > end + 1 or (wide and _is_titled(row))):
            yield tuple(run)
            run, end, wide = [], 0, False
        run.append(row)
        end, wide = max(end, row.end), wide or _is_wide(row)
    if run:
        yield tuple(run)


def _divided(run: Sequence[FilledRow]) -> _Run:
    wide = [at for at, row in enumerate(run) if _is_wide(row)]
    if not wide or not _is_table(run[wide[0] :]):
        start = _captions_start(run)
        return _Run(tuple(run[:start]), tuple(run[start:]), (), ())
    start = _captions_start(run[: wide[0]])
    end = next((at for at in range(wide[-1] + 1, len(run)) if _is_text(run[at])), len(run))
    return _Run(tuple(run[:start]), tuple(run[start : wide[0]]), tuple(run[wide[0] : end]), tuple(run[end:]))


def _captions_start(rows: Sequence[FilledRow]) -> int:
    """Where the captions at the end of some rows begin."""
    start = len(rows)
    while start and is_caption_row(rows[start - 1].texts):
        start -= 1
    return start


def _is_titled(row: FilledRow) -> bool:
    return is_caption_row(row.texts) and any(map(is_title, row.texts))


def _is_wide(row: FilledRow) -> bool:
    """Whether a row can only be one of a table: several cells, or a head over several columns."""
    if is_caption_row(row.texts):
        return False
    return len(row.cells) > 1 or (row.cells[0].colspan > 1 and head_of(row.texts[0]) is not None)


def _is_table(rows: Sequence[FilledRow]) -> bool:
    return any(sum(head_of(text) is not None for text in row.texts) > 1 or (_is_wide(row) and has_figures(row.texts)) for row in rows)


def _is_text(row: FilledRow) -> bool:
    """Whether a row below a table's last wide one is a remark or running text, not a label without figures."""
    text = row.texts[0]
    return is_remark(text) or len(text) > _LONGEST_LABEL or _PROSE.search(text) is not None


def _goes_on(area: Area, run: _Run) -> bool:
    """Whether rows behind empty ones belong to the table above: no heads again, no further columns."""
    if not run.rows or (run.table and (run.text or _begins_with_heads(run.table[0]))):
        return False
    return bool(run.table or is_total(run.text[0].texts[0])) and all(
        area.first_column <= cell.column <= area.last_column for row in run.rows for cell in row.cells
    )


def _begins_with_heads(row: FilledRow) -> bool:
    return sum(head_of(text) is not None for text in row.texts) > 1 and not has_figures(row.texts) and not is_total(row.texts[0])


def _area(captions: Sequence[FilledRow], rows: Sequence[FilledRow]) -> Area:
    """From the first caption to the last row; as wide as the rows are, and as far as captions begin."""
    cells = [cell for row in rows for cell in row.cells]
    above = [cell for row in captions for cell in row.cells]
    return Area(
        (captions or rows)[0].number,
        max(row.end for row in rows),
        min(cell.column for cell in (*cells, *above)),
        max(*(cell.column + cell.colspan - 1 for cell in cells), *(cell.column for cell in above), 1),
    )
