"""Departments by what people call them: a number, a name, a part of one; and who there is where nobody is called so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Final, NamedTuple
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.languages import run_on
from budgets.models import Department, DepartmentName, Edition
from budgets.moments import asked_for

LISTED: Final = 8
"""So many departments are named; of further ones it is said how many there are, and where they are listed."""
_LOOKED_AT: Final = 200
_MOST_PIECES: Final = 40


class _Found(NamedTuple):
    """The first of some departments, and how many they are."""

    first: Sequence[Department]
    total: int


class NoSuchDepartment(ValueError):
    """A name that is none or several departments: `str()` says in one line which there are instead."""


def department_named(text: str) -> Department:
    """The department with this name, or alias, or number, or the only one whose name has these words. Raises NoSuchDepartment."""
    key = DepartmentName.objects.key(text)
    if not key:
        raise NoSuchDepartment(run_on(_("请给出部门的名称或编号。"), _those_there_are()))
    names = DepartmentName.objects.select_related("department")
    exact = {name.department for name in names.filter(key=key)}
    if _is_number(text):
        exact |= set(Department.objects.filter(pk=int(text)))
    if len(exact) == 1:
        return exact.pop()
    having = {"pk__in": [one.pk for one in exact]} if exact else {"pk__in": names.filter(key__icontains=key).values("department")}
    found = _first(Department.objects.filter(**having))
    if found.total == 1:
        return found.first[0]
    if not found.total:
        raise NoSuchDepartment(no_number([text]) if _is_number(text) else _no_name(text))
    told = _("“{text}”不止一个部门：{names}。请写全名或编号。").format(text=text, names=_listed(found, text))
    raise NoSuchDepartment(told)


def no_number(numbers: Sequence[int | str], beside: int | None = None) -> str:
    """That no department has these numbers, and who there is: of the region of `beside` where that is given, else any.

    Seven queries at most.
    """
    own = Department.objects.filter(pk=beside).values("region") if beside is not None else None
    near = _with_documents(Q(region__in=own) & ~Q(pk=beside)) if own is not None else _Found((), 0)
    told = _("同一地区的是：{names}。").format(names=_listed(near)) if near.total else _those_there_are()
    more = _(" 等 {count} 个").format(count=len(numbers)) if len(numbers) > LISTED else ""
    return run_on(_("没有编号为 {given} 的部门，请按名称找。").format(given="、".join(map(str, numbers[:LISTED])) + more), told)


def existing(number: int, departments: QuerySet[Department] | None = None) -> Department:
    """The department with this number, out of these where some are given. Raises Http404, which says who there is."""
    found = (Department.objects.all() if departments is None else departments).filter(pk=number).first()
    if found is None:
        raise Http404(no_number([number]))
    return found


def not_yet() -> str:
    """That nothing of a department is published, or was at the moment that is shown."""
    shown = asked_for()
    return _("这个部门在 {moment} 还没有公布的文件。").format(moment=shown.text) if shown else _("这个部门还没有公布的文件。")


def nothing_of(numbers: Sequence[int]) -> str:
    """That some of these departments do not exist, else that none of them has a document in force; and who there is.

    Five queries at most.
    """
    known = set(Department.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if unknown := [number for number in numbers if number not in known]:
        return no_number(unknown)
    told, shown = "、".join(map(str, numbers)), asked_for()
    if shown is not None:
        then = _("编号为 {numbers} 的部门在 {moment} 没有公布的文件。").format(numbers=told, moment=shown.text)
        return run_on(then, _those_there_are())
    return run_on(_("编号为 {numbers} 的部门没有现行的文件。").format(numbers=told), _those_there_are())


def _no_name(text: str) -> str:
    """That nobody is called so, and who is called nearly so, else any. Four queries at most."""
    like = _alike(text)
    told = _("名称相近的是：{names}。").format(names=_listed(like)) if like.total else _those_there_are()
    return run_on(_("没有名称里有“{text}”的部门。").format(text=text), told)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


def _those_there_are() -> str:
    there = _with_documents(Q())
    return _("收录了的是：{names}。").format(names=_listed(there)) if there.total else _("还没有收录部门的文件。")


def _with_documents(which: Q) -> _Found:
    """Those of these departments that have a document in force. Three queries at most."""
    there = Exists(Edition.objects.published().filter(disclosure__department=OuterRef("pk")))
    return _first(Department.objects.filter(which, there))


def _first(departments: QuerySet[Department]) -> _Found:
    """The first by number, as many as are named. Three queries at most."""
    found = list(departments.prefetch_related("names").order_by("pk")[: LISTED + 1])
    return _Found(found[:LISTED], len(found) if len(found) <= LISTED else departments.count())


def _alike(text: str) -> _Found:
    """Departments that share two characters in a row with this text, the most alike first. Three queries at most."""
    key = DepartmentName.objects.key(text)
    pieces = list(dict.fromkeys(key[at : at + 2] for at in range(len(key) - 1)))[:_MOST_PIECES]
    if not pieces:
        return _Found((), 0)
    names = DepartmentName.objects.filter(reduce(or_, (Q(key__contains=piece) for piece in pieces)))
    found = names.order_by("key").select_related("department").prefetch_related("department__names")[:_LOOKED_AT]
    ordered = sorted(found, key=lambda name: -SequenceMatcher(None, key, name.key).ratio())
    departments = list(dict.fromkeys(name.department for name in ordered))
    is_all = len(departments) <= LISTED
    return _Found(departments[:LISTED], len(departments) if is_all else names.values("department").distinct().count())


def _listed(found: _Found, words: str = "") -> str:
    """These departments by name and number. Of those that have these words in a name and are not named here, where to find them."""
    names = "、".join(f"{one.name}（{one.pk}）" for one in found.first)
    if found.total == len(found.first):
        return names
    narrowed = "?name=" + re.sub(r"\W", lambda one: quote(one[0], safe=""), words) if words else ""
    address = reverse("api:departments") + narrowed
    return names + _(" 等 {count} 个（公布过文件的都列在 {address}）").format(count=found.total, address=address)
