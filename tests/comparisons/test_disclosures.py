"""What one disclosure holds, page by page. Figures are those of the 2023 disclosure of 大同市应急管理局."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from budgets.models import Correction, Edition, Fact, Part, PrintedTable
from comparisons.report import report
from comparisons.templatetags.changes import page_of_file
from tests.comparisons.sides import wanli
from tests.comparisons.test_views import seen, words
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

LEAVES = ("", "tables/1/", "text/", "forms/", "forms/1/", "findings/")


def base(year: int = 2023, stage: str = "budget", scope: str = "unit") -> str:
    return f"/departments/{department().pk}/{year}/{stage}/{scope}/"


def table_of(client: Client, path: str) -> str:
    """The printed table of a page, as HTML."""
    found = re.search(r'<table class="printed.*?</table>', client.get(path).content.decode(), re.S)
    assert found
    return found[0]


def full_book(**more: Any) -> Book:
    book = datong_with_text(**more)
    book.find("text.project_count", "mismatch", "文字写 19 个项目，表里有 23 行。", sources=[{"line": 1}])
    book.note("warning", "lost_page", "第 34 个页面已经丢失。")
    book.form("J电费", "45769", "183076")
    return book


def test_a_table_is_shown_as_printed_every_cell_a_link_to_its_evidence(client: Client) -> None:
    book = Book()
    book.table("expenditure", "2023年支出预算总表", number="预算公开表3", pages=[6])
    book.row("合计", {"total": "2,296.59", "basic": "1,486.79"}, item="total", header=["2023年预算数"], level=0)
    cells = book.row("社会保障和就业支出", {"total": "166.7", "basic": None}, code="208", level=1)
    book.row("国防支出", {"total": "0.00", "basic": "—"}, code="203", level=1)
    book.publish()
    html = table_of(client, base() + "tables/1/")
    text = words(html)
    assert "编码 项目" in text
    assert "208 社会保障和就业支出 166.70 空白" in text  # the last 0 only lines up the point
    assert '>166.7</a><span class="pad" aria-hidden="true">0</span>' in html
    assert "203 国防支出 0.00 —" in text
    for cell in Fact.objects.all():
        assert f'href="/evidence/facts/{cell.pk}/"' in html
    assert f'<a class="fig none" href="/evidence/facts/{cells[1].pk}/" title="2023 年 · 第 ' in html
    assert html.count('<tr class="total">') == 1
    page = seen(client, base() + "tables/1/")
    assert "预算公开表3 · 支出总表 · 单位：万元 · 第 6 页" in page


def test_heads_are_merged_and_say_their_unit(client: Client) -> None:
    book = Book()
    book.table("projects", "2023年项目支出预算表")
    for column, header in enumerate((["合计"], ["2023年财政拨款", "一般公共预算"], ["2023年财政拨款", "政府性基金预算"])):
        book.row("J水费", {f"m{column}": "0.55"}, header=header, column=column, row=1)
    book.publish()
    html = table_of(client, base() + "tables/1/")
    assert '<th scope="colgroup" colspan="2" class="over"><span lang="zh-Hans">2023年财政拨款</span></th>' in html
    assert '<th scope="col" rowspan="2" class="num"><span lang="zh-Hans">合计</span><br><span class="unit">万元</span></th>' in html
    assert words(html).endswith("J水费 0.55 0.55 0.55 ")


def test_a_unit_that_is_not_the_columns_stands_beside_its_figure(client: Client) -> None:
    book = Book()
    book.table("three_public", "“三公”经费表")
    for at, (label, printed) in enumerate((("公务接待费", "1.35"), ("公务用车费", "2.00"), ("公务用车保有量", "3"))):
        (cell,) = book.row(label, {"final": printed}, header=["决算数"], row=at)
        if label == "公务用车保有量":
            Fact.objects.filter(pk=cell.pk).update(unit="辆", kind="count", yuan=None, value=3)
    book.publish()
    text = words(table_of(client, base() + "tables/1/"))
    assert "决算数 万元" in text
    assert "公务接待费 1.35 公务用车费 2.00 公务用车保有量 辆3" in text


def test_two_sides_stand_beside_each_other_and_an_ended_side_is_empty(client: Client) -> None:
    book = Book()
    book.table("summary", "2023年收支总表")
    book.row("一、一般公共预算", {"amount": "9.00"}, side="income", header=["收入", "金额"], row=0)
    book.row("一、外交支出", {"total": None}, side="expenditure", header=["支出", "合计"], row=1, column=1)
    book.row("二、国防支出", {"total": "9.00"}, side="expenditure", header=["支出", "合计"], row=2, column=1)
    book.publish()
    html = table_of(client, base() + "tables/1/")
    assert "一、一般公共预算 9.00 一、外交支出 空白 二、国防支出 9.00" in words(html)
    assert '<tr><td colspan="2" class="off"></td><th scope="row" class="pinned begins last"' in html


def test_an_empty_table_shows_its_remark_its_head_and_is_no_table_of_zeros(client: Client) -> None:
    columns = [{"index": 0, "header": ["合计"], "side": None, "block": None, "unit": None, "measure": "total"}]
    book = Book()
    book.table("fund_income", "政府性基金预算收入表", no_data=True, remarks=["注：本表无数据"])
    book.tables[-1]["columns"] = columns
    book.table("capital", "国有资本经营预算表", no_data=True, remarks=["注：本表无数据"])
    book.row("合计", {"total": "0.00"}, item="total")
    book.table("fund_expenditure", "政府性基金预算支出表")
    book.row("合计", {"total": None}, item="total")
    book.table("three_public", "“三公”经费支出表", no_data=True, remarks=["注：故本表为空表。"])
    book.row("合计", {"total": "6.00"}, item="total")
    book.publish()
    empty = seen(client, base() + "tables/1/")
    assert "空表。文件注明：注：本表无数据" in empty
    assert "项目 合计 万元 表头下面没有行。" in empty
    zeros = seen(client, base() + "tables/2/")
    assert "空表。" not in zeros
    assert "文件注明没有数据，表里印的都是 0。注：本表无数据" in zeros
    assert "合计 0.00" in zeros
    assert "文件注明无数据，表里却印有数。" in seen(client, base() + "tables/4/")
    blank = seen(client, base() + "tables/3/")
    assert "空表。表头下面没有印任何数，文件没有说明。" in blank
    assert "合计 空白" in blank
    index = seen(client, base())
    assert re.search(r"政府性基金预算收入表注：本表无数据\s+万元\s+0\s+空表", index)
    assert re.search(r"国有资本经营预算表注：本表无数据\s+万元\s+1\s+已收录", index)


def test_a_cell_that_a_finding_speaks_of_carries_its_number(client: Client) -> None:
    book = Book()
    book.table("expenditure", "2023年支出预算总表")
    (total,) = book.row("合计", {"total": "10.00"}, item="total")
    (part,) = book.row("社会保障和就业支出", {"total": "9.00"}, code="208")
    soft = book.find("quality", "soft", "这一行不寻常。", sources=[{"line": part.line}])
    wrong = book.find("hierarchy", "mismatch", "应为9.00，印的是10.00。", sources=[{"line": total.line, "span": total.span}])
    book.find("text", "mismatch", "文字里的矛盾。", sources=[{"line": 999, "span": [0, 1]}])
    book.publish()
    path = base() + "tables/1/"
    html = table_of(client, path)
    assert f'<a class="number mismatch" href="#finding-1">1</a><a class="fig" href="/evidence/facts/{total.pk}/"' in html
    assert '<a class="number soft" href="#finding-2">2</a>社会保障和就业支出' in html
    page = client.get(path).content.decode()
    assert re.search(rf'<li id="finding-1">.*?href="/evidence/findings/{wrong.pk}/"', page, re.S)
    assert re.search(rf'<li id="finding-2">.*?href="/evidence/findings/{soft.pk}/"', page, re.S)
    assert "文字里的矛盾" not in page
    assert re.search(r"2023年支出预算总表\s+万元\s+2\s+有矛盾", seen(client, base()))


def test_on_pages_too_a_table_with_a_contradiction_is_flagged(client: Client) -> None:
    book = Book()
    box = [301.2, 210.0, 349.9, 220.4]
    for number, title in ((14, "2023年收入预算总表"), (15, "2023年支出预算总表")):
        book.table("expenditure" if number == 15 else "income", title)
        (cell,) = book.row("合计", {"total": "10.00"}, item="total")
        Fact.objects.filter(pk=cell.pk).update(line=None, span=None, page=number, bbox=box)
    book.find("hierarchy", "mismatch", "矛盾。", page=15, sources=[{"page": 15, "bbox": box}])
    book.publish()
    text = seen(client, base())
    assert re.search(r"2023年收入预算总表\s+万元\s+1\s+已收录", text)
    assert re.search(r"2023年支出预算总表\s+万元\s+1\s+有矛盾", text)


def test_a_corrected_cell_is_marked_and_says_what_was_printed(client: Client) -> None:
    book = Book()
    book.table("operating", "机关运行经费表")
    (cell,) = book.row("合计", {"amount": "159.97"}, item="total")
    person = User.objects.create_user("clerk")
    step = Correction.objects.create(
        edition=book.edition, order=0, field="amount", target={}, old="159.97", new="159.79", reason="看错", person=person
    )
    Fact.objects.filter(pk=cell.pk).update(correction=step)
    book.publish()
    html = table_of(client, base() + "tables/1/")
    assert re.search(r'<a class="fig corrected"[^>]*title="[^"]*印作 159.97 万元 · 更正为 159.79">159.79</a>', html)


def test_every_table_leads_to_the_one_before_and_the_one_after(client: Client) -> None:
    edition = datong().publish()
    for at in (base(), f"/editions/{edition.pk}/"):
        html = client.get(f"{at}tables/2/").content.decode()
        assert f'<a rel="prev" href="{at}tables/1/">' in html
        assert f'<a rel="next" href="{at}tables/3/">' in html
        assert 'rel="prev"' not in client.get(f"{at}tables/1/").content.decode()
        assert 'rel="next"' not in client.get(f"{at}tables/6/").content.decode()
        assert f'href="{at}tables/6/"' in client.get(at).content.decode()
        for nothing in ("tables/0/", "tables/7/", "tables/99999999999999999999/", "forms/1/"):
            assert client.get(at + nothing).status_code == 404
    assert "没有第 7 张表。" in seen(client, base() + "tables/7/", 404)


def test_the_tables_of_two_documents_are_numbered_on_and_findings_keep_to_their_own(client: Client) -> None:
    book, other = Book(), Book(year=2020)
    for one, title, printed in ((book, "甲表", "1.00"), (other, "乙表", "2.00")):
        one.table("operating", title)
        (cell,) = one.row("合计", {"amount": printed}, item="total")
    book.find("a", "mismatch", "第一份文件里的矛盾。", sources=[{"line": cell.line, "span": cell.span}])
    other.finish()
    Fact.objects.filter(edition=other.edition).update(edition=book.edition, fiscal_year=2023)
    Part.objects.filter(edition=other.edition).update(edition=book.edition, order=1)
    PrintedTable.objects.filter(edition=other.edition).update(edition=book.edition)
    book.publish()
    assert "矛盾" in seen(client, base() + "tables/1/")
    second = seen(client, base() + "tables/2/")
    assert "乙表" in second
    assert "合计 2.00" in second
    assert "矛盾" not in second
    assert re.search(r"甲表.*有矛盾.*乙表\s+万元\s+1\s+已收录", seen(client, base()))


def test_an_old_edition_keeps_its_tables_and_the_disclosure_shows_the_new_ones(client: Client) -> None:
    old = datong().publish()
    newer = Book()
    newer.table("operating", "机关运行经费表")
    newer.row("合计", {"amount": "160.00"}, item="total")
    newer.publish()
    kept = seen(client, f"/editions/{old.pk}/tables/5/")
    assert "159.79" in kept
    assert "这是旧版，数字保持当时的样子。" in kept
    assert "160.00" in seen(client, base() + "tables/1/")


@pytest.mark.parametrize(
    ("stage", "scope", "told"),
    [
        ("budget", "unit", "2023 年预算（单位）"),
        ("budget", "department", "2023 年预算（部门）"),
        ("final_accounts", "unit", "2023 年决算（单位）"),
        ("final_accounts", "department", "2023 年决算（部门）"),
    ],
)
def test_every_page_says_in_its_title_line_what_kind_of_document_it_is(client: Client, stage: str, scope: str, told: str) -> None:
    edition = full_book(stage=stage, scope=scope).publish()
    for at in (base(2023, stage, scope), f"/editions/{edition.pk}/"):
        for leaf in LEAVES:
            html = client.get(at + leaf).content.decode()
            heading = re.search(r"<h1.*?</h1>", html, re.S)
            title = re.search(r"<title>.*?</title>", html, re.S)
            assert heading
            assert title
            assert "大同市应急管理局" in words(heading[0])
            assert told in words(heading[0])
            assert told in title[0]


def test_the_text_is_listed_heading_by_heading_with_what_was_computed(client: Client) -> None:
    book = datong_with_text()
    count = book.say(
        "本单位实行绩效目标管理的项目19个。", "实行绩效目标管理的项目", amount="19", unit="个", section="十、绩效情况", span=[14, 16]
    )
    nothing = book.say("无政府购买服务。", "政府购买服务", nil=True, section="十、绩效情况", unit="")
    finding = book.find("text.project_count", "mismatch", "应为23个。", sources=[{"line": count.line, "span": [14, 16]}])
    book.publish()
    text = seen(client, base() + "text/")
    assert "文件的文字里有 8 处数字，" in text
    assert "机关运行经费159.79万元，上年152.61万元，多7.18万元。" in text
    assert re.search(r"机关运行经费\s+159.79 万元\s+比 2022 年 152.61，增加 7.18\s+＝ 一致 2", text)
    assert re.search(r"十、绩效情况 本单位实行绩效目标管理的项目19个。.*19 个\s+≠ 矛盾.*政府购买服务 文件说明没有", text)
    assert "≠ 矛盾 1 ？ 无法核算" in text
    html = client.get(base() + "text/").content.decode()
    assert f'href="/evidence/findings/{finding.pk}/"' in html
    assert html.count(f'href="/evidence/statements/{nothing.pk}/"') == 2


def test_a_document_without_text_or_forms_says_so(client: Client) -> None:
    datong().publish()
    assert "这份文件的文字里没有读到数字" in seen(client, base() + "text/")
    assert "这份文件没有附绩效目标表，或者没有读到。" in seen(client, base() + "forms/")
    assert "没有发现不一致的地方。" in seen(client, base() + "findings/")


def test_forms_are_listed_and_each_has_a_page_with_money_and_targets(client: Client) -> None:
    book = datong()
    target = {"level1": "产出指标", "level2": "数量指标", "level3": "用电度数", "period": "100度", "year": None}
    other = {"level1": "产出指标", "level2": "质量指标", "level3": None, "period": None, "year": None}
    book.form("J电费", "45769", "183076", overview="保障用电", indicators=[target, other])
    lost = book.form("", None, None, complete=False, missing=["项目名称", "项目资金"], unit=None)
    about = book.find("forms.fields", "not_evaluable", "缺少项目名称。", sources=[{"line": lost.line}])
    book.publish()
    listed = seen(client, base() + "forms/")
    assert re.search(r"1 J电费 45,769 183,076 3 2 完整", listed)
    assert re.search(r"2 项目名称缺失 未写明 未写明 3 0 不完整", listed)
    page = seen(client, base() + "forms/1/")
    assert "实施期，3 年 183,076 未写明" in page
    assert "产出指标 数量指标 用电度数 100度 空白" in page
    assert re.search(r"空白 质量指标 空白 空白 空白", page)
    assert "保障用电" in page
    damaged = client.get(base() + "forms/2/").content.decode()
    assert "没有读到：项目名称、项目资金" in words(damaged)
    assert f'href="/evidence/findings/{about.pk}/"' in damaged
    assert f'href="/evidence/findings/{about.pk}/"' not in client.get(base() + "forms/1/").content.decode()


def test_findings_and_notes_are_all_listed_the_gravest_first(client: Client) -> None:
    book = datong()
    for at, outcome in enumerate(("rounding", "not_evaluable", "mismatch", "soft")):
        book.find("a", outcome, f"核对{at}")
    for at, level in enumerate(("info", "warning", "error")):
        book.note(level, "b", f"记录{at}")
    book.publish()
    text = seen(client, base() + "findings/")
    order = ["核对2", "核对3", "核对1", "核对0", "记录2", "记录1", "记录0"]
    assert sorted(order, key=text.index) == order


def test_the_overview_shows_some_findings_of_a_kind_and_leads_to_all(client: Client) -> None:
    book = datong()
    for number in range(1, 15):
        book.find("a", "mismatch", f"第{number}处矛盾。")
    book.publish()
    text = seen(client, base())
    assert "第12处矛盾。" in text
    assert "第13处矛盾。" not in text
    assert "看全部 14 件" in text
    assert "第14处矛盾。" in seen(client, base() + "findings/")


def test_findings_of_one_cause_are_one_thing_with_all_of_them_inside(client: Client) -> None:
    book = datong()
    for number in range(1, 15):
        book.find("a", "mismatch", f"第{number}处矛盾。", cause="表6《支出表》：整栏错行")
    book.find("b", "mismatch", "另一处矛盾。")
    book.publish()
    for path in (base(), base() + "findings/"):
        page = client.get(path).content.decode()
        text = words(page)
        assert "2 件，共 15 处" in text
        assert text.count("表6《支出表》：整栏错行") == 1
        assert all(f"第{number}处矛盾。" in text for number in range(1, 15))
        assert "另一处矛盾。" in text
        assert "看全部" not in text
        (folded,) = re.findall(r"<details[^>]*><summary>表6.*?</details>", page, re.S)
        assert folded.count("处矛盾。") == 14
        assert "另一处矛盾。" not in folded


def test_numbers_of_a_table_lead_into_what_is_folded(client: Client) -> None:
    book = Book()
    book.table("expenditure", "2023年支出预算总表")
    cells = [book.row(name, {"total": "9.00"})[0] for name in ("甲", "乙", "丙")]
    for cell in cells[:2]:
        book.find("a", "mismatch", f"第{cell.line}行对不上。", cause="整栏错行", sources=[{"line": cell.line, "span": cell.span}])
    book.find("a", "mismatch", "别的矛盾。", sources=[{"line": cells[2].line, "span": cells[2].span}])
    book.publish()
    page = client.get(base() + "tables/1/").content.decode()
    notice, checks = re.findall(r"<ol.*?</ol></(?:div|section)>", page, re.S)
    assert words(notice).count("整栏错行") == 1
    assert "整栏错行，2 处" in words(notice)
    assert "第1" not in notice.replace("别的", "")
    assert "别的矛盾。" in notice
    (folded,) = re.findall(r"<details.*?</details>", checks, re.S)
    assert re.findall(r'<li id="(finding-\d)"', folded) == ["finding-1", "finding-2"]
    assert re.findall(r'<li id="(finding-\d)"', checks) == ["finding-1", "finding-2", "finding-3"]


def test_a_withdrawn_edition_says_so_on_all_its_pages_and_drafts_have_none(client: Client) -> None:
    draft = full_book()
    draft.finish()
    assert all(client.get(at + leaf).status_code == 404 for at in (base(), f"/editions/{draft.edition.pk}/") for leaf in LEAVES)
    edition = full_book().publish()
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="文件收错了")
    for leaf in LEAVES:
        assert "这一版已撤回。理由：文件收错了" in seen(client, base() + leaf)


def test_words_of_documents_are_never_markup_on_these_pages(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    book = Book()
    book.table("operating", f"表{evil}", remarks=[evil], number=evil, unit="万元")
    book.row(f"{evil}合计", {"amount": "1.00"}, header=[evil], code="<b>")
    book.say(f"机关运行经费1.00万元{evil}", f"机关运行经费{evil}", amount="1.00", section=evil, part_of=evil)
    book.find("a", "mismatch", evil, hint=evil, sources=[{"line": 1}])
    book.note("warning", "x", evil)
    book.form(evil, "1", "1", overview=evil, missing=[evil], complete=False, indicators=[{"level1": evil, "period": evil}])
    book.publish()
    for leaf in LEAVES:
        html = client.get(base() + leaf).content.decode()
        assert "<script>" not in html, leaf
        assert "<b></td>" not in html
        assert not re.search(r"<[^>]+\sstyle=|\son\w+=", html)


def test_each_page_asks_as_often_however_much_it_shows(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    full_book(year=2021).publish()
    book = full_book(year=2023)
    for number in range(30):
        book.table("projects", f"第{number}张项目表")
        for at in range(20):
            (cell,) = book.row(f"项目{at}", {"total": "1.00", "fund": None}, row=at)[:1]
        book.find("a", "mismatch", "矛盾", sources=[{"line": cell.line, "span": cell.span}])
        book.say(f"第{number}句写机关运行经费1.00万元。", "机关运行经费", amount="1.00")
        book.form("J电费", "1", "1")
    book.publish()
    for leaf, queries in QUERIES.items():
        for address in (base(2021), base(2023)):
            with django_assert_num_queries(queries):
                assert client.get(address + leaf).status_code == 200


QUERIES = {"tables/1/": 9, "text/": 11, "forms/": 5, "forms/1/": 6, "findings/": 6}


def test_the_share_of_a_class_is_that_of_the_total_of_its_table() -> None:
    """19,604,064 ÷ 156,211,123 = 0.12550 (万里街道 2024)."""
    structure = report(wanli(2024).publish()).structure
    assert structure is not None
    shares = {row.change.key: row.share for row in structure.rows}
    assert shares["208"] is not None
    assert f"{shares['208']:.2f}" == "12.55"
    assert structure.total.share == 100


@pytest.mark.parametrize("total", ["0", ""])
def test_of_a_total_of_nothing_there_is_no_share(total: str) -> None:
    book = Book("甲局", scope="department")
    book.table("expenditure", "支出总表")
    book.row("一般公共服务支出", {"total": "5.00"}, code="201", level=1)
    book.row("合计", {"total": total or None}, item="total")
    structure = report(book.publish()).structure
    assert structure is not None
    assert [row.share for row in structure.rows] == [None]


def test_a_class_that_a_classification_set_up_is_said_so_above_the_structure(client: Client) -> None:
    """灾害防治及应急管理支出 is of 2019; 一般公共服务支出 rose by 1.00."""
    for year, total, lines in ((2018, "5.00", (("201", "5.00"),)), (2019, "13.00", (("201", "6.00"), ("224", "7.00")))):
        book = Book("甲局", year, scope="department")
        book.table("expenditure", "支出总表")
        for code, printed in lines:
            book.row({"201": "一般公共服务支出", "224": "灾害防治及应急管理支出"}[code], {"total": printed}, code=code, level=1)
        book.row("合计", {"total": total}, item="total")
        book.publish()
    path = f"/departments/{department('甲局').pk}/2019/budget/department/"
    text = seen(client, path)
    assert "1. 科目在两年之间有变（2019 年），不能相比：新设灾害防治及应急管理支出：" in text
    assert "（来源：财政部《2019年政府收支分类科目》）。" in text
    assert "224 1灾害防治及应急管理支出 无此行 7.00 无上年" in text
    assert "201 一般公共服务支出 5.00 6.00 +1.00 +20.00" in text
    assert 'href="#structure-caution-1"' in client.get(path).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(path).content.decode()
    assert "The code changed between the two years (2019) and cannot be compared: " in english


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (datong, "带“文”的数取自当年自己文件的文字，不是表格。"),
        (Book, "带“文”的数取自文件的文字，不是表格；上年的有的取自上一年自己的文件，有的取自这一份。"),
    ],
)
def test_whose_text_figures_are_from_is_said(client: Client, last: Callable[..., Book], told: str) -> None:
    """Alone 2023 tells last year's figures in its own text; 政府采购 of 2022 is from that year's own, which prints all others or none."""
    of_this = "带“文”的数取自这一份文件的文字，不是上一年自己的文件。"
    datong_with_text().publish()
    assert of_this in seen(client, base())
    book = last(year=2022)
    book.say("政府采购预算总额300万元。", "政府采购预算总额", amount="300")
    book.publish()
    text = seen(client, base())
    assert of_this not in text
    assert told in text
    assert "带“文”的数取自这一份文件的文字，不是表格。" in seen(client, base(2022))


def test_a_table_that_crosses_classifications_is_none_of_the_functional_classification(client: Client) -> None:
    book = Book()
    book.table("expenditure", "预算03表支出总表")
    book.row("行政运行 › 30102 津贴补贴", {"total": "861.76"}, code="2120101", row_key="2120101|津贴补贴")
    book.row("行政运行 › 30103 奖金", {"total": "742.78"}, code="2120101", row_key="2120101|奖金")
    book.row("合 计", {"total": "1,604.54"}, item="total")
    book.table("general_expenditure", "预算05表一般公共预算支出表")
    book.row("行政运行", {"total": "1,604.54"}, code="2120101")
    book.row("合 计", {"total": "1,604.54"}, item="total")
    book.publish()
    page = seen(client, base())
    assert "取自一般公共预算支出表（功能分类）。支出按功能分类，大的在前。" in page
    assert "2120101 行政运行 1,604.54" in page
    assert "津贴补贴" not in page.partition("支出按功能分类")[2].partition("合计")[0]


def test_the_name_of_a_file_leads_to_its_first_page(client: Client) -> None:
    edition = full_book().publish()
    (document,) = [part.reading.document for part in edition.parts.all()]
    html = client.get(base()).content.decode()
    assert f'<a href="/documents/{document.pk}/pages/1/" lang="zh-Hans">{document.name}</a>' in html
    assert client.get(f"/documents/{document.pk}/pages/1/").status_code == 200
    assert page_of_file(document, {}) == f'<span lang="zh-Hans">{document.name}</span>', "where no page is kept"


def test_of_a_long_sentence_the_part_with_its_figures_is_shown(client: Client) -> None:
    """The amount stands behind 900 characters of a list of duties."""
    made = datong()
    duties = "，".join(f"负责第{number}项职责的组织协调和监督检查" for number in range(60))
    made.say(
        f"本部门{duties}，2023年支出总计2,296.59万元，比上年增加290.66万元。{duties}。",
        "支出总计",
        amount="2296.59",
        change="290.66",
        direction="increase",
        base_year=2022,
    )
    made.publish()
    for leaf in ("", "text/"):
        html = client.get(base() + leaf).content.decode()
        quoted = re.findall(r'<(?:q|p)(?: lang="zh-Hans")?>(…[^<]*)</', html)
        assert any("2023年支出总计2,296.59万元，比上年增加290.66万元" in one for one in quoted), leaf
        assert all(len(one) <= 910 for one in quoted)


def test_every_page_of_a_disclosure_is_cited_in_both_styles_as_the_sample_that_it_is(client: Client) -> None:
    """What the department printed is its own document, with the place in it; what checks found is ours."""
    book = datong(is_sample=True)
    book.find("a", "mismatch", "矛盾。", sources=[{"line": 5}])
    edition = book.publish()
    finding = edition.findings.get()
    ours = "大同市应急管理局2023年预算（单位）"
    told = {
        f"/editions/{edition.pk}/tables/1/": f"大同市应急管理局. {ours}（演示排版，非官方原件）[R/OL]. 大同市应急管理局: ",
        f"/editions/{edition.pk}/text/": "（演示排版，非官方原件）[R/OL]. 大同市应急管理局: 文字里的数字[",
        f"/editions/{edition.pk}/findings/": f"明账. {ours}：核对结果和读取记录（演示排版，非官方原件）[DB/OL]. (",
        f"/evidence/findings/{finding.pk}/": f"明账. {ours}核对结果：矛盾（演示排版，非官方原件）[DB/OL]. (",
    }
    for path, gb in told.items():
        text = words(client.get(path).content.decode())
        assert gb in text, path
        assert f"http://testserver{path}" in text, path
        assert "typeset by Mingzhang" in text.partition("APA 7")[2], path
        assert text.count("GB/T 7714—2015") == 1, path


def test_the_page_of_a_sentence_has_the_verdict_that_it_has_elsewhere(client: Client) -> None:
    """By its own words the year before was 2,005.93: 290.66 ÷ 2,005.93 = 14.49 %. A sentence on no main figure cannot be told."""
    book = datong_with_text()
    book.say("会议室3间。", "会议室", amount="3", unit="间")
    edition = book.publish()
    said = next(one for one in edition.statements.order_by("order") if one.percent is not None)
    text = words(client.get(f"/evidence/statements/{said.pk}/").content.decode())
    shown = text.partition("核算")[2].partition("位置")[0]
    assert "＝ 一致" in shown
    assert "＝ 表里是 2,296.59 万元" in shown
    assert "14.49%" in shown
    other = edition.statements.get(subject="会议室")
    assert "？ 无法核算 没有主要的数与它对照" in words(client.get(f"/evidence/statements/{other.pk}/").content.decode())
    client.post("/language/", {"language": "en", "next": "/"})
    english = words(client.get(f"/evidence/statements/{said.pk}/").content.decode())
    assert "2,296.59(CNY 10,000)" in english
    assert "the table has 2,296.59 (CNY 10,000)" in english
