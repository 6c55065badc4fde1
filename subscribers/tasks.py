"""Celery's tasks: letters and calls to webhooks. They need a way out, so they wait in the queue of those that have one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from subscribers import hooks, letters, sending, usage
from subscribers.models import Delivery, LinkRequest, Webhook

_DATABASE_DOWN: Final = (OperationalError, InterfaceError)
_AGAIN_SECONDS: Final = 10
_NOT_SENT: Final = (letters.NotSent,)
"""Told in one line of the log, without a trace."""
_MOST_DUE: Final = 1000
_AT_ONCE, _WHILE_FAILING = 20, 1
"""Calls to one webhook in a minute: one that does not answer takes no worker from the others."""


@shared_task(autoretry_for=(*_NOT_SENT, *_DATABASE_DOWN), throws=_NOT_SENT, max_retries=3, default_retry_delay=_AGAIN_SECONDS)
def send_link(number: int) -> None:
    """Send the letter with a link. Delivered again it does no harm: what was sent says so. What could not be sent waits for `send_due`."""
    letters.send_link(number)


@shared_task(autoretry_for=(*_NOT_SENT, *_DATABASE_DOWN), throws=_NOT_SENT, max_retries=3, default_retry_delay=_AGAIN_SECONDS)
def tell_disabled(number: int) -> None:
    """Tell the owner that a webhook was disabled. Delivered again it does no harm: what was told says so."""
    letters.tell_disabled(number)


@shared_task(autoretry_for=_DATABASE_DOWN, max_retries=3, default_retry_delay=_AGAIN_SECONDS)
def deliver(number: int) -> None:
    """Call a webhook. Delivered again it does no harm: what is not due is left alone."""
    disabled = sending.deliver(number)
    if disabled is not None:
        letters_for(disabled)


def letters_for(webhook: int) -> None:
    """Let its owner be told that a webhook was disabled."""
    queue(tell_disabled, webhook)


@shared_task(autoretry_for=_DATABASE_DOWN, max_retries=3, default_retry_delay=_AGAIN_SECONDS)
def send_due() -> None:
    """Whatever waits: news, deliveries that are due, letters not sent. Asked for each minute, and when something is published.

    Delivered again it does no harm: it queues tasks of which each looks whether it is still wanted.
    """
    hooks.spread()
    for number in _due():
        queue(deliver, number)
    lately = timezone.now() - timedelta(seconds=60)
    unsent = LinkRequest.objects.filter(sent_at__isnull=True, made_at__lt=lately, made_at__gt=timezone.now() - letters.valid_until())
    for number in unsent.values_list("pk", flat=True):
        queue(send_link, number)
    untold = Webhook.objects.filter(disabled_at__lt=lately, told_at__isnull=True)
    for number in untold.values_list("pk", flat=True):
        queue(tell_disabled, number)


def _due() -> list[int]:
    """Deliveries to be tried now, the longest due first; few of a webhook that fails."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    taken, found = Counter[int](), list[int]()
    for number, webhook, failing in due.values_list("pk", "webhook", "webhook__failing_since")[:_MOST_DUE]:
        taken[webhook] += 1
        if taken[webhook] <= (_AT_ONCE if failing is None else _WHILE_FAILING):
            found.append(number)
    return found


@shared_task(autoretry_for=_DATABASE_DOWN, max_retries=3, default_retry_delay=_AGAIN_SECONDS)
def tidy() -> None:
    """Remove what is kept no longer: links that were not opened, counts, news. Asked for each hour; done again it finds nothing."""
    letters.forget_old()
    usage.tidy()
    hooks.tidy()


def queue(task: Any, *arguments: int) -> None:
    """Give a task to the workers; with the broker down, `send_due` finds later what waits."""
    try:
        task.delay(*arguments)
    except (BrokerError, OSError):
        return
