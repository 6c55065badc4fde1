"""What a comparison draws: the waterfall of a change, series, and sparks beside rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from html import escape  # Django's own asks of each text whether it is lazy
from typing import Any, Final
from urllib.parse import quote

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.templatetags.figures import exact, signed_wan, wan
from budgets.titles import schedule_title
from comparisons import drawings
from comparisons.changes import Change, Point
from comparisons.comparison import Comparison
from comparisons.drawings import Bar, Box, Drawing, Mark, Stroke, Tile, Total, Word
from comparisons.groups import Group
from comparisons.indicators import BY_KEY
from comparisons.makeup import Makeup
from comparisons.matrix import Fall, Step, Track
from comparisons.templatetags.compare import label_of, line_name, scope_name, stage_name

register = template.Library()

WAN: Final = Decimal(10_000)
MOST_BARS: Final = 6


@register.simple_tag
def drawing(shape: Drawing | None, look: str, name: str, description: str, at: str = "") -> SafeString:
    """A drawing with its name and what it shows, in words; nothing without a shape. Behind `at` the key of a tile is its address.

    It has a hundred strokes and words: they are written here, and not by a template.
    """
    if shape is None:
        return mark_safe("")
    size = f'viewBox="0 0 {shape.width} {shape.height}" width="{shape.width}" height="{shape.height}"'
    about = f'role="{"group" if at and shape.tiles else "img"}" aria-label="{escape(name)}"'
    title = "" if at and shape.tiles else f"<title>{escape(name)}</title>"
    head = f'<svg class="{look}" {size} {about}>{title}<desc>{escape(description)}</desc>'
    drawn = (
        *map(_stroke, shape.grid),
        *(f'<path class="{one.look}" d="{one.path}"></path>' for one in shape.ribbons),
        *map(_rect, shape.boxes),
        *(_tile(tile, at) for tile in shape.tiles),
        *(_pointed_at(tile, at) for tile in shape.tiles if tile.tip is not None and at),
        *map(_stroke, shape.strokes),
        *(f'<circle class="{"hollow" if dot.hollow else "dot"}" cx="{dot.x:f}" cy="{dot.y:f}" r="5"></circle>' for dot in shape.dots),
        *map(_word, shape.words),
    )
    return mark_safe(f"{head}{''.join(drawn)}</svg>")  # noqa: S308  made of escaped parts


def _tile(tile: Tile, at: str) -> str:
    """An area with what is written in it; where it leads to its line, a link with the whole name: one with a tip has it over all others."""
    head = _rect(tile.head) if tile.head is not None else ""
    mark = _word(tile.mark) if tile.mark is not None else ""
    drawn = f"{_rect(tile.box)}{head}{''.join(map(_word, tile.words))}{mark}"
    if not at or not tile.key or tile.tip is not None:
        return f'<g class="tile">{drawn}</g>'
    name = escape(tile.name)
    return f'<a class="tile" href="{escape(line_at(at, tile))}" aria-label="{name}"><title>{name}</title>{drawn}</a>'


def _pointed_at(tile: Tile, at: str) -> str:
    """What lies over a tile without a name: its link, and what is said of it while it is pointed at or has the focus."""
    if tile.tip is None:
        return ""
    tip = f'<g class="tip">{_rect(tile.tip.box)}{"".join(map(_word, tile.tip.words))}</g>'
    drawn = f"{_rect(replace(tile.box, look='bare'))}{tip}"
    if not tile.key:
        return f'<g class="tile" tabindex="0" role="img" aria-label="{escape(tile.name)}">{drawn}</g>'
    return f'<a class="tile" href="{escape(line_at(at, tile))}" aria-label="{escape(tile.name)}">{drawn}</a>'


def line_at(at: str, tile: Tile) -> str:
    """The address of a tile's line."""
    return f"{at}{quote(tile.key, safe=':')}#compared"


@dataclass(frozen=True, slots=True)
class Keyed:
    """What the key below a drawing tells: a tile by the number that it has there, 0 where it has none, and the address of its line."""

    number: int
    told: str
    address: str


def keyed(shape: Drawing, at: str = "") -> tuple[Keyed, ...]:
    """The key of a drawing, the numbers first."""
    told = (tile for tile in shape.tiles if tile.is_keyed)
    found = [Keyed(int(one.mark.text) if one.mark else 0, one.name, line_at(at, one) if at and one.key else "") for one in told]
    return tuple(sorted(found, key=lambda one: one.number or len(found) + 1))


def _rect(box: Box) -> str:
    return f'<rect class="{box.look}" x="{box.x:f}" y="{box.y:f}" width="{box.width:f}" height="{box.height:f}"></rect>'


def _word(word: Word) -> str:
    return f'<text class="{word.anchor} {word.look}" x="{word.x:f}" y="{word.y:f}">{escape(word.text)}</text>'


def _stroke(one: Stroke) -> str:
    return f'<line class="{one.look}" x1="{one.x1:f}" y1="{one.y1:f}" x2="{one.x2:f}" y2="{one.y2:f}"></line>'


