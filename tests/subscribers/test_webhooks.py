"""Webhooks: registered with a key, called when something is published, corrected or withdrawn, signed, tried again, switched off."""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from budgets import editions
from budgets.models import Department, Edition, Merger, Region
from ingest.fetching import Rules
from subscribers import hooks, keys, sending, signatures, tasks
from subscribers.models import Delivery, Key, Kind, News, Webhook
from tests.factories import Book, datong, department
from tests.ingest import web
from tests.subscribers.post import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]

HOOKS = "/api/v1/webhooks/"
WHO = "somebody@example.org"


@pytest.fixture(scope="module")
def receivers() -> Iterator[web.Server]:
    with web.serving() as found:
        yield found


@pytest.fixture
def receiver(receivers: web.Server, settings: Any) -> web.Server:
    """A server on this machine, and a house that may call it under the name of paper.example."""
    for kept in (receivers.asked, receivers.headers, receivers.bodies):
        kept.clear()
    receivers.answers = {"/news": web.gives(b"thanks"), "/other": web.gives(b"")}
    names = {"paper.example": [web.HERE], "inside.example": ["10.0.0.7"], "both.example": ["93.184.216.34", "192.168.1.1"]}
    settings.WEBHOOK_RULES = web.rules(receivers, names)
    settings.PUBLIC_URL = "https://mz.example.org"
    return receivers


@pytest.fixture
def owner(client: Client) -> Client:
    _key, secret = keys.issue(WHO, "zh-hans")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


@pytest.fixture
def commits(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Do something, commit it, and let the workers work."""

    def do(act: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return do


def released(**of: Any) -> Edition:
    """An edition of 大同市应急管理局 2023, published as people do it."""
    clerk, publisher = (User.objects.get_or_create(username=name)[0] for name in ("录入的人", "公布的人"))
    edition = datong(**of).finish()
    Edition.objects.filter(pk=edition.pk).update(digest="d" * 64)
    return editions.publish(editions.submit_for_review(edition, clerk), publisher, "照文件所印")


def address(server: web.Server, path: str = "/news", host: str = "paper.example") -> str:
    return f"http://{host}:{server.port}{path}"


def registered(owner: Client, server: web.Server, status: int = 201, **given: Any) -> Any:
    answer = owner.post(HOOKS, {"url": address(server), **given}, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def verified(secret: str, headers: Any, body: bytes) -> dict[str, Any]:
    """What a receiver does: sign what came, and compare."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256").digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
    told: dict[str, Any] = json.loads(body)
    assert told["id"] == headers["webhook-id"]
    return told


# Registered


def test_a_webhook_is_registered_listed_looked_at_and_removed(owner: Client, receiver: web.Server) -> None:
    made = registered(owner, receiver, events=["disclosure.corrected"])
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.pop("secret"))
    (listed,) = owner.get(HOOKS).json()["results"]
    assert listed == made
    looked_at = owner.get(f"{HOOKS}{made['id']}/").json()
    assert looked_at == made | {"deliveries": []}
    assert owner.get("/api/v1/usage/").json()["webhooks"][0]["url"] == address(receiver)
    assert owner.delete(f"{HOOKS}{made['id']}/").status_code == 204
    assert owner.get(f"{HOOKS}{made['id']}/").status_code == 404
    assert owner.get(HOOKS).json() == {"results": []}


