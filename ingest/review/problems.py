"""What a person has to look at in an edition, in the order in which it stands in the documents. Pure over stored rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from budgets.boxes import BoxMark
from budgets.models import DocumentPage, Finding, Note

KINDS: Final = {
    "error": _("内容缺失"),
    "mismatch": _("矛盾"),
    "warning": _("读取存疑"),
    "not_evaluable": _("无法核算"),
    "soft": _("不寻常"),
}
"""The gravest first."""
_REMARKABLE: Final = ("not_evaluable", "soft")
_NOWHERE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at. `page` is the stored page on which it begins, None where it stands on none; `places` are all its places."""

    number: int
    kind: str
    text: str
    hint: str
    page: DocumentPage | None
    places: tuple[Mapping[str, Any], ...]

    @property
    def label(self) -> Any:
        return KINDS[self.kind]

    def places_on(self, page: DocumentPage, pages: Sequence[DocumentPage]) -> list[Mapping[str, Any]]:
        """Those of its places that are on a page."""
        own = [place for place in self.places if "sha256" not in place]
        return [place for place in own if page_at(place, page.document_id, pages) == page]

    def marks_on(self, page: DocumentPage) -> tuple[BoxMark, ...]:
        """Its places on a page of a PDF."""
        here = [place["bbox"] for place in self.places if place.get("page") == page.number and place.get("bbox") and "sha256" not in place]
        return tuple(BoxMark((box[0], box[1], box[2], box[3])) for box in here)


def problems_of(findings: Iterable[Finding], notes: Iterable[Note], pages: Sequence[DocumentPage]) -> tuple[Problem, ...]:
    """Findings that are no mere rounding, and notes that warn: first what may be wrong, then what is only remarkable or cannot be checked.

    Both go page by page, on one page the gravest first.
    """
    found = [*_of_findings(findings, pages), *_of_notes(notes, pages)]
    order = {page.pk: number for number, page in enumerate(pages)}
    gravity = list(KINDS)
    found.sort(key=lambda one: (one.kind in _REMARKABLE, order[one.page.pk] if one.page else _NOWHERE, gravity.index(one.kind)))
    return tuple(Problem(number, one.kind, one.text, one.hint, one.page, one.places) for number, one in enumerate(found, start=1))


def _of_findings(findings: Iterable[Finding], pages: Sequence[DocumentPage]) -> Iterator[Problem]:
    for row in findings:
        if row.outcome in KINDS:
            places = tuple(row.sources)
            own = (place for place in places if "sha256" not in place)
            where = next((page for place in own if (page := page_at(place, row.document_id, pages))), None)
            yield Problem(0, row.outcome, row.message, row.hint or row.cause, where, places)


def _of_notes(notes: Iterable[Note], pages: Sequence[DocumentPage]) -> Iterator[Problem]:
    for row in notes:
        if row.level in KINDS:
            place = {"page": row.page, "bbox": row.bbox, "line": row.line, "sheet": row.sheet}
            yield Problem(0, row.level, row.text, "", page_at(place, row.document_id, pages), (place,))


def page_at(place: Mapping[str, Any], document: int, pages: Sequence[DocumentPage]) -> DocumentPage | None:
    """The stored page on which a place of a document stands: by its number, its worksheet or its line."""
    own = [page for page in pages if page.document_id == document]
    if place.get("sheet"):
        return next((page for page in own if page.lines[:1] == [place["sheet"]]), None)
    if (line := place.get("line")) is not None:
        return next((page for page in reversed(own) if page.first_line <= line), None)
    return next((page for page in own if page.number == place.get("page")), None)
