"""Finding a table by its schedule, a row by its code or name, a figure by its measure. Pure.

Nothing is found by position. What is there twice is not found at all: which of two would be a guess. A blank cell has no figure; whether
it may count as nothing is for the sum to say that it stands in, never for the look-up.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Final, Literal

from budgets.codes import LEVEL_OF_LENGTH, folded, level_of, system_of
from budgets.money import NotAnAmount, parse_amount, step
from budgets.schedules import is_total
from budgets.worded import _
from ingest.checks.tolerance import Figure
from ingest.shapes import Amount, Column, Extraction, Line, Table

Side = Literal["income", "expenditure"]

NOT_ADDED: Final = frozenset({"percent", "count"})
TOTAL_MEASURES: Final = ("total", "amount", "final", "budget")
"""What the column of a table's own sums may be called, in this order."""

OF_WHICH: Final = "其中"
NAMELESS: Final = _("（无行名）")
_CENT: Final = Decimal("0.01")


def tables_of(extraction: Extraction, *schedules: str) -> tuple[Table, ...]:
    """All tables of these schedules, in the order of the document."""
    return tuple(table for table in extraction.tables if table.schedule in schedules)


def only_table(extraction: Extraction, schedule: str) -> Table | None:
    """The document's table of a schedule; None where it has none or several, or where its figures have no unit to be compared in."""
    found = tables_of(extraction, schedule)
    return found[0] if len(found) == 1 and _has_unit(found[0]) else None


def _has_unit(table: Table) -> bool:
    """Whether its figures are money: without a unit a printed figure has no amount, and would look like a blank."""
    return table.unit is not None or any(column.unit for column in table.columns) or not any(line.amounts for line in table.lines)


def place(table: Table) -> str:
    """How a person finds the table in the document: by its number and title, one that has neither by where it begins."""
    named = {"title": table.title, "schedule": table.schedule or ""}
    if table.number:
        return _("{number}《{title}》").format(number=table.number, **named) if table.title else table.number
    return _("《{title}》").format(**named) if table.title else _("{place}没有标题的表").format(place=_begins(table))


def _begins(table: Table) -> str:
    """Where a table begins, in words: in a worksheet, a web page or a Word document where its first row is."""
    return table.source.words or next((line.source.words for line in table.lines), "")


def money_columns(table: Table, side: Side | None = None) -> tuple[Column, ...]:
    """The columns of known meaning whose figures can be added; of a two-sided table those of one side."""
    return tuple(
        column
        for column in table.columns
        if column.measure and not NOT_ADDED & set(column.measure.split(".")) and (side is None or column.side in (side, None))
    )


def is_of_which(column: Column) -> bool:
    """Whether the head says that the column is a part of one beside it (其中：…)."""
    return any(word.startswith(OF_WHICH) for word in column.header)


def column_of(table: Table, *measures: str, side: Side | None = None) -> Column | None:
    """The column of the first of these measures that the table has exactly once.

    A part of another column (其中) does not count. Of several one counts whose head stands alone beside heads of groups (合计 beside
    本年收入 小计), or that of the first block of a side.
    """
    for measure in measures:
        found = [column for column in money_columns(table, side) if column.measure == measure]
        found = [column for column in found if not is_of_which(column)] or found
        first = next(iter(sorted(found, key=lambda column: len(column.header))), None)
        others = [column for column in found if column is not first]
        if first and all(len(other.header) > len(first.header) or other.block != first.block for other in others):
            return first
    return None


def total_column(table: Table, side: Side | None = None) -> Column | None:
    """The column that holds each row's own total, or the only one there is."""
    return column_of(table, *TOTAL_MEASURES, side=side)


def first_column(table: Table) -> Column | None:
    """The column of each row's own total, else the first of money."""
    return total_column(table) or next(iter(money_columns(table)), None)


def amount_at(line: Line, column: Column) -> Amount | None:
    """What is printed in a cell; None where it is blank."""
    index = column.index
    for amount in line.amounts:  # asked so often that a generator would be felt
        if amount.column == index:
            return amount
    return None


def figure_at(table: Table, line: Line, column: Column | None) -> Figure | None:
    """The money printed in a cell with its printed step; None for a blank cell, a dash, and what is no money."""
    amount = amount_at(line, column) if column else None
    if amount is None or column is None or amount.kind != "money" or amount.yuan is None:
        return None
    unit = amount.unit or column.unit or table.unit
    return Figure(amount.yuan, _step(amount, unit), (amount.source,), unit)


def is_unreadable(line: Line, column: Column) -> bool:
    """Whether something is printed in the cell that is neither a number nor a dash: then it must not count as nothing."""
    amount = amount_at(line, column)
    if amount is None:
        return False
    return amount.kind != "money" or (amount.yuan is None and not _is_number(amount.printed))


