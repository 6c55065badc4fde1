"""Evidence of one figure: where else it stands, in other years, corrected, and who may see what is not published."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from budgets.evidence import findings_on
from budgets.models import Correction, Edition, Fact
from budgets.views import other_places, previous_of, years_of
from tests.factories import Book, datong, datong_with_text

pytestmark = pytest.mark.django_db


def test_the_same_figure_is_found_in_other_tables_and_in_the_text() -> None:
    edition = datong_with_text().publish()
    row = edition.facts.get(schedule="operating", item="total")
    places = [(place.row.line, place.printed, place.agrees, place.is_fact) for place in other_places(row)]
    assert places == [(35, "159.79", True, True), (73, "159.79", True, False)]  # 公用经费 of the whole, and the sentence
    total = edition.facts.get(schedule="summary", side="income")
    assert [(place.row.line, place.printed) for place in other_places(total)] == [
        (7, "2,296.59"),
        (7, "2,296.59"),
        (13, "2,296.59"),
        (65, "2,296.59"),
        (67, "2,296.59"),
    ]


def test_a_rounded_figure_of_the_text_agrees_within_rounding() -> None:
    book = Book()
    book.table("operating", "机关运行经费表", unit="元")
    (row,) = book.row("合计", {"amount": "1,597,949"}, item="total")
    book.say("机关运行经费159.79万元。", "机关运行经费", amount="159.79")
    book.say("机关运行经费159.80万元。", "机关运行经费", amount="159.80")
    book.publish()
    assert [(place.printed, place.agrees) for place in other_places(row)] == [("159.79", False)]


def test_a_zero_or_a_blank_is_not_looked_for_elsewhere() -> None:
    edition = datong().publish()
    assert other_places(edition.facts.filter(presence="blank")[0]) == []


def test_a_line_is_followed_over_the_years() -> None:
    old = datong(year=2022).publish()
    new = datong(year=2023).publish()
    datong(year=2021).finish()
    datong(year=2021, stage="final_accounts").publish()
    row = new.facts.get(schedule="expenditure", code="2210201", measure="total")
    assert [(fact.fiscal_year, fact.edition_id) for fact in years_of(row)] == [(2022, old.pk), (2023, new.pk)]
    assert years_of(old.facts.get(schedule="operating", item="")) != []


def test_a_line_with_one_year_has_no_years() -> None:
    edition = datong().publish()
    assert years_of(edition.facts.all()[0]) == []


def test_of_a_superseded_edition_its_own_figure_stands_for_its_year() -> None:
    datong(year=2022).publish()
    old = datong(year=2023).publish()
    datong(year=2023).publish()
    row = old.facts.get(schedule="operating", item="total")
    assert [fact.edition_id for fact in years_of(row)][-1] == old.pk


def test_last_years_figure_of_a_sentence_follows_from_its_change() -> None:
    book = datong_with_text()
    derived = {statement.subject: previous_of(statement) for statement in book.edition.statements.all()}
    assert {subject: str(value.normalize()) for subject, value in derived.items() if value is not None} == {
        "收入总计": "2005.93",
        "支出总计": "2005.93",
        "“三公”经费": "10.5",
        "公务接待费": "0",
    }


def test_a_corrected_figure_says_what_was_printed_and_why_it_was_corrected_and_never_by_whom(client: Client) -> None:
    book = datong()
    person = User.objects.create_user("clerk")
    correction = Correction.objects.create(
        edition=book.edition, order=0, field="amount", target={}, old="159.97", new="159.79", reason="原件是159.79", person=person
    )
    row = book.edition.facts.get(schedule="operating", item="total")
    Fact.objects.filter(pk=row.pk).update(correction=correction)
    book.publish()
    html = client.get(f"/evidence/facts/{row.pk}/").content.decode()
    assert '<s class="struck">159.97</s>159.79' in html
    assert "clerk" not in html
    assert "原件是159.79" in html
    assert "corrected" in client.get(f"/editions/{book.edition.pk}/").content.decode()


def test_clerks_see_evidence_of_drafts_and_others_do_not(client: Client) -> None:
    row = datong().finish().facts.all()[0]
    for staff, permitted, status in ((True, True, 200), (True, False, 404), (False, True, 404)):
        user = User.objects.create_user(f"{staff}{permitted}", is_staff=staff)
        if permitted:
            user.user_permissions.add(Permission.objects.get(codename="view_edition"))
        client.force_login(user)
        assert client.get(f"/evidence/facts/{row.pk}/").status_code == status


def test_a_document_without_lines_says_so(client: Client) -> None:
    book = datong()
    edition = book.publish()
    empty = Book(name="大同市财政局")
    empty.table("operating", "机关运行经费表")
    (row,) = empty.row("合计", {"amount": "1.00"}, item="total")
    Fact.objects.filter(pk=row.pk).update(line=None, span=None, page=9)
    empty.publish()
    html = client.get(f"/evidence/facts/{row.pk}/").content.decode()
    assert "这份文件没有可以显示的行。" in html
    assert "第 9 页" in html
    assert client.get(f"/documents/{book.document.pk}/pages/2/").status_code == 404
    assert edition.state == "published"


def test_the_whole_page_can_be_read_line_by_line(client: Client) -> None:
    book = datong()
    book.publish()
    html = client.get(f"/documents/{book.document.pk}/pages/1/").content.decode()
    assert '<li id="L13">' in html
    assert "合计 2,296.59 1,486.79 809.80" in html


def test_a_finding_between_two_files_shows_the_cell_of_each_and_names_the_other_file(client: Client) -> None:
    """Both stand on page 1, and the same line of each says something else."""
    tables, text = datong(), Book()
    line = text.line("收入总计2,300.00万元。")
    sources = [{"line": line, "sha256": text.document.sha256}, {"line": 5, "sha256": tables.document.sha256}]
    finding = text.find("text.figure", "mismatch", "两个文件不同。", line=line, sources=sources)
    tables.publish()
    text.publish()
    html = client.get(f"/evidence/findings/{finding.pk}/").content.decode()
    assert html.count(f'lang="zh-Hans">{tables.document.name}</p>') == 1
    assert f'lang="zh-Hans">{text.document.name}</p>' not in html
    assert [part.count("<mark") > 0 for part in html.split("<figure>")[1:]] == [True, True]
    for document in (tables.document, text.document):
        assert f"/documents/{document.pk}/pages/1/" in html


def test_evidence_of_a_withdrawn_or_old_edition_says_so_and_leads_to_the_one_in_force(client: Client) -> None:
    book = datong_with_text()
    finding = book.find("a", "soft", "不寻常。")
    old = book.publish()
    paths = [
        f"/evidence/facts/{old.facts.all()[0].pk}/",
        f"/evidence/statements/{old.statements.all()[0].pk}/",
        f"/evidence/findings/{finding.pk}/",
    ]
    for path in paths:
        html = client.get(path).content.decode()
        assert "旧版" not in html
        assert "撤回" not in html
    current = datong().publish()
    for path in paths:
        html = client.get(path).content.decode()
        assert "这是旧版，数字保持当时的样子。" in html
        assert f'<a href="/editions/{current.pk}/">现行的是第 2 版</a>' in html
    Edition.objects.filter(pk=old.pk).update(state="withdrawn", end_reason="文件收错了")
    for path in paths:
        html = client.get(path).content.decode()
        assert '<b>这一版已撤回。</b>理由：<span lang="zh-Hans">文件收错了</span>' in html
        assert f'<a href="/editions/{current.pk}/">看现行的一版</a>' in html
    Edition.objects.filter(pk=current.pk).update(state="withdrawn", ended_at=timezone.now(), end_reason="也收错了")
    assert all("看现行的一版" not in client.get(path).content.decode() for path in paths)


def test_beside_a_figure_stands_what_a_check_found_about_it(client: Client) -> None:
    """350.35 in the table, 352.67 in the text: each page says so. What agrees within rounding, or stands elsewhere, is no matter of it."""
    book = Book()
    book.table("expenditure", "支出总表")
    (cell,) = book.row("住房公积金", {"total": "350.35"}, code="2210201")
    (other,) = book.row("购房补贴", {"total": "320.17"}, code="2210203")
    sentence = book.say("住房公积金352.67万元。", "住房公积金", amount="352.67")
    places = [{"line": cell.line, "span": cell.span}, {"line": sentence.line, "span": None}]
    book.find("text.figure", "mismatch", "正文里的住房公积金与表不符", sources=places)
    book.find("text.figure", "rounding", "只差四舍五入", sources=places)
    book.publish()
    for kind, row in (("facts", cell), ("statements", sentence)):
        page = client.get(f"/evidence/{kind}/{row.pk}/").content.decode()
        assert "正文里的住房公积金与表不符" in page
        assert "只差四舍五入" not in page
    assert "对不上" not in client.get(f"/evidence/facts/{other.pk}/").content.decode()


@pytest.mark.parametrize(
    ("source", "is_there"),
    [
        ({"page": 9, "bbox": [1.0, 2.0, 3.0, 4.0]}, True),
        ({"page": 8, "bbox": [1.0, 2.0, 3.0, 4.0]}, False),
        ({"page": 9, "bbox": [1.0, 2.0, 3.0, 5.0]}, False),
        ({"page": 9, "bbox": [1.0, 2.0, 3.0, 4.0], "sha256": "f" * 64}, False),
        ({"line": 5}, False),
        ({"sheet": "表1", "cell": "B2"}, False),
    ],
)
def test_only_the_very_place_is_spoken_of(source: dict[str, object], is_there: bool) -> None:
    book = Book()
    book.table("expenditure", "支出总表")
    (cell,) = book.row("住房公积金", {"total": "350.35"}, code="2210201")
    Fact.objects.filter(pk=cell.pk).update(page=9, bbox=[1.0, 2.0, 3.0, 4.0], line=None, span=None)
    book.find("text.figure", "mismatch", "不符", sources=[source])
    cell.refresh_from_db()
    assert bool(findings_on(cell)) is is_there


def test_in_a_table_of_a_web_page_only_the_cell_is_spoken_of_and_not_its_line() -> None:
    book = Book()
    book.table("expenditure", "支出总表")
    first, second = book.row("住房公积金", {"total": "350.35", "basic": "350.35"}, code="2210201")
    for cell, place in ((first, "2:14:3"), (second, "2:14:4")):
        Fact.objects.filter(pk=cell.pk).update(line=30, span=None, cell=place)
        cell.refresh_from_db()
    book.find("text.figure", "mismatch", "不符", sources=[{"table": 2, "row": 14, "cell": 3, "line": 30}])
    assert [bool(findings_on(cell)) for cell in (first, second)] == [True, False]
