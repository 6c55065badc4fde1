"""Addresses on the desk and in the task: asked for, fetched, received as an upload is, and told of in place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import Retry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from budgets.models import Document
from config.celery import app
from ingest import addresses, fetching
from ingest.addresses import BROKER_DOWN, ask_for, fetch_address, retry
from ingest.fetching import Fetched, Limits
from ingest.models import Fetch, Run
from ingest.tasks import MAX_ATTEMPTS
from ingest.uploads import receive
from tests.ingest.web import Server, gives, leads_to, rules, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documents_dir", "queued")]

UPLOAD = "/admin/budgets/document/add/"
LIST = "/admin/ingest/fetch/"
CONTENT = "某部门某年预算公开".encode()


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The addresses that were given to the broker, which is not asked."""
    numbers: list[int] = []
    monkeypatch.setattr(fetch_address, "delay", numbers.append)
    return numbers


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, asked_for: list[int]) -> Iterator[Server]:
    """A server that the task reaches under gov.example."""
    with serving() as server:
        by = rules(server, {"gov.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]})
        monkeypatch.setattr(addresses, "place_of", lambda url: fetching.place_of(url, by.ports))

        def fetch(url: str, into: Any, limits: Limits) -> Fetched:
            return fetching.fetch(url, into, limits, by)

        monkeypatch.setattr(addresses, "fetch", fetch)
        yield server


@pytest.fixture
def clerk() -> User:
    user = User.objects.create(username="录入员甲", is_staff=True)
    codenames = ("view_run", "view_fetch", "add_document", "view_document")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def perform(url: str, clerk: User) -> Fetch:
    asked = ask_for([url], clerk)[0]
    fetch_address(asked.pk)
    asked.refresh_from_db()
    return asked


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# The task


def test_a_document_is_fetched_and_received_as_an_upload_is(web: Server, clerk: User) -> None:
    web.answers["/a.txt"] = gives(CONTENT)
    url = f"http://gov.example:{web.port}/a.txt"
    asked = perform(url, clerk)
    document = Document.objects.get()
    assert (document.name, document.source_url, document.uploaded_by) == ("a.txt", url, clerk)
    assert document.retrieved_at is not None
    assert Path(document.original.path).read_bytes() == CONTENT
    assert Run.objects.get().document == document
    assert (asked.state, asked.message, list(asked.documents.all())) == ("done", "“a.txt”：已收下，排队等待读取。", [document])
    assert asked.started_at is not None
    assert asked.finished_at is not None


def test_what_was_received_before_is_recognised_by_its_content(web: Server, clerk: User) -> None:
    known = receive("以前.txt", io.BytesIO(CONTENT)).document
    web.answers["/a.txt"] = gives(CONTENT)
    asked = perform(f"http://gov.example:{web.port}/a.txt", clerk)
    assert "收到的“以前.txt”相同，不再收一份" in asked.message
    assert list(asked.documents.all()) == [known] == list(Document.objects.all())


def test_an_archive_is_received_document_by_document(web: Server, clerk: User) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("预算.txt", CONTENT)
        package.writestr("空.txt", b"")
    web.answers["/a.zip"] = gives(stream.getvalue())
    asked = perform(f"http://gov.example:{web.port}/a.zip", clerk)
    assert asked.message == "“a.zip › 预算.txt”：已收下，排队等待读取。“a.zip › 空.txt”：文件是空的，没有收下。请重新下载或导出。"
    assert Document.objects.get().name == "预算.txt"


@pytest.mark.parametrize(
    ("path", "code"),
    [("/internal", "not_public"), ("/missing", "status"), ("/large", "too_large"), ("/empty", "empty_file"), ("/file", "scheme")],
)
def test_a_refusal_is_told_on_the_address_and_nothing_is_kept(web: Server, clerk: User, settings: Settings, path: str, code: str) -> None:
    settings.MAX_UPLOAD_BYTES = 1024
    web.answers |= {
        "/internal": leads_to("http://inside.example/"),
        "/missing": gives(b"", 404),
        "/large": gives(b"x" * 1025),
        "/empty": gives(b""),
        "/file": leads_to("file:///some/where"),
    }
    asked = perform(f"http://gov.example:{web.port}{path}", clerk)
    assert (asked.state, asked.code) == ("failed", code)
    assert "请" in asked.message
    assert "\n" not in asked.message
    assert not Document.objects.exists()


def test_delivered_again_what_has_ended_is_left_alone(web: Server, clerk: User) -> None:
    web.answers["/a.txt"] = gives(CONTENT)
    asked = perform(f"http://gov.example:{web.port}/a.txt", clerk)
    fetch_address(asked.pk)
    fetch_address(asked.pk + 1)
    assert len(web.asked) == 1


def test_while_another_worker_fetches_it_the_task_comes_back_later(web: Server, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_for([f"http://gov.example:{web.port}/a.txt"], clerk)[0]
    monkeypatch.setattr(addresses, "session_lock", lambda space, number: _not_ours())
    with pytest.raises(Retry):
        fetch_address(asked.pk)
    assert web.asked == []


class _not_ours:
    def __enter__(self) -> bool:
        return False

    def __exit__(self, *exception: object) -> None: ...


def test_one_whose_workers_are_lost_again_and_again_is_given_up(web: Server, clerk: User) -> None:
    asked = ask_for([f"http://gov.example:{web.port}/a.txt"], clerk)[0]
    Fetch.objects.update(attempts=MAX_ATTEMPTS, state="fetching")
    fetch_address(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.code) == ("failed", "worker_lost")


def test_what_failed_is_asked_once_more(web: Server, clerk: User, asked_for: list[int]) -> None:
    web.answers["/a.txt"] = gives(b"", 404)
    asked = perform(f"http://gov.example:{web.port}/a.txt", clerk)
    web.answers["/a.txt"] = gives(CONTENT)
    retry(asked)
    assert (asked.state, asked.message, asked.finished_at) == ("waiting", "", None)
    assert asked_for == [asked.pk]
    fetch_address(asked.pk)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_with_the_broker_down_it_is_said_that_the_address_waits(
    clerk: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(number: int) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(fetch_address, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_for(["http://gov.example/a.txt"], clerk)[0]
    assert (asked.state, asked.message) == ("waiting", BROKER_DOWN)


def test_workers_know_the_task() -> None:
    app.loader.import_default_modules()
    assert "ingest.addresses.fetch_address" in app.tasks


# The desk


def test_addresses_are_given_one_a_line_and_each_wrong_one_is_told_at_once(
    clerk: User, asked_for: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    lines = "http://gov.example/a.pdf\n\n  https://gov.example/b.pdf \nftp://gov.example/c\nhttp://gov.example/a.pdf\n"
    with django_capture_on_commit_callbacks(execute=True):
        seen = text_of(browser(clerk).post(UPLOAD, {"addresses": lines}, follow=True))
    assert "2 个地址已记下，正在逐个下载；结果各占一行。" in seen
    assert "“ftp://gov.example/c”：只能取 http:// 或 https:// 开头的地址，请从浏览器的地址栏复制。" in seen
    assert "还有 2 个没有下载完，各行自动更新。" in seen
    assert set(Fetch.objects.values_list("url", "state")) == {
        ("http://gov.example/a.pdf", "waiting"),
        ("https://gov.example/b.pdf", "waiting"),
        ("ftp://gov.example/c", "failed"),
    }
    assert len(asked_for) == 2


def test_more_than_a_hundred_addresses_are_refused_and_stay_in_the_form(clerk: User, asked_for: list[int]) -> None:
    lines = "\n".join(f"http://gov.example/{number}" for number in range(101))
    seen = text_of(browser(clerk).post(UPLOAD, {"addresses": lines}))
    assert "这里有 101 个地址，一次最多 100 个，请分几次。" in seen
    assert "http://gov.example/100" in seen
    assert not Fetch.objects.exists()


def test_a_form_without_anything_says_what_is_missing(clerk: User) -> None:
    assert "请选择至少一个文件，或写至少一个地址。" in text_of(browser(clerk).post(UPLOAD, {"addresses": " \n"}))


def test_the_list_leads_to_the_document_and_asks_again(web: Server, clerk: User, asked_for: list[int]) -> None:
    web.answers["/a.txt"] = gives(CONTENT)
    asked = perform(f"http://gov.example:{web.port}/a.txt", clerk)
    seen = text_of(browser(clerk).get(LIST))
    assert f'href="/admin/budgets/document/{Document.objects.get().pk}/change/"' in seen
    assert "“a.txt”：已收下，排队等待读取。" in seen
    browser(clerk).post(LIST, {"action": "again", "_selected_action": [asked.pk]})
    assert asked_for == [asked.pk]


def test_who_may_only_look_asks_for_nothing(clerk: User, asked_for: list[int]) -> None:
    asked = ask_for(["http://gov.example/a.pdf"], clerk)[0]
    viewer = User.objects.create(username="查阅员甲", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_fetch"))
    assert browser(viewer).get(LIST).status_code == 200
    assert browser(viewer).post(UPLOAD, {"addresses": "http://gov.example/b.pdf"}).status_code == 403
    browser(viewer).post(LIST, {"action": "again", "_selected_action": [asked.pk]})
    nobody = User.objects.create(username="无组", is_staff=True)
    assert browser(nobody).get(LIST).status_code == 403
    assert (asked_for, Fetch.objects.count()) == ([], 1)


def test_the_list_takes_as_many_queries_for_many_as_for_one(web: Server, clerk: User) -> None:
    client = browser(clerk)
    client.get(LIST)  # a session's first page costs more

    def queries(numbers: range) -> int:
        for number in numbers:
            web.answers[f"/{number}.txt"] = gives(CONTENT + bytes([65 + number]))
            perform(f"http://gov.example:{web.port}/{number}.txt", clerk)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    assert queries(range(1)) == queries(range(1, 12))


def test_a_slow_site_holds_up_no_reading() -> None:
    """Addresses wait in a queue of their own, and a worker that is told no queue takes both."""
    queues = {
        name: app.amqp.router.route({}, f"ingest.{name}")["queue"].name for name in ("addresses.fetch_address", "tasks.read_document")
    }
    assert queues == {"addresses.fetch_address": "mingzhang-fetch", "tasks.read_document": "mingzhang"}
    assert set(app.amqp.queues) == set(queues.values())
