"""Whose request it is, by `Authorization: Bearer mz_…`, and how often that key may ask."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from budgets.api.throttles import HOLDER, Allowance, ByAddress, keep_allowance
from subscribers import keys
from subscribers.models import Key

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView  # which reads in the settings that this module is named there

_KEY: Final = "mingzhang.key"


def key_of(request: HttpRequest | Request) -> Key | None:
    """The key with which it is asked; None of a visitor, and where nobody asked yet whose it is."""
    found: Key | None = request.META.get(_KEY)
    return found


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a key: nobody of the desk, with no rights there."""

    pk: int
    is_authenticated: bool = True
    is_active: bool = True
    is_staff: bool = False


class Bearer(BaseAuthentication):
    """A key in the header. One that is wrong, revoked or malformed is refused (401), never taken for a visitor without a word.

    Whoever tries is a visitor all the same, and counted as one (429).
    """

    def authenticate(self, request: Request) -> tuple[Holder, Key] | None:
        given = request.META.get("HTTP_AUTHORIZATION")
        if given is None:
            return None
        scheme, _space, text = given.strip().partition(" ")
        key = keys.found(text.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            _count(request)
            raise AuthenticationFailed(
                _("密钥不对，或已撤销。应写作 Authorization: Bearer mz_…；不用密钥就不要写这一行。密钥在 /developers/keys/ 取得。")
            )
        request.META[_KEY], request.META[HOLDER] = key, f"key {key.pk}"
        return Holder(key.pk), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _count(request: Request) -> None:
    throttle = ByAddress()
    if not throttle.allow_request(request, None):
        raise Throttled(throttle.wait())


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its registration has no types
    """How the description tells it."""

    target_class = Bearer
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "mz_…, from /developers/keys/"}


class WithKey(BasePermission):
    """Addresses that are a key's own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.auth is None:
            raise NotAuthenticated
        return True


class OfKey(SimpleRateThrottle):
    """So many requests of a key in each second, minute, hour or day of the clock: two numbers in the cache, however many they are."""

    scope = "key"
    _left_seconds = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = key_of(request)
        if key is None:
            return True
        limit, seconds = self.parse_rate(keys.limit_of(key))
        if limit is None or seconds is None:
            return True
        now = time.time()
        self._left_seconds = seconds - now % seconds
        count = _counted(f"subscribers.{key.pk}.{seconds}.{int(now // seconds)}", seconds)
        keep_allowance(request, Allowance(limit, max(0, limit - count), ceil(self._left_seconds)))
        return count <= limit

    def wait(self) -> float:
        return self._left_seconds


def _counted(name: str, seconds: int) -> int:
    """One more."""
    cache.add(name, 0, seconds + 1)
    try:
        return cache.incr(name)
    except ValueError:  # it went out in between
        return 1
