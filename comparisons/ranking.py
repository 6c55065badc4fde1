"""One line over many departments of a year: `rank(now, before) → Ranking`. Pure.

Only figures on one basis are ranked together; others stand apart with what differs, and what is missing stands apart with its reason: a
blank cell has no rank, and is not the last. A department includes its subordinate units (部门), so that a scope is ranked for itself.
Places and their changes are those of `measures`: a place changes only among the figures that have one in both years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from comparisons.changes import MUST_AGREE, Basis, Caution, Evidence, unlike
from comparisons.continuity import NO_HISTORY, History
from comparisons.measures import Moved, places
from comparisons.once import Above, holders
from comparisons.values import differing

Absent = Literal[
    "",
    "blank",
    "dash",
    "no_unit",
    "several",
    "several_rows",
    "no_line",
    "no_column",
    "no_table",
    "empty_table",
    "not_stated",
    "withdrawn",
    "no_document",
    "recoded",
]
"""Why there is no figure. `blank` and `dash`: so printed; `no_unit`: printed in no unit that is known; `several`: the document prints
different figures for it, and a person has to decide; `several_rows`: a table has it in several rows; `no_line`, `no_column`, `no_table`:
the document prints none; `empty_table`: it says that the table has no data; `not_stated`: neither tables nor text give the indicator;
`withdrawn`, `no_document`: there is no document; `recoded`, of the year before alone: it prints the very code, which took the place of
another only since, or a 类 under both its names."""

NoMove = Literal["", "new", "unlike", "absent", "merged", "broken", "recoded", "alone"]
"""Why no move is told: no document the year before (`new`), a figure on another basis (by the tables, or as the document itself says, and
then with the caution), no figure in it, several departments that were
merged into this one, duties that came or went between the two years (`broken`, by `continuity.History.breaks`), a code that means
something else since (`recoded`, by `recodes.changed`) and replaced no other one to one, or that nobody else has a place in both years
(`alone`)."""

Order = Literal["largest", "smallest", "rise", "fall"]
"""What stands first: the largest or smallest figure, or what rose or fell most since the year before, by its amount."""

OF_LINES: Final = ("classification", "recoded")
"""Codes of the cautions that concern the line, and not a department."""

RANKED_ALIKE: Final = (*MUST_AGREE, "schedule")
"""What must agree for a common ranking: what must agree for a difference, and the table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One department's figure of one year, in 元; None where there is none, and `absent` says why.

    A document that prints the line in several tables has an entry for each of their bases. `id` is that of the fact, or of the statement
    where the basis says that the figure is from the text. `under` is the code under which the line stood, where that was another one.
    """

    department: int
    year: int
    yuan: Decimal | None
    basis: Basis
    absent: Absent = ""
    id: int | None = None
    under: str = ""

    @property
    def evidence(self) -> Evidence | None:
        """What the figure was read from, without its place in the document."""
        return None if self.id is None else Evidence("statement" if self.basis.source == "text" else "fact", self.id)


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its rank: 1 is the largest (or as asked), equal figures share a rank, and the next one counts them all. None where
    nobody else has a figure: a rank among one is none; and in an order of differences where there is none.

    `before` is the figure of the year before, where the two can be compared. `moved` is None where `no_move` says why. `cautions` are what
    happened to the department or the line between the two years: the rename, or the replacement of the code (`recoded`), through which it
    moved; the mergers, splits and transfers, or the change of codes, because of which it did not. `inside` are the departments of the
    ranking in whose figures this one's is, as one of a unit of theirs.
    """

    entry: Entry
    rank: int | None
    tied: int = 1
    moved: Moved | None = None
    no_move: NoMove = "new"
    cautions: tuple[Caution, ...] = ()
    inside: tuple[int, ...] = ()
    before: Entry | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """A figure on another basis, with what differs: the ranking's side before, its own after."""

    entry: Entry
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked figures in order; those on another basis; departments without a figure. Every department stands in exactly one of them.

    `is_of_changes` says that the order is one of differences: then figures without one stand behind the others, with no rank.
    `unstated` counts the ranked figures whose document does not say where it stands in this (carry_over: 17).
    """

    basis: Basis | None
    places: tuple[Placed, ...]
    apart: tuple[Apart, ...] = ()
    absent: tuple[Entry, ...] = ()
    unstated: Mapping[str, int] | None = None
    is_of_changes: bool = False

    @property
    def ranked(self) -> int:
        """How many have a rank."""
        return sum(placed.rank is not None for placed in self.places)

    def leaves_fund_open(self, entry: Entry) -> bool:
        """Whether a ranked figure's document does not say of which funds it is, as those of others do."""
        return bool(self.basis and self.basis.fund) and not entry.basis.fund

    def of(self, department: int) -> Placed | None:
        """The place of one department; None where it has none."""
        return next((placed for placed in self.places if placed.entry.department == department), None)


