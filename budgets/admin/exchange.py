"""Master data in and out, as tables: django-import-export shows what a file would change before anything is written.

Each row is checked by the very form in which it would be entered by hand, and a file is taken whole or not at all. What is not in a file
stays: nothing is removed by importing. Files that are exported can be imported again.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.resources import Diff, ModelResource
from import_export.tmp_storages import MediaStorage
from import_export.widgets import Widget

from budgets import editions
from budgets.admin.days import DayField
from budgets.admin.department_forms import (
    DepartmentForm,
    NameForm,
    PopulationForm,
    SubordinationForm,
    SuccessionForm,
    refuse_taken,
)
from budgets.admin.expected_forms import ExpectedForm, department_called
from budgets.departments import NotResolved, region_called
from budgets.models import Department, DepartmentName, Expected, Population, Region, Scope, Stage, Subordination, Succession
from budgets.querysets import DepartmentNameQuerySet

_MIB: Final = 1024 * 1024
LARGEST: Final = 5 * _MIB
LARGEST_UNPACKED: Final = 100 * _MIB
MOST_ROWS: Final = 20_000
_LONGEST_NAME: Final = 120


# Cells


class WhoseWidget(Widget):
    """A department: its number and name (12 某市财政局), or either alone where that is enough. A number with another's name is refused.

    One that was found is not asked for again while a file is taken in: a table names a department in row after row.
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Department] = {}

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Department:
        words = TextWidget().clean(value)
        if words not in self._found:
            self._found[words] = department_called(words)
            models.prefetch_related_objects([self._found[words]], "names")
        return self._found[words]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return numbered(value) if value is not None else ""


