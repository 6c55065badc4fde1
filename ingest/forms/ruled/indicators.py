"""The indicators of a form: rows under heads, the levels merged over rows and cut by the ends of pages. Pure.

A level that is cut by the end of a page prints its name on one of the two pages: a blank cell at the edge is the other half of the named
one. Where both neighbours are named and differ, it cannot be told which, and no name is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.forms.labels import LEVEL1, LEVEL2
from ingest.forms.ruled.labels import column_of, dense, is_level, is_part_of_level
from ingest.forms.ruled.rows import Field, Row
from ingest.shapes import Indicator, Source, around

_TEMPLATE: Final = re.compile(r"[.…·。\s]*")
_OWN: Final = "成本指标"  # a level 2 of its own name in older templates, a level 1 in newer ones
_QUALITATIVE: Final = "定性"
_LED: Final = re.compile(
    f"(?P<level1>{'|'.join((*LEVEL1, _OWN))})(?P<level2>{'|'.join(sorted(LEVEL2, key=len, reverse=True))})(?P<name>.+)"
)

Columns = dict[str, Field]
"""The heads of indicators by what they say."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The indicators `others` are rows among them that are none, `nameless` counts those without a level or name."""

    indicators: tuple[Indicator, ...] = ()
    others: tuple[Row, ...] = ()
    nameless: int = 0


def columns_in(row: Row) -> Columns:
    """The heads of indicators in a row; nothing where it is none of heads."""
    found = {name: field for field in row.filled if (name := column_of(field.text))}
    if "level3" not in found:
        named = [field for field in row.filled if dense(field.text) in ("绩效指标", "指标")]
        found |= {"level3": named[0]} if len(named) == 1 and ("year" in found or "period" in found) else {}
    values = {"year", "period"} & set(found)
    return found if "level3" in found and (values or {"level1", "level2"} <= set(found)) else {}


def read_indicators(rows: Sequence[Row]) -> Targets:
    """The indicators in the rows from the heads on."""
    placed: list[tuple[Row, Columns]] = []
    others: list[Row] = []
    columns: Columns = {}
    for row in rows:
        if heads := columns_in(row):
            columns = heads
        elif columns and _is_indicator(row, columns):
            placed.append((row, columns))
        elif columns:
            others.append(row)
    levels = {level: _levels(placed, level) for level in ("level1", "level2")}
    found = [
        indicator
        for at, (row, heads) in enumerate(placed)
        if (indicator := _indicator(row, heads, levels["level1"][at], levels["level2"][at]))
    ]
    return Targets(tuple(found), tuple(others), sum(None in (one.level1, one.level2, one.level3) for one in found))


def _is_indicator(row: Row, columns: Columns) -> bool:
    """Whether the row has cells of its own under the heads: a remark is merged over them."""
    name = row.at(columns["level3"].middle)
    level = columns.get("level2", columns.get("level1"))
    return name is not None and (level is None or name is not row.at(level.middle))


def _levels(placed: Sequence[tuple[Row, Columns]], level: str) -> list[str | None]:
    """The name of the level for each row."""
    cells = [row.at(heads[level].middle) if level in heads else None for row, heads in placed]
    names: list[str | None] = [cell.text or None if cell else None for cell in cells]
    pages = [row.lattice for row, _ in placed]
    runs = _runs(placed, cells)
    for at, (first, last) in enumerate(runs):
        if names[first] is not None:
            continue
        before = names[runs[at - 1][0]] if at > 0 and pages[first - 1] is not pages[first] else None
        after = names[runs[at + 1][0]] if at + 1 < len(runs) and pages[last + 1] is not pages[last] else None
        if (before is None) != (after is None) or before == after:
            names[first : last + 1] = [before or after] * (last + 1 - first)
    return _whole(names, runs)


def _whole(names: Sequence[str | None], runs: Sequence[tuple[int, int]]) -> list[str | None]:
    """The names with those put together of which each page has a piece; a piece alone is no name."""
    whole = list(names)
    for (first, middle), (_, last) in pairwise(runs):
        joined = (whole[first] or "") + (whole[last] or "")
        if _is_piece(whole[first]) and _is_piece(whole[last]) and is_level(joined):
            whole[first : middle + 1] = [joined] * (middle + 1 - first)
            whole[middle + 1 : last + 1] = [joined] * (last - middle)
    return [None if _is_piece(name) else name for name in whole]


def _is_piece(name: str | None) -> bool:
    return name is not None and is_part_of_level(name) and not is_level(name)


def _runs(placed: Sequence[tuple[Row, Columns]], cells: Sequence[Field | None]) -> list[tuple[int, int]]:
    """First and last row of each cell of a level; a lattice without the column has one cell, cut on both sides."""
    runs: list[tuple[int, int]] = []
    for at, cell in enumerate(cells):
        same = at > 0 and placed[at - 1][0].lattice is placed[at][0].lattice and cells[at - 1] == cell
        if same:
            runs[-1] = runs[-1][0], at
        else:
            runs.append((at, at))
    return runs


def _indicator(row: Row, columns: Columns, level1: str | None, level2: str | None) -> Indicator | None:
    name = row.at(columns["level3"].middle)
    level3 = _text(name)
    values = {side: _value(row, columns, side) for side in ("period", "year") if side in columns}
    if level3 is None and not any(values.values()):
        return None
    if level1 is None and level2 is None and level3 and (led := _LED.fullmatch(level3)):
        level1, level2, level3 = led["level1"], led["level2"], led["name"]
    return Indicator(
        level1=level1 or _class(level2),
        level2=level2,
        level3=level3,
        period=values.get("period"),
        year=values.get("year"),
        source=_source(row, [name, *(row.at(columns[side].middle) for side in values)]),
    )


def _class(level2: str | None) -> str | None:
    """The level 1 of a level 2, 财预〔2015〕163号, where that is one in every template."""
    return LEVEL2.get(level2) if level2 and level2 != _OWN else None


def _value(row: Row, columns: Columns, side: str) -> str | None:
    """The value, what it is compared by in front, its unit behind."""
    value = _text(row.at(columns[side].middle))
    if value is None:
        return None
    nature = _text(row.at(columns["nature"].middle)) if "nature" in columns else None
    unit = _text(row.at(columns["measure"].middle)) if "measure" in columns else None
    return ("" if nature in (None, _QUALITATIVE) else nature or "") + value + (unit or "")


def _text(field: Field | None) -> str | None:
    """None for a blank cell and for the dots of a template."""
    return None if field is None or _TEMPLATE.fullmatch(field.text) else field.text


def _source(row: Row, fields: Sequence[Field | None]) -> Source:
    box = around(field.source.bbox for field in fields if field and field.text)
    return Source(page=row.page, bbox=box)


def first_of(rows: Sequence[Row]) -> int:
    """The place of the row with the heads of indicators; behind the last one where there is none."""
    return next((at for at, row in enumerate(rows) if columns_in(row)), len(rows))
