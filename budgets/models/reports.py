"""What readers say is wrong, and what was answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Edition
from budgets.models.documents import Document
from budgets.models.figures import Derived, Fact, Finding, Statement
from budgets.querysets import ReportQuerySet
from budgets.trail import tracked


def _reported(model: type[Derived]) -> models.ForeignKey[Any, Any]:
    """What a report is about. Deriving an open edition anew has nothing to look for here: only rows that stay are reported."""
    return models.ForeignKey(model, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+")


@tracked("outcome", "corrected_in", "reply", "answered_by")
class Report(models.Model):
    """That a reader says that one figure, sentence or finding of a published edition is wrong, and what a clerk answered.

    Exactly one of `fact`, `statement` and `finding` is told; it stays with its edition, whatever follows that. `key` and `place` find it in
    the other editions that were read from the document (`budgets.reports`): by what it is, or by where it is printed, since a correction
    may change the one and another reading the other. `digest` is what was said of it: the same is kept once an edition.
    Who reported is not known here. `should_read` and `said` are for clerks, `reply` is for everybody.
    """

    class Fault(models.TextChoices):
        """What the reader says is wrong."""

        FIGURE = "figure", _("数字与原文不符")
        PLACE = "place", _("放错了行或列")
        UNIT = "unit", _("单位不对")
        WHOSE = "whose", _("归错了部门或年份")
        OTHER = "other", _("别的")

    class Outcome(models.TextChoices):
        """What a clerk found; blank as long as nobody answered."""

        CORRECTED = "corrected", _("已更正")
        AS_PRINTED = "as_printed", _("原文如此")
        READ_RIGHT = "read_right", _("读得对")
        NO_FIGURE = "no_figure", _("与数字无关")

    # What it is about
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="reports", verbose_name=_("版本"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("文件"))
    fact = _reported(Fact)
    statement = _reported(Statement)
    finding = _reported(Finding)
    key = models.CharField(max_length=64)
    place = models.CharField(max_length=64, blank=True)

    # What was said
    digest = models.CharField(max_length=64)
    fault = models.CharField(_("哪里不对"), max_length=10, choices=Fault.choices)
    should_read = models.CharField(_("应是"), max_length=100, blank=True)
    said = models.CharField(_("读者写的"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("指出"), default=timezone.now, db_index=True)

    # What was answered
    outcome = models.CharField(_("结论"), max_length=12, choices=Outcome.choices, blank=True)
    corrected_in = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("更正在哪一版")
    )
    reply = models.CharField(_("答复"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("读者指出")
        ordering = ("-created_at", "-id")
        default_permissions = ("view",)
        permissions = (("answer_report", _("答复读者指出")),)
        constraints = (
            models.UniqueConstraint(fields=("edition", "digest"), name="one_report_once_per_edition"),
            models.CheckConstraint(
                condition=Q(fact__isnull=False, statement__isnull=True, finding__isnull=True)
                | Q(fact__isnull=True, statement__isnull=False, finding__isnull=True)
                | Q(fact__isnull=True, statement__isnull=True, finding__isnull=False),
                name="a_report_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True, reply="")
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="an_answer_has_a_day_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome="corrected", corrected_in__isnull=False) | (~Q(outcome="corrected") & Q(corrected_in__isnull=True)),
                name="what_is_corrected_is_so_in_an_edition",
            ),
        )
        indexes = (
            models.Index(fields=("document", "key"), name="reports_by_what"),
            models.Index(fields=("document", "place"), name="reports_by_where"),
            models.Index(F("answered_at").desc(nulls_first=True), "created_at", "id", name="reports_open_first"),
            models.Index(fields=("-answered_at", "-id"), condition=~Q(outcome=""), name="reports_by_answer"),
        )

    def __str__(self) -> str:
        return f"{self.name}：{self.get_fault_display()}"

    @property
    def is_open(self) -> bool:
        """True as long as nobody answered."""
        return not self.outcome

    @property
    def kind(self) -> str:
        """fact, statement or finding."""
        return "fact" if self.fact_id else "statement" if self.statement_id else "finding"

    @property
    def row(self) -> Fact | Statement | Finding:
        """What it is about."""
        found: Fact | Statement | Finding = getattr(self, self.kind)
        return found

    @property
    def evidence(self) -> str:
        """The address at which it is shown where it is printed."""
        return reverse(f"evidence-{self.kind}", args=[self.row.pk])

    @property
    def name(self) -> str:
        """What it is about, in its own words."""
        row = self.row
        if isinstance(row, Fact):
            return row.label or " › ".join(row.header)
        return row.subject if isinstance(row, Statement) else row.message
