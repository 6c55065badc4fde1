"""A table too wide for its page: its right columns stand in a lattice of their own, on a later page or below. Pure.

Both are one where their rows are the same, by their borders or by the names printed again, and something says that they belong together:
text of the left half that the right page paints and cuts off, the same title again, or totals that hold over both halves only. Where that
cannot be shown they stay apart, and it is said. Each figure keeps the place where it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, takewhile
from typing import Final, Literal

from budgets.money import figure_in, is_figure
from budgets.schedules import head_of, is_sum
from budgets.worded import _
from ingest.grids.ruled.captions import plain
from ingest.grids.ruled.heads import Parts, spaceless
from ingest.grids.ruled.making import Making, over
from ingest.grids.ruled.rows import Row, rows_of
from ingest.shapes import Lattice, LatticeCell, Note, Source, TextLine

_SAME_LEVEL: Final = 1.0  # points by which the borders of one row may differ from one half to the other
_SAME_PLACE: Final = 2.0  # points by which cut text may stand elsewhere than the left half says
_FEWEST: Final = 2  # rows that must be the same
_NAMES: Final = frozenset({"code", "label", "organisation"})
_GOES_ON: Final = re.compile(r"[（(]?续表?\d?[)）]?")
_OF_WHICH: Final = re.compile("其中")

Proof = Literal["cut", "title", "sums"]
_SAID: Final[dict[Proof, str]] = {
    "cut": _("左半的文字在右半的页上被裁掉，位置相合"),
    "title": _("标题相同"),
    "sums": _("两半的数合起来才等于合计"),
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A left half, the lattice of it beside which the right one stands, and which of its rows are those of the right one."""

    left: Making
    lattice: Lattice
    right: Making
    rows: dict[int, Row]

    @property
    def shift(self) -> float:
        """By how much the right half moves to stand beside the left one."""
        return self.lattice.edges[-1] - self.right.edges[0]


def beside(left: Making, right: Making, cut: Sequence[TextLine]) -> Making | None:
    """Both as one table, where the later one is shown to be the right half of the earlier one. `cut` is what its page cuts off."""
    pair = _pair(left, right)
    joined = _joined(pair) if pair else None
    proof = _proof(pair, joined, cut) if pair and joined else None
    if joined is None or proof is None:
        return None
    return replace(joined, notes=(*joined.notes, _together(left, right, proof)))


def with_doubt(left: Making, right: Making) -> Making:
    """The later table, noted where it looks like the right half of the earlier one: figures under heads, without a name or a title."""
    if right.title or not right.parts.head or not right.parts.body or not _is_without_names(right) or not _could_follow(left, right):
        return right
    place = Source(page=right.pages[0])
    text = _("{place}的表没有项目名称，可能是前一张表的右半；行或合计对不上，没有合并，请对照原文。").format(place=place.words)
    return replace(right, notes=(*right.notes, Note("warning", "half_table", text, place)))


def _pair(left: Making, right: Making) -> _Pair | None:
    if not _could_follow(left, right):
        return None
    named = _has_names(right.parts.body, len(left.parts.head) + len(left.parts.numbers))
    if named and not _heads_repeated(left, right):
        return None
    places = _places(left)
    for lattice in left.lattices:
        own, rows = (right, None) if named else _by_borders(left, lattice, right, places.get(lattice.page, ()))
        if rows is None:
            own, rows = _without_repeated(left, right, places.get(lattice.page, ()))
        if rows is not None and len(rows) == len(own.parts.body) and own.width:
            return _Pair(left, lattice, own, rows)
    return None


def _could_follow(left: Making, right: Making) -> bool:
    near = right.pages[0] in (left.pages[-1], left.pages[-1] + 1)
    same = not right.title or _bare(right.title) == _bare(left.title)
    return near and same and bool(left.edges and right.edges and left.parts.head)


def _bare(title: str) -> str:
    """A title without the mark that it goes on."""
    return _GOES_ON.sub("", spaceless(title))


def _is_without_names(half: Making, first: int = 0) -> bool:
    """Whether nothing but figures stands in the rows from a column on, and no head there is one of names."""
    heads = [head_of(cell.text) for row in half.parts.head for cell in row.filled if cell.column >= first]
    named = any(head is not None and head.kind in _NAMES for head in heads)
    known = any(head is not None and head.kind == "measure" for head in heads) or not half.parts.head
    body = (cell for row in half.parts.body for cell in row.filled if cell.column >= first)
    return known and not named and all(is_figure(cell.text.strip()) for cell in body)


