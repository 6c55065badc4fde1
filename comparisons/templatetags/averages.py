"""Amounts per vehicle, post, person or inhabitant, and by what they were divided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.templatetags.figures import where
from comparisons.comparison import PerCell
from comparisons.denominators import Counted, Denominator, Per
from comparisons.groups import Group
from comparisons.templatetags.changes import (
    caution_text,
    evidence_url,
    number2,
    shown,
    title,
    why_none,
)
from comparisons.templatetags.compare import no_figure, scope_name

register = template.Library()

PER: Final[dict[Counted, Any]] = {
    "vehicles": gettext_lazy("按公务用车平均"),
    "posts": gettext_lazy("按编制平均"),
    "staff": gettext_lazy("按在职人员平均"),
    "retired": gettext_lazy("按离退休人员平均"),
    "inhabitants": gettext_lazy("按常住人口平均"),
}
PER_UNIT: Final[dict[Counted, Any]] = {
    "vehicles": gettext_lazy("元/辆"),
    **dict.fromkeys(("posts", "staff", "retired", "inhabitants"), gettext_lazy("元/人")),
}
PER_NOTES: Final = {
    "": gettext_lazy("{year} 年除以 {counts}。"),
    "zero_base": gettext_lazy("{year} 年的数量是 0，不能作除数：{counts}。"),
    "counts_disagree": gettext_lazy("{year} 年公开的数量不止一个，彼此不同，不算：{counts}。"),
    "no_count": gettext_lazy("{year} 年没有公开同一口径的数量，不算；不是 0。"),
    "part_of_region": gettext_lazy("{year} 年不算：这个部门只管所在地区的一部分（街道、乡、镇），那里的常住人口没有登记；不是 0。"),
    "added_up": gettext_lazy("{year} 年的数是合并前几个部门之和，没有一个数量，不算。"),
    "unlike": gettext_lazy("{year} 年机构或职能有变，年底的数量不是同一范围，不算。"),
}
NOT_REGISTERED: Final = gettext_lazy("{year} 年没有登记所在地区的常住人口，不算；不是 0。")
OTHERS_REGISTERED: Final = gettext_lazy("{year} 年没有登记所在地区的常住人口，不算；登记了的是：{counts}。")
OTHERS_KNOWN: Final = gettext_lazy("{year} 年没有公开同一口径的数量，不算；知道的是：{counts}。")
MOST_OTHERS: Final = 2


@register.filter
def per_label(counted: Counted) -> str:
    """By what amounts are averaged."""
    return str(PER[counted])


@register.filter
def per_unit(counted: Counted) -> str:
    """元 per counted thing."""
    return str(PER_UNIT[counted])


@register.filter
def count_text(count: Denominator) -> str:
    """A count with its unit."""
    number = int(count.count)
    text = {
        "辆": ngettext("{count} 辆", "{count} 辆", number),
        "人": ngettext("{count} 人", "{count} 人", number),
        "名": ngettext("{count} 名", "{count} 名", number),
    }
    return text[count.unit].format(count=f"{number:,d}")


@register.simple_tag
def per_figure(cell: PerCell, group: Group, key: str) -> SafeString:
    """元 per counted thing, a link to where the amount is printed, and by how many it was divided, a link to where that is; or why not."""
    if cell.point is None or cell.per is None:
        return format_html('<span class="none">{}</span>', no_figure(cell.year.year, group, key))
    value, count = cell.per.value, cell.per.denominator
    if value.number is None or count is None:
        return format_html('<span class="none">{}</span>', no_average(cell))
    text, point = number2(value.number), cell.point
    figure = format_html("{}", text)
    if point.evidence is not None:
        figure = format_html('<a class="fig" href="{}" title="{}">{}</a>', evidence_url(point.evidence), title(point), text)
    return format_html('{}<span class="basis">÷ {}</span>', figure, _linked(count, count_text(count)))


def no_average(cell: PerCell) -> str:
    """Why a figure is divided by nothing: a blank in its own word."""
    if cell.point is None or cell.per is None:
        return ""
    return shown(cell.point)[0] if cell.per.value.why == "blank" else why_none(cell.per.value.why)


@register.simple_tag
def per_note(year: int, one: Per, counted: Counted) -> SafeString:
    """By what a year's figures are divided, or why by nothing, with links to where the counts stand."""
    text, counts = _about_counts(year, one, counted)
    linked = format_html_join(_("、"), "{}（{}）", ((told_count(count, year, one), _linked(count, _place(count))) for count in counts))
    cautions = format_html_join("", " {}", ((caution_text(caution),) for caution in one.value.cautions))
    return format_html("{}{}", format_html(text, year=year, counts=linked), cautions)


def per_note_text(year: int, one: Per, counted: Counted) -> str:
    """The same in plain words, with addresses."""
    text, counts = _about_counts(year, one, counted)
    told = _("、").join(f"{told_count(count, year, one)}（{_place(count)} {_address(count)}）" for count in counts)
    return " ".join([text.format(year=year, counts=told), *map(caution_text, one.value.cautions)])


def _about_counts(year: int, one: Per, counted: Counted) -> tuple[str, Sequence[Denominator]]:
    """What is said of a year, and the counts that it names: of those that divide nothing the nearest, each once, dated ones first."""
    if one.value.why == "no_count":
        known: dict[object, Denominator] = {}
        for count in sorted(one.unlike, key=lambda count: not count.date):
            known.setdefault((count.count, "" if counted == "inhabitants" else count.scope, count.year), count)
        nearest = sorted(known.values(), key=lambda count: (count.year is None, abs((count.year or 0) - year)))[:MOST_OTHERS]
        if counted == "inhabitants":
            return str(OTHERS_REGISTERED if nearest else NOT_REGISTERED), nearest
        return str(OTHERS_KNOWN if nearest else PER_NOTES["no_count"]), nearest
    counts = (*((one.denominator,) if one.denominator else ()), *one.others)
    return str(PER_NOTES[one.value.why]), counts


def told_count(count: Denominator, year: int, one: Per) -> str:
    """A count with what it counts and of when it is; of one that divides nothing also of which scope and year."""
    about = [f"“{count.subject}”", count.date or _("没有写日期")]
    if one.value.why == "no_count" and count.counted != "inhabitants":
        about.append(scope_name(count.scope) if count.scope else _("没有写明口径"))
        about.append(_("没有写明是哪一年的") if count.year is None else _("{year} 年").format(year=count.year))
    return f"{count_text(count)} {_('，').join(about)}"


def _linked(count: Denominator, text: str) -> SafeString:
    address = _address(count)
    if not address:
        return format_html("{}", text)
    return format_html('<a href="{}" title="{}">{}</a>', address, count.words or count.source, text)


def _address(count: Denominator) -> str:
    return evidence_url(count.evidence) if count.evidence else count.address


def _place(count: Denominator) -> str:
    one = count.evidence
    return where(one.page, one.line, one.sheet, one.cell) if one else count.source
