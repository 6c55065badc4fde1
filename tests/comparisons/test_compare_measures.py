"""`show=`: shares, index, yearly rate and places beside a comparison, and each change as a sentence; on page, in data and in the terminal.

Figures are those of 万里街道's budgets in 元: 164,978,640 = 99,406,297 + 65,572,343 (2023); 156,211,123 = 99,706,020 + 56,505,103 (2024).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.comparisons.sides import WANLI
from tests.comparisons.test_compare import address, data, html_of, seen
from tests.comparisons.test_views import words
from tests.factories import Book

pytestmark = pytest.mark.django_db

OTHER = "某市统计局"
PARTS = {2023: ("164978640", "99406297", "65572343"), 2024: ("156211123", "99706020", "56505103")}


def totals(name: str, year: int, total: str, basic: str = "", project: str = "") -> None:
    book = Book(name, year, scope="department")
    book.table("summary", "收支预算总表", "元")
    book.row("支出总计", {"amount": total}, item="total", side="expenditure")
    if basic:
        book.table("expenditure", "支出预算总表", "元")
        book.row("合计", {"total": total, "basic": basic, "project": project}, item="total")
    book.publish()


@pytest.fixture(autouse=True)
def _published() -> None:
    for year, figures in PARTS.items():
        totals(WANLI, year, *figures)
    totals(OTHER, 2023, "200000000")
    totals(OTHER, 2024, "100000000")


def lines_of(answer: Any, at: int = 0) -> dict[str, Any]:
    return {line["key"]: line for line in answer["measures"][at]["lines"]}


def test_shares_and_their_points_are_those_of_the_printed_figures(client: Client) -> None:
    """99,406,297 ÷ 164,978,640 = 60.2540 %; 99,706,020 ÷ 156,211,123 = 63.8277 %; 3.5737 points between them."""
    first, second = lines_of(data(client, address(WANLI, show="measures")))["basic"]["years"]
    assert (first["parent"], first["share"], second["share"]) == ("total_expenditure", "60.2540", "63.8277")
    assert (first["share_moved"], first["share_moved_why"], second["share_moved"]) == (None, "no_previous", "3.5737")
    assert second["share_of_top"] == second["share"]


def test_index_and_yearly_rate_begin_with_the_first_year(client: Client) -> None:
    """156,211,123 ÷ 164,978,640 = 94.6857 %."""
    total = lines_of(data(client, address(WANLI, show="measures")))["total_expenditure"]
    assert [(year["index"], year["index_base"]) for year in total["years"]] == [("100.0000", 2023), ("94.6857", 2023)]
    assert total["compound"] == {"rate": "-5.3143", "why": "", "first": 2023, "last": 2024, "cautions": []}
    assert [(year["parent"], year["share_why"], year["place"]) for year in total["years"]] == [(None, "no_whole", None)] * 2


@pytest.fixture
def _one_year_told_by_the_next() -> None:
    """2023 and 2025 have documents of their own; of 2024 only the next year's table tells, so that nobody knows what its own says."""
    for year, last in ((2023, None), (2025, "110.00")):
        book = Book("缺年局", year, scope="department")
        book.table("three_public", "“三公”经费表")
        book.row("合计", {"total": "100.00" if year == 2023 else "121.00"}, item="total")
        if last is not None:
            book.row("合计", {"total": last}, item="total", fiscal_year=2024, figure="previous")
        book.publish()


