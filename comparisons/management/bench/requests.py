"""The requests by which comparing is measured: drawn from what is stored, by a seed, no two alike."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from budgets.models import Disclosure, Edition, Fact
from comparisons import comparison, standings
from comparisons.asked import Question
from comparisons.compare import fetch
from comparisons.indicators import INDICATORS
from comparisons.management.bench import server
from comparisons.models import SearchEntry
from comparisons.terms import SOUNDED

Run = Callable[[], object]

DEPARTMENTS, YEARS = 10, 10
_TABLES: Final = ("expenditure", "general_expenditure", "fiscal_expenditure")
_LENGTHS: Final = range(3, 7)
_CODE_LENGTHS: Final = (3, 5, 7)
_SYLLABLES: Final = range(2, 4)
_LETTERS: Final = range(2, 5)
_SYLLABLE: Final = re.compile("[a-z]+")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_LOOKED_FOR: Final = 20_000
_EDITIONS_LOOKED_FOR: Final = 500
_TRIES: Final = 50
"""So often a request that was drawn before is drawn anew; a small database has not so many different ones."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: of which kind, by what it differs from others, and what answers it."""

    kind: str
    key: tuple[object, ...]
    run: Run


@dataclass(frozen=True, slots=True)
class Stored:
    """What there is to ask about: departments with their years, codes, and what names are found by: characters in a row, and syllables."""

    stage: str
    scope: str
    departments: Sequence[int]
    years: Sequence[int]
    codes: Sequence[str]
    names: Sequence[str] = ()
    sounds: Sequence[Sequence[str]] = ()


def stored() -> Stored:
    """What the connected database has. Raises ValueError where it has too little to be asked."""
    kinds = Disclosure.objects.order_by().values_list("stage", "scope").annotate(n=Count("pk")).order_by("-n")
    stage, scope, _count = next(iter(kinds), ("", "", 0))
    own = Disclosure.objects.filter(stage=stage, scope=scope)
    whole = own.order_by().values("department").annotate(n=Count("pk")).filter(n__gte=2).order_by("department")
    departments = list(whole.values_list("department", flat=True))
    years = sorted(set(own.values_list("fiscal_year", flat=True)))[-YEARS:]
    first = Fact.objects.filter(schedule="expenditure").exclude(code="")[:20_000]
    codes = sorted(set(first.values_list("code", flat=True)))
    names = _names()
    pieces = [piece for key, _sounds in names for piece in _CHINESE.findall(key) if len(piece) >= max(_LENGTHS)]
    sounds = [read for _key, text in names if len(read := [one for one in text.split() if _SYLLABLE.fullmatch(one)]) >= max(_LETTERS)]
    if len(departments) < DEPARTMENTS or len(years) < 2 or not (codes and pieces and sounds):
        raise ValueError("数据太少，请先运行 make bench-data")
    return Stored(stage, scope, departments, years, codes, pieces, sounds)


