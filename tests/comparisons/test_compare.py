"""The page and the API that put years and departments side by side. Figures are those of published budgets, the sums done by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from budgets import schedules
from budgets.models import Edition
from comparisons.columns import measure_name
from tests.comparisons.sides import CLASSES, WANLI, ZHENGXIE, wanli, zhengxie
from tests.comparisons.test_views import words
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def address(*names: str, years: tuple[int, ...] = (), **more: str) -> str:
    """The address of a comparison of these departments."""
    many = [f"d={department(name).pk}" for name in names] + [f"y={year}" for year in years]
    return "/compare/?" + "&".join([*many, *(f"{name}={value}" for name, value in more.items())])


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def seen(client: Client, path: str, status: int = 200) -> str:
    """What a reader sees outside of drawings."""
    return words(re.sub(r"<svg.*?</svg>", "", html_of(client, path, status), flags=re.S))


def data(client: Client, path: str) -> Any:
    response = client.get("/api/v1" + path)
    assert response.status_code == 200
    return json.loads(response.content)


# The worked examples


def test_wanli_2023_to_2024_line_by_line(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    text = seen(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure"))
    assert "的合计少了 876.75 万元，少在哪里" in text
    for line in (
        "201 一般公共服务支出 297.68 293.27 −4.41 −1.48 −44,100 −0.03",
        "204 公共安全支出 125.23 163.30 +38.07 +30.40 +380,700 +0.23",
        "205 教育支出 无此行 25.00 +25.00 新增 +250,000 +0.15",
        "206 科学技术支出 10.00 10.00 0.00 0.00 0 0.00",
        "208 社会保障和就业支出 2,707.32 1,960.41 −746.92 −27.59 −7,469,172 −4.53",
        "212 城乡社区支出 12,131.99 11,938.53 −193.46 −1.59 −1,934,575 −1.17",
        "余差 0.00 0",
        "合计 16,497.86 15,621.11 −876.75 −5.31",
    ):
        assert line in text, line
    assert "4 项减少，3 项增加，2 项不变。按元相加，余差为 0 元。" in text


def test_wanlis_classes_add_up_exactly(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    (group,) = data(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure"))["groups"]
    (step,) = group["steps"]
    by_label = {line["label"]: line for line in step["lines"]}
    assert (by_label["合计"]["before"]["yuan"], by_label["合计"]["after"]["yuan"]) == ("164978640.0000", "156211123.0000")
    assert by_label["合计"]["difference"] == "-8767517.0000"
    assert sum(Decimal(by_label[label]["contribution"]) for _, label, *_ in CLASSES) == -8767517
    assert step["levels"] == [
        {"parent": by_label["合计"]["key"], "difference": "-8767517.0000", "contributions": "-8767517.0000", "residual": "0.0000"}
    ]


def test_wanlis_text_is_set_beside_each_change(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    path = address(WANLI, years=(2023, 2024))
    text = seen(client, path)
    assert "收入总计 16,497.86 15,621.11 −876.75 −5.31 ≈ −876.75" in text
    assert "支出总计 16,497.86 15,621.11 −876.75 −5.31 ≈ −876.75 ≠ −6.31%" in text
    assert "≈ 15,621.11 − 16,497.864 = −876.754 万元" in text
    claims = data(client, path)["groups"][0]["steps"][0]["claims"]
    found = {(claim["indicator"], check["what"]): check["verdict"] for claim in claims for check in claim["checks"]}
    assert found["total_income", "change"] == "rounding"
    assert found["total_expenditure", "percent"] == "contradicts"


def test_zhengxie_2017_to_2019_year_by_year(client: Client) -> None:
    for year in (2019, 2017, 2018):
        zhengxie(year).publish()
    path = address(ZHENGXIE, years=(2017, 2018, 2019))
    text = seen(client, path)
    for name in ("收入总计", "支出总计"):
        assert f"{name} 9,146.79 10,150.48 +1,003.69 +10.97 13,377.11 +3,226.63 +31.79" in text
    assert "支出总计：从 2017 年的 9,146.79 万元到 2019 年的 13,377.11 万元" in text
    steps = data(client, path)["groups"][0]["steps"]
    rates = [[line["rate"] for line in step["lines"] if line["key"] == "total_expenditure"] for step in steps]
    assert rates == [["10.9731"], ["31.7880"]]


# The drawings


def drawings(html: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.S)]  # noqa: S314  our own page


def test_two_years_of_one_department_are_a_waterfall_of_the_tables_figures(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    broad, slender = drawings(html_of(client, address(WANLI, years=(2023, 2024), schedule="general_expenditure")))
    assert (broad.get("class"), slender.get("class")) == ("broad", "slender")
    for drawing in (broad, slender):
        assert drawing.get("role") == "img"
        assert "上海市普陀区人民政府万里街道办事处" in (drawing.findtext("title") or "")
        assert "从 16,497.86 万元开始：社会保障和就业支出 ↓ −746.92" in (drawing.findtext("desc") or "")
        names = [text.text for text in drawing.iter("text")]
        assert names.index("社会保障和就业支出") < names.index("城乡社区支出") < names.index("公共安全支出") < names.index("教育支出")
        assert [box.get("class") for box in drawing.iter("rect")] == ["fall"] * 4 + ["rise"] * 3


def test_more_than_two_years_are_a_series_with_gaps(client: Client) -> None:
    zhengxie(2017).publish()
    zhengxie(2019).publish()
    broad, _slender = drawings(html_of(client, address(ZHENGXIE, years=(2017, 2018, 2019), schedule="summary")))[:2]
    assert len(list(broad.iter("circle"))) == 2
    assert [line for line in broad.iter("line") if line.get("class") in ("line", "dotted")] == []


# Like with like


def test_budgets_and_final_accounts_stand_side_by_side_and_are_never_subtracted(client: Client) -> None:
    zhengxie(2018).publish()
    zhengxie(2018, "final_accounts", "11,000.00").publish()
    zhengxie(2019).publish()
    path = address(ZHENGXIE, years=(2018, 2019))
    text = seen(client, path)
    assert "预算与决算并列，两者之间不算差额。" in text
    assert "支出总计 10,150.48 13,377.11 +3,226.63 +31.79 11,000.00 未收录" in text
    groups = data(client, path)["groups"]
    assert [(group["stage"], [(step["before"], step["after"]) for step in group["steps"]]) for group in groups] == [
        ("budget", [(2018, 2019)]),
        ("final_accounts", []),
    ]


def test_scopes_stand_side_by_side_and_are_never_subtracted(client: Client) -> None:
    datong(year=2022, scope="department").publish()
    datong(year=2023, scope="unit").publish()
    path = address("大同市应急管理局")
    assert "部门口径与单位口径并列，两者之间不算差额，不合计，不排名。" in seen(client, path)
    assert [group["steps"] for group in data(client, path)["groups"]] == [[], []]


def test_one_stage_can_be_asked_for(client: Client) -> None:
    zhengxie(2018).publish()
    zhengxie(2018, "final_accounts", "11,000.00").publish()
    assert "11,000.00" not in seen(client, address(ZHENGXIE, stage="budget"))
    assert "10,150.48" not in seen(client, address(ZHENGXIE, stage="final_accounts"))


def test_what_a_text_says_of_another_stage_is_not_put_among_budgets(client: Client) -> None:
    book = datong()
    base = {"base_year": 2022, "base_kind": "execution", "change": "100", "direction": "increase"}
    book.say("支出总计2,296.59万元，比上年执行数增加100万元。", "支出总计", amount="2296.59", **base)
    book.publish()
    text = seen(client, address("大同市应急管理局", years=(2022, 2023)))
    assert "2,196.59" not in text
    assert "收入总计 未收录 2,296.59 支出总计 2,296.59" in text


def test_what_only_the_next_years_table_prints_is_said_to_be_from_there(client: Client) -> None:
    book = Book(year=2023)
    book.table("expenditure", "2023年支出总表")
    for label, code, item, last, this in (("外交支出", "202", "", "4.00", "6.00"), ("合计", "", "total", "4.00", "6.00")):
        (cell,) = book.row(label, {"total": this}, code=code, item=item)
        book.row(label, {"total": last}, code=code, item=item, fiscal_year=2022, figure="previous", row=cell.row)
    book.publish()
    text = seen(client, address("大同市应急管理局", years=(2022, 2023), schedule="expenditure"))
    assert "2022 年：没有当年自己的文件，数取自下一年文件的表格。" in text
    assert "1. 2022→2023：上年的数取自本年的文件；那里没有写明它是预算数还是执行数。" in text
    assert "合计 4.00 6.00 1+2.00 +50.00" in text


def test_a_rate_of_nothing_is_a_word(client: Client) -> None:
    for year, rows in ((2022, (("201", "0.00"), ("203", "5.00"))), (2023, (("201", "7.00"), ("204", "6.00")))):
        book = Book(year=year)
        book.table("expenditure", f"{year}年支出总表")
        for code, printed in rows:
            book.row(f"科目{code}", {"total": printed}, code=code)
        book.row("合计", {"total": "5.00" if year == 2022 else "13.00"}, item="total")
        book.publish()
    text = seen(client, address("大同市应急管理局", schedule="expenditure"))
    assert "科目201 0.00 7.00 +7.00 基数为零" in text
    assert "科目203 5.00 无此行 −5.00 取消" in text
    assert "科目204 无此行 6.00 +6.00 新增" in text


def test_carry_over_is_stated_and_where_it_differs_nothing_is_subtracted(client: Client) -> None:
    for year, carry_over in ((2022, "included"), (2023, "excluded")):
        book = Book(year=year)
        book.table("general_basic", "基本支出表", carry_over=carry_over)
        book.row("合计", {"total": "5.00"}, item="total")
        book.publish()
    text = seen(client, address("大同市应急管理局", schedule="general_basic"))
    assert "2022 含上年结转" in text
    assert "2023 不含上年结转" in text
    assert "1. 2022→2023：上年的数含上年结转，本年的数不含上年结转，不能相比。" in text
    assert "合计 5.00 5.00 1口径不同" in text


# Absence has kinds


def test_every_kind_of_absence_has_its_word(client: Client) -> None:
    for year in (2021, 2023):
        book = Book(year=year)
        book.table("summary", "收支总表")
        book.row("支出总计", {"total": "9.00"}, item="total", side="expenditure")
        if year == 2023:
            book.table("three_public", "三公", pages=[1])
            for item, printed in (("total", "0.00"), ("abroad", None), ("reception", "—")):
                book.row(item, {item: printed}, item=item)
            book.table("operating", "机关运行经费表", no_data=True, pages=[1])
        book.publish()
    html = html_of(client, address("大同市应急管理局", years=(2021, 2022, 2023)))
    text = words(html)
    assert re.search(r'<td class="(?:num )?void tall" rowspan="\d+"><span class="none">未收录</span>', html)
    assert "“三公”经费 未写明 0.00" in text
    assert "因公出国（境）费 未写明 空白" in text
    assert "公务接待费 未写明 —" in text
    assert "支出总计 9.00 未收录 9.00" in text


def test_an_empty_table_is_said_to_be_one_and_leads_to_its_page(client: Client) -> None:
    for year in (2022, 2023):
        book = Book(year=year)
        book.table("three_public", "三公", no_data=year == 2023, pages=[1])
        if year == 2022:
            book.row("合计", {"total": "3.00"}, item="total")
        book.table("operating", "机关运行经费表")
        book.row("合计", {"amount": "1.00"}, item="total")
        book.publish()
    html = html_of(client, address("大同市应急管理局", years=(2022, 2023)))
    assert re.search(r'href="/documents/\d+/pages/1/#L1">空表</a>', html)
    assert "“三公”经费 3.00 空表 无本年" in words(html)


@pytest.mark.parametrize(
    ("more", "name", "reason"),
    [
        (
            {"schedule": "expenditure", "measure": "fund"},
            "measure",
            "这张表里没有“fund”这一项。有的是：total（合计）、basic（基本支出）、project（项目支出）。",
        ),
        (
            {"schedule": "expenditure", "measure": "foo"},
            "measure",
            "这张表里没有“foo”这一项。有的是：total（合计）、basic（基本支出）、project（项目支出）。",
        ),
        ({"schedule": "capital"}, "schedule", "这些文件没有这张表。有的是：three_public（“三公”经费支出表）、"),
        ({"y": "2010"}, "y", "2010 年没有；有的是 2023。"),
        ({"y": "1066"}, "y", "1066 年没有；有的是 2023。"),
        ({"stage": "final_accounts"}, "stage", "这些部门没有这样的文件。有的是：budget unit（预算，单位）。"),
        ({"scope": "department"}, "scope", "这些部门没有这样的文件。有的是：budget unit（预算，单位）。"),
    ],
)
def test_what_no_document_has_is_refused_with_what_there_is_and_the_form_keeps_the_question(
    client: Client, more: dict[str, str], name: str, reason: str
) -> None:
    datong().publish()
    path = f"{address('大同市应急管理局')}&{urlencode(more)}"
    text = seen(client, path, 400)
    assert f"{name}：{reason}" in text
    html = html_of(client, path, 400)
    assert f'name="d" value="{department("大同市应急管理局").pk}" checked' in html
    assert 'name="y" value="2023"' in html
    assert not re.search(r'name="y" value="(1066|2010)"', html)
    answer = client.get("/api/v1" + path)
    assert answer.status_code == 400
    [told] = answer.json()["errors"][name]
    assert told.startswith(reason)


@pytest.mark.parametrize(
    ("more", "name", "reason"),
    [
        (
            {"schedule": "expenditure", "measure": "foo"},
            "measure",
            "这张表里没有“foo”这一项。有的是：total（合计）、basic（基本支出）、project（项目支出）。",
        ),
        ({"schedule": "capital"}, "schedule", "这些文件没有这张表。有的是："),
        ({"schedule": "expenditures"}, "schedule", "“expenditures”不能用。可以用的是：performance、"),
        ({"year": "二〇二三"}, "year", "“二〇二三”不能用。可以用的是：1000–9999 的整数。"),
    ],
)
def test_the_data_of_one_disclosure_refuse_the_same(client: Client, more: dict[str, str], name: str, reason: str) -> None:
    datong().publish()
    asked = {"department": str(department("大同市应急管理局").pk), "year": "2023", "stage": "budget", "scope": "unit", **more}
    answer = client.get("/api/v1/comparisons/", asked)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    assert answer.json()["errors"][name][0].startswith(reason)


@pytest.mark.parametrize("more", [{"year": "1990"}, {"year": "2024"}, {"stage": "final_accounts"}, {"scope": "department"}])
def test_the_data_of_one_disclosure_that_there_is_not_name_those_that_there_are(client: Client, more: dict[str, str]) -> None:
    datong().publish()
    own = department("大同市应急管理局").pk
    asked = {"department": str(own), "year": "2023", "stage": "budget", "scope": "unit"}
    answer = client.get("/api/v1/comparisons/", {**asked, **more})
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有收录这个部门这一年的这种文件。有的是：2023 budget unit。")
    withdrawn = datong(name="大同市财政局").publish()
    Edition.objects.filter(pk=withdrawn.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="收错")
    nothing = client.get("/api/v1/comparisons/", {**asked, "department": str(department("大同市财政局").pk)})
    assert "的部门没有现行的文件。收录了的是：大同市应急管理局（" in nothing.json()["detail"]
    unknown = client.get("/api/v1/comparisons/", {**asked, "department": "4711"})
    assert unknown.json()["detail"] == f"没有编号为 4711 的部门，请按名称找。收录了的是：大同市应急管理局（{own}）。"


def test_documents_without_any_table_are_said_to_have_none(client: Client) -> None:
    Book("无表局").publish()
    assert "schedule：这些文件里没有读到表。" in seen(client, f"{address('无表局')}&schedule=income", 400)


def test_a_year_without_a_document_beside_one_with_it_is_a_column_and_one_that_can_have_none_is_not(client: Client) -> None:
    datong().publish()
    assert seen(client, address("大同市应急管理局", years=(2010, 2023)))
    assert "1066 年没有；有的是 2023。" in seen(client, address("大同市应急管理局", years=(1066, 2023)), 400)


def test_a_withdrawn_year_has_no_figures(client: Client) -> None:
    datong(year=2022).publish()
    edition = datong(year=2023).publish()
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="收错")
    path = address("大同市应急管理局", years=(2022, 2023))
    assert "收入总计 2,296.59 已撤回" in seen(client, path)
    years = data(client, path)["groups"][0]["years"]
    assert [(year["state"], bool(year["figures"])) for year in years] == [("there", True), ("withdrawn", False)]


def test_a_year_that_was_received_is_not_called_missing_and_shows_no_figure(client: Client) -> None:
    datong(year=2022).publish()
    waiting = datong(year=2023).finish()
    path = address("大同市应急管理局", years=(2022, 2023))
    text = seen(client, path)
    assert "收入总计 2,296.59 收到，待审核" in text
    assert "收到，待审核 文件收到了，审核公布以前不显示它的内容" in text
    assert [year["state"] for year in data(client, path)["groups"][0]["years"]] == ["there", "received"]
    Edition.objects.filter(pk=waiting.pk).update(state="discarded", ended_at=timezone.now(), end_reason="重复")
    assert "收入总计 2,296.59 收到，未采用" in seen(client, path)
    assert "收入总计 2,296.59 未收录" in seen(client, f"{path}&as_of={timezone.now():%Y-%m-%dT%H:%M:%SZ}")
    assert "收到，" not in seen(client, address("大同市应急管理局", years=(2021, 2022)))


def test_what_is_not_published_is_unknown(client: Client) -> None:
    datong().finish()
    path = address("大同市应急管理局")
    assert "的部门没有现行的文件。还没有收录部门的文件。" in seen(client, path, 404)
    assert list(client.get("/api/v1" + path).json()["errors"]) == ["d"]


def test_a_department_that_there_is_not_is_refused_and_the_form_keeps_the_others(client: Client) -> None:
    datong().publish()
    own = department("大同市应急管理局").pk
    reason = f"没有编号为 4711 的部门，请按名称找。收录了的是：大同市应急管理局（{own}）。"
    path = f"/compare/?d={own}&d=4711&y=2023"
    assert f"d：{reason}" in seen(client, path, 404)
    html = html_of(client, path, 404)
    assert f'name="d" value="{own}" checked' in html
    assert 'name="y" value="2023" checked' in html
    answer = client.get("/api/v1" + path)
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"]) == (404, "not_found", {"d": [reason]})
    assert answer.json()["detail"] == reason


def test_the_pages_of_a_department_that_there_is_not_say_who_there_is_and_offer_the_search(client: Client) -> None:
    datong().publish()
    own = department("大同市应急管理局").pk
    for path in ("/departments/4711/", "/departments/4711/coverage/", "/departments/4711/2023/budget/unit/"):
        assert f"没有编号为 4711 的部门，请按名称找。收录了的是：大同市应急管理局（{own}）。" in seen(client, path, 404), path
        assert html_of(client, path, 404).count('role="search"') == 1, path


# Evidence


def test_every_figure_leads_to_its_evidence(client: Client) -> None:
    datong_with_text().publish()
    html = html_of(client, address("大同市应急管理局", years=(2022, 2023)))
    links = re.findall(r'<a class="fig[^"]*" href="([^"]*)"', html)
    assert len(links) > 20
    assert {client.get(link).status_code for link in set(links)} == {200}
    assert "文2,005.93" in words(html)
    assert "2022 年：带“文”的数取自下一年文件的文字，不是当年自己的文件。" in words(html)
    assert "2023 年：带“文”的数取自当年自己文件的文字，不是表格。" in words(html)


def test_figures_from_the_text_of_their_own_document_are_not_said_to_be_of_the_next_one(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    datong_with_text().publish()
    call_command("compare", "大同市应急管理局", "--years", "2023")
    told = capsys.readouterr().out
    assert "2023 年：有的数取自当年自己文件的文字，不是表格。" in told
    assert "下一年" not in told
    assert "下一年" not in words(html_of(client, address("大同市应急管理局", years=(2023,))))


def test_every_figure_of_the_data_has_its_evidence(client: Client) -> None:
    datong_with_text().publish()
    answer = data(client, address("大同市应急管理局", years=(2022, 2023)))
    figures = [figure for group in answer["groups"] for year in group["years"] for figure in year["figures"]]
    assert {figure["key"]: figure["yuan"] for figure in figures if figure["year"] == 2022} == {
        "total_income": "20059300.0000",
        "total_expenditure": "20059300.0000",
        "three_public": "105000.0000",
        "reception": "0.0000",
        "agency_running": "1526100.0000",
    }
    assert all(client.get(figure["evidence_url"]).status_code == 200 for figure in figures)
    assert client.get(answer["page_url"]).status_code == 200


# Asking


def test_the_form_picks_departments_years_and_lines_without_a_script(client: Client) -> None:
    wanli(2023).publish()
    zhengxie(2018).publish()
    pick = html_of(client, "/compare/")
    for name in (WANLI, ZHENGXIE):
        assert f'<input type="checkbox" name="d" value="{department(name).pk}">' in pick
    html = html_of(client, address(WANLI, q="政协"))
    assert f'name="d" value="{department(WANLI).pk}" checked' in html
    assert f'name="d" value="{department(ZHENGXIE).pk}">' in html
    assert 'name="y" value="2023">' in html  # no year was asked for: a department that is added is shown in all of its own
    assert 'name="y" value="2023" checked' in html_of(client, address(WANLI, years=(2023,)))
    assert '<option value="general_expenditure">' in html
    assert "<script>" not in html
    assert "没有别的部门名称里有“水利”。" in seen(client, address(WANLI, q="水利"))


def test_without_years_the_latest_ten_are_shown_and_the_rest_is_told(client: Client) -> None:
    for year in (2010, 2012, 2021):
        datong(year=year).publish()
    assert "还有更早的 2 年没有列出" in seen(client, address("大同市应急管理局"))
    answer = data(client, address("大同市应急管理局"))
    assert (answer["years"], answer["years_left_off"]) == (list(range(2012, 2022)), 2)


def test_without_years_a_single_year_stands_beside_what_its_document_tells_of_the_year_before(client: Client) -> None:
    path = address("大同市应急管理局")
    datong().publish()
    assert data(client, path)["years"] == [2023], "it tells nothing of 2022"
    datong_with_text().publish()
    answer = data(client, path)
    assert (answer["years"], answer["years_left_off"]) == ([2022, 2023], 0)
    assert [step["after"] for group in answer["groups"] for step in group["steps"]] == [2023]
    assert data(client, address("大同市应急管理局", years=(2023,)))["years"] == [2023], "asked for alone"
    datong(2024).publish()
    assert data(client, path)["years"] == [2023, 2024], "two documents have a change to show"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("d=x", "d：“x”不能用。可以用的是：部门编号，如 d=12。"),
        (
            "d=1&foo=1",
            "foo：没有这个参数。可用的是：d、y、stage、scope、line、show、schedule、measure、as、prices、per、as_of、"
            "by、sort、find、depth、under、q。",
        ),
        ("d=1&d=1", "d：同一个值给了不止一次。"),
        ("d=1&measure=basic", "measure：只与 schedule 一起用：先说哪一张表。"),
        ("&".join(f"d={number}" for number in range(1, 12)), "d：给了 11 个，最多 10 个。"),
    ],
)
def test_a_wrong_question_is_answered_400_in_one_line(client: Client, query: str, said: str) -> None:
    assert said in seen(client, f"/compare/?{query}", 400)


def test_hostile_words_do_no_harm(client: Client) -> None:
    datong().publish()
    for evil in ("<script>alert(1)</script>", "%00", "{{ 7|add:1 }}", "' OR 1=1 --"):
        assert "<script>" not in html_of(client, f"/compare/?q={evil}")
        assert "<script>" not in html_of(client, f"/compare/?stage={evil}&{evil}=1", 400)


def test_text_of_documents_is_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    for year in (2022, 2023):
        book = Book(name=f"局{evil}", year=year)
        book.table("expenditure", "支出总表")
        book.row(evil, {"total": f"{year}.00"}, code="201")
        book.row("合计", {"total": f"{year}.00"}, item="total")
        book.publish()
    html = html_of(client, address(f"局{evil}", schedule="expenditure"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_page_carries_its_protection_and_nothing_inline(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    for path in (address(WANLI), f"/departments/{department(WANLI).pk}/"):
        response = client.get(path)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert not response.cookies
        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?! src=./static/budgets/copy\.js. defer>)|\son\w+=", response.content.decode())
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


def test_in_english(client: Client) -> None:
    wanli(2023).publish()
    wanli(2024).publish()
    client.post("/language/", {"language": "en", "next": "/"})
    text = seen(client, address(WANLI, years=(2023, 2024)))
    assert "Total expenditure 16,497.86 15,621.11 −876.75 −5.31 ≈ −876.75" in text


# How often it asks


def test_a_comparison_asks_as_often_however_much_it_compares(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    names = ("大同市应急管理局", "大同市财政局", "大同市水务局")
    for name in names:
        for year in (2021, 2022, 2023):
            datong_with_text(name=name, year=year).publish()
    for path in (address(names[0], years=(2023,)), address(*names), address(*names, schedule="expenditure")):
        with django_assert_num_queries(QUERIES_OF_A_PAGE):
            client.get(path)
        with django_assert_num_queries(QUERIES_OF_AN_ANSWER):
            client.get("/api/v1" + path)
    for path in (address(names[0], years=(2023,), line="total_income"), address(*names, line="total_income")):
        with django_assert_num_queries(QUERIES_OF_AN_ANSWER + THE_INDEX):
            client.get("/api/v1" + path)


QUERIES_OF_A_PAGE = 10
"""Beside what the answer takes: the years and the tables that one may pick, and which documents are samples."""
QUERIES_OF_AN_ANSWER = 7
"""The last of them is for the citation: since when all of this is in force."""
THE_INDEX = 1


def test_every_column_that_a_table_may_have_has_a_word() -> None:
    """What a page calls a column is never the key of the program."""
    kinds = (schedules._SOURCES, schedules._NATURES, schedules._STAGES, schedules._THREE_PUBLIC)
    keys = {key for kind in kinds for key, _words in kind} - {"change", "percent"}
    assert {key for key in keys if measure_name(key) == key} == set()


def test_a_row_without_a_name_says_so(client: Client) -> None:
    for year in (2021, 2022, 2023):
        book = Book(year=year)
        book.table("expenditure", "支出总表")
        book.row("", {"total": f"{year}.00"}, item="total", row_key="total")
        book.publish()
    path = address("大同市应急管理局", schedule="expenditure")
    assert "（没有写名称的行） 2,021.00 2,022.00" in seen(client, path)
    assert "（没有写名称的行）：从 2021 年的" in words(html_of(client, path))


def test_one_year_is_no_series(client: Client) -> None:
    datong(2023).publish()
    assert "<svg" not in html_of(client, address("大同市应急管理局"))


def test_in_the_heading_no_mark_is_parted_from_the_name_before_it(client: Client) -> None:
    """On a phone a long name fills its line: the colon behind it would begin the next. It may break behind a region instead."""
    long = "中共上海市普陀区委社会工作部"
    for name in (long, WANLI):
        made = Book(name)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": "1.00"}, item="total", side="expenditure")
        made.publish()
    html = html_of(client, f"/compare/?d={department(long).pk}&d={department(WANLI).pk}")
    heading = html.partition('<h1 class="ask">')[2].partition("</h1>")[0]
    assert heading.startswith('中共上海市<wbr>普陀区委社会工作<span class="kept">部、</span>上海市<wbr>')
    assert '万里街道办事<span class="kept">处：</span>' in heading
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert "<" not in title
    assert f"{long}、{WANLI}：" in title
