"""The page of the queue: what needs a person, with chips, a search and who does what; and what is done from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets import queue
from budgets.assignments import REVIEW, Taken, Thing, hand, holders
from budgets.four_eyes import whose_own
from budgets.models import Assignment, Edition
from budgets.queue import A_PAGE, HOLDERS, Asked, Reason, Source

MOST_AT_ONCE: Final = 200
TAKE, GIVE, RELEASE = "take", "give", "release"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter: its words, how many it shows, where it leads (a chosen one: back), and whether it is chosen."""

    label: Any
    count: int
    address: str
    is_chosen: bool


def page(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The queue; posted to, it does what was asked and comes back to the same part."""
    person = _somebody(request)
    asked = Asked.of(request.GET)
    if request.method == "POST":
        return HttpResponseRedirect(_done(request, person) or asked.address)
    counted = queue.counts(person, asked)
    count = counted.holders[asked.holder]
    last = max(1, math.ceil(count / A_PAGE))
    asked = asked if asked.page <= last else asked.but(page=last)
    items = queue.listed(person, asked) if count else []
    works = [one for one in queue.sources_of(person) if any(item.thing[0] == one.work for item in items)]
    may = queue.has_work(person)
    return TemplateResponse(
        request,
        "admin/budgets/queue.html",
        {
            **context,
            "title": _("待办"),
            "asked": asked,
            "items": items,
            "count": count,
            "reasons": reason_chips(counted.reasons, asked),
            "holders": [
                Chip(label, counted.holders[one], asked.but(holder=one).address, one == asked.holder) for one, label in HOLDERS.items()
            ],
            "may": may,
            "colleagues": queue.colleagues(works) if may and works else (),
            "pages": [(number, asked.but(page=number).address) for number in _numbers(asked.page, last)],
            "is_filtered": asked.but() != Asked(),
            "all": Asked().address,
        },
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The queue on the first page of the desk: the same counts, each a way into it."""

    count: int
    reasons: list[Chip]
    holders: list[Chip]
    address: str


def summary(person: queue.Somebody) -> Summary:
    """What waits for a person, by the code that counts the queue itself."""
    asked = Asked()
    counted = queue.counts(person, asked)
    holders_ = [Chip(HOLDERS[one], counted.holders[one], asked.but(holder=one).address, False) for one in (queue.MINE, queue.NOBODYS)]
    return Summary(counted.holders[queue.ANYBODYS], reason_chips(counted.reasons, asked), holders_, asked.address)


def _somebody(request: HttpRequest) -> User:
    """Who is logged in and may look at anything that waits."""
    if not isinstance(request.user, User) or not queue.sources_of(request.user):
        raise PermissionDenied
    return request.user


def reason_chips(counted: Mapping[Reason, int], asked: Asked) -> list[Chip]:
    """One for each reason for which anything waits, and for the one that is chosen."""
    return [
        Chip(reason.label, count, asked.but(reason="" if reason.code == asked.reason else reason.code).address, reason.code == asked.reason)
        for reason, count in counted.items()
        if count or reason.code == asked.reason
    ]


def _numbers(now: int, last: int) -> list[int]:
    """The pages that are offered: the first, the last, and those beside this one."""
    return sorted({1, last, *range(max(1, now - 2), min(last, now + 2) + 1)}) if last > 1 else []


# What is done


@dataclass(frozen=True, slots=True)
class _Named:
    """A thing as a form names it, and whose it was when that was decided."""

    thing: Thing
    seen: int | None
    source: Source

    @classmethod
    def of(cls, text: str) -> _Named | None:
        work, _dash, rest = text.partition("-")
        number, _dash, seen = rest.partition("-")
        source = queue.source(work)
        if source is None or not _is_number(number) or (seen and not _is_number(seen)):
            return None
        return cls((work, int(number)), int(seen) if seen else None, source)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _done(request: HttpRequest, person: User) -> str:
    """Do what a button says, with what it names or with all that is ticked; where to go, if not to the queue."""
    given = request.POST
    act, _colon, own = given.get("act", "").partition(":")
    named = [one for text in ([own] if own else given.getlist("thing")[:MOST_AT_ONCE]) if (one := _Named.of(text))]
    if not named:
        messages.warning(request, _("没有选中任何一件。请先勾选，或用每件后面的按钮。"))
    elif act in (TAKE, GIVE, RELEASE):
        _assign(request, person, act, named)
    else:
        _do(request, person, act, named)
    return _back(given.get("then", ""))


def _back(then: str) -> str:
    """The page of an edition from which something was done."""
    return reverse("admin:budgets_edition_change", args=[int(then)]) if _is_number(then) else ""


def _assign(request: HttpRequest, person: User, act: str, named: Iterable[_Named]) -> None:
    to = person if act == TAKE else _chosen(request.POST.get("to", "")) if act == GIVE else None
    if act == GIVE and to is None:
        messages.error(request, _("请先选把它交给谁。"))
        return
    done = 0
    for one, title in _allowed(request, person, named):
        if to is not None and to != person and not _may_be_given(one, to):
            messages.error(
                request,
                gettext("“%(title)s”不能交给 %(name)s：没有这个权限，或是本人做过的，须由另一个人审核。") % {"title": title, "name": to},
            )
            continue
        try:
            hand(one.thing, to, seen=one.seen)
        except Taken as taken:
            messages.warning(request, _said_taken(title, taken.holder))
        else:
            done += 1
    if done:
        messages.success(request, _words(act, done, to))


def _words(act: str, done: int, to: User | None) -> str:
    if act == TAKE:
        return gettext("%d 件由你办。") % done
    return gettext("%(count)d 件已交给 %(name)s。") % {"count": done, "name": to} if to else gettext("%d 件已放回，没有人办。") % done


def _said_taken(title: str, holder: Assignment | None) -> str:
    if holder is None:
        return gettext("“%s”刚被放回，现在没有人办。请再看一眼。") % title
    about = {"title": title, "name": holder.person, "time": f"{timezone.localtime(holder.since):%Y-%m-%d %H:%M}"}
    return gettext("“%(title)s”已由 %(name)s 接手（%(time)s）。") % about


def _chosen(text: str) -> User | None:
    return User.objects.filter(pk=int(text), is_active=True, is_staff=True).first() if _is_number(text) else None


def _may_be_given(one: _Named, to: User) -> bool:
    """Who is given something may do it, and it waits for them too: nobody reviews what is their own work."""
    return one.source.is_done_by(to) and one.thing[1] in queue.waiting(one.source, to, [one.thing[1]])


def _allowed(request: HttpRequest, person: User, named: Iterable[_Named]) -> list[tuple[_Named, str]]:
    """Those that this person may do and that still wait, each with its title; of the others it is said why not."""
    found: list[tuple[_Named, str]] = []
    for own in _by_source(named):
        source = own[0].source
        if not source.is_done_by(person):
            raise PermissionDenied
        numbers = [one.thing[1] for one in own]
        waits, shown = queue.waiting(source, person, numbers), source.show(numbers)
        for one in own:
            title = shown[one.thing[1]].title if one.thing[1] in shown else f"{one.thing[1]}"
            if one.thing[1] in waits:
                found.append((one, title))
            else:
                messages.warning(request, gettext("“%s”已经办完，或不等你来办。") % title)
    return found


def _by_source(named: Iterable[_Named]) -> Iterable[list[_Named]]:
    found: dict[str, list[_Named]] = {}
    for one in named:
        found.setdefault(one.source.work, []).append(one)
    return found.values()


def _do(request: HttpRequest, person: User, act: str, named: Iterable[_Named]) -> None:
    for one, title in _allowed(request, person, named):
        doing = one.source.doings.get(act)
        if doing is None or not person.has_perm(doing.permission):
            raise PermissionDenied
        if said := doing.run(one.thing[1], person):
            messages.success(request, f"“{title}”：{said}")


# Beside a thing


@dataclass(frozen=True, slots=True)
class Beside:
    """Who does a thing, as its own page shows it, and whether this person may take it or give it back."""

    key: str
    holder: Assignment | None
    is_mine: bool
    may: bool
    colleagues: list[User]


def beside(edition: Edition, person: User) -> Beside | None:
    """Who does what is to be done with an edition; None where nothing is."""
    thing = queue.thing_of(edition)
    source = queue.source(thing[0]) if thing else None
    if thing is None or source is None:
        return None
    holder = holders([thing]).get(thing)
    may = source.is_done_by(person) and bool(queue.waiting(source, person, [edition.pk]))
    key = f"{thing[0]}-{thing[1]}-{holder.person_id if holder else ''}"
    able = queue.colleagues([source]) if may else User.objects.none()
    offered = able.exclude(whose_own(edition)) if thing[0] == REVIEW else able
    return Beside(key, holder, bool(holder and holder.person_id == person.pk), may, list(offered))
