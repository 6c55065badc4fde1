"""The tables of documents, without their figures: what facts are told to stand in, and on which basis."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published, page_address
from budgets.api.pagination import page_of
from budgets.api.parameters import STANDARD_TABLES, OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import DISCLOSED, DisclosedSerializer, SourceSerializer
from budgets.models import DocumentPage, PrintedTable


class TableParameters(DisclosedParameters):
    """GET /api/v1/tables/. Without `edition` only editions in force; with it any that was ever published."""

    schedule = serializers.ChoiceField(STANDARD_TABLES, required=False, help_text=gettext_lazy("表，如 expenditure"))


class TableSerializer(DisclosedSerializer, serializers.ModelSerializer[PrintedTable]):
    """A table as it is printed: facts of its edition and document with the same `table` stand in it.

    `schedule` is blank where it is none of the standard ones. `carry_over` is what its title says of last year's carry-over (`included`,
    `excluded`), `fund` the source of funds that it names; blank where it says nothing. `no_data`: the document says that it is empty.
    """

    table = serializers.IntegerField(source="order", help_text="文件中的第几张表，从 0 起")
    pages = serializers.ListField(child=serializers.IntegerField())
    remarks = serializers.ListField(child=serializers.CharField(), help_text="表下说明")
    cells = serializers.IntegerField(help_text="格数，空白格也在内")
    figures = serializers.IntegerField(help_text="不是空白的格")
    source = SourceSerializer(source="*")  # type: ignore[assignment]
    evidence_url = serializers.SerializerMethodField(help_text="网页：表从哪一页开始；没有存下那一页时为 null")

    class Meta:
        model = PrintedTable
        fields = (
            *DISCLOSED,
            "table",
            "schedule",
            "title",
            "printed_number",
            "unit",
            "carry_over",
            "fund",
            "no_data",
            "remarks",
            "pages",
            "cells",
            "figures",
            "source",
            "evidence_url",
        )
        read_only_fields = fields

    def get_evidence_url(self, one: PrintedTable) -> str | None:
        begins: int | None = one.page or next(iter(one.pages), None) or getattr(one, "page_of_line", None)
        return page_address(self, one.document_id, begins, one.line) if begins is not None else None


@public("tables", TableParameters, paged(TableSerializer))
def tables(request: Request, given: dict[str, Any]) -> Response:
    """Tables of editions in force, or of one edition, whatever became of it."""
    return page_of(request, asked_for(with_first_pages(), given, {"schedule": "schedule"}), TableSerializer)


@public("table", OneParameters, TableSerializer)
def table(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One table."""
    return one_of(request, found_or_404(ever_published(with_first_pages()), pk=pk), TableSerializer)


def with_first_pages() -> QuerySet[PrintedTable, Any]:
    """Tables with the page on which the line stands that they begin in."""
    pages = DocumentPage.objects.filter(document=OuterRef("document"), first_line__lte=OuterRef("line")).order_by("-first_line", "-number")
    return PrintedTable.objects.select_related("document").annotate(page_of_line=Subquery(pages.values("number")[:1]))
