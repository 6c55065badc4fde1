"""A department through all its years."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from budgets.models import Succession
from comparisons.templatetags.reasons import clauses
from tests.comparisons.sides import WANLI, ZHENGXIE, wanli, zhengxie
from tests.comparisons.test_compare import drawings, html_of, seen
from tests.comparisons.test_lineage import book, happened
from tests.comparisons.test_views import links_of, withdraw
from tests.factories import Book, datong, datong_with_text, department, expect

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def page(name: str) -> str:
    return f"/departments/{department(name).pk}/"


def test_all_years_stand_side_by_side_each_with_what_changed(client: Client) -> None:
    for year in (2017, 2018, 2019):
        zhengxie(year).publish()
    text = seen(client, page(ZHENGXIE))
    assert "收录 3 份文件，2017–2019 年" in text
    assert "支出总计 9,146.79 10,150.48 +1,003.69 +10.97% 13,377.11 +3,226.63 +31.79%" in text
    assert "支出总计，2019 年预算 13,377.11万元 ↑ +3,226.63 万元，+31.79% 与 2018 年的 10,150.48 万元相比" in text


def test_budgets_and_final_accounts_are_tables_apart(client: Client) -> None:
    zhengxie(2018).publish()
    zhengxie(2019).publish()
    zhengxie(2018, "final_accounts", "11,000.00").publish()
    text = seen(client, page(ZHENGXIE))
    budgets, accounts = text.index("预算（部门），2018、2019 年"), text.index("决算（部门），2018 年")
    assert budgets < accounts < text.index("支出总计 11,000.00")
    assert "支出总计 10,150.48 13,377.11 +3,226.63 +31.79%" in text[budgets:accounts]


def test_a_year_without_a_document_is_a_gap(client: Client) -> None:
    zhengxie(2017).publish()
    zhengxie(2019).publish()
    text = seen(client, page(ZHENGXIE))
    assert "收入总计 9,146.79 未收录 13,377.11" in text
    assert "+46.25" not in text


def test_the_year_before_the_first_document_is_there_where_its_text_tells_of_it(client: Client) -> None:
    datong_with_text().publish()
    text = seen(client, page("大同市应急管理局"))
    assert "预算（单位），2022、2023 年" in text
    assert "支出总计 文2,005.93 2,296.59 1+290.66 +14.49% ？ +290.66 ＝ +14.49%" in text
    assert "机关运行经费 文152.61 159.79 1+7.18 +4.70% ＝ +7.18" in text


def test_a_small_series_is_drawn_for_each_main_figure(client: Client) -> None:
    datong_with_text().publish()
    sparks = [one for one in drawings(html_of(client, page("大同市应急管理局"))) if one.get("class") == "spark"]
    assert [spark.findtext("title") for spark in sparks] == ["支出总计", "“三公”经费", "机关运行经费"]
    assert [[dot.get("class") for dot in spark.iter("circle")] for spark in sparks] == [["hollow", "dot"]] * 3


def test_every_document_is_listed_with_its_state_and_years_lead_to_their_comparison(client: Client) -> None:
    wanli(2023).publish()
    edition = wanli(2024).publish()
    pk = department(WANLI).pk
    html = html_of(client, page(WANLI))
    for year in (2023, 2024):
        assert f'<a href="/departments/{pk}/{year}/budget/department/">' in html
    assert f'href="/editions/{edition.pk}/"' in html
    compared = f"/compare/?d={pk}&amp;y=2023&amp;y=2024&amp;stage=budget&amp;scope=department"
    assert f'<a href="{compared}">与 2023 比</a>' in html
    assert "支出总计 16,497.86 15,621.11 −876.75 −5.31" in seen(client, compared.replace("&amp;", "&"))


def test_every_figure_leads_to_its_evidence(client: Client) -> None:
    datong_with_text().publish()
    links = links_of(client, page("大同市应急管理局"))
    assert {"2,296.59", "2,005.93", "159.79", "152.61", "空白"} <= {text for _, text in links}
    assert {client.get(href).status_code for href, _ in links} == {200}


def test_what_was_withdrawn_is_listed_with_its_reason_and_without_figures(client: Client) -> None:
    datong(year=2022).publish()
    withdraw(datong(year=2023).publish())
    html = html_of(client, page("大同市应急管理局"))
    text = seen(client, page("大同市应急管理局"))
    assert "支出总计，2022 年预算 2,296.59" in text
    assert "收入总计 2,296.59 已撤回" in text
    assert "这一版已撤回。理由：文件收错了" in text
    assert '<main id="main" class="sheet">' in html


def test_a_department_of_which_everything_was_withdrawn_keeps_its_page(client: Client) -> None:
    withdraw(datong().publish())
    text = seen(client, page("大同市应急管理局"))
    assert "2023 年预算（单位） 第 1 版 这一版已撤回。理由：文件收错了" in text
    assert "2,296.59" not in text


def test_what_is_expected_and_was_not_collected_stands_below_the_documents(client: Client) -> None:
    """2021 and 2023 are there: 2022 lies between. 2020 is listed; 2019 and 2023 are, too, and are there, 2019 as withdrawn."""
    for year in (2021, 2023):
        datong(year=year).publish()
    withdraw(datong(year=2019).publish())
    assert "应当有而没有收录的：2022 年预算（单位）。" in seen(client, page("大同市应急管理局"))
    for year in (2019, 2020, 2023):
        expect("大同市应急管理局", year, scope="unit")
    assert "应当有而没有收录的：2022 年预算（单位）、2020 年预算（单位）。为什么应当有" in seen(client, page("大同市应急管理局"))


def test_a_department_of_which_all_is_there_is_not_told_to_lack_anything(client: Client) -> None:
    datong(year=2023).publish()
    expect("大同市应急管理局", 2023, scope="unit")
    assert "应当有而没有收录" not in seen(client, page("大同市应急管理局"))


def test_a_department_asks_as_often_however_many_years_it_has(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Where the last two years have a document each, the table that explains the change is read too."""
    for year in (2019, 2022, 2023, 2024):
        expect("大同市应急管理局", year - 8)
        path = f"/departments/{datong_with_text(year=year).publish().disclosure.department_id}/"  # type: ignore[union-attr]
        with django_assert_num_queries(QUERIES_OF_ALL_YEARS + (QUERIES_OF_A_TABLE if year >= 2023 else 0)):
            client.get(path)


