"""A table as its document prints it, laid out from the stored cells: the head as a tree, sides and blocks beside each other. Pure.

Nothing is added to what was read: a row stands where it stood, a cell says what it said. Only where a printed line has a row on each side,
the facts do not say which two belong together; rows are taken as one line as long as nothing tells them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from budgets.cell_keys import Key, cell_key, place_key
from comparisons.changes import Presence

SlotKind = Literal["code", "label", "text", "figure"]
ExtraKind = Literal["text", "organisation", "function", "economic_department", "economic_government"]

_PLAIN: Final = re.compile(r"[-−+]?[\d,]+(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed figure or one blank cell. Fields as in `budgets.models.Fact`.

    `new` is what an amount was corrected to, None where it was not; `corrected` is True also where only the row's name or code was.
    """

    id: int
    row: int
    column: int
    label: str
    year: int = 0
    block: int = 0
    side: str = ""
    code: str = ""
    item: str = ""
    path: tuple[str, ...] = ()
    level: int | None = None
    header: tuple[str, ...] = ()
    presence: Presence = "printed"
    kind: Literal["money", "count", "percent"] = "money"
    printed: str = ""
    unit: str = ""
    page: int | None = None
    bbox: tuple[float, ...] | None = None
    line: int | None = None
    span: tuple[int, ...] | None = None
    sheet: str = ""
    cell: str = ""
    corrected: bool = False
    new: str | None = None

    @property
    def shown(self) -> str:
        """What stands in the cell: as printed, or what it was corrected to."""
        return self.printed if self.new is None else self.new


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its printed head from top to leaf, the unit that most of its cells are in, and its finest precision."""

    index: int
    header: tuple[str, ...]
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Extra:
    """A column of words beside the label: a text column by its printed head, an organisation, or a further classification."""

    kind: ExtraKind
    header: str = ""


@dataclass(frozen=True, slots=True)
class Bank:
    """One of the parts of a table that stand beside each other: a side, a block, or the whole table."""

    side: str
    block: int
    columns: tuple[Column, ...]
    has_codes: bool
    extras: tuple[Extra, ...] = ()

    @property
    def width(self) -> int:
        """How many columns it takes in all."""
        return self.has_codes + 1 + len(self.extras) + len(self.columns)


@dataclass(frozen=True, slots=True)
class Entry:
    """A printed row within one bank. `cells` has one place for each column of the bank; None where the row has no such cell."""

    position: int
    code: str
    label: str
    depth: int
    is_total: bool
    extras: tuple[str, ...]
    cells: tuple[Printed | None, ...]
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: one place for each bank, None where nothing of it is printed there."""

    entries: tuple[Entry | None, ...]

    @property
    def is_total(self) -> bool:
        """Whether it is a total in every bank that has it."""
        return all(entry.is_total for entry in self.entries if entry is not None)


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the head. `text` is as printed; a column that the reading has no head of has a `kind` of its own, and no text."""

    text: str
    kind: SlotKind
    colspan: int
    rowspan: int
    column: Column | None = None
    extra: Extra | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole table. `heads` are the rows of its head."""

    banks: tuple[Bank, ...]
    heads: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """How many columns it takes in all."""
        return sum(bank.width for bank in self.banks)


def lay_out(
    cells: Sequence[Printed], columns: Sequence[Mapping[str, Any]] = (), rows: Sequence[Mapping[str, Any]] = (), unit: str = ""
) -> Sheet:
    """The table of these cells, in the order in which they were read.

    `columns` and `rows` are the reading's, in the contract's shape: they say what a table without any cell would have held, in the table's
    `unit`, and what stands in its columns of words.
    """
    banks = _banks(cells, rows) or _empty_banks(columns, unit)
    return Sheet(banks, head_rows(banks), _lines(banks, cells, rows))


# Banks


def _banks(cells: Sequence[Printed], rows: Sequence[Mapping[str, Any]]) -> tuple[Bank, ...]:
    found: dict[tuple[str, int], list[Printed]] = {}
    for cell in cells:
        found.setdefault((cell.side, cell.block), []).append(cell)
    ordered = sorted(found.items(), key=lambda one: min(cell.column for cell in one[1]))
    return tuple(_bank(side, block, own, rows) for (side, block), own in ordered)


def _bank(side: str, block: int, cells: Sequence[Printed], rows: Sequence[Mapping[str, Any]]) -> Bank:
    by_column: dict[int, list[Printed]] = {}
    for cell in cells:
        by_column.setdefault(cell.column, []).append(cell)
    columns = tuple(_column(index, by_column[index]) for index in sorted(by_column))
    positions = dict.fromkeys(cell.row for cell in cells)
    extras = dict.fromkeys(extra for at in positions for extra in _extras_of(rows[at] if at < len(rows) else {}))
    return Bank(side, block, columns, any(cell.code for cell in cells), tuple(extras))


