"""From the stored truth to plain points: the only reader of the database in this package.

An edition is read in a constant number of queries, however many tables, rows or documents it has.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any, Final, Literal

from django.db.models import Case, F, Prefetch, Q, QuerySet, TextField, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, RowNumber

from budgets.boxes import is_level
from budgets.codes import folded, level_of
from budgets.models import (
    Correction,
    Department,
    DepartmentName,
    Disclosure,
    Edition,
    Expected,
    Fact,
    Finding,
    Form,
    Note,
    Part,
    Population,
    PrintedTable,
    Scope,
    Statement,
    Subordination,
    Succession,
)
from budgets.money import YUAN_PER_UNIT, parse_amount, step
from budgets.querysets import EditionQuerySet
from budgets.schedules import SCHEDULES, fund_of
from comparisons.changes import NO_BREAKS, Basis, Breaks, Caution, Change, Changes, Evidence, Point, compare
from comparisons.continuity import NO_LINEAGE, History, Lineage
from comparisons.continuity import Succession as Event
from comparisons.counts import UNITS, Inhabitants, Whose, inhabitants
from comparisons.counts import counted as told_counts
from comparisons.denominators import Counted, Denominator
from comparisons.execution import PLANS
from comparisons.indicators import BY_KEY, INDICATORS, MOST_WORDS, WHOLE, Cell, Indicator, plain
from comparisons.models import HeadlineIndex
from comparisons.once import Below, followed
from comparisons.reasons import CHANGED
from comparisons.recodes import classification
from comparisons.restatements import Restatement, each_once, of_changes, restated
from comparisons.roster import Disclosed, Due, Listed
from comparisons.sheets import Printed, cell_key, place_key
from comparisons.stated import WORDS_OF_BASIS, Check, Claim, Said, check, evidence_of, other_bases_said, planned, previous_year, this_year
from comparisons.subjects import FUNCTIONAL, NAMES_A_LEVEL, RULES, SPOKEN, lines_meant, only_one, totals_meant

STAGE_OF_FIGURE: Final = {"budget": "budget", "adjusted_budget": "adjusted_budget", "final": "final_accounts"}
EVERYTHING: Final = Q()
IN_FORCE_FIRST: Final = Case(When(state="published", then=0), default=1)


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table of an edition as it was recognised, without its rows. `facts` counts its cells, blank ones too, `figures` those that are not.

    `number` is its place in the document, from 0; `printed_number` what the document calls it (预算公开表3). `remarks` stand under it.
    `fund` is the source of funds that its title names.
    """

    document: int
    number: int
    schedule: str
    title: str
    unit: str
    no_data: bool
    line: int | None
    facts: int
    figures: int = 0
    printed_number: str = ""
    fund: str = ""
    carry_over: str | None = None
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, int]:
        """Document and place in it: what tells it from every other table of its edition."""
        return self.document, self.number

    @property
    def is_empty(self) -> bool:
        """Whether it says to have no data, and prints none."""
        return self.no_data and not self.figures


@dataclass(frozen=True)
class Volume:
    """One edition as plain values: what it printed in cells and said in sentences.

    `owner` is the name of the department whose it is, where it is read for one that came of it.
    """

    edition: Edition
    year: int
    stage: str
    scope: str
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    tables: tuple[TableRead, ...]
    owner: str = ""

    def own(self) -> tuple[Cell, ...]:
        """The cells of the edition's own year and stage. A table of a final account may print 预算数 beside 决算数."""
        return self._own

    def earlier(self) -> tuple[Cell, ...]:
        """The cells that the edition prints for the year before."""
        return self._earlier

    def find(self, indicator: Indicator) -> Cell | None:
        """The cell of a figure of the edition's own year."""
        return indicator.find(_at(self._own_by_table, indicator))

    def find_earlier(self, indicator: Indicator) -> Cell | None:
        """The cell in which the edition prints a figure for the year before."""
        return indicator.find(_at(self._earlier_by_table, indicator))

    def about(self, indicator: Indicator) -> Sequence[Said]:
        """The sentences that speak of an indicator."""
        return self._about.get(indicator.key, ())

    @cached_property
    def _own(self) -> tuple[Cell, ...]:
        return own_cells(self.cells, self.year, self.stage)

    @cached_property
    def _earlier(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.year == self.year - 1)

    @cached_property
    def _own_by_table(self) -> Mapping[str, Sequence[Cell]]:
        return _by_schedule(self._own)

    @cached_property
    def _earlier_by_table(self) -> Mapping[str, Sequence[Cell]]:
        return _by_schedule(self._earlier)

    @cached_property
    def _about(self) -> Mapping[str, Sequence[Said]]:
        found: dict[str, list[Said]] = {}
        for said in self.said:
            for key in _totals_of(said):
                found.setdefault(key, []).append(said)
        return found

    def table_of(self, cell: Cell) -> TableRead | None:
        """The table of a cell: its title says of which funds it is, and whether last year's carry-over is in it."""
        return self._by_place.get(_place_of(cell))

    @cached_property
    def _by_place(self) -> Mapping[tuple[int, int], TableRead]:
        return {table.place: table for table in reversed(self.tables)}

    def planned(self) -> tuple[Cell, ...]:
        """The cells in which final accounts print the budget of their own year (年初预算数, 调整预算数); a budget has none."""
        if self.stage != "final_accounts":
            return ()
        return tuple(cell for cell in self.cells if cell.year == self.year and cell.figure in ("budget", "adjusted_budget"))


def own_cells(cells: Iterable[Cell], year: int, stage: str) -> tuple[Cell, ...]:
    """The cells of a year and stage, all of one edition. Where a table of a final account has 决算数, its other figures are none."""
    this = [cell for cell in cells if cell.year == year]
    if stage == "budget":
        return tuple(cell for cell in this if cell.figure in ("this", "budget"))
    final = {_place_of(cell) for cell in this if cell.figure == "final"}
    return tuple(cell for cell in this if cell.figure == ("final" if _place_of(cell) in final else "this"))


def _by_schedule(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.schedule, []).append(cell)
    return found


def _at(cells: Mapping[str, Sequence[Cell]], indicator: Indicator) -> list[Cell]:
    """The cells of the tables in which a figure may stand."""
    return [cell for schedule in indicator.schedules for cell in cells.get(schedule, ())]


def _totals_of(said: Said) -> tuple[str, ...]:
    """The keys of the totals that a sentence speaks of."""
    return totals_meant(said.subject, said.part_of, said.section)


def _place_of(cell: Cell) -> tuple[int, int]:
    """The place of a cell's table, as `TableRead.place` is."""
    return cell.document, cell.table


# Reading


