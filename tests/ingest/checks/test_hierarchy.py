"""合计, 类, 款, 项."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ingest.shapes import Table
from tests.ingest.checks.builders import document, lost, only, outcomes, results, row, table


def expenditure(class_total: str = "166.70", **fields: Any) -> Table:
    return table(
        "expenditure",
        "total",
        row("合计", "221.40"),
        row("208 社会保障和就业支出", class_total),
        row("20802 民政管理事务", "20.00"),
        row("2080299 其他民政管理事务支出", "20.00"),
        row("20805 行政事业单位养老支出", "146.70"),
        row("2080505 机关事业单位基本养老保险缴费支出", "146.70"),
        row("210 卫生健康支出", "54.70"),
        row("21011 行政事业单位医疗", "54.70"),
        row("2101101 行政单位医疗", "54.70"),
        **fields,
    )


def test_a_class_is_the_sum_of_its_divisions() -> None:
    assert outcomes("hierarchy.class_sum", document(expenditure())) == ["exact", "exact"]
    assert outcomes("hierarchy.division_sum", document(expenditure())) == ["exact"] * 3
    assert outcomes("hierarchy.total", document(expenditure())) == ["exact"]


def test_a_class_that_is_not_the_sum_is_a_mismatch_with_its_numbers_in_yuan_and_its_cells() -> None:
    result = results("hierarchy.class_sum", document(expenditure("176.70")))[0]
    assert (result.outcome, result.subject) == ("mismatch", "expenditure 208 total")
    assert (result.expected, result.actual, result.difference) == (Decimal(1667000), Decimal(1767000), Decimal(100000))
    assert result.tolerance == Decimal(150)  # two 款 and the 类: three half steps of 100元
    assert len(result.sources) == 3
    assert "是166.70万元" in result.message
    assert "印的是176.70万元" in result.message
    assert "相差10.00万元" in result.message


def test_a_last_digit_is_rounding() -> None:
    assert results("hierarchy.class_sum", document(expenditure("166.71")))[0].outcome == "rounding"


def test_the_total_adds_the_classes_and_not_all_rows() -> None:
    broken = table("expenditure", "total", row("合计", "40.00"), row("208 甲", "20.00"), row("20802 乙", "20.00"))
    assert only("hierarchy.total", document(broken)).outcome == "mismatch"


def test_rows_without_levels_above_them_add_up_themselves() -> None:
    items = table("expenditure", "total", row("合计", "30.00"), row("2010101 行政运行", "10.00"), row("2010102 一般行政管理事务", "20.00"))
    assert outcomes("hierarchy.total", document(items)) == ["exact"]
    assert outcomes("hierarchy.class_sum", document(items)) == []


def test_a_blank_cell_is_nothing_beside_readable_ones() -> None:
    parts = table("expenditure", "basic", row("208 甲", "5.00"), row("20801 乙", "_"), row("20802 丙", "5.00"))
    assert outcomes("hierarchy.class_sum", document(parts)) == ["exact"]


def test_blank_parts_of_a_printed_total_are_not_nothing() -> None:
    blank = table("expenditure", "basic", row("208 甲", "5.00"), row("20801 乙", "_"), row("20802 丙", "_"))
    assert outcomes("hierarchy.class_sum", document(blank)) == ["not_evaluable"]


def test_a_blank_total_of_printed_parts_is_not_nothing() -> None:
    blank = table("expenditure", "basic", row("208 甲", "_"), row("20801 乙", "5.00"))
    assert outcomes("hierarchy.class_sum", document(blank)) == ["not_evaluable"]


def test_nothing_printed_is_nothing_compared() -> None:
    blank = table("expenditure", "basic", row("208 甲", "_"), row("20801 乙", "_"))
    assert outcomes("hierarchy.class_sum", document(blank)) == []


def test_a_cell_that_cannot_be_read_is_not_nothing() -> None:
    unreadable = table("expenditure", "total", row("208 甲", "5.00"), row("20801 乙", "?"), row("20802 丙", "5.00"))
    result = only("hierarchy.class_sum", document(unreadable))
    assert (result.outcome, result.message) == (
        "not_evaluable",
        "无法核对：《expenditure表》“208 甲”的“合计”，按各款相加，其中“20801 乙”一格读不出来。",
    )


def test_a_dash_is_nothing() -> None:
    dash = table("expenditure", "total", row("208 甲", "5.00"), row("20801 乙", "-"), row("20802 丙", "5.00"))
    assert outcomes("hierarchy.class_sum", document(dash)) == ["exact"]


@pytest.mark.parametrize(("title", "heads", "outcome"), [("", "", "not_evaluable"), ("另一张表", "", "mismatch"), ("", "合计", "mismatch")])
def test_a_table_without_title_and_head_may_hold_the_missing_row(title: str, heads: str, outcome: str) -> None:
    """A table that a page break cut in two: the second half bears neither title nor head."""
    first = table("expenditure", "total", row("合计", "300.00"), row("205 教育支出", "100.00"))
    second = table("expenditure", "total", row("208 社会保障和就业支出", "200.00"), title=title)
    second = replace(second, schedule=None, columns=tuple(replace(one, header=(heads,) if heads else ()) for one in second.columns))
    assert outcomes("hierarchy.total", document(first, second))[0] == outcome


def test_a_lost_page_in_the_table_may_have_held_the_missing_row() -> None:
    cut = expenditure("176.70", pages=(3, 4, 5))
    assert results("hierarchy.class_sum", document(cut, pages=(lost(4),)))[0].outcome == "not_evaluable"
    assert results("hierarchy.class_sum", document(cut, pages=(lost(9),)))[0].outcome == "mismatch"


@pytest.mark.parametrize(("parent", "outcome"), [("5.00", "exact"), ("10.00", "exact"), ("7.00", "mismatch")])
def test_a_code_in_two_rows_is_two_parts_or_one_over_the_other(parent: str, outcome: str) -> None:
    twice = table("expenditure", "total", row("208 甲", parent), row("20801 乙", "5.00"), row("20801 乙", "5.00"))
    assert outcomes("hierarchy.class_sum", document(twice)) == [outcome]


def test_codes_that_come_again_leave_the_total_unclear_only_where_they_nest() -> None:
    items = table("expenditure", "total", row("2080501 甲", "5.00"), row("2080501 甲", "4.00"), row("合计", "8.00"))
    nested = table("expenditure", "total", row("208 甲", "5.00"), row("2080501 乙", "5.00"), row("208 甲", "4.00"), row("合计", "8.00"))
    assert outcomes("hierarchy.total", document(items)) == ["mismatch"]
    assert outcomes("hierarchy.total", document(nested)) == ["not_evaluable"]


def test_a_code_that_comes_again_below_one_class_leaves_the_total_clear() -> None:
    """30103 goes to two government codes: both rows are parts of 301, and the total is the sum of 301 and 302 whatever they are."""

    def of(total: str) -> Table:
        bonus = (row("30103 奖金", "19.20"), row("30103 奖金", "9.89"))
        classes = (row("301 工资福利支出", "29.09"), *bonus, row("302 商品和服务支出", "9.40"), row("30201 办公费", "9.40"))
        return table("general_economic", "total", row("合计", total), *classes)

    assert only("hierarchy.total", document(of("38.49"))).outcome == "exact"
    wrong = only("hierarchy.total", document(of("40.00")))
    assert (wrong.outcome, wrong.expected, wrong.actual) == ("mismatch", Decimal(384900), Decimal(400000))


def test_an_economic_class_comes_again_for_each_kind_of_unit() -> None:
    both = table(
        "general_basic",
        "total",
        row("合计", "12.00"),
        row("301 工资福利支出", "7.00"),
        row("30101 基本工资", "7.00"),
        row("301 工资福利支出", "5.00"),
        row("30101 基本工资", "3.00"),
        row("30102 津贴补贴", "2.00"),
    )
    assert outcomes("hierarchy.class_sum", document(both)) == ["exact", "exact"]
    assert outcomes("hierarchy.total", document(both)) == ["exact"]


def test_the_same_codes_of_several_units_do_not_meet() -> None:
    def of_units(second: str) -> Table:
        return table(
            "expenditure",
            "total",
            row("某局", "9.00", organisation=(None, "某局")),
            row("某局（本级）", "5.00", organisation=(None, "某局（本级）")),
            row("208 甲", "5.00"),
            row("20801 乙", "5.00"),
            row("某中心", "4.00", organisation=(None, "某中心")),
            row("208 甲", "4.00"),
            row("20801 乙", second),
        )

    assert outcomes("hierarchy.class_sum", document(of_units("4.00"))) == ["exact", "exact"]
    assert outcomes("hierarchy.total", document(of_units("4.00"))) == ["exact", "exact"]  # each unit, of its 类
    assert outcomes("hierarchy.units", document(of_units("4.00"))) == ["exact"]
    assert outcomes("hierarchy.class_sum", document(of_units("3.00"))) == ["exact", "mismatch"]


def test_a_department_above_its_units_is_not_added_to_them() -> None:
    def income(last: str) -> Table:
        names = ("某局", "某局", "某中心", "某站")
        amounts = ("90.00", "50.25", "30.75", last)
        heads = (row(name, amount, organisation=(None, name)) for name, amount in zip(names, amounts, strict=True))
        return table("income", "total", row("合计", "90.00"), *heads)

    assert outcomes("hierarchy.units", document(income("9.00"))) == ["exact"]
    assert outcomes("hierarchy.units", document(income("8.00"))) == ["mismatch"]


def test_classes_below_a_unit_by_name_are_the_units_own() -> None:
    def basic(pay: str) -> Table:
        return table(
            "basic",
            "total",
            row("合计", "9.00"),
            row("某局（本级）", "5.00", organisation=(None, "某局（本级）")),
            row("工资福利支出", "3.00", path=("某局（本级）",)),
            row("基本工资", pay, path=("某局（本级）", "工资福利支出")),
            row("商品和服务支出", "2.00", path=("某局（本级）",)),
            row("某中心", "4.00", organisation=(None, "某中心")),
            row("工资福利支出", "4.00", path=("某中心",)),
        )

    assert outcomes("hierarchy.units", document(basic("3.00"))) == ["exact"]
    assert outcomes("hierarchy.total", document(basic("3.00"))) == ["exact", "exact"]
    assert outcomes("hierarchy.class_sum", document(basic("3.00"))) == ["exact"]
    assert outcomes("hierarchy.class_sum", document(basic("3.50"))) == ["mismatch"]


def test_a_project_below_its_item_is_not_added_to_the_classes() -> None:
    mixed = table("projects", "budget", row("201 甲", "27.00"), row("20113 乙", "27.00"), row("某专项", "27.00"), row("合计", "27.00"))
    assert outcomes("hierarchy.total", document(mixed)) == ["exact"]


def test_sides_of_a_table_do_not_meet() -> None:
    two = table(
        "capital",
        "income:amount expenditure:total",
        row("208 甲", "5.00", side="income"),
        row("20801 乙", "5.00", side="income"),
        row("208 甲", "7.00", side="expenditure"),
        row("20801 乙", "7.00", side="expenditure"),
    )
    assert outcomes("hierarchy.class_sum", document(two)) == ["exact", "exact"]


def test_names_without_codes_have_their_levels_by_path() -> None:
    names = table(
        "general_basic",
        "total",
        row("合计", "6.00"),
        row("工资福利支出", "6.00"),
        row("基本工资", "4.00", path=("工资福利支出",)),
        row("奖金", "2.00", path=("工资福利支出",)),
    )
    assert outcomes("hierarchy.class_sum", document(names)) == ["exact"]
    assert outcomes("hierarchy.total", document(names)) == ["exact"]


def test_percentages_and_columns_of_unknown_meaning_are_not_added() -> None:
    odd = table("expenditure", "percent ?", row("208 甲", "5.00 1.00"), row("20801 乙", "7.00 2.00"))
    assert outcomes("hierarchy.class_sum", document(odd)) == []


def test_the_total_of_a_table_by_unit_is_the_sum_of_its_units() -> None:
    def by_unit(total: str) -> Table:
        first = row("某局机关", "150.00", organisation=("1", "某局机关"))
        second = row("某中心", "9.79", organisation=("2", "某中心"))
        return table("operating", "total", row("部门合计", total), first, second)

    assert outcomes("hierarchy.units", document(by_unit("159.79"))) == ["exact"]
    assert outcomes("hierarchy.units", document(by_unit("160.79"))) == ["mismatch"]
    assert outcomes("hierarchy.units", document(by_unit("_"))) == ["not_evaluable"]
