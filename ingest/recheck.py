"""Check extractions again: with corrections laid over their tables, and several files of one disclosure together. Pure.

The overlay itself, on the contract's JSON, is `budgets.overlay`; here the same steps are taken on the shapes that the checks ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.overlay import JOINED, REMOVED, DoesNotFit, Second, Step, is_split, joined_label, read_figure
from ingest.joint import check_together
from ingest.shapes import Amount, Column, Extraction, Line, Table


def recheck(extractions: Sequence[Extraction], steps: Sequence[Sequence[Step]]) -> tuple[Extraction, ...]:
    """The files of one disclosure with corrected tables, and the findings of these; the steps of each file in the order of the files."""
    return check_together([corrected(extraction, own) for extraction, own in zip(extractions, steps, strict=True)])


def corrected(extraction: Extraction, steps: Sequence[Step]) -> Extraction:
    """The extraction with corrected tables. A step that does not fit is left out, as in the overlay."""
    tables, states = list(extraction.tables), dict[tuple[int, int], str]()
    for step in steps:
        if step.table >= len(tables) or (step.row is not None and step.row >= len(tables[step.table].lines)):
            continue
        if step.at and _anchor(extraction.tables[step.table], step) != step.at:
            continue
        if step.field == "row" and step.row is not None:
            if states.get((step.table, step.row), "") == step.old and _is_whole(tables[step.table], step.new):
                states[step.table, step.row] = step.new
        else:
            tables[step.table] = _corrected(tables[step.table], step)
    return replace(extraction, tables=tuple(_arranged(table, _of_table(states, number)) for number, table in enumerate(tables)))


def _is_whole(table: Table, state: str) -> bool:
    """Whether a row can become this: what is said of a second one fits the columns."""
    if not is_split(state):
        return True
    columns = {column.index: column for column in table.columns}
    try:
        second = Second.of(state)
        for number, text in second.figures.items():
            if number not in columns:
                return False
            read_figure(text, columns[number].unit or table.unit)
    except DoesNotFit:
        return False
    return bool(second.label.strip())


def _anchor(table: Table, step: Step) -> str:
    """What is printed around the place of a step, as `budgets.overlay.anchor` tells it."""
    line = table.lines[step.row] if step.row is not None else None
    named = [f"{line.code or ''} {line.label}".strip()] if line is not None else []
    column = next((column for column in table.columns if column.index == step.column), None)
    return " › ".join([table.title, *named, *(column.header if column else ())])


def _corrected(table: Table, step: Step) -> Table:
    if step.field == "schedule":
        return replace(table, schedule=step.new or None) if (table.schedule or "") == step.old else table
    if step.field == "measure":
        return replace(table, columns=tuple(_meaning(column, step) for column in table.columns))
    if step.row is None:
        return table
    line = table.lines[step.row]
    new = _relabelled(line, step) if step.field != "amount" else _refigured(table, line, step)
    return replace(table, lines=(*table.lines[: step.row], new, *table.lines[step.row + 1 :]))


def _meaning(column: Column, step: Step) -> Column:
    is_meant = column.index == step.column and (column.measure or "") == step.old
    return replace(column, measure=step.new or None) if is_meant else column


# Rows


def _of_table(states: Mapping[tuple[int, int], str], number: int) -> dict[int, str]:
    return {row: state for (table, row), state in states.items() if table == number and state}


def _arranged(table: Table, states: Mapping[int, str]) -> Table:
    """The table with the rows that count, those that are one as one."""
    if not states:
        return table
    lines, taken = [], set[int]()
    for position, line in enumerate(table.lines):
        if position in taken or states.get(position) == REMOVED:
            continue
        last, whole = position, line
        while states.get(last) == JOINED and (following := _next_of(table, states, last)) is not None:
            whole, last = _joined(whole, table.lines[following]), following
            taken.add(following)
        lines.append(whole)
        if is_split(states.get(position, "")):
            lines.append(_second(table, line, Second.of(states[position])))
    return replace(table, lines=tuple(lines))


def _next_of(table: Table, states: Mapping[int, str], position: int) -> int | None:
    line = table.lines[position]
    others = enumerate(table.lines[position + 1 :], start=position + 1)
    same = (number for number, other in others if (other.side, other.block) == (line.side, line.block) and states.get(number) != REMOVED)
    return next(same, None)


def _joined(line: Line, other: Line) -> Line:
    amounts = tuple(sorted((*line.amounts, *other.amounts), key=lambda amount: amount.column))
    return replace(
        line,
        label=joined_label(line.label, other.label),
        code=line.code or other.code,
        amounts=amounts,
        codes=line.codes or other.codes,
        organisation=line.organisation or other.organisation,
        texts=line.texts or other.texts,
    )


def _second(table: Table, line: Line, second: Second) -> Line:
    columns = {column.index: column for column in table.columns}
    amounts = []
    for number, text in sorted(second.figures.items()):
        figure = read_figure(text, columns[number].unit or table.unit)
        if figure["presence"] != "blank":
            value, yuan = _decimal(figure["value"]), _decimal(figure["yuan"])
            amounts.append(Amount(column=number, printed=text, yuan=yuan, source=line.source, value=value, kind=figure["kind"]))
    code = second.code or None
    return replace(
        line, label=second.label, code=code, amounts=tuple(amounts), codes=(), texts=(), measure=None, confidence=_of_a_person(line)
    )


# Cells


def _relabelled(line: Line, step: Step) -> Line:
    if step.field == "label":
        return replace(line, label=step.new, confidence=_of_a_person(line)) if line.label == step.old else line
    return replace(line, code=step.new or None) if (line.code or "") == step.old else line


def _of_a_person(line: Line) -> Decimal | None:
    """How sure a name is that a person put in place of one recognised in a picture."""
    return None if line.confidence is None else Decimal(1)


def _refigured(table: Table, line: Line, step: Step) -> Line:
    before = next((amount for amount in line.amounts if amount.column == step.column), None)
    column = next((column for column in table.columns if column.index == step.column), None)
    if column is None or (before.printed if before else "") != step.old:
        return line
    unit = (before.unit if before else None) or column.unit or table.unit
    try:
        figure = read_figure(step.new, unit)
    except DoesNotFit:
        return line
    others = [amount for amount in line.amounts if amount is not before]
    if figure["presence"] == "blank":
        return replace(line, amounts=tuple(others))
    after = Amount(
        column=column.index,
        printed=step.new,
        yuan=_decimal(figure["yuan"]),
        source=before.source if before else line.source,
        value=_decimal(figure["value"]),
        kind=figure["kind"],
        unit=before.unit if before else None,
    )
    return replace(line, amounts=tuple(sorted([*others, after], key=lambda amount: amount.column)))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
