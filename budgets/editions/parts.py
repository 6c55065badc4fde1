"""Which files an edition is made of, and the corrections and answers that come with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budgets.companions import arranged
from budgets.derivation import rederive
from budgets.editions.locks import EditionError
from budgets.models import Answer, Correction, Edition, Part, Reading

State = Edition.State


def set_parts(edition: Edition, readings: Sequence[Reading]) -> None:
    """Exactly these, in an order that does not depend on which came first."""
    edition.parts.all().delete()
    add_parts(edition, readings)


def add_parts(edition: Edition, readings: Sequence[Reading]) -> None:
    positions = arranged([reading.extraction for reading in readings])
    Part.objects.bulk_create(Part(edition=edition, reading=readings[position], order=order) for order, position in enumerate(positions))


def take(edition: Edition, other: Edition, parts: Iterable[Part]) -> None:
    """Take parts of the other edition in, with their corrections. The checks have then to be run on all files together."""
    own = [part.reading for part in edition.parts.select_related("reading")]
    documents = {reading.document_id for reading in own}
    added = [part.reading for part in parts if part.reading.document_id not in documents]
    if not added:
        return
    set_parts(edition, [*own, *added])
    sources = {reading.document.sha256 for reading in added}
    _copy_corrections(edition, (step for step in other.corrections.all() if step.target["sha256"] in sources))
    _copy_answers(edition, other.answers.filter(document__in=[reading.document_id for reading in added]))


def follow(edition: Edition, readings: Sequence[Reading]) -> Edition:
    """A draft that follows a published edition, with its corrections."""
    disclosure = edition.disclosure
    if disclosure is None:
        raise EditionError("身份未确认的版本没有下一版。")
    following = Edition.objects.create(disclosure=disclosure, identified_by=edition.identified_by, state=State.DRAFT)
    add_parts(following, readings)
    _copy_corrections(following, edition.corrections.all())
    _copy_answers(following, edition.answers.all())
    rederive(following)
    return following


def refuse_second_draft(edition: Edition) -> None:
    """Two drafts side by side would each lose the corrections of the other."""
    draft = Edition.objects.filter(disclosure=edition.disclosure, state__in=Edition.OPEN).order_by("-pk").first()
    if draft:
        raise EditionError(f"这个公开事项已有未公布的一版（{draft.get_state_display()}），请在那一版上更正。")


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
