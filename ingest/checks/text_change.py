"""What the text says of changes: amount, base, change, percentage, direction and reason of one statement among themselves. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgets.codes import folded
from budgets.money import YUAN_PER_UNIT
from budgets.schedules import item_of
from budgets.worded import _
from ingest.checks.between import only_general_budget
from ingest.checks.lookup import only_table
from ingest.checks.results import BEST_FIRST, Question, Result, compared, figure_shown, holds, not_evaluable, unusual, with_unit, wrong
from ingest.checks.stated import SIGNS, amount_of, base_of, change_of, fiscal_year, quoted, rate_of, stated, subject_of
from ingest.checks.sums import added
from ingest.checks.tolerance import Figure, Verdict, hard_bound, judge_percent, judge_same, round_to
from ingest.shapes import Extraction, Outcome, Statement

_REASON: Final = re.compile(r"原因|主要是|主要为|主要系|由于|是因为")
_AMOUNT: Final = re.compile(r"\d[\d,.]*[万亿]?元")
_FOLLOWS: Final = re.compile("因此|所以|为此")
"""A sentence that begins so is explained by what stands before it."""

_TOTALS: Final = "总计"
_IS_TOTAL: Final = re.compile(r".*(?:总计|“?三公”?经费(?:财政拨款)?(?:支出)?(?:预算)?(?:支出)?(?:合计|总额)?)")
_FAR: Final = 120
"""A reason that begins further behind a sentence is that of another one."""

_UP: Final = ("增加", "增长", "上升", "增幅")
_DOWN: Final = ("减少", "下降", "降低", "降幅", "减幅")
_WAY: Final = "|".join((*_UP, *_DOWN))
_WAYS: Final = re.compile(rf"^[,(]*(?P<word>{_WAY})(?:了|幅度|比例|率)?(?:为)?\d[\d.]*%|(?:^|[,(;。])(?P<cause>{_WAY})的?(?:主要)?原因")
_THIS_YEAR: Final = _("印的变化率恰好等于增减额除以本年数：基数用错了，应当是上年数。")
_ONE_OF_TWO: Final = _("增减额和变化率不一致，其中至少有一个不对；这份文件没有印上年数，单看它不能断定是哪一个。")
_AS_CHANGE: Final = _("印的变化率与文件写的增减额一致，与本年数和上年数不一致。")
_REASONLESS: Final = {
    "increase": _("{text}写增加{change}，没有读到文件说明的原因，请对照原文。"),
    "decrease": _("{text}写减少{change}，没有读到文件说明的原因，请对照原文。"),
    "unchanged": _("{text}写持平{change}，没有读到文件说明的原因，请对照原文。"),
}
_WORDS: Final = {"increase": "增加", "decrease": "减少", "unchanged": "持平"}


def change(extraction: Extraction) -> Iterator[Result]:
    """Is the stated change the difference of amount and base (C3, C10)? Its sign is the matter of `direction`."""
    for statement in stated(extraction):
        yield from _change(statement)


def _change(statement: Statement) -> Iterator[Result]:
    amount, base, difference = amount_of(statement), base_of(statement), change_of(statement)
    if amount is not None and base is not None and difference is not None:
        more, less = sorted((amount, base), key=lambda figure: figure.value, reverse=True)
        what = _("{text}的增减额，按本年数和上年数的差，").format(text=quoted(statement))
        question = Question(subject_of(statement), what, statement.unit)
        size = Figure(abs(difference.value), difference.step, difference.sources, difference.unit)
        yield from added(question, [more, Figure(-less.value, less.step)], size)


def base(extraction: Extraction) -> Iterator[Result]:
    """Is no increase larger than the amount itself (C3)? It would mean a negative base. Where a base is printed, `change` asks more."""
    for statement in stated(extraction):
        amount, difference = amount_of(statement), change_of(statement)
        if base_of(statement) is None and amount is not None and difference is not None and amount.value >= 0 < difference.value:
            what = _("{text}的增加额不会超过本年数，最多").format(text=quoted(statement))
            verdict = _at_most(amount, difference)
            yield compared(Question(subject_of(statement), what, statement.unit), verdict, [statement.source])


def percent(extraction: Extraction) -> Iterator[Result]:
    """Is the stated percentage of change that of amount and base, with its sign (C3)?

    Without a printed base it is that of the stated change and of the base that follows from it: then the two are only held against each
    other, and which of them is wrong is not known.
    """
    for statement in stated(extraction):
        yield from _rate(statement)


def _rate(statement: Statement) -> Iterator[Result]:
    printed = rate_of(statement)
    if printed is not None and statement.percent_kind == "change":
        parts = change_and_base(statement)
        if parts is not None:
            yield from _percent(statement, *parts, printed)


def direction(extraction: Extraction) -> Iterator[Result]:
    """Does the word (增加, 减少, 持平) agree with the two amounts (C4)?"""
    for statement in stated(extraction):
        yield from _direction(statement)


def _direction(statement: Statement) -> Iterator[Result]:
    amount, base = amount_of(statement), base_of(statement)
    if amount is None or base is None or statement.direction is None:
        return
    difference = amount.value - base.value
    sign = (difference > 0) - (difference < 0)
    within = abs(difference) <= amount.half + base.half
    if sign == SIGNS[statement.direction] or within:
        yield holds(subject_of(statement), statement.source)
    else:
        word = _WORDS[statement.direction]
        words = {"text": quoted(statement), "amount": figure_shown(amount), "base": figure_shown(base), "word": word}
        message = _("{text}是{amount}，比的是{base}，却写“{word}”。请对照原文。").format(**words)
        yield wrong(subject_of(statement), message, [statement.source])


def agrees_with(statement: Statement, yuan: Decimal) -> bool:
    """Whether what a sentence says of its change is right where its amount is this one (元): then that alone may be wrong."""
    if statement.unit not in YUAN_PER_UNIT:
        return False
    other = replace(statement, amount=yuan / YUAN_PER_UNIT[statement.unit])
    found = [result.outcome for one in (_change, _rate, _direction) for result in one(other)]
    return "exact" in found and not {"mismatch", "not_evaluable"} & set(found)


def words(extraction: Extraction) -> Iterator[Result]:
    """Do the words of one sentence go the same way: its change, its rate, and what it gives a reason for (增加的主要原因)?"""
    for statement in stated(extraction):
        if statement.change and statement.direction in ("increase", "decrease"):
            said = [match["word"] or match["cause"] for match in _WAYS.finditer(_about(statement))]
            other = next((word for word in said if _way(word) != statement.direction), None)
            if other is None:
                yield holds(subject_of(statement), statement.source)
            else:
                told = _("{text}的增减额写“{word}”，后面却写“{other}”，前后矛盾。请对照原文。")
                message = told.format(text=quoted(statement), word=_WORDS[statement.direction], other=other)
                yield unusual(subject_of(statement), message, [statement.source])


def _about(statement: Statement) -> str:
    """What a sentence says right behind its change, up to the next amount."""
    text, number = folded(statement.text), f"{abs(statement.change or 0):f}"
    places = [match.end() for match in re.finditer(rf"(?<![\d.]){re.escape(number)}0*[万亿]?元", text.replace(",", ""))]
    return _AMOUNT.split(text.replace(",", "")[places[-1] :], maxsplit=1)[0] if places else ""


def _way(word: str) -> str:
    return "increase" if word in _UP else "decrease"


def reason(extraction: Extraction) -> Iterator[Result]:
    """Is a reason given for every change (C4, 财预〔2016〕143号)?

    The same change explained elsewhere will do, a reason right behind the sentence or before it (因此…), and those of its parts or of the
    whole it is part of.
    """
    explained = {(abs(s.change), s.unit) for s in extraction.statements if s.change and s.reason}
    related = {(s.section, name) for s in extraction.statements if s.reason for name in _family(s)}
    behind = Behind(extraction)
    for statement in stated(extraction):
        if statement.change and statement.direction != "unchanged":
            inside = any((statement.section, name) in related for name in (statement.subject, statement.part_of, _kind(statement)) if name)
            if statement.reason or inside or (abs(statement.change), statement.unit) in explained or behind.gives_reason(statement):
                yield holds(subject_of(statement), statement.source)
            else:
                change = with_unit(f"{abs(statement.change):f}", statement.unit or "")
                told = _REASONLESS[statement.direction or "unchanged"]
                message = told.format(text=quoted(statement), change=change)
                yield unusual(subject_of(statement), message, [statement.source])


def base_year(extraction: Extraction) -> Iterator[Result]:
    """Is the year that is compared with the one before the document's (C14)? Final accounts are compared with their own plan too."""
    year = fiscal_year(extraction)
    for statement in stated(extraction) if year is not None else ():
        if statement.base_year is not None and year is not None:
            if statement.base_year == year - 1 or (statement.base_year == year and _is_against_budget(extraction, statement)):
                yield holds(subject_of(statement), statement.source)
            else:
                told = _("{text}与{base}年比较，而文件是{year}年的。请看一眼是否沿用了旧文。")
                message = told.format(text=quoted(statement), base=statement.base_year, year=year)
                yield unusual(subject_of(statement), message, [statement.source])


