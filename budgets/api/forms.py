"""The projects of documents, each with its money and its targets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published, page_address
from budgets.api.pagination import page_of
from budgets.api.parameters import OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import AMOUNT, DISCLOSED, DisclosedSerializer, SourceSerializer, address
from budgets.models import Form
from budgets.money import YUAN_PER_UNIT, to_yuan

PERIODS = ("period", "year")
FUNDS = ("total", "central", "province", "city", "self", "other")


class FormParameters(DisclosedParameters):
    """GET /api/v1/forms/. Without `edition` only editions in force; with it any that was ever published."""

    project = serializers.CharField(required=False, max_length=100, help_text=gettext_lazy("项目名称中的一段文字"))
    complete = serializers.ChoiceField(
        [("true", "true"), ("false", "false")], required=False, help_text=gettext_lazy("只要读全了的，或者只要没有读全的")
    )


class FundingSerializer(serializers.Serializer[Any]):
    """Money of a project: of the whole period or of the year, by where it comes from. `amount` is the printed number in the form's unit,
    without separators; `yuan` is null where the form prints no unit."""

    time = serializers.ChoiceField(PERIODS)
    source = serializers.ChoiceField(FUNDS)  # type: ignore[assignment]
    amount = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    yuan = serializers.DecimalField(**AMOUNT, allow_null=True)


class TargetSerializer(serializers.Serializer[Any]):
    """A target: what is measured, by its levels, and what is to be reached, in the whole period and in the year. Blank is as printed."""

    level1 = serializers.CharField(allow_blank=True)
    level2 = serializers.CharField(allow_blank=True)
    level3 = serializers.CharField(allow_blank=True)
    period = serializers.CharField(allow_blank=True)
    year = serializers.CharField(allow_blank=True)


class GoalSerializer(serializers.Serializer[Any]):
    """What the project is for, in words."""

    period = serializers.CharField(allow_blank=True)
    year = serializers.CharField(allow_blank=True)


class FormSerializer(DisclosedSerializer, serializers.ModelSerializer[Form]):
    """A project's declaration of targets (项目支出绩效目标申报表). Blank is what it does not print; `missing` are fields that were not
    found where `complete` is false. Nobody corrects forms; handlers' names and telephones are left out.
    """

    department_named = serializers.SerializerMethodField(help_text="表上印的主管部门")
    implementing_unit = serializers.SerializerMethodField(help_text="表上印的实施单位")
    attribute = serializers.SerializerMethodField(help_text="表上印的项目属性")
    missing = serializers.SerializerMethodField()
    period_years = serializers.SerializerMethodField(help_text="实施期有几年")
    year_total = serializers.DecimalField(**AMOUNT, allow_null=True, help_text="年度资金总额，元")
    period_total = serializers.DecimalField(**AMOUNT, allow_null=True, help_text="实施期资金总额，元")
    funding = serializers.SerializerMethodField()
    overview = serializers.SerializerMethodField()
    basis = serializers.SerializerMethodField(help_text="立项依据")
    necessity = serializers.SerializerMethodField()
    safeguards = serializers.SerializerMethodField()
    plan = serializers.SerializerMethodField()
    goal = serializers.SerializerMethodField()
    targets = serializers.SerializerMethodField()
    corrected = serializers.SerializerMethodField(help_text="申报表照印出的，不更正：总是 false")
    source = SourceSerializer(source="*")  # type: ignore[assignment]
    evidence_url = serializers.SerializerMethodField(help_text="网页：表印在哪一页；不知道在哪一页时是这一版的全部申报表")
    page_url = serializers.SerializerMethodField(help_text="网页：这一版的全部申报表")

    class Meta:
        model = Form
        fields = (
            *DISCLOSED,
            "project",
            "department_named",
            "implementing_unit",
            "attribute",
            "complete",
            "missing",
            "period_years",
            "year_total",
            "period_total",
            "funding",
            "overview",
            "basis",
            "necessity",
            "safeguards",
            "plan",
            "goal",
            "targets",
            "corrected",
            "source",
            "evidence_url",
            "page_url",
        )
        read_only_fields = fields

    def get_department_named(self, form: Form) -> str:
        return form.data.get("department") or ""

    def get_implementing_unit(self, form: Form) -> str:
        return form.data.get("implementing_unit") or ""

    def get_attribute(self, form: Form) -> str:
        return form.data.get("attribute") or ""

    def get_missing(self, form: Form) -> list[str]:
        return list(form.data.get("missing") or ())

    def get_period_years(self, form: Form) -> int | None:
        years: int | None = form.data.get("period_years")
        return years

    @extend_schema_field(FundingSerializer(many=True))
    def get_funding(self, form: Form) -> list[dict[str, Any]]:
        return [FundingSerializer(one).data for one in _funding(form)]

    def get_overview(self, form: Form) -> str:
        return form.data.get("overview") or ""

    def get_basis(self, form: Form) -> str:
        return form.data.get("basis") or ""

    def get_necessity(self, form: Form) -> str:
        return form.data.get("necessity") or ""

    def get_safeguards(self, form: Form) -> str:
        return form.data.get("safeguards") or ""

    def get_plan(self, form: Form) -> str:
        return form.data.get("plan") or ""

    @extend_schema_field(GoalSerializer)
    def get_goal(self, form: Form) -> dict[str, str]:
        goal = form.data.get("goal") or {}
        return {name: goal.get(name) or "" for name in PERIODS}

    @extend_schema_field(TargetSerializer(many=True))
    def get_targets(self, form: Form) -> list[dict[str, str]]:
        names = ("level1", "level2", "level3", "period", "year")
        return [{name: row.get(name) or "" for name in names} for row in form.data.get("indicators") or ()]

    def get_corrected(self, _form: Form) -> bool:
        return False

    def get_evidence_url(self, form: Form) -> str:
        pages = form.data.get("pages") or ([form.page] if form.page else [])
        if not pages:
            return self.get_page_url(form)
        return page_address(self, form.document_id, pages[0], form.line)

    def get_page_url(self, form: Form) -> str:
        return address(self, "edition-forms", form.edition_id)


def _funding(form: Form) -> Iterator[dict[str, Any]]:
    given, unit = form.data.get("funding") or {}, form.data.get("unit") or ""
    for time in PERIODS:
        for fund in FUNDS:
            amount = (given.get(time) or {}).get(fund)
            if amount is not None:
                yuan = to_yuan(Decimal(amount), unit) if unit in YUAN_PER_UNIT else None
                yield {"time": time, "source": fund, "amount": amount, "unit": unit, "yuan": yuan}


@public("forms", FormParameters, paged(FormSerializer))
def forms(request: Request, given: dict[str, Any]) -> Response:
    """Projects of editions in force, or of one edition, whatever became of it, each with its money and its targets."""
    if "complete" in given:
        given["complete"] = given["complete"] == "true"
    rows = asked_for(Form.objects.select_related("document"), given, {"project": "project__contains", "complete": "complete"})
    return page_of(request, rows, FormSerializer)


@public("form", OneParameters, FormSerializer)
def form(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One project."""
    rows = ever_published(Form.objects.select_related("document"))
    return one_of(request, found_or_404(rows, pk=pk), FormSerializer)