def _has_names(body: Sequence[Row], heads: int) -> bool:
    """Whether more rows than may be heads have text that is no figure."""
    named = (row for row in body if not all(is_figure(cell.text.strip()) for cell in row.filled))
    return next(islice(named, heads, None), None) is not None


def _places(left: Making) -> dict[int, list[int]]:
    """The places of a table's rows by the page on which they stand."""
    places: dict[int, list[int]] = {}
    for at, row in enumerate(left.parts.body):
        places.setdefault(row.filled[0].source.page or 0, []).append(at)
    return places


def _by_borders(left: Making, lattice: Lattice, right: Making, places: Sequence[int]) -> tuple[Making, dict[int, Row] | None]:
    """The right half with its rows by their places in the left one, where both have all borders of rows in common."""
    numbers = _numbers(left, lattice, right.lattices[0])
    if not numbers:
        return right, None
    parts = (right.parts.head, right.parts.numbers, right.parts.body)
    own = replace(right, parts=Parts(*(_renumbered(rows, numbers) for rows in parts)))
    own = _divided_alike(left, lattice, own, _renumbered(rows_of(right.lattices[0]), numbers))
    if not _is_without_names(own):
        return right, None
    at = {left.parts.body[place].number: place for place in places}
    return own, {at[row.number]: row for row in own.parts.body if row.number in at}


def _numbers(left: Making, lattice: Lattice, other: Lattice) -> list[int] | None:
    """For each border of the right half's rows which one it is of the left half; a head there may have more of them."""
    levels, others = lattice.levels, other.levels
    if min(len(levels), len(others)) <= _FEWEST:
        return None
    shift = levels[0] - others[0]
    found = [next((at for at, level in enumerate(levels) if abs(level - one - shift) <= _SAME_LEVEL), None) for one in others]
    numbers = [at for at in found if at is not None]
    heads = {row.number for row in left.parts.head if row.cells[0].source.page == lattice.page}
    further = set(range(len(levels))) - set(numbers)
    return numbers if len(numbers) == len(found) and further <= heads else None


def _renumbered(rows: Sequence[Row], numbers: Sequence[int]) -> tuple[Row, ...]:
    def cell(one: LatticeCell) -> LatticeCell:
        return replace(one, row=numbers[one.row], rowspan=numbers[one.row + one.rowspan] - numbers[one.row])

    return tuple(Row(numbers[row.number], tuple(map(cell, row.cells))) for row in rows)


def _divided_alike(left: Making, lattice: Lattice, right: Making, whole: Sequence[Row]) -> Making:
    """The right half with the rows as its head that are the left one's, blank ones too: a single column may not tell head from body."""
    heads = {row.number for row in left.parts.head if row.cells[0].source.page == lattice.page}
    numbers = {row.number for row in left.parts.numbers if heads}
    if not heads:
        return right
    head = tuple(row for row in whole if row.number in heads)
    rows = sorted((*right.parts.head, *right.parts.numbers, *right.parts.body), key=lambda row: row.number)
    body = tuple(row for row in rows if row.number not in heads | numbers)
    printed = (tuple(spaceless(cell.text) for row in head for cell in row.filled),)
    return replace(right, parts=replace(right.parts, head=head, body=body), printed=printed)


def _without_repeated(left: Making, right: Making, places: Sequence[int]) -> tuple[Making, dict[int, Row] | None]:
    """The right half without the columns of names that it prints again, and its rows by their places; None where it does not."""
    if len(places) != len(right.parts.body) or len(places) < _FEWEST:
        return right, None
    count, heads = 0, _heads_repeated(left, right)
    while count < heads and _is_repeated(left, right, places, count):
        count += 1
    named = any(
        (head := head_of(cell.text)) and head.kind in _NAMES for row in right.parts.head for cell in row.filled if cell.column < count
    )
    if not named or count == right.width or not _is_without_names(right, count):
        return right, None
    own = _from_column(right, count)
    return own, dict(zip(places, own.parts.body, strict=True))


