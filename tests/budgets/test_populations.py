"""Inhabitants of regions are entered by clerks, each number with its source; what cannot be is refused in one line."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from budgets.departments import register_region
from budgets.models import Population
from tests.budgets.test_successions import logged_in, refusal

pytestmark = pytest.mark.django_db

ADD = "/admin/budgets/population/add/"
SOURCE = {"source": "某市统计公报（假设）", "source_url": "https://example.org/2023"}


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


def given(**other: str) -> dict[str, Any]:
    return {"region_code": "140200", "date": "2023-12-31", "number": "3100000", **SOURCE, **other}


def test_a_clerk_enters_the_inhabitants_of_a_region_with_their_source(clerk: Client) -> None:
    assert clerk.post(ADD, given()).status_code == 302
    found = Population.objects.get()
    assert (found.region.full_name, found.date.isoformat(), found.number) == ("山西省大同市", "2023-12-31", 3100000)
    assert (found.source, found.source_url) == ("某市统计公报（假设）", "https://example.org/2023")
    assert "某市统计公报（假设）" in clerk.get("/admin/budgets/population/").content.decode()
    assert clerk.post(f"/admin/budgets/population/{found.pk}/change/", given(number="3100001")).status_code == 302
    assert Population.objects.get().number == 3100001


def test_whoever_may_only_look_enters_nothing(client: Client) -> None:
    reader = logged_in(client, "查阅员")
    assert reader.get("/admin/budgets/population/").status_code == 200
    assert reader.post(ADD, given()).status_code == 403
    client.force_login(User.objects.create_user("路人", password="x", is_staff=True))
    assert client.get("/admin/budgets/population/").status_code == 403
    assert not Population.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"region_code": "999999"}, "没有代码为 999999 的行政区划，请核对六位代码。"),
        ({"date": "1990-12-31"}, "日期不在 2007 年到今天之内，请核对。"),
        ({"date": "2099-12-31"}, "日期不在 2007 年到今天之内，请核对。"),
        ({"number": "0"}, "人数不能是 0；不知道的不用登记。"),
        ({"number": "1500000001"}, "人数比全国人口（不到 15 亿）还多，请核对位数和单位。"),
        ({"number": "99999999999999999999"}, "人数比全国人口（不到 15 亿）还多，请核对位数和单位。"),
        ({"source": ""}, "该字段是必填项。"),
        ({"source_url": ""}, "该字段是必填项。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, wrong: dict[str, str], why: str) -> None:
    assert refusal(clerk, given(**wrong), ADD) == why
    assert not Population.objects.exists()


def test_a_region_has_one_number_a_day(clerk: Client) -> None:
    clerk.post(ADD, given())
    assert refusal(clerk, given(number="5"), ADD) == "这个地区这一天的人口已经登记过，请改那一条。"
    assert clerk.post(ADD, given(date="2022-12-31")).status_code == 302


def test_the_database_refuses_a_region_without_anybody() -> None:
    with pytest.raises(IntegrityError, match="somebody_lives_in_a_region"):
        Population.objects.create(region=register_region("140200"), date="2023-12-31", number=0, **SOURCE)
