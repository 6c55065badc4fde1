"""Signals in the reader's language: sentence and words apart, then joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django import template
from django.utils.translation import gettext as _

from comparisons.indicators import INDICATORS
from comparisons.signals.disclosures import SCOPES, STAGES
from comparisons.signals.shapes import ABSENT_WORDS, Signal
from comparisons.subjects import SPOKEN, TOTAL_SPENT
from comparisons.templatetags.changes import WORDS

register = template.Library()

OPEN: Final = 5
"""So many signals of a kind are open; the others are folded behind them."""

_NAMES: Final = (indicator.name for indicator in (*INDICATORS, *SPOKEN, TOTAL_SPENT))
_OWN_WORDS: Final = frozenset((*_NAMES, *STAGES.values(), *SCOPES.values(), *ABSENT_WORDS))
"""What a value may be that is ours and not a document's."""


@register.filter
def signal_text(signal: Signal) -> str:
    """What a signal says. Words of documents stay as they are printed."""
    values = {name: _value(name, value) for name, value in signal.values.items()}
    return "".join(_(sentence).format(**values) for sentence in signal.sentences).strip()


def _value(name: str, value: str) -> str:
    if name == "years":
        return value.replace("、", _("、"))
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
