"""One line through the years, measured: `measured(track, key) → Line`, and its rank among several tracks. Pure.

Everything is computed from the track's figures and steps, so that bases are as like here as there: where two figures stand on different
bases, or where something broke the series between them (`changes.BREAKS`), there is a reason instead of a number. A blank cell or a dash
is never 0.
Given `prices`, amounts are in prices of a named year (`comparisons.prices`); shares of a year do not depend on prices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final

from budgets.caching import cached_property
from comparisons.changes import BREAKS, Basis, Caution, Change, Point, are_all_of, unlike
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.matrix import Step, Track
from comparisons.prices import InPricesOf
from comparisons.values import Value, Why, decimal, differing, none, quotient

START: Final = 100
"""The index of the year that it begins with."""

ROOT_DECIMALS: Final = 12
"""Decimals of a compound rate in percent, rounded half to even from a root of 50 significant digits: it is no exact number."""

_ROOT: Final = Context(prec=50, rounding=ROUND_HALF_EVEN)

_BOTH_YEARS: Final = {"after": _("本年"), "before": _("上年")}
DIFFERENCE: Final = Formula(_("差额"), "{after} − {before}", _BOTH_YEARS, _("元"))
RATE: Final = Formula(_("变化率"), "({after} − {before}) ÷ {before} × 100", _BOTH_YEARS, "%")
SHARE: Final = Formula(_("占比"), "{part} ÷ {whole} × 100", {"part": _("部分"), "whole": _("整体")}, "%")
POINTS: Final = Formula(
    _("份额的变化"),
    "{part_after} ÷ {whole_after} × 100 − {part_before} ÷ {whole_before} × 100",
    {
        "part_after": _("本年的部分"),
        "whole_after": _("本年的整体"),
        "part_before": _("上年的部分"),
        "whole_before": _("上年的整体"),
    },
    _("百分点"),
)
INDEX: Final = Formula(
    _("指数"), f"{{amount}} ÷ {{first}} × {START}", {"amount": _("这一年的数"), "first": _("起点年的数")}, _("起点 = 100")
)
COMPOUND: Final = Formula(
    _("年均变化率"),
    "(({last} ÷ {first}) ^ (1 ÷ {years}) − 1) × 100",
    {"last": _("末年的数"), "first": _("首年的数"), "years": _("首年到末年的年数")},
    "%",
)
PLACE: Final = Formula(_("名次"), "{larger} + 1", {"larger": _("比它大的数的个数")}, _("位"))
MOVED: Final = Formula(_("名次的变化"), "{before} − {after}", {"before": _("上年的名次"), "after": _("本年的名次")}, _("位，正数是上升"))
"""What each measure is, as pages print it; `methods` says the rest."""

Amount = Callable[[Point], Value]


@dataclass(frozen=True, slots=True)
class Index:
    """A figure beside that of `base` (a year), which is 100. Numbers with different bases are never beside each other in one curve."""

    value: Value
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One year of a line. Amounts in 元, shares and rates in percent, `points` (of the two shares) in percentage points.

    `difference`, `rate` and `points` are against the year before it in the track (`change.before`, which may be an earlier one where years
    were left out), and `change` has both sides with all their sources. `parent` and `top` are the
    figures that the shares are of: the line above, and the one at the top, which has none above it. `change` is None where there is no
    year before to compare with.
    """

    year: int
    point: Point | None
    amount: Value
    parent: Point | None
    top: Point | None
    share: Value
    share_of_top: Value
    change: Change | None
    difference: Value
    rate: Value
    points: Value
    points_of_top: Value
    index: Index


@dataclass(frozen=True)
class Line:
    """A line through the years, oldest first. `compound` is the yearly rate between `first` and `last`, in percent."""

    key: str
    years: tuple[Measured, ...]
    compound: Value
    first: int | None
    last: int | None
    prices: InPricesOf | None = None

    @cached_property
    def by_year(self) -> dict[int, Measured]:
        """The years by their number."""
        return {one.year: one for one in self.years}


