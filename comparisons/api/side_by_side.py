"""The answer of a comparison as data: its shapes and what their fields mean."""

from __future__ import annotations

from typing import Any, get_args

from rest_framework import serializers

from budgets.api.serializers import AMOUNT, address
from comparisons.api.serializers import (
    RATE_DECIMALS,
    CautionSerializer,
    ChangeSerializer,
    ClaimSerializer,
    LevelSerializer,
    PinnedSerializer,
    PointSerializer,
    RateField,
)
from comparisons.asked import VIEWS
from comparisons.denominators import COUNTED, Denominator
from comparisons.prices import Factor
from comparisons.reasons import Given, Reason


def _quotient(source: str) -> RateField:
    return RateField(source=source, max_digits=24, decimal_places=RATE_DECIMALS, allow_null=True)


class FigureSerializer(PointSerializer):
    """A figure of a year with the line that it is on; `basis.source` says whose document prints it."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    code = serializers.CharField(allow_blank=True)
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]


class YearSerializer(serializers.Serializer[Any]):
    """A year of a group. `state`: there, withdrawn, received (and not yet reviewed), put_away (received, and not taken), no_document, or
    incomplete where a year before a merger cannot be added up.

    `edition` is null where there is none, and where the year is a sum: the editions are then those of its addends.
    """

    year = serializers.IntegerField()
    state = serializers.ChoiceField(["there", "withdrawn", "received", "put_away", "no_document", "incomplete"])
    edition = serializers.IntegerField(allow_null=True)
    figures = FigureSerializer(many=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason as a document words it."""

    year = serializers.IntegerField()
    text = serializers.CharField()
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, reason: Reason) -> str:
        return address(self, "evidence-statement", reason.evidence.id)


class QuotedSerializer(ReasonSerializer):
    """A reason with the key of the figure that it is given for. `of_another_change`: its sentence tells another difference than this one,
    as against last year's execution, or against a figure that was told otherwise since."""

    key = serializers.CharField(source="reason.key")
    year = serializers.IntegerField(source="reason.year")
    text = serializers.CharField(source="reason.text")
    of_another_change = serializers.BooleanField()

    def get_evidence_url(self, quoted: Any) -> str:
        return super().get_evidence_url(quoted.reason)


class ExplainedSerializer(serializers.Serializer[Any]):
    """A figure that changed, with the reasons that the later document gives.

    `given`: for itself. `of_fund`: for a source of funds that has the very amount and change. `by_part`: it all comes of one `part`, which
    has its reason. `of_same`: last year's figure is not known; a total with this year's amount is told with a change and reason of its own.
    `of_whole`: the reason for a figure that it is a part of names it.
    `no_reason`: a sentence speaks of the change and gives none; `no_sentence`: none was found that speaks of it.
    """

    key = serializers.CharField(source="change.key")
    given = serializers.ChoiceField(get_args(Given))
    reasons = QuotedSerializer(source="quoted", many=True)
    part = serializers.CharField(source="part.key", allow_null=True, default=None)


class OtherBaseSerializer(serializers.Serializer[Any]):
    """A change against last year's figure of another stage (执行数 beside 预算数), as the later document tells it: never to be mixed."""

    key = serializers.CharField(source="change.key")
    base = PointSerializer(source="against.base")
    difference = serializers.DecimalField(source="against.difference.number", **AMOUNT)
    rate = _quotient("against.rate.number")


class RepeatedSerializer(serializers.Serializer[Any]):
    """A reason for changes of one line that documents of several years word the same, but for their own years."""

    key = serializers.CharField()
    reasons = ReasonSerializer(many=True)


class PerhapsSerializer(serializers.Serializer[Any]):
    """Projects, by the keys of their lines, of which one ended and one began, and that are perhaps one: their names are alike. They are
    never merged. With `rivals` nobody can tell from the names which is which."""

    ended = serializers.CharField(source="ended.key")
    began = serializers.CharField(source="began.key")
    because = serializers.ListField(child=serializers.ChoiceField(["code", "spelling", "year", "ordinal", "bracket"]))
    rivals = serializers.IntegerField()


