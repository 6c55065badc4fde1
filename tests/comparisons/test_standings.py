"""One line of all departments, from stored rows: figures, reasons, bases, and a constant number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.departments import register_region
from budgets.models import Department, Edition, Fact, Part, PrintedTable, Succession
from comparisons import series, standings, stored
from comparisons.asked import BadQuestion
from comparisons.indicators import INDICATORS
from comparisons.models import HeadlineIndex
from comparisons.peers import Reason
from comparisons.ranking import Ranking
from comparisons.standings import Line, asked, entries, line_of
from comparisons.standings.answers import entries_among
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

WELFARE = "expenditure:2080501"


def book(name: str, printed: str | None = "1.00", **more: Any) -> Book:
    """A budget that prints 行政单位离退休 in its 支出总表."""
    made = Book(name, **more)
    made.table("expenditure", "支出总表")
    made.row("行政单位离退休", {"total": printed, "basic": "0.50"}, code="2080501")
    return made


def ranking(line: str = WELFARE, year: int = 2023, stage: str = "budget", scope: str = "unit") -> Ranking:
    return entries(asked(line, year, stage, scope)).ranking()


def ranked(found: Ranking) -> list[tuple[str, int | None, str]]:
    """Name, rank and figure in 万元."""
    names = standings.names(placed.entry.department for placed in found.places)
    figures = [(placed, placed.entry.yuan or Decimal(0)) for placed in found.places]
    return [(names[placed.entry.department], placed.rank, f"{yuan / 10000:.2f}") for placed, yuan in figures]


def absent(found: Ranking) -> dict[str, str]:
    names = standings.names(one.department for one in found.absent)
    return {names[one.department]: one.absent for one in found.absent}


def errors(line: str = WELFARE, year: int = 2023, stage: str = "budget", scope: str = "unit") -> str:
    with pytest.raises(BadQuestion) as caught:
        ranking(line, year, stage, scope)
    return str(caught.value)


# A row of a table


def test_a_line_is_ranked_over_departments_with_its_move() -> None:
    for name, before, now in (("甲局", "5.00", "6.00"), ("乙局", "4.00", "7.00"), ("丙局", "1.00", "6.00")):
        book(name, before, year=2022).publish()
        book(name, now).publish()
    found = ranking()
    assert ranked(found) == [("乙局", 1, "7.00"), ("甲局", 2, "6.00"), ("丙局", 2, "6.00")]
    assert [placed.moved and placed.moved.places for placed in found.places] == [1, -1, 1]
    assert ranked(ranking(f"{WELFARE}@basic"))[0][2] == "0.50"


def test_another_stage_scope_year_or_an_edition_not_in_force_is_not_ranked() -> None:
    book("甲局").publish()
    others: list[dict[str, Any]] = [{"stage": "final_accounts"}, {"scope": "department"}, {"year": 2021}]
    for number, more in enumerate(others):
        book(f"别局{number}", "9.00", **more).publish()
    book("草稿局", "9.00").finish()
    book("旧局", "9.00").publish()
    book("旧局", "0.10").publish()
    assert ranked(ranking()) == [("甲局", 1, "1.00"), ("旧局", 2, "0.10")]


def test_a_department_without_a_figure_is_there_with_the_reason() -> None:
    book("甲局").publish()
    book("空白局", None).publish()
    book("横线局", "—").publish()
    other = Book("他行局")
    other.table("expenditure", "支出总表")
    other.row("合计", {"total": "3.00"}, item="total")
    other.publish()
    column = Book("他列局")
    column.table("expenditure", "支出总表")
    column.row("行政单位离退休", {"project": "3.00"}, code="2080501")
    column.publish()
    Book("无表局").publish()
    empty = Book("空表局")
    empty.table("expenditure", "支出总表", no_data=True)
    empty.publish()
    claimed = Book("说空局")
    claimed.table("expenditure", "支出总表", no_data=True)
    claimed.row("合计", {"total": "3.00"}, item="total")
    claimed.publish()
    several = book("两数局", "3.00")
    several.table("expenditure", "支出总表（续）")
    several.row("行政单位离退休", {"total": "4.00"}, code="2080501")
    several.publish()
    rows = book("两行局", "3.00")
    rows.row("行政单位离退休", {"total": "3.00"}, code="2080501", row_key="2080501|x")
    rows.publish()
    book("去年局", "8.00", year=2022).publish()
    gone = book("撤回局", "8.00").publish()
    Edition.objects.filter(pk=gone.pk).update(state="withdrawn")
    found = ranking()
    assert ranked(found) == [("甲局", None, "1.00")]
    assert absent(found) == {
        "空白局": "blank",
        "横线局": "dash",
        "他行局": "no_line",
        "他列局": "no_column",
        "无表局": "no_table",
        "空表局": "empty_table",
        "说空局": "no_line",
        "两数局": "several",
        "两行局": "several_rows",
        "去年局": "no_document",
        "撤回局": "withdrawn",
    }


def test_the_only_column_of_a_table_counts_as_its_total() -> None:
    one = Book("甲局")
    one.table("operating", "机关运行经费表")
    one.row("合计", {"amount": "5.00"}, item="total")
    one.publish()
    other = Book("乙局")
    other.table("operating", "机关运行经费表")
    other.row("合计", {"total": "6.00", "amount": "7.00"}, item="total")
    other.publish()
    assert ranked(ranking("operating:total")) == [("乙局", 1, "6.00"), ("甲局", 2, "5.00")]


def test_a_title_that_says_what_is_with_carry_over_stands_apart_from_one_that_says_without() -> None:
    for name, carry_over in (("甲局", "excluded"), ("乙局", "excluded"), ("丙局", "included")):
        made = Book(name)
        made.table("income", "收入总表")
        made.table("expenditure", "支出总表", carry_over=carry_over)
        made.row("行政单位离退休", {"total": "1.00"}, code="2080501")
        made.publish()
    found = ranking()
    assert [name for name, _rank, _figure in ranked(found)] == ["甲局", "乙局"]
    assert [[(one.code, one.before, one.after) for one in apart.cautions] for apart in found.apart] == [
        [("carry_over", "excluded", "included")]
    ]


def test_a_title_of_another_source_of_funds_stands_apart() -> None:
    titles = {
        "甲局": "财政拨款“三公”经费支出表",
        "乙局": "财政拨款“三公”经费支出表",
        "丙局": "一般公共预算“三公”经费支出表",
        "丁局": "“三公”经费支出表",
    }
    for name, title in titles.items():
        made = Book(name)
        made.table("summary", "一般公共预算收支总表")
        made.table("three_public", title)
        made.row("公务接待费", {"reception": "3.00"}, item="reception")
        made.publish()
    for line in ("reception", "three_public:reception"):
        found = ranking(line)
        assert [name for name, _rank, _figure in ranked(found)] == ["甲局", "乙局", "丁局"]
        assert [(one.code, one.before, one.after) for one in found.apart[0].cautions] == [("fund", "fiscal", "general")]
        assert found.unstated == {"fund": 1}


def test_a_column_says_its_source_of_funds_whatever_the_title() -> None:
    made = Book("甲局")
    made.table("expenditure", "支出总表")
    made.row("行政单位离退休", {"total": "3.00", "general": "2.00"}, code="2080501")
    edition = made.publish()
    volume = stored.read([edition])[edition.pk]
    for measure, fund in (("total", "all"), ("general", "general")):
        (entry,) = entries(asked(f"{WELFARE}@{measure}", 2023, "budget", "unit")).now
        (point,) = series.own_lines(volume, "expenditure", measure)
        assert (entry.basis.fund, entry.basis) == (fund, replace(point.basis, unit=""))


def test_an_amount_is_a_total_also_where_it_is_asked_for_by_its_own_name() -> None:
    made = Book("甲局")
    made.table("operating", "机关运行经费表")
    made.row("合计", {"amount": "5.00"}, item="total")
    made.publish()
    bases = [entries(asked(line, 2023, "budget", "unit")).now[0].basis for line in ("operating:total", "operating:total@amount")]
    assert [basis.measure for basis in bases] == ["total", "total"]


def test_each_figure_stands_on_the_basis_of_its_own_table_of_its_own_document() -> None:
    """Two files of one edition have tables of the same number."""
    book("乙局").publish()
    first, other = book("甲局", "5.00"), Book("甲局", year=2020)
    other.table("expenditure", "支出总表（不含上年结转）", carry_over="excluded")
    other.row("行政单位离退休", {"total": "4.00"}, code="2080501", row_key="2080501|2")
    other.finish()
    Fact.objects.filter(edition=other.edition).update(edition=first.edition, fiscal_year=2023)
    Part.objects.filter(edition=other.edition).update(edition=first.edition, order=1)
    PrintedTable.objects.filter(edition=other.edition).update(edition=first.edition)
    first.publish()
    found = {(entry.yuan, entry.basis.carry_over) for entry in entries(asked(WELFARE, 2023, "budget", "unit")).now}
    assert found == {(Decimal(10000), None), (Decimal(50000), None), (Decimal(40000), "excluded")}


def test_of_a_final_account_the_final_figure_is_taken_and_no_other_of_that_table() -> None:
    both = Book("甲局", stage="final_accounts")
    both.table("expenditure", "支出决算表")
    both.row("行政单位离退休", {"total": "5.00"}, code="2080501", figure="budget")
    both.row("行政单位离退休", {"total": "4.00"}, code="2080501", figure="final")
    both.publish()
    plain = Book("乙局", stage="final_accounts")
    plain.table("expenditure", "支出决算表")
    plain.row("行政单位离退休", {"total": "3.00"}, code="2080501")
    plain.publish()
    mixed = Book("丙局", stage="final_accounts")
    mixed.table("expenditure", "支出决算表")
    mixed.row("行政单位离退休", {"total": "9.00"}, code="2080501")
    mixed.row("行政运行", {"total": "2.00"}, code="2080101", figure="final")
    mixed.publish()
    found = ranking(stage="final_accounts")
    assert ranked(found) == [("甲局", 1, "4.00"), ("乙局", 2, "3.00")]
    assert absent(found) == {"丙局": "no_column"}


def test_last_years_column_of_this_years_table_is_not_last_years_document() -> None:
    made = book("甲局", "5.00")
    made.row("行政单位离退休", {"total": "4.00"}, code="2080501", figure="previous", fiscal_year=2022)
    made.publish()
    (placed,) = ranking().places
    assert (placed.rank, placed.moved, placed.no_move) == (None, None, "new")


def test_rows_without_code_or_item_are_found_by_their_name_without_ordinals() -> None:
    """社会保障和就业支出 is the eighth in the table of one and the second in that of another. Both ways of asking mean the same line."""
    for name, label in (("甲局", "八、社会保障和就业支出"), ("乙局", "（二） 社会保障和就业支出"), ("丙局", "社会保障和就业")):
        made = Book(name)
        made.table("fiscal_summary", "财政拨款收支总表")
        made.row(label, {"total": f"{len(label)}.00"}, side="expenditure", path=["一、本年支出"])
        made.publish()
    for key in ("本年支出/社会保障和就业支出", "一、本年支出/八、社会保障和就业支出"):
        found = ranking(f"fiscal_summary:expenditure:{key}")
        assert (ranked(found), absent(found)) == ([("乙局", 1, "13.00"), ("甲局", 2, "11.00")], {"丙局": "no_line"})
        assert str(line_of(f"fiscal_summary:expenditure:{key}")) == "fiscal_summary:expenditure:本年支出/社会保障和就业支出"


def test_purchases_of_one_kind_are_no_figure_even_where_their_amounts_are_equal() -> None:
    for name, keys in (("甲局", ["印刷服务"]), ("乙局", ["印刷服务|集中采购", "印刷服务|分散采购"])):
        made = Book(name)
        made.table("procurement", "政府采购预算表")
        for key in keys:
            made.row("印刷服务", {"total": "5.00"}, row_key=key)
        made.publish()
    found = ranking("procurement:印刷服务")
    assert (ranked(found), absent(found)) == ([("甲局", None, "5.00")], {"乙局": "several_rows"})


def test_a_name_that_nobody_prints_is_answered_with_those_like_it() -> None:
    for name in ("甲局", "乙局"):
        made = Book(name)
        made.table("procurement", "政府采购预算表")
        made.row("一、印刷和出版服务", {"total": "5.00"})
        made.row("二、车辆", {"total": "5.00"})
        made.row(f"{name}的采购", {"total": "5.00"})
        made.publish()
    said = errors("procurement:出版服务")
    assert "procurement:印刷和出版服务（印刷和出版服务）" in said
    assert "车辆" not in said
    assert all(name in errors("procurement:无人机") for name in ("印刷和出版服务", "车辆"))
    assert "甲局的采购" not in errors("procurement:无人机")


def test_rows_without_code_or_item_are_found_by_their_key_and_sides_apart() -> None:
    made = Book("甲局")
    made.table("fiscal_summary", "财政拨款收支总表")
    made.row("某项", {"total": "5.00"}, side="income")
    made.row("某项", {"total": "6.00"}, side="expenditure")
    made.publish()
    assert ranked(ranking("fiscal_summary:expenditure:某项")) == [("甲局", None, "6.00")]


def test_of_several_rows_of_one_name_without_a_code_none_is_ranked() -> None:
    """会议费 stands twice in the table of one: which is which, their order does not say. One by its order is no question."""
    for name, often in (("甲局", 1), ("乙局", 2)):
        made = Book(name)
        made.table("operating", "机关运行经费表")
        for number in range(often):
            made.row("会议费", {"total": f"{number + 5}.00"}, row_key="会议费" if not number else f"会议费#{number + 1}")
        made.publish()
    found = ranking("operating:会议费")
    assert (ranked(found), absent(found)) == ([("甲局", None, "5.00")], {"乙局": "several_rows"})
    assert "几行同名，没有编码" in errors("operating:会议费#2")


# Departments and lines that are no longer those of the year before


def happened(kind: str, before: str, after: str, on: date = date(2022, 6, 1)) -> None:
    Succession.objects.create(predecessor=department(before), successor=department(after), kind=kind, date=on, source="机构改革方案")


def two_years_of_two() -> None:
    for year in (2022, 2023):
        book("大局", "9.00", year=year).publish()
        book("小局", "1.00", year=year).publish()


def moves(found: Ranking) -> dict[str, int | str]:
    names = standings.names(placed.entry.department for placed in found.places)
    return {names[one.entry.department]: one.moved.places if one.moved else one.no_move for one in found.places}


def test_a_renamed_department_moves_from_the_rank_of_its_old_name_and_is_not_gone() -> None:
    two_years_of_two()
    book("工商局", "0.50", year=2022).publish()
    book("市场监管局", "5.00").publish()
    happened("rename", "工商局", "市场监管局")
    found = ranking()
    assert moves(found) == {"大局": 0, "市场监管局": 1, "小局": -1}
    assert absent(found) == {}
    (told,) = found.places[1].cautions
    assert (told.code, told.before, told.after, told.date) == ("rename", "工商局", "市场监管局", "2022-06-01")
    own = department("市场监管局").pk
    question = asked(WELFARE, 2023, "budget", "unit")
    assert moves(standings.group_of([own, department("小局").pk], question).ranking) == {"市场监管局": 1, "小局": -1}


@pytest.mark.parametrize("line", [WELFARE, "total_expenditure"])
def test_some_departments_alone_have_the_entries_that_they_have_among_all(line: str) -> None:
    """Also who went on in another that is none of them, who was renamed, who has no document, and whose document lacks the line."""
    two_years_of_two()
    book("工商局", "3.00", year=2022).publish()
    book("质监局", "4.00", year=2022).publish()
    book("停办局", "5.00", year=2022).publish()
    Book("别表局").publish()
    book("市场监管局", "6.00").publish()
    happened("rename", "工商局", "市场监管局")
    happened("merge", "质监局", "小局")
    question = asked(line, 2023, "budget", "unit")
    whole = entries(question)
    for names in (("工商局", "大局"), ("市场监管局",), ("质监局", "停办局"), ("小局", "别表局"), ("别表局",), ("停办局",)):
        wanted = [department(name).pk for name in names]
        assert entries_among(question, wanted).ranking() == whole.of(wanted).ranking(), names


def test_a_merged_department_moves_from_nobody_and_those_before_it_are_not_gone() -> None:
    two_years_of_two()
    for name in ("工商局", "质监局"):
        book(name, "3.00", year=2022).publish()
        happened("merge", name, "市场监管局")
    book("市场监管局", "5.00").publish()
    found = ranking()
    assert moves(found) == {"大局": 0, "市场监管局": "merged", "小局": 0}
    assert absent(found) == {}


def test_who_was_merged_into_an_old_department_leaves_it_without_a_move() -> None:
    two_years_of_two()
    book("质监局", "3.00", year=2022).publish()
    happened("merge", "质监局", "大局")
    assert moves(ranking()) == {"大局": "merged", "小局": "alone"}


def test_a_transfer_of_duties_breaks_the_moves_of_both_in_that_year_alone() -> None:
    two_years_of_two()
    book("大局", "9.00", year=2024).publish()
    book("小局", "1.00", year=2024).publish()
    happened("transfer", "大局", "小局")
    assert moves(ranking()) == {"大局": "broken", "小局": "broken"}
    assert moves(ranking(year=2024)) == {"大局": 0, "小局": 0}


def test_a_merger_of_later_years_changes_no_earlier_ranking() -> None:
    two_years_of_two()
    happened("merge", "小局", "大局", date(2025, 6, 1))
    assert moves(ranking()) == {"大局": 0, "小局": 0}


@pytest.mark.parametrize("code", ["22402", "22401", "2240106", "224"])
def test_a_code_that_means_something_else_since_moves_nobody(code: str) -> None:
    """22401 is new in 2019 for what was 21506, 22402 for a part of 20401 (2019年政府收支分类科目)."""
    for year in (2018, 2019, 2020):
        made = Book("甲局", year=year)
        made.table("expenditure", "支出总表")
        made.row("某项", {"total": "5.00"}, code=code)
        made.publish()
    (placed,) = ranking(f"expenditure:{code}", 2019).places
    assert (placed.moved, placed.no_move, placed.cautions[0].code) == (None, "recoded", "classification")
    assert moves(ranking(f"expenditure:{code}", 2020)) == {"甲局": "alone"}


def coded(name: str, year: int, *lines: tuple[str, str]) -> None:
    made = Book(name, year=year)
    made.table("expenditure", "支出总表")
    for code, printed in lines:
        made.row("某项", {"total": printed}, code=code)
    made.publish()


def test_a_line_moves_from_the_place_of_the_code_that_it_replaced() -> None:
    """21506 安全生产监管 went on as 22401 应急管理事务 in 2019; who printed 22401 before has no move, who printed neither no figure."""
    for name, before, now in (("甲局", "9.00", "5.00"), ("乙局", "1.00", "7.00")):
        coded(name, 2018, ("21506", before))
        coded(name, 2019, ("22401", now))
    coded("丙局", 2018, ("21506", "4.00"), ("22401", "4.00"))
    coded("丁局", 2018, ("20103", "4.00"))
    coded("丙局", 2019, ("22401", "3.00"))
    coded("丁局", 2019, ("22401", "2.00"))
    found = ranking("expenditure:22401", 2019)
    assert moves(found) == {"乙局": 1, "甲局": -1, "丙局": "recoded", "丁局": "absent"}
    told = [[(one.code, one.before, one.after, one.date, one.source) for one in placed.cautions] for placed in found.places]
    source = "财政部《2019年政府收支分类科目》"
    assert told[0] == told[1] == [("recoded", "21506", "22401", "2019", source)]
    assert [(code, date, said) for code, _before, _after, date, said in told[2]] == [("classification", "2019", source)]
    assert told[3] == []


def test_a_rename_and_a_new_code_are_followed_together() -> None:
    coded("安监局", 2018, ("21506", "9.00"))
    coded("乙局", 2018, ("21506", "1.00"))
    coded("应急局", 2019, ("22401", "5.00"))
    coded("乙局", 2019, ("22401", "7.00"))
    happened("rename", "安监局", "应急局", date(2018, 11, 20))
    found = ranking("expenditure:22401", 2019)
    assert moves(found) == {"乙局": 1, "应急局": -1}
    assert [one.code for one in found.places[1].cautions] == ["rename", "recoded"]


def test_a_class_by_its_name_moves_from_the_place_of_its_former_name() -> None:
    """医疗卫生与计划生育支出 was called 卫生健康支出 from 2019 on."""
    old, new = "九、医疗卫生与计划生育支出", "九、卫生健康支出"
    for name, label, before, now in (("甲局", old, "9.00", "5.00"), ("乙局", old, "1.00", "7.00"), ("丙局", new, "3.00", "6.00")):
        for year, printed_as, printed in ((2018, label, before), (2019, new, now)):
            made = Book(name, year=year)
            made.table("summary", "收支总表")
            made.row(printed_as, {"amount": printed}, side="expenditure")
            made.publish()
    found = ranking(f"summary:expenditure:{new}", 2019)
    assert moves(found) == {"乙局": 2, "丙局": 0, "甲局": -2}
    assert [[one.before for one in placed.cautions] for placed in found.places] == [[old[2:]], [], [old[2:]]]


def test_the_year_after_only_the_new_code_is_read(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in ("甲局", "乙局"):
        for year, code in ((2018, "21506"), (2019, "22401"), (2020, "22401")):
            coded(name, year, (code, "5.00"))
    with django_assert_num_queries(4):  # one more, for the code before
        entries(asked("expenditure:22401", 2019, "budget", "unit"))
    with django_assert_num_queries(3):
        entries(asked("expenditure:22401", 2020, "budget", "unit"))


# Headline indicators


@pytest.mark.parametrize("make", [datong, datong_with_text])
def test_every_indicator_is_the_same_figure_as_on_the_page(make: Any) -> None:
    """The reader of many and the reader of one agree, also where the text is the source and where the cell is blank."""
    edition = make().publish()
    own = {point.key: point for point in series.own_headline(stored.read([edition])[edition.pk])}
    for indicator in INDICATORS:
        (entry,) = entries(asked(indicator.key, 2023, "budget", "unit")).now
        point = own.get(indicator.key)
        if point is None:
            assert (entry.yuan, entry.absent) == (None, "not_stated")
            continue
        assert entry.yuan == point.yuan, indicator.key
        assert entry.basis == replace(point.basis, unit="", schedule="" if indicator.in_any_table else point.basis.schedule)
        if point.evidence and point.yuan is not None:
            assert entry.id == point.evidence.id


def test_an_indicator_of_the_text_is_ranked_with_the_evidence_of_its_sentence() -> None:
    datong_with_text().publish()
    book("甲局").publish()
    found = ranking("procurement")
    assert ranked(found) == [("大同市应急管理局", None, "398.40")]
    assert absent(found) == {"甲局": "not_stated"}
    shown = standings.points([placed.entry for placed in found.places])
    (point,) = shown.values()
    assert (point.printed, point.evidence and point.evidence.kind, point.basis.source) == ("398.4", "statement", "text")


def test_three_public_with_a_total_of_all_beside_it_is_the_sum_of_the_three() -> None:
    made = Book("甲局")
    made.table("three_public", "“三公”经费支出表")
    made.row("合计", {"total": "30.00", "total#2": "12.00", "abroad": "2.00", "reception": "3.00", "vehicles": "7.00"}, item="total")
    made.publish()
    single = Book("乙局")
    single.table("three_public", "“三公”经费支出表")
    single.row("合计", {"total": "15.00"}, item="total")
    single.publish()
    assert ranked(ranking("three_public")) == [("乙局", 1, "15.00"), ("甲局", 2, "12.00")]


def test_one_item_of_three_public_is_no_total_of_it() -> None:
    made = Book("甲局")
    made.table("three_public", "“三公”经费支出表")
    made.row("公务接待费", {"reception": "3.00"}, item="reception")
    made.publish()
    double = Book("乙局")
    double.table("operating", "机关运行经费表")
    double.row("合计", {"amount": "5.00"}, item="total")
    double.row("合计", {"amount": "6.00"}, item="total", row_key="合计#2")
    double.publish()
    assert absent(ranking("three_public")) == {"甲局": "not_stated", "乙局": "not_stated"}
    assert absent(ranking("agency_running")) == {"甲局": "not_stated", "乙局": "several"}
    assert ranked(ranking("reception")) == [("甲局", None, "3.00")]


def test_an_indicator_from_another_table_stands_apart() -> None:
    datong().publish()
    datong(name="乙局").publish()
    only = Book("丙局")
    only.table("expenditure", "支出总表")
    only.row("合计", {"total": "99999.00"}, item="total")
    only.publish()
    found = ranking("total_expenditure")
    assert [rank for _name, rank, _figure in ranked(found)] == [1, 1]
    assert [[caution.code for caution in one.cautions] for one in found.apart] == [["schedule"]]


def test_one_table_for_several_things_keeps_the_same_figure_not_apart() -> None:
    """Shanghai's departments print 机关运行经费 beside 三公 in one table, others in one of its own: it is the same figure."""
    own, joint = Book("甲局"), Book("乙局")
    own.table("operating", "机关运行经费表")
    own.row("合计", {"amount": "12.00"}, item="total")
    joint.table("three_public", "“三公”经费和机关运行经费预算表")
    joint.row("合计", {"three_public": "3.00", "agency_running": "15.00"}, item="total")
    for book in (own, joint):
        book.publish()
    found = entries(asked("agency_running", 2023, "budget", "unit")).ranking()
    assert ([placed.rank for placed in found.places], found.apart) == ([1, 2], ())