def _column(index: int, cells: Sequence[Printed]) -> Column:
    units = Counter(cell.unit for cell in cells if cell.unit)
    unit = units.most_common(1)[0][0] if units else ""
    decimals = max((decimals_of(cell.shown) for cell in cells if cell.unit in ("", unit)), default=0)
    return Column(index, cells[0].header, unit, decimals)


def _empty_banks(columns: Sequence[Mapping[str, Any]], unit: str) -> tuple[Bank, ...]:
    """The banks of a table in which nothing was printed but its head."""
    found: dict[tuple[str, int], list[Column]] = {}
    for column in columns:
        own = Column(column["index"], tuple(column["header"]), column.get("unit") or unit)
        found.setdefault((column.get("side") or "", column.get("block") or 0), []).append(own)
    return tuple(Bank(side, block, tuple(own), False) for (side, block), own in found.items())


def decimals_of(text: str) -> int:
    """How many decimals a plain printed figure has; 0 for whatever is none."""
    match = _PLAIN.fullmatch(text)
    return len(match[1] or "") if match else 0


def padding(text: str, decimals: int) -> str:
    """The characters that line up a figure's decimal point in a column of this precision. They are never shown: no digit is invented."""
    missing = decimals - decimals_of(text)
    if missing <= 0 or not _PLAIN.fullmatch(text):
        return ""
    return ("" if "." in text else ".") + "0" * missing


# Columns of words


def _extras_of(row: Mapping[str, Any]) -> dict[Extra, str]:
    """What a row says in words beside its code and label, by column."""
    found: dict[Extra, str] = {}
    organisation = row.get("organisation") or {}
    if organisation and organisation.get("name") != row.get("label"):
        found[Extra("organisation")] = _named(organisation, "name")
    for one in _others(row):
        found[Extra(one["system"])] = _named(one, "label")
    for text in row.get("texts") or ():
        found[Extra("text", text["header"] or "")] = text["printed"] or ""
    return found


