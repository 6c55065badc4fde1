"""May requests be sent here? Each part that an answer or a document needs is asked, at once, with a limit of time.

A part says one line that names no address and quotes no server: anybody may ask.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, ProgrammingError
from django.db.migrations.loader import MigrationLoader
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError

from operations import direct
from operations.bounded import Questions
from operations.models import Worker
from operations.workers import LATELY

SECONDS: Final = 2.0
"""For all parts together: they are asked side by side."""
OK: Final = "ok"
_SOCKETS: Final = {"socket_connect_timeout": 1, "socket_timeout": 1}
_CONTENT: Final = b"mingzhang"


def parts() -> dict[str, str]:
    """Each part with `ok`, or with what is wrong."""
    return {name: told or OK for name, told in _QUESTIONS.answers(SECONDS).items()}


def database() -> str:
    """It answers within a second, and its tables are those that this version knows."""
    try:
        with direct.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = _wanted_migrations() - set(cursor.fetchall())
    except ProgrammingError:
        return "数据库里还没有表：请运行 manage.py migrate。"
    except (DatabaseError, InterfaceError):
        return "数据库连不上，或一秒内没有回答。请检查 DATABASE_URL 和那台服务器。"
    told = "、".join(".".join(one) for one in sorted(missing))
    return f"迁移还没有做：{told}。请运行 manage.py migrate。" if missing else ""


@cache
def _wanted_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each package; where it was done, those before it were, too."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def broker() -> str:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    options = options | (_SOCKETS if "socket_timeout" in options else {})
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=1, transport_options=options) as asked:
        expected: tuple[type[BaseException], ...] = (BrokerError, OSError, *asked.connection_errors)
        try:
            asked.ensure_connection(max_retries=1, interval_start=0, timeout=1)
            asked.channel()  # Redis is not asked before
        except expected:
            return "消息代理连不上。请检查 CELERY_BROKER_URL 和那台服务器。"
    return ""


def storage() -> str:
    """A small file is written, read and removed, under a name that no other process has."""
    name = f"ready-{socket.gethostname()}-{os.getpid()}"
    try:
        default_storage.delete(name)  # of a process that was killed
        kept = default_storage.save(name, ContentFile(_CONTENT))
        try:
            with default_storage.open(kept) as file:
                same = file.read() == _CONTENT
        finally:
            default_storage.delete(kept)
    except OSError as error:
        return f"文件存不下，或读不出（{os.strerror(error.errno) if error.errno else type(error).__name__}）。请检查 DOCUMENTS_DIR。"
    return "" if same else "存下的文件读出来不一样。请检查 DOCUMENTS_DIR。"


def worker() -> str:
    """Any worker was seen lately, on whatever host."""
    try:
        with direct.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {Worker._meta.db_table} WHERE seen_at > now() - %s LIMIT 1", [LATELY])  # noqa: S608
            return "" if cursor.fetchone() else f"{LATELY.seconds} 秒内没有看到工作进程。请启动 celery --app config worker。"
    except (DatabaseError, InterfaceError):
        return "没有问到：数据库没有回答。"


_QUESTIONS: Final = Questions({"database": database, "broker": broker, "storage": storage, "worker": worker})
