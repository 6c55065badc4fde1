"""Between the tables of one document: the same figure printed in several of them. Like with like. Pure.

A check whose tables are not all in the document says nothing. Where a carry-over, own funds or other budgets can make two figures differ,
a difference is not called a mismatch. Rows are matched by code or name, never by their ordinal: ordinals move between years and regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from budgets.codes import code_named, folded, level_of
from budgets.schedules import item_of
from budgets.worded import _, enumerated
from ingest.checks import carryover, doubts
from ingest.checks.lookup import (
    TOTAL_MEASURES,
    Side,
    classes,
    column_of,
    figure_at,
    leaves_below,
    line_named,
    lines_by_code,
    lines_by_name,
    name_of_line,
    only_table,
    place,
    rounded_items,
    tops_by_class,
    total_column,
    total_line,
)
from ingest.checks.results import Question, Result, compared, holds, unusual
from ingest.checks.stated import fiscal_year
from ingest.checks.summary import half_of
from ingest.checks.sums import added, same, sources_of
from ingest.checks.three_public import Items, all_items
from ingest.checks.tolerance import Figure, judge_same, judge_sum
from ingest.shapes import Column, Extraction, Line, Table

BASIC_TABLES: Final = (("general_expenditure", "general_basic"), ("fiscal_expenditure", "fiscal_basic"), ("expenditure", "basic"))
_SHOWN: Final = 5
_TOTAL: Final = "合计"
THREE_PUBLIC_ITEMS: Final = {
    "abroad": ("30212", "因公出国(境)费用", "因公出国(境)费"),
    "reception": ("30217", "公务接待费"),
    "vehicle_running": ("30231", "公务用车运行维护费"),
}


def income(extraction: Extraction) -> Iterator[Result]:
    """Is the 合计 of the income table the income of the summary (B1)? With a carry-over it may be the year's or the grand total."""
    yield from _with_summary(extraction, "income", "income")


def expenditure(extraction: Extraction) -> Iterator[Result]:
    """Is the 合计 of the expenditure table the expenditure of the summary (B1)?"""
    yield from _with_summary(extraction, "expenditure", "expenditure")


def class_summary(extraction: Extraction) -> Iterator[Result]:
    """Is each 类 in the summary what the expenditure table says (B2)? By name."""
    yield from _classes(extraction, "summary", "expenditure", (*TOTAL_MEASURES, "current"))


def fiscal_class_summary(extraction: Extraction) -> Iterator[Result]:
    """Is each 类 of 一般公共预算 in 财政拨款收支总表 what the table of general budget expenditure says (B5)?"""
    yield from _classes(extraction, "fiscal_summary", "general_expenditure", ("general",))


def income_rows(extraction: Extraction) -> Iterator[Result]:
    """Have each functional code and the 合计 the same amount in the income and in the expenditure table (B1, B3)?"""
    first, second = only_table(extraction, "income"), only_table(extraction, "expenditure")
    if first is not None and second is not None:
        yield from _rows(extraction, first, second, {"total": "total"})


def same_codes(extraction: Extraction) -> Iterator[Result]:
    """Have the income and the expenditure table money under the same codes (B3), and, if all is general budget, its table too (B6)?"""
    first, second = only_table(extraction, "income"), only_table(extraction, "expenditure")
    general = only_table(extraction, "general_expenditure") if only_general_budget(extraction) else None
    pairs = [(one, two) for one, two in ((first, second), (second, general)) if one is not None and two is not None]
    for one, two in pairs if carryover.doubt(extraction) is None else ():
        yield from _same_codes(one, two)


def _same_codes(first: Table, second: Table) -> Iterator[Result]:
    """One result for two tables that print the same levels: a code with money in one of them only is unusual."""
    before, after = _money_by_code(first), _money_by_code(second)
    if not before or not after or {len(code) for code in before} != {len(code) for code in after}:
        return
    subject = f"{first.schedule} {second.schedule} 科目"
    lacking = sorted(before.keys() ^ after.keys())
    if not lacking:
        yield holds(subject)
        return
    lines = [(before.get(code) or after[code], second if code in before else first) for code in lacking]
    lacks = _("{row}（{table}没有）")
    rows = enumerated([lacks.format(row=name_of_line(line), table=place(table)) for line, table in lines[:_SHOWN]])
    if len(lines) > _SHOWN:
        rows = _("{rows}等{count}个科目").format(rows=rows, count=len(lines))
    told = _("{table}与{other}有数的科目不一样：{rows}。可能漏了行，请看一眼。")
    message = told.format(table=place(first), other=place(second), rows=rows)
    yield unusual(subject, message, [line.source for line, _table in lines])


