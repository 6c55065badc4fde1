"""The questions that are asked of the stored truth, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from budgets.codes import flat
from budgets.moments import asked_for
from budgets.pinyin import spoken_like

if TYPE_CHECKING:
    from budgets.models import Department, DepartmentName, Document, Edition, Fact, ListedTable, Report, Review  # noqa: F401


class DepartmentNameQuerySet(models.QuerySet["DepartmentName"]):
    """Names of departments, resolved by equality of their keys and by nothing else."""

    @staticmethod
    def key(name: str) -> str:
        """The name as it is matched: NFKC, no white space."""
        return flat(name)

    def called(self, name: str) -> DepartmentNameQuerySet:
        """All names and aliases equal to this one."""
        return self.filter(key=self.key(name))

    def with_word(self, word: str) -> DepartmentNameQuerySet:
        """Names in which a word stands, or, of letters, is read: pinyin or its first letters."""
        return self.filter(_named_like(word))


class DocumentQuerySet(models.QuerySet["Document"]):
    """Files as received."""

    def with_word(self, word: str) -> DocumentQuerySet:
        """Files in whose name a word stands, or, of letters, is read, or in that of the unit which they name."""
        return self.filter(_named_like(word))


def _named_like(word: str) -> Q:
    found = Q(name__icontains=word)
    for pattern in spoken_like(word):
        found |= Q(sounds__regex=pattern)
    return found


_STATE_THEN: Final = "state_then"


def state_field() -> str:
    """Under which name an edition's state stands in a query, as of the moment that is shown: its own, or the one that it had then."""
    return "state" if asked_for() is None else _STATE_THEN


def in_force_first() -> Case:
    """An order of editions (`EditionQuerySet.citable`): the ones in force, then the others."""
    return Case(When(**{state_field(): "published"}, then=0), default=1)


def in_force(editions: str) -> Q:
    """That the edition to which this path leads is in force."""
    if asked_for() is None:
        return Q(**{f"{editions}__state": "published"})
    model: Any = apps.get_model("budgets", "Edition")
    return Q(**{f"{editions}__in": model.objects.published()})


def _state_then(edition: str) -> dict[str, Subquery]:
    """As of a moment the state that the edition at this path had then, as an annotation; nothing for now."""
    shown = asked_for()
    if shown is None:
        return {}
    changes: Any = apps.get_model("budgets", "Transition").objects.filter(edition=OuterRef(edition), at__lte=shown.last)
    return {_STATE_THEN: Subquery(changes.order_by("-at", "-pk").values("state")[:1])}


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, each with the state that it has as of the moment that is shown (`moments.shown_as_of`).

    This module is the only place that knows of the moment: whoever asks for editions asks here.
    """

    def published(self) -> EditionQuerySet:
        """What the public sees: the edition in force of each disclosure."""
        return self.in_states("published")

    def citable(self) -> EditionQuerySet:
        """Whatever was ever published: a citation resolves to the same figures for ever."""
        return self.in_states("published", "superseded", "withdrawn")

    def in_states(self, *states: str) -> EditionQuerySet:
        """Those in one of these states."""
        wanted = {state_field(): states[0]} if len(states) == 1 else {f"{state_field()}__in": states}
        return self.as_shown().filter(**wanted)

    def as_shown(self) -> EditionQuerySet:
        """The same, each with its state as of the moment that is shown."""
        if _STATE_THEN in self.query.annotations:
            return self
        return self.annotate(**_state_then("pk"))

    def of_department(self, department: Department) -> EditionQuerySet:
        """The editions of one department."""
        return self.filter(disclosure__department=department)


class ReviewQuerySet(models.QuerySet["Review"]):
    """What reviewers said."""

    def with_later(self) -> ReviewQuerySet:
        """Each with whether the edition was corrected, or a finding of it answered, after it was said."""
        correction: Any = apps.get_model("budgets", "Correction").objects
        answer: Any = apps.get_model("budgets", "Answer").objects
        later = {"edition": OuterRef("edition"), "made_at__gt": OuterRef("made_at")}
        return self.annotate(corrected_since=Exists(correction.filter(**later)), answered_since=Exists(answer.filter(**later)))


class ListedTableQuerySet(models.QuerySet["ListedTable"]):
    """The list of tables, each with the state that its edition has as of the moment that is shown."""

    def in_states(self, *states: str) -> ListedTableQuerySet:
        """Those of editions in one of these states."""
        return self.annotate(**_state_then("edition")).filter(**{f"{state_field()}__in": states})


class FactQuerySet(models.QuerySet["Fact"]):
    """Figures."""

    def published(self) -> FactQuerySet:
        """Figures of editions in force."""
        return self.filter(in_force("edition"))

    def for_year(self, year: int) -> FactQuerySet:
        """Figures of one fiscal year."""
        return self.filter(fiscal_year=year)

    def of_department(self, department: Department) -> FactQuerySet:
        """Figures of one department."""
        return self.filter(edition__disclosure__department=department)


class ReportQuerySet(models.QuerySet["Report"]):
    """What readers say is wrong."""

    def open(self) -> ReportQuerySet:
        """Those that nobody answered yet."""
        return self.filter(outcome="")

    def answered(self) -> ReportQuerySet:
        """Those with an outcome, the latest answer first."""
        return self.exclude(outcome="").order_by("-answered_at", "-id")

    def with_whole(self) -> ReportQuerySet:
        """With what each is about, whose it is, and where it was corrected: the same queries however many there are."""
        related = ("fact", "statement", "finding", "document", "edition__disclosure__department", "corrected_in__disclosure__department")
        names = ("edition__disclosure__department__names", "corrected_in__disclosure__department__names")
        return self.select_related(*related).prefetch_related(*names)
