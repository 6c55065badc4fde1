"""What a finding or a note says, in the language of the page.

Its sentences are Chinese, as they were written down when the document was read, and told in English from the parts that are kept with them.
Of a finding stored without these, or with a sentence that is no more, an English page has the Chinese, and in front of it what was asked.
"""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.models import Finding, Note
from budgets.retold import Part, retold, with_marks
from ingest.checks.registry import CHECKS

register = template.Library()


@register.simple_tag
def said(row: Finding | Note, part: Part = "message", longest: int = 0) -> SafeString:
    """One of the sentences of a finding (`message`, `hint`, `cause`) or the `text` of a note, of so many characters at most; what is
    Chinese in it is marked."""
    text = retold(row, part)
    chinese = text is None
    text = getattr(row, part) if text is None else text
    shown = Truncator(text).chars(longest) if longest else text
    if not chinese:
        return with_marks(shown)
    asked = _asked(row) if isinstance(row, Finding) and part != "hint" else mark_safe("")
    return format_html('{}<span lang="zh-Hans">{}</span>', asked, shown)


@register.filter
def in_plain_words(finding: Finding) -> str:
    """What a finding says, for an attribute: in Chinese where it is there in no other language."""
    text = retold(finding, "message")
    return finding.message if text is None else text


def _asked(finding: Finding) -> SafeString:
    """What the check asked, on English pages; nothing of a check that is no more."""
    question = _questions().get(finding.check_code)
    if question is None or get_language() != "en":
        return mark_safe("")
    return format_html('<span class="asked" lang="en">{}</span> ', _(question))


@cache
def _questions() -> dict[str, str]:
    return {check.code: check.question for check in CHECKS}
