"""From the editions of a question to its groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from budgets.caching import cached_property
from budgets.models import Department, Edition, Scope, Stage
from comparisons import matrix, recodes, series, spent, spoken, stored
from comparisons.asked import Question
from comparisons.changes import Breaks, Caution, Point
from comparisons.continuity import NO_LINEAGE, Gap, History, Lineage, Member, added
from comparisons.counts import serves_a_part
from comparisons.denominators import Counted, Denominator, Per, per
from comparisons.execution import Execution
from comparisons.groups import Group
from comparisons.indicators import WHOLES, Indicator
from comparisons.matrix import State, Year
from comparisons.once import Below, Summand, above_in, overlaps
from comparisons.roster import Due
from comparisons.subjects import FUNCTIONAL, FUNDS
from comparisons.values import none
from comparisons.volume import Volume


class Filed(NamedTuple):
    """An edition, and of whom, which year, stage and scope it is."""

    edition: Edition
    department: int
    year: int
    stage: str
    scope: str

    @property
    def series(self) -> tuple[int, str, str]:
        """Whose, of which stage and scope it is."""
        return self.department, self.stage, self.scope


def filed(editions: Iterable[Edition]) -> list[Filed]:
    """These editions; one that nobody has identified is left out."""
    found = ((edition, edition.disclosure) for edition in editions)
    return [Filed(edition, of.department_id, of.fiscal_year, of.stage, of.scope) for edition, of in found if of is not None]


@dataclass(frozen=True)
class Material:
    """What a question was answered from."""

    question: Question
    filed: Sequence[Filed]
    volumes: Mapping[int, Volume]
    lineage: Lineage = NO_LINEAGE
    counts: Sequence[Denominator] = ()
    recorded: tuple[Below, ...] = ()
    unpublished: Mapping[Due, State] = field(default_factory=dict)

    @cached_property
    def _by_department(self) -> Mapping[int, Sequence[Filed]]:
        found: dict[int, list[Filed]] = {}
        for one in self.filed:
            found.setdefault(one.department, []).append(one)
        return found

    @cached_property
    def lines(self) -> tuple[Indicator, ...]:
        """The headline figures that are asked for."""
        return self.question.figures

    def of(self, kin: Iterable[int]) -> list[Filed]:
        """The editions of some departments."""
        return [one for department in kin for one in self._by_department.get(department, ())]

    def kin(self, department: Department) -> tuple[int, ...]:
        """Whose documents may stand in a department's series."""
        return (department.pk,) if self.question.is_original else self.lineage.before(department.pk)


Kind = tuple[Department, str, str]


def recorded_of(there: Iterable[Filed], lineage: Lineage) -> tuple[Below, ...]:
    """Whose units the departments are: asked for where figures of a whole department (部门) may stand beside another's."""
    kinds = {(one.department, one.scope) for one in there}
    departments = {department for department, _scope in kinds}
    if len(departments) < 2 or Scope.DEPARTMENT not in {scope for _department, scope in kinds}:
        return ()
    return stored.below(departments, lineage)


def counts_of(question: Question, there: Iterable[Filed], years: Sequence[int]) -> Sequence[Denominator]:
    """What is known of what figures are asked per, of those whose figures they may be."""
    if question.per is None:
        return ()
    departments = {one.department: one.edition.disclosure.department for one in there if one.edition.disclosure is not None}
    return stored.counts(question.per, departments, years)


def unpublished_of(question: Question, there: Iterable[Filed], kinds: Iterable[Kind], years: Iterable[int]) -> Mapping[Due, State]:
    """What was received of disclosures that are not there, asked for where one of these years has none.

    What was public at a moment stays what it was: what has been received since does not belong there.
    """
    filed_there = {Due(one.department, one.year, one.stage, one.scope) for one in there}
    lacking = {
        due for department, stage, scope in kinds for year in years if (due := Due(department.pk, year, stage, scope)) not in filed_there
    }
    return {} if question.as_of or not lacking else stored.never_published({due.department for due in lacking})


def read_for(question: Question, there: Iterable[Filed], years: Sequence[int]) -> dict[int, Volume]:
    """What these years need of documents, by edition.

    Between the years too: what a document there says of a basis that changed holds for all who look over it. The document of the year after
    tells of the last one: of a table it is not needed where the last one's own document prints it.
    """
    if not years:
        return {}
    there, last = list(there), years[-1]
    needed = [one for one in there if years[0] <= one.year <= last or (one.year == last + 1 and not question.schedule)]
    found = read(question, [one.edition for one in needed])
    if question.schedule:
        whose = {one.series for one in needed if one.year == last and _prints(found.get(one.edition.pk), question)}
        after = [one.edition for one in there if one.year == last + 1 and one.series not in whose]
        found |= read(question, after) if after else {}
    return found


def _prints(volume: Volume | None, question: Question) -> bool:
    """Whether a document prints the table that is asked for, in its column."""
    return volume is not None and series.has_column(volume, question.schedule, question.column)


