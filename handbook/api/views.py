"""What the words mean and how every number is made, for other programs."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import NoParameters
from budgets.api.public import PROBLEMS
from handbook import entries, terms
from handbook.api.serializers import GlossarySerializer, IndicatorsSerializer, MethodsSerializer


@extend_schema(operation_id="methods", responses={200: MethodsSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def methods(request: Request) -> Response:
    """Every indicator, computed number, check and signal, as the code declares it."""
    NoParameters.read(request)
    answer = {
        "page_url": page(request, "methods"),
        "indicators": entries.indicators(),
        "methods": entries.methods(),
        "reasons": entries.reasons(),
        "checks": entries.checks(),
        "signals": entries.signals(),
    }
    return Response(MethodsSerializer(answer, context={"request": request}).data)


@extend_schema(operation_id="indicators", responses={200: IndicatorsSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def indicators(request: Request) -> Response:
    """The headline indicators alone: formula, reference, and the places of tables and the words of texts that they are read from."""
    NoParameters.read(request)
    answer = {"page_url": page(request, "methods"), "results": entries.indicators()}
    return Response(IndicatorsSerializer(answer, context={"request": request}).data)


@extend_schema(operation_id="glossary", responses={200: GlossarySerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def glossary(request: Request) -> Response:
    """The terms of budgets, and the classes of the classifications with the years of their names."""
    NoParameters.read(request)
    answer = {"page_url": page(request, "glossary"), "themes": terms.themes(), "classifications": terms.code_classes()}
    return Response(GlossarySerializer(answer, context={"request": request}).data)


def page(request: Request, name: str) -> str:
    """The address of the page with the same content."""
    return request.build_absolute_uri(reverse(name))
