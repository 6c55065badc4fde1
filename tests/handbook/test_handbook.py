"""The pages of methods and terms, and the same as data: nothing is missing, links lead somewhere, what is told is the code's own."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import translation

from budgets.models import Finding
from budgets.schedules import SCHEDULES
from comparisons import roster
from comparisons.glossary import TERMS, THEMES, named
from comparisons.indicators import INDICATORS
from comparisons.methods import METHODS
from comparisons.signals import figures, projects
from comparisons.signals.registry import BY_CODE, SIGNALS
from comparisons.signals.shapes import SMALLEST
from comparisons.templatetags import changes, compare, coverage
from handbook import entries, terms
from ingest.checks.registry import CHECKS
from ingest.shapes import Outcome
from tests.comparisons.sides import WANLI, wanli
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

ROOT = Path(__file__).resolve().parents[2]
CHECKS_TOLD = ROOT / "docs" / "checks.md"
QUERIES_OF_METHODS = 2
CHINESE = re.compile("[\u4e00-\u9fff]")
EVERY_KEY = {
    *(indicator.key for indicator in INDICATORS),
    *(method.key for method in METHODS),
    *(check.code for check in CHECKS),
    *(kind.code for kind in SIGNALS),
}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def links(html: str) -> set[str]:
    return {unescape(href) for href in re.findall(r'href="([^"]+)"', html)}


# What the pages hold


@pytest.mark.django_db
def test_every_indicator_number_check_and_signal_has_its_entry(client: Client) -> None:
    assert EVERY_KEY - set(ids(page(client, "/methods/"))) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/methods/", "/glossary/"])
def test_no_anchor_stands_twice_and_every_one_that_is_linked_is_there(client: Client, address: str) -> None:
    html = page(client, address)
    assert [one for one, times in Counter(ids(html)).items() if times > 1] == []
    assert {href[1:] for href in links(html) if href.startswith("#")} - set(ids(html)) == set()


@pytest.mark.django_db
def test_whatever_leads_to_an_anchor_of_the_pages_finds_it(client: Client) -> None:
    there = {name: set(ids(page(client, f"/{name}/"))) for name in ("methods", "glossary")}
    asked = {
        name: {href.partition("#")[2] for href in links(page(client, "/glossary/")) if href.startswith(f"/{name}/#")} for name in there
    }
    for template in (*ROOT.glob("budgets/templates/**/*.html"), *ROOT.glob("comparisons/templates/**/*.html")):
        for name, anchor in re.findall(r"{% url '(methods|glossary)' %}#([\w.-]+)\"", template.read_text(encoding="utf-8")):
            asked[name].add(anchor)
    assert {"rate", "quartile", "checks", "signals"} <= asked["methods"]
    assert {name: anchors - there[name] for name, anchors in asked.items()} == {"methods": set(), "glossary": set()}


@pytest.mark.django_db
def test_every_page_that_is_linked_answers(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    html = page(client, "/methods/")
    own = department(WANLI).pk
    found = {href for href in links(html) if href.startswith("/") and not href.startswith("/static/")}
    assert f"/compare/?d={own}&show=measures#measures" in found
    assert f"/compare/?d={own}&y=2023&y=2024&stage=budget&scope=department&prices=2024#real" in found
    assert f"/compare/?d={own}&y=2023&y=2024&stage=budget&scope=department#claims" in found
    assert "/rankings/?line=three_public" in found
    for href in sorted(found):
        shown = page(client, href.partition("#")[0])
        if anchor := urlsplit(href).fragment:
            assert f'id="{anchor}"' in shown, href


@pytest.mark.django_db
def test_where_nothing_is_published_no_example_is_promised(client: Client) -> None:
    assert {href for href in links(page(client, "/methods/")) if href.startswith("/compare/?")} == set()


@pytest.mark.django_db
def test_an_execution_is_shown_by_a_department_that_has_both(client: Client) -> None:
    for stage, total in (("budget", "10.00"), ("final_accounts", "9.00")):
        assert "#executed" not in page(client, "/methods/")
        book = Book("某局", 2023, stage=stage, scope="department")
        book.table("expenditure", "支出总表")
        book.row("合计", {"total": total, "basic": total}, item="total")
        book.publish()
    address = f"/compare/?d={department('某局').pk}#executed"
    assert address in page(client, "/methods/")
    assert 'id="executed"' in page(client, address.partition("#")[0])


@pytest.mark.django_db
def test_prices_are_shown_of_years_whose_index_is_known(client: Client) -> None:
    for year in (2022, 2023, 2090):
        book = Book("某局", year, scope="department")
        book.table("summary", "收支总表")
        book.row("支出总计", {"amount": "10.00"}, item="total", side="expenditure")
        book.publish()
    (address,) = (href for href in links(page(client, "/methods/")) if href.startswith("/compare/") and href.endswith("#real"))
    assert "y=2022&y=2023&stage=budget&scope=department&prices=2023#real" in address
    assert 'id="real"' in page(client, address.partition("#")[0])


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_what_there_is(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(QUERIES_OF_METHODS):
        client.get("/methods/")
    for year in (2023, 2024):
        wanli(year).publish()
    with django_assert_num_queries(QUERIES_OF_METHODS):
        client.get("/methods/")
    for address in ("/glossary/", "/api/v1/methods/", "/api/v1/indicators/", "/api/v1/glossary/"):
        with django_assert_num_queries(0):
            client.get(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/methods/", "/glossary/"])
def test_in_english_only_words_of_documents_are_chinese(client: Client, address: str) -> None:
    client.cookies["django_language"] = "en"
    html = page(client, address)
    main = html[html.index("<main") : html.index("</main>")]
    for _ in range(3):
        main = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>[^<]*</\1>', "", main)
    text = re.sub(r"<[^>]+>", "\n", main)
    lines = {line.strip() for line in text.splitlines() if CHINESE.search(line) and not re.search("[A-Za-z]{3}", line)}
    assert {line for line in lines if not re.search(r"[=+·≤]", line)} - {"财预〔2017〕98号"} == set()


# What is told is the code's own


def test_the_checks_are_told_in_english_as_the_documentation_tells_them() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| [^|]+ \| ([^|]+) \|", CHECKS_TOLD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    with translation.override("en"):
        told = {one.key: one.formula for one in entries.checks()}
    assert told == {code: formula.strip().replace("`", "") for code, formula in rows}


def test_every_check_stands_in_a_group_and_every_outcome_is_explained() -> None:
    found = entries.grouped(entries.checks())
    assert sum(len(own) for _letter, _name, own in found) == len(CHECKS)
    assert all(own for _letter, _name, own in found)
    assert set(entries.OUTCOMES) == set(get_args(Outcome))


def test_an_indicator_is_told_as_it_is_declared() -> None:
    told = {one.key: one for one in entries.indicators()}
    for indicator in INDICATORS:
        steps = told[indicator.key].steps
        places = [(place.schedule, place.columns[0]) for step in steps for place in step.places]
        declared = [place for step in indicator.find.steps for place in step.places]
        assert set(declared) == set(indicator.find.places)
        assert [schedule for schedule, _column in places] == [place.schedule for place in declared]
        assert {place for step in indicator.find.steps for place in step.beside} <= {*indicator.find.beside, *indicator.find.places}
        assert all(step.rule for step in steps)
    first, top, second = told["basic"].steps
    assert (first.places[0].title, first.places[0].rows, first.places[0].columns) == ("支出总表", ("合计",), ("基本支出",))
    assert (top.places[0].title, top.places[0].rows, top.places[0].columns) == ("支出总表", ("第一行",), ("基本支出",))
    assert (second.places[0].title, second.places[0].columns) == ("基本支出总表", ("合计", "金额"))
    assert told["total_income"].steps[0].places[0].side == "收入一边"
    assert told["three_public"].steps[0].places[0].columns == ("合计", "金额")


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("execution.far", {figures.LOWEST, figures.HIGHEST, SMALLEST / 10_000}),
        ("change.no_reason", {figures.LARGE_CHANGE, SMALLEST / 10_000}),
        ("project.new", {projects.LARGE}),
        ("project.added", {projects.LARGE}),
        ("disclosure.late", {roster.DAYS}),
        ("disclosure.table_missing", {roster.STANDARD_SINCE}),
    ],
)
def test_a_threshold_says_the_numbers_that_are_compared_with(code: str, numbers: set[object]) -> None:
    said = re.findall(r"\d+", re.sub(r"财预〔\d+〕\d+号", "", BY_CODE[code].threshold))
    assert {str(int(number)) for number in said} == {str(int(str(number).partition(".")[0])) for number in numbers}


# Terms


def test_every_term_stands_in_a_theme_once_and_leads_to_what_there_is() -> None:
    assert len({term.key for term in TERMS}) == len(TERMS)
    assert len({term.name for term in TERMS}) == len(TERMS)
    assert {term.theme for term in TERMS} == set(THEMES)
    assert {schedule for term in TERMS for schedule in term.schedules} <= set(SCHEDULES)
    assert {method for term in TERMS for method in term.methods} <= EVERY_KEY | set(terms.SECTIONS)
    assert sum(len(theme.terms) for theme in terms.themes()) == len(TERMS)


def test_a_term_is_a_sentence_or_three_and_names_no_alias_twice() -> None:
    for term in TERMS:
        assert 1 <= term.meaning.count("。") <= 3, term.name
        assert term.meaning.endswith("。"), term.name
        assert len(set(term.aliases)) == len(term.aliases)
        assert term.name not in term.aliases


@pytest.mark.parametrize(
    "name",
    [
        *("预算", "决算", "一般公共预算", "政府性基金", "国有资本经营预算", "财政拨款", "结转结余", "基本支出", "项目支出", "三公经费"),
        *("机关运行经费", "政府采购", "功能分类", "经济分类", "部门", "单位", "本级", "执行率", "百分点", "可比口径"),
    ],
)
def test_the_words_that_a_reader_meets_are_explained(name: str) -> None:
    assert name in {called for term in TERMS for called in (term.name, *term.aliases)}


def test_classes_have_their_names_with_years_the_latest_first() -> None:
    functions, departments, governments = terms.code_classes()
    health = next(one for one in functions.classes if one.code == "210")
    assert [(name.name, name.since, name.until) for name in health.names] == [
        ("卫生健康支出", 2019, None),
        ("医疗卫生与计划生育支出", 2014, 2019),
        ("医疗卫生支出", None, 2014),
    ]
    assert {one.code[0] for one in functions.classes} == {"2"}
    assert {one.code[0] for one in departments.classes} == {"3"}
    assert {one.code[0] for one in governments.classes} == {"5"}
    assert all(len(one.code) == 3 for found in (functions, departments, governments) for one in found.classes)


def test_terms_are_found_by_their_names_and_by_other_words_for_them() -> None:
    assert [term.key for term in named(["三公"])] == ["three_public"]
    assert [term.key for term in named(["预算"])] == ["budget", "adjusted_budget", "department_budget"]
    assert [term.key for term in named(["cpi"])] == ["constant_prices"]
    assert named(["应急管理局"]) == ()
    assert named([]) == ()


@pytest.mark.django_db
def test_the_search_shows_the_terms_that_are_called_so(client: Client) -> None:
    html = page(client, "/search/?q=百分点")
    assert '<a href="/glossary/#percentage_points">百分点</a>' in html
    assert "没有找到" not in html
    assert "/glossary/#" not in page(client, "/search/?q=应急管理局")
    assert "/glossary/#" not in page(client, "/search/?q=百分点&kind=line")


# The same as data


@pytest.mark.django_db
def test_the_methods_as_data(client: Client) -> None:
    answer = client.get("/api/v1/methods/").json()
    assert {one["key"] for name in ("indicators", "methods") for one in answer[name]} | {
        one["code"] for name in ("checks", "signals") for one in answer[name]
    } == EVERY_KEY
    rate = next(one for one in answer["methods"] if one["key"] == "rate")
    assert rate["formulas"] == [{"text": "变化率 = (本年 − 上年) ÷ 上年 × 100", "unit": "%"}]
    assert rate["page_url"].endswith("/methods/#rate")
    assert {"code": "zero_base", "word": "基数为零", "meaning": "除数是零。零不能作除数，所以没有这个数，不是 0。"} in rate["never"]
    assert answer["page_url"].endswith("/methods/")


@pytest.mark.django_db
def test_the_glossary_as_data(client: Client) -> None:
    answer = client.get("/api/v1/glossary/").json()
    assert [one["key"] for theme in answer["themes"] for one in theme["terms"]] == [
        term.key for theme in THEMES for term in TERMS if term.theme == theme
    ]
    assert [one["system"] for one in answer["classifications"]] == list(terms.SYSTEMS)


@pytest.mark.django_db
def test_the_indicators_alone_have_their_names_in_both_languages_whatever_the_answers_language(client: Client) -> None:
    inside = client.get("/api/v1/methods/").json()["indicators"]
    for language, formula in (("zh-hans", False), ("en", True)):
        client.cookies["django_language"] = language
        answer = client.get("/api/v1/indicators/").json()
        assert [one["key"] for one in answer["results"]] == [one.key for one in INDICATORS]
        three = next(one for one in answer["results"] if one["key"] == "three_public")
        assert three["names"] == {"zh": "“三公”经费", "en": "Three public expenses"}
        assert three["name"] == three["names"]["en" if formula else "zh"]
        assert answer["page_url"].endswith("/methods/")
        for one, whole in zip(answer["results"], inside, strict=True):
            assert CHINESE.search(one["names"]["en"]) is None
            assert formula or {name: value for name, value in one.items() if name != "names"} == whole


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["methods", "glossary", "indicators"])
def test_data_is_told_in_the_readers_language_and_takes_no_parameters(client: Client, name: str) -> None:
    client.cookies["django_language"] = "en"
    assert "Difference" in str(client.get("/api/v1/methods/").json()["methods"][0]["formulas"])
    assert client.get(f"/api/v1/{name}/?line=x").status_code == 400
    assert client.head(f"/api/v1/{name}/").status_code == 200
    assert client.get("/api/v1/").json()[name].endswith(f"/api/v1/{name}/")
    assert client.post(f"/api/v1/{name}/").status_code == 405


@pytest.mark.django_db
def test_every_word_for_what_is_not_there_is_told_once(client: Client) -> None:
    words = [word for word, _meaning in entries.absences()]
    assert len(set(words)) == len(words)
    assert set(entries.ABSENCES) >= {*compare.ABSENT, *coverage.ABSENT} - {"not_collected"}
    assert compare.ABSENT["no_document"] == coverage.ABSENT["not_collected"]
    html = client.get("/methods/").content.decode()
    assert all(f"<dt>{word}</dt>" in html for word in words)


def test_one_state_has_one_word_wherever_it_is_told() -> None:
    for several in (changes.ABSENT, coverage.ABSENT):
        assert {state: word for state, word in several.items() if state in compare.ABSENT and str(word) != str(compare.ABSENT[state])} == {}
    assert str(Finding.Outcome.NOT_EVALUABLE.label) in str(changes.OUTCOMES["not_evaluable"])
    assert str(changes.OUTCOMES["not_evaluable"]) == str(changes.VERDICTS["unchecked"])


@pytest.mark.django_db
def test_what_is_written_of_the_methods_is_linked_and_served_as_text(client: Client) -> None:
    html = page(client, "/methods/")
    for name in ("checks", "comparing", "coverage", "extraction", "signals"):
        assert f'<a href="/methods/docs/{name}.md">docs/{name}.md</a>' in html
        answer = client.get(f"/methods/docs/{name}.md")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode() == (CHECKS_TOLD.parent / f"{name}.md").read_text(encoding="utf-8")
    assert client.get("/methods/docs/settings.md").status_code == 404


def test_formulas_in_english_have_no_chinese_but_what_documents_print() -> None:
    """What is printed stands in quotation marks or brackets beside its English, or is the number of a rule."""
    printed = re.compile(r"“[^”]*”|财预〔\d+〕\d+号|\([\u4e00-\u9fff]+\)")
    with translation.override("en"):
        left = {one.key: one.formula for one in entries.checks() if CHINESE.search(printed.sub("", one.formula))}
    assert left == {}
