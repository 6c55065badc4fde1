"""The shapes of comparisons. Amounts are decimal strings in 元, rates in percent with four decimals; null where they do not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from budgets.api.serializers import AMOUNT, address
from budgets.money import round_half_up
from comparisons.changes import Caution, Evidence, Point
from comparisons.pinned import Pinned

RATE_DECIMALS = 4
AS_OF: Final = gettext_lazy("按这一刻现行的版本：一天（2026-11-27，到那天结束）或一个时刻（2026-11-27T08:00:00Z）；不给就是现在")


class RateField(serializers.DecimalField):
    """An exact quotient, rounded half up to four decimals."""

    def to_representation(self, value: Any) -> str:
        return f"{round_half_up(value, RATE_DECIMALS):f}"


def evidence_address(serializer: serializers.BaseSerializer[Any], evidence: Evidence | None) -> str | None:
    """The address of the page that shows where a figure is printed."""
    return address(serializer, f"evidence-{evidence.kind}", evidence.id) if evidence else None


class BasisSerializer(serializers.Serializer[Any]):
    """On what a figure stands. `source`: own (the year's own document), table or text of a later one.

    `fund`: the source of funds (general, fund, capital, fiscal, special_account, unit_funds, all), blank where the table does not say.
    """

    stage = serializers.CharField(allow_null=True)
    scope = serializers.CharField()
    schedule = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    carry_over = serializers.CharField(allow_null=True)
    fund = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]


class AddendSerializer(serializers.Serializer[Any]):
    """A figure that is added up with others: whose it is, and where it is printed."""

    owner = serializers.CharField()
    yuan = serializers.DecimalField(**AMOUNT, allow_null=True)
    presence = serializers.CharField()
    printed = serializers.CharField(allow_blank=True)
    basis = BasisSerializer()
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, point: Point) -> str | None:
        return evidence_address(self, point.evidence)


class PointSerializer(serializers.Serializer[Any]):
    """One figure of one year. `derivation` says how it was computed from printed ones.

    `owner` names the department whose figure it is, where that is one before the one that is compared; `addends` are what a sum adds.
    """

    year = serializers.IntegerField()
    yuan = serializers.DecimalField(**AMOUNT, allow_null=True)
    presence = serializers.CharField()
    printed = serializers.CharField(allow_blank=True)
    derivation = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(allow_blank=True)
    addends = AddendSerializer(many=True)
    basis = BasisSerializer()
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, point: Point) -> str | None:
        return evidence_address(self, point.evidence)


class AsOfSerializer(serializers.Serializer[Any]):
    """The moment as of which an answer is given: `until` is the last instant that is shown, `changed` when something of it last changed
    since, null where nothing did, and `current_url` the page of today's answer."""

    moment = serializers.CharField(source="as_of.text")
    until = serializers.DateTimeField()
    changed = serializers.DateTimeField(allow_null=True)
    current_url = serializers.URLField(source="current")


class CitationSerializer(serializers.Serializer[Any]):
    """How the answer is cited, in two styles, at `permanent_url`."""

    gb_t_7714 = serializers.CharField(source="gb")
    apa = serializers.CharField()


class PinnedSerializer(serializers.Serializer[Any]):
    """An answer that has an address for ever: `permanent_url` is its page as of this second, or as of the moment that was asked for, whose
    `as_of` is null for now."""

    as_of = serializers.SerializerMethodField()
    permanent_url = serializers.URLField(source="pinned.for_ever")
    citation = CitationSerializer(source="pinned.citation")

    @extend_schema_field(AsOfSerializer(allow_null=True))
    def get_as_of(self, answer: Mapping[str, Any]) -> dict[str, Any] | None:
        pinned: Pinned = answer["pinned"]
        return dict(AsOfSerializer(pinned).data) if pinned.as_of else None


class CautionSerializer(serializers.Serializer[Any]):
    """What must be known before the percentage. `date` and `source` of what happened to a department or a code; `evidence_url` of what is
    quoted."""

    code = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    date = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, caution: Caution) -> str | None:
        return evidence_address(self, caution.evidence)


class ChangeSerializer(serializers.Serializer[Any]):
    """What became of one line. `no_rate` says why there is no rate; `others` are last year's figures from other sources."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    kind = serializers.CharField()
    before = PointSerializer(allow_null=True)
    after = PointSerializer(allow_null=True)
    difference = serializers.DecimalField(**AMOUNT, allow_null=True)
    rate = RateField(max_digits=24, decimal_places=RATE_DECIMALS, allow_null=True)
    no_rate = serializers.CharField(allow_blank=True)
    contribution = serializers.DecimalField(**AMOUNT, allow_null=True)
    basis = BasisSerializer()
    cautions = CautionSerializer(many=True)
    others = PointSerializer(many=True)


class LevelSerializer(serializers.Serializer[Any]):
    """A line and its parts: the contributions and the residual are exactly the difference."""

    parent = serializers.CharField()  # type: ignore[assignment]
    difference = serializers.DecimalField(**AMOUNT)
    contributions = serializers.DecimalField(**AMOUNT)
    residual = serializers.DecimalField(**AMOUNT)


class CheckSerializer(serializers.Serializer[Any]):
    """One figure of a sentence against the same figure computed, in the sentence's unit or in percent."""

    what = serializers.CharField()
    verdict = serializers.ChoiceField(["agrees", "rounding", "contradicts", "unchecked"])
    stated = serializers.DecimalField(max_digits=24, decimal_places=6)
    calculation = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class ClaimSerializer(serializers.Serializer[Any]):
    """A sentence about an indicator and how it was checked."""

    indicator = serializers.CharField(source="key")
    text = serializers.CharField(source="said.text")
    reason = serializers.CharField(source="said.reason", allow_blank=True)
    checks = CheckSerializer(many=True)
    over_break = serializers.BooleanField(help_text="两年口径不同：核对的只是算术，不说明实际的增减")
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, claim: Any) -> str:
        return address(self, "evidence-statement", claim.said.id)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Two years of a department side by side. `previous_edition` is null where last year's document is not there; `told` are the renames
    through which it is that of the department's former name."""

    edition = serializers.IntegerField()
    previous_edition = serializers.IntegerField(allow_null=True)
    told = CautionSerializer(many=True)
    lines = ChangeSerializer(many=True)
    levels = LevelSerializer(many=True)
    claims = ClaimSerializer(many=True)
