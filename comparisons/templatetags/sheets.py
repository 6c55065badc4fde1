"""Tables as printed, as HTML: every cell a quiet link to its place, every absence by its own word.

A table may have thousands of cells: its rows are written here, and not by a template each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import Form
from budgets.templatetags.figures import where
from comparisons.contents import TablePage
from comparisons.report import Coverage
from comparisons.sheets import Bank, Column, Entry, Head, Line, Printed, padding
from comparisons.templatetags.changes import TITLES

register = template.Library()

NOTHING: Final = mark_safe("")
DEEPEST: Final = 5
STATES: Final = {"full": gettext_lazy("已收录"), "empty": gettext_lazy("空表"), "flagged": gettext_lazy("有矛盾")}
OWN_HEADS: Final = {"code": gettext_lazy("编码"), "label": gettext_lazy("项目")}
EXTRA_HEADS: Final = {
    "text": gettext_lazy("文字"),
    "organisation": gettext_lazy("预算单位"),
    "function": gettext_lazy("功能分类"),
    "economic_department": gettext_lazy("部门经济分类"),
    "economic_government": gettext_lazy("政府经济分类"),
}


@register.filter
def state_word(one: Coverage) -> str:
    """What became of a table, in a word."""
    return str(STATES[one.state])


@register.simple_tag
def sheet_head(row: tuple[Head, ...]) -> SafeString:
    """One row of a table's head."""
    return format_html_join("", "{}", ((_head(head),) for head in row))


def _head(head: Head) -> SafeString:
    scope = "colgroup" if head.colspan > 1 else "col"
    spans = format_html(' colspan="{}"', head.colspan) if head.colspan > 1 else NOTHING
    down = format_html(' rowspan="{}"', head.rowspan) if head.rowspan > 1 else NOTHING
    names = " ".join(filter(None, (_head_class(head), "begins" if head.begins else "")))
    unit = format_html('<br><span class="unit">{}</span>', head.column.unit) if head.column and head.column.unit else NOTHING
    words = format_html('<span lang="zh-Hans">{}</span>', head.text) if head.text else _own_words(head)
    return format_html('<th scope="{}"{}{} class="{}">{}{}</th>', scope, spans, down, names, words, unit)


def _head_class(head: Head) -> str:
    if head.kind != "figure":
        return "pinned" if head.kind == "label" else "words"
    return "over" if head.colspan > 1 or head.column is None else "num"


def _own_words(head: Head) -> str:
    """A head that the reading has no text of: what stands in the column, in our words."""
    if head.extra is not None:
        return str(EXTRA_HEADS[head.extra.kind])
    return str(OWN_HEADS[head.kind]) if head.kind in OWN_HEADS else _("栏名未印")


@register.simple_tag
def sheet_body(page: TablePage) -> SafeString:
    """Every printed line of a table."""
    pen = Pen.of(page)
    return mark_safe("\n".join(_line(pen, line) for line in page.sheet.lines))  # noqa: S308  made of escaped parts


@dataclass(frozen=True, slots=True)
class Pen:
    """What every cell of a table needs to be written, looked up once: address, words in the reader's language, places by their cells."""

    page: TablePage
    outcomes: Mapping[int, str]
    before_id: str
    after_id: str
    blank: str
    unnamed: str
    no_cell: str
    titles: Mapping[str, str]
    places: dict[tuple[int | None, int | None, str, str], str]

    @classmethod
    def of(cls, page: TablePage) -> Pen:
        """For one table."""
        before, _zero, after = reverse("evidence-fact", args=(0,)).rpartition("0")
        titles = {kind: _(TITLES[kind]) for kind in ("printed", "dash", "blank")}
        return cls(page, page.outcomes, before, after, _("空白"), _("没有印名称"), _("这一行没有这一格"), titles, {})

    def place(self, cell: Printed) -> str:
        """Where a cell stands, in words."""
        key = (cell.page, cell.line, cell.sheet, cell.cell)
        if key not in self.places:
            self.places[key] = where(*key)
        return self.places[key]


