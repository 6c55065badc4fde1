"""What the public sees of a document: its lines, the figure marked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.pages import Mark, Piece, find_numbers, find_text, mark_page, page_of, passage
from tests.factories import Book

LINES = ["一、收支情况", "", "机关运行经费159.79万元，上年", "", "152.61万元，多7.18万元。", "", "  合计 10.50 10.50"]


def text_of(marks: tuple[Mark, ...]) -> list[str]:
    return [LINES[mark.line - 100][mark.start : mark.end] for mark in marks]


def test_a_line_is_cut_where_marks_begin_and_end() -> None:
    (line,) = mark_page(["合计 10.50 10.50"], 7, [Mark(7, 9, 14)])
    assert line.number == 7
    assert line.pieces == (Piece("合计 10.50 "), Piece("10.50", "cell"))


def test_the_second_of_two_equal_figures_can_be_marked() -> None:
    first, second = (mark_page(["合计 10.50 10.50"], 1, [Mark(1, start, start + 5)])[0] for start in (3, 9))
    assert [piece.kind for piece in first.pieces] == ["", "cell", ""]
    assert [piece.kind for piece in second.pieces] == ["", "cell"]


def test_a_figure_is_marked_within_its_marked_sentence() -> None:
    (line,) = mark_page(["多7.18万元"], 1, [Mark(1, 1, 5, "cell"), Mark(1, 0, 7, "row")])
    assert line.pieces == (Piece("多", "row"), Piece("7.18", "cell"), Piece("万元", "row"))


def test_blank_lines_are_left_out_and_counted() -> None:
    assert [line.number for line in mark_page(LINES, 100, [])] == [100, 102, 104, 106]


def test_a_mark_beyond_the_line_does_no_harm() -> None:
    (line,) = mark_page(["合计"], 1, [Mark(1, 5, 9), Mark(9, 0, 1)])
    assert line.pieces == (Piece("合计"),)


def test_a_passage_shows_some_lines_around_the_marks() -> None:
    lines = mark_page([f"第{number}行" for number in range(1, 21)], 1, [Mark(10, 0, 2)])
    shown = passage(lines, context=2)
    assert [line.number for line in shown.lines] == [8, 9, 10, 11, 12]
    assert (shown.before, shown.after) == (7, 8)


def test_without_a_mark_a_passage_is_the_beginning_of_the_page() -> None:
    assert passage(mark_page(LINES, 1, []), context=1).lines[0].number == 1
    assert passage(()).lines == ()


def test_a_sentence_is_found_over_line_breaks() -> None:
    marks = find_text(LINES, 100, "机关运行经费159.79万元，上年152.61万元，多7.18万元。", near=102)
    assert text_of(marks) == [LINES[2], LINES[4]]


def test_of_several_places_the_nearest_is_taken() -> None:
    lines = ["合计 1", "", "合计 2", "", "合计 3"]
    assert [mark.line for mark in find_text(lines, 1, "合计", near=4)] == [3]
    assert [mark.line for mark in find_text(lines, 1, "合计", near=5)] == [5]


def test_what_is_not_there_is_not_marked() -> None:
    assert find_text(LINES, 100, "公务接待费", near=100) == ()
    assert find_text(LINES, 100, "", near=100) == ()


def test_numbers_of_a_sentence_are_found_behind_its_amount_whatever_their_zeros() -> None:
    lines = ["多7.18万元；机关运行经费1,597.90元，多7.180万元"]
    sentence = (Mark(1, 0, len(lines[0]), "row"),)
    amount = (Mark(1, lines[0].index("1,597"), lines[0].index("元，")),)
    (found,) = find_numbers(lines, 1, sentence, [Decimal("7.18")], amount)
    assert lines[0][found.start : found.end] == "7.180"
    (other,) = find_numbers(lines, 1, sentence, [Decimal("1597.9")])
    assert lines[0][other.start : other.end] == "1,597.90"
    assert find_numbers(lines, 1, sentence, [Decimal("7")]) == ()


@pytest.mark.django_db
def test_the_page_of_a_line_is_the_last_one_that_begins_before_it() -> None:
    book = Book()
    book.line("第一页")
    book.finish()
    book.document.pages.create(number=2, first_line=50, lines=["第二页"])
    first, last, numbered = (page_of(book.document, *place) for place in ((49, None), (50, None), (None, 2)))
    assert first is not None
    assert last is not None
    assert numbered == last
    assert (first.number, last.number) == (1, 2)
    assert page_of(book.document, None, None) is None
    assert page_of(book.document, None, 9) is None
