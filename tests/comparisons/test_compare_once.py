"""A whole and its part side by side: never added, and said so on the page, in the data and in the terminal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.departments import register_region
from budgets.models import Subordination
from tests.comparisons.test_compare import QUERIES_OF_A_PAGE, QUERIES_OF_AN_ANSWER, address, data, seen
from tests.comparisons.test_lineage import MARKET, QUALITY, TRADE, happened, merged
from tests.comparisons.test_lineage import book as of_a_year
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

COURT, RAILWAY, CPPCC = "某省高级人民法院", "某铁路运输法院", "某省政协办公厅"


def book(name: str, scope: str, stage: str = "budget", year: int = 2023) -> Book:
    made = Book(name, year, stage=stage, scope=scope)
    made.table("summary", f"{year}年收支总表")
    made.row("支出总计", {"total": "100.00"}, item="total", side="expenditure")
    return made


def published(name: str, scope: str, **more: Any) -> None:
    book(name, scope, **more).publish()


def told(client: Client, *names: str, **more: Any) -> list[tuple[str, str, str, str, str, bool]]:
    found = data(client, address(*names, **more))["overlaps"]
    fields = ("whole_name", "whole_scope", "part_name", "part_scope", "why", "is_certain")
    return [tuple(one[field] for field in fields) for one in found]


OWN = "某省高级人民法院的部门数已含本级，本级的单位数在其中，两者不能相加。"


def test_a_department_beside_its_own_unit(client: Client) -> None:
    published(COURT, "department")
    published(COURT, "unit")
    assert OWN in seen(client, address(COURT))
    assert told(client, COURT) == [(COURT, "department", COURT, "unit", "own_unit", True)]
    pk = department(COURT).pk
    (one,) = data(client, address(COURT))["overlaps"]
    assert (one["whole"], one["part"]) == (pk, pk)


def test_it_is_said_once_for_budgets_and_final_accounts(client: Client) -> None:
    for stage in ("budget", "final_accounts"):
        published(COURT, "department", stage=stage)
        published(COURT, "unit", stage=stage)
    assert seen(client, address(COURT)).count(OWN) == 1


def test_one_scope_alone_holds_nothing_twice(client: Client) -> None:
    published(COURT, "department")
    published(COURT, "unit")
    published(CPPCC, "department")
    assert told(client, COURT, CPPCC, scope="department") == []
    assert "不能相加" not in seen(client, address(COURT, CPPCC, scope="department"))


def test_it_is_told_only_where_both_have_a_figure_of_a_year(client: Client) -> None:
    published(COURT, "department")
    published(COURT, "unit", year=2020)
    assert told(client, COURT, years=(2020, 2023)) == []
    published(COURT, "department", year=2020)
    assert len(told(client, COURT, years=(2020, 2023))) == 1


def test_a_unit_of_which_nothing_is_recorded_is_a_doubt_told_once_for_all(client: Client) -> None:
    published(COURT, "department")
    published(CPPCC, "department")
    published(RAILWAY, "unit")
    names = (COURT, CPPCC, RAILWAY)
    expected = "没有登记某铁路运输法院是不是某省高级人民法院、某省政协办公厅的下属单位：如果是，它的数已在部门数里，两者不能相加。"
    assert seen(client, address(*names)).count("不能相加") == 1
    assert expected in seen(client, address(*names))
    assert told(client, *names) == [
        (COURT, "department", RAILWAY, "unit", "not_known", False),
        (CPPCC, "department", RAILWAY, "unit", "not_known", False),
    ]


def test_the_terminal_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    published(COURT, "department")
    published(COURT, "unit")
    call_command("compare", COURT)
    assert f"  {OWN}\n" in capsys.readouterr().out


def test_names_are_escaped_and_the_sentence_is_english_for_english_readers(client: Client) -> None:
    published("<b>某院</b>", "department")
    published("<b>某院</b>", "unit")
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get(address("<b>某院</b>")).content.decode()
    assert "The figures of &lt;b&gt;某院&lt;/b&gt; as a department hold those of its own unit" in page
    assert "<b>某院" not in page


# Whose unit a unit is


def below(unit: str, superior: str, **dates: date) -> None:
    Subordination.objects.create(unit=department(unit), superior=department(superior), source="某省机构编制文件（假设）", **dates)


INSIDE = "某铁路运输法院是某省高级人民法院的下属单位，它的数已在某省高级人民法院的部门数里，两者不能相加。"


def test_a_unit_beside_the_department_above_it(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    published(COURT, "department")
    published(CPPCC, "department")
    published(RAILWAY, "unit")
    below(RAILWAY, COURT)
    assert seen(client, address(COURT, CPPCC, RAILWAY)).count("不能相加") == 1
    assert INSIDE in seen(client, address(COURT, CPPCC, RAILWAY))
    assert told(client, COURT, CPPCC, RAILWAY) == [(COURT, "department", RAILWAY, "unit", "subordinate", True)]
    call_command("compare", RAILWAY, COURT)
    assert f"  {INSIDE}\n" in capsys.readouterr().out


def test_over_departments_that_are_not_compared(client: Client) -> None:
    published(COURT, "department")
    published(RAILWAY, "unit")
    below(RAILWAY, "某中级法院")
    below("某中级法院", COURT)
    assert told(client, COURT, RAILWAY) == [(COURT, "department", RAILWAY, "unit", "subordinate", True)]


def test_what_no_longer_holds_is_a_doubt(client: Client) -> None:
    published(COURT, "department")
    published(RAILWAY, "unit")
    below(RAILWAY, COURT, valid_to=date(2022, 12, 31))
    assert [one[-2:] for one in told(client, COURT, RAILWAY)] == [("not_known", False)]


def test_a_unit_of_a_department_that_was_renamed(client: Client) -> None:
    of_a_year(TRADE, 2018, "100.00").publish()
    of_a_year(MARKET, 2019, "110.00").publish()
    happened("rename", (TRADE, MARKET))
    published(RAILWAY, "unit", year=2019)
    below(RAILWAY, TRADE)
    assert told(client, MARKET, RAILWAY) == [(MARKET, "department", RAILWAY, "unit", "subordinate", True)]


def test_a_sum_before_a_merger_is_refused_where_one_of_them_holds_another(client: Client) -> None:
    """1,234.56 + 2,000.00 is 3,234.56 where they are apart; where one is below the other nothing is added."""
    merged()
    assert "3,234.56" in seen(client, address(MARKET))
    below(QUALITY, TRADE)
    text = seen(client, address(MARKET))
    assert "3,234.56" not in text
    assert "2018 年是合并以前，不加总：某市质监局是其中另一个部门的下属单位，它的数已在那个部门的数里。" in text
    (group,) = data(client, address(MARKET))["groups"]
    assert [(gap["year"], gap["name"], gap["why"]) for gap in group["gaps"]] == [(2018, QUALITY, "inside")]
    assert [year["state"] for year in group["years"]] == ["incomplete", "there"]
    assert "3,234.56" not in seen(client, f"/departments/{department(MARKET).pk}/")


def test_a_former_name_beside_todays_tells_the_same_figure(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    for year, total in ((2017, "90.00"), (2018, "100.00")):
        of_a_year(TRADE, year, total).publish()
    of_a_year(MARKET, 2019, "110.00").publish()
    happened("rename", (TRADE, MARKET))
    expected = "2017、2018 年，某市市场监管局和某市工商局的数是同一个数，出自机构变动以前的同一份文件，不能相加。"
    for names in ((TRADE, MARKET), (MARKET, TRADE)):
        assert expected in seen(client, address(*names))
        assert told(client, *names) == [(MARKET, "department", TRADE, "department", "same_figure", True)]
    assert data(client, address(TRADE, MARKET))["overlaps"][0]["years"] == [2017, 2018]
    assert told(client, TRADE, MARKET, years=(2019,)) == []
    assert data(client, address(TRADE, MARKET) + "&as=original")["overlaps"] == []
    call_command("compare", TRADE, MARKET)
    assert f"  {expected}\n" in capsys.readouterr().out


def test_one_that_was_merged_beside_the_sum_that_it_is_in(client: Client) -> None:
    merged()
    assert "2018 年是合并以前，某市质监局的数已加在某市市场监管局的数里，两者不能相加。" in seen(client, address(QUALITY, MARKET))
    assert told(client, QUALITY, MARKET, TRADE) == [
        (MARKET, "department", QUALITY, "department", "added_up", True),
        (MARKET, "department", TRADE, "department", "added_up", True),
    ]


def test_a_budget_and_a_final_account_of_a_year_are_two_figures(client: Client) -> None:
    of_a_year(TRADE, 2018, "100.00").publish()
    of_a_year(MARKET, 2018, "100.00", stage="final_accounts").publish()
    happened("rename", (TRADE, MARKET))
    assert [one[-2] for one in told(client, TRADE, MARKET)] == ["same_figure"]  # the budget, in both
    assert told(client, TRADE, MARKET, stage="final_accounts") == []


def test_a_unit_of_another_province_is_no_doubt(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name, code in ((COURT, "320500"), (CPPCC, "610000"), (RAILWAY, "320506")):
        department(name, region=register_region(code))
    published(COURT, "department")
    published(CPPCC, "department")
    published(RAILWAY, "unit")
    assert told(client, COURT, CPPCC, RAILWAY) == [(COURT, "department", RAILWAY, "unit", "not_known", False)]
    path = "/api/v1" + address(COURT, CPPCC, RAILWAY)
    with django_assert_num_queries(QUERIES_OF_AN_ANSWER + THE_UNITS + WHAT_WAS_RECEIVED):
        client.get(path)


def test_it_asks_once_for_all_units(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    names = (COURT, CPPCC, RAILWAY, "某基层法院", "某专门法院")
    for name in names:
        published(name, "department" if name in (COURT, CPPCC) else "unit")
    for path in (address(COURT, RAILWAY), address(*names)):
        with django_assert_num_queries(QUERIES_OF_AN_ANSWER + THE_UNITS + WHAT_WAS_RECEIVED):
            client.get("/api/v1" + path)
        with django_assert_num_queries(QUERIES_OF_A_PAGE + THE_UNITS + WHAT_WAS_RECEIVED):
            client.get(path)
        for name in names[2:]:
            below(name, COURT)
            below(COURT, f"{name}以上")


THE_UNITS = 1
WHAT_WAS_RECEIVED = 1
"""Of the year before, which has no document here."""
