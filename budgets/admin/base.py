"""What all lists of the desk have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from budgets.models import Edition, Finding

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
    AnyFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    AnyAdmin, AnyInline, AnyFormSet = admin.ModelAdmin, admin.TabularInline, BaseInlineFormSet

State = Edition.State
Outcome = Finding.Outcome


class Hinted(AnyAdmin):
    """A list that says, while it is empty, what comes next."""

    change_list_template = "admin/budgets/hinted_list.html"
    hint: ClassVar[Any] = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"hint": self.hint, **(extra_context or {})})


class LookedAt(Hinted):
    """Rows that are looked at here and changed elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def person_of(request: HttpRequest) -> User:
    """Who is logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
