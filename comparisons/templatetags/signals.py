"""Signals in the reader's language: sentence and words apart, then joined."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from budgets.languages import run_on
from budgets.schedules import SCHEDULES
from comparisons.indicators import INDICATORS
from comparisons.signals.disclosures import SCOPES, STAGES
from comparisons.signals.shapes import ABSENT_WORDS, Signal
from comparisons.subjects import SPOKEN, TOTAL_SPENT
from comparisons.templatetags.changes import WORDS

register = template.Library()

OPEN: Final = 5
"""So many signals of a kind are open; the others are folded behind them."""

_NAMES: Final = (indicator.name for indicator in (*INDICATORS, *SPOKEN, TOTAL_SPENT))
_TITLES: Final = [schedule.title for schedule in SCHEDULES.values()]
_OWN_WORDS: Final = frozenset((*_NAMES, *STAGES.values(), *SCOPES.values(), *ABSENT_WORDS, *_TITLES))
"""What a value may be that is ours and not a document's."""


@register.filter
def signal_text(signal: Signal) -> str:
    """What a signal says. Words of documents stay as they are printed."""
    values = {name: _value(name, value) for name, value in signal.values.items()}
    return run_on(*(_(sentence).format(**values) for sentence in signal.sentences))


@register.filter
def signal_html(signal: Signal) -> SafeString:
    """The same for a page: an address that says who asks for a disclosure is a link."""
    values = {name: _linked(value) if name == "reference" else _value(name, value) for name, value in signal.values.items()}
    return format_html_join("", "{}", ((format_html(_(sentence), **values),) for sentence in signal.sentences))


_ADDRESS: Final = re.compile(r"https?://[!-~]+")


def _linked(text: str) -> SafeString:
    """A text with its addresses as links: they end where Chinese goes on."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[at : found.start()]), format_html('<a href="{0}" rel="nofollow">{0}</a>', found[0])]
        at = found.end()
    return format_html_join("", "{}", ((part,) for part in (*parts, escape(text[at:]))))


@register.simple_tag
def sentence_of_year(statement: int, years: Mapping[int, int]) -> str:
    """What a link to a sentence is called: by the year of its document."""
    return _("{year} 年文件的句子").format(year=years[statement]) if statement in years else _("原文的句子")


def _value(name: str, value: str) -> str:
    words = value.split("、")
    if name == "years" or (len(words) > 1 and all(word in _OWN_WORDS for word in words)):
        return _("、").join(_value("", word) for word in words)
    return _(value) if value in _OWN_WORDS else value


@register.filter("open")
def first_of(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Those of one kind that are shown at once."""
    return signals[:OPEN]


@register.filter
def folded(signals: Sequence[Signal]) -> Sequence[Signal]:
    """The others of the kind."""
    return signals[OPEN:]


@register.filter
def stage_word(stage: str | None) -> str:
    """Of which stage a figure is; nothing where that is not said."""
    return str(WORDS.get(stage, "")) if stage else ""


@register.filter
def translated(text: str) -> str:
    """A text of the registry in the reader's language. (The tag of templates does not find one with a percent sign in it.)"""
    return _(text) if text else ""
