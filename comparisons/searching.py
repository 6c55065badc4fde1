"""The search index: written when an edition is published, when one is withdrawn or in force again, and when a department is named.

Of each disclosure the edition is found that its address shows: the one in force, else the last that was. What is found is what is stored,
with personal data masked (documents are read masked; a name that was entered is masked here).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, TypedDict

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from budgets.codes import agrees, level_of, name_of
from budgets.crossings import CROSSING, own_name
from budgets.events import ended, published
from budgets.models import Department, DepartmentName, Edition, Fact, Form, Statement
from budgets.pinyin import sounds
from budgets.privacy import mask
from budgets.querysets import in_force_first
from budgets.schedules import SCHEDULES
from comparisons.indicators import INDICATORS
from comparisons.models import HeadlineTold, SearchedEdition, SearchEntry
from comparisons.series import own_lines
from comparisons.stored.volumes import read_table, tables_in
from comparisons.terms import SOUNDED, Kind, fold, terms_of

RULES: Final = "3"
"""The version of what is found by what: counted up with every change of this module or of `terms`, so that the index is made anew."""

_BATCH: Final = 50
_OF_PROJECTS: Final = tuple(schedule.key for schedule in SCHEDULES.values() if schedule.keyed_by == "project")
_OF_LINES: Final = tuple(schedule.key for schedule in reversed(SCHEDULES.values()) if schedule.keyed_by in ("function", "economic", "item"))
"""Tables of lines, those with the widest titles first."""
_LONGEST_TARGET: Final = 200


class _Standing(TypedDict):
    edition: int
    in_force: bool


@receiver((published, ended), dispatch_uid="comparisons.search_changed")
def search_changed(edition: Edition, **_signal: Any) -> None:
    """What is shown of a disclosure changed."""
    refresh([edition.disclosure_id] if edition.disclosure_id else [])


@receiver((post_save, post_delete), sender=DepartmentName, dispatch_uid="comparisons.search_named")
def search_named(instance: DepartmentName, **_signal: Any) -> None:
    """A department was named, renamed, or lost a name."""
    write_departments([instance.department_id])


@transaction.atomic
def refresh(disclosures: Sequence[int]) -> None:
    """Bring what can be found of these disclosures up to date. Safe to run twice."""
    shown = {edition.disclosure_id: edition for edition in _shown(Edition.objects.filter(disclosure__in=disclosures))}
    before = SearchedEdition.objects.filter(edition__disclosure__in=disclosures)
    gone = list(before.exclude(edition__in=shown.values()).values_list("pk", flat=True))
    SearchEntry.objects.filter(edition__in=gone).exclude(kind=SearchEntry.Kind.LINE).delete()
    for edition in shown.values():
        _write(edition)
    withdrawn = {edition.pk for edition in shown.values() if not edition.is_in_force}
    _settle_lines([*gone, *withdrawn], withdrawn)
    before.filter(pk__in=gone).delete()
    write_departments({edition.disclosure.department_id for edition in shown.values() if edition.disclosure})


def lacking() -> list[int]:
    """The disclosures of which something can not be found, or is by other rules, though it was published."""
    shown = _shown(Edition.objects.all())
    done = dict(SearchedEdition.objects.values_list("pk", "rules"))
    return [edition.disclosure_id for edition in shown if edition.disclosure_id and done.get(edition.pk) != RULES]


def in_batches(disclosures: Sequence[int]) -> Iterator[int]:
    """Index disclosures, and say after each batch how many are done."""
    for first in range(0, len(disclosures), _BATCH):
        refresh(disclosures[first : first + _BATCH])
        yield min(first + _BATCH, len(disclosures))


def _shown(editions: Any) -> list[Edition]:
    """Of each disclosure the edition that its address shows."""
    ever = editions.filter(state__in=Edition.FIXED, disclosure__isnull=False).select_related("disclosure")
    return list(ever.order_by("disclosure_id", in_force_first(), "-published_at", "-number").distinct("disclosure_id"))


def entry(kind: Kind, target: str, text: str, code: str = "", *, edition: int | None, in_force: bool) -> SearchEntry:
    """An entry with everything that it is found by."""
    text = mask(text)
    key = fold(text)
    read = sounds(key) if kind in SOUNDED else ()
    spoken = f" {' '.join(read)} " if read else ""
    return SearchEntry(
        kind=kind,
        target=target,
        code=code,
        edition_id=edition,
        in_force=in_force,
        text=text,
        key=key,
        sounds=spoken,
        terms=terms_of(kind, key, read, code if code.isdigit() else ""),
    )


def _of(edition: Edition) -> _Standing:
    return {"edition": edition.pk, "in_force": edition.is_in_force}


# Departments


def write_departments(departments: Iterable[int]) -> None:
    """The names of those of which anything was ever published, each once; those of others are taken out."""
    ids = set(departments)
    ever = Department.objects.filter(pk__in=ids, disclosures__editions__state__in=Edition.FIXED).distinct()
    in_force = set(ever.filter(disclosures__editions__state=Edition.State.PUBLISHED).values_list("pk", flat=True))
    names = DepartmentName.objects.filter(department__in=ever).order_by("department_id", "id")
    SearchEntry.objects.filter(kind="department", target__in=[str(pk) for pk in ids]).delete()
    SearchEntry.objects.bulk_create(
        entry("department", str(one.department_id), one.name, edition=None, in_force=one.department_id in in_force) for one in names
    )


# What stands in an edition


def _write(edition: Edition) -> None:
    """Its sentences and projects, written once; its lines, which it shares with others; and whether it is in force."""
    searched = SearchedEdition.objects.filter(pk=edition.pk).first()
    own = SearchEntry.objects.filter(edition=edition)
    if searched is None or searched.rules != RULES:
        own.exclude(kind="line").delete()
        SearchEntry.objects.bulk_create([*_sentences(edition), *_projects(edition)])
        SearchedEdition.objects.update_or_create(edition=edition, defaults={"rules": RULES})
    own.exclude(kind="line").exclude(in_force=edition.is_in_force).update(in_force=edition.is_in_force)
    write_lines(edition)


def _sentences(edition: Edition) -> Iterator[SearchEntry]:
    """Each wording once: one sentence tells several things."""
    told: dict[str, int] = {}
    for pk, text in Statement.objects.filter(edition=edition).order_by("order").values_list("pk", "text"):
        told.setdefault(text, pk)
    return (entry("sentence", str(pk), text, **_of(edition)) for text, pk in told.items() if text.strip())


def _projects(edition: Edition) -> Iterator[SearchEntry]:
    """Each name once: where it has a form, the form; else the table that lists it."""
    named: dict[str, tuple[str, str]] = {}
    for number, project in enumerate(Form.objects.filter(edition=edition).values_list("project", flat=True), start=1):
        named.setdefault(fold(project), (f"forms/{number}", project))
    places, sums = _table_numbers(edition), _sums_of_projects(edition)
    rows = Fact.objects.filter(edition=edition, schedule__in=_OF_PROJECTS, code="", item="")
    for document, table, label in rows.order_by("table", "row").values_list("document_id", "table", "label"):
        if (document, table) in places and fold(label) not in sums:
            named.setdefault(fold(label), (f"tables/{places[document, table]}", label))
    return (entry("project", target, text, **_of(edition)) for key, (target, text) in named.items() if key)


def _sums_of_projects(edition: Edition) -> set[str]:
    """The folded names of rows that add up others: the department, its units, groups of projects."""
    found: set[str] = set()
    for schedule in _OF_PROJECTS:
        points = own_lines(read_table([edition], schedule, "total")[edition.pk], schedule, "total")
        over = {point.parent for point in points}
        found |= {fold(point.label) for point in points if point.key in over}
    return found


def _table_numbers(edition: Edition) -> dict[tuple[int, int], int]:
    """The number that a table's address has, by its document and its place there."""
    return {one.place: number for number, one in enumerate(tables_in([edition.pk]).get(edition.pk, ()), start=1)}


