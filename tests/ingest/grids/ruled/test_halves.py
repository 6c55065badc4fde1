"""Tables whose right columns stand on another page: joined where that is shown, else kept apart and said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.grids import find_grids
from ingest.lines import to_lines
from ingest.readers import read
from ingest.recognise import recognise
from ingest.shapes import Note, Table
from tests.ingest.pdfs import Pdf, PdfPage

Texts = Sequence[Sequence[str | None]]
LEFT = [60, 180, 300, 420, 540]
RIGHT = [60, 180, 300]
TITLE = "2024年部门收入预算总表"
HEADS: Texts = [["科目编码", "合计", "财政拨款收入", "事业收入"]]
ROWS: Texts = [["201", "1,000", "600", "100"], ["205", "50", "30", ""], ["208", "70", "70", ""]]
RIGHT_HEADS: Texts = [["经营收入", "其他收入"]]
RIGHT_ROWS: Texts = [["300", ""], ["", "20"], ["", ""]]


def tables(pdf: Pdf, folder: Path) -> tuple[list[Table], list[Note]]:
    grids = find_grids(read(pdf.save(folder)).pages)
    read_tables = [to_lines(recognise(grid), grid) for grid in grids]
    return [table for table, _ in read_tables], [note for _, notes in read_tables for note in notes]


def left_page(pdf: Pdf, heads: Texts = HEADS, rows: Texts = ROWS, *, caption: bool = True) -> PdfPage:
    page = pdf.page()
    if caption:
        page.text(200, 60, TITLE, 14)
        page.text(460, 90, "单位：元", 9)
    page.table(LEFT, 110, [*heads, *rows])
    return page


def right_page(
    pdf: Pdf, heads: Texts = RIGHT_HEADS, rows: Texts = RIGHT_ROWS, xs: Sequence[float] = RIGHT, *, height: float = 20
) -> PdfPage:
    page = pdf.page()
    page.table(xs, 110, [*heads, *rows], height=height)
    return page


def figures(table: Table) -> list[tuple[str | None, list[tuple[str, str]]]]:
    heads = {column.index: column.header[-1] for column in table.columns}
    return [(line.code, [(heads[one.column], one.printed) for one in line.amounts]) for line in table.lines]


WHOLE = [
    ("201", [("合计", "1,000"), ("财政拨款收入", "600"), ("事业收入", "100"), ("经营收入", "300")]),
    ("205", [("合计", "50"), ("财政拨款收入", "30"), ("其他收入", "20")]),
    ("208", [("合计", "70"), ("财政拨款收入", "70")]),
]


def codes(notes: Sequence[Note]) -> list[str]:
    return [note.code for note in notes if note.code in ("halves_joined", "half_table")]


def test_totals_over_both_halves_show_that_they_are_one_table(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    right_page(pdf)
    (table,), notes = tables(pdf, tmp_path)
    assert figures(table) == WHOLE
    assert (table.title, table.pages, codes(notes)) == (TITLE, (1, 2), ["halves_joined"])
    assert [amount.source.page for amount in table.lines[0].amounts] == [1, 1, 1, 2]


def test_halves_whose_totals_do_not_hold_stay_apart(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    right_page(pdf, rows=[["310", ""], ["", "20"], ["", ""]])
    found, notes = tables(pdf, tmp_path)
    assert [len(table.columns) for table in found] == [3, 2]
    assert codes(notes) == ["half_table"]


def test_rows_of_other_heights_are_not_the_same(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    right_page(pdf, height=23)
    found, notes = tables(pdf, tmp_path)
    assert (len(found), codes(notes)) == (2, ["half_table"])


def test_a_title_cut_off_in_its_place_shows_it_without_any_total(tmp_path: Path) -> None:
    """The title is painted over the whole width on both pages: 480 points further left on the second."""
    pdf = Pdf()
    heads, rows = [["科目编码", "事业收入", "经营收入", "上级补助收入"]], [["201", "1", "2", "3"], ["205", "4", "5", "6"]]
    left_page(pdf, heads, rows)
    page = right_page(pdf, [["附属单位上缴收入", "其他收入"]], [["7", "8"], ["9", "10"]])
    page.text(200 - 480, 60, TITLE, 14)
    (table,), notes = tables(pdf, tmp_path)
    assert [len(line.amounts) for line in table.lines] == [5, 5]
    assert codes(notes) == ["halves_joined"]


def test_without_title_and_totals_nothing_shows_it(tmp_path: Path) -> None:
    pdf = Pdf()
    heads, rows = [["科目编码", "事业收入", "经营收入", "上级补助收入"]], [["201", "1", "2", "3"], ["205", "4", "5", "6"]]
    left_page(pdf, heads, rows)
    right_page(pdf, [["附属单位上缴收入", "其他收入"]], [["7", "8"], ["9", "10"]])
    found, notes = tables(pdf, tmp_path)
    assert (len(found), codes(notes)) == (2, ["half_table"])


def test_a_head_over_both_pages_is_over_the_right_columns_too(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf, [["科目编码", "合计", "本年收入", None], ["", "", "财政拨款收入", "事业收入"]], ROWS)
    right_page(pdf, [["", None], ["经营收入", "其他收入"]])
    (table,), _ = tables(pdf, tmp_path)
    assert [column.header for column in table.columns][1:] == [
        ("本年收入", "财政拨款收入"),
        ("本年收入", "事业收入"),
        ("本年收入", "经营收入"),
        ("本年收入", "其他收入"),
    ]


def test_first_all_left_pages_then_all_right_ones(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    left_page(pdf, (), [["210", "9", "4", ""], ["221", "8", "8", ""], ["合计", "1,137", "712", "100"]], caption=False)
    right_page(pdf)
    right_page(pdf, (), [["", "5"], ["", ""], ["300", "25"]])
    (table,), _ = tables(pdf, tmp_path)
    assert figures(table)[:3] == WHOLE
    assert [amounts[-1] for _, amounts in figures(table)[3:]] == [("其他收入", "5"), ("财政拨款收入", "8"), ("其他收入", "25")]


def test_left_and_right_pages_by_turns(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    right_page(pdf)
    left_page(pdf, (), [["210", "9", "4", ""], ["221", "8", "8", ""], ["合计", "1,137", "712", "100"]], caption=False)
    right_page(pdf, (), [["", "5"], ["", ""], ["300", "25"]])
    (table,), _ = tables(pdf, tmp_path)
    assert figures(table)[:3] == WHOLE
    assert [amounts[-1] for _, amounts in figures(table)[3:]] == [("其他收入", "5"), ("财政拨款收入", "8"), ("其他收入", "25")]


def test_names_printed_again_and_the_same_title(tmp_path: Path) -> None:
    """The rows are not equally high: their names say which belong together, and stand in the table once."""
    pdf = Pdf()
    left_page(pdf)
    page = right_page(
        pdf,
        [["科目编码", "经营收入", "其他收入"]],
        [["201", "300", ""], ["205", "", "20"], ["208", "", ""]],
        xs=[60, 180, 300, 420],
        height=24,
    )
    page.text(180, 60, f"{TITLE}（续）", 14)
    page.text(460, 90, "单位：元", 9)
    (table,), notes = tables(pdf, tmp_path)
    assert figures(table) == WHOLE
    assert codes(notes) == ["halves_joined"]


def test_a_table_of_the_same_rows_with_totals_of_its_own_is_another(tmp_path: Path) -> None:
    pdf = Pdf()
    left_page(pdf)
    page = right_page(
        pdf,
        [["科目编码", "合计", "财政拨款收入", "事业收入"]],
        [["201", "2", "1", "1"], ["205", "", "", ""], ["208", "", "", ""]],
        xs=LEFT,
    )
    page.text(200, 60, "2024年下属单位收入预算总表", 14)
    found, notes = tables(pdf, tmp_path)
    assert ([len(table.lines) for table in found], codes(notes)) == ([3, 3], [])
