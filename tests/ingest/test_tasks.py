"""The task: what it does with a run, and why a second delivery is harmless. Workers and brokers: test_workers.py."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery.exceptions import Retry
from django.contrib.auth.models import User
from django.db import connection
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from budgets import editions
from budgets.departments import register_department
from budgets.models import Edition, Finding, Form, Reading
from budgets.nursery import Heed
from budgets.overlay import Step
from budgets.progress import Progress
from ingest import sandbox, tasks
from ingest.compound import compound
from ingest.models import Run
from ingest.sandbox import Given
from ingest.shapes import UnreadableDocument
from ingest.tasks import MAX_ATTEMPTS, read_document, reading_lock, recheck
from ingest.uploads import receive, retry
from tests.contracts import extraction, finding, tables_file, text_file
from tests.ingest.processes import children
from tests.ingest.words import Word

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("documents_dir", "queued")]


SHA256 = hashlib.sha256(b"x").hexdigest()


def received(content: bytes = b"x", name: str = "x.txt") -> Run:
    return receive(name, io.BytesIO(content)).run


def perform(run: Run) -> Run:
    read_document(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the child would hand back; `given` are the files that it was to check together."""
    answer: dict[str, Any] = {"extraction": extraction(sha256=SHA256), "calls": 0, "given": []}

    def read_apart(path: Path, name: str, limits: object, heed: Heed, timed: object) -> dict[str, Any]:
        answer["calls"] += 1
        for progress in answer.get("progress", ()):
            heed(progress)
        return dict(answer["extraction"])

    def check_apart(files: list[Given], limits: object) -> list[dict[str, Any]]:
        answer["given"] = files
        return answer.get("checked") or [dict(answer["extraction"])]

    monkeypatch.setattr(tasks, "read_apart", read_apart)
    monkeypatch.setattr(tasks, "check_apart", check_apart)
    return answer


def test_a_document_is_read_and_stored(sample_file: Path) -> None:
    run = perform(received(sample_file.read_bytes(), sample_file.name))
    assert run.state in ("done", "clerk")
    assert run.message.startswith("新增 ")
    assert (run.attempts, run.edition) == (1, Edition.objects.get())
    assert Form.objects.exists()
    assert run.timings["total"] >= run.timings["read"] > 0
    assert run.timings["total"] > run.timings["extract"] > 0


def test_a_run_says_how_much_was_stored_and_what_contradicts(reads: dict[str, Any]) -> None:
    register_department("大同市应急管理局")
    reads["extraction"] = extraction(findings=[finding("mismatch"), finding()])
    run = perform(received())
    assert (run.state, run.counts) == ("done", {"added": 8, "unchanged": 0, "superseded": 0, "tabled": 6, "later": 0})
    assert run.message == "新增 8 个数，未变 0 个，被取代 0 个。矛盾 1 处。"


def test_a_run_whose_document_says_too_little_asks_a_clerk(reads: dict[str, Any]) -> None:
    run = perform(received())
    assert run.state == "clerk"
    assert "部门名录里没有“大同市应急管理局”" in run.message


def test_a_file_that_is_no_disclosure_fails_in_one_line() -> None:
    run = perform(received("今天天气很好。\n".encode() * 30))
    assert run.state == "failed"
    assert run.message
    assert "\n" not in run.message
    assert not Reading.objects.exists()


def test_delivered_again_an_ended_run_is_left_alone(reads: dict[str, Any]) -> None:
    run = perform(received())
    before = run.finished_at
    assert perform(run).finished_at == before
    assert reads["calls"] == 1


def test_what_another_run_stored_is_not_read_again(reads: dict[str, Any]) -> None:
    first = perform(received())
    second = Run.objects.create(document=first.document, parser_version=first.parser_version)
    assert perform(second).edition == first.edition
    assert (second.counts["unchanged"], reads["calls"]) == (2, 1)


