"""Who may be compared with a department, and where it stands among them. Pure.

Peers are found by what is stored of a department with its source (kind, level, region) and by a disclosed size, never by likeness of
names. What is not stored, or stored without a source, makes no peer: such departments are counted, not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Final, Literal

from comparisons.changes import Evidence
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.ranking import Placed, Ranking

Criterion = Literal["kind", "level", "region", "region_level", "size"]
"""`kind` 类别 and `level` 级别 as stored of the department; `region`: the same region directly above (both in 大同市); `region_level`: its
region is as high (province, city, county); `size`: from `SMALLEST` to `LARGEST` times its own."""

Why = Literal["kind", "level", "region", "region_level", "size", "chosen", "itself"]
WhyNot = Literal["", "not_stored", "no_source", "not_disclosed", "no_document", "differs"]
"""`differs`: it is known, and another. `not_disclosed`: a size that the year's document does not give; `no_document`: there is none."""

SMALLEST, LARGEST = Decimal("0.5"), Decimal(2)
"""The band of sizes: from half to twice the department's own figure, both ends included. Our own rule, relative on purpose: classes in
fixed 元 would put departments side by side in one region and apart in another."""

FEWEST_FOR_MEDIAN: Final = 3
FEWEST_FOR_QUARTILES: Final = 8
"""With fewer figures a quarter holds less than two of them, and a quartile says nothing that the figures themselves do not."""

METHOD: Final = "inclusive_linear"
"""Quartiles by linear interpolation between order statistics, both ends included: position 1 + (n − 1)·p."""
METHOD_SOURCE: Final = "Hyndman, Fan: Sample Quantiles in Statistical Packages. The American Statistician 50 (1996), type 7; QUARTILE.INC"
"""Where the method is defined, and what spreadsheets call it."""

_OWN: Final = {"own": _("本部门的规模")}
BAND_FROM: Final = Formula(_("规模的下限"), f"{{own}} × {SMALLEST}", _OWN, _("元或人"))
BAND_TO: Final = Formula(_("规模的上限"), f"{{own}} × {LARGEST}", _OWN, _("元或人"))
POSITION: Final = Formula(
    _("四分位数的位置"),
    "1 + ({count} − 1) × {quarter} ÷ 4",
    {"count": _("个数"), "quarter": _("第几个四分位（1、2、3；2 就是中位数）")},
    _("从小到大数"),
)
QUARTILE: Final = Formula(
    _("四分位数"),
    "{low} + ({high} − {low}) × {rest}",
    {"low": _("位置的整数部分所在的数"), "high": _("它的下一个数"), "rest": _("位置的小数部分")},
    _("元"),
)

_DIGITS: Final = 60
"""More than an amount can have (20 before the point, 8 behind it) with two more for quarters: no result is rounded."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stored of a department: its value and where it is from. Without a source it counts for nothing."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Size:
    """A disclosed size: of what (total_expenditure, staff), how much, in which unit, and where it is printed."""

    name: str
    value: Decimal
    unit: str = "元"
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A department by what is stored of it. `facts` by criterion: kind, level, region (the code of the region above its own, CN above
    a province), region_level; `size` of the year that is asked for, of which it `has_document` or has none."""

    department: int
    facts: Mapping[Criterion, Fact] = field(default_factory=dict)
    size: Size | None = None
    has_document: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a department is a peer: which criterion, the common value, the member's source. For a size the band in its unit is
    `smallest`–`largest` and `value` the member's own figure."""

    why: Why
    value: str = ""
    source: str = ""
    smallest: Decimal | None = None
    largest: Decimal | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A department of a group, and why it is in it."""

    department: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Departments that may be compared. `department` is whose peers they are, and the first member; None in a group of the reader's own.

    `missing` says what must be known of the department itself and is not: then there are no peers at all. `left_out` counts the others
    by criterion and reason: "kind: 12 are not stored" is not "12 are of another kind".
    """

    department: int | None
    criteria: tuple[Criterion, ...]
    members: tuple[Member, ...]
    missing: Mapping[Criterion, WhyNot] = field(default_factory=dict)
    left_out: Mapping[tuple[Criterion, WhyNot], int] = field(default_factory=dict)

    @property
    def departments(self) -> tuple[int, ...]:
        return tuple(member.department for member in self.members)