def test_nobody_sees_or_touches_the_webhooks_of_another(owner: Client, receiver: web.Server) -> None:
    made = registered(owner, receiver)
    stranger = Client(HTTP_AUTHORIZATION=f"Bearer {keys.issue('other@example.org', 'en')[1]}")
    assert stranger.get(HOOKS).json() == {"results": []}
    for answer in (
        stranger.get(f"{HOOKS}{made['id']}/"),
        stranger.delete(f"{HOOKS}{made['id']}/"),
        stranger.post(f"{HOOKS}{made['id']}/ping/"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert Webhook.objects.count() == 1


def test_without_a_key_nothing_is_written(client: Client, receiver: web.Server) -> None:
    for method in ("get", "post", "put", "patch", "delete"):
        for path in (HOOKS, f"{HOOKS}1/", f"{HOOKS}1/ping/"):
            answer = getattr(client, method)(path, {"url": address(receiver)}, content_type="application/json")
            assert answer.status_code in (401, 405), (method, path)
    assert not Webhook.objects.exists()


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no address": ({"url": None}, "url"),
    "loopback": ({"url": "http://127.0.0.1/"}, "url"),
    "this machine by name": ({"url": "http://localhost/"}, "url"),
    "private": ({"url": "http://10.0.0.1/"}, "url"),
    "link-local": ({"url": "http://169.254.169.254/latest/meta-data/"}, "url"),
    "loopback of IPv6": ({"url": "http://[::1]/"}, "url"),
    "mapped": ({"url": "http://[::ffff:10.0.0.1]/"}, "url"),
    "as a number": ({"url": "http://2130706433/"}, "url"),
    "a name that leads inside": ({"url": "http://inside.example/"}, "url"),
    "a name that leads inside, too": ({"url": "http://both.example/"}, "url"),
    "no such host": ({"url": "http://nowhere.example/"}, "url"),
    "another port": ({"url": "http://paper.example:25/"}, "url"),
    "another scheme": ({"url": "file://example.org/notes"}, "url"),
    "credentials": ({"url": "http://a:b@paper.example/"}, "url"),
    "too long": ({"url": "http://paper.example/" + "x" * 500}, "url"),
    "NUL": ({"url": "http://paper.example/\x00"}, "url"),
    "no event": ({"events": ["disclosure.nothing"]}, "events"),
    "ping is none": ({"events": ["ping"]}, "events"),
    "events that are no list": ({"events": "disclosure.published"}, "events"),
    "deep": ({"events": [[[[]]]]}, "events"),
    "no department": ({"department": 999}, "department"),
    "a department in words": ({"department": "应急管理局"}, "department"),
    "a huge department": ({"department": 2**63}, "department"),
    "no region": ({"region": "999999"}, "region"),
    "a region in words": ({"region": "大同"}, "region"),
    "unknown": ({"secret": "x"}, "secret"),
}


@pytest.mark.parametrize(("given", "wrong"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_name(owner: Client, receiver: web.Server, given: dict[str, Any], wrong: str, settings: Any) -> None:
    if "localhost" in str(given.get("url")):
        settings.WEBHOOK_RULES = Rules()
    if str(given.get("url")).startswith("http://127"):
        settings.WEBHOOK_RULES = Rules()
    problem = registered(owner, receiver, 400, **given)
    assert (problem["code"], set(problem["errors"])) == ("bad_parameters", {wrong})
    assert re.search("[一-龥]", problem["errors"][wrong][0])
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 15_000, "application/json", 400),
        (b'{"url": "' + b"x" * 20_000 + b'"}', "application/json", 413),
        (b"url=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
    ],
    ids=["empty", "cut off", "a list", "null", "no text", "deep", "long", "a form", "a text"],
)
def test_a_body_that_is_none_is_refused_in_the_one_shape(owner: Client, body: bytes, kind: str, status: int) -> None:
    answer = owner.post(HOOKS, body, content_type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_key_has_so_many_webhooks(owner: Client, receiver: web.Server) -> None:
    for _ in range(hooks.MOST):
        registered(owner, receiver)
    assert "最多登记 10 个" in registered(owner, receiver, 400)["errors"]["url"][0]


def test_webhooks_go_with_a_key_that_is_replaced_and_end_with_one_that_is_revoked(owner: Client, receiver: web.Server) -> None:
    registered(owner, receiver)
    new, _text = keys.replace(Key.objects.get())
    assert new.webhooks.count() == 1
    keys.revoke(new)
    assert not Webhook.objects.exists()


# Called


def test_a_new_disclosure_is_told_signed_and_once(owner: Client, receiver: web.Server, commits: Any) -> None:
    made = registered(owner, receiver)
    edition = commits(released)
    (body,) = receiver.bodies
    told = verified(made["secret"], receiver.headers[0], body)
    assert receiver.asked == [(f"paper.example:{receiver.port}", "/news")]
    assert receiver.headers[0]["Content-Type"] == "application/json"
    disclosure = edition.disclosure
    assert re.fullmatch(r"evt_[0-9a-f]{24}", told.pop("id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told.pop("time"))
    assert told == {
        "type": "disclosure.published",
        "disclosure": {
            "id": disclosure.pk,
            "department": disclosure.department_id,
            "department_name": "大同市应急管理局",
            "region": disclosure.department.region_id,
            "fiscal_year": 2023,
            "stage": "budget",
            "scope": "unit",
        },
        "edition": {"id": edition.pk, "number": 1, "before": None},
        "links": {
            "disclosure": f"https://mz.example.org/api/v1/disclosures/{disclosure.pk}/",
            "edition": f"https://mz.example.org/api/v1/editions/{edition.pk}/",
            "page": f"https://mz.example.org/editions/{edition.pk}/",
        },
    }
    tasks.send_due()
    assert len(receiver.bodies) == 1
    (delivery,) = owner.get(f"{HOOKS}{made['id']}/").json()["deliveries"]
    assert (delivery["state"], delivery["attempts"], delivery["answer"], delivery["next_at"]) == ("delivered", 1, "HTTP 200", None)


def test_corrected_withdrawn_and_reinstated_are_told_too(owner: Client, receiver: web.Server, commits: Any) -> None:
    made = registered(owner, receiver)
    first = commits(released)
    second = commits(released)
    person = User.objects.get(username="公布的人")
    commits(lambda: editions.withdraw(second, person, "读错了"))
    commits(lambda: editions.reinstate(first, person, "第二版读错了"))
    told = [verified(made["secret"], headers, body) for headers, body in zip(receiver.headers, receiver.bodies, strict=True)]
    assert [(one["type"], one["edition"]["id"], one["edition"]["before"]) for one in told] == [
        ("disclosure.published", first.pk, None),
        ("disclosure.corrected", second.pk, first.pk),
        ("disclosure.withdrawn", second.pk, first.pk),
        ("disclosure.reinstated", first.pk, None),
    ]


def test_what_is_not_published_in_the_end_is_not_told(owner: Client, receiver: web.Server) -> None:
    registered(owner, receiver)
    with transaction.atomic():
        released()
        assert News.objects.exists()
        transaction.set_rollback(True)
    tasks.send_due()
    assert not News.objects.exists()
    assert receiver.bodies == []


def test_drafts_and_what_was_before_it_are_not_told(owner: Client, receiver: web.Server, commits: Any) -> None:
    commits(released)
    registered(owner, receiver)
    commits(lambda: Book().finish())
    tasks.send_due()
    assert receiver.bodies == []


def test_filters_are_told_apart(owner: Client, receiver: web.Server, commits: Any) -> None:
    province = Region.objects.create(code="140000", name="山西省", full_name="山西省", source="GB/T 2260")
    city = Region.objects.create(code="140200", name="大同市", full_name="山西省大同市", parent=province, source="GB/T 2260")
    Region.objects.create(code="110000", name="北京市", full_name="北京市", source="GB/T 2260")
    own, other = department(region=city), department("别的局")
    wanted: list[dict[str, Any]] = [
        {},
        {"region": "140000"},
        {"region": "140200"},
        {"department": own.pk},
        {"events": ["disclosure.published"]},
    ]
    not_wanted: list[dict[str, Any]] = [
        {"region": "110000"},
        {"department": other.pk},
        {"events": ["disclosure.withdrawn"]},
        {"department": own.pk, "region": "110000"},
    ]
    numbers = [registered(owner, receiver, **given)["id"] for given in (*wanted, *not_wanted)]
    commits(released)
    assert set(Delivery.objects.values_list("webhook", flat=True)) == set(numbers[: len(wanted)])


def test_a_department_that_was_merged_is_still_told(owner: Client, receiver: web.Server, commits: Any) -> None:
    duplicate = department("某局筹备组")
    registered(owner, receiver, department=duplicate.pk)
    person = User.objects.create_user("合并的人")
    Merger.objects.create(duplicate=duplicate.pk, kept=department(), names=["某局筹备组"], source="同一个", person=person)
    Department.objects.filter(pk=duplicate.pk).delete()
    commits(released)
    assert len(receiver.bodies) == 1


def test_a_ping_tries_one_webhook(owner: Client, receiver: web.Server) -> None:
    made, other = registered(owner, receiver), registered(owner, receiver, url=address(receiver, "/other"))
    answer = owner.post(f"{HOOKS}{made['id']}/ping/")
    assert (answer.status_code, answer.json()["type"]) == (202, "ping")
    assert verified(made["secret"], receiver.headers[0], receiver.bodies[0])["type"] == "ping"
    assert [path for _host, path in receiver.asked] == ["/news"]
    assert made["secret"] != other["secret"]


# Tried again


def due() -> None:
    """The time until the next attempt is over."""
    Delivery.objects.filter(state="waiting").update(due_at=timezone.now())


def test_what_fails_is_tried_again_later_each_time_under_one_id(owner: Client, receiver: web.Server, commits: Any) -> None:
    made = registered(owner, receiver)
    receiver.answers["/news"] = web.gives(b"", 500)
    commits(released)
    waits = []
    for attempt in range(1, 4):
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts, delivery.answer) == ("waiting", attempt, "HTTP 500")
        waits.append((delivery.due_at - timezone.now()).total_seconds())
        tasks.send_due()  # it is not due
        assert len(receiver.bodies) == attempt
        due()
        tasks.send_due()
    assert 45 < waits[0] < 75 < waits[1] < 300 < waits[2]
    assert Webhook.objects.get().failing_since is not None
    receiver.answers["/news"] = web.gives(b"", 204)
    due()
    tasks.send_due()
    assert (Delivery.objects.get().state, Webhook.objects.get().failing_since) == ("delivered", None)
    told = [verified(made["secret"], headers, body) for headers, body in zip(receiver.headers, receiver.bodies, strict=True)]
    assert len(told) == 5
    assert len({one["id"] for one in told}) == 1
    assert len(set(receiver.bodies)) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(owner: Client, receiver: web.Server, commits: Any, status: int) -> None:
    registered(owner, receiver)
    receiver.answers["/news"] = web.leads_to(address(receiver, "/other"), status)
    commits(released)
    assert [path for _host, path in receiver.asked] == ["/news"]
    assert Delivery.objects.get().answer == f"HTTP {status}"


def test_a_name_that_leads_inside_later_is_not_called(owner: Client, receiver: web.Server, commits: Any, settings: Any) -> None:
    registered(owner, receiver)
    settings.WEBHOOK_RULES = web.rules(receiver, {"paper.example": ["169.254.169.254"]})
    commits(released)
    assert receiver.asked == []
    assert (Delivery.objects.get().answer, Delivery.objects.get().state) == ("not_public", "waiting")
    settings.WEBHOOK_RULES = Rules(resolve=lambda host, port: [web.HERE], ports=frozenset((receiver.port,)))
    due()
    tasks.send_due()
    assert receiver.asked == []


def test_a_worker_that_was_killed_leaves_it_to_another_after_a_while(owner: Client, receiver: web.Server, commits: Any) -> None:
    registered(owner, receiver)
    commits(released)
    Delivery.objects.update(state="waiting", due_at=timezone.now() + timedelta(seconds=60))
    sending.deliver(Delivery.objects.get().pk)
    assert len(receiver.bodies) == 1
    due()
    sending.deliver(Delivery.objects.get().pk)
    sending.deliver(Delivery.objects.get().pk)
    assert len(receiver.bodies) == 2


def test_one_that_fails_takes_no_worker_from_the_others(owner: Client, receiver: web.Server) -> None:
    failing, well = registered(owner, receiver, url=address(receiver, "/other")), registered(owner, receiver)
    Webhook.objects.filter(pk=failing["id"]).update(failing_since=timezone.now())
    for number in range(30):
        for one in (failing, well):
            news = News.objects.create(name=f"evt_{number}_{one['id']}", kind=Kind.PING, body="{}", spread_at=timezone.now())
            Delivery.objects.create(webhook_id=one["id"], news=news)
    numbers = tasks._due()
    taken = list(Delivery.objects.filter(pk__in=numbers).values_list("webhook", flat=True))
    assert (taken.count(failing["id"]), taken.count(well["id"])) == (1, 20)


# Switched off


def test_what_fails_for_a_day_is_disabled_and_its_owner_told(owner: Client, receiver: web.Server, commits: Any, post: Post) -> None:
    made = registered(owner, receiver)
    receiver.answers["/news"] = web.gives(b"", 503)
    commits(released)
    assert post.letters == []
    Webhook.objects.update(failing_since=timezone.now() - timedelta(hours=25))
    due()
    tasks.send_due()
    (letter,) = post.letters
    assert letter["To"] == WHO
    assert address(receiver) in letter.get_content()
    assert "长期送不到" in letter.get_content()
    (told,) = owner.get("/api/v1/usage/").json()["webhooks"]
    assert (told["why"], told["disabled_at"] is not None) == ("failing", True)
    assert Delivery.objects.get().state == "failed"
    commits(lambda: released(name="另一个局"))
    tasks.send_due()
    assert len(receiver.bodies) == 2
    assert owner.post(f"{HOOKS}{made['id']}/ping/").status_code == 400
    assert len(post.letters) == 1


def test_who_answers_410_is_not_called_again(owner: Client, receiver: web.Server, commits: Any, post: Post) -> None:
    registered(owner, receiver)
    receiver.answers["/news"] = web.gives(b"", 410)
    commits(released)
    assert Webhook.objects.get().why == "gone"
    assert len(post.letters) == 1


def test_an_administrator_switches_off_and_the_owner_is_told(owner: Client, receiver: web.Server, post: Post) -> None:
    made = registered(owner, receiver)
    person = User.objects.create_user("管", is_staff=True)
    person.groups.add(Group.objects.get(name="管理员"))
    desk = Client()
    desk.force_login(person)
    assert address(receiver) in desk.get("/admin/subscribers/webhook/").content.decode()
    page = desk.get(f"/admin/subscribers/webhook/{made['id']}/change/").content.decode()
    assert made["secret"] not in page
    assert Webhook.objects.get().nonce not in page
    desk.post("/admin/subscribers/webhook/", {"action": "disable", "_selected_action": made["id"]})
    assert Webhook.objects.get().why == "operator"
    assert len(post.letters) == 1


def test_after_so_many_attempts_one_delivery_is_given_up(owner: Client, receiver: web.Server, commits: Any) -> None:
    registered(owner, receiver)
    receiver.answers["/news"] = web.gives(b"", 500)
    commits(released)
    Delivery.objects.update(attempts=signatures.MOST_ATTEMPTS - 1)
    due()
    tasks.send_due()
    assert (Delivery.objects.get().state, Webhook.objects.get().disabled_at) == ("failed", None)


def test_the_log_is_kept_thirty_days(owner: Client, receiver: web.Server, commits: Any) -> None:
    registered(owner, receiver)
    commits(released)
    News.objects.update(at=timezone.now() - timedelta(days=29))
    tasks.tidy()
    assert Delivery.objects.exists()
    News.objects.update(at=timezone.now() - timedelta(days=31))
    tasks.tidy()
    assert not Delivery.objects.exists()
    assert Edition.objects.exists()


def test_the_example_of_the_documentation_verifies_a_call(owner: Client, receiver: web.Server, commits: Any) -> None:
    """The ten lines of docs/api.md, run as they stand."""
    made = registered(owner, receiver)
    commits(released)
    told = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^    import base64.*?\n(?=\S)", told, re.M | re.S)
    names: dict[str, Any] = {}
    exec(re.sub("^    ", "", example, flags=re.M), names)  # noqa: S102  the project's own words
    headers, body = dict(receiver.headers[0]), receiver.bodies[0]
    assert names["verified"](made["secret"], headers, body)["type"] == "disclosure.published"
    for wrong in ({**headers, "webhook-id": "evt_other"}, {**headers, "webhook-timestamp": str(int(time.time()) - 3600)}):
        with pytest.raises(ValueError, match="webhook"):
            names["verified"](made["secret"], wrong, body)
    with pytest.raises(ValueError, match="webhook"):
        names["verified"](made["secret"], headers, body + b" ")
