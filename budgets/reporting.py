"""The pages on which a reader says what is wrong with a figure, and on which everybody sees what was answered."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budgets import reports, throttles
from budgets.evidence import Shown, show_fact, show_sentence, show_sources
from budgets.models import Edition, Fact, Finding, Report, Statement
from budgets.money import YUAN_PER_UNIT, is_dash, is_figure
from budgets.privacy import has_personal_data
from budgets.reports import Row, may_be_reported
from budgets.templatetags.figures import behind
from budgets.views import RELATED, about, reported

KINDS: Final[dict[str, type[Row]]] = {"fact": Fact, "statement": Statement, "finding": Finding}
PER_PAGE: Final = 50


class Written(forms.CharField):
    """What a reader writes, as it is counted in the browser: a line's end is one character. Personal data is refused, not kept."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if has_personal_data(value):
            raise ValidationError(_("里面像有姓名、电话、证件号或邮箱，请去掉。如果是金额，请在后面写上“元”。"))


class ReportForm(forms.Form):
    """What is wrong with one cell. Nothing in it says who reports; `homepage` is for programs that fill in whatever there is."""

    fault = forms.ChoiceField(
        label=gettext_lazy("哪里不对"),
        choices=Report.Fault.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选哪里不对。"), "invalid_choice": gettext_lazy("请选下面的一项。")},
    )
    should_read = Written(
        label=gettext_lazy("应是"), required=False, max_length=100, error_messages={"max_length": gettext_lazy("最多 100 个字。")}
    )
    said = Written(
        label=gettext_lazy("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea,
        error_messages={"max_length": gettext_lazy("最多 500 个字。")},
    )
    homepage = forms.CharField(label=gettext_lazy("请留空"), required=False)

    def __init__(self, *given: Any, unit: str = "") -> None:
        """`unit` is that in which the figure is printed; "" where it prints none, or where there are several figures."""
        super().__init__(*given)
        self.unit = unit

    def clean(self) -> dict[str, Any]:
        """A figure in the place of a figure: in the unit of the cell, or with its own."""
        given = super().clean() or self.cleaned_data
        proposed = given.get("should_read", "")
        if given.get("fault") == Report.Fault.FIGURE and proposed and not _is_figure(proposed):
            in_unit = _("请写一个数，如 1,234.56；单位是{unit}。别的话请写在说明里。").format(unit=behind(self.unit))
            self.add_error("should_read", in_unit if self.unit else _("请写一个数，如 1,234.56。别的话请写在说明里。"))
        return given

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("请把“请留空”一栏清空再提交。"))
        return ""


_UNIT_BEHIND: Final = re.compile(rf"\s*(?:{'|'.join(sorted(YUAN_PER_UNIT, key=len, reverse=True))}|[%％个辆人台套])?$")


def _is_figure(text: str) -> bool:
    """Whether a text is a number, with its unit or without, or a dash as documents print it for nothing."""
    number = _UNIT_BEHIND.sub("", text.strip(), count=1)
    return is_figure(number) or is_dash(number)


def _unit_of(row: Row) -> str:
    return "" if isinstance(row, Finding) else row.unit or ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what is wrong with a figure, a sentence or a finding. What was typed stays wherever it is not taken."""
    row = _row(kind, pk)
    form = ReportForm(request.POST if request.method == "POST" else None, unit=_unit_of(row))
    if request.method != "POST":
        return _asking(request, row, form)
    if not form.is_valid():
        return _asking(request, row, form, status=400)
    given = {name: form.cleaned_data[name] for name in ("fault", "should_read", "said")}
    if reports.known(row, **given):
        return _back(kind, pk, "known")
    try:
        throttles.admit(request)
    except throttles.TooMany as error:
        answer = _asking(request, row, form, status=429, too_many=str(error))
        answer["Retry-After"] = str(error.seconds)
        return answer
    reports.receive(row, **given)
    return _back(kind, pk, "received")


def _row(kind: str, pk: int) -> Row:
    """What is reported, where it may be."""
    model = KINDS.get(kind)
    if model is None:
        raise Http404(_("没有这个网址，或者它指的内容还没有公布。"))
    rows: Any = model._default_manager.filter(edition__in=Edition.objects.citable())
    row: Row = get_object_or_404(rows.select_related(*RELATED), pk=pk)
    if not may_be_reported(row):
        raise Http404(_("这一版已撤回，不再收对它的指出。"))
    return row


def _asking(request: HttpRequest, row: Row, form: ReportForm, *, status: int = 200, too_many: str = "") -> HttpResponse:
    context = about(row) | reported(request, row)
    kind = context["kind"]
    evidence = reverse(f"evidence-{kind}", args=[row.pk])
    context |= {kind: row, "form": form, "too_many": too_many, "pages": _shown(row), "evidence": evidence, "may_be_reported": False}
    return render(request, "budgets/report.html", context, status=status)


def _shown(row: Row) -> list[Shown]:
    """The pages of the cell, as its evidence shows them."""
    if isinstance(row, Finding):
        return show_sources(row)
    found = show_fact(row) if isinstance(row, Fact) else show_sentence(row)
    return [found] if found else []


def _back(kind: str, pk: int, told: str) -> HttpResponse:
    """To the evidence, where what was said of the cell stands."""
    return HttpResponseRedirect(f"{reverse(f'evidence-{kind}', args=[pk])}?reported={told}#reports")


# What was answered


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Every answer, the latest first, and how many there are of each outcome."""
    page, totals = _page(request), reports.totals()
    counts = [(outcome.label, count) for outcome, count in totals.answered.items()]
    waiting = list(Report.objects.open().with_whole().order_by("created_at", "id")[:PER_PAGE]) if page.number == 1 else []
    context = {"page": page, "totals": totals, "counts": counts, "waiting": waiting, "shows_place": True}
    return render(request, "budgets/reports.html", context)


def _page(request: HttpRequest) -> Page[Report]:
    pages = Paginator(Report.objects.answered().with_whole(), PER_PAGE)
    try:
        return pages.page(request.GET.get("page", 1))
    except PageNotAnInteger:
        raise BadRequest(_("页数应是 1 起的整数。")) from None
    except EmptyPage:
        raise BadRequest(_("没有这一页，最后一页是第 {last} 页。").format(last=pages.num_pages)) from None