def measured(track: Track, key: str, prices: InPricesOf | None = None) -> Line:
    """All measures of one line of a track, for each of its years; a year without the line says so."""
    amount = prices.of if prices is not None else nominal
    stretches = tuple(_stretches(track, key))
    indices = {year: index for stretch in stretches for year, index in _indices(track, stretch, amount).items()}
    years = tuple(_measured(track, key, year.year, amount, indices) for year in track.years)
    compound, first, last = _compound(track, stretches, amount)
    return Line(key, years, compound, first, last, prices)


def nominal(point: Point) -> Value:
    """The figure as printed, in 元; None (`blank`) for a blank cell and for a dash."""
    return none("blank") if point.yuan is None else Value(point.yuan)


def _measured(track: Track, key: str, year: int, amount: Amount, indices: Mapping[int, Index]) -> Measured:
    figures, step = track.figures[year], track.step_to(year)
    point = figures.get(key)
    parent, top = _parent(figures, point), _top(figures, point)
    change = step.changes.of(key) if step is not None else None
    return Measured(
        year=year,
        point=point,
        amount=amount(point) if point is not None else none("no_figure"),
        parent=parent,
        top=top,
        share=_share(figures, point, parent),
        share_of_top=_share(figures, point, top),
        change=change,
        difference=_difference(change, amount),
        rate=_rate(change, amount),
        points=_points(track, step, key, _parent),
        points_of_top=_points(track, step, key, _top),
        index=indices.get(year, Index(none("no_figure"))),
    )


# Shares


Whole = Callable[[Mapping[str, Point], Point | None], Point | None]


def _parent(figures: Mapping[str, Point], point: Point | None) -> Point | None:
    return figures.get(point.parent) if point is not None and point.parent is not None else None


def _top(figures: Mapping[str, Point], point: Point | None) -> Point | None:
    """The line that has none above it; None where the line is that one, and where one between is not there."""
    above = _parent(figures, point)
    seen: set[str] = set()
    while above is not None and above.parent is not None and above.key not in seen:
        seen.add(above.key)
        above = _parent(figures, above)
    return above


def _share(figures: Mapping[str, Point], part: Point | None, whole: Point | None) -> Value:
    """The share of a line in one above it, where each line between is known to be a part of the next one.

    What a text calls 人员经费 may be that of 财政拨款 alone: against a table's figure of all funds it is a part where all parts that are
    there add up to that. Then the funds are the same money, however they are called.
    """
    below, seen = part, set[str]()
    named: list[bool] = []
    while below is not None and whole is not None and below.key != whole.key and below.key not in seen:
        seen.add(below.key)
        above = _parent(figures, below)
        if above is not None and _are_called_otherwise(below, above):
            named.append(are_all_of((point for point in figures.values() if point.parent == above.key), above))
            if not named[-1] and not below.basis.fund:
                return none("fund_not_stated")
        below = above
    return share_of(part, whole, but=("measure", "fund") if named and all(named) else ("measure",))


def _are_called_otherwise(part: Point, whole: Point) -> bool:
    """Whether the funds of a part are not known to be those of its whole."""
    return bool(whole.basis.fund) and part.basis.fund != whole.basis.fund and part.yuan is not None and whole.yuan is not None


def share_of(part: Point | None, whole: Point | None, but: tuple[str, ...] = ("measure",)) -> Value:
    """A figure in percent of another of its year; None where one is missing or blank, the whole not positive, or the bases differ.

    Which column or headline figure each is, is no difference here: a part never is the same measure as its whole.
    """
    if part is None or whole is None:
        return none("no_figure" if part is None else "no_whole")
    if part.yuan is None or whole.yuan is None:
        return none("blank" if part.yuan is None else "blank_whole")
    if cautions := differing(part.basis, whole.basis, but=but):
        return none("unlike", *cautions)
    return quotient(part.yuan, whole.yuan, 100)


