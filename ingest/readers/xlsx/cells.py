"""A worksheet → its cells as text, with what merging, hiding and masking mean for them. Pure.

Hidden rows and columns are read, since the totals that are shown contain them, and noted. Hidden worksheets are left out and noted: they
were not published, and nothing that is shown is made of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from openpyxl.utils import get_column_letter

from budgets.privacy import MASK, mask
from ingest.readers.cells import Place, PlacedCell, masked_cells
from ingest.readers.xlsx.formats import DoubtKind, Shown, show_number
from ingest.readers.xlsx.opening import MOST_CELLS
from ingest.shapes import Note, Source, UnreadableDocument

_DOUBTS: Final[dict[DoubtKind, tuple[Literal["info", "warning"], str, str]]] = {
    "hidden_decimals": (
        "info",
        "hidden_decimals",
        "{count} 格的格式没有显示全部小数（{cell} 显示 {display}，存的是 {text}），按存的数读。",
    ),
    "rounded_display": ("info", "rounded_display", "{count} 格是算出来的数（{cell} 显示 {text}，存的是 {display}），按显示的数读。"),
    "not_shown": ("warning", "number_not_shown", "{count} 格存有数（{cell} 存的是 {display}），格式却不显示，按空白读，请对照原文。"),
    "hidden_zero": ("info", "hidden_zero", "{count} 格的 0 按格式不显示（如 {cell}），按空白读。"),
    "hidden_sign": ("warning", "hidden_sign", "{count} 格存的是负数，显示却没有负号（{cell} 显示 {display}），按负数读，请对照原文。"),
    "unknown_format": (
        "warning",
        "unknown_number_format",
        "{count} 格的数字格式读不懂（{cell}，格式 {display}），不作为数采用，请对照原文。",
    ),
}
_SHOWN_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its cells by place, those that are blank only where they are merged."""

    number: int
    name: str
    cells: Mapping[Place, PlacedCell]
    notes: tuple[Note, ...] = ()

    def source(self, row: int, column: int) -> Source:
        return Source(sheet=self.name, cell=cell_name(row, column))


def cell_name(row: int, column: int) -> str:
    """D14 for row 14, column 4."""
    return f"{get_column_letter(column)}{row}"


def read_sheet(worksheet: Any, formulas: Any | None, number: int) -> Sheet:
    """The cells of a worksheet with personal data masked, and notes on what is hidden, doubtful or lost."""
    name = mask(worksheet.title)
    shown = dict(_shown(worksheet))
    spans = {(area.min_row, area.min_col): area for area in worksheet.merged_cells.ranges}
    cells = {
        place: PlacedCell(*place, *_extent(spans.get(place)), shown[place].text if place in shown else "") for place in {*shown, *spans}
    }
    _require_size(name, [cell for cell in cells.values() if cell.text])
    masked = masked_cells(cells)
    notes = (*_doubts(name, shown), *_errors(name, worksheet), *_formulas(name, worksheet, formulas), *_hidden(name, worksheet))
    return Sheet(number, name, masked, (*notes, *_mask_note(name, masked)))


def left_out(worksheets: Sequence[Any]) -> Iterator[Note]:
    """A note for each hidden worksheet."""
    for worksheet in worksheets:
        if worksheet.sheet_state != "visible":
            name = mask(worksheet.title)
            yield Note("warning", "hidden_sheet", f"工作表“{name}”是隐藏的，没有读取。", Source(sheet=name))


def _shown(worksheet: Any) -> Iterator[tuple[Place, Shown]]:
    for place, cell in worksheet._cells.items():
        if cell.value is not None and (shown := _text(cell, worksheet)) is not None:
            yield place, shown


