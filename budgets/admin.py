"""The clerks' desk: departments, what they should disclose, and the editions that are identified, reviewed and published here.

Figures are looked at and never edited; what changes an edition goes through `budgets.editions`, each act with a permission of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets import editions
from budgets.causes import Thing, things
from budgets.companions import Relation
from budgets.departments import NotResolved, register_region, resolve
from budgets.editions import EditionError
from budgets.identities import identity_of
from budgets.models import (
    PLAUSIBLE_YEARS,
    Department,
    DepartmentName,
    Disclosure,
    Edition,
    Expected,
    Fact,
    Finding,
    Part,
    Population,
    Region,
    Scope,
    Stage,
    Subordination,
    Succession,
)
from budgets.neighbours import Neighbour, later_ones, neighbours
from budgets.querysets import DepartmentNameQuerySet

admin.site.site_header = admin.site.site_title = _("明账 · 后台")
admin.site.index_title = _("工作台")
admin.site.enable_nav_sidebar = True

State = Edition.State
Outcome = Finding.Outcome
MOST_HEADLINES: Final = 40
MOST_WORDS: Final = 20
MOST_LINES: Final = 500
PASTED: Final = ("fiscal_year", "approved_on", "published_on")


if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
    AnyFormSet = BaseInlineFormSet[Any, Any, Any]
    DepartmentModelForm = forms.ModelForm[Department]
    PopulationModelForm = forms.ModelForm[Population]
    SubordinationModelForm = forms.ModelForm[Subordination]
    SuccessionModelForm = forms.ModelForm[Succession]
    ExpectedModelForm = forms.ModelForm[Expected]
else:
    AnyAdmin, AnyInline, AnyFormSet = admin.ModelAdmin, admin.TabularInline, BaseInlineFormSet
    DepartmentModelForm = PopulationModelForm = SubordinationModelForm = forms.ModelForm
    SuccessionModelForm = ExpectedModelForm = forms.ModelForm


class Hinted(AnyAdmin):
    """A list that says, while it is empty, what comes next."""

    change_list_template = "admin/budgets/hinted_list.html"
    hint: ClassVar[Any] = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"hint": self.hint, **(extra_context or {})})


class LookedAt(Hinted):
    """Rows that are looked at here and changed elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Departments


class NamesFormSet(AnyFormSet):
    """At least one name; none twice: names are matched without white space and in one width."""

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        keys = Counter(DepartmentNameQuerySet.key(data["name"]) for data in kept if data.get("name"))
        if not keys:
            raise ValidationError(_("请至少写一个名称。"))
        if twice := [key for key, count in keys.items() if count > 1]:
            raise ValidationError(_("名称重复：%(name)s"), params={"name": twice[0]})


class NamesInline(AnyInline):
    model = DepartmentName
    formset = NamesFormSet
    extra = 0
    min_num = 1
    fields = ("name", "kind", "valid_from", "valid_to", "source")


