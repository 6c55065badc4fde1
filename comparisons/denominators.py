"""Per vehicle, per post, per person in office, per inhabitant: `per(point, department, counted, given) → Per`. Pure.

Only where the count is known for the same department, scope and year. What no document counts has no figure per head, and never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, get_args

from comparisons.changes import Caution, Evidence, Point
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.values import Value, none, quotient

Counted = Literal["vehicles", "posts", "staff", "retired", "inhabitants"]
"""What is counted: 公务用车 (辆), 编制 (posts, filled or not), 在职 or 实有人员, 离退休人员, inhabitants. None stands for another."""
COUNTED: Final[tuple[Counted, ...]] = get_args(Counted)

PER: Final = Formula(_("平均数"), "{amount} ÷ {count}", {"amount": _("金额"), "count": _("数量")}, _("元"))


@dataclass(frozen=True, slots=True)
class Denominator:
    """A count of a department. `year` is the year that it holds for, `date` the day as printed ("" where none is).

    A budget of 2024 that counts vehicles at 31 August 2023 gives a count of 2023: it divides figures of 2023, whichever document they
    stand in, and none of 2024. `scope` is as in `changes.Basis`; `stage` is the document's. `subject` is what it counts in the document's
    own words (一般公务用车), `words` its sentence. Without `evidence`, `source` and `address` say where it comes from; it is disclosed, or
    known, never estimated. `scope` is "" and `year` None where the document leaves open which it is of: then it divides nothing.
    """

    counted: Counted
    count: Decimal
    unit: str
    department: int
    scope: str
    year: int | None
    stage: str | None = None
    date: str = ""
    subject: str = ""
    evidence: Evidence | None = None
    source: str = ""
    words: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        if self.evidence is None and not self.source:
            raise ValueError(f"{self.counted}: a count needs evidence or a source")


@dataclass(frozen=True, slots=True)
class Per:
    """元 per counted thing, and by what it was divided; `others` are further sources of the same count.

    None where there is no such count (`no_count`), where sources differ (`counts_disagree`), where nothing is there to divide by
    (`zero_base`), and where the figure is blank. `unlike` are then counts of the same thing on another scope, or of another year, or of
    which neither is known.
    """

    value: Value
    denominator: Denominator | None = None
    others: tuple[Denominator, ...] = ()
    unlike: tuple[Denominator, ...] = ()


def per(point: Point, department: int, counted: Counted, given: Iterable[Denominator]) -> Per:
    """A figure divided by a count of the same department, scope and year; one from a document of the figure's stage goes first."""
    own = [one for one in given if (one.counted, one.department) == (counted, department)]
    known = [one for one in own if (one.scope, one.year) == (point.basis.scope, point.year)]
    if point.yuan is None:
        return Per(none("blank"), others=tuple(known))
    if not known:
        return Per(none("no_count"), unlike=tuple(own))
    known = [one for one in known if one.stage == point.basis.stage] or known
    if len({one.count for one in known}) > 1:
        return Per(none("counts_disagree"), others=tuple(known))
    chosen, *others = known
    return Per(_divided(point.yuan, point, chosen), chosen, tuple(others))


def _divided(yuan: Decimal, point: Point, by: Denominator) -> Value:
    return replace(quotient(yuan, by.count), cautions=_cautions(point, by))


def _cautions(point: Point, by: Denominator) -> tuple[Caution, ...]:
    """That the count holds for no named day, or comes from a document of another stage."""
    found = [] if by.date else [Caution("count_undated", after=str(point.year))]
    if by.stage and point.basis.stage and by.stage != point.basis.stage:
        found.append(Caution("count_stage", by.stage, point.basis.stage))
    return tuple(found)
