"""Which findings have one cause: a clerk should see one thing to look at, not twenty. Pure.

Nothing is taken away: every finding stays, with its cells; those of one cause bear the same phrase. In one table

- whatever rounding explains has one cause, that its cells were rounded each for itself; what chance would hardly make stands alone,
- contradictions that share a cell, or that one check finds in the columns of one row, may come from one wrong figure or one lost row;
  where they are many and most of them have to do with one column, from one that slipped,
- contradictions of one sentence, with the tables or in itself, may come from one wrong figure of it,
- what cannot be evaluated has one cause where the same doubt stands behind the same question, or where one form lost a page,
- what is told twice of one page that is lost has one cause,
- of what is unusual only that which says the same of a table or of the forms as a whole each time it is found.

Contradictions of one table without a common cell are two causes, and so are those of two tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from budgets.worded import _
from ingest.checks.lookup import figure_at, head_of, name_of_line, place
from ingest.checks.registry import CHECKS
from ingest.checks.results import figure_shown, shown
from ingest.checks.text_change import agrees_with
from ingest.checks.tolerance import Figure
from ingest.shapes import Column, Finding, Line, Source, Statement, Table

_ROUNDED: Final = _("{table}：各格分别四舍五入，相加差在末位")
_ONE_CELL: Final = _("{table}：几处不符都涉及{cell}，可能只错这一处")
_ONE_CELL_TELLS: Final = _("{table}：几处不符都涉及{cell}。这一格如果是{right}（印的是{printed}），几处就都对得上，可能只错这一处")
_ONE_ROW: Final = _("{table}：几处不符都在{row}一行，可能出自同一处错误")
_ONE_COLUMN: Final = _("{table}：多处不符大多涉及“{column}”一栏，可能整栏印错或错行")
_LINKED: Final = _("{table}：几处不符互相牵连，从{cell}起，可能出自同一处错误")
_ONE_SENTENCE: Final = _("{subject}：同一句话几处对不上，可能出自同一个数")
_ONE_AMOUNT: Final = _("{subject}：同一句话几处对不上。这个数如果是{right}（印的是{printed}），几处就都对得上，可能只错这一处")
_SAME: Final = _("{table}：{what}")
_LOST_PAGE: Final = _("第 {page} 页的内容丢失")
_LOST_OF_FORM: Final = _("项目“{project}”的申报表缺页，读不全")
_MANY: Final = 5
"""So many contradictions about one column of a table are not as many slips of the pen."""

_OF_ALL: Final = ("classification.levels", "forms.form")
"""Checks that say one thing, as often as they find it: the table prints no such levels, the forms are of projects that it does not list."""
_FORMS: Final = _("项目申报表")
_SUMS: Final = ("hierarchy.", "row.", "summary.")
"""Checks that ask whether parts add up to a total."""

_OF_THE_TEXT: Final = "text."
"""Checks of sentences."""

_OF_AN_AMOUNT: Final = "text.figure"
"""The one of them that holds the amount against a table."""

_OF_PAGES: Final = "quality.pages"
_OF_A_PAGE: Final = ["document error_page", "document lost_page"]
"""Subjects of the two ways in which a page that prints an error of a server is told of."""

_OF_A_FORM: Final = "forms.fields"
_OF_ITS_ROW: Final = ("forms.row", "forms.amount")
"""The check that asks what a form has, and those that hold it against its row: the subject of theirs is "projects NAME AMOUNT"."""

_QUESTIONS: Final = {check.code: check.question for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a source stands: in which table of the document, and in which of its rows and columns, None for the row or table as such."""

    number: int
    table: Table
    line: Line | None = None
    column: Column | None = None

    @property
    def row(self) -> Hashable:
        """The row, told apart from others that are equal to it."""
        return self.number, id(self.line)

    @property
    def figure(self) -> Figure | None:
        """The money that is printed here; None for a row or table as such, a dash, and what is no money."""
        return figure_at(self.table, self.line, self.column) if self.line is not None else None

    @property
    def words(self) -> str:
        """“302 商品和服务支出”的“合计”."""
        named = _("“{row}”").format(row=name_of_line(self.line)) if self.line is not None else _("这张表")
        if self.column is None or not self.column.header:
            return named
        return _("{row}的“{column}”").format(row=named, column=self.column.leaf)


Cells = dict[Source, Cell]


