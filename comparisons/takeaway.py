"""What a reader takes away from a comparison: its figures as a table or a workbook, its charts as drawings or pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department
from budgets.moments import asked_for, shown_as_of
from comparisons import comparison, stored
from comparisons.asked import MANY, ONE, BadQuestion, NotThere, moment_of, question
from comparisons.chart_files import Chart, charts_of, drawn_alone, through_the_years
from comparisons.compare import fetch
from comparisons.comparison import Comparison
from comparisons.export import as_csv
from comparisons.pictures import as_png
from comparisons.workbook import as_workbook

Kind = Literal["svg", "png"]
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


@require_safe
def compare_svg(request: HttpRequest) -> HttpResponse:
    """A chart of the comparison on its own."""
    return _drawn(request, "svg")


@require_safe
def compare_png(request: HttpRequest) -> HttpResponse:
    """The same as an image."""
    return _drawn(request, "png")


@require_safe
def department_svg(request: HttpRequest, pk: int, stage: str, scope: str, line: str) -> HttpResponse:
    """A headline figure of a department through all its years, budgets or final accounts, on its own."""
    return _of_department(request, _Basis(pk, stage, scope), line, "svg")


@require_safe
def department_png(request: HttpRequest, pk: int, stage: str, scope: str, line: str) -> HttpResponse:
    """The same as an image."""
    return _of_department(request, _Basis(pk, stage, scope), line, "png")


def _drawn(request: HttpRequest, kind: Kind) -> HttpResponse:
    line, of = request.GET.get("chart", ""), request.GET.get("of", "")

    def drawn(found: Comparison) -> HttpResponse:
        charts = charts_of(found)
        chart = charts.get((line, of))
        if chart is None:
            known = _("、").join(f"chart={key}&of={group}" for key, group in charts) or _("没有")
            raise NotThere({"chart": [_("这个比较没有这张图。有的是：{charts}。").format(charts=known)]})
        return _picture(chart, kind, _address(request, found), f"{_name(found)}-{_plain(line)}")

    return _taken(request, drawn, beside=("chart", "of"))


@dataclass(frozen=True, slots=True)
class _Basis:
    department: int
    stage: str
    scope: str


def _of_department(request: HttpRequest, basis: _Basis, line: str, kind: Kind) -> HttpResponse:
    try:
        as_of = moment_of(dict(request.GET.lists()))
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    with shown_as_of(as_of):
        return _through_the_years(request, basis, line, kind)


def _through_the_years(request: HttpRequest, basis: _Basis, line: str, kind: Kind) -> HttpResponse:
    found = get_object_or_404(Department, pk=basis.department)
    lineage = stored.lineage([found])
    own = comparison.of_department(found, list(stored.shown_editions(*lineage.before(found.pk))), lineage)
    groups = (one.groups[0] for one in own)
    group = next((one for one in groups if (one.stage, one.scope) == (basis.stage, basis.scope)), None)
    chart = through_the_years(group, line) if group is not None else None
    if chart is None:
        raise Http404(_("这个部门没有这张图。"))
    as_of = asked_for()
    address = request.build_absolute_uri(reverse("department", args=(found.pk,)) + (f"?as_of={as_of.text}" if as_of else ""))
    return _picture(chart, kind, address, f"department-{found.pk}-{basis.stage}-{basis.scope}-{line}")


def _picture(chart: Chart, kind: Kind, address: str, name: str) -> HttpResponse:
    svg = drawn_alone(chart, address)
    return _file(svg, "image/svg+xml", f"{name}.svg") if kind == "svg" else _file(as_png(svg), "image/png", f"{name}.png")


def _plain(key: str) -> str:
    """A key as a part of a file's name."""
    return re.sub("[^A-Za-z0-9_]+", "-", key).strip("-") or "line"


def _taken(request: HttpRequest, answer: Callable[[Comparison], HttpResponse], beside: Sequence[str] = ()) -> HttpResponse:
    """What the answer makes of the comparison that is asked for; else a page that says what is wrong. Parameters `beside` are its own."""
    try:
        given = {name: values for name, values in request.GET.lists() if name not in beside}
        asked = question(given, (*MANY, *ONE))
        if not asked.departments:
            raise BadQuestion({"d": [_("请至少给一个部门编号。")]})
        with shown_as_of(asked.as_of):
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
