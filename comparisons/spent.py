"""What was spent of what was planned, of volumes that were read: headline figures, or the lines of one table, by their keys.

What an execution rate is, says `execution`; here the figures for it are found. The totals of the table of income and expenditure have none:
those of final accounts (总计) hold what was carried over to the next year, which was not spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from comparisons import retold, series
from comparisons.changes import Breaks, Caution, Point
from comparisons.execution import PLANS, Execution, Plan, Rate, executed
from comparisons.indicators import INDICATORS, Indicator
from comparisons.signals.shapes import Executed
from comparisons.subjects import SPOKEN, TOTAL_SPENT
from comparisons.values import none
from comparisons.volume import Volume

BALANCED: Final = ("summary", "fiscal_summary")
"""Tables whose two sides end in the same total, what is carried over within it."""

FIGURES: Final[tuple[Indicator, ...]] = (
    TOTAL_SPENT,
    *(one for one in INDICATORS if one.key not in ("total_income", "total_expenditure", "carried_forward")),
    *(one for one in SPOKEN if one.key in ("general_expenditure", "fund_expenditure")),
)


def of_headline(
    final: Volume, budget: Volume | None, apart: Sequence[Caution] = (), figures: Sequence[Indicator] = FIGURES
) -> dict[str, Execution]:
    """How the headline figures of final accounts were executed, against the budget's own document and what they tell of it themselves.

    `apart` is what happened to the department within the year: with any, nothing is divided.
    """
    own = series.own_headline(budget, figures) if budget is not None else []
    told = retold.told_plans(final, figures)
    planned = {point.key for point in (*own, *told)}
    return _executions(series.own_headline(final, (one for one in figures if one.key in planned)), own, told, apart)


def figures_of(lines: Sequence[str]) -> tuple[Indicator, ...]:
    """What is executed of these headline figures, all where none is named: of 支出总计 what was spent (支出合计)."""
    wanted = {TOTAL_SPENT.key if key == "total_expenditure" else key for key in lines}
    return tuple(one for one in FIGURES if not lines or one.key in wanted)


def of_lines(final: Volume, budget: Volume | None, schedule: str, measure: str, apart: Sequence[Caution] = ()) -> dict[str, Execution]:
    """The same for the lines of one table in one column."""
    finals = [point for point in series.own_lines(final, schedule, measure) if not _is_balance(schedule, point.key)]
    own = series.own_lines(budget, schedule, measure) if budget is not None else []
    cells = [[cell for cell in final.planned() if cell.figure == plan] for plan in PLANS]
    told = [point for one in cells for point in series.line_points(final, one, schedule, measure, "table")]
    return _executions(finals, own, told, apart)


def _is_balance(schedule: str, key: str) -> bool:
    return schedule in BALANCED and key.rpartition(":")[2] == "total"


def _executions(finals: Iterable[Point], own: Iterable[Point], told: Sequence[Point], apart: Sequence[Caution]) -> dict[str, Execution]:
    """Only lines for which there is a plan."""
    by_key = {point.key: point for point in own}
    found = {point.key: executed(point, by_key.get(point.key), [one for one in told if one.key == point.key]) for point in finals}
    return {key: _kept_apart(one, apart) for key, one in found.items() if one.rates}


def _kept_apart(one: Execution, apart: Sequence[Caution]) -> Execution:
    if not apart:
        return one
    return replace(one, rates=tuple(replace(rate, value=none("unlike", *apart, *rate.value.cautions)) for rate in one.rates))


def within(year: int, breaks: Breaks) -> tuple[Caution, ...]:
    """What of the breaks before a year happened during it, behind its first day: the budget was another department's then."""
    happened = (*breaks.everywhere, *breaks.notes)
    return tuple(one for one in happened if one.date.startswith(f"{year}-") and not one.date.endswith("-01-01"))


def for_signals(executions: Mapping[str, Execution]) -> tuple[Executed, ...]:
    """The rates that signals ask: against the budget of the year's beginning; where that has none, against the adjusted one."""
    rates = ((one.final, one.of("budget"), one.of("adjusted_budget")) for one in executions.values())
    chosen = (
        (final, next((rate for rate in plans if rate is not None and rate.value.number is not None), None)) for final, *plans in rates
    )
    return tuple(
        Executed(rate.plan, final, rate.value.number)
        for final, rate in chosen
        if final is not None and rate is not None and rate.value.number is not None
    )


# As a table


@dataclass(frozen=True, slots=True)
class SpentCell:
    """A year of a line: what was spent, and the rate; None where the line, or this plan of it, is not there in this year."""

    year: int
    final: Point | None
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class SpentRow:
    """A line against one plan through the years."""

    key: str
    label: str
    against: Plan
    cells: tuple[SpentCell, ...]


@dataclass(frozen=True, slots=True)
class SpentNote:
    """What must be known of the rate of a line in a year."""

    year: int
    label: str
    caution: Caution


def rows(executions: Mapping[int, Mapping[str, Execution]]) -> tuple[SpentRow, ...]:
    """Each line with each plan that it has in any year, in the order of the latest year's figures."""
    latest_first = [executions[year] for year in sorted(executions, reverse=True)]
    keys = dict.fromkeys(key for one in latest_first for key in one)
    found = (_row(key, plan, executions) for key in keys for plan in PLANS)
    return tuple(row for row in found if row is not None)


def _row(key: str, plan: Plan, executions: Mapping[int, Mapping[str, Execution]]) -> SpentRow | None:
    by_year = {year: executions[year].get(key) for year in sorted(executions)}
    cells = tuple(SpentCell(year, one.final if one else None, one.of(plan) if one else None) for year, one in by_year.items())
    labels = [cell.final.label for cell in cells if cell.final is not None and cell.rate is not None]
    return SpentRow(key, labels[-1], plan, cells) if labels else None


def notes(executions: Mapping[int, Mapping[str, Execution]]) -> tuple[SpentNote, ...]:
    """Why rates do not exist, and budgets that two documents print differently: each once."""
    found = [
        SpentNote(year, one.final.label, caution)
        for year in sorted(executions)
        for one in executions[year].values()
        if one.final is not None
        for caution in (*one.disagreements, *(caution for rate in one.rates for caution in rate.value.cautions))
    ]
    return tuple(dict.fromkeys(found))
