"""Why, in the words of the document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from comparisons.changes import Change, Point, compare
from comparisons.reasons import explained, reasons, repeated, wording
from comparisons.stated import Claim, Said
from tests.comparisons.points import point


def claim(reason: str, year: int = 2023, key: str = "x", direction: str = "increase", **more: Any) -> Claim:
    said = Said(more.pop("id", 1), key, f"……{reason}", year=year, direction=direction, reason=reason, **more)
    return Claim(said, key, key, ())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("人员增加，公用经费增加。", "人员增加 公用经费增加", True),
        ("较2022年人员增加", "较2023年人员增加", True),
        ("2023年度机构改革", "2024年度机构改革", True),
        ("较2021年人员增加", "较2023年人员增加", False),
        ("人员增加3人", "人员增加15人", False),
        ("增加1.5万元", "增加15万元", False),
        ("人员增加", "人员减少", False),
        ("Ａ区改造（二期）", "A区改造(二期)", True),
        ("较12022年", "较12023年", False),
    ],
)
def test_word_for_word(one: str, other: str, same: bool) -> None:
    """The first stands in a document of 2023, the second in one of 2024."""
    assert (wording(one, 2023) == wording(other, 2024)) is same


def test_a_reason_worded_the_same_in_several_years_is_told_with_each_sentence() -> None:
    given = [
        *reasons([claim("项目调整", 2022, id=1)]),
        *reasons([claim("项目，调整。", 2023, id=2)]),
        *reasons([claim("机构改革", 2024, id=3)]),
        *reasons([claim("项目调整", 2025, id=4)]),
    ]
    (one,) = repeated(given)
    assert (one.key, one.years, [reason.evidence.id for reason in one.reasons]) == ("x", (2022, 2023, 2025), [1, 2, 4])


def test_the_same_reason_for_two_lines_or_twice_in_one_year_is_no_repetition() -> None:
    assert repeated(reasons([claim("项目调整", 2022), claim("项目调整", 2022, id=2)])) == ()
    assert repeated([*reasons([claim("项目调整", 2022, "x")]), *reasons([claim("项目调整", 2023, "y")])]) == ()


def test_what_did_not_change_needs_no_reason() -> None:
    assert reasons([claim("保持不变", direction="unchanged")]) == ()


def test_a_reason_of_nothing_but_punctuation_is_no_repetition() -> None:
    assert repeated([*reasons([claim("——", 2022)]), *reasons([claim("……", 2023)])]) == ()


def test_each_change_has_its_reason_or_says_that_there_is_none() -> None:
    before = [point(key, "1.00", 2022) for key in "abcd"]
    after = [point("a", "2.00"), point("b", "2.00"), point("c", "2.00"), point("d", "1.00")]
    claims = [claim("人员增加", key="a", id=7), claim("人员增加", key="a", id=8), claim("", key="b", id=9)]
    found = explained(compare(before, after).lines, claims)
    assert [(one.change.key, one.given) for one in found] == [("a", "given"), ("b", "no_reason"), ("c", "no_sentence")]
    assert [(reason.text, reason.evidence.id) for reason in found[0].reasons] == [("人员增加", 7)]
    assert [evidence.id for evidence in found[1].silent] == [9]


def told(key: str, amount: str, change: str, reason: str, direction: str = "decrease", **more: Any) -> Claim:
    """A sentence with its figures, in 万元."""
    figures: dict[str, Any] = {"amount": Decimal(amount), "change": Decimal(change), "unit": "万元", "base_year": 2022}
    text = f"……{amount}万元，……{change}万元，{reason}"
    said = Said(more.pop("id", 1), key, text, year=2023, direction=direction, reason=reason, **figures, **more)
    return Claim(said, key, f"〔{key}〕", ())


TOTAL = compare([point("total_expenditure", "16,497.86", 2022)], [point("total_expenditure", "15,621.11")]).lines


def test_a_reason_for_a_fund_that_is_all_of_the_total_is_told_as_that() -> None:
    """万里街道 2024: 财政拨款收入 15,621.11, less by 876.75, "项目调整"; of 支出总计 its text says nothing."""
    (one,) = explained(TOTAL, [told("fiscal_income", "15621.11", "876.75", "项目调整", id=5)])
    assert (one.given, [(quoted.reason.label, quoted.reason.text) for quoted in one.quoted]) == (
        "of_fund",
        [("〔fiscal_income〕", "项目调整")],
    )


@pytest.mark.parametrize(
    ("reason", "given"),
    [("更换车辆减少，相应安排公务用车购置费减少", "of_whole"), ("减少公车运维开支", "no_sentence")],
)
def test_the_reason_of_the_whole_may_name_the_part(reason: str, given: str) -> None:
    """广州市水务局 2026: 公务用车购置费 is explained in the sentence on 公务用车购置及运行费."""

    def side(year: int, whole: str, part: str, other: str) -> list[Point]:
        amounts = {"vehicles": whole, "vehicle_purchase": part, "vehicle_running": other}
        labels = {"vehicles": "公务用车购置及运行费", "vehicle_purchase": "公务用车购置费", "vehicle_running": "公务用车运行维护费"}
        parents = {"vehicle_purchase": "vehicles", "vehicle_running": "vehicles"}
        return [replace(point(key, amount, year), label=labels[key], parent=parents.get(key)) for key, amount in amounts.items()]

    changes = compare(side(2022, "200.00", "172.00", "28.00"), side(2023, "120.00", "96.00", "24.00"))
    found = {one.change.key: one for one in explained(changes.lines, [told("vehicles", "120", "80", reason)])}
    assert (found["vehicles"].given, found["vehicle_purchase"].given, found["vehicle_running"].given) == ("given", given, "no_sentence")
    assert [quoted.reason.text for quoted in found["vehicle_purchase"].quoted] == ([reason] if given == "of_whole" else [])
    assert not any(quoted.of_another_change for quoted in found["vehicle_purchase"].quoted)


def test_the_same_words_for_two_funds_are_one_reason() -> None:
    of_both = [told(key, "15621.11", "876.75", "项目调整") for key in ("fiscal_income", "general_expenditure")]
    (one,) = explained(TOTAL, of_both)
    assert [quoted.reason.key for quoted in one.quoted] == ["fiscal_income"]


@pytest.mark.parametrize(
    ("key", "amount", "change", "direction"),
    [
        ("fiscal_income", "15621.10", "876.75", "decrease"),
        ("fiscal_income", "15621.11", "876.70", "decrease"),
        ("fiscal_income", "15621.11", "876.75", "increase"),
        ("carryover_income", "15621.11", "876.75", "decrease"),
    ],
)
def test_another_figure_is_no_reason_for_the_total(key: str, amount: str, change: str, direction: str) -> None:
    (one,) = explained(TOTAL, [told(key, amount, change, "项目调整", direction)])
    assert (one.given, one.quoted) == ("no_sentence", ())


UNKNOWN = compare([point("three_public", "9.30", 2025)], [point("total_income", "6,210.93"), point("three_public", "8.10")]).lines


def test_without_last_years_total_what_is_told_of_the_same_amount_is_quoted_as_that() -> None:
    """西安市统计局 2026: 当年预算收入 6,210.93, more by 2,171.76; last year's 收入总计, perhaps with carry-over, stands nowhere."""
    total, three = explained(UNKNOWN, [told("current_income", "6210.93", "2171.76", "增加农业普查", "increase")])
    assert (total.change.difference, total.given, three.given) == (None, "of_same", "no_sentence")
    assert [(one.reason.text, one.of_another_change) for one in total.quoted] == [("增加农业普查", False)]


