"""Which figure of which table a statement of the text means. Pure.

A statement means a figure only where its own words, the whole it is a part of and its heading say so. Words that may mean either of two
figures (收入预算: the year's own, or with what was carried over) give both. What is not sure gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from budgets.codes import folded, level_of, system_of
from budgets.schedules import item_of
from budgets.worded import _, enumerated
from ingest.checks.between import total_figure
from ingest.checks.economic import by_classes
from ingest.checks.lookup import (
    Side,
    column_of,
    figure_at,
    lines_by_code,
    only_table,
    place,
    rounded_items,
    total_column,
    total_line,
)
from ingest.checks.stated import APART
from ingest.checks.summary import Half, half_of
from ingest.checks.three_public import all_items
from ingest.checks.tolerance import Figure
from ingest.shapes import Column, Extraction, Line, Statement, Table

_TOTALS: Final = r"(?:部门|单位)?(?:年初)?(?:预算)?{side}(?:总)?(?:预算)?(?:总计|合计|总额|总预算)?(?:预算)?(?:安排)?"
_SIDES: Final[dict[Side, str]] = {"income": "收入", "expenditure": "支出"}
_CURRENT: Final = r"(?:本年|当年)(?:部门|单位)?(?:预算)?(?:财政)?(?:拨款)?(?:{side})(?:合计|预算|安排)?"
_ARRANGED: Final = r"(?:本年|当年)(?:部门|单位)?预算(?:安排)?"
_BOTH: Final = r"收(?:入)?(?:、)?支(?:出)?(?:总预算|总计|预算总计|预算|总额)"
_FISCAL: Final = "财政拨款"
_GENERAL: Final = "一般公共预算"
_NATURE: Final = re.compile(r"(?:一般公共预算|财政拨款|本年|当年|部门|单位)*(基本支出|项目支出)(?:预算)?(?:合计|总额)?")
_BY_FUNCTION: Final = ((_GENERAL, "general_expenditure"), (_FISCAL, "fiscal_expenditure"))
_GENERAL_TOTAL: Final = re.compile(r"一般公共预算(?:财政)?(?:当年拨款|拨款支出|支出|拨款)(?:预算)?(?:合计|总计|总额)?(?:安排)?")
_RUNNING: Final = re.compile(r"机关运行经费(?:财政拨款)?(?:预算|支出)*(?:安排)?")
_THREE_PUBLIC_TOTAL: Final = re.compile(r".*“?三公”?经费(?:财政拨款)?(?:支出)?(?:预算)?(?:支出)?(?:合计|总额|总计)?(?:安排)?")
_ITEM: Final = re.compile(r"(?P<class>.+?)\(\d*类\)(?P<division>.+?)\(\d*款\)(?P<item>.+?)\(\d*项\)")
_BY_ITEM: Final = ("general_expenditure", "fiscal_expenditure", "fund_expenditure", "capital", "expenditure")
_CARRIED: Final = re.compile(r"上年(?:财政拨款)?结转|上年实户资金余额|上年结余")
_OTHER_BUDGETS: Final = re.compile(r"政府性基金|国有资本")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure that a statement may mean; `figure` is None where its cell is blank. `items`: from how many rounded ones it was added up.
    `doubt` is why it may be another one although the words agree: then a difference is none."""

    where: str
    figure: Figure | None
    items: int = 0
    doubt: str | None = None


def cells_meant(extraction: Extraction, statement: Statement) -> tuple[Cell, ...]:
    """The figures of tables that a statement may mean, the likeliest first; none where its words do not say."""
    if APART.search(statement.section or ""):
        return ()
    return next((cells for meaning in MEANINGS if (cells := tuple(meaning(extraction, statement)))), ())


