"""One line of all departments of a year: from the stored truth to the entries of a ranking, and from departments to their peers.

Beside `stored` the only reader of the database here. Each question takes a constant number of queries, however many departments answer it;
the cells are read from indexes alone (`budgets.models.Fact`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Value
from django.utils.translation import gettext as _

from budgets.codes import level_of, name_of, parent_of
from budgets.models import Department, Disclosure, Edition, Fact, PrintedTable, Scope, Stage, Statement
from budgets.regions import region
from budgets.schedules import SCHEDULES, fund_of
from comparisons import recodes, series, stored, volume
from comparisons.asked import BadQuestion
from comparisons.changes import Basis, Caution, Point, Presence
from comparisons.continuity import NO_HISTORY, History
from comparisons.indicators import BY_KEY, WHOLE, Cell, Indicator, Place
from comparisons.once import Above, above_in
from comparisons.peers import Criterion, Profile, Size, Standing, chosen, peers, standing
from comparisons.peers import Fact as Stored
from comparisons.ranking import Absent, Entry, Ranking, rank, with_holders
from comparisons.stated import this_year

STAGES: Final = {"budget": ("this", "budget"), "final_accounts": ("this", "final")}
"""The figures of a document that can be those of its own year and stage (`volume.own_cells` decides)."""

SHOWN: Final = 12
"""So many things that exist instead are named in an error."""

SIZE: Final = "total_expenditure"
"""The size of a department, where no other line is said."""

NOWHERE: Final = ("no_line", "no_column", "no_table", "empty_table")
"""The document does not print the line."""

_SIDES: Final = ("income", "expenditure")
_CODE: Final = re.compile(r"[235][0-9]{2,6}")
_REGION_SOURCE: Final = "GB/T 2260"
_COUNTRY: Final = "CN"


@dataclass(frozen=True, slots=True)
class Line:
    """What is ranked: a headline indicator, or a row of a standard table in one of its columns.

    `key` is a code, an item (reception, total), or else the row key as stored: rows of other names are other rows. `side` is income or
    expenditure in tables of two sides. Written as text: `total_expenditure`, `expenditure:2080501@basic`, `summary:income:total`.
    """

    indicator: str = ""
    schedule: str = ""
    key: str = ""
    measure: str = "total"
    side: str = ""

    def __str__(self) -> str:
        if self.indicator:
            return self.indicator
        side = f"{self.side}:" if self.side else ""
        return f"{self.schedule}:{side}{self.key}" + ("" if self.measure == "total" else f"@{self.measure}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line, a year, a stage and a scope. A department includes its units, so that one ranking is of one scope."""

    line: Line
    year: int
    stage: str
    scope: str

    @property
    def years(self) -> tuple[int, int]:
        """The year before, and the year."""
        return self.year - 1, self.year

    @property
    def former(self) -> Caution | None:
        """Under which code the line stood the year before, where that was another one (`recodes.former`)."""
        return recodes.former(self.line.key, self.year) if self.line.schedule else None


@dataclass(frozen=True, slots=True)
class Entries:
    """The figures of a line in the year that was asked for and in the year before, then under its former code where one replaced it alone;
    `history` is that of the departments until then, `above` who is above whom in the year, for figures of scope 部门."""

    asked: Asked
    now: tuple[Entry, ...]
    before: tuple[Entry, ...]
    history: History = NO_HISTORY
    above: Above = field(default_factory=dict)

    def of(self, departments: Collection[int]) -> Entries:
        """The same for these departments alone, and who they were in the year before."""
        wanted = set(departments)
        were = wanted | {one for department in wanted for one in self.history.members(department, self.asked.year - 1)}
        now, before = (tuple(one for one in side if one.department in who) for side, who in ((self.now, wanted), (self.before, were)))
        return replace(self, now=now, before=before)

    def ranking(self, like: Basis | None = None, *, largest_first: bool = True) -> Ranking:
        """Ranked, each with its move since the year before."""
        why = recodes.changed(self.asked.line.key, self.asked.year)
        recoded = (why,) if why is not None else ()
        followed = self.asked.former
        found = rank(self.now, self.before, like, self.history, recoded=recoded, followed=followed, largest_first=largest_first)
        return with_holders(found, self.above)


