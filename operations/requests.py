"""Every request: numbered, timed, counted, and one line in the logs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from operations import metrics
from operations.identifiers import HEADER, current, number_of

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_QUIET: Final = frozenset(("healthz", "readyz", "metrics", ""))
"""What machines ask every few seconds, and static files and redirects, which have no view: told only where something is wrong."""
_log = logging.getLogger(__name__)


@receiver(request_finished, dispatch_uid="request_number")
def forget(**_signal: Any) -> None:
    """Django logs what went wrong behind all middleware, and a long answer is made behind it, too: until then it is this request."""
    current.set("")


class Seen:
    """Middleware, before all others: the number of a request in its answer, its logs and its tasks; how long the answer took to begin.

    Of an address only the view and the path are told: what stands behind `?` may be secret.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = number_of(request.headers.get(HEADER))
        current.set(number)
        start = time.perf_counter()
        response = self.get_response(request)
        self._note(request, response.status_code, time.perf_counter() - start)
        response.headers[HEADER] = number
        return response

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        view = request.resolver_match.view_name if request.resolver_match else ""
        method = request.method if request.method in _METHODS else "other"
        metrics.count(view, str(method), status, seconds)
        path = escape_uri_path(request.path)  # no line can be forged by an address
        told = {"view": view, "method": method, "path": path, "status": status, "milliseconds": round(seconds * 1000)}
        level = logging.DEBUG if view in _QUIET and status < HTTPStatus.BAD_REQUEST else logging.INFO
        _log.log(level, "%s %s %s", method, path, status, extra=told)
