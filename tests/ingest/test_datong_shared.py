"""The Datong sample, cell by cell, against what people read in it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import extract
from ingest.shapes import Extraction, Line, Table

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "datong"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.exists(), reason="the corpus is not beside the checkout")]

INCOME = ("收入", "国有资本经营收入")
"""What the truth's names of columns on the income side begin with."""


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def read() -> Extraction:
    return extract(FOLDER / "datong-emergency-2023.txt")


def expected_cells(table: dict[str, Any]) -> list[tuple[int, Decimal, str]]:
    """Line, number and leaf of the head of every printed figure of a table."""
    return sorted(
        (cell["l"], Decimal(cell["v"]), name)
        for row in table["rows"]
        for name, cell in row["cells"].items()
        if "编码" not in name and re.fullmatch(r"-?\d+\.\d\d", str(cell["v"]))
    )


def read_cells(table: Table, names: list[str]) -> list[tuple[int, Decimal, str]]:
    """The same of a table as read; the columns of figures are named in order, for the truth joins side and head to one name."""
    return sorted(
        (amount.source.line or 0, (amount.yuan or Decimal(0)) / 10_000, names[amount.column])
        for line in table.lines
        for amount in line.amounts
    )


def figure_names(table: dict[str, Any]) -> list[str]:
    return [name for name in table["columns"] if not re.search(r"编码|名称|项目$", name)]


@pytest.mark.parametrize("number", range(1, 14))
def test_every_figure_stands_in_its_column(read: Extraction, truth: dict[str, Any], number: int) -> None:
    wanted, table = truth["tables"][number - 1], read.tables[number - 1]
    assert len(table.columns) == len(figure_names(wanted))
    assert read_cells(table, figure_names(wanted)) == expected_cells(wanted)


def test_302_figures_are_read_and_no_more(read: Extraction) -> None:
    assert sum(len(line.amounts) for table in read.tables for line in table.lines) == 302


def label_in(row: dict[str, Any], columns: list[str]) -> str:
    """The name printed in a row of the truth, or what stands where the code should be."""
    values = [str(row["cells"][name]["v"]) for name in columns if row["cells"][name]["v"] is not None]
    names = [value for value in values if not value.isdecimal()]
    return names[0] if names else ""


@pytest.mark.parametrize("number", range(1, 14))
def test_every_row_has_its_name_and_its_code(read: Extraction, truth: dict[str, Any], number: int) -> None:
    wanted, table = truth["tables"][number - 1], read.tables[number - 1]
    labels = [name for name in wanted["columns"] if name not in figure_names(wanted)]
    income = [name for name in labels if name.startswith(INCOME)]
    sides = {"income": income, "expenditure": [name for name in labels if name not in income]} if number in (1, 4, 9) else {None: labels}
    for side, columns in sides.items():
        rows = [row for row in wanted["rows"] if any(row["cells"][name]["v"] for name in columns)]
        lines = [line for line in table.lines if line.side == side and (line.label or line.code)]
        assert [line.label for line in lines] == [label_in(row, columns) for row in rows]
        codes = [name for name in columns if "编码" in name]
        assert [line.code for line in lines] == [code_in(row, codes) for row in rows]


def code_in(row: dict[str, Any], columns: list[str]) -> str | None:
    return next((row["cells"][name]["v"] for name in columns if str(row["cells"][name]["v"]).isdecimal()), None)


def test_titles_numbers_units_and_empty_tables(read: Extraction, truth: dict[str, Any]) -> None:
    for table, wanted in zip(read.tables, truth["tables"], strict=True):
        assert (table.number, table.title, table.unit) == (wanted["label"], wanted["title"], wanted["unit"])
        assert table.no_data == wanted.get("no_data", False)
        assert (table.carry_over == "excluded") == (wanted.get("carry_over_included") is False)


def test_schedules(read: Extraction) -> None:
    assert [table.schedule for table in read.tables] == [
        "summary",
        "income",
        "expenditure",
        "fiscal_summary",
        "general_expenditure",
        "general_basic",
        "fund_income",
        "fund_expenditure",
        "capital",
        "three_public",
        "operating",
        "projects",
        "projects_carryover",
    ]


def test_ancestors_are_those_of_the_truth(read: Extraction, truth: dict[str, Any]) -> None:
    for number in (2, 3, 5):
        lines = {line.code: line for line in read.tables[number - 1].lines if line.code}
        for row in truth["tables"][number - 1]["rows"]:
            code, parent = row["cells"]["科目编码"]["v"], row.get("parent")
            if parent:
                assert lines[code].path == (*lines[parent].path, lines[parent].label)


def vehicles(read: Extraction) -> dict[str, Line]:
    return {line.measure or "": line for line in read.tables[9].lines}


def test_a_blank_and_a_printed_zero_are_kept_apart(read: Extraction) -> None:
    assert vehicles(read)["abroad"].amounts == ()
    assert [amount.printed for amount in vehicles(read)["vehicle_running"].amounts] == ["10.50", "10.50"]
    zeros = [amount for line in read.tables[8].lines for amount in line.amounts]
    assert {amount.printed for amount in zeros} == {"0.00"}
    assert all(amount.yuan == 0 for amount in zeros)


def test_pages_furniture_and_overlays_are_those_of_the_truth(read: Extraction, truth: dict[str, Any]) -> None:
    assert [page.first_line for page in read.pages] == [page["from"] for page in truth["pages"]]
    assert [page.printed for page in read.pages if page.printed] == [23, 48, 57]
    taken = {line.number for page in read.pages if page.kind == "text" for line in page.furniture}
    assert taken == set(truth["artefacts"]["watermark_lines"]) | set(truth["artefacts"]["footer_lines"])
    left = {line.number for page in read.pages for line in page.lines}
    for overlay in truth["artefacts"]["overlays"]:
        tail = {overlay["to"]} if "glued_tail" in overlay else set()
        assert left & set(range(overlay["from"], overlay["to"] + 1)) == tail


def test_lost_pages_are_noted_where_they_are(read: Extraction) -> None:
    lost = [note for note in read.notes if note.code == "lost_page"]
    assert sorted(note.source.line or 0 for note in lost) == [2962, 3285, 5635]


def test_nothing_personal_is_left(read: Extraction, truth: dict[str, Any]) -> None:
    raw = (FOLDER / "datong-emergency-2023.txt").read_text(encoding="utf-8").split("\n")
    handlers = [re.split(r"经办人：|填报日期", raw[number - 1])[1].strip() for number in truth["personal_data_to_be_redacted"]["lines"]]
    words = {word for handler in handlers for word in handler.replace("联系电话：", " ").split()}
    kept = "\n".join(line for page in read.pages for line in page.masked) + repr(read)
    assert len(handlers) == 21
    assert not [len(word) for word in words if word in kept]
