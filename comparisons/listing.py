"""A comparison of years and departments as lines for a terminal: the same figures and words as its page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.models import Department, DepartmentName, Scope, Stage
from budgets.schedules import SCHEDULES
from budgets.templatetags.figures import signed_wan
from comparisons.comparison import Comparison, FigureCell, Group, StepCell, TableRow
from comparisons.headline import figure
from comparisons.templatetags.changes import caution_text, difference, lack_text, rate, told_text
from comparisons.templatetags.compare import ABSENT, line_name
from comparisons.terminal import table

LISTED = 8


class NoSuchDepartment(ValueError):
    """A name that is none or several departments': `str()` says in one line which there are instead."""


def department_named(text: str) -> Department:
    """The department with this name, or alias, or id, or the only one whose name has these words. Raises NoSuchDepartment."""
    names = DepartmentName.objects.select_related("department")
    exact = {name.department for name in names.filter(key=DepartmentName.objects.key(text))}
    if text.isdecimal():
        exact |= set(Department.objects.filter(pk=int(text)))
    found = exact or {name.department for name in names.filter(key__icontains=DepartmentName.objects.key(text))[: 10 * LISTED]}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise NoSuchDepartment(_("没有名称里有“{text}”的部门。").format(text=text))
    listed = sorted(f"{one.name}（{one.pk}）" for one in found)
    shown = "、".join(listed[:LISTED]) + (_(" 等") if len(listed) > LISTED else "")
    raise NoSuchDepartment(_("“{text}”不止一个部门：{names}。请写全名或编号。").format(text=text, names=shown))


def listing(found: Comparison) -> Iterator[str]:
    """Each department on each basis with its years: the figures, what changed since the year before, and what must be known of it."""
    asked = found.question
    if asked.schedule:
        yield f"{SCHEDULES[asked.schedule].title}·{asked.column}"
    for group in found.groups:
        yield from _group(found, group)
    yield from (f"  {told_text(event)}" for event in found.past)
    yield from (f"  {lack_text(*lack)}" for lack in found.lacking)
    yield from (
        f"  注 {remark.number}：{remark.step.before}→{remark.step.after} {caution_text(remark.caution)}" for remark in found.remarks
    )


def _group(found: Comparison, group: Group) -> Iterator[str]:
    kind = f"{Stage(group.stage).label}（{Scope(group.scope).label}）" if group.stage and group.scope else _("没有公布的文件")
    yield ""
    yield f"{group.department.name}　{kind}" + (_("　（演示排版，非官方原件）") if group.is_sample else "")
    heads = ["", *(head for year, _edition, step in group.columns for head in _heads(year.year, with_step=step is not None))]
    own = found.groups.index(group)
    rows = [[_name(row), *_texts(row, found, own)] for section in found.sections for row in section.rows]
    yield from table([heads, *rows])


def _heads(year: int, *, with_step: bool) -> list[str]:
    return [_("{year} 万元").format(year=year), *([_("差额"), _("变化率 %")] if with_step else [])]


def _name(row: TableRow) -> str:
    name = _("未能分摊的差额") if row.row.kind == "residual" else line_name(row.row.label)
    return "　" * row.row.depth + (f"{row.row.code} " if row.row.code else "") + name


def _texts(row: TableRow, found: Comparison, own: int) -> Iterator[str]:
    """The cells of one group: those of the groups before it take as many as they have years and steps."""
    first = sum(len(group.years) + len(group.track.steps) for group in found.groups[:own])
    group = found.groups[own]
    for cell in row.cells[first : first + len(group.years) + len(group.track.steps)]:
        if isinstance(cell, FigureCell):
            yield "" if row.row.kind == "residual" else _cell(cell)
        else:
            yield from _step(cell)


def _cell(cell: FigureCell) -> str:
    return figure(cell.point, "") if cell.point is not None else str(ABSENT[cell.absent])


def _step(cell: StepCell) -> tuple[str, str]:
    if cell.change is None:
        return (signed_wan(cell.residual) if cell.residual is not None else "", "")
    marks = "".join(f"〔{number}〕" for number in cell.numbers)
    return difference(cell.change) + marks, rate(cell.change)
