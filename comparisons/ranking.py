"""One line over many departments of a year: `rank(now, before) → Ranking`. Pure.

Only figures on one basis are ranked together; others stand apart with what differs, and what is missing stands apart with its reason: a
blank cell has no rank, and is not the last. A department includes its subordinate units (部门), so that a scope is ranked for itself.
Places and their changes are those of `measures`: a place changes only among the figures that have one in both years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, overload

from budgets.caching import cached_property
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

NoMove = Literal["", "new", "unlike", "absent", "merged", "broken", "recoded", "alone", "no_rate"]
"""Why no move is told: no document the year before (`new`), a figure on another basis (by the tables, or as the document itself says, and
then with the caution), no figure in it, several departments that were
merged into this one, duties that came or went between the two years (`broken`, by `continuity.History.breaks`), a code that means
something else since (`recoded`, by `recodes.changed`) and replaced no other one to one, or that nobody else has a place in both years
(`alone`). `no_rate` says only why there is no rank by rates: the figure of the year before was 0 or less."""

Order = Literal["largest", "smallest", "rise", "fall", "rise_rate", "fall_rate"]
"""What stands first: the largest or smallest figure, or what rose or fell most since the year before, by its amount or by its rate."""

OF_RATES: Final[tuple[Order, ...]] = ("rise_rate", "fall_rate")
"""Orders of rates of change since the year before."""

OF_CHANGES: Final[tuple[Order, ...]] = ("rise", "fall", *OF_RATES)
"""Orders of what changed since the year before."""

OF_LINES: Final = ("classification", "recoded")
"""Codes of the cautions that concern the line, and not a department."""

RANKED_ALIKE: Final = (*MUST_AGREE, "schedule")
"""What must agree for a common ranking: what must agree for a difference, and the table."""


class Entry(NamedTuple):
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
    ranking in whose figures this one's is, as one of a unit of theirs. `since` is the year that stands for the one before, where it is an
    earlier one; 0 else.
    """

    entry: Entry
    rank: int | None
    tied: int = 1
    moved: Moved | None = None
    no_move: NoMove = "new"
    cautions: tuple[Caution, ...] = ()
    inside: tuple[int, ...] = ()
    before: Entry | None = None
    since: int = 0


class _Before(NamedTuple):
    """The figure of the year before, or why there is none to move from."""

    entry: Entry | None
    no_move: NoMove = ""
    cautions: tuple[Caution, ...] = ()


_Moves = Mapping[int, tuple[int, int]]


def _why_no_move(before: _Before, moves: _Moves) -> NoMove:
    return before.no_move if before.entry is None or moves else "alone"


def _why_no_rank(before: _Before, moves: _Moves) -> NoMove:
    """Why a figure has no rank in an order of changes: as it has no move; by rates also where the year before gives none."""
    was = before.entry.yuan if before.entry is not None else None
    return _why_no_move(before, moves) or ("alone" if was is not None and was > 0 else "no_rate")


