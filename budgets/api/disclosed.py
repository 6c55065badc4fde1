"""Rows of editions: how they are asked for, and what each says of the disclosure that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from budgets.api.parameters import LARGEST_ID, DisclosureParameters
from budgets.api.serializers import address
from budgets.models import Edition
from budgets.querysets import in_force

Row = TypeVar("Row", bound=Model)

_OF_EDITIONS: Final = {
    "edition": "pk",
    "department": "disclosure__department",
    "year": "disclosure__fiscal_year",
    "stage": "disclosure__stage",
    "scope": "disclosure__scope",
}
_NARROW: Final = ("edition", "department")


class DisclosedParameters(DisclosureParameters):
    """Parameters of rows of editions. Without `edition` only editions in force; with it any that was ever published."""

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))


def is_narrow(given: Mapping[str, Any]) -> bool:
    """Whether a question names whose rows it wants: those of a few editions."""
    return any(name in given for name in _NARROW)


def asked_for(rows: QuerySet[Row], given: Mapping[str, Any], own: Mapping[str, str]) -> QuerySet[Row]:
    """The rows of editions in force, or of the one that is asked for, that the parameters choose; `own` are paths of those that are about
    the rows themselves. A query for which editions these are where there are few: PostgreSQL would rather go through all rows in the order
    of their ids, hoping for a page of them."""
    of_editions = {_OF_EDITIONS[name]: value for name, value in given.items() if name in _OF_EDITIONS and name not in own}
    wanted = {own[name]: value for name, value in given.items() if name in own}
    if not is_narrow(given):
        return with_whose(rows.filter(in_force("edition"), **wanted, **{f"edition__{path}": value for path, value in of_editions.items()}))
    editions = Edition.objects.citable() if "edition" in given else Edition.objects.published()
    return with_whose(rows.filter(edition__in=list(editions.filter(**of_editions).values_list("pk", flat=True)), **wanted))


def ever_published(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows of editions that were ever published."""
    return with_whose(rows.filter(edition__in=Edition.objects.citable()))


def with_whose(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The same with whose disclosure each belongs to: one query more, however many there are."""
    return rows.select_related("edition__disclosure__department").prefetch_related("edition__disclosure__department__names")


def page_address(serializer: serializers.BaseSerializer[Any], document: int, page: int, line: int | None) -> str:
    """Where a page of a document is shown, at the line that is meant, where lines are counted."""
    return address(serializer, "document-page", document, page) + (f"#L{line}" if line else "")
