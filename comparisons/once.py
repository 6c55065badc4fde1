"""Nothing twice: which figures must not be added because one is in the other. Pure.

A department's disclosure of scope 部门 holds its own unit (本级) and all its subordinate units; one of scope 单位 holds one unit
(预算法实施条例 art. 6). Where several departments are summed, the sum is refused as long as one of them holds another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Final, Literal

Why = Literal["twice", "own_unit", "subordinate", "not_known"]
"""`twice`: the same department on the same scope. `own_unit`: a department and its own unit (本级). `subordinate`: a department and a unit
below it. `not_known`: a 部门 and a 单位 of which it is not known to which department it belongs."""

CERTAIN: Final[tuple[Why, ...]] = ("twice", "own_unit", "subordinate")


@dataclass(frozen=True, slots=True)
class Summand:
    """Whose figure one is: the department by its id, and its scope."""

    department: int
    scope: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two summands of which `whole` holds `part`, or may hold it."""

    whole: Summand
    part: Summand
    why: Why

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


def holders(departments: Iterable[int], above: Above) -> dict[int, tuple[int, ...]]:
    """Of departments by their figures of scope 部门: by each one those of the others in whose figures its own are."""
    there = set(departments)
    found = {one: tuple(sorted(there.intersection(_ancestors(one, above)))) for one in there & above.keys()}
    return {one: wholes for one, wholes in found.items() if wholes}


def overlaps(summands: Iterable[Summand], above: Above) -> tuple[Overlap, ...]:
    """Every pair of which one holds the other, or may. `above` also has departments over which a chain goes and that are not summed."""
    found = (_overlap(one, other, above) for one, other in combinations(summands, 2))
    return tuple(overlap for overlap in found if overlap is not None)


def _overlap(one: Summand, other: Summand, above: Above) -> Overlap | None:
    if one.department == other.department:
        whole, part = (one, other) if one.scope == "department" else (other, one)
        return Overlap(whole, part, "twice" if one.scope == other.scope else "own_unit")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and whole.department in _ancestors(part.department, above):
            return Overlap(whole, part, "subordinate")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and part.scope == "unit" and part.department not in above:
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
