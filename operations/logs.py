"""What a line of the logs looks like, as text or as JSON, and what never stands in one.

python-json-logger: it only writes what the standard library logs, where django-structlog would log who asked from which address, and
django-guid takes any number that it is given for a good one.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError
from pythonjsonlogger.json import JsonFormatter

from operations.tracing import request_number, task_number

_OF_THE_MACHINE: Final = (OSError, OperationalError, InterfaceError, BrokerError, ImportError, ImproperlyConfigured)
"""Errors whose messages speak of servers, disks and programs. All others may hold text of a document, or what somebody entered."""
_SHOWN: Final = (
    *("time", "level", "logger", "message", "request_id", "task_id"),
    *("view", "method", "path", "status", "milliseconds", "exc_info", "stack_info"),
)
"""Nothing else that a library puts on a record is written: Django puts the whole request there, Celery the arguments of a task."""
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Numbered(logging.Filter):
    """Each record knows its request and its task, and says no more of an error of a task than its trace does."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self._whole = whole

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.args if isinstance(record.args, dict) else {}
        task = task_number() or (str(told.get("id", "")) if record.name.startswith("celery.") else "")
        numbers = {"request_id": request_number(), "task_id": task}
        shown = " ".join(f"{name.removesuffix('_id')}={number}" for name, number in numbers.items() if number)
        record.__dict__.update(numbers, numbers=f" [{shown}]" if shown else "")
        if not self._whole and record.name == "celery.app.trace" and "exc" in told:
            error = record.exc_info[1] if record.exc_info else None
            record.args = {**told, "exc": told_of(error) if error else _name_alone(str(told["exc"])), "traceback": ""}
        return True


def told_of(error: BaseException) -> str:
    """An error in one line: what it says only where that speaks of the machine."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, _OF_THE_MACHINE) else name


def _name_alone(told: str) -> str:
    """Celery's words of a task that comes back later, without what the error said."""
    return told.partition("(")[0].rstrip()


class _Discreet(logging.Formatter):
    """Traces with places and names; with messages only where `told_of` gives them, or all of them where `whole`."""

    whole = False

    def formatException(self, ei: Any) -> str:
        if self.whole:
            return super().formatException(ei)
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            parts.append("".join(traceback.format_tb(error.__traceback__)) + told_of(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(reversed(parts))


class Text(_Discreet):
    """For people: time, level, logger, message, and the numbers where there are any."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__("{asctime} {levelname} {name} {message}{numbers}", style="{", defaults={"numbers": ""})
        self.whole = whole


class Json(_Discreet, JsonFormatter):
    """For programs: one object a line."""

    def __init__(self, *, whole: bool) -> None:
        renamed = {"levelname": "level", "name": "logger"}
        JsonFormatter.__init__(
            self, "{levelname}{name}{message}", style="{", rename_fields=renamed, timestamp="time", json_ensure_ascii=False
        )
        self.whole = whole

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: log_data[name] for name in _SHOWN if log_data.get(name) not in (None, "")}
