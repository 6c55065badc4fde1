"""Where on this service a kind of number can be seen: a comparison of what is published. Two queries, no link where nothing has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from budgets.models import Edition, Stage
from budgets.prices import consumer_prices

MOST_YEARS: Final = 5
"""So many years stand beside each other in an example."""


@dataclass(frozen=True, slots=True)
class Examples:
    """A department with the most years of one kind of document, those years, and one with budget and final accounts of a year."""

    department: int | None = None
    stage: str = ""
    scope: str = ""
    years: tuple[int, ...] = ()
    executed: int | None = None

    def address(self, shown: str) -> str:
        """The page on which a number stands (`methods.Method.shown`); "" where nothing is published that has it."""
        page, _colon, asked = shown.partition(":")
        query, _sign, part = asked.partition("#")
        if page == "rankings":
            return reverse("rankings")
        if page == "executed":
            return self._compared(self.executed, query, part)
        if page == "pair":
            return self._of_years(self.years[-2:], "", part)
        return self._priced(query, part) if "{year}" in query else self._compared(self.department, query, part)

    def _compared(self, department: int | None, query: str, part: str) -> str:
        if not part or department is None:
            return ""
        return f"{reverse('compare')}?{urlencode({'d': department})}{'&' if query else ''}{query}#{part}"

    def _priced(self, query: str, part: str) -> str:
        """Prices are known of some years only: a comparison of those, in prices of the latest."""
        known = [year for year in self.years if year in consumer_prices().percent]
        return self._of_years(known, query.format(year=known[-1]), part) if len(known) > 1 else ""

    def _of_years(self, years: Sequence[int], query: str, part: str) -> str:
        asked = urlencode([("y", year) for year in years] + [("stage", self.stage), ("scope", self.scope)])
        return self._compared(self.department, f"{asked}{'&' if query else ''}{query}", part)


def examples() -> Examples:
    """Departments to show numbers with, always the same ones of the same data."""
    published = Edition.objects.published().exclude(disclosure=None)
    kind = ("disclosure__department", "disclosure__stage", "disclosure__scope")
    most = (
        published.values(*kind)
        .annotate(many=Count("disclosure__fiscal_year", distinct=True), years=ArrayAgg("disclosure__fiscal_year", distinct=True))
        .filter(many__gt=1)
        .order_by("-many", *kind)
        .first()
    )
    budget = published.filter(
        disclosure__stage=Stage.BUDGET,
        disclosure__department=OuterRef("disclosure__department"),
        disclosure__scope=OuterRef("disclosure__scope"),
        disclosure__fiscal_year=OuterRef("disclosure__fiscal_year"),
    )
    spent = published.filter(Exists(budget), disclosure__stage=Stage.FINAL_ACCOUNTS).order_by("disclosure__department")
    executed = spent.values_list("disclosure__department", flat=True).first()
    if most is None:
        return Examples(executed=executed)
    department, stage, scope = (most[name] for name in kind)
    return Examples(department, stage, scope, tuple(sorted(most["years"]))[-MOST_YEARS:], executed)
