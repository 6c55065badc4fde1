"""What the text says beside what we compute: agrees, agrees within rounding, contradicts, cannot be checked. Pure.

A sentence such as 比上年增加290.66万元，增加14.49% gives last year's figure (amount less change) and can itself be checked. What can be
explained by the rounding of the printed figures, and nothing more, is rounding; no fixed tolerance exists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from budgets.frozen import frozen
from budgets.money import YUAN_PER_UNIT, as_printed, decimals_of, step, to_yuan
from budgets.schedules import fund_named
from comparisons.changes import Basis, Change, Evidence, Point
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _

Verdict = Literal["agrees", "rounding", "contradicts", "unchecked"]
Why = Literal["", "no_figure", "blank", "no_previous", "derived", "zero_base", "small_base", "unlike"]

MEANINGFUL: Final = Decimal(1)
"""A percentage that rounding alone can move by more than one point says nothing: its base is too small."""

CHANGE_OFF: Final = Formula(
    _("写的增减额最多差多少"),
    "({before_step} + {amount_step} + {change_step}) ÷ 2",
    {
        "before_step": _("上年数的最小单位"),
        "amount_step": _("句子里本年数的最小单位"),
        "change_step": _("句子里增减额的最小单位"),
    },
    _("万元"),
)
PERCENT_OFF: Final = Formula(
    _("写的变化率最多差多少"),
    "{percent_step} ÷ 2 + 100 × ({change_step} ÷ 2 ÷ {before} + {change} × {before_step} ÷ 2 ÷ ({before} × {before}))",
    {
        "percent_step": _("句子里变化率的最小单位"),
        "change_step": _("句子里增减额的最小单位"),
        "before": _("上年数"),
        "change": _("增减额（不看正负）"),
        "before_step": _("上年数的最小单位"),
    },
    _("百分点"),
)
"""By how much what a sentence says may differ from what is computed, for rounding alone."""

GRAVEST_FIRST: Final[tuple[Verdict, ...]] = ("contradicts", "rounding", "unchecked", "agrees")

SIGN: Final = {"increase": 1, "decrease": -1, "unchanged": 0}


@frozen
class Said:
    """One statement of the text: the contract's fields, numbers as printed, "" where the contract has null text.

    `of_another` says that it stands in a chapter on another organisation than the document is of (`whose.is_of_another`); `about` is its
    subject without the department's name in front, where that stands there.
    """

    id: int
    subject: str
    text: str
    year: int | None = None
    amount: Decimal | None = None
    unit: str = ""
    base_year: int | None = None
    base: Decimal | None = None
    base_kind: str = ""
    change: Decimal | None = None
    direction: str = ""
    percent: Decimal | None = None
    percent_kind: str = ""
    reason: str = ""
    section: str = ""
    part_of: str = ""
    page: int | None = None
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    of_another: bool = False
    about: str = ""


@frozen
class Check:
    """One figure of a sentence against the same figure computed.

    Amounts are in the sentence's unit, percentages in percent. `tolerance` is the largest difference that rounding explains.
    `calculation` is the sum as a person would write it; `why` says why a figure cannot be checked.
    """

    what: Literal["amount", "change", "percent"]
    verdict: Verdict
    stated: Decimal
    computed: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    calculation: str = ""
    why: Why = ""


@frozen
class Claim:
    """A sentence about one line or headline figure, and each of its figures against the same figure computed.

    `key` is the indicator's or the line's, `label` its name in Chinese; `schedule` is the table of a line, empty for a headline figure.
    `over_break` says that the two years stand on different bases: what adds up between the printed figures says nothing of a change then.
    """

    said: Said
    key: str
    label: str
    checks: tuple[Check, ...]
    schedule: str = ""
    over_break: bool = False

    @property
    def verdicts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many of its figures came out how, the gravest first."""
        return counted(self.checks)


def evidence_of(said: Said) -> Evidence:
    """Where a sentence stands."""
    return Evidence("statement", said.id, said.page, said.line, sheet=said.sheet, cell=said.cell)


def this_year(said: Said, like: Point) -> Point | None:
    """The figure that the sentence gives for its own year, on the line of `like`; None where it gives none in money. A zero may stand
    without unit (“三公”经费预算数为0). Its fund is that of `like`, else the one that its subject names (财政拨款“三公”经费)."""
    if said.amount is None or said.year != like.year or (said.unit not in YUAN_PER_UNIT and (said.unit or said.amount)):
        return None
    return _point(said, replace(like, basis=_of_text(said, like, like.basis.stage), year=said.year), said.amount)


def _fund(said: Said, like: Point) -> str:
    """Of which funds a sentence speaks: those of `like`, else what its subject names, the whole that it is a part of there, or the heading
    that it stands under."""
    named = (fund_named(words) for words in (said.subject, said.part_of, said.section))
    return like.basis.fund or next((fund for fund in named if fund), "")


