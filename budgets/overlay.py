"""The overlay of corrections on what was read of a document. Pure: the reading stays as it is, a new value carries the corrections.

A correction that no longer finds what it corrected is left out and reported: a newer reading may have mended it, or moved it. It finds it
where the same stands there, in a row, under a head and in a table that are called what they were called.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from budgets.money import YUAN_PER_UNIT, NotAnAmount, parse_amount, to_yuan

Json = Mapping[str, Any]

REMOVED, JOINED, SPLIT = "removed", "joined", "split"
"""What became of a row: it is none (a head that was printed again, a note); it goes on in the next one, and both are one; or it is two,
and then the second one follows as JSON (`Second`)."""
_OF_A_ROW: Final = ("label", "code", "row")


@dataclass(frozen=True, slots=True)
class Step:
    """One correction: which field of which cell, row, column or table, what stood there, what shall stand there.

    `amount` has all of table, row and column; `label`, `code` and `row` (what became of a row) no column; `measure`, what a
    column means, no row; `schedule`, which table it is, neither. `old` and `new` are as printed, amounts in the unit of their column or
    table; "" is a blank cell. `at` is what is printed around the place (`anchor`), "" where that was not kept. `id` is the caller's name.
    """

    id: int
    field: str
    table: int
    row: int | None
    column: int | None
    old: str
    new: str
    at: str = ""


Key = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The tables with their corrections; rows that are none, and rows that are one with another, still stand in them (`arranged`).

    `by_cell` says which step made a cell; `misfits` are the steps that found something else. A cell that was corrected back to what was
    read is as it was read, and no step made it.
    """

    tables: tuple[Json, ...]
    by_cell: Mapping[Key, int]
    misfits: tuple[Step, ...]

    def correction(self, table: int, rows: Sequence[int], column: int) -> int | None:
        """The step that made this cell of a row (of several that are one), else the one that made its row, its column, its table."""
        cells: list[Key] = [(table, row, column) for row in rows]
        names: list[Key] = [(table, row, None) for row in rows]
        keys: list[Key] = [*cells, *names, (table, None, column), (table, None, None)]
        return next((self.by_cell[key] for key in keys if key in self.by_cell), None)


class DoesNotFit(ValueError):
    """A correction cannot be laid over this reading. `str()` is one Chinese line: what is wrong and what to do."""


def lay_over(extraction: Json, steps: Sequence[Step]) -> Overlaid:
    """The extraction's tables with every step that fits, in their order."""
    read: Sequence[Json] = extraction["tables"]
    tables = list(read)
    made: dict[tuple[Key, str], Step] = {}
    misfits = []
    for step in steps:
        place = (step.table, step.row, step.column), step.field
        try:
            if step.at and anchor(read, step) != step.at:
                raise DoesNotFit("那里现在是别的行、栏或表。")
            after = corrected(tables, step)
        except DoesNotFit:
            misfits.append(step)
            continue
        made.pop(place, None)
        if step.new != standing(read, step):
            made[place] = step
        else:
            after = _as_read(after, read[step.table], step)
        tables[step.table] = after
    by_cell = {place: step.id for (place, _field), step in made.items()}
    seconds = {_place_of_second(read, step): step.id for step in made.values() if is_split(step.new) and step.field == "row"}
    return Overlaid(tuple(tables), by_cell | seconds, tuple(misfits))


def _place_of_second(read: Sequence[Json], step: Step) -> Key:
    return step.table, len(read[step.table]["rows"]) + (step.row or 0), None


def _as_read(table: Json, read: Json, step: Step) -> Json:
    """The table with the step's cell as the reading has it: nothing of corrections stays with it."""
    if step.field != "amount" or step.row is None:
        return table
    rows = list(table["rows"])
    original = [amount for amount in read["rows"][step.row]["amounts"] if amount["column"] == step.column]
    others = [amount for amount in rows[step.row]["amounts"] if amount["column"] != step.column]
    rows[step.row] = {**rows[step.row], "amounts": sorted([*others, *original], key=lambda amount: int(amount["column"]))}
    return {**table, "rows": rows}


