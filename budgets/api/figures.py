"""Which figures a question is about, asked so that PostgreSQL finds them where they are.

An index of codes begins with the table: where a question leaves that out, it means every table that there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from budgets.api.disclosed import asked_for, with_whose
from budgets.api.parameters import STANDARD_TABLES
from budgets.models import Fact

_OWN: Final = {name: name for name in ("schedule", "code", "item", "measure", "figure")} | {"year": "fiscal_year"}
_TABLES: Final = ("", *(key for key, _title in STANDARD_TABLES))


def chosen(given: Mapping[str, Any]) -> QuerySet[Fact]:
    """The figures of editions in force, or of the one that is asked for, that the parameters choose."""
    is_of_any_table = ("code" in given or "item" in given) and "schedule" not in given
    rows = Fact.objects.filter(schedule__in=_TABLES) if is_of_any_table else Fact.objects.all()
    return asked_for(rows, given, _OWN)


def with_source(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """The same with what a figure says of its disclosure and document."""
    return with_whose(rows).select_related("document")
