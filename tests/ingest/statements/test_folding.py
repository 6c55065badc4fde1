"""The text as it is matched, and the way back to the printed one."""

from __future__ import annotations

import pytest

from ingest.shapes import Paragraph, Source
from ingest.statements.folding import fold, source_at


@pytest.mark.parametrize(
    ("printed", "matched"),
    [
        ("２０３０年　增长５．２５％", "2030年增长5.25%"),
        ("经 费 总预 算 6 万元", "经费总预算6万元"),
        ("(一)水费5万元,占3%;", "（一）水费5万元，占3%；"),
        ("共300, 000元", "共300,000元"),
        ("项目⽀出5万元", "项目支出5万元"),
        ("2030 12月", "2030 12月"),
        ("增加-31-4.85万元", "增加4.85万元"),
        ("增长—6—某局5%", "增长某局5%"),
    ],
)
def test_widths_spaces_and_slipped_page_numbers_are_no_obstacle(printed: str, matched: str) -> None:
    assert fold(printed).text == matched


def test_a_minus_sign_is_no_page_number() -> None:
    assert fold("结余-31.50万元").text == "结余-31.50万元"


def test_every_place_leads_back_to_the_printed_text() -> None:
    folded = fold("水 费 ５,０００ 万元")
    start = folded.text.index("5,000")
    assert folded.quote(start, start + 5) == "５,０００"
    assert folded.span(start, start + 5) == (4, 9)


def test_a_range_leads_to_its_line_page_and_span() -> None:
    paragraph = Paragraph("水费五万元电费六万元", Source(page=2, line=8), breaks=((0, 8, 1), (5, 10, 0)), pages=(2, 3))
    assert source_at(paragraph, 2, 5) == Source(page=2, line=8, span=(3, 6))
    assert source_at(paragraph, 7, 8) == Source(page=3, line=10, span=(2, 3))


def test_a_range_over_the_end_of_a_line_is_cut_there() -> None:
    paragraph = Paragraph("水费12万元", Source(page=2, line=8), breaks=((0, 8, 0), (3, 10, 0)), pages=(2, 2))
    assert source_at(paragraph, 2, 4) == Source(page=2, line=8, span=(2, 3))


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("2 0 2 4 年", "2 0 2 4年"),
        ("一般 公共  预算", "一般公共预算"),
        ("12  34万元", "12 34万元"),
        ("12   34万元", "12 34万元"),
        (" 12 万元 ", "12万元"),
        ("12 ,", "12，"),
    ],
)
def test_one_space_stays_between_digits_only(printed: str, text: str) -> None:
    folded = fold(printed)
    assert folded.text == text
    assert next(printed[place : place + 1] for place in folded.places[:-1]) == next(c for c in printed if not c.isspace())
