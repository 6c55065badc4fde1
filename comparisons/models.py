"""What is kept so that comparing is fast: it follows from published editions, and can be made anew at any time (`comparisons.indexing`)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models import Edition


class HeadlineIndex(models.Model):
    """That what an edition tells of headline figures and other totals is kept beside it (`HeadlineTold`), so that one of them is read
    without the rest of the edition; and what the titles of its tables say.

    `rules` says by which version of the rules (`stored.told.RULES`): an index by other rules is not used.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="headline_index")
    rules = models.CharField(_("规则的版本"), max_length=16)
    tables = models.TextField(_("表"))

    class Meta:
        verbose_name = verbose_name_plural = _("主要指标的索引")

    def __str__(self) -> str:
        return str(self.edition)


class HeadlineTold(models.Model):
    """What an edition tells of one total: the cells at its places, and the statements that speak of it, with those of the same wording.

    Both as JSON that the database need not look into, "" for none (`stored.told` reads and writes it). `speaks_of_basis` says that a
    sentence has words by which a document says that a basis changed.
    """

    index = models.ForeignKey(HeadlineIndex, on_delete=models.CASCADE, related_name="told", db_index=False)
    key = models.CharField(_("指标"), max_length=40)
    cells = models.TextField(_("格"), blank=True)
    said = models.TextField(_("句子"), blank=True)
    speaks_of_basis = models.BooleanField(_("说到口径"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("主要指标的原文")
        constraints = (models.UniqueConstraint(fields=("index", "key"), name="one_row_per_total_of_an_edition"),)
        indexes = (models.Index(fields=("index", "key"), condition=Q(speaks_of_basis=True), name="told_of_a_basis"),)

    def __str__(self) -> str:
        return f"{self.index} {self.key}"


class SearchEntry(models.Model):
    """A name or a sentence that the public can find, as it is shown; what was never published is not among them.

    `target` says what it leads to, by kind: the department's id; the line as rankings take it (`expenditure:2080501`); `forms/3` or
    `tables/2` below its disclosure; the statement's id. `edition` is where it stands; of a line, which is one by its code (or fixed key)
    and name in however many tables, one of the latest year that is in force; a department's names stand in none. `terms`, `key` and
    `sounds` are what it is found by (`comparisons.terms`).
    """

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("部门和单位")
        LINE = "line", _("科目和指标")
        PROJECT = "project", _("预算项目")
        SENTENCE = "sentence", _("文字里的句子")

    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    target = models.CharField(_("指向"), max_length=200)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("版本"))
    in_force = models.BooleanField(_("现行"))
    code = models.CharField(_("科目代码"), max_length=60, blank=True)
    text = models.TextField(_("文字"))
    key = models.TextField(_("匹配键"))
    sounds = models.TextField(_("读音"), blank=True)
    terms = ArrayField(models.TextField(), verbose_name=_("检索词"))

    class Meta:
        verbose_name = verbose_name_plural = _("搜索条目")
        constraints = (models.UniqueConstraint(fields=("code", "key"), condition=Q(kind="line"), name="one_entry_per_name_of_a_line"),)
        indexes = (
            # Without a pending list: each search would read it through.
            GinIndex(fields=("terms",), fastupdate=False, name="search_terms"),
            models.Index(fields=("target",), condition=Q(kind="department"), name="search_departments"),
        )

    def __str__(self) -> str:
        return self.text


class SearchedEdition(models.Model):
    """An edition whose sentences, projects and lines can be found, and by which version of the rules they were written down."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="searched")
    rules = models.CharField(_("规则的版本"), max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = _("可以搜到的版本")

    def __str__(self) -> str:
        return str(self.edition)
