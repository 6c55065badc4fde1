"""The pages as a reader meets them. Figures are those of the 2023 disclosure of 大同市应急管理局."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from budgets.departments import register_region
from budgets.models import Edition
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def words(html: str) -> str:
    """What a reader sees: marks within a line fall away, everything else parts words."""
    inline = re.sub(r"</?(a|b|i|mark|q|small|span|wbr)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inline))


def seen(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return words(response.content.decode())


def links_of(client: Client, path: str) -> list[tuple[str, str]]:
    """Address and text of every figure's link."""
    html = client.get(path).content.decode()
    return [(href, words(text).strip()) for href, text in re.findall(r'<a class="fig[^"]*" href="([^"]*)"[^>]*>(.*?)</a>', html, re.S)]


def test_the_page_says_the_total_its_rise_and_the_agency_costs(client: Client) -> None:
    datong_with_text().publish()
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert "大同市应急管理局" in text
    assert "2023年支出总计 2,296.59万元，比上年增加 290.66万元（+14.49%）；上年的数取自本年文件的文字" in text
    assert "机关运行经费 159.79万元 ↑ +7.18 万元，+4.70% 与 2022 年的 文152.61 万元相比" in text
    assert "“三公”经费 10.50万元 与上年相同" in text


def test_every_figure_leads_to_the_line_that_it_is_printed_in(client: Client) -> None:
    datong_with_text().publish()
    links = links_of(client, f"/departments/{department().pk}/2023/budget/unit/")
    figures = {text for _, text in links}
    assert {"2,296.59", "2,005.93", "159.79", "152.61", "10.50", "1,486.79", "398.4", "空白"} <= figures
    for href, text in links:
        html = client.get(href).content.decode()
        if re.fullmatch(r"[\d,]+\.\d+", text) and "/facts/" in href:
            assert f"<mark>{text}</mark>" in html
        else:
            assert "<mark" in html


def test_a_figure_says_year_place_and_printed_text_in_its_title(client: Client) -> None:
    datong_with_text().publish()
    html = client.get(f"/departments/{department().pk}/2023/budget/unit/").content.decode()
    assert "2023 年 · 第 7 行 · 印作 2,296.59 万元" in html
    assert "2022 年 · 由第 67 行的文字推算：2,296.59 − 290.66 = 2,005.93" in html
    assert "2023 年 · 第 41 行 · 该格没有印任何字" in html


def test_blank_zero_missing_and_unknown_look_different(client: Client) -> None:
    last = Book(year=2022)
    last.table("expenditure", "2022年支出总表")
    last.row("合计", {"total": "100.00"}, item="total")
    last.row("节能环保支出", {"total": "100.00"}, code="211")
    last.publish()
    book = Book()
    book.table("expenditure", "2023年支出总表")
    book.row("合计", {"total": "0.00"}, item="total")
    for code, label, printed in (("201", "一般公共服务支出", "0.00"), ("202", "外交支出", None), ("203", "国防支出", "—")):
        book.row(label, {"total": printed}, code=code)
    book.publish()
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert "201 一般公共服务支出 无此行 0.00 0.00 新增" in text
    assert "202 外交支出 无此行 空白" in text
    assert "203 国防支出 无此行 —" in text
    assert "211 节能环保支出 100.00 无此行 −100.00 取消" in text


def test_what_the_text_says_stands_beside_what_we_compute(client: Client) -> None:
    datong_with_text().publish()
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert "机关运行经费159.79万元，上年152.61万元，多7.18万元。 第 73 行 ＝ 一致 2 机关运行经费 ＝ 表里是 159.79 万元" in text
    assert "＝ 159.79 − 152.61 = +7.18 万元" in text
    assert "＝ +290.66 ÷ 2,005.93 = +14.49%" in text
    assert "政府采购预算总额398.4万元。 第 75 行 ？ 无法核算" in text


