"""What should exist once, and its editions: which readings make it up, and how far it has come."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.departments import Department
from budgets.models.documents import Reading
from budgets.querysets import EditionQuerySet
from budgets.trail import tracked

PLAUSIBLE_YEARS: Final = range(2007, 2101)
"""政府信息公开条例 is of 2007; a fiscal year outside is a misreading, not a year."""


class Stage(models.TextChoices):
    """预算 or 决算: never mixed up."""

    BUDGET = "budget", _("预算")
    FINAL_ACCOUNTS = "final_accounts", _("决算")


class Scope(models.TextChoices):
    """部门 (with its subordinate units) or 单位 (one unit)."""

    DEPARTMENT = "department", _("部门")
    UNIT = "unit", _("单位")


@tracked("department", "fiscal_year", "stage", "scope")
class Disclosure(models.Model):
    """What should exist once: department, fiscal year, stage and scope."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="disclosures", verbose_name=_("部门"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    scope = models.CharField(_("口径"), max_length=20, choices=Scope.choices)

    class Meta:
        verbose_name = verbose_name_plural = _("公开事项")
        ordering = ("department", "-fiscal_year", "stage")
        constraints = (
            models.UniqueConstraint(fields=("department", "fiscal_year", "stage", "scope"), name="one_disclosure_of_its_kind"),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=PLAUSIBLE_YEARS.start, fiscal_year__lt=PLAUSIBLE_YEARS.stop), name="a_plausible_fiscal_year"
            ),
        )
        indexes = (models.Index(fields=("fiscal_year", "stage", "scope"), name="disclosures_of_a_year"),)

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year} {self.get_stage_display()}（{self.get_scope_display()}）"


