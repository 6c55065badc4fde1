"""Chinese numerals as documents number their parts and tables. Pure."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"


def integer_of(numeral: str) -> int:
    """十二 → 12, 12 → 12, ⑫ → 12: the numerals below a hundred."""
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_digit(tens) or 1) * 10 * bool(ten) + _digit(ones)


def _digit(numeral: str) -> int:
    return _DIGITS.find(numeral) if numeral else 0
