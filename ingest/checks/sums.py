"""The two comparisons that most checks are made of: do parts add up to a total, and is a quantity printed twice the same. Pure.

Missing is never nothing: a blank cell counts as 0 only beside readable ones of the same sum. Where nothing at all is printed nothing is
compared. A `doubt` is a reason why parts and total may not be meant to agree (a lost page, a code twice): then agreement is still worth
saying, but a difference is no mismatch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.worded import _
from ingest.checks.levels import parts_of
from ingest.checks.results import Question, Result, compared, not_evaluable
from ingest.checks.tolerance import Figure, Verdict, judge_same, judge_sum, judge_summed, judge_summed_twice
from ingest.shapes import Source

NO_TOTAL = _("合计格是空的，各组成部分却有数")
NO_PARTS = _("合计有数，各组成部分却都是空格")
ONE_BLANK = _("两处中有一处是空格，空格不等于0")


def added(
    question: Question,
    parts: Sequence[Figure | None],
    total: Figure | None,
    unread: Sequence[Figure | None] = (),
    items: Sequence[Figure | None] = (),
) -> Iterator[Result]:
    """Do the parts add up to the total? One result, or none where nothing is printed.

    `unread` are the rows below the total, in their order, where it is not certain which of them are its parts: then those are by which all
    sums hold (`levels.parts_of`), if there are such. `items` are the rows below that nothing stands below: the rounded figures that total
    or parts may have been added up from.
    """
    printed = [part for part in parts if part is not None]
    if unread and total is not None and judge_sum(printed, total).outcome == "mismatch":
        printed = [figure for place in parts_of(total, unread) or () if (figure := unread[place])] or printed
    sources = sources_of(total, *printed)
    missing = _missing(printed, total)
    if missing:
        yield not_evaluable(question.subject, _("{what}{why}").format(what=question.what, why=missing), sources)
    if missing is None:
        rounded = [item for item in items if item is not None]
        asked = _in_units(question, printed[0] if printed else None, total)
        yield compared(asked, judge_summed(printed, total or Figure(Decimal(0)), rounded), sources)


def same(question: Question, expected: Figure | None, actual: Figure | None) -> Iterator[Result]:
    """Is the same quantity, printed in two places, the same? One result, or none where neither is printed.

    A blank and a printed zero mean the same here; a blank and a figure cannot be compared.
    """
    present = [figure for figure in (actual, expected) if figure is not None]
    if len(present) == 1 and present[0].value:
        yield not_evaluable(question.subject, _("{what}{why}").format(what=question.what, why=ONE_BLANK), sources_of(*present))
    elif present:
        verdict = _same(expected or Figure(Decimal(0)), actual or Figure(Decimal(0)), question.items)
        yield compared(_in_units(question, expected, actual), verdict, sources_of(*present))


def _in_units(question: Question, expected: Figure | None, actual: Figure | None) -> Question:
    """The question in the units that the two sides are printed in; a side that has none is in that of the question."""
    own = (actual.unit if actual else None) or question.unit
    other = (expected.unit if expected else None) or own
    return replace(question, unit=own, other_unit=other if other != own else None)


def sources_of(*figures: Figure | None) -> tuple[Source, ...]:
    """The cells of some figures, in their order, each once."""
    return tuple(dict.fromkeys(source for figure in figures if figure for source in figure.sources))


def _missing(printed: Sequence[Figure], total: Figure | None) -> str | None:
    """Why the sum cannot be compared, "" where there is nothing to compare, None where it can."""
    if total is None:
        return NO_TOTAL if any(part.value for part in printed) else ""
    if not printed:
        return NO_PARTS if total.value else None
    return None


def _same(expected: Figure, actual: Figure, items: int) -> Verdict:
    return judge_summed_twice(expected, actual, items) if items else judge_same(expected, actual)
