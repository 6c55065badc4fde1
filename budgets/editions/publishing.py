"""An edition is published, and the one before it superseded."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets.editions.ending import tell_others
from budgets.editions.locks import EditionError, lock
from budgets.editions.obstacles import A_REASON, COMPARED, to_publish, unmet
from budgets.events import published
from budgets.models import Edition

State = Edition.State


@transaction.atomic
def publish(edition: Edition, person: User, reason: str = "", *, compared: bool = False, seen: str = "") -> Edition:
    """In review → published; the edition published before is superseded in the same transaction.

    Four eyes: who submitted, identified or corrected it does not publish it (`own_work`), unless the office has one person (FOUR_EYES).
    What does not add up stays beside the figures: with such findings that nobody answered, publishing takes a reason. Figures that were
    recognised in pictures take a person who says to have compared them with these (`compared`); who it was stays with the edition, and
    the database asks for it. `seen` is the mark of what the person looked at (`mark_of`): nobody publishes what changed behind their back.
    """
    edition = lock(edition)
    given = [name for name, is_given in ((A_REASON, reason.strip()), (COMPARED, compared)) if is_given]
    if words := unmet(to_publish(edition, person, seen=seen), given):
        raise EditionError(words)
    now = timezone.now()
    _supersede_others(edition, person, now)
    edition.state, edition.published_at, edition.number = State.PUBLISHED, now, _next_number(edition)
    edition.reviewed_by, edition.reason = person, reason.strip()
    edition.compared_by = person if edition.recognised else None
    edition.save()
    published.send(Edition, edition=edition)
    tell_others(edition)
    return edition


def _next_number(edition: Edition) -> int:
    """The next one of the disclosure. Only what is public has a number, and keeps it; its lock lets no two have the same."""
    return (Edition.objects.filter(disclosure=edition.disclosure_id).aggregate(last=Max("number"))["last"] or 0) + 1


def _supersede_others(edition: Edition, person: User, now: datetime) -> None:
    """One edition is in force: the disclosure's lock lets one publication after the other find what the one before published."""
    before = Edition.objects.filter(disclosure=edition.disclosure_id, state=State.PUBLISHED)
    before.update(state=State.SUPERSEDED, ended_at=now, ended_by=person)
