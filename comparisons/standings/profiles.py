"""From departments to their peers, or to a group of the reader’s own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from budgets.models import Department
from budgets.regions import region
from comparisons.asked import BadQuestion, NotThere
from comparisons.changes import Basis
from comparisons.named import no_number
from comparisons.peers import Criterion, Profile, Size, Standing, chosen, peers, standing
from comparisons.peers import Fact as Stored
from comparisons.ranking import Entry
from comparisons.standings.answers import Entries, entries, entries_among
from comparisons.standings.questions import Asked, Line
from comparisons.standings.rows import documented

SIZE: Final = "total_expenditure"
"""The size of a department, where no other line is said."""
_REGION_SOURCE: Final = "GB/T 2260"
_COUNTRY: Final = "CN"


def peers_of(department: int, criteria: Sequence[Criterion], question: Asked, size: Line | None = None) -> Standing:
    """A department among its peers over a line. `size` is by which line their size is told, where size is a criterion.

    Raises NotThere for an unknown department, and what `entries` raises.
    """
    profiles = _profiles()
    if department not in profiles:
        raise NotThere({"department": [no_number([department])]})
    if "size" not in criteria:
        group = peers(profiles[department], [profiles[one] for one in sorted(documented(question) | {department})], criteria)
        return standing(group, entries_among(question, group.departments).ranking())
    found = entries(question)
    there = {entry.department for entry in (*found.now, *found.before)} | {department}
    line = size or Line(indicator=SIZE)
    sizes = _sizes(found if line == question.line else entries(replace(question, line=line)), line)
    filed = {entry.department for entry in found.now if entry.absent not in ("no_document", "withdrawn")}
    profiles = {one: replace(profile, size=sizes.get(one), has_document=one in filed) for one, profile in profiles.items()}
    group = peers(profiles[department], [profiles[one] for one in sorted(there)], criteria)
    return standing(group, found.of(group.departments).ranking())


def group_of(departments: Sequence[int], question: Asked, department: int | None = None) -> Standing:
    """A group of the reader's own over a line. Raises NotThere for departments that there are not, and what `entries` raises."""
    group = chosen(departments, department)
    known = set(Department.objects.filter(pk__in=group.departments).values_list("pk", flat=True))
    unknown = [one for one in group.departments if one not in known]
    if unknown:
        raise NotThere({"department" if department in unknown else "with": [no_number(unknown, department)]})
    if not group.members:
        raise BadQuestion({"with": [_("一个部门也没有给。请给出部门编号。")]})
    found = entries_among(question, group.departments)
    unheard = set(group.departments) - {entry.department for entry in found.now}
    basis = Basis(question.stage, question.scope)
    absent = [Entry(one, question.year, None, basis, "no_document") for one in group.departments if one in unheard]
    return standing(group, replace(found, now=(*found.now, *absent)).ranking())


def profile(department: int) -> Profile | None:
    """What is stored of one department; None where there is none. One query."""
    return _profiles([department]).get(department)


def _sizes(found: Entries, line: Line) -> dict[int, Size]:
    """The disclosed sizes on the basis of most of them; others would not be alike."""
    ranked = found.ranking().places.entries
    return {entry.department: Size(str(line), entry.yuan, "元", entry.evidence) for entry in ranked if entry.yuan is not None}


def _profiles(departments: Collection[int] | None = None) -> dict[int, Profile]:
    """What is stored of every department, or of these, with its source. One query."""
    wanted = Department.objects.order_by() if departments is None else Department.objects.filter(pk__in=departments)
    rows = wanted.values_list("pk", "kind", "level", "source", "region_id")
    return {pk: Profile(pk, _stored(kind, level, source, code)) for pk, kind, level, source, code in rows}


@lru_cache(maxsize=10_000)
def _stored(kind: str, level: str, source: str, code: str | None) -> Mapping[Criterion, Stored]:
    """What is stored of departments alike in this: one mapping for all of them."""
    found: dict[Criterion, Stored] = {"kind": Stored(kind, source), "level": Stored(level, source)}
    division = region(code) if code else None
    if division is not None:
        found["region"] = Stored(division.parent or _COUNTRY, _REGION_SOURCE)
        found["region_level"] = Stored(division.level, _REGION_SOURCE)
    return found
