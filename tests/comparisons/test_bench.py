"""`manage.py bench_compare`: its requests are drawn by a seed, differ, and can be answered; its figures are what they say."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from budgets.models import Department, Edition, Statement
from comparisons.management.bench import entries, naming, server
from comparisons.management.bench.requests import drawn, stored
from comparisons.management.commands.bench_compare import Measured, as_json, p95
from comparisons.models import SearchedEdition, SearchEntry
from comparisons.search import find, question
from tests.factories import Book

PAGES = {"comparison_page", "ranking_page", "department_page", "search_page_of_two", "search_page_of_more"}


def some_departments() -> None:
    """Ten departments in two years, with a line and a sentence, of which nothing can be found yet."""
    for number in range(10):
        for year in (2022, 2023):
            made = Book(f"第{number}局", year=year)
            made.table("expenditure", "支出总表")
            made.row("行政单位离退休", {"total": f"{number}.00"}, code="2080501")
            made.publish()
    SearchEntry.objects.all().delete()
    SearchedEdition.objects.all().delete()


def made_findable(editions: list[int] | None = None) -> list[int]:
    """How many editions are done after each batch. An index is not made while a test's transaction has checks that wait."""
    wanted, done = entries.lacking() if editions is None else editions, []
    connection.check_constraints()
    for one in entries.in_batches(wanted, Edition.objects.values_list("pk", flat=True)):
        connection.check_constraints()
        done.append(one)
    return done


def test_95_of_100_requests_are_answered_within_the_p95() -> None:
    assert p95([float(number) for number in range(100, 0, -1)]) == 95
    assert p95([3.0]) == 3
    assert p95([float(number) for number in range(1, 22)]) == 20


@pytest.mark.django_db
def test_requests_are_drawn_from_what_is_stored_the_same_for_a_seed_and_no_two_alike() -> None:
    some_departments()
    made_findable()
    there = stored()
    assert sorted(there.departments) == sorted(Department.objects.values_list("pk", flat=True))
    assert (list(there.years), list(there.codes)) == ([2022, 2023], ["2080501"])
    requests = list(drawn(there, 7, 200))
    assert [one.key for one in drawn(there, 7, 200)] == [one.key for one in requests]
    assert len({one.key for one in requests}) == len(requests)
    assert {one.kind for one in requests} == {"comparison", "ranking", "contributions", "peers", "headline", *PAGES}
    ranking = next(one for one in requests if one.kind == "ranking" and "2080501" in str(one.key))
    assert len(ranking.run().places) == 10  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_database_without_departments_is_refused() -> None:
    with pytest.raises(ValueError, match="make bench-data"):
        stored()


@pytest.mark.django_db
def test_names_are_made_findable_once_and_what_was_interrupted_goes_on() -> None:
    some_departments()
    wanted = entries.lacking()
    assert made_findable(wanted[:5]) == [5]
    assert entries.lacking() == wanted[5:]
    assert made_findable() == [len(wanted) - 5]
    assert made_findable() == []
    SearchedEdition.objects.filter(pk__in=wanted[:3]).update(rules="0")
    assert made_findable() == [3]  # by other rules, so anew
    kinds = {kind: SearchEntry.objects.filter(kind=kind).count() for kind in ("department", "line", "project")}
    assert kinds["department"] == 10
    assert kinds["line"] >= 1
    assert kinds["project"] == sum(len(naming.projects(one, year, region or "", entries.PROJECTS)) for one, year, region in named())
    name = SearchEntry.objects.filter(kind="project").order_by("pk")[7].text
    assert name in [found.hit.text for group in find(question(name)) for found in group.found]


def named() -> list[tuple[int, int, str | None]]:
    """Of every edition what its names follow from."""
    return list(Edition.objects.values_list("pk", "disclosure__fiscal_year", "disclosure__department__region"))


@pytest.mark.django_db
def test_a_sentence_can_be_found_by_what_it_is_about() -> None:
    made = Book("某局", year=2023)
    for subject in ("会议费", "培训费", "公务接待费"):
        made.say(f"{subject}1.00万元。", subject, amount="1.00")
    Statement.objects.filter(subject="公务接待费").update(order=2 * entries.EACH + 1)
    Statement.objects.filter(subject="会议费").update(order=3 * entries.EACH + 1)
    Statement.objects.filter(subject="培训费").update(order=2 * entries.EACH + 2)
    made.publish()
    SearchEntry.objects.all().delete()
    SearchedEdition.objects.all().delete()
    made_findable()
    said = SearchEntry.objects.filter(kind="sentence")
    own = dict(Statement.objects.values_list("pk", "subject"))
    assert sorted(own[int(one.target)] for one in said) == ["会议费", "公务接待费"]
    assert all(one.text.startswith(f"2023年{own[int(one.target)]}1.00万元") for one in said)


def test_generated_names_are_the_same_every_time_and_few_are_alike() -> None:
    names = [name for edition in range(1, 201) for name in naming.projects(edition, 2023, "350100", 29)]
    assert names == [name for edition in range(1, 201) for name in naming.projects(edition, 2023, "350100", 29)]
    assert len(set(names)) > 0.9 * len(names)
    assert sorted(map(len, names))[len(names) // 2] >= 12


@pytest.mark.django_db
def test_a_page_is_measured_without_its_charts() -> None:
    for year, total in ((2022, "100.00"), (2023, "120.00")):
        made = Book("某局", year=year)
        made.table("expenditure", "支出总表")
        made.row("合计", {"total": total}, item="total")
        made.publish()
    address = f"/departments/{Department.objects.get().pk}/"
    page, html = server.get(address), whole(address)
    assert page.status == 200
    assert "<svg" in html
    assert 0 < page.before_charts < len(html.encode())
    assert page.queries > 0
    assert server.get("/departments/0/").status == 404


def whole(address: str) -> str:
    return Client(HTTP_HOST="localhost").get(address).content.decode()


def test_the_largest_page_and_the_most_queries_are_told_beside_their_targets() -> None:
    small = Measured({"ranking_page": [10.0]}, {"ranking_page": [server.Page(200, 1024, 9), server.Page(200, 2048, 8)]}, 1, [1.0])
    large = Measured({"ranking_page": [90.0]}, {"ranking_page": [server.Page(200, 200 * 1024, 10)]}, 1, [1.0])
    told = {one["name"]: (one["value"], one["target"], one["holds"]) for one in as_json({1: small, 2: large})["figures"]}
    assert told == {
        "ranking_page, 1 facts, p95": (10.0, 80, True),
        "ranking_page, 2 facts, p95": (90.0, 80, False),
        "ranking_page, 1 facts, largest before charts": (2.0, 100, True),
        "ranking_page, 1 facts, queries": (9, 9, True),
        "ranking_page, 2 facts, largest before charts": (200.0, 100, False),
        "ranking_page, 2 facts, queries": (10, 9, False),
    }
