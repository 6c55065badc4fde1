"""What a comparison shows, gathered once: for the page of several departments, the page of one, and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

from django.utils.translation import gettext as _

from budgets.codes import level_of
from budgets.models import Department, Disclosure, Edition, Scope, Stage
from comparisons import matrix, recodes, series, spent
from comparisons.alike import Perhaps, perhaps_same
from comparisons.asked import MOST_YEARS, BadQuestion, Question
from comparisons.changes import Breaks, Caution, Change, Changes, Point
from comparisons.continuity import NO_LINEAGE, Gap, History, Lineage, Member, added
from comparisons.denominators import Denominator, Per, per
from comparisons.execution import Execution
from comparisons.indicators import BY_KEY, INDICATORS, Indicator
from comparisons.matrix import Fall, Row, State, Step, Track, Year
from comparisons.measures import Line, measured
from comparisons.once import Below, Overlap, Summand, above_in, overlaps, through_years
from comparisons.prices import InPricesOf, in_prices_of
from comparisons.reasons import Explained, Repeated, explained, reasons, repeated
from comparisons.report import Sentence, in_sentences
from comparisons.series import TableRead, Volume
from comparisons.spent import SpentNote, SpentRow
from comparisons.stated import Claim
from comparisons.subjects import FUNCTIONAL
from comparisons.values import none

HEADS: Final = ("total_expenditure", "three_public", "agency_running")
"""The headline figures that are drawn."""

TABLE_OF: Final[Mapping[str, str]] = {
    "total_income": "summary",
    "total_expenditure": "summary",
    "basic": "expenditure",
    "project": "expenditure",
    "personnel": "general_basic",
    "operating": "general_basic",
    "three_public": "three_public",
    "abroad": "three_public",
    "reception": "three_public",
    "vehicles": "three_public",
    "vehicle_purchase": "three_public",
    "vehicle_running": "three_public",
    "agency_running": "operating",
    "procurement": "procurement",
}
"""Where each headline figure would stand: when that table is empty, the figure is not just unstated."""

PROJECTS: Final = ("projects", "projects_carryover")
"""Tables whose lines are projects: only there a name that ended and one that began may be one thing."""

WHYS_OPEN: Final = 24
LISTED: Final = 12
"""So many lines that exist are named in an error."""

Absence = Literal["no_document", "withdrawn", "incomplete", "no_table", "no_column", "empty_table", "no_line", "not_stated"]


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure, or why there is none. `rows` and `columns` are over how many the cell reaches; 0 rows where another already does.

    `table` is the empty table that says so, where there is one; `first` says that a group begins here.
    """

    point: Point | None
    absent: Absence = "not_stated"
    rows: int = 1
    columns: int = 1
    table: TableRead | None = None
    first: bool = False
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class StepCell:
    """What changed between two years of a line. `base` is the earlier figure where it is not the one that the year's column shows.

    `residual` is given in rows that show it: the parent's difference less the parts' contributions, in 元; `unexplained` says that there
    are parts, but not all of them are known.
    """

    change: Change | None
    contribution: Decimal | None = None
    share: Decimal | None = None
    claims: tuple[Claim, ...] = ()
    numbers: tuple[int, ...] = ()
    base: Point | None = None
    residual: Decimal | None = None
    unexplained: bool = False
    is_step: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """Why a step changed, as far as documents and names say: figures with their reasons, and projects that are perhaps one."""

    step: Step
    explained: tuple[Explained, ...] = ()
    perhaps: tuple[Perhaps, ...] = ()

    @property
    def reasoned(self) -> tuple[Explained, ...]:
        """The changes for which the later document gives a reason."""
        return tuple(one for one in self.explained if one.given == "given")

    @property
    def silent(self) -> tuple[Explained, ...]:
        """The changes for which its text gives none."""
        return tuple(one for one in self.explained if one.given != "given")


def _is_class(change: Change) -> bool:
    """Whether a line is of the highest level of the functional classification (类)."""
    code = next((point.code for point in (change.after, change.before) if point is not None), "")
    return level_of(code) == 1


