"""Regions and their departments: those of which there is, or should be, any document."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from budgets.models import Department, Edition, Expected, Region
from comparisons.stored.editions import with_documents


def regions_with_departments() -> list[tuple[Region, int]]:
    """Every stored region with the number of its own departments, by code; 0 for one that only lies above others. One query."""
    own = Count("department", filter=Q(department__in=_documented()), distinct=True)
    return [(region, region.own) for region in Region.objects.annotate(own=own).order_by("code")]


def departments_in(region: str, first: int, limit: int) -> list[Department]:
    """So many of a region's departments, from one on, with their names. Two queries."""
    return list(_documented().filter(region=region).prefetch_related("names").order_by("pk")[first : first + limit])


def newest_in(region: str, limit: int) -> list[Edition]:
    """The editions in force of a region's departments that were published last."""
    own = Edition.objects.published().filter(disclosure__department__region=region)
    return list(with_documents(own).order_by("-published_at", "-pk")[:limit])


def _documented() -> QuerySet[Department]:
    editions = Edition.objects.filter(disclosure__department=OuterRef("pk"))
    asked = Expected.objects.filter(department=OuterRef("pk"))
    return Department.objects.filter(Q(Exists(editions)) | Q(Exists(asked)))


def without_region() -> int:
    """How many departments have no region on record. One query."""
    return _documented().filter(region=None).count()
