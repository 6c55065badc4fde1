"""One call to a webhook, and what follows from its answer."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ingest import fetching
from subscribers import signatures
from subscribers.hooks import disable, rules, secret_of
from subscribers.models import Delivery, Webhook

LASTING: Final = timedelta(hours=24)
"""Where nothing could be delivered for so long, a webhook is disabled."""
_LEASE: Final = timedelta(minutes=2)
"""For so long a delivery is left to the worker that tries it."""
_LIMITS: Final = fetching.Limits(max_bytes=0, seconds=10, connect_seconds=5, silent_seconds=10)
_GONE: Final = 410


def deliver(number: int) -> int | None:
    """Try a delivery that is due. Returns the number of the webhook where that was disabled.

    At least once: a worker that is killed between the call and writing it down calls again, under the same id.
    """
    now = timezone.now()
    due = Delivery.objects.filter(pk=number, state=Delivery.State.WAITING, due_at__lte=now)
    if not due.update(due_at=now + _LEASE, tried_at=now, attempts=F("attempts") + 1):
        return None
    delivery = Delivery.objects.select_related("webhook", "news").get(pk=number)
    if delivery.webhook.disabled_at is not None:
        _end(delivery, Delivery.State.FAILED, "disabled")
        return None
    status, answer = _called(delivery)
    return _settle(delivery, status, answer)


def _called(delivery: Delivery) -> tuple[int, str]:
    """The status of the answer (0: there was none), and what is kept of it."""
    news, webhook = delivery.news, delivery.webhook
    headers = signatures.signed(secret_of(webhook), news.name, int(time.time()), news.body)
    headers["Content-Type"] = "application/json"
    try:
        status = fetching.call(webhook.url, fetching.Call("POST", news.body.encode(), headers), _LIMITS, rules())
    except fetching.NotFetched as error:
        return 0, error.code
    return status, f"HTTP {status}"


@transaction.atomic
def _settle(delivery: Delivery, status: int, answer: str) -> int | None:
    webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    if webhook is None:
        return None
    if 200 <= status < 300:
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)
        _end(delivery, Delivery.State.DELIVERED, answer)
        return None
    now = timezone.now()
    since = webhook.failing_since or now
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=since)
    if webhook.disabled_at is not None or delivery.attempts >= signatures.MOST_ATTEMPTS:
        _end(delivery, Delivery.State.FAILED, answer)
    else:
        again = now + timedelta(seconds=signatures.wait(delivery.attempts))
        Delivery.objects.filter(pk=delivery.pk).update(due_at=again, answer=answer)
    if webhook.disabled_at is None and (status == _GONE or now - since >= LASTING):
        _end(delivery, Delivery.State.FAILED, answer)
        disable(webhook, Webhook.Why.GONE if status == _GONE else Webhook.Why.FAILING)
        return webhook.pk
    return None


def _end(delivery: Delivery, state: Delivery.State, answer: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, answer=answer)