def _points(track: Track, step: Step | None, key: str, whole: Whole) -> Value:
    """By how much a share changed, in percentage points; None where there is none in one of the years, or part or whole is unlike."""
    if step is None:
        return none("no_previous")
    years = [track.figures[year] for year in (step.before, step.after)]
    sides = [_part_and_whole(figures, key, whole) for figures in years]
    shares = [_share(figures, *side) for figures, side in zip(years, sides, strict=True)]
    if missing := next((share for share in shares if share.number is None), None):
        return missing
    (part, one), (part_after, other) = sides
    cautions = (*_unlike_since(step, part, part_after), *_unlike_since(step, one, other))
    return none("unlike", *dict.fromkeys(cautions)) if cautions else _share_difference(sides)


def _part_and_whole(figures: Mapping[str, Point], key: str, whole: Whole) -> tuple[Point | None, Point | None]:
    point = figures.get(key)
    return point, whole(figures, point)


def _unlike_since(step: Step, before: Point | None, after: Point | None) -> tuple[Caution, ...]:
    if before is None or after is None:
        return ()
    change = step.changes.of(after.key)
    broken = tuple(caution for caution in change.cautions if caution.code in BREAKS) if change is not None else ()
    moved = (Caution("whole", before.label, after.label),) if before.key != after.key else ()
    return (*differing(before.basis, after.basis), *broken, *moved)


def _share_difference(sides: Sequence[tuple[Point | None, Point | None]]) -> Value:
    before, after = (_exact_share(*side) for side in sides)
    return Value(decimal(after - before))


def _exact_share(part: Point | None, whole: Point | None) -> Fraction:
    if part is None or whole is None or part.yuan is None or whole.yuan is None:
        raise ValueError("a share without figures")
    return 100 * Fraction(part.yuan) / Fraction(whole.yuan)


# Against the year before


def _difference(change: Change | None, amount: Amount) -> Value:
    """After less before, where the change has a difference: what is new or has ended is a difference too."""
    if change is None:
        return none("no_previous")
    if change.difference is None:
        return none(change.no_rate if change.kind in ("unlike", "unknown") and change.no_rate else "blank", *change.cautions)
    sides = [Value(Decimal(0)) if point is None else amount(point) for point in (change.before, change.after)]
    before, after = sides
    if before.number is None or after.number is None:
        return before if before.number is None else after
    return Value(after.number - before.number, cautions=change.cautions)


def _rate(change: Change | None, amount: Amount) -> Value:
    """The change in percent of the earlier figure, where the change has a rate."""
    if change is None:
        return none("no_previous")
    if change.rate is None or change.before is None or change.after is None:
        return none(change.no_rate or "blank", *change.cautions)
    before, after = amount(change.before), amount(change.after)
    if before.number is None or after.number is None:
        return before if before.number is None else after
    return replace(quotient(after.number - before.number, before.number, 100), cautions=change.cautions)


# Over several years


def _stretches(track: Track, key: str) -> Iterator[list[Point]]:
    """The line's figures of years that follow on each other on one basis. A blank cell breaks nothing: its basis is known."""
    stretch: list[Point] = []
    for year in track.years:
        point = track.figures[year.year].get(key)
        if stretch and (point is None or _break(track, stretch, point) is not None):
            yield stretch
            stretch = []
        if point is not None:
            stretch.append(point)
    if stretch:
        yield stretch


def _break(track: Track, stretch: Sequence[Point], point: Point) -> Value | None:
    """Why a figure does not follow on a stretch of them; None where it does."""
    step = track.step_to(point.year)
    if step is None or step.before != stretch[-1].year or point.year - step.before != 1:
        return none("year_missing")
    cautions = (*_unlike_since(step, stretch[-1], point), *(caution for one in stretch for caution in differing(one.basis, point.basis)))
    return none("unlike", *dict.fromkeys(cautions)) if cautions else None


def _cautions(track: Track, points: Sequence[Point]) -> tuple[Caution, ...]:
    """What was to be said of the steps between the first and the last of these figures."""
    steps = (track.step_to(point.year) for point in points[1:])
    changes = (step.changes.of(points[0].key) for step in steps if step is not None)
    return tuple(dict.fromkeys(caution for change in changes if change is not None for caution in change.cautions))


