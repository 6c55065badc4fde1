"""Every reason and every caution of a computed number has words to be shown with."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest

from comparisons.changes import MUST_AGREE, Basis, Caution, NoRate, Origin, Point, compare
from comparisons.templatetags.changes import CAUTIONS, DIFFERS, WHY, caution_text, difference, difference_text, shown
from comparisons.values import Why


def test_every_reason_for_no_number_has_words() -> None:
    reasons = {reason for part in get_args(Why) for reason in get_args(part)} | set(get_args(NoRate))
    assert reasons - {""} == set(WHY)


def test_every_difference_of_bases_has_words_for_two_years_and_for_one() -> None:
    assert set(MUST_AGREE) <= set(CAUTIONS)
    assert {*MUST_AGREE, "schedule"} == set(DIFFERS)


def test_the_source_of_funds_is_named_on_both_sides() -> None:
    caution = Caution("fund", "fiscal", "general")
    assert caution_text(caution) == "上年的数出自全部财政拨款，本年的数出自一般公共预算，不能相比。"
    assert difference_text(caution) == "资金来源不同：全部财政拨款、一般公共预算。"


@pytest.mark.parametrize(
    ("caution", "text"),
    [
        (Caution("other_stage", "execution", "budget"), "基数是执行数，本年的数是预算：阶段不同，只作对照。"),
        (Caution("budget_restated", "500000", "520000"), "预算文件的预算数是 50.00 万元，决算文件写作 52.00 万元；两个都保留。"),
        (Caution("count_undated", "", "2024"), "数量没有写明截止日期，金额属于 2024 年。"),
        (Caution("count_stage", "final_accounts", "budget"), "数量取自决算文件，金额是预算。"),
        (Caution("whole", "甲", "乙"), "两年的上一级不是同一行：甲、乙。"),
    ],
)
def test_what_must_be_read_before_a_number_is_a_sentence(caution: Caution, text: str) -> None:
    assert difference_text(caution) == text


def figure_of(year: int, yuan: str, step: str, source: Origin = "own", printed: str = "") -> Point:
    basis = Basis("budget", "department", source, unit="万元")
    return Point("total", "支出总计", year, Decimal(yuan), basis, step=Decimal(step), printed=printed)


def test_a_difference_is_no_closer_than_the_sentence_that_tells_last_years_figure() -> None:
    """The table prints 19,577.43, the text says 比上年减少290万元: last year's figure is known to whole 万元."""
    before, after = figure_of(2025, "198670000", "20000", "text"), figure_of(2026, "195774300", "100", printed="19,577.43")
    (change,) = compare([before], [after]).lines
    assert difference(change) == "约 −290"
    assert shown(before) == ("19,867", ".00")
    assert shown(after) == ("19,577.43", "")


def test_figures_of_tables_are_subtracted_exactly_however_few_decimals_they_print() -> None:
    before, after = figure_of(2025, "200000", "10000", printed="20"), figure_of(2026, "2749100", "100", printed="274.91")
    (change,) = compare([before], [after]).lines
    assert difference(change) == "+254.91"
