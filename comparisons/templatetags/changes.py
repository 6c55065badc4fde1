"""Points and changes as they stand on pages: every figure a link to its evidence, every absence by its own word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape  # Django's own asks of each text whether it is lazy
from typing import Any, Final

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from budgets.models import Document, Finding
from budgets.money import as_printed, in_unit, round_half_up
from budgets.templatetags.figures import behind, signed, signed_wan, wan, where
from budgets.titles import schedule_title, schedule_titles
from comparisons.changes import Caution, Change, Evidence, Point, points_of_share
from comparisons.continuity import Onward
from comparisons.reasons import MAY_BE_ALL, Explained, Reason
from comparisons.settled import Settled
from comparisons.stated import Check, Claim, Said
from comparisons.wording.pieces import About, Sentence
from comparisons.wording.sentences import sentence

register = template.Library()

NO_RATE: Final = {
    "new": gettext_lazy("新增"),
    "ended": gettext_lazy("取消"),
    "no_base": gettext_lazy("无上年"),
    "zero_base": gettext_lazy("基数为零"),
    "negative_base": gettext_lazy("基数为负"),
    "blank": gettext_lazy("无变化率"),
    "unlike": gettext_lazy("口径不同"),
}
WHY: Final = NO_RATE | {
    "blank": gettext_lazy("空白，不计算"),
    "no_figure": gettext_lazy("本年没有这一行"),
    "no_previous": gettext_lazy("上年没有可比的文件"),
    "no_whole": gettext_lazy("没有上一级的数"),
    "blank_whole": gettext_lazy("上一级的数是空白"),
    "one_year": gettext_lazy("只有一年有数"),
    "year_missing": gettext_lazy("中间有年度没有数"),
    "end_not_positive": gettext_lazy("末年的数不是正数"),
    "stage_not_stated": gettext_lazy("没有写明是预算数还是执行数"),
    "fund_not_stated": gettext_lazy("不能确定是它的一部分"),
    "no_price": gettext_lazy("没有该年的价格指数"),
    "no_count": gettext_lazy("没有数量"),
    "part_of_region": gettext_lazy("只管地区的一部分"),
    "counts_disagree": gettext_lazy("数量不一"),
    "added_up": gettext_lazy("几个部门之和"),
    "no_plan": gettext_lazy("没有可对照的预算数"),
    "alone": gettext_lazy("没有可比的部门"),
}
"""Why a computed number (`values.Value`) is not there."""

ABSENT: Final = {
    "no_line": gettext_lazy("无此行"),
    "no_column": gettext_lazy("无此项"),
    "no_document": gettext_lazy("未收录"),
    "not_stated": gettext_lazy("未写明"),
}
TITLES: Final = {
    "printed": gettext_noop("{year} 年 · {place} · 印作 {printed} {unit}"),
    "derived": gettext_noop("{year} 年 · 由{place}的文字推算：{derivation}"),
    "added": gettext_noop("{year} 年 · 合并前各部门之和，万元：{derivation}"),
    "blank": gettext_noop("{year} 年 · {place} · 该格没有印任何字"),
    "dash": gettext_noop("{year} 年 · {place} · 印作 {printed}"),
}


FROM_TEXT_MARK: Final = '<span class="from-text" title="{}">{}</span>'
_CENTS: Final = 2
_TENTH, _WAN = Decimal(1_000), Decimal(10_000)


def evidence_url(evidence: Evidence) -> str:
    """The page that shows where a figure is printed."""
    return address(f"evidence-{evidence.kind}", evidence.id)


def address(name: str, number: int) -> str:
    """The address of one of many pages that differ by a number alone: a page with hundreds of figures asks for each of theirs."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{number}{after}"


@lru_cache(maxsize=256)
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _zero, after = reverse(name, args=(0,)).rpartition("0")
    return before, after


@register.simple_tag
def figure(point: Point | None, absent: str = "not_stated") -> SafeString:
    """A figure in 万元 with its link; without a point the word for why there is none (no_line, no_column, no_document, not_stated).

    A page may have hundreds: they are written here, and not by a template each.
    """
    return _linked(point, _whole_title) if point is not None else no_figure(str(ABSENT[absent]))


