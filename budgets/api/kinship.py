"""What became of a department, and whose units it has: as recorded, each with its date and source."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from budgets.api.serializers import DepartmentSerializer
from budgets.models import Department, Edition, Subordination, Succession


class RelativeSerializer(serializers.Serializer[Any]):
    """Another department. `published`: it has an answer of its own at `departments/ID/`."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    published = serializers.BooleanField()


class SuccessorSerializer(serializers.Serializer[Any]):
    """A department that took over on a day, which may lie ahead: `kind` is rename, merge, split, or transfer (of duties)."""

    department = RelativeSerializer(source="successor")
    kind = serializers.CharField()
    date = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class PredecessorSerializer(SuccessorSerializer):
    """A department that it came of, or took over from, on a day, which may lie ahead."""

    department = RelativeSerializer(source="predecessor")


class SuperiorSerializer(serializers.Serializer[Any]):
    """A department that holds it as a unit, from one day to another; null is open."""

    department = RelativeSerializer(source="superior")
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class UnitSerializer(SuperiorSerializer):
    """A unit below it, from one day to another; null is open."""

    department = RelativeSerializer(source="unit")


class DepartmentInFullSerializer(DepartmentSerializer):
    """A department or unit with what became of it, what it came of, whose unit it is, and its units, as far as that is recorded."""

    successors = SuccessorSerializer(many=True, source="successions_from")
    predecessors = PredecessorSerializer(many=True, source="successions_to")
    superiors = SuperiorSerializer(many=True, source="subordinations_up")
    units = UnitSerializer(many=True, source="subordinations_down")

    class Meta(DepartmentSerializer.Meta):
        fields = (*DepartmentSerializer.Meta.fields, "successors", "predecessors", "superiors", "units")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


def with_kin(rows: QuerySet[Department]) -> QuerySet[Department]:
    """The same with everything that is recorded between them and others: at most twelve queries, however much that is."""
    events = Succession.objects.order_by("date", "pk")
    held = Subordination.objects.order_by("valid_from", "pk")
    return rows.prefetch_related(
        Prefetch("successions_from", events.prefetch_related(Prefetch("successor", _relatives()))),
        Prefetch("successions_to", events.prefetch_related(Prefetch("predecessor", _relatives()))),
        Prefetch("subordinations_up", held.prefetch_related(Prefetch("superior", _relatives()))),
        Prefetch("subordinations_down", held.prefetch_related(Prefetch("unit", _relatives()))),
    )


def _relatives() -> QuerySet[Department]:
    own = Edition.objects.citable().filter(disclosure__department=OuterRef("pk"))
    return Department.objects.annotate(published=Exists(own)).prefetch_related("names")
