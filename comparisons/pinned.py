"""A view as one address for ever: as of which moment it is shown, whether anything changed since, and how it is cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import citations
from budgets.citations import Citation, View
from budgets.languages import as_shown, in_both
from budgets.models import Department, Disclosure, Edition
from budgets.moments import Moment, asked_for, this_second
from budgets.views import title_of_disclosure
from comparisons import stored
from comparisons.comparison import Comparison
from comparisons.standings import Asked
from comparisons.templatetags.compare import lines_name, scope_name, stage_name, years_name
from comparisons.templatetags.rankings import ranked_line

ALL_OF = 3
"""So many departments are named in a title; of more the first, and how many there are."""
Query = Callable[[Moment | None], str]
"""The query of a view's address as of a moment, or of now."""
Absolute = Callable[[str], str]
"""What makes a path an address (`HttpRequest.build_absolute_uri`)."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A view's address that always shows the same (`for_ever`), and its citation.

    Where it is shown as of a moment (`as_of`), `current` is the address of today's, and `changed` when something of it last changed since.
    """

    for_ever: str
    citation: Citation
    as_of: Moment | None = None
    current: str = ""
    changed: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The last instant that is shown."""
        return self.as_of.last if self.as_of else None


def comparison(absolute: Absolute, found: Comparison, kin: Iterable[int]) -> Pinned:
    """Of a comparison; `kin` are all whose documents it is, or would be, made of. Two queries as of a moment, else one."""
    asked = found.question
    told = stored.last_published({edition.pk for group in found.groups for edition in group.sources})
    view = _View(reverse("compare"), lambda as_of: asked.query(as_of=as_of), lambda: _title_of_comparison(found), *told)
    return _pinned(absolute, view, {"department__in": set(kin)})


def department(absolute: Absolute, found: Department, editions: Sequence[Edition], kin: Iterable[int]) -> Pinned:
    """Of a department through its years. One query as of a moment, else none."""

    def title() -> str:
        return _("{department}历年预算与决算").format(department=found.name)

    view = _View(reverse("department", args=(found.pk,)), _only_moment, title, _last(editions), any(map(_is_sample, editions)))
    return _pinned(absolute, view, {"department__in": set(kin)})


def ranking(absolute: Absolute, query: Query, line: Asked) -> Pinned:
    """Of one line of all departments. Two queries as of a moment, else one."""
    return _ranked(absolute, reverse("rankings"), query, lambda: _("各部门{line}排名，{kind}").format(**_words(line)), line)


def peers(absolute: Absolute, query: Query, line: Asked, found: Department) -> Pinned:
    """Of a department among its peers. Two queries as of a moment, else one."""

    def title() -> str:
        return _("{department}在同类部门中的位置：{line}，{kind}").format(department=found.name, **_words(line))

    return _ranked(absolute, reverse("peers", args=(found.pk,)), query, title, line)


@dataclass(frozen=True, slots=True)
class _View:
    path: str
    query: Query
    title: Callable[[], str]
    updated: datetime | None
    has_samples: bool


def _ranked(absolute: Absolute, path: str, query: Query, title: Callable[[], str], line: Asked) -> Pinned:
    years = (*line.years, *line.between)
    of: dict[str, Any] = {"fiscal_year__in": years, "stage": line.stage, "scope": line.scope}
    return _pinned(absolute, _View(path, query, title, *stored.last_published_of(years, line.stage, line.scope)), of)


def _pinned(absolute: Absolute, view: _View, disclosures: dict[str, Any]) -> Pinned:
    """`disclosures` are those whose changes may change the view."""

    def address(as_of: Moment | None) -> str:
        query = view.query(as_of)
        return as_shown(absolute(view.path + (f"?{query}" if query else "")))

    shown = asked_for()
    for_ever = address(shown if shown is not None and shown.is_over else this_second())
    title, english = in_both(view.title)
    updated = timezone.localdate(view.updated) if view.updated else None
    citation = citations.of_view(View(title, english, updated, timezone.localdate(), for_ever, view.has_samples))
    if shown is None:
        return Pinned(for_ever, citation)
    return Pinned(for_ever, citation, shown, address(None), stored.changed_since(shown, **disclosures))


def _only_moment(as_of: Moment | None) -> str:
    return urlencode({"as_of": as_of.text}, safe=":") if as_of else ""


def _last(editions: Iterable[Edition]) -> datetime | None:
    """When the last of these that are in force was published."""
    return max((one.published_at for one in editions if one.is_in_force and one.published_at), default=None)


def _is_sample(edition: Edition) -> bool:
    return any(part.reading.document.is_sample for part in edition.parts.all())


def _title_of_comparison(found: Comparison) -> str:
    names = [one.name for one in found.departments]
    told = _("、").join(names[:ALL_OF])
    if len(names) > ALL_OF:
        told = _("{departments}等 {count} 个部门").format(departments=told, count=len(names))
    stages = list(dict.fromkeys(group.stage for group in found.groups if group.stage))
    kind = _("与").join(stage_name(stage) for stage in stages)
    return _("{departments}{years}{kind}比较：{lines}").format(
        departments=told, years=years_name(found.years), kind=kind, lines=lines_name(found.question)
    )


def _words(line: Asked) -> dict[str, str]:
    kind = _("{year} 年{stage}（{scope}）").format(year=line.year, stage=stage_name(line.stage), scope=scope_name(line.scope))
    kind += _("，自 {year} 年以来").format(year=line.since) if line.since else ""
    return {"line": ranked_line(line), "kind": kind}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page below that of an edition: its address from there, and what it is called; `is_ours` says that we made what is on it."""

    address: str
    name: Callable[[], str]
    is_ours: bool = False


def edition(absolute: Absolute, found: Edition, leaf: Leaf | None = None) -> Pinned:
    """Of an edition of a disclosure, or of a page below it. Its documents as `stored.with_documents` fetched them; no query."""
    address = as_shown(absolute(reverse("edition", args=(found.pk,)) + (leaf.address if leaf else "")))
    disclosure = found.disclosure
    if leaf is not None and leaf.is_ours:
        return Pinned(address, citations.of_view(_view_of_leaf(found, leaf, address)))
    place, in_english = in_both(leaf.name) if leaf is not None else ("", "")
    documents = [part.reading.document for part in found.parts.all()]
    source = citations.Source(
        disclosure.department.name if disclosure else "",
        _title_of_edition(disclosure),
        _only({one.published_on for one in documents}),
        _only({one.source_url for one in documents}) or "",
        found.number or 0,
        timezone.localdate(),
        address,
        place=place,
        place_in_english=in_english,
        is_sample=_is_sample(found),
    )
    return Pinned(address, citations.of_source(source))


def _view_of_leaf(found: Edition, leaf: Leaf, address: str) -> View:
    def title() -> str:
        return _("{disclosure}：{what}").format(
            disclosure=title_of_disclosure(found.disclosure) if found.disclosure else "", what=leaf.name()
        )

    updated = timezone.localdate(found.published_at) if found.published_at else None
    return View(*in_both(title), updated, timezone.localdate(), address, _is_sample(found))


def _only(values: set[Any]) -> Any:
    """The one value of all; None where they differ."""
    return next(iter(values)) if len(values) == 1 else None


def _title_of_edition(disclosure: Disclosure | None) -> str:
    return in_both(lambda: title_of_disclosure(disclosure)).zh if disclosure is not None else ""