QUERIES_OF_ALL_YEARS, QUERIES_OF_A_TABLE = 11, 3


# Why the last change came about


def _lines(year: int, education: str, security: str, reason: str = "") -> None:
    made = Book("甲局", year=year)
    made.table("expenditure", "支出总表")
    total = f"{float(education) + float(security):.2f}"
    made.row("教育支出", {"total": education}, code="205")
    made.row("公共安全支出", {"total": security}, code="204")
    made.row("合计", {"total": total}, item="total")
    if reason:
        text = f"支出总计{total}万元，比上年减少3.00万元，主要原因是{reason}。"
        made.say(text, "支出总计", amount=total, change="3.00", direction="decrease", base_year=year - 1, reason=reason)
    made.publish()


def test_the_last_change_is_told_by_lines_with_the_reason_beside_the_figure(client: Client) -> None:
    _lines(2022, "10.00", "5.00")
    _lines(2023, "6.00", "6.00", "项目减少")
    text = seen(client, page("甲局"))
    assert "支出总表的合计少了 3.00 万元，少在哪里" in text
    html = html_of(client, page("甲局"))
    assert html.index("−4.00</text>") < html.index("+1.00</text>")
    assert "文件写的原因：项目减少" in text


def test_where_no_table_leads_from_one_total_to_the_other_it_is_said_why_nothing_is_drawn(client: Client) -> None:
    _lines(2021, "10.00", "5.00")
    _lines(2023, "6.00", "6.00")
    text = seen(client, page("甲局"))
    assert "没有画支出总计“少在哪里，多在哪里”：最近一年之前的一年没有可比的数。" in text
    assert "没有上年的数可比" in text
    for year in (2022, 2023):
        made = Book("乙局", year=year)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": f"{year}.00"}, item="total", side="expenditure")
        made.publish()
    assert "两年的文件没有同一种按功能分类的支出表。" in seen(client, page("乙局"))


