"""How a result of the search is told."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from budgets.titles import schedule_title
from comparisons.search import Asked

register = template.Library()


@register.filter
def table_of_line(target: str) -> str:
    """The table that a line is ranked in, as rankings write the line; of a headline figure that it is one."""
    schedule, colon, _row = target.partition(":")
    return schedule_title(schedule) if colon else _("主要指标")


@register.simple_tag
def search_kind(asked: Asked, kind: str) -> str:
    """The parameters of the same search in one kind alone."""
    return asked.address(kind)
