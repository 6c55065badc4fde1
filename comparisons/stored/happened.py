"""What became public, and what was corrected, the latest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, QuerySet, Window
from django.db.models.functions import Greatest, Lag

from budgets.models import Correction, Edition
from budgets.querysets import in_force_first
from comparisons.stored.editions import with_documents


@dataclass(frozen=True, slots=True)
class Appeared:
    """A disclosure that became public, and when: `edition` is the one in force, else the last that was."""

    edition: Edition
    at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """An edition that was published where one of the same disclosure had been: `before` is the last of these."""

    edition: Edition
    before: Edition


def appeared(limit: int, department: int | None = None) -> list[Appeared]:
    """The disclosures that became public last. A constant number of queries."""
    firsts = _citable(department).values("disclosure").annotate(first=Min("published_at")).order_by("-first", "-disclosure")
    when: dict[int, datetime] = dict(firsts.values_list("disclosure", "first")[:limit])
    ordered = Edition.objects.citable().filter(disclosure__in=when).order_by("disclosure_id", in_force_first(), "-published_at", "-number")
    shown = with_documents(Edition.objects.filter(pk__in=ordered.distinct("disclosure_id").values("pk")))
    by_disclosure = {edition.disclosure_id: edition for edition in shown}
    return [Appeared(by_disclosure[disclosure], at) for disclosure, at in when.items()]


def replaced(limit: int, department: int | None = None) -> list[Replaced]:
    """The editions that replaced another last. A constant number of queries."""
    before = Window(Lag("pk"), partition_by="disclosure_id", order_by=("published_at", "pk"))
    pairs = _citable(department).annotate(before=before).filter(before__isnull=False).order_by("-published_at", "-pk")
    found: dict[int, int] = dict(pairs.values_list("pk", "before")[:limit])
    editions = _by_id([*found, *found.values()])
    return [Replaced(editions[one], editions[other]) for one, other in found.items()]


def withdrawn(limit: int, department: int | None = None) -> list[Edition]:
    """The editions that were withdrawn last."""
    own = _citable(department).filter(state=Edition.State.WITHDRAWN)
    return list(with_documents(own).order_by("-ended_at", "-pk")[:limit])


def reinstated(limit: int, department: int | None = None) -> list[Edition]:
    """The editions that were put in force again last."""
    own = _citable(department).filter(state=Edition.State.PUBLISHED, ended_at__isnull=False)
    return list(with_documents(own).order_by("-ended_at", "-pk")[:limit])


def last_change(department: int | None = None) -> datetime | None:
    """When anything was last published, replaced, withdrawn or put in force again. One query."""
    last = _citable(department).aggregate(last=Greatest(Max("published_at"), Max("ended_at")))["last"]
    return last if isinstance(last, datetime) else None


def corrected_cells(editions: Iterable[Edition]) -> Mapping[int, frozenset[tuple[str, str, str]]]:
    """What clerks corrected in editions: kind, place and what stands there now; what was taken back again is not corrected. One query."""
    rows = Correction.objects.filter(edition__in=[edition.pk for edition in editions]).order_by("edition", "order")
    found: dict[int, dict[tuple[str, str], str]] = {}
    as_read: dict[tuple[int, str, str], str] = {}
    for edition, kind, target, old, new in rows.values_list("edition", "field", "target", "old", "new"):
        place = repr(sorted(target.items(), key=str))
        as_read.setdefault((edition, kind, place), old)
        found.setdefault(edition, {})[kind, place] = new
    return {
        edition: frozenset((*place, new) for place, new in own.items() if new != as_read[edition, *place]) for edition, own in found.items()
    }


def _citable(department: int | None) -> QuerySet[Edition, Any]:
    own = Edition.objects.citable()
    return own if department is None else own.filter(disclosure__department=department)


def _by_id(editions: Iterable[int]) -> dict[int, Edition]:
    return {edition.pk: edition for edition in with_documents(Edition.objects.filter(pk__in=set(editions)))}
