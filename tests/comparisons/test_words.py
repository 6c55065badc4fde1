"""Every reason and every caution of a computed number has words to be shown with."""

from __future__ import annotations

from typing import get_args

import pytest

from comparisons.changes import MUST_AGREE, Caution, NoRate
from comparisons.templatetags.changes import CAUTIONS, DIFFERS, WHY, caution_text, difference_text
from comparisons.values import Why


def test_every_reason_for_no_number_has_words() -> None:
    reasons = {reason for part in get_args(Why) for reason in get_args(part)} | set(get_args(NoRate))
    assert reasons - {""} == set(WHY)


def test_every_difference_of_bases_has_words_for_two_years_and_for_one() -> None:
    assert set(MUST_AGREE) <= set(CAUTIONS)
    assert set(MUST_AGREE) == set(DIFFERS)


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
