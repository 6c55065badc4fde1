"""The pages of one line over many departments: all of a year, ranked; and one department among its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department, Scope, Stage
from budgets.moments import Moment, shown_as_of
from budgets.titles import schedule_title
from comparisons import among, pinned, ranked, standings, stored
from comparisons.asked import BadQuestion, as_far_as
from comparisons.indicators import INDICATORS
from comparisons.named import existing, not_yet
from comparisons.peers import Profile, Standing
from comparisons.ranked import About
from comparisons.standings import Kind, Line
from comparisons.templatetags.rankings import line_name

FOUND: Final = 30
"""So many departments of a name are offered."""


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """One line of all departments of a year. What is not given is what most departments have, so that the page is never empty."""
    asked, wrong = as_far_as(ranked.question, dict(request.GET.lists()))
    with shown_as_of(asked.as_of):
        return _ranking(request, asked, wrong)


def _ranking(request: HttpRequest, asked: ranked.Question, wrong: str) -> HttpResponse:
    kinds = standings.kinds()
    left_open, asked = asked.about.left_open, replace(asked, about=asked.about.filled(kinds))
    context: dict[str, Any] = {
        "question": asked,
        "left_open": left_open,
        "years": ranked.years_of(asked, kinds),
        "other_kinds": ranked.others_of(asked, kinds),
        "choices": choices(asked.about, kinds),
        "orders": ranked.ORDERS,
        "sinces": ranked.sinces_of(asked, kinds),
        "offer": _offer(asked.about, asked.table),
    }
    if wrong or not kinds:
        return render(request, "comparisons/rankings/page.html", {**context, "reason": wrong}, status=400 if wrong else 200)
    try:
        line, found = asked.answered(kinds)
        page = ranked.page(found, asked.page)
        own = pinned.ranking(request.build_absolute_uri, lambda as_of: replace(asked, as_of=as_of).query(page=asked.page), line)
        context |= {"asked": line, "page": page, "pinned": own}
    except BadQuestion as error:
        return render(request, "comparisons/rankings/page.html", {**context, "reason": str(error)}, status=error.status)
    return render(request, "comparisons/rankings/page.html", context)


@require_safe
def peers(request: HttpRequest, pk: int) -> HttpResponse:
    """A department among its peers over one line: why these, the ranking among them, and its own place."""
    asked, wrong = as_far_as(partial(among.question, department=pk), dict(request.GET.lists()))
    with shown_as_of(asked.as_of):
        return _peers(request, asked, wrong)


def _peers(request: HttpRequest, asked: among.Question, wrong: str) -> HttpResponse:
    pk = asked.department
    department = existing(pk, Department.objects.prefetch_related("names"))
    profile = standings.profile(pk)
    kinds = standings.kinds(pk)
    if profile is None or (not kinds and not stored.shown_editions(pk).exists()):
        raise Http404(not_yet())
    given, asked = asked, among.filled(asked, profile, kinds)
    picked = given.by if given.group == "by" else asked.by
    context: dict[str, Any] = {
        "department": department,
        "question": asked,
        "choices": choices(asked.about, kinds),
        "criteria": [(name, profile.facts.get(name), name in picked) for name in among.CRITERIA],
        "others": _others(asked),
        "offer": _offer(asked.about, asked.table, pk),
    }
    if wrong or not kinds:
        return render(request, "comparisons/rankings/peers.html", {**context, "reason": wrong}, status=400 if wrong else 200)
    try:
        among.needs_group(given)
        asked.about.needs(kinds)
        standing = asked.standing()
        page = ranked.page(standing.ranking, asked.page)
    except BadQuestion as error:
        return render(request, "comparisons/rankings/peers.html", {**context, "reason": str(error)}, status=error.status)

    def address(as_of: Moment | None) -> str:
        return replace(asked, as_of=as_of).query(page=asked.page)

    context |= _told_of_peers(asked, standing, profile) | {
        "asked": asked.about.asked(),
        "pinned": pinned.peers(request.build_absolute_uri, address, asked.about.asked(), department),
        "page": page,
        "own_elsewhere": _elsewhere(asked, kinds),
    }
    return render(request, "comparisons/rankings/peers.html", context)


def _told_of_peers(asked: among.Question, standing: Standing, profile: Profile) -> dict[str, Any]:
    """Where a department stands among its peers, why these, and how to find others where there are too few."""
    group, of_sizes = standing.group, asked.about.line == standings.SIZE
    sizes = {member.department: why for member in group.members for why in member.reasons if why.why == "size"}
    return {
        "standing": standing,
        "why": [(name, profile.facts.get(name), among.sources(standing, name), told) for name, told in among.left_out(standing)],
        "own": standing.own,
        "own_absent": among.why_no_place(standing),
        "loosened": among.loosened(asked, profile, group.missing) if group.left_out or group.missing else (),
        "sizes": {} if of_sizes else sizes,
    }


def _offer(about: About, table: str, department: int | None = None) -> dict[str, Any] | None:
    """The tables of these documents, and the lines of the one whose lines are asked for; None where it is open which documents."""
    if not (about.year and about.stage and about.scope):
        return None
    kind = (about.year, about.stage, about.scope, department)
    lines = standings.lines(table, *kind) if table else []
    return {
        "tables": [(key, schedule_title(key), key == table) for key in standings.tables(*kind)],
        "lines": [(str(one.line), one.label, one.line, str(one.line) == about.line) for one in lines],
    }


def _others(asked: among.Question) -> dict[str, Any]:
    """Of whom else a reader's own group can be made: the chosen, and those whose names have the words. Itself is in it anyway."""
    others = [one for one in asked.chosen if one != asked.department]
    chosen = stored.named(others) if others else {}
    found = stored.departments_named(asked.words, FOUND + 1 + len(chosen)) if asked.words else []
    further = [one for one in found if one.pk not in chosen and one.pk != asked.department]
    return {"chosen": list(chosen.values()), "found": further[:FOUND], "more": len(further) > FOUND}


def _elsewhere(asked: among.Question, kinds: Sequence[Kind]) -> dict[str, str] | None:
    other = among.elsewhere(asked, kinds)
    return {"scope": other.about.scope, "query": other.query()} if other else None


def choices(about: About, kinds: Sequence[Kind]) -> dict[str, list[tuple[str, str, bool]]]:
    """What the form offers: value, name, whether it is picked. A line of a table is offered where it is asked for."""
    lines = [(one.key, _(one.name), one.key == about.line) for one in INDICATORS]
    if not any(picked for _value, _name, picked in lines) and (line := _line(about.line)):
        lines.insert(0, (about.line, line_name(line, about.year), True))
    there = {str(kind.year) for kind in kinds} | ({str(about.year)} if about.year else set())
    labels = {**dict(Stage.choices), **dict(Scope.choices)}
    stages, scopes = ({*(getattr(kind, name) for kind in kinds), getattr(about, name)} - {""} for name in ("stage", "scope"))
    return {
        "lines": lines,
        "years": [(year, year, year == str(about.year)) for year in sorted(there, reverse=True)],
        "stages": [(one, str(labels[one]), one == about.stage) for one in Stage.values if one in stages],
        "scopes": [(one, str(labels[one]), one == about.scope) for one in Scope.values if one in scopes],
    }


def _line(text: str) -> Line | None:
    try:
        return standings.line_of(text)
    except BadQuestion:
        return None
