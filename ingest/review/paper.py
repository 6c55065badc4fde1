"""What the review of one page needs, gathered from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404
from django.utils.translation import gettext as _

from budgets.boxes import BoxMark
from budgets.derivation import overlaid
from budgets.evidence import Shown, show_page, show_places
from budgets.models import DocumentPage, Edition, Part
from budgets.overlay import Overlaid
from ingest.review.cells import Cell, CellName, Json, TableRead, marks_of, tables_read
from ingest.review.problems import Pages, Problem, problems_of


@dataclass(frozen=True, slots=True)
class Paper:
    """One page of an edition's documents under review.

    `tables` are what was read of it; `problems` are those of the whole edition, `pages` all its stored pages, both in order; `overlaid` is
    the whole document with its corrections.
    """

    edition: Edition
    part: Part
    page: DocumentPage
    pages: Pages
    problems: tuple[Problem, ...]
    tables: tuple[TableRead, ...]
    overlaid: Overlaid

    def shown(self, cell: Cell | None, problem: Problem | None) -> Shown:
        """The page itself: its picture, which has marks of its own; or its lines or cells, those of a cell or else of a problem marked."""
        if self.page.width is not None:
            return show_page(self.page)
        if cell is not None:
            return show_places(self.page, [cell.place] if cell.place else [])
        return show_places(self.page, problem.places_on(self.page, self.pages) if problem else [])

    @property
    def marks(self) -> list[tuple[str, BoxMark]]:
        """Each cell that has a place on the page, by its name."""
        return list(marks_of(self.tables))

    @property
    def here(self) -> tuple[Problem, ...]:
        """The problems that begin on this page."""
        return tuple(one for one in self.problems if one.page == self.page)

    @property
    def before(self) -> DocumentPage | None:
        return self._beside(-1)

    @property
    def after(self) -> DocumentPage | None:
        return self._beside(1)

    def _beside(self, step: int) -> DocumentPage | None:
        at = self.pages.order[self.page.pk] + step
        return self.pages.all[at] if 0 <= at < len(self.pages.all) else None

    @property
    def nowhere(self) -> tuple[Problem, ...]:
        """The problems that stand on no page."""
        return tuple(one for one in self.problems if one.page is None)

    @property
    def open_count(self) -> int:
        """So many findings wait for an answer."""
        return sum(one.is_open for one in self.problems)

    @property
    def answered_count(self) -> int:
        return sum(bool(one.verdict) for one in self.problems)

    @property
    def note_count(self) -> int:
        """So many notes of the reading are there to be looked at."""
        return sum(one.finding is None for one in self.problems)

    def alike(self, problem: Problem) -> int:
        """So many other findings have the same cause and wait for an answer."""
        cause = _cause(problem)
        return sum(one.is_open and one.number != problem.number and _cause(one) == cause for one in self.problems) if cause else 0

    def next_problem(self, number: int | None, step: int, *, answered: bool = False) -> Problem | None:
        """The problem on a page after or before one; without one those beside this page. What was answered is passed over, unless asked."""
        placed = [one for one in self.problems if one.page and (answered or not one.verdict)]
        if number is not None:
            beside = [one for one in placed if (one.number > number if step > 0 else one.number < number)]
            return (beside[0] if step > 0 else beside[-1]) if beside else None
        order = self.pages.order
        own = order[self.page.pk]
        if step > 0:
            return next((one for one in placed if one.page and order[one.page.pk] >= own), None)
        return next((one for one in reversed(placed) if one.page and order[one.page.pk] < own), None)


def _cause(problem: Problem) -> tuple[int, str, str] | None:
    """What findings of one cause have in common; None for one that stands for itself."""
    finding = problem.finding
    return (finding.document_id, finding.outcome, finding.cause) if finding and finding.cause else None


def pages_of(edition: Edition) -> Pages:
    """The stored pages of all documents of an edition, in the order of its files."""
    documents = [part.reading.document_id for part in edition.parts.select_related("reading")]
    found = DocumentPage.objects.filter(document__in=documents).select_related("document")
    return Pages(sorted(found, key=lambda page: (documents.index(page.document_id), page.number)))


def problems(edition: Edition, pages: Pages) -> tuple[Problem, ...]:
    """What has to be looked at in an edition."""
    return problems_of(edition.findings.all(), edition.notes.all(), pages)


def paper_of(edition: Edition, document: int, number: int) -> Paper:
    """The page under review. Raises Http404 where the edition has no such page."""
    pages = pages_of(edition)
    page = pages.numbered(document, number)
    if page is None:
        raise Http404(_("这一版里没有这一页。"))
    part = edition.parts.select_related("reading__document").get(reading__document=document)
    laid = overlaid(part, edition.corrections.all())
    tables = tables_read(part.reading.extraction["tables"], laid, partial(_is_on, page, pages))
    return Paper(edition, part, page, pages, problems(edition, pages), tables, laid)


def _is_on(page: DocumentPage, pages: Pages, row: Json) -> bool:
    """Whether a row stands on a page, itself or one of its figures."""
    places: list[Mapping[str, Any]] = [row, *row["amounts"]]
    return any(pages.at(place, page.document_id) == page for place in places)


def last_correction(paper: Paper, person: User) -> CellName | None:
    """The cell that a person corrected last and that is not as it was read.

    What one key undoes is one's own, and in no edition that the public sees.
    """
    if paper.edition.is_fixed:
        return None
    standing = set(paper.overlaid.by_cell.values())
    own = paper.edition.corrections.filter(person=person)
    found = [one for one in own if one.pk in standing and one.target["sha256"] == paper.page.document.sha256]
    if not found:
        return None
    last = max(found, key=lambda one: one.order)
    return CellName(last.target["table"], last.target["row"], last.target["column"], last.field)
