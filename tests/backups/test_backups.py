"""Backups, by destroying and restoring: with real servers and files, killed, damaged, and met by what is in their way."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from psycopg import sql
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from backups import kept
from backups.database import NOT_KEPT, django_on, program
from backups.kept import UNFINISHED, whole
from backups.shapes import DATABASE, FORMAT, BackupError, read, written
from budgets.models import Document
from dumps.shapes import MANIFEST
from tests.factories import datong_with_text

pytestmark = pytest.mark.xdist_group("backups")
ROOT = Path(__file__).resolve().parents[2]
SOURCE = "kept_source"
TARGET = "kept_target"
EARLIER = "kept_earlier"


@dataclass(frozen=True)
class Place:
    """A database and the folder of its originals."""

    database: str
    documents: Path

    @property
    def url(self) -> str:
        own = connection.settings_dict
        return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{self.database}"

    def start(self, *arguments: str | Path, **more: str) -> subprocess.Popen[str]:
        """manage.py in a process of its own."""
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "DATABASE_URL": self.url, "DOCUMENTS_DIR": str(self.documents)}
        environment |= {"BACKUPS_DIR": str(self.documents.parent / "backups"), "MINGZHANG_LOCAL_DIR": str(self.documents.parent), **more}
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments: str | Path, **more: str) -> tuple[int, str, str]:
        """The same to its end: exit status, standard output, standard error."""
        running = self.start(*arguments, **more)
        out, errors = running.communicate(timeout=120)
        return running.returncode, out, errors

    def files(self) -> dict[str, str]:
        """Each original with its digest."""
        return {
            str(path.relative_to(self.documents)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.documents.rglob("*")
            if path.is_file()
        }


def beside(statement: str, *names: str) -> list[Any]:
    """SQL on the server, outside of the databases that are backed up."""
    with psycopg.connect(Place("postgres", Path()).url, autocommit=True) as to:
        done = to.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return done.fetchall() if done.description else []


def databases() -> set[str]:
    """Those of these tests."""
    return {name for (name,) in beside("SELECT datname FROM pg_database WHERE datname LIKE 'kept_%'")}


def rows(database: str) -> dict[str, str]:
    """Each table whose rows are kept with the digest of all of them."""
    with psycopg.connect(Place(database, Path()).url) as to:
        tables = to.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").fetchall()
        digest = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
        return {name: to.execute(sql.SQL(digest).format(sql.Identifier(name))).fetchone()[0] for (name,) in tables if name not in NOT_KEPT}  # type: ignore[index]


@pytest.fixture(scope="module")
def source(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Place]:
    """A small database of published figures, its originals in their places."""
    place = Place(SOURCE, tmp_path_factory.mktemp("source") / "documents")
    template = connection.settings_dict["TEST"].get("TEMPLATE") or "template1"
    with django_db_blocker.unblock(), override_settings(STORAGES=stored_in(place.documents)):
        beside("DROP DATABASE IF EXISTS {}", SOURCE)
        beside("CREATE DATABASE {} TEMPLATE {}", SOURCE, template)
        with django_on(SOURCE):
            call_command("migrate", verbosity=0)
            for year in (2022, 2023, 2024):
                book = datong_with_text(year=year)
                keep_original(book.document, place.documents)
                book.publish()
            Session.objects.create(session_key="somebody", session_data="", expire_date=timezone.now())
            AccessAttempt.objects.create(username="somebody", ip_address="192.0.2.1", failures_since_start=1)
        yield place
        beside("DROP DATABASE {} WITH (FORCE)", SOURCE)


def stored_in(folder: Path) -> dict[str, Any]:
    """STORAGES with the originals in this folder."""
    from django.conf import settings

    return {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}}


def keep_original(document: Document, folder: Path) -> None:
    """Give a document of the factories an original."""
    content = f"原件 {document.pk}\n".encode() * 1000
    digest = hashlib.sha256(content).hexdigest()
    path = f"originals/{digest[:2]}/{digest}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
    Document.objects.filter(pk=document.pk).update(sha256=digest, size=len(content), original=path)


@pytest.fixture(scope="module")
def first(source: Place) -> Path:
    """A backup of it, made in the terminal."""
    status, out, errors = source.run("backup")
    assert status == 0, errors
    return Path(out.strip())


@pytest.fixture
def backup(first: Path, tmp_path: Path) -> Path:
    """A copy of that backup, to be damaged."""
    return Path(shutil.copytree(first, tmp_path / first.name))


@pytest.fixture
def target(tmp_path: Path, settings: Settings, source: Place) -> Iterator[Place]:
    """Where it is restored to: no database yet, an empty storage. Django works there."""
    place = Place(TARGET, tmp_path / "restored")
    settings.STORAGES = stored_in(place.documents)
    settings.BACKUPS_DIR = tmp_path / "backups"
    with django_on(TARGET):
        yield place
    for name in databases() - {SOURCE}:
        beside("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def at_source(source: Place, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Django works on the source, and a copy of its originals; the folder of the backups."""
    shutil.copytree(source.documents, tmp_path / "documents")
    settings.STORAGES = stored_in(tmp_path / "documents")
    settings.BACKUPS_DIR = tmp_path / "backups"
    with django_on(SOURCE):
        yield tmp_path / "backups"