class SentenceSerializer(serializers.Serializer[Any]):
    """A change of a line as one sentence, in Chinese and in English."""

    key = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    """What changed between two neighbouring years of a group, by line; and what the later document says of it.

    Of some headline figures alone there are no `levels`: parts that were not asked for are no residual.
    """

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    lines = ChangeSerializer(many=True)
    levels = LevelSerializer(many=True)
    claims = ClaimSerializer(many=True)
    reasons = ExplainedSerializer(many=True)
    other_bases = OtherBaseSerializer(many=True)
    perhaps_same = PerhapsSerializer(many=True)
    sentences = SentenceSerializer(many=True)


class GapSerializer(serializers.Serializer[Any]):
    """Why a year before a merger is not added up: of all lines, or of the one with this key, because of the department of this name."""

    year = serializers.IntegerField()
    name = serializers.CharField()
    why = serializers.ChoiceField(["no_document", "no_table", "no_figure", "blank", "unlike"])
    key = serializers.CharField(allow_blank=True)


class ExecutionRateSerializer(serializers.Serializer[Any]):
    """Final accounts in percent of one plan (budget, adjusted_budget), given by the budget's own document or by the final accounts.

    `percent` is null where `why` says why; `cautions` say in what bases differ.
    """

    against = serializers.ChoiceField(["budget", "adjusted_budget"])
    given_by = serializers.ChoiceField(["budget", "final_accounts"])
    plan = PointSerializer()
    percent = _quotient("value.number")
    why = serializers.CharField(source="value.why", allow_blank=True)
    cautions = CautionSerializer(source="value.cautions", many=True)


class ExecutionSerializer(serializers.Serializer[Any]):
    """How a line of final accounts was executed in a year. Lines without any plan are left out.

    `disagreements` name budgets that the budget's own document and the final accounts give differently, both in 元.
    """

    year = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField(source="execution.final.label")  # type: ignore[assignment]
    final = PointSerializer(source="execution.final")
    rates = ExecutionRateSerializer(source="execution.rates", many=True)
    disagreements = CautionSerializer(source="execution.disagreements", many=True)


class GroupSerializer(serializers.Serializer[Any]):
    """A department on one basis. Nothing is subtracted between groups.

    `told` are the renames and mergers that the series goes through, `gaps` what could not be added up. `executions` are of final accounts,
    against the budgets that the question asks for and those that the final accounts print.
    """

    department = serializers.IntegerField()
    department_name = serializers.CharField()
    stage = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    years = YearSerializer(many=True)
    steps = StepSerializer(many=True)
    executions = ExecutionSerializer(many=True)
    repeated_reasons = RepeatedSerializer(many=True)
    told = CautionSerializer(many=True)
    gaps = GapSerializer(many=True)


class OfGroupSerializer(serializers.Serializer[Any]):
    """Whose something beside the figures is: the department and the basis of a group."""

    department = serializers.IntegerField()
    stage = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)


class RealYearSerializer(serializers.Serializer[Any]):
    """A line of a year in prices of another: amount and difference in 元 with four decimals, rate in percent; `why` where one is null."""

    year = serializers.IntegerField()
    amount = _quotient("amount.number")
    amount_why = serializers.CharField(source="amount.why", allow_blank=True)
    difference = _quotient("difference.number")
    difference_why = serializers.CharField(source="difference.why", allow_blank=True)
    rate = _quotient("rate.number")
    rate_why = serializers.CharField(source="rate.why", allow_blank=True)


class RealLineSerializer(serializers.Serializer[Any]):
    """A line in prices of a year; its figures as printed stand in the group."""

    key = serializers.CharField()
    years = RealYearSerializer(many=True)


