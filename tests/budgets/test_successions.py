"""What happened to departments is recorded by clerks; what cannot have happened is refused in one line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from budgets.models import Succession
from tests.factories import department

pytestmark = pytest.mark.django_db

ADD = "/admin/budgets/succession/add/"


def logged_in(client: Client, group: str) -> Client:
    person = User.objects.create_user("某人", password="x", is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client.force_login(person)
    return client


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


def given(before: str = "某市工商局", after: str = "某市市场监管局", kind: str = "rename", **other: str) -> dict[str, Any]:
    known = {"predecessor": department(before).pk, "successor": department(after).pk, "kind": kind}
    return {**known, "date": "2018-11-20", "source": "某市机构改革方案", **other}


def refusals(answer: Any) -> list[str]:
    """Every line that a form refuses with."""
    assert answer.status_code == 200
    lists = re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', answer.content.decode(), re.S)
    return [line for one in lists for line in re.findall(r"<li>(.*?)</li>", one, re.S)]


def refusal(clerk: Client, fields: dict[str, Any], address: str = ADD) -> str:
    """The one line that a form refuses with."""
    (line,) = refusals(clerk.post(address, fields))
    return line


def test_a_clerk_records_a_rename(clerk: Client) -> None:
    assert clerk.post(ADD, given()).status_code == 302
    found = Succession.objects.get()
    assert (str(found.predecessor), str(found.successor), found.kind, found.date.isoformat()) == (
        "某市工商局",
        "某市市场监管局",
        "rename",
        "2018-11-20",
    )
    page = clerk.get("/admin/budgets/succession/").content.decode()
    assert "某市机构改革方案" in page
    form = clerk.get(ADD).content.decode()
    assert "原部门" in form
    assert "从下一年的预算算起" in form


def test_who_may_only_look_records_nothing(client: Client) -> None:
    person = User.objects.create_user("读者", password="x", is_staff=True)
    client.force_login(person)
    assert client.post(ADD, given()).status_code == 403
    assert not Succession.objects.exists()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"after": "某市工商局"}, "原部门和后来的部门是同一个"),
        ({"date": "1949-10-01"}, "日期应在 2007-01-01 到"),
        ({"date": str(timezone.localdate() + timedelta(days=366))}, "日期应在 2007-01-01 到"),
        ({"date": "2018-11"}, "这不是日期，请写年月日，例如 2025-12-31。"),
        ({"source": "  "}, "该字段是必填项。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, other: dict[str, str], said: str) -> None:
    assert said in refusal(clerk, given(**other))
    assert not Succession.objects.exists()


def test_what_is_announced_for_next_year_is_recorded(clerk: Client) -> None:
    assert clerk.post(ADD, given(date=str(timezone.localdate() + timedelta(days=365)))).status_code == 302


@pytest.mark.parametrize("written", ["2018年11月20日", "2018-11-20", "2018/11/20", "2018.11.20", "２０１８ 年 11 月 20 日"])
def test_a_day_is_written_as_people_write_it(clerk: Client, written: str) -> None:
    assert clerk.post(ADD, given(date=written)).status_code == 302
    assert Succession.objects.get().date.isoformat() == "2018-11-20"


def test_the_list_names_both_sides(clerk: Client) -> None:
    clerk.post(ADD, given())
    page = clerk.get("/admin/budgets/succession/").content.decode()
    heads = re.findall(r'class="sortable column-(\w+).*?<div class="text"><a href="[^"]*">([^<]*)</a>', page, re.S)
    assert heads[1:4] == [("kind", "种类"), ("predecessor", "原部门"), ("successor", "后来的部门")]


def test_the_same_is_recorded_once(clerk: Client) -> None:
    clerk.post(ADD, given(kind="merge"))
    assert "已经登记过，请改那一条" in refusal(clerk, given(kind="split"))


def test_a_department_is_renamed_to_one(clerk: Client) -> None:
    clerk.post(ADD, given())
    assert "一个部门只能更名成一个" in refusal(clerk, given(after="某市知识产权局", date="2019-03-01"))


def test_nobody_comes_from_whoever_came_from_it(clerk: Client) -> None:
    clerk.post(ADD, given("甲局", "乙局", "merge"))
    clerk.post(ADD, given("乙局", "丙局", "rename"))
    assert "请核对方向" in refusal(clerk, given("丙局", "甲局", "split", date="2020-01-01"))
    assert clerk.post(ADD, given("丙局", "甲局", "transfer", date="2020-01-01")).status_code == 302


def test_a_record_can_be_put_right(clerk: Client) -> None:
    clerk.post(ADD, given())
    found = Succession.objects.get()
    assert clerk.post(f"/admin/budgets/succession/{found.pk}/change/", given(date="2018-12-01")).status_code == 302
    found.refresh_from_db()
    assert found.date.isoformat() == "2018-12-01"
