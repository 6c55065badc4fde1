"""What a reader takes away from a comparison: its figures as a table or a workbook, its charts as drawings or pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from budgets.languages import as_shown
from budgets.moments import asked_for, shown_as_of, this_second
from comparisons import comparison, ranked, standings, stored
from comparisons.asked import MANY, ONE, BadQuestion, NotThere, as_far_as, moment_of, question
from comparisons.chart_files import Chart, charts_of, drawn_alone, through_the_years
from comparisons.compare import fetch
from comparisons.comparison import Comparison
from comparisons.export import as_csv
from comparisons.named import existing
from comparisons.pictures import as_png
from comparisons.rank_export import as_csv as ranking_as_csv
from comparisons.workbook import as_workbook

Kind = Literal["svg", "png"]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as a file for a spreadsheet."""
    return _taken(request, lambda found: _file(as_csv(found, request.build_absolute_uri), "text/csv; charset=utf-8", f"{_name(found)}.csv"))


@require_safe
def rankings_csv(request: HttpRequest) -> HttpResponse:
    """A ranking with every department as a file for a spreadsheet; what is not given is what the page takes."""
    asked, wrong = as_far_as(ranked.question, dict(request.GET.lists()))
    with shown_as_of(asked.as_of):
        kinds = standings.kinds()
        if not kinds:
            wrong = wrong or _("还没有可以排名的数。")
        if wrong:
            return render(request, "400.html", {"reason": wrong}, status=400)
        about = asked.about.filled(kinds)
        try:
            line, found = replace(asked, about=about).answered(kinds)
        except BadQuestion as error:
            return render(request, "400.html", {"reason": str(error)}, status=400)
        name = f"ranking-{_plain(about.line)}-{line.year}"
        return _file(ranking_as_csv(line, found, request.build_absolute_uri), "text/csv; charset=utf-8", f"{name}.csv")


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


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def compare_embed(request: HttpRequest) -> HttpResponse:
    """A chart of the comparison as a page of its own that any other page may have in a frame: no script, no cookie, no other host."""
    return _of_chart(request, lambda found, chart: render(request, "comparisons/embed.html", _framed(request, found, chart)))


@require_safe
@csp_replace({"frame-src": [SELF]})
def compare_embedding(request: HttpRequest) -> HttpResponse:
    """How a chart is put into another page: the code, and what it looks like there. Its address pins this moment."""

    def shown(found: Comparison, chart: Chart) -> HttpResponse:
        as_of = found.question.as_of or this_second()
        own = urlencode({"chart": request.GET["chart"], "of": request.GET["of"]})
        address = f"{reverse('compare-embed')}?{found.question.query(as_of=as_of)}&{own}"
        height = round(max(chart.drawing.height, chart.narrow.height)) + _WORDS_HEIGHT + chart.key_height
        context = {**_framed(request, found, chart), "address": as_shown(request.build_absolute_uri(address)), "height": height}
        return render(request, "comparisons/embedding.html", context)

    return _of_chart(request, shown)


_WORDS_HEIGHT = 260
"""Room for the words of a chart above and below its drawing, on a phone too."""


def _framed(request: HttpRequest, found: Comparison, chart: Chart) -> dict[str, object]:
    return {"chart": chart, "page": _address(request, found), "as_of": found.question.as_of}


def _drawn(request: HttpRequest, kind: Kind) -> HttpResponse:
    def drawn(found: Comparison, chart: Chart) -> HttpResponse:
        return _picture(chart, kind, _address(request, found), f"{_name(found)}-{_plain(request.GET['chart'])}")

    return _of_chart(request, drawn)


def _of_chart(request: HttpRequest, answer: Callable[[Comparison, Chart], HttpResponse]) -> HttpResponse:
    """What the answer makes of the chart that is asked for by its line and group (`chart`, `of`)."""

    def drawn(found: Comparison) -> HttpResponse:
        charts = charts_of(found)
        chart = charts.get((request.GET.get("chart", ""), request.GET.get("of", "")))
        if chart is None:
            known = _("、").join(f"chart={key}&of={group}" for key, group in charts) or _("没有")
            raise NotThere({"chart": [_("这个比较没有这张图。有的是：{charts}。").format(charts=known)]})
        return answer(found, chart)

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
    found = existing(basis.department)
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
        return render(request, "400.html", {"reason": str(error), "code": error.status}, status=error.status)


def _address(request: HttpRequest, found: Comparison) -> str:
    """The address of its page."""
    return as_shown(request.build_absolute_uri(f"{reverse('compare')}?{found.question.query()}"))


def _name(found: Comparison) -> str:
    """What its files are called: departments by number, first and last year."""
    years = "-".join(dict.fromkeys(str(year) for year in (found.years[:1] + found.years[-1:])))
    return "-".join(["compare", *map(str, found.question.departments), *([years] if years else [])])


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
