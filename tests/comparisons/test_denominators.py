"""Per vehicle and per head: only where the same scope and year has a count. Figures of 大同市应急管理局 2023 and 万里街道 2024."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from comparisons.changes import Basis, Caution, Evidence, Point
from comparisons.denominators import Denominator, per

DATONG, WANLI = 1, 2
RUNNING = Point("vehicle_running", "公务用车运行维护费", 2023, Decimal(105000), Basis("budget", "unit", unit="万元"))
THREE = Denominator(
    "vehicles", Decimal(3), "辆", DATONG, "unit", 2023, "budget", subject="局本级预算编制车辆", evidence=Evidence("statement", 7, line=5743)
)


def test_the_three_vehicles_of_datong_cost_3_50_wan_each() -> None:
    found = per(RUNNING, DATONG, "vehicles", [THREE])
    assert found.value.number == 35000
    assert found.denominator is THREE
    assert found.value.cautions == (Caution("count_undated", after="2023"),)


def test_a_count_of_the_year_before_divides_nothing_of_this_year_and_needs_no_caution_where_it_holds() -> None:
    """截至2023年8月31日，…（部门）共有车辆7辆, in the budget of 2024: a count of 2023."""
    seven = replace(THREE, count=Decimal(7), department=WANLI, scope="department", date="2023年8月31日")
    then = replace(RUNNING, yuan=Decimal(140000), basis=Basis("budget", "department"))
    value = per(then, WANLI, "vehicles", [seven]).value
    assert value.number == 20000
    assert value.cautions == ()
    later = per(replace(then, year=2024), WANLI, "vehicles", [seven])
    assert (later.value.why, later.unlike) == ("no_count", (seven,))


@pytest.mark.parametrize(
    "other",
    [{"department": WANLI}, {"scope": "department"}, {"scope": ""}, {"year": 2022}, {"year": None}, {"counted": "staff"}],
)
def test_a_count_of_something_else_divides_nothing(other: dict[str, Any]) -> None:
    found = per(RUNNING, DATONG, "vehicles", [replace(THREE, **other)])
    assert (found.value.number, found.value.why, found.denominator) == (None, "no_count", None)


def test_without_a_count_there_is_nothing_and_not_zero() -> None:
    assert per(RUNNING, DATONG, "staff", []).value.number is None


@pytest.mark.parametrize(("yuan", "count", "why"), [(None, 3, "blank"), ("1", 0, "zero_base")])
def test_a_blank_is_divided_by_nothing_and_nothing_by_zero(yuan: str | None, count: int, why: str) -> None:
    point = replace(RUNNING, yuan=None if yuan is None else Decimal(yuan))
    value = per(point, DATONG, "vehicles", [replace(THREE, count=Decimal(count))]).value
    assert (value.number, value.why) == (None, why)


def test_counts_that_differ_are_not_chosen_between_and_equal_ones_are_kept() -> None:
    four, again = replace(THREE, count=Decimal(4)), replace(THREE, subject="车辆")
    found = per(RUNNING, DATONG, "vehicles", [THREE, four])
    assert (found.value.why, found.others) == ("counts_disagree", (THREE, four))
    assert per(RUNNING, DATONG, "vehicles", [THREE, again]).others == (again,)


def test_a_count_of_the_same_stage_goes_first_and_one_of_another_is_marked() -> None:
    final = replace(THREE, count=Decimal(5), stage="final_accounts", date="2023年12月31日")
    assert per(RUNNING, DATONG, "vehicles", [final, THREE]).value.number == 35000
    alone = per(RUNNING, DATONG, "vehicles", [final]).value
    assert alone.number == 21000
    assert alone.cautions == (Caution("count_stage", "final_accounts", "budget"),)


def test_a_count_without_evidence_or_source_is_none() -> None:
    with pytest.raises(ValueError, match="needs evidence or a source"):
        replace(THREE, evidence=None)