@register.inclusion_tag("comparisons/compare/chart.html")
def waterfall(fall: Fall, group: Group) -> dict[str, Any]:
    """How a change is made up: falls first, then rises, each the largest first, the rest in two bars."""
    start, end = (_total(point, group) for point in (fall.before, fall.after))
    bars = _bars(fall)
    wide, narrow = drawings.waterfall(start, bars, end)
    shown = _("、").join(f"{bar.name} {bar.written}" for bar in bars)
    return {
        "wide": wide,
        "narrow": narrow,
        "heading": _made_up(fall),
        "basis": _("各项差额，万元。横轴不从 0 起，两端的竖线是总数"),
        "name": _("{department}，{label}，{before} 到 {after} 年").format(
            department=group.department.name, label=_name_of(fall), before=fall.before.year, after=fall.after.year
        ),
        "description": _("从 {start} 万元开始：{parts}；到 {end} 万元。").format(start=start.written, parts=shown, end=end.written),
        "note": _counted(fall),
        "files": files_of(group, fall.after.key),
    }


def _total(point: Point, group: Group) -> Total:
    name = _("{year} 年{stage}").format(year=point.year, stage=stage_name(group.stage))
    return Total(name, (point.yuan or Decimal(0)) / WAN, wan(point.yuan))


def _bars(fall: Fall) -> list[Bar]:
    named = list(zip(fall.names, (part.contribution or Decimal(0) for part in fall.parts), strict=True))
    falls, rises = [part for part in named if part[1] < 0], [part for part in named if part[1] > 0]
    bars = [*_some(falls, "fall"), *_some(rises, "rise")]
    if fall.residual:
        bars.append(_bar(_("余差"), fall.residual, "residual"))
    return bars


def _some(parts: Sequence[tuple[str, Decimal]], look: Any) -> list[Bar]:
    """The largest, and one bar for the rest: a rest of one is shown by its name."""
    most = MOST_BARS if len(parts) > MOST_BARS + 1 else len(parts)
    bars = [_bar(line_name(name), amount, look) for name, amount in parts[:most]]
    rest = parts[most:]
    if not rest:
        return bars
    words = (
        ngettext("其余减少的 {count} 项", "其余减少的 {count} 项", len(rest))
        if look == "fall"
        else ngettext("其余增加的 {count} 项", "其余增加的 {count} 项", len(rest))
    )
    return [*bars, _bar(words.format(count=len(rest)), sum((amount for _name, amount in rest), Decimal(0)), look)]


def _bar(name: str, amount: Decimal, look: Any) -> Bar:
    arrow = {"rise": "↑ ", "fall": "↓ "}.get(look, "")
    return Bar(name, amount / WAN, f"{arrow}{signed_wan(amount)}", look)


def _made_up(fall: Fall) -> str:
    label, size = _name_of(fall), wan(abs(fall.difference))
    if fall.difference < 0:
        return _("{label}少了 {size} 万元，少在哪里").format(label=label, size=size)
    if fall.difference > 0:
        return _("{label}多了 {size} 万元，多在哪里").format(label=label, size=size)
    return _("{label}没有变，里面变了什么").format(label=label)


def _name_of(fall: Fall) -> str:
    """A headline figure by its name; a line of a table with the table's."""
    if fall.after.key in BY_KEY:
        return line_name(fall.after.label)
    return _("{table}的{line}").format(table=schedule_title(fall.after.basis.schedule), line=fall.after.label)


def _counted(fall: Fall) -> str:
    falls = sum((change.contribution or 0) < 0 for change in fall.parts)
    return _("{falls} 项减少，{rises} 项增加，{same} 项不变。按元相加，余差为 {residual} 元。").format(
        falls=falls, rises=len(fall.parts) - falls, same=fall.unchanged, residual=exact(fall.residual)
    )


@register.simple_tag
def highest(comparison: Comparison, key: str) -> Decimal | None:
    """The largest figure of a line in any group, for one scale; None where there is none."""
    points = (year.get(key) for group in comparison.groups for year in group.track.figures.values())
    return drawings.highest(point.yuan / WAN for point in points if point is not None and point.yuan is not None)


@register.inclusion_tag("comparisons/compare/chart.html")
def series_chart(group: Group, key: str, top: Decimal | None, several: bool) -> dict[str, Any]:
    """One line of one group through the years, from 0, with its breaks and gaps; with `several` groups named by the department."""
    marks = _marks(group.track, key)
    label = line_name(label_of(group.track, key))
    name = _("{department}，{line}").format(department=group.department.name, line=label)
    there = [mark for mark in marks if mark.value is not None]
    narrow = drawings.narrow_series(marks, top)
    return {
        "wide": None if several else drawings.wide_series(marks, top),
        "narrow": narrow,
        "slim": several,
        "heading": group.department.name if several else _from_to(label, marks),
        "basis": _("{stage}（{scope}），万元，从 0 起").format(stage=stage_name(group.stage), scope=scope_name(group.scope)),
        "name": name,
        "description": _("；").join(_("{year} 年 {amount} 万元").format(year=mark.year, amount=mark.written) for mark in there)
        or _("没有数"),
        "note": "".join([*_signs_of([narrow]), *_unknown_of(group.track, key)]),
        "empty": not there,
        "files": files_of(group, key) if there else (),
    }