# What is asked


def line_of(text: str) -> Line:
    """The line that a text names. Raises BadQuestion, which names indicators or tables that are like it."""
    given, at, measure = text.strip().partition("@")
    schedule, colon, key = given.partition(":")
    if not colon:
        if given in BY_KEY and not at:
            return Line(indicator=given)
        raise BadQuestion({"line": [_no_indicator(given, bool(at))]})
    if schedule not in SCHEDULES:
        raise BadQuestion(
            {"line": [_("没有“{given}”这张表。可以用的是：{names}。").format(given=schedule, names=_like(schedule, SCHEDULES))]}
        )
    side, sided, rest = key.partition(":")
    found = Line("", schedule, rest, side=side) if sided and side in _SIDES else Line("", schedule, key)
    if not found.key or (at and not measure):
        raise BadQuestion({"line": [_("请写成 表:行@项，例如 expenditure:2080501@basic；项不写时取合计。")]})
    return replace(found, measure=measure or "total")


def asked(line: str, year: int, stage: str, scope: str) -> Asked:
    """A question from its words. Raises BadQuestion for a line, stage or scope that there is not."""
    errors = {}
    for name, value, known in (("stage", stage, Stage.values), ("scope", scope, Scope.values)):
        if value not in known:
            errors[name] = [_("“{text}”不能用。可以用的是：{expected}。").format(text=value, expected="、".join(known))]
    try:
        found = line_of(line)
    except BadQuestion as error:
        raise BadQuestion({**error.errors, **errors}) from None
    if errors:
        raise BadQuestion(errors)
    return Asked(found, year, stage, scope)


def _no_indicator(given: str, with_measure: bool) -> str:
    if with_measure and given in BY_KEY:
        return _("{given} 是主要指标，不带 @项。").format(given=given)
    names = {_(indicator.name): key for key, indicator in BY_KEY.items()}
    like = get_close_matches(given, [*BY_KEY, *names], n=SHOWN, cutoff=0.4)
    keys = dict.fromkeys(names.get(word, word) for word in like) or BY_KEY
    return _("没有“{given}”这个指标。可以用的是：{names}；或写成 表:行@项，例如 expenditure:2080501@basic。").format(
        given=given, names="、".join(f"{key}（{_(BY_KEY[key].name)}）" for key in keys)
    )


def _like(word: str, known: Iterable[str]) -> str:
    every = list(known)
    return "、".join(get_close_matches(word, every, n=SHOWN, cutoff=0.4) or every)


# Entries


_Place = tuple[int, int, int]


class _Source(NamedTuple):
    """An edition in force, or one that was withdrawn, with its tables of the kinds that were asked for."""

    edition: int
    department: int
    year: int
    withdrawn: bool
    tables: list[_Table]

    def table_of(self, row: _Row) -> _Table | None:
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


class _Row(NamedTuple):
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


def entries(question: Asked) -> Entries:
    """The line's figure of every department of that year and the one before; each without one is there with the reason.

    Three to five queries, one or two more where the code replaced another, eight at most for an indicator, one more for departments with
    their units (部门), and three more where something happened to departments. Raises BadQuestion where nothing was published for the
    year, or where no document prints the line.
    """
    sources, found = _line_entries(question) if question.line.schedule else _indicator_entries(question)
    if not any(source.year == question.year for source in sources):
        raise BadQuestion({"year": [_no_year(question)]})
    before, now = ([entry for entry in found if entry.year == year] for year in question.years)
    if question.line.schedule and all(entry.absent in NOWHERE for entry in now):
        raise BadQuestion({"line": [_no_line(question)]})
    history = stored.history(question.stage, question.scope).until(question.year)
    recorded = stored.below(past=history.lineage) if question.scope == Scope.DEPARTMENT else ()
    now += _gone(question, sources, now, before, history)
    return Entries(question, tuple(now), tuple(before), history, above_in(recorded, question.year))