def _money_by_code(table: Table) -> dict[str, Line]:
    column = total_column(table)
    return {
        line.code: line
        for line in table.lines
        if line.code and level_of(line.code) and (figure := figure_at(table, line, column)) and figure.value
    }


def general_rows(extraction: Extraction) -> Iterator[Result]:
    """If all money is general budget, are its table and the expenditure table the same, row by row (B6)?"""
    first, second = only_table(extraction, "expenditure"), only_table(extraction, "general_expenditure")
    if first is not None and second is not None and only_general_budget(extraction):
        measures = {name: name for name in ("total", "basic", "project")}
        yield from _rows(extraction, first, second, measures)


def general_within(extraction: Extraction) -> Iterator[Result]:
    """If there is other money too, is no code's general budget expenditure above its whole expenditure (B6)?"""
    first, second = only_table(extraction, "expenditure"), only_table(extraction, "general_expenditure")
    if first is None or second is None or only_general_budget(extraction):
        return
    whole, part = lines_by_code(first), lines_by_code(second)
    for code in sorted(whole.keys() & part.keys()):
        a, b = figure_at(first, whole[code], total_column(first)), figure_at(second, part[code], total_column(second))
        if a is not None and b is not None and b.value - a.value > a.half + b.half:
            told = _("{table}的{row}比{other}的同一科目还多。全部资金不应少于其中一种，请看一眼。")
            message = told.format(table=place(second), row=name_of_line(part[code]), other=place(first))
            yield unusual(f"general_expenditure expenditure {code} total", message, sources_of(b, a))


def fiscal_summary(extraction: Extraction) -> Iterator[Result]:
    """Is the income of 财政拨款收支总表 what the income table has of 财政拨款 (B4)? It may be the year's or the grand total."""
    fiscal, table = only_table(extraction, "fiscal_summary"), only_table(extraction, "income")
    total = total_line(table) if table is not None else None
    if fiscal is None or table is None or total is None:
        return
    columns = [column for column in (column_of(table, *names) for names in _fiscal_measures(table)) if column]
    figures = [figure for column in columns if (figure := figure_at(table, total, column))]
    half = half_of(extraction, fiscal, "income")
    printed = [figure_at(fiscal, line, total_column(fiscal, "income")) for line in (half.grand, half.year) if line]
    if figures and printed:
        actual = next((figure for figure in printed if figure and judge_sum(figures, figure).outcome != "mismatch"), printed[0])
        what = _("{table}的收入总计，按{other}的财政拨款，").format(table=place(fiscal), other=place(table))
        doubt, explained = carryover.doubt(extraction), carryover.amounts(extraction)
        yield from added(Question("fiscal_summary income 财政拨款", what, fiscal.unit, doubt, explained=explained), figures, actual)


def _fiscal_measures(table: Table) -> tuple[tuple[str, ...], ...]:
    """The measures that make up 财政拨款 in a table: its own column, or one for each budget."""
    if column_of(table, "fiscal", "fiscal.total"):
        return (("fiscal", "fiscal.total"),)
    return tuple((name, f"fiscal.{name}") for name in ("general", "fund", "capital"))


def fiscal_general(extraction: Extraction) -> Iterator[Result]:
    """Is the general budget in 财政拨款收支总表 the total of the table of general budget expenditure (B5)?

    Where it has no column for the general budget, its whole expenditure is that if no other budget has income in it.
    """
    first, second = only_table(extraction, "fiscal_summary"), only_table(extraction, "general_expenditure")
    if first is None or second is None or total_line(second) is None:
        return
    half = half_of(extraction, first, "expenditure")
    column = column_of(first, "general", side="expenditure")
    if column is None and _is_general_only(extraction, first):
        column = total_column(first, "expenditure")
    lines = [line for line in (half.year, half.grand) if line]
    if column is not None and lines:
        printed, actual = [figure_at(first, line, column) for line in lines], total_figure(second)
        equal = [figure for figure in printed if figure and actual and judge_same(figure, actual).outcome == "exact"]
        what = _("{table}的合计，按{other}的一般公共预算支出，").format(table=place(second), other=place(first))
        doubt, explained, items = carryover.doubt(extraction), carryover.amounts(extraction), rounded_items(second, total_column(second))
        question = Question("general_expenditure 合计", what, second.unit, doubt, items=items, explained=explained)
        yield from same(question, (equal or printed)[0], actual)


