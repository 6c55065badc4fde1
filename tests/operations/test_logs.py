"""A line of the logs: JSON or text, with the numbers of request and task, and without what nobody should read there."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from operations.identifiers import HEADER, number_of
from operations.logs import Json, Numbered, Text
from tests.ingest.processes import Worker, World, wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lines() -> Any:
    """What is logged as in production, one object each."""
    return _Lines()


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Json(whole=False))
        self.addFilter(Numbered(whole=False))
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))

    def __enter__(self) -> list[str]:
        logging.getLogger().addHandler(self)
        return self.text

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self)


def line(text: str) -> dict[str, Any]:
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def formatted(formatter: logging.Formatter, error: BaseException | None = None, **more: Any) -> str:
    record = logging.makeLogRecord({"name": "some.logger", "levelname": "ERROR", "msg": "看\n“%s”", "args": ("这里",), **more})
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    Numbered(whole=False).filter(record)
    return formatter.format(record)


def test_a_line_is_one_object() -> None:
    told = line(formatted(Json(whole=False)))
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "ERROR", "logger": "some.logger", "message": "看\n“这里”"}


def test_what_libraries_put_on_a_record_is_left_out() -> None:
    """Django puts the request there, with its query; Celery the arguments of a task."""
    told = formatted(Json(whole=False), request="<WSGIRequest: GET '/?token=geheim'>", data={"args": "(经办人)"}, status=404)
    assert ("geheim" in told, "经办人" in told, line(told)["status"]) == (False, False, 404)


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


@pytest.mark.parametrize("formatter", [Json, Text])
def test_an_error_says_where_and_not_what_it_quotes(formatter: Any) -> None:
    told = formatted(formatter(whole=False), raised(ValueError("经办人 13800000000"), raised(KeyError("张三"))))
    assert "ValueError" in told
    assert "KeyError" in told
    assert "test_logs.py" in told
    assert "13800000000" not in told
    assert "张三" not in told
    assert "13800000000" in formatted(formatter(whole=True), raised(ValueError("经办人 13800000000")))  # on a developer's machine


def test_an_error_of_a_server_says_what_it_is() -> None:
    assert "connection refused" in formatted(Text(whole=False), raised(OperationalError("connection refused")))


def test_what_celery_says_of_a_failed_task_quotes_nothing() -> None:
    error = raised(ValueError("经办人 13800000000"))
    told = {"id": "t-1", "name": "read", "description": "raised unexpected", "exc": repr(error), "traceback": repr(error), "args": "(张三)"}
    failed = {"name": "celery.app.trace", "msg": "Task %(name)s[%(id)s] %(description)s: %(exc)s", "args": told}
    shown = line(formatted(Json(whole=False), error, **failed))
    assert shown["message"] == "Task read[t-1] raised unexpected: ValueError"
    assert shown["task_id"] == "t-1"
    assert "13800000000" not in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("given", ["4f0c5a1e-92bb-4c3f-8a1d-0123456789ab", "a" * 64, "web-1.2026_11"])
def test_a_well_formed_number_is_taken(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given})[HEADER] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "aaaaaaaa\nforged", "aaaaaaaa bbbb", '{"a": "aaaaaa"}', "一二三四五六七八", "-aaaaaaaa"]
)
def test_any_other_is_replaced(given: str) -> None:
    made = number_of(given)
    assert (made != given, len(made), made.isalnum()) == (True, 32, True)


def test_a_request_is_one_line_with_its_number_and_without_its_query(client: Client, lines: Any) -> None:
    with lines as text:
        answer = client.get("/no/such/page/?token=geheim", headers={"x-request-id": "number-0001"})
    assert answer[HEADER] == "number-0001"
    told = [line(one) for one in text]
    assert {one["request_id"] for one in told} == {"number-0001"}
    (own,) = [one for one in told if one["logger"] == "operations.requests"]
    assert own.pop("milliseconds") >= 0
    assert own.pop("time")
    assert own == {
        **{"level": "INFO", "logger": "operations.requests", "message": "GET /no/such/page/ 404", "request_id": "number-0001"},
        **{"method": "GET", "path": "/no/such/page/", "status": 404},
    }
    assert "geheim" not in "".join(text)


def test_an_address_forges_no_line(client: Client) -> None:
    with _Lines() as text:
        client.get("/no/such/%0A2026-01-01 ERROR forged/")
    assert [line(one)["path"] for one in text if line(one)["logger"] == "operations.requests"] == [
        "/no/such/%0A2026-01-01%20ERROR%20forged/"
    ]


def test_machines_that_ask_every_second_fill_no_log(client: Client) -> None:
    with _Lines() as text:
        logging.getLogger("operations.requests").setLevel(logging.INFO)
        client.get("/healthz")
        logging.getLogger("operations.requests").setLevel(logging.NOTSET)
    assert text == []


def test_the_next_request_has_another_number(client: Client) -> None:
    assert client.get("/healthz")[HEADER] != client.get("/healthz")[HEADER]


def test_an_error_of_a_page_has_its_number_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError(f"经办人 {13_800_000_000}")

    monkeypatch.setattr("operations.views.readiness.parts", lambda: broken(HttpRequest()))
    with _Lines() as text:
        answer = Client(raise_request_exception=False).get("/readyz", headers={"x-request-id": "number-0002"})
    assert (answer.status_code, answer[HEADER]) == (500, "number-0002")
    (error,) = [line(one) for one in text if line(one)["level"] == "ERROR"]
    assert (error["request_id"], "ValueError" in error["exc_info"], "13800000000" in "".join(text)) == ("number-0002", True, False)


SEND = """
import django; django.setup()
from operations.identifiers import current
from ingest.tasks import read_document
current.set("number-0003")
read_document.delay(999999)
"""


@pytest.mark.service
def test_a_task_knows_the_request_that_started_it(
    database_url: str, embedded_redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real worker, whose own lines are JSON, too; it is seen in the database, and gone when it stops."""
    from operations.models import Worker as Row

    (tmp_path / "documents").mkdir()
    monkeypatch.setenv("LOG_FORMAT", "json")
    world = World(database_url, embedded_redis_url, tmp_path / "documents")
    environment = world.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", SEND], cwd=ROOT, env=environment, check=True)
    worker = Worker(world)
    try:
        done = wait_for(lambda: [one for one in told_by(worker) if "succeeded" in one["message"]], "the task")
        assert (done[0]["request_id"], done[0]["logger"], len(done[0]["task_id"])) == ("number-0003", "celery.app.trace", 36)
        received = next(one for one in told_by(worker) if "received" in one["message"])
        assert received["task_id"] == done[0]["task_id"]
        row = wait_for(Row.objects.first, "the worker's row")
        assert row.queues == ["mingzhang", "mingzhang-fetch"]
        assert row.name.startswith("worker-")
        worker.process.terminate()
        worker.process.wait(60)
        assert not Row.objects.exists()
    finally:
        worker.kill()


def told_by(worker: Worker) -> list[dict[str, Any]]:
    """What a worker has logged; its greeting, which is printed, aside."""
    return [json.loads(one) for one in worker.log.read_text().splitlines() if one.startswith("{")]


def test_the_environment_chooses_the_format() -> None:
    told = "import django, logging; django.setup(); logging.getLogger('a').warning('甲')"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "postgres://u@h/d",
        "LANG": "C.UTF-8",
    }
    for chosen, start in (("json", '{"time": '), ("text", "20")):
        done = subprocess.run(
            [sys.executable, "-c", told], cwd=ROOT, env=environment | {"LOG_FORMAT": chosen}, capture_output=True, text=True, check=True
        )
        assert (done.stderr.startswith(start), "甲" in done.stderr, done.stderr.count("\n")) == (True, True, 1)
