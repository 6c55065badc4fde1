"""What a disclosure should not look like."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.shapes import Line, Page, Source, Table, TextLine
from tests.ingest.checks.builders import document, identified, only, outcomes, paragraph, results, row, table


def page(*lines: str, furniture: tuple[str, ...] = ()) -> Page:
    def numbered(texts: tuple[str, ...], start: int) -> tuple[TextLine, ...]:
        return tuple(TextLine(start + index, text) for index, text in enumerate(texts))

    return Page(1, numbered(lines, 1), furniture=numbered(furniture, 100))


def test_a_watermark_in_pieces_is_a_drafts_mark() -> None:
    result = only("quality.draft_mark", document(pages=(page("正文", furniture=("仅供", "内部", "审核")),)))
    assert result.outcome == "soft"
    assert result.sources[0].line == 100


def test_a_whole_line_is_a_mark_and_a_word_in_a_sentence_is_not() -> None:
    assert outcomes("quality.draft_mark", document(pages=(page("征求意见稿"),))) == ["soft"]
    assert outcomes("quality.draft_mark", document(pages=(page("完成条例征求意见稿的修改"),))) == ["exact"]
    assert outcomes("quality.draft_mark", document()) == []


@pytest.mark.parametrize(
    "text", ["比上年增加（减少）0万元", "预算XX万元", "共××个项目", "没有收支的，仍保留该表格式", "（公开时请删除注释）"]
)
def test_words_of_a_template_that_were_not_filled_in(text: str) -> None:
    assert outcomes("quality.template_text", document(paragraphs=(paragraph(text),))) == ["soft"]


def test_filled_in_text_is_fine() -> None:
    assert outcomes("quality.template_text", document(paragraphs=(paragraph("比上年增加3.20万元"),))) == ["exact"]


@pytest.mark.parametrize(
    ("region", "text", "outcome"),
    [
        ("某市", "“三公”经费：指省直部门用财政拨款安排的费用", "soft"),
        ("某市某区", "指市级部门用财政拨款安排的费用", "soft"),
        ("某市", "指市级部门用财政拨款安排的费用", "exact"),
        ("某市", "与省直部门对接", "exact"),
    ],
)
def test_definitions_speak_of_the_own_level(region: str, text: str, outcome: str) -> None:
    given = document(paragraphs=(paragraph(text),), identity=identified(region=region))
    assert outcomes("quality.copied_level", given) == [outcome]


def test_a_province_has_no_higher_level() -> None:
    assert outcomes("quality.copied_level", document(paragraphs=(paragraph("指省直部门"),), identity=identified(region="某省"))) == []


def test_a_units_report_speaks_of_the_unit() -> None:
    departmental = paragraph("2023年部门各单位政府采购预算总额398.4万元")
    assert outcomes("quality.scope_words", document(paragraphs=(departmental,))) == ["soft"]
    assert outcomes("quality.scope_words", document(paragraphs=(paragraph("本单位政府采购预算"),))) == ["exact"]
    assert outcomes("quality.scope_words", document(paragraphs=(departmental,), identity=identified("department"))) == []


def test_a_units_table_has_no_total_of_a_department() -> None:
    assert outcomes("quality.scope_words", document(table("operating", "total", row("部门合计", "1.00")))) == ["soft"]


def empty(*amounts: str, no_data: bool = True, **fields: Any) -> Table:
    return table("capital", "total", *(row("208 社会保障和就业支出", amount) for amount in amounts), no_data=no_data, **fields)


def test_a_table_that_is_said_to_be_empty_is_empty() -> None:
    assert outcomes("quality.no_data", document(empty())) == ["exact"]
    assert outcomes("quality.no_data", document(empty("0.00", "_"))) == ["exact"]
    assert outcomes("quality.no_data", document(empty("3.00"))) == ["soft"]


def test_a_note_that_a_table_is_empty_is_told_at_each_figure_that_it_prints() -> None:
    printed = empty("3.00", "_", "0.00", "4.00")
    figures = [amount.source for line in printed.lines for amount in line.amounts if amount.yuan]
    assert len(figures) == 2
    assert list(only("quality.no_data", document(printed)).sources) == figures


def test_an_empty_table_says_so() -> None:
    assert outcomes("quality.no_data", document(empty("_", no_data=False))) == ["soft"]
    assert outcomes("quality.no_data", document(empty("3.00", no_data=False))) == []


def directory(number: str, title: str, is_empty: str = "", reason: str = "") -> Table:
    """A directory of tables with one entry."""
    texts = (("报表名称", title), ("是否空表", is_empty), ("表格为空的理由", reason))
    line = Line(number, (), Source(line=1), texts=tuple((head, text) for head, text in texts if text))
    return Table(None, "", None, None, (), (line,))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (("表9", "2023年部门国有资本经营预算收支表", "是", "不涉及"), ["exact"]),
        (("表8", "部门国有资本经营预算收支表", "是", "不涉及"), ["exact"]),
        (("表9", "部门专项资金表", "是", "不涉及"), ["soft"]),
        (("表9", "部门国有资本经营预算支出总表", "是", "不涉及"), ["exact"]),
        (("表8", "部门国有资本经营预算支出总表", "是", "不涉及"), ["soft"]),
        (("表9", "部门政府性基金预算收支表", "是", "不涉及"), ["soft"]),
        (("表9", "2023年部门国有资本经营预算收支表", "是", ""), ["soft"]),
        (("表9", "2023年部门国有资本经营预算收支表", "否", "不涉及"), ["soft"]),
    ],
)
def test_the_directory_of_tables_may_say_that_one_is_empty_and_why(entry: tuple[str, ...], expected: list[str]) -> None:
    blank = empty("_", no_data=False, number="表9", title="部门国有资本经营预算收支表（2023年度）")
    assert outcomes("quality.no_data", document(directory(*entry), blank)) == expected


def test_of_a_table_that_could_not_be_read_nobody_says_that_it_is_empty() -> None:
    result = only("quality.no_data", document(table("capital", "")))
    assert (result.outcome, result.message) == (
        "not_evaluable",
        "无法核对：《capital表》的各栏读不出来，不知道是不是空表、该不该注明无数据。",
    )


def test_rows_left_over_in_an_empty_table_are_unusual() -> None:
    assert outcomes("quality.empty_rows", document(empty())) == ["exact"]
    assert outcomes("quality.empty_rows", document(empty("0.00"))) == ["soft"]
    assert outcomes("quality.empty_rows", document(empty("0.00", no_data=False))) == []


def test_one_table_number_of_another_form_is_unusual() -> None:
    def numbered(*numbers: str) -> list[Table]:
        return [table(f"s{index}", "total", number=number) for index, number in enumerate(numbers)]

    assert outcomes("quality.table_number", document(*numbered("预算公开表1", "预算公开表2", "部门公开表3", "预算公开表4"))) == ["soft"]
    assert outcomes("quality.table_number", document(*numbered("预算公开表1", "预算公开表2", "预算公开表3"))) == ["exact"]
    assert outcomes("quality.table_number", document(*numbered("表一", "公开02表"))) == []


def test_a_year_in_a_header_is_written_in_full() -> None:
    plain = table("operating", "total", row("合计", "1.00"))
    heads = {
        text: Table(plain.schedule, "表", None, "万元", (type(plain.columns[0])(0, (text, "合计"), "total"),), plain.lines)
        for text in _HEADS
    }
    assert outcomes("quality.header_year", document(heads["2023年预算数"])) == ["exact"]
    assert outcomes("quality.header_year", document(heads["2023预算数"])) == ["soft"]


_HEADS = ("2023年预算数", "2023预算数")


def test_a_title_of_the_general_budget_has_its_columns_only() -> None:
    def three_public(columns: str, amounts: str, title: str) -> Table:
        return table("three_public", columns, row("合计", amounts), title=title)

    assert outcomes("quality.title_columns", document(three_public("total general", "1.00 1.00", "一般公共预算“三公”经费表"))) == ["exact"]
    assert outcomes("quality.title_columns", document(three_public("total fund", "1.00 _", "一般公共预算“三公”经费表"))) == ["soft"]
    assert outcomes("quality.title_columns", document(three_public("total fund", "1.00 _", "“三公”经费表"))) == []


def test_basic_expenditure_has_its_economic_codes() -> None:
    assert outcomes("quality.economic_codes", document(table("general_basic", "total", row("30101 基本工资", "1.00")))) == ["exact"]
    assert [r.subject for r in results("quality.economic_codes", document(table("general_basic", "total", row("基本工资", "1.00"))))] == [
        "general_basic"
    ]