@dataclass(frozen=True)
class Places(Sequence[Placed]):
    """The figures that are ranked, in order. There may be thousands, of which a page is shown: a place is made when it is looked at.

    `entries`, `ranks` and `befores` stand side by side; `moves` are, by department, the places of the two years among those alone that
    have one in both; `inside` and `since` are as in `Placed`.
    """

    entries: Sequence[Entry] = ()
    ranks: Sequence[int | None] = ()
    befores: Sequence[_Before] = ()
    moves: _Moves = field(default_factory=dict)
    inside: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    since: int = 0

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, at: int) -> Placed: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Placed, ...]: ...
    def __getitem__(self, at: int | slice) -> Placed | tuple[Placed, ...]:
        if isinstance(at, slice):
            return tuple(map(self._placed, range(*at.indices(len(self)))))
        return self._placed(range(len(self))[at])

    def of(self, department: int) -> Placed | None:
        """The place of one department; None where it has none."""
        return next((self._placed(at) for at, entry in enumerate(self.entries) if entry.department == department), None)

    @property
    def figures(self) -> list[Decimal]:
        """The figures in order."""
        return _figures(self.entries)

    @property
    def among(self) -> int:
        """Among how many departments moves are told; 0 where none is."""
        return len(self.moves)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What happened to the departments and the line, each once, in the order of the places."""
        return tuple(dict.fromkeys(caution for before in self.befores if before.cautions for caution in before.cautions))

    @property
    def no_moves(self) -> set[NoMove]:
        """Every reason why there is no move; "" among them where there is one."""
        return {self._no_move(before) for before in self.befores}

    @property
    def without_rank(self) -> dict[NoMove, int]:
        """How many figures have no rank, by the reason why they have no move; the most frequent first."""
        sides = zip(self.ranks, self.befores, strict=True)
        return dict(Counter(_why_no_rank(before, self.moves) for place, before in sides if place is None).most_common())

    def first_without_rank(self, why: NoMove) -> int:
        """Where the first of those stands that have no rank for this reason, from 0. Raises StopIteration where none has it."""
        sides = zip(self.ranks, self.befores, strict=True)
        return next(at for at, (place, before) in enumerate(sides) if place is None and _why_no_rank(before, self.moves) == why)

    def _placed(self, at: int) -> Placed:
        entry, place, before = self.entries[at], self.ranks[at], self.befores[at]
        moved = self.moves.get(entry.department)
        return Placed(
            entry,
            place,
            self._tied[place] if place else 1,
            Moved(*moved, self.among) if moved else None,
            self._no_move(before),
            before.cautions,
            self.inside.get(entry.department, ()),
            before.entry,
            self.since,
        )

    def _no_move(self, before: _Before) -> NoMove:
        return _why_no_move(before, self.moves)

    @cached_property
    def _tied(self) -> Counter[int | None]:
        return Counter(self.ranks)


@dataclass(frozen=True, slots=True)
class Apart:
    """A figure on another basis, with what differs: the ranking's side before, its own after."""

    entry: Entry
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked figures in order; those on another basis; departments without a figure. Every department stands in exactly one of them.

    In an `order` of differences or rates figures without one stand behind the others, with no rank.
    `unstated` counts the ranked figures whose document does not say where it stands in this (carry_over: 17).
    """

    basis: Basis | None
    places: Places
    apart: tuple[Apart, ...] = ()
    absent: tuple[Entry, ...] = ()
    unstated: Mapping[str, int] | None = None
    order: Order = "largest"

    @property
    def since(self) -> int:
        """From which earlier year changes are told, 0 for the year before."""
        return self.places.since

    @property
    def is_of_changes(self) -> bool:
        """Whether the order is one of differences or rates."""
        return self.order in OF_CHANGES

    @property
    def ranked(self) -> int:
        """How many have a rank."""
        return sum(place is not None for place in self.places.ranks)

    @property
    def unranked(self) -> Mapping[NoMove, int]:
        """How many figures have no rank in an order of changes, by the reason; the most frequent first. Empty in any other order.

        A change is told between two documents, each of its own year: what this year's document tells of the last (in a column of its
        tables, in a sentence) may be of another stage or basis, or restated, and ranks nobody.
        """
        return self.places.without_rank if self.is_of_changes else {}

    def leaves_fund_open(self, entry: Entry) -> bool:
        """Whether a ranked figure's document does not say of which funds it is, as those of others do."""
        return bool(self.basis and self.basis.fund) and not entry.basis.fund

    def of(self, department: int) -> Placed | None:
        """The place of one department; None where it has none."""
        return self.places.of(department)