@tracked("department", "fiscal_year", "stage", "scope", "approved_on", "published_on", "source", "reference")
class Expected(models.Model):
    """A disclosure that a list or a rule asks for, whether it was collected or not: what `comparisons.roster` calls stored.

    Unlike a `Disclosure` it is there before any document is. Its dates are for what the documents do not tell: theirs go before.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="expected", verbose_name=_("部门"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices)
    scope = models.CharField(_("口径"), max_length=20, choices=Scope.choices)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200, help_text=_("清单或规定的名称，公开显示"))
    reference = models.CharField(_("出处"), max_length=500, help_text=_("网址，或第几条，公开显示"))

    class Meta:
        verbose_name = verbose_name_plural = _("应有的公开")
        ordering = ("department", "-fiscal_year", "stage", "scope")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "fiscal_year", "stage", "scope"),
                name="one_expectation_of_its_kind",
                violation_error_message=_("这个部门这一年的这一份已经登记过，请改那一条。"),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=PLAUSIBLE_YEARS.start, fiscal_year__lt=PLAUSIBLE_YEARS.stop),
                name="a_plausible_expected_year",
                violation_error_message=_("年度不像是年度，请核对。"),
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(reference=""),
                name="an_expectation_has_a_source",
                violation_error_message=_("请写出依据和出处。"),
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True) | Q(published_on__isnull=True) | Q(published_on__gte=models.F("approved_on")),
                name="nothing_expected_is_published_before_its_approval",
                violation_error_message=_("公开日期在批复日期之前，请核对。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year} {self.get_stage_display()}（{self.get_scope_display()}）"


@tracked(
    *("disclosure", "number", "identified_by", "replaces", "state", "submitted_by", "reviewed_by", "published_at", "compared_by", "reason"),
    *("ended_by", "ended_at", "end_reason"),
)
class Edition(models.Model):
    """One reading of a disclosure: one or more documents, an overlay of corrections, and the figures that follow from both.

    Without a disclosure it waits: its department, year, stage or scope could not be read, and a clerk decides (`editions.identify`).
    draft → in review → published → superseded | withdrawn; what was never published may be discarded, and has no number. Where the
    edition that superseded it was withdrawn, a superseded one may be in force again. Once published, only its state, and who changed it
    when and why, may change; the database refuses everything else.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待确认身份")
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("审核中")
        PUBLISHED = "published", _("已公布")
        SUPERSEDED = "superseded", _("已有新版")
        WITHDRAWN = "withdrawn", _("已撤回")
        DISCARDED = "discarded", _("已弃用")

    OPEN = (State.WAITING, State.DRAFT, State.IN_REVIEW)
    FIXED = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)

    # Identity
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("公开事项")
    )
    number = models.PositiveIntegerField(_("版"), null=True, blank=True, help_text=_("公布时才有，以后不变"))
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("身份由谁确认"),
        help_text=_("空：照文件所写"),
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("取代哪一版"),
        help_text=_("由人决定：它的文件是更正后重新公开的"),
    )
    readings = models.ManyToManyField(Reading, through="Part", related_name="editions")

    # What follows from its readings and corrections, beside the rows below
    digest = models.CharField(_("数字摘要"), max_length=64, blank=True, help_text=_("全部数字的 SHA-256，算法见 budgets.facts.digest"))
    checks = models.JSONField(_("核对次数"), default=dict, help_text=_("检查 → 结果 → 次数，一致的也在内"))
    checks_current = models.BooleanField(_("核对结果已含更正"), default=True)
    recognised = models.PositiveIntegerField(_("由图像识别的数"), default=0, db_default=0, help_text=_("数字、句子和申报表；没有更正过的"))
    needs = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("需要人处理的"),
        default=list,
        db_default=[],
        help_text=_("见 budgets.needs，最要紧的在前"),
    )

    # Lifecycle
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(_("建立"), auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交审核")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核并公布")
    )
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("对照了原图"),
        help_text=_("有由图像识别的数时，公布以前由人逐格对照"),
    )
    reason = models.CharField(_("带着矛盾公布的理由"), max_length=300, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("取代、撤回或弃用")
    )
    ended_at = models.DateTimeField(_("被取代、撤回或弃用的时间"), null=True, blank=True)
    end_reason = models.CharField(_("撤回或弃用的理由"), max_length=300, blank=True)

    objects = EditionQuerySet.as_manager()

    is_past = False
    """Whether its state is that of a moment that was asked for."""

    class Meta:
        verbose_name = verbose_name_plural = _("版本")
        ordering = ("-created_at", "-id")
        permissions = (
            ("identify_edition", _("确认版本的身份")),
            ("correct_edition", _("更正版本")),
            ("submit_edition", _("把版本提交审核")),
            ("review_edition", _("审核版本")),
            ("publish_edition", _("公布版本")),
            ("withdraw_edition", _("撤回版本")),
        )
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "number"), name="one_number_per_disclosure"),
            models.UniqueConstraint(fields=("disclosure",), condition=Q(state="published"), name="one_published_edition_per_disclosure"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "discarded")) | Q(disclosure__isnull=False),
                name="only_a_waiting_edition_is_unidentified",
            ),
            models.CheckConstraint(
                condition=Q(Q(state__in=("published", "superseded", "withdrawn")), number__isnull=False)
                | Q(~Q(state__in=("published", "superseded", "withdrawn")), number__isnull=True),
                name="what_is_public_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "superseded", "withdrawn")) | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="a_published_edition_has_date_and_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "superseded", "withdrawn")) | Q(recognised=0) | Q(compared_by__isnull=False),
                name="what_was_recognised_is_published_by_a_person",
            ),
        )
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="editions_latest"),
            models.Index(
                fields=("state", "created_at"), condition=Q(state__in=("waiting", "draft", "in_review")), name="editions_that_wait"
            ),
        )

    def __str__(self) -> str:
        if self.disclosure is None:
            return str(_("身份待确认的文件"))
        return f"{self.disclosure} · {self.called}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.is_past:
            raise ValueError("an edition as of a past moment is only shown")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def called(self) -> str:
        """Its number; before it was published, which is when it gets one, its state."""
        return f"第 {self.number} 版" if self.number is not None else str(self.get_state_display())

    @property
    def state_then(self) -> str:
        """The state that is shown: as of a moment (`EditionQuerySet.as_shown`) the one that it had then."""
        return self.state

    @state_then.setter
    def state_then(self, state: str) -> None:
        self.state, self.is_past = state, True

    @property
    def is_in_force(self) -> bool:
        """True as long as its figures are what the public sees."""
        return self.state == self.State.PUBLISHED

    @property
    def is_fixed(self) -> bool:
        """True once it was published: its figures cannot change any more."""
        return self.state in self.FIXED

    @property
    def is_open(self) -> bool:
        """True as long as it may still be identified, corrected, read again."""
        return self.state in self.OPEN


class Transition(models.Model):
    """When an edition came into a state: published, superseded, withdrawn. Written by the database itself (migration 0016), never changed.

    Of changes before there was this table, those are known that the edition's own dates tell: what was superseded, reinstated and then
    ended again is superseded from the first time on.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="transitions", verbose_name=_("版本"))
    state = models.CharField(_("状态"), max_length=12, choices=Edition.State.choices)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("版本的变化")
        ordering = ("edition", "at", "id")
        indexes = (models.Index(fields=("edition", "at", "id"), name="state_of_an_edition_then"),)

    def __str__(self) -> str:
        return f"{self.edition}：{self.get_state_display()} {self.at}"


class Part(models.Model):
    """One reading as part of an edition, in order: some regions publish text and tables as two files.

    `findings` and `checks` are those of the checks run again, on corrected tables or on all parts together, in the contract's shape; None:
    the reading's hold. Sources of findings then name their document (`sha256`), where there are several parts.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="parts")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(null=True, blank=True)
    checks = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("版本的文件")
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "reading"), name="one_reading_once_per_edition"),)

    def __str__(self) -> str:
        return str(self.reading)
