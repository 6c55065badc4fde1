"""What does not agree within documents, and what was answered to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published
from budgets.api.pagination import page_of
from budgets.api.parameters import NoParameters
from budgets.api.serializers import FindingSerializer
from budgets.api.views import PROBLEMS, found_or_404, paged
from budgets.models import Finding, Verdict
from budgets.moments import shown_as_of


class FindingParameters(DisclosedParameters):
    """GET /api/v1/findings/. Without `edition` only editions in force; with it any that was ever published."""

    check = serializers.CharField(
        required=False, max_length=60, help_text=gettext_lazy("检查的代码，如 hierarchy.class_sum；各种检查见 methods")
    )
    outcome = serializers.ChoiceField(Finding.Outcome.choices, required=False, help_text=gettext_lazy("结果"))
    verdict = serializers.ChoiceField(Verdict.choices, required=False, help_text=gettext_lazy("录入员的答复"))


@extend_schema(operation_id="findings", parameters=[FindingParameters], responses=paged(FindingSerializer))
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def findings(request: Request) -> Response:
    """What does not agree within documents, and what was answered to it: of editions in force, or of one edition."""
    given = FindingParameters.read(request)
    with shown_as_of(given.get("as_of")):
        more = {"check": "check_code", "outcome": "outcome", "verdict": "verdict"}
        return page_of(request, asked_for(Finding.objects.select_related("document"), given, more), FindingSerializer)


@extend_schema(operation_id="finding", responses={200: FindingSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def finding(request: Request, pk: int) -> Response:
    """One thing that does not agree."""
    NoParameters.read(request)
    row = found_or_404(ever_published(Finding.objects.select_related("document")), pk)
    return Response(FindingSerializer(row, context={"request": request}).data)
