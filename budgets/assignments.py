"""Work is taken, handed on and given back: each by one statement, so that of two people at once one gets it and the other is told who."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from budgets.models import Assignment

EDITION: Final = "edition"
REVIEW: Final = "review"
"""The work of preparing an edition, and that of reviewing it."""

Thing = tuple[str, int]
"""A piece of work: its kind, and the number of the thing."""


class Taken(Exception):
    """Meanwhile it is somebody else's, or (None) nobody's: not what was seen."""

    def __init__(self, holder: Assignment | None) -> None:
        super().__init__()
        self.holder = holder


def hand(thing: Thing, to: User | None, *, seen: int | None) -> None:
    """Give a piece of work to somebody, or (None) back to nobody. `seen` is whose it was when that was decided; raises Taken."""
    if (to.pk if to else None) == seen:
        return
    if not _handed(thing, to, seen):
        holder = _of(thing).select_related("person").first()
        if (holder.person_id if holder else None) != (to.pk if to else None):
            raise Taken(holder)


def give_back(thing: Thing, to: User) -> None:
    """Work that comes back to somebody who has done it before, unless it is somebody's already."""
    work, number = thing
    Assignment.objects.get_or_create(work=work, number=number, defaults={"person": to})


def pass_on(done: Thing, thing: Thing) -> None:
    """Who was at work that goes on in another thing is at that one, unless it is somebody's already."""
    if holder := _of(done).select_related("person").first():
        give_back(thing, holder.person)


def _handed(thing: Thing, to: User | None, seen: int | None) -> bool:
    """One statement; false where it is no longer as it was seen."""
    if seen is None and to is not None:
        work, number = thing
        return Assignment.objects.get_or_create(work=work, number=number, defaults={"person": to})[1]
    as_seen = _of(thing).filter(person=seen)
    return bool(as_seen.update(person=to, since=timezone.now()) if to else as_seen.delete()[0])


def _of(thing: Thing) -> QuerySet[Assignment]:
    work, number = thing
    return Assignment.objects.filter(work=work, number=number)


def holders(things: Iterable[Thing]) -> dict[Thing, Assignment]:
    """Who does what of these things, in one query."""
    numbers: dict[str, list[int]] = {}
    for work, number in things:
        numbers.setdefault(work, []).append(number)
    asked = Q(pk__in=[])
    for work, own in numbers.items():
        asked |= Q(work=work, number__in=own)
    return {(one.work, one.number): one for one in Assignment.objects.filter(asked).select_related("person")}
