"""The headline comparison of an edition as lines for a terminal: the same figures and words as its page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.models import Edition, Finding
from comparisons.changes import Point
from comparisons.report import Report, Row, report
from comparisons.templatetags.changes import ABSENT, caution_text, difference, evidence_url, rate, shown, source_in_words, told, told_text
from comparisons.templatetags.reasons import same_text
from comparisons.terminal import table

HEADS = ("", "上年 万元", "本年 万元", "差额 万元", "变化率 %", "本年数印在", "上年数取自")
LEFT = (0, 5, 6)
"""The columns of words; the others are figures."""


def headline(edition: Edition) -> Iterator[str]:
    """Title, the total in a sentence, table, cautions, and how the checks came out. The edition as `stored.with_documents` fetched it."""
    found = report(edition)
    yield f"{edition.disclosure}" + ("  （演示排版，非官方原件）" if _is_sample(edition) else "")
    if edition.recognised:
        yield f"  注意：{edition.recognised} 处数字由图像识别（{edition.compared_by or '无人'}对照过原图），以原图为准。"
    total = found.changes.of("total_expenditure")
    if total is not None:
        yield f"  {told(total, found.why)}"
    yield from (f"  {same_text(one, quoted)} {evidence_url(quoted.reason.evidence)}" for one in found.of_same for quoted in one.quoted)
    yield from table([HEADS, *(_cells(row, found) for row in found.rows)], LEFT)
    yield from (f"  {told_text(caution)}" for caution in found.told)
    yield from (f"  注 {number}：{caution_text(caution)}" for number, caution in enumerate(found.cautions, 1))
    yield from _flags(found)


def _is_sample(edition: Edition) -> bool:
    return any(part.reading.document.is_sample for part in edition.parts.all())


def _cells(row: Row, found: Report) -> tuple[str, ...]:
    change = row.change
    name = "　" * row.depth + _(row.indicator.name) + "".join(f"〔{number}〕" for number in row.numbers)
    before = figure(change.before, "not_stated" if found.previous else "no_document")
    address = evidence_url(change.after.evidence) if change.after and change.after.evidence else ""
    source = source_in_words(change.before) if change.before else ""
    return name, before, figure(change.after, "not_stated"), difference(change), rate(change), address, source


def figure(point: Point | None, absent: str) -> str:
    """The figure; for a blank cell and for what is not there the word that the page has. What only lines up the point is a space."""
    if point is None:
        return str(ABSENT[absent])
    text, pad = shown(point)
    return text + " " * len(pad)


def _flags(found: Report) -> Iterator[str]:
    """What a reader must know of the document: every contradiction, and how many doubts of other kinds."""
    findings = found.doubts.findings
    counts = {outcome: sum(finding.outcome == outcome for finding in findings) for outcome in Finding.Outcome.values}
    told = "，".join(f"{label} {counts[outcome]}" for outcome, label in Finding.Outcome.choices if counts[outcome])
    yield f"  核对：一致 {found.exact_checks}" + (f"，{told}" if told else "")
    yield from (f"  矛盾：{finding.message}" for finding in findings if finding.outcome == Finding.Outcome.MISMATCH)
