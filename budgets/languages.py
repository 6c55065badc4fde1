"""The language in an address: `lang=en` beside whatever else it asks for, so that a page in English can be cited, embedded and found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils import translation

PARAMETER: Final = "lang"
TAKEN_OUT: Final = "mingzhang.language"
"""Where a request keeps the word that was taken out of its address."""
LANGUAGES: Final = {code.partition("-")[0]: code for code, _name in settings.LANGUAGES}
"""By the word that an address has for it: zh, en."""
NAMES: Final = {"zh": "zh-Hans"}
"""What a language is called in a page, where that is another word."""


class Both(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


def in_both(said: Callable[[], str]) -> Both:
    """What a function says in each language, whatever the one in force."""
    told = {}
    for word, code in LANGUAGES.items():
        with translation.override(code):
            told[word] = said()
    return Both(**told)


def in_language(address: str, word: str) -> str:
    """An address, which may have a query, of the same in a language."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={word}"


def as_shown(address: str) -> str:
    """The address of the same in the language in which it is shown: Chinese is that of every address without one."""
    word = next((word for word, code in LANGUAGES.items() if code == translation.get_language()), "")
    return in_language(address, word) if word and LANGUAGES[word] != settings.LANGUAGE_CODE else address


def run_on(*sentences: str) -> str:
    """Sentences that follow each other: with a space between, which Chinese has not. Empty ones are left out."""
    space = "" if (translation.get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE else " "
    return space.join(one.strip() for one in sentences if one.strip())


def kept(request: HttpRequest, address: str) -> str:
    """An address to which a request is led on, in the language that its own address asked for, if it did."""
    word = request.META.get(TAKEN_OUT, "")
    return in_language(address, word) if word else address


def alternates(request: HttpRequest) -> dict[str, object]:
    """For every page: the address that it is known by in each language (`hreflang`), and in the one that is shown. Nothing for a host that
    is not ours."""
    try:
        own = request.build_absolute_uri(request.get_full_path())
    except DisallowedHost:  # the page that says so has no address here
        return {}
    usual = {word: own if code == settings.LANGUAGE_CODE else in_language(own, word) for word, code in LANGUAGES.items()}
    named = [(NAMES.get(word, word), address) for word, address in usual.items()]
    return {"languages": [*named, ("x-default", own)], "canonical": as_shown(own)}
