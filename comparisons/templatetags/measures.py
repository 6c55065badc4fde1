"""Shares, index, yearly rate and places as they stand on pages and in the terminal."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.templatetags.figures import signed
from comparisons.groups import Group
from comparisons.measure_rows import Kind, MeasuredLine, Place
from comparisons.measures import Measured
from comparisons.templatetags.changes import number2, why_none
from comparisons.templatetags.compare import line_name, no_figure

register = template.Library()

SHOWN_NAMES: Final[dict[str, Any]] = {
    "measures": gettext_lazy("份额、指数和名次"),
    "sentences": gettext_lazy("把每个变化写成一句话"),
}
"""What may be told beside a comparison (`asked.SHOWN`)."""


@register.filter
def kind_name(line: MeasuredLine, kind: Kind) -> str:
    """What a row of measures tells: of what a share is, of which year an index begins, among how many a place is."""
    if kind == "index":
        bases = {one.index.base for one in line.line.years if one.index.base is not None}
        return _("指数（{year} 年 = 100）").format(year=bases.pop()) if len(bases) == 1 else _("指数（每段的起点 = 100）")
    if kind == "rank":
        return _("名次（由大到小）")
    whole = line.whole(kind)
    return _("占{whole}，%").format(whole=line_name(whole.label) if whole is not None else "")


@register.filter
def kinds_by_year(line: MeasuredLine, group: Group) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows of a line, each with its name and for each year the number and what is said below it."""
    return [(kind_name(line, kind), [_texts(line, kind, one, group) for one in line.line.years]) for kind in line.kinds]


def _texts(line: MeasuredLine, kind: Kind, one: Measured, group: Group) -> tuple[str, str]:
    """Of a year without the line the very word that the table of figures has."""
    return measure_texts(line, kind, one) if one.point is not None else (no_figure(one.year, group, line.key), "")


def measure_texts(line: MeasuredLine, kind: Kind, one: Measured) -> tuple[str, str]:
    """A measure of a year, or the word for why there is none; and what belongs below it: how it moved, or where an index begins."""
    if kind == "rank":
        return _place(line.places.get(one.year))
    if kind == "index":
        value = one.index.value
        return number2(value.number) if value.number is not None else why_none(value.why), ""
    value, points = (one.share, one.points) if kind == "share" else (one.share_of_top, one.points_of_top)
    moved = _("{points} 个百分点").format(points=signed(points.number)) if points.number is not None else ""
    return (number2(value.number), moved) if value.number is not None else (why_none(value.why), "")


def _place(place: Place | None) -> tuple[str, str]:
    if place is None:
        return "", ""
    if place.rank.place is None:
        return why_none(place.rank.why), ""
    text = _("{place} / {among}").format(place=place.rank.place, among=place.rank.among)
    if place.moved is None or not place.moved.places:
        return text, ""
    up = _("上升 {places} 位") if place.moved.places > 0 else _("下降 {places} 位")
    return text, up.format(places=abs(place.moved.places))


@register.filter
def compound_text(line: MeasuredLine) -> tuple[str, str]:
    """The yearly rate that leads from the first figure to the last, and of which years; or the word for why there is none."""
    one = line.line
    years = f"{one.first}→{one.last}" if one.first is not None else ""
    return (signed(one.compound.number), years) if one.compound.number is not None else (why_none(one.compound.why), years)


@register.filter
def shown_name(value: str) -> str:
    """What may be told beside a comparison, in words."""
    return str(SHOWN_NAMES[value])
