"""Rows of performance indicators: level 2, level 3 and value, for the period and again for the year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ingest.forms.labels import LEVEL2, ROW
from ingest.shapes import Indicator, Source

_SIGN: Final = "[≥≤＞＜><=＝≧≦]"
_RUN: Final = r"\d[\d.,]*(?:%?[-~～—–至×/]\d[\d.,]*)*"
_STARTS_VALUE: Final = re.compile(rf"{_SIGN}?\s*\d|{_SIGN}$")
_DATE: Final = r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以?前|之前|底|内)?"
_SIGNED: Final = re.compile(rf"(?P<name>.*?)(?P<value>{_SIGN}\s*\d.*)")
_DATED: Final = re.compile(rf"(?P<name>.*?)(?P<value>{_DATE})")
_UNIT: Final = r"[^\d，。；、]{0,10}"
_COUNTED: Final = re.compile(rf"(?P<name>.*?)(?P<value>{_RUN}{_UNIT})")


@dataclass(frozen=True, slots=True)
class Target:
    """One side of a row. `spaced` where the value stands apart, so that name and value cannot be mistaken."""

    name: str | None
    value: str | None
    spaced: bool = False
    doubtful: bool = False


def read_row(text: str, two_sided: bool, source: Source) -> tuple[tuple[Indicator, ...], bool]:
    """The indicators of a row, and whether something in it is doubtful. One for both sides where they name the same target."""
    level2, sides = _sides(text, two_sided)
    if not sides:
        return (_indicator(level2, Target(ROW.sub("", text.strip(), count=1).strip() or None, None), None, source),), True
    if not two_sided:
        only = _target(sides[0])
        return (Indicator(LEVEL2[level2], level2, only.name, None, only.value, source),), only.doubtful
    period, year = _aligned(sides[0], sides[1])
    doubtful = period.doubtful or year.doubtful
    if _dense(period.name) == _dense(year.name):
        return (_indicator(level2, period, year, source),), doubtful
    return (_indicator(level2, period, None, source), _indicator(level2, Target(year.name, None), year, source)), doubtful


def is_complete(text: str, two_sided: bool) -> bool:
    """Whether the row has all of its cells, so that a further line does not belong to it."""
    _, sides = _sides(text, two_sided)
    values = [_target(side).value is None for side in sides]
    return len(values) == 1 + two_sided and len(set(values)) == 1


def _sides(text: str, two_sided: bool) -> tuple[str, tuple[str, ...]]:
    """Level 2 and what stands behind it on each side; no sides where the second one is not found with certainty."""
    row = ROW.match(text.strip())
    if row is None:
        raise ValueError("no row of indicators")
    body, name = text.strip()[row.end() :], row["name"]
    if not two_sided:
        return name, (body,)
    splits = [(body[: again.start()], body[again.end() :]) for again in re.finditer(rf"\s+{name}", body)]
    equal = [split for split in splits if _dense(split[0]) == _dense(split[1])]
    certain = equal or splits
    return name, certain[0] if len(certain) == 1 else ()


def _aligned(left: str, right: str) -> tuple[Target, Target]:
    """Both sides; where they print the same, the one whose value stands apart says where the other's value begins."""
    period, year = _target(left), _target(right)
    if _dense(left) == _dense(right) and period.spaced != year.spaced:
        period = year = period if period.spaced else year
    return period, year


def _target(text: str) -> Target:
    tokens = text.split()
    if not tokens:
        return Target(None, None)
    start = len(tokens)
    while start > 0 and _STARTS_VALUE.match(tokens[start - 1]):
        start -= 1
    if start == 0 and len(tokens) > 1:
        start = 1
    if start < len(tokens):
        return Target(" ".join(tokens[:start]) or None, "".join(tokens[start:]), spaced=True)
    return _glued(text.strip())


def _glued(text: str) -> Target:
    """A value that follows its name without a space: from the comparison sign, as a date, or the last number and its unit."""
    for pattern in (_SIGNED, _DATED, _COUNTED):
        if found := pattern.fullmatch(text):
            return Target(found["name"].strip() or None, _dense(found["value"]))
    return Target(text, None, doubtful=" " in text)


def _indicator(level2: str, period: Target, year: Target | None, source: Source) -> Indicator:
    return Indicator(LEVEL2[level2], level2, period.name, period.value, year.value if year else None, source)


def _dense(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")
