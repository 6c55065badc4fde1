"""What was read of a page, cell by cell, with corrections laid over it."""

from __future__ import annotations

import pytest

from budgets.overlay import lay_over
from ingest.review.cells import CellName, NoCell, find_cell, marks_of, tables_read
from tests.contracts import Json, expenditure


def laid(*steps: tuple[str, str, str]) -> tuple[list[Json], object]:
    read = [expenditure()]
    made = [CellName.of(name).step(old, new) for name, old, new in steps]
    return read, lay_over({"tables": read}, made)


def tables(*steps: tuple[str, str, str]):  # type: ignore[no-untyped-def]
    read, overlaid = laid(*steps)
    return tables_read(read, overlaid, lambda row: row["line"] >= 12)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["0-1-0", "0-1-label", "12-345-code"])
def test_a_name_is_read_as_it_is_written(text: str) -> None:
    assert str(CellName.of(text)) == text


@pytest.mark.parametrize("text", ["", "0-1", "0-1-", "0-1-x", "-1-1-0", "0-1-0 ", "０-1-0", "0-1-0-0", "999999-1-0"])
def test_what_names_no_cell_is_one_line(text: str) -> None:
    with pytest.raises(NoCell, match="没有这一格"):
        CellName.of(text)


def test_rows_that_stand_elsewhere_are_left_out_and_blank_cells_stay_in_their_column() -> None:
    (table,) = tables()
    assert [line.label.now for line in table.lines] == ["卫生健康支出", "其他支出"]
    assert [cell.now for cell in table.lines[0].figures] == ["54.70", "54.70", ""]
    assert [cell.now for cell in table.lines[1].figures] == ["0.00", "", "—"]
    assert (table.has_codes, table.columns) == (True, (("合计",), ("基本支出",), ("项目支出",)))


def test_a_corrected_cell_says_what_was_read() -> None:
    cell = find_cell(tables(("0-1-0", "54.70", "55.70")), CellName.of("0-1-0"))
    assert (cell.now, cell.read, cell.is_corrected) == ("55.70", "54.70", True)
    label = find_cell(tables(("0-1-label", "卫生健康支出", "卫生支出")), CellName.of("0-1-label"))
    assert (label.now, label.read, label.is_corrected) == ("卫生支出", "卫生健康支出", True)


def test_what_is_not_on_the_page_is_said() -> None:
    with pytest.raises(NoCell, match="这一页上没有这一格"):
        find_cell(tables(), CellName.of("0-0-0"))


def test_only_what_has_a_place_on_the_page_is_marked() -> None:
    read, _ = laid()
    read[0]["rows"][1]["amounts"][0]["bbox"] = [1.0, 2.0, 3.0, 4.0]
    found = tables_read(read, lay_over({"tables": read}, []), lambda row: True)
    assert [(name, mark.box) for name, mark in marks_of(found)] == [("0-1-0", (1.0, 2.0, 3.0, 4.0))]


@pytest.mark.parametrize(
    ("name", "read", "other"),
    [("0-1-0", "54.70", "55.70"), ("0-1-2", "", "9.00"), ("0-1-label", "卫生健康支出", "某支出"), ("0-1-code", "210", "211")],
)
def test_a_cell_that_is_corrected_back_is_as_if_it_was_never_corrected(name: str, read: str, other: str) -> None:
    given, overlaid = laid((name, read, other), (name, other, read))
    assert overlaid.by_cell == {}  # type: ignore[attr-defined]
    assert overlaid.misfits == ()  # type: ignore[attr-defined]
    assert list(overlaid.tables) == given  # type: ignore[attr-defined]


def test_taking_back_a_name_leaves_the_correction_of_the_code_beside_it() -> None:
    _, overlaid = laid(("0-1-label", "卫生健康支出", "某支出"), ("0-1-code", "210", "211"), ("0-1-label", "某支出", "卫生健康支出"))
    assert overlaid.tables[0]["rows"][1]["code"] == "211"  # type: ignore[attr-defined]
    assert len(overlaid.by_cell) == 1  # type: ignore[attr-defined]
