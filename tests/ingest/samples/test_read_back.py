"""Our own readers give back what the PDFs and the workbook were set from; expected values come from the facts, never from a reading."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.samples import PDF_SAMPLES, XLSX_SAMPLES, write
from ingest.samples.published import load_published
from ingest.shapes import Extraction
from tests.ingest.samples.test_published_facts import figures_of

TABLES_ALONE = "-tables"


def reading(name: str, folder: Path) -> Extraction:
    pytest.importorskip("ingest.readers.xlsx" if name in XLSX_SAMPLES else "ingest.readers.pdf")
    (path,) = write(folder, [name])
    return extract(path)


@pytest.mark.parametrize("name", [*PDF_SAMPLES, *XLSX_SAMPLES])
def test_every_figure_of_the_tables_is_read_and_no_other(name: str, tmp_path: Path) -> None:
    sample = load_published(name)
    stated: Counter[str] = Counter()
    for table in sample.tables:
        if table.head:
            for (_, _, _, printed), count in figures_of(table).items():
                stated[printed] += count
    read = [table for table in reading(name, tmp_path).tables if table.schedule != "performance"]
    assert Counter(amount.printed for table in read for line in table.lines for amount in line.amounts) == stated


@pytest.mark.parametrize("name", [name for name in (*PDF_SAMPLES, *XLSX_SAMPLES) if not name.endswith(TABLES_ALONE)])
def test_a_sample_says_whose_it_is(name: str, tmp_path: Path) -> None:
    sample = load_published(name)
    identity = reading(name, tmp_path).identity
    said = [value.value if value else None for value in (identity.unit, identity.fiscal_year, identity.stage, identity.scope)]
    assert said == [sample.unit, sample.fiscal_year, sample.stage, sample.scope]


@pytest.mark.parametrize(
    ("name", "subject", "printed", "computed"),
    [
        ("wanli-street-2023", "机关事业单位职业年金缴费支出", "60.54", "232.79"),
        ("wanli-street-2024", "住房公积金", "0.53", "1.19"),
        ("jiangsu-court-2017", "提租补贴", "79.05", "79.09"),
    ],
)
def test_the_errors_of_the_published_texts_are_found(name: str, subject: str, printed: str, computed: str, tmp_path: Path) -> None:
    found = [finding for finding in reading(name, tmp_path).findings if finding.outcome == "mismatch" and finding.check == "text.percent"]
    assert [(finding.actual, finding.expected) for finding in found if subject in finding.subject] == [
        (Decimal(printed), Decimal(computed))
    ]
