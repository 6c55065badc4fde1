"""The sentences of findings and notes in the language of the page: Chinese as written at reading, else from their parts."""

from __future__ import annotations

import re
from typing import Final, Literal

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from budgets.models import Finding, Note
from budgets.titles import schedule_title
from budgets.worded import told

Part = Literal["message", "hint", "cause", "text"]

_CHINESE: Final = re.compile(
    r"[\u3400-\u9fff](?:[\d“” \u3000-\u303f\u3400-\u9fff\uff00-\uffef]*[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])?\d*"
)
"""What a document prints, in a sentence of another language."""


def retold(row: Finding | Note, part: Part) -> str | None:
    """One of the sentences of a finding, or the `text` of a note, without tags; "" where there is none, None where it is there in
    Chinese only."""
    text: str = getattr(row, part)
    if not text or (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE:
        return text
    parts = row.worded.get(part)
    found = told(parts, gettext, schedule_title) if parts else None
    return None if found is None else _as_a_sentence(found)


def with_marks(text: str) -> SafeString:
    """A sentence with what is Chinese in it marked as such, where that is not the language of the page."""
    if (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE:
        return escape(text)
    marked = _CHINESE.sub(lambda found: f'<span lang="zh-Hans">{found[0]}</span>', escape(text))
    return mark_safe(marked)  # noqa: S308  escaped in the line above


def _as_a_sentence(text: str) -> str:
    """With a large first letter, without the spaces that empty values leave."""
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:]
