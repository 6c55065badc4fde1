"""Recognised figures: what confirms them, and that a misread digit never passes for confirmed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from budgets.money import parse_amount, to_yuan
from ingest.checks import run_checks
from ingest.shapes import Amount, Extraction, Line, Table
from tests.ingest.checks.builders import document, form, row, statement, table

CODE = "recognition.confirmed"


def recognised(extraction: Extraction, confidence: str = "0.99", **misread: str) -> Extraction:
    """The same document as a recogniser gave it; `misread` names printed figures (`_1234_56` for 1,234.56) and what they were read as."""
    return replace(
        extraction,
        tables=tuple(
            replace(
                one,
                lines=tuple(
                    replace(line, confidence=Decimal(confidence), amounts=tuple(_read(a, confidence, misread) for a in line.amounts))
                    for line in one.lines
                ),
            )
            for one in extraction.tables
        ),
        statements=tuple(replace(one, confidence=Decimal(confidence)) for one in extraction.statements),
        forms=tuple(replace(one, confidence=Decimal(confidence)) for one in extraction.forms),
    )


def _read(amount: Amount, confidence: str, misread: dict[str, str]) -> Amount:
    printed = misread.get("_" + amount.printed.replace(".", "_").replace(",", ""), amount.printed)
    number = parse_amount(printed)
    yuan = to_yuan(number.number, "万元") if number is not None and number.number is not None else amount.yuan
    return replace(amount, printed=printed, yuan=yuan, confidence=Decimal(confidence))


def expenditure(**fields: Any) -> Table:
    return table(
        "expenditure",
        "total basic project",
        row("合计", "300.00 210.00 90.00"),
        row("205 教育支出", "100.00 60.00 40.00"),
        row("208 社会保障和就业支出", "200.00 150.00 50.00"),
        **fields,
    )


def income() -> Table:
    return table("income", "total", row("合计", "300.00"))


def summary() -> Table:
    return table(
        "summary",
        "income:amount expenditure:amount",
        row("一般公共预算拨款收入", "300.00", side="income"),
        row("收入总计", "300.00", side="income"),
        row("教育支出", "100.00", side="expenditure"),
        row("社会保障和就业支出", "200.00", side="expenditure"),
        row("支出总计", "300.00", side="expenditure"),
    )


def told(extraction: Extraction) -> set[str]:
    """The printed figures that are told as confirmed by nothing."""
    cells = {amount.source: amount.printed for one in extraction.tables for line in one.lines for amount in line.amounts}
    findings, _ = run_checks(extraction)
    return {cells[source] for finding in findings if finding.check == CODE for source in finding.sources if source in cells}


def cells_of(extraction: Extraction, number: int = 0) -> set[str]:
    return {amount.printed for line in extraction.tables[number].lines for amount in line.amounts}


def flagged(extraction: Extraction) -> set[str]:
    """The printed figures that a contradiction names or that nothing confirms."""
    cells = {amount.source: amount.printed for one in extraction.tables for line in one.lines for amount in line.amounts}
    findings, _ = run_checks(extraction)
    grave = [finding for finding in findings if finding.outcome in ("mismatch", "not_evaluable")]
    return {cells[source] for finding in grave for source in finding.sources if source in cells}


def test_what_was_read_as_text_is_not_asked() -> None:
    findings, counts = run_checks(document(expenditure(), summary()))
    assert counts[CODE] == {"exact": 0, "rounding": 0, "mismatch": 0, "soft": 0, "not_evaluable": 0}
    assert not [finding for finding in findings if finding.check == CODE]


def test_sums_and_another_table_confirm() -> None:
    read = recognised(document(expenditure(), summary()))
    assert not told(read) & cells_of(read)


def test_a_table_that_agrees_with_nothing_outside_may_have_another_unit() -> None:
    read = recognised(document(expenditure()))
    assert told(read) == cells_of(read)


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [("_60_00", "66.00"), ("_150_00", "130.00"), ("_40_00", "10.00"), ("_210_00", "270.00"), ("_90_00", "30.00")],
)
def test_a_misread_digit_is_never_silent(printed: str, wrong: str) -> None:
    assert wrong in flagged(recognised(document(expenditure(), summary()), **{printed: wrong}))


@pytest.mark.parametrize("name", ["208 社会保障和就业支", "208 会保障和就业支出", "社会保障和就业支"])
def test_a_name_that_lost_a_character_IS_sure_the_rest_was_read(name: str) -> None:
    rows = [row("合计", "300.00 210.00 90.00"), row("205 教育支出", "100.00 60.00 40.00"), row(name, "200.00 150.00 50.00")]
    cut = recognised(document(table("expenditure", "total basic project", *rows), summary()))
    assert {"200.00", "150.00", "50.00"} <= told(cut)
    assert "60.00" not in told(cut)


def test_a_figure_in_no_sum_is_told() -> None:
    lone = table("three_public", "total", row("公务接待费", "3.25"))
    assert told(recognised(document(expenditure(), summary(), lone))) >= {"3.25"}


def test_the_same_misreading_twice_is_told_unless_both_were_sure() -> None:
    """One class alone: its total and it are printed alike, and were misread alike."""

    def read(confidence: str) -> Extraction:
        alone = table("expenditure", "total", row("合计", "80.00"), row("205 教育支出", "80.00"))
        other = table("income", "total", row("合计", "80.00"))
        return recognised(document(alone, other), confidence)

    assert told(read("0.80")) == {"80.00"}
    assert told(read("0.99")) == set()


def test_lost_points_leave_the_sums_as_they_are_and_are_told() -> None:
    read = recognised(document(expenditure(), summary()), _100_00="10000", _60_00="6000", _40_00="4000")
    assert {"10000", "6000", "4000"} <= flagged(read)


@pytest.mark.parametrize(
    ("label", "confidence", "is_told"),
    [
        ("208 社会保障和就业支出", "0.99", False),
        ("203 社会保障和就业支出", "0.99", True),  # 208 misread: 203 is 国防支出
        ("998 某某支出", "0.99", True),
    ],
)
def test_a_code_must_have_its_own_name(label: str, confidence: str, is_told: bool) -> None:
    one = table(
        "expenditure",
        "total basic project",
        row("合计", "300.00 210.00 90.00"),
        row("205 教育支出", "100.00 60.00 40.00"),
        row(label, "200.00 150.00 50.00"),
    )
    assert ("150.00" in told(recognised(document(one, summary()), confidence))) is is_told


@pytest.mark.parametrize("confidence", ["0.999", "0.90"])
def test_a_name_that_is_not_usual_is_told_however_sure_it_was_read(confidence: str) -> None:
    def unsure(line: Line) -> Line:
        return replace(line, confidence=Decimal(confidence)) if line.label == "财政拨款收人" else line

    one = table(
        "summary",
        "income:amount expenditure:amount",
        row("财政拨款收人", "300.00", side="income"),
        row("收入总计", "300.00", side="income"),
        row("教育支出", "100.00", side="expenditure"),
        row("社会保障和就业支出", "200.00", side="expenditure"),
        row("支出总计", "300.00", side="expenditure"),
    )
    read = recognised(document(expenditure(), one))
    first, second = read.tables
    read = replace(read, tables=(first, replace(second, lines=tuple(map(unsure, second.lines)))))
    findings, _ = run_checks(read)
    of_row = [finding for finding in findings if finding.check == CODE and "财政拨款收人" in finding.message]
    assert of_row


def test_a_dash_read_with_certainty_is_nothing_to_confirm() -> None:
    one = table("expenditure", "total basic", row("合计", "300.00 -"))
    assert "-" not in told(recognised(document(one, summary())))
    assert "-" in told(recognised(document(one, summary()), "0.80"))


def test_what_a_person_corrected_is_sure() -> None:
    read = recognised(document(expenditure()))
    one = read.tables[0]
    corrected = replace(one.lines[0], amounts=tuple(replace(amount, confidence=None) for amount in one.lines[0].amounts))
    read = replace(read, tables=(replace(one, lines=(corrected, *one.lines[1:])),))
    assert "300.00" not in told(read)


def test_a_recognised_sentence_is_told_unless_a_table_agrees() -> None:
    said = [statement("支出总计", "300.00", section="二、支出"), statement("公务接待费", "3.25", section="三、三公")]
    findings, _ = run_checks(recognised(document(expenditure(), statements=said)))
    sections = {finding.subject for finding in findings if finding.check == CODE and finding.sources[0] == said[1].source}
    assert sections == {"三、三公"}


def test_a_recognised_form_is_told_always() -> None:
    findings, _ = run_checks(recognised(document(expenditure(), forms=[form("某项目", "40000")])))
    assert [finding.subject for finding in findings if finding.check == CODE and "绩效目标表" in finding.message] == ["某项目"]


def test_findings_of_a_table_are_one_thing_to_look_at() -> None:
    findings, _ = run_checks(recognised(document(expenditure())))
    assert len({finding.cause for finding in findings if finding.check == CODE}) == 1