def _is_against_budget(extraction: Extraction, statement: Statement) -> bool:
    """Whether final accounts are compared with the budget of the same year."""
    stage = extraction.identity.stage
    return stage is not None and stage.value == "final_accounts" and statement.base_kind in ("budget", "adjusted_budget")


def same_change(extraction: Extraction) -> Iterator[Result]:
    """If all money is general budget, is its change that of the whole income (C15)?"""
    if only_table(extraction, "income") is None or not only_general_budget(extraction):
        return
    incomes = [s for s in stated(extraction) if "收入" in s.subject and "总" in s.subject and "财政" not in s.subject and change_of(s)]
    generals = [s for s in stated(extraction) if s.subject.startswith("一般公共预算当年") and change_of(s)]
    if len(incomes) == 1 and len(generals) == 1:
        expected, actual = change_of(incomes[0]), change_of(generals[0])
        if expected is not None and actual is not None:
            what = _("{text}的增减额，按收入总计的增减额，").format(text=quoted(generals[0]))
            yield compared(
                Question(subject_of(generals[0]), what, generals[0].unit),
                _soft(judge_same(expected, actual)),
                (*actual.sources, *expected.sources),
            )


def change_and_base(statement: Statement) -> tuple[Figure, Figure] | None:
    """By how much an amount changed, negative for a decrease, and what it is measured against, as far as the text gives or implies them.

    Where amount and base are printed, the change is their difference: the stated one may be a misprint.
    """
    amount, base, difference = amount_of(statement), base_of(statement), change_of(statement)
    if amount is not None and base is not None:
        return Figure(amount.value - base.value, amount.step + base.step, amount.sources), base
    if amount is not None and difference is not None:
        base = Figure(amount.value - difference.value, amount.step + difference.step, amount.sources)
    return (difference, base) if difference is not None and base is not None else None


