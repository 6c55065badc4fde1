"""What is kept and what is not, in words: no claim is made of what is only not collected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.models import Edition, Scope, Stage
from budgets.regions import level_of
from comparisons.coverage import Place, TableCell
from comparisons.roster import DAYS, last_date

register = template.Library()

ABSENT: Final = {
    "not_collected": gettext_lazy("未收录"),
    "expected": gettext_lazy("应有未收录"),
    "announced": gettext_lazy("已公开，未收录"),
    "received": gettext_lazy("收到，待审核"),
    "put_away": gettext_lazy("收到，未采用"),
    "withdrawn": gettext_lazy("已撤回"),
}
TABLES: Final = {
    "full": gettext_lazy("已收录"),
    "empty": gettext_lazy("空表"),
    "pictures": gettext_lazy("或在图片页"),
    "unrecognised": gettext_lazy("或未认出"),
    "no_table": gettext_lazy("无此表"),
}
LEVELS: Final = {"province": gettext_lazy("省级"), "city": gettext_lazy("地市级"), "county": gettext_lazy("县区级")}


@register.filter
def level_word(code: str) -> str:
    """The level of the region with this code."""
    return str(LEVELS[level_of(code)])


@register.filter
def absence_word(place: Place) -> str:
    """Why nothing is shown of a disclosure."""
    return str(ABSENT[place.absent])


@register.filter
def absence_reason(place: Place) -> str:
    """What asks for a disclosure that was not collected, and the days that are known of it; "" where that is not known."""
    entry = place.entry
    if entry is None or place.absent not in ("expected", "announced"):
        return ""
    if entry.published.published_on is not None:
        return _("{day} 公开").format(day=entry.published.published_on)
    if entry.published.approved_on is not None:
        return _("最迟应在 {day} 公开").format(day=entry.published.approved_on + timedelta(days=DAYS))
    if entry.listed is not None:
        return _("依据：{source}").format(source=entry.listed.source)
    return _("{years} 年都有").format(years=_("、").join(map(str, entry.between or ())))


@register.filter
def timing(place: Place) -> str:
    """Whether it was published in time, where both dates are known."""
    if place.late:
        return ngettext("晚 {count} 日公开", "晚 {count} 日公开", place.late).format(count=place.late)
    return _("按时公开") if place.is_in_time else ""


@register.filter
def public_since(edition: Edition) -> date | None:
    """The day on which a disclosure was published, by its documents; None where one does not tell. Its documents were fetched with it."""
    return last_date([part.reading.document.published_on for part in edition.parts.all()])


@register.filter
def table_word(cell: TableCell) -> str:
    """What became of a table."""
    return str(TABLES[cell.state])


@register.filter
def stage_of(stage: str) -> str:
    """预算 or 决算."""
    return str(Stage(stage).label)


@register.filter
def scope_of(scope: str) -> str:
    """部门 or 单位."""
    return str(Scope(scope).label)


@register.filter
def place_url(place: Place) -> str:
    """The page of a disclosure."""
    due = place.due
    return reverse("disclosure", args=(due.department, due.year, due.stage, due.scope))


@register.simple_tag
def cell_url(place: Place, cell: TableCell) -> str:
    """The page of a table."""
    due = place.due
    return reverse("disclosure-table", args=(due.department, due.year, due.stage, due.scope, cell.number))


@register.filter
def square(place: Place) -> str:
    """The form that stands for how much of a disclosure is kept."""
    return "empty" if place.is_empty or place.has_no_table else "part" if place.lacking else "full"
