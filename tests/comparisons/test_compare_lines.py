"""`line=`: some lines of a comparison, on the page, in the API and in the terminal alike. Figures are those of published budgets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from comparisons import indexing
from tests.comparisons.sides import WANLI, wanli
from tests.comparisons.test_compare import address, data, seen
from tests.factories import Book, department

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published() -> None:
    indexing.index([wanli(year).publish().pk for year in (2023, 2024)])


def keys(group: Any) -> set[str]:
    return {point["key"] for year in group["years"] for point in year["figures"]}


def test_one_headline_figure_alone_has_its_change_and_what_is_said_of_it(client: Client) -> None:
    [group] = data(client, address(WANLI, line="total_expenditure"))["groups"]
    assert keys(group) == {"total_expenditure"}
    [change] = group["steps"][0]["lines"]
    assert (change["key"], Decimal(change["difference"])) == ("total_expenditure", Decimal("-8767517"))
    assert [claim["indicator"] for claim in group["steps"][0]["claims"]] == ["total_expenditure"]


def test_some_lines_of_a_table_have_the_changes_that_they_have_among_all(client: Client) -> None:
    path = address(WANLI, schedule="general_expenditure")
    [whole], [some] = data(client, path)["groups"], data(client, path + "&line=208&line=212")["groups"]
    assert keys(some) == {"208", "212"}
    lines = {change["key"]: change for change in some["steps"][0]["lines"]}
    assert Decimal(lines["208"]["difference"]) == Decimal("19604064") - Decimal("27073236")
    assert lines == {change["key"]: change for change in whole["steps"][0]["lines"] if change["key"] in ("208", "212")}


def test_the_page_shows_only_what_is_asked_for(client: Client) -> None:
    page = seen(client, address(WANLI, schedule="general_expenditure", line="208"))
    assert "社会保障和就业支出" in page
    assert "城乡社区支出" not in page
    assert "卫生健康支出" in seen(client, address(WANLI, schedule="general_expenditure"))


def test_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compare", WANLI, "--schedule", "general_expenditure", "--line", "208")
    out = capsys.readouterr().out
    assert "社会保障和就业支出" in out
    assert "城乡社区支出" not in out


@pytest.mark.parametrize(
    ("schedule", "lines", "shown"),
    [
        ([], ["total_expenditure", "total_income"], ["收入总计", "支出总计"]),
        (["--schedule", "general_expenditure"], ["total", "212", "208"], ["208", "212", "合计"]),
    ],
)
def test_lines_stand_in_the_order_of_the_table_however_they_are_asked_for(
    capsys: pytest.CaptureFixture[str], schedule: list[str], lines: list[str], shown: list[str]
) -> None:
    for asked in (lines, lines[::-1]):
        call_command("compare", WANLI, "--years", "2024", *schedule, *(word for line in asked for word in ("--line", line)))
        firsts = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.split()]
        assert [word for word in firsts if word in shown] == shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("line=three_publics", "line：“three_publics”不能用。可以用的是：total_income（收入总计）、total_expenditure（支出总计）、"),
        ("line=208", "line：“208”不能用。可以用的是：total_income（收入总计）、total_expenditure（支出总计）、"),
        ("line=total_income&line=total_income", "line：同一个值给了不止一次。"),
        ("schedule=general_expenditure&line=299", "line：这张表里没有“299”这一行。有的是：2"),
        ("schedule=general_expenditure&line=社保", "line：这张表里没有“社保”这一行。有的是：201（一般公共服务支出）、204（公共安全支出）"),
        ("schedule=general_expenditure&line=" + "长" * 401, "不能用。可以用的是：表中一行的键，如 208、total。"),
        ("schedule=general_expenditure&" + "&".join(f"line={number}" for number in range(21)), "line：给了 21 个，最多 20 个。"),
    ],
)
def test_a_line_that_is_not_there_is_answered_with_those_that_are(client: Client, asked: str, said: str) -> None:
    path = f"{address(WANLI)}&{asked}"
    assert said in seen(client, path, status=400)
    response = client.get("/api/v1" + path)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["line"]


def test_of_more_lines_than_are_named_it_says_how_many_there_are(client: Client) -> None:
    book = Book(WANLI, 2023, stage="final_accounts", scope="department")
    book.table("expenditure", "支出决算表")
    for number in range(1, 16):
        book.row("某支出", {"total": "1.00"}, code=f"2{number:02d}")
    book.publish()
    text = seen(client, address(WANLI, schedule="expenditure", line="299"), 400)
    assert " 等 15 行（去掉这个参数就全部列出）。" in text
    assert text.count("某支出") == 0
    assert "等 15 行" not in seen(client, address(WANLI, schedule="expenditure"))


def test_a_table_that_none_of_the_departments_has_is_refused_before_its_lines(client: Client) -> None:
    assert department(WANLI)
    path = address(WANLI, schedule="fund_expenditure", line="212")
    assert "schedule：这些文件没有这张表。有的是：general_expenditure（一般公共预算支出表（功能分类））、summary（收支总表）。" in seen(
        client, path, 400
    )


def test_the_page_is_named_by_the_lines_where_they_are_few(client: Client) -> None:
    assert f"{WANLI}：支出总计，2023、2024 年" in seen(client, address(WANLI, line="total_expenditure"))
    four = "&line=".join(("total_income", "total_expenditure", "basic", "project"))
    assert f"{WANLI}：主要的数，2023、2024 年" in seen(client, f"{address(WANLI)}&line={four}")
