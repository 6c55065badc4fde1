"""Rows of a table that a page break cuts in two: their halves made one again. Pure.

A wrapped name may end on the next page, where its row has nothing else; or the figures stand there, with or without the code. Names
without figures are also rows of their own (a unit over its items, a blank item): two halves are one row only where the code says so,
since every other row has one, or where together they have the name of a classification that one half alone has not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from typing import Final

from budgets.codes import System, agrees, codes_named
from budgets.schedules import is_total
from ingest.recognise import Role
from ingest.shapes import Cell, Note

_SYSTEMS: Final[tuple[System, ...]] = ("function", "economic_department", "economic_government")
_FEW: Final = 3  # rows with codes from which on a row without one is told apart

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class _Half:
    """What a row has in one block."""

    code: str
    label: str
    has_figures: bool
    columns: frozenset[int]


def rejoined(body: Sequence[Row], roles: Sequence[Role]) -> tuple[tuple[Row, ...], tuple[Note, ...]]:
    """The rows, those cut by a page break whole again, and a note for each."""
    if not any(_breaks(above, row) for above, row in pairwise(body)):
        return tuple(body), ()
    coded = cache(partial(_is_coded, body, roles))  # few breaks need to know
    rows: list[Row] = []
    notes: list[Note] = []
    for row in body:
        if rows and _breaks(rows[-1], row) and (whole := _whole(rows[-1], row, roles, coded=coded)) is not None:
            rows[-1] = whole
            page = _page(row)
            text = f"第 {page} 页表格的第一行接着上一页的最后一行（{_half(whole, roles, roles[0].block).label}），已合成一行。"
            notes.append(Note("info", "row_over_pages", text, _first(row).source))
        else:
            rows.append(row)
    return tuple(rows), tuple(notes)


def _first(row: Row) -> Cell:
    return next(cell for cell in row if cell.text)


def _page(row: Row) -> int | None:
    return next((cell.source.page for cell in row if cell.text), None)


def _breaks(above: Row, row: Row) -> bool:
    before, after = _page(above), _page(row)
    return before is not None and after == before + 1


def _is_coded(body: Sequence[Row], roles: Sequence[Role]) -> bool:
    """Whether every row of the table has a code, but for totals and those next to a page break."""
    halves = [_half(row, roles, block) for row in body for block in {role.block for role in roles}]
    named = [half for half in halves if half.label and half.has_figures and not is_total(half.label)]
    return sum(bool(half.code) for half in named) >= max(_FEW, len(named) - 2)


def _half(row: Row, roles: Sequence[Role], block: int) -> _Half:
    own = [(at, role, row[at].text) for at, role in enumerate(roles) if role.block == block and row[at].text]
    return _Half(
        code="".join(text for _, role, text in own if role.kind == "code" and text.isdecimal()),
        label="".join(text for _, role, text in own if role.kind == "label" or (role.kind == "code" and not text.isdecimal())),
        has_figures=any(role.kind == "figure" for _, role, _ in own),
        columns=frozenset(at for at, _, _ in own),
    )


def _whole(above: Row, row: Row, roles: Sequence[Role], *, coded: Callable[[], bool]) -> Row | None:
    """Both as one, where each block of the second goes on what stands above it; None where one does not."""
    blocks = [(_half(above, roles, block), _half(row, roles, block)) for block in dict.fromkeys(role.block for role in roles)]
    filled = [(before, after) for before, after in blocks if after.columns]
    if not filled or not all(_is_one(before, after, coded=coded) for before, after in filled):
        return None
    return tuple(_cell(before, after) for before, after in zip(above, row, strict=True))


def _is_one(above: _Half, row: _Half, *, coded: Callable[[], bool]) -> bool:
    if (above.code and row.code) or (above.has_figures and row.has_figures) or not above.columns:
        return False
    if is_total(above.label) or is_total(row.label) or not (above.label or above.code):
        return False
    code, name = above.code or row.code, above.label + row.label
    if code:
        sure = bool(above.code) and (not row.label or agrees(code, above.label) is not True) and coded()
        return sure or agrees(code, name) is True
    return bool(row.label) and not row.has_figures and _is_known(name) and not _is_known(row.label) and not _is_known(above.label)


def _is_known(name: str) -> bool:
    return any(codes_named(name, None, system) for system in _SYSTEMS)


def _cell(above: Cell, row: Cell) -> Cell:
    if not row.text:
        return above
    return replace(above, text=above.text + row.text, raw=above.raw + row.raw) if above.text else row
