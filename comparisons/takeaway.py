"""What a reader takes away from a comparison: its figures as a table or a workbook, its charts as drawings or pictures."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comparisons import comparison
from comparisons.asked import MANY, ONE, BadQuestion, NotThere, question
from comparisons.compare import fetch
from comparisons.comparison import Comparison
from comparisons.export import as_csv
from comparisons.workbook import as_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as a file for a spreadsheet."""
    return _taken(request, lambda found: _file(as_csv(found, request.build_absolute_uri), "text/csv; charset=utf-8", f"{_name(found)}.csv"))


@require_safe
def compare_xlsx(request: HttpRequest) -> HttpResponse:
    """The table of the comparison as a workbook with live formulas."""

    def workbook(found: Comparison) -> HttpResponse:
        content = as_workbook(found, request.build_absolute_uri, _address(request, found))
        return _file(content, WORKBOOK, f"{_name(found)}.xlsx")

    return _taken(request, workbook)


def _taken(request: HttpRequest, answer: Callable[[Comparison], HttpResponse]) -> HttpResponse:
    """What the answer makes of the comparison that is asked for; else a page that says what is wrong."""
    try:
        asked = question(dict(request.GET.lists()), (*MANY, *ONE))
        if not asked.departments:
            raise BadQuestion({"d": [_("请至少给一个部门编号。")]})
        return answer(comparison.compare(asked, *fetch(asked)))
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=404 if isinstance(error, NotThere) else 400)


def _address(request: HttpRequest, found: Comparison) -> str:
    """The address of its page."""
    return request.build_absolute_uri(f"{reverse('compare')}?{found.question.query()}")


def _name(found: Comparison) -> str:
    """What its files are called: departments by number, first and last year."""
    years = "-".join(dict.fromkeys(str(year) for year in (found.years[:1] + found.years[-1:])))
    return "-".join(["compare", *map(str, found.question.departments), *([years] if years else [])])


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