@dataclass(frozen=True)
class Group:
    """A department on one basis: its editions by year, its track, and what its documents claim about each step.

    `stage` and `scope` are empty where nothing of the kind is there. A year that is a sum of several departments has no edition; `told`
    are the renames and mergers that the series goes through, `gaps` why some of it could not be added up, `sources` every edition of it.
    `executions` are of final accounts: by year and line, against budgets that the question asks for and those that they print themselves.
    `averages` are its figures per what was asked for, by year and line.
    """

    department: Department
    stage: str
    scope: str
    track: Track
    editions: Mapping[int, Edition] = field(default_factory=dict)
    volumes: Mapping[int, Volume] = field(default_factory=dict)
    claims: Mapping[int, tuple[Claim, ...]] = field(default_factory=dict)
    told: tuple[Caution, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Edition, ...] = ()
    executions: Mapping[int, Mapping[str, Execution]] = field(default_factory=dict)
    question: Question = Question()  # noqa: RUF009  it is frozen
    averages: Mapping[int, Mapping[str, Per]] = field(default_factory=dict)

    @property
    def schedule(self) -> str:
        """The table whose lines are compared, "" for the headline."""
        return self.question.schedule

    @property
    def lacking(self) -> tuple[tuple[int, str, str, tuple[str, ...]], ...]:
        """Why years before a merger are not added up: year, department, reason, and the lines that this is about, none for all."""
        found: dict[tuple[int, str, str], list[str]] = {}
        for gap in self.gaps:
            found.setdefault((gap.year, gap.name, gap.why), []).extend([gap.label] if gap.label else [])
        return tuple((*about, tuple(labels)) for about, labels in found.items())

    @cached_property
    def spent(self) -> tuple[SpentRow, ...]:
        """The execution rates as rows, each line and plan one."""
        return spent.rows(self.executions)

    @property
    def spent_notes(self) -> tuple[SpentNote, ...]:
        """What must be known of them."""
        return spent.notes(self.executions)

    @cached_property
    def why(self) -> tuple[Why, ...]:
        """For each step what there is of reasons; steps of which nothing is known are left out."""
        found = (self._why(step) for step in self.track.steps)
        return tuple(why for why in found if why.explained or why.perhaps)

    def _why(self, step: Step) -> Why:
        volume = self.volumes.get(step.after) if step.after - step.before == 1 else None
        if self.schedule:
            told = explained(self._asked_for_reasons(step), self._of_lines.get(step.after, ()))
        else:
            told = explained(step.changes.lines, self.claims.get(step.after, ())) if volume is not None and volume.said else ()
        return Why(step, told, perhaps_same(step.changes) if self.schedule in PROJECTS else ())

    @cached_property
    def _of_lines(self) -> Mapping[int, tuple[Claim, ...]]:
        """By year what its document says of the lines of the table: of their totals, and of tables of the functional classification."""
        if self.schedule not in FUNCTIONAL or self.question.column != "total":
            return {}
        steps = (step for step in self.track.steps if step.after - step.before == 1 and step.after in self.volumes)
        return {step.after: tuple(series.claims_of_lines(self.volumes[step.after], self.schedule, step.changes)) for step in steps}

    def _asked_for_reasons(self, step: Step) -> list[Change]:
        """The lines that the document speaks of, and where it does of any, the classes of which it says nothing, nor of their parts."""
        spoken = {claim.key for claim in self._of_lines.get(step.after, ())}
        above = {key for one in spoken for key in step.changes.above(one)}
        classes = {one.key for one in step.changes.lines if _is_class(one)} if spoken else set()
        asked = spoken | (classes - above)
        return [one for one in step.changes.lines if one.key in asked and self.question.wants(one.key)]

    @cached_property
    def repeated(self) -> tuple[Repeated, ...]:
        """Reasons for changes of one line that documents of several of these years word the same."""
        if self.schedule:
            of_lines = (claim for claims in self._of_lines.values() for claim in claims if self.question.wants(claim.key))
            return repeated(reasons(of_lines))
        claims = {year: self.claims.get(year) or series.claims(volume, Changes(())) for year, volume in sorted(self.volumes.items())}
        return repeated(reason for found in claims.values() for reason in reasons(found))

    @property
    def years(self) -> tuple[Year, ...]:
        return self.track.years

    @property
    def from_later(self) -> tuple[int, ...]:
        """Years without a document of their own of which the next year's tables print figures."""
        figures = ((year.year, self.track.figures[year.year].values()) for year in self.years if not year.own)
        return tuple(year for year, points in figures if any(point.basis.source == "table" for point in points))

    @property
    def carry_overs(self) -> dict[int, str | None]:
        """For a table: what its title says in each year of last year's carry-over."""
        found = {year: self._tables(year, self.schedule) for year in self.volumes} if self.schedule else {}
        return {year: tables[0].carry_over for year, tables in found.items() if tables}

    @property
    def columns(self) -> tuple[tuple[Year, Edition | None, Step | None], ...]:
        """Each year with its edition and the step that ends with it."""
        return tuple((year, self.editions.get(year.year), self.track.step_to(year.year)) for year in self.years)

    @cached_property
    def states_carry_over(self) -> bool:
        """Whether any of its tables says whether it has last year's carry-over in it."""
        return any(self.carry_overs.values())

    def absent(self, year: Year, key: str = "") -> tuple[Absence, TableRead | None]:
        """Why there is no figure: of a line, or of the whole year where no key is given."""
        if year.state != "there":
            return year.state, None
        if any(gap.year == year.year and gap.key in ("", key) for gap in self.gaps):
            return "incomplete", None
        tables = self._tables(year.year, self.schedule or TABLE_OF.get(key, ""))
        empty = next((table for table in tables if table.is_empty), None)
        if empty is not None and len(tables) == sum(table.is_empty for table in tables):
            return "empty_table", empty
        if not self.schedule:
            return "not_stated", None
        if year.own or self.track.figures[year.year]:
            return "no_line", None
        return ("no_column" if tables else "no_table"), None

    def _tables(self, year: int, schedule: str) -> list[TableRead]:
        volume = self.volumes.get(year)
        return [table for table in volume.tables if table.schedule == schedule] if volume else []

    def claims_about(self, step: Step, key: str) -> tuple[Claim, ...]:
        """What the later document says in figures of a headline figure's change."""
        return tuple(claim for claim in self.claims.get(step.after, ()) if claim.key == key)


