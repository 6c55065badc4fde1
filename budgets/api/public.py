"""What every address of the API has in common: open to everybody, only read, its parameters checked, and told as of a moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.pagination import shaped
from budgets.api.parameters import Parameters
from budgets.api.problems import CONTENT_TYPE
from budgets.api.serializers import ProblemSerializer
from budgets.moments import shown_as_of

Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponseBase]
Described = dict[int | tuple[int, str], Any]
"""What an answer of this status is, or of this status and media type."""
Answers = type[serializers.BaseSerializer[Any]] | Described

PROBLEMS: Final[Described] = {
    304: OpenApiResponse(description="Not Modified"),
    **{(status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer) for status in (400, 401, 404, 412, 429, 500, 503)},
}
"""What else than itself an address may answer: that the client has it already, and what went wrong."""


def public(name: str, parameters: type[Parameters], answers: Answers) -> Callable[[View], View]:
    """A view of the request and the checked parameters, which are told as of the moment among them. `name` and `answers` are for the
    description; a serializer is what one answer is."""

    def made(view: View) -> View:
        @wraps(view)
        def told(request: Request, /, **where: Any) -> HttpResponseBase:
            given = parameters.read(request)
            with shown_as_of(given.get("as_of")):
                return view(request, given, **where)

        described = answers if isinstance(answers, dict) else {200: answers, **PROBLEMS}
        opened = api_view(["GET", "HEAD"])(permission_classes([AllowAny])(told))
        found: View = extend_schema(operation_id=name, parameters=[parameters] if parameters().fields else [], responses=described)(opened)
        return found

    return made


def paged(serializer: type[serializers.BaseSerializer[Any]], **more: Any) -> Described:
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


def found_or_404(rows: QuerySet[Row], **which: Any) -> Row:
    """The row of this key. Raises NotFound."""
    row = rows.filter(**which).first()
    if row is None:
        raise NotFound(_("没有这一项，或者它还没有公布。"))
    return row


def one_of(request: Request, row: object, serializer: type[serializers.BaseSerializer[Any]]) -> Response:
    """The answer that tells of one row, with the fields that are asked for."""
    return Response(shaped(serializer(row, context={"request": request}), request).data)
