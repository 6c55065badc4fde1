"""Whom a department came of, whose units it is, and what its edition is compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from budgets import moments
from budgets.models import Department, DepartmentName, Disclosure, Edition, Subordination, Succession
from budgets.prepared import Prepared, Slot
from comparisons.changes import NO_BREAKS, Breaks, Caution
from comparisons.continuity import NO_LINEAGE, History, Lineage, Onward, acts
from comparisons.continuity import Succession as Event
from comparisons.once import Below, followed
from comparisons.stored.editions import with_documents
from comparisons.volume import Volume

_KIN: Final = """
    WITH RECURSIVE kin (id) AS (
        SELECT unnest(%s::bigint[])
        UNION
        SELECT predecessor_id FROM budgets_succession, kin WHERE successor_id = kin.id AND kind <> 'transfer'
    ) SELECT id FROM kin
"""
"""Departments and all before them, however long the chain: one query."""


def lineage(departments: Iterable[Department | int]) -> Lineage:
    """What has happened to these departments and to all before them. Two queries, one where nothing has; one more for what is to come."""
    wanted = [one if isinstance(one, int) else one.pk for one in departments]
    if not wanted:
        return NO_LINEAGE
    recorded = (Event(before, after, _KIND[kind], day, source) for before, after, kind, day, source in _SUCCESSIONS.rows(wanted))
    events = _acting(tuple(recorded), moments.today())
    if not events:
        return NO_LINEAGE
    there = {number for event in events for number in (event.predecessor, event.successor)}
    names: dict[int, list[DepartmentName]] = {}
    for name in DepartmentName.objects.filter(department__in=there, kind=DepartmentName.Kind.OFFICIAL).order_by("valid_from", "id"):
        names.setdefault(name.department_id, []).append(name)
    return Lineage(events, {number: _latest(own) for number, own in names.items()}, _since(names))


def _acting(recorded: tuple[Event, ...], on: date) -> tuple[Event, ...]:
    """Those that have an effect on a day."""
    to_come = {event.successor for event in recorded if event.date > on}
    years: dict[int, set[int]] = {}
    if to_come:
        ever = Disclosure.objects.filter(department__in=to_come, editions__in=Edition.objects.citable())
        for department, year in ever.values_list("department", "fiscal_year"):
            years.setdefault(department, set()).add(year)
    return tuple(event for event in recorded if acts(event, on, years.get(event.successor, ())))


def _successions(ids: Slot) -> QuerySet[Succession, Any]:
    kin = RawSQL(_KIN, (ids,))  # noqa: S611  no word of a reader is in it
    recorded = Succession.objects.filter(Q(successor__in=kin) | Q(predecessor__in=kin)).order_by("date", "pk")
    return recorded.values_list("predecessor_id", "successor_id", "kind", "date", "source")


_SUCCESSIONS: Final = Prepared(_successions)

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
    if departments is None:
        rows: Iterable[tuple[Any, ...]] = _below(Subordination.objects.all())
    else:
        rows = _BELOW.rows({*departments, *past.kin})
    return followed((Below(*row) for row in rows), past.became)


def _below(recorded: QuerySet[Subordination]) -> QuerySet[Subordination, Any]:
    return recorded.order_by("pk").values_list("unit_id", "superior_id", "valid_from", "valid_to")


_BELOW: Final = Prepared(lambda ids: _below(Subordination.objects.filter(unit__in=RawSQL(_ABOVE, (ids,)))))  # noqa: S611  as above


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
    return histories(lineage(wanted), [(stage, scope)])[stage, scope]


StageAndScope = tuple[str, str]


def histories(recorded: Lineage, kinds: Iterable[StageAndScope]) -> dict[StageAndScope, History]:
    """A lineage on each of these bases. One query, none where nothing is recorded."""
    wanted = dict.fromkeys(kinds)
    years: dict[StageAndScope, dict[int, set[int]]] = {kind: {} for kind in wanted}
    if recorded.successions:
        same = Disclosure.objects.filter(department__in=recorded.kin, editions__in=Edition.objects.citable())
        same = same.filter(stage__in={stage for stage, _ in wanted}, scope__in={scope for _, scope in wanted})
        for department, year, *kind in same.values_list("department", "fiscal_year", "stage", "scope"):
            years.get((kind[0], kind[1]), {}).setdefault(department, set()).add(year)
    return {kind: History(recorded, kind[0], {one: frozenset(found) for one, found in years[kind].items()}) for kind in wanted}


@dataclass(frozen=True, slots=True)
class Previous:
    """What an edition is compared with: the document in force of the same stage and scope one year earlier, None where there is none.

    It is the department's own, or that of the one that it was then: `owner` is its name, and `told` the renames on the way. `breaks` is
    what keeps the two years apart. `onward` is what the edition's department became.
    """

    edition: Edition | None = None
    breaks: Breaks = NO_BREAKS
    owner: str = ""
    told: tuple[Caution, ...] = ()
    onward: tuple[Onward, ...] = ()

    def among(self, volumes: Mapping[int, Volume]) -> Volume | None:
        """What it prints and says, of volumes that were read, by the editions' ids: under the name of whose it is."""
        return None if self.edition is None else replace(volumes[self.edition.pk], owner=self.owner)


