"""What was read of one page, as a clerk sees it: tables with their rows, each cell with what stands in it now.

A cell is named by its table, its row and its column in the reading, counted from 0: `2-14-0`. In the place of the column stands `label`
or `code` for those of the row, and `row` for what became of the row itself; `2-measure-0` is what a column means, `2-schedule` which
table it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from budgets.boxes import BoxMark, box_of
from budgets.overlay import SPLIT, Overlaid, Second, Step, arranged, is_split, standing
from budgets.told import in_words

Json = Mapping[str, Any]
_NAME: Final = re.compile(r"(\d{1,5})-(?:(schedule)|measure-(\d{1,4})|(\d{1,6})-(label|code|row|\d{1,4}))", re.ASCII)


class NoCell(ValueError):
    """There is no cell of this name. `str()` is one Chinese line: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class CellName:
    """Which cell: `field` is one of `budgets.overlay.Step`; `row` and `column` are None where that has none."""

    table: int
    row: int | None
    column: int | None
    field: str = "amount"

    @classmethod
    def of(cls, text: str) -> CellName:
        """From `2-14-0`, `2-14-label`, `2-measure-0`. Raises NoCell."""
        found = _NAME.fullmatch(text)
        if not found:
            raise NoCell("没有这一格，请从表里再选一次。")
        table, kind, meaning, row, last = found.groups()
        if kind:
            return cls(int(table), None, None, "schedule")
        if meaning:
            return cls(int(table), None, int(meaning), "measure")
        is_figure = last.isdecimal()
        return cls(int(table), int(row), int(last) if is_figure else None, "amount" if is_figure else last)

    def __str__(self) -> str:
        if self.field == "schedule":
            return f"{self.table}-schedule"
        if self.field == "measure":
            return f"{self.table}-measure-{self.column}"
        return f"{self.table}-{self.row}-{self.field if self.column is None else self.column}"

    def step(self, old: str = "", new: str = "") -> Step:
        """A correction of this cell."""
        return Step(0, self.field, self.table, self.row, self.column, old, new)


@dataclass(frozen=True, slots=True)
class Cell:
    """`now` is what stands there, corrections included, `read` what the reading has; "" is a blank cell.

    `place` is as the reading tells it, `mark` the same on the picture of a page."""

    name: CellName
    now: str
    read: str
    place: Json
    mark: BoxMark | None = None
    confidence: str | None = None

    @property
    def is_corrected(self) -> bool:
        return self.now != self.read

    @property
    def is_figure(self) -> bool:
        return self.name.field == "amount"

    @property
    def now_words(self) -> str:
        """What stands there, for people."""
        return in_words(self.name.field, self.now)

    @property
    def read_words(self) -> str:
        return in_words(self.name.field, self.read)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its code, its name and its figures, one for each column of the table; `state` is what became of the row."""

    state: Cell
    code: Cell
    label: Cell
    figures: tuple[Cell, ...]
    level: int
    mark: BoxMark | None

    @property
    def second(self) -> tuple[str, str, tuple[str, ...]] | None:
        """Code, name and figures of the second row, where this is two."""
        if not is_split(self.state.now):
            return None
        second = Second.of(self.state.now)
        return second.code, second.label, tuple(second.figures.get(cell.name.column or 0, "") for cell in self.figures)

    @property
    def change(self) -> str:
        """What became of the row, in one word."""
        return SPLIT if is_split(self.state.now) else self.state.now

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.state, self.code, self.label, *self.figures


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table, or as much of it as stands on the page; `columns` are the heads of its figures, the printed words from top to leaf, and
    `measures` what they mean; `kind` is which table it is."""

    index: int
    title: str
    unit: str
    kind: Cell
    columns: tuple[tuple[str, ...], ...]
    measures: tuple[Cell, ...]
    lines: tuple[Line, ...]

    @property
    def heads(self) -> tuple[tuple[tuple[str, ...], Cell], ...]:
        return tuple(zip(self.columns, self.measures, strict=True))

    @property
    def cells(self) -> Iterator[Cell]:
        """All that can be corrected."""
        yield self.kind
        yield from self.measures
        for line in self.lines:
            yield from line.cells

    @property
    def has_codes(self) -> bool:
        return any(line.code.now or line.code.read for line in self.lines)


