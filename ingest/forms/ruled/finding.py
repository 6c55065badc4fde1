"""Pages with lattices → blocks: the rows of one form each, over pages. Pure.

A form begins with a row that names a project, or the department of a form for all of it, beside its label; further labels stand in the
same column below. A table that lists projects has its labels beside each other instead, and is none. On the next page it goes on in a
lattice that has the same columns, or heads of indicators, with nothing printed between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.forms.ruled.labels import (
    DEPARTMENT,
    PROJECT,
    column_of,
    dense,
    field_of,
    is_funds,
    is_goal,
    is_indicators,
    is_label,
    is_level,
    is_part_of_level,
    is_tasks,
)
from ingest.forms.ruled.rows import Field, Row, lattices_of, rows_of
from ingest.grids.ruled.captions import caption_lines, is_title
from ingest.shapes import Lattice, Page, TextLine

_SAME_EDGE: Final = 4.0  # points by which the borders of one form may differ from page to page
_LABELS_BELOW: Final = 2  # further labels in the column of the first that make a form


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one form, its first row the one that names it; `caption` is what is printed over it, `lines` are all of its lines.

    `lost` are lines that a page cuts off and that stand on none.
    """

    kind: str
    name: Field
    value: Field | None
    rows: tuple[Row, ...]
    caption: tuple[str, ...]
    lines: tuple[TextLine, ...]
    lost: tuple[TextLine, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(row.page for row in self.rows))


@dataclass(slots=True)
class _Open:
    """A form in the making."""

    kind: str
    name: Field
    value: Field | None
    rows: list[Row]
    caption: list[str]
    lines: list[TextLine]
    cut: list[TextLine]
    ended: bool = False


def find_blocks(pages: Sequence[Page]) -> tuple[Block, ...]:
    """The forms among the lattices, in their order."""
    found: list[_Open] = []
    for page in pages:
        for at, lattice in enumerate(page.lattices):
            _take(found, page, at, lattice)
        if found and _below(page, page.lattices[-1] if page.lattices else None):
            found[-1].ended = True
    return tuple(_block(one) for one in found)


def _block(one: _Open) -> Block:
    lines = tuple(dict.fromkeys(one.lines))
    return Block(one.kind, one.name, one.value, tuple(one.rows), tuple(one.caption), lines, tuple(_lost(one)))


def _lost(form: _Open) -> Iterator[TextLine]:
    """The lines cut off of merged cells that no page shows either, the names of levels left out: they come again on each page."""
    shown = dense("".join(field.text for row in form.rows for field in row.fields))
    for line in form.cut:
        parts = [dense(part) for part in line.text.split("  ")]
        if not is_part_of_level(line.text) and not all(part in shown for part in parts):
            yield line


def _take(found: list[_Open], page: Page, at: int, lattice: Lattice) -> None:
    if (not found or found[-1].ended) and not any(_kind(cell.text) for cell in lattice.cells if cell.text):
        return  # most lattices: tables, which are not worth their rows
    rows = rows_of(lattice)
    starts = _starts(rows)
    first = _with_titles(rows, starts[0][0]) if starts else len(rows)
    if found and (first or not starts) and not found[-1].ended and _goes_on(found[-1], page, at, lattice, rows[:first]):
        _add(found[-1], page, rows[:first], rows)
    elif found and at == 0 and not starts:
        found[-1].ended = True
    for index, (start, kind, name, value) in enumerate(starts):
        begin = _with_titles(rows, start)
        end = _with_titles(rows, starts[index + 1][0]) if index + 1 < len(starts) else len(rows)
        above = caption_lines(_above(page, at)) if begin == 0 else ()
        caption = [line.text.strip() for line in above] + [field.text for row in rows[begin:start] for field in row.filled]
        made = _Open(kind, name, value, [], caption, list(above), [])
        _add(made, page, rows[begin:end], rows)
        made.rows = [row for row in made.rows if row.index >= start or row.lattice is not lattice]
        found.append(made)


def _starts(rows: Sequence[Row]) -> list[tuple[int, str, Field, Field | None]]:
    """The rows that begin forms, with kind, label and value."""
    named = [(row, found) for row in rows if (found := _name(row))]
    starts = []
    for place, (row, (kind, name, value)) in enumerate(named):
        end = named[place + 1][0].index if place + 1 < len(named) else len(rows)
        if _is_form(rows[row.index + 1 : end], name):
            starts.append((row.index, kind, name, value))
    return starts


def _name(row: Row) -> tuple[str, Field, Field | None] | None:
    """Kind, label and value of a row that names a project or a department, its label standing first."""
    if not row.filled:
        return None
    name = row.filled[0]
    kind = _kind(name.text)
    if kind is None or any(field.text for field in row.reaching if field.left < name.left):
        return None
    value = row.beside(name)
    if value is not None and value.text and (is_label(value.text) or column_of(value.text)):
        return None
    return None if any(column_of(field.text) in ("level1", "level2") for field in row.filled) else (kind, name, value)


