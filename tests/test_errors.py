"""What people and programs are told while the database is down."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Of a service whose database is down: whatever asks it fails."""

    def down(*args: object, **more: object) -> None:
        raise OperationalError("connection refused: 10.0.0.7")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", down)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


@pytest.mark.parametrize("address", ["/", "/admin/", "/admin/ingest/run/"])
def test_a_page_says_that_the_database_is_down_and_what_to_do(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert "数据库现在连不上" in answer.content.decode()
    assert "请检查 DATABASE_URL" in answer.content.decode()
    assert "10.0.0.7" not in answer.content.decode()


def test_the_api_says_it_in_its_error_shape(client: Client) -> None:
    answer = client.get("/api/v1/departments/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "database_down"
    assert "数据库现在连不上" in answer.json()["detail"]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    """Of a service whose database gives up each query."""

    def endless(*args: object, **more: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5ms'")
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", endless)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "told"), [("/departments/1/", "请缩小范围再看"), ("/api/v1/facts/", '"code": "too_slow"')])
def test_what_takes_too_long_is_given_up_and_it_is_said_what_to_do(slow: Client, address: str, told: str) -> None:
    answer = slow.get(address)
    assert answer.status_code == 503
    assert told in answer.content.decode()
