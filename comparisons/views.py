"""The pages that say what changed: the start, one disclosure of a department, one edition for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department, Edition
from comparisons import series
from comparisons.changes import Change
from comparisons.report import Report, grouped_findings, report, weighty_notes

LONGEST_QUERY: Final = 100
LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One department of a list with its latest total."""

    edition: Edition
    total: Change | None

    @property
    def is_sample(self) -> bool:
        """Whether its figures come from a document that we typeset ourselves."""
        return _is_sample(self.edition)


class BadWords(ValueError):
    """What was asked cannot be looked for. `str()` is one line: what is wrong and what to do."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, a search for names, and the departments that there are with their latest totals."""
    try:
        query = search_words(request)
    except BadWords as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    editions = series.latest_editions(Edition.objects.citable(), query, LISTED + 1)
    context = {"query": query, "entries": _entries(editions[:LISTED]), "more": len(editions) > LISTED}
    return render(request, "comparisons/start.html", context)


def search_words(request: HttpRequest) -> str:
    """What is looked for, "" for everything. Parameters that we do not know are left aside: links gather them on their way."""
    if len(request.GET.getlist("q")) > 1:
        raise BadWords(_("参数 q 给了不止一次，请只给一次。"))
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if len(words) > LONGEST_QUERY:
        raise BadWords(_("搜索的文字太长，最多 {longest} 个字。").format(longest=LONGEST_QUERY))
    return words


def _entries(editions: list[Edition]) -> list[Entry]:
    volumes = series.read_totals(editions)
    return [Entry(edition, series.headline(volumes[edition.pk]).of("total_expenditure")) for edition in editions]


@require_safe
def disclosure(request: HttpRequest, pk: int, year: int, stage: str, scope: str) -> HttpResponse:
    """The edition in force of one disclosure, else the last that was: it says that it is withdrawn."""
    editions = list(series.shown_editions(get_object_or_404(Department, pk=pk)))
    wanted = (year, stage, scope)
    found = next((edition for edition in editions if _kind(edition) == wanted), None)
    if found is None:
        raise Http404(_("没有收录这一年的这种文件。"))
    return _page(request, found, editions)


def _kind(edition: Edition) -> tuple[int, str, str] | None:
    one = edition.disclosure
    return (one.fiscal_year, one.stage, one.scope) if one is not None else None


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition, whether in force, superseded or withdrawn: an address to cite, with the same figures for ever."""
    found = get_object_or_404(series.with_documents(Edition.objects.citable()), pk=pk)
    if found.disclosure is None:
        raise Http404
    return _page(request, found, list(series.shown_editions(found.disclosure.department)))


def _page(request: HttpRequest, shown: Edition, editions: list[Edition]) -> HttpResponse:
    found = report(shown)
    return render(request, "comparisons/department.html", _context(found, editions))


def _context(found: Report, editions: list[Edition]) -> dict[str, object]:
    shown = found.edition
    in_force = (edition for edition in editions if edition.disclosure_id == shown.disclosure_id and edition.is_in_force)
    return {
        "report": found,
        "edition": shown,
        "disclosure": shown.disclosure,
        "department": shown.disclosure.department if shown.disclosure else None,
        "documents": [part.reading.document for part in shown.parts.all()],
        "others": [edition for edition in editions if edition.disclosure_id != shown.disclosure_id],
        "in_force": next(in_force, None),
        "findings": grouped_findings(found.doubts.findings),
        "notes": weighty_notes(found.doubts.notes),
        "is_sample": _is_sample(shown),
    }


def _is_sample(edition: Edition) -> bool:
    return any(part.reading.document.is_sample for part in edition.parts.all())
