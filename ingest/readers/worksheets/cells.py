"""A worksheet as its file holds it → its cells as text, with what merging, hiding and masking mean for them. Pure.

Hidden rows and columns are read, since the totals that are shown contain them, and noted. Hidden worksheets are left out and noted: they
were not published, and nothing that is shown is made of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from openpyxl.utils import get_column_letter

from budgets.privacy import MASK, mask
from budgets.worded import _, enumerated
from ingest.readers.cells import Place, PlacedCell, masked_cells
from ingest.readers.worksheets.formats import DoubtKind, Shown
from ingest.shapes import Note, Source, UnreadableDocument

MOST_CELLS: Final = 200_000
"""No disclosure has more cells; merged and formatted ones count."""


def require_cells(count: int, name: str) -> None:
    """Raise UnreadableDocument (too_large) for more cells than any disclosure has; `name` is what the workbook is called."""
    if count > MOST_CELLS:
        raise UnreadableDocument("too_large", f"{name}用到的格超过 {MOST_CELLS} 个，没有读取；请删去表格以外的内容后另存。")


_DOUBTS: Final[dict[DoubtKind, tuple[Literal["info", "warning"], str, str]]] = {
    "hidden_decimals": (
        "info",
        "hidden_decimals",
        _("{count} 格的格式没有显示全部小数（{cell} 显示 {display}，存的是 {text}），按存的数读。"),
    ),
    "rounded_display": ("info", "rounded_display", _("{count} 格是算出来的数（{cell} 显示 {text}，存的是 {display}），按显示的数读。")),
    "not_shown": ("warning", "number_not_shown", _("{count} 格存有数（{cell} 存的是 {display}），格式却不显示，按空白读，请对照原文。")),
    "hidden_zero": ("info", "hidden_zero", _("{count} 格的 0 按格式不显示（如 {cell}），按空白读。")),
    "hidden_sign": ("warning", "hidden_sign", _("{count} 格存的是负数，显示却没有负号（{cell} 显示 {display}），按负数读，请对照原文。")),
    "unknown_format": (
        "warning",
        "unknown_number_format",
        _("{count} 格的数字格式读不懂（{cell}，格式 {display}），不作为数采用，请对照原文。"),
    ),
}
_SHOWN_PLACES: Final = 8
_MOST_COLUMNS: Final = 16_384  # XFD: no program has more, and further ones have no name


@dataclass(slots=True)
class Stored:
    """A worksheet as its file holds it, whatever the format.

    `shown` are the cells that say something; `merged` gives rows and columns by the top left place; `errors` are error values and
    `unvalued` formulas without a result; `hidden_rows` and `hidden_columns` count from 1 and may reach beyond what is used.
    """

    name: str
    is_visible: bool = True
    shown: dict[Place, Shown] = field(default_factory=dict)
    merged: dict[Place, tuple[int, int]] = field(default_factory=dict)
    errors: list[Place] = field(default_factory=list)
    unvalued: list[Place] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


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


def read_sheet(stored: Stored, number: int) -> Sheet:
    """The cells of a worksheet with personal data masked, and notes on what is hidden, doubtful or lost."""
    name = mask(stored.name)
    shown = stored.shown
    cells = {
        place: PlacedCell(*place, *stored.merged.get(place, (1, 1)), shown[place].text if place in shown else "")
        for place in {*shown, *stored.merged}
    }
    _require_size(name, [cell for cell in cells.values() if cell.text])
    masked = masked_cells(cells)
    notes = (*_doubts(name, shown), *_errors(name, stored.errors), *_formulas(name, stored.unvalued), *_hidden(name, stored))
    return Sheet(number, name, masked, (*notes, *_mask_note(name, masked)))


def left_out(sheets: Sequence[Stored]) -> Iterator[Note]:
    """A note for each hidden worksheet."""
    for sheet in sheets:
        if not sheet.is_visible:
            name = mask(sheet.name)
            yield Note("warning", "hidden_sheet", _("工作表“{name}”是隐藏的，没有读取。").format(name=name), Source(sheet=name))


def shown_text(text: str) -> Shown | None:
    """What a cell with text says; None where that is nothing."""
    plain = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\0", "")
    return Shown(plain) if plain.strip() else None


def shown_date(value: datetime.datetime | datetime.date | datetime.time) -> Shown:
    """What a cell with a date or a time says: no format of a date makes a figure of it."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return Shown(value.date().isoformat())
    return Shown(value.isoformat())


