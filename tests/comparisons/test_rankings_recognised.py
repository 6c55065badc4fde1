"""Figures that were recognised in pictures, in rankings and among peers: told on page, in the data and in the terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.models import DocumentPage, Fact
from tests.comparisons.test_compare import seen
from tests.comparisons.test_peers_pages import data as peers_data
from tests.comparisons.test_peers_pages import page as peers_page
from tests.comparisons.test_rankings_api import data
from tests.comparisons.test_rankings_pages import ASKED
from tests.comparisons.test_standings import WELFARE, book
from tests.factories import Book, department

pytestmark = pytest.mark.django_db

PICTURE = "公布前由人对照过原图"
"""Above the page of whatever has such figures."""


def scanned(name: str, printed: str, year: int = 2023) -> None:
    """A budget whose figure in the line was recognised; the one beside it was read as text."""
    made = book(name, printed, year=year)
    Fact.objects.filter(edition=made.edition, measure="total").update(confidence=Decimal("0.987"))
    made.publish()


def three() -> None:
    """甲局 was scanned this year, 乙局 the year before, 丙局 never."""
    book("甲局", "5.00", year=2022).publish()
    scanned("甲局", "6.00")
    scanned("乙局", "4.00", year=2022)
    book("乙局", "7.00").publish()
    for year in (2022, 2023):
        book("丙局", "1.00", year=year).publish()


def told(rows: list[dict[str, Any]]) -> dict[str, list[int]]:
    return {row["name"]: row["recognised"] for row in rows}


def terminal(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    call_command(*words, "--year", "2023", "--stage", "budget", "--scope", "unit")
    return [line.strip() for line in capsys.readouterr().out.splitlines() if "由图像识别" in line]


def test_a_ranking_says_it_beside_the_row(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    three()
    text = seen(client, ASKED)
    assert PICTURE in text
    assert "甲局2023 年的数由图像识别，以原图为准。 6.00" in text
    assert "乙局2022 年的数由图像识别，以原图为准。 7.00" in text
    assert text.count("年的数由图像识别") == 2
    assert told(data(client)["places"]) == {"乙局": [2022], "甲局": [2023], "丙局": []}
    assert terminal(capsys, "ranking", WELFARE) == [
        "乙局：2022 年的数由图像识别，以原图为准。",
        "甲局：2023 年的数由图像识别，以原图为准。",
    ]


def test_peers_say_it_too(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    three()
    own, other = (department(name).pk for name in ("丙局", "甲局"))
    text = seen(client, peers_page(own, **{"with": str(other)}))
    assert PICTURE in text
    assert "甲局2023 年的数由图像识别，以原图为准。 6.00" in text
    chosen: dict[str, Any] = {"with": other}
    found = peers_data(client, department=own, **chosen)
    assert told(found["places"]) == {"甲局": [2023], "丙局": []}
    assert terminal(capsys, "peers", "丙局", WELFARE, "--with", "甲局") == ["甲局：2023 年的数由图像识别，以原图为准。"]


def test_both_years_are_named_and_where_nothing_was_scanned_nothing_is_said(client: Client) -> None:
    book("丙局", "1.00").publish()
    assert "图像识别" not in seen(client, ASKED)
    scanned("丁局", "2.00", year=2022)
    scanned("丁局", "3.00")
    assert "丁局2022、2023 年的数由图像识别，以原图为准。 3.00" in seen(client, ASKED)
    assert told(data(client)["places"]) == {"丁局": [2022, 2023], "丙局": []}


def test_figures_that_stand_apart_say_it(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("甲局", "乙局"):
        book(name).publish()
    made = Book("另局")
    made.table("expenditure", "支出总表", carry_over="excluded")
    (fact,) = made.row("行政单位离退休", {"total": "9.00"}, code="2080501")
    Fact.objects.filter(pk=fact.pk).update(confidence=Decimal("0.5"))
    made.publish()
    for name in ("丙局", "丁局"):
        included = Book(name)
        included.table("expenditure", "支出总表", carry_over="included")
        included.row("行政单位离退休", {"total": "1.00"}, code="2080501")
        included.publish()
    (apart,) = data(client)["apart"]
    assert (apart["name"], apart["recognised"]) == ("另局", [2023])
    assert "另局2023 年的数由图像识别，以原图为准。 9.00" in seen(client, ASKED)
    assert terminal(capsys, "ranking", WELFARE) == ["另局：2023 年的数由图像识别，以原图为准。"]


def test_a_figure_of_the_text_was_recognised_where_its_page_was(client: Client) -> None:
    for name, kind in (("甲局", DocumentPage.RECOGNISED), ("乙局", "text")):
        made = Book(name)
        made.say("机关运行经费9.00万元。", "机关运行经费", amount="9.00", page=1)
        made.page_kind = kind
        made.publish()
    assert told(data(client, line="agency_running")["places"]) == {"甲局": [2023], "乙局": []}
