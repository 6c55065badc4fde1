"""What the standard tables are called, in Chinese and English."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.translation import override

from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title, schedule_titles, title_beside
from tests.factories import Book


def test_each_standard_table_has_an_english_name_of_its_own() -> None:
    with override("en"):
        names = schedule_titles()
    assert set(names) == set(SCHEDULES)
    assert len(set(names.values())) == len(SCHEDULES)
    assert [name for name in names.values() if re.search("[\u4e00-\u9fff]", name)] == []


def test_in_chinese_it_is_the_usual_title_with_nothing_beside() -> None:
    with override("zh-hans"):
        assert (schedule_title("expenditure"), title_beside("expenditure")) == ("支出总表", "")
    with override("en"):
        assert schedule_title("expenditure") == title_beside("expenditure") == "Summary of expenditure"
        assert (schedule_title("other"), title_beside("other"), title_beside("")) == ("other", "", "")


@pytest.mark.django_db
def test_an_english_page_says_the_name_beside_the_title_as_it_is_printed(client: Client) -> None:
    book = Book("甲局", 2023)
    book.table("expenditure", "2023年预算支出总表")
    fact = book.row("合计", {"total": "5.00"}, item="total")
    book.table("", "附件")
    book.row("某项", {"total": "1.00"})
    edition = book.publish()
    client.post("/language/", {"language": "en", "next": "/"})

    def text(path: str) -> str:
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", client.get(path).content.decode()))

    assert "2023年预算支出总表 Summary of expenditure" in text(f"/editions/{edition.pk}/")
    assert "Summary of expenditure · " in text(f"/editions/{edition.pk}/tables/1/")
    assert "2023年预算支出总表 (Summary of expenditure)" in text(f"/editions/{edition.pk}/tables/2/")
    assert "2023年预算支出总表 (Summary of expenditure)" in text(f"/evidence/facts/{fact[0].pk}/")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "支出总表 (" not in text(f"/editions/{edition.pk}/tables/2/")
