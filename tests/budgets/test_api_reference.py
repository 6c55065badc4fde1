"""The API of what figures are named by: standard tables and codes. Nothing of it is in the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from budgets.codes import every_name
from budgets.measures import MEASURES
from budgets.schedules import SCHEDULES
from tests.budgets.test_api import get

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[\u4e00-\u9fff]")


def codes_of(client: Client, **query: Any) -> dict[str, dict[str, Any]]:
    found = get(client, "codes/", **query)["results"]
    told = {one["code"]: one for one in found}
    assert len(told) == len(found)
    return told


def test_the_standard_tables_are_told_with_their_keys_and_titles_in_both_languages(client: Client) -> None:
    answer = get(client, "schedules/")
    assert [one["key"] for one in answer["results"]] == list(SCHEDULES)
    three = next(one for one in answer["results"] if one["key"] == "three_public")
    assert three["title"] == {"zh": SCHEDULES["three_public"].title, "en": three["title"]["en"]}
    assert (three["keyed_by"], three["two_sided"]) == ("item", False)
    assert {"key": "reception", "name": {"zh": "公务接待", "en": "Receptions"}} in three["items"]
    assert ["vehicles", ["vehicle_purchase", "vehicle_running"]] in [[one["total"], one["parts"]] for one in three["sums"]]
    assert [one["key"] for one in answer["measures"]] == list(MEASURES)
    names = [one["title"] for one in answer["results"]] + [one["name"] for one in answer["measures"]]
    names += [item["name"] for one in answer["results"] for item in one["items"]]
    for name in names:
        assert CHINESE.search(name["zh"]), name
        assert name["en"], name
        assert not CHINESE.search(name["en"]), name


def test_names_in_both_languages_do_not_depend_on_the_readers(client: Client) -> None:
    own = get(client, "schedules/")
    client.cookies["django_language"] = "en"
    assert get(client, "schedules/") == own


def test_a_code_has_its_names_with_their_years_and_what_became_of_it(client: Client) -> None:
    health = codes_of(client, system="function")["210"]
    assert (health["system"], health["level"], health["parent"]) == ("function", 1, None)
    assert [(one["name"], one["since"], one["until"]) for one in health["names"]] == [
        ("医疗卫生支出", None, 2014),
        ("医疗卫生与计划生育支出", 2014, 2019),
        ("卫生健康支出", 2019, None),
    ]
    item = codes_of(client, code="2210201")["2210201"]
    assert (item["level"], item["parent"], item["names"][0]["name"]) == (3, "22102", "住房公积金")
    became = [event for one in codes_of(client).values() for event in one["became"]]
    assert became
    assert {event["comparable"] for event in became} <= {"yes", "class", "no"}
    assert all(event["source"] and event["year"] for event in became)


def test_codes_are_chosen_and_what_is_not_sure_is_left_out(client: Client) -> None:
    every = codes_of(client)
    assert {one["system"] for one in every.values()} == {"function", "economic_department", "economic_government"}
    assert set(every) == {one.code for system in ("function", "economic_department", "economic_government") for one in every_name(system)}
    assert {name["certainty"] for one in every.values() for name in one["names"]} == {"standard", "strong", "medium"}
    assert set(codes_of(client, code="221")) == {code for code in every if code.startswith("221")}
    assert set(codes_of(client, code="221", level=1)) == {"221"}
    assert [one["name"] for one in codes_of(client, code="210", level=1, year=2016)["210"]["names"]] == ["医疗卫生与计划生育支出"]
    assert codes_of(client, code="999") == {}


def test_neither_asks_the_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for path in ("schedules/", "codes/"):
        with django_assert_num_queries(0):
            get(client, path)


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("schedules/", {"key": "x"}, {"key"}),
        ("codes/", {"name": "x"}, {"name"}),
        ("codes/", {"system": "x", "level": "4", "year": "1", "code": "x"}, {"system", "level", "year", "code"}),
        ("codes/", {"code": "1" * 8}, {"code"}),
    ],
)
def test_wrong_parameters_are_named(client: Client, path: str, query: dict[str, str], wrong: set[str]) -> None:
    assert set(get(client, path, 400, **query)["errors"]) == wrong
