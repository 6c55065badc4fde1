"""Whether the spaces of a text can be counted at all. Pure.

Counting needs the form that `ingest.grids.counted.runs` describes. Other programs align columns with spaces, write every cell on a
line of its own, leave no empty lines between rows, or drop empty cells; there a counted column may be the wrong one, and nothing in the
row says so.
The form shows in all tables of a document together, so it is judged once, from their lines with figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Final

from ingest.grids.counted.captions import UNIT, Region
from ingest.grids.counted.runs import Row, is_amount

_PROSE: Final = re.compile("[，。；]")
_OTHER_SPACE: Final = re.compile(r"[\t\u00a0\u2000-\u200b\u3000]-?[\d,]*\d\.\d|\d\.\d+[\t\u00a0\u2000-\u200b\u3000]")
_FEW: Final = 6  # lines with figures below which nothing is judged
_MOST: Final = 0.5
_REGULAR: Final = 0.4  # share of lines that agree in their number of cells; 0.7 and more where they are counted, 0.3 where aligned
_NEARLY_ALL: Final = 0.8
_HARDLY_ANY: Final = 0.1
_FILLED: Final = 0.95  # share of lines that agree where no cell of any table is empty


def before_prose(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The lines of a region up to the first sentence."""
    return tuple(takewhile(lambda row: not _PROSE.search(row.text), rows))


def why_not_counted(regions: Sequence[Region]) -> str | None:
    """In Chinese, what shows that the columns of these tables cannot be told from the spaces; None where nothing does."""
    tables = [before_prose(region.rest) for region in regions]
    if sum(bool(_OTHER_SPACE.search(row.text)) for rows in tables for row in rows) >= _FEW:
        return "各栏之间不是普通空格"
    figures = [[row for row in rows if _has_amount(row)] for rows in tables]
    lines = [row for rows in figures for row in rows]
    if len(lines) < _FEW:
        return None
    if _share(lines, lambda row: row.line.follows) > _MOST:
        return "行与行之间没有空行"
    if _share(lines, lambda row: " " not in row.text) > _MOST:
        return "每个单元格各占一行"
    return _spacing(regions, figures, lines)


def _spacing(regions: Sequence[Region], figures: Sequence[Sequence[Row]], lines: Sequence[Row]) -> str | None:
    regular = sum(map(_agreeing, figures)) / len(lines)
    if regular < _REGULAR:
        return "空格是用来对齐的"
    if regular < _FILLED and _share(lines, lambda row: any(_gaps(row))) < _HARDLY_ANY:
        return "空白单元格没有留下空格"
    texts = [row for region in regions for row in (*region.caption, *region.rest) if UNIT.search(row.text) or _PROSE.search(row.text)]
    if texts and _share(texts, lambda row: row.text.endswith(" ")) > _NEARLY_ALL:
        return "行末补了空格"
    return None


def _has_amount(row: Row) -> bool:
    return any(is_amount(text) for text in row.text.split())


def _share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float:
    return sum(map(holds, rows)) / len(rows)


def _gaps(row: Row) -> list[int]:
    """How many empty cells each run of spaces in a line is."""
    return [len(found.group()) - (found.start() > 0) for found in re.finditer(" +", row.text)]


def _agreeing(rows: Sequence[Row]) -> int:
    """How many lines of a table have the number of cells that most of them have, empty cells counted once or as bold."""
    return max(Counter(count for row in rows for count in _counts(row)).values(), default=0)


def _counts(row: Row) -> set[int]:
    texts, gaps = len(row.text.split()), _gaps(row)
    return {texts + sum(gaps), *(() if any(gap % 2 for gap in gaps) else (texts + sum(gaps) // 2,))}
