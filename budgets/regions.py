"""Divisions of China: code → name, parent, level, full name; and the region that the name of a unit begins with. Pure.

Codes are the six digits of GB/T 2260, state of 2023 (`budgets/reference/regions.tsv`). The nameless divisions between a municipality or a
province and its counties (市辖区, 省直辖县级行政区划) are left out: the parent of 普陀区 310107 is 上海市 310000.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from budgets.codes import read_rows

Level = Literal["province", "city", "county"]

_PARTY: Final = re.compile(r"^(中国共产党|中共|中国人民政治协商会议|政协|中国共产主义青年团|共青团)")
_KIND: Final = re.compile(r"[一-龥]*自治[区州县旗]|特别行政区|地区|林区|特区|[省市区县盟旗]")
"""What kind of division a name says it is, with the peoples of one that governs itself."""
_SHORTEST: Final = 2
_COMMON_NOUNS: Final = frozenset({"城区", "郊区", "矿区"})
_UNKNOWN_COUNTY: Final = re.compile(r"^(城区|郊区|矿区|[一-龥]{1,3}[^社园景辖林地校发护库灾军战特小政][区县])")


@dataclass(frozen=True, slots=True)
class Region:
    """A division. `code` has six digits, `parent` the code of the one above (None for a province); `full_name` starts at the province."""

    code: str
    name: str
    level: Level
    parent: str | None
    full_name: str


def region(code: str) -> Region | None:
    """The division with this six-digit code; None where there is none."""
    return _regions().get(code)


def called(text: str) -> list[Region]:
    """The divisions with this code or name, however much of what is above it stands in front: 普陀区 are two, 上海市普陀区 is one.

    A city and its own district of one name (嘉峪关市) are the city. Where none is called so, those whose names go on with nothing but what
    kind of division they are: 苏州 is 苏州市, 广西 the autonomous region; 朝阳 are four.
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if found := region(text):
        return [found]
    candidates = [one for one in _regions().values() if text.endswith(one.name) and one.full_name.endswith(text)]
    if not candidates:
        candidates = [one for one in _regions().values() if _is_short_for(text, one)]
        if len({one.name for one in candidates}) > 1:
            return candidates
    whole = [one for one in candidates if one.full_name == text] or candidates
    only = _only(whole)
    return [only] if only else whole


def _is_short_for(text: str, one: Region) -> bool:
    """Whether a text is the name of a division (with as much of what is above it as it likes) without the word for its kind."""
    starts = (len(text) - length for length in range(_SHORTEST, len(text) + 1))
    bare = next((text[start:] for start in starts if one.name.startswith(text[start:])), "")
    kind = one.name.removeprefix(bare)
    return bool(bare) and _KIND.fullmatch(kind) is not None and one.full_name.removesuffix(kind).endswith(text)


def region_of(text: str) -> Region | None:
    """The region that the name of a unit begins with: 上海市普陀区人民政府万里街道办事处 → 上海市普陀区.

    None where it begins with none, where the name belongs to several (普陀区司法局: in 上海市 and 舟山市), and where behind a city
    the name of a county follows that we do not know (dissolved, renamed): the city alone would be wrong.
    """
    name = _PARTY.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    candidates = _beginning(name, _regions().values())
    candidates = [found for found in candidates if found.name not in _COMMON_NOUNS]
    return _narrowed(name, candidates)


def _narrowed(name: str, candidates: list[Region]) -> Region | None:
    """The one candidate, followed down as long as the rest of the name names a division within it."""
    found = _only(candidates)
    if found is None:
        return None
    rest = name.removeprefix(found.name)
    within = _beginning(rest, _below(found))
    if within:
        return _narrowed(rest, within)
    return None if found.level != "county" and _UNKNOWN_COUNTY.match(rest) else found


def _beginning(name: str, regions: Iterable[Region]) -> list[Region]:
    """The regions with the longest name that `name` begins with."""
    found = [candidate for candidate in regions if name.startswith(candidate.name)]
    longest = max((len(candidate.name) for candidate in found), default=0)
    return [candidate for candidate in found if len(candidate.name) == longest]


def _only(candidates: list[Region]) -> Region | None:
    """The one candidate; where a city and its own district share a name (嘉峪关市), the city."""
    codes = {candidate.code for candidate in candidates}
    tops = [candidate for candidate in candidates if candidate.parent not in codes]
    return tops[0] if len(tops) == 1 else None


def _below(above: Region) -> list[Region]:
    digits = above.code[:2] if above.level == "province" else above.code[:4]
    return [
        below for below in _regions().values() if below.code.startswith(digits) and below.code != above.code and below.name != above.name
    ]


@cache
def _regions() -> dict[str, Region]:
    names = dict(read_rows("regions.tsv"))
    return {code: Region(code, name, level_of(code), _parent(code, names), _full_name(code, names)) for code, name in names.items()}


def level_of(code: str) -> Level:
    """The level of the region with this six-digit code, as the code itself tells it."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _parent(code: str, names: dict[str, str]) -> str | None:
    above = (f"{code[:4]}00", f"{code[:2]}0000")
    return next((candidate for candidate in above if candidate in names and candidate != code), None)


def _full_name(code: str, names: dict[str, str]) -> str:
    parent = _parent(code, names)
    above = _full_name(parent, names) if parent else ""
    return f"{above}{names[code]}"
