"""Requests with a key: told apart from visitors, limited, counted; wrong keys are refused and never taken for visitors."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.throttling import AnonRateThrottle

from subscribers import keys, tasks, usage
from subscribers.models import Key, Usage
from tests.factories import datong

pytestmark = pytest.mark.django_db

FACTS = "/api/v1/facts/"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole files are closed here as a server does it, which ends what a request had: not the connection of the test."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def key() -> Key:
    return keys.issue("somebody@example.org", "zh-hans")[0]


@pytest.fixture
def secret() -> str:
    return keys.issue("somebody@example.org", "zh-hans")[1]


WRONG = {
    "unknown": "Bearer mz_" + "a" * 43,
    "short": "Bearer mz_abc",
    "no key": "Bearer",
    "empty": "",
    "another scheme": "Basic bXo6bXo=",
    "without a scheme": "mz_" + "a" * 43,
    "no text": "Bearer \xff\xfe",
    "two": "Bearer mz_a, Bearer mz_b",
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_wrong_key_is_refused_in_the_one_shape(client: Client, given: str) -> None:
    answer = client.get(FACTS, headers={"Authorization": given})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    problem = answer.json()
    assert (problem["code"], problem["instance"]) == ("authentication_failed", FACTS)
    assert "密钥不对，或已撤销" in problem["detail"]


def test_a_revoked_key_is_refused_at_once(client: Client, secret: str) -> None:
    assert client.get(FACTS, headers=bearer(secret)).status_code == 200
    keys.revoke(Key.objects.get())
    assert client.get(FACTS, headers=bearer(secret)).status_code == 401


def test_a_key_in_the_address_is_an_unknown_parameter(client: Client, secret: str) -> None:
    for name in ("key", "api_key", "token", "access_token"):
        assert client.get(FACTS, {name: secret}).status_code == 400


def test_who_tries_keys_is_counted_as_a_visitor(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "2/min")
    answers = [client.get(FACTS, headers=bearer("mz_" + "a" * 43)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_key_has_its_own_limit_and_takes_nothing_of_its_address(client: Client, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "get_rate", lambda _: "2/min")
    new, secret = keys.replace(key)
    Key.objects.filter(pk=new.pk).update(rate="3/day")
    answers = [client.get(FACTS, headers=bearer(secret)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    told = [tuple(answer[f"RateLimit-{name}"] for name in ("Limit", "Remaining")) for answer in answers]
    assert told == [("3", "2"), ("3", "1"), ("3", "0"), ("3", "0")]
    assert 0 < int(answers[0]["RateLimit-Reset"]) <= 86400
    assert 0 < int(answers[3]["Retry-After"]) <= 86400
    visitor = client.get(FACTS)
    assert (visitor.status_code, visitor["RateLimit-Limit"], visitor["RateLimit-Remaining"]) == (200, "2", "1")


def test_without_a_limit_of_its_own_a_key_has_that_of_the_settings(client: Client, secret: str) -> None:
    assert client.get(FACTS, headers=bearer(secret))["RateLimit-Limit"] == "1200"


def test_an_answer_is_the_same_with_a_key_and_kept_by_nobody_else(client: Client, secret: str) -> None:
    datong().publish()
    visitor, holder = client.get(FACTS), client.get(FACTS, headers=bearer(secret))
    assert (visitor.content, visitor["ETag"]) == (holder.content, holder["ETag"])
    for answer in (visitor, holder):
        assert "Authorization" in answer["Vary"]
    assert set(holder["Cache-Control"].split(", ")) == {"no-cache", "private"}
    unchanged = client.get(FACTS, headers={**bearer(secret), "If-None-Match": holder["ETag"]})
    assert (unchanged.status_code, "Authorization" in unchanged["Vary"]) == (304, True)


def test_what_belongs_to_a_key_needs_one_and_is_kept_nowhere(client: Client, secret: str) -> None:
    for path in ("/api/v1/usage/", "/api/v1/webhooks/"):
        refused = client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
        answer = client.get(path, headers=bearer(secret))
        assert answer.status_code == 200
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert client.get(path, {"x": "1"}, headers=bearer(secret)).status_code == 400


def test_who_is_logged_in_at_the_desk_has_no_key(admin_client: Client) -> None:
    assert admin_client.get("/api/v1/usage/").status_code == 401


# Usage


def test_usage_tells_requests_refusals_and_bytes_by_day(client: Client, secret: str) -> None:
    edition = datong().publish()
    Key.objects.update(rate="3/day")
    key = Key.objects.get()
    today = timezone.localdate()
    Usage.objects.create(key=key, day=today - timedelta(days=29), requests=5, refused=1, bytes=10)
    Usage.objects.create(key=key, day=today - timedelta(days=30), requests=100, refused=0, bytes=0)
    sizes = [len(client.get(FACTS, headers=bearer(secret)).content)]
    whole = client.get(FACTS, {"format": "csv", "edition": str(edition.pk)}, headers=bearer(secret))
    sizes.append(len(b"".join(whole.streaming_content)))  # type: ignore[attr-defined]
    whole.close()
    sizes += [len(client.get(FACTS, headers=bearer(secret)).content) for _ in range(2)]
    client.get(FACTS)
    Key.objects.update(rate="")
    told = client.get("/api/v1/usage/", headers=bearer(secret)).json()
    day = {"day": today.isoformat(), "requests": 4, "refused": 1, "bytes": sum(sizes)}
    before = {"day": (today - timedelta(days=29)).isoformat(), "requests": 5, "refused": 1, "bytes": 10}
    assert told["days"] == [day, before]
    assert (told["requests"], told["refused"], told["bytes"], told["limit"]) == (9, 2, sum(sizes) + 10, "1200/min")


def test_nobody_sees_the_usage_of_another(client: Client, secret: str) -> None:
    other, _text = keys.issue("other@example.org", "zh-hans")
    Usage.objects.create(key=other, day=timezone.localdate(), requests=77)
    assert client.get("/api/v1/usage/", headers=bearer(secret)).json()["requests"] == 0


def test_counts_are_kept_thirty_days(key: Key) -> None:
    for days in (0, 29, 30, 400):
        Usage.objects.create(key=key, day=timezone.localdate() - timedelta(days=days), requests=1)
    tasks.tidy()
    assert Usage.objects.count() == 2


def test_counts_of_several_processes_add_up_and_those_of_a_key_that_is_gone_are_dropped(key: Key) -> None:
    for _process in range(2):
        usage.count(key.pk, 1, 1, 7)
        usage.count(key.pk, 2, 0, 1)
        usage.count(10**9, 1)
        usage.write()
    assert list(Usage.objects.values_list("key", "requests", "refused", "bytes")) == [(key.pk, 6, 2, 16)]


def test_with_the_database_down_counts_wait(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    usage.count(key.pk, 3)

    def down() -> Any:
        raise OperationalError("down")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", down)
        usage.write()
    usage.write()
    assert Usage.objects.get().requests == 3


def test_counting_takes_next_to_no_time(key: Key) -> None:
    """No benchmark: it fails where somebody lets a request wait for the database."""
    request = RequestFactory().get(FACTS)
    request.META["mingzhang.key"] = key
    from django.http import HttpResponse

    middleware, plain = usage.Counted(lambda _request: HttpResponse(b"x" * 5000)), HttpResponse(b"x" * 5000)
    assert plain.status_code == 200
    begun = time.perf_counter()
    for _ in range(2000):
        middleware(request)
    assert (time.perf_counter() - begun) / 2000 < 0.0003
    assert usage.counts.take() == {(key.pk, timezone.localdate()): [2000, 0, 10_000_000]}


def test_days_are_those_of_the_service(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 3, 1))
    usage.count(key.pk, 1)
    usage.write()
    assert Usage.objects.get().day == date(2026, 3, 1)


# Whole files


def test_so_many_whole_files_at_once_and_a_place_is_free_when_one_ends(client: Client, secret: str, settings: Any) -> None:
    datong().publish()
    settings.API_STREAMS = 2
    files = [client.get(FACTS, {"format": "csv"}) for _ in range(2)]
    refused = client.get(FACTS, {"format": "csv"})
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_many_files", "10")
    assert "最多 2 个" in refused.json()["detail"]
    other = client.get(FACTS, {"format": "csv"}, headers=bearer(secret))
    assert other.status_code == 200
    assert client.get(FACTS).status_code == 200
    for file in (*files, other):
        file.close()
    again = client.get(FACTS, {"format": "jsonl"})
    assert again.status_code == 200
    assert b"".join(again.streaming_content).count(b"\n") > 40  # type: ignore[attr-defined]
    again.close()
    from budgets.api import throttles

    assert not throttles._open


# At the desk


def test_an_administrator_issues_a_key_that_is_shown_once_and_stands_in_no_log(client: Client) -> None:
    from django.contrib.admin.models import LogEntry
    from django.contrib.auth.models import Group

    person = User.objects.create_user("管", is_staff=True)
    person.groups.add(Group.objects.get(name="管理员"))
    client.force_login(person)
    given = {"email": "Paper@Example.org", "language": "en", "rate": "often"}
    assert "应形如 6000/min" in client.post("/admin/subscribers/key/add/", given).content.decode()
    answer = client.post("/admin/subscribers/key/add/", given | {"rate": "6000/min"})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    secret = answer.content.decode().split('<code id="key">')[1].partition("<")[0]
    key = keys.found(secret)
    assert key is not None
    assert (key.email, key.rate, key.issued_by, key.language) == ("paper@example.org", "6000/min", person, "en")
    assert client.get(FACTS, headers=bearer(secret))["RateLimit-Limit"] == "6000"
    assert [entry.object_repr for entry in LogEntry.objects.all()] == [f"{key.prefix}…"]
    assert client.post(f"/admin/subscribers/key/{key.pk}/change/", {"language": "en", "rate": "9/min"}).status_code == 302
    assert client.get(FACTS, headers=bearer(secret))["RateLimit-Limit"] == "9"
    page = client.get("/admin/subscribers/key/").content.decode()
    assert "paper@example.org" in page
    client.post("/admin/subscribers/key/", {"action": "revoke", "_selected_action": key.pk})
    key.refresh_from_db()
    assert (key.email, key.revoked_by) == ("", person)
    assert client.get(FACTS, headers=bearer(secret)).status_code == 401
    assert client.get(f"/admin/subscribers/key/{key.pk}/change/").status_code == 200


def test_the_trail_knows_who_did_what_and_neither_addresses_nor_digests(client: Client) -> None:
    import pghistory

    key, _secret = keys.issue("somebody@example.org", "zh-hans")
    keys.revoke(key)
    models: list[Any] = [*pghistory.core.event_models()]
    (events,) = [one for one in models if one.pgh_tracked_model is Key]
    assert [event.pgh_label for event in events.objects.order_by("pgh_id")] == ["insert", "update"]
    fields = {field.name for field in events._meta.fields if not field.name.startswith("pgh_")}
    assert fields == {"prefix", "rate", "issued_by", "revoked_at", "revoked_by"}
