"""What a comparison shows, gathered once: for the page of several departments, the page of one, and the API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budgets.caching import cached_property
from budgets.frozen import frozen
from budgets.models import Department, Edition
from budgets.moments import asked_for
from comparisons import demanded, layout, matrix, series, stored
from comparisons.asked import MOST_YEARS, Question
from comparisons.changes import Caution, Change, Point
from comparisons.continuity import NO_LINEAGE, Lineage
from comparisons.denominators import Counted, Per
from comparisons.gathering import Kind, Material, counts_of, filed, gathered, is_wanted, kinds_of, read_for, recorded_of, unpublished_of
from comparisons.groups import Absence, Group, OtherBase, years_with_figures
from comparisons.matrix import Fall, Row, Rows, State, Step, Track, Year
from comparisons.measure_rows import MeasuredLine, measured_lines
from comparisons.measures import Line, measured
from comparisons.once import Below, Overlap, Summand, Told, shared, through_years
from comparisons.prices import InPricesOf, in_prices_of
from comparisons.report import Sentence, in_sentences
from comparisons.roster import Due
from comparisons.stated import Claim
from comparisons.volume import TableRead

FITTING: Final[Mapping[Counted, Collection[str]]] = {"vehicles": ("vehicles", "vehicle_purchase", "vehicle_running")}
"""The headline figures that have to do with what is counted; where nothing is said, all have."""
HEADS: Final = ("total_expenditure", "three_public", "agency_running")
"""The headline figures that are drawn."""
WHYS_OPEN: Final = 24
AGAINST_OPEN: Final = 8
NOTHING: Final[Mapping[Due, State]] = {}
MOST_BESIDE: Final = 4
"""So many years of groups stand beside each other; of more, the departments stand below each line."""


@frozen
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


@frozen
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
class Remark:
    """A caution about a step of a group, by its number; `lines` are the changes that it is about."""

    number: int
    group: Group
    step: Step
    caution: Caution
    lines: tuple[Change, ...] = ()


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
class MeasuredGroup:
    """A group with the measures of its lines, in the order of the table."""

    group: Group
    rows: tuple[tuple[Row, MeasuredLine], ...]
    remarks: tuple[Remark, ...] = ()

    def numbers(self, key: str, since: int | None, until: int) -> tuple[int, ...]:
        """The remarks on the steps of a line that a number leads over, from one year to another; none where it leads over none."""
        if since is None:
            return ()
        steps = (one for one in self.remarks if since < one.step.after <= until)
        return tuple(one.number for one in steps if any(change.key == key for change in one.lines))


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
        """Every caution of a line that is shown, with its number, in the order of the groups."""
        found = ((group, *one) for group in self.groups for one in group.track.cautions(self._keys.__contains__))
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
        return tuple(TableRows(one.side, tuple(self._row(one.rows, at) for at in range(len(one.rows)))) for one in self._rows)

    @cached_property
    def _rows(self) -> tuple[Rows, ...]:
        """The rows that were asked for, as they are laid out."""
        found = [self._shown(one) for one in self.every_row]
        if self.question.layout.sort and self.by == "lines":
            first = self.groups[:1]
            found = [layout.in_order(one, lambda row: self.put_by(row, first[0], self.last_told(row, first))) for one in found]
        return tuple(one for one in found if one.rows)

    def _shown(self, every: Rows) -> Rows:
        asked = replace(every, rows=tuple(row for row in every.rows if self.question.wants(row.key)))
        laid_out = layout.shown(asked, self.question.layout)
        return replace(every, rows=layout.nested(laid_out.rows, every.rows))

    @cached_property
    def _keys(self) -> frozenset[str]:
        """The lines that are shown."""
        return frozenset(row.key for one in self._rows for row in one.rows)

    @cached_property
    def every_row(self) -> tuple[Rows, ...]:
        """All rows of the table, whatever is shown of it."""
        return matrix.rows([group.track for group in self.groups], totals_last=bool(self.question.schedule))

    @cached_property
    def by(self) -> str:
        """What the rows of the table are: what was asked for, else lines, and with many columns of several groups departments."""
        many = self.several and len(self.groups) * len(self.years) > MOST_BESIDE
        return self.question.layout.by or ("departments" if many else "lines")

    @property
    def is_laid_out(self) -> bool:
        """Whether there is anything to be laid out in more than one way."""
        return bool(self.every_row) and (self.several or bool(self.question.schedule))

    @property
    def falls_first(self) -> bool:
        """Whether, unless another order is asked for, the largest fall stands first below each class (`matrix.rows`)."""
        coded = any(row.code and row.depth for one in self.every_row for row in one.rows)
        return coded and matrix.only_step(group.track for group in self.groups) is not None

    @cached_property
    def levels(self) -> int:
        """How many levels the lines of the table have."""
        return max((row.depth + 1 for one in self.every_row for row in one.rows if row.kind != "residual"), default=0)

    @cached_property
    def wholes(self) -> frozenset[str]:
        """The lines of a table that have parts below them: one can look at these alone."""
        if not self.question.schedule:
            return frozenset()
        return frozenset(row.parent for one in self.every_row for row in one.rows if row.parent and row.kind == "line")

    @property
    def turned_width(self) -> int:
        """How many columns stand beside the names of a table by departments or years."""
        return len(self.groups) if self.by == "years" else len(self.years)

    def last_told(self, row: Row, groups: Sequence[Group]) -> int:
        """The last year of which any of these groups has a figure of a row; 0 for none."""
        return max((year for year in self.years for group in groups if row.key in group.track.figures[year]), default=0)

    def put_by(self, row: Row, group: Group, year: int) -> Decimal | None:
        """The amount by which a row of a group is put in order: its figure of a year, or what changed until then, as was asked for."""
        sort = self.question.layout.sort
        if sort == "figure":
            point = group.track.figures[year].get(row.key) if year else None
            return point.yuan if point is not None else None
        step = group.track.step_to(year)
        change = step.changes.of(row.key) if step is not None else None
        return None if change is None else change.difference if sort == "difference" else change.rate

    def cells_of(self, group: Group, row: Row) -> list[tuple[FigureCell, StepCell | None]]:
        """The years of a group for one row alone, each with what changed since the one before it."""
        return TableRow(row, tuple(self._cells(group, [row], 0))).by_year

    @cached_property
    def is_pair(self) -> bool:
        """One department on one basis over two years that can be compared: its change can be drawn as a waterfall."""
        return len(self.groups) == 1 and len(self.groups[0].years) == 2 and len(self.groups[0].track.steps) == 1

    @property
    def is_series(self) -> bool:
        """Whether there are years to be drawn as a series."""
        return not self.is_pair and len(self.years) > 1

    @cached_property
    def main_lines(self) -> tuple[str, ...]:
        """What is drawn: the line that is looked at, else the main headline figures, or the lines that add up the table."""
        if self.question.layout.under:
            return (self.question.layout.under,)
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
        if not self.is_pair and not self.question.schedule:
            return False
        cells = (cell for section in self.sections for row in section.rows for cell in row.cells)
        return any(isinstance(cell, StepCell) and cell.contribution is not None for cell in cells)

    @cached_property
    def with_shares(self) -> bool:
        """Whether another column says the same in percentage points."""
        return self.is_pair and bool(self.question.schedule) and self.with_contributions

    @cached_property
    def with_claims(self) -> bool:
        """Whether what documents claim has a column of its own; beside several groups or steps it stands below the difference."""
        return self.is_pair and any(self.groups[0].claims.values())

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
    def figure_columns(self) -> int:
        """How many columns stand beside the names of the lines in a table by lines."""
        return sum(map(self.span, self.groups))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """For a pair, every sentence about a headline figure with what came of it."""
        return in_sentences(claim for claims in self.groups[0].claims.values() for claim in claims) if self.is_pair else ()

    @cached_property
    def falls(self) -> tuple[Fall, ...]:
        """For a pair, how the main changes are made up."""
        if not self.is_pair or self.question.leaves_parts_out:
            return ()
        keys = self.main_lines if self.question.schedule or self.question.layout.under else ("total_expenditure",)
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

    @property
    def years_in_prices(self) -> frozenset[int]:
        """The years whose figures are told in those prices too."""
        return years_with_figures(self.groups)

    @cached_property
    def real(self) -> tuple[RealGroup, ...]:
        """Each group in those prices, beside what is printed: nothing else of the comparison is adjusted."""
        if self.prices is None:
            return ()
        return tuple(RealGroup(group, tuple(_in_prices(group, self._lines, self.prices))) for group in self.groups)

    @cached_property
    def measured(self) -> tuple[MeasuredGroup, ...]:
        """Each group with shares, index, yearly rate and places of its lines, where that was asked for: computed from what is printed."""
        if "measures" not in self.question.shown:
            return ()
        rows = {row.key: row for row in self._lines}
        lines = ((group, measured_lines(group.track, rows, self._beside(group))) for group in self.groups)
        return tuple(MeasuredGroup(group, tuple((rows[one.key], one) for one in own), self._remarks_on(group)) for group, own in lines)

    def _remarks_on(self, group: Group) -> tuple[Remark, ...]:
        return tuple(one for one in self.remarks if one.group is group)

    def _beside(self, group: Group) -> list[Track]:
        """The tracks of all groups of a group's stage and scope, among which its lines have places."""
        return [one.track for one in self.groups if (one.stage, one.scope) == (group.stage, group.scope)]

    @property
    def told_steps(self) -> tuple[tuple[Group, Step, tuple[Change, ...]], ...]:
        """The changes that are told as sentences, by groups and steps: those of a pair, else where that was asked for."""
        if not self.is_pair and "sentences" not in self.question.shown:
            return ()
        keys = [row.key for row in self._lines]
        steps = ((group, step, [step.changes.of(key) for key in keys]) for group in self.groups for step in group.track.steps)
        return tuple((group, step, tuple(one for one in changes if one is not None)) for group, step, changes in steps)

    @cached_property
    def _lines(self) -> tuple[Row, ...]:
        """The rows of the table that are lines of it."""
        return tuple(line.row for section in self.sections for line in section.rows if line.row.kind != "residual")

    @cached_property
    def averages(self) -> tuple[PerGroup, ...]:
        """Each group per what was asked for, beside what is printed: nothing else of the comparison is divided.

        Of all headline figures those that have to do with what is counted; those that are asked for by name whatever they are.
        """
        if self.question.per is None:
            return ()
        asked = self.question
        fitting = FITTING.get(asked.per) if asked.per and not asked.schedule and not asked.lines else None
        rows = [row for row in self._lines if fitting is None or row.key in fitting]
        return tuple(_per_group(group, rows) for group in self.groups)

    @property
    def why(self) -> tuple[Group, ...]:
        """The groups of which there is something to say of reasons."""
        return tuple(group for group in self.groups if group.why or group.repeated)

    @cached_property
    def against(self) -> tuple[tuple[Group, OtherBase], ...]:
        """The changes of lines that are shown against last year's figure of another stage."""
        return tuple((group, one) for group in self.groups for one in group.against if one.change.key in self._keys)

    @property
    def against_is_long(self) -> bool:
        """Whether there are so many of them that they are folded."""
        return len(self.against) > AGAINST_OPEN

    @property
    def of_projects(self) -> bool:
        """Whether the lines are projects."""
        return self.question.schedule in series.PROJECTS

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
        regions = {one.pk: one.region.within for one in self.departments if one.region} if len(self.departments) > 1 else {}
        told: list[Told] = []
        there: dict[int, dict[Summand, None]] = {}
        for group in self.groups:
            own = Summand(group.department.pk, group.scope, group.department.name, regions.get(group.department.pk, ()))
            for year, figures in group.track.figures.items():
                if group.scope and figures:
                    there.setdefault(year, {})[own] = None
                    told.append(Told(own, year, tuple(figures.values())))
        return (*shared(told), *through_years(there, self.recorded))

    def from_text(self, *, own: bool) -> tuple[int, ...]:
        """Years with a figure from a sentence of the year's own document, or from one of the next year's."""
        return tuple(sorted({year for group in self.groups for year in group.from_text(own=own)}))

    @property
    def from_later(self) -> tuple[tuple[Group, tuple[int, ...]], ...]:
        """Groups with the years whose figures stand only in the tables of the next year's document."""
        return tuple((group, group.from_later) for group in self.groups if group.from_later)

    @property
    def is_sample(self) -> bool:
        """Whether any figure comes from a document that we typeset ourselves."""
        return bool(self._samples)

    @property
    def is_recognised(self) -> bool:
        """Whether a document of it has figures that were recognised in pictures."""
        return any(edition.recognised for group in self.groups for edition in group.sources)

    def has_samples(self, group: Group) -> bool:
        """Whether any figure of a group does."""
        return any(edition.pk in self._samples for edition in group.sources)

    @cached_property
    def _samples(self) -> frozenset[int]:
        return stored.samples_in(edition for group in self.groups for edition in group.sources)

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
            yield _figure(group, number, rows, at)
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
        other = change.before is not shown and change.before != shown  # most are the very same, and comparing all fields takes a while
        base = change.before if change.difference is not None and other else None
        claims = group.claims_about(step, row.key)
        above = row.parent is not None and self.question.wants(row.parent)
        contribution, share = (step.contribution(row.key), step.share(row.key)) if above else (None, None)
        return StepCell(change, contribution, share, claims, numbers, base)


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
    return FigureCell(point, absent, table=table, first=number == 0)


