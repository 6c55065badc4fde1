"""Webhooks: registered, and which news is for which."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from budgets.mergers import now_of
from budgets.moments import second
from ingest import fetching
from subscribers.models import Delivery, Key, Kind, News, Webhook

MOST: Final = 10
"""Webhooks of one key."""
DAYS: Final = 30
"""So long news and deliveries are kept."""
_SECONDS: Final = 5
_BATCH: Final = 200


class HookRefused(Exception):
    """A webhook that is not taken. `str()` is one line; `field` is what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def rules() -> fetching.Rules:
    """Where calls may go: to the public internet alone. Tests have a place of their own (`WEBHOOK_RULES`); there is no variable for it."""
    found: fetching.Rules = getattr(settings, "WEBHOOK_RULES", None) or fetching.Rules()
    return found


def secret_of(webhook: Webhook) -> bytes:
    """What signs its calls: of `nonce` and SECRET_KEY, so that who has the database alone can sign nothing."""
    return salted_hmac("subscribers.webhook", webhook.nonce, algorithm="sha256").digest()


def register(key: Key, url: str, events: Iterable[str], department: int | None, region: str) -> Webhook:
    """A webhook. Raises HookRefused for an address that does not lead to the public internet now, and where a key has as many as may be."""
    try:
        fetching.look_up(url, _SECONDS, rules())
    except fetching.NotFetched as error:
        raise HookRefused("url", _why(error.code)) from None
    with transaction.atomic():
        Key.objects.select_for_update().get(pk=key.pk)
        if key.webhooks.count() >= MOST:
            raise HookRefused("url", _("一个密钥最多登记 {count} 个网址。请先删去一个。").format(count=MOST))
        return Webhook.objects.create(
            key=key, url=url.strip(), nonce=token_hex(32), events=sorted(set(events)), department=department, region=region
        )


def _why(code: str) -> str:
    if code == "not_public":
        return _("这个主机不在公共网络上，不能登记。")
    if code == "unknown_host":
        return _("找不到这个主机，请核对网址。")
    return _("应是 http:// 或 https:// 开头的完整网址，端口 80 或 443，不带用户名，最多 {count} 个字。").format(
        count=fetching.LONGEST_ADDRESS
    )


# News


def told(name: str, kind: Kind, at: datetime, more: dict[str, Any]) -> str:
    """The body of a call."""
    return json.dumps(
        {"id": name, "type": kind.value, "time": second(at.astimezone(UTC)).text, **more}, ensure_ascii=False, separators=(",", ":")
    )


def new_name() -> str:
    """By which a receiver knows what it had already."""
    return f"evt_{token_hex(12)}"


def ping(webhook: Webhook) -> Delivery:
    """A piece of news for one webhook, that it is called at all."""
    name, now = new_name(), timezone.now()
    news = News.objects.create(name=name, kind=Kind.PING, only=webhook, body=told(name, Kind.PING, now, {}), at=now, spread_at=now)
    return Delivery.objects.create(webhook=webhook, news=news)


def is_wanted() -> bool:
    """Whether anybody is to be told anything."""
    return Webhook.objects.filter(disabled_at__isnull=True).exists()


def spread() -> None:
    """Make the deliveries of news that has none yet. Done by two at once, or again, each is made once."""
    while True:
        with transaction.atomic():
            waiting = News.objects.filter(spread_at__isnull=True).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            news = list(waiting.select_related("edition__disclosure__department__region")[:_BATCH])
            if not news:
                return
            rows = list(_deliveries(news))
            Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
            News.objects.filter(pk__in=[one.pk for one in news]).update(spread_at=timezone.now())


def _deliveries(news: Iterable[News]) -> Iterator[Delivery]:
    webhooks = list(_active())
    now_called = now_of(webhook.department for webhook in webhooks if webhook.department)
    for one in news:
        for webhook in webhooks:
            if _is_for(webhook, one, now_called):
                yield Delivery(webhook=webhook, news=one)


def _active() -> QuerySet[Webhook]:
    """Those that are called; none of them goes away before its deliveries are made."""
    return Webhook.objects.filter(disabled_at__isnull=True).select_for_update(no_key=True).order_by("pk")


def _is_for(webhook: Webhook, news: News, now_called: dict[int, int]) -> bool:
    if news.edition is None or news.edition.disclosure is None or webhook.made_at > news.at:
        return False
    department = news.edition.disclosure.department
    if webhook.events and news.kind not in webhook.events:
        return False
    if webhook.department and now_called.get(webhook.department, webhook.department) != department.pk:
        return False
    return not webhook.region or webhook.region in (department.region.within if department.region else ())


@transaction.atomic
def disable(webhook: Webhook, why: Webhook.Why) -> None:
    """It is called no more; what waited for it is given up."""
    Webhook.objects.filter(pk=webhook.pk, disabled_at__isnull=True).update(disabled_at=timezone.now(), why=why)
    webhook.deliveries.filter(state=Delivery.State.WAITING).update(state=Delivery.State.FAILED, answer="disabled")


def tidy() -> None:
    """Remove news, and with it deliveries, that is older than is kept."""
    News.objects.filter(at__lt=timezone.now() - timedelta(days=DAYS)).delete()
