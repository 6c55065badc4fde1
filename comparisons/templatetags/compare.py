"""Years side by side as they stand on pages: words, cells, and what a document claims beside what we compute."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from decimal import Decimal
from html import escape  # Django's own asks of each text whether it is lazy
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.languages import run_on
from budgets.models import Department, Edition, Scope, Stage
from budgets.moments import asked_for
from budgets.money import as_printed, round_half_up
from budgets.templatetags.figures import MINUS, behind, breakable, exact, signed, wan
from budgets.titles import schedule_title
from comparisons.alike import Perhaps
from comparisons.asked import Question
from comparisons.changes import Change, Point
from comparisons.columns import measure_name
from comparisons.comparison import Comparison, FigureCell, Remark, StepCell
from comparisons.groups import Group
from comparisons.indicators import BY_KEY
from comparisons.matrix import Step, Track
from comparisons.measures import Line, Measured
from comparisons.once import Overlap, Summand
from comparisons.prices import Factor, InPricesOf
from comparisons.spent import FIGURES, SpentNote
from comparisons.stated import Check, Claim
from comparisons.templatetags.changes import (
    APART,
    NO_RATE,
    OVER_BREAK,
    VERDICTS,
    address,
    caution_text,
    difference_text,
    direction,
    evidence_url,
    figure_of_year,
    is_repeated,
    rate,
    shown,
    title,
    without_rate,
)
from comparisons.templatetags.changes import difference as difference_of
from comparisons.templatetags.changes import figure as point_of_page
from comparisons.templatetags.changes import no_figure as no_figure_word
from comparisons.volume import TableRead

register = template.Library()
register.filter(measure_name)

MOST_NAMED: Final = 3
UPRIGHT, ACROSS, POSTER = 8, 18, 36
"""So many columns of figures have room on A4 upright, on A4 across and on A3 across, in the type of the print rules of `compare.css`."""
FACTOR_DECIMALS: Final = 6
ABSENT: Final = {
    "no_document": gettext_lazy("未收录"),
    "withdrawn": gettext_lazy("已撤回"),
    "received": gettext_lazy("收到，待审核"),
    "put_away": gettext_lazy("收到，未采用"),
    "incomplete": gettext_lazy("前身不全"),
    "no_table": gettext_lazy("无此表"),
    "no_column": gettext_lazy("无此项"),
    "empty_table": gettext_lazy("空表"),
    "no_line": gettext_lazy("无此行"),
    "same_name": gettext_lazy("同名另列"),
    "not_stated": gettext_lazy("未写明"),
}
HATCHED: Final = ("no_document", "withdrawn", "received", "put_away", "incomplete", "no_table", "no_column", "no_line")
WAITS: Final = {
    "received": gettext_lazy("文件收到了，审核公布以前不显示它的内容"),
    "put_away": gettext_lazy("收到的文件没有采用，例如重复的"),
}
"""What these absences mean, where a page has them: in the words of the map of what is kept."""
SIDES: Final = {"income": gettext_lazy("收入"), "expenditure": gettext_lazy("支出")}
CARRY_OVER: Final = {
    "included": gettext_lazy("含上年结转"),
    "excluded": gettext_lazy("不含上年结转"),
    None: gettext_lazy("结转未写明"),
}


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
def carry_over_name(carry_over: str | None) -> str:
    """What a table's title says of last year's carry-over."""
    return str(CARRY_OVER[carry_over])


@register.simple_tag
def lines_name(question: Question) -> str:
    """What is compared line by line: headline figures by their names where some were asked for and they are few, or a column of a table."""
    if question.schedule:
        return _("{table}，{measure}").format(table=schedule_title(question.schedule), measure=measure_name(question.column))
    if not question.lines or len(question.lines) > MOST_NAMED:
        return _("主要的数")
    return _("、").join(_(BY_KEY[key].name) for key in question.lines)


@register.filter
def paper(comparison: Comparison) -> str:
    """On which paper the table by lines is printed, so that no column is cut off: "" upright, `across` on its side, `poster` on twice the
    size, which printers scale down; `unprinted` where no type that can be read has room for all columns."""
    columns = comparison.figure_columns
    if columns <= UPRIGHT and not comparison.several:
        return ""
    return "across" if columns <= ACROSS else "poster" if columns <= POSTER else "unprinted"


@register.simple_tag
def years_name(years: Sequence[int]) -> str:
    """Years in words: from the first to the last where none between is left out, else one by one."""
    if len(years) > 2 and len(years) == years[-1] - years[0] + 1:
        return _("{first}–{last} 年").format(first=years[0], last=years[-1])
    return _("{years} 年").format(years=_("、").join(str(year) for year in years))


@register.filter
def from_text_texts(found: Comparison, figures: str) -> list[str]:
    """From which document's text figures of which years are taken; `figures` names them."""
    told = (
        (found.from_text(own=True), _("{years}：{figures}取自当年自己文件的文字，不是表格。")),
        (found.from_text(own=False), _("{years}：{figures}取自下一年文件的文字，不是当年自己的文件。")),
    )
    return [text.format(years=years_name(years), figures=figures) for years, text in told if years]