def _indices(track: Track, stretch: Sequence[Point], amount: Amount) -> dict[int, Index]:
    """The first positive figure of a stretch is 100; what stands before it has no index.

    Behind a break of basis or a missing year the index begins anew: a number that led over the break would be wrong, and none at all
    would hide how the line went on.
    """
    values = [amount(point) for point in stretch]
    start = next((at for at, value in enumerate(values) if value.number is not None and value.number > 0), None)
    if start is None:
        return {point.year: Index(_no_index(value)) for point, value in zip(stretch, values, strict=True)}
    base = values[start].number or Decimal(0)
    before = {stretch[at].year: Index(_no_index(values[at])) for at in range(start)}
    after = {stretch[at].year: _index(values[at], base, track, stretch[start : at + 1]) for at in range(start, len(stretch))}
    return before | after


def _no_index(value: Value) -> Value:
    return value if value.number is None else none("zero_base" if value.number == 0 else "negative_base")


def _index(value: Value, base: Decimal, track: Track, since: Sequence[Point]) -> Index:
    if value.number is None:
        return Index(value)
    return Index(replace(quotient(value.number, base, START), cautions=_cautions(track, since)), since[0].year)


def _compound(track: Track, stretches: Sequence[list[Point]], amount: Amount) -> tuple[Value, int | None, int | None]:
    """The yearly rate that leads from the first figure to the last, and their years; None over a break of basis or a missing year."""
    there = [stretch for stretch in stretches if any(amount(point).number is not None for point in stretch)]
    known = [point for stretch in there for point in stretch if amount(point).number is not None]
    if len(known) < 2:
        return none("one_year" if known else "no_figure"), None, None
    first, last = known[0], known[-1]
    if len(there) > 1:
        return _over_break(track, stretches, there), first.year, last.year
    years = [point for point in there[0] if first.year <= point.year <= last.year]
    rate = _root(amount(first).number, amount(last).number, last.year - first.year)
    return replace(rate, cautions=_cautions(track, years)), first.year, last.year


def _over_break(track: Track, stretches: Sequence[list[Point]], there: Sequence[list[Point]]) -> Value:
    at = stretches.index(there[0])
    return _break(track, stretches[at], stretches[at + 1][0]) or none("year_missing")


def _root(first: Decimal | None, last: Decimal | None, years: int) -> Value:
    if first is None or last is None or first <= 0:
        return none("zero_base" if first == 0 else "negative_base")
    if last <= 0:
        return none("end_not_positive")
    growth = _ROOT.power(_ROOT.divide(last, first), _ROOT.divide(Decimal(1), Decimal(years)))
    return Value((100 * (growth - 1)).quantize(Decimal(1).scaleb(-ROOT_DECIMALS), context=_ROOT))


# Several sources of the year before


@dataclass(frozen=True, slots=True)
class Against:
    """This year's figure against one of last year's, which `base` names with its stage and source.

    Where the stages differ, the caution `other_stage` says so: +8.12 % on an execution and −33.68 % on a budget are both right, and are
    two things.
    """

    base: Point
    difference: Value
    rate: Value


def against(change: Change) -> tuple[Against, ...]:
    """A change against each figure of the year before that any source gives, the chosen one first; each stands by itself.

    A budget may so be set against last year's execution, as documents do, and is marked. Any other difference of bases, a break of the
    series, and a blank cell leave no number.
    """
    if change.after is None:
        return ()
    bases = [point for point in (change.before, *change.others) if point is not None]
    return tuple(_against(base, change.after, [one for one in change.cautions if one.code in BREAKS]) for base in bases)


def _against(base: Point, after: Point, broken: Sequence[Caution]) -> Against:
    cautions = (*broken, *differing(base.basis, after.basis))
    if any(caution.code != "stage" for caution in cautions):
        unlike_ = none("unlike", *cautions)
        return Against(base, unlike_, unlike_)
    if base.yuan is None or after.yuan is None:
        return Against(base, none("blank"), none("blank"))
    stated = tuple(replace(caution, code="other_stage") for caution in cautions)
    stated = stated or ((Caution("stage_not_stated"),) if base.basis.stage is None and after.basis.stage is not None else ())
    difference = after.yuan - base.yuan
    return Against(base, Value(difference, cautions=stated), replace(quotient(difference, base.yuan, 100), cautions=stated))


