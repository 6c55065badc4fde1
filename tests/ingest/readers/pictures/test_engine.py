"""The models themselves, where the extra is installed: a drawn sheet, leaning, through JPEG, is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest import CAN_RECOGNISE
from ingest.extract import extract
from ingest.readers import read
from tests.ingest.readers.pictures.drawn import Sheet

pytestmark = pytest.mark.skipif(not CAN_RECOGNISE, reason="the extra ocr is not installed (make setup EXTRAS=ocr)")


def sheet() -> Sheet:
    drawn = Sheet()
    drawn.text(400, 150, "某市某局2023年部门支出预算总表", 44)
    drawn.text(1150, 240, "单位：万元")
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows = [
        ["", "合计", "1,313.46", "1,213.46", "100.00"],
        ["205", "教育支出", "1,234.56", "1,134.56", "100.00"],
        ["208", "社会保障和就业支出", "78.90", "78.90", "0.00"],
    ]
    drawn.table((150, 400, 800, 1050, 1300, 1550), 300, [head, *rows])
    return drawn


def test_a_leaning_scan_gives_its_figures_each_with_its_confidence(tmp_path: Path) -> None:
    (table,) = extract(sheet().pdf(tmp_path, 0.6)).tables
    assert table.schedule == "expenditure"
    assert {line.label: [amount.printed for amount in line.amounts] for line in table.lines} == {
        "合计": ["1,313.46", "1,213.46", "100.00"],
        "教育支出": ["1,234.56", "1,134.56", "100.00"],
        "社会保障和就业支出": ["78.90", "78.90", "0.00"],
    }
    amounts = [amount for line in table.lines for amount in line.amounts]
    assert all(amount.confidence is not None and Decimal("0.5") < amount.confidence <= 1 for amount in amounts)


def test_a_sheet_that_lies_on_its_side_is_read(tmp_path: Path) -> None:
    drawn = sheet()
    drawn.image = drawn.image.rotate(90, expand=True)
    (page,) = read(drawn.pdf(tmp_path)).pages
    assert any("1,234.56" in line for line in page.masked)
    assert page.turn == 3
