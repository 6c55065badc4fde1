"""Atom feeds: well-formed, with everything that RFC 4287 asks for, and only what is so. Departments are made up."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budgets import editions
from budgets.models import Correction, Edition
from comparisons import news, observed
from comparisons.feeds import clean
from comparisons.stored import Replaced
from tests.comparisons.sides import WANLI, wanli, zhengxie
from tests.factories import Book, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
ALL = ("/feeds/disclosures/", "/feeds/corrections/", "/feeds/signals/")
QUERIES = {"/feeds/disclosures/": 13, "/feeds/corrections/": 11, "/feeds/signals/": 18}


def read(client: Client, path: str) -> ElementTree.Element:
    """The feed at an address, with what RFC 4287 asks of every feed and entry."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  our own
    assert feed.tag == f"{ATOM}feed"
    required(feed)
    assert one(feed, "author/name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{path}"
    assert str(links["alternate"]).startswith("http://testserver/")
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        required(entry)
        assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert when(entry, "published") <= when(entry, "updated") <= when(feed, "updated")
        summary = entry.find(f"{ATOM}summary")
        assert summary is not None
        assert summary.get("type") == "html"
    ids = [one(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids) <= news.LIMIT
    published = [when(entry, "published") for entry in entries]
    assert published == sorted(published, reverse=True)
    return feed


def required(element: ElementTree.Element) -> None:
    for name in ("id", "title", "updated"):
        assert len(element.findall(f"{ATOM}{name}")) == 1
    assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:/\S*", one(element, "id"))
    assert when(element, "updated").tzinfo is not None


def one(element: ElementTree.Element, path: str) -> str:
    found = element.find("/".join(ATOM + name for name in path.split("/")))
    assert found is not None, path
    assert found.text, path
    return found.text


def when(element: ElementTree.Element, name: str) -> datetime:
    return datetime.fromisoformat(one(element, name))


def titles(feed: ElementTree.Element) -> list[str]:
    return [one(entry, "title") for entry in feed.findall(f"{ATOM}entry")]


def summaries(feed: ElementTree.Element) -> list[str]:
    return [one(entry, "summary") for entry in feed.findall(f"{ATOM}entry")]


def ids(feed: ElementTree.Element) -> list[str]:
    return [one(entry, "id") for entry in feed.findall(f"{ATOM}entry")]


def corrected(old: str = "10.00", new: str = "12.00", name: str = "更正局") -> tuple[Edition, Edition]:
    """An edition, and one in its place with another total."""
    found = []
    for total in (old, new):
        book = Book(name, 2023, scope="department")
        book.table("summary", "2023年收支总表")
        book.row("支出总计", {"amount": total}, item="total", side="expenditure")
        found.append(book.publish())
    found[0].refresh_from_db()
    return found[0], found[1]


# Every feed


@pytest.mark.parametrize("path", ALL)
def test_a_feed_of_nothing_is_valid_and_stays_what_it_is(client: Client, path: str) -> None:
    feed = read(client, path)
    assert titles(feed) == []
    assert client.get(path).content == client.get(path).content


@pytest.mark.parametrize("path", ALL)
def test_what_a_reader_has_already_is_not_sent_again(client: Client, path: str) -> None:
    corrected()
    first = client.get(path)
    assert first["ETag"]
    assert first["Last-Modified"]
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    wanli(2024).publish()
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ALL)
def test_a_withdrawal_changes_every_feed(client: Client, path: str) -> None:
    _old, edition = corrected()
    before = when(read(client, path), "updated")
    editions.withdraw(edition, User.objects.create_user("审核"), "收错了")
    edition.refresh_from_db()
    after = when(read(client, path), "updated")
    assert edition.ended_at is not None
    assert after == edition.ended_at.replace(microsecond=after.microsecond)
    assert after > before


@pytest.mark.parametrize("path", [*ALL, "/departments/{}/feed/"])
def test_the_address_chooses_the_language_and_nothing_else_is_taken(client: Client, path: str) -> None:
    wanli(2023).publish()
    path = path.format(wanli(2024).publish().disclosure.department_id)  # type: ignore[union-attr]
    chinese, english = read(client, path), read(client, f"{path}?lang=en")
    assert one(chinese, "author/name") == "明账"
    assert one(english, "author/name") == "Mingzhang"
    assert ids(chinese) == ids(english)
    assert one(chinese, "id") != one(english, "id")
    client.cookies["django_language"] = "en"
    assert one(read(client, path), "author/name") == "Mingzhang"
    assert one(read(client, f"{path}?lang=zh"), "author/name") == "明账"
    for wrong in ("lang=fr", "lang=en&lang=zh", "language=en"):
        answer = client.get(f"{path}?{wrong}")
        assert answer.status_code == 400, wrong
    assert client.post(path).status_code == 405


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    department("坏\x0b字\x1f<局>&")
    Book("坏\x0b字\x1f<局>&", 2024).publish()
    assert titles(read(client, "/feeds/disclosures/")) == ["坏字<局>& 2024 年预算（单位）公开了。"]
    assert clean("a\x00\ud800\uffffb\U0001f600\n") == "ab\U0001f600\n"


@pytest.mark.parametrize("path", ALL)
def test_a_feed_asks_as_often_however_much_it_tells(client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str) -> None:
    corrected()
    datong_with_text(year=2022).publish()
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)
    for name in ("又一局", "再一局"):
        corrected(name=name)
    for year in (2023, 2024):
        wanli(year).publish()
        datong_with_text(year=year).publish()
    with django_assert_num_queries(QUERIES[path]):
        client.get(path)


