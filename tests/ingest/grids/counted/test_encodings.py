"""The same tables, whatever the encoding and the line ends. A dot stands for a space."""

from __future__ import annotations

import pytest

from ingest.grids import find_grids
from ingest.readers.text import read_text
from tests.ingest.typed import rows

TEXT = rows(
    "公开表3",
    "2030年支出总表",
    "单位：万元",
    "科目编码·科目名称·合计·基本支出·项目支出",
    "205·教育支出·20.00··20.00",
    "206·科学技术支出·5.00·5.00··",
).replace("·", " ")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_columns_are_the_same_in_every_encoding(encoding: str, line_end: str) -> None:
    document = read_text("typed.txt", "0" * 64, TEXT.replace("\n", line_end).encode(encoding))
    (grid,) = find_grids(document.pages)
    assert [[cell.text for cell in row] for row in grid.body] == [
        ["205", "教育支出", "20.00", "", "20.00"],
        ["206", "科学技术支出", "5.00", "5.00", ""],
    ]
    assert [row[0].source.line for row in grid.body] == [9, 11]
