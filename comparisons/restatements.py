"""Restatements: what one document tells of a figure that another document is the first to print. Pure.

Two kinds: last year as this year's document tells it, in a table or a sentence, against last year's own document; and the budget inside
final accounts against the budget's own document. Neither is corrected by the other: both stand side by side with their evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from comparisons.changes import Caution, Changes, Point, choose, disagree, unlike

About = Literal["last_year", "budget"]
Verdict = Literal["same", "rounding", "differs", "blank", "unlike", "only_own", "only_told"]
"""What came of setting both beside each other.

- `same`: equal to the last digit, or no figure on both sides. `rounding`: what the printed digits explain, and nothing more.
- `differs`: more than that. `blank`: a figure on one side, a blank cell or a dash on the other: nothing is subtracted.
- `unlike`: the two stand on a different basis (`differs_in` says in what), so that they are not set against each other.
- `only_own`, `only_told`: the line stands in one of two whole tables and not in the other.
"""

REPORTED: Final[tuple[Verdict, ...]] = ("differs", "blank", "only_own", "only_told")


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure as its own document prints it (`own`) and as another tells it (`told`): each with its evidence; one may be missing.

    `difference` is told less own and `tolerance` the largest difference that the printed digits explain, both in 元; the difference is
    None where nothing may be subtracted. `cautions` are what a reader must know: the sentence does not say of which stage its 上年 is, or
    the two stand in different tables.
    """

    about: About
    key: str
    label: str
    year: int
    own: Point | None
    told: Point | None
    verdict: Verdict
    difference: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    differs_in: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def is_restated(self) -> bool:
        """Whether the two documents say something else of the same thing. A blank cell beside a printed 0 does not."""
        if self.verdict == "blank" and self.own is not None and self.told is not None:
            return disagree(self.own, self.told)
        return self.verdict in REPORTED


def restated(own: Iterable[Point], told: Iterable[Point], *, about: About = "last_year", whole: bool = False) -> tuple[Restatement, ...]:
    """Set every figure that is told beside the same line's own one, in the order of the own document, then of the other.

    `whole` says that both sides are whole tables: a line that only one of them has is told as such. Otherwise it is left out: a text
    speaks of some lines only. Raises ValueError where the figures are of more than one year.
    """
    originals, retold = _by_key(own), _by_key(told)
    _demand_one_year([point for points in (*originals.values(), *retold.values()) for point in points])
    both_whole = whole and bool(originals) and bool(retold)
    found: list[Restatement] = []
    for key in dict.fromkeys((*originals, *retold)):
        original, others = choose(originals.get(key, ())), retold.get(key, ())
        found += [_beside(original, other, about) for other in others if original is not None]
        if both_whole and (original is None or not others):
            found.append(_alone(original, choose(others), about))
    return tuple(found)


def of_changes(changes: Changes, *, whole: bool = False) -> tuple[Restatement, ...]:
    """The restatements of last year's figures that a comparison has gathered: its own document against this year's table and text.

    Every earlier figure of a change is one, also where the change itself uses another. `whole` as for `restated`.
    """
    earlier = [point for change in changes.lines for point in (change.before, *change.others) if point is not None]
    own = [point for point in earlier if point.basis.source == "own"]
    return restated(own, [point for point in earlier if point.basis.source != "own"], whole=whole)


def each_once(found: Iterable[Restatement]) -> tuple[Restatement, ...]:
    """Without those that set the same two places beside each other again: a total is a headline figure and a line of its table."""
    first: dict[object, Restatement] = {}
    for number, one in enumerate(found):
        places = tuple((point.evidence.kind, point.evidence.id) if point and point.evidence else number for point in (one.own, one.told))
        first.setdefault((one.about, places), one)
    return tuple(first.values())


def _by_key(points: Iterable[Point]) -> dict[str, tuple[Point, ...]]:
    found: dict[str, tuple[Point, ...]] = {}
    for point in points:
        found[point.key] = (*found.get(point.key, ()), point)
    return found


def _demand_one_year(points: Sequence[Point]) -> None:
    years = sorted({point.year for point in points})
    if len(years) > 1:
        raise ValueError("restatements are of one year: " + "、".join(map(str, years)))


def _beside(own: Point, told: Point, about: About) -> Restatement:
    differing = unlike(own.basis, told.basis)
    tolerance = (own.step + told.step) / 2
    difference = told.yuan - own.yuan if not differing and told.yuan is not None and own.yuan is not None else None
    verdict = "unlike" if differing else _verdict(own, told)
    return Restatement(about, own.key, own.label, own.year, own, told, verdict, difference, tolerance, differing, _cautions(own, told))


def _verdict(own: Point, told: Point) -> Verdict:
    if own.yuan is None or told.yuan is None:
        return "same" if own.yuan == told.yuan else "blank"
    if own.yuan == told.yuan:
        return "same"
    return "differs" if disagree(own, told) else "rounding"


def _cautions(own: Point, told: Point) -> tuple[Caution, ...]:
    found = []
    if told.basis.stage is None:
        found.append(Caution("stage_not_stated"))
    one, other = own.basis.schedule, told.basis.schedule
    if one and other and one != other:
        found.append(Caution("schedule", one, other))
    return tuple(found)


def _alone(own: Point | None, told: Point | None, about: About) -> Restatement:
    point = own or told
    if point is None:
        raise ValueError("a restatement without figures")
    return Restatement(about, point.key, point.label, point.year, own, told, "only_own" if own else "only_told")
