"""Each change of a comparison as a sentence, in the reader's language or in a named one."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from budgets.codes import level_of
from budgets.titles import schedule_title, schedule_titles
from comparisons.changes import Change
from comparisons.groups import Group
from comparisons.matrix import Step
from comparisons.templatetags.compare import line_name
from comparisons.wording.pieces import About, Sentence
from comparisons.wording.sentences import LanguageCode, sentence

register = template.Library()

LEVELS: Final = {
    1: gettext_lazy("{line}（类 {code}）"),
    2: gettext_lazy("{line}（款 {code}）"),
    3: gettext_lazy("{line}（项 {code}）"),
}
"""A line with its level and code."""


def sentence_of(change: Change, group: Group, step: Step, language: LanguageCode) -> Sentence:
    """A change of a group's line between two years, with whose it is, on which basis, and what it adds to the line above it."""
    with override("en" if language == "en" else "zh-hans"):
        return sentence(change, language, _about(change, group, step))


def _about(change: Change, group: Group, step: Step) -> About:
    parent = step.changes.of(change.parent) if change.parent is not None else None
    return About(
        name=_name(change, group, step),
        department=group.department.name,
        stage=group.stage,
        scope=group.scope,
        parent=parent,
        parent_name=(_told_apart(parent, step) or _(parent.label)) if parent is not None else "",
        base_year=step.before,
        year=step.after,
        titles=schedule_titles(),
    )


def _name(change: Change, group: Group, step: Step) -> str:
    """A line by its name; what adds up a table with the table's, as 合计 alone would be that of the whole budget."""
    is_of_names = bool(group.schedule) and not change.code and not change.key.isascii()
    if is_of_names or (group.schedule and change.parent is None and not change.code):
        return _("《{table}》的{line}").format(table=schedule_title(group.schedule), line=_full_name(change, step) or _("合计"))
    return _told_apart(change, step) or line_name(change.label)


def _full_name(change: Change, step: Step) -> str:
    """A row without a code by the names of the rows that it stands under and its own: alone its name may be that of several rows."""
    above = [one for key in step.changes.above(change.key) if (one := step.changes.of(key)) is not None]
    under = (one.label for one in reversed(above) if one.parent is not None or not one.key.isascii())
    return " › ".join((*under, change.label)) if change.label else ""


def _told_apart(change: Change, step: Step) -> str:
    """A line by its name, level and code where others go by its name, as a 款 and its only 项 do; "" where none does."""
    coded = LEVELS.get(level_of(change.code) or 0)
    if coded is None or not any(one.label == change.label and one.key != change.key for one in step.changes.lines):
        return ""
    return str(coded).format(line=line_name(change.label), code=change.code)


@register.inclusion_tag("comparisons/lede.html")
def change_sentence(change: Change, group: Group, step: Step) -> dict[str, Any]:
    """The same for a page: its figures link to where they are printed."""
    language: LanguageCode = "en" if get_language() == "en" else "zh"
    return {"pieces": sentence_of(change, group, step, language).pieces, "change": change, "reason": None}
