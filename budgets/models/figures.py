"""What follows from an edition's readings and corrections: tables, figures, sentences, forms, findings and notes."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.lookups import Folded
from budgets.models.departments import Department
from budgets.models.disclosures import Edition
from budgets.models.documents import Document
from budgets.querysets import FactQuerySet, ListedTableQuerySet
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title


class Derived(models.Model):
    """What follows from an edition's readings and corrections. Ordered as in the documents."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=_("版本"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()

    # Where it stands in the document: page and bbox of a PDF, line and span of a text, sheet and cell of a workbook; of a table of a web
    # page or in Word the line and as `cell` the numbers of table, row and cell (2:14:3).
    page = models.PositiveIntegerField(_("页"), null=True)
    bbox = models.JSONField(null=True)
    line = models.PositiveIntegerField(_("行"), null=True)
    span = models.JSONField(null=True)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    cell = models.CharField(_("格"), max_length=40, blank=True)

    class Meta:
        abstract = True


class PrintedTable(Derived):
    """One table as it was recognised, without its rows: what lists of tables need. `order` is its place in the document, from 0.

    `carry_over` is what its title says of last year's carry-over (`included` or `excluded`), `fund` the source of funds that it names
    (`schedules.fund_named`); blank where it says nothing.
    """

    schedule = models.CharField(_("表"), max_length=30, blank=True)
    title = models.TextField(_("标题"), blank=True)
    printed_number = models.TextField(_("文件中的表号"), blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    no_data = models.BooleanField(_("说明没有数据"))
    carry_over = models.CharField(_("上年结转"), max_length=20, blank=True)
    fund = models.CharField(_("资金来源"), max_length=20, blank=True, db_default="")
    pages = models.JSONField(_("页"), default=list)
    remarks = models.JSONField(_("表下说明"), default=list)
    cells = models.PositiveIntegerField(_("格数"), help_text=_("空白格也在内"))
    figures = models.PositiveIntegerField(_("数"), help_text=_("不是空白的格"))

    class Meta:
        verbose_name = verbose_name_plural = _("表")
        ordering = ("edition", "document", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_table_once_per_edition"),)
        indexes = (
            models.Index(
                fields=("schedule", "edition"),
                include=("document", "order", "carry_over", "fund", "no_data", "figures"),
                name="tables_over_departments",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ListedTable(models.Model):
    """A table of an edition that was ever published, beside whose, of which year, stage and scope it is and in which state.

    Where one line of a year is read over all departments, it starts from here: joined from editions, disclosures and printed tables, it
    would go through those of all years. It says nothing that these do not say; the database writes it itself (migration 0017) whenever an
    edition comes into a state. `schedule` is blank in one row of each edition, which stands for the edition whatever tables it has.
    """

    schedule = models.CharField(_("表"), max_length=30, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    stage = models.CharField(_("阶段"), max_length=20)
    scope = models.CharField(_("口径"), max_length=20)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("部门"))
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("版本"))
    state = models.CharField(_("状态"), max_length=12, choices=Edition.State.choices)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    order = models.PositiveIntegerField(null=True)
    carry_over = models.CharField(_("上年结转"), max_length=20, blank=True)
    fund = models.CharField(_("资金来源"), max_length=20, blank=True)
    is_empty = models.BooleanField(_("说明没有数据，也没有"))
    published_at = models.DateTimeField(_("公布时间"))
    is_sample = models.BooleanField(_("演示排版"), help_text=_("这一版有文件是演示用的排版"))

    objects = ListedTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("表的目录")
        indexes = (
            models.Index(
                fields=("schedule", "fiscal_year", "stage", "scope", "state", "carry_over", "fund", "is_empty"),
                # Not a field: a few departments would then be looked up one by one, or rather the whole table be read.
                include=("department", "edition", "document", "order", "published_at", "is_sample"),
                name="listed_tables_of_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.schedule}"


_OF_A_LINE: Final = ("id", "edition", "document", "table", "row", "block", "side", "figure", "kind", "presence", "yuan")
"""Kept in the indexes of a line over departments: each figure stands on a page of its own, and a ranking reads thousands."""


class Fact(Derived):
    """One printed figure, or one blank cell of a printed row.

    Unique by edition, fiscal year, table, row key, measure, figure and block. The row key is the code, or the path of labels where no
    code is printed, with an ordinal where even that repeats. `measure` is the contract's without the part that `figure` says:
    `total.previous` is measure total, figure previous, of the year before; `abroad.final` is measure abroad, figure final; where nothing
    remains it is `amount`. `previous.final` is figure final of the year before. How it is done: `budgets.facts`.
    """

    class Figure(models.TextChoices):
        """Whose figure it is in time and procedure."""

        THIS = "this", _("本年")
        PREVIOUS = "previous", _("上年")
        BUDGET = "budget", _("年初预算数")
        ADJUSTED = "adjusted_budget", _("调整预算数")
        FINAL = "final", _("决算数")

    class Presence(models.TextChoices):
        """Five different things: a figure (also 0.00), a dash, a blank cell; an empty table and 'not disclosed' have no fact."""

        PRINTED = "printed", _("印有数字")
        DASH = "dash", _("印有横线")
        BLANK = "blank", _("空白")

    class Kind(models.TextChoices):
        MONEY = "money", _("金额")
        COUNT = "count", _("数量")
        PERCENT = "percent", _("百分比")

    # What it refers to is there: triggers see to it, once for all the rows that are written together (migration 0030). A constraint would
    # look it up for each figure, three times. The unique constraint is also the index of the editions.
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="facts", verbose_name=_("版本"), db_constraint=False, db_index=False
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    # Key
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    table = models.PositiveSmallIntegerField(_("表序"), help_text=_("文件中的第几张表，从 0 起"))
    schedule = models.CharField(_("表"), max_length=30, blank=True)
    row_key = models.CharField(_("行键"), max_length=400)
    measure = models.CharField(_("项"), max_length=120)
    figure = models.CharField(_("数"), max_length=16, choices=Figure.choices, default=Figure.THIS)
    block = models.PositiveSmallIntegerField(_("栏块"), default=0)

    # Row and column as printed
    row = models.PositiveIntegerField(_("行序"))
    column = models.PositiveSmallIntegerField(_("列序"))
    code = models.CharField(_("科目代码"), max_length=40, blank=True)
    item = models.CharField(_("项目键"), max_length=60, blank=True, help_text=_("没有代码的行的固定键，如 reception"))
    label = models.TextField(_("名称"))
    path = models.JSONField(_("上级"), default=list)
    level = models.PositiveSmallIntegerField(_("层级"), null=True)
    side = models.CharField(_("收支"), max_length=12, blank=True)
    header = models.JSONField(_("栏目"), default=list)

    # Value
    presence = models.CharField(_("有无"), max_length=8, choices=Presence.choices, default=Presence.PRINTED)
    kind = models.CharField(_("种类"), max_length=8, choices=Kind.choices, default=Kind.MONEY)
    yuan = models.DecimalField(_("金额（元）"), max_digits=28, decimal_places=8, null=True)
    value = models.DecimalField(_("数值"), max_digits=28, decimal_places=8, null=True)
    printed = models.TextField(_("印作"), blank=True, help_text=_("文件里原来的字样，更正以后也不变"))
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    confidence = models.DecimalField(
        _("识别置信度"), max_digits=4, decimal_places=3, null=True, blank=True, help_text=_("0 到 1，由图像识别的数才有")
    )
    correction = models.ForeignKey(
        "Correction", on_delete=models.RESTRICT, null=True, blank=True, related_name="facts", db_constraint=False, db_index=False
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("数字")
        ordering = ("edition", "table", "row", "column", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "fiscal_year", "document", "table", "row_key", "measure", "figure", "block"),
                name="one_fact_once_per_edition",
            ),
            models.CheckConstraint(
                condition=~Q(presence__in=("blank", "dash")) | Q(yuan__isnull=True, value__isnull=True),
                name="a_blank_or_dash_has_no_value",
            ),
        )
        indexes = (
            models.Index(
                fields=("schedule", "code", "measure", "fiscal_year"),
                include=_OF_A_LINE,
                condition=~Q(code=""),
                name="fact_code_over_departments",
            ),
            models.Index(
                fields=("schedule", "item", "measure", "fiscal_year"),
                include=_OF_A_LINE,
                condition=~Q(item=""),
                name="fact_item_over_departments",
            ),
            models.Index(
                F("schedule"), Folded("row_key"), F("fiscal_year"), condition=Q(code="", item=""), name="fact_label_over_departments"
            ),
            models.Index(
                fields=("edition", "document", "table", "fiscal_year"), condition=Q(figure="final"), name="fact_tables_with_final"
            ),
            models.Index(fields=("edition", "schedule", "code", "measure"), name="fact_lines_of_an_edition"),
            models.Index(fields=("correction",), condition=Q(correction__isnull=False), name="fact_of_a_correction"),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.schedule_title} {self.code} {self.label}：{self.printed or '空白'}"

    @property
    def cell_name(self) -> str:
        """Which cell of its document it is, as the review of pages names cells."""
        return f"{self.table}-{self.row}-{self.column}"

    @property
    def schedule_title(self) -> str:
        """The usual name of the table in the reader's language; "" for one that is none of the standard ones."""
        return schedule_title(self.schedule) if self.schedule in SCHEDULES else ""


class Statement(Derived):
    """What the text says in figures. Numbers as printed; fields as in the contract."""

    subject = models.TextField(_("主语"))
    part_of = models.TextField(_("属于"), blank=True, help_text=_("它是其中一部分的总数的主语"))
    text = models.TextField(_("原文"))
    section = models.TextField(_("章节"), blank=True)
    code = models.CharField(_("科目代码"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    amount = models.DecimalField(_("数"), max_digits=28, decimal_places=8, null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    base_year = models.PositiveSmallIntegerField(_("基年"), null=True)
    base = models.DecimalField(_("基数"), max_digits=28, decimal_places=8, null=True)
    base_kind = models.CharField(_("基数种类"), max_length=20, blank=True)
    change = models.DecimalField(_("增减"), max_digits=28, decimal_places=8, null=True)
    direction = models.CharField(_("方向"), max_length=10, blank=True)
    percent = models.DecimalField(_("百分比"), max_digits=28, decimal_places=8, null=True)
    percent_kind = models.CharField(_("百分比种类"), max_length=12, blank=True)
    nil = models.BooleanField(_("说明没有"), default=False)
    reason = models.TextField(_("原因"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文字说明")
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_statement_once_per_edition"),)

    def __str__(self) -> str:
        return self.text[:60]


class Form(Derived):
    """A project's declaration of targets, as in the contract; money in the form's unit stays inside `data`."""

    project = models.TextField(_("项目"), blank=True)
    complete = models.BooleanField(_("完整"))
    year_total = models.DecimalField(_("年度资金总额（元）"), max_digits=28, decimal_places=8, null=True)
    period_total = models.DecimalField(_("实施期资金总额（元）"), max_digits=28, decimal_places=8, null=True)
    data = models.JSONField(_("内容"))

    class Meta:
        verbose_name = verbose_name_plural = _("绩效目标表")
        ordering = ("edition", "document", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_form_once_per_edition"),)

    def __str__(self) -> str:
        return self.project or str(_("项目名称缺失"))


class Verdict(models.TextChoices):
    """What a person says of a finding: that the document itself has it so, or why it is no fault."""

    AS_PRINTED = "as_printed", _("原文如此")
    EXPLAINED = "explained", _("已说明")


class Finding(Derived):
    """The outcome of a check inside one disclosure that was not exact; and what a person answered, where one did (`models.Answer`)."""

    class Outcome(models.TextChoices):
        ROUNDING = "rounding", _("四舍五入内一致")
        MISMATCH = "mismatch", _("矛盾")
        SOFT = "soft", _("不寻常")
        NOT_EVALUABLE = "not_evaluable", _("无法核算")

    check_code = models.CharField(_("检查"), max_length=60)
    outcome = models.CharField(_("结果"), max_length=14, choices=Outcome.choices)
    subject = models.TextField(_("对象"))
    message = models.TextField(_("说明"))
    hint = models.TextField(_("解释"), blank=True)
    cause = models.TextField(_("同一原因"), blank=True, help_text=_("原因相同的几条核对结果写着同一句话，只要看一次"))
    expected = models.DecimalField(_("应为"), max_digits=28, decimal_places=8, null=True)
    actual = models.DecimalField(_("实为"), max_digits=28, decimal_places=8, null=True)
    difference = models.DecimalField(_("差"), max_digits=28, decimal_places=8, null=True)
    tolerance = models.DecimalField(_("容差"), max_digits=28, decimal_places=8, null=True)
    sources = models.JSONField(_("涉及的格"), default=list)
    worded = models.JSONField(
        _("句子的组成"), default=dict, db_default={}, editable=False, help_text=_("说明、解释、同一原因各由什么拼成，见 budgets.worded")
    )

    # Public, as the finding is
    verdict = models.CharField(_("答复"), max_length=12, choices=Verdict.choices, blank=True, db_default="")
    verdict_words = models.CharField(_("答复的话"), max_length=300, blank=True, db_default="")
    verdict_on = models.DateField(_("答复日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("核对结果")
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_finding_once_per_edition"),)

    def __str__(self) -> str:
        return self.message[:60]


class Note(Derived):
    """Something skipped, repaired, ambiguous or lost while reading."""

    level = models.CharField(_("级别"), max_length=8)
    code = models.CharField(_("代码"), max_length=60)
    text = models.TextField(_("说明"))
    worded = models.JSONField(
        _("句子的组成"), default=dict, db_default={}, editable=False, help_text=_("说明由什么拼成，见 budgets.worded")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("读取记录")
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_note_once_per_edition"),)

    def __str__(self) -> str:
        return self.text[:60]
