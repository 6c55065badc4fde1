"""The two-sided summaries."""

from __future__ import annotations

from dataclasses import replace

from ingest.shapes import Table
from tests.ingest.checks.builders import document, lost, only, outcomes, row, table

COLUMNS = "income:amount expenditure:total"


def summary(
    year_in: str = "10.00", grand_in: str = "11.00", year_out: str = "9.00", grand_out: str = "11.00", schedule: str = "summary"
) -> Table:
    return table(
        schedule,
        COLUMNS,
        row("一、一般公共预算", "7.00", side="income"),
        row("二、政府性基金预算", "3.00", side="income"),
        row("其中：中央补助", "2.00", side="income"),
        row("一、教育支出", "4.00", side="expenditure"),
        row("二、卫生健康支出", "5.00", side="expenditure"),
        row("本年收入合计", year_in, side="income"),
        row("本年支出合计", year_out, side="expenditure"),
        row("上年结转", "1.00", side="income"),
        row("年终结转", "2.00", side="expenditure"),
        row("收入总计", grand_in, side="income"),
        row("支出总计", grand_out, side="expenditure"),
    )


CHECKS = ("income_sum", "expenditure_sum", "income_total", "expenditure_total", "balance")


def test_every_sum_of_a_summary_holds() -> None:
    assert [outcomes(f"summary.{check}", document(summary())) for check in CHECKS] == [["exact"]] * 5


def test_each_sum_breaks_alone() -> None:
    assert outcomes("summary.income_sum", document(summary(year_in="12.00"))) == ["mismatch"]
    assert outcomes("summary.expenditure_sum", document(summary(year_out="10.00"))) == ["mismatch"]
    assert outcomes("summary.income_total", document(summary(grand_in="12.00"))) == ["mismatch"]
    assert outcomes("summary.expenditure_total", document(summary(grand_out="12.00"))) == ["mismatch"]
    assert outcomes("summary.balance", document(summary(grand_out="12.00"))) == ["mismatch"]


def test_a_blank_grand_total_cannot_be_compared() -> None:
    assert outcomes("summary.balance", document(summary(grand_out="_"))) == ["not_evaluable"]
    assert outcomes("summary.expenditure_total", document(summary(grand_out="_"))) == ["not_evaluable"]


def test_a_summary_without_the_years_total_is_not_added_up() -> None:
    short = table("summary", COLUMNS, row("一、一般公共预算", "7.00", side="income"), row("收入总计", "9.00", side="income"))
    assert outcomes("summary.income_sum", document(short)) == []
    assert outcomes("summary.income_total", document(short)) == []


def test_a_lost_page_may_have_held_rows() -> None:
    table_ = summary(year_in="12.00")
    cut = Table(table_.schedule, table_.title, None, "万元", table_.columns, table_.lines, pages=(1, 2))
    assert outcomes("summary.income_sum", document(cut, pages=(lost(2),))) == ["not_evaluable"]


def test_a_carry_over_is_the_sum_of_the_rows_below_it() -> None:
    def fiscal(carried: str) -> Table:
        return table(
            "fiscal_summary",
            COLUMNS,
            row("一、一般公共预算", "7.00", side="income"),
            row("本年收入合计", "7.00", side="income"),
            row("上年财政拨款结转", carried, side="income"),
            row("一、一般公共预算", "1.00", side="income", path=("上年财政拨款结转",)),
            row("二、政府性基金预算", "2.00", side="income", path=("上年财政拨款结转",)),
            row("收入总计", "10.00", side="income"),
        )

    assert only("summary.carryover_parts", document(fiscal("3.00"))).outcome == "exact"
    assert only("summary.carryover_parts", document(fiscal("4.00"))).outcome == "mismatch"
    assert only("summary.carryover_parts", document(fiscal("_"))).outcome == "not_evaluable"
    assert only("summary.income_total", document(fiscal("3.00"))).outcome == "exact"  # its parts are not added again


def test_blocks_of_one_side_add_up_by_themselves() -> None:
    def blocks(economy: str) -> Table:
        plain = table(
            "summary",
            "income:amount expenditure:amount expenditure:amount",
            row("一、部门预算", "9.00", side="income"),
            row("一、部门预算", "9.00 _", side="expenditure", block=2),
            row("一、部门预算", f"_ {economy}", side="expenditure", block=3),
            row("1、教育支出", "9.00 _", side="expenditure", block=2, path=("一、部门预算",)),
            row("1、人员经费", "_ 5.00", side="expenditure", block=3, path=("一、部门预算",)),
            row("本年收入合计", "9.00", side="income"),
            row("本年支出合计", "9.00 _", side="expenditure", block=2),
            row("本年支出合计", "_ 9.00", side="expenditure", block=3),
            row("收入总计", "9.00", side="income"),
            row("支出总计", "9.00 _", side="expenditure", block=2),
            row("支出总计", "_ 9.00", side="expenditure", block=3),
        )
        first, second, third = plain.columns
        return replace(plain, columns=(first, replace(second, block=2), replace(third, block=3)))

    assert outcomes("summary.expenditure_sum", document(blocks("9.00"))) == ["exact", "exact"]
    assert outcomes("summary.expenditure_sum", document(blocks("8.00"))) == ["exact", "mismatch"]
    assert outcomes("summary.balance", document(blocks("9.00"))) == ["exact"]


def test_names_without_marks_may_stand_below_each_other() -> None:
    def names(item: str) -> Table:
        amounts = ("教育支出", "9.00"), ("进修及培训", "9.00"), ("培训支出", item), ("其他", "1.00"), ("住房保障支出", "3.00")
        rows = (row(name, amount, side="expenditure") for name, amount in amounts)
        return table("summary", COLUMNS, *rows, row("本年支出合计", "12.00", side="expenditure"))

    assert outcomes("summary.expenditure_sum", document(names("8.00"))) == ["exact"]
    assert outcomes("summary.expenditure_sum", document(names("7.00"))) == ["mismatch"]


def test_the_years_total_may_stand_above_its_parts() -> None:
    def headed(year: str) -> Table:
        return table(
            "fiscal_summary",
            COLUMNS,
            row("一、本年支出", year, side="expenditure"),
            row("一、教育支出", "4.00", side="expenditure"),
            row("二、住房保障支出", "5.00", side="expenditure"),
            row("二、年终结转结余", "1.00", side="expenditure"),
            row("支出总计", "10.00", side="expenditure"),
        )

    assert outcomes("summary.expenditure_total", document(headed("9.00"))) == ["exact"]
    assert outcomes("summary.expenditure_total", document(headed("8.00"))) == ["mismatch"]
