"""What the text of documents says: in figures, sentence by sentence, and heading by heading as it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.disclosed import DisclosedParameters, asked_for, ever_published, page_address
from budgets.api.pagination import page_of
from budgets.api.parameters import LARGEST_ID, AsOf, Digits, OneParameters
from budgets.api.public import found_or_404, one_of, paged, public
from budgets.api.serializers import AMOUNT, DISCLOSED, DisclosedSerializer, SourceSerializer, address
from budgets.models import DocumentPage, Edition, Part, Statement
from budgets.money import YUAN_PER_UNIT, printed_in, to_yuan
from budgets.privacy import mask
from budgets.sheets import KIND

# Statements


class StatementParameters(DisclosedParameters):
    """GET /api/v1/statements/. Without `edition` only editions in force; with it any that was ever published."""

    subject = serializers.CharField(required=False, max_length=100, help_text=gettext_lazy("主语中的一段文字，如 公务接待费"))
    code = Digits(3, 20, required=False, help_text=gettext_lazy("科目代码，如 2080501"))


class NumberSerializer(serializers.Serializer[Any]):
    """A number of a sentence: as printed there (`printed`, without its sign; blank where that cannot be told), and exact: in 元 where its
    unit is one of money, else (vehicles, persons, percent, or no unit) as `value`."""

    printed = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    yuan = serializers.DecimalField(**AMOUNT, allow_null=True)
    value = serializers.DecimalField(max_digits=24, decimal_places=6, allow_null=True)


def _number(number: Decimal | None, unit: str, text: str) -> dict[str, Any] | None:
    if number is None:
        return None
    is_money = unit in YUAN_PER_UNIT
    told = {
        "printed": printed_in(number, text),
        "unit": unit,
        "yuan": to_yuan(number, unit) if is_money else None,
        "value": None if is_money else number,
    }
    return dict(NumberSerializer(told).data)


_NUMBER: Final = extend_schema_field(NumberSerializer(allow_null=True))


class StatementSerializer(DisclosedSerializer, serializers.ModelSerializer[Statement]):
    """A sentence and one thing that it says in figures: of what, for which year, how much, and against what. Null is what it does not say.

    `base` is what it compares with (`base_kind`: budget, adjusted_budget, execution, final_accounts; blank where it does not say which),
    `percent_kind` change, share or completion. Nothing of it is computed, and nobody corrects sentences.
    """

    amount = serializers.SerializerMethodField()
    base = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()
    percent = serializers.SerializerMethodField()
    corrected = serializers.SerializerMethodField(help_text="句子照印出的，不更正：总是 false")
    source = SourceSerializer(source="*")  # type: ignore[assignment]
    evidence_url = serializers.SerializerMethodField(help_text="网页：这句话印在哪里")

    class Meta:
        model = Statement
        fields = (
            *DISCLOSED,
            "section",
            "text",
            "subject",
            "part_of",
            "code",
            "year",
            "amount",
            "base_year",
            "base_kind",
            "base",
            "direction",
            "change",
            "percent_kind",
            "percent",
            "nil",
            "reason",
            "corrected",
            "source",
            "evidence_url",
        )
        read_only_fields = fields

    @_NUMBER
    def get_amount(self, one: Statement) -> dict[str, Any] | None:
        return _number(one.amount, one.unit, one.text)

    @_NUMBER
    def get_base(self, one: Statement) -> dict[str, Any] | None:
        return _number(one.base, one.unit, one.text)

    @_NUMBER
    def get_change(self, one: Statement) -> dict[str, Any] | None:
        return _number(one.change, one.unit, one.text)

    @_NUMBER
    def get_percent(self, one: Statement) -> dict[str, Any] | None:
        return _number(one.percent, "%", one.text)

    def get_corrected(self, _one: Statement) -> bool:
        return False

    def get_evidence_url(self, one: Statement) -> str:
        return address(self, "evidence-statement", one.pk)


@public("statements", StatementParameters, paged(StatementSerializer))
def statements(request: Request, given: dict[str, Any]) -> Response:
    """What the text says in figures, of editions in force, or of one edition, whatever became of it. `year` asks for the disclosure's."""
    rows = asked_for(Statement.objects.select_related("document"), given, {"subject": "subject__contains", "code": "code"})
    return page_of(request, rows, StatementSerializer)


