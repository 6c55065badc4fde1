"""The figures of one line as they are stored, and on what each stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from budgets.models import Edition, Fact, ListedTable, PrintedTable, Stage
from budgets.prepared import Prepared, Slot
from budgets.querysets import state_field
from budgets.schedules import fund_of
from comparisons import series, volume
from comparisons.changes import Basis, Presence
from comparisons.finders import WHOLE, Cell
from comparisons.ranking import Absent, Entry
from comparisons.standings.questions import STAGES, Asked

_Place = tuple[int, int, int]


class Source(NamedTuple):
    """An edition in force."""

    edition: int
    department: int
    year: int


class Titled(NamedTuple):
    """What the title of a table says: of which funds it is, and what of last year's carry-over is in it."""

    carry_over: str
    fund: str


_UNTITLED: Final = Titled("", "")


@dataclass(frozen=True, slots=True)
class Sources:
    """The editions of a year and the one before: by year the departments by edition of those in force, in the order of departments, and the
    departments whose one was withdrawn. Of their tables of the kinds that were asked for: what the title of each says, which editions have
    one, and which have one that is not empty (as `volume.TableRead.is_empty`).
    """

    in_force: Mapping[int, Mapping[int, int]]
    withdrawn: Mapping[int, AbstractSet[int]]
    titled: Mapping[_Place, Titled]
    with_table: AbstractSet[int]
    with_figures: AbstractSet[int]

    def all(self) -> list[Source]:
        """All in force."""
        return [Source(edition, department, year) for year, own in self.in_force.items() for edition, department in own.items()]

    def has(self, year: int) -> bool:
        """Whether anything was ever published of a year."""
        return bool(self.in_force[year] or self.withdrawn[year])

    @property
    def editions(self) -> list[int]:
        """All in force."""
        return [edition for own in self.in_force.values() for edition in own]

    def among(self, editions: AbstractSet[int]) -> Sources:
        """The same of these editions alone."""
        own = {year: {edition: whose for edition, whose in there.items() if edition in editions} for year, there in self.in_force.items()}
        return replace(self, in_force=own)

    def with_tables(self, other: Sources) -> Sources:
        """The same editions with more of their tables."""
        return replace(
            self,
            titled={**self.titled, **other.titled},
            with_table=self.with_table | other.with_table,
            with_figures=self.with_figures | other.with_figures,
        )


class Row(NamedTuple):
    """A cell that may be the figure."""

    edition: int
    year: int
    item: str
    id: int
    document: int
    table: int
    schedule: str
    measure: str
    figure: str
    row: int
    block: int
    side: str
    yuan: Decimal | None
    presence: Presence

    @property
    def place(self) -> _Place:
        """Its edition, and in it document and table."""
        return self.edition, self.document, self.table

    @property
    def cell(self) -> Cell:
        """The same as the pure steps know it."""
        return Cell(
            id=self.id,
            edition=self.edition,
            document=self.document,
            year=self.year,
            table=self.table,
            schedule=self.schedule,
            row_key="",
            measure=self.measure,
            figure=self.figure,
            row=self.row,
            label="",
            yuan=self.yuan,
            presence=self.presence,
            block=self.block,
            item=self.item,
            side=self.side,
        )


_FIGURES: Final = ("id", "document_id", "table", "schedule", "measure", "figure", "row", "block", "side", "yuan", "presence")
"""What the indexes of a line hold (and the item, where one is asked for): no other field of a fact may be read here."""


def documented(question: Asked) -> set[int]:
    """The departments with a document of the year or of the one before, in force or withdrawn. One query."""
    found = sources_of(question, ())
    return {one for own in found.in_force.values() for one in own.values()}.union(*found.withdrawn.values())