@register.simple_tag
def figure_of_year(point: Point) -> SafeString:
    """The same in a table that names the year beside it, or above."""
    return _linked(point, _title_of_year)


def _linked(point: Point, title_of: Callable[[Point, str], str]) -> SafeString:
    text, pad = shown(point)
    mark = FROM_TEXT_MARK.format(_("取自文字，不是表格"), _("文")) if point.basis.source == "text" else ""
    ghost = f'<span class="pad" aria-hidden="true">{pad}</span>' if pad else ""
    link = _sum(point, text) or _link(point, text, title_of(point, text))
    return mark_safe(f"{mark}{link}{ghost}")  # noqa: S308  made of escaped parts


def no_figure(word: str) -> SafeString:
    """The word for why there is no figure."""
    return format_html('<span class="none">{}</span>', word)


def _link(point: Point, text: str, told: str) -> str:
    corrected = point.evidence is not None and point.evidence.corrected
    names = f"fig{'' if point.presence == 'printed' else ' none'}{' corrected' if corrected else ''}"
    href = evidence_url(point.evidence) if point.evidence else ""
    return f'<a class="{names}" href="{href}" title="{escape(told)}">{escape(text)}</a>'


def _sum(point: Point, text: str) -> str:
    """What several figures add up to, with a link to each; "" where it is no sum."""
    addends = [one for one in point.addends if one.evidence]
    if not addends:
        return ""
    parts = (
        f' <span class="basis">{"+" if at else "＝"} <a class="fig" href="{evidence_url(one.evidence)}">'
        f'<span lang="zh-Hans">{escape(one.owner)}</span> {escape(shown(one)[0])}</a></span>'
        for at, one in enumerate(addends)
        if one.evidence
    )
    return f'<span class="fig sum" title="{escape(title(point))}">{escape(text)}</span>{"".join(parts)}'


def shown(point: Point) -> tuple[str, str]:
    """The figure in 万元, and the characters that only line up the decimal point: no digit is invented."""
    if point.yuan is None and point.presence == "printed":
        return _("{printed}，单位不明").format(printed=point.printed), ""
    if point.yuan is None:
        return (_("空白") if point.presence == "blank" else "—", "")
    if point.basis.unit == "万元" and point.printed:
        decimals = len(point.printed.partition(".")[2])
        if decimals < 2 and point.printed.replace(",", "").replace(".", "").isdigit():
            return point.printed, ("." if not decimals else "") + "0" * (2 - decimals)
    decimals = decimals_of(point.step) if point.basis.source == "text" else _CENTS
    if decimals == _CENTS:
        return wan(point.yuan), ""
    return in_unit(point.yuan, decimals=decimals), "." * (not decimals) + "0" * (_CENTS - decimals)


def decimals_of(step: Decimal) -> int:
    """How many decimals of 万元 a figure of this step has: two, unless it is known to tenths of 万元, or whole ones, only."""
    return _CENTS if step < _TENTH else 1 if step < _WAN else 0


@register.filter("place_title")
def title(point: Point) -> str:
    """Year, place and printed text of a figure, for its link."""
    evidence = point.evidence or Evidence("fact", 0)
    kind = "added" if point.addends else "derived" if point.derivation else point.presence
    owner = f"{point.owner} · " if point.owner else ""
    return owner + _(TITLES[kind]).format(
        year=point.year,
        place=where(evidence.page, evidence.line, evidence.sheet, evidence.cell),
        printed=point.printed,
        unit=point.basis.unit,
        derivation=point.derivation,
    )


def _whole_title(point: Point, _shown: str) -> str:
    return title(point)


def _title_of_year(point: Point, text: str) -> str:
    """Where a figure stands, and beside that only what `text`, as which it is shown, does not tell anyway."""
    is_as_shown = point.presence == "printed" and point.basis.unit == "万元" and text == point.printed
    if point.derivation or point.owner or point.evidence is None or not is_as_shown:
        return title(point)
    one = point.evidence
    return where(one.page, one.line, one.sheet, one.cell)


