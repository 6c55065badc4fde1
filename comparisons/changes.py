"""What changed: `compare(before, after) → Changes`. Pure: plain values in, plain values out.

Amounts are exact `Decimal` in 元. Like is compared with like: where the two sides stand on a different basis there is no difference and no
rate, and a caution names what differs. A rate of zero, of a negative or of an unknown base does not exist. A blank cell or a dash counts
as nothing in sums, and is never shown as 0.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter
from typing import Final, Literal

from budgets.caching import cached_property
from budgets.frozen import frozen
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _

Presence = Literal["printed", "dash", "blank"]
Origin = Literal["own", "table", "text"]
"""Whose figure: the year's own document, or the table or the text of a later one."""

Kind = Literal["changed", "unchanged", "new", "ended", "blank", "nothing", "unknown", "unlike"]
"""What became of a line. `blank`: a figure on one side, a blank cell or a dash on the other, so that nothing can be subtracted.
`nothing`: printed on both sides, a figure on neither. `unknown`: one side is not known."""

NoRate = Literal["", "new", "ended", "no_base", "zero_base", "negative_base", "blank", "unlike"]

ORIGINS: Final[tuple[Origin, ...]] = ("own", "table", "text")
"""In order of trust: own document first, then what a later document prints, its cells before its sentences."""

MUST_AGREE: Final = ("stage", "scope", "measure", "carry_over", "fund")
BREAKS: Final = ("classification", "basis_changed", "split", "transfer", "merge_unclear", "repeated")
"""Codes of cautions that keep two figures apart although their bases agree. That a department was merged in is only to be known."""

CONTRIBUTION: Final = Formula(_("贡献"), "{after} − {before}", {"after": _("本行的本年数"), "before": _("本行的上年数")}, _("元"))
POINTS_OF_RATE: Final = Formula(
    _("对变化率的影响"),
    "{contribution} ÷ {whole_before} × 100",
    {"contribution": _("贡献"), "whole_before": _("上一级的上年数")},
    _("百分点"),
)
RESIDUAL: Final = Formula(
    _("余差"),
    "{difference} − {contributions}",
    {"difference": _("上一级的差额"), "contributions": _("各行贡献之和")},
    _("元"),
)
ROUNDING: Final = Formula(
    _("四舍五入最多差多少"),
    "({step} + {other_step}) ÷ 2",
    {"step": _("一个数的最小单位"), "other_step": _("另一个数的最小单位")},
    _("元"),
)
"""What these numbers are, as pages print it; `methods` says the rest."""

ZERO: Final = Decimal(0)
_APART: Final = re.compile(r"[|#]")
"""Behind the name in a key: what tells the row from others of its name (`|`), or which of them it is (`#`)."""
_COARSER: Final = 10


@frozen
class Evidence:
    """Where a figure was read: a stored fact or statement, and its page, line, or sheet and cell in the document."""

    kind: Literal["fact", "statement"]
    id: int
    page: int | None = None
    line: int | None = None
    corrected: bool = False
    sheet: str = ""
    cell: str = ""


@frozen
class Basis:
    """On what a figure stands. `stage` is None where a text says only 上年; `schedule` and `measure` are empty for figures of the text.

    `fund` is the source of funds (`budgets.schedules.fund_of`): `general`, `fund`, `capital`, `fiscal` …, `all`; "" where it is not said.
    It does not follow from schedule and measure: the 三公 table is of 一般公共预算 in one region's title and of 财政拨款 in another's.
    """

    stage: str | None
    scope: str
    source: Origin = "own"
    schedule: str = ""
    measure: str = ""
    carry_over: str | None = None
    unit: str = ""
    fund: str = ""


