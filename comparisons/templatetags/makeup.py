"""What a year is made up of, as drawings: a line by its parts as areas, and income through the department to expenditure as ribbons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from budgets.templatetags.figures import exact, wan
from budgets.titles import schedule_title
from comparisons.changes import ZERO, Point
from comparisons.columns import MEASURES, measure_name
from comparisons.comparison import Comparison
from comparisons.flow import Flow, Side
from comparisons.indicators import without_ordinal
from comparisons.makeup import SUMMARY, Makeup, of_comparison
from comparisons.measures import share_of
from comparisons.parts import Part, Parts
from comparisons.sankey import Stream, fewer, sankey
from comparisons.templatetags.changes import number2
from comparisons.templatetags.charts import files_of, keyed
from comparisons.templatetags.compare import line_name, scope_name, side_name, stage_name
from comparisons.treemap import SMALL, Piece, arranged, treemap

register = template.Library()

PARTS, FLOW = "parts", "flow"
"""By which name each is asked for alone, where other charts go by their line."""
MOST_ROWS: Final = 60
"""So many lines stand in the table below; of more only those that are seen in the drawing."""
MOST_NAMES: Final = 12
"""So many are named of the parts that are drawn as one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table below a drawing: a line with its share of the whole, or what is none of them and has an amount (in 元)."""

    label: str
    point: Point | None
    share: Decimal | None
    depth: int = 0
    amount: Decimal | None = None
    is_total: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The rows of a side, or all of them."""

    name: str
    rows: tuple[Row, ...]


@register.simple_tag
def makeup_of(comparison: Comparison) -> Makeup | None:
    """What the last year of a comparison is made up of, where that is drawn."""
    return of_comparison(comparison)


@register.inclusion_tag("comparisons/compare/makeup.html")
def makeup(one: Makeup, with_table: bool, together: Sequence[Makeup] = ()) -> dict[str, Any]:
    """What a year is made up of, drawn; with the table of it where the page has none of its own. `together` are all that stand on the page:
    below each is said where their wholes differ."""
    chart = drawn(one)
    chart["note"] = " ".join(filter(None, (chart["note"], _said_of_both(together))))
    return {**chart, "one": one, "with_table": with_table, "sides": _table(one) if with_table else ()}


def drawn(one: Makeup) -> dict[str, Any]:
    """The drawings with their words, as those of other charts."""
    basis = {"stage": stage_name(one.stage), "scope": scope_name(one.scope), "table": schedule_title(one.question.schedule)}
    if one.parts is not None:
        words = _("{stage}（{scope}），{table}，{measure}，万元。面积就是数的大小").format(
            **basis, measure=measure_name(one.question.column)
        )
        return {**_parts(one, one.parts), "basis": words}
    if one.flow is not None:
        words = _("{stage}（{scope}），{table}，万元。带的宽窄就是数的大小").format(**basis)
        return {**_flow(one, one.flow), "basis": words}
    raise ValueError("neither parts nor a flow")


def _table(one: Makeup) -> tuple[RowsOf, ...]:
    if one.parts is not None:
        return (RowsOf("", tuple(_rows_of_parts(one.parts))),)
    both = one.flow if one.flow is not None and one.flow.is_drawn else None
    return tuple(RowsOf(side_name(side.way), tuple(_rows_of_side(side, both.whole))) for side in both.sides) if both else ()


def _said_of_both(together: Sequence[Makeup]) -> str:
    """By how much the whole of the parts and that of both sides differ, and to which income that amounts; "" where they do not."""
    areas, ribbons = (next((one for one in together if bool(one.flow) is is_flow), None) for is_flow in (False, True))
    if areas is None or areas.parts is None or ribbons is None or ribbons.flow is None or not ribbons.flow.is_drawn:
        return ""
    amount, whole = areas.parts.amount, ribbons.flow.whole
    if amount == whole:
        return ""
    lines = _amounting_to(whole - amount, ribbons.flow.income.lines, amount)
    names = _("、").join(f"“{_name_in(ribbons.flow.income, point)}”" for point in lines)
    said = _("两张图的总数不同：{table}是 {amount} 万元，{other}是 {whole} 万元，相差 {difference} 万元")
    told = said.format(
        table=schedule_title(areas.question.schedule),
        amount=wan(amount),
        other=schedule_title(ribbons.question.schedule),
        whole=wan(whole),
        difference=wan(abs(whole - amount)),
    )
    return told + (_("，数额等于收入里的{names}").format(names=names) if names else "") + _("。")


def _amounting_to(difference: Decimal, lines: Sequence[Point], amount: Decimal) -> Sequence[Point]:
    """The income that amounts to a difference: all that is left beside the one line that is the smaller whole, else one line alone."""
    own = next((point for point in lines if point.yuan == amount), None)
    others = [point for point in lines if point is not own]
    if own is not None and difference > 0 and sum((point.yuan or ZERO for point in others), ZERO) == difference:
        return others
    alike = [point for point in lines if point.yuan == difference]
    return alike if len(alike) == 1 else ()


