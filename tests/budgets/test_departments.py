"""Departments are registered with their names; what would make two of them one to whoever resolves a document is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client

from budgets.departments import register_department, register_region
from budgets.models import Department, DepartmentName, Population, Subordination, Succession
from tests.budgets.test_successions import logged_in, refusal
from tests.factories import department, expect

pytestmark = pytest.mark.django_db

ADD = "/admin/budgets/department/add/"
Name = dict[str, str]


@pytest.fixture
def clerk(client: Client) -> Client:
    return logged_in(client, "录入员")


def names(*given: Name, region: str = "140200", known: int = 0) -> dict[str, Any]:
    fields: dict[str, Any] = {"region_code": region, "names-TOTAL_FORMS": len(given), "names-INITIAL_FORMS": known}
    for number, one in enumerate(given):
        fields |= {f"names-{number}-{key}": value for key, value in ({"kind": "official"} | one).items()}
    return fields


WATER: Name = {"name": "某市水利局"}


def alias(name: str, source: str = "2023年部门预算") -> Name:
    return {"name": name, "kind": "alias", "source": source}


def test_a_name_with_an_alias_and_its_days_is_registered(clerk: Client) -> None:
    given = names(WATER | {"valid_from": "2019年3月1日"}, alias("某市水利水保局"))
    assert clerk.post(ADD, given).status_code == 302
    assert [(one.name, str(one.valid_from)) for one in DepartmentName.objects.order_by("pk")] == [
        ("某市水利局", "2019-03-01"),
        ("某市水利水保局", "None"),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((WATER | {"valid_from": "2020-07-01", "valid_to": "2020-06-30"},), "止的日期在起的日期之前"),
        ((WATER | {"valid_from": "1800-01-01"},), "日期应在 1949-10-01 到"),
        ((alias("水利局"),), "请至少写一个名称，种类为正式名称。"),
        ((WATER, alias("水利局", source="")), "别名要写来源，例如哪份文件这样称呼它。"),
        ((WATER, {"name": "某市 水利局"}), "名称重复：某市水利局"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(clerk: Client, given: tuple[Name, ...], said: str) -> None:
    assert said in refusal(clerk, names(*given), ADD)
    assert not Department.objects.exists()


@pytest.mark.parametrize("region", ["140200", ""])
@pytest.mark.parametrize("given", [({"name": "某市　水利局"},), ({"name": "某市水务局"}, alias("某市水利局"))])
def test_a_name_that_leads_to_another_department_of_the_region_is_refused(clerk: Client, given: tuple[Name, ...], region: str) -> None:
    clerk.post(ADD, names(WATER))
    known = Department.objects.get()
    said = refusal(clerk, names(*given, region=region), ADD)
    assert said.startswith(f"“某市水利局”已是某市水利局（山西省大同市，编号 {known.pk}）的名称")
    assert Department.objects.get() == known


def test_an_alias_of_another_is_as_good_as_its_name(clerk: Client) -> None:
    clerk.post(ADD, names(WATER, alias("某市水务局")))
    assert f"已是某市水利局（山西省大同市，编号 {Department.objects.get().pk}）的名称" in refusal(clerk, names({"name": "某市水务局"}), ADD)


def test_the_same_name_in_another_region_is_another_department(clerk: Client) -> None:
    clerk.post(ADD, names(WATER))
    assert clerk.post(ADD, names(WATER, region="140100")).status_code == 302
    assert Department.objects.count() == 2


def test_nobody_is_moved_into_a_region_where_another_has_the_name(clerk: Client) -> None:
    clerk.post(ADD, names(WATER))
    clerk.post(ADD, names(WATER, region="140100"))
    moved = Department.objects.get(region="140100")
    name = moved.names.get()
    given = names({**WATER, "id": str(name.pk), "department": str(moved.pk)}, known=1)
    assert "已是某市水利局" in refusal(clerk, given, f"/admin/budgets/department/{moved.pk}/change/")


def test_a_name_taken_from_a_document_needs_no_source_when_something_else_is_changed(clerk: Client) -> None:
    found = register_department("大同市应急管理局")
    old = DepartmentName.objects.create(department=found, name="市应急局", kind="alias")
    given = names(
        {"name": "大同市应急管理局", "id": str(found.names.first().pk), "department": str(found.pk)},  # type: ignore[union-attr]
        {"name": "市应急局", "kind": "alias", "id": str(old.pk), "department": str(found.pk)},
        known=2,
    )
    assert clerk.post(f"/admin/budgets/department/{found.pk}/change/", given | {"level": "市级", "source": "名录"}).status_code == 302
    assert Department.objects.get().level == "市级"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("大同市应急管理局", "没有写地区代码：别处有同名的部门时，会分不清是哪一个。名称像是山西省大同市的，请核对后填上 140200。"),
        ("应急管理部", "没有写地区代码：别处有同名的部门时，会分不清是哪一个。"),
    ],
)
def test_without_a_region_it_is_registered_with_a_hint(clerk: Client, name: str, said: str) -> None:
    page = clerk.post(ADD, names({"name": name}, region=""), follow=True).content.decode()
    assert f"{said}<" in page
    assert Department.objects.get().region is None


def test_of_departments_with_one_name_each_can_be_chosen(clerk: Client) -> None:
    clerk.post(ADD, names(WATER))
    clerk.post(ADD, names(WATER, region="140100"))
    nowhere = department("应急管理部")
    asked = {"app_label": "budgets", "model_name": "succession", "field_name": "successor"}
    offered = clerk.get("/admin/autocomplete/", asked).json()["results"]
    first, second = Department.objects.exclude(pk=nowhere.pk).order_by("pk")
    assert {one["text"] for one in offered} == {
        f"某市水利局（山西省大同市，编号 {first.pk}）",
        f"某市水利局（山西省太原市，编号 {second.pk}）",
        f"应急管理部（编号 {nowhere.pk}）",
    }
    chosen = clerk.post("/admin/budgets/succession/add/", {"successor": second.pk}).content.decode()
    assert f"某市水利局（山西省太原市，编号 {second.pk}）" in chosen


def test_however_many_departments_are_offered_the_queries_are_the_same(clerk: Client, django_assert_num_queries: Any) -> None:
    asked = {"app_label": "budgets", "model_name": "succession", "field_name": "successor", "term": "某市"}
    for count in (2, 15):
        for number in range(count):
            clerk.post(ADD, names({"name": f"某市第{number}局"}))
        with django_assert_num_queries(7):
            assert len(clerk.get("/admin/autocomplete/", asked).json()["results"]) == count


# Removing


def made(kind: str) -> models.Model:
    first, second = department("某市工商局"), department("某市市场监管局")
    if kind == "succession":
        return Succession.objects.create(predecessor=first, successor=second, kind="rename", date="2018-11-20", source="方案")
    if kind == "subordination":
        return Subordination.objects.create(unit=first, superior=second, source="方案")
    if kind == "population":
        return Population.objects.create(region=register_region("140200"), date="2023-12-31", number=5, source="公报")
    return first


KINDS = ("succession", "subordination", "population", "department")


@pytest.mark.parametrize("kind", KINDS)
def test_a_clerk_removes_what_he_may_add(clerk: Client, kind: str) -> None:
    row = made(kind)
    assert clerk.post(f"/admin/budgets/{kind}/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("group", ["查阅员", "审核员"])
def test_who_may_only_look_removes_nothing(client: Client, group: str, kind: str) -> None:
    row = made(kind)
    assert logged_in(client, group).post(f"/admin/budgets/{kind}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kept_by", ["succession", "subordination", "expected"])
def test_a_department_to_which_something_refers_stays(clerk: Client, kept_by: str) -> None:
    found = made(kept_by) if kept_by != "expected" else expect("某市工商局", 2023)
    first = department("某市工商局")
    answer = clerk.post(f"/admin/budgets/department/{first.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 200
    assert str(found) in answer.content.decode()
    clerk.post("/admin/budgets/department/", {"action": "delete_selected", "_selected_action": first.pk, "post": "yes"})
    assert Department.objects.filter(pk=first.pk).exists()


def test_a_clerk_removes_an_alias_but_not_the_last_official_name(clerk: Client) -> None:
    clerk.post(ADD, names(WATER, alias("某市水务局")))
    found = Department.objects.get()
    official, other = found.names.order_by("pk")
    rows = [
        {"id": str(one.pk), "department": str(found.pk), "name": one.name, "kind": one.kind, "source": one.source}
        for one in (official, other)
    ]
    address = f"/admin/budgets/department/{found.pk}/change/"
    assert "种类为正式名称" in refusal(clerk, names(rows[0] | {"DELETE": "on"}, rows[1], known=2), address)
    assert clerk.post(address, names(rows[0], rows[1] | {"DELETE": "on"}, known=2)).status_code == 302
    assert [one.name for one in found.names.all()] == ["某市水利局"]
