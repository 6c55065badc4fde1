"""`manage.py bench_extract`: that it measures, what it measures, and what it says of it. Nothing here is timed."""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest.extract import extract
from ingest.management.bench import stages
from ingest.management.bench.measuring import Measured, Timed, chosen
from ingest.management.bench.plain import read_plainly
from ingest.management.bench.plumber import is_installed
from ingest.management.bench.report import as_json, table
from tests.ingest.pdfs import Pdf

ROWS = [["科目编码", "科目名称", "合计"], ["205", "教育支出", "2.00"], ["20502", "普通教育", "2.00"]]


def disclosure(folder: Path, name: str, pages: int = 1) -> Path:
    pdf = Pdf()
    for _ in range(pages):
        page = pdf.page()
        page.text(60, 60, "2023年部门支出预算总表", 16)
        page.text(440, 90, "单位：万元")
        page.table([60, 180, 400, 500], 110, ROWS)
    return pdf.save(folder, name)


def run(folder: Path, *arguments: str) -> tuple[str, dict[str, float]]:
    out = StringIO()
    call_command("bench_extract", "--docs", str(folder), "--rounds", "1", *arguments, stdout=out, stderr=StringIO())
    text = out.getvalue()
    return text, {figure["name"]: figure["value"] for figure in json.loads(text.splitlines()[-1])["figures"]}


def test_small_documents_are_measured_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    disclosure(tmp_path, "a.pdf")
    disclosure(tmp_path, "b.pdf", pages=2)
    (tmp_path / "c.txt").write_text("no PDF")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    text, figures = run(tmp_path)
    assert "2 份 PDF（SHA-256 最小的），3 页" in text
    assert "cut.pdf：没有测（PDF 已损坏" in text
    assert figures["extract / pypdfium2 alone, time"] > 0
    assert figures["two processes / one, speed"] > 0
    assert 20 < figures["extract, peak memory"] < 400
    assert ("extract / pdfplumber, speed" in figures) is is_installed()


@pytest.mark.parametrize("content", [None, b"no PDF", b"%PDF-1.7\n"])
def test_a_folder_with_nothing_to_measure_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.pdf").write_bytes(content)
    with pytest.raises(CommandError, match=r"^[^\n]+请用 --docs 指定放有公开文件的文件夹。$"):
        run(tmp_path)


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^[^\n]+没有 PDF 可测[^\n]+$"):
        run(tmp_path / "none")


def test_the_twenty_of_the_lowest_digest_are_taken(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number}.pdf").write_bytes(b"%%PDF-1.7\n%d" % number)
    digests = sorted(sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir())
    (tmp_path / "text.pdf").write_bytes(b"by its name alone")
    assert [sha256(path.read_bytes()).hexdigest() for path in chosen(tmp_path)] == digests[:20]


def test_the_plain_loop_reads_every_page(tmp_path: Path) -> None:
    assert read_plainly(disclosure(tmp_path, "a.pdf", pages=3)) == 3


def test_without_pdfplumber_one_line_says_so_and_no_figure_is_made_up() -> None:
    found = measured(timed((2.0, 2.0)))
    assert "没有装 pdfplumber，没有和它比：make setup 会装上。" in table(found, every=5)
    assert "extract / pdfplumber, speed" not in {figure["name"] for figure in as_json(found)["figures"]}


def timed(*rounds: tuple[float, float]) -> Timed:
    found = Timed()
    for round_ in rounds:
        for name, seconds in zip("ab", round_, strict=True):
            found.add(Path(name), {"seconds": seconds, "pages": 10})
    return found


def measured(ours: Timed, tables: Timed | None = None) -> Measured:
    return Measured(
        plain=timed((1.0, 1.0)),
        ours=ours,
        tables=tables,
        stages=Counter({"find_grids": 3, "read · pdf.glyphs": 1}),
        largest=Path("b"),
        peak=400.0,
        growth={5: 80.04},
        one=3.4,
        two=2.0,
        unread={},
        load=0.5,
    )


def test_each_document_counts_with_its_fastest_round() -> None:
    found = timed((1.0, 3.0), (2.0, 1.0))
    assert found.best == 2.0
    assert found.spread == 1.0
    assert found.speed == 10.0


def test_the_last_line_has_each_figure_with_its_target() -> None:
    found = measured(timed((3.0, 3.0)), timed((18.0, 18.0)))
    assert as_json(found) == {
        "bench": "extract",
        "figures": [
            {"name": "extract / pypdfium2 alone, time", "value": 3.0, "unit": "×", "target": 3, "holds": True},
            {"name": "extract / pdfplumber, speed", "value": 6.0, "unit": "×", "target": 6, "holds": True},
            {"name": "extract, speed", "value": 3.3, "unit": "pages/s"},
            {"name": "extract, peak memory", "value": 400.0, "unit": "MiB", "target": 400, "holds": False},
            {"name": "two processes / one, speed", "value": 1.7, "unit": "×", "target": 1.7, "holds": True},
            {"name": "extract, memory after 5 documents", "value": 80.0, "unit": "MiB"},
        ],
    }


def test_a_target_just_missed_is_not_rounded_to_one_met() -> None:
    figures = as_json(measured(timed((3.001, 3.001)), timed((17.99, 18.0))))["figures"]
    assert [(figure["value"], figure["holds"]) for figure in figures[:2]] == [(3.01, False), (5.99, False)]


def test_the_table_shows_the_share_of_each_step() -> None:
    lines = list(table(measured(timed((2.0, 2.0))), every=5))
    assert "find_grids         3.00  75.0%" in lines


def test_a_look_finds_the_step_and_in_reading_the_module(tmp_path: Path) -> None:
    path = disclosure(tmp_path, "a.pdf")
    extract(path)  # what is compiled only once would be looked at a million times
    seen: set[str] = set()
    sys.setprofile(lambda frame, _event, _argument: seen.add(stages.stage_of(frame)))
    try:
        extract(path)
    finally:
        sys.setprofile(None)
    assert {"read · pdf.reading", "find_grids", "run_checks", "json"} <= seen
