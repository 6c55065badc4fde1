"""The public search as data: the same results as the page's, in the same order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from budgets.api.parameters import Parameters
from budgets.api.public import PROBLEMS
from comparisons.asked import BadQuestion
from comparisons.search import NAMES, Found, find, question


class SearchParameters(Parameters):
    """GET /api/v1/search/."""

    q = serializers.CharField(
        help_text=gettext_lazy(
            "要找的词，空格分开的几个要同时都有；每个至少两个字，一共最多 50 个字；字母也是拼音或首字母，数字也是科目编码的开头"
        )
    )
    kind = serializers.ChoiceField(
        list(NAMES.items()), required=False, help_text=gettext_lazy("只找一类，最多 100 条；不写时四类都找，每类最多 8 条")
    )


class PieceSerializer(serializers.Serializer[Any]):
    """A piece of the text; `is_match`: it is what was looked for."""

    text = serializers.CharField(trim_whitespace=False)
    is_match = serializers.BooleanField()


class DepartmentFoundSerializer(serializers.Serializer[Any]):
    """Whose it is; of a department, itself, by its present name."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class DisclosureFoundSerializer(serializers.Serializer[Any]):
    """Where it stands; of a line, one of the latest year in which it stands."""

    year = serializers.IntegerField(source="fiscal_year")
    stage = serializers.CharField()
    scope = serializers.CharField()


class FoundSerializer(serializers.Serializer[Any]):
    """A department by the name that matched, a line, a project, or a sentence; `pieces` of a long sentence are an excerpt.

    `line` is a line as `/api/v1/rankings/` takes it. Where `in_force` is false, the document was withdrawn.
    `is_sample`: it stands in a document that we typeset ourselves, and that is no official one.
    """

    url = serializers.SerializerMethodField()
    text = serializers.CharField(source="hit.text")
    code = serializers.SerializerMethodField()
    line = serializers.SerializerMethodField()
    in_force = serializers.BooleanField(source="hit.in_force")
    is_sample = serializers.BooleanField()
    pieces = PieceSerializer(many=True)
    department = DepartmentFoundSerializer()
    disclosure = DisclosureFoundSerializer(allow_null=True)

    def get_url(self, found: Found) -> str:
        request: Request | None = self.context.get("request")
        return request.build_absolute_uri(found.url) if request else found.url

    def get_code(self, found: Found) -> str:
        return found.hit.code if found.code else ""

    def get_line(self, found: Found) -> str:
        return found.hit.target if found.hit.code else ""


class FoundOfKindSerializer(serializers.Serializer[Any]):
    """What was found of one kind, the best first: the very name, names that begin so, names with the words in them. There are `count`,
    or more where `is_more`."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    is_more = serializers.BooleanField()
    results = FoundSerializer(source="found", many=True)


class SearchSerializer(serializers.Serializer[Any]):
    """What was found, by kind."""

    page_url = serializers.URLField()
    groups = FoundOfKindSerializer(many=True)


@extend_schema(operation_id="search", parameters=[SearchParameters], responses={200: SearchSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def search(request: Request) -> Response:
    """Departments, lines, projects and sentences of what was published, with these words in them."""
    given = SearchParameters.read(request)
    try:
        asked = question(given["q"], given.get("kind", ""))
    except BadQuestion as error:
        raise ValidationError(error.errors) from error
    answer = {"page_url": f"{reverse('search', request=request)}?{asked.address(asked.kind)}", "groups": find(asked)}
    return Response(SearchSerializer(answer, context={"request": request}).data)
