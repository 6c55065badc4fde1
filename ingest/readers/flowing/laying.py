"""The blocks of a flowing document → Document: one page, on which every line of text and every row of a table takes a row. Pure.

Places on it are columns and rows, as boxes: (2, 13, 3, 14) is the third cell of what stands in line 14, so that the steps that look over
and under a table need not know of such documents. `ingest.places` gives lines, tables and cells back at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from budgets.money import is_figure
from budgets.privacy import MASK, mask_lines
from budgets.worded import _
from ingest.limits import CELLS, CHARACTERS, LINE_CHARACTERS
from ingest.readers.areas import Area, find_areas, rows_of
from ingest.readers.cells import PlacedCell, masked_cells
from ingest.readers.flowing.arranging import GAP, Arranged, arranged
from ingest.readers.flowing.blocks import Block, Text
from ingest.shapes import BBox, Document, Lattice, LatticeCell, Note, Page, Source, TextLine, around

_INDENT: Final = "\u3000\u3000"
"""Before the first line of every paragraph, that it begins one."""

_STACKED: Final = "；"
_PAGE: Final = 1
_INSET: Final = 0.4
"""A paragraph of one line does not touch those over and under it: a title takes several lines only where it is one paragraph."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a document beside its blocks."""

    name: str
    sha256: str
    media_type: str
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """The page in the making. `masked` are its rows, `table_rows` the row of a table that each of them is."""

    masked: list[str] = field(default_factory=list)
    table_rows: list[tuple[int, int] | None] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    furniture: list[TextLine] = field(default_factory=list)
    lattices: list[Lattice] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    characters: int = 0
    cells: int = 0
    hidden: int = 0

    @property
    def next(self) -> int:
        """The number of the line that comes next."""
        return len(self.masked) + 1

    @property
    def is_full(self) -> bool:
        return self.characters > CHARACTERS or self.cells > CELLS


def lay_out(described: Described, blocks: Sequence[Block], furniture: Sequence[Text] = ()) -> Document:
    """The document on one page; `furniture` is what Word repeats on every sheet of paper."""
    sheet = _Sheet()
    for item in _masked(arranged(blocks)):
        if sheet.is_full:
            text = _("一个文件最多读 {characters} 字、{cells} 个表格的格子，{place}以后的内容没有读取，请拆分文件后再读。").format(
                characters=CHARACTERS, cells=CELLS, place=Source(line=sheet.next).words
            )
            sheet.notes.append(Note("error", "rest_left_out", text, Source(line=sheet.next - 1)))
            break
        if isinstance(item, Text):
            _add_text(sheet, item, sheet.lines)
        else:
            _add_table(sheet, item)
    for item in _masked(iter(furniture)):
        if isinstance(item, Text):
            _add_text(sheet, item, sheet.furniture)
    page = Page(
        number=_PAGE,
        lines=tuple(sheet.lines),
        masked=tuple(sheet.masked),
        furniture=tuple(sheet.furniture),
        lattices=tuple(sheet.lattices),
        table_rows=tuple(sheet.table_rows),
    )
    notes = (*described.notes, *sheet.notes, *_mask_note(sheet))
    return Document(described.name, described.sha256, described.media_type, (page,), notes)


def _masked(items: Iterator[Text | Arranged]) -> Iterator[Text | Arranged]:
    """Personal data masked: in paragraphs also from the label at the end of one to the name in the next."""
    texts: list[Text] = []
    for item in items:
        if isinstance(item, Text):
            texts.append(item)
            continue
        yield from _masked_texts(texts)
        texts = []
        yield replace(item, cells=masked_cells(item.cells))
    yield from _masked_texts(texts)


def _masked_texts(texts: Sequence[Text]) -> Iterator[Text]:
    lines = iter(mask_lines([line for text in texts for line in text.lines]))
    for text in texts:
        yield Text(tuple(next(lines) for _ in text.lines))


def _mask_note(sheet: _Sheet) -> Iterator[Note]:
    lines = [number for number, line in enumerate(sheet.masked, 1) if MASK in line]
    if lines:
        yield Note("info", "personal_data_masked", _("遮盖个人信息 {count} 行。").format(count=len(lines)), Source(line=lines[0]))


# Paragraphs


def _add_text(sheet: _Sheet, text: Text, lines: list[TextLine]) -> None:
    filled = [line for line in text.lines if line.strip()]
    for at, line in enumerate(filled):
        if len(line) > LINE_CHARACTERS:
            said = _("{place}有 {count} 字，不像公开文件的一段，没有读取，请检查文件。").format(
                place=Source(line=sheet.next).words, count=len(line)
            )
            sheet.notes.append(Note("error", "line_left_out", said, Source(line=sheet.next)))
            _add_row(sheet, "", None)
            continue
        top = sheet.next - 1.0
        box = (0.0, top, 1.0, top + 1) if len(filled) > 1 else (0.0, top + _INSET, 1.0, top + 1 - _INSET)
        bare = line.strip()
        lead = _INDENT if at == 0 or len(line) - len(line.lstrip()) > 1 else ""
        boxes = (*([None] * len(lead)), *([box] * len(bare)))
        lines.append(TextLine(sheet.next, lead + bare, at > 0, -len(lead), boxes, box))
        _add_row(sheet, bare, None)