# Parts of a line


def _parts(one: Makeup, found: Parts) -> dict[str, Any]:
    names = {part.point.key: line_name(part.point.label) for part in found.parts}
    gather = partial(_others, names)
    pieces = arranged([*(_piece(part, found) for part in found.parts), *_residual(found)], found.whole.key, gather)
    wide, narrow = treemap(pieces)
    whole, amount = _whole(one, found), wan(found.amount)
    at = f"{reverse('compare')}?{one.question.query(under='', depth=0)}&under="
    return {
        "wide": wide,
        "narrow": narrow,
        "heading": _("{year} 年{whole} {amount} 万元，最大的一块是{name}").format(
            year=one.year, whole=whole, amount=amount, name=line_name(found.parts[0].point.label)
        ),
        "name": _("{department}，{year} 年{whole}的各部分").format(department=one.department.name, year=one.year, whole=whole),
        "description": _("；").join(piece.told for piece in pieces),
        "note": "".join(_said_of_parts(found, whole)),
        "at": at,
        "keys": (("broad", keyed(wide, at)), ("slender", keyed(narrow, at))),
        "files": files_of(one, PARTS),
    }


def _whole(one: Makeup, found: Parts) -> str:
    """What is drawn, with the column where that is not all of it: 基本支出 is never called 支出."""
    measure, is_all = measure_name(one.question.column), one.question.column == "total"
    if one.question.layout.under:
        line = line_name(found.whole.label)
        return line if is_all else _("{line}（{measure}）").format(line=line, measure=measure)
    if one.question.schedule == "expenditure" and is_all:
        return _("支出")
    return _("{table}的{line}").format(table=schedule_title(one.question.schedule), line=measure)


def _piece(part: Part, found: Parts, over: str = "") -> Piece:
    name, written = line_name(part.point.label), wan(part.yuan)
    whole_name = f"{over} › {name}" if over else name
    share = share_of(part.point, found.whole).number if _is_seen(part, found) else None  # of hundreds most are gathered, and not told
    words = _("{name}，{amount} 万元，占 {share}%") if share is not None else _("{name}，{amount} 万元")
    told = words.format(name=whole_name, amount=written, share=number2(share))
    return Piece(part.point.key, name, written, told, part.yuan, pieces=tuple(_piece(one, found, name) for one in part.parts))


def _others(wholes: Mapping[str, str], key: str, small: Sequence[Piece]) -> Piece:
    """Several small ones, which lead to what they are parts of; `wholes` are the names of the lines that have parts."""
    amount = sum((piece.amount for piece in small), ZERO)
    name = _others_of(len(small))
    names = tuple(piece.name for piece in small)
    some = _("、").join(names[:MOST_NAMES]) + (_("等") if len(names) > MOST_NAMES else "")
    whole_name = f"{wholes[key]} › {name}" if key in wholes else name
    told = _("{name}（{names}），{amount} 万元").format(name=whole_name, names=some, amount=wan(amount))
    return Piece(key, name, wan(amount), told, amount, names=names)


def _others_of(count: int) -> str:
    return ngettext("其他 {count} 项", "其他 {count} 项", count).format(count=count)


def _residual(found: Parts) -> Iterator[Piece]:
    """What the parts lack of the line, unless rounding explains it: that has no area to be seen."""
    if found.residual > 0 and not found.is_rounding:
        amount = wan(found.residual)
        told = _("{name}，{amount} 万元").format(name=_("差额"), amount=amount)
        yield Piece("", _("差额"), amount, told, found.residual, "residual")


def _said_of_parts(found: Parts, whole: str) -> Iterator[str]:
    if found.below_zero:
        names = _("、").join(f"{line_name(point.label)} {wan(point.yuan)}" for point in found.below_zero)
        yield _("负数没有面积，图里没有：{names}。").format(names=names)
    residual = exact(abs(found.residual))
    if found.residual and found.is_rounding:
        yield _("各部分按元相加，与{whole}差 {residual} 元，是四舍五入。").format(whole=whole, residual=residual)
    elif found.residual > 0:
        yield _("各部分按元相加，比{whole}少 {residual} 元，图里写作“差额”。").format(whole=whole, residual=residual)
    elif found.residual < 0:
        yield _("各部分按元相加，比{whole}多 {residual} 元，图里分不出来。").format(whole=whole, residual=residual)


