"""The signals of disclosures, gathered once: for pages, the API and the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from budgets.models import Department, Disclosure, Edition
from comparisons import retold, series, spent, spoken, stored
from comparisons.changes import NO_BREAKS, Breaks, Changes
from comparisons.continuity import Lineage
from comparisons.reasons import Reason, explained, reasons, repeated
from comparisons.restatements import Restatement
from comparisons.roster import Disclosed, Due, Entry, roster
from comparisons.signals.registry import BY_CODE, signals
from comparisons.signals.shapes import Executed, Kind, Material, Signal
from comparisons.stated import Claim
from comparisons.stored import Previous
from comparisons.volume import Volume


@dataclass(frozen=True, slots=True)
class Observed:
    """A disclosure with its signals, in the order of the registry. `edition` is the one in force; None of one that the stored list asks for
    and that was not collected. `contradictions` counts what its checks found it to contradict itself in, which no signal repeats; `years`
    are those of the documents in which the sentences stand that signals rest on."""

    due: Due
    edition: Edition | None
    signals: tuple[Signal, ...]
    contradictions: int = 0
    years: Mapping[int, int] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[tuple[Kind, tuple[Signal, ...]], ...]:
        """The signals by their kinds."""
        return tuple((BY_CODE[code], tuple(own)) for code, own in groupby(self.signals, key=lambda signal: signal.code))

    @property
    def kind(self) -> Disclosure:
        """Year, stage and scope with their words, for those who show them."""
        return kind_of(self.due)


def of_department(department: int, only: Edition | None = None) -> tuple[Observed, ...]:
    """The signals of every edition in force of a department, or of one of them: the latest year first, final accounts before budgets.

    Without `only`, what the stored list asks for and nobody collected stands among them. The year before is the one that every page
    compares with (`stored.previous_of`); what is asked over more years uses the editions in force of the same department, stage and scope.
    In a constant number of queries.
    """
    lineage = stored.lineage([department])
    known = list(stored.shown_editions(*lineage.before(department)))
    own = [edition for edition in known if edition.is_in_force and _whose(edition) == department]
    listed = stored.listed_of([department], timezone.localdate())
    ever = {_due(edition) for edition in known}
    if not own:
        return tuple(_not_collected(roster((), listed), ever)) if only is None else ()
    entries = roster(stored.disclosed_of([department]), listed)
    found = _observed_of([edition for edition in own if only is None or edition.pk == only.pk], own, known, lineage, entries)
    return tuple(sorted([*found, *(_not_collected(entries, ever) if only is None else ())], key=lambda one: _latest_first(one.due)))


def of_editions(editions: Iterable[Edition]) -> tuple[Observed, ...]:
    """The signals of these editions in force, of whichever departments, in the same order, as `of_department` finds them.

    In a constant number of queries.
    """
    wanted = [edition for edition in editions if edition.is_in_force]
    departments = {_whose(edition) for edition in wanted}
    if not departments:
        return ()
    lineage = stored.lineage(departments)
    known = list(stored.shown_editions(*{one for department in departments for one in lineage.before(department)}))
    own = [edition for edition in known if edition.is_in_force and _whose(edition) in departments]
    entries = roster(stored.disclosed_of(departments), stored.listed_of(departments, timezone.localdate()))
    return tuple(_observed_of(wanted, own, known, lineage, entries))


def _observed_of(
    wanted: Sequence[Edition], own: Sequence[Edition], known: Sequence[Edition], lineage: Lineage, entries: Sequence[Entry]
) -> list[Observed]:
    """The signals of some editions. `own` are all in force of their departments, `known` also what is shown of those before them."""
    before = stored.previous_of(own, lineage, known)
    read = {edition.pk: edition for edition in (*own, *(one.edition for one in before.values())) if edition is not None}
    volumes = stored.read(read.values())
    shelves = {
        department: _Shelf([edition for edition in own if _whose(edition) == department], volumes, before, entries)
        for department in map(_whose, own)
    }
    doubts = stored.contradictions(own)
    return [_observed(edition, shelves[_whose(edition)], doubts.get(edition.pk, 0)) for edition in wanted]


def _observed(edition: Edition, shelf: _Shelf, contradictions: int) -> Observed:
    found = signals(shelf.material(edition))
    said = {statement for signal in found for statement in signal.statements}
    years = {one.id: volume.year for volume in shelf.volumes.values() for one in volume.said if one.id in said}
    return Observed(_due(edition), edition, found, contradictions, years)


def observed(edition: Edition) -> Observed:
    """The signals of one edition in force; none of one that is not. Raises ValueError for an edition whose disclosure is not known."""
    return next(iter(of_department(_due(edition).department, edition)), Observed(_due(edition), edition, ()))


def kind_of(due: Due) -> Disclosure:
    """A disclosure as it would be stored: of its year, stage and scope, with their words."""
    return Disclosure(department_id=due.department, fiscal_year=due.year, stage=due.stage, scope=due.scope)


def missing_beside(editions: Sequence[Edition], department: Department) -> tuple[Disclosure, ...]:
    """What is expected of a department and is none of these, its shown editions, the latest year first. One query.

    Gaps lie between editions in force, as signals tell them; one that was withdrawn was collected.
    """
    ever = {_due(edition) for edition in editions}
    there = (Disclosed(_due(edition), edition.pk) for edition in editions if edition.is_in_force)
    entries = roster(there, stored.listed_of([department.pk], timezone.localdate()))
    return tuple(map(kind_of, sorted((entry.due for entry in entries if entry.due not in ever), key=_latest_first)))


def _not_collected(entries: Iterable[Entry], ever: Collection[Due]) -> Iterator[Observed]:
    """What the stored list asks for and is not there; one that was withdrawn was collected, and its page says what became of it."""
    for entry in entries:
        if entry.state == "missing" and entry.listed is not None and entry.due not in ever:
            yield Observed(entry.due, None, signals(Material(year=entry.due.year, entries=(entry,))))


def _latest_first(due: Due) -> tuple[int, bool, str]:
    return -due.year, due.stage != "final_accounts", due.scope


StageAndScope = tuple[str, str]


@dataclass(frozen=True)
class _Shelf:
    """What is there of a department: its editions in force, their volumes and last years', what each is compared with, and its roster."""

    own: Sequence[Edition]
    volumes: Mapping[int, Volume]
    before: Mapping[int, Previous]
    entries: Sequence[Entry]
    claims: dict[StageAndScope, dict[int, list[Claim]]] = field(default_factory=dict)

    def material(self, edition: Edition) -> Material:
        """What signals of one of the editions are found in."""
        volume, before = self.volumes[edition.pk], self.before[edition.pk]
        budget = self._by_year(("budget", volume.scope)).get(volume.year) if volume.stage == "final_accounts" else None
        claims = self._claims((volume.stage, volume.scope))
        return gathered(volume, before.among(self.volumes), claims, budget, _own_entries(edition, self.entries), breaks=before.breaks)

    def _by_year(self, kind: StageAndScope) -> dict[int, Volume]:
        volumes = [self.volumes[edition.pk] for edition in self.own]
        found = {volume.year: volume for volume in volumes if (volume.stage, volume.scope) == kind}
        return dict(sorted(found.items(), reverse=True))

    def _claims(self, kind: StageAndScope) -> dict[int, list[Claim]]:
        if kind not in self.claims:
            own = self._by_year(kind)
            earlier = {year: self.before[volume.edition.pk].among(self.volumes) for year, volume in own.items()}
            self.claims[kind] = {year: spoken.all_claims(volume, earlier[year]) for year, volume in own.items()}
        return self.claims[kind]


