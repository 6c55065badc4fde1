"""Workers, each with when it was last seen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A process of Celery's, by the name under which the broker knows it, seen on whatever host it runs.

    It writes itself, by the clock of the database (`operations.workers`); one that stops in order takes its row away.
    """

    name = models.CharField(_("名称"), max_length=255, unique=True)
    queues = models.JSONField(_("队列"), default=list)
    seen_at = models.DateTimeField(_("最近一次看到"))

    class Meta:
        verbose_name = _("工作进程")
        verbose_name_plural = _("运行状况")
        default_permissions = ("view",)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
