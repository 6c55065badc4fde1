"""A row's total and what it is split into."""

from __future__ import annotations

from dataclasses import replace

from ingest.shapes import Column, Line, Table
from tests.ingest.checks.builders import document, lost, only, outcomes, results, row, table


def test_basic_and_project_make_the_total() -> None:
    good = table("expenditure", "total basic project", row("合计", "2,296.59 1,486.79 809.80"), row("208 甲", "166.70 146.70 20.00"))
    assert outcomes("row.basic_project", document(good)) == ["exact", "exact"]


def test_a_row_that_does_not_add_up_is_a_mismatch() -> None:
    bad = table("expenditure", "total basic project", row("208 甲", "166.70 146.70 30.00"))
    result = only("row.basic_project", document(bad))
    assert (result.outcome, result.subject) == ("mismatch", "expenditure 208 total")
    assert result.difference == -100000


def test_a_blank_part_is_nothing_and_all_blank_is_not() -> None:
    rows = (row("208 甲", "20.00 _ 20.00"), row("210 乙", "54.70 _ _"), row("211 丙", "_ _ _"))
    assert outcomes("row.basic_project", document(table("expenditure", "total basic project", *rows))) == ["exact", "not_evaluable"]


def test_a_blank_total_beside_zeros_is_no_contradiction() -> None:
    blank = table("expenditure", "total basic project", row("合计", "_ 0.00 0.00"))
    assert outcomes("row.basic_project", document(blank)) == []


def test_all_natures_that_the_header_has_belong_to_the_total() -> None:
    final = table("expenditure", "total basic project operating_expense", row("合计", "100.00 60.00 30.00 10.00"))
    assert outcomes("row.basic_project", document(final)) == ["exact"]


def test_a_figure_column_of_unknown_meaning_may_be_a_part_or_not() -> None:
    def with_unknown(figures: str) -> list[str]:
        return outcomes("row.basic_project", document(table("expenditure", "total basic project ?", row("合计", figures))))

    assert with_unknown("100.00 60.00 30.00 10.00") == ["exact"]
    assert with_unknown("90.00 60.00 30.00 10.00") == ["exact"]
    assert with_unknown("95.00 60.00 30.00 10.00") == ["mismatch"]
    assert with_unknown("100.00 60.00 30.00 _") == ["mismatch"]


def test_other_natures_stand_beside_the_projects_or_among_them() -> None:
    def nature(total: str) -> list[str]:
        figures = f"{total} 60.00 30.00 10.00"
        return outcomes("row.basic_project", document(table("expenditure", "total basic project operating_expense", row("合计", figures))))

    assert nature("100.00") == ["exact"]
    assert nature("90.00") == ["exact"]
    assert nature("95.00") == ["mismatch"]


def test_a_column_under_of_which_is_inside_the_one_before_it() -> None:
    plain = table("income", "total general general fund", row("合计", "10.00 6.00 2.00 4.00"))
    total, general, part, fund = plain.columns
    named = (total, replace(general, header=("一般公共预算", "小计")), replace(part, header=("一般公共预算", "其中：专项")), fund)
    assert outcomes("row.sources", document(replace(plain, columns=named))) == ["exact"]


def test_a_second_column_of_one_meaning_may_be_the_same_less_something() -> None:
    twice = table("general_expenditure", "total basic project project", row("208 甲", "9.00 5.00 4.00 3.00"))
    assert outcomes("row.basic_project", document(twice)) == ["exact"]


def test_goals_beside_money_are_no_split_of_it() -> None:
    assert outcomes("row.basic_project", document(table("performance", "total basic project", row("甲", "9.00 ? 4.00")))) == []


def test_columns_of_one_group_stand_beside_each_other_whatever_their_measures() -> None:
    plain = table("income", "total general other.business other", row("合计", "10.00 6.00 3.00 1.00"))
    heads = (("合计",), ("财政拨款", "一般公共预算"), ("其他资金收入", "事业收入"), ("其他资金收入", "其他收入"))
    grouped = replace(plain, columns=tuple(replace(c, header=h) for c, h in zip(plain.columns, heads, strict=True)))
    assert outcomes("row.sources", document(grouped)) == ["exact"]


