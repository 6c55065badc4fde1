"""A department among its peers over one line, as data: the same question and the same answer as the page's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from budgets.api.parameters import LARGEST_ID
from budgets.api.public import PROBLEMS
from budgets.api.serializers import AMOUNT
from budgets.models import Department
from budgets.moments import shown_as_of
from comparisons import among, pinned
from comparisons.api.rankings import LineParameters, RankingSerializer, lists
from comparisons.api.refused import refused
from comparisons.api.serializers import evidence_address
from comparisons.asked import BadQuestion
from comparisons.peers import Reason, Standing

GROUP = OpenApiParameter("with", int, many=True, description=gettext_lazy("自己选的部门编号，可给几个，代替 by；department 自己也在其中"))


class PeersParameters(LineParameters):
    """GET /api/v1/peers/. Either `by`, or `with`."""

    department = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    by = serializers.MultipleChoiceField(choices=among.CRITERIA, required=False, help_text=gettext_lazy("谁是同类，可给几个条件，都要符合"))


class WhySerializer(serializers.Serializer[Any]):
    """Why a department is a peer: the common value and the member's source; of a size its own in 元 and the band it must be in."""

    why = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    smallest = serializers.DecimalField(**AMOUNT, allow_null=True)
    largest = serializers.DecimalField(**AMOUNT, allow_null=True)
    evidence_url = serializers.SerializerMethodField()

    def get_evidence_url(self, reason: Reason) -> str | None:
        return evidence_address(self, reason.evidence)


class MemberSerializer(serializers.Serializer[Any]):
    """A department of the group with why it is in it."""

    department = serializers.IntegerField()
    reasons = WhySerializer(many=True)


class LeftOutSerializer(serializers.Serializer[Any]):
    """How many departments are no peers by a criterion, and why: not_stored, no_source, not_disclosed,
    no_document, differs."""

    by = serializers.CharField()
    why = serializers.CharField()
    departments = serializers.IntegerField()


class SpreadSerializer(serializers.Serializer[Any]):
    """How the ranked figures spread, in 元. `no_median`, `no_quartiles` say why there are none: no_figures, few_figures."""

    count = serializers.IntegerField()
    smallest = serializers.DecimalField(**AMOUNT, allow_null=True)
    lower = serializers.DecimalField(**AMOUNT, allow_null=True)
    median = serializers.DecimalField(**AMOUNT, allow_null=True)
    upper = serializers.DecimalField(**AMOUNT, allow_null=True)
    largest = serializers.DecimalField(**AMOUNT, allow_null=True)
    no_median = serializers.CharField(allow_blank=True)
    no_quartiles = serializers.CharField(allow_blank=True)
    method = serializers.CharField()


class PeersSerializer(RankingSerializer):
    """A ranking of the peers alone, the largest first, with why they are peers. `rank` is the department's own; null where `no_rank` says
    why: `absent` as in the ranking, `apart`, `alone` where nobody else has a figure, or blank where `missing` says what must be known of
    the department and is not."""

    department = serializers.IntegerField()
    by = serializers.ListField(child=serializers.CharField())
    missing = serializers.DictField(child=serializers.CharField())
    members = MemberSerializer(many=True)
    members_count = serializers.IntegerField()
    left_out = LeftOutSerializer(many=True)
    spread = SpreadSerializer()
    rank = serializers.IntegerField(allow_null=True)
    no_rank = serializers.CharField(allow_blank=True)


@extend_schema(operation_id="peers", parameters=[PeersParameters, GROUP], responses={200: PeersSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def peers(request: Request) -> Response:
    """A department among its peers: who they are and why, the ranking among them, median and quartiles, its own place."""
    try:
        asked = among.question(dict(request.query_params.lists()))
        with shown_as_of(asked.as_of):
            return _answered(request, asked)
    except BadQuestion as error:
        raise refused(error) from error


def _answered(request: Request, asked: among.Question) -> Response:
    found = asked.standing()
    department = Department.objects.prefetch_related("names").get(pk=asked.department)
    own = pinned.peers(request.build_absolute_uri, lambda as_of: replace(asked, as_of=as_of).query(), asked.about.asked(), department)
    page_url = f"{reverse('peers', args=(asked.department,), request=request)}?{asked.query()}"
    answer = {"page_url": page_url, "pinned": own, **_group(asked, found), **lists(found.ranking, asked.limit)}
    return Response(PeersSerializer(answer, context={"request": request}).data)


def _group(asked: among.Question, found: Standing) -> dict[str, Any]:
    group = found.group
    return {
        "line": str(asked.about.asked().line),
        "year": asked.about.year,
        "since": asked.about.year - 1,
        "department": asked.department,
        "by": group.criteria,
        "missing": dict(group.missing),
        "members": group.members[: asked.limit],
        "members_count": len(group.members),
        "left_out": [{"by": name, "why": why, "departments": count} for name, told in among.left_out(found) for why, count in told],
        "spread": found.spread,
        "rank": found.own.rank if found.own is not None else None,
        "no_rank": among.why_no_place(found),
    }
