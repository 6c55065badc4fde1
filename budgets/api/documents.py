"""The files that published editions were read from: what the public may see of them. Originals are for clerks only."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.pagination import page_of
from budgets.api.parameters import LARGEST_ID, AsOf, OneParameters, Paged
from budgets.api.public import one_of, paged, public
from budgets.api.serializers import DocumentSerializer, address
from budgets.models import Document, DocumentPage, Edition, Part, Reading


class DocumentParameters(Paged, AsOf):
    """GET /api/v1/documents/"""

    edition = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))
    department = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))


class FileSerializer(DocumentSerializer):
    """A document, by the SHA-256 of the file as received, and every published edition that was read from it."""

    pages = serializers.IntegerField(source="page_count", help_text="存下的页数；工作簿是表数")
    recognised = serializers.BooleanField(help_text="有的页是图像，文字是识别出来的")
    editions = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields: tuple[str, ...] = (*DocumentSerializer.Meta.fields, "approved_on", "pages", "recognised", "editions")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_editions(self, document: Document) -> list[int]:
        return sorted({part.edition_id for reading in document.readings.all() for part in reading.parts.all()})


class PageSerializer(serializers.Serializer[Any]):
    """A page with personal data masked: its lines as a web page (`page_url`) and, of a PDF, its picture."""

    number = serializers.IntegerField()
    printed = serializers.IntegerField(allow_null=True, help_text="页上印的页码")
    recognised = serializers.BooleanField(source="is_recognised")
    width = serializers.FloatField(allow_null=True, help_text="点，一英寸 72 点；只有 PDF 有")
    height = serializers.FloatField(allow_null=True, help_text="点，一英寸 72 点；只有 PDF 有")
    page_url = serializers.SerializerMethodField()
    image_url = serializers.SerializerMethodField(help_text="PNG，个人信息已遮盖；没有图像的为 null")

    def get_page_url(self, page: DocumentPage) -> str:
        return address(self, "document-page", page.document_id, page.number)

    def get_image_url(self, page: DocumentPage) -> str | None:
        return address(self, "document-page-image", page.document_id, page.number) if page.is_drawn else None


class FileInFullSerializer(FileSerializer):
    """A document with each of its pages."""

    page_list = PageSerializer(many=True, source="pages")

    class Meta(FileSerializer.Meta):
        fields = (*FileSerializer.Meta.fields, "page_list")
        read_only_fields = fields


@public("documents", DocumentParameters, paged(FileSerializer))
def documents(request: Request, given: dict[str, Any]) -> Response:
    """The documents of every edition that was ever published, also of superseded and withdrawn ones."""
    paths = {"edition": "edition", "department": "edition__disclosure__department"}
    return page_of(request, public_documents({paths[name]: value for name, value in given.items() if name in paths}), FileSerializer)


@public("document", OneParameters, FileInFullSerializer)
def document(request: Request, _given: dict[str, Any], sha256: str) -> Response:
    """One document with its pages."""
    pages = DocumentPage.objects.defer("lines", "boxes", "hidden").order_by("number")
    found = public_documents({}).filter(sha256=sha256).prefetch_related(Prefetch("pages", pages)).first()
    if found is None:
        raise NotFound(_("没有这一项，或者它还没有公布。"))
    return one_of(request, found, FileInFullSerializer)


def public_documents(wanted: dict[str, Any]) -> QuerySet[Document]:
    """Those of published editions, the chosen ones among them: two more queries for their editions, however many there are."""
    public = Part.objects.filter(edition__in=Edition.objects.citable())
    readings = Reading.objects.only("document").prefetch_related(Prefetch("parts", public.only("reading", "edition")))
    pages = DocumentPage.objects.filter(document=OuterRef("pk")).order_by()
    return (
        Document.objects.filter(pk__in=public.filter(**wanted).values("reading__document"))
        .prefetch_related(Prefetch("readings", readings))
        .annotate(
            page_count=Coalesce(Subquery(pages.values("document").annotate(count=Count("pk")).values("count")), 0),
            recognised=Exists(pages.filter(kind=DocumentPage.RECOGNISED)),
        )
        .order_by("pk")
    )
