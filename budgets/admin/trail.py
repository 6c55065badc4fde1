"""操作记录: what was done, by whom, when, the latest first; to be looked at only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

import pghistory
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.admin.base import LookedAt
from budgets.models import Trail
from budgets.trail import CHANGED, MADE, REMOVED, SECRET_CHANGED

A_PAGE: Final = 100
DID: Final = {
    MADE: gettext_lazy("新增"),
    CHANGED: gettext_lazy("更改"),
    REMOVED: gettext_lazy("移除"),
    SECRET_CHANGED: gettext_lazy("改了密码"),
}
ACTS: Final = "act"
"""The kind of what the desk itself says that was done, with its reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done. `changes` are the fields, each with what it was and what it became."""

    at: datetime
    person: int | None
    kind: Any
    what: str
    address: str
    did: Any
    changes: Sequence[tuple[Any, str, str]] = ()


def kinds() -> dict[str, Any]:
    """The tables of events, by the names of what they are about."""
    found: list[Any] = [*pghistory.core.event_models(include_missing_pgh_obj=True)]
    return {model.pgh_tracked_model._meta.model_name: model for model in found}


def latest(kind: str, person: int | None, before: datetime | None) -> list[Entry]:
    """A page of entries, of one kind or (with "") of all, the latest first."""
    known = kinds()
    found = [_events(model, person, before) for name, model in known.items() if kind in ("", name)]
    if kind in ("", ACTS):
        found.append(_acts(person, before))
    return list(islice(merge(*found, key=lambda entry: entry.at, reverse=True), A_PAGE))


def _events(about: Any, person: int | None, before: datetime | None) -> Iterator[Entry]:
    rows = about.objects.order_by("-pgh_created_at", "-pgh_id")
    rows = rows.filter(pgh_created_at__lt=before) if before else rows
    rows = rows.filter(pgh_context__person=person) if person is not None else rows
    if has_row := "pgh_obj" in {field.name for field in about._meta.fields}:
        earlier = about.objects.filter(pgh_obj=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
        rows = rows.annotate(earlier=Subquery(earlier.values("pgh_id")[:1]))
    page = list(rows[:A_PAGE])
    were = about.objects.in_bulk({row.earlier for row in page if row.earlier}) if has_row else {}
    for row in page:
        yield _entry(row, were.get(row.earlier) if has_row else None)


def _entry(row: Any, was: Any) -> Entry:
    tracked = type(row).pgh_tracked_model
    pk = getattr(row, "pgh_obj_id", None)
    fields = [field for field in row._meta.fields if not field.name.startswith("pgh_")]
    told = ((field.verbose_name, _value(was, field), _value(row, field)) for field in fields)
    return Entry(
        row.pgh_created_at,
        (row.pgh_context or {}).get("person"),
        tracked._meta.verbose_name,
        "" if pk is None else f"#{pk}",
        _address(tracked, pk),
        DID[row.pgh_label],
        () if row.pgh_label == SECRET_CHANGED else tuple(change for change in told if change[1] != change[2] or row.pgh_label == REMOVED),
    )


def _value(row: Any, field: Any) -> str:
    """As people read it: choices by their words, other rows by their numbers."""
    value = getattr(row, field.attname, None)
    if value in (None, ""):
        return ""
    if field.is_relation:
        return f"#{value}"
    return str(dict(field.flatchoices).get(value, value))


def _address(model: Any, pk: Any) -> str:
    model = model._meta.concrete_model
    try:
        return "" if pk is None else reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def _acts(person: int | None, before: datetime | None) -> Iterator[Entry]:
    rows = LogEntry.objects.select_related("content_type").order_by("-pk")
    rows = rows.filter(action_time__lt=before) if before else rows
    rows = rows.filter(user=person) if person is not None else rows
    for row in rows[:A_PAGE]:
        kind = row.content_type.model_class() if row.content_type else None
        name = kind._meta.verbose_name if kind else ""
        said = ((_("说明"), "", row.get_change_message()),)
        yield Entry(row.action_time, row.user_id, name, row.object_repr, row.get_admin_url() or "", _("操作"), said)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with the name of whoever did it."""

    entry: Entry
    person: str


def _named(entries: Iterable[Entry]) -> list[Shown]:
    entries = list(entries)
    names = dict(User.objects.filter(pk__in={entry.person for entry in entries}).values_list("pk", "username"))
    return [Shown(entry, names.get(entry.person or 0, "") if entry.person else "") for entry in entries]


@admin.register(Trail)
class TrailAdmin(LookedAt):
    """One list and no pages: there are no rows of its own."""

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="budgets_trail_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET
        kind = asked.get("kind", "") if asked.get("kind") in (*kinds(), ACTS) else ""
        person = int(asked["person"]) if asked.get("person", "").isdecimal() else None
        shown = _named(latest(kind, person, _moment(asked.get("before", ""))))
        query = {"kind": kind, "person": "" if person is None else person}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.opts.verbose_name,
            "shown": shown,
            "kinds": [(ACTS, _("操作")), *((name, model.pgh_tracked_model._meta.verbose_name) for name, model in kinds().items())],
            "people": User.objects.order_by("username").only("username"),
            "kind": kind,
            "person": person,
            "earlier": urlencode({**query, "before": shown[-1].entry.at.isoformat()}) if len(shown) == A_PAGE else "",
        }
        return TemplateResponse(request, "admin/budgets/trail/list.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is None or found.tzinfo else None
