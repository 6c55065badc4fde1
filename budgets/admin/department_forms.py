"""How departments, what became of them, whose units they are, and inhabitants are entered: what cannot be is refused."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.contrib.admin.widgets import AdminBigIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.admin.base import AnyFormSet
from budgets.admin.days import FIRST, REPUBLIC, refuse_outside, soon
from budgets.departments import NotResolved, region_called, taken, told_apart
from budgets.models import PLAUSIBLE_YEARS, Department, DepartmentName, Population, Region, Subordination, Succession
from budgets.querysets import DepartmentNameQuerySet

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    DepartmentModelForm = forms.ModelForm[Department]
    NameModelForm = forms.ModelForm[DepartmentName]
    PopulationModelForm = forms.ModelForm[Population]
    SubordinationModelForm = forms.ModelForm[Subordination]
    SuccessionModelForm = forms.ModelForm[Succession]
else:
    DepartmentModelForm = NameModelForm = PopulationModelForm = SubordinationModelForm = SuccessionModelForm = forms.ModelForm

MOST_WORDS: Final = 20
MOST_PEOPLE: Final = 1_500_000_000
"""More than live in all of China."""


class NameForm(NameModelForm):
    """A name from a day to a day. What an alias is taken from must be told, since documents are resolved by it."""

    class Meta:
        model = DepartmentName
        fields = ("name", "kind", "valid_from", "valid_to", "source")
        error_messages: ClassVar[dict[str, Any]] = {"name": {"required": _("请写名称。")}}

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        check_span(self)
        if self.has_changed() and data.get("kind") == DepartmentName.Kind.ALIAS and not data.get("source"):
            self.add_error("source", _("别名要写来源，例如哪份文件这样称呼它。"))


def check_span(form: forms.BaseForm) -> None:
    """Tell of a form's `valid_from` and `valid_to` what cannot be."""
    for name in ("valid_from", "valid_to"):
        try:
            refuse_outside(form.cleaned_data.get(name), REPUBLIC, soon())
        except ValidationError as error:
            form.add_error(name, error)
    first, last = form.cleaned_data.get("valid_from"), form.cleaned_data.get("valid_to")
    if first and last and last < first:
        form.add_error("valid_to", _("止的日期在起的日期之前，请核对。"))


def refuse_taken(names: list[str], department: Department) -> None:
    """Two departments of one name in one region could not be told apart: no document would be resolved any more. Raises ValidationError."""
    for other in taken(names, department.region_id, department)[:1]:
        text = _("“%(name)s”已是%(other)s的名称，再登记就分不清是哪一个。请用已有的部门；确是两个部门的，请写不同的地区代码。")
        raise ValidationError(text, params={"name": other.name, "other": told_apart(other.department)})


class NamesFormSet(AnyFormSet):
    """At least one official name; none twice, and none by which another department is resolved already.

    Names are matched without white space and in one width.
    """

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        keys = Counter(DepartmentNameQuerySet.key(data["name"]) for data in kept if data.get("name"))
        if not any(data.get("kind") == DepartmentName.Kind.OFFICIAL for data in kept if data.get("name")):
            raise ValidationError(_("请至少写一个名称，种类为正式名称。"))
        if twice := [key for key, count in keys.items() if count > 1]:
            raise ValidationError(_("名称重复：%(name)s"), params={"name": twice[0]})
        refuse_taken([data["name"] for data in kept if data.get("name")], self.instance)

    @property
    def touched(self) -> set[str]:
        """The names that are there, and those that were."""
        given = (name for form in self.forms for name in (form.initial.get("name"), form.cleaned_data.get("name")))
        return {name for name in given if name}


class RegionWidget(forms.TextInput):
    """A line that is completed from the regions that are in use, by the browser itself."""

    template_name = "admin/budgets/region.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        known = Region.objects.order_by("code").values_list("full_name", "code")
        more = {"list": f"{name}-known", "autocomplete": "off"}
        return super().get_context(name, value, {**(attrs or {}), **more}) | {"known": known}