@register.filter
def direction(change: Change) -> str:
    """rise, fall or even: by sign and colour, never judged."""
    difference = change.difference or Decimal(0)
    return "rise" if difference > 0 else "fall" if difference < 0 else "even"


@register.filter
def arrow(change: Change) -> str:
    return {"rise": "↑", "fall": "↓", "even": ""}[direction(change)]


@register.filter
def difference(change: Change) -> str:
    """The difference in 万元 with its sign, or the word for why there is none."""
    if change.difference is not None:
        return _about(change, change.difference)
    if change.kind == "blank":
        return _("空白")
    return "" if change.kind == "nothing" else without_rate(change)


@register.filter
def rate(change: Change) -> str:
    """The rate in percent without the percent sign, or the word for why there is none."""
    return signed(change.rate) if change.rate is not None else without_rate(change)


def without_rate(change: Change) -> str:
    """The word for why there is no rate."""
    if is_repeated(change):
        return _("几行同名")
    if change.kind == "unknown" and change.after is None:
        return _("无本年")
    return str(NO_RATE.get(change.no_rate, ""))


def is_repeated(change: Change) -> bool:
    """Whether it is a row of several of one name, and nobody knows which of them another year's is."""
    return change.kind in ("unlike", "unknown") and any(caution.code == "repeated" for caution in change.cautions)


def _about(change: Change, amount: Decimal) -> str:
    """A difference in 万元 with its sign; where one side is known more coarsely than the other no closer than that, and said so."""
    decimals = decimals_of(change.step)
    if not change.is_rough or not amount or decimals == _CENTS:
        return signed_wan(amount)
    return _("约 {figure}").format(figure=signed_wan(amount, decimals))


FROM_TEXT: Final = {
    "this": gettext_lazy("带“文”的数取自这一份文件的文字，不是表格。"),
    "for_last_year": gettext_lazy("带“文”的数取自这一份文件的文字，不是上一年自己的文件。"),
    "own": gettext_lazy("带“文”的数取自当年自己文件的文字，不是表格。"),
    "both": gettext_lazy("带“文”的数取自文件的文字，不是表格；上年的有的取自上一年自己的文件，有的取自这一份。"),
}


@register.filter
def from_text_of(source: str) -> str:
    """From whose text figures of a disclosure and of the year before are (`report.FromText`)."""
    return str(FROM_TEXT[source])


@register.filter
def why_none(why: str) -> str:
    """Why a computed number is not there, in a word."""
    return str(WHY.get(why, ""))


@register.filter
def share(part: Decimal | None, whole: Decimal | None) -> str:
    """A part of a whole in percent with two decimals; nothing where the whole is not positive."""
    if part is None or whole is None or whole <= 0:
        return ""
    return f"{round_half_up(100 * part / whole, 2):,f}"


@register.filter
def number2(number: Decimal | None) -> str:
    """A share in per cent with two decimals; one that is not 0 but rounds to it as <0.01."""
    return signed(number).removeprefix("+")


@register.simple_tag
def contribution(change: Change, parent: Change) -> str:
    """What a line adds to its whole's rate, in percentage points."""
    return signed(points_of_share(change, parent))


@register.inclusion_tag("comparisons/share_bar.html")
def share_bar(percent: Decimal | None) -> dict[str, Any]:
    """A bar from 0 to 100 % beside the figure that it repeats."""
    width = round_half_up(min(max(percent or Decimal(0), Decimal(0)), Decimal(100)), 1)
    return {"width": f"{width:f}", "percent": number2(percent)}


# A change in a sentence


def told(change: Change, why: Explained | None = None) -> Sentence:
    """A headline figure's change against the year before as a sentence in the reader's language.

    With the official reason, and for which figure it is given where that is another one of the same amount; or that none was found. A
    reason that is given for another difference than this one is not told here.
    """
    reason = _reason_of(why)
    about = About(
        name=_(change.label),
        base_year=change.after.year - 1 if change.after else None,
        year=change.before.year + 1 if change.before else None,
        titles=schedule_titles(),
        reason=reason.text if reason else None if why is not None and why.quoted else "",
        reason_of=_(reason.label) if reason and reason.key in MAY_BE_ALL else "",
    )
    return sentence(change, "en" if get_language() == "en" else "zh", about)


