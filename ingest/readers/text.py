"""Text that was extracted from a disclosure → Document. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.privacy import mask_lines
from ingest.readers.encoding import REPLACED, decode
from ingest.readers.furniture import find_marks, mark_errors, remove_overlays, set_aside, set_aside_recurring
from ingest.readers.paging import physical_lines, split_pages
from ingest.shapes import Document, Note, Source


def read_text(name: str, sha256: str, data: bytes) -> Document:
    """The pages of a text; what was taken away, lost or damaged is noted. Raises UnreadableDocument for what is no text."""
    lines = physical_lines(decode(data))
    masked = mask_lines(lines)
    marks = find_marks(masked)
    pages = split_pages(lines, masked, marks)
    pages, set_aside_notes = set_aside(pages, marks)
    pages, error_notes = mark_errors(pages)
    pages, overlay_notes = remove_overlays(pages)
    pages, recurring_notes = set_aside_recurring(pages)
    repairs = (*set_aside_notes, *overlay_notes, *recurring_notes, *_masked(lines, masked))
    losses = (*_damaged(lines), *error_notes)
    return Document(name=name, sha256=sha256, media_type="text/plain", pages=pages, notes=(*repairs, *losses))


def _masked(lines: Sequence[str], masked: Sequence[str]) -> tuple[Note, ...]:
    changed = [number for number, (raw, text) in enumerate(zip(lines, masked, strict=True), 1) if raw != text]
    if not changed:
        return ()
    return (Note("info", "personal_data_masked", f"遮盖个人信息 {len(changed)} 行。", Source(line=changed[0])),)


def _damaged(lines: Sequence[str]) -> tuple[Note, ...]:
    return tuple(
        Note("warning", "damaged_characters", f"第 {number} 行有 {line.count(REPLACED)} 个字符损坏，读不出来。", Source(line=number))
        for number, line in enumerate(lines, 1)
        if REPLACED in line
    )