def _signs_of(shapes: Sequence[Drawing]) -> list[str]:
    """What the signs in drawings of series mean, as far as they are there."""
    return [
        *([_("空心的点取自文件的文字，不是表格。")] if any(dot.hollow for one in shapes for dot in one.dots) else []),
        *([_("竖线之间灰底的一段口径变了，两边的数不能相比。")] if any(box.look == "band" for one in shapes for box in one.boxes) else []),
    ]


def _unknown_of(track: Track, *keys: str) -> list[str]:
    """Where figures of these lines are not joined, because nobody can know whether their basis changed; nothing where all are."""
    found = (
        _unheard(change) for step in track.steps for key in keys if (change := step.changes.of(key)) and change.after and change.before
    )
    years = dict.fromkeys(year for told in found if told for year in told.split("、"))
    return (
        [_("没有收录 {years} 年自己的现行文件，看不到它有没有写明口径变了，两边的点没有连起来。").format(years="、".join(years))]
        if years
        else []
    )


@register.simple_tag
def signs_of_sparks(track: Track, keys: Sequence[str]) -> str:
    """What the signs in the small drawings of these lines mean; "" where there is none."""
    drawn = [key for key in keys if is_drawn(track, key)]
    return "".join([*_signs_of([drawings.spark(_marks(track, key)) for key in drawn]), *_unknown_of(track, *drawn)])


def whose(group: Group | Makeup) -> str:
    """A group in an address: department, stage and scope."""
    return f"{group.department.pk}-{group.stage}-{group.scope}"


def files_of(group: Group | Makeup, key: str) -> tuple[tuple[str, str], ...]:
    """The addresses of a comparison's chart on its own: of a line of a group."""
    query = f"{group.question.query()}&{urlencode({'chart': key, 'of': whose(group)})}"
    kinds = ("SVG", "PNG", _("嵌入网页"))
    return tuple((name, f"{address}?{query}") for name, address in zip(kinds, _files(get_script_prefix()), strict=True))


@lru_cache(maxsize=16)
def _files(_prefix: str) -> tuple[str, ...]:
    """Where charts are had as files, and how they are embedded: asked for by each of the charts of a page."""
    return tuple(map(reverse, ("compare-svg", "compare-png", "compare-embedding")))


@register.simple_tag
def spark(track: Track, key: str) -> SafeString:
    """A line through the years, small, without an axis, from 0."""
    marks = _marks(track, key)
    there = [mark for mark in marks if mark.value is not None]
    words = _("；").join(_("{year} 年 {amount} 万元").format(year=mark.year, amount=mark.written) for mark in there)
    name = line_name(label_of(track, key))
    return drawing(drawings.spark(marks) if len(there) > 1 else None, "spark", name, words)


@register.filter
def is_drawn(track: Track, key: str) -> bool:
    """Whether a line is drawn: of one figure there is nothing to see."""
    return sum(mark.value is not None for mark in _marks(track, key)) > 1


def _from_to(label: str, marks: Sequence[Mark]) -> str:
    """The line with its first and last figure; without them where the basis changes between, or may have: they are not to be compared."""
    there = [mark for mark in marks if mark.value is not None]
    if not there or any(mark.joined in ("broken", "unheard") for mark in marks):
        return label
    first, last = there[0], there[-1]
    if first is last:
        return _("{label}：{year} 年 {amount} 万元").format(label=label, year=first.year, amount=first.written)
    return _("{label}：从 {first} 年的 {before} 万元到 {last} 年的 {after} 万元").format(
        label=label, first=first.year, before=first.written, last=last.year, after=last.written
    )


def _marks(track: Track, key: str) -> list[Mark]:
    return [_mark(track, key, year.year) for year in track.years]


def _mark(track: Track, key: str, year: int) -> Mark:
    point, step = track.figures[year].get(key), track.step_to(year)
    if point is None or point.yuan is None:
        return Mark(year, None)
    return Mark(year, point.yuan / WAN, wan(point.yuan), point.basis.source == "text", _joined(track, step, key, point))


def _unheard(change: Change) -> str:
    """The years without a document of their own that could say that the basis changed; "" for none."""
    return next((one.after for one in change.cautions if one.code == "not_collected"), "")


def _joined(track: Track, step: Step | None, key: str, point: Point) -> Any:
    change = step.changes.of(key) if step is not None else None
    if step is None or change is None:
        return ""
    if change.kind == "unlike":
        return "broken"
    if _unheard(change):
        return "unheard"
    if change.difference is None or change.kind in ("new", "ended") or step.after - step.before > 1:
        return ""
    before = track.figures[step.before].get(key)
    from_text = "text" in (point.basis.source, before.basis.source if before else "")
    return "dotted" if from_text else "line"