def refused(*arguments: Any, **options: Any) -> str:
    """What a command says that it does not do, in one line."""
    with pytest.raises(CommandError) as error:
        call_command(*arguments, **options)
    said = str(error.value)
    assert "\n" not in said
    return said


# There and back


def test_what_was_destroyed_is_back_to_the_last_row_and_byte(source: Place, first: Path, tmp_path: Path) -> None:
    place = Place(TARGET, tmp_path / "restored")
    status, out, errors = place.run("restore", first)
    assert (status, errors.count("Traceback")) == (0, 0), errors
    assert "已恢复" in out
    before, after = rows(SOURCE), rows(TARGET)
    assert after == before
    assert kept.manifest(first).rows["budgets_fact"] > 0
    with psycopg.connect(place.url) as to:
        gone = to.execute("SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM axes_accessattempt)").fetchone()
    assert gone == (0, 0)
    assert place.files() == source.files()
    assert len(place.files()) == 3
    beside("DROP DATABASE {}", TARGET)


def test_a_backup_is_for_the_owner_alone_and_tells_what_it_is_made_of(source: Place, first: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in [first, *first.rglob("*")] if path.is_dir()}
    assert modes == {0o700}
    assert {path.stat().st_mode & 0o777 for path in first.rglob("*") if path.is_file()} == {0o600}
    manifest = kept.manifest(first)
    assert manifest.rows["budgets_document"] == 3
    assert manifest.migrations["budgets"][0] == "0001_initial"
    told = json.loads((first.parent / "latest.json").read_text(encoding="utf-8"))
    assert told == {"finished_at": manifest.finished, "folder": str(first)} == kept.latest(first.parent)
    checked = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=first, check=False)
    assert checked.returncode == 0
    assert not (first.parent / UNFINISHED).exists()


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


