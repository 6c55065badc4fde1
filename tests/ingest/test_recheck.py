"""Corrections on the shapes that the checks ask for come to the same as on the contract's JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets.overlay import Second, Step, anchor, arranged, lay_over
from ingest.contract import to_contract
from ingest.recheck import corrected
from ingest.shapes import Amount, Column, Extraction, Identity, Line, Source, Table


def figure(column: int, printed: str, line: int) -> Amount:
    return Amount(column, printed, Decimal(printed) * 10000, Source(line=line, span=(10 * column, 10 * column + 5)))


READ = Extraction(
    name="文件.txt",
    sha256="a" * 64,
    media_type="text/plain",
    pages=(),
    identity=Identity(),
    tables=(
        Table(
            schedule="expenditure",
            title="2023年支出预算总表",
            number=None,
            unit="万元",
            columns=(Column(0, ("合计",), "total"), Column(1, ("支出", "基本"), "basic")),
            lines=(
                Line("行政事业单位", (), Source(line=11), code="20805"),
                Line("养老支出", (figure(0, "8.00", 12), figure(1, "8.00", 12)), Source(line=12)),
                Line("科目名称", (), Source(line=13)),
                Line("住房保障支出", (figure(0, "2.00", 14),), Source(line=14), code="221"),
            ),
        ),
    ),
    paragraphs=(),
    statements=(),
    forms=(),
    notes=(),
)


def step(field: str, old: str = "", new: str = "", **more: Any) -> Step:
    return Step(**{"id": 7, "field": field, "table": 0, "row": None, "column": None, "old": old, "new": new, **more})


AMOUNT = step("amount", "8.00", "9.00", row=1, column=0)
JOIN, REMOVE = step("row", "", "joined", row=0), step("row", "", "removed", row=2)


@pytest.mark.parametrize(
    "steps",
    [
        [AMOUNT],
        [step("amount", "", "1.00", row=2, column=1)],
        [step("label", "养老支出", "养老金", row=1), step("code", "", "2080505", row=1)],
        [step("measure", "basic", "project", column=1)],
        [step("schedule", "expenditure", "basic")],
        [step("schedule", "expenditure", "")],
        [REMOVE],
        [JOIN, AMOUNT],
        [JOIN, REMOVE, step("row", "joined", "", row=0)],
        [step("row", "", "joined", row=2), step("row", "", "removed", row=1)],
        [step("row", "", Second("22102", "住房改革支出", {0: "1.50"}).state, row=3)],
        [step("row", "", Second("", "x", {9: "1.50"}).state, row=3)],
        [step("row", "", Second("", "", {}).state, row=3)],
        [step("amount", "7.00", "9.00", row=1, column=0)],
        [step("label", "住房保障支出", "x", row=3, at="别的表 › 别的行")],
    ],
)
def test_both_come_to_the_same(steps: list[Step]) -> None:
    read = to_contract(READ)
    (overlaid,) = lay_over(read, steps).tables
    (found,) = to_contract(corrected(READ, steps))["tables"]
    rows = [line.row for line in arranged(overlaid)]
    told = [(row["code"] or None, row["label"], [(one["column"], Decimal(one["yuan"])) for one in row["amounts"]]) for row in rows]
    assert told == [(row["code"], row["label"], [(one["column"], Decimal(one["yuan"])) for one in row["amounts"]]) for row in found["rows"]]
    assert (found["schedule"], found["columns"]) == (overlaid["schedule"], overlaid["columns"])


@pytest.mark.parametrize("one", [AMOUNT, JOIN, step("measure", "basic", "project", column=1), step("schedule", "expenditure", "basic")])
def test_both_know_a_place_by_the_same_words(one: Step) -> None:
    at = anchor(to_contract(READ)["tables"], one)
    known = Step(one.id, one.field, one.table, one.row, one.column, one.old, one.new, at)
    assert corrected(READ, [known]) == corrected(READ, [one]) != READ
