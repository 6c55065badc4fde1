"""The first page: what this is, and the departments that there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgets.languages import kept
from budgets.models import Department, Edition, Region
from comparisons import settled, stored
from comparisons.changes import Change
from comparisons.disclosures import is_sample
from comparisons.indicators import BY_KEY
from comparisons.report import heads

LISTED: Final = 50
TRIES: Final = ("三公", "机关运行经费", "住房公积金", "培训费", "ylbx")
"""What can be looked for: words that any budget has, two characters, a name, the first letters of a name (养老保险)."""
CONTRADICTIONS: Final = 6
NEWEST: Final = 6
TOTAL: Final = BY_KEY["total_expenditure"]
"""What a department of the list is told by."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The years of one kind of document that a department has, the latest first: 预算 or 决算, 部门 or 单位."""

    stage: str
    scope: str
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One department of a list with its latest total, and every disclosure of it."""

    edition: Edition
    total: Change | None
    kinds: tuple[Kind, ...]

    @property
    def department(self) -> Department:
        """Whose it is."""
        if self.edition.disclosure is None:
            raise ValueError(f"edition {self.edition.pk} has no disclosure")
        return self.edition.disclosure.department

    @property
    def is_sample(self) -> bool:
        """Whether its figures come from a document that we typeset ourselves."""
        return is_sample(self.edition)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, and the departments that there are with their latest totals. It had a search once: its addresses lead to today's."""
    if "q" in request.GET:
        search = f"{reverse('search')}?{urlencode([('q', one) for one in request.GET.getlist('q')])}"
        return redirect(kept(request, search), permanent=True)
    editions = stored.latest_editions(Edition.objects.citable(), limit=LISTED + 1)
    entries = _entries(editions[:LISTED])
    pair = _pair(entries)
    contradictions = stored.latest_contradictions(CONTRADICTIONS)
    context = {
        "regions": _by_region(entries),
        "pair": pair,
        "compare": reverse("compare") + "?" + urlencode([("d", one.pk) for one in pair]),
        "more": len(editions) > LISTED,
        "fallen": _fallen(entries),
        "tries": TRIES,
        "contradictions": contradictions,
        "settled": settled.of_several(thing.first for thing, _every in contradictions),
        "newest": stored.newest(NEWEST),
    }
    return render(request, "comparisons/start.html", context)


def _fallen(entries: Iterable[Entry]) -> Entry | None:
    """The entry whose total fell most, of those with two years of one kind, which can say why; None where none fell."""
    both = (entry for entry in entries if any(len(kind.editions) > 1 for kind in entry.kinds))
    known = [(entry.total.difference, entry) for entry in both if entry.total is not None and entry.total.difference is not None]
    return min(known, key=lambda one: one[0])[1] if known and min(one[0] for one in known) < 0 else None


def _entries(editions: list[Edition]) -> list[Entry]:
    """Each with its total against the same year before as on its own page. In a constant number of queries."""
    totals = heads(editions, (TOTAL,))
    kinds = _kinds(stored.disclosed(edition.disclosure.department_id for edition in editions if edition.disclosure))
    return [
        Entry(edition, totals[edition.pk].of(TOTAL.key), kinds.get(edition.disclosure.department_id, ()))
        for edition in editions
        if edition.disclosure
    ]


def _kinds(editions: Iterable[Edition]) -> dict[int, tuple[Kind, ...]]:
    """The disclosures of each department, budgets before final accounts."""
    found: dict[int, dict[tuple[str, str], list[Edition]]] = {}
    for edition in editions:
        if one := edition.disclosure:
            kind = (one.get_stage_display(), one.get_scope_display())
            found.setdefault(one.department_id, {}).setdefault(kind, []).append(edition)
    return {department: tuple(Kind(*kind, tuple(own)) for kind, own in kinds.items()) for department, kinds in found.items()}


def _by_region(entries: Iterable[Entry]) -> list[tuple[Region | None, list[Entry]]]:
    """Entries, which come in the order of their regions, under them."""
    return [(region, list(found)) for region, found in groupby(entries, key=lambda entry: entry.department.region)]


def _pair(entries: Iterable[Entry]) -> list[Department]:
    """Two departments to begin a comparison with: the first two of which something is in force."""
    found = [entry.department for entry in entries if entry.edition.is_in_force]
    return found[:2] if len(found) > 1 else []
