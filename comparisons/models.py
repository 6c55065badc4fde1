"""What is kept so that comparing is fast: it follows from published editions, and can be made anew at any time (`comparisons.indexing`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models import Edition


class HeadlineIndex(models.Model):
    """Where in an edition its headline figures and other totals are told, so that one of them is found without reading the whole edition.

    `facts` are, by the key of the total, the ids of the cells at its places; `sentences` those of the statements that speak of it, with
    those of the same wording. `rules` says by which version of the rules (`subjects.RULES`): an index by other rules is not used.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="headline_index")
    rules = models.CharField(_("规则的版本"), max_length=16)
    facts = models.JSONField(_("格"))
    sentences = models.JSONField(_("句子"))

    class Meta:
        verbose_name = verbose_name_plural = _("主要指标的索引")

    def __str__(self) -> str:
        return str(self.edition)
