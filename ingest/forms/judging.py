"""Whether forms are complete: measured by the template that the document itself uses. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from budgets.worded import _, enumerated
from ingest.forms.labels import LABELS
from ingest.shapes import Form, Note

_ALWAYS: Final = {"project": frozenset({"project", "funding"}), "department": frozenset({"department"})}
"""Fields without which a form of a kind has lost something."""


@dataclass(frozen=True, slots=True)
class Read:
    """A form as far as it can be read on its own, with the fields whose labels were found.

    `titled` where its beginning was read, `interrupted` where a page inside it or right behind it cannot be read, `rejoined` where it
    goes on behind such a page.
    """

    form: Form
    found: frozenset[str]
    notes: tuple[Note, ...] = ()
    titled: bool = True
    interrupted: bool = False
    rejoined: bool = False


def judged(reads: Sequence[Read]) -> tuple[tuple[Form, ...], tuple[Note, ...]]:
    """The forms with what is missing in them, and a note for each that is damaged before the notes on what is in them.

    A form is complete when it has the fields that the forms of its kind have in this document, and no page of it was lost.
    """
    expected = {kind: _expected([one.found for one in reads if one.form.kind == kind], kind) for kind in _ALWAYS}
    forms = tuple(_judged(one, expected[one.form.kind]) for one in reads)
    damages = (_damage(form, one) for form, one in zip(forms, reads, strict=True) if not form.complete)
    return forms, (*damages, *(note for one in reads for note in one.notes))


def _expected(found: Sequence[frozenset[str]], kind: str) -> frozenset[str]:
    """The fields that at least half of the forms have: the template that this document uses."""
    counts = Counter(key for keys in found for key in keys)
    return _ALWAYS[kind] | {key for key, count in counts.items() if 2 * count >= len(found)}


def _judged(read: Read, expected: frozenset[str]) -> Form:
    missing = tuple(label for key, label in LABELS.items() if key in expected - read.found)
    return replace(read.form, complete=read.titled and not read.interrupted and not missing, missing=missing)


def _damage(form: Form, read: Read) -> Note:
    name = (
        _("项目“{project}”的绩效目标申报表").format(project=form.project)
        if form.project
        else _("{place}起的绩效目标申报表").format(place=form.source.words)
    )
    losses = [*_losses(form, read)]
    return Note(
        "warning",
        "damaged_form",
        _("{name}不完整：{losses}。请对照原件。").format(name=name, losses=enumerated(losses, _("{some}；{more}"))),
        form.source,
    )


def _losses(form: Form, read: Read) -> Iterable[str]:
    if not read.titled:
        yield _("没有表头，项目未知") if form.project is None else _("没有表头")
    if form.missing:
        yield _("缺少{missing}").format(missing=enumerated(form.missing))
    if read.rejoined:
        yield _("其间有一页丢失，前后两部分按栏目先后归为一张表")
    elif read.interrupted:
        yield _("其后有一页丢失")