def previous_year(said: Said, like: Point) -> Point | None:
    """Last year's figure that the sentence states, or that follows from amount and change, on the line of `like`; None where it gives none.

    Its stage is what the sentence names as its base, None where it says only 上年.
    """
    if said.year != like.year or said.base_year != said.year - 1 or said.unit not in YUAN_PER_UNIT:
        return None
    if said.base is None and (said.amount is None or _signed_change(said) is None):
        return None
    line = replace(like, basis=_of_text(said, like, said.base_kind or None), year=said.base_year)
    return _derived(said, line) if said.base is None else _point(said, line, said.base)


def planned(said: Said, like: Point) -> Point | None:
    """The budget that a final account's sentence names for its own year (年初预算为…, 全年预算…), on the line of `like`; else None."""
    if said.year != like.year or said.base_year != said.year or said.base is None or said.unit not in YUAN_PER_UNIT:
        return None
    if said.base_kind not in ("budget", "adjusted_budget"):
        return None
    return _point(said, replace(like, basis=_of_text(said, like, said.base_kind), year=said.year), said.base)


def _of_text(said: Said, like: Point, stage: str | None) -> Basis:
    """On what a figure of a sentence stands, on the line of `like`."""
    return Basis(stage, like.basis.scope, "text", unit=said.unit, fund=_fund(said, like))


def _derived(said: Said, line: Point) -> Point | None:
    change = _signed_change(said)
    if said.amount is None or change is None:
        return None
    point = _point(said, line, said.amount - change)
    if said.direction == "unchanged" and not said.change:
        return replace(point, derivation=f"＝ {as_printed(said.amount, said.text)}", printed="")
    sign = "−" if change >= 0 else "+"
    calculation = f"{as_printed(said.amount, said.text)} {sign} {as_printed(abs(change), said.text)} = {_plain(said.amount - change)}"
    finer = min(_step(said.amount, said), _step(abs(change), said))  # who writes a change of 3.61 knows 395.6 to be 395.60
    return replace(point, derivation=calculation, step=2 * finer, printed="")


def _signed_change(said: Said) -> Decimal | None:
    """The stated change with the sign of its direction; None where amount or direction is missing."""
    if said.direction not in SIGN or (said.change is None and said.direction != "unchanged"):
        return None
    return SIGN[said.direction] * (said.change or Decimal(0))


def _point(said: Said, line: Point, number: Decimal) -> Point:
    return replace(
        line,
        yuan=to_yuan(number, said.unit) if said.unit else number,
        presence="printed",
        evidence=evidence_of(said),
        printed=as_printed(number, said.text),
        step=_step(number, said),
        derivation="",
    )


def _step(number: Decimal, said: Said) -> Decimal:
    return step(decimals_of(number, said.text), said.unit) if said.unit else Decimal(0)


_MOVED: Final = "不一致|不相同|不同|有别|差异|变化|变动|变更|改变|调整|优化"
_CLAUSE: Final = "[^，。；：,;:]{0,12}?"
WORDS_OF_BASIS: Final = ("口径", "可比")
"""A sentence that says that a basis changed has one of these words."""


def speaks_of_basis(words: str) -> bool:
    """Whether these may say that a basis changed."""
    return any(word in words for word in WORDS_OF_BASIS)


_OTHER_BASIS: Final = re.compile(
    rf"口径{_CLAUSE}(?:{_MOVED})|(?:调整|改变|变更|扩大|缩小)了?[^，。；：,;:]{{0,8}}口径|(?:无|不具|没有|不具有|不具备)可比性|不可比"
    r"|(?<!全)口径[^。；;]{0,14}(?:计入|列入|并入|归入)"
)
"""口径与上年不一致, 统计口径发生变化, 预算口径调整, 上下年数据无可比性, 财政部统一口径，部分项目支出计入: as the budgets of
Jiangsu, Guangzhou, Wuxi and Xi'an write it."""
_SAME_BASIS: Final = re.compile(rf"口径{_CLAUSE}(?:没有|没|未|无|不)(?!一致|相同|同|断)[^，。；：,;:]{{0,4}}?(?:{_MOVED})")


def tells(said: Said, change: Change) -> bool:
    """Whether a sentence tells the very amount and difference of a change, as far as rounding shows them: it speaks of the same figure."""
    if change.after is None or change.difference is None:
        return False
    return tells_amount(said, change.after) and not tells_another(said, change)


def tells_amount(said: Said, point: Point) -> bool:
    """Whether a sentence tells the very amount of a figure, as far as rounding shows it."""
    if said.amount is None or point.yuan is None or said.unit not in YUAN_PER_UNIT:
        return False
    return 2 * abs(to_yuan(said.amount, said.unit) - point.yuan) <= max(_step(said.amount, said), point.step)