def anchor(read: Sequence[Json], step: Step) -> str:
    """What the reading has around the step's place: the title of the table, code and name of the row, head of the column.

    By this, and not by its number alone, a newer reading tells whether the place is the same. Raises DoesNotFit where there is none.
    """
    row, column = _place(read, step)
    named = [f"{row['code'] or ''} {row['label']}".strip()] if step.row is not None else []
    return " › ".join([str(read[step.table]["title"] or ""), *named, *column.get("header", ())])


def standing(tables: Sequence[Json], step: Step) -> str:
    """What stands now in the place of the step. Raises DoesNotFit where there is no such place."""
    row, column = _place(tables, step)
    if step.field == "schedule":
        return str(tables[step.table]["schedule"] or "")
    if step.field == "measure":
        return str(column["measure"] or "")
    if step.field == "row":
        return str(row.get("state", ""))
    if step.field != "amount":
        return str(row[step.field] or "")
    amount = _amount(row, column)
    return str(amount.get("corrected", amount["printed"])) if amount else ""


def corrected(tables: Sequence[Json], step: Step) -> Json:
    """The step's table with this one step. Raises DoesNotFit where something else stands there, or the new figure is none."""
    if (found := standing(tables, step)) != step.old:
        raise DoesNotFit(f"那里现在是“{found or '空白'}”，不是“{step.old or '空白'}”。看过现在的，仍要改就再点一次“更正”。")
    table = tables[step.table]
    row, column = _place(tables, step)
    if step.field == "schedule":
        return {**table, "schedule": step.new or None}
    if step.field == "measure":
        columns = [{**one, "measure": step.new or None} if one["index"] == step.column else one for one in table["columns"]]
        return {**table, "columns": columns}
    new = _row(table, row, column, step)
    after = {**table, "rows": [new if position == step.row else one for position, one in enumerate(table["rows"])]}
    arranged(after)  # rows that are one have one figure in each column, whichever was corrected last
    return after


def _row(table: Json, row: Json, column: Json, step: Step) -> Json:
    if step.field == "amount":
        return {**row, "amounts": _amounts(table, row, column, step)}
    if step.field != "row":
        return {**row, step.field: step.new}
    if step.new not in ("", REMOVED, JOINED) and not is_split(step.new):
        raise DoesNotFit("没有这样的行的改法。")
    kept = {name: value for name, value in row.items() if name != "state"}
    return {**kept, "state": step.new} if step.new else kept


def _amounts(table: Json, row: Json, column: Json, step: Step) -> list[Json]:
    """The row's amounts with the new one. What was printed there stays beside it."""
    before = _amount(row, column) or {"column": column["index"], "printed": ""}
    after = {**before, **read_figure(step.new, before.get("unit") or column.get("unit") or table["unit"]), "corrected": step.new}
    others = [amount for amount in row["amounts"] if amount["column"] != column["index"]]
    return sorted([*others, after], key=lambda amount: int(amount["column"]))


# Rows


@dataclass(frozen=True, slots=True)
class Arranged:
    """A row as it counts: one of the reading, or several that are one; `positions` are where these stand in the reading. The second one of
    a row that is two has a place of its own, behind all rows of the reading."""

    positions: tuple[int, ...]
    row: Json


