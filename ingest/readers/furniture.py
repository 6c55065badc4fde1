"""What repeats from page to page and is no content: page numbers, running titles, watermarks, an overlaid template, server errors. Pure.

Nothing is thrown away unseen: a page keeps its furniture, and every removal is a note with its count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from budgets.worded import _
from ingest.shapes import Note, Page, Source, TextLine

Kind = Literal["number", "title", "watermark"]

_NUMBER: Final = re.compile(r"\s*+(?:[-—–－]++\s*+(\d{1,4})\s*+[-—–－]++|第\s*+(\d{1,4})\s*+页(?:\s*+[,，/]?\s*+共\s*+\d{1,4}\s*+页)?)\s*+")
_PERIODS: Final = range(1, 7)
_CYCLES: Final = 4  # fewer repetitions of the same lines may be content
_WATERMARK_LINE: Final = re.compile(r"[^\W\d]{1,12}")
_PAGES: Final = 3  # what stands on so many pages repeats
_SHARE: Final = 0.4  # share of pages that a line at the edge must recur on (odd and even pages may differ)
_OVERLAY: Final = 60  # characters without spaces; a shorter common beginning is a form's title, not a template under the page
_OVERLAY_SHARE: Final = 0.8  # of the pages from the first to the last that carry it
_TITLE: Final = re.compile(r"表(?:[（(].*[)）])?$|单位[:：]|[:：]")
_ERROR: Final = re.compile(
    r"[45]\d\d (?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Not Found|Forbidden)"
)
_ERROR_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A physical line that is furniture. `number` is given for page numbers."""

    kind: Kind
    number: int | None = None


Marks = Mapping[int, Mark]
"""By index of the physical line."""


def find_marks(lines: Sequence[str]) -> dict[int, Mark]:
    """Furniture that can be told before the pages are known."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    marks = {index: Mark("number", number) for index in filled if (number := _page_number(lines[index])) is not None}
    marks |= {index: Mark("watermark") for index in _watermarks(lines, filled)}
    return marks | {index: Mark("title") for index in _running_titles(lines, filled, marks)}


def _page_number(line: str) -> int | None:
    found = _NUMBER.fullmatch(line)
    return int(found[1] or found[2]) if found else None


def _watermarks(lines: Sequence[str], filled: Sequence[int]) -> Iterable[int]:
    """Lines of runs in which the same one to six short lines come again and again (仅供 / 内部 / 审核)."""
    texts = [lines[index] for index in filled]
    place = 0
    while place < len(texts):
        length = max((_run(texts, place, period) for period in _PERIODS), default=0)
        yield from filled[place : place + length]
        place += length or 1


def _run(texts: Sequence[str], place: int, period: int) -> int:
    """How many lines from `place` repeat with that period; 0 for fewer than `_CYCLES` full cycles or where a line has figures."""
    if not all(_WATERMARK_LINE.fullmatch(text) for text in texts[place : place + period]):
        return 0
    end = place + period
    while end < len(texts) and texts[end] == texts[end - period]:
        end += 1
    return end - place if end - place >= period * _CYCLES else 0


def _running_titles(lines: Sequence[str], filled: Sequence[int], marks: Marks) -> set[int]:
    """Equal lines that stand beside most page numbers."""
    numbers = sum(mark.kind == "number" for mark in marks.values())
    beside = [pair for pair in pairwise(filled) if _is_number(marks, pair[0]) != _is_number(marks, pair[1])]
    neighbours = [index for pair in beside for index in pair if index not in marks]
    counts = Counter(lines[index].strip() for index in neighbours)
    return {index for index in neighbours if counts[lines[index].strip()] >= max(_PAGES, numbers * _SHARE)}


def _is_number(marks: Marks, index: int) -> bool:
    return index in marks and marks[index].kind == "number"


def set_aside(pages: Sequence[Page], marks: Marks) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages with marked lines moved to `furniture` and their number in `printed`."""
    notes = []
    for kind, code, text in (
        ("number", "page_number_removed", _("页码")),
        ("title", "running_title_removed", _("页眉页脚")),
        ("watermark", "watermark_removed", _("水印")),
    ):
        found = sorted(index for index, mark in marks.items() if mark.kind == kind)
        if found:
            notes.append(Note("info", code, _("移除{text} {count} 行。").format(text=text, count=len(found)), Source(line=found[0] + 1)))
    return tuple(_without_marked(page, marks) for page in pages), tuple(notes)


def _without_marked(page: Page, marks: Marks) -> Page:
    taken = tuple(line for line in page.lines if line.number - 1 in marks)
    numbers = {marks[line.number - 1].number for line in taken} - {None}
    printed = numbers.pop() if len(numbers) == 1 else None
    return replace(_without(page, taken), printed=printed)


def _without(page: Page, taken: Sequence[TextLine]) -> Page:
    rest = tuple(line for line in page.lines if line not in taken)
    furniture = tuple(sorted((*page.furniture, *taken), key=lambda line: line.number))
    return replace(page, lines=rest, furniture=furniture)