@public("statement", OneParameters, StatementSerializer)
def statement(request: Request, _given: dict[str, Any], pk: int) -> Response:
    """One thing that a sentence says in figures."""
    rows = ever_published(Statement.objects.select_related("document"))
    return one_of(request, found_or_404(rows, pk=pk), StatementSerializer)


# Sections


class SectionParameters(AsOf):
    """GET /api/v1/sections/: of one edition."""

    edition = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("版本编号，旧版也可以"))


class SectionSerializer(serializers.Serializer[Any]):
    """A heading (`level` 1 is the outermost; what stands before the first one has none) and the text under it before the next one, a line
    for each paragraph. Where its heading stands: page of a PDF, line of a text, a web page or a Word document, sheet and cell of a workbook
    (where only the sheet's title or name is over a text: the first cell of that)."""

    document = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    level = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    page = serializers.IntegerField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    sheet = serializers.CharField(allow_blank=True)
    cell = serializers.CharField(allow_blank=True)
    evidence_url = serializers.URLField(allow_null=True, help_text="网页：标题所在的一页；没有存下那一页时为 null")


class SectionsSerializer(serializers.Serializer[Any]):
    """The running text of an edition, its documents one after the other: what stands outside of tables and forms."""

    edition = serializers.IntegerField()
    page_url = serializers.URLField()
    results = SectionSerializer(many=True)


@public("sections", SectionParameters, SectionsSerializer)
def sections(request: Request, given: dict[str, Any]) -> Response:
    """The text of one edition heading by heading, personal data masked."""
    edition = found_or_404(Edition.objects.citable(), pk=given["edition"])
    shape = SectionsSerializer(context={"request": request})
    page_url, answer = address(shape, "edition-text", edition.pk), list(_sections(edition, shape))
    return Response(SectionsSerializer({"edition": edition.pk, "page_url": page_url, "results": answer}).data)


def _sections(edition: Edition, shape: SectionsSerializer) -> Iterator[dict[str, Any]]:
    """Three queries, however many documents and pages there are."""
    wanted = ("reading__document", "reading__document__sha256", "reading__extraction__sections")
    parts = list(Part.objects.filter(edition=edition).order_by("order").values_list(*wanted))
    pages: dict[int, list[_StoredPage]] = {}
    own = DocumentPage.objects.filter(document__in=[document for document, *_ in parts]).order_by("document", "number")
    for document, number, first_line, kind, first in own.values_list("document", "number", "first_line", "kind", "lines__0"):
        pages.setdefault(document, []).append(_StoredPage(number, first_line, first if kind == KIND else None))
    for document, sha256, found in parts:
        for section in found or ():
            begins = _page_of(section, pages.get(document, []))
            url = page_address(shape, document, begins, section.get("line")) if begins is not None else None
            yield {
                "document": sha256,
                "title": mask(section["title"]),
                "level": section.get("level", 1),
                "text": "\n".join(map(mask, section["text"].splitlines())),
                "page": section.get("page"),
                "line": section.get("line"),
                "sheet": section.get("sheet") or "",
                "cell": (section.get("cell") or "") if section.get("sheet") else "",
                "evidence_url": url,
            }


@dataclass(frozen=True, slots=True)
class _StoredPage:
    """A page that is shown: its number, its first line, and the name of the worksheet that it is."""

    number: int
    first_line: int
    sheet: str | None


def _page_of(section: Mapping[str, Any], pages: list[_StoredPage]) -> int | None:
    """The number of the stored page on which a section begins."""
    if section.get("line") is not None:
        at = bisect_right([page.first_line for page in pages], section["line"]) - 1
        return pages[at].number if at >= 0 else None
    if section.get("sheet"):
        return next((page.number for page in pages if page.sheet == section["sheet"]), None)
    return next((page.number for page in pages if page.number == section.get("page")), None)
