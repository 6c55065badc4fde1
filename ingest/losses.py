"""Pages that a document should have and does not: told by the page numbers printed on others. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.shapes import Form, Note, Page, Source


@dataclass(frozen=True, slots=True)
class Gap:
    """So many pages are missing somewhere between two pages whose numbers are printed."""

    before: Page
    after: Page
    lost: int


def find_lost_pages(pages: Sequence[Page], forms: Sequence[Form]) -> tuple[Note, ...]:
    """A note for each gap in the printed page numbers; where a form breaks off at one page's end only, it says that the gap is there."""
    return tuple(_note(gap, _place(gap, pages, forms)) for gap in _gaps(pages))


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
    text = f"印出的页码从 {gap.before.printed} 到 {gap.after.printed}，文本里却只隔 {counted} 页：缺 {gap.lost} 页"
    if place is None:
        where = f"，在第 {gap.before.first_line} 行与第 {gap.after.first_line} 行所在的页面之间。"
        return Note("warning", "lost_page", text + where, Source(page=gap.before.number, line=gap.before.first_line))
    where = f"，就在第 {place.first_line} 行开始的页面之前。"
    return Note("warning", "lost_page", text + where, Source(page=place.number, line=place.first_line))
