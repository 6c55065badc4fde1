"""What last year's own document settles of a finding that its own document leaves open: one decision, on every page. All sums by hand."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from budgets.models import Edition
from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_lineage import happened
from tests.factories import Book

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

NAME = "甲局"
OPEN = (
    "文字“支出总计”的变化率应为15.79%，这里写的是10.00%。"
    "增减额和变化率不一致，其中至少有一个不对；这份文件没有印上年数，单看它不能断定是哪一个。"
)
TOLD = (
    "2022 年自己的文件印的是 2,000.00 万元，由此核算：增减算出来是 2,200.00 − 2,000.00 = +200.00 万元，这里写 +300.00 万元：矛盾；"
    "变化率算出来是 +200.00 ÷ 2,000.00 = +10.00%，这里写 +10.00%：一致。照它看，不对的是增减额。"
)


def total(year: int, printed: str, name: str = NAME) -> Book:
    made = Book(name, year=year)
    made.table("summary", "收支总表")
    made.row("支出总计", {"total": printed}, item="total", side="expenditure")
    return made


def contradicting(check: str = "text.percent") -> Edition:
    """2023: 2,200.00, +300.00, +10 %. By its own words the year before was 1,900.00, and the rate 15.79 %."""
    made = total(2023, "2,200.00")
    figures = {"amount": "2200.00", "change": "300.00", "direction": "increase", "percent": "10.00", "percent_kind": "change"}
    said = made.say("支出总计2,200.00万元，比上年增加300.00万元，增长10.00%。", "支出总计", base_year=2022, span=[4, 12], **figures)
    made.find(check, "mismatch", OPEN, sources=[{"line": said.line, "span": [4, 12], "text": "2,200.00"}])
    return made.publish()


def pages(edition: Edition) -> list[str]:
    (finding,) = edition.findings.all()
    own = f"/departments/{edition.disclosure.department_id}/2023/budget/unit/" if edition.disclosure else ""
    return [f"/evidence/findings/{finding.pk}/", own, f"{own}findings/"]


def test_the_document_of_the_year_before_decides_and_is_linked(client: Client) -> None:
    """2,200.00 − 2,000.00 = +200.00; 200.00 ÷ 2,000.00 = 10 %: the change is wrong, and the rate right."""
    total(2022, "2,000.00").publish()
    edition = contradicting()
    for page in pages(edition):
        assert TOLD in seen(client, page), page
        (link,) = re.findall(r'年自己的文件印的是 <a class="fig" href="([^"]*)">2,000.00</a>', html_of(client, page))
        assert "2,000.00" in seen(client, link)
    signals = seen(client, f"/departments/{edition.disclosure.department_id}/signals/")  # type: ignore[union-attr]
    assert "支出总计：文件写增减 +300.00 万元，两年的数算出来是 +200.00 万元。" in signals
    client.post("/language/", {"language": "en", "next": "/"})
    english = seen(client, pages(edition)[0]).partition("The document of 2022")[2][:300]
    assert " itself prints 2,000.00 (CNY 10,000); checked by that: the change comes to" in english
    assert "= +10.00%, the text says +10.00%: agrees." in english


def test_the_first_page_says_it_too(client: Client) -> None:
    total(2022, "2,000.00").publish()
    edition = contradicting()
    text = seen(client, "/")
    assert text.count(TOLD) == 1
    assert f'href="/evidence/findings/{edition.findings.get().pk}/"' in html_of(client, "/")
    client.post("/language/", {"language": "en", "next": "/"})
    assert "By that, the change is wrong." in seen(client, "/")


def test_without_such_a_document_it_stays_open(client: Client) -> None:
    for page in pages(contradicting()):
        text = seen(client, page)
        assert "单看它不能断定是哪一个。" in text
        assert "由此核算" not in text


def test_over_a_break_it_stays_open(client: Client) -> None:
    total(2022, "2,000.00").publish()
    edition = contradicting()
    happened("split", (NAME, "乙局"), on=date(2023, 3, 1))
    for page in pages(edition):
        assert "由此核算" not in seen(client, page)


def test_another_check_is_left_alone_and_asks_nothing(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    total(2022, "2,000.00").publish()
    edition = contradicting("table.sum")
    with django_assert_max_num_queries(7):
        html_of(client, pages(edition)[0])
    for page in pages(edition):
        assert "由此核算" not in seen(client, page)