def _line(pen: Pen, line: Line) -> SafeString:
    beside = zip(pen.page.sheet.banks, line.entries, strict=True)
    cells = "".join(_bank(pen, bank, entry, at) for at, (bank, entry) in enumerate(beside))
    return mark_safe(f'<tr class="total">{cells}</tr>' if line.is_total else f"<tr>{cells}</tr>")  # noqa: S308  made of escaped parts


def _bank(pen: Pen, bank: Bank, entry: Entry | None, at: int) -> SafeString:
    if entry is None:
        return format_html('<td colspan="{}" class="off{}"></td>', bank.width, " begins" if at else "")
    first, last = "begins" if at else "", "last" if at == len(pen.page.sheet.banks) - 1 else ""
    code = format_html('<td class="code {}">{}</td>', first, entry.code) if bank.has_codes else NOTHING
    words = format_html_join("", '<td class="words" lang="zh-Hans">{}</td>', ((text,) for text in entry.extras))
    columns = zip(bank.columns, entry.cells, strict=True)
    cells = mark_safe("".join(_cell(pen, column, cell) for column, cell in columns))  # noqa: S308  made of escaped parts
    return format_html("{}{}{}{}", code, _label(pen, entry, last if bank.has_codes else f"{first} {last}".strip()), words, cells)


def _label(pen: Pen, entry: Entry, place: str) -> SafeString:
    depth = f"d{min(entry.depth, DEEPEST)}" if entry.depth else ""
    names = " ".join(filter(None, ("pinned", depth, place, "corrected" if entry.corrected else "")))
    name = entry.label or format_html('<span class="none">{}</span>', pen.unnamed)
    numbers = _numbers(pen, pen.page.marks.rows.get(entry.position, ()))
    return format_html('<th scope="row" class="{}" lang="zh-Hans">{}{}</th>', names, numbers, name)


def _cell(pen: Pen, column: Column, cell: Printed | None) -> SafeString:
    """A unit that is not the column's stands before the figure, so that the figures still line up."""
    if cell is None:
        return format_html('<td class="num void"><span class="unseen">{}</span></td>', pen.no_cell)
    numbers = _numbers(pen, pen.page.marks.cells.get(cell.id, ()))
    unit = format_html('<small class="unit of-row">{}</small>', cell.unit) if cell.unit and cell.unit != column.unit else NOTHING
    pad = padding(cell.shown, column.decimals) if not unit else ""
    ghost = format_html('<span class="pad" aria-hidden="true">{}</span>', pad) if pad else NOTHING
    return mark_safe(f'<td class="num">{numbers}{unit}{_figure(pen, cell)}{ghost}</td>')  # noqa: S308  made of escaped parts


def _figure(pen: Pen, cell: Printed) -> SafeString:
    names = f"fig{' none' if cell.presence == 'blank' else ''}{' corrected' if cell.new is not None else ''}"
    text = pen.blank if cell.presence == "blank" else cell.shown
    href = f"{pen.before_id}{cell.id}{pen.after_id}"
    return mark_safe(f'<a class="{names}" href="{href}" title="{escape(_title(pen, cell))}">{escape(text)}</a>')  # noqa: S308  escaped


def _title(pen: Pen, cell: Printed) -> str:
    """Year, place and printed text; of a corrected cell what was printed there before."""
    kind = "printed" if cell.printed and cell.presence != "dash" else cell.presence
    told = pen.titles[kind].format(year=cell.year, place=pen.place(cell), printed=cell.printed, unit=cell.unit)
    return told if cell.new is None else _("{told} · 更正为 {new}").format(told=told, new=cell.new or pen.blank)


def _numbers(pen: Pen, numbers: tuple[int, ...]) -> SafeString:
    """The numbers of the findings that speak of a cell, leading to what they say."""
    if not numbers:
        return NOTHING
    marked = ((pen.outcomes[number], number, number) for number in numbers)
    return format_html_join("", '<a class="number {}" href="#finding-{}">{}</a>', marked)


@register.filter
def form_url(form: Form) -> str:
    """The page of the document on which a form begins; "" where that is not known."""
    pages = form.data.get("pages") or ([form.page] if form.page else [])
    if not pages:
        return ""
    return reverse("document-page", args=(form.document_id, pages[0])) + (f"#L{form.line}" if form.line else "")
