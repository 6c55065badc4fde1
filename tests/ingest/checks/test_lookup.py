"""How sentences name tables and rows."""

from __future__ import annotations

from dataclasses import replace

from ingest.checks.lookup import name_of_line, place
from ingest.shapes import Line, Source
from tests.ingest.checks.builders import row, table


def test_a_row_is_named_by_code_and_name() -> None:
    assert name_of_line(Line("教育支出", (), code="205")) == "205 教育支出"
    assert name_of_line(Line("某局", (), organisation=("125001", "某局"))) == "125001 某局"
    assert name_of_line(Line("某项目", (), organisation=("125001", "某局"))) == "某项目"
    assert name_of_line(Line("", ())) == "（无行名）"


def test_a_table_without_a_title_is_named_by_its_place() -> None:
    plain = table("expenditure", "total", row("合计", "1.00"), number="表3", title="支出总表")
    assert place(plain) == "表3《支出总表》"
    assert place(replace(plain, number=None)) == "《支出总表》"
    assert place(replace(plain, title="")) == "表3"
    assert place(replace(plain, title="", number=None, source=Source(page=7))) == "第 7 页没有标题的表"
