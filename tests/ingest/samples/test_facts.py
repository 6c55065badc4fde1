"""The facts of the Datong sample: identities that the published figures fulfil, and those that they do not."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest.samples.facts import SampleTable, load

SAMPLE = load("datong-emergency-2023")
SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "datong"
NUMBER = re.compile(r"-?[\d,]+\.\d\d")

needs_corpus = pytest.mark.skipif(not SHARED.exists(), reason="the corpus is not beside the checkout")


def table(number: int) -> SampleTable:
    return SAMPLE.tables[number - 1]


def amount(text: str | None) -> Decimal:
    return Decimal((text or "0").replace(",", ""))


def test_the_tables_hold_302_amounts() -> None:
    cells = [cell for one in SAMPLE.tables for row in one.figures() for cell in row if cell and NUMBER.fullmatch(cell)]
    assert len(cells) == 302


def test_every_row_has_a_cell_for_each_column() -> None:
    assert all(len(row) == len(one.columns) for one in SAMPLE.tables for row in one.figures())


def test_expenditure_is_basic_and_project_expenditure() -> None:
    rows = {row[0]: row[2:] for row in table(3).figures()}
    assert rows["合计"] == ("2,296.59", "1,486.79", "809.80")
    assert all(amount(total) == amount(basic) + amount(project) for total, basic, project in rows.values())


def test_the_23_projects_add_up_to_one_cent_more_than_the_project_expenditure() -> None:
    names = [row[0] for row in table(12).figures()]
    assert (len(names), len(set(names))) == (23, 19)
    assert sum(amount(row[1]) for row in table(12).figures()) == Decimal("809.81")


def test_the_readable_forms_add_up() -> None:
    yearly = [int(form.year_total.replace(",", "")) for form in SAMPLE.forms if form.year_total]
    assert (len(SAMPLE.forms), len(yearly), sum(yearly)) == (23, 20, 6_959_416)


def test_six_forms_ask_for_another_sum_than_their_years_times_the_year() -> None:
    def whole(text: str | None) -> int:
        return int((text or "0").replace(",", ""))

    odd = [form.project for form in SAMPLE.forms if whole(form.period_total) != (form.period_years or 0) * whole(form.year_total)]
    assert odd == [
        "J核灾救灾工作经费",
        "J物业费",
        "J重点行业和领域安全专项整治经费",
        "Z安全生产监管系统网络及网站运行维护费",
        "Z森林防火工作经费",
        "Z森林防火远程视频监控系统运行维护费",
    ]


def test_the_handler_is_invented() -> None:
    assert SAMPLE.handler == {"name": "演示员甲", "telephone": "13800000000"}


def test_every_figure_of_the_text_is_used_once() -> None:
    used = [key for part in SAMPLE.parts for key in re.findall(r"\{([\w.]+)\}", part.text)]
    assert sorted(used) == sorted(figure.key for figure in SAMPLE.figures)


@needs_corpus
@pytest.mark.shared
def test_the_facts_are_those_of_the_published_document() -> None:
    truth: dict[str, Any] = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))
    assert SAMPLE.source["sha256"] == truth["source"]["sha256"]
    for ours, theirs in zip(SAMPLE.tables, truth["tables"], strict=True):
        assert (ours.number, ours.title, ours.unit) == (theirs["label"], theirs["title"], theirs["unit"])
        rows = [[(cell["v"] or "").replace(",", "") for cell in row["cells"].values()] for row in theirs["rows"]]
        assert [[(cell or "").replace(",", "") for cell in row] for row in ours.figures()] == rows
    said = {fact["id"]: fact["value"] for fact in truth["narrative"] if re.fullmatch(r"[\d.]+", str(fact["value"]))}
    assert {figure.key: figure.printed.replace(",", "") for figure in SAMPLE.figures} == said


@needs_corpus
@pytest.mark.shared
def test_the_money_of_the_forms_is_that_of_the_published_document() -> None:
    truth: dict[str, Any] = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))
    for ours, theirs in zip(SAMPLE.forms, truth["forms"], strict=True):
        total = (theirs.get("money_yuan") or {}).get("total") or {}
        years = (theirs.get("period_years") or {}).get("v")
        printed = [text and text.replace(",", "") for text in (ours.period_total, ours.year_total)]
        assert printed == [total.get("period"), total.get("year")]
        assert (ours.period_years and str(ours.period_years)) == years
        values = {indicator["level2"]: (indicator["period"] or {}).get("raw") or "" for indicator in theirs["indicators"]}
        assert {level2: value for level2, _, value in ours.indicators if level2 in values} == values


@needs_corpus
@pytest.mark.shared
def test_nobody_of_the_published_document_is_named() -> None:
    document = (SHARED / "datong-emergency-2023.txt").read_text(encoding="utf-8")
    facts = (Path(__file__).resolve().parents[3] / "ingest/samples/facts/datong-emergency-2023.json").read_text(encoding="utf-8")
    people = set(re.findall(r"经办人：\s*(\S+)\s*联系电话", document)) | set(re.findall(r"联系电话：\s*(\d{11})", document))
    assert people
    assert not [number for number, person in enumerate(sorted(people)) if person in facts]


@needs_corpus
@pytest.mark.shared
def test_the_running_text_is_our_own() -> None:
    """No run of twenty characters, official names and headings aside, stands in the published document."""
    document = re.sub(r"\s+", "", (SHARED / "datong-emergency-2023.txt").read_text(encoding="utf-8"))
    texts = [part.text for part in SAMPLE.parts if part.kind == "prose"]
    texts += [text for form in SAMPLE.forms for text in (form.overview, form.basis, form.necessity, form.safeguards, form.plan)]
    texts += [text for form in SAMPLE.forms for text in (form.goal_period, form.goal_year)]
    own = [re.sub(r"\s+|《[^》]*》", "", text) for text in texts]
    assert not [text[at : at + 20] for text in own for at in range(len(text) - 19) if text[at : at + 20] in document]
