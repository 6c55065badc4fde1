"""Sessions end: some time after the last click, and in any case some hours after the log-in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

BEGAN, SEEN = "began", "seen"
EVERY: Final = 60
"""Seconds: so often at most is written down that somebody is still there."""


class SessionsEnd:
    """Middleware. Django ends a session `SESSION_COOKIE_AGE` after it was last saved: it is saved while somebody works, and thus ends
    only after idleness; this ends it `SESSION_MOST` after it began, too. Readers without a session are not asked for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._go_on_or_end(request)
        return self.get_response(request)

    def _go_on_or_end(self, request: HttpRequest) -> None:
        now = int(time.time())
        began = request.session.setdefault(BEGAN, now)
        if now - began >= settings.SESSION_MOST:
            logout(request)
        elif now - request.session.get(SEEN, 0) >= EVERY:
            request.session[SEEN] = now
