"""How the table of a comparison can be laid out, in words, each to be chosen as an address."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparisons import pivot
from comparisons.comparison import Comparison
from comparisons.matrix import Row
from comparisons.pivot import Block
from comparisons.templatetags.compare import line_name

register = template.Library()

AXES: Final = {"lines": gettext_lazy("科目和项目"), "departments": gettext_lazy("部门"), "years": gettext_lazy("年份")}
ORDERS: Final = {
    "figure": gettext_lazy("数额，大的在前"),
    "difference": gettext_lazy("差额，增加多的在前"),
    "rate": gettext_lazy("变化率，高的在前"),
}

Choices = list[tuple[object, str]]


@register.simple_tag
def turned(comparison: Comparison) -> tuple[Block, ...]:
    """The table with departments or years below each line."""
    return pivot.turned(comparison)


@register.simple_tag
def axes() -> Choices:
    """What the rows can be."""
    return [(value, str(name)) for value, name in AXES.items()]


@register.simple_tag
def orders(comparison: Comparison) -> Choices:
    """In which order rows can stand; first the one in which they stand where none is chosen."""
    usual = _("文件里的次序，各类之内减少多的在前") if comparison.falls_first else _("文件里的次序")
    return [("", usual), *((value, str(name)) for value, name in ORDERS.items())]


@register.filter
def depths(comparison: Comparison) -> Choices:
    """How many levels of lines can be shown."""
    levels = range(1, comparison.levels)
    return [*((level, _("到第 {level} 级").format(level=level)) for level in levels), (0, _("全部"))]


@register.filter
def above(comparison: Comparison) -> list[tuple[str, str]]:
    """The lines over the one that is looked at, the uppermost first: key and name."""
    rows = _by_key(comparison)
    found: list[tuple[str, str]] = []
    at = rows.get(comparison.question.layout.under)
    while at is not None and (at := rows.get(at.parent or "")) is not None:
        found.insert(0, (at.key, row_name(at)))
    return found


@register.filter
def under_name(comparison: Comparison) -> str:
    """The line that is looked at."""
    row = _by_key(comparison).get(comparison.question.layout.under)
    return row_name(row) if row is not None else ""


def _by_key(comparison: Comparison) -> dict[str, Row]:
    return {row.key: row for one in comparison.every_row for row in one.rows}


@register.filter
def row_name(row: Row) -> str:
    """The code and the name of a line."""
    return f"{row.code} {line_name(row.label)}".strip()
