"""Who may do what: every group before every act, every list and every page of the desk. What is expected is written here by hand."""

from __future__ import annotations

import re
from html import unescape
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from budgets import reports
from budgets.departments import register_region
from budgets.groups import keep_in_step
from budgets.models import Disclosure, Document, Population, Report, Subordination, Succession
from budgets.people import DUTIES, Role, permissions_of
from ingest.addresses import fetch_address
from ingest.models import Fetch, Run
from ingest.uploads import receive
from subscribers.keys import in_use, issue
from subscribers.models import Webhook
from tests.factories import datong, department, expect
from tests.ingest.states import draft, in_state, stored
from tests.ingest.test_lists import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documents_dir", "queued")]

V, C, R, P, A = "查阅员", "录入员", "审核员", "公布员", "管理员"
GROUPS = (V, C, R, P, A)
OUTSIDERS = ("anonymous", "reader", "nobody")
EVERYBODY = (*OUTSIDERS, *GROUPS)


def browser(who: str) -> Client:
    """Somebody of this group, logged in; "nobody" has no group, "reader" is no staff, "anonymous" is nobody at all."""
    client = Client()
    if who != "anonymous":
        person, _ = User.objects.get_or_create(username=who, defaults={"is_staff": who != "reader"})
        person.groups.set(Group.objects.filter(name=who))
        client.force_login(person)
    return client


def refused(answer: Any) -> bool:
    """Sent away, or to the page on which one logs in."""
    return bool(answer.status_code == 403 or (answer.status_code == 302 and answer["Location"].startswith("/admin/login/")))


# Acts upon an edition


ACTS = {  # act → who may, the state before, the state after
    "identify": ((C,), "waiting", "draft"),
    "trust": ((C,), "waiting", "draft"),
    "discard": ((C,), "draft", "discarded"),
    "combine": ((C,), "draft", "draft"),
    "replace": ((C,), "draft", "draft"),
    "duplicate": ((C,), "draft", "draft"),
    "submit": ((C,), "draft", "in_review"),
    "reviewed": ((R, P), "in_review", "in_review"),
    "send-back": ((R, P), "in_review", "draft"),
    "publish": ((P,), "in_review", "published"),
    "withdraw": ((P,), "published", "withdrawn"),
    "reinstate": ((P,), "superseded", "published"),
    "reopen": ((C,), "withdrawn", "withdrawn"),  # a draft follows it
}


def test_every_act_is_in_the_matrix() -> None:
    from budgets.admin.acts import ACTS as acts

    assert set(acts) == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_act_is_for_its_groups_alone(who: str, act: str) -> None:
    may, before, after = ACTS[act]
    edition = in_state(before)
    client = browser(who)
    given: dict[str, Any] = {"reason": "理由"}
    if act == "identify":
        given = {"department": department("某市水利局").pk, "fiscal_year": 2023, "stage": "budget", "scope": "unit"}
    answer = client.post(f"/admin/budgets/edition/{edition.pk}/{act}/", given)
    assert refused(answer) == (who not in may)
    edition.refresh_from_db()
    assert edition.state == (after if who in may else before)


def test_registering_a_department_from_a_file_takes_the_right_to_register_one() -> None:
    edition = stored()
    client = browser(C)
    Group.objects.get(name=C).permissions.remove(Permission.objects.get(codename="add_department"))
    assert client.post(f"/admin/budgets/edition/{edition.pk}/trust/").status_code == 403
    edition.refresh_from_db()
    assert edition.state == "waiting"


