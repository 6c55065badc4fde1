"""The database: out with pg_dump, in with pg_restore, and how a restored one takes the place of another."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

import psycopg
from django.db import connection
from psycopg import sql

from backups import kept
from backups.shapes import BackupError
from config.local.programs import postgresql_folders

NOT_KEPT: Final = frozenset(
    {"django_session", "axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog"}
)
"""Tables whose rows are not kept: who is logged in, or a restore would log in again who has logged out; and from where log-ins failed."""
_MAINTENANCE: Final = "postgres"
_LOCK: Final = 0x6D7A_6272
_LONGEST_NAME: Final = 63
_JOBS: Final = min(4, os.cpu_count() or 1)


# Programs


def program(called: str, least: int) -> tuple[Path, int]:
    """pg_dump or pg_restore: of those at hand the oldest that knows this major version. Raises BackupError where there is none."""
    folders = [*postgresql_folders(), *(Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder)]
    found = sorted({(_major(folder / called), folder / called) for folder in folders if (folder / called).is_file()})
    for major, path in found:
        if major >= least:
            return path, major
    raise BackupError(
        f"没有 {called} {least} 或更新的版本{f'，只有 {found[-1][0]}' if found else ''}："
        f"请安装 postgresql-client-{least}（Debian：apt install postgresql-client-{least}），或重新运行 make setup。"
    )


def _major(path: Path) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # found by us
    match = re.search(r"\) (\d+)", done.stdout)
    return int(match[1]) if match else 0


def _environment(database: str) -> dict[str, str]:
    """Where the programs find the server: no command line shows the password."""
    of_ours = connection.settings_dict
    said = {"PGHOST": of_ours["HOST"], "PGPORT": of_ours["PORT"], "PGUSER": of_ours["USER"], "PGPASSWORD": of_ours["PASSWORD"]}
    said |= {"PGDATABASE": database, "PGCONNECT_TIMEOUT": "5", "PGAPPNAME": "backups", "LC_ALL": "C.UTF-8"}
    return {"PATH": os.environ.get("PATH", ""), **{name: str(value) for name, value in said.items() if value}}


# Out


def exported(cursor: Any) -> str:
    """The name of this transaction's snapshot, for pg_dump; the transaction waits for it, however long that takes."""
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    cursor.execute("SELECT pg_export_snapshot()")
    return str(cursor.fetchone()[0])


def server_version(cursor: Any) -> int:
    """The major version of the server."""
    cursor.execute("SHOW server_version_num")
    return int(cursor.fetchone()[0]) // 10_000


def size(cursor: Any) -> int:
    """Bytes of the database on the server's disk."""
    cursor.execute("SELECT pg_database_size(current_database())")
    return int(cursor.fetchone()[0])


def rows(cursor: Any) -> dict[str, int]:
    """How many rows each table has, but for those whose rows are not kept."""
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname")
    tables = [name for (name,) in cursor.fetchall() if name not in NOT_KEPT]
    return {table: _count(cursor, table) for table in tables}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table)))
    return int(cursor.fetchone()[0])


def dump(snapshot: str, with_program: Path, into: IO[bytes], say: Callable[[str], None]) -> tuple[int, str]:
    """Write the database as the snapshot shows it. Returns bytes and digest. Through a pipe: killed with us, it does not go on alone."""
    options = ["--format=custom", "--no-password", f"--snapshot={snapshot}"]
    options += [f"--exclude-table-data=public.{table}" for table in sorted(NOT_KEPT)]
    with TemporaryFile() as errors:
        command = [str(with_program), *options]
        database = connection.settings_dict["NAME"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=_environment(database)) as running:  # noqa: S603
            assert running.stdout is not None  # noqa: S101  # it is a pipe
            written = kept.copied(running.stdout, into, say)
        if running.returncode:
            raise BackupError(f"pg_dump 没有做成：{_last_words(errors)}")
    return written


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = [line for line in errors.read().decode(errors="replace").splitlines() if line.strip()]
    told = next((line for line in lines if "error" in line.lower()), lines[0] if lines else "没有说原因")
    return told.removeprefix("pg_dump: ").removeprefix("pg_restore: ").removeprefix("error: ").rstrip("。. ")


# In


