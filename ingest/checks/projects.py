"""项目支出: the rows of the project table against the other tables, and against their classes of function. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.worded import _, enumerated
from ingest.checks import carryover, doubts
from ingest.checks.assignment import Subject, Unknown, assign
from ingest.checks.between import only_general_budget, total_figure
from ingest.checks.lookup import (
    classes,
    column_of,
    figure_at,
    leaves_below,
    money_columns,
    only_table,
    place,
    tables_of,
    total_line,
)
from ingest.checks.pairing import Project, pair, project_lines
from ingest.checks.results import Question, Result, compared, figure_shown, not_evaluable
from ingest.checks.sums import added, sources_of
from ingest.checks.tolerance import Figure, Verdict, judge_sum, round_to
from ingest.shapes import Extraction, Line, Table

FUNCTIONS = ("expenditure", "general_expenditure")
_SOME_PROJECTS = _("项目表可能没有列出全部项目，或口径不同。")


def rows(extraction: Extraction) -> Iterator[Result]:
    """Is the 合计 of a project table the sum of its projects, where it prints one?"""
    for table in tables_of(extraction, "projects", "projects_carryover"):
        total, lines = total_line(table), project_lines(table)
        if total is not None and lines:
            doubt = doubts.lost_rows(extraction, table)
            below = [line for line in table.lines if line is not total and line.label and not line.label.startswith("其中")]
            for column in money_columns(table):
                what = _("{table}的“{column}”合计，按{parts}相加，").format(table=place(table), column=column.leaf, parts=_("各项目"))
                question = Question(f"{table.schedule} 合计 {column.measure}", what, column.unit or table.unit, doubt)
                figures, unread = ([figure_at(table, line, column) for line in own] for own in (lines, below))
                yield from added(question, figures, figure_at(table, total, column), unread)


def total(extraction: Extraction) -> Iterator[Result]:
    """Do all projects add up to the project expenditure of the expenditure table (A11)?"""
    yield from _total(extraction, "expenditure", ("total", "amount"))


def general_total(extraction: Extraction) -> Iterator[Result]:
    """Do the projects' general budget amounts add up to the general budget's project expenditure (B8)?

    Not asked where all money is general budget: that would be the comparison of `total` once more.
    """
    if not only_general_budget(extraction):
        yield from _total(extraction, "general_expenditure", ("general", "fiscal.general"))


def by_function(extraction: Extraction) -> Iterator[Result]:
    """Do the projects of each class add up to its project expenditure (B15), where only one way of assigning them is possible?"""
    table, functions = only_table(extraction, "projects"), only_table(extraction, "expenditure")
    if table is None or functions is None:
        return
    subjects, projects = subjects_of(functions), pair(table, extraction.forms)
    if len(subjects) < 2 or not projects or _is_total_apart(projects, functions):
        return
    assignment = assign(projects, subjects)
    if assignment is None:
        return
    if isinstance(assignment, Unknown):
        words = {
            "table": place(functions),
            "classes": enumerated([f"{subject.code} {subject.names[0]}" for subject in subjects]),
            "projects": place(table),
            "why": assignment.why,
        }
        why = _(
            "{table}各类的项目支出（{classes}），应等于{projects}中属于这一类的项目之和，但文件没有写明哪个项目属于哪一类，{why}"
        ).format(**words)
        yield not_evaluable("projects by_function", why, [project.line.source for project in projects])
        return
    for subject in subjects:
        yield from _of_class(functions, subject, assignment[subject.code])


def subjects_of(table: Table) -> tuple[Subject, ...]:
    """The classes of a table of expenditure that have project money."""
    column = column_of(table, "project", "project.total")
    found = []
    for line in classes(table):
        figure = figure_at(table, line, column)
        if figure is not None and figure.value and line.code:
            below = [row for row in table.lines if row.code and row.code.startswith(line.code) and figure_at(table, row, column)]
            found.append(Subject(line.code, figure, tuple(row.label for row in below)))
    return tuple(found)


def exact_hint(projects: Sequence[Project], printed: Figure) -> str | None:
    """What the exact amounts of the forms come to, if they explain the printed total."""
    declared = [project for project in projects if project.exact is not project.figure]
    exact = sum((project.exact.value for project in projects), Decimal(0))
    if not declared or round_to(exact, printed.step) != printed.value:
        return None
    rest = len(projects) - len(declared)
    words = {"exact": _("{number}元").format(number=f"{exact:,.0f}"), "rounded": figure_shown(printed)}
    if not rest:
        return _("按申报表的元数相加是{exact}，四舍五入为{rounded}：合计由元数得出，各行分别四舍五入。").format(**words)
    told = _(
        "按申报表的元数相加是{exact}（其中{count}个项目没有申报表金额，用表中的数），四舍五入为{rounded}：合计由元数得出，各行分别四舍五入。"
    )
    return told.format(count=rest, **words)


def _total(extraction: Extraction, schedule: str, measures: tuple[str, ...]) -> Iterator[Result]:
    table, functions = only_table(extraction, "projects"), only_table(extraction, schedule)
    if table is None or functions is None:
        return
    column, project = column_of(table, *measures), column_of(functions, "project", "project.total")
    printed = total_figure(functions, project) if project is not None else None
    lines = project_lines(table)
    parts = [figure for line in lines if (figure := figure_at(table, line, column))]
    if printed is None or not parts:
        return
    verdict, whole = judge_sum(parts, printed), total_figure(table, column)
    if verdict.outcome == "mismatch" and whole is not None:  # rows may stand below others: whether they add up is for `rows`
        verdict, parts = judge_sum([whole], printed), [whole]
    doubt = doubts.lost_rows(extraction, table)
    what = _("{table}的项目支出合计，按{projects}各行相加，").format(table=place(functions), projects=place(table))
    question = Question(f"projects {schedule} project", what, functions.unit, doubt, explained=carryover.amounts(extraction))
    question = replace(question, hint=_hint(extraction, table, lines, printed, verdict))
    yield compared(question, verdict if doubt else _partial(verdict), sources_of(printed, *parts))


def _partial(verdict: Verdict) -> Verdict:
    """A project table may list some projects only: more than rounding is unusual, not wrong."""
    return replace(verdict, outcome="soft") if verdict.outcome == "mismatch" else verdict


def _hint(extraction: Extraction, table: Table, lines: tuple[Line, ...], printed: Figure, verdict: Verdict) -> str | None:
    if verdict.outcome == "mismatch":
        return _SOME_PROJECTS
    projects = pair(table, extraction.forms)
    return exact_hint(projects, printed) if len(projects) == len(lines) else None


def _is_total_apart(projects: Sequence[Project], functions: Table) -> bool:
    """Whether the project table is not the whole project expenditure: then nothing can be said of its classes."""
    printed = total_figure(functions, column_of(functions, "project", "project.total"))
    return printed is None or judge_sum([project.figure for project in projects], printed).outcome == "mismatch"


def _of_class(functions: Table, subject: Subject, projects: tuple[Project, ...]) -> Iterator[Result]:
    name = f"{subject.code} {subject.names[0]}"
    told = _("{table}{row}的项目支出，按名称和金额归到这一类的{count}个项目相加，")
    what = told.format(table=place(functions), row=name, count=len(projects))
    question = Question(f"projects by_function {subject.code}", what, functions.unit, hint=exact_hint(projects, subject.figure))
    yield from added(question, [project.figure for project in projects], subject.figure)
    column = column_of(functions, "project", "project.total")
    items = [line for line in leaves_below(functions, subject.code) if figure_at(functions, line, column)]
    if len(items) > 1:
        words = {"table": place(functions), "row": name, "items": enumerated([f"{line.code} {line.label}" for line in items])}
        why = _("{table}{row}的项目支出分在{items}，文件没有写明哪个项目属于哪一项").format(**words)
        yield not_evaluable(f"projects by_function {subject.code} 项", why, [line.source for line in items])