def rank(
    now: Iterable[Entry],
    before: Iterable[Entry] = (),
    like: Basis | None = None,
    history: History = NO_HISTORY,
    *,
    bases: Mapping[int, tuple[Caution, ...]] = MappingProxyType({}),
    recoded: tuple[Caution, ...] = (),
    followed: Caution | None = None,
    order: Order = "largest",
) -> Ranking:
    """Rank the entries of a year, and say how each moved since the year before.

    The basis is that of most figures, as far as `like` does not say it. `history` is that of the departments `until` this year: who was
    renamed goes on under the new name; who was merged was nobody's successor alone. `bases` are, with its words, the departments whose
    document of the year says that the figure stands on another basis than the one before. `recoded` says why the line was another one
    before, and `followed` which code it replaced alone, under which entries of the year before may then stand.
    """
    entries, earlier = list(now), list(before)
    basis = common_basis(entries, like)
    if basis is None:
        return Ranking(like, (), absent=_by_department(entry for entry in entries if entry.yuan is None))
    own, then = _sort_out(entries, basis), _sort_out(earlier, common_basis(earlier, basis) or basis)
    another = _Before(None, "recoded", recoded)
    apart = bool(recoded) and followed is None
    befores = (
        [another] * len(own.alike)
        if apart
        else [
            _apart(entry, one, bases) for entry, one in zip(own.alike, _befores(own.alike, then, history, another, followed), strict=True)
        ]
    )
    return Ranking(
        basis,
        _placed(own.alike, befores, order),
        tuple(own.apart),
        tuple(own.absent),
        _unstated(own.alike, basis),
        order in ("rise", "fall"),
    )


def common_basis(entries: Iterable[Entry], like: Basis | None = None) -> Basis | None:
    """What most of the figures stand on, one after another: stage, scope, measure, carry-over, fund, table. What is not said does not
    count. What `like` says is taken as it is, and figures that differ from it are none.

    None where there is no figure. Where two are equally frequent, the first by name.
    """
    given = like or Basis(None, "")
    left = [(basis, count) for basis, count in _tally(entries) if not differences(given, basis)]
    if not left:
        return like
    said: dict[str, str | None] = {}
    for name in RANKED_ALIKE:
        chosen = getattr(given, name) or _most(left, name)
        left = [(basis, count) for basis, count in left if getattr(basis, name) in (chosen, None, "")]
        said[name] = chosen
    scope, schedule, measure, fund = (said[name] or "" for name in ("scope", "schedule", "measure", "fund"))
    return Basis(said["stage"], scope, schedule=schedule, measure=measure, carry_over=said["carry_over"], fund=fund)


def _tally(entries: Iterable[Entry]) -> list[tuple[Basis, int]]:
    """Each basis with how many figures stand on it. They are few, and each is shared by many: equal ones may come more than once."""
    bases: dict[int, Basis] = {}
    counts: Counter[int] = Counter()
    for entry in entries:
        if entry.yuan is not None:
            bases[id(entry.basis)] = entry.basis
            counts[id(entry.basis)] += 1
    return [(bases[key], count) for key, count in counts.items()]


def _most(left: Iterable[tuple[Basis, int]], name: str) -> str | None:
    counts: Counter[str] = Counter()
    for basis, count in left:
        if value := getattr(basis, name):
            counts[value] += count
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def differences(basis: Basis, other: Basis) -> tuple[Caution, ...]:
    """In what another basis differs so that its figures are not ranked with these: what must agree for a difference, and the table."""
    found = differing(basis, other)
    if basis.schedule and other.schedule and basis.schedule != other.schedule:
        return (*found, Caution("schedule", basis.schedule, other.schedule))
    return found


@dataclass(frozen=True, slots=True)
class _Sorted:
    alike: list[Entry]
    apart: list[Apart]
    absent: list[Entry]


def with_holders(ranking: Ranking, above: Above) -> Ranking:
    """The same, each place with the ranked departments that hold its figure already. `above` is who is above whom in the year."""
    if not above:
        return ranking
    found = holders((placed.entry.department for placed in ranking.places), above)
    return replace(ranking, places=tuple(replace(one, inside=found.get(one.entry.department, ())) for one in ranking.places))


def _sort_out(entries: Sequence[Entry], basis: Basis) -> _Sorted:
    found = _Sorted([], [], [])
    bases = {id(entry.basis): entry.basis for entry in entries}  # few, and each shared by many
    told = {key: differences(basis, one) for key, one in bases.items()}
    for own in _grouped(entries):
        alike = [entry for entry in own if not told[id(entry.basis)]]
        chosen = own[0] if len(own) == 1 else _choice(alike or own, basis)
        if chosen.yuan is None:
            found.absent.append(chosen)
        elif alike:
            found.alike.append(chosen)
        else:
            found.apart.append(Apart(chosen, told[id(chosen.basis)]))
    return found


def _grouped(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    """The entries of each department."""
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.department, []).append(entry)
    return found.values()


def _choice(entries: Sequence[Entry], basis: Basis) -> Entry:
    """One entry of a department: what says the same before what says nothing, figures before none; of different figures none."""
    if len(entries) == 1:
        return entries[0]
    figures = [entry for entry in entries if entry.yuan is not None]
    if not figures:
        return entries[0]
    said = {entry: sum(bool(getattr(entry.basis, name)) for name in RANKED_ALIKE if getattr(basis, name)) for entry in figures}
    best = [entry for entry in figures if said[entry] == max(said.values())]
    return best[0] if len({entry.yuan for entry in best}) == 1 else replace(best[0], yuan=None, absent="several")