def told_as_one(tables: Sequence[Table], findings: Sequence[Finding], statements: Sequence[Statement] = ()) -> tuple[Finding, ...]:
    """The findings, in their order, those of one cause with the phrase that says it. `statements` are the sentences that they are about."""
    cells = _cells(tables)
    causes: dict[int, str] = {}
    for group in _groups(findings, cells):
        if len(group) > 1:
            phrase = _phrase([findings[at] for at in group], cells)
            causes |= dict.fromkeys(group, phrase)
    said = {statement.source: statement for statement in statements}
    for group in _of_one_sentence(findings, cells):
        causes |= dict.fromkeys(group, _sentence_phrase([findings[at] for at in group], said))
    causes |= _of_lost_pages(findings) | _of_broken_forms(findings)
    return tuple(replace(finding, cause=causes.get(at)) for at, finding in enumerate(findings))


def _cells(tables: Sequence[Table]) -> Cells:
    found: Cells = {}
    for number, table in enumerate(tables):
        columns = {column.index: column for column in table.columns}
        found.setdefault(table.source, Cell(number, table))
        for line in table.lines:
            found.setdefault(line.source, Cell(number, table, line))
            found |= {amount.source: Cell(number, table, line, columns.get(amount.column)) for amount in line.amounts}
    return found


def _first(finding: Finding, cells: Cells) -> Cell | None:
    """The cell that a finding is about."""
    return cells.get(finding.sources[0]) if finding.sources else None


def _groups(findings: Sequence[Finding], cells: Cells) -> list[list[int]]:
    """Places of findings of one cause, by the table and what is found there; contradictions by what links them."""
    groups: dict[tuple[Hashable, ...], list[int]] = {}
    for at, finding in enumerate(findings):
        key = _key(finding, _first(finding, cells))
        if key is not None:
            groups.setdefault(key, []).append(at)
    linked = [part for key, group in groups.items() if key[0] == "mismatch" for part in _linked(group, findings, cells)]
    return [*linked, *(group for key, group in groups.items() if key[0] != "mismatch")]


