"""What the search index holds of a query: the best first, and how many. One query a kind, by PostgreSQL's own index alone.

Very many entries may have two common characters in them. Of each tier (the very name, names that begin so, names with the words in them)
a bounded number is looked at; only where a tier has more is the count a lower bound, and the order within it that of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from comparisons.terms import Kind, Test, ways_to, wholes

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


_TIER: Final = "(SELECT {tier} AS tier, id, target, in_force, length(key) AS size FROM comparisons_searchentry WHERE {condition} LIMIT %s)"
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


@contextmanager
def from_the_index() -> Iterator[None]:
    """Within, the index is what is read: a plan that reads the table instead, since what is looked for is common, reads every kind."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'")
        yield


def hits(kind: Kind, words: Sequence[str], limit: int) -> Hits:
    """The best entries of a kind with all of these words, each of two characters or more. One query, within `from_the_index`."""
    ways = [ways_to(kind, word) for word in words]
    inside = [_any(_of(way.terms, way.ends, way.test) for way in each) for each in ways]
    begins = [_any(_of(way.begins, way.begins_ends, way.begins_test) for way in ways[0]), *inside[1:]]
    whole: Condition = ("terms && %s::text[]", [wholes(kind, words)])
    tiers = [_tier(tier, _all(conditions)) for tier, conditions in enumerate(([whole], begins, inside))]
    thing = "target" if kind == "department" else "id"
    sql = _BEST.format(tiers=" UNION ALL ".join(text for text, _given in tiers), thing=thing)
    given: list[Any] = [*(one for _text, own in tiers for one in own), limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    if not rows:
        return Hits()
    return Hits(tuple(Hit(*row[:6]) for row in rows), rows[0][6], rows[0][7] >= LOOKED_AT)


def _tier(tier: int, condition: Condition) -> Condition:
    return _TIER.format(tier=tier, condition=condition[0]), [*condition[1], LOOKED_AT]


def _of(terms: Sequence[str], ends: Sequence[str], test: Test | None) -> Condition:
    """Names that have all of these terms, one of these ends, and are like the test says."""
    parts: list[Condition] = []
    if terms:
        parts.append(("terms @> %s::text[]", [list(terms)]))
    if ends:
        parts.append(("terms && %s::text[]", [list(ends)]))
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
