"""What people do with readings and addresses is written down with who it was; what workers do with them is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ingest import addresses, tasks
from ingest.models import Fetch, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    for task in (tasks.read_document, addresses.fetch_address):
        monkeypatch.setattr(task, "delay", lambda number: None)
    settings.DOCUMENTS_DIR = tmp_path
    person = User.objects.create_user("某人", is_staff=True)
    person.groups.add(Group.objects.get(name="录入员"))
    client.force_login(person)
    return client


def written(model: type[Any]) -> list[tuple[Any, ...]]:
    found: list[Any] = [*pghistory.core.event_models()]
    (events,) = [one for one in found if one.pgh_tracked_model is model]
    names = [field.attname for field in events._meta.fields if field.name in ("cancelled_by", "settled_by", "retries")]
    who = User.objects.get(username="某人").pk
    rows = events.objects.order_by("pgh_id")
    return [(row.pgh_label, *(getattr(row, name) for name in names), (row.pgh_context or {}).get("person") == who) for row in rows]


def test_who_uploaded_cancelled_and_asked_again(clerk: Client, documents_dir: Path) -> None:
    who = User.objects.get(username="某人").pk
    clerk.post("/admin/budgets/document/add/", {"documents": SimpleUploadedFile("预算.txt", "某局 2024 年预算".encode()), "source_url": ""})
    run = Run.objects.get()
    clerk.post("/admin/ingest/run/", {"action": "cancel", "_selected_action": [run.pk]})
    clerk.post("/admin/ingest/run/", {"action": "again", "_selected_action": [run.pk]})
    again = Run.objects.latest("pk")
    assert again.begin_reading("x")
    again.come_to(1, 2)
    again.fail("broken", "断了")
    clerk.post("/admin/queue/", {"act": f"settle:run-{run.document_id}-"})
    assert written(Run) == [
        ("insert", None, None, True),
        ("update", who, None, True),
        ("insert", None, None, True),
        ("update", None, who, True),
    ]


def test_who_gave_an_address_asked_again_and_put_it_away(clerk: Client) -> None:
    who = User.objects.get(username="某人").pk
    clerk.post("/admin/budgets/document/add/", {"addresses": "https://example.org/a.pdf", "source_url": ""})
    for _number in range(2):
        asked = Fetch.objects.get()
        asked.begin()
        asked.fail("not_found", "没有")
        clerk.post("/admin/queue/", {"act": f"{'again' if not _number else 'settle'}:fetch-{asked.pk}-"})
    assert written(Fetch) == [("insert", 0, None, True), ("update", 1, None, True), ("update", 1, who, True)]