def test_contradictions_are_shown_with_their_explanation_and_place(client: Client) -> None:
    book = datong()
    found = book.find(
        "text.project_count", "mismatch", "文字写 19 个项目，表里有 23 行。", hint="19 是不同名称的个数。", sources=[{"line": 5}]
    )
    book.find("total.equal", "rounding", "合计差 0.01。")
    book.publish()
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert "≠ 矛盾 1 件" in text
    assert "文字写 19 个项目，表里有 23 行。 19 是不同名称的个数。" in text
    assert "≈ 四舍五入内一致 1 件" in text
    assert seen(client, f"/evidence/findings/{found.pk}/").count("文字写 19 个项目") == 1


def test_a_sample_says_on_every_page_that_it_is_none_of_the_official_documents(client: Client) -> None:
    book = datong_with_text(is_sample=True)
    finding = book.find("a", "soft", "不寻常。")
    edition = book.publish()
    facts, statements = edition.facts.all(), edition.statements.all()
    for path in (
        "/",
        f"/departments/{department().pk}/",
        f"/evidence/facts/{facts[0].pk}/",
        f"/evidence/statements/{statements[0].pk}/",
        f"/evidence/findings/{finding.pk}/",
        f"/documents/{book.document.pk}/pages/1/",
    ):
        assert "演示排版，非官方原件" in seen(client, path)


def test_a_row_without_a_name_is_called_by_its_column(client: Client) -> None:
    book = Book()
    book.table("capital", "国有资本经营预算收支预算表")
    (cell,) = book.row("", {"total": "0.00"}, side="expenditure", header=["国有资本经营预算支出", "合计"])
    book.publish()
    assert "国有资本经营预算支出，印在这一格" in seen(client, f"/evidence/facts/{cell.pk}/")


def test_a_table_that_prints_zeros_is_not_an_empty_one_whatever_its_note_says(client: Client) -> None:
    book = datong_with_text()
    book.table("fund_expenditure", "政府性基金预算支出表", no_data=True)
    book.row("合计", {"total": None}, item="total")
    book.table("capital", "国有资本经营预算支出表", no_data=True)
    book.row("合计", {"total": "0.00"}, item="total")
    book.publish()
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert re.search(r"政府性基金预算支出表\s+万元\s+0\s+空表", text)
    assert re.search(r"国有资本经营预算支出表\s+万元\s+1\s+已收录", text)


def test_what_is_not_published_is_not_shown(client: Client) -> None:
    book = datong_with_text()
    finding = book.find("a", "soft", "不寻常。")
    edition = book.finish()
    facts, statements = edition.facts.all(), edition.statements.all()
    for path in (
        f"/departments/{department().pk}/",
        f"/departments/{department().pk}/2023/budget/unit/",
        f"/editions/{edition.pk}/",
        f"/evidence/facts/{facts[0].pk}/",
        f"/evidence/statements/{statements[0].pk}/",
        f"/evidence/findings/{finding.pk}/",
        f"/documents/{book.document.pk}/pages/1/",
    ):
        assert "没有这一页" in seen(client, path, 404)
    assert "大同市应急管理局" not in seen(client, "/")


def test_an_old_edition_keeps_its_address_and_its_figures(client: Client) -> None:
    old = datong_with_text().publish()
    newer = Book()
    newer.table("operating", "机关运行经费表")
    newer.row("合计", {"amount": "160.00"}, item="total")
    current = newer.publish()
    text = seen(client, f"/editions/{old.pk}/")
    assert "这是旧版，数字保持当时的样子。 现行的是第 2 版" in text
    assert "159.79" in text
    assert "160.00" in seen(client, f"/departments/{department().pk}/")
    assert f'href="/editions/{current.pk}/"' in client.get(f"/editions/{old.pk}/").content.decode()
    assert client.get(f"/evidence/facts/{old.facts.all()[0].pk}/").status_code == 200


def withdraw(edition: Edition, reason: str = "文件收错了") -> None:
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason=reason)


