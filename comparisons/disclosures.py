"""The pages of one disclosure: its overview, each of its tables as printed, what its text says, its project forms, its findings and notes.

Each has two addresses: that of the disclosure, which shows the edition in force, and that of an edition, to be cited for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.causes import untold
from budgets.editions import other_identity
from budgets.models import Edition
from budgets.needs import OF_THE_DESK
from budgets.revised import since_public
from comparisons import contents, pinned, settled, stored
from comparisons.contents import FormPage, TablePage
from comparisons.named import existing
from comparisons.pinned import Leaf
from comparisons.report import grouped_findings, report, weighty_notes

MOST_REVISED: Final = 50
"""So many figures that an edition changed stand on its overview."""
FINDINGS_A_GROUP: Final = 12
"""So many findings of a kind stand on the overview; all of them are on a page of their own."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reader is: the edition that is shown, the editions beside it, and the address of its overview."""

    edition: Edition
    editions: tuple[Edition, ...]
    base: str


def address_of(edition: Edition, editions: list[Edition]) -> Address:
    """An edition at the address of its disclosure."""
    one = edition.disclosure
    if one is None:
        raise Http404
    return Address(edition, tuple(editions), reverse("disclosure", args=(one.department_id, one.fiscal_year, one.stage, one.scope)))


def in_disclosure(department: int, year: int, stage: str, scope: str) -> Address:
    """The edition in force of one disclosure, else the last that was. Raises Http404 where there is none."""
    editions = list(stored.shown_editions(existing(department)))
    found = next((edition for edition in editions if _kind(edition) == (year, stage, scope)), None)
    if found is None:
        raise Http404(_("没有收录这一年的这种文件。"))
    return address_of(found, editions)


def _kind(edition: Edition) -> tuple[int, str, str] | None:
    one = edition.disclosure
    return (one.fiscal_year, one.stage, one.scope) if one is not None else None


def in_edition(edition: int) -> Address:
    """One edition, whether in force, superseded or withdrawn. Raises Http404 where there is none that was published."""
    found = get_object_or_404(stored.with_documents(Edition.objects.citable()), pk=edition)
    if found.disclosure is None:
        raise Http404
    editions = tuple(stored.shown_editions(found.disclosure.department))
    return Address(found, editions, reverse("edition", args=(found.pk,)))


def _at(place: dict[str, int | str]) -> Address:
    """The place that an address names: {edition}, or {department, year, stage, scope}."""
    if "edition" in place:
        return in_edition(int(place["edition"]))
    return in_disclosure(int(place["department"]), int(place["year"]), str(place["stage"]), str(place["scope"]))


@require_safe
def disclosure(request: HttpRequest, **place: int | str) -> HttpResponse:
    """The comparison of one disclosure with the year before, and what it holds."""
    return overview(request, _at(place))


@require_safe
def table(request: HttpRequest, number: int, **place: int | str) -> HttpResponse:
    """One table as printed."""
    at = _at(place)
    found = contents.table_page(at.edition, number)
    if found is None:
        raise Http404(_("这份文件没有第 {number} 张表。").format(number=number))
    return render(
        request, "comparisons/table.html", about(request, at, Leaf(f"tables/{number}/", lambda: _table_named(found))) | {"page": found}
    )


@require_safe
def text(request: HttpRequest, **place: int | str) -> HttpResponse:
    """Everything that the text says in figures, heading by heading."""
    at = _at(place)
    return render(
        request,
        "comparisons/text.html",
        about(request, at, Leaf("text/", lambda: _("文字里的数字"))) | {"text": contents.text_of(at.edition)},
    )


@require_safe
def forms(request: HttpRequest, **place: int | str) -> HttpResponse:
    """Every project form in one list."""
    at = _at(place)
    found = list(enumerate(at.edition.forms.all(), start=1))
    return render(request, "comparisons/forms.html", about(request, at, Leaf("forms/", lambda: _("绩效目标表"))) | {"forms": found})


@require_safe
def form(request: HttpRequest, number: int, **place: int | str) -> HttpResponse:
    """One project's form."""
    at = _at(place)
    found = contents.form_page(at.edition, number)
    if found is None:
        raise Http404(_("这份文件没有第 {number} 张绩效目标表。").format(number=number))
    return render(
        request, "comparisons/form.html", about(request, at, Leaf(f"forms/{number}/", lambda: _form_named(found))) | {"page": found}
    )


@require_safe
def findings(request: HttpRequest, **place: int | str) -> HttpResponse:
    """Every finding and every note, the gravest first."""
    at = _at(place)
    found = list(at.edition.findings.all())
    notes = [note for note in at.edition.notes.all() if note.code not in OF_THE_DESK]
    own = untold(notes, found)
    context = {
        "groups": grouped_findings(found),
        "settled": settled.of_findings(at.edition, found),
        "notes": contents.graded_notes(own),
        "told": len(notes) - len(own),
        "exact_checks": sum(outcomes.get("exact", 0) for outcomes in at.edition.checks.values()),
    }
    return render(
        request, "comparisons/findings.html", about(request, at, Leaf("findings/", lambda: _("核对结果和读取记录"), is_ours=True)) | context
    )


def overview(request: HttpRequest, at: Address) -> HttpResponse:
    """The page of an edition, at whatever address."""
    found = report(at.edition)
    context = {
        "report": found,
        "findings": grouped_findings(found.doubts.findings),
        "settled": found.settled,
        "first_pages": stored.first_pages(part.reading.document_id for part in at.edition.parts.all()),
        "notes": weighty_notes(untold(found.doubts.notes, found.doubts.findings)),
        "shown_findings": FINDINGS_A_GROUP,
        "statements": at.edition.statements.count(),
        "revised": since_public(at.edition),
        "differing": other_identity(at.edition),
        "most_revised": MOST_REVISED,
    }
    return render(request, "comparisons/disclosure.html", about(request, at) | context)


def _table_named(page: TablePage) -> str:
    table = page.one.table
    return f"{table.printed_number} {table.title or _('没有标题的表')}".strip()


def _form_named(page: FormPage) -> str:
    return f"{_('绩效目标表')} {page.number} {page.form.project}".strip()


def about(request: HttpRequest, at: Address, leaf: Leaf | None = None) -> dict[str, object]:
    """What every page of a disclosure says of it."""
    shown = at.edition
    in_force = (edition for edition in at.editions if edition.disclosure_id == shown.disclosure_id and edition.is_in_force)
    return {
        "edition": shown,
        "pinned": pinned.edition(request.build_absolute_uri, shown, leaf),
        "leaf": leaf,
        "base": at.base,
        "disclosure": shown.disclosure,
        "department": shown.disclosure.department if shown.disclosure else None,
        "documents": [part.reading.document for part in shown.parts.all()],
        "others": [edition for edition in at.editions if edition.disclosure_id != shown.disclosure_id],
        "in_force": next(in_force, None),
        "is_sample": is_sample(shown),
    }


def is_sample(edition: Edition) -> bool:
    """Whether its figures come from a document that we typeset ourselves."""
    return any(part.reading.document.is_sample for part in edition.parts.all())
