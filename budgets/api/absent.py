"""What an empty list is told instead of its emptiness, where it was asked for something that there is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import Department, Edition, Region


def _departments(number: str) -> bool:
    return Department.objects.filter(pk=number, disclosures__in=Edition.objects.citable().values("disclosure")).exists()


def _editions(number: str) -> bool:
    return Edition.objects.citable().filter(pk=number).exists()


def _regions(code: str) -> bool:
    return Region.objects.filter(code=code).exists()


_KNOWN: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "department": (_departments, "departments"),
    "edition": (_editions, "editions"),
    "region": (_regions, "regions"),
}
"""By parameter whether there is such a one, and the list of those that there are."""


def not_there(given: Mapping[str, str]) -> dict[str, list[str]]:
    """Of checked parameters those that name something that there is not, or of which nothing is published. A query for each."""
    told = _("没有“{text}”，或者它没有公布的文件。有哪些，见 {address}。")
    return {
        name: [told.format(text=given[name], address=reverse(f"api:{listed}"))]
        for name, (is_there, listed) in _KNOWN.items()
        if given.get(name) and not is_there(given[name])
    }
