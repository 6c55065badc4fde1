"""Charts that are taken away: each has an address, and needs nothing around it."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from comparisons.alone import MARGIN, alone
from comparisons.drawings import Mark, paragraph, series
from comparisons.pictures import as_png, as_svg
from tests.comparisons.sides import WANLI, ZHENGXIE, wanli, zhengxie
from tests.comparisons.test_compare import address, html_of, seen
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

SVG = "{http://www.w3.org/2000/svg}"
YEARS = [Mark(2023, Decimal(5), "5.00", hollow=True), Mark(2024, Decimal(6), "6.00", joined="dotted")]


def files(client: Client, path: str, kind: str) -> list[str]:
    """The addresses of a page's charts."""
    return [unescape(found) for found in re.findall(rf'<a href="([^"]+)">{kind}</a>', html_of(client, path))]


def drawn(client: Client, path: str) -> tuple[ElementTree.Element, list[str]]:
    """The chart at an address, and its texts in their order, halos left out."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9_-]+\.svg"', answer["Content-Disposition"])
    svg = ElementTree.fromstring(answer.content)  # noqa: S314  our own
    return svg, [text.text or "" for text in svg.iter(f"{SVG}text") if text.get("aria-hidden") != "true"]


def together(texts: list[str]) -> str:
    """Texts without their spaces, at which lines may be broken."""
    return "".join(texts).replace(" ", "")


@pytest.fixture
def both_years() -> None:
    for year in (2023, 2024):
        wanli(year).publish()


@pytest.mark.django_db
def test_over_a_year_whose_own_document_is_not_there_nothing_is_joined_and_the_picture_says_so(client: Client) -> None:
    zhengxie(2017).publish()
    later = zhengxie(2019)
    later.say("支出总计1.00万元，比上年减少1.00万元。", "支出总计", amount="1.00", change="1.00", direction="decrease", base_year=2018)
    later.publish()
    page = address(ZHENGXIE, years=(2017, 2018, 2019), line="total_expenditure")
    svg, texts = drawn(client, files(client, page, "SVG")[0])
    assert len([one for one in svg.iter(f"{SVG}line") if one.get("stroke-dasharray")]) == 1, (
        "only that to the year that tells of the year before"
    )
    assert "没有收录2018年自己的现行文件，看不到它有没有写明口径变了" in together(texts)
    assert "从2017年" not in together(texts)


@pytest.mark.django_db
@pytest.mark.usefixtures("both_years")
def test_the_waterfall_of_a_pair_stands_alone(client: Client) -> None:
    page = address(WANLI, years=(2023, 2024), schedule="general_expenditure")
    (path,) = files(client, page, "SVG")
    svg, texts = drawn(client, path)
    heading = f"{WANLI}：一般公共预算支出表（功能分类）的合计少了876.75万元，少在哪里"
    assert together(texts).startswith(f"{heading}预算（部门）各项差额，万元。")
    assert {"社会保障和就业支出", "↓ −746.92", "16,497.86", "15,621.11"} <= set(texts)
    assert "4 项减少，3 项增加，2 项不变。按元相加，余差为 0 元。" in texts
    assert re.search(re.escape(f"来源：明账，http://testserver{page}，") + r"20\d\d-\d\d-\d\d", together(texts))
    assert svg.find(f"{SVG}title") is not None
    assert svg.find(f"{SVG}desc") is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("both_years")
def test_it_needs_nothing_around_it(client: Client) -> None:
    (path,) = files(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure"), "SVG")
    svg, _texts = drawn(client, path)
    assert {one.tag.removeprefix(SVG) for one in svg.iter()} == {"svg", "title", "desc", "rect", "line", "text"}
    for one in svg.iter():
        assert not {"class", "style", "href", "onload"} & set(one.attrib)
        assert "var(" not in " ".join(one.attrib.values())
        if one.tag == f"{SVG}line":
            assert one.get("stroke", "").startswith("#")
    assert "WenQuanYi Micro Hei" in svg.attrib["font-family"]
    assert svg.attrib["font-family"].endswith("sans-serif")


@pytest.mark.django_db
def test_each_line_of_each_department_has_an_address_of_its_own(client: Client) -> None:
    for year in (2017, 2018, 2019):
        zhengxie(year).publish()
        zhengxie(year, stage="final_accounts").publish()
    page = address(ZHENGXIE)
    paths = files(client, page, "SVG")
    assert len(paths) == len(set(paths)) == 2
    told = [together(drawn(client, path)[1]) for path in paths]
    assert sorted(stage for text in told for stage in ("预算（部门）", "决算（部门）") if stage in text) == ["决算（部门）", "预算（部门）"]
    for text in told:
        assert f"{ZHENGXIE}：支出总计：从2017年的9,146.79万元到2019年的13,377.11万元" in text


@pytest.mark.django_db
def test_the_png_is_twice_as_large_and_has_chinese_in_it(client: Client) -> None:
    for year in (2017, 2018, 2019):
        zhengxie(year).publish()
    (path,), (picture,) = files(client, address(ZHENGXIE), "SVG"), files(client, address(ZHENGXIE), "PNG")
    svg, _texts = drawn(client, path)
    answer = client.get(picture)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"].endswith('.png"')
    image = Image.open(BytesIO(answer.content))
    assert image.size == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))


def test_different_chinese_makes_different_pictures() -> None:
    """Where the font lacks, every letter is nothing or the same box."""

    def picture(text: str) -> bytes:
        return as_png(as_svg(alone(series(YEARS)[0], text, [], []), "", "", "zh"))

    assert len({picture("支出"), picture("收入"), picture("")}) == 3


def test_bold_type_is_bold_in_a_picture_too() -> None:
    """The font has no bold: it is drawn with strokes, in the picture alone."""
    svg = as_svg(alone(series(YEARS)[0], "支出", [], []), "", "", "zh")
    plain = svg.replace(' font-weight="600"', "")
    ink = [sum(Image.open(BytesIO(as_png(one))).convert("L").histogram()[:64]) for one in (svg, plain)]
    assert ink[0] > 1.1 * ink[1]
    assert 'stroke-width="0.70"' not in svg


@pytest.mark.django_db
def test_a_department_has_its_headline_figures_through_the_years(client: Client) -> None:
    for year in (2017, 2018, 2019):
        zhengxie(year).publish()
    pk = department(ZHENGXIE).pk
    for kind in ("SVG", "PNG"):
        assert files(client, f"/departments/{pk}/", kind) == [
            f"/departments/{pk}/charts/budget/department/total_expenditure.{kind.lower()}"
        ]
    (path,), (picture,) = files(client, f"/departments/{pk}/", "SVG"), files(client, f"/departments/{pk}/", "PNG")
    _svg, texts = drawn(client, path)
    assert {"9,146.79", "10,150.48", "13,377.11", "2017"} <= set(texts)
    assert f"来源：明账，http://testserver/departments/{pk}/，" in "".join(texts)
    assert client.get(picture)["Content-Type"] == "image/png"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place", ["final_accounts/department/total_expenditure.svg", "budget/department/three_public.svg", "budget/unit/x.png"]
)
def test_of_what_a_department_has_no_figures_there_is_no_chart(client: Client, place: str) -> None:
    zhengxie(2018).publish()
    assert client.get(f"/departments/{department(ZHENGXIE).pk}/charts/{place}").status_code == 404


@pytest.mark.django_db
def test_of_a_department_that_there_is_not_neither(client: Client) -> None:
    assert client.get("/departments/999999/charts/budget/department/total_expenditure.svg").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("both_years")
def test_a_chart_that_there_is_not_names_those_that_there_are(client: Client) -> None:
    path = address(WANLI, years=(2023, 2024), schedule="general_expenditure").replace("/compare/", "/compare/svg/")
    assert f"of={department(WANLI).pk}-budget-department" in seen(client, f"{path}&chart=no", 404)
    assert "foo：没有这个参数。" in seen(client, f"{path}&foo=1", 400)


@pytest.mark.django_db
def test_words_of_documents_are_escaped(client: Client) -> None:
    for year, printed in ((2022, "1.00"), (2023, "2.00")):
        book = Book("<b>某&院</b>", year)
        book.table("summary", f"{year}年收支总表")
        book.row("支出总计", {"total": printed}, item="total", side="expenditure")
        book.publish()
    page = address("<b>某&院</b>", years=(2021, 2022, 2023))
    (path,) = files(client, page, "SVG")
    assert drawn(client, path)[1][0].startswith("<b>某&院</b>：支出总计")


@pytest.mark.django_db
@pytest.mark.usefixtures("both_years")
def test_it_asks_as_often_as_the_workbook(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pk = department(WANLI).pk
    of = f"{pk}-budget-department"
    whole = address(WANLI, years=(2023, 2024), schedule="general_expenditure")
    key = unescape(files(client, whole, "PNG")[0])
    with django_assert_num_queries(QUERIES):
        assert client.get(key).status_code == 200
    with django_assert_num_queries(QUERIES + 4):
        client.get(f"/departments/{pk}/charts/budget/department/total_expenditure.png")
    assert of in key


QUERIES = 7


def test_what_is_doubtful_in_a_drawing_is_hollow_or_dotted_there_too() -> None:
    text = as_svg(alone(series(YEARS)[0], "题", ["一"], ["二"]), "名", "述", "zh")
    svg = ElementTree.fromstring(text.partition("\n")[2])  # noqa: S314  our own
    first, second = svg.iter(f"{SVG}circle")
    assert (first.get("fill"), second.get("fill")) == ("#ffffff", "#16201c")
    assert [line.get("stroke-dasharray") for line in svg.iter(f"{SVG}line")].count("3 4") == 1


def test_everything_stands_on_the_paper() -> None:
    made = alone(series(YEARS)[0], "很长的题目" * 20, ["basis " * 40], ["http://testserver/compare/?" + "d=1&" * 60])
    assert [line.y for line in made.lines] == sorted(line.y for line in made.lines)
    assert max(line.y for line in made.lines) < made.height
    heading = [line for line in made.lines if line.look == "bold"]
    assert len(heading) > 1
    assert min(word.y for word in made.drawing.words) > heading[-1].y
    assert all(MARGIN <= word.x <= made.width - MARGIN for word in made.drawing.words if word.anchor != "middle")
    assert made.drawing.words[0].x == series(YEARS)[0].words[0].x + MARGIN


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("支出总计少了八百万元", ["支出总计少", "了八百万元"]),
        ("total expenditure fell", ["total", "expenditure", "fell"]),
        ("a b c", ["a b c"]),
        ("http://testserver/", ["http://tes", "tserver/"]),
        ("", []),
    ],
)
def test_a_line_is_broken_between_words_where_it_can_be(text: str, lines: list[str]) -> None:
    assert paragraph(text, 5 if " " not in text else 6) == lines


@pytest.mark.django_db
def test_over_a_change_of_basis_no_heading_leads_and_the_ground_is_explained(client: Client) -> None:
    for year, title, printed in (
        (2021, "支出总表（含上年结转）", "9.00"),
        (2022, "支出总表（不含上年结转）", "3.00"),
        (2023, "支出总表", "4.00"),
    ):
        book = Book(year=year)
        book.table("expenditure", title, carry_over={2021: "included", 2022: "excluded"}.get(year))
        book.row("合计", {"total": printed}, item="total")
        book.row("教育支出", {"total": printed}, code="205")
        book.publish()
    (path,) = files(client, address("大同市应急管理局", schedule="expenditure"), "SVG")
    _svg, texts = drawn(client, path)
    assert texts[0] == "大同市应急管理局：合计"
    assert "竖线之间灰底的一段口径变了，两边的数不能相比。" in texts