def _names() -> list[tuple[str, str]]:
    """Every department and line with its sounds, and of projects and sentences those of some editions from everywhere."""
    editions = Edition.objects.published().order_by("pk").values_list("pk", flat=True)
    some = list(editions)[:: max(1, len(editions) // _EDITIONS_LOOKED_FOR)]
    sounded = SearchEntry.objects.filter(kind__in=SOUNDED)
    others = SearchEntry.objects.filter(edition__in=some).exclude(kind__in=SOUNDED)
    return [one for own in (sounded, others) for one in own.order_by("pk").values_list("key", "sounds")[:_LOOKED_FOR]]


def drawn(there: Stored, seed: int, count: int) -> Iterator[Request]:
    """So many requests, the kinds in turn."""
    chance = random.Random(seed)  # noqa: S311  a benchmark that can be repeated
    kinds = (_comparison, _ranking, _contributions, _peers, _whole, *_PAGES)
    seen: set[tuple[object, ...]] = set()
    for number in range(count):
        kind = kinds[number % len(kinds)]
        request = next((one for one in (kind(there, chance) for _ in range(_TRIES)) if one.key not in seen), None)
        if request is not None:
            seen.add(request.key)
            yield request


def _comparison(there: Stored, chance: random.Random) -> Request:
    """One headline figure of ten departments over ten years."""
    return _compared("comparison", replace(_side_by_side(there, chance), lines=(chance.choice(INDICATORS).key,)))


def _whole(there: Stored, chance: random.Random) -> Request:
    """All headline figures of ten departments over ten years."""
    return _compared("headline", _side_by_side(there, chance))


def _side_by_side(there: Stored, chance: random.Random) -> Question:
    departments = tuple(chance.sample(there.departments, DEPARTMENTS))
    return Question(departments, tuple(there.years), (there.stage,), (there.scope,))


def _contributions(there: Stored, chance: random.Random) -> Request:
    """What each line of a table adds to a department's change from one year to the next."""
    at = chance.randrange(1, len(there.years))
    years = (there.years[at - 1], there.years[at])
    asked = Question((chance.choice(there.departments),), years, (there.stage,), (there.scope,), schedule=chance.choice(_TABLES))
    return _compared("contributions", asked)


def _compared(kind: str, asked: Question) -> Request:
    def run() -> object:
        found = comparison.compare(asked, *fetch(asked))
        return found.sections, found.falls

    return Request(kind, (kind, asked), run)


def _ranking(there: Stored, chance: random.Random) -> Request:
    """One line of all departments of a year, with the moves since the year before."""
    asked = _line(there, chance)
    return Request("ranking", ("ranking", asked), lambda: standings.entries(asked).ranking())


def _peers(there: Stored, chance: random.Random) -> Request:
    """A department among those of its kind and level."""
    asked, department = _line(there, chance), chance.choice(there.departments)
    return Request("peers", ("peers", asked, department), lambda: standings.peers_of(department, ("kind", "level"), asked))


def _line(there: Stored, chance: random.Random) -> standings.Asked:
    return standings.asked(_any_line(there, chance), chance.choice(there.years[1:]), there.stage, there.scope)


def _any_line(there: Stored, chance: random.Random) -> str:
    return chance.choice([*(one.key for one in INDICATORS), *(f"expenditure:{code}" for code in there.codes)])


# Pages


def _page(kind: str, address: str) -> Request:
    return Request(kind, (kind, address), lambda: server.get(address))


def _comparison_page(there: Stored, chance: random.Random) -> Request:
    """One headline figure of ten departments over ten years."""
    asked = replace(_side_by_side(there, chance), lines=(chance.choice(INDICATORS).key,))
    return _page("comparison_page", f"{reverse('compare')}?{asked.query()}")


def _ranking_page(there: Stored, chance: random.Random) -> Request:
    """One line of all departments of a year."""
    asked = {"line": _any_line(there, chance), "year": chance.choice(there.years[1:]), "stage": there.stage, "scope": there.scope}
    return _page("ranking_page", f"{reverse('rankings')}?{urlencode(asked)}")


def _department_page(there: Stored, chance: random.Random) -> Request:
    """All years of a department, its headline and its charts."""
    return _page("department_page", reverse("department", args=(chance.choice(there.departments),)))


def _search_page_of_two(there: Stored, chance: random.Random) -> Request:
    """Two characters that stand side by side in a name."""
    return _search_page("search_page_of_two", _piece(there, chance, 2))


def _search_page_of_more(there: Stored, chance: random.Random) -> Request:
    """Three to six characters of a name, or how it is read, or the first letters of that, or its code."""
    ways = (lambda: _piece(there, chance, chance.choice(_LENGTHS)), lambda: _read(there, chance), lambda: _initials(there, chance))
    return _search_page("search_page_of_more", chance.choice((*ways, lambda: chance.choice(there.codes)[: chance.choice(_CODE_LENGTHS)]))())


def _search_page(kind: str, query: str) -> Request:
    return _page(kind, f"{reverse('search')}?{urlencode({'q': query})}")


def _piece(there: Stored, chance: random.Random, length: int) -> str:
    """So many Chinese characters of a name."""
    return "".join(_in_a_row(chance, chance.choice(there.names), length))


def _read(there: Stored, chance: random.Random) -> str:
    return "".join(_in_a_row(chance, chance.choice(there.sounds), chance.choice(_SYLLABLES)))


def _initials(there: Stored, chance: random.Random) -> str:
    return "".join(one[0] for one in _in_a_row(chance, chance.choice(there.sounds), chance.choice(_LETTERS)))


def _in_a_row(chance: random.Random, whole: Sequence[str], count: int) -> Sequence[str]:
    start = chance.randrange(len(whole) - count + 1)
    return whole[start : start + count]


_PAGES: Final = (_comparison_page, _ranking_page, _department_page, _search_page_of_two, _search_page_of_more)
