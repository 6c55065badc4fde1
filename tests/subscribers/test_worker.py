"""A real worker, told by the broker to look for what waits: it sends the letter once, and calls nothing inside of the house's network."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from subscribers import hooks, keys
from subscribers.models import Delivery, LinkRequest, Webhook
from tests.ingest import web
from tests.ingest.processes import ROOT, Worker, World, wait_for
from tests.subscribers.post import Post

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]


def test_a_worker_sends_letters_and_calls_no_private_address(
    database_url: str, embedded_redis_url: str, tmp_path: Path, server: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.letters.clear()
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}?tls=none")
    monkeypatch.setenv("EMAIL_FROM", "mz@example.org")
    world = World(database_url, embedded_redis_url, tmp_path / "documents")
    asked = LinkRequest.objects.create(
        email="somebody@example.org", language="zh-hans", origin="https://mz.example.org", made_at=timezone.now() - timedelta(minutes=2)
    )
    key, _secret = keys.issue("other@example.org", "zh-hans")
    worker = Worker(world)
    try:
        with web.serving() as inside:
            webhook = Webhook.objects.create(key=key, url=f"http://{web.HERE}/news", nonce="0")
            other = Webhook.objects.create(key=key, url=f"http://{web.HERE}:{inside.port}/news", nonce="0")
            deliveries = [hooks.ping(one).pk for one in (webhook, other)]
            for _twice in range(2):
                _look(world)
            wait_for(lambda: server.letters or None, f"the letter ({worker.log})")
            rows = Delivery.objects.filter(pk__in=deliveries).exclude(answer="")
            wait_for(lambda: rows.count() == 2 or None, f"the calls ({worker.log})")
            assert {row.answer for row in rows} == {"not_public", "port"}
            assert inside.asked == []
    finally:
        worker.kill()
    (letter,) = server.letters
    assert letter["To"] == "somebody@example.org"
    asked.refresh_from_db()
    assert asked.digest is not None


def _look(world: World) -> None:
    """What the beat does each minute."""
    command = [sys.executable, "-m", "celery", "-A", "config", "call", "subscribers.tasks.send_due", "--queue", "mingzhang-fetch"]
    subprocess.run(command, cwd=ROOT, env=os.environ | world.environment, check=True, capture_output=True, timeout=60)
