"""One line over many departments of a year: `rank(now, before) → Ranking`. Pure.

Only figures on one basis are ranked together; others stand apart with what differs, and what is missing stands apart with its reason: a
blank cell has no rank, and is not the last. A department includes its subordinate units (部门), so that a scope is ranked for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from comparisons.changes import MUST_AGREE, Basis, Caution, Evidence

Absent = Literal[
    "", "blank", "dash", "no_unit", "several", "no_line", "no_column", "no_table", "empty_table", "not_stated", "withdrawn", "no_document"
]
"""Why there is no figure. `blank` and `dash`: so printed; `no_unit`: printed in no unit that is known; `several`: the document prints
different figures for it, and a person has to decide; `no_line`, `no_column`, `no_table`: the document prints none; `empty_table`: it says
that the table has no data; `not_stated`: neither tables nor text give the indicator; `withdrawn`, `no_document`: there is no document."""

NoMove = Literal["", "new", "unlike", "absent"]
"""Why no move is told: no document the year before, a figure on another basis, or no figure in it."""

RANKED_ALIKE: Final = (*MUST_AGREE, "schedule")
"""What must agree for a common ranking: what must agree for a difference, and the table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One department's figure of one year, in 元; None where there is none, and `absent` says why.

    A document that prints the line in several tables has an entry for each of their bases. `id` is that of the fact, or of the statement
    where the basis says that the figure is from the text.
    """

    department: int
    year: int
    yuan: Decimal | None
    basis: Basis
    absent: Absent = ""
    id: int | None = None

    @property
    def evidence(self) -> Evidence | None:
        """What the figure was read from, without its place in the document."""
        return None if self.id is None else Evidence("statement" if self.basis.source == "text" else "fact", self.id)


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its rank: 1 is the largest (or smallest, as asked), equal figures share a rank, and the next one counts them all.

    `moved` is the rank of the year before less this one, positive where it rose; None where `no_move` says why.
    """

    entry: Entry
    rank: int
    tied: int = 1
    rank_before: int | None = None
    moved: int | None = None
    no_move: NoMove = "new"


@dataclass(frozen=True, slots=True)
class Apart:
    """A figure on another basis, with what differs: the ranking's side before, its own after."""

    entry: Entry
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked figures in order; those on another basis; departments without a figure. Every department stands in exactly one of them.

    `unstated` counts the ranked figures whose document does not say where it stands in this (carry_over: 17). `ranked_before` is how many
    had a rank in the year before; `joined` and `left` how many are ranked in only one of the two years, which moves others too.
    """

    basis: Basis | None
    places: tuple[Placed, ...]
    apart: tuple[Apart, ...] = ()
    absent: tuple[Entry, ...] = ()
    unstated: Mapping[str, int] | None = None
    ranked_before: int = 0
    joined: int = 0
    left: int = 0

    def of(self, department: int) -> Placed | None:
        """The place of one department; None where it has none."""
        return next((placed for placed in self.places if placed.entry.department == department), None)


def rank(now: Iterable[Entry], before: Iterable[Entry] = (), like: Basis | None = None, *, largest_first: bool = True) -> Ranking:
    """Rank the entries of a year, and say how each moved since the year before, ranked on the same basis.

    The basis is that of most figures, or `like` where it is given.
    """
    entries, earlier = list(now), list(before)
    basis = like or common_basis(entries)
    if basis is None:
        return Ranking(None, (), absent=_by_department(entry for entry in entries if entry.yuan is None))
    own, then = _sort_out(entries, basis), _sort_out(earlier, basis)
    ranks = {entry.department: place for place, entry in _ranks(then.alike, largest_first)}
    why: dict[int, NoMove] = {entry.department: "absent" for entry in then.absent}
    why |= {one.entry.department: "unlike" for one in then.apart}
    places = _placed(_ranks(own.alike, largest_first), ranks, why)
    both = sum(placed.rank_before is not None for placed in places)
    return Ranking(
        basis,
        places,
        tuple(own.apart),
        tuple(own.absent),
        _unstated(own.alike, basis),
        ranked_before=len(ranks),
        joined=len(places) - both if earlier else 0,
        left=len(ranks) - both,
    )


def common_basis(entries: Iterable[Entry]) -> Basis | None:
    """What most of the figures stand on, one after another: stage, scope, measure, carry-over, fund, table. What is not said does not
    count. None where there is no figure. Where two are equally frequent, the first by name.
    """
    left = [entry.basis for entry in entries if entry.yuan is not None]
    if not left:
        return None
    said: dict[str, str | None] = {}
    for name in RANKED_ALIKE:
        counts = Counter(value for basis in left if (value := getattr(basis, name)))
        chosen = min(counts, key=lambda value: (-counts[value], value), default=None)
        left = [basis for basis in left if getattr(basis, name) in (chosen, None, "")]
        said[name] = chosen
    scope, schedule, measure, fund = (said[name] or "" for name in ("scope", "schedule", "measure", "fund"))
    return Basis(said["stage"], scope, schedule=schedule, measure=measure, carry_over=said["carry_over"], fund=fund)


def differences(basis: Basis, other: Basis) -> tuple[Caution, ...]:
    """In what another basis differs so that its figures are not ranked with these. What one side does not say is no difference."""
    sides = ((name, getattr(basis, name), getattr(other, name)) for name in RANKED_ALIKE)
    return tuple(Caution(name, one, two) for name, one, two in sides if one and two and one != two)


@dataclass(frozen=True, slots=True)
class _Sorted:
    alike: list[Entry]
    apart: list[Apart]
    absent: list[Entry]


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


def _ranks(entries: Sequence[Entry], largest_first: bool) -> list[tuple[int, Entry]]:
    """Each figure with its rank, in order; equal ones by department."""
    figures = [(entry.yuan, entry) for entry in sorted(entries, key=lambda entry: entry.department) if entry.yuan is not None]
    figures.sort(key=lambda figure: figure[0], reverse=largest_first)
    found: list[tuple[int, Entry]] = []
    place, last = 0, None
    for position, (yuan, entry) in enumerate(figures, start=1):
        if yuan != last:
            place, last = position, yuan
        found.append((place, entry))
    return found


def _placed(ranks: Sequence[tuple[int, Entry]], before: Mapping[int, int], why: Mapping[int, NoMove]) -> tuple[Placed, ...]:
    tied = Counter(place for place, _entry in ranks)
    found = []
    for place, entry in ranks:
        earlier = before.get(entry.department)
        if earlier is None:
            found.append(Placed(entry, place, tied[place], no_move=why.get(entry.department, "new")))
        else:
            found.append(Placed(entry, place, tied[place], earlier, earlier - place, ""))
    return tuple(found)


def _unstated(entries: Sequence[Entry], basis: Basis) -> dict[str, int]:
    counts = {name: sum(not getattr(entry.basis, name) for entry in entries) for name in RANKED_ALIKE if getattr(basis, name)}
    return {name: count for name, count in counts.items() if count}
