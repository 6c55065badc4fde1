"""Counting spaces. A dot stands for a space."""

import pytest

from ingest.grids.counted.runs import Row, decimals_of, figure_at_start, halved, is_amount, runs_of, undoubled
from ingest.shapes import TextLine


def row(text: str, offset: int = 0) -> Row:
    return Row(TextLine(7, text.replace("·", " "), offset=offset), page=2, at_page_start=False)


def cells(text: str) -> list[str]:
    return [run.text for run in runs_of(row(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲·乙", ["甲", "乙"]),
        ("甲··乙", ["甲", "", "乙"]),
        ("甲···乙", ["甲", "", "", "乙"]),
        ("··甲", ["", "", "甲"]),
        ("甲·", ["甲"]),
        ("甲··", ["甲", ""]),
        ("·甲···", ["", "甲", "", ""]),
        ("···", ["", "", ""]),
        ("　　甲·1.00", ["　　甲", "1.00"]),
    ],
)
def test_spaces_say_how_many_cells_are_empty(text: str, expected: list[str]) -> None:
    assert cells(text) == expected


def test_each_cell_knows_its_characters_in_the_physical_line() -> None:
    first, empty, last = runs_of(row("甲乙··3.00", offset=1))
    assert (first.start, first.end) == (1, 3)
    assert empty.start == empty.end
    assert (last.line, last.start, last.end) == (7, 5, 9)


def test_bold_empty_cells_are_two_spaces_each() -> None:
    assert [run.text for run in halved(runs_of(row("甲甲·····"))) or ()] == ["甲甲", "", ""]
    assert halved(runs_of(row("甲甲····"))) is None
    assert halved(runs_of(row("甲甲·乙乙"))) is None


@pytest.mark.parametrize(
    ("text", "once"),
    [("合计合计", "合计"), ("合计", "合计"), ("2020", "2020"), ("221221", "221221"), ("人人", "人人"), ("收入支出", "收入支出")],
)
def test_bold_text_is_read_once_and_digits_never_halved(text: str, once: str) -> None:
    assert undoubled(text) == once


@pytest.mark.parametrize(
    ("text", "decimals", "printed", "length"),
    [
        ("20.00", 2, "20.00", 5),
        ("20.0020.00", 2, "20.00", 10),
        ("1,234.501,234.50", 2, "1,234.50", 16),
        ("0.00208", 2, "0.00", 4),
        ("0.0020802", 2, "0.00", 4),
        ("1,234.50一、教育支出", 2, "1,234.50", 8),
        ("1,234.501,234.50支出合计", 2, "1,234.50", 16),
        ("25,908.655988", 6, "25,908.655988", 13),
        ("12,604,173", 2, "12,604,173", 10),
        ("0.5", 2, "0.5", 3),
        ("-3.20", 2, "-3.20", 5),
        ("(12.50)", 2, "(12.50)", 7),
        ("12.5%", 2, "12.5%", 5),
        ("—", 2, "—", 1),
        ("125", 0, "125", 3),
        ("125辆", 0, "125", 3),
    ],
)
def test_a_figure_ends_where_its_decimals_end(text: str, decimals: int, printed: str, length: int) -> None:
    figure = figure_at_start(text, decimals)
    assert figure is not None
    assert (figure.printed, figure.length) == (printed, length)


@pytest.mark.parametrize("text", ["合计", "一、教育支出", "J1.00", ""])
def test_a_text_begins_with_no_figure(text: str) -> None:
    assert figure_at_start(text, 2) is None


def test_a_code_is_no_amount() -> None:
    assert [text for text in ("2080505", "12.50", "1,200", "3", "-") if is_amount(text)] == ["12.50", "1,200"]


def test_decimals_are_those_of_most_figures() -> None:
    assert decimals_of([row("甲·1.00·2.002.00"), row("0.00208·乙·3.50")]) == 2
    assert decimals_of([row("甲·1.250000·2.000000")]) == 6
    assert decimals_of([row("甲·1,200·30")]) == 0
