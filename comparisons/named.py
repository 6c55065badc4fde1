"""Departments by what people call them: a number, a name, a part of one; and who there is where nobody is called so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from budgets.models import Department, DepartmentName, Edition

LISTED: Final = 8
_LOOKED_AT: Final = 200
_MOST_PIECES: Final = 40


class NoSuchDepartment(ValueError):
    """A name that is none or several departments: `str()` says in one line which there are instead."""


def department_named(text: str) -> Department:
    """The department with this name, or alias, or number, or the only one whose name has these words. Raises NoSuchDepartment."""
    key = DepartmentName.objects.key(text)
    if not key:
        raise NoSuchDepartment(_("请给出部门的名称或编号。") + _those_there_are())
    names = DepartmentName.objects.select_related("department")
    exact = {name.department for name in names.filter(key=key)}
    if _is_number(text):
        exact |= set(Department.objects.filter(pk=int(text)))
    found = exact or {name.department for name in names.filter(key__icontains=key)[: 10 * LISTED]}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise NoSuchDepartment(no_number([text]) if _is_number(text) else _no_name(text))
    raise NoSuchDepartment(_("“{text}”不止一个部门：{names}。请写全名或编号。").format(text=text, names=_listed(found)))


def no_number(numbers: Sequence[int | str], beside: int | None = None) -> str:
    """That no department has these numbers, and who there is: of the region of `beside` where that is given, else any. Three queries."""
    own = Department.objects.filter(pk=beside).values("region") if beside is not None else None
    near = _with_documents(Q(region__in=own) & ~Q(pk=beside)) if own is not None else []
    told = _("同一地区的是：{names}。").format(names=_listed(near)) if near else _those_there_are()
    return _("没有编号为 {given} 的部门，请按名称找。").format(given="、".join(map(str, numbers[:LISTED]))) + told


def nothing_of(numbers: Sequence[int]) -> str:
    """That some of these departments do not exist, else that none of them has a document in force; and who there is. Three queries."""
    known = set(Department.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    if unknown := [number for number in numbers if number not in known]:
        return no_number(unknown)
    return _("编号为 {numbers} 的部门没有现行的文件。").format(numbers="、".join(map(str, numbers))) + _those_there_are()


def _no_name(text: str) -> str:
    """That nobody is called so, and who is called nearly so, else any. Three queries."""
    like = _alike(text)
    told = _("名称相近的是：{names}。").format(names=_listed(like)) if like else _those_there_are()
    return _("没有名称里有“{text}”的部门。").format(text=text) + told


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


def _those_there_are() -> str:
    there = _with_documents(Q())
    return _("收录了的是：{names}。").format(names=_listed(there)) if there else _("还没有收录部门的文件。")


def _with_documents(which: Q) -> list[Department]:
    """The first of these departments that have a document in force, one more than are listed. Two queries."""
    there = Exists(Edition.objects.published().filter(disclosure__department=OuterRef("pk")))
    return list(Department.objects.filter(which, there).prefetch_related("names").order_by("pk")[: LISTED + 1])


def _alike(text: str) -> list[Department]:
    """Departments that share two characters in a row with this text, the most alike first. Two queries."""
    key = DepartmentName.objects.key(text)
    pieces = list(dict.fromkeys(key[at : at + 2] for at in range(len(key) - 1)))[:_MOST_PIECES]
    if not pieces:
        return []
    names = DepartmentName.objects.filter(reduce(or_, (Q(key__contains=piece) for piece in pieces))).order_by("key")
    found = names.select_related("department").prefetch_related("department__names")[:_LOOKED_AT]
    ordered = sorted(found, key=lambda name: -SequenceMatcher(None, key, name.key).ratio())
    return list(dict.fromkeys(name.department for name in ordered))[: LISTED + 1]


def _listed(departments: Iterable[Department]) -> str:
    names = [f"{one.name}（{one.pk}）" for one in departments]
    return "、".join(names[:LISTED]) + (_(" 等") if len(names) > LISTED else "")