def _kind(text: str) -> str | None:
    """The kind of form that a label begins."""
    bare = dense(text)
    return "project" if bare in PROJECT else "department" if bare in DEPARTMENT else None


def _is_form(below: Sequence[Row], name: Field) -> bool:
    firsts = [field for row in below for field in row.filled if abs(field.left - name.left) <= _SAME_EDGE]
    labels = [
        field
        for field in firsts
        if field_of(field.text) or is_goal(field.text) or is_funds(field.text) or is_indicators(field.text) or is_tasks(field.text)
    ]
    heads = any(column_of(field.text) for row in below for field in row.filled)
    return len(labels) + heads >= _LABELS_BELOW


def _with_titles(rows: Sequence[Row], start: int) -> int:
    """The row with which the titles over a form begin: each a row with one cell that has text, or none."""
    first = start
    while first > 0 and len(rows[first - 1].filled) <= 1 and len(rows[first - 1].reaching) == 1:
        first -= 1
    blank = all(not row.filled or len(row.filled) == 1 for row in rows[:start])
    return 0 if blank else first


def _goes_on(form: _Open, page: Page, at: int, lattice: Lattice, rows: Sequence[Row]) -> bool:
    last = form.rows[-1].lattice
    if lattice.page not in (last.page, last.page + 1) or (lattice.page != last.page and at > 0):
        return False
    if not all(_is_cut_off(line) or line.text.strip() in form.caption for line in _above(page, at)):
        return False
    if _has_title_of_its_own(form, rows):
        return False
    heads = {column_of(field.text) for row in rows for field in row.filled}
    if {"level1", "level2"} <= heads:
        return True
    named = lattice.page != last.page or any(is_level(field.text) for row in rows for field in row.filled)
    return named and _same_edges(lattices_of(form.rows), lattice)


def _has_title_of_its_own(form: _Open, rows: Sequence[Row]) -> bool:
    """Whether a lattice begins with a title, which is not the form's printed again."""
    first = next((row.filled for row in rows if row.filled), ())
    return len(first) == 1 and is_title(first[0].text) and first[0].text not in form.caption


def _same_edges(before: Iterable[Lattice], after: Lattice) -> bool:
    """Whether the borders of the later one are among those of the form so far."""
    edges = [edge for lattice in before for edge in lattice.edges]
    if not edges or not after.edges:
        return any(lattice.columns == after.columns for lattice in before)
    return all(any(abs(edge - other) <= _SAME_EDGE for other in edges) for edge in after.edges)


def _add(form: _Open, page: Page, rows: Sequence[Row], whole: Sequence[Row]) -> None:
    form.rows += rows
    form.lines += [line for line in page.lines if _inside(page, line, rows, whole)]
    form.cut += page.cut if rows else ()
    if rows and rows[0].index == 0:
        form.lines += [line for line in _above(page, page.lattices.index(rows[0].lattice)) if line.text.strip() in form.caption]


def _inside(page: Page, line: TextLine, rows: Sequence[Row], whole: Sequence[Row]) -> bool:
    """Whether a line is printed in the rows; where a lattice holds more than one form, above the next."""
    box = rows[0].lattice.box if rows else None
    if box is None or line.box is None:
        return False
    if _is_cut_off(line):
        return True
    middle = (line.box[1] + line.box[3]) / 2
    top = box[1] if rows[0].index == 0 else (rows[0].top or box[1]) - 1
    following = next((row.top for row in whole[rows[-1].index + 1 :] if row.top is not None), None)
    bottom = box[3] if following is None else following - 1
    return top <= middle <= bottom


def _is_cut_off(line: TextLine) -> bool:
    """Whether a line belongs to a merged cell that the end of the page cuts: what of it has no room is printed outside of the lattice."""
    return line.box is not None and is_part_of_level(line.text)


def _above(page: Page, at: int) -> list[TextLine]:
    """The lines over a lattice, down from the lattice above it."""
    box = page.lattices[at].box
    before = page.lattices[at - 1].box if at else None
    if box is None:
        return []
    return [line for line in page.lines if (before[3] if before else float("-inf")) < _middle(line) < box[1]]


def _below(page: Page, lattice: Lattice | None) -> bool:
    """Whether something is printed under the last lattice of the page, or the page has none."""
    if lattice is None or lattice.box is None:
        return bool(page.lines)
    return any(_middle(line) > lattice.box[3] and not _is_cut_off(line) for line in page.lines)


def _middle(line: TextLine) -> float:
    return (line.box[1] + line.box[3]) / 2 if line.box else float("-inf")
