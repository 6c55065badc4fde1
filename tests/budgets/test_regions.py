"""Regions: expected codes are those of GB/T 2260, written by hand."""

from __future__ import annotations

import pytest

from budgets.regions import called, region, region_of


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("大同市应急管理局", "140200"),
        ("上海市普陀区人民政府万里街道办事处", "310107"),
        ("上海市审计局", "310000"),
        ("中共烟台市委宣传部", "370600"),
        ("中国共产党西安市委员会", "610100"),
        ("江苏省人大办公厅", "320000"),
        ("吉林省吉林市财政局", "220200"),
        ("嘉峪关市教育局", "620200"),
        ("河南省滑县政协", "410526"),
        ("滑县政协", "410526"),
        ("湖北省仙桃市财政局", "429004"),
        ("海淀区财政局", "110108"),
        ("大 同 市应急管理局", "140200"),
        ("大同市云冈区应急管理局", "140214"),
        ("大同市社区服务中心", "140200"),
        ("深圳市特区建设发展中心", "440300"),
    ],
)
def test_the_region_a_unit_name_begins_with_is_found(unit: str, code: str) -> None:
    found = region_of(unit)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("普陀区司法局", "there is one in 上海市 and one in 舟山市"),
        ("河北省桥西区财政局", "石家庄市 and 张家口市 have one each"),
        ("国家信访局", "no division"),
        ("上海交通职业技术学院", "no division, a name without 市"),
        ("城区管理局", "a common noun"),
        ("大同市南郊区财政局", "dissolved in 2018: the city alone would be wrong"),
        ("大同市城区应急管理局", "dissolved in 2018"),
        ("", "nothing"),
    ],
)
def test_a_name_that_does_not_decide_gives_no_region(unit: str, why: str) -> None:
    assert region_of(unit) is None, why


def test_a_district_of_a_municipality_belongs_to_the_municipality() -> None:
    putuo = region("310107")
    assert putuo is not None
    assert (putuo.name, putuo.full_name, putuo.level, putuo.parent) == ("普陀区", "上海市普陀区", "county", "310000")


def test_a_city_belongs_to_its_province() -> None:
    datong = region("140200")
    assert datong is not None
    assert (datong.name, datong.full_name, datong.level, datong.parent) == ("大同市", "山西省大同市", "city", "140000")


def test_a_province_has_nothing_above_it() -> None:
    shanxi = region("140000")
    assert shanxi is not None
    assert (shanxi.full_name, shanxi.level, shanxi.parent) == ("山西省", "province", None)


def test_an_unknown_code_gives_nothing() -> None:
    assert region("140299") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("140200", ["140200"]),
        ("大同市", ["140200"]),
        ("山西省 大同市", ["140200"]),
        ("普陀区", ["310107", "330903"]),
        ("舟山市普陀区", ["330903"]),
        ("嘉峪关市", ["620200"]),
        ("苏州", ["320500"]),
        ("江苏省苏州", ["320500"]),
        ("广西", ["450000"]),
        ("延边", ["222400"]),
        ("嘉峪关", ["620200"]),
        ("朝阳", ["110105", "211300", "211321", "220104"]),
        ("恩施", ["422800", "422801"]),
        ("苏", []),
        ("苏州局", []),
        ("同市", []),
        ("没有市", []),
        ("", []),
    ],
)
def test_a_region_is_called_by_its_code_or_as_much_of_its_name_as_tells_it_apart(text: str, codes: list[str]) -> None:
    assert [one.code for one in called(text)] == codes
