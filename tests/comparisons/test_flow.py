"""From income to expenditure: lines that come to the total as printed, or what they lack of it, named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comparisons.changes import Point
from comparisons.flow import Flow, flow
from comparisons.series import own_lines
from tests.comparisons.points import point
from tests.comparisons.volumes import volume
from tests.require_all import CORPUS

INCOME = [
    point("income:fiscal", "70.00", id=1),
    point("income:general", "60.00", parent="income:fiscal", id=2),
    point("income:fund", "10.00", parent="income:fiscal", id=3),
    point("income:business", None, id=4),
    point("income:current", "70.00", id=5),
    point("income:carryover", "30.00", id=6),
    point("income:total", "100.00", id=7),
]
EXPENDITURE = [
    point("expenditure:教育支出", "55.00", label="一、教育支出", id=8),
    point("expenditure:住房保障支出", "40.00", label="二、住房保障支出", id=9),
    point("expenditure:current", "95.00", id=10),
    point("expenditure:carried_forward", "5.00", id=11),
    point("expenditure:total", "100.00", id=12),
]


def found(lines: list[Point], blocks: dict[int, int] | None = None) -> Flow:
    both = flow(lines, blocks or {})
    assert both is not None
    return both


def keys(both: Flow) -> tuple[list[str], list[str]]:
    first, second = ([point.key.partition(":")[2] for point in side.lines] for side in both.sides)
    return first, second


def test_sources_by_their_funds_and_what_is_carried_over_sums_left_out() -> None:
    both = found([*INCOME, *EXPENDITURE])
    assert keys(both) == (["general", "fund", "carryover"], ["教育支出", "住房保障支出", "carried_forward"])
    assert (both.whole, [side.residual for side in both.sides], both.is_drawn) == (Decimal(1_000_000), [Decimal(0)] * 2, True)


def test_what_a_side_lacks_is_its_residual() -> None:
    both = found([*INCOME, *EXPENDITURE[:1], *EXPENDITURE[3:]])
    assert [side.residual for side in both.sides] == [0, Decimal(400_000)]
    assert both.is_drawn


def test_where_the_totals_differ_the_larger_one_is_the_whole() -> None:
    both = found([*INCOME, *EXPENDITURE[:-1], point("expenditure:total", "90.00")])
    assert both.whole == Decimal(1_000_000)
    smaller = found([*INCOME, EXPENDITURE[0], point("expenditure:total", "55.00")])
    assert smaller.expenditure.residual == Decimal(450_000)


def test_lines_that_come_to_more_than_the_whole_are_not_drawn() -> None:
    unnumbered = [point("expenditure:教育支出", "55.00"), point("expenditure:其中培训", "3.00")]
    both = found([*INCOME, *unnumbered, *EXPENDITURE[1:]])
    assert both.expenditure.residual == Decimal(-30_000)
    assert not both.is_drawn


def test_rounding_is_no_reason_not_to_draw() -> None:
    both = found([*INCOME, point("expenditure:教育支出", "55.01"), *EXPENDITURE[1:]])
    assert (both.expenditure.residual, both.expenditure.is_rounding, both.is_drawn) == (Decimal(-100), True, True)


def test_lines_below_those_of_the_highest_level_or_with_a_number_are_parts_of_theirs() -> None:
    below = point("expenditure:进修及培训", "55.00", level=2)
    highest = [Point(**{**{name: getattr(one, name) for name in one.__dataclass_fields__}, "level": 1}) for one in EXPENDITURE[:2]]
    assert keys(found([*INCOME, *highest, below, *EXPENDITURE[2:]]))[1] == ["教育支出", "住房保障支出", "carried_forward"]
    plain = point("expenditure:进修及培训", "55.00")
    assert keys(found([*INCOME, *EXPENDITURE[:2], plain, *EXPENDITURE[2:]]))[1] == ["教育支出", "住房保障支出", "carried_forward"]


def test_a_side_that_is_told_twice_is_told_by_its_first_column_of_names() -> None:
    by_nature = [point("expenditure:基本支出", "50.00", id=21), point("expenditure:项目支出", "45.00", id=22)]
    both = found([*INCOME, *EXPENDITURE[:2], *by_nature, *EXPENDITURE[2:]], {8: 1, 9: 1, 21: 2, 22: 2})
    assert keys(both)[1] == ["教育支出", "住房保障支出", "carried_forward"]


@pytest.mark.parametrize(
    "lines", [INCOME, EXPENDITURE, [*INCOME[:-1], *EXPENDITURE[:-1]], [*INCOME, *EXPENDITURE, point("income:x", "-1")]]
)
def test_there_is_none_without_both_sides_and_a_total_or_below_zero(lines: list[Point]) -> None:
    assert flow(lines, {}) is None


def read(name: str, year: int) -> Flow:
    read = volume(name, year=year)
    return found(own_lines(read, "summary", "total"), {cell.id: cell.block for cell in read.cells})


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_what_a_published_budget_does_not_tell_is_a_part_of_its_own() -> None:
    """中共北京市委军民融合发展委员会办公室 2026, 预算01表: five classes come to 7,246.309668 万元 of 9,151.309668."""
    both = read("bfd375", 2026)
    assert [point.yuan for point in both.income.lines] == [Decimal("91425549.71"), Decimal("87546.97")]
    assert both.income.residual == 0
    assert len(both.expenditure.lines) == 5
    assert (both.expenditure.residual, both.expenditure.is_rounding) == (Decimal(19_050_000), False)


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_published_budgets_that_tell_expenditure_twice_or_with_its_parts() -> None:
    """江苏省政协办公厅 2019 by class beside 基本支出, 项目支出 and 单位预留机动经费; 深圳市水务局 2026 with 款 and 项 below each class."""
    assert [point.label for point in read("af2f18", 2019).expenditure.lines] == [
        "一、一般公共服务支出",
        "八、社会保障和就业支出",
        "十八、住房保障支出",
    ]
    both = read("da116a", 2026)
    assert len(both.expenditure.lines) == 7
    assert all(point.label[:2] in ("一、", "二、", "三、", "四、", "五、", "六、", "七、") for point in both.expenditure.lines)
