"""The same figure in several tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ingest.shapes import Extraction, Table
from tests.ingest.checks.builders import document, identified, outcomes, results, row, table

SIDES = "income:amount expenditure:total"


def summary(schedule: str = "summary", income: str = "10.00", expenditure: str = "10.00", carried: str = "_", **classes: str) -> Table:
    return table(
        schedule,
        SIDES,
        row("一、一般公共预算", income, side="income"),
        row("本年收入合计", income, side="income"),
        row("上年结转", carried, side="income"),
        row("收入总计", income, side="income"),
        *(row(f"八、{name}", amount, side="expenditure") for name, amount in classes.items()),
        row("本年支出合计", expenditure, side="expenditure"),
        row("支出总计", expenditure, side="expenditure"),
    )


def income(total: str = "10.00", general: str = "10.00", own: str = "_", carried: str = "_") -> Table:
    return table(
        "income",
        "total general unit_funds carryover",
        row("合计", f"{total} {general} {own} {carried}"),
        row("208 社会保障和就业支出", f"{total} {general} {own} {carried}"),
    )


def expenditure(schedule: str = "expenditure", total: str = "10.00", basic: str = "6.00", project: str = "4.00", **fields: Any) -> Table:
    amounts = f"{total} {basic} {project}"
    return table(schedule, "total basic project", row("合计", amounts), row("208 社会保障和就业支出", amounts), **fields)


def economic(total: str = "6.00", operating: str = "2.00", *rows: Any, **fields: Any) -> Table:
    return table("general_basic", "total personnel operating", row("合计", f"{total} _ {operating}"), *rows, **fields)


def test_the_totals_of_income_and_expenditure_are_those_of_the_summary() -> None:
    good = document(summary(), income(), expenditure())
    assert [outcomes(f"between.{name}", good) for name in ("income", "expenditure")] == [["exact"]] * 2


def test_another_total_is_a_mismatch() -> None:
    assert outcomes("between.income", document(summary(), income("11.00", "11.00"))) == ["mismatch"]
    assert outcomes("between.expenditure", document(summary(), expenditure(total="10.01"))) == ["mismatch"]


def test_a_blank_total_is_not_nothing() -> None:
    assert outcomes("between.income", document(summary(), income("_", "_"))) == ["not_evaluable"]


def test_a_table_that_is_not_there_says_nothing() -> None:
    assert outcomes("between.income", document(summary())) == []


def test_two_tables_of_one_kind_are_not_chosen_from() -> None:
    assert outcomes("between.income", document(summary(), income("11.00", "11.00"), income())) == []


def test_with_a_carry_over_the_two_scopes_may_differ() -> None:
    with_it = document(summary(carried="1.00"), income("13.00", "13.00"))
    assert outcomes("between.income", with_it) == ["not_evaluable"]


def test_a_difference_of_exactly_the_carry_over_is_the_carry_over() -> None:
    assert outcomes("between.income", document(summary(carried="1.00"), income("11.00", "11.00"))) == ["exact"]


def test_a_table_without_a_row_of_totals_has_no_blank_total() -> None:
    rows = table("income", "total", row("甲单位", "6.00"), row("乙单位", "4.00"))
    assert outcomes("between.income", document(summary(), rows)) == []


def test_the_only_row_of_a_table_is_its_total_even_without_a_name() -> None:
    assert outcomes("between.income", document(summary(), table("income", "total", row("", "10.00")))) == ["exact"]
    assert outcomes("between.income", document(summary(), table("income", "total", row("", "11.00")))) == ["mismatch"]


def test_a_total_beside_the_totals_of_groups_is_the_tables_own() -> None:
    plain = table("income", "total total general carryover", row("合计", "10.00 9.00 9.00 1.00"))
    total, group, *others = plain.columns
    headed = replace(plain, columns=(total, replace(group, header=("本年收入", "小计")), *others))
    assert outcomes("between.income", document(summary(), headed)) == ["exact"]


@pytest.mark.parametrize(("of_fund", "expected"), [("_", ["exact"]), ("3.00", [])])
def test_without_a_column_of_its_own_the_general_budget_is_all_money_if_there_is_no_other(of_fund: str, expected: list[str]) -> None:
    plain = table(
        "fiscal_summary",
        "income:amount expenditure:total",
        row("一、一般公共预算拨款", "10.00", side="income"),
        row("二、政府性基金预算拨款", of_fund, side="income"),
        row("支出总计", "10.00", side="expenditure"),
    )
    assert outcomes("between.fiscal_general", document(plain, expenditure("general_expenditure"))) == expected


@pytest.mark.parametrize(("printed", "outcome"), [("10.00", "exact"), ("10.10", "mismatch"), ("_", "not_evaluable")])
def test_a_class_of_the_summary_is_found_by_name_and_not_by_ordinal(printed: str, outcome: str) -> None:
    good = document(summary(社会保障和就业支出=printed, 教育支出="9.00"), expenditure())
    assert outcomes("between.class_summary", good) == [outcome]


def test_a_class_may_differ_where_there_is_a_carry_over_or_a_code_stands_twice() -> None:
    assert outcomes("between.class_summary", document(summary(carried="1.00", 社会保障和就业支出="10.10"), expenditure())) == [
        "not_evaluable"
    ]
    twice = table("expenditure", "total", row("208 社会保障和就业支出", "10.00"), row("20801 甲", "4.00"), row("20801 甲", "6.00"))
    assert outcomes("between.class_summary", document(summary(社会保障和就业支出="10.10"), twice)) == ["not_evaluable"]


def test_a_class_may_be_the_sum_of_rounded_items_in_the_detail() -> None:
    detail = table("expenditure", "total", row("208 社会保障和就业支出", "326.72"), row("20801 甲", "200.01"), row("20802 乙", "126.71"))
    assert outcomes("between.class_summary", document(summary(社会保障和就业支出="326.71"), detail)) == ["rounding"]
    assert outcomes("between.class_summary", document(summary(社会保障和就业支出="326.70"), detail)) == ["mismatch"]


def test_a_table_in_yuan_is_compared_with_one_in_ten_thousand_yuan() -> None:
    in_yuan = table("expenditure", "total", row("208 社会保障和就业支出", "100,049.00"), unit="元")
    assert outcomes("between.class_summary", document(summary(社会保障和就业支出="10.00"), in_yuan)) == ["exact"]
    off = table("expenditure", "total", row("208 社会保障和就业支出", "100,150.00"), unit="元")
    assert outcomes("between.class_summary", document(summary(社会保障和就业支出="10.00"), off)) == ["mismatch"]


def test_each_code_and_the_total_are_the_same_in_income_and_expenditure() -> None:
    assert outcomes("between.income_rows", document(income(), expenditure())) == ["exact"] * 2
    broken = results("between.income_rows", document(income(), expenditure(total="12.00")))
    assert [(r.subject, r.outcome) for r in broken] == [
        ("income expenditure 208 total", "mismatch"),
        ("income expenditure 合计 total", "mismatch"),
    ]
    assert outcomes("between.income_rows", document(income(), expenditure(total="_"))) == ["not_evaluable"] * 2


def test_with_one_source_of_money_two_tables_are_the_same_cell_by_cell() -> None:
    def with_general(**fields: str) -> Extraction:
        return document(income(), expenditure(), expenditure("general_expenditure", **fields))

    assert outcomes("between.general_rows", with_general()) == ["exact"] * 6
    assert outcomes("between.general_rows", with_general(basic="7.00")) == ["exact", "mismatch", "exact"] * 2
    assert outcomes("between.general_rows", with_general(project="_")) == ["exact", "exact", "not_evaluable"] * 2
    assert outcomes("between.general_within", with_general()) == []


def test_with_other_money_the_general_budget_is_a_part() -> None:
    def mixed(general: str) -> Extraction:
        return document(income("10.00", "6.00", own="4.00"), expenditure(), expenditure("general_expenditure", total=general))

    assert outcomes("between.general_rows", mixed("6.00")) == []
    assert outcomes("between.general_within", mixed("6.00")) == []
    assert outcomes("between.general_within", mixed("11.00")) == ["soft"]


def test_fiscal_money_is_all_money_without_the_units_own() -> None:
    def fiscal(total: str) -> Extraction:
        return document(summary(), summary("fiscal_summary", income=total), income("10.00", "6.00", own="4.00"))

    assert outcomes("between.fiscal_summary", fiscal("6.00")) == ["exact"]
    assert outcomes("between.fiscal_summary", fiscal("10.00")) == ["mismatch"]
    assert outcomes("between.fiscal_summary", fiscal("_")) == ["not_evaluable"]


def general_of_fiscal(amount: str, of_class: str = "10.00") -> Table:
    return table(
        "fiscal_summary",
        "income:amount expenditure:total expenditure:general",
        row("八、社会保障和就业支出", f"{of_class} {of_class}", side="expenditure"),
        row("本年支出合计", f"{amount} {amount}", side="expenditure"),
    )


def test_the_general_budget_of_the_fiscal_summary_is_that_of_its_own_table() -> None:
    general = expenditure("general_expenditure")
    assert outcomes("between.fiscal_general", document(general_of_fiscal("10.00"), general)) == ["exact"]
    assert outcomes("between.fiscal_general", document(general_of_fiscal("10.10"), general)) == ["mismatch"]
    assert outcomes("between.fiscal_general", document(general_of_fiscal("_"), general)) == ["not_evaluable"]
    assert outcomes("between.fiscal_class_summary", document(general_of_fiscal("10.00"), general)) == ["exact"]
    assert outcomes("between.fiscal_class_summary", document(general_of_fiscal("10.00", "9.00"), general)) == ["mismatch"]
    assert outcomes("between.fiscal_class_summary", document(general_of_fiscal("10.00", "_"), general)) == ["not_evaluable"]


def test_basic_expenditure_is_the_same_by_function_and_by_economy() -> None:
    general = expenditure("general_expenditure")
    assert outcomes("between.basic", document(general, economic())) == ["exact"]
    assert outcomes("between.basic", document(general, economic("6.10"))) == ["mismatch"]
    assert outcomes("between.basic", document(general, economic("_"))) == ["not_evaluable"]


def test_tables_with_and_without_carry_over_may_differ_if_there_is_one() -> None:
    general = expenditure("general_expenditure", carry_over="excluded")
    assert outcomes("between.basic", document(general, economic("6.10"))) == ["mismatch"]
    assert outcomes("between.basic", document(summary(carried="1.00"), general, economic("6.10"))) == ["not_evaluable"]


def running(amount: str) -> Table:
    return table("operating", "total", row("部门合计", amount))


@pytest.mark.parametrize(
    ("scope", "amount", "outcome"),
    [
        ("unit", "2.00", "exact"),
        ("unit", "1.00", "soft"),
        ("unit", "3.00", "soft"),
        ("department", "1.00", "exact"),
        ("department", "3.00", "soft"),
    ],
)
def test_agency_running_costs_are_the_operating_costs_of_administrative_units(scope: str, amount: str, outcome: str) -> None:
    assert outcomes("between.operating", document(economic(), running(amount), identity=identified(scope))) == [outcome]


def test_a_blank_running_cost_is_not_compared() -> None:
    assert outcomes("between.operating", document(economic(), running("_"))) == []


@pytest.mark.parametrize(("amount", "expected"), [("10.50", ["exact"]), ("11.00", ["exact"]), ("9.00", ["soft"]), ("_", [])])
def test_three_public_is_at_least_what_the_basic_expenditure_has(amount: str, expected: list[str]) -> None:
    cars = economic("10.50", "10.50", row("公务用车运行维护费", "10.50 _ 10.50", path=("商品和服务支出",)))
    three = table("three_public", "total", row("②公务用车运行维护费", amount, measure="vehicle_running"))
    assert outcomes("between.three_public", document(cars, three)) == expected


def test_the_income_of_funds_is_their_expenditure() -> None:
    def funds(spent: str, **fields: Any) -> Extraction:
        return document(
            table("fund_income", "amount", row("合计", "5.00")), table("fund_expenditure", "total", row("合计", spent), **fields)
        )

    assert outcomes("between.fund", funds("5.00")) == ["exact"]
    assert outcomes("between.fund", funds("6.00")) == ["mismatch"]
    assert outcomes("between.fund", funds("_")) == ["not_evaluable"]
    assert outcomes("between.fund", funds("6.00", no_data=True)) == ["not_evaluable"]


def test_the_income_of_state_capital_is_its_expenditure() -> None:
    def capital(spent: str) -> Extraction:
        return document(table("capital", SIDES, row("合计", "0.00", side="income"), row("合计", spent, side="expenditure")))

    assert outcomes("between.capital", capital("_")) == ["exact"]  # a printed zero and a blank are the same nothing here
    assert outcomes("between.capital", capital("1.00")) == ["mismatch"]
    assert outcomes("between.capital", document(table("capital", "total", row("合计", "1.00")))) == []


def test_the_carry_over_is_the_same_in_summary_and_income() -> None:
    assert outcomes("between.carried_over", document(summary(carried="1.00"), income(carried="1.00"))) == ["exact"]
    assert outcomes("between.carried_over", document(summary(carried="1.00"), income(carried="1.50"))) == ["mismatch"]
    assert outcomes("between.carried_over", document(summary(carried="1.00"), income())) == ["not_evaluable"]
    assert outcomes("between.carried_over", document(summary(), income())) == []


def purposes(pension: str = "146.70", running_costs: str = "1,120.06") -> Extraction:
    """A unit's basic expenditure in both classifications: 提租补贴 is an item of its own by function, and inside 津贴补贴 by economy."""
    by_function = table(
        "general_expenditure",
        "total basic",
        row("208 社会保障和就业支出", "146.70 146.70"),
        row("2080505 机关事业单位基本养老保险缴费支出", "146.70 146.70"),
        row("2210202 提租补贴", "13.83 13.83"),
        row("2240101 行政运行", f"{running_costs} {running_costs}"),
    )
    by_economy = table(
        "general_basic",
        "total",
        row("津贴补贴", "974.10", path=("工资福利支出",)),
        row("机关事业单位基本养老保险缴费", pension, path=("工资福利支出",)),
        row("办公费", "159.79", path=("商品和服务支出",)),
    )
    return document(by_function, by_economy)


