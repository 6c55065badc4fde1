"""The page that puts years and departments side by side: what is compared is its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.models import Department, Edition, Scope, Stage
from budgets.moments import shown_as_of
from budgets.prices import consumer_prices
from budgets.titles import schedule_title
from comparisons import comparison, pinned, stored
from comparisons.asked import SHOWN, VIEWS, BadQuestion, NotThere, Question, as_far_as, question
from comparisons.comparison import Comparison
from comparisons.continuity import NO_LINEAGE, Lineage
from comparisons.demanded import NoColumn
from comparisons.denominators import COUNTED
from comparisons.named import nothing_of
from comparisons.templatetags.averages import per_label
from comparisons.templatetags.measures import shown_name

LISTED: Final = 30
VIEW_NAMES: Final = {
    "continuous": gettext_lazy("连续：跟随更名、合并和改编的科目"),
    "original": gettext_lazy("原样：只看本部门、原来的科目"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be picked, and whether it is."""

    value: str
    name: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that the form offers. `found` says that there are departments to add, `more` that not all are listed."""

    departments: tuple[Choice, ...]
    years: tuple[Choice, ...]
    stages: tuple[Choice, ...]
    scopes: tuple[Choice, ...]
    lines: tuple[Choice, ...]
    views: tuple[Choice, ...]
    prices: tuple[Choice, ...]
    per: tuple[Choice, ...]
    shown: tuple[Choice, ...]
    found: bool
    more: bool


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Years × departments × lines. Without a department the form to pick some."""
    asked, reason = as_far_as(question, dict(request.GET.lists()))
    with shown_as_of(asked.as_of):
        return _page(request, asked, reason)


def _page(request: HttpRequest, asked: Question, reason: str) -> HttpResponse:
    status = 400
    try:
        departments, editions, lineage = fetch(asked)
    except NotThere as error:
        reason, status = (reason, 400) if reason else (str(error), 404)
        asked = replace(asked, departments=tuple(pk for pk in asked.departments if stored.years_of([pk])))
        departments, editions, lineage = fetch(asked)
    found = Comparison(asked, ())
    if not reason:
        try:
            found = comparison.compare(asked, departments, editions, lineage)
        except NoColumn as error:
            if not asked.measure and error.there:  # a table without a column of totals, which nobody asked for by name
                return redirect(f"{reverse('compare')}?{asked.query(measure=error.there[0])}")
            reason = str(error)
        except BadQuestion as error:
            reason = str(error)
    context = {"comparison": found, "question": asked, "choices": _choices(found, departments, editions), "reason": reason}
    if found.groups:
        context["pinned"] = pinned.comparison(request.build_absolute_uri, found, kin_of(asked, lineage))
    return render(request, "comparisons/compare/page.html", context, status=status if reason else 200)


def fetch(asked: Question) -> tuple[list[Department], list[Edition], Lineage]:
    """The departments in the order of the question, one edition of each of their disclosures, and what is recorded of their past.

    Where they are looked at through it, the editions of those before them too. Raises NotThere for departments that there are not, or
    of which nothing was ever published.
    """
    if not asked.departments:
        return [], [], NO_LINEAGE
    lineage = stored.lineage(asked.departments)
    before = () if asked.is_original else (one for department in asked.departments for one in lineage.before(department))
    known = stored.named((*asked.departments, *before))
    editions = stored.compared_editions(known, asked.stages, asked.scopes)
    there = {edition.disclosure.department_id for edition in editions if edition.disclosure}
    unsure = [pk for pk in asked.departments if pk not in there]
    unknown = [pk for pk in unsure if pk not in known or not stored.years_of([pk])]
    if unknown:
        raise NotThere({"d": [nothing_of(unknown)]})
    return [known[pk] for pk in asked.departments], editions, lineage


def kin_of(asked: Question, lineage: Lineage) -> list[int]:
    """All whose documents an answer is, or would be, made of."""
    return [*asked.departments, *(one for department in asked.departments for one in lineage.before(department))]


def _choices(found: Comparison, departments: Sequence[Department], editions: Sequence[Edition]) -> Choices:
    """What can be picked: where the question was answered what it asked for is among it, else only what there is."""
    asked, answered = found.question, bool(found.groups)
    kin = [edition.disclosure.department_id for edition in editions if edition.disclosure]
    years = sorted({*stored.years_of([*asked.departments, *kin]), *found.years})
    picked = [year for year in years if year in asked.years]
    further = _further(asked, departments)
    compared = [edition for group in found.groups for edition in group.sources] if answered else editions
    tables = dict.fromkeys([*stored.schedules_in(compared), *([asked.schedule] if asked.schedule and answered else [])])
    prices = _price_years((found.years if answered else picked) or years, asked.prices if answered else 0)
    return Choices(
        departments=tuple(Choice(str(one.pk), one.name, one in departments) for one in (*departments, *further[:LISTED])),
        years=tuple(Choice(str(year), str(year), year in picked) for year in years),
        stages=tuple(Choice(value, str(label), value in asked.stages) for value, label in Stage.choices),
        scopes=tuple(Choice(value, str(label), value in asked.scopes) for value, label in Scope.choices),
        lines=tuple(Choice(key, schedule_title(key), key == asked.schedule) for key in tables),
        views=tuple(Choice(value, str(VIEW_NAMES[value]), value == asked.view) for value in VIEWS),
        prices=tuple(Choice(str(year), str(year), year == asked.prices) for year in prices),
        per=tuple(Choice(value, per_label(value), value == asked.per) for value in COUNTED),
        shown=tuple(Choice(value, shown_name(value), value in asked.shown) for value in SHOWN),
        found=bool(further),
        more=len(further) > LISTED,
    )


def _price_years(years: Sequence[int], asked: int) -> list[int]:
    """The years in whose prices everything could be told: those that are compared, as far as an index leads to all of them."""
    index = consumer_prices()
    lead = bool(years) and index.rates(min(years), max(years)) is not None
    known = [year for year in years if lead and year in index.percent]
    return sorted({*known, *([asked] if asked else [])})


def _further(asked: Question, departments: Sequence[Department]) -> list[Department]:
    """Departments that could be added: those whose names have the words, or to begin with any."""
    if departments and not asked.words:
        return []
    found = stored.departments_named(asked.words, LISTED + 1 + len(departments))
    return [department for department in found if department not in departments]