def _others(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The classifications of a row but its own: the first that says just what its code and label say."""
    codes = list(row.get("codes") or ())
    own = next((one for one in codes if (one.get("code") or "", one.get("label")) == (row.get("code") or "", row.get("label"))), None)
    return [one for one in codes if one is not own]


def _named(one: Mapping[str, Any], name: str) -> str:
    return " ".join(part for part in (one.get("code"), one.get(name)) if part)


# Head


@dataclass(frozen=True, slots=True)
class _Slot:
    """A column of the whole table with its path of heads; what has no head of its own ends in an empty one."""

    bank: int
    path: tuple[str, ...]
    kind: SlotKind
    column: Column | None = None
    extra: Extra | None = None
    begins: bool = False


def head_rows(banks: Sequence[Bank]) -> tuple[tuple[Head, ...], ...]:
    """The rows of the head: equal printed heads beside each other are one cell, and a leaf reaches down to the rows."""
    slots = [slot for number, bank in enumerate(banks) for slot in _slots(number, bank, len(banks) > 1)]
    depth = max((len(slot.path) for slot in slots), default=0)
    return tuple(tuple(_heads_at(slots, level, depth)) for level in range(depth))


def _slots(number: int, bank: Bank, beside_others: bool) -> list[_Slot]:
    """The head over a whole side (收入) stands over its names too."""
    tops = {column.header[0] for column in bank.columns if len(column.header) > 1}
    over = tuple(tops) if beside_others and len(tops) == 1 and all(len(column.header) > 1 for column in bank.columns) else ()
    words: list[_Slot] = [_Slot(number, (*over, ""), "code")] if bank.has_codes else []
    words.append(_Slot(number, (*over, ""), "label"))
    words += [_Slot(number, (*over, extra.header), "text", extra=extra) for extra in bank.extras]
    figures = [_Slot(number, column.header or ("",), "figure", column) for column in bank.columns]
    first, *others = [*words, *figures]
    return [_Slot(first.bank, first.path, first.kind, first.column, first.extra, number > 0), *others]


def _heads_at(slots: Sequence[_Slot], level: int, depth: int) -> Iterable[Head]:
    position = 0
    while position < len(slots):
        slot = slots[position]
        length = _run(slots, position, level)
        if len(slot.path) > level + 1:
            yield Head(slot.path[level], "figure", length, 1, begins=slot.begins)
        elif len(slot.path) == level + 1:
            yield Head(slot.path[level], slot.kind, 1, depth - level, slot.column, slot.extra, slot.begins)
        position += length


def _run(slots: Sequence[_Slot], start: int, level: int) -> int:
    """How many columns the head at this level stands over; a leaf over one."""
    first = slots[start]
    if len(first.path) <= level + 1:
        return 1
    length = 1
    for slot in slots[start + 1 :]:
        if len(slot.path) <= level + 1 or slot.bank != first.bank or slot.path[: level + 1] != first.path[: level + 1]:
            break
        length += 1
    return length


# Lines


@dataclass(slots=True)
class _Row:
    """The cells of one row of one bank, as read."""

    bank: int
    position: int
    cells: list[Printed]


def _lines(banks: Sequence[Bank], cells: Sequence[Printed], rows: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    numbers = {(bank.side, bank.block): number for number, bank in enumerate(banks)}
    found: dict[tuple[int, int], _Row] = {}
    for cell in cells:
        number = numbers[cell.side, cell.block]
        found.setdefault((cell.row, number), _Row(number, cell.row, [])).cells.append(cell)
    ordered = sorted(found.values(), key=lambda row: (row.position, row.bank))
    return tuple(_line(banks, beside, rows) for beside in _beside(ordered))


def _beside(rows: Iterable[_Row]) -> list[list[_Row]]:
    """Rows that stand in one printed line: each in a later bank than the one before it, and at the same height as far as that is known."""
    lines: list[list[_Row]] = []
    for row in rows:
        if lines and row.bank > lines[-1][-1].bank and _level_with(lines[-1][-1], row):
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def _level_with(one: _Row, other: _Row) -> bool:
    """False where the two rows are known to stand on different pages, or one below the other."""
    first, second = _box(one), _box(other)
    if first is None or second is None:
        return len({cell.page for cell in (*one.cells, *other.cells)} - {None}) <= 1
    return first[0] == second[0] and min(first[2], second[2]) > max(first[1], second[1])


def _box(row: _Row) -> tuple[int | None, float, float] | None:
    return next(((cell.page, cell.bbox[1], cell.bbox[3]) for cell in row.cells if cell.bbox), None)


def _line(banks: Sequence[Bank], beside: Sequence[_Row], rows: Sequence[Mapping[str, Any]]) -> Line:
    by_bank = {row.bank: row for row in beside}
    return Line(tuple(_entry(bank, by_bank[number], rows) if number in by_bank else None for number, bank in enumerate(banks)))


def _entry(bank: Bank, row: _Row, rows: Sequence[Mapping[str, Any]]) -> Entry:
    first = row.cells[0]
    by_column = {cell.column: cell for cell in row.cells}
    words = _extras_of(rows[row.position]) if row.position < len(rows) else {}
    return Entry(
        row.position,
        first.code,
        first.label,
        _depth(first),
        first.item == "total" or first.level == 0,
        tuple(words.get(extra, "") for extra in bank.extras),
        tuple(by_column.get(column.index) for column in bank.columns),
        any(cell.corrected and cell.new is None for cell in row.cells),
    )


def _depth(cell: Printed) -> int:
    return len(cell.path) if cell.level is None else max(cell.level - 1, 0)


# What was found about the cells


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers of findings by the cells and rows that they speak of, and those that speak of the table as a whole."""

    cells: Mapping[int, tuple[int, ...]]
    rows: Mapping[int, tuple[int, ...]]
    table: tuple[int, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every finding that speaks of the table or of something in it."""
        found = {number for numbers in (*self.cells.values(), *self.rows.values(), self.table) for number in numbers}
        return tuple(sorted(found))


def _key_of(cell: Printed) -> Key | None:
    return cell_key({name: getattr(cell, name) for name in ("line", "span", "page", "bbox", "sheet", "cell")})


def mark(
    cells: Sequence[Printed],
    sources: Mapping[int, Sequence[Mapping[str, Any]]],
    rows: Sequence[Mapping[str, Any]] = (),
    head_line: int | None = None,
) -> Marks:
    """Which of the findings, given by number with their sources, speak of which cells of a table. `rows` are the reading's.

    A source that names a line and no place in it, or the place of a row's name, speaks of the row that stands there; one that names the
    line of the table's title speaks of the table.
    """
    by_key: dict[Key, int] = {key: cell.id for cell in cells if (key := _key_of(cell)) is not None}
    by_line = {cell.line: cell.row for cell in reversed(cells) if cell.line is not None}
    by_line |= {row["line"]: at for at, row in reversed(list(enumerate(rows))) if row.get("line") is not None}
    by_name = {key: at for at, row in reversed(list(enumerate(rows))) if (key := place_key(row)) is not None}
    found: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    whole: list[int] = []
    for number, places in sources.items():
        for place in places:
            key = place_key(place)
            if key is not None and key in by_key:
                found[0].setdefault(by_key[key], []).append(number)
            elif key is not None and key in by_name:
                found[1].setdefault(by_name[key], []).append(number)
            elif key is None and place.get("line") in by_line:
                found[1].setdefault(by_line[place["line"]], []).append(number)
            elif key is None and head_line is not None and place.get("line") == head_line:
                whole.append(number)
    in_cells, in_rows = ({at: tuple(dict.fromkeys(numbers)) for at, numbers in side.items()} for side in found)
    return Marks(in_cells, in_rows, tuple(dict.fromkeys(whole)))
