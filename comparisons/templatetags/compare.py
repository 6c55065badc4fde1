"""Years side by side as they stand on pages: cells, what a document claims beside what we compute, and charts."""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.models import Scope, Stage
from budgets.money import as_printed
from budgets.schedules import SCHEDULES
from budgets.templatetags.figures import MINUS, exact, signed_wan, wan, where
from comparisons import drawings
from comparisons.alike import Perhaps
from comparisons.asked import Question
from comparisons.changes import Change, Point
from comparisons.comparison import Comparison, FigureCell, PerCell, Remark
from comparisons.denominators import Counted, Denominator, Per
from comparisons.drawings import Bar, Drawing, Mark, Total
from comparisons.groups import Group
from comparisons.indicators import BY_KEY
from comparisons.matrix import Fall, Step, Track
from comparisons.measures import Line, Measured
from comparisons.once import Overlap, Summand
from comparisons.prices import InPricesOf
from comparisons.spent import FIGURES, SpentNote
from comparisons.stated import Check, Claim
from comparisons.templatetags.changes import (
    APART,
    NO_RATE,
    VERDICTS,
    caution_text,
    difference_text,
    evidence_url,
    number2,
    shown,
    title,
    why_none,
)
from comparisons.templatetags.changes import figure as point_of_page
from comparisons.volume import TableRead

register = template.Library()

WAN: Final = Decimal(10_000)
MOST_BARS: Final = 6
MOST_NAMED: Final = 3
ABSENT: Final = {
    "no_document": gettext_lazy("未收录"),
    "withdrawn": gettext_lazy("已撤回"),
    "incomplete": gettext_lazy("前身不全"),
    "no_table": gettext_lazy("无此表"),
    "no_column": gettext_lazy("无此项"),
    "empty_table": gettext_lazy("空表"),
    "no_line": gettext_lazy("无此行"),
    "not_stated": gettext_lazy("未写明"),
}
HATCHED: Final = ("no_document", "withdrawn", "incomplete", "no_table", "no_column", "no_line")
SIDES: Final = {"income": gettext_lazy("收入"), "expenditure": gettext_lazy("支出")}
CARRY_OVER: Final = {
    "included": gettext_lazy("含上年结转"),
    "excluded": gettext_lazy("不含上年结转"),
    None: gettext_lazy("结转未写明"),
}
MEASURES: Final = {
    "total": gettext_lazy("合计"),
    "basic": gettext_lazy("基本支出"),
    "project": gettext_lazy("项目支出"),
    "personnel": gettext_lazy("人员经费"),
    "operating": gettext_lazy("公用经费"),
    "fiscal": gettext_lazy("财政拨款"),
    "general": gettext_lazy("一般公共预算"),
    "fund": gettext_lazy("政府性基金"),
    "capital": gettext_lazy("国有资本经营预算"),
    "special_account": gettext_lazy("财政专户"),
    "business": gettext_lazy("事业收入"),
    "operation": gettext_lazy("事业单位经营"),
    "superior": gettext_lazy("上级补助"),
    "subordinate": gettext_lazy("附属单位上缴"),
    "other": gettext_lazy("其他收入"),
    "unit_funds": gettext_lazy("单位资金"),
    "carryover": gettext_lazy("上年结转"),
    "current": gettext_lazy("当年安排"),
    "abroad": gettext_lazy("因公出国（境）"),
    "reception": gettext_lazy("公务接待"),
    "vehicles": gettext_lazy("公务用车购置及运行"),
    "vehicle_purchase": gettext_lazy("公务用车购置"),
    "vehicle_running": gettext_lazy("公务用车运行"),
    "meetings": gettext_lazy("会议费"),
    "training": gettext_lazy("培训费"),
    "agency_running": gettext_lazy("机关运行经费"),
    "three_public": gettext_lazy("“三公”经费"),
    "own_reserves": gettext_lazy("使用非财政拨款结余"),
    "to_superior": gettext_lazy("上缴上级"),
    "to_subordinate": gettext_lazy("对附属单位补助"),
    "operating_expense": gettext_lazy("经营支出"),
    "reserve": gettext_lazy("预留机动经费"),
    "carried_forward": gettext_lazy("结转下年"),
    "adjusted_budget": gettext_lazy("调整预算数"),
    "amount": gettext_lazy("金额"),
    "previous": gettext_lazy("上年数"),
    "budget": gettext_lazy("预算数"),
    "final": gettext_lazy("决算数"),
}


# Words


@register.filter
def stage_name(stage: str) -> str:
    """预算 or 决算."""
    return str(Stage(stage).label) if stage else ""