def test_a_withdrawn_edition_says_so_and_why_at_every_address_that_it_had(client: Client) -> None:
    edition = datong().publish()
    withdraw(edition)
    pk = department().pk
    for path in (f"/editions/{edition.pk}/", f"/departments/{pk}/2023/budget/unit/"):
        text = seen(client, path)
        assert "这一版已撤回。理由：文件收错了" in text
        assert "看现行的一版" not in text
        assert "2,296.59" in text
        assert '<main id="main" class="sheet withdrawn">' in client.get(path).content.decode()


def test_what_is_in_force_is_not_called_withdrawn(client: Client) -> None:
    datong().publish()
    html = client.get(f"/departments/{department().pk}/").content.decode()
    assert "撤回" not in html
    assert '<main id="main" class="sheet">' in html


def test_a_department_without_an_edition_in_force_is_listed_as_withdrawn_without_figures(client: Client) -> None:
    withdraw(datong().publish())
    datong(name="大同市财政局").publish()
    assert "大同市应急管理局预算（单位） 2023 已撤回 已撤回" in seen(client, "/")
    assert "大同市财政局预算（单位） 2023 2,296.592023 预算 · 单位" in seen(client, "/")


def test_what_is_in_force_goes_before_a_later_year_that_was_withdrawn(client: Client) -> None:
    datong(year=2022).publish()
    withdraw(datong(year=2023).publish())
    assert "大同市应急管理局预算（单位） 2023 已撤回 2022 2,296.592022 预算 · 单位" in seen(client, "/")


def test_of_several_editions_the_last_is_shown_when_it_was_withdrawn(client: Client) -> None:
    old = datong().publish()
    withdraw(datong().publish(), "第二次收错")
    text = seen(client, f"/departments/{department().pk}/2023/budget/unit/")
    assert "第 2 版" in text
    assert "这一版已撤回。理由：第二次收错" in text
    assert "现行的是" not in seen(client, f"/editions/{old.pk}/")


def test_what_is_in_force_goes_before_a_later_edition_that_was_withdrawn(client: Client) -> None:
    first, second = datong(), datong()
    withdraw(second.publish())
    assert "这一版已撤回" in seen(client, f"/departments/{department().pk}/")
    first.publish()
    for path in ("", "2023/budget/unit/"):
        text = seen(client, f"/departments/{department().pk}/{path}")
        assert "第 2 版" in text
        assert "这一版已撤回" not in text
    withdraw(first.edition, "又收错了")
    assert "这一版已撤回。理由：又收错了" in seen(client, f"/departments/{department().pk}/")


def test_a_withdrawn_edition_leads_to_the_one_that_took_its_place(client: Client) -> None:
    old = datong().publish()
    current = datong().publish()
    withdraw(old)
    html = client.get(f"/editions/{old.pk}/").content.decode()
    assert f'<a href="/editions/{current.pk}/">看现行的一版</a>' in html
    assert "第 2 版" in seen(client, f"/departments/{department().pk}/")


