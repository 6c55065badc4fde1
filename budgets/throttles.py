"""How much is taken from one address, and of reports from everybody together. Addresses are known to the cache alone, as salted digests."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from budgets.reports import received_since

_MINUTE, _HOUR = 60, 3600
_IN_HOURS_FROM: Final = 2 * _HOUR


class TooMany(Exception):
    """No more for now. `str()` is one line; `seconds` says how long to wait."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message.format(wait=_in_words(seconds)))
        self.seconds = max(1, ceil(seconds))


class OfAddress(SimpleRateThrottle):
    """As the API counts its visitors, but by a digest of the address that goes out with the period. `scope` is what is counted."""

    def __init__(self, scope: str, rate: str) -> None:
        self.scope, self.rate = scope, rate
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        digest = salted_hmac("budgets.throttles", household(self.get_ident(request)), algorithm="sha256").hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": digest}


def admit(request: HttpRequest) -> None:
    """Count one report of this visitor. Raises TooMany, and counts nothing, where it is one too many."""
    throttle = OfAddress("reports", settings.REPORTS_PER_ADDRESS)
    most, seconds = throttle.parse_rate(settings.REPORTS_IN_ALL)
    if most is None or seconds is None:
        return
    now, period = timezone.now(), timedelta(seconds=seconds)
    count, first = received_since(now - period)
    if count >= most:
        wait = (first or now) + period - now
        raise TooMany(_("这段时间收到的已到上限，暂时不收。请{wait}后再提交；您写的都还在。"), wait.total_seconds())
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it reads META alone
        raise TooMany(_("从您的网络来的已到上限。请{wait}后再提交；您写的都还在。"), throttle.wait() or seconds)


def household(address: str) -> str:
    """What one connection has: an IPv4 address, or the 2⁶⁴ addresses of an IPv6 network, each of which would else be another visitor."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _in_words(seconds: float) -> str:
    if seconds < _IN_HOURS_FROM:
        return _("约 {number} 分钟").format(number=max(1, ceil(seconds / _MINUTE)))
    return _("约 {number} 小时").format(number=ceil(seconds / _HOUR))