def tables_read(read: Sequence[Json], overlaid: Overlaid, is_here: Callable[[Json], bool]) -> tuple[TableRead, ...]:
    """The tables of which rows are here: `read` as the reading has them, `overlaid` with their corrections."""
    found = (_table(index, table, read, overlaid.tables, is_here) for index, table in enumerate(overlaid.tables))
    return tuple(table for table in found if table.lines)


def marks_of(tables: Iterable[TableRead]) -> Iterator[tuple[str, BoxMark]]:
    """The names of the cells that have a place on the page, with it."""
    return ((str(cell.name), cell.mark) for table in tables for cell in table.cells if cell.mark is not None)


def find_cell(tables: Iterable[TableRead], name: CellName) -> Cell:
    """The cell of this name. Raises NoCell where it is not among the tables."""
    for table in tables:
        for cell in table.cells:
            if cell.name == name:
                return cell
    raise NoCell("这一页上没有这一格，页面可能已过时。请从表里再选一次。")


def name_as_read(table: Json, name: CellName) -> CellName:
    """The cell of the reading from which a figure comes: of rows that are one the row that has it, of the second one of a row that is
    two that row itself."""
    if name.row is None:
        return name
    if name.row >= len(table["rows"]):
        return CellName(name.table, name.row - len(table["rows"]), None, "row")
    whole = next((line for line in arranged(table) if line.positions[0] == name.row), None)
    has_it = (at for at in (whole.positions if whole else ()) if standing([table], Step(0, "amount", 0, at, name.column, "", "")))
    return replace(name, row=next(has_it, name.row))


def words_of(tables: Iterable[TableRead], cell: Cell) -> str:
    """Which cell it is, for people: its table, its row and the head of its column."""
    for table in tables:
        if cell == table.kind:
            return table.title
        if cell in table.measures:
            return " › ".join(filter(None, (table.title, " / ".join(table.columns[table.measures.index(cell)]))))
        for line in table.lines:
            if cell in line.figures:
                head = " / ".join(table.columns[line.figures.index(cell)])
                return " › ".join(filter(None, (table.title, line.label.now, head)))
            if cell in line.cells:
                return " › ".join(filter(None, (table.title, line.label.now)))
    return ""


def _table(index: int, table: Json, read: Sequence[Json], now: Sequence[Json], is_here: Callable[[Json], bool]) -> TableRead:
    columns = table["columns"]
    numbers = [number for number, row in enumerate(table["rows"]) if is_here(row)]
    used = {amount["column"] for number in numbers for amount in table["rows"][number]["amounts"]}
    shown = [column for column in columns if column["index"] in used or column.get("block") is None]
    lines = tuple(_line(index, number, shown, read, now) for number in numbers)
    heads = tuple(tuple(column["header"]) for column in shown)
    kind, *measures = (_chosen(name, read, now) for name in (CellName(index, None, None, "schedule"), *_meanings(index, shown)))
    return TableRead(index, table["title"] or "", table["unit"] or "", kind, heads, tuple(measures), lines)


def _meanings(table: int, columns: Sequence[Json]) -> list[CellName]:
    return [CellName(table, None, column["index"], "measure") for column in columns]


def _chosen(name: CellName, read: Sequence[Json], now: Sequence[Json], place: Json | None = None) -> Cell:
    """What is chosen of a table, a column or a row: it has no place of its own but the row's."""
    return Cell(name, standing(now, name.step()), standing(read, name.step()), place or {})


def _line(table: int, number: int, columns: Sequence[Json], read: Sequence[Json], now: Sequence[Json]) -> Line:
    row = now[table]["rows"][number]
    amounts = {amount["column"]: amount for amount in row["amounts"]}

    def cell(name: CellName, amount: Json | None = None) -> Cell:
        step, place = name.step(), amount or ({} if name.field == "amount" else row)
        return Cell(name, standing(now, step), standing(read, step), place, _mark(place, name.field), _confidence(amount))

    figures = tuple(cell(CellName(table, number, column["index"]), amounts.get(column["index"])) for column in columns)
    code, label = (cell(CellName(table, number, None, field)) for field in ("code", "label"))
    state = _chosen(CellName(table, number, None, "row"), read, now, row)
    return Line(state, code, label, figures, int(row.get("level") or 1), _mark(row, "label"))


def _mark(place: Json, field: str) -> BoxMark | None:
    box = place.get("bbox")
    return BoxMark(box_of(box), "cell" if field == "amount" else "row") if box else None


def _confidence(amount: Json | None) -> str | None:
    found = amount.get("confidence") if amount else None
    return None if found is None else str(found)
