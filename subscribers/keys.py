"""Keys: issued, found, replaced, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.throttling import SimpleRateThrottle

from subscribers import secrets
from subscribers.models import Key

MOST = 3
"""Keys of one address that are in use at once, of those that it fetched itself."""


class KeyRefused(Exception):
    """Nothing was changed. `str()` is one line."""


def in_use(email: str) -> QuerySet[Key]:
    """The keys of an address."""
    return Key.objects.filter(email=email, revoked_at__isnull=True).order_by("pk")


def found(secret: str) -> Key | None:
    """The key in use that this is. One query by an index."""
    return Key.objects.filter(digest=secrets.digest(secret), revoked_at__isnull=True).first() if secrets.is_key(secret) else None


def limit_of(key: Key) -> str:
    """How often it may ask, as `1200/min`."""
    return key.rate or str(SimpleRateThrottle.THROTTLE_RATES["key"])


@transaction.atomic
def issue(email: str, language: str, issued_by: User | None = None, rate: str = "") -> tuple[Key, str]:
    """A new key, and its text, which is nowhere else. Raises KeyRefused where the owner has as many as there may be."""
    if issued_by is None and in_use(email).count() >= MOST:
        raise KeyRefused(_("这个邮箱已有 {count} 个密钥。请先撤销一个，或换一个。").format(count=MOST))
    return _made(email=email, rate=rate, language=language, issued_by=issued_by)


def _made(**about: Any) -> tuple[Key, str]:
    text = secrets.new_key()
    return Key.objects.create(prefix=secrets.prefix(text), digest=secrets.digest(text), **about), text


@transaction.atomic
def replace(key: Key) -> tuple[Key, str]:
    """Another key with the limit and the webhooks of this one, which no longer holds."""
    key = _locked(key)
    new, text = _made(email=key.email, rate=key.rate, language=key.language, issued_by=key.issued_by)
    key.webhooks.update(key=new)
    revoke(key)
    return new, text


@transaction.atomic
def revoke(key: Key, by: User | None = None) -> None:
    """A key that no longer holds; its address and webhooks are removed. Raises KeyRefused where it was revoked before."""
    key = _locked(key)
    key.webhooks.all().delete()
    key.email, key.revoked_at, key.revoked_by = "", timezone.now(), by
    key.save()


def _locked(key: Key) -> Key:
    locked = Key.objects.select_for_update().filter(pk=key.pk, revoked_at__isnull=True).first()
    if locked is None:
        raise KeyRefused(_("这个密钥已经撤销。"))
    return locked
