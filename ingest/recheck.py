"""Check extractions again: with corrections laid over their tables, and several files of one disclosure together. Pure.

The overlay itself, on the contract's JSON, is `budgets.overlay`; here the same steps are taken on the shapes that the checks ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.overlay import DoesNotFit, Step, read_figure
from ingest.joint import check_together
from ingest.shapes import Amount, Extraction, Line, Table


def recheck(extractions: Sequence[Extraction], steps: Sequence[Sequence[Step]]) -> tuple[Extraction, ...]:
    """The files of one disclosure with corrected tables, and the findings of these; the steps of each file in the order of the files."""
    return check_together([corrected(extraction, own) for extraction, own in zip(extractions, steps, strict=True)])


def corrected(extraction: Extraction, steps: Sequence[Step]) -> Extraction:
    """The extraction with corrected tables. A step that does not fit is left out, as in the overlay."""
    tables = list(extraction.tables)
    for step in steps:
        if step.table < len(tables) and step.row < len(tables[step.table].lines):
            tables[step.table] = _corrected(tables[step.table], step)
    return replace(extraction, tables=tuple(tables))


def _corrected(table: Table, step: Step) -> Table:
    line = table.lines[step.row]
    new = _relabelled(line, step) if step.field != "amount" else _refigured(table, line, step)
    return replace(table, lines=(*table.lines[: step.row], new, *table.lines[step.row + 1 :]))


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
