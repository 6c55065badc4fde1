"""What figures are told per: counts that documents tell, and inhabitants of regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from budgets.models import Department, Population, Scope, Statement
from budgets.querysets import in_force
from comparisons.counts import UNITS, Inhabitants, Whose, inhabitants
from comparisons.counts import counted as told_counts
from comparisons.denominators import Counted, Denominator
from comparisons.stated import Said
from comparisons.stored.sentences import SAID


def counts(counted: Counted, departments: Mapping[int, Department], years: Sequence[int]) -> tuple[Denominator, ...]:
    """What is known of one count of departments in these years: of documents in force of any stage and scope, or of their regions.

    A document counts at the end of the year before it, so that those of the year behind the last are read too. One query.
    """
    if not departments or not years:
        return ()
    first, last = min(years), max(years) + 1
    return _inhabitants(departments, first, last) if counted == "inhabitants" else _counts(UNITS[counted], departments, first, last)


def _counts(units: Sequence[str], departments: Mapping[int, Department], first: int, last: int) -> tuple[Denominator, ...]:
    """Edition by edition: what one of its sentences leaves open, another may settle."""
    rows = Statement.objects.filter(
        in_force("edition"),
        edition__disclosure__department__any=departments,
        edition__disclosure__fiscal_year__range=(first, last),
        unit__in=units,
        amount__isnull=False,
    )
    said: dict[tuple[Any, ...], list[Said]] = {}
    for row in rows.order_by("edition", "order", "id").values_list(*_WHOSE, *SAID):
        said.setdefault(tuple(row[: len(_WHOSE)]), []).append(Said(*row[len(_WHOSE) :]))
    return tuple(
        count
        for (_edition, department, *about), sentences in said.items()
        for count in told_counts(sentences, Whose(department, _names(departments[department]), *about))
    )


_WHOSE: Final = ("edition_id", *(f"edition__disclosure__{name}" for name in ("department_id", "scope", "fiscal_year", "stage")))
"""The edition; then department, scope, year and stage, as `counts.Whose` has them."""


def _inhabitants(departments: Mapping[int, Department], first: int, last: int) -> tuple[Denominator, ...]:
    """Those of a department's region hold on either scope."""
    regions = {one.region_id for one in departments.values() if one.region_id is not None}
    known: dict[str, list[Inhabitants]] = {}
    for one in Population.objects.filter(region__in=regions, date__year__range=(first, last)).select_related("region"):
        known.setdefault(one.region_id, []).append(Inhabitants(one.region.full_name, one.number, one.date, one.source, one.source_url))
    found = (
        inhabitants(one, department.pk, department.name, scope)
        for department in departments.values()
        for one in known.get(department.region_id or "", ())
        for scope in Scope.values
    )
    return tuple(one for one in found if one is not None)


def _names(department: Department) -> tuple[str, ...]:
    return tuple(name.name for name in department.names.all())
