"""However many rows a list of the desk has, it asks the database the same number of questions."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Final

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets import reports
from budgets.assignments import hand
from budgets.derivation import tell_needs
from budgets.models import Edition, Fact, Population, Region, Subordination, Succession
from ingest.management.commands.bench_desk import addresses
from ingest.models import Fetch, Run
from tests.factories import Book, department, expect

pytestmark = pytest.mark.django_db

FEW, MANY = 5, 40
_numbers = itertools.count(1)


def everything(person: User) -> None:
    """One more row in each list, of another department, with all that a row may show."""
    number = next(_numbers)
    region = Region.objects.create(code=f"{100000 + number}", name=f"地区{number}", full_name=f"省地区{number}")
    own, other = department(f"第{number}局", region=region), department(f"第{number}中心")
    expect(f"第{number}局", 2030)
    Succession.objects.create(predecessor=own, successor=other, kind="transfer", date=date(2019, 1, 1), source="文件")
    Subordination.objects.create(unit=other, superior=own, source="文件")
    Population.objects.create(region=region, date=date(2020, 1, 1) + timedelta(number), number=1, source="公报")
    for state in ("waiting", "draft", "in_review", "published"):
        edition = book_of(f"第{number}局", 2010 + number % 15, state)
        Run.objects.create(document=edition.readings.get().document, parser_version="x", state="done", edition=edition, counts=_COUNTS)
        if state == "published":
            reports.receive(edition.facts.get(), "figure", "", "")
        elif state != "waiting":
            hand(("review" if state == "in_review" else "edition", edition.pk), person, seen=None)
    document = Book().document
    Run.objects.create(document=document, parser_version="x", state="failed", message="断了")
    Fetch.objects.create(url="https://example.org/a.pdf", state="failed", asked_by=person).documents.add(document)
    made = User.objects.create_user(f"某人{number}", is_staff=True)
    made.groups.add(Group.objects.get(name="录入员"), Group.objects.create(name=f"某组{number}"))
    LogEntry.objects.log_actions(person.pk, [edition], 2, "已公布。")


_COUNTS: Final = {"added": 1, "unchanged": 0, "superseded": 0, "tabled": 1}


def book_of(name: str, year: int, state: str) -> Edition:
    book = Book(name, year)
    book.table("operating", "机关运行经费")
    book.row("合计", {"total": "1.00"}, item="total")
    book.note("warning", "identity_scope_missing", "没有写明口径")
    book.find("sum_of_rows", "mismatch", "合计不等")
    edition = book.publish() if state == "published" else book.finish()
    if state != "published":
        tell_needs(edition)
        Edition.objects.filter(pk=edition.pk).update(state=state)
    return edition


def test_every_list_asks_the_same_with_few_rows_as_with_many() -> None:
    chief = User.objects.create_superuser("管理员")
    client = Client()
    client.force_login(chief)
    lists = [
        *(one for one in addresses() if "p=99" not in one and "exact=77" not in one),
        f"{reverse('admin:budgets_fact_changelist')}?edition__id__exact={{edition}}",
    ]
    assert {model._meta.model_name for model in admin.site._registry} <= {
        address.split("/")[3] for address in lists if address.count("/") > 3
    }
    for _number in range(FEW):
        everything(chief)
    few = _asked(client, lists)
    for _number in range(MANY - FEW):
        everything(chief)
    many = _asked(client, lists)
    queue = reverse("admin:queue")
    lists = [address for address in lists if not address.startswith(queue)]
    assert {address: (few[address], many[address]) for address in lists if many[address] != few[address]} == {}
    # Of the queue it depends on which kinds of work stand on the page, and never on how many things there are.
    assert max(count for address, count in many.items() if address.startswith(queue)) <= few[queue]


def _asked(client: Client, lists: list[str]) -> dict[str, int]:
    """How many queries each list takes, once what a process asks only once is known."""
    edition = Fact.objects.latest("pk").edition_id
    found = {}
    for address in lists:
        client.get(address.format(edition=edition))
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address.format(edition=edition))
        assert answer.status_code == 200, address
        found[address] = len(asked)
    return found