def test_what_has_one_purpose_has_one_amount_in_both_classifications() -> None:
    assert [(r.subject, r.outcome) for r in results("functions.same_purpose", purposes())] == [("general_basic 基本养老保险缴费", "exact")]
    assert outcomes("functions.same_purpose", purposes(pension="150.00")) == ["soft"]
    assert outcomes("functions.same_purpose", purposes(pension="_")) == []


def test_running_costs_are_the_rest_of_the_basic_expenditure() -> None:
    # 974.10 + 159.79 − 13.83 = 1,120.06
    assert outcomes("functions.running", purposes()) == ["exact"]
    assert outcomes("functions.running", purposes(running_costs="1,220.06")) == ["soft"]
    assert outcomes("functions.running", purposes(running_costs="_")) == []


def coded(schedule: str, *rows: str) -> Table:
    return table(schedule, "total", *(row(*text.rsplit(" ", 1)) for text in rows), unit="万元")


def test_a_class_of_the_summary_is_compared_where_the_table_prints_its_items_only() -> None:
    items = ("2080505 养老保险 4.00", "2080899 其他优抚支出 3.00", "2101101 行政单位医疗 1.00", "合计 8.00")

    def found(amount: str) -> list[str]:
        classes = summary(expenditure="8.00", 社会保障和就业支出=amount)
        return outcomes("between.class_summary", document(classes, coded("expenditure", *items)))

    assert found("7.00") == ["exact"]
    assert found("6.00") == ["mismatch"]