def _heads_repeated(left: Making, right: Making) -> int:
    """How many columns from the left on have the same heads in both."""
    if len(left.parts.head) != len(right.parts.head):
        return 0
    heads = list(zip(left.parts.head, right.parts.head, strict=True))
    same = takewhile(lambda column: _same_texts(heads, column), range(min(left.width, right.width)))
    return sum(1 for _ in same)


def _is_repeated(left: Making, right: Making, places: Sequence[int], column: int) -> bool:
    return _same_texts(((left.parts.body[at], row) for at, row in zip(places, right.parts.body, strict=True)), column)


def _same_texts(pairs: Iterable[tuple[Row, Row]], column: int) -> bool:
    return all(_text_in(one, column) == _text_in(other, column) for one, other in pairs)


def _text_in(row: Row, column: int) -> str:
    return next((cell.text.strip() for cell in row.filled if cell.column == column), "")


def _from_column(table: Making, first: int) -> Making:
    def row(found: Row) -> Row:
        return Row(found.number, _moved([cell for cell in found.cells if cell.column >= first], -first))

    head, body = tuple(map(row, table.parts.head)), tuple(map(row, table.parts.body))
    return replace(table, parts=replace(table.parts, head=head, body=body), width=table.width - first, edges=table.edges[first:])


def _joined(pair: _Pair) -> Making | None:
    """Both halves on the borders of both; None where the right one does not fit what stands there from an earlier page."""
    left, right = pair.left, pair.right
    place = next((at for at, edge in enumerate(left.edges) if abs(edge - pair.lattice.edges[-1]) <= _SAME_PLACE), None)
    edges = tuple(edge + pair.shift for edge in right.edges)
    if place is None:
        return None
    first = place == left.width
    if not first and (len(left.edges) - place != len(edges) or not _alike(left.edges[place:], edges)):
        return None
    body = list(left.parts.body)
    for at, row in pair.rows.items():
        body[at] = Row(body[at].number, (*body[at].cells, *_moved(row.cells, place)))
    return replace(
        left,
        caption=(*left.caption, *right.caption),
        parts=replace(left.parts, head=_heads(left.parts.head, right.parts.head, place) if first else left.parts.head, body=tuple(body)),
        width=left.width + right.width if first else left.width,
        edges=(*left.edges, *edges[1:]) if first else left.edges,
        pages=tuple(dict.fromkeys((*left.pages, *right.pages))),
        lines=(*left.lines, *right.lines),
        remarks=(*left.remarks, *right.remarks),
        notes=(*left.notes, *right.notes),
        lattices=tuple(lattice for lattice in left.lattices if lattice is not pair.lattice),
        torn=(*left.torn, *right.torn),
        printed=(*left.printed, *right.printed),
    )


def _alike(before: Sequence[float], after: Sequence[float]) -> bool:
    return all(abs(one - two) <= _SAME_PLACE for one, two in zip(before, after, strict=True))


def _moved(cells: Sequence[LatticeCell], by: int) -> tuple[LatticeCell, ...]:
    return tuple(over(cell, cell.column + by, cell.colspan) for cell in cells)


def _heads(left: Sequence[Row], right: Sequence[Row], width: int) -> tuple[Row, ...]:
    """The heads beside each other; one that the page parts goes on where the right half begins with a blank over heads of its own."""
    numbers = {row.number - left[0].number: row for row in right} if left and right else {}
    rows = []
    for at, row in enumerate(left):
        cells, others = list(row.cells), list(numbers[at].cells) if at in numbers else []
        last = max((cell for cell in cells if cell.text), key=lambda cell: cell.column, default=None)
        parted = last is not None and last.colspan > 1 and last.column + last.colspan == width
        if parted and last is not None and others and others[0].column == 0 and not others[0].text and at + 1 < len(left):
            cells[cells.index(last)] = replace(last, colspan=last.colspan + others.pop(0).colspan)
        rows.append(Row(row.number, (*cells, *_moved(others, width))))
    return tuple(rows)


def _proof(pair: _Pair, joined: Making, cut: Sequence[TextLine]) -> Proof | None:
    """What says that two halves are one table; None where nothing does, or where the totals speak against it."""
    if _is_cut_off(pair, cut):
        return "cut"
    adds = _adds_up(joined, pair)
    if adds is False or _is_of_its_own(pair):
        return None
    if pair.right.title:
        return "title"
    return "sums" if adds else None


