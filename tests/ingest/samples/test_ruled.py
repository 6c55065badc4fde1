"""The notation of ruled tables."""

from __future__ import annotations

import pytest

from ingest.samples.ruled import RuledCell, cells_of, code_columns


def test_cells_merge_to_the_left_and_upwards() -> None:
    assert cells_of(("项目|~|*合计", "类|名称|^")) == (
        RuledCell(0, 0, 1, 2, "项目"),
        RuledCell(0, 2, 2, 1, "合计", bold=True),
        RuledCell(1, 0, 1, 1, "类"),
        RuledCell(1, 1, 1, 1, "名称"),
    )


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="different length"):
        cells_of(("a|b", "a"))


def test_codes_stand_where_the_lowest_head_says_so() -> None:
    assert code_columns(("编码|~|~|名称|金额", "类|款|项|^|^")) == {0, 1, 2}
    assert code_columns(("经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数",)) == {0, 3}
    assert code_columns(()) == frozenset()


@pytest.mark.parametrize("text", ["0", "0.00", "-1,234.50", "—", "23.5%", "16497.86"])
def test_figures(text: str) -> None:
    assert cells_of((text,))[0].is_figure


@pytest.mark.parametrize("text", ["", "合计", "7辆", "1. 收入", "2023-01-01"])
def test_what_is_no_figure(text: str) -> None:
    assert not cells_of((text,))[0].is_figure