@frozen
class Point:
    """One figure of one year. `yuan` is None for a blank cell and for a dash.

    `step` is the smallest difference that the figure as printed can show, in 元 (0.01 万元 is 100); for a figure that was computed from
    printed ones the sum of theirs, and `derivation` says how. `parent` is the key of the line that this one is a part of.
    `owner` is the name of the department whose figure it is, where that is not the one that is compared but one before it. A sum over
    several departments has no evidence of its own: `addends` are the figures that it adds, each with its own.
    """

    key: str
    label: str
    year: int
    yuan: Decimal | None
    basis: Basis
    evidence: Evidence | None = None
    presence: Presence = "printed"
    printed: str = ""
    step: Decimal = ZERO
    derivation: str = ""
    parent: str | None = None
    code: str = ""
    level: int | None = None
    owner: str = ""
    addends: tuple[Point, ...] = ()


@frozen
class Caution:
    """What a reader must know before the percentage. `before` and `after` are the two sides of it, as codes, names or figures.

    Of what happened to a department or to a code, `date` says when (ISO; of a code the year of the classification) and `source` who says
    so; of what a document says, `evidence` says where, and `date` of which year it is where that is not the later one of the two.
    """

    code: str
    before: str = ""
    after: str = ""
    date: str = ""
    source: str = ""
    evidence: Evidence | None = None


@frozen
class Change:
    """What became of one line between two years.

    `rate` is in percent, to 28 significant digits, and None where it does not exist (`no_rate` says why). `contribution` is what the line
    adds to its parent's difference, in 元. `others` are the figures of last year that other sources give.
    """

    key: str
    label: str
    before: Point | None
    after: Point | None
    kind: Kind
    difference: Decimal | None = None
    rate: Decimal | None = None
    no_rate: NoRate = ""
    contribution: Decimal | None = None
    cautions: tuple[Caution, ...] = ()
    others: tuple[Point, ...] = ()
    parent: str | None = None

    @property
    def code(self) -> str:
        """The code of its line: the later document's, else the earlier one's; "" where it has none."""
        return next((point.code for point in (self.after, self.before) if point is not None), "")

    @property
    def step(self) -> Decimal:
        """The smallest difference that both sides as printed can show, in 元: that of the coarser one."""
        return max((point.step for point in (self.before, self.after) if point is not None), default=ZERO)

    @property
    def is_rough(self) -> bool:
        """Whether a sentence tells one side much more coarsely than the other is printed (whole 万元 beside 19,577.43)."""
        points = [point for point in (self.before, self.after) if point is not None and point.step]
        told = max((point.step for point in points if point.basis.source == "text"), default=ZERO)
        printed = [point for point in points if point.basis.source != "text"]
        return any(told >= _COARSER * point.step and amount(point) % _digit(told) != 0 for point in printed)

    @property
    def basis(self) -> Basis:
        """On what the comparison stands: the later side's basis, else the earlier's."""
        point = self.after or self.before
        if point is None:
            raise ValueError(f"{self.key}: a change without figures")
        return point.basis


@dataclass(frozen=True, slots=True)
class Level:
    """A line and its parts: what the parts contribute together, and what of the line's difference they do not explain."""

    parent: str
    difference: Decimal
    contributions: Decimal

    @property
    def residual(self) -> Decimal:
        """The difference less the contributions: rounding of the printed parts, or a part that is not there."""
        return self.difference - self.contributions


