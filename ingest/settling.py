"""Grids → tables, where the layout leaves a figure several readings: the sums decide between them, or nothing does. Pure.

A figure printed over a border may belong to either cell, one in a merged cell to each of its columns; lines under each other may be one
figure or several; digits between the parts of a code may belong to either part. Each reading is tried in its table. Where exactly one
makes all sums hold that hold in any of them, it is the one, and a note says by which sum. Else the figure is left out, and a note names
the readings for a clerk. What is printed is never changed: a reading only says where it belongs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Final

from budgets.money import figure_in, is_figure
from budgets.worded import _, enumerated
from ingest.checks import answers
from ingest.checks.registry import CHECKS
from ingest.lines import to_lines
from ingest.recognise import Recognised, recognise
from ingest.shapes import OVER_BORDER, Cell, Extraction, Grid, Note, Outcome, Source, Table, Torn, around

MOST_WAYS: Final = 64
"""Ways of reading one table beyond which none is tried: its figures stay ambiguous."""

_SUMS: Final = tuple(check for check in CHECKS if check.code.split(".")[0] in ("hierarchy", "row", "summary", "economic", "three_public"))
_HOLDS: Final = ("exact", "rounding")
_END: Final = re.compile(r"[\d.,]+$")
_START: Final = re.compile(r"^[\d.,]+")
_ENOUGH: Final = 3  # figures of a table that show with how many decimals it is printed
_NEARLY_ALL: Final = 0.9
_NAMED: Final = 3  # sums that a note names
_PLACES: Final = frozenset({"figure", "code"})

Place = tuple[int, int]
"""Row and column in the body of a grid."""
Key = tuple[str, str]
"""A check and its subject."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a doubtful place: what stands in which cells, and the words for it."""

    words: str
    cells: Mapping[Place, Cell]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that can be read in several ways. `what` begins the sentence that a clerk reads."""

    what: str
    source: Source
    readings: tuple[Reading, ...]


def read_tables(grids: Sequence[Grid]) -> tuple[tuple[Table, ...], tuple[Note, ...]]:
    """The tables of the grids, doubtful places settled by sums or left out, and the notes on both."""
    results = [_read(grid) for grid in grids]
    return tuple(table for table, _ in results), tuple(note for _, notes in results for note in notes)


def _read(grid: Grid) -> tuple[Table, tuple[Note, ...]]:
    recognised = recognise(grid)
    doubts = tuple(_doubts(grid, recognised))
    if not doubts:
        return to_lines(recognised, grid)
    known = {torn.place for torn in grid.torn if any(doubt.source == _whole(torn) for doubt in doubts)}
    grid = replace(grid, notes=tuple(note for note in grid.notes if note.code != OVER_BORDER or note.source not in known))
    chosen, notes = _settled(grid, doubts)
    table, others = to_lines(recognise(chosen), chosen)
    return table, (*others, *notes)


def _settled(grid: Grid, doubts: Sequence[Doubt]) -> tuple[Grid, list[Note]]:
    ways = list(product(*(doubt.readings for doubt in doubts))) if prod(len(doubt.readings) for doubt in doubts) <= MOST_WAYS else []
    tables = [_table(_laid(grid, way)) for way in ways]
    if len({_content(table) for table in tables}) == 1:  # whichever it is
        return _laid(grid, ways[-1]), []
    good, deciding = decided([_outcomes(table) for table in tables])
    good = good if len({_content(tables[way]) for way in good}) > 1 else good[-1:]
    notes: list[Note] = []
    for at, doubt in enumerate(doubts):
        left = list(dict.fromkeys(ways[way][at].words for way in good))
        if len(left) == 1:
            reading = next(reading for reading in doubt.readings if reading.words == left[0])
            notes.append(_by_sums(doubt, reading, deciding))
        else:
            reading = Reading("", {place: Cell("") for one in doubt.readings for place in one.cells})
            notes.append(_ambiguous(doubt, left, tried=bool(ways)))
        grid = _laid(grid, [reading])
    return grid, notes


def decided(outcomes: Sequence[Mapping[Key, Outcome]]) -> tuple[list[int], list[Key]]:
    """Of several ways those in which of every check most sums hold and fewest do not, and which sums hold there but not in all ways.

    A sum that cannot be checked in a way does not hold in it: leaving a figure out is no proof. Where none holds exactly that does not in
    another way, the sums do not tell.
    """
    kept = [{key for key, outcome in one.items() if outcome in _HOLDS} for one in outcomes]
    broken = [set(one) - own for one, own in zip(outcomes, kept, strict=True)]
    checks = {check for one in outcomes for check, _ in one}
    most, fewest = ({check: best(map(_count(check), sets)) for check in checks} for best, sets in ((max, kept), (min, broken)))
    good = [
        at
        for at, (own, lost) in enumerate(zip(kept, broken, strict=True))
        if all(_count(check)(own) == most[check] and _count(check)(lost) == fewest[check] for check in checks)
    ]
    telling = [key for key in dict.fromkeys(key for at in good for key in outcomes[at]) if not all(key in own for own in kept)]
    telling = [key for key in telling if any(outcomes[at].get(key) == "exact" for at in good)]
    return (good, telling) if telling else ([], [])


def _count(check: str) -> Callable[[set[Key]], int]:
    return lambda keys: sum(question == check for question, _ in keys)


def _table(grid: Grid) -> Table:
    return to_lines(recognise(grid), grid)[0]


def _content(table: Table) -> tuple[object, ...]:
    """What a table says, wherever it stands: two ways of reading may say the same (20805 in one cell or as 208 and 05)."""
    return tuple((line.code, line.label, *((one.column, one.printed) for one in line.amounts)) for line in table.lines)


def _outcomes(table: Table) -> dict[Key, Outcome]:
    """How the sums of a table come out, each by its check and subject; the worst where several have the same."""
    alone = Extraction("", "", "", tables=(table,))
    found: dict[Key, Outcome] = {}
    for check in _SUMS:
        for result in answers(check, alone):
            key = (check.question, result.subject)
            found[key] = result.outcome if found.get(key, "exact") in _HOLDS else found[key]
    return found


def _laid(grid: Grid, readings: Sequence[Reading]) -> Grid:
    """The grid read so."""
    body = [list(row) for row in grid.body]
    for reading in readings:
        for (row, column), cell in reading.cells.items():
            body[row][column] = cell
    return replace(grid, body=tuple(tuple(row) for row in body))


def _by_sums(doubt: Doubt, reading: Reading, deciding: Sequence[Key]) -> Note:
    sums = enumerated(
        [_("“{question}”（{subject}）").format(question=question, subject=subject) for question, subject in deciding[:_NAMED]]
    )
    more = _("等 {count} 处").format(count=len(deciding)) if len(deciding) > _NAMED else ""
    return Note(
        "info",
        "settled_by_sums",
        _("{what}，可以有 {count} 种读法；{reading}，只有这样{sums}{more}才成立。").format(
            what=doubt.what, count=len(doubt.readings), reading=reading.words, sums=sums, more=more
        ),
        doubt.source,
    )


def _ambiguous(doubt: Doubt, left: Sequence[str], *, tried: bool) -> Note:
    why = _("这些读法都与各合计相符") if left else _("没有合计能定") if tried else _("表里这样的地方太多，没有逐一核对")
    candidates = enumerated(left or [reading.words for reading in doubt.readings], _("{some}，还是{more}"))
    return Note(
        "warning",
        "ambiguous",
        _("{what}，分不清是{candidates}：{why}，没有采用，请对照原文。").format(what=doubt.what, candidates=candidates, why=why),
        doubt.source,
    )


# Where the layout leaves several readings


def _doubts(grid: Grid, recognised: Recognised) -> Iterator[Doubt]:
    """The doubtful places of a grid, each cell in one of them at most."""
    taken: set[Place] = set()
    for doubt in (*_over_borders(grid, recognised), *_merged(grid, recognised), *_wrapped(grid, recognised)):
        places = {place for reading in doubt.readings for place in reading.cells}
        if len(doubt.readings) > 1 and taken.isdisjoint(places):
            taken |= places
            yield doubt


def _over_borders(grid: Grid, recognised: Recognised) -> Iterator[Doubt]:
    if not grid.torn:
        return
    places = {cell.source: (row, column) for row, cells in enumerate(grid.body) for column, cell in enumerate(cells) if cell.text}
    for torn in grid.torn:
        left, right = places.get(torn.left), places.get(torn.right)
        if left is None or right is None or left[0] != right[0]:
            continue
        kinds = {recognised.roles[left[1]].kind, recognised.roles[right[1]].kind}
        if kinds & _PLACES and grid.body[left[0]][left[1]].colspan == grid.body[right[0]][right[1]].colspan == 1:
            yield _over_border(grid, recognised, torn, (left, right))


def _over_border(grid: Grid, recognised: Recognised, torn: Torn, places: tuple[Place, Place]) -> Doubt:
    """The digits on both sides as one figure on the left, as one on the right, or as two, as far as these are figures."""
    (left, right), (a, b) = places, (grid.body[row][column] for row, column in places)
    end, start = _END.search(a.text), _START.search(b.text)
    before, after = (end[0] if end else "", start[0] if start else "")
    rest, further, run = a.text[: len(a.text) - len(before)].strip(), b.text[len(after) :].strip(), before + after
    names = [_name(recognised, column) for _, column in places]
    ways = (
        (_("“{run}”在{column}").format(run=run, column=names[0]), rest + run, further),
        (_("“{run}”在{column}").format(run=run, column=names[1]), rest, run + further),
        (
            _("“{text}”在{column}、“{other}”在{another}").format(text=a.text, column=names[0], other=b.text, another=names[1]),
            a.text,
            b.text,
        ),
    )
    source = _whole(torn)
    readings = tuple(
        Reading(
            words, {left: _cell(a, one, source if one != a.text else a.source), right: _cell(b, two, source if two != b.text else b.source)}
        )
        for words, one, two in ways
        if _fits(recognised, left[1], one) and _fits(recognised, right[1], two)
    )
    return Doubt(_("{place}的数“{run}”印过了格子的边框").format(place=source.words, run=run), source, readings)


def _whole(torn: Torn) -> Source:
    return replace(torn.left, bbox=around((torn.left.bbox, torn.right.bbox)))


def _cell(cell: Cell, text: str, source: Source) -> Cell:
    return replace(cell, text=text, source=source, raw=text, lines=()) if text else Cell("")


def _fits(recognised: Recognised, column: int, text: str) -> bool:
    """Whether a column can hold a text: figures their column, parts of codes theirs."""
    kind = recognised.roles[column].kind
    return (
        not text or (kind == "figure" and is_figure(text)) or (kind == "code" and text.isdecimal() and int(text) > 0) or kind not in _PLACES
    )


def _name(recognised: Recognised, column: int) -> str:
    head = "·".join(recognised.roles[column].header)
    return _("“{head}”一栏").format(head=head) if head else _("第 {column} 栏").format(column=column + 1)


def _merged(grid: Grid, recognised: Recognised) -> Iterator[Doubt]:
    """A figure other than 0 in a cell that is merged over several columns of figures."""
    for row, cells in enumerate(grid.body):
        for column, cell in enumerate(cells):
            if cell.colspan < 2 or not cell.text:
                continue
            span = range(column, min(column + cell.colspan, len(cells)))
            columns = [at for at in span if recognised.roles[at].kind == "figure"]
            if len(columns) > 1 and _counts(cell.text) and not any(cells[at].text for at in span[1:]):
                readings = [
                    Reading(_("在{column}").format(column=_name(recognised, at)), {place: Cell("") for place in _places(row, span)})
                    for at in columns
                ]
                alone = replace(cell, colspan=1)
                yield Doubt(
                    _("{place}的“{text}”印在并作一格的几栏里").format(place=cell.source.words, text=cell.text),
                    cell.source,
                    tuple(replace(one, cells={**one.cells, (row, at): alone}) for one, at in zip(readings, columns, strict=True)),
                )


def _places(row: int, span: range) -> Iterator[Place]:
    return ((row, column) for column in span)


def _counts(text: str) -> bool:
    """Whether a text is a figure other than 0."""
    printed = figure_in(text)
    return printed is not None and bool(printed.number)


def _wrapped(grid: Grid, recognised: Recognised) -> Iterator[Doubt]:
    """Lines under each other that are figures by themselves and together, where the decimals of the others do not tell which it is."""
    columns = [at for at, role in enumerate(recognised.roles) if role.kind == "figure"]
    places = [(row, column) for row, cells in enumerate(grid.body) for column in columns if _is_wrapped(cells[column])]
    if not places:
        return
    usual = _usual_decimals([cells[at].text for cells in grid.body for at in columns if not cells[at].lines])
    for row, column in places:
        cell = grid.body[row][column]
        if _is_plain(cell, usual):
            continue
        texts = dict.fromkeys((cell.text, *(line.strip() for line in cell.lines)))
        readings = tuple(Reading(f"“{text}”", {(row, column): replace(cell, text=text, lines=())}) for text in texts)
        yield Doubt(
            _("{place}的“{text}”分几行印在一格里").format(place=cell.source.words, text="／".join(cell.lines)), cell.source, readings
        )


def _is_wrapped(cell: Cell) -> bool:
    """Whether the lines of a cell are figures by themselves and together."""
    return len(cell.lines) > 1 and all(map(is_figure, (cell.text, *cell.lines)))


def _usual_decimals(texts: Sequence[str]) -> int | None:
    """How many decimals the figures of a table have; None where they differ or are few."""
    counts = Counter(decimals for text in texts if (decimals := _decimals(text)) is not None)
    usual = max(counts, key=counts.__getitem__, default=None)
    return usual if usual is not None and counts[usual] >= max(_ENOUGH, _NEARLY_ALL * counts.total()) else None


def _decimals(text: str) -> int | None:
    printed = figure_in(text)
    return printed.decimals if printed is not None and not printed.is_dash else None


def _is_plain(cell: Cell, usual: int | None) -> bool:
    """Whether only the whole has the decimals of the other figures: a figure that was too long for its cell."""
    return bool(usual) and _decimals(cell.text) == usual and all(_decimals(line) != usual for line in cell.lines[:-1])
