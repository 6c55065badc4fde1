"""`manage.py bench_compare`: its requests are drawn by a seed, differ, and can be answered; its figures are what they say."""

from __future__ import annotations

import pytest

from budgets.models import Department
from comparisons.management.bench.requests import drawn, stored
from comparisons.management.commands.bench_compare import p95
from tests.factories import Book


def test_95_of_100_requests_are_answered_within_the_p95() -> None:
    assert p95([float(number) for number in range(100, 0, -1)]) == 95
    assert p95([3.0]) == 3
    assert p95([float(number) for number in range(1, 22)]) == 20


@pytest.mark.django_db
def test_requests_are_drawn_from_what_is_stored_the_same_for_a_seed_and_no_two_alike() -> None:
    for number in range(10):
        for year in (2022, 2023):
            made = Book(f"第{number}局", year=year)
            made.table("expenditure", "支出总表")
            made.row("行政单位离退休", {"total": f"{number}.00"}, code="2080501")
            made.publish()
    there = stored()
    assert sorted(there.departments) == sorted(Department.objects.values_list("pk", flat=True))
    assert (list(there.years), list(there.codes)) == ([2022, 2023], ["2080501"])
    requests = list(drawn(there, 7, 200))
    assert [one.key for one in drawn(there, 7, 200)] == [one.key for one in requests]
    assert len({one.key for one in requests}) == len(requests)
    assert {one.kind for one in requests} == {"comparison", "ranking", "contributions", "peers", "headline"}
    ranking = next(one for one in requests if one.kind == "ranking" and "2080501" in str(one.key))
    assert len(ranking.run().places) == 10  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_database_without_departments_is_refused() -> None:
    with pytest.raises(ValueError, match="make bench-data"):
        stored()
