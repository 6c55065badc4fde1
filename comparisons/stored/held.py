"""What is kept of departments' disclosures, and what was received of them and is not public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from django.db.models import Count

from budgets.models import Disclosure, Edition, Note
from comparisons.coverage import Copy, Holdings, Kept
from comparisons.roster import Due, roster
from comparisons.stored.editions import shown_editions
from comparisons.stored.expected import disclosure_of, listed_of
from comparisons.stored.volumes import tables_in

PICTURES: Final = ("picture_page", "pictured_print")
"""The notes of pages on which tables may be in a picture that was not read."""


def holdings(departments: Iterable[int], on: date) -> Holdings:
    """Everything that is known of the disclosures of these departments on a day. A constant number of queries.

    A file whose department was not yet told is nobody's, and not among them; nor is one that could not be read.
    """
    wanted = set(departments)
    shown = {edition.pk: edition for edition in shown_editions(*wanted)}
    tables = tables_in(shown)
    pictures = dict(Note.objects.filter(edition__in=shown, code__in=PICTURES).order_by().values_list("edition").annotate(Count("pk")))
    disclosed = {key: disclosure_of(edition, tables.get(key, ())) for key, edition in shown.items()}
    in_force = (one for key, one in disclosed.items() if shown[key].is_in_force)
    copies = {
        one.due: Copy(
            key,
            shown[key].number or 0,
            not shown[key].is_in_force,
            any(part.reading.document.is_sample for part in shown[key].parts.all()),
            tuple(Kept(number, table.schedule, table.figures) for number, table in enumerate(tables.get(key, ()), start=1)),
            pictures.get(key, 0),
        )
        for key, one in disclosed.items()
    }
    unpublished = never_published(wanted)
    received = frozenset(due for due, state in unpublished.items() if state == "received")
    entries = {entry.due: entry for entry in roster(in_force, listed_of(wanted, on))}
    return Holdings(copies, entries, received - set(copies), frozenset(unpublished) - received)


def never_published(departments: Iterable[int]) -> dict[Due, Literal["received", "put_away"]]:
    """What became of files of these departments' disclosures of which none is public: one is looked at, or none was taken. One query."""
    found: dict[Due, Literal["received", "put_away"]] = {}
    for due, states in _states(departments).items():
        if not states & set(Edition.FIXED):
            found[due] = "received" if states & set(Edition.OPEN) else "put_away"
    return found


def _states(departments: Iterable[int]) -> dict[Due, set[str]]:
    """In which states the editions of each disclosure are. One query."""
    own = Edition.objects.filter(disclosure__department__in=set(departments)).order_by().distinct()
    found: dict[Due, set[str]] = {}
    for department, year, stage, scope, state in own.values_list(*(f"disclosure__{name}" for name in _DUE), "state"):
        found.setdefault(Due(department, year, stage, scope), set()).add(state)
    return found


_DUE: Final = ("department_id", "fiscal_year", "stage", "scope")


def kinds_in(region: str) -> set[tuple[int, str]]:
    """The years and stages of which anything of a region's departments was ever public. One query."""
    there = Disclosure.objects.filter(department__region=region, editions__in=Edition.objects.citable())
    return set(there.order_by().distinct().values_list("fiscal_year", "stage"))
