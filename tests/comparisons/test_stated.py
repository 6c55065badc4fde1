"""What the text says beside what we compute. The sums are those of the 2023 disclosure of 大同市应急管理局, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from budgets.money import decimals_of
from comparisons.changes import Basis, Evidence, Point
from comparisons.stated import Said, check, counted, other_basis, previous_year, this_year

LINE = Point("line", "某项", 2023, Decimal("22965900"), Basis("budget", "unit", unit="万元", schedule="summary"), step=Decimal(100))


def said(**fields: Any) -> Said:
    known: dict[str, Any] = {"id": 7, "subject": "某项", "year": 2023, "base_year": 2022, "unit": "万元"}
    known.update({name: Decimal(value) if isinstance(value, str) and name in NUMBERS else value for name, value in fields.items()})
    known.setdefault("text", "，".join(str(value) for name, value in fields.items() if name in NUMBERS))
    return Said(**known)


NUMBERS = ("amount", "base", "change", "percent")
TOTAL = said(amount="2296.59", change="290.66", direction="increase", percent="14.49", percent_kind="change")
AGENCY = said(amount="159.79", base="152.61", change="7.18", direction="increase")


def verdicts(statement: Said, after: Point | None = LINE, before: Point | None = None) -> dict[str, tuple[str, str]]:
    return {one.what: (one.verdict, one.why) for one in check(statement, after, before)}


def test_last_year_follows_from_amount_and_change() -> None:
    point = previous_year(TOTAL, LINE)
    assert point is not None
    assert point.yuan == Decimal("20059300")
    assert point.derivation == "2,296.59 − 290.66 = 2,005.93"
    assert (point.year, point.basis.source, point.basis.stage) == (2022, "text", None)
    assert point.evidence == Evidence("statement", 7)
    assert point.step == Decimal(200)


def test_a_decrease_is_added_back() -> None:
    point = previous_year(said(amount="90.00", change="10.00", direction="decrease"), LINE)
    assert point is not None
    assert point.yuan == Decimal("1000000")
    assert point.derivation == "90.00 + 10.00 = 100.00"


def test_a_derived_figure_is_as_fine_as_the_finer_of_the_two_that_it_comes_of() -> None:
    """苏州市审计局 2026 prints 395.6 万元, less by 3.61: who knows the change to 0.01 means 395.60."""
    point = previous_year(said(amount="395.6", change="3.61", direction="decrease"), LINE)
    assert point is not None
    assert (point.yuan, point.step, point.derivation) == (Decimal("3992100"), Decimal("200"), "395.6 + 3.61 = 399.21")


def test_a_stated_base_is_taken_as_printed_with_its_kind() -> None:
    point = previous_year(said(amount="159.79", base="152.61", base_kind="execution"), LINE)
    assert point is not None
    assert (point.yuan, point.printed, point.derivation) == (Decimal("1526100"), "152.61", "")
    assert point.basis.stage == "execution"


def test_unchanged_means_equal() -> None:
    point = previous_year(said(amount="10.50", direction="unchanged"), LINE)
    assert point is not None
    assert (point.yuan, point.derivation) == (Decimal("105000"), "＝ 10.50")


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": "5"},
        {"amount": "5", "change": "1"},
        {"amount": "5", "change": "1", "direction": "increase", "base_year": None},
        {"amount": "5", "change": "1", "direction": "increase", "base_year": 2021},
        {"amount": "5", "change": "1", "direction": "increase", "unit": "辆"},
        {"amount": "5", "change": "1", "direction": "increase", "year": None},
        {"change": "1", "direction": "increase"},
    ],
)
def test_last_year_is_never_guessed(fields: dict[str, Any]) -> None:
    assert previous_year(said(**fields), LINE) is None


def test_this_years_figure_of_the_text_is_a_point_of_the_text() -> None:
    point = this_year(said(amount="398.4"), LINE)
    assert point is not None
    assert (point.yuan, point.printed, point.step) == (Decimal("3984000"), "398.4", Decimal(1000))
    assert (point.basis.source, point.basis.schedule) == ("text", "")


def test_a_zero_needs_no_unit_and_any_other_number_does() -> None:
    """As 上海市人民政府办公厅文印中心 writes it in 2026: “三公”经费预算数为0."""
    told = this_year(said(amount="0", unit=""), LINE)
    assert told is not None
    assert (told.yuan, told.step) == (Decimal(0), Decimal(0))
    assert this_year(said(amount="5", unit=""), LINE) is None
    assert this_year(said(amount="0", unit="辆"), LINE) is None


def test_trailing_zeros_are_found_in_the_sentence() -> None:
    assert decimals_of(Decimal("10.500000"), "“三公”经费预算10.50万元与2022年预算数相同") == 2
    assert decimals_of(Decimal("188.000000"), "政府采购货物预算188万元") == 0
    assert decimals_of(Decimal("2296.590000"), "收入总计2,296.59万元") == 2
    assert decimals_of(Decimal("7.180000"), "没有这个数") == 2


def test_the_percentage_of_datong_agrees_with_the_derived_base() -> None:
    before = previous_year(TOTAL, LINE)
    assert verdicts(TOTAL, LINE, before) == {"amount": ("agrees", ""), "change": ("unchecked", "derived"), "percent": ("agrees", "")}
    percent = check(TOTAL, LINE, before)[2]
    assert percent.calculation == "+290.66 ÷ 2,005.93 = +14.49%"


def test_a_change_from_a_stated_base_is_recomputed() -> None:
    after = replace(LINE, yuan=Decimal("1597900"))
    before = previous_year(AGENCY, after)
    assert verdicts(AGENCY, after, before) == {"amount": ("agrees", ""), "change": ("agrees", "")}
    assert check(AGENCY, after, before)[1].calculation == "159.79 − 152.61 = +7.18"


def test_a_wrong_change_contradicts_and_a_last_digit_may_be_rounding() -> None:
    before = replace(LINE, year=2022, yuan=Decimal("1526100"))
    assert verdicts(replace(AGENCY, change=Decimal("8.17")), None, before)["change"] == ("contradicts", "")
    assert verdicts(replace(AGENCY, change=Decimal("7.19"), text="159.79 152.61 7.19"), None, before)["change"] == ("rounding", "")
    assert verdicts(replace(AGENCY, change=Decimal("7.20"), text="159.79 152.61 7.20"), None, before)["change"] == ("contradicts", "")


def test_a_rise_that_is_called_a_fall_contradicts() -> None:
    before = replace(LINE, year=2022, yuan=Decimal("1526100"))
    assert verdicts(replace(AGENCY, direction="decrease"), None, before)["change"] == ("contradicts", "")


def test_a_percentage_of_the_wrong_year_contradicts() -> None:
    """14.2 of 32 is 44.38 %, but the base was 46.20, of which it is 30.74 %."""
    statement = said(amount="32.00", change="14.20", direction="decrease", percent="44.38", percent_kind="change")
    before = previous_year(statement, LINE)
    assert before is not None
    assert before.yuan == Decimal("462000")
    assert verdicts(statement, None, before)["percent"] == ("contradicts", "")
    right = replace(statement, percent=Decimal("30.74"))
    assert verdicts(right, None, before)["percent"] == ("agrees", "")


AFFAIRS = said(amount="6049.97", change="392.92", direction="decrease", percent="5.95", percent_kind="change")
"""江苏省高级人民法院 2018, 一般行政管理事务; its budget of 2017 prints 6,432.89: the change is 382.92, and −5.9525%."""


def test_a_percentage_is_that_of_the_two_amounts_though_the_stated_change_is_a_misprint() -> None:
    before = replace(LINE, year=2022, yuan=Decimal("64328900"))
    assert verdicts(AFFAIRS, None, before) == {
        "amount": ("unchecked", "no_figure"),
        "change": ("contradicts", ""),
        "percent": ("agrees", ""),
    }
    _, change, percent = check(AFFAIRS, None, before)
    assert (change.computed, change.calculation) == (Decimal("-382.92"), "6,049.97 − 6,432.89 = −382.92")
    assert percent.calculation == "−382.92 ÷ 6,432.89 = −5.95%"


def test_a_percentage_that_is_of_the_stated_change_alone_contradicts_and_says_of_which_it_is() -> None:
    """392.92 ÷ 6,432.89 = 6.108%, and over the base that follows from the change, 6,442.89, 6.0985%."""
    before = replace(LINE, year=2022, yuan=Decimal("64328900"))
    percents = [check(replace(AFFAIRS, percent=Decimal(printed), text=printed), None, before)[2] for printed in ("6.11", "6.10", "7.00")]
    assert [percent.verdict for percent in percents] == ["contradicts"] * 3
    assert [percent.calculation for percent in percents] == [
        "−382.92 ÷ 6,432.89 = −5.95%；−392.92 ÷ 6,432.89 = −6.11%",
        "−382.92 ÷ 6,432.89 = −5.95%；−392.92 ÷ 6,442.89 = −6.10%",
        "−382.92 ÷ 6,432.89 = −5.95%",
    ]


def test_a_fall_that_is_called_a_rise_keeps_its_sign() -> None:
    """上海市普陀区司法局 2026: 43,269.3 → 3,845.49 is −91.1127%, and 增加17.62% is printed."""
    text = "执行数为43269.3万元，预算安排3845.49万元，增加17.62%"
    statement = said(amount="3845.49", base="43269.3", direction="increase", percent="17.62", percent_kind="change", text=text)
    line = replace(LINE, yuan=Decimal("38454900"))
    percent = check(statement, line, previous_year(statement, line))[1]
    assert (percent.verdict, percent.stated, round(percent.computed or Decimal(0), 2)) == (
        "contradicts",
        Decimal("17.62"),
        Decimal("-91.11"),
    )


def test_of_a_sentence_with_one_slip_the_other_figures_are_not_called_wrong() -> None:
    """万里街道 2024 住房公积金: 352.67万元 is written, 0.53% more than 348.52; the table has 350.35, of which that is right."""
    statement = said(amount="352.67", base="348.52", direction="increase", percent="0.53", percent_kind="change")
    line = replace(LINE, yuan=Decimal("3503500"))
    assert verdicts(statement, line, previous_year(statement, line)) == {"amount": ("contradicts", ""), "percent": ("agrees", "")}


def test_where_nothing_fits_the_rate_is_that_of_the_table() -> None:
    """万里街道 2023 2080506: 441.25万元 is written, 60.54% more than 132.59; the table has 220.63, which is 66.40% more."""
    statement = said(amount="441.25", base="132.59", direction="increase", percent="60.54", percent_kind="change")
    line = replace(LINE, yuan=Decimal("2206272"), step=Decimal("0.01"))
    percent = check(statement, line, previous_year(statement, line))[1]
    assert (percent.verdict, round(percent.computed or Decimal(0), 2)) == ("contradicts", Decimal("66.40"))


def test_a_percentage_that_rounding_can_move_by_a_point_is_not_checked() -> None:
    """0.30 → 0.31: anything between 0.00 % and 6.78 % is possible."""
    statement = said(amount="0.31", base="0.30", change="0.01", direction="increase", percent="5.00", percent_kind="change")
    assert verdicts(statement, None, previous_year(statement, LINE))["percent"] == ("unchecked", "small_base")


def test_a_percentage_of_zero_does_not_exist() -> None:
    statement = said(amount="25.00", base="0.00", change="25.00", direction="increase", percent="100.00", percent_kind="change")
    assert verdicts(statement, None, previous_year(statement, LINE))["percent"] == ("unchecked", "zero_base")


def test_without_last_year_a_change_cannot_be_checked() -> None:
    statement = said(change="5.00", direction="increase", percent="3.00", percent_kind="change")
    assert verdicts(statement, LINE, None) == {"change": ("unchecked", "no_previous"), "percent": ("unchecked", "no_previous")}


def test_an_execution_base_is_not_checked_against_a_budget() -> None:
    statement = said(amount="421.23", change="31.64", direction="increase", base_kind="execution")
    before = replace(LINE, year=2022, yuan=Decimal("6351000"))
    assert verdicts(statement, None, before)["change"] == ("unchecked", "unlike")


def test_an_amount_in_another_unit_agrees_within_rounding() -> None:
    after = replace(LINE, yuan=Decimal("3503499"), step=Decimal(1))
    assert verdicts(said(amount="350.35"), after) == {"amount": ("rounding", "")}
    assert verdicts(said(amount="352.67"), after) == {"amount": ("contradicts", "")}
    assert verdicts(said(amount="809.8"), replace(LINE, yuan=Decimal("8098000"))) == {"amount": ("agrees", "")}


def test_a_figure_of_the_text_beside_a_blank_cell_cannot_be_checked_even_if_it_is_zero() -> None:
    blank = replace(LINE, yuan=None, presence="blank")
    assert verdicts(said(amount="0.00"), blank) == {"amount": ("unchecked", "blank")}
    assert verdicts(said(amount="3.00"), blank) == {"amount": ("unchecked", "blank")}


def test_the_figures_of_a_sentence_are_counted_by_verdict_the_gravest_first() -> None:
    before = replace(LINE, year=2022, yuan=Decimal("1526100"))
    checks = check(replace(AGENCY, change=Decimal("9.00")), replace(LINE, yuan=Decimal("1597900")), before)
    assert counted(checks) == (("contradicts", 1), ("agrees", 1))
    assert counted((*checks, *check(AGENCY, None, None))) == (("contradicts", 1), ("unchecked", 2), ("agrees", 1))
    assert counted(()) == ()


def execution_of_wanli() -> Said:
    """万里街道 2024, 公益性岗位补贴: the base is the execution of 2023, which the sentence prints."""
    text = "2023年当年预算执行数为389.59万元，2024年预算安排421.23万元，比2023年预算执行数增加8.12%。"
    return Said(
        1,
        "公益性岗位补贴",
        text,
        2024,
        Decimal("421.23"),
        "万元",
        base_year=2023,
        base=Decimal("389.59"),
        base_kind="execution",
        direction="increase",
        percent=Decimal("8.12"),
        percent_kind="change",
    )


def of_wanli(year: int, yuan: str) -> Point:
    return Point("2080705", "公益性岗位补贴", year, Decimal(yuan), Basis("budget", "department"), step=Decimal(1))


@pytest.mark.parametrize("before", [None, of_wanli(2023, "6351000")])
def test_a_percentage_of_an_execution_is_not_checked_against_a_budget(before: Point | None) -> None:
    """421.23 ÷ 389.59 is +8.12 %; against the budget of 2023, 635.10, it would be −33.68 %: both right, never mixed."""
    found = {one.what: (one.verdict, one.calculation) for one in check(execution_of_wanli(), of_wanli(2024, "4212300"), before)}
    assert found["percent"] == ("agrees", "+31.64 ÷ 389.59 = +8.12%")


def test_a_percentage_of_an_execution_that_nobody_prints_is_not_checked() -> None:
    said = replace(execution_of_wanli(), base=None)
    (percent,) = [one for one in check(said, of_wanli(2024, "4212300"), of_wanli(2023, "6351000")) if one.what == "percent"]
    assert (percent.verdict, percent.why) == ("unchecked", "unlike")


# Another basis than last year's


HIGH_COURT_2018 = (
    "本年机关运行经费统计口径与上年不一致，上年机关运行经费统计口径含单位发展项目经费中商品服务支出及办公设备购置费，"
    "而本年机关运行经费统计口径为基本支出中商品服务支出，故上下年数据无可比性"
)


@pytest.mark.parametrize(
    "reason",
    [
        HIGH_COURT_2018,
        "今年此表统计口径发生变化，只包括使用一般公共预算安排的基本支出中的日常公用经费支出，项目支出的日常公用经费支出不再列入其中",
        "预算口径调整",
        "财政部统一口径，部分项目支出计入",
        "一是压减经费；二是根据2026年政府收支分类科目调整要求，本年度机关运行经费统计口径同步优化调整",
        "预算下达口径发生了变化，上年部门预算中暂未下达公务车运行维护费",
        "预算统计口径发生变化，一是今年机关运行经费预算暂未压减",
        "按照财政部要求调整了统计口径",
    ],
)
def test_a_document_says_in_many_words_that_the_basis_changed(reason: str) -> None:
    """高级人民法院 and 政协办公厅 of Jiangsu 2018, 无锡市发展和改革委员会 2025, 广州市住房和城乡建设局 2026, 西安市交通运输局 2022."""
    assert other_basis(said(amount="5", change="1", direction="increase", reason=reason)) == reason


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "机构改革，人员划转",
        "人员增加，公用经费按人数预算",
        "按与上年统计口径一致相比，在编人员减少",
        "统计口径未发生变化，主要是人员减少",
        "口径与上年相同",
        "按照全口径预算管理要求，上年结转结余资金列入年度预算",
        "统计口径没有调整",
        "按可比口径计算，人员减少",
        "教育结构调整",
    ],
)
def test_other_reasons_say_nothing_of_the_basis(reason: str) -> None:
    assert other_basis(said(amount="5", change="1", direction="increase", reason=reason)) == ""


def test_a_sentence_without_a_reason_is_read_whole_where_it_speaks_of_one_thing() -> None:
    text = "机关运行经费3,407.38万元，统计口径与上年不一致。"
    assert other_basis(said(amount="3407.38", text=text)) == text
    assert other_basis(said(amount="3407.38", text=text), alone=False) == ""


def test_what_is_said_of_other_years_is_not_of_these_two() -> None:
    assert other_basis(said(amount="5", base_year=2020, reason="统计口径与2020年不一致")) == ""
    assert other_basis(said(amount="5", year=None, reason="统计口径变化")) == ""
    assert other_basis(said(amount="5", base_year=None, reason="统计口径变化")) == "统计口径变化"
