"""What a line is made up of: only what adds up, the largest first, and what is missing is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from comparisons.changes import Point
from comparisons.parts import Part, Parts, parts_of
from comparisons.series import own_lines
from tests.comparisons.points import point
from tests.comparisons.volumes import volume
from tests.require_all import CORPUS

LINES = [
    point("205", "30.00", parent="total", code="205"),
    point("20501", "20.00", parent="205", code="20501"),
    point("2050101", "12.00", parent="20501", code="2050101"),
    point("2050102", "8.00", parent="20501", code="2050102"),
    point("20502", "10.00", parent="205", code="20502"),
    point("208", "60.00", parent="total", code="208"),
    point("20805", "60.00", parent="208", code="20805"),
    point("2080501", "45.00", parent="20805", code="2080501"),
    point("2080505", "15.00", parent="20805", code="2080505"),
    point("210", "10.00", parent="total", code="210"),
    point("total", "100.00"),
]


def found(lines: list[Point], under: str = "") -> Parts:
    made_of = parts_of(lines, under)
    assert made_of is not None
    return made_of


def names(parts: tuple[Part, ...]) -> list[tuple[str, list[str]]]:
    return [(part.point.key, [inner.point.key for inner in part.parts]) for part in parts]


def test_the_parts_of_the_total_with_theirs_the_largest_first_and_a_lone_part_gives_way_to_its_own() -> None:
    made_of = found(LINES)
    assert names(made_of.parts) == [("208", ["2080501", "2080505"]), ("205", ["20501", "20502"]), ("210", [])]
    assert (made_of.amount, made_of.residual, made_of.below_zero) == (Decimal(1_000_000), Decimal(0), ())


def test_the_parts_of_a_line_and_a_line_with_one_part_gives_way_too() -> None:
    assert names(found(LINES, "205").parts) == [("20501", ["2050101", "2050102"]), ("20502", [])]
    assert names(found(LINES, "208").parts) == [("2080501", []), ("2080505", [])]


@pytest.mark.parametrize("under", ["2080501", "nothing"])
def test_of_a_line_without_parts_or_that_is_not_there_there_is_nothing(under: str) -> None:
    assert parts_of(LINES, under) is None


def test_what_does_not_add_up_to_a_part_is_not_drawn_in_it() -> None:
    changed = [point("20502", "9.00", parent="205", code="20502") if one.key == "20502" else one for one in LINES]
    assert names(found(changed).parts)[1] == ("205", [])


def test_what_the_parts_lack_of_the_whole_is_told_and_rounding_is_called_rounding() -> None:
    less = [one for one in LINES if one.key != "210"]
    assert (found(less).residual, found(less).is_rounding) == (Decimal(100_000), False)
    rounded = [point("210", "10.01", parent="total", code="210") if one.key == "210" else one for one in LINES]
    assert (found(rounded).residual, found(rounded).is_rounding) == (Decimal(-100), True)


def test_where_more_is_missing_than_the_largest_part_nothing_is_said() -> None:
    assert parts_of([one for one in LINES if not one.key.startswith("208")]) is None


def test_what_is_below_zero_has_no_area_and_is_told_apart_from_blanks() -> None:
    lines = [*LINES[:-1], point("229", "-5.00", parent="total", code="229"), point("230", None, parent="total"), point("total", "95.00")]
    made_of = found(lines)
    assert [one.key for one in made_of.below_zero] == ["229"]
    assert made_of.residual == 0
    assert "230" not in dict(names(made_of.parts))


def test_a_total_without_its_word_is_the_first_row_of_which_all_others_are_the_parts() -> None:
    """So the tables of 深圳: the unit's own row is the total."""
    lines = [point("某局", "70.00"), point("208", "60.00", code="208"), point("210", "10.00", code="210")]
    assert found(lines).whole.key == "某局"
    assert parts_of([point("某局", "80.00"), *lines[1:]]) is None


def test_the_total_of_one_unit_is_not_taken_for_that_of_the_table() -> None:
    lines = [point("甲单位", "50.00"), *(one for one in LINES if one.key != "total"), point("total", "150.00")]
    under_the_unit = [replace(one, parent="甲单位") if one.parent == "total" else one for one in lines]
    assert parts_of(under_the_unit) is None


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_the_classes_of_a_published_budget() -> None:
    """上海市审计局 2026, 部门支出总表: as printed, in 元."""
    made_of = found(own_lines(volume("3363c2", year=2026), "expenditure", "total"))
    assert [(part.point.label, part.yuan) for part in made_of.parts] == [
        ("一般公共服务支出", Decimal(134_339_860)),
        ("住房保障支出", Decimal(31_300_000)),
        ("社会保障和就业支出", Decimal(23_992_440)),
        ("卫生健康支出", Decimal(6_142_000)),
    ]
    assert [part.point.label for part in made_of.parts[0].parts] == ["行政运行", "审计业务", "审计管理", "一般行政管理事务"]
    assert (made_of.amount, made_of.residual) == (Decimal(195_774_300), Decimal(0))


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_a_department_of_several_units_is_told_by_them_and_never_by_one_for_all() -> None:
    """深圳市水务局 2026: 857,808.76 万元 in all, of which 178,214.28 are the department's own offices."""
    made_of = found(own_lines(volume("da116a", year=2026), "expenditure", "total"))
    assert made_of.amount == Decimal(8_578_087_600)
    assert Decimal(1_782_142_800) in [part.yuan for part in made_of.parts]
