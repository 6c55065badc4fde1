"""Editions as volumes. An edition is read in a constant number of queries, however many tables, rows or documents it has."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

from django.db.models import F, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from budgets.models import Edition, Fact, PrintedTable, Statement
from budgets.prepared import Prepared
from comparisons.finders import Cell
from comparisons.indicators import MOST_WORDS, Indicator
from comparisons.series import names_of_column
from comparisons.stated import WORDS_OF_BASIS, Said
from comparisons.stored.lineages import Previous
from comparisons.stored.sentences import said_by_edition, said_in, with_names
from comparisons.stored.told import told_in, told_of_basis
from comparisons.subjects import FUNCTIONAL, NAMES_A_LEVEL, TOTALS
from comparisons.volume import TableRead, Volume

EVERYTHING: Final = Q()
ROWS_OF_TOTALS: Final = ~Q(item="") | Q(
    row=0, schedule__in=sorted({place.schedule for one in TOTALS for place in one.find.places if place.at_top})
)
"""The rows in which totals and items stand: those that say so, and first rows where they may be the total by another name."""
_TABLES_KEPT: Final = 256
"""Of so many columns of tables the queries are kept as they are written."""


def read_with(edition: Edition, before: Previous) -> tuple[Volume, Volume | None]:
    """The volumes of an edition and of what it is compared with: three queries in all."""
    volumes = read([edition] if before.edition is None else [edition, before.edition])
    return volumes[edition.pk], before.among(volumes)


def read(editions: Iterable[Edition]) -> dict[int, Volume]:
    """The volumes of editions by the editions' ids: three queries in all."""
    return _read(editions, Q())


def read_headline(editions: Iterable[Edition], indicators: Sequence[Indicator] = (), heard: Sequence[Indicator] = ()) -> dict[int, Volume]:
    """The same for the headline of many years: only rows of totals and items.

    Of some indicators alone only what tells them is read, where the index says what that is: one query more, and far fewer rows; of the
    tables only whose funds they are of, and what is in them, as their titles say. `heard`
    are those of which the sentences alone are wanted beside them.
    """
    wanted = list(editions)
    return _read_some(wanted, indicators, heard) if indicators else _read(wanted, ROWS_OF_TOTALS)


def _read_some(editions: Sequence[Edition], indicators: Sequence[Indicator], heard: Sequence[Indicator]) -> dict[int, Volume]:
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    schedules = dict.fromkeys(schedule for one in indicators for schedule in one.schedules)
    told = told_in(wanted, [one.key for one in indicators], [one.key for one in (*indicators, *heard)], schedules)
    found = {key: _volume(wanted[key], told.cells.get(key, ()), told.said.get(key, ()), own) for key, own in told.tables.items()}
    return found | _read((wanted[key] for key in told.lacking), ROWS_OF_TOTALS) if told.lacking else found


def read_table(editions: Iterable[Edition], schedule: str, measure: str) -> dict[int, Volume]:
    """The same for the lines of one standard table of many years in one column; of the sentences those that may say that a basis changed,
    and where the table is of the functional classification those on its lines.

    Of the other columns the first cell alone is read: it says that they are there.
    """
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    cells = _cells_by_edition(_facts_of(schedule, measure).rows(wanted))
    said = said_by_edition((_STATEMENTS_OF_LINES if schedule in FUNCTIONAL else _STATEMENTS_OF_A_BASIS).rows(wanted))
    return _volumes(wanted, cells, said)


_OF_A_BASIS: Final = reduce(or_, (Q(text__contains=word) | Q(reason__contains=word) for word in WORDS_OF_BASIS))


def said_of_basis(editions: Collection[int], indicators: Sequence[Indicator]) -> dict[int, list[Said]]:
    """The sentences about headline figures that may say that a basis changed, by edition: at least these. Two queries, none for nothing."""
    if not editions or not indicators:
        return {}
    told = told_of_basis(editions, [one.key for one in indicators])
    unread = said_in(Statement.objects.filter(_OF_A_BASIS, edition__any=told.lacking)) if told.lacking else {}
    return {**told.said, **unread}


@lru_cache(maxsize=_TABLES_KEPT)
def _facts_of(schedule: str, measure: str) -> Prepared:
    """Of editions, the cells of one column of one table, and the first of each other column."""
    own = Fact.objects.filter(schedule=schedule)
    if schedule == "three_public":  # where items are rows, each row names its column (`column_measure`)
        return Prepared(lambda ids: _in_order(own.filter(edition__any=ids), *_FACT))
    column = ("edition_id", "document_id", "table", "fiscal_year", "figure", "measure", "kind")

    def compose(ids: Any) -> QuerySet[Any, Any]:
        firsts = own.filter(edition__any=ids).order_by().values(*column).annotate(first=Min("pk")).values("first")
        return _in_order(own.filter(Q(measure__in=names_of_column(measure)) | Q(pk__in=firsts), edition__any=ids), *_FACT)

    return Prepared(compose)