def rank(
    now: Iterable[Entry],
    before: Iterable[Entry] = (),
    like: Basis | None = None,
    history: History = NO_HISTORY,
    *,
    bases: Mapping[int, tuple[Caution, ...]] = MappingProxyType({}),
    unheard: Mapping[int, Caution] = MappingProxyType({}),
    since: int = 0,
    recoded: tuple[Caution, ...] = (),
    followed: Caution | None = None,
    order: Order = "largest",
) -> Ranking:
    """Rank the entries of a year, and say how each moved since the year before.

    The basis is that of most figures, as far as `like` does not say it. `history` is that of the departments `until` this year: who was
    renamed goes on under the new name; who was merged was nobody's successor alone. `bases` are, with its words, the departments whose
    document of the year says that the figure stands on another basis than the one before. `recoded` says why the line was another one
    before, and `followed` which code it replaced alone, under which entries of the year before may then stand.

    `since` is the year of `before` where that is an earlier one; then nothing that happened in any year since may stand between the two,
    and `unheard` tells whose document of a year between is not there, so that nobody can see whether its basis changed.
    """
    entries, earlier = list(now), list(before)
    basis = common_basis(entries, like)
    if basis is None:
        return Ranking(like, Places(since=since), absent=_by_department(entry for entry in entries if entry.yuan is None))
    own, then = _sort_out(entries, basis), _sort_out(earlier, common_basis(earlier, basis) or basis)
    another = _Before(None, "recoded", recoded)
    if recoded and followed is None:
        befores = [another] * len(own.alike)
    else:
        befores = _apart(own.alike, _befores(own.alike, then, _Since(history, since), another, followed), bases)
    befores = _noted(own.alike, befores, unheard)
    return Ranking(
        basis,
        replace(_placed(own.alike, befores, order), since=since),
        tuple(own.apart),
        tuple(own.absent),
        _unstated(own.alike, basis),
        order,
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
    found = holders((entry.department for entry in ranking.places.entries), above)
    return replace(ranking, places=replace(ranking.places, inside=found))


def _sort_out(entries: Sequence[Entry], basis: Basis) -> _Sorted:
    bases = {id(entry.basis): entry.basis for entry in entries}  # few, and each shared by many
    told = {key: differences(basis, one) for key, one in bases.items()}
    if len({entry.department for entry in entries}) < len(entries):
        entries = [_choice([entry for entry in own if not told[id(entry.basis)]] or own, basis) for own in _grouped(entries)]
    figures = [entry for entry in entries if entry.yuan is not None]
    return _Sorted(
        [entry for entry in figures if not told[id(entry.basis)]],
        [Apart(entry, cautions) for entry in figures if (cautions := told[id(entry.basis)])],
        [entry for entry in entries if entry.yuan is None],
    )


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
    return best[0] if len({entry.yuan for entry in best}) == 1 else best[0]._replace(yuan=None, absent="several")


def _by_department(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(own[0] for own in _grouped(entries))


class _Since(NamedTuple):
    """What happened to departments, and from which year on it is asked: 0 for the one before an entry's own."""

    history: History
    year: int


def _befores(entries: Sequence[Entry], then: _Sorted, since: _Since, another: _Before, followed: Caution | None) -> list[_Before]:
    """The year before of each entry. Two figures may both agree with a basis that says nothing, and not with each other."""
    through = () if followed is None else (followed,)
    known = {entry.department: _Before(entry, "", through if entry.under else ()) for entry in then.alike}
    known |= {entry.department: another if entry.absent == "recoded" else _ABSENT for entry in then.absent}
    known |= {one.entry.department: _UNLIKE for one in then.apart}
    kin = since.history.lineage.kin
    found = [_was(entry, known, since) if entry.department in kin else known.get(entry.department, _NEW) for entry in entries]
    return [
        before
        if (was := before.entry) is None or was.basis is entry.basis or not unlike(was.basis, entry.basis)
        else before._replace(entry=None, no_move="unlike")
        for entry, before in zip(entries, found, strict=True)
    ]


_NEW: Final = _Before(None, "new")
_ABSENT: Final = _Before(None, "absent")
_UNLIKE: Final = _Before(None, "unlike")


def _was(entry: Entry, known: Mapping[int, _Before], since: _Since) -> _Before:
    """The same for a department to which something happened."""
    history, years = since.history, (since.year or entry.year - 1, entry.year)
    if breaks := history.breaks(entry.department, *years):
        return _Before(None, "broken", breaks)
    members, told = history.members(entry.department, years[0]), history.told(entry.department, years)
    if len(members) > 1:
        return _Before(None, "merged", told)
    before = known.get(members[0], _NEW) if members else _NEW
    return before._replace(cautions=(*told, *before.cautions))


def _apart(entries: Sequence[Entry], befores: list[_Before], bases: Mapping[int, tuple[Caution, ...]]) -> list[_Before]:
    """Over a basis of which the document says that it changed nothing has moved."""
    if not bases:
        return befores
    return [
        before
        if before.entry is None or entry.department not in bases
        else _Before(None, "unlike", (*before.cautions, *bases[entry.department]))
        for entry, before in zip(entries, befores, strict=True)
    ]


def _noted(entries: Sequence[Entry], befores: list[_Before], unheard: Mapping[int, Caution]) -> list[_Before]:
    """With the years between that nobody has heard of, where there is a figure to move from."""
    if not unheard:
        return befores
    return [
        before._replace(cautions=(*before.cautions, unheard[entry.department]))
        if before.entry is not None and entry.department in unheard
        else before
        for entry, before in zip(entries, befores, strict=True)
    ]


def _placed(entries: Sequence[Entry], befores: Sequence[_Before], order: Order) -> Places:
    """Each figure with its place, in order; equal ones by department; what has no rank behind, those of one reason together."""
    by_amount = places(_figures(entries), largest_first=order != "smallest")
    if order in OF_CHANGES:
        change = _rate if order in OF_RATES else _rise
        changes = [change(entry, before.entry) for entry, before in zip(entries, befores, strict=True)]
        ranks = _ranks(changes, largest_first=order in ("rise", "rise_rate"))
    else:
        ranks = list(by_amount) if len(by_amount) > 1 else [None] * len(by_amount)
    last = len(entries) + 1
    moves = _moves(entries, befores, by_amount, largest_first=order != "smallest")
    keys = [
        (place or last, "" if place else _why_no_rank(before, moves), entry.department)
        for place, entry, before in zip(ranks, entries, befores, strict=True)
    ]
    at = sorted(range(len(entries)), key=keys.__getitem__)
    return Places([entries[one] for one in at], [ranks[one] for one in at], [befores[one] for one in at], moves)


def _rise(now: Entry, before: Entry | None) -> Decimal | None:
    return None if before is None or now.yuan is None or before.yuan is None else now.yuan - before.yuan


def _rate(now: Entry, before: Entry | None) -> Decimal | None:
    """By which part of the figure of the year before; None where that is no base for a rate (`changes`)."""
    rise = _rise(now, before)
    return rise / before.yuan if rise is not None and before is not None and before.yuan is not None and before.yuan > 0 else None


def _ranks(values: Sequence[Decimal | None], *, largest_first: bool) -> list[int | None]:
    """The place of each value among those that there are; None for what has no value, and for the only one."""
    found = iter(places([value for value in values if value is not None], largest_first=largest_first))
    ranks = [None if value is None else next(found) for value in values]
    return ranks if sum(rank is not None for rank in ranks) > 1 else [None] * len(ranks)


def _moves(
    entries: Sequence[Entry], befores: Sequence[_Before], by_amount: Sequence[int], *, largest_first: bool
) -> dict[int, tuple[int, int]]:
    """By department its two places among those alone that have one in both years; none where that is only one.

    `by_amount` are the places of the year among all: they order any of its figures as the figures themselves do.
    """
    both = [(entry.department, was, place) for entry, (was, *_), place in zip(entries, befores, by_amount, strict=True) if was is not None]
    if len(both) < 2:
        return {}
    departments, were, among_all = zip(*both, strict=True)
    earlier = places(_figures(were), largest_first=largest_first)
    return dict(zip(departments, zip(earlier, places(among_all, largest_first=False), strict=True), strict=True))


def _figures(entries: Iterable[Entry]) -> list[Decimal]:
    return [entry.yuan for entry in entries if entry.yuan is not None]


def _unstated(entries: Sequence[Entry], basis: Basis) -> dict[str, int]:
    """What a sentence is about is its indicator: that it names no column leaves nothing open."""
    asked = (name for name in RANKED_ALIKE if name != "measure" and getattr(basis, name))
    counts = {name: sum(not getattr(entry.basis, name) for entry in entries) for name in asked}
    return {name: count for name, count in counts.items() if count}
