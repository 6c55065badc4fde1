"""What people answered to findings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Edition
from budgets.models.documents import Document
from budgets.models.figures import Finding, Verdict
from budgets.trail import tracked


@tracked("edition", "document", "check_code", "subject", "verdict", "words", "person")
class Answer(models.Model):
    """That a person looked at a finding and says that it is so printed, or why it is no fault. Never edited, only added to.

    It is kept by what the finding is (document, check, subject, the cells that it speaks of) and by what it said (outcome, figures), so
    that it is there again after the edition was derived anew (`budgets.answered`), and does not stand where the finding says something
    else. A blank verdict takes back what was answered before. `words` are public.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answers", verbose_name=_("版本"))
    order = models.PositiveIntegerField()

    # What the finding is, and what it said
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("文件"))
    check_code = models.CharField(_("检查"), max_length=60)
    subject = models.TextField(_("对象"))
    sources = models.JSONField(_("涉及的格"), default=list)
    outcome = models.CharField(_("结果"), max_length=14, choices=Finding.Outcome.choices)
    message = models.TextField(_("说明"))
    expected = models.DecimalField(_("应为"), max_digits=28, decimal_places=8, null=True)
    actual = models.DecimalField(_("实为"), max_digits=28, decimal_places=8, null=True)
    difference = models.DecimalField(_("差"), max_digits=28, decimal_places=8, null=True)

    # What was answered
    verdict = models.CharField(_("答复"), max_length=12, choices=Verdict.choices, blank=True)
    words = models.CharField(_("答复的话"), max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("答复人"))
    made_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("对核对结果的答复")
        ordering = ("edition", "order")
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "order"), name="one_answer_after_the_other"),
            models.CheckConstraint(condition=~Q(verdict="explained") | ~Q(words=""), name="an_explanation_has_words"),
        )

    def __str__(self) -> str:
        return f"{self.told}：{self.message[:60]}"

    @property
    def told(self) -> str:
        """What was answered, in one word."""
        return self.get_verdict_display() or str(_("收回答复"))
