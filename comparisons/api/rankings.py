"""One line of all departments of a year, ranked, as data: figures on one basis, the others apart, and what is missing with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from budgets.api.parameters import LARGEST_YEAR, SMALLEST_YEAR
from budgets.api.public import PROBLEMS
from budgets.api.serializers import AMOUNT
from budgets.models import Scope, Stage
from budgets.moments import shown_as_of
from comparisons import pinned, ranked, standings
from comparisons.api.serializers import (
    AS_OF,
    RATE_DECIMALS,
    BasisSerializer,
    CautionSerializer,
    PinnedSerializer,
    PointSerializer,
    RateField,
)
from comparisons.asked import BadQuestion
from comparisons.ranking import Ranking

ORDER: Final = gettext_lazy(
    "largest 从大到小（默认）、smallest 从小到大、rise 比上年增加最多的在前、fall 减少最多的在前、"
    "rise_rate 变化率最高的在前、fall_rate 最低的在前"
)


class LineParameters(serializers.Serializer[Any]):
    """One line of documents of one kind. A department includes its units, so that one ranking is of one scope."""

    line = serializers.CharField(
        max_length=ranked.LONGEST_LINE,
        help_text=gettext_lazy("主要的数（如 three_public），或 表:行@项（如 expenditure:2080501@basic；项不写时取合计）"),
    )
    year = serializers.IntegerField(min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR, help_text=gettext_lazy("年度；名次的升降与前一年相比"))
    stage = serializers.ChoiceField(Stage.choices, help_text=gettext_lazy("预算或决算"))
    scope = serializers.ChoiceField(Scope.choices, help_text=gettext_lazy("部门或单位口径"))
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=ranked.MOST, help_text=gettext_lazy("每一组最多列多少个，默认 100，最多 1000")
    )
    as_of = serializers.CharField(required=False, help_text=AS_OF)


class RankingParameters(LineParameters):
    """GET /api/v1/rankings/."""

    since = serializers.IntegerField(
        required=False,
        min_value=SMALLEST_YEAR,
        max_value=LARGEST_YEAR,
        help_text=gettext_lazy("从哪一年算起的增减和升降（更早的年度），默认前一年；其间口径有变或机构有变的不算"),
    )
    order = serializers.ChoiceField(
        ranked.ORDERS,
        required=False,
        help_text=ORDER,
    )


class NamedSerializer(serializers.Serializer[Any]):
    """A department of the ranking."""

    department = serializers.IntegerField(source="entry.department")
    name = serializers.CharField()


class FigureSerializer(NamedSerializer):
    """One with a figure. `recognised` are the years whose figure here (its own, or `before`) was recognised in a picture: the picture
    counts, and `evidence_url` shows it; empty where documents with text print both."""

    yuan = serializers.DecimalField(**AMOUNT, source="entry.yuan")
    figure = PointSerializer(source="point", allow_null=True)
    recognised = serializers.ListField(child=serializers.IntegerField())


class MovedSerializer(serializers.Serializer[Any]):
    """Places among the departments that are ranked in both years; `places` up is positive."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    among = serializers.IntegerField()
    places = serializers.IntegerField()


class PlacedSerializer(FigureSerializer):
    """A place. Equal figures share a rank (`tied` counts them); it is null where nobody else has a figure: a rank among one is none.
    `before` is the figure of the year before and `difference` and `rate` what changed since, null where the two cannot be compared; in an
    order of changes (`rise`, `fall` by the difference, `rise_rate`, `fall_rate` by the rate) it is these that are ranked, and what has none
    stands behind the others with no rank.
    `moved` is null where `no_move` says why: no document the year before (`new`), another basis (`unlike`), no figure (`absent`), merged
    departments, duties that came or went (`broken`), a recoded line, or nobody else with a place in both years (`alone`).
    `cautions` tell the rename or the replaced code (`recoded`) through which it moved, or why it did not.
    `inside` are the ranked departments in whose figures this one's is already, as that of a unit below them: they must not be added."""

    rank = serializers.IntegerField(source="placed.rank", allow_null=True)
    tied = serializers.IntegerField(source="placed.tied")
    before = PointSerializer(source="change.before", allow_null=True)
    difference = serializers.DecimalField(**AMOUNT, source="change.difference", allow_null=True)
    rate = RateField(max_digits=24, decimal_places=RATE_DECIMALS, source="change.rate", allow_null=True)
    moved = MovedSerializer(source="placed.moved", allow_null=True)
    no_move = serializers.CharField(source="placed.no_move", allow_blank=True)
    cautions = CautionSerializer(source="placed.cautions", many=True)
    inside = serializers.ListField(child=serializers.IntegerField(), source="placed.inside")


