"""A comparison as a workbook: the table of its page with live formulas, what must be known of it, and where each figure is printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Final, get_args

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from comparisons.cells import INK, INK_2, INK_3, Look, Pen, Rule, Shared, for_print, saved, writable
from comparisons.changes import Change, Point, amount
from comparisons.comparison import Comparison, FigureCell, StepCell, TableRows
from comparisons.export import Absolute
from comparisons.groups import Group
from comparisons.matrix import Row, Step, Year
from comparisons.templatetags.changes import (
    decimals_of,
    evidence_url,
    lack_text,
    rate,
    shown,
    title,
    told_text,
)
from comparisons.templatetags.compare import (
    ABSENT,
    carry_over_name,
    claim_words,
    claimed,
    from_text_texts,
    group_name,
    inside_texts,
    line_name,
    lines_name,
    remark_text,
    side_name,
    step_word,
    years_name,
)
from comparisons.workbook_sources import Told, write_sources

WAN: Final = Decimal(10_000)
RISE, FALL = "FF23589C", "FF9C500A"
_CENTS: Final = 2
_DIGITS: Final = 6
"""Decimals of 万元 that come to 0.01 元: what a spreadsheet's binary numbers lose behind them is rounded away."""

_Cells = Sequence[tuple[FigureCell, StepCell | None]]
"""Of a line each year's figure, and what changed since the year before."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a year of a group stands, and which of all the years it is: the letter of each column; of those that it does not have none."""

    group: Group
    year: Year
    step: Step | None
    number: int
    figure: str
    base: str = ""
    difference: str = ""
    rate: str = ""
    contribution: str = ""
    share: str = ""
    claims: str = ""
    notes: str = ""

    @property
    def letters(self) -> list[str]:
        """All of them, in their order."""
        there = (self.figure, self.base, self.difference, self.rate, self.contribution, self.share, self.claims, self.notes)
        return [letter for letter in there if letter]


@dataclass(frozen=True)
class Table:
    """Where everything stands: heads in the row `head`, names in the column `names`, each line in its row, and what its cells are."""

    head: int
    names: str
    columns: tuple[Columns, ...]
    rows: Mapping[str, int]
    cells: Mapping[str, _Cells]

    @property
    def last(self) -> int:
        """The row of the last line."""
        return max(self.rows.values(), default=self.head)


def as_workbook(found: Comparison, absolute: Absolute, address: str) -> bytes:
    """The table as it stands at this address, and its sources, in a constant number of queries.

    Amounts are in 万元 and exact: what is shown with two decimals is not rounded. What we compute is a formula over the cells of the
    figures, with our result kept beside it for programs that do not calculate; where we compute nothing there is the word for it.
    """
    book, shared = Workbook(), Shared()
    book.active.title = _("比较表")
    pen = Pen(book.active, shared)
    told = _write_table(pen, found, absolute, address)
    write_sources(Pen(book.create_sheet(_("来源表")), shared), told, absolute)
    book.calculation.fullCalcOnLoad = True
    book.properties.creator = "明账 Mingzhang"
    book.properties.title = writable(_subject(found))
    return saved(book, pen)


# The table


def _write_table(pen: Pen, found: Comparison, absolute: Absolute, address: str) -> list[Told]:
    table = _laid_out(found, _write_head(pen, found, address))
    _write_heads(pen, found, table)
    told = list(_write_lines(pen, found, table))
    linked = [_link(pen, one, absolute) for one in told]
    texts = [*notes(found), *([] if all(linked) else [_("链接太多，表里只有前面的数带链接；其余的网址都在“来源表”里。")])]
    for number, text in enumerate(texts, start=table.last + 2):
        pen.text(f"A{number}", text, Look(size=9, colour=INK_2))
    _set_up(pen.sheet, found, table)
    return told


