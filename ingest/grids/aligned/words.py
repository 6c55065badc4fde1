"""Lines → words: what stands together, with where it stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Final

from budgets.money import is_figure
from ingest.shapes import BBox, TextLine, around

_AMOUNT: Final = r"-?(?:\d[\d,]*\.\d{2,6}|\d{1,3}(?:,\d{3})+)(?![\d.,%％元万亿个辆台人次])"
_AN_AMOUNT: Final = re.compile(rf"{_AMOUNT}|0")
_LEADING_CODE: Final = r"(?<![^\s\u3000])\d{2,9}(?=[二-龥](?<![年月日号级届类个项]))"
_WORD: Final = re.compile(rf"{_AMOUNT}|{_LEADING_CODE}|(?:(?!(?<![\d.,]){_AMOUNT})[^\s\u3000])+")
_CODE: Final = re.compile(r"[\[【(（]?\d{2,9}[\]】)）]?")
_ORDINAL: Final = re.compile(r"\*+|栏次|行次|[甲乙丙丁]|\d{1,2}(?:=[\d+]+)?")

_TOUCHING: Final = re.compile(r"(?:-?\d{1,3}(?:,\d{3})*\.\d+)-?\d{0,3}(?:,\d{3})*\.[\d,.-]*\d")
_IDEOGRAPHS: Final = re.compile(r"[二-龥]{2}")
_PARTING: Final = 0.45  # heights between two characters of one text at most
_TOTALS: Final = frozenset("合总小")
_SPACE: Final = 0.4  # heights between words of one cell
_OF_DIGITS: Final = 0.72  # height of digits as share of that of other characters
_LOW: Final = frozenset("—－一二三")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, and where they stand; an amount is a word of its own, a code before a name too."""

    text: str
    box: BBox
    line: int

    @property
    def middle(self) -> float:
        """Where it stands from the top."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        """Where it stands from the left."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def is_number(self) -> bool:
        """Whether it is a figure, a dash or a code: what only the body of a table has."""
        return _is_number(self.text)

    @property
    def is_ordinal(self) -> bool:
        """Whether it may number a column."""
        return _ORDINAL.fullmatch(self.text) is not None


@lru_cache(maxsize=10_000)
def _is_number(text: str) -> bool:
    return is_figure(text) or _CODE.fullmatch(text) is not None


def is_amount(text: str) -> bool:
    """Whether a text is an amount for certain: decimals or thousands; 0 too."""
    return _AN_AMOUNT.fullmatch(text) is not None


def words_of(line: TextLine) -> Iterator[Word]:
    """The words of a line from left to right, 合 计 as one."""
    words = list(_apart(line))
    at = 0
    while at < len(words):
        pair = words[at : at + 2]
        is_total = len(pair) > 1 and pair[0].text in _TOTALS and pair[1].text == "计"
        yield Word(pair[0].text + pair[1].text, hull(pair), line.number) if is_total else pair[0]
        at += 2 if is_total else 1


def _apart(line: TextLine) -> Iterator[Word]:
    for first, last in _stretches(line.text):
        for start, end in _pieces(line, first, last):
            box = around(line.boxes[start:end])
            if box is not None:
                yield Word(line.text[start:end], box, line.number)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """What stands together, amounts that touch (82,096.4282,096.42) each by itself: all have the decimals of the last."""
    for found in _WORD.finditer(text):
        decimals = len(found.group().rpartition(".")[2])
        amounts = (
            list(re.finditer(rf"-?\d{{1,3}}(?:,\d{{3}})*\.\d{{{decimals}}}", found.group())) if _TOUCHING.fullmatch(found.group()) else []
        )
        if len(amounts) > 1 and "".join(amount.group() for amount in amounts) == found.group():
            yield from ((found.start() + amount.start(), found.start() + amount.end()) for amount in amounts)
        else:
            yield found.start(), found.end()


def _pieces(line: TextLine, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch without spaces parted where two characters stand further apart than those of one text do."""
    for at in range(start + 1, end):
        before, after = line.boxes[at - 1], line.boxes[at]
        if (
            before
            and after
            and after[0] - before[2] > _PARTING * (after[3] - after[1])
            and _IDEOGRAPHS.fullmatch(line.text[at - 1 : at + 1])
        ):
            yield start, at
            start = at
    yield start, end


def height_of(words: Sequence[Word]) -> float:
    """The height of a character among these words, in points."""
    tall = [word.box[3] - word.box[1] for word in words if not word.text.isascii() and word.text not in _LOW]
    low = [word.box[3] - word.box[1] for word in words] or [1.0]
    return max(median(tall) if tall else median(low) / _OF_DIGITS, 1.0)


def hull(words: Sequence[Word]) -> BBox:
    """The box around some words; there is at least one."""
    x0, tops, x1, bottoms = zip(*(word.box for word in words), strict=True)
    return min(x0), min(tops), max(x1), max(bottoms)


def printed(words: Sequence[Word]) -> tuple[str, ...]:
    """The lines of one cell, each from left to right with its spaces."""
    lines: dict[int, list[Word]] = {}
    for word in sorted(words, key=lambda one: (one.line, one.box[0])):
        lines.setdefault(word.line, []).append(word)
    height = height_of(words)
    return tuple(_spaced(line, height) for line in lines.values())


def _spaced(row: Sequence[Word], height: float) -> str:
    text = row[0].text
    for before, word in pairwise(row):
        text += (" " if word.box[0] - before.box[2] > _SPACE * height else "") + word.text
    return text
