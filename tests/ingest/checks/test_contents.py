"""What a disclosure says that it holds."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.shapes import Page, TextLine
from tests.ingest.checks.builders import document, form, identified, lost, note, only, outcomes, paragraph, results, row, table

EXPENDITURE = table("expenditure", "total", row("合计", "1.00"), title="支出总表")


def page(number: int, *lines: str) -> Page:
    return Page(number, tuple(TextLine(100 * number + index, text) for index, text in enumerate(lines)), first_line=100 * number)


def listed(*lines: str, **more: Any) -> list[str]:
    return [
        result.subject for result in results("quality.contents", document(EXPENDITURE, pages=(page(1, *lines), *more.get("behind", ()))))
    ]


def test_each_standard_table_of_the_list_is_looked_for() -> None:
    assert listed("目 录", "一、部门概况……1", "二、支出总表……5", "（三）收入总表 6") == ["contents 支出总表", "contents 收入总表"]
    assert listed("正文", "二、支出总表") == []


def test_a_listed_table_that_is_nowhere_is_said() -> None:
    contents = page(1, "目录", "一、支出总表", "二、收入总表")
    found = document(EXPENDITURE, pages=(contents, page(2, "支出总表")))
    assert outcomes("quality.contents", found) == ["exact", "soft"]
    (missing,) = [result for result in results("quality.contents", found) if result.outcome == "soft"]
    assert missing.subject == "contents 收入总表"
    assert missing.sources[0].line == 102


def test_a_title_printed_behind_the_list_is_there_even_if_it_was_not_read() -> None:
    contents = page(1, "目录", "一、支出总表", "二、收入总表")
    assert outcomes("quality.contents", document(EXPENDITURE, pages=(contents, page(2, "2023年收入总表")))) == ["exact", "exact"]


def test_lost_pages_and_server_errors_are_findings() -> None:
    assert outcomes("quality.pages", document(notes=(note("lost_page", "缺 1 页"),), pages=(page(1, "正文"),))) == ["soft"]
    assert outcomes("quality.pages", document(pages=(lost(2),))) == ["soft"]
    assert outcomes("quality.pages", document(pages=(Page(1, (), printed=1),))) == ["exact"]
    assert outcomes("quality.pages", document(pages=(page(1, "没有页码"),))) == []


def test_a_headcount_is_asked_of_texts() -> None:
    assert outcomes("quality.headcount", document(paragraphs=(paragraph("人员编制25名，实有人数23人。"),))) == ["exact"]
    assert outcomes("quality.headcount", document(paragraphs=(paragraph("本单位负责应急管理。"),))) == ["not_evaluable"]
    assert outcomes("quality.headcount", document(EXPENDITURE)) == []


def test_the_days_between_approval_and_publication() -> None:
    def said(*texts: str) -> list[str]:
        return outcomes("quality.dates", document(paragraphs=tuple(paragraph(text) for text in texts)))

    assert said("市财政局于2023年1月20日批复预算。", "2023年2月5日") == ["exact"]
    assert said("市财政局于2023年1月20日批复预算。", "公开日期：2023年2月10日") == ["soft"]
    assert said("市财政局于2023年1月20日批复预算。") == ["not_evaluable"]
    assert said("2023年13月45日批复") == ["not_evaluable"]


def test_the_last_form_tells_the_earliest_day_of_publication() -> None:
    filled = form("甲", "1", filled_at="2023-02-01T09:04:57")
    result = only("quality.dates", document(paragraphs=(paragraph("正文"),), forms=(filled,), identity=identified()))
    assert result.hint == "绩效目标申报表最晚填报于2023-02-01，公开不会早于这一天。"


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        (("2023-02-01 09:04", "2023年1月31日"), "2023-02-01"),
        (("2023 年 2 月 11 日", "2023.1.30"), "2023-02-11"),
        (("2023020109", "2022-12-30"), "2023-02-01"),
        (("二月一日", "2023/1/3", "2023-13-01"), "2023-01-03"),
    ],
)
def test_forms_sign_their_days_in_many_ways(signed: tuple[str, ...], day: str) -> None:
    forms = tuple(form(f"项目{text}", "1", filled_at=text) for text in signed)
    result = only("quality.dates", document(paragraphs=(paragraph("正文"),), forms=forms, identity=identified()))
    assert result.hint == f"绩效目标申报表最晚填报于{day}，公开不会早于这一天。"


def test_a_form_without_a_day_tells_none() -> None:
    forms = (form("甲", "1", filled_at="2023-02"),)
    assert only("quality.dates", document(paragraphs=(paragraph("正文"),), forms=forms, identity=identified())).hint is None
