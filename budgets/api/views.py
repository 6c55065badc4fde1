"""What was published, as data: read-only, open to everybody, nothing that is not published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from budgets.api.disclosed import ever_published, is_narrow
from budgets.api.figures import chosen, with_source
from budgets.api.kinship import DepartmentInFullSerializer, with_kin
from budgets.api.pagination import ById, ByPlace, LatestAnswer, page_of
from budgets.api.parameters import (
    DepartmentParameters,
    DisclosureParameters,
    FactParameters,
    NoParameters,
    OneParameters,
    ReportParameters,
    only_of_pages,
)
from budgets.api.public import PROBLEMS, Described, found_or_404, one_of, paged, public
from budgets.api.serializers import (
    DepartmentSerializer,
    DisclosureSerializer,
    FactSerializer,
    ReportSerializer,
    ReportTotalsSerializer,
)
from budgets.api.streams import CONTENT_TYPES, whole
from budgets.api.throttles import among_few
from budgets.models import Department, DepartmentName, Disclosure, Edition, Fact, Part, Report
from budgets.reports import Totals, totals


@public("root", NoParameters, {200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}, **PROBLEMS})
def root(request: Request, _given: dict[str, Any]) -> Response:
    """The addresses of the API."""
    names = (
        "regions",
        "departments",
        "disclosures",
        "editions",
        "documents",
        "tables",
        "facts",
        "statements",
        "sections",
        "forms",
        "findings",
        "corrections",
        "reports",
        "comparisons",
        "compare",
        "rankings",
        "peers",
        "signals",
        "search",
        "schedules",
        "codes",
        "indicators",
        "methods",
        "glossary",
        "dumps",
        "schema",
    )
    return Response({name: reverse(f"api:{name}", request=request) for name in names})


@public("departments", DepartmentParameters, paged(DepartmentSerializer))
def departments(request: Request, given: dict[str, Any]) -> Response:
    """Departments of which something was published."""
    rows = publishing_departments()
    if "name" in given:
        key = DepartmentName.objects.key(given["name"])
        rows = rows.filter(pk__in=DepartmentName.objects.filter(key__icontains=key).values("department"))
    if "region" in given:
        rows = rows.filter(region=given["region"])
    return page_of(request, rows, DepartmentSerializer)


@public("department", OneParameters, DepartmentInFullSerializer)
def department(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One department with all its names, what became of it and its units."""
    return one_of(request, found_or_404(with_kin(publishing_departments()), pk=pk), DepartmentInFullSerializer)


def publishing_departments() -> QuerySet[Department]:
    """Departments of which something was published."""
    published = Edition.objects.citable().values("disclosure__department")
    return Department.objects.filter(pk__in=published).select_related("region").prefetch_related("names")


@public("disclosures", DisclosureParameters, paged(DisclosureSerializer))
def disclosures(request: Request, given: dict[str, Any]) -> Response:
    """What was published: department, year, stage, scope, and every edition of it, also superseded and withdrawn ones."""
    fields = {"department": "department", "year": "fiscal_year", "stage": "stage", "scope": "scope"}
    wanted = {fields[name]: value for name, value in given.items() if name in fields}
    return page_of(request, _disclosures().filter(**wanted), DisclosureSerializer)


@public("disclosure", OneParameters, DisclosureSerializer)
def disclosure(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One disclosure with its editions."""
    return one_of(request, found_or_404(_disclosures(), pk=pk), DisclosureSerializer)


def _disclosures() -> QuerySet[Disclosure]:
    parts = Part.objects.select_related("reading__document").defer("reading__extraction", "findings")
    editions = Edition.objects.citable().order_by("number").prefetch_related(Prefetch("parts", parts))
    rows = Disclosure.objects.filter(pk__in=Edition.objects.citable().values("disclosure"))
    return rows.select_related("department").prefetch_related("department__names", Prefetch("editions", editions, to_attr="citable"))


_FILES: Described = {(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()}


@public("facts", FactParameters, {**paged(FactSerializer), **_FILES})
def facts(request: Request, given: dict[str, Any]) -> Response | StreamingHttpResponse:
    """Figures of editions in force, or of one edition, whatever became of it."""
    rows = chosen(given)
    if given.get("format", "json") != "json":
        only_of_pages(given)
        return among_few(request, whole(rows, given["format"], request.build_absolute_uri, marked="bom" in given))
    if "bom" in given:
        raise ValidationError({"bom": [_("只用于 CSV（format=csv）。")]})
    return page_of(request, rows, FactSerializer, ByPlace() if is_narrow(given) else ById(), read=with_source)


@public("fact", OneParameters, FactSerializer)
def fact(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One figure."""
    rows = with_source(ever_published(Fact.objects.all()))
    return one_of(request, found_or_404(rows, pk=pk), FactSerializer)


@public("reports", ReportParameters, paged(ReportSerializer, totals=ReportTotalsSerializer()))
def reports(request: Request, given: dict[str, Any]) -> Response:
    """What readers said is wrong and what was answered, the latest answer first; `totals` are of all reports, whatever was asked for."""
    fields = {"outcome": "outcome", "department": "edition__disclosure__department", "edition": "edition"}
    wanted = {fields[name]: value for name, value in given.items() if name in fields}
    answer = page_of(request, Report.objects.answered().filter(**wanted).with_whole(), ReportSerializer, LatestAnswer())
    answer.data["totals"] = ReportTotalsSerializer(_as_data(totals())).data
    return answer


def _as_data(found: Totals) -> dict[str, Any]:
    return asdict(found) | {"oldest_open": found.oldest_open and timezone.localdate(found.oldest_open)}
