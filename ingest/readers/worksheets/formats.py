"""A stored number and its number format → the text that the worksheet shows. Pure.

A workbook stores binary numbers and shows them through a format. What counts as printed:

- What the format shows, where it shows the whole number. Binary noise (1234.5600000001) is no part of a number: an office writes no more
  than six decimals (a fen in 万元), and what differs from such a number by less than `_NOISE` is that number.
- Where the format hides decimals that were written (12.34 shown as 12), the number as written: an amount is exact, and the total of
  written numbers is theirs, not that of what is shown. The doubt `hidden_decimals` says what the worksheet shows instead.
- Where more than six decimals are stored, nobody wrote them: the number was computed, and its shown, rounded figure is the one that was
  published (`rounded_display`). So is that of a format which divides by thousands: there the shown figure belongs to the printed unit.
- What a format shows as a dash or not at all is a dash or a blank cell; a number other than zero that is not shown is a doubt
  (`not_shown`).
- Where a format shows a negative number by its colour alone, or not at all, the number stays negative (`hidden_sign`).
- A format that is not understood gives no figure (`unknown_format`): its magnitude would be a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Final, Literal

DoubtKind = Literal["hidden_decimals", "rounded_display", "not_shown", "hidden_zero", "hidden_sign", "unknown_format"]

_SIGNIFICANT: Final = 15  # digits that a spreadsheet program keeps and shows; further ones of a binary number are noise
_WRITTEN: Final = 6
_NOISE: Final = Decimal("5e-9")
_GENERAL_DIGITS: Final = 10  # of a computed number in the format General, which shows eleven characters
_CEILING: Final = Decimal(10) ** 18
_GENERAL: Final = re.compile(r"General|G/通用格式|@", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r'(?P<quoted>"[^"]*")|(?P<escaped>[\\!].)|(?P<space>_.)|(?P<fill>\*.)|(?P<bracket>\[[^\]]*\])|(?P<number>[0#?][0#?,.]*|\.[0#?]+)'
    r"|(?P<percent>[%％])|(?P<plain>[^0#?])"
)
_COLOUR: Final = re.compile(
    r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+|黑色?|蓝色?|青色?|绿色?|洋红|红色?|白色?|黄色?|颜色 ?\d+)\]",
    re.IGNORECASE,
)
_CURRENCY: Final = re.compile(r"\[\$[^\]]*\]|[¥￥$]")
_SIGN: Final = re.compile(r"[-−－(（]")
_FIGURE: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_NOT_LITERAL: Final = re.compile(r"[EeyYmMdDhHsSgGbB/@,]")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell says: `text` as it is read, and where that is not simply what the worksheet shows, `doubt` and what is shown there."""

    text: str
    doubt: DoubtKind | None = None
    display: str = ""


HIDDEN_ZERO: Final = Shown("", "hidden_zero", "0")
"""A zero on a worksheet that shows none."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: text before and behind the number, its digits, and by what the number is divided or multiplied."""

    before: str
    behind: str
    zeros: int
    most: int
    least: int
    grouped: bool
    thousands: int
    percents: int
    has_digits: bool


def show_number(value: int | float, number_format: str) -> Shown:
    """The text of a number under its format (ECMA-376 §18.8.31); currency signs are left out, since the unit is printed in words."""
    stored = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not stored.is_finite() or abs(stored) >= _CEILING:
        return Shown(f"{stored:E}", "unknown_format", number_format)
    sections = _sections(number_format)
    number = _without_noise(stored)
    at = _chosen(number, len(sections))
    text = _COLOUR.sub("", sections[at])
    if _GENERAL.fullmatch(text.strip()) or not number_format:
        return _general(number)
    section = _parsed(text)
    if section is None:
        return Shown(f"{_plain(number)}〔{number_format}〕", "unknown_format", number_format)
    return _shown(number, section, signed=number < 0 and not (at == 1 and len(sections) > 1))


def show_display(value: str, display: str) -> Shown:
    """The text of a number of which the file itself says what the worksheet shows (ODF 1.3, part 3, 19.385): judged by the same rules.

    What is shown has to be the number, rounded, as a percentage, or divided by thousands; else it is not understood.
    """
    stored = Decimal(value)
    if not stored.is_finite() or abs(stored) >= _CEILING:
        return Shown(f"{stored:E}", "unknown_format", display)
    number, bare = _without_noise(stored), _CURRENCY.sub("", display).strip()
    figures = list(_FIGURE.finditer(bare))
    if not figures:
        return _without_digits(number, bare)
    figure = figures[0]
    shown = Decimal(figure.group().replace(",", ""))
    scaled = abs(number) * 100 ** len(re.findall("[%％]", bare))
    thousands = [power for power in range(4) if _rounded(scaled / 1000**power, -int(shown.as_tuple().exponent)) == shown]
    signed = _SIGN.search(bare) is not None
    if len(figures) > 1 or not thousands or (signed and number > 0):
        return Shown(f"{_plain(number)}〔{display}〕", "unknown_format", display)
    if number < 0 and not signed:
        return Shown(f"-{bare}", "hidden_sign", bare)
    full = bare[: figure.start()] + _plain(scaled, "," in figure.group()) + bare[figure.end() :]
    return _as_far_as_shown(number, scaled / 1000 ** thousands[0], shown, bare, full, divides=thousands[0] > 0)