def _hatched(group: Group, number: int, rows: Sequence[Row], at: int) -> FigureCell:
    """A year without any figure is one cell over all rows; neighbouring ones for the same reason are one cell."""
    reasons = [None if group.track.figures[year.year] else group.absent(year) for year in group.years]
    reason = reasons[number]
    absent, table = reason or ("not_stated", None)
    if at or (number and reasons[number - 1] == reason):
        return FigureCell(None, absent, 0, table=table, first=number == 0)
    run = next((further for further, one in enumerate(reasons[number:]) if one != reason), len(reasons) - number)
    return FigureCell(None, absent, len(rows), run, table, first=number == 0)


def compare(
    question: Question, departments: Sequence[Department], editions: Sequence[Edition], lineage: Lineage = NO_LINEAGE
) -> Comparison:
    """Answer a question about departments, in a constant number of queries.

    `stored.shown_editions` gave these editions, of the departments and of all whose figures may stand in their series (`lineage`).
    Without years all that documents are of; where they are all of one, the year before too, as far as they tell of it: there is no other
    change to show. Raises BadQuestion for what these documents do not have (`demanded`).
    """
    wanted = [one for one in filed(editions) if is_wanted(one, question)]
    demanded.documents(question, wanted)
    there = sorted({one.year for one in wanted})
    through = list(range(there[0], there[-1] + 1)) if there else []
    years = question.years or tuple(through[-MOST_YEARS:])
    before = Material(question, wanted, {}, lineage, recorded=recorded_of(wanted, lineage))
    kinds = [kind for department in departments for kind in kinds_of(department, before, years)]
    shown = years if question.years or len(years) != 1 else (years[0] - 1, years[0])
    material = replace(
        before,
        volumes=read_for(question, wanted, years),
        counts=counts_of(question, wanted, shown),
        unpublished=unpublished_of(question, wanted, kinds, shown),
    )
    groups = tuple(gathered(material, kind, shown) for kind in kinds)
    if shown != years and not any(group.track.figures[shown[0]] for group in groups):
        shown, material = years, replace(material, counts=counts_of(question, wanted, years))
        groups = tuple(gathered(material, kind, shown) for kind in kinds)
    demanded.table(question, groups)
    demanded.prices(question, groups)
    demanded.lines(question, groups)
    left_off = 0 if question.years else len(through[:-MOST_YEARS])
    return Comparison(question, groups, shown, left_off, before.recorded)