def _is_of_its_own(pair: _Pair) -> bool:
    """Whether the right half has totals over all, or heads of the left one: then it says the same of something else."""
    if set(pair.right.printed) <= set(pair.left.printed):
        return False
    paths, others = _paths(pair.right), _paths(pair.left)
    return any(len(path) == 1 and is_sum(path[0]) for path in paths) or not paths.isdisjoint(others)


def _paths(table: Making) -> set[tuple[str, ...]]:
    """The heads over each column, from top to leaf."""
    heads = [cell for row in table.parts.head for cell in row.filled]
    over = ([cell for cell in heads if cell.column <= at < cell.column + cell.colspan] for at in range(table.width))
    return {tuple(spaceless(cell.text) for cell in sorted(cells, key=lambda cell: cell.row)) for cells in over if cells}


def _is_cut_off(pair: _Pair, cut: Sequence[TextLine]) -> bool:
    """Whether the right half's page cuts off a line of the left half, in the place that it has where both stand beside each other."""
    placed = [(line.box, plain(line.text)) for line in cut if line.box]
    return bool(placed) and any(
        abs(box[1] - known.box[1]) <= _SAME_PLACE and abs(box[0] + pair.shift - known.box[0]) <= _SAME_PLACE and plain(known.text) == text
        for known in pair.left.lines
        if known.box
        for box, text in placed
    )


def _adds_up(table: Making, pair: _Pair) -> bool | None:
    """Whether the first total of each row is the sum of both halves, and of the left one alone it is not; None where nothing tells."""
    parts = _parts(table)
    if parts is None:
        return None
    told = False
    for at in pair.rows:
        row = table.parts.body[at]
        values = {cell.column: _value(cell) for cell in row.filled if is_figure(cell.text)}
        total, own = values.get(parts[0], Decimal(0)), {column: values[column] for column in parts[1] if column in values}
        bound = (len(parts[1]) + 1) * _step(row) / 2
        if parts[0] in values and abs(total - sum(own.values(), Decimal(0))) > bound:
            return False
        first = pair.left.width if table.width > pair.left.width else table.width - pair.right.width
        told = told or sum((abs(value) for column, value in own.items() if column >= first), Decimal(0)) > bound
    return told or None


def _parts(table: Making) -> tuple[int, tuple[int, ...]] | None:
    """The first column of totals and those that make it up: of a group its own total, where it has one."""
    heads = sorted((cell for row in table.parts.head for cell in row.filled), key=lambda cell: (cell.column, cell.row))
    tops = [cell for cell in heads if not any(_is_over(other, cell) for other in heads)]
    total = next((at for at, cell in enumerate(tops) if cell.colspan == 1 and is_sum(cell.text)), None)
    if total is None:
        return None
    parts: list[int] = []
    for top in tops[total + 1 :]:
        under = [cell for cell in heads if cell.colspan == 1 and _is_over(top, cell)] or [top]
        sums = [cell for cell in under if is_sum(cell.text)]
        parts += [] if _OF_WHICH.match(top.text) else [cell.column for cell in (sums[:1] or under)]
    return tops[total].column, tuple(parts)


def _is_over(other: LatticeCell, cell: LatticeCell) -> bool:
    return other.row < cell.row and other.column <= cell.column < other.column + other.colspan


def _value(cell: LatticeCell) -> Decimal:
    printed = figure_in(cell.text.strip())
    return printed.number if printed is not None and printed.number is not None else Decimal(0)


def _step(row: Row) -> Decimal:
    """The coarsest step in which the figures of a row are printed."""
    exponents = [int(_value(cell).as_tuple().exponent) for cell in row.filled if is_figure(cell.text)]
    return Decimal(1).scaleb(max(exponents, default=0))


def _together(left: Making, right: Making, proof: Proof) -> Note:
    pages = "、".join(str(page) for page in dict.fromkeys((*left.pages, *right.pages)))
    text = _("《{title}》的栏目左右分印在第 {pages} 页，行相同，{proof}，合为一张表。").format(
        title=left.title, pages=pages, proof=_SAID[proof]
    )
    return Note("info", "halves_joined", text, Source(page=right.pages[0]))