def _add_row(sheet: _Sheet, text: str, row: tuple[int, int] | None) -> None:
    sheet.masked.append(text)
    sheet.table_rows.append(row)
    sheet.characters += len(text)


# Tables


def _add_table(sheet: _Sheet, table: Arranged) -> None:
    if table.rows * table.columns > CELLS:
        text = _("第 {number} 个表格有 {rows} 行 {columns} 列，大得不像公开的表，没有读取，请对照原文。").format(
            number=table.number, rows=table.rows, columns=table.columns
        )
        sheet.notes.append(Note("error", "table_left_out", text, Source(line=max(1, sheet.next - 1))))
        return
    over = sheet.next - 1
    areas = _areas(table)
    rows: dict[int, list[PlacedCell]] = {}
    for place in sorted(table.cells):
        rows.setdefault(place[0], []).append(table.cells[place])
    for number in range(1, table.rows + 1):
        cells = rows.get(number, [])
        is_within = any(area.first_row <= number <= area.last_row for area in areas)
        line = _line(sheet.next, [cell for cell in cells if cell.text.strip()], "" if is_within else _INDENT)
        if line is not None:
            sheet.lines.append(line)
        texts = {cell.column: cell.text.replace("\t", " ") for cell in cells}
        _add_row(sheet, "\t".join(texts.get(column, "") for column in range(1, table.columns + 1)).rstrip("\t"), (table.number, number))
    sheet.lattices.extend(_lattice(table, area, over) for area in areas)
    sheet.cells += table.rows * table.columns


def _areas(table: Arranged) -> tuple[Area, ...]:
    """The whole table, or the several that a worksheet saved as a web page holds."""
    areas = find_areas(rows_of(table.cells))
    return areas if len(areas) > 1 else (Area(1, table.rows, 1, table.columns),)


def _line(number: int, cells: Sequence[PlacedCell], lead: str) -> TextLine | None:
    """The cells with text of one row as a line."""
    if not cells:
        return None
    text, boxes = lead, list[BBox | None]([None] * len(lead))
    for at, cell in enumerate(cells):
        gap, own = GAP if at else "", "".join(_printed(cell))
        text += gap + own
        boxes += [None] * len(gap) + [_box(cell, number)] * len(own)
    return TextLine(number, text, False, 0, tuple(boxes), around(boxes))


def _box(cell: PlacedCell, number: int) -> BBox:
    return cell.column - 1.0, number - 1.0, float(cell.column), float(number)


def _lattice(table: Arranged, area: Area, over: int) -> Lattice:
    return Lattice(
        page=_PAGE,
        rows=area.last_row - area.first_row + 1,
        columns=area.last_column - area.first_column + 1,
        cells=tuple(_cells(table, area, over, _within(table.cells, area))),
        box=(area.first_column - 1.0, over + area.first_row - 1.0, float(area.last_column), float(over + area.last_row)),
    )


def _within(cells: Mapping[tuple[int, int], PlacedCell], area: Area) -> dict[tuple[int, int], PlacedCell]:
    rows, columns = range(area.first_row, area.last_row + 1), range(area.first_column, area.last_column + 1)
    return {place: cell for place, cell in cells.items() if place[0] in rows and place[1] in columns}


def _cells(table: Arranged, area: Area, over: int, cells: Mapping[tuple[int, int], PlacedCell]) -> Iterator[LatticeCell]:
    """The cells of a table, blank ones too; what is merged beyond its borders is cut there, as is what overlaps what came before."""
    taken: set[tuple[int, int]] = set()
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            if (row, column) in taken:
                continue
            cell = cells.get((row, column), PlacedCell(row, column, 1, 1, ""))
            rowspan, colspan = min(cell.rowspan, area.last_row - row + 1), min(cell.colspan, area.last_column - column + 1)
            taken |= {(row + down, column + across) for down in range(rowspan) for across in range(colspan)}
            source = Source(line=over + row, table=table.number, row=row, cell=str(column))
            lines = _printed(cell)
            yield LatticeCell(row - area.first_row, column - area.first_column, rowspan, colspan, "".join(lines), source, lines)


def _printed(cell: PlacedCell) -> tuple[str, ...]:
    """The lines of a cell; several figures one below the other are one line that is no figure: these formats wrap none by themselves, and
    12 over 34 is not 1234.
    """
    if len(cell.lines) > 1 and all(map(is_figure, cell.lines)) and is_figure(cell.joined):
        return (_STACKED.join(cell.lines),)
    return cell.lines
