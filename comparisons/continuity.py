"""Departments through renames, mergers, splits and transfers: whose figures a year of a department is made of. Pure.

A rename chains: one series under the name of today. Before a merger stands the sum of all who were merged, where each has the figure on
the same basis, else no sum. Over a split or a transfer of duties (职能划转) nothing is subtracted: what it moved is not disclosed.

Which year a date belongs to. The budget of a year is approved by the people's congress at its beginning (预算法 第四十三条, and told to the
departments within twenty days, 第五十二条), so what happens during a year concerns the next budget; what holds from 1 January concerns
that year's. Final accounts are made after the year, by whoever is there then: they are the successor's for the year of the date already.
What is recorded ahead of its day has no effect before it, unless the successor already discloses what is its own (`acts`).
Disclosures go before this rule. While a predecessor still discloses a year and the successor does not, the year is the predecessor's;
a successor that is known to be no older than the date may have disclosed its first budget in the very year (central reform of March 2018).
For a split or a transfer no disclosure tells the year. Where the rule is not sure, both steps are broken: a budget after a date in the
first quarter, before budgets are made public, may be either; the final accounts of the year of the date hold a part of each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from budgets.caching import cached_property
from comparisons.changes import Basis, Caution, Point, choose, unlike

Kind = Literal["rename", "merge", "split", "transfer"]
Lack = Literal["no_document", "no_table", "no_figure", "blank", "unlike", "inside"]
"""Why a department's figure cannot be added: no document of the year, in it no such table, not this figure, a blank or a dash, a figure on
another basis than the others', or one that the figure of another of them already holds (`inside`)."""

BREAKING: Final = ("split", "transfer")
BUDGETS_ARE_PUBLIC: Final = 4
"""The month by which the budgets of a year are made public: 预算法 第十四条, twenty days after approval."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What happened to a department on a day, by whose word. Departments by their numbers."""

    predecessor: int
    successor: int
    kind: Kind
    date: date
    source: str

    @property
    def from_new_year(self) -> bool:
        """Whether it holds for the whole of its year."""
        return (self.date.month, self.date.day) == (1, 1)


def acts(event: Succession, on: date, disclosed: Collection[int]) -> bool:
    """Whether a succession has an effect on a day: from its own day, or where the successor already discloses a year that is its own.

    `disclosed` are the successor's years. What was there before the day says nothing, but of a rename: that successor was not there.
    """
    first = event.date.year + (event.kind != "rename" and not event.from_new_year)
    return event.date <= on or any(year >= first for year in disclosed)


