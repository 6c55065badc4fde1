"""An edition is withdrawn, discarded, put in force again or taken up again."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from budgets.derivation import note_neighbours
from budgets.editions.locks import EditionError, lock, opened, require, require_state
from budgets.editions.parts import follow, refuse_second_draft
from budgets.events import ended
from budgets.models import Edition

State = Edition.State


@transaction.atomic
def withdraw(edition: Edition, person: User, reason: str) -> Edition:
    """Take back what was published. It stays to be read, and says that and why it was withdrawn."""
    edition = lock(edition)
    if edition.state not in (State.PUBLISHED, State.SUPERSEDED):
        raise EditionError("只有公布过的版本可以撤回；未公布的可以弃用。")
    require(reason, "请写明撤回的理由，它会公开显示。")
    return end(edition, State.WITHDRAWN, person, reason)


@transaction.atomic
def reinstate(edition: Edition, person: User, reason: str) -> Edition:
    """Put a superseded edition in force again, where the one after it was withdrawn. Who did it, when and why stays with it.

    Its figures are those that it was published with; they never changed.
    """
    edition = lock(edition)
    require_state(edition, State.SUPERSEDED, "只有被新版取代的版本可以恢复")
    in_force = Edition.objects.published().filter(disclosure=edition.disclosure).first()
    if in_force:
        raise EditionError(f"现行的是第 {in_force.number} 版。要恢复这一版，请先撤回那一版。")
    require(reason, "请写明恢复的理由。")
    return end(edition, State.PUBLISHED, person, reason)


@transaction.atomic
def reopen(edition: Edition) -> Edition:
    """A draft that follows a withdrawn edition, with its files and corrections: what was withdrawn for a fault can be put right."""
    edition = lock(edition)
    require_state(edition, State.WITHDRAWN, "只有已撤回的版本可以重新处理")
    refuse_second_draft(edition)
    return follow(edition, [part.reading for part in edition.parts.select_related("reading")])


@transaction.atomic
def discard(edition: Edition, person: User, reason: str) -> Edition:
    """Put away what was never published: a duplicate, a file received by mistake."""
    edition = opened(edition)
    require(reason, "请写明弃用的理由。")
    return end(edition, State.DISCARDED, person, reason)


def end(edition: Edition, state: Edition.State, person: User | None, reason: str) -> Edition:
    """The edition's state changes by a person's decision, which is kept with it."""
    edition.state, edition.ended_at, edition.ended_by, edition.end_reason = state, timezone.now(), person, reason.strip()
    edition.save()
    if edition.is_fixed:
        ended.send(Edition, edition=edition)
    tell_others(edition)
    return edition


def tell_others(edition: Edition) -> None:
    """What stands beside an open edition of the same disclosure has changed."""
    for other in Edition.objects.filter(disclosure=edition.disclosure_id, disclosure__isnull=False, state__in=Edition.OPEN):
        if other.pk != edition.pk:
            note_neighbours(other)
