"""Paragraphs → statements: what the running text says in figures, each with its subject, base, change and reason. Pure.

Nothing here knows a region or a unit. The steps: `folding` makes the text matchable, `tokens` finds words and figures that carry meaning,
`subjects` and `reasons` read names and explanations, `reading` puts them together, `drafts` become statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from budgets.worded import _
from ingest.headings import bare_title, item_mark, mark_level
from ingest.limits import MOST_STATEMENTS, STATEMENTS, is_over
from ingest.shapes import Identity, Note, Paragraph, Source, Statement
from ingest.statements.drafts import Draft
from ingest.statements.folding import fold, source_at
from ingest.statements.reading import Context, Reading, goes_on
from ingest.statements.reasons import explained
from ingest.statements.tokens import BaseKind

_DEFINITIONS: Final = "名词解释"
_PLANS: Final = re.compile("任务|职责|职能|工作(?:目标|重点|要点|计划|总结|完成)|(?:主要|重点)工作")
_CLOSED: Final = re.compile(r"[。；：！？:;）元%％]$|^.{0,12}$")
_ALONE: Final = re.compile("其中[，：:]*")
_BEGINS: Final = re.compile(r"\s*(?:20\d\d年|[本我](?:部门|单位|年度?))")
_LONGEST: Final = 10_000
"""Characters of a paragraph: the longest published ones have 4,000; what is longer is no text, and would take long to read."""
_QUOTED: Final = 12
_LEFT_OUT: Final = "statements_left_out"
_STAGES: Final[dict[str, BaseKind]] = {"budget": "budget", "final_accounts": "final_accounts"}
_NOTHING: Final = ("无", "无。", "本部门无。", "本单位无。", "没有", "不涉及")


def read_statements(paragraphs: Sequence[Paragraph], identity: Identity) -> tuple[tuple[Statement, ...], tuple[Note, ...]]:
    """Every amount, base, change, percentage and reason that the text says, with its source; and a note for each figure without a place.

    Definitions of terms (名词解释) say nothing in figures and are left out, headings too. What a worksheet says ends with it.
    """
    statements: list[Statement] = []
    notes: list[Note] = []
    for _sheet, telling in groupby(_telling(paragraphs), key=lambda paragraph: paragraph.sheet):
        told, noted = _read(telling, identity, len(statements))
        statements.extend(told)
        notes.extend(noted)
        if any(note.code == _LEFT_OUT for note in noted):
            break
    return tuple(statements), tuple(notes)


def _read(paragraphs: Iterable[Paragraph], identity: Identity, count: int) -> tuple[list[Statement], list[Note]]:
    """What some paragraphs say one after the other; `count` are the statements before them."""
    statements: list[Statement] = []
    notes: list[Note] = []
    lists: tuple[_Announced, ...] = ()
    announceable: _Announced | None = None
    before: Paragraph | None = None
    last: tuple[Paragraph, Reading, int] | None = None  # with the place of its first statement
    for paragraph in paragraphs:
        if reason := _why_to_stop(count + len(statements)):
            notes.append(_left_out(paragraph, reason))
            break
        is_cut = before is not None and before.section == paragraph.section and _is_cut(before.text, paragraph.text)
        before = paragraph
        lists, part_of = _listed(paragraph, lists)
        context = replace(_context(paragraph, identity), part_of=part_of, is_cut=is_cut)
        told_before, last = last if last and last[0].section == paragraph.section else None, None
        context = replace(context, held_in=told_before[1].held_in if told_before else None)
        if paragraph.text.strip() in _NOTHING and context.heading:
            statements.append(_nothing(paragraph, context))
            continue
        if len(paragraph.text) > _LONGEST:
            notes.append(_too_long(paragraph))
            continue
        folded = fold(paragraph.text)
        if told_before and goes_on(folded):
            reading = told_before[1].read_on(folded, context)
            statements[told_before[2] :] = _all_statements(*told_before[:2])
        else:
            reading = Reading(folded, context).read()
        if reading.of_before:
            statements = explained(statements, reading.of_before, paragraph.section)
        last = (paragraph, reading, len(statements))
        statements.extend(_all_statements(paragraph, reading))
        notes.extend(_unread(span, reading, paragraph) for span in sorted(set(reading.unread)))
        announced = _announced_by(paragraph, reading, announceable)
        lists = (*lists, announced) if announced else lists
        announceable = _announceable(paragraph, reading)
    return statements, notes


def _is_cut(before: str, text: str) -> bool:
    """Whether the text begins where the one before breaks off: that ends no sentence and with no figure, and this begins neither with a
    mark nor with what begins a sentence."""
    return mark_level(text) is None and not _CLOSED.search(before) and not _BEGINS.match(text)


@dataclass(frozen=True, slots=True)
class _Announced:
    """A total whose parts follow in paragraphs of their own: …预算5万元，其中：.

    Parts begin with marks of one `level`, numbered in order, or with none. `number` is that of the last part, `of_total` the level of the
    mark with which the total's own paragraph begins.
    """

    part_of: str
    section: str | None
    of_total: int | None
    level: int | None = None
    number: int = 0
    is_closed: bool = False

    def with_part(self, paragraph: Paragraph) -> _Announced | None:
        """The list with the paragraph as its next part; None where it is none."""
        mark = item_mark(paragraph.text)
        if mark is None:
            return None if self.level or self.is_closed else replace(self, number=-1, is_closed=paragraph.text.endswith("。"))
        level, number = mark
        begins = self.number == 0 and number == 1 and level > (self.of_total or 0)
        follows = level == self.level and number == self.number + 1
        return replace(self, level=level, number=number) if begins or follows else None

    def goes_on_below(self, paragraph: Paragraph) -> bool:
        """Whether the paragraph, no part itself, may stand within the list: it goes on where its next number follows."""
        mark = item_mark(paragraph.text)
        return paragraph.section == self.section and self.level is not None and (mark is None or mark[0] > self.level)


def _listed(paragraph: Paragraph, lists: Sequence[_Announced]) -> tuple[tuple[_Announced, ...], str | None]:
    """The announced lists that are still open, innermost last, and the total of which the paragraph tells a part."""
    for at in reversed(range(len(lists))):
        part = lists[at].with_part(paragraph) if paragraph.section == lists[at].section else None
        if part is not None:
            return (*lists[:at], part), part.part_of
        if lists[at].goes_on_below(paragraph):
            return tuple(lists[: at + 1]), None
    return (), None


def _announced_by(paragraph: Paragraph, reading: Reading, before: _Announced | None) -> _Announced | None:
    """The list that the paragraph announces at its end: …5万元，其中：. 其中： alone announces parts of the total that stood `before`."""
    if _ALONE.fullmatch(paragraph.text.strip()):
        return before if before and before.section == paragraph.section else None
    if not paragraph.text.endswith(("：", ":")) or not reading.open_list:
        return None
    return _Announced(reading.open_list, paragraph.section, _level(paragraph))


def _announceable(paragraph: Paragraph, reading: Reading) -> _Announced | None:
    """The list that 其中： in a paragraph of its own would announce: of parts of the only total told last."""
    totals = [draft for draft in reading.heads if not draft.absorbed]
    if len(totals) != 1 or len(totals[0].subjects) != 1:
        return None
    return _Announced(totals[0].subjects[0], paragraph.section, _level(paragraph))


def _level(paragraph: Paragraph) -> int | None:
    mark = item_mark(paragraph.text)
    return mark[0] if mark else None


def _telling(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs without headings and without the definitions of terms.

    Where several headings announce definitions, the contents is among them: only what follows the last one is left out, on a worksheet
    nothing of the next one.
    """
    defining = [at for at, paragraph in enumerate(paragraphs) if paragraph.level is not None and _DEFINITIONS in paragraph.text]
    left_out: int | None = None
    sheet: int | None = None
    for at, paragraph in enumerate(paragraphs):
        level, before, sheet = paragraph.level, sheet, paragraph.sheet
        left_out = left_out if sheet == before else None
        if level is not None and (left_out is None or level <= left_out):
            left_out = level if at in defining[-1:] else None
        if level is None and left_out is None:
            yield paragraph