class ApartSerializer(FigureSerializer):
    """A figure on another basis than the ranked ones: what differs, the ranking's side before, its own after."""

    cautions = CautionSerializer(source="apart.cautions", many=True)


class AbsentSerializer(NamedSerializer):
    """A department without a figure, and why: a blank has no rank, and is not the last."""

    why = serializers.CharField(source="entry.absent")


class CountsSerializer(serializers.Serializer[Any]):
    """How many departments there are of each group; lists are as long as `limit` at most.

    `ranked` counts those with a rank: 0 where there is one figure only. In an order of changes (`rise`, `fall`, `rise_rate`, `fall_rate`)
    `unranked` counts the figures that have none, by the `no_move` of their places (`no_rate`: the year before has 0 or less): a difference
    is told between the documents of two years, and never from what this year's document says of the last."""

    ranked = serializers.IntegerField()
    unranked = serializers.DictField(child=serializers.IntegerField())
    apart = serializers.IntegerField()
    absent = serializers.DictField(child=serializers.IntegerField())
    unstated = serializers.DictField(child=serializers.IntegerField())


class RankingSerializer(PinnedSerializer):
    """A ranking: the basis on which most figures stand, and every department in exactly one of three lists.

    `since` is the year from which `before`, `difference`, `rate` and `moved` are told: the one before, or that which was asked for. Then
    `no_move` holds for all years since, and a caution `not_collected` names those between of which there is no document in force.
    `counts.unstated` counts ranked figures whose document does not say where it stands in this (`carry_over`).
    """

    page_url = serializers.URLField()
    line = serializers.CharField()
    year = serializers.IntegerField()
    since = serializers.IntegerField()
    basis = BasisSerializer(allow_null=True)
    counts = CountsSerializer()
    places = PlacedSerializer(many=True)
    apart = ApartSerializer(many=True)
    absent = AbsentSerializer(many=True)


@extend_schema(operation_id="rankings", parameters=[RankingParameters], responses={200: RankingSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def rankings(request: Request) -> Response:
    """One line of all departments of a year, ranked, with the moves since the year before and the evidence of every figure."""
    try:
        asked = ranked.question(dict(request.query_params.lists()), data=True)
        with shown_as_of(asked.as_of):
            return _answered(request, asked)
    except BadQuestion as error:
        raise ValidationError(error.errors) from error


def _answered(request: Request, asked: ranked.Question) -> Response:
    line = asked.asked()
    found = standings.entries(line).ranking(order=asked.order)
    own = pinned.ranking(request.build_absolute_uri, lambda as_of: replace(asked, as_of=as_of).query(), line)
    page_url = f"{reverse('rankings', request=request)}?{asked.query()}"
    answer = {"page_url": page_url, "pinned": own, "line": str(line.line), "year": line.year, "since": line.years[0]}
    return Response(RankingSerializer({**answer, **lists(found, asked.limit)}, context={"request": request}).data)


def lists(found: Ranking, limit: int) -> Mapping[str, Any]:
    """Basis, counts, and the first of each list."""
    rows = ranked.shown(found.places[:limit], found.apart[:limit], found.absent[:limit])
    return {"basis": found.basis, "counts": _counts(found), "places": rows.places, "apart": rows.apart, "absent": rows.absent}


def _counts(found: Ranking) -> Mapping[str, Any]:
    return {
        "ranked": found.ranked,
        "unranked": dict(found.unranked),
        "apart": len(found.apart),
        "absent": dict(sorted(Counter(entry.absent for entry in found.absent).items())),
        "unstated": dict(found.unstated or {}),
    }
