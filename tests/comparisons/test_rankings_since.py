"""A ranking by what changed over several years: the same rules as between two, and nothing over a break in any year between."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client

from comparisons import standings
from comparisons.ranking import Ranking
from comparisons.standings import asked, entries
from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_standings import SAYS_SO, WELFARE, book, coded, happened, running

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

YEARS = {2019: ("5.00", "4.00", "1.00"), 2020: ("9.00", "9.00", "9.00"), 2022: ("5.50", "8.00", "1.50"), 2023: ("6.00", "7.00", "6.00")}
"""甲局, 乙局, 丙局 in 万元; nobody's 2021 is there."""
QUERIES = 10
"""As the page of two years, and one for the documents between."""
QUERY = f"line={WELFARE}&year=2023&stage=budget&scope=unit"
ASKED = f"/rankings/?{QUERY}&since=2019&order=rise"


def several() -> None:
    for year, figures in YEARS.items():
        for name, figure in zip(("甲局", "乙局", "丙局"), figures, strict=True):
            book(name, figure, year=year).publish()


def ranking(line: str, year: int, since: int) -> Ranking:
    return entries(asked(line, year, "budget", "unit", since)).ranking(order="rise")


def reasons(found: Ranking) -> dict[str, str]:
    names = standings.names(placed.entry.department for placed in found.places)
    return {names[placed.entry.department]: placed.no_move for placed in found.places}


def test_what_rose_most_since_an_earlier_year_stands_first(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """2019: 5, 4, 1; 2023: 6, 7, 6 — +1, +3, +5; since 2022: +0.5, −1, +4.5."""
    several()
    book("新局", "50.00").publish()
    text = seen(client, ASKED)
    assert "比 2019 年增加最多的在前" in text
    gap = "没有收录 2021 年自己的现行文件，看不到它有没有写明口径变了：增减不一定是实际的变化。"
    assert (
        f"1 丙局{gap} 6.00 +5.00 +500.00 2 乙局{gap} 7.00 +3.00 +75.00 3 甲局{gap} 6.00 +1.00 +20.00 无名次 新局 50.00 2019 年没有文件"
        in text
    )
    assert "1 个部门没有名次，排在最后：2019 年没有文件。" in text
    assert "上年没有" not in text
    pair = re.search(r'<a class="delta rise" href="([^"]*)"', html_of(client, ASKED))
    assert pair is not None
    assert "2019、2023 年" in seen(client, unescape(pair[1]))
    call_command("ranking", WELFARE, "--year", "2023", "--stage", "budget", "--scope", "unit", "--order", "rise", "--since", "2019")
    out = capsys.readouterr().out
    assert "，自 2019 年以来" in out
    assert re.search(r"1\s+丙局\s+6\.00\s+\+5\.00\s+\+500\.00", out)


def test_the_page_leads_to_it_and_back_and_other_years_keep_it(client: Client) -> None:
    several()
    html = unescape(html_of(client, f"/rankings/?{QUERY}"))
    led = dict(re.findall(r'<a href="([^"]*)">(自 \d+ 年以来)</a>', html))
    assert list(led.values()) == ["自 2020 年以来", "自 2019 年以来"]
    for address, name in zip(led, ("2020", "2019"), strict=True):
        assert f"比 {name} 年增加最多的在前" in seen(client, f"/rankings/{address}")
    since = unescape(html_of(client, ASKED))
    assert f'<a href="?{QUERY}&order=rise">与上年比</a>' in since
    assert '<option value="2019" selected>2019</option>' in since
    assert f'href="?{QUERY.replace("2023", "2022")}&since=2019&order=rise"' in since
    assert f'href="?{QUERY.replace("2023", "2020")}&order=rise"' in since


def test_the_same_is_a_file_and_data(client: Client) -> None:
    several()
    rows = list(csv.DictReader(StringIO(client.get(ASKED.replace("/rankings/", "/rankings/csv/")).content.decode("utf-8-sig"))))
    assert [(row["名次"], row["部门"], row["2019 年（元）"], row["差额（元）"]) for row in rows] == [
        ("1", "丙局", "10000", "50000"),
        ("2", "乙局", "40000", "30000"),
        ("3", "甲局", "50000", "10000"),
    ]
    found = client.get(ASKED.replace("/rankings/", "/api/v1/rankings/")).json()
    first = found["places"][0]
    assert (found["year"], found["since"], first["name"], first["before"]["year"], first["rate"]) == (2023, 2019, "丙局", 2019, "500.0000")
    assert [(one["code"], one["after"]) for one in first["cautions"]] == [("not_collected", "2021")]
    assert "since=2019" in found["page_url"]
    usual = client.get(f"/api/v1/rankings/?{QUERY}&order=rise").json()
    assert (usual["since"], usual["places"][0]["before"]["year"]) == (2022, 2022)


def test_the_year_before_may_be_named_too(client: Client) -> None:
    several()
    assert "比上年增加最多的在前" in seen(client, f"/rankings/?{QUERY}&since=2022&order=rise")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2023", "since：2023 不比 2023 早：请给出一个更早的年度。"),
        ("2030", "since：2030 不比 2023 早：请给出一个更早的年度。"),
        ("2018", "since：预算（单位）没有 2018 年的。有的年度是：2019、2020、2022、2023。"),
        ("去年", "since：“去年”不能用。"),
    ],
)
def test_what_there_is_not_is_refused_in_a_line(client: Client, since: str, said: str) -> None:
    several()
    assert said in seen(client, f"/rankings/?{QUERY}&since={since}", 400)
    answer = client.get(f"/api/v1/rankings/?{QUERY}&since={since}")
    assert answer.status_code == 400
    assert "since" in answer.content.decode()


