"""The overlay of corrections on what was read of a document. Pure: the reading stays as it is, a new value carries the corrections.

A correction that no longer finds what it corrected is left out and reported: a newer reading may have mended it, or moved it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from budgets.money import YUAN_PER_UNIT, NotAnAmount, parse_amount, to_yuan

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One correction: which field (amount, label, code) of which cell, what stood there, what shall stand there.

    `column` is None for a label or a code. `old` and `new` are as printed, amounts in the unit of their column or table; "" is a blank
    cell. `id` is the caller's name for it.
    """

    id: int
    field: str
    table: int
    row: int
    column: int | None
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The tables with their corrections. `by_cell` says which step made a cell; `misfits` are the steps that found something else.

    A cell that was corrected back to what was read is as it was read, and no step made it.
    """

    tables: tuple[Json, ...]
    by_cell: Mapping[tuple[int, int, int | None], int]
    misfits: tuple[Step, ...]

    def correction(self, table: int, row: int, column: int) -> int | None:
        """The step that made this cell, else the one that made its row's name or code."""
        return self.by_cell.get((table, row, column), self.by_cell.get((table, row, None)))


class DoesNotFit(ValueError):
    """A correction cannot be laid over this reading. `str()` is one Chinese line: what is wrong and what to do."""


def lay_over(extraction: Json, steps: Sequence[Step]) -> Overlaid:
    """The extraction's tables with every step that fits, in their order."""
    read: Sequence[Json] = extraction["tables"]
    tables = list(read)
    made: dict[tuple[int, int, int | None], Step] = {}
    misfits = []
    for step in steps:
        place = step.table, step.row, step.column
        try:
            after = corrected(tables, step)
        except DoesNotFit:
            misfits.append(step)
            continue
        if step.new != standing(read, step):
            made[place] = step
        else:
            after = _as_read(after, read[step.table], step)
            if place in made and made[place].field == step.field:
                del made[place]
        tables[step.table] = after
    return Overlaid(tuple(tables), {place: step.id for place, step in made.items()}, tuple(misfits))


def _as_read(table: Json, read: Json, step: Step) -> Json:
    """The table with the step's cell as the reading has it: nothing of corrections stays with it."""
    if step.field != "amount":
        return table
    rows = list(table["rows"])
    original = [amount for amount in read["rows"][step.row]["amounts"] if amount["column"] == step.column]
    others = [amount for amount in rows[step.row]["amounts"] if amount["column"] != step.column]
    rows[step.row] = {**rows[step.row], "amounts": sorted([*others, *original], key=lambda amount: int(amount["column"]))}
    return {**table, "rows": rows}


def standing(tables: Sequence[Json], step: Step) -> str:
    """What stands now in the place of the step. Raises DoesNotFit where there is no such place."""
    row, column = _place(tables, step)
    if step.field != "amount":
        return str(row[step.field] or "")
    amount = _amount(row, column)
    return str(amount.get("corrected", amount["printed"])) if amount else ""


def corrected(tables: Sequence[Json], step: Step) -> Json:
    """The step's table with this one step. Raises DoesNotFit where something else stands there, or the new figure is none."""
    if (found := standing(tables, step)) != step.old:
        raise DoesNotFit(f"那里现在是“{found or '空白'}”，不是“{step.old or '空白'}”。请刷新后再更正。")
    table = tables[step.table]
    row, column = _place(tables, step)
    new = {**row, "amounts": _amounts(table, row, column, step)} if column else {**row, step.field: step.new}
    rows = list(table["rows"])
    rows[step.row] = new
    return {**table, "rows": rows}


def _amounts(table: Json, row: Json, column: Json, step: Step) -> list[Json]:
    """The row's amounts with the new one. What was printed there stays beside it."""
    before = _amount(row, column) or {"column": column["index"], "printed": ""}
    after = {**before, **read_figure(step.new, before.get("unit") or column.get("unit") or table["unit"]), "corrected": step.new}
    others = [amount for amount in row["amounts"] if amount["column"] != column["index"]]
    return sorted([*others, after], key=lambda amount: int(amount["column"]))


def kind_of(unit: str | None) -> str:
    """What a cell in this unit holds: money, percent or count."""
    if unit is None or unit in YUAN_PER_UNIT:
        return "money"
    return "percent" if unit in ("%", "％") else "count"


def read_figure(text: str, unit: str | None) -> dict[str, Any]:
    """The fields of an amount for a figure as printed in this unit. Raises DoesNotFit where it is no figure."""
    try:
        printed = parse_amount(text)
    except NotAnAmount:
        raise DoesNotFit(f"“{text}”不是数字。请照印出来的样子填写，例如 1,234.50；空白格留空。") from None
    if printed is None or printed.number is None:
        return {"yuan": None, "value": None, "presence": "dash" if printed else "blank", "kind": kind_of(unit)}
    if unit is None:
        raise DoesNotFit("这张表没有写明单位，不能换算成元，不能更正数字。")
    if unit not in YUAN_PER_UNIT:
        return {"yuan": None, "value": format(printed.number, "f"), "presence": "printed", "kind": kind_of(unit)}
    return {"yuan": format(to_yuan(printed.number, unit), "f"), "value": None, "presence": "printed", "kind": "money"}


def _place(tables: Sequence[Json], step: Step) -> tuple[Json, Json]:
    """Row and column of the step; the column is empty for a label or a code."""
    if not 0 <= step.table < len(tables) or not 0 <= step.row < len(tables[step.table]["rows"]):
        raise DoesNotFit("这次读取中没有这一行。")
    columns = [column for column in tables[step.table]["columns"] if column["index"] == step.column]
    if (step.field == "amount") != bool(columns):
        raise DoesNotFit("这次读取中没有这一栏。")
    return tables[step.table]["rows"][step.row], columns[0] if columns else {}


def _amount(row: Json, column: Json) -> Json | None:
    return next((amount for amount in row["amounts"] if amount["column"] == column["index"]), None)
