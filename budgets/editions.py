"""The life of an edition: identified, corrected, submitted, published, superseded, withdrawn or discarded.

With `ingest.store` the only code through which figures change. Every function locks the edition, works in one transaction, and returns the
edition as it is then: the one it was given, or a new one where that was published. What is not allowed is an EditionError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets.departments import NotResolved, register_department
from budgets.derivation import rederive, steps_for
from budgets.identities import Identity, identity_of
from budgets.models import PLAUSIBLE_YEARS, Correction, Department, Disclosure, Document, Edition, Finding, Part, Reading, Scope, Stage
from budgets.overlay import DoesNotFit, Step, corrected, lay_over

State = Edition.State


class EditionError(Exception):
    """What was asked for is not allowed. `str()` is one Chinese line: what is wrong and what to do."""


# Identity


@transaction.atomic
def begin(reading: Reading) -> Edition:
    """A new edition of one reading: a draft of the disclosure that the document states, else one that waits for a clerk."""
    edition = Edition.objects.create(state=State.WAITING)
    Part.objects.create(edition=edition, reading=reading)
    identity = identity_of(reading.extraction)
    if not _assign(edition, identity):
        rederive(edition)
    return edition


@transaction.atomic
def identify(
    edition: Edition, department: Department, fiscal_year: int, stage: Stage, scope: Scope, *, person: User | None = None
) -> Edition:
    """Give an edition the disclosure that it is; figures are derived. Also mends an identity, as long as the edition is open."""
    edition = _open(edition)
    if fiscal_year not in PLAUSIBLE_YEARS:
        raise EditionError(f"{fiscal_year} 不像是年度，请核对。")
    edition.identified_by = person
    _assign(edition, Identity(department, fiscal_year, stage, scope, {}))
    return edition


@transaction.atomic
def identify_from_reading(edition: Edition) -> bool:
    """Register the department that the document names and identify the edition, where unit, year, stage and scope are all stated.

    For those who decided to trust what the documents say of themselves (the demo). False where something is missing or ambiguous.
    """
    edition = _open(edition)
    part = edition.parts.select_related("reading").first()
    stated = part.reading.extraction["identity"] if part else {}
    if not all(stated.get(name) for name in ("unit", "fiscal_year", "stage", "scope")):
        return False
    try:
        register_department(stated["unit"]["value"], (stated["region"] or {}).get("code"), source="文件自述")
    except NotResolved:
        return False
    return part is not None and _assign(edition, identity_of(part.reading.extraction))


def _assign(edition: Edition, identity: Identity) -> bool:
    """Make the edition one of the disclosure with this identity. False, and nothing done, where the identity has a gap."""
    if identity.department is None or identity.fiscal_year is None or identity.stage is None or identity.scope is None:
        return False
    disclosure, _ = Disclosure.objects.get_or_create(
        department=identity.department, fiscal_year=identity.fiscal_year, stage=identity.stage, scope=identity.scope
    )
    if edition.disclosure != disclosure:
        edition.number = _next_number(disclosure)
        edition.disclosure = disclosure
    edition.state = State.DRAFT
    edition.save()
    rederive(edition)
    return True


def _next_number(disclosure: Disclosure) -> int:
    """Numbers are given under a lock of the disclosure, and never twice."""
    Disclosure.objects.select_for_update(no_key=True).get(pk=disclosure.pk)
    return (disclosure.editions.aggregate(last=Max("number"))["last"] or 0) + 1


# Readings


@transaction.atomic
def read_again(edition: Edition, reading: Reading) -> Edition:
    """Put a newer reading in the place of the older one of the same document. A published edition stays, and a draft follows it.

    Corrections that still fit are kept; each that does not is a note.
    """
    edition = _lock(edition)
    if edition.is_fixed:
        return _follow(edition, [_replaced(part.reading, reading) for part in edition.parts.select_related("reading")])
    part = edition.parts.select_related("reading").get(reading__document=reading.document)
    part.reading, part.findings, part.checks = reading, None, None
    part.save()
    if edition.state != State.WAITING or not _assign(edition, identity_of(reading.extraction)):
        edition.state = State.WAITING if edition.state == State.WAITING else State.DRAFT
        rederive(edition)
    return edition


def _replaced(old: Reading, new: Reading) -> Reading:
    return new if old.document_id == new.document_id else old


@transaction.atomic
def combine(edition: Edition, other: Edition) -> Edition:
    """Take the documents of another edition of the same disclosure in, in front: text and tables came as two files.

    The other one stays as it is; publishing this one supersedes it, or a clerk discards it.
    """
    edition = _open(edition)
    if edition.disclosure is None or edition.disclosure != other.disclosure:
        raise EditionError("只能合并同一部门、年度、阶段和口径的文件。请先确认身份。")
    own = list(edition.parts.select_related("reading"))
    documents = {part.reading.document_id for part in own}
    added = [part for part in other.parts.select_related("reading") if part.reading.document_id not in documents]
    if not added:
        raise EditionError("那一版的文件都已在这一版里。")
    if not (edition.checks_current and other.checks_current):
        raise EditionError("更正以后的核对还没有完成，请稍后再合并。")
    edition.parts.all().delete()
    _move_parts(edition, (*added, *own))
    sources = {part.reading.document.sha256 for part in added}
    _copy_corrections(edition, (step for step in other.corrections.all() if step.target["sha256"] in sources))
    edition.state = State.DRAFT
    rederive(edition)
    return edition


def _follow(edition: Edition, readings: Sequence[Reading]) -> Edition:
    """A draft that follows a published edition, with its corrections."""
    disclosure = edition.disclosure
    if disclosure is None:
        raise EditionError("身份未确认的版本没有下一版。")
    following = Edition.objects.create(
        disclosure=disclosure, number=_next_number(disclosure), identified_by=edition.identified_by, state=State.DRAFT
    )
    _add_parts(following, readings)
    _copy_corrections(following, edition.corrections.all())
    rederive(following)
    return following


def _add_parts(edition: Edition, readings: Iterable[Reading]) -> None:
    Part.objects.bulk_create(Part(edition=edition, reading=reading, order=order) for order, reading in enumerate(readings))


def _move_parts(edition: Edition, parts: Iterable[Part]) -> None:
    """Parts with what their checks said: it depends on the part's own document and corrections alone."""
    Part.objects.bulk_create(
        Part(edition=edition, reading=part.reading, order=order, findings=part.findings, checks=part.checks)
        for order, part in enumerate(parts)
    )


