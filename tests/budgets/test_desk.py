"""The start page of the desk says what waits for whoever is logged in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budgets.models import Document, Edition, Finding
from tests.budgets.test_successions import logged_in
from tests.factories import Book

pytestmark = pytest.mark.django_db

LIST = "/admin/budgets/edition/"


def editions(**counts: int) -> list[Edition]:
    """So many editions in each state."""
    made: list[Edition] = []
    for state, count in counts.items():
        for _number in range(count):
            edition = Book(year=2008 + len(made)).edition
            Edition.objects.filter(pk=edition.pk).update(state=state)
            made.append(edition)
    return made


def contradict(edition: Edition) -> None:
    for order in (990, 991):
        document = Document.objects.latest("pk")
        Finding.objects.create(
            edition=edition, document=document, order=order, check_code="x", outcome="mismatch", subject="x", message="x"
        )


def waiting(client: Client) -> list[tuple[str, str]]:
    page = client.get("/admin/").content.decode()
    (line,) = re.findall(r'<p class="waiting">(.*?)</p>', page, re.S)
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', line)


MINE = {
    "录入员": [("state__exact=waiting", "待确认身份 2"), ("state__exact=draft", "草稿 3"), ("contradictions=open", "未公布而有矛盾 2")],
    "审核员": [("state__exact=in_review", "待审核 1"), ("contradictions=open", "未公布而有矛盾 2")],
    "公布员": [("state__exact=in_review", "待审核 1"), ("contradictions=open", "未公布而有矛盾 2")],
}


@pytest.mark.parametrize("group", MINE)
def test_who_may_do_something_is_told_what_waits(client: Client, group: str) -> None:
    made = editions(waiting=2, draft=3, in_review=1, discarded=1)
    for number in (2, 5, 6):  # a draft, one in review, and one put away, which waits for nobody
        contradict(made[number])
    person = logged_in(client, group)
    assert waiting(person) == [(f"{LIST}?{query}", said) for query, said in MINE[group]]
    for query, said in MINE[group]:
        rows = re.findall(r'<th class="field-__str__', person.get(f"{LIST}?{query}").content.decode())
        assert len(rows) == int(said.split()[-1])


def test_where_nothing_waits_that_is_said(client: Client) -> None:
    editions(discarded=1)
    assert "现在没有等您处理的版本。" in logged_in(client, "录入员").get("/admin/").content.decode()


def test_who_may_only_look_or_nothing_at_all_is_told_nothing(client: Client) -> None:
    editions(draft=1, in_review=1)
    assert 'class="waiting"' not in logged_in(client, "查阅员").get("/admin/").content.decode()
    client.force_login(User.objects.create_user("路人", is_staff=True))
    assert 'class="waiting"' not in client.get("/admin/").content.decode()


def test_however_much_waits_the_queries_are_the_same(client: Client, django_assert_max_num_queries: Any) -> None:
    person = logged_in(client, "录入员")
    editions(draft=1)
    person.get("/admin/")  # what a process asks once, like the types of content, is asked here
    with django_assert_max_num_queries(7) as few:
        person.get("/admin/")
    editions(waiting=4, in_review=3)
    with django_assert_max_num_queries(7) as many:
        person.get("/admin/")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_the_heads_of_the_lists_are_chinese(client: Client) -> None:
    page = logged_in(client, "录入员").get("/admin/").content.decode()
    assert set(re.findall(r'<th scope="col">(.*?)</th>', page)) == {"名称", "添加", "查看或修改"}