def latest_editions(editions: EditionQuerySet, name: str = "", limit: int = 50) -> list[Edition]:
    """The latest of these editions of each department whose name or alias has this in it, by region; what is in force goes before."""
    if name:
        named = DepartmentName.objects.filter(key__icontains=DepartmentName.objects.key(name))
        editions = editions.filter(disclosure__department__in=named.values("department"))
    kind = ("-disclosure__fiscal_year", "-disclosure__stage", "disclosure__scope")
    ordered = editions.order_by("disclosure__department_id", IN_FORCE_FIRST, *kind, "-published_at", "-number")
    latest = ordered.distinct("disclosure__department_id").values("pk")
    shown = with_documents(Edition.objects.filter(pk__in=latest))
    return list(shown.order_by("disclosure__department__region_id", "disclosure__department_id")[:limit])


def shown_editions(*departments: Department | int) -> QuerySet[Edition]:
    """One edition of each disclosure of these departments, latest year first; a final account before the budget of its year.

    It is the one in force, else the last that ever was: an address that was cited stays, and says that it was withdrawn.
    """
    citable = Edition.objects.citable().filter(disclosure__department__in=departments)
    ordered = citable.order_by("disclosure_id", IN_FORCE_FIRST, "-published_at", "-number")
    shown = Edition.objects.filter(pk__in=ordered.distinct("disclosure_id").values("pk"))
    return with_documents(shown).order_by("-disclosure__fiscal_year", "-disclosure__stage", "disclosure__scope")


def compared_editions(departments: Mapping[int, Department], stages: Sequence[str] = (), scopes: Sequence[str] = ()) -> list[Edition]:
    """The same of these stages and scopes, in any order, with no more than what a comparison says about them. One query."""
    wanted = {"department__any": departments, **({"stage__in": stages} if stages else {}), **({"scope__in": scopes} if scopes else {})}
    own = Edition.objects.citable().filter(disclosure__in=Disclosure.objects.filter(**wanted))
    ordered = own.order_by("disclosure_id", IN_FORCE_FIRST, "-published_at", "-number").distinct("disclosure_id")
    found = list(ordered.select_related("disclosure").only(*_COMPARED))
    for edition in found:
        if edition.disclosure is not None:
            edition.disclosure.department = departments[edition.disclosure.department_id]
    return found


_COMPARED: Final = ("number", "state", *(f"disclosure__{name}" for name in ("department", "fiscal_year", "stage", "scope")))


def named(departments: Iterable[int]) -> dict[int, Department]:
    """Departments with their regions and names, by id. Two queries."""
    names = Prefetch("names", DepartmentName.objects.order_by("valid_from", "id"))
    found = Department.objects.filter(pk__any=set(departments)).select_related("region").prefetch_related(names)
    return {one.pk: one for one in found}


def samples_in(editions: Iterable[Edition]) -> frozenset[int]:
    """Those of these editions with a document that we typeset ourselves. One query."""
    samples = Part.objects.filter(edition__any=[one.pk for one in editions], reading__document__is_sample=True).order_by()
    return frozenset(samples.values_list("edition", flat=True))


def years_of(departments: Iterable[int]) -> list[int]:
    """The years of which anything of these departments was ever published. One query."""
    ever = Disclosure.objects.filter(department__any=set(departments), editions__in=Edition.objects.citable()).order_by()
    return sorted(set(ever.values_list("fiscal_year", flat=True)))


def schedules_in(editions: Iterable[Edition]) -> list[str]:
    """The standard tables that any of these editions has, in the order of the standard. One query."""
    there = PrintedTable.objects.filter(edition__any=[one.pk for one in editions]).order_by()
    found = set(there.values_list("schedule", flat=True).distinct())
    return [key for key in SCHEDULES if key in found]


def disclosed(departments: Iterable[int]) -> QuerySet[Edition]:
    """One edition of each disclosure of these departments, the one in force or else the last: budgets first, the latest year first."""
    own = Edition.objects.citable().filter(disclosure__department__in=set(departments))
    ordered = own.order_by("disclosure_id", IN_FORCE_FIRST, "-published_at", "-number").distinct("disclosure_id")
    shown = Edition.objects.filter(pk__in=ordered.values("pk")).select_related("disclosure")
    return shown.order_by("disclosure__department_id", "disclosure__stage", "disclosure__scope", "-disclosure__fiscal_year")


def newest(limit: int) -> list[Edition]:
    """The editions in force that were published last."""
    return list(with_documents(Edition.objects.published()).order_by("-published_at", "-pk")[:limit])


def latest_contradictions(limit: int, of_one: int = 2) -> list[Finding]:
    """Contradictions in editions in force, the edition published last first; so many of one edition at most."""
    rank = Window(RowNumber(), partition_by="edition_id", order_by=("order", "pk"))
    own = Finding.objects.filter(outcome=Finding.Outcome.MISMATCH, edition__state=Edition.State.PUBLISHED).annotate(rank=rank)
    names = Prefetch("edition__disclosure__department__names", DepartmentName.objects.order_by("valid_from", "id"))
    shown = own.filter(rank__lte=of_one).select_related("edition__disclosure__department").prefetch_related(names)
    return list(shown.order_by("-edition__published_at", "-edition_id", "order", "pk")[:limit])