@register.simple_tag
def line_of(comparison: Comparison, key: str) -> str:
    """The name of a line that is drawn."""
    names = (label_of(group.track, key) for group in comparison.groups)
    return line_name(next((name for name in names if name), ""))


@register.filter
def line_name(label: str) -> str:
    """The name of a headline figure, translated; names of printed lines stay as printed, and where a row has none that is said."""
    return _(label) if label in _INDICATOR_NAMES else label or _("（没有写名称的行）")


@register.filter
def coded_name(change: Change) -> str:
    """The line of a change, with its code where it has one: many lines of a table go by one name (一般行政管理事务)."""
    return f"{change.code} {line_name(change.label)}".strip()


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
    """A caution with the years, where there are several departments with the department, and where it tells figures with their line."""
    names = [remark.group.department.name] if several else []
    lines = [_("、").join(map(coded_name, remark.lines))] if remark.caution.code == "restated" else []
    who = _("，").join((*names, f"{remark.step.before}→{remark.step.after}", *lines))
    return _("{who}：{caution}").format(who=who, caution=caution_text(remark.caution))


@register.simple_tag
def cell_figure(cell: FigureCell) -> SafeString:
    """A figure with its link, or the word for why there is none: an empty table leads to its page."""
    return point_of_page(cell.point) if cell.point is not None else no_figure_word(str(ABSENT[cell.absent]))


@register.simple_tag
def year_cell(cell: FigureCell, step: StepCell | None, prefix: str = "") -> SafeString:
    """A figure with what changed since the year before. `prefix` stands in front of the anchors of the table's cautions.

    A table has hundreds of them: they are written here, and not by a template each, and say nothing that the head of the table says.
    """
    if not cell.rows:
        return mark_safe("")
    names = ("void" if is_hatched(cell) else "", "tall" if cell.rows > 1 or cell.columns > 1 else "")
    looks = f' class="{" ".join(filter(None, names))}"' if any(names) else ""
    down = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    across = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    shown = _empty_table(cell.table) if cell.table else figure_of_year(cell.point) if cell.point else cell_figure(cell)
    since = _since(cell, step, prefix) if step is not None and step.change is not None else ""
    return mark_safe(f"<td{looks}{down}{across}>{shown}{since}</td>")  # noqa: S308  made of escaped parts


def _empty_table(table: TableRead) -> str:
    return f'<a class="fig none" href="{escape(table_url(table))}">{_("空表")}</a>'


def _since(cell: FigureCell, step: StepCell, prefix: str) -> str:
    """Cautions, difference and rate against the year before, from which other figure, and what sentences say of it."""
    numbers = "".join(f'<a class="number" href="#{prefix}caution-{number}">{number}</a>' for number in step.numbers)
    base = base_note(step.base) if step.base else ""
    claims = "".join(f" {claim_mark(claim, check, with_words=False)}" for claim, check in claimed(step.claims))
    changed = _changed(step.change, is_shown=cell.point is not None) if step.change else ""
    return f" <small>{numbers}{changed}{base}{claims}</small>"


