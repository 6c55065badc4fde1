"""Personal data is found by its label or its form, and hidden without moving anything. All persons here are invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from budgets.privacy import MASK, find, has_personal_data, mask, mask_lines

SAMPLE = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "datong" / "datong-emergency-2023.txt"

PIECES = st.sampled_from(
    [
        *("负责人", "经办人", "联系电话", "填报日期", "项目负责人", "审核", "：", ":", " ", "\u3000", "、", "，", "。", "(", ")", "-", "."),
        *(
            "张三",
            "李四光",
            "欧阳明",
            "王 五",
            "行政运行",
            "安全管理",
            "金额",
            "20.60",
            "2080505",
            "１",
            "0352",
            "元",
            "86",
            MASK,
            "a@b.cn",
        ),
        *("13800000000", "20230119161218", "5551234", "110105194912310021"),
    ]
)
LINES = st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("负责人： 经办人： 张三 联系电话： 13800000000 填报日期： 20230119161218", ["张三", "13800000000"]),
        ("负责人：张三经办人：李四", ["张三", "李四"]),
        ("填表人：王 五 审核人：李四光", ["王 五", "李四光"]),
        ("联系人：张三、李四光", ["张三", "李四光"]),
        ("联系人及电话：欧阳明 0352-5550000", ["欧阳明", "0352-5550000"]),
        ("项目负责人 张三 联系电话 13800000000", ["张三", "13800000000"]),
        ("项目负责人 欧阳明", ["欧阳明"]),
        ("审核：李四 制表：张三", ["李四", "张三"]),
        ("单位负责人（签字）：阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("联系电话：5550000", ["5550000"]),
        ("电话：138 0000 0000", ["138 0000 0000"]),
        ("（0352）5550000", ["（0352）5550000"]),
        ("咨询01055500000", ["01055500000"]),
        ("手机１３８００００００００。", ["１３８００００００００"]),
        ("身份证110105194912310021", ["110105194912310021"]),
        ("邮箱 zhang.san@example.gov.cn", ["zhang.san@example.gov.cn"]),
    ],
)
def test_personal_data_is_replaced_by_as_many_marks(line: str, hidden: list[str]) -> None:
    expected = line
    for text in hidden:
        expected = expected.replace(text, MASK * len(text))
    assert mask(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "填报日期： 20230119161218",
        "联系电话： 填报日期： 20230119161218",
        "负责人： 经办人： 联系电话：",
        "单位负责人",
        "项目负责人 主管部门 项目名称",
        "项目负责人 联系电话 填报日期",
        "负责人：项目名称",
        "对重点行业主要负责人、安全管理人员进行培训。",
        "各单位负责人 安全管理 20.00",
        "审核 张家口市预算",
        "项目编码 140200230000000012345",
        "2080505 机关事业单位基本养老保险缴费支出 146.70 146.70",
        "13,800,000,000.00 13800000000.00 13800000000元",
        "0.0020802 民政管理事务 0.002080299",
        "实施期资金总额：300,000 年度资金总额：100,000",
        "电话费 1200000.00 1200000.00",
        "150 2000 3000",
    ],
)
def test_figures_codes_dates_and_words_are_left_alone(line: str) -> None:
    assert mask(line) == line
    assert not has_personal_data(line)


def test_a_label_at_the_end_of_a_line_hides_the_name_on_the_next() -> None:
    lines = ["填表人：", "", "\u3000张三", "联系电话：", "13800000000"]
    assert mask_lines(lines) == ("填表人：", "", "\u3000" + MASK * 2, "联系电话：", MASK * 11)


def test_a_label_without_colon_hides_the_next_line_only_before_another_label() -> None:
    assert mask_lines(["项目负责人", "李四光", "联系电话", "13800000000"]) == ("项目负责人", MASK * 3, "联系电话", MASK * 11)
    assert mask_lines(["项目负责人", "方案", "金额"]) == ("项目负责人", "方案", "金额")


def test_words_that_follow_a_label_on_the_next_line_are_no_names() -> None:
    lines = ["单位负责人：", "经办人：", "财政拨款", "煤矿企业主要负责人", "安全管理人员"]
    assert mask_lines(lines) == tuple(lines)


def test_spans_name_their_kind() -> None:
    assert [(span.start, span.end, span.kind) for span in find("经办人：张三 13800000000")] == [(4, 6, "name"), (7, 18, "mobile")]


@given(LINES)
def test_masking_keeps_every_other_character_in_its_place(line: str) -> None:
    masked = mask(line)
    assert len(masked) == len(line)
    assert all(after in (before, MASK) for before, after in zip(line, masked, strict=True))


@given(LINES)
@example("13800000000.110105194912310021")
@example("13800000000.13800000000")
def test_masking_twice_changes_nothing(line: str) -> None:
    once = mask(line)
    assert mask(once) == once
    assert not has_personal_data(once)


@given(LINES, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "，", "填报日期"]), LINES)
def test_no_mobile_number_survives(before: str, number: str, between: str, after: str) -> None:
    masked = mask(f"{before}电话{number}{between}号{after}")
    assert number not in masked
    assert not re.search(r"(?<!\d)(?<!\d\.)1[3-9]\d{9}(?!\d|\.\d|\s*元)", masked)


@given(st.lists(LINES, max_size=6))
def test_lines_keep_their_number_and_length(lines: list[str]) -> None:
    masked = mask_lines(lines)
    assert [len(line) for line in masked] == [len(line) for line in lines]
    assert mask_lines(masked) == masked


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.exists(), reason="the corpus is not beside the checkout")
def test_the_sample_loses_its_handlers_and_nothing_else() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").split("\n")
    changed = [(before, after) for before, after in zip(lines, mask_lines(lines), strict=True) if before != after]
    assert len(changed) == 21
    for before, after in changed:
        handler = re.search(r"经办人： (\S+) 联系电话： (\d{11}) ", before)
        assert handler
        assert after == before.replace(handler[1], MASK * len(handler[1])).replace(handler[2], MASK * 11)
