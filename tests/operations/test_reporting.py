"""Errors are reported to a server of our own: by name and place, and nothing else. What is missing for it is one line at the start."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from operations.reporting import bare
from tests.test_settings import start

BROKEN = """
from wsgiref.util import setup_testing_defaults
from config.wsgi import application
from operations import views

def broken():
    geheim = "geheim-in-a-variable"
    raise ValueError("geheim" + "-in-a-message")

views.readiness.parts = broken
asked = {"PATH_INFO": "/readyz", "QUERY_STRING": "token=geheim", "HTTP_HOST": "localhost", "HTTP_X_REQUEST_ID": "number-0004"}
asked |= {"HTTP_COOKIE": "sessionid=geheim", "HTTP_AUTHORIZATION": "Bearer geheim", "REMOTE_ADDR": "10.0.0.7"}
setup_testing_defaults(asked)
application(asked, lambda *told: None).close()
import sentry_sdk; sentry_sdk.flush(10)
"""
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "postgres://u@h/d", "NO_PROXY": "*"}


@pytest.fixture
def reports() -> Iterator[tuple[str, list[bytes]]]:
    """Where errors are sent, and what came there."""
    came: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://key@127.0.0.1:{server.server_port}/7", came
        server.shutdown()
        thread.join()


def test_an_error_of_a_page_is_reported_without_what_it_was_about(reports: tuple[str, list[bytes]]) -> None:
    address, came = reports
    done = start("-c", BROKEN, SENTRY_DSN=address, **ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    events = [json.loads(part) for envelope in came for part in envelope.splitlines() if b'"exception"' in part]
    (event,) = events
    (error,) = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert "broken" in [frame["function"] for frame in error["stacktrace"]["frames"]]
    assert event["request"] == {"method": "GET", "url": "http://localhost/readyz"}
    assert event["tags"]["request_id"] == "number-0004"
    assert b"geheim" not in b"".join(came)
    assert b"10.0.0.7" not in b"".join(came)


def test_an_error_of_a_task_is_reported_without_what_it_was_given() -> None:
    """As the library makes an event of a task, or of a line of the log."""
    event = {
        "exception": {"values": [{"type": "KeyError", "value": "geheim", "stacktrace": {"frames": []}}]},
        "logentry": {"message": "read %s", "params": ["geheim"], "formatted": "read geheim"},
        "extra": {"celery-job": {"args": ["geheim"]}},
        "user": {"username": "geheim"},
        "breadcrumbs": {"values": [{"message": "geheim"}]},
        "tags": {"celery_task_id": "t-1"},
    }
    sent = bare(event, {})
    assert "geheim" not in json.dumps(sent)
    assert (sent["exception"]["values"][0]["type"], sent["logentry"], sent["tags"]) == (
        "KeyError",
        {"message": "read %s"},
        {"celery_task_id": "t-1"},
    )


def test_without_an_address_nothing_is_sent() -> None:
    done = start("-c", "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)", **ENVIRONMENT)
    assert done.stdout == "False\n", done.stderr


def test_the_extra_that_is_missing_is_one_line() -> None:
    done = start(
        "-c", "import sys; sys.modules['sentry_sdk'] = None; import config.settings", SENTRY_DSN="https://key@sentry.example.org/1"
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "make setup EXTRAS=sentry" in done.stderr