@dataclass(frozen=True, slots=True)
class Remark:
    """A caution about a step of a group, by its number."""

    number: int
    group: Group
    step: Step
    caution: Caution


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its cells: for each group each year, and behind it what changed since the year before."""

    row: Row
    cells: tuple[FigureCell | StepCell, ...]

    @property
    def by_year(self) -> list[tuple[FigureCell, StepCell | None]]:
        """Each year with what changed since the one before it."""
        found: list[tuple[FigureCell, StepCell | None]] = []
        for cell in self.cells:
            if isinstance(cell, StepCell):
                found[-1] = (found[-1][0], cell)
            else:
                found.append((cell, None))
        return found


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of one side of a table, or all rows."""

    side: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class RealGroup:
    """A group with its lines in prices of one year, in the order of the table."""

    group: Group
    rows: tuple[tuple[Row, Line], ...]


@dataclass(frozen=True, slots=True)
class PerCell:
    """A figure of a year per what was asked for; neither where the year has no such line."""

    year: Year
    point: Point | None
    per: Per | None


@dataclass(frozen=True, slots=True)
class PerGroup:
    """A group with its lines per what was asked for, in the order of the table; `notes` say for each year by what, or why by nothing."""

    group: Group
    rows: tuple[tuple[Row, tuple[PerCell, ...]], ...]
    notes: tuple[tuple[int, Per], ...]


