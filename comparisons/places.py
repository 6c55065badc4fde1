"""Regions with their departments, and what is kept of each: departments × years × stages, or of one department its years × tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets import regions as divisions
from budgets.models import Department, Region
from comparisons import stored
from comparisons.asked import BadQuestion, Reader
from comparisons.coverage import Column, Holdings, Slot, columns_of, map_of, row_of
from comparisons.named import existing

PER_PAGE: Final = 50
NEWEST: Final = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A region with the number of its own departments, and of those within it; `below` are the regions in it that have any."""

    region: Region
    own: int
    within: int
    below: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One department of a region: of how many years something is public, and what is known of it in each column."""

    department: Department
    years: int
    slots: tuple[Slot, ...]
    has_page: bool
    has_samples: bool


@dataclass(frozen=True, slots=True)
class Page:
    """So many departments of a region in the columns of the region; `number` of `pages`."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number: int
    pages: int

    @property
    def years(self) -> tuple[tuple[int, int], ...]:
        """Each year with the number of its columns."""
        years = [column.year for column in self.columns]
        return tuple((year, years.count(year)) for year in dict.fromkeys(years))


@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept of a department, year by year and table by table, and in words what is not."""
    department = existing(pk, Department.objects.select_related("region__parent__parent").prefetch_related("names"))
    known = stored.holdings([department.pk], timezone.localdate())
    found = map_of(department.pk, known)
    if not found.groups:
        raise Http404(_("这个部门还没有公布的文件。"))
    lineage = stored.lineage([department])
    context = {
        "department": department,
        "onward": lineage.steps_out_of(department.pk),
        "back": lineage.steps_into(department.pk),
        "map": found,
        "with_dates": any(place.late or place.is_in_time for group in found.groups for place in group.places),
    }
    return render(request, "comparisons/coverage/department.html", context)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The regions with departments, each under the one that it lies in."""
    counted = stored.regions_with_departments()
    context = {"tree": _tree(counted), "without": stored.without_region()}
    return render(request, "comparisons/regions/index.html", context)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: where it lies, its departments with what is kept of each, and what is new. An unknown code is told what there is."""
    counted = stored.regions_with_departments()
    tree = _tree(counted)
    found = next((node for node in _every(tree) if node.region.code == code), None)
    if found is None:
        return render(request, "comparisons/regions/unknown.html", {"code": code, "named": _named(code), "tree": tree}, status=404)
    try:
        page = _page(found, _page_number(request, found.own))
    except BadQuestion as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    context = {
        "region": found.region,
        "node": found,
        "level": divisions.level_of(code),
        "above": _above(found.region, counted),
        "page": page,
        "newest": stored.newest_in(code, NEWEST) if page.number == 1 else (),
    }
    return render(request, "comparisons/regions/region.html", context)


def _page_number(request: HttpRequest, departments: int) -> int:
    pages = max(-(-departments // PER_PAGE), 1)
    reader = Reader.of(dict(request.GET.lists()), ("page",))
    number = reader.whole("page", 1, pages) or 1
    reader.finish()
    return number


def _page(node: Node, number: int) -> Page:
    departments = stored.departments_in(node.region.code, (number - 1) * PER_PAGE, PER_PAGE) if node.own else ()
    known = stored.holdings([department.pk for department in departments], timezone.localdate()) if departments else Holdings()
    columns = columns_of({*stored.kinds_in(node.region.code), *((due.year, due.stage) for due in known.known)}) if departments else ()
    rows = tuple(_row(department, columns, known) for department in departments)
    return Page(columns, rows, number, max(-(-node.own // PER_PAGE), 1))


def _row(department: Department, columns: Sequence[Column], known: Holdings) -> Row:
    copies = {due: copy for due, copy in known.copies.items() if due.department == department.pk}
    years = {due.year for due, copy in copies.items() if not copy.is_withdrawn}
    has_page = any(due.department == department.pk for due in (*known.copies, *known.entries))
    return Row(department, len(years), row_of(department.pk, columns, known), has_page, any(copy.is_sample for copy in copies.values()))


# The tree of regions


def _tree(counted: Iterable[tuple[Region, int]]) -> tuple[Node, ...]:
    """The regions that have departments, or that such regions lie in, each under the one above it."""
    below: dict[str | None, list[tuple[Region, int]]] = {}
    for one, own in counted:
        below.setdefault(one.parent_id, []).append((one, own))
    return tuple(node for one, own in below.get(None, ()) if (node := _node(one, own, below)).within)


def _node(region: Region, own: int, below: Mapping[str | None, Sequence[tuple[Region, int]]]) -> Node:
    parts = tuple(node for one, count in below.get(region.code, ()) if (node := _node(one, count, below)).within)
    return Node(region, own, own + sum(part.within for part in parts), parts)


def _every(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _every(node.below)


def _above(region: Region, counted: Iterable[tuple[Region, int]]) -> list[Region]:
    """The regions that it lies in, the widest first."""
    by_code = {one.code: one for one, _own in counted}
    found: list[Region] = []
    while region.parent_id in by_code:
        region = by_code[region.parent_id]
        found.insert(0, region)
    return found


def _named(code: str) -> str:
    """What a code is called that has no department; "" for no code of a region."""
    known = divisions.region(code)
    return known.full_name if known else ""
