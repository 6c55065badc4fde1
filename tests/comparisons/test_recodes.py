"""Lines through the changes of the classification, with codes and years of `budgets/reference/code_breaks.tsv`; amounts in 元, made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from budgets.codes import folded
from comparisons import matrix, recodes
from comparisons.changes import Basis, Change, Point, compare
from comparisons.matrix import Track, Year
from comparisons.recodes import changed, former

BUDGET = Basis("budget", "department")
Lines = dict[str, tuple[str, int]]


def points(year: int, lines: Lines) -> list[Point]:
    return [Point(code, label, year, Decimal(yuan), BUDGET, code=code) for code, (label, yuan) in lines.items()]


def changes(before: list[Point], after: list[Point]) -> dict[str, Change]:
    found = compare(before, after, whole=True, classification=recodes.classification(before, after))
    return {change.key: change for change in found.lines}


def track(years: dict[int, Lines]) -> Track:
    """As the comparison of many years does it."""
    there = {year: points(year, lines) for year, lines in years.items()}
    names = recodes.names(list(there.values()))
    made = matrix.renamed([Year(year, tuple(own), whole=True) for year, own in there.items()], names)
    ordered = sorted(there)
    broken = {(one, other): recodes.broken(there[one], there[other]) for one, other in pairwise(ordered)}
    return matrix.track(made, broken)


def amounts(found: Track, key: str) -> list[Decimal | None]:
    return [figures[key].yuan if key in figures else None for figures in found.figures.values()]


def differences(found: Track, key: str) -> list[Decimal | None]:
    return [change.difference if (change := step.changes.of(key)) else None for step in found.steps]


FUND = "住房公积金"


def test_the_housing_fund_is_one_line_from_before_the_reform_of_2018_to_long_after() -> None:
    found = track({2016: {"30311": (FUND, 7)}, 2017: {"30311": (FUND, 8)}, 2018: {"30113": (FUND, 10)}, 2019: {"30113": (FUND, 13)}})
    assert found.keys == ("30113",)
    assert differences(found, "30113") == [1, 2, 3]


def test_a_line_goes_on_under_its_new_code_although_the_latest_year_no_longer_has_it() -> None:
    found = track({2017: {"30311": (FUND, 8)}, 2018: {"30113": (FUND, 10)}, 2019: {"30101": ("基本工资", 5)}})
    assert amounts(found, "30113") == [8, 10, None]
    assert differences(found, "30113")[0] == 2


def test_what_the_reform_of_2018_took_apart_is_neither_compared_nor_new_nor_ended() -> None:
    """江苏省高级人民法院: 30307 334.43 in 2017; in 2018 30114 331.32 of those in service and 30307 4.76 of the retired."""
    before = points(2017, {"30104": ("其他社会保障缴费", 64), "30307": ("医疗费", 334), "30201": ("办公费", 380)})
    after = {"30112": ("其他社会保障缴费", 74), "30114": ("医疗费", 331), "30307": ("医疗费补助", 5), "30201": ("办公费", 350)}
    found = changes(before, points(2018, {**after, "30110": ("职工基本医疗保险缴费", 9)}))
    kinds = {key: (change.kind, change.difference) for key, change in found.items()}
    assert kinds.pop("30201") == ("changed", Decimal(-30))
    assert kinds.pop("30307") == ("unlike", None)
    assert set(kinds.values()) == {("unknown", None)}


def test_a_code_that_means_something_else_since_is_not_the_old_line() -> None:
    """30311 was 住房公积金 until 2017 and is 代缴社会保险费 since: its figures are of two things."""
    found = track({2017: {"30311": (FUND, 8)}, 2024: {"30113": (FUND, 10), "30311": ("代缴社会保险费", 3)}})
    assert differences(found, "30113") == [2]
    assert amounts(found, "30311") == [None, 3]


def test_a_code_that_means_something_else_since_is_not_compared_where_the_old_line_has_ended() -> None:
    (change,) = changes(points(2017, {"30311": (FUND, 8)}), points(2024, {"30311": ("代缴社会保险费", 3)})).values()
    assert (change.kind, change.difference) == ("unlike", None)
    assert [caution.code for caution in change.cautions] == ["classification"]


def test_a_document_that_still_prints_the_former_code_means_the_former_line() -> None:
    found = track({2017: {"30311": (FUND, 8)}, 2018: {"30311": (FUND, 9)}, 2019: {"30113": (FUND, 13)}})
    assert differences(found, "30113") == [1, 4]
    (change,) = changes(points(2017, {"30311": (FUND, 8)}), points(2018, {"30311": (FUND, 9)})).values()
    assert change.kind == "changed"
    assert change.difference == 1


def test_both_codes_beside_each_other_are_nobodys_one_line() -> None:
    """8 under the old code and 1 under the new one, then 10 under the new one: 9 more would be wrong, and so would 8 that ended."""
    found = changes(points(2017, {"30311": (FUND, 8), "30113": (FUND, 1)}), points(2018, {"30113": (FUND, 10)}))
    assert [(found[key].kind, found[key].difference) for key in ("30311", "30113")] == [("unknown", None), ("unlike", None)]


def test_what_was_merged_into_a_line_breaks_that_line_and_has_not_just_ended() -> None:
    """30312 提租补贴 went into 30102 津贴补贴 in 2018: more of it there is no rise."""
    found = changes(points(2017, {"30102": ("津贴补贴", 5), "30312": ("提租补贴", 2)}), points(2018, {"30102": ("津贴补贴", 8)}))
    assert [(found[key].kind, found[key].difference, found[key].contribution) for key in ("30102", "30312")] == [
        ("unlike", None, None),
        ("unknown", None, None),
    ]
    assert {caution.after for change in found.values() for caution in change.cautions} == {"支出经济分类改革：提租补贴由303转入301津贴补贴"}


def test_without_the_merged_line_the_other_is_compared() -> None:
    found = changes(points(2017, {"30102": ("津贴补贴", 5)}), points(2018, {"30102": ("津贴补贴", 8)}))
    assert found["30102"].difference == 3


@pytest.mark.parametrize("code", ["301", "303", "310"])
def test_the_classes_of_the_reform_are_broken_at_2018_and_nowhere_else(code: str) -> None:
    found = track({year: {code: ("", year)} for year in (2016, 2017, 2018, 2019)})
    assert differences(found, code) == [1, None, 1]


def test_what_was_spread_over_several_has_not_ended() -> None:
    found = changes(points(2017, {"304": ("对企事业单位的补贴", 5)}), points(2018, {"302": ("商品和服务支出", 4)}))
    assert (found["304"].kind, found["304"].difference, found["302"].kind) == ("unknown", None, "new")


SAFETY_2018: Lines = {
    "208": ("社会保障和就业支出", 20),
    "215": ("资源勘探信息等支出", 90),
    "21506": ("安全生产监管", 90),
    "2150601": ("行政运行", 60),
    "2150605": ("安全监管监察专项", 30),
}
SAFETY_2019: Lines = {
    "208": ("社会保障和就业支出", 22),
    "224": ("灾害防治及应急管理支出", 100),
    "22401": ("应急管理事务", 100),
    "2240101": ("行政运行", 75),
    "2240106": ("安全监管", 25),
}


def test_safety_supervision_goes_on_as_emergency_management_by_division_alone() -> None:
    found = changes(points(2018, SAFETY_2018), points(2019, SAFETY_2019))
    assert found["22401"].difference == 10
    assert found["208"].difference == 2
    assert "21506" not in found
    apart = ("215", "224", "2150601", "2150605", "2240101", "2240106")
    assert {key: (found[key].kind, found[key].difference) for key in apart} == dict.fromkeys(apart, ("unknown", None))
    assert {caution.code for key in apart for caution in found[key].cautions} == {"classification"}


def test_emergency_management_is_one_line_over_four_years() -> None:
    found = track(
        {
            2017: {"215": ("", 80), "21506": ("安全生产监管", 80)},
            2018: SAFETY_2018,
            2019: SAFETY_2019,
            2020: {"224": ("", 130), "22401": ("应急管理事务", 130), "2240101": ("行政运行", 80)},
        }
    )
    assert amounts(found, "22401") == [80, 90, 100, 130]
    assert differences(found, "22401") == [10, 10, 30]
    assert differences(found, "224") == [None, None, 30]
    assert differences(found, "2240101") == [None, None, 5]


@pytest.mark.parametrize(("old", "new"), [("22004", "22405"), ("20815", "22407")])
def test_earthquakes_and_disaster_relief_go_on_in_224_too(old: str, new: str) -> None:
    found = track({2018: {old: ("", 5)}, 2019: {new: ("", 9)}, 2020: {new: ("", 10)}})
    assert found.keys == (new,)
    assert differences(found, new) == [4, 1]


def test_the_fire_service_was_a_part_and_is_not_subtracted() -> None:
    """22402 came out of 20401 武装警察部队 in 2019, in which there was more."""
    found = changes(points(2018, {"20401": ("武装警察部队", 50)}), points(2019, {"20401": ("武装警察部队", 9), "22402": ("消防事务", 44)}))
    assert [(found[key].kind, found[key].difference) for key in ("20401", "22402")] == [("unlike", None), ("unknown", None)]


def test_renamed_codes_are_the_same_line() -> None:
    found = track(
        {
            2018: {"210": ("医疗卫生与计划生育支出", 5), "20805": ("行政事业单位离退休", 3)},
            2019: {"210": ("卫生健康支出", 6), "20805": ("行政事业单位离退休", 4)},
            2020: {"210": ("卫生健康支出", 8), "20805": ("行政事业单位养老支出", 9)},
        }
    )
    assert differences(found, "210") == [1, 2]
    assert differences(found, "20805") == [1, 5]


def test_a_side_and_a_number_in_front_of_a_code_stay() -> None:
    before = [Point("expenditure:21506", "安全生产监管", 2018, Decimal(5), BUDGET, code="21506")]
    after = [Point("expenditure:22401", "应急管理事务", 2019, Decimal(6), BUDGET, code="22401")]
    assert changes(before, after)["expenditure:22401"].difference == 1


def test_backwards_nothing_is_recoded() -> None:
    assert recodes.names([points(2019, SAFETY_2019)]) == {}
    assert recodes.broken([], points(2019, SAFETY_2019)) == {}


@pytest.mark.parametrize(
    ("code", "year", "is_changed"),
    [
        ("207", 2019, False),  # renamed
        ("2080501", 2019, False),
        ("30113", 2018, True),  # was 30311
        ("30311", 2018, True),
        ("301", 2018, True),  # took in 住房公积金 and others
        ("30101", 2018, False),
        ("215", 2019, True),  # left by 21506
        ("2150601", 2019, True),
        ("22401", 2020, False),
        ("total", 2019, False),
        ("", 2019, False),
    ],
)
def test_a_code_alone_tells_whether_it_may_be_another_line_since(code: str, year: int, is_changed: bool) -> None:
    assert bool(changed(code, year - 1, year)) == is_changed


# Whole 类 and 款 that a classification ended or set up

SOURCE_2019 = "财政部《2019年政府收支分类科目》"


def by_name(year: int, lines: dict[str, int | None], side: str = "expenditure:") -> list[Point]:
    """The lines of a table that prints 类 by their names alone, as 收支总表 does."""
    return [
        Point(
            f"{side}{folded(label)}",
            label,
            year,
            None if yuan is None else Decimal(yuan),
            BUDGET,
            presence="blank" if yuan is None else "printed",
        )
        for label, yuan in lines.items()
    ]


def told(change: Change) -> list[tuple[str, str, str]]:
    return [(caution.code, caution.date, caution.source) for caution in change.cautions]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("224", "灾害防治及应急管理支出"),
        ("22406", "自然灾害防治"),
        ("2240601", "地质灾害防治"),
        ("20138", "市场监督管理事务"),
        ("20828", "退役军人管理事务"),
        ("21015", "医疗保障管理事务"),
    ],
)
def test_what_the_classification_of_2019_set_up_is_not_plainly_new(code: str, label: str) -> None:
    before = points(2018, {"201": ("一般公共服务支出", 5)})
    found = changes(before, points(2019, {"201": ("一般公共服务支出", 6), code: (label, 7)}))
    assert (found[code].kind, found[code].difference, found[code].contribution) == ("unknown", None, None)
    assert told(found[code]) == [("classification", "2019", SOURCE_2019)]
    assert found["201"].difference == 1


def test_a_year_later_it_is_new() -> None:
    found = changes(points(2019, {"201": ("", 5)}), points(2020, {"201": ("", 6), "224": ("灾害防治及应急管理支出", 7)}))
    assert (found["224"].kind, found["224"].cautions) == ("new", ())


def test_a_class_that_was_set_up_says_which_codes_went_there() -> None:
    (_, change) = changes(points(2018, {"201": ("", 5)}), points(2019, {"201": ("", 5), "224": ("", 7)})).values()
    assert all(code in change.cautions[0].after for code in ("21506", "22004", "20815", "20401"))


def test_a_division_that_moved_has_not_plainly_ended() -> None:
    """21506 went to 22401, of which there is nothing here."""
    found = changes(points(2018, SAFETY_2018), points(2019, {"208": ("社会保障和就业支出", 22)}))
    assert {found[key].kind for key in ("215", "21506", "2150601")} == {"unknown"}
    assert told(found["21506"]) == [("classification", "2019", SOURCE_2019)]


def test_a_line_of_a_division_that_is_not_printed_has_not_plainly_ended() -> None:
    found = changes(points(2018, {"2150605": ("安全监管监察专项", 30)}), points(2019, {"2240106": ("安全监管", 25)}))
    assert {key: change.kind for key, change in found.items()} == {"2150605": "unknown", "2240106": "unknown"}


def test_classes_by_name_are_one_line_through_their_renames() -> None:
    """The four names that 2019 changed, as 收支总表 of 江苏省高级人民法院 prints them in 2018 and 2019."""
    before = by_name(2018, {"七、文化体育与传媒支出": 1, "九、医疗卫生与计划生育支出": 2, "十七、国土海洋气象等支出": None})
    after = by_name(
        2019,
        {
            "七、文化旅游体育与传媒支出": 4,
            "九、卫生健康支出": 7,
            "十七、自然资源海洋气象等支出": None,
            "二十、灾害防治及应急管理支出": None,
        },
    )
    found = changes(before, after)
    assert {key: (change.kind, change.difference) for key, change in found.items()} == {
        "expenditure:文化旅游体育与传媒支出": ("changed", 3),
        "expenditure:卫生健康支出": ("changed", 5),
        "expenditure:自然资源海洋气象等支出": ("nothing", None),
        "expenditure:灾害防治及应急管理支出": ("new", None),
    }
    assert told(found["expenditure:灾害防治及应急管理支出"]) == [("classification", "2019", SOURCE_2019)]
    assert found["expenditure:灾害防治及应急管理支出"].contribution == 0


def test_classes_by_name_that_a_division_may_have_left_are_not_compared() -> None:
    """Without the 款 nobody can tell which of them went into 224, which has a figure."""
    before = by_name(
        2018, {"八、社会保障和就业支出": 20, "九、医疗卫生与计划生育支出": 3, "十四、资源勘探信息等支出": 90, "十七、国土海洋气象等支出": 0}
    )
    after = by_name(
        2019, {"八、社会保障和就业支出": 22, "九、卫生健康支出": 4, "十四、资源勘探信息等支出": 0, "二十、灾害防治及应急管理支出": 100}
    )
    found = changes(before, after)
    kinds = {key.partition(":")[2]: (change.kind, change.difference) for key, change in found.items()}
    assert kinds == {
        "社会保障和就业支出": ("unlike", None),
        "卫生健康支出": ("changed", 1),
        "资源勘探信息等支出": ("unlike", None),
        "国土海洋气象等支出": ("ended", 0),
        "灾害防治及应急管理支出": ("unknown", None),
    }
    assert {code for change in found.values() for code, *_ in told(change)} == {"classification"}


def test_classes_by_name_go_on_as_they_are_where_nothing_moved() -> None:
    before = by_name(2018, {"八、社会保障和就业支出": 20, "十四、资源勘探信息等支出": 90})
    after = by_name(2019, {"八、社会保障和就业支出": 22, "十四、资源勘探信息等支出": 80, "二十、灾害防治及应急管理支出": 0})
    found = changes(before, after)
    assert [found[f"expenditure:{key}"].difference for key in ("社会保障和就业支出", "资源勘探信息等支出")] == [2, -10]


def test_a_class_printed_with_a_number_and_without_its_last_word_is_known_too() -> None:
    before = [Point("expenditure:22、灾害防治及应急管理", "22、灾害防治及应急管理", 2019, Decimal(5), BUDGET)]
    after = [Point("expenditure:23、灾害防治及应急管理", "23、灾害防治及应急管理", 2020, Decimal(7), BUDGET)]
    assert changes(before, after)["expenditure:23、灾害防治及应急管理"].difference == 2
    (change,) = [one for one in changes(by_name(2018, {"国防支出": 1}), [replace(before[0])]).values() if one.after]
    assert (change.kind, told(change)) == ("unknown", [("classification", "2019", SOURCE_2019)])


@pytest.mark.parametrize(
    ("line", "is_changed"), [("二十、灾害防治及应急管理支出", True), ("卫生健康支出", False), ("20138", True), ("2013801", True)]
)
def test_a_ranking_asks_the_same_of_a_class_by_name_and_of_what_was_set_up(line: str, is_changed: bool) -> None:
    found = changed(line, 2018, 2019)
    assert (found is not None) == is_changed
    assert found is None or (found.date, found.source) == ("2019", SOURCE_2019)
    assert changed(line, 2019, 2020) is None


@pytest.mark.parametrize(
    ("code", "year", "old"),
    [
        ("22401", 2019, "21506"),
        ("22405", 2019, "22004"),
        ("30113", 2018, "30311"),
        ("22401", 2020, ""),
        ("22402", 2019, ""),  # a part of 20401
        ("30102", 2018, ""),  # two went into it
        ("2240101", 2019, ""),  # a 项: by 款 alone
        ("224", 2019, ""),
        ("207", 2019, ""),  # renamed
        ("total", 2019, ""),
        ("九、卫生健康支出", 2019, "九、医疗卫生与计划生育支出"),
        ("部门预算/文化旅游体育与传媒支出", 2019, "部门预算/文化体育与传媒支出"),
        ("卫生健康支出", 2020, ""),
        ("医疗卫生与计划生育支出", 2019, ""),  # not the new name
        ("自然资源海洋气象等支出", 2019, ""),  # 地震事务 left it
        ("灾害防治及应急管理支出", 2019, ""),
    ],
)
def test_the_one_code_that_a_line_stood_under_the_year_before(code: str, year: int, old: str) -> None:
    found = former(code, year - 1, year)
    assert (found.before if found else "") == old