def _context(paragraph: Paragraph, identity: Identity) -> Context:
    """The year is the document's, but not where it speaks of its work: there figures of any year stand."""
    heading = bare_title(paragraph.section or "")
    year = identity.fiscal_year.value if identity.fiscal_year and not _PLANS.search(heading) else None
    stage = _STAGES.get(str(identity.stage.value)) if identity.stage else None
    owner = fold(str(identity.unit.value)).text if identity.unit else None
    return Context(year if isinstance(year, int) else None, stage, owner, heading)


def _all_statements(paragraph: Paragraph, reading: Reading) -> Iterator[Statement]:
    for draft in sorted((draft for draft in reading.drafts if not draft.absorbed), key=lambda draft: draft.at):
        yield from _statements(draft, reading, paragraph)


def _statements(draft: Draft, reading: Reading, paragraph: Paragraph) -> Iterator[Statement]:
    folded = reading.folded
    end = folded.text.find("。", draft.told_to - 1) + 1 or len(folded.text)
    source = source_at(paragraph, *folded.span(*draft.at))
    return draft.to_statements(folded.quote(draft.start, end).strip(), source, paragraph.section)


def _nothing(paragraph: Paragraph, context: Context) -> Statement:
    source = source_at(paragraph, 0, 1)
    return Statement(context.heading, paragraph.text, source, year=context.year, nil=True, section=paragraph.section)


def _unread(span: tuple[int, int], reading: Reading, paragraph: Paragraph) -> Note:
    start, end = span
    quoted = reading.folded.quote(max(0, start - _QUOTED), min(end + 2, len(reading.folded.text)))
    text = _("正文“…{quoted}”中的数字没有归入任何文字说明，请对照原文。").format(quoted=quoted)
    return Note("info", "unread_figure", text, source_at(paragraph, *reading.folded.span(start, end)))


def _why_to_stop(count: int) -> str | None:
    """Why no more text is read, with so many statements read."""
    if count >= MOST_STATEMENTS:
        return _("一个文件最多读 {most} 条文字数据，请拆分文件").format(most=MOST_STATEMENTS)
    return _("用时太长，请拆分文件或调高 PARSE_SECONDS") if is_over(STATEMENTS) else None


def _left_out(paragraph: Paragraph, reason: str) -> Note:
    text = _("从{place}起正文中的数字没有读取：{reason}。").format(place=paragraph.source.words, reason=reason)
    return Note("error", _LEFT_OUT, text, paragraph.source)


def _too_long(paragraph: Paragraph) -> Note:
    text = _("从{place}起的一段有 {count} 字，不像正文，其中的数字没有读取，请检查文本的换行。").format(
        place=Source(line=paragraph.source.line).words, count=len(paragraph.text)
    )
    return Note("warning", "unread_paragraph", text, paragraph.source)
