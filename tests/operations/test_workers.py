"""Workers say that they live, seldom enough, and a database that is down stops none."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.db import connection

from operations import workers
from operations.models import Worker
from tests.operations.test_logs import _Lines, line

SENDER = SimpleNamespace(eventer=SimpleNamespace(hostname="worker@one"), hostname="worker@one")


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_last", {})


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_are_one_row_written_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO operations_worker (name, queues, seen_at) VALUES ('old', '[]', now() - interval '2 days')")
    for second in range(0, 60, 2):
        monkeypatch.setattr("operations.workers.time.monotonic", lambda second=second: 1000.0 + second)
        before = Worker.objects.filter(name="worker@one").values_list("seen_at", flat=True).first()
        workers.say_alive(SENDER)
        after = Worker.objects.get(name="worker@one").seen_at
        assert (after != before) == (second in (0, 26, 52)), second
    assert list(Worker.objects.values_list("name", flat=True)) == ["worker@one"]  # the other was not seen for a day
    workers.say_farewell(SENDER)
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_down_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with _Lines() as text:
        workers.say_alive(SENDER)
        workers.say_alive(SENDER)
    (told,) = [line(one) for one in text]
    assert (told["level"], told["message"]) == (logging.getLevelName(logging.WARNING), "没有写下工作进程在运行：OperationalError")
