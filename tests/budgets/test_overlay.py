"""Corrections of columns, tables and rows: what becomes of the figures, and what cannot be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets.facts import derive
from budgets.overlay import Second, Step, arranged, lay_over
from tests.contracts import Json, amount, column, expenditure, extraction, row, table


def step(field: str, old: str = "", new: str = "", **more: Any) -> Step:
    return Step(**{"id": 7, "field": field, "table": 0, "row": None, "column": None, "old": old, "new": new, **more})


def broken() -> Json:
    """A name that goes on in the next line, where its figures stand; and a head that was printed again."""
    columns = [column(0, "total", "合计"), column(1, "basic", "基本支出")]
    rows = [
        row("行政事业单位", line=11, code="20805"),
        row("养老支出", amount(0, "8.00", "80000.00", 12), amount(1, "8.00", "80000.00", 12), line=12),
        row("科目名称", line=13),
        row("住房保障支出", amount(0, "2.00", "20000.00", 14), line=14, code="221"),
    ]
    return table("expenditure", "2023年预算支出总表", columns, rows)


def figures(read: Json, *steps: Step) -> list[tuple[str, str, Decimal | None, int | None]]:
    return [(fact.label, fact.measure, fact.yuan, fact.correction) for fact in derive(read, 2023, steps).facts]


def test_what_a_column_means_changes_the_measure_of_its_figures() -> None:
    found = derive(extraction(), 2023, [step("measure", "basic", "personnel", column=1)]).facts
    assert {(fact.measure, fact.correction) for fact in found if fact.column == 1} == {("personnel", 7)}
    assert {(fact.measure, fact.correction) for fact in found if fact.column == 0} == {("total", None)}


def test_a_column_of_last_year_gets_its_year() -> None:
    found = derive(extraction(), 2023, [step("measure", "basic", "total.previous", column=1)]).facts
    assert {(fact.measure, fact.figure, fact.fiscal_year) for fact in found if fact.column == 1} == {("total", "previous", 2022)}


def test_a_column_without_meaning_bears_its_printed_head() -> None:
    found = derive(extraction(), 2023, [step("measure", "basic", "", column=1)]).facts
    assert {fact.measure for fact in found if fact.column == 1} == {"基本支出"}


def test_which_table_it_is_changes_facts_and_list_of_tables() -> None:
    rows = derive(extraction(), 2023, [step("schedule", "expenditure", "general_expenditure")])
    assert {(fact.schedule, fact.correction) for fact in rows.facts} == {("general_expenditure", 7)}
    assert rows.tables[0].fields["schedule"] == "general_expenditure"


def test_a_row_that_is_none_has_no_facts() -> None:
    read = extraction(tables=[broken()])
    labels = {fact[0] for fact in figures(read, step("row", "", "removed", row=2))}
    assert labels == {"行政事业单位", "养老支出", "住房保障支出"}


def test_two_rows_that_are_one_are_one_with_code_name_and_figures() -> None:
    read = extraction(tables=[broken()])
    found = derive(read, 2023, [step("row", "", "joined", row=0)]).facts
    whole = [fact for fact in found if fact.row == 0]
    assert [(fact.code, fact.label, fact.yuan, fact.correction) for fact in whole] == [
        ("20805", "行政事业单位养老支出", Decimal(80000), 7),
        ("20805", "行政事业单位养老支出", Decimal(80000), 7),
    ]
    assert not [fact for fact in found if fact.row == 1]


def test_a_cell_of_a_joined_row_is_corrected_where_it_was_read() -> None:
    steps = [step("row", "", "joined", row=0), step("amount", "8.00", "9.00", row=1, column=0, id=9)]
    assert ("行政事业单位养老支出", "total", Decimal(90000), 9) in figures(extraction(tables=[broken()]), *steps)


def test_a_row_that_was_removed_is_passed_over_where_rows_are_joined() -> None:
    read = broken()
    read["rows"].insert(1, row("科目名称", line=20))
    laid = lay_over({"tables": [read]}, [step("row", "", "removed", row=1), step("row", "", "joined", row=0)])
    assert [line.positions for line in arranged(laid.tables[0])] == [(0, 2), (3,), (4,)]


@pytest.mark.parametrize(
    "steps",
    [
        [step("row", "", "joined", row=3)],  # no row behind it
        [step("row", "", "joined", row=1), step("row", "", "joined", row=2)],  # both have a figure in the first column
        [step("row", "", "anything", row=0)],
        [step("row", "removed", "", row=0)],
        [step("measure", "total", "basic", column=9)],
        [step("schedule", "summary", "income")],
    ],
)
def test_what_cannot_be_is_left_out(steps: list[Step]) -> None:
    laid = lay_over({"tables": [broken()]}, steps)
    assert laid.misfits
    assert laid.misfits[-1] == steps[-1]


def test_a_figure_that_would_stand_where_another_one_does_is_left_out() -> None:
    steps = [step("row", "", "joined", row=0), step("amount", "", "1.00", row=0, column=0)]
    assert lay_over({"tables": [broken()]}, steps).misfits == (steps[1],)


@pytest.mark.parametrize(
    ("one", "back"),
    [
        (step("measure", "basic", "project", column=1), step("measure", "project", "basic", column=1)),
        (step("schedule", "expenditure", ""), step("schedule", "", "expenditure")),
        (step("row", "", "removed", row=1), step("row", "removed", "", row=1)),
    ],
)
def test_what_is_taken_back_is_as_it_was_read(one: Step, back: Step) -> None:
    laid = lay_over({"tables": [expenditure()]}, [one, back])
    assert (list(laid.tables), laid.by_cell, laid.misfits) == ([expenditure()], {}, ())


# A row that is two

SECOND = Second("22102", "住房改革支出", {0: "1.50", 1: "-"})


def test_a_row_that_is_two_has_a_second_one_with_its_own_figures() -> None:
    found = derive(extraction(tables=[broken()]), 2023, [step("row", "", SECOND.state, row=3)]).facts
    told = [(fact.code, fact.label, fact.presence, fact.printed, fact.yuan, fact.place.line) for fact in found if fact.row in (3, 7)]
    assert told == [
        ("221", "住房保障支出", "printed", "2.00", Decimal(20000), 14),
        ("221", "住房保障支出", "blank", "", None, 14),
        ("22102", "住房改革支出", "printed", "1.50", Decimal(15000), 14),
        ("22102", "住房改革支出", "dash", "-", None, 14),
    ]
    assert {fact.correction for fact in found if fact.row in (3, 7)} == {7}


def test_a_second_row_stays_while_the_first_is_corrected_and_goes_with_taking_back() -> None:
    steps = [step("row", "", SECOND.state, row=3), step("label", "住房保障支出", "住房保障", row=3, id=8)]
    found = derive(extraction(tables=[broken()]), 2023, steps).facts
    assert {(fact.label, fact.correction) for fact in found if fact.row in (3, 7)} == {("住房保障", 8), ("住房改革支出", 7)}
    laid = lay_over({"tables": [broken()]}, [steps[0], step("row", SECOND.state, "", row=3)])
    assert (list(laid.tables), laid.by_cell) == ([broken()], {})


@pytest.mark.parametrize(
    "state",
    [Second("", "", {}).state, Second("", "x", {9: "1"}).state, Second("", "x", {0: "一百"}).state, "split", "split{", 'split{"label": 1}'],
)
def test_a_second_row_that_cannot_be_is_left_out(state: str) -> None:
    assert len(lay_over({"tables": [broken()]}, [step("row", "", state, row=3)]).misfits) == 1
