"""What does not agree within documents, and what was answered to it."""

from __future__ import annotations

from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published
from budgets.api.pagination import page_of
from budgets.api.parameters import OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import DISCLOSED, DisclosedSerializer, address
from budgets.evidence import figures_of
from budgets.languages import LANGUAGES
from budgets.models import Fact, Finding, Verdict
from budgets.retold import Part, retold
from budgets.stated import unit_of

_EXACT: Final[dict[str, Any]] = {
    "max_digits": 28,
    "decimal_places": 8,
    "coerce_to_string": True,
    "normalize_output": True,
    "allow_null": True,
}


class FindingParameters(DisclosedParameters):
    """GET /api/v1/findings/. Without `edition` only editions in force; with it any that was ever published."""

    check = serializers.CharField(
        required=False, max_length=60, help_text=gettext_lazy("检查的代码，如 hierarchy.class_sum；各种检查见 methods")
    )
    outcome = serializers.ChoiceField(Finding.Outcome.choices, required=False, help_text=gettext_lazy("结果"))
    verdict = serializers.ChoiceField(Verdict.choices, required=False, help_text=gettext_lazy("录入员的答复"))


class FindingSerializer(DisclosedSerializer, serializers.ModelSerializer[Finding]):
    """What a check found that does not agree exactly, and what a person answered to it: that it is so printed, or why it is no fault.

    `sources` are the cells that it speaks of, as in the contract; numbers are in 元, of shares in percent, of counts in pieces: `unit`
    says which of them, and is null where there are no numbers or it cannot be told. `message`, `hint` and `cause` are Chinese, those with
    `_en` the same in English, "" where a sentence is there in Chinese only. What is printed stays as printed.
    """

    document = serializers.CharField(source="document.sha256")
    check = serializers.CharField(source="check_code")
    outcome = serializers.ChoiceField(Finding.Outcome.choices)
    expected = serializers.DecimalField(**_EXACT)
    actual = serializers.DecimalField(**_EXACT)
    difference = serializers.DecimalField(**_EXACT)
    tolerance = serializers.DecimalField(**_EXACT)
    unit = serializers.SerializerMethodField(help_text="应为、实为、差和容差的单位：元、% 或量词，不是印出的单位")
    sources = serializers.ListField(child=serializers.DictField())
    message_en = serializers.SerializerMethodField(help_text="说明的英文；只有中文的为空")
    hint_en = serializers.SerializerMethodField(help_text="解释的英文；只有中文的为空")
    cause_en = serializers.SerializerMethodField(help_text="同一原因的英文；只有中文的为空")
    verdict = serializers.ChoiceField(Verdict.choices, allow_blank=True, help_text="没有答复为空")
    evidence_url = serializers.SerializerMethodField(help_text="网页：涉及的格印在哪里")

    class Meta:
        model = Finding
        fields: tuple[str, ...] = (
            *DISCLOSED,
            "document",
            "check",
            "outcome",
            "subject",
            "message",
            "hint",
            "cause",
            "message_en",
            "hint_en",
            "cause_en",
            "expected",
            "actual",
            "difference",
            "tolerance",
            "unit",
            "sources",
            "verdict",
            "verdict_words",
            "verdict_on",
            "evidence_url",
        )
        read_only_fields = fields

    def get_unit(self, finding: Finding) -> str | None:
        return unit_of(finding.message, finding.actual)

    def get_message_en(self, finding: Finding) -> str:
        return _in_english(finding, "message")

    def get_hint_en(self, finding: Finding) -> str:
        return _in_english(finding, "hint")

    def get_cause_en(self, finding: Finding) -> str:
        return _in_english(finding, "cause")

    def get_evidence_url(self, finding: Finding) -> str:
        return address(self, "evidence-finding", finding.pk)


def _in_english(finding: Finding, part: Part) -> str:
    with translation.override(LANGUAGES["en"]):
        return retold(finding, part) or ""


class NamedFigureSerializer(serializers.Serializer[Any]):
    """A figure that a finding speaks of."""

    id = serializers.IntegerField()
    printed = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True, help_text="印出的单位")
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, fact: Fact) -> str:
        return address(self, "evidence-fact", fact.pk)


class FindingInFullSerializer(FindingSerializer):
    """A finding with the figures that stand where its sources are: none for sources that are sentences."""

    facts = serializers.SerializerMethodField()

    class Meta(FindingSerializer.Meta):
        fields = (*FindingSerializer.Meta.fields, "facts")
        read_only_fields = fields

    @extend_schema_field(NamedFigureSerializer(many=True))
    def get_facts(self, finding: Finding) -> list[dict[str, Any]]:
        return list(NamedFigureSerializer(figures_of(finding), many=True, context=self.context).data)


@public("findings", FindingParameters, paged(FindingSerializer))
def findings(request: Request, given: dict[str, Any]) -> Response:
    """What does not agree within documents, and what was answered to it: of editions in force, or of one edition."""
    more = {"check": "check_code", "outcome": "outcome", "verdict": "verdict"}
    return page_of(request, asked_for(Finding.objects.select_related("document"), given, more), FindingSerializer)


@public("finding", OneParameters, FindingInFullSerializer)
def finding(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One thing that does not agree, with the figures that it speaks of."""
    row = found_or_404(ever_published(Finding.objects.select_related("document")), pk=pk)
    return one_of(request, row, FindingInFullSerializer)