def test_pages_name_the_feeds(client: Client) -> None:
    edition = wanli(2024).publish()
    assert edition.disclosure is not None
    own = f"/departments/{edition.disclosure.department_id}/"
    for path in ("/", own, "/compare/", "/departments/0/"):
        text = client.get(path).content.decode()
        for address in ALL:
            assert re.search(f'<link rel="alternate" type="application/atom\\+xml" title="[^"]+" href="{address}">', text), (path, address)
            assert f'<a href="{address}">' in text
    text = client.get(own).content.decode()
    assert re.search(f'<link rel="alternate" type="application/atom\\+xml" title="[^"]+" href="{own}feed/">', text)
    assert f'<a href="{own}feed/">' in text
    client.cookies["django_language"] = "en"
    assert f'href="{own}feed/?lang=en"' in client.get(own).content.decode()


# Disclosures


def test_a_disclosure_is_told_by_the_sentence_of_its_total(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    feed = read(client, "/feeds/disclosures/")
    assert titles(feed) == [
        f"{WANLI}2024年部门预算支出总计 156,211,123元，比上年减少 8,767,517元（−5.31%）。",
        f"{WANLI}2023年部门预算支出总计 164,978,640元，没有上年的数可比。",
    ]
    english = read(client, "/feeds/disclosures/?lang=en")
    assert titles(english)[0] == (
        f"{WANLI}, department budget, Total expenditure 2024: 156,211,123 (CNY), down 8,767,517 (CNY) on the year before (−5.31%)."
    )


def test_a_disclosure_stays_one_entry_that_tells_what_is_in_force(client: Client) -> None:
    old, new = corrected()
    feed = read(client, "/feeds/disclosures/")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert one(entry, "title") == "更正局2023年部门预算支出总计 12.00万元，没有上年的数可比。"
    assert old.published_at is not None
    assert new.published_at is not None
    assert abs((when(entry, "published") - old.published_at).total_seconds()) < 1
    assert abs((when(entry, "updated") - new.published_at).total_seconds()) < 1
    known = ids(feed)
    editions.withdraw(new, User.objects.create_user("审核"), "收错了")
    after = read(client, "/feeds/disclosures/")
    assert ids(after) == known
    assert titles(after) == ["更正局 2023 年预算（部门）曾经公开，第 2 版已撤回。"]
    assert "12.00" not in "".join(summaries(after)), "no figure of what is not in force"
    assert client.get(f"/departments/{new.disclosure.department_id}/2023/budget/department/").status_code == 200  # type: ignore[union-attr]


def test_what_is_not_public_is_not_told(client: Client) -> None:
    Book("草稿局", 2024).finish()
    for path in ALL:
        assert titles(read(client, path)) == []
    assert client.get(f"/departments/{department('草稿局').pk}/feed/").status_code == 404
    assert client.get("/departments/0/feed/").status_code == 404


def test_so_many_entries_and_no_more(client: Client) -> None:
    own = department("多年局")
    for number in range(news.LIMIT + 3):
        Book("多年局", 2010 + number).publish()
    assert len(titles(read(client, "/feeds/disclosures/"))) == news.LIMIT
    assert len(titles(read(client, f"/departments/{own.pk}/feed/"))) == news.LIMIT


# Corrections


def test_a_new_edition_says_in_words_what_changed(client: Client) -> None:
    _old, new = corrected()
    feed = read(client, "/feeds/corrections/")
    assert ids(feed) == [f"tag:testserver,2026:/editions/{new.pk}/published"]
    assert "支出总计：第 1 版 10.00 万元，第 2 版 12.00 万元。" in summaries(feed)[0]
    english = read(client, "/feeds/corrections/?lang=en")
    assert "Total expenditure: 10.00 (CNY 10,000) in edition 1, 12.00 (CNY 10,000) in edition 2." in summaries(english)[0]


def changed_digest(edition: Edition) -> None:
    """As if the figures were others: the database lets nobody change that of a published edition."""
    edition.digest = "e" * 64


def test_titles_say_whether_figures_changed() -> None:
    old, new = corrected()
    pair = Replaced(new, old)
    assert news._replacing(pair, ()) == "更正局 2023 年预算（部门）：第 2 版取代第 1 版，数没有变。"
    changed_digest(new)
    assert news._replacing(pair, ()) == "更正局 2023 年预算（部门）：第 2 版取代第 1 版，主要的数没有变，别的数有变。"
    assert news._replacing(pair, ("支出总计：变了。",)) == "更正局 2023 年预算（部门）：第 2 版取代第 1 版。支出总计：变了。"


def test_figures_that_only_differ_beyond_two_decimals_are_told_in_yuan(client: Client) -> None:
    found = []
    for total in ("156,211,123", "156,211,124"):
        book = Book("元局", 2023, scope="department")
        book.table("summary", "2023年收支总表", "元")
        book.row("支出总计", {"amount": total}, item="total", side="expenditure")
        found.append(book.publish())
    assert "支出总计：第 1 版 156,211,123 元，第 2 版 156,211,124 元。" in summaries(read(client, "/feeds/corrections/"))[0]


def test_a_figure_that_went_or_came_is_told(client: Client) -> None:
    book = Book("来去局", 2023)
    book.table("summary", "2023年收支总表")
    book.row("支出总计", {"amount": None}, item="total", side="expenditure")
    book.publish()
    book = Book("来去局", 2023)
    book.table("summary", "2023年收支总表")
    book.row("支出总计", {"amount": "3.00"}, item="total", side="expenditure")
    book.publish()
    assert "支出总计：第 1 版“空白”，第 2 版 3.00 万元。" in summaries(read(client, "/feeds/corrections/"))[0]


def test_withdrawn_and_reinstated_are_told_and_of_clerks_only_the_reason_of_a_withdrawal(client: Client) -> None:
    clerk = User.objects.create_user("李经手", first_name="四", last_name="李", email="li@example.org")
    old = Book("更正局", 2023, scope="department").publish()
    book = Book("更正局", 2023, scope="department")
    target = {"sha256": "a", "table": 0, "row": 0, "column": 0}
    Correction.objects.create(
        edition=book.edition, order=0, field="amount", target=target, old="9", new="10", reason="李四看错", person=clerk
    )
    new = book.publish()
    editions.withdraw(new, clerk, "文件是上一年的")
    editions.reinstate(old, clerk, "李四说旧的对")
    feed = read(client, "/feeds/corrections/")
    assert titles(feed) == [
        "更正局 2023 年预算（部门）：第 1 版恢复为现行的一版。",
        "更正局 2023 年预算（部门）：第 2 版已撤回。",
        "更正局 2023 年预算（部门）：第 2 版曾取代第 1 版，后来撤回了。",
    ]
    assert "理由：文件是上一年的" in summaries(feed)[1]
    for path in (*ALL, f"/departments/{old.disclosure.department_id}/feed/"):  # type: ignore[union-attr]
        text = client.get(path).content.decode()
        assert not any(word in text for word in ("李", "example.org", "四")), path


def test_figures_of_what_was_withdrawn_are_told_in_no_feed(client: Client) -> None:
    _old, new = corrected()
    editions.withdraw(new, User.objects.create_user("审核"), "收错了")
    for path in (*ALL, f"/departments/{new.disclosure.department_id}/feed/"):  # type: ignore[union-attr]
        assert "12.00" not in client.get(path).content.decode(), path


def test_corrections_of_clerks_are_counted_once(client: Client) -> None:
    clerk = User.objects.create_user("经手")

    def correct(edition: Edition, order: int, row: int, new: str) -> None:
        target = {"sha256": "a", "table": 0, "row": row, "column": 0}
        Correction.objects.create(
            edition=edition, order=order, field="amount", target=target, old="9", new=new, reason="对照", person=clerk
        )

    for rows in ((1,), (1, 2, 3)):
        book = Book("更正局", 2023)
        for order, row in enumerate(rows):
            correct(book.edition, order, row, "10")
        book.publish()
    assert "对照原件更正了 2 处。" in summaries(read(client, "/feeds/corrections/"))[0]


def test_a_department_has_its_own_feed_and_nothing_of_others(client: Client) -> None:
    old, new = corrected()
    wanli(2024).publish()
    assert new.disclosure is not None
    feed = read(client, f"/departments/{new.disclosure.department_id}/feed/")
    assert one(feed, "title") == "明账：更正局"
    assert ids(feed) == [
        f"tag:testserver,2026:/editions/{new.pk}/published",
        f"tag:testserver,2026:/departments/{new.disclosure.department_id}/2023/budget/department/appeared",
    ]
    assert old.published_at is not None
    assert when(feed, "updated") < datetime.now(UTC)


# Signals


def test_signals_are_those_of_the_page_in_its_words(client: Client) -> None:
    for year in (2017, 2019):
        zhengxie(year).publish()
    edition = zhengxie(2018, total="99,999.99").publish()
    feed = read(client, "/feeds/signals/")
    (of_page,) = [one for one in observed.of_department(edition.disclosure.department_id) if one.edition == edition]  # type: ignore[union-attr]
    assert of_page.signals
    title = next(title for title in titles(feed) if "2018 年" in title)
    assert f"有 {len(of_page.signals)} 个信号" in title
    links = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]  # type: ignore[union-attr]
    for link in links:
        assert client.get(str(link).removeprefix("http://testserver")).status_code == 200
    assert all("信号不是指责" in text for text in summaries(feed))


def test_signals_of_many_departments_are_those_of_each() -> None:
    made = [
        wanli(2023).publish(),
        wanli(2024).publish(),
        *(zhengxie(year).publish() for year in (2017, 2018, 2019)),
        datong_with_text().publish(),
    ]
    together = observed.of_editions(made)
    apart = {found.due: found for one in made for found in observed.of_department(one.disclosure.department_id)}  # type: ignore[union-attr]
    assert [found.edition for found in together] == made
    assert any(found.signals for found in together)
    assert {found.due: found for found in together} == apart


def test_signals_of_what_is_not_in_force_are_not_told(client: Client) -> None:
    edition = datong_with_text().publish()
    told = titles(read(client, "/feeds/signals/"))
    assert len(told) == 1
    editions.withdraw(edition, User.objects.create_user("审核"), "收错了")
    assert titles(read(client, "/feeds/signals/")) == []