@dataclass(frozen=True)
class Lineage:
    """What is recorded of some departments and all before them: `since` is the earliest day on which a name of theirs is known to hold."""

    successions: tuple[Succession, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    since: Mapping[int, date] = field(default_factory=dict)

    def name(self, department: int) -> str:
        """What a department is called."""
        return self.names.get(department, f"#{department}")

    def before(self, department: int) -> tuple[int, ...]:
        """The department itself, and all whose figures may stand in its series: those renamed, merged or split into it, and theirs."""
        found = {department: None}
        waiting = [department]
        while waiting:
            one = waiting.pop()
            more = [event.predecessor for event in self.into(one) if event.kind != "transfer" and event.predecessor not in found]
            found.update(dict.fromkeys(more))
            waiting += more
        return tuple(found)

    def into(self, department: int) -> tuple[Succession, ...]:
        """What led to a department, oldest first."""
        return tuple(event for event in self.in_order if event.successor == department)

    def out_of(self, department: int) -> tuple[Succession, ...]:
        """What a department became or gave away, oldest first."""
        return tuple(event for event in self.in_order if event.predecessor == department)

    @cached_property
    def in_order(self) -> tuple[Succession, ...]:
        """Everything by its day."""
        return tuple(sorted(self.successions, key=lambda event: (event.date, event.predecessor, event.successor)))

    @cached_property
    def kin(self) -> frozenset[int]:
        """All to whom something happened."""
        return frozenset(number for event in self.successions for number in (event.predecessor, event.successor))

    @cached_property
    def became(self) -> Mapping[int, tuple[int, ...]]:
        """By department whom it was renamed to or merged into, directly."""
        found: dict[int, tuple[int, ...]] = {}
        for event in self.in_order:
            if event.kind in ("rename", "merge"):
                found[event.predecessor] = (*found.get(event.predecessor, ()), event.successor)
        return found

    def caution(self, event: Succession, code: str = "") -> Caution:
        """A succession as a reader is told of it."""
        names = (self.name(event.predecessor), self.name(event.successor))
        return Caution(code or event.kind, *names, date=event.date.isoformat(), source=event.source)

    def steps_out_of(self, department: int) -> tuple[Onward, ...]:
        """The same with the names, for those who go on to where it led."""
        return tuple(Onward(event.successor, self.caution(event)) for event in self.out_of(department))

    def steps_into(self, department: int) -> tuple[Onward, ...]:
        """What led to a department, with the names, for those who go back to where it came from."""
        return tuple(Onward(event.predecessor, self.caution(event)) for event in self.into(department))


@dataclass(frozen=True, slots=True)
class Onward:
    """What happened between a department and another one, to which it leads."""

    department: int
    event: Caution


NO_LINEAGE: Final = Lineage()


@dataclass(frozen=True)
class History:
    """A lineage on one basis: `stage`, and by department the years of which there is a disclosure of this stage and scope."""

    lineage: Lineage
    stage: str
    disclosed: Mapping[int, frozenset[int]] = field(default_factory=dict)

    # Years

    def first_year(self, event: Succession) -> int:
        """The first year that is the successor's: by the date, corrected by who disclosed."""
        year, successor = self._by_date(event), self._years(event.successor)
        before = frozenset[int]().union(*(self._years(one.predecessor) for one in self._together(event)))
        if self._is_new(event):
            while year > event.date.year and year - 1 in successor and year - 1 not in before:
                year -= 1
            successor_discloses = successor
        else:
            successor_discloses = frozenset()
        while year in before and year not in successor_discloses:
            year += 1
        return year

    def steps_broken(self, event: Succession) -> tuple[int, ...]:
        """The years of which the step that leads to them is broken by a split or a transfer."""
        year = event.date.year
        if event.from_new_year:
            return (year,)
        if self.stage == "budget" and event.date.month >= BUDGETS_ARE_PUBLIC:
            return (year + 1,)
        return (year, year + 1)

    def _by_date(self, event: Succession) -> int:
        return event.date.year + (self.stage == "budget" and not event.from_new_year)

    def _years(self, department: int) -> frozenset[int]:
        return self.disclosed.get(department, frozenset())

    def _together(self, event: Succession) -> tuple[Succession, ...]:
        """The successions that happened at once: all that were merged into one on a day."""
        same = (event.successor, event.kind, event.date)
        return tuple(one for one in self.lineage.into(event.successor) if (one.successor, one.kind, one.date) == same)

    def _is_new(self, event: Succession) -> bool:
        """Whether the successor began with it. A rename says so; else the day of its name does, and where that is not recorded its
        disclosures: it is new where it has none of an earlier year, unless a single one was merged into it, which then was there."""
        if event.kind == "rename":
            return True
        since = self.lineage.since.get(event.successor)
        if since is not None:
            return since >= event.date
        if event.kind == "merge" and len(self._together(event)) == 1:
            return False
        return min(self._years(event.successor), default=self._by_date(event)) >= self._by_date(event)

    def until(self, year: int) -> History:
        """Without what concerns later years alone: then a document of the year stands for who made it, whatever became of them."""
        events = tuple(event for event in self.lineage.successions if self.first_year(event) <= year or year in self._broken_by(event))
        return replace(self, lineage=replace(self.lineage, successions=events))

    def _broken_by(self, event: Succession) -> tuple[int, ...]:
        return self.steps_broken(event) if event.kind in BREAKING else ()

    # Members

    def members(self, department: int, year: int) -> tuple[int, ...]:
        """Whose figures make up a year of a department: itself, the one that it was then, or all that were merged into it."""
        if not self.lineage.into(department):
            return (department,)
        return tuple(dict.fromkeys(self._members(department, year, frozenset())))

    def _members(self, department: int, year: int, seen: frozenset[int]) -> tuple[int, ...]:
        if department in seen:
            return ()
        events = [event for event in self.lineage.into(department) if event.kind != "transfer"]
        later = [event for event in events if year < self.first_year(event)]
        founding = [event for event in later if self._is_new(event)]
        if year in self._years(department) and all(event.kind in ("rename", "split") for event in later):
            return (department,)
        chained = [event for event in later if event.kind != "split"] or founding[:1] * (len(founding) == 1)
        before = [one for event in chained for one in self._members(event.predecessor, year, seen | {department})]
        return tuple(before) if founding else (department, *before)

    # Breaks

    def breaks(self, department: int, before: int, after: int) -> tuple[Caution, ...]:
        """Why no figure of one year is subtracted from another's, by day: splits, transfers, and mergers of which the year is not clear."""
        if not self.lineage.successions:
            return ()
        earlier = self.members(department, before)
        kin = {department}.union(*(self.members(department, year) for year in range(before, after + 1)))
        found = [self.lineage.caution(event) for event in self._breaking(kin, before, after) if not self._is_inside(event, earlier)]
        unclear = [event for event in self.lineage.in_order if event.successor in kin and self._overlaps(event, (before, after))]
        return (*found, *(self.lineage.caution(event, "merge_unclear") for event in unclear))

    def own_breaks(self, department: int, before: int, after: int) -> tuple[Caution, ...]:
        """The same for a department's own disclosures alone, its predecessors' left out."""
        return tuple(self.lineage.caution(event) for event in self._breaking({department}, before, after))

    def joined(self, department: int, before: int, after: int) -> tuple[Caution, ...]:
        """Who was merged into a department between two years: for those who look at its own disclosures alone."""
        events = (event for event in self.lineage.into(department) if event.kind == "merge")
        return tuple(self.lineage.caution(event) for event in events if before < self.first_year(event) <= after)

    def _breaking(self, kin: Iterable[int], before: int, after: int) -> list[Succession]:
        about = set(kin)
        events = (event for event in self.lineage.in_order if about & {event.predecessor, event.successor})
        return [event for event in events if any(before < year <= after for year in self._broken_by(event))]

    def _is_inside(self, event: Succession, earlier: Sequence[int]) -> bool:
        """A transfer between departments that are added up anyway moves nothing."""
        return event.kind == "transfer" and {event.predecessor, event.successor} <= set(earlier)

    def _overlaps(self, event: Succession, years: Iterable[int]) -> bool:
        """Whether of a year both a new department and one merged into it disclosed: whose the year is nobody can tell."""
        if event.kind != "merge" or not self._is_new(event):
            return False
        both = self._years(event.successor) & self._years(event.predecessor)
        return any(year in both and year >= self.first_year(event) for year in years)

    def told(self, department: int, years: Sequence[int]) -> tuple[Caution, ...]:
        """The renames and mergers through which a series goes, oldest first: whose figures its earlier years are."""
        if not self.lineage.successions:
            return ()
        chain = {one for year in years for one in (department, *self.members(department, year))}
        events = (event for event in self.lineage.in_order if event.kind in ("rename", "merge"))
        return tuple(self.lineage.caution(event) for event in events if {event.predecessor, event.successor} <= chain)


NO_HISTORY: Final = History(NO_LINEAGE, "")

# Sums


@dataclass(frozen=True, slots=True)
class Member:
    """A department that was merged later, with what its own document of the year prints; `there` says that there is a document."""

    name: str
    points: tuple[Point, ...]
    there: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a year before a merger has no sum: of all lines, or of the one with this key, because of this department."""

    year: int
    name: str
    why: Lack
    key: str = ""
    label: str = ""


def added(year: int, members: Sequence[Member], *, whole: bool) -> tuple[tuple[Point, ...], tuple[Gap, ...]]:
    """The lines of several departments as one, and what could not be added.

    Of single figures each department must have each one. Of tables (`whole`) each must have the table: a line that one of them lacks is
    not there, and it or a blank cell counts for nothing, as in every sum; a line that none has a figure on has none.
    """
    lacking = [Gap(year, one.name, "no_table" if one.there else "no_document") for one in members if not one.points]
    if [one for one in members if not one.there] or (whole and lacking):
        return (), tuple(lacking)
    found: list[Point] = []
    gaps: list[Gap] = []
    for key in dict.fromkeys(point.key for one in members for point in one.points):
        chosen = [(one.name, choose([point for point in one.points if point.key == key])) for one in members]
        gap = _gaps(year, key, chosen, whole)
        gaps += gap
        if not gap:
            found.append(_sum([(name, point) for name, point in chosen if point is not None]))
    return tuple(found), tuple(gaps)


def _gaps(year: int, key: str, chosen: Sequence[tuple[str, Point | None]], whole: bool) -> list[Gap]:
    there = [(name, point) for name, point in chosen if point is not None]
    label = there[0][1].label
    apart = [Gap(year, name, "unlike", key, label) for name, point in there if any(unlike(point.basis, one.basis) for _, one in there)]
    if apart or whole:
        return apart
    return [
        Gap(year, name, "no_figure" if point is None else "blank", key, label)
        for name, point in chosen
        if point is None or point.yuan is None
    ]


def _sum(parts: Sequence[tuple[str, Point]]) -> Point:
    """One line of several departments. Of a single one that has it, its own."""
    owned = tuple(replace(point, owner=name) for name, point in parts)
    printed = [point for point in owned if point.yuan is not None]
    if len(owned) == 1:
        return owned[0]
    whole = sum((point.yuan for point in printed if point.yuan is not None), Decimal(0))
    shown = " + ".join(f"{point.owner} {_wan(point.yuan)}" for point in owned)
    return replace(
        owned[0],
        yuan=whole if printed else None,
        basis=_common([point.basis for point in owned]),
        evidence=None,
        presence="printed" if printed else owned[0].presence,
        printed="",
        step=sum((point.step for point in printed), Decimal(0)),
        derivation=f"{shown} = {_wan(whole if printed else None)}",
        owner="",
        addends=owned,
    )


def _common(bases: Sequence[Basis]) -> Basis:
    """What all bases say; what they do not say alike is not said."""
    kept: dict[str, Any] = {}
    for one in fields(Basis):
        values = [getattr(basis, one.name) for basis in bases]
        said = [value for value in values if value]
        kept[one.name] = said[0] if said and all(value == said[0] for value in values) else _unsaid(one.name, values)
    return Basis(**kept)


def _unsaid(name: str, values: Sequence[Any]) -> Any:
    """Stage and scope are those that are said: who says nothing agrees. The rest is left out."""
    if name in ("stage", "scope", "source"):
        return next((value for value in values if value), values[0])
    return None if name == "carry_over" else ""


def _wan(yuan: Decimal | None) -> str:
    """万元, all decimals there are and two at least; a blank cell and a dash as a dash."""
    if yuan is None:
        return "—"
    number = yuan / 10_000
    return f"{number:,.{max(2, -int(number.normalize().as_tuple().exponent))}f}".replace("-", "−")
