"""What documents count, as they word it. Sentences and figures are those of published documents unless said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.counts import Inhabitants, Whose, counted, inhabitants
from comparisons.denominators import Denominator
from comparisons.stated import Said

WANLI = Whose(1, ("上海市普陀区人民政府万里街道办事处",), "department", 2024, "budget")
SHENJI = Whose(2, ("西安市审计局（汇总）",), "department", 2026, "budget")
SEVEN = Said(
    11,
    "车辆",
    "截至2023年8月31日，上海市普陀区人民政府万里街道办事处（部门）共有车辆7辆，其中：部级领导干部用车0辆、其他用车7辆。",
    2023,
    Decimal(7),
    "辆",
    section="五、国有资产占有使用情况",
    page=32,
)
THREE_MILLION = Inhabitants("大同市", 3_000_000, date(2023, 12, 31), "统计公报（假设）")
STAFF = "截至上年底，本部门人员编制125人，其中行政编制111人，事业编制14人；实有人员119人，其中行政108人，事业11人。"


def said(subject: str, text: str, amount: str, year: int, *about: str) -> Said:
    """A sentence; `about` are its unit, 人 if none is given, and its section."""
    unit, section = (*about, *("人", "四、人员情况说明")[len(about) :])
    return Said(1, subject, text, year, Decimal(amount), unit, section=section)


def one(sentence: Said, whose: Whose = WANLI) -> Denominator:
    (found,) = counted([sentence], whose)
    return found


def test_the_seven_vehicles_of_wanli_with_day_and_place() -> None:
    found = one(SEVEN)
    assert (found.counted, int(found.count), found.unit, found.department) == ("vehicles", 7, "辆", 1)
    assert (found.scope, found.year, found.date, found.stage) == ("department", 2023, "2023年8月31日", "budget")
    assert found.evidence is not None
    assert (found.evidence.kind, found.evidence.id, found.evidence.page, found.words) == ("statement", 11, 32, SEVEN.text)


def test_the_seven_vehicles_behind_the_money_of_the_same_day_are_counted_for_that_day() -> None:
    """万里街道 2023: the day stands in the sentence before, with 流动资产; it is the end of 2022, and divides nothing of 2023."""
    text = "截止2022年12月31日，本部门流动资产448.82万元。固定资产3149.52万元，其中：房屋14609.83平方米；车辆7辆（一般公务用车3辆）。"
    found = one(said("车辆", text, "7", 2022, "辆", "五、国有资产占有情况"), replace(WANLI, year=2023))
    assert (found.counted, int(found.count), found.year, found.date, found.scope) == ("vehicles", 7, 2022, "2022年12月31日", "department")


def test_a_number_as_the_database_has_it_is_the_same_count() -> None:
    stored = replace(SEVEN, amount=Decimal("7.00000000"))
    assert one(stored) == one(SEVEN)
    assert str(one(stored).count) == "7"
    thousands = said("车辆", "截至2023年12月31日，本部门共有车辆1,385辆，其中：公安局用车3辆。", "1385", 2023, "辆")
    assert (str(one(thousands).count), one(thousands).scope, one(thousands).date) == ("1385", "department", "2023年12月31日")


def test_posts_and_staff_at_the_end_of_last_year_are_counts_of_last_year() -> None:
    told = [said("人员编制", STAFF, "125", 2025), said("实有人员", STAFF, "119", 2025)]
    assert [(c.counted, int(c.count), c.year, c.date) for c in counted(told, SHENJI)] == [
        ("posts", 125, 2025, "上年底"),
        ("staff", 119, 2025, "上年底"),
    ]


def test_a_count_without_a_day_beside_one_of_another_year_is_of_no_known_year() -> None:
    """单位管理的离退休人员104人 stands behind 截至上年底: the year of the document would be a guess, and so would be the other."""
    retired = said("单位管理的离退休人员", "单位管理的离退休人员104人。", "104", 2026)
    assert one(retired, SHENJI).year == 2026
    assert [c.year for c in counted([said("实有人员", STAFF, "119", 2025), retired], SHENJI)] == [2025, None]
    elsewhere = replace(retired, section="九、其他")
    assert [c.year for c in counted([said("实有人员", STAFF, "119", 2025), elsewhere], SHENJI)] == [2025, 2026]


def test_the_same_thing_dated_elsewhere_in_the_document_leaves_the_undated_one_open() -> None:
    """深圳市生态环境局 2026: 我局实有车辆125辆, and in another section 截至2025年10月 the same."""
    bureau = Whose(3, ("深圳市生态环境局",), "department", 2026, "budget")
    first = said("实有车辆", "我局实有车辆125辆，与国有资产占用车辆125辆一致。", "125", 2026, "辆", "第五部分 财政拨款“三公”经费预算情况")
    second = said("车辆", "截至2025年10月，深圳市生态环境局共有车辆125辆。", "125", 2025, "辆", "二、国有资产占用情况")
    assert [(c.year, c.scope) for c in counted([first, second], bureau)] == [(None, "department"), (2025, "department")]


@pytest.mark.parametrize(
    ("subject", "text", "unit"),
    [
        ("单位预算安排购置车辆", "2026年单位预算安排购置车辆2辆。", "辆"),
        ("计划购置车辆", "2026年计划购置车辆2辆。", "辆"),
        ("其他用车", "其他用车2辆。", "辆"),
        ("执法执勤用车", "执法执勤用车2辆。", "辆"),
        ("行政编制", "行政编制2人。", "人"),
        ("退休", "退休2人。", "人"),
        ("人员", "培训人员2人。", "人"),
        ("车辆", "车辆2台。", "台（套）"),
        ("单价20万元以上的设备", "单价20万元以上的设备2台（套）。", "台（套）"),
    ],
)
def test_parts_plans_and_other_things_are_no_counts(subject: str, text: str, unit: str) -> None:
    assert counted([said(subject, text, "2", 2026, unit)], SHENJI) == ()


@pytest.mark.parametrize(
    "subject", ["车辆", "实有车辆", "公务用车", "现保有公务用车", "实有存量公务车", "公务用车保有量", "财政拨款开支的公务用车保有量"]
)
def test_a_whole_fleet_is_worded_in_many_ways(subject: str) -> None:
    assert one(said(subject, f"{subject}2辆。", "2", 2026, "辆"), SHENJI).counted == "vehicles"


def test_a_part_of_a_count_and_half_a_vehicle_are_none() -> None:
    assert counted([replace(SEVEN, part_of="车辆"), replace(SEVEN, amount=Decimal("7.5")), replace(SEVEN, amount=None)], WANLI) == ()


@pytest.mark.parametrize(
    ("text", "section", "scope"),
    [
        ("本部门共有车辆37辆。", "十四、国有资产占用情况说明", "department"),
        ("本部门所属预算单位共有车辆37辆。", "十四、国有资产占用情况说明", "department"),
        ("固定资产3149.52万元，其中：房屋14609.83平方米；车辆37辆。", "", "department"),
        ("我局共有车辆37辆。", "", "department"),
        ("本单位共有车辆37辆。", "", "unit"),
        ("无锡市水利局局本级预算编制车辆为37辆。", "", "unit"),
        ("共有车辆37辆。", "一、无锡市水利局（本级）", "unit"),
        ("本部门本级共有车辆37辆。", "", ""),
        ("直属单位共有车辆37辆。", "", ""),
        ("无锡市水利工程管理中心共有车辆37辆。", "", ""),
        ("共有车辆37辆。", "二、无锡市水利工程管理中心", ""),
    ],
)
def test_the_scope_is_what_the_words_say_else_the_documents_and_open_where_they_name_others(text: str, section: str, scope: str) -> None:
    """All but the first four are made up, after how such documents write."""
    bureau = Whose(4, ("无锡市水利局",), "department", 2026, "budget")
    subject = "局本级预算编制车辆" if "编制车辆" in text else "车辆"
    assert one(said(subject, text, "37", 2026, "辆", section), bureau).scope == scope


@pytest.mark.parametrize(
    ("text", "read_as", "year", "printed"),
    [
        ("截止2021年底，本部门共有车辆2辆。", 2021, 2021, "2021年底"),
        ("本部门所属预算单位2021年末共有车辆2辆。", 2021, 2021, "2021年末"),
        ("截至2025年10月，本部门共有车辆2辆。", 2025, 2025, "2025年10月"),
        ("2022年，本部门共有车辆2辆。", 2022, 2022, ""),
        ("截至2021年底，本部门共有车辆2辆。", 2022, None, "2021年底"),
        ("截至上年底，本部门共有车辆2辆。", 2022, None, "上年底"),
    ],
)
def test_the_day_is_as_printed_and_a_year_that_was_read_otherwise_is_none(text: str, read_as: int, year: int | None, printed: str) -> None:
    found = one(said("车辆", text, "2", read_as, "辆"), Whose(5, (), "department", 2022, "budget"))
    assert (found.year, found.date) == (year, printed)


def test_inhabitants_are_of_the_day_of_their_source() -> None:
    found = inhabitants(THREE_MILLION, 1, "大同市应急管理局", "unit")
    assert found is not None
    assert (int(found.count), found.unit, found.scope, found.year, found.date) == (3_000_000, "人", "unit", 2023, "2023年12月31日")
    assert (found.subject, found.source) == ("大同市常住人口", "统计公报（假设）")


@pytest.mark.parametrize("name", ["上海市普陀区人民政府万里街道办事处", "某县某镇人民政府", "某县某乡人民政府", "某市某区某地区办事处"])
def test_the_inhabitants_of_a_district_are_not_those_of_one_of_its_streets(name: str) -> None:
    assert inhabitants(THREE_MILLION, 1, name, "department") is None


@given(count=st.integers(0, 10**6), year=st.integers(2008, 2099))
def test_a_sentence_is_read_as_it_counts_whatever_the_number(count: int, year: int) -> None:
    whose = Whose(6, ("某局",), "unit", year + 1, "budget")
    found = one(said("车辆", f"截至{year}年12月31日，某局共有车辆{count}辆，其中：其他用车{count}辆。", str(count), year, "辆"), whose)
    assert (int(found.count), found.year, found.scope) == (count, year, "unit")
