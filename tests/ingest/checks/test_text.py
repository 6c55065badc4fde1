"""What the text says: of changes, of parts, and against the tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ingest.shapes import Extraction, Source, Stated, Statement, Table
from tests.ingest.checks.builders import document, identified, only, outcomes, paragraph, results, row, statement, table


def said(*statements: Statement, tables: tuple[Table, ...] = ()) -> Extraction:
    return document(*tables, statements=statements)


def running(
    amount: str = "159.79", base: str | None = "152.61", change: str | None = "7.18", direction: str = "increase", **more: Any
) -> Statement:
    return statement("机关运行经费", amount, base=base, base_year=2022, change=change, direction=direction, **more)


@pytest.mark.parametrize(("change", "outcome"), [("7.18", "exact"), ("7.19", "rounding"), ("7.20", "mismatch"), ("8.18", "mismatch")])
def test_a_change_is_the_difference_of_the_two_amounts(change: str, outcome: str) -> None:
    assert outcomes("text.change", said(running(change=change))) == [outcome]


def test_a_decrease_is_a_change_too() -> None:
    assert outcomes("text.change", said(running("152.61", "159.79", "7.18", "decrease"))) == ["exact"]
    assert outcomes("text.direction", said(running("152.61", "159.79", "7.18", "decrease"))) == ["exact"]


def test_without_a_base_there_is_no_change_to_compare() -> None:
    assert outcomes("text.change", said(running(base=None))) == []


@pytest.mark.parametrize(
    ("amount", "change", "outcome"),
    [
        ("0", "1421.25", "mismatch"),
        ("0", "0.5", "rounding"),
        ("7.18", "7.18", "exact"),
        ("7.18", "7.19", "rounding"),
        ("7.18", "7.20", "mismatch"),
    ],
)
def test_an_increase_is_no_larger_than_the_amount(amount: str, change: str, outcome: str) -> None:
    assert outcomes("text.base", said(running(amount, None, change))) == [outcome]


def test_an_impossible_increase_is_named() -> None:
    result = only("text.base", said(running("0", None, "1421.25")))
    assert (result.expected, result.actual) == (Decimal(0), Decimal("14212500"))
    assert "增加额不会超过本年数，最多是0.00万元，印的是1,421.25万元" in result.message


def test_a_decrease_a_printed_base_and_a_deficit_ask_nothing_of_the_base() -> None:
    assert outcomes("text.base", said(running("0", None, "1421.25", "decrease"))) == []
    assert outcomes("text.base", said(running("0", "5", "1421.25"))) == []
    assert outcomes("text.base", said(running("-3", None, "2"))) == []
    assert outcomes("text.base", said(running(unit="个", base=None))) == []


def test_the_word_agrees_with_the_amounts() -> None:
    assert outcomes("text.direction", said(running())) == ["exact"]
    assert outcomes("text.direction", said(running(direction="decrease"))) == ["mismatch"]
    assert outcomes("text.direction", said(running(direction="unchanged", change=None))) == ["mismatch"]
    assert outcomes("text.direction", said(running(base=None))) == []


def income(percent: str, change: str = "290.66", direction: str = "increase", **more: Any) -> Statement:
    return statement("收入总计", "2296.59", change=change, direction=direction, percent=percent, percent_kind="change", **more)


@pytest.mark.parametrize(("percent", "outcome"), [("14.49", "exact"), ("14.5", "exact"), ("14.51", "soft"), ("14.60", "mismatch")])
def test_a_rate_is_the_change_by_the_previous_amount(percent: str, outcome: str) -> None:
    assert outcomes("text.percent", said(income(percent))) == [outcome]


def test_a_rate_computed_on_this_years_amount_is_named() -> None:
    wrong = statement("公务接待费", "32", change="14.2", direction="decrease", percent="44.38", percent_kind="change")
    result = only("text.percent", said(wrong))
    assert result.outcome == "mismatch"
    assert "恰好等于增减额除以本年数" in result.message
    assert only("text.percent", said(income("14.60"))).hint is None


def affairs(base: str | None) -> Statement:
    """法院（款）一般行政管理事务（项） of 江苏省高级人民法院 2018, whose own text prints no base; in 2017 it was 6,432.89."""
    return statement("某项", "6049.97", base=base, change="392.92", direction="decrease", percent="5.95", percent_kind="change")


def test_a_change_and_a_rate_that_contradict_each_other_are_both_in_doubt() -> None:
    """392.92 ÷ (6,049.97 + 392.92) = 6.0985%."""
    result = only("text.percent", said(affairs(None)))
    assert (result.outcome, result.expected, result.actual, result.difference) == (
        "mismatch",
        Decimal("-6.10"),
        Decimal("-5.95"),
        Decimal("0.15"),
    )
    assert "是−6.10%，印的是−5.95%，相差0.15个百分点" in result.message
    assert "增减额和变化率不一致" in result.message


def test_a_rate_of_amount_and_base_is_right_though_the_change_is_a_misprint() -> None:
    """(6,049.97 − 6,432.89) ÷ 6,432.89 = −5.9525%; the change would be 382.92."""
    assert outcomes("text.percent", said(affairs("6432.89"))) == ["exact"]
    assert outcomes("text.change", said(affairs("6432.89"))) == ["mismatch"]


def test_a_rate_that_only_the_stated_change_explains_is_wrong_and_said_to_be_that() -> None:
    wrong = statement("某项", "110", base="100", change="12", direction="increase", percent="12.00", percent_kind="change")
    result = only("text.percent", said(wrong))
    assert (result.outcome, result.expected) == ("mismatch", Decimal("10.00"))
    assert "印的变化率与文件写的增减额一致" in result.message


def test_a_rise_that_was_a_fall_keeps_its_sign() -> None:
    """上海市普陀区司法局 2026: 43,269.3 → 3,845.49 is −91.11%, and 增加17.62% is printed."""
    text = statement("其他司法支出", "3845.49", base="43269.3", direction="increase", percent="17.62", percent_kind="change")
    result = only("text.percent", said(text))
    assert (result.expected, result.actual, result.difference) == (Decimal("-91.11"), Decimal("17.62"), Decimal("108.73"))
    assert "是−91.11%，印的是17.62%，相差108.73个百分点" in result.message


def test_a_rate_whose_direction_is_not_told_is_compared_by_its_size() -> None:
    untold = statement("某项", "90", base="100", percent="10.00", percent_kind="change")
    assert outcomes("text.percent", said(untold)) == ["exact"]


def test_there_is_no_rate_on_nothing() -> None:
    def from_zero(amount: str, percent: str) -> Statement:
        return statement("政府性基金", amount, base="0", change=amount, direction="increase", percent=percent, percent_kind="change")

    assert outcomes("text.percent", said(from_zero("0", "0"))) == ["exact"]
    assert outcomes("text.percent", said(from_zero("5", "100"))) == ["soft"]


def test_a_rate_on_a_tiny_base_means_nothing() -> None:
    tiny = statement("公务接待费", "0.31", base="0.30", change="0.01", direction="increase", percent="2.00", percent_kind="change")
    assert outcomes("text.percent", said(tiny)) == ["not_evaluable"]


def test_other_percentages_are_no_rates() -> None:
    share = statement("基本支出", "5", base="4", percent="64.74", percent_kind="share")
    assert outcomes("text.percent", said(share)) == []


def test_every_change_has_a_reason_here_or_where_it_was_told_before() -> None:
    assert outcomes(
        "text.reason",
        said(income("14.49", reason="人员增加"), statement("一般公共预算当年拨款", "9", change="290.66", direction="increase")),
    ) == [
        "exact",
        "exact",
    ]
    assert outcomes("text.reason", said(income("14.49"))) == ["soft"]
    assert outcomes("text.reason", said(statement("“三公”经费", "9", direction="unchanged"))) == []
    assert outcomes("text.reason", said(income("14.49", text="因此今年收入总计2296.59万元，较上年增加290.66万元，增长14.49%。"))) == [
        "exact"
    ]


def test_the_base_is_the_year_before() -> None:
    assert outcomes("text.base_year", said(running())) == ["exact"]
    assert outcomes("text.base_year", said(statement("甲", "1", base_year=2020))) == ["soft"]
    assert outcomes("text.base_year", said(statement("甲", "1"))) == []


def test_statements_of_other_years_are_of_other_documents() -> None:
    assert outcomes("text.change", said(running(change="8.18", year=2021))) == []


def test_with_one_source_of_money_both_changes_are_the_same() -> None:
    one_source = table("income", "total general", row("合计", "2,296.59 2,296.59"))
    other_source = table("income", "total general", row("合计", "2,296.59 2,000.00"))

    def general(change: str) -> Statement:
        return statement("一般公共预算当年拨款", "2296.59", change=change, direction="increase")

    assert outcomes("text.same_change", said(income("14.49"), general("290.66"), tables=(one_source,))) == ["exact"]
    assert outcomes("text.same_change", said(income("14.49"), general("200.00"), tables=(one_source,))) == ["soft"]
    assert outcomes("text.same_change", said(income("14.49"), general("200.00"), tables=(other_source,))) == []


def parts(basic: str = "1486.79", project: str = "809.8", shares: tuple[str, str] = ("64.74", "35.26")) -> tuple[Statement, ...]:
    return (
        statement("支出预算", "2296.59", section="三、支出"),
        statement("基本支出", basic, part_of="支出预算", section="三、支出", percent=shares[0], percent_kind="share"),
        statement("项目支出", project, part_of="支出预算", section="三、支出", percent=shares[1], percent_kind="share"),
    )


def test_shares_are_the_parts_by_their_whole_and_add_up() -> None:
    assert outcomes("text.share", said(*parts())) == ["exact", "exact"]
    assert outcomes("text.share_sum", said(*parts())) == ["exact"]
    assert outcomes("text.parts", said(*parts())) == ["exact"]


def test_a_wrong_share_is_a_mismatch_and_so_is_the_sum() -> None:
    assert outcomes("text.share", said(*parts(shares=("64.74", "36.26")))) == ["exact", "mismatch"]
    assert outcomes("text.share_sum", said(*parts(shares=("64.74", "36.26")))) == ["mismatch"]


def test_shares_may_miss_a_hundred_by_their_rounding() -> None:
    assert outcomes("text.share_sum", said(*parts(shares=("64.74", "35.27")))) == ["rounding"]


def test_parts_that_do_not_add_up_are_a_mismatch_and_their_shares_are_not_added() -> None:
    assert outcomes("text.parts", said(*parts(basic="1496.79"))) == ["mismatch"]
    assert outcomes("text.share_sum", said(*parts(basic="1496.79"))) == []


def test_a_share_of_nothing_is_not_evaluable() -> None:
    whole = statement("支出预算", "0.00", section="三、支出")
    part = statement("基本支出", "0.00", part_of="支出预算", section="三、支出", percent="0.00", percent_kind="share")
    assert outcomes("text.share", said(whole, part)) == ["not_evaluable"]


def test_a_part_is_of_the_last_whole_before_it_in_its_section() -> None:
    first, second = (statement("预算", amount, section="五") for amount in ("100", "50"))
    part = statement("教育支出", "25", part_of="预算", section="五", percent="50", percent_kind="share")
    elsewhere = statement("预算", "25", section="六")
    assert outcomes("text.share", said(first, second, part, elsewhere)) == ["exact"]


def test_goods_works_and_services_make_the_procurement() -> None:
    def procurement(services: str) -> Extraction:
        total = statement("政府采购预算总额", "398.4", section="九")
        named = [("货物", "188"), ("工程", "0"), ("服务", services)]
        return said(total, *(statement(f"政府采购{name}预算", amount, part_of=total.subject, section="九") for name, amount in named))

    assert outcomes("text.parts", procurement("210.4")) == ["exact"]
    assert outcomes("text.parts", procurement("220.4")) == ["mismatch"]


def test_procurement_is_no_more_than_all_expenditure() -> None:
    whole = table("expenditure", "total", row("合计", "2,296.59"))
    assert outcomes("text.procurement", said(statement("政府采购预算总额", "398.4"), tables=(whole,))) == ["exact"]
    assert outcomes("text.procurement", said(statement("政府采购预算总额", "3984"), tables=(whole,))) == ["soft"]
    assert outcomes("text.procurement", said(statement("政府采购预算总额", "398.4"))) == []


SUMMARY = table(
    "summary",
    "income:amount expenditure:total expenditure:carryover",
    row("一、一般公共预算", "9.00", side="income"),
    row("本年收入合计", "9.00", side="income"),
    row("上年结转", "1.00", side="income"),
    row("收入总计", "10.00", side="income"),
    row("支出总计", "10.00 1.00", side="expenditure"),
)
EXPENDITURE = table("expenditure", "total basic project", row("合计", "10.00 6.00 4.00"), row("208 社会保障和就业支出", "10.00 6.00 4.00"))
GENERAL = table(
    "general_expenditure", "total basic project", row("合计", "9.00 5.00 4.00"), row("208 社会保障和就业支出", "9.00 5.00 4.00")
)
THREE_PUBLIC = table("three_public", "total", row("公务接待费", "_", measure="reception"), row("合计", "10.50"))
RUNNING = table("operating", "total", row("部门合计", "159.79"))
BY_ECONOMY = table(
    "general_economic",
    "total personnel operating",
    row("合计", "9.00 5.00 4.00"),
    row("301 工资福利支出", "5.00 5.00 0.00"),
    row("302 商品和服务支出", "4.00 0.00 4.00"),
)
BASIC_BY_ECONOMY = table(
    "general_basic", "total personnel operating", row("合计", "5.00 4.00 1.00"), row("302 商品和服务支出", "1.00 0.00 1.00")
)
ALL = (SUMMARY, EXPENDITURE, GENERAL, BY_ECONOMY, BASIC_BY_ECONOMY, THREE_PUBLIC, RUNNING)


@pytest.mark.parametrize(
    ("spoken", "outcome"),
    [
        (statement("机关运行经费", "159.79"), "exact"),
        (statement("机关运行经费", "159.8"), "exact"),
        (statement("机关运行经费", "169.79"), "mismatch"),
        (statement("财政拨款安排的“三公”经费预算", "10.50", section="七、“三公”经费"), "exact"),
        (statement("公务接待费", "0.00", section="七、“三公”经费"), "exact"),
        (statement("公务接待费", "2.00", section="七、“三公”经费"), "not_evaluable"),
        (statement("收入总计", "10.00"), "exact"),
        (statement("预算收入", "9.00"), "exact"),
        (statement("本年收入", "9.00", part_of="收入总计"), "exact"),
        (statement("上年结转", "1.00", part_of="收入总计"), "exact"),
        (statement("上年结转", "1.00", part_of="支出总计"), "exact"),
        (statement("一般公共预算拨款收入", "9.00", part_of="预算收入"), "exact"),
        (statement("基本支出", "6.00", part_of="支出预算"), "exact"),
        (statement("基本支出", "7.00", part_of="支出预算"), "mismatch"),
        (statement("一般公共预算基本支出", "5.00"), "exact"),
        (statement("社会保障和就业支出", "9.00", part_of="一般公共预算当年拨款"), "exact"),
        (statement("社会保障和就业支出", "10.00", part_of="支出预算"), "exact"),
        (statement("一般公共预算当年拨款", "9.00"), "exact"),
        (statement("一般公共预算当年拨款", "8.00"), "mismatch"),
        (statement("社会保障和就业支出", "9.00", code="208", section="一般公共预算支出"), "exact"),
        (statement("商品和服务支出", "4.00", code="302", part_of="当年一般公共预算支出"), "exact"),
        (statement("商品和服务支出", "5.00", code="302", part_of="当年一般公共预算支出"), "mismatch"),
    ],
)
def test_an_amount_of_the_text_is_that_of_the_table_it_means(spoken: Statement, outcome: str) -> None:
    assert outcomes("text.figure", said(spoken, tables=ALL)) == [outcome]


@pytest.mark.parametrize(
    "spoken",
    [
        statement("一般公共预算当年拨款", "4.00", section="绩效管理情况"),
        statement("社会保障和就业支出", "9.00"),
        statement("某项工作", "9.00"),
        statement("其他项目支出", "1.00", part_of="支出预算"),
        statement("收入", "1.00", section="政府性基金预算收支情况"),
        statement("支出预算", "1.00", section="一般公共预算支出情况"),
        statement("实行绩效目标管理的项目", "19", unit="个"),
        statement("政府性基金预算拨款", "9.00", part_of="支出"),
        statement("商品和服务支出", "1.00", code="302", part_of="一般公共预算基本支出"),
        statement("商品和服务支出", "5.00", code="302", part_of="支出预算"),
        statement("机关商品和服务支出", "5.00", code="502", part_of="当年一般公共预算支出"),
        statement("资本性支出", "5.00", code="310", part_of="当年一般公共预算支出"),
    ],
)
def test_an_amount_whose_words_do_not_say_which_figure_they_mean_is_left_alone(spoken: Statement) -> None:
    assert outcomes("text.figure", said(spoken, tables=ALL)) == []


def test_a_total_that_is_neither_with_nor_without_carry_over_is_not_evaluable_where_there_is_one() -> None:
    assert outcomes("text.figure", said(statement("收入总计", "12.00"), tables=ALL)) == ["not_evaluable"]


def test_items_listed_in_the_text_are_rows_of_the_table() -> None:
    basic = table("general_basic", "total", row("基本工资", "1.00"), row("奖金", "1.00"))
    good = statement("人员经费", "2.00", text="人员经费2.00万元，主要包括：基本工资、奖金等。")
    strange = statement("人员经费", "2.00", text="人员经费2.00万元，主要包括：基本工资、离休费等；")
    assert outcomes("text.items", said(good, tables=(basic,))) == ["exact"]
    assert outcomes("text.items", said(strange, tables=(basic,))) == ["soft"]
    assert outcomes("text.items", said(statement("人员经费", "2.00"), tables=(basic,))) == []


def projects(count: str, amount: str | None, *names: str) -> Extraction:
    listed = table("projects", "total", *(row(name, "1.00") for name in names))
    whole = table("expenditure", "total project", row("合计", f"9.00 {len(names)}.00"))
    counted = statement("实行绩效目标管理的项目", count, unit="个", section="绩效管理情况")
    money = [statement("涉及一般公共预算当年拨款", amount, section="绩效管理情况")] if amount else []
    return said(counted, *money, tables=(listed, whole))


def test_as_many_projects_as_rows() -> None:
    assert outcomes("text.project_count", projects("2", "2.00", "甲", "乙")) == ["exact"]


def test_another_number_is_a_mismatch_where_the_whole_money_is_meant() -> None:
    assert outcomes("text.project_count", projects("3", "2.00", "甲", "乙")) == ["mismatch"]


def test_the_number_of_distinct_names_explains_it() -> None:
    result = only("text.project_count", projects("2", "3.00", "甲", "乙", "乙"))
    assert result.outcome == "mismatch"
    assert "名称" in (result.hint or "")
    assert only("text.project_count", projects("1", "3.00", "甲", "乙", "乙")).hint is None


def test_fewer_projects_are_nothing_wrong_where_not_all_are_meant() -> None:
    assert outcomes("text.project_count", projects("1", "1.00", "甲", "乙")) == ["exact"]
    assert outcomes("text.project_count", projects("1", None, "甲", "乙")) == ["exact"]
    assert outcomes("text.project_count", projects("5", None, "甲", "乙")) == ["soft"]


@pytest.mark.parametrize(("amount", "outcome"), [("2.00", "exact"), ("1.00", "exact"), ("3.00", "soft"), ("9.00", "exact")])
def test_the_money_under_targets_is_no_more_than_all_projects(amount: str, outcome: str) -> None:
    assert outcomes("text.project_amount", projects("2", amount, "甲", "乙")) == [outcome]


def test_the_money_under_the_targets_of_the_whole_unit_is_not_that_of_projects() -> None:
    text = "本部门整体支出纳入绩效目标管理，涉及财政性资金1,003.00万元；本部门共2个项目纳入绩效目标管理，涉及财政性资金合计2.00万元。"
    whole, of_projects = (
        statement(f"涉及财政性资金{more}", amount, section="绩效管理情况", text=text)
        for more, amount in (("", "1003.00"), ("合计", "2.00"))
    )
    listed = table("expenditure", "total project", row("合计", "1009.00 2.00"))
    assert outcomes("text.project_amount", said(whole, of_projects, tables=(listed,))) == ["exact"]
    assert outcomes("text.project_amount", said(replace(of_projects, amount=whole.amount, text=""), tables=(listed,))) == ["soft"]


@pytest.mark.parametrize(("number", "outcome"), [("3", "exact"), ("1", "soft"), ("0", "soft")])
def test_running_costs_fit_the_number_of_vehicles(number: str, outcome: str) -> None:
    cars = table("three_public", "total", row("公务用车运行维护费", "10.50", measure="vehicle_running"))
    assert outcomes("text.vehicles", said(statement("局本级预算编制车辆", number, unit="辆"), tables=(cars,))) == [outcome]


@pytest.mark.parametrize(
    ("number", "year", "found"), [("0", 2022, ["soft"]), ("3", 2022, ["exact"]), ("3", 2021, []), ("3", None, ["exact"])]
)
def test_running_costs_in_a_column_beside_those_of_the_year_before(number: str, year: int | None, found: list[str]) -> None:
    """截至上年12月31日，共有车辆0辆; the table prints two years side by side, and has one row."""
    cars = table("three_public", "vehicles.vehicle_running.previous vehicles.vehicle_running", row("", "90.00 5.00"))
    assert outcomes("text.vehicles", said(statement("车辆", number, unit="辆", year=year), tables=(cars,))) == found


def test_running_costs_of_one_unit_or_twice_are_those_of_no_document() -> None:
    units = table("three_public", "vehicle_running", row("某局", "9.00"), row("某中心", "1.00"))
    assert outcomes("text.vehicles", said(statement("车辆", "0", unit="辆"), tables=(units,))) == []
    twice = table("three_public", "vehicle_running", row("", "9.00")), table("three_public", "vehicle_running", row("", "8.00"))
    assert outcomes("text.vehicles", said(statement("车辆", "0", unit="辆"), tables=twice)) == []


def test_vehicles_to_be_bought_and_those_of_one_use_are_not_all_there_are() -> None:
    cars = table("three_public", "vehicle_running", row("", "9.00"))
    others = [statement(name, "0", unit="辆") for name in ("单位预算安排购置车辆", "计划购置车辆", "执法执勤用车")]
    assert outcomes("text.vehicles", said(*others, tables=(cars,))) == []
    result = only("text.vehicles", said(*others, statement("车辆", "0", unit="辆"), tables=(cars,)))
    assert "是0辆，公务用车运行维护费是9.00万元，没有车辆却有费用" in result.message


def listed_vehicles(text: str, number: str, *parts: tuple[str, str], year: int = 2023) -> list[str]:
    whole = statement("购置车辆", number, unit="辆", text=text, year=year)
    named = [statement(name, count, unit="辆", part_of="购置车辆", text=text, year=year) for name, count in parts]
    return outcomes("text.vehicle_parts", said(whole, *named))


def test_listed_vehicles_add_up_to_the_number_before_them() -> None:
    police, others = ("执法执勤用车", "18"), ("其他用车", "2")
    assert listed_vehicles("购置车辆20辆，其中：执法执勤用车18辆、其他用车2辆。", "20", police, others) == ["exact"]
    assert listed_vehicles("购置车辆0辆，其中：执法执勤用车18辆、其他用车2辆。", "0", police, others) == ["mismatch"]
    assert listed_vehicles("购置车辆21辆，其中：执法执勤用车18辆、其他用车2辆。", "21", police, others, year=2022) == ["mismatch"]


def test_a_list_of_some_vehicles_may_be_shorter_and_never_longer() -> None:
    police = ("执法执勤用车", "18")
    assert listed_vehicles("购置车辆20辆，其中：执法执勤用车18辆。", "20", police) == []
    assert listed_vehicles("购置车辆17辆，其中：执法执勤用车18辆。", "17", police) == ["mismatch"]
    assert listed_vehicles("购置车辆21辆，其中：执法执勤用车18辆、应急用车为1、其他用车2辆。", "21", police, ("其他用车", "2")) == []


def test_vehicles_that_are_not_listed_right_behind_a_number_are_no_parts_of_it() -> None:
    police = ("执法执勤用车", "18")
    assert listed_vehicles("购置车辆1辆，18万元报废更新，其中：执法执勤用车18辆。", "1", police) == []
    assert listed_vehicles("购置车辆1辆，其中：执法执勤用车18辆；处置车辆1辆，其中：执法执勤用车1辆。", "1", police) == []


def changes(*parts: tuple[str, str, str, str], whole: str = "6.00", change: str | None = "1.00", **more: Any) -> list[Statement]:
    """A whole of 6.00 that grew by 1.00, and its parts: name, amount, change, direction."""
    said_of_whole = statement("一般公共预算支出", whole, change=change, direction="increase" if change else None, **more)
    named = [statement(name, amount, change=moved, direction=way, part_of="一般公共预算支出") for name, amount, moved, way in parts]
    return [said_of_whole, *named]


@pytest.mark.parametrize(
    ("moved", "way", "outcome"),
    [
        ("0.50", "decrease", "exact"),
        ("0.51", "decrease", "rounding"),  # three figures of 0.01: 0.015 at most
        ("0.60", "decrease", "mismatch"),  # no part can have made the sum smaller
        ("0.50", "increase", "soft"),  # a part that is gone may have had 1.00
    ],
)
def test_the_changes_of_the_parts_are_the_change_of_the_whole(moved: str, way: str, outcome: str) -> None:
    found = changes(("工资福利支出", "4.00", "1.50", "increase"), ("商品和服务支出", "2.00", moved, way))
    assert outcomes("text.change_sum", said(*found)) == [outcome]


def test_the_change_of_the_whole_may_stand_elsewhere() -> None:
    parts = (("工资福利支出", "4.00", "1.50", "increase"), ("商品和服务支出", "2.00", "0.90", "decrease"))
    elsewhere = statement("一般公共预算拨款支出", "6.00", change="1.00", direction="increase", section="规模")
    found = changes(*parts, change=None)
    assert outcomes("text.change_sum", said(*found)) == []
    assert outcomes("text.change_sum", said(elsewhere, *found)) == ["mismatch"]
    assert outcomes("text.change_sum", said(replace(elsewhere, subject="政府性基金支出"), *found)) == []
    assert outcomes("text.change_sum", said(replace(elsewhere, amount=Decimal("6.01")), *found)) == []
    assert outcomes("text.change_sum", said(elsewhere, replace(elsewhere, change=Decimal("2.00")), *found)) == []


def test_changes_are_added_only_where_every_part_is_there() -> None:
    wages, goods = ("工资福利支出", "4.00", "1.50", "increase"), ("商品和服务支出", "1.00", "0.90", "decrease")
    assert outcomes("text.change_sum", said(*changes(wages, goods))) == []
    silent = statement("商品和服务支出", "2.00", part_of="一般公共预算支出")
    assert outcomes("text.change_sum", said(*changes(wages), silent)) == []
    assert outcomes("text.change_sum", said(*changes(wages), replace(silent, direction="unchanged"))) == ["soft"]


def test_a_part_of_which_the_text_says_two_changes_is_named() -> None:
    """西安: 对企业补助 grew by its whole amount in one list, and by little in the other."""
    found = changes(("工资福利支出", "4.00", "0.20", "increase"), ("对企业补助", "2.00", "2.00", "increase"))
    result = only("text.change_sum", said(*found, statement("对企业补助", "2.00", change="0.80", direction="increase", section="另处")))
    assert (result.outcome, result.expected, result.actual) == ("mismatch", Decimal("22000.00"), Decimal("10000.00"))
    assert "写对企业补助增加0.80万元" in (result.hint or "")


def test_the_three_public_costs_have_no_parts_that_could_be_gone() -> None:
    whole = statement("“三公”经费", "6.00", change="1.00", direction="increase")
    named = (("因公出国（境）费用", "0.00", "0.00"), ("公务接待费", "1.00", "0.50"), ("公务用车购置及运行费", "5.00", "1.00"))
    parts = [statement(name, amount, change=moved, direction="increase", part_of="“三公”经费") for name, amount, moved in named]
    assert outcomes("text.change_sum", said(whole, *parts)) == ["mismatch"]


def test_without_a_number_of_vehicles_nothing_is_said() -> None:
    cars = table("three_public", "total", row("公务用车运行维护费", "10.50", measure="vehicle_running"))
    assert results("text.vehicles", said(tables=(cars,))) == []


ITEMS = table(
    "general_expenditure",
    "total",
    row("221 住房保障支出", "3,503,499"),
    row("22102 住房改革支出", "3,503,499", path=("住房保障支出",)),
    row("2210201 住房公积金", "3,503,499", path=("住房保障支出", "住房改革支出")),
    unit="元",
)


@pytest.mark.parametrize(("amount", "outcome"), [("350.35", "exact"), ("352.67", "mismatch"), ("350.34", "soft")])
def test_an_item_by_all_its_names_is_its_row(amount: str, outcome: str) -> None:
    for subject in ("住房保障支出（类）住房改革支出（款）住房公积金（项）", "住房保障支出（221类）住房改革支出（02款）住房公积金（01项）"):
        assert outcomes("text.figure", said(statement(subject, amount), tables=(ITEMS,))) == [outcome]


def test_parts_beside_parts_belong_to_the_whole_too() -> None:
    def spoken(reserve: str) -> list[Statement]:
        named = (("基本支出", "6.00"), ("项目支出", "3.00"), ("单位预留机动经费", reserve))
        return [statement("本年支出预算合计", "10.00"), *(statement(name, amount, part_of="本年支出预算合计") for name, amount in named)]

    assert outcomes("text.parts", said(*spoken("1.00"))) == ["exact"]
    assert outcomes("text.parts", said(*spoken("2.00"))) == ["mismatch"]


def test_one_statement_of_two_kinds_is_one_part() -> None:
    whole = statement("政府采购预算", "7.00")
    goods = statement("政府采购货物预算", "4.00", part_of="政府采购预算")
    rest = statement("政府采购工程预算为0、政府采购服务预算", "3.00", part_of="政府采购预算")
    assert outcomes("text.parts", said(whole, goods, rest)) == ["exact"]


def test_a_total_of_the_year_that_names_what_was_carried_over_is_the_grand_total() -> None:
    named = statement("当年预算收入", "10.00", text="当年预算收入10.00万元，其中：一般公共预算拨款9.00万元、上年结转1.00万元")
    assert outcomes("text.figure", said(named, tables=ALL)) == ["exact"]
    assert outcomes("text.figure", said(statement("当年预算收入", "10.00"), tables=ALL)) == ["mismatch"]


def test_the_words_of_one_sentence_go_the_same_way() -> None:
    def found(text: str, direction: str = "increase") -> list[str]:
        return outcomes("text.words", said(statement("接待费", "3", change="1", direction=direction, text=text)))

    assert found("接待费3万元，比上年增加1万元，增长50%，增加的主要原因是业务增加。") == ["exact"]
    assert found("接待费3万元，比上年增加1万元，下降50%。") == ["soft"]
    assert found("接待费3万元，比上年减少1万元，增加的主要原因是业务减少。", "decrease") == ["soft"]
    assert found("接待费3万元，比上年增加1万元，主要原因是其他支出减少。") == ["exact"]
    assert found("接待费3万元，比上年增加1万元。基本支出减少的原因是人员减少。") == ["exact"]


def test_a_reason_in_the_next_sentence_or_of_the_parts_is_one() -> None:
    total = statement("“三公”经费预算", "66", change="33", direction="increase", text="“三公”经费预算66万元，增加33万元。", section="三公")
    part = statement("因公出国（境）费", "46", change="40", direction="increase", reason="计划未定", section="三公")
    assert outcomes("text.reason", said(total)) == ["soft"]
    assert outcomes("text.reason", said(total, part)) == ["exact", "exact"]
    behind = document(statements=(total,), paragraphs=(paragraph(f"{total.text}主要是出国任务增加。"),))
    assert outcomes("text.reason", behind) == ["exact"]
    other = document(statements=(total,), paragraphs=(paragraph(f"{total.text}其中接待费5万元，主要是活动增加。"),))
    assert outcomes("text.reason", other) == ["soft"]


def test_a_missing_reason_says_the_change() -> None:
    result = only("text.reason", said(statement("办公费", "3", change="1.50", direction="decrease")))
    assert "写减少1.50万元" in result.message


def test_a_share_of_another_whole_is_not_held_against_this_one() -> None:
    whole = statement("财政拨款支出", "60")

    def of(words: str) -> list[str]:
        text = f"其中：基本支出30万元，占{words}40%。"
        part = statement("基本支出", "30", percent="40", percent_kind="share", part_of="财政拨款支出", text=text)
        return outcomes("text.share", said(whole, part))

    assert of("支出预算的") == ["not_evaluable"]
    assert of("") == of("财政拨款支出的") == of("比") == ["mismatch"]


def share_of_table(words: str, percent: str, named: str) -> list[str]:
    printed = table("summary", "total", row("本年支出合计", "80.00", side="expenditure"), row("支出总计", "100.00", side="expenditure"))
    text = f"财政拨款支出60.00万元，占{words}{percent}%。"
    part = statement("财政拨款支出", "60.00", percent=percent, percent_kind="share", part_of=named, text=text)
    return outcomes("text.share", said(part, tables=(printed,)))


def test_a_share_in_a_whole_that_only_the_tables_print() -> None:
    assert share_of_table("本年支出合计的", "75.00", "本年支出合计") == ["exact"]
    assert share_of_table("本年支出合计的", "60.00", "本年支出合计") == ["mismatch"]
    assert share_of_table("某专户的", "60.00", "某专户") == []
    assert share_of_table("", "60.00", "本年支出合计") == []


def test_final_accounts_may_be_compared_with_the_plan_of_their_own_year() -> None:
    spoken = statement("行政运行", "45", base="50", base_kind="budget", base_year=2023)
    final = replace(identified(), stage=Stated("final_accounts", "", Source()))
    assert outcomes("text.base_year", said(spoken)) == ["soft"]
    assert outcomes("text.base_year", replace(said(spoken), identity=final)) == ["exact"]


BY_CLASS = (
    row("301 工资福利支出", "1,326.46"),
    row("30101 基本工资", "1,326.46"),
    row("302 商品和服务支出", "151.79"),
    row("303 对个人和家庭的补助", "0.54"),
    row("310 资本性支出", "8.00"),
    row("合计", "1,486.79"),
)
BASIC: dict[str, Any] = {"section": "一般公共预算基本支出情况", "part_of": "基本支出"}


def test_personnel_and_operating_costs_of_the_text_are_those_of_the_classes_where_the_table_prints_neither() -> None:
    """1,326.46 + 0.54 = 1,327.00; 151.79 + 8.00 = 159.79."""
    table_of_rows = table("general_basic", "total", *BY_CLASS)
    good = said(statement("人员经费", "1327.00", **BASIC), statement("公用经费", "159.79", **BASIC), tables=(table_of_rows,))
    assert outcomes("text.figure", good) == ["exact", "exact"]
    (result,) = results("text.figure", said(statement("人员经费", "1337.00", **BASIC), tables=(table_of_rows,)))
    assert result.outcome == "not_evaluable", "the text may divide them in another way"
    assert "工资福利支出、对个人和家庭的补助之和" in result.message


@pytest.mark.parametrize(
    ("left_out", "more"),
    [
        (3, ()),  # no 303
        (None, (row("305 转移性支出", "1.00"),)),  # a 类 that is neither
        (None, (row("301 工资福利支出", "1.00"),)),  # one twice
        (4, ()),  # the rest does not come to the total
    ],
)
def test_where_the_classes_do_not_tell_nothing_is_claimed(left_out: int | None, more: tuple[Any, ...]) -> None:
    rows = [one for at, one in enumerate(BY_CLASS) if at != left_out]
    spoken = said(statement("人员经费", "1327.00", **BASIC), tables=(table("general_basic", "total", *rows, *more),))
    assert outcomes("text.figure", spoken) == []
