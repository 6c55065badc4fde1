"""The roster: which disclosures are expected, and which of them are missing, late, empty or lack tables. Pure.

What is expected is stored, or follows from continuity: a department that disclosed an earlier and a later year of the same stage and scope
owes the years between (预算法 art. 14 asks it of every year). "Missing" always means: not among the documents that were collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, TypeVar

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

    `unrecognised` counts tables that are none of the standard ones, or could not be told to be. Dates are None where they are not known;
    `approvals_differ` where its files tell several days of approval, which no list decides. `id` is the edition's.
    """

    due: Due
    id: int = 0
    full: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unrecognised: int = 0
    approved_on: date | None = None
    published_on: date | None = None
    approvals_differ: bool = False

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
class Listed:
    """A disclosure that a list or a rule asks for (`source`, with where it says so in `reference`), and the dates that are known of it."""

    due: Due
    source: str
    reference: str = ""
    approved_on: date | None = None
    published_on: date | None = None

    def is_owed(self, on: date) -> bool:
        """Whether it may be missed on a day.

        Not before the 20 days after its approval are over; where the approval is not known, not before the year in which it is approved
        has begun: a budget's own, for final accounts the one after (预算法 art. 52, 77, 80).
        """
        if self.approved_on is not None:
            return self.approved_on + timedelta(days=DAYS) < on
        return on.year >= self.due.year + (self.due.stage == "final_accounts")


@dataclass(frozen=True, slots=True)
class Published:
    """Whether it was published in time. `deadline` is the last day, `days_late` how many days after it; None where a date is not known.

    `approved_on` and `published_on` are the two dates that this follows from.
    """

    timing: Timing
    deadline: date | None = None
    days_late: int | None = None
    why: WhyNotKnown = ""
    approved_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A table that is not there: the years in which the same department has it (`in_years`), and whether the standard list has it."""

    schedule: str
    in_years: tuple[int, ...]
    is_standard: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roster. `between` are the two disclosed years around a gap, `listed` is what asks for it in the stored list."""

    due: Due
    source: Source
    state: State
    published: Published
    lacking: tuple[Lacking, ...] = ()
    disclosed: Disclosed | None = None
    between: tuple[int, int] | None = None
    listed: Listed | None = None

    @property
    def may_be_unrecognised(self) -> bool:
        """Whether a table that is lacking may be one of those that were not recognised."""
        return bool(self.lacking) and self.disclosed is not None and self.disclosed.unrecognised > 0


def roster(disclosed: Iterable[Disclosed], stored: Iterable[Listed] = ()) -> tuple[Entry, ...]:
    """Everything that is expected or there, by department, year, stage and scope. Raises ValueError for one disclosure given twice."""
    there = _by_due(disclosed)
    listed = _by_due(stored)
    gaps = _gaps(there)
    entries = []
    for due in sorted({*there, *listed, *gaps}):
        source: Source = "stored" if due in listed else "between" if due in gaps else "disclosed"
        found, asked = there.get(due), listed.get(due)
        between = None if found else gaps.get(due)
        state: State = found.state if found else "missing"
        entries.append(Entry(due, source, state, published(found, asked), _lacking(found, there), found, between, asked))
    return tuple(entries)


def published(disclosed: Disclosed | None, listed: Listed | None = None) -> Published:
    """Whether a disclosure was published within 20 days after its approval; not known where one of the dates is not known.

    The documents' dates go before those of the list. Of one that was not collected only the list can tell both.
    """
    approved, public = _told("approved_on", disclosed, listed), _told("published_on", disclosed, listed)
    if disclosed is None and (approved is None or public is None):
        return Published("not_disclosed", approved_on=approved, published_on=public)
    if approved is None or public is None:
        why: WhyNotKnown = "both" if approved is public else "approved_on" if approved is None else "published_on"
        return Published("not_known", approved + timedelta(days=DAYS) if approved else None, None, why, approved, public)
    deadline = approved + timedelta(days=DAYS)
    if public < approved:
        return Published("not_known", deadline, None, "order", approved, public)
    late = (public - deadline).days
    return Published("late" if late > 0 else "in_time", deadline, max(late, 0), "", approved, public)


def _told(name: Literal["approved_on", "published_on"], disclosed: Disclosed | None, listed: Listed | None) -> date | None:
    """A date as the documents tell it, else as the list does."""
    if name == "approved_on" and disclosed is not None and disclosed.approvals_differ:
        return None
    dates = (getattr(one, name) for one in (disclosed, listed) if one is not None)
    return next((day for day in dates if day is not None), None)


One = TypeVar("One", Disclosed, Listed)


def _by_due(given: Iterable[One]) -> dict[Due, One]:
    found: dict[Due, One] = {}
    for one in given:
        if one.due in found:
            raise ValueError(f"{one.due}: one disclosure, given twice")
        found[one.due] = one
    return found


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


def last_date(dates: Sequence[date | None]) -> date | None:
    """The day on which the last of a disclosure's files was published; not known where one is not."""
    known = [day for day in dates if day is not None]
    return max(known) if known and len(known) == len(dates) else None
