"""The index of headline figures: written when an edition is published, and anew where the rules have changed.

It keeps what tells them, not which figure it is: that the finders of the indicators decide as they do over the whole edition (`series`);
an edition without an index, or with one by other rules, is read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.dispatch import receiver

from budgets.events import published
from budgets.models import Edition, Fact, PrintedTable, Statement
from comparisons import stored
from comparisons.finders import Cell, Place
from comparisons.models import HeadlineIndex, HeadlineTold
from comparisons.stated import Said, speaks_of_basis
from comparisons.stored.sentences import NAMES_ANOTHER, SAID
from comparisons.stored.told import RULES, kept_cells, kept_said, kept_tables
from comparisons.subjects import TOTALS, totals_maybe_meant
from comparisons.volume import TableRead

_BATCH: Final = 100

_Sentence = tuple[int, bool, Said]
"""Its place among those of its edition, whether it names an organisation, and what it says."""
_Printed = tuple[int, Cell]
"""Its place among those of its edition, and the cell."""


@receiver(published, dispatch_uid="comparisons.index_published")
def index_published(edition: Edition, **_signal: Any) -> None:
    """Index an edition that is being published."""
    index([edition.pk])


@transaction.atomic
def index(editions: Sequence[int]) -> None:
    """Write the index of these editions anew. Eight queries."""
    years = dict(Edition.objects.filter(pk__in=editions, disclosure__isnull=False).values_list("pk", "disclosure__fiscal_year"))
    tables = _titles(years)
    HeadlineTold.objects.filter(index__in=years).delete()
    HeadlineIndex.objects.bulk_create(
        [HeadlineIndex(edition_id=one, rules=RULES, tables=kept_tables(tables.get(one, ()))) for one in years],
        update_conflicts=True,
        unique_fields=("edition",),
        update_fields=("rules", "tables"),
    )
    HeadlineTold.objects.bulk_create([row for one, own in _told(years).items() for row in _rows(one, *own)])


def _rows(edition: int, cells: dict[str, list[_Printed]], said: dict[str, list[_Sentence]]) -> Iterator[HeadlineTold]:
    for key in dict.fromkeys((*cells, *said)):
        own = said.get(key, [])
        yield HeadlineTold(
            index_id=edition,
            key=key,
            cells=kept_cells(cells[key]) if key in cells else "",
            said=kept_said(own) if own else "",
            speaks_of_basis=any(speaks_of_basis(words) for _at, _naming, one in own for words in (one.text, one.reason)),
        )


def _told(years: dict[int, int]) -> dict[int, tuple[dict[str, list[_Printed]], dict[str, list[_Sentence]]]]:
    """By edition what is printed and said of each total."""
    cells = stored.cells_in(Fact.objects.filter(stored.ROWS_OF_TOTALS, edition__in=years))
    said, final = _statements(years), _tables_with_final(years)
    return {
        one: (
            _by_total([(at, cell) for at, cell in enumerate(cells.get(one, ())) if not _is_other(cell, year, final)]),
            _sentences(said.get(one, [])),
        )
        for one, year in years.items()
    }


def _statements(editions: Iterable[int]) -> dict[int, list[_Sentence]]:
    naming = Case(When(NAMES_ANOTHER, then=True), default=Value(False), output_field=BooleanField())
    own = Statement.objects.filter(edition__in=list(editions)).order_by("order", "id")
    found: dict[int, list[_Sentence]] = {}
    for edition, names_another, *row in own.values_list("edition_id", naming, *SAID):
        there = found.setdefault(edition, [])
        there.append((len(there), names_another, Said(*row)))
    return found


def _titles(editions: Iterable[int]) -> dict[int, list[TableRead]]:
    names = ("edition_id", "document_id", "order", "schedule", "no_data", "figures", "fund", "carry_over")
    found: dict[int, list[TableRead]] = {}
    tables = PrintedTable.objects.filter(edition__in=list(editions)).exclude(schedule="").order_by("document", "order")
    for edition, document, order, schedule, no_data, figures, fund, carry_over in tables.values_list(*names):
        one = TableRead(document, order, schedule, "", "", no_data, None, 0, figures, fund=fund, carry_over=carry_over or None)
        found.setdefault(edition, []).append(one)
    return found


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


def _by_total(cells: Iterable[_Printed]) -> dict[str, list[_Printed]]:
    """By total the cells at its places and beside them; those beside alone decide nothing, and are not kept."""
    found: dict[str, list[_Printed]] = {}
    decided = set[str]()
    for at, cell in cells:
        for key, (places, beside) in _PLACES.items():
            is_place = _stands_at(places, cell)
            if is_place or _stands_at(beside, cell):
                found.setdefault(key, []).append((at, cell))
                decided |= {key} if is_place else set()
    return {key: own for key, own in found.items() if key in decided}


def _stands_at(places: Iterable[Place], cell: Cell) -> bool:
    return any(place.holds(cell.schedule, cell.item, cell.measure, cell.side, cell.row) for place in places)


_PLACES: Final = {one.key: (one.find.places, one.find.beside) for one in TOTALS}


def _sentences(said: Sequence[_Sentence]) -> dict[str, list[_Sentence]]:
    """By total the sentences about it, with those that share their text: what a text says of one subject alone depends on them.

    Whose they are is told where they are read, by the names that the department then has: here it is no difference.
    """
    same: dict[str, list[_Sentence]] = {}
    for sentence in said:
        same.setdefault(sentence[-1].text, []).append(sentence)
    found: dict[str, dict[int, _Sentence]] = {}
    for *_told, one in said:
        for key in totals_maybe_meant(one.subject, one.part_of, one.section):
            found.setdefault(key, {}).update((sentence[0], sentence) for sentence in same[one.text])
    return {key: [own[at] for at in sorted(own)] for key, own in found.items()}
