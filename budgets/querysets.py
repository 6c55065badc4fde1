"""The questions that are asked of the stored truth, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from budgets.codes import flat

if TYPE_CHECKING:
    from budgets.models import Department, DepartmentName, Edition, Fact, Report  # noqa: F401


class DepartmentNameQuerySet(models.QuerySet["DepartmentName"]):
    """Names of departments, resolved by equality of their keys and by nothing else."""

    @staticmethod
    def key(name: str) -> str:
        """The name as it is matched: NFKC, no white space."""
        return flat(name)

    def called(self, name: str) -> DepartmentNameQuerySet:
        """All names and aliases equal to this one."""
        return self.filter(key=self.key(name))


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions."""

    def published(self) -> EditionQuerySet:
        """What the public sees: the edition in force of each disclosure."""
        return self.filter(state="published")

    def citable(self) -> EditionQuerySet:
        """Whatever was ever published: a citation resolves to the same figures for ever."""
        return self.filter(state__in=("published", "superseded", "withdrawn"))

    def of_department(self, department: Department) -> EditionQuerySet:
        """The editions of one department."""
        return self.filter(disclosure__department=department)


class FactQuerySet(models.QuerySet["Fact"]):
    """Figures."""

    def published(self) -> FactQuerySet:
        """Figures of editions in force."""
        return self.filter(edition__state="published")

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