def test_where_the_widest_table_of_both_years_leads_nowhere_the_next_one_is_drawn(client: Client) -> None:
    """The 支出总表 of 2022 prints its total alone; the table of the general budget has the lines of both years."""
    for year, first, second in ((2022, "10.00", "5.00"), (2023, "6.00", "6.00")):
        made = Book("甲局", year=year)
        total = f"{Decimal(first) + Decimal(second)}"
        made.table("expenditure", "支出总表")
        made.row("合计", {"total": total}, item="total")
        made.table("general_expenditure", "一般公共预算支出表")
        made.row("教育支出", {"total": first}, code="205")
        made.row("公共安全支出", {"total": second}, code="204")
        made.row("合计", {"total": total}, item="total")
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": total}, item="total", side="expenditure")
        made.publish()
    text = seen(client, page("甲局"))
    assert "少在哪里" in text
    assert "没有画" not in text
    assert "−4.00" in html_of(client, page("甲局"))


# What came before and after, and what is only expected


OLD, NEW, SOME = "某市工商局", "某市市场监管局", "某市知识产权局"
CHANGED = {
    "rename": "2018-11-20 更名为某市市场监管局（来源：某市机构改革方案）。",
    "merge": "2018-11-20 并入某市市场监管局（来源：某市机构改革方案）。",
    "split": "2018-11-20 分设某市市场监管局（来源：某市机构改革方案）。",
    "transfer": "2018-11-20 有职能划转到某市市场监管局（来源：某市机构改革方案）。",
}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_former_department_leads_to_what_it_became(client: Client, kind: str) -> None:
    book(OLD, 2018, "100.00").publish()
    paths = (page(OLD), f"{page(OLD)}2018/budget/department/")
    assert all("某市机构改革方案" not in seen(client, path) for path in paths)
    happened(kind, (OLD, NEW))
    for path in paths:
        assert CHANGED[kind] in seen(client, path)
        assert f'<a href="{page(NEW)}" lang="zh-Hans">{NEW}</a>' in html_of(client, path)
    assert "还没有收录它的文件" in seen(client, page(NEW))
    assert f'<a href="{page(OLD)}" lang="zh-Hans">{OLD}</a>' in html_of(client, page(NEW))


def test_names_and_sources_of_what_it_became_are_escaped(client: Client) -> None:
    book(OLD, 2018, "100.00").publish()
    happened("rename", (OLD, "<b>某局</b>"))
    Succession.objects.update(source="<i>某文</i>")
    html = html_of(client, page(OLD))
    assert "&lt;b&gt;某局&lt;/b&gt;</a>（来源：&lt;i&gt;某文&lt;/i&gt;）" in html
    assert "<b>某局" not in html


def test_a_department_of_which_only_something_is_expected_has_a_page(client: Client) -> None:
    expect(ZHENGXIE, 2018)
    text = seen(client, page(ZHENGXIE))
    assert "还没有收录它的文件" in text
    assert "应当有而没有收录的：2018 年预算（部门）。" in text
    html = html_of(client, page(ZHENGXIE))
    assert f'href="{page(ZHENGXIE)}signals/"' in html
    assert "<table" not in html
    assert f'<a href="{page(ZHENGXIE)}"' in html_of(client, f"{page(ZHENGXIE)}signals/")


def test_a_department_of_which_nothing_is_known_has_none(client: Client) -> None:
    assert "这个部门还没有公布的文件。" in seen(client, page(SOME), 404)
    book(SOME, 2018, "1.00").finish()
    assert "这个部门还没有公布的文件。" in seen(client, page(SOME), 404)


# Landmarks


def landmarks(html: str) -> list[str]:
    """The names of regions: their labels, and the texts that label sections."""
    labelled = re.findall(r'<section[^>]* aria-labelledby="([^"]*)"', html)
    texts = [re.sub(r"<[^>]*>", "", re.findall(rf'id="{re.escape(one)}"[^>]*>(.*?)</h', html, re.S)[0]) for one in labelled]
    return [*texts, *re.findall(r'role="region" aria-label="([^"]*)"', html)]


