"""What people corrected in what was read: what stood there, what stands there now, why and when. Never by whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published
from budgets.api.pagination import page_of
from budgets.api.parameters import OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import AMOUNT, DISCLOSED, DisclosedSerializer, address
from budgets.models import Correction, Fact
from budgets.money import YUAN_PER_UNIT, figure_in, to_yuan

FIELDS = [choice for choice in Correction.Field.choices if choice[0] != Correction.Field.DROPPED]


class CorrectionParameters(DisclosedParameters):
    """GET /api/v1/corrections/. Without `edition` only editions in force; with it any that was ever published."""

    field = serializers.ChoiceField(FIELDS, required=False, help_text=gettext_lazy("更正的是什么：数字、名称、代码、栏、表、行"))


class CorrectionSerializer(DisclosedSerializer, serializers.ModelSerializer[Correction]):
    """One step: what stood at a place of a table as it was read, and what a person put there. Later steps may change it again.

    `table` counts from 0 as that of facts, `row` and `column` likewise; a correction of a row has no column, one of a column no row.
    `figures` is the number of facts that carry it, `fact` the first of them; none where the place holds no figure or was corrected again.
    """

    field = serializers.ChoiceField(FIELDS)
    document = serializers.CharField(source="target.sha256", default="")
    table = serializers.IntegerField(source="target.table", default=None, allow_null=True)
    row = serializers.IntegerField(source="target.row", default=None, allow_null=True)
    column = serializers.IntegerField(source="target.column", default=None, allow_null=True)
    place = serializers.CharField(source="target.at", default="", allow_blank=True, help_text="表、行、栏的名称，照印出的")
    old = serializers.CharField(allow_blank=True, help_text="原为，空为空白格")
    new = serializers.CharField(allow_blank=True, help_text="改为，空为空白格")
    old_words = serializers.CharField(help_text="原为，用话说")
    new_words = serializers.CharField(help_text="改为，用话说")
    unit = serializers.SerializerMethodField(help_text="更正数字时的单位")
    old_yuan = serializers.SerializerMethodField(help_text="原为多少元；不是钱、空白或读不成数时为 null")
    new_yuan = serializers.SerializerMethodField(help_text="改为多少元；不是钱、空白或读不成数时为 null")
    made_on = serializers.SerializerMethodField()
    figures = serializers.IntegerField()
    fact = serializers.IntegerField(source="first_fact", allow_null=True)
    evidence_url = serializers.SerializerMethodField(help_text="网页：更正过的数印在哪里；没有数时为 null")

    class Meta:
        model = Correction
        fields = (
            *DISCLOSED,
            "order",
            "field",
            "document",
            "table",
            "row",
            "column",
            "place",
            "old",
            "new",
            "old_words",
            "new_words",
            "unit",
            "old_yuan",
            "new_yuan",
            "reason",
            "made_on",
            "figures",
            "fact",
            "evidence_url",
        )
        read_only_fields = fields

    def get_unit(self, one: Correction) -> str:
        return getattr(one, "unit", None) or "" if one.field == Correction.Field.AMOUNT else ""

    def get_old_yuan(self, one: Correction) -> str | None:
        return _yuan(one.old, self.get_unit(one))

    def get_new_yuan(self, one: Correction) -> str | None:
        return _yuan(one.new, self.get_unit(one))

    def get_made_on(self, one: Correction) -> date:
        return timezone.localdate(one.made_at)

    def get_evidence_url(self, one: Correction) -> str | None:
        fact = getattr(one, "first_fact", None)
        return address(self, "evidence-fact", fact) if fact is not None else None


_AMOUNT = serializers.DecimalField(**AMOUNT)


def _yuan(text: str, unit: str) -> str | None:
    found = figure_in(text) if unit in YUAN_PER_UNIT else None
    if found is None or found.number is None:
        return None
    amount: Decimal = to_yuan(found.number, unit)
    return str(_AMOUNT.to_representation(amount))


def counting() -> QuerySet[Correction]:
    """Corrections that count, as in `derivation.counting`: not what was decided upon since it no longer fitted, nor that decision to drop
    it."""
    settled = Correction.objects.filter(settles=OuterRef("pk"))
    return Correction.objects.exclude(field=Correction.Field.DROPPED).filter(~Exists(settled))


def with_figures() -> QuerySet[Correction]:
    """Corrections that count, with the figures that carry them."""
    own = Fact.objects.filter(correction=OuterRef("pk")).order_by("pk")
    number = own.order_by().values("correction").annotate(count=Count("pk")).values("count")
    return counting().annotate(
        figures=Coalesce(Subquery(number), 0), first_fact=Subquery(own.values("pk")[:1]), unit=Subquery(own.values("unit")[:1])
    )


@public("corrections", CorrectionParameters, paged(CorrectionSerializer))
def corrections(request: Request, given: dict[str, Any]) -> Response:
    """What people corrected in editions in force, or in one edition, whatever became of it."""
    return page_of(request, asked_for(with_figures(), given, {"field": "field"}), CorrectionSerializer)


@public("correction", OneParameters, CorrectionSerializer)
def correction(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One step."""
    return one_of(request, found_or_404(ever_published(with_figures()), pk=pk), CorrectionSerializer)
