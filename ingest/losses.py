"""Pages that a document lacks, has twice or in a wrong place: told by the numbers printed on pages and over tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from budgets.schedules import ordinal_of_table
from budgets.worded import _, enumerated
from ingest.shapes import Form, Note, Page, Source, Table

_ENOUGH: Final = 3
"""So many lines make a page that nobody prints twice, and so many numbered tables a sequence."""

_HEAD_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """So many pages are missing somewhere between two pages whose numbers are printed."""

    before: Page
    after: Page
    lost: int

    @property
    def numbers(self) -> range:
        """The numbers that should be printed on pages in between."""
        return range((self.before.printed or 0) + 1, self.after.printed or 0)


def find_losses(pages: Sequence[Page], tables: Sequence[Table], forms: Sequence[Form]) -> tuple[Note, ...]:
    """What is missing, displaced or there twice."""
    return (*find_lost_pages(pages, forms), *_displaced(pages), *_repeated(pages), *_missing_tables(pages, tables, forms))


def find_lost_pages(pages: Sequence[Page], forms: Sequence[Form]) -> tuple[Note, ...]:
    """A note for each gap in the printed page numbers; where a form breaks off at one page's end only, it says that the gap is there."""
    return tuple(_note(gap, _place(gap, pages, forms)) for gap in _gaps(pages) if not _elsewhere(gap, pages))


def _gaps(pages: Sequence[Page]) -> Iterator[Gap]:
    for before, after in pairwise(page for page in pages if page.printed is not None):
        lost = (after.printed or 0) - (before.printed or 0) - (after.number - before.number)
        if lost > 0:
            yield Gap(before, after, lost)


def _place(gap: Gap, pages: Sequence[Page], forms: Sequence[Form]) -> Page | None:
    """The page before which the pages are missing; None where it cannot be told."""
    inside = [page for page in pages if gap.before.number <= page.number <= gap.after.number]
    if gap.after.number == gap.before.number + 1:
        return gap.after
    broken = [page for page_before, page in pairwise(inside) if _breaks_off(page_before, page, forms)]
    return broken[0] if len(broken) == 1 and gap.lost == 1 else None


def _breaks_off(before: Page, page: Page, forms: Sequence[Form]) -> bool:
    """Whether one form ends unfinished with the page before and another begins without its head with this page."""
    if not before.lines or not page.lines:
        return False
    damaged = [form for form in forms if not form.complete and form.segments]
    ends = any(form.segments[-1][1] == before.lines[-1].number for form in damaged)
    return ends and any(form.project is None and form.segments[0][0] == page.lines[0].number for form in damaged)


def _note(gap: Gap, place: Page | None) -> Note:
    counted = gap.after.number - gap.before.number
    numbers = {"first": gap.before.printed, "last": gap.after.printed, "counted": counted, "lost": gap.lost}
    if place is None:
        told = _("印出的页码从 {first} 到 {last}，文本里却只隔 {counted} 页：缺 {lost} 页，在{place}与{other}所在的页面之间。")
        where, other = Source(line=gap.before.first_line).words, Source(line=gap.after.first_line).words
        text = told.format(place=where, other=other, **numbers)
        return Note("warning", "lost_page", text, Source(page=gap.before.number, line=gap.before.first_line))
    told = _("印出的页码从 {first} 到 {last}，文本里却只隔 {counted} 页：缺 {lost} 页，就在{place}开始的页面之前。")
    text = told.format(place=Source(line=place.first_line).words, **numbers)
    return Note("warning", "lost_page", text, Source(page=place.number, line=place.first_line))


# Pages in another place, and pages that are there twice


def _runs(pages: Sequence[Page]) -> list[list[Page]]:
    """The numbered pages in groups, within which each number follows from the one before."""
    runs: list[list[Page]] = []
    for page in pages:
        if page.printed is None:
            continue
        last = runs[-1][-1] if runs else None
        if last is not None and page.printed - (last.printed or 0) == page.number - last.number:
            runs[-1].append(page)
        else:
            runs.append([page])
    return runs


