"""How answers of the API travel: packed where the client takes that, and not sent again where it has them already."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from budgets.api import problems
from budgets.api.throttles import HOLDER, allowance_of
from budgets.parquet import PARQUET

API: Final = "/api/"


class Delivered:
    """Middleware: ETag and 304, gzip of what is not packed already, and what is left of the rate limit, for the API alone.

    Whoever keeps an answer asks each time whether it still holds (`no-cache`): a correction must not wait behind a cache. Caches that serve
    several people keep none that was asked for with a key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._unpacked = ConditionalGetMiddleware(self._answered)
        self._packing = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return self.get_response(request)
        response = self._unpacked(request)
        assert isinstance(response, HttpResponseBase)  # noqa: S101
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            response = _changed(request)
        return response if response.get("Content-Type") == PARQUET else self._packing.process_response(request, response)

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.MOVED_PERMANENTLY and not request.path.endswith("/"):
            whole = request.build_absolute_uri(f"{request.path}/")
            with translation.override(response.get("Content-Language")):
                response = problems.answer(request, 404, "not_found", _("这里的地址以 / 结尾：{address}").format(address=whole))
        patch_cache_control(response, no_cache=True, **({"private": True} if HOLDER in request.META else {}))
        patch_vary_headers(response, ("Authorization",))  # what is left of a limit is told to whose it is
        allowance = allowance_of(request)
        if allowance is not None:
            response.headers["RateLimit-Limit"] = str(allowance.limit)
            response.headers["RateLimit-Remaining"] = str(allowance.left)
            response.headers["RateLimit-Reset"] = str(allowance.seconds)
        return response


def _changed(request: HttpRequest) -> HttpResponseBase:
    """412 with a reason, which the framework leaves empty."""
    with translation.override(getattr(request, "LANGUAGE_CODE", None)):
        told = _("If-Match 或 If-Unmodified-Since 说的不是现在的样子。请去掉它再问。")
    response = problems.answer(request, HTTPStatus.PRECONDITION_FAILED, "precondition_failed", told)
    patch_cache_control(response, no_cache=True)
    return response