def _running(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """机关运行经费 has a table of its own or stands with 三公."""
    if _RUNNING.fullmatch(folded(statement.subject)):
        table = only_table(extraction, "operating")
        if table is not None and total_line(table) is not None:
            yield Cell(_("{table}的合计").format(table=place(table)), total_figure(table))
        for items in all_items(extraction, "three_public"):
            if "agency_running" in items.printed:
                where = _("{table}的机关运行经费").format(table=place(items.table))
                yield Cell(where, items.figures.get("agency_running"))


def _three_public(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """三公 and its parts: the total column of their table, or its only one."""
    about = f"{statement.subject}{statement.part_of or ''}{statement.section or ''}"
    item = item_of("three_public", statement.subject)
    if item in (None, "total") and _THREE_PUBLIC_TOTAL.fullmatch(folded(statement.subject)):
        item = "total"
    if "三公" in about and item in ("total", "abroad", "reception", "vehicles", "vehicle_purchase", "vehicle_running"):
        for items in all_items(extraction, "three_public"):
            if item in items.printed and items.of in ("total", "amount", "budget", "general", "合计"):
                yield Cell(_row_of(items.table, statement.subject), items.figures.get(item))


def _of_code(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """A statement that prints a classification code, in a section about the general budget: a row of its table of that classification.

    Government codes are no rows of a table; the basic expenditure by economy has a table of its own, with the same codes.
    """
    context = _context(statement)
    system = system_of(statement.code) if statement.code and _GENERAL in context else None
    if statement.code and system == "function":
        yield from _row(extraction, "general_expenditure", statement.code)
    elif statement.code and system == "economic_department" and "基本支出" not in context:
        yield from _row(extraction, "general_economic", statement.code)


def _of_item(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """A 项 by its names from 类 to 项 (住房保障支出（类）住房改革支出（款）住房公积金（项）): in the first table that has it."""
    named = _ITEM.fullmatch(folded(statement.subject).strip("“”"))
    if named is None:
        return
    path = tuple(folded(name) for name in (named["class"], named["division"], named["item"]))
    for table in (only_table(extraction, schedule) for schedule in _BY_ITEM):
        found = [line for line in table.lines if (*map(folded, line.path), folded(line.label)) == path] if table is not None else []
        column = total_column(table) if table is not None else None
        if table is not None and column is not None and len(found) == 1:
            yield _cell(table, found[0], column)
            return


def _of_class(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """A 类 by name: of the general budget, of 财政拨款, or of all expenditure."""
    context = _context(statement)
    name = folded(statement.subject)
    if _OTHER_BUDGETS.search(context) or statement.part_of is None or "收入" in statement.part_of:
        return
    if _GENERAL in context:
        yield from _class(extraction, "general_expenditure", name)
    elif _FISCAL in context:
        yield from _summary_row(extraction, "fiscal_summary", name)
    else:
        yield from _class(extraction, "expenditure", name)


def _of_kind(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """人员经费 and 公用经费 of the basic expenditure of the general budget."""
    kind = {"人员经费": "personnel", "公用经费": "operating", "日常公用经费": "operating"}.get(folded(statement.subject))
    context = _context(statement)
    if kind and _GENERAL in context and "基本支出" in context:
        found = list(_column_total(extraction, "general_basic", kind, f"basic.{kind}"))
        yield from found or _of_classes(extraction, kind)


def _of_classes(extraction: Extraction, kind: str) -> Iterator[Cell]:
    """What the 类 of the table come to, where it prints neither column nor row for it."""
    table = only_table(extraction, "general_basic")
    if table is None or any(folded(line.label).startswith(("人员经费", "公用经费")) for line in table.lines):
        return
    classes = by_classes(extraction, table, kind)
    if classes is not None:
        names = [line.label for line in classes.rows]
        several = _("{table}的{rows}之和").format(table=place(table), rows=enumerated(names))
        where = several if len(names) > 1 else _row_of(table, names[0])
        doubt = _("表里没有单独印这个数，文字划分人员经费和公用经费的办法可能与按类相加不同")
        yield Cell(where, classes.figure, classes.items, doubt)


def _of_nature(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """基本支出 and 项目支出: of the general budget, of 财政拨款, or of all expenditure."""
    found, context = _NATURE.fullmatch(folded(statement.subject)), _context(statement)
    if found is None or _OTHER_BUDGETS.search(context):
        return
    nature = {"基本支出": "basic", "项目支出": "project"}[found[1]]
    named = next(
        (name for word, name in ((_GENERAL, "general_expenditure"), (_FISCAL, "fiscal_expenditure")) if word in context), "expenditure"
    )
    yield from _column_total(extraction, named, nature, f"{nature}.total")
    if nature == "basic" and named == "general_expenditure":
        yield from _column_total(extraction, "general_basic", "total")


def _of_source(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """A source of income (一般公共预算拨款收入, 单位资金, 上年结转), as part of the whole income or of 财政拨款."""
    item = item_of("summary", statement.subject)
    if item in (None, "total", "current") or "收入" not in (statement.part_of or ""):
        return
    schedule = "fiscal_summary" if _FISCAL in _context(statement) else "summary"
    if schedule == "summary":
        yield from _column_total(extraction, "income", item or "")
    yield from _income_row(extraction, schedule, item or "")


def _of_carryover(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """上年结转 as part of the whole expenditure: the carry-over column of the summary."""
    table = only_table(extraction, "summary")
    if table is not None and item_of("summary", statement.subject) == "carryover" and "支出" in (statement.part_of or ""):
        half = half_of(extraction, table, "expenditure")
        column = column_of(table, "carryover", side="expenditure")
        for line in (half.grand, half.year):
            if line is not None and column is not None:
                yield _cell(table, line, column)


def _of_general_total(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """The whole general budget expenditure of the year (一般公共预算当年拨款)."""
    if _GENERAL_TOTAL.fullmatch(folded(statement.subject)) and statement.part_of is None and "收入" not in (statement.section or ""):
        yield from _column_total(extraction, "general_expenditure", "total")


def _of_total(extraction: Extraction, statement: Statement) -> Iterator[Cell]:
    """Total income or expenditure: with what was carried over, or of the year. Not that of one budget only."""
    subject, context = folded(statement.subject), _context(statement)
    if _OTHER_BUDGETS.search(context) or (_GENERAL in context and _FISCAL not in context):
        return
    schedule = "fiscal_summary" if _FISCAL in subject or (_FISCAL in context and statement.part_of) else "summary"
    table = only_table(extraction, schedule)
    if table is None:
        return
    bare = subject.replace(_FISCAL, "")
    for side, word in _SIDES.items():
        arranged = word in folded(statement.part_of or "") and re.fullmatch(_ARRANGED, bare)
        if arranged or re.fullmatch(_CURRENT.format(side=f"{word}|拨款{word}"), bare):
            half = half_of(extraction, table, side)
            with_carryover = half.year and _CARRIED.search(statement.text)
            yield from _totals(half, *((half.grand, half.year) if with_carryover else (half.year or half.grand,)))
        elif re.fullmatch(_TOTALS.format(side=word), bare.removeprefix("本年")) or re.fullmatch(_BOTH, bare):
            half = half_of(extraction, table, side)
            yield from _totals(half, half.grand, half.year)


MEANINGS: Final[tuple[Callable[[Extraction, Statement], Iterator[Cell]], ...]] = (
    _running,
    _three_public,
    _of_code,
    _of_item,
    _of_kind,
    _of_nature,
    _of_source,
    _of_carryover,
    _of_class,
    _of_general_total,
    _of_total,
)


def _context(statement: Statement) -> str:
    return folded(f"{statement.subject}|{statement.part_of or ''}|{statement.section or ''}")


def _totals(half: Half, *lines: Line | None) -> Iterator[Cell]:
    column = total_column(half.table, half.side)
    for line in lines:
        if line is not None and column is not None:
            yield _cell(half.table, line, column)


def _column_total(extraction: Extraction, schedule: str, *measures: str) -> Iterator[Cell]:
    table = only_table(extraction, schedule)
    column = column_of(table, *measures) if table is not None else None
    if table is not None and column is not None and total_line(table) is not None:
        where = _("{table}的“{column}”合计").format(table=place(table), column=column.leaf)
        yield Cell(where, total_figure(table, column), rounded_items(table, column))


def _row(extraction: Extraction, schedule: str, code: str) -> Iterator[Cell]:
    table = only_table(extraction, schedule)
    line = lines_by_code(table).get(code) if table is not None else None
    column = total_column(table) if table is not None else None
    if table is not None and line is not None and column is not None:
        yield _cell(table, line, column)


def _class(extraction: Extraction, schedule: str, name: str) -> Iterator[Cell]:
    table = only_table(extraction, schedule)
    found = [line for line in table.lines if line.code and folded(line.label) == name and level_of(line.code) == 1] if table else []
    if len(found) == 1:
        yield from _row(extraction, schedule, found[0].code or "")


def _summary_row(extraction: Extraction, schedule: str, name: str) -> Iterator[Cell]:
    table = only_table(extraction, schedule)
    if table is None:
        return
    found = [line for line in half_of(extraction, table, "expenditure").above if folded(line.label) == name]
    column = total_column(table, "expenditure")
    if len(found) == 1 and column is not None:
        yield _cell(table, found[0], column)


def _income_row(extraction: Extraction, schedule: str, item: str) -> Iterator[Cell]:
    table = only_table(extraction, schedule)
    if table is None:
        return
    half = half_of(extraction, table, "income")
    found = [line for line in (*half.above, *half.between) if item_of(schedule, line.label) == item]
    column = total_column(table, "income")
    if len(found) == 1 and column is not None:
        yield _cell(table, found[0], column)


def _cell(table: Table, line: Line, column: Column) -> Cell:
    return Cell(_row_of(table, line.label), figure_at(table, line, column))


def _row_of(table: Table, row: str) -> str:
    return _("{table}的{row}").format(table=place(table), row=row)
