"""Reasons: 主要原因是…, and the few that come without these words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ingest.shapes import Statement
from ingest.statements.folding import Folded
from ingest.statements.subjects import each_of, read_subject, same_thing, side_of
from ingest.statements.tokens import MONEY, NUMBER, SAME, VERB, Token

_GOES_ON: Final = re.compile(r"[二三四五六七八九]是|（[2-9]）|[二三四五六七八九]、")
_OF_CHANGE: Final = re.compile(
    rf"(?:{VERB}|（(?:增加|减少)）|{SAME}|增减|变动|变化|不可比|较大|本年|较上年|比上年|较去年|与上年相比|同比|决算数|预算数|大于|小于|等于|的|其|主要|，)+$"
)
_ENDS: Final = re.compile(r"。|；|(?<=[，。；])其中[：，]|$")
_AMOUNT_FIRST: Final = re.compile(
    rf"(?P<label>[^，。；]*?)(?<!\d)(?P<amount>{NUMBER}(?:{MONEY}))(?P<after>，?(?:其中|比|较|与|占|同比)|（)?"
)
_NEXT_REASON: Final = re.compile(rf"[^，。；]{{2,30}}?(?:{VERB}|变动|变化|增减)的(?:主要)?原因")
_NEW_HEAD: Final = re.compile(r"本年|当年|本部门|本单位|20\d\d年|（?\d{1,2}[）.、]|（[一二三四五六七八九十]+）")
_NOTHING_ELSE: Final = re.compile(
    r"(?=20\d\d年|[本我](?:部门|单位|年度?))(?:20\d\d年度?(?:[、和及与]20\d\d年度?)*，?)?(?:[本我](?:部门|单位|年度?))*(?:均|也)?"
    r"(?:无|没有|未安排|未编制)[^，。；\d]{2,30}(?:预算|经费|费|支出)(?=[。；]|$)"
)
_PURPOSE: Final = re.compile("(?:主要是)?用于")
_EXPLAINS: Final = re.compile(rf"{VERB}|新增|[一二三四五六七八九]是|安排|取消")
_LONGEST_NAME: Final = 80
_MORE: Final = re.compile("增加|增长|上升")
_LESS: Final = re.compile("减少|下降|降低")
_CAUSE: Final = re.compile(r"故|(?<!原)因|由于|所以|导致|所致|致使")
_OUTCOME: Final = re.compile(
    r"(?:因此|因而|所以|故|使得?|致使|导致)?(?P<of>[^：\d]{0,20}?)(?:也|均|略有|有所|相应|随之|同步|大幅|较大)*"
    r"(?P<moved>增加|增长|上升|减少|下降|降低)"
)
_NOT_WHY: Final = re.compile("其中|其他|但|而|另|此外|同时|按|下一步|今后|为(?:此|了)|拟|将|确保|保障|用于|主要用于|预计")
"""What goes on about parts or about something else, or says what for."""
_AS_SUCH: Final = re.compile(
    r"(?:本|我|各)?(?:单位|部门|年|年度)*(?:总体|整体|总|相关)?(?:支出|预算|经费|费用|资金)*(?:安排)?(?:数|额|总额)?"
)
_FUND: Final = re.compile("财政拨款|一般公共预算|政府性基金|国有资本经营|财政专户")
_FIGURE: Final = re.compile(r"(?!20\d\d年)(?<!\d)\d")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as printed (None where the words stand there and nothing behind them), where it ends, and what it is said of, if named.

    `direction` is the one that is explained, where it says a single one: 增加（减少）的主要原因 says none.
    """

    text: str | None
    end: int
    name: str
    direction: Literal["increase", "decrease"] | None = None


def find_reason(folded: Folded, token: Token, before: str, *, follows: bool) -> Reason | None:
    """The reason that a token begins; `before` is the text between it and the token before, `follows` where that was a comparison.

    None where the words begin no reason: 主要是 behind an amount says what it is for.
    """
    if "原因" not in (token.text or "") and (not follows or _PURPOSE.match(folded.text, token.end)):
        return None
    end = _end(folded.text, token.end)
    named = read_subject(_OF_CHANGE.sub("", before[-_LONGEST_NAME:].strip("，")), None)
    return Reason(_clean(folded.quote(token.end, end)), end, named.name if named else "", _direction(before + (token.text or "")))


