"""Pages of regions and of coverage: what is there is a link, what is not is said in words. Departments are made up, regions are real."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budgets import editions
from budgets.departments import register_region
from budgets.models import Department, Edition
from comparisons.places import PER_PAGE
from tests.comparisons.test_lineage import happened
from tests.factories import Book, datong, department, expect

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

PUTUO, SHANGHAI, JIANGSU = "310107", "310000", "320000"
QUERIES_OF_COVERAGE = 10
QUERIES_OF_A_REGION = 14


def settle(name: str, code: str) -> Department:
    """A department in a region."""
    made = department(name)
    made.region = register_region(code)
    made.save()
    return made


def book(name: str, year: int, code: str = PUTUO, stage: str = "budget") -> Book:
    settle(name, code)
    made = Book(name, year, stage, "department")
    made.table("summary", f"{year}年收支总表")
    made.row("支出总计", {"amount": "10.00"}, item="total", side="expenditure")
    return made


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


# Coverage of a department


def test_each_table_that_is_there_leads_to_its_page_and_an_empty_one_too(client: Client) -> None:
    edition = datong(2023).publish()
    assert edition.disclosure is not None
    text = text_of(client, f"/departments/{edition.disclosure.department_id}/coverage/")
    base = f"/departments/{edition.disclosure.department_id}/2023/budget/unit/"
    assert f'<span class="square full" aria-hidden="true"></span> <a href="{base}tables/1/">已收录</a>' in text
    assert f'<span class="square empty" aria-hidden="true"></span> <a href="{base}tables/6/">空表</a>' in text
    assert '<td class="table void"><span class="none">无此表</span></td>' in text
    for number in (1, 6):
        assert client.get(f"{base}tables/{number}/").status_code == 200


def test_pages_that_are_pictures_may_hold_what_was_not_found(client: Client) -> None:
    made = book("图片局", 2024)
    made.note("warning", "picture_page", "第 3 页是图片")
    text = text_of(client, f"/departments/{made.publish().disclosure.department_id}/coverage/")  # type: ignore[union-attr]
    assert '<span class="square pictures" aria-hidden="true"></span> <span class="none">或在图片页</span>' in text
    assert "无此表</span></td>" not in text


def test_what_is_expected_says_why_and_by_when_and_what_is_not_asked_for_claims_nothing(client: Client) -> None:
    one = book("应有局", 2019).publish()
    book("应有局", 2021).publish()
    expect("应有局", 2023, approved_on=date(2023, 2, 1))
    expect("应有局", 2024, approved_on=date(2024, 2, 1), published_on=date(2024, 3, 1))
    expect("应有局", 2025)
    text = text_of(client, f"/departments/{one.disclosure.department_id}/coverage/")  # type: ignore[union-attr]
    table = text[text.index("<table") : text.index("</table>")]
    assert '<span class="owed">应有未收录</span><span class="basis">2019、2021 年都有</span>' in table
    assert '<span class="owed">应有未收录</span><span class="basis">最迟应在 2023-02-21 公开</span>' in table
    assert "依据：某省预算公开名单" in table
    assert (
        '<span class="owed">已公开，未收录</span><span class="basis">2024-03-01 公开</span><span class="basis">晚 9 日公开</span>' in table
    )
    assert table.count('<span class="none">未收录</span>') == table.count('class="void"') == 1, "2022 alone: nothing asks for it"
    assert "未公开" not in text


def test_late_and_in_time_are_told_where_both_days_are_known(client: Client) -> None:
    for year in (2023, 2024):
        one = book("日期局", year).publish()
    expect("日期局", 2023, approved_on=date(2023, 2, 1), published_on=date(2023, 2, 10))
    expect("日期局", 2024, approved_on=date(2024, 2, 1), published_on=date(2024, 3, 1))
    text = text_of(client, f"/departments/{one.disclosure.department_id}/coverage/")  # type: ignore[union-attr]
    assert text.count("按时公开") == 1
    assert text.count("晚 9 日公开") == 1


def test_what_was_received_is_said_to_be_and_nothing_of_it_is_shown(client: Client) -> None:
    book("待审局", 2023).publish()
    made = book("待审局", 2024)
    made.table("income", "不该公开的标题")
    draft = made.finish()
    other = book("待审局", 2025).finish()
    editions.discard(other, User.objects.create_user("甲乙丙"), "张三送错了")
    text = text_of(client, f"/departments/{draft.disclosure.department_id}/coverage/")  # type: ignore[union-attr]
    table = text[text.index("<table") : text.index("</table>")]
    assert "收到，待审核" in table
    assert "收到，未采用" in table
    assert not any(word in text for word in ("不该公开", "张三", "甲乙丙", made.document.name))


def test_what_was_withdrawn_leads_to_its_page(client: Client) -> None:
    one = book("撤回局", 2023).publish()
    editions.withdraw(one, User.objects.create_user("审核"), "收错了")
    number = one.disclosure.department_id  # type: ignore[union-attr]
    assert f'<a class="none" href="/departments/{number}/2023/budget/department/">已撤回</a>' in text_of(
        client, f"/departments/{number}/coverage/"
    )


def test_where_the_years_before_a_rename_are_is_said(client: Client) -> None:
    before, after = book("旧名局", 2018).publish(), book("今名局", 2020).publish()
    happened("rename", ("旧名局", "今名局"))
    old, new = (edition.disclosure.department_id for edition in (before, after))  # type: ignore[union-attr]
    text = text_of(client, f"/departments/{new}/coverage/")
    assert f'<a href="/departments/{old}/" lang="zh-Hans">旧名局</a>' in text
    assert f'<a href="/departments/{new}/" lang="zh-Hans">今名局</a>' in text_of(client, f"/departments/{old}/coverage/")


def test_without_anything_there_is_no_map(client: Client) -> None:
    assert "还没有公布的文件" in text_of(client, f"/departments/{department('空局').pk}/coverage/", 404)
    text_of(client, "/departments/0/coverage/", 404)


# Regions


def test_a_region_shows_its_departments_years_and_where_it_lies(client: Client) -> None:
    for year in (2023, 2024):
        one = book("甲局", year).publish()
    book("乙局", 2024, stage="final_accounts").publish()
    book("上局", 2024, SHANGHAI).publish()
    text = text_of(client, f"/regions/{PUTUO}/")
    number = one.disclosure.department_id  # type: ignore[union-attr]
    assert '<h1 lang="zh-Hans">普陀区</h1>' in text
    assert "县区级" in text
    assert '<a href="/regions/310000/" lang="zh-Hans">上海市</a>' in text
    assert "2 个部门" in text
    assert f'<a href="/departments/{number}/" lang="zh-Hans">甲局</a>' in text
    assert f'2 年 · <a href="/departments/{number}/coverage/">' in text
    assert f'<a href="/departments/{number}/2023/budget/department/">1 种表</a>' in text
    assert "上局" not in text
    assert "不能相加" in text
    above = text_of(client, f"/regions/{SHANGHAI}/")
    assert f'<a href="/regions/{PUTUO}/" lang="zh-Hans">普陀区</a> <span class="none">2 个部门</span>' in above


def test_a_region_that_only_lies_above_others_has_a_page_without_a_table(client: Client) -> None:
    book("甲局", 2024).publish()
    text = text_of(client, f"/regions/{SHANGHAI}/")
    assert "<table" not in text
    assert "0 个部门" in text


def test_a_row_of_the_region_tells_what_lacks_and_what_is_absent(client: Client) -> None:
    book("甲局", 2022).publish()
    datong_like = book("乙局", 2023)
    datong_like.publish()
    empty = Book("丙局", 2023, scope="department")
    settle("丙局", PUTUO)
    empty.publish()
    expect("甲局", 2023)
    text = text_of(client, f"/regions/{PUTUO}/")
    assert "缺 7 种" in text
    assert "没有读到表</a>" in text
    assert text.count('<span class="owed">应有未收录</span>') == 1
    assert text.count('<td class="void"><span class="none">未收录</span></td>') == 2, "乙局 and 丙局 of 2022"


def test_unknown_codes_are_told_what_there_is(client: Client) -> None:
    book("甲局", 2024).publish()
    unknown = text_of(client, "/regions/999999/", 404)
    assert "没有代码为“999999”的地区" in unknown
    assert f'href="/regions/{PUTUO}/"' in unknown
    empty = text_of(client, f"/regions/{JIANGSU}/", 404)
    assert "还没有江苏省的部门" in empty
    assert f'href="/regions/{PUTUO}/"' in empty
    assert "abc" in text_of(client, "/regions/abc/", 404)
    text_of(client, "/regions/<script>/", 404)


def test_the_index_has_only_regions_with_departments(client: Client) -> None:
    assert "还没有公布的文件" in text_of(client, "/regions/")
    book("甲局", 2024).publish()
    register_region("320500")
    settle("没有文件局", JIANGSU)
    department("无地区局")
    Book("无地区局", 2024).publish()
    text = text_of(client, "/regions/")
    assert "上海市</a>" in text
    assert "普陀区</a>" in text
    assert "江苏省" not in text
    assert "另有 1 个部门没有登记地区" in text


def test_many_departments_are_paged_and_a_page_that_is_none_is_told(client: Client) -> None:
    for number in range(PER_PAGE + 1):
        settle(f"第{number}局", PUTUO)
        Edition.objects.filter(pk=Book(f"第{number}局", 2024, scope="department").edition.pk).update(state="in_review")
    first, second = text_of(client, f"/regions/{PUTUO}/"), text_of(client, f"/regions/{PUTUO}/?page=2")
    assert first.count('<th scope="row"') == PER_PAGE
    assert second.count('<th scope="row"') == 1
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?page=1"' in second
    for wrong in ("page=3", "page=0", "page=x", "page=1&page=2", "seite=1"):
        text_of(client, f"/regions/{PUTUO}/?{wrong}", 400)


def test_the_pages_of_a_department_lead_to_its_region_and_to_its_coverage(client: Client) -> None:
    one = book("甲局", 2024).publish()
    number = one.disclosure.department_id  # type: ignore[union-attr]
    for path in (f"/departments/{number}/", f"/departments/{number}/2024/budget/department/", f"/departments/{number}/coverage/", "/"):
        assert f'href="/regions/{PUTUO}/"' in text_of(client, path), path
    assert f'href="/departments/{number}/coverage/"' in text_of(client, f"/departments/{number}/")


def test_both_pages_ask_as_often_however_much_there_is(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one = book("甲局", 2020).publish()
    number = one.disclosure.department_id  # type: ignore[union-attr]
    expect("甲局", 2025)
    for _round in range(2):
        with django_assert_num_queries(QUERIES_OF_COVERAGE):
            text_of(client, f"/departments/{number}/coverage/")
        with django_assert_num_queries(QUERIES_OF_A_REGION):
            text_of(client, f"/regions/{PUTUO}/")
        for year in (2021, 2022, 2024):
            for name in ("甲局", "乙局", "丙局"):
                book(name, year).publish()
