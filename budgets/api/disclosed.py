"""Rows of editions: how they are asked for, and what each says of the disclosure that it belongs to."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from budgets.api.parameters import LARGEST_ID, DisclosureParameters
from budgets.api.serializers import address
from budgets.models import Edition, Scope, Stage

Row = TypeVar("Row", bound=Model)

_PATHS: Final = {
    "edition": "edition",
    "department": "edition__disclosure__department",
    "year": "edition__disclosure__fiscal_year",
    "stage": "edition__disclosure__stage",
    "scope": "edition__disclosure__scope",
}


class DisclosedParameters(DisclosureParameters):
    """Parameters of rows of editions. Without `edition` only editions in force; with it any that was ever published."""

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))


class DisclosedSerializer(serializers.Serializer[Any]):
    """Which edition a row belongs to, and whose disclosure, of which year, stage and scope that is."""

    edition = serializers.IntegerField(source="edition_id")
    department = serializers.IntegerField(source="edition.disclosure.department_id")
    fiscal_year = serializers.IntegerField(source="edition.disclosure.fiscal_year", help_text="公开事项的年度")
    stage = serializers.ChoiceField(Stage.choices, source="edition.disclosure.stage")
    scope = serializers.ChoiceField(Scope.choices, source="edition.disclosure.scope")


DISCLOSED: Final = ("id", "edition", "department", "fiscal_year", "stage", "scope")
"""The fields that every row of an edition begins with."""


def asked_for(rows: QuerySet[Row], given: dict[str, Any], more: dict[str, str] | None = None) -> QuerySet[Row]:
    """The rows of editions in force, or of the one that is asked for, that the parameters choose; `more` are paths of further ones."""
    editions = Edition.objects.citable() if "edition" in given else Edition.objects.published()
    paths = _PATHS | (more or {})
    return ever_published(rows, editions).filter(**{paths[name]: value for name, value in given.items() if name in paths})


def ever_published(rows: QuerySet[Row], editions: QuerySet[Edition] | None = None) -> QuerySet[Row]:
    """The rows of these editions, else of all that were ever published."""
    return rows.filter(edition__in=Edition.objects.citable() if editions is None else editions).select_related("edition__disclosure")


def page_address(serializer: serializers.BaseSerializer[Any], document: int, page: int, line: int | None) -> str:
    """Where a page of a document is shown, at the line that is meant, where lines are counted."""
    return address(serializer, "document-page", document, page) + (f"#L{line}" if line else "")
