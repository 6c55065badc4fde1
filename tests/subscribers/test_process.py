"""ETag, limits, keys and scripts of other sites over a real server process, as clients on a network see them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from config.local.services import free_port
from subscribers import keys
from subscribers.models import Usage
from tests.factories import datong
from tests.ingest.processes import ROOT, wait_for

pytestmark = pytest.mark.service

FACTS = "/api/v1/facts/"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def problem(self) -> str:
        assert self.headers["content-type"] == "application/problem+json"
        assert json.loads(self.body)["status"] == self.status
        return str(json.loads(self.body)["code"])


@dataclass
class Server:
    """A server process and its port."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str = FACTS, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Server]:
    """gunicorn with one process, as it serves the pages, over the database of the test."""
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2", "--no-control-socket"]
    environment = os.environ | {"DATABASE_URL": database_url, "API_THROTTLE_ANON": "12/hour", "API_THROTTLE_KEY": "20/day"}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    server = Server(port, process)

    def answers() -> bool | None:
        assert process.poll() is None, log.read_text()
        with suppress(OSError):
            return server.ask("/healthz").status == 200
        return None

    try:
        wait_for(answers, "the server answers")
        yield server
    finally:
        server.stop()


def test_over_a_server_process(database_url: str, tmp_path: Path) -> None:
    datong().publish()
    key, secret = keys.issue("somebody@example.org", "zh-hans")
    mine = {"Authorization": f"Bearer {secret}"}
    with serving(database_url, tmp_path) as server:
        # ETag and Vary: the answer is the same with and without a key, and caches tell them apart
        first, held = server.ask(), server.ask(**mine)
        assert (first.status, first.headers["etag"], first.body) == (200, held.headers["etag"], held.body)
        assert server.ask(If_None_Match=first.headers["etag"]).status == 304
        assert server.ask(**mine, If_None_Match=first.headers["etag"]).status == 304
        assert all("Authorization" in one.headers["vary"] for one in (first, held))
        assert ("private" in first.headers["cache-control"], "private" in held.headers["cache-control"]) == (False, True)
        assert "no-store" in server.ask("/api/v1/usage/", **mine).headers["cache-control"]
        # scripts of other sites may send the key, and read what is left of its limit
        asked = server.ask(
            method="OPTIONS",
            Origin="https://example.org",
            Access_Control_Request_Method="GET",
            Access_Control_Request_Headers="authorization",
        )
        assert "authorization" in asked.headers["access-control-allow-headers"]
        script = server.ask(**mine, Origin="https://example.org")
        assert script.headers["access-control-allow-origin"] == "*"
        assert {"RateLimit-Remaining", "Retry-After"} <= set(script.headers["access-control-expose-headers"].split(", "))
        # wrong keys
        for wrong in ("Bearer mz_" + "a" * 43, "Bearer", "Basic bXo6bXo=", "Bearer \xff"):
            refused = server.ask(Authorization=wrong)
            assert (refused.status, refused.problem(), refused.headers["www-authenticate"]) == (
                401,
                "authentication_failed",
                'Bearer realm="api"',
            )
        # limits: the visitor's ends, the key's goes on
        visitor = [server.ask() for _ in range(8)]
        assert [one.status for one in visitor] == [200] * 6 + [429] * 2
        assert (visitor[5].headers["ratelimit-limit"], visitor[5].headers["ratelimit-remaining"]) == ("12", "0")
        assert (visitor[-1].problem(), int(visitor[-1].headers["retry-after"]) > 0) == ("throttled", True)
        assert server.ask(Authorization="Bearer mz_" + "a" * 43).status == 429
        holder = [server.ask(**mine) for _ in range(18)]
        assert [one.status for one in holder] == [200] * 16 + [429] * 2
        assert [int(one.headers["ratelimit-remaining"]) for one in holder[:3]] == [15, 14, 13]
        # revoked, it ends at once
        other, text = keys.issue("other@example.org", "zh-hans")
        assert server.ask(Authorization=f"Bearer {text}").status == 200
        keys.revoke(other)
        assert server.ask(Authorization=f"Bearer {text}").status == 429  # as the visitor that it is now, who has asked enough
    # what was counted in memory is written when the process ends
    told = Usage.objects.get(key=key)
    assert (told.day, told.requests, told.refused) == (timezone.localdate(), 22, 2)
    assert told.bytes > len(held.body)
