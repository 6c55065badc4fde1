"""What tests of keys and webhooks share: a mail server, tasks that are done at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from subscribers import tasks
from tests.subscribers.post import Post, listening


@pytest.fixture(scope="session")
def server() -> Iterator[Post]:
    """A mail server that listens."""
    with listening() as found:
        yield found


@pytest.fixture
def post(server: Post, settings: Settings) -> Post:
    """The mail server, empty, and letters that go to it."""
    server.letters.clear()
    server.refuses.clear()
    settings.MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.DEFAULT_FROM_EMAIL = "mz@example.org"
    return server


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does everything as soon as it is queued."""

    def do(task: Any, *arguments: int) -> None:
        task.apply(args=arguments).get()

    monkeypatch.setattr(tasks, "queue", do)
