"""Departments, what became of them, whose units they are, and how many people live in their regions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from budgets import editions, regions
from budgets.admin.base import DAYS, AnyInline, Hinted
from budgets.admin.department_forms import (
    DepartmentForm,
    NameForm,
    NamesFormSet,
    PopulationForm,
    SubordinationForm,
    SuccessionForm,
)
from budgets.admin.exchange import (
    DepartmentResource,
    Exchanged,
    NameResource,
    PopulationResource,
    SubordinationResource,
    SuccessionResource,
)
from budgets.admin.merging import merge_page
from budgets.models import Department, DepartmentName, Population, Subordination, Succession


class NamesInline(AnyInline):
    model = DepartmentName
    form = NameForm
    formfield_overrides = DAYS
    formset = NamesFormSet
    extra = 0
    min_num = 1
    fields = ("name", "kind", "valid_from", "valid_to", "source")


@admin.register(Department)
class DepartmentAdmin(Exchanged, Hinted):
    resource_classes = (DepartmentResource, NameResource)
    form = DepartmentForm
    inlines = (NamesInline,)
    list_display = ("name", "region", "kind", "level", "disclosures")
    search_fields = ("names__name",)
    ordering = ("-id",)
    change_form_template = "admin/budgets/department/change.html"
    what = _("文件按这里的名称认部门，只认完全相同的。改了名称、有别的叫法，在部门里加一个名称，写上来源；登记了两次的，点开它合并。")
    hint = _("还没有部门。上传公开文件后，可以照文件所写登记；也可以在这里添加。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("region").prefetch_related("names").annotate(count=Count("disclosures"))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(merge_page, self))
        return [path("<int:pk>/merge/", page, name="budgets_department_merge"), *super().get_urls()]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        editions.tell_waiting(name for formset in formsets for name in formset.touched)
        self._hint_at_region(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Department) -> None:
        """Only what nothing refers to can be: disclosures, expectations and what became of departments keep it."""
        names = list(obj.names.values_list("name", flat=True))
        super().delete_model(request, obj)
        editions.tell_waiting(names)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Department]) -> None:
        names = list(DepartmentName.objects.filter(department__in=queryset).values_list("name", flat=True))
        super().delete_queryset(request, queryset)
        editions.tell_waiting(names)

    def _hint_at_region(self, request: HttpRequest, department: Department) -> None:
        """A department may have no region (中央部门); most have one, and their names begin with it."""
        if department.region_id is not None:
            return
        department = Department.objects.get(pk=department.pk)
        text = str(_("没有写地区代码：别处有同名的部门时，会分不清是哪一个。"))
        if found := regions.region_of(department.name):
            text += str(_("名称像是%(region)s的，请核对后填上 %(code)s。")) % {"region": found.full_name, "code": found.code}
        messages.warning(request, text)

    @admin.display(description=_("名称"))
    def name(self, department: Department) -> str:
        return department.name

    @admin.display(description=_("公开事项"))
    def disclosures(self, department: Any) -> int:
        return int(department.count)


@admin.register(Succession)
class SuccessionAdmin(Exchanged, Hinted):
    resource_classes = (SuccessionResource,)
    form = SuccessionForm
    list_display = ("date", "kind", "predecessor", "successor", "source")
    list_filter = ("kind",)
    search_fields = ("predecessor__names__name", "successor__names__name", "source")
    autocomplete_fields = ("predecessor", "successor")
    what = _("部门怎样更名、合并、分设、划转：比较照它把各年接起来，接不起来的就断开。要写日期和来源。")
    hint = _("还没有沿革。部门更名、合并、分设或职能划转时，在这里登记日期和来源。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("predecessor__names", "successor__names")


@admin.register(Population)
class PopulationAdmin(Exchanged, Hinted):
    resource_classes = (PopulationResource,)
    form = PopulationForm
    list_display = ("region", "date", "number", "source")
    search_fields = ("region__full_name", "region__code", "source")
    what = _("人均的数用这里的人口来除：地区、哪一天、多少人、哪里说的。没有登记的不算人均。")
    hint = _("还没有人口。登记了常住人口和来源的地区和年份，比较里才有人均的数。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("region")


@admin.register(Subordination)
class SubordinationAdmin(Exchanged, Hinted):
    resource_classes = (SubordinationResource,)
    form = SubordinationForm
    list_display = ("unit", "superior", "valid_from", "valid_to", "source")
    search_fields = ("unit__names__name", "superior__names__name", "source")
    autocomplete_fields = ("unit", "superior")
    what = _("哪个单位属于哪个部门：部门的数里已含它的单位，比较和相加时照这里提醒，免得算两次。")
    hint = _("还没有隶属关系。登记了哪个单位属于哪个部门，比较时才知道部门的数里已经含了谁的数。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("unit__names", "superior__names")
