"""What follows from an edition's readings and corrections is written here, and only here.

Deriving again replaces everything at once, inside the caller's transaction; the database refuses it for an edition that was published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from budgets.answered import Matched, matched
from budgets.companions import File, Relation, relation
from budgets.copying import copy_rows
from budgets.facts import FactRow, OtherRow, Place, Rows, derive, digest, misfit, note
from budgets.identities import identity_of
from budgets.models import Answer, Correction, Document, Edition, Fact, Finding, Form, Note, Part, PrintedTable, Reading, Statement
from budgets.needs import SECOND_FILE, needs_of
from budgets.neighbours import Begun, files_of, neighbours
from budgets.overlay import DoesNotFit, Overlaid, Step, anchor, lay_over, standing
from budgets.told import in_words
from budgets.worded import _, enumerated

_ANSWERS_AT_ONCE: Final = 1000
_BESIDE: Final = "同一部门、年度、阶段和口径"
_MAY_BELONG: Final = "它可能属于{disclosure}，那里"
_NOTHING: Final[Mapping[int, Relation]] = {}
_FACT_FIELDS: Final = tuple("correction_id" if name == "correction" else name for name in FactRow._fields[1:])


def rederive(edition: Edition, begun: Begun | None = None) -> None:
    """Write all that follows from the edition's readings and corrections anew; set digest and checks. The edition is saved as it is.

    `begun` is given where the edition was just begun: nothing was derived, corrected or answered of it, and a large reading takes long to
    be fetched again.
    """
    parts = [begun.part] if begun else list(edition.parts.select_related("reading__document"))
    corrections = [] if begun else list(edition.corrections.all())
    for model in () if begun else (PrintedTable, Fact, Statement, Form, Finding, Note):
        model.objects.filter(edition=edition).delete()
    derived = [rows_of(part, edition, corrections) for part in parts]
    if derived:
        derived[0] = replace(derived[0], notes=(*derived[0].notes, *_own_notes(edition, parts, corrections, begun)))
    for part, rows in zip(parts, derived, strict=True):
        _write(edition, part.reading.document, rows)
    if begun is None:
        write_answers(edition)
    edition.digest = digest(derived)
    edition.recognised = sum(rows.recognised for rows in derived)
    edition.checks = _added(rows.checks for rows in derived)
    edition.checks_current = all(part.findings is not None or _read_alone(part, parts, corrections) for part in parts)
    edition.needs = _needs_after(edition, derived)
    edition.save()


def _needs_after(edition: Edition, derived: Sequence[Rows]) -> list[str]:
    """What an edition needs a person for, of which these rows were just written; whether a contradiction was answered stands beside it."""
    notes = [(note.fields["level"], note.fields["code"]) for rows in derived for note in rows.notes]
    contradicts = any(finding.fields["outcome"] == Finding.Outcome.MISMATCH for rows in derived for finding in rows.findings)
    return needs_of(notes, contradicts=contradicts and _contradicts(edition), recognised=edition.recognised)


def answers_of(edition: Edition) -> Matched[Answer, Finding]:
    """What people answered to the findings of an edition, and which of it stands for no finding any more."""
    answers = list(edition.answers.select_related("document", "person"))
    findings = edition.findings.select_related("document") if answers else ()
    return matched(findings, answers)


def write_answers(edition: Edition) -> None:
    """Put beside each finding what was answered to it, and nothing where that was taken back or does not stand any more."""
    answered = {finding.pk: answer for finding, answer in answers_of(edition).pairs}
    changed = []
    for finding in edition.findings.filter(Q(pk__in=answered) | ~Q(verdict="")):
        answer = answered.get(finding.pk)
        finding.verdict, finding.verdict_words = (answer.verdict, answer.words) if answer else ("", "")
        finding.verdict_on = timezone.localdate(answer.made_at) if answer else None
        changed.append(finding)
    Finding.objects.bulk_update(changed, ("verdict", "verdict_words", "verdict_on"), batch_size=_ANSWERS_AT_ONCE)


def tell_needs(edition: Edition) -> None:
    """Tell anew what an open edition needs a person for, since its notes or findings changed without being derived."""
    edition.needs = _needs(edition)
    Edition.objects.filter(pk=edition.pk).update(needs=edition.needs)


def _needs(edition: Edition) -> list[str]:
    return needs_of(edition.notes.values_list("level", "code"), contradicts=_contradicts(edition), recognised=edition.recognised)


def _contradicts(edition: Edition) -> bool:
    """Whether a check contradicts, and nobody answered."""
    return edition.findings.filter(outcome=Finding.Outcome.MISMATCH, verdict="").exists()


def rows_of(part: Part, edition: Edition, corrections: Sequence[Correction]) -> Rows:
    """What follows from one part: its reading, or the findings of its corrected tables where these were checked again."""
    extraction: dict[str, Any] = dict(part.reading.extraction)
    if part.findings is not None:
        extraction |= {"findings": part.findings, "checks": part.checks}
    year = edition.disclosure.fiscal_year if edition.disclosure else None
    return derive(extraction, year, steps_for(part.reading, corrections))


def _read_alone(part: Part, parts: Sequence[Part], corrections: Sequence[Correction]) -> bool:
    """Whether what the checks said at the reading still holds: no other file, no correction."""
    return len(parts) == 1 and not steps_for(part.reading, corrections)


def steps_for(reading: Reading, corrections: Iterable[Correction]) -> list[Step]:
    """The corrections that are meant for a reading's document and count, in order, as steps of the pure overlay."""
    return [_step(correction) for correction in counting(corrections) if correction.target["sha256"] == reading.document.sha256]


