"""Which editions there are: of a department, of a name, the newest, those that are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from django.db.models import Exists, Max, Min, Model, OuterRef, Prefetch, QuerySet

from budgets.bare import have_read, instance
from budgets.causes import Thing, things
from budgets.models import (
    Department,
    DepartmentName,
    Disclosure,
    DocumentPage,
    Edition,
    Finding,
    ListedTable,
    Part,
    PrintedTable,
    Region,
    Transition,
)
from budgets.moments import Moment
from budgets.prepared import Prepared, Slot
from budgets.querysets import EditionQuerySet, in_force_first, state_field
from budgets.schedules import SCHEDULES


def latest_editions(editions: EditionQuerySet, name: str = "", limit: int = 50) -> list[Edition]:
    """The latest of these editions of each department whose name or alias has this in it, by region; what is in force goes before."""
    if name:
        named = DepartmentName.objects.filter(key__icontains=DepartmentName.objects.key(name))
        editions = editions.filter(disclosure__department__in=named.values("department"))
    kind = ("-disclosure__fiscal_year", "-disclosure__stage", "disclosure__scope")
    ordered = editions.order_by("disclosure__department_id", in_force_first(), *kind, "-published_at", "-number")
    latest = ordered.distinct("disclosure__department_id").values("pk")
    shown = with_documents(Edition.objects.as_shown().filter(pk__in=latest))
    return list(shown.order_by("disclosure__department__region_id", "disclosure__department_id")[:limit])


def shown_editions(*departments: Department | int) -> QuerySet[Edition]:
    """One edition of each disclosure of these departments, latest year first; a final account before the budget of its year.

    It is the one in force, else the last that ever was: an address that was cited stays, and says that it was withdrawn.
    """
    citable = Edition.objects.citable().filter(disclosure__department__in=departments)
    ordered = citable.order_by("disclosure_id", in_force_first(), "-published_at", "-number")
    shown = Edition.objects.as_shown().filter(pk__in=ordered.distinct("disclosure_id").values("pk"))
    return with_documents(shown).order_by("-disclosure__fiscal_year", "-disclosure__stage", "disclosure__scope")


def compared_editions(departments: Mapping[int, Department], stages: Sequence[str] = (), scopes: Sequence[str] = ()) -> list[Edition]:
    """The same of these stages and scopes, in any order, with no more than what a comparison says about them. One query."""
    return [_compared(row, departments) for row in _compared_of(tuple(stages), tuple(scopes)).rows(departments)]


@lru_cache(maxsize=16)
def _compared_of(stages: Sequence[str], scopes: Sequence[str]) -> Prepared:
    """Of departments, one edition of each of their disclosures of these kinds."""
    kinds = {**({"stage__in": stages} if stages else {}), **({"scope__in": scopes} if scopes else {})}

    def editions(ids: Slot) -> QuerySet[Edition, Any]:
        own = Edition.objects.citable().filter(disclosure__in=Disclosure.objects.filter(department__any=ids, **kinds))
        one_of_each = own.order_by("disclosure_id", in_force_first(), "-published_at", "-number").distinct("disclosure_id")
        return one_of_each.values_list("id", "number", state_field(), "recognised", *(f"disclosure__{name}" for name in _DISCLOSURE))

    return Prepared(editions)


_EDITION: Final = ("id", "number", "state", "recognised")
_DISCLOSURE: Final = ("id", "department_id", "fiscal_year", "stage", "scope")


def _compared(row: Sequence[Any], departments: Mapping[int, Department]) -> Edition:
    of = instance(Disclosure, _DISCLOSURE, row[len(_EDITION) :])
    of._state.fields_cache["department"] = departments[of.department_id]
    return instance(Edition, ("disclosure_id", *_EDITION), (of.pk, *row[: len(_EDITION)]), disclosure=of)


def named(departments: Iterable[int]) -> dict[int, Department]:
    """Departments with their regions, those that these lie in, and names, by id. One query."""
    found: dict[int, Department] = {}
    names: dict[int, list[DepartmentName]] = {}
    for row in _DEPARTMENTS.rows(set(departments)):
        own, whole, name = row[: len(_DEPARTMENT)], row[len(_DEPARTMENT) : len(_WITH_REGIONS)], row[len(_WITH_REGIONS) :]
        pk = own[_DEPARTMENT.index("id")]
        if pk not in found:
            found[pk], names[pk] = instance(Department, _DEPARTMENT, own, region=_region(whole)), []
        if name[0] is not None:
            names[pk].append(instance(DepartmentName, _NAME, name))
    for pk, department in found.items():
        have_read(department, "names", DepartmentName.objects.all(), names[pk])
    return found


def _region(row: Sequence[Any]) -> Region | None:
    """A region with those above it, from the columns of each, the nearest first; None where there is none."""
    if not row or row[0] is None:
        return None
    above = _region(row[len(_REGION) :])
    return instance(Region, _REGION, row[: len(_REGION)], **({"parent": above} if above else {}))


def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(one.attname for one in model._meta.concrete_fields)


_DEPARTMENT, _NAME, _REGION = _columns(Department), _columns(DepartmentName), _columns(Region)
_WITH_REGIONS: Final = (*_DEPARTMENT, *(f"region__{above}{name}" for above in ("", "parent__", "parent__parent__") for name in _REGION))
_WITH_NAMES: Final = (*_WITH_REGIONS, *(f"names__{one}" for one in _NAME))
_DEPARTMENTS: Final = Prepared(
    lambda ids: Department.objects.filter(pk__any=ids).order_by("names__valid_from", "names__id").values_list(*_WITH_NAMES)
)


def samples_in(editions: Iterable[Edition]) -> frozenset[int]:
    """Those of these editions with a document that we typeset ourselves. One query."""
    return frozenset(edition for (edition,) in _SAMPLES.rows([one.pk for one in editions]))


def years_of(departments: Iterable[int]) -> list[int]:
    """The years of which anything of these departments was ever published. One query."""
    return sorted({year for year, _stage, _scope in _KINDS.rows(set(departments))})


def kinds_of(departments: Iterable[int]) -> list[tuple[int, str, str]]:
    """Year, stage and scope of everything that was ever published of these departments, the latest year first. One query."""
    ever: list[tuple[int, str, str]] = [(year, stage, scope) for year, stage, scope in _KINDS.rows(set(departments))]
    return sorted(ever, key=lambda kind: (-kind[0], kind[1:]))


def schedules_in(editions: Iterable[Edition]) -> list[str]:
    """The standard tables that any of these editions has, in the order of the standard. One query."""
    found = {schedule for (schedule,) in _SCHEDULES.rows([one.pk for one in editions])}
    return [key for key in SCHEDULES if key in found]


_SAMPLES: Final = Prepared(
    lambda ids: (
        Part.objects.filter(edition__any=ids, reading__document__is_sample=True).order_by().values_list("edition_id", flat=True).distinct()
    )
)
_KINDS: Final = Prepared(
    lambda ids: (
        Disclosure.objects.filter(department__any=ids, editions__in=Edition.objects.citable())
        .order_by()
        .values_list("fiscal_year", "stage", "scope")
        .distinct()
    )
)
_SCHEDULES: Final = Prepared(
    lambda ids: PrintedTable.objects.filter(edition__any=ids).order_by().values_list("schedule", flat=True).distinct()
)


def disclosed(departments: Iterable[int]) -> QuerySet[Edition]:
    """One edition of each disclosure of these departments, the one in force or else the last: budgets first, the latest year first."""
    own = Edition.objects.citable().filter(disclosure__department__in=set(departments))
    ordered = own.order_by("disclosure_id", in_force_first(), "-published_at", "-number").distinct("disclosure_id")
    shown = Edition.objects.as_shown().filter(pk__in=ordered.values("pk")).select_related("disclosure")
    return shown.order_by("disclosure__department_id", "disclosure__stage", "disclosure__scope", "-disclosure__fiscal_year")


def editions_found(editions: Iterable[int]) -> dict[int, Edition]:
    """Editions with whose they are, by id. Two queries."""
    names = _in_order("disclosure__department__names")
    found = Edition.objects.citable().filter(pk__in=set(editions)).select_related("disclosure__department__region")
    return {edition.pk: edition for edition in found.prefetch_related(names)}


def changed_since(moment: Moment, **disclosures: Any) -> datetime | None:
    """When the last edition of such disclosures was published, superseded, withdrawn or reinstated after a moment; None where none was.

    One query.
    """
    of = {f"edition__disclosure__{name}": value for name, value in disclosures.items()}
    found: datetime | None = Transition.objects.filter(at__gt=moment.last, **of).aggregate(last=Max("at"))["last"]
    return found


def last_published(editions: Iterable[int]) -> tuple[datetime | None, bool]:
    """When the last of these editions that is in force was published, None where none is; and whether any document of theirs was typeset by
    us. One query."""
    return _the_last(_PUBLISHED.rows(list(editions)))


def last_published_of(years: Iterable[int], stage: str, scope: str) -> tuple[datetime | None, bool]:
    """The same of all editions of these years, this stage and scope. One query."""
    return _the_last(_published(fiscal_year__in=years, stage=stage, scope=scope))


def _published(**listed: Any) -> QuerySet[ListedTable, Any]:
    """When editions were published, and whether they are samples, those alike once."""
    own = ListedTable.objects.in_states(Edition.State.PUBLISHED).filter(schedule="", **listed)
    return own.order_by().values_list("is_sample").annotate(last=Max("published_at"))


_PUBLISHED: Final = Prepared(lambda ids: _published(edition__any=ids))


def _the_last(rows: Iterable[tuple[bool, datetime | None]]) -> tuple[datetime | None, bool]:
    found = list(rows)
    return max((last for _sample, last in found if last), default=None), any(is_sample for is_sample, _last in found)


def first_pages(documents: Iterable[int]) -> dict[int, int]:
    """The number of the first page that is kept of each document, where any is: its text, its picture, masked. One query."""
    pages = DocumentPage.objects.filter(document__in=set(documents)).order_by().values_list("document")
    return dict(pages.annotate(Min("number")))


def years_in_force(departments: Iterable[int]) -> dict[int, list[int]]:
    """The years of which something of these departments is in force, by department, the latest first. One query."""
    own = Disclosure.objects.filter(department__in=set(departments), editions__in=Edition.objects.published()).order_by()
    found: dict[int, list[int]] = {}
    for department, year in sorted(set(own.values_list("department_id", "fiscal_year")), reverse=True):
        found.setdefault(department, []).append(year)
    return found


def newest(limit: int) -> list[Edition]:
    """The editions in force that were published last."""
    return list(with_documents(Edition.objects.published()).order_by("-published_at", "-pk")[:limit])


def latest_contradictions(limit: int, of_one: int = 2) -> list[tuple[Thing[Finding], int]]:
    """Contradictions in editions in force, those of one cause as one thing, the edition published last first; so many of one edition at
    most, each with how many there are of its edition. Two queries."""
    mismatches = Finding.objects.filter(outcome=Finding.Outcome.MISMATCH)
    latest = Edition.objects.published().filter(Exists(mismatches.filter(edition=OuterRef("pk")))).order_by("-published_at", "-pk")[:limit]
    names = _in_order("edition__disclosure__department__names")
    own = mismatches.filter(edition__in=latest.values("pk")).select_related("edition__disclosure__department").prefetch_related(names)
    shown = own.order_by("-edition__published_at", "-edition_id", "order", "pk")
    by_edition = (tuple(found) for _edition, found in groupby(things(shown), key=lambda thing: thing.first.edition_id))
    return [(thing, len(found)) for found in by_edition for thing in found[:of_one]][:limit]


def contradictions(editions: Iterable[Edition]) -> dict[int, int]:
    """How many contradictions there are within each edition, where there is one; those of one cause are one. One query."""
    mismatches = Finding.objects.filter(outcome=Finding.Outcome.MISMATCH, edition__in=[one.pk for one in editions])
    own = mismatches.order_by("pk").only("edition", "document", "outcome", "cause")
    return Counter(thing.first.edition_id for thing in things(own))


def with_documents(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions with everything that a page says about them, but not their readings."""
    parts = Part.objects.select_related("reading__document").defer("reading__extraction", "findings")
    names = _in_order("disclosure__department__names")
    return editions.select_related("disclosure__department__region").prefetch_related(Prefetch("parts", parts), names)


def _in_order(names: str) -> Prefetch[Any]:
    """The names of departments, which stand there, the oldest first: which one is in force follows from their order."""
    return Prefetch(names, DepartmentName.objects.order_by("valid_from", "id"))
