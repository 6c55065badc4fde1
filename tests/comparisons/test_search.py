"""The public search: what is found, in which order, where it leads, and what is never found. The page and the API alike."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets import editions
from budgets.models import DepartmentName, Edition
from comparisons import searching, stored
from comparisons.models import SearchedEdition, SearchEntry
from comparisons.search import OF_EACH
from comparisons.stored import found as looked_up
from comparisons.terms import KINDS, fold
from tests.factories import Book, datong, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

NOTHING: dict[str, list[str]] = {kind: [] for kind in KINDS}
QUERIES = 2 + 1 + 4 + 3 + 1 + 1
"""A savepoint around a setting and a search of each kind; editions, names, samples among them; departments with names, years."""


def published(*books: Book) -> list[Edition]:
    """The editions of these books in force, found as publishing leaves them."""
    made = [book.publish() for book in books]
    searching.refresh([edition.disclosure_id for edition in made if edition.disclosure_id])
    return made


def book(name: str = "大同市应急管理局", **more: Any) -> Book:
    """A disclosure with a line, a project of a table, one of a form, and a sentence."""
    made = Book(name, **more)
    made.table("expenditure", "支出预算总表")
    made.row("抚恤", {"total": "1.00"}, code="20808")
    made.table("projects", "项目支出表")
    made.row("防汛物资储备", {"total": "2.00"})
    made.form("森林防火巡护", "10000", "30000")
    made.say("会议费3.00万元，用于防汛演练。", "会议费", amount="3.00")
    return made


def person(name: str) -> User:
    return User.objects.get_or_create(username=name)[0]


def found(client: Client, query: str, **more: str) -> dict[str, list[str]]:
    """The texts that are found, by kind."""
    response = client.get("/api/v1/search/", {"q": query, **more})
    assert response.status_code == 200, response.content
    return {group["kind"]: [one["text"] for one in group["results"]] for group in response.json()["groups"]}


def seen(client: Client, query: str, status: int = 200, **more: str) -> str:
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == status
    return unescape(" ".join(re.sub(r"<[^>]+>", "", response.content.decode().partition("<main")[2]).split()))


def links(client: Client, query: str) -> list[str]:
    html = client.get("/search/", {"q": query}).content.decode()
    return [unescape(url) for url in re.findall(r'<li[^>]*><h3[^>]*><a href="([^"]+)"', html)]


# What is found, and where it leads


def test_each_kind_is_found_by_two_characters_and_leads_to_its_page(client: Client) -> None:
    [edition] = published(book())
    statement = edition.statements.get()
    base = f"/departments/{department().pk}/2023/budget/unit/"
    leads = {
        "应急": [f"/departments/{department().pk}/"],
        "抚恤": ["/rankings/?line=expenditure%3A20808&year=2023&stage=budget&scope=unit"],
        "森林": [f"{base}forms/1/"],
        "物资": [f"{base}tables/2/"],
        "演练": [f"/evidence/statements/{statement.pk}/"],
    }
    for query, urls in leads.items():
        assert links(client, query) == urls, query
        assert client.get(urls[0]).status_code == 200, query


def test_kinds_are_told_with_their_counts(client: Client) -> None:
    published(book())
    text = seen(client, "防汛")
    assert "预算项目 1 条" in text
    assert "文字里的句子 1 条" in text
    assert "部门和单位 0 条" not in text
    assert found(client, "防汛") == {
        "department": [],
        "line": [],
        "project": ["防汛物资储备"],
        "sentence": ["会议费3.00万元，用于防汛演练。"],
    }


@pytest.mark.parametrize(
    "query", ["应急", "yingjiguanliju", "yjglj", "ＹＪＧＬＪ", "大同 管理", "大同市 应急", "急管理", "ying ji guan li", "Yìngjí"]
)
def test_departments_are_found_by_characters_sounds_letters_and_several_words(client: Client, query: str) -> None:
    published(book(), book("大同市财政局"))
    assert found(client, query)["department"] == ["大同市应急管理局"]


@pytest.mark.parametrize("query", ["20808", "208", "fuxu", "fx", "抚恤"])
def test_lines_are_found_by_code_and_by_how_they_are_read(client: Client, query: str) -> None:
    published(book())
    assert found(client, query)["line"] == ["抚恤"]


def test_former_names_and_aliases_lead_to_the_department_and_tell_its_name(client: Client) -> None:
    published(book())
    DepartmentName.objects.create(department=department(), name="安全生产监督局", kind="alias")
    assert links(client, "安全生产") == [f"/departments/{department().pk}/"]
    assert "安全生产监督局 现在登记的名称：大同市应急管理局" in seen(client, "安全生产")
    DepartmentName.objects.filter(name="安全生产监督局").get().delete()
    assert found(client, "安全生产")["department"] == []


def test_a_department_of_several_matching_names_is_one_result(client: Client) -> None:
    published(book())
    DepartmentName.objects.create(department=department(), name="应急局", kind="alias")
    assert found(client, "应急")["department"] == ["应急局"], "the name that is nearer"


def test_the_very_name_goes_before_beginnings_and_those_before_the_rest(client: Client) -> None:
    published(*(book(name) for name in ("大同市审计局", "审计局第一分局", "审计局", "上海市审计局信息中心")))
    assert found(client, "审计局")["department"] == ["审计局", "审计局第一分局", "大同市审计局", "上海市审计局信息中心"]
    assert found(client, "sjj")["department"] == ["审计局", "审计局第一分局", "大同市审计局", "上海市审计局信息中心"]


def test_short_names_go_before_long_ones_though_others_are_not_looked_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_up, "LOOKED_AT", 2)
    published(*(book(f"{name}自治县审计局第一派出机构综合服务中心") for name in "甲乙丙"), book("甲县审计局"), book("乙县审计局"))
    assert found(client, "审计")["department"] == ["甲县审计局", "乙县审计局"]


def test_the_best_are_shown_though_there_are_more_than_are_shown(client: Client) -> None:
    *_others, gone = published(
        *(book(f"{name}审计局") for name in "甲乙丙丁戊己庚辛壬癸"), book("审计局驻开发区第一派出机构"), book("子审计")
    )
    editions.withdraw(gone, person("审核"), "收错了")
    shown = found(client, "审计")["department"]
    assert len(shown) == OF_EACH
    assert shown[0] == "审计局驻开发区第一派出机构", "what begins so goes before what is shorter"
    assert "子审计" not in shown, "what is in force goes before what is shorter and was withdrawn"


def test_what_is_in_force_goes_before_what_was_withdrawn_which_is_marked(client: Client) -> None:
    first, _second = published(book("甲市审计局"), book("乙市审计局"))
    editions.withdraw(first, person("审核"), "收错了")
    assert found(client, "审计")["department"] == ["乙市审计局", "甲市审计局"]
    assert "甲市审计局 已撤回" in seen(client, "审计")
    answer = client.get("/api/v1/search/", {"q": "审计"}).json()["groups"][0]["results"]
    assert [one["in_force"] for one in answer] == [True, False]


def test_a_headline_figure_is_a_line(client: Client) -> None:
    call_index([datong().publish()])
    assert "/rankings/?line=three_public" in links(client, "三公经费")


def call_index(made: list[Edition]) -> None:
    call_command("index_headlines", stdout=io.StringIO(), stderr=io.StringIO())
    searching.refresh([edition.disclosure_id for edition in made if edition.disclosure_id])


def test_a_row_that_is_not_called_like_its_code_is_no_line_of_it(client: Client) -> None:
    made = book()
    made.table("general_expenditure", "一般公共预算支出表")
    made.row("办公楼修缮", {"total": "1.00"}, code="2080501")
    published(made)
    assert found(client, "2080501")["line"] == []
    assert found(client, "修缮")["line"] == []


def test_characters_in_pairs_that_are_in_no_piece_are_not_found(client: Client) -> None:
    published(book("会议议会费用"))
    assert found(client, "会议会")["department"] == [], "会议 and 议会 are there, 会议会 is not"
    assert found(client, "议议")["department"] == ["会议议会费用"]


def test_what_stands_in_a_document_that_we_typeset_is_told_to(client: Client) -> None:
    published(book(is_sample=True), book("大同市水利局"))
    assert seen(client, "演练").count("演示排版，非官方原件") == 1
    [group] = client.get("/api/v1/search/", {"q": "演练", "kind": "sentence"}).json()["groups"]
    assert sorted(one["is_sample"] for one in group["results"]) == [False, True]


# What is never found


def test_drafts_are_not_found_and_what_is_published_is_at_once(client: Client) -> None:
    edition = book().finish()
    assert found(client, "防汛") == NOTHING
    Edition.objects.filter(pk=edition.pk).update(state="draft", checks_current=True, digest="d" * 64)
    editions.publish(editions.submit_for_review(edition, person("录入")), person("审核"))
    assert found(client, "防汛")["project"] == ["防汛物资储备"]
    assert found(client, "应急")["department"] == ["大同市应急管理局"]


def test_a_department_of_which_nothing_was_published_is_not_found(client: Client) -> None:
    department("大同市水利局")
    assert found(client, "水利")["department"] == []


def test_of_a_superseded_edition_nothing_is_found_that_the_new_one_does_not_have(client: Client) -> None:
    published(book())
    made = Book()
    made.table("expenditure", "支出预算总表")
    made.row("住房公积金", {"total": "1.00"}, code="2210201")
    published(made)
    assert found(client, "防汛") == NOTHING
    assert found(client, "抚恤")["line"] == []
    assert found(client, "公积金")["line"] == ["住房公积金"]


def test_an_edition_in_force_again_is_found_again(client: Client) -> None:
    old, new = published(book())[0], published(datong())[0]
    editions.withdraw(new, person("审核"), "印错了")
    assert found(client, "防汛")["project"] == []
    old.refresh_from_db()
    editions.reinstate(old, person("审核"), "恢复")
    assert found(client, "防汛")["project"] == ["防汛物资储备"]
    assert found(client, "抚恤")["line"] == ["抚恤"]


def test_a_line_of_several_documents_leads_to_the_latest_that_is_in_force(client: Client) -> None:
    old, new = published(book(year=2022), book(year=2023))
    assert "year=2023" in links(client, "抚恤")[0]
    editions.withdraw(new, person("审核"), "印错了")
    assert "year=2022" in links(client, "抚恤")[0]
    assert "已撤回" not in seen(client, "抚恤")
    editions.withdraw(old, person("审核"), "印错了")
    assert "抚恤 已撤回" in seen(client, "抚恤")


def test_personal_data_cannot_be_found_and_are_not_shown(client: Client) -> None:
    made = Book()
    made.say("联系人：张三丰 电话：13812345678，会议费3.00万元。", "会议费", amount="3.00")
    published(made)
    for query in ("张三丰", "张三", "13812345678", "1381"):
        assert found(client, query) == NOTHING, query
    assert "张三" not in seen(client, "会议费")
    assert "███" in seen(client, "会议费")
    assert not SearchEntry.objects.filter(key__contains="张三").exists()


# What is asked


@pytest.mark.parametrize("path", ["/search/", "/api/v1/search/"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"q": "审"}, "“审”只有一个字"),
        ({"q": "审计 局"}, "“局”只有一个字"),
        ({"q": "a"}, "“a”只有一个字"),
        ({"q": "长" * 51}, "最多 50 个字"),
        ({"q": "审计", "kind": "nonsense"}, "nonsense"),
        ({"q": ["审计", "水利"]}, "不止一次"),
        ({"q": "“”"}, "至少两个字"),
    ],
)
def test_what_cannot_be_looked_for_is_answered_400_in_one_line(client: Client, path: str, given: dict[str, Any], told: str) -> None:
    response = client.get(path, given)
    assert response.status_code == 400
    assert told in unescape(response.content.decode())


def test_fifty_characters_are_not_too_many(client: Client) -> None:
    assert "没有找到" in seen(client, "长" * 50)


def test_the_api_refuses_parameters_that_it_does_not_know_and_asks_for_words(client: Client) -> None:
    assert list(client.get("/api/v1/search/", {"q": "审计", "page": "1"}).json()["errors"]) == ["page"]
    assert list(client.get("/api/v1/search/").json()["errors"]) == ["q"]
    assert "search" in client.get("/api/v1/").json()


@pytest.mark.parametrize(
    "words",
    ["%%", "__", "\\\\", "%_\\", "'; DROP TABLE x; --", '"><script>alert(1)</script>', "{{ 7|add:1 }}", "𠮷𠮷", ".*", "%s %s", "{0} {1}"],
)
def test_hostile_words_find_nothing_and_do_no_harm(client: Client, words: str) -> None:
    published(book())
    response = client.get("/search/", {"q": words})
    assert response.status_code in (200, 400)
    assert "<script>" not in response.content.decode()
    if response.status_code == 200:
        assert found(client, words) == NOTHING
    assert SearchEntry.objects.exists()


def test_signs_of_patterns_are_found_as_what_they_are(client: Client) -> None:
    published(book("增长10%的办公室"), book("增长100的办公室"))
    assert found(client, "10%的")["department"] == ["增长10%的办公室"]
    assert found(client, "1__")["department"] == []


def test_words_of_documents_are_never_markup_and_matches_are_marked(client: Client) -> None:
    made = Book()
    made.say("会议费<script>alert(1)</script>3.00万元。", "会议费", amount="3.00")
    published(made)
    html = client.get("/search/", {"q": "会议"}).content.decode()
    assert "<mark>会议</mark>费&lt;script&gt;" in html
    assert "<script" not in html
    html = client.get("/search/", {"q": "<script"}).content.decode()
    assert "<mark>&lt;script</mark>" in html
    assert not re.search(r"<[^>]+\sstyle=|<style|<script|\son\w+=", html)


def test_a_search_without_a_hit_and_the_empty_one_say_what_can_be_found(client: Client) -> None:
    assert "没有找到“水利”。 能搜到什么" in seen(client, "水利")
    for query in ("", "  "):
        text = seen(client, query)
        assert "能搜到什么" in text
        assert "没有找到" not in text


def test_the_old_search_of_the_start_leads_here(client: Client) -> None:
    response = client.get("/", {"q": "应急 & 管理"})
    assert response.status_code == 301
    assert response["Location"] == "/search/?q=%E5%BA%94%E6%80%A5+%26+%E7%AE%A1%E7%90%86"
    for path in ("/", "/compare/", "/search/"):
        assert client.get(path).content.decode().count('role="search" action="/search/"') == 1


# How much


def test_more_than_are_shown_are_counted_and_asked_for_by_kind(client: Client) -> None:
    published(*(book(f"{name}县审计局") for name in "甲乙丙丁戊己庚辛壬癸"))
    [group] = [group for group in client.get("/api/v1/search/", {"q": "审计"}).json()["groups"] if group["kind"] == "department"]
    assert (group["count"], group["is_more"], len(group["results"])) == (10, False, OF_EACH)
    assert 'href="/search/?q=%E5%AE%A1%E8%AE%A1&amp;kind=department"' in client.get("/search/", {"q": "审计"}).content.decode()
    assert {kind: len(texts) for kind, texts in found(client, "审计", kind="department").items()} == {"department": 10}


def test_no_more_than_a_bounded_number_is_looked_at_and_that_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_up, "LOOKED_AT", 3)
    published(*(book(f"{name}县审计局") for name in "甲乙丙丁戊"), book("审计局"))
    [group] = client.get("/api/v1/search/", {"q": "审计局", "kind": "department"}).json()["groups"]
    assert group["is_more"]
    assert group["results"][0]["text"] == "审计局", "the very name is there however many have it in them"
    assert "条以上" in seen(client, "审计局")


def test_however_much_is_found_it_is_asked_for_as_often(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    published(book("大同市防汛局"))
    client.get("/search/", {"q": "防汛"})
    with django_assert_num_queries(QUERIES):
        client.get("/search/", {"q": "防汛"})
    published(*(book(f"{name}县防汛局", year=year) for name in "甲乙丙丁" for year in (2022, 2023)))
    with django_assert_num_queries(QUERIES):
        client.get("/search/", {"q": "防汛"})
    with django_assert_num_queries(QUERIES):
        client.get("/api/v1/search/", {"q": "防汛"})


def test_a_search_is_answered_from_its_index(client: Client) -> None:
    published(book())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/search/", {"q": "防汛"})
    [first, *_others] = [query["sql"] for query in queries if query["sql"].lstrip().startswith("WITH looked_at")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {first}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Bitmap Index Scan on search_terms") == 1 + 4 + 4, plan
    assert "Seq Scan on comparisons_searchentry" not in plan


# How the index is kept


def test_the_command_makes_what_lacks_and_what_is_by_other_rules_once(client: Client) -> None:
    for year in (2021, 2022, 2023):
        book(year=year).publish()
    searching.refresh([one.pk for one in department().disclosures.all()])
    SearchedEdition.objects.filter(edition__disclosure__fiscal_year=2021).delete()
    SearchedEdition.objects.filter(edition__disclosure__fiscal_year=2022).update(rules="older")
    before = sorted(SearchEntry.objects.values_list("kind", "target", "text"))
    out, err = io.StringIO(), io.StringIO()
    call_command("index_search", stdout=out, stderr=err)
    assert (out.getvalue(), err.getvalue()) == ("索引建好了：2 份公开。\n", "2/2\n")
    assert sorted(SearchEntry.objects.values_list("kind", "target", "text")) == before
    again = io.StringIO()
    call_command("index_search", stdout=again)
    assert again.getvalue() == "没有要建的：公布过的都可以搜到。\n"


def test_the_command_goes_on_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (2021, 2022, 2023):
        book(year=year).publish()
    monkeypatch.setattr(searching, "_BATCH", 1)
    batches = searching.in_batches(searching.lacking())
    assert next(batches) == 1
    del batches
    assert len(searching.lacking()) == 2


def test_publishing_and_being_found_stand_and_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = book().finish()
    Edition.objects.filter(pk=edition.pk).update(state="draft", checks_current=True, digest="d" * 64)
    edition = editions.submit_for_review(edition, person("录入"))

    def fails(_disclosures: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(searching, "refresh", fails)
    with pytest.raises(ZeroDivisionError):
        editions.publish(edition, person("审核"))
    edition.refresh_from_db()
    assert edition.state == Edition.State.IN_REVIEW


def test_the_very_code_goes_before_those_that_begin_with_it(client: Client) -> None:
    made = Book("甲局")
    made.table("expenditure", "支出总表")
    for code, label in (("2080501", "行政单位离退休"), ("20805", "行政事业单位养老支出"), ("208", "社会保障和就业支出")):
        made.row(label, {"total": "1.00"}, code=code)
    searching.refresh([made.publish().disclosure_id or 0])
    page = client.get("/search/?q=208&kind=line").content.decode()
    assert page.index("社会保障和就业支出") < page.index("行政单位离退休")


@pytest.mark.parametrize("words", ["yingji", "yjglj", "应急", "急"])
def test_the_pickers_of_departments_find_as_the_search_does(client: Client, words: str) -> None:
    published(book("大同市应急管理局"), book("大同市统计局"))
    own = department("大同市统计局").pk
    for address in (f"/compare/?d={own}&q={words}", f"/departments/{own}/peers/?q={words}"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "大同市应急管理局" in re.sub(r"<[^>]*>", "", unescape(answer.content.decode()).replace("\u200b", "")), address


def test_a_department_without_a_document_in_force_is_not_offered() -> None:
    published(book("大同市应急管理局"))
    department("大同市应急管理中心")
    assert [one.name for one in stored.departments_named("yingji", 5)] == ["大同市应急管理局"]


# Figures as they are printed or written, and English


@pytest.mark.parametrize(
    ("query", "unit"), [("2296.59", ""), ("2,296.59", ""), ("２，２９６．５９", ""), ("2，296.59万", "万"), ("2296.59万元", "万元")]
)
@pytest.mark.parametrize("printed", ["2,296.59", "2296.59", "２，２９６.59"])
def test_a_figure_is_found_with_and_without_separators_of_thousands(client: Client, query: str, unit: str, printed: str) -> None:
    made = Book()
    made.say(f"收入总计{printed}万元，增加5,123万元。", "收入总计", amount="2296.59")
    published(made)
    assert found(client, query)["sentence"] == [f"收入总计{printed}万元，增加5,123万元。"]
    marks = re.findall(r"<mark>([^<]*)</mark>", client.get("/search/", {"q": query}).content.decode())
    assert marks == [printed + unit]


def test_a_comma_between_other_numbers_is_no_separator() -> None:
    assert fold("2023，100万元") == "2023,100万元"
    assert fold("12,34元、1,2元") == "12,34元、1,2元"
    assert fold("22,965,900元") == "22965900元"


@pytest.mark.parametrize(
    ("query", "line"), [("three public", "“三公”经费"), ("Agency running", "机关运行经费"), ("running costs", "机关运行经费")]
)
def test_english_words_find_headline_figures_by_their_names_in_the_catalogue(client: Client, query: str, line: str) -> None:
    call_index([datong().publish()])
    assert line in found(client, query)["line"]
    assert client.get(links(client, query)[0]).status_code == 200


def test_english_and_chinese_words_find_the_standard_tables(client: Client) -> None:
    published(datong())
    for query, name in (("summary expenditure", "支出总表"), ("支出总表", "支出总表")):
        html = client.get("/search/", {"q": query}).content.decode()
        assert f'href="/rankings/?table=expenditure#any-line">{name}' in html
    assert "没有找到" in seen(client, "education bureau")
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Summary of expenditure" in seen(client, "summary expenditure")
    assert "Table of expenditure from the government fund budget" in seen(client, "budget")
