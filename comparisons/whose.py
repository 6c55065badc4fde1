"""Whose a text is: the department's whose document it is, a part of it, or another organisation's that its words name. Pure.

A department's document may have a chapter on each of its units: what stands in one is no figure of the department. Which words are names
of organisations their kind tells (局, 委员会, 中心…), which are the department's own its registered names. In doubt it is another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from budgets.codes import flat, folded

_KIND: Final = (
    "局|委|委员会|办公室|厅|院|法院|检察院|医院|学院|中心|学校|小学|中学|大学|馆|所|站|大队|支队|总队|队|处|公司|集团|街道|协会|总会"
)
"""What kind of organisation a name ends with, in the middle of a sentence."""
_KIND_AT_END: Final = rf"{_KIND}|办公厅|办|室|署|部|会|社|台|园|团|校|基地|乡|镇|政府|(?:分|总)[局院校馆所站队处会]"
"""The same where a heading ends with it: there fewer words end so that are none."""
KIND_IN_SUBJECT: Final = rf"(?:委员会|办公室|委(?!员会)|办(?!公)|{_KIND})"
"""The same in front of what a sentence speaks of, as the database matches it too."""

SELF: Final = re.compile(
    r"(?:局|委|厅|办)?(?:机关)?\(?本级\)?|\(部门\)|\(汇总\)|本部门|我部门|本单位|我单位|我(?:局|委|厅|办|院|会|中心|校)|及?所属(?:预算)?单位|部门所属"
)
"""Words of a document for whose it is."""
_ANOTHER: Final = re.compile(rf"[一-龥](?:{_KIND})|直属|下属|基层|各单位")
_PLACE: Final = re.compile("(?:场|处|住|寓)所$")
"""办公场所 is no organisation."""
_HEADING: Final = re.compile(rf"(?:{_KIND_AT_END})(?:\((?![类款项]\))[^()]*\))?$")
"""学校（款） is a line of the classification and no school."""
HEADS: Final = rf"({_KIND_AT_END}|机关)[)）]?\s*([(（][^()（）]*[)）])?\s*$|本级"
"""A heading that may name an organisation, or a part of the department, as the database matches it: all that do, and some that do not."""
_OWN_LEVEL: Final = re.compile(r"(?<![省市区县州])(?:机关)?本级|机关\)?$")
_WITH_UNITS: Final = re.compile(r"所属|下属|直属|汇总|全部")
_OF_NAME: Final = re.compile(rf"(?:{_KIND_AT_END})$")
_REMEMBERED: Final = 65_536


def names_another(words: str, names: Iterable[str]) -> bool:
    """Whether words of a sentence name an organisation that is not the department, or units of it."""
    return _ANOTHER.search(SELF.sub("", without_names(words, names))) is not None


def heads_another(section: str, names: Iterable[str]) -> bool:
    """Whether a heading ends with the name of an organisation that is not the department."""
    own = tuple(names)
    rest = SELF.sub("", without_names(section, own))
    if _HEADING.search(rest) is None or _PLACE.search(rest):
        return False
    return not any(_is_short_for(folded(section), form) for one in own for form in _forms(one))


@lru_cache(_REMEMBERED)
def is_of_another(section: str, names: tuple[str, ...], scope: str) -> bool:
    """Whether a chapter under this heading is of another organisation than all that a document of this scope is of: of one of the
    department's units, or, in a document of the department with its units, of the department without them (本级)."""
    return heads_another(section, names) or (scope == "department" and _is_own_level(section, names))


def _is_own_level(section: str, names: Iterable[str]) -> bool:
    """Whether a heading names the department without its units, and it is not registered by that name itself."""
    rest = without_names(section, names)
    return _OWN_LEVEL.search(rest) is not None and _WITH_UNITS.search(rest) is None


@lru_cache(_REMEMBERED)
def without_own_name(subject: str, names: tuple[str, ...]) -> str:
    """A subject without the department's name in front, registered or short for it (市教委 for 某市教育委员会)."""
    text = flat(subject)
    forms = sorted({form for one in names for form in _forms(one)}, key=len, reverse=True)
    own = next((form for form in forms if text.startswith(form) and len(text) > len(form)), "")
    return text[len(own or _short_in_front(text, forms)) :]


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without white space, and without the department's own names."""
    text = flat(text)
    for name in sorted({form for one in names for form in _forms(one)}, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def rests(subject: str) -> list[str]:
    """What a sentence may speak of, if any of the names that may stand in front are the department's."""
    text = flat(subject)
    return [text[found.end() :] for found in re.finditer(KIND_IN_SUBJECT, text) if found.end() < len(text)]


def _forms(name: str) -> set[str]:
    """A name as it is registered, and without the bracket at its end: 西安市审计局(汇总)."""
    own = flat(name)
    return {form for form in (own, re.sub(r"\([^()]*\)$", "", own)) if form}


def _short_in_front(text: str, forms: Iterable[str]) -> str:
    """The words in front that are short for one of the names."""
    ends = [found.end() for found in re.finditer(KIND_IN_SUBJECT, text) if found.end() < len(text)]
    return next((text[:end] for end in ends if any(_is_short_for(text[:end], form) for form in forms)), "")


def _is_short_for(short: str, name: str) -> bool:
    """Whether a name is another one with characters left out, as 市重大项目办 is of 某市重大项目建设指挥部办公室.

    It begins as that does, be it without the name of the place, and ends with how that calls its own kind, and no other organisation of
    this kind is left out on the way: 市生态环境局 is not 某市生态环境局某分局.
    """
    kinds = [found.group() for start in range(len(name)) if (found := _OF_NAME.match(name, start))]
    return len(short) >= len("市某局") and any(_is_short_with(short, name[: len(name) - len(kind)], kind[0]) for kind in kinds)


def _is_short_with(short: str, left: str, kind: str) -> bool:
    """Whether it is one, where `left` is the name without how it calls its kind, and `kind` that in one character."""
    body, rest = short[:-1], iter(left)
    begins = body[0] == left[:1] or body[0] in "省市区县州"
    return short[-1] == kind and begins and kind not in left and all(one in rest for one in body)