def _text(cell: Any, worksheet: Any) -> Shown | None:
    """What a cell says; None for a blank one."""
    value = cell.value
    if isinstance(value, bool):
        return Shown("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        if value == 0 and worksheet.sheet_view.showZeros is False:
            return Shown("", "hidden_zero", "0")
        return show_number(value, cell.number_format or "General")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return Shown(value.date().isoformat())
    if isinstance(value, datetime.date | datetime.time):
        return Shown(value.isoformat())
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\0", "")
    return Shown(text) if text.strip() else None


def _extent(area: Any | None) -> tuple[int, int]:
    return (1, 1) if area is None else (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)


def _require_size(name: str, cells: Sequence[PlacedCell]) -> None:
    last_row, last_column = max((cell.row for cell in cells), default=0), max((cell.column for cell in cells), default=0)
    if last_row * last_column > MOST_CELLS:
        where = cell_name(last_row, last_column)
        raise UnreadableDocument("too_large", f"工作表“{name}”用到了 {where}，大得不像公开的表，没有读取；请清除表格以外的内容后另存。")


# Notes


def _doubts(name: str, shown: Mapping[Place, Shown]) -> Iterator[Note]:
    """One note a kind: how many cells, and the first of them."""
    kinds = {cell.doubt for cell in shown.values()}
    for kind, (level, code, text) in _DOUBTS.items():
        if kind in kinds:
            places = sorted(place for place, cell in shown.items() if cell.doubt == kind)
            first, cell = shown[places[0]], cell_name(*places[0])
            said = text.format(count=len(places), cell=cell, display=first.display, text=first.text)
            yield Note(level, code, f"工作表“{name}”有 {mask(said)}", Source(sheet=name, cell=cell))


def _errors(name: str, worksheet: Any) -> Iterator[Note]:
    places = sorted(place for place, cell in worksheet._cells.items() if cell.data_type == "e" and cell.value is not None)
    if places:
        text = f"工作表“{name}”有 {len(places)} 格是错误值（{_places(places)}），没有数可读，请对照原文。"
        yield Note("warning", "error_value", text, Source(sheet=name, cell=cell_name(*places[0])))


def _formulas(name: str, worksheet: Any, formulas: Any | None) -> Iterator[Note]:
    """Formulas of which the file keeps no result: they are not computed here."""
    if formulas is None:
        return
    values = worksheet._cells
    found = (place for place, cell in formulas._cells.items() if cell.data_type == "f" and _is_blank(values.get(place)))
    if places := sorted(found):
        text = f"工作表“{name}”有 {len(places)} 格公式没有存下结果（{_places(places)}），按空白读；请用 Excel 打开并保存一次再导入。"
        yield Note("warning", "formula_without_value", text, Source(sheet=name, cell=cell_name(*places[0])))


def _is_blank(cell: Any | None) -> bool:
    return cell is None or cell.value is None


def _places(places: Sequence[Place]) -> str:
    names = "、".join(cell_name(*place) for place in places[:_SHOWN_PLACES])
    return f"{names}等" if len(places) > _SHOWN_PLACES else names


def _hidden(name: str, worksheet: Any) -> Iterator[Note]:
    used = [place for place, cell in worksheet._cells.items() if cell.value is not None]
    rows = sorted({row for row, _ in used} & {row for row, dimension in worksheet.row_dimensions.items() if dimension.hidden})
    columns = sorted({column for _, column in used} & set(_hidden_columns(worksheet.column_dimensions.values())))
    if rows:
        yield Note("warning", "hidden_rows", f"工作表“{name}”有隐藏的行（{_listed(rows)}），已一并读取。", Source(sheet=name))
    if columns:
        letters = [get_column_letter(column) for column in columns]
        yield Note("warning", "hidden_columns", f"工作表“{name}”有隐藏的列（{_listed(letters)}），已一并读取。", Source(sheet=name))


def _hidden_columns(dimensions: Iterable[Any]) -> Iterator[int]:
    for dimension in dimensions:
        if dimension.hidden:
            yield from range(dimension.min, dimension.max + 1)


def _listed(names: Sequence[object]) -> str:
    return "、".join(map(str, names[:_SHOWN_PLACES])) + ("等" if len(names) > _SHOWN_PLACES else "")


def _mask_note(name: str, cells: Mapping[Place, PlacedCell]) -> Iterator[Note]:
    places = sorted(place for place, cell in cells.items() if MASK in cell.text)
    if places:
        text = f"工作表“{name}”遮盖个人信息 {len(places)} 格。"
        yield Note("info", "personal_data_masked", text, Source(sheet=name, cell=cell_name(*places[0])))