def _is_general_only(extraction: Extraction, table: Table) -> bool:
    """Whether the income side of a summary has money of the general budget and of no other."""
    half = half_of(extraction, table, "income")
    column = total_column(table, "income")
    with_money = {item_of(table.schedule, line.label) for line in half.lines if (figure := figure_at(table, line, column)) and figure.value}
    return "general" in with_money and not with_money & {"fund", "capital"}


def basic(extraction: Extraction) -> Iterator[Result]:
    """Is basic expenditure the same by function and by economic classification (B7)?"""
    for by_function, by_economy in BASIC_TABLES:
        first, second = only_table(extraction, by_function), only_table(extraction, by_economy)
        if first is not None and second is not None and total_line(second) is not None:
            column = column_of(first, "basic", "basic.total")
            doubt = carryover.doubt(extraction) if first.carry_over != second.carry_over else None
            items = max(rounded_items(first, column), rounded_items(second, total_column(second)))
            what = _("{table}的合计，按{other}的基本支出，").format(table=place(second), other=place(first))
            question = Question(f"{by_economy} 合计", what, second.unit, doubt, items=items)
            yield from same(question, total_figure(first, column), total_figure(second)) if column else ()


def operating(extraction: Extraction) -> Iterator[Result]:
    """Is 机关运行经费 the operating costs of the basic expenditure (B9)? Of a department only those of its administrative units.

    It has a table of its own or stands with 三公.
    """
    first = only_table(extraction, "general_basic")
    second, actual = _running_costs(extraction)
    expected = total_figure(first, column_of(first, "operating", "basic.operating")) if first is not None else None
    if first is None or second is None or expected is None or actual is None:
        return
    subject, verdict = "operating 合计", judge_same(expected, actual)
    has_none = not actual.value  # a 事业单位 has no 机关运行经费
    if verdict.outcome == "mismatch" and not has_none and not (_is_department(extraction) and actual.value < expected.value):
        verdict = replace(verdict, outcome="soft")
    elif verdict.outcome == "mismatch":
        verdict = replace(verdict, outcome="exact")
    what = _("{table}的合计，按{other}的公用经费（机关运行经费只算行政单位和参公单位的），").format(table=place(second), other=place(first))
    yield compared(Question(subject, what, second.unit), verdict, sources_of(actual, expected))


def _running_costs(extraction: Extraction) -> tuple[Table | None, Figure | None]:
    """机关运行经费 with the table that prints it; nothing where several do."""
    own = only_table(extraction, "operating")
    if own is not None:
        return own, total_figure(own)
    found = [(items.table, items.figures["agency_running"]) for items in all_items(extraction, "three_public") if _has_running(items)]
    return found[0] if len(found) == 1 else (None, None)


def _has_running(items: Items) -> bool:
    return "agency_running" in items.figures


def three_public(extraction: Extraction) -> Iterator[Result]:
    """Is each 三公 item at least what the basic expenditure has for it (B10)? It may be paid from projects too."""
    table = only_table(extraction, "general_basic")
    for items in all_items(extraction, "three_public"):
        if table is not None and items.of in ("total", "amount"):
            for item, names in THREE_PUBLIC_ITEMS.items():
                yield from _at_least(table, names, items, item)


def fund(extraction: Extraction) -> Iterator[Result]:
    """Is the income of the government funds their expenditure (B11)?"""
    first, second = only_table(extraction, "fund_income"), only_table(extraction, "fund_expenditure")
    if first is not None and second is not None:
        what = _("{table}的合计，按{other}的合计，").format(table=place(second), other=place(first))
        question = Question("fund_expenditure 合计", what, second.unit, carryover.doubt(extraction) or _no_data(first, second))
        yield from same(question, total_figure(first), total_figure(second))


def capital(extraction: Extraction) -> Iterator[Result]:
    """Is the income of the state capital budget its expenditure (B11), where one table prints both?"""
    table = only_table(extraction, "capital")
    if table is not None and {"income", "expenditure"} <= {line.side for line in table.lines}:
        what = _("{table}的支出合计，按收入合计，").format(table=place(table))
        question = Question("capital 合计", what, table.unit, carryover.doubt(extraction) or _no_data(table))
        yield from same(question, _side_total(table, "income"), _side_total(table, "expenditure"))


