"""Reasons why the figures of a table may not be meant to agree, although a sum of them looks as if they should. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.checks.lookup import is_below, place
from ingest.shapes import Extraction, Line, Table


def lost_page(extraction: Extraction, table: Table) -> str | None:
    """A page inside the table's pages is lost: rows may be missing."""
    lost = {page.number for page in extraction.pages if page.kind == "error"}
    return f"{place(table)}中间有页面丢失，可能缺行" if lost & set(table.pages) else None


def repeated_code(table: Table, lines: Sequence[Line], tops: Sequence[Line] | None = None) -> str | None:
    """A code stands in several of these rows, and some rows stand below others: the table is keyed by more than the code.

    Where only the topmost rows are asked for, a code of which all rows stand below others (30103 twice, below one 301) is none of theirs.
    """
    counts = Counter(line.code for line in lines if line.code)
    asked = counts.keys() if tops is None else {line.code for line in tops}
    twice = [code for code, count in counts.items() if count > 1 and code in asked]
    nested = any(is_below(code, other) for code in counts for other in counts)
    return f"{place(table)}中编码{twice[0]}出现多次，上下级关系不清楚" if twice and nested else None
