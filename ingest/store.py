"""What was read of a document becomes an edition. The only writer of readings; one transaction, safe to run twice and in parallel.

(document, parser version) decides: a reading that is there already is not stored again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from budgets import editions
from budgets.copying import copy_rows
from budgets.derivation import rows_of
from budgets.facts import figures, how_many
from budgets.models import Document, DocumentPage, Edition, Fact, Reading
from ingest import PARSER_VERSION

Figures = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a reading did to the figures of its document, and the edition where they stand now.

    Figures are what an edition's digest is made of: facts with blank ones, statements, totals of forms.
    """

    edition: Edition
    added: int = 0
    unchanged: int = 0
    superseded: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return {"added": self.added, "unchanged": self.unchanged, "superseded": self.superseded}


def find(document: Document) -> Stored | None:
    """What this version of the parser stored of a document; None where it has not."""
    if not Reading.objects.filter(document=document, parser_version=PARSER_VERSION).exists():
        return None
    edition = _newest(document)
    return Stored(edition, unchanged=_count(edition, document)) if edition else None


@transaction.atomic
def store(document: Document, extraction: Mapping[str, Any]) -> Stored:
    """Store what was read of a document: its pages, the reading, and the edition that follows.

    A first reading begins an edition, waiting where its identity has a gap. A newer one takes the older one's place in an open edition;
    after a published one a draft follows, if any figure differs. Nothing is published here.
    """
    document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    read_before = set(document.readings.values_list("parser_version", flat=True))
    if PARSER_VERSION in read_before and (stored := find(document)):
        return stored
    extraction = dict(extraction)
    _write_pages(document, extraction.pop("pages"), again=bool(read_before))
    document.media_type = document.media_type or extraction["document"]["media_type"]
    document.tell_sounds((extraction["identity"]["unit"] or {}).get("value"))
    document.save(update_fields=["media_type", "sounds"])
    reading = Reading.objects.create(document=document, parser_version=PARSER_VERSION, extraction=extraction)
    return _place(reading, _newest(document) if read_before else None)


def _place(reading: Reading, edition: Edition | None) -> Stored:
    """The edition that follows, where this one has the document now."""
    if edition is None:
        edition = editions.begin(reading)
        return Stored(edition, added=_count(edition, reading.document))
    if edition.state == Edition.State.DISCARDED:
        return Stored(edition)
    before, after = _figures(edition, reading.document), _figures(edition, reading.document, reading)
    if not edition.is_fixed or before != after:
        edition = editions.read_again(edition, reading)
    return Stored(edition, how_many(after - before), how_many(after & before), how_many(before - after))


def _count(edition: Edition, document: Document) -> int:
    """How many figures of a document an edition has; a blank cell is none."""
    cells = edition.facts.exclude(presence=Fact.Presence.BLANK)
    return sum(rows.filter(document=document).count() for rows in (cells, edition.statements, edition.forms))


def _newest(document: Document) -> Edition | None:
    """The edition to which a document belongs now; a discarded one where there is no other."""
    found = Edition.objects.filter(readings__document=document).order_by("-pk")
    return found.exclude(state=Edition.State.DISCARDED).first() or found.first()


def _figures(edition: Edition, document: Document, reading: Reading | None = None) -> Figures:
    """The figures of a document in an edition; with another reading, as they would be with that one."""
    part = edition.parts.select_related("reading__document").get(reading__document=document)
    part.reading = reading or part.reading
    return figures(rows_of(part, edition, list(edition.corrections.all())))


def _write_pages(document: Document, pages: list[dict[str, Any]], *, again: bool) -> None:
    """The masked lines of the newest reading, and where they stand; what stands behind published figures stays as it is."""
    if again:
        if Edition.objects.filter(readings__document=document, state__in=Edition.FIXED).exists():
            return
        document.pages.all().delete()
    names = ("number", "printed", "first_line", "kind", "lines", "width", "height", "boxes", "hidden")
    copy_rows(DocumentPage, names, map(_page, pages), {"document_id": document.pk})


def _page(page: Mapping[str, Any]) -> tuple[Any, ...]:
    own = (page["page"], page["printed"], page["line"], page["kind"], page["lines"])
    return (*own, page.get("width"), page.get("height"), page.get("boxes", []), page.get("hidden", []))
