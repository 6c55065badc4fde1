"""Query parameters: known, said once, and of the right kind; anything else is answered 400 with its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from budgets.models import Fact, Report, Scope, Stage
from budgets.moments import Moment, NoMoment, moment
from budgets.schedules import SCHEDULES

LARGEST_ID: Final = 2**63 - 1
SMALLEST_YEAR, LARGEST_YEAR = 2007, 2100
_LONGEST_ECHO: Final = 30
STANDARD_TABLES: Final = [(schedule.key, schedule.title) for schedule in SCHEDULES.values()]


ITEMS: Final = sorted({key for schedule in SCHEDULES.values() for key, _words in schedule.items})


class Parameters(serializers.Serializer[Any]):
    """A set of query parameters. Subclasses declare them as fields; none is required unless it says so."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked values of those that were given. Raises ValidationError with the names of the others."""
        given, known = request.query_params, cls().fields
        wrong: dict[str, list[str]] = {
            name: [_("没有这个参数。可用的是：{names}。").format(names="、".join(known) or _("无"))] for name in given if name not in known
        }
        wrong |= {name: [_("这个参数给了不止一次。")] for name in given if len(given.getlist(name)) > 1}
        wrong |= {name: [_("不能有空字符（NUL）。")] for name in given if name in known and "\x00" in given[name]}
        if wrong:
            raise ValidationError(wrong)
        parameters = cls(data={name: given[name] for name in given})
        if not parameters.is_valid():
            raise ValidationError({name: _told(known[name], given.get(name), texts) for name, texts in parameters.errors.items()})
        return {name: value for name, value in parameters.validated_data.items() if value not in (None, "")}


def _told(field: serializers.Field[Any, Any, Any, Any], text: str | None, errors: Sequence[ErrorDetail]) -> list[str]:
    """What is wrong with a value, in our own words and not the framework's: those of our own fields are `invalid` and stay."""
    if text is None:
        return [_("必须写出这个参数。")]
    if not text.strip():
        return [_("这个参数没有值。")]
    if any(error.code == "max_length" for error in errors):
        return [_("太长：最多 {count} 个字。").format(count=getattr(field, "max_length", None))]
    if expected := _instead(field, text):
        return expected
    own = [str(error) for error in errors if error.code == "invalid"]
    return own or [_("“{text}”不能用。").format(text=_echo(text))]


def _echo(text: str) -> str:
    return text.replace("\x00", "")[:_LONGEST_ECHO]


def _instead(field: serializers.Field[Any, Any, Any, Any], text: str) -> list[str]:
    """What there is instead of a value that a choice or a number does not take; nothing of other fields."""
    expected = ""
    if isinstance(field, serializers.ChoiceField):
        expected = "、".join(map(str, field.choices))
    elif isinstance(field, serializers.IntegerField) and field.min_value is not None:
        expected = _("{first}–{last} 的整数").format(first=field.min_value, last=field.max_value)
    elif isinstance(field, Digits):
        expected = field.expected
    return [_("“{text}”不能用。可以用的是：{expected}。").format(text=_echo(text), expected=expected)] if expected else []


class Digits(serializers.RegexField):
    """A code of so many digits."""

    def __init__(self, least: int, most: int, **more: Any) -> None:
        self.least, self.most = least, most
        super().__init__(rf"^[0-9]{{{least},{most}}}\Z", **more)

    @property
    def expected(self) -> str:
        """What it takes, in words."""
        if self.least == self.most:
            return _("{count} 位数字").format(count=self.least)
        return _("{least}–{most} 位数字").format(least=self.least, most=self.most)


class NoParameters(Parameters):
    """Addresses that take none."""


class MomentField(serializers.CharField):
    """A day or a moment that is over, as of which everything is told."""

    def to_internal_value(self, data: str) -> Moment:  # type: ignore[override]
        try:
            return moment(super().to_internal_value(data))
        except NoMoment as error:
            raise ValidationError(str(error)) from error