def _at_most(amount: Figure, increase: Figure) -> Verdict:
    room = hard_bound((amount, increase))
    beyond = increase.value - amount.value
    outcome: Outcome = "exact" if beyond <= 0 else "rounding" if beyond <= room else "mismatch"
    return Verdict(outcome, amount.value, increase.value, room)


def _percent(statement: Statement, difference: Figure, base: Figure, printed: Figure) -> Iterator[Result]:
    subject = subject_of(statement)
    if base.value <= 0:
        yield from _without_base(statement, difference)
        return
    if statement.direction is None and difference.value < 0:
        printed = replace(printed, value=-abs(printed.value))
    verdict = judge_percent(difference, base, printed)
    change = change_of(statement)
    if change is not None and verdict is not None and verdict.outcome != "exact" and _is_about(change, difference):
        verdict = min((verdict, judge_percent(change, base, printed) or verdict), key=lambda one: BEST_FIRST.index(one.outcome))
    if verdict is None:
        why = _("{text}的上年数太小，变化率没有意义").format(text=quoted(statement))
        yield not_evaluable(subject, why, [statement.source])
        return
    both = base_of(statement) is not None and amount_of(statement) is not None
    told = _("{text}的变化率，按本年数和上年数，") if both else _("{text}的变化率，按增减额除以上年数，")
    result = compared(Question(subject, told.format(text=quoted(statement)), "%"), verdict, [statement.source])
    more = _why(statement, verdict, base, printed)
    yield replace(result, message=_("{said}{more}").format(said=result.message, more=more)) if more else result


