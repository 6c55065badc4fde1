"""Where tables begin: number, title, unit. Pure.

A title also stands in the contents and sometimes in the text. A table begins where a unit, or the heads of columns, follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from budgets.schedules import head_of, schedule_of, table_number
from ingest.grids.counted.runs import Row, runs_of, undoubled
from ingest.headings import undouble
from ingest.shapes import Cell, Source

UNIT: Final = re.compile(r"(?:金额)?单位\s*[:：]\s*(元|百元|千元|万元|亿元)")

_NEAR: Final = 6  # lines with text from a title to its unit or its heads
_TITLE: Final = re.compile(r"表(?:[（(][^（）()]*[）)])*$")
_LABELLED: Final = re.compile(r"(?:预算|编制|填报)?(?:单位|部门)(?:名称|（单位）)?\s*[:：]")
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Region:
    """A table's lines: `caption` (number, title, unit) and everything up to the next table."""

    caption: tuple[Row, ...]
    rest: tuple[Row, ...]


def find_regions(rows: Sequence[Row]) -> tuple[Region, ...]:
    """The tables of a document, each with what follows up to the next one."""
    starts = [*_starts(rows), (len(rows), len(rows))]
    return tuple(Region(tuple(rows[start:head]), tuple(rows[head:end])) for (start, head), (end, _) in pairwise(starts))


def caption_cells(caption: Sequence[Row]) -> tuple[Cell, ...]:
    """The texts above a table: number and title whole, other lines cell by cell."""
    return tuple(cell for row in caption for cell in _cells(row))


def _cells(row: Row) -> Iterator[Cell]:
    text = plain(row)
    if table_number(text) or is_title(text):
        start = row.line.offset + len(row.text) - len(row.text.lstrip())
        source = Source(page=row.page, line=row.number, span=(start, row.line.offset + len(row.text.rstrip())))
        yield Cell(text, source, raw=row.text)
    else:
        yield from (Cell(undoubled(run.text), run.source, raw=run.text) for run in runs_of(row) if run.text)


def plain(row: Row) -> str:
    """The text of a line with doubling undone and no spaces around."""
    return undouble(row.text)


def is_title(text: str) -> bool:
    """Whether the text reads like the title of a table."""
    return len(text) <= _LONGEST and bool(_TITLE.search(text)) and head_of(text) is None


def _starts(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """For each table the index of its first line and of the first line below its caption."""
    index = 0
    while index < len(rows):
        head = _head_below(rows, index)
        if head is not None:
            yield index, head
        index = head if head is not None else index + 1


def _head_below(rows: Sequence[Row], start: int) -> int | None:
    """The index of the first line below the caption that begins here; None where none begins."""
    if not (table_number(plain(rows[start])) or schedule_of(plain(rows[start]))):
        return None
    titles, index, unit = 0, start, None
    while index < len(rows) and (_is_caption(rows[index]) or not rows[index].text.strip()):
        text = plain(rows[index])
        if titles and (table_number(text) or is_title(text)) and _numbered_before(rows, start, index):
            return None  # the next entry of a list of tables
        titles += is_title(text)
        if UNIT.search(text):
            unit = index
        index += 1
    if unit is not None:
        return unit + 1 if titles else None
    return index if titles and _has_heads(rows[index : index + _NEAR]) else None


def _numbered_before(rows: Sequence[Row], start: int, index: int) -> bool:
    """Whether the caption is complete as it is: a title, and a number before it or none in front of this line."""
    return bool(table_number(plain(rows[start]))) or not table_number(plain(rows[index]))


def _is_caption(row: Row) -> bool:
    text = plain(row)
    return bool(table_number(text) or is_title(text) or UNIT.search(text) or _LABELLED.match(text))


def _has_heads(rows: Sequence[Row]) -> bool:
    words = [undoubled(run.text) for row in rows for run in runs_of(row) if run.text]
    return sum(head_of(word) is not None for word in words) > 1
