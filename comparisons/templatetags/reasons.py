"""Why a figure changed, as documents say it: how a reason stands to the change that it is shown beside."""

from __future__ import annotations

import re
from html import escape  # Django's own asks of each text whether it is lazy
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.money import as_printed
from budgets.templatetags.figures import signed, signed_wan, wan
from comparisons.groups import OtherBase, Why
from comparisons.reasons import Explained, Given, Quoted
from comparisons.stated import Said
from comparisons.templatetags.changes import WORDS, address, difference, direction, source_in_words
from comparisons.templatetags.compare import coded_name, line_name

register = template.Library()

_CLAUSE_ENDS: Final = re.compile("[，；。、]|(?<![0-9]),(?![0-9])|;")

_BASES: Final[dict[str, Any]] = {
    "budget": gettext_lazy("{year} 年预算数"),
    "adjusted_budget": gettext_lazy("{year} 年调整预算数"),
    "execution": gettext_lazy("{year} 年执行数"),
    "final_accounts": gettext_lazy("{year} 年决算数"),
    "": gettext_lazy("{year} 年的数"),
}
_MOVES: Final[dict[str, Any]] = {
    "increase": gettext_lazy("比 {base}增加{amount}"),
    "decrease": gettext_lazy("比 {base}减少{amount}"),
    "unchanged": gettext_lazy("与 {base}持平"),
}


@register.filter
def other_change(quoted: Quoted) -> str:
    """What a sentence says of the change that its reason is for, where that is another than the one shown; "" where it is the same."""
    if not quoted.of_another_change:
        return ""
    return _("文件说的是{change}，不是这里的差额。").format(change=said_change(quoted.reason.said))


def said_change(said: Said) -> str:
    """The change that a sentence tells, in its own figures."""
    year = said.base_year if said.base_year is not None else (said.year or 0) - 1
    base = _BASES.get(said.base_kind, _BASES[""]).format(year=year)
    percent = f"{as_printed(said.percent, said.text)}%" if said.percent and said.percent_kind == "change" else ""
    if said.change is None:
        return str(_MOVES[said.direction]).format(base=base, amount=f" {percent}" if percent else "")
    told = str(_MOVES[said.direction]).format(base=base, amount=f" {as_printed(said.change, said.text)} {said.unit}")
    return told + (_("（{percent}）").format(percent=percent) if percent else "")


@register.filter
def given_for(quoted: Quoted, given: Given) -> str:
    """For which other figure a reason is given: a fund that is all of this one, or a total of the same amount; "" for its own."""
    said = quoted.reason.said
    if given == "of_fund":
        return _("没有写这一项的原因。{fund}与它同额，增减也相同，文件对它写的：").format(fund=line_name(quoted.reason.label))
    if given == "of_whole":
        return _("对这一项没有单独写。对{whole}写的原因里提到它：").format(whole=line_name(quoted.reason.label))
    if given == "of_same":
        return _("没有上年的数。文件写同额的“{subject}”{change}，原因：").format(subject=said.subject, change=said_change(said))
    return ""


@register.simple_tag
def same_text(one: Explained, quoted: Quoted) -> str:
    """What is told of another total of the same amount, for one of which last year's figure is not known, with its reason."""
    told = given_for(quoted, "of_same")
    return _("{line}：{told}“{reason}”").format(line=line_name(one.change.label), told=told, reason=quoted.reason.text)


@register.filter
def around_figures(sentence: Any, longest: int) -> str:
    """The words of a sentence of claims (`claims`) or of what is stated (`stated`): of one that is longer the part with the first figures
    that are told of it, beginning with a clause where one begins near, and no number cut in two."""
    text = sentence.text
    if len(text) <= longest:
        return str(text)
    told = [one.said for one in sentence.claims] if hasattr(sentence, "claims") else [one.statement for one in sentence.stated]
    numbers = [abs(number) for said in told for number in (said.amount, said.base, said.change) if number is not None]
    places = [place for number in numbers if (place := text.find(as_printed(number, text))) >= 0]
    first = min(places, default=0)
    start = 0 if max(places, default=0) < longest - _TAIL else max(0, min(first - longest // 2, len(text) - longest))
    begins = [found.end() for found in _CLAUSE.finditer(text, start, first)]
    start = begins[0] if start and begins else start
    end = min(len(text), start + longest)
    while start < end < len(text) and _IN_NUMBER.fullmatch(text[end - 1 : end + 1]):
        end -= 1
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


_TAIL: Final = 20
"""So many characters behind a figure are shown with it."""
_CLAUSE: Final = re.compile("[。；：，]")
_IN_NUMBER: Final = re.compile(r"[\d.,]{2}")


@register.filter
def clauses(text: str, longest: int) -> str:
    """The first clauses of a text that is longer: a figure in it is never cut in two."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in _CLAUSE_ENDS.finditer(text, 0, longest)]
    return f"{text[: ends[-1] - 1]}……" if ends else text


@register.filter
def by_part_text(one: Explained) -> str:
    """That one part made all of a change, and has its reason."""
    return _("差额全部来自{part}，原因见那一行。").format(part=coded_name(one.part) if one.part is not None else "")


@register.simple_tag
def silent_step(why: Why) -> SafeString:
    """The changes of a step for which no reason is written, with the sentences that could have; nothing where there are none.

    A comparison has one of each step of each department: they are written here, and not by a template.
    """
    if not why.silent:
        return mark_safe("")
    head = f'<b>{_("没有写原因")}</b><span class="basis">{why.step.before}→{why.step.after}</span>'
    told = _("；").join(map(_silent, why.silent))
    return mark_safe(f"<li><div>{head}</div><div><p>{told}</p></div></li>")  # noqa: S308  made of escaped parts


def _silent(one: Explained) -> str:
    change, words = one.change, _("原文的句子")
    moved = f' <span class="delta {direction(change)}">{escape(difference(change))}</span>' if change.difference is not None else ""
    said = "".join(f' <a class="small nb" href="{address("evidence-statement", evidence.id)}">{words}</a>' for evidence in one.silent)
    return f"{escape(coded_name(change))}{moved}{said}"


@register.filter
def against_text(one: OtherBase) -> str:
    """A change against last year's figure of another stage, with where that figure comes from."""
    rate = one.against.rate.number
    return _("{line}，{year} 年对 {base} 年{stage} {amount} 万元：{difference} 万元{rate}（{source}）").format(
        line=coded_name(one.change),
        year=one.step.after,
        base=one.against.base.year,
        stage=WORDS.get(one.against.base.basis.stage or "", ""),
        amount=wan(one.against.base.yuan),
        difference=signed_wan(one.against.difference.number),
        rate=_("，{rate}%").format(rate=signed(rate)) if rate is not None else "",
        source=source_in_words(one.against.base),
    )