def _link(pen: Pen, one: Told, absolute: Absolute) -> bool:
    """Let a figure lead to where it is printed; False where there is no room for it."""
    evidence = one.point.evidence
    return evidence is None or pen.link(one.place, absolute(evidence_url(evidence)), title(one.point))


def _write_head(pen: Pen, found: Comparison, address: str) -> int:
    """Subject, basis, unit and address, and in which row what follows begins."""
    basis = "" if found.several or not found.groups else group_name(found.groups[0]) + _("。")
    lines = [
        basis + _("金额单位：万元，按元精确，只是显示两位小数。差额、变化率和贡献是公式，由表里的数算出。"),
        _("不能算的地方写着原因，“注”指下面的说明。空白的格子写“空白”，短横写“—”，印的零是 0。"),
        _("点数字看它印在哪里；每个数的原文、单位、表和网址在“来源表”里。"),
        _("取自 {address}，{date}").format(address=address, date=timezone.localdate().isoformat()),
    ]
    if found.is_sample:
        lines.insert(0, _("演示排版，非官方原件") + _("：数字照公开的文件，文字是自己写的，只用来看这个网站怎么工作。"))
    pen.text("A1", _subject(found), Look(bold=True, size=14))
    for number, text in enumerate(lines, start=2):
        pen.text(f"A{number}", text, Look(size=9, colour=INK_2))
    pen.link(f"A{len(lines) + 1}", address)
    return len(lines) + 3


def _subject(found: Comparison) -> str:
    names = _("、").join(department.name for department in found.departments)
    years = _("，") + years_name(found.years) if found.years else ""
    return names + _("：") + lines_name(found.question) + years


def _laid_out(found: Comparison, top: int) -> Table:
    head = top + found.several
    numbers = count(head + 1)
    rows: dict[str, int] = {}
    for section in found.sections:
        if _has_side(found, section):
            next(numbers)
        rows |= {line.row.key: next(numbers) for line in section.rows}
    cells = {line.row.key: line.by_year for section in found.sections for line in section.rows}
    letters = map(get_column_letter, count(1))
    names = [next(letters) for _text in _names_of(found)][-1]
    years = [(group, year, step) for group in found.groups for year, _edition, step in group.columns]
    columns = (_columns(found, number, years[number], list(cells.values()), letters) for number in range(len(years)))
    return Table(head, names, tuple(columns), rows, cells)


def _columns(
    found: Comparison, number: int, of: tuple[Group, Year, Step | None], cells: Sequence[_Cells], letters: Iterator[str]
) -> Columns:
    group, year, step = of
    figure = next(letters)
    if step is None:
        return Columns(group, year, step, number, figure)
    steps = [(own[number - 1][0], told) for own in cells if (told := own[number][1]) is not None]
    return Columns(
        group,
        year,
        step,
        number,
        figure,
        base=next(letters) if any(_base(told, before) for before, told in steps) else "",
        difference=next(letters),
        rate=next(letters),
        contribution=next(letters) if found.with_contributions else "",
        share=next(letters) if found.with_shares else "",
        claims=next(letters) if any(claimed(told.claims) for _before, told in steps) else "",
        notes=next(letters) if any(told.numbers for _before, told in steps) else "",
    )


def _has_side(found: Comparison, section: TableRows) -> bool:
    """Whether the side of the table (收入, 支出) stands above its lines."""
    return bool(section.side) and len(found.sections) > 1


def _names_of(found: Comparison) -> list[str]:
    return [_("编码"), _("科目")] if found.question.schedule else [_("项目")]


def _base(cell: StepCell, before: FigureCell) -> Point | None:
    """The earlier figure of what is computed, where it is not the one in the year's own column."""
    change = cell.change
    if change is None or change.before is None or (change.difference is None and change.contribution is None):
        return None
    return None if change.before is before.point or change.before == before.point else change.before


