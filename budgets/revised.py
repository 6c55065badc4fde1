"""What an edition would change for the public: its figures against those of the edition before it."""

from __future__ import annotations

from typing import NamedTuple

from budgets.models import Correction, Edition
from budgets.revisions import Figure, Revision, revision

_FACT = (
    *("id", "fiscal_year", "schedule", "table", "row_key", "measure", "figure", "block", "label", "header", "printed", "unit", "presence"),
    *("yuan", "value", "item", "correction__field", "correction__new"),
)

_SHOWN = (Edition.State.PUBLISHED, Edition.State.SUPERSEDED)
_SECOND = 2


class Since(NamedTuple):
    """An edition that was published, and what another one says otherwise."""

    edition: Edition
    revision: Revision


def since_last(edition: Edition) -> Since | None:
    """What an open edition says otherwise than the one that it would supersede, else than the last one that was ever published; None where
    there never was one. Five queries.
    """
    before = last_before(edition)
    return Since(before, between(before, edition)) if before is not None else None


def since_public(edition: Edition) -> Since | None:
    """What a public edition says otherwise than the one that was public before it, as of the moment that is shown. Never of a draft, and
    nothing of what was withdrawn, on either side. At most five queries; none for a first edition."""
    if edition.state not in _SHOWN or (edition.number or 0) < _SECOND:
        return None
    own = Edition.objects.in_states(*_SHOWN).filter(disclosure=edition.disclosure_id, published_at__lt=edition.published_at)
    before = own.order_by("-published_at", "-pk").first()
    return Since(before, between(before, edition)) if before is not None else None


def last_before(edition: Edition) -> Edition | None:
    """The edition of the same disclosure that the public saw last. One query."""
    if edition.disclosure_id is None:
        return None
    fixed = Edition.objects.filter(disclosure=edition.disclosure_id, state__in=Edition.FIXED).exclude(pk=edition.pk)
    ordered = sorted(fixed, key=lambda one: (one.is_in_force, one.published_at, one.pk))
    return ordered[-1] if ordered else None


def between(before: Edition, after: Edition) -> Revision:
    """What two editions say otherwise. Two queries each, none where their figures have one digest."""
    if before.digest and before.digest == after.digest:
        return Revision(())
    return revision(_figures(before), _figures(after), _sentences(before), _sentences(after))


def _figures(edition: Edition) -> list[Figure]:
    """What is printed, in the order of the documents."""
    found = []
    for row in edition.facts.order_by("document", "order", "id").values_list(*_FACT, named=True):
        table = row.schedule or f"#{row.table}"
        found.append(
            Figure(
                row.id,
                (row.fiscal_year, table, row.row_key, row.measure, row.figure, row.block),
                row.schedule,
                row.label,
                tuple(row.header),
                row.correction__new if row.correction__field == Correction.Field.AMOUNT else row.printed,
                row.unit,
                row.presence,
                row.yuan if row.yuan is not None else row.value,
                row.item == "total",
                row.correction__new is not None,
            )
        )
    return found


def _sentences(edition: Edition) -> list[str]:
    return list(edition.statements.order_by("document", "order").values_list("text", flat=True))
