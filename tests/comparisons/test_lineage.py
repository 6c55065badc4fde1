"""Departments through renames, mergers and splits, on pages and in the API; and a figure of which the document says that its basis changed.

The departments are made up, 江苏省高级人民法院 2017 and 2018 is as published. All sums by hand.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.models import DepartmentName, Edition, Succession
from budgets.moments import this_second
from comparisons import report, series, stored
from tests.comparisons.test_compare import address, data, drawings, html_of, seen
from tests.factories import Book, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

TRADE, QUALITY, MARKET, PATENTS = "某市工商局", "某市质监局", "某市市场监管局", "某市知识产权局"
REFORM = date(2018, 11, 20)


def book(name: str, year: int, total: str, **more: Any) -> Book:
    made = Book(name, year, scope="department", **more)
    made.table("summary", f"{year}年收支预算总表")
    made.row("支出总计", {"total": total}, item="total", side="expenditure")
    made.table("expenditure", f"{year}年支出总表")
    made.row("一般公共服务支出", {"total": total}, code="201")
    made.row("合计", {"total": total}, item="total")
    return made


def happened(kind: str, *pairs: tuple[str, str], on: date = REFORM) -> None:
    for before, after in pairs:
        Succession.objects.create(
            predecessor=department(before), successor=department(after), kind=kind, date=on, source="某市机构改革方案"
        )


def merged() -> None:
    book(TRADE, 2018, "1,234.56").publish()
    book(QUALITY, 2018, "2,000.00").publish()
    book(MARKET, 2019, "3,300.00").publish()
    happened("merge", (TRADE, MARKET), (QUALITY, MARKET))


def group(client: Client, path: str) -> Any:
    (found,) = data(client, path)["groups"]
    return found


def line(found: Any, key: str = "total_expenditure", step: int = -1) -> Any:
    return next(one for one in found["steps"][step]["lines"] if one["key"] == key)


# Renames


def test_a_renamed_department_is_one_series(client: Client) -> None:
    book(TRADE, 2018, "100.00").publish()
    book(MARKET, 2019, "110.00").publish()
    happened("rename", (TRADE, MARKET))
    text = seen(client, address(MARKET))
    assert "支出总计 100.00 110.00 +10.00 +10.00" in text
    assert "某市工商局更名为某市市场监管局（2018-11-20，来源：某市机构改革方案），前后作为一个序列。" in text
    found = group(client, address(MARKET))
    assert [(year["year"], year["figures"][0]["owner"]) for year in found["years"]] == [(2018, TRADE), (2019, "")]
    assert line(found)["before"]["evidence_url"].endswith(f"/{fact_of(TRADE, 2018)}/")
    assert found["told"][0]["code"] == "rename"


def fact_of(name: str, year: int) -> int:
    edition = Edition.objects.get(disclosure__department=department(name), disclosure__fiscal_year=year)
    return edition.facts.get(item="total", schedule="summary").pk


def test_the_page_of_a_renamed_department_goes_back_before_the_rename(client: Client) -> None:
    book(TRADE, 2018, "100.00").publish()
    book(MARKET, 2019, "110.00").publish()
    happened("rename", (TRADE, MARKET))
    text = seen(client, f"/departments/{department(MARKET).pk}/")
    assert "收录 1 份文件，2019 年" in text
    assert "支出总计 100.00 110.00 +10.00 +10.00%" in text
    assert f"/departments/{department(TRADE).pk}/2018/budget/department/" in html_of(client, f"/departments/{department(MARKET).pk}/")


def test_asked_for_the_original_a_department_stands_for_itself(client: Client) -> None:
    book(TRADE, 2018, "100.00").publish()
    book(MARKET, 2019, "110.00").publish()
    happened("rename", (TRADE, MARKET))
    answer = data(client, address(MARKET) + "&as=original")
    assert (answer["view"], answer["years"], answer["groups"][0]["steps"], answer["groups"][0]["told"]) == ("original", [2019], [], [])


def data_of(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response.json()


def test_what_is_recorded_ahead_of_its_day_is_on_no_page(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of both, and a merger into one, a rename and a split in 2050."""
    now = this_second()
    monkeypatch.setattr("comparisons.pinned.this_second", lambda: now)  # permanent addresses have it
    for name in (TRADE, MARKET, PATENTS):
        for year in (2018, 2019):
            book(name, year, "100.00").publish()
    market = department(MARKET).pk
    paths = [f"/departments/{market}/", OWN.format(market), address(MARKET), f"/departments/{market}/signals/", "/"]
    before = [seen(client, path) for path in paths]
    for kind, pair in (("rename", (TRADE, MARKET)), ("merge", (PATENTS, MARKET)), ("split", (MARKET, QUALITY))):
        happened(kind, pair, on=date(2050, 1, 1))
    assert [seen(client, path) for path in paths] == before
    with django_assert_num_queries(2):  # what is recorded, and what those to come have disclosed
        assert stored.lineage([market]).successions == ()
    ranked = "/api/v1/rankings/?line=total_expenditure&year=2019&stage=budget&scope=department"
    told = data_of(client, ranked)
    Succession.objects.all().delete()
    assert data_of(client, ranked) == told


