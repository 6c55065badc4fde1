"""A department that was registered twice becomes one, and nothing of either is lost.

A published edition never changes, and stays in its disclosure. So where both have published the same disclosure, somebody has to withdraw
nothing and choose nothing here: it is refused, and said which they are. Everything else goes over to the department that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from budgets import editions
from budgets.models import Department, DepartmentName, Disclosure, Edition, Expected, Merger, Subordination, Succession

_KINDS = ("fiscal_year", "stage", "scope")
_LONGEST_SOURCE = 200


class MergeError(Exception):
    """Two departments that cannot be made one. `str()` is one Chinese line: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging would do: how much goes over, and the disclosures that keep it from being done."""

    disclosures: int
    editions: int
    expected: int
    names: tuple[str, ...]
    events: int
    both_published: tuple[Disclosure, ...]

    @property
    def refused(self) -> str:
        """Why it is not done; "" where it can be."""
        if not self.both_published:
            return ""
        which = "、".join(f"{one.fiscal_year} {one.get_stage_display()}（{one.get_scope_display()}）" for one in self.both_published)
        return f"两边都公布过 {which}，公布过的版本不能改归属。请先确认它们真是同一个部门的同一份；是的，请联系开发者处理。"


def plan(duplicate: Department, kept: Department) -> Plan:
    """What merging would do. Raises MergeError where one cannot be merged into the other at all."""
    if duplicate == kept:
        raise MergeError("选的是同一个部门，请另选一个。")
    own = Disclosure.objects.filter(department=duplicate)
    twice = [pair for pair in _pairs(duplicate, kept) if _was_published(pair[0]) and _was_published(pair[1])]
    return Plan(
        own.count(),
        Edition.objects.filter(disclosure__in=own).count(),
        duplicate.expected.count(),
        tuple(duplicate.names.values_list("name", flat=True)),
        Succession.objects.filter(_touches(duplicate, "predecessor", "successor")).count()
        + Subordination.objects.filter(_touches(duplicate, "unit", "superior")).count(),
        tuple(one for one, _other in twice),
    )


@transaction.atomic
def merge(duplicate: Department, kept: Department, source: str, person: User) -> Department:
    """Make two registered departments one: `duplicate` is gone, and `kept` has all that it had. Raises MergeError."""
    if not source.strip():
        raise MergeError("请写明为什么是同一个部门。")
    locked = {one.pk: one for one in Department.objects.select_for_update().filter(pk__in=(duplicate.pk, kept.pk)).order_by("pk")}
    if len(locked) < len({duplicate.pk, kept.pk}):
        raise MergeError("其中一个部门已经没有了，页面可能已过时。请刷新。")
    duplicate, kept = locked[duplicate.pk], locked[kept.pk]
    if refused := plan(duplicate, kept).refused:
        raise MergeError(refused)
    names = list(duplicate.names.order_by("pk").values_list("name", flat=True))
    Merger.objects.create(duplicate=duplicate.pk, kept=kept, names=names, source=source.strip(), person=person)
    Merger.objects.filter(kept=duplicate).update(kept=kept)
    _move_disclosures(duplicate, kept)
    _move_expected(duplicate, kept)
    _move_events(duplicate, kept)
    _move_names(duplicate, kept, source.strip())
    _fill_in(duplicate, kept)
    duplicate.delete()
    editions.tell_waiting(names)
    return kept


def now_of(numbers: Iterable[int]) -> dict[int, int]:
    """By the number of a department that was merged the number that it goes by now. One query."""
    return dict(Merger.objects.filter(duplicate__in=list(numbers)).values_list("duplicate", "kept"))


def _touches(department: Department, *fields: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{field: department})
    return found


def _pairs(duplicate: Department, kept: Department) -> list[tuple[Disclosure, Disclosure]]:
    """The disclosures of one year, stage and scope that both have."""
    of_kept = {tuple(getattr(one, name) for name in _KINDS): one for one in kept.disclosures.all()}
    pairs = ((one, of_kept.get(tuple(getattr(one, name) for name in _KINDS))) for one in duplicate.disclosures.all())
    return [(one, other) for one, other in pairs if other is not None]


def _was_published(disclosure: Disclosure) -> bool:
    return disclosure.editions.filter(state__in=Edition.FIXED).exists()


def _move_disclosures(duplicate: Department, kept: Department) -> None:
    """Of a disclosure that both have the one that was published stays, and takes in the other's editions; all go over."""
    for one, other in _pairs(duplicate, kept):
        stays, goes = (one, other) if _was_published(one) else (other, one)
        _take_in(stays, goes)
        goes.delete()
    moved = list(duplicate.disclosures.values_list("pk", flat=True))
    duplicate.disclosures.update(department=kept)
    published = Edition.objects.filter(disclosure__in=moved, state__in=Edition.FIXED).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT budgets_list_tables(%s::bigint[])", [list(published)])


def _take_in(stays: Disclosure, goes: Disclosure) -> None:
    """Editions that were never published, which have no number yet."""
    for edition in goes.editions.order_by("pk"):
        edition.disclosure = stays
        edition.save()


def _move_expected(duplicate: Department, kept: Department) -> None:
    """What both were expected to publish is expected once."""
    same = Expected.objects.filter(department=kept, **{name: OuterRef(name) for name in _KINDS})
    duplicate.expected.filter(Exists(same)).delete()
    duplicate.expected.update(department=kept)


def _move_events(duplicate: Department, kept: Department) -> None:
    """What became of it, and whose units they are; what would lead from the department to itself, or is said twice, is left out."""
    _move_pairs(Succession.objects.all(), ("predecessor", "successor"), ("kind", "date"), duplicate, kept)
    _move_pairs(Subordination.objects.all(), ("unit", "superior"), ("valid_from", "valid_to"), duplicate, kept)


def _move_pairs(rows: QuerySet[Any], ends: tuple[str, str], told: Sequence[str], duplicate: Department, kept: Department) -> None:
    rows.filter(**{f"{end}__in": (duplicate, kept) for end in ends}).delete()
    for end, other in (ends, ends[::-1]):
        for row in rows.filter(**{end: duplicate}):
            same = {end: kept, **{name: getattr(row, name) for name in (other, *told)}}
            if rows.filter(**same).exists():
                row.delete()
            else:
                setattr(row, end, kept)
                row.save()


def _move_names(duplicate: Department, kept: Department, source: str) -> None:
    """Its names are the other's now. An official name without a day of its own becomes an alias: two cannot be in force at once."""
    known = set(kept.names.values_list("key", flat=True))
    for name in duplicate.names.order_by("pk"):
        if name.key in known:
            continue  # goes with the duplicate
        if name.kind == DepartmentName.Kind.OFFICIAL and name.valid_to is None:
            name.kind = DepartmentName.Kind.ALIAS
        name.department, name.source = kept, name.source or source[:_LONGEST_SOURCE]
        name.save()


def _fill_in(duplicate: Department, kept: Department) -> None:
    """What was known of the duplicate alone: its region; kind and level together with their source."""
    if kept.region_id is None:
        kept.region_id = duplicate.region_id
    if not (kept.kind or kept.level):
        kept.kind, kept.level, kept.source = duplicate.kind, duplicate.level, duplicate.source
    kept.save()