def _gone(question: Asked, sources: Sequence[_Source], now: Sequence[Entry], before: Sequence[Entry], history: History) -> list[Entry]:
    """Departments that were there the year before, or whose document was withdrawn. Who goes on in another is not gone."""
    there = {entry.department for entry in now}
    withdrawn = {source.department for source in sources if source.withdrawn and source.year == question.year} - there
    went_on = {one for department in there & history.lineage.kin for one in history.members(department, question.year - 1)}
    missing = {entry.department for entry in before} - there - withdrawn - went_on
    basis = Basis(question.stage, question.scope)
    reasons: tuple[tuple[set[int], Absent], ...] = ((withdrawn, "withdrawn"), (missing, "no_document"))
    return [Entry(one, question.year, None, basis, why) for departments, why in reasons for one in sorted(departments)]


_FIGURES: Final = ("id", "document_id", "table", "schedule", "measure", "figure", "row", "block", "side", "yuan", "presence")
"""What the indexes of a line hold (and the item, where one is asked for): no other field of a fact may be read here."""


def _sources(question: Asked, schedules: Collection[str], editions: Collection[int] | None = None) -> dict[int, _Source]:
    """The editions of the year and the one before, in force or withdrawn, with their tables of these kinds. One query."""
    shown = Edition.objects.filter(
        disclosure__fiscal_year__in=question.years,
        disclosure__stage=question.stage,
        disclosure__scope=question.scope,
        state__in=(Edition.State.PUBLISHED, Edition.State.WITHDRAWN),
    )
    if editions is not None:
        shown = shown.filter(pk__in=editions)
    head = FilteredRelation("printedtables", condition=Q(printedtables__schedule__in=schedules))
    names = ("pk", "disclosure__department_id", "disclosure__fiscal_year", "state")
    of_table = (f"head__{name}" for name in ("document_id", "order", "carry_over", "fund", "no_data", "figures"))
    found: dict[int, _Source] = {}
    for edition, department, year, state, *table in shown.annotate(head=head).order_by().values_list(*names, *of_table):
        if edition not in found:
            found[edition] = _Source(edition, department, year, state == Edition.State.WITHDRAWN, [])
        if table[0] is not None:
            found[edition].tables.append(_Table(*table))
    return found


def _rows(question: Asked, places: Q, sources: Mapping[int, _Source], editions: Collection[int] | None = None) -> dict[int, list[_Row]]:
    """Of each edition in force the cells at these places that are of its own year. One query, answered from an index alone, and one more
    where final accounts do not print 决算数 here: a table that has it elsewhere gives no other figure, and leaves an empty list.
    """
    kind = Q(fiscal_year__in=question.years, figure__in=STAGES[question.stage], kind=Fact.Kind.MONEY)
    facts = Fact.objects.filter(places & kind).order_by()
    if editions is not None:
        facts = facts.filter(edition__in=editions)
    item = F("item") if "item" in _columns_of(places) else Value("")
    rows: dict[int, list[_Row]] = {}
    for row in map(_Row._make, facts.values_list("edition_id", "fiscal_year", item, *_FIGURES)):
        source = sources.get(row.edition)
        if source is not None and row.year == source.year and not source.withdrawn:
            rows.setdefault(row.edition, []).append(row)
    if question.stage != Stage.FINAL_ACCOUNTS:
        return rows
    final = _with_final(row for own in rows.values() for row in own if row.figure == "this")
    dropped = {edition for edition, _document, _table in final}
    return rows | {one: [row for row in rows[one] if row.figure == "final" or row.place not in final] for one in dropped & rows.keys()}


