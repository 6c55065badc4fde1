"""A department through all its years: its figures, what changed, every document that there is of it, and what may be worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.models import Department, Disclosure, Edition
from budgets.moments import asked_for, shown_as_of
from comparisons import comparison, pinned, stored
from comparisons.asked import BadQuestion, Question, moment_of
from comparisons.changes import Point
from comparisons.comparison import Comparison, StepCell
from comparisons.continuity import Lineage
from comparisons.disclosures import is_sample
from comparisons.makeup import Makeup, of_volume
from comparisons.named import existing, not_yet
from comparisons.observed import missing_beside, of_department
from comparisons.reasons import Explained
from comparisons.roster import Due
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
    found = existing(pk)
    lineage = stored.lineage([found])
    through = list(stored.shown_editions(*lineage.before(found.pk)))
    editions = [edition for edition in through if edition.disclosure and edition.disclosure.department_id == found.pk]
    expected = missing_beside(editions, found)
    unpublished = {} if asked_for() else stored.never_published(lineage.before(found.pk))
    received = [one for one in expected if unpublished.get(_due(one)) == "received"]
    missing = [one for one in expected if one not in received]
    onward, back = lineage.steps_out_of(found.pk), lineage.steps_into(found.pk)
    if not (editions or expected or onward or back):
        raise Http404(not_yet())
    shown = editions[0].disclosure.department if editions and editions[0].disclosure else found
    comparisons = comparison.of_department(shown, through, lineage, unpublished)
    latest = max(comparisons, key=_last_year, default=None)
    heads = _heads(latest)
    explained, why_not = _explained(latest, shown, through, lineage)
    context = {
        "department": shown,
        "editions": editions,
        "missing": missing,
        "received": received,
        "onward": onward,
        "back": () if comparisons else back,
        "comparisons": comparisons,
        "latest": latest,
        "years": sorted({edition.disclosure.fiscal_year for edition in editions if edition.disclosure}),
        "heads": heads,
        "head_keys": [head.key for head in heads],
        "explained": explained,
        "not_drawn": NOT_DRAWN.get(why_not, ""),
        "makeups": _makeups(latest, shown),
        "is_sample": any(map(is_sample, editions)),
        "is_recognised": any(edition.recognised for edition in editions),
        "pinned": pinned.department(request.build_absolute_uri, shown, through, lineage.before(found.pk)),
    }
    return render(request, "comparisons/compare/department.html", context)


def _due(one: Disclosure) -> Due:
    return Due(one.department_id, one.fiscal_year, one.stage, one.scope)


@require_safe
def signals(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be worth a look in a department's documents in force, each with its evidence and what it does not mean."""
    found = existing(pk)
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
        "is_recognised": any(edition.recognised for edition in editions),
    }
    return render(request, "comparisons/signals.html", context)


@dataclass(frozen=True, slots=True)
class Head:
    """A figure in large type: the line, its latest figure, what changed since the year before, and what the document says why; of the only
    part that moved too."""

    key: str
    point: Point
    step: StepCell | None
    why: Explained | None
    why_part: Explained | None = None


def _heads(latest: Comparison | None) -> list[Head]:
    if latest is None:
        return []
    rows = {row.row.key: row for section in latest.sections for row in section.rows}
    told = {(why.step.after, one.change.key): one for why in latest.groups[0].why for one in why.explained}
    found = []
    for key in (key for key in comparison.HEADS if key in rows):
        there = [(cell.point, step) for cell, step in rows[key].by_year if cell.point is not None]
        for point, step in there[-1:]:
            why = told.get((point.year, key))
            part = told.get((point.year, why.part.key)) if why is not None and why.part is not None else None
            found.append(Head(key, point, step, why, part))
    return found


EXPLAINING: Final = ("expenditure", "general_expenditure", "fiscal_expenditure")
"""The tables by whose lines the change of a total is explained, the widest first."""
NOT_DRAWN: Final = {
    "no_year_before": gettext_lazy("最近一年之前的一年没有可比的数。"),
    "no_document": gettext_lazy("两年里有一年没有收录自己的文件，没有两年的表可以逐行比。"),
    "no_table": gettext_lazy("两年的文件没有同一种按功能分类的支出表。"),
    "unlike": gettext_lazy("两年的口径不同，不相减。"),
    "unknown": gettext_lazy("表里有的行说不清增减了多少，或者没有合计可以对上，不画一半。"),
}
"""Why the waterfall of the last two years is not there."""


def _explained(
    latest: Comparison | None, department: Department, editions: Sequence[Edition], lineage: Lineage
) -> tuple[Comparison | None, str]:
    """The last two years line by line, where a table of both leads from one total to the other, the widest that does; else why none does
    (`NOT_DRAWN`)."""
    if latest is None:
        return None, ""
    group = latest.groups[0]
    if not group.track.steps or group.track.steps[-1].after != _last_year(latest):
        return None, "no_year_before"
    step = group.track.steps[-1]
    years = (step.before, step.after)
    if not all(year in group.volumes for year in years):
        return None, "no_document"
    kinds = [{one.schedule for one in group.volumes[year].tables} for year in years]
    tables = [one for one in EXPLAINING if all(one in kind for kind in kinds)]
    for table in tables:
        asked = Question((department.pk,), years, (group.stage,), (group.scope,), schedule=table, as_of=asked_for())
        try:
            found = comparison.compare(asked, [department], editions, lineage)
        except BadQuestion:
            continue
        if found.falls:
            return found, ""
    total = step.changes.of("total_expenditure")
    return None, "no_table" if not tables else "unlike" if total is not None and total.kind == "unlike" else "unknown"


def _makeups(latest: Comparison | None, department: Department) -> tuple[Makeup, ...]:
    """What the latest document in force says of where its money goes, and where from."""
    volumes = latest.groups[0].volumes if latest is not None else {}
    return of_volume(volumes[max(volumes)], department) if volumes else ()


def _last_year(one: Comparison) -> int:
    """The latest year of which there are figures."""
    return max((year for group in one.groups for year, figures in group.track.figures.items() if figures), default=0)
