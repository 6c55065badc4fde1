"""Printed amount ↔ exact `Decimal` in 元. Pure.

A blank cell, a dash, a printed zero and a printed figure are different things (promise 2 of the design): `parse_amount` tells them apart.
Rounding, where it is needed for display or for checks, is ROUND_HALF_UP, as Chinese accounting rounds (四舍五入).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

YUAN_PER_UNIT: Final[dict[str, Decimal]] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}

_REMEMBERED: Final = 8192  # printed figures that are remembered: a document prints the same ones in table after table
_CENT: Final = Decimal("0.01")
_DASHES: Final = frozenset({"-", "—", "–", "－", "--", "——", "/"})
_MOST_DIGITS: Final = 16
"""Of a whole number, its sign counted: no state has more money; what has more digits are several figures run together, or none."""
_LONGEST: Final = 40
_MINUS: Final = re.compile(r"−|^[△▲](?=[\d.])")
_NUMBER: Final = re.compile(r"[+-]?(?:(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|\.\d+)")
_IN_TEXT: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


class NotAnAmount(ValueError):
    """The text is no printed amount. `str()` names the text."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed amount: the text as it stands, its number, and how many decimals were printed. `number` is None for a dash."""

    text: str
    number: Decimal | None
    decimals: int

    @property
    def is_dash(self) -> bool:
        return self.number is None


@lru_cache(_REMEMBERED)
def parse_amount(text: str) -> Printed | None:
    """The amount printed in a cell; None where the cell is blank.

    Accepts thousands separators (also with a stray space behind, `300, 000`), full-width characters, a minus sign, accounting brackets or
    a triangle (△1.00) for negatives, a fraction without its 0, and dashes. Raises NotAnAmount for anything else, also for more digits than
    money has: a figure is never guessed.
    """
    folded = _folded(text)
    if not folded:
        return None
    if folded in _DASHES:
        return Printed(text.strip(), None, 0)
    negative = folded.startswith("(") and folded.endswith(")")
    bare = folded[1:-1] if negative else folded
    if len(bare) > _LONGEST or not _NUMBER.fullmatch(bare) or len(bare.partition(".")[0].replace(",", "")) > _MOST_DIGITS:
        raise NotAnAmount(f"{text!r} is no printed amount")
    number = Decimal(bare.replace(",", ""))
    decimals = len(bare.partition(".")[2])
    return Printed(text.strip(), -number if negative else number, decimals)


@lru_cache(_REMEMBERED)
def figure_in(text: str) -> Printed | None:
    """The printed amount, dash or percentage in a cell; None where it is blank or holds something else."""
    try:
        return parse_amount(text.rstrip("%％"))
    except NotAnAmount:
        return None


def is_figure(text: str) -> bool:
    """Whether a cell holds a printed amount, a dash or a percentage."""
    return figure_in(text) is not None


def is_dash(text: str) -> bool:
    """Whether a cell holds nothing but a dash: a figure whose unit is unknown has no amount either, and is none."""
    return _folded(text) in _DASHES


def _folded(text: str) -> str:
    """A figure with narrow characters, without white space."""
    return _MINUS.sub("-", "".join(unicodedata.normalize("NFKC", text).split()))


def to_yuan(number: Decimal, unit: str) -> Decimal:
    """The number of a unit (元, 百元, 千元, 万元, 亿元) in 元, exact, with at least two decimals. Raises KeyError for another unit."""
    yuan = number * YUAN_PER_UNIT[unit]
    cents = yuan.quantize(_CENT)
    return cents if cents == yuan else yuan.normalize()


@lru_cache
def step(decimals: int, unit: str) -> Decimal:
    """The smallest difference that a figure with so many decimals in this unit can show, in 元: 0.01 万元 is 100 元."""
    return Decimal(1).scaleb(-decimals) * YUAN_PER_UNIT[unit]


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """四舍五入 to so many decimals."""
    return number.quantize(_last_place(decimals), rounding=ROUND_HALF_UP)


@lru_cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def in_unit(yuan: Decimal, unit: str = "万元", decimals: int = 2) -> str:
    """An amount for display in another unit: thousands separators, rounded half up, U+2212 for a minus."""
    number = round_half_up(yuan / YUAN_PER_UNIT[unit], decimals)
    return f"{number:,f}".replace("-", "−")


def decimals_of(number: Decimal, text: str) -> int:
    """With how many decimals a number stands in a sentence: the most, where it stands there more than once.

    The stored number no longer knows, 10.50 and 10.5 are equal; where the sentence does not print it, it has no trailing zeros.
    """
    tokens = _tokens_of(number, text)
    return max(map(_decimals, tokens)) if tokens else max(0, -int(number.normalize().as_tuple().exponent))


def printed_in(number: Decimal, text: str) -> str:
    """How a number stands in a sentence, without its sign, in narrow characters; "" where it does not, or now so and now so (10.50 and
    10.5): which of them is meant nobody can tell."""
    tokens = set(_tokens_of(number, text))
    return tokens.pop() if len(tokens) == 1 else ""


def _tokens_of(number: Decimal, text: str) -> list[str]:
    return [token for value, token in _numbers_in(text) if value == abs(number)]


def _decimals(token: str) -> int:
    return len(token.partition(".")[2])


@lru_cache(maxsize=8192)
def _numbers_in(text: str) -> tuple[tuple[Decimal, str], ...]:
    """The numbers of a sentence, which is asked for several of them, each as it is printed."""
    return tuple((Decimal(token.replace(",", "")), token) for token in _IN_TEXT.findall(unicodedata.normalize("NFKC", text)))


def as_printed(number: Decimal, text: str) -> str:
    """The number with the decimals of the sentence and separators between thousands."""
    return f"{number:,.{decimals_of(number, text)}f}".replace("-", "−")
