"""What reviewers say of an edition before it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Edition
from budgets.querysets import ReviewQuerySet
from budgets.trail import tracked


@tracked("edition", "verdict", "words", "person", "stands")
class Review(models.Model):
    """That somebody looked at an edition in review and found nothing, or sent it back, and why. For the desk alone.

    What was said stands until the edition is sent back or submitted again; then it is history. It takes no publisher's place.
    """

    class Verdict(models.TextChoices):
        REVIEWED = "reviewed", _("已核对")
        SENT_BACK = "sent_back", _("退回")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("版本"))
    verdict = models.CharField(_("审核结果"), max_length=10, choices=Verdict.choices)
    words = models.CharField(_("理由"), max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("审核人"))
    made_at = models.DateTimeField(_("时间"), default=timezone.now)
    stands = models.BooleanField(_("没有过时"), default=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("审核意见")
        ordering = ("edition", "made_at", "id")
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=~Q(verdict="sent_back") | ~Q(words=""), name="what_is_sent_back_has_a_reason"),)
        indexes = (models.Index(fields=("edition", "verdict"), condition=Q(stands=True), name="reviews_that_stand"),)

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}：{self.words}" if self.words else str(self.get_verdict_display())

    @property
    def since(self) -> str:
        """What was done after it was said, so that it does not hold for all that stands there now; asked `with_later`. "" for nothing."""
        if getattr(self, "corrected_since", False):
            return gettext("其后有更正，更正没有核对过")
        return gettext("其后有答复，答复没有核对过") if getattr(self, "answered_since", False) else ""