def _write_heads(pen: Pen, found: Comparison, table: Table) -> None:
    left = Look(size=10, colour=INK_2, wrap=True, rule="head")
    right = Look(align="right", size=10, colour=INK_2, wrap=True, rule="head")
    for number, text in enumerate(_names_of(found), start=1):
        pen.text(f"{get_column_letter(number)}{table.head}", text, left)
    for columns in table.columns:
        for letter, text in _heads_of(columns):
            pen.text(f"{letter}{table.head}", text, left if letter == columns.claims else right)
    if found.several:
        for group in found.groups:
            own = [one for one in table.columns if one.group is group]
            first, last = (f"{letter}{table.head - 1}" for letter in (own[0].figure, own[-1].letters[-1]))
            pen.text(first, group_name(group), Look(bold=True, wrap=True))
            pen.sheet.merge_cells(f"{first}:{last}")


def _heads_of(columns: Columns) -> Iterator[tuple[str, str]]:
    year = columns.year.year
    own = columns.group.carry_overs if columns.group.states_carry_over else {}
    yield columns.figure, "\n".join([str(year), *([carry_over_name(own[year])] if year in own else []), _("万元")])
    if columns.step is None:
        return
    since = f"{columns.step.before}→{columns.step.after}"
    told = (
        (columns.base, since, _("所比的数"), _("万元")),
        (columns.difference, since, _("差额"), _("万元")),
        (columns.rate, since, _("变化率"), "%"),
        (columns.contribution, since, _("贡献"), _("元")),
        (columns.share, since, _("贡献"), _("百分点")),
        (columns.claims, _("文件写")),
        (columns.notes, _("注")),
    )
    yield from ((letter, "\n".join(texts)) for letter, *texts in told if letter)


def _write_lines(pen: Pen, found: Comparison, table: Table) -> Iterator[Told]:
    """Each line with its cells; what stands in them as a figure."""
    for section in found.sections:
        if _has_side(found, section):
            above = table.rows[section.rows[0].row.key] - 1
            pen.text(f"{table.names}{above}", side_name(section.side), Look(bold=True, size=12))
        for row in (line.row for line in section.rows):
            _write_name(pen, row, table)
            for columns in table.columns:
                yield from _write_cells(pen, _At(table, columns, row, table.rows[row.key]))


def _write_name(pen: Pen, row: Row, table: Table) -> None:
    at = table.rows[row.key]
    if table.names != "A":
        pen.text(f"A{at}", row.code, Look(colour=INK_3, rule=_rule(row)))
    name = _("余差") if row.kind == "residual" else line_name(row.label)
    look = Look(indent=row.depth, bold=row.kind == "total", wrap=True, rule=_rule(row), colour=_ink(row))
    pen.text(f"{table.names}{at}", name, look)


def _rule(row: Row) -> Rule:
    return "total" if row.kind == "total" else "line"


def _ink(row: Row) -> str:
    return INK_2 if row.kind == "residual" else INK


@dataclass(frozen=True, slots=True)
class _At:
    """A line in the columns of a year."""

    table: Table
    columns: Columns
    row: Row
    at: int

    @property
    def cells(self) -> tuple[FigureCell, StepCell | None]:
        """Its figure of the year, and what changed."""
        return self.table.cells[self.row.key][self.columns.number]

    @property
    def before(self) -> FigureCell:
        """Its figure in the column of the year before."""
        return self.table.cells[self.row.key][self.columns.number - 1][0]

    def figure(self, key: str) -> FigureCell:
        """The year's own figure of a line."""
        return self.table.cells[key][self.columns.number][0]

    def earlier(self, key: str) -> tuple[str, FigureCell | Point]:
        """Where the figure stands that a line is compared with, and the figure."""
        before, step = self.table.cells[key][self.columns.number - 1][0], self.table.cells[key][self.columns.number][1]
        base = _base(step, before) if step is not None else None
        if base is not None:
            return f"{self.columns.base}{self.table.rows[key]}", base
        return f"{self.table.columns[self.columns.number - 1].figure}{self.table.rows[key]}", before


_EMPTY: Final = {rule: Look(rule=rule) for rule in get_args(Rule)}