@register.filter
def scope_name(scope: str) -> str:
    """部门 or 单位."""
    return str(Scope(scope).label) if scope else ""


@register.simple_tag
def group_name(group: Group) -> str:
    """A department on one basis, in words: no other of a page has the same."""
    kind = {"department": group.department.name, "stage": stage_name(group.stage), "scope": scope_name(group.scope)}
    return _("{department}，{stage}（{scope}）").format(**kind) if group.stage else group.department.name


@register.filter
def side_name(side: str) -> str:
    """收入 or 支出, of a table with both."""
    return str(SIDES.get(side, ""))


@register.filter
def measure_name(measure: str) -> str:
    """A column in words, from its outermost head to its innermost; the words of the document's own heads stay as they are."""
    return " › ".join(str(MEASURES.get(part, part)) for part in measure.split("."))


@register.filter
def carry_over_name(carry_over: str | None) -> str:
    """What a table's title says of last year's carry-over."""
    return str(CARRY_OVER[carry_over])


@register.simple_tag
def lines_name(question: Question) -> str:
    """What is compared line by line: headline figures by their names where some were asked for and they are few, or a column of a table."""
    if question.schedule:
        return _("{table}，{measure}").format(table=SCHEDULES[question.schedule].title, measure=measure_name(question.column))
    if not question.lines or len(question.lines) > MOST_NAMED:
        return _("主要的数")
    return _("、").join(_(BY_KEY[key].name) for key in question.lines)


@register.filter
def table_name(schedule: str) -> str:
    """The usual name of a standard table."""
    return SCHEDULES[schedule].title


@register.simple_tag
def years_name(years: Sequence[int]) -> str:
    """Years in words: from the first to the last where none between is left out, else one by one."""
    if len(years) > 2 and len(years) == years[-1] - years[0] + 1:
        return _("{first}–{last} 年").format(first=years[0], last=years[-1])
    return _("{years} 年").format(years=_("、").join(str(year) for year in years))


@register.simple_tag
def line_of(comparison: Comparison, key: str) -> str:
    """The name of a line that is drawn."""
    names = (_label(group.track, key) for group in comparison.groups)
    return line_name(next((name for name in names if name), ""))


@register.filter
def line_name(label: str) -> str:
    """The name of a headline figure, translated; names of printed lines stay as printed, and where a row has none that is said."""
    return _(label) if label in _INDICATOR_NAMES else label or _("（没有写名称的行）")


_INDICATOR_NAMES: Final = frozenset(indicator.name for indicator in (*BY_KEY.values(), *FIGURES))
AGAINST: Final = {"budget": gettext_lazy("对年初预算"), "adjusted_budget": gettext_lazy("对调整预算")}


@register.filter
def against_name(plan: str) -> str:
    """Against which plan an execution rate is."""
    return str(AGAINST[plan])


@register.simple_tag
def spent_note_text(note: SpentNote) -> str:
    """What must be known of an execution rate, with its year and line."""
    text = caution_text(note.caution) if note.caution.code in APART else difference_text(note.caution)
    return _("{year} 年，{line}：{caution}").format(year=note.year, line=line_name(note.label), caution=text)


INSIDE: Final = {
    "own_unit": gettext_lazy("{whole}的部门数已含本级，本级的单位数在其中，两者不能相加。"),
    "subordinate": gettext_lazy("{part}是{whole}的下属单位，它的数已在{whole}的部门数里，两者不能相加。"),
    "same_figure": gettext_lazy("{years}，{whole}和{part}的数是同一个数，出自机构变动以前的同一份文件，不能相加。"),
    "added_up": gettext_lazy("{years}是合并以前，{part}的数已加在{whole}的数里，两者不能相加。"),
    "not_known": gettext_lazy("没有登记{part}是不是{whole}的下属单位：如果是，它的数已在部门数里，两者不能相加。"),
}


@register.filter
def inside_texts(overlaps: Sequence[Overlap]) -> list[str]:
    """Which figures must not be added, in sentences; those of which it is not known in one for all parts beside the same wholes."""
    certain = [
        str(INSIDE[one.why]).format(whole=one.whole.name, part=one.part.name, years=years_name(one.years))
        for one in overlaps
        if one.is_certain
    ]
    doubts: dict[Summand, list[str]] = {}
    for one in overlaps:
        if not one.is_certain:
            doubts.setdefault(one.part, []).append(one.whole.name)
    beside: dict[tuple[str, ...], list[str]] = {}
    for part, wholes in doubts.items():
        beside.setdefault(tuple(wholes), []).append(part.name)
    comma = _("、")
    unsure = (str(INSIDE["not_known"]).format(whole=comma.join(wholes), part=comma.join(parts)) for wholes, parts in beside.items())
    return [*certain, *unsure]