class RealGroupSerializer(OfGroupSerializer):
    """A group in prices of a year."""

    lines = RealLineSerializer(many=True)


class PriceRateSerializer(serializers.Serializer[Any]):
    """By how many percent consumer prices rose in a year against the year before, as `source` has it."""

    year = serializers.IntegerField()
    percent = serializers.CharField()


class PriceFactorSerializer(serializers.Serializer[Any]):
    """What the amounts of a year were multiplied by: the product of (1 + percent ÷ 100) over the years after it up to `prices`; for a year
    after `prices`, 1 ÷ that of the years after `prices` up to it. 28 significant digits; amounts are computed without rounding it."""

    year = serializers.IntegerField()
    factor = serializers.SerializerMethodField()

    def get_factor(self, one: Factor) -> str:
        return f"{one.number:f}"


class RealSerializer(serializers.Serializer[Any]):
    """Amounts in prices of one year, adjusted by the consumer price index of the whole country; null where that was not asked for.

    `factors` has the years with figures, `rates` those that the factors are made of.
    """

    prices = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    source = serializers.CharField()  # type: ignore[assignment]
    rates = PriceRateSerializer(many=True)
    factors = PriceFactorSerializer(many=True)
    groups = RealGroupSerializer(many=True)


class PlaceSerializer(serializers.Serializer[Any]):
    """A place among so many, the largest first; null where `why` says why (`alone`: nobody else has a figure). `moved` counts places up
    since the year before."""

    place = serializers.IntegerField(source="rank.place", allow_null=True)
    among = serializers.IntegerField(source="rank.among")
    why = serializers.CharField(source="rank.why", allow_blank=True)
    moved = serializers.IntegerField(source="moved.places", allow_null=True, default=None)


class MeasuredYearSerializer(serializers.Serializer[Any]):
    """Measures of a year: shares in percent of the line above (`parent`) and of the one at the top, by how many percentage points each
    moved, and the index whose 100 is the year `index_base`, with what must be known of the years that it leads over. Where one is null, its
    `_why` says why."""

    year = serializers.IntegerField(source="one.year")
    parent = serializers.CharField(source="one.parent.key", allow_null=True, default=None)  # type: ignore[assignment]
    share = _quotient("one.share.number")
    share_why = serializers.CharField(source="one.share.why", allow_blank=True)
    share_moved = _quotient("one.points.number")
    share_moved_why = serializers.CharField(source="one.points.why", allow_blank=True)
    top = serializers.CharField(source="one.top.key", allow_null=True, default=None)
    share_of_top = _quotient("one.share_of_top.number")
    share_of_top_why = serializers.CharField(source="one.share_of_top.why", allow_blank=True)
    share_of_top_moved = _quotient("one.points_of_top.number")
    share_of_top_moved_why = serializers.CharField(source="one.points_of_top.why", allow_blank=True)
    index = _quotient("one.index.value.number")
    index_base = serializers.IntegerField(source="one.index.base", allow_null=True)
    index_why = serializers.CharField(source="one.index.value.why", allow_blank=True)
    index_cautions = CautionSerializer(source="one.index.value.cautions", many=True)
    place = PlaceSerializer(allow_null=True)


class CompoundSerializer(serializers.Serializer[Any]):
    """The yearly rate in percent that leads from the first figure to the last, with what must be known of the years between; `why` where it
    is null."""

    rate = _quotient("compound.number")
    why = serializers.CharField(source="compound.why", allow_blank=True)
    first = serializers.IntegerField(allow_null=True)
    last = serializers.IntegerField(allow_null=True)
    cautions = CautionSerializer(source="compound.cautions", many=True)


class MeasuredLineSerializer(serializers.Serializer[Any]):
    """A line with its measures; its figures as printed stand in the group."""

    key = serializers.CharField()
    compound = CompoundSerializer()
    years = MeasuredYearSerializer(many=True)