# Lines: one entry for all editions that print them so


def write_lines(edition: Edition) -> None:
    """Lines that nobody printed before are made; those that lead to an older year, or to nothing in force, lead here from now on."""
    wanted = _lines(edition)
    known = SearchEntry.objects.filter(kind="line", code__in={code for code, _key in wanted}).select_related("edition__disclosure")
    there = {(one.code, one.key): one for one in known.defer("terms", "sounds")}
    new = [line for place, line in sorted(wanted.items()) if place not in there]
    SearchEntry.objects.bulk_create(new, ignore_conflicts=True)
    if edition.is_in_force:
        for place, line in sorted(wanted.items()):
            if place in there and _gives_way(there[place], edition):
                _lead(there[place], line)


def _gives_way(line: SearchEntry, edition: Edition) -> bool:
    """Whether a line that leads elsewhere is to lead to this edition."""
    other, own = line.edition.disclosure if line.edition else None, edition.disclosure
    if other is None or own is None or not line.in_force:
        return True
    return line.edition_id != edition.pk and (other.pk == own.pk or other.fiscal_year < own.fiscal_year)


def _lead(line: SearchEntry, to: SearchEntry) -> None:
    SearchEntry.objects.filter(pk=line.pk).update(target=to.target, edition=to.edition_id, in_force=to.in_force)