def test_a_break_in_any_year_between_leaves_no_rank() -> None:
    """Renamed in 2021: one series. Split off in 2021: none. Merged in 2021: none."""
    for name in ("甲局", "乙局"):
        for year in (2019, 2023):
            book(name, "5.00", year=year).publish()
    book("旧局", "1.00", year=2019).publish()
    book("更名局", "5.00").publish()
    happened("rename", "旧局", "更名局", date(2021, 6, 1))
    for year in (2019, 2023):
        book("分设局", "3.00", year=year).publish()
    happened("split", "分设局", "又一局", date(2021, 6, 1))
    for name in ("工商局", "质监局"):
        book(name, "3.00", year=2019).publish()
        happened("merge", name, "合并局", date(2021, 6, 1))
    book("合并局", "2.00").publish()
    found = ranking(WELFARE, 2023, 2019)
    assert reasons(found) == {"更名局": "", "甲局": "", "乙局": "", "分设局": "broken", "合并局": "merged"}
    assert reasons(ranking(WELFARE, 2023, 2022))["分设局"] == "new"


def test_what_a_document_between_says_of_its_basis_leaves_no_rank() -> None:
    for name in ("甲局", "乙局", "丙局"):
        for year in (2021, 2022, 2023):
            running(name, year, "9.00", SAYS_SO if (name, year) == ("甲局", 2022) else "")
    assert reasons(ranking("agency_running", 2023, 2021)) == {"乙局": "", "丙局": "", "甲局": "unlike"}
    assert set(reasons(ranking("agency_running", 2023, 0)).values()) == {""}


def test_a_code_is_followed_through_one_change_between_and_through_no_more() -> None:
    """21506 → 22401 in 2019; 30311 → 30113 in 2018; 224 itself was set up in 2019."""
    for name, before in (("甲局", "9.00"), ("乙局", "1.00")):
        coded(name, 2017, ("21506", before), ("215", before))
        coded(name, 2021, ("22401", "5.00"), ("224", "5.00"))
    followed = ranking("expenditure:22401", 2021, 2017)
    assert [placed.before and placed.before.yuan for placed in followed.places] == [10_000, 90_000]
    assert [caution.code for caution in followed.places.cautions][:1] == ["recoded"]
    assert set(reasons(ranking("expenditure:224", 2021, 2017)).values()) == {"recoded"}


def test_it_asks_as_often_however_many_departments(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    several()
    with django_assert_num_queries(QUERIES):
        html_of(client, ASKED)
    for number in range(12):
        for year in (2019, 2020, 2023):
            book(f"第{number}局", f"{number}.50", year=year).publish()
    with django_assert_num_queries(QUERIES):
        assert html_of(client, ASKED).count('<th scope="row" class="pinned">') == 15


def test_in_english_nothing_of_ours_is_left_in_chinese(client: Client) -> None:
    several()
    book("新局", "50.00").publish()
    client.post("/language/", {"language": "en", "next": "/"})
    cited: Any = "GB/T 7714—2015.*Copy the APA citation"
    left = re.sub(cited + "|[甲乙丙新]局|支出总表|行政单位离退休|表:行@项|中文", "", seen(client, ASKED))
    assert set(re.findall(r"[一-鿿]+", left)) == set()
