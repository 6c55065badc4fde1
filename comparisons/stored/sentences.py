"""Sentences of editions as plain values, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from budgets.codes import flat
from budgets.models import DepartmentName, Edition, Statement
from budgets.prepared import Prepared
from comparisons.stated import Said
from comparisons.whose import HEADS, KIND_IN_SUBJECT, is_of_another, without_own_name

SAID: Final = (
    "id",
    "subject",
    "text",
    "year",
    "amount",
    "unit",
    "base_year",
    "base",
    "base_kind",
    "change",
    "direction",
    "percent",
    "percent_kind",
    "reason",
    "section",
    "part_of",
    "page",
    "line",
    "sheet",
    "cell",
)
"""In the order of the fields of `Said`."""

NAMES_ANOTHER: Final = Q(section__regex=HEADS) | Q(subject__regex=f".{KIND_IN_SUBJECT}.")
"""Where a sentence may speak of another organisation, or name its own: of few it has to be asked by which names the department goes."""


def _names_of(edition: str) -> ArraySubquery:
    """The names of the department whose an edition is, each behind the document's scope."""
    names = DepartmentName.objects.filter(department__disclosures__editions=OuterRef(edition)).order_by("pk")
    return ArraySubquery(names.values_list(Concat("department__disclosures__scope", Value(":"), "name")))


_OF_WHOM: Final = ("edition_id", Case(When(NAMES_ANOTHER, then=_names_of("edition")), default=None))
"""Before the fields of `Said`: the edition, and where it makes a difference the department's names."""


def said_in(statements: QuerySet[Statement]) -> dict[int, list[Said]]:
    """The sentences of editions, by edition, in the order of their texts. One query."""
    return said_by_edition(with_names(statements))


def said_at(ids: Collection[int]) -> dict[int, list[Said]]:
    """These sentences, by edition. One query, none for none."""
    return said_by_edition(_STATEMENTS.rows(ids)) if ids else {}


def with_names(statements: QuerySet[Statement]) -> QuerySet[Statement, Any]:
    """The query whose rows `said_by_edition` reads."""
    return statements.order_by("order", "id").values_list(*_OF_WHOM, *SAID)


def said_by_edition(rows: Iterable[Sequence[Any]]) -> dict[int, list[Said]]:
    """Sentences from their rows, by edition."""
    found: dict[int, list[Said]] = {}
    for edition, names, *row in rows:
        said = Said(*row)
        found.setdefault(edition, []).append(heard(said, names) if names else said)
    return found


def heard(said: Said, scoped: Sequence[str]) -> Said:
    """A sentence, and whose it is, by the department's names, each behind the document's scope."""
    scope, names = scoped[0].partition(":")[0], tuple(one.partition(":")[2] for one in scoped)
    about = without_own_name(said.subject, names)
    return replace(said, of_another=is_of_another(said.section, names, scope), about="" if about == flat(said.subject) else about)


def names_of(editions: Collection[int]) -> dict[int, Sequence[str]]:
    """By edition the names of its department, each behind the document's scope. One query, none for none."""
    return dict(_EDITIONS.rows(editions)) if editions else {}


_STATEMENTS: Final = Prepared(lambda ids: with_names(Statement.objects.filter(pk__any=ids)))
_EDITIONS: Final = Prepared(lambda ids: Edition.objects.filter(pk__any=ids).order_by().values_list("pk", _names_of("pk")))
