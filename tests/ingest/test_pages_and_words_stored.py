"""A web page and a Word document from file to evidence: facts carry table, row and cell, and the public sees the rows around them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from budgets.models import Document, DocumentPage, Edition, Fact, Statement
from budgets.templatetags.figures import place
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.store import store
from tests.factories import department as a_department
from tests.ingest import pages
from tests.ingest.libreoffice import by_libreoffice, needs_libreoffice

pytestmark = pytest.mark.django_db

FLAT = (
    pages.html()
    .replace("</h1><table><tr><td>", "</h1>")
    .replace("</table></body>", "</body>")
    .replace("<table><tr><td>编制部门：上海市普陀区示例局<td>单位：万元</table>", "<p>编制部门：上海市普陀区示例局</p><p>单位：万元</p>")
)
"""The web page without tables that only arrange it: in a .doc tables that touch are one."""

NAMES = {"a.html": 3, "a.docx": 1}


def stored(folder: Path, name: str, rows: tuple[tuple[str, ...], ...] = pages.ROWS) -> Edition:
    a_department("上海市普陀区示例局")
    return kept(pages.written(folder, name, rows))


def kept(path: Path) -> Edition:
    """A file that was read and stored."""
    contract = to_contract(extract(path))
    document = Document.objects.create(sha256=contract["document"]["sha256"], name=path.name, media_type="", size=1, original="a")
    return store(document, contract).edition


@pytest.fixture(params=sorted(NAMES))
def edition(request: pytest.FixtureRequest, tmp_path: Path) -> Edition:
    return stored(tmp_path, request.param)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def table_of(edition: Edition) -> int:
    return NAMES[edition.parts.get().reading.document.name]


def test_facts_stand_in_their_cells_blank_ones_too(edition: Edition) -> None:
    facts, number = Fact.objects.filter(edition=edition), table_of(edition)
    printed = facts.get(code="2050299", measure="project")
    assert (printed.line, printed.cell, printed.sheet, printed.page) == (13, f"{number}:6:5", "", None)
    blank = facts.get(code="2050299", measure="basic")
    assert (blank.presence, blank.line, blank.cell) == ("blank", 13, f"{number}:6:4")
    assert place(printed) == f"第 {number} 个表格第 6 行第 5 格"
    with translation.override("en"):
        assert place(printed) == f"table {number}, row 6, cell 5"


def test_evidence_of_a_figure_shows_its_cell_its_heads_and_the_title_over_them(edition: Edition, admin_client: Client) -> None:
    row = Fact.objects.get(edition=edition, code="2050299", measure="project")
    html = page(admin_client, f"/evidence/facts/{row.pk}/")
    assert f"第 {table_of(edition)} 个表格第 6 行第 5 格" in html
    assert html.count("<mark>") == 1
    assert "<mark>30.00</mark>" in html
    assert '<tr id="R13" class="marked">' in html
    assert "功能分类科目编码" in html
    assert "2030年部门支出预算总表" in html
    assert 'pinned">5</th>' in html
    assert "王小明" not in html


def test_evidence_of_a_blank_cell_marks_the_blank(edition: Edition, admin_client: Client) -> None:
    row = Fact.objects.get(edition=edition, code="2050299", measure="basic")
    assert '<td class="pinned"><mark>　</mark></td>' in page(admin_client, f"/evidence/facts/{row.pk}/")


def test_evidence_of_a_sentence_marks_it_in_its_line(edition: Edition, admin_client: Client) -> None:
    row = Statement.objects.get(edition=edition)
    html = page(admin_client, f"/evidence/statements/{row.pk}/")
    assert "第 5 行" in html
    assert '<mark class="row">2030年' in html


def test_the_whole_document_can_be_read_masked(edition: Edition, admin_client: Client) -> None:
    stored_page = DocumentPage.objects.get()
    assert (stored_page.kind, stored_page.first_line) == ("cells", 1)
    html = page(admin_client, f"/documents/{stored_page.document_id}/pages/1/")
    assert "<h1>全文</h1>" in html
    assert "█" in html
    assert "王小明" not in html
    assert "略去若干行" not in html


@pytest.mark.parametrize("name", sorted(NAMES))
def test_findings_lead_to_their_cells(tmp_path: Path, admin_client: Client, name: str) -> None:
    wrong = (*pages.ROWS[:2], ("2050202", "小学教育", "71.00", "60.00", "11.00"), pages.ROWS[3])
    edition = stored(tmp_path, name, wrong)
    found = edition.findings.filter(outcome="mismatch").first()
    assert found is not None
    html = page(admin_client, f"/evidence/findings/{found.pk}/")
    assert "<mark>71.00</mark>" in html


@needs_libreoffice
def test_evidence_in_a_document_of_old_shows_its_cell(tmp_path: Path, admin_client: Client) -> None:
    a_department("上海市普陀区示例局")
    edition = kept(by_libreoffice({"a.html": FLAT.encode()}, tmp_path, ".doc")["a.html"])
    row = Fact.objects.get(edition=edition, code="2050299", measure="project")
    assert row.cell == "1:6:5"
    html = page(admin_client, f"/evidence/facts/{row.pk}/")
    assert "第 1 个表格第 6 行第 5 格" in html
    assert html.count("<mark>") == 1
    assert "<mark>30.00</mark>" in html
    assert "王小明" not in html
    assert Document.objects.get().media_type == "application/msword"
