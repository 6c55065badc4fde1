"""What can be found of generated disclosures: written as publishing does, but all at once, and with names to be looked for.

Departments and lines are those of the facts, by the code that publishing runs. Projects and sentences are so many of each edition, with
names and wordings of `naming`. Written in batches, each in one transaction: what was interrupted goes on. The index of terms is taken away
first and put back last: to build it once takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, transaction

from budgets.management.bench.shapes import SCHEDULES
from budgets.models import Edition, Statement
from comparisons import searching
from comparisons.management.bench import naming
from comparisons.models import SearchedEdition, SearchEntry

PROJECTS: Final = 29
"""Of an edition: a million in the 34,780 editions of 3·10⁷ facts. Real ones have 61 on average."""
_SENTENCES: Final = 5
EACH: Final = 10
"""Of fifty sentences every tenth: each is of another subject."""
_TABLE: Final = f"tables/{SCHEDULES.index('projects') + 1}"
_BATCH: Final = 500
_FIELDS: Final = ("kind", "target", "edition_id", "in_force", "code", "text", "key", "sounds", "terms")
_TERMS: Final = next(index for index in SearchEntry._meta.indexes if isinstance(index, GinIndex))
_MEMORY: Final = "512MB"


def lacking() -> list[int]:
    """The editions of which nothing can be found yet."""
    shown = Edition.objects.filter(state=Edition.State.PUBLISHED, disclosure__isnull=False)
    return list(shown.exclude(searched__rules=searching.RULES).order_by("pk").values_list("pk", flat=True))


def in_batches(editions: Sequence[int], of_lines: Iterable[int]) -> Iterator[int]:
    """Write what is found of these editions, and say after each batch how many are done; first the lines that `of_lines` print."""
    if editions:
        _forget_other_rules()
        _take_terms_away()
        for edition in Edition.objects.filter(pk__in=list(of_lines)).select_related("disclosure").order_by("pk"):
            searching.write_lines(edition)
    for first in range(0, len(editions), _BATCH):
        _write(editions[first : first + _BATCH])
        yield min(first + _BATCH, len(editions))
    _put_terms_back()


@transaction.atomic
def _write(editions: Sequence[int]) -> None:
    written = list(_entries(editions))  # while a COPY runs nothing else can be asked
    with connection.cursor() as cursor, cursor.copy(f"COPY {SearchEntry._meta.db_table} ({', '.join(_FIELDS)}) FROM STDIN") as copy:
        for entry in written:
            copy.write_row([getattr(entry, name) for name in _FIELDS])
    SearchedEdition.objects.bulk_create(SearchedEdition(edition_id=one, rules=searching.RULES) for one in editions)
    searching.write_departments(Edition.objects.filter(pk__in=editions).values_list("disclosure__department", flat=True))


def _entries(editions: Sequence[int]) -> Iterator[SearchEntry]:
    about = Edition.objects.filter(pk__in=editions).values_list("pk", "disclosure__fiscal_year", "disclosure__department__region")
    names = {edition: naming.projects(edition, year, region or "", PROJECTS) for edition, year, region in about}
    for edition, own in names.items():
        for name in own:
            yield searching.entry("project", _TABLE, name, edition=edition, in_force=True)
    said = Statement.objects.filter(edition__in=editions, order__in=[1 + EACH * at for at in range(_SENTENCES)])
    for pk, edition, order, subject, year, amount in said.values_list("pk", "edition", "order", "subject", "year", "amount"):
        project = names[edition][order % len(names[edition])]
        text = naming.sentence(edition, subject, year or 0, f"{amount or 0:,.2f}", project)
        yield searching.entry("sentence", str(pk), text, edition=edition, in_force=True)


def _forget_other_rules() -> None:
    other = SearchedEdition.objects.exclude(rules=searching.RULES)
    SearchEntry.objects.filter(edition__in=other.values("pk")).delete()
    other.delete()


def _take_terms_away() -> None:
    if _has_terms():
        with connection.schema_editor() as editor:
            editor.remove_index(SearchEntry, _TERMS)


def _put_terms_back() -> None:
    if _has_terms():
        return
    with connection.schema_editor() as editor:
        editor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'")
        editor.add_index(SearchEntry, _TERMS)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {SearchEntry._meta.db_table}")


def _has_terms() -> bool:
    with connection.cursor() as cursor:
        return _TERMS.name in connection.introspection.get_constraints(cursor, SearchEntry._meta.db_table)
