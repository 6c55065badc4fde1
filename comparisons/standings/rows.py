"""The figures of one line as they are stored, and on what each stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value

from budgets.models import Edition, Fact, PrintedTable, Stage
from budgets.querysets import state_field
from budgets.schedules import fund_of
from comparisons import series, volume
from comparisons.changes import Basis, Presence
from comparisons.indicators import WHOLE, Cell
from comparisons.ranking import Absent, Entry
from comparisons.standings.questions import STAGES, Asked

_Place = tuple[int, int, int]


class Source(NamedTuple):
    """An edition in force, or one that was withdrawn, with its tables of the kinds that were asked for."""

    edition: int
    department: int
    year: int
    withdrawn: bool
    tables: list[_Table]

    def table_of(self, row: Row) -> _Table | None:
        """The table in which a cell stands."""
        for table in self.tables:
            if table.order == row.table and table.document == row.document:
                return table
        return None


class _Table(NamedTuple):
    """A table without its rows, and of which funds it is and what of last year's carry-over is in it, as its title says."""

    document: int
    order: int
    carry_over: str
    fund: str
    no_data: bool
    figures: int

    @property
    def is_empty(self) -> bool:
        """Whether it says to be empty, and is (as `volume.TableRead.is_empty`)."""
        return self.no_data and not self.figures


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


def _shown(question: Asked) -> QuerySet[Edition]:
    kind = {"fiscal_year__in": question.years, "stage": question.stage, "scope": question.scope}
    there = Edition.objects.in_states(Edition.State.PUBLISHED, Edition.State.WITHDRAWN)
    return there.filter(**{f"disclosure__{name}": value for name, value in kind.items()}).order_by()


def documented(question: Asked) -> set[int]:
    """The departments with a document of the year or of the one before, in force or withdrawn. One query."""
    return set(_shown(question).values_list("disclosure__department_id", flat=True).distinct())


def sources_of(
    question: Asked, schedules: Collection[str], editions: Collection[int] | None = None, departments: Collection[int] | None = None
) -> dict[int, Source]:
    """The editions of the year and the one before, in force or withdrawn, with their tables of these kinds. One query.

    `editions` or `departments` are the only ones that are read.
    """
    shown = _shown(question)
    if editions is not None:
        shown = shown.filter(pk__any=editions)
    if departments is not None:
        shown = shown.filter(disclosure__department__any=departments)
    head = FilteredRelation("printedtables", condition=Q(printedtables__schedule__in=schedules))
    names = ("pk", "disclosure__department_id", "disclosure__fiscal_year", state_field())
    of_table = (f"head__{name}" for name in ("document_id", "order", "carry_over", "fund", "no_data", "figures"))
    found: dict[int, Source] = {}
    for edition, department, year, state, *table in shown.annotate(head=head).values_list(*names, *of_table):
        if edition not in found:
            found[edition] = Source(edition, department, year, state == Edition.State.WITHDRAWN, [])
        if table[0] is not None:
            found[edition].tables.append(_Table(*table))
    return found


def rows_of(question: Asked, places: Q, sources: Mapping[int, Source], editions: Collection[int] | None = None) -> dict[int, list[Row]]:
    """Of each edition in force the cells at these places that are of its own year. One query, answered from an index alone, and one more
    where final accounts do not print 决算数 here: a table that has it elsewhere gives no other figure, and leaves an empty list.
    """
    kind = Q(fiscal_year__in=question.years, figure__in=STAGES[question.stage], kind=Fact.Kind.MONEY)
    facts = Fact.objects.filter(places & kind).order_by()
    if editions is not None:
        facts = facts.filter(edition__any=editions)
    item = F("item") if "item" in _columns_of(places) else Value("")
    rows: dict[int, list[Row]] = {}
    for row in map(Row._make, facts.values_list("edition_id", "fiscal_year", item, *_FIGURES)):
        source = sources.get(row.edition)
        if source is not None and row.year == source.year and not source.withdrawn:
            rows.setdefault(row.edition, []).append(row)
    if question.stage != Stage.FINAL_ACCOUNTS:
        return rows
    final = _with_final(row for own in rows.values() for row in own if row.figure == "this")
    dropped = {edition for edition, _document, _table in final}
    return rows | {one: [row for row in rows[one] if row.figure == "final" or row.place not in final] for one in dropped & rows.keys()}


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


def entries_of(source: Source, rows: Sequence[Row], question: Asked, bases: Bases, choose: Choose) -> list[Entry]:
    """The entries of one edition: of the cells that are of its stage those that are chosen."""
    by_id = {row.id: row for row in rows}
    return [entry_of(source, by_id[cell.id], bases) for cell in choose(_own(rows, question))]


def entry_of(source: Source, row: Row, bases: Bases) -> Entry:
    absent: Absent = ""
    if row.yuan is None:
        absent = "no_unit" if row.presence == "printed" else row.presence
    return Entry(source.department, source.year, row.yuan, bases.of_row(row, source.table_of(row)), absent, row.id)


class Bases:
    """The bases of a question's figures, each made once. With `in_any_table` it is no difference which table prints the figure."""

    def __init__(self, question: Asked, measure: str, *, in_any_table: bool = False) -> None:
        self._in_any_table = in_any_table
        self._question, self._measure = question, "total" if measure in WHOLE else measure
        self._known: dict[tuple[str, str, str], Basis] = {}
        self._of_rows: dict[tuple[str, ...], Basis] = {}

    def of_row(self, row: Row, table: _Table | None) -> Basis:
        """On what a figure of a table stands, as `series.point_of` tells it."""
        named, carry_over = (table.fund, table.carry_over) if table else ("", "")
        key = (row.schedule, row.item, row.measure, named, carry_over)
        if key not in self._of_rows:
            fund = fund_of(row.schedule, series.column_measure(row.cell), named)
            self._of_rows[key] = self.of(row.schedule, carry_over, fund)
        return self._of_rows[key]

    def of(self, schedule: str, carry_over: str = "", fund: str = "") -> Basis:
        """On what the figures of a table stand; its only column of money counts as total."""
        key = (schedule, carry_over, fund)
        if key not in self._known:
            one = self._question
            table = "" if self._in_any_table else schedule
            self._known[key] = Basis(one.stage, one.scope, "own", table, self._measure, carry_over or None, fund=fund)
        return self._known[key]
