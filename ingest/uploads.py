"""Receiving files: checked, kept as they came under a name of our own, and queued for reading. Nothing that was received is lost."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from budgets.models import Document, Edition, Reading
from ingest import PARSER_VERSION
from ingest.archives import archive_in, documents_of
from ingest.models import Run
from ingest.shapes import UnreadableDocument
from ingest.tasks import read_document, recheck

_CHUNK: Final = 1024 * 1024
_LONGEST_NAME: Final = 255
BROKER_DOWN: Final = "文件已收下；任务队列连不上。恢复后在“读取任务”里点“全部重新排队”，或运行 manage.py ingest --waiting。"
CHECK_WAITS: Final = "任务队列连不上，核对还没有重做；恢复后在“读取任务”里点“全部重新排队”，或运行 manage.py ingest --waiting。"


class Refused(Exception):
    """The file was not received. `str()` is one Chinese line: what is wrong and what to do; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is kept, and the run that reads it. `created` is false where the same bytes were received before."""

    document: Document
    run: Run
    created: bool

    @property
    def message(self) -> str:
        """One line: what happens with the file now."""
        waits = self.run.state == Run.State.WAITING
        if self.created:
            return self.run.message or ("已收下，排队等待读取。" if waits else f"{self.run.now}。")
        day = timezone.localtime(self.document.received_at).date()
        return f"内容与 {day} 收到的“{self.document.name}”相同，不再收一份。那个文件现在：{self.run.now}。{self.run.told}"


def receive_all(name: str, content: IO[bytes], **about: Any) -> Iterator[tuple[str, Received | Refused]]:
    """Receive a file, or each document of a ZIP archive as a file of its own: what it is called, and what became of it.

    `about` is what `receive` takes. An archive itself is not kept. Refusals are answers here, so that the others go on.
    """
    archive = archive_in(content, settings.MAX_UPLOAD_BYTES)
    if archive is None:
        yield name, _answer(name, content, about)
        return
    try:
        for member in documents_of(archive, settings.MAX_UPLOAD_BYTES):
            refused = Refused("member_refused", member.refusal) if member.refusal else None
            yield f"{name} › {member.name}", refused or _answer(member.name, io.BytesIO(member.content), about)
    except UnreadableDocument as error:
        yield name, Refused(error.code, str(error))


def _answer(name: str, content: IO[bytes], about: dict[str, Any]) -> Received | Refused:
    try:
        return receive(name, content, **about)
    except Refused as error:
        return error


def receive(
    name: str,
    content: IO[bytes],
    *,
    uploaded_by: User | None = None,
    source_url: str = "",
    is_sample: bool = False,
    queue: bool = True,
) -> Received:
    """Keep a file and queue its reading. The same bytes are one document, and are read once by each version of the parser.

    The run is queued when the transaction is committed; with the broker down, or without `queue`, it waits and says so. Raises Refused
    (empty_file, too_large, no_room).
    """
    with _kept_aside(content) as (aside, sha256, size):
        with transaction.atomic():
            about = {"name": _clean(name), "size": size, "original": _path_of(sha256), "retrieved_at": timezone.now()}
            about |= {"uploaded_by": uploaded_by, "source_url": source_url, "is_sample": is_sample}
            document, created = Document.objects.get_or_create(sha256=sha256, defaults=about)
            _keep(aside, document)
            run = _run_for(document)
            if not run.has_ended:
                transaction.on_commit(lambda: _enqueue(run, queue))
        run.refresh_from_db()
    return Received(document, run, created)


def enqueue(run: Run) -> bool:
    """Give a run that has not ended to the workers; false where the broker cannot be reached. Queued twice it is read once."""
    try:
        read_document.delay(run.pk)
    except (BrokerError, OSError):
        Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(message=BROKER_DOWN)
        return False
    Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(message="")
    return True


def enqueue_check(edition: Edition) -> bool:
    """Have the checks run again on an edition's corrected tables; false where the broker cannot be reached."""
    try:
        recheck.delay(edition.pk)
    except (BrokerError, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Requeued:
    """What waited and was given to the workers again. `is_down` is true where the broker still cannot be reached: then all still wait."""

    runs: tuple[Run, ...]
    checks: int = 0
    is_down: bool = False

    @property
    def message(self) -> str:
        """One line for people."""
        if self.is_down:
            return f"任务队列还是连不上，{len(self.runs)} 个文件继续等待。请检查 CELERY_BROKER_URL 和那台服务器。"
        return f"重新排队：{len(self.runs)} 个文件，{self.checks} 次核对。"


def requeue() -> Requeued:
    """Queue again whatever has not ended: runs, and checks of open editions. What is queued twice is done once."""
    runs = tuple(Run.objects.exclude(state__in=Run.ENDED).select_related("document").order_by("pk"))
    unchecked = list(unchecked_editions())
    if not all(enqueue(run) for run in runs) or not all(enqueue_check(edition) for edition in unchecked):
        return Requeued(runs, is_down=True)
    return Requeued(runs, len(unchecked))


def unchecked_editions() -> QuerySet[Edition]:
    """Open editions whose checks are older than their corrections or their files."""
    return Edition.objects.filter(state__in=Edition.OPEN, checks_current=False)


def retry(run: Run) -> Run:
    """Try again what failed or waits: a new run where this one has ended."""
    run = Run.objects.create(document=run.document, parser_version=PARSER_VERSION) if run.has_ended else run
    enqueue(run)
    run.refresh_from_db()
    return run


def _enqueue(run: Run, queue: bool) -> None:
    if queue:
        enqueue(run)
    else:
        Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(message=BROKER_DOWN)


def _run_for(document: Document) -> Run:
    """The run that reads a document: the one under way, the one that ended well with this parser, else a new one."""
    Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    last = document.runs.first()
    if last and (not last.has_ended or Reading.objects.filter(document=document, parser_version=PARSER_VERSION).exists()):
        return last
    return Run.objects.create(document=document, parser_version=PARSER_VERSION)


@contextmanager
def _kept_aside(content: IO[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The content in a file beside its later place, with its SHA-256 and size; removed at the end unless it was moved there."""
    with _room_expected():
        folder = Path(default_storage.path("incoming"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder)
    aside = Path(name)
    try:
        with _room_expected(), os.fdopen(descriptor, "wb") as file:
            sha256, size = _copy(content, file)
        yield aside, sha256, size
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _room_expected() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused("no_room", f"文件存不下（{error.strerror}）。请检查 DOCUMENTS_DIR 的权限和磁盘空间，再传一次。") from None


def _copy(content: IO[bytes], file: IO[bytes]) -> tuple[str, int]:
    """Copy as far as the limit allows. Raises Refused for an empty file and for one over the limit."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        if size > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // _CHUNK
            raise Refused("too_large", f"文件超过上限 {limit} MiB，没有收下。请拆分后再传，或调高 MAX_UPLOAD_MIB。")
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Refused("empty_file", "文件是空的，没有收下。请重新下载或导出。")
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _keep(aside: Path, document: Document) -> None:
    """Move the file to its place, whole or not at all. Same digest, same content: what is there already stays."""
    place = Path(document.original.path)
    if not place.exists():
        with _room_expected():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.replace(place)


def _path_of(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


def _clean(name: str) -> str:
    """The file's own name for people: without folders and control characters."""
    base = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in base if character.isprintable())[-_LONGEST_NAME:] or "未命名"