def test_where_most_rows_do_not_add_up_the_columns_are_not_the_whole() -> None:
    rows = (row("208 甲", "9.00 5.00 1.00"), row("210 乙", "9.00 6.00 1.00"), row("211 丙", "9.00 8.00 1.00"))
    assert outcomes("row.basic_project", document(table("expenditure", "total basic project", *rows))) == ["not_evaluable"]


def test_the_sources_of_an_income_make_its_total_with_or_without_carry_over() -> None:
    with_it = table("income", "total general unit_funds carryover", row("合计", "10.00 6.00 3.00 1.00"))
    beside_it = table("income", "total general unit_funds carryover", row("合计", "9.00 6.00 3.00 1.00"))
    neither = table("income", "total general unit_funds carryover", row("合计", "8.00 6.00 3.00 1.00"))
    assert [outcomes("row.sources", document(one)) for one in (with_it, beside_it, neither)] == [["exact"], ["exact"], ["mismatch"]]


def test_parts_below_a_head_count_where_the_head_has_no_column_of_its_own() -> None:
    projects = table("projects", "total fiscal.general fiscal.fund unit_funds", row("甲项目", "10.00 6.00 3.00 1.00"))
    assert outcomes("row.sources", document(projects)) == ["exact"]


def test_parts_below_a_head_with_its_own_column_count_once() -> None:
    nested = table("projects", "total fiscal fiscal.general fiscal.fund unit_funds", row("甲项目", "10.00 9.00 6.00 3.00 1.00"))
    assert outcomes("row.sources", document(nested)) == ["exact", "exact"]  # the total, and 财政拨款
    broken = table("projects", "total fiscal fiscal.general fiscal.fund unit_funds", row("甲项目", "10.00 9.00 6.00 4.00 1.00"))
    results_ = results("row.sources", document(broken))
    assert [(r.outcome, r.subject) for r in results_] == [("exact", "projects 甲项目 total"), ("mismatch", "projects 甲项目 fiscal")]


def test_fiscal_beside_its_own_budgets_is_not_added_to_them() -> None:
    flat = table("income", "total fiscal general fund other", row("合计", "10.00 9.00 6.00 3.00 1.00"))
    assert outcomes("row.sources", document(flat)) == ["exact"]


def test_personnel_and_operating_make_the_total_of_basic_expenditure() -> None:
    good = table("general_basic", "total personnel operating", row("合计", "1,486.79 1,327.00 159.79"))
    bad = table("general_basic", "total personnel operating", row("合计", "1,486.79 1,327.00 149.79"))
    assert outcomes("row.personnel_operating", document(good)) == ["exact"]
    assert outcomes("row.personnel_operating", document(bad)) == ["mismatch"]


def test_they_also_make_a_basic_column_that_stands_above_them() -> None:
    nested = table("general_expenditure", "total basic basic.personnel basic.operating project", row("208 甲", "10.00 7.00 5.00 2.00 3.00"))
    assert outcomes("row.personnel_operating", document(nested)) == ["exact"]
    assert outcomes("row.basic_project", document(nested)) == ["exact"]


def test_current_and_carry_over_make_the_total_on_their_side() -> None:
    def summary(total: str) -> Table:
        income = row("一、一般公共预算", "9.00", side="income")
        return table(
            "summary",
            "income:amount expenditure:total expenditure:current expenditure:carryover",
            income,
            row("一、教育支出", total, side="expenditure"),
        )

    assert outcomes("row.current_carryover", document(summary("9.00 8.00 1.00"))) == ["exact"]
    assert outcomes("row.current_carryover", document(summary("9.00 8.00 2.00"))) == ["mismatch"]


def test_a_single_part_is_no_split() -> None:
    assert outcomes("row.basic_project", document(table("expenditure", "total basic", row("208 甲", "9.00 5.00")))) == []


def test_an_unreadable_part_is_not_nothing() -> None:
    assert outcomes("row.basic_project", document(table("expenditure", "total basic project", row("208 甲", "9.00 9.00 ?")))) == [
        "not_evaluable"
    ]


