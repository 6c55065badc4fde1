"""A ranking as a table for a spreadsheet: every department, those without a rank with the reason, each figure with where it is printed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from django.utils.translation import gettext as _

from comparisons import ranked
from comparisons.export import MARK, Absolute, harmless, percent, plain
from comparisons.ranked import Row
from comparisons.ranking import Ranking
from comparisons.standings import Asked
from comparisons.templatetags.changes import evidence_url
from comparisons.templatetags.rankings import absent_text, apart_text, happened, inside_text, rank_text


def as_csv(asked: Asked, found: Ranking, absolute: Absolute) -> str:
    """Heads and a row for each department: ranked, then on another basis, then without a figure. Amounts are exact, in 元."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_heads(asked))
    rows = ranked.shown(found.places, found.apart, found.absent)
    writer.writerows(_row(row, asked, absolute) for row in (*rows.places, *rows.apart, *rows.absent))
    return MARK + text.getvalue()


def _heads(asked: Asked) -> Sequence[str]:
    before = _("{year} 年（元）").format(year=asked.since) if asked.since else _("上年（元）")
    return (
        *(_("名次"), _("部门"), _("编号"), _("年度"), _("金额（元）"), _("印作"), _("单位")),
        *(before, _("差额（元）"), _("变化率（%）"), _("没有名次或要知道的"), _("印在哪里"), _("演示排版")),
    )


def _row(row: Row, asked: Asked, absolute: Absolute) -> Sequence[str]:
    point, change = row.point, row.change
    before = change.before if change is not None else None
    return (
        rank_text(row.placed) if row.placed is not None else "",
        harmless(row.name),
        str(row.entry.department),
        str(asked.year),
        plain(row.entry.yuan),
        harmless(point.printed) if point is not None else "",
        point.basis.unit if point is not None else "",
        plain(before.yuan) if before is not None else "",
        plain(change.difference) if change is not None else "",
        percent(change) if change is not None else "",
        harmless(_("；").join(_remarks(row))),
        absolute(evidence_url(point.evidence)) if point is not None and point.evidence else "",
        _("演示排版，非官方原件") if row.is_sample else "",
    )


def _remarks(row: Row) -> Iterator[str]:
    """Why it has no rank, and what must be known of one."""
    if row.apart is not None:
        yield str(apart_text(row.apart))
    if row.placed is None and row.apart is None:
        yield str(absent_text(row.entry.absent))
    if row.placed is not None:
        yield from (text for one in row.placed.cautions if (text := happened(one)))
    if row.inside:
        yield str(inside_text(row.inside))