def is_wanted(one: Filed, question: Question) -> bool:
    """Whether it is of a stage and a scope that are asked for."""
    return (not question.stages or one.stage in question.stages) and (not question.scopes or one.scope in question.scopes)


def kinds_of(department: Department, material: Material, years: Sequence[int] | None) -> list[Kind]:
    """On which bases the department, or one before it, has documents of these years; where there are none, that there are none."""
    question, own = material.question, material.of(material.kin(department))
    found = {(one.stage, one.scope) for one in own if years is None or one.year in years or one.year - 1 in years}
    ordered = sorted(found, key=lambda kind: (Stage.values.index(kind[0]), Scope.values.index(kind[1])))
    if ordered or years is None:
        return [(department, stage, scope) for stage, scope in ordered]
    return [(department, _only(question.stages), _only(question.scopes))]


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def read(question: Question, editions: Iterable[Edition]) -> dict[int, Volume]:
    """What the question needs of those of these editions that are in force, by edition: three queries, four of some lines alone."""
    in_force = [edition for edition in editions if edition.is_in_force]
    if question.schedule:
        return stored.read_table(in_force, question.schedule, question.column)
    funds = FUNDS if set(WHOLES) & set(question.lines) else ()
    told = (*question.figures, *spent.figures_of(question.lines))
    return stored.read_headline(in_force, tuple(dict.fromkeys(told)) if question.lines else (), funds)


@dataclass(frozen=True)
class _Series:
    """A department on one basis: what is there of it and of those before it, by department and year."""

    material: Material
    kind: Kind
    editions: Mapping[tuple[int, int], Edition]
    volumes: Mapping[tuple[int, int], Volume]
    history: History
    whose: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False)
    prints: dict[int, list[Point]] = field(default_factory=dict, compare=False)
    read: dict[int, tuple[Volume, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, material: Material, kind: Kind) -> _Series:
        department, stage, scope = kind
        kin = material.kin(department)
        own = [one for one in material.of(kin) if (one.stage, one.scope) == (stage, scope)]
        editions = {(one.department, one.year): one.edition for one in own}
        volumes = {place: material.volumes[edition.pk] for place, edition in editions.items() if edition.pk in material.volumes}
        disclosed = {one: frozenset(year for whose, year in editions if whose == one) for one in kin}
        return cls(material, kind, editions, volumes, History(material.lineage, stage, disclosed))

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
        there = self.all_volumes(year)
        return there[0] if there and len(self.members(year)) == 1 else None

    def all_volumes(self, year: int) -> tuple[Volume, ...]:
        """What the year's editions print and say: several where it is a sum."""
        if year not in self.read:
            found = (self.volumes.get((one, year)) for one in self.members(year))
            self.read[year] = tuple(volume for volume in found if volume is not None)
        return self.read[year]

    def all_editions(self, year: int) -> tuple[Edition, ...]:
        """The year's editions: several where it is a sum."""
        found = (self.editions.get((one, year)) for one in self.members(year))
        return tuple(edition for edition in found if edition is not None)

    def printed(self, volume: Volume) -> list[Point]:
        """What a document prints of its own year."""
        asked, key = self.material.question, volume.edition.pk
        if key not in self.prints:
            if asked.schedule:
                self.prints[key] = series.own_lines(volume, asked.schedule, asked.column)
            else:
                self.prints[key] = series.own_headline(volume, self.material.lines)
        return self.prints[key]

    def told(self, volume: Volume) -> list[Point]:
        """What a document prints of the year before it, and tells of headline figures."""
        asked = self.material.question
        if asked.schedule:
            return series.earlier_lines(volume, asked.schedule, asked.column)
        return series.earlier_headline(volume, self.material.lines)

    def told_of_lines(self, volume: Volume, own: Iterable[Point]) -> list[Point]:
        """What its text tells of last year's lines that last year's own table prints: no other, for what that lacks is not there."""
        asked, printed = self.material.question, {point.key for point in own}
        if asked.schedule not in FUNCTIONAL or asked.column != "total" or not printed:
            return []
        told = spoken.earlier_of_lines(volume, asked.schedule, self.printed(volume))
        return [point for point in told if point.key in printed]

    def member(self, department: int, year: int) -> Member:
        """What one of several prints."""
        volume = self.volumes.get((department, year))
        points = self.printed(volume) if volume else []
        return Member(self.material.lineage.name(department), tuple(points), volume is not None)

    def breaks(self, before: int, after: int) -> Breaks:
        """What keeps two years apart: what happened to the department, and what documents say of the basis of their figures.

        Where a year's own document is not there, what it says of its basis is not known: that is noted.
        """
        department, question = self.kind[0].pk, self.material.question
        volumes = (volume for year in range(before + 1, after + 1) for volume in self.all_volumes(year))
        lines: dict[str, tuple[Caution, ...]] = {}
        for found in map(self._said, volumes):
            lines |= {key: (*lines.get(key, ()), *cautions) for key, cautions in found.items()}
        if question.is_original:
            notes = (*self.history.joined(department, before, after), *self._unheard(before, after))
            return series.table_breaks(Breaks(self.history.own_breaks(department, before, after), notes=notes), lines)
        return series.table_breaks(Breaks(self.history.breaks(department, before, after), notes=self._unheard(before, after)), lines)

    def _unheard(self, before: int, after: int) -> tuple[Caution, ...]:
        """Years since one of which no document in force is there that could say that the basis changed."""
        lacking = [str(year) for year in range(before + 1, after + 1) if not self.all_volumes(year)]
        return (Caution("not_collected", after="、".join(lacking)),) if lacking else ()

    def own_breaks(self, year: int) -> Breaks:
        """What happened to the department whose figures a year's are, since the year before."""
        breaks = [(self.history.own_breaks(one, year - 1, year), self.history.joined(one, year - 1, year)) for one in self.members(year)]
        return Breaks(tuple(one for own, _ in breaks for one in own), notes=tuple(one for _, joined in breaks for one in joined))

    def _said(self, volume: Volume) -> Mapping[str, tuple[Caution, ...]]:
        question = self.material.question
        if question.schedule:
            return series.other_bases_in(volume, question.schedule, question.column)
        return series.other_bases(volume, self.material.lines)


def gathered(material: Material, kind: Kind, years: Sequence[int]) -> Group:
    """A department on one basis through these years. No query."""
    question, (department, stage, scope) = material.question, kind
    found = _Series.of(material, kind)
    made = [_one_year(found, year, compared=year + 1 in years) for year in years]
    plain = [year for year, _gaps in made]
    if not (question.schedule or question.lines):
        plain = _without_empty_parts(plain)
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
        () if question.is_original else found.history.told(department.pk, years),
        tuple(gap for _year, gaps in made for gap in gaps),
        tuple(edition for year in years for edition in found.all_editions(year)),
        _executions(found, years, recoded) if stage == Stage.FINAL_ACCOUNTS else {},
        question,
        {year: _averages(found, question.per, year, track.figures[year]) for year in years} if question.per else {},
    )