# Ranks


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among `among` figures, the largest first; equal figures share a place and the next is left out (1, 2, 2, 4).

    `place` is None where there is no figure, where it is blank, where it stands on another basis, or where it is the only one
    (`why`, `cautions`).
    """

    place: int | None
    among: int
    why: Why = ""
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Two places of one figure among the same `among` figures: those that have a place in both years. `places` up is positive."""

    before: int
    after: int
    among: int

    @property
    def places(self) -> int:
        """How many places up; negative for down."""
        return self.before - self.after


def ranks(tracks: Sequence[Track], key: str, year: int, like: Basis | None = None) -> tuple[Rank, ...]:
    """The place of each track by one line of a year, in the order of the tracks.

    Only figures on one basis have places beside each other: those that agree with `like`. Where these still differ among themselves, none
    has one, and the cautions name the difference.
    """
    points = [track.figures.get(year, {}).get(key) for track in tracks]
    reasons = [_no_place(point, like) for point in points]
    there = [point for point, reason in zip(points, reasons, strict=True) if point is not None and reason is None]
    cautions = tuple(dict.fromkeys(caution for one, other in combinations(there, 2) for caution in differing(one.basis, other.basis)))
    if cautions:
        return tuple(reason or Rank(None, 0, "unlike", cautions) for reason in reasons)
    if len(there) == 1:
        return tuple(replace(reason, among=1) if reason is not None else Rank(None, 1, "alone") for reason in reasons)
    found = iter(places([point.yuan for point in there if point.yuan is not None]))
    return tuple(replace(reason, among=len(there)) if reason is not None else Rank(next(found), len(there)) for reason in reasons)


def places(amounts: Sequence[Decimal] | Sequence[int], *, largest_first: bool = True) -> tuple[int, ...]:
    """The place of each amount, in the order given: one more than there are amounts before it."""
    order = sorted(range(len(amounts)), key=amounts.__getitem__, reverse=largest_first)
    found = [0] * len(amounts)
    last: int | None = None
    for place, at in enumerate(order, start=1):
        found[at] = place if last is None or amounts[at] != amounts[last] else found[last]
        last = at
    return tuple(found)


def _no_place(point: Point | None, like: Basis | None) -> Rank | None:
    if point is None or point.yuan is None:
        return Rank(None, 0, "no_figure" if point is None else "blank")
    if like is not None and (cautions := differing(point.basis, like)):
        return Rank(None, 0, "unlike", cautions)
    return Rank(None, 0, "stage_not_stated") if point.basis.stage is None else None


def moved(tracks: Sequence[Track], key: str, before: int, after: int, like: Basis | None = None) -> tuple[Moved | None, ...]:
    """How the place of each track changed between two years, among those tracks alone that have a place in both.

    So nobody rises because another did not publish. None for a track without a place in one of the years.
    """
    both = [_placed(track, key, (before, after), like) for track in tracks]
    chosen = [track for track, is_placed in zip(tracks, both, strict=True) if is_placed]
    earlier, later = (iter(ranks(chosen, key, year, like)) for year in (before, after))
    return tuple(_moved(next(earlier), next(later)) if is_placed else None for is_placed in both)


def _placed(track: Track, key: str, years: Sequence[int], like: Basis | None) -> bool:
    points = [track.figures.get(year, {}).get(key) for year in years]
    if any(_no_place(point, like) is not None for point in points):
        return False
    one, other = (point for point in points if point is not None)
    return not unlike(one.basis, other.basis)


def _moved(earlier: Rank, later: Rank) -> Moved | None:
    if earlier.place is None or later.place is None:
        return None
    return Moved(earlier.place, later.place, earlier.among)
