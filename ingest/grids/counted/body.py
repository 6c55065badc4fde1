"""The body of a table: lines → rows of cells, for columns of known kinds. Pure.

Cells are counted, never guessed: a row is complete when it has as many cells as the table has columns, at the end of a line. Where the
count of a line is too high, its empty cells may be bold (twice as many spaces). What does not come out exactly is no row; it is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from budgets.codes import name_of
from budgets.schedules import is_total
from ingest.grids.counted.runs import ORDINAL, Row, Run, figure_at_start, halved, is_amount, is_figure, runs_of, undoubled
from ingest.headings import is_part_heading, undouble
from ingest.shapes import Cell, Source

Kind = Literal["code", "label", "organisation", "text", "figure"]

_FAR: Final = 24  # lines behind the last row after which no further row can belong to the table


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns hold, and how many decimals their figures have."""

    kinds: tuple[Kind, ...]
    decimals: int

    @property
    def width(self) -> int:
        return len(self.kinds)


@dataclass(frozen=True, slots=True)
class Open:
    """A row in the making. `wraps`: its last cell is a text that may go on in the next line. `bold`: empty cells were halved."""

    cells: tuple[Cell, ...] = ()
    wraps: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What became of the lines from `at` up to `end`: a row (with its cells), a line that fits nowhere, a heading, numbers of columns."""

    kind: Literal["row", "failed", "heading", "ordinals"]
    at: int
    end: int
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What was read up to the last row that came out exactly; `end` is the index of the line behind it."""

    events: tuple[Event, ...]
    end: int

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(event.cells for event in self.of("row"))

    @property
    def amounts(self) -> int:
        return sum(is_amount(cell.text) for row in self.rows for cell in row)

    def of(self, kind: str) -> tuple[Event, ...]:
        """All events of a kind."""
        return tuple(event for event in self.events if event.kind == kind)


def read_body(rows: Sequence[Row], columns: Columns) -> Body:
    """The rows of a table. What fits nowhere fails where more rows follow, and otherwise is no longer the table."""
    events: list[Event] = []
    at = end = 0
    while at < len(rows) and at - end < _FAR:
        events.extend(_events(rows, at, columns, first=not end))
        at = events[-1].end
        end = at if events[-1].kind == "row" else end
    return Body(tuple(event for event in events if event.end <= end), end)


def is_remark(row: Row) -> bool:
    """Whether a line begins a remark under a table (注：本表无数据)."""
    return re.match(r"\s*(?:备?注|说明)\s*[:：]", row.text) is not None


def is_ordinals(row: Row) -> bool:
    """Whether a line numbers the columns: 1 2 3 …, also behind 栏次."""
    texts = [run.text for run in runs_of(row) if run.text and run.text != "栏次"]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 3]
    return len(texts) == len(numbers) > 2 and all(after == before + 1 for before, after in pairwise(numbers)) and numbers[0] in (1, 2)


def _events(rows: Sequence[Row], at: int, columns: Columns, first: bool) -> Iterator[Event]:
    """What the line at this place begins: one event, or two rows that a page break runs into each other."""
    if is_part_heading(undouble(rows[at].text)):
        yield Event("heading", at, at + 1)
    elif first and is_ordinals(rows[at]):
        yield Event("ordinals", at, at + 1)
    else:
        yield from _row(rows, at, columns) or (Event("failed", at, at + 1),)


def _row(rows: Sequence[Row], start: int, columns: Columns) -> tuple[Event, ...]:
    """The row that begins here; with the next one where a page break swallowed empty cells between them; nothing where it fails."""
    states: tuple[Open, ...] = (Open(),)
    for index in range(start, len(rows)):
        following = _with_line(states, rows[index], columns)
        cells = _complete(following, columns)
        if cells is not None:
            return (Event("row", start, index + 1, cells),)
        if not following:
            return _over_page(states, rows, start, index, columns)
        states = following
    return ()


def _complete(states: Sequence[Open], columns: Columns) -> tuple[Cell, ...] | None:
    """The cells of the complete row; None where none is complete, or where several would place the figures differently."""
    full = [state for state in states if len(state.cells) == columns.width]
    found = [state for state in full if not state.bold] or [state for state in full if _has_bold(state.cells)]
    placed = {tuple(cell.text for cell in state.cells) for state in found}
    return found[0].cells if len(placed) == 1 else None