# Mergers


def test_a_merger_is_compared_with_the_sum_of_all_each_of_them_a_link(client: Client) -> None:
    merged()
    found = group(client, address(MARKET))
    change = line(found)
    assert (change["before"]["yuan"], change["difference"]) == ("32345600.0000", "654400.0000")
    assert change["before"]["derivation"] == "某市工商局 1,234.56 + 某市质监局 2,000.00 = 3,234.56"
    assert [(one["owner"], one["yuan"]) for one in change["before"]["addends"]] == [(TRADE, "12345600.0000"), (QUALITY, "20000000.0000")]
    assert all(client.get(one["evidence_url"]).status_code == 200 for one in change["before"]["addends"])
    assert change["before"]["evidence_url"] is None
    assert (found["years"][0]["state"], found["years"][0]["edition"], found["gaps"]) == ("there", None, [])
    text = seen(client, address(MARKET))
    assert "支出总计 3,234.56 ＝ 某市工商局 1,234.56 + 某市质监局 2,000.00 3,300.00 +65.44 +2.02" in text
    assert "某市工商局并入某市市场监管局（2018-11-20，来源：某市机构改革方案），合并以前的数是各部门之和。" in text


def test_the_lines_of_a_table_are_added_up_too(client: Client) -> None:
    merged()
    found = group(client, address(MARKET, schedule="expenditure"))
    assert (line(found, "201")["before"]["yuan"], line(found, "201")["difference"]) == ("32345600.0000", "654400.0000")
    assert found["steps"][0]["levels"][0]["residual"] == "0.0000"


def test_where_one_of_the_merged_is_missing_there_is_no_sum_and_it_is_said(client: Client) -> None:
    merged()
    Edition.objects.filter(disclosure__department=department(QUALITY)).update(state="withdrawn")
    found = group(client, address(MARKET))
    assert found["steps"] == []
    assert (found["years"][0]["state"], found["gaps"]) == (
        "incomplete",
        [{"year": 2018, "name": QUALITY, "why": "no_document", "key": ""}],
    )
    text = seen(client, address(MARKET))
    assert "2018 年是合并以前，不加总：某市质监局没有收录的文件。" in text
    assert "支出总计 前身不全 3,300.00" in text


def test_one_that_went_on_after_taking_another_in_is_a_part_of_the_sum(client: Client) -> None:
    book(MARKET, 2018, "50.00").publish()
    book(PATENTS, 2018, "7.00").publish()
    book(MARKET, 2019, "60.00").publish()
    happened("merge", (PATENTS, MARKET))
    assert line(group(client, address(MARKET)))["difference"] == "30000.0000"
    alone = line(group(client, address(MARKET) + "&as=original"))
    assert (alone["difference"], [caution["code"] for caution in alone["cautions"]]) == ("100000.0000", ["merge"])


def test_a_name_with_a_day_says_that_a_department_was_there_before(client: Client) -> None:
    merged()
    DepartmentName.objects.filter(department=department(MARKET)).update(valid_from=date(2009, 6, 1))
    assert [gap["name"] for gap in group(client, address(MARKET))["gaps"]] == [MARKET]