def _with_final(rows: Iterable[_Row]) -> set[_Place]:
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


def _own(rows: Sequence[_Row], question: Asked) -> list[Cell]:
    """The cells of the question's stage, in the order of the document."""
    ordered = [row.cell for row in sorted(rows, key=lambda row: (row.document, row.table, row.row, row.id))]
    return list(volume.own_cells(ordered, rows[0].year, question.stage)) if rows else []


Choose = Callable[[Sequence[Cell]], Iterable[Cell]]


def _chosen(source: _Source, rows: Sequence[_Row], question: Asked, bases: _Bases, choose: Choose) -> list[Entry]:
    """The entries of one edition: of the cells that are of its stage those that are chosen."""
    by_id = {row.id: row for row in rows}
    return [_entry(source, by_id[cell.id], bases) for cell in choose(_own(rows, question))]


def _entry(source: _Source, row: _Row, bases: _Bases) -> Entry:
    absent: Absent = ""
    if row.yuan is None:
        absent = "no_unit" if row.presence == "printed" else row.presence
    return Entry(source.department, source.year, row.yuan, bases.of_row(row, source.table_of(row)), absent, row.id)


class _Bases:
    """The bases of a question's figures, each made once."""

    def __init__(self, question: Asked, measure: str) -> None:
        self._question, self._measure = question, "total" if measure in WHOLE else measure
        self._known: dict[tuple[str, str, str], Basis] = {}
        self._of_rows: dict[tuple[str, ...], Basis] = {}

    def of_row(self, row: _Row, table: _Table | None) -> Basis:
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
            self._known[key] = Basis(one.stage, one.scope, "own", schedule, self._measure, carry_over or None, fund=fund)
        return self._known[key]


# A row of a table


def _line_entries(question: Asked) -> tuple[list[_Source], list[Entry]]:
    line = question.line
    sources = _sources(question, {line.schedule})
    rows = _rows(question, _places(line), sources)
    was = question.former
    former = _former_rows(question, was, sources)
    bases = _Bases(question, line.measure)
    found: list[Entry] = []
    without: list[_Source] = []
    for source in sources.values():
        there, old = rows.get(source.edition, ()), former.get(source.edition, ())
        if there and was and source.year < question.year and (old or level_of(line.key)):
            found.append(Entry(source.department, source.year, None, bases.of(line.schedule), "recoded"))
        elif own := _of_line(source, there or old, question, bases):
            found += [replace(entry, under=was.before) for entry in own] if old and was else own
        elif not source.withdrawn:
            without.append(source)
    return list(sources.values()), [*found, *_without_line(question, without, rows, bases)]


def _of_line(source: _Source, rows: Sequence[_Row], question: Asked, bases: _Bases) -> list[Entry]:
    if len(rows) == 1:  # nothing to choose: so it is of most
        return [_entry(source, rows[0], bases)]
    return _chosen(source, rows, question, bases, partial(series.in_column, measure=question.line.measure)) if rows else []


def _former_rows(question: Asked, former: Caution | None, sources: Mapping[int, _Source]) -> dict[int, list[_Row]]:
    """Of the editions of the year before the cells under the code that the line replaced. No query where it replaced none."""
    if former is None:
        return {}
    found = _rows(question, _places(replace(question.line, key=former.before)), sources)
    return {edition: rows for edition, rows in found.items() if rows and sources[edition].year < question.year}


def _places(line: Line) -> Q:
    """Where the cells of a line stand."""
    return _line_filter(line) & Q(measure__in=_measures(line), side=line.side)


def _line_filter(line: Line) -> Q:
    if _CODE.fullmatch(line.key):
        return Q(schedule=line.schedule, code=line.key)
    if line.key in _items(line.schedule):
        return Q(schedule=line.schedule, item=line.key)
    return Q(schedule=line.schedule, row_key=f"{line.side}:{line.key}" if line.side else line.key, code="", item="")


