"""Execution rates of what was published: found, shown, and given as data. Quotients are done by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.models import Edition, Succession
from comparisons import observed, spent, stored
from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import Book, department

pytestmark = pytest.mark.django_db

NAME = "中共上海市普陀区委社会工作部"


def accounts(year: int = 2024) -> Book:
    """Final accounts of 中共上海市普陀区委社会工作部 2024: 行政运行 51.32, 三公 nothing; and what its text says of the budgets."""
    book = Book(NAME, year, "final_accounts", "department")
    book.table("summary", "收入支出决算总表")
    book.row("支出总计", {"total": "307.82"}, item="total", side="expenditure")
    book.table("expenditure", "支出决算表")
    book.row("合计", {"total": "307.82", "basic": "105.58", "project": "202.24"}, item="total")
    book.table("general_expenditure", "一般公共预算财政拨款支出决算表")
    book.row("行政运行", {"total": "51.32"}, code="2013901")
    book.row("合计", {"total": "307.82"}, item="total")
    text = "一般公共预算财政拨款支出年初预算为0万元，全年预算为321.02万元，支出决算为307.82万元。"
    said = {"amount": "307.82", "base_year": year}
    book.say(text, "一般公共预算财政拨款支出", base="0", base_kind="budget", **said)
    book.say(text, "一般公共预算财政拨款支出", base="321.02", base_kind="adjusted_budget", **said)
    return book


def budget(year: int = 2024, scope: str = "department", **cells: str) -> Book:
    """A budget of the same year, made up: its parts of 支出 and the line 行政运行."""
    book = Book(NAME, year, "budget", scope)
    book.table("summary", "收支预算总表")
    book.row("支出总计", {"total": "400.00"}, item="total", side="expenditure")
    book.table("expenditure", "支出预算总表")
    book.row("合计", {"total": "320.00", "basic": "100.00", "project": "220.00"}, item="total")
    book.table("general_expenditure", "一般公共预算支出预算表")
    book.row("行政运行", {"total": "52.00"} | cells, code="2013901")
    return book


def data(client: Client, path: str) -> Any:
    return json.loads(client.get("/api/v1" + path).content)


def test_the_page_divides_what_was_spent_by_what_was_planned(client: Client) -> None:
    budget().publish()
    accounts().publish()
    text = seen(client, address(NAME, years=(2024,)))
    for line in (
        "支出合计对年初预算 320.00 307.82 96.19",  # 307.82 ÷ 320
        "基本支出对年初预算 100.00 105.58 105.58",
        "项目支出对年初预算 220.00 202.24 91.93",  # 202.24 ÷ 220
        "一般公共预算支出对年初预算 文0.00决算文件写的 307.82 基数为零",
        "一般公共预算支出对调整预算 文321.02决算文件写的 307.82 95.89",  # 307.82 ÷ 321.02
    ):
        assert line in text, line


def test_the_balanced_total_is_no_execution(client: Client) -> None:
    """支出总计 of final accounts holds what is carried over to the next year."""
    budget().publish()
    accounts().publish()
    for schedule in ("", "summary"):
        (_budget, final) = data(client, address(NAME, years=(2024,), **({"schedule": schedule} if schedule else {})))["groups"]
        assert not [one for one in final["executions"] if "总计" in one["label"]]


def test_a_line_of_a_table_on_the_page_in_the_data_and_in_the_terminal(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    budget().publish()
    accounts().publish()
    path = address(NAME, years=(2024,), schedule="general_expenditure")
    assert "行政运行对年初预算 52.00 51.32 98.69" in seen(client, path)
    (line,) = data(client, path)["groups"][1]["executions"]
    assert (line["year"], line["label"], line["final"]["yuan"]) == (2024, "行政运行", "513200.0000")
    (rate,) = line["rates"]
    assert (rate["against"], rate["given_by"], rate["percent"], rate["why"]) == ("budget", "budget", "98.6923", "")
    assert all(client.get(point["evidence_url"]).status_code == 200 for point in (rate["plan"], line["final"]))
    call_command("compare", NAME, "--schedule", "general_expenditure")
    assert "行政运行，对年初预算      52.00      51.32     98.69" in capsys.readouterr().out


def test_every_figure_of_it_leads_to_its_evidence(client: Client) -> None:
    budget().publish()
    accounts().publish()
    html = html_of(client, address(NAME, years=(2024,)))
    part = html[html.index('id="executed"') :]
    links = {one.split('"')[0] for one in part.split('<a class="fig" href="')[1:]}
    assert len(links) > 6
    assert {client.get(link).status_code for link in links} == {200}


def test_without_a_plan_nothing_is_said(client: Client) -> None:
    book = Book(NAME, 2024, "final_accounts", "department")
    book.table("expenditure", "支出决算表")
    book.row("合计", {"total": "307.82"}, item="total")
    book.publish()
    budget(2023).publish()
    budget(scope="unit").publish()
    assert "执行率" not in seen(client, address(NAME))


def test_another_basis_is_not_divided_by_and_says_why(client: Client) -> None:
    for stage, carry_over in (("budget", "included"), ("final_accounts", "excluded")):
        book = Book(NAME, 2024, stage, "department")
        book.table("general_basic", "基本支出表", carry_over=carry_over)
        book.row("合计", {"total": "5.00", "personnel": "4.00"}, item="total")
        book.publish()
    text = seen(client, address(NAME, years=(2024,)))
    assert "人员经费对年初预算 4.00 4.00 口径不同" in text
    assert "2024 年，人员经费：一个含上年结转，一个不含上年结转。" in text
    (rate,) = data(client, address(NAME, years=(2024,)))["groups"][1]["executions"][0]["rates"]
    assert (rate["percent"], rate["why"], [one["code"] for one in rate["cautions"]]) == (None, "unlike", ["carry_over"])


def test_budgets_that_two_documents_give_differently_are_both_told(client: Client) -> None:
    budget().publish()
    book = Book(NAME, 2024, "final_accounts", "department")
    book.table("general_expenditure", "支出决算表")
    book.row("行政运行", {"total": "55.00"}, code="2013901", figure="budget")
    book.row("行政运行", {"total": "51.32"}, code="2013901", figure="final")
    book.publish()
    path = address(NAME, years=(2024,), schedule="general_expenditure")
    assert "2024 年，行政运行：预算文件的预算数是 52.00 万元，决算文件写作 55.00 万元；两个都保留。" in seen(client, path)
    rates = data(client, path)["groups"][1]["executions"][0]["rates"]
    assert [(rate["given_by"], rate["percent"]) for rate in rates] == [("budget", "98.6923"), ("final_accounts", "93.3091")]  # ÷ 55


@pytest.mark.parametrize(("day", "percent"), [("2024-05-01", None), ("2024-01-01", "98.6923"), ("2023-05-01", "98.6923")])
def test_over_a_split_within_the_year_nothing_is_divided(client: Client, day: str, percent: str | None) -> None:
    budget().publish()
    accounts().publish()
    Succession.objects.create(predecessor=department(NAME), successor=department("某新局"), kind="split", date=day, source="某文")
    path = address(NAME, years=(2024,), schedule="general_expenditure", **{"as": "original"})
    (line,) = data(client, path)["groups"][1]["executions"]
    assert [rate["percent"] for rate in line["rates"]] == [percent]


def told(edition: Edition) -> dict[str, str]:
    fetched = stored.with_documents(Edition.objects.filter(pk=edition.pk)).get()
    return {signal.subject: signal.text for signal in observed.observed(fetched).signals if signal.code == "execution.far"}


def test_a_rate_far_from_a_hundred_is_a_signal() -> None:
    book = budget()
    book.table("three_public", "“三公”经费支出预算表")
    book.row("合计", {"total": "10.50"}, item="total")
    book.publish()
    book = accounts()
    book.table("three_public", "“三公”经费支出决算表")
    book.row("合计", {"total": "4.00"}, item="total")
    assert told(book.publish()) == {"three_public": "“三公”经费（万元）：决算 4.00，预算 10.50，执行率 38.10%。"}  # 4 ÷ 10.5


def test_a_signal_against_the_adjusted_budget_says_so() -> None:
    book = Book(NAME, 2024, "final_accounts", "department")
    book.table("three_public", "“三公”经费支出决算表")
    book.row("合计", {"total": "10.50"}, item="total", figure="adjusted_budget")
    book.row("合计", {"total": "4.00"}, item="total", figure="final")
    assert told(book.publish()) == {"three_public": "“三公”经费（万元）：决算 4.00，调整预算 10.50，执行率 38.10%。"}


def test_two_lines_of_the_same_amount_are_two_plans() -> None:
    book = Book(NAME, 2024, "final_accounts", "department")
    said = {"amount": "4.00", "base": "12.00", "base_year": 2024, "base_kind": "budget"}
    for name in ("公务用车购置及运行费", "公务用车运行维护费"):
        book.say(f"{name}支出年初预算为12.00万元，决算为4.00万元。", name, **said)
    edition = stored.with_documents(Edition.objects.filter(pk=book.publish().pk)).get()
    found = spent.of_headline(stored.read([edition])[edition.pk], None)
    assert set(found) == {"vehicles", "vehicle_running"}
