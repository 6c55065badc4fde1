"""Making a backup: the database in one snapshot, then the originals that its rows refer to, last of all the manifest.

Originals are called by their digest, are stored before their row is, and never change: copied after the snapshot they agree with it.
An interrupted backup is begun anew with the database as it is then; originals that it has already are not copied again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from backups import database, documents, kept
from backups.shapes import DATABASE, BackupError, Manifest, written
from budgets.moments import second
from dumps.shapes import MANIFEST, SUMS, File, name_of, sums
from dumps.writing import snapshot

Say = Callable[[str], None]
_SMALLER: Final = 4
"""What pg_dump writes is packed and has no indexes: at most about so many times smaller than the database, where no earlier one tells."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole: where it is, and the originals that the storage could not give."""

    folder: Path
    lacking: tuple[str, ...]


def make(folder: Path, keep: int, say: Say) -> Made:
    """Make a backup in a folder of backups, and remove the older ones but for `keep` in all. Raises BackupError, OSError.

    None is removed while originals are lacking: an older one may have them.
    """
    with kept.alone(folder) as unfinished:
        earlier = next(iter(kept.whole(folder)), None)
        begun, originals = _database(unfinished, earlier, say)
        came = {file.path for file in kept.followed(originals, "原件", say) if documents.bring(file, unfinished, earlier)}
        files = (*begun.files, *(file for file in originals if file.path in came))
        lacking = tuple(file.path for file in originals if file.path not in came)
        finished = replace(begun, files=files, lacking=lacking, finished=second(timezone.now()).text)
        made = Made(_finish(unfinished, finished), lacking)
        if not lacking:
            for name in kept.remove_older(made.folder, keep):
                say(f"已删除较早的备份 {name}")
    kept.tell_latest(settings.BACKUPS_DIR, made.folder, finished.finished)
    return made


def _database(unfinished: Path, earlier: Path | None, say: Say) -> tuple[Manifest, list[File]]:
    """The dump of the database, what else is true of it in the same snapshot, and the originals that it refers to then."""
    with snapshot(), connection.cursor() as cursor:
        called, version = database.exported(cursor), database.server_version(cursor)
        at = timezone.now()
        if (unfinished.parent / name_of(at, None)).exists():
            raise BackupError(f"{name_of(at, None)} 已经有了，请过一秒再做。")
        with_program, program_version = database.program("pg_dump", version)
        originals = documents.referred()
        _room_for(unfinished, earlier, documents.wanting(originals, unfinished, earlier), database.size(cursor))
        say("数据库…")
        with kept.being_written(unfinished / DATABASE) as file:
            size, digest = database.dump(called, with_program, file, say)
        migrations: dict[str, list[str]] = {}
        for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
            migrations.setdefault(app, []).append(name)
        rows = database.rows(cursor)
    say(f"数据库 {size:,} 字节，{sum(rows.values()):,} 行")
    files = (File(DATABASE, size, digest),)
    return Manifest(second(at).text, "", _program(), version, program_version, migrations, rows, files, ()), originals


def _room_for(unfinished: Path, earlier: Path | None, originals: int, of_database: int) -> None:
    """Raises BackupError where the disk has not enough room, as far as this can be told before."""
    dumped = earlier / DATABASE if earlier is not None else None
    needed = originals + (dumped.stat().st_size if dumped is not None and dumped.exists() else of_database // _SMALLER)
    free = kept.free_bytes(unfinished)
    if needed > free:
        raise BackupError(
            f"{unfinished.parent} 所在的磁盘空间不够：约需 {needed:,} 字节，只有 {free:,} 字节。请腾出空间，或另写一个文件夹。"
        )


def _finish(unfinished: Path, manifest: Manifest) -> Path:
    kept.tidy(unfinished, manifest.files)
    kept.write_text(unfinished / SUMS, sums(manifest.files))
    kept.write_text(unfinished / MANIFEST, written(manifest))
    return kept.name(unfinished, name_of(datetime.fromisoformat(manifest.as_of), None))


def _program() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
