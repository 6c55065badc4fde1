"""Reasons: 主要原因是…, and the few that come without these words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.statements.folding import Folded
from ingest.statements.subjects import read_subject
from ingest.statements.tokens import MONEY, NUMBER, VERB, Token

_GOES_ON: Final = re.compile(r"[二三四五六七八九]是|（[2-9]）|[二三四五六七八九]、")
_OF_CHANGE: Final = re.compile(
    rf"(?:{VERB}|增减|变动|变化|不可比|较大|本年|较上年|比上年|较去年|与上年相比|同比|决算数|预算数|大于|小于|等于|的|其|主要|，)+$"
)
_ENDS: Final = re.compile(r"。|；|(?<=[，。；])其中[：，]|$")
_AMOUNT_FIRST: Final = re.compile(rf"(?P<label>[^，。；]*?)(?P<amount>{NUMBER}(?:{MONEY}))(?P<after>，?(?:其中|比|较|与|占|同比)|（)?")
_NEW_HEAD: Final = re.compile(r"本年|当年|本部门|本单位|20\d\d年|（?\d{1,2}[）.、]|（[一二三四五六七八九十]+）")
_EXPLAINS: Final = re.compile(rf"{VERB}|新增|[一二三四五六七八九]是|安排|取消")
_LONGEST_NAME: Final = 80
_CAUSE: Final = re.compile(r"故|因|由于|所以|导致|所致|致使")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as printed (None where the words stand there and nothing behind them), where it ends, and what it is said of, if named."""

    text: str | None
    end: int
    name: str


def find_reason(folded: Folded, token: Token, before: str, *, follows: bool) -> Reason | None:
    """The reason that a token begins; `before` is the text between it and the token before, `follows` where that was a comparison.

    None where the words begin no reason: 主要是 behind an amount says what it is for.
    """
    if "原因" not in (token.text or "") and not follows:
        return None
    end = _end(folded.text, token.end)
    named = read_subject(_OF_CHANGE.sub("", before[-_LONGEST_NAME:].strip("，")), None)
    return Reason(_clean(folded.quote(token.end, end)), end, named.name if named else "")


def unmarked_reason(folded: Folded, start: int, end: int) -> str | None:
    """…增加了5万元，人员增多，故增加。: what follows a comparison to the end of its sentence, if it says of itself that it is a cause."""
    rest = folded.text[start:end]
    if not rest.startswith("，") or not _CAUSE.search(rest) or re.search(r"\d", rest):
        return None
    return _clean(folded.quote(start, end))


def _clean(printed: str) -> str | None:
    return printed.strip(" \u3000，。；：:,;") or None


def _end(text: str, start: int) -> int:
    """Where a reason ends: with its sentence, unless 二是 follows; before a semicolon behind which another amount is told; before 其中."""
    for found in _ENDS.finditer(text, start):
        rest = text[found.end() :]
        if found.group() == "。" and _GOES_ON.match(rest):
            continue
        if found.group() == "；" and not _begins_statement(rest):
            continue
        return found.start()
    return len(text)


def _begins_statement(rest: str) -> bool:
    first = _AMOUNT_FIRST.match(rest)
    if first is None or _EXPLAINS.search(first["label"]):
        return False
    return bool(_NEW_HEAD.match(first["label"]) or first["after"])
