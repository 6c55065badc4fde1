"""Signals on projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from comparisons.alike import perhaps_same
from comparisons.changes import Change, Changes, Point, amount
from comparisons.formulas import gettext_noop as _
from comparisons.indicators import plain
from comparisons.projects import come_to, projects_of
from comparisons.signals.shapes import Material, Signal, in_wan, percent
from comparisons.stated import Said

LARGE: Final = Decimal(10)
"""Percent of all projects of the year: one that alone moves the department's total. No rule sets it."""

_PREFIX: Final = re.compile(r"^[A-Za-z]{1,3}(?=[一-鿿])")
_OPERATING: Final = re.compile(
    r"(?:本?单位|机关|部门|局|办公楼?|日常)*"
    r"(?:办公费|印刷费|水费|电费|水电费|水电气?暖?费|邮电费|电话费|网络通讯费|取暖费|供暖费|物业(?:管理)?费|差旅费|维修(?:\(护\))?费|租赁费|房屋?租金"
    r"|会议费|培训费|公务接待费|公务用车运行(?:维护)?费|工会经费|福利费|劳务费)"
    r"(?:项目|经费|支出)?"
)
"""Names that are those of 款 of 302 商品和服务支出, which 机关运行经费 is made of, and nothing else."""


def without_reason(material: Material) -> Iterator[Signal]:
    """A large project that last year's table does not have, and that no sentence with a reason names."""
    message = _("项目“{line}”：{amount} 万元，占全部项目的 {share}%，上年的项目表里没有，文件的文字没有说明原因。")
    return _new(material, material.projects, "project.new", message)


def added(material: Material) -> Iterator[Signal]:
    """A large project of the final accounts that the budget of the year does not have, and that no sentence with a reason names."""
    message = _("项目“{line}”：决算 {amount} 万元，占全部项目的 {share}%，本年预算的项目表里没有，文件的文字没有说明原因。")
    return _new(material, material.added, "project.added", message)


def _new(material: Material, changes: Changes, code: str, message: str) -> Iterator[Signal]:
    lines = [change for change in projects_of(changes) if change.after is not None]
    whole = come_to(changes, material.changes) or Decimal(0)
    renamed = {id(one.began): one.ended for one in perhaps_same(changes)}
    for change in lines:
        if change.kind != "new" or whole <= 0 or 100 * amount(change.after) < LARGE * whole or _is_explained(change, material.said):
            continue
        earlier = renamed.get(id(change))
        values = {"line": change.label, "amount": in_wan(amount(change.after)), "share": percent(100 * amount(change.after) / whole)}
        extra = {"earlier": earlier.label} if earlier is not None else {}
        sentences = (message, *((_("名称相近的“{earlier}”没有了，可能是同一个项目。"),) if earlier is not None else ()))
        points = tuple(point for point in (change.after, earlier.before if earlier else None) if point is not None)
        yield Signal(code, change.key, material.year, sentences, {**values, **extra}, points)


def _is_explained(change: Change, said: Iterable[Said]) -> bool:
    name = _name(change.label)
    return any(one.reason and name in plain(one.text) for one in said)


def _name(label: str) -> str:
    """A project's name without white space, ordinal, and the letters that some regions put before it (J电费)."""
    return _PREFIX.sub("", plain(label))


def operating_outside(material: Material) -> Iterator[Signal]:
    """Costs of running the department that are budgeted as projects, so that 机关运行经费 does not hold them (D28)."""
    points = [change.after for change in projects_of(material.projects) if change.after is not None]
    found = [point for point in points if point.yuan and _OPERATING.fullmatch(_name(point.label))]
    if not found:
        return
    agency = material.changes.of("agency_running")
    inside = agency.after if agency is not None else None
    yield _outside(material.year, found, inside)


def _outside(year: int, found: list[Point], inside: Point | None) -> Signal:
    outside = sum((amount(point) for point in found), Decimal(0))
    values = {"lines": "、".join(point.label for point in found), "amount": in_wan(outside)}
    message = _("{lines}：共 {amount} 万元，列在项目里，不在机关运行经费之内。")
    if inside is None or inside.yuan is None:
        return Signal("operating.outside", "agency_running", year, (message,), values, tuple(found))
    both = {"inside": in_wan(inside.yuan), "together": in_wan(inside.yuan + outside)}
    together = _("机关运行经费 {inside} 万元，两者合计 {together} 万元。")
    statements = (inside.evidence.id,) if inside.evidence is not None and inside.evidence.kind == "statement" else ()
    return Signal("operating.outside", "agency_running", year, (message, together), {**values, **both}, (*found, inside), statements)
