"""What readers say is wrong: the queue, and the page of one report on which it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from budgets import reports
from budgets.admin.base import LookedAt, person_of
from budgets.evidence import show_fact, show_sentence, show_sources
from budgets.models import Edition, Fact, Report, Statement
from budgets.reports import Answer, ReportError

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    EditionChoice = forms.ModelChoiceField[Edition]
else:
    EditionChoice = forms.ModelChoiceField

OPEN = "open"


class StateFilter(admin.SimpleListFilter):
    """Open ones, or those with one outcome."""

    title = _("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(OPEN, _("待答复")), *Report.Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        value = self.value()
        return queryset if value is None else queryset.filter(outcome="" if value == OPEN else value)


class AnswerForm(forms.Form):
    """What a clerk found. All of it is public; `seen` is which answer the clerk saw, where there was one."""

    outcome = forms.ChoiceField(label=_("结论"), choices=Report.Outcome.choices, widget=forms.RadioSelect)
    corrected_in = EditionChoice(
        label=_("更正在哪一版"),
        queryset=Edition.objects.none(),
        required=False,
        help_text=_("只有“已更正”才选。更正的一版公布以后才出现在这里。"),
    )
    reply = forms.CharField(
        label=_("答复（公开显示）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80, "maxlength": 500}),
        help_text=_("最多 500 个字，不写个人信息。"),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, report: Report, data: Any = None) -> None:
        known = {"outcome": report.outcome, "corrected_in": report.corrected_in_id, "reply": report.reply}
        known["seen"] = reports.as_seen(report)
        super().__init__(data, initial=known)
        choice = self.fields["corrected_in"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = (
                reports.remedies(report).select_related("disclosure__department").prefetch_related("disclosure__department__names")
            )


@admin.register(Report)
class ReportAdmin(LookedAt):
    """Open reports first, the oldest of them on top."""

    list_display = ("about", "whose", "fault", "created_at", "state")
    list_filter = (StateFilter, "fault")
    ordering = (F("answered_at").desc(nulls_first=True), "created_at", "id")
    what = _("读者说哪里不对。点开一条，对照原件，写上结论；结论和答复马上公开，读者写的话不公开。")
    hint = _("还没有读者指出哪里不对。他们在一个数的出处页上点“这里不对？”，写的就到这里。")

    def get_queryset(self, request: HttpRequest) -> Any:
        """What belongs to the rows of a page is fetched for these alone: joined, all that wait would be sorted with it."""
        editions = ("edition__disclosure__department__names", "corrected_in__disclosure__department__names")
        return super().get_queryset(request).prefetch_related("fact", "statement", "finding", *editions)

    @admin.display(description=_("指的是"))
    def about(self, report: Report) -> str:
        return Truncator(report.name).chars(60)

    @admin.display(description=_("版本"))
    def whose(self, report: Report) -> str:
        return str(report.edition)

    @admin.display(description=_("状态"), ordering="answered_at")
    def state(self, report: Report) -> Any:
        if report.answered_at is None:
            return _("待答复")
        return f"{report.get_outcome_display()}（{timezone.localdate(report.answered_at).isoformat()}）"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a report: the cell, what the reader wrote, and the answer, by whoever may give it."""
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        may_answer = request.user.has_perm("budgets.answer_report")
        form = AnswerForm(report, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not may_answer:
                raise PermissionDenied
            if form.is_valid() and self._answer(request, report, form):
                return HttpResponseRedirect(f"{reverse('admin:budgets_report_changelist')}?state={OPEN}")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(report), "report": report}
        context |= {"form": form, "may_answer": may_answer, "pages": _pages(report), "correcting": _correcting(report)}
        return TemplateResponse(request, "admin/budgets/report/page.html", context)

    def _answer(self, request: HttpRequest, report: Report, form: AnswerForm) -> bool:
        """Answer and log it; False, and a line on the form, where it is refused."""
        given = form.cleaned_data
        found = Answer(Report.Outcome(given["outcome"]), given["corrected_in"], given["reply"])
        try:
            reports.answer(report, found, person_of(request), seen=given["seen"])
        except ReportError as error:
            form.add_error(None, str(error))
            return False
        self.log_change(request, report, "，".join(str(part) for part in (found.outcome.label, found.corrected_in, found.reply) if part))
        messages.success(request, _("已答复，结论已公开。"))
        return True


def _pages(report: Report) -> list[Any]:
    """The pages on which it stands, as the evidence shows them."""
    row = report.row
    if isinstance(row, Fact | Statement):
        found = show_fact(row) if isinstance(row, Fact) else show_sentence(row)
        return [found] if found else []
    return show_sources(row)


def _correcting(report: Report) -> tuple[Edition, str]:
    """Where it would be corrected: the cell beside the original in the edition that is open or in force, else that edition's page."""
    edition, fact = reports.to_correct(report)
    if fact is not None:
        return edition, reverse("admin:budgets_edition_cell", args=[edition.pk, fact.document_id, fact.cell_name])
    return edition, reverse("admin:budgets_edition_change", args=[edition.pk])
