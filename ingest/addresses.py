"""Addresses of documents: asked for, fetched by a task, and received through the same door as an upload."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import Any, Final

from celery import Task, shared_task
from django.conf import settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction
from kombu.exceptions import OperationalError as BrokerError

from ingest.fetching import Limits, NotFetched, fetch, place_of
from ingest.models import Fetch
from ingest.tasks import AGAIN_SECONDS, MAX_ATTEMPTS, session_lock
from ingest.uploads import Received, Refused, receive_all

MOST_AT_ONCE: Final = 100
BROKER_DOWN: Final = "地址已记下；任务队列连不上。恢复后在“下载任务”里选中它，点“再取一次”。"
_LOCKS: Final = 0x6D7B  # the first half of our advisory locks' numbers, beside those of documents
_DATABASE_DOWN: Final = (OperationalError, InterfaceError)


def addresses_in(text: str) -> list[str]:
    """The addresses of a text, one a line, each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))


def ask_for(urls: Iterable[str], person: User) -> list[Fetch]:
    """Keep each address and queue its fetching; one that is never asked, whatever its host is, is refused at once."""
    return [_asked_for(url, person) for url in urls]


def _asked_for(url: str, person: User) -> Fetch:
    asked = Fetch.objects.create(url=url, asked_by=person)
    try:
        place_of(url)
    except NotFetched as error:
        asked.fail(error.code, str(error))
    else:
        transaction.on_commit(lambda: _enqueue(asked))
    return asked


def retry(asked: Fetch) -> Fetch:
    """Ask once more for what was not received, or still waits."""
    if asked.has_ended:
        asked.wait_again()
    _enqueue(asked)
    return asked


def _enqueue(asked: Fetch) -> None:
    """Give it to the workers; with the broker down it waits and says so. Queued twice it is fetched once."""
    try:
        fetch_address.delay(asked.pk)
    except (BrokerError, OSError):
        Fetch.objects.filter(pk=asked.pk, state=Fetch.State.WAITING).update(message=BROKER_DOWN)
    else:
        Fetch.objects.filter(pk=asked.pk, state=Fetch.State.WAITING).update(message="")
    asked.refresh_from_db()


class FetchTask(Task[[int], None]):
    """A task whose failure is shown on its address, by the exception's name alone."""

    def on_failure(self, exc: BaseException, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        for asked in Fetch.objects.filter(pk=args[0]).exclude(state__in=Fetch.ENDED):
            asked.fail("internal_error", f"内部错误（{type(exc).__name__}），没有收下。请再取一次；再次失败请报告维护者。")


@shared_task(bind=True, base=FetchTask, autoretry_for=_DATABASE_DOWN, max_retries=None, default_retry_delay=AGAIN_SECONDS)
def fetch_address(self: FetchTask, number: int) -> None:
    """Fetch what stands at an address and receive it as an upload.

    Delivered again it does no harm: one that has ended or is gone is left alone; while another worker holds its lock it comes back later;
    and the same bytes received twice are one document.
    """
    with session_lock(_LOCKS, number) as held:
        asked = Fetch.objects.filter(pk=number).exclude(state__in=Fetch.ENDED).select_related("asked_by").first()
        if held and asked is not None:
            _perform(asked)
    if asked is not None and not held:
        raise self.retry(countdown=AGAIN_SECONDS)


def _perform(asked: Fetch) -> None:
    if asked.attempts >= MAX_ATTEMPTS:
        asked.fail("worker_lost", f"下载时工作进程 {MAX_ATTEMPTS} 次中断，不再重试。请报告维护者。")
        return
    asked.begin()
    try:
        with tempfile.TemporaryFile(prefix="mingzhang-") as content:
            fetched = fetch(asked.url, content, Limits(settings.MAX_UPLOAD_BYTES, settings.FETCH_SECONDS))
            content.seek(0)
            answers = list(receive_all(fetched.name, content, uploaded_by=asked.asked_by, source_url=asked.url))
    except NotFetched as error:
        asked.fail(error.code, str(error))
    except OSError as error:
        asked.fail("no_room", f"文件存不下（{error.strerror}）。请检查磁盘空间，再取一次。")
    else:
        _end(asked, answers)


def _end(asked: Fetch, answers: list[tuple[str, Received | Refused]]) -> None:
    """One line of what became of the file, or of each document of an archive."""
    received = [answer.document for _, answer in answers if isinstance(answer, Received)]
    told = [f"“{name}”：{answer if isinstance(answer, Refused) else answer.message}" for name, answer in answers]
    if received:
        asked.end(received, "".join(told))
    else:
        asked.fail(_code(answers), "".join(told) or "里面没有文件，没有收下。请核对地址。")


def _code(answers: list[tuple[str, Received | Refused]]) -> str:
    return next((answer.code for _, answer in answers if isinstance(answer, Refused)), "empty_archive")
