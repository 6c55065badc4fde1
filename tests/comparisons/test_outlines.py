"""Which rows of a table of projects are sums of others: proved by the amounts, or not said. Rows as real documents print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comparisons import outlines, searching, series, stored
from comparisons.projects import come_to, projects_of
from tests.comparisons.test_compare import seen
from tests.factories import Book

CENT = Decimal("0.01")


def over(*printed: str | None) -> list[int | None] | None:
    return outlines.wholes([(None if text is None else Decimal(text), CENT if text is not None else Decimal(0)) for text in printed])


def test_a_total_row_in_front_is_the_whole_of_those_behind_it() -> None:
    """深圳市信访局 2026: the bureau's own row stands above its projects like one of them."""
    assert over("1612.29", "200.00", "1000.29", "412.00") == [None, 0, 0, 0]


def test_units_and_groups_lie_between_the_whole_and_its_projects() -> None:
    assert over("30.00", "10.00", "4.00", "6.00", "20.00", "12.50", "7.50") == [None, 0, 1, 1, 0, 4, 4]


def test_a_unit_with_one_project_has_its_amount() -> None:
    """上海钻石宝玉石交易联合管理办公室 2026: four rows of one amount above the only project."""
    assert over("27.00", "27.00", "27.00") == [None, 0, 1]
    assert over("30.00", "10.00", "10.00", "20.00", "12.50", "7.50") == [None, 0, 1, 0, 3, 3]


def test_two_projects_of_one_amount_are_no_sum_of_each_other() -> None:
    assert over("4.00", "2.00", "2.00") == [None, 0, 0]


def test_blanks_and_zeros_are_parts_and_prove_nothing() -> None:
    assert over("4.00", "1.00", None, "3.00", "0.00") == [None, 0, 0, 0, 0]
    assert over(None, "1.00") is None


@pytest.mark.parametrize("printed", [("9.00", "4.00", "6.00"), ("1.00", "2.00"), ("5.00",), ()])
def test_what_the_sums_do_not_prove_is_not_said(printed: tuple[str, ...]) -> None:
    assert over(*printed) is None


def test_rounding_is_no_contradiction() -> None:
    assert over("1612.30", "200.00", "1000.29", "412.00") == [None, 0, 0, 0]


tree = st.recursive(st.integers(1, 9_999).map(Decimal), lambda parts: st.lists(parts, min_size=2, max_size=4), max_leaves=25)


def _rows(node: object) -> list[Decimal]:
    if isinstance(node, Decimal):
        return [node]
    parts = [_rows(part) for part in node]  # type: ignore[attr-defined]
    return [sum((part[0] for part in parts), Decimal(0)), *(row for part in parts for row in part)]


@given(st.lists(tree, min_size=2, max_size=4))
def test_the_parts_of_every_sum_that_is_said_add_up(node: object) -> None:
    rows = _rows(node)
    found = outlines.wholes([(row, Decimal(0)) for row in rows])
    for at in set(found or []) - {None}:
        assert sum((rows[part] for part, parent in enumerate(found or []) if parent == at), Decimal(0)) == rows[at or 0]
    if found is not None:
        leaves = [row for at, row in enumerate(rows) if at not in found]
        assert sum(leaves, Decimal(0)) == rows[0]


# As the pages tell it


def listed(*rows: tuple[str, str], spent: str = "16.12") -> Book:
    made = Book("某局")
    made.table("summary", "收支总表")
    made.row("支出总计", {"total": "20.00"}, item="total", side="expenditure")
    made.table("expenditure", "支出总表")
    made.row("合计", {"total": "20.00", "basic": "3.88", "project": spent}, item="total")
    made.table("projects", "项目支出表")
    for name, printed in rows:
        made.row(name, {"total": printed})
    return made


WHOLE = (("某局", "16.12"), ("信访业务", "12.12"), ("设备购置", "4.00"))


@pytest.mark.django_db
def test_the_row_of_the_whole_is_no_project(client: Client) -> None:
    edition = listed(*WHOLE).publish()
    page = seen(client, f"/editions/{edition.pk}/")
    assert "2 个项目" in page
    assert "各项目相加 16.12 100.00" in page
    assert "信访业务 12.12 75.19" in page


@pytest.mark.django_db
def test_where_some_rows_may_be_sums_nothing_is_added_up(client: Client) -> None:
    edition = listed(("某局", "16.12"), ("信访业务", "12.12"), ("设备购置", "5.00")).publish()
    page = seen(client, f"/editions/{edition.pk}/")
    assert "项目表的各行" in page
    assert "不相加，不算份额" in page
    assert "各项目相加" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("spent", "told"), [("16.12", Decimal("161200")), ("20.00", Decimal("161200")), ("16.00", None)])
def test_a_list_without_any_sum_is_added_up_as_far_as_the_department_spends_so_much(spent: str, told: Decimal | None) -> None:
    edition = listed(("信访业务", "12.12"), ("设备购置", "4.00"), spent=spent).publish()
    volume = stored.read([edition])[edition.pk]
    changes = series.lines(volume, None, "projects")
    assert len(projects_of(changes)) == 2
    assert come_to(changes, series.headline(volume, None)) == told


@pytest.mark.django_db
def test_what_adds_up_projects_is_found_as_none(client: Client) -> None:
    searching.refresh([listed(("某某管理局", "16.12"), *WHOLE[1:]).publish().disclosure_id or 0])
    assert "设备购置" in seen(client, "/search/?q=设备&kind=project")
    assert "没有" in seen(client, "/search/?q=某某管理&kind=project")