class MeasuredGroupSerializer(OfGroupSerializer):
    """The measures of a group, computed from its figures as printed. Places are among the groups of its stage and scope that are listed."""

    lines = MeasuredLineSerializer(many=True)


class CountSerializer(serializers.Serializer[Any]):
    """A count: of which year, scope and day, in whose words. `year` is null and `scope` blank where the document leaves them open.

    `source_url` is where it stands: the page that shows the sentence, or the address of the source of inhabitants.
    """

    count = serializers.DecimalField(max_digits=24, decimal_places=0)
    unit = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    date = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    stage = serializers.CharField(allow_null=True)
    subject = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    source_url = serializers.SerializerMethodField()

    def get_source_url(self, count: Denominator) -> str:
        return address(self, f"evidence-{count.evidence.kind}", count.evidence.id) if count.evidence else count.address


class AverageSerializer(serializers.Serializer[Any]):
    """A line of a year in 元 per counted thing, four decimals; `why` where it is null. `denominator` is what it was divided by.

    `others` are further sources of that count, `unlike` counts on another scope or of another year where there is none to divide by.
    """

    year = serializers.IntegerField()
    yuan = _quotient("per.value.number")
    why = serializers.CharField(source="per.value.why", allow_blank=True)
    denominator = CountSerializer(source="per.denominator", allow_null=True)
    others = CountSerializer(source="per.others", many=True)
    unlike = CountSerializer(source="per.unlike", many=True)
    cautions = CautionSerializer(source="per.value.cautions", many=True)


class AveragedLineSerializer(serializers.Serializer[Any]):
    """A line per counted thing, in the years that have it; its figures as printed stand in the group."""

    key = serializers.CharField()
    years = AverageSerializer(many=True)


class AveragedGroupSerializer(OfGroupSerializer):
    """A group per counted thing."""

    lines = AveragedLineSerializer(many=True)


class AveragesSerializer(serializers.Serializer[Any]):
    """Amounts as printed per vehicle, post, person or inhabitant, where the same scope and year has a count; null if not asked for."""

    per = serializers.ChoiceField(COUNTED)
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    groups = AveragedGroupSerializer(many=True)


class OverlapSerializer(serializers.Serializer[Any]):
    """A whole and its part side by side: their figures must not be added.

    `own_unit`: a department and its own unit (本级). `subordinate`: a department and a unit below it. `same_figure`: the whole came of the
    part, and both tell the same figure of these `years`; `added_up`: it tells a sum that the part's is in. `not_known`: nobody has
    recorded whether the unit is below the department, which is possible by their regions; then `is_certain` is false.
    """

    whole = serializers.IntegerField(source="whole.department")
    whole_name = serializers.CharField(source="whole.name")
    whole_scope = serializers.CharField(source="whole.scope")
    part = serializers.IntegerField(source="part.department")
    part_name = serializers.CharField(source="part.name")
    part_scope = serializers.CharField(source="part.scope")
    why = serializers.ChoiceField(["own_unit", "subordinate", "same_figure", "added_up", "not_known"])
    years = serializers.ListField(child=serializers.IntegerField())
    is_certain = serializers.BooleanField()


class SideBySideSerializer(PinnedSerializer):
    """Departments and years side by side. `years_left_off` counts earlier years that were not asked for and are not listed."""

    page_url = serializers.SerializerMethodField()
    schedule = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    view = serializers.ChoiceField(VIEWS)
    years = serializers.ListField(child=serializers.IntegerField())
    years_left_off = serializers.IntegerField()
    groups = GroupSerializer(many=True)
    overlaps = OverlapSerializer(many=True)
    real = RealSerializer(allow_null=True)
    averages = AveragesSerializer(allow_null=True)
    measures = MeasuredGroupSerializer(many=True, allow_null=True)

    def get_page_url(self, answer: dict[str, Any]) -> str:
        return f"{address(self, 'compare')}?{answer['query']}"
