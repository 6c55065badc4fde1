"""How the table of a comparison is laid out: which rows, in which order, and what they are. Pure, and on the page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from comparisons import layout
from comparisons.layout import Layout
from comparisons.matrix import Row, Rows
from tests.comparisons.test_compare import seen
from tests.factories import Book, department

ROWS = Rows(
    "",
    (
        Row("201", "一般公共服务支出", "201", 0, "line", "total"),
        Row("20105", "统计信息事务", "20105", 1, "line", "201"),
        Row("2010507", "专项普查活动", "2010507", 2, "line", "20105"),
        Row("208", "社会保障和就业支出", "208", 0, "line", "total"),
        Row("20805", "行政事业单位养老支出", "20805", 1, "line", "208"),
        Row("20807", "就业补助", "20807", 1, "line", "208"),
        Row("208~", "", "", 1, "residual", "208"),
        Row("total", "合计", "", 0, "total", None),
    ),
)


def keys(**picked: Any) -> list[str]:
    return [row.key for row in layout.shown(ROWS, Layout(**picked)).rows]


def test_without_a_choice_every_row_is_shown() -> None:
    assert layout.shown(ROWS, Layout(by="departments", sort="rate")) == ROWS


def test_so_many_levels_are_shown_with_what_their_own_parts_leave_unexplained() -> None:
    assert keys(depth=1) == ["201", "208", "total"]
    assert keys(depth=2) == ["201", "20105", "208", "20805", "20807", "208~", "total"]


def test_under_a_line_are_itself_and_its_parts_and_levels_count_from_it() -> None:
    assert keys(under="208") == ["208", "20805", "20807", "208~"]
    assert keys(under="201", depth=2) == ["201", "20105"]
    assert keys(under="total") == [row.key for row in ROWS.rows]


def test_what_is_found_stands_below_the_lines_over_it() -> None:
    assert keys(find="普查") == ["201", "20105", "2010507", "total"]
    assert keys(find=" 养 老") == ["208", "20805", "total"]
    assert keys(find="20807") == ["208", "20807", "total"]
    assert keys(find="普查", depth=1) == []


def test_parts_of_one_whole_are_put_in_order_and_what_adds_them_up_stays_behind() -> None:
    amounts = {"201": 5, "20105": 9, "208": 7, "20805": None, "20807": -3}
    found = layout.in_order(ROWS, lambda row: None if (amount := amounts.get(row.key)) is None else Decimal(amount))
    assert [row.key for row in found.rows] == ["208", "20807", "20805", "208~", "201", "20105", "2010507", "total"]


def test_a_line_is_indented_only_below_lines_over_it_that_are_shown() -> None:
    def nested(*wanted: str) -> list[tuple[str, int, str]]:
        rows = layout.nested([row for row in ROWS.rows if row.key in wanted], ROWS.rows)
        return [(row.key, row.depth, row.apart_from.key if row.apart_from else "") for row in rows]

    assert nested("201", "20805") == [("201", 0, ""), ("20805", 0, "208")]
    assert nested("201", "2010507", "208", "20807") == [("201", 0, ""), ("2010507", 1, "20105"), ("208", 0, ""), ("20807", 1, "")]
    assert list(layout.nested(ROWS.rows, ROWS.rows)) == list(ROWS.rows)


def test_lines_whose_whole_is_left_out_are_put_in_order_with_those_beside_them() -> None:
    rows = layout.nested([row for row in ROWS.rows if row.key in ("201", "20805")], ROWS.rows)
    found = layout.in_order(Rows("", rows), lambda row: Decimal({"201": 1, "20805": 2}[row.key]))
    assert [row.key for row in found.rows] == ["20805", "201"]


# On the page


PRINTED = {
    "208": ("社会保障和就业支出", "10.00", "7.00"),
    "20805": ("行政事业单位养老支出", "4.00", "5.00"),
    "20807": ("就业补助", "6.00", "2.00"),
    "212": ("城乡社区支出", "20.00", "21.00"),
    "": ("合计", "30.00", "28.00"),
}


@pytest.fixture
def _published(db: None) -> None:
    for at, year in ((1, 2023), (2, 2024)):
        made = Book("甲局", year=year)
        made.table("general_expenditure", "一般公共预算支出表")
        for code, printed in PRINTED.items():
            made.row(printed[0], {"total": printed[at]}, code=code, item="" if code else "total")
        made.publish()


def asked(**more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/compare/?d={department('甲局').pk}&schedule=general_expenditure{query}"


def heads(page: str) -> list[str]:
    """The names at the beginning of the rows of the table."""
    table = re.search(r'<table class="(?:compared|years turned).*?</table>', page, re.S)
    assert table is not None
    return [
        re.sub(r"<[^>]*>|▸|只看这一行和它的各部分", "", head).strip()
        for head in re.findall(r'<th scope="row(?:group)?".*?</th>', table[0], re.S)
    ]


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.usefixtures("_published")
def test_a_line_is_drilled_into_with_its_own_waterfall_and_a_way_back(client: Client) -> None:
    link = re.search(r'<a class="under" href="([^"]*)"', page_of(client, asked()))
    assert link is not None
    page = page_of(client, link[1].replace("&amp;", "&"))
    assert heads(page) == ["社会保障和就业支出", "就业补助", "行政事业单位养老支出"]
    assert "一般公共预算支出表（功能分类）的社会保障和就业支出少了 3.00 万元，少在哪里" in seen(client, asked(under="208"))
    assert ">全部行</a>" in page


@pytest.mark.usefixtures("_published")
def test_a_line_asked_for_without_its_whole_stands_below_none_and_names_it(client: Client) -> None:
    page = page_of(client, f"{asked()}&line=212&line=20807")
    assert heads(page) == ["就业补助属 208 社会保障和就业支出", "城乡社区支出"]
    assert 'class="line child' not in page
    turned = page_of(client, f"{asked(by='years')}&line=212&line=20807")
    assert "属 208 社会保障和就业支出" in turned


@pytest.mark.usefixtures("_published")
def test_the_order_says_what_it_is(client: Client) -> None:
    assert '<span aria-current="true">文件里的次序，各类之内减少多的在前</span>' in page_of(client, asked())
    book = Book("甲局", year=2025)
    book.table("general_expenditure", "一般公共预算支出表")
    book.row("合计", {"total": "30.00"}, item="total")
    book.publish()
    assert '<span aria-current="true">文件里的次序</span>' in page_of(client, asked())


@pytest.mark.usefixtures("_published")
def test_levels_and_words_pick_lines_and_change_no_figure(client: Client) -> None:
    assert heads(page_of(client, asked(depth="1"))) == ["社会保障和就业支出", "城乡社区支出", "余差", "合计"]
    found = page_of(client, asked(find="就业补助"))
    assert heads(found) == ["社会保障和就业支出", "就业补助", "合计"]
    assert all(figure in found for figure in ("−3.00", "−4.00", "−2.00"))
    assert "没有这样的行" in seen(client, asked(find="无人机"))


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(
    ("sort", "first", "part"),
    [
        ("figure", "城乡社区支出", "行政事业单位养老支出"),
        ("difference", "城乡社区支出", "行政事业单位养老支出"),
        ("rate", "城乡社区支出", "行政事业单位养老支出"),
    ],
)
def test_the_largest_first_among_the_parts_of_each_line(client: Client, sort: str, first: str, part: str) -> None:
    found = heads(page_of(client, asked(sort=sort)))
    assert (found[0], found[-1]) == (first, "合计")
    assert found[found.index("社会保障和就业支出") + 1] == part


@pytest.mark.usefixtures("_published")
def test_a_line_that_there_is_not_is_answered_with_those_that_there_are(client: Client) -> None:
    assert "under：这张表里没有“2089”这一行。有的是：" in seen(client, asked(under="2089"), 400)


def _two() -> str:
    """Two departments over three years, the second without a document of the first year, as an address."""
    for name, years in (("甲局", {2021: "1.00", 2022: "2.00", 2023: "9.00"}), ("乙局", {2022: "5.00", 2023: "6.00"})):
        for year, printed in years.items():
            made = Book(name, year=year)
            made.table("three_public", "“三公”经费支出表")
            made.row("合计", {"total": printed}, item="total")
            made.publish()
    first, second = department("甲局"), department("乙局")
    return f"/compare/?d={second.pk}&d={first.pk}&line=three_public"


@pytest.mark.django_db
def test_of_many_columns_departments_stand_below_each_line_with_the_years_beside_each_other(client: Client) -> None:
    page = page_of(client, _two())
    assert heads(page) == ["“三公”经费", "乙局预算 · 单位口径", "甲局预算 · 单位口径"]
    assert re.findall(r'<th scope="col" class="num">(\d{4})', page) == ["2021", "2022", "2023"]
    table = page[page.index('<table class="years turned">') :]
    cells = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td(?: class=\"void[^>]*)?>.*?</td>", table)]
    assert cells == ["未收录", "5.00", "6.00 +1.00 +20.00%", "1.00", "2.00 +1.00 +100.00%", "9.00 +7.00 +350.00%"]


def _two_again(client: Client, by: str, **more: str) -> str:
    first, second = department("甲局"), department("乙局")
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/compare/?d={second.pk}&d={first.pk}&line=three_public&by={by}{query}"


@pytest.mark.django_db
def test_departments_by_their_latest_figure_or_difference(client: Client) -> None:
    _two()
    for sort, first in (("figure", "甲局"), ("difference", "甲局"), ("rate", "甲局"), ("", "乙局")):
        more = {"sort": sort} if sort else {}
        assert heads(page_of(client, _two_again(client, "departments", **more)))[1].startswith(first), sort


@pytest.mark.django_db
def test_years_below_each_line_with_the_departments_beside_each_other(client: Client) -> None:
    _two()
    page = page_of(client, _two_again(client, "years"))
    assert heads(page) == ["“三公”经费", "2021", "2022", "2023"]
    assert re.findall(r'<th scope="col" class="num"><a[^>]*>(.局)', page) == ["乙局", "甲局"]
    assert heads(page_of(client, _two_again(client, "lines"))) == ["“三公”经费"]


@pytest.mark.django_db
def test_a_table_without_totals_is_shown_by_another_of_its_columns_with_its_name_in_the_address(client: Client) -> None:
    for year in (2022, 2023):
        made = Book("甲局", year=year)
        made.table("three_public", "“三公”经费支出表")
        made.row("甲局", {"general": f"{year - 2018}.00", "fund": "1.00"})
        made.publish()
    path = f"/compare/?d={department('甲局').pk}&schedule=three_public"
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"{path}&measure=general")
    assert "“三公”经费支出表，一般公共预算" in seen(client, response["Location"])
    refused = client.get(f"/api/v1/compare/{path.removeprefix('/compare/')}")
    assert refused.status_code == 400
    assert "没有“total”这一项。有的是：general" in refused.content.decode()
