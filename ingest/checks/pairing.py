"""Which form belongs to which row of the project table. Pure.

A name alone is no key: projects may share theirs. First name and amount together, then a name that is left once on both sides; a form that
lost its head is paired by elimination: with the rows that are left and, where the forms are printed in alphabetical order, stand
between its neighbours. A pair found that way says which project a form must be; it never lends the form an amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from budgets.codes import folded
from budgets.money import YUAN_PER_UNIT
from budgets.schedules import is_total
from ingest.checks.lookup import figure_at, is_below, total_column
from ingest.checks.tolerance import Figure, judge_same
from ingest.shapes import Form, Funding, Line, Source, Table

How = Literal["amount", "name", "elimination"]

MOST: Final = 2
"""Forms and rows belong together as a whole where at least every second row has its form."""


@dataclass(frozen=True, slots=True)
class Project:
    """A row of the project table with its figure; `form` is its form, if one was found, and `how` it was."""

    line: Line
    figure: Figure
    form: Form | None = None
    how: How | None = None

    @property
    def name(self) -> str:
        return self.line.label

    @property
    def exact(self) -> Figure:
        """The amount of the form where it has one: it is not rounded to the table's unit. Else the row's own."""
        amount = year_total(self.form) if self.form and self.how != "elimination" else None
        return amount or self.figure


def project_lines(table: Table) -> tuple[Line, ...]:
    """The rows of single projects: no totals, no units, no rows that others stand below, no codes above the projects' own rows."""
    above = {line.path[:depth] for line in table.lines if line.label for depth in range(1, len(line.path) + 1)}
    codes = {line.code for line in table.lines if line.code}
    by_code = any(is_below(code, other) for code in codes for other in codes) and any(_is_named_only(line) for line in table.lines)
    return tuple(
        line
        for line in table.lines
        if line.label and not is_total(line.label) and not line.organisation and (*line.path, line.label) not in above
        if not (by_code and line.code)
    )


def _is_named_only(line: Line) -> bool:
    return line.code is None and bool(line.label) and not is_total(line.label) and not line.is_unit


def year_total(form: Form) -> Figure | None:
    """The form's money for the year, in 元; None where it is lost or its unit unknown."""
    return form_figure(form, "year", "total")


def form_figure(form: Form, side: Literal["period", "year"], name: str) -> Figure | None:
    """A figure of a form's money in 元, with the step it is printed with and where it is printed; None where none is printed."""
    money: Funding = getattr(form, side)
    number: Decimal | None = getattr(money, name)
    if number is None or form.unit not in YUAN_PER_UNIT:
        return None
    factor = YUAN_PER_UNIT[form.unit]
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) * factor
    return Figure(number * factor, step, (form.place(f"{side}.{name}"),), form.unit)


def of_projects(forms: Iterable[Form]) -> tuple[Form, ...]:
    """The forms that projects have: not that of the department as a whole."""
    return tuple(form for form in forms if form.kind == "project")


def pair(table: Table, forms: tuple[Form, ...]) -> tuple[Project, ...]:
    """Every row of the project table that has an amount, with its form where one is certain."""
    forms = of_projects(forms)
    column = total_column(table)
    projects = [Project(line, figure) for line in project_lines(table) if (figure := figure_at(table, line, column))]
    free = list(forms)
    for step in (_by_amount, _by_name, _by_elimination):
        projects, free = step(projects, free, forms)
    return tuple(projects)


def unpaired(projects: Iterable[Project], forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """The forms that belong to no row."""
    taken = {id(project.form) for project in projects if project.form}
    return tuple(form for form in of_projects(forms) if id(form) not in taken)


def belong_together(projects: tuple[Project, ...]) -> bool:
    """Whether the document has forms for its projects, and not for a few of them only."""
    return sum(project.form is not None for project in projects) * MOST >= len(projects) > 0


State = tuple[list[Project], list[Form]]
Fits = Callable[[Project, Form], bool]


def _by_amount(projects: list[Project], free: list[Form], _forms: tuple[Form, ...]) -> State:
    def fits(project: Project, form: Form) -> bool:
        amount = year_total(form)
        return _same_name(project, form) and amount is not None and judge_same(amount, project.figure).outcome == "exact"

    return _assign(projects, free, fits, "amount", twice=True)


def _by_name(projects: list[Project], free: list[Form], _forms: tuple[Form, ...]) -> State:
    return _assign(projects, free, lambda project, form: _same_name(project, form) and year_total(form) is not None, "name")


def _by_elimination(projects: list[Project], free: list[Form], forms: tuple[Form, ...]) -> State:
    projects, free = _assign(projects, free, _same_name, "elimination")
    ordered = _is_alphabetical(forms)

    def fits(project: Project, form: Form) -> bool:
        return form.project is None and (not ordered or _stands_between(project, form, forms))

    return _assign(projects, free, fits, "elimination")


def _assign(projects: list[Project], free: list[Form], fits: Fits, how: How, *, twice: bool = False) -> State:
    """Pair the rows and forms that fit each other and nothing else; `twice`: of several equal ones any will do."""
    paired = list(projects)
    left = list(free)
    for form in free:
        open_rows = [index for index, project in enumerate(paired) if project.form is None and fits(project, form)]
        rivals = [other for other in left if other is not form and any(fits(paired[index], other) for index in open_rows)]
        if open_rows and (twice or (len(open_rows) == 1 and not rivals)):
            row = paired[open_rows[0]]
            paired[open_rows[0]] = Project(row.line, row.figure, form, how)
            left.remove(form)
    return paired, left


def _same_name(project: Project, form: Form) -> bool:
    return form.project is not None and folded(project.name) == folded(form.project)


def _sort_key(name: str) -> bytes:
    """Alphabetical by pinyin, as lists are sorted: GB 18030 has the common characters in that order."""
    return folded(name).encode("gb18030")


def _is_alphabetical(forms: tuple[Form, ...]) -> bool:
    keys = [_sort_key(form.project) for form in forms if form.project]
    return len(keys) > len(forms) // MOST and all(before <= after for before, after in pairwise(keys))


def _stands_between(project: Project, form: Form, forms: tuple[Form, ...]) -> bool:
    place = next(index for index, other in enumerate(forms) if other is form)
    before = [_sort_key(other.project) for other in forms[:place] if other.project]
    after = [_sort_key(other.project) for other in forms[place:] if other.project]
    key = _sort_key(project.name)
    return (not before or before[-1] <= key) and (not after or key <= after[0])


def sources(project: Project) -> Iterator[Source]:
    """The row's cell, and the form."""
    yield from project.figure.sources
    if project.form is not None:
        yield project.form.source