def previous(edition: Edition) -> Previous:
    """Last year's document of an edition, as `previous_of` finds it."""
    return previous_of([edition]).get(edition.pk, Previous())


def previous_of(editions: Iterable[Edition], past: Lineage | None = None, known: Iterable[Edition] | None = None) -> dict[int, Previous]:
    """Last year's documents, by the editions' ids. Several departments that were merged are not added up here: the merger is noted.

    Two queries where nothing is recorded of the departments, else four, however many there are; and what `with_documents` fetches with
    the editions. `past` is the lineage of the departments, `known` every edition of theirs and of those before them, where they have
    been read already.
    """
    wanted = {edition.pk: one for edition in editions if (one := edition.disclosure) is not None}
    if not wanted:
        return {}
    recorded = lineage({one.department_id for one in wanted.values()}) if past is None else past
    of_kind = histories(recorded, ((one.stage, one.scope) for one in wanted.values()))
    places = {key: _place_before(of_kind[one.stage, one.scope], one) for key, one in wanted.items()}
    in_force = _by_place(_in_force(places.values()) if known is None else (one for one in known if one.is_in_force))
    return {key: _previous(of_kind[one.stage, one.scope], one, in_force.get(places[key])) for key, one in wanted.items()}


Place = tuple[int, int, str, str]
"""Department, year, stage and scope."""


def _place_before(known: History, own: Disclosure) -> Place:
    """Where the year before is: with the one that the department was then, else with itself."""
    year = own.fiscal_year - 1
    members = known.members(own.department_id, year)
    return members[0] if len(members) == 1 else own.department_id, year, own.stage, own.scope


def _previous(known: History, own: Disclosure, found: Edition | None) -> Previous:
    department, years, onward = own.department_id, (own.fiscal_year - 1, own.fiscal_year), known.lineage.steps_out_of(own.department_id)
    if found is not None and found.disclosure is not None and (whose := found.disclosure.department_id) != department:
        breaks = Breaks(known.breaks(department, *years))
        return Previous(found, breaks, known.lineage.name(whose), known.told(department, years), onward)
    breaks = Breaks(known.own_breaks(department, *years), notes=known.joined(department, *years))
    return Previous(found, breaks, onward=onward)


def _in_force(places: Collection[Place]) -> Iterable[Edition]:
    """At least the editions in force at these places, fetched as a page needs them."""
    departments, years, stages, scopes = (set(values) for values in zip(*places, strict=True))
    own = {"department__in": departments, "fiscal_year__in": years, "stage__in": stages, "scope__in": scopes}
    return with_documents(Edition.objects.published()).filter(**{f"disclosure__{name}": values for name, values in own.items()})


def _by_place(editions: Iterable[Edition]) -> dict[Place, Edition]:
    found = ((one, edition) for edition in editions if (one := edition.disclosure) is not None)
    return {(one.department_id, one.fiscal_year, one.stage, one.scope): edition for one, edition in found}
