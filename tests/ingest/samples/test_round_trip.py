"""Our own reader gives back the facts from which the sample was typeset; expected values come from the facts, never from a reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.extract import extract
from ingest.samples import TEXT_SAMPLES, write
from ingest.samples.facts import SampleForm, SampleTable, load
from ingest.shapes import Extraction, Form, Line, Table

SAMPLE = load("datong-emergency-2023")
DAMAGED = {10, 11, 12, 13, 23}
PUBLISHED = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "datong" / "datong-emergency-2023.txt"
NUMBER = re.compile(r"-?[\d,]+\.\d\d")
LABEL_COLUMNS = ("项目", "科目名称", "单位名称", "项目名称", "部门预算支出经济科目名称")
CODE_COLUMNS = ("科目编码", "收入科目编码")

Cell = tuple[str, tuple[str, ...], str]


@cache
def extraction() -> Extraction:
    with TemporaryDirectory() as folder:
        (path,) = write(Path(folder), TEXT_SAMPLES)
        return extract(path)


def table_pairs() -> Iterator[tuple[Table, SampleTable]]:
    yield from zip(extraction().tables, SAMPLE.tables, strict=True)


def whole_forms() -> Iterator[tuple[Form, SampleForm]]:
    for number, (read, fact) in enumerate(zip(extraction().forms, SAMPLE.forms, strict=True), 1):
        if number not in DAMAGED:
            yield read, fact


def plain(text: str | None) -> str:
    """Without spaces: where lines wrapped, the document does not say whether there was one."""
    return re.sub(r"\s+", "", text or "")


def yuan(printed: str | None) -> Decimal | None:
    return Decimal(printed.replace(",", "")) if printed else None


def printed_cells(fact: SampleTable) -> Iterator[Cell]:
    """(code and label of the row, header path of the column, printed) for every figure; two-sided rows have a label on each side."""
    for row in fact.figures():
        named = ""
        for cell, header in zip(row, fact.columns, strict=True):
            if header[-1] in CODE_COLUMNS or (header[-1] in LABEL_COLUMNS and fact.columns[0][-1] not in CODE_COLUMNS):
                named = cell or ""
            elif header[-1] in LABEL_COLUMNS:
                named += cell or ""
            elif cell and NUMBER.fullmatch(cell):
                yield named, header, cell


def read_cells(table: Table) -> Iterator[Cell]:
    headers = {column.index: column.header for column in table.columns}
    for line in table.lines:
        for amount in line.amounts:
            yield f"{line.code or ''}{line.label}", headers[amount.column], amount.printed


def named(lines: tuple[Line, ...], label: str) -> list[tuple[str, ...]]:
    return [tuple(amount.printed for amount in line.amounts) for line in lines if line.label == label]


# Tables


@pytest.mark.parametrize("number", range(1, 14))
def test_every_amount_of_a_table_is_read_in_its_row_and_column_and_no_other(number: int) -> None:
    read, fact = list(table_pairs())[number - 1]
    assert Counter(read_cells(read)) == Counter(printed_cells(fact))


def test_the_302_amounts_are_read_exactly() -> None:
    amounts = [amount for table in extraction().tables for line in table.lines for amount in line.amounts]
    assert len(amounts) == 302
    assert all(amount.yuan == Decimal(amount.printed.replace(",", "")) * 10_000 for amount in amounts)


def test_number_title_unit_and_schedule_of_every_table_are_read() -> None:
    read = [(table.number, table.title, table.unit, table.schedule) for table in extraction().tables]
    assert read == [(fact.number, fact.title, fact.unit, fact.schedule) for fact in SAMPLE.tables]


def test_tables_without_data_are_known() -> None:
    assert [table.number for table in extraction().tables if table.no_data] == ["预算公开表7", "预算公开表8", "部门公开表9", "预算公开表13"]


def test_a_row_that_the_page_break_cut_is_whole_again() -> None:
    lines = extraction().tables[3].lines
    labels = [line.label for line in lines if line.side == "expenditure"]
    assert labels.count("二十八、债务付息支出") == labels.count("二十九、债务发行费用支出") == 1
    assert named(lines, "二十八、债务付息支出") == named(lines, "二十九、债务发行费用支出") == [()]


def test_a_printed_zero_is_not_a_blank() -> None:
    lines = extraction().tables[8].lines
    assert sorted(named(lines, "民政管理事务")) == [("0.00",), ("0.00", "0.00")]
    assert named(lines, "行政运行") == [(), ()]


# Pages


def test_the_lost_pages_are_seen() -> None:
    assert [note.code for note in extraction().notes if note.code == "lost_page"] == ["lost_page"] * 3
    assert sum(page.kind == "error" for page in extraction().pages) == 2


def test_the_line_on_every_page_is_no_text_of_the_document() -> None:
    assert not [line.number for page in extraction().pages for line in page.lines if SAMPLE.notice in line.text]


def test_the_invented_handler_is_masked_like_a_real_one() -> None:
    masked = "".join(line for page in extraction().pages for line in page.masked)
    assert "经办人" in masked
    assert SAMPLE.handler["name"] not in masked
    assert SAMPLE.handler["telephone"] not in masked


# Forms


def test_18_forms_are_whole_and_five_damaged() -> None:
    forms = extraction().forms
    assert [number for number, form in enumerate(forms, 1) if not form.complete] == sorted(DAMAGED)
    assert len(forms) == 23


def test_the_money_of_every_readable_form_is_read() -> None:
    for read, fact in zip(extraction().forms, SAMPLE.forms, strict=True):
        assert (read.period.total, read.year.total) == (yuan(fact.period_total), yuan(fact.year_total))
        assert (read.period.city, read.year.city) == (yuan(fact.period_total), yuan(fact.year_total))
        assert read.period_years == fact.period_years


@pytest.mark.parametrize("attribute", ["overview", "basis", "necessity", "safeguards", "plan", "goal_period", "goal_year"])
def test_the_texts_of_whole_forms_are_read(attribute: str) -> None:
    for read, fact in whole_forms():
        assert plain(getattr(read, attribute)) == plain(getattr(fact, attribute)), fact.project


def test_the_indicators_of_whole_forms_are_read() -> None:
    for read, fact in whole_forms():
        seen = [(one.level2, plain(one.level3), one.period or "", one.year or "") for one in read.indicators]
        assert seen == [(level2, plain(name), value, value) for level2, name, value in fact.indicators], fact.project


def test_who_filled_in_a_form_is_forgotten_but_not_when() -> None:
    assert [read.filled_at for read, _ in whole_forms()] == [fact.filled_at for _, fact in whole_forms()]


# Text


def test_the_sample_says_whose_budget_of_which_year_it_is() -> None:
    identity = extraction().identity
    read = [stated and stated.value for stated in (identity.unit, identity.region, identity.fiscal_year, identity.stage, identity.scope)]
    assert read == [SAMPLE.unit, SAMPLE.region, SAMPLE.fiscal_year, SAMPLE.stage, SAMPLE.scope]
    assert identity.region
    assert identity.region.code == "140200"


def test_every_figure_of_the_text_is_read() -> None:
    fields = [(one.amount, one.base, one.change, one.percent) for one in extraction().statements]
    read = Counter(f"{number:f}" for numbers in fields for number in numbers if number is not None)
    assert read == Counter(figure.printed.replace(",", "") for figure in SAMPLE.figures)


def test_what_the_text_says_about_agency_running_costs_is_read() -> None:
    (said,) = [one for one in extraction().statements if one.subject == "机关运行经费"]
    assert (said.year, said.amount, said.unit) == (2023, Decimal("159.79"), "万元")
    assert (said.base_year, said.base) == (2022, Decimal("152.61"))
    assert (said.change, said.direction, said.percent) == (Decimal("7.18"), "increase", None)
    assert said.reason == "在职人数增加，按人数核定的公用经费随之增加"


def test_what_the_text_says_about_the_total_income_is_read() -> None:
    said = extraction().statements[0]
    assert (said.amount, said.change, said.direction) == (Decimal("2296.59"), Decimal("290.66"), "increase")
    assert (said.base_year, said.percent, said.percent_kind) == (2022, Decimal("14.49"), "change")
    assert said.reason == "调入人员和调整工资标准使人员支出增加"


def test_what_the_text_says_about_the_three_public_expenses_is_read() -> None:
    said = {one.subject: one for one in extraction().statements if one.direction == "unchanged"}
    amounts = {subject: one.amount for subject, one in said.items() if subject != "“三公”经费预算"}
    assert amounts == {
        "公务用车购置费": Decimal("0.00"),
        "公务用车运行维护费": Decimal("10.50"),
        "公务接待费": Decimal("0.00"),
        "因公出国（境）费": Decimal("0.00"),
    }
    assert {one.base_year for one in said.values()} == {2022}


# Findings: those of the published document, explained in its register (D01 …)


def test_the_only_mismatch_is_the_number_of_projects_and_its_explanation_is_found() -> None:
    (finding,) = [one for one in extraction().findings if one.outcome == "mismatch"]
    assert (finding.expected, finding.actual) == (Decimal(23), Decimal(19))
    assert "项目名称" in (finding.hint or "")


def test_the_cent_between_the_projects_and_their_total_is_rounding() -> None:
    differences = [one.difference for one in extraction().findings if one.outcome == "rounding"]
    assert differences == [Decimal(-100), Decimal(-100)]


def test_six_forms_do_not_ask_for_their_years_times_the_year() -> None:
    differences = {abs(one.difference or 0) for one in extraction().findings if one.check == "forms.period"}
    assert differences == {100_000, 183_168, 150_000, 300_000, 50_000, 203_520}


def test_each_damaged_form_has_fields_that_cannot_be_evaluated() -> None:
    unreadable = [one for one in extraction().findings if one.check == "forms.fields" and one.outcome == "not_evaluable"]
    assert len(unreadable) == len(DAMAGED)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the corpus is not beside the checkout")
@pytest.mark.shared
def test_figures_and_forms_have_the_findings_of_the_published_document() -> None:
    def kinds(read: Extraction) -> Counter[tuple[str, str, Decimal | None]]:
        return Counter((one.check, one.outcome, one.difference) for one in read.findings if not one.check.startswith("quality."))

    assert kinds(extraction()) == kinds(extract(PUBLISHED))
