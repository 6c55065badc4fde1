"""Celery's tasks: load, call, store. Nothing else.

Tasks are acknowledged late: one whose worker was killed is delivered again, by Redis also one that merely takes long. Each docstring says
why a second delivery is harmless.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from celery import Task, shared_task
from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from budgets import editions
from budgets.derivation import steps_for
from budgets.models import Correction, Document, Edition, Reading
from budgets.progress import Progress
from ingest import PARSER_VERSION, collector
from ingest.models import Run, tabled
from ingest.sandbox import Given, Limits, check_apart, read_apart
from ingest.shapes import UnreadableDocument
from ingest.store import find, store

AGAIN_SECONDS: Final = 5
MAX_ATTEMPTS: Final = 5
_LOCKS: Final = 0x6D7A  # the first half of our advisory locks' numbers; the second is the document's


class RunTask(Task[[int], None]):
    """A task whose failure is shown on its run: by the exception's name alone, since its message may hold text of the document."""

    def on_failure(self, exc: BaseException, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        for run in Run.objects.filter(pk=args[0]).exclude(state__in=Run.ENDED):
            run.fail("internal_error", f"内部错误（{type(exc).__name__}），没有入库。请重试；再次失败请报告维护者。")


_DATABASE_DOWN: Final = (OperationalError, InterfaceError)  # then a task comes back later, for as long as it takes


@shared_task(bind=True, base=RunTask, autoretry_for=_DATABASE_DOWN, max_retries=None, default_retry_delay=AGAIN_SECONDS)
def read_document(self: RunTask, run_id: int) -> None:
    """Read the document of a run in a child process and store what was read, unless it is cancelled before.

    Delivered again it does no harm: a run that has ended or is gone is left alone; while another worker holds the document's lock it
    comes back later; the lock vanishes with a killed worker's connection; and what one delivery stored, the next finds by (document,
    parser version).
    """
    run = Run.objects.select_related("document").filter(pk=run_id).first()
    if run is None:
        return
    with reading_lock(run.document) as held:
        if held:
            _perform(run)
    if not held:
        raise self.retry(countdown=AGAIN_SECONDS)


@shared_task(autoretry_for=_DATABASE_DOWN, max_retries=None, default_retry_delay=AGAIN_SECONDS)
def recheck(edition_id: int) -> None:
    """Run the checks again on the corrected tables of an edition, on all its files together.

    Delivered again it computes the same once more. Where a correction or a file was added meanwhile, the result is left alone: that has
    queued a check of its own.
    """
    edition = Edition.objects.get(pk=edition_id)
    if not edition.is_open:
        return
    corrections = list(edition.corrections.all())
    parts = list(edition.parts.select_related("reading__document"))
    answers = check_apart([_given(part.reading, corrections) for part in parts], _limits())
    editions.record_checks(edition, {part.pk: answer for part, answer in zip(parts, answers, strict=True)}, len(corrections))


def _given(reading: Reading, corrections: Sequence[Correction]) -> Given:
    document = reading.document
    return Given(Path(document.original.path), document.name, tuple(steps_for(reading, corrections)))


def reading_lock(document: Document) -> AbstractContextManager[bool]:
    """One reading of a document at a time, over all workers; yields whether it is ours.

    It vanishes with the worker.
    """
    return session_lock(_LOCKS, document.pk)


@contextmanager
def session_lock(space: int, number: int) -> Iterator[bool]:
    """A lock of the database session (so not through a pooler that shares sessions between transactions); yields whether it is ours."""
    numbers = [space, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", numbers)
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", numbers)


def _perform(run: Run) -> None:
    """One attempt, seen on the run as it goes on."""
    run.refresh_from_db()
    if run.has_ended:
        return
    if stored := find(run.document):
        run.end(stored.edition, stored.counts)
    elif run.attempts >= MAX_ATTEMPTS:
        run.fail("worker_lost", f"读取这个文件时工作进程 {MAX_ATTEMPTS} 次中断，不再重试。请报告维护者。")
    else:
        _read_and_store(run)


def _read_and_store(run: Run) -> None:
    if not run.begin_reading(PARSER_VERSION):
        return
    with collector.held():  # what was read is hundreds of thousands of values without a cycle, and so is what is stored of it
        _read_and_keep(run)


def _read_and_keep(run: Run) -> None:
    watch = _Watch(run)
    try:
        extraction = read_apart(Path(run.document.original.path), run.document.name, _limits(), watch, watch.time)
    except Cancelled:
        return
    except UnreadableDocument as error:
        run.fail(error.code, str(error))
        return
    if not run.begin_storing(watch.reading, watch.extract):
        return
    try:
        _store(run, extraction)
    except (DataError, IntegrityError) as error:
        run.fail("not_storable", f"读出的内容不能入库（{type(error.__cause__).__name__}）。请报告维护者。")


class Cancelled(Exception):
    """Somebody cancelled the run; its child is stopped."""


class _Watch:
    """What the parent does while a child reads: how far it has come is written down, and whether it was cancelled looked up."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._start = time.monotonic()
        self._last: Progress | None = None
        self.extract: float | None = None

    def time(self, seconds: float) -> None:
        """So many seconds the child itself took to extract the document."""
        self.extract = seconds

    def __call__(self, progress: Progress | None) -> None:
        """Raises Cancelled; a database that is down ends the child, too: the lock that keeps others away is gone with it."""
        self._last = progress or self._last
        page, pages = (self._last.done, self._last.of) if self._last else (0, 0)
        if not self._run.come_to(page, pages):
            raise Cancelled

    @property
    def reading(self) -> float | None:
        """Seconds until the last page was read; None where pages are not counted."""
        return self._last.at - self._start if self._last else None


def _limits() -> Limits:
    return Limits(settings.PARSE_SECONDS, settings.PARSE_MIB, settings.MAX_UPLOAD_BYTES)


@transaction.atomic
def _store(run: Run, extraction: dict[str, Any]) -> None:
    """The figures and the end of the run are one transaction: no kill in between can tell them apart."""
    stored = store(run.document, extraction)
    run.end(stored.edition, stored.counts | {"tabled": tabled(extraction)})
    if not stored.edition.checks_current:
        transaction.on_commit(partial(recheck.delay, stored.edition.pk), robust=True)