def test_units_of_columns_may_differ() -> None:
    mixed = table("expenditure", "total basic project", row("208 甲", "9.00 5.00 4.00"))
    first, *others = mixed.columns
    own_unit = Column(first.index, first.header, first.measure, "万元")
    table_ = Table(mixed.schedule, mixed.title, None, "万元", (own_unit, *others), mixed.lines)
    assert outcomes("row.basic_project", document(table_)) == ["exact"]


def test_a_lost_page_leaves_rows_readable() -> None:
    bad = table("expenditure", "total basic project", row("208 甲", "9.00 5.00 1.00"), pages=(1, 2, 3))
    assert outcomes("row.basic_project", document(bad, pages=(lost(2),))) == ["not_evaluable"]


def test_the_columns_that_may_be_parts_are_the_same_in_every_row() -> None:
    """上年结转 is inside the total where most rows say so; a row that adds up without it only is looked at."""
    rows = (row("合计", "16.00 12.00 4.00"), row("208 甲", "9.00 7.00 2.00"), row("210 乙", "5.00 5.00 2.00"))
    found = results("row.sources", document(with_other(*rows)))
    assert [result.outcome for result in found] == ["exact", "exact", "soft"]
    assert "上年结转" not in found[2].message.partition("对不上")[2]
    assert "不加" in found[2].message


def test_a_table_whose_total_is_divided_divides_its_rows() -> None:
    rows = (
        row("合计", "9.00 5.00 4.00"),
        row("208 甲", "8.00 4.00 1.00"),
        row("210 乙", "7.00 1.00 3.00"),
        row("211 丙", "6.00 1.00 1.00"),
    )
    assert outcomes("row.basic_project", document(table("expenditure", "total basic project", *rows))) == ["exact", *["mismatch"] * 3]


def with_other(*rows: tuple[Line, tuple[str, ...]]) -> Table:
    """A total, one source and a carry-over; a second source is blank."""
    drawn = table("income", "total general carryover", *rows)
    fund = Column(3, ("政府性基金",), "fund")
    return replace(drawn, columns=(*drawn.columns, fund))


def test_a_subtotal_is_the_sum_of_the_columns_under_its_head() -> None:
    def grouped(figures: str) -> Table:
        drawn = table("income", "total total general fund carryover", row("合计", figures))
        heads = (("合计",), ("本年收入", "小计"), ("本年收入", "一般公共预算"), ("本年收入", "政府性基金"), ("上年结转",))
        return replace(drawn, columns=tuple(replace(column, header=head) for column, head in zip(drawn.columns, heads, strict=True)))

    assert outcomes("row.subtotals", document(grouped("9.00 8.00 5.00 3.00 1.00"))) == ["exact"]
    assert outcomes("row.subtotals", document(grouped("9.00 7.00 5.00 3.00 1.00"))) == ["mismatch"]


def test_a_row_that_does_not_add_up_names_the_columns_that_may_be_parts_too() -> None:
    bad = with_other(row("合计", "16.00 12.00 4.00"), row("208 甲", "9.00 7.00 2.50"))
    (result,) = [result for result in results("row.sources", document(bad)) if result.outcome == "mismatch"]
    assert len(result.sources) == 3


def test_what_cannot_be_evaluated_says_what_was_to_be_added_up() -> None:
    rows = [row(f"20{at} 甲", "9.00 2.00 3.00") for at in range(1, 5)]
    whole = only("row.basic_project", document(table("expenditure", "total basic project", *rows)))
    assert whole.message == (
        "无法核对：《expenditure表》各行的“合计”，按各类支出（基本支出、项目支出）相加，"
        "多数行都不等于这几栏之和，这几栏可能不是它的全部组成。"
    )
    unread = only("row.basic_project", document(table("expenditure", "total basic project", row("208 甲", "9.00 ? 3.00"))))
    assert unread.message == "无法核对：《expenditure表》“208 甲”一行的“合计”，按各类支出相加，这一行有读不出来的数。"
