"""Headings by their marks, and bold lines without their repetition."""

from __future__ import annotations

import pytest

from ingest.headings import (
    bare_title,
    heading_level,
    is_part_heading,
    is_title,
    item_mark,
    mark_level,
    names_contents,
    undouble,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("第二部分 部门预算表", 1),
        ("三、机关运行经费情况说明", 2),
        ("（四）公务接待费", 3),
        ("2、绩效目标设置情况", 4),
        ("5．其他事项", 4),
    ],
)
def test_a_line_of_its_own_with_a_mark_is_a_heading_of_that_level(text: str, level: int) -> None:
    assert heading_level(text) == level


@pytest.mark.parametrize(
    "text",
    [
        "（一）贯彻执行水利方针政策，起草有关规章。",
        "1.行政运行支出35.20万元",
        "二、住房保障支出 4,521.00 18.50",
        "三、单位资金：指除财政拨款以外的收入",
        "四、项目支出………………………12",
        "本年支出合计",
        "2.5万元",
    ],
)
def test_sentences_figures_and_lines_of_the_contents_are_no_headings(text: str) -> None:
    assert heading_level(text) is None


def test_a_sentence_keeps_the_level_of_its_mark() -> None:
    assert mark_level("七、上年结转：指以前年度安排的资金。") == 2


def test_only_the_heading_of_a_part_is_one_inside_a_table() -> None:
    assert is_part_heading("第三部分 2030年单位预算情况说明")
    assert not is_part_heading("二十、粮油物资储备支出")


def test_the_bare_title_is_without_mark_and_colon() -> None:
    assert bare_title("1、车辆情况：") == "车辆情况"
    assert bare_title("第一部分 概况") == "概况"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("九、采购情况九、采购情况", "九、采购情况"),
        ("第一部分 概况第一部分 概况", "第一部分 概况"),
        ("第四部分第四部分 名词解释名词解释", "第四部分 名词解释"),
        ("第二部分 第二部分 2030年预算报表2030年预算报表", "第二部分 2030年预算报表"),
        ("绩效目标绩效目标 ", "绩效目标"),
    ],
)
def test_bold_runs_are_undoubled(printed: str, meant: str) -> None:
    assert undouble(printed) == meant


@pytest.mark.parametrize("text", ["2020", "20802080", "常常", "一般公共预算支出", "公务用车公务接待", "100100%"])
def test_what_only_looks_doubled_stays(text: str) -> None:
    assert undouble(text) == text


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("第二部分 情况", (1, 2)),
        ("二十三、支出", (2, 23)),
        ("十、支出", (2, 10)),
        ("（十二）支出", (3, 12)),
        ("12．支出", (4, 12)),
        ("(3)支出", (5, 3)),
        ("⑫支出", (6, 12)),
        ("3.5万元", None),
        ("支出", None),
    ],
)
def test_items_of_a_list_have_a_level_and_a_number(text: str, mark: tuple[int, int] | None) -> None:
    assert item_mark(text) == mark


@pytest.mark.parametrize(
    "text", ["2030年部门预算编制说明", "名词解释", "目  录", "示例局主要职能", "2030年部门收入预算总表（一）", "三公经费、会议费情况说明"]
)
def test_a_title_has_no_mark_and_ends_as_titles_do(text: str) -> None:
    assert is_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "一、情况说明",
        "无",
        "本单位没有政府性基金预算",
        "按要求公开预算，详见附表",
        "水费5.20万元预算",
        "编制单位：示例局信息",
        "四、情况说明………3",
        "水费按用量安排",
    ],
)
def test_what_says_something_is_no_title(text: str) -> None:
    assert not is_title(text)


def test_the_title_of_a_list_of_contents_ends_with_its_name() -> None:
    assert all(map(names_contents, ("目录", "目  录", "目 次", "2030年部门预算公开目录")))
    assert not names_contents("政府购买服务目录说明")
