"""Our own reader gives back the facts from which the sample was typeset; expected values come from the facts, never from a reading."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.forms import read_forms
from ingest.paragraphs import read_paragraphs
from ingest.readers.text import read_text
from ingest.samples import write
from ingest.samples.facts import SampleForm, load
from ingest.shapes import Document, Form, Identity, Source, Stated, Statement
from ingest.statements import read_statements

SAMPLE = load("datong-emergency-2023")
DAMAGED = {10, 11, 12, 13, 23}


@cache
def document() -> Document:
    with TemporaryDirectory() as folder:
        (path,) = write(Path(folder))
        data = path.read_bytes()
    return read_text(path.name, hashlib.sha256(data).hexdigest(), data)


@cache
def forms() -> tuple[Form, ...]:
    return read_forms(document().pages)[0]


@cache
def statements() -> tuple[Statement, ...]:
    identity = Identity(fiscal_year=Stated(2023, "2023年", Source()), stage=Stated("budget", "预算", Source()))
    return read_statements(read_paragraphs(document().pages, (), forms()), identity)[0]


def whole_forms() -> Iterator[tuple[Form, SampleForm]]:
    for number, (read, fact) in enumerate(zip(forms(), SAMPLE.forms, strict=True), 1):
        if number not in DAMAGED:
            yield read, fact


def plain(text: str | None) -> str:
    """Without spaces: where lines wrapped, the document does not say whether there was one."""
    return re.sub(r"\s+", "", text or "")


def yuan(printed: str | None) -> Decimal | None:
    return Decimal(printed.replace(",", "")) if printed else None


def test_the_lost_pages_are_seen() -> None:
    assert [note.code for note in document().notes if note.level == "warning"] == ["lost_page"] * 3
    assert sum(page.kind == "error" for page in document().pages) == 2


def test_the_line_on_every_page_is_no_text_of_the_document() -> None:
    assert not [line.number for page in document().pages for line in page.lines if SAMPLE.notice in line.text]


def test_the_invented_handler_is_masked_like_a_real_one() -> None:
    masked = "".join(line for page in document().pages for line in page.masked)
    assert "经办人" in masked
    assert SAMPLE.handler["name"] not in masked
    assert SAMPLE.handler["telephone"] not in masked


def test_18_forms_are_whole_and_five_damaged() -> None:
    assert [number for number, form in enumerate(forms(), 1) if not form.complete] == sorted(DAMAGED)
    assert len(forms()) == 23


def test_the_money_of_every_readable_form_is_read() -> None:
    for read, fact in zip(forms(), SAMPLE.forms, strict=True):
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


def test_every_figure_of_the_text_is_read() -> None:
    fields = [(one.amount, one.base, one.change, one.percent) for one in statements()]
    read = Counter(f"{number:f}" for numbers in fields for number in numbers if number is not None)
    assert read == Counter(figure.printed.replace(",", "") for figure in SAMPLE.figures)


def test_what_the_text_says_about_agency_running_costs_is_read() -> None:
    (said,) = [one for one in statements() if one.subject == "机关运行经费"]
    assert (said.year, said.amount, said.unit) == (2023, Decimal("159.79"), "万元")
    assert (said.base_year, said.base, said.base_kind) == (2022, Decimal("152.61"), "budget")
    assert (said.change, said.direction, said.percent) == (Decimal("7.18"), "increase", None)
    assert said.reason == "在职人数增加，按人数核定的公用经费随之增加"


def test_what_the_text_says_about_the_total_income_is_read() -> None:
    said = statements()[0]
    assert (said.amount, said.change, said.direction) == (Decimal("2296.59"), Decimal("290.66"), "increase")
    assert (said.base_year, said.percent, said.percent_kind) == (2022, Decimal("14.49"), "change")
    assert said.reason == "调入人员和调整工资标准使人员支出增加"


def test_what_the_text_says_about_the_three_public_expenses_is_read() -> None:
    said = {one.subject: one for one in statements() if one.direction == "unchanged"}
    amounts = {subject: one.amount for subject, one in said.items() if subject != "“三公”经费预算"}
    assert amounts == {
        "公务用车购置费": Decimal("0.00"),
        "公务用车运行维护费": Decimal("10.50"),
        "公务接待费": Decimal("0.00"),
        "因公出国（境）费": Decimal("0.00"),
    }
    assert {one.base_year for one in said.values()} == {2022}
