"""A workbook (.xlsx) → Document: what openpyxl read of it, as worksheets. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ingest.readers.worksheets import HIDDEN_ZERO, Described, Shown, Stored, lay_out, show_number, shown_date, shown_text, shown_truth
from ingest.readers.xlsx.opening import KIND, open_workbook
from ingest.shapes import Document

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_xlsx(name: str, sha256: str, data: bytes) -> Document:
    """The worksheets of a workbook. Raises UnreadableDocument for what is damaged, encrypted, too large or empty."""
    opened = open_workbook(data)
    formulas = opened.formulas or (None,) * len(opened.sheets)
    stored = [_stored(worksheet, other) for worksheet, other in zip(opened.sheets, formulas, strict=True)]
    return lay_out(Described(name, sha256, MEDIA_TYPE, KIND.name, opened.has_macros), stored)


def _stored(worksheet: Any, formulas: Any | None) -> Stored:
    """A worksheet; `formulas` is the same one with formulas in place of their results, where there are any."""
    cells = {place: cell for place, cell in worksheet._cells.items() if cell.value is not None}
    computed = () if formulas is None else (place for place, cell in formulas._cells.items() if cell.data_type == "f")
    return Stored(
        name=worksheet.title,
        is_visible=worksheet.sheet_state == "visible",
        shown={place: shown for place, cell in cells.items() if (shown := _shown(cell, worksheet)) is not None},
        merged={
            (area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
            for area in worksheet.merged_cells.ranges
        },
        errors=[place for place, cell in cells.items() if cell.data_type == "e"],
        unvalued=[place for place in computed if place not in cells],
        hidden_rows={row for row, dimension in worksheet.row_dimensions.items() if dimension.hidden},
        hidden_columns=set(_hidden_columns(worksheet.column_dimensions.values())),
    )


def _shown(cell: Any, worksheet: Any) -> Shown | None:
    """What a cell says; None for a blank one."""
    value = cell.value
    if isinstance(value, bool):
        return shown_truth(value)
    if isinstance(value, int | float):
        if value == 0 and worksheet.sheet_view.showZeros is False:
            return HIDDEN_ZERO
        return show_number(value, cell.number_format or "General")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return shown_date(value)
    return shown_text(str(value))


def _hidden_columns(dimensions: Iterable[Any]) -> Iterator[int]:
    for dimension in dimensions:
        if dimension.hidden:
            yield from range(dimension.min, dimension.max + 1)
