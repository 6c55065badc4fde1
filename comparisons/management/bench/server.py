"""Pages as the server makes them: one GET through the whole of Django, and what it sent and asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

_CHART: Final = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """What a GET was answered: `before_charts` are the bytes of the HTML without its drawings, `queries` what the database was asked."""

    status: int
    before_charts: int
    queries: int


@dataclass
class _Counted:
    """The number of queries that went through."""

    number: int = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.number += 1
        return execute(*given)


def get(address: str) -> Page:
    """Ask for a page as a visitor without a cookie does: every middleware, no cache. The connection stays open, as a pool keeps it.

    Raises RuntimeError where the server failed.
    """
    counted = _Counted()
    with connection.execute_wrapper(counted):
        response = _handler().get_response(_requests().get(address, secure=settings.SECURE_SSL_REDIRECT))
    if response.status_code >= 500:
        raise RuntimeError(f"{address}: {response.status_code}")
    if not isinstance(response, HttpResponse):
        raise TypeError(f"{address} is sent in pieces")
    return Page(response.status_code, len(_CHART.sub(b"", response.content)), counted.number)


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@cache
def _requests() -> RequestFactory:
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return RequestFactory(HTTP_HOST="localhost" if host == "*" else host)
