"""Evidence of a PDF: the picture with its marks, who may see it, and what is said where it cannot be made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.models import DocumentPage, Edition, Fact
from tests.budgets.drawn import FIGURE, TURNED, DrawnBook, publish_drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "documents"}}}
    return tmp_path


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def rects(html: str) -> set[tuple[str, str, str, str, str]]:
    return set(re.findall(r'<rect class="(\w+)" x="([\d.-]+)" y="([\d.-]+)" width="([\d.-]+)" height="([\d.-]+)">', html))


def test_a_figure_is_framed_on_the_picture_of_its_page(client: Client) -> None:
    book, first, second = publish_drawn()
    html = page_of(client, f"/evidence/facts/{first.pk}/")
    address = f"/documents/{book.document.pk}/pages/1/image.png"
    assert f'<image href="{address}" x="0" y="0" width="595.0" height="842.0"' in html
    assert rects(html) == {("cell", "297.5", "197.5", "65.0", "15.0"), ("row", "99.0", "199.0", "62.0", "12.0")}
    assert "<title>第 1 页的图像：实线是这个数。虚线是它的行名。</title>" in html
    assert re.findall(r'<span class="([\w-]+)">行名在这一段之外，单放在上面一条。', html) == ["on-phone"]  # it is 198 points to the left
    assert re.findall(r'<svg class="scan-page ([\w -]+)"', html) == ["on-desk", "on-phone row-name", "on-phone"]
    assert "有的框在这一段之外" not in html
    assert "第 1 页（印作第 7 页）。" in html
    assert f'<a href="/documents/{book.document.pk}/pages/2/">第 2 页 →</a>' in html
    assert "←" not in html
    turned = page_of(client, f"/evidence/facts/{second.pk}/")
    assert rects(turned) == {("cell", "397.5", "97.5", "65.0", "15.0")}
    assert 'width="842.0" height="595.0"' in turned
    assert f'<a href="/documents/{book.document.pk}/pages/1/">← 第 1 页</a>' in turned


def test_nothing_of_a_pdf_is_said_to_stand_on_a_line(client: Client) -> None:
    book, first, _ = publish_drawn()
    finding = book_finding()
    addresses = [f"/evidence/facts/{first.pk}/", f"/documents/{book.document.pk}/pages/1/", f"/evidence/findings/{finding}/", "/"]
    addresses.append(f"/editions/{book.edition.pk}/")
    for address in addresses:
        html = page_of(client, address)
        assert "None" not in html, address
        assert not re.search(r"第 ?\d* ?行", html), address
        assert "行号" not in html, address
    assert "表题在第 1 页" in page_of(client, addresses[0])


def book_finding() -> int:
    """A finding of a published PDF about figures on two pages."""
    book = DrawnBook(name="大同市财政局")
    book.figure()
    sources = [{"page": 1, "bbox": list(FIGURE)}, {"page": 2, "bbox": list(TURNED)}]
    finding = book.find("hierarchy.total", "mismatch", "合计不等于各行之和。", sources=sources)
    book.publish()
    return finding.pk


def test_a_finding_marks_its_cells_on_every_page(client: Client) -> None:
    html = page_of(client, f"/evidence/findings/{book_finding()}/")
    assert {rect[1:3] for rect in rects(html)} == {("297.5", "197.5"), ("397.5", "97.5")}
    assert "pages/1/image.png" in html
    assert "pages/2/image.png" in html


def test_a_sentence_is_marked_with_its_figure(client: Client) -> None:
    book = DrawnBook()
    statement = book.say("机关运行经费159.79", "机关运行经费", amount="159.79")
    type(statement).objects.filter(pk=statement.pk).update(line=None, page=1, bbox=list(FIGURE))
    book.publish()
    html = page_of(client, f"/evidence/statements/{statement.pk}/")
    assert {rect[0] for rect in rects(html)} == {"cell", "sentence"}
    assert "虚线大致是这一句。" in html
    assert "<mark>159.79</mark>" in html
    assert "row-name" not in html, "a sentence is no name of a row"


class TwoSentences(DrawnBook):
    """A page with a sentence and the one behind it that gives the reason, whose words stand elsewhere, too."""

    def finish(self) -> Edition:
        edition = super().finish()
        lines = ["增加的原因是人员增加。", "机关运行经费  159.79", "增加的主要原因是人员增加。", "人员增加"]
        boxes = [[100.0, top, 360.0, top + 10] for top in (180.0, 200.0, 220.0, 400.0)]
        self.document.pages.filter(number=1).update(lines=lines, boxes=boxes)
        return edition


def test_a_reason_that_stands_in_a_sentence_of_its_own_is_marked_too(client: Client) -> None:
    book = TwoSentences()
    statement = book.say("机关运行经费159.79", "机关运行经费", amount="159.79")
    type(statement).objects.filter(pk=statement.pk).update(line=None, page=1, bbox=list(FIGURE), reason="人员增加")
    book.publish()
    html = page_of(client, f"/evidence/statements/{statement.pk}/")
    assert "写在后面的另一句，也标出" in html
    sentences = [rect for rect in rects(html) if rect[0] == "sentence"]
    assert {rect[2] for rect in sentences} == {"199.0", "219.0"}, "the one behind it, neither the one before nor one far below"


def test_a_blank_cell_is_dotted_where_its_column_crosses_its_row(client: Client) -> None:
    book = DrawnBook()
    book.figure()
    blank = book.figure(None, bbox=None, name=[100.0, 240.0, 160.0, 250.0])
    book.publish()
    html = page_of(client, f"/evidence/facts/{blank.pk}/")
    assert ("blank", "300.0", "240.0", "60.0", "10.0") in rects(html)
    assert "点线大致是空白的那一格。" in html


def test_a_whole_page_has_its_picture_and_its_text(client: Client) -> None:
    book, _, _ = publish_drawn()
    html = page_of(client, f"/documents/{book.document.pk}/pages/2/")
    assert 'viewBox="0.0 0.0 842.0 595.0"' in html
    assert "合计 159.79" in html
    assert 'id="L' not in html


def test_a_page_that_cannot_be_drawn_shows_its_text_and_one_line(client: Client) -> None:
    book, first, _ = publish_drawn(b"%PDF-1.7\nbroken")
    for address in (f"/evidence/facts/{first.pk}/", f"/documents/{book.document.pk}/pages/1/"):
        html = page_of(client, address)
        assert "这一页的图像生成不出来；下面是这一页的文字。" in html
        assert "<svg" not in html
        assert "机关运行经费" in html
    answer = client.get(f"/documents/{book.document.pk}/pages/1/image.png")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_the_picture_may_be_kept_and_is_asked_for_again_by_its_tag(client: Client) -> None:
    book, _, _ = publish_drawn()
    address = f"/documents/{book.document.pk}/pages/1/image.png"
    answer = client.get(address)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert answer.content.startswith(b"\x89PNG")
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("number", [0, 3, 99999])
def test_there_is_no_picture_of_a_page_that_is_not_there(client: Client, number: int) -> None:
    book, _, _ = publish_drawn()
    assert client.get(f"/documents/{book.document.pk}/pages/{number}/image.png").status_code == 404


def test_of_a_draft_only_clerks_see_the_picture_and_nobody_keeps_it(client: Client, folder: Path) -> None:
    book = DrawnBook()
    book.figure()
    book.finish()
    address = f"/documents/{book.document.pk}/pages/1/image.png"
    assert client.get(address).status_code == 404
    assert not (folder / "page-images").exists()
    for staff, permitted, status in ((True, True, 200), (True, False, 404), (False, True, 404)):
        user = User.objects.create_user(f"{staff}{permitted}", is_staff=staff)
        if permitted:
            user.user_permissions.add(Permission.objects.get(codename="view_edition"))
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer["Cache-Control"] == "private, no-store"


def test_what_was_published_stays_public_after_it_was_withdrawn(client: Client) -> None:
    book, _, _ = publish_drawn()
    Edition.objects.filter(pk=book.edition.pk).update(state="withdrawn", end_reason="收错了")
    assert client.get(f"/documents/{book.document.pk}/pages/1/image.png").status_code == 200


def test_a_page_without_text_is_never_shown_as_a_picture(client: Client) -> None:
    book = DrawnBook()
    book.figure()
    book.finish()
    DocumentPage.objects.filter(document=book.document, number=2).update(kind="picture", lines=[], boxes=[])
    book.disclosure.refresh_from_db()
    Edition.objects.filter(pk=book.edition.pk).update(state="in_review")
    Edition.objects.filter(pk=book.edition.pk).update(state="published", published_at="2026-01-01T00:00Z", digest="d" * 64, number=1)
    assert client.get(f"/documents/{book.document.pk}/pages/2/image.png").status_code == 404
    assert client.get(f"/documents/{book.document.pk}/pages/2/").status_code == 200


def test_the_pages_ask_the_database_a_constant_number_of_times(client: Client) -> None:
    book, first, _ = publish_drawn()
    finding = book_finding()
    limits = {f"/evidence/facts/{first.pk}/": 13, f"/documents/{book.document.pk}/pages/1/": 5, f"/evidence/findings/{finding}/": 10}
    for address, most in {**limits, f"/documents/{book.document.pk}/pages/1/image.png": 3}.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, (address, [query["sql"][:90] for query in queries])


def test_the_api_leads_to_the_picture(client: Client) -> None:
    book, first, _ = publish_drawn()
    fact = client.get(f"/api/v1/facts/{first.pk}/").json()
    assert fact["page_image_url"] == f"http://testserver/documents/{book.document.pk}/pages/1/image.png"
    assert fact["source"]["bbox"] == list(FIGURE)
    assert client.get(fact["page_image_url"]).status_code == 200


def test_a_cell_of_a_workbook_is_said_by_sheet_and_cell(client: Client) -> None:
    book = DrawnBook()
    row = book.figure()
    Fact.objects.filter(pk=row.pk).update(page=None, bbox=None, sheet="收支总表", cell="D14")
    book.publish()
    html = page_of(client, f"/evidence/facts/{row.pk}/")
    assert "工作表“收支总表”D14。这份文件没有可以显示的行。" in html
