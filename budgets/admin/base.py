"""What all lists of the desk have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Prefetch
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from budgets.admin.days import DayField
from budgets.departments import told_apart
from budgets.models import Department, DepartmentName, Document, Edition, Finding, Review

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
    AnyFormSet = BaseInlineFormSet[Any, Any, Any]
    AnyChoice = forms.ModelChoiceField[Department]
else:
    AnyAdmin, AnyInline, AnyFormSet, AnyChoice = admin.ModelAdmin, admin.TabularInline, BaseInlineFormSet, forms.ModelChoiceField

State = Edition.State
Outcome = Finding.Outcome


A_PAGE: Final = 50
"""So many rows a list shows at once: what is drawn takes more time than what is asked."""
DAYS: Final[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {models.DateField: {"form_class": DayField}}


REVIEWED: Final = Prefetch(
    "reviews",
    Review.objects.filter(stands=True, verdict=Review.Verdict.REVIEWED).select_related("person").with_later(),
    to_attr="looked_over",
)
"""Who says to have reviewed an edition: `reviewed_by` tells it."""


def reviewed_by(edition: Any) -> str:
    """Who reviewed it and when, as lists show it, and what was done since; "" for nobody."""
    return "、".join(
        f"{one.person} {localtime(one.made_at):%Y-%m-%d %H:%M}{f'（{one.since}）' if one.since else ''}" for one in edition.looked_over
    )


def _departments_with(word: str) -> Any:
    return DepartmentName.objects.with_word(word).values("department")


class DepartmentField(AnyChoice):
    """A department; of several with one name each can be told from the others."""

    def label_from_instance(self, obj: Department) -> str:
        return told_apart(obj)


class Hinted(AnyAdmin):
    """A list that says what one does in it (`what`) and, while it is empty, what comes next (`hint`).

    Days and departments are asked for alike in all its forms.
    """

    formfield_overrides = DAYS

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("budgets/admin.css",)}
        js: ClassVar[tuple[str, ...]] = ("budgets/kept.js",)  # they tell that what was typed on another page was stored

    change_list_template = "admin/budgets/hinted_list.html"
    list_per_page = A_PAGE
    hint: ClassVar[Any] = ""
    what: ClassVar[Any] = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"hint": self.hint, "what": self.what, **(extra_context or {})})

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Departments and files are found as in the queue: by each word of their names, and by how these are read."""
        fields, found = self.get_search_fields(request), queryset
        if not any(map(self._of_named, fields)):
            return super().get_search_results(request, queryset, search_term)
        for word in search_term.split():
            said = models.Q()
            for field in fields:
                of = self._of_named(field)
                said |= models.Q(**{f"{of[0]}__in": of[1](word)}) if of else models.Q(**{f"{field}__icontains": word})
            found = found.filter(said)
        ways = [of[0] for field in fields if (of := self._of_named(field)) and of[0] != "pk"]
        return found, any(lookup_spawns_duplicates(self.opts, way) for way in ways)

    def _of_named(self, field: str) -> tuple[str, Callable[[str], Any]] | None:
        """Where a field to search is the name of a department or of a file: the way to it, and those with a word in their names."""
        if field.endswith("names__name"):
            return field.removesuffix("names__name").removesuffix("__") or "pk", _departments_with
        if field.endswith("document__name") or (field == "name" and self.model is Document):
            return field.removesuffix("name").removesuffix("__") or "pk", Document.objects.with_word
        return None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Department:
            kwargs.setdefault("form_class", DepartmentField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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