def _has_bold(cells: Sequence[Cell]) -> bool:
    """Whether any text of the row stands twice: only then can empty cells be bold."""
    return any(len(cell.raw) > len(cell.text) for cell in cells)


def _over_page(states: Sequence[Open], rows: Sequence[Row], start: int, index: int, columns: Columns) -> tuple[Event, ...]:
    """The row that a page break cut off behind its label, and the one that begins on the new page in the column of that label.

    Only empty cells can have been swallowed, for only they are spaces; both rows must then come out exactly.
    """
    cut = [state.cells for state in states if state.cells and state.cells[-1].text]
    first = runs_of(rows[index])[0]
    if not rows[index].at_page_start or len(cut) != 1 or not first.text:
        return ()
    filled = (*cut[0], *_inferred(columns.width - len(cut[0]), cut[0][-1].source))
    states = (Open(_inferred(len(cut[0]) - 1, first.source)),)
    for end in range(index, len(rows)):
        states = _with_line(states, rows[end], columns)
        cells = _complete(states, columns)
        if cells is not None:
            return (Event("row", start, index, filled), Event("row", index, end + 1, cells))
    return ()


def _inferred(count: int, near: Source) -> tuple[Cell, ...]:
    return (Cell("", replace(near, span=None), inferred=True),) * count


def _with_line(states: Sequence[Open], row: Row, columns: Columns) -> tuple[Open, ...]:
    """The rows in the making with one more line: its empty cells as counted or bold, the label cells of a total merged or not."""
    runs = runs_of(row)
    bold = halved(runs)
    ways = [
        _placed(replace(state, bold=state.bold or line is bold), line, row.line.follows, columns, merge)
        for state in states
        for line in (runs, bold)
        if line is not None
        for merge in (False, True)
    ]
    return tuple(dict.fromkeys(way for way in ways if way is not None))


def _placed(state: Open, runs: Sequence[Run], follows: bool, columns: Columns, merge: bool) -> Open | None:
    """The cells of a line put one after another into the columns; None where one does not fit."""
    cells, rest = list(state.cells), list(runs)
    if state.wraps and follows and _goes_on(rest[0].text):
        cells[-1] = _joined(cells[-1], rest.pop(0))
    while rest:
        if len(cells) == columns.width:
            return None
        run, kind = rest.pop(0), columns.kinds[len(cells)]
        cell = _cell(run, kind, columns.decimals)
        if cell is None:
            return None
        cells.append(cell)
        if len(run.text) > len(cell.raw):
            rest.insert(0, run.cut(len(cell.raw)))
        elif merge and is_total(cell.text) and columns.kinds[len(cells) : len(cells) + 1] == ("label",):
            cells.append(Cell("", cell.source))
    return Open(tuple(cells), _wraps(cells[-1], runs[-1]), state.bold)


def _cell(run: Run, kind: Kind, decimals: int) -> Cell | None:
    """The cell that a run is in a column of this kind; of a run with more glued behind it only the figure. None where it does not fit."""
    if not run.text:
        return Cell("", run.source)
    if kind != "figure":
        return None if is_amount(run.text) and kind != "text" else Cell(undoubled(run.text), run.source, run.text)
    figure = figure_at_start(run.text, decimals)
    if figure is None or _is_code(figure.printed, decimals):
        return None
    source = replace(run.source, span=(run.start, run.start + len(figure.printed)))
    return Cell(figure.printed, source, run.text[: figure.length])


def _is_code(printed: str, decimals: int) -> bool:
    """Whether a whole number among figures with decimals is the code of a classification that slipped into their column."""
    return decimals > 0 and printed.isdecimal() and name_of(printed) is not None


def _wraps(cell: Cell, last: Run) -> bool:
    """Whether the last cell of a line may go on in the next one: a text, neither figure nor code, with no empty cell behind it."""
    return bool(last.text) and not is_figure(cell.text)


def _goes_on(text: str) -> bool:
    """Whether a text may be the continuation of a wrapped cell: it is no figure, no code, and begins with no ordinal."""
    return bool(text) and not is_figure(text) and not ORDINAL.match(text)


def _joined(cell: Cell, run: Run) -> Cell:
    text = undoubled(run.text)
    if cell.raw != cell.text and len(run.text) == 2 and run.text[0] == run.text[1]:
        text = run.text[0]
    return replace(cell, text=cell.text + text, raw=cell.raw + run.text)
