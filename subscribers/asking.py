"""Somebody asks for a link to their address, and opens it: it is used once."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.throttles import OfAddress, TooMany
from subscribers import secrets, tasks
from subscribers.letters import forget_old, valid_until
from subscribers.models import LinkRequest

_OF_ONE: Final = 3
"""Letters to one address in an hour; what is asked for beyond that is answered alike, and sends nothing."""


def admit(request: HttpRequest) -> None:
    """Count one letter that this visitor asks for. Raises TooMany, and counts nothing, where it is one too many."""
    throttle = OfAddress("keys", settings.KEYS_PER_ADDRESS)
    most, seconds = throttle.parse_rate(settings.KEYS_IN_ALL)
    if most is None or seconds is None:
        return
    in_all = OfEverybody("keys", settings.KEYS_IN_ALL)
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it reads META alone
        raise TooMany(_("从您的网络来的请求已到上限。请{wait}后再来。"), throttle.wait() or seconds)
    if not in_all.allow_request(request, None):  # type: ignore[arg-type]
        raise TooMany(_("这段时间的请求已到上限。请{wait}后再来。"), in_all.wait() or ceil(seconds))


class OfEverybody(OfAddress):
    """All together: letters are sent at somebody's cost."""

    def get_cache_key(self, request: object, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": "all"}


def ask(email: str, language: str, origin: str) -> None:
    """Let a link be sent to an address, whoever has it: whether it has keys is seen by nobody but who reads its letters."""
    forget_old()
    lately = LinkRequest.objects.filter(email=email, made_at__gt=timezone.now() - timedelta(hours=1)).count()
    if lately >= _OF_ONE:
        return
    asked = LinkRequest.objects.create(email=email, language=language, origin=origin)
    transaction.on_commit(lambda: tasks.queue(tasks.send_link, asked.pk))


def asked_by(token: str) -> LinkRequest | None:
    """Whose link it is; None for one that was used, is too old, or never was."""
    return LinkRequest.objects.filter(digest=secrets.digest(token), made_at__gt=timezone.now() - valid_until()).first()


def use(asked: LinkRequest) -> bool:
    """The link is used. False where it was already, at the same moment."""
    return bool(LinkRequest.objects.filter(pk=asked.pk).delete()[0])
