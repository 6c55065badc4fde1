"""Texts whose spaces cannot be counted: their tables give no figure, and one note says why. A dot stands for a space."""

from __future__ import annotations

import pytest

from ingest.grids import find_grids
from tests.ingest.typed import codes_of, document_of, rows

CAPTION = ("公开表3", "2030年支出总表", "单位：万元", "科目编码·科目名称·合计·基本支出·项目支出")
COUNTED = (
    *CAPTION,
    "205·教育支出·20.00··20.00",
    "20501·教育管理事务·20.00··20.00",
    "2050101·行政运行·20.00··20.00",
    "206·科学技术支出·6.00·5.00·1.00",
    "20601·科学技术管理事务·5.00·5.00··",
    "2060101·行政运行·5.00·5.00··",
    "合计合计·26.00·5.00·21.00",
)


def rows_read(text: str) -> int:
    return sum(len(grid.body) for grid in find_grids(document_of(text).pages))


def doubts(text: str) -> list[str]:
    notes = [note for grid in find_grids(document_of(text).pages) for note in grid.notes]
    return [note.text for note in notes if note.code == "columns_not_counted"]


def test_counted_columns_raise_no_doubt() -> None:
    assert rows_read(rows(*COUNTED)) == 7
    assert doubts(rows(*COUNTED)) == []


ALIGNED = (
    *CAPTION,
    "205········教育支出··············20.00···············20.00",
    "20501······教育管理事务········20.00··············20.00",
    "2050101····行政运行·············20.00···············20.00",
    "206········科学技术支出·········5.00······5.00",
    "20601······科学技术管理事务·····5.00·······5.00",
    "2060101····行政运行············5.00······5.00",
    "合计····························25.00······5.00······20.00",
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (rows("\n".join(COUNTED)), "没有空行"),
        (rows(*"\n".join(COUNTED).replace("··", "·").replace("·", "\n").split("\n")), "各占一行"),
        (rows(*ALIGNED), "对齐"),
        (rows(*(line.rstrip("·").replace("··", "·") for line in COUNTED)), "没有留下空格"),
        (rows(*COUNTED).replace("·", "\t"), "不是普通空格"),
        (rows(*COUNTED).replace("·", "\u00a0"), "不是普通空格"),
        (rows(*(f"{line}·" for line in COUNTED)), "补了空格"),
    ],
    ids=["no empty lines", "one cell a line", "aligned", "empty cells dropped", "tabs", "no-break spaces", "padded lines"],
)
def test_no_figure_is_taken_where_columns_cannot_be_counted(text: str, reason: str) -> None:
    assert rows_read(text) == 0
    assert [reason in said for said in doubts(text)] == [True]
    (grid,) = find_grids(document_of(text).pages)
    assert codes_of(grid.notes) == ["columns_not_counted", "ambiguous"]


def test_a_text_without_tables_raises_no_doubt() -> None:
    assert doubts(rows("2030年预算20.00万元，比上年增加1.00万元。")) == []
    assert rows_read(rows("2030年预算20.00万元，比上年增加1.00万元。")) == 0
