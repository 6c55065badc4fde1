"""The sentence that a clerk reads: every amount in the unit that it is printed in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.checks.results import shown
from tests.ingest.checks.builders import document, only, row, statement, table


@pytest.mark.parametrize(
    ("yuan", "unit", "text"),
    [
        ("129681094", "元", "129,681,094元"),
        ("0.035", "元", "0.035元"),
        ("0.5", "元", "0.50元"),
        ("-34", "元", "−34元"),
        ("1667000", "万元", "166.70万元"),
        ("1670000", "万元", "167.00万元"),
        ("150", "万元", "0.015万元"),
        ("1667000", "千元", "1,667千元"),
        ("3", "辆", "3辆"),
        ("-29.5", "%", "−29.5%"),
    ],
)
def test_a_number_in_its_unit(yuan: str, unit: str, text: str) -> None:
    assert shown(Decimal(yuan), unit) == text


def test_a_table_in_yuan_is_told_in_yuan() -> None:
    """普陀: 12,968.1094万元 and 0.0000035万元 were said of a table in 元."""
    printed = table("expenditure", "project", row("20406 司法", "64840547"), row("2040601 行政运行", "129681094"), unit="元")
    message = only("hierarchy.division_sum", document(printed)).message
    assert "是129,681,094元，印的是64,840,547元，相差−64,840,547元" in message
    assert "只能解释1元" in message  # two figures of whole 元
    assert "万元" not in message


def test_text_and_table_are_each_told_in_their_own_unit() -> None:
    """What they differ by is less than the larger unit shows: it is told in the smaller."""
    printed = table("general_expenditure", "total", row("合计", "104298313"), unit="元")
    spoken = statement("一般公共预算当年拨款", "10429.84")
    result = only("text.figure", document(printed, statements=(spoken,)))
    assert "是104,298,313元，印的是10,429.84万元，相差87元" in result.message
    assert result.difference == Decimal(87)


def test_tables_of_two_units_are_each_told_in_their_own() -> None:
    income = table("income", "total", row("合计", "90000"), unit="元")
    summary = table("summary", "income:amount", row("收入总计", "10.00", side="income"))
    message = only("between.income", document(summary, income)).message
    assert "是10.00万元，印的是90,000元，相差−10,000元" in message


def test_a_direction_names_both_amounts() -> None:
    spoken = statement("行政运行", "57.80", base="57.43", base_year=2022, direction="decrease")
    assert "是57.80万元，比的是57.43万元，却写“减少”" in only("text.direction", document(statements=(spoken,))).message