# Other acts


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_upload(who: str) -> None:
    answer = browser(who).post("/admin/budgets/document/add/", {"documents": SimpleUploadedFile("a.txt", "某部门预算".encode())})
    assert refused(answer) == (who != C)
    assert Document.objects.exists() == (who == C)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_read_again_and_queue_again(who: str) -> None:
    client = browser(who)
    run = receive("a.txt", BytesIO(b"a")).run
    Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED)
    client.post("/admin/ingest/run/", {"action": "again", "_selected_action": [run.pk]})
    assert Run.objects.filter(state=Run.State.WAITING).exists() == (who == C)
    assert refused(client.post("/admin/ingest/run/requeue/")) == (who != C)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_cancel(who: str) -> None:
    run = receive("a.txt", BytesIO(b"a")).run
    browser(who).post("/admin/ingest/run/", {"action": "cancel", "_selected_action": [run.pk]})
    run.refresh_from_db()
    assert (run.state == Run.State.CANCELLED) == (who == C)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_give_addresses_and_ask_again(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(fetch_address, "delay", asked.append)
    failed = Fetch.objects.create(url="http://gov.example/a.pdf", state="failed")
    client = browser(who)
    client.post("/admin/ingest/fetch/", {"action": "again", "_selected_action": [failed.pk]})
    assert asked == ([failed.pk] if who == C else [])
    assert refused(client.post("/admin/budgets/document/add/", {"addresses": "http://gov.example/b.pdf"})) == (who != C)
    assert Fetch.objects.count() == (2 if who == C else 1)


@pytest.mark.parametrize("who", EVERYBODY)
def test_originals_are_for_those_who_work_with_them(who: str) -> None:
    document = receive("a.txt", BytesIO(b"a")).document
    answer = browser(who).get(f"/admin/budgets/document/{document.pk}/original/")
    assert refused(answer) == (who not in (C, R, P))
    if who in (C, R, P):
        assert b"".join(answer.streaming_content) == b"a"  # type: ignore[attr-defined]
    answer.close()


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_correct(who: str) -> None:
    edition = draft()
    fact = edition.facts.filter(presence="printed").first()
    assert fact is not None
    given = {"cell": fact.cell_name, "old": fact.printed, "new": "1.00", "reason": "印的是另一个数"}
    answer = browser(who).post(f"/admin/budgets/edition/{edition.pk}/review/{fact.document_id}/1/", given)
    assert refused(answer) == (who != C)
    assert edition.corrections.exists() == (who == C)


@pytest.mark.parametrize("who", EVERYBODY)
def test_clerks_and_reviewers_answer_readers(who: str) -> None:
    row = datong().publish().facts.get(schedule="operating", item="total")
    report = reports.receive(row, "figure", "", "看不清")
    answer = browser(who).post(f"/admin/budgets/report/{report.pk}/change/", {"outcome": "read_right", "reply": "核对过", "seen": ""})
    assert refused(answer) == (who not in (C, R))
    assert Report.objects.get().is_open == (who not in (C, R))


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_administrators_revoke_keys_and_switch_webhooks_off(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subscribers.tasks.queue", lambda *_arguments: None)
    client, hook = browser(who), row_of("subscribers/webhook")
    client.post("/admin/subscribers/webhook/", {"action": "disable", "_selected_action": [hook.pk]})
    assert Webhook.objects.filter(why="operator").exists() == (who == A)
    client.post("/admin/subscribers/key/", {"action": "revoke", "_selected_action": [Webhook.objects.get().key_id]})
    assert in_use("a@example.org").exists() == (who != A)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_clerks_enter_many_expected_at_once(who: str) -> None:
    assert refused(browser(who).get("/admin/budgets/expected/many/")) == (who != C)


# Lists and pages: who may look, add, change and remove


ALL, NONE = GROUPS, ()
PAGES: dict[str, tuple[tuple[str, ...], ...]] = {  # list → who looks, adds, changes, removes
    "auth/user": ((A,), (A,), (A,), NONE),
    "auth/group": ((A,), NONE, NONE, NONE),
    "budgets/department": (ALL, (C,), (C,), (C,)),
    "budgets/succession": (ALL, (C,), (C,), (C,)),
    "budgets/subordination": (ALL, (C,), (C,), (C,)),
    "budgets/population": (ALL, (C,), (C,), (C,)),
    "budgets/expected": (ALL, (C,), (C,), (C,)),
    "budgets/disclosure": (ALL, NONE, NONE, NONE),
    "budgets/document": (ALL, (C,), (C,), NONE),
    "budgets/edition": (ALL, NONE, NONE, NONE),
    "budgets/fact": (ALL, NONE, NONE, NONE),
    "budgets/report": (ALL, NONE, NONE, NONE),
    "ingest/run": (ALL, NONE, NONE, NONE),
    "ingest/fetch": (ALL, NONE, NONE, NONE),
    "subscribers/key": ((A,), (A,), (A,), NONE),
    "subscribers/webhook": ((A,), NONE, NONE, NONE),
}
TRAIL, OPERATIONS = "budgets/trail", "operations/worker"
OWN_PAGES = ("budgets/edition", "budgets/fact", "budgets/report")
"""Their pages are read by everybody; what is posted there are acts, above."""


def row_of(address: str) -> Model:
    """A row of this list."""
    first, second = department("某市工商局"), department("某市市场监管局")
    made: dict[str, Any] = {
        "auth/user": lambda: User.objects.create_user("某甲"),
        "auth/group": lambda: Group.objects.create(name="别的组"),
        "budgets/department": lambda: first,
        "budgets/succession": lambda: Succession.objects.create(
            predecessor=first, successor=second, kind="rename", date="2018-11-20", source="方案"
        ),
        "budgets/subordination": lambda: Subordination.objects.create(unit=first, superior=second, source="方案"),
        "budgets/population": lambda: Population.objects.create(
            region=register_region("140200"), date="2023-12-31", number=5, source="公报", source_url="https://example.org/"
        ),
        "budgets/expected": lambda: expect("某市工商局", 2023),
        "budgets/disclosure": lambda: Disclosure.objects.create(department=first, fiscal_year=2023, stage="budget", scope="unit"),
        "budgets/document": lambda: receive("a.txt", BytesIO(b"a")).document,
        "budgets/edition": draft,
        "budgets/fact": lambda: draft().facts.filter(presence="printed").first(),
        "budgets/report": lambda: reports.receive(datong().publish().facts.get(schedule="operating", item="total"), "figure", "", "看不清"),
        "ingest/run": lambda: receive("a.txt", BytesIO(b"a")).run,
        "ingest/fetch": lambda: Fetch.objects.create(url="http://gov.example/a.pdf"),
        "subscribers/key": lambda: issue("somebody@example.org", "zh-hans")[0],
        "subscribers/webhook": lambda: Webhook.objects.create(key=issue("a@example.org", "en")[0], url="https://paper.example/", nonce="0"),
    }
    row: Model = made[address]()
    return row


def test_every_list_of_the_desk_is_in_the_matrix() -> None:
    assert {f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry} == {*PAGES, TRAIL, OPERATIONS}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_for_its_groups_alone(address: str) -> None:
    looks, adds, changes, removes = PAGES[address]
    row, base = row_of(address), f"/admin/{address}/"
    for who in sorted(EVERYBODY, key=removes.__contains__):  # who removes it comes last
        client = browser(who)
        got = {
            "list": refused(client.get(base)),
            "page": refused(client.get(f"{base}{row.pk}/change/")),
            "history": refused(client.get(f"{base}{row.pk}/history/")),
            "add": refused(client.get(f"{base}add/")),
            "added": refused(client.post(f"{base}add/", {})),
            "changed": address not in OWN_PAGES and refused(client.post(f"{base}{row.pk}/change/", {})),
            "remove": refused(client.get(f"{base}{row.pk}/delete/")),
            "removed": refused(client.post(f"{base}{row.pk}/delete/", {"post": "yes"})),
        }
        assert (who, got) == (
            who,
            {
                **dict.fromkeys(("list", "page", "history"), who not in looks),
                **dict.fromkeys(("add", "added"), who not in adds),
                "changed": address not in OWN_PAGES and who not in changes,
                **dict.fromkeys(("remove", "removed"), who not in removes),
            },
        )
        assert type(row)._default_manager.filter(pk=row.pk).exists() == (who not in removes)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_desk_offers_what_its_reader_may_open(who: str) -> None:
    answer = browser(who).get("/admin/")
    assert refused(answer) == (who in ("anonymous", "reader"))
    if answer.status_code == 200:
        offered = set(re.findall(r'href="/admin/(\w+/\w+)/"', answer.content.decode()))
        assert offered == {address for address, (looks, *_others) in PAGES.items() if who in looks} | (
            {TRAIL, OPERATIONS} if who == A else set()
        )


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_audit_trail_is_for_administrators_and_nobody_writes_there(who: str) -> None:
    client = browser(who)
    assert refused(client.get(f"/admin/{TRAIL}/")) == (who != A)
    for address in ("add/", "1/change/", "1/delete/", "1/history/"):
        answer = client.get(f"/admin/{TRAIL}/{address}")
        assert answer.status_code == 404 or refused(answer)


@pytest.mark.parametrize("who", EVERYBODY)
def test_how_the_service_fares_is_for_administrators_and_nobody_writes_there(who: str) -> None:
    client = browser(who)
    assert refused(client.get(f"/admin/{OPERATIONS}/")) == (who != A)
    for address in ("add/", "1/change/", "1/delete/", "1/history/"):
        answer = client.get(f"/admin/{OPERATIONS}/{address}")
        assert answer.status_code == 404 or refused(answer)


@pytest.mark.parametrize("who", EVERYBODY)
def test_many_are_removed_at_once_only_by_who_may_remove_one(who: str) -> None:
    row = row_of("budgets/succession")
    browser(who).post("/admin/budgets/succession/", {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    assert Succession.objects.exists() == (who != C)


# People


def test_an_administrator_makes_a_clerk_and_nothing_more() -> None:
    client = browser(A)
    given = {"username": "新人", "usable_password": "true", "password1": "漫长而陌生的口令七", "password2": "漫长而陌生的口令七"}
    short = client.post("/admin/auth/user/add/", {**given, "password1": "短口令", "password2": "短口令"}).content.decode()
    assert "至少 12 个字符" in short, re.findall(r'class="errorlist.*?</ul>', short, re.S)
    given |= {"password1": "漫长而陌生的口令七八九十", "password2": "漫长而陌生的口令七八九十"}
    assert client.post("/admin/auth/user/add/", given).status_code == 302
    made = User.objects.get(username="新人")
    groups = [Group.objects.get(name=C).pk]
    more = {
        "username": "新人",
        "is_active": "on",
        "is_staff": "on",
        "groups": groups,
        "is_superuser": "on",
        "last_login_0": "",
        "last_login_1": "",
    }
    more |= {
        "user_permissions": [Permission.objects.get(codename="publish_edition").pk],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "8:00",
    }
    assert client.post(f"/admin/auth/user/{made.pk}/change/", more).status_code == 302
    made = User.objects.get(username="新人")
    assert (made.is_staff, made.is_superuser, made.has_perm("budgets.correct_edition"), made.has_perm("budgets.publish_edition")) == (
        *(True, False),
        *(True, False),
    )


def test_an_administrator_cannot_touch_a_superuser() -> None:
    chief = User.objects.create_superuser("主管", password="原来的口令一二三四五")
    client = browser(A)
    assert refused(client.post(f"/admin/auth/user/{chief.pk}/change/", {"username": "主管"}))
    given = {"usable_password": "true", "password1": "漫长而陌生的口令七八九十", "password2": "漫长而陌生的口令七八九十"}
    assert refused(client.post(f"/admin/auth/user/{chief.pk}/password/", given))
    chief.refresh_from_db()
    assert chief.check_password("原来的口令一二三四五")


def test_a_superuser_makes_other_groups_but_the_five_are_what_the_matrix_says() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("主管"))
    assert client.post("/admin/auth/group/add/", {"name": "实习生"}).status_code == 302
    made, clerks = Group.objects.get(name="实习生"), Group.objects.get(name=C)
    assert client.post(f"/admin/auth/group/{made.pk}/change/", {"name": "练习生"}).status_code == 302
    assert client.post(f"/admin/auth/group/{clerks.pk}/change/", {"name": "练习生"}).status_code == 403
    assert client.post(f"/admin/auth/group/{clerks.pk}/delete/", {"post": "yes"}).status_code == 403
    person = User.objects.create_user("某甲")
    assert client.post(f"/admin/auth/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_nobody_who_was_deactivated_gets_in() -> None:
    client = browser(C)
    assert client.get("/admin/budgets/edition/").status_code == 200
    User.objects.filter(username=C).update(is_active=False)
    assert refused(client.get("/admin/budgets/edition/"))


# Groups


def test_every_permission_of_the_matrix_exists() -> None:
    known = {f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")}
    assert {permission for duty in DUTIES for permission in duty.permissions} <= known


def test_every_permission_of_our_own_is_somebodys() -> None:
    """One that is declared and given to nobody would be an act that only a superuser can do."""
    declared = {f"{model._meta.app_label}.{name}" for model in apps.get_models() for name, _words in model._meta.permissions}
    ours = {name for name in declared if name.split(".")[0] in ("budgets", "ingest", "comparisons", "subscribers")}
    assert ours <= {permission for role in Role for permission in permissions_of(role)}


def test_groups_have_what_the_matrix_says_and_nothing_else_after_every_migration() -> None:
    clerks = Group.objects.get(name=C)
    clerks.permissions.add(Permission.objects.get(codename="publish_edition"))
    clerks.permissions.remove(Permission.objects.get(codename="correct_edition"))
    Group.objects.filter(name=P).delete()
    person = User.objects.create_user("某甲")
    person.groups.add(clerks)
    for _twice in range(2):
        keep_in_step()
        for role in Role:
            has = {f"{one.content_type.app_label}.{one.codename}" for one in Group.objects.get(name=role.value).permissions.all()}
            assert has == permissions_of(role)
    assert list(person.groups.all()) == [clerks]


def test_migrating_keeps_the_groups_in_step() -> None:
    Group.objects.get(name=V).permissions.clear()
    call_command("migrate", verbosity=0)
    assert Group.objects.get(name=V).permissions.filter(codename="view_edition").exists()


def test_who_could_publish_before_publishing_was_a_group_still_can() -> None:
    before, clerk = User.objects.create_user("某甲"), User.objects.create_user("某乙")
    before.groups.add(Group.objects.get(name=R))
    clerk.groups.add(Group.objects.get(name=C))
    import_module("ingest.migrations.0009_five_groups").create(apps, None)
    assert before.has_perm("budgets.publish_edition")
    assert not clerk.has_perm("budgets.publish_edition")


# The page that says so


def test_the_page_has_the_matrix() -> None:
    page = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| \| .*?\n\n", page, re.M | re.S)
    head, _rule, *rows = table.strip().splitlines()
    assert cells(head) == ["", *(f"{role.value} {role.name.lower()}" for role in Role)]
    assert [cells(row) for row in rows] == [[duty.words, *("yes" if role in duty.roles else "" for role in Role)] for duty in DUTIES]


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize("group", ["查阅员", "录入员", "审核员", "公布员"])
def test_nobody_is_offered_a_link_that_refuses_them(group: str) -> None:
    """From the first page on, one page of each kind, as far as links lead."""
    everything(User.objects.create_superuser("管理员"))
    person = User.objects.create_user("某人", is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client, seen, waiting, refused = Client(), set(), ["/admin/"], []
    client.force_login(person)
    while waiting:
        address = waiting.pop().partition("#")[0]
        kind = re.sub(r"\d+", "N", address.partition("?")[0])
        if kind in seen or not address.startswith("/admin/") or "/logout/" in address:
            continue
        seen.add(kind)
        answer = client.get(address)
        refused += [address] if answer.status_code == 403 else []
        waiting += [urljoin(address, answer["Location"])] if answer.status_code == 302 else []
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            waiting += [urljoin(address, unescape(link)) for link in re.findall(r'href="([^"#][^"]*)"', answer.content.decode())]
    assert refused == []
    assert len(seen) > 30
