"""Several files of one disclosure: part, replacement or duplicate, as a person decides."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from budgets.assignments import EDITION, pass_on
from budgets.companions import File, relation_of_all
from budgets.derivation import rederive
from budgets.editions.ending import end
from budgets.editions.identifying import assign
from budgets.editions.locks import EditionError, lock, opened
from budgets.editions.parts import take
from budgets.models import Edition, Part
from budgets.neighbours import contradicts, files_of, identity_of_edition

State = Edition.State
_LONGEST_REASON: Final = 300


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
    return absorb(edition, other, person)


@transaction.atomic
def replace(edition: Edition, other: Edition, person: User) -> Edition:
    """Decide that this edition's files were published again, corrected, in the place of the other's.

    The other's files that these complete (its text, where only tables came again) are taken in. Where it was published, publishing this one
    supersedes it, and its addresses stay; where it never was, it is discarded with that reason.
    """
    edition, other = _both(edition, other, person)
    own = files_of(edition)
    kept = [part for part in other.parts.select_related("reading__document") if _completes(part, own)]
    take(edition, other, kept)
    edition.replaces = other if other.is_fixed else None
    _put_away(other, edition, person, f"已由{_called(edition)}取代")
    edition.state = State.DRAFT
    rederive(edition)
    return edition


@transaction.atomic
def discard_duplicate(edition: Edition, other: Edition, person: User) -> Edition:
    """Decide that this edition's files repeat the other's: it is put away with that reason."""
    edition = opened(edition)
    return end(edition, State.DISCARDED, person, f"与{_called(other)}重复"[:_LONGEST_REASON])


def absorb(edition: Edition, other: Edition, person: User | None) -> Edition:
    """The other's files and corrections join this edition, which is a draft again; what of the other was never published is put away."""
    said = f"已与{_called(edition)}并为一版"
    take(edition, other, other.parts.select_related("reading__document"))
    _put_away(other, edition, person, said)
    edition.state = State.DRAFT
    rederive(edition)
    return edition


def _both(edition: Edition, other: Edition, person: User | None) -> tuple[Edition, Edition]:
    """Both editions locked, ours open, of one disclosure, and not of the same files. One that waits is given the other's disclosure."""
    if edition.disclosure_id is None and other.disclosure is not None:
        edition = opened(edition)
        identity = identity_of_edition(other)
        if contradicts(identity_of_edition(edition), identity):
            raise EditionError("文件写的部门、年度、阶段或口径与那一版不同，不能算作同一公开事项。请先确认身份。")
        edition.identified_by = person
        assign(edition, identity)
    locked = {one.pk: lock(one) for one in sorted((edition, other), key=lambda one: one.pk)}
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


def _put_away(other: Edition, edition: Edition, person: User | None, reason: str) -> None:
    """What goes on in another edition is discarded, unless it was published; who was at it is at that one now, where nobody was."""
    if other.is_open:
        end(other, State.DISCARDED, person, reason[:_LONGEST_REASON])
        pass_on((EDITION, other.pk), (EDITION, edition.pk))


def _called(edition: Edition) -> str:
    """An edition that was never published, by the names of its files."""
    return "、".join(f"“{file.name}”" for file in files_of(edition))


def _completes(part: Part, own: list[File]) -> bool:
    document = part.reading.document
    return relation_of_all([File(document.name, part.reading.extraction, document.published_on)], own).kind == "part"
