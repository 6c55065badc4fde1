"""Pages of a text: a dot stands for a space."""

from ingest.readers.paging import page_starts, physical_lines
from ingest.shapes import Page
from tests.ingest.typed import document_of, rows


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert physical_lines("a\n\nb\r\nc\rd\n") == ("a", "", "b", "c", "d")
    assert physical_lines("a\u2028b\x0bc") == ("a\u2028b\x0bc",)


def test_a_line_with_one_more_space_directly_behind_another_begins_a_page() -> None:
    first, second = document_of("甲乙丙\n\n丁戊己\n·庚辛\n\n壬癸\n").pages
    assert (texts(first), texts(second)) == (["甲乙丙", "丁戊己"], ["庚辛", "壬癸"])
    assert (second.first_line, second.lines[0].number, second.lines[0].offset) == (4, 4, 1)
    assert not second.lines[0].follows


def test_only_the_first_space_is_the_page_break_the_others_are_cells() -> None:
    _, second = document_of("甲\n\n乙\n···丙·1.00\n\n丁\n").pages
    assert texts(second) == ["  丙 1.00", "丁"]


def test_a_space_behind_an_empty_line_is_a_cell_and_no_page() -> None:
    (page,) = document_of("甲\n\n·乙·1.00\n\n丙\n").pages
    assert texts(page) == ["甲", " 乙 1.00", "丙"]


def test_the_space_in_front_of_the_first_line_is_a_page_break_too() -> None:
    (page,) = document_of("·甲\n\n乙\n\n丙\n").pages
    assert (texts(page)[0], page.lines[0].offset) == ("甲", 1)


def test_a_line_of_spaces_alone_begins_no_page() -> None:
    (page,) = document_of("甲\n\n乙\n··\n\n丙\n\n丁\n").pages
    assert texts(page) == ["甲", "乙", "  ", "丙", "丁"]
    assert page.lines[2].follows


def test_in_a_text_without_empty_lines_spaces_say_nothing_of_pages() -> None:
    (page,) = document_of("甲\n·乙\n··丙\n丁\n").pages
    assert texts(page) == ["甲", " 乙", "  丙", "丁"]


def test_form_feeds_are_page_breaks_and_then_nothing_else_is() -> None:
    first, second, third = document_of("甲\n\n乙\n·丙\n\f丁\n戊\f己\n").pages
    assert (texts(first), texts(second), texts(third)) == (["甲", "乙", " 丙"], ["丁", "戊"], ["己"])
    assert [page.first_line for page in (first, second, third)] == [1, 5, 6]
    assert [line.offset for line in third.lines] == [2]


def test_a_page_number_ends_its_page() -> None:
    first, second, third = document_of(rows("甲", "-1-", "乙", "-2-", "丙")).pages
    assert [texts(page) for page in (first, second, third)] == [["甲"], ["乙"], ["丙"]]
    assert [page.printed for page in (first, second, third)] == [1, 2, None]


def test_the_whole_page_is_kept_as_received() -> None:
    first, second = document_of("甲\n\n-1-\n\n乙\n").pages
    assert first.masked == ("甲", "", "-1-", "")
    assert [line.text for line in first.furniture] == ["-1-"]
    assert second.masked == ("乙",)


def test_a_document_without_lines_has_one_empty_page() -> None:
    assert page_starts((), {}) == ((0, 0),)
