"""A comparison to take away. Figures are those of published budgets, the sums done by hand."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from comparisons.export import MARK, harmless
from tests.comparisons.sides import WANLI, wanli
from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import Book, datong

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def taken(client: Client, path: str) -> list[dict[str, str]]:
    """The rows of the file that belongs to the address of a comparison."""
    answer = client.get(path.replace("/compare/", "/compare/csv/"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    text = answer.content.decode()
    assert text.startswith(MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(MARK))))


@pytest.fixture
def both_years() -> None:
    for year in (2023, 2024):
        wanli(year).publish()


@pytest.mark.usefixtures("both_years")
def test_every_figure_is_a_row_with_its_change_and_where_it_is_printed(client: Client) -> None:
    """156,211,123 − 164,978,640 = −8,767,517 元, −5.3143 %."""
    path = address(WANLI, years=(2023, 2024))
    first, second = [row for row in taken(client, path) if row["键"] == "total_expenditure"]
    assert (first["部门"], first["阶段"], first["口径"], first["年度"]) == (WANLI, "预算", "部门", "2023")
    assert (first["金额（元）"], first["印作"], first["单位"], first["表"]) == ("164978640", "164,978,640", "元", "收支总表")
    assert (first["差额（元）"], first["比哪一年"]) == ("", "")
    assert (second["金额（元）"], second["比哪一年"], second["差额（元）"], second["变化率（%）"]) == (
        "156211123",
        "2023",
        "-8767517",
        "-5.3143",
    )
    assert second["印在哪里"].startswith("http://testserver/evidence/facts/")
    for place in ("印在哪里", "版本"):
        assert client.get(second[place]).status_code == 200
    assert '<a href="/compare/csv/?d=' in html_of(client, path)


@pytest.mark.usefixtures("both_years")
def test_of_a_table_the_lines_that_are_asked_for(client: Client) -> None:
    rows = taken(client, address(WANLI, schedule="general_expenditure", line="208"))
    assert [(row["编码"], row["科目"], row["年度"], row["金额（元）"]) for row in rows] == [
        ("208", "社会保障和就业支出", "2023", "27073236"),
        ("208", "社会保障和就业支出", "2024", "19604064"),
    ]


def test_a_blank_cell_is_no_number_and_says_why_nothing_is_computed(client: Client) -> None:
    for year, printed in ((2022, None), (2023, "3.00")):
        book = Book(year=year)
        book.table("expenditure", "支出总表")
        book.row("教育支出", {"total": printed}, code="205")
        book.publish()
    blank, after = taken(client, address("大同市应急管理局", schedule="expenditure"))
    assert (blank["金额（元）"], blank["印作"]) == ("", "")
    assert (after["金额（元）"], after["差额（元）"], after["变化率（%）"]) == ("30000", "", "")
    assert after["没有变化率的原因"] != ""


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_words_of_a_document_are_never_a_formula(client: Client, label: str) -> None:
    book = Book()
    book.table("projects", "项目支出表")
    book.row(label, {"total": "1.00"}, row_key="x")
    book.publish()
    [row] = taken(client, address("大同市应急管理局", schedule="projects"))
    assert row["科目"] == f"'{label}"
    assert not any(value[:1] in "=+@\t\r" for value in row.values() if value)


def test_ordinary_words_stay_as_they_are() -> None:
    assert [harmless(text) for text in ("教育支出", "", "a=b", "（一）")] == ["教育支出", "", "a=b", "（一）"]


@pytest.mark.parametrize(
    ("query", "told"),
    [("", "d：请至少给一个部门编号。"), ("?d=1&foo=1", "foo：没有这个参数。"), ("?d=1&d=1", "d：同一个值给了不止一次。")],
)
def test_a_wrong_question_is_a_page_and_no_file(client: Client, query: str, told: str) -> None:
    assert told in seen(client, f"/compare/csv/{query}", 400)


def test_an_unknown_department_is_not_found_there_either(client: Client) -> None:
    datong().publish()
    assert "d：没有编号为 999999 的部门，请按名称找。收录了的是：大同市应急管理局（" in seen(client, "/compare/csv/?d=999999", 404)


@pytest.mark.usefixtures("both_years")
def test_it_asks_as_often_however_many_figures_there_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one: Any = address(WANLI, line="total_expenditure").replace("/compare/", "/compare/csv/")
    for path in (one, address(WANLI, schedule="general_expenditure").replace("/compare/", "/compare/csv/")):
        client.get(path)
        with django_assert_num_queries(7 if path != one else 8):
            client.get(path)


def test_what_stands_in_a_sample_says_so_in_every_row(client: Client) -> None:
    Book("某局", year=2023, is_sample=True).publish()
    book = Book("某局", year=2024, is_sample=True)
    book.table("summary", "收支总表")
    book.row("收入总计", {"amount": "5.00"}, item="total", side="income")
    book.publish()
    rows = taken(client, address("某局"))
    assert rows
    assert {row["演示排版"] for row in rows} == {"演示排版，非官方原件"}
