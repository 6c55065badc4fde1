"""A department through all its years: its figures, what changed, every document that there is of it, and what may be worth a look."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department
from budgets.moments import shown_as_of
from comparisons import comparison, pinned, stored
from comparisons.asked import BadQuestion, moment_of
from comparisons.comparison import Comparison, StepCell
from comparisons.disclosures import is_sample
from comparisons.named import not_yet
from comparisons.observed import missing_beside, of_department
from comparisons.signals.registry import SIGNALS
from comparisons.wanted import question


@require_safe
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """All years of a department: budgets and final accounts apart. Of one without documents what is expected, and where it led."""
    try:
        as_of = moment_of(dict(request.GET.lists()))
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    with shown_as_of(as_of):
        return _page(request, pk)


def _page(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Department, pk=pk)
    lineage = stored.lineage([found])
    through = list(stored.shown_editions(*lineage.before(found.pk)))
    editions = [edition for edition in through if edition.disclosure and edition.disclosure.department_id == found.pk]
    missing = missing_beside(editions, found)
    onward, back = lineage.steps_out_of(found.pk), lineage.steps_into(found.pk)
    if not (editions or missing or onward or back):
        raise Http404(not_yet())
    shown = editions[0].disclosure.department if editions and editions[0].disclosure else found
    comparisons = comparison.of_department(shown, through, lineage)
    latest = max(comparisons, key=_last_year, default=None)
    context = {
        "department": shown,
        "editions": editions,
        "missing": missing,
        "onward": onward,
        "back": () if comparisons else back,
        "comparisons": comparisons,
        "latest": latest,
        "years": sorted({edition.disclosure.fiscal_year for edition in editions if edition.disclosure}),
        "heads": _heads(latest),
        "is_sample": any(map(is_sample, editions)),
        "pinned": pinned.department(request.build_absolute_uri, shown, through, lineage.before(found.pk)),
    }
    return render(request, "comparisons/compare/department.html", context)


@require_safe
def signals(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be worth a look in a department's documents in force, each with its evidence and what it does not mean."""
    found = get_object_or_404(Department, pk=pk)
    every = of_department(found.pk)
    try:
        asked = question(dict(request.GET.lists()))
        observed = asked.of(every)
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    editions = [one.edition for one in observed if one.edition is not None]
    if not observed and not stored.shown_editions(found).exists():
        raise Http404(_("这个部门还没有公布的文件。"))
    disclosure = editions[0].disclosure if editions else None
    context = {
        "department": disclosure.department if disclosure else found,
        "observed": observed,
        "others": len(every) - len(observed),
        "question": asked,
        "editions": editions,
        "count": sum(len(one.signals) for one in observed),
        "kinds": SIGNALS,
        "is_sample": any(map(is_sample, editions)),
    }
    return render(request, "comparisons/signals.html", context)


def _heads(latest: Comparison | None) -> Sequence[tuple[str, object, StepCell | None]]:
    """The figures in large type: the line, its latest figure, and what changed since the year before."""
    if latest is None:
        return ()
    rows = {row.row.key: row for section in latest.sections for row in section.rows}
    found = []
    for key in (key for key in comparison.HEADS if key in rows):
        there = [(key, cell.point, step) for cell, step in rows[key].by_year if cell.point is not None]
        found += there[-1:]
    return found


def _last_year(one: Comparison) -> int:
    """The latest year of which there are figures."""
    return max((year for group in one.groups for year, figures in group.track.figures.items() if figures), default=0)