def _items(schedule: str) -> list[str]:
    return ["total", *(key for key, _pattern in SCHEDULES[schedule].items if key != "total")]


def _measures(line: Line) -> tuple[str, ...]:
    """The columns as stored: of an item of 三公 the row's own name is its total."""
    if line.schedule == "three_public":
        return (*WHOLE, line.key) if line.measure == "total" else (line.measure, f"{line.key}.{line.measure}")
    return WHOLE if line.measure == "total" else (line.measure,)


def _without_line(question: Asked, without: Sequence[_Source], rows: Collection[int], bases: _Bases) -> list[Entry]:
    """Why documents do not give the line; `rows` are those that print it, but not of their own stage.

    One query, none where all documents give it, or have no such table.
    """
    other = _in_other_columns(question).union(rows) if any(source.tables for source in without) else set()
    basis = bases.of(question.line.schedule)
    return [Entry(one.department, one.year, None, basis, _why_without(one, one.edition in other)) for one in without]


def _why_without(source: _Source, in_other_column: bool) -> Absent:
    if not source.tables:
        return "no_table"
    if in_other_column:
        return "no_column"
    for table in source.tables:  # most have one, and they are thousands
        if not table.is_empty:
            return "no_line"
    return "empty_table"


def _in_other_columns(question: Asked) -> set[int]:
    """The editions that print the line, and not in the column that is asked for."""
    line = question.line
    asked_for = Q(measure__in=_measures(line), figure__in=STAGES[question.stage], kind=Fact.Kind.MONEY)
    rows = Fact.objects.filter(_line_filter(line), side=line.side, fiscal_year__in=question.years).order_by()
    return set(rows.values("edition_id").annotate(own=Count("id", filter=asked_for)).filter(own=0).values_list("edition_id", flat=True))


# A headline indicator


def _indicator_entries(question: Asked) -> tuple[list[_Source], list[Entry]]:
    """As `series.own_headline` finds them: in the tables, else in the text where that gives one figure.

    Most documents print it alone at its first place; only of the others the further places are read.
    """
    indicator = BY_KEY[question.line.indicator]
    first, *others = (*indicator.find.places, *indicator.find.beside)
    sources = _sources(question, {first.schedule})
    rows = _rows(question, _at([first]), sources)
    settled = {edition: row for edition, own in rows.items() if (row := _settled(own)) is not None}
    unsettled = [source.edition for source in sources.values() if not source.withdrawn and source.edition not in settled]
    if unsettled and others:
        sources |= _sources(question, {place.schedule for place in (first, *others)}, unsettled)
        rows = _rows(question, _at([first, *others]), sources, unsettled)
    bases = _Bases(question, indicator.key)
    found: list[Entry] = []
    without: list[_Source] = []
    for source in sources.values():
        row = settled.get(source.edition)
        there = rows.get(source.edition, ())
        own = [_entry(source, row, bases)] if row else _chosen(source, there, question, bases, partial(_the_one, indicator))
        found += own
        if not own and not source.withdrawn:
            without.append(source)
    return list(sources.values()), [*found, *_from_text(question, indicator, without, rows)] if without else found


def _settled(rows: Sequence[_Row]) -> _Row | None:
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
        found |= Q(schedule=place.schedule, item__in=place.items, measure__in=place.measures, **side)
    return found


