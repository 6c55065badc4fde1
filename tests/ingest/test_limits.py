"""What is larger than anything published is left out and noted with its page; all else of the document is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import limits, sandbox, statements
from ingest.extract import extract
from ingest.limits import SoFar, TooMuch, at_most, is_over, within
from ingest.shapes import Extraction, Note
from tests.ingest.pdfs import Pdf, PdfPage

TEXT = "公开表3\n\n2023年部门支出总表\n\n单位：万元\n\n项目 合计 基本支出\n\n教育支出 2.00 2.00\n\n一、预算收支情况说明\n\n"


def table_page(pdf: Pdf, title: str) -> None:
    page = pdf.page()
    page.text(60, 60, title, 16)
    page.text(440, 90, "单位：万元")
    page.table([60, 180, 400, 500], 110, [["科目编码", "科目名称", "合计"], ["205", "教育支出", "2.00"]])


def around(folder: Path, spoil: Callable[[PdfPage], None]) -> Extraction:
    """A document of three pages of which the second is spoilt."""
    pdf = Pdf()
    table_page(pdf, "2023年部门支出预算总表")
    page = pdf.page()
    page.text(20, 20, "2023年的说明")
    spoil(page)
    table_page(pdf, "2023年部门收入预算总表")
    return extract(pdf.save(folder))


def many_objects(page: PdfPage) -> None:
    page.drawn.append("1 1 m 2 2 l S\n" * (limits.PAGE_OBJECTS + 1))


def many_strokes(page: PdfPage) -> None:
    """One path of level steps."""
    page.drawn.append("0 100 m\n" + "".join(f"{at % 500} {100 + 5 * (at // 500)} l\n" for at in range(limits.PAGE_STROKES + 200)) + "S")


def many_rulings(page: PdfPage) -> None:
    for at in range(limits.PAGE_RULINGS + 1):
        x, y = 10 * (at % 50), 4 * (at // 50)
        page.drawn.append(f"{x} {y} m {x + 5} {y} l S")


def many_cells(page: PdfPage) -> None:
    lines = 181
    for at in range(lines):
        page.ruling(10 + 3 * at, 10, 10 + 3 * at, 10 + 3 * (lines - 1))
        page.ruling(10, 10 + 3 * at, 10 + 3 * (lines - 1), 10 + 3 * at)


def many_characters(page: PdfPage) -> None:
    for at in range(601):
        page.text(20, 20 + at, "数" * 100, 1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (many_objects, "图形和文字块"),
        (many_strokes, "线段"),
        (many_rulings, "表格线"),
        (many_cells, "表格的格子"),
        (many_characters, "字符"),
    ],
)
def test_a_page_that_has_too_much_costs_nothing_of_the_others(tmp_path: Path, spoil: Callable[[PdfPage], None], said: str) -> None:
    extraction = around(tmp_path, spoil)
    assert [(table.schedule, table.pages) for table in extraction.tables] == [("expenditure", (1,)), ("income", (3,))]
    assert [amount.printed for table in extraction.tables for line in table.lines for amount in line.amounts] == ["2.00", "2.00"]
    (note,) = [note for note in extraction.notes if note.code == "oversized_page"]
    assert (note.level, note.source.page) == ("error", 2)
    assert note.text.startswith(f"第 2 页的{said}有 ")
    assert extraction.pages[1].kind == "error"


def test_a_page_as_large_as_allowed_is_read(tmp_path: Path) -> None:
    def spoil(page: PdfPage) -> None:
        page.drawn.append("1 1 m 2 2 l S\n" * 40_000)

    extraction = around(tmp_path, spoil)
    assert not notes(extraction, "oversized_page")
    assert extraction.pages[1].kind == "text"


def notes(extraction: Extraction, code: str) -> list[Note]:
    return [note for note in extraction.notes if note.code == code]


def test_of_a_document_of_thousands_of_pages_the_first_are_read(tmp_path: Path) -> None:
    pdf = Pdf()
    table_page(pdf, "2023年部门支出预算总表")
    for _ in range(limits.PAGES + 5):
        pdf.page()
    extraction = extract(pdf.save(tmp_path))
    assert len(extraction.tables) == 1
    assert len(extraction.pages) == 2_000
    (note,) = notes(extraction, "pages_left_out")
    assert (note.level, note.source.page) == ("error", 2_001)
    assert note.text == "一个文件最多读 2000 页，第 2001 页起的内容没有读取（PDF 共 2006 页），请拆分文件后再读。"


@pytest.mark.parametrize(("characters", "cells", "said"), [(3_000_001, 0, "3000000 字"), (0, 160_001, "160000 个表格的格子")])
def test_what_a_document_holds_is_counted(characters: int, cells: int, said: str) -> None:
    so_far = SoFar()
    so_far.add(characters - 1 if characters else 0, cells - 1 if cells else 0)
    assert so_far.why_to_stop is None
    so_far.add(min(characters, 1), min(cells, 1))
    assert so_far.why_to_stop == f"一个文件最多读 {said}"


def test_statements_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_STATEMENTS", 2)
    sentences = "".join(f"　　2023年会议费{number}万元。\n\n" for number in range(1, 6))
    extraction = read_text(tmp_path, TEXT + sentences)
    assert [str(statement.amount) for statement in extraction.statements] == ["1", "2"]
    (note,) = notes(extraction, "statements_left_out")
    assert (note.level, note.source.line) == ("error", 17)


def read_text(folder: Path, text: str) -> Extraction:
    path = folder / "x.txt"
    path.write_text(text, encoding="utf-8")
    return extract(path)


# The clock


@pytest.fixture
def over() -> Iterator[None]:
    """No time is left."""
    with within(0):
        yield


@pytest.mark.usefixtures("over")
def test_when_the_time_is_over_the_pages_that_were_read_are_delivered(tmp_path: Path) -> None:
    extraction = around(tmp_path, lambda page: None)
    assert [table.schedule for table in extraction.tables] == ["expenditure"]
    (note,) = notes(extraction, "pages_left_out")
    assert (note.level, note.source.page) == ("error", 2)
    assert "用时太长" in note.text


@pytest.mark.usefixtures("over")
def test_when_the_time_is_over_each_check_says_that_it_was_not_made(tmp_path: Path) -> None:
    extraction = around(tmp_path, lambda page: None)
    assert {(finding.outcome, finding.subject) for finding in extraction.findings} == {("not_evaluable", "time")}
    assert {finding.check for finding in extraction.findings} == set(extraction.checks)
    assert "用时太长" in extraction.findings[0].message


@pytest.mark.usefixtures("over")
def test_when_the_time_is_over_tables_and_sentences_of_a_text_are_left_out_and_noted(tmp_path: Path) -> None:
    extraction = read_text(tmp_path, TEXT + "　　2023年会议费1万元。\n")
    assert [len(table.lines) for table in extraction.tables] == [0]
    assert not extraction.statements
    assert [note.level for note in notes(extraction, "statements_left_out")] == ["error"]
    assert [note.text for note in notes(extraction, "ambiguous")] == [
        "第 1 行起的表格读不出来（用时太长，请拆分文件或调高 PARSE_SECONDS），其中的数没有采用，请对照原文。"
    ]


def test_the_child_stops_by_itself_before_it_is_stopped(tmp_path: Path) -> None:
    pdf = Pdf()
    table_page(pdf, "2023年部门支出预算总表")
    table_page(pdf, "2023年部门收入预算总表")
    (extraction,) = sandbox._extract([{"path": str(pdf.save(tmp_path)), "name": "x.pdf", "steps": []}], 0.0, 1 << 20)
    assert [table.schedule for table in extraction.tables] == ["expenditure"]
    assert "pages_left_out" in {note.code for note in extraction.notes}


def test_without_a_given_time_it_is_never_over() -> None:
    assert not is_over(0.0)
    with within(3600):
        assert not is_over(0.5)
        with within(None):
            assert not is_over(0.0)


def test_a_limit_is_what_may_be_reached() -> None:
    at_most(3, 3, "线")
    with pytest.raises(TooMuch, match=r"^线有 4，上限 3$"):
        at_most(4, 3, "线")
