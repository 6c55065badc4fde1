"""Receiving files: kept as they came, once, and queued; or refused in one line."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from budgets.models import Document, Reading
from ingest import PARSER_VERSION, tasks
from ingest.models import Run
from ingest.uploads import Received, Refused, receive, receive_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("documents_dir")]

CONTENT = "某部门某年预算公开".encode()


def take(content: bytes = CONTENT, name: str = "公开.txt", **more: Any) -> Received:
    return receive(name, io.BytesIO(content), **more)


def test_a_file_is_kept_as_it_came_for_its_owner_alone_and_queued(queued: list[int], documents_dir: Path) -> None:
    person = User.objects.create_user("clerk")
    received = take(uploaded_by=person, source_url="https://example.org/a", is_sample=True)
    document = received.document
    kept = Path(document.original.path)
    assert received.created
    assert kept.read_bytes() == CONTENT
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert document.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (document.name, document.size, document.uploaded_by, document.is_sample) == ("公开.txt", len(CONTENT), person, True)
    assert (received.run.state, queued) == ("waiting", [received.run.pk])
    assert received.message == "已收下，排队等待读取。"
    assert [path for path in documents_dir.rglob("*") if path.is_file()] == [kept]


def test_the_same_bytes_are_one_document_and_one_run_under_way(queued: list[int]) -> None:
    first, second = take(), take(name="另一个名字.txt")
    assert (second.created, second.document, second.run) == (False, first.document, first.run)
    day = timezone.localdate()
    assert second.message == f"内容与 {day} 收到的“公开.txt”相同，不再收一份。那个文件现在：等待读取。"
    assert Document.objects.get().name == "公开.txt"
    assert queued == [first.run.pk, first.run.pk]


def test_a_file_that_is_being_read_is_not_said_to_have_been_read(queued: list[int]) -> None:
    take().run.begin_reading(PARSER_VERSION)
    assert take().message.endswith("那个文件现在：正在读取。")


def test_what_this_parser_has_read_is_not_queued_again(queued: list[int]) -> None:
    first = take()
    Reading.objects.create(document=first.document, parser_version=PARSER_VERSION, extraction={})
    Run.objects.update(state="done", message="已入库。")
    queued.clear()
    assert take().message.endswith("“公开.txt”相同，不再收一份。那个文件现在：完成。已入库。")
    assert queued == []


@pytest.mark.parametrize("state", ["failed", "done"])
def test_what_failed_or_was_read_by_an_older_parser_is_queued_in_a_new_run(queued: list[int], state: str) -> None:
    first = take()
    Run.objects.update(state=state)
    Reading.objects.create(document=first.document, parser_version="older", extraction={})
    second = take()
    assert second.run != first.run
    assert queued == [first.run.pk, second.run.pk]


def test_an_empty_file_is_refused(queued: list[int], documents_dir: Path) -> None:
    with pytest.raises(Refused, match="文件是空的"):
        take(b"")
    assert_nothing_kept(documents_dir)


def test_a_file_over_the_limit_is_refused(queued: list[int], documents_dir: Path, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 3 * 1024 * 1024
    with pytest.raises(Refused, match="超过上限 3 MiB"):
        take(b"x" * (3 * 1024 * 1024 + 1))
    assert_nothing_kept(documents_dir)


def test_no_room_is_one_line(queued: list[int], documents_dir: Path) -> None:
    documents_dir.write_text("a file where the folder should be")
    with pytest.raises(Refused, match="文件存不下"):
        take()
    assert not Document.objects.exists()


def assert_nothing_kept(documents_dir: Path) -> None:
    assert not Document.objects.exists()
    assert [path for path in documents_dir.rglob("*") if path.is_file()] == []


def test_with_the_broker_down_the_file_is_kept_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(number: int) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.read_document, "delay", down)
    received = take()
    assert Path(received.document.original.path).exists()
    assert received.run.state == "waiting"
    assert received.message == "文件已收下；任务队列连不上。恢复后在“读取任务”里点“全部重新排队”，或运行 manage.py ingest --waiting。"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\文件\\a.txt", "a.txt"), ("a\x00\nb.txt", "ab.txt"), ("", "未命名"), ("长" * 300, "长" * 255)],
)
def test_a_name_is_for_people_and_never_a_path(queued: list[int], name: str, kept: str) -> None:
    document = take(name=name).document
    assert document.name == kept
    assert document.original.name == f"originals/{document.sha256[:2]}/{document.sha256}"


def archive(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return stream.getvalue()


def test_each_document_of_an_archive_is_received_as_one_of_its_own(queued: list[int], documents_dir: Path) -> None:
    person = User.objects.create_user("clerk")
    data = archive(("../甲/预算.txt", CONTENT), ("空.txt", b""), ("内.zip", archive(("a.txt", b"1"))), ("乙/同.txt", CONTENT))
    answers = list(receive_all("包.zip", io.BytesIO(data), uploaded_by=person, source_url="https://example.org/a"))
    assert [(name, str(answer) if isinstance(answer, Refused) else answer.created) for name, answer in answers] == [
        ("包.zip › 预算.txt", True),
        ("包.zip › 空.txt", "文件是空的，没有收下。请重新下载或导出。"),
        ("包.zip › 内.zip", "是压缩文件里的压缩文件（ZIP），没有收下；请解开后再传。"),
        ("包.zip › 同.txt", False),
    ]
    document = Document.objects.get()
    assert (document.name, document.uploaded_by, document.source_url) == ("预算.txt", person, "https://example.org/a")
    kept = Path(document.original.path)
    assert kept.read_bytes() == CONTENT
    assert [path for path in documents_dir.parent.rglob("*") if path.is_file()] == [kept]
    assert len(queued) == 2


def test_an_archive_of_which_nothing_can_be_taken_is_one_line(queued: list[int], settings: Settings) -> None:
    data = archive(("a.txt", CONTENT))
    ((name, answer),) = receive_all("包.zip", io.BytesIO(data[:-30]))
    assert (name, str(answer)) == ("包.zip", "压缩文件已损坏，打不开（可能没有下载完整）；请重新下载，或重新压缩成 ZIP。")
    settings.MAX_UPLOAD_BYTES = len(data) - 1
    ((_, answer),) = receive_all("包.zip", io.BytesIO(data))
    assert isinstance(answer, Refused)
    assert answer.code == "too_large"
    assert not Document.objects.exists()


def test_what_is_no_archive_is_received_as_it_is(queued: list[int]) -> None:
    data = archive(("xl/workbook.xml", b"<workbook/>"))
    ((name, answer),) = receive_all("a.zip", io.BytesIO(data))
    assert isinstance(answer, Received)
    assert (name, answer.document.name, answer.document.size) == ("a.zip", "a.zip", len(data))
