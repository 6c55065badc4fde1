"""The signals of one disclosure, gathered once: for pages, the API and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from budgets.models import Edition
from comparisons import series, spent
from comparisons.changes import NO_BREAKS, Breaks, Changes
from comparisons.reasons import Reason, explained, reasons, repeated
from comparisons.restatements import Restatement
from comparisons.roster import Disclosed, Due, Entry, roster
from comparisons.series import Volume
from comparisons.signals.registry import signals
from comparisons.signals.shapes import Executed, Material, Signal
from comparisons.stated import Claim


def observed(edition: Edition) -> tuple[Signal, ...]:
    """Every signal of one edition in force, which `series.with_documents` fetched, in a constant number of queries.

    What is asked over years uses the editions in force of the same department, stage and scope.
    """
    return signals(material(edition))


def material(edition: Edition) -> Material:
    """What signals of one edition are found in. Raises ValueError for an edition whose disclosure is not known."""
    disclosure = edition.disclosure
    if disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    siblings = series.siblings(edition)
    budget = series.budget_of(edition)
    volumes = series.read({one.pk: one for one in (*siblings, edition, *((budget,) if budget else ()))}.values())
    by_year = {_year(one): volumes[one.pk] for one in (*siblings, edition)}
    planned = volumes[budget.pk] if budget else None
    return gathered(
        by_year[disclosure.fiscal_year],
        by_year,
        planned,
        _own_entries(edition, series.disclosed_of([disclosure.department_id])),
        breaks=series.breaks_before(edition),
    )


def gathered(
    volume: Volume,
    by_year: Mapping[int, Volume],
    budget: Volume | None = None,
    entries: Sequence[Entry] = (),
    *,
    breaks: Breaks = NO_BREAKS,
) -> Material:
    """The same from volumes that were read: the edition's own, those of all years of its kind by year, and the budget of its year.

    `breaks` is what keeps the department's two years apart.
    """
    previous = by_year.get(volume.year - 1)
    changes = series.headline(volume, previous, breaks=breaks)
    claims = series.all_claims(volume, previous)
    return Material(
        year=volume.year,
        changes=changes,
        claims=tuple(claims),
        explained=explained(changes.lines, claims),
        repeated=repeated(_all_reasons(by_year)),
        restatements=_restatements(volume, previous, budget),
        executed=_executed(volume, budget, breaks),
        projects=series.lines(volume, previous, "projects", breaks=breaks),
        added=series.lines(volume, budget, "projects") if budget is not None else Changes(()),
        said=volume.said,
        entries=tuple(entries),
    )


def _all_reasons(by_year: Mapping[int, Volume]) -> Iterable[Reason]:
    for year in sorted(by_year):
        yield from reasons(_claims(by_year, year))


def _claims(by_year: Mapping[int, Volume], year: int) -> list[Claim]:
    return series.all_claims(by_year[year], by_year.get(year - 1))


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


def _year(edition: Edition) -> int:
    return edition.disclosure.fiscal_year if edition.disclosure else 0
