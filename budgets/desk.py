"""The clerks' desk as a site: how departments are offered, and what waits for whoever is logged in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from budgets import queue, queue_page, second_factor
from budgets.departments import told_apart
from budgets.models import Department


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
        own = [
            path("second-factor/", self.admin_view(self.second_factor), name="second_factor"),
            path("queue/", self.admin_view(self.queue), name="queue"),
        ]
        return [*own, *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        return second_factor.page(request, self.each_context(request))

    def queue(self, request: HttpRequest) -> HttpResponse:
        return queue_page.page(request, self.each_context(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The queue in short, for whoever does any of its work."""
        waits = queue_page.summary(request.user) if queue.has_work(request.user) else None
        return super().index(request, {"waits": waits, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)  # type: ignore[return-value]  # JsonResponse, by Django's own view