def test_a_withdrawn_edition_is_asked_for_as_often_as_one_in_force(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    datong_with_text(year=2022).publish()
    withdraw(datong_with_text(year=2023).publish())
    with django_assert_num_queries(QUERIES_OF_A_DEPARTMENT):
        client.get(f"/departments/{department().pk}/2023/budget/unit/")
    with django_assert_num_queries(QUERIES_OF_THE_START):
        client.get("/")


def test_each_disclosure_of_a_department_has_its_address(client: Client) -> None:
    datong(year=2022).publish()
    datong(year=2023).publish()
    pk = department().pk
    assert "2023 年预算（单位）" in seen(client, f"/departments/{pk}/")
    assert "2022年支出总计" in seen(client, f"/departments/{pk}/2022/budget/unit/")
    assert f"/departments/{pk}/2022/budget/unit/" in client.get(f"/departments/{pk}/").content.decode()
    for nothing in ("2021/budget/unit", "2022/final_accounts/unit", "2022/budget/department", "2022/nonsense/unit"):
        assert "没有收录这一年的这种文件。" in seen(client, f"/departments/{pk}/{nothing}/", 404)


def test_the_start_lists_departments_with_their_latest_total(client: Client) -> None:
    datong_with_text().publish()
    assert "大同市应急管理局预算（单位） 2023 2,296.592023 预算 · 单位 +290.66上年数由同一句推算 +14.49" in seen(client, "/")


def test_the_start_compares_with_last_years_own_document_before_what_this_years_says_of_it(client: Client) -> None:
    """2022 itself prints 2,296.59, and the text of 2023 tells 2,005.93 of it."""
    datong(year=2022).publish()
    datong_with_text().publish()
    assert "大同市应急管理局预算（单位） 2023 2022 2,296.592023 预算 · 单位 0.00 0.00" in seen(client, "/")


def test_the_start_groups_departments_by_region_and_leads_to_each_of_their_years(client: Client) -> None:
    city, district = (register_region(code) for code in ("140200", "310107"))
    department("大同市应急管理局", region=city)
    department("万里街道办事处", region=district)
    for year, stage, scope in (
        (2022, "budget", "unit"),
        (2023, "budget", "unit"),
        (2022, "final_accounts", "unit"),
        (2023, "budget", "department"),
    ):
        datong(year=year, stage=stage, scope=scope).publish()
    datong(name="万里街道办事处").publish()
    text = seen(client, "/").partition("部门和年度")[2]
    assert text.index("山西省大同市 ") < text.index("大同市应急管理局") < text.index("上海市普陀区 ") < text.index("万里街道办事处")
    assert "预算（部门） 2023预算（单位） 2023 2022决算（单位） 2022" in text
    html = client.get("/").content.decode()
    for kind in ("2022/budget/unit", "2022/final_accounts/unit", "2023/budget/department"):
        assert f'href="/departments/{department().pk}/{kind}/"' in html


def test_two_departments_can_be_compared_from_the_start(client: Client) -> None:
    datong().publish()
    assert "/compare/?d=" not in client.get("/").content.decode()
    other = datong(name="大同市财政局")
    other.publish()
    withdraw(datong(name="大同市水务局").publish())
    ones = (department().pk, other.disclosure.department_id)
    assert f'href="/compare/?d={ones[0]}&amp;d={ones[1]}"' in client.get("/").content.decode()


def test_the_start_shows_contradictions_of_what_is_in_force_two_a_document_at_most(client: Client) -> None:
    book = datong()
    for number in (1, 2, 3):
        book.find("a", "mismatch", f"第{number}处矛盾。")
    book.find("a", "soft", "不寻常的一处。")
    edition = book.publish()
    text = seen(client, "/")
    assert "第1处矛盾。" in text
    assert "第2处矛盾。 大同市应急管理局，2023 年预算（单位）" in text
    assert "第3处矛盾。" not in text
    assert "不寻常的一处" not in text
    withdraw(edition)
    assert "第1处矛盾。" not in seen(client, "/")


def test_text_of_documents_is_never_markup(client: Client) -> None:
    book = Book()
    evil = "<script>alert(1)</script>"
    book.table("operating", f"表{evil}")
    (fact,) = book.row(f"{evil}合计", {"amount": "1.00"}, item="total")
    statement = book.say(f"机关运行经费1.00万元{evil}", "机关运行经费", amount="1.00", reason=evil)
    finding = book.find("a", "mismatch", f"矛盾{evil}", hint=evil, sources=[{"line": 1}])
    edition = book.publish()
    for path in (
        f"/editions/{edition.pk}/",
        f"/evidence/facts/{fact.pk}/",
        f"/evidence/statements/{statement.pk}/",
        f"/evidence/findings/{finding.pk}/",
        f"/documents/{book.document.pk}/pages/1/",
    ):
        html = client.get(path).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_pages_carry_their_protection_and_no_cookie(client: Client) -> None:
    datong().publish()
    response = client.get(f"/departments/{department().pk}/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert not response.cookies
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?! src=./static/budgets/copy\.js. defer>)|\son\w+=", response.content.decode())


def test_pages_are_only_read(client: Client) -> None:
    datong().publish()
    assert client.head("/").status_code == 200
    for method in (client.post, client.put, client.delete):
        response = method(f"/departments/{department().pk}/")
        assert response.status_code == 405


@pytest.mark.parametrize(
    "path", ["/departments/0/", "/departments/99999999999999999999/", "/editions/7/", "/evidence/facts/7/", "/nothing"]
)
def test_what_does_not_exist_is_a_page_that_says_what_does(client: Client, path: str) -> None:
    text = seen(client, path, 404)
    assert "没有这一页" in text
    assert "看全部收录的部门" in text


def test_english_by_the_switch_and_by_nothing_else(client: Client) -> None:
    datong_with_text().publish()
    path = f"/departments/{department().pk}/2023/budget/unit/"
    assert "支出总计" in words(client.get(path, headers={"accept-language": "en"}).content.decode())
    response = client.post("/language/", {"language": "en", "next": path})
    assert (response.status_code, response["Location"]) == (302, path)
    text = seen(client, path)
    assert "Total expenditure 2023: 2,296.59 (CNY 10,000), up 290.66 (CNY 10,000) on the year before (+14.49%)" in text
    assert "Agency running costs 159.79" in text
    client.post("/language/", {"language": "zh-hans", "next": path})
    assert "比上年增加" in seen(client, path)


def test_the_switch_leads_nowhere_else_and_an_unknown_language_is_chinese(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert response["Location"] == "/"
    client.cookies["django_language"] = "xx"
    assert "收录的部门" in seen(client, "/")


def test_a_department_page_asks_as_often_however_much_it_shows(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for year in (2021, 2022, 2023):
        datong_with_text(year=year).publish()
    with django_assert_num_queries(QUERIES_OF_A_DEPARTMENT):
        client.get(f"/departments/{department().pk}/2023/budget/unit/")
    with django_assert_num_queries(QUERIES_OF_A_DEPARTMENT):
        client.get(f"/departments/{department().pk}/2022/budget/unit/")


def test_the_start_asks_as_often_however_many_departments_there_are(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("大同市应急管理局", "大同市财政局", "大同市水务局"):
        datong(name=name).publish()
    with django_assert_num_queries(QUERIES_OF_THE_START):
        client.get("/")


QUERIES_OF_A_DEPARTMENT = 19
QUERIES_OF_THE_START = 14


def test_the_start_asks_three_questions_of_what_there_is(client: Client) -> None:
    """The department with the largest fall between two documents of one kind, a ranking, a contradiction."""
    assert "三个问题" not in seen(client, "/")
    for name, before, now in (("甲局", "9.00", "8.00"), ("乙局", "9.00", "5.00"), ("丙局", "1.00", "7.00")):
        for year, printed in ((2022, before), (2023, now)):
            made = Book(name, year=year)
            made.table("summary", "收支总表")
            made.row("支出总计", {"total": printed}, item="total", side="expenditure")
            made.publish()
    text = seen(client, "/")
    assert "三个问题，从这里开始" in text
    assert "乙局 2023 年为什么少了？ 支出总计，预算 5.00 万元，↓ −4.00 万元，−44.44%" in text
    assert "甲局 2023 年为什么少了" not in text
    assert "谁的机关运行经费最多？" in text


def test_a_cell_of_a_row_without_a_name_is_called_by_its_own_column(client: Client) -> None:
    book = Book()
    book.table("three_public", "三公经费表")
    (cell,) = book.row("", {"vehicles.vehicle_purchase": None}, header=["“三公”经费", "公务用车购置及运行维护费", "公务用车购置费"])
    book.publish()
    assert "公务用车购置费，印在这一格" in seen(client, f"/evidence/facts/{cell.pk}/")