def _reason_of(why: Explained | None) -> Reason | None:
    """The reason for a change itself; before one for income and expenditure together (收支总计)."""
    if why is None or why.given in ("of_same", "of_whole"):
        return None
    quoted = [one.reason for one in why.quoted if not one.of_another_change]
    return min(quoted, key=lambda reason: reason.key != why.change.key, default=None)


@register.inclusion_tag("comparisons/lede.html")
def lede(change: Change, why: Explained | None) -> dict[str, Any]:
    """The same for a page: its figures link to where they are printed, the reason to its sentence."""
    return {"pieces": told(change, why).pieces, "change": change, "reason": _reason_of(why)}


@register.filter
def printed_at(point: Point) -> str:
    """The address of the page that shows where a figure is printed; "" where that is not known."""
    return evidence_url(point.evidence) if point.evidence else ""


# Sources and cautions


@register.simple_tag
def source_of(change: Change) -> SafeString:
    """From where last year's figure comes, and what other sources say."""
    if change.before is None:
        return mark_safe("")
    return format_html_join(mark_safe("<br>"), "{}", ((source_in_words(point),) for point in (change.before, *change.others)))


@register.filter
def worked_out(base: Point) -> str:
    """That a figure of last year is not printed, but follows from the sentence that tells the change; "" where it is printed, and where it
    is added up from figures that are."""
    if not base.derivation or base.addends:
        return ""
    if base.derivation.startswith("＝"):
        return _("{source}；上年的数没有另外印出。").format(source=source_in_words(base))
    return _("{source}；上年的数由同一句推算，不能独立核算。").format(source=source_in_words(base))


@register.filter
def worked_out_mark(base: Point) -> str:
    """The same in a few words, for a list."""
    return _("上年数由同一句推算") if base.derivation and not base.addends and not base.derivation.startswith("＝") else ""


def source_in_words(point: Point) -> str:
    """From which document, and where in it, a figure of last year comes."""
    evidence = point.evidence
    place = where(evidence.page, evidence.line, evidence.sheet, evidence.cell) if evidence else ""
    if point.basis.source == "own":
        told = _("{owner} {year} 年的文件，{place}") if point.owner else _("{year} 年自己的文件，{place}")
        return told.format(owner=point.owner, year=point.year, place=place)
    later = bool(point.derivation) or point.basis.stage in (None, "execution")  # else the text may be that of the year's own document
    name = _("本年文件的表格") if point.basis.source == "table" else _("本年文件的文字") if later else _("文件的文字")
    what = _("写明与上年相同") if point.derivation.startswith("＝") else point.derivation or wan(point.yuan)
    return _("{name}，{place}：{what}").format(name=name, place=place, what=what)


WORDS: Final = {
    "budget": gettext_lazy("预算"),
    "adjusted_budget": gettext_lazy("调整预算"),
    "execution": gettext_lazy("执行数"),
    "final_accounts": gettext_lazy("决算"),
    "department": gettext_lazy("部门"),
    "unit": gettext_lazy("单位"),
    "included": gettext_lazy("含上年结转"),
    "excluded": gettext_lazy("不含上年结转"),
    "general": gettext_lazy("一般公共预算"),
    "fund": gettext_lazy("政府性基金预算"),
    "capital": gettext_lazy("国有资本经营预算"),
    "fiscal": gettext_lazy("全部财政拨款"),
    "special_account": gettext_lazy("财政专户管理资金"),
    "unit_funds": gettext_lazy("单位资金"),
    "all": gettext_lazy("全部资金"),
}
CAUTIONS: Final = {
    "stage": gettext_lazy("上年的数是{before}，本年的数是{after}，不能相比。"),
    "scope": gettext_lazy("上年的口径是{before}，本年的口径是{after}，不能相比。"),
    "measure": gettext_lazy("两年的数不是同一项，不能相比。"),
    "carry_over": gettext_lazy("上年的数{before}，本年的数{after}，不能相比。"),
    "fund": gettext_lazy("上年的数出自{before}，本年的数出自{after}，不能相比。"),
    "stage_not_stated": gettext_lazy("上年的数取自本年的文件；那里没有写明它是预算数还是执行数。"),
    "stage_of_this_year_not_stated": gettext_lazy("本年的数取自下一年的文件；那里没有写明它是预算数还是执行数。"),
    "not_collected": gettext_lazy("没有收录 {after} 年自己的现行文件，看不到它有没有写明口径变了：增减不一定是实际的变化。"),
    "schedule": gettext_lazy("两年的数取自不同的表：{before}、{after}。"),
    "restated": gettext_lazy("上年的数有两个：{before} 万元与 {after} 万元。我们用前一个，两个都保留。"),
    "other_stage": gettext_lazy("基数是{before}，本年的数是{after}：阶段不同，只作对照。"),
    "whole": gettext_lazy("两年的上一级不是同一行：{before}、{after}。"),
    "budget_restated": gettext_lazy("预算文件的预算数是 {before} 万元，决算文件写作 {after} 万元；两个都保留。"),
    "count_undated": gettext_lazy("数量没有写明截止日期，金额属于 {after} 年。"),
    "count_stage": gettext_lazy("数量取自{before}文件，金额是{after}。"),
    "classification": gettext_lazy("科目在两年之间有变（{date} 年），不能相比：{after}（来源：{source}）。"),
}


