"""A department on one basis through the years: its figures, what its documents claim of them, why they changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from budgets.caching import cached_property
from budgets.codes import level_of
from budgets.models import Department, Edition
from comparisons import spent, spoken
from comparisons.alike import Perhaps, perhaps_same
from comparisons.asked import Question
from comparisons.changes import Caution, Change, Changes, by_name, same_name
from comparisons.continuity import Gap
from comparisons.denominators import Per
from comparisons.execution import Execution
from comparisons.indicators import WHOLES
from comparisons.matrix import State, Step, Track, Year
from comparisons.measures import Against, against
from comparisons.reasons import Explained, Repeated, explained, reasons, repeated
from comparisons.series import PROJECTS
from comparisons.spent import SpentNote, SpentRow
from comparisons.stated import Claim, previous_year
from comparisons.subjects import FUNCTIONAL
from comparisons.volume import TableRead, Volume

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
Absence = State | Literal["no_table", "no_column", "empty_table", "no_line", "same_name", "not_stated"]


@dataclass(frozen=True, slots=True)
class OtherBase:
    """A change against last year's figure of another stage (执行数 beside 预算数), which stands beside the change itself."""

    step: Step
    change: Change
    against: Against


@dataclass(frozen=True, slots=True)
class Why:
    """Why a step changed, as far as documents and names say: figures with their reasons, and projects that are perhaps one."""

    step: Step
    explained: tuple[Explained, ...] = ()
    perhaps: tuple[Perhaps, ...] = ()

    @property
    def reasoned(self) -> tuple[Explained, ...]:
        """The changes for which the later document gives a reason: for themselves, for a fund that is all of them, for their only part."""
        return tuple(one for one in self.explained if one.is_given)

    @property
    def is_told(self) -> bool:
        """Whether any of its changes has a reason."""
        return any(one.is_given for one in self.explained)

    @property
    def together(self) -> tuple[tuple[Explained, ...], ...]:
        """The same, changes of one amount with the very same reasons told as one: 收入总计 and 支出总计."""
        found: dict[object, list[Explained]] = {}
        for one in self.reasoned:
            words = tuple(quoted.reason.evidence for quoted in one.quoted)
            found.setdefault((one.given, one.change.difference, words) if words else one.change.key, []).append(one)
        return tuple(map(tuple, found.values()))

    @property
    def silent(self) -> tuple[Explained, ...]:
        """The changes for which its text gives none."""
        return tuple(one for one in self.explained if not one.is_given)


