"""What figures are named by: the standard tables with their keys, and the codes of the classifications with their names."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any, get_args

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import LARGEST_YEAR, SMALLEST_YEAR, Digits, NoParameters, Parameters
from budgets.api.public import public
from budgets.api.words import InBothSerializer
from budgets.codes import CodeName, System, every_name, level_of, parent_of, successors
from budgets.languages import in_both
from budgets.measures import MEASURES, measure_name
from budgets.schedules import SCHEDULES, Schedule
from budgets.titles import schedule_title

# Standard tables


class ItemSerializer(serializers.Serializer[Any]):
    """A key with its name: of a row that is known by its label (`item` of facts), or of a column (`measure`)."""

    key = serializers.CharField()
    name = InBothSerializer()


class SumSerializer(serializers.Serializer[Any]):
    """A total and its parts: measures within a row (`columns`) or items within a column (`rows`). A table may lack some of the parts."""

    total = serializers.CharField()
    parts = serializers.ListField(child=serializers.CharField())
    along = serializers.ChoiceField(["columns", "rows"])


class ScheduleSerializer(serializers.Serializer[Any]):
    """A standard table: `key` as facts, rankings and comparisons take it, its usual title, and what its rows are keyed by."""

    key = serializers.CharField()
    title = serializers.SerializerMethodField()
    keyed_by = serializers.ChoiceField(["function", "economic", "organisation", "project", "item"])
    two_sided = serializers.BooleanField(help_text="收入和支出两边")
    items = serializers.SerializerMethodField()
    sums = SumSerializer(many=True)

    @extend_schema_field(InBothSerializer)
    def get_title(self, one: Schedule) -> dict[str, str]:
        return in_both(partial(schedule_title, one.key))._asdict()

    @extend_schema_field(ItemSerializer(many=True))
    def get_items(self, one: Schedule) -> list[dict[str, Any]]:
        return [_named(key) for key in dict.fromkeys(key for key, _words in one.items)]


def _named(key: str) -> dict[str, Any]:
    return {"key": key, "name": in_both(partial(measure_name, key))._asdict()}


class SchedulesSerializer(serializers.Serializer[Any]):
    """The standard tables, and the words that the `measure` of facts is made of, joined by dots where a column has several heads."""

    results = ScheduleSerializer(many=True)
    measures = ItemSerializer(many=True)


@public("schedules", NoParameters, SchedulesSerializer)
def schedules(request: Request, _given: dict[str, Any]) -> Response:
    """The standard tables of budgets and final accounts, all at once."""
    measures = [_named(key) for key in MEASURES]
    return Response(SchedulesSerializer({"results": list(SCHEDULES.values()), "measures": measures}).data)


# Codes


class CodeParameters(Parameters):
    """GET /api/v1/codes/"""

    system = serializers.ChoiceField(get_args(System), required=False, help_text=gettext_lazy("哪一种分类：功能、部门经济、政府经济"))
    code = Digits(1, 7, required=False, help_text=gettext_lazy("代码的开头：208 是它和它之下的"))
    level = serializers.IntegerField(required=False, min_value=1, max_value=3, help_text=gettext_lazy("类是 1，款是 2，项是 3"))
    year = serializers.IntegerField(
        required=False, min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR, help_text=gettext_lazy("只要这一年在用的名称")
    )


class CodeNameSerializer(serializers.Serializer[Any]):
    """A name that a code had from one year to another, both included; null is open.

    `certainty`: `standard` is from the classification itself, `strong` and `medium` from what disclosures print.
    """

    name = serializers.CharField()
    since = serializers.IntegerField(allow_null=True)
    until = serializers.IntegerField(allow_null=True)
    certainty = serializers.CharField()


class BecameSerializer(serializers.Serializer[Any]):
    """What became of a code from a year on; `successor` is null where it was spread over several and the shares are unknown.

    `comparable`: `yes`, the figures of both form a series; `class`, only taken together at the level of 款; `no`, never.
    """

    year = serializers.IntegerField()
    kind = serializers.CharField()
    successor = serializers.CharField(allow_null=True)
    comparable = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class CodeSerializer(serializers.Serializer[Any]):
    """A code of a classification with its names, the earliest first."""

    code = serializers.CharField()
    system = serializers.ChoiceField(get_args(System))
    level = serializers.IntegerField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    names = CodeNameSerializer(many=True)
    became = BecameSerializer(many=True)


class CodesSerializer(serializers.Serializer[Any]):
    """Codes in their order, classification by classification."""

    results = CodeSerializer(many=True)


@public("codes", CodeParameters, CodesSerializer)
def codes(request: Request, given: dict[str, Any]) -> Response:
    """The codes that our lists know, all at once: a code that is missing is unknown, not wrong. Names stay Chinese."""
    systems = (given["system"],) if "system" in given else get_args(System)
    found = [code_of(system, code, list(names)) for system in systems for code, names in groupby(_names(system, given), key=_code_of)]
    return Response(CodesSerializer({"results": found}).data)


def _names(system: System, given: dict[str, Any]) -> list[CodeName]:
    year, level = given.get("year"), given.get("level")
    return [
        one
        for one in every_name(system)
        if one.code.startswith(given.get("code", "")) and level in (None, level_of(one.code)) and (year is None or one.holds_in(year))
    ]


def _code_of(one: CodeName) -> str:
    return one.code


def code_of(system: System, code: str, names: list[CodeName]) -> dict[str, Any]:
    about = {"code": code, "system": system, "level": level_of(code), "parent": parent_of(code)}
    return {**about, "names": names, "became": successors(code)}