def _without_empty_parts(years: Sequence[Year]) -> list[Year]:
    """The years without those parts of headline figures that are nothing in any of them."""
    points = [point for year in years for point in (*year.own, *year.later)]
    empty = series.empty_parts(points)
    if not empty:
        return list(years)
    kept = {point.key for point in points} - empty
    return [replace(year, own=series.of_keys(year.own, kept), later=series.of_keys(year.later, kept)) for year in years]


def _averages(found: _Series, counted: Counted, year: int, figures: Mapping[str, Point]) -> dict[str, Per]:
    """A year's figures per what was asked for. What was split or merged within the year counts something else at its end.

    What happens within a year keeps the final accounts apart from the year before, and the budget from the year after.
    """
    members = found.members(year)
    apart = tuple(dict.fromkeys(one for step in (year, year + 1) for one in spent.within(year, found.own_breaks(step))))
    if len(members) > 1 or apart:
        refused = Per(none("unlike", *apart) if apart else none("added_up"))
        return dict.fromkeys(figures, refused)
    if counted == "inhabitants" and serves_a_part(found.kind[0].name):
        return dict.fromkeys(figures, Per(none("part_of_region")))
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
        same = budget if budgets.members(year) == found.members(year) else None
        if question.schedule:
            own = spent.of_lines(volume, same, question.schedule, question.column, apart)
        else:
            own = spent.of_headline(volume, same, apart, spent.figures_of(question.lines))
        keyed = {names.get(year, {}).get(key, key): one for key, one in own.items()}
        executions[year] = {key: one for key, one in keyed.items() if not question.schedule or question.wants(key)}
    return {year: own for year, own in executions.items() if own}


def _one_year(found: _Series, year: int, *, compared: bool) -> tuple[Year, tuple[Gap, ...]]:
    """A year of a series; `compared` says that the year after it is one too."""
    following, members = found.volume(year + 1), found.members(year)
    points, gaps = _own(found, year, members)
    told = found.told(following) if following else []
    told += found.told_of_lines(following, points) if following and compared else []
    later = tuple(point for point in told if point.basis.stage in (None, found.kind[1]))
    return Year(year, points, later, _state(found, year, members, points), bool(found.material.question.schedule)), gaps


def _own(found: _Series, year: int, members: Sequence[int]) -> tuple[tuple[Point, ...], tuple[Gap, ...]]:
    """The year's own figures: as its document prints them, or the sum of several departments'."""
    if len(members) > 1:
        if inside := _inside(found, year, members):
            return (), inside
        parts = [found.member(one, year) for one in members]
        there = any(part.there for part in parts)
        return added(year, parts, whole=bool(found.material.question.schedule)) if there else ((), ())
    volume = found.volume(year)
    printed = found.printed(volume) if volume else []
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
    if found.edition(year) is not None:
        return "withdrawn"
    department, stage, scope = found.kind
    due = Due(members[0] if members else department.pk, year, stage, scope)
    return found.material.unpublished.get(due, "no_document")


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
