"""A workbook from file to evidence: facts carry sheet and cell, and the public sees the rows around them, personal data masked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from budgets.models import Document, DocumentPage, Edition, Fact, Statement
from comparisons.series import headline
from comparisons.stored import read
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.store import store
from tests.factories import department as a_department
from tests.ingest import workbooks
from tests.ingest.libreoffice import by_libreoffice, needs_libreoffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """The department's workbook, read and stored."""
    a_department("上海市普陀区示例局")
    book = workbooks.department()
    sheet = book.book["部门支出总表"]
    sheet["A26"], sheet["C26"] = "填表人：", "王小明"
    path = book.written(tmp_path)
    contract = to_contract(extract(path))
    sha256 = contract["document"]["sha256"]
    document = Document.objects.create(sha256=sha256, name=path.name, media_type="", size=1, original="a")
    return store(document, contract).edition


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_facts_stand_in_their_cells_blank_ones_too(edition: Edition) -> None:
    facts = Fact.objects.filter(edition=edition)
    printed = facts.get(schedule="expenditure", code="205", measure="basic")
    assert (printed.sheet, printed.cell, printed.printed, str(printed.yuan)) == ("部门支出总表", "F9", "6,000,000.50", "6000000.50000000")
    blank = facts.get(schedule="expenditure", code="208", measure="project")
    assert (blank.presence, blank.sheet, blank.cell) == ("blank", "部门支出总表", "G12")
    alone = facts.get(schedule="fund_expenditure", code="229", measure="basic")
    assert (alone.presence, alone.cell) == ("blank", "9:9")
    assert not facts.filter(sheet="").exists()


def test_a_worksheet_is_kept_row_by_row_under_its_name(edition: Edition) -> None:
    stored = DocumentPage.objects.get(lines__0="部门支出总表")
    assert (stored.kind, stored.first_line) == ("sheet", 0)
    assert stored.lines[9] == "205\t\t\t教育支出\t8,620,000.50\t6,000,000.50\t2,620,000.00"
    assert stored.lines[26] == "填表人：\t\t███"


def test_evidence_of_a_figure_shows_its_cell_in_the_rows_around_it(edition: Edition, admin_client: Client) -> None:
    row = Fact.objects.get(edition=edition, schedule="expenditure", code="2080505", measure="total")
    html = page(admin_client, f"/evidence/facts/{row.pk}/")
    assert "工作表“部门支出总表”E14" in html
    assert html.count("<mark>") == 1
    assert "<mark>1,000,000.00</mark>" in html
    assert '<tr id="R14" class="marked">' in html
    assert "2026年部门支出预算总表" in html
    assert "王小明" not in html


def test_evidence_of_a_blank_cell_marks_the_blank(edition: Edition, admin_client: Client) -> None:
    row = Fact.objects.get(edition=edition, schedule="expenditure", code="208", measure="project")
    html = page(admin_client, f"/evidence/facts/{row.pk}/")
    assert "工作表“部门支出总表”G12" in html
    assert '<td class="pinned"><mark>　</mark></td></tr>' in html
    alone = Fact.objects.get(edition=edition, schedule="fund_expenditure", code="229", measure="basic")
    html = page(admin_client, f"/evidence/facts/{alone.pk}/")
    assert '<tr id="R9" class="marked">' in html
    assert "<mark>" not in html


def test_evidence_of_a_sentence_marks_it_in_its_cell(edition: Edition, admin_client: Client) -> None:
    row = Statement.objects.get(edition=edition, subject="财政拨款收入")
    html = page(admin_client, f"/evidence/statements/{row.pk}/")
    assert "工作表“部门编制说明”A3" in html
    assert '<mark class="row">2026年' in html


def test_a_whole_worksheet_can_be_read_masked(edition: Edition, admin_client: Client) -> None:
    stored = DocumentPage.objects.get(lines__0="部门支出总表")
    html = page(admin_client, f"/documents/{stored.document_id}/pages/{stored.number}/")
    assert "<h1>工作表“部门支出总表”</h1>" in html
    assert '<td class="num">10,620,000.50</td>' in html
    assert "███" in html
    assert "王小明" not in html
    assert "略去若干行" not in html


def test_findings_lead_to_their_cells(tmp_path: Path, admin_client: Client) -> None:
    a_department("上海市普陀区示例局")
    book = workbooks.department()
    book.book["部门支出总表"]["E24"] = 10_620_001.5
    path = book.written(tmp_path)
    contract = to_contract(extract(path))
    document = Document.objects.create(sha256=contract["document"]["sha256"], name=path.name, media_type="", size=1, original="a")
    stored = store(document, contract).edition
    found = [row for row in stored.findings.filter(outcome="mismatch") if any(source.get("cell") == "E24" for source in row.sources)]
    assert found
    html = page(admin_client, f"/evidence/findings/{found[0].pk}/")
    assert "<mark>10,620,001.50</mark>" in html


def test_the_clerk_sees_where_a_workbook_says_who_it_is_of(edition: Edition, admin_client: Client) -> None:
    assert "工作表“封面”A9" in page(admin_client, f"/admin/budgets/edition/{edition.pk}/change/")


def test_figures_of_a_comparison_name_their_cells_and_the_row_without_a_name_is_the_whole(edition: Edition) -> None:
    volume = read([edition])[edition.pk]
    found = {change.key: change.after for change in headline(volume).lines if change.after is not None}
    three_public = found["three_public"].evidence
    assert three_public is not None
    assert (three_public.sheet, three_public.cell) == ("部门“三公”经费和机关运行费预算表", "A7")
    assert found["vehicles"].yuan == 100_000


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_a_workbook_in_another_format_is_the_same_cell_for_cell_and_its_evidence_too(
    tmp_path: Path, admin_client: Client, suffix: str
) -> None:
    a_department("上海市普陀区示例局")
    book = workbooks.department()
    path = by_libreoffice({"a.xlsx": book.data()}, tmp_path, suffix)["a.xlsx"]
    contract, own = to_contract(extract(path)), to_contract(extract(book.written(tmp_path)))
    assert {**contract, "document": None} == {**own, "document": None}
    document = Document.objects.create(sha256=contract["document"]["sha256"], name=path.name, media_type="", size=1, original="a")
    row = Fact.objects.get(edition=store(document, contract).edition, schedule="expenditure", code="2080505", measure="total")
    html = page(admin_client, f"/evidence/facts/{row.pk}/")
    assert "工作表“部门支出总表”E14" in html
    assert html.count("<mark>") == 1
    assert "<mark>1,000,000.00</mark>" in html
