"""Classification codes: expected names and years are those of the classification, written by hand."""

from __future__ import annotations

import re

import pytest

from budgets.codes import (
    agrees,
    changes_of,
    class_named,
    code_named,
    codes_named,
    government_codes,
    level_of,
    name_of,
    parent_of,
    predecessors,
    read_rows,
    successors,
    system_of,
)


@pytest.mark.parametrize(
    ("code", "level", "parent", "system"),
    [
        ("224", 1, None, "function"),
        ("22401", 2, "224", "function"),
        ("2240106", 3, "22401", "function"),
        ("301", 1, None, "economic_department"),
        ("30101", 2, "301", "economic_department"),
        ("50201", 2, "502", "economic_government"),
        ("3010101", None, None, None),
        ("114", 1, None, None),
        ("22", None, None, None),
        ("合计", None, None, None),
        ("２２４", None, None, None),
    ],
)
def test_level_parent_and_classification_follow_from_the_digits(
    code: str, level: int | None, parent: str | None, system: str | None
) -> None:
    assert (level_of(code), parent_of(code), system_of(code)) == (level, parent, system)


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("2240101", 2023, "行政运行"),
        ("210", 2012, "医疗卫生支出"),
        ("210", 2017, "医疗卫生与计划生育支出"),
        ("210", 2023, "卫生健康支出"),
        ("20805", 2018, "行政事业单位离退休"),
        ("20805", 2023, "行政事业单位养老支出"),
        ("224", 2018, None),
        ("224", 2019, "灾害防治及应急管理支出"),
        ("30311", 2017, "住房公积金"),
        ("30113", 2023, "住房公积金"),
        ("30113", 2017, None),
        ("50201", 2023, "办公经费"),
        ("2999999", 2023, None),
    ],
)
def test_a_code_has_the_name_of_its_year(code: str, year: int, name: str | None) -> None:
    assert name_of(code, year) == name


def test_without_a_year_the_name_is_todays() -> None:
    assert name_of("207") == "文化旅游体育与传媒支出"


@pytest.mark.parametrize(
    ("code", "printed", "year", "verdict"),
    [
        ("2130299", "其他林业和草原支出", 2023, True),
        ("213", "十三、农林水支出", 2023, True),
        ("224", "二十三、灾害防治及应急管理支出", 2023, True),
        ("201", "一般公共服务支出", 2023, True),
        ("2080505", "机关事业单位基本养老保险缴费", 2023, True),
        ("2080505", "机关事业单位基本养老保险缴费支", 2023, True),
        ("303", "对个人和家庭补助", 2023, True),
        ("30212", "因公出国(境)费用", 2023, True),
        ("2080101", "行政运行（人力资源和社会保障管理事务）", 2020, True),
        ("2240106", "行政运行", 2023, False),
        ("210", "医疗卫生与计划生育支出", 2023, False),
        ("210", "医疗卫生与计划生育支出", 2017, True),
        ("2010503", "别的名称", 2026, None),
        ("2999999", "其他支出", 2023, None),
        ("224", "灾害防治及应急管理支出", 2010, None),
        ("224", "", 2023, None),
    ],
)
def test_a_printed_name_agrees_contradicts_or_cannot_be_judged(code: str, printed: str, year: int, verdict: bool | None) -> None:
    assert agrees(code, printed, year) is verdict


def test_a_code_is_derived_from_a_name_that_only_one_code_has() -> None:
    assert code_named("奖励金", 2023, "economic_department") == "30309"


def test_a_name_of_both_economic_classifications_is_told_apart_by_the_classification() -> None:
    assert code_named("住房公积金", 2023, "economic_department") == "30113"
    assert code_named("住房公积金", 2023, "economic_government") == "50103"
    assert code_named("其他商品和服务支出", 2023, "economic_government") == "50299"


def test_a_name_of_several_codes_needs_the_block_it_stands_in() -> None:
    assert code_named("公务用车购置", 2023, "economic_department") is None
    assert codes_named("公务用车购置", 2023, "economic_department") == ("30913", "31013")
    assert code_named("公务用车购置", 2023, "economic_department", within="310") == "31013"


def test_a_name_that_no_code_has_gives_none() -> None:
    assert code_named("茶水费", 2023, "economic_department") is None


def test_safety_supervision_is_followed_from_its_old_class_to_the_new_one() -> None:
    assert [(step.successor, step.year, step.comparable) for step in successors("21506")] == [("22401", 2019, "class")]
    assert [step.code for step in predecessors("22401")] == ["21506"]


def test_a_code_spread_over_several_has_no_single_successor() -> None:
    assert [(step.successor, step.comparable) for step in successors("304")] == [(None, "no")]


def test_successions_before_a_year_can_be_left_out() -> None:
    assert [step.year for step in successors("210")] == [2014, 2019]
    assert [step.year for step in successors("210", since=2014)] == [2019]


@pytest.mark.parametrize(
    ("department", "government"),
    [("30228", "50201"), ("30229", "50201"), ("30239", "50201"), ("30309", "50901"), ("30113", "50103"), ("301", "501"), ("303", "509")],
)
def test_the_crosswalk_of_the_economic_classifications_is_known(department: str, government: str) -> None:
    assert government in government_codes(department)


def test_the_class_of_every_code_is_in_the_list() -> None:
    codes = {row[0] for row in read_rows("codes.tsv")}
    classes = {code[:3] for code in codes}
    assert classes <= codes


def test_the_years_of_a_name_are_in_order_and_every_code_is_one() -> None:
    for code, _name, since, until, *_ in read_rows("codes.tsv"):
        assert level_of(code) is not None, code
        assert re.fullmatch(r"\d{4}|", since)
        assert re.fullmatch(r"\d{4}|", until)
        assert not (since and until) or since <= until, code


def test_the_price_index_file_is_a_rate_for_each_year() -> None:
    rates = dict(read_rows("cpi.tsv"))
    assert rates["2023"] == "0.23"
    assert list(rates) == [str(year) for year in range(1987, 2025)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("灾害防治及应急管理支出", "224"),
        ("二十三、灾害防治及应急管理支出", "224"),
        ("23、灾害防治及应急管理", "224"),
        ("九、医疗卫生与计划生育支出", "210"),
        ("卫生健康支出", "210"),
        ("十七、国土海洋气象等支出", "220"),
        ("应急管理事务", ""),  # a 款
        ("工资福利支出", ""),  # of another classification
        ("其他", ""),
        ("", ""),
    ],
)
def test_a_class_is_known_by_any_name_that_it_had(name: str, code: str) -> None:
    assert class_named(name) == code


def test_every_change_of_a_code_names_its_source() -> None:
    assert all(change.source for change in changes_of(2000, 2100))
    assert {change.source for change in changes_of(2018, 2019)} == {"财政部《2019年政府收支分类科目》"}


def test_what_was_set_up_has_no_code_before_it() -> None:
    assert {change.successor for change in changes_of(2018, 2019) if change.kind == "start"} == {"20138", "20828", "21015", "224"}
    assert predecessors("224") == ()