def _copy_corrections(edition: Edition, corrections: Iterable[Correction]) -> None:
    """Who made them, when and why goes with them."""
    for order, correction in enumerate(corrections, start=edition.corrections.count()):
        correction.pk, correction.edition, correction.order = None, edition, order
        correction._state.adding = True
        correction.save()


# Corrections


@transaction.atomic
def correct(edition: Edition, document: Document, step: Step, reason: str, person: User) -> Edition:
    """Add one correction to the overlay. A published edition stays, and a draft follows it with all its corrections and this one.

    `step.old` is what the person saw there; where something else stands there now, the correction is refused. The checks have then to be
    run again on the corrected tables (`ingest.tasks.recheck`); until then the edition cannot be published.
    """
    edition = _lock(edition)
    if edition.state == State.DISCARDED:
        raise EditionError("这一版已弃用，不再更正。")
    _require(reason, "请写明更正的理由。")
    if edition.is_fixed:
        _refuse_second_draft(edition)
        edition = _follow(edition, [part.reading for part in edition.parts.select_related("reading")])
    _refuse_misfit(edition, document, step)
    Correction.objects.create(
        edition=edition,
        order=edition.corrections.count(),
        field=step.field,
        target={"sha256": document.sha256, "table": step.table, "row": step.row, "column": step.column},
        old=step.old,
        new=step.new,
        reason=reason.strip(),
        person=person,
    )
    edition.parts.update(findings=None, checks=None)
    edition.state = State.WAITING if edition.state == State.WAITING else State.DRAFT
    rederive(edition)
    return edition


def _refuse_second_draft(edition: Edition) -> None:
    """Two drafts side by side would each lose the corrections of the other."""
    draft = Edition.objects.filter(disclosure=edition.disclosure, state__in=Edition.OPEN).order_by("-number").first()
    if draft:
        raise EditionError(f"已有未公布的第 {draft.number} 版，请在那一版上更正。")


def _refuse_misfit(edition: Edition, document: Document, step: Step) -> None:
    part = edition.parts.select_related("reading").filter(reading__document=document).first()
    if part is None:
        raise EditionError("这一版里没有这个文件。")
    if step.field == "label" and not step.new.strip():
        raise EditionError("名称不能为空。")
    if step.new == step.old:
        raise EditionError("更正前后一样，没有要改的。")
    standing = lay_over(part.reading.extraction, steps_for(part.reading, edition.corrections.all())).tables
    try:
        corrected(standing, step)
    except DoesNotFit as error:
        raise EditionError(str(error)) from None


