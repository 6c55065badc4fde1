"""What stands in a dump: the rows of the API, as it tells them. What it leaves out or masks is left out and masked here too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, get_args

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework import serializers

from budgets.api import reference
from budgets.api.columns import columns_of, flat
from budgets.api.corrections import CorrectionSerializer, with_figures
from budgets.api.disclosed import with_whose
from budgets.api.documents import FileSerializer, public_documents
from budgets.api.editions import EditionInFullSerializer, with_whole
from budgets.api.findings import FindingSerializer
from budgets.api.forms import FormSerializer
from budgets.api.regions import RegionInFullSerializer, publishing_regions
from budgets.api.serializers import FactSerializer, address
from budgets.api.streams import columns as columns_of_facts
from budgets.api.tables import TableSerializer, with_first_pages
from budgets.api.texts import StatementSerializer
from budgets.codes import System, every_name
from budgets.models import (
    Department,
    DepartmentName,
    Edition,
    Finding,
    Form,
    Part,
    Statement,
    Subordination,
    Succession,
)
from budgets.querysets import in_force
from budgets.schedules import SCHEDULES
from dumps.shapes import FACTS, Table
from handbook import entries
from handbook.api.serializers import IndicatorNamedSerializer

_AT_ONCE: Final = 500
"""So many rows are in memory."""


class _Site:
    """Addresses begin where this service is known to be, as those of an answer begin where it was asked."""

    @staticmethod
    def build_absolute_uri(path: str) -> str:
        return absolute(path)


def absolute(path: str) -> str:
    """A path of this site as a whole address, where PUBLIC_URL is set."""
    return f"{settings.PUBLIC_URL}{path}"


_CONTEXT: Final = {"request": _Site()}

# Shapes that the API has within others


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department or unit that published, or that one which did came of, became, or belongs with (`published` false)."""

    name = serializers.CharField()
    region = serializers.CharField(source="region_id", allow_null=True)
    published = serializers.BooleanField()
    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Department
        fields = ("id", "name", "region", "kind", "level", "published", "page_url")
        read_only_fields = fields

    def get_page_url(self, department: Department) -> str:
        return address(self, "department", department.pk)


class NameSerializer(serializers.ModelSerializer[DepartmentName]):
    """A dated name of a department; null is open."""

    department = serializers.IntegerField(source="department_id")

    class Meta:
        model = DepartmentName
        fields = ("id", "department", "name", "kind", "valid_from", "valid_to")
        read_only_fields = fields


class SuccessionSerializer(serializers.ModelSerializer[Succession]):
    """A rename, merger, split or transfer of duties."""

    predecessor = serializers.IntegerField(source="predecessor_id")
    successor = serializers.IntegerField(source="successor_id")

    class Meta:
        model = Succession
        fields = ("id", "predecessor", "successor", "kind", "date", "source")
        read_only_fields = fields


class SubordinationSerializer(serializers.ModelSerializer[Subordination]):
    """A unit below a department, from one day to another; null is open."""

    unit = serializers.IntegerField(source="unit_id")
    superior = serializers.IntegerField(source="superior_id")

    class Meta:
        model = Subordination
        fields = ("id", "unit", "superior", "valid_from", "valid_to", "source")
        read_only_fields = fields


class PartSerializer(serializers.ModelSerializer[Part]):
    """That an edition was read from a document."""

    edition = serializers.IntegerField(source="edition_id")
    document = serializers.CharField(source="reading.document.sha256")

    class Meta:
        model = Part
        fields = ("edition", "document", "order")
        read_only_fields = fields


# Rows


@dataclass(frozen=True, slots=True)
class Content:
    """A table with how its rows are had, of one year's disclosures or of all."""

    table: Table
    rows: Callable[[int | None], Iterable[Mapping[str, Any]]]

    def values(self, year: int | None) -> Iterator[list[Any]]:
        """The rows in the order of the columns."""
        return (flat(row, self.table.columns) for row in self.rows(year))


Shape = type[serializers.BaseSerializer[Any]]


def _content(
    name: str,
    title: str,
    shape: Shape,
    rows: Callable[[int | None], QuerySet[Any]],
    *,
    key: tuple[str, ...] = ("id",),
    refers: Mapping[str, tuple[str, str]] | None = None,
    without: tuple[str, ...] = (),
) -> Content:
    table = Table(name, title, tuple(columns_of(shape, without)), key, refers or {})
    return Content(table, lambda year: _told(rows(year), shape))


def _told(rows: QuerySet[Any], shape: Shape) -> Iterator[Mapping[str, Any]]:
    """The rows as the API tells them, in the order of their keys, a few hundred at a time."""
    ordered, last = rows.order_by("pk"), None
    while found := list((ordered if last is None else ordered.filter(pk__gt=last))[:_AT_ONCE]):
        yield from shape(found, many=True, context=_CONTEXT).data
        last = found[-1].pk


def _of_editions(rows: QuerySet[Any], year: int | None) -> QuerySet[Any]:
    """Those of editions in force."""
    wanted = {} if year is None else {"edition__disclosure__fiscal_year": year}
    return with_whose(rows.filter(in_force("edition"), **wanted))


def _with_files(model: type[Statement] | type[Form] | type[Finding]) -> Callable[[int | None], QuerySet[Any]]:
    """What editions in force have of this, with the file where it stands."""
    return lambda year: _of_editions(model._default_manager.select_related("document"), year)


def _editions(year: int | None) -> QuerySet[Edition]:
    """Every edition that was ever published."""
    wanted = {} if year is None else {"disclosure__fiscal_year": year}
    return Edition.objects.citable().filter(**wanted)


_KIN: Final = ((Succession, "predecessor", "successor"), (Subordination, "unit", "superior"))