def tells_another(said: Said, change: Change) -> bool:
    """Whether a sentence speaks of another difference than the one of a change: the other way, against another stage, of another size.

    So it is where it compares with last year's execution, and the change is against last year's budget; or where last year was restated.
    """
    if change.difference is None or said.direction not in SIGN or said.unit not in YUAN_PER_UNIT:
        return False
    if said.direction != "unchanged" and SIGN[said.direction] * change.difference <= 0:
        return True
    if change.before is not None and _is_unlike(said, change.before):
        return True
    if said.change is None:
        return False
    steps = (_step(said.change, said), *(point.step for point in (change.before, change.after) if point is not None))
    return 2 * abs(to_yuan(said.change, said.unit) - abs(change.difference)) > sum(steps, Decimal(0))


def other_basis(said: Said, alone: bool = True) -> str:
    """The words by which a sentence says that this year's figure stands on another basis (口径) than last year's; "" where it does not.

    They are the reason that it gives, for that belongs to its subject alone; where it gives none the whole sentence, if that speaks of
    nothing else (`alone`). What it says of a change that is not over last year is no matter of the two years.
    """
    if said.year is None or said.base_year not in (None, said.year - 1):
        return ""
    words = said.reason or (said.text if alone else "")
    if not speaks_of_basis(words):
        return ""
    return words if _OTHER_BASIS.search(_SAME_BASIS.sub("", words)) else ""


def other_bases_said(told: Sequence[Said]) -> Iterator[tuple[Said, str]]:
    """Every sentence of a document that says so of its subject, with the words."""
    of_basis = [said for said in told if other_basis(said)]
    subjects = Counter(text for text, _subject in {(said.text, said.subject) for said in told}) if of_basis else {}
    for said in of_basis:
        words = other_basis(said, alone=subjects[said.text] == 1)
        if words:
            yield said, words


@dataclass(frozen=True)
class _Rounded:
    """A number and by how much the one meant may differ from it."""

    number: Decimal
    half: Decimal


@dataclass(frozen=True)
class _Amount(_Rounded):
    """This year's figure in the unit of the sentence, and how it is written."""

    shown: str


def check(said: Said, after: Point | None, before: Point | None) -> tuple[Check, ...]:
    """Every figure of the sentence that can be set against the tables of the year, or against last year's figure.

    `after` is the figure of the tables for the sentence's subject, `before` last year's, from whatever source.
    """
    if said.unit not in YUAN_PER_UNIT:
        return ()
    first = _check_amount(said, after)
    amount = _amount(said, after, first)
    checks = (first, _check_change(said, after, before, amount), _check_percent(said, after, before, amount))
    return tuple(one for one in checks if one is not None)


def _amount(said: Said, after: Point | None, found: Check | None) -> _Amount | None:
    """This year's figure, from which a change is computed: as the sentence tells it. Where the table prints another one, it is the table's:
    of the figures of a sentence with one slip the others are not called wrong."""
    if said.amount is None:
        return None
    if found is not None and found.verdict == "contradicts" and after is not None and after.yuan is not None:
        per = YUAN_PER_UNIT[said.unit]
        return _Amount(after.yuan / per, after.step / per / 2, _plain(after.yuan / per))
    return _Amount(said.amount, _half(said.amount, said), as_printed(said.amount, said.text))


def counted(checks: Iterable[Check]) -> tuple[tuple[Verdict, int], ...]:
    """How many figures of a sentence came out how, the gravest first: none speaks for the others."""
    found = Counter(check.verdict for check in checks)
    return tuple((verdict, found[verdict]) for verdict in GRAVEST_FIRST if found[verdict])


def _check_amount(said: Said, after: Point | None) -> Check | None:
    if said.amount is None:
        return None
    if after is None or after.basis.source == "text":
        return Check("amount", "unchecked", said.amount, why="no_figure")
    if after.yuan is None:
        return Check("amount", "unchecked", said.amount, why="blank")
    computed = after.yuan / YUAN_PER_UNIT[said.unit]
    coarse = max(_step(said.amount, said), after.step) / YUAN_PER_UNIT[said.unit]
    verdict: Verdict = "agrees" if _round(computed, coarse) == _round(said.amount, coarse) else "contradicts"
    if verdict == "agrees" and computed != said.amount:
        verdict = "rounding"
    return Check("amount", verdict, said.amount, computed, coarse / 2, calculation=_plain(computed))


def _check_change(said: Said, after: Point | None, before: Point | None, amount: _Amount | None) -> Check | None:
    stated = _signed_change(said)
    if stated is None:
        return None
    before = _like_base(said, after, before)
    why = _cannot(said, before)
    if why or before is None or before.yuan is None or amount is None:
        return Check("change", "unchecked", stated, why=why or "no_previous")
    earlier = before.yuan / YUAN_PER_UNIT[said.unit]
    computed = amount.number - earlier
    tolerance = amount.half + (before.step + _step(abs(stated), said)) / 2 / YUAN_PER_UNIT[said.unit]
    calculation = f"{amount.shown} − {_plain(earlier)} = {_signed(computed)}"
    return Check("change", _within(computed, stated, tolerance), stated, computed, tolerance, calculation)


