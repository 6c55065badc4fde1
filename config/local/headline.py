"""The headline comparison of an edition as lines for a terminal: the same figures and words as its page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from budgets.models import Edition, Finding
from budgets.templatetags.figures import wan
from comparisons.report import Report, Row, report
from comparisons.templatetags.changes import caution_text, difference, rate

HEADS = ("", "上年 万元", "本年 万元", "差额 万元", "变化率 %")


def headline(edition: Edition) -> Iterator[str]:
    """Title, table, cautions, and how the checks came out. The edition as `series.with_documents` fetched it."""
    shown = report(edition)
    yield f"{edition.disclosure}" + ("  （演示排版，非官方原件）" if _is_sample(edition) else "")
    yield from _table([HEADS, *(_cells(row) for row in shown.rows)])
    yield from (f"  注 {number}：{caution_text(caution)}" for number, caution in enumerate(shown.cautions, 1))
    yield from _flags(shown)


def _is_sample(edition: Edition) -> bool:
    return any(part.reading.document.is_sample for part in edition.parts.all())


def _cells(row: Row) -> tuple[str, ...]:
    change = row.change
    name = "　" * row.depth + row.indicator.name + "".join(f"〔{number}〕" for number in row.numbers)
    before, after = (wan(point.yuan) if point else "" for point in (change.before, change.after))
    return name, before, after, difference(change), rate(change)


def _flags(shown: Report) -> Iterator[str]:
    """What a reader must know of the document: every contradiction, and how many doubts of other kinds."""
    findings = shown.doubts.findings
    counts = {outcome: sum(finding.outcome == outcome for finding in findings) for outcome in Finding.Outcome.values}
    told = "，".join(f"{label} {counts[outcome]}" for outcome, label in Finding.Outcome.choices if counts[outcome])
    yield f"  核对：一致 {shown.exact_checks}" + (f"，{told}" if told else "")
    yield from (f"  矛盾：{finding.message}" for finding in findings if finding.outcome == Finding.Outcome.MISMATCH)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Columns lined up: names to the left, figures to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for name, *figures in rows:
        padded = (" " * (width - _width(figure)) + figure for figure, width in zip(figures, widths[1:], strict=True))
        yield "  " + name + " " * (widths[0] - _width(name)) + "  " + "  ".join(padded)


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