@transaction.atomic
def record_checks(edition: Edition, results: Mapping[int, Mapping[str, Any]], corrections: int) -> Edition:
    """Keep what the checks say of the corrected tables: part id → {"findings", "checks"} in the contract's shape.

    `corrections` is how many the checks saw; where one was added meanwhile the results are old, and left alone.
    """
    edition = _open(edition)
    if edition.corrections.count() != corrections:
        return edition
    for part in edition.parts.filter(pk__in=results):
        part.findings, part.checks = results[part.pk]["findings"], results[part.pk]["checks"]
        part.save()
    rederive(edition)
    return edition


# Review and publication


@transaction.atomic
def submit_for_review(edition: Edition, person: User) -> Edition:
    """Draft → in review."""
    edition = _lock(edition)
    _require_state(edition, State.DRAFT, "只有草稿可以提交审核")
    edition.state, edition.submitted_by = State.IN_REVIEW, person
    edition.save()
    return edition


@transaction.atomic
def send_back(edition: Edition) -> Edition:
    """In review → draft."""
    edition = _lock(edition)
    _require_state(edition, State.IN_REVIEW, "只有审核中的版本可以退回")
    edition.state = State.DRAFT
    edition.save()
    return edition


@transaction.atomic
def publish(edition: Edition, person: User, reason: str = "") -> Edition:
    """In review → published; the edition published before is superseded in the same transaction.

    What does not add up stays beside the figures: with such findings, publishing takes a reason.
    """
    edition = _lock(edition)
    _require_state(edition, State.IN_REVIEW, "只有审核中的版本可以公布，请先提交审核")
    if not edition.facts.exists() and not edition.statements.exists():
        raise EditionError("这一版没有任何数字，不能公布。请检查文件是否完整。")
    if not edition.checks_current:
        raise EditionError("更正以后的核对还没有完成，请稍后再公布。")
    mismatches = edition.findings.filter(outcome=Finding.Outcome.MISMATCH).count()
    if mismatches:
        _require(reason, f"有 {mismatches} 处矛盾未解决。请更正，或写明仍然公布的理由。")
    _supersede_others(edition, person)
    edition.state, edition.published_at = State.PUBLISHED, timezone.now()
    edition.reviewed_by, edition.reason = person, reason.strip()
    edition.save()
    return edition


def _supersede_others(edition: Edition, person: User) -> None:
    """One edition is in force: the lock of the disclosure lets one publication after the other find what the one before published."""
    list(Disclosure.objects.select_for_update(no_key=True).filter(editions=edition))
    before = Edition.objects.filter(disclosure=edition.disclosure_id, state=State.PUBLISHED)
    before.update(state=State.SUPERSEDED, ended_at=timezone.now(), ended_by=person)


@transaction.atomic
def withdraw(edition: Edition, person: User, reason: str) -> Edition:
    """Take back what was published. It stays to be read, and says that and why it was withdrawn."""
    edition = _lock(edition)
    if edition.state not in (State.PUBLISHED, State.SUPERSEDED):
        raise EditionError("只有公布过的版本可以撤回；未公布的可以弃用。")
    _require(reason, "请写明撤回的理由，它会公开显示。")
    return _end(edition, State.WITHDRAWN, person, reason)


@transaction.atomic
def discard(edition: Edition, person: User, reason: str) -> Edition:
    """Put away what was never published: a duplicate, a file received by mistake."""
    edition = _open(edition)
    _require(reason, "请写明弃用的理由。")
    return _end(edition, State.DISCARDED, person, reason)


def _end(edition: Edition, state: Edition.State, person: User, reason: str) -> Edition:
    edition.state, edition.ended_at, edition.ended_by, edition.end_reason = state, timezone.now(), person, reason.strip()
    edition.save()
    return edition


def _lock(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(no_key=True, of=("self",)).select_related("disclosure").get(pk=edition.pk)


def _open(edition: Edition) -> Edition:
    edition = _lock(edition)
    if not edition.is_open:
        raise EditionError(f"这一版{edition.get_state_display()}，不能再改。")
    return edition


def _require(text: str, message: str) -> None:
    if not text.strip():
        raise EditionError(message)


def _require_state(edition: Edition, state: Edition.State, message: str) -> None:
    if edition.state != state:
        raise EditionError(f"{message}；这一版现在是“{edition.get_state_display()}”。")