@dataclass(frozen=True, slots=True)
class Second:
    """The second one of a row that is two: its code, its name, and its figures as printed, by column."""

    code: str
    label: str
    figures: Mapping[int, str]

    @property
    def state(self) -> str:
        """As it stands in a correction of the row."""
        figures = {str(column): text for column, text in sorted(self.figures.items()) if text}
        return SPLIT + json.dumps({"code": self.code, "label": self.label, "figures": figures}, ensure_ascii=False)

    @classmethod
    def of(cls, state: str) -> Second:
        """From a correction of the row. Raises DoesNotFit."""
        try:
            told = json.loads(state.removeprefix(SPLIT))
            return cls(str(told["code"]), str(told["label"]), {int(column): str(text) for column, text in told["figures"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DoesNotFit("没有这样的行的改法。") from None


def is_split(state: str) -> bool:
    """Whether a row is two."""
    return state.startswith(SPLIT)


def arranged(table: Json) -> list[Arranged]:
    """The rows as they count: without those that are none, and those that go on in the next one as one with it.

    Raises DoesNotFit where two rows cannot be one: each has a figure in the same column, or a code of its own, or there is no next one.
    """
    rows, found, taken = table["rows"], [], set()
    for position, row in enumerate(rows):
        if position in taken or row.get("state") == REMOVED:
            continue
        positions, whole = [position], row
        while rows[positions[-1]].get("state") == JOINED:
            following = next_of_row(table, positions[-1])
            if following is None:
                raise DoesNotFit("后面没有可以并的行。")
            whole = _joined(whole, rows[following])
            positions.append(following)
        taken.update(positions)
        found.append(Arranged(tuple(positions), whole))
        if is_split(row.get("state", "")):
            found.append(Arranged((len(rows) + position,), _second(table, row)))
    return found


def _second(table: Json, row: Json) -> Json:
    """The second one of a row that is two: where it stands is known by the row alone. Raises DoesNotFit."""
    second = Second.of(row["state"])
    if not second.label.strip():
        raise DoesNotFit("请写第二行的名称。")
    columns = {column["index"]: column for column in table["columns"]}
    if not second.figures.keys() <= columns.keys():
        raise DoesNotFit("这次读取中没有这一栏。")
    place = {name: row[name] for name in ("page", "line", "sheet", "table", "row") if row.get(name) is not None}
    amounts = [
        {"column": column, "printed": text, **place, **read_figure(text, columns[column].get("unit") or table["unit"]), "corrected": text}
        for column, text in sorted(second.figures.items())
    ]
    kept = {name: value for name, value in row.items() if name not in ("state", "codes", "texts", "measure")}
    return {**kept, "code": second.code or None, "label": second.label, "amounts": amounts}


def next_of_row(table: Json, position: int) -> int | None:
    """The row with which this one would be one: the next of the same side and block that is a row."""
    row = table["rows"][position]
    for number, other in enumerate(table["rows"][position + 1 :], start=position + 1):
        if other.get("state") != REMOVED and all(other.get(name) == row.get(name) for name in ("side", "block")):
            return number
    return None


def joined_label(first: str, second: str) -> str:
    """The name of two rows that are one: a name that was broken over two lines."""
    return first + second


def _joined(row: Json, other: Json) -> Json:
    figures, beside = _figures_of(row), _figures_of(other)
    if figures.keys() & beside.keys():
        raise DoesNotFit("两行在同一栏都有数，不能并成一行。请先核对。")
    if row["code"] and other["code"]:
        raise DoesNotFit("两行都有代码，不能并成一行。请先核对。")
    own = {name: value for name, value in row.items() if value not in (None, "", [])}
    blanks = {amount["column"]: amount for amount in (*other["amounts"], *row["amounts"])}
    amounts = sorted((blanks | figures | beside).values(), key=lambda amount: int(amount["column"]))
    said = {"label": joined_label(row["label"], other["label"]), "code": row["code"] or other["code"], "amounts": amounts}
    return {name: value for name, value in {**other, **own, **said}.items() if name != "state"}


def _figures_of(row: Json) -> dict[int, Json]:
    """The amounts of a row by column, without those that somebody made blank."""
    return {amount["column"]: amount for amount in row["amounts"] if amount.get("presence") != "blank"}


# Figures


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


# Places


def _place(tables: Sequence[Json], step: Step) -> tuple[Json, Json]:
    """Row and column of the step; empty where its field has none."""
    if not 0 <= step.table < len(tables):
        raise DoesNotFit("这次读取中没有这张表。")
    table = tables[step.table]
    return _row_of(table, step), _column_of(table, step)


def _row_of(table: Json, step: Step) -> Json:
    if step.field not in ("amount", *_OF_A_ROW):
        return {}
    if step.row is None or not 0 <= step.row < len(table["rows"]):
        raise DoesNotFit("这次读取中没有这一行。")
    found: Json = table["rows"][step.row]
    return found


def _column_of(table: Json, step: Step) -> Json:
    columns = [column for column in table["columns"] if column["index"] == step.column]
    if (step.field in ("amount", "measure")) != bool(columns):
        raise DoesNotFit("这次读取中没有这一栏。")
    return columns[0] if columns else {}


def _amount(row: Json, column: Json) -> Json | None:
    return next((amount for amount in row["amounts"] if amount["column"] == column["index"]), None)
