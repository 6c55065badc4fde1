"""The language in an address: the same for everybody, known to no page as a parameter, and told where a view is cited or embedded."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.comparisons.sides import WANLI, wanli
from tests.factories import department

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> int:
    for year in (2023, 2024):
        wanli(year).publish()
    return department(WANLI).pk


def pages(number: int) -> list[str]:
    return [
        "/",
        "/search/?q=支出",
        f"/departments/{number}/",
        f"/departments/{number}/signals/",
        f"/departments/{number}/2024/budget/department/",
        f"/compare/?d={number}",
        "/rankings/?line=total_expenditure",
        "/regions/",
        "/glossary/",
        "/methods/",
        "/reports/",
        "/feeds/disclosures/",
    ]


def with_lang(page: str, word: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}lang={word}"


def test_every_page_takes_it_and_says_the_same_to_everybody(client: Client, own: int) -> None:
    for page in pages(own):
        english = client.get(with_lang(page, "en"))
        assert (english.status_code, english["Content-Language"]) == (200, "en"), page
        assert "Cookie" not in english.get("Vary", ""), page
        assert "Mingzhang" in english.content.decode(), page
        plain = client.get(page)
        assert (plain.status_code, plain["Content-Language"]) == (200, "zh-hans"), page
        assert "Cookie" in plain["Vary"], page
    client.cookies["django_language"] = "en"
    chinese = client.get(with_lang("/glossary/", "zh"))
    assert chinese["Content-Language"] == "zh-hans"
    assert "名词解释" in chinese.content.decode()


@pytest.mark.parametrize("query", ["lang=fr", "lang=", "lang=en&lang=zh", "lang=%00", "lang=<script>"])
def test_a_language_that_we_do_not_have_is_refused_in_a_line(client: Client, query: str) -> None:
    for page in ("/", "/compare/", "/feeds/disclosures/"):
        answer = client.get(f"{page}?{query}")
        assert answer.status_code == 400, page
        assert re.search("可以用的是：zh、en。|请只给一次。", answer.content.decode())
        assert "<script>" not in answer.content.decode().partition("<main")[2]


def test_data_and_the_desk_know_no_such_parameter(client: Client) -> None:
    assert client.get("/api/v1/departments/?lang=en").status_code == 400
    assert client.get("/healthz?lang=fr").status_code == 200


def test_pages_name_their_own_address_in_each_language(client: Client, own: int) -> None:
    page = f"/compare/?d={own}&y=2023&y=2024"
    for asked, canonical in ((page, page), (with_lang(page, "en"), with_lang(page, "en")), (with_lang(page, "zh"), page)):
        html = unescape(client.get(asked).content.decode())
        assert f'<link rel="canonical" href="http://testserver{canonical}">' in html
        assert re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="http://testserver([^"]*)">', html) == [
            ("zh-Hans", page),
            ("en", with_lang(page, "en")),
            ("x-default", page),
        ]
        assert f'name="next" value="{page}"' in html, "the switch leads to the page without a language"


def test_citations_and_code_to_embed_are_of_the_language_that_is_shown(client: Client, own: int) -> None:
    page = f"/compare/?d={own}&y=2023&y=2024"
    cited = re.findall(
        r"http://testserver/compare/\?[^\s<\"]*as_of=[^\s<\"]*", unescape(client.get(with_lang(page, "en")).content.decode())
    )
    assert cited
    assert all(one.rstrip(".").endswith("&lang=en") for one in cited)
    again = client.get(cited[0].rstrip(".").removeprefix("http://testserver"))
    assert (again.status_code, again["Content-Language"]) == (200, "en")
    assert "lang=" not in re.findall(r'as_of=[^\s<"]*', unescape(client.get(page).content.decode()))[0]
    embedding = f"/compare/embedding/?d={own}&y=2023&y=2024&schedule=general_expenditure&chart=total&of={own}-budget-department&lang=en"
    (frame,) = re.findall(r'<iframe class="preview[^"]*" src="([^"]*)"', client.get(embedding).content.decode())
    inside = client.get(unescape(frame).removeprefix("http://testserver"))
    assert (inside.status_code, inside["Content-Language"]) == (200, "en")
    assert not inside.cookies


def test_who_is_led_on_keeps_it(client: Client) -> None:
    assert client.get("/?q=支出&lang=en")["Location"].endswith("&lang=en")
    client.cookies["django_language"] = "en"
    assert "lang=" not in client.get("/?q=支出")["Location"]


def test_a_host_that_is_not_ours_is_refused_and_named_by_no_address(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.content.decode()


def test_the_links_and_forms_of_a_page_lead_on_in_its_language(client: Client, own: int) -> None:
    for page in pages(own)[:-1]:
        html = client.get(with_lang(page, "en")).content.decode()
        links = [unescape(one) for one in re.findall(r'<a [^>]*?href="([/?][^"]*)"', html)]
        ours = [one for one in links if not one.startswith(("/api/", "/admin/", "/static/"))]
        assert ours, page
        assert [one for one in ours if one.count("lang=en") != 1 or "lang=en" in one.partition("#")[2]] == [], page
        assert not any("lang=" in one for one in links if one.startswith("/api/")), page
        forms = re.findall(r"<form\b[^>]*>(?:<input[^>]*>)?", html)
        assert all('name="lang" value="en"' in one for one in forms if 'method="post"' not in one), page
    assert client.get(f"/compare/?d={own}&lang=en").content.decode().count('lang="en"')
    assert "lang=en" not in re.sub(r"<link[^>]*>", "", client.get(f"/departments/{own}/").content.decode())


def test_sentences_that_follow_each_other_stand_apart_in_english(client: Client, own: int) -> None:
    unknown = unescape(client.get("/departments/4711/?lang=en").content.decode())
    assert re.search(r"No department has the number 4711; please look for the name\. [A-Z]", unknown)
    for page in pages(own):
        html = client.get(with_lang(page, "en")).content.decode()
        text = re.sub(r"<(?!/?(?:a|b|span|q|small)\b)[^>]*>", " ", html)
        assert re.findall(r"[a-z]{2}\.[A-Z][a-z]+ [a-z]", unescape(re.sub(r"<[^>]*>", "", text))) == [], page