class Server:
    """The server that a backup goes back to, seen from a database beside the one that is replaced."""

    def __init__(self, beside: psycopg.Connection[Any]) -> None:
        self.beside = beside
        self.target: str = connection.settings_dict["NAME"]
        self.scratch = f"{self.target[: _LONGEST_NAME - len('_restoring')]}_restoring"

    def version(self) -> int:
        """Its major version."""
        with self.beside.cursor() as cursor:
            return server_version(cursor)

    def has(self, database: str) -> bool:
        """Whether it has a database of this name."""
        return self.beside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None

    def is_empty(self) -> bool:
        """Whether the database that is replaced is not there or has no table."""
        if not self.has(self.target):
            return True
        with _connected(self.target) as to:
            return to.execute("SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'").fetchone() is None

    def nobody_there(self) -> None:
        """Raises BackupError where anybody is connected to the database that is to be replaced."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        (others,) = self.beside.execute(asked, [self.target]).fetchone() or (0,)
        if others:
            raise BackupError(f"还有 {others} 个连接在用数据库 {self.target}：请先停下 web、worker 和 beat，再恢复。")

    def begin(self) -> None:
        """Make the scratch database, which an interrupted attempt may have left, ordering texts as the one that it will replace."""
        self.drop_scratch()
        like = self.beside.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname IN (%s, 'template1') ORDER BY datname = 'template1'", [self.target]
        ).fetchone()
        collate, ctype = like or ("C.UTF-8", "C.UTF-8")
        self._run(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}",
            sql.Identifier(self.scratch),
            sql.Literal(collate),
            sql.Literal(ctype),
        )

    def fill(self, dumped: Path, with_program: Path) -> None:
        """Put into the scratch database what pg_dump wrote, as the role that restores."""
        command = [str(with_program), "--exit-on-error", "--no-owner", "--no-acl", "--no-password", f"--jobs={_JOBS}"]
        command += [f"--dbname={self.scratch}", str(dumped)]
        with TemporaryFile() as errors:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=errors, env=_environment(self.scratch), check=False)  # noqa: S603
            if done.returncode:
                raise BackupError(f"pg_restore 没有做成，原来的数据库没有动：{_last_words(errors)}")

    def rows(self) -> dict[str, int]:
        """How many rows each table of the scratch database has."""
        with _connected(self.scratch) as to, to.cursor() as cursor:
            return rows(cursor)

    def take_place(self) -> str:
        """The scratch database takes the place of the other in one step. Returns what the other is called now, "" where there was none."""
        aside = f"{self.target[: _LONGEST_NAME - 24]}_before_{datetime.now(UTC):%Y%m%d%H%M%S}" if self.has(self.target) else ""
        with self.beside.transaction():
            if aside:
                self._run("ALTER DATABASE {} RENAME TO {}", sql.Identifier(self.target), sql.Identifier(aside))
            self._run("ALTER DATABASE {} RENAME TO {}", sql.Identifier(self.scratch), sql.Identifier(self.target))
        return aside

    def drop_scratch(self) -> None:
        """Remove the scratch database where there is one."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(self.scratch))

    def _run(self, statement: str, *parts: sql.Composable) -> None:
        try:
            self.beside.execute(sql.SQL(statement).format(*parts))
        except psycopg.errors.ObjectInUse as error:
            raise BackupError(f"数据库 {self.target} 还有人在用：请先停下 web、worker 和 beat，再恢复。") from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(
                f"角色 {connection.settings_dict['USER']} 不能建库或改库名：请让管理员给它 CREATEDB 和库的所有权。"
            ) from error


@contextmanager
def server() -> Iterator[Server]:
    """The server of DATABASE_URL; nobody else restores there meanwhile. Raises BackupError."""
    try:
        with _connected(_MAINTENANCE) as beside:
            (alone,) = beside.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone() or (False,)
            if not alone:
                raise BackupError("另一个进程正在恢复，请等它做完。")
            yield Server(beside)
    except psycopg.OperationalError as error:
        what = (str(error).splitlines() or [""])[0].removeprefix("connection failed: ")
        raise BackupError(f"数据库出错，原来的数据库没有动：{what}。请检查 DATABASE_URL 和那台服务器。") from error


@contextmanager
def _connected(database: str) -> Iterator[psycopg.Connection[Any]]:
    named = _environment(database)
    where = {"host": named.get("PGHOST"), "port": named.get("PGPORT"), "user": named.get("PGUSER"), "password": named.get("PGPASSWORD")}
    with psycopg.connect(dbname=database, autocommit=True, connect_timeout=5, options="-c statement_timeout=0", **where) as to:  # type: ignore[arg-type]
        yield to


@contextmanager
def django_on(database: str) -> Iterator[None]:
    """Within, Django works on another database of the same server."""
    own = connection.settings_dict["NAME"]
    _let_go()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        _let_go()
        connection.settings_dict["NAME"] = own


def _let_go() -> None:
    connection.close()
    with suppress(AttributeError):
        connection.close_pool()  # type: ignore[attr-defined]
