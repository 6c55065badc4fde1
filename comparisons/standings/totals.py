"""One headline figure of all departments: from tables, else from sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from django.db.models import Q

from budgets.models import Statement
from comparisons import series, stored
from comparisons.changes import Basis
from comparisons.finders import Cell, Place
from comparisons.indicators import BY_KEY, Indicator
from comparisons.ranking import Absent, Entry
from comparisons.standings.questions import Asked
from comparisons.standings.rows import Bases, Row, Source, Sources, entries_of, entry_of, rows_among, rows_of, sources_of
from comparisons.stated import Said

GIVES_WAY: Final[tuple[Absent, ...]] = ("blank", "dash")
"""What the text takes the place of, as in `series.indicator_points`."""


class _Without(NamedTuple):
    """An edition whose tables do not give the figure: the blank cell, if there is one, and the cells at its places."""

    source: Source
    blank: list[Entry]
    rows: Sequence[Row]


def of_indicator(question: Asked, departments: Collection[int] | None = None) -> tuple[Sources, list[Entry]]:
    """As `series.own_headline` finds them: in the tables, else in the text where that gives one figure.

    Of all departments or of these alone. Most documents print it alone at its first place; only of the others the further places are read.
    """
    indicator = BY_KEY[question.line.indicator]
    first, *others = (*indicator.find.places, *indicator.find.beside)
    sources = sources_of(question, {first.schedule}, departments=departments)
    rows = rows_of(question, _at([first]), sources, narrowed=departments is not None)
    settled = {edition: row for edition, own in rows.items() if (row := _settled(own)) is not None}
    unsettled = [edition for edition in sources.editions if edition not in settled]
    told = stored.told_in(unsettled, [indicator.key], [indicator.key]) if unsettled else stored.NOTHING_TOLD
    if unsettled and others:
        further = sources_of(question, {place.schedule for place in (first, *others)}, unsettled)
        sources = sources.with_tables(further)
        rows = rows_among(question, (cell for cells in told.cells.values() for cell in cells), further)
        if told.lacking:
            rows |= rows_of(question, _at([first, *others]), further.among(told.lacking), narrowed=True)
    bases = Bases(question, indicator.key, sources.titled, in_any_table=indicator.in_any_table)
    found: list[Entry] = []
    without: list[_Without] = []
    for source in sources.all():
        row = settled.get(source.edition)
        if row is not None:
            found.append(entry_of(source.department, row, bases))
            continue
        there = rows.get(source.edition, ())
        own = entries_of(source.department, there, question, bases, partial(_the_one, indicator)) if there else []
        if any(entry.absent not in GIVES_WAY for entry in own):
            found += own
        else:
            without.append(_Without(source, own, there))
    return sources, [*found, *_from_text(question, indicator, without, sources, told)] if without else found


def _settled(rows: Sequence[Row]) -> Row | None:
    """The figure that is printed alone at the first place: any finder takes it."""
    return rows[0] if len(rows) == 1 and rows[0].yuan is not None else None


def _the_one(indicator: Indicator, cells: Sequence[Cell]) -> list[Cell]:
    cell = indicator.find(cells)
    return [cell] if cell is not None else []


def _at(places: Iterable[Place]) -> Q:
    """Raises ValueError for places where only the labels tell the row: no index has them."""
    found = Q()
    for place in dict.fromkeys(places):
        if place.items is None:
            raise ValueError(f"{place.schedule}: a line that only its label tells is not read over departments")
        side = {} if place.side is None else {"side": place.side}
        row = {"row": 0} if place.at_top else {}
        found |= Q(schedule=place.schedule, item__in=place.items, measure__in=place.measures, **side, **row)
    return found


def _from_text(
    question: Asked,
    indicator: Indicator,
    without: Sequence[_Without],
    sources: Sources,
    told: stored.Told,
) -> list[Entry]:
    """What the sentences give where no table does, else why there is nothing: the blank cell of the table, if it has one. A query where
    editions are not indexed."""
    sentences = dict(told.said)
    if told.lacking:
        sentences |= stored.said_in(Statement.objects.filter(edition__any=told.lacking))
    found = []
    for source, blank, there in without:
        heard = sentences.get(source.edition)
        about = [said for said in series.about(heard, indicator) if _tells(said, question)] if heard else []
        point = series.stated_point(about, source.year, question.stage, question.scope, indicator)
        if point is not None:
            number = point.evidence.id if point.evidence else None
            found.append(Entry(source.department, source.year, point.yuan, replace(point.basis, unit=""), id=number))
            continue
        if blank:
            found += blank
            continue
        is_empty = source.edition in sources.with_table and source.edition not in sources.with_figures
        absent: Absent = "empty_table" if is_empty else "not_stated"
        if there and _differ(indicator, there):
            absent = "several"
        found.append(Entry(source.department, source.year, None, Basis(question.stage, question.scope), absent))
    return found


def _tells(said: Said, question: Asked) -> bool:
    """Whether a sentence gives an amount of one of the two years."""
    return said.amount is not None and said.year in question.years


def _differ(indicator: Indicator, rows: Sequence[Row]) -> bool:
    """Whether the tables print different figures for it."""
    places = indicator.find.places
    there = (row for row in rows if any(place.holds(row.schedule, row.item, row.measure, row.side, row.row) for place in places))
    return len({row.yuan for row in there if row.yuan is not None}) > 1
