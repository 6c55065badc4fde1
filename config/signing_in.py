"""Failed log-ins (counted by django-axes in the database): by whom, from where, and what is said to who is locked out."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address
from math import ceil
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle

from budgets.throttles import household

_MINUTE = 60


def address(request: HttpRequest) -> str | None:
    """Whence it comes, as the API counts its visitors: of IPv6 the /64 network. None where nobody says (a Unix socket)."""
    told = household(BaseThrottle().get_ident(request) or "").removesuffix("/64")  # type: ignore[arg-type]  # it reads META alone
    try:
        return str(ip_address(told))
    except ValueError:
        return None


def counted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> list[str]:
    """What failures are counted by, each for itself. Those without an address are not counted as if they all came from one."""
    return ["username", "ip_address"] if address(request) else ["username"]


def locked_out(request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """429, and one line that says when one may try again."""
    again = may_try_again(request, credentials)
    seconds = max(1, ceil((again - timezone.now()).total_seconds()))
    told = _("登录失败次数太多，暂时锁住了。请在 {time} 以后再试（约 {minutes} 分钟）；忘了密码请找管理员。").format(
        time=timezone.localtime(again + timedelta(minutes=1)).strftime("%H:%M"), minutes=ceil(seconds / _MINUTE)
    )
    answer = render(request, "429.html", {"reason": told}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def may_try_again(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    """When those failures are too old that lock this person or this address out."""
    attempts: list[Any] = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    known = [one.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time")) for one in attempts]
    over = [one["last"] for one in known if (one["failures"] or 0) >= settings.AXES_FAILURE_LIMIT]
    return max(over, default=timezone.now()) + settings.AXES_COOLOFF_TIME