def test_points_are_the_full_figures_of_those_that_are_shown(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    datong().publish()
    found = ranking("agency_running")
    with django_assert_num_queries(1):
        (point,) = standings.points([placed.entry for placed in found.places]).values()
    assert (point.printed, point.label, point.basis.unit, point.step) == ("159.79", "部门合计", "万元", Decimal(100))
    assert point.evidence is not None
    assert point.evidence.line


# Queries


@pytest.mark.parametrize("line", [WELFARE, "total_expenditure", "three_public", "procurement", "expenditure:total"])
@pytest.mark.parametrize("stage", ["budget", "final_accounts"])
def test_the_number_of_queries_does_not_grow_with_the_departments(line: str, stage: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            entries(asked(line, 2023, stage, "unit"))
        return len(queries)

    def more(number: int) -> None:
        made = datong_with_text(name=f"局{number}", stage=stage)
        made.table("expenditure", "支出总表")
        made.row("行政单位离退休", {"total": "1.00"}, code="2080501")
        made.publish()
        Book(f"无局{number}", stage=stage).publish()

    more(1)
    first = count()
    for number in range(2, 6):
        more(number)
    assert count() == first <= 8


def test_a_line_that_every_department_prints_takes_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in ("甲局", "乙局"):
        book(name).publish()
    with django_assert_num_queries(3):
        entries(asked(WELFARE, 2023, "budget", "unit"))


# What documents say of the basis


SAYS_SO = "统计口径与上年不一致"


def running(name: str, year: int, total: str, reason: str = "", subject: str = "机关运行经费") -> None:
    made = Book(name, year)
    made.table("operating", f"{year}年机关运行经费支出表")
    made.row("合计", {"amount": total}, item="total")
    made.row("办公费", {"amount": total}, code="30201")
    if reason:
        made.say(f"{subject}{total}万元，比上年减少。原因是{reason}。", subject, amount=total, direction="decrease", reason=reason)
    made.publish()


@pytest.mark.parametrize("line", ["agency_running", "operating:total", "operating:30201"])
def test_over_a_basis_that_the_document_says_has_changed_nobody_moves(line: str) -> None:
    for number, name in enumerate(("甲局", "乙局", "丙局", "丁局"), start=1):
        running(name, 2022, f"{number}.00")
    running("甲局", 2023, "9.00", SAYS_SO)
    running("乙局", 2023, "1.00", "人员减少")
    running("丙局", 2023, "8.00", SAYS_SO, "政府采购预算")  # of another figure
    running("丁局", 2023, "7.00", "统计口径没有变化")
    running("新局", 2023, "0.50", SAYS_SO)
    found = ranking(line)
    told = {placed.entry.department: placed for placed in found.places}
    one = told[department("甲局").pk]
    assert (one.moved, one.no_move, [caution.code for caution in one.cautions]) == (None, "unlike", ["basis_changed"])
    assert one.cautions[0].after == SAYS_SO
    assert told[department("新局").pk].no_move == "new"
    among = [told[department(name).pk].moved for name in ("丁局", "丙局", "乙局")]  # 4, 3, 2 → 7, 8, 1
    assert [(moved.before, moved.after, moved.among) for moved in among if moved] == [(1, 2, 3), (2, 1, 3), (3, 3, 3)]


def test_without_the_index_the_sentences_are_found_too() -> None:
    for year in (2022, 2023):
        running("甲局", year, "9.00", SAYS_SO)
    HeadlineIndex.objects.all().delete()
    assert [placed.no_move for placed in ranking("agency_running").places] == ["unlike"]


def test_the_sentences_of_a_basis_are_asked_for_by_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    question = asked("agency_running", 2023, "budget", "unit")
    for name in ("甲局", "乙局"):
        running(name, 2023, "9.00", SAYS_SO)
    with CaptureQueriesContext(connection) as alone:
        entries(question)
    for name in ("甲局", "乙局", "丙局"):
        running(name, 2022, "8.00", SAYS_SO)
        with django_assert_num_queries(len(alone) + 2):
            entries(question)


def test_a_table_of_the_functional_classification_says_nothing_of_a_headline_figure() -> None:
    assert line_of(WELFARE).told_by == ()
    assert [one.key for one in line_of("expenditure:total@project").told_by] == ["project"]


# What is asked


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("three_public", Line("three_public")),
        ("expenditure:2080501", Line("", "expenditure", "2080501")),
        ("expenditure:2080501@basic", Line("", "expenditure", "2080501", "basic")),
        ("summary:income:total", Line("", "summary", "total", side="income")),
        ("projects:甲/乙:丙", Line("", "projects", "甲/乙:丙")),
    ],
)
def test_a_line_is_written_as_it_is_read(text: str, line: Line) -> None:
    assert line_of(text) == line
    assert str(line) == text