@dataclass(frozen=True)
class Comparison:
    """Groups side by side over the same years, line by line."""

    question: Question
    groups: tuple[Group, ...]
    years: tuple[int, ...] = ()
    years_left_off: int = 0
    recorded: tuple[Below, ...] = ()

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Every caution with its number, in the order of the groups."""
        found = ((group, step, caution) for group in self.groups for step, caution in group.track.cautions)
        return tuple(Remark(number, *one) for number, one in enumerate(found, start=1))

    @cached_property
    def _numbers(self) -> dict[tuple[int, int, Caution], int]:
        return {(id(one.group), one.step.after, one.caution): one.number for one in self.remarks}

    @property
    def past(self) -> tuple[Caution, ...]:
        """The renames and mergers that any of the series goes through, each once."""
        return tuple(dict.fromkeys(event for group in self.groups for event in group.told))

    @property
    def lacking(self) -> tuple[tuple[int, str, str, tuple[str, ...]], ...]:
        """Why years before a merger are not added up, in any of the groups, each reason once."""
        return tuple(dict.fromkeys(lack for group in self.groups for lack in group.lacking))

    @cached_property
    def sections(self) -> tuple[TableRows, ...]:
        """The rows of the table with their cells."""
        found = matrix.rows([group.track for group in self.groups], totals_last=bool(self.question.schedule))
        shown = (replace(one, rows=tuple(filter(self.shows, one.rows))) for one in found)
        return tuple(TableRows(one.side, tuple(self._row(one.rows, at) for at in range(len(one.rows)))) for one in shown if one.rows)

    def shows(self, row: Row) -> bool:
        """Whether a row is one of those that were asked for."""
        return self.question.wants(row.key)

    @cached_property
    def is_pair(self) -> bool:
        """One department on one basis over two years that can be compared: its change can be drawn as a waterfall."""
        return len(self.groups) == 1 and len(self.groups[0].years) == 2 and len(self.groups[0].track.steps) == 1

    @cached_property
    def main_lines(self) -> tuple[str, ...]:
        """What is drawn: the main headline figures, or the lines that add up the table."""
        if not self.question.schedule:
            return self.question.lines or HEADS
        return tuple(one.row.key for section in self.sections for one in section.rows if one.row.kind == "total")

    @cached_property
    def states_carry_over(self) -> bool:
        """Whether any table says whether it has last year's carry-over in it."""
        return any(group.states_carry_over for group in self.groups)

    @cached_property
    def with_contributions(self) -> bool:
        """Whether a column says what each line adds to its parent's difference: where there are parts, and room."""
        if self.several and not self.question.schedule:
            return False
        return any(step.contribution(key) is not None for group in self.groups for step in group.track.steps for key in group.track.keys)

    @cached_property
    def with_shares(self) -> bool:
        """Whether another column says the same in percentage points."""
        return self.is_pair and bool(self.question.schedule) and self.with_contributions

    @cached_property
    def with_claims(self) -> bool:
        """Whether what documents claim has a column of its own; beside several groups it stands below the difference."""
        return not self.several and any(self.groups[0].claims.values())

    @cached_property
    def step_columns(self) -> int:
        """How many columns a step takes: difference, rate, and those that are wanted."""
        return 2 + self.with_contributions + self.with_shares + self.with_claims

    def span(self, group: Group) -> int:
        """How many columns a group takes."""
        return len(group.years) + self.step_columns * len(group.track.steps)

    @property
    def spans(self) -> tuple[tuple[Group, int], ...]:
        """The groups, each with how many columns it takes."""
        return tuple((group, self.span(group)) for group in self.groups)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """For a pair, every sentence about a headline figure with what came of it."""
        return in_sentences(claim for claims in self.groups[0].claims.values() for claim in claims) if self.is_pair else ()

    @cached_property
    def falls(self) -> tuple[Fall, ...]:
        """For a pair, how the main changes are made up."""
        if not self.is_pair:
            return ()
        keys = self.main_lines if self.question.schedule else ("total_expenditure",)
        falls = (matrix.waterfall(self.groups[0].track.steps[0].changes, key) for key in keys)
        return tuple(fall for fall in falls if fall is not None)

    @cached_property
    def several(self) -> bool:
        """Whether more than one department or basis stands side by side."""
        return len(self.groups) > 1

    @property
    def departments(self) -> tuple[Department, ...]:
        """The departments, each once."""
        return tuple(dict.fromkeys(group.department for group in self.groups))

    @property
    def spent(self) -> tuple[Group, ...]:
        """The groups of final accounts with execution rates."""
        return tuple(group for group in self.groups if group.spent)

    @property
    def why_is_long(self) -> bool:
        """Whether there is so much of it that it is folded: steps and pairs of projects."""
        return sum(len(why.reasoned) + len(why.perhaps) + bool(why.silent) for group in self.groups for why in group.why) > WHYS_OPEN

    @property
    def prices(self) -> InPricesOf | None:
        """In which prices amounts are told too, where that was asked for."""
        return in_prices_of(self.question.prices) if self.question.prices else None

    @cached_property
    def real(self) -> tuple[RealGroup, ...]:
        """Each group in those prices, beside what is printed: nothing else of the comparison is adjusted."""
        if self.prices is None:
            return ()
        rows = [line.row for section in self.sections for line in section.rows if line.row.kind != "residual"]
        return tuple(RealGroup(group, tuple(_in_prices(group, rows, self.prices))) for group in self.groups)

    @cached_property
    def averages(self) -> tuple[PerGroup, ...]:
        """Each group per what was asked for, beside what is printed: nothing else of the comparison is divided."""
        if self.question.per is None:
            return ()
        rows = [line.row for section in self.sections for line in section.rows if line.row.kind != "residual"]
        return tuple(_per_group(group, rows) for group in self.groups)

    @property
    def why(self) -> tuple[Group, ...]:
        """The groups of which there is something to say of reasons."""
        return tuple(group for group in self.groups if group.why or group.repeated)

    @property
    def of_projects(self) -> bool:
        """Whether the lines are projects."""
        return self.question.schedule in PROJECTS

    @property
    def mixes_stages(self) -> bool:
        """Whether budgets and final accounts stand side by side."""
        return len({group.stage for group in self.groups if group.stage}) > 1

    @property
    def mixes_scopes(self) -> bool:
        """Whether 部门 and 单位 stand side by side."""
        return len({group.scope for group in self.groups if group.scope}) > 1

    @cached_property
    def overlaps(self) -> tuple[Overlap, ...]:
        """Which of the departments side by side hold each other, or may: figures of a whole and of its part must not be added.

        Only in years of which both have figures; budgets and final accounts hold each other alike, so that a pair is told once for both.
        """
        there: dict[int, dict[Summand, None]] = {}
        for group in self.groups:
            own = Summand(group.department.pk, group.scope, name=group.department.name)
            for year, figures in group.track.figures.items():
                if group.scope and figures:
                    there.setdefault(year, {})[own] = None
        return through_years(there, self.recorded)

    @property
    def has_text_sources(self) -> bool:
        """Whether a figure comes from a sentence of the next year's document."""
        points = (point for group in self.groups for year in group.years for point in group.track.figures[year.year].values())
        return any(point.basis.source == "text" for point in points)

    @property
    def from_later(self) -> tuple[tuple[Group, tuple[int, ...]], ...]:
        """Groups with the years whose figures stand only in the tables of the next year's document."""
        return tuple((group, group.from_later) for group in self.groups if group.from_later)

    @property
    def is_sample(self) -> bool:
        """Whether any figure comes from a document that we typeset ourselves."""
        return bool(self._samples)

    def has_samples(self, group: Group) -> bool:
        """Whether any figure of a group does."""
        return any(edition.pk in self._samples for edition in group.sources)

    @cached_property
    def _samples(self) -> frozenset[int]:
        return series.samples_in(edition for group in self.groups for edition in group.sources)

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns that the table has in any of the years."""
        volumes = (volume for group in self.groups for volume in group.volumes.values())
        return tuple(dict.fromkeys(measure for volume in volumes for measure in series.measures(volume, self.question.schedule)))

    def _row(self, rows: Sequence[Row], at: int) -> TableRow:
        cells = (cell for group in self.groups for cell in self._cells(group, rows, at))
        return TableRow(rows[at], tuple(cells))

    def _cells(self, group: Group, rows: Sequence[Row], at: int) -> Iterable[FigureCell | StepCell]:
        for number, year in enumerate(group.years):
            yield replace(_figure(group, number, rows, at), first=number == 0)
            step = group.track.step_to(year.year)
            if step is not None:
                yield self._change(group, step, rows[at])

    def _change(self, group: Group, step: Step, row: Row) -> StepCell:
        if row.kind == "residual":
            level = step.levels.get(row.parent or "")
            parts = bool(step.changes.parts(row.parent or ""))
            return StepCell(None, residual=level.residual if level else None, unexplained=parts and level is None)
        change = step.changes.of(row.key)
        if change is None:
            return StepCell(None)
        numbers = tuple(self._numbers[id(group), step.after, caution] for caution in change.cautions)
        shown = group.track.figures[step.before].get(row.key)
        base = change.before if change.difference is not None and change.before != shown else None
        claims = group.claims_about(step, row.key)
        return StepCell(change, step.contribution(row.key), step.share(row.key), claims, numbers, base)


def _in_prices(group: Group, rows: Iterable[Row], prices: InPricesOf) -> Iterable[tuple[Row, Line]]:
    there = set(group.track.keys)
    return ((row, measured(group.track, row.key, prices)) for row in rows if row.key in there)


def _per_group(group: Group, rows: Iterable[Row]) -> PerGroup:
    there = set(group.track.keys)
    shown = tuple((row, tuple(_per_cell(group, year, row.key) for year in group.years)) for row in rows if row.key in there)
    keys = [row.key for row, _cells in shown]
    divided = ((year.year, group.averages.get(year.year, {})) for year in group.years)
    notes = ((year, own[key]) for year, own in divided for key in keys if key in own and own[key].value.why != "blank")
    said: dict[object, tuple[int, Per]] = {}
    for year, one in notes:
        said.setdefault((year, one.value.why, one.denominator, one.others, one.unlike, one.value.cautions), (year, one))
    return PerGroup(group, shown, tuple(said.values()))


def _per_cell(group: Group, year: Year, key: str) -> PerCell:
    return PerCell(year, group.track.figures[year.year].get(key), group.averages.get(year.year, {}).get(key))


def _figure(group: Group, number: int, rows: Sequence[Row], at: int) -> FigureCell:
    year = group.years[number]
    figures = group.track.figures[year.year]
    if not figures:
        return _hatched(group, number, rows, at)
    point = figures.get(rows[at].key)
    absent, table = ("not_stated", None) if point else group.absent(year, rows[at].key)
    return FigureCell(point, absent, table=table)


def _hatched(group: Group, number: int, rows: Sequence[Row], at: int) -> FigureCell:
    """A year without any figure is one cell over all rows; neighbouring ones for the same reason are one cell."""
    reasons = [None if group.track.figures[year.year] else group.absent(year) for year in group.years]
    reason = reasons[number]
    absent, table = reason or ("not_stated", None)
    if at or (number and reasons[number - 1] == reason):
        return FigureCell(None, absent, 0, table=table)
    run = next((further for further, one in enumerate(reasons[number:]) if one != reason), len(reasons) - number)
    return FigureCell(None, absent, len(rows), run, table)


# Gathering


@dataclass(frozen=True)
class _Material:
    """What a question was answered from."""

    question: Question
    editions: Sequence[Edition]
    volumes: Mapping[int, Volume]
    lineage: Lineage = NO_LINEAGE
    counts: Sequence[Denominator] = ()
    recorded: tuple[Below, ...] = ()

    @cached_property
    def _by_department(self) -> Mapping[int, Sequence[tuple[Edition, Disclosure]]]:
        found: dict[int, list[tuple[Edition, Disclosure]]] = {}
        for edition in self.editions:
            if edition.disclosure is not None:
                found.setdefault(edition.disclosure.department_id, []).append((edition, edition.disclosure))
        return found

    def of(self, kin: Iterable[int]) -> list[tuple[Edition, Disclosure]]:
        """The editions of some departments, with their disclosures."""
        return [one for department in kin for one in self._by_department.get(department, ())]

    def kin(self, department: Department) -> tuple[int, ...]:
        """Whose documents may stand in a department's series."""
        return (department.pk,) if self.question.is_original else self.lineage.before(department.pk)