class ChoiceWidget(Widget):
    """One of the choices of a field, by its name or by its key."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self._by_word = {word: value for value, label in choices.choices for word in (value, str(label))}
        self._labels = {value: str(label) for value, label in choices.choices}

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        word = TextWidget().clean(value)
        if word not in self._by_word:
            raise ValidationError(_("没有“%(word)s”，可以写：%(known)s"), params={"word": word, "known": "、".join(self._labels.values())})
        return self._by_word[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self._labels.get(value, str(value))


class DayWidget(Widget):
    """A day in any of the ways in which forms take it."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> date | None:
        day: date | None = DayField(required=False).clean(value.date() if hasattr(value, "date") else value)
        return day

    def render(self, value: date | None, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class RegionWidget(Widget):
    """A region by its six-digit code, or its name."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Region | None:
        text = TextWidget().clean(value)
        try:
            return region_called(text) if text else None
        except NotResolved as error:
            raise ValidationError(str(error)) from None

    def render(self, value: Region | None, obj: Any = None, **kwargs: Any) -> str:
        return value.pk if value else ""


class TextWidget(Widget):
    """Words, without white space around them; a number that a worksheet made of them is written as one."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class NumberWidget(Widget):
    """A whole number, with or without separators between thousands."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> int | None:
        text = TextWidget().clean(value).replace(",", "").replace("，", "")
        if text and not (text.isascii() and text.isdecimal()):
            raise ValidationError(_("“%(text)s”不是整数。"), params={"text": text})
        return int(text) if text else None

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


def numbered(department: Department) -> str:
    """A department by its number and name."""
    return f"{department.pk} {department.name}"


def _column(attribute: str, heading: str, widget: Widget | None = None) -> Any:
    return Field(attribute=attribute, column_name=heading, widget=widget or TextWidget())


class WhoseField(Field):
    """The department that a row is: of one that is being registered its name."""

    def get_value(self, instance: Any) -> str:
        is_new = getattr(instance, "is_new", instance.pk is None)
        return getattr(instance, "written", "") if is_new else numbered(instance)


# Tables


class Changes(Diff):
    """What a row would change, cell by cell, whole: no styles of its own, which the pages do not allow."""

    def as_html(self) -> list[str]:
        return [
            format_html("<del>{}</del> <ins>{}</ins>", before, after) if before != after and not self.new else conditional_escape(after)
            for before, after in zip(map(str, self.left), map(str, self.right), strict=False)
        ]


class TableError(Exception):
    """A table that cannot be what is wanted. `str()` is one line: what is wrong and what to do."""


class Checked(ModelResource):
    """Rows of one model, each checked by the form in which it would be entered."""

    form: ClassVar[type[Any]]

    class Meta:
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def get_diff_class(self) -> type[Diff]:
        return Changes

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named: set[str] = set()

    def skip_row(self, instance: Any, original: Any, row: Mapping[str, Any], import_validation_errors: Any = None) -> bool:
        """What would change nothing; never what is not there yet."""
        return instance.as_stored is not None and bool(super().skip_row(instance, original, row, import_validation_errors))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Tell the editions that wait for a department of a name that is there now."""
        if self.named and not kwargs.get("dry_run"):
            editions.tell_waiting(self.named)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Raises TableError for a table that is too long, or has other columns."""
        if len(dataset) > MOST_ROWS:
            raise TableError(_("有 {count} 行，一次最多 {most} 行，请分几个文件。").format(count=len(dataset), most=MOST_ROWS))
        wanted = [field.column_name for field in self.get_import_fields()]
        if lacking := [name for name in wanted if name not in (dataset.headers or [])]:
            text = _("第一行缺少这些栏：{lacking}。应有的栏：{wanted}。请照导出的表改第一行，再导入。")
            raise TableError(text.format(lacking="、".join(lacking), wanted="、".join(wanted)))

    def after_init_instance(self, instance: Any, new: bool, row: Mapping[str, Any], **kwargs: Any) -> None:
        """What is stored is kept beside what the row makes of it: the form is asked about both, and the database not once more."""
        instance.as_stored = None if new else copy(instance)

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        """Raises ValidationError with what the form says, each under the heading of its column."""
        if import_validation_errors:
            raise ValidationError({self._heading(name): errors for name, errors in import_validation_errors.items()})
        form = self.form(self.entered(instance), instance=getattr(instance, "as_stored", None) or type(instance)())
        if not form.is_valid():
            raise ValidationError({self._heading(name): [str(text) for text in texts] for name, texts in form.errors.items()})

    def _heading(self, name: str) -> str:
        """The heading of the column from which a field comes."""
        headings = {field.attribute: field.column_name for field in self.get_import_fields()}
        return str(headings.get(name.removesuffix("_code"), name))

    def entered(self, instance: Any) -> dict[str, Any]:
        """What would stand in the form."""
        given = {field.attribute: getattr(instance, field.attribute, None) for field in self.get_import_fields()}  # None: not told
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in given.items()}


class DepartmentResource(Checked):
    """Departments. One that is written by a name alone that nobody has is registered anew, with that name."""

    form = DepartmentForm
    whose = WhoseField(attribute="id", column_name="部门", widget=TextWidget())
    region = _column("region", "地区代码", RegionWidget())
    kind = _column("kind", "类别")
    level = _column("level", "级别")
    source = _column("source", "来源")

    class Meta(Checked.Meta):
        name = _("部门")
        model = Department
        import_id_fields = ("whose",)
        fields = ("whose", "region", "kind", "level", "source")

    def get_queryset(self) -> Any:
        return Department.objects.select_related("region").prefetch_related("names")

    def after_init_instance(self, instance: Any, new: bool, row: Mapping[str, Any], **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        instance.written, instance.is_new = TextWidget().clean(row["部门"]), new

    def get_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> Department | None:
        """The department of a row; None for one that is to be registered. Raises ValidationError."""
        name = TextWidget().clean(row["部门"])
        try:
            return department_called(name)
        except ValidationError as error:
            if error.code != "department_unknown" or len(name) > _LONGEST_NAME:
                raise
        return None

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if not isinstance(field, WhoseField):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def entered(self, instance: Department) -> dict[str, Any]:
        return {"region_code": instance.region_id or "", "kind": instance.kind, "level": instance.level, "source": instance.source}

    def before_save_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        if instance.pk is None:
            refuse_taken([instance.written], instance)

    def after_save_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        if not instance.names.exists():
            DepartmentName.objects.create(department=instance, name=instance.written, source=instance.source)
            self.named.add(instance.written)


class NameResource(Checked):
    """The names of departments."""

    form = NameForm
    department = _column("department", "部门", WhoseWidget())
    name = _column("name", "名称")
    kind = _column("kind", "种类", ChoiceWidget(DepartmentName.Kind))
    valid_from = _column("valid_from", "起", DayWidget())
    valid_to = _column("valid_to", "止", DayWidget())
    source = _column("source", "来源")

    class Meta(Checked.Meta):
        name = _("部门的名称")
        model = DepartmentName
        import_id_fields = ("department", "name")
        fields = ("department", "name", "kind", "valid_from", "valid_to", "source")

    def get_queryset(self) -> Any:
        return DepartmentName.objects.select_related("department").prefetch_related("department__names")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """The names of the departments of the list."""
        return (
            self.get_queryset().filter(department__in=queryset).order_by("department", "id") if queryset.model is Department else queryset
        )

    def get_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> DepartmentName | None:
        """The name by how it is matched, as the database keeps each once."""
        whose, key = department_called(TextWidget().clean(row["部门"])), DepartmentNameQuerySet.key(str(row["名称"] or ""))
        found: DepartmentName | None = self.get_queryset().filter(department=whose, key=key).first()
        return found

    def validate_instance(self, instance: DepartmentName, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        refuse_taken([instance.name], instance.department)
        self.named.add(instance.name)


class SuccessionResource(Checked):
    """What became of departments."""

    form = SuccessionForm
    kind = _column("kind", "种类", ChoiceWidget(Succession.Kind))
    predecessor = _column("predecessor", "原部门", WhoseWidget())
    successor = _column("successor", "后来的部门", WhoseWidget())
    date = _column("date", "日期", DayWidget())
    source = _column("source", "来源")

    class Meta(Checked.Meta):
        name = _("沿革")
        model = Succession
        import_id_fields = ("predecessor", "successor", "date")
        fields = ("kind", "predecessor", "successor", "date", "source")


class SubordinationResource(Checked):
    """Whose units units are."""

    form = SubordinationForm
    unit = _column("unit", "下属单位", WhoseWidget())
    superior = _column("superior", "上级部门", WhoseWidget())
    valid_from = _column("valid_from", "起", DayWidget())
    valid_to = _column("valid_to", "止", DayWidget())
    source = _column("source", "来源")

    class Meta(Checked.Meta):
        name = _("隶属关系")
        model = Subordination
        import_id_fields = ("unit", "superior", "valid_from")
        fields = ("unit", "superior", "valid_from", "valid_to", "source")


class PopulationResource(Checked):
    """How many live in regions."""

    form = PopulationForm
    region = _column("region", "地区代码", RegionWidget())
    date = _column("date", "日期", DayWidget())
    number = _column("number", "常住人口（人）", NumberWidget())
    source = _column("source", "来源")
    source_url = _column("source_url", "来源地址")

    class Meta(Checked.Meta):
        name = _("人口")
        model = Population
        import_id_fields = ("region", "date")
        fields = ("region", "date", "number", "source", "source_url")

    def entered(self, instance: Population) -> dict[str, Any]:
        return super().entered(instance) | {"region_code": instance.region_id or ""}


class ExpectedResource(Checked):
    """What should be disclosed."""

    form = ExpectedForm
    department = _column("department", "部门", WhoseWidget())
    fiscal_year = _column("fiscal_year", "年度", NumberWidget())
    stage = _column("stage", "阶段", ChoiceWidget(Stage))
    scope = _column("scope", "口径", ChoiceWidget(Scope))
    source = _column("source", "依据")
    reference = _column("reference", "出处")
    approved_on = _column("approved_on", "批复日期", DayWidget())
    published_on = _column("published_on", "公开日期", DayWidget())

    class Meta(Checked.Meta):
        name = _("应有的公开")
        model = Expected
        import_id_fields = ("department", "fiscal_year", "stage", "scope")
        fields = ("department", "fiscal_year", "stage", "scope", "source", "reference", "approved_on", "published_on")


# Files


class AnyCSV(CSV):
    """CSV in UTF-8, or as spreadsheets of Chinese offices save it (GB 18030)."""

    def is_binary(self) -> bool:
        return True

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Raises ValueError for neither, TableError for a row that is longer than the first."""
        if isinstance(in_stream, bytes):
            try:
                in_stream = in_stream.decode("utf-8-sig")
            except UnicodeDecodeError:
                in_stream = in_stream.decode("gb18030")
        refuse_longer_rows(in_stream)
        return super().create_dataset(in_stream, **kwargs)

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """With a byte order mark, by which spreadsheets know UTF-8."""
        return str(super().export_data(dataset, **kwargs)).encode("utf-8-sig")


def refuse_longer_rows(text: str) -> None:
    """Raises TableError for a row with more cells than there are columns: a comma within a cell, or no table at all."""
    rows = csv.reader(io.StringIO(text))
    columns = len(next(rows, ()))
    for cells in rows:
        if len(cells) > columns:
            told = _("第 {line} 行有 {count} 格，第一行只有 {columns} 栏。格里有逗号的要加引号；请核对以后再导入。")
            raise TableError(told.format(line=rows.line_num, count=len(cells), columns=columns))


class WhichTableForm(ExportForm):
    """Which table is taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resource"].label = _("哪张表")


class TableForm(ImportForm):
    """A file of at most 5 MiB, a workbook also not larger than 100 MiB unpacked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resource"].label = _("哪张表")

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST:
            about = {"size": file.size / _MIB, "most": LARGEST // _MIB}
            raise ValidationError(_("文件 %(size).1f MiB，最大 %(most)d MiB，请分几个文件。"), params=about)
        if zipfile.is_zipfile(file):
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                    raise ValidationError(_("这个工作簿展开以后太大，请分几个文件。"))
        file.seek(0)
        return file


class Exchanged(ImportExportMixin):
    """A list of master data that can be taken out as a table, and brought in as one by whoever may add and change its rows."""

    formats = (AnyCSV, XLSX)
    import_template_name = "admin/budgets/exchange/import.html"
    import_form_class = TableForm
    confirm_form_class = ConfirmImportForm
    export_form_class = WhichTableForm
    tmp_storage_class = MediaStorage
    show_change_form_export = False
    resource_classes: ClassVar[tuple[type[Checked], ...]] = ()

    def has_import_permission(self, request: Any) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: Any) -> bool:
        return bool(self.has_view_permission(request))

    def add_data_read_fail_error_to_form(self, form: forms.BaseForm, e: Exception) -> None:
        """One line for whatever a file that is no table makes a reader say."""
        if isinstance(e, TableError):
            form.add_error("import_file", str(e))
            return
        form.add_error("import_file", _("读不了这个文件。请看格式选得对不对：工作簿要存成 .xlsx，别的存成 CSV；文件坏了就重新导出一次。"))

    def get_export_filename(self, request: Any, queryset: QuerySet[Any], file_format: Any) -> str:
        """By what is in it, and today's date."""
        chosen = request.POST.get("resource", "0")
        table = self.resource_classes[int(chosen) if chosen.isdecimal() and int(chosen) < len(self.resource_classes) else 0]
        return f"{table._meta.model._meta.model_name}-{timezone.localdate()}.{file_format.get_extension()}"
