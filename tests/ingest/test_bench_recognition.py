"""`manage.py bench_recognition`: that every cell is counted as what it is, and that nothing silent passes. Nothing here is timed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest import CAN_RECOGNISE
from ingest.extract import extract
from ingest.management.bench.recognition import Compared, compare, leaning
from ingest.management.commands import bench_recognition
from ingest.shapes import Amount, Extraction, Finding, Line, Note, Source
from tests.ingest.test_bench_extract import disclosure


@pytest.fixture
def truth(tmp_path: Path) -> Extraction:
    """Two rows of one figure each, 教育支出 2.00 and 普通教育 2.00, and nothing that was found or noted."""
    return replace(extract(disclosure(tmp_path, "a.pdf")), findings=(), notes=())


def with_lines(extraction: Extraction, lines: Sequence[Line]) -> Extraction:
    return replace(extraction, tables=(replace(extraction.tables[0], lines=tuple(lines)), *extraction.tables[1:]))


def with_first(extraction: Extraction, amounts: Sequence[Amount], **changed: str) -> Extraction:
    first, *others = extraction.tables[0].lines
    return with_lines(extraction, [replace(first, amounts=tuple(amounts), **changed), *others])  # type: ignore[arg-type]


def compared(truth: Extraction, found: Extraction | None) -> Compared:
    return compare(truth, found, [0.0])


def first_of(extraction: Extraction) -> Amount:
    return extraction.tables[0].lines[0].amounts[0]


def wrong(truth: Extraction) -> Extraction:
    return with_first(truth, [replace(first_of(truth), printed="7.00", yuan=Decimal(70000))])


def test_what_is_the_same_is_right(truth: Extraction) -> None:
    found = compared(truth, truth)
    assert (dict(found.outcomes), found.silent, found.told, found.cells) == ({"right": 2}, [], 0, 2)


def test_a_wrong_digit_is_silent_where_nothing_names_that_cell(truth: Extraction) -> None:
    found = compared(truth, wrong(truth))
    assert dict(found.outcomes) == {"digits": 1, "right": 1}
    assert len(found.silent) == 1
    told = Finding("recognition.confirmed", "not_evaluable", "x", "x", sources=(first_of(truth).source,))
    assert compared(truth, replace(wrong(truth), findings=(told,))).silent == []
    other = replace(told, sources=(truth.tables[0].lines[1].amounts[0].source,))
    assert len(compared(truth, replace(wrong(truth), findings=(other,))).silent) == 1
    assert len(compared(truth, replace(wrong(truth), findings=(replace(told, outcome="rounding"),))).silent) == 1


def test_a_warning_over_half_a_page_names_no_cell(truth: Extraction) -> None:
    note = Note("warning", "unread_print", "x", Source(page=1, bbox=(0.0, 0.0, 595.0, 400.0)))
    assert len(compared(truth, replace(wrong(truth), notes=(note,))).silent) == 1


def test_another_name_and_another_column_are_not_right(truth: Extraction) -> None:
    found = compared(truth, with_first(truth, [first_of(truth)], label="敎育支出"))
    assert dict(found.outcomes) == {"named": 1, "right": 1}


def test_a_missed_one_is_told_by_its_row_and_one_too_many_is_counted(truth: Extraction) -> None:
    missed = with_first(truth, [])
    assert dict(compared(truth, missed).outcomes) == {"missed": 1, "right": 1}
    box = first_of(truth).source.bbox
    assert box is not None
    beside = Note("warning", "unread_print", "x", Source(page=1, bbox=(100.0, box[1], 160.0, box[3])))
    assert compared(truth, replace(missed, notes=(beside,))).silent == []
    assert dict(compared(missed, truth).outcomes) == {"made_up": 1, "right": 1}
    assert dict(compared(truth, None).outcomes) == {"missed": 2}


def test_places_are_looked_for_where_they_lean_to() -> None:
    """Turned a quarter counter-clockwise, what was right of the middle is above it."""
    assert leaning((300.0, 100.0), 90.0, (200.0, 100.0)) == pytest.approx((200.0, 0.0))


@pytest.mark.skipif(not CAN_RECOGNISE, reason="make setup EXTRAS=ocr")
def test_a_document_is_scanned_read_and_compared(tmp_path: Path) -> None:
    disclosure(tmp_path, "a.pdf")
    out, err = StringIO(), StringIO()
    call_command("bench_recognition", "--docs", str(tmp_path), "--documents", "1", stdout=out, stderr=err)
    answer = json.loads(out.getvalue().splitlines()[-1])
    figures = {figure["name"]: figure["value"] for figure in answer["figures"]}
    assert (answer["bench"], figures["cells"], figures["digits"], figures["silent"]) == ("recognition", 2, 0, 0)
    assert figures["processor time"] > 0
    assert "a.pdf：1 页，2 格" in err.getvalue()


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_recognition, "recogniser", lambda: None)
    with pytest.raises(CommandError, match="make setup EXTRAS=ocr"):
        call_command("bench_recognition", "--docs", str(tmp_path))


@pytest.mark.skipif(not CAN_RECOGNISE, reason="make setup EXTRAS=ocr")
def test_a_folder_without_figures_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有带文字和数的 PDF 可测"):
        call_command("bench_recognition", "--docs", str(tmp_path))
