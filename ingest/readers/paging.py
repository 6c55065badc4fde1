"""Physical lines → pages. Pure.

Two sorts of text are known. Where the extractor wrote form feeds, they are the page breaks. Where it wrote one row a line with an empty
line between rows, a page break is one space in front of a line that follows directly on another one: a wrapped line never begins with
a space there. A block of furniture with a page number also ends a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ingest.readers.furniture import Marks
from ingest.shapes import Page, TextLine

Start = tuple[int, int]
"""Index of a physical line and the number of its characters that belong to the page before or to the break itself."""

_SPACED_SHARE: Final = 0.5  # share of lines with an empty line in front, above which rows are told apart by empty lines
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")


def physical_lines(text: str) -> tuple[str, ...]:
    """The lines as an editor counts them; a form feed ends no line."""
    lines = _LINE_ENDS.split(text)
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def split_pages(lines: Sequence[str], masked: Sequence[str], marks: Marks) -> tuple[Page, ...]:
    """The pages of a text. `masked` are the same lines with personal data masked; only they are kept."""
    starts = page_starts(lines, marks)
    ends = [*starts[1:], (len(lines), 0)]
    return tuple(_page(number, start, end, masked) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1))


def page_starts(lines: Sequence[str], marks: Marks) -> tuple[Start, ...]:
    """Where pages begin; the first one begins with the first line."""
    if any("\f" in line for line in lines):
        starts = set(_form_feeds(lines))
    else:
        by_space = set(_after_spaces(lines)) if _is_spaced(lines) else set()
        starts = by_space | _after_furniture(lines, marks, {index for index, _ in by_space})
    first = (0, 1) if lines and lines[0].startswith(" ") and _is_spaced(lines) else (0, 0)
    return tuple(sorted(starts if any(index == 0 for index, _ in starts) else {first, *starts}))


def _form_feeds(lines: Sequence[str]) -> Iterable[Start]:
    for index, line in enumerate(lines):
        yield from ((index, found.end()) for found in re.finditer("\f", line))


def _is_spaced(lines: Sequence[str]) -> bool:
    """Whether rows stand apart by empty lines, so that two lines without one belong together."""
    filled = [(above, line) for above, line in pairwise(["", *lines]) if line]
    return sum(not above for above, _ in filled) > len(filled) * _SPACED_SHARE


def _after_spaces(lines: Sequence[str]) -> Iterable[Start]:
    for index, (above, line) in enumerate(pairwise(lines), 1):
        if above and line.startswith(" ") and line.strip():
            yield index, 1


def _after_furniture(lines: Sequence[str], marks: Marks, known: set[int]) -> set[Start]:
    """The first line behind each block of furniture with a page number, unless the block itself stands at the head of its page."""
    starts: set[Start] = set()
    block: list[int] = []
    for index, line in enumerate(lines):
        if index in marks:
            block.append(index)
        elif line:
            if any(marks[at].kind == "number" for at in block) and not known & {*block, index}:
                starts.add((index, 0))
            block = []
    return starts


def _page(number: int, start: Start, end: Start, masked: Sequence[str]) -> Page:
    last = end[0] if end[1] and masked[end[0]][: end[1]].strip() else end[0] - 1
    lines = [_line(index, start, end, masked) for index in range(start[0], last + 1)]
    return Page(
        number=number,
        lines=tuple(line for line in lines if line.text),
        first_line=start[0] + 1,
        masked=tuple(masked[start[0] : last + 1]),
    )


def _line(index: int, start: Start, end: Start, masked: Sequence[str]) -> TextLine:
    offset = start[1] if index == start[0] else 0
    text = masked[index][offset : end[1] if index == end[0] else None].removesuffix("\f")
    follows = index > start[0] and bool(masked[index - 1])
    return TextLine(number=index + 1, text=text, follows=follows, offset=offset)