def total_line(table: Table, side: Side | None = None) -> Line | None:
    """The row of the table's totals, or its only row; None where it has none or several."""
    lines = lines_of(table, side)
    found = [line for line in lines if line.code is None and is_total(line.label)]
    only = lines if len(lines) == 1 and not lines[0].label and not lines[0].code else ()
    return found[0] if len(found) == 1 else next(iter(only), None)


def lines_of(table: Table, side: Side | None = None) -> tuple[Line, ...]:
    """The rows of one side of a two-sided table, or all rows."""
    return tuple(line for line in table.lines if side is None or line.side in (side, None))


def lines_by_code(table: Table, side: Side | None = None) -> dict[str, Line]:
    """Rows by classification code; a code that stands in two rows is left out."""
    counts = Counter(line.code for line in lines_of(table, side))
    return {line.code: line for line in lines_of(table, side) if line.code and counts[line.code] == 1}


def lines_by_name(table: Table, side: Side | None = None) -> dict[str, Line]:
    """Rows by folded name (no ordinals, no spaces); a name that stands in two rows is left out."""
    counts = Counter(folded(line.label) for line in lines_of(table, side))
    return {folded(line.label): line for line in lines_of(table, side) if counts[folded(line.label)] == 1}


def line_named(table: Table, *names: str, side: Side | None = None) -> Line | None:
    """The row with the first of these names that the table has exactly once."""
    by_name = lines_by_name(table, side)
    return next((by_name[folded(name)] for name in names if folded(name) in by_name), None)


def leaves(table: Table) -> tuple[Line, ...]:
    """Coded rows that have no coded row below them."""
    above = {ancestor for line in table.lines if line.code for ancestor in ancestors(line.code)}
    return tuple(line for line in table.lines if line.code and line.code not in above)


def leaves_below(table: Table, code: str) -> tuple[Line, ...]:
    """The coded rows without children that belong to a code, itself left out."""
    return tuple(line for line in leaves(table) if line.code and is_below(line.code, code))


def tops_by_class(table: Table) -> dict[str, tuple[Line, ...]]:
    """The topmost rows of each 类: its own row, or where none is printed the rows of 款 and 项 that no row stands over.

    Empty where a row has money and no code of the functional classification: it would be of a class that is not known.
    """
    lines = [line for line in table.lines if line.amounts and line is not total_line(table)]
    if any(system_of(line.code or "") != "function" for line in lines):
        return {}
    codes = {line.code for line in lines}
    found: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        if line.code and not codes & set(ancestors(line.code)):
            found[line.code[:3]] = (*found.get(line.code[:3], ()), line)
    return found


def rounded_items(table: Table, column: Column | None) -> int:
    """From how many items the 合计 was added up: as many as have no row below them, if they come to exactly it; else 0."""
    line = total_line(table)
    whole = figure_at(table, line, column) if line else None
    items = [figure for leaf in leaves(table) if (figure := figure_at(table, leaf, column))]
    return len(items) if whole is not None and sum((item.value for item in items), Decimal(0)) == whole.value else 0


def ancestors(code: str) -> tuple[str, ...]:
    """The 类 and 款 above a code."""
    return tuple(code[:length] for length in LEVEL_OF_LENGTH if length < len(code))


def is_below(code: str, ancestor: str) -> bool:
    """Whether a code belongs to another by its prefix."""
    return len(code) > len(ancestor) and code.startswith(ancestor)


def classes(table: Table) -> tuple[Line, ...]:
    """The rows of 类."""
    return tuple(line for line in table.lines if line.code and level_of(line.code) == 1)


def name_of_line(line: Line) -> str:
    """How a sentence names a row: with its code, that of the unit where it is a unit's row, for names repeat."""
    code = line.code or (line.organisation[0] if line.organisation is not None and line.is_unit else None)
    return f"{code} {line.label}".strip() if code else line.label or NAMELESS


def head_of(column: Column) -> str:
    """All that is printed over a column, from top to bottom: the last words alone may stand over several (小计)."""
    return " / ".join(word for word in column.header if word)


def cell_named(line: Line, column: Column) -> str:
    """How a sentence names a cell where several columns may have one name: by all that is printed over it."""
    over = head_of(column)
    row = name_of_line(line)
    return _("“{row}”一行的“{column}”").format(row=row, column=over) if over else _("“{row}”一行").format(row=row)


def key_of_line(line: Line) -> str:
    """How a subject names a row: its code, or its name without ordinals, or its item."""
    return line.code or folded(line.label) or line.measure or "—"


def _step(amount: Amount, unit: str | None) -> Decimal:
    """The printed step of an amount in 元; where its text or unit does not say, the smallest that the value itself allows."""
    try:
        printed = parse_amount(amount.printed)
    except NotAnAmount:
        printed = None
    return step(printed.decimals, unit) if printed and unit else _CENT


def _is_number(text: str) -> bool:
    """Whether this is a dash or a number: a number has no amount in 元 where its table prints no unit, and says so with its note."""
    try:
        return parse_amount(text) is not None
    except NotAnAmount:
        return False
