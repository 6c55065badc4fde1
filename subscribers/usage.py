"""How much each key asks: counted in memory, written down some seconds later, kept for some weeks."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from threading import Lock, Timer
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Sum
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone

from subscribers.authentication import key_of
from subscribers.models import Key, Usage

DAYS: Final = 30
"""So many days are kept, today among them."""
SECONDS: Final = 10.0
"""So long at most a count stays in memory: lost when the process is killed, written when it ends."""

_WRITE: Final = """
INSERT INTO subscribers_usage AS known (key_id, day, requests, refused, bytes)
SELECT told.* FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[])
AS told (key_id, day, requests, refused, bytes)
WHERE EXISTS (SELECT FROM subscribers_key WHERE id = told.key_id) ORDER BY told.key_id, told.day
ON CONFLICT (key_id, day) DO UPDATE SET
requests = known.requests + excluded.requests, refused = known.refused + excluded.refused, bytes = known.bytes + excluded.bytes
"""


class _Counts:
    """What is not written down yet, by key and day: requests, refusals, bytes."""

    def __init__(self) -> None:
        self._lock, self._counts = Lock(), dict[tuple[int, date], list[int]]()

    def add(self, key: int, day: date, numbers: Iterable[int]) -> bool:
        """Count; whether it is the first since all was taken."""
        with self._lock:
            is_first = not self._counts
            known = self._counts.setdefault((key, day), [0, 0, 0])
            known[:] = [before + more for before, more in zip(known, numbers, strict=True)]
            return is_first

    def take(self) -> dict[tuple[int, date], list[int]]:
        """All of it."""
        with self._lock:
            taken, self._counts = self._counts, {}
            return taken


counts: Final = _Counts()


def count(key: int, requests: int = 0, refused: int = 0, size: int = 0) -> None:
    """Some microseconds; the database is asked by a thread of its own, later."""
    if counts.add(key, timezone.localdate(), (requests, refused, size)):
        write_later()


def write_later() -> None:
    """Write down what is counted, soon."""
    timer = Timer(SECONDS, _in_background)
    timer.daemon = True
    timer.start()


def _in_background() -> None:
    try:
        write()
    finally:
        connection.close()


def write() -> None:
    """Write down what this process counted, in one statement. With the database down it is kept for the next time."""
    taken = counts.take()
    if not taken:
        return
    columns = zip(*((key, day, *numbers) for (key, day), numbers in taken.items()), strict=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(column) for column in columns])
    except (DatabaseError, InterfaceError):
        for (key, day), numbers in taken.items():
            counts.add(key, day, numbers)


atexit.register(write)


class Counted:
    """Middleware: what is asked with a key, how much of it was refused (429), and the bytes of the answers as they went out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        key = key_of(request)
        if key is None:
            return response
        size = len(response.content) if isinstance(response, HttpResponse) else 0
        count(key.pk, 1, int(response.status_code == 429), size)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _measured(iter(response), key.pk)
        return response


def _measured(pieces: Iterator[bytes], key: int) -> Iterator[bytes]:
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            yield piece
    finally:
        count(key, size=size)


def since() -> date:
    """The first day that is told."""
    return timezone.localdate() - timedelta(days=DAYS - 1)


def told(key: Key) -> tuple[list[Usage], dict[str, int]]:
    """What a key asked, day by day, the latest first, and all together. What other processes counted lags by some seconds."""
    write()
    rows = key.usage.filter(day__gte=since())
    sums: dict[str, Any] = rows.aggregate(**{name: Sum(name, default=0) for name in ("requests", "refused", "bytes")})
    return list(rows), {name: int(value) for name, value in sums.items()}


def tidy() -> None:
    """Remove what is older than is told."""
    Usage.objects.filter(day__lt=since()).delete()
