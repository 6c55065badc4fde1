"""Tables as printed, as HTML: every cell a quiet link to its place, every absence by its own word.

A table may have thousands of cells: its rows are written here, and not by a template each.
"""

from __future__ import annotations

from typing import Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
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
def sheet_line(page: TablePage, line: Line) -> SafeString:
    """One printed line of a table."""
    beside = zip(page.sheet.banks, line.entries, strict=True)
    cells = format_html_join("", "{}", ((_bank(page, bank, entry, at),) for at, (bank, entry) in enumerate(beside)))
    return format_html('<tr class="total">{}</tr>' if line.is_total else "<tr>{}</tr>", cells)


def _bank(page: TablePage, bank: Bank, entry: Entry | None, at: int) -> SafeString:
    if entry is None:
        return format_html('<td colspan="{}" class="off{}"></td>', bank.width, " begins" if at else "")
    first, last = "begins" if at else "", "last" if at == len(page.sheet.banks) - 1 else ""
    code = format_html('<td class="code {}">{}</td>', first, entry.code) if bank.has_codes else NOTHING
    words = format_html_join("", '<td class="words" lang="zh-Hans">{}</td>', ((text,) for text in entry.extras))
    columns = zip(bank.columns, entry.cells, strict=True)
    cells = format_html_join("", "{}", ((_cell(page, column, cell),) for column, cell in columns))
    return format_html("{}{}{}{}", code, _label(page, entry, last if bank.has_codes else f"{first} {last}".strip()), words, cells)


def _label(page: TablePage, entry: Entry, place: str) -> SafeString:
    depth = f"d{min(entry.depth, DEEPEST)}" if entry.depth else ""
    names = " ".join(filter(None, ("pinned", depth, place, "corrected" if entry.corrected else "")))
    name = entry.label or format_html('<span class="none">{}</span>', _("没有印名称"))
    return format_html(
        '<th scope="row" class="{}" lang="zh-Hans">{}{}</th>', names, _numbers(page, page.marks.rows.get(entry.position, ())), name
    )


def _cell(page: TablePage, column: Column, cell: Printed | None) -> SafeString:
    """A unit that is not the column's stands before the figure, so that the figures still line up."""
    if cell is None:
        return format_html('<td class="num void"><span class="unseen">{}</span></td>', _("这一行没有这一格"))
    numbers = page.marks.cells.get(cell.id, ())
    unit = format_html('<small class="unit of-row">{}</small>', cell.unit) if cell.unit and cell.unit != column.unit else NOTHING
    pad = padding(cell.shown, column.decimals) if not unit else ""
    ghost = format_html('<span class="pad" aria-hidden="true">{}</span>', pad) if pad else NOTHING
    return format_html('<td class="num">{}{}{}{}</td>', _numbers(page, numbers), unit, _figure(cell), ghost)


def _figure(cell: Printed) -> SafeString:
    names = " ".join(filter(None, ("fig", "none" if cell.presence == "blank" else "", "corrected" if cell.new is not None else "")))
    text = _("空白") if cell.presence == "blank" else cell.shown
    return format_html('<a class="{}" href="{}" title="{}">{}</a>', names, reverse("evidence-fact", args=(cell.id,)), _title(cell), text)


def _title(cell: Printed) -> str:
    """Year, place and printed text; of a corrected cell what was printed there before."""
    kind = "printed" if cell.printed and cell.presence != "dash" else cell.presence
    place = where(cell.page, cell.line, cell.sheet, cell.cell)
    told = _(TITLES[kind]).format(year=cell.year, place=place, printed=cell.printed, unit=cell.unit)
    return told if cell.new is None else _("{told} · 更正为 {new}").format(told=told, new=cell.new or _("空白"))


def _numbers(page: TablePage, numbers: tuple[int, ...]) -> SafeString:
    """The numbers of the findings that speak of a cell, leading to what they say."""
    outcomes = page.outcomes
    marked = ((outcomes[number], number, number) for number in numbers)
    return format_html_join("", '<a class="number {}" href="#finding-{}">{}</a>', marked)


@register.filter
def form_url(form: Form) -> str:
    """The page of the document on which a form begins; "" where that is not known."""
    pages = form.data.get("pages") or ([form.page] if form.page else [])
    if not pages:
        return ""
    return reverse("document-page", args=(form.document_id, pages[0])) + (f"#L{form.line}" if form.line else "")
