"""Addresses of departments that were merged lead to the one that was kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from budgets.languages import kept
from budgets.mergers import now_of

_IN_PATH: Final = re.compile(r"(?<=/departments/)\d{1,18}(?=[/.]|$)")
_IN_QUERY: Final = ("d", "department")
_NUMBER: Final = re.compile(r"\d{1,18}")


class Moved:
    """Middleware: what is not found by the number of a department that was merged is looked for by the number that it goes by now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in ("GET", "HEAD"):
            return response
        address = _now(request)
        return HttpResponsePermanentRedirect(kept(request, address)) if address else response


def _now(request: HttpRequest) -> str:
    """The address by today's numbers; "" where nothing of it was merged."""
    asked = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    numbers = {*map(int, _IN_PATH.findall(request.path)), *(int(value) for name, value in asked if _is_department(name, value))}
    now = now_of(numbers) if numbers else {}
    if not now:
        return ""
    path = _IN_PATH.sub(lambda match: str(now.get(int(match[0]), match[0])), request.path)
    query = [(name, str(now.get(int(value), value)) if _is_department(name, value) else value) for name, value in asked]
    return f"{path}?{urlencode(query)}" if query else path


def _is_department(name: str, value: str) -> bool:
    return name in _IN_QUERY and _NUMBER.fullmatch(value) is not None
