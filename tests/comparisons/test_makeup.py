"""What a year is made up of, on the page of a department and of a comparison: as drawings that need no script, with their table."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.comparisons.sides import WANLI, wanli
from tests.comparisons.test_compare import address, html_of, seen
from tests.comparisons.test_pictures import drawn, files
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
QUERIES = 11


def page(name: str) -> str:
    return f"/departments/{department(name).pk}/"


def svgs(html: str, look: str = "broad") -> list[ElementTree.Element]:
    """The drawings of a page that are shown on a broad screen."""
    return [ElementTree.fromstring(one) for one in re.findall(rf'<svg class="{look}".*?</svg>', html, re.S)]  # noqa: S314  our own


def tiles(svg: ElementTree.Element) -> dict[str, str]:
    """The names of a drawing's links, with their addresses."""
    return {link.get("aria-label", ""): link.get("href", "") for link in svg.iter("a")}


def book(name: str = "甲局", year: int = 2023) -> Book:
    """Two classes, one of them with two 项, and both sides of the totals."""
    made = Book(name, year=year)
    made.table("summary", "收支总表")
    made.row("一、一般公共预算拨款收入", {"total": "90.00"}, item="general", side="income")
    made.row("一、教育支出", {"total": "60.00"}, side="expenditure")
    made.row("上年结转", {"total": "10.00"}, item="carryover", side="income")
    made.row("二、公共安全支出", {"total": "40.00"}, side="expenditure")
    made.row("收入总计", {"total": "100.00"}, item="total", side="income")
    made.row("支出总计", {"total": "100.00"}, item="total", side="expenditure")
    made.table("expenditure", "支出总表")
    for code, label, printed in (
        ("205", "教育支出", "60.00"),
        ("20502", "普通教育", "60.00"),
        ("2050202", "小学教育", "45.00"),
        ("2050203", "初中教育", "15.00"),
        ("204", "公共安全支出", "40.00"),
    ):
        made.row(label, {"total": printed}, code=code, level=len(code) // 2)
    made.row("合计", {"total": "100.00"}, item="total")
    return made


def test_the_page_of_a_department_draws_its_latest_expenditure_and_where_it_comes_from(client: Client) -> None:
    book(year=2022).publish()
    book().publish()
    html = html_of(client, page("甲局"))
    assert "2023 年支出 100.00 万元，最大的一块是教育支出" in html
    assert "2023 年的 100.00 万元从哪里来，到哪里去" in html
    assert "两边的各项按元相加，都正好是 100.00 万元。" in html
    areas, ribbons = svgs(html)[-2:]
    assert (areas.get("role"), ribbons.get("role")) == ("group", "img")
    assert list(tiles(areas)) == [
        "教育支出 › 小学教育，45.00 万元，占 45.00%",
        "教育支出 › 初中教育，15.00 万元，占 15.00%",
        "教育支出，60.00 万元，占 60.00%",
        "公共安全支出，40.00 万元，占 40.00%",
    ]
    assert len(list(ribbons.iter("path"))) == 4


def test_a_tile_leads_to_its_line_and_that_to_its_parts_and_at_last_to_where_the_figure_is_printed(client: Client) -> None:
    book().publish()
    areas = svgs(html_of(client, page("甲局")))[-2]
    to_class = next(href for name, href in tiles(areas).items() if name.startswith("教育支出，"))
    html = html_of(client, to_class.partition("#")[0])
    assert "2023 年教育支出 60.00 万元，最大的一块是小学教育" in html
    (parts,) = svgs(html)
    to_line = next(iter(tiles(parts).values()))
    assert "under=2050202" in to_line
    assert to_line.endswith("#compared")
    line = html_of(client, to_line.partition("#")[0])
    assert svgs(line) == []
    (figure,) = set(re.findall(r'<a class="fig" href="(/evidence/facts/\d+/)"[^>]*>45.00</a>', line))
    assert "<mark>45.00</mark>" in html_of(client, figure)


def test_below_the_drawings_stands_the_same_as_a_table_whose_figures_lead_to_their_places(client: Client) -> None:
    book().publish()
    html = html_of(client, page("甲局"))
    first, second = re.findall(r'<table class="makeup">.*?</table>', html, re.S)
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr.*?</tr>", first, re.S)][1:]
    assert rows == [
        "教育支出 60.00 60.00",
        "小学教育 45.00 45.00",
        "初中教育 15.00 15.00",
        "公共安全支出 40.00 40.00",
        "合计 100.00 100.00",
    ]
    assert len(re.findall(r'<a class="fig" href="/evidence/facts/\d+/"', first)) == 5
    assert len(re.findall(r'<a class="fig" href="/evidence/facts/\d+/"', second)) == 6


def test_where_the_two_drawings_have_different_totals_both_say_by_how_much_and_which_income_that_is(client: Client) -> None:
    """江苏省政协办公厅 2019: 13,297.11 and 13,377.11, with 80.00 of 其他资金."""
    made = Book("甲局")
    made.table("summary", "收支总表")
    for at, (label, printed) in enumerate((("一、一般公共预算", "13297.11"), ("三、其他资金", "80.00"))):
        made.row(label, {"total": printed}, item=("general", "other")[at], side="income")
    made.row("一、教育支出", {"total": "13377.11"}, side="expenditure")
    made.row("收入合计", {"total": "13377.11"}, item="total", side="income")
    made.row("支出合计", {"total": "13377.11"}, item="total", side="expenditure")
    made.table("general_expenditure", "一般公共预算支出表")
    for code, printed in (("205", "10000.00"), ("204", "3297.11"), ("", "13297.11")):
        made.row("支出" if code else "合计", {"total": printed}, code=code, item="" if code else "total")
    made.publish()
    said = (
        "两张图的总数不同：一般公共预算支出表（功能分类）是 13,297.11 万元，收支总表是 13,377.11 万元，"
        "相差 80.00 万元，数额等于收入里的“其他资金”。"
    )
    assert html_of(client, page("甲局")).count(said) == 2
    book("乙局").publish()
    assert "两张图的总数不同" not in html_of(client, page("乙局"))


def test_what_has_no_name_in_the_drawing_is_led_to_from_its_key_and_said_at_the_drawing(client: Client) -> None:
    made = book()
    made.row("小学", {"total": "1.50"}, code="20601", level=2)
    made.edition.facts.filter(schedule="expenditure", item="total").update(printed="101.50", yuan=1_015_000)
    made.row("科学技术支出", {"total": "1.50"}, code="206", level=1)
    made.publish()
    html = html_of(client, address("甲局", years=(2023,), schedule="expenditure"))
    (areas,) = svgs(html)
    (bare,) = (link for link in areas.iter("a") if link.get("aria-label", "").startswith("科学技术支出"))
    assert [rect.get("class") for rect in bare.findall("rect")] == ["bare"]
    assert [bare.find("g").get("class"), bare.find("g").find("text").text] == ["tip", "科学技术支出，1.50 万元，占 1.48%"]  # type: ignore[union-attr]
    key = re.findall(r'<ul class="keys small broad">.*?</ul>', html, re.S)[0]
    assert f'<a href="{bare.get("href", "").replace("&", "&amp;")}">科学技术支出，1.50 万元，占 1.48%</a>' in key


def test_what_a_side_lacks_of_the_total_is_named_in_drawing_table_and_words(client: Client) -> None:
    made = book()
    made.edition.facts.filter(schedule="summary", label="二、公共安全支出").delete()
    made.publish()
    html = html_of(client, page("甲局"))
    assert "支出各项按元相加，比 100.00 万元少 400,000 元，图里写作“差额”。" in html
    ribbons = svgs(html)[-1]
    assert [path.get("class") for path in ribbons.iter("path")] == ["flow", "flow", "flow", "loose"]
    assert "差额" in [text.text for text in ribbons.iter("text")]
    assert re.search(r'差额</th><td class="num">40.00</td>', html)


def test_lines_that_come_to_more_than_the_total_are_not_drawn_and_that_is_said(client: Client) -> None:
    made = book()
    made.edition.facts.filter(schedule="summary", item="total").update(printed="99.00", yuan=990_000)
    made.publish()
    html = html_of(client, page("甲局"))
    assert "没有画图：收入各项按元相加，比 99.00 万元多 10,000 元" in html
    assert not any(list(svg.iter("path")) for svg in svgs(html))
    own = address("甲局", schedule="summary")
    assert client.get(f"/compare/svg/?d={department('甲局').pk}&schedule=summary&chart=flow&of=x").status_code == 404
    assert "没有画图" in html_of(client, own)


def test_a_comparison_of_one_table_draws_its_last_year_and_one_of_two_years_what_changed(client: Client) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    one = html_of(client, address(WANLI, years=(2024,), schedule="general_expenditure"))
    assert "2024 年一般公共预算支出表（功能分类）的合计 15,621.11 万元，最大的一块是城乡社区支出" in one
    both = html_of(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure"))
    assert "最大的一块" not in both
    broad, slender = (re.findall(rf'<ul class="keys small {look}">.*?</ul>', one, re.S)[0] for look in ("broad", "slender"))
    others = "其他 3 项（教育支出、文化旅游体育与传媒支出、科学技术支出），55.00 万元"
    assert all(others in key for key in (broad, slender))


def test_lines_that_were_looked_for_are_no_whole_and_headline_figures_are_no_table(client: Client) -> None:
    wanli(2024).publish()
    for asked in (address(WANLI, years=(2024,), schedule="general_expenditure", find="教育"), address(WANLI, years=(2024,))):
        assert svgs(html_of(client, asked)) == []


def test_departments_beside_each_other_are_not_drawn_as_one(client: Client) -> None:
    for name in ("甲局", "乙局"):
        book(name).publish()
    html = html_of(client, address("甲局", "乙局", schedule="expenditure"))
    assert "最大的一块" not in html


@pytest.mark.parametrize(("schedule", "there"), [("expenditure", "45.00"), ("summary", "上年结转")])
def test_each_drawing_is_taken_away_as_a_file_of_its_own(client: Client, schedule: str, there: str) -> None:
    book().publish()
    html = html_of(client, page("甲局"))
    paths = [unescape(path) for path in re.findall(r'<a href="([^"]+)">SVG</a>', html) if f"schedule={schedule}&amp;chart" in path]
    (path,) = paths
    svg, texts = drawn(client, path)
    assert there in texts
    assert "甲局：2023 年" in texts[0]
    assert not list(svg.iter("{http://www.w3.org/2000/svg}a")), "a file leads nowhere"
    assert client.get(path.replace("/svg/", "/png/")).content[:4] == b"\x89PNG"
    assert files(client, address("甲局", years=(2023,), schedule=schedule), "PNG")
    embedded = html_of(client, path.replace("/svg/", "/embed/"))
    assert [one.get("role") for one in svgs(embedded)] == ["img"]
    assert "<a class=" not in re.sub(r".*<svg", "<svg", embedded, flags=re.S).split("</svg>")[0]


def test_the_drawings_are_told_in_english(client: Client) -> None:
    book().publish()
    client.cookies["django_language"] = "en"
    text = html_of(client, page("甲局"))
    assert "2023, Expenditure: 100.00 (CNY 10,000), the largest part is 教育支出" in text
    assert "2023: where 100.00 (CNY 10,000) come from, and where they go" in text
    words = [one.text for one in svgs(text)[-1].iter("text")]
    assert {"General public budget", "Carried over from last year", "教育支出"} <= set(words), "ours in English, what is printed as it is"


def test_a_department_that_publishes_no_table_has_no_drawing(client: Client) -> None:
    made = Book("丙局")
    made.say("支出总计100.00万元。", "支出总计", amount="100.00")
    made.publish()
    assert svgs(html_of(client, page("丙局"))) == []
    assert "丙局" in seen(client, page("丙局"))


def test_it_asks_once_more_however_many_lines_there_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    book().publish()
    more = book("乙局")
    for at in range(40):
        more.row(f"第{at}项", {"total": "0.00"}, code=f"206{at:02}", level=2)
    more.publish()
    paths = [page("甲局"), page("乙局")]
    for path in paths:
        with django_assert_num_queries(QUERIES):
            client.get(path)


def test_a_column_that_is_not_all_of_it_is_called_by_its_name(client: Client) -> None:
    made = book()
    made.table("general_expenditure", "一般公共预算支出表")
    for code, label, printed in (("205", "教育支出", "30.00"), ("204", "公共安全支出", "20.00"), ("", "合计", "50.00")):
        made.row(label, {"total": "90.00", "basic": printed}, code=code, item="" if code else "total")
    made.publish()
    html = html_of(client, address("甲局", years=(2023,), schedule="general_expenditure", measure="basic"))
    assert "2023 年一般公共预算支出表（功能分类）的基本支出 50.00 万元，最大的一块是教育支出" in html
