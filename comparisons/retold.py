"""The same figure in two documents: last year as this year's tells it, and the budget inside final accounts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from comparisons.changes import Point
from comparisons.execution import PLANS
from comparisons.finders import Cell
from comparisons.indicators import INDICATORS, Indicator
from comparisons.restatements import Restatement, each_once, of_changes, restated
from comparisons.series import (
    earlier_lines,
    headline,
    indicator_point,
    line_of_text,
    line_points,
    lines,
    measures,
    own_headline,
    own_lines,
    without_repeats,
)
from comparisons.spoken import functional_lines
from comparisons.stated import planned, previous_year
from comparisons.subjects import SPOKEN, lines_meant, only_one
from comparisons.volume import Volume


def restated_last_year(volume: Volume, previous: Volume) -> tuple[Restatement, ...]:
    """Last year as this edition's tables and text tell it against last year's own document: totals, then lines."""
    totals = of_changes(headline(volume, previous, (*INDICATORS, *SPOKEN)))
    schedules = dict.fromkeys(cell.schedule for cell in volume.earlier() if cell.schedule and cell.kind == "money")
    tables = [one for schedule in schedules for one in _restated_table(volume, previous, schedule)]
    return each_once((*totals, *tables, *_restated_in_text(volume, previous)))


def _restated_table(volume: Volume, previous: Volume, schedule: str) -> list[Restatement]:
    """A table that prints last year beside its own year, in the columns that both documents have."""
    shared = [measure for measure in measures(previous, schedule) if earlier_lines(volume, schedule, measure)]
    return [one for measure in shared for one in of_changes(lines(volume, previous, schedule, measure), whole=True)]


def _restated_in_text(volume: Volume, previous: Volume) -> list[Restatement]:
    """Lines of which the text says what they were last year."""
    tables = functional_lines(volume, previous)
    found: dict[object, Restatement] = {}
    for said in volume.said:
        meant = only_one(lines_meant(said, tables)) if said.year == volume.year else None
        told = previous_year(said, meant.change.after) if meant is not None and meant.change.after is not None else None
        if meant is not None and told is not None and meant.change.before is not None:
            line = replace(told, key=meant.change.key)
            for one in restated([meant.change.before], [line]):
                found.setdefault((one.key, told.yuan, told.basis.stage), one)
    return list(found.values())


def restated_budget(final: Volume, budget: Volume) -> tuple[Restatement, ...]:
    """The budget as final accounts print and tell it against the budget's own document of the same year: totals, then lines of tables."""
    told = [point for point in told_plans(final) if point.basis.stage == "budget"]
    totals = restated(own_headline(budget), told, about="budget")
    initial = [cell for cell in final.planned() if cell.figure == "budget"]
    schedules = dict.fromkeys(cell.schedule for cell in initial if cell.schedule and cell.kind == "money")
    tables = [one for schedule in schedules for one in _restated_budget_table(budget, final, initial, schedule)]
    return each_once((*totals, *tables))


def told_plans(final: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """Headline figures of the year's budget, and of its adjusted budget, as its final accounts print and tell them: two plans by stage."""
    wanted, plans = tuple(indicators), [[cell for cell in final.planned() if cell.figure == plan] for plan in PLANS]
    cells = [(indicator, indicator.find(cells)) for cells in plans if cells for indicator in wanted]
    printed = [indicator_point(final, cell, indicator, "table") for indicator, cell in cells if cell is not None]
    stated = [planned(said, line_of_text(final.year, final.stage, final.scope, one)) for one in wanted for said in final.about(one)]
    return [*printed, *without_repeats(point for point in stated if point is not None)]


def _restated_budget_table(budget: Volume, final: Volume, initial: Sequence[Cell], schedule: str) -> list[Restatement]:
    found: list[Restatement] = []
    for measure in measures(budget, schedule):
        told = line_points(final, initial, schedule, measure, "table")
        found += restated(own_lines(budget, schedule, measure), told, about="budget", whole=True) if told else ()
    return found
