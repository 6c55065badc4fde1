"""What was published, as data: read-only, open to everybody, nothing that is not published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from budgets.api.figures import chosen, is_narrow, with_source
from budgets.api.kinship import DepartmentInFullSerializer, with_kin
from budgets.api.pagination import ById, ByPlace, LatestAnswer, page_of
from budgets.api.parameters import (
    DepartmentParameters,
    DisclosureParameters,
    FactParameters,
    NoParameters,
    ReportParameters,
    only_of_pages,
)
from budgets.api.serializers import (
    DepartmentSerializer,
    DisclosureSerializer,
    FactSerializer,
    ProblemSerializer,
    ReportSerializer,
    ReportTotalsSerializer,
)
from budgets.api.streams import whole
from budgets.models import Department, DepartmentName, Disclosure, Edition, Fact, Part, Report
from budgets.moments import shown_as_of
from budgets.reports import Totals, totals

Row = TypeVar("Row", bound=Model)
PROBLEMS = {status: OpenApiResponse(ProblemSerializer) for status in (400, 404, 429)}


def paged(serializer: type[serializers.BaseSerializer[Any]], **more: Any) -> dict[int, Any]:
    """The answers of a list, for the OpenAPI description; `more` stands beside its rows."""
    link = serializers.URLField(allow_null=True)
    fields = {
        "count": serializers.IntegerField(required=False, help_text="只在 count=1 时有"),
        "count_is_least": serializers.BooleanField(required=False, help_text="为真时不止这么多，没有数下去"),
        "next": link,
        "previous": serializers.URLField(allow_null=True),
        "results": serializer(many=True),
        **more,
    }
    return {200: inline_serializer(f"Paged{serializer.__name__.removesuffix('Serializer')}", fields), **PROBLEMS}


def found_or_404(rows: QuerySet[Row], pk: int) -> Row:
    """The row of this id. Raises NotFound."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("没有这一项，或者它还没有公布。"))
    return row


@extend_schema(operation_id="root", responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def root(request: Request) -> Response:
    """The addresses of the API."""
    NoParameters.read(request)
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
        "schema",
    )
    return Response({name: reverse(f"api:{name}", request=request) for name in names})


@extend_schema(operation_id="departments", parameters=[DepartmentParameters], responses=paged(DepartmentSerializer))
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def departments(request: Request) -> Response:
    """Departments of which something was published."""
    given = DepartmentParameters.read(request)
    with shown_as_of(given.get("as_of")):
        rows = _departments()
        if "name" in given:
            key = DepartmentName.objects.key(given["name"])
            rows = rows.filter(pk__in=DepartmentName.objects.filter(key__icontains=key).values("department"))
        if "region" in given:
            rows = rows.filter(region=given["region"])
        return page_of(request, rows, DepartmentSerializer)


@extend_schema(operation_id="department", responses={200: DepartmentInFullSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def department(request: Request, pk: int) -> Response:
    """One department with all its names, what became of it and its units."""
    NoParameters.read(request)
    return Response(DepartmentInFullSerializer(found_or_404(with_kin(_departments()), pk), context={"request": request}).data)


def _departments() -> QuerySet[Department]:
    published = Edition.objects.citable().values("disclosure__department")
    return Department.objects.filter(pk__in=published).select_related("region").prefetch_related("names")


@extend_schema(operation_id="disclosures", parameters=[DisclosureParameters], responses=paged(DisclosureSerializer))
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def disclosures(request: Request) -> Response:
    """What was published: department, year, stage, scope, and every edition of it, also superseded and withdrawn ones."""
    given = DisclosureParameters.read(request)
    with shown_as_of(given.get("as_of")):
        fields = {"department": "department", "year": "fiscal_year", "stage": "stage", "scope": "scope"}
        wanted = {fields[name]: value for name, value in given.items() if name in fields}
        return page_of(request, _disclosures().filter(**wanted), DisclosureSerializer)


@extend_schema(operation_id="disclosure", responses={200: DisclosureSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def disclosure(request: Request, pk: int) -> Response:
    """One disclosure with its editions."""
    NoParameters.read(request)
    return Response(DisclosureSerializer(found_or_404(_disclosures(), pk), context={"request": request}).data)


def _disclosures() -> QuerySet[Disclosure]:
    parts = Part.objects.select_related("reading__document").defer("reading__extraction", "findings")
    editions = Edition.objects.citable().order_by("number").prefetch_related(Prefetch("parts", parts))
    rows = Disclosure.objects.filter(pk__in=Edition.objects.citable().values("disclosure"))
    return rows.select_related("department").prefetch_related("department__names", Prefetch("editions", editions, to_attr="citable"))


@extend_schema(operation_id="facts", parameters=[FactParameters], responses=paged(FactSerializer))
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def facts(request: Request) -> Response | StreamingHttpResponse:
    """Figures of editions in force, or of one edition, whatever became of it."""
    given = FactParameters.read(request)
    with shown_as_of(given.get("as_of")):
        rows = chosen(given)
        if given.get("format", "json") != "json":
            only_of_pages(given)
            return whole(rows, given["format"], request.build_absolute_uri, marked="bom" in given)
        if "bom" in given:
            raise ValidationError({"bom": [_("只用于 CSV（format=csv）。")]})
        return page_of(request, rows, FactSerializer, ByPlace() if is_narrow(given) else ById(), read=with_source)


@extend_schema(operation_id="fact", responses={200: FactSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def fact(request: Request, pk: int) -> Response:
    """One figure."""
    NoParameters.read(request)
    rows = with_source(Fact.objects.filter(edition__in=Edition.objects.citable()))
    return Response(FactSerializer(found_or_404(rows, pk), context={"request": request}).data)


@extend_schema(operation_id="reports", parameters=[ReportParameters], responses=paged(ReportSerializer, totals=ReportTotalsSerializer()))
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def reports(request: Request) -> Response:
    """What readers said is wrong and what was answered, the latest answer first; `totals` are of all reports, whatever was asked for."""
    given = ReportParameters.read(request)
    fields = {"outcome": "outcome", "department": "edition__disclosure__department", "edition": "edition"}
    wanted = {fields[name]: value for name, value in given.items() if name in fields}
    answer = page_of(request, Report.objects.answered().filter(**wanted).with_whole(), ReportSerializer, LatestAnswer())
    answer.data["totals"] = ReportTotalsSerializer(_as_data(totals())).data
    return answer


def _as_data(found: Totals) -> dict[str, Any]:
    return asdict(found) | {"oldest_open": found.oldest_open and timezone.localdate(found.oldest_open)}
