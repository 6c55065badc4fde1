"""One document, from its bytes to its extraction: what is no disclosure, and that nothing is read without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.shapes import UnreadableDocument
from tests.ingest.typed import rows

TABLE = rows(
    "公开表3",
    "2030年支出总表",
    "单位：万元",
    "科目编码·科目名称·合计·基本支出·项目支出",
    "205·教育支出·2.00·1.00·1.00",
    "合计·2.00·1.00·1.00",
)
TEXT = rows(
    "某局2030年单位预算情况说明", "2030年收入预算200.00万元，其中：财政拨款收入200.00万元，基本支出100.00万元，项目支出100.00万元。"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text.replace("·", " "), encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [TABLE, TEXT], ids=["tables alone", "text alone"])
def test_tables_and_text_may_be_published_apart(tmp_path: Path, text: str) -> None:
    assert extract(written(tmp_path, text)).pages


@pytest.mark.parametrize(
    "text",
    ["春眠不觉晓，处处闻啼鸟。\n" * 30, "会议通知：请各部门于周五前报送下一年度预算草案。\n" * 5, "import os\nprint(os.name)\n" * 20],
    ids=["a poem", "a notice that speaks of a budget", "a program"],
)
def test_a_text_that_is_no_disclosure_is_refused_with_what_it_is_instead(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        extract(written(tmp_path, text))
    assert refused.value.code == "not_a_disclosure"
    assert f"以“{text[:6].replace(' ', '')[:4]}" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_shown_of_a_refused_text_is_masked(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        extract(written(tmp_path, "联系电话：13900000000\n" * 9))
    assert "139" not in str(refused.value)


def test_every_step_keeps_its_result(tmp_path: Path) -> None:
    found = extract(written(tmp_path, TABLE + TEXT))
    assert [table.schedule for table in found.tables] == ["expenditure"]
    assert [grid.width for grid in found.grids] == [5]
    assert found.paragraphs
    assert found.statements
    assert "hierarchy.total" in found.checks


def test_the_same_bytes_give_the_same_extraction(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE + TEXT)
    assert extract(path) == extract(path)


def test_an_office_that_uses_windows_is_read_like_any_other(tmp_path: Path) -> None:
    unix = extract(written(tmp_path, TABLE + TEXT))
    path = tmp_path / "a.txt"
    path.write_bytes((TABLE + TEXT).replace("·", " ").replace("\n", "\r\n").encode("gb18030"))
    windows = extract(path)
    assert (windows.tables, windows.statements) == (unix.tables, unix.statements)
