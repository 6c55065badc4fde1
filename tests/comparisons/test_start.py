"""The first page tells of each edition what its own page tells. The departments are made up; all sums by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from comparisons import report
from comparisons.changes import Basis, Point
from comparisons.templatetags.changes import worked_out, worked_out_mark
from tests.comparisons.test_compare import seen
from tests.comparisons.test_lineage import book, happened
from tests.comparisons.test_views import QUERIES_OF_THE_START

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

QUERIES_OF_A_PAST = 4
"""The files and names of last year's documents; names and years of those to whom something happened."""


def test_the_start_shows_the_change_that_the_page_of_each_edition_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Ordinary, renamed, retold, merged, broken and alone: +10.00; 110 − 100 = +10.00; 200 − 150 = +50.00; none; none; none."""
    for name, before, after in (("普通局", "100.00", "110.00"), ("重述局", "150.00", "200.00"), ("分设局", "70.00", "60.00")):
        book(name, 2018, before).publish()
        made = book(name, 2019, after)
        if name == "重述局":
            made.say("支出总计200万元，比上年减少20万元。", "支出总计", amount="200", change="20", direction="decrease")
        made.publish()
    happened("split", ("分设局", "新局"))
    book("旧名局", 2018, "100.00").publish()
    renamed = book("今名局", 2019, "110.00")
    renamed.say("支出总计110万元，比上年减少90万元。", "支出总计", amount="110", change="90", direction="decrease")
    renamed.publish()
    happened("rename", ("旧名局", "今名局"))
    for name, year in (("甲局", 2018), ("乙局", 2018), ("合并局", 2019)):
        book(name, year, "30.00").publish()
    happened("merge", ("甲局", "合并局"), ("乙局", "合并局"))
    with django_assert_num_queries(QUERIES_OF_THE_START + QUERIES_OF_A_PAST):
        response = client.get("/")
    shown = {entry.edition: entry.total for _region, entries in response.context["regions"] for entry in entries}
    assert len(shown) == 8
    for edition, total in shown.items():
        assert total == report.report(edition).changes.of("total_expenditure")
    told = {edition.disclosure.department.name: total.difference for edition, total in shown.items()}
    assert {name: told[name] for name in ("普通局", "重述局", "今名局", "合并局", "分设局")} == {
        "普通局": 100_000,
        "重述局": 500_000,
        "今名局": 100_000,
        "合并局": None,
        "分设局": None,
    }


def test_where_the_figure_of_last_year_is_worked_out_from_the_sentence_the_list_says_so(client: Client) -> None:
    """110 − 10 = 100; where last year has a document of its own, that is taken."""
    for name, years in (("推算局", (2019,)), ("普通局", (2018, 2019))):
        for year in years:
            made = book(name, year, "110.00" if year == 2019 else "100.00")
            if year == 2019:
                figures = {"amount": "110", "change": "10", "direction": "increase", "base_year": 2018}
                made.say("支出总计110万元，比上年增加10万元。", "支出总计", **figures)
            made.publish()
    text = seen(client, "/")
    assert "+10.00上年数由同一句推算 +10.00" in text, "difference and rate"
    assert text.count("上年数由同一句推算") == 1


def test_a_sum_of_merged_departments_is_not_called_worked_out() -> None:
    base = Point("total_expenditure", "支出总计", 2018, Decimal(600_000), Basis("budget", "unit"), derivation="30.00 + 30.00 = 60.00")
    assert worked_out_mark(base) == "上年数由同一句推算"
    added = replace(base, addends=(base, base))
    assert (worked_out(added), worked_out_mark(added)) == ("", "")


def test_contradictions_of_one_cause_are_one_thing_on_the_first_page(client: Client) -> None:
    made = book("甲局", 2019, "1.00")
    for number in range(3):
        made.find("table.sum", "mismatch", f"第{number}行对不上", cause="第 3 列整列错了一位", subject=f"第{number}行")
    made.find("table.total", "mismatch", "合计对不上")
    made.find("table.total", "mismatch", "第三件事")
    made.publish()
    text = seen(client, "/")
    assert "：第 3 列整列错了一位" in text
    assert "第 3 列整列错了一位 （共 3 处）" in text
    assert "合计对不上" in text
    assert "第0行对不上" not in text
    assert "第三件事" not in text, "two of one edition"


def test_the_block_of_contradictions_leads_to_the_list_that_it_announces(client: Client) -> None:
    """It is not called 信号, which are of several documents: 5 findings are 3 things, and so many has the list that it leads to."""
    made = book("甲局", 2019, "1.00")
    for number in range(3):
        made.find("table.sum", "mismatch", f"第{number}行对不上", cause="第 3 列整列错了一位", subject=f"第{number}行")
    made.find("table.total", "mismatch", "合计对不上")
    made.find("table.total", "mismatch", "第三件事")
    edition = made.publish()
    html = client.get("/").content.decode()
    assert '<h2 id="contradictions">矛盾之处</h2>' in html
    assert "信号不是" not in html
    disclosure = edition.disclosure
    assert disclosure is not None
    path = f"/departments/{disclosure.department_id}/2019/{disclosure.stage}/{disclosure.scope}/findings/"
    assert html.count(f'<a href="{path}#mismatch">这份文件共 3 件矛盾</a>') == 2
    listed = client.get(path)
    (group,) = listed.context["groups"]
    assert (group.outcome, len(group.things)) == ("mismatch", 3)
    assert 'id="mismatch"' in listed.content.decode()
    assert "矛盾 3 件，共 5 处" in seen(client, path).replace("≠ ", "")
    every = client.get(f"/api/v1/signals/?department={disclosure.department_id}").json()["results"]
    assert [one["contradictions"] for one in every] == [3]


def test_the_address_of_all_departments_leads_to_their_list(client: Client) -> None:
    answer = client.get("/departments/")
    assert (answer.status_code, answer["Location"]) == (302, "../#departments")