def _of_one_sentence(findings: Sequence[Finding], cells: Cells) -> list[list[int]]:
    """Places of contradictions that begin at the same figure of the text, where there are several."""
    groups: dict[Source, list[int]] = {}
    for at, finding in enumerate(findings):
        if finding.outcome == "mismatch" and finding.check.startswith(_OF_THE_TEXT) and finding.sources and _first(finding, cells) is None:
            groups.setdefault(finding.sources[0], []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _of_lost_pages(findings: Sequence[Finding]) -> dict[int, str]:
    """The cause of what is told in two ways of one page that prints an error, by the findings' places."""
    pages: dict[int, list[int]] = {}
    for at, finding in enumerate(findings):
        page = finding.sources[0].page if finding.check == _OF_PAGES and finding.sources else None
        if page is not None:
            pages.setdefault(page, []).append(at)
    twice = {page: group for page, group in pages.items() if sorted(findings[at].subject for at in group) == _OF_A_PAGE}
    return {at: _LOST_PAGE.format(page=page) for page, group in twice.items() for at in group}


def _of_broken_forms(findings: Sequence[Finding]) -> dict[int, str]:
    """The cause of what cannot be told of a form that lost a page and of its row, by the findings' places."""
    open_ones = [(at, finding) for at, finding in enumerate(findings) if finding.outcome == "not_evaluable"]
    broken = {finding.sources[0]: at for at, finding in open_ones if finding.check == _OF_A_FORM and finding.sources}
    causes: dict[int, str] = {}
    for at, finding in open_ones:
        form = next((source for source in finding.sources if source in broken), None) if finding.check in _OF_ITS_ROW else None
        if form is not None:
            project = finding.subject.removeprefix("projects ").rpartition(" ")[0]
            causes |= dict.fromkeys((at, broken[form]), _LOST_OF_FORM.format(project=project))
    return causes


def _sentence_phrase(members: Sequence[Finding], said: Mapping[Source, Statement]) -> str:
    """That of a sentence several figures do not fit; where the table's amount would make all of them right, that too."""
    subject, statement = members[0].subject, said.get(members[0].sources[0])
    figure = next((member for member in members if member.check == _OF_AN_AMOUNT), None)
    if (
        statement is None
        or figure is None
        or figure.expected is None
        or figure.actual is None
        or not agrees_with(statement, figure.expected)
    ):
        return _ONE_SENTENCE.format(subject=subject)
    unit = statement.unit or "万元"
    return _ONE_AMOUNT.format(subject=subject, right=shown(figure.expected, unit), printed=shown(figure.actual, unit))


def _key(finding: Finding, cell: Cell | None) -> tuple[Hashable, ...] | None:
    """What findings have in common that may have one cause; None where a finding stands for itself."""
    number = cell.number if cell is not None else None
    if cell is None and finding.check not in _OF_ALL:
        return None
    if finding.outcome in ("soft", "not_evaluable"):
        return (finding.outcome, finding.check, number, finding.doubt) if finding.doubt or finding.check in _OF_ALL else None
    return None if finding.unlikely else (finding.outcome, number)


def _linked(group: Sequence[int], findings: Sequence[Finding], cells: Cells) -> list[list[int]]:
    """The contradictions of a table, those together that a chain of links connects."""
    parts: list[tuple[set[Hashable], list[int]]] = []
    column = _column_of_most([findings[at] for at in group], cells)
    for at in group:
        links = _links(findings[at], cells) | ({column} if column in _columns(findings[at], cells) else set())
        joined = [part for part in parts if part[0] & links]
        parts = [part for part in parts if part not in joined]
        parts.append((links.union(*(part[0] for part in joined)), sorted([at, *(one for part in joined for one in part[1])])))
    return [places for _links_of, places in parts]


def _links(finding: Finding, cells: Cells) -> set[Hashable]:
    """The cells of a finding, and its check with the row that it is about."""
    cell = _first(finding, cells)
    own: Iterable[Hashable] = [(finding.check, cell.row)] if cell is not None else []
    return {*finding.sources, *own}


def _columns(finding: Finding, cells: Cells) -> dict[int, Column]:
    """The columns of the finding's own table that it has cells in."""
    own = _first(finding, cells)
    found = [cell for source in finding.sources if (cell := cells.get(source)) and own is not None and cell.number == own.number]
    return {cell.column.index: cell.column for cell in found if cell.column is not None}


def _column_of_most(members: Sequence[Finding], cells: Cells) -> int | None:
    """The column that many contradictions of a table, and most of them, have to do with; None where there is none."""
    counts = Counter(index for member in members for index in _columns(member, cells))
    index, number = next(iter(counts.most_common(1)), (None, 0))
    return index if number >= _MANY and number * 2 > len(members) else None


def _phrase(members: Sequence[Finding], cells: Cells) -> str:
    first, cell = members[0], _first(members[0], cells)
    if cell is None or first.outcome in ("soft", "not_evaluable"):
        table, what = place(cell.table) if cell else _FORMS, first.doubt or _QUESTIONS[first.check]
        return what if what.startswith(table) else _SAME.format(table=table, what=what)
    if first.outcome == "rounding":
        return _ROUNDED.format(table=place(cell.table))
    return _linked_phrase(members, cell, cells)


def _would_settle(source: Source, printed: Figure, members: Sequence[Finding]) -> Decimal | None:
    """What a cell would have to be, in 元, for all these sums to hold; None where they ask for different figures, or are no sums."""
    wanted = [_wanted(source, printed.value, member) for member in members]
    return wanted[0] if len(set(wanted)) == 1 else None


def _wanted(source: Source, printed: Decimal, finding: Finding) -> Decimal | None:
    """What a cell would have to be for one sum to hold: the first source of a sum is its total, the others are its parts."""
    if not finding.check.startswith(_SUMS) or finding.expected is None or finding.difference is None:
        return None
    if finding.sources.count(source) != 1:
        return None
    return finding.expected if finding.sources[0] == source else printed + finding.difference


def _linked_phrase(members: Sequence[Finding], cell: Cell, cells: Cells) -> str:
    """What contradictions have in common: a cell, a row, a column, or that one leads to another."""
    first, table = members[0], place(cell.table)
    common = [source for source in first.sources if source in cells and all(source in one.sources for one in members)]
    for source in common:
        printed = cells[source].figure
        right = _would_settle(source, printed, members) if printed is not None else None
        if printed is not None and right is not None:
            told = {"right": figure_shown(replace(printed, value=right)), "printed": figure_shown(printed)}
            return _ONE_CELL_TELLS.format(table=table, cell=cells[source].words, **told)
    if common:
        return _ONE_CELL.format(table=table, cell=cells[common[0]].words)
    if cell.line is not None and len({one.row for member in members if (one := _first(member, cells))}) == 1:
        return _ONE_ROW.format(table=table, row=_("“{row}”").format(row=name_of_line(cell.line)))
    column = _column_of_most(members, cells)
    if column is not None:
        heads = {index: head_of(one) for member in members for index, one in _columns(member, cells).items()}
        return _ONE_COLUMN.format(table=table, column=heads[column])
    return _LINKED.format(table=table, cell=cell.words)
