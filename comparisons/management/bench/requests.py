"""The requests by which comparing is measured: drawn from what is stored, by a seed, no two alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count

from budgets.models import Disclosure, Fact
from comparisons import comparison, standings
from comparisons.asked import Question
from comparisons.compare import fetch
from comparisons.indicators import INDICATORS

Run = Callable[[], object]

DEPARTMENTS, YEARS = 10, 10
_TABLES: Final = ("expenditure", "general_expenditure", "fiscal_expenditure")
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
    """What there is to ask about: departments with their years, and codes."""

    stage: str
    scope: str
    departments: Sequence[int]
    years: Sequence[int]
    codes: Sequence[str]


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
    if len(departments) < DEPARTMENTS or len(years) < 2 or not codes:
        raise ValueError("数据太少，请先运行 make bench-data")
    return Stored(stage, scope, departments, years, codes)


def drawn(there: Stored, seed: int, count: int) -> Iterator[Request]:
    """So many requests, the kinds in turn."""
    chance = random.Random(seed)  # noqa: S311  a benchmark that can be repeated
    kinds = (_comparison, _ranking, _contributions, _peers, _whole)
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
    lines = [*(one.key for one in INDICATORS), *(f"expenditure:{code}" for code in there.codes)]
    return standings.asked(chance.choice(lines), chance.choice(there.years[1:]), there.stage, there.scope)