class DepartmentForm(DepartmentModelForm):
    """A department's region is given by its code: the register of regions is reference data."""

    region_code = forms.CharField(label=_("地区代码"), required=False, max_length=6, help_text=_("六位行政区划代码，例如 140200"))

    class Meta:
        model = Department
        fields = ("kind", "level", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("region_code", self.instance.region_id)
        for name in ("kind", "level"):
            self.fields[name].help_text = _in_use(name)

    def clean_region_code(self) -> str:
        code = str(self.cleaned_data["region_code"])
        self.instance.region = _region(code) if code else None
        return code

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        data = self.cleaned_data
        if (data.get("kind") or data.get("level")) and not data.get("source"):
            self.add_error("source", _("填了类别或级别，请写出来源，例如机构编制文件的文号。没有来源的不用于比较同类部门。"))
        return given


def _region(code: str) -> Region:
    try:
        return register_region(code)
    except NotResolved as error:
        raise ValidationError(str(error)) from None


def _in_use(name: str) -> str:
    """Departments are grouped by equal words: those that are in use, the most frequent first."""
    counts = Department.objects.exclude(**{name: ""}).values_list(name).annotate(count=Count("pk")).order_by("-count", name)
    words = [word for word, _count in counts[:MOST_WORDS]]
    known = str(_("已用的写法：%(words)s。写法相同才算同类。")) % {"words": "、".join(words)}
    return known if words else str(_("写法相同才算同类。"))


@admin.register(Department)
class DepartmentAdmin(Hinted):
    form = DepartmentForm
    inlines = (NamesInline,)
    list_display = ("name", "region", "kind", "level", "disclosures")
    search_fields = ("names__name",)
    hint = _("还没有部门。上传公开文件后，可以照文件所写登记；也可以在这里添加。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("region").prefetch_related("names").annotate(count=Count("disclosures"))

    def has_delete_permission(self, request: HttpRequest, obj: Department | None = None) -> bool:
        return False

    @admin.display(description=_("名称"))
    def name(self, department: Department) -> str:
        return department.name

    @admin.display(description=_("公开事项"))
    def disclosures(self, department: Any) -> int:
        return int(department.count)


class SuccessionForm(SuccessionModelForm):
    """What happened to a department: comparisons follow it through the years, so that what cannot have happened is refused."""

    class Meta:
        model = Succession
        fields = ("kind", "predecessor", "successor", "date", "source")
        labels: ClassVar[dict[str, Any]] = {"predecessor": _("原部门"), "successor": _("后来的部门")}
        help_texts: ClassVar[dict[str, Any]] = {
            "date": _("新机构挂牌或职能划转之日；不是当年 1 月 1 日的，从下一年的预算算起"),
            "source": _("文件名称与文号，或网址"),
        }

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day.year not in PLAUSIBLE_YEARS:
            raise ValidationError(_("年份不在 2007–2100 之内，请核对日期。"))
        return day

    def clean(self) -> None:
        super().clean()
        before, after, kind, day = (self.cleaned_data.get(name) for name in ("predecessor", "successor", "kind", "date"))
        if before is None or after is None or kind is None or day is None:
            return
        if before == after:
            raise ValidationError(_("原部门和后来的部门是同一个，请改选其中一个；只改了名称而编号不变的，在部门里登记名称。"))
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


@admin.register(Succession)
class SuccessionAdmin(Hinted):
    form = SuccessionForm
    list_display = ("date", "kind", "predecessor", "successor", "source")
    list_filter = ("kind",)
    search_fields = ("predecessor__names__name", "successor__names__name", "source")
    autocomplete_fields = ("predecessor", "successor")
    hint = _("还没有沿革。部门更名、合并、分设或职能划转时，在这里登记日期和来源。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("predecessor__names", "successor__names")


class PopulationForm(PopulationModelForm):
    """The inhabitants of a region on a day, as a source says that the reader can open."""

    region_code = forms.CharField(label=_("地区代码"), max_length=6, help_text=_("六位行政区划代码，例如 140200"))
    source_url = forms.URLField(label=_("来源地址"), max_length=500, assume_scheme="https")

    class Meta:
        model = Population
        fields = ("date", "number", "source", "source_url")

    field_order = ("region_code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("region_code", self.instance.region_id)

    def clean_region_code(self) -> str:
        code = str(self.cleaned_data["region_code"])
        self.instance.region = _region(code)
        return code

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day.year not in PLAUSIBLE_YEARS or day > timezone.localdate():
            raise ValidationError(_("日期不在 2007 年到今天之内，请核对。"))
        return day

    def clean_number(self) -> int:
        number = int(self.cleaned_data["number"])
        if not number:
            raise ValidationError(_("人数不能是 0；不知道的不用登记。"))
        return number

    def clean(self) -> None:
        super().clean()
        code, day = self.cleaned_data.get("region_code"), self.cleaned_data.get("date")
        if code and day and Population.objects.exclude(pk=self.instance.pk).filter(region=code, date=day).exists():
            raise ValidationError(_("这个地区这一天的人口已经登记过，请改那一条。"))


@admin.register(Population)
class PopulationAdmin(Hinted):
    form = PopulationForm
    list_display = ("region", "date", "number", "source")
    search_fields = ("region__full_name", "region__code", "source")
    hint = _("还没有人口。登记了常住人口和来源的地区和年份，比较里才有人均的数。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("region")


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
        unit, superior = self.cleaned_data.get("unit"), self.cleaned_data.get("superior")
        if unit is None or superior is None or not {"valid_from", "valid_to"} <= self.cleaned_data.keys():
            return
        if unit == superior:
            raise ValidationError(_("下属单位和上级部门是同一个，请改选其中一个；部门的本级不用登记。"))
        first, last = self.cleaned_data["valid_from"], self.cleaned_data["valid_to"]
        if first and last and last < first:
            raise ValidationError(_("止的日期在起的日期之前，请核对。"))
        others = _at_the_time(Subordination.objects.exclude(pk=self.instance.pk), first, last)
        if known := others.filter(unit=unit).first():
            raise ValidationError(_("这个单位这段时间已经登记为%(name)s的下属单位，请改那一条。"), params={"name": known.superior})
        if _leads_to(superior, unit, others, "unit", "superior"):
            raise ValidationError(_("上级部门按已有的登记是这个单位的下属单位，不能互为上级。请核对方向。"))

    def validate_constraints(self) -> None:
        """Those of the database; what this form refuses in its own words is not told twice."""
        if not self.errors:
            super().validate_constraints()


def _at_the_time(recorded: QuerySet[Subordination], first: date | None, last: date | None) -> QuerySet[Subordination]:
    """Those that hold on any day of a time."""
    if first:
        recorded = recorded.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    if last:
        recorded = recorded.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=last))
    return recorded


@admin.register(Subordination)
class SubordinationAdmin(Hinted):
    form = SubordinationForm
    list_display = ("unit", "superior", "valid_from", "valid_to", "source")
    search_fields = ("unit__names__name", "superior__names__name", "source")
    autocomplete_fields = ("unit", "superior")
    hint = _("还没有隶属关系。登记了哪个单位属于哪个部门，比较时才知道部门的数里已经含了谁的数。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("unit__names", "superior__names")


@admin.register(Disclosure)
class DisclosureAdmin(LookedAt):
    list_display = ("department", "fiscal_year", "stage", "scope", "published")
    list_filter = ("stage", "scope", "fiscal_year")
    search_fields = ("department__names__name",)
    fields = ("department", "fiscal_year", "stage", "scope")
    hint = _("还没有公开事项。上传的文件确认身份后出现在这里。")

    def get_queryset(self, request: HttpRequest) -> Any:
        published = Count("editions", filter=Q(editions__state=State.PUBLISHED))
        return super().get_queryset(request).prefetch_related("department__names").annotate(published_editions=published)

    @admin.display(description=_("已公布"), boolean=True)
    def published(self, disclosure: Any) -> bool:
        return bool(disclosure.published_editions)


class ExpectedForm(ExpectedModelForm):
    """A disclosure that a list or a rule asks for. It may be told to the public as missing, so that its source is asked for."""

    class Meta:
        model = Expected
        fields = ("department", "fiscal_year", "stage", "scope", "source", "reference", "approved_on", "published_on")
        help_texts: ClassVar[dict[str, Any]] = {
            "approved_on": _("知道才填；收录的文件有批复日期的，以文件的为准"),
            "published_on": _("知道才填；收录的文件有公开日期的，以文件的为准"),
        }

    def clean_fiscal_year(self) -> int:
        year: int = self.cleaned_data["fiscal_year"]
        if year not in PLAUSIBLE_YEARS:
            raise ValidationError(_("年度不在 2007–2100 之内，请核对。"))
        return year

    def clean(self) -> None:
        super().clean()
        approved, published = self.cleaned_data.get("approved_on"), self.cleaned_data.get("published_on")
        if approved and published and published < approved:
            self.add_error("published_on", _("公开日期在批复日期之前，请核对。"))

    def validate_constraints(self) -> None:
        """Those of the database; what this form refuses in its own words is not told twice."""
        if not self.errors:
            super().validate_constraints()


class ManyExpectedForm(forms.Form):
    """What one list asks for, pasted: a line for each department and year. `checked`: the form of each line, as if entered alone."""

    stage = forms.ChoiceField(label=_("阶段"), choices=Stage.choices)
    scope = forms.ChoiceField(label=_("口径"), choices=Scope.choices)
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("清单或规定的名称，公开显示"))
    reference = forms.CharField(label=_("出处"), max_length=500, help_text=_("网址，或第几条，公开显示"))
    lines = forms.CharField(
        label=_("每行一份"),
        widget=forms.Textarea(attrs={"rows": 15, "cols": 80}),
        help_text=_("部门名称，年度，批复日期，公开日期；用逗号或制表符分开，日期可以不写。最多 500 行。"),
    )
    checked: list[ExpectedForm]

    def clean(self) -> None:
        lines = [(number, line) for number, line in enumerate(self.cleaned_data.get("lines", "").splitlines(), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            self.add_error("lines", _("最多 %(most)d 行，这里有 %(count)d 行，请分几次。") % {"most": MOST_LINES, "count": len(lines)})
            return
        self.checked, seen = [], set()
        for number, line in lines:
            try:
                form = self._one(line)
                key = (form.cleaned_data["department"].pk, form.cleaned_data["fiscal_year"])
                if key in seen:
                    raise ValidationError(_("上面已有这个部门的这一年。"))
            except ValidationError as error:
                self.add_error("lines", _("第 %(number)d 行：%(said)s") % {"number": number, "said": error.messages[0]})
            else:
                seen.add(key)
                self.checked.append(form)

    def _one(self, line: str) -> ExpectedForm:
        name, *others = (part.strip() for part in re.split(r"[\t,，]", line))
        if not 1 <= len(others) <= len(PASTED):
            raise ValidationError(_("应是部门名称、年度、批复日期、公开日期，后两项可以不写。"))
        try:
            department = resolve(name)
        except NotResolved as error:
            raise ValidationError(str(error)) from None
        form = ExpectedForm({**self.cleaned_data, "department": department.pk, **dict(zip(PASTED, others, strict=False))})
        if not form.is_valid():
            field, said = next((field, errors[0]) for field, errors in form.errors.items())
            raise ValidationError(f"{form.fields[field].label}：{said}" if field in form.fields else said)
        return form


@admin.register(Expected)
class ExpectedAdmin(Hinted):
    form = ExpectedForm
    change_list_template = "admin/budgets/expected/list.html"
    list_display = ("department", "fiscal_year", "stage", "scope", "source", "approved_on", "published_on")
    list_filter = ("stage", "scope", "fiscal_year")
    search_fields = ("department__names__name", "source", "reference")
    autocomplete_fields = ("department",)
    save_as = True
    hint = _("还没有应有的公开。照公开清单或规定在这里登记；没有收录的，会在部门的“值得看一看的地方”里写明。")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("department__names")

    def get_urls(self) -> list[URLPattern]:
        return [path("many/", self.admin_site.admin_view(self.many), name="budgets_expected_many"), *super().get_urls()]

    def many(self, request: HttpRequest) -> HttpResponse:
        """Enter what a list asks for all at once, or nothing of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ManyExpectedForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                for one in form.checked:
                    self.log_addition(request, one.save(), [{"added": {}}])
            messages.success(request, _("已登记 %(count)d 份。") % {"count": len(form.checked)})
            return HttpResponseRedirect(reverse("admin:budgets_expected_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("一次登记多份"), "form": form}
        return TemplateResponse(request, "admin/budgets/expected/many.html", context)


# Editions


class IdentityForm(forms.Form):
    """Which disclosure an edition is."""

    department = forms.ModelChoiceField(
        label=_("部门"),
        queryset=Department.objects.prefetch_related("names"),
        widget=AutocompleteSelect(Disclosure._meta.get_field("department"), admin.site),
    )
    fiscal_year = forms.IntegerField(label=_("年度"))
    stage = forms.ChoiceField(label=_("阶段"), choices=[("", "—"), *Stage.choices])
    scope = forms.ChoiceField(label=_("口径"), choices=[("", "—"), *Scope.choices])


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with an edition: in which states, by whom, how. `reason` says what its text is for, if it takes one."""

    label: Any
    permission: str
    states: tuple[str, ...]
    run: Callable[[HttpRequest, Edition], Edition]
    done: Any
    reason: Any = ""


def person_of(request: HttpRequest) -> User:
    """Who is logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _identify(request: HttpRequest, edition: Edition) -> Edition:
    form = IdentityForm(request.POST)
    if not form.is_valid():
        raise EditionError("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    given = form.cleaned_data
    return editions.identify(
        edition, given["department"], given["fiscal_year"], Stage(given["stage"]), Scope(given["scope"]), person=person_of(request)
    )


def _trust(request: HttpRequest, edition: Edition) -> Edition:
    if not request.user.has_perm("budgets.add_department"):
        raise PermissionDenied
    if not editions.identify_from_reading(edition):
        raise EditionError("文件没有写全部门、年度、阶段和口径，或有同名部门。请逐项确认。")
    edition.refresh_from_db()
    return edition


def _with_reason(change: Callable[[Edition, User, str], Edition], request: HttpRequest, edition: Edition) -> Edition:
    return change(edition, person_of(request), request.POST.get("reason", ""))


def _with_other(change: Callable[[HttpRequest, Edition, Edition], Edition], request: HttpRequest, edition: Edition) -> Edition:
    """Decide what this edition is beside another one that its page shows."""
    number = request.POST.get("other", "")
    beside = {one.edition.pk: one.edition for one in neighbours(edition)}
    other = beside.get(int(number)) if number.isdecimal() else None
    if other is None:
        raise EditionError("没有那一版，页面可能已过时。请从本页重新选择。")
    return change(request, edition, other)


def _combine(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.combine(edition, other, person_of(request), despite=bool(request.POST.get("despite")))


def _replace(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.replace(edition, other, person_of(request))


def _discard_duplicate(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.discard_duplicate(edition, other, person_of(request))


ACTS: Final[dict[str, Act]] = {
    "identify": Act(_("确认身份"), "identify_edition", Edition.OPEN, _identify, _("身份已确认。")),
    "trust": Act(_("照文件所写登记部门并确认"), "identify_edition", (State.WAITING,), _trust, _("已照文件所写登记并确认。")),
    "combine": Act(
        _("是它的一部分，并为一版"), "identify_edition", Edition.OPEN, partial(_with_other, _combine), _("两个文件已合成一版。")
    ),
    "replace": Act(
        _("是它的替代"), "identify_edition", Edition.OPEN, partial(_with_other, _replace), _("已定为替代；公布这一版时，那一版成为旧版。")
    ),
    "duplicate": Act(_("是重复，弃用"), "identify_edition", Edition.OPEN, partial(_with_other, _discard_duplicate), _("已作为重复弃用。")),
    "submit": Act(
        _("提交审核"),
        "submit_edition",
        (State.DRAFT,),
        lambda request, edition: editions.submit_for_review(edition, person_of(request)),
        _("已提交审核。"),
    ),
    "send-back": Act(
        _("退回草稿"), "publish_edition", (State.IN_REVIEW,), lambda request, edition: editions.send_back(edition), _("已退回草稿。")
    ),
    "publish": Act(
        _("公布"),
        "publish_edition",
        (State.IN_REVIEW,),
        partial(_with_reason, editions.publish),
        _("已公布。"),
        _("仍然公布的理由（有矛盾时必填）"),
    ),
    "withdraw": Act(
        _("撤回"),
        "withdraw_edition",
        (State.PUBLISHED, State.SUPERSEDED),
        partial(_with_reason, editions.withdraw),
        _("已撤回；页面保留，并写明理由。"),
        _("撤回的理由（公开显示）"),
    ),
    "reinstate": Act(
        _("恢复公布"),
        "withdraw_edition",
        (State.SUPERSEDED,),
        partial(_with_reason, editions.reinstate),
        _("已恢复公布，数字与当初公布的一样。"),
        _("恢复的理由"),
    ),
    "discard": Act(
        _("弃用"), "identify_edition", Edition.OPEN, partial(_with_reason, editions.discard), _("已弃用。"), _("弃用的理由，例如重复")
    ),
}


class EditionAdmin(LookedAt):
    """Registered in `ingest.admin`, where the checks are that have to be run again after some of the acts."""

    list_display = ("__str__", "state", "documents", "mismatches", "created_at")
    list_filter = ("state", "disclosure__stage", "disclosure__fiscal_year")
    search_fields = ("disclosure__department__names__name", "readings__document__name")
    hint = _("还没有版本。先在“文件”里上传公开文件；读完以后，它们的版本出现在这里。")

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).select_related("disclosure__department")
        found = found.prefetch_related("disclosure__department__names", "readings__document")
        return found.annotate(mismatch_count=Count("findings", filter=Q(findings__outcome=Outcome.MISMATCH), distinct=True))

    def get_urls(self) -> list[URLPattern]:
        acts = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(partial(self.act, name=name)),
                name=f"budgets_edition_{name}",
            )
            for name in ACTS
        ]
        return [*acts, *super().get_urls()]

    @admin.display(description=_("文件"))
    def documents(self, edition: Edition) -> str:
        return "、".join(reading.document.name for reading in edition.readings.all())

    @admin.display(description=_("矛盾"))
    def mismatches(self, edition: Any) -> int:
        return int(edition.mismatch_count)

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Do one of ACTS, tell how it went, and come back to the page."""
        act = ACTS[name]
        if not request.user.has_perm(f"budgets.{act.permission}"):
            raise PermissionDenied
        edition = get_object_or_404(Edition, pk=pk)
        if request.method == "POST":
            self.do(request, edition, act)
        else:  # somebody logged in again where the button led
            messages.warning(request, f"“{act.label}”没有执行（登录可能已过期）。请在本页再点一次。")
        return HttpResponseRedirect(reverse("admin:budgets_edition_change", args=[edition.pk]))

    def do(self, request: HttpRequest, edition: Edition, act: Act) -> Edition | None:
        """Do it, log it with its reason, and say so; None, and a message, where it is refused."""
        try:
            edition = act.run(request, edition)
        except EditionError as error:
            messages.error(request, str(error))
            return None
        reason = request.POST.get("reason", "").strip() if act.reason else ""
        self.log_change(request, edition, f"{act.done}{reason}")
        messages.success(request, act.done)
        return edition

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of an edition, to be read; what may be done stands beside what it says."""
        edition = self.get_object(request, object_id)
        if edition is None:
            raise Http404
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(edition), "edition": edition}
        return TemplateResponse(request, "admin/budgets/edition/page.html", context | page_of(request, edition))


def page_of(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What the page of an edition shows."""
    parts = list(edition.parts.select_related("reading__document"))
    stated = stated_by(parts)
    allowed = {
        name: act for name, act in ACTS.items() if edition.state in act.states and request.user.has_perm(f"budgets.{act.permission}")
    }
    if edition.state == State.SUPERSEDED and edition not in reinstatable(edition):
        allowed.pop("reinstate", None)
    return {
        "parts": parts,
        "stated": [(label, stated.get(name), in_words(stated.get(name))) for name, label in STATED.items()],
        "problems": identity_of(parts[0].reading.extraction).problems.values() if parts and edition.state == State.WAITING else (),
        "identity_form": identity_form(edition, stated) if "identify" in allowed else None,
        "may_trust": "trust" in allowed and request.user.has_perm("budgets.add_department") and all_stated(stated),
        "beside": [Beside.of(one) for one in neighbours(edition)] if edition.is_open else (),
        "later": later_ones(edition),
        "may_be_reinstated": reinstatable(edition) if edition.state == State.WITHDRAWN else (),
        "acts": {name.replace("-", "_"): act for name, act in allowed.items()},
        "headlines": headlines_of(edition),
        "findings": grouped(edition.findings.all()),
        "exact": sum(outcomes.get("exact", 0) for outcomes in edition.checks.values()),
        "notes": edition.notes.all(),
        "corrections": edition.corrections.select_related("person"),
    }


STATED: Final = {"unit": _("部门或单位"), "region": _("地区"), "fiscal_year": _("年度"), "stage": _("阶段"), "scope": _("口径")}
GROUPS: Final = (Outcome.MISMATCH, Outcome.NOT_EVALUABLE, Outcome.SOFT, Outcome.ROUNDING)


def in_words(stated: dict[str, Any] | None) -> Any:
    """A stated value for people: stage and scope by their Chinese names."""
    if stated is None:
        return "—"
    return {**dict(Stage.choices), **dict(Scope.choices)}.get(stated["value"], stated["value"])


def all_stated(stated: dict[str, Any]) -> bool:
    return all(stated.get(name) for name in ("unit", "fiscal_year", "stage", "scope"))


def identity_form(edition: Edition, stated: dict[str, Any]) -> IdentityForm:
    """What is known already stands in it: of the disclosure, else of the document."""
    if edition.disclosure:
        known = {name: getattr(edition.disclosure, name) for name in ("department", "fiscal_year", "stage", "scope")}
    else:
        known = {name: stated[name]["value"] for name in ("fiscal_year", "stage", "scope") if stated.get(name)}
    return IdentityForm(initial=known)


def headlines_of(edition: Edition) -> QuerySet[Fact]:
    """The rows of totals, file by file."""
    totals = edition.facts.filter(item="total").exclude(presence=Fact.Presence.BLANK).select_related("correction")
    return totals.order_by("document", "table", "row", "column", "id")[:MOST_HEADLINES]


def stated_by(parts: Iterable[Part]) -> dict[str, Any]:
    """What the files state of the identity: of each value the first file that states it."""
    found: dict[str, Any] = {}
    for part in parts:
        for name, value in part.reading.extraction["identity"].items():
            found[name] = found.get(name) or value
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """An edition beside this one, as its page shows it: which acts may be chosen, the likeliest first."""

    edition: Edition
    relation: Relation
    acts: tuple[str, ...]
    despite: bool

    @classmethod
    def of(cls, one: Neighbour) -> Beside:
        """Files that print the same are never joined where they are whole, and otherwise only by somebody who saw it."""
        kind, repeated = one.relation.kind, one.relation.repeated
        acts = {
            "part": ("combine", "replace", "duplicate"),
            "duplicate": ("duplicate", "replace"),
            "replacement": ("replace", "duplicate"),
            "unclear": ("replace", "duplicate", "combine"),
        }[kind]
        return cls(one.edition, one.relation, acts, kind == "unclear" and bool(repeated))


def reinstatable(edition: Edition) -> QuerySet[Edition]:
    """Superseded editions of the same disclosure, the latest first, where none is in force."""
    same = Edition.objects.filter(disclosure=edition.disclosure)
    return same.none() if same.published().exists() else same.filter(state=State.SUPERSEDED).order_by("-number")


def grouped(findings: Iterable[Finding]) -> list[tuple[Any, int, list[Thing[Finding]]]]:
    """Findings by outcome, the gravest first: how many, and as things to look at. Outcomes that did not occur are left out."""
    found = list(findings)
    groups = [(outcome.label, [finding for finding in found if finding.outcome == outcome]) for outcome in GROUPS]
    return [(label, len(members), things(members)) for label, members in groups if members]
