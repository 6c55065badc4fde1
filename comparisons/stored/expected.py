"""What is there, and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from budgets.models import Department, Edition, Expected
from comparisons.roster import Disclosed, Due, Listed, last_date
from comparisons.stored.editions import with_documents
from comparisons.stored.volumes import tables_in
from comparisons.volume import TableRead


def disclosed_of(departments: Iterable[int]) -> tuple[Disclosed, ...]:
    """Every disclosure of these departments that is in force, with its tables and dates, for the roster. A constant number of queries."""
    own = with_documents(Edition.objects.published().filter(disclosure__department__in=set(departments)))
    editions = {edition.pk: edition for edition in own if edition.disclosure is not None}
    tables = tables_in(editions)
    return tuple(disclosure_of(edition, tables.get(key, ())) for key, edition in editions.items())


def listed_of(departments: Iterable[int], on: date) -> tuple[Listed, ...]:
    """What the stored list asks of these departments and has to be public on this day, for the roster. One query."""
    return _listed(Expected.objects.filter(department__in=set(departments)), on)


def listed_without_documents(on: date, department: Department | None = None, limit: int = 50) -> list[Department]:
    """Departments of which something has to be public on this day and nothing is in force: all, or this one. Three queries."""
    own = Expected.objects.exclude(department__in=Edition.objects.published().values("disclosure__department"))
    if department is not None:
        own = own.filter(department=department)
    owed = {listed.due.department for listed in _listed(own, on)}
    return list(Department.objects.filter(pk__in=owed).prefetch_related("names").order_by("region_id", "pk")[:limit])


def _listed(own: QuerySet[Expected], on: date) -> tuple[Listed, ...]:
    listed = (
        Listed(Due(one.department_id, one.fiscal_year, one.stage, one.scope), one.source, one.reference, one.approved_on, one.published_on)
        for one in own.order_by("department_id", "-fiscal_year", "stage", "scope")
    )
    return tuple(one for one in listed if one.published_on is not None or one.is_owed(on))


def disclosure_of(edition: Edition, tables: Sequence[TableRead]) -> Disclosed:
    """An edition, which `with_documents` fetched, with its tables as the roster sees it."""
    disclosure = edition.disclosure
    if disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    documents = [part.reading.document for part in edition.parts.all()]
    due = Due(disclosure.department_id, disclosure.fiscal_year, disclosure.stage, disclosure.scope)
    known = [table for table in tables if table.schedule]
    return Disclosed(
        due,
        edition.pk,
        tuple(dict.fromkeys(table.schedule for table in known if table.figures)),
        tuple(dict.fromkeys(table.schedule for table in known if not table.figures)),
        sum(not table.schedule and bool(table.figures) for table in tables),
        _one_date([document.approved_on for document in documents]),
        last_date([document.published_on for document in documents]),
        len({document.approved_on for document in documents} - {None}) > 1,
    )


def _one_date(dates: Sequence[date | None]) -> date | None:
    """The day of approval where all files say the same; two days of approval are none."""
    return dates[0] if len(set(dates)) == 1 else None
