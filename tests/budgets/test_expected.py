"""What lists and rules ask for is kept by clerks, each entry with its source; what cannot be is refused in one line."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from budgets.models import Expected
from tests.budgets.test_successions import logged_in
from tests.factories import department

pytestmark = pytest.mark.django_db

LIST = "/admin/budgets/expected/"
ADD = f"{LIST}add/"


def entered(client: Client, group: str) -> Client:
    found = logged_in(client, group)
    import_module("ingest.migrations.0005_who_keeps_the_list").grant(apps, None)  # twice is harmless
    return found


@pytest.fixture
def clerk(client: Client) -> Client:
    return entered(client, "录入员")


def given(**other: Any) -> dict[str, Any]:
    known = {"department": department("某市水务局").pk, "fiscal_year": "2023", "stage": "budget", "scope": "unit"}
    return {**known, "source": "某市预算公开名单", "reference": "第三条", "approved_on": "", "published_on": "", **other}


def made(**other: Any) -> Expected:
    known = {"department": department("某市水务局"), "fiscal_year": 2023, "stage": "budget", "scope": "unit"}
    return Expected.objects.create(**{**known, "source": "某市预算公开名单", "reference": "第三条", **other})


def test_a_clerk_enters_changes_and_removes_what_is_expected_and_each_stands_in_the_history(clerk: Client) -> None:
    assert clerk.post(ADD, given(approved_on="2023-02-01")).status_code == 302
    found = Expected.objects.get()
    assert (str(found), found.source, found.reference, found.approved_on, found.published_on) == (
        "某市水务局 2023 预算（单位）",
        "某市预算公开名单",
        "第三条",
        date(2023, 2, 1),
        None,
    )
    assert clerk.post(f"{LIST}{found.pk}/change/", given(published_on="2023-02-20")).status_code == 302
    history = clerk.get(f"{LIST}{found.pk}/history/").content.decode()
    assert "公开日期" in history
    assert clerk.post(f"{LIST}{found.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Expected.objects.exists()
    assert LogEntry.objects.filter(content_type__model="expected").count() == 3


def test_the_list_is_searched_by_name_and_source_and_says_what_comes_next_while_it_is_empty(clerk: Client) -> None:
    assert "照公开清单或规定在这里登记" in clerk.get(LIST).content.decode()
    made()
    made(department=department("某市林业局"), source="另一份名单", stage="final_accounts")
    assert "某市林业局" not in clerk.get(LIST, {"q": "水务"}).content.decode()
    assert "某市林业局" in clerk.get(LIST, {"q": "另一份"}).content.decode()
    assert "某市林业局" not in clerk.get(LIST, {"stage__exact": "budget"}).content.decode()


def test_who_may_only_look_sees_it_and_enters_nothing(client: Client) -> None:
    made()
    reviewer = entered(client, "审核员")
    assert "某市水务局" in reviewer.get(LIST).content.decode()
    assert reviewer.post(ADD, given(fiscal_year="2024")).status_code == 403
    client.force_login(User.objects.create_user("读者", password="x", is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, given(fiscal_year="2024")).status_code == 403
    assert Expected.objects.count() == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"fiscal_year": "1999"}, "年度不在 2007–2100 之内"),
        ({"source": "  "}, "该字段是必填项。"),
        ({"reference": ""}, "该字段是必填项。"),
        ({"approved_on": "2023-02-02", "published_on": "2023-02-01"}, "公开日期在批复日期之前"),
        ({"fiscal_year": "2022"}, "已经存在"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, other: dict[str, str], said: str) -> None:
    made(fiscal_year=2022)
    answer = clerk.post(ADD, given(**other))
    assert answer.status_code == 200
    lines = re.findall(r'<ul class="errorlist[^"]*"[^>]*>\s*<li>(.*?)</li>', answer.content.decode(), re.S)
    assert len(lines) == 1
    assert said in lines[0]
    assert Expected.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"fiscal_year": 2006},
        {"fiscal_year": 2024, "source": ""},
        {"fiscal_year": 2024, "reference": ""},
        {"fiscal_year": 2024, "approved_on": date(2024, 2, 2), "published_on": date(2024, 2, 1)},
    ],
)
def test_the_database_refuses_it_too(other: dict[str, Any]) -> None:
    made()
    with pytest.raises(IntegrityError), transaction.atomic():
        made(**other)


def test_another_stage_scope_or_year_is_another_expectation() -> None:
    made()
    for other in ({"stage": "final_accounts"}, {"scope": "department"}, {"fiscal_year": 2024}):
        made(**other)
    assert Expected.objects.count() == 4


MANY = f"{LIST}many/"
PASTED = "某市水务局,2023\n\n某市水务局，2024，2024-02-01，2024-02-20\n某市林业局\t2024\t2024-02-01"


def pasted(lines: str) -> dict[str, str]:
    return {"stage": "budget", "scope": "unit", "source": "某市预算公开名单", "reference": "第三条", "lines": lines}


def test_a_list_is_entered_at_once(clerk: Client) -> None:
    department("某市水务局"), department("某市林业局")
    assert f'href="{MANY}"' in clerk.get(LIST).content.decode()
    assert "最多 500 行" in clerk.get(MANY).content.decode()
    assert clerk.post(MANY, pasted(PASTED)).status_code == 302
    kept = Expected.objects.order_by("pk").values_list("fiscal_year", "stage", "scope", "source", "approved_on", "published_on")
    assert list(kept) == [
        (2023, "budget", "unit", "某市预算公开名单", None, None),
        (2024, "budget", "unit", "某市预算公开名单", date(2024, 2, 1), date(2024, 2, 20)),
        (2024, "budget", "unit", "某市预算公开名单", date(2024, 2, 1), None),
    ]
    assert [str(one.department) for one in Expected.objects.order_by("pk")] == ["某市水务局", "某市水务局", "某市林业局"]
    assert LogEntry.objects.filter(content_type__model="expected").count() == 3
    assert "已登记 3 份。" in clerk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("某市水利局,2023", "第 2 行：部门名录里没有“某市水利局”"),
        ("某市水务局", "第 2 行：应是部门名称、年度"),
        ("某市水务局,2023,,,", "第 2 行：应是部门名称、年度"),
        ("某市水务局,1999", "第 2 行：年度：年度不在 2007–2100 之内"),
        ("某市水务局,今年", "第 2 行：年度："),
        ("某市水务局,2023,2023-02-02,2023-02-01", "第 2 行：公开日期：公开日期在批复日期之前"),
        ("某市水务局,2022", "第 2 行：上面已有这个部门的这一年。"),
        ("某市水务局,2021", "已经存在"),
        ("<b>局</b>,2023", "&lt;b&gt;局&lt;/b&gt;"),
    ],
)
def test_one_wrong_line_and_nothing_is_entered(clerk: Client, line: str, said: str) -> None:
    made(fiscal_year=2021)
    answer = clerk.post(MANY, pasted(f"某市水务局,2022\n{line}"))
    assert answer.status_code == 200
    (shown,) = re.findall(r'<ul class="errorlist[^"]*"[^>]*>\s*<li>(.*?)</li>', answer.content.decode(), re.S)
    assert said in shown
    assert Expected.objects.count() == 1


def test_a_list_that_is_too_long_or_empty_or_without_source_is_refused(clerk: Client) -> None:
    department("某市水务局")
    assert "这里有 501 行" in clerk.post(MANY, pasted("某市水务局,2022\n" * 501)).content.decode()
    for other in ({"lines": " \n "}, {"source": ""}, {"stage": "预算"}):
        assert clerk.post(MANY, {**pasted("某市水务局,2022"), **other}).status_code == 200
    assert not Expected.objects.exists()


def test_who_may_not_enter_one_may_not_enter_many(client: Client) -> None:
    reviewer = entered(client, "审核员")
    department("某市水务局")
    assert f'href="{MANY}"' not in reviewer.get(LIST).content.decode()
    assert reviewer.get(MANY).status_code == 403
    assert reviewer.post(MANY, pasted("某市水务局,2022")).status_code == 403
    assert not Expected.objects.exists()