def _changed(change: Change, *, is_shown: bool) -> str:
    """Difference and rate; where there is none the word for why, beside a figure."""
    if change.difference is None:
        difference = f'<span class="none">{escape(step_word(change))}</span>' if is_shown else ""
        return f"{difference} {escape(rate(change))}%" if change.rate is not None else difference
    percent = f"{escape(rate(change))}%" if change.rate is not None else f'<span class="none">{escape(rate(change))}</span>'
    return f'<span class="delta {direction(change)}">{escape(difference_of(change))}</span> {percent}'


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
    if change.kind == "unknown" or is_repeated(change):
        return without_rate(change)
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


_LONG_NAME: Final = 12
_BEHIND_A_REGION: Final = re.compile("(?<=.[省市区县])(?![委政人级直属])(?=.{4})")


@register.simple_tag
def departments_named(departments: Sequence[Department]) -> SafeString:
    """Departments in a heading, one after the other, and the colon behind them: no line begins with a mark that belongs to a name."""
    marks = [*[_("、")] * (len(departments) - 1), _("：")]
    told = (_parted(one.name, mark) for one, mark in zip(departments, marks, strict=True))
    return format_html_join("", '{}<span class="kept">{}{}</span>', told)


def _parted(name: str, mark: str) -> tuple[SafeString, str, str]:
    """All of a name but its last character, which stays with the mark; a long one may break behind a region in it."""
    parts = _BEHIND_A_REGION.split(name[:-1]) if len(name) >= _LONG_NAME else [name[:-1]]
    return format_html_join(mark_safe("<wbr>"), "{}", ((breakable(part),) for part in parts)), name[-1:], mark


@register.simple_tag
def claim_mark(claim: Claim, check: Check, *, with_words: bool = True) -> SafeString:
    """One figure that a sentence gives of a change, with its verdict as a sign; a link to the sentence. Without words where the table
    explains the signs, unless it has none.

    Over a break nothing is subtracted, so that no sign may look as if the change was confirmed: it is only told that the text has one.
    """
    said, apart = _said(claim, check), _is_apart(claim, check)
    words = _("文件写 {said} {unit}：{verdict}").format(
        said=said,
        unit="" if check.what == "percent" else behind(claim.said.unit),
        verdict=OVER_BREAK if apart else VERDICTS[check.verdict],
    )
    return format_html(
        '<a class="fig said {}" href="{}"{}>{} {}</a>',
        "apart" if apart else check.verdict,
        address("evidence-statement", claim.said.id),
        format_html(' title="{}"', words) if with_words or apart else "",
        _sign_of(claim, check),
        said,
    )


def claim_words(claim: Claim, check: Check) -> str:
    """The same as text: the sign of the verdict, or that the document writes it, and what is written."""
    return f"{_sign_of(claim, check)} {_said(claim, check)}"


def _sign_of(claim: Claim, check: Check) -> str:
    return _("文件写") if _is_apart(claim, check) else str(VERDICTS[check.verdict])[0]


def _is_apart(claim: Claim, check: Check) -> bool:
    """Whether no verdict is told of a figure of a sentence. A contradiction is one on any basis."""
    return claim.over_break and check.verdict != "contradicts"


def _said(claim: Claim, check: Check) -> str:
    sign = "+" if check.stated > 0 else MINUS if check.stated < 0 else ""
    stated = as_printed(abs(check.stated), claim.said.text)
    return f"{sign}{stated}%" if check.what == "percent" else f"{sign}{stated}"


@register.filter
def signed_exact(yuan: Decimal | None) -> str:
    """元, exact, with its sign."""
    return "" if yuan is None else f"+{exact(yuan)}" if yuan > 0 else exact(yuan)


@register.simple_tag
def base_note(base: Point) -> SafeString:
    """The earlier figure of a difference, where the year's column shows another one."""
    if base.evidence is None:
        return format_html('<span class="basis">{} <span title="{}">{}</span></span>', _("比"), title(base), wan(base.yuan))
    link = format_html('<a class="fig" href="{}" title="{}">{}</a>', evidence_url(base.evidence), title(base), wan(base.yuan))
    return format_html('<span class="basis">{} {}</span>', _("比"), link)


@register.simple_tag
def query(comparison: Comparison, **other: Any) -> str:
    """The address of the same comparison with some of it changed; a single year, department or measure is given as it is."""
    return "?" + comparison.question.query(**other)


