"""Recognised grid → table: one line a row, and one a side or block where several stand beside each other. Pure.

A blank cell has no amount; a printed zero and a dash have one. Which rows stand over a row, `ingest.ancestors` says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from budgets.codes import System, agrees, level_of, name_of
from budgets.money import NotAnAmount, is_figure, parse_amount, to_yuan
from budgets.schedules import SCHEDULES, is_total, item_of
from budgets.worded import _
from ingest.ancestors import with_paths, with_units
from ingest.outline import outlined
from ingest.page_breaks import rejoined
from ingest.recognise import Recognised, Role, Side, is_money, several_blocks
from ingest.shapes import Amount, Cell, Code, Column, Grid, Line, Note, Source, Table, around

_CLASS: Final = 1
_ITEM: Final = 3
_OF_TOTALS: Final = re.compile(r"[合总小]\s*计$")
_NAMING: Final = frozenset({"code", "label", "organisation"})
"""Kinds of columns that name a row: the one row of a block without any needs no name (“三公”经费 of one unit)."""

_CODED: Final = (
    re.compile(r"[\[［【](?P<code>\d{3,9})[\]］】]\s*(?P<label>.+)"),
    re.compile(r"(?P<code>[235]\d{2}(?:\d\d){0,3})\s*[-－—_ ]\s*(?P<label>[^\d\s\-－—_].*)"),
    re.compile(r"(?P<label>.+?)(?<!\s)\s*+[（(\[](?P<code>2\d{2}(?:\d\d){0,2})[)）\]]"),
)
_GLUED: Final = re.compile(r"(?P<code>[235]\d{2}(?:\d\d){0,2})(?P<label>[^\d\s].*)")
_PRINTED_CODE: Final = re.compile(r"(\d{3})[\s.\-—_](\d{2})(?:[\s.\-—_]?(\d{2}))?|(\d+)[类款项]")
_ROW_UNIT: Final = re.compile(r"[（(](?:单位[:：])?(辆|台|套|台[/、（(]?套[）)]?|个|人|名|人次|批次|次|户|平方米|亩|公里|%|％)[)）]$")
_COUNTS: Final = re.compile(r".*(?:团组数|(?:批次|人次|人员|编制|车辆|户)数|数量|人数|批次|人次|保有量|面积)")
_DIGITS: Final = re.compile(r"\d{3}")
"""What a cell with a code in it has at least; most cells have none."""
_ECONOMIC: Final[tuple[System, ...]] = ("economic_department", "economic_government")
_CLASSIFICATIONS: Final[tuple[System, ...]] = ("function", *_ECONOMIC)
_YEAR: Final = re.compile(r"(20\d\d)\s*年度?(?:预算|决算)?数?")
_DIGITS_OF_CLASS: Final = 3
_ITEMS: Final = frozenset(key for key, _ in SCHEDULES["three_public"].items) - {"total"}


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row in one block, by what they are."""

    codes: list[tuple[Role, Cell]] = field(default_factory=list)
    labels: list[tuple[Role, Cell]] = field(default_factory=list)
    organisations: list[tuple[Role, Cell]] = field(default_factory=list)
    texts: list[tuple[Role, Cell]] = field(default_factory=list)
    figures: list[tuple[Role, Cell]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all rows of a table share: its columns by their index, those of percentages, the classifications in the order in which they
    key it, and the sides on which several blocks stand. `counts` says that a column counts things: then no row does.
    """

    table: Table
    columns: dict[int, Column]
    percents: frozenset[int]
    systems: tuple[System | None, ...]
    several: frozenset[Side | None]
    counts: bool


@dataclass(frozen=True, slots=True)
class _Namer:
    """A name, the line that prints it, and the number of the first row below all that its cell is merged over."""

    name: str
    line: int
    end: int


def to_lines(recognised: Recognised, grid: Grid) -> tuple[Table, tuple[Note, ...]]:
    """The table with its rows, and notes on what could not be read or contradicts itself."""
    table, notes = recognised.table, [*grid.notes, *recognised.notes]
    frame = _frame(recognised)
    blocks = _blocks(recognised.roles)
    nameless = {role.block for role in recognised.roles} - {role.block for role in recognised.roles if role.kind in _NAMING}
    needless = nameless if len(grid.body) == 1 else set()
    lines: list[Line] = []
    codes = [place for place, role in enumerate(recognised.roles) if role.kind == "code"]
    rows, joined = rejoined([_with_plain_codes(_set_apart(row, recognised.roles), codes) for row in grid.body], recognised.roles)
    notes.extend(joined)
    namers: list[_Namer | None] = []
    printed: list[Sequence[Cell]] = []
    over: dict[int, _Namer] = {}
    for number, row in enumerate(_with_ancestors(rows, recognised.roles)):
        for block, places in blocks.items():
            line, doubts = _line(_cells(places, row), frame)
            over |= {block: namer} if (namer := _namer(places, row, number, len(lines))) is not None else {}
            if line is not None:
                lines.append(line)
                printed.append(row)
                namers.append(_over(line, over.get(block), number))
            named = block in needless or bool(namers and namers[-1])
            notes.extend(doubt for doubt in doubts if not named or doubt.code != "no_label")
    lines = list(with_paths(with_units(_with_whole_codes(lines), table), table))
    table = replace(table, lines=tuple(_under(line, lines, namer) for line, namer in zip(lines, namers, strict=True)))
    table = outlined(table, printed, recognised.roles)
    return table, (*notes, *_contradiction(table))


def _namer(places: Sequence[tuple[int, Role]], row: Sequence[Cell], number: int, line: int) -> _Namer | None:
    """The name of a row of a block, where it is merged with rows below; a name of its own row only ends what is merged above."""
    cell = next((row[place] for place, role in places if role.kind == "label" and row[place].text), None)
    return _Namer(cell.text.strip(), line, number + cell.rowspan) if cell is not None else None


def _over(line: Line, namer: _Namer | None, number: int) -> _Namer | None:
    """What names a row that prints no name and no code itself: the cell that is merged over it, if any."""
    nameless = not line.label and line.code is None
    return namer if nameless and namer is not None and number < namer.end and not is_total(namer.name) else None


def _under(line: Line, lines: Sequence[Line], namer: _Namer | None) -> Line:
    """The row below the name that is merged over it: a name is never the label of a row in which it is not printed."""
    if namer is None:
        return line
    path = (*lines[namer.line].path, namer.name)
    return replace(line, path=path, level=len(path) + 1)


def _frame(recognised: Recognised) -> _Frame:
    table = recognised.table
    columns = {column.index: column for column in table.columns}
    percents = frozenset(index for index, column in columns.items() if "percent" in (column.measure or "").split("."))
    return _Frame(
        table, columns, percents, _systems(table), several_blocks(recognised.roles), any(role.counts for role in recognised.roles)
    )


def _blocks(roles: Sequence[Role]) -> dict[int, list[tuple[int, Role]]]:
    """The columns of each block, with their places in a row."""
    blocks: dict[int, list[tuple[int, Role]]] = {}
    for place, role in enumerate(roles):
        blocks.setdefault(role.block, []).append((place, role))
    return blocks


def _set_apart(row: Sequence[Cell], roles: Sequence[Role]) -> tuple[Cell, ...]:
    """The row with each merged cell in the column that it is about: a figure in its first column of figures, a name in its last block."""
    cells = list(row)
    for place, cell in enumerate(row):
        if cell.colspan < 2 or not cell.text:
            continue
        span = range(place, min(place + cell.colspan, len(row)))
        if len(span) < 2 or any(row[other].text for other in span[1:]):
            continue
        wanted = _own_column(cell, span, roles)
        cells[place], cells[wanted] = cells[wanted], cell
    return tuple(cells)


def _with_plain_codes(row: tuple[Cell, ...], codes: Sequence[int]) -> tuple[Cell, ...]:
    """The row with its codes, in these columns, as plain digits, however they are set: 201 36 01, 201.36.01, 201类, full-width."""
    plain = {place: code for place in codes if (code := _plain_code(row[place].text)) != row[place].text}
    return tuple(replace(cell, text=plain.get(place, cell.text)) for place, cell in enumerate(row)) if plain else row


def _plain_code(text: str) -> str:
    if not text or (text.isascii() and text.isdecimal()):
        return text
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded.isdecimal():
        return folded
    found = _PRINTED_CODE.fullmatch(folded)
    return "".join(filter(None, found.groups())) if found else text


def _own_column(cell: Cell, span: range, roles: Sequence[Role]) -> int:
    if is_figure(cell.text):
        return next((place for place in span if roles[place].kind == "figure"), span[0])
    names = [place for place in span if roles[place].kind in ("code", "label", "organisation")]
    if names and roles[names[-1]].block != roles[span[0]].block:
        return next(place for place in names if roles[place].block == roles[names[-1]].block)
    return span[0]


def _with_ancestors(body: Sequence[Sequence[Cell]], roles: Sequence[Role]) -> Iterator[Sequence[Cell]]:
    """The rows with the parts of codes that stand in rows above them (类 once, then 款, then 项), and with the unit merged over them.

    A code has a column for each of its parts; a part that is blank, before one that is not, is that of the nearest row above.
    """
    groups = _part_columns(roles)
    units = [place for place, role in enumerate(roles) if role.kind == "organisation"]
    above: dict[int, Cell] = {}
    left: dict[int, int] = {}
    for row in body:
        cells = list(row)
        for places in groups:
            filled = [at for at, place in enumerate(places) if cells[place].text.isdecimal()]
            for place in places[: filled[-1]] if filled else ():
                cells[place] = above.get(place, cells[place]) if not cells[place].text else cells[place]
            if filled:
                above |= {place: cells[place] for place in places[: filled[-1] + 1]}
        for place in units:
            if cells[place].text:
                above[place], left[place] = cells[place], cells[place].rowspan
            elif left.get(place, 0) > 0:
                cells[place] = above[place]
            left[place] = left.get(place, 0) - 1
        yield cells


def _part_columns(roles: Sequence[Role]) -> list[list[int]]:
    """Groups of neighbouring code columns of one classification that each hold a part of the code."""
    groups: list[list[int]] = []
    for place, role in enumerate(roles):
        if role.kind == "code" and place and roles[place - 1].kind == "code" and roles[place - 1].system == role.system:
            groups[-1].append(place)
        elif role.kind == "code":
            groups.append([place])
    return [group for group in groups if len(group) > 1]


def _cells(places: Sequence[tuple[int, Role]], row: Sequence[Cell]) -> _Cells:
    cells = _Cells()
    groups = {"code": cells.codes, "label": cells.labels, "organisation": cells.organisations, "text": cells.texts, "figure": cells.figures}
    for place, role in places:
        if (cell := row[place]).text:
            label, code = _named(cell.text) if role.kind in ("label", "code") else (cell.text, None)
            if code is None:
                groups[role.kind].append((role, cell))
            else:
                cells.labels.append((role, replace(cell, text=label)))
                cells.codes.append((role, replace(cell, text=code)))
    return cells


def _line(cells: _Cells, frame: _Frame) -> tuple[Line | None, tuple[Note, ...]]:
    """One line; None for a row that is blank on this side. It tells its block where several stand on its side."""
    filled = [*cells.codes, *cells.labels, *cells.organisations, *cells.texts, *cells.figures]
    if not filled:
        return None, ()
    first, _ = filled[0]
    label, code = _label(cells, frame.table), _code(cells, frame.systems)
    organisation = _organisation(cells)
    amounts, unreadable = _amounts(cells.figures, frame, None if frame.counts or code else _unit_of_row(label))
    line = Line(
        label=label,
        amounts=amounts,
        source=_where([cell for _, cell in filled], [cell for _, cell in (*cells.codes, *cells.labels)]),
        code=code,
        side=first.side,
        block=first.block if first.side in frame.several else None,
        codes=_classifications(cells),
        organisation=organisation,
        texts=_texts(cells, label, organisation),
        measure=_item(frame.table, label),
        year=_year(label),
    )
    return line, (*_nameless(line, cells), *unreadable)


def _where(filled: Sequence[Cell], names: Sequence[Cell]) -> Source:
    """Where the row stands: its first cell, in a PDF all that it is named by, but not what is merged with other rows."""
    first = filled[0].source
    beside = [cell.source.bbox for cell in names if cell.rowspan == 1 and cell.source.page == first.page]
    box = first.bbox and around((first.bbox, *beside))
    return Source(
        first.page, box, first.line, sheet=first.sheet, cell=first.cell, table=first.table, row=first.row, document=first.document
    )


def _nameless(line: Line, cells: _Cells) -> Iterator[Note]:
    """Figures without a name, or with a name where the code should be: part of the row may be lost."""
    if any(_is_something(cell) for _, cell in cells.figures) and not line.label and line.code is None:
        yield Note("warning", "no_label", _("{place}有数，但没有印出项目名称。").format(place=line.source.words), line.source)
    elif any(not cell.text.isdecimal() and not _OF_TOTALS.search(cell.text) for _, cell in cells.codes):
        yield Note(
            "warning",
            "no_code",
            _("{place}印科目编码的地方不是编码（{label}），请对照原文。").format(place=line.source.words, label=line.label),
            line.source,
        )


def _is_something(cell: Cell) -> bool:
    """Whether a cell holds more than a zero or a dash, with which whole empty rows are filled."""
    try:
        printed = parse_amount(cell.text.rstrip("%％"))
    except NotAnAmount:
        return True
    return printed is not None and bool(printed.number)


def _label(cells: _Cells, table: Table) -> str:
    """The most specific name of the row: the 部门 economic item, else the first label, else a text in place of a code, else the unit.

    A row of a list of projects is known by its project. Where a name is merged over several rows, those below it are told apart by the
    text beside it.
    """
    return next((cell.text.strip() for cell in _names(cells, table)), "")


def _names(cells: _Cells, table: Table) -> Iterator[Cell]:
    of_projects = table.schedule is not None and SCHEDULES[table.schedule].keyed_by == "project"
    yield from (cell for role, cell in cells.labels if (role.system is None if of_projects else role.system == "economic_department"))
    yield from _most_specific(cells.labels)
    yield from (cell for _, cell in (*cells.codes, *cells.organisations) if not cell.text.isdecimal())
    yield from (cell for _, cell in cells.texts if is_total(cell.text))
    if not cells.codes:
        yield from (cell for role, cell in cells.texts if role.head is None)
        yield from (cell for _, cell in cells.organisations)


def _most_specific(labels: Sequence[tuple[Role, Cell]]) -> list[Cell]:
    """The names of a row, the one that counts first: of levels side by side (一级, 二级, 三级; 类, 款, 项) the last filled."""
    first = labels[0][0] if labels else None
    levels = [cell for role, cell in labels if first is not None and _are_levels(first, role)]
    return [*levels[-1:], *(cell for _, cell in labels)]


def _are_levels(first: Role, role: Role) -> bool:
    of_codes = all(one.head is not None and one.head.kind == "code" for one in (first, role))
    return of_codes or (len(role.header) > 1 and role.header[:-1] == first.header[:-1])


def _unused(cells: _Cells, label: str) -> list[tuple[Role, Cell]]:
    """The names beside the one that the row is called by, but those of a classification, which stand with its codes."""
    return [(role, cell) for role, cell in cells.labels if cell.text.strip() != label and role.system is None]


def _code(cells: _Cells, systems: Sequence[System | None]) -> str | None:
    """The code by which the table is keyed, the parts of 类, 款 and 项 joined where they stand in columns of their own.

    Where the row has none of that classification, the code of another one that it has.
    """
    printed = [(role.system, cell.text) for role, cell in cells.codes if cell.text.isdecimal()]
    for system in systems if printed else ():
        parts = [text for own, text in printed if own == system]
        if parts:
            return _code_of(parts)
    return None


def _systems(table: Table) -> tuple[System | None, ...]:
    """The classifications in the order in which they key the table; a code without a system is the schedule's own."""
    economic = table.schedule is not None and SCHEDULES[table.schedule].keyed_by == "economic"
    return (None, "economic_department", "economic_government", "function") if economic else (None, "function", *_ECONOMIC)


def _code_of(parts: Sequence[str]) -> str:
    """One code of the parts of 类, 款, 项: a 款 printed as 2 is 02; a part may be the whole code so far (201, 20136, 2013601)."""
    code, *rest = parts
    for part in rest:
        code = part if len(part) > len(code) and part.startswith(code) else code + part.zfill(2)
    return code


def _named(text: str) -> tuple[str, str | None]:
    """Label and code of a cell that holds both ([20501]教育管理事务, 2010801-行政运行, 行政运行（2010401）, 2010801行政运行)."""
    if text.isdecimal() or not _DIGITS.search(text):
        return text, None
    for pattern in _CODED:
        if found := pattern.fullmatch(text):
            return found["label"].strip(), found["code"]
    glued = _GLUED.fullmatch(text)
    if glued and (agrees(glued["code"], glued["label"]) or (len(glued["code"]) > _DIGITS_OF_CLASS and name_of(glued["code"][:3]))):
        return glued["label"].strip(), glued["code"]
    return text, None


def _with_whole_codes(lines: Sequence[Line]) -> list[Line]:
    """The rows with the code of a 款 whole where its own two digits stand between its 类 and its 项 (224, 01, 2240106)."""
    found: list[Line] = []
    class_ = ""
    for line, after in zip_longest(lines, lines[1:]):
        code, below = line.code or "", (after.code if after is not None else None) or ""
        class_ = code if level_of(code) == _CLASS else class_
        is_part = class_ and len(code) == 2 and level_of(below) == _ITEM and below.startswith(class_ + code)
        found.append(replace(line, code=class_ + code) if is_part else line)
    return found


def _classifications(cells: _Cells) -> tuple[Code, ...]:
    """Codes and names under heads that name a classification, where the row has those of several."""
    named = {role.system for role, _ in (*cells.codes, *cells.labels)}
    found = []
    for system in [system for system in _CLASSIFICATIONS if system in named]:
        codes = [cell.text for role, cell in cells.codes if role.system == system and cell.text.isdecimal()]
        labels = [cell.text.strip() for role, cell in cells.labels if role.system == system]
        if (codes or labels) and not any(is_total(label) for label in labels):
            found.append(Code(system, _code_of(codes) if codes else None, labels[0] if labels else ""))
    return tuple(found) if len(found) > 1 or (found and found[0].system != "function") else ()


def _organisation(cells: _Cells) -> tuple[str | None, str] | None:
    codes = [cell.text for _, cell in cells.organisations if cell.text.isdecimal()]
    names = [cell.text.strip() for _, cell in cells.organisations if not cell.text.isdecimal()]
    return (codes[0] if codes else None, names[0]) if names and not is_total(names[0]) else None


def _texts(cells: _Cells, label: str, organisation: tuple[str | None, str] | None) -> tuple[tuple[str, str], ...]:
    """Head and text of what else a row prints, first the codes of units that stand in it without the unit's name."""
    lone_codes = [] if organisation else [(role, cell) for role, cell in cells.organisations if cell.text.isdecimal()]
    beside = (*lone_codes, *_unused(cells, label), *cells.texts)
    return tuple((role.name, cell.text) for role, cell in beside)


def _year(label: str) -> int | None:
    """The year of a row where years are rows (2026 年)."""
    found = _YEAR.fullmatch(label)
    return int(found[1]) if found else None


def _item(table: Table, label: str) -> str | None:
    """The measure of a row where the items are rows: the “三公” table. Where they are columns, 合计 is the sum over units and no item."""
    item = item_of(table.schedule, label) if table.schedule == "three_public" else None
    return None if item == "total" and any(_ITEMS & set((column.measure or "").split(".")) for column in table.columns) else item


def _unit_of_row(label: str) -> str | None:
    """The unit of a row that counts things and not money: 公务用车保有量（辆）, 国内公务接待人次."""
    if found := _ROW_UNIT.search(label):
        return found[1].replace("％", "%")
    return "数量" if _COUNTS.fullmatch(label) else None


def _amounts(figures: Sequence[tuple[Role, Cell]], frame: _Frame, own: str | None) -> tuple[tuple[Amount, ...], tuple[Note, ...]]:
    amounts: list[Amount] = []
    notes: list[Note] = []
    for role, cell in figures:
        try:
            amounts.append(_amount(cell, frame.columns[role.index or 0], frame, own))
        except NotAnAmount:
            text = _("{place}的“{text}”不是数，没有采用，请对照原文。").format(place=cell.source.words, text=cell.text)
            notes.append(Note("warning", "not_an_amount", text, cell.source))
    return tuple(amounts), tuple(notes)


def _amount(cell: Cell, column: Column, frame: _Frame, own: str | None) -> Amount:
    """The figure of a cell, in the unit of its column, else of its row, else of its table. Raises NotAnAmount."""
    percent = column.index in frame.percents or cell.text.endswith(("%", "％"))
    printed = parse_amount(cell.text.rstrip("%％"))
    number: Decimal | None = printed.number if printed is not None else None
    unit = column.unit or own or frame.table.unit
    if percent:
        return Amount(column.index, cell.text, None, cell.source, number, "percent", "%")
    if not is_money(unit):
        return Amount(column.index, cell.text, None, cell.source, number, "count", unit)
    yuan = to_yuan(number, unit) if number is not None and unit is not None else None
    return Amount(column.index, cell.text, yuan, cell.source)


def _contradiction(table: Table) -> Iterator[Note]:
    """What is printed against the remark that there is nothing: a printed 0.00 says the same as the remark."""
    count = sum(bool(re.search("[1-9]", amount.printed)) for line in table.lines for amount in line.amounts)
    if table.no_data and count:
        text = _("《{title}》注明无数据，表里却印有 {count} 个不为零的数；数已保留，请对照原文。").format(title=table.title, count=count)
        yield Note("warning", "contradicts_no_data", text, table.source)
