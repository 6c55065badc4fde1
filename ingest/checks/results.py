"""What a check hands over: the outcome on one subject, with the sentence a clerk reads. Pure.

A sentence says what was compared, what comes of it, what is printed and by how much they differ, and never which of them is wrong; each
amount exact and in the unit that it is printed in, differences and tolerances in the smaller of the two. Then it says where that stands:
explained by rounding, or to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budgets.money import YUAN_PER_UNIT
from budgets.worded import Sentence, _
from ingest.checks.tolerance import Figure, Verdict
from ingest.shapes import Finding, Outcome, Source

BEST_FIRST: Final[tuple[Outcome, ...]] = ("exact", "rounding", "soft", "mismatch", "not_evaluable")
"""Outcomes in the order in which that of several readings is chosen."""

_ROUND: Final = ("万元", "亿元")
"""Units of which a whole number is shown with two decimals, as tables print them."""

_POINTS: Final = "个百分点"
"""What two percentages differ by."""

_IN_UNITS: Final = {
    "元": _("{number}元"),
    "百元": _("{number}百元"),
    "千元": _("{number}千元"),
    "万元": _("{number}万元"),
    "亿元": _("{number}亿元"),
    _POINTS: _("{number}个百分点"),
    "个": _("{number}个"),
    "辆": _("{number}辆"),
}
_COMPARED: Final = _("{what}是{expected}，印的是{actual}，相差{difference}。{standing}")
_STANDING: Final[dict[Outcome, Sentence]] = {
    "exact": Sentence(""),
    "rounding": _("四舍五入可以解释（最多可差{tolerance}）。"),
    "mismatch": _("四舍五入最多只能解释{tolerance}，请对照原文件。"),
    "soft": _("不一定是错，请看一眼原文件。"),
    "not_evaluable": _("无法断定：{doubt}。"),
}
_UNLIKELY: Final = _("还在四舍五入的极限{tolerance}以内，但很少会差这么多，请看一眼原文件。")
_NO_TOLERANCE: Final = _("这里没有四舍五入的余地，请对照原文件。")


@dataclass(frozen=True, slots=True)
class Result:
    """A `Finding` before it is known which check found it; also for what holds exactly."""

    outcome: Outcome
    subject: str
    message: str = ""
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    sources: tuple[Source, ...] = ()
    hint: str | None = None
    unlikely: bool = False
    doubt: str | None = None

    def found_by(self, check: str) -> Finding:
        """The same as a finding of that check."""
        return Finding(
            check,
            self.outcome,
            self.subject,
            self.message,
            self.expected,
            self.actual,
            self.difference,
            self.tolerance,
            self.sources,
            self.hint,
            self.unlikely,
            self.doubt,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared: `subject` is stable and readable, `what` begins the sentence (“… 是”).

    `unit` is that of the table or sentence: a money unit, % or a measure word (个); `other_unit` that of what is expected, where that is
    printed in another one. `doubt` is a Chinese reason why a difference may be
    meant, `explained` the differences that it makes (the printed carry-overs), `hint` an explanation found for it, `items` from how many
    rounded items one of two equal figures may have been added up.
    """

    subject: str
    what: str
    unit: str | None = "万元"
    doubt: str | None = None
    hint: str | None = None
    items: int = 0
    explained: frozenset[Decimal] = frozenset()
    other_unit: str | None = None


def compared(question: Question, verdict: Verdict, sources: Iterable[Source]) -> Result:
    """The result of a comparison of numbers; a difference that the question's doubt may explain is no difference."""
    sources = tuple(dict.fromkeys(sources))
    if verdict.outcome == "mismatch" and abs(verdict.difference) in question.explained:
        return holds(question.subject, *sources)
    if question.doubt is not None and verdict.outcome in ("rounding", "mismatch"):
        verdict = replace(verdict, outcome="not_evaluable")
    return Result(
        verdict.outcome,
        question.subject,
        _sentence(question, verdict) if verdict.outcome != "exact" else "",
        verdict.expected,
        verdict.actual,
        verdict.difference,
        verdict.tolerance,
        sources,
        question.hint if verdict.outcome != "exact" else None,
        verdict.unlikely and verdict.outcome == "rounding",
        question.doubt if verdict.outcome == "not_evaluable" else None,
    )


def holds(subject: str, *sources: Source) -> Result:
    """A statement without numbers that is as it should be."""
    return Result("exact", subject, sources=sources)


def not_evaluable(subject: str, why: str, sources: Iterable[Source] = (), hint: str | None = None) -> Result:
    """A comparison that cannot be made; `why` is a Chinese sentence without its full stop."""
    return Result("not_evaluable", subject, _("无法核对：{why}。").format(why=why), sources=tuple(dict.fromkeys(sources)), hint=hint)


def unusual(subject: str, message: str, sources: Iterable[Source] = (), hint: str | None = None) -> Result:
    """Something a person should look at, which need not be wrong."""
    return Result("soft", subject, message, sources=tuple(dict.fromkeys(sources)), hint=hint)


def wrong(subject: str, message: str, sources: Iterable[Source] = (), hint: str | None = None) -> Result:
    """A contradiction that is no matter of numbers."""
    return Result("mismatch", subject, message, sources=tuple(dict.fromkeys(sources)), hint=hint)


def shown(value: Decimal, unit: str) -> str:
    """A number for a sentence: money (in 元) in its unit, with all its digits and no or at least two decimals; others as they are."""
    if unit not in YUAN_PER_UNIT:
        return with_unit(_plain(value), unit)
    number = value / YUAN_PER_UNIT[unit]
    needed = -int(number.normalize().as_tuple().exponent)
    decimals = max(2, needed) if needed > 0 or unit in _ROUND else 0
    return with_unit(f"{number:,.{decimals}f}", unit)


def with_unit(number: str, unit: str) -> str:
    """A number as it is written, with its unit."""
    number = number.replace("-", "−")
    return _IN_UNITS[unit].format(number=number) if unit in _IN_UNITS else f"{number}{unit}"


def figure_shown(figure: Figure) -> str:
    """An amount of money for a sentence, in the unit that it is printed in."""
    return shown(figure.value, figure.unit or "万元")


def finer(unit: str, other: str | None) -> str:
    """Of two units of money the smaller one: what two figures differ by may be less than the larger unit can show."""
    return other if other in YUAN_PER_UNIT and unit in YUAN_PER_UNIT and YUAN_PER_UNIT[other] < YUAN_PER_UNIT[unit] else unit


def _plain(value: Decimal) -> str:
    return f"{value:,f}" if value != value.to_integral_value() else f"{value.to_integral_value():,f}"


def _sentence(question: Question, verdict: Verdict) -> str:
    unit, other = question.unit or "元", question.other_unit
    smaller = _POINTS if unit == "%" else finer(unit, other)
    standing = _UNLIKELY if verdict.unlikely else _STANDING[verdict.outcome]
    if verdict.outcome == "mismatch" and not verdict.tolerance:
        standing = _NO_TOLERANCE
    return _COMPARED.format(
        what=question.what,
        expected=shown(verdict.expected, other or unit),
        actual=shown(verdict.actual, unit),
        difference=shown(verdict.difference, smaller),
        standing=standing.format(tolerance=shown(verdict.tolerance, smaller), doubt=question.doubt),
    )
