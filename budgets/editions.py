"""The life of an edition: identified, corrected, submitted, published, superseded, withdrawn or discarded.

With `ingest.store` the only code through which figures change. Every function locks the edition, works in one transaction, and returns the
edition as it is then: the one it was given, or a new one where that was published. What is not allowed is an EditionError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as replace_fields
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets.companions import File, arranged, relation_of_all
from budgets.departments import NotResolved, register_department
from budgets.derivation import MisfitCorrection, misfits_of, note_identity, note_neighbours, overlaid, rederive
from budgets.events import ended, published
from budgets.four_eyes import own_work
from budgets.identities import Identity, identity_of
from budgets.measures import is_measure
from budgets.models import (
    PLAUSIBLE_YEARS,
    Answer,
    Correction,
    Department,
    Disclosure,
    Document,
    Edition,
    Finding,
    Part,
    Reading,
    Scope,
    Stage,
)
from budgets.neighbours import contradicts, files_of, home_of, identity_of_edition, merged, waiting_for
from budgets.overlay import DoesNotFit, Step, anchor, corrected, standing
from budgets.schedules import SCHEDULES
from budgets.told import in_words

State = Edition.State
_LONGEST_REASON: Final = 300


class EditionError(Exception):
    """What was asked for is not allowed. `str()` is one Chinese line: what is wrong and what to do."""


# Identity


@transaction.atomic
def begin(reading: Reading) -> Edition:
    """The edition of a document's first reading: of one whose other part was there already (`neighbours.home_of`), else a new one.

    A new one is a draft of the disclosure that the document states, else it waits for a clerk. In whichever order two parts come, and
    even at once (the department's lock lets one wait for the other), they end in one draft.
    """
    identity = identity_of(reading.extraction)
    if identity.department is not None:
        Department.objects.select_for_update(no_key=True).get(pk=identity.department.pk)
    home = home_of(reading, identity)
    joined = _join(home, reading, identity) if home else None
    return joined or _begin_alone(reading, identity)


def _begin_alone(reading: Reading, identity: Identity) -> Edition:
    edition = Edition.objects.create(state=State.WAITING)
    Part.objects.create(edition=edition, reading=reading)
    if not _assign(edition, identity, reading):
        rederive(edition, reading)
    return edition


def _join(home: Edition, reading: Reading, identity: Identity) -> Edition | None:
    """Take the reading in beside its other part. None where somebody is just working on an edition that waits: then a person decides."""
    if home.disclosure is None and not _try_lock(home):
        return None
    home = _lock(home)
    readings = [*(part.reading for part in home.parts.select_related("reading")), reading]
    if home.state == State.PUBLISHED:
        return _follow(home, readings)
    if not home.is_open:
        return None
    _set_parts(home, readings)
    if home.disclosure is None:
        _assign(home, merged(identity_of_edition(home), identity))
    else:
        home.state = State.DRAFT
        rederive(home)
    return home


@transaction.atomic
def identify(
    edition: Edition, department: Department, fiscal_year: int, stage: Stage, scope: Scope, *, person: User | None = None
) -> Edition:
    """Give an edition the disclosure that it is; figures are derived. Also mends an identity, as long as the edition is open."""
    edition = opened(edition)
    if fiscal_year not in PLAUSIBLE_YEARS:
        raise EditionError(f"{fiscal_year} 不像是年度，请核对。")
    edition.identified_by = person
    _assign(edition, Identity(department, fiscal_year, stage, scope, {}))
    return edition


@transaction.atomic
def identify_from_reading(edition: Edition) -> bool:
    """Register the department that the document names and identify the edition, where unit, year, stage and scope are all stated.

    For those who decided to trust what the documents say of themselves (the demo). False where something is missing or ambiguous. Where
    the other part of the same disclosure is there, the two become one draft, as they would have if the department had been known.
    """
    edition = opened(edition)
    part = edition.parts.select_related("reading__document").first()
    stated = part.reading.extraction["identity"] if part else {}
    if not all(stated.get(name) for name in ("unit", "fiscal_year", "stage", "scope")):
        return False
    try:
        register_department(stated["unit"]["value"], (stated["region"] or {}).get("code"), source="文件自述")
    except NotResolved:
        return False
    identity = identity_of(part.reading.extraction) if part else Identity(None, None, None, None, {})
    done = part is not None and _assign_and_join(edition, part.reading, identity)
    tell_waiting({stated["unit"]["value"]})
    return done


@transaction.atomic
def tell_waiting(names: Iterable[str]) -> None:
    """Departments were registered, named otherwise or removed: what is not known of the editions that wait for them is told anew.

    One that somebody is just working on is left alone: its own page tells what is so now.
    """
    for edition in waiting_for(names):
        if _try_lock(edition):
            note_identity(edition)


def _assign_and_join(edition: Edition, reading: Reading, identity: Identity) -> bool:
    """Make the edition one of the disclosure with this identity, and take in the other part, where it is there. False for a gap."""
    if not _assign(edition, identity):
        return False
    home = home_of(reading, identity, besides=edition) if edition.parts.count() == 1 else None
    if home is not None and (home.disclosure is not None or _try_lock(home)):
        _absorb(edition, _lock(home), None)
    return True


def _assign(edition: Edition, identity: Identity, read: Reading | None = None) -> bool:
    """Make the edition one of the disclosure with this identity. False, and nothing done, where the identity has a gap.

    `read` as for `rederive`.
    """
    if identity.department is None or identity.fiscal_year is None or identity.stage is None or identity.scope is None:
        return False
    disclosure, _ = Disclosure.objects.get_or_create(
        department=identity.department, fiscal_year=identity.fiscal_year, stage=identity.stage, scope=identity.scope
    )
    if edition.disclosure != disclosure:
        edition.number = _next_number(disclosure)
        edition.disclosure, edition.replaces = disclosure, None
    edition.state = State.DRAFT
    edition.save()
    rederive(edition, read)
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
    if edition.state != State.WAITING or not _assign_and_join(edition, reading, identity_of(reading.extraction)):
        edition.state = State.WAITING if edition.state == State.WAITING else State.DRAFT
        rederive(edition)
    return edition


def _replaced(old: Reading, new: Reading) -> Reading:
    return new if old.document_id == new.document_id else old


# Several files of one disclosure


@transaction.atomic
def combine(edition: Edition, other: Edition, person: User | None = None, *, despite: bool = False) -> Edition:
    """Take the documents of another edition of the same disclosure in: text and tables came as two files.

    An edition that waits gets the other's disclosure. The other one, where it was never published, is discarded with that reason; else
    publishing this one supersedes it. Two files that print the same tables are refused, since their figures would stand there twice:
    whole ones always, others unless `despite` says that a person saw it; a note then says so beside the figures.
    """
    edition, other = _both(edition, other, person)
    found = relation_of_all(files_of(other), files_of(edition))
    if found.kind in ("duplicate", "replacement"):
        raise EditionError(f"不能合并，数会重复：{found.reason}请用“取代”或“弃用”。")
    if found.repeated and not despite:
        raise EditionError(f"合并后这些内容会印两次：{'、'.join(found.repeated)}。请先核对；确实要合并，请用“仍然合并”。")
    return _absorb(edition, other, person)


@transaction.atomic
def replace(edition: Edition, other: Edition, person: User) -> Edition:
    """Decide that this edition's files were published again, corrected, in the place of the other's.

    The other's files that these complete (its text, where only tables came again) are taken in. Where it was published, publishing this one
    supersedes it, and its addresses stay; where it never was, it is discarded with that reason.
    """
    edition, other = _both(edition, other, person)
    own = files_of(edition)
    kept = [part for part in other.parts.select_related("reading__document") if _completes(part, own)]
    _take(edition, other, kept)
    edition.replaces = other if other.is_fixed else None
    if other.is_open:
        _end(other, State.DISCARDED, person, f"已由第 {edition.number} 版取代")
    edition.state = State.DRAFT
    rederive(edition)
    return edition


@transaction.atomic
def discard_duplicate(edition: Edition, other: Edition, person: User) -> Edition:
    """Decide that this edition's files repeat the other's: it is put away with that reason."""
    edition = opened(edition)
    names = "、".join(f"“{file.name}”" for file in files_of(other))
    return _end(edition, State.DISCARDED, person, f"与{names}重复"[:_LONGEST_REASON])


def _both(edition: Edition, other: Edition, person: User | None) -> tuple[Edition, Edition]:
    """Both editions locked, ours open, of one disclosure, and not of the same files. One that waits is given the other's disclosure."""
    if edition.disclosure_id is None and other.disclosure is not None:
        edition = opened(edition)
        identity = identity_of_edition(other)
        if contradicts(identity_of_edition(edition), identity):
            raise EditionError("文件写的部门、年度、阶段或口径与那一版不同，不能算作同一公开事项。请先确认身份。")
        edition.identified_by = person
        _assign(edition, identity)
    locked = {one.pk: _lock(one) for one in sorted((edition, other), key=lambda one: one.pk)}
    edition, other = locked[edition.pk], locked[other.pk]
    if not edition.is_open:
        raise EditionError(f"这一版{edition.get_state_display()}，不能再改。")
    if edition.disclosure is None or edition.disclosure != other.disclosure:
        raise EditionError("只能合并同一部门、年度、阶段和口径的文件。请先确认身份。")
    if other.state not in (*Edition.OPEN, State.PUBLISHED):
        raise EditionError(f"那一版{other.get_state_display()}，页面可能已过时。请刷新。")
    if not other.parts.exclude(reading__document__in=edition.parts.values("reading__document")).exists():
        raise EditionError("那一版的文件都已在这一版里。")
    return edition, other


def _completes(part: Part, own: list[File]) -> bool:
    document = part.reading.document
    return relation_of_all([File(document.name, part.reading.extraction, document.published_on)], own).kind == "part"


def _absorb(edition: Edition, other: Edition, person: User | None) -> Edition:
    """The other's files and corrections join this edition, which is a draft again; what of the other was never published is put away."""
    _take(edition, other, other.parts.select_related("reading__document"))
    if other.is_open:
        _end(other, State.DISCARDED, person, f"已并入第 {edition.number} 版")
    edition.state = State.DRAFT
    rederive(edition)
    return edition


def _take(edition: Edition, other: Edition, parts: Iterable[Part]) -> None:
    """Take parts of the other edition in, with their corrections. The checks have then to be run on all files together."""
    own = [part.reading for part in edition.parts.select_related("reading")]
    documents = {reading.document_id for reading in own}
    added = [part.reading for part in parts if part.reading.document_id not in documents]
    if not added:
        return
    _set_parts(edition, [*own, *added])
    sources = {reading.document.sha256 for reading in added}
    _copy_corrections(edition, (step for step in other.corrections.all() if step.target["sha256"] in sources))
    _copy_answers(edition, other.answers.filter(document__in=[reading.document_id for reading in added]))


def _set_parts(edition: Edition, readings: Sequence[Reading]) -> None:
    """Exactly these, in an order that does not depend on which came first."""
    edition.parts.all().delete()
    _add_parts(edition, readings)


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
    _copy_answers(following, edition.answers.all())
    rederive(following)
    return following


def _add_parts(edition: Edition, readings: Sequence[Reading]) -> None:
    positions = arranged([reading.extraction for reading in readings])
    Part.objects.bulk_create(Part(edition=edition, reading=readings[position], order=order) for order, position in enumerate(positions))


def _copy_corrections(edition: Edition, corrections: Iterable[Correction]) -> None:
    """Who made them, when and why goes with them; so does which of them decided upon which."""
    copies: dict[int | None, int] = {}
    for order, correction in enumerate(corrections, start=edition.corrections.count()):
        original = correction.pk
        correction.pk, correction.edition, correction.order = None, edition, order
        correction.settles_id = copies.get(correction.settles_id)
        correction._state.adding = True
        correction.save()
        copies[original] = correction.pk


def _copy_answers(edition: Edition, answers: Iterable[Answer]) -> None:
    """Likewise."""
    for order, answer in enumerate(answers, start=edition.answers.count()):
        answer.pk, answer.edition, answer.order = None, edition, order
        answer._state.adding = True
        answer.save()


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
    if edition.state == State.SUPERSEDED:
        raise EditionError("这一版已有新版，在它上面更正会丢掉新版的更正。请在现行的那一版上更正。")
    _require(reason, "请写明更正的理由。")
    if edition.is_fixed:
        _refuse_second_draft(edition)
        edition = _follow(edition, [part.reading for part in edition.parts.select_related("reading")])
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


def _refuse_second_draft(edition: Edition) -> None:
    """Two drafts side by side would each lose the corrections of the other."""
    draft = Edition.objects.filter(disclosure=edition.disclosure, state__in=Edition.OPEN).order_by("-number").first()
    if draft:
        raise EditionError(f"已有未公布的第 {draft.number} 版，请在那一版上更正。")


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


def mark_of(edition: Edition) -> str:
    """By which it is known whether an edition is still what somebody saw: its figures, and what was corrected and answered."""
    return f"{edition.digest}.{edition.corrections.count()}.{edition.answers.count()}"


@transaction.atomic
def publish(edition: Edition, person: User, reason: str = "", *, compared: bool = False, seen: str = "") -> Edition:
    """In review → published; the edition published before is superseded in the same transaction.

    Four eyes: who submitted, identified or corrected it does not publish it (`own_work`), unless the office has one person (FOUR_EYES).
    What does not add up stays beside the figures: with such findings that nobody answered, publishing takes a reason. Figures that were
    recognised in pictures take a person who says to have compared them with these (`compared`); who it was stays with the edition, and
    the database asks for it. `seen` is the mark of what the person looked at (`mark_of`): nobody publishes what changed behind their back.
    """
    edition = _lock(edition)
    _require_state(edition, State.IN_REVIEW, "只有审核中的版本可以公布，请先提交审核")
    if seen and seen != mark_of(edition):
        raise EditionError("你打开以后，这一版又变了（有人更正、答复或合并了文件）。请看过现在的，再公布。")
    if not edition.facts.exists() and not edition.statements.exists():
        raise EditionError("这一版没有任何数字，不能公布。请检查文件是否完整。")
    if not edition.checks_current:
        raise EditionError("更正或合并以后的核对还没有完成，请稍后再公布。")
    if misfits := len(misfits_of(edition)):
        raise EditionError(f"重新读取后有 {misfits} 条更正对不上了，还没有决定。请在“对照原件”里逐条选“仍在这里改”或“放弃”。")
    if done := own_work(edition, person):
        raise EditionError(f"这一版由你{done}，须由另一个人核对后公布。")
    if edition.recognised and not compared:
        raise EditionError(
            f"这一版有 {edition.recognised} 处数字由图像识别，可能认错，不能自动公布：请由人逐格对照原图，更正认错的，再在后台公布。"
        )
    mismatches = edition.findings.filter(outcome=Finding.Outcome.MISMATCH, verdict="").count()
    if mismatches:
        _require(reason, f"有 {mismatches} 处矛盾没有更正也没有答复。请更正或答复，或写明仍然公布的理由。")
    now = timezone.now()
    _supersede_others(edition, person, now)
    edition.state, edition.published_at = State.PUBLISHED, now
    edition.reviewed_by, edition.reason = person, reason.strip()
    edition.compared_by = person if edition.recognised else None
    edition.save()
    published.send(Edition, edition=edition)
    _tell_others(edition)
    return edition


def _supersede_others(edition: Edition, person: User, now: datetime) -> None:
    """One edition is in force: the disclosure's lock lets one publication after the other find what the one before published."""
    before = Edition.objects.filter(disclosure=edition.disclosure_id, state=State.PUBLISHED)
    before.update(state=State.SUPERSEDED, ended_at=now, ended_by=person)


@transaction.atomic
def withdraw(edition: Edition, person: User, reason: str) -> Edition:
    """Take back what was published. It stays to be read, and says that and why it was withdrawn."""
    edition = _lock(edition)
    if edition.state not in (State.PUBLISHED, State.SUPERSEDED):
        raise EditionError("只有公布过的版本可以撤回；未公布的可以弃用。")
    _require(reason, "请写明撤回的理由，它会公开显示。")
    return _end(edition, State.WITHDRAWN, person, reason)


@transaction.atomic
def reinstate(edition: Edition, person: User, reason: str) -> Edition:
    """Put a superseded edition in force again, where the one after it was withdrawn. Who did it, when and why stays with it.

    Its figures are those that it was published with; they never changed.
    """
    edition = _lock(edition)
    _require_state(edition, State.SUPERSEDED, "只有被新版取代的版本可以恢复")
    in_force = Edition.objects.published().filter(disclosure=edition.disclosure).first()
    if in_force:
        raise EditionError(f"现行的是第 {in_force.number} 版。要恢复这一版，请先撤回那一版。")
    _require(reason, "请写明恢复的理由。")
    return _end(edition, State.PUBLISHED, person, reason)


@transaction.atomic
def reopen(edition: Edition) -> Edition:
    """A draft that follows a withdrawn edition, with its files and corrections: what was withdrawn for a fault can be put right."""
    edition = _lock(edition)
    _require_state(edition, State.WITHDRAWN, "只有已撤回的版本可以重新处理")
    _refuse_second_draft(edition)
    return _follow(edition, [part.reading for part in edition.parts.select_related("reading")])


@transaction.atomic
def discard(edition: Edition, person: User, reason: str) -> Edition:
    """Put away what was never published: a duplicate, a file received by mistake."""
    edition = opened(edition)
    _require(reason, "请写明弃用的理由。")
    return _end(edition, State.DISCARDED, person, reason)


def _end(edition: Edition, state: Edition.State, person: User | None, reason: str) -> Edition:
    """The edition's state changes by a person's decision, which is kept with it."""
    edition.state, edition.ended_at, edition.ended_by, edition.end_reason = state, timezone.now(), person, reason.strip()
    edition.save()
    if edition.is_fixed:
        ended.send(Edition, edition=edition)
    _tell_others(edition)
    return edition


def _tell_others(edition: Edition) -> None:
    """What stands beside an open edition of the same disclosure has changed."""
    for other in Edition.objects.filter(disclosure=edition.disclosure_id, disclosure__isnull=False, state__in=Edition.OPEN):
        if other.pk != edition.pk:
            note_neighbours(other)


def _lock(edition: Edition) -> Edition:
    """The edition, locked, after its disclosure: everybody locks in this order, and nobody waits for somebody who waits for him."""
    list(Disclosure.objects.select_for_update(no_key=True).filter(editions=edition))
    return Edition.objects.select_for_update(no_key=True, of=("self",)).select_related("disclosure").get(pk=edition.pk)


def _try_lock(edition: Edition) -> bool:
    """Lock an edition that waits, unless somebody else has: whoever holds it may be about to lock what we hold already."""
    return bool(Edition.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=edition.pk, state=State.WAITING))


def opened(edition: Edition) -> Edition:
    """The edition, locked, as long as it may be changed. Raises EditionError."""
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
