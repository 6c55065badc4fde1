"""The page of rankings: one line of all departments of a year, with everything that has no rank."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client

from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_rankings_api import three
from tests.comparisons.test_standings import SAYS_SO, WELFARE, book, coded, happened, running
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

QUERIES = 9
"""The kinds of documents; the tables whose lines are offered; tables, cells and history of the line; of what is shown the departments with
their names, figures, samples."""

ASKED = f"/rankings/?line={WELFARE}&year=2023&stage=budget&scope=unit"


def test_places_figures_and_moves(client: Client) -> None:
    """2022: 5, 4, 1; 2023: 6, 7, 6 — 乙局 from the second place to the first, 丙局 from the third to a shared second."""
    three()
    text = seen(client, ASKED)
    assert "支出总表，2080501 行政单位离退休，2023 年预算（单位）" in text
    assert "1 乙局 7.00 +3.00 +75.00 ▲1" in text
    assert "2并列 甲局 6.00 +1.00 +20.00 ▼1" in text
    assert "2并列 丙局 6.00 +5.00 +500.00 ▲1" in text
    assert "两年都有名次的 3 个部门中，从第 3 到第 2" in text
    assert text.index("乙局 7.00") < text.index("甲局 6.00") < text.index("丙局 6.00")
    links = re.findall(r'href="(/evidence/[^"]*)"', html_of(client, ASKED))
    assert len(links) == 3
    assert {client.get(link).status_code for link in links} == {200}


def test_a_basis_that_the_document_says_has_changed_is_told_with_its_words(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for year in (2022, 2023):
        running("甲局", year, "9.00", SAYS_SO)
        running("乙局", year, "8.00")
    expected = f"文件写明本年的数与上年口径不同，不相减：“{SAYS_SO}”。"
    text = seen(client, "/rankings/?line=agency_running&year=2023&stage=budget&scope=unit")
    assert f"1 甲局{expected} 9.00 上年口径不同" in text
    assert text.count(SAYS_SO) == 1
    call_command("ranking", "agency_running", "--year", "2023", "--stage", "budget", "--scope", "unit")
    assert f"  甲局：{expected}\n" in capsys.readouterr().out


def test_beside_a_figure_whose_source_of_funds_is_open_that_is_said(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for name, title in (("甲局", "一般公共预算“三公”经费表"), ("乙局", "“三公”经费表")):
        made = Book(name)
        made.table("three_public", title)
        made.row("合计", {"total": "5.00"}, item="total")
        made.publish()
    text = seen(client, "/rankings/?line=three_public&year=2023&stage=budget&scope=unit")
    assert text.count("资金来源未写明") == 1
    assert "乙局资金来源未写明 5.00" in text
    call_command("ranking", "three_public", "--year", "2023", "--stage", "budget", "--scope", "unit")
    assert "乙局（资金来源未写明）  5.00" in capsys.readouterr().out


def test_what_rose_or_fell_most_stands_first_with_its_rank_and_what_has_no_difference_behind(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """2022: 5, 4, 1; 2023: 6, 7, 6 — +1, +3, +5."""
    three()
    book("新局", "100.00").publish()
    rise, fall = (seen(client, f"{ASKED}&order={order}") for order in ("rise", "fall"))
    assert "比上年增加最多的在前" in rise
    assert "1 丙局 6.00 +5.00 +500.00 2 乙局 7.00 +3.00 +75.00 3 甲局 6.00 +1.00 +20.00 无名次 新局 100.00 上年没有文件" in rise
    assert "1 甲局 6.00 +1.00 +20.00 2 乙局 7.00 +3.00 +75.00 3 丙局 6.00 +5.00 +500.00 无名次 新局" in fall
    assert "▲" not in rise + fall
    told = "今年的文件里自己写的上年数，阶段或口径可能不同，也可能调整过，不用来排名。"
    unranked = "1 个部门没有名次，排在最后：上年没有文件。"
    assert all(one in page for one in (told, unranked) for page in (rise, fall))
    assert "不用来排名" not in seen(client, ASKED)
    html = html_of(client, f"{ASKED}&order=rise")
    pair = re.search(r'<a class="delta rise" href="([^"]*)"', html)
    assert pair is not None
    assert "2022、2023 年" in seen(client, pair[1].replace("&amp;", "&"))
    own = re.search(r'<a href="([^"]*)" title="看今年的文件写没写上年数"><span class="none">上年没有文件', html)
    assert own is not None
    assert "新局" in seen(client, own[1])
    call_command("ranking", WELFARE, "--year", "2023", "--stage", "budget", "--scope", "unit", "--order", "rise")
    assert f"{told}\n  {unranked}\n" in capsys.readouterr().out


def test_by_the_rate_of_change_both_ways_and_a_base_of_nothing_has_none(client: Client) -> None:
    """2022: 5, 4, 1, 0; 2023: 6, 7, 6, 2 — +20, +75, +500 %, and one without a rate."""
    three()
    for year, figure in ((2022, "0.00"), (2023, "2.00")):
        book("零局", figure, year=year).publish()
    rise, fall = (seen(client, f"{ASKED}&order={order}") for order in ("rise_rate", "fall_rate"))
    assert "1 丙局 6.00 +5.00 +500.00 2 乙局 7.00 +3.00 +75.00 3 甲局 6.00 +1.00 +20.00 无名次 零局 2.00 +2.00 基数为零" in rise
    assert "1 甲局 6.00 +1.00 +20.00 2 乙局 7.00 +3.00 +75.00 3 丙局 6.00 +5.00 +500.00 无名次 零局" in fall
    for page in (rise, fall):
        assert "1 个部门没有名次，排在最后：上年的数是 0 或负数，没有变化率。" in page
        assert "上年的数很小，变化率就可以很大，请与差额一起看。" in page
    assert "请与差额一起看" not in seen(client, f"{ASKED}&order=rise")


def test_the_heads_of_the_columns_lead_to_their_order_and_back(client: Client) -> None:
    three()
    heads = dict(re.findall(r'<a href="([^"]*)" title="([^"]*在前|从[大小]到[大小])">', html_of(client, ASKED)))
    assert [address.partition("order=")[2] for address in heads] == ["smallest", "rise", "rise_rate"]
    turned = html_of(client, f"{ASKED}&order=rise_rate")
    assert (
        'aria-sort="descending"><a href="?line=expenditure:2080501&amp;year=2023&amp;stage=budget&amp;scope=unit&amp;order=fall_rate"'
        in turned
    )
    assert turned.count("aria-sort") == 1


def test_each_reason_for_no_rank_and_for_no_figure_leads_to_its_departments(client: Client) -> None:
    """101 with a rise, then two without a document of 2022: they stand on the second page, and one has a blank cell."""
    for number in range(101):
        for year in (2022, 2023):
            book(f"第{number}局", f"{number + year - 2000}.00", year=year).publish()
    for name in ("新局", "又新局"):
        book(name, "9.00").publish()
    book("空局", None).publish()
    html = html_of(client, f"{ASKED}&order=rise")
    said = re.search(r'<a href="([^"]*)">2 个部门没有名次，排在最后：上年没有文件。</a>', html)
    assert said is not None
    address, _, anchor = unescape(said[1]).partition("#")
    assert "page=2" in address
    other = html_of(client, f"/rankings/{address}")
    assert re.search(rf'<tr id="{anchor}">.*?>新局<', other)
    assert other.count(f'id="{anchor}"') == 1
    assert f'id="{anchor}"' not in html
    assert '<a href="#absent-blank">1 个部门没有数：该格空白，不是 0。</a>' in html
    assert re.search(r'<li id="absent-blank">.*?>空局<', html)


def test_the_smallest_first(client: Client) -> None:
    three()
    text = seen(client, f"{ASKED}&order=smallest")
    assert "3 乙局 7.00" in text
    assert text.index("甲局 6.00") < text.index("乙局 7.00")


def test_median_and_quartiles_or_why_there_are_none(client: Client) -> None:
    """1 … 9 in 万元: quartiles are the third and the seventh figure, the median the fifth."""
    for number in range(1, 3):
        book(f"第{number}局", f"{number}.00").publish()
    assert "有名次的不到 3 个，没有中位数和四分位数。" in seen(client, ASKED)
    for number in range(3, 10):
        book(f"第{number}局", f"{number}.00").publish()
    assert "最小 1.00 下四分位 3.00 中位数 5.00 上四分位 7.00 最大 9.00" in seen(client, ASKED)


def test_what_is_on_another_basis_and_what_is_missing_stands_below_with_the_reason(client: Client) -> None:
    for name, carry_over in (("甲局", "excluded"), ("乙局", "excluded"), ("丙局", "included")):
        made = Book(name)
        made.table("expenditure", "支出总表", carry_over=carry_over)
        made.row("行政单位离退休", {"total": "1.00"}, code="2080501")
        made.publish()
    book("空局", None).publish()
    text = seen(client, ASKED)
    assert "口径：预算 · 单位口径 · 支出总表" in text
    assert "不含上年结转。 2 个部门有名次。 1 个部门的数口径不同，另列在下面。 1 个部门没有数：该格空白，不是 0。" in text
    assert "丙局 1.00 含上年结转，排名次的不含上年结转。" in text
    assert "该格空白，不是 0 空局" in text


def test_why_there_is_no_move(client: Client) -> None:
    for year in (2022, 2023):
        book("大局", "9.00", year=year).publish()
    book("旧局", "0.50", year=2022).publish()
    book("更名局", "5.00").publish()
    happened("rename", "旧局", "更名局")
    for name in ("工商局", "质监局"):
        book(name, "3.00", year=2022).publish()
        happened("merge", name, "合并局")
    book("合并局", "2.00").publish()
    book("新局", "1.00").publish()
    text = seen(client, ASKED)
    assert "大局 9.00 0.00 0.00 –" in text
    assert "旧局更名为更名局（2022-06-01，来源：机构改革方案），前后作为一个序列。 5.00 +4.50 +900.00 –" in text
    assert "2.00 由几个部门合并" in text
    assert "新局 1.00 上年没有文件" in text


def test_without_a_question_it_shows_what_most_departments_have(client: Client) -> None:
    for name, year in (("甲局", 2022), ("乙局", 2022), ("甲局", 2023)):
        made = Book(name, year=year)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": "3.00"}, item="total", side="expenditure")
        made.publish()
    opened, asked = seen(client, "/rankings/"), seen(client, "/rankings/?year=2023&stage=budget&scope=unit")
    assert "支出总计，2022 年预算（单位）" in opened
    why = "没有指定年度、阶段、口径，这里打开有文件的部门最多的一种：2022 年预算（单位），2 个部门；一样多时取最新的。"
    assert f"{why} 2023 1 个部门 2022 2 个部门" in opened
    assert "支出总计，2023 年预算（单位）" in asked
    assert "没有指定" not in asked
    assert "没有指定阶段、口径，这里打开" in seen(client, "/rankings/?year=2023")


def test_other_years_and_other_documents_are_one_click_away_in_the_same_order(client: Client) -> None:
    for name, year, stage in (
        ("甲局", 2022, "budget"),
        ("甲局", 2023, "budget"),
        ("甲局", 2022, "final_accounts"),
        ("乙局", 2022, "budget"),
    ):
        made = Book(name, year=year, stage=stage)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": "3.00"}, item="total", side="expenditure")
        made.publish()
    html = html_of(client, "/rankings/?year=2023&stage=budget&scope=unit&order=smallest")
    nav = html.partition('aria-label="别的年度和文件"')[2].partition("</nav>")[0]
    assert '<b aria-current="page">2023</b> 1 个部门' in nav
    led = dict(re.findall(r'<a href="([^"]*)">([^<]*)</a> (?:\d+) 个部门', unescape(nav)))
    assert list(led.values()) == ["2022", "2022 年决算（单位）"]
    for address, title in zip(led, ("2022 年预算（单位）", "2022 年决算（单位）"), strict=True):
        assert "order=smallest" in address
        assert f"支出总计，{title}" in seen(client, f"/rankings/{address}")


def test_the_form_keeps_what_can_be_read_of_a_wrong_question(client: Client) -> None:
    three()
    html = html_of(client, "/rankings/?line=three_public&year=2022&order=middle&foo=1", 400)
    assert '<option value="three_public" selected>' in html
    assert '<option value="2022" selected>' in html
    assert "<table" not in html


def test_one_alone_in_both_years_has_nobody_to_move_past(client: Client) -> None:
    for year in (2022, 2023):
        book("大局", "9.00", year=year).publish()
    alone = seen(client, ASKED)
    assert "只有一个部门有这个数，没有名次" in alone
    assert "有名次的 1 个" not in alone
    assert "无名次 大局 9.00" in alone
    assert "各部门都没有升降：只有它一个。" in alone
    book("新局", "1.00").publish()
    text = seen(client, ASKED)
    assert "1 大局 9.00 0.00 0.00 只有它一个" in text
    assert "两年都有数可比的只有它一个，没有升降可比" in text
    assert "两年都有名次的 1 个" not in text


def test_the_tables_that_there_are_are_offered_then_the_lines_that_they_print(client: Client) -> None:
    three()
    made = Book("丁局", year=2022)
    made.table("income", "收入总表")
    made.row("合计", {"total": "1.00"}, item="total")
    made.publish()
    html = html_of(client, ASKED)
    assert '<option value="expenditure">支出总表</option>' in html
    assert 'value="income"' not in html
    assert 'id="of-line"' not in html
    html = html_of(client, f"{ASKED}&table=expenditure")
    [offered] = re.findall(r'<select id="of-line" name="line">(.*?)</select>', html)
    assert re.findall(r'value="([^"]*)"( selected)?>([^<]*)<', offered) == [(WELFARE, " selected", "　　　2080501 行政单位离退休")]
    assert f'<option value="{WELFARE}" selected>支出总表，2080501 行政单位离退休</option>' in html
    assert "这些文件的这张表里没有各部门通用的行。" in seen(client, f"{ASKED}&table=income")
    assert "table：“nothing”不能用。" in seen(client, f"{ASKED}&table=nothing", 400)


def test_a_fixed_line_of_a_table_of_two_sides_is_told_in_words(client: Client) -> None:
    made = Book("甲局")
    made.table("summary", "收支总表")
    made.row("（一）一般公共预算拨款收入", {"amount": "2.00"}, item="general", side="income")
    made.publish()
    path = "/rankings/?line=summary:income:general&year=2023&stage=budget&scope=unit&table=summary"
    assert "收支总表，收入：一般公共预算，2023 年预算（单位）" in seen(client, path)
    assert '<option value="summary:income:general" selected>收入：一般公共预算</option>' in html_of(client, path)


def test_a_line_that_nobody_prints_is_answered_with_names(client: Client) -> None:
    made = Book("甲局")
    made.table("three_public", "“三公”经费支出表")
    made.row("", {"total": "1.00"}, item="total")
    made.row("公务接待费", {"total": "1.00"}, item="reception")
    made.publish()
    text = seen(client, "/rankings/?line=three_public:abroad&year=2023&stage=budget&scope=unit", 400)
    assert "印有的是：three_public:total（合计）、three_public:reception（公务接待费）。" in text


def test_of_more_lines_than_are_named_it_says_where_all_are_listed(client: Client) -> None:
    made = Book("甲局")
    made.table("expenditure", "支出总表")
    codes = ("201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214")
    for code in codes:
        made.row("某支出", {"total": "1.00"}, code=code)
    made.publish()
    address = "/rankings/?year=2023&stage=budget&scope=unit&table=expenditure"
    text = seen(client, "/rankings/?line=expenditure:299&year=2023&stage=budget&scope=unit", 400)
    assert f" 等 13 行（全部列在 {address}）。" in unescape(text)
    offered = html_of(client, address)
    assert all(f'value="expenditure:{code}"' in offered for code in codes)


def test_without_any_document_it_says_so(client: Client) -> None:
    assert "还没有公布的文件。" in seen(client, "/rankings/")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nothing=1", "没有这个参数。可用的是：line、year、stage、scope、since、order、as_of、page、table。"),
        ("year=2023&year=2022", "year：这个参数给了不止一次，请只给一次。"),
        ("year=二〇二三", "year：“二〇二三”不能用。"),
        ("stage=plan", "budget、final_accounts"),
        ("order=middle", "largest、smallest"),
        ("table=any", "table：“any”不能用。可以用的是：performance（项目支出绩效目标表）、"),
        ("page=0", "page：“0”不能用。"),
        (f"line={'长' * 201}", "最多 200 个字"),
        ("line=三公", "line：没有“三公”这个指标。"),
        (f"line={WELFARE}&page=2", "page：只有 1 页。"),
        (f"line={WELFARE}&year=2019", "year：没有这样的文件。公布了的是：2023、2022。"),
        (f"line={WELFARE}&year=2019&stage=budget&scope=unit", "有的年度是：2022、2023。"),
        (f"line={WELFARE}&stage=final_accounts", "stage：没有这样的文件。公布了的是：budget（预算）。"),
    ],
)
def test_a_wrong_question_is_answered_400_and_says_what_there_is(client: Client, query: str, said: str) -> None:
    three()
    assert said in seen(client, f"/rankings/?{query}", 400).replace("&quot;", '"')


def test_a_hundred_a_page(client: Client) -> None:
    for number in range(101):
        book(f"第{number}局", f"{number + 1}.00").publish()
    first, second = html_of(client, ASKED), html_of(client, f"{ASKED}&page=2")
    assert (first.count('<th scope="row" class="pinned">'), second.count('<th scope="row" class="pinned">')) == (100, 1)
    assert "page=2" in re.findall(r'rel="next" href="([^"]*)"', first)[0]
    assert "page" not in re.findall(r'rel="prev" href="([^"]*)"', second)[0]


def test_names_are_escaped_and_the_page_is_protected(client: Client) -> None:
    book("<b>局</b>").publish()
    book("<i>空</i>", None).publish()
    html = html_of(client, ASKED)
    assert "&lt;b&gt;局" in html
    assert "<b>局" not in html
    assert "<i>空" not in html
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?! src=./static/budgets/copy\.js. defer>)|\son\w+=", html)
    answer = html_of(client, "/rankings/?line=<script>alert(1)</script>", 400)
    assert "<script>alert" not in answer
    assert client.post("/rankings/").status_code == 405


def test_figures_of_samples_are_marked(client: Client) -> None:
    book("真局").publish()
    assert "演示排版" not in seen(client, ASKED)
    book("演示局", is_sample=True).publish()
    assert "演示局 演示排版，非官方原件" in seen(client, ASKED)


def test_it_is_linked_and_leads_to_the_same_data(client: Client) -> None:
    three()
    assert 'href="/rankings/"' in html_of(client, "/")
    (data,) = re.findall(r'href="(/api/v1/rankings/[^"]*)"', html_of(client, ASKED))
    answer = client.get(data.replace("&amp;", "&"))
    assert [one["name"] for one in answer.json()["places"]] == ["乙局", "甲局", "丙局"]
    assert client.get(answer.json()["page_url"]).status_code == 200
    assert department("乙局").pk == answer.json()["places"][0]["department"]


def test_in_english_nothing_of_ours_is_left_in_chinese(client: Client) -> None:
    three()
    book("空局", None).publish()
    client.post("/language/", {"language": "en", "next": "/"})
    cited = "GB/T 7714—2015.*Copy the APA citation"  # by their standard
    left = re.sub(cited + "|[甲乙丙空]局|支出总表|行政单位离退休|表:行@项|中文", "", seen(client, ASKED))
    assert set(re.findall(r"[一-鿿]+", left)) == set()


def test_lines_of_a_table_are_one_question_more_however_many(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    three()
    with django_assert_num_queries(QUERIES + 1):
        assert html_of(client, f"{ASKED}&table=expenditure").partition('id="of-line"')[2].count("<option ") == 1
    made = book("丁局")
    for number in range(2, 9):
        made.row(f"第{number}项", {"total": "1.00"}, code=f"208050{number}")
    made.publish()
    with django_assert_num_queries(QUERIES + 1):
        assert html_of(client, f"{ASKED}&table=expenditure").partition('id="of-line"')[2].count("<option ") == 8


def test_it_asks_as_often_however_many_departments(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    three()
    book("第0局", "0.50", is_sample=True).publish()
    book("空局", None).publish()
    with django_assert_num_queries(QUERIES):
        assert html_of(client, ASKED).count('<th scope="row" class="pinned">') == 4
    for number in range(1, 20):
        book(f"第{number}局", f"{number}.50", is_sample=True).publish()
        book(f"空{number}局", None).publish()
    with django_assert_num_queries(QUERIES):
        assert html_of(client, ASKED).count('<th scope="row" class="pinned">') == 23


def test_what_became_of_the_code_of_the_line_is_told_once(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """21506 went on as 22401 in 2019; 224 itself was set up (2019年政府收支分类科目)."""
    for name, before, now in (("甲局", "9.00", "5.00"), ("乙局", "1.00", "7.00")):
        coded(name, 2018, ("21506", before))
        coded(name, 2019, ("22401", now), ("224", now))
    asked = "/rankings/?line=expenditure:{}&year=2019&stage=budget&scope=unit"
    followed, broken = (seen(client, asked.format(code)) for code in ("22401", "224"))
    told = "21506 改编为 22401（2019 年，来源：财政部《2019年政府收支分类科目》），上年的数取自原来的科目。"
    assert followed.count(told) == 1
    assert "1 乙局 7.00 +6.00 +600.00 ▲1" in followed
    assert broken.count("科目在两年之间有变（2019 年），不能相比：新设灾害防治及应急管理支出：") == 1
    assert "▲" not in broken
    call_command("ranking", "expenditure:22401", "--year", "2019", "--stage", "budget", "--scope", "unit")
    assert f"  {told}" in capsys.readouterr().out.splitlines()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "21506 became 22401 (2019, source: 财政部" in seen(client, asked.format("22401"))


def _rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/rankings/csv/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_every_department_is_a_row_of_the_file(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    three()
    Book("=1+1局", 2023).publish()
    query = f"line={WELFARE}&year=2023&stage=budget&scope=unit"
    with django_assert_max_num_queries(QUERIES + 2):
        rows = _rows(client, query)
    assert [(row["名次"], row["部门"], row["金额（元）"], row["上年（元）"], row["变化率（%）"]) for row in rows] == [
        ("1", "乙局", "70000", "40000", "75.0000"),
        ("2", "甲局", "60000", "50000", "20.0000"),
        ("2", "丙局", "60000", "10000", "500.0000"),
        ("", "'=1+1局", "", "", ""),
    ]
    assert rows[-1]["没有名次或要知道的"]
    assert rows[0]["印在哪里"].startswith("http://testserver/evidence/facts/")
    assert "/rankings/csv/?line=" in html_of(client, ASKED)


def test_a_file_of_what_there_is_not_is_refused_in_a_line(client: Client) -> None:
    three()
    answer = client.get("/rankings/csv/?line=nonsense&year=2023&stage=budget&scope=unit")
    assert answer.status_code == 400
    assert "nonsense" in answer.content.decode()


def test_where_nobody_has_a_difference_that_is_said_once(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("甲局", "乙局"):
        book(name, "6.00").publish()
    for order in ("rise", "rise_rate"):
        text = seen(client, f"{ASKED}&order={order}")
        assert text.count("排不出增减：") == 1
        assert "各部门都没有升降" not in text
        assert text.count("2 个部门没有名次，排在最后：上年没有文件。") == 1
    call_command("ranking", WELFARE, "--year", "2023", "--stage", "budget", "--scope", "unit", "--order", "rise_rate")
    assert "各部门都没有升降" not in capsys.readouterr().out
    assert "各部门都没有升降：上年没有文件。差额和变化率因此也没有；今年的文件自己写的上年数，在" in seen(client, ASKED)


def test_of_documents_that_there_are_not_those_that_there_are_are_named_in_words(client: Client) -> None:
    book("甲局", year=2022).publish()
    book("乙局", stage="final_accounts", scope="department").publish()
    text = unescape(seen(client, f"/rankings/?line={WELFARE}&year=2022&stage=final_accounts", 400))
    assert "2022 年预算（单位）（year=2022&stage=budget&scope=unit）" in text
    assert "2023 年决算（部门）（year=2023&stage=final_accounts&scope=department）" in text


def test_what_grew_most_is_two_clicks_from_the_first_page(client: Client) -> None:
    """谁的机关运行经费最多？, then the head of the column of differences."""
    for year, (one, other) in {2022: ("5.00", "9.00"), 2023: ("9.00", "10.00")}.items():
        running("甲局", year, one)
        running("乙局", year, other)
    (first,) = re.findall(r'<a href="([^"]*)">谁的机关运行经费最多？</a>', html_of(client, "/"))
    page = html_of(client, unescape(first))
    (second,) = re.findall(r'<a href="([^"]*order=rise)" title', page)
    assert "1 甲局 9.00 +4.00 +80.00 2 乙局 10.00 +1.00 +11.11" in seen(client, f"/rankings/{unescape(second)}")


def test_several_years_of_other_documents_are_offered_the_latest_first(client: Client) -> None:
    """Three of another scope at most, beside all years of the one that is asked for."""
    for year in (2019, 2020, 2021, 2022):
        book("甲局", "6.00", year=year).publish()
    book("乙局", "6.00", year=2023, scope="department").publish()
    html = html_of(client, "/rankings/?year=2023&stage=budget&scope=department")
    nav = html.partition('aria-label="别的年度和文件"')[2].partition("</nav>")[0]
    assert re.findall(r">(\d{4} 年预算（单位）)<", nav) == ["2022 年预算（单位）", "2021 年预算（单位）", "2020 年预算（单位）"]
