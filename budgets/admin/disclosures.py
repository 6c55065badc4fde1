"""What was disclosed, and what should be: one by one, or pasted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from budgets.admin.base import Hinted, LookedAt, State
from budgets.admin.exchange import Exchanged, ExpectedResource
from budgets.admin.expected_forms import ExpectedForm, ManyExpectedForm
from budgets.models import Disclosure, Expected


@admin.register(Disclosure)
class DisclosureAdmin(LookedAt):
    list_display = ("department", "fiscal_year", "stage", "scope", "published")
    list_filter = ("stage", "scope", "fiscal_year")
    search_fields = ("department__names__name",)
    fields = ("department", "fiscal_year", "stage", "scope")
    what = _("每一份应当存在一次的公开：谁的、哪一年、预算还是决算、部门还是单位。这里只看；每一版在“版本”里。")
    hint = _("还没有公开事项。上传的文件确认身份后出现在这里。")

    def get_queryset(self, request: HttpRequest) -> Any:
        published = Count("editions", filter=Q(editions__state=State.PUBLISHED))
        return super().get_queryset(request).prefetch_related("department__names").annotate(published_editions=published)

    @admin.display(description=_("已公布"), boolean=True)
    def published(self, disclosure: Any) -> bool:
        return bool(disclosure.published_editions)


@admin.register(Expected)
class ExpectedAdmin(Exchanged, Hinted):
    resource_classes = (ExpectedResource,)
    form = ExpectedForm
    change_list_template = "admin/budgets/expected/list.html"
    list_display = ("department", "fiscal_year", "stage", "scope", "source", "approved_on", "published_on")
    list_filter = ("stage", "scope", "fiscal_year")
    search_fields = ("department__names__name", "source", "reference")
    autocomplete_fields = ("department",)
    save_as = True
    what = _("清单或规定要求公开的：登记了而没有收到的，公众会看到“缺”。要写依据和出处；一份清单可以一次登记，也可以用表格导入。")
    hint = _("还没有应有的公开。照公开清单或规定在这里登记；没有收录的，会在部门的“信号”里写明。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("department__names")

    def get_urls(self) -> list[URLPattern]:
        return [path("many/", self.admin_site.admin_view(self.many), name="budgets_expected_many"), *super().get_urls()]

    def many(self, request: HttpRequest) -> HttpResponse:
        """Enter what a list asks for all at once, or nothing of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ManyExpectedForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                for one in form.checked:
                    self.log_addition(request, one.save(), [{"added": {}}])
            messages.success(request, _("已登记 %(count)d 份。") % {"count": len(form.checked)})
            return HttpResponseRedirect(reverse("admin:budgets_expected_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("一次登记多份"), "form": form}
        return TemplateResponse(request, "admin/budgets/expected/many.html", context)
