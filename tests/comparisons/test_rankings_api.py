"""The API of rankings: one line of all departments of a year."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from comparisons.ranking import Ranking
from tests.comparisons.test_standings import WELFARE, book, ranking
from tests.factories import department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

ASKED = {"line": WELFARE, "year": "2023", "stage": "budget", "scope": "unit"}


def data(client: Client, status: int = 200, **more: str) -> Any:
    response = client.get("/api/v1/rankings/", {**ASKED, **more})
    assert response.status_code == status, response.content
    return json.loads(response.content)


def three() -> None:
    for name, before, now in (("甲局", "5.00", "6.00"), ("乙局", "4.00", "7.00"), ("丙局", "1.00", "6.00")):
        book(name, before, year=2022).publish()
        book(name, now).publish()


def test_places_moves_figures_and_their_evidence(client: Client) -> None:
    """2022: 5, 4, 1; 2023: 6, 7, 6 — 乙局 from the second place to the first, 丙局 from the third to a shared second."""
    three()
    found = data(client)
    assert (found["line"], found["year"], found["counts"]["ranked"]) == (WELFARE, 2023, 3)
    assert [(one["name"], one["rank"], one["tied"], one["yuan"]) for one in found["places"]] == [
        ("乙局", 1, 1, "70000.0000"),
        ("甲局", 2, 2, "60000.0000"),
        ("丙局", 2, 2, "60000.0000"),
    ]
    assert [one["moved"] for one in found["places"]] == [
        {"before": 2, "after": 1, "among": 3, "places": 1},
        {"before": 1, "after": 2, "among": 3, "places": -1},
        {"before": 3, "after": 2, "among": 3, "places": 1},
    ]
    first = found["places"][0]
    assert first["department"] == department("乙局").pk
    assert first["figure"]["printed"] == "7.00"
    assert client.get(first["figure"]["evidence_url"]).status_code == 200
    assert (found["basis"]["stage"], found["basis"]["scope"], found["basis"]["schedule"]) == ("budget", "unit", "expenditure")


def test_by_what_changed_since_the_year_before(client: Client) -> None:
    three()
    first, *_others, last = data(client, order="rise")["places"]
    assert [first[name] for name in ("name", "rank", "rate")] == ["丙局", 1, "500.0000"]
    assert Decimal(first["difference"]) == Decimal(first["yuan"]) - Decimal(first["before"]["yuan"]) == 50_000
    assert (last["name"], last["rank"]) == ("甲局", 3)
    assert data(client, order="rise")["counts"]["unranked"] == {}


def test_a_difference_that_only_the_documents_own_words_tell_ranks_nobody_and_is_counted(client: Client) -> None:
    """新局 prints 20.00 of the year before beside its 90.00, and says 比上年增加70.00万元; there is no document of its 2022."""
    three()
    told = book("新局", "90.00")
    told.row("行政单位离退休", {"total": "20.00"}, code="2080501", figure="previous", fiscal_year=2022)
    told.say("行政单位离退休90.00万元，比上年增加70.00万元。", "行政单位离退休", amount="90.00", change="70.00", direction="increase")
    told.publish()
    found = data(client, order="rise")
    last = found["places"][-1]
    assert [last[name] for name in ("name", "rank", "before", "difference", "rate", "no_move")] == ["新局", None, None, None, None, "new"]
    assert (found["counts"]["ranked"], found["counts"]["unranked"]) == (3, {"new": 1})
    assert data(client)["counts"]["unranked"] == {}


def test_the_smallest_first_and_so_many_only(client: Client) -> None:
    three()
    found = data(client, order="smallest", limit="2")
    assert [(one["name"], one["rank"]) for one in found["places"]] == [("甲局", 1), ("丙局", 1)]
    assert found["counts"]["ranked"] == 3


def test_an_only_figure_is_listed_and_is_not_counted_as_ranked(client: Client) -> None:
    book("甲局", "6.00").publish()
    found = data(client)
    assert (found["counts"]["ranked"], [one["rank"] for one in found["places"]]) == (0, [None])


def test_a_blank_has_no_rank_and_is_said(client: Client) -> None:
    book("甲局").publish()
    book("空局", None).publish()
    found = data(client)
    assert [one["name"] for one in found["places"]] == ["甲局"]
    assert [(one["name"], one["why"]) for one in found["absent"]] == [("空局", "blank")]
    assert found["counts"]["absent"] == {"blank": 1}


@pytest.mark.parametrize(
    ("wrong", "name", "said"),
    [
        ({"line": "三公"}, "line", "三公"),
        ({"line": "nothing:2080501"}, "line", "nothing"),
        ({"year": "2019"}, "year", "2019"),
        ({"stage": "plan"}, "stage", "plan"),
        ({"limit": "5000"}, "limit", "1000"),
        ({"lines": "x"}, "lines", "line"),
    ],
)
def test_what_there_is_not_is_one_line_that_says_what_there_is(client: Client, wrong: dict[str, str], name: str, said: str) -> None:
    three()
    found = data(client, 400, **wrong)
    assert said in json.dumps(found, ensure_ascii=False)
    assert name in json.dumps(found, ensure_ascii=False)


def test_as_many_questions_to_the_database_however_many_departments(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    three()
    for number in range(20):
        book(f"第{number}局", f"{number}.50").publish()
    with django_assert_max_num_queries(12):
        assert len(data(client)["places"]) == 23


def test_the_same_ranking_as_the_engine_gives(client: Client) -> None:
    three()
    engine: Ranking = ranking()
    assert [one["department"] for one in data(client)["places"]] == [placed.entry.department for placed in engine.places]
