"""Workers say in the database that they live: seen on any host, without asking them over the broker."""

from __future__ import annotations

import json
import logging
import time
from datetime import timedelta
from typing import Any, Final

from celery import current_app
from celery.signals import heartbeat_sent, worker_shutdown
from django.db import DatabaseError, InterfaceError

from operations import direct
from operations.models import Worker

EVERY: Final = 25.0
"""Seconds between two signs of life."""
LATELY: Final = timedelta(seconds=90)
"""Seen within this time, a worker is taken to live: it may miss two signs."""
_FORGOTTEN: Final = timedelta(days=1)

_TABLE: Final = Worker._meta.db_table
_SAY: Final = (
    f"INSERT INTO {_TABLE} (name, queues, seen_at) VALUES (%s, %s, now()) "  # noqa: S608  # a name of our own
    "ON CONFLICT (name) DO UPDATE SET queues = excluded.queues, seen_at = excluded.seen_at"
)
_FORGET: Final = f"DELETE FROM {_TABLE} WHERE seen_at < now() - %s"  # noqa: S608
_TAKE_AWAY: Final = f"DELETE FROM {_TABLE} WHERE name = %s"  # noqa: S608

_log = logging.getLogger(__name__)
_last: dict[str, float] = {}
"""When this process said so for a name, by its own steady clock."""


@heartbeat_sent.connect
def say_alive(sender: Any, **_signal: Any) -> None:
    """Every two seconds the worker's first process comes by here; it says so much more seldom. A database that is down is the
    business of the tasks: here it is one line."""
    name, now = str(sender.eventer.hostname), time.monotonic()
    if now - _last.get(name, -EVERY) < EVERY:
        return
    _last[name] = now
    _write((_SAY, [name, json.dumps(sorted(current_app.amqp.queues.consume_from))]), (_FORGET, [_FORGOTTEN]))


@worker_shutdown.connect
def say_farewell(sender: Any, **_signal: Any) -> None:
    """One that stops in order is gone at once."""
    _write((_TAKE_AWAY, [str(sender.hostname)]))


def _write(*statements: tuple[str, list[Any]]) -> None:
    try:
        with direct.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
    except (DatabaseError, InterfaceError) as error:
        _log.warning("没有写下工作进程在运行：%s", type(error).__name__)
