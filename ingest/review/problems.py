"""What a person has to look at in an edition, in the order in which it stands in the documents. Pure over stored rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from budgets.boxes import BoxMark, box_of
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


class Pages:
    """The stored pages of some documents, in order, to be found by the places that the contract tells."""

    def __init__(self, pages: Iterable[DocumentPage]) -> None:
        self.all = list(pages)
        self.order = {page.pk: at for at, page in enumerate(self.all)}
        self._by_number = {(page.document_id, page.number): page for page in self.all}
        self._by_sheet: dict[tuple[int, str], DocumentPage] = {}
        self._by_line: dict[int, list[DocumentPage]] = {}
        for page in self.all:
            if page.lines:
                self._by_sheet.setdefault((page.document_id, page.lines[0]), page)
            self._by_line.setdefault(page.document_id, []).append(page)

    def numbered(self, document: int, number: int | None) -> DocumentPage | None:
        """The page of a document with this number."""
        return self._by_number.get((document, number)) if number is not None else None

    def at(self, place: Mapping[str, Any], document: int) -> DocumentPage | None:
        """The page on which a place of a document stands: by its worksheet, its line or its number."""
        if sheet := place.get("sheet"):
            return self._by_sheet.get((document, sheet))
        if (line := place.get("line")) is not None:
            own = self._by_line.get(document, [])
            at = bisect_right(own, line, key=lambda page: page.first_line)
            return own[at - 1] if at else None
        return self.numbered(document, place.get("page"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at in a document. `page` is the stored page on which it begins, None where it stands on none; `places` are its
    places in the document. `finding` is what a check found, which can be answered; None for a note of the reading."""

    number: int
    kind: str
    text: str
    hint: str
    document: int
    page: DocumentPage | None
    places: tuple[Mapping[str, Any], ...]
    finding: Finding | None = None

    @property
    def label(self) -> Any:
        return KINDS[self.kind]

    @property
    def verdict(self) -> str:
        """What a person answered to it; "" where nobody did."""
        return str(self.finding.get_verdict_display()) if self.finding and self.finding.verdict else ""

    @property
    def words(self) -> str:
        return self.finding.verdict_words if self.finding else ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.finding is not None and not self.finding.verdict

    def places_on(self, page: DocumentPage, pages: Pages) -> list[Mapping[str, Any]]:
        """Those of its places that are on a page."""
        if page.document_id != self.document:
            return []
        return [place for place in self.places if pages.at(place, self.document) == page]

    def marks_on(self, page: DocumentPage, pages: Pages) -> tuple[BoxMark, ...]:
        """The same on the picture of a page of a PDF."""
        return tuple(BoxMark(box_of(place["bbox"])) for place in self.places_on(page, pages) if place.get("bbox"))


def problems_of(findings: Iterable[Finding], notes: Iterable[Note], pages: Pages) -> tuple[Problem, ...]:
    """Findings that are no mere rounding, and notes that warn: first what may be wrong, then what is only remarkable or cannot be checked.

    Both go page by page, on one page the gravest first.
    """
    found = [*_of_findings(findings, pages), *_of_notes(notes, pages)]
    gravity = list(KINDS)
    found.sort(key=lambda one: (one.kind in _REMARKABLE, pages.order[one.page.pk] if one.page else _NOWHERE, gravity.index(one.kind)))
    return tuple(replace(one, number=number) for number, one in enumerate(found, start=1))


def _of_findings(findings: Iterable[Finding], pages: Pages) -> Iterator[Problem]:
    for row in findings:
        if row.outcome in KINDS:
            places = tuple(place for place in row.sources if "sha256" not in place)
            where = next((page for place in places if (page := pages.at(place, row.document_id))), None)
            yield Problem(0, row.outcome, row.message, row.hint or row.cause, row.document_id, where, places, row)


def _of_notes(notes: Iterable[Note], pages: Pages) -> Iterator[Problem]:
    for row in notes:
        if row.level in KINDS:
            place = {"page": row.page, "bbox": row.bbox, "line": row.line, "sheet": row.sheet}
            yield Problem(0, row.level, row.text, "", row.document_id, pages.at(place, row.document_id), (place,))
