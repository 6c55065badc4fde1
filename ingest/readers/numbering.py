"""The numbers that lists write before their items, by the names that Word has for their styles (ST_NumberFormat). Pure."""

from __future__ import annotations

from typing import Final

from ingest.readers.words import names

_DIGITS: Final = "〇一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_CHINESE: Final = names(
    "chineseCounting chineseCountingThousand japaneseCounting ideographTraditional taiwaneseCounting taiwaneseCountingThousand"
)
_CIRCLED: Final = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"))
_ROMAN_ONES: Final = ((5, "v"), (4, "iv"), (1, "i"))
_LARGEST: Final = 9_999


def written(number: int, style: str) -> str:
    """The number with what parts it from the item, as a list of a web page writes it; "" for a list without numbers."""
    bare = digits(number, style)
    return f"{bare}、" if bare and style in _CHINESE else f"{bare}. " if bare else ""


def digits(number: int, style: str) -> str:
    """The number alone, decimal where the style is unknown; "" for a style that shows none."""
    if style in ("none", "bullet"):
        return ""
    if not 0 < number <= _LARGEST:
        return str(number)
    if style in _CHINESE:
        return _counted(number, _DIGITS, "十百千")
    if style == "chineseLegalSimplified":
        return _counted(number, _FORMAL, "拾佰仟")
    if style == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    return _latin(number, style)


def _counted(number: int, named: str, places: str) -> str:
    """十二, 二十, 一百零五."""
    text = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit != "0":
            text += named[int(digit)] + (places[place - 1] if place else "")
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def _latin(number: int, style: str) -> str:
    if style in _CIRCLED and number <= 20:
        return chr(ord("①") + number - 1)
    if style == "decimalFullWidth":
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if style == "decimalZero":
        return f"{number:02}"
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman"):
        return _roman(number) if style == "lowerRoman" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        text += letters * (number // value)
        number %= value
    return text