def test_the_terminal_tells_the_merger_and_what_is_missing_too(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    merged()
    call_command("compare", MARKET)
    assert "某市工商局并入某市市场监管局（2018-11-20，来源：某市机构改革方案），合并以前的数是各部门之和。" in capsys.readouterr().out
    Edition.objects.filter(disclosure__department=department(QUALITY)).update(state="withdrawn")
    call_command("compare", MARKET)
    told = capsys.readouterr().out
    assert "2018 年是合并以前，不加总：某市质监局没有收录的文件。" in told
    assert next(row for row in told.splitlines() if "支出总计" in row).split() == ["支出总计", "前身不全", "3,300.00"]
    call_command("compare", MARKET, "--as", "original")
    assert "前身不全" not in capsys.readouterr().out


# Splits and transfers


@pytest.mark.parametrize("view", ["continuous", "original"])
@pytest.mark.parametrize("kind", ["split", "transfer"])
def test_over_a_split_and_a_transfer_nothing_is_subtracted(client: Client, kind: str, view: str) -> None:
    book(MARKET, 2018, "50.00").publish()
    book(MARKET, 2019, "40.00").publish()
    book(MARKET, 2020, "44.00").publish()
    happened(kind, (MARKET, PATENTS))
    found = group(client, address(MARKET) + f"&as={view}")
    broken = line(found, step=0)
    assert (broken["kind"], broken["difference"], broken["rate"]) == ("unlike", None, None)
    assert [(one["code"], one["before"], one["after"], one["date"], one["source"]) for one in broken["cautions"]] == [
        (kind, MARKET, PATENTS, "2018-11-20", "某市机构改革方案")
    ]
    assert line(found, step=1)["difference"] == "40000.0000"
    text = seen(client, address(MARKET) + f"&as={view}")
    assert "支出总计 50.00 40.00 1机构有变 44.00 +4.00 +10.00" in text
    assert "（2018-11-20，来源：某市机构改革方案），前后的数不是同一范围，不相减。" in text


def test_the_break_is_seen_in_the_drawing(client: Client) -> None:
    for year in (2017, 2018, 2019):
        book(MARKET, year, "50.00").publish()
    happened("split", (MARKET, PATENTS))
    broad, *_ = drawings(html_of(client, address(MARKET)))
    assert sum(one.get("class") == "line" for one in broad.iter("line")) == 1


def test_the_page_of_one_disclosure_knows_the_break_too(client: Client) -> None:
    book(MARKET, 2018, "50.00").publish()
    edition = book(MARKET, 2019, "40.00").publish()
    happened("transfer", (MARKET, PATENTS))
    found = report.report(stored.with_documents(Edition.objects.filter(pk=edition.pk)).get())
    assert {change.difference for change in found.changes.lines} == {None}
    assert [caution.code for caution in found.cautions] == ["transfer"]
    text = seen(client, f"/departments/{department(MARKET).pk}/2019/budget/department/")
    assert "某市市场监管局的职能划转到某市知识产权局（2018-11-20，来源：某市机构改革方案）" in text


# What the document says of the basis


def high_court(year: int) -> Book:
    """机关运行经费 of 江苏省高级人民法院, 万元; the sentence of 2018 as it stands on its page 23."""
    made = Book("江苏省高级人民法院", year, scope="department")
    total, office = {2017: ("9,193.40", "879.00"), 2018: ("3,407.38", "350.00")}[year]
    made.table("operating", f"{year}年度一般公共预算机关运行经费支出预算表")
    made.row("合计", {"amount": total}, item="total")
    made.row("办公费", {"amount": office}, code="30201")
    if year == 2018:
        fall = {"amount": "3407.38", "base_year": 2017, "change": "5786.02", "direction": "decrease", "percent": "62.94"}
        made.say(
            f"2018年本部门一般公共预算机关运行经费预算支出3407.38万元，与上年相比减少5786.02万元，减少62.94%。主要原因是{REASON}。",
            "一般公共预算机关运行经费预算支出",
            percent_kind="change",
            reason=REASON,
            **fall,
        )
    return made


REASON = (
    "本年机关运行经费统计口径与上年不一致，上年机关运行经费统计口径含单位发展项目经费中商品服务支出及办公设备购置费，"
    "而本年机关运行经费统计口径为基本支出中商品服务支出，故上下年数据无可比性"
)


def test_over_a_basis_that_the_document_says_has_changed_no_difference_is_computed(client: Client) -> None:
    high_court(2017).publish()
    edition = high_court(2018).publish()
    found = group(client, address("江苏省高级人民法院"))
    change = line(found, "agency_running")
    assert [point["yuan"] for point in (change["before"], change["after"])] == ["91934000.0000", "34073800.0000"]
    assert (change["kind"], change["difference"], change["rate"], change["contribution"]) == ("unlike", None, None, None)
    (caution,) = [one for one in change["cautions"] if one["code"] == "basis_changed"]
    statement = edition.statements.get()
    assert caution["after"] == REASON
    assert caution["evidence_url"].endswith(f"/{statement.pk}/")
    assert client.get(caution["evidence_url"]).status_code == 200
    text = seen(client, address("江苏省高级人民法院"))
    assert f"文件写明本年的数与上年口径不同，不相减：“{REASON}”。" in text
    assert "机关运行经费 9,193.40 3,407.38 1口径不同" in text


def test_what_the_sentence_claims_is_still_checked(client: Client) -> None:
    high_court(2017).publish()
    high_court(2018).publish()
    (claim,) = group(client, address("江苏省高级人民法院"))["steps"][0]["claims"]
    assert {one["what"]: one["verdict"] for one in claim["checks"]} == {"amount": "agrees", "change": "agrees", "percent": "agrees"}
    assert claim["over_break"] is True


def test_over_the_break_no_sign_looks_as_if_the_change_was_confirmed(client: Client) -> None:
    high_court(2017).publish()
    statement = high_court(2018).publish().statements.get()
    text = seen(client, address("江苏省高级人民法院"))
    table = text.partition("两年逐行对照")[2].partition("未收录 我们没有这份文件")[0]
    assert "文件写 −5,786.02 文件写 −62.94%" in table
    assert not {"＝", "≈"} & set(table)
    html = client.get(address("江苏省高级人民法院")).content.decode()
    assert (
        f'<a class="fig said apart" href="/evidence/statements/{statement.pk}/" title="文件写 −62.94% ：两年口径不同，不核算增减">' in html
    )
    assert "两年口径不同：这里只核对算术，不说明实际的增减。" in text


def test_a_sentence_on_years_of_one_basis_keeps_its_sign(client: Client) -> None:
    high_court(2018).publish()
    later_court().publish()
    assert "＝ +172.67" in seen(client, address("江苏省高级人民法院", years=(2018, 2019)))


@pytest.mark.parametrize("key", ["total", "30201"])
def test_the_table_of_that_figure_is_not_subtracted_either(client: Client, key: str) -> None:
    high_court(2017).publish()
    high_court(2018).publish()
    found = line(group(client, address("江苏省高级人民法院", schedule="operating")), key)
    assert (found["kind"], found["difference"], [one["code"] for one in found["cautions"]]) == ("unlike", None, ["basis_changed"])


def test_a_year_between_says_it_to_those_who_look_over_it(client: Client) -> None:
    high_court(2017).publish()
    high_court(2018).publish()
    later = Book("江苏省高级人民法院", 2019, scope="department")
    later.table("operating", "2019年度一般公共预算机关运行经费支出预算表")
    later.row("合计", {"amount": "3,500.00"}, item="total")
    later.publish()
    over = line(group(client, address("江苏省高级人民法院", years=(2017, 2019))), "agency_running")
    assert (over["difference"], "basis_changed" in [one["code"] for one in over["cautions"]]) == (None, True)
    after = line(group(client, address("江苏省高级人民法院", years=(2018, 2019))), "agency_running")
    assert Decimal(after["difference"]) == Decimal(926_200)


def later_court(year: int = 2019) -> Book:
    """3,580.05 after a rise of 172.67 makes 3,407.38 the year before: of a basis of which only the budget of 2018 says that it is new."""
    later = Book("江苏省高级人民法院", year, scope="department")
    later.table("operating", f"{year}年度一般公共预算机关运行经费支出预算表")
    later.row("合计", {"amount": "3,580.05"}, item="total")
    text = "机关运行经费预算支出3580.05万元，与上年相比增加172.67万元。"
    later.say(text, "一般公共预算机关运行经费预算支出", amount="3580.05", change="172.67", base_year=year - 1, direction="increase")
    return later


UNHEARD = "没有收录 2018 年自己的现行文件，看不到它有没有写明口径变了：增减不一定是实际的变化。"


@pytest.mark.parametrize("years", [(2017, 2018, 2019), (2017, 2019)])
@pytest.mark.parametrize("drafted", [False, True])
def test_over_a_year_whose_own_document_is_not_there_it_is_said_that_a_basis_may_have_changed(
    client: Client, capsys: pytest.CaptureFixture[str], years: tuple[int, ...], drafted: bool
) -> None:
    high_court(2017).publish()
    if drafted:
        high_court(2018).finish()
    later_court().publish()
    path = address("江苏省高级人民法院", years=years)
    text = seen(client, path)
    assert text.count(UNHEARD) == 1
    assert REASON not in text
    first, *others = group(client, path)["steps"]
    assert [(one["code"], one["after"]) for one in line({"steps": [first]}, "agency_running")["cautions"]][-1] == ("not_collected", "2018")
    assert all("not_collected" not in [one["code"] for one in line({"steps": [step]}, "agency_running")["cautions"]] for step in others)
    call_command("compare", "江苏省高级人民法院", "--years", *map(str, years))
    told = capsys.readouterr().out
    assert told.count(UNHEARD) == 1
    assert ("2018 年：有的数取自下一年文件的文字，不是当年自己的文件。" in told) == (2018 in years)


def test_on_the_page_of_the_department_the_change_bears_the_mark(client: Client) -> None:
    high_court(2017).publish()
    later_court().publish()
    text = seen(client, f"/departments/{department('江苏省高级人民法院').pk}/")
    assert f"2017→2018：{UNHEARD}" in text
    html = html_of(client, f"/departments/{department('江苏省高级人民法院').pk}/")
    (number,) = re.findall(rf'<li id="(budget-department-caution-\d+)">\d+\. 2017→2018：{UNHEARD}', html)
    row = html.partition('class="pinned">机关运行经费</th>')[2].partition("</tr>")[0]
    told, *_others = [cell for cell in row.split("<td") if "3,407.38" in cell]
    assert f'href="#{number}"' in told


def test_where_the_document_of_the_year_is_there_nothing_is_to_be_doubted(client: Client) -> None:
    for made in (high_court(2017), high_court(2018), later_court()):
        made.publish()
    for years in ((2017, 2018, 2019), (2017, 2019)):
        assert "not_collected" not in client.get("/api/v1" + address("江苏省高级人民法院", years=years)).content.decode()


def test_the_headline_of_one_disclosure_knows_it_too() -> None:
    high_court(2017).publish()
    edition = high_court(2018).publish()
    previous = stored.previous(edition).edition
    assert previous is not None
    volumes = stored.read([edition, previous])
    found = series.headline(volumes[edition.pk], volumes[previous.pk]).of("agency_running")
    assert found is not None
    assert (found.difference, found.cautions[0].code) == (None, "basis_changed")


# One disclosure against the year before


OWN = "/departments/{}/2019/budget/department/"
TOLD = "某市工商局更名为某市市场监管局（2018-11-20，来源：某市机构改革方案），前后作为一个序列。"


def renamed() -> Edition:
    book(TRADE, 2018, "100.00").publish()
    happened("rename", (TRADE, MARKET))
    return book(MARKET, 2019, "110.00").publish()


def as_shown(edition: Edition) -> Edition:
    return stored.with_documents(Edition.objects.filter(pk=edition.pk)).get()


def of_one(client: Client, **more: str) -> Any:
    question: dict[str, str | int] = {"department": department(MARKET).pk, "year": 2019, "stage": "budget", "scope": "department", **more}
    return client.get("/api/v1/comparisons/", question).json()


def test_last_years_document_of_a_renamed_department_is_that_of_its_former_name(client: Client) -> None:
    edition = renamed()
    previous = stored.previous(edition)
    assert previous.edition == Edition.objects.get(disclosure__fiscal_year=2018)
    assert (previous.owner, [one.code for one in previous.told]) == (TRADE, ["rename"])
    text = seen(client, OWN.format(department(MARKET).pk))
    assert TOLD in text
    assert "支出总计 100.00 110.00 +10.00 +10.00 某市工商局 2018 年的文件，第 " in text
    assert "上年的数是某市工商局的" in text


@pytest.mark.parametrize(("more", "key"), [({}, "total_expenditure"), ({"schedule": "expenditure"}, "201")])
def test_the_api_compares_one_disclosure_with_that_of_its_former_name(client: Client, more: dict[str, str], key: str) -> None:
    renamed()
    found = of_one(client, **more)
    assert found["previous_edition"] == Edition.objects.get(disclosure__fiscal_year=2018).pk
    assert [(one["code"], one["before"], one["after"], one["date"]) for one in found["told"]] == [("rename", TRADE, MARKET, "2018-11-20")]
    (one,) = [one for one in found["lines"] if one["key"] == key]
    assert (Decimal(one["difference"]), one["before"]["owner"], one["after"]["owner"]) == (Decimal(100_000), TRADE, "")


def test_the_terminal_tells_the_former_name_too(capsys: pytest.CaptureFixture[str]) -> None:
    renamed()
    call_command("headline", MARKET)
    lines = capsys.readouterr().out.splitlines()
    assert f"  {TOLD}" in lines
    (total,) = [line for line in lines if "支出总计" in line and "+10.00" in line and "/evidence/" in line]
    assert total.split()[1:5] == ["100.00", "110.00", "+10.00", "+10.00"]
    assert "某市工商局 2018 年的文件" in total


def test_its_own_document_of_the_year_before_stays_the_one() -> None:
    """Both names have one: the department's own goes before."""
    own = book(MARKET, 2018, "105.00").publish()
    previous = stored.previous(renamed())
    assert (previous.edition, previous.owner, previous.told) == (own, "", ())


def test_a_former_document_that_is_not_in_force_is_none() -> None:
    edition = renamed()
    Edition.objects.filter(disclosure__fiscal_year=2018).update(state=Edition.State.WITHDRAWN)
    assert stored.previous(edition) == stored.Previous()


def test_a_merger_is_noted_and_not_added_up_on_the_page_of_one(client: Client) -> None:
    merged()
    found = of_one(client)
    assert (found["previous_edition"], found["told"]) == (None, [])


def test_after_a_rename_with_duties_from_others_nothing_is_subtracted(client: Client) -> None:
    renamed()
    happened("transfer", (QUALITY, MARKET))
    (one,) = [one for one in of_one(client)["lines"] if one["key"] == "total_expenditure"]
    assert (one["kind"], one["difference"], one["before"]["owner"]) == ("unlike", None, TRADE)
    assert [caution["code"] for caution in one["cautions"]] == ["transfer"]


def test_the_year_before_is_asked_for_as_often_however_long_the_past(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    alone = as_shown(book(PATENTS, 2019, "1.00").publish())
    with django_assert_num_queries(2):  # nothing recorded, no document
        stored.previous(alone)
    edition = as_shown(renamed())
    asked = 4 + 2  # what happened, names, years, the edition; and its parts, and its department's names
    with django_assert_num_queries(asked):
        stored.previous(edition)
    for number in range(3):
        book(f"某市第{number}局", 2016, "5.00").publish()
        happened("rename", (f"某市第{number}局", TRADE if number == 0 else f"某市第{number - 1}局"), on=date(2016 - number, 5, 1))
    with django_assert_num_queries(asked):
        stored.previous(edition)


# How often it asks


def test_a_lineage_is_asked_for_as_often_however_long(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    merged()
    path = address(MARKET)
    with django_assert_num_queries(QUERIES_WITH_A_PAST):
        client.get("/api/v1" + path)
    for number in range(4):
        book(f"某市第{number}局", 2018, "5.00").publish()
        happened("merge", (f"某市第{number}局", TRADE), on=date(2016, 5, 1))
    with django_assert_num_queries(QUERIES_WITH_A_PAST):
        client.get("/api/v1" + path)
    market = department(MARKET).pk
    with django_assert_num_queries(2):
        assert len(stored.lineage([market]).before(market)) == 7


QUERIES_WITH_A_PAST = 10
"""The last two ask whose units the departments are that are added up, and what was received of a year without a document."""
