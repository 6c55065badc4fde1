"""A whole and its part side by side: never added, and said so on the page, in the data and in the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.comparisons.test_compare import address, data, seen
from tests.factories import Book, department

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


def test_what_has_no_figure_in_these_years_is_not_told(client: Client) -> None:
    published(COURT, "department")
    published(COURT, "unit", year=2020)
    assert told(client, COURT, years=(2022, 2023)) == []
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