@register.simple_tag
def remark_text(remark: Remark, several: bool) -> str:
    """A caution with the years, and where there are several departments with the department, that it is about."""
    years = f"{remark.step.before}→{remark.step.after}"
    who = _("{department}，{years}").format(department=remark.group.department.name, years=years) if several else years
    return _("{who}：{caution}").format(who=who, caution=caution_text(remark.caution))


# Cells


@register.inclusion_tag("comparisons/figure.html")
def cell_figure(cell: FigureCell) -> dict[str, Any]:
    """A figure with its link, or the word for why there is none: an empty table leads to its page."""
    if cell.point is not None:
        return point_of_page(cell.point)
    return {"absent": ABSENT[cell.absent]}


@register.filter
def is_hatched(cell: FigureCell) -> bool:
    """Whether there is nothing to be opened."""
    return cell.point is None and cell.absent in HATCHED


@register.filter
def table_url(table: TableRead) -> str:
    """The page of the document on which a table stands."""
    anchor = f"#L{table.line}" if table.line else ""
    return reverse("document-page", args=(table.document, table.pages[0])) + anchor if table.pages else ""


@register.filter
def step_word(change: Change) -> str:
    """Why there is no difference, in a word."""
    if change.kind == "unknown":
        return _("无上年") if change.before is None else _("无本年")
    if change.kind == "blank":
        return _("空白")
    if change.kind == "unlike":
        return _why_unlike({caution.code for caution in change.cautions})
    return ""


def _why_unlike(codes: Set[str]) -> str:
    if codes & {"split", "transfer", "merge_unclear"}:
        return _("机构有变")
    return _("不同阶段") if "stage" in codes else str(NO_RATE["unlike"])


@register.filter
def claimed(claims: Sequence[Claim]) -> list[tuple[Claim, Check]]:
    """What sentences say of a change: each of their figures but the amount itself, once."""
    found: dict[object, tuple[Claim, Check]] = {}
    for claim in claims:
        for check in claim.checks:
            found.setdefault((check.what, check.stated, check.verdict), (claim, check))
    return [(claim, check) for claim, check in found.values() if check.what != "amount"]


@register.simple_tag
def claim_mark(claim: Claim, check: Check) -> SafeString:
    """One figure that a sentence gives of a change, with its verdict as a sign; a link to the sentence."""
    word = str(VERDICTS[check.verdict])
    stated = as_printed(abs(check.stated), claim.said.text)
    sign = "+" if check.stated > 0 else MINUS if check.stated < 0 else ""
    said = f"{sign}{stated}%" if check.what == "percent" else f"{sign}{stated}"
    return format_html(
        '<a class="fig said {}" href="{}" title="{}">{} {}</a>',
        check.verdict,
        reverse("evidence-statement", args=(claim.said.id,)),
        _("文件写 {said} {unit}：{verdict}").format(said=said, unit="" if check.what == "percent" else _(claim.said.unit), verdict=word),
        word[0],
        said,
    )


@register.filter
def signed_exact(yuan: Decimal | None) -> str:
    """元, exact, with its sign."""
    return "" if yuan is None else f"+{exact(yuan)}" if yuan > 0 else exact(yuan)


@register.simple_tag
def base_note(base: Point) -> SafeString:
    """The earlier figure of a difference, where the year's column shows another one."""
    if base.evidence is None:
        return format_html('<span class="basis">{} <span title="{}">{}</span></span>', _("比"), title(base), wan(base.yuan))
    href = reverse(f"evidence-{base.evidence.kind}", args=(base.evidence.id,))
    link = format_html('<a class="fig" href="{}" title="{}">{}</a>', href, title(base), wan(base.yuan))
    return format_html('<span class="basis">{} {}</span>', _("比"), link)


@register.simple_tag
def query(comparison: Comparison, **other: Any) -> str:
    """The address of the same comparison with some of it changed; a single year, department or measure is given as it is."""
    return "?" + comparison.question.query(**other)


@register.simple_tag
def all_years_query(comparison: Comparison) -> str:
    """The address of the same departments in all years, stages and scopes."""
    return query(comparison, years=(), stages=(), scopes=())


@register.simple_tag
def pair_query(group: Group, step: Step) -> str:
    """The address of the comparison of two years of a department on one basis."""
    asked = Question((group.department.pk,), (step.before, step.after), (group.stage,), (group.scope,))
    return "?" + asked.query()


# Why


