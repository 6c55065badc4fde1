"""基本支出 by economic classification: what is personnel, what is operating cost. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgets.codes import OPERATING, PERSONNEL, folded
from budgets.worded import _, enumerated
from ingest.checks import doubts
from ingest.checks.hierarchy import BY_NAME
from ingest.checks.lookup import TOTAL_MEASURES, column_of, figure_at, is_below, money_columns, place, tables_of, total_column, total_line
from ingest.checks.results import Question, Result
from ingest.checks.sums import added
from ingest.checks.tolerance import Figure, judge_sum
from ingest.shapes import Column, Extraction, Line, Table

CLASS_NAMES: Final = {
    "工资福利支出": "301",
    "商品和服务支出": "302",
    "对个人和家庭的补助": "303",
    "债务利息及费用支出": "307",
    "资本性支出(基本建设)": "309",
    "资本性支出": "310",
    "其他支出": "399",
}
"""类 of the 部门预算支出经济分类 that basic expenditure has, for tables that print names only."""

SCHEDULES: Final = tuple(name for name in BY_NAME if name != "general_economic")


def personnel(extraction: Extraction) -> Iterator[Result]:
    """Is 人员经费 工资福利 and 对个人和家庭的补助 (A8)?"""
    yield from _of_kind(extraction, "personnel", PERSONNEL)


def operating(extraction: Extraction) -> Iterator[Result]:
    """Is 公用经费 商品和服务 and what capital and other expenditure the basic expenditure has (A8)?"""
    yield from _of_kind(extraction, "operating", OPERATING)


def class_of(line: Line) -> str | None:
    """The 类 (301 …) that a row of a 类 stands for, by code or name; None for other rows."""
    if line.code:
        return line.code if len(line.code) == 3 else None
    return CLASS_NAMES.get(folded(line.label)) if not line.path else None


@dataclass(frozen=True, slots=True)
class Classes:
    """The 类 that are personnel, or operating costs, of a table that gives neither as a figure of its own, and what they come to.

    `items`: from how many rounded rows that is added up.
    """

    rows: tuple[Line, ...]
    figure: Figure
    items: int


def by_classes(extraction: Extraction, table: Table, kind: str) -> Classes | None:
    """What 人员经费 (`personnel`: 301 and 303) or 公用经费 (`operating`: the rest) come to by the rows of a table.

    None where it has not both of 301 and 303 with a figure, or has a 类 that is not known, one twice, or rows that may be lost; and where
    its 类 do not come to its own total: then nobody knows what else there is.
    """
    total, found = total_line(table), {code: line for line in table.lines if (code := class_of(line)) is not None}
    figures = {code: figure for code, line in found.items() if (figure := own_figure(table, line)) is not None}
    whole = own_figure(table, total) if total is not None else None
    if whole is None or not set(found) <= {*PERSONNEL, *OPERATING} or not set(PERSONNEL) <= set(figures) or _doubt(extraction, table):
        return None
    codes = [code for code in (PERSONNEL if kind == "personnel" else OPERATING) if code in figures]
    if not codes or judge_sum(list(figures.values()), whole).outcome == "mismatch":
        return None
    rows, own = tuple(found[code] for code in codes), [figures[code] for code in codes]
    value, sources = sum((one.value for one in own), Decimal(0)), tuple(source for one in own for source in one.sources)
    items = sum(own_figure(table, line) is not None for line in _below(table, rows))
    return Classes(rows, Figure(value, max(one.step for one in own), sources, own[0].unit), max(items, len(own)))


def own_figure(table: Table, line: Line) -> Figure | None:
    """The figure of a row in the column of totals of its own block, else in the first."""
    own = [column for column in money_columns(table) if column.block in (line.block, None)]
    column = next((one for measure in TOTAL_MEASURES for one in own if one.measure == measure), next(iter(own), None))
    return figure_at(table, line, column)


def _of_kind(extraction: Extraction, kind: str, codes: tuple[str, ...]) -> Iterator[Result]:
    for table in tables_of(extraction, *SCHEDULES):
        total, split, whole = total_line(table), column_of(table, kind, f"basic.{kind}"), total_column(table)
        rows = [line for line in table.lines if class_of(line) in codes]
        if total is not None and split is not None and whole is not None and rows and not _is_split_within(table, whole, split):
            parts = enumerated([line.label for line in rows])
            what = _("{table}的“{column}”合计，按{parts}相加，").format(table=place(table), column=split.leaf, parts=parts)
            question = Question(f"{table.schedule} 合计 {kind}", what, split.unit or table.unit, _doubt(extraction, table))
            figures, items = ([figure_at(table, line, whole) for line in lines] for lines in (rows, _below(table, rows)))
            yield from added(question, figures, figure_at(table, total, split), items=items)


def _below(table: Table, classes: Sequence[Line]) -> list[Line]:
    """The 款 of some 类, by code or by the name above them."""
    return [
        line
        for line in table.lines
        if any(is_below(line.code, above.code) if line.code and above.code else line.path[:1] == (above.label,) for above in classes)
    ]


def _is_split_within(table: Table, whole: Column, split: Column) -> bool:
    """Whether the table itself divides a 类 between personnel and operating costs: then its columns say what is which, not the 类."""
    for line in table.lines:
        figures = figure_at(table, line, whole), figure_at(table, line, split)
        if class_of(line) and figures[0] and figures[1] and figures[1].value not in (0, figures[0].value):
            return True
    return False


def _doubt(extraction: Extraction, table: Table) -> str | None:
    codes = [class_of(line) for line in table.lines if class_of(line)]
    if len(codes) != len(set(codes)):
        return _("{table}中同一类出现多次，不知道哪几行算数").format(table=place(table))
    unknown = any(not line.path and not line.code and line.label and folded(line.label) not in CLASS_NAMES for line in _inner(table))
    return _("{table}中有不认识的类").format(table=place(table)) if unknown else doubts.lost_rows(extraction, table)


def _inner(table: Table) -> Iterator[Line]:
    total = total_line(table)
    yield from (line for line in table.lines if line is not total)