def _cannot(said: Said, before: Point | None) -> Why:
    """Why last year's figure is no help in checking a change: not there, or itself computed from this very sentence."""
    if before is None:
        return "no_previous"
    if _is_unlike(said, before):
        return "unlike"
    return "derived" if before.derivation else ""


def _is_unlike(said: Said, before: Point) -> bool:
    return bool(before.basis.stage and said.base_kind and before.basis.stage != said.base_kind)


def _like_base(said: Said, after: Point | None, before: Point | None) -> Point | None:
    """Last year's figure; where there is none of the stage of the sentence's base, the base as the sentence itself prints it."""
    if after is None or said.base is None or (before is not None and not _is_unlike(said, before)):
        return before
    return previous_year(said, after) or before


def _check_percent(said: Said, after: Point | None, before: Point | None, amount: _Amount | None) -> Check | None:
    if said.percent is None or said.percent_kind != "change" or said.direction not in SIGN:
        return None
    stated = said.percent if said.direction == "unchanged" else SIGN[said.direction] * said.percent
    before = _like_base(said, after, before)
    if before is None or before.yuan is None or amount is None:
        return Check("percent", "unchecked", stated, why="no_previous")
    if _is_unlike(said, before):
        return Check("percent", "unchecked", stated, why="unlike")
    if before.yuan <= 0:
        return Check("percent", "unchecked", stated, why="zero_base")
    per = YUAN_PER_UNIT[said.unit]
    return _percent(said, stated, amount, _Rounded(before.yuan / per, before.step / per / 2))


def _percent(said: Said, stated: Decimal, amount: _Rounded, base: _Rounded) -> Check:
    """A printed percentage p of a/b may differ from the right one by its own half step and by what the half steps of a and b can do.

    It is that of amount and base. The stated change is checked on its own: only where it is their difference but for rounding it is the
    finer of the two; where it is not, the calculation says so if the percentage is that of the change, over this base or its own.
    """
    own = _signed_change(said)
    by_amount = _rate(said, stated, _Rounded(amount.number - base.number, amount.half + base.half), base)
    if own is None:
        return by_amount
    change = _Rounded(own, _half(abs(own), said))
    by_change = _rate(said, stated, change, base)
    if abs(own - (amount.number - base.number)) <= amount.half + base.half + change.half:
        return by_amount if by_amount.verdict == "agrees" != by_change.verdict else by_change
    own_base = _Rounded(amount.number - own, amount.half + change.half)
    found = (by_change, *([_rate(said, stated, change, own_base)] if own_base.number > 0 else []))
    agreeing = next((one for one in found if one.verdict == "agrees"), None)
    if agreeing is None or by_amount.verdict == "agrees":
        return by_amount
    return replace(by_amount, calculation=f"{by_amount.calculation}；{agreeing.calculation}")


def _rate(said: Said, stated: Decimal, change: _Rounded, base: _Rounded) -> Check:
    computed = 100 * change.number / base.number
    half = Decimal(1).scaleb(-decimals_of(stated, said.text)) / 2
    spread = 100 * (change.half / base.number + abs(change.number) * base.half / (base.number * base.number))
    calculation = f"{_signed(change.number)} ÷ {_plain(base.number)} = {_signed(_round(computed, 2 * half))}%"
    if _round(computed, 2 * half) == stated:
        return Check("percent", "agrees", stated, computed, half + spread, calculation)
    if spread > MEANINGFUL:
        return Check("percent", "unchecked", stated, computed, half + spread, calculation, "small_base")
    return Check("percent", _within(computed, stated, half + spread), stated, computed, half + spread, calculation)


def _half(number: Decimal, said: Said) -> Decimal:
    """Half of the smallest difference that a number of the sentence can show, in its unit."""
    return _step(number, said) / YUAN_PER_UNIT[said.unit] / 2


def _within(computed: Decimal, stated: Decimal, tolerance: Decimal) -> Verdict:
    if computed == stated:
        return "agrees"
    return "rounding" if abs(computed - stated) <= tolerance else "contradicts"


def _round(number: Decimal, unit_step: Decimal) -> Decimal:
    return (number / unit_step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit_step


def _plain(number: Decimal) -> str:
    """Separators between thousands, two decimals at least, no more than the number has."""
    decimals = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{decimals}f}".replace("-", "−")


def _signed(number: Decimal) -> str:
    return _plain(number) if number <= 0 else f"+{_plain(number)}"
