"""Who does what of the work that waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.trail import tracked


@tracked("work", "number", "person")
class Assignment(models.Model):
    """That one person does one piece of work. It keeps nobody else out: it tells them.

    `work` is a kind of work (a source of `budgets.queue`), `number` the thing's own: preparing an edition and reviewing it are two. Where
    the thing is done it stays, and says who did it; who took it from whom is in the audit trail.
    """

    work = models.CharField(_("工作"), max_length=12)
    number = models.PositiveBigIntegerField(_("编号"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("由谁办"))
    since = models.DateTimeField(_("自"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("由谁办")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("work", "number"), name="one_person_does_it"),)

    def __str__(self) -> str:
        return f"{self.work} {self.number}：{self.person}"
