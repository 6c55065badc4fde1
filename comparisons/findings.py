"""The page of one finding, and that of one sentence: what was found within the document, and what another document says to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.models import Edition
from budgets.views import of_finding, of_statement
from comparisons import contents, settled, stored


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """What a check found, every cell that it looked at, and what last year's own document says of it."""
    row, context = of_finding(request, pk)
    edition = _public(row.edition_id) if settled.is_open(row) else None
    context["settled"] = settled.of_findings(edition, [row]) if edition is not None else {}
    return render(request, "comparisons/finding.html", context)


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """A sentence of the text, what it says in figures, and how these come out against the tables: as on the pages of its disclosure."""
    row, context = of_statement(request, pk)
    edition = _public(row.edition_id)
    context["claims"] = contents.claims_of(edition, row) if edition is not None else ()
    return render(request, "comparisons/statement.html", context)


def _public(edition: int) -> Edition | None:
    return stored.with_documents(Edition.objects.citable()).filter(pk=edition).first()
