"""Execution rates. The figures are those of 中共上海市普陀区委社会工作部's final accounts of 2024, the quotients done by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from comparisons.changes import Basis, Caution, Point
from comparisons.execution import executed

FINAL = Basis("final_accounts", "department", schedule="general_expenditure", measure="total", fund="general", unit="元")
BUDGET = replace(FINAL, stage="budget")
SAID_BUDGET = Basis("budget", "department", "text", unit="万元")
SAID_ADJUSTED = replace(SAID_BUDGET, stage="adjusted_budget")
STEP = Decimal(100)


def point(yuan: str | None, basis: Basis, year: int = 2024, **more: Any) -> Point:
    return Point(more.pop("key", "total"), "支出合计", year, None if yuan is None else Decimal(yuan), basis, **more)


def test_a_budget_of_nothing_has_no_execution_rate_and_the_adjusted_one_has() -> None:
    """年初预算为0万元，全年预算为321.02万元，支出决算为307.82万元: the document calls 95.89 % completion of the first, which has none."""
    found = executed(point("3078200", FINAL), None, [point("0", SAID_BUDGET), point("3210200", SAID_ADJUSTED)])
    assert [(rate.against, rate.given_by, rate.value.why) for rate in found.rates] == [
        ("budget", "final_accounts", "zero_base"),
        ("adjusted_budget", "final_accounts", ""),
    ]
    adjusted = found.of("adjusted_budget")
    assert adjusted is not None
    assert f"{adjusted.value.number:.2f}" == "95.89"  # 307.82 ÷ 321.02
    assert adjusted.plan.basis.source == "text"
    assert (found.why, found.disagreements) == ("", ())


def test_the_own_document_of_the_budget_goes_first_and_both_sources_are_kept() -> None:
    own, column = point("520000", BUDGET), point("520000", BUDGET)
    found = executed(point("513200", FINAL), own, [column])
    assert [(rate.given_by, rate.plan is own) for rate in found.rates] == [("budget", True), ("final_accounts", False)]
    assert [f"{rate.value.number:.2f}" for rate in found.rates] == ["98.69", "98.69"]  # 51.32 ÷ 52.00
    assert found.disagreements == ()


def test_where_the_two_budgets_disagree_both_rates_stand_and_it_is_said() -> None:
    found = executed(point("513200", FINAL), point("500000", BUDGET, step=STEP), [point("520000", BUDGET, step=STEP)])
    assert [f"{rate.value.number:.2f}" for rate in found.rates] == ["102.64", "98.69"]
    assert found.disagreements == (Caution("budget_restated", "500000", "520000"),)


def test_what_rounding_explains_is_no_disagreement_and_an_adjusted_budget_never_is() -> None:
    printed = [point("520000", SAID_BUDGET, step=STEP), point("600000", SAID_ADJUSTED, step=STEP)]
    assert executed(point("513200", FINAL), point("520049", BUDGET, step=Decimal(1)), printed).disagreements == ()


@pytest.mark.parametrize(("field", "other"), [("scope", "unit"), ("measure", "basic"), ("fund", "all"), ("carry_over", "excluded")])
def test_a_plan_on_another_basis_is_kept_and_not_divided_by(field: str, other: str) -> None:
    differing: dict[str, Any] = {field: other}
    final = replace(FINAL, carry_over="included")
    found = executed(point("90", final), point("100", replace(final, stage="budget", **differing)))
    (rate,) = found.rates
    assert (rate.value.number, rate.value.why) == (None, "unlike")
    assert rate.value.cautions == (Caution(field, other, getattr(final, field)),)


@pytest.mark.parametrize(("final", "plan", "why"), [(None, "1", "blank"), ("1", None, "blank"), ("1", "-1", "negative_base")])
def test_a_blank_is_not_executed_at_0_percent(final: str | None, plan: str | None, why: str) -> None:
    (rate,) = executed(point(final, FINAL), point(plan, BUDGET)).rates
    assert (rate.value.number, rate.value.why) == (None, why)


def test_a_printed_zero_is_executed_at_0_percent() -> None:
    (rate,) = executed(point("0", FINAL), point("1", BUDGET)).rates
    assert rate.value.number == 0


def test_without_a_plan_or_a_final_account_the_reason_is_given() -> None:
    assert executed(point("1", FINAL), None).why == "no_plan"
    assert executed(None, point("1", BUDGET)).why == "no_figure"
    assert executed(point("1", FINAL), None).of("budget") is None


def test_a_plan_given_as_the_own_budget_must_be_one() -> None:
    (rate,) = executed(point("1", FINAL), point("1", replace(BUDGET, stage="adjusted_budget"))).rates
    assert rate.value.why == "unlike"


def test_a_plan_from_another_table_is_marked() -> None:
    (rate,) = executed(point("1", FINAL), point("1", replace(BUDGET, schedule="fiscal_expenditure"))).rates
    assert rate.value.number == 100
    assert rate.value.cautions == (Caution("schedule", "fiscal_expenditure", "general_expenditure"),)


@pytest.mark.parametrize("other", [{"year": 2023}, {"key": "208"}])
def test_lines_and_years_are_not_mixed(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one line in one year"):
        executed(point("1", FINAL), point("1", BUDGET, **other))


def test_a_budget_is_no_final_account() -> None:
    with pytest.raises(ValueError, match="no final account"):
        executed(point("1", BUDGET), None)
