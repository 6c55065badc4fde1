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


def test_without_a_total_of_the_year_the_rows_make_the_grand_total() -> None:
    def short(total: str) -> Table:
        rows = (
            row("一、一般公共预算", "7.00", side="income"),
            row("上年结转", "2.00", side="income"),
            row("收入总计", total, side="income"),
        )
        return table("summary", COLUMNS, *rows)

    assert outcomes("summary.income_sum", document(short("9.00"))) == []
    assert outcomes("summary.income_total", document(short("9.00"))) == ["exact"]
    assert outcomes("summary.income_total", document(short("8.00"))) == ["mismatch"]


def test_the_second_of_two_sums_is_the_grand_total_whatever_it_is_called() -> None:
    def income(grand: str) -> Table:
        names = ("一、一般公共预算", "本年收入合计", "上年结转结余", "收入合计")
        return table(
            "summary", COLUMNS, *(row(name, text, side="income") for name, text in zip(names, ("7.00", "7.00", "1.00", grand), strict=True))
        )

    assert outcomes("summary.income_sum", document(income("8.00"))) == ["exact"]
    assert outcomes("summary.income_total", document(income("8.00"))) == ["exact"]
    assert outcomes("summary.income_total", document(income("7.00"))) == ["mismatch"]


def test_a_total_of_the_year_that_stands_first_has_the_rows_behind_it_as_parts() -> None:
    def side(item: str) -> Table:
        rows = (("一、本年支出", "9.00"), ("一、教育支出", item), ("二、卫生健康支出", "5.00"), ("年终结转", "2.00"), ("支出总计", "11.00"))
        return table("fiscal_summary", COLUMNS, *(row(name, text, side="expenditure") for name, text in rows))

    assert outcomes("summary.expenditure_sum", document(side("4.00"))) == ["exact"]
    assert outcomes("summary.expenditure_total", document(side("4.00"))) == ["exact"]
    assert outcomes("summary.expenditure_sum", document(side("3.00"))) == ["mismatch"]
    assert outcomes("summary.expenditure_total", document(side("3.00"))) == ["exact"]


def test_a_sum_of_rounded_classes_may_differ_from_the_rounded_sum() -> None:
    """F8: the grand total is the sum of the rounded rows, the total of the year was rounded once."""

    def side(grand: str) -> Table:
        rows = (("甲", "3.33"), ("乙", "3.33"), ("丙", "3.33"), ("丁", "0.01"), ("本年支出合计", "10.02"), ("支出总计", grand))
        return table("summary", COLUMNS, *(row(name, text, side="expenditure") for name, text in rows))

    result = only("summary.expenditure_total", document(side("10.00")))
    assert (result.outcome, str(result.difference)) == ("rounding", "-200.00")
    assert outcomes("summary.expenditure_total", document(side("9.98"))) == ["mismatch"]


def test_a_row_is_the_sum_of_the_rows_below_it() -> None:
    def income(general: str, fund: str = "2.00") -> Table:
        below = {"side": "income", "path": ("一、财政拨款",)}
        return table(
            "summary",
            COLUMNS,
            row("一、财政拨款", "9.00", side="income"),
            row("1.一般公共预算", general, **below),
            row("2.政府性基金", fund, **below),
        )

    assert outcomes("summary.parts", document(income("7.00"))) == ["exact"]
    assert outcomes("summary.parts", document(income("7.10"))) == ["mismatch"]
    assert outcomes("summary.parts", document(income("_", "_"))) == []


def test_an_unmarked_row_does_not_stand_over_marked_ones() -> None:
    below = row("二、专项业务经费支出", "5.00", side="expenditure", path=("其他资本性支出",))
    assert outcomes("summary.parts", document(table("summary", COLUMNS, row("其他资本性支出", "0.00", side="expenditure"), below))) == []


def test_rows_by_name_are_read_by_what_adds_up() -> None:
    """A 款 and its 项 stand at one level below their 类 where names alone are printed."""

    def side(item: str) -> Table:
        below = {"side": "expenditure", "path": ("一、教育支出",)}
        rows = (row("普通教育", "6.00", **below), row("小学教育", item, **below), row("初中教育", "4.00", **below))
        return table("summary", COLUMNS, row("一、教育支出", "6.00", side="expenditure"), *rows)

    assert outcomes("summary.parts", document(side("2.00"))) == ["exact"]
    assert outcomes("summary.parts", document(side("2.50"))) == ["mismatch"]


def test_every_classification_of_a_side_comes_to_its_total() -> None:
    def expenditure(by_class: str) -> Table:
        blocks = (
            row("一、教育支出", by_class, side="expenditure", block=2),
            row("一、基本支出", "6.00", side="expenditure", block=3),
            row("二、项目支出", "3.00", side="expenditure", block=3),
            row("支出总计", "9.00", side="expenditure", block=3),
        )
        drawn = table("summary", "expenditure:amount", *blocks)
        columns = tuple(replace(drawn.columns[0], index=block, block=block) for block in (2, 3))
        lines = tuple(
            replace(line, amounts=tuple(replace(amount, column=line.block or 0) for amount in line.amounts)) for line in drawn.lines
        )
        return replace(drawn, columns=columns, lines=lines)

    assert outcomes("summary.blocks", document(expenditure("9.00"))) == ["exact"]
    assert outcomes("summary.blocks", document(expenditure("8.00"))) == ["mismatch"]


def test_a_fund_table_with_two_sides_is_added_up_like_a_summary() -> None:
    sides = (
        row("一、政府性基金", "9.00", side="income"),
        row("本年收入合计", "8.00", side="income"),
        row("甲", "8.00", side="expenditure"),
    )
    assert outcomes("summary.income_sum", document(table("fund_expenditure", COLUMNS, *sides))) == ["mismatch"]


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