def test_rows_whose_class_is_not_known_are_no_rows_of_a_class() -> None:
    items = ("2080505 养老保险 4.00", "30101 基本工资 3.00", "合计 7.00")
    classes = summary(expenditure="7.00", 社会保障和就业支出="7.00")
    assert outcomes("between.class_summary", document(classes, coded("expenditure", *items))) == []


def test_a_total_added_up_from_rounded_rows_may_differ_from_the_rounded_total() -> None:
    rows = ("208 甲 3.33", "210 乙 3.33", "211 丙 3.33", "合计 9.99")
    assert outcomes("between.expenditure", document(summary(expenditure="10.00"), coded("expenditure", *rows))) == ["rounding"]
    assert outcomes("between.expenditure", document(summary(expenditure="10.02"), coded("expenditure", *rows))) == ["mismatch"]


def test_money_stands_under_the_same_codes_in_income_and_expenditure() -> None:
    first = coded("income", "208 甲 1.00", "210 乙 2.00", "合计 3.00")
    assert outcomes("between.same_codes", document(first, coded("expenditure", "208 甲 1.00", "210 乙 2.00"))) == ["exact"]
    (result,) = results("between.same_codes", document(first, coded("expenditure", "208 甲 1.00", "211 丙 2.00")))
    assert result.outcome == "soft"
    assert "210 乙" in result.message
    assert "211 丙" in result.message
    assert len(result.sources) == 2