@register.filter
def waits(comparison: Comparison) -> list[tuple[str, str]]:
    """The words for documents that were received and are not public, as far as the table has them, with what they mean."""
    states = {year.state for group in comparison.groups for year in group.years if not group.track.figures[year.year]}
    return [(str(ABSENT[state]), str(meaning)) for state, meaning in WAITS.items() if state in states]


@register.simple_tag
def all_years_query(comparison: Comparison) -> str:
    """The address of the same departments in all years, stages and scopes."""
    return query(comparison, years=(), stages=(), scopes=())


@register.simple_tag
def pair_query(group: Group, step: Step) -> str:
    """The address of the comparison of two years of a department on one basis."""
    asked = Question((group.department.pk,), (step.before, step.after), (group.stage,), (group.scope,), as_of=asked_for())
    return "?" + asked.query()


@register.simple_tag
def cited_editions(comparison: Comparison) -> SafeString:
    """A link to each edition that is compared, with its year, stage and number; where that is not plain, with whose it is."""
    found = []
    for group in comparison.groups:
        numbered = stage_name(group.stage) + _("，") + _("第 %(number)s 版")
        found += [_cited(edition, group, numbered, several=comparison.several) for edition in group.sources]
    return mark_safe("".join(found))  # noqa: S308  made of escaped parts


def _cited(edition: Edition, group: Group, numbered: str, *, several: bool) -> str:
    one = edition.disclosure
    if one is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    owner = f"{escape(one.department.name)} " if several or one.department_id != group.department.pk else ""
    words = f"{owner}{one.fiscal_year} {numbered % {'number': edition.number}}"
    return f' <a href="{address("edition", edition.pk)}">{words}</a>'


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


@register.simple_tag
def prices_label(prices: InPricesOf) -> str:
    """In which prices amounts are told, and by which index."""
    return _(prices.label).format(year=prices.year)


@register.simple_tag
def factors_text(found: Comparison) -> str:
    """By what the amounts of each year were multiplied, and the yearly rates that this is the product of."""
    if found.prices is None:
        return ""
    factors = [_("{year} 年 {factor}").format(year=one.year, factor=factor(one)) for one in found.prices.factors(found.years_in_prices)]
    rates = [
        _("{year} 年 {percent}%").format(year=one.year, percent=signed(one.percent)) for one in found.prices.rates(found.years_in_prices)
    ]
    told = _("各年的数所乘的倍数：{factors}。").format(factors=_("，").join(factors))
    if not rates:
        return told
    chain = _(
        "倍数由 CPI 比上年的涨跌幅（{rates}）连乘（1＋涨跌幅）得出，折回较早的年份时用它的倒数；这里写六位小数，折算用的是没有舍入的倍数。"
    )
    return run_on(told, chain.format(rates=_("，").join(rates)))


def factor(one: Factor) -> str:
    """What amounts of a year are multiplied by, with six decimals."""
    return f"{round_half_up(one.number, FACTOR_DECIMALS):f}"


@register.filter
def with_steps(line: Line, group: Group) -> list[tuple[Measured, Step | None]]:
    """Each year of a line with the step that ends with it."""
    return [(measured, group.track.step_to(measured.year)) for measured in line.years]


@register.simple_tag
def real_figure(measured: Measured, group: Group, key: str) -> SafeString:
    """An amount in prices of a year in 万元, a link to where it is printed in its own; or the word for why there is none."""
    point = measured.point
    if measured.amount.number is None:
        return format_html('<span class="none">{}</span>', no_figure(measured.year, group, key) if point is None else shown(point)[0])
    text = wan(measured.amount.number)
    if point is None or point.evidence is None:
        return format_html("{}", text)
    return format_html('<a class="fig" href="{}" title="{}">{}</a>', evidence_url(point.evidence), title(point), text)


def no_figure(number: int, group: Group, key: str) -> str:
    year = next(year for year in group.years if year.year == number)
    return str(ABSENT[group.absent(year, key)[0]])


@register.filter
def sign_of(number: Decimal) -> str:
    """rise, fall or even."""
    return "rise" if number > 0 else "fall" if number < 0 else "even"


def label_of(track: Track, key: str) -> str:
    if key in BY_KEY:
        return BY_KEY[key].name
    points = (track.figures[year.year].get(key) for year in reversed(track.years))
    return next((point.label for point in points if point is not None), "")