class RegionField(forms.CharField):
    """A region by its name or its code: the register of regions is reference data, of which here only some are in use."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label=_("地区"), max_length=60, widget=RegionWidget, **more)


class DepartmentForm(DepartmentModelForm):
    """A department, whose region may be told by its name."""

    region_code = RegionField(required=False, help_text=_("名称或六位行政区划代码，例如 大同市 或 140200；不属于任何地区的才不填"))

    class Meta:
        model = Department
        fields = ("kind", "level", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("region_code", self.instance.region_id)
        for name in self.fields.keys() & {"kind", "level"}:  # who may only look has no fields
            self.fields[name].help_text = _in_use(name)

    def clean_region_code(self) -> str:
        region = _region(str(self.cleaned_data["region_code"]))
        self.instance.region = region
        return region.pk if region else ""

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        data = self.cleaned_data
        if (data.get("kind") or data.get("level")) and not data.get("source"):
            self.add_error("source", _("填了类别或级别，请写出来源，例如机构编制文件的文号。没有来源的不用于比较同类部门。"))
        return given


def _region(text: str) -> Region | None:
    """What was written by name or code; None for nothing. Raises ValidationError."""
    try:
        return region_called(text) if text else None
    except NotResolved as error:
        raise ValidationError(str(error)) from None


def _in_use(name: str) -> str:
    """Departments are grouped by equal words: those that are in use, the most frequent first."""
    counts = Department.objects.exclude(**{name: ""}).values_list(name).annotate(count=Count("pk")).order_by("-count", name)
    words = [word for word, _count in counts[:MOST_WORDS]]
    known = str(_("已用的写法：%(words)s。写法相同才算同类。")) % {"words": "、".join(words)}
    return known if words else str(_("写法相同才算同类。"))


class SuccessionForm(SuccessionModelForm):
    """What happened to a department: comparisons follow it through the years, so that what cannot have happened is refused."""

    class Meta:
        model = Succession
        fields = ("kind", "predecessor", "successor", "date", "source")
        help_texts: ClassVar[dict[str, Any]] = {
            "date": _("新机构挂牌或职能划转之日；不是当年 1 月 1 日的，从下一年的预算算起"),
            "source": _("文件名称与文号，或网址"),
        }

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        refuse_outside(day, FIRST, soon())
        return day

    def clean(self) -> None:
        super().clean()
        before, after, kind, day = (self.cleaned_data.get(name) for name in ("predecessor", "successor", "kind", "date"))
        if before is None or after is None or kind is None or day is None:
            return
        if before == after:
            self.add_error("successor", _("原部门和后来的部门是同一个，请改选其中一个；只改了名称而编号不变的，在部门里登记名称。"))
            return
        others = Succession.objects.exclude(pk=self.instance.pk)
        if others.filter(predecessor=before, successor=after, date=day).exists():
            raise ValidationError(_("这两个部门这一天的沿革已经登记过，请改那一条。"))
        self._refuse_contradictions(before, after, kind, others)

    def _refuse_contradictions(self, before: Department, after: Department, kind: str, others: QuerySet[Succession]) -> None:
        """Nobody goes on twice under another name, and nobody comes from whoever came from it."""
        if kind == Succession.Kind.RENAME and others.filter(kind=kind).filter(Q(predecessor=before) | Q(successor=after)).exists():
            raise ValidationError(_("其中一个部门已经登记过更名，一个部门只能更名成一个。请核对，或改选合并、分设。"))
        went_on = others.exclude(kind=Succession.Kind.TRANSFER)
        if kind != Succession.Kind.TRANSFER and _leads_to(after, before, went_on, "predecessor", "successor"):
            raise ValidationError(_("后来的部门按已有的沿革是原部门的前身，不能又由它而来。请核对方向。"))


def _leads_to(start: Department, end: Department, steps: QuerySet[Any], source: str, target: str) -> bool:
    """Whether a way of recorded steps leads from one department to another, over however many others."""
    seen, waiting = {start.pk}, {start.pk}
    while waiting:
        waiting = set(steps.filter(**{f"{source}__in": waiting}).values_list(target, flat=True)) - seen
        seen |= waiting
    return end.pk in seen


class PopulationForm(PopulationModelForm):
    """The inhabitants of a region on a day, as a source says that the reader can open."""

    region_code = RegionField(help_text=_("名称或六位行政区划代码，例如 大同市 或 140200"))
    number = forms.IntegerField(
        label=_("常住人口（人）"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=AdminBigIntegerFieldWidget,
        error_messages={
            "min_value": _("人数不能是 0；不知道的不用登记。"),
            "max_value": _("人数比全国人口（不到 15 亿）还多，请核对位数和单位。"),
        },
    )
    source_url = forms.URLField(label=_("来源地址"), max_length=500, assume_scheme="https")

    class Meta:
        model = Population
        fields = ("date", "number", "source", "source_url")

    field_order = ("region_code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("region_code", self.instance.region_id)

    def clean_region_code(self) -> str:
        if region := _region(str(self.cleaned_data["region_code"])):
            self.instance.region = region
        return region.pk if region else ""

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day.year not in PLAUSIBLE_YEARS or day > timezone.localdate():
            raise ValidationError(_("日期不在 2007 年到今天之内，请核对。"))
        return day

    def clean(self) -> None:
        super().clean()
        code, day = self.cleaned_data.get("region_code"), self.cleaned_data.get("date")
        if code and day and Population.objects.exclude(pk=self.instance.pk).filter(region=code, date=day).exists():
            raise ValidationError(_("这个地区这一天的人口已经登记过，请改那一条。"))


class SubordinationForm(SubordinationModelForm):
    """Whose unit a unit is. Sums and comparisons warn by it, so that what cannot be is refused."""

    class Meta:
        model = Subordination
        fields = ("unit", "superior", "valid_from", "valid_to", "source")
        help_texts: ClassVar[dict[str, Any]] = {
            "valid_from": _("不知道就不填：一直如此"),
            "valid_to": _("不填：现在仍是"),
            "source": _("文件名称与文号，或网址，例如列出所属单位的部门预算"),
        }

    def clean(self) -> None:
        super().clean()
        check_span(self)
        unit, superior = self.cleaned_data.get("unit"), self.cleaned_data.get("superior")
        if unit is None or superior is None or not {"valid_from", "valid_to"} <= self.cleaned_data.keys():
            return
        if unit == superior:
            self.add_error("superior", _("下属单位和上级部门是同一个，请改选其中一个；部门的本级不用登记。"))
            return
        first, last = self.cleaned_data["valid_from"], self.cleaned_data["valid_to"]
        others = _at_the_time(Subordination.objects.exclude(pk=self.instance.pk), first, last)
        if known := others.filter(unit=unit).first():
            raise ValidationError(_("这个单位这段时间已经登记为%(name)s的下属单位，请改那一条。"), params={"name": known.superior})
        if _leads_to(superior, unit, others, "unit", "superior"):
            raise ValidationError(_("上级部门按已有的登记是这个单位的下属单位，不能互为上级。请核对方向。"))


def _at_the_time(recorded: QuerySet[Subordination], first: date | None, last: date | None) -> QuerySet[Subordination]:
    """Those that hold on any day of a time."""
    if first:
        recorded = recorded.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    if last:
        recorded = recorded.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=last))
    return recorded
