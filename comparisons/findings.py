"""The page of one finding: what a check found within the document, and what another document settles of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.models import Edition
from budgets.views import of_finding
from comparisons import settled, stored


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """What a check found, every cell that it looked at, and what last year's own document says of it."""
    row, context = of_finding(request, pk)
    edition = stored.with_documents(Edition.objects.citable()).filter(pk=row.edition_id).first() if settled.is_open(row) else None
    context["settled"] = settled.of_findings(edition, [row]) if edition is not None else {}
    return render(request, "comparisons/finding.html", context)