def carried_over(extraction: Extraction) -> Iterator[Result]:
    """Is the carry-over of the income table that of the summary (B12)?"""
    first, second = only_table(extraction, "summary"), only_table(extraction, "income")
    if first is not None and second is not None:
        half = half_of(extraction, first, "income")
        rows = [line for line in half.between if item_of(first.schedule, line.label) == "carryover"]
        column = total_column(first, "income")
        what = _("{table}的上年结转，按{other}的上年结转，").format(table=place(second), other=place(first))
        if len(rows) == 1 and column and carryover.has_column_total(second):
            question = Question("income 合计 carryover", what, second.unit)
            yield from same(question, figure_at(first, rows[0], column), carryover.column_total(second))


def fiscal_carried_over(extraction: Extraction) -> Iterator[Result]:
    """Is the carry-over of 财政拨款收支总表 what the income table has carried over of the three budgets (B12)?"""
    first, second = only_table(extraction, "fiscal_summary"), only_table(extraction, "income")
    total = total_line(second) if second is not None else None
    if first is None or second is None or total is None:
        return
    half = half_of(extraction, first, "income")
    rows = [line for line in half.between if item_of(first.schedule, line.label) == "carryover"]
    columns = [column for name in ("general", "fund", "capital") if (column := column_of(second, f"carryover.{name}"))]
    figures = [figure_at(second, total, column) for column in columns]
    if len(rows) == 1 and columns:
        what = _("{table}的上年结转，按{other}三种预算的上年结转相加，").format(table=place(first), other=place(second))
        actual = figure_at(first, rows[0], total_column(first, "income"))
        yield from added(Question("fiscal_summary carryover", what, first.unit), figures, actual)


def carried_projects(extraction: Extraction) -> Iterator[Result]:
    """Are the projects carried over what the summary has carried over (B12)? What else was carried over makes it less, never more."""
    first, table = only_table(extraction, "summary"), only_table(extraction, "projects_carryover")
    if first is None or table is None:
        return
    half = half_of(extraction, first, "income")
    rows = [line for line in half.between if item_of(first.schedule, line.label) == "carryover"]
    expected = figure_at(first, rows[0], total_column(first, "income")) if len(rows) == 1 else None
    actual = total_figure(table)
    if expected is not None and actual is not None:
        verdict = judge_same(expected, actual)
        less = verdict.outcome == "mismatch" and actual.value < expected.value
        verdict = replace(verdict, outcome="exact" if less else "soft") if verdict.outcome == "mismatch" else verdict
        what = _("{table}的合计，按{other}的上年结转，").format(table=place(table), other=place(first))
        yield compared(Question("projects_carryover 合计", what, table.unit), verdict, sources_of(actual, expected))


def only_general_budget(extraction: Extraction) -> bool:
    """Whether all money of the document is 一般公共预算, as its income table prints; False where it does not say."""
    table = only_table(extraction, "income")
    total = total_line(table) if table is not None else None
    if table is None or total is None:
        return False
    whole, general = (
        figure_at(table, total, column_of(table, "total")),
        figure_at(table, total, column_of(table, "general", "fiscal.general")),
    )
    return whole is not None and general is not None and whole.value == general.value


def total_figure(table: Table, column: Column | None = None) -> Figure | None:
    """The figure of a table's 合计 row, in its total column or in another one."""
    line = total_line(table)
    return figure_at(table, line, column or total_column(table)) if line is not None else None


def project_expenditure(extraction: Extraction) -> Figure | None:
    """The project expenditure of the whole document, as its expenditure table prints it."""
    table = only_table(extraction, "expenditure")
    column = column_of(table, "project", "project.total") if table is not None else None
    return total_figure(table, column) if table is not None and column is not None else None


def _side_total(table: Table, side: Side) -> Figure | None:
    line = total_line(table, side)
    return figure_at(table, line, total_column(table, side)) if line is not None else None


def _no_data(*tables: Table) -> str | None:
    return _("表注明本表无数据") if any(table.no_data for table in tables) else None


def _is_department(extraction: Extraction) -> bool:
    """Whether the document may hold several units: it says so, or does not say that it is one unit's."""
    scope = extraction.identity.scope
    return scope is None or scope.value != "unit"


