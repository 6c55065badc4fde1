"""Nothing twice: which figures must not be added because one is in the other. Pure.

A department's disclosure of scope 部门 holds its own unit (本级) and all its subordinate units; one of scope 单位 holds one unit
(预算法实施条例 art. 6). Where several departments are summed, the sum is refused as long as one of them holds another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Final, Literal

from comparisons.changes import Point

Why = Literal["twice", "own_unit", "subordinate", "same_figure", "added_up", "not_known"]
"""`twice`: the same department on the same scope. `own_unit`: a department and its own unit (本级). `subordinate`: a department and a unit
below it. `same_figure`: a department before which the other was, so that both tell the same figure; `added_up`: it tells a sum that the
other's is in. `not_known`: a 部门 and a 单位 of which it is not known to which department it belongs."""

CERTAIN: Final[tuple[Why, ...]] = ("twice", "own_unit", "subordinate", "same_figure", "added_up")


@dataclass(frozen=True, slots=True)
class Summand:
    """Whose figure one is: the department by its id, and its scope.

    `regions` are the codes of its region and of those that this lies in, none where it is not known.
    """

    department: int
    scope: str
    name: str = ""
    regions: tuple[str, ...] = ()

    def may_hold(self, unit: Summand) -> bool:
        """Whether a unit whose department is not known may be this one's: not where each is in a region outside the other's."""
        if not self.regions or not unit.regions:
            return True
        return self.regions[0] in unit.regions or unit.regions[0] in self.regions


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two summands of which `whole` holds `part`, or may hold it: in `years`, or where these are not said in all that both have."""

    whole: Summand
    part: Summand
    why: Why
    years: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether it is known that the part is in the whole."""
        return self.why in CERTAIN


@dataclass(frozen=True, slots=True)
class Below:
    """A unit below a department, as it is recorded: from a day to a day, None where that is open."""

    unit: int
    superior: int
    first: date | None = None
    last: date | None = None

    def holds_in(self, year: int) -> bool:
        """Whether it holds on any day of a year: in the year of a move the figures of either department may hold the unit's."""
        return (self.first is None or self.first.year <= year) and (self.last is None or self.last.year >= year)


Above = Mapping[int, Collection[int]]
"""By department those directly above it."""


def above_in(recorded: Iterable[Below], year: int) -> Above:
    """Who is above whom in a year."""
    found: dict[int, set[int]] = {}
    for one in recorded:
        if one.holds_in(year):
            found.setdefault(one.unit, set()).add(one.superior)
    return found


def followed(recorded: Iterable[Below], became: Above) -> tuple[Below, ...]:
    """The same for those whom either side became: what is below a department is below the one that it was renamed to or merged into."""
    found = (
        replace(below, unit=unit, superior=superior)
        for below in recorded
        for unit in (below.unit, *_ancestors(below.unit, became))
        for superior in (below.superior, *_ancestors(below.superior, became))
        if unit != superior
    )
    return tuple(dict.fromkeys(found))


def through_years(summands: Mapping[int, Collection[Summand]], recorded: Collection[Below]) -> tuple[Overlap, ...]:
    """Every pair of which one holds the other, or may, in a year of which both have figures. What one year makes certain is no doubt."""
    found: dict[tuple[Summand, Summand], Overlap] = {}
    for year in sorted(summands):
        for one in overlaps(summands[year], above_in(recorded, year)):
            if one.is_certain or (one.whole, one.part) not in found:
                found[one.whole, one.part] = one
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Told:
    """What stands for a summand in a year: the points of its lines."""

    summand: Summand
    year: int
    points: tuple[Point, ...]

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Where its figures are printed, those that are added up too."""
        single = (one for point in self.points for one in (point, *point.addends))
        return frozenset((one.evidence.kind, one.evidence.id) for one in single if one.evidence is not None)

    @property
    def from_others(self) -> bool:
        """Whether its figures are another department's."""
        return any(point.owner or point.addends for point in self.points)


def shared(told: Iterable[Told]) -> tuple[Overlap, ...]:
    """Every pair of departments that tell a figure from one and the same place, because one came of the other, with the years of it."""
    found: dict[tuple[Summand, Summand, Why], dict[int, None]] = {}
    for one, other in combinations(_of_one_place(told), 2):
        if one.year == other.year and one.summand.department != other.summand.department and one.places & other.places:
            whole, part = (other, one) if other.from_others and not one.from_others else (one, other)
            why: Why = "added_up" if any(point.addends for point in whole.points) else "same_figure"
            found.setdefault((whole.summand, part.summand, why), {})[one.year] = None
    return tuple(Overlap(*about, years=tuple(sorted(years))) for about, years in found.items())


def _of_one_place(told: Iterable[Told]) -> list[Told]:
    """Those that have a place in common with another of the same year: few, of hundreds that a comparison puts side by side."""
    places = [(one, [(one.year, place) for place in one.places]) for one in told]
    often = Counter(place for _one, own in places for place in own)
    return [one for one, own in places if any(often[place] > 1 for place in own)]


def holders(departments: Iterable[int], above: Above) -> dict[int, tuple[int, ...]]:
    """Of departments by their figures of scope 部门: by each one those of the others in whose figures its own are."""
    there = set(departments)
    found = {one: tuple(sorted(there.intersection(_ancestors(one, above)))) for one in there & above.keys()}
    return {one: wholes for one, wholes in found.items() if wholes}


def overlaps(summands: Iterable[Summand], above: Above) -> tuple[Overlap, ...]:
    """Every pair of which one holds the other, or may. `above` also has departments over which a chain goes and that are not summed."""
    there = list(summands)
    over = {one.department: _ancestors(one.department, above) for one in there}
    found = (_overlap(one, other, above, over) for one, other in combinations(there, 2))
    return tuple(overlap for overlap in found if overlap is not None)


def _overlap(one: Summand, other: Summand, above: Above, over: Above) -> Overlap | None:
    """`over` are all above each of the two, over however many others."""
    if one.department == other.department:
        whole, part = (one, other) if one.scope == "department" else (other, one)
        return Overlap(whole, part, "twice" if one.scope == other.scope else "own_unit")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and whole.department in over[part.department]:
            return Overlap(whole, part, "subordinate")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and part.scope == "unit" and part.department not in above and whole.may_hold(part):
            return Overlap(whole, part, "not_known")
    return None


def _ancestors(department: int, above: Above) -> tuple[int, ...]:
    """All above a department, over however many others; itself never, also where it is recorded in a circle."""
    found: dict[int, None] = {}
    waiting = [department]
    while waiting:
        more = [one for one in above.get(waiting.pop(), ()) if one != department and one not in found]
        found.update(dict.fromkeys(more))
        waiting += more
    return tuple(found)
