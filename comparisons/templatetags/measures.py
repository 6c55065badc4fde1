"""Shares, index, yearly rate and places as they stand on pages and in the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.templatetags.figures import signed
from comparisons.comparison import MeasuredGroup
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


@dataclass(frozen=True, slots=True)
class Told:
    """A measure in words, what is said below it (how it moved, of which years it is), and the numbers of the remarks on it."""

    text: str
    below: str = ""
    numbers: tuple[int, ...] = ()


@register.filter
def kinds_by_year(line: MeasuredLine, group: MeasuredGroup) -> list[tuple[str, list[Told]]]:
    """The rows of a line, each with its name and its measure of each year."""
    return [(kind_name(line, kind), [_told(line, kind, at, group) for at in range(len(line.line.years))]) for kind in line.kinds]


def _told(line: MeasuredLine, kind: Kind, at: int, group: MeasuredGroup) -> Told:
    """Of a year without the line the very word that the table of figures has."""
    one = line.line.years[at]
    if one.point is None:
        return Told(no_figure(one.year, group.group, line.key))
    text, below = measure_texts(line, kind, one)
    return Told(text, below, group.numbers(line.key, _since(line, kind, at), one.year))


def _since(line: MeasuredLine, kind: Kind, at: int) -> int | None:
    """From which year a measure leads to its own: an index from its base, a share's points from the year before; a place from none."""
    one = line.line.years[at]
    if kind == "index":
        return one.index.base if one.index.value.number is not None else None
    points = one.points if kind == "share" else one.points_of_top
    return line.line.years[at - 1].year if kind != "rank" and points.number is not None else None


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
def compound_text(line: MeasuredLine, group: MeasuredGroup) -> Told:
    """The yearly rate that leads from the first figure to the last, and of which years; or the word for why there is none."""
    one = line.line
    if one.first is None or one.last is None:
        return Told(why_none(one.compound.why))
    years = f"{one.first}→{one.last}"
    if one.compound.number is None:
        return Told(why_none(one.compound.why), years)
    return Told(signed(one.compound.number), years, group.numbers(line.key, one.first, one.last))


@register.filter
def shown_name(value: str) -> str:
    """What may be told beside a comparison, in words."""
    return str(SHOWN_NAMES[value])
