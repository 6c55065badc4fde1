"""Editions, as they were published: what each is made of, what became of it, how its checks came out."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets import moments
from budgets.api.corrections import counting
from budgets.api.pagination import page_of
from budgets.api.parameters import DisclosureParameters, OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import EditionSerializer
from budgets.models import Edition, Finding, Part, Scope, Stage, Transition

STATES: Final = [choice for choice in Edition.State.choices if choice[0] in Edition.FIXED]


class EditionParameters(DisclosureParameters):
    """GET /api/v1/editions/: in every state that is public, unless one is asked for."""

    state = serializers.ChoiceField(STATES, required=False, help_text=gettext_lazy("现行、已有新版或已撤回"))


class FindingCountsSerializer(serializers.Serializer[Any]):
    """How many findings of an edition came out how; what agrees exactly is no finding."""

    mismatch = serializers.IntegerField()
    soft = serializers.IntegerField()
    not_evaluable = serializers.IntegerField()
    rounding = serializers.IntegerField()


class EditionInFullSerializer(EditionSerializer):
    """An edition with whose it is and what became of it: published, superseded (by which), or withdrawn (why).

    `reason` is why it was published in spite of contradictions. `replaces` is the edition whose document was published again, corrected.
    """

    state = serializers.ChoiceField(STATES)
    disclosure = serializers.IntegerField(source="disclosure_id")
    department = serializers.IntegerField(source="disclosure.department_id")
    department_name = serializers.CharField(source="disclosure.department.name")
    fiscal_year = serializers.IntegerField(source="disclosure.fiscal_year")
    stage = serializers.ChoiceField(Stage.choices, source="disclosure.stage")
    scope = serializers.ChoiceField(Scope.choices, source="disclosure.scope")
    ended_at = serializers.SerializerMethodField(help_text="被取代或撤回的时间；现行的为 null")
    withdrawn_because = serializers.SerializerMethodField(help_text="撤回的理由；没有撤回为空")
    superseded_by = serializers.SerializerMethodField(help_text="取代它的版本；没有被取代为 null")
    replaces = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    corrections = serializers.IntegerField(source="made", help_text="有几处更正，见 corrections/?edition=")

    class Meta(EditionSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *EditionSerializer.Meta.fields,
            "disclosure",
            "department",
            "department_name",
            "fiscal_year",
            "stage",
            "scope",
            "reason",
            "ended_at",
            "withdrawn_because",
            "superseded_by",
            "replaces",
            "findings",
            "corrections",
        )
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_ended_at(self, edition: Edition) -> str | None:
        at = None if edition.is_in_force else getattr(edition, "changed", None)
        return serializers.DateTimeField().to_representation(at) if at is not None else None

    def get_withdrawn_because(self, edition: Edition) -> str:
        return edition.end_reason if edition.state == Edition.State.WITHDRAWN else ""

    def get_superseded_by(self, edition: Edition) -> int | None:
        return getattr(edition, "next", None) if edition.state == Edition.State.SUPERSEDED else None

    def get_replaces(self, edition: Edition) -> int | None:
        return getattr(edition, "before", None)

    @extend_schema_field(FindingCountsSerializer)
    def get_findings(self, edition: Edition) -> dict[str, int]:
        return {outcome: getattr(edition, f"found_{outcome}") for outcome in Finding.Outcome.values}


@public("editions", EditionParameters, paged(EditionInFullSerializer))
def editions(request: Request, given: dict[str, Any]) -> Response:
    """Every edition that was ever published, also superseded and withdrawn ones."""
    paths = {"department": "department", "year": "fiscal_year", "stage": "stage", "scope": "scope"}
    wanted = {f"disclosure__{paths[name]}": value for name, value in given.items() if name in paths}
    shown = Edition.objects.in_states(given["state"]) if "state" in given else Edition.objects.citable()
    return page_of(request, with_whole(shown.filter(**wanted)), EditionInFullSerializer)


@public("edition", OneParameters, EditionInFullSerializer)
def edition(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One edition."""
    found = found_or_404(with_whole(Edition.objects.citable()), pk=pk)
    return one_of(request, found, EditionInFullSerializer)


def with_whole(rows: QuerySet[Edition]) -> QuerySet[Edition]:
    """With whose each is, its documents, what followed it, and what was found and corrected in it: the same queries however many."""
    parts = Part.objects.select_related("reading__document").defer("reading__extraction", "findings")
    citable = Edition.objects.citable()
    later = citable.filter(disclosure=OuterRef("disclosure"), published_at__gte=OuterRef("changed")).exclude(pk=OuterRef("pk"))
    counted = {f"found_{outcome}": _number(Finding.objects.filter(outcome=outcome)) for outcome in Finding.Outcome.values}
    return (
        rows.select_related("disclosure__department")
        .prefetch_related("disclosure__department__names", Prefetch("parts", parts))
        .annotate(
            changed=Subquery(_changes().values("at")[:1]),
            next=Subquery(later.order_by("published_at", "pk").values("pk")[:1]),
            before=Subquery(citable.filter(pk=OuterRef("replaces")).values("pk")[:1]),
            made=_number(counting()),
            **counted,
        )
    )


def _changes() -> QuerySet[Transition]:
    """When each edition came into the state that is shown, the latest first."""
    own, shown = Transition.objects.filter(edition=OuterRef("pk")), moments.asked_for()
    return (own if shown is None else own.filter(at__lte=shown.last)).order_by("-at", "-pk")


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows each edition has."""
    own = rows.filter(edition=OuterRef("pk")).order_by().values("edition")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
