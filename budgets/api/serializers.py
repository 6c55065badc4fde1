"""The shapes of the API. Amounts are decimal strings in 元; what is printed stands beside them as printed."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from budgets.models import Department, Disclosure, Document, Edition, Fact, Report, Scope, Stage

AMOUNT: dict[str, Any] = {"max_digits": 24, "decimal_places": 4, "coerce_to_string": True, "normalize_output": False}


def address(serializer: serializers.BaseSerializer[Any], name: str, *arguments: object) -> str:
    """An absolute address, so that an answer can be kept apart from where it was fetched."""
    path = reverse(name, args=arguments)
    request: Request | None = serializer.context.get("request")
    return request.build_absolute_uri(path) if request else path


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]


class RegionSerializer(serializers.Serializer[Any]):
    """An administrative division (GB/T 2260)."""

    code = serializers.CharField()
    name = serializers.CharField(source="full_name")


class NameSerializer(serializers.Serializer[Any]):
    """A dated name or alias of a department."""

    name = serializers.CharField()
    kind = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department or unit through all its names."""

    region = RegionSerializer(allow_null=True)
    names = NameSerializer(many=True)
    name = serializers.CharField()
    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Department
        fields = ("id", "name", "names", "region", "kind", "level", "page_url")
        read_only_fields = fields

    def get_page_url(self, department: Department) -> str:
        return address(self, "department", department.pk)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A file that an edition was read from, by its SHA-256."""

    source_url = serializers.CharField(help_text="从哪里取得；不知道的为空")

    class Meta:
        model = Document
        fields = ("sha256", "name", "media_type", "source_url", "published_on", "is_sample")
        read_only_fields = fields


class EditionSerializer(serializers.ModelSerializer[Edition]):
    """One reading of a disclosure. What was published stays: its figures never change, `digest` is over all of them."""

    documents = serializers.SerializerMethodField()
    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = ("id", "number", "state", "published_at", "digest", "recognised", "documents", "page_url")
        read_only_fields = fields

    @extend_schema_field(DocumentSerializer(many=True))
    def get_documents(self, edition: Edition) -> list[dict[str, Any]]:
        return [DocumentSerializer(part.reading.document).data for part in edition.parts.all()]

    def get_page_url(self, edition: Edition) -> str:
        return address(self, "edition", edition.pk)


class DisclosureSerializer(serializers.ModelSerializer[Disclosure]):
    """What a department published for a year: stage and scope are part of what it is."""

    department = serializers.IntegerField(source="department_id")
    department_name = serializers.CharField(source="department.name")
    stage = serializers.ChoiceField(Stage.choices)
    scope = serializers.ChoiceField(Scope.choices)
    editions = EditionSerializer(many=True, source="citable")

    class Meta:
        model = Disclosure
        fields = ("id", "department", "department_name", "fiscal_year", "stage", "scope", "editions")
        read_only_fields = fields


class SourceSerializer(serializers.Serializer[Any]):
    """Where a figure is printed: page and bbox of a PDF, line and span of a text, sheet and cell of a workbook.

    In tables of web pages and Word documents `cell` holds the numbers of table, row and cell (2:14:3), beside `line`.
    """

    document = serializers.CharField(source="document.sha256")
    page = serializers.IntegerField(allow_null=True)
    bbox = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    span = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    sheet = serializers.CharField(allow_blank=True)
    cell = serializers.CharField(allow_blank=True)


class DisclosedSerializer(serializers.Serializer[Any]):
    """Which edition a row belongs to, and whose disclosure, of which year, stage and scope that is."""

    edition = serializers.IntegerField(source="edition_id")
    department = serializers.IntegerField(source="edition.disclosure.department_id")
    department_name = serializers.CharField(source="edition.disclosure.department.name", help_text="部门现在的名称")
    fiscal_year = serializers.IntegerField(source="edition.disclosure.fiscal_year", help_text="公开事项的年度")
    stage = serializers.ChoiceField(Stage.choices, source="edition.disclosure.stage")
    scope = serializers.ChoiceField(Scope.choices, source="edition.disclosure.scope")


DISCLOSED: Final = ("id", "edition", "department", "department_name", "fiscal_year", "stage", "scope")
"""The fields that every row of an edition begins with."""


class FactSerializer(DisclosedSerializer, serializers.ModelSerializer[Fact]):
    """One printed figure, or one blank cell of a printed row (`presence` blank) or a dash: five kinds of nothing are kept apart."""

    fiscal_year = serializers.IntegerField(help_text="这个数说的年度：上年的数是公开事项的上一年")
    yuan = serializers.DecimalField(**AMOUNT, allow_null=True, help_text="元，精确；空白、横线和不是钱的数为 null")
    value = serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=True, help_text="数量或百分比")
    path = serializers.ListField(child=serializers.CharField())
    header = serializers.ListField(child=serializers.CharField())
    confidence = serializers.DecimalField(
        max_digits=4, decimal_places=3, allow_null=True, help_text="由图像识别的数有多可靠，0 到 1；文字里读出的为 null"
    )
    corrected = serializers.SerializerMethodField()
    source = SourceSerializer(source="*")  # type: ignore[assignment]
    evidence_url = serializers.SerializerMethodField(help_text="网页：这个数印在哪里")
    page_image_url = serializers.SerializerMethodField(
        help_text="PDF 里它所在的一页，PNG，个人信息已遮盖；source.bbox 以点计，一点几个像素由 PNG 的分辨率得出（72 点一英寸）。其他为 null"
    )

    class Meta:
        model = Fact
        fields = (
            *DISCLOSED,
            "table",
            "schedule",
            "row_key",
            "code",
            "item",
            "label",
            "path",
            "level",
            "side",
            "block",
            "measure",
            "figure",
            "header",
            "presence",
            "kind",
            "yuan",
            "value",
            "printed",
            "unit",
            "confidence",
            "corrected",
            "source",
            "evidence_url",
            "page_image_url",
        )
        read_only_fields = fields

    def get_corrected(self, fact: Fact) -> bool:
        return fact.correction_id is not None

    def get_evidence_url(self, fact: Fact) -> str:
        return address(self, "evidence-fact", fact.pk)

    def get_page_image_url(self, fact: Fact) -> str | None:
        is_drawn = fact.page is not None and fact.document.media_type == "application/pdf"
        return address(self, "document-page-image", fact.document_id, fact.page) if is_drawn else None


class ReportSerializer(DisclosedSerializer, serializers.ModelSerializer[Report]):
    """What a reader said is wrong with a figure, a sentence or a finding, and what was answered. The reader's own words are not here."""

    kind = serializers.ChoiceField(["fact", "statement", "finding"])
    about = serializers.IntegerField(source="row.pk", help_text="那个数、那句话或那条核对结果的编号")
    name = serializers.CharField(help_text="它的名称")
    reported_on = serializers.SerializerMethodField()
    answered_on = serializers.SerializerMethodField()
    outcome = serializers.ChoiceField(Report.Outcome.choices)
    corrected_in = serializers.IntegerField(source="corrected_in_id", allow_null=True, help_text="更正在哪一版")
    evidence_url = serializers.SerializerMethodField(help_text="网页：这个数印在哪里")

    class Meta:
        model = Report
        fields = (
            *DISCLOSED,
            "kind",
            "about",
            "name",
            "fault",
            "reported_on",
            "outcome",
            "corrected_in",
            "reply",
            "answered_on",
            "evidence_url",
        )
        read_only_fields = fields

    def get_reported_on(self, report: Report) -> date:
        return timezone.localdate(report.created_at)

    def get_answered_on(self, report: Report) -> date:
        return timezone.localdate(report.answered_at)

    def get_evidence_url(self, report: Report) -> str:
        return address(self, f"evidence-{report.kind}", report.row.pk)


class ReportTotalsSerializer(serializers.Serializer[Any]):
    """Of all reports: how many are open, how many were answered with which outcome, and how long answers took."""

    open = serializers.IntegerField()
    answered = serializers.DictField(child=serializers.IntegerField())
    median_days = serializers.DecimalField(max_digits=8, decimal_places=1, allow_null=True, help_text="只算已经答复的")
    oldest_open = serializers.DateField(allow_null=True)
