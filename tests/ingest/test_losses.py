from dataclasses import replace

from ingest.losses import find_losses, find_lost_pages
from ingest.shapes import Form, Page, Source, Table, TextLine


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


def codes(pages: list[Page], tables: list[Table] | None = None, forms: list[Form] | None = None) -> list[tuple[str, int | None]]:
    return [(note.code, note.source.page) for note in find_losses(pages, tables or [], forms or [])]


def table(number: str | None, title: str = "收支总表") -> Table:
    return Table(None, title, number, "元", (), (), source=Source(page=9))


def test_pages_in_a_wrong_place_are_not_lost_but_displaced() -> None:
    assert codes([page(1, 1), page(2, 3), page(3, 2), page(4, 4)]) == [("displaced_page", 3), ("displaced_page", 2)]
    assert codes([page(1, 1), page(2, 4), page(3, 5), page(4, 2), page(5, 3), page(6, 6)])[:2] == [
        ("displaced_page", 4),
        ("displaced_page", 5),
    ]


def test_a_second_part_with_numbers_of_its_own_displaces_nothing() -> None:
    assert codes([page(1, 1), page(2, 2), page(3, 1), page(4, 2), page(5, 3)]) == []
    assert codes([page(1, 1), page(2, 3), page(3, 1), page(4, 2), page(5, 3)]) == [("lost_page", 2)]


def printed(number: int, *lines: str) -> Page:
    return Page(number, tuple(TextLine(number * 100 + at, line) for at, line in enumerate(lines)), number * 100, masked=lines)


def test_a_page_that_is_word_for_word_another_is_repeated() -> None:
    rows = ("收入 20.00", "支出 20.00", "第 4 页")
    assert codes([printed(1, *rows), printed(2, "收入 20.00", "支出 20.00", "第 5 页"), printed(3, *rows)]) == [("repeated_page", 3)]
    assert codes([printed(1, "附件", "目录", "说明"), printed(2, "附件", "目录", "说明")]) == []


def test_a_number_that_is_over_no_table_is_said() -> None:
    assert codes([], [table("公开01表"), table("公开02表"), table("公开05表")]) == [("missing_table", 9)]
    assert codes([], [table(None, "一、收支总表"), table(None, "二、收入总表"), table(None, "十二、支出总表")]) == [("missing_table", 9)]
    assert codes([], [table("表十一"), table("表十三"), table("表十四")]) == []
    assert codes([], [table(None), table("公开02表"), table("公开05表")]) == []


def test_a_number_over_a_form_is_not_missing() -> None:
    pages = [Page(1, (TextLine(7, "预算2表 部门整体支出绩效目标表"), TextLine(8, "部门名称")))]
    forms = [Form(None, Source(page=1), complete=True, segments=((7, 8),))]
    assert codes(pages, [table("预算1表"), table("预算3表"), table("预算4表")], forms) == []


def test_a_blank_page_where_numbers_are_missing_may_have_held_them() -> None:
    def text(blank: int) -> str:
        pages = [printed(number, "收入 20.00") if number != blank else Page(number, ()) for number in range(1, 6)]
        tables = [replace(table(f"公开0{number}表"), pages=(page,)) for number, page in ((1, 1), (2, 2), (5, 4))]
        (note,) = find_losses(pages, tables, [])
        assert (note.level, note.code) == ("warning", "missing_table")
        return note.text

    assert text(3) == "表号从 2 到 5，中间缺 3、4：其间第 3 页是空白，这些表可能原来在那里，文件可能已损坏，请对照原文。"
    assert text(5) == "表号从 2 到 5，中间缺 3、4：这些表可能没有公开，也可能缺页，请对照原文。"
