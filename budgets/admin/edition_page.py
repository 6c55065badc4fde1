"""What the page of one edition shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets.admin.acts import ACTS, IdentityForm
from budgets.admin.base import Outcome, State, person_of
from budgets.causes import Thing, things
from budgets.companions import Relation
from budgets.derivation import answers_of, misfits_of
from budgets.editions import Obstacle, mark_of, other_identity, to_publish, to_submit
from budgets.four_eyes import own_work
from budgets.identities import identity_of
from budgets.models import Edition, Fact, Finding, Part, Scope, Stage
from budgets.neighbours import Neighbour, later_ones, neighbours
from budgets.queue_page import beside
from budgets.revised import since_last

MOST_HEADLINES: Final = 40
MOST_REVISED: Final = 100


def page_of(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What the page of an edition shows."""
    parts = list(edition.parts.select_related("reading__document"))
    stated = stated_by(parts)
    allowed = {
        name: act for name, act in ACTS.items() if edition.state in act.states and request.user.has_perm(f"budgets.{act.permission}")
    }
    if edition.state == State.SUPERSEDED and edition not in reinstatable(edition):
        allowed.pop("reinstate", None)
    differing = other_identity(edition)
    if "reviewed" in allowed and own_work(edition, person_of(request)):
        allowed.pop("reviewed")
    return {
        "parts": parts,
        "whose": beside(edition, person_of(request)),
        "stated": [(label, stated.get(name), in_words(stated.get(name))) for name, label in STATED.items()],
        "problems": identity_of(parts[0].reading.extraction).problems.values() if parts and edition.state == State.WAITING else (),
        "differing": differing,
        "not_submitted": obstacles(to_submit(edition)) if "submit" in allowed else (),
        "not_published": obstacles(to_publish(edition, person_of(request), differing=differing)) if "publish" in allowed else (),
        "reviews": edition.reviews.select_related("person").with_later(),
        "identity_form": identity_form(edition, stated) if "identify" in allowed else None,
        "may_trust": "trust" in allowed and _may_trust(request, edition, stated, differing),
        "beside": [Beside.of(one) for one in neighbours(edition)] if edition.is_open else (),
        "later": later_ones(edition),
        "may_be_reinstated": reinstatable(edition) if edition.state == State.WITHDRAWN else (),
        "acts": {name.replace("-", "_"): act for name, act in allowed.items()},
        "mark": mark_of(edition),
        "since": since_last(edition) if edition.is_open else None,
        "most": MOST_REVISED,
        "headlines": headlines_of(edition),
        "findings": grouped(edition.findings.all()),
        "exact": sum(outcomes.get("exact", 0) for outcomes in edition.checks.values()),
        "notes": edition.notes.all(),
        "corrections": edition.corrections.select_related("person"),
        "misfit_corrections": misfits_of(edition) if edition.is_open else (),
        "may_correct": edition.is_open and request.user.has_perm("budgets.correct_edition"),
        "answers": edition.answers.select_related("person"),
        "stale_answers": len(answers_of(edition).misfits) if edition.is_open and edition.checks_current else 0,
    }


def _may_trust(request: HttpRequest, edition: Edition, stated: dict[str, Any], differing: Sequence[str]) -> bool:
    """Whether what the files say may be taken for the identity: nobody said otherwise, or somebody did, which this would put right."""
    is_asked = edition.state == State.WAITING or bool(differing)
    return is_asked and request.user.has_perm("budgets.add_department") and all_stated(stated)


def obstacles(found: Iterable[Obstacle]) -> list[str]:
    """Those that nothing overcomes that could be given on this page."""
    return [one.words for one in found if not one.takes]


STATED: Final = {"unit": _("部门或单位"), "region": _("地区"), "fiscal_year": _("年度"), "stage": _("阶段"), "scope": _("口径")}
GROUPS: Final = (Outcome.MISMATCH, Outcome.NOT_EVALUABLE, Outcome.SOFT, Outcome.ROUNDING)


def in_words(stated: dict[str, Any] | None) -> Any:
    """A stated value for people: stage and scope by their Chinese names."""
    if stated is None:
        return "—"
    return {**dict(Stage.choices), **dict(Scope.choices)}.get(stated["value"], stated["value"])


def all_stated(stated: dict[str, Any]) -> bool:
    return all(stated.get(name) for name in ("unit", "fiscal_year", "stage", "scope"))


def identity_form(edition: Edition, stated: dict[str, Any]) -> IdentityForm:
    """What is known already stands in it: of the disclosure, else of the document."""
    if edition.disclosure:
        known = {name: getattr(edition.disclosure, name) for name in ("department", "fiscal_year", "stage", "scope")}
    else:
        known = {name: stated[name]["value"] for name in ("fiscal_year", "stage", "scope") if stated.get(name)}
    return IdentityForm(initial=known)


def headlines_of(edition: Edition) -> QuerySet[Fact]:
    """The rows of totals, file by file."""
    totals = edition.facts.filter(item="total").exclude(presence=Fact.Presence.BLANK).select_related("correction")
    return totals.order_by("document", "table", "row", "column", "id")[:MOST_HEADLINES]


def stated_by(parts: Iterable[Part]) -> dict[str, Any]:
    """What the files state of the identity: of each value the first file that states it."""
    found: dict[str, Any] = {}
    for part in parts:
        for name, value in part.reading.extraction["identity"].items():
            found[name] = found.get(name) or value
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """An edition beside this one, as its page shows it: which acts may be chosen, the likeliest first."""

    edition: Edition
    relation: Relation
    acts: tuple[str, ...]
    despite: bool

    @classmethod
    def of(cls, one: Neighbour) -> Beside:
        """Files that print the same are never joined where they are whole, and otherwise only by somebody who saw it."""
        kind, repeated = one.relation.kind, one.relation.repeated
        acts = {
            "part": ("combine", "replace", "duplicate"),
            "duplicate": ("duplicate", "replace"),
            "replacement": ("replace", "duplicate"),
            "unclear": ("replace", "duplicate", "combine"),
        }[kind]
        return cls(one.edition, one.relation, acts, kind == "unclear" and bool(repeated))


def reinstatable(edition: Edition) -> QuerySet[Edition]:
    """Superseded editions of the same disclosure, the latest first, where none is in force."""
    same = Edition.objects.filter(disclosure=edition.disclosure)
    return same.none() if same.published().exists() else same.filter(state=State.SUPERSEDED).order_by("-number")


def grouped(findings: Iterable[Finding]) -> list[tuple[Any, int, list[Thing[Finding]]]]:
    """Findings by outcome, the gravest first: how many, and as things to look at. Outcomes that did not occur are left out."""
    found = list(findings)
    groups = [(outcome.label, [finding for finding in found if finding.outcome == outcome]) for outcome in GROUPS]
    return [(label, len(members), things(members)) for label, members in groups if members]
