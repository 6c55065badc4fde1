"""Whose unit a unit is is recorded by clerks, with its source; what cannot be is refused in one line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from budgets.models import Subordination
from tests.budgets.test_successions import logged_in, refusal
from tests.factories import department

pytestmark = pytest.mark.django_db

ADD = "/admin/budgets/subordination/add/"
RAILWAY, COURT, CPPCC = "某铁路运输法院", "某省高级人民法院", "某省政协办公厅"


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


def given(unit: str = RAILWAY, superior: str = COURT, **other: str) -> dict[str, Any]:
    return {"unit": department(unit).pk, "superior": department(superior).pk, "source": "某省部门预算（假设）", **other}


def refused(clerk: Client, fields: dict[str, Any]) -> str:
    return refusal(clerk, fields, ADD)


def test_a_clerk_records_whose_unit_a_unit_is(clerk: Client) -> None:
    assert clerk.post(ADD, given()).status_code == 302
    found = Subordination.objects.get()
    assert (str(found.unit), str(found.superior), found.valid_from, found.valid_to) == (RAILWAY, COURT, None, None)
    assert "某省部门预算（假设）" in clerk.get("/admin/budgets/subordination/").content.decode()
    assert clerk.post(f"/admin/budgets/subordination/{found.pk}/change/", given(valid_to="2020-06-30")).status_code == 302
    assert Subordination.objects.get().valid_to == date(2020, 6, 30)
    assert LogEntry.objects.filter(object_id=found.pk).count() == 2


def test_whoever_may_only_look_records_nothing(client: Client) -> None:
    reader = logged_in(client, "查阅员")
    assert reader.get("/admin/budgets/subordination/").status_code == 200
    assert reader.post(ADD, given()).status_code == 403
    client.force_login(User.objects.create_user("路人", password="x", is_staff=True))
    assert client.get("/admin/budgets/subordination/").status_code == 403
    assert not Subordination.objects.exists()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"superior": RAILWAY}, "下属单位和上级部门是同一个"),
        ({"valid_from": "2020-07-01", "valid_to": "2020-06-30"}, "止的日期在起的日期之前"),
        ({"valid_from": "1800-01-01"}, "日期应在 1949-10-01 到"),
        ({"valid_to": "2099-12-31"}, "日期应在 1949-10-01 到"),
        ({"source": "  "}, "该字段是必填项。"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, other: dict[str, str], said: str) -> None:
    assert said in refused(clerk, given(**other))
    assert not Subordination.objects.exists()


def test_a_unit_is_below_one_department_at_a_time(clerk: Client) -> None:
    clerk.post(ADD, given(valid_to="2020-06-30"))
    assert "已经登记为某省高级人民法院的下属单位" in refused(clerk, given(superior=CPPCC, valid_from="2020-06-30"))
    assert clerk.post(ADD, given(superior=CPPCC, valid_from="2020-07-01")).status_code == 302


def test_neither_is_above_the_other_over_however_many_others(clerk: Client) -> None:
    clerk.post(ADD, given())
    clerk.post(ADD, given(unit=COURT, superior=CPPCC))
    assert "不能互为上级" in refused(clerk, given(unit=CPPCC, superior=RAILWAY))


def test_the_database_refuses_what_has_no_source() -> None:
    with pytest.raises(IntegrityError, match="a_subordination_has_a_source"):
        Subordination.objects.create(unit=department(RAILWAY), superior=department(COURT), source="")
