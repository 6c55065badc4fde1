"""Query parameters: known, said once, and of the right kind; anything else is answered 400 with its name."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from budgets.models import Fact, Finding, Report, Scope, Stage, Verdict
from budgets.schedules import SCHEDULES

LARGEST_ID: Final = 2**63 - 1
SMALLEST_YEAR, LARGEST_YEAR = 2007, 2100
_LONGEST_ECHO: Final = 30
STANDARD_TABLES: Final = [(schedule.key, schedule.title) for schedule in SCHEDULES.values()]


class Parameters(serializers.Serializer[Any]):
    """A set of query parameters. Subclasses declare them as fields; none is required unless it says so."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked values of those that were given. Raises ValidationError with the names of the others."""
        given, known = request.query_params, cls().fields
        wrong = {
            name: [_("没有这个参数。可用的是：{names}。").format(names="、".join(known) or _("无"))] for name in given if name not in known
        }
        wrong |= {name: [_("这个参数给了不止一次。")] for name in given if len(given.getlist(name)) > 1}
        if wrong:
            raise ValidationError(wrong)
        parameters = cls(data={name: given[name] for name in given})
        if not parameters.is_valid():
            raise ValidationError({name: _instead(known[name], given.get(name)) or texts for name, texts in parameters.errors.items()})
        return {name: value for name, value in parameters.validated_data.items() if value not in (None, "")}


def _instead(field: serializers.Field[Any, Any, Any, Any], text: str | None) -> list[str]:
    """What there is instead of a value that a choice or a number does not take; nothing of other fields, and where none was given."""
    expected = ""
    if isinstance(field, serializers.ChoiceField):
        expected = "、".join(map(str, field.choices))
    elif isinstance(field, serializers.IntegerField) and field.min_value is not None:
        expected = _("{first}–{last} 的整数").format(first=field.min_value, last=field.max_value)
    if not expected or text is None:
        return []
    return [_("“{text}”不能用。可以用的是：{expected}。").format(text=text.replace("\x00", "")[:_LONGEST_ECHO], expected=expected)]


class NoParameters(Parameters):
    """Addresses that take none."""


class Paged(Parameters):
    """Parameters of lists."""

    cursor = serializers.CharField(required=False, max_length=200, help_text=gettext_lazy("上一页给出的 next 或 previous 里的游标"))
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text=gettext_lazy("每页多少条，默认 100，最多 1000")
    )


class DepartmentParameters(Paged):
    """GET /api/v1/departments/"""

    name = serializers.CharField(required=False, max_length=100, help_text=gettext_lazy("名称或别名中的一段文字"))
    region = serializers.RegexField(r"^\d{6}$", required=False, help_text=gettext_lazy("六位行政区划代码"))


class DisclosureParameters(Paged):
    """GET /api/v1/disclosures/"""

    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    year = serializers.IntegerField(required=False, min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR, help_text=gettext_lazy("年度"))
    stage = serializers.ChoiceField(Stage.choices, required=False, help_text=gettext_lazy("预算或决算"))
    scope = serializers.ChoiceField(Scope.choices, required=False, help_text=gettext_lazy("部门或单位口径"))


class FactParameters(DisclosureParameters):
    """GET /api/v1/facts/. Without `edition` only editions in force; with it any that was ever published."""

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
    schedule = serializers.ChoiceField(STANDARD_TABLES, required=False, help_text=gettext_lazy("表，如 expenditure"))
    code = serializers.RegexField(r"^\d{3,20}$", required=False, help_text=gettext_lazy("科目代码，如 2080501"))
    item = serializers.CharField(required=False, max_length=40, help_text=gettext_lazy("没有代码的行的固定键，如 reception"))
    measure = serializers.CharField(required=False, max_length=60, help_text=gettext_lazy("项，如 total、basic"))
    figure = serializers.ChoiceField(
        Fact.Figure.choices, required=False, help_text=gettext_lazy("本年、上年、年初预算数、调整预算数、决算数")
    )


class FindingParameters(Paged):
    """GET /api/v1/findings/. Without `edition` only editions in force; with it any that was ever published."""

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    outcome = serializers.ChoiceField(Finding.Outcome.choices, required=False, help_text=gettext_lazy("结果"))
    verdict = serializers.ChoiceField(Verdict.choices, required=False, help_text=gettext_lazy("录入员的答复"))


class ReportParameters(Paged):
    """GET /api/v1/reports/"""

    outcome = serializers.ChoiceField(Report.Outcome.choices, required=False, help_text=gettext_lazy("结论"))
    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
