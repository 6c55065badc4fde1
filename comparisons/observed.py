"""The signals of disclosures, gathered once: for pages, the API and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from budgets.models import Edition
from comparisons import series, spent
from comparisons.changes import NO_BREAKS, Breaks, Changes
from comparisons.continuity import History, Lineage
from comparisons.reasons import Reason, explained, reasons, repeated
from comparisons.restatements import Restatement
from comparisons.roster import Disclosed, Due, Entry, roster
from comparisons.series import Volume
from comparisons.signals.registry import BY_CODE, signals
from comparisons.signals.shapes import Executed, Kind, Material, Signal
from comparisons.stated import Claim


@dataclass(frozen=True, slots=True)
class Observed:
    """An edition in force with its signals, in the order of the registry."""

    edition: Edition
    signals: tuple[Signal, ...]

    @property
    def groups(self) -> tuple[tuple[Kind, tuple[Signal, ...]], ...]:
        """The signals by their kinds."""
        return tuple((BY_CODE[code], tuple(own)) for code, own in groupby(self.signals, key=lambda signal: signal.code))


def of_department(department: int, only: Edition | None = None) -> tuple[Observed, ...]:
    """The signals of every edition in force of a department, or of one of them: the latest year first, final accounts before budgets.

    What is asked over years uses the editions in force of the same department, stage and scope. In a constant number of queries.
    """
    lineage = series.lineage([department])
    known = list(series.shown_editions(*lineage.before(department)))
    own = [edition for edition in known if edition.is_in_force and _whose(edition) == department]
    if not own:
        return ()
    shelf = _Shelf(series.read(own), known, lineage, series.disclosed_of([department]))
    wanted = [edition for edition in own if only is None or edition.pk == only.pk]
    return tuple(Observed(edition, signals(shelf.material(edition))) for edition in wanted)


def observed(edition: Edition) -> Observed:
    """The signals of one edition in force; none of one that is not. Raises ValueError for an edition whose disclosure is not known."""
    if edition.disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    return next(iter(of_department(edition.disclosure.department_id, edition)), Observed(edition, ()))


StageAndScope = tuple[str, str]


@dataclass(frozen=True)
class _Shelf:
    """What is there of a department: its volumes by edition, every edition of it and of those before it, its past, and its roster."""

    volumes: Mapping[int, Volume]
    known: Sequence[Edition]
    lineage: Lineage
    disclosed: Sequence[Disclosed]
    claims: dict[StageAndScope, dict[int, list[Claim]]] = field(default_factory=dict)

    def material(self, edition: Edition) -> Material:
        """What signals of one of the editions are found in."""
        volume = self.volumes[edition.pk]
        by_year = self._by_year((volume.stage, volume.scope))
        budget = self._by_year(("budget", volume.scope)).get(volume.year) if volume.stage == "final_accounts" else None
        entries = _own_entries(edition, self.disclosed)
        return gathered(volume, by_year, budget, entries, breaks=self._breaks(volume), claims=self._claims(volume, by_year))

    def _by_year(self, kind: StageAndScope) -> dict[int, Volume]:
        found = {volume.year: volume for volume in self.volumes.values() if (volume.stage, volume.scope) == kind}
        return dict(sorted(found.items(), reverse=True))

    def _claims(self, volume: Volume, by_year: Mapping[int, Volume]) -> dict[int, list[Claim]]:
        kind = (volume.stage, volume.scope)
        if kind not in self.claims:
            self.claims[kind] = _all_claims(by_year)
        return self.claims[kind]

    def _breaks(self, volume: Volume) -> Breaks:
        """What keeps the department's year apart from the one before."""
        if volume.edition.disclosure is None or not self.lineage.successions:
            return NO_BREAKS
        years: dict[int, set[int]] = {}
        for edition in self.known:
            if edition.disclosure and (edition.disclosure.stage, edition.disclosure.scope) == (volume.stage, volume.scope):
                years.setdefault(_whose(edition), set()).add(edition.disclosure.fiscal_year)
        history = History(self.lineage, volume.stage, {one: frozenset(found) for one, found in years.items()})
        step = (volume.edition.disclosure.department_id, volume.year - 1, volume.year)
        return Breaks(history.own_breaks(*step), notes=history.joined(*step))


def gathered(
    volume: Volume,
    by_year: Mapping[int, Volume],
    budget: Volume | None = None,
    entries: Sequence[Entry] = (),
    *,
    breaks: Breaks = NO_BREAKS,
    claims: Mapping[int, Sequence[Claim]] | None = None,
) -> Material:
    """The material from volumes that were read: the edition's own, those of all years of its kind by year, and the budget of its year.

    `breaks` is what keeps the department's two years apart; `claims` those of all years, where they are known already.
    """
    previous = by_year.get(volume.year - 1)
    changes = series.headline(volume, previous, breaks=breaks)
    said = claims if claims is not None else _all_claims(by_year)
    own = said[volume.year]
    return Material(
        year=volume.year,
        changes=changes,
        claims=tuple(own),
        explained=explained(changes.lines, own),
        repeated=repeated(_all_reasons(said)),
        restatements=_restatements(volume, previous, budget),
        executed=_executed(volume, budget, breaks),
        projects=series.lines(volume, previous, "projects", breaks=breaks),
        added=series.lines(volume, budget, "projects") if budget is not None else Changes(()),
        said=volume.said,
        entries=tuple(entries),
    )


def _all_claims(by_year: Mapping[int, Volume]) -> dict[int, list[Claim]]:
    return {year: series.all_claims(volume, by_year.get(year - 1)) for year, volume in by_year.items()}


def _all_reasons(claims: Mapping[int, Sequence[Claim]]) -> Iterable[Reason]:
    for year in sorted(claims):
        yield from reasons(claims[year])


def _executed(volume: Volume, budget: Volume | None, breaks: Breaks) -> tuple[Executed, ...]:
    if volume.stage != "final_accounts":
        return ()
    return spent.for_signals(spent.of_headline(volume, budget, spent.within(volume.year, breaks)))


def _restatements(volume: Volume, previous: Volume | None, budget: Volume | None) -> tuple[Restatement, ...]:
    last_year = series.restated_last_year(volume, previous) if previous is not None else ()
    return (*last_year, *(series.restated_budget(volume, budget) if budget is not None else ()))


def _own_entries(edition: Edition, disclosed: Iterable[Disclosed]) -> tuple[Entry, ...]:
    """The roster's lines of this disclosure, and of gaps before it of its kind: a later gap is no matter of this year."""
    own = edition.disclosure
    if own is None:
        return ()
    return tuple(entry for entry in roster(disclosed) if _is_of(entry, Due(own.department_id, own.fiscal_year, own.stage, own.scope)))


def _is_of(entry: Entry, due: Due) -> bool:
    same = (entry.due.department, entry.due.stage, entry.due.scope) == (due.department, due.stage, due.scope)
    return entry.due == due or (same and entry.between is not None and entry.between[1] == due.year)


def _whose(edition: Edition) -> int:
    return edition.disclosure.department_id if edition.disclosure else 0
