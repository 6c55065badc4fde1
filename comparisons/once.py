"""Nothing twice: which figures must not be added because one is in the other. Pure.

A department's disclosure of scope 部门 holds its own unit (本级) and all its subordinate units; one of scope 单位 holds one unit
(预算法实施条例 art. 6). Where several departments are summed, the sum is refused as long as one of them holds another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal

Why = Literal["twice", "own_unit", "subordinate", "not_known"]
"""`twice`: the same department on the same scope. `own_unit`: a department and its own unit (本级). `subordinate`: a department and a unit
below it. `not_known`: a 部门 and a 单位 of which it is not known to which department it belongs."""

CERTAIN: Final[tuple[Why, ...]] = ("twice", "own_unit", "subordinate")


@dataclass(frozen=True, slots=True)
class Summand:
    """Whose figure one is: the department by its id, its scope, and the department above it (`parent`), where that is known.

    `is_independent` says that it is known to belong to no other department.
    """

    department: int
    scope: str
    parent: int | None = None
    name: str = ""
    is_independent: bool = False


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


class CountedTwice(ValueError):
    """A sum would count something twice. `overlaps` says what; `str()` is one line."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        self.overlaps = tuple(overlaps)
        super().__init__(
            "、".join(f"{one.whole.name or one.whole.department} ⊇ {one.part.name or one.part.department}" for one in overlaps)
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in 元 and what may be in it twice (`doubts`): with any, it must not be shown without saying so."""

    yuan: Decimal
    doubts: tuple[Overlap, ...] = ()


def overlaps(summands: Iterable[Summand], parents: Mapping[int, int] | None = None) -> tuple[Overlap, ...]:
    """Every pair of which one holds the other, or may.

    `parents` are departments above departments that are known beside the summands', for chains over departments that are not summed.
    """
    listed = list(summands)
    above = {**(parents or {}), **{one.department: one.parent for one in listed if one.parent is not None}}
    found = (_overlap(one, other, above) for one, other in combinations(listed, 2))
    return tuple(overlap for overlap in found if overlap is not None)


def _overlap(one: Summand, other: Summand, above: Mapping[int, int]) -> Overlap | None:
    if one.department == other.department:
        whole, part = (one, other) if one.scope == "department" else (other, one)
        return Overlap(whole, part, "twice" if one.scope == other.scope else "own_unit")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and whole.department in _ancestors(part.department, above):
            return Overlap(whole, part, "subordinate")
    for whole, part in ((one, other), (other, one)):
        if whole.scope == "department" and part.scope == "unit" and not part.is_independent and part.department not in above:
            return Overlap(whole, part, "not_known")
    return None


def _ancestors(department: int, above: Mapping[int, int]) -> tuple[int, ...]:
    found: list[int] = []
    at: int | None = above.get(department)
    while at is not None and at not in found:
        found.append(at)
        at = above.get(at)
    return tuple(found)


def summed(figures: Iterable[tuple[Summand, Decimal]], parents: Mapping[int, int] | None = None) -> Sum:
    """Add figures of several departments, in 元. Raises CountedTwice where one of them holds another; what may be so is a doubt."""
    listed = list(figures)
    found = overlaps([summand for summand, _ in listed], parents)
    certain = [overlap for overlap in found if overlap.is_certain]
    if certain:
        raise CountedTwice(certain)
    return Sum(sum((yuan for _, yuan in listed), Decimal(0)), found)
