"""A page that is a picture, read by a recogniser that knows what was drawn: the way from there to figures, places and notes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.readers import read
from ingest.readers.pdf import reading
from ingest.shapes import Extraction, Table, UnreadableDocument
from tests.ingest.readers.pictures.drawn import PER_POINT, SIZE, Knowing, Sheet

TITLE = "某市某局2023年部门支出预算总表"
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["", "合计", "1,313.46", "1,213.46", "100.00"],
    ["205", "教育支出", "1,234.56", "1,134.56", "99.00"],
    ["208", "社会保障和就业支出", "78.90", "77.80", "1.10"],
]
Scan = Callable[..., Path]


def sheet() -> Sheet:
    drawn = Sheet()
    drawn.text(400, 150, TITLE, 44)
    drawn.text(1150, 240, "单位：万元")
    drawn.table((150, 400, 800, 1050, 1300, 1550), 300, ROWS)
    return drawn


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """A scan of the sheet, and in place of the models somebody who knows it; `said` and `sure` as `Knowing` takes them."""

    def made(leaning: float = 0.0, drawn: Sheet | None = None, **told: dict[str, str]) -> Path:
        drawn = drawn or sheet()
        knowing = Knowing(drawn, **told)  # type: ignore[arg-type]
        monkeypatch.setattr(reading, "recogniser", lambda: knowing)
        return drawn.pdf(tmp_path, leaning)

    return made


def table_of(extraction: Extraction) -> Table:
    (table,) = extraction.tables
    return table


def codes(extraction: Extraction) -> set[str]:
    return {note.code for note in extraction.notes}


def test_the_same_grid_code_reads_it(scan: Scan) -> None:
    extraction = extract(scan())
    table = table_of(extraction)
    assert (table.schedule, table.unit, extraction.pages[0].kind) == ("expenditure", "万元", "recognised")
    assert [[line.code, line.label, *(amount.printed for amount in line.amounts)] for line in table.lines] == [
        [row[0] or None, *row[1:]] for row in ROWS[1:]
    ]
    assert table.lines[1].amounts[0].yuan == Decimal("12345600.00")
    assert codes(extraction) >= {"recognised_text", "recognised_page"}


def test_places_are_those_of_the_page_as_it_leans(scan: Scan) -> None:
    """A figure turns about the middle of the page as the page does."""
    drawn = sheet()
    (x0, top, x1, bottom) = next(box for text, box in drawn.printed if text == "1,234.56")
    straight, leaning = (table_of(extract(scan(by, drawn))).lines[1].amounts[0].source.bbox for by in (0.0, 1.0))
    assert straight == pytest.approx([edge / PER_POINT for edge in (x0, top, x1, bottom)], abs=1.5)
    middle_x, middle_y = SIZE[0] / 2, SIZE[1] / 2
    right, down = ((x0 + x1) / 2 - middle_x) / PER_POINT, ((top + bottom) / 2 - middle_y) / PER_POINT
    sine, cosine = 0.01745, 0.99985
    assert leaning is not None
    assert (leaning[0] + leaning[2]) / 2 == pytest.approx(middle_x / PER_POINT + right * cosine + down * sine, abs=1.5)
    assert (leaning[1] + leaning[3]) / 2 == pytest.approx(middle_y / PER_POINT - right * sine + down * cosine, abs=1.5)


def test_every_figure_is_as_sure_as_its_least_sure_character(scan: Scan) -> None:
    table = table_of(extract(scan(sure={"78.90": 0.625})))
    sure = {amount.printed: amount.confidence for line in table.lines for amount in line.amounts}
    assert sure["78.90"] == Decimal("0.625")
    assert sure["1,234.56"] == pytest.approx(Decimal("0.99"), abs=Decimal("0.002"))


def test_print_that_says_nothing_is_told_with_its_place(scan: Scan) -> None:
    extraction = extract(scan(sure={"77.80": 0.1}))
    (note,) = [note for note in extraction.notes if note.code == "unread_print"]
    assert note.level == "warning"
    assert note.source.bbox is not None
    assert note.source.bbox[0] == pytest.approx(1064 / PER_POINT, abs=4)
    assert "77.80" not in [amount.printed for line in table_of(extraction).lines for amount in line.amounts]


def test_print_outside_of_all_lines_is_told(scan: Scan) -> None:
    drawn = sheet()
    drawn.text(300, 760, "漏掉的一行 9,999.99")
    drawn.printed.pop()  # nobody finds it
    notes = [note for note in extract(scan(0.0, drawn)).notes if note.code == "unread_print"]
    assert len(notes) == 1
    assert notes[0].source.page == 1


def test_a_misread_digit_is_flagged_by_its_sums_and_nothing_passes_for_confirmed(scan: Scan) -> None:
    """1,134.56 read as 1,734.56: the row 1,234.56 = 1,134.56 + 99.00 fails here as printed too, the column 1,213.46 fails by it."""
    findings = extract(scan(said={"1,134.56": "1,734.56"})).findings
    assert any(finding.outcome == "mismatch" and finding.check.startswith(("row.", "hierarchy.")) for finding in findings)


def test_what_no_other_table_confirms_is_told_row_by_row(scan: Scan) -> None:
    extraction = extract(scan())
    told = [finding for finding in extraction.findings if finding.check == "recognition.confirmed"]
    assert {finding.outcome for finding in told} == {"not_evaluable"}
    cells = {source for finding in told for source in finding.sources}
    assert cells == {amount.source for line in table_of(extraction).lines for amount in line.amounts}


def test_without_the_extra_a_picture_is_told_with_what_to_install(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scan()
    monkeypatch.setattr(reading, "recogniser", lambda: None)
    with pytest.raises(UnreadableDocument, match="请管理员装上图像识别"):
        read(path)


def test_a_picture_that_says_nothing_stays_a_picture(scan: Scan) -> None:
    empty = Sheet()
    empty.brush.ellipse((600, 300, 900, 600), outline=0, width=9)
    with pytest.raises(UnreadableDocument, match="也没有识别出文字"):
        read(scan(0.0, empty))


def test_personal_data_is_masked_and_its_place_covered(scan: Scan) -> None:
    drawn = sheet()
    drawn.text(300, 760, "联系电话：13912345678")
    (page,) = read(scan(0.0, drawn)).pages
    assert not any("13912345678" in line for line in page.masked)
    left = min(box[0] for box in page.hidden)
    right = max(box[2] for box in page.hidden)
    assert left < 460 / PER_POINT
    assert right > 610 / PER_POINT