@dataclass(frozen=True)
class Changes:
    """All lines of a comparison in the order of the later document, ended ones where they stood."""

    lines: tuple[Change, ...]

    @cached_property
    def _by_key(self) -> dict[str, Change]:
        return {change.key: change for change in self.lines}

    @cached_property
    def _by_parent(self) -> dict[str | None, tuple[Change, ...]]:
        found: defaultdict[str | None, list[Change]] = defaultdict(list)
        for change in self.lines:
            found[change.parent].append(change)
        return {parent: tuple(parts) for parent, parts in found.items()}

    def of(self, key: str) -> Change | None:
        """The change of one line."""
        return self._by_key.get(key)

    def parts(self, parent: str) -> tuple[Change, ...]:
        """The lines directly under one."""
        return self._by_parent.get(parent, ())

    def above(self, key: str) -> tuple[str, ...]:
        """The lines that one is a part of, the nearest first."""
        found: dict[str, None] = {}
        change = self.of(key)
        while change is not None and change.parent is not None and change.parent not in found:
            found[change.parent] = None
            change = self.of(change.parent)
        return tuple(found)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Every line that has parts and a difference, with what the parts add up to."""
        found = (self._level(change) for change in self.lines)
        return tuple(level for level in found if level is not None)

    def _level(self, change: Change) -> Level | None:
        contributions = [part.contribution for part in self.parts(change.key)]
        known = [amount for amount in contributions if amount is not None]
        if change.difference is None or not known or len(known) < len(contributions):
            return None
        return Level(change.key, change.difference, sum(known, ZERO))


@dataclass(frozen=True, slots=True)
class Classification:
    """What became of the classification between two years.

    `recoded`: old keys to the keys that replaced them one to one; such a line is one line. `broken`: keys that mean something else since,
    with what happened to them; their figures are not compared.
    """

    recoded: Mapping[str, str] = field(default_factory=dict)
    broken: Mapping[str, Caution] = field(default_factory=dict)


SAME_CLASSIFICATION: Final = Classification()


@dataclass(frozen=True, slots=True)
class Breaks:
    """What keeps the figures of two years apart although their bases agree, each with its cautions.

    `everywhere`: no line is compared, not even as new or ended. `lines`: these are not, by key. `notes` are to be known of every line
    of which something is known of both years, and keep nothing apart.
    """

    everywhere: tuple[Caution, ...] = ()
    lines: Mapping[str, tuple[Caution, ...]] = field(default_factory=dict)
    notes: tuple[Caution, ...] = ()


NO_BREAKS: Final = Breaks()


def compare(
    before: Iterable[Point],
    after: Iterable[Point],
    *,
    whole: bool = False,
    classification: Classification = SAME_CLASSIFICATION,
    breaks: Breaks = NO_BREAKS,
) -> Changes:
    """Compare two years line by line. Several figures of one line and year are sources of the same thing: the best is used, all are kept.

    `whole` says that each side that has figures is a whole table, so that a line missing there is new or ended and not just unknown.
    """
    earlier, later = _by_key(_recode(before, classification.recoded)), _by_key(after)
    both_whole = whole and bool(earlier) and bool(later)
    found = [_change(key, earlier.get(key, ()), later.get(key, ()), both_whole) for key in merged(list(earlier), list(later))]
    repeated = _repeated(found)
    changes = (_apart(one, (Caution("repeated"),)) if one.key in repeated else one for one in found)
    return Changes(tuple(_with_figures(_kept_apart(_broken(change, classification.broken), breaks)) for change in changes))


def _repeated(changes: Sequence[Change]) -> frozenset[str]:
    """The keys of rows without codes of which a table has several with one name, where it is not known which of them is which.

    Their order says nothing. What is printed beside them tells them apart, but not from the only row of the name in another year.
    """
    if not any(_APART.search(change.key) for change in changes):
        return frozenset()
    rows = by_name(change.key for change in changes if not change.code)
    return frozenset(key for keys in rows.values() if len(keys) > 1 and _are_unclear(keys) for key in keys)


def by_name(keys: Iterable[str]) -> dict[str, list[str]]:
    """The keys of rows without codes by the names of the rows."""
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(_name(key), []).append(key)
    return found


def same_name(key: str, rows: Mapping[str, Sequence[str]]) -> bool:
    """Whether one of a year's rows without codes, by their names, has the name of one that it lacks, and nobody knows whether it is it."""
    others = rows.get(_name(key), ())
    return bool(others) and _are_unclear([key, *others])


def _name(key: str) -> str:
    """The name in the key of a row without a code."""
    return _APART.split(key, 1)[0]


