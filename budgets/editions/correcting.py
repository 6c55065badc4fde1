"""Corrections are laid over what was read, made anyway or dropped, and the checks that follow are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as replace_fields
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction

from budgets.derivation import MisfitCorrection, misfits_of, overlaid, rederive
from budgets.editions.locks import EditionError, lock, opened, require
from budgets.editions.parts import follow, refuse_second_draft
from budgets.measures import is_measure
from budgets.models import Correction, Document, Edition
from budgets.overlay import DoesNotFit, Step, anchor, corrected, standing
from budgets.schedules import SCHEDULES
from budgets.told import in_words

State = Edition.State


@transaction.atomic
def correct(edition: Edition, document: Document, step: Step, reason: str, person: User) -> Edition:
    """Add one correction to the overlay. A published edition stays, and a draft follows it with all its corrections and this one.

    `step.old` is what the person saw there; where something else stands there now, the correction is refused. The checks have then to be
    run again on the corrected tables (`ingest.tasks.recheck`); until then the edition cannot be published.
    """
    edition = lock(edition)
    if edition.state == State.DISCARDED:
        raise EditionError("这一版已弃用，不再更正。")
    if edition.state == State.SUPERSEDED:
        raise EditionError("这一版已有新版，在它上面更正会丢掉新版的更正。请在现行的那一版上更正。")
    require(reason, "请写明更正的理由。")
    if edition.is_fixed:
        refuse_second_draft(edition)
        edition = follow(edition, [part.reading for part in edition.parts.select_related("reading")])
    step = _refuse_misfit(edition, document, step)
    return _lay(edition, document.sha256, step, reason, person)


def _lay(edition: Edition, sha256: str, step: Step, reason: str, person: User, *, settles: Correction | None = None) -> Edition:
    """One correction more, and all that follows from it."""
    Correction.objects.create(
        edition=edition,
        order=edition.corrections.count(),
        field=step.field,
        target={"sha256": sha256, "table": step.table, "row": step.row, "column": step.column, "at": step.at},
        old=step.old,
        new=step.new,
        reason=reason.strip(),
        person=person,
        settles=settles,
    )
    edition.parts.update(findings=None, checks=None)
    edition.state = State.WAITING if edition.state == State.WAITING else State.DRAFT
    rederive(edition)
    return edition


@transaction.atomic
def apply_anyway(edition: Edition, number: int, person: User, *, seen: str) -> Edition:
    """Make a correction that no longer fits where it was made, though something else (`seen`, as the person saw it) stands there now."""
    edition = opened(edition)
    found = _misfit(edition, number)
    if found.now is None:
        raise EditionError("那一行、那一栏或那个文件已不在了，不能在原处改。请在新的地方更正，再放弃这一条。")
    if found.now != seen:
        raise EditionError(f"那里现在是“{found.now or '空白'}”，不是“{seen or '空白'}”。请看过再决定。")
    old = found.correction
    at = old.target
    part = edition.parts.select_related("reading__document").get(reading__document__sha256=at["sha256"])
    step = Step(0, old.field, at["table"], at["row"], at["column"], found.now, old.new)
    step = _refuse_misfit(edition, part.reading.document, step)
    return _lay(edition, at["sha256"], step, old.reason, person, settles=old)


@transaction.atomic
def drop(edition: Edition, number: int, person: User) -> Edition:
    """Give up a correction that no longer fits. It stays in the history."""
    edition = opened(edition)
    old = _misfit(edition, number).correction
    at = old.target
    step = Step(0, Correction.Field.DROPPED, at["table"], at["row"], at["column"], old.new, "", at.get("at", ""))
    return _lay(edition, at["sha256"], step, _DROPPED, person, settles=old)


_DROPPED: Final = "重新读取后已对不上"


def _misfit(edition: Edition, number: int) -> MisfitCorrection:
    found = next((one for one in misfits_of(edition) if one.correction.pk == number), None)
    if found is None:
        raise EditionError("没有这样一条对不上的更正，页面可能已过时。请刷新。")
    return found


def _refuse_misfit(edition: Edition, document: Document, step: Step) -> Step:
    """The step with what is printed around its place, where it can be made. Raises EditionError."""
    part = edition.parts.select_related("reading").filter(reading__document=document).first()
    if part is None:
        raise EditionError("这一版里没有这个文件。")
    if step.field == "label" and not step.new.strip():
        raise EditionError("名称不能为空。")
    if step.field == "measure" and not is_measure(step.new):
        raise EditionError("没有这样的栏目意思，请从列出的里面选。")
    if step.field == "schedule" and step.new and step.new not in SCHEDULES:
        raise EditionError("没有这样的标准表，请从列出的里面选。")
    if step.new == step.old:
        raise EditionError("更正前后一样，没有要改的。")
    tables = overlaid(part, edition.corrections.all()).tables
    try:
        if (now := standing(tables, step)) != step.old:
            words = [in_words(step.field, value) for value in (now, step.old)]
            raise EditionError(f"那里现在是“{words[0]}”，不是“{words[1]}”。看过现在的，仍要改就再点一次“更正”。")
        corrected(tables, step)
        return replace_fields(step, at=anchor(part.reading.extraction["tables"], step))
    except DoesNotFit as error:
        raise EditionError(str(error)) from None


@transaction.atomic
def record_checks(edition: Edition, results: Mapping[int, Mapping[str, Any]], corrections: int) -> Edition:
    """Keep what the checks say of the corrected tables, of all files together: part id → {"findings", "checks"} in the contract's shape.

    `corrections` is how many the checks saw; where one was added meanwhile, or a file, the results are old, and left alone.
    """
    edition = opened(edition)
    if edition.corrections.count() != corrections or set(results) != set(edition.parts.values_list("pk", flat=True)):
        return edition
    for part in edition.parts.all():
        part.findings, part.checks = results[part.pk]["findings"], results[part.pk]["checks"]
        part.save()
    rederive(edition)
    return edition