def test_a_database_that_is_not_empty_gives_way_only_when_asked_to(
    backup: Path, target: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    beside("CREATE DATABASE {}", TARGET)
    with psycopg.connect(target.url) as to:
        to.execute("CREATE TABLE precious AS SELECT 1 AS one")
    assert "不是空的" in refused("restore", backup)
    assert "请在终端里运行，或加 --yes" in refused("restore", backup, replace=True)
    monkeypatch.setattr("sys.stdin", Terminal("another\n"))
    assert "名字不对" in refused("restore", backup, replace=True)
    with psycopg.connect(target.url) as somebody:
        assert "还有 1 个连接" in refused("restore", backup, replace=True, yes=True)
        assert somebody.execute("SELECT one FROM precious").fetchone() == (1,)
    monkeypatch.setattr("sys.stdin", Terminal(f"{TARGET}\n"))
    beside("CREATE DATABASE {} TEMPLATE {}", f"{TARGET}_restoring", TARGET)  # as a killed attempt leaves it
    call_command("restore", backup, replace=True)
    assert rows(TARGET) == rows(SOURCE)
    (aside,) = databases() - {SOURCE, TARGET}
    assert aside in capsys.readouterr().out
    assert "precious" in rows(aside)


def test_a_backup_of_an_earlier_version_is_brought_to_the_tables_of_this_one(source: Place, target: Place, settings: Settings) -> None:
    beside("CREATE DATABASE {} TEMPLATE {}", EARLIER, SOURCE)
    settings.STORAGES = stored_in(source.documents)
    with django_on(EARLIER):
        call_command("migrate", "budgets", "0030", verbosity=0)
        call_command("backup")
    settings.STORAGES = stored_in(target.documents)
    (made,) = whole(settings.BACKUPS_DIR)
    assert kept.manifest(made).migrations["budgets"][-1].startswith("0030")
    call_command("restore", made)
    before, after = rows(SOURCE), rows(TARGET)
    assert after.keys() == before.keys()
    assert {table for table in before if after[table] != before[table]} <= {"django_migrations"}
    assert target.files() == source.files()
    call_command("migrate", check_unapplied=True, verbosity=0)  # ends the process where one is left


# What cannot be used


def _edit(change: Callable[[dict[str, Any]], object], *, honest: bool = False) -> Callable[[Path], None]:
    """Change what the manifest says; `honest`: with the right digest, as whoever made it so would have written it."""

    def edit(backup: Path) -> None:
        said = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        change(said)
        if honest:
            del said["sha256"]
            plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            said["sha256"] = hashlib.sha256(plain.encode()).hexdigest()
        (backup / MANIFEST).write_text(json.dumps(said), encoding="utf-8")

    return edit


def _an_original(backup: Path) -> Path:
    return next(path for path in sorted((backup / "documents").rglob("*")) if path.is_file())


def _one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(lambda backup: _one_byte(_an_original(backup)), "（内容不符）", id="original"),
        pytest.param(lambda backup: _one_byte(backup / DATABASE), "database.dump（内容不符）", id="database"),
        pytest.param(lambda backup: _an_original(backup).unlink(), "（缺失）", id="missing"),
        pytest.param(lambda backup: (backup / MANIFEST).unlink(), "不是一份完整的备份", id="unfinished"),
        pytest.param(lambda backup: (backup / MANIFEST).write_text('{"format": 1,'), "已损坏", id="cut off"),
        pytest.param(_edit(lambda said: said["rows"].clear()), "摘要不符", id="edited"),
        pytest.param(_edit(lambda said: said.update(format=FORMAT + 1)), "请先升级程序", id="newer format"),
        pytest.param(
            _edit(lambda said: said["migrations"]["budgets"].append("9999_future"), honest=True), "budgets.9999_future", id="newer"
        ),
        pytest.param(_edit(lambda said: said.update(postgresql=99), honest=True), "来自 PostgreSQL 99", id="newer server"),
        pytest.param(_edit(lambda said: said["files"][1].update(path="../x"), honest=True), "文件夹之外", id="outside"),
        pytest.param(_edit(lambda said: said["rows"].update(budgets_fact=1), honest=True), "行数与清单不符（budgets_fact）", id="rows"),
        pytest.param(shutil.rmtree, "没有", id="none"),
    ],
)
def test_what_is_damaged_or_newer_is_one_line_and_nothing_is_touched(
    damage: Callable[[Path], None], said: str, backup: Path, target: Place
) -> None:
    damage(backup)
    assert said in refused("restore", backup)
    assert databases() == {SOURCE}
    assert not target.documents.exists() or not target.files()


def test_a_restored_database_that_fails_on_the_way_leaves_the_old_one(backup: Path, target: Place) -> None:
    (backup / DATABASE).write_bytes((backup / DATABASE).read_bytes()[:-5000])
    manifest = read((backup / MANIFEST).read_text(encoding="utf-8"))
    cut = (backup / DATABASE).read_bytes()
    files = tuple(
        type(file)(file.path, len(cut), hashlib.sha256(cut).hexdigest()) if file.path == DATABASE else file for file in manifest.files
    )
    (backup / MANIFEST).write_text(written(replace(manifest, files=files)), encoding="utf-8")
    beside("CREATE DATABASE {}", TARGET)
    assert "pg_restore 没有做成" in refused("restore", backup, replace=True, yes=True)
    assert databases() == {SOURCE, TARGET}


