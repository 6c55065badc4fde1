"""Addresses that lead on within the moment that is shown."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from budgets.models import Edition
from budgets.moments import asked_for

register = template.Library()


@register.simple_tag
def as_of_query(**parameters: object) -> str:
    """The query of an address with these parameters, as of the moment that is shown; "" for none."""
    shown = asked_for()
    query = urlencode(parameters | ({"as_of": shown.text} if shown else {}), safe=":")
    return f"?{query}" if query else ""


@register.simple_tag
def edition_address(edition: Edition, department: int | None = None) -> str:
    """Where an edition is read: as of a moment at its own address, else at its disclosure's, which always shows the one in force."""
    one = edition.disclosure
    if asked_for() is not None or one is None:
        return reverse("edition", args=(edition.pk,))
    return reverse("disclosure", args=(department or one.department_id, one.fiscal_year, one.stage, one.scope))
