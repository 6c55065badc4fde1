"""运行状况: what the page says of what is there, and of what is not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from ingest.models import Fetch, Run
from operations.backups import last_backup
from operations.models import Worker
from tests.factories import datong
from tests.ingest.conftest import documents_dir  # noqa: F401  # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documents_dir")]
ADDRESS = "/admin/operations/worker/"


@pytest.fixture
def client() -> Client:
    person = User.objects.create_user("管理", is_staff=True)
    person.groups.add(Group.objects.get(name="管理员"))
    client = Client()
    client.force_login(person)
    return client


def test_a_service_where_nothing_happened_yet(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    for told in (
        "没有等待的",
        "没有看到任何工作进程",
        "一天内没有工作进程来过",
        "没有。失败了",
        "0 份",
        "还没有做过",
        "不知道：存储不是本机的文件夹",
    ):
        assert told in page, told


def test_what_waits_who_works_and_what_failed(client: Client, documents_dir: Path) -> None:  # noqa: F811
    documents_dir.mkdir(parents=True)
    document = datong().document
    Run.objects.create(document=document)
    failed = Run.objects.create(document=datong(2024).document, state="failed", message="<b>读不出</b>", finished_at=timezone.now())
    fetched = Fetch.objects.create(url="http://gov.example/a", state="failed", message="没有取到", finished_at=timezone.now())
    Worker.objects.create(name="worker@one", queues=["mingzhang"], seen_at=timezone.now())
    Worker.objects.create(name="worker@two", queues=["mingzhang-fetch"], seen_at=timezone.now() - timedelta(hours=2))
    page = client.get(ADDRESS).content.decode()
    assert '<a href="/admin/ingest/run/?state__exact=waiting">1</a>' in page
    assert f'<a href="/admin/ingest/run/{failed.pk}/change/">{failed.document.name}</a>' in page
    assert f'<a href="/admin/ingest/fetch/{fetched.pk}/change/">http://gov.example/a</a>' in page
    assert "&lt;b&gt;读不出&lt;/b&gt;" in page
    assert (page.count(">在运行<"), page.count("没有再看到"), "没有看到任何工作进程" in page) == (1, 1, False)
    assert "不知道：存储" not in page
    assert page.count("没有在运行的工作进程取它") == 1  # one queue has lost its only worker
    for link in (
        "/admin/ingest/run/?state__exact=waiting",
        f"/admin/ingest/run/{failed.pk}/change/",
        f"/admin/ingest/fetch/{fetched.pk}/change/",
    ):
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ({"finished_at": "2026-11-27T02:00:00+08:00"}, "2026-11-27 02:00"),
        ({"finished_at": "yesterday"}, "还没有做过"),
        ({"finished_at": "2026-11-27T02:00:00"}, "还没有做过"),
        ({"finished_at": 7}, "还没有做过"),
        ([], "还没有做过"),
        (None, "还没有做过"),
    ],
)
def test_the_last_backup(client: Client, settings: Settings, tmp_path: Path, kept: object, told: str) -> None:
    settings.BACKUPS_DIR = tmp_path
    if kept is not None:
        (tmp_path / "latest.json").write_text(json.dumps(kept))
    assert told in client.get(ADDRESS).content.decode()
    assert (last_backup() is None) == (told == "还没有做过")


def test_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(ADDRESS).content.decode()
    assert "Workers" in page
    assert "None was made yet" in page
