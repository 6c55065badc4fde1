"""Atom feeds: what is new, what was corrected, and what may be worth a look; of everything, or of one department.

A reader of feeds keeps no cookie: `?lang=en` in the address asks for English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from budgets.languages import kept
from budgets.models import Department
from comparisons import news, stored
from comparisons.asked import BadQuestion, Reader
from comparisons.named import existing
from comparisons.news import Item

NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed changed of which nothing was ever published: Atom wants a time, and that of asking would be another each time."""

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Atom(Atom1Feed):
    """An Atom feed that changed when anything of what it tells of did, also where that is no longer in it."""

    def latest_post_date(self) -> datetime:
        changed: datetime | None = self.feed["changed"]
        return max(filter(None, (changed, *(item["updateddate"] for item in self.items))), default=NEVER)


@conditional_page
@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """What is newly public."""
    return _asked_of_nothing(request, lambda: _of_all(request, _("明账：新的公开"), _("新公开的预算和决算。"), news.disclosures()))


@conditional_page
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What was replaced by a new edition, withdrawn, or put in force again."""
    return _asked_of_nothing(request, lambda: _of_all(request, _("明账：更正"), _("取代旧版的新版，和撤回的版本。"), news.corrections()))


@conditional_page
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """What may be worth a look in what is newly public."""
    return _asked_of_nothing(
        request,
        lambda: _of_all(request, _("明账：信号"), _("新公开的文件里，几份文件、几年之间值得看一看的地方。信号不是指责。"), news.signals()),
    )


@conditional_page
@require_safe
def of_department(request: HttpRequest, pk: int) -> HttpResponse:
    """The disclosures and corrections of one department."""
    department = existing(pk, Department.objects.prefetch_related("names"))
    changed = stored.last_change(pk)
    if changed is None:
        raise Http404(_("这个部门还没有公布的文件。"))

    def feed() -> HttpResponse:
        title = _("明账：{department}").format(department=department.name)
        return _feed(request, (title, _("它的公开和更正。")), reverse("department", args=(pk,)), news.of_department(pk), changed)

    return _asked_of_nothing(request, feed)


def _of_all(request: HttpRequest, title: str, subtitle: str, items: Sequence[Item]) -> HttpResponse:
    return _feed(request, (title, subtitle), reverse("start"), items, stored.last_change())


def _feed(request: HttpRequest, names: tuple[str, str], page: str, items: Sequence[Item], changed: datetime | None) -> HttpResponse:
    """A feed beside a page. Ids are the same over http and https, and those of entries in either language."""
    title, subtitle = names
    address, tag = kept(request, request.get_full_path()), tag_of(request)
    feed = Atom(
        title=clean(title),
        subtitle=clean(subtitle),
        description=None,
        link=request.build_absolute_uri(page),
        feed_url=request.build_absolute_uri(address),
        feed_guid=f"{tag}{address}",
        author_name=_("明账"),
        language=translation.get_language(),
        changed=changed,
    )
    for item in items:
        feed.add_item(
            title=clean(item.title),
            link=request.build_absolute_uri(item.link),
            description=format_html_join("", "<p>{}</p>", ((clean(text),) for text in item.body)),
            unique_id=f"{tag}{item.key}",
            pubdate=item.published,
            updateddate=item.updated,
        )
    headers = {"Last-Modified": http_date(feed.latest_post_date().timestamp())}
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type, headers=headers)


def tag_of(request: HttpRequest) -> str:
    """The beginning of a tag URI (RFC 4151) of this service: its host without a port, and a year that never changes."""
    return f"tag:{urlsplit(f'//{request.get_host()}').hostname},{NEVER.year}:"


def clean(text: str) -> str:
    """A text without the characters that no XML document can hold."""
    return _NOT_IN_XML.sub("", text)


def _asked_of_nothing(request: HttpRequest, feed: Callable[[], HttpResponse]) -> HttpResponse:
    """A feed, whose address asks for nothing but its language (`config.language`)."""
    try:
        Reader.of(dict(request.GET.lists()), ()).finish()
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    return feed()