def _with_summary(extraction: Extraction, schedule: str, side: Side) -> Iterator[Result]:
    summary, table = only_table(extraction, "summary"), only_table(extraction, schedule)
    if summary is None or table is None:
        return
    half = half_of(extraction, summary, side)
    if total_line(table) is None:
        return
    actual, column = total_figure(table), total_column(summary, side)
    printed = [(line, figure_at(summary, line, column)) for line in (half.grand, half.year) if line is not None]
    equal = [(line, figure) for line, figure in printed if figure and actual and judge_same(figure, actual).outcome == "exact"]
    for line, expected in (equal or printed)[:1]:
        what = _("{table}的合计，按{other}的{row}，").format(table=place(table), other=place(summary), row=line.label)
        doubt, explained = carryover.doubt(extraction), carryover.amounts(extraction)
        items = rounded_items(table, total_column(table))
        yield from same(Question(f"{schedule} 合计", what, table.unit, doubt, items=items, explained=explained), expected, actual)


def _classes(extraction: Extraction, schedule: str, detail: str, measures: tuple[str, ...]) -> Iterator[Result]:
    summary, table = only_table(extraction, schedule), only_table(extraction, detail)
    column = column_of(summary, *measures, side="expenditure") if summary is not None else None
    if summary is not None and column is None and schedule == "fiscal_summary" and _is_general_only(extraction, summary):
        column = total_column(summary, "expenditure")
    if summary is None or table is None or column is None:
        return
    doubt = carryover.doubt(extraction) or doubts.repeated_code(table, table.lines)
    rows, own = tops_by_class(table), {folded(line.label): line.code for line in classes(table)}
    for name, line in lines_by_name(summary, "expenditure").items():
        code = own.get(name) or code_named(name, fiscal_year(extraction), "function") or ""
        if line.block in (column.block, None) and (found := rows.get(code)):
            yield from _class(Question(f"{schedule} {detail} {code}", "", table.unit, doubt), (summary, line, column), table, found)


def _class(question: Question, cell: tuple[Table, Line, Column], table: Table, rows: Sequence[Line]) -> Iterator[Result]:
    """A 类 of a summary against its own row in the table, or against the rows that make it up where it has none."""
    summary, line, column = cell
    expected, figures = figure_at(*cell), [figure_at(table, row, total_column(table)) for row in rows]
    if len(rows) == 1 and level_of(rows[0].code or "") == 1:
        words = {"table": place(table), "row": name_of_line(rows[0]), "other": place(summary)}
        what = _("{table}的{row}，按{other}的同一类，").format(**words)
        yield from same(replace(question, what=what, items=len(leaves_below(table, rows[0].code or ""))), expected, figures[0])
    else:
        words = {"table": place(summary), "row": line.label, "other": place(table), "count": str(len(rows))}
        what = _("{table}的{row}，按{other}同一类的{count}行相加，").format(**words)
        yield from added(replace(question, what=what, unit=column.unit or summary.unit), figures, expected)


def _rows(extraction: Extraction, first: Table, second: Table, measures: dict[str, str]) -> Iterator[Result]:
    doubt, explained = carryover.doubt(extraction), carryover.amounts(extraction)
    before, after = _lines_by_key(first), _lines_by_key(second)
    for code in sorted(before.keys() & after.keys()):
        for measure, other in measures.items():
            one, two = column_of(first, measure), column_of(second, other)
            if one is not None and two is not None:
                words = {"table": place(second), "row": name_of_line(after[code]), "column": two.leaf, "other": place(first)}
                what = _("{table}的{row}“{column}”，按{other}的同一格，").format(**words)
                items = max(rounded_items(first, one), rounded_items(second, two)) if code == _TOTAL else 0
                subject = f"{first.schedule} {second.schedule} {code} {measure}"
                question = Question(subject, what, second.unit, doubt, items=items, explained=explained)
                yield from same(question, figure_at(first, before[code], one), figure_at(second, after[code], two))


def _lines_by_key(table: Table) -> dict[str, Line]:
    """Rows by code, and the row of the totals."""
    total = total_line(table)
    return lines_by_code(table) | ({_TOTAL: total} if total is not None else {})


def _at_least(table: Table, names: tuple[str, ...], items: Items, item: str) -> Iterator[Result]:
    line = lines_by_code(table).get(names[0]) or line_named(table, *names[1:])
    paid = figure_at(table, line, total_column(table)) if line is not None else None
    whole = items.figures.get(item)
    if line is None or paid is None or whole is None:
        return
    subject = f"three_public {item}"
    if paid.value - whole.value > paid.half + whole.half:
        told = _("{table}的{row}比{other}里基本支出的同一项还少。全部不应少于其中一部分，请看一眼。")
        message = told.format(table=place(items.table), row=line.label, other=place(table))
        yield unusual(subject, message, sources_of(whole, paid))
    else:
        yield holds(subject, *sources_of(whole, paid))