def counting(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that are to be laid over what was read: not what a person decided upon since it no longer fitted, nor that decision where it
    was to drop it."""
    given = list(corrections)
    settled = {correction.settles_id for correction in given}
    return [one for one in given if one.pk not in settled and one.field != Correction.Field.DROPPED]


@dataclass(frozen=True, slots=True)
class MisfitCorrection:
    """A correction that finds something else in its place. `now` is what stands there, None where there is no such place any more;
    `where` is what is printed around it now."""

    correction: Correction
    now: str | None
    where: str

    @property
    def now_words(self) -> str:
        return in_words(self.correction.field, self.now or "")


def misfits_of(edition: Edition) -> list[MisfitCorrection]:
    """The corrections of an edition that no longer fit and upon which nobody decided yet."""
    corrections = list(edition.corrections.select_related("person"))
    if not corrections:
        return []  # what was read takes long to be fetched
    by_id = {correction.pk: correction for correction in corrections}
    parts = list(edition.parts.select_related("reading__document"))
    found = []
    for part in parts:
        laid = overlaid(part, corrections)
        for step in laid.misfits:
            try:
                now, where = standing(laid.tables, step), anchor(part.reading.extraction["tables"], step)
            except DoesNotFit:
                found.append(MisfitCorrection(by_id[step.id], None, ""))
            else:
                found.append(MisfitCorrection(by_id[step.id], now, where))
    documents = {part.reading.document.sha256 for part in parts}
    lost = (one for one in counting(corrections) if one.target["sha256"] not in documents)
    return [*found, *(MisfitCorrection(one, None, "") for one in lost)]


def overlaid(part: Part, corrections: Iterable[Correction]) -> Overlaid:
    """What was read of a part's document, its corrections laid over it."""
    return lay_over(part.reading.extraction, steps_for(part.reading, corrections))


def _step(correction: Correction) -> Step:
    at = correction.target
    return Step(correction.pk, correction.field, at["table"], at["row"], at["column"], correction.old, correction.new, at.get("at", ""))


def _write(edition: Edition, document: Document, rows: Rows) -> None:
    names = ("order", *Place._fields, *_FACT_FIELDS)
    facts = ((order, *row.place, *row[1:]) for order, row in enumerate(rows.facts))
    if rows.facts:
        copy_rows(Fact, names, facts, {"edition_id": edition.pk, "document_id": document.pk})
    others: tuple[tuple[type[models.Model], tuple[OtherRow, ...]], ...] = (
        (PrintedTable, rows.tables),
        (Statement, rows.statements),
        (Form, rows.forms),
        (Finding, rows.findings),
        (Note, rows.notes),
    )
    for model, items in others:
        _write_others(model, edition, document, items)


def _write_others(model: type[models.Model], edition: Edition, document: Document, rows: Sequence[OtherRow], first: int = 0) -> None:
    """Rows of one model, all with the same fields."""
    if not rows:
        return
    own = tuple(rows[0].fields)
    told = ((order, *row.place, *(row.fields[name] for name in own)) for order, row in enumerate(rows, start=first))
    copy_rows(model, ("order", *Place._fields, *own), told, {"edition_id": edition.pk, "document_id": document.pk})


def _own_notes(edition: Edition, parts: Sequence[Part], corrections: Sequence[Correction], begun: Begun | None) -> list[OtherRow]:
    """Notes that no single reading gives: on the edition's identity, on its place among others, on corrections of documents it lost."""
    beside = _second_file(edition, parts, begun.known if begun else {})
    return [*_identity_notes(edition, parts[0].reading), *_together(parts), *_homeless(parts, corrections), *beside]


def _identity_notes(edition: Edition, reading: Reading) -> list[OtherRow]:
    if edition.state != Edition.State.WAITING:
        return []
    return [note("warning", code, text) for code, text in identity_of(reading.extraction).problems.items()]


def _second_file(edition: Edition, parts: Sequence[Part] | None = None, known: Mapping[int, Relation] = _NOTHING) -> list[OtherRow]:
    """A part, a replacement or a duplicate? Another file of the same disclosure is there: what its content says, for a person to decide."""
    rows = []
    for beside in neighbours(edition, parts, known):
        names = "、".join(f"“{file.name}”" for file in files_of(beside.edition))
        text = _BESIDE if edition.disclosure else _MAY_BELONG.format(disclosure=beside.edition.disclosure)
        rows.append(note("warning", SECOND_FILE, f"{text}已有另一个文件{names}。{beside.relation.reason}{beside.relation.advice}"))
    return rows


def _together(parts: Sequence[Part]) -> list[OtherRow]:
    """How the files of one edition complete each other; a warning where something is printed in two of them."""
    rows = []
    for one, two in combinations(parts, 2):
        found = relation(*(File(part.reading.document.name, part.reading.extraction) for part in (one, two)))
        if found.repeated:
            text = _("两个文件都印有{tables}：这些数在这一版里各有两次，请勿相加。").format(tables=enumerated(list(found.repeated)))
            rows.append(note("warning", "printed_twice", text))
        elif found.kind == "part":
            rows.append(note("info", "joined_files", _("这一版由多个文件组成。{reason}").format(reason=found.reason)))
    return rows


def note_neighbours(edition: Edition) -> None:
    """Write anew what stands beside an open edition; its figures stay as they are."""
    part = edition.parts.select_related("reading__document").first()
    edition.notes.filter(code=SECOND_FILE).delete()
    if part is not None:
        _add_notes(edition, part.reading.document, _second_file(edition))
    tell_needs(edition)


def note_identity(edition: Edition) -> None:
    """Write anew what is not known of an edition that waits, since departments were registered or named otherwise."""
    part = edition.parts.select_related("reading__document").first()
    edition.notes.filter(Q(code__startswith="identity_") | Q(code__startswith="department_")).delete()
    if part is not None:
        _add_notes(edition, part.reading.document, _identity_notes(edition, part.reading))
    note_neighbours(edition)


def _add_notes(edition: Edition, document: Document, rows: Sequence[OtherRow]) -> None:
    last = Note.objects.filter(edition=edition, document=document).aggregate(last=Max("order"))["last"]
    _write_others(Note, edition, document, rows, 0 if last is None else last + 1)


def _homeless(parts: Sequence[Part], corrections: Sequence[Correction]) -> list[OtherRow]:
    documents = {part.reading.document.sha256 for part in parts}
    return [misfit(_step(correction)) for correction in counting(corrections) if correction.target["sha256"] not in documents]


def _added(counts: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """The outcomes of every check over all parts."""
    total: dict[str, Counter[str]] = {}
    for checks in counts:
        for check, outcomes in checks.items():
            total.setdefault(check, Counter()).update(outcomes)
    return {check: dict(outcomes) for check, outcomes in total.items()}
