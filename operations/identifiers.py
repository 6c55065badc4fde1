"""The number of a request, by which its lines in the logs, its answer and the tasks that it started are found together. Pure."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

HEADER: Final = "X-Request-ID"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

current: Final[ContextVar[str]] = ContextVar("request_number", default="")
"""The request that is being answered; "" outside of one."""


def number_of(given: str | None) -> str:
    """What a proxy says, where that is 8 to 64 plain characters; else a new one. Anything else could forge lines of a log."""
    return given if given and _WELL_FORMED.fullmatch(given) else uuid4().hex
