"""The two columns of 总体目标, printed one below the other: where the goal of the period ends and that of the year begins. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_SLACK: Final = 6  # columns of print by which a full line may be short: punctuation that moved to the next line, spaces at a line's end
_RESTART: Final = 6  # characters with which both goals begin
_WORD_END: Final = re.compile(r"[\s。；;，,、.：:!！]*")


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of the period and of the year. `certain` is false where no split was proven: then `period` holds all of the text."""

    period: str | None
    year: str | None
    certain: bool = True


def read_goals(lines: Sequence[str], columns: frozenset[str]) -> Goals:
    """The goals on the lines under 总体目标. `columns` are those that the header names (period, year); empty where it is lost."""
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        return Goals(None, None)
    whole = "".join(texts)
    if columns in ({"period"}, {"year"}):
        return Goals(whole, None) if "period" in columns else Goals(None, whole)
    halves = _inside_a_line(texts[0]) if len(texts) == 1 else _between_lines(texts)
    return Goals(*halves) if halves else Goals(whole, None, certain=False)


def is_cut_off(goals: Goals) -> bool:
    """Whether the goal of the year breaks off where that of the period, worded alike, goes on."""
    period, year = _dense(goals.period or ""), _dense(goals.year or "")
    tail = year[-_RESTART:]
    goes_on = period[len(year) :]
    return len(tail) == _RESTART and period[: len(year)].endswith(tail) and not _WORD_END.fullmatch(goes_on)


def _inside_a_line(text: str) -> tuple[str, str] | None:
    """Both goals on one line: split at the space behind which the text begins again."""
    pairs = [(text[: space.start()], text[space.end() :]) for space in re.finditer(r"\s+", text)]
    return _only([pair for pair in pairs if _begins_alike(*pair)])


def _between_lines(texts: Sequence[str]) -> tuple[str, str] | None:
    """Split where the lines become as narrow as the second column, or where the text begins again."""
    splits = [(texts[:at], texts[at:]) for at in range(1, len(texts)) if _is_column(texts[:at]) and _is_column(texts[at:])]
    again = [split for split in splits if _begins_alike("".join(split[0]), "".join(split[1]))]
    proven = [split for split in splits if _differ_in_width(*split)] if len(splits) == 1 else []
    return _only([("".join(period), "".join(year)) for period, year in again or proven])


def _only(pairs: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    return pairs[0] if len(pairs) == 1 else None


def _is_column(texts: Sequence[str]) -> bool:
    """Whether all lines but the last are full."""
    width = max(map(_width, texts))
    return all(_width(text) >= width - _SLACK for text in texts[:-1])


def _differ_in_width(period: Sequence[str], year: Sequence[str]) -> bool:
    both_wrap = min(len(period), len(year)) > 1
    return both_wrap and abs(_width(period[0]) - _width(year[0])) > _SLACK


def _begins_alike(period: str, year: str) -> bool:
    """Whether the year's goal begins as the period's does; shorter ones must be equal."""
    first, second = _dense(period), _dense(year)
    if min(len(first), len(second)) < _RESTART:
        return first == second
    return first[:_RESTART] == second[:_RESTART]


def _dense(text: str) -> str:
    return re.sub(r"\s", "", text)


def _width(text: str) -> int:
    """Columns of print: a Chinese character is as wide as two Latin ones."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
