"""Publishing many editions at once: each is looked at with what it would change, ticked, and published by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet

from budgets import editions
from budgets.admin.base import REVIEWED, Outcome, State, reviewed_by
from budgets.editions import A_REASON, EditionError, mark_of, other_identity, to_publish, unmet
from budgets.models import Edition, Fact
from budgets.revised import Since, since_last

MOST_AT_ONCE: Final = 50
MOST_SHOWN: Final = 20
"""So many changed figures of each edition are shown; its own page shows more."""

_TOTALS_STAND_IN: Final = ("summary", "expenditure", "income")
_WHOLE: Final = ("total", "amount")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edition in review with what somebody has to see before publishing it.

    `obstacle` says why it cannot be published here, "" where it can; `refused` why it was not, `reason` what was typed. `differing` is in
    what its identity differs from what its documents say.
    """

    edition: Any
    totals: Sequence[Fact]
    since: Since | None
    obstacle: str
    mark: str
    differing: Sequence[str] = ()
    is_chosen: bool = False
    reason: str = ""
    refused: str = ""

    @property
    def reviewed(self) -> str:
        return reviewed_by(self.edition)


def in_review(ids: Collection[int]) -> QuerySet[Edition]:
    """Those of these editions that wait to be published, the oldest first, with how many contradictions each has."""
    found = Edition.objects.filter(pk__in=ids, state=State.IN_REVIEW).select_related("disclosure__department")
    found = found.prefetch_related("disclosure__department__names", REVIEWED)
    unanswered = Q(findings__outcome=Outcome.MISMATCH, findings__verdict="")
    return found.annotate(mismatch_count=Count("findings", filter=unanswered, distinct=True)).order_by("pk")


def proposals(
    ids: Collection[int], person: User, given: Mapping[int, str] | None = None, refused: Mapping[int, str] | None = None
) -> list[Proposal]:
    """What of these editions can be published, each with its totals and what it changes. `given` are the reasons typed for the ticked ones,
    `refused` what was said of those that were not published."""
    found = list(in_review(ids))
    totals = _totals(found)
    differing = {one.pk: other_identity(one) for one in found}
    return [
        Proposal(
            one,
            totals.get(one.pk, ()),
            since_last(one),
            _obstacle(one, person, differing[one.pk]),
            mark_of(one),
            differing[one.pk],
            one.pk in (given or {}),
            (given or {}).get(one.pk, ""),
            (refused or {}).get(one.pk, ""),
        )
        for one in found
    ]


def _obstacle(edition: Edition, person: User, differing: Sequence[str]) -> str:
    """What keeps it from being published among others: all but contradictions, for which a reason may be typed here."""
    return unmet(to_publish(edition, person, differing=differing), (A_REASON,))


def _totals(found: Sequence[Edition]) -> dict[int, list[Fact]]:
    """What says best how large each is, by edition: the totals of 收支总表, without it those of the tables of income or expenditure. One
    query."""
    rows = Fact.objects.filter(edition__in=found, schedule__in=_TOTALS_STAND_IN, item="total", measure__in=_WHOLE)
    rows = rows.exclude(presence=Fact.Presence.BLANK).select_related("correction")
    totals: dict[int, list[Fact]] = {}
    for fact in sorted(rows, key=lambda fact: (_TOTALS_STAND_IN.index(fact.schedule), fact.order)):
        own = totals.setdefault(fact.edition_id, [])
        if all(fact.schedule == one.schedule and fact.label != one.label for one in own):
            own.append(fact)
    return totals


def publish_each(reasons: Mapping[int, str], marks: Mapping[int, str], person: User) -> tuple[list[Edition], dict[int, str]]:
    """Publish editions one by one, each with its reason and the mark of what was looked at: those that are public now, and of the
    others why they are not."""
    done: list[Edition] = []
    refused: dict[int, str] = {}
    found = list(in_review(reasons))
    for pk in sorted(set(reasons) - {one.pk for one in found}):
        refused[pk] = "没有公布：你打开以后，它已不在审核中（有人更正、退回或公布了它）。"
    for edition in found:
        try:
            done.append(editions.publish(edition, person, reasons[edition.pk], seen=marks.get(edition.pk, "")))
        except EditionError as error:
            refused[edition.pk] = str(error)
    return done, refused