def test_a_table_without_a_unit_is_compared_with_none() -> None:
    """Its figures have no amount in 元, and must not pass for blanks."""
    bare = replace(coded("income", "208 甲 1.00"), unit=None)
    bare = replace(bare, lines=tuple(replace(line, amounts=tuple(replace(a, yuan=None) for a in line.amounts)) for line in bare.lines))
    assert outcomes("between.income_rows", document(bare, coded("expenditure", "208 甲 1.00"))) == []


def test_the_fiscal_carry_over_is_that_of_the_three_budgets() -> None:
    def found(general: str) -> list[str]:
        first = summary("fiscal_summary", income="9.00", carried="2.00")
        second = table("income", "total carryover.general carryover.fund", row("合计", f"11.00 {general} 0.50"))
        return outcomes("between.fiscal_carried_over", document(first, second))

    assert found("1.50") == ["exact"]
    assert found("1.60") == ["mismatch"]


def test_projects_carried_over_are_no_more_than_what_was_carried_over() -> None:
    def found(total: str) -> list[str]:
        return outcomes(
            "between.carried_projects", document(summary(carried="2.00"), table("projects_carryover", "total", row("合计", total)))
        )

    assert [found("2.00"), found("1.50"), found("2.50")] == [["exact"], ["exact"], ["soft"]]


def test_a_doubtful_difference_says_the_figures_and_the_doubt() -> None:
    found = results(
        "between.expenditure", document(summary(expenditure="10.00", carried="1.50"), coded("expenditure", "208 甲 8.00", "合计 8.00"))
    )
    assert [result.outcome for result in found] == ["not_evaluable"]
    assert "8.00万元" in found[0].message
    assert "口径不同" in found[0].message