def with_documents(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions with everything that a page says about them, but not their readings."""
    parts = Part.objects.select_related("reading__document").defer("reading__extraction", "findings")
    names = DepartmentName.objects.order_by("valid_from", "id")
    return editions.select_related("disclosure__department__region").prefetch_related(
        Prefetch("parts", parts), Prefetch("disclosure__department__names", names)
    )


_KIN: Final = """
    WITH RECURSIVE kin (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT predecessor_id FROM budgets_succession, kin WHERE successor_id = kin.id AND kind <> 'transfer'
    ) SELECT id FROM kin
"""
"""Departments and all before them, however long the chain: one query."""


def lineage(departments: Iterable[Department | int]) -> Lineage:
    """What is recorded of these departments and of all before them. Two queries, one where nothing is."""
    wanted = [one if isinstance(one, int) else one.pk for one in departments]
    if not wanted:
        return NO_LINEAGE
    kin = RawSQL(_KIN, (wanted,))  # noqa: S611  no word of a reader is in it
    recorded = list(Succession.objects.filter(Q(successor__in=kin) | Q(predecessor__in=kin)).order_by("date", "pk"))
    if not recorded:
        return NO_LINEAGE
    there = {number for one in recorded for number in (one.predecessor_id, one.successor_id)}
    names: dict[int, list[DepartmentName]] = {}
    for name in DepartmentName.objects.filter(department__in=there, kind=DepartmentName.Kind.OFFICIAL).order_by("valid_from", "id"):
        names.setdefault(name.department_id, []).append(name)
    events = (Event(one.predecessor_id, one.successor_id, _KIND[one.kind], one.date, one.source) for one in recorded)
    return Lineage(tuple(events), {number: _latest(own) for number, own in names.items()}, _since(names))


_ABOVE: Final = """
    WITH RECURSIVE above (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT superior_id FROM budgets_subordination, above WHERE unit_id = above.id
    ) SELECT id FROM above
"""
"""Departments and all above them, at any time: one query."""


def below(departments: Iterable[int] | None = None, past: Lineage = NO_LINEAGE) -> tuple[Below, ...]:
    """Whose units these departments, or all, and all above them, are, as far as it is recorded; also as those whom they became.

    One query.
    """
    recorded = Subordination.objects.all()
    if departments is not None:
        wanted = sorted({*departments, *past.kin})
        recorded = recorded.filter(unit__in=RawSQL(_ABOVE, (wanted,)))  # noqa: S611  no word of a reader is in it
    rows = recorded.order_by("pk").values_list("unit_id", "superior_id", "valid_from", "valid_to")
    return followed((Below(*row) for row in rows), past.became)


_KIND: Final[Mapping[str, Literal["rename", "merge", "split", "transfer"]]] = {
    "rename": "rename",
    "merge": "merge",
    "split": "split",
    "transfer": "transfer",
}


def _latest(names: Sequence[DepartmentName]) -> str:
    """As `Department.name`: the name in force, else the latest."""
    return max(names, key=lambda one: (one.valid_to is None, one.valid_from.isoformat() if one.valid_from else "")).name


def _since(names: Mapping[int, Sequence[DepartmentName]]) -> dict[int, date]:
    """Since when a department is known to be there, where all its names say since when they are its."""
    found = {number: [one.valid_from for one in own if one.valid_from] for number, own in names.items()}
    return {number: min(days) for number, days in found.items() if len(days) == len(names[number])}


def history(stage: str, scope: str, departments: Iterable[int] | None = None) -> History:
    """What is recorded of departments, or of all, with the years of which there is a disclosure of each.

    One query where nothing is recorded, else three, and one more for all.
    """
    wanted = Succession.objects.values_list("successor", flat=True).distinct() if departments is None else departments
    recorded = lineage(wanted)
    if not recorded.successions:
        return History(recorded, stage)
    years: dict[int, set[int]] = {}
    same = Disclosure.objects.filter(stage=stage, scope=scope, department__in=recorded.kin, editions__in=Edition.objects.citable())
    for department, year in same.values_list("department", "fiscal_year"):
        years.setdefault(department, set()).add(year)
    return History(recorded, stage, {department: frozenset(found) for department, found in years.items()})


@dataclass(frozen=True, slots=True)
class Previous:
    """What an edition is compared with: the document in force of the same stage and scope one year earlier, None where there is none.

    It is the department's own, or that of the one that it was then: `owner` is its name, and `told` the renames on the way. `breaks` is
    what keeps the two years apart.
    """

    edition: Edition | None = None
    breaks: Breaks = NO_BREAKS
    owner: str = ""
    told: tuple[Caution, ...] = ()


def previous(edition: Edition) -> Previous:
    """Last year's document of an edition. Several departments that were merged are not added up here: the merger is noted.

    Two queries where nothing is recorded of the department, else four; and what `with_documents` fetches with the edition.
    """
    disclosure = edition.disclosure
    if disclosure is None:
        return Previous()
    own, years = disclosure.department_id, (disclosure.fiscal_year - 1, disclosure.fiscal_year)
    known = history(disclosure.stage, disclosure.scope, [own])
    members = known.members(own, years[0])
    whose = members[0] if len(members) == 1 else own
    found = _in_force(whose, years[0], disclosure.stage, disclosure.scope)
    if whose != own and found is not None:
        return Previous(found, Breaks(known.breaks(own, *years)), known.lineage.name(whose), known.told(own, years))
    return Previous(found, Breaks(known.own_breaks(own, *years), notes=known.joined(own, *years)))


def _in_force(department: int, year: int, stage: str, scope: str) -> Edition | None:
    same = {"department_id": department, "fiscal_year": year, "stage": stage, "scope": scope}
    return with_documents(Edition.objects.published()).filter(**{f"disclosure__{name}": value for name, value in same.items()}).first()


def read_with(edition: Edition, before: Previous) -> tuple[Volume, Volume | None]:
    """The volumes of an edition and of what it is compared with: three queries in all."""
    volumes = read([edition] if before.edition is None else [edition, before.edition])
    earlier = None if before.edition is None else replace(volumes[before.edition.pk], owner=before.owner)
    return volumes[edition.pk], earlier


def read(editions: Iterable[Edition]) -> dict[int, Volume]:
    """The volumes of editions by the editions' ids: three queries in all."""
    return _read(editions, Q())


def read_headline(editions: Iterable[Edition], indicators: Sequence[Indicator] = ()) -> dict[int, Volume]:
    """The same for the headline of many years: only rows of totals and items.

    Of some indicators alone only what tells them is read, where the index says what that is: one query more, and far fewer rows.
    """
    wanted = list(editions)
    return _read_some(wanted, indicators) if indicators else _read(wanted, ~Q(item=""))


def _read_some(editions: Sequence[Edition], indicators: Sequence[Indicator]) -> dict[int, Volume]:
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    keys = [one.key for one in indicators]
    places = [f"{kind}__{key}" for kind in ("facts", "sentences") for key in keys]
    facts: set[int] = set()
    sentences: set[int] = set()
    indexed: set[int] = set()
    for edition, *told in HeadlineIndex.objects.filter(edition__any=wanted, rules=RULES).values_list("edition_id", *places):
        indexed.add(edition)
        facts.update(*(ids or () for ids in told[: len(keys)]))
        sentences.update(*(ids or () for ids in told[len(keys) :]))
    told, said_of_it, lacking = Q(pk__any=facts), Q(pk__any=sentences), wanted.keys() - indexed
    if lacking:
        told |= Q(edition__any=lacking) & ~Q(item="")
        said_of_it |= Q(edition__any=lacking)
    cells, said = cells_in(Fact.objects.filter(told)), said_in(Statement.objects.filter(said_of_it))
    tables = _tables(wanted, {schedule for one in indicators for schedule in one.schedules})
    return {key: _volume(edition, cells.get(key, []), said.get(key, []), tables.get(key, [])) for key, edition in wanted.items()}


def read_table(editions: Iterable[Edition], schedule: str, measure: str) -> dict[int, Volume]:
    """The same for the lines of one standard table of many years in one column; of the sentences those that may say that a basis changed,
    and where the table is of the functional classification those on its lines.

    Of the other columns the first cell alone is read: it says that they are there.
    """
    wanted = list(editions)
    words = reduce(or_, (Q(text__contains=word) | Q(reason__contains=word) for word in WORDS_OF_BASIS))
    of_lines = Q(subject__regex=NAMES_A_LEVEL) if schedule in FUNCTIONAL else Q(pk__any=())
    return _read(wanted, Q(schedule=schedule) & _of_column(wanted, schedule, measure), words | of_lines)


def _of_column(editions: Iterable[Edition], schedule: str, measure: str) -> Q:
    if schedule == "three_public":  # where items are rows, each row names its column (`column_measure`)
        return EVERYTHING
    column = ("edition_id", "document_id", "table", "fiscal_year", "figure", "measure", "kind")
    there = Fact.objects.filter(schedule=schedule, edition__any=[one.pk for one in editions]).order_by(*column, "order", "pk")
    return Q(measure__in=_accepted(measure)) | Q(pk__in=there.distinct(*column).values("pk"))


def _read(editions: Iterable[Edition], wanted_rows: Q, wanted_sentences: Q = EVERYTHING) -> dict[int, Volume]:
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    cells = cells_in(Fact.objects.filter(wanted_rows, edition__any=wanted))
    said = said_in(Statement.objects.filter(wanted_sentences, edition__any=wanted))
    tables = _tables(wanted)
    return {key: _volume(edition, cells.get(key, []), said.get(key, []), tables.get(key, [])) for key, edition in wanted.items()}


def read_totals(editions: Iterable[Edition]) -> dict[int, Volume]:
    """The same for lists of many editions: only the rows of totals, and the sentences that name a change. Two queries."""
    wanted = {edition.pk: edition for edition in editions if edition.disclosure is not None}
    cells = cells_in(Fact.objects.filter(edition__in=wanted, item="total", schedule__in=("summary", "expenditure")))
    said = said_in(Statement.objects.filter(edition__in=wanted).exclude(direction=""))
    return {key: _volume(edition, cells.get(key, []), said.get(key, []), []) for key, edition in wanted.items()}


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
_STATEMENT: Final = (
    "id",
    "subject",
    "text",
    "year",
    "amount",
    "unit",
    "base_year",
    "base",
    "base_kind",
    "change",
    "direction",
    "percent",
    "percent_kind",
    "reason",
    "section",
    "part_of",
    "page",
    "line",
    "sheet",
    "cell",
)
"""In the order of the fields of `Said`."""


def cells_in(facts: QuerySet[Fact]) -> dict[int, list[Cell]]:
    """The cells of editions, by edition, in the order of their tables. One query."""
    found: dict[int, list[Cell]] = {}
    for row in facts.order_by("order", "id").values_list(*_FACT):
        cell = _cell(row)
        found.setdefault(cell.edition, []).append(cell)
    return found


def _cell(row: Sequence[Any]) -> Cell:
    values: list[Any] = list(row)
    values[_PATH], values[-1] = _path(values[_PATH]), values[-1] is not None
    return Cell(*values)


@lru_cache(maxsize=MOST_WORDS)
def _path(text: str) -> tuple[str, ...]:
    """Labels, or other words, in JSON: the rows of a table have few paths, and each is read but once."""
    return tuple(json.loads(text))


def said_in(statements: QuerySet[Statement]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for edition, *row in statements.order_by("order", "id").values_list("edition_id", *_STATEMENT):
        found.setdefault(edition, []).append(Said(*row))
    return found


def _tables(editions: Iterable[int], schedules: Collection[str] = ()) -> dict[int, list[TableRead]]:
    """The tables of editions, all or those of some kinds, by edition, in the order of their documents. One query."""
    own_part = Q(edition__parts__reading__document=F("document"))
    rows = PrintedTable.objects.filter(own_part, edition__any=editions).order_by("edition__parts__order", "order")
    if schedules:
        rows = rows.filter(schedule__in=schedules)
    found: dict[int, list[TableRead]] = {}
    for edition, pages, remarks, carry_over, *row in rows.values_list("edition_id", *_TABLE):
        row += [carry_over or None, tuple(json.loads(pages)), _path(remarks)]
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


# One table as printed


def table_list(edition: Edition) -> tuple[TableRead, ...]:
    """Every table of an edition in the order of its documents, without cells. One query."""
    return tuple(_tables([edition.pk]).get(edition.pk, ()))


def printed_cells(edition: Edition, table: TableRead) -> list[Printed]:
    """Every cell of one table in the order in which they were read, corrected ones with what they were corrected to. One query."""
    facts = Fact.objects.filter(edition=edition, document=table.document, table=table.number).order_by("order", "id")
    return [_printed(row) for row in facts.values(*_PRINTED, "fiscal_year", "correction_id", "correction__field", "correction__new")]


_PRINTED: Final = (
    "id",
    "row",
    "column",
    "label",
    "block",
    "side",
    "code",
    "item",
    "path",
    "level",
    "header",
    "presence",
    "kind",
    "printed",
    "unit",
    "page",
    "bbox",
    "line",
    "span",
    "sheet",
    "cell",
)
_LISTS: Final = ("path", "header", "bbox", "span")


def _printed(row: dict[str, Any]) -> Printed:
    plain: dict[str, Any] = {name: tuple(row[name]) if name in _LISTS and row[name] is not None else row[name] for name in _PRINTED}
    new = row["correction__new"] if row["correction__field"] == Correction.Field.AMOUNT else None
    return Printed(year=row["fiscal_year"], corrected=row["correction_id"] is not None, new=new, **plain)


def as_read(edition: Edition, table: TableRead) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Columns and rows of one table as they were read, before any correction, in the contract's shape. One query."""
    inside = f"reading__extraction__tables__{table.number}"
    parts = Part.objects.filter(edition=edition, reading__document=table.document)
    columns, rows = parts.values_list(f"{inside}__columns", f"{inside}__rows").first() or (None, None)
    return columns or [], rows or []


def sources_of(finding: Finding, edition: Edition) -> list[tuple[int, dict[str, Any]]]:
    """The finding's sources, each with its document: its own, or another file of the edition that it names."""
    files = {part.reading.document.sha256: part.reading.document_id for part in edition.parts.all()}
    return [(files.get(source.get("sha256", ""), finding.document_id), source) for source in finding.sources]


def contradicted_tables(edition: Edition, findings: Iterable[Finding]) -> set[tuple[int, int]]:
    """The tables in which a figure or a row stands that a contradiction speaks of. One query, none where nothing contradicts.

    On a page of a PDF that is what stands level with it: a source may be the name of a row.
    """
    mismatches = [finding for finding in findings if finding.outcome == Finding.Outcome.MISMATCH]
    sources = [(document, source) for finding in mismatches for document, source in sources_of(finding, edition)]
    lines = {(document, source["line"]) for document, source in sources if source.get("line") is not None}
    keys = {(document, place_key(source)) for document, source in sources if source.get("line") is None}
    boxes: dict[tuple[int, int | None], list[Sequence[float]]] = {}
    for document, source in sources:
        if source.get("bbox"):
            boxes.setdefault((document, source["page"]), []).append(source["bbox"])
    if not sources:
        return set()
    near = Q(line__in={line for _, line in lines}) | Q(page__in={source["page"] for _, source in sources if source.get("page")})
    cells = Fact.objects.filter(near | Q(cell__in={source["cell"] for _, source in sources if source.get("cell")}), edition=edition)
    places = cells.values("document_id", "table", "page", "bbox", "line", "sheet", "cell")
    return {
        (place["document_id"], place["table"])
        for place in places
        if (place["document_id"], place["line"]) in lines
        or ((key := cell_key(place)) and (place["document_id"], key) in keys)
        or (place["bbox"] and any(is_level(place["bbox"], box) for box in boxes.get((place["document_id"], place["page"]), ())))
    }


@dataclass(frozen=True, slots=True)
class Doubts:
    """What was found and noted while an edition was read."""

    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    forms: tuple[Form, ...]


def doubts(edition: Edition) -> Doubts:
    """Findings, notes and project forms of an edition, in the order of its documents."""
    return Doubts(tuple(edition.findings.all()), tuple(edition.notes.all()), tuple(edition.forms.defer("data")))


# What figures are told per


def counts(counted: Counted, departments: Mapping[int, Department], years: Sequence[int]) -> tuple[Denominator, ...]:
    """What is known of one count of departments in these years: of documents in force of any stage and scope, or of their regions.

    A document counts at the end of the year before it, so that those of the year behind the last are read too. One query.
    """
    if not departments or not years:
        return ()
    first, last = min(years), max(years) + 1
    return _inhabitants(departments, first, last) if counted == "inhabitants" else _counts(UNITS[counted], departments, first, last)


def _counts(units: Sequence[str], departments: Mapping[int, Department], first: int, last: int) -> tuple[Denominator, ...]:
    """Edition by edition: what one of its sentences leaves open, another may settle."""
    rows = Statement.objects.filter(
        edition__state=Edition.State.PUBLISHED,
        edition__disclosure__department__any=departments,
        edition__disclosure__fiscal_year__range=(first, last),
        unit__in=units,
        amount__isnull=False,
    )
    said: dict[tuple[Any, ...], list[Said]] = {}
    for row in rows.order_by("edition", "order", "id").values_list(*_WHOSE, *_STATEMENT):
        said.setdefault(tuple(row[: len(_WHOSE)]), []).append(Said(*row[len(_WHOSE) :]))
    return tuple(
        count
        for (_edition, department, *about), sentences in said.items()
        for count in told_counts(sentences, Whose(department, _names(departments[department]), *about))
    )


_WHOSE: Final = ("edition_id", *(f"edition__disclosure__{name}" for name in ("department_id", "scope", "fiscal_year", "stage")))
"""The edition; then department, scope, year and stage, as `counts.Whose` has them."""


def _inhabitants(departments: Mapping[int, Department], first: int, last: int) -> tuple[Denominator, ...]:
    """Those of a department's region hold on either scope."""
    regions = {one.region_id for one in departments.values() if one.region_id is not None}
    known: dict[str, list[Inhabitants]] = {}
    for one in Population.objects.filter(region__in=regions, date__year__range=(first, last)).select_related("region"):
        known.setdefault(one.region_id, []).append(Inhabitants(one.region.full_name, one.number, one.date, one.source, one.source_url))
    found = (
        inhabitants(one, department.pk, department.name, scope)
        for department in departments.values()
        for one in known.get(department.region_id or "", ())
        for scope in Scope.values
    )
    return tuple(one for one in found if one is not None)


def _names(department: Department) -> tuple[str, ...]:
    return tuple(name.name for name in department.names.all())


# Points


def point_of(
    volume: Volume, cell: Cell, source: Literal["own", "table"] = "own", key: str | None = None, parent: str | None = None
) -> Point:
    """A cell as one figure of its line. `source` is `table` where a later document prints it for the year before.

    `key` is given where the line goes by another one than its own, `parent` where it is known.
    """
    return point_on(cell, _basis_of(volume, cell, source), key, parent)


def _indicator_point(volume: Volume, cell: Cell, indicator: Indicator, source: Literal["own", "table"] = "own") -> Point:
    """The same as the figure of an indicator."""
    return point_on(cell, _basis_of(volume, cell, source, indicator.key), indicator.key, indicator.parent, indicator.name)


def _basis_of(volume: Volume, cell: Cell, source: Literal["own", "table"], told: str = "") -> Basis:
    measure, table = column_measure(cell), volume.table_of(cell)
    fund = fund_of(cell.schedule, measure, table.fund if table else "")
    whole = told or ("total" if measure in WHOLE else measure)
    return Basis(_stage(volume, cell), volume.scope, source, cell.schedule, whole, table.carry_over if table else None, cell.unit, fund)


def point_on(cell: Cell, basis: Basis, key: str | None = None, parent: str | None = None, label: str | None = None) -> Point:
    """A cell as one figure of its line on a basis that is known."""
    return Point(
        line_key(cell) if key is None else key,
        cell.label if label is None else label,
        cell.year,
        cell.yuan,
        basis,
        Evidence("fact", cell.id, cell.page, cell.line, cell.corrected, cell.sheet, cell.cell),
        presence=cell.presence,
        printed=cell.printed,
        step=_step(cell),
        code=cell.code,
        level=cell.level,
        parent=parent,
    )


def _stage(volume: Volume, cell: Cell) -> str | None:
    """The document's stage, unless the cell is of another year or says itself which procedure its figure is of."""
    if cell.year != volume.year or (volume.stage == "final_accounts" and cell.figure in STAGE_OF_FIGURE):
        return STAGE_OF_FIGURE.get(cell.figure)
    return volume.stage


def _step(cell: Cell) -> Decimal:
    if cell.yuan is None or cell.unit not in YUAN_PER_UNIT:
        return Decimal(0)
    printed = parse_amount(cell.printed)
    return step(printed.decimals, cell.unit) if printed else Decimal(0)


def headline(
    volume: Volume, previous: Volume | None = None, indicators: Iterable[Indicator] = INDICATORS, breaks: Breaks = NO_BREAKS
) -> Changes:
    """The headline indicators of an edition, or others, against last year's, from every source that there is.

    `breaks` is what keeps the department's two years apart; what the document says of it is read here.
    """
    wanted = tuple(indicators)
    after = own_headline(volume, wanted)
    before = [*(own_headline(previous, wanted) if previous else ()), *earlier_headline(volume, wanted)]
    found = {point.key for point in after}
    told = replace(breaks, lines=other_bases(volume, wanted))
    return compare([point for point in before if point.key in found], after, breaks=told)


def own_headline(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """The headline figures of the edition's own year."""
    return _owned(volume, [point for indicator in indicators for point in indicator_points(volume, indicator)])


def earlier_headline(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """The headline figures of the year before, as this edition's tables and text give them."""
    return [point for indicator in indicators for point in _earlier(volume, indicator)]


def indicator_points(volume: Volume, indicator: Indicator) -> list[Point]:
    """The indicator's figure of the edition's own year: from its tables, else from its text where that gives one figure."""
    cell = volume.find(indicator)
    if cell is not None:
        return [_indicator_point(volume, cell, indicator)]
    stated = stated_point(volume.about(indicator), volume.year, volume.stage, volume.scope, indicator)
    return [stated] if stated else []


def stated_point(about: Iterable[Said], year: int, stage: str, scope: str, indicator: Indicator) -> Point | None:
    """What sentences about an indicator give as its figure of a year; None where they give none, or different ones."""
    like = _line_of_text(year, stage, scope, indicator)
    stated = [point for point in (this_year(said, like) for said in about) if point is not None]
    return stated[0] if len({point.yuan for point in stated}) == 1 else None


def _line_of_text(year: int, stage: str, scope: str, indicator: Indicator) -> Point:
    return Point(indicator.key, indicator.name, year, None, Basis(stage, scope, "text"), parent=indicator.parent)


def about(sentences: Iterable[Said], indicator: Indicator) -> list[Said]:
    """The sentences that speak of an indicator."""
    return [said for said in sentences if indicator.key in _totals_of(said)]


def _earlier(volume: Volume, indicator: Indicator) -> list[Point]:
    cell = volume.find_earlier(indicator)
    table = [_indicator_point(volume, cell, indicator, "table")] if cell else []
    like = _line_of_text(volume.year, volume.stage, volume.scope, indicator)
    stated = [point for point in (previous_year(said, like) for said in volume.about(indicator)) if point is not None]
    return [*table, *_without_repeats(stated)]


def _without_repeats(points: Iterable[Point]) -> list[Point]:
    """A text that says the same thing twice is one source."""
    first: dict[object, Point] = {}
    for point in points:
        first.setdefault((point.key, point.yuan, point.basis.stage), point)
    return list(first.values())


# Lines of tables


def lines(volume: Volume, previous: Volume | None, schedule: str, measure: str = "total", breaks: Breaks = NO_BREAKS) -> Changes:
    """Every line of one table in one column, against last year's same table or the table's own column of last year."""
    after = own_lines(volume, schedule, measure)
    before = [*(own_lines(previous, schedule, measure) if previous else ()), *earlier_lines(volume, schedule, measure)]
    apart = table_breaks(breaks, other_bases_in(volume, schedule, measure))
    return compare(before, after, whole=True, classification=classification(before, after), breaks=apart)


def own_lines(volume: Volume, schedule: str, measure: str) -> list[Point]:
    """The lines of one table in one column for the edition's own year."""
    return _owned(volume, line_points(volume, volume.own(), schedule, measure))


def _owned(volume: Volume, points: list[Point]) -> list[Point]:
    return [replace(point, owner=volume.owner) for point in points] if volume.owner else points


def earlier_lines(volume: Volume, schedule: str, measure: str) -> list[Point]:
    """The same for the year before, where the table has a column for it."""
    return line_points(volume, volume.earlier(), schedule, measure, "table")


def measures(volume: Volume, schedule: str) -> tuple[str, ...]:
    """The columns of money that a table has for the edition's own year, in the order of the document; amount counts as total."""
    there = (column_measure(cell) for cell in volume.own() if cell.schedule == schedule and cell.kind == "money")
    return tuple(dict.fromkeys("total" if measure in WHOLE else measure for measure in there if measure))


def line_points(volume: Volume, cells: Iterable[Cell], schedule: str, measure: str, source: Literal["own", "table"] = "own") -> list[Point]:
    """The lines of one table as points; a second table of the same kind has its lines numbered apart."""
    there = [cell for cell in cells if cell.schedule == schedule and cell.kind == "money"]
    points: list[Point] = []
    for number, table in enumerate(dict.fromkeys(map(_place_of, there)), start=1):
        rows = in_column([cell for cell in there if _place_of(cell) == table], measure)
        keys, parents = _keys(rows, number), _parents(rows)
        for cell in rows:
            parent = parents.get(cell)
            points.append(point_of(volume, cell, source, keys[cell], keys[parent] if parent else None))
    return points


def _keys(rows: Sequence[Cell], table: int) -> dict[Cell, str]:
    """A key for each row of the first, second … table of its kind, no key twice."""
    seen: Counter[str] = Counter()
    keys = {}
    for cell in rows:
        key = line_key(cell) if table == 1 else f"{table}:{line_key(cell)}"
        seen[key] += 1
        keys[cell] = key if seen[key] == 1 else f"{key}#{seen[key]}"
    return keys


def in_column(cells: Sequence[Cell], measure: str) -> list[Cell]:
    """One cell of each row: the wanted column, or the only one where a table has just that (amount for total)."""
    found: dict[tuple[object, ...], Cell] = {}
    for name in _accepted(measure):
        for cell in cells:
            if column_measure(cell) == name:
                found.setdefault((*_place_of(cell), cell.row, cell.block, cell.side), cell)
    return sorted(found.values(), key=lambda cell: (*_place_of(cell), cell.row, cell.block, cell.side != "income"))


def _accepted(measure: str) -> tuple[str, ...]:
    """By which names a column goes."""
    return WHOLE if measure == "total" else (measure,)


def column_measure(cell: Cell) -> str:
    """A cell's measure without its row's: where items are rows, 公务接待费 in the column 合计 is total."""
    if cell.schedule != "three_public" or not cell.item:
        return cell.measure
    return "total" if cell.measure == cell.item else cell.measure.removeprefix(f"{cell.item}.")


def line_key(cell: Cell) -> str:
    """What a line is found again by in another year: its code, its item, or the path of its labels without ordinals.

    What the row key has behind them, because the row repeats, stays.
    """
    plain = "/".join((*cell.path, cell.label))
    prefix = f"{cell.side}:" if cell.side else ""
    if cell.code:
        return cell.row_key
    rest = cell.row_key.removeprefix(prefix).removeprefix(plain)
    return (
        prefix
        + (cell.item or "/".join(folded(label) for label in (*cell.path, cell.label)))
        + (rest if rest.startswith(("|", "#")) else "")
    )


def _parents(rows: Sequence[Cell]) -> dict[Cell, Cell]:
    """The row that each row is a part of: by code the nearest shorter one, by path the row it names, else the table's total."""
    units = {cell.label: cell for cell in rows if not cell.path and cell.item != "total" and level_of(cell.code) is None}
    by_code = {(cell.side, _unit_of(cell, units), cell.code): cell for cell in rows if cell.code}
    by_path = {(cell.side, *cell.path, cell.label): cell for cell in rows if not cell.code}
    totals = {cell.side: cell for cell in rows if cell.item == "total"}
    found = {
        cell: _parent(cell, by_code, by_path, units) or (totals.get(cell.side) if cell.code or not cell.item else None) for cell in rows
    }
    return {cell: parent for cell, parent in found.items() if parent is not None and parent is not cell}


def _unit_of(cell: Cell, units: Mapping[str, Cell]) -> str:
    """The unit whose row stands over a row: its classes are parts of the unit, not of the department."""
    return cell.path[0] if cell.code and cell.path and cell.path[0] in units else ""


def _parent(
    cell: Cell, by_code: Mapping[tuple[str, str, str], Cell], by_path: Mapping[tuple[str, ...], Cell], units: Mapping[str, Cell]
) -> Cell | None:
    if cell.code:
        unit = _unit_of(cell, units)
        shorter = (by_code.get((cell.side, unit, cell.code[:length])) for length in range(len(cell.code) - 1, 0, -1))
        return next((parent for parent in shorter if parent is not None), units.get(unit))
    return by_path.get((cell.side, *cell.path)) if cell.path else None


# What the text says


def other_bases(volume: Volume, indicators: Iterable[Indicator] = INDICATORS) -> dict[str, tuple[Caution, ...]]:
    """The headline figures of which the document says that they stand on another basis than last year's, with its words and where."""
    wanted, found = tuple(indicators), dict[str, tuple[Caution, ...]]()
    for said, words in other_bases_said(volume.said):
        for about in _meant(said, wanted) if said.year == volume.year else ():
            found.setdefault(about.key, (Caution("basis_changed", after=words, evidence=evidence_of(said)),))
    return found


def _meant(said: Said, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Of which of these a sentence speaks: 收支总预算 is both income and expenditure."""
    meant = _totals_of(said)
    return [one for one in indicators if one.key in meant] if meant else []


def other_bases_in(volume: Volume, schedule: str, measure: str) -> dict[str, tuple[Caution, ...]]:
    """The same for the lines of one table in one column: "" stands for all of them, where a table is of nothing but that figure."""
    found = {}
    for key, cautions in other_bases(volume).items():
        cell = volume.find(BY_KEY[key])
        if cell is None or cell.schedule != schedule:
            continue
        if schedule in TABLE_OF_ONE:
            found[""] = cautions
        elif column_measure(cell) == measure or (measure == "total" and column_measure(cell) in WHOLE):
            found[line_key(cell)] = cautions
    return found


TABLE_OF_ONE: Final = ("operating",)
"""Tables that tell one headline figure by its parts: what is said of it is said of all of them."""


def table_breaks(breaks: Breaks, told: Mapping[str, tuple[Caution, ...]]) -> Breaks:
    """What keeps two years of a table apart, with what the later document says of its lines."""
    lines = {key: cautions for key, cautions in told.items() if key}
    return replace(breaks, everywhere=(*breaks.everywhere, *told.get("", ())), lines=lines)


def claims(volume: Volume, changes: Changes, indicators: Iterable[Indicator] = INDICATORS) -> list[Claim]:
    """Every sentence of the edition that speaks of one of these figures, in the order of the text. `changes` are those of the figures."""
    wanted = tuple(indicators)
    return [claim for said in volume.said if said.year == volume.year for claim in _claims_about(said, changes, wanted)]


def _claims_about(said: Said, changes: Changes, indicators: Iterable[Indicator]) -> list[Claim]:
    found = ((one, _checks(said, changes.of(one.key))) for one in _meant(said, indicators))
    return [Claim(said, one.key, one.name, checks) for one, checks in found if checks]


def claims_of_lines(volume: Volume, schedule: str, changes: Changes) -> list[Claim]:
    """Sentences that say of a line of this table of the functional classification that it rose or fell. `changes` are those of its totals.

    Only where the sentence tells the amount that the line prints: it may else speak of the same line in another table.
    """
    of_change = (said for said in volume.said if said.year == volume.year and said.direction in CHANGED)
    found = [claim for said in of_change for claim in _claim_about_line(said, {schedule: changes})]
    return [claim for claim in found if any(one.what == "amount" and one.verdict in ("agrees", "rounding") for one in claim.checks)]


def all_claims(volume: Volume, previous: Volume | None = None) -> list[Claim]:
    """Every sentence of the edition that speaks in figures of a headline figure, another total, or a line of the functional tables.

    Each of its figures is checked against the tables of the year, and against last year's own document where there is one. In the order of
    the text; a sentence whose line cannot be told, or is printed with different figures in the tables that it may speak of, is none.
    """
    wanted = (*INDICATORS, *SPOKEN)
    figures, tables = headline(volume, previous, wanted), functional_lines(volume, previous)
    found = []
    for said in volume.said:
        if said.year == volume.year:
            found += _claims_about(said, figures, wanted) or _claim_about_line(said, tables)
    return found


def functional_lines(volume: Volume, previous: Volume | None = None) -> dict[str, Changes]:
    """The compared lines of each table of the functional classification that the edition has, by schedule."""
    there = dict.fromkeys(cell.schedule for cell in volume.own())
    return {schedule: lines(volume, previous, schedule) for schedule in FUNCTIONAL if schedule in there}


def _claim_about_line(said: Said, tables: Mapping[str, Changes]) -> list[Claim]:
    meant = only_one(lines_meant(said, tables))
    checks = _checks(said, meant.change) if meant is not None else ()
    return [Claim(said, meant.change.key, plain(meant.change.label), checks, meant.schedule)] if meant is not None and checks else []


def _checks(said: Said, change: Change | None) -> tuple[Check, ...]:
    if change is None:
        return check(said, None, None)
    sources = [point for point in (change.before, *change.others) if point is not None]
    before = next((point for point in sources if not point.derivation), sources[0] if sources else None)
    return check(said, change.after, before)


# The same figure in two documents


def restated_last_year(volume: Volume, previous: Volume) -> tuple[Restatement, ...]:
    """Last year as this edition's tables and text tell it against last year's own document: totals, then lines."""
    totals = of_changes(headline(volume, previous, (*INDICATORS, *SPOKEN)))
    schedules = dict.fromkeys(cell.schedule for cell in volume.earlier() if cell.schedule and cell.kind == "money")
    tables = [one for schedule in schedules for one in _restated_table(volume, previous, schedule)]
    return each_once((*totals, *tables, *_restated_in_text(volume, previous)))


def _restated_table(volume: Volume, previous: Volume, schedule: str) -> list[Restatement]:
    """A table that prints last year beside its own year, in the columns that both documents have."""
    shared = [measure for measure in measures(previous, schedule) if earlier_lines(volume, schedule, measure)]
    return [one for measure in shared for one in of_changes(lines(volume, previous, schedule, measure), whole=True)]


def _restated_in_text(volume: Volume, previous: Volume) -> list[Restatement]:
    """Lines of which the text says what they were last year."""
    tables = functional_lines(volume, previous)
    found: dict[object, Restatement] = {}
    for said in volume.said:
        meant = only_one(lines_meant(said, tables)) if said.year == volume.year else None
        told = previous_year(said, meant.change.after) if meant is not None and meant.change.after is not None else None
        if meant is not None and told is not None and meant.change.before is not None:
            line = replace(told, key=meant.change.key)
            for one in restated([meant.change.before], [line]):
                found.setdefault((one.key, told.yuan, told.basis.stage), one)
    return list(found.values())


def restated_budget(final: Volume, budget: Volume) -> tuple[Restatement, ...]:
    """The budget as final accounts print and tell it against the budget's own document of the same year: totals, then lines of tables."""
    told = [point for point in told_plans(final) if point.basis.stage == "budget"]
    totals = restated(own_headline(budget), told, about="budget")
    initial = [cell for cell in final.planned() if cell.figure == "budget"]
    schedules = dict.fromkeys(cell.schedule for cell in initial if cell.schedule and cell.kind == "money")
    tables = [one for schedule in schedules for one in _restated_budget_table(budget, final, initial, schedule)]
    return each_once((*totals, *tables))


def told_plans(final: Volume, indicators: Iterable[Indicator] = INDICATORS) -> list[Point]:
    """Headline figures of the year's budget, and of its adjusted budget, as its final accounts print and tell them: two plans by stage."""
    wanted, plans = tuple(indicators), [[cell for cell in final.planned() if cell.figure == plan] for plan in PLANS]
    cells = [(indicator, indicator.find(cells)) for cells in plans if cells for indicator in wanted]
    printed = [_indicator_point(final, cell, indicator, "table") for indicator, cell in cells if cell is not None]
    stated = [planned(said, _line_of_text(final.year, final.stage, final.scope, one)) for one in wanted for said in final.about(one)]
    return [*printed, *_without_repeats(point for point in stated if point is not None)]


def _restated_budget_table(budget: Volume, final: Volume, initial: Sequence[Cell], schedule: str) -> list[Restatement]:
    found: list[Restatement] = []
    for measure in measures(budget, schedule):
        told = line_points(final, initial, schedule, measure, "table")
        found += restated(own_lines(budget, schedule, measure), told, about="budget", whole=True) if told else ()
    return found


# What is there, and what is expected


def disclosed_of(departments: Iterable[int]) -> tuple[Disclosed, ...]:
    """Every disclosure of these departments that is in force, with its tables and dates, for the roster. A constant number of queries."""
    own = with_documents(Edition.objects.published().filter(disclosure__department__in=set(departments)))
    editions = {edition.pk: edition for edition in own if edition.disclosure is not None}
    tables = _tables(editions)
    return tuple(_disclosed(edition, tables.get(key, ())) for key, edition in editions.items())


def listed_of(departments: Iterable[int], on: date) -> tuple[Listed, ...]:
    """What the stored list asks of these departments and has to be public on this day, for the roster. One query."""
    return _listed(Expected.objects.filter(department__in=set(departments)), on)


def listed_without_documents(name: str, on: date, limit: int = 50) -> list[Department]:
    """Departments whose name has this in it, of which something has to be public on this day and nothing is in force. Three queries."""
    own = Expected.objects.exclude(department__in=Edition.objects.published().values("disclosure__department"))
    if name:
        named = DepartmentName.objects.filter(key__icontains=DepartmentName.objects.key(name))
        own = own.filter(department__in=named.values("department"))
    owed = {listed.due.department for listed in _listed(own, on)}
    return list(Department.objects.filter(pk__in=owed).prefetch_related("names").order_by("region_id", "pk")[:limit])


def _listed(own: QuerySet[Expected], on: date) -> tuple[Listed, ...]:
    listed = (
        Listed(Due(one.department_id, one.fiscal_year, one.stage, one.scope), one.source, one.reference, one.approved_on, one.published_on)
        for one in own.order_by("department_id", "-fiscal_year", "stage", "scope")
    )
    return tuple(one for one in listed if one.published_on is not None or one.is_owed(on))


def _disclosed(edition: Edition, tables: Sequence[TableRead]) -> Disclosed:
    disclosure = edition.disclosure
    if disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    documents = [part.reading.document for part in edition.parts.all()]
    due = Due(disclosure.department_id, disclosure.fiscal_year, disclosure.stage, disclosure.scope)
    known = [table for table in tables if table.schedule]
    return Disclosed(
        due,
        edition.pk,
        tuple(dict.fromkeys(table.schedule for table in known if table.figures)),
        tuple(dict.fromkeys(table.schedule for table in known if not table.figures)),
        sum(not table.schedule and bool(table.figures) for table in tables),
        _one_date([document.approved_on for document in documents]),
        _last_date([document.published_on for document in documents]),
        len({document.approved_on for document in documents} - {None}) > 1,
    )


def _one_date(dates: Sequence[date | None]) -> date | None:
    """The day of approval where all files say the same; two days of approval are none."""
    return dates[0] if len(set(dates)) == 1 else None


def _last_date(dates: Sequence[date | None]) -> date | None:
    """The day on which the last of its files was published; not known where one is not."""
    known = [day for day in dates if day is not None]
    return max(known) if known and len(known) == len(dates) else None


def units_named(volumes: Iterable[Volume]) -> dict[int, Collection[int]]:
    """Departments that stand by their names as rows in another department's tables of scope 部门: each with the department above it.

    Names are those of the register, to the character. One that stands in the tables of two departments is left out: nobody knows which
    one it belongs to. One query.
    """
    found: dict[str, set[int]] = {}
    for volume in volumes:
        if volume.scope == "department" and volume.edition.disclosure is not None:
            for label in {cell.label for cell in volume.cells if not cell.code and not cell.item and cell.label}:
                found.setdefault(DepartmentName.objects.key(label), set()).add(volume.edition.disclosure.department_id)
    named = DepartmentName.objects.filter(key__in=found).values_list("key", "department_id")
    above: dict[int, set[int]] = {}
    for key, department in named:
        above.setdefault(department, set()).update(found[key] - {department})
    return {department: parents for department, parents in above.items() if len(parents) == 1}