@pytest.mark.usefixtures("_one_year_told_by_the_next")
def test_an_index_and_a_rate_over_a_year_that_is_not_here_are_marked(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    total = lines_of(data(client, address("缺年局", show="measures")))["three_public"]
    assert [year["index"] for year in total["years"]] == ["100.0000", "110.0000", "121.0000"]
    codes = [[caution["code"] for caution in year["index_cautions"]] for year in total["years"]]
    assert [("not_collected" in found) for found in codes] == [False, True, True]
    assert "not_collected" in [caution["code"] for caution in total["compound"]["cautions"]]
    call_command("compare", "缺年局", "--show", "measures")
    told = capsys.readouterr().out
    number = next(line.split("：")[0].split()[-1] for line in told.splitlines() if "没有收录 2024 年自己的现行文件" in line)
    (index,) = (line for line in told.splitlines() if "指数（2023 年" in line)
    (compound,) = (line for line in told.splitlines() if "+10.00 2023→2025" in line)
    assert index.count(f"〔{number}〕") == 2
    assert f"〔{number}〕" in compound
    html = html_of(client, address("缺年局", show="measures"))
    measures = html[html.index('id="measures"') :]
    assert measures.count(f'href="#caution-{number}"') == 3
    assert f'id="caution-{number}"' in html


def test_places_are_among_the_departments_side_by_side(client: Client) -> None:
    answer = data(client, address(WANLI, OTHER, show="measures"))
    places = [[year["place"] for year in lines_of(answer, at)["total_expenditure"]["years"]] for at in (0, 1)]
    assert [(one["place"], one["among"], one["moved"]) for one in places[0]] == [(2, 2, None), (1, 2, 1)]
    assert [(one["place"], one["among"], one["moved"]) for one in places[1]] == [(1, 2, None), (2, 2, -1)]


def test_a_place_among_one_is_none(client: Client) -> None:
    totals(WANLI, 2025, "150000000")
    answer = data(client, address(WANLI, OTHER, show="measures"))
    (last,) = [year["place"] for year in lines_of(answer, 0)["total_expenditure"]["years"] if year["year"] == 2025]
    assert (last["place"], last["among"], last["why"]) == (None, 1, "alone")
    assert "没有可比的部门" in seen(client, address(WANLI, OTHER, show="measures"))


def test_the_page_tells_them_where_they_are_asked_for(client: Client) -> None:
    assert 'id="measures"' not in html_of(client, address(WANLI))
    assert data(client, address(WANLI))["measures"] is None
    page = seen(client, address(WANLI, OTHER, show="measures"))
    assert "支出总计 −5.31 2023→2024 指数（2023 年 = 100） 100.00 94.69 名次（由大到小） 2 / 2 1 / 2 上升 1 位" in page
    assert "占支出总计，% 60.25 63.83 +3.57 个百分点" in page
    assert '<input type="checkbox" name="show" value="measures" checked>' in html_of(client, address(WANLI, show="measures"))


def test_a_year_without_a_document_says_so_as_the_table_does(client: Client) -> None:
    page = html_of(client, address(WANLI, years=(2022, 2023), show="measures", line="basic"))
    part = words(page[page.index('id="measures"') :])
    assert "指数（2023 年 = 100） 未收录 100.00" in part


def test_each_change_is_a_sentence_in_both_languages(client: Client) -> None:
    [group] = data(client, address(WANLI, show="sentences", line="total_expenditure"))["groups"]
    [told] = group["steps"][0]["sentences"]
    assert told == {
        "key": "total_expenditure",
        "zh": f"{WANLI}2024年部门预算支出总计 156,211,123元，比上年减少 8,767,517元（−5.31%）。",
        "en": f"{WANLI}, department budget, Total expenditure 2024: 156,211,123 (CNY), down 8,767,517 (CNY) on the year before (−5.31%).",
    }
    [silent] = data(client, address(WANLI))["groups"]
    assert silent["steps"][0]["sentences"] == []


def test_the_page_of_a_pair_has_the_sentences_with_links_to_the_figures(client: Client) -> None:
    html = html_of(client, address(WANLI, years=(2023, 2024)))
    part = html[html.index('id="sentences"') :]
    assert "比上年" in part
    assert part.count('<a class="fig" href="/evidence/facts/') >= 3
    client.cookies["django_language"] = "en"
    english = html_of(client, address(WANLI, years=(2023, 2024)))
    assert "down" in english[english.index('id="sentences"') :]


def test_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compare", WANLI, OTHER, "--show", "measures", "sentences")
    out = capsys.readouterr().out
    assert f"{WANLI}　份额、指数和名次" in out
    assert "1 / 2（上升 1 位）" in out
    assert f"  {OTHER}2024年部门预算支出总计 100,000,000元，比上年减少 100,000,000元（−50.00%）。" in out


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("show=shares", "show：“shares”不能用。可以用的是：measures、sentences。"),
        ("show=measures&show=measures", "show：同一个值给了不止一次。"),
    ],
)
def test_what_may_be_shown_is_named(client: Client, query: str, error: str) -> None:
    assert error in seen(client, f"{address(WANLI)}&{query}", 400)


# Some lines alone


