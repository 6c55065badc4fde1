"""One line of all departments of a year, ranked, as data: figures on one basis, the others apart, and what is missing with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import LARGEST_YEAR, SMALLEST_YEAR, Parameters
from budgets.api.serializers import AMOUNT
from budgets.api.views import PROBLEMS
from budgets.models import Scope, Stage
from comparisons import standings
from comparisons.api.serializers import BasisSerializer, CautionSerializer, PointSerializer
from comparisons.asked import BadQuestion
from comparisons.changes import Point
from comparisons.ranking import Apart, Entry, Placed, Ranking

SHOWN: Final = 100
MOST: Final = 1000


class RankingParameters(Parameters):
    """GET /api/v1/rankings/. A department includes its units, so that one ranking is of one scope."""

    line = serializers.CharField(
        max_length=200, help_text=gettext_lazy("主要的数（如 three_public），或 表:行@项（如 expenditure:2080501@basic；项不写时取合计）")
    )
    year = serializers.IntegerField(min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR, help_text=gettext_lazy("年度；名次的升降与前一年相比"))
    stage = serializers.ChoiceField(Stage.choices, help_text=gettext_lazy("预算或决算"))
    scope = serializers.ChoiceField(Scope.choices, help_text=gettext_lazy("部门或单位口径"))
    order = serializers.ChoiceField(["largest", "smallest"], required=False, help_text=gettext_lazy("从大到小（默认）或从小到大"))
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST, help_text=gettext_lazy("每一组最多列多少个，默认 100，最多 1000")
    )


@dataclass(frozen=True, slots=True)
class _Of:
    """An entry with the name of its department and its figure as printed."""

    entry: Entry
    name: str
    point: Point | None = None
    placed: Placed | None = None
    apart: Apart | None = None


class NamedSerializer(serializers.Serializer[Any]):
    """A department of the ranking."""

    department = serializers.IntegerField(source="entry.department")
    name = serializers.CharField()


class MovedSerializer(serializers.Serializer[Any]):
    """Places among the departments that are ranked in both years; `places` up is positive."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    among = serializers.IntegerField()
    places = serializers.IntegerField()


class PlacedSerializer(NamedSerializer):
    """A place. Equal figures share a rank (`tied` counts them). `moved` is null where `no_move` says why: no document the year before
    (`new`), another basis (`unlike`), no figure (`absent`), merged departments, duties that came or went (`broken`), or a recoded line."""

    rank = serializers.IntegerField(source="placed.rank")
    tied = serializers.IntegerField(source="placed.tied")
    yuan = serializers.DecimalField(**AMOUNT, source="entry.yuan")
    moved = MovedSerializer(source="placed.moved", allow_null=True)
    no_move = serializers.CharField(source="placed.no_move", allow_blank=True)
    cautions = CautionSerializer(source="placed.cautions", many=True)
    figure = PointSerializer(source="point", allow_null=True)


class ApartSerializer(NamedSerializer):
    """A figure on another basis than the ranked ones: what differs, the ranking's side before, its own after."""

    yuan = serializers.DecimalField(**AMOUNT, source="entry.yuan")
    cautions = CautionSerializer(source="apart.cautions", many=True)
    figure = PointSerializer(source="point", allow_null=True)


class AbsentSerializer(NamedSerializer):
    """A department without a figure, and why: a blank has no rank, and is not the last."""

    why = serializers.CharField(source="entry.absent")


class CountsSerializer(serializers.Serializer[Any]):
    """How many departments there are of each group; lists are as long as `limit` at most."""

    ranked = serializers.IntegerField()
    apart = serializers.IntegerField()
    absent = serializers.DictField(child=serializers.IntegerField())
    unstated = serializers.DictField(child=serializers.IntegerField())


class RankingSerializer(serializers.Serializer[Any]):
    """A ranking: the basis on which most figures stand, and every department in exactly one of three lists.

    `counts.unstated` counts ranked figures whose document does not say where it stands in this (`carry_over`).
    """

    line = serializers.CharField()
    year = serializers.IntegerField()
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
    given = RankingParameters.read(request)
    try:
        question = standings.asked(given["line"], given["year"], given["stage"], given["scope"])
        found = standings.entries(question).ranking(largest_first=given.get("order") != "smallest")
    except BadQuestion as error:
        raise ValidationError(error.errors) from error
    answer = {"line": str(question.line), "year": question.year, "basis": found.basis, "counts": _counts(found)}
    shown = _shown(found, given.get("limit", SHOWN))
    return Response(RankingSerializer({**answer, **shown}, context={"request": request}).data)


def _counts(found: Ranking) -> Mapping[str, Any]:
    return {
        "ranked": len(found.places),
        "apart": len(found.apart),
        "absent": dict(sorted(Counter(entry.absent for entry in found.absent).items())),
        "unstated": dict(found.unstated or {}),
    }


def _shown(found: Ranking, limit: int) -> Mapping[str, Sequence[_Of]]:
    """The first of each list, with names and printed figures. Four queries, however many."""
    places, apart, absent = found.places[:limit], found.apart[:limit], found.absent[:limit]
    figures = [*(placed.entry for placed in places), *(one.entry for one in apart)]
    names = standings.names(entry.department for entry in (*figures, *absent))
    points = standings.points(figures)
    return {
        "places": [_Of(one.entry, names[one.entry.department], points.get(one.entry), placed=one) for one in places],
        "apart": [_Of(one.entry, names[one.entry.department], points.get(one.entry), apart=one) for one in apart],
        "absent": [_Of(entry, names[entry.department]) for entry in absent],
    }