def sources_of(
    question: Asked, schedules: Collection[str], editions: Collection[int] | None = None, departments: Collection[int] | None = None
) -> Sources:
    """The editions of the year and the one before, in force or withdrawn, with their tables of these kinds. One query.

    `editions` or `departments` are the only ones that are read.
    """
    in_force: dict[int, dict[int, int]] = {year: {} for year in question.years}
    withdrawn: dict[int, set[int]] = {year: set() for year in question.years}
    titled: dict[_Place, Titled] = {}
    with_table: set[int] = set()
    with_figures: set[int] = set()
    narrowed = "edition" if editions is not None else "department" if departments is not None else ""
    listed = _listed(question.stage, question.scope, ("", *sorted(schedules)), narrowed)
    for year, state, schedule, carry_over, fund, is_empty, own, whose, documents, orders in listed.rows(
        question.years, editions if editions is not None else departments if departments is not None else ()
    ):
        if state == Edition.State.WITHDRAWN:
            withdrawn[year].update(whose)
        elif not schedule:
            in_force[year].update(sorted(zip(own, whose, strict=True), key=itemgetter(1)))
        else:
            titled.update(zip(zip(own, documents, orders, strict=True), repeat(Titled(carry_over, fund))))
            with_table.update(own)
            if not is_empty:
                with_figures.update(own)
    return Sources(in_force, withdrawn, titled, with_table, with_figures)


@lru_cache(maxsize=256)
def _listed(stage: str, scope: str, schedules: Sequence[str], narrowed: str) -> Prepared:
    """Tables of these kinds, those alike as one row with an array of each of edition, department, document and place in it. Given are the
    years, and the editions or departments where it is narrowed to them."""

    def tables(years: Slot, ids: Slot) -> QuerySet[ListedTable, Any]:
        own = ListedTable.objects.in_states(Edition.State.PUBLISHED, Edition.State.WITHDRAWN)
        own = own.filter(schedule__in=schedules, fiscal_year__any=years, stage=stage, scope=scope).order_by()
        own = own.filter(**{f"{narrowed}__any": ids}) if narrowed else own
        alike = own.values_list("fiscal_year", state_field(), "schedule", "carry_over", "fund", "is_empty")
        arrays = {f"{name}s": ArrayAgg(name) for name in ("edition_id", "department_id", "document_id", "order")}
        return alike.annotate(**arrays)

    return Prepared(tables, slots=2)


def rows_of(question: Asked, places: Q, sources: Sources, *, narrowed: bool = False) -> dict[int, list[Row]]:
    """Of each edition in force the cells at these places that are of its own year. One query, answered from an index alone, and one more
    where final accounts do not print 决算数 here: a table that has it elsewhere gives no other figure, and leaves an empty list.

    `narrowed`: the sources are few, and no fact of another edition is read.
    """
    return _by_edition(
        question, _facts_at(places, question.stage, narrowed).rows(question.years, sources.editions if narrowed else ()), sources
    )


def rows_among(question: Asked, cells: Iterable[Cell], sources: Sources) -> dict[int, list[Row]]:
    """The same among cells that are known already. Queries as `rows_of` for final accounts, else none."""
    figures = STAGES[question.stage]
    there = (one for one in cells if one.year in question.years and one.figure in figures and one.kind == "money")
    return _by_edition(question, map(_row_of, there), sources)


def _row_of(cell: Cell) -> Row:
    return Row(
        cell.edition,
        cell.year,
        cell.item,
        cell.id,
        cell.document,
        cell.table,
        cell.schedule,
        cell.measure,
        cell.figure,
        cell.row,
        cell.block,
        cell.side,
        cell.yuan,
        cell.presence,
    )


def _by_edition(question: Asked, found: Iterable[Sequence[Any]], sources: Sources) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = {}
    for row in map(Row._make, found):
        if row.edition in sources.in_force[row.year]:
            rows.setdefault(row.edition, []).append(row)
    if question.stage != Stage.FINAL_ACCOUNTS:
        return rows
    final = _with_final(row for own in rows.values() for row in own if row.figure == "this")
    dropped = {edition for edition, _document, _table in final}
    return rows | {one: [row for row in rows[one] if row.figure == "final" or row.place not in final] for one in dropped & rows.keys()}