def test_parts_that_were_not_asked_for_are_no_residual(client: Client) -> None:
    """基本支出 alone rose by 299,723 元; what 项目支出 lost was not asked for, and is no difference that nobody explains."""
    path = f"{address(WANLI, years=(2023, 2024))}&line=total_expenditure&line=basic"
    [group] = data(client, path)["groups"]
    assert group["steps"][0]["levels"] == []
    page = html_of(client, path)
    assert "少在哪里" not in page
    assert "余差" not in page[page.index('id="compared"') : page.index('id="sentences"')].split("</table>")[0].split("<tbody>")[1]
    [whole] = data(client, address(WANLI, years=(2023, 2024)))["groups"]
    [level] = whole["steps"][0]["levels"]
    assert level["parent"] == "total_expenditure"
    assert Decimal(level["residual"]) == 0


def test_a_contribution_stands_only_beside_the_line_that_it_is_to(client: Client) -> None:
    """+299,723 元 to 支出总计 is told where 支出总计 is shown, and is nothing where it is not."""
    path = f"{address(WANLI, years=(2023, 2024))}&line=basic"
    with_total, alone = (html_of(client, one).split('id="sentences"')[0] for one in (f"{path}&line=total_expenditure", path))
    assert "+299,723" in with_total
    assert "+299,723" not in alone


def test_what_adds_up_a_table_is_told_with_the_name_of_the_table(client: Client) -> None:
    """47.91 万元 is 合计 of the 三公 table, and not that of the department's budget."""
    for year, amount in ((2023, "22.91"), (2024, "47.91")):
        book = Book(OTHER + "执法队", year, scope="department")
        book.table("three_public", "“三公”经费支出表")
        book.row("", {"total": amount}, item="total", row_key="total")
        book.publish()
    [group] = data(client, address(OTHER + "执法队", schedule="three_public", show="sentences"))["groups"]
    [told] = group["steps"][0]["sentences"]
    assert "2024年部门预算《“三公”经费支出表》的合计 47.91万元" in told["zh"]


def test_a_line_and_its_only_part_of_the_same_name_are_told_apart(client: Client) -> None:
    """粮油物资储备支出 is a 类 with one 款 of another name; 粮油储备 a 款 whose only 项 goes by its name, with its figures."""
    team = OTHER + "储备队"
    lines = (("222", "粮油物资储备支出"), ("22204", "粮油储备"), ("2220401", "粮油储备"))
    for year, amount in ((2023, "40.00"), (2024, "30.00")):
        book = Book(team, year, scope="department")
        book.table("general_expenditure", "一般公共预算支出表")
        for code, label in lines:
            book.row(label, {"total": amount}, code=code, level=len(code) // 2)
        book.publish()
    path = address(team, schedule="general_expenditure", show="sentences")
    [group] = data(client, path)["groups"]
    told = {one["key"]: one for one in group["steps"][0]["sentences"]}
    assert "2024年部门预算粮油物资储备支出 30.00万元" in told["222"]["zh"]
    assert "2024年部门预算粮油储备（款 22204） 30.00万元" in told["22204"]["zh"]
    assert "2024年部门预算粮油储备（项 2220401） 30.00万元" in told["2220401"]["zh"]
    assert "，对粮油储备（款 22204）变化率的影响为 −25.00 个百分点" in told["2220401"]["zh"]
    assert "粮油储备 (2220401) 2024: 30.00" in told["2220401"]["en"]
    assert "; it takes 25.00 percentage points off the rate of 粮油储备 (22204)." in told["2220401"]["en"]
    assert "粮油储备（项 2220401） 30.00万元" in seen(client, path).replace("2024年部门预算", "")


def test_a_row_without_a_code_is_told_by_all_its_names_and_its_table(client: Client) -> None:
    """省高院's procurement: 其他办公设备 stands under several projects, and «上年的表里没有这一行» is true of one of them only."""
    for year, project in ((2023, "设备购置费"), (2024, "办案费")):
        book = Book("采购局", year, scope="department")
        book.table("procurement", "政府采购表")
        book.row("合计", {"total": "9.00"}, item="total")
        book.row("货物", {"total": "9.00"})
        book.row("其他办公设备", {"total": "9.00"}, path=["货物", project])
        book.publish()
    [group] = data(client, address("采购局", schedule="procurement", show="sentences"))["groups"]
    told = [one["zh"].partition("，对货物")[0] for one in group["steps"][0]["sentences"]]
    assert "采购局2024年部门预算《政府采购预算表》的货物 › 办案费 › 其他办公设备 9.00万元，上年的表里没有这一行" in told
    assert "采购局2023年部门预算《政府采购预算表》的货物 › 设备购置费 › 其他办公设备 9.00万元，2024年的表里没有这一行" in told