def test_every_region_of_a_page_has_a_name_of_its_own(client: Client) -> None:
    for year in (2017, 2018):
        for name in (OLD, NEW):
            for stage in ("budget", "final_accounts"):
                made = book(name, year, "100.00", stage=stage)
                made.table("three_public", "“三公”经费表")
                made.row("公务用车运行费", {"vehicle_running": "7.00"}, item="vehicle_running")
                made.say("本部门共有车辆7辆。", "车辆", amount="7", unit="辆")
                made.publish()
    both = f"d={department(OLD).pk}&d={department(NEW).pk}"
    for path in (page(OLD), f"/compare/?{both}&per=vehicles&line=vehicle_running", f"/compare/?{both}&prices=2018"):
        found = landmarks(html_of(client, path))
        assert len(found) > 3
        assert sorted(found) == sorted(set(found))


def test_a_mark_leads_to_the_note_of_its_own_table(client: Client) -> None:
    """Duties went away in November 2018: the final accounts of 2018 and the budget of 2019 each have a note 1 of their own."""
    for stage in ("budget", "final_accounts"):
        for year in (2017, 2018, 2019):
            book(OLD, year, "100.00", stage=stage).publish()
    happened("transfer", (OLD, NEW))
    html = html_of(client, page(OLD))
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    for stage in ("budget", "final_accounts"):
        assert f"{stage}-department-caution-1" in ids
        assert f'href="#{stage}-department-caution-1"' in html


def test_a_long_reason_is_cut_behind_a_clause_and_never_in_a_figure() -> None:
    text = "基本支出增加3397.18万元，项目经费减少1134.33万元，单位预留机动经费增加1,753.34万元"
    assert clauses(text, 100) == text
    for longest in range(20, len(text)):
        assert clauses(text, longest) in (
            "基本支出增加3397.18万元……",
            "基本支出增加3397.18万元，项目经费减少1134.33万元……",
        )
    assert clauses("一句没有停顿的很长的话", 5) == "一句没有停顿的很长的话"


def test_a_base_that_is_worked_out_from_the_sentence_has_a_note_at_the_card_of_both_pages(client: Client) -> None:
    """2,296.59 − 290.66; where the year before has a document of its own there is none."""
    for year in (2023, 2024):
        made = Book("甲局", year=year)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": "2296.59"}, item="total", side="expenditure")
        figures = {"amount": "2296.59", "change": "290.66", "direction": "increase", "base_year": year - 1}
        made.say("支出总计2296.59万元，比上年增加290.66万元。", "支出总计", **figures)
        made.publish()
        pk = department("甲局").pk
        told = "2,296.59 − 290.66 = 2,005.93；上年的数由同一句推算，不能独立核算。"
        for path in (f"/departments/{pk}/", f"/departments/{pk}/{year}/budget/unit/"):
            cards = html_of(client, path).partition('<div class="heads">')[2].partition("<section")[0]
            assert ("注：本年文件的文字" in cards, told in cards) == (year == 2023, year == 2023), path


def test_what_was_received_is_told_apart_from_what_is_missing(client: Client) -> None:
    datong(year=2021).publish()
    datong(year=2024).publish()
    datong(year=2022).finish()
    text = seen(client, f"/departments/{department('大同市应急管理局').pk}/")
    assert "收到，待审核：2022 年预算（单位）。" in text
    assert "应当有而没有收录的：2023 年预算（单位）。" in text


def test_each_document_tells_when_it_was_disclosed_where_that_is_known(client: Client) -> None:
    known = datong(year=2022)
    known.document.published_on = date(2022, 2, 18)
    known.document.save()
    edition = known.publish()
    datong(year=2023).publish()
    text = seen(client, f"/departments/{department('大同市应急管理局').pk}/").partition("收录的文件")[2]
    assert "公开日期 在本站公布" in text
    assert f"2023 年预算（单位） 第 1 版 已公布 未载明 {edition.published_at:%Y-%m-%d}" in text
    assert f"2022 年预算（单位） 第 1 版 已公布 2022-02-18 {edition.published_at:%Y-%m-%d}" in text