@lru_cache(maxsize=1024)
def _facts_at(places: Q, stage: str, narrowed: bool) -> Prepared:
    """Cells at places, by years and editions."""

    def facts(years: Slot, editions: Slot) -> QuerySet[Fact, Any]:
        own = Fact.objects.filter(places, fiscal_year__any=years, figure__in=STAGES[stage], kind=Fact.Kind.MONEY).order_by()
        own = own.filter(edition__any=editions) if narrowed else own
        item = F("item") if "item" in _columns_of(places) else Value("")
        return own.values_list("edition_id", "fiscal_year", item, *_FIGURES)

    return Prepared(facts, slots=2)


def _with_final(rows: Iterable[Row]) -> set[_Place]:
    """The tables of these cells that have 决算数 in another cell. One query, none for no cells."""
    unsure = list(rows)
    if not unsure:
        return set()
    final = Fact.objects.filter(figure="final", edition=OuterRef("edition"), document=OuterRef("document"), table=OuterRef("order"))
    tables = PrintedTable.objects.filter(edition__in={row.edition for row in unsure}, schedule__in={row.schedule for row in unsure})
    own_year = Exists(final.filter(fiscal_year=OuterRef("edition__disclosure__fiscal_year")))
    return set(tables.filter(own_year).order_by().values_list("edition_id", "document_id", "order"))


def _columns_of(places: Q) -> set[str]:
    """The columns that a condition names."""
    found: set[str] = set()
    for child in places.children:
        found |= _columns_of(child) if isinstance(child, Q) else {str(child[0]).partition("__")[0]}  # type: ignore[index]
    return found


def _own(rows: Sequence[Row], question: Asked) -> list[Cell]:
    """The cells of the question's stage, in the order of the document."""
    ordered = [row.cell for row in sorted(rows, key=lambda row: (row.document, row.table, row.row, row.id))]
    return list(volume.own_cells(ordered, rows[0].year, question.stage)) if rows else []


Choose = Callable[[Sequence[Cell]], Iterable[Cell]]


def entries_of(department: int, rows: Sequence[Row], question: Asked, bases: Bases, choose: Choose) -> list[Entry]:
    """The entries of one edition: of the cells that are of its stage those that are chosen."""
    by_id = {row.id: row for row in rows}
    return [entry_of(department, by_id[cell.id], bases) for cell in choose(_own(rows, question))]


def entry_of(department: int, row: Row, bases: Bases) -> Entry:
    absent: Absent = ""
    if row.yuan is None:
        absent = "no_unit" if row.presence == "printed" else row.presence
    return Entry(department, row.year, row.yuan, bases.of_row(row), absent, row.id)


class Bases:
    """The bases of a question's figures, each made once. With `in_any_table` it is no difference which table prints the figure."""

    def __init__(self, question: Asked, measure: str, titled: Mapping[_Place, Titled], *, in_any_table: bool = False) -> None:
        self._in_any_table, self._titled = in_any_table, titled
        self._question, self._measure = question, "total" if measure in WHOLE else measure
        self._known: dict[tuple[str, str, str], Basis] = {}
        self._of_rows: dict[tuple[str, str, str, Titled], Basis] = {}

    def of_row(self, row: Row) -> Basis:
        """On what a figure of a table stands, as `series.point_of` tells it."""
        titled = self._titled.get((row.edition, row.document, row.table), _UNTITLED)
        key = (row.schedule, row.item, row.measure, titled)
        found = self._of_rows.get(key)
        if found is None:
            fund = fund_of(row.schedule, series.column_measure(row.cell), titled.fund)
            self._of_rows[key] = found = self.of(row.schedule, titled.carry_over, fund)
        return found

    def of(self, schedule: str, carry_over: str = "", fund: str = "") -> Basis:
        """On what the figures of a table stand; its only column of money counts as total."""
        key = (schedule, carry_over, fund)
        if key not in self._known:
            one = self._question
            table = "" if self._in_any_table else schedule
            self._known[key] = Basis(one.stage, one.scope, "own", table, self._measure, carry_over or None, fund=fund)
        return self._known[key]
