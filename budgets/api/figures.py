"""Which figures a question is about, asked so that PostgreSQL finds them where they are.

Facts are many, and a page of them is read in the order of their ids: where a question names a department, the planner would rather go
through all of them from the first on, hoping for its hundred; and an index of codes begins with the table.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from budgets.api.parameters import STANDARD_TABLES
from budgets.models import Edition, Fact

_OF_FACTS: Final = {name: name for name in ("schedule", "code", "item", "measure", "figure")} | {"year": "fiscal_year"}
_OF_EDITIONS: Final = {"edition": "pk", "department": "disclosure__department", "stage": "disclosure__stage", "scope": "disclosure__scope"}
_NARROW: Final = ("edition", "department")
_TABLES: Final = ("", *(key for key, _title in STANDARD_TABLES))


def is_narrow(given: dict[str, Any]) -> bool:
    """Whether a question names whose figures it wants: those of a few editions."""
    return any(name in given for name in _NARROW)


def chosen(given: dict[str, Any]) -> QuerySet[Fact]:
    """The figures of editions in force, or of the one that is asked for, that the parameters choose. A query for which editions these are
    where there are few."""
    of_editions = {_OF_EDITIONS[name]: value for name, value in given.items() if name in _OF_EDITIONS}
    wanted = {_OF_FACTS[name]: value for name, value in given.items() if name in _OF_FACTS}
    if ("code" in given or "item" in given) and "schedule" not in given:
        wanted["schedule__in"] = _TABLES
    if not is_narrow(given):
        return Fact.objects.published().filter(**wanted, **{f"edition__{path}": value for path, value in of_editions.items()})
    editions = Edition.objects.citable() if "edition" in given else Edition.objects.published()
    return Fact.objects.filter(edition__in=list(editions.filter(**of_editions).values_list("pk", flat=True)), **wanted)


def with_source(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """The same with what a figure says of its disclosure and document."""
    return rows.select_related("edition__disclosure", "document")
