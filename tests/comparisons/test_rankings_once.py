"""A ranked department whose figure is in that of another ranked one: said beside it, on the page, in the data and in the terminal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.models import Subordination
from tests.comparisons.test_compare import html_of, seen
from tests.comparisons.test_rankings_pages import QUERIES
from tests.comparisons.test_standings import WELFARE, book, happened
from tests.factories import department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

ASKED = f"/rankings/?line={WELFARE}&year=2023&stage=budget&scope=department"
THE_UNITS = 1


def ranked(*names: str, **more: Any) -> None:
    for number, name in enumerate(names):
        book(name, f"{9 - number}.00", scope="department", **more).publish()


def below(unit: str, superior: str, **dates: date) -> None:
    Subordination.objects.create(unit=department(unit), superior=department(superior), source="某省机构编制文件（假设）", **dates)


def inside(client: Client, path: str = ASKED) -> dict[str, list[int]]:
    answer = client.get("/api/v1" + path)
    assert answer.status_code == 200
    return {one["name"]: one["inside"] for one in answer.json()["places"]}


def test_it_is_said_beside_the_department(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    ranked("甲委", "乙局", "丙局")
    below("乙局", "甲委")
    text = seen(client, ASKED)
    assert "乙局它的数已在甲委的数里，不能相加。 8.00" in text
    assert text.count("不能相加") == 1
    assert inside(client) == {"甲委": [], "乙局": [department("甲委").pk], "丙局": []}
    call_command("ranking", WELFARE, "--year", "2023", "--stage", "budget", "--scope", "department")
    assert "  乙局：它的数已在甲委的数里，不能相加。\n" in capsys.readouterr().out


def test_only_where_both_are_ranked_over_any_number_of_levels(client: Client) -> None:
    ranked("甲委", "丙局")
    book("丁局", None, scope="department").publish()
    below("丙局", "乙局")
    assert inside(client) == {"甲委": [], "丙局": []}
    below("乙局", "甲委")
    below("甲委", "丁局")
    assert inside(client) == {"甲委": [], "丙局": [department("甲委").pk]}


def test_only_in_the_years_of_which_it_is_recorded(client: Client) -> None:
    ranked("甲委", "乙局")
    below("乙局", "甲委", valid_from=date(2024, 1, 1))
    assert inside(client)["乙局"] == []
    Subordination.objects.update(valid_from=date(2023, 12, 31))
    assert inside(client)["乙局"] == [department("甲委").pk]


def test_of_whom_a_department_was_renamed_to(client: Client) -> None:
    ranked("旧委", year=2022)
    ranked("新委", "乙局")
    happened("rename", "旧委", "新委")
    below("乙局", "旧委")
    assert inside(client)["乙局"] == [department("新委").pk]


def test_units_alone_hold_nobody(client: Client) -> None:
    for name in ("甲局", "乙局"):
        book(name).publish()
    below("乙局", "甲局")
    assert set(map(tuple, inside(client, ASKED.replace("scope=department", "scope=unit")).values())) == {()}


def test_among_peers_too(client: Client) -> None:
    ranked("甲委", "乙局")
    below("乙局", "甲委")
    own, other = department("乙局").pk, department("甲委").pk
    path = f"/departments/{own}/peers/?line={WELFARE}&year=2023&stage=budget&scope=department&with={other}"
    assert "它的数已在甲委的数里，不能相加。" in seen(client, path)


def test_it_asks_once_more_however_much_is_recorded(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    names = [f"第{number}局" for number in range(6)]
    ranked(*names)
    with django_assert_num_queries(QUERIES + THE_UNITS):
        assert "不能相加" not in html_of(client, ASKED)
    for name in names[1:]:
        below(name, names[0])
    with django_assert_num_queries(QUERIES + THE_UNITS):
        assert html_of(client, ASKED).count("不能相加") == 5


def test_no_figure_stands_there_twice_through_a_rename_or_a_merger(client: Client) -> None:
    """Who was renamed or merged is ranked in the years that it disclosed, and the successor in its own: each document once."""
    for name, year in (("旧局", 2022), ("并一局", 2022), ("并二局", 2022), ("今局", 2023), ("新局", 2023)):
        ranked(name, year=year)
    happened("rename", "旧局", "今局")
    for name in ("并一局", "并二局"):
        happened("merge", name, "新局")
    for year, names in ((2022, ["并一局", "并二局", "旧局"]), (2023, ["今局", "新局"])):
        answer = client.get("/api/v1" + ASKED.replace("2023", str(year))).json()
        assert sorted(one["name"] for one in answer["places"]) == sorted(names)
        addresses = [one["figure"]["evidence_url"] for one in answer["places"]]
        assert len(set(addresses)) == len(names)
        assert answer["absent"] == []
