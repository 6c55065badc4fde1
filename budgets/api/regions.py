"""Regions of which departments published something, and those that they lie in."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from budgets import regions as divisions
from budgets.api.pagination import ById, page_of
from budgets.api.parameters import AsOf, Digits, OneParameters, Paged
from budgets.api.public import one_of, paged, public
from budgets.api.serializers import address
from budgets.models import Department, Edition, Region

_CODE: Final = r"^\d{6}$"
_UPWARDS: Final = ("region", "region__parent", "region__parent__parent")
"""From a department to the regions that it is in: of three levels, the nearest first."""
_COUNTED: Final = ("own", "one_below", "two_below")


class RegionParameters(Paged, AsOf):
    """GET /api/v1/regions/, always by code."""

    order = None  # type: ignore[assignment]  # takes away what is declared above it
    parent = Digits(6, 6, required=False, help_text=gettext_lazy("直接在这个地区之下的，六位行政区划代码"))  # type: ignore[assignment]
    name = serializers.CharField(required=False, max_length=60, help_text=gettext_lazy("全称中的一段文字"))


class ByCode(ById):
    """In the order of codes."""

    ordering = "code"

    def is_position(self, position: str) -> bool:
        return re.match(_CODE, position) is not None


class RegionInFullSerializer(serializers.ModelSerializer[Region]):
    """An administrative division (GB/T 2260) with how many departments of it, and of all that lies within, published anything."""

    name = serializers.CharField(source="full_name")
    short_name = serializers.CharField(source="name")
    level = serializers.SerializerMethodField()
    parent = serializers.CharField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    departments = serializers.IntegerField(source="own")
    departments_within = serializers.SerializerMethodField()
    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Region
        fields = ("code", "name", "short_name", "level", "parent", "departments", "departments_within", "page_url")
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(["province", "city", "county"]))
    def get_level(self, region: Region) -> str:
        return divisions.level_of(region.code)

    def get_departments_within(self, region: Region) -> int:
        return sum(getattr(region, name) for name in _COUNTED)

    def get_page_url(self, region: Region) -> str:
        return address(self, "region", region.code)


@public("regions", RegionParameters, paged(RegionInFullSerializer))
def regions(request: Request, given: dict[str, Any]) -> Response:
    """Regions in which departments published anything, by code, with those that they lie in."""
    paths = {"parent": "parent", "name": "full_name__contains"}
    wanted = {paths[name]: value for name, value in given.items() if name in paths}
    return page_of(request, publishing_regions().filter(**wanted), RegionInFullSerializer, ByCode())


@public("region", OneParameters, RegionInFullSerializer)
def region(request: Request, _given: dict[str, Any], code: str) -> Response:
    """One region."""
    found = publishing_regions().filter(code=code).first()
    if found is None:
        raise NotFound(_("没有这一项，或者它还没有公布。"))
    return one_of(request, found, RegionInFullSerializer)


def publishing_regions() -> QuerySet[Region, Any]:
    """Regions in which departments published anything, with how many there are."""
    publishing = Department.objects.filter(pk__in=Edition.objects.citable().values("disclosure__department"))
    anywhere = Q()
    for path in _UPWARDS:
        anywhere |= Q(code__in=publishing.values(path))
    counted = {name: _number(publishing, path) for name, path in zip(_COUNTED, _UPWARDS, strict=True)}
    return Region.objects.filter(anywhere).annotate(**counted)


def _number(departments: QuerySet[Department], path: str) -> Coalesce:
    """How many departments lead to each region on this path."""
    own = departments.filter(**{path: OuterRef("code")}).order_by().values(path)
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
