"""Making a dump: all of it as of one moment, file by file; an interrupted one goes on where it was, and none is seen before it is whole.

Everything is read in one snapshot of the database (REPEATABLE READ). What goes on after an interruption has another one: therefore only
figures are left for then, which never change once their edition was published, and it is checked that their departments are the same
still; else it begins anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from budgets.api import streams
from budgets.models import Edition, Fact
from budgets.moments import Moment, moment, second, shown_as_of, this_second
from budgets.parquet import parquet
from dumps import kept, package
from dumps.changes import changes
from dumps.lines import line
from dumps.shapes import CHANGES, MANIFEST, PACKAGE, SUMS, File, Partition, Table, manifest, name_of, sums, year_of
from dumps.tables import Content, absolute, contents, facts

Say = Callable[[str], None]
_LOCK: Final = 0x6D7A_6475
_PIECE: Final = 1 << 16


class Busy(Exception):
    """Somebody else makes a dump just now. `str()` is one line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A dump that is being made: its name, its moment, the parts of its figures, and what these rest upon."""

    name: str
    shown: Moment
    partitions: tuple[Partition, ...]
    fingerprint: str
    done: dict[str, list[File]]

    @property
    def year(self) -> int | None:
        return year_of(self.name)


def make(year: int | None = None, say: Say = lambda _line: None, at: datetime | None = None) -> str:
    """Make a dump of a year's disclosures, or of all; its name. One that was interrupted is made whole instead. Raises Busy.

    `at` is the moment that it pins: the last second that is over, unless another one is asked for.
    """
    with snapshot():
        if not _alone():
            raise Busy("另一个进程正在做整套数据，请等它做完。")
        plan = _resumed(year, say) or _begun(year, at or timezone.now() - timedelta(seconds=1))
        with shown_as_of(plan.shown), TemporaryDirectory(prefix="dump-") as folder:
            _write(plan, Path(folder), say)
            _finish(plan, say)
    return plan.name


@contextmanager
def snapshot() -> Iterator[None]:
    """Within, everything is read as it is in one moment, and nothing is written. A transaction that is open already is that one."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _alone() -> bool:
    """Whether nobody else makes one; until the end of the transaction nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


# What is to be done


def _begun(year: int | None, at: datetime) -> Plan:
    shown = second(at.astimezone(UTC))
    with shown_as_of(shown):
        there = _whose(Edition.objects.published().filter(**({} if year is None else {"disclosure__fiscal_year": year})))
    partitions = tuple(
        Partition(*where, tuple(edition for *_where, edition, _about in some))
        for where, some in groupby(sorted(there, key=lambda one: (one[0], one[1] or "", one[2])), key=lambda one: (one[0], one[1]))
    )
    name = name_of(at, year)
    if kept.manifest(name) is not None:
        raise Busy(f"{name} 已经有了，请过一秒再做。")
    plan = Plan(name, shown, partitions, _fingerprint(there), {})
    kept.plan(
        plan.name,
        {"as_of": shown.text, "fingerprint": plan.fingerprint, "partitions": [asdict(partition) for partition in partitions]},
    )
    return plan


def _resumed(year: int | None, say: Say) -> Plan | None:
    """The dump that was interrupted, where all of it can still be told as it was; what cannot be used is removed."""
    for name in kept.unfinished():
        plan = _planned(name) if year_of(name) == year else None
        if plan is not None and all(content.table.name in plan.done for content in contents()) and _is_as_it_was(plan):
            say(f"接着做 {name}：已有 {len(plan.done)} 步。")
            return plan
        if year_of(name) == year:
            kept.remove(name)
    return None


def _planned(name: str) -> Plan | None:
    found = kept.planned(name)
    if found is None:
        return None
    partitions = tuple(Partition(one["year"], one["region"], tuple(one["editions"])) for one in found["partitions"])
    done = {key: [File(**file) for file in files] for key, files in kept.steps(name).items()}
    return Plan(name, moment(found["as_of"]), partitions, found["fingerprint"], done)


def _is_as_it_was(plan: Plan) -> bool:
    editions = [edition for partition in plan.partitions for edition in partition.editions]
    return _fingerprint(_whose(Edition.objects.filter(pk__in=editions))) == plan.fingerprint


_About = tuple[int, str | None, int, str]
"""Year and region of an edition, its number, and everything else that its figures say of whose they are."""


def _whose(editions: Any) -> list[_About]:
    rows = editions.select_related("disclosure__department").prefetch_related("disclosure__department__names").order_by("pk")
    return [_about(edition) for edition in rows.iterator(chunk_size=1000)]


def _about(edition: Edition) -> _About:
    disclosure = edition.disclosure
    assert disclosure is not None  # noqa: S101  what is published has one
    department = disclosure.department
    about = json.dumps([department.pk, department.name, disclosure.stage, disclosure.scope], ensure_ascii=False)
    return disclosure.fiscal_year, department.region_id, edition.pk, about


def _fingerprint(there: list[_About]) -> str:
    return hashlib.sha256(json.dumps(there, ensure_ascii=False).encode()).hexdigest()


# Writing


def _write(plan: Plan, folder: Path, say: Say) -> None:
    """Every step that is not done yet: the whole tables, then the figures part by part."""
    steps: list[tuple[str, str, Callable[[Path], list[File]]]] = [
        *((content.table.name, content.table.name, partial(_whole, plan, content)) for content in contents()),
        *((f"facts-{number:05}", part.folder, partial(_part, plan, part)) for number, part in enumerate(plan.partitions)),
    ]
    for number, (key, called, write) in enumerate(steps, start=1):
        if key in plan.done:
            continue
        files = write(folder)
        kept.step(plan.name, key, [asdict(file) for file in files])
        plan.done[key] = files
        say(f"{number}/{len(steps)}  {called}  {files[0].rows:,} 行")


def _whole(plan: Plan, content: Content, folder: Path) -> list[File]:
    """A table in one go: what is written into the one file is written into the other as it goes by."""
    table = content.table
    with _Out(folder / "rows.csv.gz") as csv, _Out(folder / "rows.parquet") as columns:
        csv.write(_head(table))

        def lines() -> Iterator[bytes]:
            for values in content.values(plan.year):
                csv.write(line(values, harmless=True))
                csv.rows += 1
                yield line(values)

        for piece in parquet(lines(), list(table.columns)):
            columns.write(piece)
    return _keep(plan, (csv, columns), table, table.name, csv.rows)


def _part(plan: Plan, partition: Partition, folder: Path) -> list[File]:
    """The figures of a year and region, as PostgreSQL writes them."""
    table, rows = facts(), Fact.objects.filter(edition__in=partition.editions)
    count = rows.count()
    with _Out(folder / "rows.csv.gz") as csv, _Out(folder / "rows.parquet") as columns:
        csv.write(_head(table))
        for row in streams.copied(streams.statement(rows, "csv", absolute)):
            csv.write(row)
        for piece in parquet(streams.copied(streams.statement(rows, "parquet", absolute)), list(table.columns)):
            columns.write(piece)
    return _keep(plan, (csv, columns), table, partition.folder, count, year=partition.year, region=partition.region)


def _head(table: Table) -> bytes:
    return line([column.name for column in table.columns])


def _keep(plan: Plan, written: tuple[_Out, _Out], table: Table, folder: str, rows: int, **where: Any) -> list[File]:
    """The same rows in CSV and in Parquet into their places, with their digests."""
    files = []
    for kind, out in zip(("csv", "parquet"), written, strict=True):
        path = f"{kind}/{folder}/part-0{''.join(out.path.suffixes)}"
        kept.keep(plan.name, path, out.path)
        files.append(File(path, out.path.stat().st_size, out.digest, table.name, rows, **where))
    return files


class _Out:
    """A file that is being written; one called .gz is packed. Closed it knows its digest."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows, self.digest = path, 0, ""

    def __enter__(self) -> _Out:
        self._raw = self.path.open("wb")
        packed = gzip.GzipFile("", "wb", 6, self._raw, mtime=0) if self.path.suffix == ".gz" else None
        self._into: IO[bytes] | gzip.GzipFile = packed or self._raw
        return self

    def write(self, piece: bytes) -> None:
        """The next bytes."""
        self._into.write(piece)

    def __exit__(self, *_error: object) -> None:
        self._into.close()
        self._raw.close()
        with self.path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()


# What is said of it


def _finish(plan: Plan, say: Say) -> None:
    """What describes it, and last of all the manifest: from then on it is there. Older ones give way after that."""
    files = [file for some in plan.done.values() for file in some]
    made = this_second().text
    tables = [facts(), *(content.table for content in contents())]
    told: list[tuple[str, Any]] = [
        (PACKAGE, package.described(plan.name, plan.shown.text, made, tables, files)),
        (CHANGES, changes(kept.latest(plan.year), plan.name)),
    ]
    files += [_described(path, kept.keep_json(plan.name, path, content)) for path, content in told]
    kept.keep_text(plan.name, SUMS, sums(files))
    kept.keep_json(plan.name, MANIFEST, manifest(plan.name, plan.shown.text, made, files))
    kept.clean(plan.name)
    say(f"{plan.name} 做好了：{len(files)} 个文件，{sum(file.bytes for file in files):,} 字节。")
    _forget(plan.year)


def _described(path: str, content: bytes) -> File:
    return File(path, len(content), hashlib.sha256(content).hexdigest())


def _forget(year: int | None) -> None:
    own = [name for name in kept.names() if year_of(name) == year]
    for name in own[settings.DUMPS_KEPT :]:
        kept.remove(name)
