"""A connection to the database beside the pool: opened, asked, closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

_CONNECT_SECONDS: Final = 2  # libpq takes no less


@contextmanager
def cursor(seconds: float = 1) -> Iterator[Any]:
    """For a few statements of so many seconds each. It waits for no place in the pool, and leaves nothing that a child process could
    inherit. Raises Django's database errors."""
    own = connection.copy()
    options = own.settings_dict["OPTIONS"]
    options.pop("pool", None)
    options |= {"connect_timeout": _CONNECT_SECONDS, "options": f"-c statement_timeout={round(seconds * 1000)}"}
    try:
        with own.cursor() as opened:
            yield opened
    finally:
        own.close()
