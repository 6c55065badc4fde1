"""/healthz and /readyz: each part as it is and as it fails, by the real thing; said in one line, in time."""

from __future__ import annotations

import json
import os
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from operations import bounded, readiness
from operations.models import Worker
from tests.ingest.conftest import documents_dir  # noqa: F401  # the fixture
from tests.test_settings import DEAD, start

ready = pytest.mark.django_db(transaction=True)  # each part has a connection of its own


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def worker(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO operations_worker (name, queues, seen_at) VALUES ('celery@a', '[]', now() - interval '60 s')")


@pytest.mark.service
@pytest.mark.usefixtures("worker")
def test_all_parts_are_there(client: Client, documents_dir: Path, embedded_redis_url: str, settings: Settings) -> None:  # noqa: F811
    settings.CELERY_BROKER_URL = embedded_redis_url
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "parts": {"database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}},
    )
    assert answer["Cache-Control"] == "no-store"
    assert list(documents_dir.iterdir()) == []  # the small file is gone


@pytest.mark.service
def test_rabbitmq_is_a_broker_too(rabbitmq_url: str, settings: Settings) -> None:
    settings.CELERY_BROKER_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS = rabbitmq_url, {"connect_timeout": 3}
    assert readiness.broker() == ""


def test_a_service_without_anything_says_so_in_time_and_without_a_secret(tmp_path: Path) -> None:
    """No database, no broker, no storage: a process of its own."""
    (tmp_path / "documents").write_text("a file where a folder should be")
    done = start(
        "-c",
        "import django, time; django.setup(); from django.test import Client; ask = Client(headers={'host': 'localhost'}).get;"
        "began = time.monotonic(); a = ask('/readyz'); print(a.status_code, time.monotonic() - began, a.content.decode())",
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=DEAD.replace(":x@", ":geheim@"),
        CELERY_BROKER_URL="redis://:geheim@127.0.0.1:1/0",
        DOCUMENTS_DIR=str(tmp_path / "documents"),
    )
    status, seconds, told = done.stdout.split(" ", 2)
    assert (status, float(seconds) < 5) == ("503", True), done.stderr
    assert json.loads(told) == {
        "status": "not ready",
        "parts": {
            "database": "数据库连不上，或一秒内没有回答。请检查 DATABASE_URL 和那台服务器。",
            "broker": "消息代理连不上。请检查 CELERY_BROKER_URL 和那台服务器。",
            "storage": "文件存不下，或读不出（Not a directory）。请检查 DOCUMENTS_DIR。",
            "worker": "没有问到：数据库没有回答。",
        },
    }
    assert "geheim" not in done.stdout + done.stderr


@ready
@pytest.mark.usefixtures("worker")
def test_servers_that_never_answer_are_not_waited_for(client: Client, silent: int, settings: Settings, documents_dir: Path) -> None:  # noqa: F811
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent}/0"
    began = time.monotonic()
    parts = client.get("/readyz").json()["parts"]
    assert time.monotonic() - began < 5
    assert parts["broker"] in (bounded.NO_ANSWER.format(readiness.SECONDS), "消息代理连不上。请检查 CELERY_BROKER_URL 和那台服务器。")
    assert (parts["database"], parts["worker"]) == ("ok", "ok")


@ready
def test_a_worker_not_seen_for_two_minutes_is_no_worker() -> None:
    assert "没有看到工作进程" in readiness.worker()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO operations_worker (name, queues, seen_at) VALUES ('celery@a', '[]', now() - interval '120 s')")
    assert "没有看到工作进程" in readiness.worker()
    Worker.objects.update(seen_at="2999-01-01T00:00:00+00:00")
    assert readiness.worker() == ""


@ready
def test_a_migration_that_was_not_done_is_named() -> None:
    assert readiness.database() == ""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations' AND name = '0001_initial' RETURNING id, app, name, applied")
        row = cursor.fetchone()
        try:
            assert readiness.database() == "迁移还没有做：operations.0001_initial。请运行 manage.py migrate。"
        finally:
            cursor.execute("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", row)


def test_a_folder_that_may_not_be_written_to_is_said(documents_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    documents_dir.mkdir(parents=True)
    documents_dir.chmod(stat.S_IRUSR | stat.S_IXUSR)
    if os.access(documents_dir, os.W_OK):  # root may write everywhere

        def refuse(*args: Any, **more: Any) -> int:
            raise PermissionError(13, "Permission denied", str(documents_dir))

        monkeypatch.setattr("django.core.files.storage.filesystem.os.open", refuse)
    assert readiness.storage() == "文件存不下，或读不出（Permission denied）。请检查 DOCUMENTS_DIR。"


def test_a_question_that_hangs_is_asked_once_however_many_want_to_know() -> None:
    asked, free = [], Event()

    def hang() -> str:
        asked.append(1)
        free.wait(30)
        return ""

    questions = bounded.Questions({"slow": hang, "quick": lambda: "no", "broken": lambda: str(1 / 0)})
    for _many in range(3):
        assert questions.answers(0.05) == {"slow": "0.05 秒内没有回答。", "quick": "no", "broken": "检查时出错（ZeroDivisionError）。"}
    assert asked == [1]
    free.set()
    assert questions.answers(30)["slow"] == ""
    assert questions.answers(30)["slow"] == ""
    assert len(asked) >= 2


def test_alive_says_nothing_of_its_insides(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("address", ["/readyz", "/metrics"])
def test_machines_only_look(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
