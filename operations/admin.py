"""运行状况: what waits, who works, what failed, what room there is, when the last backup was made; to be looked at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from budgets.admin.base import LookedAt
from operations import standing
from operations.backups import last_backup
from operations.models import Worker


@admin.register(Worker)
class WorkerAdmin(LookedAt):
    """One page."""

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name="operations_worker_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        workers = standing.workers()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.opts.verbose_name_plural,
            "queues": standing.queues(),
            "workers": workers,
            "any_alive": any(one.is_alive for one in workers),
            "served": {queue for one in workers if one.is_alive for queue in one.worker.queues},
            "failures": standing.failures(),
            "room": standing.room(),
            "last_backup": last_backup(),
        }
        return TemplateResponse(request, "admin/operations/page.html", context)
