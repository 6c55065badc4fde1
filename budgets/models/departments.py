"""Who publishes: regions, departments and units, their dated names, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.pinyin import spoken
from budgets.querysets import DepartmentNameQuerySet
from budgets.trail import tracked


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
        """The official name in force, else the latest there is; looked for once among names that were fetched along with the department."""
        fetched = getattr(self, "_prefetched_objects_cache", {}).get("names")
        if fetched is None:
            return self._name_in_force()
        if self._named is None or self._named[0] is not fetched:
            self._named = (fetched, self._name_in_force())
        return self._named[1]

    _named: tuple[object, str] | None = None
    """The names that were fetched, and which of them is in force: a page says it hundreds of times."""

    def _name_in_force(self) -> str:
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
    sounds = models.TextField(_("读音"), editable=False, db_default="", help_text=_("拼音和首字母，见 budgets.pinyin"))
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
        if (key := DepartmentNameQuerySet.key(self.name)) != self.key or not self.sounds:
            self.key, self.sounds = key, spoken(self.name)
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


@tracked("duplicate", "kept", "names", "source", "person")
class Merger(models.Model):
    """That one department had been registered twice, and is one now: all that the duplicate had belongs to the one that was kept.

    `duplicate` is the number that it had, which is given to no other: addresses with it lead to `kept`. The database lets a published
    disclosure change its department only along a row of this table (migration 0022).
    """

    duplicate = models.PositiveBigIntegerField(_("重复登记的编号"), unique=True)
    kept = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="mergers", verbose_name=_("保留的部门"))
    names = models.JSONField(_("重复登记的名称"), default=list)
    source = models.CharField(_("为什么是同一个"), max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("谁合并的"))
    made_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("重复登记的合并")
        ordering = ("-made_at",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=~Q(source=""), name="a_merger_has_a_reason", violation_error_message=_("请写明为什么是同一个。")
            ),
        )

    def __str__(self) -> str:
        return f"#{self.duplicate} → {self.kept}"
