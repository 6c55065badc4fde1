"""Celery's tasks: a dump when it is time for one."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from dumps import kept
from dumps.shapes import pinned_at
from dumps.writing import Busy, make


@shared_task(ignore_result=True)
def make_due() -> None:
    """A dump of everything, where the latest is old enough or one was interrupted. Asked for each hour (`CELERY_BEAT_SCHEDULE`).

    Delivered again it does no harm: while one is made nobody else makes any, and afterwards it is not due. What a killed worker left is
    made whole by the next that asks.
    """
    if not is_due():
        return
    try:
        make()
    except (Busy, OperationalError, InterfaceError):
        return  # it is asked again in an hour


def is_due() -> bool:
    """Whether the latest dump of everything is older than DUMPS_HOURS, or there is none."""
    latest = kept.latest(None)
    if not settings.DUMPS_HOURS:
        return False
    return latest is None or timezone.now() - pinned_at(latest) >= timedelta(hours=settings.DUMPS_HOURS)