def _are_unclear(keys: Sequence[str]) -> bool:
    """Whether nobody knows which of these rows of one name, of two years, is which: only their order, or nothing in one of the years, tells
    them apart."""
    told_apart = ["|" in key for key in keys]
    return any("#" in key for key in keys) or (any(told_apart) and not all(told_apart))


def choose(points: Sequence[Point], like: Basis | None = None) -> Point | None:
    """The figure to use of several for one line and year: on the same basis first, then by origin."""
    if len(points) == 1:
        return points[0]
    ranked = sorted(points, key=lambda point: (bool(like and unlike(point.basis, like)), ORIGINS.index(point.basis.source)))
    return ranked[0] if ranked else None


def unlike(before: Basis, after: Basis) -> tuple[str, ...]:
    """In what two bases differ so that their figures must not be compared. What one side does not say is no difference."""
    sides = zip(MUST_AGREE, _sides(before), _sides(after), strict=True)
    return tuple([name for name, one, other in sides if one and other and one != other])


_sides = attrgetter(*MUST_AGREE)


def points_of_share(change: Change, parent: Change) -> Decimal | None:
    """The contribution in percentage points of the parent's earlier figure; None where that has no rate."""
    base = parent.before.yuan if parent.before else None
    if change.contribution is None or parent.rate is None or not base:
        return None
    return 100 * change.contribution / base


def _by_key(points: Iterable[Point]) -> dict[str, tuple[Point, ...]]:
    found: dict[str, tuple[Point, ...]] = {}
    for point in points:
        found[point.key] = (*found.get(point.key, ()), point)
    return found


def _recode(points: Iterable[Point], recoded: Mapping[str, str]) -> Iterable[Point]:
    if not recoded:
        return points
    return [replace(point, key=recoded.get(point.key, point.key), parent=recoded.get(point.parent or "", point.parent)) for point in points]


def merged(earlier: Sequence[str], later: Sequence[str]) -> list[str]:
    """Keys in the later order, each ended line behind the line that it followed."""
    found = list(later)
    known = set(later)
    for position, key in enumerate(earlier):
        if key not in known:
            found.insert(found.index(earlier[position - 1]) + 1 if position else 0, key)
    return found


def _change(key: str, before: Sequence[Point], after: Sequence[Point], whole: bool) -> Change:
    now = choose(after)
    then = choose(before, now.basis if now else None)
    known = next(point for point in (now, then) if point is not None)
    others = tuple(point for point in before if point is not then)
    cautions = (*_cautions(then, now), *_restatements(then, others))
    return Change(key, known.label, then, now, _kind(then, now, whole), parent=known.parent, others=others, cautions=cautions)


def _broken(change: Change, broken: Mapping[str, Caution]) -> Change:
    """A line whose code means something else since is not compared; where one side lacks it, it is neither new nor ended.

    A line of one side without an amount stays what it is, with the caution: nothing of it can have moved, and its whole adds up.
    """
    if change.key not in broken:
        return change
    if (change.before is None or change.after is None) and not amount(change.before or change.after):
        return replace(change, cautions=(broken[change.key], *change.cautions))
    return _apart(change, (broken[change.key],))


def _kept_apart(change: Change, breaks: Breaks) -> Change:
    """Over a break no figure is subtracted; a line that one side lacks is neither new nor ended, but not known."""
    both = change.before is not None and change.after is not None
    found = (*breaks.everywhere, *(breaks.lines.get(change.key, ()) if both else ()))
    noted = replace(change, cautions=(*change.cautions, *breaks.notes)) if breaks.notes and change.kind != "unknown" else change
    return _apart(noted, found) if found else noted


def _apart(change: Change, cautions: tuple[Caution, ...]) -> Change:
    both = change.before is not None and change.after is not None
    return replace(change, kind="unlike" if both else "unknown", cautions=(*cautions, *change.cautions))