def test_an_unknown_year_is_answered_with_the_years_that_exist() -> None:
    book("甲局", year=2021).publish()
    book("甲局").publish()
    assert "有的年度是：2021、2023" in errors(year=2019)
    assert "2023 年有的是：预算（单位）" in errors(scope="department")


def test_an_unknown_line_is_answered_with_those_that_exist() -> None:
    book("甲局").publish()
    told = errors("expenditure:2080502")
    assert "expenditure:2080501（行政单位离退休）" in told
    assert "有的是：expenditure:2080501（合计）、expenditure:2080501@basic（基本支出）。" in errors("expenditure:2080501@fund")
    assert "three_public（“三公”经费）" in errors("three_pulbic")
    assert "agency_running（机关运行经费）" in errors("机关运行")
    assert "可以用的是：expenditure（支出总表）、" in errors("expenditur:208")
    assert "expenditure 是一张表（支出总表），请再写哪一行：表:行@项，例如 expenditure:total。" in errors("expenditure")
    assert "没有“basics”这个指标。相近的是：basic（基本支出）" in errors("basics")
    assert "全部 19 个列在 /methods/#indicators" in errors("basics")
    assert "可以用的是：total_income（收入总计）" in errors("nope" * 9)
    assert "不带 @项" in errors("three_public@basic")
    assert "表:行@项" in errors("expenditure:")


