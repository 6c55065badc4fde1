"""Restoring a backup: all of it is verified first, then made beside what there is, and takes its place in the last step.

Whatever fails on the way leaves the database as it was. Originals are only added to the storage, under the names of their digests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from backups import documents, kept
from backups.database import Server, django_on, program, server
from backups.shapes import DATABASE, BackupError, Manifest

Say = Callable[[str], None]


def restore(backup: Path, *, replace: bool, say: Say) -> tuple[Manifest, str]:
    """Put back a backup. Returns what it is made of, and what the database that was there is called now ("": there was none).

    `replace`: a database that is not empty is replaced. Raises BackupError, and then the database is as it was.
    """
    kept.manifest(backup)
    with server() as at:
        if not replace and not at.is_empty():
            raise BackupError(f"数据库 {at.target} 不是空的，没有动它。要用备份代替它，请加 --replace。")
        at.nobody_there()
        manifest = kept.verify(backup, say)
        _known(manifest, at)
        documents.room_for(manifest.documents)
        try:
            _fill(at, backup, manifest, say)
            for original in kept.followed(manifest.documents, "原件", say):
                documents.put_back(original, backup)
            at.nobody_there()
            aside = at.take_place()
        except BaseException:
            at.drop_scratch()
            raise
    return manifest, aside


def unknown_migrations(manifest: Manifest) -> list[str]:
    """Which of the backup's migrations this program does not know: it was made by a newer one."""
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, names in manifest.migrations.items() for name in names if (app, name) not in known]


def _known(manifest: Manifest, at: Server) -> None:
    if unknown := unknown_migrations(manifest):
        raise BackupError(f"这份备份是较新的版本（{manifest.program}）做的，本程序不认识它的迁移 {unknown[-1]}：请先升级程序。")
    if manifest.postgresql > (version := at.version()):
        raise BackupError(f"这份备份来自 PostgreSQL {manifest.postgresql}，这台服务器是 {version}：请用同样或更新的版本。")


def _fill(at: Server, backup: Path, manifest: Manifest, say: Say) -> None:
    """The scratch database with what the backup has, every row of it, brought to the tables of this program."""
    with_program, _version = program("pg_restore", manifest.pg_dump)
    say("数据库…")
    at.begin()
    at.fill(backup / DATABASE, with_program)
    rows = at.rows()
    if wrong := [table for table in {*rows, *manifest.rows} if rows.get(table) != manifest.rows.get(table)]:
        raise BackupError(f"恢复出来的行数与清单不符（{'、'.join(sorted(wrong)[:3])}），原来的数据库没有动。")
    say(f"数据库 {sum(rows.values()):,} 行，与清单相符")
    try:
        with django_on(at.scratch):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise BackupError(f"恢复出来的数据库迁移不到本版本，原来的数据库没有动：{str(error).splitlines()[0]}") from error