Kind = tuple[Department, str, str]


def compare(
    question: Question, departments: Sequence[Department], editions: Sequence[Edition], lineage: Lineage = NO_LINEAGE
) -> Comparison:
    """Answer a question about departments, in a constant number of queries.

    `series.shown_editions` gave these editions, of the departments and of all whose figures may stand in their series (`lineage`).
    Raises BadQuestion where it asks for prices and no index leads from a year with figures to theirs.
    """
    wanted = [edition for edition in editions if _is_wanted(edition, question)]
    there = sorted({_year(edition) for edition in wanted})
    through = list(range(there[0], there[-1] + 1)) if there else []
    years = question.years or tuple(through[-MOST_YEARS:])
    before = _Material(question, wanted, {}, lineage, recorded=_recorded(wanted, lineage))
    kinds = [kind for department in departments for kind in _kinds(department, before, years)]
    volumes = _read(question, [edition for edition in wanted if _is_read(edition, years)])
    material = replace(before, volumes=volumes, counts=_counts(question, wanted, years))
    groups = tuple(_group(material, kind, years) for kind in kinds)
    _demand_prices(question, groups)
    _demand_lines(question, groups)
    return Comparison(question, groups, years, 0 if question.years else len(through) - len(years), before.recorded)


def _recorded(editions: Iterable[Edition], lineage: Lineage) -> tuple[Below, ...]:
    """Whose units the departments are: asked for where figures of a whole department (部门) may stand beside another's."""
    kinds = {(_whose(edition), _kind(edition)[1]) for edition in editions}
    departments = {department for department, _scope in kinds}
    if len(departments) < 2 or Scope.DEPARTMENT not in {scope for _department, scope in kinds}:
        return ()
    return series.below(departments, lineage)