def _write_cells(pen: Pen, at: _At) -> Iterator[Told]:
    """The figure and what changed; what stands in the cells as a figure."""
    columns, (cell, step) = at.columns, at.cells
    if at.row.kind == "residual" or cell.point is not None or (step is not None and step.change is not None):
        for letter in columns.letters:
            pen.dressed(f"{letter}{at.at}", _EMPTY[_rule(at.row)])
    if at.row.kind == "residual":
        if step is not None:
            _write_residual(pen, at, step)
        return
    if cell.point is None:
        pen.text(f"{columns.figure}{at.at}", str(ABSENT[cell.absent]), _word(at))
    else:
        yield _write_point(pen, at, columns.figure, cell.point)
    if step is None:
        return
    base = _base(step, at.before)
    if base is not None:
        yield _write_point(pen, at, columns.base, base)
    _write_step(pen, at, step)


def _word(at: _At) -> Look:
    return Look(align="right", colour=INK_3, size=9, rule=_rule(at.row))


def _write_point(pen: Pen, at: _At, letter: str, point: Point) -> Told:
    place = f"{letter}{at.at}"
    if point.yuan is None:
        pen.text(place, shown(point)[0], Look(align="right", rule=_rule(at.row)) if point.presence == "dash" else _word(at))
    else:
        look = Look(_as_shown(point), "right", bold=at.row.kind == "total", italic=point.basis.source == "text", rule=_rule(at.row))
        pen.number(place, point.yuan / WAN, look)
    return Told(place, at.columns.group, at.row, point)


def _as_shown(point: Point) -> str:
    """With as many decimals as the page: what is not printed is no digit, only room."""
    text, room = shown(point)
    if text.startswith("<"):
        return "0.00########"
    decimals = len(text.partition(".")[2])
    return "#,##0" + ("." + "0" * decimals if decimals else "") + "".join(f"_{letter}" for letter in room)


def _signed(number: Decimal, decimals: int = _CENTS, about: str = "") -> str:
    """Signs written; a number that two decimals would make 0 with more of them."""
    if number and abs(number) < Decimal("0.005"):
        return "+0.00########;-0.00########;0.00"
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    word = f'"{about}"' if about else ""
    return f"{word}+{digits};{word}-{digits};{digits}"


def _write_step(pen: Pen, at: _At, step: StepCell) -> None:
    change, columns = step.change, at.columns
    if change is None:
        return
    numbers = _("、").join(map(str, step.numbers))
    if numbers:
        pen.text(f"{columns.notes}{at.at}", numbers, _word(at))
    if columns.claims:
        text = _("；").join(claim_words(*one) for one in claimed(step.claims))
        pen.text(f"{columns.claims}{at.at}", text, Look(size=9, rule=_rule(at.row)))
    if change.difference is None:
        word = step_word(change) + (_("〔注 {numbers}〕").format(numbers=numbers) if numbers else "")
        pen.text(f"{columns.difference}{at.at}", word, _word(at))
    else:
        formula = _difference(at, change)
        _write_number(pen, at, columns.difference, change.difference / WAN, formula, shown_as=_difference_format(change))
        if change.rate is None:
            pen.text(f"{columns.rate}{at.at}", rate(change), _word(at))
        else:
            formula = f"100*{columns.difference}{at.at}/{at.earlier(at.row.key)[0]}" if formula else ""
            _write_number(pen, at, columns.rate, change.rate, formula)
    _write_parts(pen, at, step, change)


def _write_parts(pen: Pen, at: _At, step: StepCell, change: Change) -> None:
    """What a line adds to its parent's difference, in 元 and in percentage points."""
    columns = at.columns
    if not columns.contribution or step.contribution is None:
        return
    _write_number(pen, at, columns.contribution, step.contribution, _difference(at, change, WAN))
    if columns.share and step.share is not None:
        _write_number(pen, at, columns.share, step.share, _share(at, step.contribution, step.share))


