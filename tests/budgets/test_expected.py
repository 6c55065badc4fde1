"""What lists and rules ask for is kept by clerks, each entry with its source; what cannot be is refused in one line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from budgets.departments import register_region
from budgets.models import Department, DepartmentName, Expected
from tests.budgets.test_successions import logged_in, refusals
from tests.factories import department

pytestmark = pytest.mark.django_db

LIST = "/admin/budgets/expected/"
ADD = f"{LIST}add/"


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


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
    reviewer = logged_in(client, "审核员")
    assert "某市水务局" in reviewer.get(LIST).content.decode()
    assert reviewer.post(ADD, given(fiscal_year="2024")).status_code == 403
    client.force_login(User.objects.create_user("读者", password="x", is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, given(fiscal_year="2024")).status_code == 403
    assert Expected.objects.count() == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"fiscal_year": "1999"}, "年度不在 2007–"),
        ({"fiscal_year": str(timezone.localdate().year + 2)}, "年度不在 2007–"),
        ({"approved_on": "2040-01-01"}, "日期应在 2021-01-01 到"),
        ({"published_on": "2020-12-31"}, "日期应在 2021-01-01 到"),
        ({"published_on": "去年"}, "这不是日期，请写年月日，例如 2025-12-31。"),
        ({"source": "  "}, "该字段是必填项。"),
        ({"reference": ""}, "该字段是必填项。"),
        ({"approved_on": "2023-02-02", "published_on": "2023-02-01"}, "公开日期在批复日期之前"),
        ({"fiscal_year": "2022"}, "这个部门这一年的这一份已经登记过，请改那一条。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, other: dict[str, str], said: str) -> None:
    made(fiscal_year=2022)
    answer = clerk.post(ADD, given(**other))
    (line,) = refusals(answer)
    assert said in line
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
        ("某市水务局,1999", "第 2 行：年度：年度不在 2007–"),
        ("某市水务局,今年", "第 2 行：年度："),
        ("某市水务局,2023,2023-02-02,2023-02-01", "第 2 行：公开日期：公开日期在批复日期之前"),
        ("某市水务局,2022", "第 2 行：上面已有这个部门的这一年。"),
        ("某市水务局,2021", "第 2 行：这个部门这一年的这一份已经登记过，请改那一条。"),
        ("某市水务局,2023,2040-01-01", "第 2 行：批复日期：日期应在 2021-01-01 到"),
        ("编号 999999,2023", "第 2 行：没有编号为 999999 的部门。"),
        ("<b>局</b>,2023", "&lt;b&gt;局&lt;/b&gt;"),
    ],
)
def test_one_wrong_line_and_nothing_is_logged_in(clerk: Client, line: str, said: str) -> None:
    made(fiscal_year=2021)
    answer = clerk.post(MANY, pasted(f"某市水务局,2022\n{line}"))
    (shown,) = refusals(answer)
    assert said in shown
    assert Expected.objects.count() == 1


def test_of_two_departments_of_one_name_the_line_says_the_number(clerk: Client) -> None:
    first = department("水务局", region=register_region("140200"))
    second = Department.objects.create(region=register_region("140100"))
    DepartmentName.objects.create(department=second, name="水务局")
    (said,) = refusals(clerk.post(MANY, pasted("水务局,2023")))
    both = f"水务局（山西省大同市，编号 {first.pk}）、水务局（山西省太原市，编号 {second.pk}）"
    assert said == f"第 1 行：部门名录里有 2 个“水务局”：{both}。请选择是哪一个。可以把名称换成编号。"
    assert clerk.post(MANY, pasted(f"编号 {first.pk},2023\n{second.pk},2023年")).status_code == 200  # 2023年 is no year
    assert clerk.post(MANY, pasted(f"编号 {first.pk},2023\n{second.pk},2023,2023年2月1日")).status_code == 302
    assert list(Expected.objects.order_by("pk").values_list("department", flat=True)) == [first.pk, second.pk]


def test_a_list_that_is_too_long_or_empty_or_without_source_is_refused(clerk: Client) -> None:
    department("某市水务局")
    assert "这里有 501 行" in clerk.post(MANY, pasted("某市水务局,2022\n" * 501)).content.decode()
    for other in ({"lines": " \n "}, {"source": ""}, {"stage": "预算"}):
        assert clerk.post(MANY, {**pasted("某市水务局,2022"), **other}).status_code == 200
    assert not Expected.objects.exists()


def test_who_may_not_enter_one_may_not_enter_many(client: Client) -> None:
    reviewer = logged_in(client, "审核员")
    department("某市水务局")
    assert f'href="{MANY}"' not in reviewer.get(LIST).content.decode()
    assert reviewer.get(MANY).status_code == 403
    assert reviewer.post(MANY, pasted("某市水务局,2022")).status_code == 403
    assert not Expected.objects.exists()