def _is_class(change: Change) -> bool:
    """Whether a line is of the highest level of the functional classification (类)."""
    return level_of(change.code) == 1


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
    def claims(self) -> Mapping[int, tuple[Claim, ...]]:
        """By year what its document says in figures of the change of headline figures to it from the year before."""
        if self.schedule:
            return {}
        steps = (step for step in self.track.steps if step.after - step.before == 1 and step.after in self.volumes)
        return {step.after: tuple(spoken.claims(self.volumes[step.after], step.changes, self.question.figures)) for step in steps}

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
        told: tuple[Explained, ...] = ()
        if self.schedule:
            told = explained(self._asked_for_reasons(step), self.line_claims.get(step.after, ()), whole=False)
        elif volume is not None and volume.said:
            of_whole = any(change.key in WHOLES for change in step.changes.lines)  # a fund may be all of that, and of nothing else
            claims = (*self.claims.get(step.after, ()), *(spoken.claims_of_funds(volume) if of_whole else ()))
            told = explained(step.changes.lines, claims, whole=not self.question.leaves_parts_out)
        return Why(step, told, perhaps_same(step.changes) if self.schedule in PROJECTS else ())

    @cached_property
    def line_claims(self) -> Mapping[int, tuple[Claim, ...]]:
        """By year what its document says of the lines of the table: of their totals, and of tables of the functional classification."""
        if self.schedule not in FUNCTIONAL or self.question.column != "total":
            return {}
        steps = (step for step in self.track.steps if step.after - step.before == 1 and step.after in self.volumes)
        return {step.after: tuple(spoken.claims_of_lines(self.volumes[step.after], self.schedule, step.changes)) for step in steps}

    def _asked_for_reasons(self, step: Step) -> list[Change]:
        """The lines that the document speaks of, and where it does of any, the classes of which it says nothing, nor of their parts."""
        told = {claim.key for claim in self.line_claims.get(step.after, ())}
        above = {key for one in told for key in step.changes.above(one)}
        classes = {one.key for one in step.changes.lines if _is_class(one)} if told else set()
        asked = told | (classes - above)
        return [one for one in step.changes.lines if one.key in asked and self.question.wants(one.key)]

    @cached_property
    def repeated(self) -> tuple[Repeated, ...]:
        """Reasons for changes of one line that documents of several of these years word the same."""
        if self.schedule:
            of_lines = (claim for claims in self.line_claims.values() for claim in claims if self.question.wants(claim.key))
            return repeated(reasons(of_lines))
        claims = (self.claims.get(year) or self._unchecked(volume) for year, volume in sorted(self.volumes.items()))
        return repeated(reason for found in claims for reason in reasons(found))

    def _unchecked(self, volume: Volume) -> list[Claim]:
        """What a document says of headline figures that were not set against the year before."""
        return spoken.claims(volume, Changes(()), self.question.figures)

    @cached_property
    def against(self) -> tuple[OtherBase, ...]:
        """Changes against last year's figure of another stage, as the later document tells it: beside the table, never mixed with it."""
        return tuple(one for step in self.track.steps for change in step.changes.lines for one in self._against(step, change))

    def _against(self, step: Step, change: Change) -> Iterator[OtherBase]:
        if change.after is None or not self.question.wants(change.key):
            return
        told = (previous_year(claim.said, change.after) for claim in self.line_claims.get(step.after, ()) if claim.key == change.key)
        others = tuple(dict.fromkeys(point for point in (*change.others, *told) if point is not None and point.year == step.before))
        for one in against(replace(change, before=None, others=others)):
            if one.base.basis.stage not in (None, change.after.basis.stage) and one.difference.number is not None:
                yield OtherBase(step, change, one)

    @property
    def years(self) -> tuple[Year, ...]:
        return self.track.years

    @property
    def from_later(self) -> tuple[int, ...]:
        """Years without a document of their own of which the next year's tables print figures."""
        figures = ((year.year, self.track.figures[year.year].values()) for year in self.years if not year.own)
        return tuple(year for year, points in figures if any(point.basis.source == "table" for point in points))

    def from_text(self, *, own: bool) -> frozenset[int]:
        """Years with a figure from the text of their own document, or from that of the next year's."""
        texts = ((year, [one for one in year.figures.values() if one.basis.source == "text"]) for year in self.years)
        return frozenset(year.year for year, points in texts if any((point in year.own) is own for point in points))

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
            return "same_name" if same_name(key, self._rows_by_name[year.year]) else "no_line", None
        return ("no_column" if tables else "no_table"), None

    @cached_property
    def _rows_by_name(self) -> dict[int, dict[str, list[str]]]:
        figures = self.track.figures
        return {year: by_name(key for key, point in own.items() if not point.code) for year, own in figures.items()}

    def _tables(self, year: int, schedule: str) -> list[TableRead]:
        volume = self.volumes.get(year)
        return [table for table in volume.tables if table.schedule == schedule] if volume else []

    def claims_about(self, step: Step, key: str) -> tuple[Claim, ...]:
        """What the later document says in figures of a headline figure's change."""
        return self._claims_by_key.get((step.after, key), ())

    @cached_property
    def _claims_by_key(self) -> Mapping[tuple[int, str], tuple[Claim, ...]]:
        found: dict[tuple[int, str], tuple[Claim, ...]] = {}
        for year, claims in self.claims.items():
            for claim in claims:
                found[year, claim.key] = (*found.get((year, claim.key), ()), claim)
        return found


def years_with_figures(groups: Iterable[Group]) -> frozenset[int]:
    """The years of which any of these groups has a figure."""
    return frozenset(year for group in groups for year, figures in group.track.figures.items() if figures)