@pytest.mark.parametrize(
    ("key", "amount"), [("current_income", "6210.92"), ("current_expenditure", "6210.93"), ("other_income", "6210.93")]
)
def test_another_amount_another_side_or_a_part_is_not_the_same(key: str, amount: str) -> None:
    found = explained(UNKNOWN, [told(key, amount, "2171.76", "增加农业普查", "increase")])
    assert [one.change.key for one in found] == ["three_public"]


def test_a_reason_of_its_own_goes_before_that_for_a_fund() -> None:
    claims = [told("fiscal_income", "15621.11", "876.75", "项目调整"), told("total_expenditure", "15621.11", "876.75", "机构改革")]
    (one,) = explained(TOTAL, claims)
    assert (one.given, [quoted.reason.text for quoted in one.quoted]) == ("given", ["机构改革"])


def cars(running: str = "21.56") -> tuple[Change, ...]:
    """万里街道's 三公 2023 and 2024: +25.00 all of it for buying vehicles."""
    figures = (("three_public", "22.91", "47.91", None), ("vehicles", "21.56", "46.56", "three_public"))
    parts = (("vehicle_purchase", "0.00", "25.00", "vehicles"), ("vehicle_running", "21.56", running, "vehicles"))
    sides = [[point(key, (one, other)[at], 2022 + at, parent=parent) for key, one, other, parent in (*figures, *parts)] for at in (0, 1)]
    return compare(*sides).lines


def test_a_whole_of_which_one_part_moved_has_the_reason_of_that_part() -> None:
    claims = [claim("购置公务用车", key="vehicle_purchase"), claim("", key="three_public", id=9)]
    found = {one.change.key: one for one in explained(cars(), claims)}
    assert {key: one.given for key, one in found.items()} == {
        "three_public": "by_part",
        "vehicles": "by_part",
        "vehicle_purchase": "given",
    }
    part = found["three_public"].part
    assert part is not None
    assert part.key == "vehicle_purchase"


def test_a_whole_of_which_several_parts_moved_has_no_reason_of_theirs() -> None:
    found = {one.change.key: one.given for one in explained(cars("21.50"), [claim("购置公务用车", key="vehicle_purchase")])}
    assert found["vehicles"] == "no_sentence"
    assert found["three_public"] == "no_sentence"


def test_where_parts_were_left_out_none_of_them_is_the_only_one() -> None:
    found = explained(cars(), [claim("购置公务用车", key="vehicle_purchase")], whole=False)
    assert [one.given for one in found] == ["no_sentence", "no_sentence", "given"]


@pytest.mark.parametrize(
    ("direction", "change", "another"),
    [
        ("decrease", "876.75", False),
        ("decrease", "876.80", True),
        ("increase", "876.75", True),
        ("decrease", "877", False),
    ],
)
def test_a_reason_for_another_difference_than_the_one_shown_says_so(direction: str, change: str, another: bool) -> None:
    """877 may be 876.75 in whole 万元."""
    (one,) = explained(TOTAL, [told("total_expenditure", "15621.11", change, "项目调整", direction)])
    assert [quoted.of_another_change for quoted in one.quoted] == [another]


@pytest.mark.parametrize(("kind", "another"), [("execution", True), ("budget", False), ("", False)])
def test_a_reason_against_last_years_execution_is_not_that_against_its_budget_though_both_fell(kind: str, another: bool) -> None:
    """万里街道 2024: 其他城乡社区支出 is −36.41 % against the budget, and its reason is for −49.41 % against the execution."""
    said = claim(
        "项目调整", 2023, "total_expenditure", "decrease", percent=Decimal("49.41"), percent_kind="change", base_kind=kind, unit="万元"
    )
    (one,) = explained(TOTAL, [said])
    assert [quoted.of_another_change for quoted in one.quoted] == [another]
