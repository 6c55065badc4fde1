"""Making one of two departments that were registered for one: what would go over is shown first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.admin.base import DepartmentField, person_of
from budgets.mergers import MergeError, Plan, merge, plan
from budgets.models import Department, Disclosure


class MergeForm(forms.Form):
    """Which department is kept, and why the two are one."""

    kept = DepartmentField(
        label=_("保留哪一个部门"),
        queryset=Department.objects.select_related("region").prefetch_related("names"),
        widget=AutocompleteSelect(Disclosure._meta.get_field("department"), admin.site),
    )
    source = forms.CharField(
        label=_("为什么是同一个"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("例如：同一机构，名称多写了“市”字；机构编制文件的文号"),
    )


def merge_page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """First which department is kept, then what goes over, then it is done: nothing happens before it was shown."""
    if not (model_admin.has_change_permission(request) and model_admin.has_delete_permission(request)):
        raise PermissionDenied
    duplicate = get_object_or_404(Department, pk=pk)
    form = MergeForm(request.POST or None)
    kept = form.cleaned_data["kept"] if request.method == "POST" and form.is_valid() else None
    found: Plan | None = None
    problem = ""
    if kept is not None:
        try:
            if request.POST.get("seen") == str(kept.pk):
                return _done(model_admin, request, duplicate, kept, form.cleaned_data["source"])
            found = plan(duplicate, kept)
            problem = found.refused
        except MergeError as error:
            problem = str(error)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("合并重复登记的部门"),
        "duplicate": duplicate,
        "kept": kept,
        "form": form,
        "media": form.media,
        "plan": found,
        "problem": problem,
    }
    return TemplateResponse(request, "admin/budgets/department/merge.html", context)


def _done(model_admin: Any, request: HttpRequest, duplicate: Department, kept: Department, source: str) -> HttpResponse:
    told = f"#{duplicate.pk} {duplicate.name}"
    merge(duplicate, kept, source, person_of(request))
    model_admin.log_change(request, kept, f"把{told}并入：{source}")
    messages.success(request, _("已把 {duplicate} 并入 {kept}。原来的地址会转到保留的部门。").format(duplicate=told, kept=kept))
    return HttpResponseRedirect(reverse("admin:budgets_department_change", args=[kept.pk]))