BECAUSE: Final = {
    "code": gettext_lazy("项目编码相同"),
    "spelling": gettext_lazy("只差空白和标点"),
    "year": gettext_lazy("去掉年份后相同"),
    "ordinal": gettext_lazy("去掉期次后相同"),
    "bracket": gettext_lazy("去掉末尾的括号后相同"),
}


@register.simple_tag
def because_text(pair: Perhaps) -> str:
    """Why a project that ended and one that began are perhaps one, and whether there are others that could be."""
    reasons = _("、").join(str(BECAUSE[one]) for one in pair.because)
    if not pair.rivals:
        return _("可能是同一个项目：{reasons}。").format(reasons=reasons)
    return _("可能是同一个项目：{reasons}；还有别的项目也这样相近，分不清是哪一个。").format(reasons=reasons)


# In prices of a year


@register.simple_tag
def prices_label(prices: InPricesOf) -> str:
    """In which prices amounts are told, and by which index."""
    return _(prices.label).format(year=prices.year)


@register.filter
def with_steps(line: Line, group: Group) -> list[tuple[Measured, Step | None]]:
    """Each year of a line with the step that ends with it."""
    return [(measured, group.track.step_to(measured.year)) for measured in line.years]


@register.simple_tag
def real_figure(measured: Measured, group: Group, key: str) -> SafeString:
    """An amount in prices of a year in 万元, a link to where it is printed in its own; or the word for why there is none."""
    point = measured.point
    if measured.amount.number is None:
        return format_html('<span class="none">{}</span>', _no_figure(measured.year, group, key) if point is None else shown(point)[0])
    text = wan(measured.amount.number)
    if point is None or point.evidence is None:
        return format_html("{}", text)
    return format_html('<a class="fig" href="{}" title="{}">{}</a>', evidence_url(point.evidence), title(point), text)


def _no_figure(number: int, group: Group, key: str) -> str:
    year = next(year for year in group.years if year.year == number)
    return str(ABSENT[group.absent(year, key)[0]])


# Per vehicle, per head


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
        return format_html('<span class="none">{}</span>', _no_figure(cell.year.year, group, key))
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


@register.filter
def sign_of(number: Decimal) -> str:
    """rise, fall or even."""
    return "rise" if number > 0 else "fall" if number < 0 else "even"


# Charts


@register.inclusion_tag("comparisons/compare/drawing.html")
def drawing(shape: Drawing, look: str, name: str, description: str) -> dict[str, Any]:
    """A drawing with its name and what it shows, in words."""
    return {"shape": shape, "look": look, "name": name, "description": description}


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
    return _("{table}的{line}").format(table=SCHEDULES[fall.after.basis.schedule].title, line=fall.after.label)


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
    wide, narrow = drawings.series(marks, top)
    label = line_name(_label(group.track, key))
    name = _("{department}，{line}").format(department=group.department.name, line=label)
    there = [mark for mark in marks if mark.value is not None]
    return {
        "wide": None if several else wide,
        "narrow": narrow,
        "slim": several,
        "heading": group.department.name if several else _from_to(label, there),
        "basis": _("{stage}（{scope}），万元，从 0 起").format(stage=stage_name(group.stage), scope=scope_name(group.scope)),
        "name": name,
        "description": _("；").join(_("{year} 年 {amount} 万元").format(year=mark.year, amount=mark.written) for mark in there)
        or _("没有数"),
        "note": "",
        "empty": not there,
    }


@register.inclusion_tag("comparisons/compare/drawing.html")
def spark(track: Track, key: str) -> dict[str, Any]:
    """A line through the years, small, without an axis, from 0."""
    marks = _marks(track, key)
    there = [mark for mark in marks if mark.value is not None]
    words = _("；").join(_("{year} 年 {amount} 万元").format(year=mark.year, amount=mark.written) for mark in there)
    name = line_name(_label(track, key))
    return {"shape": drawings.spark(marks) if len(there) > 1 else None, "look": "spark", "name": name, "description": words}


def _label(track: Track, key: str) -> str:
    if key in BY_KEY:
        return BY_KEY[key].name
    points = (track.figures[year.year].get(key) for year in reversed(track.years))
    return next((point.label for point in points if point is not None), "")


def _from_to(label: str, there: Sequence[Mark]) -> str:
    if not there:
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


def _joined(track: Track, step: Step | None, key: str, point: Point) -> Any:
    change = step.changes.of(key) if step is not None else None
    if step is None or change is None:
        return ""
    if change.kind == "unlike":
        return "broken"
    if change.difference is None or change.kind in ("new", "ended") or step.after - step.before > 1:
        return ""
    before = track.figures[step.before].get(key)
    from_text = "text" in (point.basis.source, before.basis.source if before else "")
    return "dotted" if from_text else "line"