def _from_text(question: Asked, indicator: Indicator, without: Sequence[_Source], rows: Mapping[int, Sequence[_Row]]) -> list[Entry]:
    """What the sentences give where no table does, else why there is nothing. One query."""
    wanted = Statement.objects.filter(edition__in=[source.edition for source in without], amount__isnull=False)
    sentences = stored.said_in(wanted.filter(year__in=(question.year - 1, question.year)))
    found = []
    for source in without:
        about = series.about(sentences.get(source.edition, ()), indicator)
        point = series.stated_point(about, source.year, question.stage, question.scope, indicator)
        if point is not None:
            number = point.evidence.id if point.evidence else None
            found.append(Entry(source.department, source.year, point.yuan, replace(point.basis, unit=""), id=number))
            continue
        absent: Absent = "empty_table" if source.tables and all(table.is_empty for table in source.tables) else "not_stated"
        if _differ(indicator, rows.get(source.edition, ())):
            absent = "several"
        found.append(Entry(source.department, source.year, None, Basis(question.stage, question.scope), absent))
    return found


def _differ(indicator: Indicator, rows: Sequence[_Row]) -> bool:
    """Whether the tables print different figures for it."""
    places = indicator.find.places
    there = (row for row in rows if any(place.holds(row.schedule, row.item, row.measure, row.side) for place in places))
    return len({row.yuan for row in there if row.yuan is not None}) > 1


# What exists instead


def _no_year(question: Asked) -> str:
    """The years that exist on this stage and scope; where there are none, which stages and scopes there are. Two queries at most."""
    published = Disclosure.objects.filter(editions__state=Edition.State.PUBLISHED).order_by()
    own = published.filter(stage=question.stage, scope=question.scope)
    years = sorted(set(own.values_list("fiscal_year", flat=True).distinct()))
    kind = f"{Stage(question.stage).label}（{Scope(question.scope).label}）"
    if years:
        there = "、".join(map(str, years))
        return _("{kind}没有 {year} 年的。有的年度是：{years}。").format(kind=kind, year=question.year, years=there)
    others = sorted(set(published.filter(fiscal_year=question.year).values_list("stage", "scope").distinct()))
    if not others:
        return _("{year} 年没有公布过任何文件。").format(year=question.year)
    names = "、".join(f"{Stage(stage).label}（{Scope(scope).label}）" for stage, scope in others)
    return _("没有{kind}。{year} 年有的是：{names}。").format(kind=kind, year=question.year, names=names)


def _no_line(question: Asked) -> str:
    """The columns in which the line exists, else lines like it that do. Two queries at most."""
    line, title = question.line, SCHEDULES[question.line.schedule].title
    columns = sorted(_there(question, [replace(line, measure=measure) for measure in _COLUMNS]), key=str)
    if columns:
        names = "、".join(map(str, columns[:SHOWN]))
        return _("{year} 年的{title}里，这一行没有“{measure}”这一项。有的是：{names}。").format(
            year=question.year, title=title, measure=line.measure, names=names
        )
    found = _there(question, _lines_like(line))
    names = "、".join(_named(one, question.year) for one in found[:SHOWN])
    if not found:
        return _("{year} 年没有文件印有{title}里的“{line}”。").format(year=question.year, title=title, line=line)
    return _("{year} 年没有文件印有{title}里的“{line}”。印有的是：{names}。").format(
        year=question.year, title=title, line=line, names=names
    )


_COLUMNS: Final = (
    *("total", "amount", "basic", "project", "personnel", "operating", "fiscal", "general", "fund", "capital", "special_account"),
    *("business", "operation", "superior", "subordinate", "other", "unit_funds", "carryover", "current", "operating_expense"),
)


def _lines_like(line: Line) -> list[Line]:
    """Codes around this one (above it, and those of its class in the classification), or the items of the table."""
    keys = [key for key in _around(line.key) if key != line.key] if _CODE.fullmatch(line.key) else _items(line.schedule)
    sides = ("", *_SIDES) if SCHEDULES[line.schedule].two_sided else ("",)
    return [replace(line, key=key, side=side, measure="total") for key in keys for side in sides]


