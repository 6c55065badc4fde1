"""A department that was registered twice becomes one: no figure, no name and no address is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from budgets.mergers import MergeError, merge, plan
from budgets.models import (
    Department,
    DepartmentName,
    Disclosure,
    Edition,
    Expected,
    ListedTable,
    Merger,
    Subordination,
    Succession,
)
from comparisons.models import SearchEntry
from tests.factories import Book, department, expect

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    person = User.objects.create_user("录入人", is_staff=True)
    person.groups.add(Group.objects.get(name="录入员"))
    return person


def published(name: str, year: int) -> Edition:
    book = Book(name, year)
    book.table("summary", "收支总表")
    book.row("收入总计", {"amount": "5.00"}, item="total", side="income")
    return book.publish()


def drafted(name: str, year: int) -> Edition:
    return Book(name, year).edition


def test_all_that_the_duplicate_had_goes_over(clerk: User) -> None:
    kept, duplicate = department("甲市乙局"), department("甲市 乙 局（本级）", kind="局", level="市级", source="编制文件")
    own, moved = published("甲市乙局", 2022), published("甲市 乙 局（本级）", 2023)
    digest = moved.digest
    expect("甲市 乙 局（本级）", 2024)
    other = department("丙局")
    Succession.objects.create(predecessor=other, successor=duplicate, kind="merge", date=date(2020, 1, 1), source="某文")
    Subordination.objects.create(unit=other, superior=duplicate, source="某文")
    number = duplicate.pk
    merge(duplicate, kept, "同一机构，名称多写了括号", clerk)
    kept.refresh_from_db()
    assert not Department.objects.filter(pk=number).exists()
    assert set(Edition.objects.values_list("pk", "disclosure__department")) == {(own.pk, kept.pk), (moved.pk, kept.pk)}
    moved.refresh_from_db()
    assert (moved.state, moved.digest) == ("published", digest)
    assert set(ListedTable.objects.values_list("department", flat=True)) == {kept.pk}
    assert Expected.objects.get().department == kept
    assert Succession.objects.get().successor == Subordination.objects.get().superior == kept
    assert (kept.kind, kept.level, kept.source) == ("局", "市级", "编制文件")
    alias = kept.names.get(name="甲市 乙 局（本级）")
    assert (alias.kind, alias.source) == (DepartmentName.Kind.ALIAS, "同一机构，名称多写了括号")
    assert kept.name == "甲市乙局"
    merger = Merger.objects.get()
    assert (merger.duplicate, merger.kept, merger.names, merger.person) == (number, kept, ["甲市 乙 局（本级）"], clerk)
    found = SearchEntry.objects.filter(kind="department").values_list("target", "text")
    assert set(found) == {(str(kept.pk), "甲市乙局"), (str(kept.pk), "甲市 乙 局（本级）")}


def test_a_disclosure_of_which_one_side_is_a_draft_is_one_with_both_editions(clerk: User) -> None:
    kept, duplicate = department("甲局"), department("甲局本级")
    waiting, public = drafted("甲局", 2023), published("甲局本级", 2023)
    merge(duplicate, kept, "同一机构", clerk)
    assert Disclosure.objects.count() == 1
    assert set(Edition.objects.values_list("pk", "number", "disclosure__department")) == {
        (public.pk, 1, kept.pk),
        (waiting.pk, None, kept.pk),
    }


def test_what_both_expected_is_expected_once(clerk: User) -> None:
    kept, duplicate = department("甲局"), department("甲局本级")
    expect("甲局", 2023)
    expect("甲局本级", 2023)
    merge(duplicate, kept, "同一机构", clerk)
    assert Expected.objects.get().department == kept


def test_where_both_published_the_same_it_is_refused_and_nothing_changes(clerk: User) -> None:
    kept, duplicate = department("甲局"), department("甲局本级")
    published("甲局", 2023), published("甲局本级", 2023)
    with pytest.raises(MergeError, match="两边都公布过 2023 预算（单位），公布过的版本不能改归属"):
        merge(duplicate, kept, "同一机构", clerk)
    assert Disclosure.objects.values("department").distinct().count() == 2
    assert not Merger.objects.exists()


def test_a_department_is_not_merged_with_itself_and_not_without_a_reason(clerk: User) -> None:
    one, other = department("甲局"), department("乙局")
    with pytest.raises(MergeError, match="同一个部门，请另选"):
        plan(one, one)
    with pytest.raises(MergeError, match="请写明为什么"):
        merge(one, other, " ", clerk)


def test_the_database_lets_a_published_disclosure_go_no_other_way(clerk: User) -> None:
    published("甲局", 2023)
    own = Disclosure.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        own.update(department=department("乙局"))
    Merger.objects.create(duplicate=department("甲局").pk, kept=department("乙局"), source="同一机构", person=clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        own.update(department=department("乙局"), fiscal_year=2024)


def test_addresses_of_the_duplicate_lead_to_the_one_that_was_kept(clerk: User, client: Client) -> None:
    kept, duplicate, third = department("甲局"), department("甲局本级"), department("丁局")
    published("甲局本级", 2023), published("丁局", 2023)
    number = duplicate.pk
    merge(duplicate, kept, "同一机构", clerk)
    for address in ("/departments/{}/", "/departments/{}/2023/budget/unit/", "/api/v1/departments/{}/"):
        answer = client.get(address.format(number))
        assert (answer.status_code, answer["Location"]) == (301, address.format(kept.pk))
        assert client.get(answer["Location"]).status_code == 200
    answer = client.get(f"/compare/?d={number}&d={third.pk}")
    assert (answer.status_code, answer["Location"]) == (301, f"/compare/?d={kept.pk}&d={third.pk}")
    assert client.get("/departments/999999/").status_code == 404


def test_one_that_was_merged_into_a_duplicate_leads_on(clerk: User, client: Client) -> None:
    first, second, third = department("甲局"), department("乙局"), department("丙局")
    published("甲局", 2023)
    number = first.pk
    merge(first, second, "同一机构", clerk)
    merge(second, third, "同一机构", clerk)
    assert client.get(f"/departments/{number}/")["Location"] == f"/departments/{third.pk}/"


def test_a_clerk_sees_what_goes_over_before_it_is_done(clerk: User, client: Client) -> None:
    kept, duplicate = department("甲局"), department("甲局本级")
    published("甲局本级", 2023)
    client.force_login(clerk)
    page = reverse("admin:budgets_department_merge", args=[duplicate.pk])
    assert "登记了两次？合并" in client.get(reverse("admin:budgets_department_change", args=[duplicate.pk])).content.decode()
    assert "请写明" not in client.get(page).content.decode()
    shown = client.post(page, {"kept": kept.pk, "source": "同一机构"}).content.decode()
    assert "<dt>公开事项</dt><dd>1</dd>" in shown
    assert Department.objects.count() == 2
    answer = client.post(page, {"kept": kept.pk, "source": "同一机构", "seen": kept.pk})
    assert answer["Location"] == reverse("admin:budgets_department_change", args=[kept.pk])
    assert Department.objects.get() == kept


def test_another_choice_than_the_one_shown_is_shown_first(clerk: User, client: Client) -> None:
    kept, duplicate, other = department("甲局"), department("甲局本级"), department("丙局")
    client.force_login(clerk)
    page = reverse("admin:budgets_department_merge", args=[duplicate.pk])
    client.post(page, {"kept": other.pk, "source": "同一机构", "seen": kept.pk})
    assert Department.objects.count() == 3


def test_who_may_not_remove_departments_may_not_merge_them(client: Client) -> None:
    viewer = User.objects.create_user("查阅", is_staff=True)
    viewer.groups.add(Group.objects.get(name="查阅员"))
    client.force_login(viewer)
    duplicate = department("甲局")
    assert client.get(reverse("admin:budgets_department_merge", args=[duplicate.pk])).status_code == 403
    assert "登记了两次" not in client.get(reverse("admin:budgets_department_change", args=[duplicate.pk])).content.decode()