@register.simple_tag
def caution_text(caution: Caution) -> str:
    """A caution as a sentence."""
    sides = {"before": side_word(caution, caution.before), "after": side_word(caution, caution.after)}
    if caution.code == "basis_changed" and caution.date:
        return _("{year} 年的文件写明那一年的数与上年口径不同，不相减：“{after}”。").format(year=caution.date, **sides)
    return str(APART[caution.code] if caution.code in APART else CAUTIONS[caution.code]).format(
        **sides, date=caution.date, source=caution.source
    )


@register.simple_tag
def caution_place(caution: Caution) -> SafeString:
    """A link to where a document says what a caution quotes; nothing for what no document says."""
    one = caution.evidence
    if one is None:
        return mark_safe("")
    return format_html(' <a href="{}">{}</a>', evidence_url(one), where(one.page, one.line, one.sheet, one.cell))


APART: Final = {
    "repeated": gettext_lazy("这张表里有几行同名，没有编码，分不清两年里哪一行是哪一行，不相减。"),
    "basis_changed": gettext_lazy("文件写明本年的数与上年口径不同，不相减：“{after}”。"),
    "split": gettext_lazy("{before}分设{after}（{date}，来源：{source}），前后的数不是同一范围，不相减。"),
    "transfer": gettext_lazy("{before}的职能划转到{after}（{date}，来源：{source}），前后的数不是同一范围，不相减。"),
    "merge": gettext_lazy("{before}并入{after}（{date}，来源：{source}）。这里只有后者自己的文件，前后的数不是同一范围。"),
    "merge_unclear": gettext_lazy("{before}并入{after}（{date}，来源：{source}），但有一年两者都有文件，说不清那一年算谁的，不相减。"),
}
TOLD: Final = {
    "rename": gettext_lazy("{before}更名为{after}（{date}，来源：{source}），前后作为一个序列。"),
    "merge": gettext_lazy("{before}并入{after}（{date}，来源：{source}），合并以前的数是各部门之和。"),
    "recoded": gettext_lazy("{before} 改编为 {after}（{date} 年，来源：{source}），上年的数取自原来的科目。"),
}
LACKS: Final = {
    "no_document": gettext_lazy("{name}没有收录的文件"),
    "no_table": gettext_lazy("{name}没有这张表"),
    "no_figure": gettext_lazy("{name}没有这个数"),
    "blank": gettext_lazy("{name}印的是空白或短横"),
    "unlike": gettext_lazy("{name}的口径与别的部门不同"),
    "inside": gettext_lazy("{name}是其中另一个部门的下属单位，它的数已在那个部门的数里"),
}


@register.simple_tag
def told_text(caution: Caution) -> str:
    """A rename, a merger or a new code that a series goes through, as a sentence."""
    names = {"before": caution.before, "after": caution.after}
    return str(TOLD[caution.code]).format(**names, date=caution.date, source=caution.source)


