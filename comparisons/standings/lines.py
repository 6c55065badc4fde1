"""One line of a table, of all departments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from django.db.models import Count, Q

from budgets.codes import level_of
from budgets.models import Fact
from budgets.schedules import SCHEDULES
from comparisons import series
from comparisons.changes import Caution
from comparisons.finders import WHOLE
from comparisons.ranking import Absent, Entry
from comparisons.standings.questions import CODE, STAGES, Asked, Line
from comparisons.standings.rows import Bases, Row, Source, Sources, entries_of, entry_of, rows_of, sources_of


def of_line(question: Asked, departments: Collection[int] | None = None) -> tuple[Sources, list[Entry]]:
    """The editions of the year and the one before with their entries, of all departments or of these alone."""
    line, narrowed = question.line, departments is not None
    sources = sources_of(question, {line.schedule}, departments=departments)
    rows = rows_of(question, _places(line), sources, narrowed=narrowed)
    was = question.former
    former = _former_rows(question, was, sources, narrowed=narrowed)
    bases = Bases(question, line.measure, sources.titled)
    found: list[Entry] = []
    without: list[Source] = []
    for source in sources.all():
        there, old = rows.get(source.edition, ()), former.get(source.edition, ())
        if not (there or old):  # so it is of most
            without.append(source)
        elif there and was and source.year < question.year and (old or level_of(line.key)):
            found.append(Entry(source.department, source.year, None, bases.of(line.schedule), "recoded"))
        elif own := _of_line(source.department, there or old, question, bases):
            found += [entry._replace(under=was.before) for entry in own] if old and was else own
        else:
            without.append(source)
    return sources, [*found, *_without_line(question, without, sources, rows, bases)]


def _of_line(department: int, rows: Sequence[Row], question: Asked, bases: Bases) -> list[Entry]:
    if len(rows) == 1:  # nothing to choose: so it is of most
        return [entry_of(department, rows[0], bases)]
    found = entries_of(department, rows, question, bases, partial(series.in_column, measure=question.line.measure))
    return [found[0]._replace(yuan=None, absent="several_rows")] if len(found) > 1 and _are_many(rows, found) else found


def _are_many(rows: Sequence[Row], found: Sequence[Entry]) -> bool:
    """Whether one table has the line in several rows, as purchases of one kind: equal amounts in them are not one amount."""
    chosen = {entry.id for entry in found}
    places = [(row.document, row.table, row.block) for row in rows if row.id in chosen]
    return len(places) > len(set(places))


def _former_rows(question: Asked, former: Caution | None, sources: Sources, *, narrowed: bool) -> dict[int, list[Row]]:
    """Of the editions of the year before the cells under the code that the line replaced. No query where it replaced none."""
    if former is None:
        return {}
    found = rows_of(question, _places(replace(question.line, key=former.before)), sources, narrowed=narrowed)
    before = sources.in_force[question.years[0]]
    return {edition: rows for edition, rows in found.items() if rows and edition in before}


def _places(line: Line) -> Q:
    """Where the cells of a line stand."""
    return filter_of(line) & Q(measure__in=columns_of_line(line), side=line.side)


def filter_of(line: Line) -> Q:
    if CODE.fullmatch(line.key):
        return Q(schedule=line.schedule, code=line.key)
    if line.key in items_of(line.schedule):
        return Q(schedule=line.schedule, item=line.key)
    key = f"{line.side}:{line.key}" if line.side else line.key
    return Q(schedule=line.schedule, row_key__folded=key, code="", item="")


def items_of(schedule: str) -> list[str]:
    return ["total", *(key for key, _pattern in SCHEDULES[schedule].items if key != "total")]


def columns_of_line(line: Line) -> tuple[str, ...]:
    """The columns as stored: of an item of 三公 the row's own name is its total."""
    if line.schedule == "three_public":
        return (*WHOLE, line.key) if line.measure == "total" else (line.measure, f"{line.key}.{line.measure}")
    return WHOLE if line.measure == "total" else (line.measure,)


def _without_line(question: Asked, without: Sequence[Source], sources: Sources, rows: Collection[int], bases: Bases) -> list[Entry]:
    """Why documents do not give the line; `rows` are those that print it, but not of their own stage.

    One query, none where all documents give it, or have no such table.
    """
    with_table = sources.with_table
    other = _in_other_columns(question).union(rows) if any(one.edition in with_table for one in without) else set()
    basis, figures = bases.of(question.line.schedule), sources.with_figures
    found = []
    for edition, department, year in without:  # thousands, where few print the line
        why: Absent = "no_table"
        if edition in with_table:
            why = "no_column" if edition in other else "no_line" if edition in figures else "empty_table"
        found.append(Entry(department, year, None, basis, why))
    return found


def _in_other_columns(question: Asked) -> set[int]:
    """The editions that print the line, and not in the column that is asked for."""
    line = question.line
    asked_for = Q(measure__in=columns_of_line(line), figure__in=STAGES[question.stage], kind=Fact.Kind.MONEY)
    rows = Fact.objects.filter(filter_of(line), side=line.side, fiscal_year__in=question.years).order_by()
    return set(rows.values("edition_id").annotate(own=Count("id", filter=asked_for)).filter(own=0).values_list("edition_id", flat=True))
