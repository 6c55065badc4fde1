"""Whose a text is: the department's own, one of its units', or another organisation's. Headings and subjects of real documents."""

from __future__ import annotations

import re

import pytest

from comparisons.whose import HEADS, is_of_another, rests, without_own_name

ENVIRONMENT = ("深圳市生态环境局",)

OTHERS = [
    ("十八、深圳市生态环境局深汕管理局", ENVIRONMENT),
    ("七、一带一路环境技术交流与转移中心（深圳）", ENVIRONMENT),
    ("三、广东省深圳生态环境监测中心站", ENVIRONMENT),
    ("六、深圳市环境科学研究院", ENVIRONMENT),
    ("二、深圳市饮用水源保护管理办公室", ENVIRONMENT),
    ("一、深圳市生态环境局（本级）", ENVIRONMENT),
    ("十、深圳市深圳河湾流域管理中心（深圳市治理深圳河办公室）", ("深圳市水务局",)),
    ("七、深圳市公明供水调蓄工程管理处", ("深圳市水务局",)),
    ("十五、深圳城市职业学院（深圳技师学院）", ("深圳市人力资源和社会保障局",)),
    ("三、深圳市社会保险基金管理局本级", ("深圳市人力资源和社会保障局",)),
    ("五、深圳市社会保险基金管理局福田分局", ("深圳市人力资源和社会保障局",)),
    ("一、深圳市生态环境局", ("深圳市生态环境局深汕管理局",)),
]
OWN = [
    ("一、深圳市人民政府口岸办公室", ("深圳市人民政府口岸办公室",)),
    ("一、深圳市司法局（本级）", ("深圳市司法局（本级）",)),
    ("一、深圳市市场监督管理局深汕监管局", ("深圳市市场监督管理局深汕监管局",)),
    ("一、深圳市规划和自然资源局盐田管理局", ("深圳市规划和自然资源局盐田管理局",)),
    ("三、市重大项目办", ("北京市重大项目建设指挥部办公室",)),
    ("深圳市水务局本级及所属单位", ("深圳市水务局",)),
    ("一、机关运行经费", ENVIRONMENT),
    ("第五部分 财政拨款“三公”经费预算情况", ENVIRONMENT),
    ("二、部门机构设置及预算单位构成情况", ENVIRONMENT),
    ("（二）社会保障和就业支出（类）", ENVIRONMENT),
    ("（2）公立医院（款）", ENVIRONMENT),
    ("五、办公用房和办公场所", ENVIRONMENT),
    ("二、2026年市本级部门预算", ENVIRONMENT),
    ("", ENVIRONMENT),
]


@pytest.mark.parametrize(("section", "names"), OTHERS)
def test_a_chapter_on_a_unit_is_of_another(section: str, names: tuple[str, ...]) -> None:
    assert is_of_another(section, names, "department")
    assert re.search(HEADS, section), "the database has to find it"


@pytest.mark.parametrize(("section", "names"), OWN)
def test_a_chapter_under_the_departments_own_name_or_under_no_name_is_its_own(section: str, names: tuple[str, ...]) -> None:
    assert not is_of_another(section, names, "department")


def test_in_the_document_of_the_department_alone_it_is_all_there_is() -> None:
    assert not is_of_another("一、深圳市生态环境局（本级）", ENVIRONMENT, "unit")


@pytest.mark.parametrize(
    ("subject", "name", "rest"),
    [
        ("北京市人民政府办公厅机关运行经费财政拨款预算", "北京市人民政府办公厅", "机关运行经费财政拨款预算"),
        ("市重大项目办机关运行经费财政拨款预算", "北京市重大项目建设指挥部办公室", "机关运行经费财政拨款预算"),
        ("江苏省政协办公厅本年收入预算合计", "江苏省政协办公厅", "本年收入预算合计"),
        ("深圳市发展改革委员会专项资金", "深圳市发展和改革委员会（本级）", "专项资金"),
        ("市教委机关运行经费", "某市教育委员会", "机关运行经费"),
        ("深圳市社会保险基金管理局龙华分局部门预算收入", "深圳市人力资源和社会保障局", None),
        ("深圳市水务局质量监督站机关运行经费", "深圳市水务局", "质量监督站机关运行经费"),
        ("市生态环境局机关运行经费", "深圳市生态环境局深汕管理局", None),
        ("市政府办公室机关运行经费", "北京市人民政府办公厅", None),
        ("机关运行经费", "北京市人民政府办公厅", None),
    ],
)
def test_in_front_of_a_subject_only_the_departments_own_name_is_left_out(subject: str, name: str, rest: str | None) -> None:
    assert without_own_name(subject, (name,)) == (rest or subject)


def test_what_is_left_is_among_what_the_index_looks_for() -> None:
    assert "机关运行经费财政拨款预算" in rests("市重大项目办机关运行经费财政拨款预算")
    assert rests("机关运行经费") == []
