"""Evidence: the page of a document on which a figure stands, the figure marked, and everything that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.causes import things
from budgets.citations import Source, View, of_source, of_view, title_of
from budgets.evidence import findings_on, is_confirmed, show_fact, show_page, show_sentence, show_sources
from budgets.images import NoImage
from budgets.languages import as_shown, in_both
from budgets.models import Derived, Disclosure, DocumentPage, Edition, Fact, Finding, Part, PrintedTable, Statement
from budgets.money import YUAN_PER_UNIT, as_printed, to_yuan
from budgets.page_images import image_of
from budgets.reports import may_be_reported, of_row
from budgets.templatetags.figures import place

OTHER_PLACES: Final = 30
Row = TypeVar("Row", bound=Derived)


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where the same figure is printed. `agrees` is False where it is equal only within rounding."""

    row: Fact | Statement
    name: str
    printed: str
    agrees: bool

    @property
    def is_fact(self) -> bool:
        return isinstance(self.row, Fact)


@require_safe
def fact(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure of a table, or one blank cell."""
    row = get_object_or_404(_visible(request, Fact.objects.select_related(*RELATED, "correction__person")), pk=pk)
    head = PrintedTable.objects.filter(edition=row.edition, document=row.document, order=row.table).first()
    context = {
        "fact": row,
        "head": head,
        "shown": show_fact(row),
        "places": other_places(row),
        "years": years_of(row),
        "findings": findings_on(row),
        "confirmed": row.confidence is not None and is_confirmed(row),
    }
    return render(request, "budgets/fact.html", context | about(row) | reported(request, row) | {"pinned": _cited(request, row)})


def of_statement(request: HttpRequest, pk: int) -> tuple[Statement, dict[str, Any]]:
    """One sentence of the text with what its page shows: what it says in figures. Raises Http404."""
    row = get_object_or_404(_visible(request, Statement.objects.select_related(*RELATED)), pk=pk)
    context = {"statement": row, "shown": show_sentence(row), "derived": previous_of(row), "findings": findings_on(row)}
    return row, context | about(row) | reported(request, row) | {"pinned": _cited(request, row)}


def of_finding(request: HttpRequest, pk: int) -> tuple[Finding, dict[str, Any]]:
    """A finding with what its page shows: what a check found, and every cell that it looked at. Raises Http404."""
    row = get_object_or_404(_visible(request, Finding.objects.select_related(*RELATED).prefetch_related(NAMES)), pk=pk)
    context = {"finding": row, "pages": show_sources(row), "together": _of_one_cause(row)}
    return row, context | about(row) | reported(request, row) | {"pinned": _cited_finding(request, row)}


def _of_one_cause(finding: Finding) -> tuple[Finding, ...]:
    """The findings that one cause explains together, this one among them; none where it stands for itself."""
    if not finding.cause:
        return ()
    alike = things(Finding.objects.filter(edition=finding.edition_id, cause=finding.cause))
    return next((thing.members for thing in alike if thing.cause and finding in thing.members), ())


@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a published document: its picture, and its lines."""
    found = _page(request, pk, number)
    count = DocumentPage.objects.filter(document=pk).count()
    return render(
        request, "budgets/page.html", {"page": found, "shown": show_page(found), "count": count, "is_sample": found.document.is_sample}
    )


@require_safe
def page_image(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a document as PNG, personal data painted over. Kept by browsers and proxies only where it is published."""
    found = _page(request, pk, number)
    try:
        image = image_of(found)
    except NoImage:
        raise Http404(_("这一页的图像生成不出来。")) from None
    etag = f'"{image.key}"'
    answer = HttpResponse(image.png, content_type="image/png", headers={"ETag": etag, "X-Content-Type-Options": "nosniff"})
    is_public = Part.objects.filter(edition__in=Edition.objects.citable(), reading__document=pk).exists()
    answer["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _page(request: HttpRequest, pk: int, number: int) -> DocumentPage:
    """A page of a document that this reader may see."""
    if not Part.objects.filter(edition__in=_editions(request), reading__document=pk).exists():
        raise Http404(_("没有这份文件，或者它还没有公布。"))
    return get_object_or_404(DocumentPage.objects.select_related("document"), document=pk, number=number)


RELATED: Final = ("edition__disclosure__department__region", "document")
NAMES: Final = "edition__disclosure__department__names"


def _editions(request: HttpRequest) -> QuerySet[Edition]:
    """What this reader may see: whatever was ever published; clerks also what is not published yet."""
    user = request.user
    if user.is_active and user.is_staff and user.has_perm("budgets.view_edition"):
        return Edition.objects.all()
    return Edition.objects.citable()


def _visible(request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(edition__in=_editions(request))


def about(row: Derived) -> dict[str, Any]:
    """What every page of evidence says about where it comes from."""
    disclosure = row.edition.disclosure
    department = disclosure.department if disclosure else None
    return {
        "edition": row.edition,
        "in_force": None if row.edition.is_in_force else Edition.objects.published().filter(disclosure=disclosure).first(),
        "disclosure": disclosure,
        "department": department,
        "document": row.document,
        "is_sample": row.document.is_sample,
    }


def _cited(request: HttpRequest, row: Fact | Statement) -> dict[str, Any] | None:
    """The address of a figure, and how its document is cited; None of what was not published."""
    disclosure, document = row.edition.disclosure, row.document
    if disclosure is None or not row.edition.is_fixed:
        return None
    here, in_english = in_both(lambda: place(row))
    address = as_shown(request.build_absolute_uri(request.path))
    source = Source(
        disclosure.department.name,
        title_of(document.name),
        document.published_on,
        document.source_url,
        row.edition.number or 0,
        timezone.localdate(),
        address,
        page=row.page if row.line is None and not row.sheet else None,
        place=here,
        place_in_english=in_english,
        is_sample=document.is_sample,
    )
    return {"for_ever": address, "citation": of_source(source)}


def title_of_disclosure(disclosure: Disclosure) -> str:
    """Whose disclosure it is, of which year and kind, in the language in force."""
    kind = {"year": disclosure.fiscal_year, "stage": disclosure.get_stage_display(), "scope": disclosure.get_scope_display()}
    return _("{department}{year}年{stage}（{scope}）").format(department=disclosure.department.name, **kind)


def _cited_finding(request: HttpRequest, row: Finding) -> dict[str, Any] | None:
    """The address of a finding, and how it is cited, as what we made of the document; None of what was not published."""
    disclosure = row.edition.disclosure
    if disclosure is None or not row.edition.is_fixed:
        return None

    def title() -> str:
        told = _("{disclosure}核对结果：{outcome}，{place}") if row.page or row.line or row.sheet else _("{disclosure}核对结果：{outcome}")
        return told.format(disclosure=title_of_disclosure(disclosure), outcome=row.get_outcome_display(), place=place(row))

    published = row.edition.published_at
    address = as_shown(request.build_absolute_uri(request.path))
    updated = timezone.localdate(published) if published else None
    view = View(*in_both(title), updated, timezone.localdate(), address, row.document.is_sample)
    return {"for_ever": address, "citation": of_view(view)}


def reported(request: HttpRequest, row: Fact | Statement | Finding) -> dict[str, Any]:
    """What readers said of it, and whether it may be said here; `reported` is what became of what this reader just said."""
    said = of_row(row)
    return {
        "kind": row.__class__.__name__.lower(),
        "row": row,
        "reports": [one for one in said if not one.is_open],
        "open_reports": [one for one in said if one.is_open],
        "may_be_reported": may_be_reported(row),
        "reported": request.GET.get("reported", ""),
    }


def previous_of(row: Statement) -> Decimal | None:
    """Last year's figure that follows from amount and change, where the sentence does not state it itself."""
    if row.base is not None or row.amount is None or row.base_year is None:
        return None
    change = {"increase": row.change, "decrease": -row.change if row.change is not None else None, "unchanged": Decimal(0)}.get(
        row.direction
    )
    return None if change is None else row.amount - change


# The same figure elsewhere


def other_places(row: Fact) -> list[Place]:
    """Where else the edition prints this figure for the same line: in other tables and in the text."""
    if not row.yuan:
        return []
    same = Q(code=row.code) if row.code else Q(label=row.label)
    if row.item:
        same |= Q(item=row.item)
    cells = Fact.objects.filter(same, edition=row.edition, fiscal_year=row.fiscal_year, yuan=row.yuan).exclude(pk=row.pk)
    found = [Place(cell, "", cell.printed, True) for cell in cells.order_by("document", "table", "row", "column")[:OTHER_PLACES]]
    said = Statement.objects.filter(edition=row.edition, year=row.fiscal_year, unit__in=YUAN_PER_UNIT, amount__isnull=False)
    return found + [place for one in said.order_by("order") if (place := _said(row, one)) is not None][:OTHER_PLACES]


def _said(row: Fact, one: Statement) -> Place | None:
    """A sentence about the same line that gives the same figure, exact or rounded to its unit's two decimals."""
    about = row.label in one.subject or one.subject in row.label or (row.code and row.code == one.code) or row.item == "total"
    if not about or one.amount is None or row.yuan is None:
        return None
    stated = to_yuan(one.amount, one.unit)
    half = YUAN_PER_UNIT[one.unit] * Decimal("0.005")
    if stated != row.yuan and (row.unit == one.unit or abs(stated - row.yuan) > half):
        return None
    return Place(one, one.subject, as_printed(one.amount, one.text), stated == row.yuan)


def years_of(row: Fact) -> list[Fact]:
    """The same cell of the same table in every year of which an edition is in force; for its own year the row itself."""
    disclosure = row.edition.disclosure
    if disclosure is None:
        return []
    line = {"item": row.item} if row.item else {"row_key": row.row_key}
    column = {"schedule": row.schedule, "measure": row.measure, "side": row.side, "figure": row.figure, "block": row.block}
    cells = Fact.objects.select_related("edition__disclosure", "document").filter(
        **line,
        **column,
        edition__disclosure__department=disclosure.department_id,
        edition__disclosure__stage=disclosure.stage,
        edition__disclosure__scope=disclosure.scope,
    )
    by_year: dict[int, Fact] = {row.fiscal_year: row}
    for cell in cells.filter(edition__state="published").exclude(schedule="").order_by("fiscal_year", "id"):
        by_year.setdefault(cell.fiscal_year, cell)
    return [by_year[year] for year in sorted(by_year)] if len(by_year) > 1 else []
