"""The pages that say what the words mean and how every number is made."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.api.throttles import ByAddress
from budgets.moments import this_second
from handbook import entries, terms
from handbook.asking import first_questions
from handbook.examples import examples


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Every indicator, number, check and signal, as the code declares it."""
    found = examples()
    context = {
        "indicators": entries.indicators(),
        "methods": [(one, found.address(one.shown)) for one in entries.methods()],
        "reasons": entries.reasons(),
        "absences": entries.absences(),
        "outcomes": entries.OUTCOMES,
        "checks": entries.grouped(entries.checks()),
        "signals": entries.signals(),
        "docs": DOCS,
    }
    return render(request, "handbook/methods.html", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms of budgets in a sentence or two each, and the classes of the classifications."""
    return render(request, "handbook/glossary.html", {"themes": terms.themes(), "classifications": terms.code_classes()})


DOCS: Final = ("checks", "comparing", "coverage", "extraction", "signals")
"""What is written of the methods beside the code, in English."""


@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    """One of the texts on the methods, as it stands in the project: Markdown, shown as text."""
    if name not in DOCS:
        raise Http404(_("没有这个网址，或者它指的内容还没有公布。"))
    text = (settings.BASE_DIR / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """How programs ask: the first questions, and what holds for every answer."""
    context = {
        "questions": first_questions(request.build_absolute_uri),
        "limit": ByAddress.THROTTLE_RATES["anon"],
        "moment": this_second().text,
    }
    return render(request, "handbook/developers.html", context)


@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """The description of the API, to be tried in the browser: Swagger UI, whose looks and landmarks are not ours."""
    return render(request, "handbook/try.html")