@pytest.mark.parametrize("wrong", [{"stage": "draft"}, {"scope": "town"}])
def test_an_unknown_stage_or_scope_is_answered_with_the_known_ones(wrong: dict[str, str]) -> None:
    (value,) = wrong.values()
    assert f"“{value}”不能用" in errors(**wrong)  # type: ignore[arg-type]


# Peers


def registered(name: str, kind: str = "", level: str = "", source: str = "", region: str = "") -> Department:
    return department(name, kind=kind, level=level, source=source, region=register_region(region) if region else None)


def test_a_department_stands_among_its_peers_by_kind_and_region(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    source = "机构改革方案"
    for number, code in enumerate(("140200", "140300", "140400", "110000", "140212"), start=1):
        registered(f"局{number}", "应急管理", "市级", source, code)
        book(f"局{number}", f"{number}.00").publish()
    registered("无源局", "应急管理", "市级", "", "140200")
    book("无源局", "9.00").publish()
    own = department("局2").pk
    question = asked(WELFARE, 2023, "budget", "unit")
    with django_assert_num_queries(5):
        found = standings.peers_of(own, ("kind", "region"), question)
    names = standings.names(found.group.departments)
    assert [names[one] for one in found.group.departments] == ["局2", "局1", "局3"]
    assert found.group.members[1].reasons == (Reason("kind", "应急管理", source), Reason("region", "140000", "GB/T 2260"))
    assert found.group.left_out == {("region", "differs"): 2, ("kind", "no_source"): 1}
    assert found.own is not None
    assert (found.own.rank, found.spread.count, found.spread.median, found.spread.lower) == (2, 3, Decimal(20000), None)
    assert found.spread.no_quartiles == "few_figures"


def test_peers_of_like_size_are_told_by_their_disclosed_total() -> None:
    for name, total in (("甲局", "100.00"), ("乙局", "200.00"), ("丙局", "200.01"), ("丁局", "50.00")):
        made = book(name)
        made.table("summary", "收支总表")
        made.row("支出总计", {"total": total}, item="total", side="expenditure")
        made.publish()
    found = standings.peers_of(department("甲局").pk, ("size",), asked(WELFARE, 2023, "budget", "unit"))
    assert sorted(standings.names(found.group.departments).values()) == sorted(["甲局", "乙局", "丁局"])
    reason = found.group.members[1].reasons[0]
    assert (reason.why, reason.source, reason.smallest, reason.largest) == (
        "size",
        "total_expenditure",
        Decimal(500000),
        Decimal(2000000),
    )
    assert reason.evidence is not None


def test_a_group_of_the_readers_own_keeps_those_without_a_document() -> None:
    book("甲局", "5.00").publish()
    book("乙局", "6.00").publish()
    silent = registered("丙局")
    question = asked(WELFARE, 2023, "budget", "unit")
    found = standings.group_of([department("甲局").pk, silent.pk], question)
    assert ranked(found.ranking) == [("甲局", None, "5.00")]
    assert absent(found.ranking) == {"丙局": "no_document"}


def test_an_unknown_department_is_answered_with_those_there_are() -> None:
    book("甲局").publish()
    question = asked(WELFARE, 2023, "budget", "unit")
    own = department("甲局").pk
    with pytest.raises(BadQuestion, match=f"甲局（{own}）"):
        standings.peers_of(own + 7, ("kind",), question)
    with pytest.raises(BadQuestion, match=f"甲局（{own}）"):
        standings.group_of([own, 2**70], question)
    with pytest.raises(BadQuestion, match="一个部门也没有给"):
        standings.group_of([], question)