def _counts(question: Question, editions: Iterable[Edition], years: Sequence[int]) -> Sequence[Denominator]:
    """What is known of what figures are asked per, of those whose figures they may be."""
    if question.per is None:
        return ()
    departments = {edition.disclosure.department_id: edition.disclosure.department for edition in editions if edition.disclosure}
    return series.counts(question.per, departments, years)


def _demand_prices(question: Question, groups: Sequence[Group]) -> None:
    if not question.prices:
        return
    index = in_prices_of(question.prices).index
    years = {year for group in groups for year, figures in group.track.figures.items() if figures}
    lacking = [str(year) for year in sorted(years) if index.factor(year, question.prices) is None]
    if lacking:
        known = {"first": min(index.percent), "last": max(index.percent)}
        text = _("价格指数只有 {first}–{last} 年的，{years} 年的数不能折算为 {base} 年价格。请另选年份，或者不折算。")
        raise BadQuestion({"prices": [text.format(years="、".join(lacking), base=question.prices, **known)]})


def _demand_lines(question: Question, groups: Sequence[Group]) -> None:
    """Lines of a table that none of its years prints are told, with those that are like them, else with any."""
    there = list(dict.fromkeys(key for group in groups for key in group.track.keys)) if question.schedule else []
    unknown = [key for key in question.lines if key not in there]
    if not there or not unknown:
        return
    like = [key for one in unknown for key in get_close_matches(one, there, n=LISTED, cutoff=0.4)] or there
    text = _("这张表里没有“{given}”这一行。有的是：{names}。")
    names = "、".join(dict.fromkeys(like[:LISTED]))
    raise BadQuestion({"line": [text.format(given="、".join(unknown), names=names)]})


def _is_read(edition: Edition, years: Sequence[int]) -> bool:
    """Between the years too: what a document there says of a basis that changed holds for all who look over it."""
    return bool(years) and years[0] <= _year(edition) <= years[-1] + 1


def of_department(department: Department, editions: Sequence[Edition], lineage: Lineage = NO_LINEAGE) -> tuple[Comparison, ...]:
    """All years of a department: a comparison of headline figures for each stage and scope of which it has documents, none mixed.

    In a constant number of queries. Editions and lineage as for `compare`.
    """
    volumes = series.read_headline(edition for edition in editions if edition.is_in_force)
    kinds = _kinds(department, _Material(Question(), [edition for edition in editions if edition.is_in_force], {}), None)
    material = _Material(Question(), editions, volumes, lineage, recorded=_recorded(editions, lineage))
    return tuple(_through_the_years(material, kind) for kind in kinds)


def _through_the_years(material: _Material, kind: Kind) -> Comparison:
    department, stage, scope = kind
    question = Question((department.pk,), stages=(stage,), scopes=(scope,))
    kin = material.kin(department)
    there = [one.fiscal_year for _edition, one in material.of(kin) if (one.stage, one.scope) == (stage, scope)]
    years = tuple(range(min(there) - 1, max(there) + 1))
    group = _group(material, kind, years)
    if not group.track.figures[years[0]]:
        years = years[1:]
        group = replace(group, track=replace(group.track, years=group.track.years[1:]))
    return Comparison(replace(question, years=years), (group,), years)


def _is_wanted(edition: Edition, question: Question) -> bool:
    stage, scope = _kind(edition)
    return (not question.stages or stage in question.stages) and (not question.scopes or scope in question.scopes)


def _kind(edition: Edition) -> tuple[str, str]:
    return (edition.disclosure.stage, edition.disclosure.scope) if edition.disclosure else ("", "")


def _year(edition: Edition) -> int:
    return edition.disclosure.fiscal_year if edition.disclosure else 0


def _whose(edition: Edition) -> int:
    return edition.disclosure.department_id if edition.disclosure else 0


def _kinds(department: Department, material: _Material, years: Sequence[int] | None) -> list[Kind]:
    """On which bases the department, or one before it, has documents of these years; where there are none, that there are none."""
    kin, question = material.kin(department), material.question
    own = [disclosure for _edition, disclosure in material.of(kin)]
    found = {(one.stage, one.scope) for one in own if years is None or one.fiscal_year in years or one.fiscal_year - 1 in years}
    ordered = sorted(found, key=lambda kind: (Stage.values.index(kind[0]), Scope.values.index(kind[1])))
    if ordered or years is None:
        return [(department, stage, scope) for stage, scope in ordered]
    return [(department, _only(question.stages), _only(question.scopes))]


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _read(question: Question, editions: Iterable[Edition]) -> dict[int, Volume]:
    in_force = [edition for edition in editions if edition.is_in_force]
    if question.schedule:
        return series.read_table(in_force, question.schedule, question.column)
    told = (*_told_lines(question), *spent.figures_of(question.lines))
    return series.read_headline(in_force, tuple(dict.fromkeys(told)) if question.lines else ())


