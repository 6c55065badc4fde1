"""The start page of the desk says what waits for whoever is logged in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budgets.derivation import tell_needs
from budgets.models import Document, Edition, Finding
from tests.budgets.test_successions import logged_in
from tests.factories import Book

pytestmark = pytest.mark.django_db

QUEUE = "/admin/queue/"


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
    tell_needs(edition)


def waiting(client: Client) -> list[tuple[str, str]]:
    """The chips of the first page: where each leads, and what it says."""
    page = client.get("/admin/").content.decode()
    (part,) = re.findall(r'<section class="queue waits".*?</section>', page, re.S)
    return [(where, re.sub("<[^>]*>", "", said)) for where, said in re.findall(r'<a href="([^"]*)" class="chip">(.*?)</a>', part)]


MINE = {
    "录入员": [
        *(("reason=identity", "年度、阶段或口径待确认 2"), ("reason=mismatch", "有矛盾 1"), ("reason=submit", "可以提交 2")),
        *(("holder=mine", "我在办的 0"), ("holder=nobody", "没有人办的 5")),
    ],
    "审核员": [
        *(("reason=mismatch", "有矛盾 1"), ("reason=review", "待审核 1")),
        *(("holder=mine", "我在办的 0"), ("holder=nobody", "没有人办的 1")),
    ],
    "公布员": [
        *(("reason=mismatch", "有矛盾 1"), ("reason=review", "待审核 1")),
        *(("holder=mine", "我在办的 0"), ("holder=nobody", "没有人办的 1")),
    ],
}


@pytest.mark.parametrize("group", MINE)
def test_who_may_do_something_is_told_what_waits(client: Client, group: str) -> None:
    made = editions(waiting=2, draft=3, in_review=1, discarded=1)
    for number in (2, 5, 6):  # a draft, one in review, and one put away, which waits for nobody
        contradict(made[number])
    person = logged_in(client, group)
    assert waiting(person) == [(f"{QUEUE}?{query}", said) for query, said in MINE[group]]
    for query, said in MINE[group]:
        rows = re.findall(r'<th scope="row">', person.get(f"{QUEUE}?{query}").content.decode())
        assert len(rows) == int(said.split()[-1])


def test_where_nothing_waits_that_is_said(client: Client) -> None:
    editions(discarded=1)
    assert "现在没有要人办的。" in logged_in(client, "录入员").get("/admin/").content.decode()


def test_who_may_only_look_or_nothing_at_all_is_told_nothing(client: Client) -> None:
    editions(draft=1, in_review=1)
    assert 'class="queue waits"' not in logged_in(client, "查阅员").get("/admin/").content.decode()
    client.force_login(User.objects.create_user("路人", is_staff=True))
    assert 'class="queue waits"' not in client.get("/admin/").content.decode()


def test_however_much_waits_the_queries_are_the_same(client: Client, django_assert_max_num_queries: Any) -> None:
    person = logged_in(client, "录入员")
    editions(draft=1)
    person.get("/admin/")  # what a process asks once, like the types of content, is asked here
    with django_assert_max_num_queries(9) as few:
        person.get("/admin/")
    editions(waiting=4, in_review=3)
    with django_assert_max_num_queries(9) as many:
        person.get("/admin/")
    assert len(many.captured_queries) == len(few.captured_queries)


def test_the_heads_of_the_lists_are_chinese(client: Client) -> None:
    page = logged_in(client, "录入员").get("/admin/").content.decode()
    assert set(re.findall(r'<th scope="col">(.*?)</th>', page)) == {"名称", "添加", "查看或修改"}
