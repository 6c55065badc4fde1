"""What may be worth a look, as data: the same signals as the page's. A signal is not an accusation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.problems import NotThere
from budgets.api.public import PROBLEMS
from budgets.api.serializers import address
from comparisons.api.parameters import SignalParameters
from comparisons.api.serializers import PointSerializer
from comparisons.asked import BadQuestion
from comparisons.named import nothing_of
from comparisons.observed import of_department
from comparisons.signals.registry import SIGNALS
from comparisons.signals.shapes import Kind, Signal
from comparisons.templatetags.signals import signal_text
from comparisons.wanted import question


class KindSerializer(serializers.Serializer[Any]):
    """A kind of signal that is looked for: what it says, what it does not mean, and from where on, in the reader's language."""

    code = serializers.CharField()
    title = serializers.SerializerMethodField()
    says = serializers.SerializerMethodField()
    does_not_mean = serializers.SerializerMethodField()
    threshold = serializers.SerializerMethodField()

    def get_title(self, kind: Kind) -> str:
        return _(kind.title)

    def get_says(self, kind: Kind) -> str:
        return _(kind.says)

    def get_does_not_mean(self, kind: Kind) -> str:
        return _(kind.does_not_mean)

    def get_threshold(self, kind: Kind) -> str:
        return _(kind.threshold) if kind.threshold else ""


class FigureOfSignalSerializer(PointSerializer):
    """A figure that a signal rests on, with the line that it is on."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class SignalSerializer(serializers.Serializer[Any]):
    """One thing to look at. It rests on figures, sentences (`statement_urls`) or editions; `subject` is the key of the line or table."""

    code = serializers.CharField()
    year = serializers.IntegerField()
    subject = serializers.CharField(allow_blank=True)
    text = serializers.SerializerMethodField()
    figures = FigureOfSignalSerializer(source="points", many=True)
    statement_urls = serializers.SerializerMethodField()
    editions = serializers.ListField(child=serializers.IntegerField())

    def get_text(self, signal: Signal) -> str:
        return signal_text(signal)

    @extend_schema_field(serializers.ListField(child=serializers.URLField()))
    def get_statement_urls(self, signal: Signal) -> list[str]:
        return [address(self, "evidence-statement", statement) for statement in signal.statements]


class ObservedSerializer(serializers.Serializer[Any]):
    """A disclosure with its signals; none is an answer too: `looked_for` says what was looked for.

    `edition` is the one in force; null of a disclosure that the stored list asks for and that was not collected. `contradictions` counts
    those within the document itself: its findings, which no signal repeats; those of one cause are one.
    """

    edition = serializers.IntegerField(source="edition.pk", default=None, allow_null=True)
    year = serializers.IntegerField(source="due.year")
    stage = serializers.CharField(source="due.stage")
    scope = serializers.CharField(source="due.scope")
    contradictions = serializers.IntegerField()
    signals = SignalSerializer(many=True)


class SignalsSerializer(serializers.Serializer[Any]):
    """The signals of a department's disclosures, the latest year first, with every kind that was looked for."""

    department = serializers.IntegerField()
    page_url = serializers.SerializerMethodField()
    looked_for = KindSerializer(many=True)
    results = ObservedSerializer(many=True)

    def get_page_url(self, answer: dict[str, Any]) -> str:
        return address(self, "signals", answer["department"]) + (f"?{answer['query']}" if answer["query"] else "")


@extend_schema(operation_id="signals", parameters=[SignalParameters], responses={200: SignalsSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def signals(request: Request) -> Response:
    """What may be worth a look in a department's documents in force, each with its evidence. A signal is not an accusation.

    Disclosures that are expected of it and were not collected are among them.
    """
    try:
        asked = question(dict(request.query_params.lists()), data=True)
        every = of_department(asked.department)
        found = asked.of(every)
    except BadQuestion as error:
        raise ValidationError(error.errors) from error
    if not every:
        raise NotThere({"department": [nothing_of([asked.department])]})
    answer = {"department": asked.department, "query": asked.query(), "looked_for": SIGNALS, "results": found}
    return Response(SignalsSerializer(answer, context={"request": request}).data)
