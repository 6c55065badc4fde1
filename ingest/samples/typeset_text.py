"""Pages of rows → text as a program extracts it from a PDF, artefacts and all. Pure; the same pages always give the same text.

One run of text for each cell, an empty cell as one space, a space between two runs unless the first ends in one; bold runs printed twice,
empty ones too; a wrapped cell on lines of its own; an empty line where lines are far enough apart; one extra space where a page begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from ingest.samples.facts import Sample
from ingest.samples.sheets import Cell, Page, Row

LINE_PITCH: Final = 136
SEEN_AS_APART: Final = 14

Role = Literal["first", "cell", "wrapped", "rest"]


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of text; `follows` where no empty line precedes it, `glued` where it goes on with the line before."""

    text: str
    follows: bool = False
    glued: bool = False


def typeset(pages: tuple[Page, ...], sample: Sample) -> str:
    """The whole sample as text with LF line ends."""
    lines: list[str] = []
    after_watermark = True
    for page in pages:
        text = _page_lines(page, sample)
        lines.extend([text[0] if after_watermark and lines else f" {text[0]}", *text[1:]])
        after_watermark = page.numbered
    return "\n".join(lines) + "\n"


def _page_lines(page: Page, sample: Sample) -> list[str]:
    underlay = _set_rows(page.underlay, start=1 if page.spaced else 0)
    if page.spaced:
        underlay = [SetLine(re.sub(r"(?<=\d),(?=\d)", ", ", line.text), line.follows, line.glued) for line in underlay]
    lines = _with_gaps([*underlay, *_set_rows(page.rows)])
    return [*lines, "", sample.notice, *(_foot(page, sample) if page.numbered else ())]


def _foot(page: Page, sample: Sample) -> list[str]:
    marks = chain.from_iterable((*sample.watermark, "") for _ in range(sample.watermark_repeats))
    return ["", f"-{page.number}-", "", sample.running_title, "", *marks, "", ""]


def _with_gaps(lines: list[SetLine]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line.glued and out:
            out[-1] += line.text
        else:
            out.extend([line.text] if line.follows or not out else ["", line.text])
    return out


def _set_rows(rows: tuple[Row, ...], start: int = 0) -> list[SetLine]:
    lines: list[SetLine] = []
    for row in rows:
        lines.extend(_set_row(row, start + len(lines)))
    return lines


def _set_row(row: Row, position: int) -> list[SetLine]:
    """The lines of one row; `position` counts the lines of the page before it and decides which close lines seem to be apart."""
    lines: list[tuple[str, Role]] = []
    current: str | None = None
    for cell in row.cells:
        if len(cell.lines) > 1:
            lines.extend(_flushed(current, lines))
            lines.extend((_run(text, cell), "wrapped" if number else _role(lines, "cell")) for number, text in enumerate(cell.lines))
            current = None
            continue
        if current is None and lines and row.kind == "form" and position % 2:
            current, _ = lines.pop()
        current = _joined(current, cell)
    lines.extend(_flushed(current, lines))
    return [SetLine(text, _follows(row, role, position + number), _is_glued(row, role)) for number, (text, role) in enumerate(lines)]


def _flushed(current: str | None, lines: list[tuple[str, Role]]) -> list[tuple[str, Role]]:
    return [] if current is None else [(current, _role(lines, "rest"))]


def _role(lines: list[tuple[str, Role]], otherwise: Role) -> Role:
    return otherwise if lines else "first"


def _run(text: str, cell: Cell) -> str:
    return (text or " ") * (2 if cell.bold else 1)


def _joined(current: str | None, cell: Cell) -> str:
    run = _run(cell.text, cell)
    if current is None:
        return run
    return f"{current}{run}" if cell.glued or current.endswith(" ") else f"{current} {run}"


def _follows(row: Row, role: Role, position: int) -> bool:
    if role == "first":
        return row.follows
    if row.kind == "form":
        return role == "rest" or not _seems_apart(position)
    return row.kind == "table" and role != "rest"


def _seems_apart(position: int) -> bool:
    """Whether two close lines are seen as apart: their distance, whole points, is now 13, now 14."""
    return position * LINE_PITCH // 10 - (position - 1) * LINE_PITCH // 10 >= SEEN_AS_APART


def _is_glued(row: Row, role: Role) -> bool:
    return role == "first" and row.cells[0].glued
