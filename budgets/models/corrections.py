"""The overlay of a person's corrections on what was read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Edition
from budgets.told import in_words
from budgets.trail import tracked


@tracked("edition", "field", "target", "old", "new", "reason", "person")
class Correction(models.Model):
    """One step of the overlay on what was read: at a cell, a row, a column, a table. Old and new, why, who, when. Never edited, only
    added to.

    `target` is {"sha256", "table", "row", "column", "at"}: the place in the reading of that document (`column` None for a row, `row` None
    for a column, both for a table), and what is printed around it; by that, and by `old`, which is what stood there, a newer reading
    tells whether the correction still fits. Where one does not, a person decides: to make it nevertheless, or to drop it (a correction of
    the field `dropped`); what was decided upon is told by `settles`, and counts no more. Amounts are as printed, in the table's unit; ""
    is a blank cell.
    """

    class Field(models.TextChoices):
        AMOUNT = "amount", _("数字")
        LABEL = "label", _("名称")
        CODE = "code", _("代码")
        MEASURE = "measure", _("栏的意思")
        SCHEDULE = "schedule", _("是哪张表")
        ROW = "row", _("行")
        DROPPED = "dropped", _("不再采用")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="corrections")
    order = models.PositiveIntegerField()
    field = models.CharField(_("更正什么"), max_length=10, choices=Field.choices)
    target = models.JSONField(_("位置"))
    old = models.TextField(_("原为"), blank=True)
    new = models.TextField(_("改为"), blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settles = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("决定的是哪一条"))
    made_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("更正")
        ordering = ("edition", "order")
        constraints = (
            models.UniqueConstraint(fields=("edition", "order"), name="one_correction_per_place_in_the_overlay"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.old_words} → {self.new_words}"

    @property
    def old_words(self) -> str:
        return in_words(self.field, self.old)

    @property
    def new_words(self) -> str:
        return in_words(self.field, self.new)