class AsOf(Parameters):
    """Parameters of what changes with publication."""

    as_of = MomentField(
        required=False,
        help_text=gettext_lazy("按那一天（2026-11-27）或那一刻（2026-11-27T08:00:00Z）公布的样子回答；不写就是现在"),
    )


def only_of_pages(given: dict[str, Any]) -> None:
    """Whole files have no pages, and all fields. Raises ValidationError with the names of what says otherwise."""
    names = list(Paged().get_fields())
    if wrong := [name for name in names if name in given]:
        raise ValidationError({name: [_("只用于一页一页的 JSON（format=json）。")] for name in wrong})


class Sparse(Parameters):
    """Fewer fields. Which there are is checked where the shape is known (`budgets.api.pagination.shaped`)."""

    fields = serializers.CharField(  # type: ignore[assignment]  # the declaration leaves the property of this name as it is
        required=False, max_length=1000, help_text=gettext_lazy("只要每条的这些字段，用逗号隔开，如 id,yuan")
    )


class OneParameters(Sparse, AsOf):
    """Parameters of one thing alone."""


class Paged(Sparse):
    """Parameters of lists."""

    count = serializers.ChoiceField(
        [("1", "1")],
        required=False,
        help_text=gettext_lazy("另外告诉一共多少条（count），数到一百万为止（count_is_least 为真时至少这么多）"),
    )
    order = serializers.ChoiceField(
        [("id", "id"), ("-id", "-id")], required=False, help_text=gettext_lazy("按编号由小到大（id，默认）或由大到小（-id）")
    )
    cursor = serializers.CharField(required=False, max_length=200, help_text=gettext_lazy("上一页给出的 next 或 previous 里的游标"))
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text=gettext_lazy("每页多少条，默认 100，最多 1000")
    )


class DepartmentParameters(Paged, AsOf):
    """GET /api/v1/departments/"""

    name = serializers.CharField(required=False, max_length=100, help_text=gettext_lazy("名称或别名中的一段文字"))
    region = Digits(6, 6, required=False, help_text=gettext_lazy("六位行政区划代码"))


class DisclosureParameters(Paged, AsOf):
    """GET /api/v1/disclosures/"""

    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    year = serializers.IntegerField(required=False, min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR, help_text=gettext_lazy("年度"))
    stage = serializers.ChoiceField(Stage.choices, required=False, help_text=gettext_lazy("预算或决算"))
    scope = serializers.ChoiceField(Scope.choices, required=False, help_text=gettext_lazy("部门或单位口径"))


class FactParameters(DisclosureParameters):
    """GET /api/v1/facts/. Without `edition` only editions in force; with it any that was ever published."""

    format = serializers.ChoiceField(
        [("json", "json"), ("csv", "csv"), ("jsonl", "jsonl"), ("parquet", "parquet")],
        required=False,
        help_text=gettext_lazy("json 一页一页（默认）；csv、jsonl、parquet 把问到的全部写进一个文件，不分页"),
    )
    bom = serializers.ChoiceField([("1", "1")], required=False, help_text=gettext_lazy("csv 开头加 UTF-8 标记，给 Excel"))

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
    schedule = serializers.ChoiceField(STANDARD_TABLES, required=False, help_text=gettext_lazy("表，如 expenditure"))
    code = Digits(3, 20, required=False, help_text=gettext_lazy("科目代码，如 2080501"))
    item = serializers.ChoiceField(ITEMS, required=False, help_text=gettext_lazy("没有代码的行的固定键，如 reception"))
    measure = serializers.CharField(required=False, max_length=60, help_text=gettext_lazy("项，如 total、basic"))
    figure = serializers.ChoiceField(
        Fact.Figure.choices, required=False, help_text=gettext_lazy("本年、上年、年初预算数、调整预算数、决算数")
    )


class ReportParameters(Paged):
    """GET /api/v1/reports/, always the latest answer first."""

    order = None  # type: ignore[assignment]  # takes away what is declared above it
    outcome = serializers.ChoiceField(Report.Outcome.choices, required=False, help_text=gettext_lazy("结论"))
    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
