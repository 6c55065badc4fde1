"""A draft is submitted; who reviews it says that it was reviewed, or sends it back with a reason."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from budgets.assignments import EDITION, give_back
from budgets.editions.locks import EditionError, lock, require, require_state
from budgets.editions.obstacles import mark_of, to_submit, unmet
from budgets.four_eyes import own_work
from budgets.models import Edition, Review

State = Edition.State


@transaction.atomic
def submit_for_review(edition: Edition, person: User) -> Edition:
    """Draft → in review. What was said at the last review is history from then on."""
    edition = lock(edition)
    if words := unmet(to_submit(edition)):
        raise EditionError(words)
    edition.state, edition.submitted_by = State.IN_REVIEW, person
    edition.save()
    edition.reviews.filter(stands=True).update(stands=False)
    return edition


@transaction.atomic
def say_reviewed(edition: Edition, person: User, *, seen: str = "") -> Edition:
    """Say that an edition in review was looked at: a mark for who publishes it, which is not to publish it.

    Nobody says so of their own work, nor of what changed after they opened it (`seen`, as for `publish`).
    """
    edition = lock(edition)
    require_state(edition, State.IN_REVIEW, "只有审核中的版本可以标为已核对")
    if seen and seen != mark_of(edition):
        raise EditionError("你打开以后，这一版又变了（有人更正、答复或合并了文件）。请看过现在的，再标为已核对。")
    if done := own_work(edition, person):
        raise EditionError(f"这一版由你{done}，须由另一个人核对。")
    if not edition.reviews.filter(stands=True, verdict=Review.Verdict.REVIEWED, person=person).exists():
        Review.objects.create(edition=edition, verdict=Review.Verdict.REVIEWED, person=person)
    return edition


@transaction.atomic
def send_back(edition: Edition, person: User, reason: str) -> Edition:
    """In review → draft, and the work of whoever prepared it again, who finds the reason beside it."""
    edition = lock(edition)
    require_state(edition, State.IN_REVIEW, "只有审核中的版本可以退回")
    require(reason, "请写明退回的理由，提交的人要靠它知道改什么。")
    edition.reviews.filter(stands=True).update(stands=False)
    Review.objects.create(edition=edition, verdict=Review.Verdict.SENT_BACK, words=reason.strip(), person=person)
    edition.state = State.DRAFT
    edition.save()
    if edition.submitted_by is not None:
        give_back((EDITION, edition.pk), edition.submitted_by)
    return edition
