"""Django's commands for people: a server that is down is one line that says what to do, not a trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import psycopg
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError, connection
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError

EMBEDDED = "请先运行 .venv/bin/python -m config.local up，或设 {} 用现成的服务器。"


def run(arguments: list[str]) -> None:
    """Run a command of Django's or ours."""
    with servers_expected():
        execute_from_command_line(arguments)


@contextmanager
def servers_expected() -> Iterator[None]:
    """Exits with 2 and one line where database or broker cannot be reached. Whatever else goes wrong is raised."""
    try:
        yield
    except OperationalError:
        reason = database_trouble()
        if not reason:
            raise
        stop(reason)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.UndefinedTable):
            raise
        stop("数据库里还没有表：请先运行 .venv/bin/python manage.py migrate。")
    except BrokerError:
        reason = broker_trouble()
        if not reason:
            raise
        stop(reason)


def stop(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    raise SystemExit(2)


def database_trouble() -> str:
    """Why the database cannot be reached, asked directly (the pool only says that it waited in vain); empty where it can."""
    parameters = {
        name: value for name, value in connection.get_connection_params().items() if name in ("host", "port", "dbname", "user", "password")
    }
    try:
        psycopg.connect(**parameters, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        what = str(error).splitlines()[0].removeprefix("connection failed: ")
        return f"数据库连不上：{what}。{advice('DATABASE_URL')}"
    return ""


def broker_trouble() -> str:
    """Why the broker cannot be reached, with its address but not its password; empty where it can."""
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=5) as broker:
        expected: tuple[type[BaseException], ...] = (BrokerError, *broker.connection_errors)
        try:
            broker.ensure_connection(max_retries=1, timeout=5)
            broker.channel()  # Redis is not asked before
        except expected as error:
            return f"消息代理连不上（{broker.as_uri()}）：{str(error).rstrip('.')}。{advice('CELERY_BROKER_URL')}"
    return ""


def advice(variable: str) -> str:
    """What to do, by where the address came from."""
    return f"请检查 {variable} 和那台服务器。" if os.environ.get(variable) else EMBEDDED.format(variable)
