"""How figures and places are written: one way for all pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.evidence import Picture
from budgets.models import Derived, Fact
from budgets.money import YUAN_PER_UNIT, as_printed, in_unit, round_half_up
from budgets.sheets import numbers_of
from budgets.titles import schedule_title, title_beside

register = template.Library()

TOTALS: Final = re.compile("合计|总计|小计|金额|总额")
"""Heads of columns that name nothing by themselves."""
CENT: Final = Decimal("0.01")
MINUS: Final = "−"


@register.simple_tag
def in_wan() -> str:
    """The unit of figures in 万元 as it stands behind one; alone in the head of a column it is called otherwise in English."""
    return _("{amount} 万元").format(amount="").strip()


@register.filter
def behind(unit: str) -> str:
    """A unit as it stands behind a figure: in English one of money in brackets, as everywhere; one of other things as it is printed."""
    return _(f"{{number}}{unit}").format(number="").strip() if unit in YUAN_PER_UNIT else unit


@register.filter
def alone(unit: str) -> str:
    """The same by itself, as in a column of units."""
    return behind(unit).strip("()")


@register.filter
def wan(yuan: Decimal | None) -> str:
    """元 as 万元 with two decimals; what is not 0 but rounds to it as <0.01; nothing for None."""
    if yuan is None:
        return ""
    return "<0.01" if yuan and not round_half_up(yuan / 10_000, 2) else in_unit(yuan)


@register.filter
def signed_wan(yuan: Decimal | None, decimals: int = 2) -> str:
    """A difference in 万元, its sign written."""
    return "" if yuan is None else signed(yuan / 10_000, decimals)


@register.filter
def signed(number: Decimal | None, decimals: int = 2) -> str:
    """A number with two decimals, or fewer, and its sign; a change that is not 0 but rounds to it as +<0.01."""
    if number is None:
        return ""
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    size = abs(number)
    return sign + ("<0.01" if 0 < size < CENT / 2 else f"{round_half_up(size, decimals):,f}")


@register.filter
def exact(yuan: Decimal | None) -> str:
    """元, exact: at least two decimals where there are any, separators between thousands."""
    if yuan is None:
        return ""
    whole = yuan == yuan.to_integral_value()
    digits = f"{yuan:,.0f}" if whole else f"{yuan.normalize():,f}"
    return digits.replace("-", MINUS)


@register.filter
def number(value: Decimal | None) -> str:
    """A printed number without the zeros that only the database added."""
    return "" if value is None else f"{value.normalize():,f}".replace("-", MINUS)


@register.filter
def in_words_of(value: Decimal | None, text: str) -> str:
    """A number as its sentence prints it, trailing zeros too."""
    return "" if value is None else as_printed(value, text)


@register.filter
def place(row: Derived) -> str:
    """Where a row stands in its document, in words."""
    return where(row.page, row.line, row.sheet, row.cell)


@register.filter
def place_of(source: Mapping[str, Any]) -> str:
    """Where something stands that a reading tells of (a table, a source), in words; "" where it does not say."""
    pages = source.get("pages") or [None]
    page, line, sheet = source.get("page") or pages[0], source.get("line"), source.get("sheet") or ""
    return where(page, line, sheet, numbers_of(source)) if page or line or sheet else ""


def where(page: int | None, line: int | None, sheet: str = "", cell: str = "") -> str:
    """A place in words: the cell of a workbook or of a table, the line of a text, else the page."""
    if not sheet and (numbers := cell.split(":"))[1:]:
        words = _("第 {table} 个表格第 {row} 行第 {cell} 格") if numbers[2:] else _("第 {table} 个表格第 {row} 行")
        return words.format(table=numbers[0], row=numbers[1], cell=numbers[-1])
    if line is not None:
        return _("第 {line} 行").format(line=line)
    if sheet:
        return _("工作表“{sheet}”{cell}").format(sheet=sheet, cell=cell)
    return _("第 {page} 页").format(page=page) if page is not None else _("位置不明")


LEGENDS: Final = {
    ("fact", "cell"): gettext_lazy("实线是这个数。"),
    ("fact", "blank"): gettext_lazy("点线大致是空白的那一格。"),
    ("fact", "row"): gettext_lazy("虚线是它的行名。"),
    ("statement", "cell"): gettext_lazy("实线是这个数。"),
    ("statement", "sentence"): gettext_lazy("虚线大致是这一句。"),
    ("finding", "cell"): gettext_lazy("实线是这条核对涉及的地方。"),
}


@register.simple_tag
def legend(picture: Picture, subject: str) -> str:
    """What the marks on a page's picture are."""
    kinds = {mark.kind for mark in picture.marks}
    return "".join(str(LEGENDS[subject, kind]) for kind in ("cell", "blank", "row", "sentence") if kind in kinds)


@register.filter
def breakable(name: str) -> SafeString:
    """A long department name that may break behind 人民政府, and nowhere inside a word."""
    return mark_safe(conditional_escape(name).replace("人民政府", "人民政府<wbr>"))  # noqa: S308  escaped in the line itself


@register.filter
def called(fact: Fact) -> str:
    """The name of a figure as printed: of its row, or where that has none of its column, a total by what is over it."""
    if fact.label or not fact.header:
        return fact.label
    *over, own = fact.header
    return str(over[-1] if over and TOTALS.fullmatch(own) else own)


@register.filter
def printed_as(fact: Fact) -> str:
    """What stands in the cell, as printed; for a blank cell or a dash the word for it."""
    if fact.presence == Fact.Presence.BLANK:
        return _("空白")
    return fact.printed


register.simple_tag(schedule_title)
register.filter(schedule_title)
register.filter(title_beside)
