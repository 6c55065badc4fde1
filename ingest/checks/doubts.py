"""Reasons why the figures of a table may not be meant to agree, although a sum of them looks as if they should. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from budgets.worded import _
from ingest.checks.lookup import is_below, place
from ingest.shapes import Extraction, Line, Table


def lost_rows(extraction: Extraction, table: Table) -> str | None:
    """Rows may be missing: a page inside the table's pages is lost, or a table without title and head follows, which may go on with it."""
    lost = {page.number for page in extraction.pages if page.kind == "error"}
    if lost & set(table.pages):
        return _("{table}中间有页面丢失，可能缺行").format(table=place(table))
    at = next((number for number, one in enumerate(extraction.tables) if one is table), len(extraction.tables))
    following = next(iter(extraction.tables[at + 1 : at + 2]), None)
    if following is None or following.title or following.number or any(column.header for column in following.columns):
        return None
    return _("{table}后面的表格没有标题和表头，可能是它的下半部分，可能缺行").format(table=place(table))


def repeated_code(table: Table, lines: Sequence[Line], tops: Sequence[Line] | None = None) -> str | None:
    """A code stands in several of these rows, and some rows stand below others: the table is keyed by more than the code.

    Where only the topmost rows are asked for, a code of which all rows stand below others (30103 twice, below one 301) is none of theirs.
    """
    counts = Counter(line.code for line in lines if line.code)
    asked = counts.keys() if tops is None else {line.code for line in tops}
    twice = [code for code, count in counts.items() if count > 1 and code in asked]
    nested = any(is_below(code, other) for code in counts for other in counts)
    if not twice or not nested:
        return None
    return _("{table}中编码{code}出现多次，上下级关系不清楚").format(table=place(table), code=twice[0])