def shown_truth(value: bool) -> Shown:
    """What a cell with a truth value says."""
    return Shown("TRUE" if value else "FALSE")


def _require_size(name: str, cells: Sequence[PlacedCell]) -> None:
    last_row, last_column = max((cell.row for cell in cells), default=0), max((cell.column for cell in cells), default=0)
    if last_row * last_column > MOST_CELLS or last_column > _MOST_COLUMNS:
        where = cell_name(last_row, last_column) if last_column <= _MOST_COLUMNS else f"第 {last_row} 行第 {last_column} 列"
        raise UnreadableDocument("too_large", f"工作表“{name}”用到了 {where}，大得不像公开的表，没有读取；请清除表格以外的内容后另存。")


# Notes


def _doubts(name: str, shown: Mapping[Place, Shown]) -> Iterator[Note]:
    """One note a kind: how many cells, and the first of them."""
    kinds = {cell.doubt for cell in shown.values()}
    for kind, (level, code, text) in _DOUBTS.items():
        if kind in kinds:
            places = sorted(place for place, cell in shown.items() if cell.doubt == kind)
            first, cell = shown[places[0]], cell_name(*places[0])
            said = text.format(count=len(places), cell=cell, display=mask(first.display), text=mask(first.text))
            yield Note(level, code, _("工作表“{name}”有 {what}").format(name=name, what=said), Source(sheet=name, cell=cell))


def _errors(name: str, found: Sequence[Place]) -> Iterator[Note]:
    if places := sorted(found):
        text = _("工作表“{name}”有 {count} 格是错误值（{places}），没有数可读，请对照原文。").format(
            name=name, count=len(places), places=_places(places)
        )
        yield Note("warning", "error_value", text, Source(sheet=name, cell=cell_name(*places[0])))


def _formulas(name: str, found: Sequence[Place]) -> Iterator[Note]:
    """Formulas of which the file keeps no result: they are not computed here."""
    if places := sorted(found):
        text = _("工作表“{name}”有 {count} 格公式没有存下结果（{places}），按空白读；请用 Excel 打开并保存一次再导入。").format(
            name=name, count=len(places), places=_places(places)
        )
        yield Note("warning", "formula_without_value", text, Source(sheet=name, cell=cell_name(*places[0])))


def _places(places: Sequence[Place]) -> str:
    return _listed([cell_name(*place) for place in places])


def _hidden(name: str, stored: Stored) -> Iterator[Note]:
    used = {*stored.shown, *stored.errors}
    rows = sorted({row for row, _ in used} & stored.hidden_rows)
    columns = sorted({column for _, column in used} & stored.hidden_columns)
    if rows:
        yield Note(
            "warning",
            "hidden_rows",
            _("工作表“{name}”有隐藏的行（{listed}），已一并读取。").format(name=name, listed=_listed(rows)),
            Source(sheet=name),
        )
    if columns:
        letters = [get_column_letter(column) for column in columns]
        yield Note(
            "warning",
            "hidden_columns",
            _("工作表“{name}”有隐藏的列（{listed}），已一并读取。").format(name=name, listed=_listed(letters)),
            Source(sheet=name),
        )


def _listed(names: Sequence[object]) -> str:
    some = enumerated([str(name) for name in names[:_SHOWN_PLACES]])
    return _("{names}等").format(names=some) if len(names) > _SHOWN_PLACES else some


def _mask_note(name: str, cells: Mapping[Place, PlacedCell]) -> Iterator[Note]:
    places = sorted(place for place, cell in cells.items() if MASK in cell.text)
    if places:
        text = _("工作表“{name}”遮盖个人信息 {count} 格。").format(name=name, count=len(places))
        yield Note("info", "personal_data_masked", text, Source(sheet=name, cell=cell_name(*places[0])))