def explained(statements: Sequence[Statement], reason: Reason, section: str | None) -> list[Statement]:
    """The statements, with a reason that stands in a paragraph of its own: 财政拨款收入支出减少的主要原因是….

    It is the reason of the changes that it names, and of equal changes in the same section: the income and the expenditure that are
    all of this money change with it. What is given for a source of funds is no reason of the whole, even where the whole changed by as
    much. A reason that stands with a figure stays.
    """
    open_ones = [s for s in statements if _is_open(s, reason, section)]
    sizes = {(s.change, s.unit, s.direction) for s in open_ones if any(same_thing(s.subject, name) for name in _named(reason))}
    reached = {id(s) for s in open_ones if (s.change, s.unit, s.direction) in sizes and _is_of_the_money(s, reason)}
    return [replace(s, reason=reason.text) if id(s) in reached else s for s in statements]


def _is_open(statement: Statement, reason: Reason, section: str | None) -> bool:
    if statement.section != section or not statement.change or statement.reason:
        return False
    return statement.direction in ("increase", "decrease") and reason.direction in (None, statement.direction)


def _is_of_the_money(statement: Statement, reason: Reason) -> bool:
    """Whether a statement speaks of a source of funds, where the reason does."""
    words = (statement.subject, statement.part_of, statement.section)
    return not _FUND.search(reason.name) or any(_FUND.search(one) for one in words if one)


def _named(reason: Reason) -> tuple[str, ...]:
    return (reason.name, *each_of(reason.name))


def _direction(words: str) -> Literal["increase", "decrease"] | None:
    more, less = bool(_MORE.search(words)), bool(_LESS.search(words))
    if more == less:
        return None
    return "increase" if more else "decrease"


def unmarked_reason(folded: Folded, start: int, end: int) -> str | None:
    """…增加了5万元，人员增多，故增加。: what follows a comparison to the end of its sentence, if it says of itself that it is a cause."""
    rest = folded.text[start:end]
    if not rest.startswith("，") or not _CAUSE.search(rest) or re.search(r"\d", rest):
        return None
    return _clean(folded.quote(start, end))


def told_outcome(folded: Folded, start: int, end: int, subjects: Sequence[str], direction: str | None) -> str | None:
    """退休费由社保机构统一发放，单位支出减少: a cause without any word that says so, behind a change, if its last words are that change
    again: the same way, and of the same thing or of 支出 as such."""
    rest = folded.text[start:end].lstrip("，")
    cause, _, last = rest.rpartition("，")
    found = _OUTCOME.fullmatch(last)
    if not cause or found is None or _FIGURE.search(rest) or _NOT_WHY.match(rest) or _direction(found["moved"]) != direction:
        return None
    name = found["of"]
    is_its_own = any(same_thing(subject, name) for subject in subjects)
    is_of_all = bool(name) and bool(_AS_SUCH.fullmatch(name)) and not any(side_of(subject) == "收入" for subject in subjects)
    return _clean(folded.quote(start, end)) if is_its_own or is_of_all else None


def _clean(printed: str) -> str | None:
    return printed.strip(" \u3000，。；：:,;") or None


def _end(text: str, start: int) -> int:
    """Where a reason ends: with its sentence, unless 二是 follows; before a semicolon behind which another amount is told, or that there is
    none of another item (；本部门无公务用车购置费预算); before 其中."""
    for found in _ENDS.finditer(text, start):
        rest = text[found.end() :]
        if found.group() == "。" and _GOES_ON.match(rest):
            continue
        if found.group() == "；" and not _begins_statement(rest):
            continue
        return found.start()
    return len(text)


def _begins_statement(rest: str) -> bool:
    if _NEXT_REASON.match(rest) or _NOTHING_ELSE.match(rest):
        return True
    first = _AMOUNT_FIRST.match(rest)
    if first is None or _EXPLAINS.search(first["label"]):
        return False
    return bool(_NEW_HEAD.match(first["label"]) or first["after"])
