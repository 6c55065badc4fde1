"""The clerks' desk as a site: how departments are offered, and what waits for whoever is logged in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)  # type: ignore[return-value]  # JsonResponse, by Django's own view
