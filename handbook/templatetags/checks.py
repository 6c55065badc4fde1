"""The question of a check beside its finding, for readers of another language than its sentence.

A finding's sentence is Chinese, as it was written down when the document was read; what its check asks is known in both languages.
"""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.models import Finding
from ingest.checks.registry import CHECKS

register = template.Library()


@register.simple_tag
def asked_in_english(finding: Finding) -> SafeString | str:
    """What the check asked, in front of its finding's Chinese sentence; nothing on Chinese pages, and of a check that is no more."""
    question = _questions().get(finding.check_code)
    if question is None or get_language() != "en":
        return ""
    return format_html('<span class="asked" lang="en">{}</span> ', _(question))


@cache
def _questions() -> dict[str, str]:
    return {check.code: check.question for check in CHECKS}