def _lines(edition: Edition) -> dict[tuple[str, str], SearchEntry]:
    """By code or fixed key and folded name: rows of standard tables, and the headline figures that are told. The widest table goes first.

    A name that is not the one of its code is of something below it: a purpose, a unit. Of a code that we do not know, a name is taken
    where the edition calls it nothing else.
    """
    rows = Fact.objects.filter(edition=edition, schedule__in=_OF_LINES).exclude(code="", item="").order_by("order")
    columns: dict[tuple[str, str, str, str, str], list[str]] = {}
    for schedule, side, code, item, label, measure in rows.values_list("schedule", "side", "code", "item", "label", "measure"):
        name = own_name(label) if code else label
        columns.setdefault((schedule, side, code, item, name), []).append(measure)
    named = _names_by_code((code, label) for _schedule, _side, code, _item, label in columns)
    found = {(one.code, one.key): one for one in _headlines(edition)}
    for (schedule, side, code, item, label), measures in sorted(columns.items(), key=lambda one: _OF_LINES.index(one[0][0])):
        place = (code or item, fold(mask(label)))
        target = target_of(schedule, side, code or item, measures)
        if place[1] and place not in found and len(target) <= _LONGEST_TARGET and (not code or _is_name(code, label, named[code], edition)):
            found[place] = entry("line", target, label, code or item, **_of(edition))
    return found


def _names_by_code(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for code, label in rows:
        named.setdefault(code, set()).add(fold(label))
    return named


def _is_name(code: str, label: str, names: Collection[str], edition: Edition) -> bool:
    year = edition.disclosure.fiscal_year if edition.disclosure else None
    if level_of(code) is None:
        return False
    return bool(agrees(code, label, year)) or (name_of(code, year) is None and len(names) == 1)


def _headlines(edition: Edition) -> Iterator[SearchEntry]:
    told = set(HeadlineTold.objects.filter(index=edition.pk).values_list("key", flat=True))
    return (entry("line", one.key, one.name, one.key, **_of(edition)) for one in INDICATORS if one.key in told)


def target_of(schedule: str, side: str, key: str, measures: Sequence[str]) -> str:
    """A line as rankings take it: in the total column, else in the first that it has."""
    column = "" if "total" in measures else f"@{measures[0]}"
    return f"{schedule}:{f'{side}:' if side else ''}{key}{column}"


def _settle_lines(editions: Sequence[int], shown: Collection[int]) -> None:
    """Lines that lead to an edition that is not in force lead to another one that prints them; where none does, they are not in force.

    Of an edition that is not shown any more they are then taken out.
    """
    for line in SearchEntry.objects.filter(kind="line", edition__in=editions):
        found = _printed_in(line)
        other = _lines(found).get((line.code, line.key)) if found else None
        if other:
            _lead(line, other)
        elif line.edition_id in shown:
            SearchEntry.objects.filter(pk=line.pk).update(in_force=False)
        else:
            line.delete()


def _printed_in(line: SearchEntry) -> Edition | None:
    """An edition in force that has this line under this name, the latest year first."""
    in_force = Edition.objects.published().select_related("disclosure").order_by("-disclosure__fiscal_year", "pk")
    if ":" not in line.target:
        return in_force.filter(headline_index__told__key=line.code).first()
    named = Q(label=line.text) | Q(code=line.code, label__startswith=f"{line.text}{CROSSING}")
    same = Fact.objects.filter(named, Q(code=line.code) | Q(code="", item=line.code), schedule__in=_OF_LINES)
    return in_force.filter(pk__in=same.values("edition")).first()
