"""The index of headline figures: written when an edition is published, and anew where the rules have changed.

It only says where to look. Which figure it is, the finders of the indicators decide as they do over the whole edition (`series`); an
edition without an index, or with one by other rules, is read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.dispatch import receiver

from budgets.events import published
from budgets.models import Edition, Fact, Statement
from comparisons import stored
from comparisons.indicators import Cell
from comparisons.models import HeadlineIndex
from comparisons.stated import Said
from comparisons.subjects import RULES, TOTALS, totals_maybe_meant

_BATCH: Final = 100


@receiver(published, dispatch_uid="comparisons.index_published")
def index_published(edition: Edition, **_signal: Any) -> None:
    """Index an edition that is being published."""
    index([edition.pk])


def index(editions: Sequence[int]) -> None:
    """Write the index of these editions anew. Five queries."""
    years = dict(Edition.objects.filter(pk__in=editions, disclosure__isnull=False).values_list("pk", "disclosure__fiscal_year"))
    cells = stored.cells_in(Fact.objects.filter(stored.ROWS_OF_TOTALS, edition__in=years))
    said = stored.said_in(Statement.objects.filter(edition__in=years))
    final = _tables_with_final(years)
    rows = [
        HeadlineIndex(
            edition_id=one,
            rules=RULES,
            facts=_by_total(cell for cell in cells.get(one, ()) if not _is_other(cell, year, final)),
            sentences=_sentences(said.get(one, ())),
        )
        for one, year in years.items()
    ]
    HeadlineIndex.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("edition",), update_fields=("rules", "facts", "sentences")
    )


def lacking() -> list[int]:
    """The editions, once published, that have no index by today's rules."""
    fixed = Edition.objects.filter(state__in=Edition.FIXED, disclosure__isnull=False)
    return list(fixed.exclude(headline_index__rules=RULES).order_by("pk").values_list("pk", flat=True))


def in_batches(editions: Sequence[int]) -> Iterator[int]:
    """Index editions, and say after each batch how many are done."""
    for first in range(0, len(editions), _BATCH):
        index(editions[first : first + _BATCH])
        yield min(first + _BATCH, len(editions))


def _tables_with_final(editions: Iterable[int]) -> set[tuple[int, int, int, int]]:
    """Edition, document, table and year of the tables that print 决算数."""
    final = Fact.objects.filter(figure="final", edition__in=list(editions)).order_by()
    return set(final.values_list("edition_id", "document_id", "table", "fiscal_year").distinct())


def _is_other(cell: Cell, year: int, final: set[tuple[int, int, int, int]]) -> bool:
    """Whether the table has 决算数 elsewhere, so that its other figures of the year are none (`volume.own_cells`)."""
    return cell.figure == "this" and cell.year == year and (cell.edition, cell.document, cell.table, year) in final


def _by_total(cells: Iterable[Cell]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for cell in cells:
        for key, places in _PLACES.items():
            if any(place.holds(cell.schedule, cell.item, cell.measure, cell.side, cell.row) for place in places):
                found.setdefault(key, []).append(cell.id)
    return found


_PLACES: Final = {one.key: (*one.find.places, *one.find.beside) for one in TOTALS}


def _sentences(said: Sequence[Said]) -> dict[str, list[int]]:
    """By total the sentences about it, with those that share their text: what a text says of one subject alone depends on them.

    Whose they are is told where they are read, by the names that the department then has: here it is no difference.
    """
    same: dict[str, list[int]] = {}
    for one in said:
        same.setdefault(one.text, []).append(one.id)
    found: dict[str, dict[int, None]] = {}
    for one in said:
        for key in totals_maybe_meant(one.subject, one.part_of, one.section):
            found.setdefault(key, {}).update(dict.fromkeys(same[one.text]))
    return {key: list(ids) for key, ids in found.items()}