def _share(at: _At, contribution: Decimal, share: Decimal) -> str:
    """The contribution by the parent's earlier figure; "" where that does not stand in the sheet."""
    if at.row.parent is None or at.row.parent not in at.table.rows:
        return ""
    place, whole = at.earlier(at.row.parent)
    same = bool(_amount(whole)) and share == 100 * contribution / _amount(whole)
    return f"100*{at.columns.contribution}{at.at}/(10000*{place})" if same else ""


def _write_number(pen: Pen, at: _At, letter: str, number: Decimal, formula: str, *, shown_as: str = "") -> None:
    """What we compute: as a formula, or where its figures do not stand in the sheet as a number."""
    look = Look(shown_as or _signed(number), "right", bold=at.row.kind == "total", rule=_rule(at.row), colour=_ink(at.row))
    if formula:
        pen.formula(f"{letter}{at.at}", formula, number, look)
    else:
        pen.number(f"{letter}{at.at}", number, look)


def _difference(at: _At, change: Change, unit: Decimal = Decimal(1)) -> str:
    """Later less earlier figure of these cells, in 万元 or by the `unit` in 元; "" where that is not what the change says."""
    key = at.row.key
    before_place, before = at.earlier(key)
    after = at.figure(key)
    if _amount(after) - _amount(before) != amount(change.after) - amount(change.before):
        return ""
    difference = f"{_operand(f'{at.columns.figure}{at.at}', after)}-{_operand(before_place, before)}"
    digits = _digits((_amount(after) - _amount(before)) * unit / WAN, _CENTS if unit == WAN else _DIGITS)
    return f"ROUND({difference},{digits})" if unit == 1 else f"ROUND({unit}*({difference}),{digits})"


def _operand(place: str, figure: FigureCell | Point) -> str:
    """A cell that holds a number, or as a number one that holds a word, which counts for nothing."""
    point = figure.point if isinstance(figure, FigureCell) else figure
    return place if point is not None and point.yuan is not None else f"N({place})"


def _amount(figure: FigureCell | Point) -> Decimal:
    return amount(figure.point if isinstance(figure, FigureCell) else figure)


def _digits(number: Decimal, least: int) -> int:
    """As many decimals as the exact result has."""
    exponent = number.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else 0)


def _difference_format(change: Change) -> str:
    """Where one side is known more coarsely than the other no closer than that, and said so."""
    decimals = decimals_of(change.step)
    difference = (change.difference or Decimal(0)) / WAN
    if not change.is_rough or not difference or decimals == _CENTS:
        return _signed(difference)
    return _signed(difference, decimals, _("约 {figure}").format(figure=""))


def _write_residual(pen: Pen, at: _At, step: StepCell) -> None:
    place = f"{at.columns.difference}{at.at}"
    if step.unexplained:
        pen.text(place, _("无法核算"), _word(at))
    if step.residual is None:
        return
    formula = _rest(at, step.residual)
    _write_number(pen, at, at.columns.difference, step.residual / WAN, formula)
    if at.columns.contribution:
        formula = f"ROUND(10000*{place},{_digits(step.residual, _CENTS)})" if formula else ""
        _write_number(pen, at, at.columns.contribution, step.residual, formula)


def _rest(at: _At, residual: Decimal) -> str:
    """A line's difference less the differences of its parts; "" where not all of them stand in the sheet."""
    whole, step = at.row.parent or "", at.columns.step
    parts = [change.key for change in step.changes.parts(whole)] if step is not None else []
    if whole not in at.table.rows or not all(key in at.table.rows for key in parts):
        return ""
    moved = sum((_amount(at.figure(key)) - _amount(at.earlier(key)[1]) for key in parts), Decimal(0))
    if _amount(at.figure(whole)) - _amount(at.earlier(whole)[1]) - moved != residual:
        return ""
    after = _sum([f"{at.columns.figure}{at.table.rows[key]}" for key in parts])
    before = _sum([at.earlier(key)[0] for key in parts])
    return f"ROUND({at.columns.difference}{at.table.rows[whole]}-({after}-{before}),{_digits(residual / WAN, _DIGITS)})"