def _publishing() -> QuerySet[Edition, Any]:
    """The departments that published, by their numbers."""
    return Edition.objects.citable().values("disclosure__department")


def _departments(_year: int | None = None) -> QuerySet[Department]:
    """Those that published, and those that stand beside them in what is recorded of departments."""
    there = Q(pk__in=_publishing())
    for model, one, other in _KIN:
        for own, kin in ((one, other), (other, one)):
            there |= Q(pk__in=model._default_manager.filter(**{f"{own}__in": _publishing()}).values(kin))
    own_editions = Edition.objects.citable().filter(disclosure__department=OuterRef("pk"))
    return Department.objects.filter(there).annotate(published=Exists(own_editions)).prefetch_related("names")


def _documents(year: int | None) -> QuerySet[Any]:
    return public_documents({} if year is None else {"edition__disclosure__fiscal_year": year})


def _between(model: type[Succession] | type[Subordination], one: str, other: str) -> Callable[[int | None], QuerySet[Any]]:
    """What stands between departments of which at least one published."""

    def rows(_year: int | None) -> QuerySet[Any]:
        return model._default_manager.filter(Q(**{f"{one}__in": _publishing()}) | Q(**{f"{other}__in": _publishing()}))

    return rows


def _codes(_year: int | None) -> Iterator[Mapping[str, Any]]:
    for system in get_args(System):
        for code, names in groupby(every_name(system), key=lambda one: one.code):
            yield reference.CodeSerializer(reference.code_of(system, code, list(names))).data


def _schedules(_year: int | None) -> Iterator[Mapping[str, Any]]:
    return (reference.ScheduleSerializer(one).data for one in SCHEDULES.values())


def _indicators(_year: int | None) -> Iterator[Mapping[str, Any]]:
    return (IndicatorNamedSerializer(one, context=_CONTEXT).data for one in entries.indicators())


_EDITION: Final = {"edition": ("editions", "id"), "department": ("departments", "id")}
_DOCUMENT: Final = {"document": ("documents", "sha256")}
_PLACE: Final = {"source_document": ("documents", "sha256")}


def facts() -> Table:
    """The figures of tables: the one table that is in parts."""
    assert {column.name for column in columns_of_facts()} == {column.name for column in columns_of(FactSerializer)}  # noqa: S101
    return Table(FACTS, "现行版本各表的数", tuple(columns_of_facts()), ("id",), {**_EDITION, **_PLACE})


def contents() -> list[Content]:
    """The other tables, whole: those of editions are of editions in force, but that of editions itself."""
    return [*_about_departments(), *_about_disclosures(), *_catalogues()]


def _about_departments() -> list[Content]:
    department = ("departments", "id")
    return [
        _content(
            "regions",
            "地区",
            RegionInFullSerializer,
            lambda _year: publishing_regions(),
            key=("code",),
            refers={"parent": ("regions", "code")},
        ),
        _content("departments", "部门和单位", DepartmentSerializer, _departments),
        _content(
            "department_names",
            "部门的名称，按日期",
            NameSerializer,
            lambda _year: DepartmentName.objects.filter(department__in=_departments().values("pk")),
            refers={"department": department},
        ),
        _content(
            "successions",
            "部门的沿革",
            SuccessionSerializer,
            _between(Succession, "predecessor", "successor"),
            refers={"predecessor": department, "successor": department},
        ),
        _content(
            "subordinations",
            "部门和下属单位",
            SubordinationSerializer,
            _between(Subordination, "unit", "superior"),
            refers={"unit": department, "superior": department},
        ),
    ]


def _about_disclosures() -> list[Content]:
    return [
        _content(
            "editions",
            "公布过的全部版本，现行的是 state=published",
            EditionInFullSerializer,
            lambda year: with_whole(_editions(year)),
            refers={"department": ("departments", "id")},
            without=("documents",),
        ),
        _content("documents", "公布过的版本读自的文件", FileSerializer, _documents, key=("sha256",)),
        _content(
            "edition_documents",
            "哪一版读自哪些文件",
            PartSerializer,
            lambda year: Part.objects.filter(edition__in=_editions(year)).select_related("reading__document").defer("reading__extraction"),
            key=("edition", "document"),
            refers={"edition": ("editions", "id"), **_DOCUMENT},
        ),
        _content(
            "tables",
            "现行版本的表，不含其中的数",
            TableSerializer,
            lambda year: _of_editions(with_first_pages(), year),
            refers={**_EDITION, **_PLACE},
        ),
        _content(
            "statements",
            "现行版本的文字里用数字说的",
            StatementSerializer,
            _with_files(Statement),
            refers={**_EDITION, **_PLACE},
        ),
        _content(
            "forms",
            "现行版本的项目和绩效目标",
            FormSerializer,
            _with_files(Form),
            refers={**_EDITION, **_PLACE},
        ),
        _content(
            "findings",
            "现行版本的核对结果和答复",
            FindingSerializer,
            _with_files(Finding),
            refers={**_EDITION, **_DOCUMENT},
        ),
        _content("corrections", "现行版本的更正", CorrectionSerializer, lambda year: _of_editions(with_figures(), year), refers=_EDITION),
    ]


def _catalogues() -> list[Content]:
    """What is the same in every dump of a version of the program."""
    return [
        Content(Table("codes", "科目代码和名称", tuple(columns_of(reference.CodeSerializer)), ("system", "code")), _codes),
        Content(Table("schedules", "标准表", tuple(columns_of(reference.ScheduleSerializer)), ("key",)), _schedules),
        Content(
            Table("indicators", "主要指标和公式", tuple(columns_of(IndicatorNamedSerializer)), ("key",)),
            _indicators,
        ),
    ]
