"""What editions tell of headline figures and other totals, as it is kept beside them (`models.HeadlineIndex`): read in one query.

Kept are cells and sentences as they were published, which never change; which figure it is, the finders decide as they do over the whole
edition. Whose a sentence is follows from the names that the department has today, and is decided when it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

import orjson
from django.db.models import F, FilteredRelation, Q, QuerySet, Value

from budgets.prepared import Prepared
from comparisons import subjects
from comparisons.finders import Cell
from comparisons.indicators import INDICATORS
from comparisons.models import HeadlineIndex
from comparisons.stated import WORDS_OF_BASIS, Said
from comparisons.stored.sentences import SAID, heard, names_of
from comparisons.volume import TableRead
from comparisons.whose import HEADS

CELL: Final = tuple(one.name for one in fields(Cell))
TABLE: Final = ("document", "number", "no_data", "figures", "fund", "carry_over")
"""What is kept of a table: what its title says, and whether it is empty."""
_RULES: Final = (subjects.RULES, HEADS, WORDS_OF_BASIS, CELL, SAID, TABLE)
RULES: Final = sha256(repr(_RULES).encode()).hexdigest()[:16]
"""What was kept by other rules, or in another form, is not used."""

_YUAN, _PATH = CELL.index("yuan"), CELL.index("path")
_NUMBERS: Final = tuple(SAID.index(name) for name in ("amount", "base", "change", "percent"))


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of some totals, by edition: cells and sentences in their order, of tables only what their titles say.

    `lacking` are the editions of which nothing is kept, or by other rules: they have to be read whole.
    """

    cells: Mapping[int, Sequence[Cell]]
    said: Mapping[int, list[Said]]
    tables: Mapping[int, Sequence[TableRead]]
    lacking: frozenset[int]


NOTHING_TOLD: Final = Told({}, {}, {}, frozenset())


def told_in(editions: Collection[int], read: Sequence[str], spoken: Sequence[str], schedules: Collection[str] = ()) -> Told:
    """The cells of some totals, the sentences about others, tables of some kinds. One query, two where sentences name organisations."""
    cells: dict[int, dict[int, list[Any]]] = {}
    said: dict[int, dict[int, list[Any]]] = {}
    tables: dict[int, list[TableRead]] = {}
    kept = _kept(tuple(dict.fromkeys((*read, *spoken))), with_tables=bool(schedules))
    for edition, titles, key, printed, words in kept.rows(editions):
        if edition not in tables:
            tables[edition] = _tables(titles, schedules) if schedules else []
        if printed and key in read:
            cells.setdefault(edition, {}).update((row[0], row) for row in orjson.loads(printed))
        if words and key in spoken:
            said.setdefault(edition, {}).update((row[0], row) for row in orjson.loads(words))
    found = {edition: [_cell(rows[at]) for at in sorted(rows)] for edition, rows in cells.items()}
    return Told(found, _said(said), tables, frozenset(editions) - tables.keys())


def told_of_basis(editions: Collection[int], keys: Sequence[str]) -> Told:
    """The sentences about some totals in editions where one may say that a basis changed (`stated.WORDS_OF_BASIS`). Queries as before."""
    said: dict[int, dict[int, list[Any]]] = {}
    there = set[int]()
    for edition, words in _kept_of_basis(tuple(keys)).rows(editions):
        there.add(edition)
        if words:
            said.setdefault(edition, {}).update((row[0], row) for row in orjson.loads(words))
    return Told({}, _said(said), {}, frozenset(editions) - there)


@lru_cache(maxsize=len(INDICATORS))
def _kept(keys: Sequence[str], *, with_tables: bool) -> Prepared:
    return _prepared(Q(told__key__in=keys), F("tables") if with_tables else Value(""), "own__key", "own__cells", "own__said")


@lru_cache(maxsize=len(INDICATORS))
def _kept_of_basis(keys: Sequence[str]) -> Prepared:
    return _prepared(Q(told__key__in=keys, told__speaks_of_basis=True), "own__said")


def _prepared(wanted: Q, *columns: str | F | Value) -> Prepared:
    def compose(ids: Any) -> QuerySet[HeadlineIndex, Any]:
        kept = HeadlineIndex.objects.filter(edition__any=ids, rules=RULES).order_by()
        return kept.annotate(own=FilteredRelation("told", condition=wanted)).values_list("edition_id", *columns)

    return Prepared(compose)


def _cell(row: list[Any]) -> Cell:
    values = row[1:]
    values[_PATH] = tuple(values[_PATH])
    if values[_YUAN] is not None:
        values[_YUAN] = Decimal(values[_YUAN])
    return Cell(*values)


def _said(kept: Mapping[int, Mapping[int, Sequence[Any]]]) -> dict[int, list[Said]]:
    naming = [edition for edition, rows in kept.items() if any(row[1] for row in rows.values())]
    names = names_of(naming)
    return {edition: [_sentence(rows[at], names.get(edition, ())) for at in sorted(rows)] for edition, rows in kept.items()}


def _sentence(row: Sequence[Any], names: Sequence[str]) -> Said:
    _number, names_another, *values = row
    for at in _NUMBERS:
        if values[at] is not None:
            values[at] = Decimal(values[at])
    said = Said(*values)
    return heard(said, names) if names_another and names else said


def _tables(kept: str, schedules: Collection[str]) -> list[TableRead]:
    by_schedule = orjson.loads(kept)
    return [
        TableRead(document, number, schedule, "", "", no_data, None, 0, figures, fund=fund, carry_over=carry_over)
        for schedule in schedules
        for document, number, no_data, figures, fund, carry_over in by_schedule.get(schedule, ())
    ]


# Writing


def kept_cells(cells: Iterable[tuple[int, Cell]]) -> str:
    """Cells, each with its place in the order of its edition, as they are kept."""
    return _written([number, *(getattr(cell, name) for name in CELL)] for number, cell in cells)


def kept_said(said: Iterable[tuple[int, bool, Said]]) -> str:
    """Sentences, each with its place in the order of its edition and whether it names an organisation, as they are kept."""
    return _written([number, naming, *(getattr(one, name) for name in SAID)] for number, naming, one in said)


def kept_tables(tables: Iterable[TableRead]) -> str:
    """What the titles of tables say, as it is kept: by schedule."""
    found: dict[str, list[list[Any]]] = {}
    for table in tables:
        found.setdefault(table.schedule, []).append([getattr(table, name) for name in TABLE])
    return orjson.dumps(found).decode()


def _written(rows: Iterable[Sequence[Any]]) -> str:
    return orjson.dumps(list(rows), default=str).decode()