def _sum(places: Sequence[str]) -> str:
    """The sum of cells, neighbours of one column as a range."""
    split = sorted((re.sub(r"\d", "", place), int(re.sub(r"\D", "", place))) for place in places)
    ranges: list[tuple[str, int, int]] = []
    for letter, row in split:
        if ranges and ranges[-1][0] == letter and ranges[-1][2] == row - 1:
            ranges[-1] = (letter, ranges[-1][1], row)
        else:
            ranges.append((letter, row, row))
    names = [f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}" for letter, first, last in ranges]
    groups = [",".join(names[start : start + 200]) for start in range(0, len(names), 200)]
    return "+".join(f"SUM({group})" for group in groups)


# Below and around the table


def notes(found: Comparison) -> list[str]:
    """What must be known of the table, in sentences, as they stand above it on its page: first of all, then each caution by its number."""
    told: list[str] = []
    if found.with_contributions:
        told.append(_("贡献是一行对它上一级差额的份额，按元，不取整；余差是上一级的差额减去各行的贡献。"))
    if found.question.schedule and not found.states_carry_over:
        told.append(_("表名没有写明是否含上年结转。"))
    if found.mixes_stages:
        told.append(_("预算与决算并列，两者之间不算差额。"))
    if found.mixes_scopes:
        told.append(_("部门口径与单位口径并列，两者之间不算差额，不合计，不排名。"))
    told += inside_texts(found.overlaps)
    told += from_text_texts(found, _("斜体的数"))
    for group, years in found.from_later:
        who = group.department.name + _("，") if found.several else ""
        told.append(who + years_name(years) + _("：没有当年自己的文件，数取自下一年文件的表格。"))
    if found.years_left_off:
        told.append(_("还有更早的 {counter} 年没有列出。").format(counter=found.years_left_off))
    if found.prices or found.averages:
        told.append(_("这里只有所印的数；折算的和平均的数在网页上。"))
    told += map(told_text, found.past)
    told += [lack_text(*one) for one in found.lacking]
    return [*told, *(f"{one.number}. {remark_text(one, found.several)}" for one in found.remarks)]


def _set_up(sheet: Worksheet, found: Comparison, table: Table) -> None:
    """Widths, what stays in sight, how it is printed, and the colours of rise and fall, which follow the formulas."""
    sheet.column_dimensions["A"].width = 10
    longest = max((_width(line_name(line.row.label)) for section in found.sections for line in section.rows), default=0)
    sheet.column_dimensions[table.names].width = max(14, min(44, longest + 4))
    for columns in table.columns:
        widths = {columns.rate: 10, columns.contribution: 17, columns.share: 9, columns.claims: 24, columns.notes: 6}
        for letter in columns.letters:
            sheet.column_dimensions[letter].width = widths.get(letter, 15)
        if columns.difference and table.rows:
            reach = f"{columns.difference}{table.head + 1}:{columns.difference}{table.last}"
            for operator, colour in (("greaterThan", RISE), ("lessThan", FALL)):
                sheet.conditional_formatting.add(reach, CellIsRule(operator=operator, formula=["0"], font=Font(color=colour)))
    lines = 4 if any(group.states_carry_over for group in found.groups) else 3
    sheet.row_dimensions[table.head].height = 15 * lines + 4
    if found.several:
        sheet.row_dimensions[table.head - 1].height = 34
    sheet.freeze_panes = f"{get_column_letter(column_index_from_string(table.names) + 1)}{table.head + 1}"
    sheet.print_title_rows = f"{table.head - found.several}:{table.head}"
    sheet.print_title_cols = f"A:{table.names}"
    for_print(sheet)


def _width(text: str) -> int:
    """How many Latin letters a text is as wide as."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
