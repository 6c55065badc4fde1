"""A worksheet as evidence: the rows around the marked cell, its column always in sight."""

from __future__ import annotations

from budgets.models import DocumentPage
from budgets.sheets import ShownSheet, letters_of, show_sheet

LINES = [
    "收支总表",
    "2030年收支总表",
    "",
    "项目\t合计\t备注",
    *(f"第{number}项支出名称较长\t{number}.00\t" for number in range(4, 31)),
    "\t\t编制说明\n合计为各项之和。",
]


def shown(*cells: str, sentence: str = "") -> ShownSheet:
    return show_sheet(DocumentPage(lines=LINES, kind="sheet", first_line=0, number=1), cells, sentence)


def test_letters_of_columns_go_on_behind_z() -> None:
    assert [letters_of(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_without_a_mark_every_row_with_text_is_shown_under_its_number() -> None:
    sheet = shown()
    assert sheet.name == "收支总表"
    assert [row.number for row in sheet.rows] == [1, *range(3, 32)]
    assert [(column.letter, column.room, column.is_pinned) for column in sheet.columns] == [
        ("A", "much-room", False),
        ("B", "", False),
        ("C", "", False),
    ]


def test_around_a_marked_cell_stand_its_neighbours_and_the_heads() -> None:
    sheet = shown("B20")
    assert [row.number for row in sheet.rows] == [1, 3, 4, 5, 6, 7, *range(14, 27)]
    assert [row.number for row in sheet.rows if row.skipped] == [14]
    assert sheet.left_out == 11
    assert [cell.name for row in sheet.rows for cell in row.cells if cell.is_marked] == ["B20"]
    assert [column.letter for column in sheet.columns if column.is_pinned] == ["B"]


def test_marks_in_several_columns_pin_none_and_a_whole_row_can_be_marked() -> None:
    sheet = shown("A5", "B5", "7:7")
    assert [row.number for row in sheet.rows if row.is_marked] == [5, 7]
    assert not any(column.is_pinned for column in sheet.columns)


def test_a_text_alone_in_its_row_reaches_over_the_blank_cells_behind_it() -> None:
    (title, *_) = shown().rows
    assert [(cell.name, cell.span) for cell in title.cells] == [("A1", 3)]
    marked = shown("C1").rows[0]
    assert [(cell.name, cell.span) for cell in marked.cells] == [("A1", 1), ("B1", 1), ("C1", 1)]


def test_a_sentence_is_marked_in_its_cell() -> None:
    sheet = shown("C31", sentence="合计为各项之和。")
    cell = sheet.rows[-1].cells[2]
    assert [(line.number, line.is_marked) for line in cell.lines] == [(1, False), (2, True)]


def test_a_cell_that_is_not_there_marks_nothing() -> None:
    assert not any(row.is_marked for row in shown("B99").rows)