ONWARD: Final = {
    "rename": gettext_lazy("{date} 更名为{name}（来源：{source}）。"),
    "merge": gettext_lazy("{date} 并入{name}（来源：{source}）。"),
    "split": gettext_lazy("{date} 分设{name}（来源：{source}）。"),
    "transfer": gettext_lazy("{date} 有职能划转到{name}（来源：{source}）。"),
}
BACK: Final = {
    "rename": gettext_lazy("{date} 由{name}更名而来（来源：{source}）。"),
    "merge": gettext_lazy("{date} {name}并入（来源：{source}）。"),
    "split": gettext_lazy("{date} 从{name}分设（来源：{source}）。"),
    "transfer": gettext_lazy("{date} 从{name}划入职能（来源：{source}）。"),
}


@register.simple_tag
def onward_text(one: Onward) -> SafeString:
    """What a department became or gave away, with a link to the other."""
    return _other(ONWARD, one, one.event.after)


@register.simple_tag
def back_text(one: Onward) -> SafeString:
    """Where a department came from, with a link to the other."""
    return _other(BACK, one, one.event.before)


def _other(texts: Mapping[str, Any], one: Onward, name: str) -> SafeString:
    link = format_html('<a href="{}" lang="zh-Hans">{}</a>', reverse("department", args=(one.department,)), name)
    return format_html(str(texts[one.event.code]), date=one.event.date, name=link, source=one.event.source)


@register.simple_tag
def lack_text(year: int, name: str, why: str, labels: Sequence[str]) -> str:
    """Why a year before a merger is not added up, as a sentence."""
    lines = _("“{lines}”").format(lines=_("、").join(_(label) for label in labels)) if labels else ""
    return _("{year} 年是合并以前，{lines}不加总：{lack}。").format(year=year, lines=lines, lack=str(LACKS[why]).format(name=name))


def side_word(caution: Caution, word: str) -> str:
    """What a caution knows of one of the two figures, in words."""
    if caution.code in ("restated", "budget_restated"):
        return wan(Decimal(word)) if word != "None" else _("空白")
    if caution.code == "not_collected":
        return word.replace("、", _("、"))
    return schedule_title(word) if caution.code == "schedule" else str(WORDS.get(word, word))


DIFFERS: Final = {
    "stage": gettext_lazy("阶段不同：{before}、{after}。"),
    "scope": gettext_lazy("口径不同：{before}、{after}。"),
    "measure": gettext_lazy("不是同一项。"),
    "carry_over": gettext_lazy("一个{before}，一个{after}。"),
    "fund": gettext_lazy("资金来源不同：{before}、{after}。"),
    "schedule": gettext_lazy("取自不同的表：{before}、{after}。"),
}


def difference_text(caution: Caution) -> str:
    """In what two figures differ that are not of two years: a part and its whole, a plan and its execution, two departments."""
    text = DIFFERS.get(caution.code)
    return (
        caution_text(caution)
        if text is None
        else str(text).format(before=side_word(caution, caution.before), after=side_word(caution, caution.after))
    )


# What the text says


VERDICTS: Final = {
    "agrees": gettext_lazy("＝ 一致"),
    "rounding": gettext_lazy("≈ 四舍五入内一致"),
    "contradicts": gettext_lazy("≠ 矛盾"),
    "unchecked": gettext_lazy("？ 无法核算"),
}
OVER_BREAK: Final = gettext_lazy("两年口径不同，不核算增减")
"""Instead of a verdict on a change that a sentence gives where nothing is subtracted."""
OUTCOMES: Final = {
    "mismatch": gettext_lazy("≠ 矛盾"),
    "rounding": gettext_lazy("≈ 四舍五入内一致"),
    "soft": gettext_lazy("不寻常"),
    "not_evaluable": gettext_lazy("？ 无法核算"),
}
UNCHECKED: Final = {
    "no_figure": gettext_lazy("表格没有单独印这个数"),
    "no_previous": gettext_lazy("没有上年的数"),
    "derived": gettext_lazy("上年的数由这一句推算，不能独立核算"),
    "zero_base": gettext_lazy("基数为零，没有变化率"),
    "small_base": gettext_lazy("基数太小，四舍五入的影响超过一个百分点"),
    "unlike": gettext_lazy("上年的数口径不同"),
}