def _rows_of_parts(found: Parts) -> Iterator[Row]:
    many = sum(1 + len(part.parts) for part in found.parts) > MOST_ROWS
    for part in found.parts:
        if not many or _is_seen(part, found):
            yield _row(part, found, 0)
            yield from (_row(one, found, 1) for one in part.parts if not many or _is_seen(one, found))
    unseen = [part for part in found.parts if many and not _is_seen(part, found)]
    if unseen:
        yield Row(_others_of(len(unseen)), None, None, amount=sum((part.yuan for part in unseen), ZERO))
    for point in found.below_zero:
        yield Row(point.label, point, share_of(point, found.whole).number, leads=True)
    if found.residual and not found.is_rounding:
        yield Row(_("差额"), None, None, amount=found.residual)
    yield Row(found.whole.label, found.whole, share_of(found.whole, found.whole).number, is_total=True)


def _row(part: Part, found: Parts, depth: int) -> Row:
    return Row(part.point.label, part.point, share_of(part.point, found.whole).number, depth, leads=True)


def _is_seen(part: Part, found: Parts) -> bool:
    return part.yuan >= SMALL * found.amount


# From income to expenditure


def _flow(one: Makeup, found: Flow) -> dict[str, Any]:
    amount, schedule = wan(found.whole), one.question.schedule
    asks = _("{year} 年的 {amount} 万元从哪里来，到哪里去")
    if schedule != SUMMARY:
        asks = _("{year} 年{table}的 {amount} 万元从哪里来，到哪里去")
    middle = Stream(one.department.name, _("{amount} 万元").format(amount=amount), found.whole)
    wide, narrow = sankey(_streams(found.income), middle, _streams(found.expenditure)) if found.is_drawn else (None, None)
    told = (
        _("{side}：{lines}").format(side=side_name(side.way), lines=_("、").join(f"{one.name} {one.written}" for one in _streams(side)))
        for side in found.sides
    )
    return {
        "wide": wide,
        "narrow": narrow,
        "empty": not found.is_drawn,
        "heading": asks.format(year=one.year, table=schedule_title(schedule), amount=amount),
        "name": _("{department}，{year} 年从收入到支出").format(department=one.department.name, year=one.year),
        "description": _("；").join(told) if found.is_drawn else "".join(_why_not_drawn(found)),
        "note": "".join(_said_of_flow(found)) if found.is_drawn else "",
        "files": files_of(one, FLOW) if found.is_drawn else (),
    }


def _streams(side: Side) -> list[Stream]:
    lines = [Stream(_name_in(side, point), wan(point.yuan), point.yuan or ZERO) for point in side.lines]
    if side.residual > 0 and not side.is_rounding:
        lines.append(Stream(_("差额"), wan(side.residual), side.residual, "residual"))
    return fewer(lines, _other_streams)


def _name_in(side: Side, point: Point) -> str:
    """A line as the document names it, without its number; one of the standard's own in the reader's language, where that is another."""
    item = point.key.removeprefix(f"{side.way}:")
    is_printed = (get_language() or "zh-hans").startswith("zh") or item not in MEASURES
    return line_name(without_ordinal(point.label)) if is_printed else measure_name(item)


def _other_streams(small: Sequence[Stream]) -> Stream:
    amount = sum((one.amount for one in small), ZERO)
    return Stream(_others_of(len(small)), wan(amount), amount)


def _said_of_flow(found: Flow) -> Iterator[str]:
    """Whether both sides come to the whole, and what it is where they do not."""
    for side in found.sides:
        if side.residual and side.is_rounding:
            words = _("{side}各项按元相加，与 {whole} 万元差 {residual} 元，是四舍五入。")
            yield words.format(side=side_name(side.way), whole=wan(found.whole), residual=exact(abs(side.residual)))
        elif side.residual:
            words = _("{side}各项按元相加，比 {whole} 万元少 {residual} 元，图里写作“差额”。")
            yield words.format(side=side_name(side.way), whole=wan(found.whole), residual=exact(side.residual))
        if side.total is None or side.total.yuan is None:
            yield _("{side}总计没有印出数。").format(side=side_name(side.way))
        elif side.total.yuan != found.whole:
            yield _("{side}总计印的是 {amount} 万元，与另一边不相等。").format(side=side_name(side.way), amount=wan(side.total.yuan))
    if not any(side.residual for side in found.sides):
        yield _("两边的各项按元相加，都正好是 {whole} 万元。").format(whole=wan(found.whole))


def _why_not_drawn(found: Flow) -> Iterator[str]:
    for side in found.sides:
        if side.residual < 0 and not side.is_rounding:
            words = _("没有画图：{side}各项按元相加，比 {whole} 万元多 {residual} 元，有的行是别的行的一部分，或者印错了。")
            yield words.format(side=side_name(side.way), whole=wan(found.whole), residual=exact(-side.residual))


def _rows_of_side(side: Side, whole: Decimal) -> Iterator[Row]:
    for point in side.lines:
        share = share_of(point, side.total).number if side.total is not None and side.total.yuan == whole else None
        yield Row(point.label, point, share)
    if side.residual and not side.is_rounding:
        yield Row(_("差额"), None, None, amount=side.residual)
    if side.total is not None:
        yield Row(side.total.label, side.total, None, is_total=True)