def peers(own: Profile, others: Iterable[Profile], criteria: Sequence[Criterion]) -> Group:
    """The departments that agree with this one in every criterion, itself first. Raises ValueError without any criterion."""
    if not criteria:
        raise ValueError("peers by no criterion would be everybody")
    wanted = tuple(dict.fromkeys(criteria))
    missing = {name: why for name in wanted if (why := _unknown(own, name))}
    if missing:
        return Group(own.department, wanted, (), missing)
    members = [Member(own.department, (Reason("itself"),))]
    left_out: Counter[tuple[Criterion, WhyNot]] = Counter()
    alike: dict[int, tuple[Criterion, WhyNot] | None] = {}  # thousands of departments share few facts
    for other in list(others):
        if other.department == own.department:
            continue
        key = id(other.facts)
        if key not in alike or "size" in wanted:
            alike[key] = next(((name, why) for name in wanted if (why := _why_not(own, other, name))), None)
        apart = alike[key]
        if apart is None:
            members.append(Member(other.department, tuple(_reason(own, other, name) for name in wanted)))
        else:
            left_out[apart] += 1
    return Group(own.department, wanted, tuple(members), left_out=dict(left_out))


def chosen(departments: Iterable[int], department: int | None = None) -> Group:
    """A group of the reader's own, each department once. `department` is whose place is asked for; it joins where it is not named."""
    everybody = dict.fromkeys(([department] if department is not None else []) + list(departments))
    return Group(department, (), tuple(Member(one, (Reason("itself" if one == department else "chosen"),)) for one in everybody))


def _unknown(profile: Profile, name: Criterion) -> WhyNot:
    if name == "size":
        if profile.size is not None and profile.size.value > 0:
            return ""
        return "not_disclosed" if profile.has_document else "no_document"
    fact = profile.facts.get(name)
    if fact is None or not fact.value:
        return "not_stored"
    return "" if fact.source else "no_source"


def _why_not(own: Profile, other: Profile, name: Criterion) -> WhyNot:
    unknown = _unknown(other, name)
    if unknown:
        return unknown
    if name == "size":
        return "" if _is_in_band(own.size, other.size) else "differs"
    return "" if own.facts[name].value == other.facts[name].value else "differs"


def _is_in_band(own: Size | None, other: Size | None) -> bool:
    if own is None or other is None or (own.name, own.unit) != (other.name, other.unit):
        return False
    return SMALLEST * own.value <= other.value <= LARGEST * own.value


def _reason(own: Profile, other: Profile, name: Criterion) -> Reason:
    if name == "size" and own.size is not None and other.size is not None:
        band = (SMALLEST * own.size.value, LARGEST * own.size.value)
        return Reason("size", str(other.size.value), other.size.name, *band, other.size.evidence)
    return Reason(name, other.facts[name].value, other.facts[name].source)


# Where a department stands among them


Few = Literal["", "no_figures", "few_figures"]


@dataclass(frozen=True, slots=True)
class Spread:
    """How figures spread, in their unit: smallest, lower quartile, median, upper quartile, largest; exact.

    The department's own figure is among them. With fewer than `FEWEST_FOR_MEDIAN` figures there is no median, with fewer than
    `FEWEST_FOR_QUARTILES` there are no quartiles (`no_median`, `no_quartiles` say so); never 0. `method` names how they are computed.
    """

    count: int
    smallest: Decimal | None = None
    lower: Decimal | None = None
    median: Decimal | None = None
    upper: Decimal | None = None
    largest: Decimal | None = None
    no_median: Few = ""
    no_quartiles: Few = ""
    method: str = METHOD


@dataclass(frozen=True, slots=True)
class Standing:
    """A group over one line: the ranking of its members (with those apart and those without a figure), its spread, and the own figure,
    which has no rank where it is the only one."""

    group: Group
    ranking: Ranking
    spread: Spread
    own: Placed | None


def standing(group: Group, ranking: Ranking) -> Standing:
    """Join a group with the ranking of its members' entries. Only figures with a rank are in the spread: the others are not comparable."""
    own = ranking.of(group.department) if group.department is not None else None
    return Standing(group, ranking, spread(ranking.places.figures), own)


def spread(figures: Iterable[Decimal]) -> Spread:
    """Median and quartiles of figures, as far as there are enough of them."""
    ordered = sorted(figures)
    if not ordered:
        return Spread(0, no_median="no_figures", no_quartiles="no_figures")
    count, ends = len(ordered), (ordered[0], ordered[-1])
    median = quartile(ordered, 2) if count >= FEWEST_FOR_MEDIAN else None
    if count < FEWEST_FOR_QUARTILES:
        return Spread(count, ends[0], None, median, None, ends[1], "" if median is not None else "few_figures", "few_figures")
    return Spread(count, ends[0], quartile(ordered, 1), median, quartile(ordered, 3), ends[1])


def quartile(ordered: Sequence[Decimal], quarter: Literal[1, 2, 3]) -> Decimal:
    """The first, second (median) or third quartile of figures in rising order, by `METHOD`, exact."""
    whole, quarters = divmod((len(ordered) - 1) * quarter, 4)
    if not quarters:
        return ordered[whole]
    with localcontext(prec=_DIGITS):
        return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * quarters / 4
