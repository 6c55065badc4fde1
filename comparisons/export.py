"""A comparison to take away: every figure a row, for a spreadsheet. The same figures and words as its page."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.money import round_half_up
from budgets.titles import schedule_title
from comparisons.cells import BEGINS_A_FORMULA
from comparisons.changes import Change, Point
from comparisons.comparison import Comparison
from comparisons.groups import Group
from comparisons.matrix import Row, Step
from comparisons.templatetags.changes import WORDS, caution_text, evidence_url, rate, source_in_words
from comparisons.templatetags.compare import line_name, scope_name, stage_name

MARK: str = "\ufeff"
"""What tells a spreadsheet that the file is UTF-8."""

_RATE_DECIMALS = 4

Absolute = Callable[[str], str]
"""A path of this site as a whole address."""


def as_csv(found: Comparison, absolute: Absolute) -> str:
    """Heads and one row for each figure of each line, year and department, in the order of the page. Amounts are exact, in 元."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_heads())
    writer.writerows(_rows(found, absolute))
    return MARK + text.getvalue()


def harmless(text: str) -> str:
    """Words of documents as a spreadsheet shows and never computes them: what begins as a formula does has an apostrophe in front."""
    return f"'{text}" if text[:1] and text[0] in BEGINS_A_FORMULA else text


def _heads() -> Sequence[str]:
    return (
        _("部门"),
        _("阶段"),
        _("口径"),
        _("年度"),
        _("编码"),
        _("科目"),
        _("键"),
        _("金额（元）"),
        _("印作"),
        _("单位"),
        _("数取自"),
        _("表"),
        _("资金来源"),
        _("上年结转"),
        _("比哪一年"),
        _("差额（元）"),
        _("变化率（%）"),
        _("没有变化率的原因"),
        _("要知道的"),
        _("印在哪里"),
        _("版本"),
        _("演示排版"),
    )


def _rows(found: Comparison, absolute: Absolute) -> Iterator[Sequence[str]]:
    lines = [line.row for section in found.sections for line in section.rows if line.row.kind != "residual"]
    for group in found.groups:
        for year, edition, step in group.columns:
            figures = group.track.figures[year.year]
            published = absolute(reverse("edition", args=[edition.pk])) if edition else ""
            sample = _("演示排版，非官方原件") if found.has_samples(group) else ""
            for row in lines:
                if row.key in figures:
                    point = figures[row.key]
                    printed_at = absolute(evidence_url(point.evidence)) if point.evidence else ""
                    yield *_about(group, row, point), *_figure(point), *_changed(step, row.key), printed_at, published, sample


def _about(group: Group, row: Row, point: Point) -> Sequence[str]:
    """Whose figure it is, on which basis, of which year and line."""
    whose = (group.department.name, stage_name(group.stage), scope_name(group.scope), str(point.year))
    return tuple(map(harmless, (*whose, row.code, line_name(row.label), row.key)))


def _figure(point: Point) -> Sequence[str]:
    """The amount, and what is printed in which unit and table, of which funds."""
    basis = point.basis
    table = schedule_title(basis.schedule)
    printed = (point.printed, basis.unit, source_in_words(point), table, _word(basis.fund), _word(basis.carry_over or ""))
    return plain(point.yuan), *map(harmless, printed)


def _changed(step: Step | None, key: str) -> Sequence[str]:
    """Against which year, difference, rate or why there is none, and what must be known of it."""
    change = step.changes.of(key) if step is not None else None
    if change is None or step is None:
        return ("", "", "", "", "")
    why = "" if change.rate is not None else rate(change)
    return (str(step.before), plain(change.difference), percent(change), why, harmless(" ".join(map(caution_text, change.cautions))))


def percent(change: Change) -> str:
    """The rate of a change as a spreadsheet takes it for a number; nothing where there is none."""
    return "" if change.rate is None else f"{round_half_up(change.rate, _RATE_DECIMALS):f}"


def plain(yuan: Decimal | None) -> str:
    """An amount as a spreadsheet takes it for a number; nothing for a blank cell."""
    return "" if yuan is None else f"{yuan.normalize():f}"


def _word(code: str) -> str:
    return str(WORDS.get(code, code)) if code else ""
