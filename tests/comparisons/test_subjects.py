"""Which line a sentence speaks of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from comparisons.changes import Changes, compare
from comparisons.stated import Said
from comparisons.subjects import SPOKEN, lines_meant, only_one
from tests.comparisons.points import point


def table(court: str = "26,200.88") -> Changes:
    """Lines of 江苏省高级人民法院 2018."""
    lines = [
        ("204", "公共安全支出", court, None),
        ("20405", "法院", court, "204"),
        ("2040501", "行政运行", "14,857.61", "20405"),
        ("2040502", "一般行政管理事务", "6,049.97", "20405"),
        ("2040503", "机关服务", "1,600.00", "20405"),
        ("208", "社会保障和就业支出", "2,254.76", None),
        ("20899", "其他", "10.00", "208"),
        ("2089901", "行政运行", "10.00", "20899"),
    ]
    return compare([], [point(code, printed, 2018, label=label, code=code, parent=parent) for code, label, printed, parent in lines])


def said(subject: str, section: str = "", amount: str | None = None, **more: Any) -> Said:
    number = Decimal(amount) if amount else None
    return Said(1, subject, subject, 2018, number, "万元", section=section, **more)


@pytest.mark.parametrize(
    ("subject", "section", "key"),
    [
        ("公共安全（类）支出", "", "204"),
        ("公共安全支出（类）法院（款）", "", "20405"),
        ("法院（款）行政运行（项）支出", "（一）公共安全（类）", "2040501"),
        ("公共安全支出（类）法院（款）机关服务（项）", "", "2040503"),
        ("其他（款）行政运行（项）", "（二）社会保障和就业支出（类）", "2089901"),
        ("法院（款）行政运行（项）", "（二）社会保障和就业支出（类）", None),
        ("行政运行（项）", "", None),  # of two divisions
        ("基本支出", "（一）公共安全（类）", None),
        ("检察（款）行政运行（项）", "（一）公共安全（类）", None),
    ],
)
def test_a_line_is_found_by_the_names_of_its_levels(subject: str, section: str, key: str | None) -> None:
    found = lines_meant(said(subject, section), {"general_expenditure": table()})
    assert [(one.change.key, one.by) for one in found] == ([(key, "name")] if key else [])


@pytest.mark.parametrize(("amount", "key"), [("6049.97", "2040502"), ("6049.96", None), (None, None), ("14857.61", "2040501")])
def test_a_misspelt_name_is_found_by_the_sentences_own_amount_within_its_division(amount: str | None, key: str | None) -> None:
    found = lines_meant(said("法院（款）一般行政事务管理（项）支出", "（一）公共安全（类）", amount), {"general_expenditure": table()})
    assert [(one.change.key, one.by) for one in found] == ([(key, "amount")] if key else [])


def test_where_tables_print_other_figures_nobody_knows_which_is_meant() -> None:
    tables = {"general_expenditure": table(), "fiscal_expenditure": table("26,300.00")}
    meant = lines_meant(said("公共安全（类）支出"), tables)
    assert len(meant) == 2
    assert only_one(meant) is None
    assert only_one(lines_meant(said("法院（款）机关服务（项）", "（一）公共安全（类）"), tables)) is not None
    assert only_one(()) is None


@pytest.mark.parametrize(
    ("section", "part_of", "schedule"),
    [
        ("七、一般公共预算支出预算情况说明", "", "general_expenditure"),
        ("五、财政拨款支出预算情况说明", "", "fiscal_expenditure"),
        ("一、收支预算总体情况说明", "支出预算总计", "summary"),
    ],
)
def test_a_chapter_speaks_of_its_table(section: str, part_of: str, schedule: str) -> None:
    tables = dict.fromkeys(("general_expenditure", "fiscal_expenditure", "summary"), table())
    assert [one.schedule for one in lines_meant(said("公共安全（类）支出", section, part_of=part_of), tables)] == [schedule]


@pytest.mark.parametrize(
    ("subject", "part_of", "key"),
    [
        ("财政拨款收入预算总计", "收入预算总计", "fiscal_income"),
        ("财政拨款预算支出", "", "fiscal_expenditure"),
        ("一般公共预算收入预算", "", "general_income"),
        ("一般公共预算财政拨款支出预算", "", "general_expenditure"),
        ("其他资金收入预算总计", "收入预算总计", "other_income"),
        ("一般公共预算拨款安排的会议费预算支出", "", "meetings"),
        ("政府性基金支出预算支出", "", "fund_expenditure"),
        ("财政拨款基本支出", "", None),
        ("一般公共预算机关运行经费", "", None),
    ],
)
def test_the_words_of_the_text_lead_to_one_total(subject: str, part_of: str, key: str | None) -> None:
    found = [one.key for one in SPOKEN if one.is_meant_by(subject, part_of)]
    assert found == ([key] if key else [])
