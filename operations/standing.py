"""How the service stands now, as the database and the storage know it: what waits, who works, what failed, what room there is."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, Min, Model, Q, Sum
from django.db.models.functions import Now
from django.urls import reverse

from budgets.models import Document
from ingest.failed import failed_fetches, failed_runs
from ingest.models import Fetch, Run
from operations.models import Worker
from operations.workers import LATELY

_MOST: Final = 20
_AT_WORK: Final = (Run.State.READING, Run.State.STORING)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the workers of one queue, the oldest since when, and how many are under way."""

    name: str
    kind: Any
    waiting: int
    since: datetime | None
    at_work: int
    address: str


def queues() -> list[Queue]:
    """Both queues, as the database has them: what is written there is done, whatever the broker has kept."""
    return [
        _queue(settings.CELERY_TASK_DEFAULT_QUEUE, Run, Run.State.WAITING, _AT_WORK),
        _queue(settings.FETCH_QUEUE, Fetch, Fetch.State.WAITING, (Fetch.State.FETCHING,)),
    ]


def _queue(name: str, model: type[Model], waits: str, works: Sequence[str]) -> Queue:
    found = model._default_manager.filter(state__in=(waits, *works)).aggregate(
        waiting=Count("pk", filter=Q(state=waits)),
        since=Min("created_at", filter=Q(state=waits)),
        at_work=Count("pk", filter=Q(state__in=works)),
    )
    page = reverse(f"admin:ingest_{model._meta.model_name}_changelist")
    return Queue(name, model._meta.verbose_name, address=f"{page}?state__exact={waits}", **found)


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker, and whether it was seen lately."""

    worker: Worker
    is_alive: bool


def workers() -> list[Seen]:
    """All that were seen within a day, by the clock of the database."""
    alive = Q(seen_at__gt=Now() - LATELY)
    return [Seen(worker, worker.is_alive) for worker in Worker.objects.annotate(is_alive=alive)]


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed and nobody put away: of what kind, when, why, and where it is shown."""

    kind: Any
    what: str
    at: datetime | None
    message: str
    address: str


def failures() -> list[Failure]:
    """The latest."""
    read = failed_runs().select_related("document").order_by("-finished_at", "-pk")[:_MOST]
    fetched = failed_fetches().order_by("-finished_at", "-pk")[:_MOST]
    found = [Failure(Run._meta.verbose_name, one.document.name, one.finished_at, one.message, _page_of(one)) for one in read]
    found += [Failure(Fetch._meta.verbose_name, one.url, one.finished_at, one.message, _page_of(one)) for one in fetched]
    return sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)[:_MOST]


def _page_of(row: Run | Fetch) -> str:
    return reverse(f"admin:ingest_{row._meta.model_name}_change", args=[row.pk])


@dataclass(frozen=True, slots=True)
class Room:
    """How many documents there are, of how many bytes, and how much room is left where they are; None where that cannot be told."""

    documents: int
    size: int
    free: int | None
    total: int | None


def room() -> Room:
    kept = Document.objects.aggregate(documents=Count("pk"), size=Sum("size", default=0))
    try:
        disk = shutil.disk_usage(default_storage.path(""))
    except (NotImplementedError, OSError):  # a storage that is no folder; or its folder is not there yet
        return Room(free=None, total=None, **kept)
    return Room(free=disk.free, total=disk.total, **kept)