@register.simple_tag
def verdict(name: str, count: int) -> SafeString:
    """A verdict as a badge, with the number of figures that it is about."""
    return format_html('<span class="badge {}">{} {}</span>', name, VERDICTS[name], count)


@register.simple_tag
def outcome_badge(name: str) -> SafeString:
    """The outcome of a check as a badge."""
    return format_html('<span class="badge {}">{}</span>', name, OUTCOMES[name])


@register.simple_tag
def page_of_file(document: Document, first_pages: Mapping[int, int]) -> SafeString:
    """The name of a file, which leads to its first page with personal data masked, where there is one."""
    number = first_pages.get(document.pk)
    if number is None:
        return format_html('<span lang="zh-Hans">{}</span>', document.name)
    return format_html('<a href="{}" lang="zh-Hans">{}</a>', reverse("document-page", args=(document.pk, number)), document.name)


_SETTLED: Final[dict[tuple[str, ...], str]] = {
    ("change",): gettext_noop("照它看，不对的是增减额。"),
    ("percent",): gettext_noop("照它看，不对的是变化率。"),
    ("change", "percent"): gettext_noop("照它看，增减额和变化率都不对。"),
    (): gettext_noop("照它看，两个都对得上，哪一个不对还是不能断定。"),
}


@register.simple_tag
def settled_text(settled: Mapping[int, Settled] | str, finding: Finding) -> SafeString:
    """What last year's own document says of a change and a rate that contradict each other, as a paragraph with a link; else nothing."""
    one = settled.get(finding.pk) if isinstance(settled, Mapping) else None
    if one is None:
        return mark_safe("")
    text = _("{year} 年自己的文件印的是 {figure} 万元，由此核算：{checks}。{so}")
    checks = _("；").join(_settled_check(check, one.claim) for check in one.checks)
    base, number = one.base, shown(one.base)[0]
    linked = format_html('<a class="fig" href="{}">{}</a>', evidence_url(base.evidence), number) if base.evidence else number
    told = format_html(text, year=base.year, figure=linked, checks=checks, so=_(_SETTLED[one.wrong]))
    return format_html('<p class="small gap-s" lang="{}">{}</p>', get_language() or "", told)


def _settled_check(check: Check, claim: Claim) -> str:
    """One of the two with what it is, what it says, and how that came out."""
    is_rate = check.what == "percent"
    sign = "−" if check.stated < 0 else "+" if check.stated else ""
    stated = sign + as_printed(abs(check.stated), claim.said.text) + ("%" if is_rate else f" {behind(claim.said.unit)}")
    text = (
        _("变化率算出来是 {calculation}，这里写 {stated}：{verdict}")
        if is_rate
        else _("增减算出来是 {calculation}，这里写 {stated}：{verdict}")
    )
    return text.format(calculation=_explained(check, claim), stated=stated, verdict=str(VERDICTS[check.verdict])[2:])


@register.simple_tag
def said_where(said: Said) -> str:
    """Where a sentence stands."""
    return where(said.page, said.line, said.sheet, said.cell)


@register.simple_tag
def check_text(check: Check, claim: Claim) -> str:
    """One figure of a sentence, and how it was checked, in one line."""
    sign = str(VERDICTS[check.verdict])[0]
    return f"{sign} {_explained(check, claim)}"


def _explained(check: Check, claim: Claim) -> str:
    unit = behind(claim.said.unit)
    if check.why == "blank":
        return _("文字写 {stated}，表里该格空白").format(stated=as_printed(check.stated, claim.said.text))
    if check.why:
        name = {"amount": _("数额"), "change": _("增减"), "percent": _("变化率")}[check.what]
        return _("{name}：{why}").format(name=name, why=UNCHECKED[check.why])
    if check.what != "amount":
        return check.calculation if check.what == "percent" else f"{check.calculation} {unit}"
    return _("表里是 {computed} {unit}").format(computed=check.calculation, unit=unit)