def _around(code: str) -> list[str]:
    """The codes above, and those that share the code above (of a class: every class)."""
    above = parent_of(code)
    length = {3: 3, 5: 5, 7: 7}.get(len(code), 7)
    stem = above or code[0]
    near = [f"{stem}{number:0{length - len(stem)}d}" for number in range(1, 100)]
    ordered = sorted((one for one in near if name_of(one)), key=lambda one: abs(int(one) - int(code)))
    parents = [above, parent_of(above) if above else None]
    return [*(one for one in parents if one), *ordered]


def _there(question: Asked, lines: Sequence[Line]) -> list[Line]:
    """Those of these lines that a published document prints in the year: one query of existences, each answered by an index."""
    if not lines:
        return []
    own = Q(edition__state=Edition.State.PUBLISHED, edition__disclosure__stage=question.stage, edition__disclosure__scope=question.scope)
    facts = Fact.objects.filter(own, fiscal_year=question.year, figure__in=STAGES[question.stage]).order_by()
    questions = [
        facts.filter(_line_filter(line), side=line.side, measure__in=_measures(line)).values_list("id", flat=True)[:1] for line in lines
    ]
    pieces = [one.query.sql_with_params() for one in questions]
    sql = "SELECT " + ", ".join(f"EXISTS({text})" for text, _parameters in pieces)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _text, parameters in pieces for value in parameters])
        answers = cursor.fetchone()
    return [line for line, there in zip(lines, answers or (), strict=True) if there]


def _named(line: Line, year: int) -> str:
    name = name_of(line.key, year) if _CODE.fullmatch(line.key) else None
    return f"{line}（{name}）" if name else str(line)


class Kind(NamedTuple):
    """Documents of one year, stage and scope, and how many departments have one in force."""

    year: int
    stage: str
    scope: str
    departments: int


def kinds(department: int | None = None) -> list[Kind]:
    """Which documents are in force, of all departments or of one, the latest year first. One query."""
    published = Edition.objects.published()
    if department is not None:
        published = published.filter(disclosure__department=department)
    of = ("disclosure__fiscal_year", "disclosure__stage", "disclosure__scope")
    counted = published.order_by().values_list(*of).annotate(count=Count("pk"))
    return sorted(map(Kind._make, counted), key=lambda kind: (-kind.year, kind.stage, kind.scope))


# Figures with their places, and names


def points(found: Sequence[Entry]) -> dict[Entry, Point]:
    """The full figures of entries, for those that are shown: label, printed text, page. Two queries at most."""
    facts = {one.id: entry for entry in found if (one := entry.evidence) and one.kind == "fact"}
    said = {one.id: entry for entry in found if (one := entry.evidence) and one.kind == "statement"}
    shown: dict[Entry, Point] = {}
    if facts:
        for cell in (cell for cells in stored.cells_in(Fact.objects.filter(pk__in=facts)).values() for cell in cells):
            entry = facts[cell.id]
            shown[entry] = series.point_on(cell, replace(entry.basis, unit=cell.unit))
    if said:
        for sentence in (one for own in stored.said_in(Statement.objects.filter(pk__in=said)).values() for one in own):
            entry = said[sentence.id]
            point = this_year(sentence, Point(sentence.subject, sentence.subject, entry.year, None, entry.basis))
            if point is not None:
                shown[entry] = point
    return shown


def samples(found: Iterable[Entry]) -> set[int]:
    """The departments whose figures among these are from documents that we typeset ourselves. Two queries at most."""
    given = list(found)
    of: dict[str, dict[int, int]] = {"fact": {}, "statement": {}}
    for entry in given:
        if one := entry.evidence:
            of[one.kind][one.id] = entry.department
    rows = ((Fact.objects, of["fact"]), (Statement.objects, of["statement"]))
    return {ids[pk] for known, ids in rows if ids for pk in known.filter(pk__in=ids, document__is_sample=True).values_list("pk", flat=True)}


def names(departments: Iterable[int]) -> dict[int, str]:
    """The name of each department as `Department.name` gives it. Two queries."""
    found = Department.objects.filter(pk__in=set(departments)).prefetch_related("names")
    return {department.pk: department.name for department in found}