def mark_errors(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages, those that hold nothing but a server's error message marked as lost."""
    marked = tuple(replace(page, kind="error", lines=(), furniture=page.lines) if _is_error(page) else page for page in pages)
    told = _("第 {number} 个页面印的是服务器错误信息（{text}），这一页的内容已经丢失。")
    notes = tuple(
        Note(
            "warning",
            "lost_page",
            told.format(number=page.number, text=page.furniture[0].text.strip()),
            Source(page=page.number, line=page.first_line),
        )
        for page in marked
        if page.kind == "error"
    )
    return marked, notes


def _is_error(page: Page) -> bool:
    return 0 < len(page.lines) <= _ERROR_LINES and _ERROR.fullmatch(page.lines[0].text.strip()) is not None


def remove_overlays(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages without a template that lies under each page of a section and is printed again at its top.

    A template is a long beginning that a run of pages shares, compared without spaces. Its first occurrence is the genuine one; what is
    glued behind it on the others is kept.
    """
    block, carriers = _overlay(pages)
    if not carriers:
        return tuple(pages), ()
    dropped = {page.number: _drop(page, len(block)) for page in carriers}
    notes = (
        Note(
            "info",
            "overlay_removed",
            _("{count} 个页面的页首重复印出同一段版式（{characters} 字，以“{beginning}”开头），只保留第一次，其余移除。").format(
                count=len(carriers), characters=len(block), beginning=block[:20]
            ),
            Source(page=carriers[0].number, line=carriers[0].first_line),
        ),
    )
    return tuple(dropped.get(page.number, page) for page in pages), notes


def _overlay(pages: Sequence[Page]) -> tuple[str, tuple[Page, ...]]:
    """The text of the template without spaces, and the pages from which it is to be removed."""
    texts = {page.number: _dense(page) for page in pages if page.kind == "text"}
    beginnings = Counter(text[:_OVERLAY] for text in texts.values() if len(text) >= _OVERLAY)
    for beginning, count in beginnings.most_common(1):
        carriers = [page for page in pages if texts.get(page.number, "").startswith(beginning)]
        span = sum(carriers[0].number <= number <= carriers[-1].number for number in texts)
        if count > _PAGES and count >= span * _OVERLAY_SHARE:
            block = _whole_lines(carriers[0], _common([texts[page.number] for page in carriers]))
            earlier = any(block in text for number, text in texts.items() if number < carriers[0].number)
            return block, tuple(carriers if earlier else carriers[1:])
    return "", ()


def _dense(page: Page) -> str:
    return "".join(re.sub(r"\s", "", line.text) for line in page.lines)


def _common(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _whole_lines(page: Page, block: str) -> str:
    """The block cut back to the end of a line of the page on which it is genuine."""
    length = whole = 0
    for line in page.lines:
        length += len(re.sub(r"\s", "", line.text))
        if length > len(block):
            break
        whole = length
    return block[:whole]


def _drop(page: Page, length: int) -> Page:
    """The page without its first `length` characters, spaces not counted."""
    for place, line in enumerate(page.lines):
        dense = len(re.sub(r"\s", "", line.text))
        if dense >= length:
            tail = _tail(line, length)
            return replace(page, lines=(*([tail] if tail.text else []), *page.lines[place + 1 :]))
        length -= dense
    return replace(page, lines=())


def _tail(line: TextLine, length: int) -> TextLine:
    ends = [at for at, character in enumerate(line.text, 1) if not character.isspace()]
    cut = ends[length - 1]
    if not line.text[cut:].strip():
        return replace(line, text="")
    return replace(line, text=line.text[cut:], offset=line.offset + cut, follows=False)


def set_aside_recurring(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Note, ...]]:
    """The pages with lines moved to `furniture` that recur at the edge of many of them, and nowhere else.

    The titles of tables and forms never do, and a line that also stands in the midst of pages is content that happens to end some of them.
    """
    before = sum(len(page.furniture) for page in pages)
    while (recurring := _recurring(pages, 0)) or (recurring := _recurring(pages, -1)):
        pages = tuple(_without(page, _at_edge(page, recurring)) for page in pages)
    count = sum(len(page.furniture) for page in pages) - before
    notes = (Note("info", "running_title_removed", _("移除每页重复的页眉页脚 {count} 行。").format(count=count)),) if count else ()
    return tuple(pages), notes


def _recurring(pages: Sequence[Page], edge: Literal[0, -1]) -> set[str]:
    filled = [page for page in pages if page.lines]
    counts = Counter(page.lines[edge].text.strip() for page in filled)
    needed = max(_PAGES, len(filled) * _SHARE)
    often = {text for text, count in counts.items() if text and count >= needed and not _TITLE.search(text)}
    inside = Counter(text for page in filled for line in page.lines[1:-1] if (text := line.text.strip()) in often)
    return {text for text in often if inside[text] * _PAGES <= counts[text]}


def _at_edge(page: Page, recurring: set[str]) -> tuple[TextLine, ...]:
    edges = {page.lines[0], page.lines[-1]} if page.lines else set()
    return tuple(line for line in edges if line.text.strip() in recurring)