def gathered(
    volume: Volume,
    previous: Volume | None,
    claims: Mapping[int, Sequence[Claim]],
    budget: Volume | None = None,
    entries: Sequence[Entry] = (),
    *,
    breaks: Breaks = NO_BREAKS,
) -> Material:
    """The material from volumes that were read: the edition's own, last year's, and the budget of its year.

    `claims` are those of the documents of all years of its kind, by year; `breaks` is what keeps the two years apart.
    """
    changes = series.headline(volume, previous, breaks=breaks)
    own = claims[volume.year]
    return Material(
        year=volume.year,
        changes=changes,
        claims=tuple(own),
        explained=explained(changes.lines, own),
        repeated=repeated(_all_reasons(claims)),
        restatements=_restatements(volume, previous, budget),
        executed=_executed(volume, budget, breaks),
        projects=series.lines(volume, previous, "projects", breaks=breaks),
        added=series.lines(volume, budget, "projects") if budget is not None else Changes(()),
        said=volume.said,
        entries=tuple(entries),
    )


def _all_reasons(claims: Mapping[int, Sequence[Claim]]) -> Iterable[Reason]:
    for year in sorted(claims):
        yield from reasons(claims[year])


def _executed(volume: Volume, budget: Volume | None, breaks: Breaks) -> tuple[Executed, ...]:
    if volume.stage != "final_accounts":
        return ()
    return spent.for_signals(spent.of_headline(volume, budget, spent.within(volume.year, breaks)))


def _restatements(volume: Volume, previous: Volume | None, budget: Volume | None) -> tuple[Restatement, ...]:
    last_year = retold.restated_last_year(volume, previous) if previous is not None else ()
    return (*last_year, *(retold.restated_budget(volume, budget) if budget is not None else ()))


def _own_entries(edition: Edition, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The roster's lines of this disclosure, and of gaps before it of its kind: a later gap is no matter of this year.

    What the stored list asks for and nobody collected stands on its own.
    """
    return tuple(entry for entry in entries if _is_of(entry, _due(edition)))


def _is_of(entry: Entry, due: Due) -> bool:
    same = (entry.due.department, entry.due.stage, entry.due.scope) == (due.department, due.stage, due.scope)
    return entry.due == due or (same and entry.listed is None and entry.between is not None and entry.between[1] == due.year)


def _due(edition: Edition) -> Due:
    own = edition.disclosure
    if own is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    return Due(own.department_id, own.fiscal_year, own.stage, own.scope)


def _whose(edition: Edition) -> int:
    return edition.disclosure.department_id if edition.disclosure else 0
