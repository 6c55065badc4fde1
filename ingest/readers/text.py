"""Text that was extracted from a disclosure → Document. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from budgets.privacy import mask_lines
from budgets.worded import _
from ingest.limits import CHARACTERS, LINE_CHARACTERS
from ingest.readers.encoding import REPLACED, decode
from ingest.readers.furniture import find_marks, mark_errors, remove_overlays, set_aside, set_aside_recurring
from ingest.readers.paging import physical_lines, split_pages
from ingest.shapes import Document, Note, Source, UnreadableDocument


def read_text(name: str, sha256: str, data: bytes) -> Document:
    """The pages of a text; what was taken away, lost or damaged is noted. Raises UnreadableDocument for what is no text."""
    lines, left_out = _within_limits(physical_lines(decode(data)))
    masked = mask_lines(lines)
    marks = find_marks(masked)
    pages = split_pages(lines, masked, marks)
    pages, set_aside_notes = set_aside(pages, marks)
    pages, error_notes = mark_errors(pages)
    pages, overlay_notes = remove_overlays(pages)
    pages, recurring_notes = set_aside_recurring(pages)
    repairs = (*set_aside_notes, *overlay_notes, *recurring_notes, *_masked(lines, masked))
    losses = (*left_out, *_damaged(lines), *error_notes)
    return Document(name=name, sha256=sha256, media_type="text/plain", pages=pages, notes=(*repairs, *losses))


def _within_limits(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The lines as far as a document is read, those blank that are too long; and a note on what was left out.

    Raises UnreadableDocument where nothing is left: a text whose line ends were lost.
    """
    count = bisect_right(list(accumulate(map(len, lines))), CHARACTERS)
    kept = tuple(line if len(line) <= LINE_CHARACTERS else "" for line in lines[:count])
    if not any(line.strip() for line in kept):
        text = _("文本的一行有 {count} 字，换行可能丢失了，没有读取；请用保留换行的方式重新提取文本。").format(count=len(lines[0]))
        raise UnreadableDocument("no_line_ends", text)
    return kept, (*_too_long(lines[:count]), *_rest(len(lines), count))


def _too_long(lines: Sequence[str]) -> Iterator[Note]:
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_CHARACTERS:
            text = _("第 {number} 行有 {count} 字，不像公开文件的一行，没有读取，请检查文本的换行。").format(number=number, count=len(line))
            yield Note("error", "line_left_out", text, Source(line=number))


def _rest(count: int, read: int) -> Iterator[Note]:
    if read < count:
        text = _("一个文件最多读 {characters} 字，第 {line} 行起的内容没有读取（共 {count} 行），请拆分文件后再读。").format(
            characters=CHARACTERS, line=read + 1, count=count
        )
        yield Note("error", "lines_left_out", text, Source(line=read + 1))


def _masked(lines: Sequence[str], masked: Sequence[str]) -> tuple[Note, ...]:
    changed = [number for number, (raw, text) in enumerate(zip(lines, masked, strict=True), 1) if raw != text]
    if not changed:
        return ()
    return (Note("info", "personal_data_masked", _("遮盖个人信息 {count} 行。").format(count=len(changed)), Source(line=changed[0])),)


def _damaged(lines: Sequence[str]) -> tuple[Note, ...]:
    return tuple(
        Note(
            "warning",
            "damaged_characters",
            _("第 {number} 行有 {count} 个字符损坏，读不出来。").format(number=number, count=line.count(REPLACED)),
            Source(line=number),
        )
        for number, line in enumerate(lines, 1)
        if REPLACED in line
    )