def _read(editions: Iterable[Edition], wanted_rows: Q, wanted_sentences: Q = EVERYTHING) -> dict[int, Volume]:
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    cells = cells_in(Fact.objects.filter(wanted_rows, edition__any=wanted))
    said = said_in(Statement.objects.filter(wanted_sentences, edition__any=wanted))
    return _volumes(wanted, cells, said)


def _volumes(wanted: Mapping[int, Edition], cells: Mapping[int, list[Cell]], said: Mapping[int, list[Said]]) -> dict[int, Volume]:
    tables = tables_in(wanted)
    return {key: _volume(edition, cells.get(key, []), said.get(key, []), tables.get(key, [])) for key, edition in wanted.items()}


def _volume(edition: Edition, cells: Sequence[Cell], said: Sequence[Said], tables: Sequence[TableRead]) -> Volume:
    disclosure = edition.disclosure
    if disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    return Volume(edition, disclosure.fiscal_year, disclosure.stage, disclosure.scope, tuple(cells), tuple(said), tuple(tables))


_FACT: Final = (
    "id",
    "edition_id",
    "document_id",
    "fiscal_year",
    "table",
    "schedule",
    "row_key",
    "measure",
    "figure",
    "row",
    "label",
    "yuan",
    "presence",
    "column",
    "block",
    "code",
    "item",
    Cast("path", TextField()),
    "level",
    "side",
    "kind",
    "printed",
    "unit",
    "page",
    "line",
    "sheet",
    "cell",
    "correction_id",
)
"""In the order of the fields of `Cell`."""
_PATH: Final = 17


def cells_in(facts: QuerySet[Fact]) -> dict[int, list[Cell]]:
    """The cells of editions, by edition, in the order of their tables. One query."""
    return _cells_by_edition(_in_order(facts, *_FACT))


def cells_at(ids: Collection[int]) -> dict[int, list[Cell]]:
    """These cells, by edition. One query, none for none."""
    return _cells_by_edition(_FACTS.rows(ids)) if ids else {}


def _cells_by_edition(rows: Iterable[Sequence[Any]]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for row in rows:
        cell = _cell(row)
        found.setdefault(cell.edition, []).append(cell)
    return found


def _cell(row: Sequence[Any]) -> Cell:
    values: list[Any] = list(row)
    values[_PATH], values[-1] = _words(values[_PATH]), values[-1] is not None
    return Cell(*values)


@lru_cache(maxsize=MOST_WORDS)
def _words(text: str) -> tuple[Any, ...]:
    """A list in JSON: the rows of a table have few paths, tables stand on few pages, and each is read but once."""
    return tuple(json.loads(text))


def _in_order(rows: QuerySet[Any], *names: Any) -> QuerySet[Any, Any]:
    return rows.order_by("order", "id").values_list(*names)


_FACTS: Final = Prepared(lambda ids: _in_order(Fact.objects.filter(pk__any=ids), *_FACT))


def _statements_of(wanted: Q) -> Prepared:
    return Prepared(lambda ids: with_names(Statement.objects.filter(wanted, edition__any=ids)))


_STATEMENTS_OF_A_BASIS: Final = _statements_of(_OF_A_BASIS)
_STATEMENTS_OF_LINES: Final = _statements_of(_OF_A_BASIS | Q(subject__regex=NAMES_A_LEVEL))


def tables_in(editions: Iterable[int]) -> dict[int, list[TableRead]]:
    """The tables of editions, by edition, in the order of their documents. One query."""
    found: dict[int, list[TableRead]] = {}
    for edition, pages, remarks, carry_over, *row in _TABLES.rows(list(editions)):
        row += [carry_over or None, _words(pages), _words(remarks)]
        found.setdefault(edition, []).append(TableRead(*row))
    return found


_TABLE: Final = (
    Cast("pages", TextField()),
    Cast("remarks", TextField()),
    "carry_over",
    "document_id",
    "order",
    "schedule",
    "title",
    "unit",
    "no_data",
    "line",
    "cells",
    "figures",
    "printed_number",
    "fund",
)
"""Three that are not as they are shown, then the others in the order of the fields of `TableRead`."""
_TABLES: Final = Prepared(
    lambda ids: (
        PrintedTable.objects.filter(edition__parts__reading__document=F("document"), edition__any=ids)
        .order_by("edition__parts__order", "order")
        .values_list("edition_id", *_TABLE)
    )
)