def _kind(before: Point | None, after: Point | None, whole: bool) -> Kind:
    if before is None or after is None:
        gone: Kind = "ended" if after is None else "new"
        return gone if whole else "unknown"
    if unlike(before.basis, after.basis):
        return "unlike"
    if before.yuan is None or after.yuan is None:
        return "nothing" if before.yuan == after.yuan else "blank"
    return "unchanged" if before.yuan == after.yuan else "changed"


def _digit(step: Decimal) -> Decimal:
    """The place of the last digit that a step leaves: 1 万元 for 2 万元."""
    return Decimal(1).scaleb(step.adjusted())


def amount(point: Point | None) -> Decimal:
    """What a line counts for in a sum: a blank cell, a dash and a missing line for nothing."""
    return point.yuan if point is not None and point.yuan is not None else ZERO


def _with_figures(change: Change) -> Change:
    if change.kind in ("unknown", "unlike"):
        return replace(change, no_rate="unlike" if change.kind == "unlike" else "no_base")
    difference = amount(change.after) - amount(change.before)
    no_rate = _no_rate(change)
    rate = None if no_rate else 100 * difference / amount(change.before)
    shown = None if change.kind == "blank" or not _has_figure(change) else difference
    return replace(change, difference=shown, rate=rate, no_rate=no_rate, contribution=difference)


def _has_figure(change: Change) -> bool:
    return any(point is not None and point.yuan is not None for point in (change.before, change.after))


def _no_rate(change: Change) -> NoRate:
    if change.kind in ("new", "ended"):
        return "new" if change.kind == "new" else "ended"
    base = change.before.yuan if change.before else None
    if base is None or change.after is None or change.after.yuan is None:
        return "blank"
    if base == 0:
        return "zero_base"
    return "negative_base" if base < 0 else ""


def _cautions(before: Point | None, after: Point | None) -> tuple[Caution, ...]:
    if before is None or after is None:
        return ()
    differing = [Caution(name, getattr(before.basis, name), getattr(after.basis, name)) for name in unlike(before.basis, after.basis)]
    if before.basis.stage is None and after.basis.stage is not None:
        differing.append(Caution("stage_not_stated"))
    if after.basis.stage is None and before.basis.stage is not None:
        differing.append(Caution("stage_of_this_year_not_stated"))
    if before.basis.schedule and after.basis.schedule and before.basis.schedule != after.basis.schedule:
        differing.append(Caution("schedule", before.basis.schedule, after.basis.schedule))
    return tuple(differing)


def _restatements(chosen: Point | None, others: Sequence[Point]) -> tuple[Caution, ...]:
    if chosen is None:
        return ()
    return tuple(
        Caution("restated", str(chosen.yuan), str(other.yuan))
        for other in others
        if not unlike(other.basis, chosen.basis) and disagree(chosen, other)
    )


def add_up(parts: Sequence[tuple[Decimal, Decimal]], whole: Decimal, step: Decimal) -> bool:
    """Whether parts are their whole, as far as rounding shows: each an amount with the smallest difference that it can show (`Point.step`),
    as the whole has its own."""
    apart = abs(sum((amount for amount, _step in parts), ZERO) - whole)
    return 2 * apart <= sum((own for _amount, own in parts), step)


def are_all_of(parts: Iterable[Point], whole: Point) -> bool:
    """Whether parts add up to their whole, as far as rounding shows; a blank one counts for nothing, a blank whole is the sum of none."""
    printed = [(part.yuan, part.step) for part in parts if part.yuan is not None]
    return whole.yuan is not None and add_up(printed, whole.yuan, whole.step)


def disagree(one: Point, other: Point) -> bool:
    """Whether two figures of one thing differ by more than the rounding of what was printed explains. A blank cell and a 0 do not."""
    return abs(amount(one) - amount(other)) > (one.step + other.step) / 2
