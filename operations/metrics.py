"""What Prometheus is told: of requests by each process, of all else by the database when it is asked.

With its official client, which also adds up what several processes of a server counted (`PROMETHEUS_MULTIPROC_DIR`); it removes nothing
that a process left, since counts of one that ended still count.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Lock
from typing import Final

import psycopg
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count, FloatField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from budgets.models import Edition, Finding
from ingest.failed import failed_fetches, failed_runs
from ingest.models import Fetch, Run
from operations import standing
from operations.backups import last_backup

KEPT_SECONDS: Final = 30.0
_SHARE: Final = 20
"""What took a second is kept for so many."""
_STATEMENT_SECONDS: Final = 2

_own: Final = CollectorRegistry()
_REQUESTS: Final = Counter("mingzhang_http_requests", "Requests answered.", ("view", "method", "status"), registry=_own)
_SECONDS: Final = Histogram(
    "mingzhang_http_request_seconds",
    "Seconds until the answer began.",
    ("view", "method"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 30),
    registry=_own,
)


def count(view: str, method: str, status: int, seconds: float) -> None:
    """One request. The view goes by its name, never by its address: there are only so many."""
    _REQUESTS.labels(view, method, str(status)).inc()
    _SECONDS.labels(view, method).observe(seconds)


def text() -> bytes:
    """All metrics, in Prometheus' own format."""
    counted = _own
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(_stored)


class _Kept:
    """What was last measured, for half a minute, or for longer where measuring takes long: however often it is asked, the database spends
    little of its time on it."""

    def __init__(self, measure: Callable[[], list[Metric]]) -> None:
        self._measure = measure
        self._lock = Lock()
        self._families: list[Metric] = []
        self._until = 0.0

    def now(self) -> list[Metric]:
        with self._lock:
            began = time.monotonic()
            if began >= self._until:
                self._families = self._measure()
                ended = time.monotonic()
                self._until = ended + max(KEPT_SECONDS, _SHARE * (ended - began))
            return self._families

    def forget(self) -> None:
        self._until = 0.0


class _Stored(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from kept.now()


def measured() -> list[Metric]:
    """Of the database and the storage. What takes too long is left out, and told; where the database does not answer, only that is told."""
    found: list[Metric] = []
    done = GaugeMetricFamily("mingzhang_measured", "Whether this part was measured in time.", labels=["part"])
    for part, measure in _MEASURES.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{_STATEMENT_SECONDS}s'")
                found += measure()
        except (DatabaseError, InterfaceError) as error:
            if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                return [_gauge("mingzhang_database_up", "Whether the database answered.", 0)]
            done.add_metric([part], 0)
        else:
            done.add_metric([part], 1)
    return [_gauge("mingzhang_database_up", "Whether the database answered.", 1), done, *found]


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)


def _work() -> Iterator[Metric]:
    """What is read and fetched, by how far it has come, and how long the oldest has waited."""
    for name, model in (("runs", Run), ("fetches", Fetch)):
        family = GaugeMetricFamily(f"mingzhang_{name}", f"{name.title()} by state.", labels=["state"])
        counted = dict(model._default_manager.values_list("state").annotate(Count("pk")).order_by())
        for state in model.State.values:
            family.add_metric([state], counted.get(state, 0))
        yield family
    age = GaugeMetricFamily("mingzhang_oldest_waiting_seconds", "How long the oldest has waited; 0 where nothing waits.", labels=["queue"])
    now = timezone.now()
    for queue in standing.queues():
        age.add_metric([queue.name], max(0.0, (now - queue.since).total_seconds()) if queue.since else 0.0)
    yield age
    failed = GaugeMetricFamily("mingzhang_failures", "What failed, was not tried again, and nobody put away.", labels=["kind"])
    failed.add_metric(["run"], failed_runs().count())
    failed.add_metric(["fetch"], failed_fetches().count())
    yield failed


def _reading() -> Iterator[Metric]:
    """Pages and the seconds that reading them took: a rate of the first by a rate of the second is pages a second of one process."""
    read = Run.objects.filter(state__in=(Run.State.DONE, Run.State.CLERK), pages__gt=0, timings__has_key="read").aggregate(
        pages=Sum("pages", default=0), seconds=Sum(Cast(KT("timings__read"), FloatField()), default=0.0), runs=Count("pk")
    )
    yield CounterMetricFamily("mingzhang_reading_pages", "Pages of documents that were read.", value=read["pages"])
    yield CounterMetricFamily("mingzhang_reading_seconds", "Seconds that reading those pages took.", value=read["seconds"])
    yield CounterMetricFamily("mingzhang_reading_documents", "Documents whose pages these are.", value=read["runs"])


def _findings() -> Iterator[Metric]:
    family = GaugeMetricFamily("mingzhang_findings", "Findings of editions in force.", labels=["check", "outcome"])
    in_force = Finding.objects.filter(Q(edition__state=Edition.State.PUBLISHED))
    for check, outcome, number in in_force.values_list("check_code", "outcome").annotate(Count("pk")).order_by("check_code", "outcome"):
        family.add_metric([check, outcome], number)
    yield family


def _house() -> Iterator[Metric]:
    yield _gauge("mingzhang_workers_alive", "Workers seen lately.", sum(one.is_alive for one in standing.workers()))
    room = standing.room()
    yield _gauge("mingzhang_documents", "Documents kept.", room.documents)
    yield _gauge("mingzhang_documents_bytes", "Bytes of the documents kept.", room.size)
    if room.free is not None:
        yield _gauge("mingzhang_documents_free_bytes", "Bytes left where documents are kept.", room.free)
    made: datetime | None = last_backup()
    if made is not None:
        yield _gauge("mingzhang_last_backup_timestamp_seconds", "When the last backup was finished.", made.timestamp())


_MEASURES: Final = {"work": _work, "reading": _reading, "findings": _findings, "house": _house}
kept: Final = _Kept(measured)
_stored: Final = CollectorRegistry()
_stored.register(_Stored())
