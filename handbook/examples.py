"""Where on this service a kind of number can be seen: a comparison of what is published. Two queries, none where nothing is published."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, Max, OuterRef
from django.urls import reverse

from budgets.models import Edition, Stage


@dataclass(frozen=True, slots=True)
class Examples:
    """A department with the most years of one kind and the latest of them, and one with budget and final accounts of one year."""

    department: int | None = None
    year: int | None = None
    executed: int | None = None

    def address(self, shown: str) -> str:
        """The page on which a number stands (`methods.Method.shown`); "" where nothing is published that has it."""
        page, _colon, asked = shown.partition(":")
        query, _sign, part = asked.partition("#")
        if page == "rankings":
            return reverse("rankings")
        department = self.executed if page == "executed" else self.department
        if not page or department is None:
            return ""
        given = "&".join(filter(None, (urlencode({"d": department}), query.format(year=self.year))))
        return f"{reverse('compare')}?{given}#{part}"


def examples() -> Examples:
    """Departments to show numbers with, always the same ones of the same data."""
    published = Edition.objects.published()
    kind = ("disclosure__department", "disclosure__stage", "disclosure__scope")
    most = (
        published.exclude(disclosure=None)
        .values(*kind)
        .annotate(years=Count("disclosure__fiscal_year", distinct=True), latest=Max("disclosure__fiscal_year"))
        .order_by("-years", *kind)
        .first()
    )
    same = published.filter(
        disclosure__stage=Stage.BUDGET,
        disclosure__department=OuterRef("disclosure__department"),
        disclosure__scope=OuterRef("disclosure__scope"),
        disclosure__fiscal_year=OuterRef("disclosure__fiscal_year"),
    )
    spent = published.filter(Exists(same), disclosure__stage=Stage.FINAL_ACCOUNTS).order_by("disclosure__department")
    executed = spent.values_list("disclosure__department", flat=True).first()
    if most is None:
        return Examples()
    several = most["years"] > 1
    return Examples(most["disclosure__department"] if several else None, most["latest"], executed)
