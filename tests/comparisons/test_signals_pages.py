"""The page and the API of what may be worth a look in a department's documents."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.schedules import SCHEDULES
from comparisons.signals.registry import SIGNALS
from tests.comparisons.sides import WANLI, ZHENGXIE, wanli, zhengxie
from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_views import withdraw
from tests.factories import Book, datong_with_text, department, expect

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SAID = "支出总计：文件写变化率 −6.31%，两年的数算出来是 −5.31%。"


def page(name: str) -> str:
    return f"/departments/{department(name).pk}/signals/"


def data(client: Client, name: str, status: int = 200, **more: str | list[str]) -> Any:
    response = client.get("/api/v1/signals/", {"department": str(department(name).pk), **more})
    assert response.status_code == status
    return json.loads(response.content)


def test_each_signal_says_what_was_seen_where_and_what_it_does_not_mean(client: Client) -> None:
    """万里街道 2024: 16,497.86 → 15,621.11 is −5.31 %; the sentence was made to say 6.31."""
    for year in (2023, 2024):
        wanli(year).publish()
    text = seen(client, page(WANLI))
    assert "2 份现行的文件，" in text
    shown = f"写的增减与算的不同 {SAID} 2023 预算 16,497.86 万元 2024 预算 15,621.11 万元 2024 年文件的句子 不说明哪一边错"
    assert shown in text
    assert text.index("2024 年预算（部门）") < text.index(shown) < text.index("2023 年预算（部门） 缺一张表")
    html = html_of(client, page(WANLI))
    links = re.findall(r'href="(/evidence/[^"]*)"', html)
    assert len(links) == 3
    assert {client.get(link).status_code for link in links} == {200}


def test_where_nothing_is_found_the_page_says_what_was_looked_for(client: Client) -> None:
    zhengxie(2015, total="1.00").publish()
    text = seen(client, page(ZHENGXIE))
    assert "1 份现行的文件，没有信号。" in text
    assert "2015 年预算（部门） 没有信号。" in text
    assert "下面每一种都找过，没有找到。" in text
    assert all(kind.title in text and kind.does_not_mean in text and kind.threshold in text for kind in SIGNALS)


def test_many_of_a_kind_are_folded(client: Client) -> None:
    for year in (2022, 2023):
        book = Book(year=year)
        book.table("expenditure", "支出总表")
        book.row("合计", {"total": "100.00", "project": "91.00"}, item="total")
        book.table("projects", "项目支出表")
        for number in range(7):
            book.row(f"第{'甲乙丙丁戊己庚'[number]}项{year}", {"total": f"{number + 10}.00"})
        book.publish()
    html = html_of(client, page("大同市应急管理局"))
    assert len(re.findall(r'<div class="one">', html.partition("<details>")[0])) == 5
    assert "<summary>另有 2 处</summary>" in html


def test_the_data_are_those_of_the_page(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    answer = data(client, WANLI)
    assert client.get(answer["page_url"]).status_code == 200
    assert [kind["code"] for kind in answer["looked_for"]] == [kind.code for kind in SIGNALS]
    assert [(one["year"], one["stage"], one["scope"]) for one in answer["results"]] == [
        (2024, "budget", "department"),
        (2023, "budget", "department"),
    ]
    signal = answer["results"][0]["signals"][0]
    assert (signal["code"], signal["subject"], signal["year"], signal["text"]) == ("stated.change", "total_expenditure", 2024, SAID)
    assert [(one["year"], one["yuan"]) for one in signal["figures"]] == [(2023, "164978640.0000"), (2024, "156211123.0000")]
    assert {client.get(url).status_code for url in signal["statement_urls"]} == {200}
    assert [one["year"] for one in data(client, WANLI, year="2023")["results"]] == [2023]
    assert [one["year"] for one in data(client, WANLI, year=["2023", "2024"])["results"]] == [2024, 2023]
    own, nobody = department(WANLI).pk, department("没有文件的局").pk
    there = f"收录了的是：{WANLI}（{own}）。"
    assert data(client, "没有文件的局", 404)["detail"] == f"编号为 {nobody} 的部门没有现行的文件。{there}"
    unknown = client.get("/api/v1/signals/", {"department": "4711"})
    assert (unknown.status_code, unknown.json()["detail"]) == (404, f"没有编号为 4711 的部门，请按名称找。{there}")


@pytest.mark.parametrize(
    ("asked", "name", "reason"),
    [
        ({"year": "1990"}, "year", "没有这样的文件：1990。有的是：2024、2023。"),
        ({"year": "x"}, "year", "“x”不能用。可以用的是：四位数的年度，如 2024。"),
        ({"stage": "zz"}, "stage", "“zz”不能用。可以用的是：budget、final_accounts。"),
        ({"stage": "final_accounts"}, "stage", "没有这样的文件：final_accounts。有的是：budget。"),
        ({"year": ["2023", "2019", "1990"]}, "year", "没有这样的文件：2019、1990。有的是：2024、2023。"),
        ({"stage": ["budget", "final_accounts"]}, "stage", "没有这样的文件：final_accounts。有的是：budget。"),
        ({"foo": "1"}, "foo", "没有这个参数。可用的是："),
    ],
)
def test_what_there_is_not_is_refused_by_page_and_data_with_what_there_is(
    client: Client, asked: dict[str, Any], name: str, reason: str
) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    query = urlencode(asked, doseq=True)
    assert f"{name}：{reason}" in seen(client, f"{page(WANLI)}?{query}", 400)
    errors = data(client, WANLI, 400, **asked)["errors"]
    assert list(errors) == [name]
    assert errors[name][0].startswith(reason)


def test_a_year_without_a_document_of_the_stage_is_refused_too(client: Client) -> None:
    for year in (2022, 2023):
        zhengxie(year, total="1.00").publish()
    zhengxie(2023, stage="final_accounts", total="1.00").publish()
    errors = data(client, ZHENGXIE, 400, year=["2022", "2023"], stage="final_accounts")["errors"]
    there = "2023 final_accounts department、2023 budget department、2022 budget department"
    assert errors == {"year": [f"没有这样的文件：2022 final_accounts。有的是：{there}。"]}
    both = data(client, ZHENGXIE, year=["2022", "2023"], stage=["budget", "final_accounts"])
    assert len(both["results"]) == 3


def test_the_page_shows_the_documents_that_are_asked_for_and_leads_to_the_others(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    html = html_of(client, f"{page(WANLI)}?year=2023")
    assert 'id="2023-budget-department"' in html
    assert 'id="2024-budget-department"' not in html
    assert f'<a href="{page(WANLI)}">另有 1 份没有列出，看全部</a>' in html
    assert "year=2023" in data(client, WANLI, year="2023")["page_url"]
    assert "没有列出" not in seen(client, page(WANLI))


def test_a_late_year_without_a_document_leads_to_the_one_behind_it(client: Client) -> None:
    zhengxie(2017).publish()
    zhengxie(2019).publish()
    assert "缺一份公开 2018 年部门预算：没有收录；2017 年和 2019 年的都有。 不说明没有公开过" in seen(client, page(ZHENGXIE))


def test_what_the_list_asks_for_stands_among_the_disclosures_and_nothing_of_it_is_markup(client: Client) -> None:
    zhengxie(2015, total="1.00").publish()
    expect(ZHENGXIE, 2016, source="某省<b>名单</b>", reference="第三条")
    text = seen(client, page(ZHENGXIE))
    assert "1 份现行的文件，1 处。" in text
    said = "2016 年部门预算：没有收录；应当有，依据是某省<b>名单</b>（第三条）。"
    html = html_of(client, page(ZHENGXIE))
    assert "依据是某省&lt;b&gt;名单&lt;/b&gt;（第三条）。" in html
    assert 'id="2016-budget-department">2016 年预算（部门），没有收录</h2>' in html
    results = data(client, ZHENGXIE)["results"]
    assert [(one["edition"], one["year"], one["stage"], one["scope"]) for one in results if one["edition"] is None] == [
        (None, 2016, "budget", "department")
    ]
    assert [(one["code"], one["text"], one["editions"]) for one in results[0]["signals"]] == [("disclosure.missing", said, [])]
    assert [one["year"] for one in data(client, ZHENGXIE, year="2016")["results"]] == [2016]


def test_the_address_of_who_asks_for_it_is_a_link_and_ends_where_chinese_goes_on(client: Client) -> None:
    expect(ZHENGXIE, 2016, source="某省<b>名单</b>", reference="第三条<i>，https://example.org/a?b=1&c=2，2016 年")
    html = html_of(client, page(ZHENGXIE))
    link = '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow">https://example.org/a?b=1&amp;c=2</a>'
    assert f"依据是某省&lt;b&gt;名单&lt;/b&gt;（第三条&lt;i&gt;，{link}，2016 年）。" in html
    expect(WANLI, 2016, reference="javascript:alert(1)")
    assert 'href="javascript' not in html_of(client, page(WANLI))


def test_what_a_document_contradicts_itself_in_is_counted_and_led_to(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    book = zhengxie(2015, total="1.00")
    for outcome in ("mismatch", "mismatch", "soft"):
        book.find("text.percent", outcome, f"文件写增长 5.27%，算出来是 1.59%（{outcome}）。")
    book.publish()
    text = seen(client, page(ZHENGXIE))
    assert "没有信号。 这份文件自己前后矛盾 2 件，在核对结果里。" in text
    assert "下面每一种都找过，没有找到。 这里只看几份文件、几年之间；一份文件自己前后不一致的，这里不重复" in text
    pk = department(ZHENGXIE).pk
    path = f"/departments/{pk}/2015/budget/department/findings/"
    assert f'href="{path}#mismatch"' in html_of(client, page(ZHENGXIE))
    assert "文件写增长 5.27%" in seen(client, path)
    assert [one["contradictions"] for one in data(client, ZHENGXIE)["results"]] == [2]
    call_command("signals", ZHENGXIE)
    assert "  这份文件自己前后矛盾 2 件，在核对结果里。\n" in capsys.readouterr().out


def test_the_sentences_of_several_years_are_told_apart(client: Client) -> None:
    for year in (2022, 2023):
        book = datong_with_text(year=year)
        book.say("公务接待费1.00万元，比上年增加。", "公务接待费", amount="1.00", direction="increase", reason="人员增加")
        book.publish()
    text = seen(client, page("大同市应急管理局"))
    told = text[text.index("几年的原因一字不差") :]
    assert told.index("2022 年文件的句子") < told.index("2023 年文件的句子") < told.index("同样的原因可以一年接一年")


def test_a_department_without_documents_has_a_page_of_what_is_expected(client: Client) -> None:
    expect(ZHENGXIE, 2016)
    assert "0 份现行的文件，1 处。" in seen(client, page(ZHENGXIE))
    pk = department(ZHENGXIE).pk
    assert f'href="/departments/{pk}/"' in html_of(client, page(ZHENGXIE))
    assert len(data(client, ZHENGXIE)["results"]) == 1


def test_in_english_words_are_translated_and_what_is_printed_is_not(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    zhengxie(2017).publish()
    zhengxie(2019).publish()
    expect(ZHENGXIE, 2016, source="A list", reference="article 3")
    client.post("/language/", {"language": "en", "next": "/"})
    assert "budget 2016 (Department): not collected; expected by A list (article 3)." in seen(client, page(ZHENGXIE))
    text = seen(client, page(WANLI))
    assert "Total expenditure: " in text
    assert "A signal is not an accusation." in text
    printed = "|".join((WANLI, ZHENGXIE, "财预〔2016〕143号", *(schedule.title for schedule in SCHEDULES.values())))
    for name in (WANLI, ZHENGXIE):
        left = re.sub(printed, "", seen(client, page(name)))
        assert set(re.findall(r"[一-鿿]+", left)) <= {"中文"}


def test_it_is_linked_from_the_department_and_from_the_disclosure(client: Client) -> None:
    edition = wanli(2023).publish()
    pk = department(WANLI).pk
    assert f'href="/departments/{pk}/signals/"' in html_of(client, f"/departments/{pk}/")
    assert f'href="/departments/{pk}/signals/#2023-budget-department"' in html_of(client, f"/editions/{edition.pk}/")
    assert 'id="2023-budget-department"' in html_of(client, page(WANLI))


def test_what_is_not_in_force_has_no_signals(client: Client) -> None:
    wanli(2023).finish()
    assert html_of(client, page(WANLI), 404)
    data(client, WANLI, 404)
    withdraw(zhengxie(2018).publish())
    assert "这个部门现在没有现行的文件" in seen(client, page(ZHENGXIE))
    data(client, ZHENGXIE, 404)
    assert html_of(client, "/departments/4711/signals/", 404)


def test_the_page_is_for_reading_and_carries_its_protection(client: Client) -> None:
    wanli(2023).publish()
    response = client.get(page(WANLI))
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not re.search(r"<[^>]+\sstyle=|<style|<script|\son\w+=", response.content.decode())
    assert client.head(page(WANLI)).status_code == 200
    assert client.post(page(WANLI)).status_code == 405


def test_it_asks_as_often_however_many_years_there_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pk = department("大同市应急管理局").pk
    for year, stage in ((2021, "budget"), (2022, "final_accounts"), (2023, "budget")):
        datong_with_text(year=year, stage=stage).publish()
        expect("大同市应急管理局", year - 8)
        with django_assert_num_queries(QUERIES_OF_SIGNALS):
            client.get(f"/api/v1/signals/?department={pk}")
        with django_assert_num_queries(QUERIES_OF_SIGNALS + 1):
            client.get(f"/departments/{pk}/signals/")


QUERIES_OF_SIGNALS = 13
