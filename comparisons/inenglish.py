"""What English words mean: headline figures and standard tables by their names in the catalogue of translations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons.indicators import BY_KEY, INDICATORS

_WORD: Final = re.compile(r"[a-z]{3,}")
"""Two letters are rather the first ones of two syllables."""


def figures(words: Sequence[str]) -> dict[str, str]:
    """The headline figures in whose English names all of these words stand, by key with their own name; the shorter name first."""
    return {key: BY_KEY[key].name for key in _meant(words, _figures())}


def tables(words: Sequence[str]) -> list[str]:
    """The standard tables in whose titles, English or Chinese, all of these words stand."""
    chinese = [key for key in SCHEDULES if words and all(word in schedule_title_in("zh-hans", key) for word in words)]
    return list(dict.fromkeys((*chinese, *_meant(words, _tables()))))


@cache
def schedule_title_in(language: str, key: str) -> str:
    """The title of a table in a language, in small letters."""
    with translation.override(language):
        return schedule_title(key).casefold()


@cache
def _figures() -> dict[str, str]:
    with translation.override("en"):
        return {one.key: gettext(one.name).casefold() for one in INDICATORS}


@cache
def _tables() -> dict[str, str]:
    return {key: schedule_title_in("en", key) for key in SCHEDULES}


def _meant(words: Sequence[str], names: dict[str, str]) -> list[str]:
    if not words or not all(map(_WORD.fullmatch, words)):
        return []
    return sorted((key for key, name in names.items() if all(word in name for word in words)), key=lambda key: len(names[key]))
