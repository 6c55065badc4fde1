"""/metrics: for who has the token; what requests were, what the database holds; bounded in number and in time; several processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from budgets.models import Edition
from config.local.services import free_port
from ingest.models import Fetch, Run
from operations import metrics
from tests.factories import datong
from tests.ingest.processes import wait_for

TOKEN = "nobody-guesses-this-0"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _told(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    metrics.kept.forget()


def sample(text: str) -> dict[tuple[str, ...], float]:
    """Each value by its name and its labels' values, in the order of the labels' names; the whole must be Prometheus' format."""
    families = text_string_to_metric_families(text)
    return {(one.name, *(one.labels[name] for name in sorted(one.labels))): one.value for family in families for one in family.samples}


def asked(client: Client) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return sample(answer.content.decode())


def test_without_a_token_set_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    for given in ({}, {"authorization": "Bearer "}, {"authorization": f"Bearer {TOKEN}"}):
        assert client.get("/metrics", headers=given).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer nobody-guesses-this-1", f"Basic {TOKEN}", f"Bearer {TOKEN} ", "Bearer 口令"])
def test_without_the_token_there_is_nothing_to_read(client: Client, given: str) -> None:
    answer = client.get("/metrics", headers={"authorization": given})
    assert (answer.status_code, answer["WWW-Authenticate"], answer.content) == (401, "Bearer", b"")


@pytest.mark.django_db
def test_requests_are_counted_by_view_method_and_status(client: Client) -> None:
    before = asked(client)
    client.get("/departments/999999999/?q=secret")
    client.get("/departments/999999998/")
    client.generic("BREW", "/no/such/address/")
    after = asked(client)

    def more(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    view = next(key[3] for key in after if key[:3] == ("mingzhang_http_requests_total", "GET", "404") and "department" in key[3])
    assert more("mingzhang_http_requests_total", "GET", "404", view) == 2
    assert more("mingzhang_http_request_seconds_count", "GET", view) == 2
    assert more("mingzhang_http_requests_total", "other", "404", "") == 1
    assert not [key for key in after if "secret" in "".join(key) or "99999" in "".join(key)]


@pytest.mark.django_db
def test_what_the_database_holds(client: Client) -> None:
    book = datong()
    for check, outcome in (("total", "mismatch"), ("total", "mismatch"), ("total", "rounding")):
        book.find(check, outcome, "")
    edition, document = book.publish(), book.document
    datong(2024).find("total", "mismatch", "of a draft")
    Run.objects.all().delete()
    for pages, seconds in ((10, 2.5), (30, 1.5)):
        Run.objects.create(document=document, state=Run.State.DONE, pages=pages, timings={"read": seconds})
    Run.objects.create(document=document, state=Run.State.DONE, timings={"read": 7.0})  # pages not known
    waits = Run.objects.create(document=document)
    Run.objects.filter(pk=waits.pk).update(created_at=timezone.now() - timedelta(hours=1))
    Fetch.objects.create(url="http://gov.example/a", state="failed")

    got = asked(client)
    assert got["mingzhang_database_up",] == 1
    assert {key[1]: got[key] for key in got if key[0] == "mingzhang_runs"} == {
        **dict.fromkeys(Run.State.values, 0),
        **{"waiting": 1, "done": 3},
    }
    assert 3600 <= got["mingzhang_oldest_waiting_seconds", "mingzhang"] < 3700
    assert got["mingzhang_oldest_waiting_seconds", "mingzhang-fetch"] == 0
    assert (got["mingzhang_reading_pages_total",], got["mingzhang_reading_seconds_total",]) == (40, 4.0)
    assert got["mingzhang_failures", "fetch"] == 1
    assert {key[1:]: got[key] for key in got if key[0] == "mingzhang_findings"} == {("total", "mismatch"): 2, ("total", "rounding"): 1}
    assert got["mingzhang_workers_alive",] == 0
    assert (got["mingzhang_documents",], got["mingzhang_documents_bytes",]) == (2, 2)

    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="理由")
    assert "mingzhang_findings" not in {key[0] for key in sample_anew(client)}  # not in force


def sample_anew(client: Client) -> dict[tuple[str, ...], float]:
    metrics.kept.forget()
    return asked(client)


@pytest.mark.django_db
def test_the_database_is_asked_twice_a_minute_and_no_more(client: Client) -> None:
    with CaptureQueriesContext(connection) as first:
        asked(client)
    with CaptureQueriesContext(connection) as second:
        asked(client)
    assert (len(first) < 40, len(second)) == (True, 0)


def test_a_database_that_is_down_is_told_and_requests_are_still_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: Any, **more: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("operations.metrics.transaction.atomic", down)
    client.get("/healthz")
    got = asked(client)
    assert got["mingzhang_database_up",] == 0
    assert got["mingzhang_http_requests_total", "GET", "200", "healthz"] >= 1
    assert "mingzhang_runs" not in {key[0] for key in got}


@pytest.mark.django_db
def test_a_part_that_takes_too_long_is_left_out_and_the_others_are_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless() -> Iterator[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5ms'")
            cursor.execute("SELECT pg_sleep(60)")
        yield

    monkeypatch.setitem(metrics._MEASURES, "findings", endless)
    got = asked(client)
    assert (got["mingzhang_database_up",], got["mingzhang_measured", "findings"], got["mingzhang_measured", "house"]) == (1, 0, 1)
    assert ("mingzhang_workers_alive",) in got


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The pages as they are served: three processes of gunicorn, which count together."""
    port, counts = free_port(), tmp_path / "counts"
    counts.mkdir()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(counts),
    }
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "3", "--no-control-socket"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(f"{address}/healthz"), "the pages")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def answers(address: str) -> bool:
    try:
        return got(address) != ""
    except OSError:
        return False


def got(address: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {TOKEN}"})  # noqa: S310
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.service
def test_several_processes_count_together(server: str) -> None:
    key = ("mingzhang_http_requests_total", "GET", "200", "healthz")
    before = sample(got(f"{server}/metrics"))[key]
    for _request in range(30):
        got(f"{server}/healthz")
    after = sample(got(f"{server}/metrics"))
    assert after[key] == before + 30
    assert after["mingzhang_database_up",] == 1


def test_every_metric_is_documented() -> None:
    code = (ROOT / "operations" / "metrics.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"(mingzhang_\w+)"', code)) | {"mingzhang_runs", "mingzhang_fetches"}
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert {name for name in names if name not in told} == set()
