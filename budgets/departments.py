"""Departments by their names: registered once, resolved by equality of names and never by likeness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from budgets import regions
from budgets.models import Department, DepartmentName, Region
from budgets.querysets import DepartmentNameQuerySet

_SHOWN: Final = 5
_MOST_NAMED: Final = 6
REGION_SOURCE: Final = "GB/T 2260，budgets/reference/regions.tsv"


class NotResolved(Exception):
    """A name that does not lead to exactly one department. `str()` is one Chinese line for a clerk; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def resolve(name: str, region_code: str | None = None) -> Department:
    """The department called so, by its present or a former name or an alias. A region that is stated narrows, and never chooses.

    Raises NotResolved (department_unknown, department_ambiguous).
    """
    found = _called(name, region_code)
    if not found:
        raise NotResolved("department_unknown", f"部门名录里没有“{name}”，请登记这个部门，或选择它所属的部门。")
    if len(found) > 1:
        shown = "、".join(map(told_apart, found[:_SHOWN])) + ("等" if len(found) > _SHOWN else "")
        raise NotResolved("department_ambiguous", f"部门名录里有 {len(found)} 个“{name}”：{shown}。请选择是哪一个。")
    return found[0]


def told_apart(department: Department) -> str:
    """A department's name with what tells it from another of that name: its region, and the number that addresses use."""
    region = f"{department.region}，" if department.region else ""
    return f"{department.name}（{region}编号 {department.pk}）"


def taken(names: Iterable[str], region_code: str | None, besides: Department) -> list[DepartmentName]:
    """Names and aliases of other departments that equal one of these, where no region tells the two departments apart.

    Regions tell apart where both are known and are not the same. A document that does not state its region is then still ambiguous.
    """
    keys = {DepartmentNameQuerySet.key(name) for name in names}
    others = DepartmentName.objects.filter(key__in=keys).exclude(department=besides.pk)
    found = others.select_related("department__region").prefetch_related("department__names")
    return [name for name in found if None in (name.department.region_id, region_code) or name.department.region_id == region_code]


@transaction.atomic
def register_department(name: str, region_code: str | None = None, source: str = "") -> Department:
    """The department called so; made where there is none. Safe to call twice and in parallel.

    Without a region it is the one that the name begins with, if it begins with one. Raises NotResolved where several are called so.
    """
    _lock(DepartmentNameQuerySet.key(name))
    found = regions.region_of(name)
    code = region_code or (found.code if found else None)
    try:
        return resolve(name, code)
    except NotResolved as error:
        if error.code != "department_unknown":
            raise
    department = Department.objects.create(region=register_region(code) if code else None)
    DepartmentName.objects.create(department=department, name=name, source=source)
    return department


def region_called(text: str) -> Region:
    """The region that a person writes by its code or name. Raises NotResolved (region_unknown, region_ambiguous)."""
    if text.isdecimal():
        return register_region(text)
    found = regions.called(text)
    if len(found) > 1:
        which = "、".join(f"{one.full_name} {one.code}" for one in found[:_MOST_NAMED]) + ("……" if len(found) > _MOST_NAMED else "")
        raise NotResolved("region_ambiguous", f"叫“{text}”的地区有 {len(found)} 个：{which}。请写全名或代码。")
    if not found:
        raise NotResolved("region_unknown", f"没有叫“{text}”的行政区划，也没有这个代码，请核对。")
    return register_region(found[0].code)


def register_region(code: str) -> Region:
    """The region of this code with all above it, from the reference data. Raises NotResolved (region_unknown)."""
    division = regions.region(code)
    if division is None:
        raise NotResolved("region_unknown", f"没有代码为 {code} 的行政区划，请核对六位代码。")
    parent = register_region(division.parent) if division.parent else None
    fields = {"name": division.name, "full_name": division.full_name, "parent": parent, "source": REGION_SOURCE}
    return Region.objects.get_or_create(code=code, defaults=fields)[0]


def _called(name: str, region_code: str | None) -> list[Department]:
    names = DepartmentName.objects.called(name).select_related("department__region")
    candidates = {found.department_id: found.department for found in names.order_by("department_id")}.values()
    return [candidate for candidate in candidates if _compatible(candidate.region_id, region_code)]


def _compatible(one: str | None, other: str | None) -> bool:
    """True unless both are known and neither lies within the other."""
    if one is None or other is None:
        return True
    return one in _with_parents(other) or other in _with_parents(one)


def _with_parents(code: str) -> list[str]:
    division = regions.region(code)
    return [code, *(_with_parents(division.parent) if division and division.parent else ())]


def _lock(name: str) -> None:
    """Until the end of the transaction nobody else registers this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"department {name}"])
