"""Projects that are perhaps the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comparisons.alike import alike, perhaps_same
from comparisons.changes import compare
from tests.comparisons.points import point


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        ("2022年安全生产检查经费", "2023年安全生产检查经费", ("year",)),
        ("安全生产检查经费", "2023年度安全生产检查经费", ("year",)),
        ("森林防火视频系统一期", "森林防火视频系统二期", ("ordinal",)),
        ("第一批应急物资购置", "第二批应急物资购置", ("ordinal",)),
        ("2022年信息化建设（一期）", "2023年信息化建设（二期）", ("year", "ordinal")),
        ("消防演练", "消防演练（上年结转）", ("bracket",)),
        ("应急管理 干部培训经费", "应急管理干部培训经费", ("spelling",)),
        ("2022-2024年网络运维", "2023—2025年网络运维", ("year",)),
        ("2022年项目经费", "2023年项目经费", ()),
        ("2022年", "2023年", ()),
        ("安全生产检查经费", "安全生产宣传经费", ()),
        ("国务院2021年工作要点落实", "国务院2022年工作要点贯彻", ()),
        ("三公里绿道", "四公里绿道", ()),
    ],
)
def test_names_are_perhaps_the_same_but_for_what_changes_by_its_nature(one: str, other: str, because: tuple[str, ...]) -> None:
    assert alike("", one, "", other) == because
    assert alike("", other, "", one) == because


def test_a_projects_code_counts_and_one_of_the_classification_does_not() -> None:
    assert alike("140200230001", "甲", "140200230001", "乙") == ("code",)
    assert alike("2240106", "甲", "2240106", "乙") == ()
    assert alike("", "甲", "", "乙") == ()


def test_pairs_are_proposed_and_contributions_stay_those_of_the_names() -> None:
    before = [point("total", "50.00", 2022), point("a", "20.00", 2022, label="2022年安全检查", parent="total")]
    before.append(point("b", "30.00", 2022, label="宣传", parent="total"))
    after = [point("total", "65.00"), point("c", "25.00", label="2023年安全检查", parent="total")]
    after.append(point("d", "40.00", label="演练", parent="total"))
    changes = compare(before, after, whole=True)
    (one,) = perhaps_same(changes)
    assert (one.ended.key, one.began.key, one.because, one.rivals) == ("a", "c", ("year",), 0)
    contributions = {change.key: change.contribution for change in changes.parts("total")}
    assert contributions == {"a": Decimal(-200_000), "b": Decimal(-300_000), "c": Decimal(250_000), "d": Decimal(400_000)}


def test_where_several_could_be_meant_each_pair_says_so() -> None:
    before = [point("a", "20.00", 2022, label="道路改造一期"), point("b", "30.00", 2022, label="道路改造二期")]
    after = [point("c", "25.00", label="道路改造三期")]
    assert [(one.ended.key, one.rivals) for one in perhaps_same(compare(before, after, whole=True))] == [("a", 1), ("b", 1)]


def test_nothing_is_proposed_where_one_year_is_not_known() -> None:
    before, after = [point("a", "20.00", 2022, label="2022年安全检查")], [point("c", "25.00", label="2023年安全检查")]
    assert perhaps_same(compare(before, after)) == ()
