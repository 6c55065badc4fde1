"""The clerks' desk as a site: how departments are offered, and what waits for whoever is logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from budgets import second_factor
from budgets.departments import told_apart
from budgets.models import Department, Edition, Finding, Report

State = Edition.State
_CONTRADICTS: Final = Exists(Finding.objects.filter(edition=OuterRef("pk"), outcome=Finding.Outcome.MISMATCH, verdict=""))
OPEN_CONTRADICTIONS: Final = Q(_CONTRADICTS, state__in=Edition.OPEN)
"""Editions that are not published yet and whose figures contradict each other somewhere, and nobody answered that."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of editions that wait for somebody: who may do something about them, which they are, and the list of them."""

    label: Any
    permissions: tuple[str, ...]
    which: Q
    query: str


WAITING: Final = (
    Waiting(_("待确认身份"), ("identify_edition",), Q(state=State.WAITING), f"state__exact={State.WAITING}"),
    Waiting(_("草稿"), ("submit_edition",), Q(state=State.DRAFT), f"state__exact={State.DRAFT}"),
    Waiting(_("待审核"), ("review_edition", "publish_edition"), Q(state=State.IN_REVIEW), f"state__exact={State.IN_REVIEW}"),
    Waiting(_("未公布而有矛盾"), ("correct_edition", "review_edition", "publish_edition"), OPEN_CONTRADICTIONS, "contradictions=open"),
)


def waiting_for(person: User | AnonymousUser) -> list[tuple[Any, int, str]] | None:
    """What waits for this person: label, number and address of the list, none that is empty; None for who may only look."""
    parts = [part for part in (_editions_for(person), _reports_for(person)) if part is not None]
    return [one for part in parts for one in part if one[1]] if parts else None


def _editions_for(person: User | AnonymousUser) -> list[tuple[Any, int, str]] | None:
    own = [one for one in WAITING if any(person.has_perm(f"budgets.{name}") for name in one.permissions)]
    if not own or not person.has_perm("budgets.view_edition"):
        return None
    counts = Edition.objects.aggregate(**{f"n{number}": Count("pk", filter=one.which) for number, one in enumerate(own)})
    address = reverse("admin:budgets_edition_changelist")
    return [(one.label, counts[f"n{number}"], f"{address}?{one.query}") for number, one in enumerate(own)]


def _reports_for(person: User | AnonymousUser) -> list[tuple[Any, int, str]] | None:
    if not (person.has_perm("budgets.answer_report") and person.has_perm("budgets.view_report")):
        return None
    return [(_("读者指出，待答复"), Report.objects.open().count(), f"{reverse('admin:budgets_report_changelist')}?state=open")]


class Choices(AutocompleteJsonView):
    """What may be chosen; of several departments with one name each can be told from the others."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        shown = super().serialize_result(obj, to_field_name)
        return shown | {"text": told_apart(obj)} if isinstance(obj, Department) else shown


class Desk(AdminSite):
    site_header = site_title = _("明账 · 后台")
    index_title = _("工作台")
    index_template = "admin/budgets/desk.html"
    login_form = second_factor.SignIn
    login_template = "admin/budgets/login.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [path("second-factor/", self.admin_view(self.second_factor), name="second_factor"), *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        return second_factor.page(request, self.each_context(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"waiting": waiting_for(request.user), **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)  # type: ignore[return-value]  # JsonResponse, by Django's own view
