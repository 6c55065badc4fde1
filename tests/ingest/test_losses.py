from ingest.losses import find_lost_pages
from ingest.shapes import Form, Page, Source, TextLine


def page(number: int, printed: int | None = None) -> Page:
    first = number * 100
    return Page(number, (TextLine(first, "甲"), TextLine(first + 9, "乙")), first_line=first, printed=printed)


def form(project: str | None, first: int, last: int, complete: bool = False) -> Form:
    return Form(project, Source(line=first), complete, segments=((first, last),))


def test_numbers_without_a_gap_say_nothing() -> None:
    assert find_lost_pages([page(1, 1), page(2), page(3, 3), page(4, 4)], []) == ()


def test_neighbours_with_a_gap_between_their_numbers_show_where_it_is() -> None:
    (note,) = find_lost_pages([page(1, 1), page(2, 4)], [])
    assert (note.level, note.code, note.source.line) == ("warning", "lost_page", 200)
    assert "缺 2 页" in note.text


def test_a_gap_is_only_known_to_lie_between_two_printed_numbers() -> None:
    (note,) = find_lost_pages([page(1, 1), page(2), page(3), page(4, 5)], [])
    assert note.source.line == 100
    assert "第 100 行与第 400 行" in note.text


def test_a_form_that_breaks_off_shows_where_the_page_is_missing() -> None:
    forms = [form("甲项目", 150, 209), form(None, 300, 409)]
    (note,) = find_lost_pages([page(1, 1), page(2), page(3), page(4, 5)], forms)
    assert note.source.line == 300
    assert "第 300 行开始的页面之前" in note.text


def test_two_forms_that_break_off_leave_it_open() -> None:
    forms = [form("甲项目", 150, 209), form(None, 300, 309), form(None, 400, 409)]
    (note,) = find_lost_pages([page(1, 1), page(2), page(3), page(4, 5)], forms)
    assert note.source.line == 100