@pytest.fixture
def other_session(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as other:
        yield other


def test_while_another_worker_reads_the_document_the_task_comes_back_later(
    reads: dict[str, Any], other_session: psycopg.Connection[Any]
) -> None:
    run = received()
    numbers = [tasks._LOCKS, run.document.pk]
    other_session.execute("SELECT pg_advisory_lock(%s, %s)", numbers)
    with pytest.raises(Retry):
        read_document(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts, reads["calls"]) == ("waiting", 0, 0)
    other_session.execute("SELECT pg_advisory_unlock(%s, %s)", numbers)
    assert perform(run).state == "clerk"


def test_the_lock_is_given_back(reads: dict[str, Any], other_session: psycopg.Connection[Any]) -> None:
    run = perform(received())
    row = other_session.execute("SELECT pg_try_advisory_lock(%s, %s)", [tasks._LOCKS, run.document.pk]).fetchone()
    assert row == (True,)


def test_the_lock_vanishes_with_the_connection(reads: dict[str, Any], other_session: psycopg.Connection[Any]) -> None:
    run = received()
    with reading_lock(run.document) as held:
        assert held
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            other_session.execute("SELECT pg_terminate_backend(%s)", [cursor.fetchone()[0]])
    connection.close()
    assert perform(run).state == "clerk"


def test_a_document_that_kills_its_workers_is_given_up(reads: dict[str, Any]) -> None:
    run = received()
    Run.objects.update(attempts=MAX_ATTEMPTS, state="reading")
    run = perform(run)
    assert (run.state, run.code, reads["calls"]) == ("failed", "worker_lost", 0)


def test_what_the_database_does_not_take_is_one_line_without_the_documents_text(reads: dict[str, Any]) -> None:
    reads["extraction"] = extraction(findings=[finding("x" * 99)])
    run = perform(received())
    assert (run.state, run.code, "xxx" in run.message) == ("failed", "not_storable", False)
    assert not Reading.objects.exists()


def test_an_error_of_ours_is_shown_by_its_name_alone(reads: dict[str, Any]) -> None:
    run = received()
    read_document.on_failure(KeyError("text of the document"), "id", [run.pk], {}, None)
    run.refresh_from_db()
    assert (run.state, run.code) == ("failed", "internal_error")
    assert "KeyError" in run.message
    assert "text of the document" not in run.message


def test_after_a_correction_the_checks_see_the_corrected_tables(reads: dict[str, Any]) -> None:
    register_department("大同市应急管理局")
    run = perform(received())
    assert run.edition is not None
    step = Step(0, "amount", 0, 1, 0, "54.70", "55.70")
    edition = editions.correct(run.edition, run.document, step, "看错了", User.objects.create_user("clerk"))
    reads["extraction"] = extraction(sha256=SHA256, findings=[finding("soft")])
    recheck(edition.pk)
    edition.refresh_from_db()
    assert edition.checks_current
    assert [item.outcome for item in Finding.objects.all()] == ["soft"]
    assert [(step.old, step.new) for file in reads["given"] for step in file.steps] == [("54.70", "55.70")]


def test_files_that_were_joined_are_checked_together(reads: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file's run queues the checks; what they say of each file is kept with it."""
    queued: list[int] = []
    monkeypatch.setattr(tasks.recheck, "delay", queued.append)
    register_department("大同市应急管理局")
    contents = {"正文.txt": text_file, "表格.txt": tables_file}
    for name, file in contents.items():
        reads["extraction"] = file(sha256=hashlib.sha256(name.encode()).hexdigest())
        run = perform(received(name.encode(), name))
        assert queued == ([] if name == "正文.txt" else [run.edition_id])
    edition = Edition.objects.get()
    assert (run.edition, run.state, edition.checks_current) == (edition, "done", False)
    reads["checked"] = [extraction(findings=[finding("mismatch")], checks={"text.figure": {"mismatch": 1}}), tables_file()]
    recheck(edition.pk)
    assert [file.name for file in reads["given"]] == ["正文.txt", "表格.txt"]
    edition.refresh_from_db()
    assert (edition.checks_current, edition.checks["text.figure"]) == (True, {"mismatch": 1})
    assert [one.document.name for one in edition.findings.all()] == ["正文.txt"]


def test_a_pdf_with_a_password_fails_in_one_line(tmp_path: Path) -> None:
    made = Canvas(str(tmp_path / "x.pdf"), encrypt=StandardEncryption("secret"))
    made.drawString(72, 720, "Budget")
    made.save()
    run = perform(received((tmp_path / "x.pdf").read_bytes(), "x.pdf"))
    assert (run.state, run.code) == (Run.State.FAILED, "encrypted")
    assert run.message == "PDF 设有密码，打不开；请提供没有密码的文件。"


DISCLOSED = Word().p("2030年部门支出预算总表").p("单位：万元").table(("项目", "合计"), ("教育支出", "1.00"))
DAMAGED = "Word 文件已损坏，读不出来（可能没有下载完整），请重新下载，或用 Word 另存一次。"


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("half.docx", DISCLOSED.data()[:-100], "damaged", DAMAGED),
        (
            "half.html",
            "<html><table><tr><td>支出总表".encode(),
            "damaged",
            "网页不完整，在表格中间断开（可能没有下载完整），请重新下载或另存。",
        ),
        ("wrong.docx", b"\x89PNG\r\n\x1a\n\0\0", "unsupported_format", "文件名说是 Word 文件，内容却是图片（PNG）。"),
        ("old.docx", compound({"EncryptedPackage": b"x"}), "encrypted", "请去掉密码"),
        ("empty.html", b"<html><body></body></html>", "no_text", "网页里没有文字"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith((".docx", ".html")) else "",
)
def test_a_bad_page_or_word_document_fails_in_one_line_and_stores_nothing(name: str, content: bytes, code: str, said: str) -> None:
    run = perform(received(content, name))
    assert (run.state, run.code) == (Run.State.FAILED, code)
    assert said in run.message
    assert "\n" not in run.message
    assert not Reading.objects.exists()


def test_a_word_document_with_the_name_of_a_page_is_read_and_noted() -> None:
    run = perform(received(DISCLOSED.data(), "a.html"))
    assert run.state != Run.State.FAILED
    (note,) = [note for note in Reading.objects.get().extraction["notes"] if note["code"] == "name_mismatch"]
    assert note["text"] == "文件名说是网页（HTML），内容却是 Word 文件，已按内容读取。"


# How far it has come, and that it is stopped


def test_a_run_says_which_page_is_read_and_when_all_of_them_are(reads: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    come_to = Run.come_to

    def noted(run: Run, page: int, pages: int) -> bool:
        kept = come_to(run, page, pages)
        said.append(Run.objects.get(pk=run.pk).now)
        return kept

    monkeypatch.setattr(Run, "come_to", noted)
    now = time.monotonic()
    reads["progress"] = (None, Progress(11, 33, now), None, Progress(33, 33, now + 0.01))
    run = perform(received())
    assert said == ["正在读取", "正在读第 12 页，共 33 页", "正在读第 12 页，共 33 页", "33 页已读，正在核对"]
    assert (run.state, run.page, run.pages) == ("clerk", 33, 33)


def test_the_parts_of_a_way_are_timed(reads: dict[str, Any]) -> None:
    reads["progress"] = (Progress(2, 2, time.monotonic() + 3600),)
    run = perform(received())
    assert set(run.timings) == {"waited", "read", "checked", "stored", "total"}
    assert run.timings["checked"] == 0  # a child that says it read longer than it lived is not believed
    assert sum(run.timings[part] for part in ("read", "checked", "stored")) == pytest.approx(run.timings["total"], abs=0.002)
    run.timings = {"waited": 61.26, "read": 3.04, "checked": 1, "stored": 0.5, "total": 4.5}
    assert run.took == "等待 61.3，读取 3.0，整理和核对 1.0，入库 0.5"


def test_the_pages_of_a_real_pdf_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file))
    for number in range(3):
        canvas.drawString(72, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    run = perform(received(file.read_bytes(), "a.pdf"))
    assert (run.state, run.page, run.pages) == ("failed", 3, 3)
    assert set(run.timings) == {"waited", "read"}


def cancelled_while(monkeypatch: pytest.MonkeyPatch, step: str, person: User) -> list[bool]:
    """A run is cancelled by somebody just before it takes this step; whether that was still possible."""
    answers: list[bool] = []
    original = getattr(Run, step)

    def cancelling(run: Run, *arguments: Any) -> Any:
        answers.append(Run.objects.get(pk=run.pk).cancel(person))
        return original(run, *arguments)

    monkeypatch.setattr(Run, step, cancelling)
    return answers


@pytest.mark.parametrize("step", ["begin_reading", "come_to", "begin_storing", "fail"])
def test_a_run_that_is_cancelled_stores_nothing_whenever_that_is(reads: dict[str, Any], monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    reads["progress"] = (Progress(1, 2, time.monotonic()),)
    if step == "fail":
        reads["extraction"] = {}
        monkeypatch.setattr(tasks, "read_apart", unreadable)
    run = received()
    cancelled_while(monkeypatch, step, User.objects.create(username="录入员甲"))
    perform(run)
    assert (run.state, run.code) == ("cancelled", "cancelled")
    assert re.fullmatch(r"录入员甲 于 \d{4}-\d\d-\d\d \d\d:\d\d 取消，没有入库。要读的话，请选“再读一次”。", run.message)
    assert not Reading.objects.exists()
    assert perform(run).state == "cancelled"


def unreadable(*_: object) -> None:
    raise UnreadableDocument("damaged", "坏了。")


def test_what_is_being_stored_is_cancelled_no_more(reads: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    answers = cancelled_while(monkeypatch, "end", User.objects.create(username="录入员甲"))
    run = perform(received())
    assert (run.state, answers) == ("clerk", [False])
    assert not run.cancel(User.objects.get())


def test_what_was_cancelled_is_read_when_that_is_asked_for_again(reads: dict[str, Any]) -> None:
    run = received()
    assert run.cancel(User.objects.create(username="录入员甲"))
    again = retry(run)
    assert again.pk != run.pk
    assert perform(again).state == "clerk"
    run.refresh_from_db()
    assert run.state == "cancelled"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc 只有 Linux 有")
def test_the_child_that_reads_ends_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is a pipe to which nobody writes: its child would wait for ever."""
    run = received()
    original = Path(run.document.original.path)
    original.unlink()
    os.mkfifo(original)
    cancelled_while(monkeypatch, "come_to", User.objects.create(username="录入员甲"))
    start = time.monotonic()
    assert perform(run).state == "cancelled"
    assert time.monotonic() - start < 20  # with the start of the process that reads
    assert [child for number in sandbox.NURSERY.waiting for child in children(number)] == []
