"""Text made to exhaust pattern matching takes no longer than other text of its size.

The bounds are tens of times what it takes: a pattern that tries every way of parting a text would take hours.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest import lines
from ingest.extract import extract
from ingest.limits import LINE_CHARACTERS
from ingest.readers import furniture
from ingest.readers.pdf import furniture as pdf_furniture
from ingest.statements import reasons

UNITS = ("1", "1,", "1.", " ", "某", "某 ", "（", "-", "一", "年", "第1页", "1万元，", "其中：", "比2022年1万元增加1万元，")
TABLE = "公开表3\n\n支出总表\n\n单位：万元\n\n项目 合计 基本支出\n\n教育支出 2.00 2.00\n\n"
PROSE = "一、预算收支情况说明\n\n"
PATTERNS = {
    "page number of a text": furniture._NUMBER,
    "page number of a PDF": pdf_furniture._NUMBER,
    "amount first": reasons._AMOUNT_FIRST,
    **{f"code and label {number}": pattern for number, pattern in enumerate(lines._CODED)},
}


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("unit", UNITS)
def test_a_pattern_that_once_tried_every_way_reads_a_long_line_at_once(name: str, unit: str) -> None:
    text = (unit * LINE_CHARACTERS)[: LINE_CHARACTERS - 1] + "\0"
    started = time.process_time()
    PATTERNS[name].fullmatch(text)
    PATTERNS[name].match(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_thousand_characters_of_the_same_are_read_like_any_text(tmp_path: Path, unit: str) -> None:
    long = (unit * LINE_CHARACTERS)[: LINE_CHARACTERS - 10]
    body = "\n\n".join(f"\u3000\u3000{long}。" for _ in range(5))
    path = tmp_path / "x.txt"
    path.write_text(f"{TABLE}{body}\n\n{PROSE}{body}\n", encoding="utf-8")
    started = time.process_time()
    extraction = extract(path)
    assert time.process_time() - started < 30
    assert [len(table.lines) for table in extraction.tables] == [1]


def test_the_page_number_of_a_page_is_still_one() -> None:
    found = [
        pdf_furniture._number(text) for text in ("- 12 -", "第 3 页", "第 3 页 / 共 20 页", " 7\u3000", "1 2", "3.50", "第 3 页，共20页")
    ]
    assert found == [12, 3, 3, 7, 1, 3, 3]
