"""The roster: which disclosures are expected, and which of them are missing, late, empty or lack tables. Pure.

What is expected is stored, or follows from continuity: a department that disclosed an earlier and a later year of the same stage and scope
owes the years between (预算法 art. 14 asks it of every year). "Missing" always means: not among the documents that were collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

Source = Literal["stored", "between", "disclosed"]
"""Why a disclosure is expected: it stands in the stored list, lies between two disclosed years, or is there although nobody listed it."""

State = Literal["there", "no_tables", "empty", "missing"]
"""`no_tables`: no table was found in it. `empty`: it has tables, and none prints a figure."""

Timing = Literal["in_time", "late", "not_known", "not_disclosed"]
WhyNotKnown = Literal["", "approved_on", "published_on", "both", "order"]
"""Which date is not known; `order`: the publication would be before the approval, so that one of the two dates must be wrong."""

DAYS: Final = 20
"""Calendar days from the approval (批复) to the publication: 预算法 art. 14 for departments, 预算法实施条例 art. 6 for units.

Not the 20 working days of 政府信息公开条例 art. 26, which gives way to the law.
"""

STANDARD_SINCE: Final = 2017
"""财预〔2016〕143号 is of 27 October 2016: the standard list holds from the budgets of 2017 on."""

STANDARD: Final[Mapping[str, tuple[str, ...]]] = {
    "budget": (
        "summary",
        "income",
        "expenditure",
        "fiscal_summary",
        "general_expenditure",
        "general_basic",
        "three_public",
        "fund_expenditure",
    ),
    "final_accounts": (
        "summary",
        "income",
        "expenditure",
        "fiscal_summary",
        "general_expenditure",
        "general_basic",
        "three_public",
        "fund_expenditure",
    ),
}
"""The eight tables of 财预〔2016〕143号, by stage. 国有资本经营预算 joined them later, in different regions at different times."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One disclosure that may be expected: whose (the department's id), of which year, stage and scope."""

    department: int
    year: int
    stage: str
    scope: str


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A disclosure that is there. `full` and `empty` are the schedules of its tables with and without figures.

    `unrecognised` counts tables that are none of the standard ones, or could not be told to be. Dates are None where they are not known.
    `id` is the edition's.
    """

    due: Due
    id: int = 0
    full: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unrecognised: int = 0
    approved_on: date | None = None
    published_on: date | None = None

    @property
    def schedules(self) -> tuple[str, ...]:
        """The standard tables that it has, each once. An empty table is there."""
        return tuple(dict.fromkeys((*self.full, *self.empty)))

    @property
    def state(self) -> State:
        """Whether it has tables, and whether any has a figure."""
        if not (self.full or self.empty or self.unrecognised):
            return "no_tables"
        return "there" if self.full or self.unrecognised else "empty"


@dataclass(frozen=True, slots=True)
class Published:
    """Whether it was published in time. `deadline` is the last day, `days_late` how many days after it; None where a date is not known."""

    timing: Timing
    deadline: date | None = None
    days_late: int | None = None
    why: WhyNotKnown = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A table that is not there: the years in which the same department has it (`in_years`), and whether the standard list has it."""

    schedule: str
    in_years: tuple[int, ...]
    is_standard: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roster. `between` are the two disclosed years that a gap lies between."""

    due: Due
    source: Source
    state: State
    published: Published
    lacking: tuple[Lacking, ...] = ()
    disclosed: Disclosed | None = None
    between: tuple[int, int] | None = None

    @property
    def may_be_unrecognised(self) -> bool:
        """Whether a table that is lacking may be one of those that were not recognised."""
        return bool(self.lacking) and self.disclosed is not None and self.disclosed.unrecognised > 0


def roster(disclosed: Iterable[Disclosed], stored: Iterable[Due] = ()) -> tuple[Entry, ...]:
    """Everything that is expected or there, by department, year, stage and scope. Raises ValueError for one disclosure given twice."""
    there = _by_due(disclosed)
    listed = set(stored)
    gaps = _gaps(there)
    entries = []
    for due in sorted({*there, *listed, *gaps}):
        source: Source = "stored" if due in listed else "between" if due in gaps else "disclosed"
        found = there.get(due)
        between = None if found else gaps.get(due)
        entries.append(Entry(due, source, found.state if found else "missing", published(found), _lacking(found, there), found, between))
    return tuple(entries)


def published(disclosed: Disclosed | None) -> Published:
    """Whether a disclosure was published within 20 days after its approval; not known where one of the dates is not known."""
    if disclosed is None:
        return Published("not_disclosed")
    approved, public = disclosed.approved_on, disclosed.published_on
    if approved is None or public is None:
        why: WhyNotKnown = "both" if approved is public else "approved_on" if approved is None else "published_on"
        return Published("not_known", approved + timedelta(days=DAYS) if approved else None, why=why)
    deadline = approved + timedelta(days=DAYS)
    if public < approved:
        return Published("not_known", deadline, why="order")
    late = (public - deadline).days
    return Published("late", deadline, late) if late > 0 else Published("in_time", deadline, 0)


def _by_due(disclosed: Iterable[Disclosed]) -> dict[Due, Disclosed]:
    there: dict[Due, Disclosed] = {}
    for one in disclosed:
        if one.due in there:
            raise ValueError(f"{one.due}: one disclosure, given twice")
        there[one.due] = one
    return there


def _gaps(there: Iterable[Due]) -> dict[Due, tuple[int, int]]:
    """Years without a disclosure between two that have one, with those two."""
    years: dict[tuple[int, str, str], list[int]] = {}
    for due in there:
        years.setdefault((due.department, due.stage, due.scope), []).append(due.year)
    gaps = {}
    for (department, stage, scope), known in years.items():
        ordered = sorted(known)
        for before, after in pairwise(ordered):
            gaps.update({Due(department, year, stage, scope): (before, after) for year in range(before + 1, after)})
    return gaps


def _lacking(disclosed: Disclosed | None, there: Mapping[Due, Disclosed]) -> tuple[Lacking, ...]:
    if disclosed is None or disclosed.state == "no_tables":
        return ()
    siblings = [other for other in there.values() if _is_sibling(other.due, disclosed.due)]
    standard = STANDARD.get(disclosed.due.stage, ()) if disclosed.due.year >= STANDARD_SINCE else ()
    wanted = dict.fromkeys((*standard, *(schedule for other in siblings for schedule in other.schedules)))
    return tuple(
        Lacking(schedule, _years_with(schedule, siblings), schedule in standard)
        for schedule in wanted
        if schedule not in disclosed.schedules
    )


def _is_sibling(one: Due, other: Due) -> bool:
    return one != other and (one.department, one.stage, one.scope) == (other.department, other.stage, other.scope)


def _years_with(schedule: str, siblings: Sequence[Disclosed]) -> tuple[int, ...]:
    return tuple(sorted(other.due.year for other in siblings if schedule in other.schedules))
