"""What one edition of a disclosure prints otherwise than another one, figure by figure. Pure.

A figure is known by its year, table, row, column and procedure, whichever file it stands in: a disclosure that was published again is
another document. Where a key is there several times (two tables of one kind), equal figures go together first, the others in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from budgets.money import YUAN_PER_UNIT

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure or a blank cell: what it is, what is printed, and the amount that it means (`amount`: 元, or a count or percentage).

    `id` is that of the fact, `is_total` says that its row adds up a table, `is_corrected` that a person put it right.
    """

    id: int
    key: Key
    schedule: str
    label: str
    header: tuple[str, ...]
    printed: str
    unit: str
    presence: str
    amount: Decimal | None
    is_total: bool = False
    is_corrected: bool = False

    @property
    def value(self) -> tuple[str, Decimal | None]:
        """What makes it another figure: blank, dash and 0 are not the same."""
        return self.presence, self.amount


class Revised(NamedTuple):
    """A figure before and after; None where one edition does not have it."""

    before: Figure | None
    after: Figure | None

    @property
    def shown(self) -> Figure:
        """The figure by which it is named."""
        if (found := self.after or self.before) is None:
            raise ValueError("one of the two is there")
        return found

    @property
    def difference(self) -> Decimal | None:
        """By how much it rose, in 元, or what is counted; None where one of the two is no number."""
        if self.before is None or self.after is None or self.before.amount is None or self.after.amount is None:
            return None
        return self.after.amount - self.before.amount

    @property
    def in_unit(self) -> Decimal | None:
        """The same in the unit that is printed beside it."""
        return None if self.difference is None else self.difference / YUAN_PER_UNIT.get(self.shown.unit, Decimal(1))


@dataclass(frozen=True, slots=True)
class Revision:
    """All that is not the same: totals first, then in the order of the newer edition, what is gone at the end."""

    figures: tuple[Revised, ...]
    sentences_new: tuple[str, ...] = ()
    sentences_gone: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many figures are there in both, and differ."""
        return sum(one.before is not None and one.after is not None for one in self.figures)

    @property
    def new(self) -> int:
        """How many figures only the newer edition has."""
        return sum(one.before is None for one in self.figures)

    @property
    def gone(self) -> int:
        """How many figures only the older edition has."""
        return sum(one.after is None for one in self.figures)

    @property
    def is_nothing(self) -> bool:
        """True where both say the same."""
        return not (self.figures or self.sentences_new or self.sentences_gone)


def revision(
    before: Sequence[Figure], after: Sequence[Figure], sentences_before: Sequence[str] = (), sentences_after: Sequence[str] = ()
) -> Revision:
    """What the newer one of two editions says otherwise."""
    found = [one for one in _pairs(before, after) if one.before is None or one.after is None or one.before.value != one.after.value]
    found.sort(key=lambda one: (not one.shown.is_total, one.after is None))
    new, gone = _without(sentences_after, sentences_before), _without(sentences_before, sentences_after)
    return Revision(tuple(found), new, gone)


def _pairs(before: Sequence[Figure], after: Sequence[Figure]) -> Iterable[Revised]:
    """Each figure of either side once: those of the newer one in their order, then those that are gone in theirs."""
    left = _by_key(before)
    matched: dict[int, Figure] = {}
    for key, own in _by_key(after).items():
        matched |= _matched(left.get(key, []), own)
    used = {one.id for one in matched.values()}
    yield from (Revised(matched.get(one.id), one) for one in after)
    yield from (Revised(one, None) for one in before if one.id not in used)


def _matched(before: Sequence[Figure], after: Sequence[Figure]) -> dict[int, Figure]:
    """By the id of the newer figure the older one that it is: an equal one, else the next one that is left."""
    left, found = list(before), dict[int, Figure]()
    for one in after:
        same = next((other for other in left if other.value == one.value), None)
        if same is not None:
            found[one.id] = same
            left.remove(same)
    rest = (one for one in after if one.id not in found)
    return found | {one.id: other for one, other in zip(rest, left, strict=False)}


def _by_key(figures: Iterable[Figure]) -> dict[Key, list[Figure]]:
    found: dict[Key, list[Figure]] = {}
    for one in figures:
        found.setdefault(one.key, []).append(one)
    return found


def _without(sentences: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(dict.fromkeys(one for one in sentences if one not in known))