def _elsewhere(gap: Gap, pages: Sequence[Page]) -> list[Page]:
    """The pages that belong into a gap and stand elsewhere: a whole run of numbers, so that a second part that begins at 1 is none."""
    found = [run for run in _runs(pages) if run[0].printed in gap.numbers and run[-1].printed in gap.numbers]
    return [page for run in found for page in run if not gap.before.number < page.number < gap.after.number]


def _displaced(pages: Sequence[Page]) -> Iterator[Note]:
    places = {page.number: (page, gap) for gap in _gaps(pages) for page in _elsewhere(gap, pages)}
    for page, gap in places.values():
        where = _("{place}开始的页面印的页码是 {printed}，却不在印着 {first} 和 {last} 的两页之间").format(
            place=Source(line=page.first_line).words, printed=page.printed, first=gap.before.printed, last=gap.after.printed
        )
        text = _("{where}：页序颠倒，跨页的表请对照原文。").format(where=where)
        yield Note("warning", "displaced_page", text, Source(page=page.number, line=page.first_line))


def _repeated(pages: Sequence[Page]) -> Iterator[Note]:
    """Pages that are word for word the same, page number included, and hold figures: what they print may be counted twice."""
    seen: dict[tuple[str, ...], Page] = {}
    for page in pages:
        if page.kind != "text" or len(page.masked) < _ENOUGH or not any(re.search(r"\d", line) for line in page.masked):
            continue
        first = seen.setdefault(page.masked, page)
        if first is not page:
            text = _("{place}开始的页面与{other}开始的逐字相同：多半重复，其中的数可能计了两次，请对照原文。").format(
                place=Source(line=page.first_line).words, other=Source(line=first.first_line).words
            )
            yield Note("warning", "repeated_page", text, Source(page=page.number, line=page.first_line))


# Tables


def _missing_tables(pages: Sequence[Page], tables: Sequence[Table], forms: Sequence[Form]) -> Iterator[Note]:
    """Where the tables are numbered from 1 and a number between is over no table and no form: the pages with it may be lost."""
    numbered = [(ordinal, table) for table in tables if (ordinal := ordinal_of_table(table.number, table.title)) is not None]
    known = {ordinal for ordinal, _ in numbered} | _over_forms(pages, forms)
    if len(numbered) < _ENOUGH or 1 not in known:
        return
    for (before, last), (after, table) in pairwise(numbered):
        missing = [str(ordinal) for ordinal in range(before + 1, after) if ordinal not in known]
        if missing:
            why = _blanks_between(pages, last, table) or _("这些表可能没有公开，也可能缺页")
            text = _("表号从 {before} 到 {after}，中间缺 {missing}：{why}，请对照原文。").format(
                before=before, after=after, missing=enumerated(missing), why=why
            )
            yield Note("warning", "missing_table", text, table.source)


def _blanks_between(pages: Sequence[Page], before: Table, after: Table) -> str | None:
    """Pages between two tables that show nothing: what is missing may have stood there."""
    first, last = max(before.pages, default=None), min(after.pages, default=None)
    if first is None or last is None:
        return None
    blank = [str(page.number) for page in pages if first < page.number < last and page.is_blank]
    return _("其间第 {pages} 页是空白，这些表可能原来在那里，文件可能已损坏").format(pages=enumerated(blank)) if blank else None


def _over_forms(pages: Sequence[Page], forms: Sequence[Form]) -> set[int]:
    lines = {line.number: line.text for page in pages for line in page.lines} if forms else {}
    heads = [
        lines.get(number, "")
        for form in forms
        for number in islice((number for first, last in form.segments for number in range(first, last + 1)), _HEAD_LINES)
    ]
    return {ordinal for text in heads if (ordinal := ordinal_of_table(text, text)) is not None}