def _told_lines(question: Question) -> tuple[Indicator, ...]:
    """The headline figures that are asked for."""
    return tuple(BY_KEY[key] for key in question.lines) or INDICATORS


@dataclass(frozen=True)
class _Series:
    """A department on one basis: what is there of it and of those before it, by department and year."""

    material: _Material
    kind: Kind
    editions: Mapping[tuple[int, int], Edition]
    history: History
    whose: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, material: _Material, kind: Kind) -> _Series:
        department, stage, scope = kind
        kin = material.kin(department)
        own = ((edition, one) for edition, one in material.of(kin) if (one.stage, one.scope) == (stage, scope))
        editions = {(one.department_id, one.fiscal_year): edition for edition, one in own}
        disclosed = {one: frozenset(year for whose, year in editions if whose == one) for one in kin}
        return cls(material, kind, editions, History(material.lineage, stage, disclosed))

    def members(self, year: int) -> tuple[int, ...]:
        """Whose figures the year is made of."""
        if year not in self.whose:
            department, is_original = self.kind[0].pk, self.material.question.is_original
            self.whose[year] = (department,) if is_original else self.history.members(department, year)
        return self.whose[year]

    def edition(self, year: int) -> Edition | None:
        """The year's edition; None where there is none, and where the year is a sum."""
        members = self.members(year)
        return self.editions.get((members[0], year)) if len(members) == 1 else None

    def volume(self, year: int) -> Volume | None:
        """What the year's edition prints and says, where it is in force."""
        edition = self.edition(year)
        return self.material.volumes.get(edition.pk) if edition else None

    def all_editions(self, year: int) -> tuple[Edition, ...]:
        """The year's editions: several where it is a sum."""
        found = (self.editions.get((one, year)) for one in self.members(year))
        return tuple(edition for edition in found if edition is not None)

    def member(self, department: int, year: int) -> Member:
        """What one of several prints."""
        edition = self.editions.get((department, year))
        volume = self.material.volumes.get(edition.pk) if edition else None
        points = _printed(self.material.question, volume) if volume else []
        return Member(self.material.lineage.name(department), tuple(points), volume is not None)

    def breaks(self, before: int, after: int) -> Breaks:
        """What keeps two years apart: what happened to the department, and what documents say of the basis of their figures."""
        department, question = self.kind[0].pk, self.material.question
        editions = (edition for year in range(before + 1, after + 1) for edition in self.all_editions(year))
        lines: dict[str, tuple[Caution, ...]] = {}
        for found in map(self._said, editions):
            lines |= {key: (*lines.get(key, ()), *cautions) for key, cautions in found.items()}
        if question.is_original:
            own = self.history.own_breaks(department, before, after)
            return series.table_breaks(Breaks(own, notes=self.history.joined(department, before, after)), lines)
        return series.table_breaks(Breaks(self.history.breaks(department, before, after)), lines)

    def own_breaks(self, year: int) -> Breaks:
        """What happened to the department whose figures a year's are, since the year before."""
        breaks = [(self.history.own_breaks(one, year - 1, year), self.history.joined(one, year - 1, year)) for one in self.members(year)]
        return Breaks(tuple(one for own, _ in breaks for one in own), notes=tuple(one for _, joined in breaks for one in joined))

    def _said(self, edition: Edition) -> Mapping[str, tuple[Caution, ...]]:
        volume, question = self.material.volumes.get(edition.pk), self.material.question
        if volume is None:
            return {}
        if question.schedule:
            return series.other_bases_in(volume, question.schedule, question.column)
        return series.other_bases(volume, _told_lines(question))


def _group(material: _Material, kind: Kind, years: Sequence[int]) -> Group:
    question, (department, stage, scope) = material.question, kind
    found = _Series.of(material, kind)
    made = [_one_year(found, year) for year in years]
    plain = [year for year, _gaps in made]
    recoded, broken = _classifications(plain) if question.schedule else ({}, {})
    recoded = {} if question.is_original else recoded
    breaks = {(one, other): found.breaks(one, other) for one, other in pairwise(sorted(years))}
    track = matrix.track(matrix.renamed(plain, recoded), _renamed(broken, recoded), breaks)
    editions = {year: edition for year in years if (edition := found.edition(year)) is not None}
    shown = {year: volume for year in years if (volume := found.volume(year)) is not None}
    return Group(
        department,
        stage,
        scope,
        track,
        editions,
        shown,
        _claims(question, track, shown),
        () if question.is_original else found.history.told(department.pk, years),
        tuple(gap for _year, gaps in made for gap in gaps),
        tuple(edition for year in years for edition in found.all_editions(year)),
        _executions(found, years, recoded) if stage == Stage.FINAL_ACCOUNTS else {},
        question,
        {year: _averages(found, year, track.figures[year]) for year in years} if question.per else {},
    )


def _averages(found: _Series, year: int, figures: Mapping[str, Point]) -> dict[str, Per]:
    """A year's figures per what was asked for. What was split or merged within the year counts something else at its end.

    What happens within a year keeps the final accounts apart from the year before, and the budget from the year after.
    """
    counted, members = found.material.question.per, found.members(year)
    apart = tuple(dict.fromkeys(one for step in (year, year + 1) for one in spent.within(year, found.own_breaks(step))))
    if counted is None:
        return {}
    if len(members) > 1 or apart:
        refused = Per(none("unlike", *apart) if apart else none("added_up"))
        return dict.fromkeys(figures, refused)
    department = members[0] if members else found.kind[0].pk
    return {key: per(point, department, counted, found.material.counts) for key, point in figures.items()}