# Peers


def peers_of(department: int, criteria: Sequence[Criterion], question: Asked, size: Line | None = None) -> Standing:
    """A department among its peers over a line. `size` is by which line their size is told, where size is a criterion.

    Raises BadQuestion for an unknown department, and what `entries` raises.
    """
    profiles = _profiles()
    if department not in profiles:
        raise BadQuestion({"department": [_no_departments([department])]})
    found = entries(question)
    there = {entry.department for entry in (*found.now, *found.before)} | {department}
    if "size" in criteria:
        line = size or Line(indicator=SIZE)
        sizes = _sizes(found if line == question.line else entries(replace(question, line=line)), line)
        profiles = {one: replace(profile, size=sizes.get(one)) for one, profile in profiles.items()}
    group = peers(profiles[department], [profiles[one] for one in sorted(there)], criteria)
    return standing(group, found.of(group.departments).ranking())


def group_of(departments: Sequence[int], question: Asked, department: int | None = None) -> Standing:
    """A group of the reader's own over a line. Raises BadQuestion for departments that there are not, and what `entries` raises."""
    group = chosen(departments, department)
    known = set(Department.objects.filter(pk__in=group.departments).values_list("pk", flat=True))
    unknown = [one for one in group.departments if one not in known]
    if unknown:
        raise BadQuestion({"department": [_no_departments(unknown)]})
    if not group.members:
        raise BadQuestion({"department": [_("一个部门也没有给。请给出部门编号。")]})
    found = entries(question).of(group.departments)
    unheard = set(group.departments) - {entry.department for entry in found.now}
    basis = Basis(question.stage, question.scope)
    absent = [Entry(one, question.year, None, basis, "no_document") for one in group.departments if one in unheard]
    return standing(group, replace(found, now=(*found.now, *absent)).ranking())


def _no_departments(unknown: Sequence[int]) -> str:
    """That there are no such numbers, and which departments have those next to the first. Four queries."""
    every, first = Department.objects.prefetch_related("names"), unknown[0]
    near = [*every.filter(pk__lt=first).order_by("-pk")[:2], *every.filter(pk__gt=first).order_by("pk")[:2]]
    there = "、".join(f"{department.pk}（{department.name}）" for department in near)
    given = "、".join(map(str, unknown[:SHOWN]))
    return _("没有编号为 {given} 的部门。编号相近的是：{there}。").format(given=given, there=there or _("还没有部门"))


def profile(department: int) -> Profile | None:
    """What is stored of one department; None where there is none. One query."""
    return _profiles([department]).get(department)


def _sizes(found: Entries, line: Line) -> dict[int, Size]:
    """The disclosed sizes on the basis of most of them; others would not be alike."""
    ranked = found.ranking().places
    return {
        placed.entry.department: Size(str(line), placed.entry.yuan, "元", placed.entry.evidence)
        for placed in ranked
        if placed.entry.yuan is not None
    }


def _profiles(departments: Collection[int] | None = None) -> dict[int, Profile]:
    """What is stored of every department, or of these, with its source. One query."""
    wanted = Department.objects.order_by() if departments is None else Department.objects.filter(pk__in=departments)
    rows = wanted.values_list("pk", "kind", "level", "source", "region_id")
    return {pk: Profile(pk, _stored(kind, level, source, code)) for pk, kind, level, source, code in rows}


def _stored(kind: str, level: str, source: str, code: str | None) -> dict[Criterion, Stored]:
    found: dict[Criterion, Stored] = {"kind": Stored(kind, source), "level": Stored(level, source)}
    division = region(code) if code else None
    if division is not None:
        found["region"] = Stored(division.parent or _COUNTRY, _REGION_SOURCE)
        found["region_level"] = Stored(division.level, _REGION_SOURCE)
    return found
