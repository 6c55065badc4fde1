"""What the search index holds of a query: the best first, and how many. One query a kind, by PostgreSQL's own index alone.

Very many entries may have two common characters in them. Of each tier (the very name, names that begin so, names with the words in them)
a bounded number is looked at, of short names before long ones; where a tier has more, the count is a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from budgets.models import Department, Edition
from comparisons.models import SearchEntry
from comparisons.stored.editions import latest_editions, named
from comparisons.terms import SHORTEST_WORD, SIZES, Kind, Test, fold, of_size, ways_to, wholes, words_of

LOOKED_AT: Final = 500
"""So many entries of a tier are looked at."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found: `SearchEntry` says what its fields are."""

    target: str
    edition: int | None
    in_force: bool
    code: str
    text: str
    sounds: str


@dataclass(frozen=True, slots=True)
class Hits:
    """The best entries of a kind, and how many there are; where `is_more`, that many at least."""

    best: tuple[Hit, ...] = ()
    count: int = 0
    is_more: bool = False


_TIER: Final = "(SELECT {tier} AS tier, * FROM ({sizes}) AS sizes LIMIT %s)"
_SIZE: Final = "SELECT id, target, in_force, length(key) AS size FROM comparisons_searchentry WHERE {condition}"
_BEST: Final = """
WITH looked_at AS MATERIALIZED ({tiers}), things AS (
    SELECT DISTINCT ON ({thing}) id, tier, in_force, size FROM looked_at ORDER BY {thing}, tier, in_force DESC, size, id
), best AS (
    SELECT *, count(*) OVER () AS number FROM things ORDER BY tier, in_force DESC, size, id LIMIT %s
)
SELECT target, edition_id, entry.in_force, code, text, sounds, number,
    (SELECT max(of_tier) FROM (SELECT count(*) AS of_tier FROM looked_at GROUP BY tier) AS tiers)
FROM best JOIN comparisons_searchentry AS entry USING (id) ORDER BY tier, best.in_force DESC, size, id
"""
_TESTS: Final = {"key": "key LIKE %s", "sounds": "sounds LIKE %s", "letters": "sounds ~ %s"}

Condition = tuple[str, list[object]]


_SETTINGS: Final = {
    "enable_seqscan": "off",  # since what is looked for is common, the table would be read from its beginning, every kind of it
    "max_parallel_workers_per_gather": "0",  # to start workers takes longer than to search, and they come in any order
    "jit": "off",
    "work_mem": "'32MB'",  # for exact bitmaps
}


@contextmanager
def from_the_index() -> Iterator[None]:
    """Within, searches read the index and nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in _SETTINGS.items()))
        yield


def hits(kind: Kind, words: Sequence[str], limit: int) -> Hits:
    """The best entries of a kind with all of these words, each of two characters or more. One query, within `from_the_index`."""
    tiers = [
        _tier(0, [("terms && %s::text[]", [wholes(kind, words)])]),
        _tier(1, [_begins(kind, size, words) for size in SIZES]),
        _tier(2, [_inside(kind, size, words) for size in SIZES]),
    ]
    thing = "target" if kind == "department" else "id"
    sql = _BEST.format(tiers=" UNION ALL ".join(text for text, _given in tiers), thing=thing)
    given: list[Any] = [*(one for _text, own in tiers for one in own), limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    if not rows:
        return Hits()
    return Hits(tuple(Hit(*row[:6]) for row in rows), rows[0][6], rows[0][7] >= LOOKED_AT)


def lines_called(names: Mapping[str, str]) -> list[Hit]:
    """The lines with these names, by what they lead to; those of which nothing is in force behind. One query, none for no names.

    Within `from_the_index`.
    """
    if not names:
        return []
    terms = [one for name in names.values() for one in wholes("line", [fold(name)])]
    there = SearchEntry.objects.filter(kind="line", terms__overlap=terms, target__in=names)
    fields = ("target", "edition", "in_force", "code", "text", "sounds")
    return sorted((Hit(*row) for row in there.values_list(*fields)), key=lambda hit: (not hit.in_force, list(names).index(hit.target)))


def departments_named(words: str, limit: int) -> list[Department]:
    """The departments with a document in force that are found by these words, by a name, an alias or how these are read, the best first;
    any, by region, for no words. Of a single character, of which the index knows nothing, and where it finds nothing, those in whose names
    it is.
    """
    looked_for = words_of(words)
    if looked_for and all(len(word) >= SHORTEST_WORD for word in looked_for):
        with from_the_index():
            best = hits("department", looked_for, limit).best
        own = [int(hit.target) for hit in best if hit.in_force]
        if own:
            known = named(own)
            return [known[one] for one in own if one in known]
    in_force = latest_editions(Edition.objects.published(), words, limit)
    return [edition.disclosure.department for edition in in_force if edition.disclosure]


def _tier(tier: int, sizes: Sequence[Condition]) -> Condition:
    """A bounded number of what is of one of these sizes, the first of them first: the last are read only where the first are not enough."""
    texts = " UNION ALL ".join(_SIZE.format(condition=text) for text, _given in sizes)
    return _TIER.format(tier=tier, sizes=texts), [*(one for _text, given in sizes for one in given), LOOKED_AT]


def _begins(kind: Kind, size: int, words: Sequence[str]) -> Condition:
    """Names of a size that begin with the first word and have the others in them."""
    first = _any(_of(kind, size, way.begins, way.begins_ends, way.begins_test) for way in ways_to(kind, words[0]))
    return _all([first, *([_inside(kind, size, words[1:])] if words[1:] else [])])


def _inside(kind: Kind, size: int, words: Sequence[str]) -> Condition:
    """Names of a size that have all of these words in them."""
    return _all(_any(_of(kind, size, way.terms, way.ends, way.test) for way in ways_to(kind, word)) for word in words)


def _of(kind: Kind, size: int, terms: Sequence[str], ends: Sequence[str], test: Test | None) -> Condition:
    """Names of a size that have all of these terms, one of these ends, and are like the test says."""
    parts: list[Condition] = []
    if terms:
        parts.append(("terms @> %s::text[]", [of_size(kind, size, terms)]))
    if ends:
        parts.append(("terms && %s::text[]", [of_size(kind, size, ends)]))
    if test:
        parts.append((_TESTS[test.over], [test.pattern]))
    text, given = _all(parts)
    return f"({text})", given


def _any(conditions: Iterable[Condition]) -> Condition:
    texts, given = zip(*conditions, strict=True)
    return f"({' OR '.join(texts)})", [one for own in given for one in own]


def _all(conditions: Iterable[Condition]) -> Condition:
    texts, given = zip(*conditions, strict=True)
    return " AND ".join(texts), [one for own in given for one in own]