def _by_department(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(own[0] for own in _grouped(entries))


@dataclass(frozen=True, slots=True)
class _Before:
    """The figure of the year before, or why there is none to move from."""

    entry: Entry | None
    no_move: NoMove = ""
    cautions: tuple[Caution, ...] = ()


def _befores(entries: Iterable[Entry], then: _Sorted, history: History, another: _Before, followed: Caution | None) -> list[_Before]:
    through = () if followed is None else (followed,)
    known = {entry.department: _Before(entry, cautions=through if entry.under else ()) for entry in then.alike}
    known |= {entry.department: another if entry.absent == "recoded" else _Before(None, "absent") for entry in then.absent}
    known |= {one.entry.department: _Before(None, "unlike") for one in then.apart}
    kin = history.lineage.kin
    return [
        _before(entry, _was(entry, known, history) if entry.department in kin else known.get(entry.department, _NEW)) for entry in entries
    ]


_NEW: Final = _Before(None, "new")


def _was(entry: Entry, known: Mapping[int, _Before], history: History) -> _Before:
    """The same for a department to which something happened."""
    years = (entry.year - 1, entry.year)
    if breaks := history.breaks(entry.department, *years):
        return _Before(None, "broken", breaks)
    members, told = history.members(entry.department, years[0]), history.told(entry.department, years)
    if len(members) > 1:
        return _Before(None, "merged", told)
    before = known.get(members[0], _NEW) if members else _NEW
    return replace(before, cautions=(*told, *before.cautions))


def _before(entry: Entry, before: _Before) -> _Before:
    """Two figures may both agree with a basis that says nothing, and not with each other."""
    if before.entry is None or before.entry.basis is entry.basis or not unlike(before.entry.basis, entry.basis):
        return before
    return replace(before, entry=None, no_move="unlike")


def _apart(entry: Entry, before: _Before, bases: Mapping[int, tuple[Caution, ...]]) -> _Before:
    """Over a basis of which the document says that it changed nothing has moved."""
    if before.entry is None or entry.department not in bases:
        return before
    return _Before(None, "unlike", (*before.cautions, *bases[entry.department]))


def _placed(entries: Sequence[Entry], befores: Sequence[_Before], order: Order) -> tuple[Placed, ...]:
    """Each figure with its place, in order; equal ones by department."""
    moves = _moves(entries, befores, largest_first=order != "smallest")
    rows = list(zip(entries, befores, strict=True))
    if order in ("rise", "fall"):
        values = [None if before.entry is None else _rise(entry, before.entry) for entry, before in rows]
    else:
        values = [entry.yuan for entry in entries]
    ranks = _ranks(values, largest_first=order in ("largest", "rise"))
    tied = Counter(ranks)
    ordered = sorted(zip(ranks, rows, strict=True), key=lambda one: (one[0] is None, one[0] or 0, one[1][0].department))
    return tuple(
        Placed(
            entry,
            place,
            tied[place] if place else 1,
            moves.get(entry.department),
            "alone" if before.entry is not None and not moves else before.no_move,
            before.cautions,
            before=before.entry,
        )
        for place, (entry, before) in ordered
    )


def _rise(now: Entry, before: Entry) -> Decimal | None:
    return None if now.yuan is None or before.yuan is None else now.yuan - before.yuan


def _ranks(values: Sequence[Decimal | None], *, largest_first: bool) -> list[int | None]:
    """The place of each value among those that there are; None for what has no value, and for the only one."""
    found = iter(places([value for value in values if value is not None], largest_first=largest_first))
    ranks = [None if value is None else next(found) for value in values]
    return ranks if sum(rank is not None for rank in ranks) > 1 else [None] * len(ranks)


def _moves(entries: Sequence[Entry], befores: Sequence[_Before], *, largest_first: bool) -> dict[int, Moved]:
    """By department, among those alone that have a place in both years; none where that is only one."""
    both = [(before.entry, entry) for entry, before in zip(entries, befores, strict=True) if before.entry is not None]
    if len(both) < 2:
        return {}
    earlier, later = (places(_figures(side), largest_first=largest_first) for side in zip(*both, strict=True))
    return {entry.department: Moved(old, new, len(both)) for (_, entry), old, new in zip(both, earlier, later, strict=True)}


def _figures(entries: Iterable[Entry]) -> list[Decimal]:
    return [entry.yuan for entry in entries if entry.yuan is not None]


def _unstated(entries: Sequence[Entry], basis: Basis) -> dict[str, int]:
    """What a sentence is about is its indicator: that it names no column leaves nothing open."""
    asked = (name for name in RANKED_ALIKE if name != "measure" and getattr(basis, name))
    counts = {name: sum(not getattr(entry.basis, name) for entry in entries) for name in asked}
    return {name: count for name, count in counts.items() if count}
