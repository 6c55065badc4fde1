"""Heads that can be read only by the order in which they are printed: their tables say so. A dot stands for a space."""

from __future__ import annotations

import pytest

from tests.ingest.typed import codes_of, grid_of, table_of

CAPTION = ("公开表3", "2030年支出总表", "单位：万元")


@pytest.mark.parametrize(
    "lines",
    [
        ("科目编码·科目名称·合计·基本支出·某种未知的栏目", "甲种·乙种", "205·教育支出·9.00·4.00·3.00·2.00"),
        ("项目名称·合计·财政拨款·单位资金·一般公共预算·政府性基金预算", "教育支出·9.00·4.00·3.00·1.00·1.00"),
    ],
    ids=["an unknown head over others", "a whole torn from its parts"],
)
def test_a_head_that_only_the_order_explains_is_ambiguous(lines: tuple[str, ...]) -> None:
    assert "ambiguous" in codes_of(grid_of(*CAPTION, *lines).notes)


@pytest.mark.parametrize(
    "lines",
    [
        ("科目编码·科目名称·合计·基本支出·项目支出", "205·教育支出·9.00·4.00·5.00"),
        ("项目名称·合计·财政拨款·一般公共预算·政府性基金预算·单位资金", "教育支出·9.00·4.00·3.00·1.00·5.00"),
    ],
    ids=["known heads", "a whole before its parts"],
)
def test_a_head_of_known_words_in_order_is_not(lines: tuple[str, ...]) -> None:
    assert codes_of(grid_of(*CAPTION, *lines).notes) == []


def test_a_code_in_square_brackets_before_the_name_is_the_code() -> None:
    table, _ = table_of(*CAPTION, "项目·合计·基本支出·项目支出", "[205]教育支出·9.00·4.00·5.00", "[20501]教育管理事务·9.00·4.00·5.00")
    assert [(line.code, line.label) for line in table.lines] == [("205", "教育支出"), ("20501", "教育管理事务")]
    assert table.lines[1].path == ("教育支出",)