def of_department(
    department: Department, editions: Sequence[Edition], lineage: Lineage = NO_LINEAGE, unpublished: Mapping[Due, State] = NOTHING
) -> tuple[Comparison, ...]:
    """All years of a department: a comparison of headline figures for each stage and scope of which it has documents, none mixed.

    In a constant number of queries. Editions and lineage as for `compare`; `unpublished` is what `stored.never_published` tells of them.
    """
    volumes = stored.read_headline(edition for edition in editions if edition.is_in_force)
    there = filed(editions)
    kinds = kinds_of(department, Material(Question(), [one for one in there if one.edition.is_in_force], {}), None)
    material = Material(Question(), there, volumes, lineage, recorded=recorded_of(there, lineage), unpublished=unpublished)
    return tuple(_through_the_years(material, kind) for kind in kinds)


def _through_the_years(material: Material, kind: Kind) -> Comparison:
    department, stage, scope = kind
    question = Question((department.pk,), stages=(stage,), scopes=(scope,), as_of=asked_for())
    kin = material.kin(department)
    there = [one.year for one in material.of(kin) if (one.stage, one.scope) == (stage, scope)]
    years = tuple(range(min(there) - 1, max(there) + 1))
    group = gathered(material, kind, years)
    if not group.track.figures[years[0]]:
        years = years[1:]
        group = replace(group, track=replace(group.track, years=group.track.years[1:]))
    return Comparison(replace(question, years=years), (group,), years)
