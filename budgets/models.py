"""What was published: the stored truth.

Only `budgets.editions` and `ingest.store` write figures. Once an edition is published its figures never change; the database itself
refuses it (triggers of migrations 0002 and 0006). States may change: published → superseded | withdrawn, superseded → published.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.lookups import Folded
from budgets.querysets import DepartmentNameQuerySet, EditionQuerySet, FactQuerySet, ListedTableQuerySet, ReportQuerySet
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from budgets.trail import membership, tracked

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


@tracked("name", "full_name", "parent", "source")
class Region(models.Model):
    """An administrative division, by its six-digit code (GB/T 2260)."""

    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    full_name = models.CharField(_("全称"), max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("地区")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def within(self) -> tuple[str, ...]:
        """Its code, and those of the regions that it lies in, the nearest first."""
        return (self.code, *(self.parent.within if self.parent else ()))


@tracked("region", "date", "number", "source", "source_url")
class Population(models.Model):
    """How many live in a region on a day (常住人口), with who says so: entered by clerks, since no disclosure prints it."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="populations", verbose_name=_("地区"))
    date = models.DateField(_("日期"), help_text=_("人数是哪一天的：年末写 12 月 31 日，普查写标准时点"))
    number = models.PositiveBigIntegerField(_("常住人口（人）"))
    source = models.CharField(_("来源"), max_length=200, help_text=_("文件名称，例如统计公报的全称"))
    source_url = models.URLField(_("来源地址"), max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = _("人口")
        ordering = ("region", "-date")
        constraints = (
            models.UniqueConstraint(fields=("region", "date"), name="one_population_per_region_and_day"),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="somebody_lives_in_a_region",
                violation_error_message=_("人数不能是 0；不知道的不用登记。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.date}：{self.number}"


@tracked("region", "kind", "level", "source")
class Department(models.Model):
    """A department or unit as it goes on through its names. Its id is what addresses and citations use."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    kind = models.CharField(_("类别"), max_length=40, blank=True)
    level = models.CharField(_("级别"), max_length=20, blank=True)
    source = models.CharField(_("类别与级别的来源"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("部门")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The official name in force, else the latest there is."""
        official = [name for name in self.names.all() if name.kind == DepartmentName.Kind.OFFICIAL]
        official.sort(key=lambda name: (name.valid_to is None, (name.valid_from is not None and name.valid_from.isoformat()) or ""))
        return official[-1].name if official else f"#{self.pk}"


@tracked("department", "name", "kind", "valid_from", "valid_to", "source")
class DepartmentName(models.Model):
    """A dated name or alias. Documents are resolved by `key` alone, never by likeness."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("正式名称")
        ALIAS = "alias", _("别名")
        ENGLISH = "english", _("英文名")

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=120)
    key = models.CharField(_("匹配键"), max_length=120, db_index=True, editable=False, help_text=_("NFKC，去空白"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, default=Kind.OFFICIAL)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)

    objects = DepartmentNameQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("部门名称")
        ordering = ("department", "valid_from", "id")
        constraints = (models.UniqueConstraint(fields=("department", "key"), name="one_name_once_per_department"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = DepartmentNameQuerySet.key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


@tracked("predecessor", "successor", "kind", "date", "source")
class Succession(models.Model):
    """A rename, merger, split or transfer of duties, with its date and source."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("更名")
        MERGE = "merge", _("合并")
        SPLIT = "split", _("分设")
        TRANSFER = "transfer", _("职能划转")

    predecessor = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="successions_from", verbose_name=_("原部门"))
    successor = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="successions_to", verbose_name=_("后来的部门"))
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    date = models.DateField(_("日期"))
    source = models.CharField(_("来源"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("沿革")
        ordering = ("date",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="a_department_does_not_succeed_itself",
                violation_error_message=_("原部门和后来的部门不能是同一个。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.date})"


@tracked("unit", "superior", "valid_from", "valid_to", "source")
class Subordination(models.Model):
    """A unit below a department (部门预算管理的下属单位), with who says so: the department's figures of scope 部门 hold the unit's.

    Without `valid_from` it always was so, without `valid_to` it still is. It is recorded, and never told from names.
    """

    unit = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="subordinations_up", verbose_name=_("下属单位"))
    superior = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="subordinations_down", verbose_name=_("上级部门"))
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("隶属关系")
        ordering = ("superior", "unit", "valid_from")
        constraints = (
            models.CheckConstraint(
                condition=~Q(unit=models.F("superior")),
                name="a_unit_is_not_below_itself",
                violation_error_message=_("下属单位和上级部门不能是同一个。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="a_unit_is_below_before_it_no_longer_is",
                violation_error_message=_("止的日期在起的日期之前，请核对。"),
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_subordination_has_a_source", violation_error_message=_("请写出来源。")),
        )

    def __str__(self) -> str:
        return f"{self.unit} ∈ {self.superior}"


@tracked("name", "source_url", "retrieved_at", "approved_on", "published_on", "uploaded_by")
class Document(models.Model):
    """A file as received, once by its SHA-256. The original is for clerks only."""

    # Identity
    sha256 = models.CharField(_("内容摘要（SHA-256）"), max_length=64, unique=True)
    name = models.CharField(_("文件名"), max_length=255)
    media_type = models.CharField(_("类型"), max_length=100, blank=True, help_text=_("读取时由内容判定，不看文件名"))
    size = models.PositiveBigIntegerField(_("字节数"))
    original = models.FileField(_("原件"), max_length=200, help_text=_("以摘要命名，原样保存"))

    # Provenance
    source_url = models.URLField(_("来源地址"), max_length=500, blank=True)
    retrieved_at = models.DateTimeField(_("取得时间"), null=True, blank=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("上传者"))
    received_at = models.DateTimeField(_("收到"), auto_now_add=True)
    is_sample = models.BooleanField(_("演示排版，非官方原件"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ("-received_at", "-id")
        permissions = (("download_original", _("下载原件")),)

    def __str__(self) -> str:
        return self.name


class DocumentPage(models.Model):
    """The lines of one page, personal data masked: what the public may see of it.

    A PDF's page has its size as displayed, in points, the box of each line (None for one without), and in `hidden` the boxes of personal
    data, to be painted over on every picture of it. Boxes are [x0, top, x1, bottom] in points from the top left corner.
    """

    RECOGNISED: Final = "recognised"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("页"))
    printed = models.PositiveIntegerField(_("印刷页码"), null=True)
    first_line = models.PositiveIntegerField(_("首行"))
    kind = models.CharField(_("种类"), max_length=10, default="text", help_text=_("error：印着错误信息，内容缺失"))
    lines = models.JSONField(_("行"), help_text=_("已遮盖个人信息"))
    width = models.FloatField(null=True)
    height = models.FloatField(null=True)
    boxes = models.JSONField(default=list)
    hidden = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("文件页")
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="one_page_once_per_document"),)

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    @property
    def is_drawn(self) -> bool:
        """True for a page of a PDF that may be shown as a picture: of one without text nobody can tell what would have to be masked."""
        return self.width is not None and self.height is not None and self.kind in ("text", self.RECOGNISED)

    @property
    def is_recognised(self) -> bool:
        """True for a page that is a picture, what stands on it recognised."""
        return self.kind == self.RECOGNISED


class Reading(models.Model):
    """One document as one version of the parser read it: the contract's JSON. (document, parser version) decides, so twice is harmless."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    parser_version = models.CharField(_("解析器版本"), max_length=40)
    extraction = models.JSONField(_("提取结果"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("读取结果")
        constraints = (models.UniqueConstraint(fields=("document", "parser_version"), name="one_reading_per_document_and_parser"),)
        indexes = (models.Index(KT("extraction__identity__unit__value"), name="reading_unit"),)

    def __str__(self) -> str:
        return f"{self.document} ({self.parser_version})"


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
    draft → in review → published → superseded | withdrawn; what was never published may be discarded. Where the edition that superseded
    it was withdrawn, a superseded one may be in force again. Once published, only its state, and who changed it when and why, may change;
    the database refuses everything else.
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
    number = models.PositiveIntegerField(_("版"), null=True, blank=True)
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
                condition=Q(state__in=("waiting", "discarded")) | Q(disclosure__isnull=False, number__isnull=False),
                name="only_a_waiting_edition_is_unidentified",
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

    def __str__(self) -> str:
        return f"{self.disclosure} · 第 {self.number} 版" if self.disclosure else str(_("身份待确认的文件"))

    def save(self, *args: object, **kwargs: object) -> None:
        if self.is_past:
            raise ValueError("an edition as of a past moment is only shown")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

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
    correction = models.ForeignKey("Correction", on_delete=models.RESTRICT, null=True, blank=True, related_name="facts")

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
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.schedule_title} {self.code} {self.label}：{self.printed or '空白'}"

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
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_form_once_per_edition"),)

    def __str__(self) -> str:
        return self.project or str(_("项目名称缺失"))


class Finding(Derived):
    """The outcome of a check inside one disclosure that was not exact."""

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

    class Meta:
        verbose_name = verbose_name_plural = _("读取记录")
        ordering = ("edition", "order")
        constraints = (models.UniqueConstraint(fields=("edition", "document", "order"), name="one_note_once_per_edition"),)

    def __str__(self) -> str:
        return self.text[:60]


@tracked("edition", "field", "target", "old", "new", "reason", "person")
class Correction(models.Model):
    """One step of the overlay on what was read: at a cell, a label, a code. Old and new, why, who, when. Never edited, only added to.

    `target` is {"sha256", "table", "row", "column"}: the place in the reading of that document (`column` None for a label or a code);
    `old` is what stood there, so that a newer reading can tell whether the correction still fits. Amounts are as printed, in the
    table's unit; "" is a blank cell.
    """

    class Field(models.TextChoices):
        AMOUNT = "amount", _("数字")
        LABEL = "label", _("名称")
        CODE = "code", _("代码")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="corrections")
    order = models.PositiveIntegerField()
    field = models.CharField(_("更正什么"), max_length=10, choices=Field.choices)
    target = models.JSONField(_("位置"))
    old = models.TextField(_("原为"), blank=True)
    new = models.CharField(_("改为"), max_length=300, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("更正")
        ordering = ("edition", "order")
        constraints = (
            models.UniqueConstraint(fields=("edition", "order"), name="one_correction_per_place_in_the_overlay"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


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


# People: Django's own models, so that what is done with them is written down too


@tracked("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser", secret="password")  # noqa: S106  # its name
class Person(User):
    """Somebody who may log in. That a password changed is written down, and never what it was."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("用户")


@tracked("name")
class Team(Group):
    """A group of people."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("组")


@membership("user", "group")
class Member(User.groups.through):  # type: ignore[misc,name-defined]  # made by Django
    """That somebody is in a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("组员")


@membership("user", "permission")
class Privilege(User.user_permissions.through):  # type: ignore[misc,name-defined]  # made by Django
    """That somebody may do something, not by a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("个人权限")


class Trail(models.Model):
    """操作记录 as a list of the desk that one may look at. It has no table of its own: `budgets.admin.trail` reads the events."""

    class Meta:
        managed = False
        default_permissions = ("view",)
        verbose_name = verbose_name_plural = _("操作记录")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
