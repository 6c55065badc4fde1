"""Of which headline figure a sentence speaks, and where the tables print it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from comparisons.finders import Cell
from comparisons.indicators import BY_KEY, INDICATORS


def meant(subject: str, part_of: str = "", section: str = "") -> list[str]:
    return [indicator.key for indicator in INDICATORS if indicator.is_meant_by(subject, part_of, section)]


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("收入总计", "total_income"),
        ("2023年度预算收入总计", "total_income"),
        ("本年单位预算支出总计", "total_expenditure"),
        ("支出预算", "total_expenditure"),
        ("预算收入", "total_income"),
        ("预算支出", "total_expenditure"),
        ("部门预算支出", "total_expenditure"),
        ("相应安排支出预算", "total_expenditure"),
        ("基本支出", "basic"),
        ("项目支出", "project"),
        ("单位预留机动经费预算", "reserve"),
        ("事业单位经营支出", "operating_expense"),
        ("上缴上级支出", "to_superior"),
        ("对附属单位补助支出", "to_subordinate"),
        ("年末结转和结余", "carried_forward"),
        ("结转下年资金", "carried_forward"),
        ("人员经费", "personnel"),
        ("日常公用经费", "operating"),
        ("财政拨款安排的“三公”经费预算", "three_public"),
        ("“三公” 经费", "three_public"),
        ("因公出国(境)费", "abroad"),
        ("公务接待费", "reception"),
        ("公务用车购置及运行维护费", "vehicles"),
        ("①公务用车购置费", "vehicle_purchase"),
        ("公务用车运行维护费", "vehicle_running"),
        ("机关运行经费", "agency_running"),
        ("某局部门各单位政府采购预算总额", "procurement"),
        ("部门政府采购预算总金额", "procurement"),
        ("政府采购", "procurement"),
        ("政府采购金额（以合同签订为准）", "procurement"),
        ("纳入2026年部门预算的政府采购项目", "procurement"),
        ("当年一般公共预算“三公”经费预算支出", "three_public"),
        ("财政拨款安排“三公”经费", "three_public"),
        ("通过一般公共预算财政拨款安排的“三公”经费预算", "three_public"),
        ("当年机关运行经费预算安排", "agency_running"),
        ("机关运行经费（公用经费）预算总额", "agency_running"),
        ("一般公共预算拨款安排的机关运行经费支出", "agency_running"),
        ("财政拨款的机关运行经费预算", "agency_running"),
    ],
)
def test_the_words_of_the_text_lead_to_one_indicator(subject: str, key: str) -> None:
    assert meant(subject) == [key]


@pytest.mark.parametrize(
    "subject",
    [
        "一般公共预算拨款收入",
        "上年结转",
        "政府采购货物预算",
        "货物类政府采购支出预算",
        "面向中小企业预留政府采购项目预算金额",
        "面向小微企业的政府采购支出",
        "法治建设和政府采购管理费用",
        "某支队机关运行经费",
        "非财政拨款三公经费",
        "一般公共预算基本支出",
        "财政拨款支出",
        "其他国有资产占有金额",
        "",
    ],
)
def test_other_words_lead_nowhere(subject: str) -> None:
    assert meant(subject) == []


@pytest.mark.parametrize("subject", ["收支预算", "收支总预算", "收入支出总计", "收、支预算总计", "部门收支预算"])
def test_one_amount_for_both_sides_is_of_both(subject: str) -> None:
    assert meant(subject) == ["total_income", "total_expenditure"]
    assert meant("收入预算", part_of=subject) == ["total_income"]
    assert meant("支出预算", part_of=subject) == ["total_expenditure"]
    assert meant(subject, section="四、财政拨款收支预算总体情况") == []
    assert meant("支出预算", part_of=f"财政拨款{subject}") == []


def test_a_share_of_the_expenditure_is_of_the_whole_item() -> None:
    assert meant("“三公”经费", part_of="本年支出合计") == ["three_public"]
    assert meant("机关运行经费", part_of="基本支出") == ["agency_running"]
    assert meant("“三公”经费", part_of="下属单位") == []


@pytest.mark.parametrize(
    "subject", ["当年预算支出", "财政拨款预算支出", "政府性基金预算支出", "财政拨款收支总预算", "下属中心部门预算收入"]
)
def test_the_money_of_one_year_fund_or_unit_is_not_the_whole(subject: str) -> None:
    assert meant(subject) == []


def test_the_same_words_about_one_fund_are_another_figure() -> None:
    assert meant("支出预算", section="四、财政拨款收支预算总体情况") == []
    assert meant("基本支出", section="五、一般公共预算支出情况") == []
    assert meant("基本支出", part_of="财政拨款支出") == []
    assert meant("基本支出", part_of="支出预算", section="三、支出预算情况说明") == ["basic"]


def test_the_same_words_about_a_part_are_another_figure() -> None:
    assert meant("支出总计", part_of="下属单位") == []
    assert meant("公用经费", part_of="一般公共预算基本支出") == ["operating"]
    assert meant("公用经费", part_of="项目支出") == []
    assert meant("公务接待费", part_of="财政拨款安排的“三公”经费预算") == ["reception"]
    assert meant("公务接待费", part_of="会议费") == []


def cell(schedule: str, measure: str, yuan: str | None, **more: Any) -> Cell:
    known: dict[str, Any] = {"id": 1, "edition": 1, "document": 1, "year": 2023, "table": 0, "row_key": "合计", "figure": "this", "row": 0}
    known |= {"label": "合计", "item": "total", "presence": "blank" if yuan is None else "printed"}
    return Cell(schedule=schedule, measure=measure, yuan=None if yuan is None else Decimal(yuan), **{**known, **more})


def found(key: str, *cells: Cell) -> Decimal | None:
    there = BY_KEY[key].find(cells)
    return there.yuan if there else None


def test_the_first_table_that_prints_it_is_taken() -> None:
    summary, income = cell("summary", "amount", "100", side="income"), cell("income", "total", "90")
    assert found("total_income", summary, income) == Decimal(100)
    assert found("total_income", cell("summary", "amount", None, side="income"), income) == Decimal(90)


def by_funds(item: str, general: str, fund: str | None = "0.00", capital: str | None = "0.00") -> list[Cell]:
    prefix = f"{item}." if item else ""
    figures = {"general": general, "fund": fund, "capital": capital}
    return [cell("three_public", f"{prefix}{name}", yuan) for name, yuan in figures.items()]


def test_an_item_told_by_funds_is_that_of_the_general_budget_where_the_others_have_nothing() -> None:
    """深圳市民政局（本级） 2025: 18.00 of 一般公共预算, 0.00 of the two other funds."""
    assert found("vehicles", *by_funds("vehicles", "18.00")) == Decimal("18.00")
    assert found("vehicles", *by_funds("vehicles", "18.00", None, None)) == Decimal("18.00")
    assert found("vehicles", *by_funds("vehicles", "18.00", "1.00")) is None
    assert found("vehicles", *by_funds("vehicles", "18.00")[:1]) is None
    assert found("vehicle_running", *by_funds("vehicles.vehicle_running", "6.00")) == Decimal("6.00")
    assert found("vehicles", cell("three_public", "vehicles", "19.00"), *by_funds("vehicles", "18.00")) == Decimal("19.00")


def test_a_total_told_by_funds_is_one_where_the_items_add_up_to_it() -> None:
    """0.00 + 15.00 + 18.00 = 33.00."""
    items = [one for item, yuan in (("abroad", "0.00"), ("reception", "15.00"), ("vehicles", "18.00")) for one in by_funds(item, yuan)]
    assert found("three_public", *by_funds("", "33.00"), *items) == Decimal("33.00")
    assert found("three_public", *by_funds("", "40.00"), *items) is None
    assert found("three_public", *by_funds("", "33.00")) is None
    assert found("three_public", *by_funds("", "33.00", "2.00"), *items) is None


def test_the_other_side_of_a_table_is_not_meant() -> None:
    assert BY_KEY["total_income"].find([cell("summary", "total", "100", side="expenditure")]) is None


def test_a_blank_cell_is_found_where_nothing_is_printed() -> None:
    blank = BY_KEY["reception"].find([cell("three_public", "reception", None, item="reception")])
    assert blank is not None
    assert blank.presence == "blank"


def test_counts_and_percentages_are_no_amounts() -> None:
    assert BY_KEY["three_public"].find([cell("three_public", "total", "3", kind="count")]) is None


def test_every_indicator_says_its_formula_and_its_rule() -> None:
    assert len({indicator.key for indicator in INDICATORS}) == len(INDICATORS)
    for indicator in INDICATORS:
        assert indicator.formula
        assert indicator.reference
        assert indicator.parent is None or indicator.parent in BY_KEY