def _executions(found: _Series, years: Sequence[int], names: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, Execution]]:
    """How the lines of final accounts were executed, under the keys of their rows. A year that is a sum of departments has none."""
    department, _stage, scope = found.kind
    budgets, question = _Series.of(found.material, (department, Stage.BUDGET, scope)), found.material.question
    executions: dict[int, dict[str, Execution]] = {}
    for year in years:
        volume, apart = found.volume(year), spent.within(year, found.own_breaks(year))
        if volume is None:
            continue
        budget = budgets.volume(year)
        same = budget if budget is not None and _whose(budget.edition) == _whose(volume.edition) else None
        if question.schedule:
            own = spent.of_lines(volume, same, question.schedule, question.column, apart)
        else:
            own = spent.of_headline(volume, same, apart, spent.figures_of(question.lines))
        keyed = {names.get(year, {}).get(key, key): one for key, one in own.items()}
        executions[year] = {key: one for key, one in keyed.items() if not question.schedule or question.wants(key)}
    return {year: own for year, own in executions.items() if own}


def _one_year(found: _Series, year: int) -> tuple[Year, tuple[Gap, ...]]:
    question, following = found.material.question, found.volume(year + 1)
    members = found.members(year)
    points, gaps = _own(found, year, members)
    told = _told(question, following) if following else []
    later = tuple(point for point in told if point.basis.stage in (None, found.kind[1]))
    return Year(year, points, later, _state(found, year, members, points), bool(question.schedule)), gaps


def _own(found: _Series, year: int, members: Sequence[int]) -> tuple[tuple[Point, ...], tuple[Gap, ...]]:
    """The year's own figures: as its document prints them, or the sum of several departments'."""
    if len(members) > 1:
        if inside := _inside(found, year, members):
            return (), inside
        parts = [found.member(one, year) for one in members]
        there = any(part.there for part in parts)
        return added(year, parts, whole=bool(found.material.question.schedule)) if there else ((), ())
    volume = found.volume(year)
    printed = _printed(found.material.question, volume) if volume else []
    if not members or members[0] == found.kind[0].pk:
        return tuple(printed), ()
    return tuple(replace(point, owner=found.material.lineage.name(members[0])) for point in printed), ()


def _inside(found: _Series, year: int, members: Sequence[int]) -> tuple[Gap, ...]:
    """Whose figures are in another member's already: a sum over both would count them twice, and is not made."""
    names, scope = found.material.lineage.name, found.kind[2]
    summands = [Summand(one, scope, name=names(one)) for one in members if found.member(one, year).there]
    doubled = [one.part.name for one in overlaps(summands, above_in(found.material.recorded, year)) if one.is_certain]
    return tuple(Gap(year, name, "inside") for name in dict.fromkeys(doubled))


def _state(found: _Series, year: int, members: Sequence[int], points: Sequence[Point]) -> State:
    if len(members) > 1:
        there = any(found.member(one, year).there for one in members)
        return "there" if points else "incomplete" if there else "no_document"
    if found.volume(year) is not None:
        return "there"
    return "withdrawn" if found.edition(year) is not None else "no_document"


def _printed(question: Question, volume: Volume) -> list[Point]:
    return (
        series.own_lines(volume, question.schedule, question.column)
        if question.schedule
        else series.own_headline(volume, _told_lines(question))
    )


def _told(question: Question, volume: Volume) -> list[Point]:
    """What a document tells of the year before it."""
    return (
        series.earlier_lines(volume, question.schedule, question.column)
        if question.schedule
        else series.earlier_headline(volume, _told_lines(question))
    )


def _classifications(
    years: Sequence[Year],
) -> tuple[dict[int, dict[str, str]], dict[tuple[int, int], dict[str, Caution]]]:
    """What became of the codes: by year the keys that its lines go on under, and from each year to the next what no longer compares."""
    names = recodes.names([[*year.own, *year.later] for year in years])
    broken = {
        (one.year, other.year): recodes.broken([*one.own, *one.later], list(other.figures.values())) for one, other in pairwise(years)
    }
    return names, broken


def _renamed(
    broken: Mapping[tuple[int, int], Mapping[str, Caution]], names: Mapping[int, Mapping[str, str]]
) -> dict[tuple[int, int], dict[str, Caution]]:
    """The same under the keys that lines go on under."""
    return {
        years: {names.get(year, {}).get(key, key): reason for key, reason in reasons.items() for year in years}
        for years, reasons in broken.items()
    }


def _claims(question: Question, track: Track, read: Mapping[int, Volume]) -> dict[int, tuple[Claim, ...]]:
    """What documents say in figures of the change to their own year from the one before."""
    if question.schedule:
        return {}
    steps = (step for step in track.steps if step.after - step.before == 1 and step.after in read)
    return {step.after: tuple(series.claims(read[step.after], step.changes, _told_lines(question))) for step in steps}