def _is_about(change: Figure, difference: Figure) -> bool:
    """Whether the stated change is the difference of amount and base but for rounding: then it may be the finer of the two."""
    return abs(change.value - difference.value) <= hard_bound((change, difference))


def _why(statement: Statement, verdict: Verdict, base: Figure, printed: Figure) -> str:
    """What may be behind a rate that is not that of its figures."""
    if verdict.outcome != "exact" and _is_by_this_year(statement, printed):
        return _THIS_YEAR
    if verdict.outcome != "mismatch":
        return ""
    if base_of(statement) is None:
        return _ONE_OF_TWO
    change = change_of(statement)
    return _AS_CHANGE if change is not None and round_to(100 * change.value / base.value, printed.step) == printed.value else ""


def _without_base(statement: Statement, difference: Figure) -> Iterator[Result]:
    if not difference.value and not statement.percent:
        yield holds(subject_of(statement), statement.source)
    else:
        told = _("{text}写了变化率{percent}%，但上年数为零或负数，没有变化率。")
        message = told.format(text=quoted(statement), percent=statement.percent)
        yield unusual(subject_of(statement), message, [statement.source])


def _is_by_this_year(statement: Statement, printed: Figure) -> bool:
    """The commonest slip: the change divided by this year's amount."""
    amount, parts = amount_of(statement), change_and_base(statement)
    if amount is None or parts is None or amount.value <= 0:
        return False
    return round_to(100 * abs(parts[0].value) / amount.value, printed.step) == abs(printed.value)


def _family(statement: Statement) -> tuple[str, ...]:
    """What a reason explains besides its own sentence: the whole, its parts, and the totals and vehicles that are told with it."""
    kind = _kind(statement)
    return (statement.subject, *filter(None, (statement.part_of, kind)), _TOTALS)


def _kind(statement: Statement) -> str | None:
    """A total that its parts explain (“三公”经费, 收支总计), or the two parts of the vehicles, which are told with their sum."""
    item = item_of("three_public", statement.subject)
    if item in ("vehicles", "vehicle_purchase", "vehicle_running"):
        return "vehicles"
    return _TOTALS if _IS_TOTAL.fullmatch(folded(statement.subject)) else None


class Behind:
    """What the text says right behind a statement: in the rest of its paragraph, or in the one after it, up to the next amount."""

    def __init__(self, extraction: Extraction) -> None:
        self.text = "".join(paragraph.text for paragraph in extraction.paragraphs)

    def gives_reason(self, statement: Statement) -> bool:
        """Whether a reason stands there, or behind the last amount of the statement itself, or before it, as its first word says."""
        if _FOLLOWS.match(statement.text):
            return True
        start = self.text.find(statement.text)
        rest = self.text[start + len(statement.text) :][:_FAR] if start >= 0 else ""
        own = _AMOUNT.split(statement.text)[-1]
        return bool(_REASON.search(own + _AMOUNT.split(rest, maxsplit=1)[0]))


def _soft(verdict: Verdict) -> Verdict:
    return Verdict("soft", verdict.expected, verdict.actual, verdict.tolerance) if verdict.outcome == "mismatch" else verdict