def test_verifying_tells_a_sound_one_from_a_damaged_one(source: Place, backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", backup, verify=True)
    assert "是完整的" in capsys.readouterr().out
    assert "里有 1 份备份" in refused("backup", backup.parent, verify=True)
    _one_byte(_an_original(backup))
    assert "1 个文件不对" in refused("backup", backup, verify=True)


# What is in the way


def test_a_disk_without_room_is_said_before(at_source: Path, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "free_bytes", lambda _path: 1000)
    assert "磁盘空间不够" in refused("backup")
    assert whole(at_source) == []


def test_a_disk_that_is_full_on_the_way_leaves_no_backup(at_source: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        assert "写不进" in refused("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert whole(at_source) == []
    call_command("backup")
    assert len(whole(at_source)) == 1


def test_programs_that_are_too_old_are_one_line_that_says_how_to_get_others() -> None:
    with pytest.raises(BackupError, match=r"没有 pg_dump 99 .*请安装 postgresql-client-99"):
        program("pg_dump", 99)


def test_two_at_a_time_do_not_meet(at_source: Path) -> None:
    with kept.alone(at_source):
        assert "另一个进程" in refused("backup")


def test_a_storage_without_room_is_said_before(target: Place, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "free_bytes", lambda _path: 1000)
    assert "磁盘空间不够" in refused("restore", backup)
    assert databases() == {SOURCE}


def test_a_server_that_cannot_be_reached_is_one_line(source: Place, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, errors = source.run("backup", tmp_path / "new", DATABASE_URL="postgres://mingzhang:x@127.0.0.1:1/mingzhang")
    assert (status, out, errors.count("\n")) == (2, "", 1), errors
    assert "请检查 DATABASE_URL" in errors
    assert whole(tmp_path / "new") == []
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    assert "请检查 DATABASE_URL" in refused("restore", backup)


def test_an_interrupted_one_is_none_and_is_gone_on_with(source: Place, tmp_path: Path) -> None:
    folder, last = tmp_path / "backups", source.documents / _last_original(source)
    content = last.read_bytes()
    last.unlink()
    os.mkfifo(last)  # whoever reads it waits: there the process is when it is ended
    try:
        killed = _ended_by(signal.SIGKILL, source, folder, last)
        before = {path.name: path.stat().st_ino for path in _copied(folder)}
        stopped = _ended_by(signal.SIGINT, source, folder, last)
    finally:
        last.unlink()
        last.write_bytes(content)
    assert whole(folder) == []
    assert killed[:2] == (-signal.SIGKILL, "")
    assert stopped[:2] == (1, "")
    assert "接着做" in stopped[2].splitlines()[-1]
    assert "Traceback" not in stopped[2]
    status, out, errors = source.run("backup", folder)
    assert status == 0, errors
    made = Path(out.strip())
    assert whole(folder) == [made]
    after = {path.name: path.stat().st_ino for path in made.rglob("?" * 64)}
    assert (len(before), len(after)) == (2, 3)
    assert before.items() <= after.items()


def _ended_by(how: signal.Signals, source: Place, folder: Path, last: Path) -> tuple[int, str, str]:
    """Begin a backup and end it where it reads the last original."""
    running = source.start("backup", folder)
    with os.fdopen(_read_by_somebody(last), "wb"):
        running.send_signal(how)
        out, errors = running.communicate(timeout=30)
    return running.returncode, out, errors


def _read_by_somebody(fifo: Path) -> int:
    """The other end of a pipe, as soon as somebody reads from it."""
    limit = time.monotonic() + 60
    while True:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < limit
            time.sleep(0.05)


def _copied(folder: Path) -> list[Path]:
    return sorted((folder / UNFINISHED / "documents").rglob("?" * 64))


def _last_original(source: Place) -> str:
    with psycopg.connect(source.url) as to:
        (path,) = to.execute("SELECT original FROM budgets_document ORDER BY id DESC LIMIT 1").fetchone() or ("",)
    return str(path)


# One after the other


def test_originals_are_shared_and_damage_in_an_earlier_one_is_not_carried_on(at_source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup")
    (one,) = whole(at_source)
    damaged, *sound = sorted(path for path in (one / "documents").rglob("*") if path.is_file())
    _one_byte(damaged)
    time.sleep(1)
    call_command("backup")
    two = whole(at_source)[0]
    assert all((two / path.relative_to(one)).samefile(path) for path in sound)
    assert not (two / damaged.relative_to(one)).samefile(damaged)
    call_command("backup", two, verify=True)
    time.sleep(1)
    call_command("backup", keep=2)
    assert len(whole(at_source)) == 2
    assert one not in whole(at_source)


def test_an_original_that_the_storage_lost_is_told_and_no_earlier_backup_removed(at_source: Path, tmp_path: Path) -> None:
    lost = next(path for path in sorted((tmp_path / "documents").rglob("*")) if path.is_file())
    _one_byte(lost)
    said = refused("backup", keep=1)
    assert "有 1 个原件在存储里缺失或与摘要不符" in said
    (made,) = whole(at_source)
    assert kept.manifest(made).lacking == (f"documents/{lost.relative_to(tmp_path / 'documents')}",)
    time.sleep(1)
    refused("backup", keep=1)
    assert len(whole(at_source)) == 2


@pytest.mark.parametrize("options", [{"keep": 0}, {"verify": True}])
def test_a_wrong_command_line_is_one_line(options: dict[str, Any]) -> None:
    refused("backup", **options)