def _without_noise(stored: Decimal) -> Decimal:
    """The number to the fifteen digits that are kept, or the number of at most six decimals that it is but for noise."""
    kept = Context(prec=_SIGNIFICANT, rounding=ROUND_HALF_UP).create_decimal(stored)
    written = _rounded(kept, _WRITTEN)
    return written if abs(kept - written) <= _NOISE else kept


def _is_written(number: Decimal) -> bool:
    return number == _rounded(number, _WRITTEN)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=Context(prec=60))


def _plain(number: Decimal, grouped: bool = False) -> str:
    """The number without trailing zeros; zero without a sign."""
    bare = number.normalize() if number else Decimal(0)
    return f"{bare:,f}" if grouped else f"{bare:f}"


def _general(number: Decimal) -> Shown:
    if _is_written(number):
        return Shown(_plain(number))
    return Shown(_plain(Context(prec=_GENERAL_DIGITS, rounding=ROUND_HALF_UP).create_decimal(number)), "rounded_display", _plain(number))


@cache
def _sections(number_format: str) -> tuple[str, ...]:
    """The sections of a format: positive, negative, zero, text; one alone is for every number."""
    parts, current = [], ""
    for piece in re.findall(r'"[^"]*"|[\\!_*].|\[[^\]]*\]|.', number_format, re.DOTALL):
        if piece == ";":
            parts.append(current)
            current = ""
        else:
            current += piece
    return (*parts, current)[:3] if parts else (current,)


def _chosen(number: Decimal, count: int) -> int:
    if number < 0:
        return 1 if count > 1 else 0
    return 2 if number == 0 and count > 2 else 0


@cache
def _parsed(text: str) -> _Section | None:
    """The parts of a section; None where it is a date, a fraction, scientific, conditional, or has text between digits."""
    before, behind, digits, percents = "", "", "", 0
    for found in _TOKEN.finditer(_CURRENCY.sub("", text)):
        kind, token = found.lastgroup, found.group()
        if kind == "number":
            if digits:
                return None
            digits = token
        elif kind == "bracket" or (kind == "plain" and _NOT_LITERAL.match(token)):
            return None
        elif kind in ("space", "fill"):
            continue
        else:
            percents += kind == "percent"
            literal = token[1:-1] if kind == "quoted" else token[1:] if kind == "escaped" else token
            before, behind = (before, behind + literal) if digits else (before + literal, behind)
    return _section(before, behind, digits, percents)


def _section(before: str, behind: str, digits: str, percents: int) -> _Section | None:
    whole, _, decimals = digits.partition(".")
    bare = whole.rstrip(",")
    trailing = len(decimals) - len(decimals.rstrip(","))
    places = decimals.rstrip(",")
    if "," in places or "." in places:
        return None
    thousands = len(whole) - len(bare) + trailing
    return _Section(
        before, behind, bare.count("0"), len(places), places.count("0"), "," in bare, thousands, percents, bool(re.search("[0#]", digits))
    )


def _shown(number: Decimal, section: _Section, *, signed: bool) -> Shown:
    scaled = abs(number) * 100**section.percents / Decimal(1000) ** section.thousands
    shown = _rounded(scaled, section.most)
    display = _dressed(_digits(shown, section), section, signed)
    if not section.has_digits or not re.search(r"\d", display):
        return _without_digits(number, display)
    if number < 0 and not _SIGN.search(display):
        return Shown(f"-{_dressed(_digits(shown, section), section, False)}", "hidden_sign", display)
    full = _dressed(_plain(scaled, section.grouped), section, signed)
    return _as_far_as_shown(number, scaled, shown, display, full, divides=section.thousands > 0)


def _without_digits(number: Decimal, display: str) -> Shown:
    """What is shown without a digit: a dash or nothing."""
    hidden: DoubtKind | None = "not_shown" if number else None if display else "hidden_zero"
    return Shown(display if not number else "", hidden, _plain(number))


def _as_far_as_shown(number: Decimal, scaled: Decimal, shown: Decimal, display: str, full: str, *, divides: bool) -> Shown:
    """What is shown where that is the whole number or the number was computed; else the number as written, `full`."""
    if shown == scaled:
        return Shown(display)
    if divides or not _is_written(scaled):
        return Shown(display, "rounded_display", _plain(number))
    return Shown(full, "hidden_decimals", display)


def _digits(number: Decimal, section: _Section) -> str:
    """The digits of a rounded number that is not negative: # and ? show no zero that 0 would."""
    whole, _, decimals = f"{number:f}".partition(".")
    whole = whole.lstrip("0").rjust(section.zeros, "0")
    if section.grouped:
        head = len(whole) % 3 or 3
        whole = ",".join((whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3)))) if whole else ""
    kept = decimals[: section.least] + decimals[section.least :].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def _dressed(digits: str, section: _Section, signed: bool) -> str:
    """The digits with sign and the text around them; the widths of spaces are no text."""
    return f"{'-' if signed and digits else ''}{section.before.strip()}{digits}{section.behind.strip()}".strip()
